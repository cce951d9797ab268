//! How many events a scenario takes in a second, with one change and with six.
//!
//! `cargo bench -p engine --bench whatif`

mod events;

use std::io::Write;
use std::time::Instant;

use engine::emissions::Catalogue;
use engine::whatif::{Scenario, ScenarioEvent};
use model::emissions::{Change, Lever};
use model::money::{Currency, Prices};
use model::whatif::Outcome;

const EVENTS: usize = 200_000;
const RUNS: usize = 5;

/// Prints a line; nobody reading any more is no reason to fail.
fn say(line: &str) {
    let _ = writeln!(std::io::stdout(), "{line}");
}

fn run(catalogue: &Catalogue, events: &[events::Event], changes: &[Change]) -> Outcome {
    let prices = Prices {
        currency: Currency::new("EUR").expect("a code"),
        prices: Vec::new(),
    };
    let mut scenario = Scenario::new(catalogue, changes, prices).expect("possible changes");
    for event in events {
        scenario.add(&ScenarioEvent {
            event_type: event.event_type,
            occurred_at: event.occurred_at,
            ends_at: event.ends_at,
            activity: &event.activity,
            grid_region_fallback: Some("UK"),
        });
    }
    scenario.finish()
}

fn main() {
    let catalogue = Catalogue::published();
    let events = events::mixed(7, EVENTS);
    let six = [
        Change::number(Lever::Distance, -10.0),
        Change::number(Lever::LoadFactor, 0.8),
        Change::number(Lever::EmptyDistanceFactor, 0.1),
        Change::text(Lever::Fuel, "hvo"),
        Change::text(Lever::GridRegion, "FR"),
        Change::number(Lever::RenewableShare, 0.5),
    ];
    say(&format!(
        "scenarios of {EVENTS} mixed events (seed 7), median of {RUNS} runs"
    ));
    for changes in [&six[..0], &six[..1], &six[..]] {
        let mut seconds = Vec::with_capacity(RUNS);
        let mut changed = 0;
        for _ in 0..RUNS {
            let start = Instant::now();
            let outcome = run(&catalogue, &events, changes);
            seconds.push(start.elapsed().as_secs_f64());
            assert_eq!(outcome.events as usize, EVENTS, "every event has a factor");
            changed = outcome
                .levers
                .iter()
                .map(|lever| lever.events_changed)
                .sum();
        }
        seconds.sort_by(f64::total_cmp);
        let median = seconds[RUNS / 2];
        say(&format!(
            "  {} changes ({changed} changes of events): {median:.3} s, {:.0} events/s",
            changes.len(),
            EVENTS as f64 / median
        ));
    }
}
