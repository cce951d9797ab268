//! One hotspot with what it rests on: its hours beside their baselines, its events, those before it.

use std::collections::HashMap;

use chrono::{DateTime, Duration, Utc};
use chrono_tz::Tz;
use engine::calendar::hour_of_week;
use engine::emissions::hour_of;
use model::auth::Permission;
use model::ids::HotspotId;
use model::monitoring::{EarlierHotspot, HotspotDetail, HotspotEvent, HotspotHour};
use store::Conn;
use store::emissions::Calculation;
use store::monitoring::HotspotRow;

use super::alerts;
use super::hotspots::{Reader, visible};
use crate::Services;
use crate::actor::Actor;
use crate::emissions::{activity_text, local_text, zone_of};
use crate::error::{Error, Result};

/// Whole hours shown: each hour of a week once.
const HOURS: i64 = 7 * 24;
/// Hours shown after it was resolved: that it is over is seen.
const HOURS_AFTER: i64 = 24;
/// Earlier hotspots of the same entity.
const EARLIER_MAX: u32 = 10;

/// One with its week, its alert, the events behind it and the ones before it.
///
/// # Errors
/// `NotFound` when there is none, or it is another supplier's.
pub async fn hotspot(services: &Services, actor: &Actor, id: HotspotId) -> Result<HotspotDetail> {
    actor.must(Permission::ReadOwn)?;
    let mut conn = services.db().read(actor.org).await?;
    let row = visible(&mut conn, actor, id).await?;
    let calculation = store::organisations::active_calculation(&mut conn).await?;
    let zone = zone_of(&mut conn).await?;
    let now = services.clock().now();
    let hours = hours(&mut conn, actor, (calculation, zone), &row, now).await?;
    let events = events(&mut conn, (calculation, zone), id).await?;
    let earlier = earlier(&mut conn, actor, zone, &row).await?;
    let alert = alerts::one(services, &mut conn, actor, row.alert_id).await?;
    let reader = Reader::open(services, &mut conn, actor.supplier_scope()).await?;
    let mut read = reader.read(vec![row]).await?;
    Ok(HotspotDetail {
        hotspot: read.pop().ok_or(Error::NotFound("hotspot"))?,
        alert,
        hours,
        earlier,
        events,
    })
}

/// The week up to now, or up to a day after it was resolved.
async fn hours(
    conn: &mut Conn,
    actor: &Actor,
    (calculation, zone): (Calculation, Tz),
    row: &HotspotRow,
    now: DateTime<Utc>,
) -> Result<Vec<HotspotHour>> {
    let over = (row.resolved_at).map_or(now, |at| at + Duration::hours(HOURS_AFTER));
    let to = hour_of(over.min(now));
    let from = to - Duration::hours(HOURS);
    let supplier = actor.supplier_scope();
    let emitted =
        store::monitoring::recent_of(conn, calculation, row.key, supplier, (from, to)).await?;
    let emitted: HashMap<_, _> = emitted.into_iter().collect();
    let baselines = store::monitoring::baselines_of(conn, calculation, row.key).await?;
    let baselines: HashMap<_, _> = baselines.into_iter().collect();
    Ok((0..HOURS)
        .map(|hour| {
            let at = from + Duration::hours(hour);
            let baseline = baselines.get(&hour_of_week(zone, at));
            HotspotHour {
                at,
                label: local_text(zone, at),
                co2e_kg: emitted.get(&at).map_or(0.0, |co2e| co2e.kg()),
                baseline_kg: baseline.map(|row| row.kg),
                baseline_low_kg: baseline.map(|row| row.low_kg),
                baseline_high_kg: baseline.map(|row| row.high_kg),
            }
        })
        .collect())
}

async fn events(
    conn: &mut Conn,
    (calculation, zone): (Calculation, Tz),
    id: HotspotId,
) -> Result<Vec<HotspotEvent>> {
    let mut events = Vec::new();
    for (event_id, co2e) in store::monitoring::contributing_events(conn, id).await? {
        // An event may be gone with an import that was taken back.
        let found = store::ingest::events::get(conn, calculation, event_id).await?;
        events.extend(found.map(|record| HotspotEvent {
            event_id,
            occurred_at: record.event.occurred_at,
            summary: format!(
                "{}: {}",
                local_text(zone, record.event.occurred_at),
                activity_text(record.event.event_type, &record.event.activity)
            ),
            co2e_kg: co2e.kg(),
        }));
    }
    Ok(events)
}

async fn earlier(
    conn: &mut Conn,
    actor: &Actor,
    zone: Tz,
    row: &HotspotRow,
) -> Result<Vec<EarlierHotspot>> {
    let before = row.detected_at;
    let rows = store::monitoring::hotspots_before(conn, row.key, before, EARLIER_MAX).await?;
    Ok(rows
        .into_iter()
        .filter(|row| actor.sees(row.supplier_id))
        .map(|row| EarlierHotspot {
            id: row.id,
            severity: row.severity,
            percent_above: row.measured.percent_above,
            detected_at: row.detected_at,
            detected_text: local_text(zone, row.detected_at),
            resolved_at: row.resolved_at,
        })
        .collect())
}
