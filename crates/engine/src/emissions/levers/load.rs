//! How a lorry is loaded: load factor and empty running.

use model::ingest::Activity;

use super::{Changed, Doubt, Frame, METERED_KINDS, NotApplicable, Note, is_metered, scale_metered};
use crate::vocabulary::VehicleKind;

/// Another load factor carries the same tonnes in `from / to` times the trips.
pub(super) fn load_factor(
    frame: &Frame<'_>,
    before: &Changed,
    to: f64,
) -> Result<Option<Changed>, NotApplicable> {
    let from = loaded_trip(frame, &before.activity)?;
    if from == to {
        return Ok(None);
    }
    let mut after = before.clone();
    after.activity.load_factor = Some(to);
    // The load of a trip grows with its load factor.
    super::scale(&mut after.activity.load_kg, to / from);
    after.trips *= from / to;
    after.note(Note::SameTonnes);
    scale_by_model(frame, before, &mut after)?;
    Ok(Some(after))
}

/// Another share of empty distance; the loaded distance stays.
pub(super) fn empty_share(
    frame: &Frame<'_>,
    before: &Changed,
    to: f64,
) -> Result<Option<Changed>, NotApplicable> {
    loaded_trip(frame, &before.activity)?;
    let from = before.activity.empty_distance_factor;
    if from.is_none() && is_metered(&before.activity) {
        return Err(NotApplicable::EmptyShareNotStated);
    }
    if from.unwrap_or(0.0) == to {
        return Ok(None);
    }
    let mut after = before.clone();
    after.activity.empty_distance_factor = Some(to);
    scale_by_model(frame, before, &mut after)?;
    Ok(Some(after))
}

/// The load factor of a lorry trip.
fn loaded_trip(frame: &Frame<'_>, activity: &Activity) -> Result<f64, NotApplicable> {
    if !frame.is_transport() {
        return Err(NotApplicable::NotTransport);
    }
    let class = frame.class(activity).ok_or(NotApplicable::NoVehicle)?;
    if class.kind != VehicleKind::Hgv {
        return Err(NotApplicable::NoLoadModel(class.label));
    }
    if activity.distance_km.is_none() {
        return Err(NotApplicable::NoDistance);
    }
    activity.load_factor.ok_or(NotApplicable::NoLoadFactor)
}

/// Scales what was metered on a trip by what the published load model says of the trip before
/// and after. The model's error is that of the ratio, so it vanishes as the ratio nears one.
pub(super) fn scale_by_model(
    frame: &Frame<'_>,
    before: &Changed,
    after: &mut Changed,
) -> Result<(), NotApplicable> {
    if !is_metered(&before.activity) {
        return Ok(());
    }
    if before.activity.electricity_kwh.is_some() {
        return Err(NotApplicable::NoLoadModel("battery-electric lorries"));
    }
    // The model's rows are of diesel; as a ratio they hold for what else burns in that engine.
    let of = |activity: &Activity| {
        frame.modelled(&Activity {
            fuel: None,
            ..activity.clone()
        })
    };
    let (was, becomes) = (of(&before.activity)?, of(&after.activity)?);
    if !(was.ttw_kg > 0.0 && becomes.ttw_kg > 0.0) {
        return Err(NotApplicable::NoDistance);
    }
    let ratio = becomes.ttw_kg / was.ttw_kg;
    scale_metered(&mut after.activity, ratio);
    after.note(Note::MeteredByLoadModel);
    after.doubts.push(Doubt {
        kinds: &METERED_KINDS,
        half_width: was.half_width * (1.0 - 1.0 / ratio),
        source: was.error(),
    });
    Ok(())
}
