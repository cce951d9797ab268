//! The ceiling: the rows an import left, inserted again by nothing but their statements, prepared
//! beforehand, into a database of the same migrations: events, raw rows, estimates and the finished
//! roll-ups, 5,000 events and their share of the roll-ups per transaction. The import itself adds to
//! some roll-up rows more than once.

mod postgres;
mod sqlite;

use std::ops::Range;

use chrono::NaiveDate;
use sqlx::sqlite::SqliteConnection;
use sqlx::{Connection, FromRow};
use uuid::Uuid;

/// Events per transaction, as the services have it by default.
const CHUNK: usize = 5_000;
#[derive(Debug, FromRow)]
struct Event {
    org_id: i64,
    job_id: Uuid,
    id: i64,
    /// Microseconds since 1970, as SQLite has it.
    occurred_at: i64,
    ends_at: Option<i64>,
    supplier_id: i64,
    site_id: Option<i64>,
    vehicle_id: Option<i64>,
    route_id: Option<i64>,
    row_number: i64,
    lat: Option<f64>,
    lon: Option<f64>,
    event_type: i16,
    mode: i16,
    data_source: i16,
    quality_status: i16,
    source_key: Vec<u8>,
    content_hash: Vec<u8>,
    external_id: Option<String>,
    notes: Option<String>,
    activity: String,
}

#[derive(Debug, FromRow)]
struct Raw {
    org_id: i64,
    event_id: i64,
    raw: String,
}

#[derive(Debug, FromRow)]
struct Estimate {
    org_id: i64,
    calculation: i32,
    event_id: i64,
    co2e_mg: Option<i64>,
    ttw_mg: Option<i64>,
    wtt_mg: Option<i64>,
    interval_low_kg: Option<f64>,
    interval_high_kg: Option<f64>,
    confidence: Option<f64>,
    factor_set_id: Option<i32>,
    method: Option<i16>,
    interval_basis: Option<i16>,
    contributions: Option<Vec<u8>>,
    no_factor_reason: Option<String>,
}

/// A row of the hourly (`at` is microseconds since 1970) or a daily or monthly (`at` is a date) roll-up.
#[derive(Debug, FromRow)]
struct Sum<T> {
    org_id: i64,
    calculation: i32,
    at: T,
    supplier_id: i64,
    site_id: i64,
    category: i16,
    mode: i16,
    quality: i16,
    co2e_mg: i64,
    ttw_mg: i64,
    wtt_mg: i64,
    half_width_mg: i64,
    events: i64,
    no_factor_events: i64,
}

#[derive(Debug, FromRow)]
struct EntitySum {
    org_id: i64,
    calculation: i32,
    hour: i64,
    kind: i16,
    entity_id: i64,
    supplier_id: i64,
    site_id: i64,
    category: i16,
    quality: i16,
    co2e_mg: i64,
    events: i64,
}

/// The rows of one import, in the order they were written.
#[derive(Debug)]
pub(crate) struct Rows {
    events: Vec<Event>,
    raw: Vec<Raw>,
    estimates: Vec<Estimate>,
    hourly: Vec<Sum<i64>>,
    daily: Vec<Sum<NaiveDate>>,
    monthly: Vec<Sum<NaiveDate>>,
    entity: Vec<EntitySum>,
}

impl Rows {
    /// Reads them from the SQLite database an import wrote to.
    pub(crate) async fn read(url: &str) -> Self {
        let mut connection = SqliteConnection::connect(url)
            .await
            .expect("the file opens");
        let connection = &mut connection;
        let events = sqlx::query_as("select * from events_normalized order by id")
            .fetch_all(&mut *connection);
        let events = events.await.expect("events");
        let raw = sqlx::query_as("select * from events_raw order by event_id");
        let raw = raw.fetch_all(&mut *connection).await.expect("raw rows");
        let estimates = sqlx::query_as("select * from estimates order by event_id");
        let estimates = estimates
            .fetch_all(&mut *connection)
            .await
            .expect("estimates");
        let hourly = sqlx::query_as("select *, hour as at from emissions_hourly order by hour");
        let hourly = hourly.fetch_all(&mut *connection).await.expect("hours");
        let daily = sqlx::query_as("select *, day as at from emissions_daily order by day");
        let daily = daily.fetch_all(&mut *connection).await.expect("days");
        let monthly = sqlx::query_as("select *, month as at from emissions_monthly order by month");
        let monthly = monthly.fetch_all(&mut *connection).await.expect("months");
        let entity = sqlx::query_as(
            "select * from entity_hourly
            order by hour, kind, entity_id, supplier_id, site_id, category, quality",
        );
        let entity = entity.fetch_all(connection).await.expect("entities");
        Self {
            events,
            raw,
            estimates,
            hourly,
            daily,
            monthly,
            entity,
        }
    }

    /// Into how many transactions everything goes.
    fn transactions(&self) -> usize {
        self.events.len().div_ceil(CHUNK)
    }

    /// Which of `rows` rows the `number`th of them takes.
    fn share(&self, number: usize, rows: usize) -> Range<usize> {
        let all = self.transactions();
        number * rows / all..(number + 1) * rows / all
    }

    pub(crate) fn count(&self) -> u64 {
        self.events.len() as u64
    }
}
