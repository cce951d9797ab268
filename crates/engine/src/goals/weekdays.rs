//! The mean of the same weekdays, and how far it may be off.
//!
//! A day's kilograms are taken as level + weekday + noise, where the level walks randomly from day to
//! day: a local level model (Durbin and Koopman, Time Series Analysis by State Space Methods, 2012,
//! chapter 2) with a week in it. So three things make a sum over the days ahead uncertain: the noise
//! of each day, the noise in the means, and the walk of the level, before and after today; only the
//! last grows faster than the sum itself.

/// Whole weeks the means are taken over; as many must be there.
pub const WEEKS_MIN: usize = 4;
/// Whole weeks the spread is taken from at most.
pub const HISTORY_WEEKS_MAX: usize = 26;

const WEEK: usize = 7;
/// Days of the means.
const MEAN_DAYS: f64 = (WEEKS_MIN * WEEK) as f64;
/// Longest blocks of weeks that are compared for the walk of the level.
const BLOCK_WEEKS_MAX: usize = 4;
/// Share of the level that it moves in a week at least (assumption): no organisation stays the same,
/// and a short history may not show it.
const WEEKLY_DRIFT_MIN: f64 = 0.01;
/// Standard deviations on either side of nine in ten normally distributed values.
const NORMAL_90: f64 = 1.645;

/// A history of whole days, which ends the day before the first one expected.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Weekdays {
    /// Means, of the first day expected first.
    means: [f64; WEEK],
    /// Variance of a day around level and weekday.
    noise: f64,
    /// Variance of the step that the level makes each day.
    step: f64,
    pub(super) weeks: usize,
}

impl Weekdays {
    /// Measures them; `None` with fewer than [`WEEKS_MIN`] whole weeks.
    pub(super) fn of(history: &[f64]) -> Option<Self> {
        let weeks = (history.len() / WEEK).min(HISTORY_WEEKS_MAX);
        if weeks < WEEKS_MIN {
            return None;
        }
        let days = &history[history.len() - weeks * WEEK..];
        let mut means = [0.0; WEEK];
        for (place, kg) in days[(weeks - WEEKS_MIN) * WEEK..].iter().enumerate() {
            means[place % WEEK] += kg / WEEKS_MIN as f64;
        }
        let noise = noise(days, weeks);
        let level = mean(&means);
        Some(Self {
            means,
            noise,
            step: step(days, weeks, noise).max((WEEKLY_DRIFT_MIN * level).powi(2) / WEEK as f64),
            weeks,
        })
    }

    /// The mean of the day that is so many days ahead; 0 is today.
    pub(super) fn mean(&self, days_ahead: usize) -> f64 {
        self.means[days_ahead % WEEK]
    }
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// What is left of days when the means of their week and of their weekday are taken out.
fn noise(days: &[f64], weeks: usize) -> f64 {
    let all = mean(days);
    let weekly: Vec<_> = days.chunks_exact(WEEK).map(mean).collect();
    let mut of_weekday = [0.0; WEEK];
    for (place, kg) in days.iter().enumerate() {
        of_weekday[place % WEEK] += kg / weeks as f64;
    }
    let squares: f64 = days
        .iter()
        .enumerate()
        .map(|(place, kg)| (kg - weekly[place / WEEK] - of_weekday[place % WEEK] + all).powi(2))
        .sum();
    // Degrees of freedom of a table of weeks by weekdays.
    squares / ((weeks - 1) * (WEEK - 1)) as f64
}

/// How much the level walks: what means of neighbouring blocks of weeks differ by, beyond what noise
/// explains. Blocks of `n` days of a walk with steps of variance v differ by v x (2 n^2 + 1) / (3 n).
fn step(days: &[f64], weeks: usize, noise: f64) -> f64 {
    let block = (weeks / 3).clamp(1, BLOCK_WEEKS_MAX) * WEEK;
    let pairs = (0..=days.len() - 2 * block).step_by(WEEK);
    let count = pairs.clone().count() as f64;
    let squares: f64 = pairs
        .map(|first| {
            let middle = first + block;
            (mean(&days[middle..middle + block]) - mean(&days[first..middle])).powi(2)
        })
        .sum();
    let n = block as f64;
    ((squares / count - 2.0 * noise / n) * 3.0 * n / (2.0 * n * n + 1.0)).max(0.0)
}

/// How far the sum of the days taken so far may be off, day by day.
#[derive(Debug, Clone, Default)]
pub(super) struct Spread {
    days: f64,
    by_weekday: [f64; WEEK],
    /// Sum of the days' distances from yesterday, and the sum over all pairs of the smaller one.
    distances: f64,
    shared: f64,
}

impl Spread {
    /// Takes a day in; days come in their order.
    pub(super) fn take(&mut self, days_ahead: usize) {
        let distance = (days_ahead + 1) as f64;
        self.shared += distance + 2.0 * self.distances;
        self.distances += distance;
        self.by_weekday[days_ahead % WEEK] += 1.0;
        self.days += 1.0;
    }

    /// Half of the 90 % interval of the sum.
    pub(super) fn half_width(&self, of: &Weekdays) -> f64 {
        let in_means: f64 = self.by_weekday.iter().map(|days| days * days).sum();
        let noise = of.noise * (self.days + in_means / WEEKS_MIN as f64);
        // The means stand for the level of the middle of their weeks, not for yesterday's.
        let age = (MEAN_DAYS - 1.0) * (2.0 * MEAN_DAYS - 1.0) / (6.0 * MEAN_DAYS);
        let walk = of.step * (self.shared + self.days * self.days * age);
        NORMAL_90 * (noise + walk).sqrt()
    }
}
