//! Goals are replaced as a whole, unless somebody changed them since they were read.

use std::collections::HashSet;
use std::ops::RangeInclusive;

use chrono::Datelike;
use model::auth::Permission;
use model::goals::{
    GOAL_KG_MAX, GOALS_MAX, Goal, GoalKind, GoalList, GoalOverview, LABEL_CHARS_MAX, NewGoal,
};
use model::ids::GoalId;
use model::problem::FieldError;
use model::time::RANGE_DAYS_MAX;
use serde_json::json;
use store::organisations::Writers;
use uuid::Uuid;

use super::read::{goals, revision};
use crate::Services;
use crate::actor::Actor;
use crate::audit;
use crate::error::{Error, Result};

/// Years that goals may lie in.
const YEARS: RangeInclusive<i32> = 1990..=2200;

/// Replaces all goals.
///
/// # Errors
/// `Forbidden` unless an admin asks; `Invalid` per field, named `goals[2].kg`; `Conflict` when the
/// goals are not those of the revision any more.
pub async fn put_goals(services: &Services, actor: &Actor, list: GoalList) -> Result<GoalOverview> {
    actor.must(Permission::Administer)?;
    let prefix = |place: usize| format!("goals[{place}].");
    let revision = list.revision.as_deref();
    change(services, actor, None, revision, |known| {
        let mut ids = HashSet::new();
        for (place, new) in list.goals.iter().enumerate() {
            let Some(id) = new.id else { continue };
            if !known.iter().any(|goal| goal.id == id) {
                let message = format!("there is no goal {id}; leave the id out for a new one");
                return Err(Error::invalid(&(prefix(place) + "id"), "unknown", message));
            }
            if !ids.insert(id) {
                let message = format!("goal {id} is in the list twice");
                return Err(Error::invalid(&(prefix(place) + "id"), "twice", message));
            }
        }
        let after = list.goals.into_iter().map(goal_of).collect();
        checked(after, prefix)
    })
    .await?;
    goals(services, actor).await
}

/// Changes one goal, or adds one when it has no id.
///
/// # Errors
/// As [`put_goals`], with fields named plainly; `NotFound` when there is no such goal.
pub async fn put_goal(
    services: &Services,
    actor: &Actor,
    revision: &str,
    new: NewGoal,
) -> Result<GoalOverview> {
    actor.must(Permission::Administer)?;
    change(services, actor, new.id, Some(revision), |mut after| {
        after.retain(|goal| Some(goal.id) != new.id);
        // It goes last: what overlaps is its own fault, and the others have none.
        after.push(goal_of(new));
        checked(after, |_| String::new())
    })
    .await?;
    goals(services, actor).await
}

/// Removes one goal.
///
/// # Errors
/// As [`put_goals`]; `NotFound` when there is no such goal.
pub async fn remove_goal(
    services: &Services,
    actor: &Actor,
    revision: &str,
    id: GoalId,
) -> Result<GoalOverview> {
    actor.must(Permission::Administer)?;
    change(services, actor, Some(id), Some(revision), |mut after| {
        after.retain(|goal| goal.id != id);
        Ok(after)
    })
    .await?;
    goals(services, actor).await
}

/// Reads the goals, has them edited, and stores and audits what came of it, in one transaction that no
/// other change gets between. The one it is `about` must be there.
async fn change(
    services: &Services,
    actor: &Actor,
    about: Option<GoalId>,
    expected: Option<&str>,
    edit: impl FnOnce(Vec<Goal>) -> Result<Vec<Goal>>,
) -> Result<()> {
    let mut tx = services.db().write(actor.org).await?;
    store::organisations::begin_writing(&mut tx, Writers::One).await?;
    let before = store::goals::goals(&mut tx).await?;
    if about.is_some_and(|id| before.iter().all(|goal| goal.id != id)) {
        return Err(Error::NotFound("goal"));
    }
    if expected.is_some_and(|expected| expected != revision(&before)) {
        let message = "somebody else changed the goals meanwhile; load them again";
        return Err(Error::Conflict(message.to_owned()));
    }
    let after = edit(before.clone())?;
    store::goals::put_goals(&mut tx, &after).await?;
    let metadata = json!({ "before": before, "after": after });
    let subject = "goals".to_owned();
    audit::record(services, &mut tx, actor, "goals.change", subject, metadata).await?;
    tx.commit().await?;
    Ok(())
}

fn goal_of(new: NewGoal) -> Goal {
    Goal {
        id: new.id.unwrap_or_else(|| GoalId(Uuid::now_v7())),
        label: new.label.trim().to_owned(),
        from: new.from,
        to: new.to,
        kind: new.kind,
        category: new.category,
        kg: new.kg,
    }
}

/// Refuses goals that cannot be kept apart or counted, all faults at once. `prefix` goes before the
/// names of the fields of the goal at a place.
fn checked(goals: Vec<Goal>, prefix: impl Fn(usize) -> String) -> Result<Vec<Goal>> {
    if goals.len() > GOALS_MAX {
        let message = format!(
            "{} goals are too many; at most {GOALS_MAX} are kept",
            goals.len()
        );
        return Err(Error::invalid("goals", "too_many", message));
    }
    let mut errors = Vec::new();
    for (place, goal) in goals.iter().enumerate() {
        let mut fault = |field: &str, code: &str, message: String| {
            errors.push(FieldError::new(prefix(place) + field, code, message));
        };
        let length = goal.label.chars().count();
        if !(1..=LABEL_CHARS_MAX).contains(&length) {
            let message =
                format!("the label has {length} characters; it must have 1 to {LABEL_CHARS_MAX}");
            fault("label", "length", message);
        }
        for (field, day) in [("from", goal.from), ("to", goal.to)] {
            if !YEARS.contains(&day.year()) {
                let message = format!(
                    "{day} lies outside of the years {} to {}",
                    YEARS.start(),
                    YEARS.end()
                );
                fault(field, "out_of_range", message);
            }
        }
        let days = goal.to.signed_duration_since(goal.from).num_days();
        if days < 1 {
            let message = format!("the period ends before it begins on {}", goal.from);
            fault("to", "before_from", message);
        } else if days > RANGE_DAYS_MAX {
            let message =
                format!("the period has {days} days; at most {RANGE_DAYS_MAX} are counted");
            fault("to", "too_long", message);
        }
        if !(goal.kg > 0.0 && goal.kg <= GOAL_KG_MAX) {
            let message = format!(
                "{} kg is no goal; it must be above 0 and at most {GOAL_KG_MAX:e} kg",
                goal.kg
            );
            fault("kg", "out_of_range", message);
        }
        if goal.kind == GoalKind::Saving && goal.category.is_some() {
            let message = "savings are counted over all categories; leave it out".to_owned();
            fault("category", "not_counted", message);
        }
        let other = goals[..place].iter().find(|other| is_overlap(goal, other));
        if let Some(other) = other {
            let message = format!(
                "the period overlaps that of \u{201c}{}\u{201d}, which counts the same",
                other.label
            );
            fault("from", "overlap", message);
        }
    }
    match errors.first() {
        None => Ok(goals),
        Some(first) => Err(Error::Invalid {
            detail: first.message.clone(),
            errors,
        }),
    }
}

fn is_overlap(one: &Goal, other: &Goal) -> bool {
    one.kind == other.kind
        && one.category == other.category
        && one.from < other.to
        && other.from < one.to
}
