//! The published meter of a steel works (UCI data set 851), where its file is: quarter-hours forecast
//! at every midnight of July and August 2018, each from what came before it.

use std::path::PathBuf;

use super::*;

const SEOUL: Tz = Tz::Asia__Seoul;
const FILE: &str = "../../../shared/data/steel_industry_2018_jan_aug.csv";
/// Days before July: what forecasts begin with.
const DAYS_BEFORE: usize = 181;
const DAYS: usize = 62;

fn quarters() -> Option<Vec<f64>> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(FILE);
    let text = std::fs::read_to_string(path).ok()?;
    let rows = text.lines().skip(1);
    // Rows are in order without a gap; labels name the end of a quarter-hour.
    Some(
        rows.map(|row| row.split(',').nth(1).unwrap().parse().unwrap())
            .collect(),
    )
}

/// The three naive forecasts of a quarter-hour: yesterday, last week, the mean of four weeks.
fn naive(kwh: &[f64], step: usize) -> [f64; 3] {
    let weeks = (1..=4).map(|week| kwh[step - week * 672]);
    [kwh[step - 96], kwh[step - 672], weeks.sum::<f64>() / 4.0]
}

#[test]
fn quarter_hours_of_a_steel_works() {
    let Some(kwh) = quarters() else {
        println!("skipped: no file {FILE}");
        return;
    };
    let start = SEOUL
        .with_ymd_and_hms(2018, 1, 1, 0, 0, 0)
        .unwrap()
        .to_utc();
    let measured: Vec<Measurement> = kwh
        .iter()
        .enumerate()
        .map(|(step, kwh)| Measurement {
            at: start + TimeDelta::minutes(15 * step as i64),
            kwh: Some(*kwh),
        })
        .collect();
    let (mut ours, mut others, mut held) = (0.0, [0.0; 3], 0_usize);
    for day in DAYS_BEFORE..DAYS_BEFORE + DAYS {
        let origin = 96 * day;
        let made = forecast(Width::QuarterHour, SEOUL, &measured[..origin], None).unwrap();
        assert_eq!(made.points[0].at, measured[origin].at);
        for (ahead, point) in made.points.iter().enumerate() {
            let came = kwh[origin + ahead];
            ours += (point.kwh - came).abs();
            held += usize::from(point.low_kwh.unwrap() <= came && came <= point.high_kwh.unwrap());
            for (sum, value) in others.iter_mut().zip(naive(&kwh, origin + ahead)) {
                *sum += (value - came).abs();
            }
        }
    }
    let n = (96 * DAYS) as f64;
    let best = others.into_iter().fold(f64::INFINITY, f64::min) / n;
    let (ours, coverage) = (ours / n, held as f64 / n);
    println!(
        "steel works, n = {n}: error {ours:.3} kWh, naive {:.3?}, bands hold {:.1} %",
        others.map(|sum| sum / n),
        100.0 * coverage
    );
    assert!(ours < 0.95 * best, "{ours} {best}");
    assert!((0.86..=0.95).contains(&coverage), "{coverage}");
}
