//! The bare insert on PostgreSQL: one array per column (UNNEST).

use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use sqlx::postgres::PgHasArrayType;
use sqlx::{Connection, Encode, PgConnection, Postgres, Type};

use super::{EntitySum, Estimate, Event, Raw, Rows, Sum};

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
        for number in 0..self.transactions() {
            let range = self.share(number, self.events.len());
            let mut tx = connection.begin().await.expect("a transaction");
            events(&mut tx, &self.events[range.clone()]).await;
            raw(&mut tx, &self.raw[range.clone()]).await;
            estimates(&mut tx, &self.estimates[range]).await;
            let hours = &self.hourly[self.share(number, self.hourly.len())];
            sums(&mut tx, HOURLY, hours, |row| time(row.at)).await;
            let days = &self.daily[self.share(number, self.daily.len())];
            sums(&mut tx, DAILY, days, |row| row.at).await;
            let months = &self.monthly[self.share(number, self.monthly.len())];
            sums(&mut tx, MONTHLY, months, |row| row.at).await;
            entities(&mut tx, &self.entity[self.share(number, self.entity.len())]).await;
            tx.commit().await.expect("committed");
        }
        start.elapsed()
    }
}

async fn events(connection: &mut PgConnection, rows: &[Event]) {
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

async fn raw(connection: &mut PgConnection, rows: &[Raw]) {
    const SQL: &str = "insert into events_raw (org_id, event_id, raw)
        select * from unnest($1::bigint[], $2::bigint[], $3::text[])";
    let query = sqlx::query(SQL)
        .bind(column(rows, |row| row.org_id))
        .bind(column(rows, |row| row.event_id))
        .bind(column(rows, |row| row.raw.as_str()));
    query.execute(connection).await.expect("raw rows inserted");
}

async fn estimates(connection: &mut PgConnection, rows: &[Estimate]) {
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

const HOURLY: &str =
    "insert into emissions_hourly (org_id, calculation, hour, supplier_id, site_id,
        category, mode, quality, co2e_mg, ttw_mg, wtt_mg, half_width_mg, events, no_factor_events)
    select * from unnest($1::bigint[], $2::int[], $3::timestamptz[], $4::bigint[], $5::bigint[],
        $6::smallint[], $7::smallint[], $8::smallint[], $9::bigint[], $10::bigint[], $11::bigint[],
        $12::bigint[], $13::bigint[], $14::bigint[])";
const DAILY: &str = "insert into emissions_daily (org_id, calculation, day, supplier_id, site_id,
        category, mode, quality, co2e_mg, ttw_mg, wtt_mg, half_width_mg, events, no_factor_events)
    select * from unnest($1::bigint[], $2::int[], $3::date[], $4::bigint[], $5::bigint[],
        $6::smallint[], $7::smallint[], $8::smallint[], $9::bigint[], $10::bigint[], $11::bigint[],
        $12::bigint[], $13::bigint[], $14::bigint[])";
const MONTHLY: &str =
    "insert into emissions_monthly (org_id, calculation, month, supplier_id, site_id,
        category, mode, quality, co2e_mg, ttw_mg, wtt_mg, half_width_mg, events, no_factor_events)
    select * from unnest($1::bigint[], $2::int[], $3::date[], $4::bigint[], $5::bigint[],
        $6::smallint[], $7::smallint[], $8::smallint[], $9::bigint[], $10::bigint[], $11::bigint[],
        $12::bigint[], $13::bigint[], $14::bigint[])";

async fn sums<T, At>(
    connection: &mut PgConnection,
    sql: &'static str,
    rows: &[Sum<T>],
    at: impl Fn(&Sum<T>) -> At,
) where
    At: for<'q> Encode<'q, Postgres> + Type<Postgres> + PgHasArrayType + Send + Sync + 'static,
{
    let query = sqlx::query(sql)
        .bind(column(rows, |row| row.org_id))
        .bind(column(rows, |row| row.calculation))
        .bind(column(rows, at))
        .bind(column(rows, |row| row.supplier_id))
        .bind(column(rows, |row| row.site_id))
        .bind(column(rows, |row| row.category))
        .bind(column(rows, |row| row.mode))
        .bind(column(rows, |row| row.quality))
        .bind(column(rows, |row| row.co2e_mg))
        .bind(column(rows, |row| row.ttw_mg))
        .bind(column(rows, |row| row.wtt_mg))
        .bind(column(rows, |row| row.half_width_mg))
        .bind(column(rows, |row| row.events))
        .bind(column(rows, |row| row.no_factor_events));
    query.execute(connection).await.expect("sums inserted");
}

async fn entities(connection: &mut PgConnection, rows: &[EntitySum]) {
    const SQL: &str = "insert into entity_hourly (org_id, calculation, hour, kind, entity_id,
            supplier_id, site_id, category, quality, co2e_mg, events)
        select * from unnest($1::bigint[], $2::int[], $3::timestamptz[], $4::smallint[],
            $5::bigint[], $6::bigint[], $7::bigint[], $8::smallint[], $9::smallint[],
            $10::bigint[], $11::bigint[])";
    let query = sqlx::query(SQL)
        .bind(column(rows, |row| row.org_id))
        .bind(column(rows, |row| row.calculation))
        .bind(column(rows, |row| time(row.hour)))
        .bind(column(rows, |row| row.kind))
        .bind(column(rows, |row| row.entity_id))
        .bind(column(rows, |row| row.supplier_id))
        .bind(column(rows, |row| row.site_id))
        .bind(column(rows, |row| row.category))
        .bind(column(rows, |row| row.quality))
        .bind(column(rows, |row| row.co2e_mg))
        .bind(column(rows, |row| row.events));
    query.execute(connection).await.expect("entities inserted");
}
