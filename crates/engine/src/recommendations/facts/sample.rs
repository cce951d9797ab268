//! A bounded sample of an entity's events, on which savings are worked out.

use chrono::{DateTime, Utc};
use model::ingest::{Activity, EventType, Mode};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::observed::Observed;

/// Most events of a type that are kept.
pub const SAMPLE_MAX: usize = 2_000;

/// An event of the sample.
#[derive(Debug, Clone, PartialEq)]
pub struct Sampled {
    pub event_type: EventType,
    pub occurred_at: DateTime<Utc>,
    pub ends_at: Option<DateTime<Utc>>,
    pub activity: Activity,
    pub grid_region_fallback: Option<String>,
    /// As stored.
    pub kg: f64,
    /// At most an hour long, so that its time of day says something.
    pub is_short: bool,
    /// Begun at night or on a weekend of the organisation's zone, without output.
    pub is_off: bool,
    /// Begun on a weekend.
    pub is_weekend: bool,
}

impl Sampled {
    /// Whether it went by `mode`.
    #[must_use]
    pub fn is_by(&self, mode: Mode) -> bool {
        self.activity.mode == Some(mode)
    }
}

/// A simple random sample of a stream of unknown length: each event is in it with the same
/// probability (algorithm R, Vitter 1985).
#[derive(Debug)]
pub(super) struct Reservoir {
    kept: Vec<Sampled>,
    seen: u64,
    chance: ChaCha8Rng,
}

impl Reservoir {
    pub(super) fn new(seed: u64) -> Self {
        Self {
            kept: Vec::new(),
            seen: 0,
            chance: ChaCha8Rng::seed_from_u64(seed),
        }
    }

    /// Offers an event; it is only copied when it is kept.
    pub(super) fn offer(&mut self, event: &Observed<'_>, marks: Marks) {
        self.seen += 1;
        let place = if self.kept.len() < SAMPLE_MAX {
            self.kept.len()
        } else {
            let drawn = self.chance.random_range(0..self.seen);
            match usize::try_from(drawn) {
                Ok(place) if place < SAMPLE_MAX => place,
                _ => return,
            }
        };
        let sampled = Sampled {
            event_type: event.event_type,
            occurred_at: event.occurred_at,
            ends_at: event.ends_at,
            activity: event.activity.clone(),
            grid_region_fallback: event.grid_region_fallback.map(str::to_owned),
            kg: event.co2e.kg(),
            is_short: marks.is_short,
            is_off: marks.is_off,
            is_weekend: marks.is_weekend,
        };
        match self.kept.get_mut(place) {
            Some(slot) => *slot = sampled,
            None => self.kept.push(sampled),
        }
    }

    pub(super) fn finish(self) -> Vec<Sampled> {
        self.kept
    }
}

/// What is known of an event's time.
#[derive(Debug, Clone, Copy)]
pub(super) struct Marks {
    pub(super) is_short: bool,
    pub(super) is_off: bool,
    pub(super) is_weekend: bool,
}
