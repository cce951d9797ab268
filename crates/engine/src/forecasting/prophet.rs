//! The additive model of Prophet: S. J. Taylor and B. Letham, "Forecasting at scale", The American
//! Statistician 72 (2018): a linear trend that may bend at changepoints, and seasons of sines and
//! cosines.
//!
//! The parameters are the most probable ones under the published priors, found without a general
//! optimiser. For a known sigma the problem is least squares with penalties; the Laplace prior's
//! |delta| is bounded from above by a parabola that touches it at the last delta (Hunter and Li,
//! Annals of Statistics 33, 2005), and the best sigma for known residuals is the root of a quadratic
//! equation. Each step of the two raises the posterior, which has one maximum per sigma.

use std::f64::consts::TAU;

use super::linear::Normal;

/// Changepoints, spread evenly over the first share of the history.
const CHANGEPOINTS: usize = 25;
const CHANGEPOINT_RANGE: f64 = 0.8;
/// Scales of the priors: of slope and offset, of the bends, of the seasons, of the noise.
const LINE_SCALE: f64 = 5.0;
const BEND_SCALE: f64 = 0.05;
const SEASON_SCALE: f64 = 10.0;
const NOISE_SCALE: f64 = 0.5;
/// Pairs of sine and cosine of the week and of the day.
const WEEK_ORDER: usize = 3;
const DAY_ORDER: usize = 4;

const STEPS_MAX: usize = 200;
const CONVERGED: f64 = 1e-6;
/// Where the parabola over |delta| = 0 would be infinitely steep.
const BEND_LEAST: f64 = 1e-7;

/// The columns of the regression.
struct Design {
    steps: f64,
    bends: Vec<f64>,
    /// The sines and cosines of each step of a period.
    seasons: Vec<(usize, Vec<Vec<f64>>)>,
}

impl Design {
    fn new(count: usize, day: usize, week: usize) -> Self {
        let bends = CHANGEPOINTS.min((count as f64 * CHANGEPOINT_RANGE) as usize - 1);
        let last = (count as f64 * CHANGEPOINT_RANGE - 1.0).floor();
        let steps = (count - 1) as f64;
        let bends = (1..=bends)
            .map(|i| (last * i as f64 / bends as f64).round() / steps)
            .collect();
        let mut seasons = Vec::new();
        for (period, order) in [(day, DAY_ORDER), (week, WEEK_ORDER)] {
            if period > 1 && count >= 2 * period {
                seasons.push((period, waves(period, order)));
            }
        }
        Self {
            steps,
            bends,
            seasons,
        }
    }

    fn width(&self) -> usize {
        let waves = |season: &(usize, Vec<Vec<f64>>)| season.1.first().map_or(0, Vec::len);
        2 + self.bends.len() + self.seasons.iter().map(waves).sum::<usize>()
    }

    fn fill(&self, row: &mut Vec<f64>, at: usize) {
        let time = at as f64 / self.steps;
        row.clear();
        row.extend([1.0, time]);
        row.extend(self.bends.iter().map(|bend| (time - bend).max(0.0)));
        for (period, waves) in &self.seasons {
            row.extend(&waves[at % period]);
        }
    }
}

fn waves(period: usize, order: usize) -> Vec<Vec<f64>> {
    let wave = |at: usize| {
        (1..=order.min(period / 2))
            .flat_map(|n| {
                let angle = TAU * (n * at) as f64 / period as f64;
                [angle.sin(), angle.cos()]
            })
            .collect()
    };
    (0..period).map(wave).collect()
}

/// Forecasts `horizon` steps.
pub(super) fn predict(values: &[f64], day: usize, week: usize, horizon: usize) -> Option<Vec<f64>> {
    // Prophet divides by the largest value, so that the priors' scales fit any unit.
    let unit = values.iter().fold(0.0_f64, |most, one| most.max(one.abs()));
    if values.len() < 10 || unit == 0.0 {
        return None;
    }
    let design = Design::new(values.len(), day, week);
    let mut normal = Normal::new(design.width());
    let mut row = Vec::with_capacity(design.width());
    let mut squares = 0.0;
    for (at, value) in values.iter().enumerate() {
        design.fill(&mut row, at);
        normal.add(&row, value / unit);
        squares += (value / unit).powi(2);
    }
    let weights = most_probable(&normal, &design, squares, values.len())?;
    let forecast = (values.len()..values.len() + horizon).map(|at| {
        design.fill(&mut row, at);
        unit * row.iter().zip(&weights).map(|(x, w)| x * w).sum::<f64>()
    });
    Some(forecast.collect())
}

/// The weights at the posterior's maximum. `squares` is the sum of the squared targets.
fn most_probable(normal: &Normal, design: &Design, squares: f64, count: usize) -> Option<Vec<f64>> {
    let bends = 2..2 + design.bends.len();
    let count = count as f64;
    let mut variance = 0.1_f64.powi(2);
    let mut steep = vec![BEND_SCALE; design.bends.len()];
    let mut weights = vec![0.0; design.width()];
    for _ in 0..STEPS_MAX {
        let next = normal.solve(|i| {
            if bends.contains(&i) {
                variance / (BEND_SCALE * steep[i - bends.start])
            } else if i < bends.start {
                variance / (LINE_SCALE * LINE_SCALE)
            } else {
                variance / (SEASON_SCALE * SEASON_SCALE)
            }
        })?;
        for (bound, bend) in steep.iter_mut().zip(&next[bends.clone()]) {
            *bound = bend.abs().max(BEND_LEAST);
        }
        let residual = (squares + normal.quadratic(&next)).max(0.0);
        // d/dv of -n/2 ln v - residual/2v - v/2s^2 is zero where v^2/s^2 + n v - residual = 0.
        let inverse = 1.0 / (NOISE_SCALE * NOISE_SCALE);
        let root = (count * count + 4.0 * inverse * residual).sqrt();
        variance = (2.0 * residual / (count + root)).max(1e-12);
        let moved = next
            .iter()
            .zip(&weights)
            .map(|(new, old)| (new - old).abs())
            .fold(0.0, f64::max);
        weights = next;
        if moved < CONVERGED {
            break;
        }
    }
    Some(weights)
}
