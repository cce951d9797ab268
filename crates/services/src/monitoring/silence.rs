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
use model::monitoring::{AlertKind, AlertStatus, EntityKind, Severity};
use model::notifications::NotificationEvent;
use store::Tx;
use store::emissions::Calculation;
use store::monitoring::{AlertChange, AlertRow, EntityKey, NewAlert};
use uuid::Uuid;

use super::entities;
use super::scan::Outcome;
use crate::emissions::local_text;
use crate::error::Result;
use crate::notifications::Told;

/// Expected hours without anything that make a silence.
const MISSED: usize = 3;
/// How bad a silence is.
const LEVEL: Severity = Severity::Warn;
/// Silent suppliers told of at most; more are a fault of the installation, not of theirs.
const SUPPLIERS: u32 = 500;

/// What a scan looks for silence with.
pub(super) struct Listening {
    pub(super) calculation: Calculation,
    pub(super) zone: Tz,
    pub(super) now: DateTime<Utc>,
}

impl Listening {
    /// Opens alerts of suppliers that fell silent, and resolves those of suppliers heard again.
    pub(super) async fn look(
        &self,
        tx: &mut Tx,
        open: &[AlertRow],
        outcome: &mut Outcome,
    ) -> Result<()> {
        let silent = self.silent(tx).await?;
        let known: Vec<_> = open.iter().map(|alert| alert.key).collect();
        let keys: Vec<_> = silent.keys().chain(&known).copied().collect();
        let names = entities::entities(tx, &keys).await?;
        let name = |key: &EntityKey| names.get(key).map_or("", |one| one.name.as_str());
        for alert in open {
            if silent.contains_key(&alert.key) || !self.is_over(tx, alert).await? {
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
                let name = name(&alert.key);
                let message = format!("{name} is heard again");
                let told = self.told(alert.id, NotificationEvent::Resolved, name, message);
                outcome.told.push(told);
            }
            outcome.report.resolved += 1;
            outcome.moved.push(alert.id);
        }
        for (key, last_seen) in silent.iter().filter(|(key, _)| !known.contains(key)) {
            let name = name(key);
            let alert = NewAlert {
                id: AlertId(Uuid::now_v7()),
                kind: AlertKind::NoData,
                key: *key,
                supplier_id: Some(SupplierId(key.id)),
                level: LEVEL,
                status: AlertStatus::Firing,
                message: format!(
                    "{name} has sent nothing since {}, in {MISSED} hours or more in which it normally emits",
                    local_text(self.zone, *last_seen),
                ),
                hotspot_id: None,
                opened_at: self.now,
            };
            if store::monitoring::open_alert(tx, &alert).await? {
                let message = alert.message.clone();
                let told = self.told(alert.id, NotificationEvent::Fired, name, message);
                outcome.told.push(told);
                outcome.report.opened += 1;
                outcome.moved.push(alert.id);
            }
        }
        Ok(())
    }

    fn told(
        &self,
        alert: AlertId,
        event: NotificationEvent,
        entity: &str,
        message: String,
    ) -> Told {
        Told {
            alert,
            event,
            level: LEVEL,
            message,
            entity: entity.to_owned(),
            at: self.now,
        }
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
