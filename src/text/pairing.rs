//! Which item of an old text became which item of a new one.

use super::Shingles;

/// An item of a text as it is compared.
#[derive(Debug, Clone)]
pub struct Pairable {
    /// Its words.
    pub words: Shingles,
    /// Names of its place: two items that share one stand at the same place.
    pub places: Vec<String>,
    /// What it stands under, such as the title of its section.
    pub context: String,
}

/// Items at least so alike are one.
pub const ALIKE: f32 = 0.5;
/// Items at the same place need only be so alike.
const ALIKE_AT_PLACE: f32 = 0.3;

/// For each new item, the old one that it was: the most alike first, the place deciding between equals.
pub fn pair(old: &[Pairable], new: &[Pairable]) -> Vec<Option<usize>> {
    let mut candidates = Vec::new();
    for (n, is) in new.iter().enumerate() {
        for (o, was) in old.iter().enumerate() {
            let alike = is.words.likeness(&was.words);
            let at_place = is.places.iter().any(|place| was.places.contains(place));
            if alike >= if at_place { ALIKE_AT_PLACE } else { ALIKE } {
                let place = if at_place { 0.2 } else { 0.0 };
                let context = if is.context == was.context { 0.05 } else { 0.0 };
                candidates.push((alike + place + context, n, o));
            }
        }
    }
    // Between equals the one that keeps the order.
    candidates.sort_by(|a, b| {
        let far = |c: &(f32, usize, usize)| c.1.abs_diff(c.2);
        b.0.total_cmp(&a.0)
            .then(far(a).cmp(&far(b)))
            .then((a.1, a.2).cmp(&(b.1, b.2)))
    });
    let mut partners = vec![None; new.len()];
    let mut taken = vec![false; old.len()];
    for (_, n, o) in candidates {
        if partners[n].is_none() && !taken[o] {
            partners[n] = Some(o);
            taken[o] = true;
        }
    }
    partners
}

/// Positions in the old and in the new text; one of them where an item stands in one text only.
pub type Couple = (Option<usize>, Option<usize>);

/// The order in which both texts are shown together: the new items in theirs, an old one that is gone behind the
/// item that it stood behind. Pairs of (old, new).
pub fn together(partners: &[Option<usize>], old: usize) -> Vec<Couple> {
    let mut order: Vec<(usize, usize, Couple)> = Vec::new();
    let mut place = vec![None; old];
    for (n, partner) in partners.iter().enumerate() {
        if let Some(o) = partner {
            place[*o] = Some(n + 1);
        }
        order.push((n + 1, 0, (*partner, Some(n))));
    }
    let mut behind = 0;
    for (o, at) in place.into_iter().enumerate() {
        match at {
            Some(at) => behind = at,
            None => order.push((behind, o + 1, (Some(o), None))),
        }
    }
    order.sort_by_key(|(at, rank, _)| (*at, *rank));
    order.into_iter().map(|(_, _, pair)| pair).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn items(texts: &[&str]) -> Vec<Pairable> {
        let item = |(at, text): (usize, &&str)| Pairable {
            words: Shingles::new(text),
            places: vec![at.to_string()],
            context: String::new(),
        };
        texts.iter().enumerate().map(item).collect()
    }

    #[test]
    fn an_inserted_item_shifts_numbers_and_nothing_else() {
        let old = items(&["端末を施錠して保管する", "媒体の持出しを記録する"]);
        let new = items(&[
            "端末を施錠して保管する",
            "利用者を登録する手続を定める",
            "媒体の持出しを記録する",
        ]);
        let partners = pair(&old, &new);
        assert_eq!(partners, [Some(0), None, Some(1)]);
    }

    #[test]
    fn what_is_gone_is_shown_behind_what_it_stood_behind() {
        let shown = together(&[Some(0), Some(2)], 3);
        assert_eq!(shown, [(Some(0), Some(0)), (Some(1), None), (Some(2), Some(1))]);
    }
}
