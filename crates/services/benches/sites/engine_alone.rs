//! What a refresh takes without any database: the engine's forecasts and plans on one core.

use std::time::Instant;

use chrono::{DateTime, Duration};
use chrono_tz::Tz;
use engine::energy::Steps;
use engine::energy::battery::{Battery, Grid, Mode, Options, Outlook, SOC_STEPS, plan};
use engine::energy::load::{LoadForecast, Measurement, forecast};
use model::energy::Width;
use testkit::report::say;

use super::fill::STEPS;
use super::shapes::{SHAPES, quarter};

const ZONE: Tz = Tz::Europe__Berlin;

/// Says how many seconds so many sites take.
pub(crate) fn measure(sites: usize) {
    let (mut choosing, mut forecasting, mut planning) = (0.0, 0.0, 0.0);
    for shape in &SHAPES {
        let from = DateTime::from_timestamp(1_775_426_400, 0).expect("a time");
        let measured: Vec<Measurement> = (0..=STEPS)
            .zip(0..)
            .map(|(step, quarters)| {
                let [import, sun, charge, discharge, _] = quarter(shape, step);
                Measurement {
                    at: from + Duration::minutes(15 * quarters),
                    kwh: Some((import + sun + discharge - charge).max(0.0)),
                }
            })
            .collect();
        let by = |count: usize, chosen: Option<&LoadForecast>| {
            let chosen = chosen.and_then(|made| made.choice.as_ref());
            let start = Instant::now();
            let made = forecast(Width::QuarterHour, ZONE, &measured[..count], chosen);
            (made.expect("a forecast"), start.elapsed().as_secs_f64())
        };
        let (first, seconds) = by(STEPS, None);
        choosing += seconds;
        let (made, seconds) = by(STEPS + 1, Some(&first));
        forecasting += seconds;
        let start = Instant::now();
        planned(&made);
        planning += start.elapsed().as_secs_f64();
    }
    let all = |seconds: f64| seconds * sites as f64 / SHAPES.len() as f64;
    say(&format!(
        "engine alone, {sites} sites on one core: forecasts {:.1} s, plans {:.1} s; choosing methods anew {:.1} s",
        all(forecasting),
        all(planning),
        all(choosing)
    ));
}

fn planned(made: &LoadForecast) {
    let count = made.points.len();
    let steps = Steps::new(made.points[0].at, Width::QuarterHour, count).expect("a grid");
    let battery = Battery {
        capacity_kwh: 40.0,
        charge_kw: 8.0,
        discharge_kw: 8.0,
        charge_efficiency: 0.95,
        discharge_efficiency: 0.95,
        soc_min: 0.1,
        soc_max: 0.9,
        soc_initial: 0.2,
        wear_per_kwh: 0.01,
        wear_kg_per_kwh: 0.0,
        stored_kg_per_kwh: 0.4,
    };
    let outlook = Outlook {
        steps,
        load_kwh: made.points.iter().map(|point| point.kwh).collect(),
        solar_kwh: vec![0.0; count],
        import_price_per_kwh: (0..count)
            .map(|step| 0.2 + 0.01 * (step % 20) as f64)
            .collect(),
        export_price_per_kwh: vec![0.0; count],
        kg_per_kwh: vec![0.4; count],
    };
    let grid = Grid {
        import_limit_kw: None,
        export_limit_kw: None,
        demand_charge_per_kw: 0.0,
        peak_so_far_kw: 0.0,
        export_avoids_carbon: false,
    };
    let options = Options {
        mode: Mode::Cost,
        soc_terminal: None,
        soc_steps: SOC_STEPS,
    };
    std::hint::black_box(plan(&battery, &outlook, &grid, options));
}
