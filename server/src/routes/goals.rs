//! `/api/v1/goals`: what a period may emit at most, or shall save at least.

use axum::Json;
use axum::extract::State;
use model::goals::{GoalList, GoalOverview};
use model::problem::Problem;
use services::Services;

use crate::error::ApiResult;
use crate::extract::{Json as Body, SignedIn};

/// All goals with how far along they are, and where they land.
#[utoipa::path(get, path = "/goals", tag = "Goals", responses((status = 200, body = GoalOverview)))]
pub async fn list(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
) -> ApiResult<Json<GoalOverview>> {
    Ok(Json(services::goals::goals(&services, &actor).await?))
}

/// Replaces them all; refused when they are not those of `revision` any more.
#[utoipa::path(put, path = "/goals", tag = "Goals", request_body = GoalList,
    responses((status = 200, body = GoalOverview), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn put(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
    Body(list): Body<GoalList>,
) -> ApiResult<Json<GoalOverview>> {
    Ok(Json(
        services::goals::put_goals(&services, &actor, list).await?,
    ))
}
