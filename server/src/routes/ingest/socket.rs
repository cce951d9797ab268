//! `/api/v1/stream/ws`: events by WebSocket. A frame is one event or an array of them, as text or binary.

use axum::extract::State;
use axum::response::Response;
use services::Services;

use crate::extract::SignedIn;
use crate::live::SocketGate;
use crate::stream::{Upgrade, answer_frames};

/// The endpoint.
pub async fn stream(
    SignedIn(actor): SignedIn,
    State(services): State<Services>,
    State(gate): State<SocketGate>,
    upgrade: Upgrade,
) -> Response {
    let may = services::ingest::may_import(&actor);
    answer_frames(
        services,
        actor,
        &gate,
        upgrade,
        may,
        |services, actor, body| async move {
            services::ingest::post_frame(&services, &actor, body).await
        },
    )
}
