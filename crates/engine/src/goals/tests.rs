//! Figures by hand, properties, and how many landings the interval holds.

use chrono::{Days, NaiveDate};
use model::goals::{GoalMethod, GoalStatus, Kilograms};
use proptest::prelude::*;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::{
    Ahead, ExpectedDay, ProjectionError, Stage, budget_status, land, months, project, saving_status,
};

fn day(number: u64) -> NaiveDate {
    NaiveDate::default() + Days::new(number)
}

fn expected(number: u64, kg: f64, half: f64) -> ExpectedDay {
    ExpectedDay {
        day: day(number),
        kg,
        low_kg: kg - half,
        high_kg: kg + half,
    }
}

fn kilograms(kg: f64, low_kg: f64, high_kg: f64) -> Kilograms {
    Kilograms {
        kg,
        low_kg,
        high_kg,
    }
}

#[test]
fn the_forecast_alone_where_it_reaches_the_end() {
    let forecast = [expected(0, 10.0, 2.0), expected(1, 20.0, 3.0)];
    let ahead = Ahead {
        today: day(0),
        to: day(2),
        booked_kg: 104.0,
        today_kg: 4.0,
        history_kg: &[],
        forecast: &forecast,
    };
    let rest = project(&ahead).unwrap();
    assert_eq!(rest.method, GoalMethod::Forecast);
    assert_eq!((rest.forecast_days, rest.history_weeks), (2, 0));
    // Of today's 10 kg, 4 are booked already.
    assert_eq!(rest.path[0].total, kilograms(110.0, 108.0, 112.0));
    assert_eq!(rest.path[1].total, kilograms(130.0, 125.0, 135.0));
    // Today has emitted more than the forecast said of it: nothing is taken away.
    let more = Ahead {
        today_kg: 30.0,
        ..ahead
    };
    assert_eq!(
        project(&more).unwrap().path[0].total,
        kilograms(104.0, 104.0, 104.0)
    );
}

#[test]
fn weekdays_beyond_it() {
    // Four weeks of 10 kg a day, 0 on the day that is today's weekday.
    let history: Vec<f64> = (0..28)
        .map(|place| if place % 7 == 0 { 0.0 } else { 10.0 })
        .collect();
    let forecast = [expected(0, 1.0, 0.0)];
    let ahead = Ahead {
        today: day(0),
        to: day(15),
        booked_kg: 0.0,
        today_kg: 0.0,
        history_kg: &history,
        forecast: &forecast,
    };
    let rest = project(&ahead).unwrap();
    assert_eq!(rest.method, GoalMethod::ForecastThenWeekdays);
    assert_eq!((rest.forecast_days, rest.history_weeks), (1, 4));
    let end = rest.path.last().unwrap().total;
    assert!((end.kg - 121.0).abs() < 1e-9, "{end:?}");
    // No day differed from its like: what is left is the assumed drift of the level.
    assert!(end.low_kg < 120.0 && end.high_kg < 130.0, "{end:?}");

    let short = Ahead {
        history_kg: &history[1..],
        ..ahead
    };
    assert_eq!(
        project(&short),
        Err(ProjectionError::TooLittleHistory { have: 3 })
    );
    let over = Ahead {
        to: day(0),
        ..ahead
    };
    assert_eq!(project(&over).unwrap().method, GoalMethod::Booked);
}

#[test]
fn words_follow_the_interval() {
    let landing = Some(kilograms(100.0, 90.0, 110.0));
    for (stage, goal, booked, landing, word) in [
        (Stage::Before, 120.0, 0.0, None, GoalStatus::Upcoming),
        (Stage::Within, 120.0, 50.0, landing, GoalStatus::OnTrack),
        (Stage::Within, 105.0, 50.0, landing, GoalStatus::AtRisk),
        (Stage::Within, 80.0, 50.0, landing, GoalStatus::OffTrack),
        (Stage::Within, 40.0, 50.0, landing, GoalStatus::Missed),
        (Stage::Within, 80.0, 50.0, None, GoalStatus::Unknown),
        (Stage::After, 80.0, 80.0, None, GoalStatus::Met),
        (Stage::After, 80.0, 81.0, None, GoalStatus::Missed),
    ] {
        assert_eq!(budget_status(stage, goal, booked, landing), word);
    }
    let landing = kilograms(100.0, 90.0, 110.0);
    for (stage, goal, verified, word) in [
        (Stage::Before, 80.0, 0.0, GoalStatus::Upcoming),
        (Stage::Within, 80.0, 50.0, GoalStatus::OnTrack),
        (Stage::Within, 105.0, 50.0, GoalStatus::AtRisk),
        (Stage::Within, 120.0, 50.0, GoalStatus::OffTrack),
        (Stage::Within, 40.0, 50.0, GoalStatus::Met),
        (Stage::After, 80.0, 50.0, GoalStatus::Missed),
        (Stage::After, 50.0, 50.0, GoalStatus::Met),
    ] {
        assert_eq!(saving_status(stage, goal, verified, landing), word);
    }
}

#[test]
fn savings_are_measured_apart_and_promised_together() {
    let verified = [kilograms(10.0, 7.0, 13.0), kilograms(20.0, 16.0, 24.0)];
    let monthly = [kilograms(5.0, 4.0, 6.0), kilograms(5.0, 3.0, 7.0)];
    let landing = land(&verified, &monthly, 4.0);
    assert_eq!(landing.verified, kilograms(30.0, 25.0, 35.0));
    assert_eq!(landing.to_come, kilograms(40.0, 28.0, 52.0));
    assert_eq!(landing.landing, kilograms(70.0, 57.0, 83.0));
    assert_eq!(land(&[], &[], 4.0).landing, kilograms(0.0, 0.0, 0.0));
    assert!((months(day(0), day(365)) - 11.992).abs() < 1e-3);
    assert_eq!(months(day(9), day(0)), 0.0);
}

/// A normally distributed number (Box and Muller, 1958).
fn normal(rng: &mut ChaCha8Rng) -> f64 {
    let (one, other) = (1.0 - rng.random::<f64>(), rng.random::<f64>());
    (-2.0 * one.ln()).sqrt() * (std::f64::consts::TAU * other).cos()
}

/// Days of an organisation: a week with a quiet end, noise, and a level that walks.
fn world(rng: &mut ChaCha8Rng, days: usize, noise: f64, step: f64) -> Vec<f64> {
    const WEEK: [f64; 7] = [1.2, 1.2, 1.1, 1.1, 1.0, 0.4, 0.2];
    let mut level = 100.0;
    (0..days)
        .map(|place| {
            level += step * normal(rng);
            (level * WEEK[place % 7] + noise * normal(rng)).max(0.0)
        })
        .collect()
}

/// Share of landings the interval holds, and its mean half-width in percent of the rest.
fn held(history_weeks: usize, ahead_days: usize, noise: f64, step: f64) -> (f64, f64) {
    const WORLDS: u64 = 2_000;
    let (mut held, mut widths) = (0_u32, 0.0);
    for seed in 0..WORLDS {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let past = history_weeks * 7;
        let days = world(&mut rng, past + ahead_days, noise, step);
        let ahead = Ahead {
            today: day(0),
            to: day(ahead_days as u64),
            booked_kg: 0.0,
            today_kg: 0.0,
            history_kg: &days[..past],
            forecast: &[],
        };
        let rest = project(&ahead).unwrap();
        let end = rest.path.last().unwrap().total;
        let came: f64 = days[past..].iter().sum();
        held += u32::from((end.low_kg..=end.high_kg).contains(&came));
        widths += (end.high_kg - end.kg) / end.kg;
    }
    let worlds = WORLDS as f64;
    (f64::from(held) / worlds, 100.0 * widths / worlds)
}

#[test]
fn the_interval_holds_about_nine_in_ten() {
    println!("history weeks, days ahead, noise, daily step: share held, half-width in %; n = 2000");
    for (weeks, days, noise, step) in [
        (4, 30, 10.0, 0.5),
        (12, 90, 10.0, 0.5),
        (26, 90, 15.0, 1.0),
        (26, 250, 10.0, 0.5),
    ] {
        let (share, width) = held(weeks, days, noise, step);
        println!("  {weeks}, {days}, {noise}, {step}: {share:.3}, {width:.1}");
        assert!((0.80..=0.98).contains(&share), "{weeks} {days}: {share}");
    }
}

proptest! {
    #[test]
    fn no_input_makes_it_panic_or_lie(
        history in proptest::collection::vec(prop_oneof![0.0..1e9_f64, Just(f64::NAN), Just(f64::INFINITY), -1e9..0.0_f64], 0..200),
        days in 0_u64..800,
        booked in -1e9..1e12_f64,
        today in 0.0..1e6_f64,
        forecast in proptest::collection::vec((0_u64..9, -1e6..1e6_f64, -1e6..1e6_f64), 0..9),
    ) {
        let forecast: Vec<_> = forecast.into_iter().map(|(at, kg, half)| expected(at, kg, half)).collect();
        let ahead = Ahead {
            today: day(0),
            to: day(days),
            booked_kg: booked,
            today_kg: today,
            history_kg: &history,
            forecast: &forecast,
        };
        if let Ok(rest) = project(&ahead) {
            prop_assert_eq!(rest.path.len() as u64, days);
            for one in &rest.path {
                prop_assert!(one.total.low_kg <= one.total.kg && one.total.kg <= one.total.high_kg, "{one:?}");
                prop_assert!(one.total.low_kg >= booked.min(one.total.kg), "{one:?}");
            }
            let falls = rest.path.windows(2).any(|pair| pair[1].total.kg < pair[0].total.kg);
            prop_assert!(!falls, "what is emitted stays emitted");
        }
    }

    #[test]
    fn the_interval_grows_with_the_days_ahead(
        history in proptest::collection::vec(0.0..1e6_f64, 28..200),
    ) {
        let ahead = Ahead {
            today: day(0),
            to: day(400),
            booked_kg: 0.0,
            today_kg: 0.0,
            history_kg: &history,
            forecast: &[],
        };
        let rest = project(&ahead).unwrap();
        let widths: Vec<_> = rest.path.iter().map(|one| one.total.high_kg - one.total.kg).collect();
        prop_assert!(widths.windows(2).all(|pair| pair[0] <= pair[1] * (1.0 + 1e-12)), "{widths:?}");
    }
}
