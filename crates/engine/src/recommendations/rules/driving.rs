//! Freight: how fast and how well it is driven.

use model::emissions::{Change, Lever};
use model::ingest::{Activity, EventType, Mode};

use super::DESNZ;
use crate::emissions::levers::Setting;
use crate::recommendations::facts::Sampled;
use crate::recommendations::rule::{Draft, Rule, Work};
use crate::recommendations::saving::{Effect, Ground};
use crate::recommendations::text::Figures;

/// Fewest trips that say how well lorries are driven.
const TRIPS_MIN: usize = 20;
/// Speed of a lorry at which the published relation begins: 55 miles per hour.
const CALM_KMH: f64 = 88.5;
/// Share by which metered fuel must exceed the class's published consumption.
const EXCESS_MIN: f64 = 0.05;
/// How much slower a ship is advised to go.
const SLOWER: f64 = 0.10;

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "logistics_calmer_speed",
        event_type: EventType::Logistics,
        group: "driving",
        work: Work::Setting,
        title: "Limit lorries to {target}",
        body: "Lorries averaged {speed} over the trips that state it. At {target} they would save \
               {saving} each month, between {saving_low} and {saving_high}.",
        sources: &[
            "American Trucking Associations, in US EPA, Green Transport Partnership, Reducing Highway Speed: about 20 % less fuel at 55 than at 65 miles per hour",
        ],
        act: calmer_speed,
    },
    Rule {
        id: "logistics_driver_training",
        event_type: EventType::Logistics,
        group: "driving",
        work: Work::Planning,
        title: "Train and follow up economical driving",
        body: "Metered fuel of {trips} trips is {excess} above what lorries of their class burn with \
               that load. Training that is followed up saves {target} of the fuel: {saving} each \
               month, between {saving_low} and {saving_high}.",
        sources: &[
            DESNZ,
            "GIZ, Maintaining ecodriving benefits in the long term: 2 to 5 % in the long term",
            "Institute of Transport Economics (TØI), Pinchasik et al.: 5 to 9 % with active follow-up",
        ],
        act: driver_training,
    },
    Rule {
        id: "logistics_slower_ships",
        event_type: EventType::Logistics,
        group: "driving",
        work: Work::Contract,
        title: "Sail {slower} slower",
        body: "Ships with metered fuel averaged {speed}. Sailing {slower} slower would save {saving} \
               each month, between {saving_low} and {saving_high}.",
        sources: &[
            "Taskar and Andersen, Transportation Research Part D 87, 2020: propulsion power and speed of single ships",
        ],
        act: slower_ships,
    },
];

/// The mean of speeds of the events that `fits`, weighted by distance.
fn mean_speed(ground: &Ground<'_>, fits: impl Fn(&Sampled) -> bool) -> Option<f64> {
    let mut mean = crate::recommendations::facts::Mean::default();
    for event in ground.of.sample.iter().filter(|event| fits(event)) {
        mean.add(
            event.activity.speed_kmh?,
            event.activity.distance_km.unwrap_or(1.0),
        );
    }
    mean.value()
}

fn calmer_speed(ground: &Ground<'_>) -> Option<Draft> {
    let is_fast = |event: &Sampled| {
        event.is_by(Mode::Road) && event.activity.speed_kmh.is_some_and(|kmh| kmh > CALM_KMH)
    };
    let saving = ground.saving([1.0; 3], |event, _| {
        is_fast(event)
            .then(|| ground.lever(event, &Setting::Speed(CALM_KMH)))
            .flatten()
    })?;
    let is_lorry = |event: &Sampled| event.is_by(Mode::Road) && event.activity.speed_kmh.is_some();
    Some(Draft {
        saving,
        figures: Figures::default()
            .number("speed", mean_speed(ground, is_lorry)?, "km/h")
            .number("target", CALM_KMH, "km/h"),
        changes: vec![Change::number(Lever::Speed, CALM_KMH)],
    })
}

/// Metered fuel of a lorry trip over what its class burns with that load.
fn over_class(ground: &Ground<'_>, event: &Sampled) -> Option<f64> {
    let activity = &event.activity;
    activity
        .load_factor
        .filter(|_| activity.mode == Some(Mode::Road))?;
    activity.fuel_used_l?;
    let modelled = Activity {
        fuel_used_l: None,
        fuel: None,
        ..activity.clone()
    };
    let ratio = ground.kg_of(event, activity)? / ground.kg_of(event, &modelled)?;
    Some(ratio)
}

fn driver_training(ground: &Ground<'_>) -> Option<Draft> {
    const SAVED: [f64; 3] = [0.02, 0.05, 0.09];
    let (mut metered, mut modelled, mut trips) = (0.0, 0.0, 0_usize);
    for event in &ground.of.sample {
        if let Some(ratio) = over_class(ground, event) {
            metered += event.kg;
            modelled += event.kg / ratio;
            trips += 1;
        }
    }
    let excess = metered / modelled - 1.0;
    if trips < TRIPS_MIN || excess <= EXCESS_MIN {
        return None;
    }
    let saving = ground.saving(SAVED, |event, saved| {
        over_class(ground, event).map(|_| Effect::Times(1.0 - saved))
    })?;
    Some(Draft {
        saving,
        figures: Figures::default()
            .count("trips", trips as u64)
            .share("excess", excess)
            .share("target", SAVED[1]),
        changes: vec![],
    })
}

fn slower_ships(ground: &Ground<'_>) -> Option<Draft> {
    let sails = |event: &Sampled| {
        event.is_by(Mode::Sea)
            && event.activity.fuel_used_l.is_some()
            && event.activity.speed_kmh.is_some()
    };
    let saving = ground.saving([1.0; 3], |event, _| {
        let kmh = event.activity.speed_kmh.filter(|_| sails(event))?;
        ground.lever(event, &Setting::Speed(kmh * (1.0 - SLOWER)))
    })?;
    let speed = mean_speed(ground, sails)?;
    Some(Draft {
        saving,
        figures: Figures::default()
            .share("slower", SLOWER)
            .number("speed", speed, "km/h"),
        changes: vec![Change::number(Lever::Speed, speed * (1.0 - SLOWER))],
    })
}
