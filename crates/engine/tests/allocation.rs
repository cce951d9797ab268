//! An estimate allocates nothing: counted by an allocator that knows who asks.

#[path = "../benches/events/mod.rs"]
mod events;

use engine::emissions::{Catalogue, EstimateInput, estimate};

#[test]
fn an_estimate_allocates_nothing() {
    let catalogue = Catalogue::published();
    let events = events::mixed(11, 4_000);
    let run = || {
        let mut estimated = 0;
        for event in &events {
            let input = EstimateInput {
                event_type: event.event_type,
                occurred_at: event.occurred_at,
                ends_at: event.ends_at,
                activity: &event.activity,
                grid_region_fallback: Some("UK"),
                pinned: None,
            };
            estimated += usize::from(estimate(&catalogue, &input).is_ok());
        }
        estimated
    };
    // The vocabulary's tables are built on first use; after that nothing is.
    assert_eq!(run(), events.len(), "every event of the mix has a factor");
    let mut estimated = 0;
    let counted = allocation_counter::measure(|| estimated = run());
    assert_eq!(estimated, events.len());
    assert_eq!(
        counted.count_total, 0,
        "{} allocations",
        counted.count_total
    );
}
