//! For each rule an entity it speaks to and one it is silent about.

use chrono::{DateTime, Datelike, Timelike, Utc};
use model::ingest::{Activity, EventType, Mode, TemperatureControl};

use super::{
    Event, hours, is_weekend, lorries, lorry, power, restless, rhythm, rounds, trips, van, works,
};

pub(super) type Case = (&'static str, Vec<Event>, Vec<Event>);

fn freight_cases() -> Vec<Case> {
    let alternating = |index: i64, one: f64, other: f64| if index % 2 == 0 { one } else { other };
    let flight = |km: f64| {
        trips(EventType::Logistics, 60, move |_| Activity {
            mode: Some(Mode::Air),
            distance_km: Some(km),
            load_kg: Some(800.0),
            ..Activity::default()
        })
    };
    let long_haul = |km| {
        lorries(move |_| Activity {
            distance_km: Some(km),
            load_kg: Some(12_000.0),
            ..lorry(0.67, 0.1)
        })
    };
    let small_load = |load_factor| lorries(move |_| lorry(load_factor, 0.1));
    let fast = |kmh| {
        lorries(move |_| Activity {
            speed_kmh: Some(kmh),
            fuel_used_l: Some(100.0),
            ..lorry(0.8, 0.1)
        })
    };
    // 250 km loaded and 28 km empty take about 100 litres at this load.
    let metered = |litres| {
        lorries(move |_| Activity {
            fuel_used_l: Some(litres),
            ..lorry(0.8, 0.1)
        })
    };
    let cooled = |empty| {
        lorries(move |_| Activity {
            temperature_control: Some(TemperatureControl::Refrigerated),
            ..lorry(0.8, empty)
        })
    };
    let ship = |speed_kmh| {
        trips(EventType::Logistics, 60, move |_| Activity {
            mode: Some(Mode::Sea),
            distance_km: Some(9_000.0),
            load_kg: Some(500_000.0),
            fuel: Some("marine_fuel_oil".to_owned()),
            fuel_used_l: Some(30_000.0),
            speed_kmh,
            ..Activity::default()
        })
    };
    vec![
        (
            "logistics_fuller_lorries",
            lorries(|index| lorry(alternating(index, 0.4, 0.85), 0.1)),
            lorries(|_| lorry(0.8, 0.1)),
        ),
        (
            "logistics_fewer_empty_km",
            lorries(|_| lorry(0.8, 0.42)),
            lorries(|_| lorry(0.8, 0.20)),
        ),
        ("logistics_road_to_rail", long_haul(700.0), long_haul(200.0)),
        ("logistics_air_to_sea", flight(9_000.0), flight(2_000.0)),
        ("logistics_air_to_road", flight(600.0), flight(2_000.0)),
        (
            "logistics_smaller_lorries",
            small_load(0.10),
            small_load(0.8),
        ),
        (
            "logistics_hvo",
            metered(100.0),
            lorries(|_| Activity {
                fuel: Some("hvo".to_owned()),
                fuel_used_l: Some(100.0),
                ..lorry(0.8, 0.1)
            }),
        ),
        ("logistics_calmer_speed", fast(100.0), fast(80.0)),
        ("logistics_driver_training", metered(130.0), metered(80.0)),
        ("logistics_no_cooling_when_empty", cooled(0.4), cooled(0.0)),
        ("logistics_slower_ships", ship(Some(30.0)), ship(None)),
    ]
}

fn delivery_cases() -> Vec<Case> {
    let parcels = |of: fn(i64) -> f64| {
        rounds(move |index| Activity {
            parcels: Some(of(index)),
            ..van("van_iii", "diesel", 80.0)
        })
    };
    let failing = |of: fn(i64) -> f64| {
        rounds(move |index| Activity {
            stops: Some(100.0),
            failed_attempts: Some(of(index)),
            ..van("van_iii", "diesel", 80.0)
        })
    };
    let loaded = |kg| {
        rounds(move |_| Activity {
            load_kg: Some(kg),
            ..van("van_iii", "diesel", 80.0)
        })
    };
    let traffic = |litres: fn(i64) -> f64| {
        rounds(move |index| Activity {
            traffic: Some(if index % 2 == 0 { "heavy" } else { "light" }.to_owned()),
            fuel_used_l: Some(litres(index)),
            ..van("van_iii", "diesel", 80.0)
        })
    };
    vec![
        (
            "delivery_electric_vans",
            rounds(|_| van("van_iii", "diesel", 80.0)),
            rounds(|_| van("van_iii", "electric", 80.0)),
        ),
        (
            "delivery_hvo",
            rounds(|_| van("van_iii", "diesel", 80.0)),
            rounds(|_| van("van_iii", "petrol", 80.0)),
        ),
        (
            "delivery_cargo_bikes",
            rounds(|_| Activity {
                load_kg: Some(90.0),
                ..van("van_i", "diesel", 6.0)
            }),
            rounds(|_| van("van_i", "diesel", 60.0)),
        ),
        (
            "delivery_fewer_failed_attempts",
            failing(|index| if index % 3 == 0 { 3.0 } else { 18.0 }),
            failing(|_| 6.0),
        ),
        (
            "delivery_fuller_rounds",
            parcels(|index| if index % 3 == 0 { 120.0 } else { 60.0 }),
            parcels(|_| 90.0),
        ),
        ("delivery_smaller_vans", loaded(500.0), loaded(1_500.0)),
        (
            "delivery_calmer_traffic",
            traffic(|index| if index % 2 == 0 { 12.0 } else { 9.0 }),
            traffic(|_| 9.0),
        ),
    ]
}

fn site_cases(event_type: EventType) -> [(Vec<Event>, Vec<Event>); 3] {
    let heat = move |off: f64| {
        hours(event_type, move |at| Activity {
            gas_kwh_gross: Some(if works(at) { 200.0 } else { restless(off)(at) }),
            ..power(10.0)
        })
    };
    [
        (
            rhythm(event_type, restless(45.0)),
            rhythm(event_type, |_| 98.0),
        ),
        (
            rhythm(event_type, |at| if is_weekend(at) { 60.0 } else { 20.0 }),
            rhythm(event_type, |_| 20.0),
        ),
        (heat(90.0), heat(5.0)),
    ]
}

fn factory_cases() -> Vec<Case> {
    let [(idle, shifts), (weekend, even), (boiler, set_back)] = site_cases(EventType::Factory);
    let made = |kwh: fn(DateTime<Utc>) -> f64| {
        hours(EventType::Factory, move |at| Activity {
            output_units: Some(50.0),
            machine_hours: Some(1.0),
            ..power(kwh(at))
        })
    };
    let process = |name: &str| {
        let name = name.to_owned();
        hours(EventType::Factory, move |_| Activity {
            process: Some(name.clone()),
            ..power(100.0)
        })
    };
    let oil = |fuel: &str| {
        let fuel = fuel.to_owned();
        hours(EventType::Factory, move |_| Activity {
            fuel: Some(fuel.clone()),
            fuel_used_l: Some(20.0),
            ..Activity::default()
        })
    };
    let uneven = || made(|at| if at.hour() % 3 == 0 { 80.0 } else { 120.0 });
    vec![
        ("factory_idle_power", idle, shifts),
        ("factory_weekend_power", weekend, even),
        ("factory_idle_heat", boiler, set_back),
        ("factory_energy_per_unit", uneven(), made(|_| 100.0)),
        ("factory_energy_per_machine_hour", uneven(), made(|_| 100.0)),
        (
            "factory_compressed_air",
            process("Compressed air"),
            process("Milling"),
        ),
        (
            "factory_slower_fans",
            process("Ventilation"),
            process("Milling"),
        ),
        ("factory_renewable_boiler_fuel", oil("gas_oil"), oil("hvo")),
    ]
}

fn warehouse_cases() -> Vec<Case> {
    let event_type = EventType::Warehouse;
    let [(idle, shifts), (weekend, even), (heating, set_back)] = site_cases(event_type);
    let heated = |celsius: f64| {
        hours(event_type, move |_| Activity {
            heating_kwh_gross: Some(50.0),
            temperature_c: Some(celsius),
            ..power(10.0)
        })
    };
    let leaking = |gas: &str, kg: f64| {
        let gas = gas.to_owned();
        hours(event_type, move |at| Activity {
            refrigerant: Some(gas.clone()),
            refrigerant_leak_kg: (at.hour() == 3 && at.day() % 7 == 0).then_some(kg),
            ..power(50.0)
        })
    };
    let frozen = |celsius: f64| {
        hours(event_type, move |_| Activity {
            temperature_c: Some(celsius),
            ..power(50.0)
        })
    };
    let moved = |kwh: fn(DateTime<Utc>) -> f64| {
        hours(event_type, move |at| Activity {
            throughput_t: Some(20.0),
            ..power(kwh(at))
        })
    };
    let area = |area_m2: f64| {
        hours(event_type, move |_| Activity {
            floor_area_m2: Some(area_m2),
            ..power(50.0)
        })
    };
    vec![
        ("warehouse_idle_power", idle, shifts),
        ("warehouse_weekend_power", weekend, even),
        ("warehouse_idle_heat", heating, set_back),
        ("warehouse_heating_set_point", heated(20.0), heated(15.0)),
        (
            "warehouse_heat_pump",
            hours(event_type, |_| Activity {
                gas_kwh_gross: Some(100.0),
                ..power(10.0)
            }),
            heated(15.0),
        ),
        (
            "warehouse_refrigerant_retrofit",
            leaking("R-404A", 2.0),
            leaking("R-134a", 2.0),
        ),
        (
            "warehouse_leak_control",
            leaking("R-134a", 5.0),
            leaking("R-134a", 0.0),
        ),
        ("warehouse_frozen_set_point", frozen(-25.0), frozen(-18.0)),
        (
            "warehouse_energy_per_tonne",
            moved(|at| if at.hour() % 3 == 0 { 80.0 } else { 120.0 }),
            moved(|_| 100.0),
        ),
        ("warehouse_power_per_area", area(2_000.0), area(8_000.0)),
    ]
}

pub(super) fn cases() -> Vec<Case> {
    let mut cases = freight_cases();
    cases.extend(delivery_cases());
    cases.extend(factory_cases());
    cases.extend(warehouse_cases());
    cases
}
