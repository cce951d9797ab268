//! An advice on its way to being stored.

use chrono::{DateTime, Duration, Utc};
use engine::recommendations::facts::{Gatherer, Scope, Window, activity_unit};
use engine::recommendations::{Impact, Standing};
use model::emissions::Change;
use model::ids::{HotspotId, OrgId, RecommendationId, SupplierId};
use model::ingest::EventType;
use model::money::Money;
use model::monitoring::EntityKind;
use model::recommendations::{ActivityUnit, Cause, Fact};
use serde_json::json;
use store::Tx;
use store::monitoring::EntityKey;
use store::recommendations::RecommendationRow;
use uuid::Uuid;

use super::past::past_events;
use super::read::Details;
use crate::Services;
use crate::actor::Actor;
use crate::audit;
use crate::emissions::zone_of;
use crate::error::{Error, Result};

/// The past that says what an entity's activity is counted in.
const PAST: Duration = Duration::days(28);

/// What is advised, and on what grounds.
#[derive(Debug, Clone)]
pub(crate) struct Proposal {
    pub(crate) hotspot_id: Option<HotspotId>,
    pub(crate) key: EntityKey,
    /// Whose users may see it.
    pub(crate) supplier_id: Option<SupplierId>,
    pub(crate) event_type: EventType,
    /// The same advice for the same entity is open once.
    pub(crate) rule: String,
    pub(crate) title: String,
    pub(crate) body: String,
    /// kg CO2e saved per month.
    pub(crate) impact: Impact,
    pub(crate) feasibility: f64,
    pub(crate) confidence: f64,
    pub(crate) facts: Vec<Fact>,
    pub(crate) sources: Vec<String>,
    pub(crate) changes: Vec<Change>,
    pub(crate) cause: Option<Cause>,
    pub(crate) cost: Option<Money>,
    pub(crate) cost_missing: Vec<String>,
    /// What its saving is verified in.
    pub(crate) unit: ActivityUnit,
    /// Undecided until then, it expires; `None`: never.
    pub(crate) recommended_time_start: Option<DateTime<Utc>>,
}

impl Proposal {
    /// Stores it as pending; `None` when the same is open already.
    pub(crate) async fn store(
        self,
        services: &Services,
        tx: &mut Tx,
        actor: &Actor,
    ) -> Result<Option<RecommendationId>> {
        let row = self.row(services.clock().now())?;
        if !store::recommendations::insert(tx, &row).await? {
            return Ok(None);
        }
        let subject = format!("recommendation {}", row.id);
        let metadata = json!({ "rule": row.rule, "hotspot": row.hotspot_id });
        audit::record(
            services,
            tx,
            actor,
            "recommendation.make",
            subject,
            metadata,
        )
        .await?;
        Ok(Some(row.id))
    }

    fn row(self, now: DateTime<Utc>) -> Result<RecommendationRow> {
        let standing = Standing::pending(now, self.recommended_time_start);
        let details = Details {
            facts: self.facts,
            sources: self.sources,
            changes: self.changes,
            cause: self.cause,
            cost: self.cost,
            cost_missing: self.cost_missing,
            investment: None,
        };
        Ok(RecommendationRow {
            id: RecommendationId(Uuid::now_v7()),
            hotspot_id: self.hotspot_id,
            key: self.key,
            supplier_id: self.supplier_id,
            event_type: self.event_type,
            rule: self.rule,
            title: self.title,
            body: self.body,
            co2_impact: self.impact.value_kg,
            co2_impact_low_kg: self.impact.low_kg,
            co2_impact_high_kg: self.impact.high_kg,
            feasibility_score: self.feasibility,
            confidence: self.confidence,
            details: serde_json::to_value(details).map_err(Error::internal)?,
            status: standing.status,
            since: standing.since,
            before: None,
            reason: None,
            assignee: None,
            created_at: now,
            decided_by: None,
            decided_at: None,
            recommended_time_start: standing.recommended_time_start,
            words: None,
            // A language model words what the rules found.
            word_from: self.hotspot_id.map(|_| now),
            unit: self.unit.as_str().to_owned(),
            frozen: None,
            verified: None,
            verified_kg: None,
        })
    }
}

/// What the activity of an entity is counted in, by its events of the last four weeks.
pub(crate) async fn unit_of_activity(
    services: &Services,
    org: OrgId,
    key: EntityKey,
    event_type: EventType,
) -> Result<ActivityUnit> {
    let now = services.clock().now();
    let mut conn = services.db().read(org).await?;
    let zone = zone_of(&mut conn).await?;
    drop(conn);
    let span = (now - PAST, now);
    let events = past_events(services, org, key, Some(event_type), span).await?;
    tokio::task::spawn_blocking(move || {
        let window = Window::new(span.0, span.1).map_err(Error::internal)?;
        let mut gatherer = Gatherer::new(&Scope {
            window,
            zone,
            seed: 0,
        });
        for event in &events {
            gatherer.add(&event.observed());
        }
        Ok(activity_unit(gatherer.finish().of(event_type)))
    })
    .await
    .map_err(Error::internal)?
}

/// Whose users may see what is said about an entity.
pub(crate) fn supplier_of(key: EntityKey) -> Option<SupplierId> {
    (key.kind == EntityKind::Supplier).then_some(SupplierId(key.id))
}
