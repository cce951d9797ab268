//! How much: distance and throughput, in proportion.

use super::{Changed, Frame, NotApplicable, Note, is_metered, scale, scale_metered};
use model::ingest::EventType;

/// Another distance: kilometres, and what was metered over them.
pub(super) fn distance(
    frame: &Frame<'_>,
    before: &Changed,
    percent: f64,
) -> Result<Option<Changed>, NotApplicable> {
    if !frame.is_transport() {
        return Err(NotApplicable::NotTransport);
    }
    if before.activity.distance_km.is_none() && !is_metered(&before.activity) {
        return Err(NotApplicable::NoDistance);
    }
    Ok(more_of_it(before, percent))
}

/// More or less of the same work.
pub(super) fn throughput(
    frame: &Frame<'_>,
    before: &Changed,
    percent: f64,
) -> Result<Option<Changed>, NotApplicable> {
    let activity = &before.activity;
    let by_area = frame.input.event_type == EventType::Warehouse
        && activity.floor_area_m2.is_some()
        && activity.heating_kwh_gross.is_none()
        && !is_metered(activity);
    if by_area {
        return Err(NotApplicable::FloorArea);
    }
    Ok(more_of_it(before, percent).map(|mut after| {
        after.note(Note::Linear);
        after
    }))
}

fn more_of_it(before: &Changed, percent: f64) -> Option<Changed> {
    if percent == 0.0 {
        return None;
    }
    let times = 1.0 + percent / 100.0;
    let mut after = before.clone();
    let activity = &mut after.activity;
    scale_metered(activity, times);
    for amount in [
        &mut activity.distance_km,
        &mut activity.duration_h,
        &mut activity.heating_kwh_gross,
        &mut activity.output_units,
        &mut activity.machine_hours,
        &mut activity.throughput_t,
        &mut activity.parcels,
        &mut activity.stops,
        &mut activity.failed_attempts,
    ] {
        scale(amount, times);
    }
    // What has no amount that grows (a leak alone) stays as it is.
    (after.activity != before.activity).then_some(after)
}
