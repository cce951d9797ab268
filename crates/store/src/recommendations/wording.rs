//! Recommendations that a language model is to word, and its words.
//!
//! `word_from` says from when a model may be asked. Whoever asks moves it on first, so that no two
//! processes ask for the same, and what a dying one leaves behind comes free by itself.

use chrono::{DateTime, Utc};
use model::ids::{HotspotId, RecommendationId};
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use super::{COLUMNS, RecommendationRow, Row};
use crate::db::run;
use crate::instant::Instant;
use crate::{Conn, Result, text};

/// A recommendation in other words than its rule's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    pub title: String,
    pub body: String,
    /// The language model they are of.
    pub by: String,
}

/// Hotspots with pending recommendations, made at `since` or later, that are to be worded by `now`.
pub async fn wordless_hotspots(
    conn: &mut Conn,
    since: DateTime<Utc>,
    now: DateTime<Utc>,
    limit: u32,
) -> Result<Vec<HotspotId>> {
    const SQL: &str = "
        select hotspot_id from recommendations
        where org_id = $1 and created_at >= $2 and word_from <= $3 and status = 'pending'
            and hotspot_id is not null
        group by hotspot_id
        order by min(created_at), hotspot_id
        limit $4";
    let (since, now) = (Instant::from(since), Instant::from(now));
    let rows = run!(
        conn,
        all(Uuid,),
        SQL,
        conn.org.0,
        since,
        now,
        i64::from(limit)
    )?;
    Ok(rows.into_iter().map(|(id,)| HotspotId(id)).collect())
}

/// Takes the pending recommendations of a hotspot that are to be worded by `now`: nobody else is given
/// them before `again`.
pub async fn take_wordless(
    conn: &mut Conn,
    hotspot: HotspotId,
    now: DateTime<Utc>,
    again: DateTime<Utc>,
    limit: u32,
) -> Result<Vec<RecommendationRow>> {
    const TAKE: &str = "
        update recommendations set word_from = $4
        where org_id = $1 and id = $2 and word_from <= $3 and status = 'pending'";
    let find = format!(
        "select {COLUMNS} from recommendations
        where org_id = $1 and hotspot_id = $2 and word_from <= $3 and status = 'pending'
        order by id
        limit $4"
    );
    let (org, now, again) = (conn.org.0, Instant::from(now), Instant::from(again));
    let found = run!(conn, all Row, AssertSqlSafe(find), org, hotspot.0, now, i64::from(limit))?;
    let mut taken = Vec::with_capacity(found.len());
    for row in found {
        if run!(conn, exec, TAKE, org, row.id, now, again)? == 1 {
            taken.push(row.into_recommendation()?);
        }
    }
    Ok(taken)
}

/// Keeps the words of a recommendation that is still pending and has none. False otherwise.
pub async fn put_words(conn: &mut Conn, id: RecommendationId, words: &Words) -> Result<bool> {
    const SQL: &str = "
        update recommendations
        set worded_title = $3, worded_body = $4, worded_by = $5, word_from = null
        where org_id = $1 and id = $2 and status = 'pending' and worded_by is null";
    let rows = run!(
        conn,
        exec,
        SQL,
        conn.org.0,
        id.0,
        text::clean(&words.title),
        text::clean(&words.body),
        text::clean(&words.by),
    )?;
    Ok(rows == 1)
}

/// Says from when a model may be asked for words again, if at all.
pub async fn put_off_wording(
    conn: &mut Conn,
    id: RecommendationId,
    until: Option<DateTime<Utc>>,
) -> Result<()> {
    const SQL: &str = "
        update recommendations set word_from = $3
        where org_id = $1 and id = $2 and worded_by is null";
    run!(conn, exec, SQL, conn.org.0, id.0, until.map(Instant::from))?;
    Ok(())
}
