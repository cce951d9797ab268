//! The dashboard's questions, for ranges of a day to a year.

use std::future::Future;
use std::time::Instant;

use chrono::{DateTime, Duration, Utc};
use model::emissions::{FigureFilter, FigureQuery, GroupBy};
use model::ids::SupplierId;
use model::ingest::{EventQuery, EventSort, EventType};
use services::emissions::{dashboard, events, pulse, quality_badge, series, summary};
use services::{Error, Services};

use super::history;
use super::support::Kind;
use super::template::Filled;
use testkit::report::{Report, is_quick, median, quantile, say};

/// Ranges in days.
const RANGES: [i64; 5] = [1, 7, 30, 90, 365];
/// Longest answer that may be given to 95 of 100 questions, in milliseconds.
const P95_MS_MAX: f64 = 20.0;
/// Days the end of a range is moved back, one after the other, so that not the same rows are read
/// again and again.
const STEPS: i64 = 30;

/// Asks everything and judges it.
pub(crate) async fn ask_all(kind: Kind, bench: &Filled, report: &mut Report) {
    let clock = Asked { kind, report };
    ask(clock, bench).await;
}

struct Asked<'a> {
    kind: Kind,
    report: &'a mut Report,
}

impl Asked<'_> {
    /// Asks one question many times, `at` the end of a range each time, and gives its p95.
    async fn time<F, T>(&mut self, name: &str, is_gated: bool, ask: impl Fn(DateTime<Utc>) -> F)
    where
        F: Future<Output = Result<T, Error>>,
    {
        let rounds = if is_quick() { 1 } else { 3 };
        let mut took = Vec::new();
        for round in 0..=rounds {
            for step in 0..STEPS {
                let at = history::end() - Duration::days(step);
                let start = Instant::now();
                ask(at).await.expect("an answer");
                // The first round fills the caches: a page that is open reads again and again.
                if round > 0 {
                    took.push(start.elapsed().as_secs_f64() * 1_000.0);
                }
            }
        }
        let (p50, p95) = (median(&took), quantile(&took, 0.95));
        let what = format!("{}, {name}", self.kind.name());
        if is_gated {
            say(&format!("{what}: p50 {p50:.1} ms, p95 {p95:.1} ms"));
            self.report
                .at_most(&format!("{what}, p95 in ms"), p95, P95_MS_MAX);
        } else {
            say(&format!(
                "{what}: p50 {p50:.1} ms, p95 {p95:.1} ms (not gated)"
            ));
        }
    }
}

fn range(at: DateTime<Utc>, days: i64) -> FigureFilter {
    FigureFilter {
        from: Some(at - Duration::days(days)),
        to: Some(at),
        ..FigureFilter::default()
    }
}

fn grouped(filter: FigureFilter, group_by: GroupBy) -> FigureQuery {
    FigureQuery {
        filter,
        group_by: Some(group_by),
        bucket: None,
    }
}

async fn ask(mut asked: Asked<'_>, bench: &Filled) {
    let (services, actor) = (&bench.services, &bench.actor);
    let supplier = a_supplier(services, bench).await;
    asked.time("pulse", true, |_| pulse(services, actor)).await;
    for days in RANGES {
        let name = |question: &str| format!("{question}, {days} d");
        asked
            .time(&name("summary by category"), true, |at| {
                summary(services, actor, grouped(range(at, days), GroupBy::Category))
            })
            .await;
        asked
            .time(&name("summary by supplier"), true, |at| {
                summary(services, actor, grouped(range(at, days), GroupBy::Supplier))
            })
            .await;
        asked
            .time(&name("series by category"), true, |at| {
                series(services, actor, grouped(range(at, days), GroupBy::Category))
            })
            .await;
        asked
            .time(&name("series of one supplier"), true, |at| {
                let filter = FigureFilter {
                    supplier_id: Some(supplier),
                    ..range(at, days)
                };
                series(services, actor, grouped(filter, GroupBy::Category))
            })
            .await;
        asked
            .time(&name("quality badge"), true, |at| {
                quality_badge(services, actor, range(at, days))
            })
            .await;
        asked
            .time(&name("whole dashboard"), false, |at| {
                dashboard(services, actor, range(at, days))
            })
            .await;
    }
    lists(&mut asked, bench, supplier).await;
}

/// Lists of events, whose cost must not grow with what is stored either.
async fn lists(asked: &mut Asked<'_>, bench: &Filled, supplier: SupplierId) {
    let (services, actor) = (&bench.services, &bench.actor);
    let newest = |at: DateTime<Utc>, days: i64| EventQuery {
        from: Some(at - Duration::days(days)),
        to: Some(at),
        limit: Some(50),
        ..EventQuery::default()
    };
    for days in [1, 365] {
        let name = |question: &str| format!("{question}, {days} d");
        asked
            .time(&name("newest 50 events"), true, |at| {
                events(services, actor, newest(at, days))
            })
            .await;
        asked
            .time(&name("newest 50 of one supplier and type"), true, |at| {
                let query = EventQuery {
                    supplier_id: Some(supplier),
                    event_type: Some(EventType::Logistics),
                    ..newest(at, days)
                };
                events(services, actor, query)
            })
            .await;
    }
    asked
        .time("largest 50 events, 7 d", false, |at| {
            let query = EventQuery {
                sort: Some(EventSort::Largest),
                ..newest(at, 7)
            };
            events(services, actor, query)
        })
        .await;
}

/// Some supplier of the history: one that has logistics.
async fn a_supplier(services: &Services, bench: &Filled) -> SupplierId {
    let query = grouped(range(history::end(), 1), GroupBy::Supplier);
    let rows = summary(services, &bench.actor, query)
        .await
        .expect("an answer")
        .rows;
    let key = &rows.first().expect("there are suppliers").key;
    serde_json::from_value(serde_json::Value::String(key.clone())).expect("a supplier's id")
}
