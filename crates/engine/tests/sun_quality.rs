//! The sun of a changeable summer is weather, not a fault of its meter; and so is what is fed in of it.

use chrono::{TimeZone, Utc};
use chrono_tz::Tz;
use engine::energy::solar::{Place, clear};
use engine::energy::{Steps, Width};
use engine::quality::{Point, Range, outliers};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

const DAYS: usize = 91;

/// Quarters of 10 kW of modules in Berlin: clear, broken and overcast days, clouds that stay for a while.
fn sun(seed: u64) -> Vec<Point> {
    let start = Utc
        .with_ymd_and_hms(2026, 5, 1, 0, 0, 0)
        .single()
        .expect("a time");
    let steps = Steps::new(start, Width::QuarterHour, DAYS * 96).expect("steps");
    let place = Place {
        latitude_deg: 52.5,
        longitude_deg: 13.4,
        altitude_m: 40.0,
        linke_turbidity: 3.0,
    };
    let mut chance = ChaCha8Rng::seed_from_u64(seed);
    let (mut sky, mut cloud) = (0, 1.0);
    let irradiance = clear(&place, &steps)
        .expect("a place")
        .into_iter()
        .enumerate();
    let points = irradiance.map(|(step, ghi)| {
        if step % 96 == 0 {
            sky = chance.random_range(0..3);
        }
        let aim = match sky {
            0 => chance.random_range(0.95..1.0),
            1 => chance.random_range(0.2..1.0),
            _ => chance.random_range(0.1..0.35),
        };
        cloud = 0.5 * cloud + 0.5 * aim;
        Point {
            at: steps.at(step),
            value: 10.0 * ghi / 1_000.0 * cloud / 4.0,
        }
    });
    points.collect()
}

fn flagged(points: &[Point]) -> Vec<usize> {
    let report = outliers(Tz::Europe__Berlin, points, Range::ANY).expect("points");
    report.outliers.iter().map(|one| one.index).collect()
}

#[test]
fn clouds_are_no_faults() {
    let (mut sunny, mut fed, mut n) = (0, 0, 0);
    for seed in 1..=3 {
        let points = sun(seed);
        sunny += flagged(&points).len();
        // What a load of 1 kW by day leaves over: nothing for most of the week.
        let export: Vec<Point> = (points.iter())
            .map(|point| Point {
                value: (point.value - 1.0).max(0.0),
                ..*point
            })
            .collect();
        fed += flagged(&export).len();
        n += points.len();
    }
    println!("of {n} quarters {sunny} of the sun and {fed} fed in are flagged");
    assert!((sunny as f64) < 0.005 * n as f64, "{sunny} of {n}");
    assert!((fed as f64) < 0.005 * n as f64, "{fed} of {n}");
}

#[test]
fn a_jump_of_the_meter_is_found_among_clouds() {
    let mut points = sun(4);
    let noons: Vec<usize> = (60..90).map(|day| day * 96 + 44).collect();
    for noon in &noons {
        points[*noon].value += 10.0;
    }
    let found = flagged(&points);
    let hit = noons.iter().filter(|noon| found.contains(noon)).count();
    assert!(hit >= 29, "{hit} of {}", noons.len());
}
