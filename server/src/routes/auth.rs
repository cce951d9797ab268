//! `/api/v1/auth`: signing in and out, first start, the own tokens.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use model::auth::{
    ApiToken, CreatedToken, LoginAnswer, LoginRequest, NewToken, SetupRequest, Viewer,
};
use model::ids::TokenId;
use model::problem::Problem;
use services::{Error, Services};

use crate::error::{ApiError, ApiResult};
use crate::extract::{Client, Id, Json as Body, SignedIn};

/// Signs in: answers a bearer token and sets the session cookie.
#[utoipa::path(post, path = "/auth/login", tag = "Auth", request_body = LoginRequest,
    responses((status = 200, body = LoginAnswer), (status = 401, body = Problem), (status = 429, body = Problem)))]
pub async fn login(
    State(services): State<Services>,
    Client(client): Client,
    Body(request): Body<LoginRequest>,
) -> ApiResult<Response> {
    let answer = services::auth::login(&services, &client, request).await?;
    signed_in(&services, answer)
}

/// First start: creates the organisation and its admin with the one-time code from the log.
#[utoipa::path(post, path = "/auth/setup", tag = "Auth", request_body = SetupRequest,
    responses((status = 200, body = LoginAnswer), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn setup(
    State(services): State<Services>,
    Client(client): Client,
    Body(request): Body<SetupRequest>,
) -> ApiResult<Response> {
    let answer = services::auth::complete_setup(&services, &client, request).await?;
    signed_in(&services, answer)
}

/// Ends the session.
#[utoipa::path(post, path = "/auth/logout", tag = "Auth", responses((status = 204)))]
pub async fn logout(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
) -> ApiResult<Response> {
    services::auth::logout(&services, &actor).await?;
    let cookie = header_value(&services::auth::cleared_cookie(&services))?;
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, cookie)]).into_response())
}

/// Who is asking.
#[utoipa::path(get, path = "/auth/me", tag = "Auth", responses((status = 200, body = Viewer)))]
pub async fn me(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
) -> ApiResult<Json<Viewer>> {
    Ok(Json(services::auth::viewer(&services, &actor).await?))
}

/// The caller's tokens, without their secrets; an admin sees everybody's.
#[utoipa::path(get, path = "/auth/tokens", tag = "Auth", responses((status = 200, body = Vec<ApiToken>)))]
pub async fn tokens(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
) -> ApiResult<Json<Vec<ApiToken>>> {
    Ok(Json(services::auth::tokens(&services, &actor).await?))
}

/// A new token; its secret is answered this once.
#[utoipa::path(post, path = "/auth/tokens", tag = "Auth", request_body = NewToken,
    responses((status = 201, body = CreatedToken), (status = 422, body = Problem)))]
pub async fn create_token(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
    Body(new): Body<NewToken>,
) -> ApiResult<(StatusCode, Json<CreatedToken>)> {
    let created = services::auth::create_token(&services, &actor, new).await?;
    Ok((StatusCode::CREATED, Json(created)))
}

/// Ends a token.
#[utoipa::path(delete, path = "/auth/tokens/{id}", tag = "Auth", params(("id" = String, Path)),
    responses((status = 204), (status = 404, body = Problem)))]
pub async fn revoke_token(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
    Id(id): Id<TokenId>,
) -> ApiResult<StatusCode> {
    services::auth::revoke_token(&services, &actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn signed_in(services: &Services, answer: LoginAnswer) -> ApiResult<Response> {
    let cookie = header_value(&services::auth::session_cookie(services, &answer))?;
    Ok(([(header::SET_COOKIE, cookie)], Json(answer)).into_response())
}

fn header_value(text: &str) -> ApiResult<HeaderValue> {
    HeaderValue::from_str(text).map_err(|error| ApiError(Error::internal(error)))
}
