//! Baselines, scans, alerts.
//!
//! Variables: `NEXUS_THRESHOLD_INFO`, `NEXUS_THRESHOLD_WARN`, `NEXUS_THRESHOLD_CRITICAL`,
//! `NEXUS_HOTSPOT_CHECK_INTERVAL`, `NEXUS_BASELINE_RECALC_INTERVAL`, `NEXUS_ALERT_PENDING_SCANS`,
//! `NEXUS_SMTP_URL`, `NEXUS_SMTP_FROM`.

use std::time::Duration;

use model::monitoring::Thresholds;
use services::notifications::SmtpSettings;

use super::Env;

/// See the module.
#[derive(Debug, Clone)]
pub struct Monitoring {
    /// From which excess an entity is a hotspot, where an organisation says nothing else.
    pub thresholds: Thresholds,
    /// Time between two scans.
    pub scan_every: Duration,
    /// Time between two looks for hours that closed.
    pub baselines_every: Duration,
    /// Scans an alert stays pending before it fires.
    pub pending_scans: u32,
    /// Where e-mail goes out; `None`: it does not.
    pub smtp: Option<SmtpSettings>,
}

impl Monitoring {
    pub(super) fn from_env(env: &Env) -> Self {
        let defaults = Thresholds::default();
        let thresholds = Thresholds {
            info: env.get(
                "NEXUS_THRESHOLD_INFO",
                defaults.info,
                "Excess over the baseline from which an entity is a hotspot: 0.8 is 1.8 times the baseline.",
            ),
            warn: env.get(
                "NEXUS_THRESHOLD_WARN",
                defaults.warn,
                "Excess from which a hotspot is a warning.",
            ),
            critical: env.get(
                "NEXUS_THRESHOLD_CRITICAL",
                defaults.critical,
                "Excess from which a hotspot is critical.",
            ),
        };
        if !thresholds.are_in_order() {
            env.refuse(
                "NEXUS_THRESHOLD_INFO, NEXUS_THRESHOLD_WARN and NEXUS_THRESHOLD_CRITICAL must be above 0 and not fall",
            );
        }
        let url = env.secret(
            "NEXUS_SMTP_URL",
            "Mail server for alerts, such as smtps://user:password@mail.example.org:465; without it no e-mail is sent.",
        );
        let from = env.get(
            "NEXUS_SMTP_FROM",
            "Carbon Nexus <nexus@localhost>".to_owned(),
            "Sender of e-mail.",
        );
        Self {
            smtp: url.map(|url| SmtpSettings {
                url: url.reveal().to_owned(),
                from,
            }),
            thresholds,
            scan_every: seconds(
                env,
                "NEXUS_HOTSPOT_CHECK_INTERVAL",
                300,
                "Seconds between two scans for hotspots, 10 to 86400.",
            ),
            baselines_every: seconds(
                env,
                "NEXUS_BASELINE_RECALC_INTERVAL",
                3_600,
                "Seconds between two looks for closed hours whose baselines are due, 10 to 86400.",
            ),
            pending_scans: env.get(
                "NEXUS_ALERT_PENDING_SCANS",
                1,
                "Scans an alert must hold after it was first seen before it fires.",
            ),
        }
    }
}

fn seconds(env: &Env, name: &'static str, default: u64, meaning: &'static str) -> Duration {
    let seconds = env.get(name, default, meaning);
    if !(10..=86_400).contains(&seconds) {
        env.refuse(&format!("{name} is {seconds}; it must be 10 to 86400"));
    }
    Duration::from_secs(seconds)
}
