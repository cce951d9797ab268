//! Forecasts as they were last made.

use chrono::{DateTime, Utc};
use model::emissions::Bucket;
use model::forecasting::Forecast;
use model::ids::SupplierId;
use model::ingest::EventType;
use sqlx::types::Json;

use crate::codes::Code;
use crate::db::run;
use crate::emissions::Calculation;
use crate::instant::Instant;
use crate::{Conn, Result, text};

/// What a forecast is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ForecastKey {
    /// `None`: all.
    pub category: Option<EventType>,
    /// `None`: all.
    pub supplier_id: Option<SupplierId>,
    pub bucket: Bucket,
    pub horizon_days: u32,
}

impl ForecastKey {
    /// A category's code, a supplier's id (both zero for all), and days that fit their column.
    fn columns(&self) -> (i16, i64, i16) {
        (
            self.category.map_or(0, Code::code),
            self.supplier_id.map_or(0, |id| id.0),
            i16::try_from(self.horizon_days).unwrap_or(i16::MAX),
        )
    }
}

/// A forecast, and what it was made from.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredForecast {
    pub calculation: Calculation,
    /// Where the history ended.
    pub data_until: DateTime<Utc>,
    pub made_at: DateTime<Utc>,
    pub forecast: Forecast,
}

#[derive(Debug, sqlx::FromRow)]
struct Row {
    calculation: i32,
    data_until: Instant,
    made_at: Instant,
    series: Json<Forecast>,
}

/// The last one made.
pub async fn forecast(conn: &mut Conn, key: &ForecastKey) -> Result<Option<StoredForecast>> {
    const SQL: &str = "
        select calculation, data_until, made_at, series from forecasts
        where org_id = $1 and category = $2 and supplier_id = $3 and bucket = $4 and horizon_days = $5";
    let (category, supplier, days) = key.columns();
    let bucket = key.bucket.as_str();
    let row = run!(conn, optional Row, SQL, conn.org.0, category, supplier, bucket, days)?;
    Ok(row.map(|row| StoredForecast {
        calculation: Calculation(row.calculation),
        data_until: row.data_until.0,
        made_at: row.made_at.0,
        forecast: row.series.0,
    }))
}

/// Keeps one in the place of the last.
pub async fn put_forecast(
    conn: &mut Conn,
    key: &ForecastKey,
    stored: &StoredForecast,
) -> Result<()> {
    const SQL: &str = "
        insert into forecasts (
            org_id, category, supplier_id, bucket, horizon_days,
            calculation, data_until, made_at, series
        )
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        on conflict (org_id, category, supplier_id, bucket, horizon_days) do update
        set calculation = excluded.calculation, data_until = excluded.data_until,
            made_at = excluded.made_at, series = excluded.series";
    let (category, supplier, days) = key.columns();
    run!(
        conn,
        exec,
        SQL,
        conn.org.0,
        category,
        supplier,
        key.bucket.as_str(),
        days,
        stored.calculation.0,
        Instant::from(stored.data_until),
        Instant::from(stored.made_at),
        text::json(&stored.forecast)?,
    )?;
    Ok(())
}
