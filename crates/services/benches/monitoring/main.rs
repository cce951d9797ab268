//! How long watching takes: a scan of ten thousand entities with four weeks of history, the hour that
//! closed, and all baselines anew. Missed gates fail the run.
//!
//! `cargo bench -p services --bench monitoring`; `-- --quick` for a thousand entities.

#[path = "../support/mod.rs"]
#[expect(
    dead_code,
    reason = "shared with the other benchmarks, which import files"
)]
mod support;

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;

use chrono::{DateTime, Duration, Utc};
use parking_lot::Mutex;
use services::clock::Clock;
use sqlx::{AssertSqlSafe, Connection, SqliteConnection};
use testkit::report::{Report, is_quick, median, say};

use self::support::{Bench, Kind, statement};

/// Vehicles with an emission in every hour.
const ENTITIES: i64 = 10_000;
const ENTITIES_QUICK: i64 = 1_000;
/// Hours of history.
const HOURS: i64 = 28 * 24;
/// Scans measured.
const SCANS: usize = 8;
/// Longest scan, and longest computation of all baselines, in seconds.
const SCAN_SECONDS_MAX: f64 = 1.0;
const ALL_SECONDS_MAX: f64 = 60.0;

/// A clock that is moved by hand.
#[derive(Debug)]
struct ByHand(Mutex<DateTime<Utc>>);

impl Clock for ByHand {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock()
    }
}

fn main() -> ExitCode {
    testkit::block_on(async {
        let mut report = Report::default();
        for kind in Kind::ALL {
            measure(kind, &mut report).await;
        }
        report.finish("monitoring")
    })
}

async fn measure(kind: Kind, report: &mut Report) {
    let entities = if is_quick() { ENTITIES_QUICK } else { ENTITIES };
    // A Monday, at the beginning of an hour.
    let end = DateTime::from_timestamp(1_780_920_000, 0).expect("a time");
    let clock = Arc::new(ByHand(Mutex::new(end)));
    let bench = Bench::open(kind, Arc::clone(&clock) as Arc<dyn Clock>).await;
    fill(kind, &bench, entities, end).await;
    say(&format!(
        "{}: {entities} vehicles with {HOURS} hours each",
        kind.name()
    ));

    let start = Instant::now();
    let all = services::monitoring::recompute_all(&bench.services).await;
    let took = start.elapsed().as_secs_f64();
    all.expect("baselines");
    say(&format!("{}: all baselines in {took:.1} s", kind.name()));
    let what = format!("{}, all baselines, s", kind.name());
    report.at_most(&what, took, ALL_SECONDS_MAX);

    // Late in each hour, when most of its kilograms are in: every other scan is the first since an hour
    // closed, and computes its baselines.
    let mut seconds = Vec::new();
    for scan in 0..SCANS {
        let (hour, is_second) = (scan / 2, scan % 2);
        let minutes = i64::try_from(60 * hour + 54 + 5 * is_second).unwrap_or_default();
        *clock.0.lock() = end + Duration::minutes(minutes);
        let start = Instant::now();
        let found = services::monitoring::scan(&bench.services, &bench.actor).await;
        seconds.push(start.elapsed().as_secs_f64());
        let found = found.expect("a scan");
        say(&format!(
            "{}: {} entities, {} above, {:.0} ms",
            kind.name(),
            found.entities,
            found.above,
            1_000.0 * seconds[scan]
        ));
    }
    let slowest = seconds.iter().copied().fold(0.0, f64::max);
    say(&format!(
        "{}: scans take {:.0} ms in the middle, {:.0} ms at most (with the hour that closed)",
        kind.name(),
        1_000.0 * median(&seconds),
        1_000.0 * slowest
    ));
    let what = format!("{}, slowest scan, s", kind.name());
    report.at_most(&what, slowest, SCAN_SECONDS_MAX);
    bench.close().await;
}

/// Four weeks of hours up to `end`, and four more that a scan looks at: each vehicle has a rhythm of
/// its own, and one in a thousand emits three times as much in the end.
async fn fill(kind: Kind, bench: &Bench, entities: i64, end: DateTime<Utc>) {
    let first = end - Duration::hours(HOURS);
    let org = bench.actor.org.0;
    let last = HOURS + 3;
    let milligrams = format!(
        "1000000 + (e.n * 7919 + h.n * 104729) % 200000
            + case when e.n % 1000 = 0 and h.n >= {HOURS} then 2000000 else 0 end"
    );
    let columns = "org_id, calculation, hour, kind, entity_id, supplier_id, site_id, category,
        quality, co2e_mg, events";
    match kind {
        Kind::Sqlite => {
            let url = bench.scratch.url();
            let mut connection = SqliteConnection::connect(url).await.expect("it opens");
            let start = first.timestamp_micros();
            let sql = format!(
                "insert into vehicles (org_id, id, name, name_key, created_at)
                with recursive e(n) as (select 1 union all select n + 1 from e where n < {entities})
                select {org}, n, 'Vehicle ' || n, 'vehicle ' || n, 0 from e;
                insert into entity_hourly ({columns})
                with recursive e(n) as (select 1 union all select n + 1 from e where n < {entities}),
                    h(n) as (select 0 union all select n + 1 from h where n < {last})
                select {org}, 1, {start} + h.n * 3600000000, 2, e.n, 1, 0, 1, 1,
                    {milligrams}, 1
                from h cross join e"
            );
            let done = sqlx::raw_sql(AssertSqlSafe(sql))
                .execute(&mut connection)
                .await;
            done.expect("filled");
        }
        Kind::Postgres => {
            let start = first.to_rfc3339();
            let sql = format!(
                "insert into vehicles (org_id, id, name, name_key, created_at)
                select {org}, n, 'Vehicle ' || n, 'vehicle ' || n, now()
                from generate_series(1, {entities}) as e(n);
                insert into entity_hourly ({columns})
                select {org}, 1, timestamptz '{start}' + h.n * interval '1 hour', 2, e.n, 1, 0, 1, 1,
                    {milligrams}, 1
                from generate_series(0, {last}) as h(n), generate_series(1, {entities}) as e(n);
                analyze entity_hourly"
            );
            statement(bench.scratch.url(), &sql).await;
        }
    }
}
