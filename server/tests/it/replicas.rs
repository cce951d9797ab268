//! Two processes on one database: readers of the one are told what the other one does.

use std::time::Duration;

use futures::FutureExt;
use model::auth::Role;
use serde_json::{Value, json};

use crate::live::{Socket, listen, next, open, say};
use crate::support::app::TestApp;

/// A second process that listens to the first, with a socket of the first one's organisation.
struct Other {
    app: TestApp,
    socket: Socket,
}

async fn start_on(url: &str) -> TestApp {
    let folder = tempfile::tempdir().expect("a folder");
    TestApp::start_on(url, folder, |_| {}, 1_000_000).await
}

impl Other {
    async fn beside(first: &TestApp, url: &str, token: &str, channels: Value) -> Self {
        let app = first.beside(url).await;
        let services = app.services.clone();
        tokio::spawn(async move { services::live::relay::listen(&services).await });
        let addr = listen(&app).await;
        let headers = [("authorization", token)];
        let mut socket = open(addr, "/ws", &headers).await.expect("a socket");
        say(
            &mut socket,
            json!({"type": "subscribe", "channels": channels}),
        )
        .await;
        assert_eq!(next(&mut socket).await["type"], "subscribed");
        Self { app, socket }
    }

    /// Does something again and again until a frame tells of it: nobody knows when exactly another
    /// process begins to listen.
    async fn frame_of<F: Future<Output = ()>>(&mut self, act: impl Fn(u32) -> F) -> Value {
        for attempt in 0..100 {
            act(attempt).await;
            let wait = tokio::time::timeout(Duration::from_millis(700), next(&mut self.socket));
            if let Ok(frame) = wait.boxed().await {
                return frame;
            }
        }
        panic!("no frame came")
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_replica_takes_in_the_readers_of_the_other_see() {
    let db = testkit::scratch_postgres().await;
    let first = start_on(db.url()).await;
    let admin = first.signed_in_as(Role::Admin).await;
    let mut other = Other::beside(&first, db.url(), &admin, json!(["emissions"])).await;
    let post = |attempt: u32| {
        let (first, admin) = (&first, &admin);
        async move {
            let event = json!({"event_type": "factory", "supplier": "Far Away",
                "occurred_at": "2026-06-15T12:10:00Z", "electricity_kwh": 10 + attempt,
                "grid_region": "DEU"});
            first.post("/api/v1/ingest/event", admin, event).await;
        }
    };
    let frame = other.frame_of(post).await;
    assert_eq!(frame["channel"], "emissions", "{frame}");
    assert_eq!(frame["data"]["latest"][0]["supplier"], "Far Away");
    assert!(frame["data"]["pulse"]["rate_kg_per_hour"].as_f64() > Some(0.0));
    drop(other.app);
}

async fn imports_of_another_process_move(url: &str) {
    let first = start_on(url).await;
    let admin = first.signed_in_as(Role::Admin).await;
    let mut other = Other::beside(&first, url, &admin, json!(["ingest_jobs"])).await;
    let import = |attempt: u32| {
        let (first, admin) = (&first, &admin);
        async move {
            let file = format!(
                "timestamp,supplier,kwh\n2026-06-15T10:00:00Z,Far Away,{}\n",
                attempt + 1
            );
            let profile = plain_profile().to_string();
            first.import(admin, &profile, file.as_bytes()).await;
        }
    };
    let frame = other.frame_of(import).await;
    assert_eq!(frame["channel"], "ingest_jobs", "{frame}");
    assert_eq!(frame["data"]["file_name"], "file.csv");
    drop(other.app);
}

fn plain_profile() -> Value {
    json!({
        "name": "plain", "event_type": "factory",
        "columns": [{"column": "supplier", "field": "supplier"},
            {"column": "kwh", "field": "electricity_kwh"}],
        "constants": {"grid_region": "DEU"},
        "time": {"template": "{timestamp}", "pattern": "iso8601"},
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn imports_of_the_command_line_move_on_sqlite() {
    let db = testkit::scratch_sqlite().await;
    imports_of_another_process_move(db.url()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn imports_of_the_command_line_move_on_postgres() {
    let db = testkit::scratch_postgres().await;
    imports_of_another_process_move(db.url()).await;
}
