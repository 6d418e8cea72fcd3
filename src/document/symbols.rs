//! Symbol fonts: what their characters are in Unicode.

use std::borrow::Cow;

/// Wingdings from 0x20, one sign a code; a space is one that Unicode lacks.
const WINGDINGS: &str = " ✏✂✁👓🕭🕮🕯📞✆✉🖃📪📫📬📭📁📂📄🗏🗐🗄⏳🖮🖰🖲🖳🖴🖫🖬✇✍🖎✌👌👍👎☜☞☝☟🖐☺😐☹💣☠🏳🏱✈☼💧❄🕆✞🕈✠✡☪☯ॐ☸♈♉♊♋♌♍♎♏♐♑♒♓🙰🙵●❍■□❐❑❒⬧⧫◆❖⬥⌧⮹⌘🏵🏶🙶🙷 ⓪①②③④⑤⑥⑦⑧⑨⑩⓿❶❷❸❹❺❻❼❽❾❿🙢🙠🙡🙣🙞🙜🙝🙟·•⚫⚪🞆🞈◉◎🔿▪□🟂✦★✶✴✹✵⯐⌖⟡⌑⯑✪✰🕐🕑🕒🕓🕔🕕🕖🕗🕘🕙🕚🕛⮰⮱⮲⮳⮴⮵⮶⮷🙪🙫🙕🙔🙗🙖🙐🙑🙒🙓⌫⌦⮘➢⮙⮛⮈⮊⮉⮋←→↑↓↖↗↙↘⬅➔⬆⬇🡼🡽🡿🡾⇦⇨⇧⇩⬄⇳⬁⬀⬃⬂🢬🢭✗✓☒☑";

/// Zapf Dingbats from 0x21.
const DINGBATS: &str =
    "✁✂✃✄☎✆✇✈✉☛☞✌✍✎✏✐✑✒✓✔✕✖✗✘✙✚✛✜✝✞✟✠✡✢✣✤✥✦✧★✩✪✫✬✭✮✯✰✱✲✳✴✵✶✷✸✹✺✻✼✽✾✿❀❁❂❃❄❅❆❇❈❉❊❋●❍■❏❐❑❒▲▼◆❖◗❘❙❚❛❜❝❞";

/// Zapf Dingbats from 0xA1.
const DINGBATS_HIGH: &str =
    "❡❢❣❤❥❦❧♣♦♥♠①②③④⑤⑥⑦⑧⑨⑩❶❷❸❹❺❻❼❽❾❿➀➁➂➃➄➅➆➇➈➉➊➋➌➍➎➏➐➑➒➓➔→↔↕➘➙➚➛➜➝➞➟➠➡➢➣➤➥➦➧➨➩➪➫➬➭➮➯ ➱➲➳➴➵➶➷➸➹➺➻➼➽➾";

/// Symbol from 0x20.
const SYMBOL: &str =
    " !∀#∃%&∍()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_‾αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼";

/// Symbol from 0xA0.
const SYMBOL_HIGH: &str =
    "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…⏐⎯↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊〈®©™∑⎛⎜⎝⎡⎢⎣⎧⎨⎩⎪ 〉∫⌠⎮⌡⎞⎟⎠⎤⎥⎦⎫⎬⎭";

/// Signs of other symbol fonts that forms are made with.
const OTHERS: [(&str, u32, char); 22] = [
    ("wingdings 2", 0x4f, '✗'),
    ("wingdings 2", 0x50, '✓'),
    ("wingdings 2", 0x51, '☒'),
    ("wingdings 2", 0x52, '☑'),
    ("wingdings 2", 0x53, '☒'),
    ("wingdings 2", 0x54, '☒'),
    ("wingdings 2", 0x96, '●'),
    ("wingdings 2", 0x97, '●'),
    ("wingdings 2", 0x99, '○'),
    ("wingdings 2", 0x9f, '■'),
    ("wingdings 2", 0xa2, '■'),
    ("wingdings 2", 0xa3, '□'),
    ("wingdings 3", 0x7d, '▶'),
    ("wingdings 3", 0x7b, '◀'),
    ("wingdings 3", 0x70, '▲'),
    ("wingdings 3", 0x71, '▼'),
    ("wingdings 3", 0x75, '▶'),
    ("wingdings 3", 0x84, '▸'),
    ("webdings", 0x31, '⏹'),
    ("webdings", 0x34, '▶'),
    ("webdings", 0x63, '□'),
    ("webdings", 0x67, '■'),
];

/// The character that `code` of `font` shows; `None` where Unicode has none or the font is not known.
pub(super) fn character(code: u32, font: &str) -> Option<char> {
    let font = font.trim().to_ascii_lowercase();
    let low = if (0xf000..=0xf0ff).contains(&code) {
        code - 0xf000
    } else {
        code
    };
    let at = |signs: &str, first: u32| {
        signs
            .chars()
            .nth(low.checked_sub(first)? as usize)
            .filter(|sign| *sign != ' ' || low == 0x20)
    };
    match font.as_str() {
        "wingdings" => at(WINGDINGS, 0x20),
        "zapfdingbats" if low >= 0xa1 => at(DINGBATS_HIGH, 0xa1),
        "zapfdingbats" => at(DINGBATS, 0x21),
        "symbol" if low >= 0xa0 => at(SYMBOL_HIGH, 0xa0),
        "symbol" => at(SYMBOL, 0x20),
        _ => OTHERS
            .iter()
            .find(|(name, sign, _)| *name == font && *sign == low)
            .map(|(.., c)| *c),
    }
}

/// The character of `w:sym`: one that no table knows is taken as Unicode, or shown as U+FFFD.
pub(super) fn symbol(code: u32, font: &str) -> char {
    character(code, font)
        .or_else(|| char::from_u32(code).filter(|_| !(0xf000..=0xf0ff).contains(&code)))
        .unwrap_or(char::REPLACEMENT_CHARACTER)
}

/// `text` with the codes that symbol fonts use (U+F020–U+F0FF) replaced.
pub(super) fn text<'a>(text: &'a str, font: Option<&str>) -> Cow<'a, str> {
    let is_code = |c: char| ('\u{f000}'..='\u{f0ff}').contains(&c);
    if !text.contains(is_code) {
        return Cow::Borrowed(text);
    }
    // Word writes such codes for Symbol where it does not say the font.
    let font = font.unwrap_or("symbol");
    let mapped = |c: char| {
        if is_code(c) {
            character(c.into(), font).unwrap_or(c)
        } else {
            c
        }
    };
    Cow::Owned(text.chars().map(mapped).collect())
}
