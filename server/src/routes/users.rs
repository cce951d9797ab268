//! `/api/v1/users`: people and their roles.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use model::auth::{NewUser, User, UserChange};
use model::ids::UserId;
use model::problem::Problem;
use services::Services;

use crate::error::ApiResult;
use crate::extract::{Id, Json as Body, SignedIn};

/// Everybody of the organisation.
#[utoipa::path(get, path = "/users", tag = "Users", responses((status = 200, body = Vec<User>)))]
pub async fn list(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
) -> ApiResult<Json<Vec<User>>> {
    Ok(Json(services::auth::users(&services, &actor).await?))
}

/// A new user.
#[utoipa::path(post, path = "/users", tag = "Users", request_body = NewUser,
    responses((status = 201, body = User), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn create(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
    Body(new): Body<NewUser>,
) -> ApiResult<(StatusCode, Json<User>)> {
    Ok((
        StatusCode::CREATED,
        Json(services::auth::create_user(&services, &actor, new).await?),
    ))
}

/// Changes a user; absent fields stay. Acts on open sessions at once.
#[utoipa::path(patch, path = "/users/{id}", tag = "Users", params(("id" = String, Path)), request_body = UserChange,
    responses((status = 200, body = User), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn change(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
    Id(id): Id<UserId>,
    Body(change): Body<UserChange>,
) -> ApiResult<Json<User>> {
    Ok(Json(
        services::auth::change_user(&services, &actor, id, change).await?,
    ))
}
