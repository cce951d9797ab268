//! Telling who listens that figures changed.

use std::borrow::Cow;

use model::ids::{EventId, OrgId};
use model::ingest::EventItem;
use model::live::{EmissionsChanged, LiveMessage};
use model::time::TimeRange;

use super::events::item_of;
use super::figures::View;
use crate::Services;
use crate::actor::Actor;
use crate::error::Result;
use crate::live::relay::{self, Told};
use crate::live::{Announcement, COALESCE, Change, LATEST_MAX, Origin};

/// Figures of `range` changed by `new_events` events. Call it after the commit.
pub(crate) fn changed(
    services: &Services,
    org: OrgId,
    range: TimeRange,
    new_events: u64,
    mut latest: Vec<EventId>,
) {
    let surplus = latest.len().saturating_sub(LATEST_MAX);
    latest.drain(..surplus);
    let change = Change {
        range,
        new_events,
        latest,
    };
    note(services, org, change, Origin::Own);
}

/// Announces a change within the coalescing time.
pub(crate) fn note(services: &Services, org: OrgId, change: Change, origin: Origin) {
    if !services.live().is_heard(org) && !relay::is_needed(services, origin) {
        return;
    }
    if services.live().note(org, change, origin) {
        let services = services.clone();
        services.tasks().spawn({
            let services = services.clone();
            async move { flush(&services, org).await }
        });
    }
}

/// Announces what waits, then looks again after the coalescing time until nothing came.
async fn flush(services: &Services, org: OrgId) {
    while let Some(waiting) = services.live().take(org) {
        if let Some(change) = waiting.elsewhere {
            relay::tell(services, org, Told::Emissions(change)).await;
        }
        if let Some(change) = waiting.here.filter(|_| services.live().is_heard(org)) {
            match message(services, &Actor::system(org), &change).await {
                Ok(message) => {
                    let at = services.clock().now();
                    let message = LiveMessage::Emissions(Box::new(message));
                    services.live().send(org, at, message, None);
                }
                Err(error) => tracing::warn!(error = ?error, "a change could not be announced"),
            }
        }
        tokio::time::sleep(COALESCE).await;
    }
}

async fn message(services: &Services, actor: &Actor, change: &Change) -> Result<EmissionsChanged> {
    let mut view = View::open(services, actor).await?;
    let pulse = view.pulse().await?;
    let mut latest: Vec<EventItem> = Vec::with_capacity(change.latest.len());
    for id in &change.latest {
        let (zone, calculation) = (view.zone, view.calculation);
        if let Some(record) = store::ingest::events::get(&mut view.conn, calculation, *id).await? {
            latest.push(item_of(zone, record.event));
        }
    }
    latest.reverse();
    Ok(EmissionsChanged {
        pulse,
        changed: change.range,
        new_events: change.new_events,
        latest,
    })
}

/// An announcement as `actor` may see it, as JSON; `None` when it is none of theirs. Supplier
/// users get figures of their own supplier.
pub async fn as_seen_by<'a>(
    services: &Services,
    actor: &Actor,
    announcement: &'a Announcement,
) -> Option<Cow<'a, str>> {
    let Some(own) = actor.supplier_scope() else {
        return Some(Cow::Borrowed(&announcement.json));
    };
    let LiveMessage::Emissions(changed) = &announcement.message else {
        return (announcement.supplier == Some(own)).then_some(Cow::Borrowed(&*announcement.json));
    };
    let change = Change {
        range: changed.changed,
        new_events: 0,
        latest: Vec::new(),
    };
    let mut own_message = message(services, actor, &change).await.ok()?;
    let names = {
        let mut conn = services.db().read(actor.org).await.ok()?;
        store::places::supplier(&mut conn, own).await.ok()??.name
    };
    own_message.latest = changed
        .latest
        .iter()
        .filter(|item| item.supplier == names)
        .cloned()
        .collect();
    own_message.new_events = own_message.latest.len() as u64;
    serde_json::to_string(&own_message).ok().map(Cow::Owned)
}
