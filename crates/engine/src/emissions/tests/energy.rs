//! The published tables of fuels, power, gas, heat and refrigerants.

use chrono::TimeDelta;
use model::emissions::{
    HourIntensity, IntensityKind, IntensityProvider, IntensityScope, MethodTier,
};

use super::*;

fn litres(fuel: &str, year: i32) -> Estimate {
    let activity = Activity {
        fuel: Some(fuel.to_owned()),
        fuel_used_l: Some(1000.0),
        ..Activity::default()
    };
    let input = EstimateInput {
        occurred_at: june(year),
        ..input(EventType::Factory, &activity)
    };
    estimate(&catalogue(), &input).unwrap()
}

fn power(region: &str, kwh: f64) -> Result<Estimate, NoFactor> {
    factory(&Activity {
        electricity_kwh: Some(kwh),
        grid_region: Some(region.to_owned()),
        ..Activity::default()
    })
}

#[test]
fn fuels_follow_the_published_table() {
    for (fuel, ttw, wtt) in [
        ("diesel", 2.57082, 0.61101),
        ("diesel_mineral", 2.66155, 0.62409),
        ("petrol", 2.06916, 0.58094),
        ("lpg", 1.55713, 0.18551),
        ("gas_oil", 2.75541, 0.62665),
        ("fuel_oil", 3.17492, 0.69539),
        ("burning_oil", 2.54016, 0.53078),
        ("marine_gas_oil", 2.77139, 0.62665),
        ("marine_fuel_oil", 3.10202, 0.69539),
        ("hvo", 0.03558, 0.56439),
        ("biodiesel", 0.16751, 0.39508),
    ] {
        let found = litres(fuel, 2025);
        assert_halves(&found, 1000.0 * ttw, 1000.0 * wtt);
        assert_eq!(found.method, MethodTier::Metered, "{fuel}");
    }
}

#[test]
fn a_fuel_takes_the_factor_of_its_year_or_the_nearest() {
    assert_halves(&litres("diesel", 2026), 2583.54, 611.01);
    assert_halves(&litres("diesel", 2030), 2583.54, 611.01);
    assert_halves(&litres("diesel", 2013), 2570.82, 611.01);
    assert_halves(&litres("petrol", 2026), 2075.0, 580.94);
    assert!(litres("diesel", 2013).confidence < litres("diesel", 2025).confidence);
}

#[test]
fn gas_is_counted_on_the_basis_it_was_metered_on() {
    let gas = |activity: Activity| factory(&activity).unwrap();
    let gross = gas(Activity {
        gas_kwh_gross: Some(1000.0),
        ..Activity::default()
    });
    assert_halves(&gross, 182.31, 30.21);
    let net = gas(Activity {
        gas_kwh_net: Some(1000.0),
        ..Activity::default()
    });
    assert_halves(&net, 201.99, 33.47);
    let volume = gas(Activity {
        gas_m3: Some(1000.0),
        ..Activity::default()
    });
    assert_halves(&volume, 2066.72, 336.6);
    let both = gas(Activity {
        gas_kwh_gross: Some(1000.0),
        gas_kwh_net: Some(900.0),
        ..Activity::default()
    });
    assert_eq!(both, gross, "net and gross are the same gas");
}

#[test]
fn uk_power_has_upstream_and_losses() {
    let found = power("UK", 1000.0).unwrap();
    assert_halves(&found, 177.0, 45.9 + 18.53 + 3.97);
    let generation = part(&found, ContributionKind::Electricity);
    assert_kg(generation.ttw, 177.0);
    assert_kg(generation.wtt, 45.9);
    assert_kg(part(&found, ContributionKind::GridLosses).wtt, 22.5);
    for spelling in ["GB", "gbr", "United Kingdom", "GB-SCT"] {
        assert_eq!(power(spelling, 1000.0).unwrap().co2e, found.co2e);
    }
}

#[test]
fn grids_follow_egrid_and_ember() {
    for (region, per_kwh) in [
        ("AKGD", 0.41055),
        ("AKMS", 0.23696),
        ("AZNM", 0.32033),
        ("CAMX", 0.19504),
        ("ERCT", 0.33412),
        ("FRCC", 0.35598),
        ("HIMS", 0.51406),
        ("HIOA", 0.67989),
        ("MROE", 0.63730),
        ("MROW", 0.42030),
        ("NEWE", 0.24639),
        ("NWPP", 0.28817),
        ("NYCW", 0.39268),
        ("NYLI", 0.53946),
        ("NYUP", 0.11013),
        ("PRMS", 0.70239),
        ("RFCE", 0.27179),
        ("RFCM", 0.44271),
        ("RFCW", 0.41554),
        ("RMPA", 0.47287),
        ("SPNO", 0.39358),
        ("SPSO", 0.39717),
        ("SRMV", 0.33643),
        ("SRMW", 0.56636),
        ("SRSO", 0.38374),
        ("SRTV", 0.40973),
        ("SRVC", 0.27048),
    ] {
        assert_halves(
            &power(&format!("US-{region}"), 1000.0).unwrap(),
            1000.0 * per_kwh,
            0.0,
        );
    }
    for (region, per_kwh) in [
        ("FR", 0.04418),
        ("PL", 0.590_886),
        ("ES", 0.14615),
        ("IT", 0.28775),
        ("NL", 0.2527),
        ("BE", 0.11758),
        ("SE", 0.03589),
        ("NO", 0.03075),
        ("DK", 0.1433),
        ("FI", 0.07225),
        ("AT", 0.10262),
        ("IE", 0.27979),
        ("PT", 0.1118),
        ("CZ", 0.41386),
        ("HU", 0.18282),
        ("RO", 0.24555),
        ("GR", 0.31976),
        ("US", 0.38355),
        ("CN", 0.5575),
        ("IN", 0.70896),
        ("JP", 0.48373),
        ("AU", 0.55376),
        ("BR", 0.10606),
        ("ZA", 0.7139),
        ("DE", 0.334_117),
    ] {
        assert_halves(&power(region, 1000.0).unwrap(), 1000.0 * per_kwh, 0.0);
    }
}

#[test]
fn a_grid_takes_the_year_of_the_event_or_the_nearest() {
    let activity = Activity {
        electricity_kwh: Some(1000.0),
        grid_region: Some("DE".to_owned()),
        ..Activity::default()
    };
    for (year, kg) in [
        (2018, 342.06),
        (2024, 342.06),
        (2025, 334.117),
        (2026, 334.117),
    ] {
        let input = EstimateInput {
            occurred_at: june(year),
            ..input(EventType::Factory, &activity)
        };
        assert_kg(estimate(&catalogue(), &input).unwrap().co2e, kg);
    }
}

#[test]
fn a_region_falls_back_to_its_site_then_its_country_and_never_to_britain() {
    let activity = Activity {
        electricity_kwh: Some(1000.0),
        ..Activity::default()
    };
    let with = |fallback| {
        let base = input(EventType::Factory, &activity);
        estimate(
            &catalogue(),
            &EstimateInput {
                grid_region_fallback: fallback,
                ..base
            },
        )
    };
    assert_kg(with(Some("KR")).unwrap().co2e, 415.65);
    assert_eq!(with(None), Err(NoFactor::GridRegionMissing));
    assert_eq!(with(Some("Atlantis")), Err(NoFactor::UnknownGridRegion));
    assert_eq!(power("FK", 1.0), Err(NoFactor::NoIntensity("FLK")));
    let (zone, country) = (
        power("US-CA", 1000.0).unwrap(),
        power("US", 1000.0).unwrap(),
    );
    assert_eq!(zone.co2e, country.co2e);
    assert!(zone.confidence < country.confidence);
    // The event's own region is not overruled, even when it is unknown.
    let own = Activity {
        grid_region: Some("Atlantis".to_owned()),
        ..activity.clone()
    };
    let base = input(EventType::Factory, &own);
    let overruled = EstimateInput {
        grid_region_fallback: Some("GB"),
        ..base
    };
    assert_eq!(
        estimate(&catalogue(), &overruled),
        Err(NoFactor::UnknownGridRegion)
    );
}

#[test]
fn heat_holds_its_network_loss() {
    let found = factory(&Activity {
        heating_kwh_gross: Some(1000.0),
        ..Activity::default()
    });
    assert_halves(&found.unwrap(), 179.65, 33.41 + 9.45 + 1.76);
}

#[test]
fn refrigerants_use_the_fifth_report_where_it_is_published() {
    for (gas, potential) in [
        ("r_134a", 1300.0),
        ("r_32", 677.0),
        ("r_404a", 3943.0),
        ("r_407c", 1624.0),
        ("r_410a", 1924.0),
        ("r_507a", 3985.0),
        ("r_125", 3740.0),
        ("r_143a", 5810.0),
        ("r_407a", 2262.0),
        ("r_448a", 1494.0),
        ("r_449a", 1504.0),
        ("r_452a", 2292.0),
        ("r_454b", 531.0),
        ("r_454c", 166.0),
        ("r_455a", 166.0),
        ("r_513a", 673.0),
        ("r_744", 1.0),
        ("r_717", 0.0),
        ("sf6", 23_500.0),
    ] {
        let found = factory(&Activity {
            refrigerant: Some(gas.to_owned()),
            refrigerant_leak_kg: Some(2.0),
            ..Activity::default()
        });
        assert_halves(&found.unwrap(), 2.0 * potential, 0.0);
    }
    let unnamed = Activity {
        refrigerant_leak_kg: Some(2.0),
        ..Activity::default()
    };
    assert_eq!(factory(&unnamed), Err(NoFactor::RefrigerantNotNamed));
}

#[test]
fn parts_of_one_event_stand_side_by_side() {
    let activity = Activity {
        electricity_kwh: Some(100.0),
        grid_region: Some("UK".to_owned()),
        gas_kwh_gross: Some(100.0),
        fuel_used_l: Some(10.0),
        fuel: Some("gas_oil".to_owned()),
        heating_kwh_gross: Some(10.0),
        refrigerant: Some("R-404A".to_owned()),
        refrigerant_leak_kg: Some(0.1),
        ..Activity::default()
    };
    let found = factory(&activity).unwrap();
    assert_adds_up(&found);
    assert_eq!(found.contributions.len(), 6);
    assert_eq!(found.factors.len(), 13);
    assert!(!found.contributions.spilled() && !found.factors.spilled());
}

#[test]
fn metered_co2e_stands_alone_and_has_no_upstream() {
    let activity = Activity {
        co2e_kg_metered: Some(12.5),
        electricity_kwh: Some(1e6),
        ..Activity::default()
    };
    let found = factory(&activity).unwrap();
    assert_halves(&found, 12.5, 0.0);
    assert_eq!(found.method, MethodTier::Metered);
    assert!((found.interval_low_kg - 11.875).abs() < 1e-9);
    assert!((found.interval_high_kg - 13.125).abs() < 1e-9);
    assert!((found.confidence - 0.95).abs() < 1e-9);
}

#[test]
fn a_floor_area_needs_its_period() {
    let activity = Activity {
        floor_area_m2: Some(5000.0),
        grid_region: Some("UK".to_owned()),
        ..Activity::default()
    };
    let base = input(EventType::Warehouse, &activity);
    assert_eq!(
        estimate(&catalogue(), &base),
        Err(NoFactor::FloorAreaNeedsPeriod)
    );
    let day = EstimateInput {
        ends_at: Some(base.occurred_at + TimeDelta::days(1)),
        ..base
    };
    let found = estimate(&catalogue(), &day).unwrap();
    let kwh = 5000.0 * 80.0 * 24.0 / 8760.0;
    assert_halves(&found, kwh * 0.177, kwh * (0.0459 + 0.01853 + 0.00397));
    assert_eq!(found.method, MethodTier::Modelled);
    assert!(found.confidence < 0.62, "{}", found.confidence);
    let metered = Activity {
        electricity_kwh: Some(100.0),
        ..activity.clone()
    };
    let both = EstimateInput {
        activity: &metered,
        ..day
    };
    assert_halves(&estimate(&catalogue(), &both).unwrap(), 17.7, 6.84);
}

#[test]
fn an_event_without_any_quantity_has_no_factor() {
    let nothing = Activity {
        output_units: Some(3.0),
        ..Activity::default()
    };
    assert_eq!(
        factory(&nothing),
        Err(NoFactor::NothingToCount(EventType::Factory))
    );
    let by_tonne = Activity {
        fuel: Some("cng".to_owned()),
        fuel_used_l: Some(3.0),
        ..Activity::default()
    };
    assert_eq!(factory(&by_tonne), Err(NoFactor::NoLitreFactor("CNG")));
}

#[test]
fn the_hours_intensity_takes_the_place_of_the_yearly_factor() {
    let hour = |kg_per_kwh: f64, kind, scope| Activity {
        electricity_kwh: Some(100.0),
        gas_kwh_gross: Some(10.0),
        grid_intensity: Some(HourIntensity {
            provider: IntensityProvider::UkCarbonIntensity,
            zone: "GB".to_owned(),
            kg_per_kwh,
            kind,
            scope,
        }),
        ..Activity::default()
    };
    let gas = factory(&Activity {
        gas_kwh_gross: Some(10.0),
        ..Activity::default()
    })
    .unwrap();
    let direct = IntensityScope::DirectWithLosses;
    let actual = factory(&hour(0.15, IntensityKind::Actual, direct)).unwrap();
    // No region is named: the hour's intensity needs none.
    assert_halves(&actual, 15.0 + gas.ttw.kg(), gas.wtt.kg());
    assert_eq!(actual.factors, gas.factors, "it is no published factor");
    let width = |estimate: &Estimate| estimate.interval_high_kg - estimate.interval_low_kg;
    let forecast = factory(&hour(0.15, IntensityKind::Forecast, direct)).unwrap();
    assert!(width(&forecast) > width(&actual), "a forecast is less sure");
    let life_cycle = IntensityScope::LifeCycleWithLosses;
    let whole = factory(&hour(0.15, IntensityKind::Actual, life_cycle)).unwrap();
    assert!(width(&whole) < width(&actual), "upstream is not missing");
    for impossible in [-0.1, 3.1, f64::NAN] {
        let refused = factory(&hour(impossible, IntensityKind::Actual, direct));
        assert_eq!(refused, Err(NoFactor::BadQuantity("grid_intensity")));
    }
}
