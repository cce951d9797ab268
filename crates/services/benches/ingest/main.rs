//! How fast a CSV file becomes stored, estimated, rolled-up events: on SQLite and PostgreSQL, beside
//! the bare insert of the same rows (the ceiling) and a pandas pipeline doing the same job, in the
//! same run; and how much memory an import takes. Missed gates fail the run.
//!
//! `cargo bench -p services --bench ingest`; `-- --quick` for a short try. `make bench` sets up what
//! it needs: PostgreSQL that syncs to disk and a Python with pandas.

mod bare;
mod child;
mod pandas;
#[path = "../support/mod.rs"]
mod support;

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use services::clock::WallClock;

use self::bare::Rows;
use self::support::flights::Flights;
use self::support::{Bench, Kind, flights_profile, per_second};
use testkit::report::{Report, is_quick, median, say};

/// Share of the ceiling to be reached.
const CEILING_SHARE_MIN: f64 = 0.6;
/// How many times as fast as pandas.
const PANDAS_TIMES_MIN: f64 = 1.5;
/// Peak memory of a process that imports ten times the flights, in MB.
const MEMORY_MB_MAX: f64 = 200.0;
/// Years that make ten flights files of one.
const TEN_YEARS: std::ops::Range<u16> = 2013..2023;

fn main() -> ExitCode {
    if let Some(order) = child::Order::from_arguments() {
        return testkit::block_on(order.carry_out());
    }
    testkit::block_on(measure())
}

async fn measure() -> ExitCode {
    let runs = if is_quick() { 2 } else { 7 };
    let folder = tempfile::tempdir().expect("a temporary folder");
    let flights = Flights::load();
    let file = flights.write(folder.path(), [2013]);
    say(&format!(
        "ingest: {} flights ({}), {runs} runs, medians",
        flights.rows(),
        flights.origin
    ));
    let mut report = Report::default();
    let rows = rows_of(&file).await;
    for kind in Kind::ALL {
        let mut measured = Measured::default();
        for run in 0..runs {
            measured.add(kind, &file, &rows).await;
            say(&measured.last(kind, run));
        }
        measured.judge(kind, &mut report);
    }
    let ten = flights.write(folder.path(), TEN_YEARS);
    for kind in Kind::ALL {
        memory(kind, &ten, &mut report).await;
    }
    report.finish("ingest")
}

/// The rows an import of the file leaves.
async fn rows_of(file: &Path) -> Rows {
    let bench = Bench::open(Kind::Sqlite, Arc::new(WallClock)).await;
    let (job, _) = bench.import(file, flights_profile()).await;
    let rows = Rows::read(bench.scratch.url()).await;
    assert_eq!(
        job.rows_accepted,
        rows.count(),
        "every accepted row is there"
    );
    rows
}

/// Events per second, by run.
#[derive(Debug, Default)]
struct Measured {
    ours: Vec<f64>,
    bare: Vec<f64>,
    pandas: Vec<f64>,
}

impl Measured {
    /// One run of each, one after the other, so that a slow moment of the machine hits all alike.
    async fn add(&mut self, kind: Kind, file: &Path, rows: &Rows) {
        let bench = Bench::open(kind, Arc::new(WallClock)).await;
        let (job, took) = bench.import(file, flights_profile()).await;
        assert_eq!(job.rows_accepted, rows.count(), "all runs do the same work");
        self.ours.push(per_second(job.rows_accepted, took));
        bench.close().await;

        let scratch = kind.scratch().await;
        let took = match kind {
            Kind::Sqlite => rows.insert_sqlite(scratch.url()).await,
            Kind::Postgres => rows.insert_postgres(scratch.url()).await,
        };
        self.bare.push(per_second(rows.count(), took));
        drop(scratch);

        if kind == Kind::Sqlite {
            let scratch = kind.scratch().await;
            let (count, took) = pandas::run(file, scratch.url());
            assert_eq!(count, rows.count(), "pandas takes the same rows");
            self.pandas.push(per_second(count, took));
        }
    }

    fn last(&self, kind: Kind, run: usize) -> String {
        let last = |values: &[f64]| values.last().copied().unwrap_or(f64::NAN);
        format!(
            "  {} run {}: import {:.0}/s, bare insert {:.0}/s, pandas {:.0}/s",
            kind.name(),
            run + 1,
            last(&self.ours),
            last(&self.bare),
            last(&self.pandas),
        )
    }

    fn judge(&self, kind: Kind, report: &mut Report) {
        let name = kind.name();
        let (ours, bare) = (median(&self.ours), median(&self.bare));
        say(&format!(
            "{name}: import {ours:.0} rows/s, bare insert {bare:.0} rows/s"
        ));
        report.at_least(
            &format!("{name}, import / bare insert"),
            ours / bare,
            CEILING_SHARE_MIN,
        );
        if !self.pandas.is_empty() {
            let pandas = median(&self.pandas);
            say(&format!("{name}: pandas {pandas:.0} rows/s"));
            report.at_least(
                &format!("{name}, import / pandas"),
                ours / pandas,
                PANDAS_TIMES_MIN,
            );
        }
    }
}

/// What a process of its own needs at most while it imports ten times the flights.
async fn memory(kind: Kind, file: &Path, report: &mut Report) {
    let bench = Bench::open(kind, Arc::new(WallClock)).await;
    let result = child::run(bench.scratch.url(), bench.actor.org, file);
    say(&format!(
        "{}: ten times the flights: {} rows in {:.1} s ({:.0}/s), peak {:.0} MB, idle before {:.0} MB",
        kind.name(),
        result.rows,
        result.seconds,
        result.rows as f64 / result.seconds,
        result.peak_mb,
        result.idle_mb,
    ));
    let what = format!("{}, peak memory in MB", kind.name());
    report.at_most(&what, result.peak_mb, MEMORY_MB_MAX);
}
