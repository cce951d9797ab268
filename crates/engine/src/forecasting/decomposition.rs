//! Several seasons taken off a series one after the other: STL (R. B. Cleveland and others,
//! "STL: a seasonal-trend decomposition procedure based on loess", Journal of Official Statistics 6,
//! 1990) repeated for each period as MSTL does (Bandara, Hyndman and Bergmeir, arXiv 2107.13462).

use super::loess;
use super::smoothing;

/// Passes over all periods.
const PASSES: usize = 2;
/// Passes within STL that refine season and trend.
const INNER: usize = 2;

/// Takes the seasons off and repeats their last cycle; what remains is smoothed exponentially. A
/// period of fewer than two cycles in `values` is left out.
pub(super) fn predict(values: &[f64], periods: [usize; 2], horizon: usize) -> Option<Vec<f64>> {
    let periods: Vec<usize> = periods
        .into_iter()
        .filter(|period| *period > 1 && 2 * period <= values.len())
        .collect();
    if periods.is_empty() {
        return None;
    }
    let seasons = seasons(values, &periods);
    let mut adjusted = values.to_vec();
    for season in &seasons {
        for (value, of_season) in adjusted.iter_mut().zip(season) {
            *value -= of_season;
        }
    }
    let mut forecast = smoothing::predict(&adjusted, 1, 1, periods[0], horizon)?;
    for (season, period) in seasons.iter().zip(&periods) {
        let last = season.len() - period;
        for (k, value) in forecast.iter_mut().enumerate() {
            *value += season[last + k % period];
        }
    }
    Some(forecast)
}

/// What each period adds to every value.
fn seasons(values: &[f64], periods: &[usize]) -> Vec<Vec<f64>> {
    let mut seasons = vec![vec![0.0; values.len()]; periods.len()];
    let mut rest = values.to_vec();
    let passes = if periods.len() == 1 { 1 } else { PASSES };
    for _ in 0..passes {
        for (i, (season, period)) in seasons.iter_mut().zip(periods).enumerate() {
            for (value, of_season) in rest.iter_mut().zip(season.iter()) {
                *value += of_season;
            }
            // The windows of MSTL: 11 cycles, and four more for each further period.
            *season = seasonal(&rest, *period, 11 + 4 * i);
            for (value, of_season) in rest.iter_mut().zip(season.iter()) {
                *value -= of_season;
            }
        }
    }
    seasons
}

/// The season of one period by STL, without its robustness weights.
fn seasonal(values: &[f64], period: usize, cycles: usize) -> Vec<f64> {
    let trend_window = next_odd(1.5 * period as f64 / (1.0 - 1.5 / cycles as f64));
    let low_pass_window = next_odd(period as f64);
    let mut trend = vec![0.0; values.len()];
    let mut season = Vec::new();
    for _ in 0..INNER {
        let detrended: Vec<f64> = values.iter().zip(&trend).map(|(v, t)| v - t).collect();
        let cycle = smooth_cycles(&detrended, period, cycles);
        let low = moving_mean(&moving_mean(&moving_mean(&cycle, period), period), 3);
        let low = loess::smooth(&low, low_pass_window, low_pass_window.div_ceil(10));
        season = cycle[period..]
            .iter()
            .zip(&low)
            .map(|(c, l)| c - l)
            .collect();
        let adjusted: Vec<f64> = values.iter().zip(&season).map(|(v, s)| v - s).collect();
        trend = loess::smooth(&adjusted, trend_window, trend_window.div_ceil(10));
    }
    season
}

/// Each step of the period smoothed over its cycles, and one cycle more at either end.
fn smooth_cycles(values: &[f64], period: usize, cycles: usize) -> Vec<f64> {
    let mut smoothed = vec![0.0; values.len() + 2 * period];
    let mut step = Vec::with_capacity(values.len() / period + 1);
    for at in 0..period {
        step.clear();
        step.extend(values.iter().skip(at).step_by(period));
        for i in 0..step.len() + 2 {
            smoothed[at + i * period] = loess::estimate(&step, cycles, i as f64 - 1.0, false);
        }
    }
    smoothed
}

/// The means of every `window` neighbours: `window - 1` values fewer.
fn moving_mean(values: &[f64], window: usize) -> Vec<f64> {
    let mut sum: f64 = values[..window].iter().sum();
    let mut means = Vec::with_capacity(values.len() + 1 - window);
    means.push(sum / window as f64);
    for i in window..values.len() {
        sum += values[i] - values[i - window];
        means.push(sum / window as f64);
    }
    means
}

fn next_odd(value: f64) -> usize {
    let up = value.ceil() as usize;
    up + usize::from(up.is_multiple_of(2))
}
