//! An entity's events of some days, with the estimates of today's factors.

use chrono::{DateTime, Utc};
use engine::emissions::{Catalogue, Contribution, EstimateInput, estimate};
use engine::recommendations::facts::Observed;
use model::ids::{OrgId, RouteId, SiteId, SupplierId, VehicleId};
use model::ingest::EventType;
use model::monitoring::EntityKind;
use model::units::Milligrams;
use smallvec::SmallVec;
use store::ingest::events::{Reading, ReadingQuery};
use store::monitoring::EntityKey;

use crate::Services;
use crate::emissions::EventPages;
use crate::error::Result;

/// Events looked at, the newest: some 60 MB.
const EVENTS_MAX: usize = 60_000;

/// An event with its kilograms and their parts.
#[derive(Debug)]
pub(super) struct PastEvent {
    reading: Reading,
    co2e: Milligrams,
    contributions: SmallVec<[Contribution; 8]>,
    region: Option<String>,
}

impl PastEvent {
    pub(super) fn observed(&self) -> Observed<'_> {
        Observed {
            event_type: self.reading.event_type,
            occurred_at: self.reading.occurred_at,
            ends_at: self.reading.ends_at,
            activity: &self.reading.activity,
            quality: self.reading.status,
            co2e: self.co2e,
            contributions: &self.contributions,
            grid_region_fallback: self.region.as_deref(),
        }
    }
}

/// The events of an entity that begin in `[from, to)`, of all types or of one. Those without a factor
/// say nothing and are left out.
pub(super) async fn past_events(
    services: &Services,
    org: OrgId,
    key: EntityKey,
    event_type: Option<EventType>,
    (from, to): (DateTime<Utc>, DateTime<Utc>),
) -> Result<Vec<PastEvent>> {
    let mut conn = services.db().read(org).await?;
    let calculation = store::organisations::active_calculation(&mut conn).await?;
    drop(conn);
    let of = |kind| (key.kind == kind).then_some(key.id);
    let query = ReadingQuery {
        event_type,
        supplier_id: of(EntityKind::Supplier).map(SupplierId),
        site_id: of(EntityKind::Site).map(SiteId),
        route_id: of(EntityKind::Route).map(RouteId),
        vehicle_id: of(EntityKind::Vehicle).map(VehicleId),
        ..ReadingQuery::of_time(calculation, from, to)
    };
    let mut pages = EventPages::counted(services.db(), org, query);
    let mut events = Vec::new();
    while events.len() < EVENTS_MAX {
        let Some(page) = pages.next().await? else {
            break;
        };
        let known = page
            .into_iter()
            .filter_map(|(reading, region)| past_event(services.catalogue(), reading, region));
        events.extend(known);
    }
    Ok(events)
}

fn past_event(
    catalogue: &Catalogue,
    reading: Reading,
    region: Option<String>,
) -> Option<PastEvent> {
    let input = EstimateInput {
        event_type: reading.event_type,
        occurred_at: reading.occurred_at,
        ends_at: reading.ends_at,
        activity: &reading.activity,
        grid_region_fallback: region.as_deref(),
        pinned: None,
    };
    let made = estimate(catalogue, &input).ok()?;
    Some(PastEvent {
        co2e: made.co2e,
        contributions: made.contributions,
        region,
        reading,
    })
}
