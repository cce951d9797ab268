//! Thresholds of history, the seams of hours and clocks, and a year-long meter.

mod choice;
mod steel;
mod temperature;
mod unchanged;

use chrono::{TimeDelta, TimeZone};

use super::*;
use crate::energy::steps::Width;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;

const BERLIN: Tz = Tz::Europe__Berlin;

fn at(day: u32, hour: u32, minute: u32) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 6, day, hour, minute, 0).unwrap()
}

/// Measurements from the first of June on, a Monday.
fn measure(width: Width, count: usize, kwh: impl Fn(usize) -> f64) -> Vec<Measurement> {
    (0..count)
        .map(|step| Measurement {
            at: at(1, 0, 0) + TimeDelta::minutes(step as i64 * i64::from(width.minutes())),
            kwh: Some(kwh(step)),
        })
        .collect()
}

/// A plant that works by day.
fn plant(per_hour: usize) -> impl Fn(usize) -> f64 {
    move |step| {
        let hour = step / per_hour % 24;
        let busy = if (6..18).contains(&hour) { 8.0 } else { 2.0 };
        busy / per_hour as f64
    }
}

#[test]
fn forty_seven_values_are_one_too_few() {
    let error = forecast(
        Width::Hour,
        BERLIN,
        &measure(Width::Hour, 47, plant(1)),
        None,
    )
    .unwrap_err();
    assert_eq!(
        error.to_string(),
        "measurements: 47 values, at least 48 are needed (1 more, the newest last)"
    );
    assert!(forecast(Width::Hour, BERLIN, &[], None).is_err());
    let mut gap = measure(Width::QuarterHour, 48, plant(4));
    gap[7].kwh = None;
    let error = forecast(Width::QuarterHour, BERLIN, &gap, None).unwrap_err();
    assert_eq!(error, LoadError::TooFew { have: 47 });
}

#[test]
fn up_to_a_week_the_last_day_is_repeated() {
    for (width, count) in [
        (Width::Hour, 48),
        (Width::Hour, 167),
        (Width::QuarterHour, 671),
    ] {
        let per_hour = (60 / width.minutes()) as usize;
        let made = forecast(width, BERLIN, &measure(width, count, plant(per_hour)), None).unwrap();
        assert!(made.low_history);
        assert_eq!(made.method, LoadMethod::LastDay);
        assert_eq!(made.points.len(), width.per_day());
        assert_eq!(made.band.unwrap().basis, BandBasis::DayPairs);
        for (ahead, point) in made.points.iter().enumerate() {
            let expected = plant(per_hour)(count + ahead);
            assert!((point.kwh - expected).abs() < 1e-12);
            assert_eq!(point.low_kwh, Some(expected));
        }
    }
}

#[test]
fn twelve_hours_of_quarters_know_half_a_day() {
    let made = forecast(
        Width::QuarterHour,
        BERLIN,
        &measure(Width::QuarterHour, 48, |step| step as f64),
        None,
    )
    .unwrap();
    // Afternoons were never measured: their mean is that of all, and the band says how little that is.
    assert!((made.points[0].kwh - 23.5).abs() < 1e-12);
    assert_eq!(made.points[48].kwh, 0.0);
    let band = made.band.unwrap();
    assert_eq!((band.basis, band.coverage), (BandBasis::Spread, None));
    let wide = made.points[0].high_kwh.unwrap() - made.points[0].low_kwh.unwrap();
    assert!(wide > 40.0, "{wide}");
}

#[test]
fn from_a_week_on_the_panel_forecasts() {
    for (width, count) in [
        (Width::Hour, 168),
        (Width::QuarterHour, 672),
        (Width::HalfHour, 600),
    ] {
        let per_hour = (60 / width.minutes()) as usize;
        let made = forecast(width, BERLIN, &measure(width, count, plant(per_hour)), None).unwrap();
        assert!(!made.low_history, "{width:?}");
        assert!(matches!(made.method, LoadMethod::Panel { .. }));
        assert_eq!(made.points.len(), width.per_day());
        for (ahead, point) in made.points.iter().enumerate() {
            let expected = plant(per_hour)(count + ahead);
            assert!(
                (point.kwh - expected).abs() < 0.02,
                "{width:?} {point:?} {expected}"
            );
            let (low, high) = point.low_kwh.zip(point.high_kwh).unwrap();
            assert!(low <= point.kwh && point.kwh <= high);
        }
    }
}

#[test]
fn a_forecast_begins_where_measurements_end() {
    let mut measurements = measure(Width::QuarterHour, 4 * 24 * 14 + 2, plant(4));
    // Nothing came of the last step.
    measurements.last_mut().unwrap().kwh = None;
    let made = forecast(Width::QuarterHour, BERLIN, &measurements, None).unwrap();
    assert_eq!(made.points[0].at, at(15, 0, 15));
    assert_eq!(made.points[95].at, at(16, 0, 0));
}

#[test]
fn an_hours_shape_is_kept() {
    // A compressor runs in the first quarter of each hour.
    let kwh = |step: usize| if step.is_multiple_of(4) { 4.0 } else { 1.0 };
    let made = forecast(
        Width::QuarterHour,
        BERLIN,
        &measure(Width::QuarterHour, 96 * 21, kwh),
        None,
    )
    .unwrap();
    for (ahead, point) in made.points.iter().enumerate() {
        assert!((point.kwh - kwh(ahead)).abs() < 0.5, "{point:?}");
    }
}

#[test]
fn a_week_mostly_missing_is_no_week() {
    let mut measurements = measure(Width::Hour, 24 * 10, plant(1));
    for one in &mut measurements[30..200] {
        one.kwh = None;
    }
    let made = forecast(Width::Hour, BERLIN, &measurements, None).unwrap();
    assert!(made.low_history);
    assert_eq!((made.measured, made.steps), (70, 240));
}

#[test]
fn faults_are_named() {
    let with = |index: usize, change: &dyn Fn(&mut Measurement)| {
        let mut measurements = measure(Width::Hour, 60, plant(1));
        change(&mut measurements[index]);
        let error = forecast(Width::Hour, BERLIN, &measurements, None).unwrap_err();
        error.to_string()
    };
    assert_eq!(
        with(3, &|one| one.kwh = Some(-1.0)),
        "measurements[3].kwh: -1 must be 0 to 1e12"
    );
    assert_eq!(
        with(3, &|one| one.kwh = Some(f64::NAN)),
        "measurements[3].kwh: NaN must be 0 to 1e12"
    );
    assert_eq!(
        with(5, &|one| one.at = at(1, 4, 0)),
        "measurements[5].at: 2026-06-01 04:00:00 UTC must come after the one before it"
    );
    assert_eq!(
        with(5, &|one| one.at = at(1, 5, 15)),
        "measurements[5].at: 2026-06-01 05:15:00 UTC must be a whole multiple of 60 minutes of UTC"
    );
}
