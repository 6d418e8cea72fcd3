//! Fitting the weights: logistic regression over the best clause of each element.

use super::signals::{COUNT, Signals};
use super::weights::Weights;

/// Strength of the pull towards no weight at all (of standardized signals): few labels must not make large weights.
const PULL: f64 = 3.0;
/// How often the best clause is chosen anew with the weights found.
const ROUNDS: usize = 4;

/// An element of a labelled submission, with what the matcher saw.
pub struct LabelledElement {
    pub(super) candidates: Vec<(Signals, f32)>,
    /// For each candidate whether it is one of the labelled citations.
    pub(super) cited: Vec<bool>,
    /// Whether people found the element covered.
    pub(super) covered: bool,
}

struct Sample {
    signals: Signals,
    covered: bool,
    weight: f64,
}

/// Weights that tell the cited clauses of covered elements from the nearest clauses of the others.
pub fn fit(elements: &[&LabelledElement]) -> Weights {
    let scale = Scale::of(elements);
    // Nearest clauses of uncovered elements, kept over the rounds so that the fit does not swing.
    let mut nearest: Vec<Vec<usize>> = vec![Vec::new(); elements.len()];
    let mut weights: Option<Weights> = None;
    for _ in 0..ROUNDS {
        let samples = samples(elements, weights.as_ref(), &mut nearest);
        weights = Some(scale.weights(&regress(&samples, &scale)));
    }
    weights.unwrap_or(Weights {
        bias: 0.0,
        of: [0.0; COUNT],
    })
}

fn samples(
    elements: &[&LabelledElement],
    weights: Option<&Weights>,
    nearest: &mut [Vec<usize>],
) -> Vec<Sample> {
    let mut samples = Vec::new();
    for (element, nearest) in elements.iter().zip(nearest) {
        let score = |at: usize| {
            let (signals, fit) = &element.candidates[at];
            weights.map_or(*fit, |weights| weights.log_odds(signals))
        };
        let best = (0..element.candidates.len())
            .filter(|&at| !element.covered || element.cited[at])
            .max_by(|&a, &b| score(a).total_cmp(&score(b)).then(b.cmp(&a)));
        let Some(best) = best else { continue };
        if element.covered {
            samples.push(Sample {
                signals: element.candidates[best].0,
                covered: true,
                weight: 1.0,
            });
            continue;
        }
        if !nearest.contains(&best) {
            nearest.push(best);
        }
        samples.extend(nearest.iter().map(|&at| Sample {
            signals: element.candidates[at].0,
            covered: false,
            weight: 1.0 / nearest.len() as f64,
        }));
    }
    samples
}

/// Mean and spread of each signal.
struct Scale {
    mean: [f64; COUNT],
    spread: [f64; COUNT],
}

impl Scale {
    fn of(elements: &[&LabelledElement]) -> Self {
        let all = || {
            elements
                .iter()
                .flat_map(|element| &element.candidates)
                .map(|(signals, _)| signals)
        };
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

/// Newton's method; the loss is convex, so that the start does not matter.
fn regress(samples: &[Sample], scale: &Scale) -> [f64; COUNT + 1] {
    const SIZE: usize = COUNT + 1;
    let rows: Vec<_> = samples
        .iter()
        .map(|sample| scale.standardize(&sample.signals))
        .collect();
    let mut weights = [0.0; SIZE];
    for _ in 0..25 {
        let mut gradient: [f64; SIZE] = std::array::from_fn(|at| {
            if at == COUNT {
                1e-6 * weights[at]
            } else {
                PULL * weights[at]
            }
        });
        let mut curvature = vec![vec![0.0; SIZE]; SIZE];
        for (at, row) in curvature.iter_mut().enumerate() {
            row[at] = if at == COUNT { 1e-6 } else { PULL };
        }
        for (row, sample) in rows.iter().zip(samples) {
            let odds: f64 = row.iter().zip(&weights).map(|(x, w)| x * w).sum();
            let share = 1.0 / (1.0 + (-odds).exp());
            let error = sample.weight * (share - f64::from(u8::from(sample.covered)));
            let bend = sample.weight * share * (1.0 - share);
            for i in 0..SIZE {
                gradient[i] += error * row[i];
                for j in 0..SIZE {
                    curvature[i][j] += bend * row[i] * row[j];
                }
            }
        }
        let step = solve(curvature, gradient);
        let length: f64 = step.iter().map(|s| s * s).sum::<f64>().sqrt();
        // A long step is cut: far from the solution the curvature there says little.
        let cut = (4.0 / length.max(1e-12)).min(1.0);
        weights
            .iter_mut()
            .zip(step)
            .for_each(|(weight, step)| *weight -= cut * step);
        if length < 1e-7 {
            break;
        }
    }
    weights
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
                candidates: vec![(signals, 1.0)],
                cited: vec![covered],
                covered,
            }
        };
        let elements: Vec<_> = (0..40).map(|n| element(n as f32 / 40.0, n >= 20)).collect();
        let weights = fit(&elements.iter().collect::<Vec<_>>());
        assert!(weights.of[3] > 1.0);
        let (low, high) = (&elements[0].candidates[0].0, &elements[39].candidates[0].0);
        assert!(weights.log_odds(low) < 0.0 && weights.log_odds(high) > 0.0);
    }
}
