//! How fast the dashboard's questions are answered, and how fast a file still comes in, with five
//! million events stored: on SQLite and PostgreSQL. Missed gates fail the run.
//!
//! `cargo bench -p services --bench dashboard`; `-- --quick` for a short try with few events,
//! `NEXUS_BENCH_EVENTS` for another number of them.

mod history;
mod questions;
#[path = "../support/mod.rs"]
mod support;
mod template;

use std::process::ExitCode;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use services::clock::Clock;

use self::support::flights::Flights;
use self::support::{Bench, Kind, flights_profile, per_second};
use self::template::Filled;
use testkit::report::{Report, is_quick, median, say};

/// Events stored; fewer in a short try.
const EVENTS: u64 = 5_000_000;
const EVENTS_QUICK: u64 = 200_000;
/// Share of the empty database's speed to be reached with all those events stored.
const SPEED_SHARE_MIN: f64 = 0.5;
/// Years the flights are moved to, one per run: all lie inside the history, so that new keys fall
/// between stored ones.
const YEARS: [u16; 3] = [2012, 2013, 2014];

/// A clock that stands still where the history ends.
#[derive(Debug)]
struct Stopped(DateTime<Utc>);

impl Clock for Stopped {
    fn now(&self) -> DateTime<Utc> {
        self.0
    }
}

fn main() -> ExitCode {
    testkit::block_on(async {
        let mut report = Report::default();
        for kind in Kind::ALL {
            measure(kind, &mut report).await;
        }
        report.finish("dashboard")
    })
}

async fn measure(kind: Kind, report: &mut Report) {
    let clock: Arc<dyn Clock> = Arc::new(Stopped(history::end()));
    let flights = Flights::load();
    let folder = tempfile::tempdir().expect("a temporary folder");
    let files = YEARS.map(|year| flights.write(folder.path(), [year]));

    say(&format!(
        "{}: imports of {} flights ({})",
        kind.name(),
        flights.rows(),
        flights.origin
    ));
    let mut empty = Vec::new();
    for file in &files {
        let bench = Bench::open(kind, Arc::clone(&clock)).await;
        let (job, took) = bench.import(file, flights_profile()).await;
        empty.push(per_second(job.rows_accepted, took));
        bench.close().await;
    }

    let filled = Filled::open(kind, events(), clock).await;
    questions::ask_all(kind, &filled, report).await;

    let mut full = Vec::new();
    for file in &files {
        let (job, took) = filled.import(file, flights_profile()).await;
        full.push(per_second(job.rows_accepted, took));
    }
    let (empty, full) = (median(&empty), median(&full));
    let name = kind.name();
    say(&format!(
        "{name}: import into an empty database {empty:.0} rows/s, into the full one {full:.0} rows/s"
    ));
    report.at_least(
        &format!("{name}, import full / empty"),
        full / empty,
        SPEED_SHARE_MIN,
    );
}

/// How many events are stored when the questions are asked.
fn events() -> u64 {
    let Some(text) = support::setting("NEXUS_BENCH_EVENTS") else {
        return if is_quick() { EVENTS_QUICK } else { EVENTS };
    };
    text.parse()
        .expect("NEXUS_BENCH_EVENTS is a whole number of events")
}
