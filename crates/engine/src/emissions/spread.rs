//! Laying kilograms over the hours of a period, exactly.
//!
//! A period is half-open: an event from 08:00 to 10:00 lies in two hours. Shares follow the time
//! in each hour; the running total is rounded down to whole milligrams, so the shares add up to
//! the whole whatever the period.

use chrono::{DateTime, DurationRound, TimeDelta, Utc};
use model::units::Milligrams;

/// The start of the UTC hour `at` lies in.
#[must_use]
pub fn hour_of(at: DateTime<Utc>) -> DateTime<Utc> {
    // Fails only beyond the years 1678 to 2262, which ingestion refuses; such a time is its own.
    at.duration_trunc(TimeDelta::hours(1)).unwrap_or(at)
}

/// The hours of a period with their milligrams; see [`spread_over_hours`].
#[derive(Debug, Clone)]
pub struct HourShares {
    total: Milligrams,
    start_us: i64,
    length_us: i64,
    /// Start of the next hour; `None` when all is given out.
    hour: Option<DateTime<Utc>>,
    given: Milligrams,
}

/// Spreads `total` over the UTC hours of `[start, end)`. Without an end, or with one that is not
/// after the start, all of it lies in the hour of `start`.
#[must_use]
pub fn spread_over_hours(
    total: Milligrams,
    start: DateTime<Utc>,
    end: Option<DateTime<Utc>>,
) -> HourShares {
    let start_us = start.timestamp_micros();
    let length_us = end.map_or(0, |end| end.timestamp_micros() - start_us);
    HourShares {
        total,
        start_us,
        length_us: length_us.max(0),
        hour: Some(hour_of(start)),
        given: Milligrams::ZERO,
    }
}

impl Iterator for HourShares {
    type Item = (DateTime<Utc>, Milligrams);

    fn next(&mut self) -> Option<Self::Item> {
        let hour = self.hour?;
        let following = hour.checked_add_signed(TimeDelta::hours(1));
        let elapsed = following
            .map(|next| next.timestamp_micros() - self.start_us)
            .filter(|elapsed| *elapsed < self.length_us);
        let until_now = elapsed.map_or(self.total, |elapsed| {
            self.total.until(elapsed, self.length_us)
        });
        self.hour = elapsed.and(following);
        let share = until_now - self.given;
        self.given = until_now;
        Some((hour, share))
    }
}

/// The share of `total` that falls into `[from, to)` of the period `[start, end)`, such as one
/// local day of it. Consecutive shares add up to the whole exactly.
#[must_use]
pub fn share_of_period(
    total: Milligrams,
    start: DateTime<Utc>,
    end: DateTime<Utc>,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> Milligrams {
    let start_us = start.timestamp_micros();
    let length_us = end.timestamp_micros() - start_us;
    let until = |at: DateTime<Utc>| total.until(at.timestamp_micros() - start_us, length_us);
    until(to) - until(from)
}
