//! What is burnt: the same energy in the same engine, or what is published of vans.

use chrono::Datelike;
use model::ingest::{Activity, EventType};

use super::{Changed, Doubt, Frame, METERED_KINDS, NotApplicable, Note, Source, is_metered};
use crate::emissions::catalogue::FactorIndex;
use crate::emissions::tables::{Parts, Series, Van};
use crate::emissions::uncertainty::Base;
use crate::vocabulary::{self, Fuel, FuelKind, VehicleClass, VehicleKind};

/// Share of a diesel lorry's fuel energy that an electric one draws for the same work: between 1/7 and 2/7, the middle
/// and the half-width. Measured pairs of vehicles were 5 to 7 times as efficient in slow duty, 3.5 times at motorway
/// speeds (California Air Resources Board, Battery Electric Truck and Bus Energy Efficiency Compared to Conventional
/// Diesel Vehicles, 2018).
const ELECTRIC_LORRY_SHARE: (f64, f64) = (3.0 / 14.0, 1.0 / 3.0);
/// Kilowatt-hours in a gigajoule.
const KWH_PER_GJ: f64 = 1.0 / 0.003_6;

/// Engines within which a fuel can replace another by its energy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Engine {
    Compression,
    Spark,
}

fn engine(fuel: &Fuel) -> Option<Engine> {
    match fuel.word {
        "diesel" | "diesel_mineral" | "hvo" | "biodiesel" | "gas_oil" | "marine_gas_oil"
        | "marine_fuel_oil" => Some(Engine::Compression),
        "petrol" | "bioethanol" => Some(Engine::Spark),
        _ => None,
    }
}

/// Another fuel does the same work.
pub(super) fn fuel(
    frame: &Frame<'_>,
    before: &Changed,
    to: &'static Fuel,
) -> Result<Option<Changed>, NotApplicable> {
    let activity = &before.activity;
    if activity.co2e_kg_metered.is_some() {
        return Err(NotApplicable::MeteredCo2e);
    }
    let from = activity.fuel.as_deref().and_then(vocabulary::fuel);
    if from == Some(to) {
        return Ok(None);
    }
    let mut after = before.clone();
    match (activity.fuel_used_l, activity.electricity_kwh) {
        (Some(litres), power) if !frame.is_transport() || power.is_none() => {
            let from = from.ok_or(NotApplicable::NoFuel)?;
            let one_engine = engine(from).is_some() && engine(from) == engine(to);
            if is_electric_lorry(frame, activity, to) && engine(from) == Some(Engine::Compression) {
                draw_as_lorry(frame, &mut after, (litres, from), to)?;
                return Ok(Some(after));
            }
            if frame.is_transport() && !one_engine {
                return by_van(frame, before, (litres, from), to);
            }
            set_litres(&mut after, to, litres * same_energy(frame, from, to)?);
            if !one_engine {
                after.note(Note::Boiler);
            }
        }
        _ if !frame.is_transport() => return Err(NotApplicable::NoLitres),
        (None, Some(kwh)) => {
            let from = vocabulary::fuel("electric").ok_or(NotApplicable::NoFuel)?;
            if from == to {
                return Ok(None);
            }
            return by_van(frame, before, (kwh, from), to);
        }
        (Some(_), Some(_)) => return Err(NotApplicable::FuelAndPower),
        _ if is_metered(activity) => return Err(NotApplicable::NoLitres),
        _ => return by_class(frame, before, to),
    }
    Ok(Some(after))
}

/// A trip by its class: the published row of the other fuel, else the litres the class burns.
fn by_class(
    frame: &Frame<'_>,
    before: &Changed,
    to: &'static Fuel,
) -> Result<Option<Changed>, NotApplicable> {
    let activity = &before.activity;
    let class = frame.class(activity).ok_or(NotApplicable::NoVehicle)?;
    let diesel = vocabulary::fuel("diesel").ok_or(NotApplicable::NoFuel)?;
    if class.kind == VehicleKind::Hgv && activity.fuel.is_none() && to == diesel {
        // The published lorries burn diesel already.
        return Ok(None);
    }
    let mut after = before.clone();
    if let Some(van) = van(frame, class, to) {
        after.activity.fuel = Some(to.word.to_owned());
        if to.kind == FuelKind::Electricity && has_region(frame, activity) {
            charge(frame, &mut after, class, van)?;
        } else if to.kind == FuelKind::Electricity {
            after.note(Note::BritishElectricity);
        }
        return Ok(Some(after));
    }
    let is_electric_lorry = is_electric_lorry(frame, activity, to);
    let burns_diesel = matches!(class.kind, VehicleKind::Hgv | VehicleKind::Van)
        && engine(to) == Some(Engine::Compression);
    if !burns_diesel && !is_electric_lorry {
        return Err(NotApplicable::NoConsumption(class.label, to.label));
    }
    // The class's diesel, and the energy it holds.
    let modelled = frame.modelled(&Activity {
        fuel: Some(diesel.word.to_owned()),
        ..activity.clone()
    })?;
    let burnt = litres(frame, modelled.ttw_kg, modelled.source, diesel)
        .ok_or(NotApplicable::NoConsumption(class.label, diesel.label))?;
    if is_electric_lorry {
        draw_as_lorry(frame, &mut after, (burnt, diesel), to)?;
    } else {
        set_litres(&mut after, to, burnt * same_energy(frame, diesel, to)?);
    }
    after.note(Note::LitresFromModel);
    after.doubts.push(Doubt {
        kinds: &METERED_KINDS,
        half_width: modelled.half_width,
        source: modelled.error(),
    });
    Ok(Some(after))
}

/// Metered energy of a van, scaled as its published consumption with the two fuels.
fn by_van(
    frame: &Frame<'_>,
    before: &Changed,
    (amount, from): (f64, &'static Fuel),
    to: &'static Fuel,
) -> Result<Option<Changed>, NotApplicable> {
    let class = frame
        .class(&before.activity)
        .filter(|class| class.kind == VehicleKind::Van)
        .ok_or(NotApplicable::OtherEngine(from.label, to.label))?;
    let rate = |fuel: &'static Fuel| {
        van(frame, class, fuel)
            .and_then(|van| consumption(frame, fuel, &van.trip))
            .ok_or(NotApplicable::NoConsumption(class.label, fuel.label))
    };
    let (was, becomes) = (rate(from)?, rate(to)?);
    let mut after = before.clone();
    let amount = amount * becomes.0 / was.0;
    after.activity.fuel = Some(to.word.to_owned());
    if to.kind == FuelKind::Electricity {
        after.activity.fuel_used_l = None;
        after.activity.electricity_kwh = Some(amount);
    } else {
        after.activity.electricity_kwh = None;
        after.activity.fuel_used_l = Some(amount);
    }
    doubt_consumption(&mut after, becomes.1);
    Ok(Some(after))
}

/// Counts an electric van by the power its class draws instead of by published kilograms, which
/// hold British electricity.
pub(super) fn meter_electric_van(
    frame: &Frame<'_>,
    after: &mut Changed,
) -> Result<(), NotApplicable> {
    let electric = after.activity.fuel.as_deref().and_then(vocabulary::fuel);
    let electric = electric.filter(|fuel| fuel.kind == FuelKind::Electricity);
    let class = frame.class(&after.activity);
    let (Some(electric), Some(class)) = (electric, class) else {
        return Err(NotApplicable::NoElectricity);
    };
    if is_metered(&after.activity) || !frame.is_transport() {
        return Err(NotApplicable::NoElectricity);
    }
    let van = van(frame, class, electric).ok_or(NotApplicable::NoElectricity)?;
    charge(frame, after, class, van)
}

/// Sets the power a van draws over its kilometres or tonne-kilometres.
fn charge(
    frame: &Frame<'_>,
    after: &mut Changed,
    class: &'static VehicleClass,
    van: &Van,
) -> Result<(), NotApplicable> {
    let activity = &after.activity;
    let km = activity.distance_km.ok_or(NotApplicable::NoDistance)?;
    let is_shipment =
        frame.input.event_type == EventType::Logistics && activity.load_factor.is_none();
    let (parts, amount) = match activity.load_kg {
        Some(load_kg) if is_shipment => (&van.tonne_km, km * load_kg / 1000.0),
        _ => (&van.trip, km),
    };
    let (kwh, source) =
        power(frame, parts).ok_or(NotApplicable::NoConsumption(class.label, "electricity"))?;
    after.activity.electricity_kwh = Some(amount * kwh);
    doubt_consumption(after, source);
    Ok(())
}

/// Whether a lorry is to run on electricity.
fn is_electric_lorry(frame: &Frame<'_>, activity: &Activity, to: &Fuel) -> bool {
    let is_lorry = frame
        .class(activity)
        .is_some_and(|class| class.kind == VehicleKind::Hgv);
    frame.is_transport() && is_lorry && to.kind == FuelKind::Electricity
}

/// Sets the power that an electric lorry draws for the work of these litres.
fn draw_as_lorry(
    frame: &Frame<'_>,
    after: &mut Changed,
    (litres, from): (f64, &'static Fuel),
    to: &'static Fuel,
) -> Result<(), NotApplicable> {
    let held = kwh_per_litre(frame, from).ok_or(NotApplicable::NoEnergyContent(from.label))?;
    let (share, half_width) = ELECTRIC_LORRY_SHARE;
    after.activity.fuel = Some(to.word.to_owned());
    after.activity.fuel_used_l = None;
    after.activity.electricity_kwh = Some(litres * held * share);
    after.note(Note::ElectricLorry);
    after.doubts.push(Doubt {
        kinds: &METERED_KINDS,
        half_width,
        source: Source::Rule(Note::ElectricLorry),
    });
    Ok(())
}

fn doubt_consumption(after: &mut Changed, source: FactorIndex) {
    after.note(Note::VanConsumption);
    after.doubts.push(Doubt {
        kinds: &METERED_KINDS,
        half_width: Base::VanTrip.half_width().0,
        source: Source::Factor(source),
    });
}

fn van<'f>(frame: &'f Frame<'_>, class: &VehicleClass, fuel: &Fuel) -> Option<&'f Van> {
    let vans = frame.catalogue.tables.vans.get(class.word)?;
    vans.iter().find(|van| van.fuel == fuel.word)
}

/// Litres or kWh per published unit of a van, and the factor they come from.
fn consumption(frame: &Frame<'_>, fuel: &Fuel, parts: &Parts) -> Option<(f64, FactorIndex)> {
    if fuel.kind == FuelKind::Electricity {
        return power(frame, parts);
    }
    let burnt = parts.ttw.nearest(year(frame))?;
    let per_litre = &frame.catalogue.tables.fuels.get(fuel.word)?.ttw;
    Some((ratio(frame, burnt, per_litre)?, burnt))
}

/// kWh per published unit of an electric van: its network losses over those of a kWh. (The row of
/// its generation is larger by exactly the network losses, so it does not give the kWh.)
fn power(frame: &Frame<'_>, parts: &Parts) -> Option<(f64, FactorIndex)> {
    let lost = parts.losses.nearest(year(frame))?;
    let per_kwh = &frame.catalogue.tables.grids.get("UK")?.parts.losses;
    Some((ratio(frame, lost, per_kwh)?, lost))
}

/// Litres of `fuel` whose tank-to-wheel kilograms are those of the class, both of one vintage.
pub(super) fn litres(
    frame: &Frame<'_>,
    ttw_kg: f64,
    source: Option<FactorIndex>,
    fuel: &Fuel,
) -> Option<f64> {
    let vintage = frame.catalogue.fact(source?).year;
    let per_litre = &frame.catalogue.tables.fuels.get(fuel.word)?.ttw;
    let per_litre = frame.catalogue.fact(per_litre.nearest(vintage)?).value;
    let litres = ttw_kg / per_litre;
    litres.is_finite().then_some(litres)
}

fn set_litres(after: &mut Changed, to: &'static Fuel, litres: f64) {
    after.activity.fuel = Some(to.word.to_owned());
    after.activity.fuel_used_l = Some(litres);
    after.note(Note::SameEnergyContent);
}

/// Litres of `to` that hold the energy of a litre of `from`.
fn same_energy(
    frame: &Frame<'_>,
    from: &'static Fuel,
    to: &'static Fuel,
) -> Result<f64, NotApplicable> {
    let content = |fuel: &'static Fuel| {
        kwh_per_litre(frame, fuel).ok_or(NotApplicable::NoEnergyContent(fuel.label))
    };
    Ok(content(from)? / content(to)?)
}

/// Net kWh in a litre. The publisher states well-to-tank kilograms of one fuel per litre and per
/// kWh (net) or, for biofuels, per GJ; their quotient is the energy content it worked with.
pub(super) fn kwh_per_litre(frame: &Frame<'_>, fuel: &Fuel) -> Option<f64> {
    let energy = frame.catalogue.tables.energies.get(fuel.word)?;
    let litre = energy.litre.nearest(year(frame))?;
    ratio(frame, litre, &energy.kwh_net)
        .or_else(|| ratio(frame, litre, &energy.gj).map(|gj| gj * KWH_PER_GJ))
}

/// One factor over the factor of a series for the same year.
pub(super) fn ratio(frame: &Frame<'_>, over: FactorIndex, under: &Series) -> Option<f64> {
    let over = frame.catalogue.fact(over);
    let under = frame.catalogue.fact(under.nearest(over.year)?);
    let ratio = over.value / under.value;
    (under.year == over.year && ratio.is_finite() && ratio > 0.0).then_some(ratio)
}

pub(super) fn year(frame: &Frame<'_>) -> i32 {
    frame.input.occurred_at.year()
}

fn has_region(frame: &Frame<'_>, activity: &Activity) -> bool {
    let own = activity.grid_region.as_deref();
    own.or(frame.input.grid_region_fallback).is_some()
}
