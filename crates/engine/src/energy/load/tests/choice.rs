//! What was chosen stands for a while, for the load it was made for.

use chrono::{Datelike, Timelike};

use super::*;

/// A plant whose days differ, those of work most by day.
pub(super) fn uneven(per_hour: usize) -> impl Fn(usize) -> f64 {
    move |step| {
        let (day, hour) = (step / per_hour / 24, step / per_hour % 24);
        let noise = (day * 37 % 11 + hour * day % 5) as f64 / 15.0;
        let busy = if (6..18).contains(&hour) {
            8.0 + 4.0 * noise
        } else {
            2.0 + 0.2 * noise
        };
        busy / per_hour as f64
    }
}

fn made(
    width: Width,
    steps: usize,
    chosen: Option<&LoadChoice>,
    zone: Tz,
) -> (LoadForecast, LoadChoice) {
    let per_hour = (60 / width.minutes()) as usize;
    let measurements = measure(width, steps, uneven(per_hour));
    let made = forecast(width, zone, &measurements, chosen).unwrap();
    let choice = made.choice.clone().unwrap();
    (made, choice)
}

#[test]
fn a_choice_says_the_same_again() {
    for width in [Width::QuarterHour, Width::HalfHour, Width::Hour] {
        let steps = 30 * width.per_day();
        let (first, choice) = made(width, steps, None, BERLIN);
        assert_eq!(choice.until, first.points[0].at);
        let kept = serde_json::to_string(&choice).unwrap();
        let kept: LoadChoice = serde_json::from_str(&kept).unwrap();
        let (again, _) = made(width, steps, Some(&kept), BERLIN);
        for (one, other) in first.points.iter().zip(&again.points) {
            assert_eq!(one.at, other.at);
            assert!(
                (one.kwh - other.kwh).abs() < 1e-9,
                "{width:?} {one:?} {other:?}"
            );
            let (low, high) = (one.low_kwh.unwrap(), one.high_kwh.unwrap());
            assert!((low - other.low_kwh.unwrap()).abs() < 1e-9);
            assert!((high - other.high_kwh.unwrap()).abs() < 1e-9);
        }
        assert_eq!((again.method, again.band), (first.method, first.band));
    }
}

#[test]
fn a_choice_stands_for_a_week_and_a_day_at_first() {
    let (day, hour) = (24, Width::Hour);
    for (known, stands) in [(10, 1), (27, 1), (28, 7), (60, 7)] {
        let (_, choice) = made(hour, known * day, None, BERLIN);
        assert_eq!(choice.stands_until - choice.until, TimeDelta::days(stands));
        let last = (known * day) + stands as usize * day - 1;
        assert_eq!(made(hour, last, Some(&choice), BERLIN).1, choice);
        let (_, next) = made(hour, last + 1, Some(&choice), BERLIN);
        assert_eq!(next.until, choice.stands_until);
    }
}

#[test]
fn a_choice_for_a_week_may_end_at_an_hour_of_the_week() {
    let (_, choice) = made(Width::Hour, 30 * 24, None, BERLIN);
    for hour in 0..168 {
        let ending = choice.clone().ending_at_hour_of_week(hour);
        let (until, end) = (ending.until, ending.stands_until);
        assert!(until < end && end <= until + TimeDelta::days(7), "{hour}");
        let of_week = 24 * end.weekday().num_days_from_monday() + end.hour();
        assert_eq!((of_week, end.minute(), end.second()), (hour, 0, 0));
    }
    let (_, early) = made(Width::Hour, 10 * 24, None, BERLIN);
    assert_eq!(early.clone().ending_at_hour_of_week(5), early);
}

#[test]
fn a_choice_is_of_one_load() {
    let (hour, steps) = (Width::Hour, 30 * 24);
    let (_, choice) = made(hour, steps, None, BERLIN);
    // It must not know what comes later, and days are those of a zone.
    for (steps, zone) in [(steps - 1, BERLIN), (steps, Tz::UTC)] {
        assert_ne!(made(hour, steps, Some(&choice), zone).1, choice);
    }
    let (_, other) = made(Width::HalfHour, 2 * steps, Some(&choice), BERLIN);
    assert_ne!(other, choice);
}

#[test]
fn bands_keep_their_time_of_day() {
    // The clocks go back in the week after the choice.
    let start = Utc.with_ymd_and_hms(2026, 9, 21, 22, 0, 0).unwrap();
    let values = uneven(4);
    let measured: Vec<Measurement> = (0..96 * 40)
        .map(|step| {
            let at = start + TimeDelta::minutes(15 * step);
            let local = at.with_timezone(&BERLIN);
            let of_day = 4 * local.hour() as usize;
            let day = usize::try_from(step).unwrap() / 96;
            Measurement {
                at,
                kwh: Some(values(96 * day + of_day)),
            }
        })
        .collect();
    let width_at = |made: &LoadForecast, hour: u32| {
        let at = |point: &&LoadPoint| {
            let local = point.at.with_timezone(&BERLIN);
            (local.hour(), local.minute()) == (hour, 0)
        };
        let point = made.points.iter().find(at).unwrap();
        point.high_kwh.unwrap() - point.kwh
    };
    let by = |steps: usize, chosen: Option<&LoadChoice>| {
        forecast(Width::QuarterHour, BERLIN, &measured[..steps], chosen).unwrap()
    };
    let first = by(96 * 31, None);
    for later in [10, 96 + 7, 96 * 4 + 7] {
        let made = by(96 * 31 + later, first.choice.as_ref());
        assert_eq!(made.choice, first.choice);
        for hour in [1, 5, 12, 17, 22] {
            assert!(
                (width_at(&made, hour) - width_at(&first, hour)).abs() < 1e-9,
                "{later} {hour}"
            );
        }
    }
    assert!(width_at(&first, 12) > 2.0 * width_at(&first, 1));
}
