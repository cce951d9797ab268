//! Recommendations as people see them.

use chrono_tz::Tz;
use engine::recommendations::{Standing, payback_months};
use model::auth::Permission;
use model::emissions::Change;
use model::ids::{OrgId, RecommendationId};
use model::live::{LiveMessage, RecommendationMoved};
use model::money::Money;
use model::monitoring::Entity;
use model::page::Page;
use model::recommendations::{
    Cause, Fact, Recommendation, RecommendationQuery, RecommendationStats, RecommendationStatus,
};
use serde::{Deserialize, Serialize};
use store::Conn;
use store::recommendations::{RecommendationFilter, RecommendationRow};

use crate::Services;
use crate::actor::Actor;
use crate::emissions::{local_text, zone_of};
use crate::error::{Error, Result};
use crate::live::relay::{self, Told};
use crate::monitoring::entities;
use crate::page::limit_of;

/// What is kept of an advice beside its columns.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Details {
    pub(super) facts: Vec<Fact>,
    pub(super) sources: Vec<String>,
    pub(super) changes: Vec<Change>,
    pub(super) cause: Option<Cause>,
    pub(super) cost: Option<Money>,
    pub(super) cost_missing: Vec<String>,
    /// What has to be bought once, in an organisation's own figures.
    #[serde(default)]
    pub(super) investment: Option<Money>,
}

impl Details {
    /// A document of another version may lack a part; the columns still say what it is about.
    pub(super) fn of(row: &RecommendationRow) -> Self {
        serde_json::from_value(row.details.clone()).unwrap_or_default()
    }
}

/// Recommendations, newest first: the open ones unless asked otherwise.
///
/// # Errors
/// `Invalid` when the status is no word.
pub async fn recommendations(
    services: &Services,
    actor: &Actor,
    query: RecommendationQuery,
) -> Result<Page<Recommendation>> {
    actor.must(Permission::ReadOwn)?;
    let filter = RecommendationFilter {
        statuses: statuses(query.status.as_deref())?,
        event_type: query.event_type,
        hotspot_id: query.hotspot_id,
        site_id: query.site_id,
        supplier_id: actor.supplier_scope(),
    };
    let mut conn = services.db().read(actor.org).await?;
    let limit = limit_of(query.limit);
    let page =
        store::recommendations::page(&mut conn, &filter, query.cursor.as_deref(), limit).await?;
    Ok(Page {
        items: read(&mut conn, page.items).await?,
        next_cursor: page.next_cursor,
    })
}

fn statuses(asked: Option<&str>) -> Result<Vec<RecommendationStatus>> {
    let among = |is_wanted: fn(RecommendationStatus) -> bool| {
        let all = RecommendationStatus::ALL.iter().copied();
        all.filter(|status| is_wanted(*status)).collect()
    };
    match asked {
        None | Some("" | "open") => Ok(among(RecommendationStatus::is_open)),
        Some("closed") => Ok(among(|status| !status.is_open())),
        Some(word) => RecommendationStatus::parse(word)
            .map(|one| vec![one])
            .ok_or_else(|| {
                let known: Vec<_> = RecommendationStatus::ALL
                    .iter()
                    .map(|one| one.as_str())
                    .collect();
                let message = format!("`{word}` is none of open, closed, {}", known.join(", "));
                Error::invalid("status", "unknown", message)
            }),
    }
}

/// One.
///
/// # Errors
/// `NotFound` when there is none, or it is another supplier's.
pub async fn recommendation(
    services: &Services,
    actor: &Actor,
    id: RecommendationId,
) -> Result<Recommendation> {
    actor.must(Permission::ReadOwn)?;
    let mut conn = services.db().read(actor.org).await?;
    let row = visible(&mut conn, actor, id).await?;
    let mut read = read(&mut conn, vec![row]).await?;
    read.pop().ok_or(Error::NotFound("recommendation"))
}

/// How many stand where, what they promise and what they saved.
///
/// # Errors
/// When the database does not answer.
pub async fn stats(services: &Services, actor: &Actor) -> Result<RecommendationStats> {
    use RecommendationStatus as Status;

    actor.must(Permission::ReadOwn)?;
    let mut conn = services.db().read(actor.org).await?;
    let counts = store::recommendations::counts(&mut conn, actor.supplier_scope()).await?;
    let mut stats = RecommendationStats::default();
    for (status, count, promised, verified) in counts {
        *match status {
            Status::Pending => &mut stats.pending,
            Status::Approved => &mut stats.approved,
            Status::InProgress => &mut stats.in_progress,
            Status::Done => &mut stats.done,
            Status::Verified => &mut stats.verified,
            Status::Dismissed => &mut stats.dismissed,
            Status::Expired => &mut stats.expired,
        } = count;
        if matches!(status, Status::Approved | Status::InProgress | Status::Done) {
            stats.promised_kg_per_month += promised;
        }
        stats.verified_kg += verified;
    }
    Ok(stats)
}

pub(super) async fn visible(
    conn: &mut Conn,
    actor: &Actor,
    id: RecommendationId,
) -> Result<RecommendationRow> {
    store::recommendations::recommendation(conn, id)
        .await?
        .filter(|row| actor.sees(row.supplier_id))
        .ok_or(Error::NotFound("recommendation"))
}

/// As people see them, in the same order.
pub(crate) async fn read(
    conn: &mut Conn,
    rows: Vec<RecommendationRow>,
) -> Result<Vec<Recommendation>> {
    let zone = zone_of(conn).await?;
    let keys: Vec<_> = rows.iter().map(|row| row.key).collect();
    let names = entities(conn, &keys).await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            let entity = names.get(&row.key)?.clone();
            Some(answer(zone, row, entity))
        })
        .collect())
}

pub(super) fn standing(row: &RecommendationRow) -> Standing {
    Standing {
        status: row.status,
        since: row.since,
        before: row.before,
        recommended_time_start: row.recommended_time_start,
    }
}

fn answer(zone: Tz, row: RecommendationRow, entity: Entity) -> Recommendation {
    let details = Details::of(&row);
    let payback_months = (details.investment.zip(details.cost))
        .and_then(|(investment, per_month)| payback_months(investment, per_month));
    let undo_until = standing(&row).undo_until();
    let (title, body, worded_by, rule_text) = match row.words {
        Some(words) => (
            words.title,
            words.body,
            Some(words.by),
            Some((row.title, row.body)),
        ),
        None => (row.title, row.body, None, None),
    };
    let (rule_title, rule_body) = rule_text.unzip();
    Recommendation {
        id: row.id,
        hotspot_id: row.hotspot_id,
        entity,
        event_type: row.event_type,
        undo_until,
        rule: row.rule,
        title,
        body,
        co2_impact: row.co2_impact,
        co2_impact_low_kg: row.co2_impact_low_kg,
        co2_impact_high_kg: row.co2_impact_high_kg,
        cost_estimate: details.cost,
        cost_missing: details.cost_missing,
        payback_months,
        investment: details.investment,
        feasibility_score: row.feasibility_score,
        confidence: row.confidence,
        facts: details.facts,
        sources: details.sources,
        changes: details.changes,
        cause: details.cause,
        status: row.status,
        reason: row.reason,
        assignee: row.assignee,
        created_at: row.created_at,
        created_text: local_text(zone, row.created_at),
        decided_by: row.decided_by,
        decided_at: row.decided_at,
        recommended_time_start: row.recommended_time_start,
        worded_by,
        rule_title,
        rule_body,
        verified: row
            .verified
            .and_then(|value| serde_json::from_value(value).ok()),
    }
}

/// Tells who listens, in whichever process, where a recommendation stands.
pub(crate) async fn announce(services: &Services, org: OrgId, id: RecommendationId) -> Result<()> {
    relay::tell_soon(services, org, Told::Recommendation(id));
    announce_here(services, org, id).await
}

/// Tells who listens in this process.
pub(crate) async fn announce_here(
    services: &Services,
    org: OrgId,
    id: RecommendationId,
) -> Result<()> {
    if !services.live().is_heard(org) {
        return Ok(());
    }
    let mut conn = services.db().read(org).await?;
    let Some(row) = store::recommendations::recommendation(&mut conn, id).await? else {
        return Ok(());
    };
    let message = LiveMessage::Recommendation(RecommendationMoved {
        recommendation_id: row.id,
        status: row.status,
        title: row.words.map_or(row.title, |words| words.title),
    });
    let at = services.clock().now();
    services.live().send(org, at, message, row.supplier_id);
    Ok(())
}
