//! The life of a recommendation: pending, approved or dismissed, in progress, done, verified.
//!
//! Persons take the steps to `done`, each of which can be taken back for ten minutes; the program
//! verifies and lets expire. A step is a pure function of where things stand, so two doors that take
//! the same step at once are told apart by the row they try to write.

use chrono::{DateTime, Duration, Utc};
use model::recommendations::{RecommendationAction, RecommendationStatus};

/// Minutes a step can be taken back.
pub const UNDO_MINUTES: i64 = 10;
/// Days from `done` over which a saving is measured.
pub const VERIFY_DAYS: i64 = 28;

/// Where a recommendation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    pub status: RecommendationStatus,
    /// When it came to stand there.
    pub since: DateTime<Utc>,
    /// Where a person's step led from, and since when it had stood there; taking the step back leads
    /// there again. `None` after a step of the program and after an undo.
    pub before: Option<(RecommendationStatus, DateTime<Utc>)>,
    /// Undecided until then, it expires.
    pub recommended_time_start: Option<DateTime<Utc>>,
}

impl Standing {
    /// A new recommendation.
    #[must_use]
    pub fn pending(now: DateTime<Utc>, recommended_time_start: Option<DateTime<Utc>>) -> Self {
        Self {
            status: RecommendationStatus::Pending,
            since: now,
            before: None,
            recommended_time_start,
        }
    }

    /// Until when the last step can be taken back; `None` where there is none to take back.
    #[must_use]
    pub fn undo_until(&self) -> Option<DateTime<Utc>> {
        self.before?;
        self.since
            .checked_add_signed(Duration::minutes(UNDO_MINUTES))
    }

    /// From when its saving can be verified; `None` unless it is done.
    #[must_use]
    pub fn verify_from(&self) -> Option<DateTime<Utc>> {
        (self.status == RecommendationStatus::Done)
            .then(|| self.since.checked_add_signed(Duration::days(VERIFY_DAYS)))?
    }

    /// Whether its time has passed without a decision.
    #[must_use]
    pub fn is_overdue(&self, now: DateTime<Utc>) -> bool {
        self.status == RecommendationStatus::Pending
            && self.recommended_time_start.is_some_and(|at| now >= at)
    }
}

/// Why a step was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("a recommendation that is {} cannot be given the step `{}`; it can be given {}", .status.as_str(), .action.as_str(), steps_from(*.status))]
    NoSuchStep {
        status: RecommendationStatus,
        action: RecommendationAction,
    },
    #[error("its time began at {0}, before anybody decided; it has expired")]
    Overdue(DateTime<Utc>),
    #[error("it expires at {0}, not before")]
    NotOverdue(DateTime<Utc>),
    #[error("it names no time to begin by, so it never expires")]
    NeverExpires,
    #[error("its saving is measured until {0}; verify it then")]
    TooEarly(DateTime<Utc>),
    #[error("there is no step to take back")]
    NothingToUndo,
    #[error("the last step could be taken back until {0}")]
    TooLateToUndo(DateTime<Utc>),
}

/// The steps a status allows, for people.
fn steps_from(status: RecommendationStatus) -> &'static str {
    match status {
        RecommendationStatus::Pending => "`approve` and `dismiss`",
        RecommendationStatus::Approved => "`start`, `finish` and `dismiss`",
        RecommendationStatus::InProgress => "`finish` and `dismiss`",
        RecommendationStatus::Done => "`verify` when its saving is measured",
        RecommendationStatus::Dismissed
        | RecommendationStatus::Verified
        | RecommendationStatus::Expired => "none",
    }
}

/// Takes a step.
///
/// # Errors
/// Says why the step cannot be taken, and when it can.
pub fn transition(
    standing: &Standing,
    action: RecommendationAction,
    now: DateTime<Utc>,
) -> Result<Standing, Refusal> {
    use RecommendationAction as Action;
    use RecommendationStatus as Status;

    let refused = Refusal::NoSuchStep {
        status: standing.status,
        action,
    };
    let by_person = |status| Standing {
        status,
        since: now,
        before: Some((standing.status, standing.since)),
        ..*standing
    };
    let by_program = |status| Standing {
        status,
        since: now,
        before: None,
        ..*standing
    };
    match (standing.status, action) {
        (_, Action::Undo) => undo(standing, now),
        (Status::Pending, Action::Expire) => match standing.recommended_time_start {
            None => Err(Refusal::NeverExpires),
            Some(at) if now < at => Err(Refusal::NotOverdue(at)),
            Some(_) => Ok(by_program(Status::Expired)),
        },
        (Status::Pending, Action::Approve) => match standing.recommended_time_start {
            Some(at) if now >= at => Err(Refusal::Overdue(at)),
            _ => Ok(by_person(Status::Approved)),
        },
        (Status::Pending | Status::Approved | Status::InProgress, Action::Dismiss) => {
            Ok(by_person(Status::Dismissed))
        }
        (Status::Approved, Action::Start) => Ok(by_person(Status::InProgress)),
        (Status::Approved | Status::InProgress, Action::Finish) => Ok(by_person(Status::Done)),
        (Status::Done, Action::Verify) => match standing.verify_from() {
            Some(from) if now < from => Err(Refusal::TooEarly(from)),
            _ => Ok(by_program(Status::Verified)),
        },
        _ => Err(refused),
    }
}

fn undo(standing: &Standing, now: DateTime<Utc>) -> Result<Standing, Refusal> {
    let (Some((status, since)), Some(until)) = (standing.before, standing.undo_until()) else {
        return Err(Refusal::NothingToUndo);
    };
    if now > until {
        return Err(Refusal::TooLateToUndo(until));
    }
    Ok(Standing {
        status,
        since,
        before: None,
        ..*standing
    })
}

/// The step that leads to `status`, as `PATCH {status}` asks for it; `None` where no person's step
/// leads there.
#[must_use]
pub fn step_to(status: RecommendationStatus) -> Option<RecommendationAction> {
    match status {
        RecommendationStatus::Approved => Some(RecommendationAction::Approve),
        RecommendationStatus::Dismissed => Some(RecommendationAction::Dismiss),
        RecommendationStatus::InProgress => Some(RecommendationAction::Start),
        RecommendationStatus::Done => Some(RecommendationAction::Finish),
        RecommendationStatus::Pending
        | RecommendationStatus::Verified
        | RecommendationStatus::Expired => None,
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Duration, TimeZone, Utc};
    use model::recommendations::{RecommendationAction as Action, RecommendationStatus as Status};
    use proptest::prelude::*;

    use super::{Refusal, Standing, step_to, transition};

    fn noon() -> DateTime<Utc> {
        Utc.with_ymd_and_hms(2026, 3, 2, 12, 0, 0)
            .single()
            .expect("a time")
    }

    fn at(status: Status) -> Standing {
        Standing {
            status,
            since: noon() - Duration::days(40),
            before: None,
            recommended_time_start: None,
        }
    }

    #[test]
    fn only_these_steps_exist() {
        let allowed = [
            (Status::Pending, Action::Approve, Status::Approved),
            (Status::Pending, Action::Dismiss, Status::Dismissed),
            (Status::Approved, Action::Start, Status::InProgress),
            (Status::Approved, Action::Finish, Status::Done),
            (Status::Approved, Action::Dismiss, Status::Dismissed),
            (Status::InProgress, Action::Finish, Status::Done),
            (Status::InProgress, Action::Dismiss, Status::Dismissed),
            (Status::Done, Action::Verify, Status::Verified),
        ];
        for status in Status::ALL {
            for action in Action::ALL {
                let expected = allowed
                    .iter()
                    .find(|(from, step, _)| (from, step) == (status, action))
                    .map(|(_, _, to)| *to);
                let found = transition(&at(*status), *action, noon()).ok();
                assert_eq!(
                    found.map(|after| after.status),
                    expected,
                    "{status:?} {action:?}"
                );
            }
        }
    }

    #[test]
    fn a_step_can_be_taken_back_for_ten_minutes_and_once() {
        let pending = Standing::pending(noon(), None);
        let approved = transition(&pending, Action::Approve, noon()).expect("approved");
        let in_time = noon() + Duration::minutes(10);
        let back = transition(&approved, Action::Undo, in_time).expect("taken back");
        assert_eq!(back, pending);
        assert_eq!(
            transition(&back, Action::Undo, in_time),
            Err(Refusal::NothingToUndo)
        );
        let late = in_time + Duration::seconds(1);
        assert_eq!(
            transition(&approved, Action::Undo, late),
            Err(Refusal::TooLateToUndo(in_time))
        );
    }

    #[test]
    fn taking_back_done_keeps_the_time_work_began() {
        let started = Standing {
            status: Status::InProgress,
            ..Standing::pending(noon(), None)
        };
        let done = transition(&started, Action::Finish, noon() + Duration::days(3)).expect("done");
        let back = transition(&done, Action::Undo, noon() + Duration::days(3)).expect("back");
        assert_eq!((back.status, back.since), (Status::InProgress, noon()));
    }

    #[test]
    fn what_nobody_decided_in_time_expires() {
        let begins = noon() + Duration::hours(2);
        let pending = Standing::pending(noon(), Some(begins));
        assert_eq!(
            transition(&pending, Action::Expire, noon()),
            Err(Refusal::NotOverdue(begins))
        );
        assert!(transition(&pending, Action::Approve, noon()).is_ok());
        assert!(pending.is_overdue(begins));
        assert_eq!(
            transition(&pending, Action::Approve, begins),
            Err(Refusal::Overdue(begins))
        );
        let expired = transition(&pending, Action::Expire, begins).expect("expired");
        assert_eq!(expired.status, Status::Expired);
        assert_eq!(expired.undo_until(), None);
    }

    #[test]
    fn a_saving_is_verified_after_four_weeks() {
        let done = Standing {
            status: Status::Done,
            ..Standing::pending(noon(), None)
        };
        let from = noon() + Duration::days(28);
        assert_eq!(
            transition(&done, Action::Verify, noon()),
            Err(Refusal::TooEarly(from))
        );
        assert!(transition(&done, Action::Verify, from).is_ok());
    }

    #[test]
    fn a_refusal_says_what_can_be_done() {
        let refusal = transition(&at(Status::Done), Action::Approve, noon()).unwrap_err();
        assert_eq!(
            refusal.to_string(),
            "a recommendation that is done cannot be given the step `approve`; it can be given \
             `verify` when its saving is measured"
        );
    }

    #[test]
    fn a_patch_names_where_it_should_stand() {
        for status in Status::ALL {
            let Some(step) = step_to(*status) else {
                continue;
            };
            let leads_there = Status::ALL
                .iter()
                .filter_map(|from| transition(&at(*from), step, noon()).ok())
                .all(|after| after.status == *status);
            assert!(leads_there, "{step:?}");
        }
    }

    proptest! {
        #[test]
        fn closed_stays_closed_but_for_an_undo(
            steps in proptest::collection::vec((0_usize..7, 0_i64..60 * 24 * 40), 1..30)
        ) {
            let mut standing = Standing::pending(noon(), Some(noon() + Duration::days(20)));
            let mut now = noon();
            for (step, minutes) in steps {
                now += Duration::minutes(minutes);
                let action = Action::ALL[step];
                if let Ok(after) = transition(&standing, action, now) {
                    prop_assert!(standing.status.is_open() || action == Action::Undo);
                    prop_assert!(after.since <= now);
                    standing = after;
                }
            }
        }
    }
}
