//! Metered CO2e, fuel, power, gas, heat and leaks; and the energy norm of a floor area.

use model::emissions::{ContributionKind, FactorScope, HourIntensity, IntensityKind, MethodTier};
use model::ingest::EventType;

use super::catalogue::{FactorIndex, is_generation};
use super::choice::Choice;
use super::formula::{Formula, Unit};
use super::no_factor::NoFactor;
use super::plan::{Kinds, Ledger, Marks, Part, Subject};
use super::tables::{Grid, GridBasis, Parts};
use super::uncertainty::{Base, Spread};
use crate::vocabulary::{self, RegionStep};

/// Above it no grid lies, kg CO2e per kWh: power from the worst lignite emits some 1.5.
pub const GRID_KG_PER_KWH_MAX: f64 = 3.0;

/// CO2e that was itself metered: nothing else of the event counts beside it.
pub(super) fn metered_co2e(ledger: &mut Ledger<'_>, kg: f64) {
    ledger.plan.subject = Subject::MeteredCo2e;
    ledger.choose(Choice::MeteredCo2eHasNoUpstream);
    let activity = ledger.activity;
    let beside = [
        activity.distance_km,
        activity.fuel_used_l,
        activity.electricity_kwh,
        activity.gas_kwh_net,
        activity.gas_kwh_gross,
        activity.gas_m3,
        activity.heating_kwh_gross,
        activity.floor_area_m2,
        activity.refrigerant_leak_kg,
    ];
    if beside.iter().any(Option::is_some) {
        ledger.choose(Choice::MeteredWins);
    }
    ledger.add(
        ContributionKind::MeteredCo2e,
        Part::TankToWheel,
        Formula::Metered { kg },
        Spread::of(Base::MeteredCo2e),
    );
}

/// Metered fuel, power, gas and heat, as far as the event has them.
pub(super) fn metered(ledger: &mut Ledger<'_>) -> Result<(), NoFactor> {
    let activity = ledger.activity;
    if let Some(litres) = activity.fuel_used_l {
        fuel(ledger, litres)?;
    }
    if let Some(kwh) = activity.electricity_kwh {
        electricity(ledger, kwh)?;
    }
    gas(ledger)?;
    if let Some(kwh) = activity.heating_kwh_gross {
        ledger.choose(Choice::HeatNetwork);
        let catalogue = ledger.catalogue;
        let kinds = Kinds::of(ContributionKind::Heat);
        amount(
            ledger,
            kinds,
            &catalogue.tables.heat,
            (kwh, Unit::Kwh),
            Base::Heat,
        )?;
    }
    Ok(())
}

fn amount(
    ledger: &mut Ledger<'_>,
    kinds: Kinds,
    parts: &Parts,
    (amount, unit): (f64, Unit),
    base: Base,
) -> Result<(), NoFactor> {
    ledger.add_parts(kinds, parts, base, Marks::default(), |factor| {
        Formula::Amount {
            amount,
            unit,
            factor,
        }
    })
}

fn fuel(ledger: &mut Ledger<'_>, litres: f64) -> Result<(), NoFactor> {
    let word = ledger
        .activity
        .fuel
        .as_deref()
        .ok_or(NoFactor::FuelNotNamed)?;
    let fuel = vocabulary::fuel(word).ok_or(NoFactor::UnknownFuel)?;
    let catalogue = ledger.catalogue;
    let parts = catalogue
        .tables
        .fuels
        .get(fuel.word)
        .ok_or(NoFactor::NoLitreFactor(fuel.label))?;
    if matches!(fuel.word, "diesel" | "petrol") {
        ledger.choose(Choice::AverageBiofuelBlend);
    }
    let kinds = Kinds::of(ContributionKind::Fuel);
    amount(
        ledger,
        kinds,
        parts,
        (litres, Unit::Litre),
        Base::MeteredFuel,
    )
}

/// Natural gas; more than one figure for it is the same gas in other units.
fn gas(ledger: &mut Ledger<'_>) -> Result<(), NoFactor> {
    let (activity, catalogue) = (ledger.activity, ledger.catalogue);
    let figures = [
        (
            activity.gas_kwh_gross,
            Unit::KwhGross,
            &catalogue.tables.gas_gross,
            "gas_kwh_gross",
        ),
        (
            activity.gas_kwh_net,
            Unit::KwhNet,
            &catalogue.tables.gas_net,
            "gas_kwh_net",
        ),
        (
            activity.gas_m3,
            Unit::CubicMetre,
            &catalogue.tables.gas_m3,
            "gas_m3",
        ),
    ];
    let given = || figures.iter().filter(|(figure, ..)| figure.is_some());
    let Some((Some(quantity), unit, parts, used)) = given().next() else {
        return Ok(());
    };
    if given().count() > 1 {
        ledger.choose(Choice::OneGasFigure { used });
    }
    let kinds = Kinds::of(ContributionKind::Gas);
    amount(ledger, kinds, parts, (*quantity, *unit), Base::MeteredFuel)
}

fn electricity(ledger: &mut Ledger<'_>, kwh: f64) -> Result<(), NoFactor> {
    if let Some(hour) = &ledger.activity.grid_intensity {
        return grid_hour(ledger, kwh, hour);
    }
    let (grid, marks) = grid(ledger)?;
    let kinds = Kinds {
        main: ContributionKind::Electricity,
        losses: ContributionKind::GridLosses,
        upstream_inside: grid.basis == GridBasis::LifeCycle,
    };
    ledger.add_parts(kinds, &grid.parts, Base::Electricity, marks, |factor| {
        Formula::Amount {
            amount: kwh,
            unit: Unit::Kwh,
            factor,
        }
    })
}

/// Power by what the grid emitted in its hour. It is one line: what providers publish is not parted into
/// generation, upstream and losses.
fn grid_hour(ledger: &mut Ledger<'_>, kwh: f64, hour: &HourIntensity) -> Result<(), NoFactor> {
    let kg_per_kwh = hour.kg_per_kwh;
    if !(0.0..=GRID_KG_PER_KWH_MAX).contains(&kg_per_kwh) {
        return Err(NoFactor::BadQuantity("grid_intensity"));
    }
    ledger.choose(Choice::GridHour);
    let base = match hour.kind {
        IntensityKind::Actual | IntensityKind::Estimated => Base::GridHour,
        IntensityKind::Forecast => Base::GridForecast,
    };
    let upstream_missing = !hour.scope.has_upstream();
    ledger.choose(if upstream_missing {
        Choice::NoUpstream
    } else {
        Choice::UpstreamInside
    });
    ledger.add(
        ContributionKind::Electricity,
        Part::TankToWheel,
        Formula::GridHour { kwh, kg_per_kwh },
        Spread {
            upstream_missing,
            ..Spread::of(base)
        },
    );
    Ok(())
}

/// The grid an event draws from: its own region, else that of its site or organisation, a zone
/// falling back to its country; never anything else.
fn grid<'a>(ledger: &mut Ledger<'a>) -> Result<(&'a Grid, Marks), NoFactor> {
    let catalogue = ledger.catalogue;
    if let Some(pinned) = ledger.pinned {
        let region = pinned_region(ledger, pinned).ok_or(NoFactor::StoredFactorMissing)?;
        let grid = catalogue
            .tables
            .grids
            .get(region)
            .ok_or(NoFactor::StoredFactorMissing)?;
        ledger.choose(Choice::LocationBased { region });
        // The step is recorded again only if the event still names the zone it was taken from.
        let own = ledger.activity.grid_region.as_deref().or(ledger.fallback);
        let by_country = own.and_then(vocabulary::grid_region).is_some_and(|found| {
            found.step == RegionStep::CountryOfZone && found.region.code == region
        });
        if by_country {
            ledger.choose(Choice::CountryForZone { region });
        }
        return Ok((
            grid,
            Marks {
                zone_by_country: by_country,
                ..Marks::default()
            },
        ));
    }
    let own = ledger.activity.grid_region.as_deref();
    let text = own.or(ledger.fallback).ok_or(NoFactor::GridRegionMissing)?;
    let found = vocabulary::grid_region(text).ok_or(NoFactor::UnknownGridRegion)?;
    let region = found.region.code;
    let grid = catalogue
        .tables
        .grids
        .get(region)
        .ok_or(NoFactor::NoIntensity(region))?;
    if own.is_none() {
        ledger.choose(Choice::RegionFromFallback { region });
    }
    let zone_by_country = found.step == RegionStep::CountryOfZone;
    if zone_by_country {
        ledger.choose(Choice::CountryForZone { region });
    }
    ledger.choose(Choice::LocationBased { region });
    Ok((
        grid,
        Marks {
            zone_by_country,
            ..Marks::default()
        },
    ))
}

fn pinned_region(ledger: &Ledger<'_>, pinned: &[FactorIndex]) -> Option<&'static str> {
    let factor = pinned
        .iter()
        .map(|index| ledger.catalogue.get(*index))
        .find(|factor| factor.category == "electricity" && is_generation(factor.scope))?;
    vocabulary::grid_region(&factor.region).map(|found| found.region.code)
}

/// Says what stood beside metered energy and was not counted, and refuses a trip without energy.
pub(super) fn note_unused(ledger: &mut Ledger<'_>) -> Result<(), NoFactor> {
    let moves = matches!(
        ledger.event_type,
        EventType::Logistics | EventType::Delivery
    );
    if moves && ledger.activity.distance_km.is_some_and(|km| km > 0.0) {
        if ledger.plan.terms.iter().all(|term| term.kg == 0.0) {
            return Err(NoFactor::NoEnergyOverDistance);
        }
        ledger.choose(Choice::DistanceNotUsed);
    }
    if ledger.activity.floor_area_m2.is_some() && ledger.activity.electricity_kwh.is_some() {
        ledger.choose(Choice::FloorAreaNotAdded);
    }
    Ok(())
}

/// The energy norm of a warehouse whose power is not metered.
pub(super) fn floor_area(ledger: &mut Ledger<'_>) -> Result<(), NoFactor> {
    let Some(area_m2) = ledger.activity.floor_area_m2 else {
        return Ok(());
    };
    let hours = ledger.hours.ok_or(NoFactor::FloorAreaNeedsPeriod)?;
    let (grid, marks) = grid(ledger)?;
    ledger.weaken(MethodTier::Modelled);
    ledger.plan.subject = Subject::FloorArea { area_m2, hours };
    ledger.choose(Choice::FloorAreaNorm);
    let kinds = Kinds {
        upstream_inside: grid.basis == GridBasis::LifeCycle,
        ..Kinds::of(ContributionKind::FloorArea)
    };
    ledger.add_parts(kinds, &grid.parts, Base::FloorArea, marks, |factor| {
        Formula::FloorArea {
            area_m2,
            hours,
            factor,
        }
    })
}

/// A refrigerant that leaked, on whatever event reports it.
pub(super) fn leak(ledger: &mut Ledger<'_>) -> Result<(), NoFactor> {
    let Some(kg) = ledger.activity.refrigerant_leak_kg else {
        return Ok(());
    };
    let Some(word) = ledger.activity.refrigerant.as_deref() else {
        // Nothing leaked, so nothing needs a name.
        return if kg == 0.0 {
            Ok(())
        } else {
            Err(NoFactor::RefrigerantNotNamed)
        };
    };
    let gas = vocabulary::refrigerant(word).ok_or(NoFactor::UnknownRefrigerant)?;
    let catalogue = ledger.catalogue;
    let leak = catalogue
        .tables
        .leaks
        .get(gas.word)
        .ok_or(NoFactor::NoPotential(gas.label))?;
    if leak.is_ar6 {
        ledger.choose(Choice::Ar6Potential);
    }
    if ledger.plan.terms.is_empty() {
        ledger.plan.subject = Subject::Leak;
    }
    let potential = ledger.must_pick(&leak.potential)?;
    debug_assert_eq!(catalogue.get(potential.index).scope, FactorScope::Gwp);
    let formula = Formula::Amount {
        amount: kg,
        unit: Unit::KgOfGas,
        factor: potential.index,
    };
    let spread = ledger.spread(Base::Leak, potential, Marks::default());
    ledger.add(
        ContributionKind::RefrigerantLeak,
        Part::TankToWheel,
        formula,
        spread,
    );
    Ok(())
}
