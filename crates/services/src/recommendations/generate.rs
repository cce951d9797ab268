//! Advice for a hotspot: why it emits more than usual, and what the rules say would help.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};
use engine::recommendations::facts::{Gatherer, Scope, Window};
use engine::recommendations::{Action, CauseTally, recommend, root_cause};
use model::auth::Permission;
use model::ids::HotspotId;
use model::recommendations::{Cause, GenerateRequest, Recommendation};
use store::monitoring::HotspotRow;
use store::recommendations::RecommendationFilter;

use super::past::{PastEvent, past_events};
use super::proposal::Proposal;
use super::read;
use super::wording::word_soon;
use crate::Services;
use crate::actor::Actor;
use crate::error::{Error, Result};
use crate::jobs::organisations;
use crate::settings::time_zone;

/// Name of the job that advises on new hotspots.
pub const ADVICE: &str = "recommendations";

/// The past an advice rests on.
const PAST: Duration = Duration::days(28);
/// The time before detection that counts as hot.
const HOT: Duration = Duration::hours(1);
/// Recommendations made of one hotspot: the best.
const ACTIONS_MAX: usize = 5;
/// Hotspots of an organisation advised on in one run.
const HOTSPOTS_MAX: u32 = 20;

/// Makes recommendations for a hotspot, or gives those there are. They are in the rules' words; where a
/// language model is set up, it is asked for its own meanwhile.
///
/// # Errors
/// `Forbidden` for viewers and supplier users; `NotFound` without such a hotspot.
pub async fn generate(
    services: &Services,
    actor: &Actor,
    request: GenerateRequest,
) -> Result<Vec<Recommendation>> {
    actor.must(Permission::Operate)?;
    let mut conn = services.db().read(actor.org).await?;
    let hotspot = store::monitoring::hotspot(&mut conn, request.hotspot_id)
        .await?
        .ok_or(Error::NotFound("hotspot"))?;
    drop(conn);
    make(services, actor, &hotspot).await?;
    let filter = RecommendationFilter {
        hotspot_id: Some(hotspot.id),
        ..RecommendationFilter::default()
    };
    let mut conn = services.db().read(actor.org).await?;
    let page = store::recommendations::page(&mut conn, &filter, None, 50).await?;
    let found = read::read(&mut conn, page.items).await;
    // Not before they are read: the rules' words come first, however fast a model is.
    word_soon(services);
    found
}

/// Advises on every firing hotspot that was not looked at yet, and has worded what no language model has
/// worded so far.
///
/// # Errors
/// When the database does not answer; the next run goes on.
pub async fn advise(services: &Services) -> Result<String> {
    let (mut hotspots, mut made) = (0, 0);
    for org in organisations(services).await? {
        let mut conn = services.db().read(org).await?;
        let waiting = store::recommendations::unadvised(&mut conn, HOTSPOTS_MAX).await?;
        drop(conn);
        for id in waiting {
            let mut conn = services.db().read(org).await?;
            let Some(hotspot) = store::monitoring::hotspot(&mut conn, id).await? else {
                continue;
            };
            drop(conn);
            made += make(services, &Actor::system(org), &hotspot).await?;
            hotspots += 1;
        }
    }
    word_soon(services);
    Ok(format!("{made} recommendations for {hotspots} hotspots"))
}

/// Makes what is new, and remembers that the hotspot was looked at. How many were made.
async fn make(services: &Services, actor: &Actor, hotspot: &HotspotRow) -> Result<usize> {
    let org = actor.org;
    let now = services.clock().now();
    let mut conn = services.db().read(org).await?;
    let settings = store::organisations::settings(&mut conn).await?;
    drop(conn);
    let zone = time_zone(&settings.time_zone)?;
    let hot_from = hotspot.detected_at - HOT;
    let span = (hot_from - PAST, hotspot.detected_at.max(hot_from + HOT));
    let events = past_events(services, org, hotspot.key, None, span).await?;
    let catalogue = Arc::clone(services.catalogue());
    let hotspot_id = hotspot.id;
    let (cause, actions) = tokio::task::spawn_blocking(move || {
        let scope = Scope {
            window: Window::new(span.0, hot_from).map_err(Error::internal)?,
            zone,
            seed: seed_of(hotspot_id),
        };
        let (cause, gatherer) = look(&events, &scope, (hot_from, span.1))?;
        let mut actions = recommend(&gatherer.finish(), &catalogue, settings.prices().as_ref());
        actions.truncate(ACTIONS_MAX);
        Ok::<_, Error>((cause, actions))
    })
    .await
    .map_err(Error::internal)??;
    let mut made = Vec::new();
    let mut tx = services.db().write(org).await?;
    store::recommendations::mark_advised(&mut tx, hotspot.id, now).await?;
    for action in actions {
        let proposal = proposal(hotspot, action, &cause);
        made.extend(proposal.store(services, &mut tx, actor).await?);
    }
    tx.commit().await?;
    for id in &made {
        read::announce(services, org, *id).await?;
    }
    Ok(made.len())
}

/// Facts of the days before, and why the hot hour is hotter than they were.
fn look(
    events: &[PastEvent],
    scope: &Scope,
    (hot_from, hot_to): (DateTime<Utc>, DateTime<Utc>),
) -> Result<(Cause, Gatherer)> {
    let hot = Window::new(hot_from, hot_to).map_err(Error::internal)?;
    let mut gatherer = Gatherer::new(scope);
    let (mut recent, mut before) = (CauseTally::new(hot), CauseTally::new(scope.window));
    for event in events {
        let observed = event.observed();
        gatherer.add(&observed);
        recent.add(&observed);
        before.add(&observed);
    }
    Ok((root_cause(&recent, &before), gatherer))
}

fn seed_of(hotspot: HotspotId) -> u64 {
    let mut hasher = DefaultHasher::new();
    hotspot.0.hash(&mut hasher);
    hasher.finish()
}

fn proposal(hotspot: &HotspotRow, action: Action, cause: &Cause) -> Proposal {
    Proposal {
        hotspot_id: Some(hotspot.id),
        key: hotspot.key,
        supplier_id: hotspot.supplier_id,
        event_type: action.event_type,
        rule: action.rule.to_owned(),
        title: action.title,
        body: action.body,
        impact: action.co2_impact_kg,
        feasibility: action.feasibility,
        confidence: action.confidence,
        facts: action.facts,
        sources: action
            .sources
            .iter()
            .map(|text| (*text).to_owned())
            .collect(),
        changes: action.changes,
        cause: Some(cause.clone()),
        cost: action.cost.per_month,
        cost_missing: action.cost.missing,
        unit: action.unit,
        recommended_time_start: None,
    }
}
