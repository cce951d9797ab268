//! What the goals ask of the server.

use leptos::prelude::*;
use leptos::server_fn::codec::Json;
use model::goals::{GoalOverview, GoalState};
use model::ids::GoalId;

use crate::error::AppError;
#[cfg(feature = "ssr")]
use crate::words::goals as words;

/// All goals with how far along they are.
#[server(prefix = "/fn", endpoint = "goals/list", input = Json)]
pub async fn load_goals() -> Result<GoalOverview, AppError> {
    use crate::context::{actor, services};

    Ok(services::goals::goals(&services()?, &actor()?).await?)
}

/// The saving goal of the dashboard, if there is one.
#[server(prefix = "/fn", endpoint = "goals/saved", input = Json)]
pub async fn load_saved() -> Result<Option<GoalState>, AppError> {
    use crate::context::{actor, services};

    Ok(services::goals::saving_goal(&services()?, &actor()?).await?)
}

/// Changes a goal, or adds one. `counts` is `saving`, `emissions`, or `emissions:` and a category;
/// `until` the last day inside.
#[server(prefix = "/fn", endpoint = "goals/save")]
pub async fn save_goal(
    revision: String,
    #[server(default)] id: String,
    label: String,
    counts: String,
    from: String,
    until: String,
    tonnes: String,
) -> Result<GoalOverview, AppError> {
    use crate::context::{actor, back_to, services};

    let typed = Typed {
        id,
        label,
        counts,
        from,
        until,
        tonnes,
    };
    let new = typed.read()?;
    let kept = services::goals::put_goal(&services()?, &actor()?, &revision, new).await;
    let kept = kept.map_err(|fault| as_typed(fault.into()))?;
    back_to("/goals");
    Ok(kept)
}

/// Removes a goal.
#[server(prefix = "/fn", endpoint = "goals/remove")]
pub async fn remove_goal(revision: String, id: GoalId) -> Result<GoalOverview, AppError> {
    use crate::context::{actor, back_to, services};

    let left = services::goals::remove_goal(&services()?, &actor()?, &revision, id).await?;
    back_to("/goals");
    Ok(left)
}

/// A goal as it was typed.
#[cfg(feature = "ssr")]
struct Typed {
    id: String,
    label: String,
    counts: String,
    from: String,
    until: String,
    tonnes: String,
}

#[cfg(feature = "ssr")]
impl Typed {
    fn read(self) -> Result<model::goals::NewGoal, AppError> {
        use model::goals::{GoalKind, NewGoal};
        use model::ingest::EventType;

        let (kind, category) = match self.counts.split_once(':') {
            Some((kind, category)) => {
                let category = EventType::parse(category);
                let known =
                    category.ok_or_else(|| malformed("counts", words::CHOOSE_WHAT_THE_GOAL_COUNTS));
                (kind, Some(known?))
            }
            None => (self.counts.as_str(), None),
        };
        let kind = GoalKind::parse(kind)
            .ok_or_else(|| malformed("counts", words::CHOOSE_WHAT_THE_GOAL_COUNTS))?;
        let last = day("until", &self.until)?;
        let tonnes: f64 = (self.tonnes.trim().parse()).map_err(|_| {
            let message = words::is_no_number_of_tonnes_one(&self.tonnes);
            malformed("tonnes", &message)
        })?;
        Ok(NewGoal {
            id: self.id.parse().ok(),
            label: self.label,
            from: day("from", &self.from)?,
            to: last.succ_opt().unwrap_or(last),
            kind,
            category,
            kg: tonnes * 1_000.0,
        })
    }
}

#[cfg(feature = "ssr")]
fn day(field: &str, text: &str) -> Result<chrono::NaiveDate, AppError> {
    text.trim().parse().map_err(|_| {
        let message = words::is_no_day_one_looks_like(text);
        malformed(field, &message)
    })
}

#[cfg(feature = "ssr")]
fn malformed(field: &str, message: &str) -> AppError {
    services::Error::invalid(field, "malformed", message).into()
}

/// The same faults, at the fields of the form.
#[cfg(feature = "ssr")]
fn as_typed(mut error: AppError) -> AppError {
    for fault in &mut error.errors {
        let typed = match fault.field.as_str() {
            "kg" => "tonnes",
            "to" => "until",
            other => other,
        };
        fault.field = typed.to_owned();
    }
    error
}
