//! Why an entity emitted more than usual: the increase, taken apart exactly.
//!
//! Kilograms are a chain of products, for instance tonnes x trips per tonne x km per trip x driven km
//! per km x kg per driven km, for each vehicle class. The logarithmic mean Divisia index (LMDI-I,
//! additive) gives each link its part of the increase of a class: L(E1, E0) x ln(x1 / x0), with
//! L(a, b) = (a - b) / ln(a / b). The parts add up to the increase without a remainder, in any order
//! of the links (Ang, Energy Policy 32, 2004, and 86, 2015). A class that is new or gone is all
//! "mix", which is the limit of the formula as its share goes to zero (Ang and Liu, Energy Policy 35,
//! 2007).
//!
//! Both windows are brought to the hours of the recent one. The increase is rounded to a milligram
//! once, and its parts so that they add up to it (largest remainder).

mod chain;
mod tally;
#[cfg(test)]
mod tests;

use model::emissions::ContributionKind;
use model::ingest::EventType;
use model::recommendations::{ActivityUnit, Cause, CauseDriver, CauseKind, Driver};
use model::units::Milligrams;

use chain::{chain, decompose};
pub use tally::CauseTally;

/// Why `recent` emitted more, or less, than `before` would have in as many hours.
#[must_use]
pub fn root_cause(recent: &CauseTally, before: &CauseTally) -> Cause {
    let hours = recent.window.hours() / before.window.hours();
    let expected_mg = before.co2e.0 as f64 * hours;
    let increase_mg = recent.co2e.0 as f64 - expected_mg;
    let increase = Milligrams::from_kg(increase_mg / 1e6).unwrap_or_default();
    Cause {
        recent_kg: recent.co2e.kg(),
        expected_kg: plus(recent.co2e, -increase).kg(),
        increase_kg: increase.kg(),
        kinds: kinds(recent, before, hours, increase),
        drivers: drivers(recent, before, hours, increase),
    }
}

fn kinds(
    recent: &CauseTally,
    before: &CauseTally,
    hours: f64,
    increase: Milligrams,
) -> Vec<CauseKind> {
    let mut all: Vec<ContributionKind> = recent.kinds.keys().copied().collect();
    all.extend(
        before
            .kinds
            .keys()
            .filter(|kind| !recent.kinds.contains_key(kind)),
    );
    let parts: Vec<f64> = all
        .iter()
        .map(|kind| {
            let of = |tally: &CauseTally| tally.kinds.get(kind).copied().unwrap_or_default().kg();
            of(recent) - of(before) * hours
        })
        .collect();
    let mut kinds: Vec<CauseKind> = all
        .into_iter()
        .zip(round_parts(&parts, increase))
        .map(|(kind, part)| CauseKind {
            kind,
            increase_kg: part.kg(),
        })
        .collect();
    kinds.sort_by(|one, other| other.increase_kg.total_cmp(&one.increase_kg));
    kinds
}

fn drivers(
    recent: &CauseTally,
    before: &CauseTally,
    hours: f64,
    increase: Milligrams,
) -> Vec<CauseDriver> {
    let mut found: Vec<(EventType, ActivityUnit, Driver, f64)> = Vec::new();
    for event_type in EventType::ALL.iter().copied() {
        let of = |tally: &CauseTally| tally.whole.get(&event_type).copied().unwrap_or_default();
        let (now, then) = (of(recent), of(before).times(hours));
        if now.events == 0.0 && then.events == 0.0 {
            continue;
        }
        let chain = chain(event_type, &now, &then);
        let mut add = |driver, kg: f64| match found
            .iter_mut()
            .find(|one| (one.0, one.2) == (event_type, driver))
        {
            Some(one) => one.3 += kg,
            None => found.push((event_type, chain.unit, driver, kg)),
        };
        // With nothing to compare with, all of it is the activity itself.
        if now.kg <= 0.0 || then.kg <= 0.0 {
            add(Driver::Activity, now.kg - then.kg);
            continue;
        }
        for word in groups(recent, before, event_type) {
            let of = |tally: &CauseTally| {
                let key = (event_type, word);
                tally.groups.get(&key).copied().unwrap_or_default()
            };
            let pair = (of(recent), of(before).times(hours));
            decompose(&chain, (&now, &then), (&pair.0, &pair.1), &mut add);
        }
    }
    let parts: Vec<f64> = found.iter().map(|one| one.3).collect();
    let mut drivers: Vec<CauseDriver> = found
        .iter()
        .zip(round_parts(&parts, increase))
        .map(|((event_type, unit, driver, _), part)| CauseDriver {
            event_type: *event_type,
            driver: *driver,
            unit: *unit,
            increase_kg: part.kg(),
        })
        .collect();
    drivers.sort_by(|one, other| other.increase_kg.total_cmp(&one.increase_kg));
    drivers
}

fn groups(recent: &CauseTally, before: &CauseTally, event_type: EventType) -> Vec<&'static str> {
    let mut words: Vec<&'static str> = recent
        .groups
        .keys()
        .chain(before.groups.keys())
        .filter(|key| key.0 == event_type)
        .map(|key| key.1)
        .collect();
    words.sort_unstable();
    words.dedup();
    words
}

/// Rounds parts, in kg, to whole milligrams that add up to `total`: all down, then one more for those
/// that lost most. What floats lost beyond that goes to the largest.
fn round_parts(parts: &[f64], total: Milligrams) -> Vec<Milligrams> {
    let whole: Vec<f64> = parts.iter().map(|kg| (kg * 1e6).floor()).collect();
    let mut rounded: Vec<Milligrams> = whole.iter().map(|mg| Milligrams(*mg as i64)).collect();
    let sum = |rounded: &[Milligrams]| {
        rounded
            .iter()
            .fold(0_i64, |sum, one| sum.saturating_add(one.0))
    };
    let mut order: Vec<usize> = (0..parts.len()).collect();
    let lost = |place: &usize| parts[*place] * 1e6 - whole[*place];
    order.sort_by(|one, other| lost(other).total_cmp(&lost(one)));
    let mut left = total.0.saturating_sub(sum(&rounded));
    for place in order {
        if left <= 0 {
            break;
        }
        rounded[place].0 += 1;
        left -= 1;
    }
    let left = total.0.saturating_sub(sum(&rounded));
    if let Some(largest) = rounded.iter_mut().max_by_key(|one| one.0.unsigned_abs()) {
        largest.0 = largest.0.saturating_add(left);
    }
    rounded
}

fn plus(one: Milligrams, other: Milligrams) -> Milligrams {
    Milligrams(one.0.saturating_add(other.0))
}
