//! When to run what can wait.

use engine::energy::shifting::{Placement, Run, ShiftError, place};
use model::auth::Permission;
use model::energy::{ShiftAnswer, ShiftPlacement, ShiftQuery};
use model::ids::SiteId;
use model::problem::FieldError;

use super::ahead::{Ahead, ahead};
use super::load::label;
use super::plan::mode;
use super::sites::{grid, seen};
use crate::Services;
use crate::actor::Actor;
use crate::error::{Error, Result};

/// Largest energy of a run, kWh: what the largest power station gives in a day.
const RUN_KWH_MAX: f64 = 6e8;

/// Finds the start of a run that costs or emits least, within what the forecast reaches.
///
/// # Errors
/// `NotFound`; `Invalid` per field; `Conflict` with what is missing: measurements, prices, a grid region.
pub async fn shifting(
    services: &Services,
    actor: &Actor,
    id: SiteId,
    query: ShiftQuery,
) -> Result<ShiftAnswer> {
    actor.must(Permission::ReadOwn)?;
    let engine_mode = mode(query.mode, query.price_per_kg)?;
    let stored = {
        let mut conn = services.db().read(actor.org).await?;
        seen(&mut conn, actor, id).await?
    };
    let count = steps(&query, stored.settings.step_minutes())?;
    let ahead = ahead(services, actor, stored, query.mode).await?;
    ahead.must_count(query.mode)?;
    let run = Run {
        kwh: vec![query.kwh / count as f64; count],
        earliest: query.earliest.unwrap_or_else(|| ahead.steps.start()),
        latest_end: query.latest_end.unwrap_or_else(|| ahead.steps.end()),
    };
    let found = place(&run, &ahead.outlook(), engine_mode)
        .map_err(|fault| refused(fault, ahead.shortened.as_ref()))?;
    let (_, zone) = grid(&ahead.stored.settings)?;
    let placed = |one: &Placement| placement(one, &ahead, zone);
    Ok(ShiftAnswer {
        mode: query.mode,
        price_per_kg: query.price_per_kg,
        time_zone: zone.name().to_owned(),
        best: placed(&found.best),
        soonest: placed(&found.soonest),
        worst: placed(&found.worst),
        starts: found.starts as u64,
        basis: ahead.basis(),
    })
}

/// How many steps a run takes.
fn steps(query: &ShiftQuery, step_minutes: u32) -> Result<usize> {
    if !(query.kwh > 0.0 && query.kwh <= RUN_KWH_MAX) {
        let message = format!("kwh: {} must be above 0, to {RUN_KWH_MAX}", query.kwh);
        return Err(Error::invalid("kwh", "out_of_range", message));
    }
    let minutes = query.minutes;
    let day = 24 * 60;
    if minutes == 0 || minutes > day || !minutes.is_multiple_of(step_minutes) {
        let message = format!(
            "minutes: {minutes} must be a whole number of the site's steps, {step_minutes} to {day}"
        );
        return Err(Error::invalid("minutes", "out_of_range", message));
    }
    Ok((minutes / step_minutes) as usize)
}

fn placement(one: &Placement, ahead: &Ahead, zone: chrono_tz::Tz) -> ShiftPlacement {
    ShiftPlacement {
        start: one.start,
        end: one.end,
        start_label: label(zone, one.start),
        end_label: label(zone, one.end),
        cost: ahead.has_prices().then_some(one.cost),
        carbon_kg: ahead.knows_carbon().then_some(one.carbon_kg),
        own_kwh: one.own_kwh,
    }
}

/// The window is the caller's, but for prices that end before it; everything else was checked before.
fn refused(fault: ShiftError, shortened: Option<&FieldError>) -> Error {
    match fault {
        ShiftError::WindowTooShort { .. } => {
            let why = shortened.map_or_else(String::new, |why| format!("; {}", why.message));
            let message = format!("latest_end: {fault}{why}");
            Error::invalid("latest_end", "window_too_short", message)
        }
        ShiftError::Length { .. }
        | ShiftError::Value { .. }
        | ShiftError::EmptyRun
        | ShiftError::MovableShare { .. }
        | ShiftError::Currency { .. }
        | ShiftError::Tariff { .. }
        | ShiftError::NoOffers => Error::internal(fault),
    }
}
