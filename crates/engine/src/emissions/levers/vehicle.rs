//! Which vehicle: another mode of transport, another class within it.

use model::ingest::{Activity, EventType, Mode};

use super::load::scale_by_model;
use super::{Changed, Frame, NotApplicable, Note, is_metered};
use crate::vocabulary::{self, VehicleClass, VehicleKind, vehicle_class};

/// Another mode carries the same tonnes over the same distance; what belongs to the vehicle goes.
pub(super) fn mode(
    frame: &Frame<'_>,
    before: &Changed,
    to: Mode,
) -> Result<Option<Changed>, NotApplicable> {
    if frame.input.event_type != EventType::Logistics {
        return Err(NotApplicable::NotLogistics);
    }
    if before.activity.mode == Some(to) {
        return Ok(None);
    }
    let mut after = shipment(frame, before)?;
    after.activity.mode = Some(to);
    after.activity.vehicle_class = None;
    after.activity.fuel = None;
    after.note(Note::DistanceKept);
    Ok(Some(after))
}

/// Another class of the same mode carries the same tonnes, in more trips where they do not fit.
pub(super) fn class(
    frame: &Frame<'_>,
    before: &Changed,
    to: &'static VehicleClass,
) -> Result<Option<Changed>, NotApplicable> {
    if !frame.is_transport() {
        return Err(NotApplicable::NotTransport);
    }
    let activity = &before.activity;
    vehicle_class(frame.input.event_type, activity.mode, to.word)
        .ok_or(NotApplicable::ClassOfOtherMode(to.label))?;
    let named = activity
        .vehicle_class
        .as_deref()
        .and_then(vocabulary::vehicle_class_by_word);
    if named == Some(to) {
        return Ok(None);
    }
    let mut after = match frame.input.event_type {
        EventType::Delivery => round(before, to)?,
        _ => match (frame.class(activity), activity.load_factor) {
            (Some(from), Some(load_factor))
                if from.kind == VehicleKind::Hgv && to.kind == VehicleKind::Hgv =>
            {
                trip(frame, before, (from, load_factor), to)?
            }
            _ => {
                let mut after = shipment(frame, before)?;
                let load_kg = after.activity.load_kg.unwrap_or(0.0);
                if payload_kg(to).is_some_and(|payload_kg| load_kg > payload_kg) {
                    after.note(Note::MoreTrips);
                }
                after
            }
        },
    };
    after.activity.vehicle_class = Some(to.word.to_owned());
    if !matches!(
        to.kind,
        VehicleKind::Van | VehicleKind::Hgv | VehicleKind::Car
    ) {
        // What it burns is part of the class.
        after.activity.fuel = None;
    }
    Ok(Some(after))
}

/// A whole lorry trip by another lorry: the load model of both classes.
fn trip(
    frame: &Frame<'_>,
    before: &Changed,
    (from, load_factor): (&VehicleClass, f64),
    to: &'static VehicleClass,
) -> Result<Changed, NotApplicable> {
    let (Some(was_kg), Some(becomes_kg)) = (payload_kg(from), payload_kg(to)) else {
        return Err(NotApplicable::NoLoad);
    };
    let mut after = before.clone();
    let filled = load_factor * was_kg / becomes_kg;
    let trips = filled.max(1.0);
    after.activity.vehicle_class = Some(to.word.to_owned());
    after.activity.load_factor = Some(filled.min(1.0));
    super::scale(&mut after.activity.load_kg, 1.0 / trips);
    after.trips *= trips;
    after.note(Note::SameTonnes);
    if trips > 1.0 {
        after.note(Note::MoreTrips);
    }
    scale_by_model(frame, before, &mut after)?;
    Ok(after)
}

/// A delivery round by another vehicle: the same kilometres, as often as the load needs.
fn round(before: &Changed, to: &'static VehicleClass) -> Result<Changed, NotApplicable> {
    if before.activity.distance_km.is_none() {
        return Err(NotApplicable::NoDistance);
    }
    let mut after = before.clone();
    match (before.activity.load_kg, payload_kg(to)) {
        (Some(load_kg), Some(payload_kg)) => {
            let trips = (load_kg / payload_kg).max(1.0);
            super::scale(&mut after.activity.load_kg, 1.0 / trips);
            after.trips *= trips;
            if trips > 1.0 {
                after.note(Note::MoreTrips);
            }
        }
        (Some(_), None) => return Err(NotApplicable::NoPayload(to.label)),
        (None, _) => after.note(Note::SameRound),
    }
    drop_vehicle(&mut after);
    Ok(after)
}

/// The event as tonnes over a distance, whatever carried them.
fn shipment(frame: &Frame<'_>, before: &Changed) -> Result<Changed, NotApplicable> {
    let activity = &before.activity;
    if activity.distance_km.is_none() {
        return Err(NotApplicable::NoDistance);
    }
    let by_factor_kg = || {
        let payload_kg = frame.class(activity).and_then(payload_kg)?;
        Some(activity.load_factor? * payload_kg)
    };
    let load_kg = activity
        .load_kg
        .or_else(by_factor_kg)
        .ok_or(NotApplicable::NoLoad)?;
    let mut after = before.clone();
    drop_vehicle(&mut after);
    after.activity.load_kg = Some(load_kg);
    Ok(after)
}

/// Takes away what is known of the vehicle only: loading, speed, and what was metered on it.
fn drop_vehicle(after: &mut Changed) {
    if is_metered(&after.activity) {
        after.note(Note::MeteredDropped);
    }
    after.doubts.clear();
    after.activity = Activity {
        load_factor: None,
        empty_distance_factor: None,
        speed_kmh: None,
        duration_h: None,
        co2e_kg_metered: None,
        fuel_used_l: None,
        electricity_kwh: None,
        gas_kwh_net: None,
        gas_kwh_gross: None,
        gas_m3: None,
        ..std::mem::take(&mut after.activity)
    };
}

fn payload_kg(class: &VehicleClass) -> Option<f64> {
    class.payload_t.map(|tonnes| tonnes * 1000.0)
}
