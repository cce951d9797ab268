//! Time parted into the hours, days and months of a zone, on the grid that intervals are measured on.
//!
//! Days begin when the zone says, so a day has 23 to 25 hours where clocks change. An hour is what the
//! clock shows: the hour that comes twice is two steps. An interval belongs to the step that it begins in,
//! which matters where a zone lies half an hour beside UTC and intervals last an hour.

use chrono::{DateTime, Datelike, Months, NaiveDate, Offset, TimeDelta, Timelike, Utc};
use chrono_tz::Tz;
use model::emissions::Bucket;
use model::energy::Width;

use crate::calendar::start_of_day;

/// Seconds of an hour, the longest stretch that rows are added up by.
const HOUR_SECONDS: i64 = 3_600;
/// Every distance to UTC since 1990 is made of these.
const QUARTER_SECONDS: i64 = 900;

/// One step of time, `[from, to)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    pub from: DateTime<Utc>,
    pub to: DateTime<Utc>,
    /// Intervals that begin in it.
    pub expected: u64,
}

/// Stretches of equal length from a moment on, each of which lies in one step whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stretches {
    pub from: DateTime<Utc>,
    /// 900, 1,800 or 3,600.
    pub seconds: u32,
}

/// The steps of `[from, to)`, oldest first; the first and the last are cut where the range ends.
#[must_use]
pub fn periods(
    zone: Tz,
    width: Width,
    step: Bucket,
    (from, to): (DateTime<Utc>, DateTime<Utc>),
) -> Vec<Period> {
    let mut begins = vec![from];
    begins.extend(match step {
        Bucket::Hour => hours_within(zone, from, to),
        Bucket::Day => days_within(zone, from, to, |day| day.succ_opt()),
        Bucket::Month => days_within(zone, from, to, first_of_next_month),
    });
    let ends = begins.iter().copied().skip(1).chain([to]);
    let pairs: Vec<_> = begins.iter().copied().zip(ends).collect();
    pairs
        .into_iter()
        .filter(|(from, to)| from < to)
        .map(|(from, to)| Period {
            from,
            to,
            expected: (slot(width, to) - slot(width, from)).unsigned_abs(),
        })
        .collect()
}

/// The last `count` steps up to the one that `at` lies in, that one whole.
#[must_use]
pub fn last_periods(
    zone: Tz,
    step: Bucket,
    at: DateTime<Utc>,
    count: u32,
) -> (DateTime<Utc>, DateTime<Utc>) {
    let day = at.with_timezone(&zone).date_naive();
    let first = |day: Option<NaiveDate>| day.and_then(|day| start_of_day(zone, day));
    let (from, to) = match step {
        Bucket::Hour => {
            let next = hours_within(zone, at, at + TimeDelta::hours(2));
            let to = next.first().copied();
            (to.map(|to| to - TimeDelta::hours(count.into())), to)
        }
        Bucket::Day => {
            let before = TimeDelta::days(i64::from(count) - 1);
            (first(day.checked_sub_signed(before)), first(day.succ_opt()))
        }
        Bucket::Month => {
            let month = day.with_day(1);
            let before = Months::new(count.saturating_sub(1));
            (
                first(month.and_then(|month| month.checked_sub_months(before))),
                first(first_of_next_month(day)),
            )
        }
    };
    // Only at an end of the calendar, or where a zone left a whole day out, there is no such moment.
    (from.unwrap_or(at), to.unwrap_or(at))
}

/// The longest stretches of at most an hour that lie in these steps whole. `None` without a step.
#[must_use]
pub fn stretches(width: Width, periods: &[Period]) -> Option<Stretches> {
    let seconds = i64::from(width.minutes()) * 60;
    let first = slot(width, periods.first()?.from);
    let apart = periods
        .iter()
        .map(|period| (slot(width, period.from) - first) * seconds);
    let longest = apart.fold(HOUR_SECONDS, greatest_common_divisor);
    Some(Stretches {
        from: DateTime::from_timestamp(first * seconds, 0)?,
        seconds: u32::try_from(longest).ok()?,
    })
}

/// The first interval that begins at a moment or after it, counted from 1970.
fn slot(width: Width, at: DateTime<Utc>) -> i64 {
    let seconds = i64::from(width.minutes()) * 60;
    let whole = at.timestamp() + i64::from(at.timestamp_subsec_nanos() > 0);
    (whole + seconds - 1).div_euclid(seconds)
}

fn greatest_common_divisor(a: i64, b: i64) -> i64 {
    if b == 0 {
        a
    } else {
        greatest_common_divisor(b, a % b)
    }
}

/// Where the clock of the zone begins an hour, or is moved, after `from` and before `to`.
fn hours_within(zone: Tz, from: DateTime<Utc>, to: DateTime<Utc>) -> Vec<DateTime<Utc>> {
    let shown = |at: DateTime<Utc>| {
        let local = at.with_timezone(&zone);
        let offset_seconds = local.offset().fix().local_minus_utc();
        (local.date_naive(), local.hour(), offset_seconds)
    };
    let first = from.timestamp().div_euclid(QUARTER_SECONDS) + 1;
    let quarters =
        (first..).map_while(|quarter| DateTime::from_timestamp(quarter * QUARTER_SECONDS, 0));
    let mut last = shown(from);
    let within = quarters.take_while(|at| *at < to);
    within
        .filter(|at| std::mem::replace(&mut last, shown(*at)) != last)
        .collect()
}

/// First moments of days after `from` and before `to`, each found from the day before it.
fn days_within(
    zone: Tz,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
    next: fn(NaiveDate) -> Option<NaiveDate>,
) -> Vec<DateTime<Utc>> {
    let day = from.with_timezone(&zone).date_naive();
    let last = to.with_timezone(&zone).date_naive();
    let days = std::iter::successors(next(day), |day| next(*day)).take_while(|day| *day <= last);
    days.filter_map(|day| start_of_day(zone, day))
        .filter(|at| (from..to).contains(at) && *at != from)
        .collect()
}

fn first_of_next_month(day: NaiveDate) -> Option<NaiveDate> {
    day.with_day(1)?.checked_add_months(Months::new(1))
}

#[cfg(test)]
mod tests;
