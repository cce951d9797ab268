//! Baselines, hotspots and alerts: what an entity normally emits, and when it emits far more.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::ids::{AlertId, EventId, HotspotId};
use crate::ingest::words;

words!(
    /// What is watched, from the widest to the narrowest.
    EntityKind { Supplier = "supplier", Site = "site", Route = "route", Vehicle = "vehicle" }
);

words!(
    /// How far above its baseline an entity is; later ones are worse.
    Severity { Info = "info", Warn = "warn", Critical = "critical" }
);

words!(
    /// Why an alert was raised.
    AlertKind {
        /// More than the baseline.
        Hotspot = "hotspot",
        /// Nothing heard for longer than the entity's cadence allows.
        NoData = "no_data",
    }
);

words!(
    /// Where an alert, and the hotspot behind it, stands. All but `resolved` are open.
    AlertStatus {
        /// Seen, and not yet held for the scans it must hold.
        Pending = "pending",
        Firing = "firing",
        /// Below the recovery threshold, and not yet for long enough.
        Recovering = "recovering",
        Resolved = "resolved",
    }
);

/// Excess from which on a severity holds: 0.8 is 1.8 times the baseline.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Thresholds {
    pub info: f64,
    pub warn: f64,
    pub critical: f64,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self {
            info: 0.8,
            warn: 1.0,
            critical: 1.5,
        }
    }
}

impl Thresholds {
    /// Whether they are finite, positive and in order.
    #[must_use]
    pub fn are_in_order(&self) -> bool {
        let all = [self.info, self.warn, self.critical];
        all.iter().all(|one| one.is_finite() && *one > 0.0) && all.is_sorted()
    }
}

/// What is watched.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Entity {
    pub kind: EntityKind,
    /// Its id as in the lists of suppliers and sites; routes and vehicles have one of their own.
    pub id: Uuid,
    /// Name; of a route `origin -> destination`.
    pub name: String,
}

/// What an entity normally emits in an hour of the organisation's week.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Baseline {
    pub entity: Entity,
    /// Hours since Monday 00:00 in the organisation's zone, 0 to 167.
    pub hour_of_week: u8,
    /// Median of the same hour of the last weeks, in kg CO2e per hour.
    pub kg_per_hour: f64,
    /// Where nine of ten such hours lie, from the median's absolute deviation.
    pub low_kg: f64,
    pub high_kg: f64,
    /// Weeks it rests on.
    pub samples: u8,
    /// 0 to 1: clamp(1 - (high - low) / (2 x value), 0, 1).
    pub confidence: f64,
}

/// An entity well above its baseline, from when it was first seen until it recovered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Hotspot {
    pub id: HotspotId,
    pub entity: Entity,
    /// The worst it reached.
    pub severity: Severity,
    pub status: AlertStatus,
    /// 100 x (rate - baseline) / baseline, at the last scan that could tell.
    pub percent_above: f64,
    /// kg CO2e of the 60 minutes before that scan.
    pub metric_value: f64,
    /// What those 60 minutes normally emit, in kg CO2e.
    pub baseline: f64,
    pub baseline_low_kg: f64,
    pub baseline_high_kg: f64,
    pub baseline_samples: u8,
    /// How well the baseline is known, 0 to 1.
    pub confidence: f64,
    pub detected_at: DateTime<Utc>,
    /// The last scan that saw it above a threshold.
    pub last_seen_at: DateTime<Utc>,
    pub resolved_at: Option<DateTime<Utc>>,
    /// The narrower hotspot that explains most of this one; only the narrowest are listed.
    pub explained_by: Option<HotspotId>,
    /// Hotspots of wider entities that this one explains.
    pub parents: Vec<Entity>,
    /// The alert that goes with it.
    pub alert_id: AlertId,
    /// `detected_at` in the organisation's zone, as text.
    pub detected_text: String,
    /// `resolved_at` in the organisation's zone, as text.
    pub resolved_text: Option<String>,
    /// kg CO2e per hour of the last 24 whole hours, oldest first; empty in lists of resolved ones.
    pub recent_kg: Vec<f64>,
}

/// One of the events that contribute most to a hotspot.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HotspotEvent {
    pub event_id: EventId,
    pub occurred_at: DateTime<Utc>,
    pub summary: String,
    pub co2e_kg: f64,
}

/// What an entity emitted in a whole hour, beside what it normally does.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HotspotHour {
    pub at: DateTime<Utc>,
    /// `at` in the organisation's zone, as text.
    pub label: String,
    pub co2e_kg: f64,
    /// Today's baseline of this hour of the week; `None` where there is none.
    pub baseline_kg: Option<f64>,
    pub baseline_low_kg: Option<f64>,
    pub baseline_high_kg: Option<f64>,
}

/// A hotspot that is over.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EarlierHotspot {
    pub id: HotspotId,
    pub severity: Severity,
    pub percent_above: f64,
    pub detected_at: DateTime<Utc>,
    /// `detected_at` in the organisation's zone, as text.
    pub detected_text: String,
    pub resolved_at: Option<DateTime<Utc>>,
}

/// A hotspot with what it rests on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HotspotDetail {
    #[serde(flatten)]
    pub hotspot: Hotspot,
    /// The alert that goes with it.
    pub alert: Alert,
    /// The whole hours of a week around it, oldest first; up to now while it is open.
    pub hours: Vec<HotspotHour>,
    /// Resolved hotspots of the same entity, newest first.
    pub earlier: Vec<EarlierHotspot>,
    /// The largest contributing events, largest first.
    pub events: Vec<HotspotEvent>,
}

/// Which hotspots are asked for.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams))]
pub struct HotspotQuery {
    /// `open` (the default), `closed`, or one status.
    pub status: Option<String>,
    pub severity: Option<Severity>,
    /// Also those a narrower one explains.
    pub all: Option<bool>,
    pub limit: Option<u32>,
    pub cursor: Option<String>,
}

/// How many of what.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HotspotStats {
    pub open: u64,
    pub info: u64,
    pub warn: u64,
    pub critical: u64,
    /// kg CO2e per hour above the baselines, of the narrowest open ones.
    pub excess_kg_per_hour: f64,
    /// Hours of the week and entities that have a baseline.
    pub baselines: u64,
    /// Last scan.
    pub scanned_at: Option<DateTime<Utc>>,
    pub scanned_text: Option<String>,
}

/// What a scan found.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ScanReport {
    pub scanned_at: DateTime<Utc>,
    /// Entities with a rate and a baseline.
    pub entities: u64,
    /// Of them above the lowest threshold.
    pub above: u64,
    /// Alerts this scan opened, escalated and resolved.
    pub opened: u64,
    pub escalated: u64,
    pub resolved: u64,
    /// Entities that emit and have no baseline yet.
    pub without_baseline: u64,
}

/// Something a person should look at.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Alert {
    pub id: AlertId,
    pub kind: AlertKind,
    pub entity: Entity,
    pub level: Severity,
    pub status: AlertStatus,
    pub message: String,
    pub hotspot_id: Option<HotspotId>,
    pub opened_at: DateTime<Utc>,
    pub opened_text: String,
    pub updated_at: DateTime<Utc>,
    pub resolved_at: Option<DateTime<Utc>>,
    /// E-mail address of who took notice.
    pub acknowledged_by: Option<String>,
    pub acknowledged_at: Option<DateTime<Utc>>,
    /// `acknowledged_at` in the organisation's zone, as text.
    pub acknowledged_text: Option<String>,
    /// Nothing is sent before.
    pub snoozed_until: Option<DateTime<Utc>>,
    /// `snoozed_until` in the organisation's zone, as text, while it is to come.
    pub snoozed_text: Option<String>,
}

/// Which alerts are asked for.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams))]
pub struct AlertQuery {
    pub level: Option<Severity>,
    /// `open` (the default), `closed`, or one status.
    pub status: Option<String>,
    pub limit: Option<u32>,
    pub cursor: Option<String>,
}

/// How many alerts stand where.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AlertStats {
    pub open: u64,
    pub unacknowledged: u64,
    pub info: u64,
    pub warn: u64,
    pub critical: u64,
}

/// `POST /alerts/{id}/snooze`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Snooze {
    /// 1 to 10,080 (a week); 0 ends a snooze.
    pub minutes: u32,
}
