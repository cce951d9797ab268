//! Which time is meant: default ranges, presets, days of the organisation's zone, their labels.

use chrono::{DateTime, Datelike, Days, Duration, Months, NaiveDate, NaiveTime, TimeZone, Utc};
use chrono_tz::Tz;
use model::auth::Permission;
use model::emissions::{FigureFilter, LabelledRange};
use model::time::{RANGE_DAYS_MAX, RangeChoice, RangePreset, TimeRange};
use store::Conn;
use store::emissions::Calculation;
use store::emissions::figures::{self, Span};
use store::emissions::rollups::month_of;

use crate::Services;
use crate::actor::Actor;
use crate::error::{Error, Result};
use crate::settings::time_zone;

/// Days shown when nothing is asked for.
const DEFAULT_DAYS: u64 = 30;
/// Ranges longer than this read the daily roll-up.
const HOURLY_DAYS_MAX: i64 = 60;

/// The zone of the connection's organisation.
pub(crate) async fn zone_of(conn: &mut Conn) -> Result<Tz> {
    let organisation = store::organisations::get(conn).await?;
    time_zone(&organisation.time_zone)
}

/// The first instant of a local day. Where midnight is skipped by a clock change, the day begins
/// with the first minute there is.
pub(crate) fn start_of_day(zone: Tz, day: NaiveDate) -> DateTime<Utc> {
    let midnight = day.and_time(NaiveTime::MIN);
    (0..=24 * 60)
        .step_by(15)
        .find_map(|minutes| {
            zone.from_local_datetime(&(midnight + Duration::minutes(minutes)))
                .earliest()
        })
        .map_or_else(|| midnight.and_utc(), |local| local.with_timezone(&Utc))
}

/// The range a filter means, and how it reads.
pub(crate) async fn resolve(
    services: &Services,
    actor: &Actor,
    conn: &mut Conn,
    calculation: Calculation,
    zone: Tz,
    filter: &FigureFilter,
) -> Result<LabelledRange> {
    let (range, is_default) = match (filter.from, filter.to) {
        (Some(from), Some(to)) => (checked(from, to)?, false),
        (None, None) => {
            let supplier = actor.supplier_scope();
            let extent = figures::extent(conn, calculation, supplier).await?;
            (latest_days(zone, extent, services.clock().now()), true)
        }
        (Some(_), None) | (None, Some(_)) => {
            return Err(Error::invalid(
                "from",
                "incomplete",
                "give both `from` and `to`, or neither",
            ));
        }
    };
    Ok(LabelledRange {
        label: label(zone, &range),
        range,
        is_default,
    })
}

/// The roll-up a range is read from, and the whole buckets it covers.
pub(crate) fn span_of(zone: Tz, range: &TimeRange) -> (Span, TimeRange) {
    if range.to - range.from <= Duration::days(HOURLY_DAYS_MAX) {
        let from = engine::emissions::hour_of(range.from);
        let to = ceil_hour(range.to);
        (Span::Hours { from, to }, TimeRange { from, to })
    } else {
        days_span(zone, range)
    }
}

/// The same for sums over the whole range, which come out of fewer rows: whole local months and
/// days, and what is left at either end from the hours. All add up to the milligram.
pub(crate) fn spans_of(zone: Tz, range: &TimeRange) -> (Vec<Span>, TimeRange) {
    let (span, whole) = span_of(zone, range);
    let spans = match span {
        Span::Hours { from, to } => days_between(zone, from, to),
        Span::Days { from, to } => Some(months_between(from, to)),
        Span::Months { .. } => None,
    };
    (spans.unwrap_or_else(|| vec![span]), whole)
}

/// Days, months, days; days alone where there is no whole month.
fn months_between(from: NaiveDate, to: NaiveDate) -> Vec<Span> {
    let first = match month_of(from) {
        month if month == from => Some(month),
        month => month.checked_add_months(Months::new(1)),
    };
    let end = month_of(to);
    let days = |from, to| (from < to).then_some(Span::Days { from, to });
    let spans = match first.filter(|first| *first < end) {
        Some(first) => {
            let months = Span::Months {
                from: first,
                to: end,
            };
            [days(from, first), Some(months), days(end, to)]
        }
        None => [days(from, to), None, None],
    };
    spans.into_iter().flatten().collect()
}

/// Hours, days and months, hours; `None` where there is no whole day, or where days do not begin
/// with an hour of UTC.
fn days_between(zone: Tz, from: DateTime<Utc>, to: DateTime<Utc>) -> Option<Vec<Span>> {
    let day_of = |at: DateTime<Utc>| at.with_timezone(&zone).date_naive();
    let mut first = day_of(from);
    if start_of_day(zone, first) < from {
        first = first.succ_opt()?;
    }
    let end = day_of(to);
    let (begins, ends) = (start_of_day(zone, first), start_of_day(zone, end));
    let is_hour = |at: DateTime<Utc>| engine::emissions::hour_of(at) == at;
    if first >= end || !is_hour(begins) || !is_hour(ends) {
        return None;
    }
    let hours = |from, to| (from < to).then_some(Span::Hours { from, to });
    let spans = hours(from, begins).into_iter();
    let spans = spans.chain(months_between(first, end));
    Some(spans.chain(hours(ends, to)).collect())
}

/// The same as [`span_of`], by whole local days.
pub(crate) fn days_span(zone: Tz, range: &TimeRange) -> (Span, TimeRange) {
    let first = range.from.with_timezone(&zone).date_naive();
    let last = (range.to - Duration::microseconds(1))
        .with_timezone(&zone)
        .date_naive();
    let end = last.succ_opt().unwrap_or(last);
    let whole = TimeRange {
        from: start_of_day(zone, first),
        to: start_of_day(zone, end),
    };
    (
        Span::Days {
            from: first,
            to: end,
        },
        whole,
    )
}

/// The local months a range touches.
pub(crate) fn months_span(zone: Tz, range: &TimeRange) -> Span {
    let month = |at: DateTime<Utc>| month_of(at.with_timezone(&zone).date_naive());
    let last = month(range.to - Duration::microseconds(1));
    Span::Months {
        from: month(range.from),
        to: last.checked_add_months(Months::new(1)).unwrap_or(last),
    }
}

pub(super) fn ceil_hour(at: DateTime<Utc>) -> DateTime<Utc> {
    let hour = engine::emissions::hour_of(at);
    if hour == at {
        hour
    } else {
        hour + Duration::hours(1)
    }
}

/// The instants of a range stated in days of the organisation's zone, or counted back from now;
/// `None` stands for the default range.
///
/// # Errors
/// `Invalid` when the first day is after the last, or the range is too long.
pub async fn chosen_range(
    services: &Services,
    actor: &Actor,
    choice: RangeChoice,
) -> Result<Option<TimeRange>> {
    actor.must(Permission::ReadOwn)?;
    let mut conn = services.db().read(actor.org).await?;
    let zone = zone_of(&mut conn).await?;
    let calculation = store::organisations::active_calculation(&mut conn).await?;
    let extent = figures::extent(&mut conn, calculation, actor.supplier_scope()).await?;
    let now = services.clock().now();
    if choice.first_day.is_some() || choice.last_day.is_some() {
        let local = |at: DateTime<Utc>| at.with_timezone(&zone).date_naive();
        let (first_known, last_known) = extent.unwrap_or((now, now));
        let first = choice.first_day.unwrap_or_else(|| local(first_known));
        let last = choice.last_day.unwrap_or_else(|| local(last_known));
        if first > last {
            return Err(Error::invalid(
                "from",
                "after_to",
                format!("the first day {first} is after the last day {last}"),
            ));
        }
        let end = last.succ_opt().unwrap_or(last);
        return checked(start_of_day(zone, first), start_of_day(zone, end)).map(Some);
    }
    let Some(preset) = choice.preset else {
        return Ok(None);
    };
    let back = |time: Duration| TimeRange {
        from: now - time,
        to: now,
    };
    Ok(Some(match preset {
        RangePreset::Hour => back(Duration::hours(1)),
        RangePreset::Day => back(Duration::days(1)),
        RangePreset::Week => back(Duration::days(7)),
        RangePreset::Month => back(Duration::days(30)),
        RangePreset::Quarter => back(Duration::days(90)),
        RangePreset::Year => back(Duration::days(365)),
        RangePreset::Latest => latest_days(zone, extent, now),
        RangePreset::All => {
            let (first, last) = extent.unwrap_or((now, now));
            let (_, whole) = days_span(
                zone,
                &TimeRange {
                    from: first,
                    to: last + Duration::hours(1),
                },
            );
            let longest = whole.to - Duration::days(RANGE_DAYS_MAX);
            TimeRange {
                from: whole.from.max(longest),
                to: whole.to,
            }
        }
    }))
}

/// The range that a choice means, the default one for none, and how it reads.
///
/// # Errors
/// As [`chosen_range`].
pub async fn period(
    services: &Services,
    actor: &Actor,
    choice: RangeChoice,
) -> Result<LabelledRange> {
    let chosen = chosen_range(services, actor, choice).await?;
    let mut conn = services.db().read(actor.org).await?;
    let zone = zone_of(&mut conn).await?;
    let calculation = store::organisations::active_calculation(&mut conn).await?;
    let filter = FigureFilter {
        from: chosen.map(|range| range.from),
        to: chosen.map(|range| range.to),
        ..FigureFilter::default()
    };
    resolve(services, actor, &mut conn, calculation, zone, &filter).await
}

/// Refuses ranges that are empty or too long.
pub(crate) fn checked(from: DateTime<Utc>, to: DateTime<Utc>) -> Result<TimeRange> {
    if from >= to {
        return Err(Error::invalid(
            "from",
            "after_to",
            format!("`from` {from} is not before `to` {to}"),
        ));
    }
    if to - from > Duration::days(RANGE_DAYS_MAX) {
        return Err(Error::invalid(
            "from",
            "too_long",
            format!("the range is longer than {RANGE_DAYS_MAX} days"),
        ));
    }
    Ok(TimeRange { from, to })
}

/// The 30 local days that end with the day of the last event, or today where there is none.
fn latest_days(
    zone: Tz,
    extent: Option<(DateTime<Utc>, DateTime<Utc>)>,
    now: DateTime<Utc>,
) -> TimeRange {
    let last = extent.map_or(now, |(_, last)| last);
    let day = last.with_timezone(&zone).date_naive();
    let end = day.succ_opt().unwrap_or(day);
    let first = end.checked_sub_days(Days::new(DEFAULT_DAYS)).unwrap_or(day);
    TimeRange {
        from: start_of_day(zone, first),
        to: start_of_day(zone, end),
    }
}

/// `14 - 21 Nov 2026`: whole days as days, anything else to the minute.
pub(crate) fn label(zone: Tz, range: &TimeRange) -> String {
    let from = range.from.with_timezone(&zone);
    let to = range.to.with_timezone(&zone);
    let is_whole = from.time() == NaiveTime::MIN && to.time() == NaiveTime::MIN;
    if !is_whole {
        return format!(
            "{} \u{2013} {}",
            from.format("%-d %b %Y, %H:%M"),
            to.format("%-d %b %Y, %H:%M")
        );
    }
    let first = from.date_naive();
    let last = to.date_naive().pred_opt().unwrap_or(first);
    if first == last {
        first.format("%-d %b %Y").to_string()
    } else if first.year() == last.year() && first.month() == last.month() {
        format!(
            "{} \u{2013} {}",
            first.format("%-d"),
            last.format("%-d %b %Y")
        )
    } else if first.year() == last.year() {
        format!(
            "{} \u{2013} {}",
            first.format("%-d %b"),
            last.format("%-d %b %Y")
        )
    } else {
        format!(
            "{} \u{2013} {}",
            first.format("%-d %b %Y"),
            last.format("%-d %b %Y")
        )
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, NaiveDate, TimeZone, Utc};
    use chrono_tz::Tz;
    use store::emissions::figures::Span;

    use super::{days_between, months_between};

    fn at(month: u32, day: u32, hour: u32) -> DateTime<Utc> {
        Utc.with_ymd_and_hms(2026, month, day, hour, 0, 0)
            .single()
            .expect("a time")
    }

    fn day(month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, month, day).expect("a day")
    }

    #[test]
    fn whole_days_are_read_as_days_and_the_ends_as_hours() {
        // Berlin moves its clocks on 29 March: the day begins at 23:00 UTC, the next one at 22:00.
        let spans = days_between(Tz::Europe__Berlin, at(3, 27, 5), at(3, 30, 7));
        assert_eq!(
            spans,
            Some(vec![
                Span::Hours {
                    from: at(3, 27, 5),
                    to: at(3, 27, 23),
                },
                Span::Days {
                    from: day(3, 28),
                    to: day(3, 30),
                },
                Span::Hours {
                    from: at(3, 29, 22),
                    to: at(3, 30, 7),
                },
            ])
        );
        let days = days_between(Tz::UTC, at(3, 1, 0), at(3, 3, 0));
        let whole = Span::Days {
            from: day(3, 1),
            to: day(3, 3),
        };
        assert_eq!(days, Some(vec![whole]));
    }

    #[test]
    fn whole_months_are_read_as_months() {
        let days = |from, to| Span::Days { from, to };
        let months = |from, to| Span::Months { from, to };
        let mixed = [
            days(day(1, 31), day(2, 1)),
            months(day(2, 1), day(4, 1)),
            days(day(4, 1), day(4, 2)),
        ];
        assert_eq!(months_between(day(1, 31), day(4, 2)), mixed);
        let exact = [months(day(2, 1), day(4, 1))];
        assert_eq!(months_between(day(2, 1), day(4, 1)), exact);
        let none = [days(day(2, 2), day(3, 31))];
        assert_eq!(months_between(day(2, 2), day(3, 31)), none);
    }

    #[test]
    fn hours_alone_where_no_day_fits() {
        assert_eq!(days_between(Tz::UTC, at(3, 1, 5), at(3, 2, 5)), None);
        assert_eq!(
            days_between(Tz::Asia__Kolkata, at(3, 1, 5), at(3, 9, 5)),
            None
        );
    }
}
