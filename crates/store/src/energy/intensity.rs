//! The carbon intensity of grids by the hour: best known, and expected at a time.

use chrono::{DateTime, Utc};
use model::emissions::{IntensityKind, IntensityScope, IntensitySignal};
use sqlx::types::Json;

use crate::codes::word;
use crate::db::run;
use crate::instant::Instant;
use crate::{Result, SystemConn, text};

const TABLE: &str = "grid_intensity";

/// A zone of a provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Zone<'a> {
    pub provider: &'a str,
    pub zone: &'a str,
}

/// An hour as it is known best.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct IntensityHour {
    pub at: DateTime<Utc>,
    pub g_per_kwh: f64,
    pub kind: IntensityKind,
    pub signal: IntensitySignal,
    pub scope: IntensityScope,
    pub fetched_at: DateTime<Utc>,
}

/// What was expected at a time.
#[derive(Debug, Clone, PartialEq)]
pub struct GridForecast {
    pub fetched_at: DateTime<Utc>,
    pub generated_at: DateTime<Utc>,
    pub signal: IntensitySignal,
    pub scope: IntensityScope,
    /// Beginnings of hours with g/kWh, oldest first.
    pub hours: Vec<(DateTime<Utc>, f64)>,
}

/// Stores hours. What is expected never takes the place of what came, unless it is of another signal.
pub async fn put_intensity(
    conn: &mut SystemConn,
    zone: Zone<'_>,
    hours: &[IntensityHour],
) -> Result<()> {
    const SQL: &str = "
        insert into grid_intensity (
            provider, zone, at, g_per_kwh, kind, signal, scope, fetched_at
        )
        values ($1, $2, $3, $4, $5, $6, $7, $8)
        on conflict (provider, zone, at) do update
        set g_per_kwh = excluded.g_per_kwh, kind = excluded.kind, signal = excluded.signal,
            scope = excluded.scope, fetched_at = excluded.fetched_at
        where excluded.kind <> 'forecast' or grid_intensity.kind = 'forecast'
            or excluded.signal <> grid_intensity.signal";
    for hour in hours {
        run!(
            conn,
            exec,
            SQL,
            zone.provider,
            zone.zone,
            Instant::from(hour.at),
            hour.g_per_kwh,
            hour.kind.as_str(),
            hour.signal.as_str(),
            hour.scope.as_str(),
            Instant::from(hour.fetched_at),
        )?;
    }
    Ok(())
}

/// Hours that begin in `[from, to)`, oldest first.
pub async fn intensity(
    conn: &mut SystemConn,
    zone: Zone<'_>,
    (from, to): (DateTime<Utc>, DateTime<Utc>),
    limit: u32,
) -> Result<Vec<IntensityHour>> {
    #[derive(Debug, sqlx::FromRow)]
    struct Row {
        at: Instant,
        g_per_kwh: f64,
        kind: String,
        signal: String,
        scope: String,
        fetched_at: Instant,
    }
    const SQL: &str = "
        select at, g_per_kwh, kind, signal, scope, fetched_at from grid_intensity
        where provider = $1 and zone = $2 and at >= $3 and at < $4
        order by at
        limit $5";
    let rows = run!(
        conn,
        all Row,
        SQL,
        zone.provider,
        zone.zone,
        Instant::of_range(from),
        Instant::of_range(to),
        i64::from(limit),
    )?;
    rows.into_iter()
        .map(|row| {
            Ok(IntensityHour {
                at: row.at.0,
                g_per_kwh: row.g_per_kwh,
                kind: word(IntensityKind::parse(&row.kind), TABLE, "kind")?,
                signal: word(IntensitySignal::parse(&row.signal), TABLE, "signal")?,
                scope: word(IntensityScope::parse(&row.scope), TABLE, "scope")?,
                fetched_at: row.fetched_at.0,
            })
        })
        .collect()
}

/// Keeps what is expected now.
pub async fn put_grid_forecast(
    conn: &mut SystemConn,
    zone: Zone<'_>,
    forecast: &GridForecast,
) -> Result<()> {
    const SQL: &str = "
        insert into grid_forecasts (provider, zone, fetched_at, generated_at, signal, scope, hours)
        values ($1, $2, $3, $4, $5, $6, $7)
        on conflict (provider, zone, fetched_at) do nothing";
    run!(
        conn,
        exec,
        SQL,
        zone.provider,
        zone.zone,
        Instant::from(forecast.fetched_at),
        Instant::from(forecast.generated_at),
        forecast.signal.as_str(),
        forecast.scope.as_str(),
        text::json(&forecast.hours)?,
    )?;
    Ok(())
}

/// What was expected at `known_at`: the last one fetched by then.
pub async fn grid_forecast(
    conn: &mut SystemConn,
    zone: Zone<'_>,
    known_at: DateTime<Utc>,
) -> Result<Option<GridForecast>> {
    #[derive(Debug, sqlx::FromRow)]
    struct Row {
        fetched_at: Instant,
        generated_at: Instant,
        signal: String,
        scope: String,
        hours: Json<Vec<(DateTime<Utc>, f64)>>,
    }
    const SQL: &str = "
        select fetched_at, generated_at, signal, scope, hours from grid_forecasts
        where provider = $1 and zone = $2 and fetched_at <= $3
        order by fetched_at desc
        limit 1";
    let known_at = Instant::of_range(known_at);
    let row = run!(conn, optional Row, SQL, zone.provider, zone.zone, known_at)?;
    row.map(|row| {
        Ok(GridForecast {
            fetched_at: row.fetched_at.0,
            generated_at: row.generated_at.0,
            signal: word(
                IntensitySignal::parse(&row.signal),
                "grid_forecasts",
                "signal",
            )?,
            scope: word(IntensityScope::parse(&row.scope), "grid_forecasts", "scope")?,
            hours: row.hours.0,
        })
    })
    .transpose()
}

/// Forgets what was expected before a time.
pub async fn forget_grid_forecasts(conn: &mut SystemConn, before: DateTime<Utc>) -> Result<u64> {
    const SQL: &str = "delete from grid_forecasts where fetched_at < $1";
    run!(conn, exec, SQL, Instant::from(before))
}
