//! What an entity did in the two days before it stood out, condensed: a language model words better what
//! it knows about, though it may repeat none of these figures.

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, Utc};
use model::ids::HotspotId;
use model::units::Milligrams;
use store::Conn;
use store::emissions::estimates::StoredEstimate;
use store::monitoring::EntityKey;

use crate::emissions::activity_text;
use crate::error::Result;

/// How far back.
const HOURS: i64 = 48;
/// Events looked at, the latest first.
const EVENTS_MAX: u32 = 5_000;
/// Kinds of activity and single events that are named.
const KINDS_MAX: usize = 3;
const EVENTS_NAMED_MAX: usize = 3;

/// One line for each kind of activity, largest first, and one for each of the largest events.
pub(super) async fn recent(
    conn: &mut Conn,
    hotspot: HotspotId,
    key: EntityKey,
    until: DateTime<Utc>,
) -> Result<Vec<String>> {
    let calculation = store::organisations::active_calculation(conn).await?;
    let from = until - Duration::hours(HOURS);
    let events =
        store::monitoring::events_between(conn, calculation, from, until, EVENTS_MAX).await?;
    let ids: Vec<_> = events
        .iter()
        .filter(|event| event.keys().any(|one| one == key))
        .map(|event| event.event_id)
        .collect();
    let mut kinds: BTreeMap<String, (u64, Milligrams)> = BTreeMap::new();
    for event in store::ingest::events::facts(conn, &ids).await? {
        let mode = event.mode.map(|mode| format!(" by {}", mode.as_str()));
        let kind = format!("{}{}", event.event_type.as_str(), mode.unwrap_or_default());
        let of_kind = kinds.entry(kind).or_default();
        of_kind.0 += 1;
        for (of, estimate) in &event.estimates {
            if let StoredEstimate::Estimated(estimate) = estimate
                && *of == calculation
            {
                of_kind.1.0 += estimate.co2e.0;
            }
        }
    }
    let mut kinds: Vec<_> = kinds.into_iter().collect();
    kinds.sort_by_key(|(_, (_, co2e))| std::cmp::Reverse(co2e.0));
    let kinds = kinds.into_iter().take(KINDS_MAX);
    let mut lines: Vec<String> = kinds
        .map(|(kind, (count, co2e))| {
            let kg = co2e.kg();
            format!("The {HOURS} hours before, {kind}: {count} events, {kg:.0} kg CO2e.")
        })
        .collect();
    let largest = store::monitoring::contributing_events(conn, hotspot).await?;
    for (id, co2e) in largest.into_iter().take(EVENTS_NAMED_MAX) {
        // An event may be gone with an import that was taken back.
        let found = store::ingest::events::get(conn, calculation, id).await?;
        lines.extend(found.map(|record| {
            let what = activity_text(record.event.event_type, &record.event.activity);
            format!(
                "One of its largest events: {what}, {:.0} kg CO2e.",
                co2e.kg()
            )
        }));
    }
    Ok(lines)
}
