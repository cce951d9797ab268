//! Facts of known events, and of any.

use chrono::{DateTime, Duration, TimeZone, Utc};
use chrono_tz::Tz;
use model::ingest::{Activity, EventType, Mode, QualityStatus};
use model::recommendations::ActivityUnit;
use model::units::Milligrams;

use super::{Facts, Observed, SAMPLE_MAX, Scope, Window, WindowError, activity_unit, units_of};

fn monday() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2025, 6, 2, 0, 0, 0)
        .single()
        .expect("a time")
}

fn scope(zone: Tz) -> Scope {
    Scope {
        window: Window::new(monday(), monday() + Duration::days(28)).expect("a window"),
        zone,
        seed: 7,
    }
}

fn observed(activity: &Activity, at: DateTime<Utc>) -> Observed<'_> {
    Observed {
        event_type: EventType::Logistics,
        occurred_at: at,
        ends_at: None,
        activity,
        quality: QualityStatus::Measured,
        co2e: Milligrams(1_000_000),
        contributions: &[],
        grid_region_fallback: Some("DE"),
    }
}

fn trip(km: f64, load_factor: f64, empty: f64) -> Activity {
    Activity {
        mode: Some(Mode::Road),
        vehicle_class: Some("artic 40 t".to_owned()),
        fuel: Some("B7".to_owned()),
        distance_km: Some(km),
        load_factor: Some(load_factor),
        empty_distance_factor: Some(empty),
        ..Activity::default()
    }
}

#[test]
fn means_are_weighted_by_what_they_are_about() {
    let (long, short) = (trip(300.0, 0.9, 0.0), trip(100.0, 0.5, 0.5));
    let facts = Facts::gather(
        &scope(Tz::UTC),
        [observed(&long, monday()), observed(&short, monday())],
    );
    let of = facts.of(EventType::Logistics);
    // By distance and payload: (300 x 0.9 + 100 x 0.5) / 400.
    assert!(
        of.load_factor
            .value()
            .is_some_and(|mean| (mean - 0.8).abs() < 1e-12)
    );
    // By all kilometres: 100 of 300 + 200.
    assert!(
        of.empty_share
            .value()
            .is_some_and(|mean| (mean - 0.2).abs() < 1e-12)
    );
    assert_eq!((of.events, of.load_factor.n(), of.speed_kmh.n()), (2, 2, 0));
    assert!((of.by_class.kg("artic_33_plus") - 2.0).abs() < 1e-12);
    assert!((of.by_fuel.kg("diesel") - 2.0).abs() < 1e-12);
    assert!((of.by_region.kg("DEU") - 2.0).abs() < 1e-12);
    assert!((of.kg_per_month() - 2.0 * 30.436_875 / 28.0).abs() < 1e-12);
    assert_eq!(activity_unit(of), ActivityUnit::TonneKm);
    let tonne_km = units_of(ActivityUnit::TonneKm, &long, monday(), None);
    assert!(tonne_km.is_some_and(|units| (units - 300.0 * 0.9 * 17.86).abs() < 1e-9));
}

#[test]
fn only_what_happened_in_the_window_and_is_no_outlier_speaks() {
    let activity = trip(100.0, 0.5, 0.0);
    let event = observed(&activity, monday());
    let others = [
        Observed {
            quality: QualityStatus::Outlier,
            ..event
        },
        Observed {
            quality: QualityStatus::GapFilled,
            ..event
        },
        Observed {
            occurred_at: monday() - Duration::seconds(1),
            ..event
        },
        Observed {
            occurred_at: monday() + Duration::days(28),
            ..event
        },
    ];
    let facts = Facts::gather(&scope(Tz::UTC), others);
    assert_eq!(facts.of(EventType::Logistics).events, 0);
    assert_eq!(
        activity_unit(facts.of(EventType::Logistics)),
        ActivityUnit::Days
    );
}

#[test]
fn nights_are_those_of_the_zone() {
    // Working hours of Tokyo are nights in UTC.
    let busy = Activity {
        electricity_kwh: Some(100.0),
        ..Activity::default()
    };
    let idle = Activity {
        electricity_kwh: Some(10.0),
        ..Activity::default()
    };
    let events: Vec<Observed<'_>> = (0..28 * 24)
        .map(|hour| {
            let at = monday() + Duration::hours(hour);
            let local = (hour + 9) % 24;
            let is_weekend = (hour + 9) / 24 % 7 >= 5;
            let works = !is_weekend && (8..18).contains(&local);
            Observed {
                event_type: EventType::Factory,
                ends_at: Some(at + Duration::hours(1)),
                ..observed(if works { &busy } else { &idle }, at)
            }
        })
        .collect();
    let of = |zone| {
        Facts::gather(&scope(zone), events.clone())
            .of(EventType::Factory)
            .power
    };
    let rhythm = of(Tz::Asia__Tokyo).expect("it idles");
    assert!((rhythm.working_kwh_per_hour - 100.0).abs() < 1e-9);
    assert!((rhythm.off_kwh_per_hour - 10.0).abs() < 1e-9);
    assert!(of(Tz::UTC).is_none_or(|other| other.off_kwh_per_hour > 20.0));
}

#[test]
fn a_monthly_bill_has_no_rhythm() {
    let bill = Activity {
        electricity_kwh: Some(50_000.0),
        ..Activity::default()
    };
    let event = Observed {
        event_type: EventType::Factory,
        ends_at: Some(monday() + Duration::days(28)),
        ..observed(&bill, monday())
    };
    let facts = Facts::gather(&scope(Tz::UTC), vec![event; 200]);
    assert_eq!(facts.of(EventType::Factory).power, None);
}

#[test]
fn the_sample_is_bounded_and_the_same_for_a_seed() {
    let activity = trip(100.0, 0.5, 0.0);
    let events: Vec<Observed<'_>> = (0..6_000)
        .map(|index| observed(&activity, monday() + Duration::minutes(index)))
        .collect();
    let one = Facts::gather(&scope(Tz::UTC), events.clone());
    let other = Facts::gather(&scope(Tz::UTC), events);
    let of = one.of(EventType::Logistics);
    assert_eq!((of.events, of.sample.len()), (6_000, SAMPLE_MAX));
    assert_eq!(one, other);
    // A fair sample's mean time lies near the middle: 100 hours less or more would be 5 deviations.
    let hours: i64 = of
        .sample
        .iter()
        .map(|event| (event.occurred_at - monday()).num_minutes())
        .sum::<i64>()
        / 2_000;
    println!("n = 6000, sample 2000, seed 7: mean minute {hours} of 2999.5");
    assert!((2_800..3_200).contains(&hours), "{hours}");
}

#[test]
fn a_window_has_bounds() {
    let to = |hours| Window::new(monday(), monday() + Duration::hours(hours));
    assert!(matches!(to(0), Err(WindowError::TooShort { .. })));
    assert!(matches!(to(-5), Err(WindowError::TooShort { .. })));
    assert!(matches!(to(93 * 24), Err(WindowError::TooLong { .. })));
    assert!(to(1).is_ok() && to(92 * 24).is_ok());
}
