//! What the recommendations ask of the server.

use leptos::prelude::*;
use leptos::server_fn::codec::Json;
use model::ids::RecommendationId;
use model::page::Page;
use model::recommendations::{Recommendation, RecommendationQuery, RecommendationStats};
use serde::{Deserialize, Serialize};

use crate::error::AppError;
#[cfg(feature = "ssr")]
use crate::words::recommendations as words;

/// A page of the queue, with how many stand where.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Queue {
    /// Newest first.
    pub page: Page<Recommendation>,
    /// Of all.
    pub stats: RecommendationStats,
}

/// The recommendations a query asks for.
#[server(prefix = "/fn", endpoint = "recommendations/list", input = Json)]
pub async fn load_recommendations(query: RecommendationQuery) -> Result<Queue, AppError> {
    use services::recommendations;

    let (services, actor) = (crate::context::services()?, crate::context::actor()?);
    Ok(Queue {
        page: recommendations::recommendations(&services, &actor, query).await?,
        stats: recommendations::stats(&services, &actor).await?,
    })
}

/// One.
#[server(prefix = "/fn", endpoint = "recommendations/one", input = Json)]
pub async fn load_recommendation(id: RecommendationId) -> Result<Recommendation, AppError> {
    let (services, actor) = (crate::context::services()?, crate::context::actor()?);
    Ok(services::recommendations::recommendation(&services, &actor, id).await?)
}

/// One step of a recommendation's life; a reason belongs to a dismissal.
#[server(prefix = "/fn", endpoint = "recommendations/step")]
pub async fn step(
    id: RecommendationId,
    action: String,
    #[server(default)] reason: String,
    // Where it stood on the page.
    #[server(default)] seen: String,
) -> Result<Recommendation, AppError> {
    use crate::context::{actor, back_to, services};
    use model::recommendations::{RecommendationAction, RecommendationStatus};
    use services::recommendations::Step;

    let action = RecommendationAction::parse(&action)
        .ok_or_else(|| services::Error::NotFound(words::NO_SUCH_STEP))?;
    let step = Step {
        action,
        reason: Some(reason).filter(|text| !text.trim().is_empty()),
        seen: RecommendationStatus::parse(&seen),
    };
    let moved = services::recommendations::step(&services()?, &actor()?, id, step).await?;
    back_to(&format!("/recommendations/{id}"));
    Ok(moved)
}

/// Names who is to do it; nobody when empty.
#[server(prefix = "/fn", endpoint = "recommendations/assign")]
pub async fn assign(
    id: RecommendationId,
    #[server(default)] assignee: String,
) -> Result<Recommendation, AppError> {
    use crate::context::{actor, back_to, services};
    use model::recommendations::RecommendationPatch;

    let patch = RecommendationPatch {
        assignee: Some(assignee),
        ..RecommendationPatch::default()
    };
    let changed = services::recommendations::change(&services()?, &actor()?, id, patch).await?;
    back_to(&format!("/recommendations/{id}"));
    Ok(changed)
}

/// States what has to be bought once, in the organisation's currency; nothing when empty.
#[server(prefix = "/fn", endpoint = "recommendations/invest")]
pub async fn invest(
    id: RecommendationId,
    #[server(default)] investment: String,
) -> Result<Recommendation, AppError> {
    use crate::context::{actor, back_to, services};
    use model::money::{Amount, Currency, Money};
    use model::recommendations::RecommendationPatch;

    let wrong = |message: String| services::Error::invalid("investment", "no_amount", message);
    let (services, actor) = (services()?, actor()?);
    let currency = services::settings::settings(&services, &actor)
        .await?
        .currency;
    let amount = match investment.trim() {
        "" => Amount::default(),
        text => Amount::parse(text).map_err(|error| wrong(error.to_string()))?,
    };
    let currency = Currency::new(&currency).map_err(|error| wrong(error.to_string()))?;
    let patch = RecommendationPatch {
        investment: Some(Money { amount, currency }),
        ..RecommendationPatch::default()
    };
    let changed = services::recommendations::change(&services, &actor, id, patch).await?;
    back_to(&format!("/recommendations/{id}"));
    Ok(changed)
}
