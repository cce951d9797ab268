//! Suppliers that fell silent: nothing heard in three hours of the week in which they normally emit.
//!
//! The hours are those that have a baseline: a median above zero means that the supplier emitted in
//! that hour in more than half of the last weeks.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Duration, Utc};
use chrono_tz::Tz;
use engine::emissions::hour_of;
use engine::monitoring::missed_hours;
use model::ids::{AlertId, SupplierId};
use model::monitoring::{AlertKind, AlertStatus, EntityKind, ScanReport, Severity};
use model::notifications::NotificationEvent;
use store::Tx;
use store::emissions::Calculation;
use store::monitoring::{AlertChange, AlertRow, EntityKey, NewAlert};
use uuid::Uuid;

use super::entities;
use crate::emissions::local_text;
use crate::error::Result;
use crate::notifications::{self, Told};

/// Expected hours without anything that make a silence.
const MISSED: usize = 3;
/// Silent suppliers told of at most; more are a fault of the installation, not of theirs.
const SUPPLIERS: u32 = 500;

/// What a scan looks for silence with.
pub(super) struct Listening<'a> {
    pub(super) calculation: Calculation,
    pub(super) zone: Tz,
    pub(super) now: DateTime<Utc>,
    pub(super) public_url: &'a str,
}

impl Listening<'_> {
    /// Opens alerts of suppliers that fell silent, and resolves those of suppliers heard again.
    pub(super) async fn look(
        &self,
        tx: &mut Tx,
        report: &mut ScanReport,
        moved: &mut Vec<AlertId>,
    ) -> Result<()> {
        let silent = self.silent(tx).await?;
        let open: BTreeMap<EntityKey, _> = store::monitoring::open_alerts(tx)
            .await?
            .into_iter()
            .filter(|alert| alert.kind == AlertKind::NoData)
            .map(|alert| (alert.key, alert))
            .collect();
        for (key, alert) in &open {
            if silent.contains_key(key) || !self.is_over(tx, alert).await? {
                continue;
            }
            let change = AlertChange {
                level: alert.level,
                status: AlertStatus::Resolved,
                scans: 0,
                message: alert.message.clone(),
                at: self.now,
            };
            store::monitoring::change_alert(tx, alert.id, &change).await?;
            if alert.snoozed_until.is_none_or(|until| until <= self.now) {
                let names = entities::entities(tx, &[*key]).await?;
                let name = names.get(key).map_or("", |one| one.name.as_str());
                let event = NotificationEvent::Resolved;
                let message = format!("{name} is heard again");
                self.tell(tx, alert.id, event, name, message).await?;
            }
            report.resolved += 1;
            moved.push(alert.id);
        }
        let new: Vec<_> = silent
            .keys()
            .filter(|key| !open.contains_key(key))
            .collect();
        let keys: Vec<_> = new.iter().map(|key| **key).collect();
        let names = entities::entities(tx, &keys).await?;
        for key in keys {
            let (Some(entity), Some(last_seen)) = (names.get(&key), silent.get(&key)) else {
                continue;
            };
            let alert = NewAlert {
                id: AlertId(Uuid::now_v7()),
                kind: AlertKind::NoData,
                key,
                supplier_id: Some(SupplierId(key.id)),
                level: Severity::Warn,
                status: AlertStatus::Firing,
                message: format!(
                    "{} has sent nothing since {}, in {MISSED} hours or more in which it normally emits",
                    entity.name,
                    local_text(self.zone, *last_seen),
                ),
                hotspot_id: None,
                opened_at: self.now,
            };
            if store::monitoring::open_alert(tx, &alert).await? {
                let (event, message) = (NotificationEvent::Fired, alert.message.clone());
                self.tell(tx, alert.id, event, &entity.name, message)
                    .await?;
                report.opened += 1;
                moved.push(alert.id);
            }
        }
        Ok(())
    }

    async fn tell(
        &self,
        tx: &mut Tx,
        alert: AlertId,
        event: NotificationEvent,
        entity: &str,
        message: String,
    ) -> Result<()> {
        let told = Told {
            alert,
            event,
            level: Severity::Warn,
            message,
            entity: entity.to_owned(),
            at: self.now,
        };
        notifications::queue(tx, &told, self.public_url).await
    }

    /// Whether a supplier that is not among the silent ones was heard, or is expected no more: among
    /// very many it may only have been left out.
    async fn is_over(&self, tx: &mut Tx, alert: &AlertRow) -> Result<bool> {
        let id = SupplierId(alert.key.id);
        let supplier = store::places::supplier(tx, id).await?;
        let was_heard = supplier
            .and_then(|supplier| supplier.last_seen_at)
            .is_some_and(|seen| seen > alert.opened_at - Duration::hours(1));
        let expected = store::monitoring::expected_hours(tx, self.calculation, &[id]).await?;
        Ok(was_heard || expected.is_empty())
    }

    /// Silent suppliers with the time they were last heard.
    async fn silent(&self, tx: &mut Tx) -> Result<BTreeMap<EntityKey, DateTime<Utc>>> {
        let closed = hour_of(self.now);
        let before = closed - Duration::hours(i64::try_from(MISSED).unwrap_or_default());
        let quiet = store::monitoring::suppliers_not_seen_since(tx, before, SUPPLIERS).await?;
        let ids: Vec<_> = quiet.iter().map(|(id, _)| *id).collect();
        let mut expected: HashMap<SupplierId, Vec<u8>> = HashMap::new();
        for (id, hour) in store::monitoring::expected_hours(tx, self.calculation, &ids).await? {
            expected.entry(id).or_default().push(hour);
        }
        Ok(quiet
            .into_iter()
            .filter(|(id, last_seen)| {
                expected.get(id).is_some_and(|hours| {
                    missed_hours(self.zone, hours, *last_seen, closed) >= MISSED
                })
            })
            .map(|(id, last_seen)| {
                let kind = EntityKind::Supplier;
                (EntityKey { kind, id: id.0 }, last_seen)
            })
            .collect())
    }
}
