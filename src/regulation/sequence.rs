//! How a number follows the one before.

/// How a number follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// It is the next.
    Next,
    /// It begins a sequence.
    First,
    /// Numbers between were left out.
    Gap,
    /// It is not after the last.
    Back,
}

/// How article or unit `number` (with branches) follows `last`.
pub fn unit_step(last: &[u32], number: &[u32]) -> Step {
    if last.is_empty() {
        return if number == [1] { Step::First } else { Step::Gap };
    }
    let common = last.iter().zip(number).take_while(|(a, b)| a == b).count();
    let next = if common == last.len() {
        // 第9条 → 第9条の2
        number.len() == common + 1 && number[common] == 2
    } else {
        // 第9条の2 → 第9条の3, 第10条
        common < number.len() && number.len() == common + 1 && number[common] == last[common] + 1
    };
    if next {
        Step::Next
    } else if number == [1] {
        Step::First
    } else if number > last {
        Step::Gap
    } else {
        Step::Back
    }
}

/// How an article follows. One whose steps stand before the unit (第1-2条) is a branch (第5条, 第5-2条) or a step of a
/// path (第1-9条, 第2-1条).
pub fn article_step(last: &[u32], number: &[u32], hyphened: bool) -> Step {
    match unit_step(last, number) {
        Step::Next => Step::Next,
        _ if hyphened => path_step(last, number),
        step => step,
    }
}

/// How `number` of a decimal document (4.2.1) follows `last`.
pub fn path_step(last: &[u32], number: &[u32]) -> Step {
    let ones = |tail: &[u32]| tail.iter().all(|&each| each == 1);
    if last.is_empty() {
        return if ones(number) { Step::First } else { Step::Back };
    }
    let common = last.iter().zip(number).take_while(|(a, b)| a == b).count();
    if common == number.len() {
        return Step::Back;
    }
    if common == last.len() {
        let tail = &number[common..];
        return match tail {
            _ if ones(tail) => Step::Next,
            [one] if *one <= 3 => Step::Gap,
            _ => Step::Back,
        };
    }
    let tail = &number[common + 1..];
    match number[common].checked_sub(last[common]) {
        Some(1) if ones(tail) => Step::Next,
        Some(1..=4) if tail.is_empty() || ones(tail) => Step::Gap,
        _ => Step::Back,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn articles_follow_with_and_without_branches() {
        for (last, number, step) in [
            (&[][..], &[1][..], Step::First),
            (&[9], &[10], Step::Next),
            (&[9], &[9, 2], Step::Next),
            (&[9, 2], &[9, 2, 2], Step::Next),
            (&[9, 2, 2], &[9, 3], Step::Next),
            (&[9, 2], &[10], Step::Next),
            (&[9], &[12], Step::Gap),
            (&[9], &[9, 3], Step::Gap),
            (&[9], &[9], Step::Back),
            (&[9], &[3], Step::Back),
            (&[9], &[1], Step::First),
        ] {
            assert_eq!(unit_step(last, number), step, "{last:?} {number:?}");
        }
    }

    #[test]
    fn hyphened_articles_follow_as_branches_and_as_steps() {
        for (last, number, step) in [
            (&[][..], &[1, 1][..], Step::First),
            (&[1, 1], &[1, 2], Step::Next),
            (&[1, 9], &[2, 1], Step::Next),
            (&[5], &[5, 2], Step::Next),
            (&[5, 2], &[5, 3], Step::Next),
            (&[1, 9], &[3, 4], Step::Back),
        ] {
            assert_eq!(article_step(last, number, true), step, "{last:?} {number:?}");
        }
    }

    #[test]
    fn decimal_numbers_follow_at_any_level() {
        for (last, number, step) in [
            (&[][..], &[1, 1][..], Step::First),
            (&[1], &[1, 1], Step::Next),
            (&[1, 1, 3], &[1, 2], Step::Next),
            (&[1, 1, 3], &[1, 2, 1], Step::Next),
            (&[1, 1, 3], &[1, 1, 4], Step::Next),
            (&[1, 1, 3], &[1, 1, 6], Step::Gap),
            (&[1, 1, 3], &[9, 2], Step::Back),
            (&[1, 1, 3], &[1, 1], Step::Back),
        ] {
            assert_eq!(path_step(last, number), step, "{last:?} {number:?}");
        }
    }
}
