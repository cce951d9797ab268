//! Metered events, which are all a model learns from.

use chrono::{DateTime, Utc};
use engine::emissions::{Catalogue, EstimateInput, estimate};
use engine::learning::is_trainable;
use model::ids::{OrgId, SiteId, SupplierId};
use model::ingest::{Activity, EventType};
use store::emissions::Calculation;
use store::ingest::events::ReadingQuery;

use crate::Services;
use crate::emissions::grid_region;
use crate::error::Result;

/// Events learned from at most: the newest.
const EVENTS_MAX: usize = 60_000;
/// Events read at most to find them.
const LOOKED_AT_MAX: usize = 1_000_000;
/// Events read at a time.
const TOGETHER: u32 = 5_000;

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
    let calculation: Calculation = store::organisations::active_calculation(&mut conn).await?;
    let region = store::organisations::settings(&mut conn)
        .await?
        .default_grid_region;
    drop(conn);
    let query = ReadingQuery {
        event_type: Some(event_type),
        ..ReadingQuery::of_time(calculation, DateTime::<Utc>::MIN_UTC, until)
    };
    let mut examples = Vec::new();
    let (mut before, mut looked_at) = (None, 0);
    loop {
        let mut conn = services.db().read(org).await?;
        let (page, next) =
            store::ingest::events::readings(&mut conn, &query, before, TOGETHER).await?;
        looked_at += page.len();
        let mut sites: Vec<_> = page.iter().filter_map(|reading| reading.site_id).collect();
        sites.sort_unstable();
        sites.dedup();
        let sites = store::places::sites(&mut conn, &sites).await?;
        drop(conn);
        for reading in page {
            let (Some(method), Some(co2e)) = (reading.method, reading.co2e) else {
                continue;
            };
            if !is_trainable(reading.status, reading.source, method) {
                continue;
            }
            let site = reading.site_id.and_then(|id| sites.get(&id));
            let prior_kg = prior(
                services.catalogue(),
                &EstimateInput {
                    event_type,
                    occurred_at: reading.occurred_at,
                    ends_at: reading.ends_at,
                    activity: &reading.activity.without_meters(),
                    grid_region_fallback: grid_region(site, region.as_deref()),
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
        match next {
            Some(cursor) if examples.len() < EVENTS_MAX && looked_at < LOOKED_AT_MAX => {
                before = Some(cursor);
            }
            _ => break,
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
