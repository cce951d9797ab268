//! Metered events, which are all a model learns from.

use chrono::{DateTime, Utc};
use engine::emissions::{Catalogue, EstimateInput, estimate};
use engine::learning::is_trainable;
use model::ids::{OrgId, SiteId, SupplierId};
use model::ingest::{Activity, EventType};
use store::ingest::events::ReadingQuery;

use crate::Services;
use crate::emissions::EventPages;
use crate::error::Result;

/// Events learned from at most: the newest.
const EVENTS_MAX: usize = 60_000;
/// Events read at most to find them.
const LOOKED_AT_MAX: usize = 1_000_000;

/// A metered event.
#[derive(Debug, Clone)]
pub(super) struct Example {
    pub(super) at: DateTime<Utc>,
    pub(super) ends_at: Option<DateTime<Utc>>,
    pub(super) activity: Activity,
    pub(super) meter: (SupplierId, Option<SiteId>),
    /// Kilograms that were metered.
    pub(super) actual_kg: f64,
    /// What the published factors say without the meter; `None` where they say nothing.
    pub(super) prior_kg: Option<f64>,
}

/// The newest metered events of a type that began before `until`, oldest first.
pub(super) async fn read(
    services: &Services,
    org: OrgId,
    event_type: EventType,
    until: DateTime<Utc>,
) -> Result<Vec<Example>> {
    let mut conn = services.db().read(org).await?;
    let calculation = store::organisations::active_calculation(&mut conn).await?;
    drop(conn);
    let query = ReadingQuery {
        event_type: Some(event_type),
        ..ReadingQuery::of_time(calculation, DateTime::<Utc>::MIN_UTC, until)
    };
    let mut pages = EventPages::of(services.db(), org, query);
    let mut examples = Vec::new();
    let mut looked_at = 0;
    while examples.len() < EVENTS_MAX && looked_at < LOOKED_AT_MAX {
        let Some(page) = pages.next().await? else {
            break;
        };
        looked_at += page.len();
        for (reading, region) in page {
            let (Some(method), Some(co2e)) = (reading.method, reading.co2e) else {
                continue;
            };
            if !is_trainable(reading.status, reading.source, method) {
                continue;
            }
            let prior_kg = prior(
                services.catalogue(),
                &EstimateInput {
                    event_type,
                    occurred_at: reading.occurred_at,
                    ends_at: reading.ends_at,
                    activity: &reading.activity.without_meters(),
                    grid_region_fallback: region.as_deref(),
                    pinned: None,
                },
            );
            examples.push(Example {
                at: reading.occurred_at,
                ends_at: reading.ends_at,
                activity: reading.activity,
                meter: (reading.supplier_id, reading.site_id),
                actual_kg: co2e.kg(),
                prior_kg,
            });
        }
    }
    examples.truncate(EVENTS_MAX);
    examples.reverse();
    Ok(examples)
}

/// What the published factors say; `None`: nothing, or nothing to compare with.
fn prior(catalogue: &Catalogue, input: &EstimateInput<'_>) -> Option<f64> {
    let made = estimate(catalogue, input).ok()?;
    Some(made.co2e.kg()).filter(|kg| *kg >= 1e-6)
}
