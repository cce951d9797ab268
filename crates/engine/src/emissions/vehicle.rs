//! Vans, motorbikes, cargo bikes, cars and feet: the last mile, by the kilometre.

use model::emissions::{ContributionKind, MethodTier};
use model::ingest::{EventType, TemperatureControl};

use super::choice::Choice;
use super::formula::{Formula, Unit};
use super::no_factor::NoFactor;
use super::plan::{Kinds, Ledger, Marks, Part, Subject};
use super::uncertainty::{Base, Spread};
use crate::vocabulary::{self, FuelKind, VehicleClass, VehicleKind};

/// A delivery round without metered energy.
pub(super) fn delivery(ledger: &mut Ledger<'_>) -> Result<(), NoFactor> {
    let activity = ledger.activity;
    let km = activity.distance_km.ok_or(NoFactor::DistanceMissing)?;
    let word = activity
        .vehicle_class
        .as_deref()
        .ok_or(NoFactor::VehicleClassMissing)?;
    let class = vocabulary::vehicle_class(EventType::Delivery, None, word)
        .ok_or(NoFactor::UnknownVehicleClass)?;
    ledger.choose(Choice::UkFactors);
    ledger.choose(Choice::DistanceAsGiven);
    small_vehicle(ledger, class, km)
}

/// A vehicle to 3.5 t, or a person walking.
pub(super) fn small_vehicle(
    ledger: &mut Ledger<'_>,
    class: &'static VehicleClass,
    km: f64,
) -> Result<(), NoFactor> {
    ledger.weaken(MethodTier::Activity);
    ledger.plan.subject = Subject::Trip {
        class: class.label,
        km,
    };
    if ledger.activity.load_factor.is_some() {
        ledger.choose(Choice::LoadFactorNotUsed);
    }
    note_no_refrigeration(ledger, class);
    match class.kind {
        VehicleKind::Van => van(ledger, class, km),
        VehicleKind::Motorbike => {
            courier_fuel(ledger, class, &["petrol"])?;
            courier(ledger, class, km, Base::Courier)
        }
        VehicleKind::CargoBike => {
            courier_fuel(ledger, class, &["electric"])?;
            ledger.choose(Choice::BritishElectricityInside);
            courier(ledger, class, km, Base::CargoBike)
        }
        VehicleKind::OnFoot => {
            ledger.choose(Choice::OnFoot);
            let spread = Spread::of(Base::Nothing);
            ledger.add(
                ContributionKind::Distance,
                Part::TankToWheel,
                Formula::Zero { km },
                spread,
            );
            Ok(())
        }
        VehicleKind::Car => Err(NoFactor::Car),
        VehicleKind::Hgv
        | VehicleKind::Train
        | VehicleKind::Ship
        | VehicleKind::Aircraft
        | VehicleKind::Barge => Err(NoFactor::UnknownVehicleClass),
    }
}

/// Says that cooling is not counted, where an event asks for it and nothing is published. The
/// refrigerated cargo ship is refrigerated by its class.
pub(super) fn note_no_refrigeration(ledger: &mut Ledger<'_>, class: &VehicleClass) {
    let cooled = ledger.activity.temperature_control == Some(TemperatureControl::Refrigerated);
    if cooled && class.word != "reefer_cargo" {
        ledger.choose(Choice::RefrigerationNotPublished);
    }
}

fn courier_fuel(
    ledger: &Ledger<'_>,
    class: &'static VehicleClass,
    allowed: &[&str],
) -> Result<(), NoFactor> {
    let Some(word) = ledger.activity.fuel.as_deref() else {
        return Ok(());
    };
    let fuel = vocabulary::fuel(word).ok_or(NoFactor::UnknownFuel)?;
    if allowed.contains(&fuel.word) {
        Ok(())
    } else {
        Err(NoFactor::VehicleFuel(class.label, fuel.label))
    }
}

fn courier(
    ledger: &mut Ledger<'_>,
    class: &'static VehicleClass,
    km: f64,
    base: Base,
) -> Result<(), NoFactor> {
    if ledger.activity.load_kg.is_some() {
        ledger.choose(Choice::LoadNotUsed);
    }
    let catalogue = ledger.catalogue;
    let parts = catalogue
        .tables
        .couriers
        .get(class.word)
        .ok_or(NoFactor::NotPublished)?;
    let kinds = Kinds::of(ContributionKind::Distance);
    ledger.add_parts(kinds, parts, base, Marks::default(), |factor| {
        Formula::Amount {
            amount: km,
            unit: Unit::Km,
            factor,
        }
    })
}

/// A van: tonne-kilometres for a shipment, kilometres otherwise. A delivery round is counted per
/// kilometre, whatever it carries.
fn van(ledger: &mut Ledger<'_>, class: &'static VehicleClass, km: f64) -> Result<(), NoFactor> {
    let catalogue = ledger.catalogue;
    let fuel = van_fuel(ledger, class)?;
    let rows = catalogue
        .tables
        .vans
        .get(class.word)
        .ok_or(NoFactor::NotPublished)?;
    let van = rows.iter().find(|van| van.fuel == fuel.0);
    let van = van.ok_or(NoFactor::VehicleFuel(class.label, fuel.1))?;
    let shipment =
        ledger.event_type == EventType::Logistics && ledger.activity.load_factor.is_none();
    let kinds = |main| Kinds {
        losses: ContributionKind::GridLosses,
        ..Kinds::of(main)
    };
    if let (true, Some(load_kg)) = (shipment, ledger.activity.load_kg) {
        ledger.plan.subject = Subject::Shipment {
            class: class.label,
            km,
            load_kg,
        };
        let kinds = kinds(ContributionKind::TonneKm);
        return ledger.add_parts(
            kinds,
            &van.tonne_km,
            Base::VanTonneKm,
            Marks::default(),
            |factor| Formula::TonneKm {
                km,
                load_kg,
                factor,
            },
        );
    }
    if ledger.activity.load_kg.is_some() {
        ledger.choose(Choice::LoadNotUsed);
    }
    let kinds = kinds(ContributionKind::Distance);
    ledger.add_parts(
        kinds,
        &van.trip,
        Base::VanTrip,
        Marks::default(),
        |factor| Formula::Amount {
            amount: km,
            unit: Unit::Km,
            factor,
        },
    )
}

/// Word and label of the fuel a van's factor is of.
fn van_fuel(
    ledger: &mut Ledger<'_>,
    class: &'static VehicleClass,
) -> Result<(&'static str, &'static str), NoFactor> {
    let Some(word) = ledger.activity.fuel.as_deref() else {
        // The average over all fuels is published for the average van only.
        let (word, label) = if class.word == "van_average" {
            ("unknown", "the published average over all fuels")
        } else {
            ("diesel", "diesel, which most vans burn (assumption),")
        };
        ledger.choose(Choice::VanFuelAssumed { fuel: label });
        return Ok((word, label));
    };
    let fuel = vocabulary::fuel(word).ok_or(NoFactor::UnknownFuel)?;
    if matches!(fuel.kind, FuelKind::Electricity | FuelKind::PlugInHybrid) {
        ledger.choose(Choice::BritishElectricityInside);
    }
    if fuel.kind == FuelKind::Electricity && ledger.pinned.is_none() {
        let region = ledger.activity.grid_region.as_deref().or(ledger.fallback);
        let elsewhere = region
            .map(|text| vocabulary::grid_region(text).ok_or(NoFactor::UnknownGridRegion))
            .transpose()?
            .filter(|found| found.region.code != "UK");
        if let Some(found) = elsewhere {
            return Err(NoFactor::ElectricVanElsewhere(found.region.label));
        }
    }
    Ok((fuel.word, fuel.label))
}
