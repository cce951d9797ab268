//! Freight: how lorries are filled.

use model::emissions::{Change, Lever};
use model::ingest::{EventType, Mode};

use super::{DESNZ, towards};
use crate::emissions::levers::Setting;
use crate::recommendations::facts::{Sampled, tonnes};
use crate::recommendations::rule::{Draft, Rule, Work};
use crate::recommendations::saving::{Effect, Ground};
use crate::recommendations::text::Figures;
use crate::vocabulary::{self, VehicleClass, VehicleKind, known_vehicle_classes};

/// Fewest trips that say how lorries are filled.
const TRIPS_MIN: u64 = 20;
/// Fullest that a load planned for a smaller lorry may make it.
const FILLED_MOST: f64 = 0.9;

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "logistics_fuller_lorries",
        event_type: EventType::Logistics,
        group: "loading",
        work: Work::Planning,
        title: "Fill lorries to {target}",
        body: "Over {trips} trips the lorries ran at a load factor of {load_factor} of their payload, \
               while the fuller ones reach {target}. The same tonnes at {target} take fewer trips: \
               {saving} less each month, between {saving_low} and {saving_high}.",
        sources: &[DESNZ],
        act: fuller_lorries,
    },
    Rule {
        id: "logistics_fewer_empty_km",
        event_type: EventType::Logistics,
        group: "empty_running",
        work: Work::Planning,
        title: "Bring empty running down to {target}",
        body: "Of all kilometres {empty_share} were driven empty, against {target} on average in the \
               European Union. Return loads that bring the trips above it down to {target} save \
               {saving} each month, between {saving_low} and {saving_high}.",
        sources: &[
            DESNZ,
            "Eurostat, Road freight transport by journey characteristics: 21.6 % of vehicle-km empty in 2024; 24 % of national and 13 % of international transport in 2020",
        ],
        act: fewer_empty_km,
    },
    Rule {
        id: "logistics_smaller_lorries",
        event_type: EventType::Logistics,
        group: "vehicle",
        work: Work::Planning,
        title: "Use smaller lorries for small loads",
        body: "On {trips} of the trips looked at, the load fits a smaller class of lorry, filled to at \
               most {filled}. Driven by it, these trips save {saving} each month, between \
               {saving_low} and {saving_high}.",
        sources: &[DESNZ],
        act: smaller_lorries,
    },
];

fn fuller_lorries(ground: &Ground<'_>) -> Option<Draft> {
    let mean = ground.of.load_factor.of_at_least(TRIPS_MIN)?;
    let of = |event: &Sampled| {
        event
            .activity
            .load_factor
            .filter(|_| event.is_by(Mode::Road))
    };
    let (middle, _) = ground.of.quantile(0.5, of)?;
    let (target, _) = ground.of.quantile(0.75, of)?;
    let saving = ground.saving(towards(middle, target), |event, target| {
        of(event)
            .filter(|share| *share < target)
            .and_then(|_| ground.lever(event, &Setting::LoadFactor(target)))
    })?;
    Some(Draft {
        saving,
        figures: Figures::default()
            .count("trips", ground.of.load_factor.n())
            .share("load_factor", mean)
            .share("target", target),
        changes: vec![Change::number(Lever::LoadFactor, target)],
    })
}

fn fewer_empty_km(ground: &Ground<'_>) -> Option<Draft> {
    const TARGETS: [f64; 3] = [0.24, 0.216, 0.13];
    let mean = ground.of.empty_share.of_at_least(TRIPS_MIN)?;
    let saving = ground.saving(TARGETS, |event, target| {
        event
            .activity
            .empty_distance_factor
            .filter(|share| event.is_by(Mode::Road) && *share > target)
            .and_then(|_| ground.lever(event, &Setting::EmptyDistanceFactor(target)))
    })?;
    // On average no worse than Europe: single trips are not advised upon.
    let is_worse = mean > TARGETS[1];
    is_worse.then(|| Draft {
        saving,
        figures: Figures::default()
            .share("empty_share", mean)
            .share("target", TARGETS[1]),
        changes: vec![Change::number(Lever::EmptyDistanceFactor, TARGETS[1])],
    })
}

/// The smallest lorry that carries the event's load at most [`FILLED_MOST`] full, if it is smaller
/// than the one that did.
fn smaller_class(event: &Sampled) -> Option<&'static VehicleClass> {
    let class = vocabulary::vehicle_class_by_word(event.activity.vehicle_class.as_deref()?)?;
    event.activity.load_factor?;
    let tonnes = tonnes(&event.activity)?;
    let payload_t = class.payload_t?;
    known_vehicle_classes(EventType::Logistics, Some(Mode::Road))
        .iter()
        .filter(|one| one.kind == VehicleKind::Hgv && !one.word.ends_with("average"))
        .filter(|one| {
            one.payload_t
                .is_some_and(|payload| payload < payload_t && tonnes <= FILLED_MOST * payload)
        })
        .min_by(|one, other| {
            one.payload_t
                .unwrap_or(0.0)
                .total_cmp(&other.payload_t.unwrap_or(0.0))
        })
}

fn smaller_lorries(ground: &Ground<'_>) -> Option<Draft> {
    let saving = ground.saving([1.0; 3], |event, _| {
        let class = smaller_class(event).filter(|_| event.is_by(Mode::Road))?;
        // Only where the smaller lorry emits less: mid-sized rigids burn more than light articulated
        // ones.
        let effect = ground.lever(event, &Setting::VehicleClass(class))?;
        let Effect::Changed(changed) = &effect else {
            return None;
        };
        let after = changed
            .estimate(ground.catalogue, &ground.input(event))
            .ok()?;
        let before = crate::emissions::estimate(ground.catalogue, &ground.input(event)).ok()?;
        (after.co2e < before.co2e).then_some(effect)
    })?;
    Some(Draft {
        saving,
        figures: Figures::default()
            .count("trips", saving.events)
            .share("filled", FILLED_MOST),
        changes: vec![],
    })
}
