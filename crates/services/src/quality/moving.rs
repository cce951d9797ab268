//! Events between qualities, and their kilograms with them.

use std::collections::{BTreeMap, HashSet};

use chrono_tz::Tz;
use model::ids::EventId;
use model::ingest::QualityStatus;
use store::Tx;
use store::ingest::events::EventFacts;

use crate::emissions::{RollupBuilder, facts_of};
use crate::error::Result;

/// Makes events what `wanted` says they are to be (their status, and what a meter counts of them), in a
/// transaction that is alone in writing (`Writers::One`) or that brought the events itself. Those that
/// changed, as they are now. What a meter counts is the caller's to keep.
pub(super) async fn move_events(
    tx: &mut Tx,
    zone: Tz,
    ids: &[EventId],
    wanted: impl Fn(&EventFacts) -> EventFacts,
) -> Result<Vec<EventFacts>> {
    let events = store::ingest::events::facts(tx, ids).await?;
    let changes: Vec<_> = (events.into_iter())
        .map(|event| (wanted(&event), event))
        .filter(|(now, before)| now != before)
        .collect();
    let calculations: HashSet<_> = (changes.iter())
        .flat_map(|(event, _)| event.estimates.iter().map(|(number, _)| *number))
        .collect();
    for calculation in calculations {
        let mut leaving = RollupBuilder::subtracting(zone);
        let mut coming = RollupBuilder::adding(zone);
        for (now, before) in &changes {
            let estimate = (now.estimates.iter()).find(|(number, _)| *number == calculation);
            let Some((_, estimate)) = estimate else {
                continue;
            };
            leaving.event(&facts_of(before, estimate));
            coming.event(&facts_of(now, estimate));
        }
        store::emissions::rollups::add(tx, calculation, &leaving.finish()).await?;
        store::emissions::rollups::add(tx, calculation, &coming.finish()).await?;
    }
    let mut by_status: BTreeMap<QualityStatus, Vec<EventId>> = BTreeMap::new();
    for (now, before) in &changes {
        if now.quality_status != before.quality_status {
            let of_status = by_status.entry(now.quality_status).or_default();
            of_status.push(now.id);
        }
    }
    for (status, ids) in by_status {
        store::ingest::events::set_status(tx, &ids, status).await?;
    }
    Ok(changes.into_iter().map(|(now, _)| now).collect())
}
