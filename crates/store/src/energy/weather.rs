//! The weather above sites, as it was last expected.

use chrono::{DateTime, Utc};
use model::energy::{WeatherPoint, WeatherProvider};
use model::ids::SiteId;
use sqlx::types::Json;

use crate::codes::word;
use crate::db::run;
use crate::instant::Instant;
use crate::{Conn, Result, text};

/// What was read of a site.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredWeather {
    pub provider: WeatherProvider,
    pub fetched_at: DateTime<Utc>,
    /// Latitude and longitude that it is of; `None` where that was not noted.
    pub place: Option<(f64, f64)>,
    /// Oldest first.
    pub points: Vec<WeatherPoint>,
}

/// The last weather that was read of a site.
pub async fn weather(conn: &mut Conn, site: SiteId) -> Result<Option<StoredWeather>> {
    #[derive(Debug, sqlx::FromRow)]
    struct Row {
        provider: String,
        fetched_at: Instant,
        lat: Option<f64>,
        lon: Option<f64>,
        points: Json<Vec<WeatherPoint>>,
    }
    const SQL: &str = "
        select provider, fetched_at, lat, lon, points from site_weather
        where org_id = $1 and site_id = $2";
    let row = run!(conn, optional Row, SQL, conn.org.0, site.0)?;
    row.map(|row| {
        let provider = WeatherProvider::parse(&row.provider);
        Ok(StoredWeather {
            provider: word(provider, "site_weather", "provider")?,
            fetched_at: row.fetched_at.0,
            place: row.lat.zip(row.lon),
            points: row.points.0,
        })
    })
    .transpose()
}

/// Keeps it in the place of the last.
pub async fn put_weather(conn: &mut Conn, site: SiteId, weather: &StoredWeather) -> Result<()> {
    const SQL: &str = "
        insert into site_weather (org_id, site_id, provider, fetched_at, lat, lon, points)
        values ($1, $2, $3, $4, $5, $6, $7)
        on conflict (org_id, site_id) do update
        set provider = excluded.provider, fetched_at = excluded.fetched_at,
            lat = excluded.lat, lon = excluded.lon, points = excluded.points";
    run!(
        conn,
        exec,
        SQL,
        conn.org.0,
        site.0,
        weather.provider.as_str(),
        Instant::from(weather.fetched_at),
        weather.place.map(|(lat, _)| lat),
        weather.place.map(|(_, lon)| lon),
        text::json(&weather.points)?,
    )?;
    Ok(())
}
