//! Sockets that things come in by: one acknowledgement per frame, in order.
//!
//! The answer carries the frame's ordinal and is sent after the commit, so what is acknowledged is stored.
//! A frame that cannot be read is answered with the problem, and the socket stays open. Backpressure is the
//! socket's own: the next frame is read after the last one is answered.

use std::time::Duration;

use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use model::problem::FieldError;
use serde::Serialize;
use services::{Actor, Error, Services};
use tokio::time::timeout;

use crate::error::{ApiError, status_of};
use crate::live::SocketGate;

/// Largest frame.
const FRAME_BYTES_MAX: usize = 1024 * 1024;
/// A connection that sends nothing for this long is closed.
const QUIET_MAX: Duration = Duration::from_secs(300);

/// A request for a socket, or why it is none. Who may not come in is told so first.
pub type Upgrade = Result<WebSocketUpgrade, WebSocketUpgradeRejection>;

/// Acknowledgement of a frame.
#[derive(Debug, Serialize)]
struct Acknowledgement<'a, A> {
    /// Frames are counted from 1.
    frame: u64,
    #[serde(flatten)]
    outcome: Outcome<'a, A>,
}

#[derive(Debug, Serialize)]
#[serde(untagged)]
enum Outcome<'a, A> {
    Taken(&'a A),
    Refused {
        status: u16,
        detail: String,
        errors: &'a [FieldError],
    },
}

/// Opens a socket for somebody who `may` come in, each frame of which is handed to `take`.
pub fn answer_frames<A, T>(
    services: Services,
    actor: Actor,
    gate: &SocketGate,
    upgrade: Upgrade,
    may: Result<(), Error>,
    take: impl Fn(Services, Actor, Bytes) -> T + Send + 'static,
) -> Response
where
    A: Serialize + Send + Sync + 'static,
    T: Future<Output = Result<A, Error>> + Send + 'static,
{
    if let Err(error) = may {
        return ApiError(error).into_response();
    }
    let upgrade = match upgrade {
        Ok(upgrade) => upgrade,
        Err(rejection) => return rejection.into_response(),
    };
    let place = match gate.enter() {
        Ok(place) => place,
        Err(error) => return ApiError(error).into_response(),
    };
    upgrade
        .max_message_size(FRAME_BYTES_MAX)
        .max_frame_size(FRAME_BYTES_MAX)
        .on_upgrade(move |socket| async move {
            run(socket, &services, &actor, take).await;
            drop(place);
        })
}

async fn run<A: Serialize, T: Future<Output = Result<A, Error>>>(
    mut socket: WebSocket,
    services: &Services,
    actor: &Actor,
    take: impl Fn(Services, Actor, Bytes) -> T,
) {
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
        let answer = take(services.clone(), actor.clone(), body).await;
        let outcome = match &answer {
            Ok(answer) => Outcome::Taken(answer),
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
