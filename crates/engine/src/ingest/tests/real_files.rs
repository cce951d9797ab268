//! The two published files that the shipped profiles are for. They are no part of the project; where
//! they are absent the test says so.

use std::collections::HashSet;
use std::path::PathBuf;

use chrono::{TimeZone, Utc};

use super::*;

fn real_file(name: &str) -> Option<Vec<u8>> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let bytes = std::fs::read(folder.join(name)).ok();
    if bytes.is_none() {
        println!("skipped: no file {name}");
    }
    bytes
}

#[test]
fn flights() {
    let Some(bytes) = real_file("flights_2013_jan_feb.csv") else {
        return;
    };
    let (flights, bound) = import(&bytes, built_in_profile("nyc-flights"));
    assert!(flights.adds_up());
    assert_eq!((flights.rows_read, flights.rows_skipped), (51_955, 1_782));
    assert_eq!(flights.codes(), Vec::<&str>::new());
    assert_eq!(flights.events.len(), 50_173);

    let skips = flights.tally.skips(&bound);
    assert_eq!(skips[0].reason, "cancelled: burnt nothing");
    assert_eq!(skips[0].rows, 1_782);
    let warnings = flights.tally.warnings(&bound);
    assert_eq!(warnings[0].rows, 164);
    assert_eq!(
        warnings[1].message,
        "4 codes are not in the table airports and have no position: BQN, PSE, SJU, STT"
    );
    assert_eq!(warnings.len(), 2);

    let first = &flights.events[0];
    assert_eq!(first.row_number, 2);
    assert_eq!(
        first.occurred_at,
        Utc.with_ymd_and_hms(2013, 1, 1, 10, 15, 0).unwrap()
    );
    assert_eq!(first.activity.distance_km, Some(1400.0 * 1.609_344));
    assert_eq!(
        first.origin.as_ref().map(|place| place.name.as_str()),
        Some("EWR")
    );
    assert_eq!(
        first.raw,
        "2013,1,1,517,515,2,830,819,11,UA,1545,N14228,EWR,IAH,227,1400,5,15,2013-01-01T10:00:00Z"
    );
    let keys: HashSet<_> = flights
        .events
        .iter()
        .map(|event| (event.occurred_at, event.source_key))
        .collect();
    assert_eq!(keys.len(), flights.events.len());
    let km: f64 = flights
        .events
        .iter()
        .filter_map(|event| event.activity.distance_km)
        .sum();
    println!("flights: {} events, {km:.0} km", flights.events.len());
}

#[test]
fn the_scheduled_hour_of_every_flight_is_the_one_the_file_gives_in_utc() {
    let Some(bytes) = real_file("flights_2013_jan_feb.csv") else {
        return;
    };
    let (flights, _) = import(&bytes, built_in_profile("nyc-flights"));
    for event in &flights.events {
        let hour = event
            .raw
            .rsplit(',')
            .next()
            .unwrap()
            .parse::<chrono::DateTime<Utc>>()
            .unwrap();
        let minutes = (event.occurred_at - hour).num_minutes();
        assert!(
            (0..60).contains(&minutes),
            "row {}: {:?}",
            event.row_number,
            event.occurred_at
        );
    }
}

#[test]
fn steel() {
    let Some(bytes) = real_file("steel_industry_2018_jan_aug.csv") else {
        return;
    };
    let (mut steel, bound) = import(&bytes, built_in_profile("steel-industry"));
    assert!(steel.adds_up());
    assert_eq!((steel.rows_read, steel.events.len()), (23_328, 23_328));
    let kwh: f64 = steel
        .events
        .iter()
        .filter_map(|event| event.activity.electricity_kwh)
        .sum();
    assert!((kwh - 671_433.6).abs() < 1e-6, "{kwh}");
    let co2_t = |event: &EventDraft| {
        event
            .activity
            .features
            .iter()
            .find(|(name, _)| name == "co2_t_reported")
            .unwrap()
            .1
    };
    let reported: f64 = steel.events.iter().map(co2_t).sum();
    assert!((reported - 284.29).abs() < 1e-9, "{reported}");
    assert_eq!(
        steel
            .events
            .iter()
            .filter(|event| co2_t(event) == 0.0)
            .count(),
        13_610
    );

    // Quarter-hours follow each other without a gap, because 00:00 ends its own date.
    assert_eq!(
        steel.events[0].occurred_at,
        Utc.with_ymd_and_hms(2017, 12, 31, 15, 0, 0).unwrap()
    );
    for pair in steel.events.windows(2) {
        assert_eq!(
            pair[0].ends_at,
            Some(pair[1].occurred_at),
            "row {}",
            pair[1].row_number
        );
    }

    // With 0.4 kg per kWh instead of a factor: the comparison itself is what is tested here.
    for event in &steel.events {
        let kg = event.activity.electricity_kwh.unwrap() * 0.4;
        let co2e = model::units::Milligrams::from_kg(kg).unwrap();
        steel.tally.compared(&bound, event, co2e);
    }
    let warnings = steel.tally.warnings(&bound);
    assert_eq!(warnings.len(), 1);
    assert!(
        warnings[0]
            .message
            .contains("the file sums to 284290.0 kg, our estimate to 268573.4 kg"),
        "{}",
        warnings[0].message
    );
}
