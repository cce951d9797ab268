//! Loads, distances, vehicles and modes.

use model::emissions::Lever;
use model::ingest::{Activity, EventType, Mode};

use super::*;

#[test]
fn fuller_lorries_make_fewer_trips() {
    let to = setting(Lever::LoadFactor, 0.8);
    let after = changed(EventType::Logistics, &loaded(0.5), &to).unwrap();
    assert_eq!(
        (after.trips, after.activity.load_factor),
        (0.625, Some(0.8))
    );
    let ef = |empty: f64, full: f64| 62.5 * (empty + (full - empty) * 0.8);
    assert_near(
        halves(EventType::Logistics, &loaded(0.5), &to),
        (ef(0.64734, 1.06921), ef(0.15178, 0.25296)),
    );
}

#[test]
fn metered_fuel_follows_the_load_model() {
    let activity = Activity {
        fuel_used_l: Some(40.0),
        ..loaded(0.5)
    };
    let to = setting(Lever::LoadFactor, 0.8);
    let after = changed(EventType::Logistics, &activity, &to).unwrap();
    let ratio = (0.64734 + 0.42187 * 0.8) / (0.64734 + 0.42187 * 0.5);
    let litres = after.activity.fuel_used_l.unwrap();
    assert!((litres - 40.0 * ratio).abs() < 1e-9, "{litres}");
    assert!(after.notes.contains(&Note::MeteredByLoadModel));
    // What was metered empty is not known without the share.
    let empty = setting(Lever::EmptyDistanceFactor, 0.1);
    assert_eq!(
        changed(EventType::Logistics, &activity, &empty),
        Err(NotApplicable::EmptyShareNotStated)
    );
}

#[test]
fn the_loaded_distance_stays_when_empty_running_changes() {
    let activity = Activity {
        empty_distance_factor: Some(0.2),
        ..loaded(1.0)
    };
    let kg = |full: f64, empty: f64| 100.0 * (full + empty * 0.1 / 0.9);
    assert_near(
        halves(
            EventType::Logistics,
            &activity,
            &setting(Lever::EmptyDistanceFactor, 0.1),
        ),
        (kg(1.06921, 0.64734), kg(0.25296, 0.15178)),
    );
}

#[test]
fn another_mode_keeps_the_tonne_kilometres() {
    let activity = freight(Mode::Road, Some("artic_33_plus"), 500.0, 20_000.0);
    assert_near(
        halves(EventType::Logistics, &activity, &word(Lever::Mode, "rail")),
        (10_000.0 * 0.02779, 10_000.0 * 0.00691),
    );
    // A whole trip carries its load factor of the published payload.
    let tonne_km = 100.0 * 17.86 * 0.5;
    assert_near(
        halves(
            EventType::Logistics,
            &loaded(0.5),
            &word(Lever::Mode, "rail"),
        ),
        (tonne_km * 0.02779, tonne_km * 0.00691),
    );
    assert_eq!(
        changed(
            EventType::Logistics,
            &road("artic_33_plus", 10.0),
            &word(Lever::Mode, "rail")
        ),
        Err(NotApplicable::NoLoad)
    );
    assert_eq!(
        changed(
            EventType::Logistics,
            &activity,
            &word(Lever::Mode, "inland_waterway")
        ),
        Err(NotApplicable::NoFactor(NoFactor::InlandWaterway))
    );
}

#[test]
fn a_smaller_lorry_drives_more_often() {
    let after = changed(
        EventType::Logistics,
        &loaded(0.5),
        &word(Lever::VehicleClass, "rigid_7p5_17"),
    )
    .unwrap();
    assert!((after.trips - 8.93 / 4.75).abs() < 1e-9);
    assert_eq!(after.activity.load_factor, Some(1.0));
    assert!(after.notes.contains(&Note::MoreTrips));
    let fits = changed(
        EventType::Logistics,
        &loaded(0.5),
        &word(Lever::VehicleClass, "artic_3p5_33"),
    )
    .unwrap();
    assert_eq!(fits.trips, 1.0);
    assert!((fits.activity.load_factor.unwrap() - 8.93 / 12.19).abs() < 1e-12);
}

#[test]
fn slower_is_less_where_that_is_published() {
    let ship = Activity {
        fuel: Some("marine_fuel_oil".to_owned()),
        fuel_used_l: Some(1000.0),
        speed_kmh: Some(40.0),
        ..freight(Mode::Sea, None, 100.0, 1.0)
    };
    let after = changed(EventType::Logistics, &ship, &setting(Lever::Speed, 36.0)).unwrap();
    assert!((after.activity.fuel_used_l.unwrap() - 810.0).abs() < 1e-9);
    let lorry = Activity {
        speed_kmh: Some(104.607_36),
        ..loaded(0.5)
    };
    let (ttw, _) = halves(
        EventType::Logistics,
        &lorry,
        &setting(Lever::Speed, 88.513_92),
    );
    assert!(
        (ttw - 0.8 * 100.0 * (0.64734 + 0.42187 * 0.5)).abs() < 1e-4,
        "{ttw}"
    );
    assert_eq!(
        changed(EventType::Logistics, &lorry, &setting(Lever::Speed, 70.0)),
        Err(NotApplicable::SpeedOutside(88, 105))
    );
}
