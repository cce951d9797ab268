//! What factories and warehouses have in common: power and heat that run while nobody works, and
//! energy per unit of output.

use model::ingest::Activity;

use super::towards;
use crate::emissions::levers::Changed;
use crate::recommendations::facts::{Mean, Rhythm, Sampled, quantile};
use crate::recommendations::rule::Draft;
use crate::recommendations::saving::{Effect, Ground};
use crate::recommendations::text::Figures;

/// What rules rest on that compare an operation with itself.
pub(super) const OWN_HOURS: &str = "The site's own metered hours: those in which nobody works beside its working hours and its quietest ones; \
     no published figure is used";

/// Fewest events that say what a unit of output takes.
pub(super) const EVENTS_MIN: u64 = 20;

/// Another version of the event's activity.
pub(super) fn becomes(activity: Activity) -> Option<Effect> {
    Some(Effect::Changed(Box::new(Changed::of(activity))))
}

/// The event with its electricity multiplied.
pub(super) fn power_times(event: &Sampled, times: f64) -> Option<Effect> {
    let kwh = event.activity.electricity_kwh?;
    becomes(Activity {
        electricity_kwh: Some(kwh * times),
        ..event.activity.clone()
    })
}

/// The event with its gas and purchased heat multiplied.
pub(super) fn heat_times(event: &Sampled, times: f64) -> Option<Effect> {
    let activity = &event.activity;
    let of = |amount: Option<f64>| amount.map(|one| one * times);
    let has_heat = [
        activity.gas_kwh_gross,
        activity.gas_kwh_net,
        activity.gas_m3,
        activity.heating_kwh_gross,
    ];
    has_heat.iter().flatten().next()?;
    becomes(Activity {
        gas_kwh_gross: of(activity.gas_kwh_gross),
        gas_kwh_net: of(activity.gas_kwh_net),
        gas_m3: of(activity.gas_m3),
        heating_kwh_gross: of(activity.heating_kwh_gross),
        ..activity.clone()
    })
}

/// Cuts what runs while nobody works to the level of the quietest tenth of those hours.
pub(super) fn idle(
    ground: &Ground<'_>,
    rhythm: Option<Rhythm>,
    times: impl Fn(&Sampled, f64) -> Option<Effect>,
) -> Option<Draft> {
    let rhythm = rhythm?;
    let quiet = 1.0 - rhythm.avoidable_share();
    let saving = ground.saving(towards(1.0, quiet), |event, quiet| {
        (event.is_off && event.is_short)
            .then(|| times(event, quiet))
            .flatten()
    })?;
    Some(Draft {
        saving,
        figures: Figures::default()
            .number("off", rhythm.off_kwh_per_hour, "kWh per hour")
            .number("working", rhythm.working_kwh_per_hour, "kWh per hour")
            .number("quiet", rhythm.quiet_kwh_per_hour, "kWh per hour")
            .count("off_hours", rhythm.off_hours),
        changes: vec![],
    })
}

/// Cuts weekends to the level of weekday nights.
pub(super) fn weekend(ground: &Ground<'_>) -> Option<Draft> {
    let rhythm = ground.of.power?;
    let (weekend, night) = (rhythm.weekend_kwh_per_hour?, rhythm.night_kwh_per_hour?);
    let times = night / weekend;
    if times >= 1.0 {
        return None;
    }
    let saving = ground.saving(towards(1.0, times), |event, times| {
        (event.is_weekend && event.is_off && event.is_short)
            .then(|| power_times(event, times))
            .flatten()
    })?;
    Some(Draft {
        saving,
        figures: Figures::default()
            .number("weekend", weekend, "kWh per hour")
            .number("night", night, "kWh per hour"),
        changes: vec![],
    })
}

/// Brings events that make or move at least the usual amount to what the better ones of them need for
/// each unit. Small amounts are left out: their base load is no fault of the work.
pub(super) fn per_unit(
    ground: &Ground<'_>,
    units: impl Fn(&Activity) -> Option<f64>,
) -> Option<Draft> {
    let made = |event: &Sampled| units(&event.activity).filter(|one| *one > 0.0);
    let (usual, n) = ground.of.quantile(0.5, made)?;
    let ratio = |event: &Sampled| {
        let amount = made(event).filter(|amount| *amount >= usual)?;
        Some(event.activity.electricity_kwh? / amount)
    };
    let ratios: Vec<f64> = ground.of.sample.iter().filter_map(ratio).collect();
    let mean = ratios.iter().sum::<f64>() / ratios.len() as f64;
    let target = quantile(ratios.clone(), 0.25)?;
    let middle = quantile(ratios, 0.5)?;
    if n < EVENTS_MIN || target <= 0.0 {
        return None;
    }
    let saving = ground.saving(towards(middle, target), |event, target| {
        let ratio = ratio(event).filter(|ratio| *ratio > target)?;
        power_times(event, target / ratio)
    })?;
    Some(Draft {
        saving,
        figures: Figures::default()
            .number("mean", mean, "kWh")
            .number("target", target, "kWh"),
        changes: vec![],
    })
}

/// The mean temperature of the events that `fits`.
pub(super) fn mean_temperature(ground: &Ground<'_>, fits: impl Fn(f64) -> bool) -> Option<f64> {
    let mut mean = Mean::default();
    for event in &ground.of.sample {
        if let Some(celsius) = event.activity.temperature_c.filter(|one| fits(*one)) {
            mean.add(celsius, 1.0);
        }
    }
    mean.value()
}
