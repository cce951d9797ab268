//! The last day again, for a past of less than a week.

use super::measured::Past;

/// What is expected of the steps ahead: the newest measured value of the same time of day; of a time
/// that was never measured, the mean of all.
pub(super) fn repeat(past: &Past, steps: usize) -> Vec<f64> {
    let day = past.width.per_day();
    let mean =
        past.kwh.iter().flatten().sum::<f64>() / past.kwh.iter().flatten().count().max(1) as f64;
    (0..steps)
        .map(|ahead| {
            let step = past.kwh.len() + ahead;
            let newest = (1..=step / day)
                .map(|days| step - days * day)
                .filter_map(|before| *past.kwh.get(before)?)
                .next();
            newest.unwrap_or(mean)
        })
        .collect()
}

/// How far the days lie from each other: differences of each step to the one a day before it, by the
/// step of the forecast they say something about.
pub(super) fn day_pairs(past: &Past, steps: usize) -> Vec<Vec<Option<f64>>> {
    let day = past.width.per_day();
    let count = past.kwh.len();
    let pairs = count.saturating_sub(day).div_ceil(day);
    (1..=pairs)
        .rev()
        .map(|pair| {
            (0..steps)
                .map(|ahead| {
                    let step = (count + ahead % day).checked_sub(pair * day)?;
                    let before = step.checked_sub(day)?;
                    Some((*past.kwh.get(step)?)? - (*past.kwh.get(before)?)?)
                })
                .collect()
        })
        .collect()
}

/// Without two days, what values differ from their mean.
pub(super) fn spread(past: &Past, steps: usize) -> Vec<Vec<Option<f64>>> {
    let known: Vec<f64> = past.kwh.iter().flatten().copied().collect();
    let mean = known.iter().sum::<f64>() / known.len().max(1) as f64;
    known
        .into_iter()
        .map(|value| vec![Some(value - mean); steps])
        .collect()
}
