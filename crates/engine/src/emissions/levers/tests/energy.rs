//! Fuels, power and heat: what is burnt and drawn, and when.

use model::emissions::Lever;
use model::ingest::{Activity, EventType};

use super::super::*;
use super::*;

#[test]
fn renewable_diesel_holds_the_same_energy() {
    let litres = |diesel: f64| diesel * (0.61101 / 0.06181) / (0.56439 / 16.445 / 0.0036);
    let metered = Activity {
        fuel: Some("diesel".to_owned()),
        fuel_used_l: Some(100.0),
        ..loaded(0.5)
    };
    let to = word(Lever::Fuel, "hvo");
    assert_near(
        halves(EventType::Logistics, &metered, &to),
        (litres(100.0) * 0.03558, litres(100.0) * 0.56439),
    );
    // Not metered: the diesel that the class's kilograms stand for.
    let burnt = 100.0 * (0.64734 + 0.42187 * 0.5) / 2.57082;
    assert_near(
        halves(EventType::Logistics, &loaded(0.5), &to),
        (litres(burnt) * 0.03558, litres(burnt) * 0.56439),
    );
    assert_eq!(
        changed(EventType::Logistics, &metered, &word(Lever::Fuel, "petrol")),
        Err(NotApplicable::OtherEngine(
            "Diesel, average biofuel blend",
            "Petrol, average biofuel blend"
        ))
    );
}

#[test]
fn an_electric_lorry_draws_a_share_of_the_diesels_energy() {
    let in_france = |activity: Activity| Activity {
        grid_region: Some("FR".to_owned()),
        ..activity
    };
    let electric = word(Lever::Fuel, "electric");
    let kwh_per_litre = 0.61101 / 0.06181;
    let burnt = 100.0 * (0.64734 + 0.42187 * 0.5) / 2.57082;
    for (activity, litres) in [
        (in_france(loaded(0.5)), burnt),
        (
            in_france(Activity {
                fuel: Some("diesel".to_owned()),
                fuel_used_l: Some(40.0),
                ..loaded(0.5)
            }),
            40.0,
        ),
    ] {
        let kwh = litres * kwh_per_litre * 3.0 / 14.0;
        let logistics = EventType::Logistics;
        assert_near(
            halves(logistics, &activity, &electric),
            (kwh * 0.04418, 0.0),
        );
        // Both ends of what was measured are within its interval: 1/7 and 2/7.
        let frame = input(logistics, &activity);
        let after = apply(&catalogue(), &frame, &electric).unwrap();
        let made = after.estimate(&catalogue(), &frame).unwrap();
        assert!(made.interval_low_kg <= kwh * 0.04418 * 2.0 / 3.0);
        assert!(made.interval_high_kg >= kwh * 0.04418 * 4.0 / 3.0);
        assert!(after.notes.contains(&Note::ElectricLorry));
    }
    // Without a grid its power has no factor; gas has no published consumption.
    assert!(matches!(
        changed(EventType::Logistics, &loaded(0.5), &electric),
        Err(NotApplicable::NoFactor(_))
    ));
    assert!(matches!(
        changed(
            EventType::Logistics,
            &loaded(0.5),
            &word(Lever::Fuel, "cng")
        ),
        Err(NotApplicable::NoConsumption(..))
    ));
}

#[test]
fn an_electric_van_draws_from_the_grid_it_stands_on() {
    let van = Activity {
        vehicle_class: Some("van_iii".to_owned()),
        distance_km: Some(100.0),
        fuel: Some("diesel".to_owned()),
        grid_region: Some("FR".to_owned()),
        ..Activity::default()
    };
    let kwh = 100.0 * 0.00721 / 0.01853;
    let electric = word(Lever::Fuel, "electric");
    assert_near(
        halves(EventType::Delivery, &van, &electric),
        (kwh * 0.04418, 0.0),
    );
    // Metered litres: as much power as the class's two rows say.
    let metered = Activity {
        fuel_used_l: Some(12.0),
        ..van.clone()
    };
    let kwh = 12.0 * (0.00721 / 0.01853) / (0.27878 / 2.57082);
    assert_near(
        halves(EventType::Delivery, &metered, &electric),
        (kwh * 0.04418, 0.0),
    );
}

#[test]
fn power_comes_from_another_grid_or_under_contract() {
    let factory = EventType::Factory;
    assert_near(
        halves(
            factory,
            &power(1000.0, "UK"),
            &word(Lever::GridRegion, "FR"),
        ),
        (44.18, 0.0),
    );
    assert_near(
        halves(
            factory,
            &power(1000.0, "UK"),
            &setting(Lever::RenewableShare, 0.5),
        ),
        (88.5, 45.9 + 18.53 + 3.97),
    );
    let after = changed(
        factory,
        &power(1000.0, "FR"),
        &setting(Lever::RenewableShare, 1.0),
    );
    assert!(after.unwrap().notes.contains(&Note::MarketBasedLifeCycle));
    assert_eq!(
        changed(
            EventType::Logistics,
            &loaded(0.5),
            &setting(Lever::RenewableShare, 1.0)
        ),
        Err(NotApplicable::NoElectricity)
    );
    assert_eq!(
        changed(factory, &power(1.0, "UK"), &setting(Lever::Schedule, 3.0)),
        Err(NotApplicable::NoHourlyFactor)
    );
}

#[test]
fn another_hour_counts_as_its_grid_does() {
    let factory = EventType::Factory;
    let activity = power(1000.0, "UK");
    let frame_input = input(factory, &activity);
    let catalogue = catalogue();
    let hour = |later: i64| frame_input.occurred_at + chrono::TimeDelta::hours(later);
    let mut grids = HourlyGrids::default();
    grids.insert("UK", GridHours::new([(hour(0), 0.2), (hour(3), 0.05)]));
    let frame = Frame {
        hours: Some(&grids),
        ..Frame::of(&catalogue, &frame_input)
    };
    let is = Changed::of(activity.clone());
    let later = |hours: f64| is.set(&frame, &setting(Lever::Schedule, hours));
    let moved = later(3.0).unwrap().expect("another hour");
    let kg = |of: &Changed| of.estimate(&catalogue, &frame_input).unwrap().co2e.kg();
    assert!(
        (kg(&moved) - kg(&is) / 4.0).abs() < 1e-5,
        "{} {}",
        kg(&moved),
        kg(&is)
    );
    assert!(moved.notes.contains(&Note::HourOfGrid));
    // What is there already stays, and an hour that nobody knows says nothing.
    assert_eq!(moved.set(&frame, &setting(Lever::Schedule, 3.0)), Ok(None));
    assert_eq!(later(4.0), Err(NotApplicable::NoHourlyFactor));
    // Back to where it was is what it was.
    let back = moved
        .set(&frame, &setting(Lever::Schedule, 0.0))
        .unwrap()
        .expect("back");
    assert_eq!(kg(&back), kg(&is));
}

#[test]
fn a_cooler_hall_needs_less_heat_and_says_how_sure_that_is() {
    let warehouse = Activity {
        heating_kwh_gross: Some(1000.0),
        ..Activity::default()
    };
    let frame = input(EventType::Warehouse, &warehouse);
    let before = estimate(&catalogue(), &frame).unwrap();
    let cooler = changed(
        EventType::Warehouse,
        &warehouse,
        &setting(Lever::Temperature, -1.0),
    );
    let after = cooler.unwrap().estimate(&catalogue(), &frame).unwrap();
    assert_kg(after.co2e, before.co2e.kg() * 0.92);
    // The rule's two points are two points of the old heat.
    let own = (before.interval_high_kg - before.co2e.kg()) * 0.92;
    let rule = before.co2e.kg() * 0.02;
    assert!((after.interval_high_kg - after.co2e.kg() - own - rule).abs() < 1e-4);
    assert!(after.confidence < before.confidence);
}

/// Energy contents that come out of the catalogue, against what is published of them.
#[test]
fn litres_hold_the_energy_they_are_known_for() {
    let activity = Activity::default();
    let frame_input = input(EventType::Factory, &activity);
    let catalogue = catalogue();
    let frame = Frame::of(&catalogue, &frame_input);
    // MJ per litre, lower heating value: Directive (EU) 2018/2001, annex III; marine fuels and
    // burning oil about 36 and 35.
    for (word, mj) in [
        ("diesel_mineral", 36.0),
        ("petrol", 32.0),
        ("hvo", 34.0),
        ("biodiesel", 33.0),
        ("bioethanol", 21.0),
        ("marine_gas_oil", 36.0),
        ("burning_oil", 35.0),
    ] {
        let fuel = vocabulary::fuel(word).unwrap();
        let found = fuel::kwh_per_litre(&frame, fuel).unwrap() * 3.6;
        assert!(
            (found - mj).abs() < 0.03 * mj,
            "{word}: {found} MJ per litre"
        );
    }
}
