//! `/api/v1/settings`: the organisation's own choices.

use axum::Json;
use axum::extract::State;
use model::problem::Problem;
use model::settings::OrgSettings;
use services::Services;

use crate::error::ApiResult;
use crate::extract::{Json as Body, SignedIn};

/// The settings in force.
#[utoipa::path(get, path = "/settings", tag = "Settings", responses((status = 200, body = OrgSettings)))]
pub async fn get(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
) -> ApiResult<Json<OrgSettings>> {
    Ok(Json(services::settings::settings(&services, &actor).await?))
}

/// Replaces them. A new time zone rebuilds the daily figures.
#[utoipa::path(put, path = "/settings", tag = "Settings", request_body = OrgSettings,
    responses((status = 200, body = OrgSettings), (status = 422, body = Problem)))]
pub async fn put(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
    Body(settings): Body<OrgSettings>,
) -> ApiResult<Json<OrgSettings>> {
    Ok(Json(
        services::settings::change_settings(&services, &actor, settings).await?,
    ))
}
