//! `/api/v1/simulate` and `/api/v1/scenarios`: a period with some things done differently.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use model::ids::ScenarioId;
use model::page::Page;
use model::problem::Problem;
use model::recommendations::Recommendation;
use model::whatif::{
    LeverOverview, LeversQuery, NewScenario, Outcome, SavedScenario, ScenarioQuery, SimulateBatch,
    SimulateQuery, SimulateRequest,
};
use services::Services;

use crate::error::ApiResult;
use crate::extract::{Id, Json as Body, Query, SignedIn};

/// What changes would have done to the events of a period. Audited, unless it is a preview.
#[utoipa::path(post, path = "/simulate", tag = "What-if", params(SimulateQuery), request_body = SimulateRequest,
    responses((status = 200, body = Outcome), (status = 422, body = Problem)))]
pub async fn simulate(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
    Query(query): Query<SimulateQuery>,
    Body(request): Body<SimulateRequest>,
) -> ApiResult<Json<Outcome>> {
    Ok(Json(
        services::whatif::simulate(&services, &actor, request, query).await?,
    ))
}

/// The levers of a period and where they stand: the mean of numbers, the most frequent word.
#[utoipa::path(get, path = "/simulate/levers", tag = "What-if", params(LeversQuery),
    responses((status = 200, body = LeverOverview), (status = 422, body = Problem)))]
pub async fn levers(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
    Query(query): Query<LeversQuery>,
) -> ApiResult<Json<LeverOverview>> {
    Ok(Json(
        services::whatif::levers(&services, &actor, query).await?,
    ))
}

/// Several scenarios at once, answered in their order.
#[utoipa::path(post, path = "/simulate/batch", tag = "What-if", params(SimulateQuery), request_body = SimulateBatch,
    responses((status = 200, body = Vec<Outcome>), (status = 422, body = Problem)))]
pub async fn simulate_batch(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
    Query(query): Query<SimulateQuery>,
    Body(batch): Body<SimulateBatch>,
) -> ApiResult<Json<Vec<Outcome>>> {
    Ok(Json(
        services::whatif::simulate_batch(&services, &actor, batch, query).await?,
    ))
}

/// Scenarios that were saved, newest first.
#[utoipa::path(get, path = "/scenarios", tag = "What-if", params(ScenarioQuery),
    responses((status = 200, body = Page<SavedScenario>)))]
pub async fn scenarios(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
    Query(query): Query<ScenarioQuery>,
) -> ApiResult<Json<Page<SavedScenario>>> {
    Ok(Json(
        services::whatif::scenarios(&services, &actor, query).await?,
    ))
}

/// Calculates a scenario and keeps it under a name.
#[utoipa::path(post, path = "/scenarios", tag = "What-if", request_body = NewScenario,
    responses((status = 201, body = SavedScenario), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn save(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
    Body(new): Body<NewScenario>,
) -> ApiResult<(StatusCode, Json<SavedScenario>)> {
    let saved = services::whatif::save(&services, &actor, new).await?;
    Ok((StatusCode::CREATED, Json(saved)))
}

/// Forgets a saved scenario; what was made of it stays.
#[utoipa::path(delete, path = "/scenarios/{id}", tag = "What-if", params(("id" = String, Path)),
    responses((status = 204), (status = 404, body = Problem)))]
pub async fn delete(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
    Id(id): Id<ScenarioId>,
) -> ApiResult<StatusCode> {
    services::whatif::delete(&services, &actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Makes a recommendation of a saved scenario, or gives the one that was made.
#[utoipa::path(post, path = "/scenarios/{id}/recommendation", tag = "What-if", params(("id" = String, Path)),
    responses((status = 200, body = Recommendation), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn recommend(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
    Id(id): Id<ScenarioId>,
) -> ApiResult<Json<Recommendation>> {
    Ok(Json(
        services::whatif::recommend(&services, &actor, id).await?,
    ))
}
