//! Files through the door: counts that add up, twice adds nothing, taking back leaves nothing.

use axum::http::StatusCode;
use model::auth::Role;
use serde_json::json;

use crate::support::app::{Payload, TestApp, rows_accounted_for};

#[tokio::test(flavor = "multi_thread")]
async fn a_file_twice_adds_nothing_and_taken_back_leaves_nothing() {
    let app = TestApp::start().await;
    let token = app.signed_in_as(Role::Operator).await;
    let sample = include_bytes!("../../../crates/engine/samples/flights_sample.csv");
    let range = "from=2013-01-01T00:00:00Z&to=2013-03-10T00:00:00Z";
    let total = async || {
        app.get(&format!("/api/v1/emissions/summary?{range}"), &token)
            .await
            .json()["total_kg"]
            .as_f64()
            .expect("kg")
    };
    let first = app.import(&token, "nyc-flights", sample).await;
    assert_eq!(first["status"], "done", "{first}");
    assert_eq!(
        first["rows_read"].as_u64(),
        Some(rows_accounted_for(&first))
    );
    let kg = total().await;
    assert!(
        (kg - first["co2e_kg"].as_f64().expect("kg")).abs() < 1e-6,
        "{kg} {first}"
    );
    assert!(kg > 0.0);

    let second = app.import(&token, "nyc-flights", sample).await;
    assert_eq!(second["rows_accepted"], 0, "{second}");
    assert_eq!(second["rows_duplicate"], first["rows_accepted"]);
    assert!((total().await - kg).abs() < 1e-9);

    let id = first["id"].as_str().expect("an id");
    let answer = app
        .call(
            "POST",
            &format!("/api/v1/ingest/jobs/{id}/revert"),
            Some(&token),
            Payload::None,
        )
        .await;
    assert_eq!(answer.status, StatusCode::ACCEPTED, "{}", answer.text());
    let reverted = app.finished(&token, id).await;
    assert_eq!(reverted["status"], "reverted", "{reverted}");
    assert!(total().await.abs() < 1e-9);
    let events = app.get("/api/v1/events", &token).await.json();
    assert_eq!(events["items"], json!([]));

    let again = app.import(&token, "nyc-flights", sample).await;
    assert_eq!(again["rows_accepted"], first["rows_accepted"]);
    assert!((total().await - kg).abs() < 1e-9);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_explanation_adds_up_to_its_event() {
    let app = TestApp::start().await;
    let token = app.signed_in_as(Role::Operator).await;
    let event = app
        .post(
            "/api/v1/ingest/event",
            &token,
            json!({"event_type": "logistics", "supplier": "A",
            "occurred_at": "2026-06-01T10:00:00Z", "mode": "road", "vehicle_class": "artic_33_plus",
            "distance_km": 700, "load_kg": 230}),
        )
        .await;
    assert_eq!(event.status, StatusCode::CREATED, "{}", event.text());
    let event = event.json();
    let id = event["id"].as_str().expect("an id");
    let explanation = app
        .get(&format!("/api/v1/events/{id}/explanation"), &token)
        .await
        .json();
    let steps: f64 = explanation["steps"]
        .as_array()
        .expect("steps")
        .iter()
        .filter_map(|step| step["co2e_kg"].as_f64())
        .sum();
    let total = event["estimate"]["co2e_kg"].as_f64().expect("kg");
    // 161 tonne-km at 0.09502 kg.
    assert!((total - 161.0 * 0.09502).abs() < 1e-4, "{total}");
    assert!((steps - total).abs() < 1e-6, "{explanation}");
    assert!(
        !explanation["factors"]
            .as_array()
            .expect("factors")
            .is_empty()
    );
}
