//! The life of an alert: pending, firing, recovering, resolved.
//!
//! Two thresholds and two counts keep it from flapping: an excess must hold for some scans before
//! the alert fires, and must stay below a lower threshold for some before it is resolved. A scan
//! that cannot tell (no baseline) changes nothing.

use model::monitoring::{AlertStatus, Severity};

/// How long things must hold.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LifeRules {
    /// Scans an alert stays pending before it fires.
    pub pending_scans: u32,
    /// Scans below the recovery threshold before it is resolved.
    pub recovery_scans: u32,
    /// Share of the lowest threshold below which it recovers.
    pub recovery_share: f64,
}

impl Default for LifeRules {
    fn default() -> Self {
        Self {
            pending_scans: 1,
            recovery_scans: 2,
            recovery_share: 0.8,
        }
    }
}

/// Where an alert stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Life {
    pub status: AlertStatus,
    pub level: Severity,
    /// Scans in this status that count towards the next one.
    pub scans: u32,
}

/// What a scan saw of an entity.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Seen {
    /// (rate - baseline) / baseline.
    pub excess: f64,
    pub severity: Option<Severity>,
}

/// What a scan does to an alert.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Evaluation {
    /// Nothing to tell anybody.
    Stays(Life),
    /// First seen.
    Opens(Life),
    /// Held for long enough.
    Fires(Life),
    /// Worse than before.
    Escalates(Life),
    /// Well below the threshold; or back above it.
    Changes(Life),
    Resolves(Life),
}

impl Evaluation {
    /// Where the alert stands afterwards.
    #[must_use]
    pub fn life(self) -> Life {
        match self {
            Self::Stays(life)
            | Self::Opens(life)
            | Self::Fires(life)
            | Self::Escalates(life)
            | Self::Changes(life)
            | Self::Resolves(life) => life,
        }
    }
}

/// What a scan does to an alert that is open, or to none. `lowest` is the lowest threshold. `None`:
/// there is no alert and no reason for one.
#[must_use]
pub fn next(open: Option<Life>, seen: Seen, lowest: f64, rules: &LifeRules) -> Option<Evaluation> {
    let Some(life) = open else {
        let level = seen.severity?;
        return Some(Evaluation::Opens(Life {
            status: AlertStatus::Pending,
            level,
            scans: 0,
        }));
    };
    Some(match (life.status, seen.severity) {
        (AlertStatus::Pending, Some(level)) => pending(life, level, rules),
        (AlertStatus::Pending, None) => Evaluation::Resolves(resolved(life)),
        (AlertStatus::Firing, Some(level)) => firing(life, level),
        (AlertStatus::Recovering, Some(level)) => Evaluation::Changes(Life {
            status: AlertStatus::Firing,
            level: level.max(life.level),
            scans: 0,
        }),
        (AlertStatus::Firing | AlertStatus::Recovering, None) => {
            if seen.excess < rules.recovery_share * lowest {
                recovering(life, rules)
            } else {
                // Between the two thresholds nothing is decided.
                Evaluation::Stays(Life { scans: 0, ..life })
            }
        }
        (AlertStatus::Resolved, _) => Evaluation::Stays(life),
    })
}

fn pending(life: Life, level: Severity, rules: &LifeRules) -> Evaluation {
    let scans = life.scans + 1;
    if scans >= rules.pending_scans {
        Evaluation::Fires(Life {
            status: AlertStatus::Firing,
            level,
            scans: 0,
        })
    } else {
        Evaluation::Stays(Life {
            level,
            scans,
            ..life
        })
    }
}

/// The level of an alert only rises: it tells the worst of an episode.
fn firing(life: Life, level: Severity) -> Evaluation {
    let after = Life {
        level: level.max(life.level),
        scans: 0,
        ..life
    };
    if level > life.level {
        Evaluation::Escalates(after)
    } else {
        Evaluation::Stays(after)
    }
}

fn recovering(life: Life, rules: &LifeRules) -> Evaluation {
    let scans = if life.status == AlertStatus::Recovering {
        life.scans + 1
    } else {
        1
    };
    if scans >= rules.recovery_scans {
        Evaluation::Resolves(resolved(life))
    } else {
        let after = Life {
            status: AlertStatus::Recovering,
            scans,
            ..life
        };
        if life.status == AlertStatus::Recovering {
            Evaluation::Stays(after)
        } else {
            Evaluation::Changes(after)
        }
    }
}

fn resolved(life: Life) -> Life {
    Life {
        status: AlertStatus::Resolved,
        scans: 0,
        ..life
    }
}

#[cfg(test)]
mod tests {
    use model::monitoring::{AlertStatus, Severity, Thresholds};

    use super::{Evaluation, Life, LifeRules, Seen, next};
    use crate::monitoring::severity;

    /// The words of each scan's outcome for these excesses.
    fn told(excesses: &[f64], rules: &LifeRules) -> Vec<&'static str> {
        let thresholds = Thresholds::default();
        let mut open: Option<Life> = None;
        let mut told = Vec::new();
        for excess in excesses {
            let seen = Seen {
                excess: *excess,
                severity: severity(*excess, &thresholds),
            };
            let evaluation = next(open, seen, thresholds.info, rules);
            told.push(match evaluation {
                None => "-",
                Some(Evaluation::Stays(_)) => "stays",
                Some(Evaluation::Opens(_)) => "opens",
                Some(Evaluation::Fires(_)) => "fires",
                Some(Evaluation::Escalates(_)) => "escalates",
                Some(Evaluation::Changes(_)) => "changes",
                Some(Evaluation::Resolves(_)) => "resolves",
            });
            open = evaluation
                .map(Evaluation::life)
                .filter(|life| life.status != AlertStatus::Resolved);
        }
        told
    }

    #[test]
    fn an_episode_is_told_once() {
        let rules = LifeRules::default();
        let excesses = [0.1, 0.9, 0.9, 1.6, 0.9, 0.7, 0.5, 0.5, 0.1];
        let expected = [
            "-",
            "opens",
            "fires",
            "escalates",
            "stays",
            "stays",
            "changes",
            "resolves",
            "-",
        ];
        assert_eq!(told(&excesses, &rules), expected);
    }

    #[test]
    fn a_single_peak_never_fires() {
        let rules = LifeRules::default();
        assert_eq!(
            told(&[3.0, 0.0, 3.0], &rules),
            ["opens", "resolves", "opens"]
        );
    }

    #[test]
    fn what_rises_again_while_recovering_is_the_same_alert() {
        let rules = LifeRules::default();
        let excesses = [0.9, 0.9, 0.1, 0.9, 0.1, 0.7, 0.1, 0.1];
        let expected = [
            "opens", "fires", "changes", "changes", "changes", "stays", "stays", "resolves",
        ];
        assert_eq!(told(&excesses, &rules), expected);
    }

    #[test]
    fn the_scans_it_must_hold_are_counted() {
        let rules = LifeRules {
            pending_scans: 3,
            ..LifeRules::default()
        };
        let excesses = [0.9, 0.9, 0.9, 0.9, 0.9];
        assert_eq!(
            told(&excesses, &rules),
            ["opens", "stays", "stays", "fires", "stays"]
        );
    }

    #[test]
    fn the_level_is_the_worst_of_the_episode() {
        let firing = Life {
            status: AlertStatus::Firing,
            level: Severity::Critical,
            scans: 0,
        };
        let seen = Seen {
            excess: 0.9,
            severity: Some(Severity::Info),
        };
        let after = next(Some(firing), seen, 0.8, &LifeRules::default());
        assert_eq!(after.map(|one| one.life().level), Some(Severity::Critical));
    }
}
