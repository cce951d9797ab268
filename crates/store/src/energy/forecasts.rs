//! Forecasts of sites' loads and suns as they were known at the time, and what became of them.

use chrono::{DateTime, Utc};
use model::energy::{ForecastMethod, ForecastQuantity};
use model::ids::SiteId;
use model::page::{Page, PageRequest};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::types::Json;
use uuid::Uuid;

use crate::codes::word;
use crate::cursor::NewestFirst;
use crate::db::run;
use crate::instant::Instant;
use crate::{Conn, Result, text};

/// A forecast with points `P` and a score `S`, both kept as documents.
#[derive(Debug, Clone, PartialEq)]
pub struct KeptForecast<P, S> {
    pub id: Uuid,
    pub quantity: ForecastQuantity,
    pub made_at: DateTime<Utc>,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    pub interval_minutes: u32,
    pub method: ForecastMethod,
    pub points: Vec<P>,
    pub score: Option<S>,
}

const TABLE: &str = "site_forecasts";

#[derive(Debug, sqlx::FromRow)]
struct Row {
    id: Uuid,
    quantity: String,
    made_at: Instant,
    starts_at: Instant,
    ends_at: Instant,
    interval_minutes: i32,
    method: String,
    points: Json<serde_json::Value>,
    score: Option<Json<serde_json::Value>>,
}

impl Row {
    fn into_kept<P: DeserializeOwned, S: DeserializeOwned>(self) -> Result<KeptForecast<P, S>> {
        let score = self.score.map(|score| {
            let score = serde_json::from_value(score.0).ok();
            word(score, TABLE, "score")
        });
        Ok(KeptForecast {
            id: self.id,
            quantity: word(ForecastQuantity::parse(&self.quantity), TABLE, "quantity")?,
            made_at: self.made_at.0,
            starts_at: self.starts_at.0,
            ends_at: self.ends_at.0,
            interval_minutes: self.interval_minutes.unsigned_abs(),
            method: word(ForecastMethod::parse(&self.method), TABLE, "method")?,
            points: word(serde_json::from_value(self.points.0).ok(), TABLE, "points")?,
            score: score.transpose()?,
        })
    }
}

/// Keeps one, unless there is one of the same beginning; whether it is new.
pub async fn keep_forecast<P: Serialize, S: Serialize>(
    conn: &mut Conn,
    site: SiteId,
    forecast: &KeptForecast<P, S>,
) -> Result<bool> {
    const SQL: &str = "
        insert into site_forecasts (
            org_id, site_id, id, quantity, made_at, starts_at, ends_at, interval_minutes, method, points
        )
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        on conflict (org_id, site_id, quantity, starts_at) do nothing";
    let minutes = i32::try_from(forecast.interval_minutes).unwrap_or(i32::MAX);
    let kept = run!(
        conn,
        exec,
        SQL,
        conn.org.0,
        site.0,
        forecast.id,
        forecast.quantity.as_str(),
        Instant::from(forecast.made_at),
        Instant::from(forecast.starts_at),
        Instant::from(forecast.ends_at),
        minutes,
        forecast.method.as_str(),
        text::json(&forecast.points)?,
    )?;
    Ok(kept == 1)
}

/// Whether one that begins then is kept.
pub async fn has_forecast(
    conn: &mut Conn,
    site: SiteId,
    quantity: ForecastQuantity,
    starts_at: DateTime<Utc>,
) -> Result<bool> {
    const SQL: &str = "
        select count(*) from site_forecasts
        where org_id = $1 and site_id = $2 and quantity = $3 and starts_at = $4";
    let (quantity, starts_at) = (quantity.as_str(), Instant::from(starts_at));
    let count = run!(conn, scalar i64, SQL, conn.org.0, site.0, quantity, starts_at)?;
    Ok(count > 0)
}

/// Notes what one rests on: it may be used as it is as long as that stands.
pub async fn put_basis<B: Serialize>(
    conn: &mut Conn,
    site: SiteId,
    id: Uuid,
    basis: &B,
) -> Result<()> {
    const SQL: &str = "
        update site_forecasts set basis = $4
        where org_id = $1 and site_id = $2 and id = $3";
    run!(conn, exec, SQL, conn.org.0, site.0, id, text::json(basis)?)?;
    Ok(())
}

/// The points of the one that begins then, with what they rest on; `None` where that does not stand.
pub async fn forecast_with_basis<P: DeserializeOwned, B: DeserializeOwned>(
    conn: &mut Conn,
    site: SiteId,
    quantity: ForecastQuantity,
    starts_at: DateTime<Utc>,
) -> Result<Option<(Vec<P>, B)>> {
    #[derive(Debug, sqlx::FromRow)]
    struct Based {
        points: Json<serde_json::Value>,
        basis: Json<serde_json::Value>,
    }
    const SQL: &str = "
        select points, basis from site_forecasts
        where org_id = $1 and site_id = $2 and quantity = $3 and starts_at = $4
            and basis is not null";
    let (quantity, starts_at) = (quantity.as_str(), Instant::from(starts_at));
    let row = run!(conn, optional Based, SQL, conn.org.0, site.0, quantity, starts_at)?;
    row.map(|row| {
        let points = serde_json::from_value(row.points.0).ok();
        let basis = serde_json::from_value(row.basis.0).ok();
        Ok((word(points, TABLE, "points")?, word(basis, TABLE, "basis")?))
    })
    .transpose()
}

/// What those rest on that begin after a time does not stand any more: what was measured before changed.
pub async fn forget_bases(
    conn: &mut Conn,
    site: SiteId,
    quantity: ForecastQuantity,
    after: DateTime<Utc>,
) -> Result<()> {
    const SQL: &str = "
        update site_forecasts set basis = null
        where org_id = $1 and site_id = $2 and quantity = $3 and starts_at > $4
            and basis is not null";
    let after = Instant::of_range(after);
    run!(
        conn,
        exec,
        SQL,
        conn.org.0,
        site.0,
        quantity.as_str(),
        after
    )?;
    Ok(())
}

/// Those that ended by `until` and have no score yet, oldest first.
pub async fn unscored<P: DeserializeOwned, S: DeserializeOwned>(
    conn: &mut Conn,
    site: SiteId,
    quantity: ForecastQuantity,
    until: DateTime<Utc>,
    limit: u32,
) -> Result<Vec<KeptForecast<P, S>>> {
    const SQL: &str = "
        select id, quantity, made_at, starts_at, ends_at, interval_minutes, method, points, score
        from site_forecasts
        where org_id = $1 and site_id = $2 and quantity = $3 and ends_at <= $4 and score is null
        order by starts_at
        limit $5";
    let until = Instant::of_range(until);
    let (quantity, most) = (quantity.as_str(), i64::from(limit));
    let rows = run!(conn, all Row, SQL, conn.org.0, site.0, quantity, until, most)?;
    rows.into_iter().map(Row::into_kept).collect()
}

/// Notes what one was worth.
pub async fn put_score<S: Serialize>(
    conn: &mut Conn,
    site: SiteId,
    id: Uuid,
    score: &S,
) -> Result<()> {
    const SQL: &str = "
        update site_forecasts set score = $4
        where org_id = $1 and site_id = $2 and id = $3";
    run!(conn, exec, SQL, conn.org.0, site.0, id, text::json(score)?)?;
    Ok(())
}

/// The scores of those that began at `from` or later.
pub async fn scores<S: DeserializeOwned>(
    conn: &mut Conn,
    site: SiteId,
    quantity: ForecastQuantity,
    from: DateTime<Utc>,
    limit: u32,
) -> Result<Vec<S>> {
    #[derive(Debug, sqlx::FromRow)]
    struct Scored {
        score: Json<serde_json::Value>,
    }
    const SQL: &str = "
        select score from site_forecasts
        where org_id = $1 and site_id = $2 and quantity = $3 and starts_at >= $4
            and score is not null
        order by starts_at desc
        limit $5";
    let from = Instant::of_range(from);
    let rows = run!(
        conn,
        all Scored,
        SQL,
        conn.org.0,
        site.0,
        quantity.as_str(),
        from,
        i64::from(limit),
    )?;
    rows.into_iter()
        .map(|row| {
            let score = serde_json::from_value(row.score.0).ok();
            word(score, TABLE, "score")
        })
        .collect()
}

/// Newest first.
pub async fn kept_forecasts<P: DeserializeOwned, S: DeserializeOwned>(
    conn: &mut Conn,
    site: SiteId,
    quantity: ForecastQuantity,
    request: &PageRequest,
    limit: u32,
) -> Result<Page<KeptForecast<P, S>>> {
    const SQL: &str = "
        select id, quantity, made_at, starts_at, ends_at, interval_minutes, method, points, score
        from site_forecasts
        where org_id = $1 and site_id = $2 and quantity = $3 and (made_at, id) < ($4, $5)
        order by made_at desc, id desc
        limit $6";
    let quantity = quantity.as_str();
    let filter = (site.0, quantity);
    let list = NewestFirst::new(TABLE, &filter);
    let (at, id) = list.below(request.cursor.as_deref())?;
    let most = i64::from(limit) + 1;
    let mut rows = run!(conn, all Row, SQL, conn.org.0, site.0, quantity, at, id, most)?;
    let next_cursor = list.cut(&mut rows, limit, |row| (row.made_at.0, row.id));
    let items: Result<Vec<_>> = rows.into_iter().map(Row::into_kept).collect();
    Ok(Page {
        items: items?,
        next_cursor,
    })
}

/// Those made at `from` or later, oldest first, at most so many of the newest.
pub async fn forecasts_since<P: DeserializeOwned, S: DeserializeOwned>(
    conn: &mut Conn,
    site: SiteId,
    quantity: ForecastQuantity,
    from: DateTime<Utc>,
    limit: u32,
) -> Result<Vec<KeptForecast<P, S>>> {
    const SQL: &str = "
        select id, quantity, made_at, starts_at, ends_at, interval_minutes, method, points, score
        from site_forecasts
        where org_id = $1 and site_id = $2 and quantity = $3 and made_at >= $4
        order by made_at desc, id desc
        limit $5";
    let from = Instant::of_range(from);
    let (quantity, most) = (quantity.as_str(), i64::from(limit));
    let rows = run!(conn, all Row, SQL, conn.org.0, site.0, quantity, from, most)?;
    rows.into_iter().rev().map(Row::into_kept).collect()
}

/// When the newest was made, and when the oldest without a score ends.
pub async fn forecast_times(
    conn: &mut Conn,
    site: SiteId,
    quantity: ForecastQuantity,
) -> Result<(Option<DateTime<Utc>>, Option<DateTime<Utc>>)> {
    const MADE: &str = "
        select max(made_at) from site_forecasts
        where org_id = $1 and site_id = $2 and quantity = $3";
    const DUE: &str = "
        select min(ends_at) from site_forecasts
        where org_id = $1 and site_id = $2 and quantity = $3 and score is null";
    let quantity = quantity.as_str();
    let made = run!(conn, scalar Option<Instant>, MADE, conn.org.0, site.0, quantity)?;
    let due = run!(conn, scalar Option<Instant>, DUE, conn.org.0, site.0, quantity)?;
    Ok((made.map(|at| at.0), due.map(|at| at.0)))
}

/// Forgets those made before a time.
pub async fn forget_forecasts(conn: &mut Conn, before: DateTime<Utc>) -> Result<u64> {
    const SQL: &str = "delete from site_forecasts where org_id = $1 and made_at < $2";
    run!(conn, exec, SQL, conn.org.0, Instant::from(before))
}
