//! How many events a core estimates in a second. Gate: at least two million.
//!
//! Run with `cargo bench -p engine --bench estimate`; the throughput line is what counts.

mod events;

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use engine::emissions::{Catalogue, EstimateInput, estimate};

const EVENTS: usize = 10_000;

fn estimates(criterion: &mut Criterion) {
    let catalogue = Catalogue::published();
    let events = events::mixed(7, EVENTS);
    let mut group = criterion.benchmark_group("estimate");
    group.throughput(Throughput::Elements(EVENTS as u64));
    group.bench_function("mixed events", |bencher| {
        bencher.iter(|| {
            let mut total = 0;
            for event in &events {
                let input = EstimateInput {
                    event_type: event.event_type,
                    occurred_at: event.occurred_at,
                    ends_at: event.ends_at,
                    activity: &event.activity,
                    grid_region_fallback: Some("UK"),
                    pinned: None,
                };
                total += estimate(&catalogue, black_box(&input)).map_or(0, |one| one.co2e.0);
            }
            total
        });
    });
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .sample_size(20)
        .warm_up_time(std::time::Duration::from_secs(1))
        .measurement_time(std::time::Duration::from_secs(3));
    targets = estimates
}
criterion_main!(benches);
