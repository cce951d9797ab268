//! Events and why each weighs what it weighs.

use chrono_tz::Tz;
use engine::emissions::EstimateInput;
use model::auth::Permission;
use model::emissions::{ContributionKind, Explanation};
use model::ids::EventId;
use model::ingest::{EventDetail, EventItem, EventQuery, MeteredTime};
use model::page::Page;
use store::Conn;
use store::emissions::estimates::StoredEstimate;
use store::ingest::events::{EventRecord, StoredEvent};

use super::estimating::grid_region;
use super::labels;
use super::ranges;
use crate::Services;
use crate::actor::Actor;
use crate::error::{Error, Result};
use crate::page::limit_of;

/// A page of events.
///
/// # Errors
/// `Invalid` when the range or the cursor is, or too many events are to be sorted by size.
pub async fn events(
    services: &Services,
    actor: &Actor,
    query: EventQuery,
) -> Result<Page<EventItem>> {
    actor.must(Permission::ReadOwn)?;
    let query = scoped(actor, query)?;
    let mut conn = services.db().read(actor.org).await?;
    let zone = ranges::zone_of(&mut conn).await?;
    let calculation = store::organisations::active_calculation(&mut conn).await?;
    let limit = limit_of(query.limit);
    let page = store::ingest::events::page(&mut conn, calculation, &query, limit).await?;
    Ok(page.map(|event| item_of(zone, event)))
}

/// One event with everything known about it.
///
/// # Errors
/// `NotFound` when there is none, or it is not the caller's to see.
pub async fn event(services: &Services, actor: &Actor, id: EventId) -> Result<EventDetail> {
    actor.must(Permission::ReadOwn)?;
    let mut conn = services.db().read(actor.org).await?;
    let record = visible(&mut conn, actor, id).await?;
    let zone = ranges::zone_of(&mut conn).await?;
    Ok(detail_of(zone, record))
}

/// Its estimate in steps that add up.
///
/// # Errors
/// `NotFound` when there is none, or it is not the caller's to see.
pub async fn explanation(services: &Services, actor: &Actor, id: EventId) -> Result<Explanation> {
    actor.must(Permission::ReadOwn)?;
    let mut conn = services.db().read(actor.org).await?;
    let EventRecord { event, .. } = visible(&mut conn, actor, id).await?;
    let site = match event.site_id {
        Some(site) => store::places::site(&mut conn, site).await?,
        None => None,
    };
    let settings = store::organisations::settings(&mut conn).await?;
    let region = grid_region(site.as_ref(), settings.default_grid_region.as_deref());
    let pinned = match &event.estimate {
        Some(StoredEstimate::Estimated(estimated)) => {
            let ids = store::emissions::factor_sets::get(&mut conn, estimated.factor_set)
                .await?
                .ok_or_else(|| Error::internal(anyhow::anyhow!("a factor set is missing")))?;
            Some(services.factor_indices(&ids)?)
        }
        Some(StoredEstimate::NoFactor(_)) | None => None,
    };
    let input = EstimateInput {
        event_type: event.event_type,
        occurred_at: event.occurred_at,
        ends_at: event.ends_at,
        activity: &event.activity,
        grid_region_fallback: region,
        pinned: None,
    };
    let mut explained =
        engine::emissions::explain(services.catalogue(), id, &input, pinned.as_deref());
    if let Some(metered) = &event.metered {
        explained
            .choices
            .push(metered_words(metered, event.estimate.as_ref()));
    }
    Ok(explained)
}

/// What the meter of its site counts of an event, and what totals leave out because of it.
fn metered_words(metered: &MeteredTime, estimate: Option<&StoredEstimate>) -> String {
    let share = if metered.period_hours() == 0.0 {
        "Its moment lies in an hour that is metered: all".to_owned()
    } else {
        format!(
            "{} of {} hours are metered: that share",
            hours(metered.metered_hours()),
            hours(metered.period_hours())
        )
    };
    let Some(StoredEstimate::Estimated(estimated)) = estimate else {
        return format!("{share} of its electricity is counted by the meter of its site.");
    };
    let mut parts = estimated.contributions.iter();
    let what = if parts.any(|part| part.kind == ContributionKind::MeteredCo2e) {
        "metered CO2e"
    } else {
        "electricity"
    };
    let (ttw, wtt) = estimated.counted_by_meter();
    let left_out = metered.left_out(ttw) + metered.left_out(wtt);
    format!(
        "{share} of its {what} is counted by the meter of its site. Totals leave out {left_out} kg of these \
         {} kg and hold {} kg.",
        estimated.co2e,
        estimated.co2e - left_out
    )
}

/// Hours with what lies after the point as far as it is needed.
fn hours(hours: f64) -> String {
    let text = format!("{hours:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A query narrowed to what the actor may see.
pub(super) fn scoped(actor: &Actor, mut query: EventQuery) -> Result<EventQuery> {
    if let (Some(from), Some(to)) = (query.from, query.to) {
        ranges::checked(from, to)?;
    }
    if query
        .supplier
        .as_ref()
        .is_some_and(|text| text.chars().count() > 200)
    {
        return Err(Error::invalid(
            "supplier",
            "length",
            "at most 200 characters",
        ));
    }
    if let Some(own) = actor.supplier_scope() {
        query.supplier_id = Some(own);
    }
    Ok(query)
}

async fn visible(conn: &mut Conn, actor: &Actor, id: EventId) -> Result<EventRecord> {
    let calculation = store::organisations::active_calculation(conn).await?;
    store::ingest::events::get(conn, calculation, id)
        .await?
        .filter(|record| actor.sees(Some(record.event.supplier_id)))
        .ok_or(Error::NotFound("event"))
}

/// A stored event as lists show it.
pub(crate) fn item_of(zone: Tz, event: StoredEvent) -> EventItem {
    let (estimate, no_factor_reason) = match event.estimate {
        Some(StoredEstimate::Estimated(estimated)) => (Some(estimated.summary()), None),
        Some(StoredEstimate::NoFactor(reason)) => (None, Some(reason)),
        None => (None, Some("not calculated yet".to_owned())),
    };
    EventItem {
        id: event.id,
        event_type: event.event_type,
        mode: event.mode,
        supplier: event.supplier,
        site: event.site,
        vehicle: event.vehicle,
        origin: event.origin,
        destination: event.destination,
        occurred_at: event.occurred_at,
        ends_at: event.ends_at,
        occurred_at_local: labels::local_text(zone, event.occurred_at),
        data_source: event.data_source,
        quality_status: event.quality_status,
        metered_share: event.metered.as_ref().map(MeteredTime::share),
        summary: labels::summary(event.event_type, &event.activity),
        estimate,
        no_factor_reason,
    }
}

/// A stored event with everything.
pub(crate) fn detail_of(zone: Tz, record: EventRecord) -> EventDetail {
    let EventRecord {
        event,
        external_id,
        raw,
        ..
    } = record;
    EventDetail {
        external_id,
        lat: event.lat,
        lon: event.lon,
        notes: event.notes.clone(),
        activity: event.activity.clone(),
        job_id: event.job_id,
        row_number: event.row_number,
        raw,
        item: item_of(zone, event),
    }
}
