//! The ceiling: the rows an import left, inserted again by nothing but their statements, prepared
//! beforehand, into a database of the same migrations. Rows of `events_normalized`, `events_raw` and
//! `estimates`, 5,000 events per transaction; roll-ups are left out, which raises the ceiling.

use std::sync::LazyLock;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteSynchronous};
use sqlx::{AssertSqlSafe, Connection, FromRow, PgConnection, SqlSafeStr, SqlStr};
use uuid::Uuid;

/// Events per transaction, as the services have it by default.
const CHUNK: usize = 5_000;
/// Rows per SQLite statement.
const STATEMENT: usize = 500;

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

/// The rows of one import, in the order they were written.
#[derive(Debug)]
pub(crate) struct Rows {
    events: Vec<Event>,
    raw: Vec<Raw>,
    estimates: Vec<Estimate>,
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
        let estimates = estimates.fetch_all(connection).await.expect("estimates");
        Self {
            events,
            raw,
            estimates,
        }
    }

    pub(crate) fn count(&self) -> u64 {
        self.events.len() as u64
    }

    /// Inserts everything into the empty SQLite database at `url`, opened as the store opens it.
    pub(crate) async fn insert_sqlite(&self, url: &str) -> Duration {
        let options: SqliteConnectOptions = url.parse().expect("a URL");
        let options = options
            .synchronous(SqliteSynchronous::Full)
            .pragma("cache_size", "-65536")
            .pragma("wal_autocheckpoint", "8000");
        let mut connection = SqliteConnection::connect_with(&options)
            .await
            .expect("it opens");
        let start = Instant::now();
        for at in (0..self.events.len()).step_by(CHUNK) {
            let end = (at + CHUNK).min(self.events.len());
            let mut tx = connection.begin().await.expect("a transaction");
            for from in (at..end).step_by(STATEMENT) {
                let range = from..(from + STATEMENT).min(end);
                sqlite_events(&mut tx, &self.events[range.clone()]).await;
                sqlite_raw(&mut tx, &self.raw[range.clone()]).await;
                sqlite_estimates(&mut tx, &self.estimates[range]).await;
            }
            tx.commit().await.expect("committed");
        }
        start.elapsed()
    }
}

/// A statement for [`STATEMENT`] rows: its text is made once, and sqlx keeps it prepared.
struct Many {
    head: &'static str,
    columns: usize,
    full: LazyLock<String>,
}

impl Many {
    /// The statement for `rows` rows: `head values (?, ..), (?, ..)`.
    fn of(&'static self, rows: usize) -> SqlStr {
        if rows == STATEMENT {
            self.full.as_str().into_sql_str()
        } else {
            AssertSqlSafe(many(self.head, self.columns, rows)).into_sql_str()
        }
    }
}

fn many(head: &str, columns: usize, rows: usize) -> String {
    let row = format!("({})", vec!["?"; columns].join(", "));
    format!("{head} values {}", vec![row.as_str(); rows].join(", "))
}

const EVENTS_HEAD: &str = "insert into events_normalized (org_id, job_id, id, occurred_at, ends_at,
    supplier_id, site_id, vehicle_id, route_id, row_number, lat, lon, event_type, mode,
    data_source, quality_status, source_key, content_hash, external_id, notes, activity)";
static EVENTS: Many = Many {
    head: EVENTS_HEAD,
    columns: 21,
    full: LazyLock::new(|| many(EVENTS_HEAD, 21, STATEMENT)),
};

async fn sqlite_events(connection: &mut SqliteConnection, rows: &[Event]) {
    let mut query = sqlx::query(EVENTS.of(rows.len()));
    for row in rows {
        query = query
            .bind(row.org_id)
            .bind(row.job_id)
            .bind(row.id)
            .bind(row.occurred_at)
            .bind(row.ends_at)
            .bind(row.supplier_id)
            .bind(row.site_id)
            .bind(row.vehicle_id)
            .bind(row.route_id)
            .bind(row.row_number)
            .bind(row.lat)
            .bind(row.lon)
            .bind(row.event_type)
            .bind(row.mode)
            .bind(row.data_source)
            .bind(row.quality_status)
            .bind(row.source_key.as_slice())
            .bind(row.content_hash.as_slice())
            .bind(row.external_id.as_deref())
            .bind(row.notes.as_deref())
            .bind(row.activity.as_str());
    }
    query.execute(connection).await.expect("events inserted");
}

const RAW_HEAD: &str = "insert into events_raw (org_id, event_id, raw)";
static RAW: Many = Many {
    head: RAW_HEAD,
    columns: 3,
    full: LazyLock::new(|| many(RAW_HEAD, 3, STATEMENT)),
};

async fn sqlite_raw(connection: &mut SqliteConnection, rows: &[Raw]) {
    let mut query = sqlx::query(RAW.of(rows.len()));
    for row in rows {
        query = query
            .bind(row.org_id)
            .bind(row.event_id)
            .bind(row.raw.as_str());
    }
    query.execute(connection).await.expect("raw rows inserted");
}

const ESTIMATES_HEAD: &str =
    "insert into estimates (org_id, calculation, event_id, co2e_mg, ttw_mg,
    wtt_mg, interval_low_kg, interval_high_kg, confidence, factor_set_id, method,
    interval_basis, contributions, no_factor_reason)";
static ESTIMATES: Many = Many {
    head: ESTIMATES_HEAD,
    columns: 14,
    full: LazyLock::new(|| many(ESTIMATES_HEAD, 14, STATEMENT)),
};

async fn sqlite_estimates(connection: &mut SqliteConnection, rows: &[Estimate]) {
    let mut query = sqlx::query(ESTIMATES.of(rows.len()));
    for row in rows {
        query = query
            .bind(row.org_id)
            .bind(row.calculation)
            .bind(row.event_id)
            .bind(row.co2e_mg)
            .bind(row.ttw_mg)
            .bind(row.wtt_mg)
            .bind(row.interval_low_kg)
            .bind(row.interval_high_kg)
            .bind(row.confidence)
            .bind(row.factor_set_id)
            .bind(row.method)
            .bind(row.interval_basis)
            .bind(row.contributions.as_deref())
            .bind(row.no_factor_reason.as_deref());
    }
    query.execute(connection).await.expect("estimates inserted");
}

/// One column of some rows, as an array.
fn column<'a, R, T>(rows: &'a [R], get: impl Fn(&'a R) -> T) -> Vec<T> {
    rows.iter().map(get).collect()
}

fn time(micros: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_micros(micros).expect("a stored time")
}

impl Rows {
    /// Inserts everything into the empty PostgreSQL database at `url`, as the owner of its tables.
    pub(crate) async fn insert_postgres(&self, url: &str) -> Duration {
        let mut connection = PgConnection::connect(url)
            .await
            .expect("PostgreSQL answers");
        let start = Instant::now();
        for at in (0..self.events.len()).step_by(CHUNK) {
            let range = at..(at + CHUNK).min(self.events.len());
            let mut tx = connection.begin().await.expect("a transaction");
            postgres_events(&mut tx, &self.events[range.clone()]).await;
            postgres_raw(&mut tx, &self.raw[range.clone()]).await;
            postgres_estimates(&mut tx, &self.estimates[range]).await;
            tx.commit().await.expect("committed");
        }
        start.elapsed()
    }
}

async fn postgres_events(connection: &mut PgConnection, rows: &[Event]) {
    const SQL: &str = "insert into events_normalized (org_id, job_id, id, occurred_at, ends_at,
            supplier_id, site_id, vehicle_id, route_id, row_number, lat, lon, event_type, mode,
            data_source, quality_status, source_key, content_hash, external_id, notes, activity)
        select org_id, job_id, id, occurred_at, ends_at, supplier_id, site_id, vehicle_id,
            route_id, row_number, lat, lon, event_type, mode, data_source, quality_status,
            source_key, content_hash, external_id, notes, activity::jsonb
        from unnest($1::bigint[], $2::uuid[], $3::bigint[], $4::timestamptz[], $5::timestamptz[],
            $6::bigint[], $7::bigint[], $8::bigint[], $9::bigint[], $10::bigint[], $11::float8[],
            $12::float8[], $13::smallint[], $14::smallint[], $15::smallint[], $16::smallint[],
            $17::bytea[], $18::bytea[], $19::text[], $20::text[], $21::text[])
            as t(org_id, job_id, id, occurred_at, ends_at, supplier_id, site_id, vehicle_id,
                route_id, row_number, lat, lon, event_type, mode, data_source, quality_status,
                source_key, content_hash, external_id, notes, activity)";
    let query = sqlx::query(SQL)
        .bind(column(rows, |row| row.org_id))
        .bind(column(rows, |row| row.job_id))
        .bind(column(rows, |row| row.id))
        .bind(column(rows, |row| time(row.occurred_at)))
        .bind(column(rows, |row| row.ends_at.map(time)))
        .bind(column(rows, |row| row.supplier_id))
        .bind(column(rows, |row| row.site_id))
        .bind(column(rows, |row| row.vehicle_id))
        .bind(column(rows, |row| row.route_id))
        .bind(column(rows, |row| row.row_number))
        .bind(column(rows, |row| row.lat))
        .bind(column(rows, |row| row.lon))
        .bind(column(rows, |row| row.event_type))
        .bind(column(rows, |row| row.mode))
        .bind(column(rows, |row| row.data_source))
        .bind(column(rows, |row| row.quality_status))
        .bind(column(rows, |row| row.source_key.as_slice()))
        .bind(column(rows, |row| row.content_hash.as_slice()))
        .bind(column(rows, |row| row.external_id.as_deref()))
        .bind(column(rows, |row| row.notes.as_deref()))
        .bind(column(rows, |row| row.activity.as_str()));
    query.execute(connection).await.expect("events inserted");
}

async fn postgres_raw(connection: &mut PgConnection, rows: &[Raw]) {
    const SQL: &str = "insert into events_raw (org_id, event_id, raw)
        select * from unnest($1::bigint[], $2::bigint[], $3::text[])";
    let query = sqlx::query(SQL)
        .bind(column(rows, |row| row.org_id))
        .bind(column(rows, |row| row.event_id))
        .bind(column(rows, |row| row.raw.as_str()));
    query.execute(connection).await.expect("raw rows inserted");
}

async fn postgres_estimates(connection: &mut PgConnection, rows: &[Estimate]) {
    const SQL: &str = "insert into estimates (org_id, calculation, event_id, co2e_mg, ttw_mg,
            wtt_mg, interval_low_kg, interval_high_kg, confidence, factor_set_id, method,
            interval_basis, contributions, no_factor_reason)
        select * from unnest($1::bigint[], $2::int[], $3::bigint[], $4::bigint[], $5::bigint[],
            $6::bigint[], $7::float8[], $8::float8[], $9::float8[], $10::int[], $11::smallint[],
            $12::smallint[], $13::bytea[], $14::text[])";
    let query = sqlx::query(SQL)
        .bind(column(rows, |row| row.org_id))
        .bind(column(rows, |row| row.calculation))
        .bind(column(rows, |row| row.event_id))
        .bind(column(rows, |row| row.co2e_mg))
        .bind(column(rows, |row| row.ttw_mg))
        .bind(column(rows, |row| row.wtt_mg))
        .bind(column(rows, |row| row.interval_low_kg))
        .bind(column(rows, |row| row.interval_high_kg))
        .bind(column(rows, |row| row.confidence))
        .bind(column(rows, |row| row.factor_set_id))
        .bind(column(rows, |row| row.method))
        .bind(column(rows, |row| row.interval_basis))
        .bind(column(rows, |row| row.contributions.as_deref()))
        .bind(column(rows, |row| row.no_factor_reason.as_deref()));
    query.execute(connection).await.expect("estimates inserted");
}
