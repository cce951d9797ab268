//! Import profiles: the saved mappings.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use model::ingest::{Profile, StoredProfile, Vocabulary};
use model::problem::Problem;
use services::{Error, Services};

use crate::error::ApiResult;
use crate::extract::{Json as Body, SignedIn};

/// Profiles, the shipped ones first.
#[utoipa::path(get, path = "/ingest/profiles", tag = "Ingest", responses((status = 200, body = Vec<StoredProfile>)))]
pub async fn list_profiles(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
) -> ApiResult<Json<Vec<StoredProfile>>> {
    Ok(Json(services::ingest::profiles(&services, &actor).await?))
}

/// Saves a profile under its name.
#[utoipa::path(post, path = "/ingest/profiles", tag = "Ingest", request_body = Profile,
    responses((status = 201, body = StoredProfile), (status = 422, body = Problem)))]
pub async fn create_profile(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
    Body(profile): Body<Profile>,
) -> ApiResult<(StatusCode, Json<StoredProfile>)> {
    let stored = services::ingest::save_profile(&services, &actor, profile).await?;
    Ok((StatusCode::CREATED, Json(stored)))
}

/// Replaces a profile.
#[utoipa::path(put, path = "/ingest/profiles/{name}", tag = "Ingest", params(("name" = String, Path)), request_body = Profile,
    responses((status = 200, body = StoredProfile), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn put_profile(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
    Path(name): Path<String>,
    Body(profile): Body<Profile>,
) -> ApiResult<Json<StoredProfile>> {
    if profile.name != name {
        return Err(Error::invalid(
            "name",
            "mismatch",
            format!(
                "the profile is called `{}`, the address says `{name}`",
                profile.name
            ),
        )
        .into());
    }
    Ok(Json(
        services::ingest::save_profile(&services, &actor, profile).await?,
    ))
}

/// Removes a profile. Imports made with it stay as they are.
#[utoipa::path(delete, path = "/ingest/profiles/{name}", tag = "Ingest", params(("name" = String, Path)),
    responses((status = 204), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn delete_profile(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
    Path(name): Path<String>,
) -> ApiResult<StatusCode> {
    services::ingest::delete_profile(&services, &actor, &name).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The words and units a mapping may use.
#[utoipa::path(get, path = "/ingest/vocabulary", tag = "Ingest", responses((status = 200, body = Vocabulary)))]
pub async fn vocabulary(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
) -> ApiResult<Json<Vocabulary>> {
    Ok(Json(services::ingest::vocabulary(&services, &actor).await?))
}
