//! Measurements by socket: each message answered, and each measurement there once.

use std::net::SocketAddr;

use axum::http::StatusCode;
use chrono::Duration;
use futures::SinkExt;
use model::auth::Role;
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;

use crate::energy::{put, quarters, settings, start, works_in};
use crate::live::{Socket, listen, next, open, say};
use crate::recommendations::get;
use crate::support::app::{Payload, TestApp};

async fn connect(addr: SocketAddr, path: &str, token: &str) -> Socket {
    let path = format!("{path}/measurements/stream");
    let opened = open(addr, &path, &[("authorization", token)]).await;
    opened.expect("a socket")
}

async fn told(socket: &mut Socket, message: Value) -> Value {
    say(socket, message).await;
    next(socket).await
}

fn outcome(answer: &Value) -> [u64; 5] {
    [
        "frame",
        "accepted",
        "duplicate",
        "replaced",
        "rejected_count",
    ]
    .map(|name| answer[name].as_u64().unwrap_or_else(|| panic!("{answer}")))
}

async fn a_message_counts_once_across_a_reconnect(app: TestApp) {
    let addr = listen(&app).await;
    let (operator, path) = works_in(&app, "DEU").await;
    put(&app, &path, &operator, settings()).await;
    let rows = quarters(start() - Duration::days(1), 6);
    let batch = json!({"measurements": rows[..4]});
    let mut socket = connect(addr, &path, &operator).await;
    assert_eq!(
        outcome(&told(&mut socket, rows[0].clone()).await),
        [1, 1, 0, 0, 0]
    );
    assert_eq!(
        outcome(&told(&mut socket, batch.clone()).await),
        [2, 3, 1, 0, 0]
    );
    // Sent, and gone before the answer was read: whether it is stored, nobody knows.
    say(&mut socket, json!({"measurements": rows[3..]})).await;
    drop(socket);

    let mut socket = connect(addr, &path, &operator).await;
    assert_eq!(outcome(&told(&mut socket, batch).await), [1, 0, 4, 0, 0]);
    let again = outcome(&told(&mut socket, json!({"measurements": rows[3..]})).await);
    assert_eq!(again[1] + again[2], 3, "new or there, and nothing twice");
    let again = outcome(&told(&mut socket, json!({"measurements": rows})).await);
    assert_eq!(again, [3, 0, 6, 0, 0]);
    let state = get(&app, &operator, &path).await;
    assert_eq!(state["measurements"], 6);

    let mut other = rows[5].clone();
    other["value"] = json!(7.5);
    let refused = told(&mut socket, other.clone()).await;
    assert_eq!(outcome(&refused), [4, 0, 0, 0, 1]);
    assert_eq!(refused["rejected"][0]["code"], "conflict");
    let correction = json!({"measurements": [other], "replace": true});
    assert_eq!(
        outcome(&told(&mut socket, correction).await),
        [5, 0, 0, 1, 0]
    );
    assert_eq!(get(&app, &operator, &path).await["measurements"], 6);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_counts_once_across_a_reconnect_everywhere() {
    a_message_counts_once_across_a_reconnect(TestApp::start().await).await;
    let postgres = testkit::scratch_postgres().await;
    let folder = tempfile::tempdir().expect("a folder");
    let app = TestApp::start_on(postgres.url(), folder, |_| {}, 1_000_000).await;
    a_message_counts_once_across_a_reconnect(app).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_read_is_answered_and_the_socket_stays_open() {
    let app = TestApp::start().await;
    let addr = listen(&app).await;
    let (operator, path) = works_in(&app, "DEU").await;
    put(&app, &path, &operator, settings()).await;
    let mut socket = connect(addr, &path, &operator).await;
    let texts = [
        "{\"measurements\": [",
        "[]",
        "{}",
        "7",
        "{\"measurements\": 1}",
    ];
    for (text, frame) in texts.into_iter().zip(1_u64..) {
        socket.send(Message::Text(text.into())).await.expect("sent");
        let answer = next(&mut socket).await;
        assert_eq!(
            (&answer["frame"], &answer["status"]),
            (&json!(frame), &json!(422)),
            "{text}"
        );
        assert_eq!(answer["errors"][0]["field"], "body", "{answer}");
    }
    let at = start().to_rfc3339();
    let odd = json!({"measurements": [
        {"channel": "import_kwh", "at": at, "value": 1.0},
        {"channel": "gas", "at": at, "value": 1.0},
        {"channel": "import_kwh", "at": "2026-06-14T22:07:00Z", "value": 1.0},
        {"channel": "import_kwh", "at": at, "value": "much"}]});
    let answer = told(&mut socket, odd).await;
    assert_eq!(outcome(&answer), [6, 1, 0, 0, 3]);
    let named: Vec<_> = (answer["rejected"].as_array().expect("rows").iter())
        .map(|one| (one["index"].as_u64(), one["field"].as_str()))
        .collect();
    let expected = [(1, "channel"), (2, "at"), (3, "value")];
    assert_eq!(
        named,
        expected.map(|(index, field)| (Some(index), Some(field)))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_is_open_to_those_who_may_import_for_the_site() {
    let app = TestApp::start().await;
    let addr = listen(&app).await;
    let (operator, path) = works_in(&app, "DEU").await;
    let stream = format!("{path}/measurements/stream");
    let early = app.get(&stream, &operator).await;
    assert_eq!(early.status, StatusCode::NOT_FOUND, "nothing is set yet");
    put(&app, &path, &operator, settings()).await;
    for (role, status) in [
        (Role::Viewer, StatusCode::FORBIDDEN),
        (Role::Supplier, StatusCode::NOT_FOUND),
    ] {
        let token = app.signed_in_as(role).await;
        assert_eq!(app.get(&stream, &token).await.status, status, "{role:?}");
        let refused = open(addr, &stream, &[("authorization", &token)]).await;
        assert!(refused.is_err_and(|error| error.contains(status.as_str())));
    }
    let nobody = app.call("GET", &stream, None, Payload::None).await;
    assert_eq!(nobody.status, StatusCode::UNAUTHORIZED);
    // Whoever may, but asks for no socket, learns that it is one.
    let plain = app.get(&stream, &operator).await;
    assert!(plain.status.is_client_error(), "{}", plain.text());
}
