//! Alerts as people see them: read, taken notice of, put off.

use chrono::{DateTime, Duration, Utc};
use chrono_tz::Tz;
use model::auth::Permission;
use model::ids::{AlertId, OrgId};
use model::live::LiveMessage;
use model::monitoring::{Alert, AlertQuery, AlertStats, Entity, Severity, Snooze};
use model::page::Page;
use serde_json::json;
use store::monitoring::AlertRow;
use store::{Conn, Tx};

use super::entities;
use super::hotspots::{Reader, Wanted};
use crate::Services;
use crate::actor::Actor;
use crate::audit;
use crate::emissions::{local_text, zone_of};
use crate::error::{Error, Result};
use crate::live::relay::{self, Told};
use crate::page::limit_of;

/// Longest snooze, in minutes: a week.
const SNOOZE_MINUTES_MAX: u32 = 7 * 24 * 60;

/// Alerts: the open ones, worst first, or the resolved ones, newest first.
///
/// # Errors
/// `Invalid` when the status is no word.
pub async fn alerts(services: &Services, actor: &Actor, query: AlertQuery) -> Result<Page<Alert>> {
    actor.must(Permission::ReadOwn)?;
    let wanted = Wanted::parse(query.status.as_deref())?;
    let limit = limit_of(query.limit);
    let mut conn = services.db().read(actor.org).await?;
    let (rows, next_cursor) = if wanted == Wanted::Closed {
        let (own, cursor) = (actor.supplier_scope(), query.cursor.as_deref());
        let page =
            store::monitoring::alerts_page(&mut conn, own, query.level, cursor, limit).await?;
        (page.items, page.next_cursor)
    } else {
        let mut rows = store::monitoring::open_alerts(&mut conn).await?;
        rows.retain(|row| {
            wanted.includes(row.status)
                && actor.sees(row.supplier_id)
                && query.level.is_none_or(|level| row.level == level)
        });
        rows.sort_by_key(|row| (std::cmp::Reverse(row.level), row.opened_at, row.id));
        rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        (rows, None)
    };
    Ok(Page {
        items: read(services, &mut conn, rows).await?,
        next_cursor,
    })
}

/// One.
///
/// # Errors
/// `NotFound` when there is none, or it is another supplier's.
pub async fn alert(services: &Services, actor: &Actor, id: AlertId) -> Result<Alert> {
    actor.must(Permission::ReadOwn)?;
    let mut conn = services.db().read(actor.org).await?;
    one(services, &mut conn, actor, id).await
}

/// One, when the actor may see it.
pub(super) async fn one(
    services: &Services,
    conn: &mut Conn,
    actor: &Actor,
    id: AlertId,
) -> Result<Alert> {
    let row = visible(conn, actor, id).await?;
    let mut read = read(services, conn, vec![row]).await?;
    read.pop().ok_or(Error::NotFound("alert"))
}

/// How many stand where.
///
/// # Errors
/// When the database does not answer.
pub async fn alert_stats(services: &Services, actor: &Actor) -> Result<AlertStats> {
    actor.must(Permission::ReadOwn)?;
    let mut conn = services.db().read(actor.org).await?;
    let counts = store::monitoring::alert_counts(&mut conn, actor.supplier_scope()).await?;
    let of = |level| {
        let mut of_level = counts.iter().filter(|(one, ..)| *one == level);
        of_level.next().map_or(0, |(_, all, _)| *all)
    };
    Ok(AlertStats {
        open: counts.iter().map(|(_, all, _)| all).sum(),
        unacknowledged: counts.iter().map(|(.., unseen)| unseen).sum(),
        info: of(Severity::Info),
        warn: of(Severity::Warn),
        critical: of(Severity::Critical),
    })
}

/// Marks that the actor took notice. A second one changes nothing.
///
/// # Errors
/// `Forbidden` for viewers and supplier users; `NotFound`.
pub async fn acknowledge(services: &Services, actor: &Actor, id: AlertId) -> Result<Alert> {
    actor.must(Permission::Operate)?;
    let mut tx = services.db().write(actor.org).await?;
    visible(&mut tx, actor, id).await?;
    let now = services.clock().now();
    if store::monitoring::acknowledge(&mut tx, id, &actor.name, now).await? {
        record(services, &mut tx, actor, "alert.acknowledge", id, json!({})).await?;
    }
    tx.commit().await?;
    announce(services, actor.org, id).await?;
    alert(services, actor, id).await
}

/// Puts notifications off for some minutes; 0 ends it.
///
/// # Errors
/// `Invalid` when it is longer than a week; `Forbidden`; `NotFound`.
pub async fn snooze(
    services: &Services,
    actor: &Actor,
    id: AlertId,
    snooze: Snooze,
) -> Result<Alert> {
    actor.must(Permission::Operate)?;
    if snooze.minutes > SNOOZE_MINUTES_MAX {
        return Err(Error::invalid(
            "minutes",
            "out_of_range",
            format!(
                "{} minutes are too long; at most {SNOOZE_MINUTES_MAX} (a week)",
                snooze.minutes
            ),
        ));
    }
    let mut tx = services.db().write(actor.org).await?;
    visible(&mut tx, actor, id).await?;
    let now = services.clock().now();
    let until = now + Duration::minutes(i64::from(snooze.minutes));
    let until = (snooze.minutes > 0).then_some(until);
    store::monitoring::snooze(&mut tx, id, until, now).await?;
    let metadata = json!({ "until": until });
    record(services, &mut tx, actor, "alert.snooze", id, metadata).await?;
    tx.commit().await?;
    announce(services, actor.org, id).await?;
    alert(services, actor, id).await
}

async fn record(
    services: &Services,
    tx: &mut Tx,
    actor: &Actor,
    action: &str,
    id: AlertId,
    metadata: serde_json::Value,
) -> Result<()> {
    audit::record(services, tx, actor, action, format!("alert {id}"), metadata).await
}

/// The alert behind an id, when the actor may see it.
async fn visible(conn: &mut Conn, actor: &Actor, id: AlertId) -> Result<AlertRow> {
    store::monitoring::alert(conn, id)
        .await?
        .filter(|row| actor.sees(row.supplier_id))
        .ok_or(Error::NotFound("alert"))
}

/// Tells who listens, in whichever process, where an alert and its hotspot stand.
pub(super) async fn announce(services: &Services, org: OrgId, id: AlertId) -> Result<()> {
    relay::tell_soon(services, org, Told::Alert(id));
    announce_here(services, org, id).await
}

/// Tells who listens in this process.
pub(crate) async fn announce_here(services: &Services, org: OrgId, id: AlertId) -> Result<()> {
    if !services.live().is_heard(org) {
        return Ok(());
    }
    let mut conn = services.db().read(org).await?;
    let Some(row) = store::monitoring::alert(&mut conn, id).await? else {
        return Ok(());
    };
    let (supplier, at) = (row.supplier_id, services.clock().now());
    if let Some(hotspot) = row.hotspot_id
        && let Some(found) = store::monitoring::hotspot(&mut conn, hotspot).await?
    {
        let reader = Reader::open(services, &mut conn, supplier).await?;
        for hotspot in reader.read(vec![found]).await? {
            let message = LiveMessage::Hotspot(Box::new(hotspot));
            services.live().send(org, at, message, supplier);
        }
    }
    for alert in read(services, &mut conn, vec![row]).await? {
        let message = LiveMessage::Alert(Box::new(alert));
        services.live().send(org, at, message, supplier);
    }
    Ok(())
}

async fn read(services: &Services, conn: &mut Conn, rows: Vec<AlertRow>) -> Result<Vec<Alert>> {
    let zone = zone_of(conn).await?;
    let now = services.clock().now();
    let keys: Vec<_> = rows.iter().map(|row| row.key).collect();
    let names = entities::entities(conn, &keys).await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            names
                .get(&row.key)
                .map(|entity| answer((zone, now), row, entity))
        })
        .collect())
}

fn answer((zone, now): (Tz, DateTime<Utc>), row: AlertRow, entity: &Entity) -> Alert {
    Alert {
        id: row.id,
        kind: row.kind,
        entity: entity.clone(),
        level: row.level,
        status: row.status,
        message: row.message,
        hotspot_id: row.hotspot_id,
        opened_at: row.opened_at,
        opened_text: local_text(zone, row.opened_at),
        updated_at: row.updated_at,
        resolved_at: row.resolved_at,
        acknowledged_by: row.acknowledged_by,
        acknowledged_at: row.acknowledged_at,
        acknowledged_text: row.acknowledged_at.map(|at| local_text(zone, at)),
        snoozed_text: (row.snoozed_until)
            .filter(|until| *until > now)
            .map(|at| local_text(zone, at)),
        snoozed_until: row.snoozed_until,
    }
}
