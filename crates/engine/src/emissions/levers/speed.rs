//! Speed, where a relation to fuel is published: ships with metered fuel, and lorries between 55
//! and 65 miles per hour.

use model::emissions::ContributionKind;
use model::ingest::Activity;

use super::{
    Changed, Doubt, Frame, METERED_KINDS, NotApplicable, Note, Source, fuel, is_metered, scale,
    scale_metered,
};
use crate::vocabulary::{VehicleClass, VehicleKind};

/// Most that a ship's speed may change for the law of propulsion power to be meant at all
/// (assumption): engines are laid out for a range.
const SHIP_RATIO: std::ops::RangeInclusive<f64> = 0.75..=1.25;
/// 55 and 65 miles per hour, rounded outwards to whole km per hour.
const LORRY_KMH: (u16, u16) = (88, 105);
/// Km in ten miles: the step over which a lorry's fuel changes by the published share.
const LORRY_STEP_KM: f64 = 16.093_44;
/// What a lorry burns at 55 miles per hour, as a share of what it burns at 65.
const LORRY_SHARE: f64 = 0.80;

/// Another speed; the distance stays, so the time changes.
pub(super) fn speed(
    frame: &Frame<'_>,
    before: &Changed,
    to: f64,
) -> Result<Option<Changed>, NotApplicable> {
    if !frame.is_transport() {
        return Err(NotApplicable::NotTransport);
    }
    let from = before
        .activity
        .speed_kmh
        .filter(|kmh| kmh.is_finite() && *kmh > 0.0)
        .ok_or(NotApplicable::NoSpeed)?;
    if from == to {
        return Ok(None);
    }
    if before.activity.electricity_kwh.is_some() {
        return Err(NotApplicable::NoSpeedRelation("electric vehicles"));
    }
    let (effect, note) = effect(frame, &before.activity, from, to)?;
    let mut after = before.clone();
    if !is_metered(&before.activity) {
        let class = frame
            .class(&before.activity)
            .ok_or(NotApplicable::NoVehicle)?;
        into_litres(frame, &mut after, class)?;
    }
    scale_metered(&mut after.activity, effect.times);
    after.activity.speed_kmh = Some(to);
    scale(&mut after.activity.duration_h, from / to);
    after.doubts.push(Doubt {
        kinds: &METERED_KINDS,
        half_width: effect.half_width,
        source: Source::Rule(note),
    });
    after.note(note);
    Ok(Some(after))
}

/// What a change of speed does to fuel per distance.
struct Effect {
    times: f64,
    /// Relative to the fuel afterwards.
    half_width: f64,
}

fn effect(
    frame: &Frame<'_>,
    activity: &Activity,
    from: f64,
    to: f64,
) -> Result<(Effect, Note), NotApplicable> {
    if activity.mode == Some(model::ingest::Mode::Sea) {
        let ratio = to / from;
        if !is_metered(activity) {
            return Err(NotApplicable::NoLitres);
        }
        if !SHIP_RATIO.contains(&ratio) {
            return Err(NotApplicable::SpeedTooFar);
        }
        let times = ratio * ratio;
        let half_width = (ratio.powi(3) - ratio) / 2.0 / times;
        return Ok((Effect { times, half_width }, Note::ShipSpeed));
    }
    let class = frame.class(activity).ok_or(NotApplicable::NoVehicle)?;
    if class.kind != VehicleKind::Hgv {
        return Err(NotApplicable::NoSpeedRelation(class.label));
    }
    let (low, high) = LORRY_KMH;
    let holds = f64::from(low)..=f64::from(high);
    if !(holds.contains(&from) && holds.contains(&to)) {
        return Err(NotApplicable::SpeedOutside(low, high));
    }
    let times = LORRY_SHARE.powf((from - to) / LORRY_STEP_KM);
    let half_width = (times - 1.0) / 2.0 / times;
    Ok((Effect { times, half_width }, Note::LorrySpeed))
}

/// A lorry trip as the diesel its class burns on it.
fn into_litres(
    frame: &Frame<'_>,
    after: &mut Changed,
    class: &'static VehicleClass,
) -> Result<(), NotApplicable> {
    let modelled = frame.modelled(&after.activity)?;
    let diesel = crate::vocabulary::fuel("diesel").ok_or(NotApplicable::NoFuel)?;
    let litres = fuel::litres(frame, modelled.ttw_kg, modelled.source, diesel)
        .ok_or(NotApplicable::NoConsumption(class.label, diesel.label))?;
    after.activity.fuel = Some(diesel.word.to_owned());
    after.activity.fuel_used_l = Some(litres);
    after.doubts.push(Doubt {
        kinds: &[ContributionKind::Fuel],
        half_width: modelled.half_width,
        source: modelled.error(),
    });
    after.note(Note::LitresFromModel);
    Ok(())
}
