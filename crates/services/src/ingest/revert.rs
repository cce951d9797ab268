//! Taking an import back: its events leave chunk by chunk, each chunk's milligrams with them, so
//! that at every moment the figures are those of the events that are there.

use chrono::Duration;
use model::ingest::JobStatus;
use store::ingest::jobs::Pulse;
use store::organisations::Writers;

use super::worker::Worker;
use crate::emissions::{self, RollupBuilder, facts_of};
use crate::error::Result;
use crate::settings::time_zone;

/// Events removed in one transaction.
const EVENTS: u32 = 2_000;
/// How long the lease is extended at a time.
const LEASE: Duration = Duration::seconds(60);

pub(super) async fn run(worker: &Worker<'_>) -> Result<()> {
    let services = worker.services;
    let org = worker.actor.org;
    let mut removed = 0_u64;
    loop {
        let mut tx = services.db().write(org).await?;
        let writing = store::organisations::begin_writing(&mut tx, Writers::Many).await?;
        let zone = time_zone(&writing.time_zone)?;
        let events = store::ingest::events::remove_of_job(&mut tx, worker.id, EVENTS).await?;
        if events.is_empty() {
            drop(tx);
            let sentence =
                format!("taken back: {removed} events left, and their kilograms with them");
            return worker.finish(JobStatus::Reverted, &sentence).await;
        }
        let times = || events.iter().map(|event| event.occurred_at);
        if let (Some(first), Some(last)) = (times().min(), times().max()) {
            store::quality::mark_range(&mut tx, first, last).await?;
        }
        let mut calculations: Vec<_> = events
            .iter()
            .flat_map(|event| event.estimates.iter().map(|(calculation, _)| *calculation))
            .collect();
        calculations.sort_unstable();
        calculations.dedup();
        let mut range = None;
        for calculation in calculations {
            let mut builder = RollupBuilder::subtracting(zone);
            for event in &events {
                for (number, estimate) in &event.estimates {
                    if *number == calculation {
                        builder.event(&facts_of(event, estimate));
                    }
                }
            }
            range = range.or(builder.range());
            store::emissions::rollups::add(&mut tx, calculation, &builder.finish()).await?;
        }
        let until = services.clock().now() + LEASE;
        let pulse =
            store::ingest::jobs::heartbeat(&mut tx, worker.id, &worker.owner, until).await?;
        if pulse == Pulse::LeaseLost {
            return Ok(());
        }
        tx.commit().await?;
        removed += events.len() as u64;
        if let Some(range) = range {
            emissions::changed(services, org, range, 0, Vec::new());
        }
        if services.stop().is_cancelled() {
            let mut tx = services.db().write(org).await?;
            store::ingest::jobs::release(&mut tx, worker.id, &worker.owner).await?;
            tx.commit().await?;
            return Ok(());
        }
    }
}
