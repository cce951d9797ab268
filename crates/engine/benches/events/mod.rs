//! A seeded mix of events of all four types, shared by the benchmark and the allocation test.

use chrono::{DateTime, TimeDelta, Utc};
use model::ingest::{Activity, EventType, Mode, TemperatureControl};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// An event as an estimate needs it.
#[derive(Clone)]
pub(crate) struct Event {
    pub(crate) event_type: EventType,
    pub(crate) occurred_at: DateTime<Utc>,
    pub(crate) ends_at: Option<DateTime<Utc>>,
    pub(crate) activity: Activity,
}

/// `count` events; the same seed gives the same events.
pub(crate) fn mixed(seed: u64, count: usize) -> Vec<Event> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    (0..count).map(|at| event(&mut rng, at)).collect()
}

fn pick(rng: &mut ChaCha8Rng, words: &[&str]) -> Option<String> {
    Some(words[rng.random_range(0..words.len())].to_owned())
}

fn event(rng: &mut ChaCha8Rng, at: usize) -> Event {
    let seconds = rng.random_range(1_700_000_000..1_790_000_000);
    let occurred_at = DateTime::from_timestamp(seconds, 0).expect("a time of this century");
    let hours = rng.random_range(1..24);
    let ends_at = rng
        .random_bool(0.5)
        .then(|| occurred_at + TimeDelta::hours(hours));
    let (event_type, activity) = match at % 4 {
        0 => (EventType::Logistics, logistics(rng)),
        1 => (EventType::Factory, factory(rng)),
        2 => (EventType::Warehouse, warehouse(rng)),
        _ => (EventType::Delivery, delivery(rng)),
    };
    Event {
        event_type,
        occurred_at,
        ends_at,
        activity,
    }
}

fn logistics(rng: &mut ChaCha8Rng) -> Activity {
    let distance_km = Some(rng.random_range(20.0..900.0));
    let lorries = [
        "rigid_7p5_17",
        "rigid_17_plus",
        "artic_33_plus",
        "hgv_average",
    ];
    match rng.random_range(0..5) {
        0 => Activity {
            mode: Some(Mode::Road),
            vehicle_class: pick(rng, &lorries),
            distance_km,
            load_factor: Some(rng.random_range(0.1..1.0)),
            empty_distance_factor: Some(rng.random_range(0.0..0.4)),
            temperature_control: rng
                .random_bool(0.3)
                .then_some(TemperatureControl::Refrigerated),
            ..Activity::default()
        },
        1 => Activity {
            mode: Some(Mode::Road),
            vehicle_class: pick(rng, &lorries),
            distance_km,
            load_kg: Some(rng.random_range(100.0..4000.0)),
            ..Activity::default()
        },
        2 => Activity {
            mode: Some(Mode::Road),
            distance_km,
            fuel: pick(rng, &["diesel", "hvo"]),
            fuel_used_l: Some(rng.random_range(5.0..300.0)),
            ..Activity::default()
        },
        3 => Activity {
            mode: Some(Mode::Air),
            distance_km,
            load_kg: Some(rng.random_range(10.0..900.0)),
            ..Activity::default()
        },
        _ => Activity {
            mode: Some(Mode::Sea),
            vehicle_class: pick(rng, &["container_average", "roro_average", "bulk_average"]),
            distance_km,
            load_kg: Some(rng.random_range(1000.0..20_000.0)),
            ..Activity::default()
        },
    }
}

fn factory(rng: &mut ChaCha8Rng) -> Activity {
    Activity {
        electricity_kwh: Some(rng.random_range(1.0..900.0)),
        grid_region: pick(rng, &["KR", "UK", "DE", "US-CAMX"]),
        gas_kwh_gross: rng.random_bool(0.3).then_some(250.0),
        ..Activity::default()
    }
}

fn warehouse(rng: &mut ChaCha8Rng) -> Activity {
    let leaks = rng.random_bool(0.1);
    Activity {
        electricity_kwh: Some(rng.random_range(1.0..300.0)),
        grid_region: pick(rng, &["UK", "FR", "PL"]),
        heating_kwh_gross: rng.random_bool(0.3).then_some(80.0),
        refrigerant: leaks.then(|| "r_404a".to_owned()),
        refrigerant_leak_kg: leaks.then_some(0.2),
        ..Activity::default()
    }
}

fn delivery(rng: &mut ChaCha8Rng) -> Activity {
    Activity {
        vehicle_class: pick(rng, &["van_i", "van_iii", "van_average", "motorbike_small"]),
        distance_km: Some(rng.random_range(2.0..90.0)),
        parcels: Some(40.0),
        ..Activity::default()
    }
}
