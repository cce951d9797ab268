//! What dashboards show, summed from the roll-ups: never from events.
//!
//! Cost is that of the span's rows: a month's are as many as a day's.

mod places;
mod series;

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use model::emissions::GroupBy;
use model::ids::{SiteId, SupplierId};
use model::ingest::{EventType, Mode, QualityStatus};
use model::monitoring::EntityKind;
use model::units::Milligrams;
use sqlx::AssertSqlSafe;

use super::Calculation;
use super::rollups::Sums;
use crate::codes::{Code, mode_code, mode_from};
use crate::db::run;
use crate::instant::{EARLIEST, Instant, LATEST};
use crate::{Conn, Result};

pub use super::rollups::clear_local;
pub use places::{EntitySums, PlaceSums, by_place, emitted, entity_parts};
pub use series::{BucketStart, SeriesCell, series};

/// A span of one roll-up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Span {
    /// Whole UTC hours `[from, to)` of the hourly roll-up.
    Hours {
        from: DateTime<Utc>,
        to: DateTime<Utc>,
    },
    /// Local dates `[from, to)` of the daily roll-up.
    Days { from: NaiveDate, to: NaiveDate },
    /// Local calendar months `[from, to)` of the monthly roll-up, named by their first days.
    Months { from: NaiveDate, to: NaiveDate },
}

/// What figures are limited to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Filter {
    pub category: Option<EventType>,
    pub supplier_id: Option<SupplierId>,
    pub site_id: Option<SiteId>,
    pub mode: Option<Mode>,
    pub quality: Option<QualityStatus>,
}

/// One group's key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    Category(EventType),
    Supplier(SupplierId),
    Site(Option<SiteId>),
    Mode(Option<Mode>),
}

/// One group's sums.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GroupSums {
    pub group: Group,
    pub sums: Sums,
}

#[derive(Debug, sqlx::FromRow)]
struct SumsRow {
    co2e_mg: i64,
    ttw_mg: i64,
    wtt_mg: i64,
    half_width_mg: i64,
    events: i64,
    no_factor_events: i64,
}

impl From<SumsRow> for Sums {
    fn from(row: SumsRow) -> Self {
        Self {
            co2e: Milligrams(row.co2e_mg),
            ttw: Milligrams(row.ttw_mg),
            wtt: Milligrams(row.wtt_mg),
            half_width: Milligrams(row.half_width_mg),
            events: row.events,
            no_factor_events: row.no_factor_events,
        }
    }
}

/// The columns of [`SumsRow`].
const SUMS: &str = "
    cast(coalesce(sum(co2e_mg), 0) as bigint) as co2e_mg,
    cast(coalesce(sum(ttw_mg), 0) as bigint) as ttw_mg,
    cast(coalesce(sum(wtt_mg), 0) as bigint) as wtt_mg,
    cast(coalesce(sum(half_width_mg), 0) as bigint) as half_width_mg,
    cast(coalesce(sum(events), 0) as bigint) as events,
    cast(coalesce(sum(no_factor_events), 0) as bigint) as no_factor_events";

/// `from .. where ..` of a span and a filter. What is not asked for is not in the text, so that the
/// databases plan for what is.
fn source(span: Span, filter: &Filter) -> String {
    let (table, time) = match span {
        Span::Hours { .. } => ("emissions_hourly", "hour"),
        Span::Days { .. } => ("emissions_daily", "day"),
        Span::Months { .. } => ("emissions_monthly", "month"),
    };
    let mut text = format!(
        "from {table} where org_id = $1 and calculation = $2 and {time} >= $3 and {time} < $4"
    );
    for (is_asked, condition) in [
        (filter.category.is_some(), " and category = $5"),
        (filter.supplier_id.is_some(), " and supplier_id = $6"),
        (filter.site_id.is_some(), " and site_id = $7"),
        (filter.mode.is_some(), " and mode = $8"),
        (filter.quality.is_some(), " and quality = $9"),
    ] {
        if is_asked {
            text.push_str(condition);
        }
    }
    text
}

/// As [`Instant::of_range`], for local dates, which may be a day off.
fn day_of_range(day: NaiveDate) -> NaiveDate {
    let (first, last) = (EARLIEST - TimeDelta::days(1), LATEST + TimeDelta::days(1));
    day.clamp(first.date_naive(), last.date_naive())
}

/// Runs a statement on [`source`], with its values bound.
macro_rules! summing {
    ($conn:expr, $kind:ident $row:ty, $sql:expr, $calculation:expr, $span:expr, $filter:expr) => {{
        let filter: &Filter = $filter;
        let (category, quality) = (filter.category.map(Code::code), filter.quality.map(Code::code));
        let (supplier, site) = (filter.supplier_id.map(|id| id.0), filter.site_id.map(|id| id.0));
        let mode = filter.mode.map(|mode| mode_code(Some(mode)));
        let sql = $sql;
        match $span {
            Span::Hours { from, to } => run!(
                $conn, $kind $row, AssertSqlSafe(sql), $conn.org.0, $calculation.0,
                Instant::of_range(from), Instant::of_range(to), category, supplier, site, mode, quality,
            ),
            Span::Days { from, to } | Span::Months { from, to } => run!(
                $conn, $kind $row, AssertSqlSafe(sql), $conn.org.0, $calculation.0, day_of_range(from), day_of_range(to),
                category, supplier, site, mode, quality,
            ),
        }
    }};
}
use summing;

/// Everything in the span.
pub async fn total(
    conn: &mut Conn,
    calculation: Calculation,
    span: Span,
    filter: &Filter,
) -> Result<Sums> {
    let sql = format!("select {SUMS} {}", source(span, filter));
    Ok(summing!(conn, one SumsRow, sql, calculation, span, filter)?.into())
}

fn group_column(group_by: GroupBy) -> &'static str {
    match group_by {
        GroupBy::Category => "category",
        GroupBy::Supplier => "supplier_id",
        GroupBy::Site => "site_id",
        GroupBy::Mode => "mode",
    }
}

fn group_from(group_by: GroupBy, key: i64) -> Result<Group> {
    // A number that does not fit is as unknown as one that has no word.
    let code = || i16::try_from(key).unwrap_or(i16::MIN);
    Ok(match group_by {
        GroupBy::Category => Group::Category(EventType::from_code(
            code(),
            "emissions_hourly",
            "category",
        )?),
        GroupBy::Supplier => Group::Supplier(SupplierId(key)),
        GroupBy::Site => Group::Site((key != 0).then_some(SiteId(key))),
        GroupBy::Mode => Group::Mode(mode_from(code(), "emissions_hourly")?),
    })
}

/// Largest first.
pub async fn by_group(
    conn: &mut Conn,
    calculation: Calculation,
    span: Span,
    filter: &Filter,
    group_by: GroupBy,
) -> Result<Vec<GroupSums>> {
    #[derive(sqlx::FromRow)]
    struct Row {
        key: i64,
        #[sqlx(flatten)]
        sums: SumsRow,
    }
    let sql = format!(
        "select cast({column} as bigint) as key, {SUMS} {} group by {column}",
        source(span, filter),
        column = group_column(group_by),
    );
    let rows = summing!(conn, all Row, sql, calculation, span, filter)?;
    let mut groups = rows
        .into_iter()
        .map(|row| {
            Ok(GroupSums {
                group: group_from(group_by, row.key)?,
                sums: row.sums.into(),
            })
        })
        .collect::<Result<Vec<_>>>()?;
    groups.sort_unstable_by_key(|group| (std::cmp::Reverse(group.sums.co2e), group.group));
    Ok(groups)
}

/// Per quality status.
pub async fn by_quality(
    conn: &mut Conn,
    calculation: Calculation,
    span: Span,
    filter: &Filter,
) -> Result<Vec<(QualityStatus, Sums)>> {
    #[derive(sqlx::FromRow)]
    struct Row {
        quality: i16,
        #[sqlx(flatten)]
        sums: SumsRow,
    }
    let sql = format!(
        "select quality, {SUMS} {} group by quality",
        source(span, filter)
    );
    let rows = summing!(conn, all Row, sql, calculation, span, filter)?;
    let by_quality = rows
        .into_iter()
        .map(|row| {
            let quality = QualityStatus::from_code(row.quality, "emissions_hourly", "quality")?;
            Ok((quality, row.sums.into()))
        })
        .collect::<Result<BTreeMap<_, _>>>()?;
    Ok(by_quality.into_iter().collect())
}

/// First and last hour that have rows (of one supplier or all): the range that has data.
pub async fn extent(
    conn: &mut Conn,
    calculation: Calculation,
    supplier: Option<SupplierId>,
) -> Result<Option<(DateTime<Utc>, DateTime<Utc>)>> {
    let of_supplier = if supplier.is_some() {
        " and supplier_id = $3"
    } else {
        ""
    };
    let mut ends = Vec::with_capacity(2);
    for order in ["asc", "desc"] {
        let sql = format!(
            "select hour from emissions_hourly
            where org_id = $1 and calculation = $2{of_supplier}
            order by hour {order}
            limit 1"
        );
        let supplier = supplier.map(|id| id.0);
        let sql = AssertSqlSafe(sql);
        ends.push(run!(conn, scalar_optional Instant, sql, conn.org.0, calculation.0, supplier)?);
    }
    Ok(match ends.as_slice() {
        [Some(first), Some(last)] => Some((first.0, last.0)),
        _ => None,
    })
}

/// Routes or vehicles by kilograms in whole hours `[from, to)`, largest first: inner id, milligrams,
/// events.
pub async fn by_entity(
    conn: &mut Conn,
    calculation: Calculation,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
    kind: EntityKind,
    limit: u32,
) -> Result<Vec<(i64, i64, i64)>> {
    const SQL: &str = "
        select entity_id, cast(sum(co2e_mg) as bigint) as mg, cast(sum(events) as bigint)
        from entity_hourly
        where org_id = $1 and calculation = $2 and hour >= $3 and hour < $4 and kind = $5
        group by entity_id
        order by mg desc, entity_id
        limit $6";
    let (from, to) = (Instant::of_range(from), Instant::of_range(to));
    run!(
        conn,
        all(i64, i64, i64),
        SQL,
        conn.org.0,
        calculation.0,
        from,
        to,
        kind.code(),
        i64::from(limit),
    )
}
