//! How good forecasts of a week are, of its hours and of its days, on weeks that nothing was chosen by:
//! the same promise as of the next day. Series of six shapes, each from three seeds taken together, at least
//! 2,000 values of each shape.

use rand::Rng;
use rand_chacha::ChaCha8Rng;

use super::judging::{Trials, normal};
use super::*;

const SEEDS: [u64; 3] = [1, 2, 3];

/// Seven days of hours from four weeks, every fifth day.
const HOURS: Trials = Trials {
    bucket: Bucket::Hour,
    window: 672,
    ahead: 168,
    apart: 120,
    origins: 8,
};
/// Seven days from eight weeks of days, every third day.
const DAYS: Trials = Trials {
    bucket: Bucket::Day,
    window: 56,
    ahead: 7,
    apart: 3,
    origins: 96,
};
/// The same from a year of days.
const YEAR: Trials = Trials {
    window: 364,
    ..DAYS
};

/// Makes so many steps; the last argument is how many of them make a day.
type Shape = fn(&mut ChaCha8Rng, usize, usize) -> Vec<f64>;

const SHAPES: [(&str, Shape); 6] = [
    ("seasonal", |rng, steps, day| {
        noisy(rng, steps, |step| week(step, day), 6.0)
    }),
    ("trended", |rng, steps, day| {
        let grown = |step| week(step, day) * (1.0 + 0.004 * (step / day) as f64);
        noisy(rng, steps, grown, 5.0)
    }),
    ("intermittent", by_chance),
    ("level shift", |rng, steps, day| {
        let levels: Vec<f64> = (0..=steps / (45 * day))
            .map(|_| 60.0 * (rng.random::<f64>() - 0.2))
            .collect();
        let shifted = |step| week(step, day) + levels[step / (45 * day)];
        noisy(rng, steps, shifted, 5.0)
    }),
    ("noisy", |rng, steps, _| noisy(rng, steps, |_| 50.0, 12.0)),
    ("a year's season", |rng, steps, day| {
        let of_year = |step| {
            let days = step as f64 / day as f64;
            week(step, day) * (1.0 + 0.4 * (TAU * days / 365.25).cos())
        };
        noisy(rng, steps, of_year, 4.0)
    }),
];

fn noisy(rng: &mut ChaCha8Rng, steps: usize, mean: impl Fn(usize) -> f64, noise: f64) -> Vec<f64> {
    (0..steps)
        .map(|step| mean(step) + noise * normal(rng))
        .collect()
}

/// A working week, by days or by hours.
fn week(step: usize, day: usize) -> f64 {
    if day > 1 {
        return plant(step % 168);
    }
    [100.0, 110.0, 105.0, 108.0, 95.0, 50.0, 40.0][step % 7]
}

/// What comes by chance, in the open hours of six days, or on any day.
fn by_chance(rng: &mut ChaCha8Rng, steps: usize, day: usize) -> Vec<f64> {
    (0..steps)
        .map(|step| {
            let is_open = day == 1 || ((7..19).contains(&(step % day)) && step % 168 < 144);
            if is_open && rng.random::<f64>() < 0.35 {
                10.0 + 30.0 * rng.random::<f64>()
            } else {
                0.0
            }
        })
        .collect()
}

fn check(name: &str, trials: Trials, shapes: &[(&str, Shape)], day: usize) {
    for (shape, make) in shapes {
        let outcome = trials.of_seeds(SEEDS, |rng, steps| make(rng, steps, day));
        outcome.check(&format!("{name}, {shape}"));
    }
}

#[test]
fn a_week_of_hours() {
    check("7 days of hours", HOURS, &SHAPES, 24);
}

#[test]
fn a_week_of_days() {
    check("7 days from 8 weeks", DAYS, &SHAPES, 1);
}

#[test]
fn a_week_of_days_after_a_year() {
    check("7 days from a year", YEAR, &SHAPES[..3], 1);
}

#[test]
fn a_week_of_days_after_a_year_of_changes() {
    check("7 days from a year", YEAR, &SHAPES[3..], 1);
}

/// Of two weeks of hours or four weeks of days at most two weeks can be tried. That says too little about any
/// one shape, so that what is promised holds of all shapes taken together; and of an hour that the back-test
/// did not reach no band is shown.
#[test]
fn a_short_history() {
    let short = [
        (
            Trials {
                window: 336,
                ..HOURS
            },
            24,
        ),
        (Trials { window: 28, ..DAYS }, 1),
    ];
    for (trials, day) in short {
        let mut ratios = 0.0;
        for (shape, make) in SHAPES {
            let outcome = trials.of_seeds(SEEDS, |rng, steps| make(rng, steps, day));
            outcome.print(&format!("{} {}s, {shape}", trials.window, trials.bucket));
            ratios += outcome.ratio() / SHAPES.len() as f64;
            assert!(outcome.coverage() >= 0.8, "{shape}: {outcome:?}");
        }
        println!("{} {}s: {ratios:.3}", trials.window, trials.bucket);
        assert!(ratios <= 1.02, "{ratios}");
    }
}
