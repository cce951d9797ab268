//! What the recommendations ask of the server.

use leptos::prelude::*;
use leptos::server_fn::codec::Json;
use model::ids::RecommendationId;
use model::page::Page;
use model::recommendations::{Recommendation, RecommendationStats};
use serde::{Deserialize, Serialize};

use crate::error::AppError;

/// A page of the queue, with how many stand where.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Queue {
    /// Newest first.
    pub page: Page<Recommendation>,
    /// Of all.
    pub stats: RecommendationStats,
}

/// Open recommendations, or closed ones.
#[server(prefix = "/fn", endpoint = "recommendations/list", input = Json)]
pub async fn load_recommendations(
    status: Option<String>,
    cursor: Option<String>,
) -> Result<Queue, AppError> {
    use crate::context::{actor, services};
    use model::recommendations::RecommendationQuery;
    use services::recommendations;

    let (services, actor) = (services()?, actor()?);
    let query = RecommendationQuery {
        status,
        cursor,
        limit: Some(20),
        ..RecommendationQuery::default()
    };
    Ok(Queue {
        page: recommendations::recommendations(&services, &actor, query).await?,
        stats: recommendations::stats(&services, &actor).await?,
    })
}

/// One step of a recommendation's life; a reason belongs to a dismissal.
#[server(prefix = "/fn", endpoint = "recommendations/step")]
pub async fn step(
    id: RecommendationId,
    action: String,
    #[server(default)] reason: String,
) -> Result<Recommendation, AppError> {
    use crate::context::{actor, back_to, services};
    use model::recommendations::RecommendationAction;
    use services::recommendations::Step;

    let action = RecommendationAction::parse(&action)
        .ok_or_else(|| services::Error::NotFound("such a step"))?;
    let step = Step {
        action,
        reason: Some(reason).filter(|text| !text.trim().is_empty()),
    };
    let moved = services::recommendations::step(&services()?, &actor()?, id, step).await?;
    back_to("/recommendations");
    Ok(moved)
}
