//! A recommendation's life: approved or dismissed, taken up, done, taken back.

use engine::recommendations::{Refusal, step_to, transition};
use model::auth::Permission;
use model::ids::RecommendationId;
use model::money::Money;
use model::recommendations::{
    Recommendation, RecommendationAction, RecommendationPatch, RecommendationStatus,
};
use serde_json::json;

use super::read::{announce, recommendation, standing, visible};
use super::verifying::freeze;
use crate::Services;
use crate::actor::Actor;
use crate::audit;
use crate::error::{Error, Result};

/// Longest reason, in characters.
const REASON_CHARS_MAX: usize = 500;
/// Longest name of who is to do it.
const ASSIGNEE_CHARS_MAX: usize = 200;

const CHANGED_MEANWHILE: &str = "somebody else changed it meanwhile; look again";

/// A step with what is said about it.
#[derive(Debug, Clone)]
pub struct Step {
    pub action: RecommendationAction,
    /// Why it is dismissed.
    pub reason: Option<String>,
    /// Where it stood for whoever decided: what others did meanwhile is not taken back unseen.
    pub seen: Option<RecommendationStatus>,
}

impl From<RecommendationAction> for Step {
    fn from(action: RecommendationAction) -> Self {
        Self {
            action,
            reason: None,
            seen: None,
        }
    }
}

/// Leads a recommendation one step on, or back. At approval the baseline is frozen that its saving will
/// be measured against.
///
/// # Errors
/// `Forbidden` for viewers and supplier users; `NotFound`; `Conflict` when it stands where no such step
/// leads from, or not where it was seen.
pub async fn step(
    services: &Services,
    actor: &Actor,
    id: RecommendationId,
    step: Step,
) -> Result<Recommendation> {
    actor.must(Permission::Operate)?;
    let reason = limited("reason", step.reason, REASON_CHARS_MAX)?;
    let now = services.clock().now();
    let mut conn = services.db().read(actor.org).await?;
    let mut row = visible(&mut conn, actor, id).await?;
    drop(conn);
    let expected = row.status;
    let next = transition(&standing(&row), step.action, now).map_err(refused)?;
    if step.seen.is_some_and(|seen| seen != expected) {
        return Err(Error::Conflict(CHANGED_MEANWHILE.to_owned()));
    }
    if step.action == RecommendationAction::Approve {
        row.frozen = freeze(services, actor.org, &row, now).await?;
    }
    row.status = next.status;
    row.since = next.since;
    row.before = next.before;
    match step.action {
        RecommendationAction::Approve | RecommendationAction::Dismiss => {
            row.decided_by = Some(actor.name.clone());
            row.decided_at = Some(now);
            row.reason = reason;
        }
        RecommendationAction::Undo if row.status == RecommendationStatus::Pending => {
            row.decided_by = None;
            row.decided_at = None;
            row.reason = None;
        }
        _ => {}
    }
    let mut tx = services.db().write(actor.org).await?;
    if !store::recommendations::change(&mut tx, expected, &row).await? {
        return Err(Error::Conflict(CHANGED_MEANWHILE.to_owned()));
    }
    let action = format!("recommendation.{}", step.action.as_str());
    let metadata = json!({ "status": row.status, "reason": row.reason });
    let subject = format!("recommendation {id}");
    audit::record(services, &mut tx, actor, &action, subject, metadata).await?;
    tx.commit().await?;
    announce(services, actor.org, id).await?;
    recommendation(services, actor, id).await
}

/// Moves it to a status its life leads to, names who is to do it, or both.
///
/// # Errors
/// As [`step`]; `Invalid` for a status no person can give.
pub async fn change(
    services: &Services,
    actor: &Actor,
    id: RecommendationId,
    patch: RecommendationPatch,
) -> Result<Recommendation> {
    actor.must(Permission::Operate)?;
    let assignee = limited("assignee", patch.assignee, ASSIGNEE_CHARS_MAX)?;
    if assignee.is_some() || patch.investment.is_some() {
        note(services, actor, id, assignee, patch.investment).await?;
    }
    let Some(status) = patch.status else {
        return recommendation(services, actor, id).await;
    };
    let action = step_to(status).ok_or_else(|| {
        let message = format!("`{}` is not set by hand", status.as_str());
        Error::invalid("status", "not_by_hand", message)
    })?;
    step(services, actor, id, action.into()).await
}

/// Notes who is to do it, and what it costs once.
async fn note(
    services: &Services,
    actor: &Actor,
    id: RecommendationId,
    assignee: Option<String>,
    investment: Option<Money>,
) -> Result<()> {
    let mut tx = services.db().write(actor.org).await?;
    let mut row = visible(&mut tx, actor, id).await?;
    let mut noted = Vec::new();
    if let Some(name) = assignee {
        let name = Some(name).filter(|name| !name.is_empty());
        store::recommendations::assign(&mut tx, id, name.as_deref()).await?;
        noted.push(("recommendation.assign", json!({ "assignee": name })));
    }
    if let Some(money) = investment {
        let settings = store::organisations::settings(&mut tx).await?;
        check_investment(money, &settings.currency)?;
        let investment = Some(money).filter(|money| money.amount.micros() > 0);
        // The rest stays as it is, also what a later program wrote there.
        if let Some(details) = row.details.as_object_mut() {
            details.insert("investment".to_owned(), json!(investment));
        }
        store::recommendations::put_details(&mut tx, id, &row.details).await?;
        noted.push(("recommendation.invest", json!({ "investment": investment })));
    }
    for (action, metadata) in noted {
        let subject = format!("recommendation {id}");
        audit::record(services, &mut tx, actor, action, subject, metadata).await?;
    }
    tx.commit().await?;
    announce(services, actor.org, id).await
}

fn check_investment(money: Money, currency: &str) -> Result<()> {
    if money.amount.micros() < 0 {
        let message = format!("the investment is {money}; it must not be below 0");
        return Err(Error::invalid("investment.amount", "out_of_range", message));
    }
    if money.currency.as_str() != currency {
        let message =
            format!("the investment is in {money}; this organisation counts in {currency}");
        return Err(Error::invalid("investment.currency", "other", message));
    }
    Ok(())
}

fn limited(field: &'static str, text: Option<String>, most: usize) -> Result<Option<String>> {
    let text = text.map(|text| text.trim().to_owned());
    match text {
        Some(text) if text.chars().count() > most => Err(Error::invalid(
            field,
            "too_long",
            format!(
                "at most {most} characters; these are {}",
                text.chars().count()
            ),
        )),
        other => Ok(other),
    }
}

fn refused(refusal: Refusal) -> Error {
    Error::Conflict(refusal.to_string())
}
