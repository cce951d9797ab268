//! How well and how fast a factory's electricity is learned: a steel works' quarter-hours of January
//! to June 2018, judged on July and August, beside XGBoost on the same features in the same run.
//!
//! `cargo bench -p engine --bench learning`; needs the file (`NEXUS_BENCH_STEEL`) and a Python with
//! xgboost (`NEXUS_BENCH_PYTHON`, which `make bench` sets). Missed gates fail the run.

mod steel;

use std::fmt::Write as _;
use std::hint::black_box;
use std::io::Write as _;
use std::process::{Command, ExitCode, Stdio};
use std::time::Instant;

use chrono::{DateTime, Utc};
use chrono_tz::Asia::Seoul;
use engine::learning::{
    FeatureKind, History, Loss, MeteredPeriod, Model, Split, TrainingSet, train,
};
use serde::Deserialize;

/// Start of the two months that judge, midnight in Seoul.
const HOLDOUT_FROM: &str = "2018-07-01T00:00:00+09:00";
/// Rows of the batch.
const BATCH: usize = 100_000;
/// How often each time is taken; the median counts.
const RUNS: usize = 5;

fn main() -> ExitCode {
    let Some(periods) = steel::periods() else {
        say("skipped: the steel works' file is not here (NEXUS_BENCH_STEEL)");
        return ExitCode::SUCCESS;
    };
    let mut gates = Gates::default();
    let (set, split) = lesson(&periods);
    let (model, seconds) = trained(&set, &split);
    describe(&model);
    gates.at_most("training, s (median)", seconds, 5.0);
    judge(&model, &set, &split, &mut gates);
    speed(&model, &set, &split, &mut gates);
    gates.finish()
}

fn lesson(periods: &[MeteredPeriod]) -> (TrainingSet, Split) {
    let history = History::new(periods, Seoul).expect("the file is in order");
    let set = history.training_set().expect("its rows are fine");
    let holdout_from = HOLDOUT_FROM.parse::<DateTime<Utc>>().expect("a time");
    let split = Split::at(&set, holdout_from);
    (set, split.expect("eight months are enough"))
}

fn trained(set: &TrainingSet, split: &Split) -> (Model, f64) {
    let mut seconds = Vec::new();
    let mut model = None;
    for _ in 0..RUNS {
        let start = Instant::now();
        model = Some(train("factory", set, split, Loss::Absolute).expect("it trains"));
        seconds.push(start.elapsed().as_secs_f64());
    }
    (model.expect("there was a run"), median(&mut seconds))
}

fn describe(model: &Model) {
    let card = model.card();
    say(&format!(
        "factory model: {}, {} trees, {} rows, {} KB, {}",
        card.method.as_str(),
        card.trees,
        card.learn_rows,
        model.as_json().len() / 1024,
        model.hash()
    ));
    for candidate in &card.candidates {
        let found = candidate.holdout;
        say(&format!(
            "  {}: n = {}, MAE {:.3} kWh, RMSE {:.3}, R2 {:.3}, wMAPE {:.3}, coverage {:.4}, width {:.2}",
            candidate.method.as_str(),
            found.rows,
            found.mae,
            found.rmse,
            found.r2.unwrap_or(f64::NAN),
            found.wmape.unwrap_or(f64::NAN),
            found.interval_coverage,
            found.interval_width
        ));
    }
}

fn judge(model: &Model, set: &TrainingSet, split: &Split, gates: &mut Gates) {
    let holdout = *model.card().holdout().expect("it was judged");
    coverage_by_size(model, set, split);
    let mut worst: f64 = 0.0;
    for row in set.rows().rows().skip(split.holdout.start) {
        let made = model.predict(&[], row).expect("the row fits");
        let sum: f64 = made.contributions.iter().map(|part| part.amount).sum();
        worst = worst.max((sum - made.value).abs() / made.value.abs().max(1e-9));
    }
    gates.at_most(
        "contributions miss the prediction by, relative",
        worst,
        1e-9,
    );
    gates.at_least("interval coverage, gate", holdout.interval_coverage, 0.86);
    gates.at_most("interval coverage, gate", holdout.interval_coverage, 0.94);
    let is_aimed = (0.88..=0.92).contains(&holdout.interval_coverage);
    say(&format!(
        "  coverage {:.4} of n = {} is {} 0.88 to 0.92",
        holdout.interval_coverage,
        holdout.rows,
        if is_aimed { "within" } else { "OUTSIDE" }
    ));
    let Some(python) = setting("NEXUS_BENCH_PYTHON") else {
        say("  gate MISSED beside XGBoost: NEXUS_BENCH_PYTHON names no Python with xgboost");
        gates.missed += 1;
        return;
    };
    let peer = peer(&python, set, split);
    say(&format!(
        "XGBoost {}, the same rows, n = {}",
        peer.version, peer.rows
    ));
    for result in &peer.results {
        let Outcome { what, mae, seconds } = result;
        say(&format!(
            "  {what}: MAE {mae:.3} kWh, trained in {seconds:.2} s"
        ));
    }
    let best = peer
        .results
        .iter()
        .map(|one| one.mae)
        .fold(f64::INFINITY, f64::min);
    gates.at_most(
        "MAE over that of the best XGBoost",
        holdout.mae / best,
        1.03,
    );
}

/// Coverage where little, some and much is predicted.
fn coverage_by_size(model: &Model, set: &TrainingSet, split: &Split) {
    let rows = set
        .rows()
        .rows()
        .zip(set.actual())
        .skip(split.holdout.start);
    let mut points: Vec<(f64, bool)> = rows
        .map(|(row, actual)| {
            let point = model.point(None, row).expect("the row fits");
            (point.value, (point.low..=point.high).contains(actual))
        })
        .collect();
    points.sort_by(|a, b| a.0.total_cmp(&b.0));
    for rows in points.chunks(points.len().div_ceil(3)) {
        let held = rows.iter().filter(|(_, is_held)| *is_held).count() as f64 / rows.len() as f64;
        let (from, to) = (rows[0].0, rows[rows.len() - 1].0);
        say(&format!(
            "  coverage at {from:.1} to {to:.1} kWh predicted: {held:.4} of n = {}",
            rows.len()
        ));
    }
}

fn speed(model: &Model, set: &TrainingSet, split: &Split, gates: &mut Gates) {
    let rows: Vec<&[f64]> = set.rows().rows().skip(split.holdout.start).collect();
    let each = |what: &dyn Fn(&[f64])| {
        let mut taken: Vec<f64> = Vec::new();
        for row in rows.iter().take(2_000) {
            let start = Instant::now();
            what(row);
            taken.push(start.elapsed().as_secs_f64() * 1e6);
        }
        median(&mut taken)
    };
    let bare = each(&|row| {
        black_box(model.point(None, black_box(row)).expect("it fits"));
    });
    let explained = each(&|row| {
        black_box(model.predict(&[], black_box(row)).expect("it fits"));
    });
    gates.at_most("one prediction with interval, us (median)", bare, 200.0);
    gates.at_most(
        "one prediction with contributions too, us (median)",
        explained,
        200.0,
    );
    let start = Instant::now();
    for row in rows.iter().cycle().take(BATCH) {
        black_box(model.point(None, row).expect("it fits"));
    }
    let batch = start.elapsed().as_secs_f64();
    gates.at_most("batch of 100,000 rows, s", batch, 2.0);
    let start = Instant::now();
    for row in rows.iter().cycle().take(BATCH / 10) {
        black_box(model.predict(&[], row).expect("it fits"));
    }
    let explained = start.elapsed().as_secs_f64() * 10.0;
    say(&format!(
        "  the same batch with contributions: {explained:.1} s (from a tenth of it)"
    ));
}

#[derive(Debug, Deserialize)]
struct Peer {
    version: String,
    rows: usize,
    results: Vec<Outcome>,
}

#[derive(Debug, Deserialize)]
struct Outcome {
    what: String,
    mae: f64,
    seconds: f64,
}

fn peer(python: &str, set: &TrainingSet, split: &Split) -> Peer {
    let path = std::env::temp_dir().join(format!("nexus-learning-{}.csv", std::process::id()));
    std::fs::write(&path, rows_as_csv(set, split)).expect("a temporary file");
    let output = Command::new(python)
        .arg(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/benches/learning/xgboost_peer.py"
        ))
        .arg(&path)
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .expect("Python starts");
    std::fs::remove_file(&path).expect("the temporary file goes");
    assert!(output.status.success(), "XGBoost failed");
    serde_json::from_slice(&output.stdout).expect("it answers in JSON")
}

fn rows_as_csv(set: &TrainingSet, split: &Split) -> String {
    let mut text = String::new();
    for spec in set.features().specs() {
        let is_category = spec.kind != FeatureKind::Number;
        text.push_str(&spec.name);
        text.push_str(if is_category { ":category," } else { "," });
    }
    text.push_str("actual,part\n");
    for (at, (row, actual)) in set.rows().rows().zip(set.actual()).enumerate() {
        for value in row {
            if !value.is_nan() {
                let _ = write!(text, "{value}");
            }
            text.push(',');
        }
        let part = if at < split.holdout.start {
            "train"
        } else {
            "holdout"
        };
        let _ = writeln!(text, "{actual},{part}");
    }
    text
}

/// What was measured beside what is required.
#[derive(Debug, Default)]
struct Gates {
    missed: usize,
}

impl Gates {
    fn at_least(&mut self, what: &str, value: f64, limit: f64) {
        self.judge(what, value, ">=", limit, value >= limit);
    }

    fn at_most(&mut self, what: &str, value: f64, limit: f64) {
        self.judge(what, value, "<=", limit, value <= limit);
    }

    fn judge(&mut self, what: &str, value: f64, sign: &str, limit: f64, is_met: bool) {
        let verdict = if is_met { "ok    " } else { "MISSED" };
        let value = if value.abs() < 1e-3 {
            format!("{value:.1e}")
        } else {
            format!("{value:.4}")
        };
        say(&format!(
            "  gate {verdict} {what}: {value} (must be {sign} {limit})"
        ));
        self.missed += usize::from(!is_met);
    }

    fn finish(self) -> ExitCode {
        say(&format!("learning: {} gates missed", self.missed));
        if self.missed == 0 {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        }
    }
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn say(line: &str) {
    // Nobody reading any more is no reason to fail.
    let _ = writeln!(std::io::stdout(), "{line}");
}

/// A setting of the benchmarks, which `make bench` or a person sets.
#[expect(
    clippy::disallowed_methods,
    reason = "settings of a benchmark are not the server's, whose owner is its config"
)]
fn setting(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}
