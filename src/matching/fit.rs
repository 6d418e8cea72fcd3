//! Fitting the weights: logistic regression on elements, each as good as its best clauses, with a leaning of its own.

use std::collections::BTreeMap;

use super::signals::{COUNT, Signals};
use super::weights::{SHARPNESS, Weights};

/// Strength of the pull towards no weight at all (of standardized signals): few labels must not make large weights.
const PULL: f64 = 5.0;

/// The same for what an element has of its own: as if leanings were spread by one in log odds.
const LEANING_PULL: f64 = 1.0;

/// An element of a labelled submission, with what the matcher saw.
pub struct LabelledElement {
    pub(super) id: String,
    pub(super) candidates: Vec<Signals>,
    /// For each candidate whether it is one of the labelled citations.
    pub(super) cited: Vec<bool>,
    /// Whether people found the element covered.
    pub(super) covered: bool,
}

/// Weights with which the cited clauses of covered elements speak for them, and no clause for the others.
///
/// Each group of elements, labelled by the same people, counts the same: many of one hand do not outvote few of another.
pub fn fit(groups: &[Vec<&LabelledElement>]) -> Weights {
    let all: Vec<&LabelledElement> = groups.iter().flatten().copied().collect();
    let scale = Scale::of(&all);
    let mut elements = BTreeMap::new();
    for element in &all {
        let next = elements.len();
        elements.entry(element.id.as_str()).or_insert(next);
    }
    let mut samples = Vec::new();
    for group in groups {
        let worth = all.len() as f64 / (groups.len() * group.len().max(1)) as f64;
        samples.extend(
            group
                .iter()
                .filter_map(|element| Sample::of(element, elements[element.id.as_str()], worth, &scale)),
        );
    }
    let found = regress(&samples, elements.len());
    let leanings = elements
        .into_iter()
        .map(|(id, at)| (id.to_owned(), found.leanings[at] as f32));
    Weights {
        leanings: leanings.collect(),
        ..scale.weights(&found.weights)
    }
}

const SIZE: usize = COUNT + 1;

/// The clauses that decide on an element, standardized.
struct Sample {
    rows: Vec<[f64; SIZE]>,
    /// Number of the element.
    element: usize,
    /// How much it counts.
    worth: f64,
    covered: bool,
}

impl Sample {
    /// Of a covered element only the cited clauses: what else looks alike did not make it so. One whose citations
    /// are not among the candidates teaches nothing.
    fn of(labelled: &LabelledElement, element: usize, worth: f64, scale: &Scale) -> Option<Self> {
        let rows: Vec<_> = labelled
            .candidates
            .iter()
            .zip(&labelled.cited)
            .filter(|(_, cited)| !labelled.covered || **cited)
            .map(|(signals, _)| scale.standardize(signals))
            .collect();
        (!rows.is_empty()).then_some(Self {
            rows,
            element,
            worth,
            covered: labelled.covered,
        })
    }

    /// Log odds of the whole, and the signals that they come from, each clause by its part.
    fn pooled(&self, at: &Point) -> (f64, [f64; SIZE]) {
        let sharpness = f64::from(SHARPNESS);
        let odds: Vec<f64> = self.rows.iter().map(|row| dot(row, &at.weights)).collect();
        let highest = odds.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let parts: Vec<f64> = odds
            .iter()
            .map(|odds| (sharpness * (odds - highest)).exp())
            .collect();
        let whole: f64 = parts.iter().sum();
        let mut row = [0.0; SIZE];
        for (of_one, part) in self.rows.iter().zip(&parts) {
            (0..SIZE).for_each(|at| row[at] += of_one[at] * part / whole);
        }
        (highest + whole.ln() / sharpness + at.leanings[self.element], row)
    }

    fn loss(&self, odds: f64) -> f64 {
        let wrong = if self.covered { -odds } else { odds };
        // ln(1 + e^x), also where e^x is too large.
        self.worth * (wrong.max(0.0) + (-wrong.abs()).exp().ln_1p())
    }
}

fn dot(row: &[f64; SIZE], weights: &[f64; SIZE]) -> f64 {
    row.iter().zip(weights).map(|(x, w)| x * w).sum()
}

/// Mean and spread of each signal.
struct Scale {
    mean: [f64; COUNT],
    spread: [f64; COUNT],
}

impl Scale {
    fn of(elements: &[&LabelledElement]) -> Self {
        let all = || elements.iter().flat_map(|element| &element.candidates);
        let count = all().count().max(1) as f64;
        let (mut mean, mut spread) = ([0.0; COUNT], [0.0; COUNT]);
        for signals in all() {
            (0..COUNT).for_each(|at| mean[at] += f64::from(signals[at]) / count);
        }
        for signals in all() {
            (0..COUNT).for_each(|at| spread[at] += (f64::from(signals[at]) - mean[at]).powi(2) / count);
        }
        for value in &mut spread {
            *value = value.sqrt().max(1e-6);
        }
        Self { mean, spread }
    }

    fn standardize(&self, signals: &Signals) -> [f64; COUNT + 1] {
        std::array::from_fn(|at| {
            if at == COUNT {
                1.0
            } else {
                (f64::from(signals[at]) - self.mean[at]) / self.spread[at]
            }
        })
    }

    fn weights(&self, standardized: &[f64; COUNT + 1]) -> Weights {
        let mut bias = standardized[COUNT];
        let of = std::array::from_fn(|at| {
            let weight = standardized[at] / self.spread[at];
            bias -= weight * self.mean[at];
            weight as f32
        });
        Weights {
            bias: bias as f32,
            of,
            leanings: BTreeMap::new(),
        }
    }
}

/// What is looked for: a weight for each signal, and each element's leaning.
#[derive(Clone)]
struct Point {
    weights: [f64; SIZE],
    leanings: Vec<f64>,
}

impl Point {
    /// The point that lies back from here by a share of a step.
    fn back(&self, step: &Self, share: f64) -> Self {
        let leanings = self.leanings.iter().zip(&step.leanings);
        Self {
            weights: std::array::from_fn(|at| self.weights[at] - share * step.weights[at]),
            leanings: leanings.map(|(here, step)| here - share * step).collect(),
        }
    }

    fn loss(&self, samples: &[Sample]) -> f64 {
        let pulled: f64 = (0..SIZE)
            .map(|at| pull(at) * self.weights[at].powi(2) / 2.0)
            .sum();
        let leaning: f64 = self.leanings.iter().map(|l| LEANING_PULL * l.powi(2) / 2.0).sum();
        let told = samples.iter().map(|sample| sample.loss(sample.pooled(self).0));
        pulled + leaning + told.sum::<f64>()
    }
}

fn pull(at: usize) -> f64 {
    if at == COUNT { 1e-6 } else { PULL }
}

/// Newton's method with each step shortened until it helps.
fn regress(samples: &[Sample], elements: usize) -> Point {
    let mut point = Point {
        weights: [0.0; SIZE],
        leanings: vec![0.0; elements],
    };
    let mut known = point.loss(samples);
    for _ in 0..60 {
        let step = step(samples, &point);
        let shortened = |by: i32| {
            let next = point.back(&step, 0.5_f64.powi(by));
            (next.loss(samples), next)
        };
        let Some((lower, next)) = (0..12).map(shortened).find(|(lower, _)| *lower < known) else {
            break;
        };
        let gain = known - lower;
        (point, known) = (next, lower);
        if gain < 1e-6 * known {
            break;
        }
    }
    point
}

/// The step to the lowest point of a parabola like the loss at a point.
///
/// Leanings do not bend each other, so that they are eliminated before the weights are solved for.
fn step(samples: &[Sample], at: &Point) -> Point {
    let mut gradient: [f64; SIZE] = std::array::from_fn(|i| pull(i) * at.weights[i]);
    let mut curvature = vec![vec![0.0; SIZE]; SIZE];
    for (i, row) in curvature.iter_mut().enumerate() {
        row[i] = pull(i);
    }
    let leanings = at.leanings.iter();
    let mut own_gradient: Vec<f64> = leanings.map(|leaning| LEANING_PULL * leaning).collect();
    let mut own_curvature = vec![LEANING_PULL; at.leanings.len()];
    let mut crossed = vec![[0.0; SIZE]; at.leanings.len()];
    for sample in samples {
        let (odds, row) = sample.pooled(at);
        let share = 1.0 / (1.0 + (-odds).exp());
        let error = sample.worth * (share - f64::from(u8::from(sample.covered)));
        let bend = sample.worth * share * (1.0 - share);
        own_gradient[sample.element] += error;
        own_curvature[sample.element] += bend;
        for i in 0..SIZE {
            gradient[i] += error * row[i];
            crossed[sample.element][i] += bend * row[i];
            for j in 0..SIZE {
                curvature[i][j] += bend * row[i] * row[j];
            }
        }
    }
    for (element, crossed) in crossed.iter().enumerate() {
        for i in 0..SIZE {
            let share = crossed[i] / own_curvature[element];
            gradient[i] -= share * own_gradient[element];
            for j in 0..SIZE {
                curvature[i][j] -= share * crossed[j];
            }
        }
    }
    let weights = solve(curvature, gradient);
    let own_step =
        |element: usize| (own_gradient[element] - dot(&crossed[element], &weights)) / own_curvature[element];
    Point {
        weights,
        leanings: (0..at.leanings.len()).map(own_step).collect(),
    }
}

/// Solves a symmetric positive definite system by elimination.
fn solve<const N: usize>(mut matrix: Vec<Vec<f64>>, mut right: [f64; N]) -> [f64; N] {
    for pivot in 0..N {
        let (upper, lower) = matrix.split_at_mut(pivot + 1);
        let row = &upper[pivot];
        for (below, line) in lower.iter_mut().enumerate() {
            let factor = line[pivot] / row[pivot];
            (pivot..N).for_each(|at| line[at] -= factor * row[at]);
            right[pivot + 1 + below] -= factor * right[pivot];
        }
    }
    for pivot in (0..N).rev() {
        let known: f64 = (pivot + 1..N).map(|at| matrix[pivot][at] * right[at]).sum();
        right[pivot] = (right[pivot] - known) / matrix[pivot][pivot];
    }
    right
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn solves_a_small_system() {
        let solution = solve(vec![vec![4.0, 1.0], vec![1.0, 3.0]], [1.0, 2.0]);
        assert!((solution[0] - 1.0 / 11.0).abs() < 1e-12);
        assert!((solution[1] - 7.0 / 11.0).abs() < 1e-12);
    }

    #[test]
    fn learns_the_signal_that_tells() {
        let element = |value: f32, covered: bool| {
            let mut signals = [0.0; COUNT];
            signals[3] = value;
            LabelledElement {
                id: "x/1".to_owned(),
                candidates: vec![signals],
                cited: vec![covered],
                covered,
            }
        };
        let elements: Vec<_> = (0..40).map(|n| element(n as f32 / 40.0, n >= 20)).collect();
        let weights = fit(&[elements.iter().collect()]);
        assert!(weights.of[3] > 1.0);
        let (low, high) = (&elements[0].candidates[0], &elements[39].candidates[0]);
        assert!(weights.log_odds(low) < 0.0 && weights.log_odds(high) > 0.0);
    }

    #[test]
    fn an_element_that_is_often_missed_leans_towards_covered() {
        let element = |id: &str, covered: bool| LabelledElement {
            id: id.to_owned(),
            candidates: vec![[1.0; COUNT]],
            cited: vec![covered],
            covered,
        };
        let hidden: Vec<_> = (0..20).map(|_| element("x/1", true)).collect();
        let plain: Vec<_> = (0..20).map(|n| element("x/2", n < 5)).collect();
        let weights = fit(&[hidden.iter().chain(&plain).collect()]);
        assert!(weights.leaning("x/1") > 0.5 && weights.leaning("x/2") < -0.5);
        assert!(
            weights.leaning("x/3").abs() < f32::EPSILON,
            "nobody has labelled it"
        );
    }

    #[test]
    fn a_small_group_counts_as_much_as_a_large_one() {
        let element = |covered: bool| LabelledElement {
            id: "x/1".to_owned(),
            candidates: vec![[1.0; COUNT]],
            cited: vec![covered],
            covered,
        };
        let many: Vec<_> = (0..40).map(|_| element(false)).collect();
        let few: Vec<_> = (0..4).map(|_| element(true)).collect();
        let together = fit(&[many.iter().chain(&few).collect()]);
        let apart = fit(&[many.iter().collect(), few.iter().collect()]);
        let odds = |weights: &Weights| weights.log_odds(&[1.0; COUNT]) + weights.leaning("x/1");
        assert!(odds(&together) < -1.0 && odds(&apart).abs() < 0.1);
    }
}
