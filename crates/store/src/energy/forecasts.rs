//! Forecasts of sites' loads as they were known at the time, and what became of them.

use chrono::{DateTime, Utc};
use model::energy::LoadMethod;
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
    pub made_at: DateTime<Utc>,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    pub interval_minutes: u32,
    pub method: LoadMethod,
    pub points: Vec<P>,
    pub score: Option<S>,
}

#[derive(Debug, sqlx::FromRow)]
struct Row {
    id: Uuid,
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
        const TABLE: &str = "load_forecasts";
        let score = self.score.map(|score| {
            let score = serde_json::from_value(score.0).ok();
            word(score, TABLE, "score")
        });
        Ok(KeptForecast {
            id: self.id,
            made_at: self.made_at.0,
            starts_at: self.starts_at.0,
            ends_at: self.ends_at.0,
            interval_minutes: self.interval_minutes.unsigned_abs(),
            method: word(LoadMethod::parse(&self.method), TABLE, "method")?,
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
        insert into load_forecasts (
            org_id, site_id, id, made_at, starts_at, ends_at, interval_minutes, method, points
        )
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        on conflict (org_id, site_id, starts_at) do nothing";
    let minutes = i32::try_from(forecast.interval_minutes).unwrap_or(i32::MAX);
    let kept = run!(
        conn,
        exec,
        SQL,
        conn.org.0,
        site.0,
        forecast.id,
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
pub async fn has_forecast(conn: &mut Conn, site: SiteId, starts_at: DateTime<Utc>) -> Result<bool> {
    const SQL: &str = "
        select count(*) from load_forecasts
        where org_id = $1 and site_id = $2 and starts_at = $3";
    let starts_at = Instant::from(starts_at);
    let count = run!(conn, scalar i64, SQL, conn.org.0, site.0, starts_at)?;
    Ok(count > 0)
}

/// Those that ended by `until` and have no score yet, oldest first.
pub async fn unscored<P: DeserializeOwned, S: DeserializeOwned>(
    conn: &mut Conn,
    site: SiteId,
    until: DateTime<Utc>,
    limit: u32,
) -> Result<Vec<KeptForecast<P, S>>> {
    const SQL: &str = "
        select id, made_at, starts_at, ends_at, interval_minutes, method, points, score
        from load_forecasts
        where org_id = $1 and site_id = $2 and ends_at <= $3 and score is null
        order by starts_at
        limit $4";
    let until = Instant::of_range(until);
    let rows = run!(conn, all Row, SQL, conn.org.0, site.0, until, i64::from(limit))?;
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
        update load_forecasts set score = $4
        where org_id = $1 and site_id = $2 and id = $3";
    run!(conn, exec, SQL, conn.org.0, site.0, id, text::json(score)?)?;
    Ok(())
}

/// The scores of those that began at `from` or later.
pub async fn scores<S: DeserializeOwned>(
    conn: &mut Conn,
    site: SiteId,
    from: DateTime<Utc>,
    limit: u32,
) -> Result<Vec<S>> {
    #[derive(Debug, sqlx::FromRow)]
    struct Scored {
        score: Json<serde_json::Value>,
    }
    const SQL: &str = "
        select score from load_forecasts
        where org_id = $1 and site_id = $2 and starts_at >= $3 and score is not null
        order by starts_at desc
        limit $4";
    let from = Instant::of_range(from);
    let rows = run!(
        conn,
        all Scored,
        SQL,
        conn.org.0,
        site.0,
        from,
        i64::from(limit),
    )?;
    rows.into_iter()
        .map(|row| {
            word(
                serde_json::from_value(row.score.0).ok(),
                "load_forecasts",
                "score",
            )
        })
        .collect()
}

/// Newest first.
pub async fn kept_forecasts<P: DeserializeOwned, S: DeserializeOwned>(
    conn: &mut Conn,
    site: SiteId,
    request: &PageRequest,
    limit: u32,
) -> Result<Page<KeptForecast<P, S>>> {
    const SQL: &str = "
        select id, made_at, starts_at, ends_at, interval_minutes, method, points, score
        from load_forecasts
        where org_id = $1 and site_id = $2 and (made_at, id) < ($3, $4)
        order by made_at desc, id desc
        limit $5";
    let filter = site.0;
    let list = NewestFirst::new("load_forecasts", &filter);
    let (at, id) = list.below(request.cursor.as_deref())?;
    let most = i64::from(limit) + 1;
    let mut rows = run!(conn, all Row, SQL, conn.org.0, site.0, at, id, most)?;
    let next_cursor = list.cut(&mut rows, limit, |row| (row.made_at.0, row.id));
    let items: Result<Vec<_>> = rows.into_iter().map(Row::into_kept).collect();
    Ok(Page {
        items: items?,
        next_cursor,
    })
}

/// Forgets those made before a time.
pub async fn forget_forecasts(conn: &mut Conn, before: DateTime<Utc>) -> Result<u64> {
    const SQL: &str = "delete from load_forecasts where org_id = $1 and made_at < $2";
    run!(conn, exec, SQL, conn.org.0, Instant::from(before))
}
