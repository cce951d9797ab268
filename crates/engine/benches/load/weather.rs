//! A load that follows the weather, made up: how much better and how much slower it is forecast with temperatures.

use std::time::Instant;

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use engine::energy::Width;
use engine::energy::load::{
    LoadChoice, LoadForecast, Measurement, Temperature, TemperatureUse, forecast,
    forecast_with_temperature,
};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::gate::{Gates, say};
use crate::panel::median;

const DAY: usize = 96;
/// Days of history, and days forecast.
const HISTORY: usize = 60;
const DAYS: usize = 28;

/// Forecasts every midnight of four weeks with and without, what was chosen standing for a week.
pub(crate) fn compare(gates: &mut Gates, ms_max: f64) {
    let (measured, air) = heated(HISTORY + DAYS);
    let with = run(&measured, |past, origin, chosen| {
        let known = &air[..24 * (origin / DAY + 1)];
        let width = Width::QuarterHour;
        forecast_with_temperature(width, Tz::Europe__Berlin, past, known, chosen)
            .expect("a forecast")
    });
    let without = run(&measured, |past, _, chosen| {
        forecast(Width::QuarterHour, Tz::Europe__Berlin, past, chosen).expect("a forecast")
    });
    say(&format!(
        "a heated and cooled works, made up, {DAYS} midnights from {HISTORY} days and more"
    ));
    for (name, ran) in [("with temperature", &with), ("without", &without)] {
        say(&format!(
            "  {name:<17} {:5.3} kWh, holds {:5.1} %, {:6.2} ms by what was chosen, at most {:.2}; choosing {:.1} ms; used on {} days",
            ran.mae, ran.held_pct, ran.ms, ran.longest_ms, ran.choosing_ms, ran.used
        ));
    }
    gates.below(
        "error with temperature, kWh",
        with.mae,
        "four fifths of that without",
        0.8 * without.mae,
    );
    gates.within("forecast with temperature, median ms", with.ms, 0.0, ms_max);
}

struct Ran {
    mae: f64,
    held_pct: f64,
    ms: f64,
    longest_ms: f64,
    choosing_ms: f64,
    used: usize,
}

fn run(
    measured: &[Measurement],
    made: impl Fn(&[Measurement], usize, Option<&LoadChoice>) -> LoadForecast,
) -> Ran {
    let mut chosen: Option<LoadChoice> = None;
    let (mut quick, mut choosing) = (Vec::new(), Vec::new());
    let (mut sum, mut held, mut used) = (0.0, 0_usize, 0);
    for origin in (HISTORY..HISTORY + DAYS).map(|day| day * DAY) {
        let start = Instant::now();
        let made = made(&measured[..origin], origin, chosen.as_ref());
        let ms = 1e3 * start.elapsed().as_secs_f64();
        if made.choice == chosen {
            quick.push(ms);
        } else {
            choosing.push(ms);
            chosen.clone_from(&made.choice);
        }
        used += usize::from(matches!(
            made.temperature,
            Some(TemperatureUse::Used { .. })
        ));
        for (point, came) in made.points.iter().zip(&measured[origin..]) {
            let came = came.kwh.expect("made up whole");
            sum += (point.kwh - came).abs();
            let band = point.low_kwh.zip(point.high_kwh);
            held += usize::from(band.is_some_and(|(low, high)| (low..=high).contains(&came)));
        }
    }
    let count = (DAYS * DAY) as f64;
    Ran {
        mae: sum / count,
        held_pct: 100.0 * held as f64 / count,
        longest_ms: quick.iter().copied().fold(0.0, f64::max),
        ms: median(&mut quick),
        choosing_ms: median(&mut choosing),
        used,
    }
}

/// Quarter-hours of a works with a few kW of noise, heated below 15 and cooled above 22 degrees, and the air of the
/// hours until a day after. Days are like the day before, and every ninth or tenth is suddenly colder.
fn heated(days: usize) -> (Vec<Measurement>, Vec<Temperature>) {
    let start: DateTime<Utc> = DateTime::from_timestamp(1_777_593_600, 0).expect("a time");
    let mut chance = ChaCha8Rng::seed_from_u64(15);
    let mut normal = move || (0..12).map(|_| chance.random::<f64>()).sum::<f64>() - 6.0;
    let mut level = 0.0;
    let mut air = Vec::with_capacity(24 * (days + 1));
    for day in 0..=days {
        level = 0.7 * level + 2.5 * normal();
        let cold = if matches!(day % 19, 9 | 10 | 18) {
            -8.0
        } else {
            0.0
        };
        for hour in 0..24 {
            let of_day = (f64::from(hour) - 9.0) / 24.0 * std::f64::consts::TAU;
            air.push(12.0 + 0.08 * day as f64 + level + cold + 5.0 * of_day.sin());
        }
    }
    let quarter = |step: usize| {
        let (hour, celsius) = (step / 4 % 24, air[step / 4]);
        let works = (6..18).contains(&hour) && step / DAY % 7 < 5;
        let degrees = (15.0 - celsius).max(0.0) + (celsius - 22.0).max(0.0);
        let busy = if works { 14.0 } else { 5.0 };
        (busy + 0.6 * degrees + normal()).max(0.0) / 4.0
    };
    let measured = (0..days * DAY).map(quarter).zip(0..);
    let measured = measured.map(|(kwh, step)| Measurement {
        at: start + TimeDelta::minutes(15 * step),
        kwh: Some(kwh),
    });
    let measured = measured.collect();
    let air = air.iter().zip(0..).map(|(celsius, hour)| Temperature {
        at: start + TimeDelta::hours(hour),
        celsius: *celsius,
    });
    (measured, air.collect())
}
