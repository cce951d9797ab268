//! What an entity's events say about how it works: sums, means with their n, a rhythm of hours and a
//! sample. One pass, a bounded amount of memory, the same result for the same events in any order but
//! for the sample.

mod mean;
mod observed;
mod rhythm;
mod sample;
mod tally;
#[cfg(test)]
mod tests;
mod units;

use chrono_tz::Tz;
use model::ingest::EventType;

pub use mean::{Mean, Share, Shares, quantile};
pub use observed::{Observed, WINDOW_DAYS_MAX, Window, WindowError};
pub use rhythm::Rhythm;
pub use sample::{SAMPLE_MAX, Sampled};
use tally::Tally;
pub use tally::TypeFacts;
pub(super) use units::tonnes;
pub use units::{activity_unit, units_of};

/// Days in an average month of the Gregorian calendar.
pub const MONTH_DAYS: f64 = 30.436_875;

/// What is asked about, and how.
#[derive(Debug, Clone, Copy)]
pub struct Scope {
    pub window: Window,
    /// The organisation's, in which it is night.
    pub zone: Tz,
    /// Of the sample.
    pub seed: u64,
}

/// An entity's facts, by event type.
#[derive(Debug, Clone, PartialEq)]
pub struct Facts {
    /// Length of the window.
    pub days: f64,
    by_type: [TypeFacts; 4],
}

impl Facts {
    /// Gathers the facts of the events of a window; others, outliers and filled ones are passed over.
    #[must_use]
    pub fn gather<'a>(scope: &Scope, events: impl IntoIterator<Item = Observed<'a>>) -> Self {
        let mut gatherer = Gatherer::new(scope);
        for event in events {
            gatherer.add(&event);
        }
        gatherer.finish()
    }

    /// Those of one event type.
    #[must_use]
    pub fn of(&self, event_type: EventType) -> &TypeFacts {
        &self.by_type[place(event_type)]
    }
}

/// Facts while they are being gathered: one call for each event, in any order.
#[derive(Debug)]
pub struct Gatherer {
    scope: Scope,
    tallies: [Tally; 4],
}

impl Gatherer {
    /// Nothing yet.
    #[must_use]
    pub fn new(scope: &Scope) -> Self {
        let tally = |event_type| Tally::new(scope, event_type);
        Self {
            scope: *scope,
            tallies: [
                tally(EventType::Logistics),
                tally(EventType::Factory),
                tally(EventType::Warehouse),
                tally(EventType::Delivery),
            ],
        }
    }

    /// Takes an event into account, if it counts and began in the window.
    pub fn add(&mut self, event: &Observed<'_>) {
        if event.counts() && self.scope.window.contains(event.occurred_at) {
            self.tallies[place(event.event_type)].add(event);
        }
    }

    /// The facts.
    #[must_use]
    pub fn finish(self) -> Facts {
        Facts {
            days: self.scope.window.hours() / 24.0,
            by_type: self.tallies.map(Tally::finish),
        }
    }
}

fn place(event_type: EventType) -> usize {
    match event_type {
        EventType::Logistics => 0,
        EventType::Factory => 1,
        EventType::Warehouse => 2,
        EventType::Delivery => 3,
    }
}
