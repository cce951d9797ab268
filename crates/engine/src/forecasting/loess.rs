//! Local linear regression (loess) on an evenly spaced series: W. S. Cleveland, "Robust locally
//! weighted regression and smoothing scatterplots", JASA 74 (1979), in the shape STL needs it.

/// The smoothed value at `at`, counted in steps from the first value and possibly outside of the
/// series. `window` is the number of nearest values that have a say; above the series' length it
/// flattens the weights, as in STL.
pub(super) fn estimate(values: &[f64], window: usize, at: f64, line: bool) -> f64 {
    let count = values.len();
    let used = window.min(count);
    // The nearest values lie around `at`, moved inwards at the ends.
    let centred = (at - (used as f64 - 1.0) / 2.0).ceil().max(0.0) as usize;
    let left = centred.min(count - used);
    let right = left + used - 1;
    let reach =
        (at - left as f64).max(right as f64 - at) + window.saturating_sub(count) as f64 / 2.0;
    let (mut sum, mut first, mut second) = (0.0, 0.0, 0.0);
    let (mut of_value, mut of_slope) = (0.0, 0.0);
    for (i, value) in values[left..=right].iter().enumerate() {
        let offset = (left + i) as f64 - at;
        let weight = tricube(offset.abs(), reach);
        sum += weight;
        first += weight * offset;
        second += weight * offset * offset;
        of_value += weight * value;
        of_slope += weight * offset * value;
    }
    if sum <= 0.0 {
        return values[left];
    }
    let (mean, spread) = (first / sum, second / sum - (first / sum).powi(2));
    let level = of_value / sum;
    // Values of one place have no slope.
    if !line || spread.sqrt() <= 1e-3 * count as f64 {
        return level;
    }
    let slope = (of_slope / sum - mean * level) / spread;
    level - slope * mean
}

/// The weight of a value at `distance`, with the limits STL has for the nearest and the farthest.
fn tricube(distance: f64, reach: f64) -> f64 {
    if distance <= 0.001 * reach {
        1.0
    } else if distance <= 0.999 * reach {
        (1.0 - (distance / reach).powi(3)).powi(3)
    } else {
        0.0
    }
}

/// Smooths a whole series. Every `jump`-th value is estimated, those between lie on the line.
pub(super) fn smooth(values: &[f64], window: usize, jump: usize) -> Vec<f64> {
    let count = values.len();
    let mut smoothed = vec![0.0; count];
    let Some(last) = count.checked_sub(1) else {
        return smoothed;
    };
    let jump = jump.max(1);
    smoothed[0] = estimate(values, window, 0.0, true);
    let mut before = 0;
    while before < last {
        let next = (before + jump).min(last);
        smoothed[next] = estimate(values, window, next as f64, true);
        let (from, step) = (
            smoothed[before],
            (smoothed[next] - smoothed[before]) / (next - before) as f64,
        );
        for (i, value) in smoothed[before..next].iter_mut().enumerate() {
            *value = from + step * i as f64;
        }
        before = next;
    }
    smoothed
}
