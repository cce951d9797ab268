//! Alerts that leave the house: by webhook and by e-mail, tried again when that fails.

use std::sync::Arc;

use axum::Router;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use chrono::Duration;
use model::auth::Role;
use parking_lot::Mutex;
use serde_json::{Value, json};
use services::notifications::SmtpSettings;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;

use crate::support::app::{Payload, TestApp};

/// A webhook that answers with an error as often as it is told to.
#[derive(Clone, Default)]
struct Hook {
    received: Arc<Mutex<Vec<(HeaderMap, String)>>>,
    failures: Arc<Mutex<u32>>,
}

impl Hook {
    async fn listen(&self) -> String {
        let hook = self.clone();
        let receive = move |headers: HeaderMap, body: String| {
            let hook = hook.clone();
            async move {
                let mut failures = hook.failures.lock();
                if *failures > 0 {
                    *failures -= 1;
                    return StatusCode::INTERNAL_SERVER_ERROR;
                }
                hook.received.lock().push((headers, body));
                StatusCode::NO_CONTENT
            }
        };
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let addr = listener.local_addr().expect("an address");
        let app = Router::new().route("/hook", post(receive));
        tokio::spawn(async move { axum::serve(listener, app).await });
        format!("http://{addr}/hook")
    }
}

/// A mail server that takes everything; what it took.
async fn mail_server() -> (u16, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let letters = Arc::new(Mutex::new(Vec::new()));
    let taken = Arc::clone(&letters);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let taken = Arc::clone(&taken);
            tokio::spawn(async move {
                let (read, mut write) = stream.into_split();
                let mut lines = BufReader::new(read).lines();
                let _ = write.write_all(b"220 mail.example\r\n").await;
                let mut letter = None::<String>;
                while let Ok(Some(line)) = lines.next_line().await {
                    let answer = match &mut letter {
                        Some(text) if line == "." => {
                            taken.lock().push(std::mem::take(text));
                            letter = None;
                            "250 taken"
                        }
                        Some(text) => {
                            text.push_str(&line);
                            text.push('\n');
                            continue;
                        }
                        None if line == "DATA" => {
                            letter = Some(String::new());
                            "354 go on"
                        }
                        None if line == "QUIT" => "221 bye",
                        None => "250 well",
                    };
                    let _ = write.write_all(format!("{answer}\r\n").as_bytes()).await;
                }
            });
        }
    });
    (port, letters)
}

async fn log(app: &TestApp, admin: &str) -> Value {
    app.get("/api/v1/notifications", admin).await.json()
}

/// Sends what is due until nothing is queued and not yet tried.
async fn send(app: &TestApp) {
    services::notifications::send_due(&app.services)
        .await
        .expect("a run");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_webhook_is_signed_and_tried_again() {
    let app = TestApp::start().await;
    let admin = app.signed_in_as(Role::Admin).await;
    let hook = Hook::default();
    *hook.failures.lock() = 1;
    let channel = json!({"name": "ops", "kind": "webhook", "target": hook.listen().await,
        "secret": "a shared secret", "min_level": "info"});
    let added = app
        .post("/api/v1/notifications/channels", &admin, channel)
        .await
        .json();
    assert_eq!(added["is_signed"], true);
    assert!(!added.to_string().contains("a shared secret"));
    let id = added["id"].as_str().expect("an id");
    let path = format!("/api/v1/notifications/channels/{id}/test");
    let answer = app.call("POST", &path, Some(&admin), Payload::None).await;
    assert_eq!(answer.status, StatusCode::ACCEPTED, "{}", answer.text());
    // Sent beside the request: wait for its end.
    let first = loop {
        let log = log(&app, &admin).await;
        if log[0]["attempts"] != 0 {
            break log;
        }
        tokio::task::yield_now().await;
    };
    assert_eq!(first[0]["status"], "queued", "{first}");
    assert!(
        first[0]["last_error"]
            .as_str()
            .is_some_and(|error| error.contains("500")),
        "{first}"
    );
    send(&app).await;
    assert!(hook.received.lock().is_empty(), "not before its time");
    app.clock.advance(Duration::minutes(2));
    send(&app).await;
    send(&app).await;
    let received = hook.received.lock().clone();
    let [(headers, body)] = received.as_slice() else {
        panic!("once: {received:?}")
    };
    assert!(
        headers["x-nexus-signature"]
            .to_str()
            .is_ok_and(|signature| signature.starts_with("sha256="))
    );
    assert!(body.contains("\"event\":\"test\""), "{body}");
    let log = log(&app, &admin).await;
    assert_eq!(
        (&log[0]["status"], &log[0]["attempts"]),
        (&json!("sent"), &json!(2))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_alert_is_mailed_from_its_level_on_and_not_while_snoozed() {
    let (port, letters) = mail_server().await;
    let smtp = SmtpSettings {
        url: format!("smtp://127.0.0.1:{port}"),
        from: "Carbon Nexus <nexus@y.example>".to_owned(),
    };
    let app = TestApp::start_with(|options| options.smtp = Some(smtp), 1_000_000).await;
    let admin = app.signed_in_as(Role::Admin).await;
    for (name, level) in [("all", "info"), ("grave", "critical")] {
        let channel = json!({"name": name, "kind": "email", "target": format!("{name}@y.example"),
            "min_level": level});
        app.post("/api/v1/notifications/channels", &admin, channel)
            .await;
    }
    let now = services::clock::Clock::now(&*app.clock);
    let event = |back: Duration, kwh: u32| {
        json!({"event_type": "factory", "supplier": "Works", "grid_region": "DEU",
            "occurred_at": (now - back).to_rfc3339(), "electricity_kwh": kwh})
    };
    // 12:30: half of the hour before and what came since. Twice the baseline is a warning.
    let mut events = vec![event(Duration::minutes(1), 210)];
    for week in 1..=4 {
        let week = Duration::weeks(week);
        events.extend([event(week, 100), event(week + Duration::hours(1), 100)]);
    }
    app.post("/api/v1/ingest/events", &admin, json!(events))
        .await;
    let scan = async || {
        app.clock.advance(Duration::minutes(1));
        let path = "/api/v1/hotspots/scan";
        app.call("POST", path, Some(&admin), Payload::None).await;
        send(&app).await;
    };
    scan().await;
    assert!(
        letters.lock().is_empty(),
        "what was seen once is told nobody"
    );
    scan().await;
    loop {
        let log = log(&app, &admin).await;
        if log[0]["status"] == "sent" {
            assert_eq!(log.as_array().map(Vec::len), Some(1), "{log}");
            assert_eq!(
                (&log[0]["channel"], &log[0]["event"]),
                (&json!("all"), &json!("fired"))
            );
            break;
        }
        tokio::task::yield_now().await;
    }
    {
        let letters = letters.lock();
        assert_eq!(letters.len(), 1);
        assert!(letters[0].contains("To: all@y.example"), "{letters:?}");
        assert!(letters[0].contains("above its baseline of"), "{letters:?}");
    }
    // Critical now, but put off.
    let alerts = app.get("/api/v1/alerts", &admin).await.json();
    let id = alerts["items"][0]["id"].as_str().expect("an id");
    let path = format!("/api/v1/alerts/{id}/snooze");
    app.post(&path, &admin, json!({"minutes": 60})).await;
    app.post(
        "/api/v1/ingest/event",
        &admin,
        event(Duration::minutes(2), 900),
    )
    .await;
    scan().await;
    let alerts = app.get("/api/v1/alerts", &admin).await.json();
    assert_eq!(alerts["items"][0]["level"], "critical", "{alerts}");
    assert_eq!(log(&app, &admin).await.as_array().map(Vec::len), Some(1));

    // When the time is over it is told again, as it is now.
    app.post(&path, &admin, json!({"minutes": 1})).await;
    scan().await;
    let told = log(&app, &admin).await;
    let told = told.as_array().expect("a log");
    assert_eq!(told.len(), 3, "{told:?}");
    assert!(told.iter().all(|one| one["event"] == "fired"), "{told:?}");
    scan().await;
    assert_eq!(log(&app, &admin).await.as_array().map(Vec::len), Some(3));
}

#[tokio::test(flavor = "multi_thread")]
async fn channels_that_lead_nowhere_are_refused() {
    let app = TestApp::start().await;
    let admin = app.signed_in_as(Role::Admin).await;
    for (kind, target, field) in [
        ("webhook", "ftp://x.example/y", "target"),
        ("webhook", "not an address", "target"),
        ("email", "nobody", "target"),
    ] {
        let channel = json!({"name": "x", "kind": kind, "target": target, "min_level": "warn"});
        let answer = app
            .post("/api/v1/notifications/channels", &admin, channel)
            .await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{target}");
        assert_eq!(answer.json()["errors"][0]["field"], field);
    }
    let twice = json!({"name": "x", "kind": "email", "target": "a@b.example", "min_level": "warn"});
    for expected in [StatusCode::CREATED, StatusCode::CONFLICT] {
        let path = "/api/v1/notifications/channels";
        let answer = app.post(path, &admin, twice.clone()).await;
        assert_eq!(answer.status, expected, "{}", answer.text());
    }
}
