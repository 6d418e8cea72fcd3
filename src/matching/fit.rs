//! Fitting the weights: logistic regression on elements, each as good as its best clauses.

use super::signals::{COUNT, Signals};
use super::weights::{SHARPNESS, Weights};

/// Strength of the pull towards no weight at all (of standardized signals): few labels must not make large weights.
const PULL: f64 = 5.0;

/// An element of a labelled submission, with what the matcher saw.
pub struct LabelledElement {
    pub(super) candidates: Vec<Signals>,
    /// For each candidate whether it is one of the labelled citations.
    pub(super) cited: Vec<bool>,
    /// Whether people found the element covered.
    pub(super) covered: bool,
}

/// Weights with which the cited clauses of covered elements speak for them, and no clause for the others.
pub fn fit(elements: &[&LabelledElement]) -> Weights {
    let scale = Scale::of(elements);
    let samples: Vec<Sample> = elements
        .iter()
        .filter_map(|element| Sample::of(element, &scale))
        .collect();
    scale.weights(&regress(&samples))
}

const SIZE: usize = COUNT + 1;

/// The clauses that decide on an element, standardized.
struct Sample {
    rows: Vec<[f64; SIZE]>,
    covered: bool,
}

impl Sample {
    /// Of a covered element only the cited clauses: what else looks alike did not make it so. One whose citations
    /// are not among the candidates teaches nothing.
    fn of(element: &LabelledElement, scale: &Scale) -> Option<Self> {
        let rows: Vec<_> = element
            .candidates
            .iter()
            .zip(&element.cited)
            .filter(|(_, cited)| !element.covered || **cited)
            .map(|(signals, _)| scale.standardize(signals))
            .collect();
        (!rows.is_empty()).then_some(Self {
            rows,
            covered: element.covered,
        })
    }

    /// Log odds of the whole, and the signals that they come from, each clause by its part.
    fn pooled(&self, weights: &[f64; SIZE]) -> (f64, [f64; SIZE]) {
        let sharpness = f64::from(SHARPNESS);
        let odds: Vec<f64> = self.rows.iter().map(|row| dot(row, weights)).collect();
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
        (highest + whole.ln() / sharpness, row)
    }

    fn loss(&self, odds: f64) -> f64 {
        let wrong = if self.covered { -odds } else { odds };
        // ln(1 + e^x), also where e^x is too large.
        wrong.max(0.0) + (-wrong.abs()).exp().ln_1p()
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
        }
    }
}

/// Newton's method with each step shortened until it helps.
fn regress(samples: &[Sample]) -> [f64; SIZE] {
    let pull = |at: usize| if at == COUNT { 1e-6 } else { PULL };
    let loss = |weights: &[f64; SIZE]| {
        let pulled: f64 = (0..SIZE).map(|at| pull(at) * weights[at].powi(2) / 2.0).sum();
        let told = samples.iter().map(|sample| sample.loss(sample.pooled(weights).0));
        pulled + told.sum::<f64>()
    };
    let mut weights = [0.0; SIZE];
    let mut known = loss(&weights);
    for _ in 0..60 {
        let step = step(samples, &weights, pull);
        let shortened = |by: i32| {
            let share = 0.5_f64.powi(by);
            let next: [f64; SIZE] = std::array::from_fn(|at| weights[at] - share * step[at]);
            (loss(&next), next)
        };
        let Some((lower, next)) = (0..12).map(shortened).find(|(lower, _)| *lower < known) else {
            break;
        };
        let gain = known - lower;
        (weights, known) = (next, lower);
        if gain < 1e-6 * known {
            break;
        }
    }
    weights
}

/// The step to the lowest point of a parabola like the loss at `weights`.
fn step(samples: &[Sample], weights: &[f64; SIZE], pull: impl Fn(usize) -> f64) -> [f64; SIZE] {
    let mut gradient: [f64; SIZE] = std::array::from_fn(|at| pull(at) * weights[at]);
    let mut curvature = vec![vec![0.0; SIZE]; SIZE];
    for (at, row) in curvature.iter_mut().enumerate() {
        row[at] = pull(at);
    }
    for sample in samples {
        let (odds, row) = sample.pooled(weights);
        let share = 1.0 / (1.0 + (-odds).exp());
        let error = share - f64::from(u8::from(sample.covered));
        let bend = share * (1.0 - share);
        for i in 0..SIZE {
            gradient[i] += error * row[i];
            for j in 0..SIZE {
                curvature[i][j] += bend * row[i] * row[j];
            }
        }
    }
    solve(curvature, gradient)
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
                candidates: vec![signals],
                cited: vec![covered],
                covered,
            }
        };
        let elements: Vec<_> = (0..40).map(|n| element(n as f32 / 40.0, n >= 20)).collect();
        let weights = fit(&elements.iter().collect::<Vec<_>>());
        assert!(weights.of[3] > 1.0);
        let (low, high) = (&elements[0].candidates[0], &elements[39].candidates[0]);
        assert!(weights.log_odds(low) < 0.0 && weights.log_odds(high) > 0.0);
    }
}
