//! Stored events as rows, and loading them by id.

use std::collections::HashMap;

use model::ids::{EventId, JobId, SiteId, SupplierId};
use model::ingest::{Activity, DataSource, EventType, QualityStatus};
use sqlx::AssertSqlSafe;
use sqlx::types::Json;
use uuid::Uuid;

use super::StoredEvent;
use crate::codes::{Code, mode_from};
use crate::db::{lists, run};
use crate::emissions::Calculation;
use crate::emissions::estimates::{EstimateRow, estimate_columns};
use crate::ingest::superseded::{metered_column, metered_time};
use crate::instant::Instant;
use crate::{Conn, Error, Result};

pub(super) const TABLE: &str = "events_normalized";

#[derive(Debug, sqlx::FromRow)]
struct EventRow {
    id: i64,
    event_type: i16,
    mode: i16,
    supplier_id: i64,
    supplier: Option<String>,
    site_id: Option<i64>,
    site: Option<String>,
    vehicle: Option<String>,
    origin: Option<String>,
    destination: Option<String>,
    occurred_at: Instant,
    ends_at: Option<Instant>,
    lat: Option<f64>,
    lon: Option<f64>,
    data_source: i16,
    quality_status: i16,
    metered: Option<Vec<u8>>,
    job_id: Option<Uuid>,
    row_number: Option<i64>,
    notes: Option<String>,
    activity: Json<Activity>,
    #[sqlx(flatten)]
    estimate: EstimateRow,
}

impl TryFrom<EventRow> for StoredEvent {
    type Error = Error;

    fn try_from(row: EventRow) -> Result<Self> {
        let corrupt = |column| Error::Corrupt {
            table: TABLE,
            column,
        };
        let row_number = row
            .row_number
            .map(|number| u64::try_from(number).map_err(|_| corrupt("row_number")))
            .transpose()?;
        let (occurred_at, ends_at) = (row.occurred_at.0, row.ends_at.map(|at| at.0));
        Ok(Self {
            id: EventId(row.id),
            event_type: EventType::from_code(row.event_type, TABLE, "event_type")?,
            mode: mode_from(row.mode, TABLE)?,
            supplier_id: SupplierId(row.supplier_id),
            supplier: row.supplier.ok_or_else(|| corrupt("supplier_id"))?,
            site_id: row.site_id.map(SiteId),
            site: row.site,
            vehicle: row.vehicle,
            origin: row.origin,
            destination: row.destination,
            occurred_at,
            ends_at,
            metered: metered_time(occurred_at, ends_at, row.metered)?,
            lat: row.lat,
            lon: row.lon,
            data_source: DataSource::from_code(row.data_source, TABLE, "data_source")?,
            quality_status: QualityStatus::from_code(row.quality_status, TABLE, "quality_status")?,
            job_id: row.job_id.map(JobId),
            row_number,
            notes: row.notes,
            activity: row.activity.0,
            estimate: row.estimate.into_estimate()?,
        })
    }
}

/// Events by id, in the order of `ids`; those that are not there are left out.
pub(super) async fn load(
    conn: &mut Conn,
    calculation: Calculation,
    ids: &[i64],
) -> Result<Vec<StoredEvent>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    // The plus keeps SQLite from taking the index on organisation and time: the ids find the rows.
    let sql = format!(
        "select e.id, e.event_type, e.mode, e.supplier_id, supplier.name as supplier, e.site_id,
            site.name as site, vehicle.name as vehicle, route.origin, route.destination,
            e.occurred_at, e.ends_at, e.lat, e.lon, e.data_source, e.quality_status, e.job_id,
            e.row_number, e.notes, e.activity, {}, {}
        from events_normalized e
        left join suppliers supplier on supplier.org_id = $1 and supplier.id = e.supplier_id
        left join sites site on site.org_id = $1 and site.id = e.site_id
        left join vehicles vehicle on vehicle.org_id = $1 and vehicle.id = e.vehicle_id
        left join routes route on route.org_id = $1 and route.id = e.route_id
        left join estimates s on s.org_id = $1 and s.calculation = $2 and s.event_id = e.id
        where +e.org_id = $1 and {}",
        metered_column!(),
        estimate_columns!(),
        lists::among_integers(&conn.session, "e.id", 3),
    );
    let wanted = lists::bind(ids.iter().copied());
    let rows = run!(conn, all EventRow, AssertSqlSafe(sql), conn.org.0, calculation.0, wanted)?;
    let mut found: HashMap<i64, EventRow> = rows.into_iter().map(|row| (row.id, row)).collect();
    ids.iter()
        .filter_map(|id| found.remove(id))
        .map(StoredEvent::try_from)
        .collect()
}
