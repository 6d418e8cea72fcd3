//! One character for one meaning: maps of fonts lead to radicals, compatibility and vertical forms, because several
//! characters share a glyph; the page shows the same, and a search finds only the ordinary character.

use unicode_normalization::char::{decompose_canonical, decompose_compatible};

/// The ordinary form of `character`.
pub(super) fn unify(character: char) -> char {
    match character {
        '\u{2e80}'..='\u{2eff}' => radical(character),
        // Kangxi radicals have the unified ideograph as compatibility decomposition, compatibility ideographs as
        // canonical one; the twelve unified ideographs in that block, such as 﨑, have none.
        '\u{2f00}'..='\u{2fdf}' => single(|emit| decompose_compatible(character, emit), character),
        '\u{f900}'..='\u{faff}' | '\u{2f800}'..='\u{2fa1f}' => {
            single(|emit| decompose_canonical(character, emit), character)
        }
        '\u{fe10}'..='\u{fe19}' => forms(character, '\u{fe10}', "，、。：；！？〖〗…"),
        '\u{fe30}'..='\u{fe48}' => forms(
            character,
            '\u{fe30}',
            "‥—–＿＿（）｛｝〔〕【】《》〈〉「」『』﹅﹆［］",
        ),
        '\u{a0}' => ' ',
        other => other,
    }
}

fn single(decompose: impl Fn(&mut dyn FnMut(char)), character: char) -> char {
    let (mut found, mut count) = (character, 0);
    decompose(&mut |part| {
        found = part;
        count += 1;
    });
    if count == 1 { found } else { character }
}

fn forms(character: char, first: char, ordinary: &str) -> char {
    let at = character as usize - first as usize;
    ordinary.chars().nth(at).unwrap_or(character)
}

fn radical(character: char) -> char {
    const RADICALS: &str = "⺁厂⺇几⺌小⺎兀⺏尣⺐尢⺒巳⺓幺⺛旡⺟母⺠民⺩王⺫罒⺬示⺭礻⺮竹⺯糸⺰纟⺱罓⺶羊⺷羊⺸羋⺹耂⺺肀⺻聿⺼肉⺽臼⺾艹⺿艹⻀艹⻁虎⻂衤⻃覀⻄西⻅见⻆角⻇角⻈讠⻉贝⻊足⻋车⻌辶⻍辶⻎辶⻏阝⻐钅⻑長⻒镸⻓长⻔门⻕阜⻖阝⻗雨⻘青⻙韦⻚页⻛风⻜飞⻝食⻟飠⻠饣⻡首⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻫斉⻬齐⻭歯⻮齿⻯竜⻰龙⻱龜⻲亀⻳龟";
    let mut pairs = RADICALS.chars();
    while let (Some(radical), Some(ideograph)) = (pairs.next(), pairs.next()) {
        if radical == character {
            return ideograph;
        }
    }
    character
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefers_the_unified_ideograph() {
        let given = "⽇⾏⻑⺠神﨑︵︒︱";
        let unified: String = given.chars().map(unify).collect();
        assert_eq!(unified, "日行長民神﨑（。—");
    }
}
