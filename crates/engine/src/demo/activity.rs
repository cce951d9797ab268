//! What is done in an event of the demo: loads, distances, litres, kilowatt-hours.
//!
//! Metered litres come from the published load model with a deviation, so that measured and
//! estimated trips of a route lie around the same kilograms.

use model::ingest::{Activity, Mode, TemperatureControl};

use super::draw::{Chance, rounded};
use super::world::{Haulage, Kind, Source};
use crate::emissions::{Catalogue, EstimateInput, estimate};
use chrono::{DateTime, Utc};
use model::ingest::EventType;

/// One trip in so many reports fuel that is several times too much.
const OUTLIER: f64 = 0.004;
/// How many times too much.
const OUTLIER_TIMES: f64 = 7.0;
/// One hour in so many a cold store tops up a refrigerant that leaked.
const LEAK: f64 = 0.004;
/// Load factor and empty share of the route while the hotspot lasts.
const HOT_LOAD_FACTOR: f64 = 0.35;
const HOT_EMPTY_SHARE: f64 = 0.40;
/// The factor litres are derived with.
const DIESEL: &str = "fuel-diesel-average-biofuel-blend-l-ttw-uk-2025";

/// What a trip, a shipment or a round does; `share` is the part of it that one report covers.
pub(super) fn of_trip(
    source: &Source,
    at: DateTime<Utc>,
    share: f64,
    is_hot: bool,
    chance: &mut Chance,
) -> Activity {
    match source.kind {
        Kind::Lorry { route, haulage } => lorry(haulage, route.km * share, at, is_hot, chance),
        Kind::Shipment {
            route,
            mode,
            class,
            load_kg,
        } => Activity {
            mode: Some(mode),
            distance_km: Some(rounded(route.km, 1)),
            vehicle_class: class.map(str::to_owned),
            load_kg: Some(rounded((chance.around(load_kg, 0.2) * share).max(0.1), 1)),
            ..Activity::default()
        },
        Kind::Round {
            class,
            fuel,
            km,
            kwh_per_km,
            ..
        } => {
            let distance_km = rounded(chance.around(km, 0.15) * share, 3);
            let parcels = chance.around(60.0, 0.2) * share;
            Activity {
                distance_km: Some(distance_km),
                vehicle_class: Some(class.to_owned()),
                fuel: fuel.map(str::to_owned),
                electricity_kwh: kwh_per_km
                    .map(|per_km| rounded(distance_km * chance.around(per_km, 0.1), 4)),
                grid_region: kwh_per_km.map(|_| "UK".to_owned()),
                parcels: Some(parcels.round().max(1.0)),
                ..Activity::default()
            }
        }
        Kind::Process { .. } | Kind::ColdStore { .. } | Kind::FloorArea { .. } => {
            Activity::default()
        }
    }
}

fn lorry(
    haulage: Haulage,
    km: f64,
    at: DateTime<Utc>,
    is_hot: bool,
    chance: &mut Chance,
) -> Activity {
    let (load_factor, empty_share) = if is_hot {
        (HOT_LOAD_FACTOR, HOT_EMPTY_SHARE)
    } else {
        (haulage.load_factor, haulage.empty_share)
    };
    let modelled = Activity {
        mode: Some(Mode::Road),
        vehicle_class: Some(haulage.class.to_owned()),
        fuel: Some("diesel".to_owned()),
        distance_km: Some(rounded(chance.around(km, 0.03), 3)),
        load_factor: Some(rounded(
            chance.around(load_factor, 0.08).clamp(0.05, 1.0),
            3,
        )),
        empty_distance_factor: Some(rounded(chance.around(empty_share, 0.15), 3)),
        temperature_control: haulage.cooled.then_some(TemperatureControl::Refrigerated),
        ..Activity::default()
    };
    if !chance.happens(haulage.metered) {
        return modelled;
    }
    let times = if chance.happens(OUTLIER) {
        OUTLIER_TIMES
    } else {
        1.0
    };
    let litres = litres(&modelled, at).map(|litres| chance.around(litres, 0.06) * times);
    Activity {
        fuel_used_l: litres.map(|litres| rounded(litres, 3)),
        ..modelled
    }
}

/// Litres of diesel that give the tank-to-wheel kilograms of the load model.
fn litres(activity: &Activity, at: DateTime<Utc>) -> Option<f64> {
    let catalogue = Catalogue::published();
    let diesel = catalogue.get(catalogue.by_id(DIESEL)?).kg_co2e_per_unit;
    let input = EstimateInput {
        event_type: EventType::Logistics,
        occurred_at: at,
        ends_at: None,
        activity,
        grid_region_fallback: None,
        pinned: None,
    };
    estimate(&catalogue, &input)
        .ok()
        .map(|found| found.ttw.kg() / diesel)
}

/// What a meter shows for a period of `hours`; `busy` is how busy the hour is, `cold` from -1 in
/// July to 1 in January.
pub(super) fn of_period(
    source: &Source,
    hours: f64,
    busy: f64,
    cold: f64,
    chance: &mut Chance,
) -> Activity {
    let grid_region = source.site().map(|site| site.grid_region.to_owned());
    let outlier = if chance.happens(OUTLIER) {
        OUTLIER_TIMES
    } else {
        1.0
    };
    match source.kind {
        Kind::Process {
            process,
            kwh,
            gas_kwh,
        } => Activity {
            electricity_kwh: Some(rounded(
                chance.around(kwh, 0.06) * busy * hours * outlier,
                3,
            )),
            gas_kwh_gross: Some(rounded(
                chance.around(gas_kwh, 0.05) * busy * hours * (1.0 + 0.25 * cold),
                3,
            )),
            process: Some(process.to_owned()),
            output_units: Some((40.0 * busy * hours).round()),
            grid_region,
            ..Activity::default()
        },
        Kind::ColdStore {
            kwh,
            heat_kwh,
            refrigerant,
        } => {
            let leaked = chance.happens(LEAK * hours);
            Activity {
                electricity_kwh: Some(rounded(
                    chance.around(kwh, 0.05) * busy * hours * (1.0 - 0.2 * cold) * outlier,
                    3,
                )),
                heating_kwh_gross: Some(rounded(heat_kwh * hours * (1.0 + 0.9 * cold), 3)),
                refrigerant: leaked.then(|| refrigerant.to_owned()),
                refrigerant_leak_kg: leaked.then(|| rounded(0.05 + chance.share() * 0.2, 3)),
                grid_region,
                ..Activity::default()
            }
        }
        Kind::FloorArea { area_m2 } => Activity {
            floor_area_m2: Some(area_m2),
            grid_region,
            ..Activity::default()
        },
        Kind::Lorry { .. } | Kind::Shipment { .. } | Kind::Round { .. } => Activity::default(),
    }
}
