//! `/api/v1/notifications`: who is told of alerts, and what was sent.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use model::ids::ChannelId;
use model::notifications::{NewChannel, Notification, NotificationChannel};
use model::problem::Problem;
use services::Services;

use crate::error::ApiResult;
use crate::extract::{Id, Json as Body, SignedIn};

/// The channels, by name.
#[utoipa::path(get, path = "/notifications/channels", tag = "Notifications",
    responses((status = 200, body = Vec<NotificationChannel>)))]
pub async fn channels(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
) -> ApiResult<Json<Vec<NotificationChannel>>> {
    Ok(Json(
        services::notifications::channels(&services, &actor).await?,
    ))
}

/// A new channel: a webhook or an e-mail address, from a level on.
#[utoipa::path(post, path = "/notifications/channels", tag = "Notifications", request_body = NewChannel,
    responses((status = 201, body = NotificationChannel), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn add_channel(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
    Body(new): Body<NewChannel>,
) -> ApiResult<(StatusCode, Json<NotificationChannel>)> {
    let added = services::notifications::add_channel(&services, &actor, new).await?;
    Ok((StatusCode::CREATED, Json(added)))
}

/// Removes a channel with what was sent through it.
#[utoipa::path(delete, path = "/notifications/channels/{id}", tag = "Notifications", params(("id" = String, Path)),
    responses((status = 204), (status = 404, body = Problem)))]
pub async fn remove_channel(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
    Id(id): Id<ChannelId>,
) -> ApiResult<StatusCode> {
    services::notifications::remove_channel(&services, &actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Sends a message that says that it is a test; how it fares is in the list of notifications.
#[utoipa::path(post, path = "/notifications/channels/{id}/test", tag = "Notifications", params(("id" = String, Path)),
    responses((status = 202), (status = 404, body = Problem)))]
pub async fn test_channel(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
    Id(id): Id<ChannelId>,
) -> ApiResult<StatusCode> {
    services::notifications::test_channel(&services, &actor, id).await?;
    Ok(StatusCode::ACCEPTED)
}

/// What was sent, or is to be, newest first.
#[utoipa::path(get, path = "/notifications", tag = "Notifications", responses((status = 200, body = Vec<Notification>)))]
pub async fn latest(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
) -> ApiResult<Json<Vec<Notification>>> {
    Ok(Json(
        services::notifications::latest(&services, &actor).await?,
    ))
}
