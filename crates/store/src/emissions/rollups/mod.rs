//! Roll-ups: exact sums kept in the same transaction as the events.
//!
//! The arithmetic (which hours a period covers, which local date) is done by the caller; here the
//! deltas of a chunk are added to what is stored.

mod postgres;
mod sqlite;

use std::collections::BTreeMap;
use std::ops::AddAssign;

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use model::ids::{SiteId, SupplierId};
use model::ingest::{EventType, Mode, QualityStatus};
use model::monitoring::EntityKind;
use model::units::Milligrams;

use super::Calculation;
use crate::codes::{Code, mode_code};
use crate::db::{Inner, run};
use crate::instant::Instant;
use crate::{Conn, Result};

/// What a roll-up row is of, beside its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RollupKey {
    pub supplier_id: SupplierId,
    pub site_id: Option<SiteId>,
    pub category: EventType,
    pub mode: Option<Mode>,
    pub quality: QualityStatus,
}

/// What is added (or, negative, subtracted).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sums {
    pub co2e: Milligrams,
    pub ttw: Milligrams,
    pub wtt: Milligrams,
    /// Half the width of the 90 % interval, added up (factor errors are fully correlated).
    pub half_width: Milligrams,
    /// Events that **begin** in the bucket, so that a long one counts once, and lists find the hours
    /// that hold events.
    pub events: i64,
    /// Those of them without a factor.
    pub no_factor_events: i64,
}

impl Sums {
    fn fields(&self) -> [i64; 6] {
        [
            self.co2e.0,
            self.ttw.0,
            self.wtt.0,
            self.half_width.0,
            self.events,
            self.no_factor_events,
        ]
    }
}

impl AddAssign for Sums {
    fn add_assign(&mut self, more: Self) {
        self.co2e += more.co2e;
        self.ttw += more.ttw;
        self.wtt += more.wtt;
        self.half_width += more.half_width;
        self.events += more.events;
        self.no_factor_events += more.no_factor_events;
    }
}

/// Per UTC hour (its start).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HourlyDelta {
    pub hour: DateTime<Utc>,
    pub key: RollupKey,
    pub sums: Sums,
}

/// Per local date of the organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DailyDelta {
    pub day: NaiveDate,
    pub key: RollupKey,
    pub sums: Sums,
}

/// What part of a route's or vehicle's kilograms a row is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntityPart {
    pub supplier_id: SupplierId,
    pub site_id: Option<SiteId>,
    pub category: EventType,
    pub quality: QualityStatus,
}

/// Per UTC hour, route or vehicle, and part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EntityDelta {
    pub hour: DateTime<Utc>,
    pub kind: EntityKind,
    /// The inner number of the `RouteId` or `VehicleId`.
    pub entity_id: i64,
    pub part: EntityPart,
    pub co2e: Milligrams,
    pub events: i64,
}

/// Everything a chunk changes; each key at most once per list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Deltas {
    pub hourly: Vec<HourlyDelta>,
    pub daily: Vec<DailyDelta>,
    pub entity: Vec<EntityDelta>,
}

/// Numbers of a row's key as stored: supplier, site (0 for none), category, mode, quality.
type KeyCodes = (i64, i64, i16, i16, i16);

/// Numbers of an entity's part as stored: supplier, site (0 for none), category, quality.
type PartCodes = (i64, i64, i16, i16);

/// A row of the hourly (`T` is [`Instant`]), daily or monthly (`NaiveDate`) roll-up.
#[derive(Debug, Clone, Copy)]
struct Row<T> {
    at: T,
    key: KeyCodes,
    sums: [i64; 6],
}

/// A row of the roll-up of entities.
#[derive(Debug, Clone, Copy)]
struct EntityRow {
    hour: Instant,
    kind: i16,
    entity_id: i64,
    part: PartCodes,
    co2e_mg: i64,
    events: i64,
}

fn codes(key: &RollupKey) -> KeyCodes {
    (
        key.supplier_id.0,
        key.site_id.map_or(0, |id| id.0),
        key.category.code(),
        mode_code(key.mode),
        key.quality.code(),
    )
}

fn part_codes(part: &EntityPart) -> PartCodes {
    (
        part.supplier_id.0,
        part.site_id.map_or(0, |id| id.0),
        part.category.code(),
        part.quality.code(),
    )
}

/// Adds them. Rows that come to nothing (all sums zero) are removed.
///
/// Rows are written in the order of their keys, so that two writers never wait for each other in a
/// circle.
pub async fn add(conn: &mut Conn, calculation: Calculation, deltas: &Deltas) -> Result<()> {
    let mut hourly: Vec<Row<Instant>> = deltas
        .hourly
        .iter()
        .map(|delta| Row {
            at: Instant::from(delta.hour),
            key: codes(&delta.key),
            sums: delta.sums.fields(),
        })
        .collect();
    hourly.sort_unstable_by_key(|row| (row.at, row.key));
    let mut daily: Vec<Row<NaiveDate>> = deltas
        .daily
        .iter()
        .map(|delta| Row {
            at: delta.day,
            key: codes(&delta.key),
            sums: delta.sums.fields(),
        })
        .collect();
    daily.sort_unstable_by_key(|row| (row.at, row.key));
    let monthly = by_month(&deltas.daily);
    let mut entity: Vec<EntityRow> = deltas
        .entity
        .iter()
        .map(|delta| EntityRow {
            hour: Instant::from(delta.hour),
            kind: delta.kind.code(),
            entity_id: delta.entity_id,
            part: part_codes(&delta.part),
            co2e_mg: delta.co2e.0,
            events: delta.events,
        })
        .collect();
    entity.sort_unstable_by_key(|row| (row.hour, row.kind, row.entity_id, row.part));

    let org = conn.org;
    match &mut conn.session.inner {
        Inner::Sqlite(tx) => {
            sqlite::add(tx, &sqlite::HOURLY, org, calculation, &hourly).await?;
            sqlite::add(tx, &sqlite::DAILY, org, calculation, &daily).await?;
            sqlite::add(tx, &sqlite::MONTHLY, org, calculation, &monthly).await?;
            sqlite::add_entity(tx, org, calculation, &entity).await
        }
        Inner::Postgres(tx) => {
            postgres::add(tx, &postgres::HOURLY, org, calculation, &hourly).await?;
            postgres::add(tx, &postgres::DAILY, org, calculation, &daily).await?;
            postgres::add(tx, &postgres::MONTHLY, org, calculation, &monthly).await?;
            postgres::add_entity(tx, org, calculation, &entity).await
        }
    }
}

/// The month of a date, as its first day.
#[must_use]
pub fn month_of(day: NaiveDate) -> NaiveDate {
    day.with_day(1).unwrap_or(day)
}

/// The days' sums per month, in the order of their keys.
fn by_month(daily: &[DailyDelta]) -> Vec<Row<NaiveDate>> {
    let mut months: BTreeMap<(NaiveDate, KeyCodes), Sums> = BTreeMap::new();
    for delta in daily {
        *months
            .entry((month_of(delta.day), codes(&delta.key)))
            .or_default() += delta.sums;
    }
    months
        .into_iter()
        .map(|((at, key), sums)| Row {
            at,
            key,
            sums: sums.fields(),
        })
        .collect()
}

/// Whether adding it can leave a row of nothing but zeros.
fn may_empty(rows: &[[i64; 6]]) -> bool {
    rows.iter().flatten().any(|field| *field < 0)
}

/// Removes the rows of a calculation that go by local dates, before they are built anew from the
/// events (another time zone). How many days went.
pub async fn clear_local(conn: &mut Conn, calculation: Calculation) -> Result<u64> {
    const DAILY: &str = "delete from emissions_daily where org_id = $1 and calculation = $2";
    const MONTHLY: &str = "delete from emissions_monthly where org_id = $1 and calculation = $2";
    run!(conn, exec, MONTHLY, conn.org.0, calculation.0)?;
    run!(conn, exec, DAILY, conn.org.0, calculation.0)
}

/// What events and roll-ups add up to; equal unless something is broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::FromRow)]
pub struct Totals {
    pub co2e_mg: i64,
    pub events: i64,
    pub no_factor_events: i64,
}

/// The same totals four times: from estimates and filled values, and from each roll-up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reconciliation {
    pub estimates: Totals,
    pub hourly: Totals,
    pub daily: Totals,
    pub monthly: Totals,
}

impl Reconciliation {
    /// Whether all of them agree.
    #[must_use]
    pub fn is_exact(&self) -> bool {
        [self.hourly, self.daily, self.monthly] == [self.estimates; 3]
    }
}

/// The totals of a roll-up.
macro_rules! totals_of {
    ($table:literal) => {
        concat!(
            "select cast(coalesce(sum(co2e_mg), 0) as bigint) as co2e_mg,
                cast(coalesce(sum(events), 0) as bigint) as events,
                cast(coalesce(sum(no_factor_events), 0) as bigint) as no_factor_events
            from ",
            $table,
            " where org_id = $1 and calculation = $2"
        )
    };
}

/// What the events of a calculation add up to, from the daily roll-up: without filled values, which
/// each calculation has of its own.
pub async fn totals(conn: &mut Conn, calculation: Calculation) -> Result<Totals> {
    const SQL: &str = concat!(totals_of!("emissions_daily"), " and quality <> $3");
    let filled = QualityStatus::GapFilled.code();
    run!(conn, one Totals, SQL, conn.org.0, calculation.0, filled)
}

/// Adds everything up: the one statement that reads all estimates, for the self-test.
pub async fn reconcile(conn: &mut Conn, calculation: Calculation) -> Result<Reconciliation> {
    const ESTIMATES: &str = "
        select cast(coalesce(sum(co2e_mg), 0) as bigint) as co2e_mg, count(*) as events,
            count(*) - count(co2e_mg) as no_factor_events
        from (
            select co2e_mg from estimates where org_id = $1 and calculation = $2
            union all
            select co2e_mg from gap_fills
            where org_id = $1 and calculation = $2 and replaced_by is null
        ) as counted";
    const DAILY: &str = totals_of!("emissions_daily");
    const HOURLY: &str = totals_of!("emissions_hourly");
    const MONTHLY: &str = totals_of!("emissions_monthly");
    let mut estimates = run!(conn, one Totals, ESTIMATES, conn.org.0, calculation.0)?;
    let left_out = crate::ingest::superseded::left_out(conn, calculation).await?;
    estimates.co2e_mg -= left_out.co2e.0;
    estimates.events -= left_out.events;
    Ok(Reconciliation {
        estimates,
        hourly: run!(conn, one Totals, HOURLY, conn.org.0, calculation.0)?,
        daily: run!(conn, one Totals, DAILY, conn.org.0, calculation.0)?,
        monthly: run!(conn, one Totals, MONTHLY, conn.org.0, calculation.0)?,
    })
}
