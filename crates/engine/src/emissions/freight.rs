//! Logistics without metered energy: which vehicle, which of the published bases.

use model::emissions::{ContributionKind, MethodTier};
use model::ingest::{EventType, Mode};

use super::choice::Choice;
use super::formula::Formula;
use super::no_factor::NoFactor;
use super::plan::{Kinds, Ledger, Marks, Subject};
use super::uncertainty::Base;
use super::{lorry, vehicle};
use crate::vocabulary::{self, VehicleClass, VehicleKind};

/// From this distance on a flight is long haul (DESNZ methodology: about 3,700 km).
const LONG_HAUL_FROM_KM: f64 = 3_700.0;

/// A trip or shipment by road, rail, sea or air.
pub(super) fn logistics(ledger: &mut Ledger<'_>) -> Result<(), NoFactor> {
    let activity = ledger.activity;
    let mode = activity.mode.ok_or(NoFactor::ModeMissing)?;
    if mode == Mode::InlandWaterway {
        return Err(NoFactor::InlandWaterway);
    }
    let km = activity.distance_km.ok_or(NoFactor::DistanceMissing)?;
    let (class, class_assumed) = class(ledger, mode, km)?;
    let marks = Marks {
        class_assumed,
        ..Marks::default()
    };
    ledger.choose(Choice::UkFactors);
    ledger.choose(Choice::DistanceAsGiven);
    match class.kind {
        VehicleKind::Hgv => lorry::lorry(ledger, class, km, marks),
        VehicleKind::Train => per_tonne_km(ledger, class, km, Base::Rail, marks),
        VehicleKind::Ship => per_tonne_km(ledger, class, km, Base::Sea, marks),
        VehicleKind::Aircraft => {
            ledger.choose(Choice::NoRadiativeForcing);
            per_tonne_km(ledger, class, km, Base::Air, marks)
        }
        VehicleKind::Van
        | VehicleKind::Motorbike
        | VehicleKind::CargoBike
        | VehicleKind::Car
        | VehicleKind::OnFoot => vehicle::small_vehicle(ledger, class, km),
        VehicleKind::Barge => Err(NoFactor::InlandWaterway),
    }
}

/// The class the event names, or the default of its mode (then the second value is true).
fn class(
    ledger: &mut Ledger<'_>,
    mode: Mode,
    km: f64,
) -> Result<(&'static VehicleClass, bool), NoFactor> {
    let known = |word: &str| vocabulary::vehicle_class(EventType::Logistics, Some(mode), word);
    if let Some(word) = ledger.activity.vehicle_class.as_deref() {
        return Ok((known(word).ok_or(NoFactor::UnknownVehicleClass)?, false));
    }
    let (word, choice, assumed) = match mode {
        Mode::Road => ("hgv_average", Choice::LorryClassAssumed, true),
        Mode::Sea => ("container_average", Choice::ShipClassAssumed, true),
        Mode::Rail => ("freight_train", Choice::UkFactors, false),
        Mode::Air => {
            let class = if km < LONG_HAUL_FROM_KM {
                "short_haul"
            } else {
                "long_haul"
            };
            let label = if km < LONG_HAUL_FROM_KM {
                "short haul"
            } else {
                "long haul"
            };
            (class, Choice::AirByDistance { class: label }, false)
        }
        Mode::InlandWaterway => return Err(NoFactor::InlandWaterway),
    };
    ledger.choose(choice);
    Ok((known(word).ok_or(NoFactor::UnknownVehicleClass)?, assumed))
}

/// Trains, ships and aircraft: tonne-kilometres of the class average.
fn per_tonne_km(
    ledger: &mut Ledger<'_>,
    class: &'static VehicleClass,
    km: f64,
    base: Base,
    marks: Marks,
) -> Result<(), NoFactor> {
    let catalogue = ledger.catalogue;
    let activity = ledger.activity;
    let mode = activity.mode.map_or("this", Mode::as_str);
    let load_kg = activity.load_kg.ok_or(NoFactor::LoadMissing(mode))?;
    ledger.weaken(MethodTier::Activity);
    ledger.plan.subject = Subject::Shipment {
        class: class.label,
        km,
        load_kg,
    };
    if activity.load_factor.is_some() {
        ledger.choose(Choice::LoadFactorNotUsed);
    }
    vehicle::note_no_refrigeration(ledger, class);
    let parts = catalogue
        .tables
        .freight
        .get(class.word)
        .ok_or(NoFactor::NotPublished)?;
    ledger.add_parts(
        Kinds::of(ContributionKind::TonneKm),
        parts,
        base,
        marks,
        |factor| Formula::TonneKm {
            km,
            load_kg,
            factor,
        },
    )
}
