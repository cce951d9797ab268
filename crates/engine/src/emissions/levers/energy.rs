//! Power and heat: another grid, a contract, a set-point.

use model::emissions::ContributionKind;

use super::{Changed, Doubt, Frame, NotApplicable, Note, Source, fuel, scale};
use crate::emissions::tables::GridBasis;
use crate::vocabulary::{self, GridRegion};

/// Change of heat per degree of set-point: 8 % (Carbon Trust, guides on heating and heating
/// controls of 2011).
const HEAT_PER_DEGREE: f64 = 0.08;
/// Others publish 8 to 10 %, and "up to 8 %".
const HEAT_PER_DEGREE_HALF_WIDTH: f64 = 0.02;

/// The same power from another grid.
pub(super) fn grid_region(
    frame: &Frame<'_>,
    before: &Changed,
    to: &'static GridRegion,
) -> Result<Option<Changed>, NotApplicable> {
    let mut after = before.clone();
    let is_metered = draws_power(frame, before)?;
    // An electric van counted by the kilometre holds British electricity, whatever it says.
    let from = region(frame, before).or_else(|| {
        let british = || vocabulary::grid_region("UK");
        (!is_metered)
            .then(british)
            .flatten()
            .map(|found| found.region)
    });
    if from == Some(to) {
        return Ok(None);
    }
    if !is_metered {
        fuel::meter_electric_van(frame, &mut after)?;
    }
    after.activity.grid_region = Some(to.code.to_owned());
    // What another grid emitted in that hour is not known; its yearly factor stands for it.
    after.activity.grid_intensity = None;
    Ok(Some(after))
}

/// Contracts with generation that emits nothing, for a share of the power.
pub(super) fn renewable_share(
    frame: &Frame<'_>,
    before: &Changed,
    to: f64,
) -> Result<Option<Changed>, NotApplicable> {
    let is_metered = draws_power(frame, before)?;
    if before.renewable_share == to {
        return Ok(None);
    }
    let mut after = before.clone();
    if !is_metered {
        meter_van_at_home(frame, &mut after)?;
    }
    after.renewable_share = to;
    after.note(Note::MarketBased);
    let grids = &frame.catalogue.tables.grids;
    let basis = region(frame, &after)
        .and_then(|region| grids.get(region.code))
        .map(|grid| grid.basis);
    if basis == Some(GridBasis::LifeCycle) {
        after.note(Note::MarketBasedLifeCycle);
    }
    Ok(Some(after))
}

/// Counts an electric van by its power; the published kilometre holds British electricity where nothing
/// else is said.
pub(super) fn meter_van_at_home(
    frame: &Frame<'_>,
    after: &mut Changed,
) -> Result<(), NotApplicable> {
    fuel::meter_electric_van(frame, after)?;
    after
        .activity
        .grid_region
        .get_or_insert_with(|| "UK".to_owned());
    Ok(())
}

/// Another set-point of the heating.
pub(super) fn temperature(
    before: &Changed,
    degrees: f64,
) -> Result<Option<Changed>, NotApplicable> {
    if before.activity.co2e_kg_metered.is_some() {
        return Err(NotApplicable::MeteredCo2e);
    }
    if before.activity.heating_kwh_gross.is_none() {
        return Err(NotApplicable::NoHeat);
    }
    if degrees == 0.0 {
        return Ok(None);
    }
    let times = 1.0 + HEAT_PER_DEGREE * degrees;
    let mut after = before.clone();
    scale(&mut after.activity.heating_kwh_gross, times);
    after.doubts.push(Doubt {
        kinds: &[ContributionKind::Heat],
        half_width: HEAT_PER_DEGREE_HALF_WIDTH * degrees / times,
        source: Source::Rule(Note::HeatRule),
    });
    after.note(Note::HeatRule);
    Ok(Some(after))
}

/// Whether the event draws power, and whether as kWh (else by the kilometre of an electric van).
pub(super) fn draws_power(frame: &Frame<'_>, before: &Changed) -> Result<bool, NotApplicable> {
    let activity = &before.activity;
    if activity.co2e_kg_metered.is_some() {
        return Err(NotApplicable::MeteredCo2e);
    }
    if activity.electricity_kwh.is_some() {
        return Ok(true);
    }
    let plan = frame.plan(activity)?;
    if plan
        .terms
        .iter()
        .any(|term| term.kind == ContributionKind::FloorArea)
    {
        return Ok(true);
    }
    // Tries it: only vans of published consumption can be counted by their power.
    fuel::meter_electric_van(frame, &mut before.clone())?;
    Ok(false)
}

/// The grid that an event draws from.
pub(super) fn region(frame: &Frame<'_>, changed: &Changed) -> Option<&'static GridRegion> {
    let own = changed.activity.grid_region.as_deref();
    own.or(frame.input.grid_region_fallback)
        .and_then(vocabulary::grid_region)
        .map(|found| found.region)
}
