//! The demo organisation: a small invented world whose events are drawn from the published load
//! model with seasons, noise, gaps and outliers.
//!
//! Everything is a function of a seed and of time. Any slice of time can be asked for, in any
//! order and as often as wanted, and gives the same events: each event has a generator of its own,
//! seeded with where and when it happens. Nothing here reads a clock. All names say that they are
//! of a demo; the places are real cities.
//!
//! [`history`] is the past at the world's own pace; [`live`] the present at a chosen one, with a
//! [`HotspotPlan`] if one is wanted. Storing and announcing are left to `services`.

mod activity;
mod draw;
mod meters;
mod record;
mod rhythm;
mod world;

#[cfg(test)]
mod tests;

use chrono::{DateTime, TimeDelta, Utc};
use model::ingest::EventDraft;

pub use meters::{DemoMeters, meters};
pub use world::{DemoSite, DemoSupplier, sites, suppliers};

use draw::Address;
use world::{Source, sources};

/// The demo's seed.
pub const SEED: u64 = 20_260_101;
/// The pace of the history: one event is one event.
pub const PACE_OF_HISTORY: u32 = 1;
/// Fastest pace: at this one there are about two and a half events a second.
pub const FASTEST_PACE: u32 = 480;

/// A supplier that starts to emit far more than it did.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HotspotPlan {
    /// From when on.
    pub starts_at: DateTime<Utc>,
    /// Until when; `None` for good.
    pub ends_at: Option<DateTime<Utc>>,
    /// How many trips are driven for each one before.
    pub trips_times: f64,
}

impl HotspotPlan {
    /// Who it happens to.
    pub const SUPPLIER: &'static str = world::HOTSPOT_SUPPLIER;
    /// Where: origin and destination of the route.
    pub const ROUTE: (&'static str, &'static str) = ("Rotterdam", "Hamburg");

    /// Six half-empty trips for each full one before: the route emits more than six times as much
    /// per hour, so a rate over the last hour passes 1.8 times the baseline within ten minutes.
    #[must_use]
    pub fn starting(starts_at: DateTime<Utc>) -> Self {
        Self {
            starts_at,
            ends_at: None,
            trips_times: 6.0,
        }
    }

    fn is_on(&self, at: DateTime<Utc>) -> bool {
        at >= self.starts_at && self.ends_at.is_none_or(|end| at < end)
    }
}

/// The events of `[from, to)` at the world's own pace, in the order they become known: a trip when
/// it departs, a meter's period when it ends. A hotspot planned before `to` is part of it.
pub fn history(
    seed: u64,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
    hotspot: Option<HotspotPlan>,
) -> impl Iterator<Item = EventDraft> {
    let hours = std::iter::successors(Some(from), move |at| {
        Some(next_hour(*at)).filter(|next| next < &to && next > at)
    });
    hours.take_while(move |at| *at < to).flat_map(move |at| {
        let until = next_hour(at).min(to);
        live(seed, at, until, PACE_OF_HISTORY, hotspot.as_ref())
    })
}

/// The events that become known in `[from, to)`.
///
/// At pace `n` there are `n` times as many, each a report of an `n`th of the distance, weight or
/// energy: the kilograms per hour, and with them the baselines, stay what they are in the history.
/// A pace outside 1 to [`FASTEST_PACE`] is brought into it.
#[must_use]
pub fn live(
    seed: u64,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
    pace: u32,
    hotspot: Option<&HotspotPlan>,
) -> Vec<EventDraft> {
    let pace = pace.clamp(1, FASTEST_PACE);
    let mut events = Vec::new();
    // A period that ends in the slice may have begun in the hour before it.
    let mut hour = rhythm::hour_of(from) - 1;
    while rhythm::start_of(hour).is_some_and(|start| start < to) {
        for source in sources() {
            let place = Address {
                seed,
                source: source.number,
                hour,
                pace,
            };
            events_of(source, place, hotspot, from, to, &mut events);
        }
        hour += 1;
    }
    // Ids break ties, so that the order never depends on how a slice was cut.
    events.sort_by(|a: &Due, b: &Due| {
        (a.due, &a.draft.external_id).cmp(&(b.due, &b.draft.external_id))
    });
    events.into_iter().map(|event| event.draft).collect()
}

/// An event and when it becomes known.
struct Due {
    due: DateTime<Utc>,
    draft: EventDraft,
}

/// The events of one source in one hour that become known in `[from, to)`.
fn events_of(
    source: &Source,
    place: Address,
    hotspot: Option<&HotspotPlan>,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
    events: &mut Vec<Due>,
) {
    if source.is_metered() {
        for period in rhythm::periods(source, place) {
            if (from..to).contains(&period.end) {
                let draft = record::period(source, place, &period);
                events.extend(draft.map(|draft| Due {
                    due: period.end,
                    draft,
                }));
            }
        }
        return;
    }
    let hotspot = hotspot.filter(|_| source.has_hotspot());
    let variants = [(1.0, false)]
        .into_iter()
        .chain(hotspot.map(|plan| (plan.trips_times, true)));
    for (times, is_hot) in variants {
        for (number, at) in rhythm::departures(source, place, times) {
            let belongs = hotspot.is_some_and(|plan| plan.is_on(at)) == is_hot;
            if belongs && (from..to).contains(&at) {
                let draft = record::trip(source, place, number, at, is_hot);
                events.push(Due { due: at, draft });
            }
        }
    }
}

fn next_hour(at: DateTime<Utc>) -> DateTime<Utc> {
    rhythm::start_of(rhythm::hour_of(at) + 1).unwrap_or(at + TimeDelta::hours(1))
}
