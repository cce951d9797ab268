//! How long it takes to refresh a thousand sites with 60 days of quarter-hours, as the jobs do: the forecast of
//! each load by what was chosen for it this week, the plan of each battery, and advice; and how much memory. The
//! engine alone, which reads and writes nothing, is the ceiling. Missed gates fail the run.
//!
//! `cargo bench -p services --bench sites`; `-- --quick` for eighty sites.

mod child;
mod engine_alone;
mod fill;
mod shapes;
#[path = "../support/mod.rs"]
#[expect(
    dead_code,
    reason = "shared with the other benchmarks, which import files"
)]
mod support;

use std::process::ExitCode;
use std::time::Instant;

use chrono::{DateTime, Duration};
use testkit::report::{Report, is_quick, say};

use self::child::{Order, Outcome};
use self::fill::{Place, STEPS};
use self::support::Kind;

const SITES: usize = 1_000;
const SITES_QUICK: usize = 80;
/// Sites whose methods are really chosen, five of each shape: all of them would take minutes.
const CHOSEN: usize = 40;
/// Longest refresh of all sites, and most memory.
const SECONDS_MAX: f64 = 60.0;
const MEMORY_MB_MAX: f64 = 500.0;

fn main() -> ExitCode {
    if let Some(order) = Order::from_arguments() {
        return testkit::block_on(order.carry_out());
    }
    testkit::block_on(async {
        let mut report = Report::default();
        let sites = if is_quick() { SITES_QUICK } else { SITES };
        engine_alone::measure(sites);
        for kind in Kind::ALL {
            measure(kind, sites, &mut report).await;
        }
        report.finish("sites")
    })
}

async fn measure(kind: Kind, sites: usize, report: &mut Report) {
    let scratch = kind.scratch().await;
    let place = Place {
        kind,
        url: scratch.url().to_owned(),
        org: testkit::create_organisation(scratch.url(), "Benchmark").await,
        sites,
        // A Monday's midnight in Berlin.
        from: DateTime::from_timestamp(1_775_426_400, 0).expect("a time"),
    };
    let start = Instant::now();
    place.prepare().await;
    place.measure(1..=CHOSEN, 0..STEPS).await;
    let refresh = |steps: usize, sites: usize| {
        let outcome = child::run(scratch.url(), place.at(steps) + Duration::minutes(2));
        check(&outcome, sites);
        outcome
    };
    // First forecasts choose their methods, as happens every week.
    let outcome = refresh(STEPS, CHOSEN);
    say(&line(kind, "methods chosen anew", &outcome, CHOSEN));
    place.measure(CHOSEN + 1..=sites, 0..STEPS).await;
    place.share_choices(CHOSEN).await;
    place.measure(1..=sites, STEPS..STEPS + 1).await;
    say(&format!(
        "{}: {sites} sites with {STEPS} quarter-hours of five channels, ready after {:.0} s",
        kind.name(),
        start.elapsed().as_secs_f64()
    ));
    let outcome = refresh(STEPS + 1, sites);
    say(&line(kind, "a quarter-hour later", &outcome, sites));
    let name = kind.name();
    report.at_most(
        &format!("{name}, {sites} sites, s"),
        outcome.seconds(),
        SECONDS_MAX,
    );
    report.at_most(
        &format!("{name}, peak memory, MB"),
        outcome.peak_mb,
        MEMORY_MB_MAX,
    );
    scratch.db().close().await;
}

/// Anything but all sites is no measurement.
fn check(outcome: &Outcome, sites: usize) {
    let said = [
        (&outcome.forecasts.said, format!("{sites} forecasts made, ")),
        (
            &outcome.plans.said,
            format!("{sites} sites planned, 0 failed"),
        ),
        (
            &outcome.advice.said,
            format!("for {sites} sites, 0 sites failed"),
        ),
    ];
    for (said, expected) in said {
        assert!(said.contains(&expected), "{said}: not {expected}");
    }
}

fn line(kind: Kind, what: &str, outcome: &Outcome, sites: usize) -> String {
    format!(
        "{}, {what}, {sites} sites: {:.1} s ({:.0} sites/s): forecasts {:.1}, plans {:.1}, advice {:.1}; peak {:.0} MB, {:.0} before; {}",
        kind.name(),
        outcome.seconds(),
        sites as f64 / outcome.seconds(),
        outcome.forecasts.seconds,
        outcome.plans.seconds,
        outcome.advice.seconds,
        outcome.peak_mb,
        outcome.idle_mb,
        outcome.advice.said
    )
}
