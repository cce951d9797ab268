//! How good and how quick forecasts of a site's load are, beside naive ones, Prophet and MSTL from the same
//! origins in the same run. Missed gates fail the run.
//!
//! The load is a steel works' quarter-hours (`NEXUS_BENCH_STEEL`, or the file beside the project); forecasts are
//! made at every midnight of July and August 2018, 24 hours ahead, each from the 98 days before it, which is what
//! the services read. As there, methods are chosen anew every week and what was chosen is used in between. Nothing
//! in the method was chosen by these two months. The peers (`../forecast/peers.py`) run in the Python that
//! `NEXUS_BENCH_FORECASTERS` names; `scripts/setup.sh forecasters` installs them.
//!
//! A load that follows the weather is made up, because the published one has none: it is forecast with and without
//! temperatures (`weather`).
//!
//! `cargo bench -p engine --bench load`; `-- --quick` forecasts eight days instead of 62.

#[path = "../quality/gate.rs"]
#[expect(dead_code, reason = "shared with the benchmark of quality")]
mod gate;
#[path = "../forecast/panel.rs"]
#[expect(
    dead_code,
    reason = "shared with the benchmark of forecasts by the hour"
)]
mod panel;
#[path = "../quality/steel.rs"]
#[expect(dead_code, reason = "shared with the benchmark of quality")]
mod steel;
mod weather;

use std::process::ExitCode;
use std::time::Instant;

use chrono::TimeDelta;
use engine::energy::Width;
use engine::energy::load::{LoadChoice, LoadForecast, Measurement, forecast};

use self::gate::{Gates, say};
use self::panel::{Entry, Task};
use self::steel::Steel;

/// Steps of a day, and of the history that a forecast is made from.
const DAY: usize = 96;
const WINDOW: usize = 98 * DAY;
/// History of the peers. From 98 days MSTL takes 13 seconds for each forecast.
const WINDOW_OF_PEERS: usize = 28 * DAY;
/// Days before July, and days forecast.
const DAYS_BEFORE: usize = 181;
const DAYS: usize = 62;
const DAYS_QUICK: usize = 8;
/// Share of values that bands of 90 % may hold, in per cent, and longest fit and forecast.
const COVERAGE_PCT: (f64, f64) = (88.0, 92.0);
const FORECAST_MS_MAX: f64 = 20.0;

fn main() -> ExitCode {
    let mut gates = Gates::default();
    let Some(steel) = steel::load() else {
        say("skipped: no file steel_industry_2018_jan_aug.csv, so no load is forecast");
        return gates.finish("load");
    };
    let is_quick = std::env::args().any(|argument| argument == "--quick");
    let days = if is_quick { DAYS_QUICK } else { DAYS };
    let origins: Vec<usize> = (DAYS_BEFORE..DAYS_BEFORE + days)
        .map(|day| DAY * day)
        .collect();
    let peers = match peers(&steel.kwh, &origins) {
        Ok(peers) => peers,
        Err(problem) => {
            say(&format!("  gate MISSED peers: {problem}"));
            return ExitCode::FAILURE;
        }
    };
    say(&format!(
        "steel works, {days} midnights of July and August x {DAY} quarter-hours (n = {})",
        DAY * days
    ));
    let ours = ours(&steel, &origins);
    let naive = naive(&steel.kwh, &origins);
    for one in [&ours.entry].into_iter().chain(&naive).chain(&peers) {
        say(&line(one, &steel.kwh, &origins));
    }
    say(&format!(
        "  engine: {:.1} ms by what was chosen, at most {:.1}; choosing anew each week {:.1} ms",
        ours.entry.ms, ours.longest_ms, ours.choosing_ms
    ));
    let error = mae(&ours.entry, &steel.kwh, &origins);
    for (name, others) in [("naive", naive.as_slice()), ("peers", &peers)] {
        let by_mae = |one: &Entry| mae(one, &steel.kwh, &origins);
        let best = others.iter().map(by_mae).fold(f64::INFINITY, f64::min);
        gates.below(
            "mean absolute error, kWh",
            error,
            &format!("best of the {name}"),
            best,
        );
    }
    let coverage = ours.entry.coverage_pct(&steel.kwh, &origins);
    gates.within(
        "values in the band, %",
        coverage,
        COVERAGE_PCT.0,
        COVERAGE_PCT.1,
    );
    gates.within(
        "fit and forecast, median ms",
        ours.entry.ms,
        0.0,
        FORECAST_MS_MAX,
    );
    weather::compare(&mut gates, FORECAST_MS_MAX);
    gates.finish("load")
}

/// Our forecasts, and how long they took.
struct Ours {
    /// With the median milliseconds of a forecast by what was chosen.
    entry: Entry,
    longest_ms: f64,
    choosing_ms: f64,
}

fn ours(steel: &Steel, origins: &[usize]) -> Ours {
    let measured: Vec<Measurement> = (steel.kwh.iter().zip(0..))
        .map(|(kwh, step)| Measurement {
            at: steel.from + TimeDelta::minutes(15 * step),
            kwh: Some(*kwh),
        })
        .collect();
    let mut chosen: Option<LoadChoice> = None;
    let (mut quick, mut choosing) = (Vec::new(), Vec::new());
    let mut made: Vec<LoadForecast> = Vec::new();
    for origin in origins {
        let past = &measured[origin - WINDOW..*origin];
        let start = Instant::now();
        let forecast = forecast(Width::QuarterHour, steel::ZONE, past, chosen.as_ref());
        let ms = 1e3 * start.elapsed().as_secs_f64();
        let forecast = forecast.expect("a forecast");
        if forecast.choice == chosen {
            quick.push(ms);
        } else {
            choosing.push(ms);
            chosen.clone_from(&forecast.choice);
        }
        made.push(forecast);
    }
    let take = |of: fn(&engine::energy::load::LoadPoint) -> f64| -> Vec<Vec<f64>> {
        let row = |forecast: &LoadForecast| forecast.points.iter().map(of).collect();
        made.iter().map(row).collect()
    };
    Ours {
        longest_ms: quick.iter().copied().fold(0.0, f64::max),
        choosing_ms: panel::median(&mut choosing),
        entry: Entry {
            model: "engine".to_owned(),
            window: WINDOW,
            ms: panel::median(&mut quick),
            mean: take(|point| point.kwh),
            low: take(|point| point.low_kwh.unwrap_or(f64::NAN)),
            high: take(|point| point.high_kwh.unwrap_or(f64::NAN)),
        },
    }
}

/// Yesterday again, last week again, and the mean of the same weekday and time over four weeks.
fn naive(kwh: &[f64], origins: &[usize]) -> [Entry; 3] {
    let by = |model: &str, of: &dyn Fn(usize) -> f64| Entry {
        model: model.to_owned(),
        window: WINDOW,
        ms: 0.0,
        mean: origins
            .iter()
            .map(|origin| (*origin..origin + DAY).map(of).collect())
            .collect(),
        low: Vec::new(),
        high: Vec::new(),
    };
    let week = 7 * DAY;
    [
        by("yesterday", &|step| kwh[step - DAY]),
        by("last week", &|step| kwh[step - week]),
        by("mean of weeks", &|step| {
            (1..=4).map(|weeks| kwh[step - weeks * week]).sum::<f64>() / 4.0
        }),
    ]
}

fn peers(kwh: &[f64], origins: &[usize]) -> Result<Vec<Entry>, String> {
    panel::peers(&Task {
        values: kwh,
        origins,
        windows: &[WINDOW_OF_PEERS],
        horizon: DAY,
        day: DAY,
        models: &["mstl", "prophet"],
    })
}

/// Mean absolute error, kWh per quarter-hour.
fn mae(entry: &Entry, kwh: &[f64], origins: &[usize]) -> f64 {
    let steps = origins.iter().zip(&entry.mean);
    let errors = steps.flat_map(|(origin, forecast)| {
        let came = &kwh[*origin..];
        forecast
            .iter()
            .zip(came)
            .map(|(value, came)| (value - came).abs())
    });
    errors.sum::<f64>() / (DAY * origins.len()) as f64
}

fn line(entry: &Entry, kwh: &[f64], origins: &[usize]) -> String {
    let held = if entry.low.is_empty() {
        "no band      ".to_owned()
    } else {
        format!("holds {:5.1} %", entry.coverage_pct(kwh, origins))
    };
    format!(
        "  {:<13} {:6.2} kWh, {held}, {:8.2} ms",
        entry.model,
        mae(entry, kwh, origins),
        entry.ms
    )
}
