//! A scan: every entity's last 60 minutes against its baseline, and what follows for alerts.
//!
//! The clock is the wall clock: events that are older when they arrive change history and baselines,
//! they fire nothing.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Duration, Utc};
use chrono_tz::Tz;
use engine::calendar::hour_of_week;
use engine::emissions::hour_of;
use engine::monitoring::{
    Evaluation, Hot, Life, LifeRules, Normal, Seen, blend, excess, explanations, next, severity,
};
use model::auth::Permission;
use model::ids::{AlertId, HotspotId, OrgId, SupplierId};
use model::monitoring::{AlertKind, AlertStatus, EntityKind, ScanReport, Thresholds};
use model::notifications::NotificationEvent;
use store::emissions::Calculation;
use store::monitoring::{
    AlertChange, AlertRow, BaselineRow, EntityKey, Measured, NewAlert, NewHotspot,
};
use store::{Conn, Tx};
use uuid::Uuid;

use super::baselines::{self, Look};
use super::evidence::Evidence;
use super::silence::Listening;
use super::{alerts, entities};
use crate::Services;
use crate::actor::Actor;
use crate::emissions::zone_of;
use crate::error::Result;
use crate::jobs::organisations;
use crate::notifications::{self, Told};

/// Name of the job.
pub const SCAN: &str = "scan";
/// Scans closer together than this are one: what they count would otherwise count twice.
const APART: Duration = Duration::seconds(10);
/// Alerts a scan opens at most.
const OPENED_MAX: usize = 200;
/// Alerts told of at a scan that did nothing but move.
const TOLD_MAX: usize = 5;

/// Scans the actor's organisation now.
///
/// # Errors
/// `Forbidden` for viewers and supplier users.
pub async fn scan(services: &Services, actor: &Actor) -> Result<ScanReport> {
    actor.must(Permission::Operate)?;
    scan_org(services, actor.org, Look::Past).await
}

/// Scans every organisation.
///
/// # Errors
/// When the database does not answer.
pub async fn scan_all(services: &Services) -> Result<String> {
    let (mut entities, mut opened, mut resolved) = (0, 0, 0);
    for org in organisations(services).await? {
        let report = scan_org(services, org, Look::Closed).await?;
        entities += report.entities;
        opened += report.opened;
        resolved += report.resolved;
    }
    Ok(format!(
        "{entities} entities, {opened} alerts opened, {resolved} resolved"
    ))
}

/// What a scan saw of an entity.
#[derive(Debug, Clone, Copy)]
struct Observation {
    rate_kg: f64,
    normal: Normal,
    seen: Seen,
}

impl Observation {
    fn measured(&self) -> Measured {
        Measured {
            percent_above: 100.0 * self.seen.excess,
            metric_value: self.rate_kg,
            baseline: self.normal.kg,
            baseline_low_kg: self.normal.low_kg,
            baseline_high_kg: self.normal.high_kg,
            baseline_samples: self.normal.samples,
        }
    }

    fn excess_kg(&self) -> f64 {
        self.rate_kg - self.normal.kg
    }
}

/// An entity that emits nothing.
const STILL: Seen = Seen {
    excess: -1.0,
    severity: None,
};

type Observations = BTreeMap<EntityKey, Observation>;

/// Everything a scan saw.
struct Sight {
    /// Entities with a baseline.
    observations: Observations,
    /// What those that emitted anything emit, in kg per hour.
    rates: HashMap<EntityKey, f64>,
    report: ScanReport,
}

/// Scans an organisation: brings its baselines up to date, observes, and moves its alerts.
async fn scan_org(services: &Services, org: OrgId, look: Look) -> Result<ScanReport> {
    baselines::refresh(services, org, look).await?;
    let now = services.clock().now();
    let mut conn = services.db().read(org).await?;
    let calculation = store::organisations::active_calculation(&mut conn).await?;
    let settings = store::organisations::settings(&mut conn).await?;
    let thresholds = settings.thresholds.unwrap_or(services.options().thresholds);
    let zone = zone_of(&mut conn).await?;
    let Sight {
        observations,
        rates,
        report,
    } = observe(&mut conn, calculation, zone, now, &thresholds).await?;
    let is_any_hot = observations.values().any(|one| one.seen.severity.is_some());
    let evidence = if is_any_hot {
        Evidence::read(&mut conn, calculation, now).await?
    } else {
        Evidence::default()
    };
    drop(conn);

    let mut tx = services.db().write(org).await?;
    if !store::monitoring::begin_scan(&mut tx, now, now - APART).await? {
        // Another scan has just told everything.
        return Ok(report);
    }
    let mut outcome = Outcome {
        report,
        moved: Vec::new(),
        told: Vec::new(),
    };
    let open = store::monitoring::open_alerts(&mut tx).await?;
    let (hot, silent): (Vec<_>, Vec<_>) = open
        .into_iter()
        .partition(|alert| alert.kind == AlertKind::Hotspot);
    let scene = Scene {
        observations: &observations,
        rates: &rates,
        evidence: &evidence,
        thresholds: &thresholds,
        rules: LifeRules {
            pending_scans: services.options().pending_scans,
            ..LifeRules::default()
        },
        now,
    };
    scene.move_open(&mut tx, &hot, &mut outcome).await?;
    scene.open_new(&mut tx, &hot, &mut outcome).await?;
    scene.find_causes(&mut tx).await?;
    let listening = Listening {
        calculation,
        zone,
        now,
    };
    listening.look(&mut tx, &silent, &mut outcome).await?;
    let Outcome {
        report,
        moved,
        told,
    } = outcome;
    notifications::queue(&mut tx, &told, &services.options().public_url).await?;
    tx.commit().await?;
    if !told.is_empty() {
        notifications::send_soon(services, org);
    }
    for alert in moved {
        alerts::announce(services, org, alert).await?;
    }
    Ok(report)
}

/// What a scan comes to.
pub(super) struct Outcome {
    pub(super) report: ScanReport,
    /// Alerts that changed, for who watches.
    pub(super) moved: Vec<AlertId>,
    /// What is to be told to who does not.
    pub(super) told: Vec<Told>,
}

/// The last 60 minutes of every entity that has a baseline for them.
async fn observe(
    conn: &mut Conn,
    calculation: Calculation,
    zone: Tz,
    now: DateTime<Utc>,
    thresholds: &Thresholds,
) -> Result<Sight> {
    let this_hour = hour_of(now);
    let hour_before = this_hour - Duration::hours(1);
    let elapsed = (now - this_hour).num_seconds() as f64 / 3600.0;
    let of_slot = async |conn: &mut Conn, hour| -> Result<HashMap<EntityKey, Normal>> {
        let slot = hour_of_week(zone, hour);
        let rows = store::monitoring::of_hour(conn, calculation, slot).await?;
        Ok(rows.iter().map(|row| (row.key, normal_of(row))).collect())
    };
    let before = of_slot(conn, hour_before).await?;
    let current = of_slot(conn, this_hour).await?;
    let hours = [hour_before, this_hour];
    let kilograms = store::monitoring::kilograms_by_entity(conn, calculation, &hours, true).await?;
    let mut rates: HashMap<EntityKey, f64> = HashMap::new();
    for one in kilograms {
        let weight = if one.hour == 0 { 1.0 - elapsed } else { 1.0 };
        *rates.entry(one.key).or_default() += weight * one.co2e.kg();
    }
    let mut report = ScanReport {
        scanned_at: now,
        without_baseline: rates
            .keys()
            .filter(|key| !before.contains_key(key) && !current.contains_key(key))
            .count() as u64,
        ..ScanReport::default()
    };
    let mut observations = Observations::new();
    for (key, first) in &before {
        let normal = blend(Some(*first), current.get(key).copied(), elapsed);
        let rate_kg = rates.get(key).copied().unwrap_or_default();
        let Some((normal, excess)) =
            normal.and_then(|normal| Some((normal, excess(rate_kg, normal.kg)?)))
        else {
            continue;
        };
        let seen = Seen {
            excess,
            severity: severity(excess, thresholds),
        };
        report.entities += 1;
        report.above += u64::from(seen.severity.is_some());
        let observation = Observation {
            rate_kg,
            normal,
            seen,
        };
        observations.insert(*key, observation);
    }
    Ok(Sight {
        observations,
        rates,
        report,
    })
}

fn normal_of(row: &BaselineRow) -> Normal {
    Normal {
        kg: row.kg,
        low_kg: row.low_kg,
        high_kg: row.high_kg,
        samples: row.samples,
    }
}

/// Everything a scan decides from.
struct Scene<'a> {
    observations: &'a Observations,
    rates: &'a HashMap<EntityKey, f64>,
    evidence: &'a Evidence,
    thresholds: &'a Thresholds,
    rules: LifeRules,
    now: DateTime<Utc>,
}

impl Scene<'_> {
    /// Moves the alerts that are open.
    async fn move_open(&self, tx: &mut Tx, open: &[AlertRow], outcome: &mut Outcome) -> Result<()> {
        let keys: Vec<_> = open.iter().map(|alert| alert.key).collect();
        let names = entities::entities(tx, &keys).await?;
        for alert in open {
            let name = names.get(&alert.key).map_or("", |one| one.name.as_str());
            let observation = self.observations.get(&alert.key);
            let (seen, message) = match observation {
                Some(observation) => (observation.seen, message(name, observation)),
                // A plant that stands still stands out over nothing, whatever would be normal now.
                None if self.is_still(alert.key) => (STILL, format!("{name} emits nothing now")),
                // Without a baseline nothing can be told, and nothing changes.
                None => continue,
            };
            let life = Life {
                status: alert.status,
                level: alert.level,
                scans: alert.scans,
            };
            let lowest = self.thresholds.info;
            let Some(evaluation) = next(Some(life), seen, lowest, &self.rules) else {
                continue;
            };
            let event = match evaluation {
                Evaluation::Fires(_) => Some(NotificationEvent::Fired),
                Evaluation::Escalates(_) => {
                    outcome.report.escalated += 1;
                    Some(NotificationEvent::Escalated)
                }
                Evaluation::Resolves(_) => {
                    outcome.report.resolved += 1;
                    // Nobody was told of what was seen once.
                    (alert.status != AlertStatus::Pending).then_some(NotificationEvent::Resolved)
                }
                Evaluation::Stays(_) | Evaluation::Opens(_) | Evaluation::Changes(_) => None,
            };
            let life = evaluation.life();
            // Who put it off is told of it again, at the level it has by then.
            let has_woken = alert.snoozed_until.is_some_and(|until| until <= self.now);
            if has_woken {
                store::monitoring::snooze(tx, alert.id, None, self.now).await?;
            }
            let reminder = has_woken && life.status == AlertStatus::Firing;
            let event = event.or(reminder.then_some(NotificationEvent::Fired));
            self.change(tx, alert, observation, life, message.clone())
                .await?;
            let is_snoozed = alert.snoozed_until.is_some_and(|until| until > self.now);
            outcome
                .told
                .extend(event.filter(|_| !is_snoozed).map(|event| Told {
                    alert: alert.id,
                    event,
                    level: life.level,
                    message,
                    entity: name.to_owned(),
                    at: self.now,
                }));
            // Of those whose figures only moved a few are told: pages ask again for all of them.
            if !matches!(evaluation, Evaluation::Stays(_)) || outcome.moved.len() < TOLD_MAX {
                outcome.moved.push(alert.id);
            }
        }
        Ok(())
    }

    async fn change(
        &self,
        tx: &mut Tx,
        alert: &AlertRow,
        observation: Option<&Observation>,
        life: Life,
        message: String,
    ) -> Result<()> {
        let change = AlertChange {
            level: life.level,
            status: life.status,
            scans: life.scans,
            message,
            at: self.now,
        };
        store::monitoring::change_alert(tx, alert.id, &change).await?;
        if let Some(hotspot) = alert.hotspot_id {
            store::monitoring::change_hotspot(
                tx,
                hotspot,
                life.level,
                life.status,
                observation.map(Observation::measured).as_ref(),
                self.now,
                observation.is_some_and(|one| one.seen.severity.is_some()),
            )
            .await?;
        }
        Ok(())
    }

    /// Whether it emitted nothing in the last 60 minutes.
    fn is_still(&self, key: EntityKey) -> bool {
        self.rates.get(&key).is_none_or(|rate_kg| *rate_kg == 0.0)
    }

    /// Opens alerts for what stands out and has none.
    async fn open_new(&self, tx: &mut Tx, open: &[AlertRow], outcome: &mut Outcome) -> Result<()> {
        let mut new: Vec<_> = self
            .observations
            .iter()
            .filter(|(key, _)| open.iter().all(|alert| alert.key != **key))
            .filter_map(|(key, observation)| {
                let opened = next(None, observation.seen, self.thresholds.info, &self.rules)?;
                Some((*key, observation, opened.life()))
            })
            .collect();
        // Everything at once is rather a fault of the data than of everybody: the largest come first,
        // the others at the next scans if they hold.
        new.sort_by(|(_, one, _), (_, other, _)| other.excess_kg().total_cmp(&one.excess_kg()));
        new.truncate(OPENED_MAX);
        let keys: Vec<_> = new.iter().map(|(key, ..)| *key).collect();
        let names = entities::entities(tx, &keys).await?;
        for (key, observation, life) in new {
            let name = names.get(&key).map_or("", |one| one.name.as_str());
            let (alert_id, hotspot_id) = (AlertId(Uuid::now_v7()), HotspotId(Uuid::now_v7()));
            let supplier_id = match key.kind {
                EntityKind::Supplier => Some(SupplierId(key.id)),
                EntityKind::Site | EntityKind::Route | EntityKind::Vehicle => {
                    self.evidence.supplier(key)
                }
            };
            let alert = NewAlert {
                id: alert_id,
                kind: AlertKind::Hotspot,
                key,
                supplier_id,
                level: life.level,
                status: life.status,
                message: message(name, observation),
                hotspot_id: Some(hotspot_id),
                opened_at: self.now,
            };
            if !store::monitoring::open_alert(tx, &alert).await? {
                continue;
            }
            let hotspot = NewHotspot {
                id: hotspot_id,
                key,
                supplier_id,
                severity: life.level,
                status: life.status,
                measured: observation.measured(),
                detected_at: self.now,
                alert_id,
            };
            store::monitoring::insert_hotspot(tx, &hotspot).await?;
            let events = self.evidence.largest(key);
            store::monitoring::add_events(tx, hotspot_id, &events).await?;
            outcome.report.opened += 1;
            outcome.moved.push(alert_id);
        }
        Ok(())
    }

    /// Says of every open hotspot which narrower one makes up most of it.
    async fn find_causes(&self, tx: &mut Tx) -> Result<()> {
        let open = store::monitoring::open_hotspots(tx).await?;
        let hot: Vec<_> = open
            .iter()
            .filter_map(|hotspot| {
                let observation = self.observations.get(&hotspot.key)?;
                Some(Hot {
                    key: hotspot.key,
                    kind: hotspot.key.kind,
                    excess_kg: observation.excess_kg(),
                })
            })
            .filter(|hot| hot.excess_kg > 0.0)
            .collect();
        if hot.is_empty() {
            return Ok(());
        }
        let keys: Vec<_> = hot.iter().map(|one| one.key).collect();
        let causes = explanations(&hot, &self.evidence.shares(&keys));
        for hotspot in open
            .iter()
            .filter(|one| one.status != AlertStatus::Recovering)
        {
            let cause = causes
                .iter()
                .find(|(wide, _)| *wide == hotspot.key)
                .and_then(|(_, narrow)| open.iter().find(|one| one.key == *narrow))
                .map(|cause| cause.id);
            if cause != hotspot.explained_by {
                store::monitoring::explain(tx, hotspot.id, cause).await?;
            }
        }
        Ok(())
    }
}

/// `Rotterdam -> Hamburg emits 412 kg CO2e per hour, 130 % above its baseline of 179`.
fn message(name: &str, observation: &Observation) -> String {
    let kg = |kg: f64| {
        if kg >= 100.0 {
            format!("{kg:.0}")
        } else {
            format!("{kg:.1}")
        }
    };
    let percent = 100.0 * observation.seen.excess;
    let than = if percent >= 0.0 { "above" } else { "below" };
    format!(
        "{name} emits {} kg CO2e per hour, {:.0} % {than} its baseline of {}",
        kg(observation.rate_kg),
        percent.abs(),
        kg(observation.normal.kg),
    )
}
