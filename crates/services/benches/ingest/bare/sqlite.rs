//! The bare insert on SQLite: statements of 500 rows.

use std::ops::Range;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteSynchronous};
use sqlx::{AssertSqlSafe, Connection, Encode, SqlSafeStr, SqlStr, Sqlite, Type};

use super::{EntitySum, Estimate, Event, Raw, Rows, Sum};

/// Rows per statement.
const STATEMENT: usize = 500;

impl Rows {
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
        for number in 0..self.transactions() {
            let mut tx = connection.begin().await.expect("a transaction");
            for range in pieces(self.share(number, self.events.len())) {
                events(&mut tx, &self.events[range.clone()]).await;
                raw(&mut tx, &self.raw[range.clone()]).await;
                estimates(&mut tx, &self.estimates[range]).await;
            }
            for range in pieces(self.share(number, self.hourly.len())) {
                sums(&mut tx, &HOURLY, &self.hourly[range]).await;
            }
            for range in pieces(self.share(number, self.daily.len())) {
                sums(&mut tx, &DAILY, &self.daily[range]).await;
            }
            for range in pieces(self.share(number, self.monthly.len())) {
                sums(&mut tx, &MONTHLY, &self.monthly[range]).await;
            }
            for range in pieces(self.share(number, self.entity.len())) {
                entities(&mut tx, &self.entity[range]).await;
            }
            tx.commit().await.expect("committed");
        }
        start.elapsed()
    }
}

/// A range in pieces of [`STATEMENT`] rows and a rest.
fn pieces(range: Range<usize>) -> impl Iterator<Item = Range<usize>> {
    let end = range.end;
    range
        .step_by(STATEMENT)
        .map(move |from| from..(from + STATEMENT).min(end))
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

async fn events(connection: &mut SqliteConnection, rows: &[Event]) {
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

async fn raw(connection: &mut SqliteConnection, rows: &[Raw]) {
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

async fn estimates(connection: &mut SqliteConnection, rows: &[Estimate]) {
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

const HOURLY_HEAD: &str = "insert into emissions_hourly (org_id, calculation, hour, supplier_id,
    site_id, category, mode, quality, co2e_mg, ttw_mg, wtt_mg, half_width_mg, events,
    no_factor_events)";
static HOURLY: Many = Many {
    head: HOURLY_HEAD,
    columns: 14,
    full: LazyLock::new(|| many(HOURLY_HEAD, 14, STATEMENT)),
};

const DAILY_HEAD: &str = "insert into emissions_daily (org_id, calculation, day, supplier_id,
    site_id, category, mode, quality, co2e_mg, ttw_mg, wtt_mg, half_width_mg, events,
    no_factor_events)";
static DAILY: Many = Many {
    head: DAILY_HEAD,
    columns: 14,
    full: LazyLock::new(|| many(DAILY_HEAD, 14, STATEMENT)),
};

const MONTHLY_HEAD: &str = "insert into emissions_monthly (org_id, calculation, month, supplier_id,
    site_id, category, mode, quality, co2e_mg, ttw_mg, wtt_mg, half_width_mg, events,
    no_factor_events)";
static MONTHLY: Many = Many {
    head: MONTHLY_HEAD,
    columns: 14,
    full: LazyLock::new(|| many(MONTHLY_HEAD, 14, STATEMENT)),
};

async fn sums<T>(connection: &mut SqliteConnection, statement: &'static Many, rows: &[Sum<T>])
where
    T: Copy + for<'q> Encode<'q, Sqlite> + Type<Sqlite> + Send + Sync,
{
    let mut query = sqlx::query(statement.of(rows.len()));
    for row in rows {
        query = query
            .bind(row.org_id)
            .bind(row.calculation)
            .bind(row.at)
            .bind(row.supplier_id)
            .bind(row.site_id)
            .bind(row.category)
            .bind(row.mode)
            .bind(row.quality)
            .bind(row.co2e_mg)
            .bind(row.ttw_mg)
            .bind(row.wtt_mg)
            .bind(row.half_width_mg)
            .bind(row.events)
            .bind(row.no_factor_events);
    }
    query.execute(connection).await.expect("sums inserted");
}

const ENTITY_HEAD: &str = "insert into entity_hourly (org_id, calculation, hour, kind, entity_id,
    supplier_id, site_id, category, quality, co2e_mg, events)";
static ENTITY: Many = Many {
    head: ENTITY_HEAD,
    columns: 11,
    full: LazyLock::new(|| many(ENTITY_HEAD, 11, STATEMENT)),
};

async fn entities(connection: &mut SqliteConnection, rows: &[EntitySum]) {
    let mut query = sqlx::query(ENTITY.of(rows.len()));
    for row in rows {
        query = query
            .bind(row.org_id)
            .bind(row.calculation)
            .bind(row.hour)
            .bind(row.kind)
            .bind(row.entity_id)
            .bind(row.supplier_id)
            .bind(row.site_id)
            .bind(row.category)
            .bind(row.quality)
            .bind(row.co2e_mg)
            .bind(row.events);
    }
    query.execute(connection).await.expect("entities inserted");
}
