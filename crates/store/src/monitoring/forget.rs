//! Forgetting what was resolved long ago.

use chrono::{DateTime, Utc};

use crate::db::run;
use crate::instant::Instant;
use crate::{Conn, Result};

/// Forgets hotspots and alerts resolved before `at`, but hotspots that a recommendation rests on, and their
/// alerts. How many hotspots and alerts went.
pub async fn forget_resolved(conn: &mut Conn, at: DateTime<Utc>) -> Result<(u64, u64)> {
    const EVENTS: &str = "
        delete from hotspot_events
        where org_id = $1 and hotspot_id in (
            select h.id from hotspots h
            where h.org_id = $1 and h.resolved_at < $2 and not exists (
                select 1 from recommendations r where r.org_id = $1 and r.hotspot_id = h.id
            )
        )";
    const ADVISED: &str = "
        delete from advised_hotspots
        where org_id = $1 and advised_at < $2 and not exists (
            select 1 from hotspots h where h.org_id = $1 and h.id = advised_hotspots.hotspot_id
        )";
    const HOTSPOTS: &str = "
        delete from hotspots
        where org_id = $1 and resolved_at < $2 and not exists (
            select 1 from recommendations r where r.org_id = $1 and r.hotspot_id = hotspots.id
        )";
    const ALERTS: &str = "
        delete from alerts
        where org_id = $1 and resolved_at < $2 and not exists (
            select 1 from hotspots h where h.org_id = $1 and h.alert_id = alerts.id
        )";
    let before = Instant::from(at);
    run!(conn, exec, EVENTS, conn.org.0, before)?;
    let hotspots = run!(conn, exec, HOTSPOTS, conn.org.0, before)?;
    run!(conn, exec, ADVISED, conn.org.0, before)?;
    let alerts = run!(conn, exec, ALERTS, conn.org.0, before)?;
    Ok((hotspots, alerts))
}
