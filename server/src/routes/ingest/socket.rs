//! `/api/v1/stream/ws`: events by WebSocket, one acknowledgement per frame.
//!
//! A frame is one event or an array of them, as text or binary. The answer carries the frame's
//! ordinal; it is sent after the commit, so an acknowledged event is stored. Backpressure is the
//! socket's own: the next frame is read after the last one is answered.

use std::time::Duration;

use axum::extract::State;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use model::ingest::BatchAnswer;
use model::problem::FieldError;
use serde::Serialize;
use services::{Actor, Services};
use tokio::time::timeout;

use crate::error::{ApiError, status_of};
use crate::extract::SignedIn;
use crate::live::SocketGate;

/// Largest frame.
const FRAME_BYTES_MAX: usize = 1024 * 1024;
/// A connection that sends nothing for this long is closed.
const QUIET_MAX: Duration = Duration::from_secs(300);

/// Acknowledgement of a frame.
#[derive(Debug, Serialize)]
struct Acknowledgement<'a> {
    /// Frames are counted from 1.
    frame: u64,
    #[serde(flatten)]
    outcome: Outcome<'a>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "snake_case")]
enum Outcome<'a> {
    #[serde(untagged)]
    Taken(BatchAnswer),
    #[serde(untagged)]
    Refused {
        status: u16,
        detail: String,
        errors: &'a [FieldError],
    },
}

/// The endpoint.
pub async fn stream(
    SignedIn(actor): SignedIn,
    State(services): State<Services>,
    State(gate): State<SocketGate>,
    upgrade: WebSocketUpgrade,
) -> Response {
    if let Err(error) = services::ingest::may_import(&actor) {
        return ApiError(error).into_response();
    }
    let place = match gate.enter() {
        Ok(place) => place,
        Err(error) => return ApiError(error).into_response(),
    };
    upgrade
        .max_message_size(FRAME_BYTES_MAX)
        .max_frame_size(FRAME_BYTES_MAX)
        .on_upgrade(move |socket| async move {
            run(socket, &services, &actor).await;
            drop(place);
        })
}

async fn run(mut socket: WebSocket, services: &Services, actor: &Actor) {
    let stop = services.stop().clone();
    let mut frame = 0;
    loop {
        let received = tokio::select! {
            () = stop.cancelled() => return,
            received = timeout(QUIET_MAX, socket.recv()) => received,
        };
        let body = match received {
            Ok(Some(Ok(Message::Text(text)))) => Bytes::from(text),
            Ok(Some(Ok(Message::Binary(bytes)))) => bytes,
            Ok(Some(Ok(Message::Ping(_) | Message::Pong(_)))) => continue,
            Ok(Some(Ok(Message::Close(_)) | Err(_)) | None) | Err(_) => return,
        };
        frame += 1;
        if !services::auth::is_still_valid(services, actor).await {
            return;
        }
        let answer = services::ingest::post_frame(services, actor, body).await;
        let outcome = match &answer {
            Ok(answer) => Outcome::Taken(answer.clone()),
            Err(error) => Outcome::Refused {
                status: status_of(error.kind()).as_u16(),
                detail: error.to_string(),
                errors: error.field_errors(),
            },
        };
        let Ok(text) = serde_json::to_string(&Acknowledgement { frame, outcome }) else {
            return;
        };
        if socket.send(Message::Text(text.into())).await.is_err() {
            return;
        }
    }
}
