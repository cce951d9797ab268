//! Linear regressions on a series' own past, forecast step by step.

use super::linear::Normal;

/// The share of the mean square that the ridge penalises by.
const RIDGE: f64 = 1e-4;

/// Regression on the values `lags` steps back, around the mean.
pub(super) fn autoregress(values: &[f64], lags: &[usize], horizon: usize) -> Option<Vec<f64>> {
    let longest = *lags.iter().max()?;
    // With fewer rows than three for each weight, chance is fitted.
    if values.len() < longest + 3 * lags.len() {
        return None;
    }
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    let mut path: Vec<f64> = Vec::with_capacity(values.len() + horizon);
    path.extend(values.iter().map(|value| value - mean));
    let mut normal = Normal::new(lags.len());
    let mut row = vec![0.0; lags.len()];
    for at in longest..path.len() {
        fill(&mut row, &path, lags, at);
        normal.add(&row, path[at]);
    }
    let weights = normal.solve_ridge(RIDGE)?;
    for _ in 0..horizon {
        fill(&mut row, &path, lags, path.len());
        path.push(row.iter().zip(&weights).map(|(x, w)| x * w).sum());
    }
    Some(path[values.len()..].iter().map(|one| one + mean).collect())
}

fn fill(row: &mut [f64], path: &[f64], lags: &[usize], at: usize) {
    for (x, lag) in row.iter_mut().zip(lags) {
        *x = path[at - lag];
    }
}

/// The mean of each step of the week around a moving mean, and a regression of what remains on its
/// own past.
pub(super) fn profile(
    values: &[f64],
    week: usize,
    lags: &[usize],
    horizon: usize,
) -> Option<Vec<f64>> {
    if values.len() < 2 * week {
        return None;
    }
    let trend = moving_mean(values, week);
    let usual: Vec<f64> = (0..week)
        .map(|at| {
            let (sum, count) = (at..values.len())
                .step_by(week)
                .fold((0.0, 0.0), |(sum, count), i| {
                    (sum + values[i] - trend[i], count + 1.0)
                });
            sum / count
        })
        .collect();
    let rest: Vec<f64> = values
        .iter()
        .enumerate()
        .map(|(i, value)| value - usual[i % week])
        .collect();
    let mut forecast = autoregress(&rest, lags, horizon)?;
    for (k, value) in forecast.iter_mut().enumerate() {
        *value += usual[(values.len() + k) % week];
    }
    Some(forecast)
}

/// The mean of `window` values around each; at the ends that of the first or last `window`.
fn moving_mean(values: &[f64], window: usize) -> Vec<f64> {
    let window = window.min(values.len()).max(1);
    let mut sum: f64 = values[..window].iter().sum();
    let mut means = vec![sum / window as f64; window / 2 + 1];
    for i in window..values.len() {
        sum += values[i] - values[i - window];
        means.push(sum / window as f64);
    }
    let last = sum / window as f64;
    means.resize(values.len(), last);
    means
}
