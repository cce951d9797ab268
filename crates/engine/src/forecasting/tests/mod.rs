//! What a caller of [`forecast`](super::forecast) may rely on. `quality` and `horizons` measure how good forecasts
//! are, here is everything else.

mod horizons;
mod judging;
mod quality;

use std::f64::consts::TAU;

use chrono::{DateTime, TimeDelta, TimeZone, Timelike, Utc};
use chrono_tz::Tz;
use proptest::prelude::*;

use super::*;

fn monday() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 6, 1, 0, 0, 0).unwrap()
}

fn hourly(values: impl IntoIterator<Item = f64>) -> Series {
    let observations: Vec<Observation> = values
        .into_iter()
        .zip(0..)
        .map(|(value, hour)| Observation {
            at: monday() + TimeDelta::hours(hour),
            value: Some(value),
        })
        .collect();
    Series::new(Bucket::Hour, Tz::UTC, &observations).unwrap()
}

fn options(horizon: usize) -> Options {
    Options {
        horizon,
        method: None,
    }
}

fn named(method: Method, horizon: usize) -> Options {
    Options {
        horizon,
        method: Some(method),
    }
}

/// A working day's cycle, weekends at 60 %, and a slow rise.
fn plant(hour: usize) -> f64 {
    let of_day = 100.0 + 40.0 * (TAU * hour as f64 / 24.0).sin();
    let of_week = if hour % 168 >= 120 { 0.6 } else { 1.0 };
    of_day * of_week + 0.01 * hour as f64
}

#[test]
fn a_constant_stays_what_it_is() {
    let forecast = forecast(&hourly([7.0; 672]), options(168)).unwrap();
    assert_eq!(forecast.points.len(), 168);
    for point in &forecast.points {
        for value in [Some(point.value), point.low, point.high] {
            assert!((value.unwrap() - 7.0).abs() < 1e-9, "{point:?}");
        }
    }
    assert!(forecast.backtest.iter().all(|score| score.mase.is_none()));
    assert_eq!(forecast.points[0].at, monday() + TimeDelta::hours(672));
    assert_eq!(forecast.points[167].at, monday() + TimeDelta::hours(839));
}

#[test]
fn seasons_without_noise_are_found_by_every_fitted_method() {
    let series = hourly((0..672).map(plant));
    for method in [
        Method::Regression,
        Method::WeeklyProfile,
        Method::Smoothing,
        Method::Mstl,
    ] {
        let forecast = forecast(&series, named(method, 24)).unwrap();
        assert_eq!((forecast.method, forecast.choice), (method, Choice::Named));
        for (point, hour) in forecast.points.iter().zip(672..) {
            let off = (point.value / plant(hour) - 1.0).abs();
            assert!(off < 0.03, "{method}: {} for {}", point.value, plant(hour));
        }
    }
}

#[test]
fn prophet_is_there_by_name() {
    let line = |hour: usize| 200.0 + 0.05 * hour as f64 + 30.0 * (TAU * hour as f64 / 24.0).cos();
    let series = hourly((0..504).map(line));
    let forecast = forecast(&series, named(Method::Prophet, 168)).unwrap();
    for (point, hour) in forecast.points.iter().zip(504..) {
        let off = (point.value / line(hour) - 1.0).abs();
        assert!(off < 0.01, "{} for {}", point.value, line(hour));
    }
    // The yardsticks stand beside it, and it is not tried unasked.
    assert!(
        forecast
            .backtest
            .iter()
            .any(|score| score.method.is_naive())
    );
    let unasked = super::forecast(&series, options(24)).unwrap();
    let is_prophet = |score: &Score| score.method == Method::Prophet;
    assert!(!unasked.backtest.iter().any(is_prophet));
}

#[test]
fn history_decides_what_is_possible() {
    let error = forecast(&hourly((0..47).map(plant)), options(24)).unwrap_err();
    assert_eq!(
        error.to_string(),
        "series: 47 measured values, at least 48 hours are needed (1 more)"
    );
    let method = |hours: usize| {
        let forecast = forecast(&hourly((0..hours).map(plant)), options(24)).unwrap();
        let basis = forecast.band.map(|band| band.basis);
        (
            forecast.method,
            forecast.low_history,
            forecast.choice,
            basis,
        )
    };
    let short = Choice::ShortHistory;
    let pairs = Some(BandBasis::DayPairs);
    assert_eq!(method(48), (Method::NaiveDay, true, short, pairs));
    // Six days were forecast from the days before them: errors enough for a band.
    let tried = Some(BandBasis::BackTest);
    assert_eq!(method(167), (Method::NaiveDay, true, short, tried));
    assert_eq!(method(168), (Method::AnchoredBlend, false, short, pairs));
    let (_, low, choice, basis) = method(672);
    assert_eq!((low, choice), (false, Choice::BackTest));
    assert_eq!(basis, Some(BandBasis::BackTest));
}

#[test]
fn what_cannot_be_is_named() {
    let hour = |hours: i64, value: f64| Observation {
        at: monday() + TimeDelta::hours(hours),
        value: Some(value),
    };
    let error = |bucket, zone, observations: &[Observation]| {
        Series::new(bucket, zone, observations)
            .unwrap_err()
            .to_string()
    };
    assert_eq!(
        error(Bucket::Hour, Tz::UTC, &[hour(0, 1.0), hour(1, f64::NAN)]),
        "series[1].value: NaN must be a number of magnitude below 1e15"
    );
    assert_eq!(
        error(Bucket::Hour, Tz::UTC, &[hour(1, 1.0), hour(1, 1.0)]),
        "series[1].at: 2026-06-01 01:00:00 UTC must come after the value before it"
    );
    assert_eq!(
        error(Bucket::Day, Tz::Europe__Berlin, &[hour(0, 1.0)]),
        "series[0].at: 2026-06-01 00:00:00 UTC does not begin a full day (time zone Europe/Berlin)"
    );
    assert_eq!(
        error(Bucket::Hour, Tz::UTC, &[hour(0, 1.0), hour(26_280, 1.0)]),
        "series: 26281 steps, at most 26280 hours are accepted"
    );
    let half = Observation {
        at: monday() + TimeDelta::minutes(30),
        value: None,
    };
    assert!(error(Bucket::Hour, Tz::UTC, &[half]).contains("does not begin a full hour"));
    assert!(error(Bucket::Hour, Tz::UTC, &[]).contains("at least 48 hours"));

    let series = hourly((0..200).map(plant));
    let refused = forecast(&series, options(169)).unwrap_err().to_string();
    assert_eq!(refused, "horizon: 169 must be 1 to 168 hours");
    assert!(forecast(&series, options(0)).is_err());
    let unfit = forecast(&series, named(Method::WeeklyProfile, 24)).unwrap_err();
    assert_eq!(
        unfit.to_string(),
        "method: weekly_profile cannot be fitted to a history of 200 hours, choose another or give more"
    );
}

#[test]
fn gaps_are_counted_and_no_part_of_the_back_test() {
    let observations: Vec<Observation> = (0..672_usize)
        .filter(|hour| !(300..340).contains(hour))
        .map(|hour| Observation {
            at: monday() + TimeDelta::hours(hour as i64),
            // A gap may also be said.
            value: (hour % 50 != 1).then(|| plant(hour)),
        })
        .collect();
    let series = Series::new(Bucket::Hour, Tz::UTC, &observations).unwrap();
    let forecast = forecast(&series, options(24)).unwrap();
    // Of the fourteen hours said to be missing, one lies in the gap.
    assert_eq!(
        (forecast.history.steps, forecast.history.missing),
        (672, 53)
    );
    let whole = super::forecast(&hourly((0..672).map(plant)), options(24)).unwrap();
    assert!(forecast.backtest[0].n < whole.backtest[0].n);
    for (point, hour) in forecast.points.iter().zip(672..) {
        assert!((point.value / plant(hour) - 1.0).abs() < 0.05, "{point:?}");
    }

    let sparse: Vec<Observation> = observations.into_iter().step_by(3).collect();
    let series = Series::new(Bucket::Hour, Tz::UTC, &sparse).unwrap();
    let refused = super::forecast(&series, options(24)).unwrap_err();
    assert!(
        matches!(refused, ForecastError::MostlyMissing { .. }),
        "{refused}"
    );
}

#[test]
fn the_rhythm_is_that_of_the_clock_on_the_wall() {
    // Clocks in Berlin go forward on 29 March 2026; work goes from eight to five, before and after.
    let zone = Tz::Europe__Berlin;
    let start = Utc.with_ymd_and_hms(2026, 3, 1, 23, 0, 0).unwrap();
    let work = |at: DateTime<Utc>| {
        let hour = at.with_timezone(&zone).hour();
        if (8..17).contains(&hour) { 50.0 } else { 5.0 }
    };
    let observations: Vec<Observation> = (0..24 * 28)
        .map(|hour| start + TimeDelta::hours(hour))
        .map(|at| Observation {
            at,
            value: Some(work(at)),
        })
        .collect();
    let series = Series::new(Bucket::Hour, zone, &observations).unwrap();
    let forecast = forecast(&series, options(72)).unwrap();
    assert_eq!(forecast.history.missing, 0);
    assert_eq!(forecast.points.len(), 72);
    for (point, hour) in forecast.points.iter().zip(24 * 28..) {
        assert_eq!(point.at, start + TimeDelta::hours(hour));
        assert!((point.value - work(point.at)).abs() < 1.0, "{point:?}");
    }
}

#[test]
fn days_are_those_of_the_zone() {
    let zone = Tz::Europe__Berlin;
    let first = chrono::NaiveDate::from_ymd_opt(2026, 2, 2).unwrap();
    let start = |day: usize| {
        let day = first + TimeDelta::days(day as i64);
        let midnight = day.and_hms_opt(0, 0, 0).unwrap();
        zone.from_local_datetime(&midnight)
            .unwrap()
            .with_timezone(&Utc)
    };
    let value = |day: usize| if day % 7 >= 5 { 20.0 } else { 100.0 };
    let observations: Vec<Observation> = (0..54)
        .map(|day| Observation {
            at: start(day),
            value: Some(value(day)),
        })
        .collect();
    let series = Series::new(Bucket::Day, zone, &observations).unwrap();
    let forecast = forecast(&series, options(7)).unwrap();
    for (point, day) in forecast.points.iter().zip(54..) {
        assert_eq!(point.at, start(day));
        assert!((point.value - value(day)).abs() < 1.0, "{point:?}");
    }
    assert!(!forecast.low_history);
}

#[test]
fn what_was_never_negative_stays_so_and_says_it() {
    let falling = |hour: usize| (600.0 - hour as f64).max(1.0);
    let forecast = forecast(&hourly((0..590).map(falling)), named(Method::Prophet, 168)).unwrap();
    assert!(
        forecast.limited_at_zero > 100,
        "{}",
        forecast.limited_at_zero
    );
    assert!(forecast.points.iter().all(|point| point.value >= 0.0));
    assert!(forecast.points.iter().all(|point| point.low >= Some(0.0)));

    let below = super::forecast(
        &hourly((0..590).map(|hour| falling(hour) - 300.0)),
        named(Method::Prophet, 168),
    )
    .unwrap();
    assert_eq!(below.limited_at_zero, 0);
    assert!(below.points.iter().any(|point| point.value < -300.0));
}

#[test]
fn names_and_answers_keep_their_shape() {
    let series = hourly((0..672).map(|hour| plant(hour) + (hour * hour % 17) as f64));
    let forecast = forecast(&series, options(24)).unwrap();
    let json = serde_json::to_value(&forecast).unwrap();
    assert_eq!(json["bucket"], "hour");
    assert_eq!(json["band"]["basis"], "back_test");
    for method in Method::PANEL {
        assert_eq!(serde_json::to_value(method).unwrap(), method.name());
    }
    let read: Forecast = serde_json::from_value(json).unwrap();
    assert_eq!(read.points.len(), forecast.points.len());
    let sum: f64 = forecast.members.iter().map(|member| member.weight).sum();
    assert!((sum - 1.0).abs() < 1e-12, "{sum}");
    let maes: Vec<f64> = forecast.backtest.iter().map(|score| score.mae).collect();
    assert!(maes.is_sorted(), "{maes:?}");
}

fn any_value() -> impl Strategy<Value = Option<f64>> {
    prop_oneof![
        6 => (-1e3_f64..1e4).prop_map(Some),
        2 => Just(Some(0.0)),
        1 => Just(None),
        1 => prop_oneof![Just(1e-300), Just(9.9e14), Just(-9.9e14), Just(1e9)].prop_map(Some),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_series_is_forecast_or_refused(
        values in proptest::collection::vec(any_value(), 1..420),
        step in 1_usize..4,
        horizon in 1_usize..169,
        method in proptest::option::of(0..12_usize),
        is_daily in any::<bool>(),
    ) {
        let methods = [
            Method::NaiveDay, Method::NaiveWeek, Method::NaiveBlend, Method::WeeksMean,
            Method::AnchoredBlend, Method::LevelledWeek, Method::Regression, Method::WeeklyProfile,
            Method::Smoothing, Method::Mstl, Method::Prophet, Method::Ensemble,
        ];
        let (bucket, width) = if is_daily { (Bucket::Day, 24) } else { (Bucket::Hour, 1) };
        // Runs of one value are as likely as noise.
        let most = bucket.points_max();
        let observations: Vec<Observation> = values
            .iter()
            .flat_map(|value| std::iter::repeat_n(*value, step))
            .zip(0_i64..)
            .take(most)
            .map(|(value, i)| Observation { at: monday() + TimeDelta::hours(width * i), value })
            .collect();
        let series = Series::new(bucket, Tz::UTC, &observations).unwrap();
        let options = Options { horizon, method: method.map(|place| methods[place]) };
        if let Ok(forecast) = forecast(&series, options) {
            prop_assert_eq!(forecast.points.len(), horizon);
            for point in &forecast.points {
                prop_assert!(point.value.is_finite());
                if let (Some(low), Some(high)) = (point.low, point.high) {
                    prop_assert!(low <= point.value && point.value <= high);
                    prop_assert!(low.is_finite() && high.is_finite());
                }
            }
        }
    }
}
