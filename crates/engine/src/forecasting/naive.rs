//! The naive family: the past repeated. Every other method must beat the best of these.

/// The last `period` values again and again.
pub(super) fn repeat(values: &[f64], period: usize, horizon: usize) -> Option<Vec<f64>> {
    let last = values.len().checked_sub(period)?;
    Some((0..horizon).map(|k| values[last + k % period]).collect())
}

/// The mean of two.
pub(super) fn blend(one: &[f64], other: &[f64]) -> Vec<f64> {
    one.iter()
        .zip(other)
        .map(|(a, b)| f64::midpoint(*a, *b))
        .collect()
}

/// The mean of the same step of the week over the last four weeks, or as many as there are.
pub(super) fn weeks_mean(values: &[f64], week: usize, horizon: usize) -> Option<Vec<f64>> {
    let weeks = (values.len() / week).min(4);
    if weeks == 0 {
        return None;
    }
    let mean = |k: usize| {
        (1..=weeks)
            .map(|back| values[values.len() - back * week + k % week])
            .sum::<f64>()
            / weeks as f64
    };
    Some((0..horizon).map(mean).collect())
}

/// Yesterday and last week, beginning where the series ends. Yesterday has half a say in the first day
/// and half as much in each that follows. How far off the blend begins is what its first value differs
/// from the last one plus the step usual at that hour; a fifth of it is forgotten each step.
pub(super) fn anchored(
    values: &[f64],
    day: usize,
    yesterday: &[f64],
    last_week: &[f64],
) -> Vec<f64> {
    const KEPT: f64 = 0.8;
    let mut share = 1.0;
    let mut blend = Vec::with_capacity(yesterday.len());
    for (k, (one, other)) in yesterday.iter().zip(last_week).enumerate() {
        if k % day == 0 {
            share /= 2.0;
        }
        blend.push(other + share * (one - other));
    }
    let Some((last, first)) = values.last().zip(blend.first()) else {
        return blend;
    };
    // The step from a period's last value to the next one's first, over at most four weeks.
    let mut steps: Vec<f64> = (1..=28)
        .map_while(|back| {
            let at = values.len().checked_sub(back * day)?;
            let before = at.checked_sub(1)?;
            Some(values[at] - values[before])
        })
        .collect();
    if steps.is_empty() {
        return blend;
    }
    let usual = median(&mut steps);
    let mut off = last + usual - first;
    for value in &mut blend {
        *value += off;
        off *= KEPT;
    }
    blend
}

/// Last week again, moved by half of what the last day differs from the same day a week before, and
/// beginning where the series ends.
pub(super) fn levelled(
    values: &[f64],
    day: usize,
    week: usize,
    horizon: usize,
) -> Option<Vec<f64>> {
    const LEVEL_KEPT: f64 = 0.5;
    const ERROR_KEPT: f64 = 0.8;
    let last_day = values.len().checked_sub(day)?;
    let day_before = last_day.checked_sub(week)?;
    let differences = (0..day).map(|k| values[last_day + k] - values[day_before + k]);
    let level = LEVEL_KEPT * differences.sum::<f64>() / day as f64;
    let newest = values[values.len() - 1] - values[values.len() - 1 - week];
    let mut off = 0.5 * (newest - level);
    let mut week = repeat(values, week, horizon)?;
    for value in &mut week {
        *value += level + off;
        off *= ERROR_KEPT;
    }
    Some(week)
}

/// The middle value, or the mean of the two middle ones. `values` is not empty.
pub(super) fn median(values: &mut [f64]) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    let middle = values.len() / 2;
    if values.len() % 2 == 1 {
        values[middle]
    } else {
        f64::midpoint(values[middle - 1], values[middle])
    }
}
