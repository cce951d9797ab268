//! Sums over time: one cell per bucket and group.

use chrono::{DateTime, NaiveDate, Utc};
use model::emissions::GroupBy;
use model::ingest::{EventType, Mode};
use model::units::Milligrams;
use sqlx::{AssertSqlSafe, ColumnIndex, Decode, FromRow, Row, Type};

use super::{Filter, Group, Span, day_of_range, group_column, group_from, source, summing};
use crate::codes::{Code, mode_code};
use crate::db::run;
use crate::emissions::Calculation;
use crate::instant::Instant;
use crate::{Conn, Result};

/// Start of a bucket: an hour, or a local date (of a month, its first).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BucketStart {
    Hour(DateTime<Utc>),
    Day(NaiveDate),
}

/// One cell of a series; missing ones are zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SeriesCell {
    pub at: BucketStart,
    pub group: Group,
    pub co2e: Milligrams,
}

/// Oldest first, per bucket and group.
pub async fn series(
    conn: &mut Conn,
    calculation: Calculation,
    span: Span,
    filter: &Filter,
    group_by: GroupBy,
) -> Result<Vec<SeriesCell>> {
    let cells = match words(group_by) {
        Some(codes) => in_columns(conn, calculation, span, filter, group_by, &codes).await?,
        None => in_rows(conn, calculation, span, filter, group_by).await?,
    };
    let mut cells = cells
        .into_iter()
        .map(|(at, key, co2e_mg)| {
            Ok(SeriesCell {
                at,
                group: group_from(group_by, key)?,
                co2e: Milligrams(co2e_mg),
            })
        })
        .collect::<Result<Vec<_>>>()?;
    cells.sort_unstable_by_key(|cell| (cell.at, cell.group));
    Ok(cells)
}

type Cell = (BucketStart, i64, i64);

/// Every key of a group that has few, known beforehand.
fn words(group_by: GroupBy) -> Option<Vec<i16>> {
    match group_by {
        GroupBy::Category => Some(EventType::all().iter().map(|word| word.code()).collect()),
        GroupBy::Mode => {
            let modes = Mode::all().iter().copied().map(Some);
            Some(modes.chain([None]).map(mode_code).collect())
        }
        GroupBy::Supplier | GroupBy::Site => None,
    }
}

fn time_column(span: Span) -> &'static str {
    match span {
        Span::Hours { .. } => "hour",
        Span::Days { .. } => "day",
        Span::Months { .. } => "month",
    }
}

/// A bucket's sums, one column per group; null where the group has no row.
struct Bucket<T> {
    at: T,
    co2e_mg: Vec<Option<i64>>,
}

impl<'r, R, T> FromRow<'r, R> for Bucket<T>
where
    R: Row,
    usize: ColumnIndex<R>,
    T: Decode<'r, R::Database> + Type<R::Database>,
    i64: Decode<'r, R::Database> + Type<R::Database>,
    Option<i64>: Decode<'r, R::Database> + Type<R::Database>,
{
    fn from_row(row: &'r R) -> sqlx::Result<Self> {
        Ok(Self {
            at: row.try_get(0)?,
            co2e_mg: (1..row.len())
                .map(|column| row.try_get(column))
                .collect::<sqlx::Result<_>>()?,
        })
    }
}

/// One row per bucket: rows come in the order of time, so that neither database has to sort or
/// hash them (SQLite takes less than half the time of [`in_rows`]).
async fn in_columns(
    conn: &mut Conn,
    calculation: Calculation,
    span: Span,
    filter: &Filter,
    group_by: GroupBy,
    codes: &[i16],
) -> Result<Vec<Cell>> {
    let (time, column) = (time_column(span), group_column(group_by));
    let sums: String = codes
        .iter()
        .map(|code| format!(", cast(sum(co2e_mg) filter (where {column} = {code}) as bigint)"))
        .collect();
    let source = source(span, filter);
    let sql = format!("select {time}{sums} {source} group by {time} order by {time}");
    let buckets = match span {
        Span::Hours { .. } => summing!(conn, all Bucket<Instant>, sql, calculation, span, filter)?
            .into_iter()
            .map(|bucket| (BucketStart::Hour(bucket.at.0), bucket.co2e_mg))
            .collect::<Vec<_>>(),
        Span::Days { .. } | Span::Months { .. } => {
            summing!(conn, all Bucket<NaiveDate>, sql, calculation, span, filter)?
                .into_iter()
                .map(|bucket| (BucketStart::Day(bucket.at), bucket.co2e_mg))
                .collect()
        }
    };
    let cells = buckets.into_iter().flat_map(|(at, sums)| {
        let of_groups = codes.iter().zip(sums);
        of_groups.filter_map(move |(code, mg)| mg.map(|mg| (at, i64::from(*code), mg)))
    });
    Ok(cells.collect())
}

/// One row per bucket and group.
async fn in_rows(
    conn: &mut Conn,
    calculation: Calculation,
    span: Span,
    filter: &Filter,
    group_by: GroupBy,
) -> Result<Vec<Cell>> {
    let (time, column) = (time_column(span), group_column(group_by));
    let source = source(span, filter);
    let sql = format!(
        "select {time} as at, cast({column} as bigint) as key,
            cast(coalesce(sum(co2e_mg), 0) as bigint) as co2e_mg
        {source} group by {time}, {column} order by {time}"
    );
    Ok(match span {
        Span::Hours { .. } => {
            summing!(conn, all(Instant, i64, i64), sql, calculation, span, filter)?
                .into_iter()
                .map(|(at, key, mg)| (BucketStart::Hour(at.0), key, mg))
                .collect()
        }
        Span::Days { .. } | Span::Months { .. } => summing!(
            conn,
            all(NaiveDate, i64, i64),
            sql,
            calculation,
            span,
            filter
        )?
        .into_iter()
        .map(|(at, key, mg)| (BucketStart::Day(at), key, mg))
        .collect(),
    })
}
