//! Every rule has an entity it speaks to and one it is silent about; whatever it says is founded.

mod cases;

use chrono::{DateTime, Datelike, Duration, TimeZone, Timelike, Utc};
use chrono_tz::Tz;
use model::ingest::{Activity, EventType, Mode, QualityStatus};
use proptest::prelude::*;

use super::all;
use crate::emissions::{Catalogue, Contribution, EstimateInput, estimate};
use crate::recommendations::facts::{Facts, Observed, Scope, Window};
use crate::recommendations::wording::{Asked, Item, Language, check};
use crate::recommendations::{Action, recommend};
use model::units::Milligrams;

/// An event before it is estimated.
#[derive(Debug, Clone)]
struct Event {
    event_type: EventType,
    at: DateTime<Utc>,
    hours: Option<i64>,
    activity: Activity,
}

/// Midnight of a Monday.
fn monday() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2025, 6, 2, 0, 0, 0)
        .single()
        .expect("a time")
}

fn facts(events: &[Event]) -> Facts {
    let catalogue = Catalogue::published();
    let estimated: Vec<(Milligrams, Vec<Contribution>)> = events
        .iter()
        .map(|event| {
            let input = EstimateInput {
                event_type: event.event_type,
                occurred_at: event.at,
                ends_at: event.hours.map(|hours| event.at + Duration::hours(hours)),
                activity: &event.activity,
                grid_region_fallback: Some("UK"),
                pinned: None,
            };
            match estimate(&catalogue, &input) {
                Ok(found) => (found.co2e, found.contributions.to_vec()),
                Err(_) => (Milligrams::ZERO, vec![]),
            }
        })
        .collect();
    let scope = Scope {
        window: Window::new(monday(), monday() + Duration::days(28)).expect("a window"),
        zone: Tz::UTC,
        seed: 1,
    };
    let observed = events
        .iter()
        .zip(&estimated)
        .map(|(event, (co2e, parts))| Observed {
            event_type: event.event_type,
            occurred_at: event.at,
            ends_at: event.hours.map(|hours| event.at + Duration::hours(hours)),
            activity: &event.activity,
            quality: QualityStatus::Measured,
            co2e: *co2e,
            contributions: parts,
            grid_region_fallback: Some("UK"),
        });
    Facts::gather(&scope, observed)
}

fn actions(events: &[Event]) -> Vec<Action> {
    recommend(&facts(events), &Catalogue::published(), None)
}

/// Trips or rounds, ten a day.
fn trips(event_type: EventType, count: i64, activity: impl Fn(i64) -> Activity) -> Vec<Event> {
    (0..count)
        .map(|index| Event {
            event_type,
            at: monday() + Duration::minutes(index * 140),
            hours: None,
            activity: activity(index),
        })
        .collect()
}

/// Four weeks of hours of a site.
fn hours(event_type: EventType, activity: impl Fn(DateTime<Utc>) -> Activity) -> Vec<Event> {
    (0..28 * 24)
        .map(|hour| {
            let at = monday() + Duration::hours(hour);
            Event {
                event_type,
                at,
                hours: Some(1),
                activity: activity(at),
            }
        })
        .collect()
}

fn works(at: DateTime<Utc>) -> bool {
    !is_weekend(at) && (8..18).contains(&at.hour())
}

fn is_weekend(at: DateTime<Utc>) -> bool {
    at.weekday().num_days_from_monday() >= 5
}

fn lorry(load_factor: f64, empty: f64) -> Activity {
    Activity {
        mode: Some(Mode::Road),
        vehicle_class: Some("artic_33_plus".to_owned()),
        fuel: Some("diesel".to_owned()),
        distance_km: Some(250.0),
        load_factor: Some(load_factor),
        empty_distance_factor: Some(empty),
        ..Activity::default()
    }
}

fn lorries(activity: impl Fn(i64) -> Activity) -> Vec<Event> {
    trips(EventType::Logistics, 200, activity)
}

fn rounds(activity: impl Fn(i64) -> Activity) -> Vec<Event> {
    trips(EventType::Delivery, 200, activity)
}

fn van(class: &str, fuel: &str, km: f64) -> Activity {
    Activity {
        vehicle_class: Some(class.to_owned()),
        fuel: Some(fuel.to_owned()),
        distance_km: Some(km),
        ..Activity::default()
    }
}

fn power(kwh: f64) -> Activity {
    Activity {
        electricity_kwh: Some(kwh),
        grid_region: Some("UK".to_owned()),
        ..Activity::default()
    }
}

/// 100 kWh in working hours, otherwise what `off` says.
fn rhythm(event_type: EventType, off: impl Fn(DateTime<Utc>) -> f64) -> Vec<Event> {
    hours(event_type, |at| {
        power(if works(at) { 100.0 } else { off(at) })
    })
}

/// Quiet in one hour of seven, otherwise `kwh`.
fn restless(kwh: f64) -> impl Fn(DateTime<Utc>) -> f64 {
    move |at| if at.hour() % 7 == 0 { 5.0 } else { kwh }
}

/// What holds of any advice.
fn assert_sound(action: &Action, facts: &Facts) {
    let id = action.rule;
    let impact = action.co2_impact_kg;
    let month = facts.of(action.event_type).kg_per_month();
    assert!(impact.value_kg > 0.0 && impact.low_kg > 0.0, "{id}");
    assert!(impact.low_kg <= impact.value_kg && impact.value_kg <= impact.high_kg);
    assert!(
        impact.value_kg <= month * (1.0 + 1e-9),
        "{id} saves more than all"
    );
    assert!((0.0..=1.0).contains(&action.feasibility) && (0.0..=1.0).contains(&action.confidence));
    let texts = [&action.title, &action.body];
    assert!(
        texts.iter().all(|text| !text.contains(['{', '}'])),
        "{texts:?}"
    );
    // The rule's own text passes the guard that a language model's must pass.
    let asked = Asked {
        language: Language::English,
        items: vec![Item {
            id: "R1".to_owned(),
            title: action.title.clone(),
            body: action.body.clone(),
            facts: action.facts.clone(),
        }],
        names: vec![],
        background: vec![],
    };
    let answer = serde_json::json!({"recommendations": [
        {"id": "R1", "title": action.title, "body": action.body}
    ]});
    assert_eq!(check(&asked, &answer.to_string()).err(), None, "{texts:?}");
}

#[test]
fn every_rule_speaks_where_it_should_and_is_silent_where_it_should() {
    let cases = cases::cases();
    let mut ids: Vec<&str> = cases.iter().map(|case| case.0).collect();
    let mut rules: Vec<&str> = all().map(|rule| rule.id).collect();
    ids.sort_unstable();
    rules.sort_unstable();
    assert_eq!(ids, rules, "every rule has a case");
    println!("{} rules", rules.len());
    let mut wrong = Vec::new();
    for (id, speaks, silent) in &cases {
        let facts = facts(speaks);
        let spoken = recommend(&facts, &Catalogue::published(), None);
        for action in &spoken {
            assert_sound(action, &facts);
        }
        match spoken.iter().find(|action| action.rule == *id) {
            Some(action) => println!("{}: {}", action.title, action.body),
            None => wrong.push(format!("{id} is silent")),
        }
        if actions(silent).iter().any(|action| action.rule == *id) {
            wrong.push(format!("{id} speaks where it should not"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn rules_have_unique_ids_sources_and_texts_without_figures_of_their_own() {
    let mut ids: Vec<&str> = all().map(|rule| rule.id).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), all().count());
    for rule in all() {
        assert!(rule.id.starts_with(rule.event_type.as_str()), "{}", rule.id);
        for text in [rule.title, rule.body] {
            assert!(!text.chars().any(|one| one.is_ascii_digit()), "{}", rule.id);
        }
        assert!(rule.body.contains("{saving}") && rule.body.contains("{saving_low}"));
        assert!(!rule.sources.is_empty(), "{} rests on nothing", rule.id);
    }
}

#[test]
fn advice_is_ranked_by_its_score() {
    let found = actions(&lorries(|index| {
        lorry(if index % 2 == 0 { 0.4 } else { 0.85 }, 0.42)
    }));
    assert!(found.len() >= 3, "{found:?}");
    assert!(found.is_sorted_by(|one, other| one.score >= other.score));
}

#[test]
fn a_sample_says_what_all_events_say() {
    // Four times as many events as are kept.
    let events = |count| {
        trips(EventType::Logistics, count, |index| {
            let share = (index * 37 % 100) as f64 / 100.0;
            lorry(0.3 + 0.6 * share, 0.1)
        })
        .into_iter()
        .enumerate()
        .map(|(index, event)| Event {
            at: monday() + Duration::minutes(index as i64 * 4),
            ..event
        })
        .collect::<Vec<_>>()
    };
    let all = facts(&events(8_000));
    assert_eq!(all.of(EventType::Logistics).sample.len(), 2_000);
    let few = facts(&events(2_000));
    let saved = |facts: &Facts, times: f64| {
        recommend(facts, &Catalogue::published(), None)
            .into_iter()
            .find(|one| one.rule == "logistics_fuller_lorries")
            .map(|one| one.co2_impact_kg.value_kg * times)
            .expect("it speaks")
    };
    let (of_sample, of_all) = (saved(&all, 1.0), saved(&few, 4.0));
    println!("n = 8000, sample 2000, seed 1: {of_sample:.1} of {of_all:.1} kg");
    assert!(
        (of_sample / of_all - 1.0).abs() < 0.05,
        "{of_sample} {of_all}"
    );
}

#[test]
fn outliers_and_few_events_move_nothing() {
    let few = lorries(|_| lorry(0.3, 0.5))
        .into_iter()
        .take(5)
        .collect::<Vec<_>>();
    assert_eq!(actions(&few), []);
    assert_eq!(actions(&[]), []);
}

fn any_amount() -> impl Strategy<Value = Option<f64>> {
    prop_oneof![
        3 => Just(None),
        4 => (0.0_f64..1e4).prop_map(Some),
        1 => any::<f64>().prop_map(Some),
    ]
}

prop_compose! {
    fn any_event()(
        place in 0_usize..4,
        minutes in 0_i64..28 * 24 * 60,
        hours in proptest::option::of(0_i64..200),
        mode in proptest::option::of(0_usize..5),
        class in proptest::option::of(prop_oneof![
            Just("artic_33_plus"), Just("rigid_7p5_17"), Just("van_iii"), Just("cargo_bike"), Just("?")
        ]),
        fuel in proptest::option::of(prop_oneof![
            Just("diesel"), Just("electric"), Just("petrol"), Just("gas_oil"), Just("nothing")
        ]),
        amounts in proptest::collection::vec(any_amount(), 14),
        shares in proptest::collection::vec(proptest::option::of(-0.1_f64..1.2), 2),
    ) -> Event {
        Event {
            event_type: EventType::ALL[place],
            at: monday() + Duration::minutes(minutes),
            hours,
            activity: Activity {
                mode: mode.map(|mode| Mode::ALL[mode]),
                vehicle_class: class.map(str::to_owned),
                fuel: fuel.map(str::to_owned),
                load_factor: shares[0],
                empty_distance_factor: shares[1],
                distance_km: amounts[0],
                load_kg: amounts[1],
                speed_kmh: amounts[2],
                fuel_used_l: amounts[3],
                electricity_kwh: amounts[4],
                gas_kwh_gross: amounts[5],
                output_units: amounts[6],
                temperature_c: amounts[7].map(|one| 30.0 - one),
                floor_area_m2: amounts[8],
                refrigerant_leak_kg: amounts[9],
                refrigerant: Some("R-404A".to_owned()),
                throughput_t: amounts[10],
                parcels: amounts[11],
                stops: amounts[12],
                failed_attempts: amounts[13],
                ..Activity::default()
            },
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, max_shrink_iters: 100, ..ProptestConfig::default() })]
    #[test]
    fn whatever_was_done_advice_is_sound(
        events in proptest::collection::vec(any_event(), 0..120)
    ) {
        let facts = facts(&events);
        for action in recommend(&facts, &Catalogue::published(), None) {
            assert_sound(&action, &facts);
        }
    }
}
