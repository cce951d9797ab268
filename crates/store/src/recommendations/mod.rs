//! Recommendations, and which hotspots were looked at for advice.

mod wording;

use chrono::{DateTime, Utc};
use model::ids::{HotspotId, RecommendationId, SiteId, SupplierId};
use model::ingest::EventType;
use model::monitoring::EntityKind;
use model::page::Page;
use model::recommendations::RecommendationStatus;
use serde_json::Value;
use sqlx::AssertSqlSafe;
use sqlx::types::Json;
use uuid::Uuid;

use crate::codes::{Code, word};
use crate::cursor::NewestFirst;
use crate::db::run;
use crate::instant::Instant;
use crate::monitoring::EntityKey;
use crate::{Conn, Error, Result, text};

pub use wording::{Words, put_off_wording, put_words, take_wordless, wordless_hotspots};

const TABLE: &str = "recommendations";

/// A recommendation as stored.
#[derive(Debug, Clone, PartialEq)]
pub struct RecommendationRow {
    pub id: RecommendationId,
    pub hotspot_id: Option<HotspotId>,
    pub key: EntityKey,
    pub supplier_id: Option<SupplierId>,
    pub event_type: EventType,
    pub rule: String,
    /// As the rule words it.
    pub title: String,
    pub body: String,
    pub co2_impact: f64,
    pub co2_impact_low_kg: f64,
    pub co2_impact_high_kg: f64,
    pub feasibility_score: f64,
    pub confidence: f64,
    /// Facts, sources, changes, cause, cost.
    pub details: Value,
    pub status: RecommendationStatus,
    pub since: DateTime<Utc>,
    pub before: Option<(RecommendationStatus, DateTime<Utc>)>,
    pub reason: Option<String>,
    pub assignee: Option<String>,
    pub created_at: DateTime<Utc>,
    pub decided_by: Option<String>,
    pub decided_at: Option<DateTime<Utc>>,
    pub recommended_time_start: Option<DateTime<Utc>>,
    /// As a language model words it.
    pub words: Option<Words>,
    /// From when one may be asked to.
    pub word_from: Option<DateTime<Utc>>,
    pub unit: String,
    /// The baseline frozen at approval.
    pub frozen: Option<Value>,
    pub verified: Option<Value>,
    pub verified_kg: Option<f64>,
}

#[derive(Debug, sqlx::FromRow)]
struct Row {
    id: Uuid,
    hotspot_id: Option<Uuid>,
    kind: i16,
    entity_id: i64,
    supplier_id: Option<i64>,
    event_type: i16,
    rule: String,
    title: String,
    body: String,
    co2_impact: f64,
    co2_impact_low_kg: f64,
    co2_impact_high_kg: f64,
    feasibility_score: f64,
    confidence: f64,
    details: Json<Value>,
    status: String,
    since_at: Instant,
    before_status: Option<String>,
    before_since_at: Option<Instant>,
    reason: Option<String>,
    assignee: Option<String>,
    created_at: Instant,
    decided_by: Option<String>,
    decided_at: Option<Instant>,
    begin_at: Option<Instant>,
    worded_title: Option<String>,
    worded_body: Option<String>,
    worded_by: Option<String>,
    word_from: Option<Instant>,
    unit: String,
    frozen: Option<Json<Value>>,
    verified: Option<Json<Value>>,
    verified_kg: Option<f64>,
}

const COLUMNS: &str = "id, hotspot_id, kind, entity_id, supplier_id, event_type, rule, title, body, \
    co2_impact, co2_impact_low_kg, co2_impact_high_kg, feasibility_score, confidence, details, \
    status, since_at, before_status, before_since_at, reason, assignee, created_at, decided_by, \
    decided_at, begin_at, worded_title, worded_body, worded_by, word_from, unit, frozen, verified, \
    verified_kg";

impl Row {
    fn into_recommendation(self) -> Result<RecommendationRow> {
        let status = |text: &str| word(RecommendationStatus::parse(text), TABLE, "status");
        let before_status = self.before_status.as_deref().map(status).transpose()?;
        let words = match (self.worded_title, self.worded_body, self.worded_by) {
            (Some(title), Some(body), Some(by)) => Some(Words { title, body, by }),
            _ => None,
        };
        Ok(RecommendationRow {
            id: RecommendationId(self.id),
            hotspot_id: self.hotspot_id.map(HotspotId),
            key: EntityKey {
                kind: EntityKind::from_code(self.kind, TABLE, "kind")?,
                id: self.entity_id,
            },
            supplier_id: self.supplier_id.map(SupplierId),
            event_type: EventType::from_code(self.event_type, TABLE, "event_type")?,
            rule: self.rule,
            title: self.title,
            body: self.body,
            co2_impact: self.co2_impact,
            co2_impact_low_kg: self.co2_impact_low_kg,
            co2_impact_high_kg: self.co2_impact_high_kg,
            feasibility_score: self.feasibility_score,
            confidence: self.confidence,
            details: self.details.0,
            status: status(&self.status)?,
            since: self.since_at.0,
            before: before_status.zip(self.before_since_at.map(|at| at.0)),
            reason: self.reason,
            assignee: self.assignee,
            created_at: self.created_at.0,
            decided_by: self.decided_by,
            decided_at: self.decided_at.map(|at| at.0),
            recommended_time_start: self.begin_at.map(|at| at.0),
            words,
            word_from: self.word_from.map(|at| at.0),
            unit: self.unit,
            frozen: self.frozen.map(|value| value.0),
            verified: self.verified.map(|value| value.0),
            verified_kg: self.verified_kg,
        })
    }
}

/// Stores a new one, unless the same advice for the same entity is open. False then.
pub async fn insert(conn: &mut Conn, row: &RecommendationRow) -> Result<bool> {
    const SQL: &str = "
        insert into recommendations (
            org_id, id, hotspot_id, kind, entity_id, supplier_id, event_type, rule, title, body,
            co2_impact, co2_impact_low_kg, co2_impact_high_kg, feasibility_score, confidence,
            details, status, since_at, created_at, begin_at, word_from, unit
        )
        values (
            $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19,
            $20, $21, $22
        )
        on conflict do nothing";
    let rows = run!(
        conn,
        exec,
        SQL,
        conn.org.0,
        row.id.0,
        row.hotspot_id.map(|id| id.0),
        row.key.kind.code(),
        row.key.id,
        row.supplier_id.map(|id| id.0),
        row.event_type.code(),
        &row.rule,
        text::clean(&row.title),
        text::clean(&row.body),
        row.co2_impact,
        row.co2_impact_low_kg,
        row.co2_impact_high_kg,
        row.feasibility_score,
        row.confidence,
        text::json(&row.details)?,
        row.status.as_str(),
        Instant::from(row.since),
        Instant::from(row.created_at),
        row.recommended_time_start.map(Instant::from),
        row.word_from.map(Instant::from),
        &row.unit,
    )?;
    Ok(rows == 1)
}

/// One.
pub async fn recommendation(
    conn: &mut Conn,
    id: RecommendationId,
) -> Result<Option<RecommendationRow>> {
    let sql = format!("select {COLUMNS} from recommendations where org_id = $1 and id = $2");
    run!(conn, optional Row, AssertSqlSafe(sql), conn.org.0, id.0)?
        .map(Row::into_recommendation)
        .transpose()
}

/// Which recommendations are asked for.
#[derive(Debug, Clone, Default)]
pub struct RecommendationFilter {
    /// None: all.
    pub statuses: Vec<RecommendationStatus>,
    pub event_type: Option<EventType>,
    pub hotspot_id: Option<HotspotId>,
    pub site_id: Option<SiteId>,
    pub supplier_id: Option<SupplierId>,
}

/// A page, newest first.
pub async fn page(
    conn: &mut Conn,
    filter: &RecommendationFilter,
    cursor: Option<&str>,
    limit: u32,
) -> Result<Page<RecommendationRow>> {
    let bound = format!("{filter:?}");
    let list = NewestFirst::new("recommendations", &bound);
    let (before, before_id) = list.below(cursor)?;
    let statuses: Vec<_> = (filter.statuses.iter())
        .map(|status| format!("'{}'", status.as_str()))
        .collect();
    let among = if statuses.is_empty() {
        String::new()
    } else {
        format!(" and status in ({})", statuses.join(", "))
    };
    let of_hotspot = if filter.hotspot_id.is_some() {
        " and hotspot_id = $6"
    } else {
        ""
    };
    let of_site = match filter.site_id {
        Some(site) => format!(
            " and kind = {} and entity_id = {}",
            EntityKind::Site.code(),
            site.0
        ),
        None => String::new(),
    };
    let sql = format!(
        "select {COLUMNS} from recommendations
        where org_id = $1 and ($2 = 0 or event_type = $2) and ($3 = 0 or supplier_id = $3)
            and (created_at < $4 or (created_at = $4 and id < $5)){of_hotspot}{of_site}{among}
        order by created_at desc, id desc
        limit {}",
        limit + 1
    );
    let rows = run!(
        conn,
        all Row,
        AssertSqlSafe(sql),
        conn.org.0,
        filter.event_type.map_or(0, Code::code),
        filter.supplier_id.map_or(0, |id| id.0),
        before,
        before_id,
        filter.hotspot_id.map(|id| id.0),
    )?;
    let items: Result<Vec<_>> = rows.into_iter().map(Row::into_recommendation).collect();
    let mut items = items?;
    let next_cursor = list.cut(&mut items, limit, |row| (row.created_at, row.id.0));
    Ok(Page { items, next_cursor })
}

/// The rules of what is open about an entity, or was dismissed or verified since: what is not to be advised
/// again.
pub async fn rules_known(
    conn: &mut Conn,
    key: EntityKey,
    since: DateTime<Utc>,
) -> Result<Vec<String>> {
    const SQL: &str = "
        select distinct rule from recommendations
        where org_id = $1 and kind = $2 and entity_id = $3
            and (status in ('pending', 'approved', 'in_progress', 'done')
                or (status in ('dismissed', 'verified') and since_at >= $4))
        order by rule
        limit 1000";
    let rows = run!(
        conn,
        all(String,),
        SQL,
        conn.org.0,
        key.kind.code(),
        key.id,
        Instant::from(since),
    )?;
    Ok(rows.into_iter().map(|(rule,)| rule).collect())
}

/// Changes where it stands, and nothing that people note on it. False when it stands somewhere else meanwhile.
pub async fn change(
    conn: &mut Conn,
    expected: RecommendationStatus,
    row: &RecommendationRow,
) -> Result<bool> {
    const SQL: &str = "
        update recommendations
        set status = $4, since_at = $5, before_status = $6, before_since_at = $7, reason = $8,
            decided_by = $9, decided_at = $10, frozen = $11, verified = $12, verified_kg = $13
        where org_id = $1 and id = $2 and status = $3";
    let json = |value: &Option<Value>| value.as_ref().map(text::json).transpose();
    let rows = run!(
        conn,
        exec,
        SQL,
        conn.org.0,
        row.id.0,
        expected.as_str(),
        row.status.as_str(),
        Instant::from(row.since),
        row.before.map(|(status, _)| status.as_str()),
        row.before.map(|(_, since)| Instant::from(since)),
        row.reason.as_deref().map(text::clean),
        &row.decided_by,
        row.decided_at.map(Instant::from),
        json(&row.frozen)?,
        json(&row.verified)?,
        row.verified_kg,
    )?;
    Ok(rows == 1)
}

/// Names who is to do it. False when there is none.
pub async fn assign(conn: &mut Conn, id: RecommendationId, assignee: Option<&str>) -> Result<bool> {
    const SQL: &str = "update recommendations set assignee = $3 where org_id = $1 and id = $2";
    let rows = run!(conn, exec, SQL, conn.org.0, id.0, assignee.map(text::clean))?;
    Ok(rows == 1)
}

/// Puts what a recommendation rests on in the place of what is there. False when there is none.
pub async fn put_details(conn: &mut Conn, id: RecommendationId, details: &Value) -> Result<bool> {
    const SQL: &str = "update recommendations set details = $3 where org_id = $1 and id = $2";
    let rows = run!(conn, exec, SQL, conn.org.0, id.0, text::json(details)?)?;
    Ok(rows == 1)
}

/// How many stand where, with their promised kg per month and verified kg.
pub async fn counts(
    conn: &mut Conn,
    supplier: Option<SupplierId>,
) -> Result<Vec<(RecommendationStatus, u64, f64, f64)>> {
    const SQL: &str = "
        select status, count(*), cast(coalesce(sum(co2_impact), 0) as double precision),
            cast(coalesce(sum(verified_kg), 0) as double precision)
        from recommendations
        where org_id = $1 and ($2 = 0 or supplier_id = $2)
        group by status";
    let own = supplier.map_or(0, |id| id.0);
    run!(conn, all(String, i64, f64, f64), SQL, conn.org.0, own)?
        .into_iter()
        .map(|(status, count, promised, verified)| {
            let status = word(RecommendationStatus::parse(&status), TABLE, "status")?;
            let count = u64::try_from(count).map_err(|_| Error::OutOfRange("a count"))?;
            Ok((status, count, promised, verified))
        })
        .collect()
}

/// Remembers that a hotspot was looked at for advice. False when it had been.
pub async fn mark_advised(conn: &mut Conn, hotspot: HotspotId, at: DateTime<Utc>) -> Result<bool> {
    const SQL: &str = "
        insert into advised_hotspots (org_id, hotspot_id, advised_at) values ($1, $2, $3)
        on conflict (org_id, hotspot_id) do nothing";
    Ok(run!(conn, exec, SQL, conn.org.0, hotspot.0, Instant::from(at))? == 1)
}

/// Hotspots that are open and were not looked at for advice.
pub async fn unadvised(conn: &mut Conn, limit: u32) -> Result<Vec<HotspotId>> {
    const SQL: &str = "
        select h.id from hotspots h
        where h.org_id = $1 and h.resolved_at is null and h.status = 'firing'
            and h.explained_by is null
            and not exists (
                select 1 from advised_hotspots a where a.org_id = $1 and a.hotspot_id = h.id
            )
        order by h.detected_at, h.id
        limit $2";
    let rows = run!(conn, all(Uuid,), SQL, conn.org.0, i64::from(limit))?;
    Ok(rows.into_iter().map(|(id,)| HotspotId(id)).collect())
}
