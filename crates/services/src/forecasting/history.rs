//! The past a forecast is made from: sums per hour or local day, from roll-ups.

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, Utc};
use chrono_tz::Tz;
use model::emissions::{Bucket, GroupBy};
use model::forecasting::HistoryPoint;
use model::ingest::QualityStatus;
use model::units::Milligrams;
use store::Conn;
use store::emissions::Calculation;
use store::emissions::figures::{self, BucketStart, Filter, Span};

use crate::emissions::start_of_day;
use crate::error::Result;

/// Weeks of hours a forecast by hour looks at.
const HOUR_WEEKS: i64 = 8;
/// Days a forecast by day looks at.
const DAYS: i64 = 730;
/// A supplier or site that was silent this long is no longer forecast from now, but from its end.
const STALE_AFTER: Duration = Duration::days(7);

/// The past of a series.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct History {
    /// Oldest first, on the bucket's grid, without the bucket that is still open.
    pub(super) points: Vec<HistoryPoint>,
    /// Where it ends, which is where the forecast begins.
    pub(super) end: DateTime<Utc>,
    /// Whether events stopped coming before the last closed bucket.
    pub(super) is_stale: bool,
}

/// What is read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asked {
    pub(super) calculation: Calculation,
    pub(super) zone: Tz,
    pub(super) filter: Filter,
    pub(super) bucket: Bucket,
    pub(super) now: DateTime<Utc>,
}

/// Reads it; `None` without any event. A bucket without events emitted nothing; one whose events are
/// all outliers says nothing, and is a gap.
pub(super) async fn read(conn: &mut Conn, asked: &Asked) -> Result<Option<History>> {
    let supplier = asked.filter.supplier_id;
    let Some((first, last)) = figures::extent(conn, asked.calculation, supplier).await? else {
        return Ok(None);
    };
    let closed = engine::emissions::hour_of(asked.now);
    // Bills reach into the future; what has not been is no history.
    let heard = (last + Duration::hours(1)).min(closed);
    let is_stale = closed - heard > STALE_AFTER;
    let until = if is_stale { heard } else { closed };
    let span = match asked.bucket {
        Bucket::Hour => Span::Hours {
            from: (until - Duration::weeks(HOUR_WEEKS)).max(first),
            to: until,
        },
        Bucket::Day | Bucket::Month => {
            let day = |at: DateTime<Utc>| at.with_timezone(&asked.zone).date_naive();
            Span::Days {
                from: day(first).max(day(until) - Duration::days(DAYS)),
                to: day(until),
            }
        }
    };
    let all = sums(conn, asked, span, asked.filter).await?;
    let outliers = Filter {
        quality: Some(QualityStatus::Outlier),
        ..asked.filter
    };
    let outliers = sums(conn, asked, span, outliers).await?;
    // Before its first kilograms a category or supplier was not there, which is not the same as zero.
    let (buckets, end) = buckets_of(span, asked.zone);
    let points: Vec<_> = buckets
        .into_iter()
        .skip_while(|(start, _)| all.get(start).is_none_or(|sum| *sum == Milligrams::ZERO))
        .map(|(start, at)| {
            let sum = all.get(&start).copied().unwrap_or(Milligrams::ZERO);
            let odd = outliers.get(&start).copied().unwrap_or(Milligrams::ZERO);
            let is_gap = odd != Milligrams::ZERO && odd == sum;
            HistoryPoint {
                at,
                value: (!is_gap).then(|| (sum - odd).kg()),
            }
        })
        .collect();
    Ok((!points.is_empty()).then_some(History {
        points,
        end,
        is_stale,
    }))
}

async fn sums(
    conn: &mut Conn,
    asked: &Asked,
    span: Span,
    filter: Filter,
) -> Result<BTreeMap<BucketStart, Milligrams>> {
    let cells = figures::series(conn, asked.calculation, span, &filter, GroupBy::Category).await?;
    let mut sums = BTreeMap::new();
    for cell in cells {
        *sums.entry(cell.at).or_insert(Milligrams::ZERO) += cell.co2e;
    }
    Ok(sums)
}

/// Every bucket of a span with the moment it begins, and where the last one ends.
fn buckets_of(span: Span, zone: Tz) -> (Vec<(BucketStart, DateTime<Utc>)>, DateTime<Utc>) {
    match span {
        Span::Hours { from, to } => {
            let hours = std::iter::successors(Some(from), |hour| Some(*hour + Duration::hours(1)));
            let hours = hours.take_while(|hour| *hour < to);
            (
                hours.map(|hour| (BucketStart::Hour(hour), hour)).collect(),
                to,
            )
        }
        Span::Days { from, to } | Span::Months { from, to } => {
            let days = from.iter_days().take_while(|day| *day < to);
            let days = days.map(|day| (BucketStart::Day(day), start_of_day(zone, day)));
            (days.collect(), start_of_day(zone, to))
        }
    }
}
