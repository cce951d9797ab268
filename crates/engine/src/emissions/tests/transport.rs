//! The published tables of transport, and the load model.

use model::emissions::MethodTier;
use model::ingest::TemperatureControl;

use super::*;
use crate::vocabulary::{known_vehicle_classes, payload_kg};

fn value(id: &str) -> f64 {
    let catalogue = catalogue();
    catalogue
        .get(catalogue.by_id(id).unwrap_or_else(|| panic!("{id}")))
        .kg_co2e_per_unit
}

/// Class, stem, payload t, load factor, km average TTW, tkm TTW, tkm WTT, km at 0, 50 and 100 %.
#[rustfmt::skip]
const LORRIES: [(&str, &str, f64, f64, [f64; 6]); 8] = [
    ("rigid_3p5_7p5", "rigid-3p5-7p5", 2.18, 0.43, [0.49548, 0.52761, 0.12296, 0.46138, 0.50103, 0.54068]),
    ("rigid_7p5_17", "rigid-7p5-17", 4.75, 0.35, [0.60501, 0.36362, 0.09246, 0.55061, 0.62832, 0.70603]),
    ("rigid_17_plus", "rigid-gt17", 8.92, 0.65, [0.99156, 0.17146, 0.03736, 0.77400, 0.94152, 1.10905]),
    ("rigid_average", "rigid-all", 7.12, 0.595, [0.83751, 0.19748, 0.04332, 0.67912, 0.80803, 0.93695]),
    ("artic_3p5_33", "artic-3p5-33", 12.19, 0.51, [0.78471, 0.12633, 0.02731, 0.62775, 0.78163, 0.93552]),
    ("artic_33_plus", "artic-gt33", 17.86, 0.68, [0.93421, 0.07703, 0.01799, 0.64734, 0.85827, 1.06921]),
    ("artic_average", "artic-all", 17.67, 0.675, [0.92854, 0.07800, 0.01823, 0.64659, 0.85536, 1.06414]),
    ("hgv_average", "all", 13.62, 0.645, [0.89121, 0.10163, 0.02359, 0.65975, 0.83589, 1.01203]),
];

#[test]
fn lorries_follow_the_published_table() {
    for (class, _, _, _, [km_average, tkm_ttw, tkm_wtt, empty, half, full]) in LORRIES {
        let trip = logistics(&road(class, 100.0)).unwrap();
        assert!((trip.ttw.kg() - 100.0 * km_average).abs() < 2e-6, "{class}");
        assert_eq!(trip.method, MethodTier::Activity);

        let shipment = logistics(&Activity {
            load_kg: Some(1000.0),
            ..road(class, 100.0)
        })
        .unwrap();
        assert_halves(&shipment, 100.0 * tkm_ttw, 100.0 * tkm_wtt);

        for (load_factor, per_km) in [(0.5, half), (1.0, full), (1e-12, empty)] {
            let activity = Activity {
                load_factor: Some(load_factor),
                ..road(class, 100.0)
            };
            let trip = logistics(&activity).unwrap();
            assert!(
                (trip.ttw.kg() / 100.0 - per_km).abs() <= 1.01e-5,
                "{class} at {load_factor}: {} instead of {per_km}",
                trip.ttw.kg() / 100.0
            );
            assert_eq!(trip.method, MethodTier::Modelled);
            assert_adds_up(&trip);
        }
    }
}

#[test]
fn the_golden_case_of_161_tonne_kilometres() {
    let shipment = Activity {
        load_kg: Some(230.0),
        ..road("artic_33_plus", 700.0)
    };
    let found = logistics(&shipment).unwrap();
    assert_halves(&found, 161.0 * 0.07703, 161.0 * 0.01799);
    assert_kg(found.co2e, 15.29822);
}

#[test]
fn all_48_triples_are_linear() {
    let catalogue = catalogue();
    let mut triples = 0;
    for (_, stem, ..) in LORRIES {
        for cooled in ["", "reefer-"] {
            let at = |load: u32, scope: &str| {
                value(&format!(
                    "road-hgv-{cooled}{stem}-diesel-load{load}-vkm-{scope}-uk-2025"
                ))
            };
            let check = |at: &dyn Fn(u32) -> f64, tolerance: f64| {
                let middle = at(0) + (at(100) - at(0)) * 0.5;
                assert!((middle - at(50)).abs() <= tolerance, "{cooled}{stem}");
            };
            check(&|load| at(load, "ttw"), 1.01e-5);
            check(&|load| at(load, "wtt"), 1.01e-5);
            // Well-to-wheel is the sum of two rounded rows.
            check(&|load| at(load, "ttw") + at(load, "wtt"), 1.51e-5);
            triples += 3;
        }
    }
    assert_eq!(triples, 48);
    assert!(catalogue.factors().len() > 800);
}

#[test]
fn payloads_and_load_factors_follow_from_the_factors() {
    for (class, stem, payload_t, load_factor, [km_average, tkm, ..]) in LORRIES {
        let full_km = value(&format!("road-hgv-{stem}-diesel-load100-vkm-ttw-uk-2025"));
        let full_tkm = value(&format!("road-hgv-{stem}-diesel-load100-tkm-ttw-uk-2025"));
        let empty_km = value(&format!("road-hgv-{stem}-diesel-load0-vkm-ttw-uk-2025"));
        assert!((full_km / full_tkm - payload_t).abs() < 0.005, "{class}");
        assert_eq!(payload_kg(class), Some(payload_t * 1000.0));
        let average_load = km_average / tkm;
        assert!(
            (average_load / (full_km / full_tkm) - load_factor).abs() < 0.006,
            "{class}"
        );
        if class.ends_with("average") {
            // Averages over classes weigh kilometres and tonne-kilometres differently.
            continue;
        }
        // The implied average load agrees whichever way it is computed.
        let by_slope = (km_average - empty_km) / (full_km - empty_km);
        assert!(
            (by_slope - load_factor).abs() < 0.006,
            "{class}: {by_slope}"
        );
    }
}

#[test]
fn refrigeration_is_a_part_of_its_own() {
    let reefer_tkm = [
        ("rigid_3p5_7p5", 0.62837),
        ("rigid_7p5_17", 0.43306),
        ("rigid_17_plus", 0.20416),
        ("artic_3p5_33", 0.14611),
        ("artic_33_plus", 0.08908),
        ("hgv_average", 0.11894),
    ];
    let cooled = Some(TemperatureControl::Refrigerated);
    for (class, per_tkm) in reefer_tkm {
        let activity = Activity {
            load_kg: Some(1000.0),
            temperature_control: cooled,
            ..road(class, 100.0)
        };
        let found = logistics(&activity).unwrap();
        assert!((found.ttw.kg() - 100.0 * per_tkm).abs() < 2e-6, "{class}");
        assert_adds_up(&found);
        let extra = part(&found, ContributionKind::Refrigeration).ttw.kg()
            / part(&found, ContributionKind::TonneKm).ttw.kg();
        assert!((0.15..0.20).contains(&extra), "{class}: {extra}");
    }
    let activity = Activity {
        load_factor: Some(0.5),
        empty_distance_factor: Some(0.2),
        temperature_control: cooled,
        ..road("artic_33_plus", 100.0)
    };
    let found = logistics(&activity).unwrap();
    // 100 km loaded by half, 25 km empty, both refrigerated.
    let half = 0.748 + (1.23699 - 0.748) * 0.5;
    let half_wtt = 0.17602 + (0.29336 - 0.17602) * 0.5;
    assert_halves(
        &found,
        100.0 * half + 25.0 * 0.748,
        100.0 * half_wtt + 25.0 * 0.17602,
    );
    assert_eq!(found.factors.len(), 8);
    assert_adds_up(&found);
}

#[test]
fn every_refrigerated_row_is_above_its_ambient_one() {
    for factor in catalogue()
        .factors()
        .iter()
        .filter(|row| row.id.contains("-reefer-"))
    {
        let ambient = value(&factor.id.replace("-reefer-", "-"));
        assert!(factor.kg_co2e_per_unit > ambient, "{}", factor.id);
    }
    for (_, stem, ..) in LORRIES {
        for scope in ["ttw", "wtt"] {
            let slope = |cooled: &str| {
                let at = |load: u32| {
                    value(&format!(
                        "road-hgv-{cooled}{stem}-diesel-load{load}-vkm-{scope}-uk-2025"
                    ))
                };
                at(100) - at(0)
            };
            assert!(
                slope("reefer-") > slope("") && slope("") > 0.0,
                "{stem} {scope}"
            );
        }
    }
}

#[test]
fn empty_running_is_driven_empty() {
    let activity = Activity {
        load_factor: Some(0.6),
        empty_distance_factor: Some(0.17),
        ..road("artic_33_plus", 412.0)
    };
    let found = logistics(&activity).unwrap();
    let empty_km = 412.0 * 0.17 / 0.83;
    let ttw = 412.0 * (0.64734 + (1.06921 - 0.64734) * 0.6) + empty_km * 0.64734;
    let wtt = 412.0 * (0.15178 + (0.25296 - 0.15178) * 0.6) + empty_km * 0.15178;
    assert_halves(&found, ttw, wtt);
    let back = part(&found, ContributionKind::EmptyRunning);
    assert_kg(back.ttw, (empty_km * 0.64734 * 1e6).round() / 1e6);
}

#[test]
fn a_class_nobody_named_is_the_average_of_all_lorries_and_less_certain() {
    let mut activity = road("hgv_average", 100.0);
    let named = logistics(&activity).unwrap();
    activity.vehicle_class = None;
    let assumed = logistics(&activity).unwrap();
    assert_eq!(assumed.co2e, named.co2e);
    assert!(assumed.confidence < named.confidence);
}

#[test]
fn load_and_load_factor_that_disagree_widen_the_interval() {
    let trip = Activity {
        load_factor: Some(0.5),
        ..road("artic_33_plus", 100.0)
    };
    let agreeing = Activity {
        load_kg: Some(8_930.0),
        ..trip.clone()
    };
    let disagreeing = Activity {
        load_kg: Some(2_000.0),
        ..trip.clone()
    };
    let (alone, agreeing, disagreeing) = (
        logistics(&trip).unwrap(),
        logistics(&agreeing).unwrap(),
        logistics(&disagreeing).unwrap(),
    );
    assert_eq!(alone, agreeing);
    assert_eq!(alone.co2e, disagreeing.co2e);
    assert!(disagreeing.confidence < alone.confidence);
}

#[test]
fn a_lorry_with_another_fuel_is_never_taken_for_diesel() {
    for fuel in [
        "hvo",
        "electric",
        "cng",
        "lng",
        "diesel_mineral",
        "petrol",
        "hydrogen",
    ] {
        let activity = Activity {
            fuel: Some(fuel.to_owned()),
            ..road("artic_33_plus", 100.0)
        };
        let reason = logistics(&activity).unwrap_err();
        assert!(matches!(reason, NoFactor::LorryFuel(_)), "{fuel}: {reason}");
        assert!(reason.to_string().contains("fuel_used_l"));
    }
}

#[rustfmt::skip]
const VANS: [(&str, &str, f64, f64); 15] = [
    ("van_i", "diesel", 0.15738, 0.87423), ("van_i", "petrol", 0.20188, 1.42906), ("van_i", "electric", 0.03798, 0.12474),
    ("van_ii", "diesel", 0.19260, 0.62562), ("van_ii", "petrol", 0.20874, 0.81534), ("van_ii", "electric", 0.05777, 0.24915),
    ("van_iii", "diesel", 0.27878, 0.62849), ("van_iii", "petrol", 0.33845, 0.83593), ("van_iii", "electric", 0.07609, 0.20519),
    ("van_iii", "plug_in_hybrid", 0.14592, 0.36985),
    ("van_average", "diesel", 0.25561, 0.63130), ("van_average", "petrol", 0.21335, 0.85537),
    ("van_average", "cng", 0.25113, 0.62419), ("van_average", "lpg", 0.27610, 0.68621),
    ("van_average", "electric", 0.06976, 0.21992),
];

#[test]
fn vans_follow_the_published_table() {
    for (class, fuel, per_km, per_tkm) in VANS {
        let activity = Activity {
            fuel: Some(fuel.to_owned()),
            ..road(class, 1000.0)
        };
        let round = delivery(&Activity {
            mode: None,
            ..activity.clone()
        })
        .unwrap();
        assert!(
            (round.ttw.kg() - 1000.0 * per_km).abs() < 4e-6,
            "{class} {fuel}"
        );
        let shipment = logistics(&Activity {
            load_kg: Some(500.0),
            ..activity
        })
        .unwrap();
        assert!(
            (shipment.ttw.kg() - 500.0 * per_tkm).abs() < 4e-6,
            "{class} {fuel}"
        );
        assert_adds_up(&shipment);
    }
    let average = Activity {
        fuel: Some("diesel".to_owned()),
        ..road("van_average", 1000.0)
    };
    assert_kg(delivery(&average).unwrap().co2e, 316.89);
    assert_kg(
        logistics(&Activity {
            load_kg: Some(1000.0),
            ..average
        })
        .unwrap()
        .co2e,
        782.25,
    );
}

#[test]
fn an_electric_van_holds_its_grid_losses_and_stays_in_britain() {
    let van = Activity {
        fuel: Some("electric".to_owned()),
        ..road("van_average", 100.0)
    };
    let found = delivery(&van).unwrap();
    assert_halves(&found, 6.976, 1.759 + 0.662);
    assert_kg(part(&found, ContributionKind::GridLosses).wtt, 0.662);
    let abroad = Activity {
        grid_region: Some("DE".to_owned()),
        ..van.clone()
    };
    assert_eq!(
        delivery(&abroad),
        Err(NoFactor::ElectricVanElsewhere("Germany"))
    );
    let metered = Activity {
        electricity_kwh: Some(30.0),
        ..abroad
    };
    assert_kg(delivery(&metered).unwrap().co2e, 30.0 * 0.334_117);
}

#[test]
fn couriers_follow_the_published_table() {
    let round = |class: &str| {
        delivery(&Activity {
            vehicle_class: Some(class.to_owned()),
            distance_km: Some(1000.0),
            ..Activity::default()
        })
    };
    for (class, ttw) in [
        ("motorbike_small", 83.19),
        ("motorbike_medium", 101.08),
        ("motorbike_large", 132.52),
        ("motorbike_average", 113.67),
        ("cargo_bike", 4.5),
    ] {
        assert!(
            (round(class).unwrap().ttw.kg() - ttw).abs() < 2e-6,
            "{class}"
        );
    }
    let walk = round("on_foot").unwrap();
    assert_eq!((walk.co2e, walk.confidence), (Milligrams::ZERO, 1.0));
    assert!(walk.factors.is_empty());
    assert_eq!(round("car"), Err(NoFactor::Car));
    assert_eq!(round("spaceship"), Err(NoFactor::UnknownVehicleClass));
    assert_eq!(
        delivery(&Activity {
            distance_km: Some(3.0),
            ..Activity::default()
        }),
        Err(NoFactor::VehicleClassMissing)
    );
}

#[test]
fn rail_sea_and_air_follow_the_published_table() {
    let per_tkm = |mode, class| {
        let found = logistics(&freight(mode, class, 1000.0, 1000.0)).unwrap();
        assert_adds_up(&found);
        (found.ttw.kg() / 1000.0, found.wtt.kg() / 1000.0)
    };
    let close = |(ttw, wtt): (f64, f64), expected: f64, upstream: Option<f64>| {
        assert!((ttw - expected).abs() < 2e-9, "{ttw} instead of {expected}");
        assert!(
            upstream.is_none_or(|upstream| (wtt - upstream).abs() < 2e-9),
            "{wtt}"
        );
    };
    close(per_tkm(Mode::Rail, None), 0.02779, Some(0.00691));
    for (class, ttw) in [
        ("container_average", 0.01612),
        ("container_8000_plus", 0.01266),
        ("container_5000_7999", 0.01681),
        ("container_3000_4999", 0.01681),
        ("container_2000_2999", 0.02025),
        ("container_1000_1999", 0.0325),
        ("container_0_999", 0.03675),
        ("bulk_average", 0.00353),
        ("general_cargo_average", 0.01321),
        ("roro_average", 0.05158),
        ("ropax", 0.37612),
        ("reefer_cargo", 0.01306),
        ("product_tanker_average", 0.00902),
    ] {
        close(per_tkm(Mode::Sea, Some(class)), ttw, None);
    }
    close(
        per_tkm(Mode::Sea, Some("container_average")),
        0.01612,
        Some(0.00365),
    );
    close(per_tkm(Mode::Air, Some("domestic")), 2.71931, Some(0.57429));
    close(
        per_tkm(Mode::Air, Some("short_haul")),
        0.75539,
        Some(0.20515),
    );
    close(per_tkm(Mode::Air, Some("long_haul")), 0.5313, Some(0.13516));
}

#[test]
fn every_class_of_rail_sea_and_air_has_a_factor() {
    for mode in [Mode::Rail, Mode::Sea, Mode::Air] {
        for class in known_vehicle_classes(EventType::Logistics, Some(mode)) {
            let found = logistics(&freight(mode, Some(class.word), 10.0, 1000.0));
            assert!(found.is_ok_and(|found| found.co2e.0 > 0), "{}", class.word);
        }
    }
}

#[test]
fn a_flight_without_band_goes_by_its_distance() {
    let at = |km, class| logistics(&freight(Mode::Air, class, km, 1000.0)).unwrap();
    assert_eq!(at(3_699.0, None), at(3_699.0, Some("short_haul")));
    assert_eq!(at(3_700.0, None), at(3_700.0, Some("long_haul")));
}

#[test]
fn what_cannot_be_counted_says_what_would_help() {
    let says = |activity: Activity, words: &str| {
        let reason = logistics(&activity).unwrap_err();
        assert_eq!(reason.code(), "no_factor");
        assert!(reason.to_string().contains(words), "{reason}");
    };
    says(
        freight(Mode::InlandWaterway, None, 100.0, 1000.0),
        "fuel_used_l",
    );
    says(
        Activity {
            load_kg: None,
            ..freight(Mode::Rail, None, 1.0, 1.0)
        },
        "load_kg",
    );
    says(
        Activity {
            mode: None,
            ..road("van", 1.0)
        },
        "mode",
    );
    says(
        Activity {
            distance_km: None,
            ..road("van", 1.0)
        },
        "distance_km",
    );
    says(road("spaceship", 1.0), "vehicle_class");
    says(
        Activity {
            fuel: Some("plutonium".to_owned()),
            ..road("van", 1.0)
        },
        "fuel",
    );
    says(
        Activity {
            fuel: None,
            fuel_used_l: Some(5.0),
            ..road("van", 1.0)
        },
        "which fuel",
    );
    says(
        Activity {
            fuel_used_l: Some(0.0),
            ..road("van", 1.0)
        },
        "metered energy is 0",
    );
}
