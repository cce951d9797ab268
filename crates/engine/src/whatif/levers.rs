//! Which levers a period has, and where they stand: what somebody can move who wonders what if.

use std::collections::{HashMap, HashSet};

use model::emissions::{Lever, LeverValue};
use model::ingest::{Activity, EventType, Mode};
use model::whatif::{LeverNow, LeverOverview, LeverRange, LeverWord};

use super::ScenarioEvent;
use crate::emissions::levers::HourlyGrids;
use crate::vocabulary::{self, known_fuels, known_grid_regions, known_vehicle_classes};

/// Words listed of what a lever stands at: the most frequent.
const WORDS_MAX: usize = 8;

/// A lever's values so far.
#[derive(Debug, Default)]
struct Standing {
    events: u64,
    sum: f64,
    words: HashMap<String, u64>,
}

/// Levers of events that are added one by one.
#[derive(Debug, Default)]
pub struct LeverTally {
    events: u64,
    by_lever: HashMap<Lever, Standing>,
    by_event_type: [u64; EventType::ALL.len()],
}

impl LeverTally {
    /// Counts an event under each lever that may say something about it.
    pub fn add(&mut self, event: &ScenarioEvent<'_>, hours: &HourlyGrids) {
        let activity = event.activity;
        self.events += 1;
        self.by_event_type[event.event_type as usize] += 1;
        let is_transport = matches!(event.event_type, EventType::Logistics | EventType::Delivery);
        if is_transport {
            self.word(Lever::Mode, activity.mode.map(Mode::as_str));
            self.word(Lever::VehicleClass, activity.vehicle_class.as_deref());
            self.number(Lever::LoadFactor, activity.load_factor);
            self.number(Lever::EmptyDistanceFactor, activity.empty_distance_factor);
            self.number(Lever::Speed, activity.speed_kmh);
            self.relative(Lever::Distance, activity.distance_km.is_some());
        } else {
            self.relative(Lever::Throughput, true);
        }
        self.word(Lever::Fuel, activity.fuel.as_deref());
        self.relative(Lever::Temperature, activity.heating_kwh_gross.is_some());
        if uses_power(activity) {
            let region = activity.grid_region.as_deref();
            let region = region.or(event.grid_region_fallback);
            self.word(Lever::GridRegion, region);
            let is_known = region.is_some_and(|region| hours.know(region));
            self.relative(Lever::Schedule, is_known);
            self.number(Lever::RenewableShare, Some(0.0));
        }
    }

    fn word(&mut self, lever: Lever, word: Option<&str>) {
        let Some(word) = word.map(|word| canonical(lever, word)) else {
            return;
        };
        let standing = self.by_lever.entry(lever).or_default();
        standing.events += 1;
        match standing.words.get_mut(word) {
            Some(count) => *count += 1,
            None => {
                standing.words.insert(word.to_owned(), 1);
            }
        }
    }

    fn number(&mut self, lever: Lever, value: Option<f64>) {
        if let Some(value) = value {
            let standing = self.by_lever.entry(lever).or_default();
            standing.events += 1;
            standing.sum += value;
        }
    }

    fn relative(&mut self, lever: Lever, is_there: bool) {
        self.number(lever, is_there.then_some(0.0));
    }

    /// The levers in the order in which changes are applied; those that no event has are left out.
    #[must_use]
    pub fn finish(mut self) -> LeverOverview {
        let levers = Lever::ALL.iter().filter_map(|lever| {
            let standing = self.by_lever.remove(lever)?;
            Some(self.now(*lever, standing))
        });
        let levers: Vec<_> = levers.collect();
        LeverOverview {
            events: self.events,
            levers,
        }
    }

    fn now(&self, lever: Lever, standing: Standing) -> LeverNow {
        let mut words: Vec<LeverWord> = standing
            .words
            .into_iter()
            .map(|(word, events)| LeverWord {
                label: label_of(lever, &word),
                word,
                events,
            })
            .collect();
        words.sort_by(|one, other| {
            (other.events.cmp(&one.events)).then_with(|| one.word.cmp(&other.word))
        });
        words.truncate(WORDS_MAX);
        let range = range_of(lever);
        let mean = || LeverValue::Number(standing.sum / standing.events as f64);
        let value = match (words.first(), range) {
            (Some(first), _) => Some(LeverValue::Text(first.word.clone())),
            (None, Some(_)) => Some(mean()),
            (None, None) => None,
        };
        LeverNow {
            lever,
            events: standing.events,
            value,
            words,
            range,
            choices: self.choices(lever),
        }
    }

    fn choices(&self, lever: Lever) -> Vec<LeverWord> {
        let has = |event_type: EventType| self.by_event_type[event_type as usize] > 0;
        let words: Vec<&'static str> = match lever {
            Lever::Mode => Mode::ALL.iter().map(|mode| mode.as_str()).collect(),
            Lever::VehicleClass => {
                let of_delivery = has(EventType::Delivery)
                    .then(|| known_vehicle_classes(EventType::Delivery, None));
                let of_logistics = Mode::ALL
                    .iter()
                    .filter(|_| has(EventType::Logistics))
                    .map(|mode| known_vehicle_classes(EventType::Logistics, Some(*mode)));
                // Vans are classes of both.
                let mut seen = HashSet::new();
                let classes = of_logistics.chain(of_delivery).flatten();
                let words = classes.map(|class| class.word);
                words.filter(|word| seen.insert(*word)).collect()
            }
            Lever::Fuel => known_fuels().iter().map(|fuel| fuel.word).collect(),
            Lever::GridRegion => known_grid_regions()
                .iter()
                .map(|region| region.code)
                .collect(),
            _ => Vec::new(),
        };
        words
            .into_iter()
            .map(|word| LeverWord {
                word: word.to_owned(),
                label: label_of(lever, word),
                events: 0,
            })
            .collect()
    }
}

fn uses_power(activity: &Activity) -> bool {
    activity.electricity_kwh.is_some() || activity.floor_area_m2.is_some()
}

/// The vocabulary's own word for one that events may write in several ways.
fn canonical(lever: Lever, word: &str) -> &str {
    let known = match lever {
        Lever::VehicleClass => vocabulary::vehicle_class_by_word(word).map(|class| class.word),
        Lever::Fuel => vocabulary::fuel(word).map(|fuel| fuel.word),
        Lever::GridRegion => vocabulary::grid_region(word).map(|found| found.region.code),
        _ => None,
    };
    known.unwrap_or(word)
}

/// How a word reads.
fn label_of(lever: Lever, word: &str) -> String {
    let known = match lever {
        Lever::VehicleClass => vocabulary::vehicle_class_by_word(word).map(|class| class.label),
        Lever::Fuel => vocabulary::fuel(word).map(|fuel| fuel.label),
        Lever::GridRegion => vocabulary::grid_region(word).map(|found| found.region.label),
        _ => None,
    };
    known.map_or_else(|| word.replace('_', " "), str::to_owned)
}

/// How far a number may be moved; `None`: it is a word. Wider values are possible through the API,
/// as far as `Setting::read` lets them.
fn range_of(lever: Lever) -> Option<LeverRange> {
    let (min, max, step) = match lever {
        Lever::LoadFactor => (0.05, 1.0, 0.05),
        Lever::EmptyDistanceFactor => (0.0, 0.95, 0.05),
        Lever::RenewableShare => (0.0, 1.0, 0.05),
        Lever::Speed => (5.0, 120.0, 5.0),
        Lever::Temperature => (-5.0, 5.0, 0.5),
        Lever::Distance | Lever::Throughput => (-50.0, 100.0, 1.0),
        Lever::Schedule => (-24.0, 24.0, 1.0),
        Lever::Mode | Lever::VehicleClass | Lever::Fuel | Lever::GridRegion => return None,
    };
    Some(LeverRange { min, max, step })
}

#[cfg(test)]
mod tests {
    use chrono::{TimeZone, Utc};
    use model::emissions::{Lever, LeverValue};
    use model::ingest::{Activity, EventType, Mode};

    use super::{HourlyGrids, LeverTally, ScenarioEvent};

    #[test]
    fn levers_stand_where_the_events_do() {
        let at = Utc.with_ymd_and_hms(2026, 6, 1, 0, 0, 0).single();
        let occurred_at = at.expect("a time");
        let trip = |load_factor: f64, class: &str| Activity {
            mode: Some(Mode::Road),
            vehicle_class: Some(class.to_owned()),
            load_factor: Some(load_factor),
            distance_km: Some(100.0),
            ..Activity::default()
        };
        let hall = Activity {
            electricity_kwh: Some(10.0),
            ..Activity::default()
        };
        let events = [
            (EventType::Logistics, trip(0.3, "artic_33_plus")),
            (EventType::Logistics, trip(0.5, "artic_33_plus")),
            (EventType::Logistics, trip(0.4, "rigid_17_plus")),
            (EventType::Warehouse, hall),
        ];
        let mut tally = LeverTally::default();
        for (event_type, activity) in &events {
            tally.add(
                &ScenarioEvent {
                    event_type: *event_type,
                    occurred_at,
                    ends_at: None,
                    activity,
                    grid_region_fallback: Some("DEU"),
                },
                &HourlyGrids::default(),
            );
        }
        let overview = tally.finish();
        assert_eq!(overview.events, 4);
        let of = |lever: Lever| overview.levers.iter().find(|one| one.lever == lever);
        let load = of(Lever::LoadFactor).expect("loads");
        assert_eq!(load.events, 3);
        let Some(LeverValue::Number(mean)) = load.value else {
            panic!("{load:?}");
        };
        assert!((mean - 0.4).abs() < 1e-12);
        let class = of(Lever::VehicleClass).expect("classes");
        assert_eq!(
            class.value,
            Some(LeverValue::Text("artic_33_plus".to_owned()))
        );
        assert_eq!(class.words[0].events, 2);
        assert!(class.choices.iter().any(|one| one.word == "rigid_17_plus"));
        let grid = of(Lever::GridRegion).expect("a grid");
        assert_eq!(grid.value, Some(LeverValue::Text("DEU".to_owned())));
        assert!(of(Lever::Speed).is_none(), "no event says how fast");
        let order: Vec<_> = overview.levers.iter().map(|one| one.lever).collect();
        assert!(order.is_sorted());
        assert!(LeverTally::default().finish().levers.is_empty());
    }
}
