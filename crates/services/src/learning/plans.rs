//! A factory's periods to come: their kWh from the plan and from what the meter showed before, their
//! kilograms by the grid's factor.

use chrono::{DateTime, Duration, Utc};
use engine::emissions::{Estimate, estimate};
use engine::learning::{History, MeteredPeriod, PlannedPeriod};
use model::emissions::MethodTier;
use model::ids::{OrgId, SiteId};
use model::ingest::{EventDraft, EventType, SupplierRef};
use model::time::TimeRange;
use store::ingest::events::ReadingQuery;

use super::basis::Champion;
use super::lesson::periods;
use super::material::Example;
use super::predict::input;
use crate::Services;
use crate::emissions::EventPages;
use crate::error::{Error, Result};

/// Past that a plan looks back on: a week and a day, with the period itself.
pub(super) const PAST: Duration = Duration::days(9);
/// Readings of a meter that plans look back on: a year and nine days of quarter-hours, or nine days of minutes, with slack.
const READINGS_MAX: usize = 40_000;

/// What a model asks about a planned period: its plan, and what its meter showed.
///
/// # Errors
/// `Invalid` without an end.
pub(super) fn row(
    champion: &Champion,
    draft: &EventDraft,
    history: &History<'_>,
) -> Result<Vec<f64>> {
    let ends_at = draft.ends_at.ok_or_else(|| {
        Error::invalid(
            "ends_at",
            "required",
            "a period is predicted: give ends_at, or the energy itself",
        )
    })?;
    let period = PlannedPeriod {
        from: draft.occurred_at,
        to: ends_at,
        load_type: draft.activity.load_type.as_deref(),
    };
    Ok(history.row(champion.model.features(), &period))
}

/// What one kilowatt-hour comes to, as the estimate of a metered one would have it.
///
/// # Errors
/// `Conflict` when the grid has no factor.
pub(super) fn of_one_kwh(
    services: &Services,
    draft: &EventDraft,
    region: Option<&str>,
) -> Result<Estimate> {
    let mut metered = draft.clone();
    metered.activity.electricity_kwh = Some(1.0);
    estimate(services.catalogue(), &input(&metered, region))
        .map_err(|reason| Error::Conflict(reason.to_string()))
}

/// What a supplier's meter at a site showed in a range; nothing where neither is known. Of several
/// meters the one with most to say.
///
/// # Errors
/// `NotFound` for a supplier nobody has heard of; `Invalid` when the meter has more readings than are
/// looked at.
pub(super) async fn metered(
    services: &Services,
    org: OrgId,
    (supplier, site_id): (&SupplierRef, Option<SiteId>),
    range: TimeRange,
) -> Result<Vec<MeteredPeriod>> {
    let mut conn = services.db().read(org).await?;
    let supplier_id = match supplier {
        SupplierRef::Id(id) => Some(*id),
        SupplierRef::Name(name) if name.is_empty() => None,
        SupplierRef::Name(name) => {
            let found = store::places::find_supplier(&mut conn, name).await?;
            Some(found.ok_or(Error::NotFound("supplier"))?.id)
        }
    };
    if supplier_id.is_none() && site_id.is_none() {
        return Ok(Vec::new());
    }
    let calculation = store::organisations::active_calculation(&mut conn).await?;
    drop(conn);
    let query = ReadingQuery {
        event_type: Some(EventType::Factory),
        supplier_id,
        site_id,
        ..ReadingQuery::of_time(calculation, range.from, range.to)
    };
    let mut pages = EventPages::of(services.db(), org, query);
    let mut examples = Vec::new();
    while let Some(page) = pages.next().await? {
        for (reading, _) in page {
            let method = reading.method.unwrap_or(MethodTier::Modelled);
            if engine::learning::is_trainable(reading.status, reading.source, method) {
                examples.push(Example {
                    at: reading.occurred_at,
                    ends_at: reading.ends_at,
                    activity: reading.activity,
                    meter: (reading.supplier_id, reading.site_id),
                    actual_kg: 0.0,
                    prior_kg: None,
                });
            }
        }
        if examples.len() > READINGS_MAX {
            let message = format!(
                "the meter has more than {READINGS_MAX} readings in the days that these periods look back on; ask about \
                 fewer days at once"
            );
            return Err(Error::invalid("occurred_at", "too_many", message));
        }
    }
    examples.reverse();
    Ok(periods(&examples)
        .into_values()
        .max_by_key(Vec::len)
        .unwrap_or_default())
}

/// The range that periods beginning between two times look back on.
pub(super) fn looked_back_on(first: DateTime<Utc>, last: DateTime<Utc>) -> TimeRange {
    TimeRange {
        from: first.checked_sub_signed(PAST).unwrap_or(first),
        to: last,
    }
}
