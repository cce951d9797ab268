//! The last mile: doors nobody opens, rounds half full, and heavy traffic.

use model::ingest::EventType;

use super::towards;
use crate::recommendations::facts::{Mean, Sampled};
use crate::recommendations::rule::{Draft, Rule, Work};
use crate::recommendations::saving::{Effect, Ground};
use crate::recommendations::text::Figures;

/// Fewest rounds that say how rounds are.
const ROUNDS_MIN: u64 = 20;
/// Emissions per drop rise by nine tenths of the share of failed first deliveries.
const PER_FAILURE: f64 = 0.9;
/// Fewest metered rounds on either side of a comparison of traffic.
const TRAFFIC_ROUNDS_MIN: u64 = 10;

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "delivery_fewer_failed_attempts",
        event_type: EventType::Delivery,
        group: "rounds",
        work: Work::Planning,
        title: "Bring failed deliveries down to {target}",
        body: "Of all stops {failed} were in vain, while the better rounds stay at {target}. Delivery \
               windows, messages ahead and collection points that bring every round there save \
               {saving} each month, between {saving_low} and {saving_high}.",
        sources: &[
            "Edwards, McKinnon, Cherrett, McLeod and Song, Transportation Research Record 2191, 2010: second attempts at 10 % failures add 9 % to the CO2 of a drop",
        ],
        act: fewer_failed_attempts,
    },
    Rule {
        id: "delivery_fuller_rounds",
        event_type: EventType::Delivery,
        group: "rounds",
        work: Work::Planning,
        title: "Plan rounds of {target} parcels",
        body: "A round carried {parcels} parcels on average, while the fuller ones reach {target}. The \
               same parcels in fewer, denser rounds save {saving} each month, between {saving_low} and \
               {saving_high}.",
        sources: &[
            "Beardwood, Halton and Hammersley, Mathematical Proceedings of the Cambridge Philosophical Society 55, 1959; Daganzo, Transportation Science 18, 1984: the length of a round grows with the square root of its stops in the same area",
        ],
        act: fuller_rounds,
    },
    Rule {
        id: "delivery_calmer_traffic",
        event_type: EventType::Delivery,
        group: "driving",
        work: Work::Planning,
        title: "Start rounds outside heavy traffic",
        body: "Metered rounds in heavy traffic emitted {excess} more for each kilometre than the \
               others. Driven outside it they save {saving} each month, between {saving_low} and \
               {saving_high}.",
        sources: &[
            "The metered rounds themselves, in heavy traffic and outside it; no published figure is used",
        ],
        act: calmer_traffic,
    },
];

fn fewer_failed_attempts(ground: &Ground<'_>) -> Option<Draft> {
    let mean = ground.of.failed_per_stop.of_at_least(ROUNDS_MIN)?;
    let failed = |event: &Sampled| {
        let share = event.activity.failed_attempts? / event.activity.stops?;
        (share.is_finite() && share <= 1.0).then_some(share)
    };
    let (target, _) = ground.of.quantile(0.25, failed)?;
    let (middle, _) = ground.of.quantile(0.5, failed)?;
    let saving = ground.saving(towards(middle, target), |event, target| {
        let share = failed(event).filter(|share| *share > target)?;
        let times = (1.0 + PER_FAILURE * target) / (1.0 + PER_FAILURE * share);
        Some(Effect::Times(times))
    })?;
    Some(Draft {
        saving,
        figures: Figures::default()
            .share("failed", mean)
            .share("target", target),
        changes: vec![],
    })
}

fn fuller_rounds(ground: &Ground<'_>) -> Option<Draft> {
    let mean = ground.of.parcels_per_round.of_at_least(ROUNDS_MIN)?;
    let parcels = |event: &Sampled| {
        let on_round = event.activity.distance_km.is_some();
        event.activity.parcels.filter(|one| on_round && *one > 0.0)
    };
    let (target, _) = ground.of.quantile(0.75, parcels)?;
    let (middle, _) = ground.of.quantile(0.5, parcels)?;
    let saving = ground.saving(towards(middle, target), |event, target| {
        let share = parcels(event)? / target;
        // Fewer rounds of greater length: p / p' rounds, each the root of p' / p longer.
        (share < 1.0).then(|| Effect::Times(share.sqrt()))
    })?;
    Some(Draft {
        saving,
        figures: Figures::default()
            .number("parcels", mean, "")
            .number("target", target, ""),
        changes: vec![],
    })
}

/// Whether traffic was heavy; `None` where nothing is said of it.
fn is_heavy(event: &Sampled) -> Option<bool> {
    const HEAVY: [&str; 6] = ["heavy", "high", "jam", "congested", "rush", "dense"];
    let traffic = event.activity.traffic.as_deref()?.to_lowercase();
    Some(HEAVY.iter().any(|word| traffic.contains(word)))
}

fn calmer_traffic(ground: &Ground<'_>) -> Option<Draft> {
    let metered = |event: &Sampled| {
        let activity = &event.activity;
        activity.fuel_used_l.is_some()
            || activity.electricity_kwh.is_some()
            || activity.co2e_kg_metered.is_some()
    };
    let (mut heavy, mut other) = (Mean::default(), Mean::default());
    for event in ground.of.sample.iter().filter(|event| metered(event)) {
        if let (Some(km), Some(is_heavy)) = (event.activity.distance_km, is_heavy(event)) {
            let side = if is_heavy { &mut heavy } else { &mut other };
            side.add_ratio(event.kg, km);
        }
    }
    let times = other.of_at_least(TRAFFIC_ROUNDS_MIN)? / heavy.of_at_least(TRAFFIC_ROUNDS_MIN)?;
    if times >= 1.0 {
        return None;
    }
    // Other rounds differ in more than traffic: at least half of the difference is taken to be its.
    let saving = ground.saving(towards(1.0, times), |event, times| {
        (metered(event) && is_heavy(event) == Some(true)).then_some(Effect::Times(times))
    })?;
    Some(Draft {
        saving,
        figures: Figures::default().share("excess", 1.0 / times - 1.0),
        changes: vec![],
    })
}
