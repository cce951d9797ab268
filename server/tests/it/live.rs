//! The live channels over real sockets.

use std::net::SocketAddr;
use std::time::Duration;

use futures::{SinkExt, StreamExt};
use model::auth::Role;
use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpStream};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use crate::support::app::TestApp;

pub(crate) type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

pub(crate) async fn listen(app: &TestApp) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let addr = listener.local_addr().expect("an address");
    let service = app
        .router
        .clone()
        .into_make_service_with_connect_info::<SocketAddr>();
    tokio::spawn(async move { axum::serve(listener, service).await });
    addr
}

pub(crate) async fn open(
    addr: SocketAddr,
    path: &str,
    headers: &[(&'static str, &str)],
) -> Result<Socket, String> {
    let mut request = format!("ws://{addr}{path}")
        .into_client_request()
        .expect("a request");
    for (name, value) in headers {
        request
            .headers_mut()
            .insert(*name, value.parse().expect("a value"));
    }
    connect_async(request)
        .await
        .map(|(socket, _)| socket)
        .map_err(|error| error.to_string())
}

/// The next text frame; a stuck socket fails the test instead of hanging it.
pub(crate) async fn next(socket: &mut Socket) -> Value {
    loop {
        let message = tokio::time::timeout(Duration::from_secs(20), socket.next())
            .await
            .expect("a frame in time")
            .expect("an open socket")
            .expect("a frame");
        if let Message::Text(text) = message {
            return serde_json::from_str(&text).expect("JSON");
        }
    }
}

pub(crate) async fn say(socket: &mut Socket, value: Value) {
    socket
        .send(Message::Text(value.to_string().into()))
        .await
        .expect("sent");
}

async fn subscribed(app: &TestApp, addr: SocketAddr, token: &str) -> Socket {
    let mut socket = open(addr, "/ws", &[("authorization", token)])
        .await
        .expect("a socket");
    say(
        &mut socket,
        json!({"type": "subscribe", "channels": ["emissions", "ingest_jobs", "nonsense"]}),
    )
    .await;
    let answer = next(&mut socket).await;
    assert_eq!(answer["type"], "subscribed", "{answer}");
    assert_eq!(answer["channels"], json!(["emissions", "ingest_jobs"]));
    assert_eq!(answer["refused"], json!(["nonsense"]));
    assert!(app.services.live().is_heard(app.org) || app.services.live().is_heard(app.other_org));
    socket
}

fn event(supplier: &str) -> Value {
    json!({"event_type": "factory", "supplier": supplier, "occurred_at": "2026-06-15T12:10:00Z",
        "electricity_kwh": 10, "grid_region": "DEU"})
}

#[tokio::test(flavor = "multi_thread")]
async fn a_posted_event_moves_the_pulse_of_its_own_organisation() {
    let app = TestApp::start().await;
    let addr = listen(&app).await;
    let operator = app.signed_in_as(Role::Operator).await;
    let supplier = app.signed_in_as(Role::Supplier).await;
    let stranger = app.signed_in(app.other_org, Role::Admin).await;
    let mut own = subscribed(&app, addr, &operator).await;
    let mut suppliers = subscribed(&app, addr, &supplier).await;
    let mut strangers = subscribed(&app, addr, &stranger).await;
    app.post("/api/v1/ingest/event", &operator, event("Somebody Else"))
        .await;
    let frame = next(&mut own).await;
    assert_eq!(
        (frame["channel"].as_str(), frame["seq"].as_u64()),
        (Some("emissions"), Some(1)),
        "{frame}"
    );
    assert!(
        frame["data"]["pulse"]["rate_kg_per_hour"]
            .as_f64()
            .is_some_and(|rate| rate > 0.0),
        "{frame}"
    );
    assert_eq!(frame["data"]["latest"][0]["supplier"], "Somebody Else");
    // A supplier user's frame shows their own supplier's figures, which did not move.
    let frame = next(&mut suppliers).await;
    assert_eq!(
        frame["data"]["pulse"]["rate_kg_per_hour"].as_f64(),
        Some(0.0),
        "{frame}"
    );
    assert_eq!(frame["data"]["latest"], json!([]));
    // The stranger heard nothing before the answer to its own ping.
    say(&mut strangers, json!({"type": "ping"})).await;
    assert_eq!(next(&mut strangers).await["type"], "pong");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_is_followed_to_its_end() {
    let app = TestApp::start().await;
    let addr = listen(&app).await;
    let token = app.signed_in_as(Role::Operator).await;
    let mut socket = subscribed(&app, addr, &token).await;
    let sample = include_bytes!("../../../crates/engine/samples/flights_sample.csv");
    app.import(&token, "nyc-flights", sample).await;
    let mut statuses = Vec::new();
    while statuses.last().map(String::as_str) != Some("done") {
        let frame = next(&mut socket).await;
        if frame["channel"] == "ingest_jobs" {
            statuses.push(
                frame["data"]["status"]
                    .as_str()
                    .expect("a status")
                    .to_owned(),
            );
        }
    }
    assert!(statuses.len() >= 2, "{statuses:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn sockets_refuse_strangers_and_other_sites() {
    let app = TestApp::start().await;
    let addr = listen(&app).await;
    let token = app.signed_in_as(Role::Operator).await;
    assert!(
        open(addr, "/ws", &[])
            .await
            .is_err_and(|error| error.contains("401"))
    );
    let other = [
        ("authorization", token.as_str()),
        ("origin", "https://elsewhere.example"),
    ];
    assert!(
        open(addr, "/ws", &other)
            .await
            .is_err_and(|error| error.contains("403"))
    );
    assert!(open(addr, "/api/v1/stream/ws", &other).await.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn frames_that_make_no_sense_are_answered() {
    let app = TestApp::start().await;
    let addr = listen(&app).await;
    let token = app.signed_in_as(Role::Operator).await;
    let mut socket = subscribed(&app, addr, &token).await;
    for text in ["hello", "{}", r#"{"type":"dance"}"#] {
        socket.send(Message::Text(text.into())).await.expect("sent");
        assert_eq!(next(&mut socket).await["type"], "error", "{text}");
    }
    socket
        .send(Message::Binary(vec![1, 2, 3].into()))
        .await
        .expect("sent");
    assert_eq!(next(&mut socket).await["type"], "error");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_is_acknowledged_frame_by_frame() {
    let app = TestApp::start().await;
    let addr = listen(&app).await;
    let token = app.signed_in_as(Role::Operator).await;
    let mut socket = open(addr, "/api/v1/stream/ws", &[("authorization", &token)])
        .await
        .expect("a socket");
    say(&mut socket, event("A")).await;
    let answer = next(&mut socket).await;
    assert_eq!(
        (answer["frame"].as_u64(), answer["accepted"].as_u64()),
        (Some(1), Some(1)),
        "{answer}"
    );
    say(
        &mut socket,
        json!([event("A"), event("B"), {"event_type": "factory"}]),
    )
    .await;
    let answer = next(&mut socket).await;
    assert_eq!(answer["frame"], 2, "{answer}");
    assert_eq!(
        (answer["accepted"].as_u64(), answer["duplicate"].as_u64()),
        (Some(1), Some(1)),
        "{answer}"
    );
    assert_eq!(answer["rejected"][0]["index"], 2, "{answer}");
    say(&mut socket, json!("nonsense")).await;
    let answer = next(&mut socket).await;
    assert_eq!(answer["frame"], 3, "{answer}");
    assert!(
        answer["status"]
            .as_u64()
            .is_some_and(|status| status == 422)
            || !answer["rejected"].as_array().expect("rejected").is_empty()
    );
}
