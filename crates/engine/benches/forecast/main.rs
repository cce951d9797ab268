//! How good and how quick forecasts are, beside those of others from the same origins in the same run.
//! Missed gates fail the run.
//!
//! The series is the hourly demand for electricity in Victoria as the crate `augurs-testing` has it;
//! forecasts are made at the 28 last days' beginnings, 24 hours ahead, from 7, 14 and 28 days. The peers
//! (`peers.py`) run in the Python that `NEXUS_BENCH_FORECASTERS` names; `scripts/setup.sh forecasters`
//! installs them.
//!
//! `cargo bench -p engine --bench forecast`

mod panel;

use std::hint::black_box;
use std::io::Write;
use std::process::ExitCode;
use std::time::Instant;

use augurs_testing::data::VIC_ELEC;
use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use engine::forecasting::{
    Bucket, Forecast, Method, Observation, Options, Series, forecast, forecast_by,
};

use self::panel::Entry;

const HORIZON: usize = 24;
const ORIGINS: usize = 28;
/// Whether bands hold is asked from more days' beginnings: a share of a few hundred values says little.
const ORIGINS_OF_BANDS: usize = 112;
/// Hours of history, and whether the window is judged.
const WINDOWS: [(usize, bool); 3] = [(168, true), (336, false), (672, true)];
/// Longest fit and forecast, and longest with selection, in milliseconds.
const FIT_MS_MAX: f64 = 10.0;
const SELECTION_MS_MAX: f64 = 150.0;
/// Share of values that bands of 90 % may hold, in per cent.
const COVERAGE_PCT: (f64, f64) = (86.0, 94.0);

/// Prints a line; nobody reading any more is no reason to fail.
fn say(line: &str) {
    let _ = writeln!(std::io::stdout(), "{line}");
}

/// The gates judged so far.
#[derive(Default)]
struct Gates {
    missed: usize,
}

impl Gates {
    fn judge(&mut self, name: &str, value: f64, is_met: bool, must: &str) {
        let verdict = if is_met { "ok    " } else { "MISSED" };
        self.missed += usize::from(!is_met);
        say(&format!(
            "  gate {verdict} {name}: {value:.2} (must be {must})"
        ));
    }
}

fn origins() -> Vec<usize> {
    last_days(ORIGINS)
}

/// Where the last days of the series begin.
fn last_days(count: usize) -> Vec<usize> {
    (1..=count)
        .rev()
        .map(|day| VIC_ELEC.len() - 24 * day)
        .collect()
}

/// The history before an origin. The file's times are those of the wall: no zone moves them.
fn history(origin: usize, window: usize) -> Series {
    let start = DateTime::<Utc>::from_timestamp(1_325_376_000, 0).expect("2012 began");
    let observations: Vec<Observation> = (origin - window..origin)
        .map(|hour| Observation {
            at: start + TimeDelta::hours(i64::try_from(hour).expect("a small number")),
            value: Some(VIC_ELEC[hour]),
        })
        .collect();
    Series::new(Bucket::Hour, Tz::UTC, &observations).expect("a series")
}

fn run(origin: usize, window: usize, method: Option<Method>) -> Forecast {
    let options = Options {
        horizon: HORIZON,
        method,
    };
    forecast(&history(origin, window), options).expect("a forecast")
}

/// All forecasts of a method, and the median milliseconds of one.
fn entry(name: &str, window: usize, method: Option<Method>) -> (Entry, Vec<Forecast>) {
    black_box(run(origins()[0], window, method));
    let mut times = Vec::new();
    let mut forecasts = Vec::new();
    for origin in origins() {
        let series = history(origin, window);
        let options = Options {
            horizon: HORIZON,
            method,
        };
        let start = Instant::now();
        let forecast = forecast(black_box(&series), options).expect("a forecast");
        times.push(1_000.0 * start.elapsed().as_secs_f64());
        forecasts.push(forecast);
    }
    let take = |of: fn(&engine::forecasting::ForecastPoint) -> f64| {
        let row = |forecast: &Forecast| forecast.points.iter().map(of).collect();
        forecasts.iter().map(row).collect::<Vec<Vec<f64>>>()
    };
    let entry = Entry {
        model: name.to_owned(),
        window,
        ms: panel::median(&mut times),
        mean: take(|point| point.value),
        low: take(|point| point.low.unwrap_or(f64::NAN)),
        high: take(|point| point.high.unwrap_or(f64::NAN)),
    };
    (entry, forecasts)
}

/// The share of values in our bands from all origins that bands are judged from, in per cent.
fn held_pct(window: usize) -> f64 {
    let mut held = 0_usize;
    for origin in last_days(ORIGINS_OF_BANDS) {
        let points = run(origin, window, None).points;
        held += (points.iter().zip(&VIC_ELEC[origin..]))
            .filter(|(point, truth)| {
                let band = point.low.zip(point.high);
                band.is_some_and(|(low, high)| (low..=high).contains(*truth))
            })
            .count();
    }
    100.0 * held as f64 / (ORIGINS_OF_BANDS * HORIZON) as f64
}

/// The median milliseconds of fitting and forecasting once it is known by what.
fn fit_ms(window: usize, chosen: &[Forecast]) -> f64 {
    let mut times: Vec<f64> = origins()
        .iter()
        .zip(chosen)
        .map(|(origin, chosen)| {
            let series = history(*origin, window);
            let start = Instant::now();
            black_box(forecast_by(&series, HORIZON, &chosen.members).expect("a forecast"));
            1_000.0 * start.elapsed().as_secs_f64()
        })
        .collect();
    panel::median(&mut times)
}

fn main() -> ExitCode {
    let windows: Vec<usize> = WINDOWS.iter().map(|(window, _)| *window).collect();
    let task = panel::Task {
        values: &VIC_ELEC,
        origins: &origins(),
        windows: &windows,
        horizon: HORIZON,
        day: 24,
        models: &["mstl", "mfles", "prophet"],
    };
    let peers = match panel::peers(&task) {
        Ok(peers) => peers,
        Err(problem) => {
            say(&format!("  gate MISSED peers: {problem}"));
            return ExitCode::FAILURE;
        }
    };
    let mut gates = Gates::default();
    for (window, is_judged) in WINDOWS {
        say(&format!(
            "vic_elec, {} days of history, {ORIGINS} origins x {HORIZON} hours (n = {})",
            window / 24,
            ORIGINS * HORIZON
        ));
        let (ours, chosen) = entry("engine", window, None);
        let mut others: Vec<Entry> = Method::NAIVE
            .into_iter()
            .map(|method| entry(method.name(), window, Some(method)).0)
            .collect();
        others.extend(peers.iter().filter(|peer| peer.window == window).cloned());
        let own_prophet = entry("engine prophet", window, Some(Method::Prophet)).0;
        for one in [&ours, &own_prophet].into_iter().chain(&others) {
            say(&one.line(&VIC_ELEC, &origins()));
        }
        let fit = fit_ms(window, &chosen);
        say(&format!(
            "  fit and forecast {fit:.2} ms, with selection and band {:.1} ms",
            ours.ms
        ));
        if !is_judged {
            continue;
        }
        let days = window / 24;
        let mape = ours.mape_pct(&VIC_ELEC, &origins());
        let best = others
            .iter()
            .map(|one| one.mape_pct(&VIC_ELEC, &origins()))
            .fold(f64::INFINITY, f64::min);
        gates.judge(
            &format!("MAPE in %, {days} days"),
            mape,
            mape <= best,
            &format!("<= {best:.2}, the best of the panel"),
        );
        let (low, high) = COVERAGE_PCT;
        let coverage = held_pct(window);
        gates.judge(
            &format!(
                "values in the band in %, {days} days, {ORIGINS_OF_BANDS} origins, n = {}",
                ORIGINS_OF_BANDS * HORIZON
            ),
            coverage,
            (low..=high).contains(&coverage),
            &format!("{low} to {high}"),
        );
        gates.judge(
            &format!("fit and forecast in ms, {days} days"),
            fit,
            fit <= FIT_MS_MAX,
            &format!("<= {FIT_MS_MAX}"),
        );
        gates.judge(
            &format!("with selection in ms, {days} days"),
            ours.ms,
            ours.ms <= SELECTION_MS_MAX,
            &format!("<= {SELECTION_MS_MAX}"),
        );
    }
    say(&format!("forecast: {} gates missed", gates.missed));
    if gates.missed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
