//! All events calculated anew, on both databases: what had no factor gets its kilograms, what comes in
//! meanwhile is in both calculations, and the sums stay exact.

use axum::http::StatusCode;
use model::auth::Role;
use serde_json::{Value, json};

use crate::support::app::{Payload, TestApp};

const SAMPLE: &[u8] = include_bytes!("../../../crates/engine/samples/flights_sample.csv");
const PATH: &str = "/api/v1/factors/recalculate";

async fn start_on(url: &str) -> TestApp {
    let folder = tempfile::tempdir().expect("a folder");
    TestApp::start_on(url, folder, |options| options.chunk_rows = 60, 1_000_000).await
}

/// Begins one and helps it to its end, whoever else works on it.
async fn recalculate(app: &TestApp, admin: &str) -> Value {
    let started = app.call("POST", PATH, Some(admin), Payload::None).await;
    assert_eq!(started.status, StatusCode::ACCEPTED, "{}", started.text());
    finish(app, admin).await
}

async fn finish(app: &TestApp, admin: &str) -> Value {
    loop {
        services::emissions::continue_recalculations(&app.services)
            .await
            .expect("a run");
        let state = app.get(PATH, admin).await.json();
        if state["next"].is_null() {
            return state;
        }
    }
}

async fn a_region_set_later_gives_kilograms(url: &str) {
    let app = start_on(url).await;
    let admin = app.signed_in_as(Role::Admin).await;
    let mut settings = app.get("/api/v1/settings", &admin).await.json();
    settings["default_grid_region"] = Value::Null;
    let put = async |settings: &Value| {
        let body = Payload::Json(settings.clone());
        let answer = app
            .call("PUT", "/api/v1/settings", Some(&admin), body)
            .await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    };
    put(&settings).await;
    let event = json!({"event_type": "factory", "supplier": "Own Supplier",
        "occurred_at": "2026-06-15T10:00:00Z", "electricity_kwh": 100});
    let posted = app.post("/api/v1/ingest/event", &admin, event).await.json();
    let id = posted["id"].as_str().expect("an id").to_owned();
    assert!(posted["estimate"].is_null(), "{posted}");

    settings["default_grid_region"] = json!("DEU");
    put(&settings).await;
    let before = app.get(PATH, &admin).await.json();
    assert_eq!(
        (
            &before["active"],
            &before["events"],
            &before["no_factor_events"]
        ),
        (&json!(1), &json!(1), &json!(1))
    );
    let after = recalculate(&app, &admin).await;
    assert_eq!(
        (
            &after["active"],
            &after["events"],
            &after["no_factor_events"]
        ),
        (&json!(2), &json!(1), &json!(0))
    );
    let event = app
        .get(&format!("/api/v1/events/{id}"), &admin)
        .await
        .json();
    let kg = event["estimate"]["co2e_kg"].as_f64().expect("kilograms");
    assert!(kg > 0.0, "{event}");
    let summary = app
        .get(
            "/api/v1/emissions/summary?from=2026-06-15T00:00:00Z&to=2026-06-16T00:00:00Z",
            &admin,
        )
        .await
        .json();
    assert_eq!(summary["total_kg"].as_f64(), Some(kg), "{summary}");
    testkit::assert_sums_are_exact(url, app.org, &[1, 2]).await;
    let trail = app.get("/api/v1/audit.csv", &admin).await;
    let trail = trail.text();
    assert!(trail.starts_with("at,actor,action,subject,metadata,request_id,id\r\n"));
    for action in ["factors.recalculate", "factors.recalculated"] {
        let subject = format!(",{action},calculation 2,");
        assert_eq!(trail.matches(&subject).count(), 1, "{trail}");
    }
}

async fn what_comes_and_goes_meanwhile_is_counted(url: &str) {
    let app = start_on(url).await;
    let admin = app.signed_in_as(Role::Admin).await;
    let first = app.import(&admin, "nyc-flights", SAMPLE).await;
    let id = first["id"].as_str().expect("an id");
    let shifted = String::from_utf8_lossy(SAMPLE).replace("2013,1,", "2012,1,");
    let revert = format!("/api/v1/ingest/jobs/{id}/revert");
    let (state, second, _) = tokio::join!(
        recalculate(&app, &admin),
        app.import(&admin, "nyc-flights", shifted.as_bytes()),
        app.call("POST", &revert, Some(&admin), Payload::None),
    );
    let reverted = app.finished(&admin, id).await;
    assert_eq!(reverted["status"], "reverted", "{reverted}");
    assert_eq!(second["status"], "done", "{second}");
    assert_eq!(state["active"], 2, "{state}");
    testkit::assert_sums_are_exact(url, app.org, &[1, 2]).await;
    let state = app.get(PATH, &admin).await.json();
    let rest = second["rows_accepted"].as_u64().expect("a count");
    assert!(rest > 0, "{second}");
    assert_eq!(state["events"].as_u64(), Some(rest), "{state}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_region_set_later_gives_kilograms_everywhere() {
    a_region_set_later_gives_kilograms(testkit::scratch_sqlite().await.url()).await;
    a_region_set_later_gives_kilograms(testkit::scratch_postgres().await.url()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_comes_and_goes_meanwhile_is_counted_everywhere() {
    what_comes_and_goes_meanwhile_is_counted(testkit::scratch_sqlite().await.url()).await;
    what_comes_and_goes_meanwhile_is_counted(testkit::scratch_postgres().await.url()).await;
}
