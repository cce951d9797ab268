//! Loads that follow the weather, and loads that do not.

use std::ops::RangeInclusive;

use proptest::prelude::*;

use super::choice::uneven;
use super::*;

/// Chance that is the same in every run.
struct Chance(u64);

impl Chance {
    /// Near to normal, with a standard deviation of 1.
    fn next(&mut self) -> f64 {
        (0..12).map(|_| self.share()).sum::<f64>() - 6.0
    }

    fn share(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005);
        self.0 = self.0.wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / (1_u64 << 53) as f64
    }
}

/// Hours of air around a mean: warmer by day, days like the one before, and every ninth to tenth day suddenly colder
/// by eight degrees.
fn air(days: usize, mean: f64, seed: u64) -> Vec<f64> {
    let (mut chance, mut level) = (Chance(seed), 0.0);
    let day = |day: usize| {
        level = 0.7 * level + 2.5 * chance.next();
        let cold = if day % 19 == 9 || day % 19 == 10 || day % 19 == 18 {
            -8.0
        } else {
            0.0
        };
        let level = level + cold;
        (0..24).map(move |hour| {
            let of_day = (f64::from(hour) - 9.0) / 24.0 * std::f64::consts::TAU;
            mean + level + 4.0 * of_day.sin()
        })
    };
    (0..days).flat_map(day).collect()
}

fn temperatures(air: &[f64]) -> Vec<Temperature> {
    let hours = air.iter().zip(0..);
    hours
        .map(|(celsius, hour)| Temperature {
            at: at(1, 0, 0) + TimeDelta::hours(hour),
            celsius: *celsius,
        })
        .collect()
}

/// A plant, heated below 15 and cooled above 22 degrees, `per_k` kWh an hour for each of them.
fn load(width: Width, days: usize, air: &[f64], per_k: f64, seed: u64) -> Vec<Measurement> {
    let per_hour = (60 / width.minutes()) as usize;
    let mut chance = Chance(seed);
    let noise: Vec<f64> = (0..days * width.per_day()).map(|_| chance.next()).collect();
    measure(width, days * width.per_day(), |step| {
        let hour = step / per_hour;
        let is_weekend = hour / 24 % 7 >= 5;
        let busy = if (6..18).contains(&(hour % 24)) && !is_weekend {
            14.0
        } else {
            5.0
        };
        let degrees = (15.0 - air[hour]).max(0.0) + (air[hour] - 22.0).max(0.0);
        ((busy + per_k * degrees + 0.8 * noise[step]) / per_hour as f64).max(0.0)
    })
}

/// Mean absolute errors with and without temperatures over the days from `first` on, what was chosen standing for a
/// week, and how often temperatures were used.
fn tried(
    width: Width,
    measured: &[Measurement],
    air: &[f64],
    first: usize,
    days: usize,
) -> (f64, f64, usize) {
    let temperatures = temperatures(air);
    let day = width.per_day();
    let (mut with, mut without) = (None::<LoadChoice>, None::<LoadChoice>);
    let (mut errors, mut used) = ((0.0, 0.0), 0);
    for origin in (first..first + days).map(|one| one * day) {
        let past = &measured[..origin];
        let known = &temperatures[..24 * (origin / day + 1)];
        let one = forecast_with_temperature(width, BERLIN, past, known, with.as_ref()).unwrap();
        let other = forecast(width, BERLIN, past, without.as_ref()).unwrap();
        let mae = |made: &LoadForecast| -> f64 {
            let pairs = made.points.iter().zip(&measured[origin..]);
            let errors = pairs.map(|(point, came)| (point.kwh - came.kwh.unwrap()).abs());
            errors.sum::<f64>() / day as f64
        };
        errors = (errors.0 + mae(&one), errors.1 + mae(&other));
        used += usize::from(matches!(
            one.method,
            LoadMethod::PanelWithTemperature { .. }
        ));
        (with, without) = (one.choice, other.choice);
    }
    (errors.0 / days as f64, errors.1 / days as f64, used)
}

#[test]
fn heating_and_cooling_are_found_and_used() {
    let heated: RangeInclusive<f64> = 12.0..=18.0;
    for (width, mean, seed) in [
        (Width::QuarterHour, 8.0, 1),
        (Width::HalfHour, 12.0, 2),
        (Width::Hour, 8.0, 3),
        (Width::Hour, 21.0, 4),
    ] {
        let air = air(75, mean, seed);
        let measured = load(width, 75, &air, 0.6, seed + 100);
        let (with, without, used) = tried(width, &measured, &air, 60, 14);
        println!("{width:?} {mean}: {with:.3} kWh with temperatures, {without:.3} without");
        assert_eq!(used, 14, "{width:?} {mean}");
        assert!(with < 0.8 * without, "{width:?} {mean}: {with} {without}");
        let known = temperatures(&air[..61 * 24]);
        let past = &measured[..60 * width.per_day()];
        let made = forecast_with_temperature(width, BERLIN, past, &known, None).unwrap();
        let Some(TemperatureUse::Used { bases, .. }) = made.temperature else {
            panic!("{:?}", made.temperature);
        };
        if mean < 15.0 {
            let base = bases.heating_c.unwrap();
            assert!(heated.contains(&base), "{width:?} {mean}: {bases:?}");
        } else {
            assert!(bases.cooling_c.is_some(), "{width:?} {mean}: {bases:?}");
        }
        assert_eq!(made.band.unwrap().basis, BandBasis::BackTest);
        for point in &made.points {
            assert!(point.low_kwh.unwrap() <= point.kwh && point.kwh <= point.high_kwh.unwrap());
        }
    }
}

#[test]
fn a_load_that_minds_no_weather_is_no_worse_for_it() {
    let (mut all, mut chosen) = ((0.0, 0.0), 0);
    for seed in 0..6 {
        let air = air(60, 10.0, seed);
        for width in [Width::Hour, Width::HalfHour] {
            let measured = load(width, 60, &air, 0.0, 50 + seed);
            let (with, without, used) = tried(width, &measured, &air, 45, 14);
            assert!(with <= 1.01 * without, "{seed} {width:?}: {with} {without}");
            all = (all.0 + with, all.1 + without);
            chosen += used;
        }
    }
    println!("used on {chosen} of 168 days; {all:?}");
    assert!(all.0 <= 1.001 * all.1 && chosen <= 16, "{all:?} {chosen}");
}

#[test]
fn a_choice_with_temperature_says_the_same_again_and_falls_back_by_name() {
    for width in [Width::QuarterHour, Width::Hour] {
        let air = air(62, 8.0, 7);
        let measured = load(width, 62, &air, 0.6, 8);
        let past = &measured[..60 * width.per_day()];
        let known = temperatures(&air[..61 * 24]);
        let made = |known: &[Temperature], choice: Option<&LoadChoice>| {
            forecast_with_temperature(width, BERLIN, past, known, choice).unwrap()
        };
        let first = made(&known, None);
        let choice = first.choice.clone().unwrap();
        assert!(choice.uses_temperature());
        assert_eq!(made(&known, Some(&choice)), first);
        let kept: LoadChoice =
            serde_json::from_str(&serde_json::to_string(&choice).unwrap()).unwrap();
        let again = made(&known, Some(&kept));
        for (one, other) in first.points.iter().zip(&again.points) {
            assert!((one.kwh - other.kwh).abs() < 1e-9, "{one:?} {other:?}");
        }
        // It is what is chosen without temperatures, and the same to the digit.
        let plain = forecast(width, BERLIN, past, None).unwrap();
        let missed = |made: &LoadForecast| match made.temperature {
            Some(TemperatureUse::NotUsed {
                why,
                was_chosen: true,
            }) => why,
            other => panic!("{other:?}"),
        };
        let mut gaps = known.clone();
        gaps.retain(|one| one.at.timestamp() / 3600 % 5 != 2);
        for (known, why) in [
            (&[][..], WithoutTemperature::NoneKnown),
            (
                &known[..60 * 24 + 6],
                WithoutTemperature::NotAhead {
                    known: 6,
                    hours: 24,
                },
            ),
            (
                &known[40 * 24..],
                WithoutTemperature::TooFewDays { have: 20 },
            ),
            (
                &gaps[..],
                WithoutTemperature::Gaps {
                    known: 1_152,
                    hours: 1_440,
                },
            ),
        ] {
            let without = made(known, Some(&choice));
            assert_eq!(missed(&without), why);
            assert_eq!(without.points, plain.points, "{why}");
            assert_eq!(without.method, plain.method);
            assert_eq!(
                without.choice.as_ref(),
                Some(&choice),
                "it stands meanwhile"
            );
        }
        // What was chosen before there were temperatures is chosen again with them, at once and once.
        let late = made(&known, plain.choice.as_ref());
        assert_eq!((&late.choice, &late.points), (&first.choice, &first.points));
    }
}

#[test]
fn air_that_stands_still_says_nothing() {
    let still = vec![5.0; 61 * 24];
    let measured = measure(Width::Hour, 60 * 24, uneven(1));
    let plain = forecast(Width::Hour, BERLIN, &measured, None).unwrap();
    let made = forecast_with_temperature(
        Width::Hour,
        BERLIN,
        &measured,
        &temperatures(&still),
        plain.choice.as_ref(),
    );
    let made = made.unwrap();
    assert_eq!(made.points, plain.points);
    let why = WithoutTemperature::NoResponse;
    let not_used = TemperatureUse::NotUsed {
        why,
        was_chosen: false,
    };
    assert_eq!(made.temperature, Some(not_used));
    // It was tried, and is not tried again before its time.
    let again = forecast_with_temperature(
        Width::Hour,
        BERLIN,
        &measured,
        &temperatures(&still),
        made.choice.as_ref(),
    );
    assert_eq!(again.unwrap(), made);
}

#[test]
fn days_on_which_nothing_was_measured_are_not_tried() {
    let air = air(61, 6.0, 5);
    let mut measured = load(Width::Hour, 60, &air, 0.6, 6);
    for one in &mut measured[24 * 39..24 * 57] {
        one.kwh = None;
    }
    let made = forecast_with_temperature(Width::Hour, BERLIN, &measured, &temperatures(&air), None);
    let why = WithoutTemperature::FewTried { days: 3 };
    let not_used = TemperatureUse::NotUsed {
        why,
        was_chosen: false,
    };
    assert_eq!(made.unwrap().temperature, Some(not_used));
}

#[test]
fn wrong_temperatures_are_named() {
    let measured = measure(Width::Hour, 60, plant(1));
    let with = |index: usize, change: &dyn Fn(&mut Temperature)| {
        let mut known = temperatures(&[10.0; 90]);
        change(&mut known[index]);
        let made = forecast_with_temperature(Width::Hour, BERLIN, &measured, &known, None);
        made.unwrap_err().to_string()
    };
    assert_eq!(
        with(3, &|one| one.celsius = f64::NAN),
        "temperatures[3].celsius: NaN must be -90 to 60"
    );
    assert_eq!(
        with(5, &|one| one.at = at(1, 4, 0)),
        "temperatures[5].at: 2026-06-01 04:00:00 UTC must come after the one before it"
    );
    assert_eq!(
        with(5, &|one| one.at = at(1, 5, 30)),
        "temperatures[5].at: 2026-06-01 05:30:00 UTC must be a whole hour of UTC"
    );
    assert_eq!(
        with(89, &|one| one.at += TimeDelta::days(3_000)),
        "temperatures: 72090 hours, at most 70176 are accepted"
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// Whatever the weather and the gaps, a load is a number and not below zero, and its band around it.
    #[test]
    fn a_load_is_never_below_zero(
        seed in 0_u64..1_000,
        days in 8_usize..50,
        mean in -60.0_f64..45.0,
        per_k in 0.0_f64..30.0,
        (gap, missing) in (2_usize..40, 0_usize..3),
    ) {
        let air: Vec<f64> = air(days + 1, mean, seed)
            .into_iter()
            .map(|celsius| celsius.clamp(-90.0, 60.0))
            .collect();
        let mut measured = load(Width::Hour, days, &air, per_k, seed);
        for one in measured.iter_mut().step_by(gap).skip(missing) {
            one.kwh = None;
        }
        let mut known = temperatures(&air);
        let ahead = known.len() - 24;
        let mut place = 0;
        known.retain(|_| {
            place += 1;
            place > ahead || missing == 0 || place % (7 * gap) != 0
        });
        let made = forecast_with_temperature(Width::Hour, BERLIN, &measured, &known, None);
        if let Ok(made) = made {
            prop_assert_eq!(made.points.len(), 24);
            for point in &made.points {
                prop_assert!(point.kwh.is_finite() && point.kwh >= 0.0, "{:?}", point);
                if let Some((low, high)) = point.low_kwh.zip(point.high_kwh) {
                    prop_assert!(low <= point.kwh && point.kwh <= high, "{:?}", point);
                }
            }
        }
    }
}

#[test]
fn a_young_load_is_tried_on_the_days_that_can_be() {
    // Five weeks with an hour more on the clock: before the first of the last 21 days, two weeks are not whole.
    let from = Utc.with_ymd_and_hms(2026, 10, 19, 20, 0, 0).unwrap();
    let air = |hour: usize| {
        let of_day = (hour as f64 - 9.0) / 24.0 * std::f64::consts::TAU;
        (hour / 24 * 7_919 % 17) as f64 - 2.0 + 3.0 * of_day.sin()
    };
    let measured: Vec<Measurement> = (20..20 + 35 * 24)
        .map(|hour| {
            let busy = if (6..18).contains(&(hour % 24)) {
                8.0
            } else {
                3.0
            };
            let heat = 0.5 * (15.0 - air(hour)).max(0.0);
            Measurement {
                at: from + TimeDelta::hours(hour as i64 - 20),
                kwh: Some(busy + heat + (hour * 37 % 11) as f64 / 20.0),
            }
        })
        .collect();
    let known: Vec<Temperature> = (20..20 + 36 * 24)
        .map(|hour| Temperature {
            at: from + TimeDelta::hours(hour as i64 - 20),
            celsius: air(hour),
        })
        .collect();
    let made = forecast_with_temperature(Width::Hour, BERLIN, &measured, &known, None);
    let made = made.unwrap().temperature;
    assert!(
        matches!(made, Some(TemperatureUse::Used { days: 20, .. })),
        "{made:?}"
    );
}
