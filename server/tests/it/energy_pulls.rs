//! Measurements that an address is asked for: once each, from what is known on, and ever later after failures.

use std::sync::Arc;
use std::time::Duration as StdDuration;

use axum::http::StatusCode;
use chrono::Duration;
use model::auth::Role;
use serde_json::{Value, json};
use services::energy::providers::Providers;

use crate::energy::put;
use crate::energy_sources::{STEEL, add, mill, source, stored, sync};
use crate::providers::PATIENT;
use crate::support::app::{Payload, TestApp};
use crate::support::provider::{FakeProvider, Recorded};

fn pull_of(fake: &FakeProvider, query: &str) -> Value {
    json!({"name": "gateway", "secret": "Bearer key-that-must-not-be-seen",
        "reads": {"kind": "http_pull", "url": format!("{}/{query}", fake.base_url()), "header": "Authorization",
            "profile": "steel-industry", "overlap_hours": 6, "days_a_call": 2}})
}

/// With a time limit that nobody who answers reaches.
async fn asking(time_max: StdDuration) -> TestApp {
    let providers = Providers {
        time_max,
        ..Providers::default()
    };
    TestApp::start_with(|options| options.providers = Arc::new(providers), 1_000_000).await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_is_asked_from_what_is_known_on() {
    let fake = FakeProvider::start().await;
    let app = asking(PATIENT).await;
    let (admin, path) = mill(&app).await;
    let id = add(
        &app,
        &path,
        &admin,
        pull_of(&fake, "steel?from={from}&to={to}"),
    )
    .await;
    let file = format!("{STEEL}14/06/2026 0:15,1\n14/06/2026 0:30,2\n");
    fake.says("/steel", Recorded::Text(file.clone(), Some("\"one\"")));
    sync(&app).await;
    assert_eq!(stored(&app, &path, &admin).await, [1.0, 2.0]);
    let asked = fake.asked();
    assert!(
        asked[0].starts_with("/steel?from=2026-06-12T22:00:00Z&to=2026-06-14T22:00:00Z Bearer key"),
        "{asked:?}"
    );
    // From six hours before the last on; an address with a range is never asked whether it changed.
    fake.says(
        "/steel",
        Recorded::Text(format!("{file}14/06/2026 0:45,3\n"), None),
    );
    sync(&app).await;
    let asked = fake.asked();
    assert!(
        asked[1].starts_with("/steel?from=2026-06-13T09:15:00Z&to=2026-06-14T22:00:00Z"),
        "{asked:?}"
    );
    assert!(!asked[1].contains("knows"), "{asked:?}");
    let seen = source(&app, &path, &admin).await;
    assert_eq!(
        seen["state"]["last_counts"],
        json!({"rows": 3, "accepted": 1, "duplicate": 2,
        "replaced": 0, "rejected": 0})
    );
    assert!(!seen.to_string().contains("key-that"), "{seen}");

    // After a week of nothing it catches up, two days at once.
    app.clock.advance(Duration::days(7));
    let admin = app.signed_in_as(Role::Admin).await;
    fake.says("/steel", Recorded::Text(STEEL.to_owned(), None));
    for _ in 0..2 {
        sync(&app).await;
    }
    let asked = fake.asked();
    assert!(
        asked[3].contains("from=2026-06-15T03:30:00Z&to=2026-06-17T03:30:00Z"),
        "{asked:?}"
    );

    // JSON in the shape of a batch; another host does not get the secret.
    let mut batch = pull_of(&fake, "batch");
    batch["reads"]["profile"] = Value::Null;
    let url = format!("{path}/sources/{id}");
    batch["secret"] = Value::Null;
    let changed = put(&app, &url, &admin, batch.clone()).await;
    assert_eq!(changed.status, StatusCode::OK, "{}", changed.text());
    let rows = json!({"measurements": [{"channel": "import_kwh", "at": "2026-06-14T10:00:00Z", "value": 7}, 8]});
    fake.says("/batch", Recorded::Json(rows));
    let said = sync(&app).await;
    assert!(
        said.contains("1 measurements new, 0 replaced, 1 rejected"),
        "{said}"
    );
    batch["reads"]["url"] = json!("https://elsewhere.example/batch");
    let refused = put(&app, &url, &admin, batch.clone()).await;
    assert_eq!(
        refused.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "{}",
        refused.text()
    );
    // Without a header it goes.
    assert_eq!(changed.json()["has_secret"], true);
    batch["reads"]["url"] = json!(format!("{}/batch", fake.base_url()));
    batch["reads"]["header"] = Value::Null;
    let changed = put(&app, &url, &admin, batch).await;
    assert_eq!(changed.json()["has_secret"], false, "{}", changed.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_whole_file_is_fetched_again_when_it_changed() {
    let fake = FakeProvider::start().await;
    let app = asking(PATIENT).await;
    let (admin, path) = mill(&app).await;
    add(&app, &path, &admin, pull_of(&fake, "all.csv")).await;
    let file = format!("{STEEL}14/06/2026 0:15,1\n");
    fake.says("/all", Recorded::Text(file.clone(), Some("\"one\"")));
    sync(&app).await;
    sync(&app).await;
    assert!(
        fake.asked()[1].ends_with("knows \"one\""),
        "{:?}",
        fake.asked()
    );
    let seen = source(&app, &path, &admin).await;
    assert_eq!(
        seen["state"]["total"]["rows"], 1,
        "unchanged is not read: {seen}"
    );
    assert_eq!(seen["state"]["failure"], Value::Null);
    fake.says(
        "/all",
        Recorded::Text(format!("{file}14/06/2026 0:30,2\n"), Some("\"two\"")),
    );
    sync(&app).await;
    assert_eq!(stored(&app, &path, &admin).await, [1.0, 2.0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_fails_is_left_alone_ever_longer() {
    let fake = FakeProvider::start().await;
    let app = asking(PATIENT).await;
    let (admin, path) = mill(&app).await;
    let id = add(&app, &path, &admin, pull_of(&fake, "steel")).await;
    let mut failures = 0;
    for (answer, why, minutes) in [
        (Recorded::Status(503, None), "it answered 503", 30),
        (Recorded::Half, "not in its format", 60),
        (
            Recorded::Text("<html>Sign in</html>\n".to_owned(), None),
            "not in its format",
            120,
        ),
        (Recorded::Status(302, None), "it answered 302", 240),
        (
            Recorded::Text(" ".repeat(17 << 20), None),
            "more than 16777216 bytes",
            480,
        ),
        (Recorded::Status(429, Some(90)), "it answered 429", 2),
    ] {
        fake.says("/steel", answer);
        let said = sync(&app).await;
        assert!(
            said.starts_with("0 sources read, 1 failed"),
            "{why}: {said}"
        );
        failures += 1;
        let admin = app.signed_in_as(Role::Admin).await;
        let seen = source(&app, &path, &admin).await;
        let failure = seen["state"]["failure"].as_str().expect("why").to_owned();
        assert!(failure.contains(why), "{failure}");
        assert_eq!(seen["state"]["failures"], failures);
        let asked = fake.asked().len();
        let said = sync(&app).await;
        assert!(
            said.starts_with("0 sources read, 0 failed"),
            "{why}: {said}"
        );
        assert_eq!(fake.asked().len(), asked, "it is left alone");
        app.clock.advance(Duration::minutes(minutes));
    }
    let admin = app.signed_in_as(Role::Admin).await;
    assert_eq!(
        stored(&app, &path, &admin).await,
        [0.0; 0],
        "nothing is put in its place"
    );
    // Somebody who asks for it does not wait.
    fake.says("/steel", Recorded::Status(500, None));
    sync(&app).await;
    fake.says(
        "/steel",
        Recorded::Text(format!("{STEEL}14/06/2026 0:15,1\n"), None),
    );
    let ran = app
        .call(
            "POST",
            &format!("{path}/sources/{id}/run"),
            Some(&admin),
            Payload::None,
        )
        .await;
    let state = &ran.json()["state"];
    assert_eq!(
        (&state["failure"], &state["failures"]),
        (&Value::Null, &json!(0)),
        "{state}"
    );
    assert_eq!(state["total"]["accepted"], 1);
    assert_ne!(
        state["last_failure_at"],
        Value::Null,
        "what was is remembered"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn who_does_not_answer_is_not_waited_for() {
    let fake = FakeProvider::start().await;
    let app = asking(StdDuration::from_millis(50)).await;
    let (admin, path) = mill(&app).await;
    add(&app, &path, &admin, pull_of(&fake, "steel")).await;
    fake.says("/steel", Recorded::Silence);
    sync(&app).await;
    let seen = source(&app, &path, &admin).await;
    let failure = seen["state"]["failure"].as_str().expect("why");
    assert!(failure.contains("no answer within 50 ms"), "{failure}");
}
