//! Files through the door: counts that add up, twice adds nothing, taking back leaves nothing, real
//! files and their totals.

use axum::http::StatusCode;
use model::auth::Role;
use serde_json::{Value, json};

use crate::support::app::{Payload, TestApp};

fn sum_of(job: &Value) -> u64 {
    [
        "rows_accepted",
        "rows_duplicate",
        "rows_rejected",
        "rows_skipped",
    ]
    .iter()
    .map(|name| job[*name].as_u64().expect("a count"))
    .sum()
}

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
    assert_eq!(first["rows_read"].as_u64(), Some(sum_of(&first)));
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

/// A line that the test runner does not swallow when the test passes.
fn say(line: &str) {
    use std::io::Write;
    let _ = writeln!(std::io::stderr(), "{line}");
}

/// The file when it is there; says so when it is not.
fn real_file(name: &str) -> Option<Vec<u8>> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../shared/data")
        .join(name);
    let bytes = std::fs::read(&path).ok();
    if bytes.is_none() {
        say(&format!("skipped: no file {name}"));
    }
    bytes
}

/// Every event of a file, recomputed from the factors of its explanation.
async fn check_real_file(name: &str, profile: &str, rows: u64, range: &str) {
    let Some(file) = real_file(name) else { return };
    let app = TestApp::start_with(|options| options.chunk_rows = 5_000, 1_000_000).await;
    let token = app.signed_in_as(Role::Operator).await;
    let dir = tempfile::tempdir().expect("a folder");
    let path = dir.path().join(name);
    std::fs::write(&path, &file).expect("a copy");
    let actor = services::Actor::system(app.org);
    let choice = || services::ingest::ProfileChoice::Named(profile.to_owned());
    let job = services::ingest::import_file(&app.services, &actor, &path, choice())
        .await
        .expect("an import");
    let read = job.rows_accepted + job.rows_duplicate + job.rows_rejected + job.rows_skipped;
    assert_eq!((job.rows_read, read), (rows, rows), "{job:?}");
    let summary = app
        .get(&format!("/api/v1/emissions/summary?{range}"), &token)
        .await
        .json();
    let total = summary["total_kg"].as_f64().expect("kg");
    assert!(
        (total - job.co2e_kg).abs() <= 1e-9 * total,
        "{total} {}",
        job.co2e_kg
    );
    let again = services::ingest::import_file(&app.services, &actor, &path, choice())
        .await
        .expect("an import");
    assert_eq!(
        (again.rows_accepted, again.rows_duplicate),
        (0, job.rows_accepted),
        "{again:?}"
    );
    say(&format!(
        "{name}: {} rows = {} accepted + {} duplicate + {} rejected + {} skipped; {} kg CO2e",
        job.rows_read,
        job.rows_accepted,
        job.rows_duplicate,
        job.rows_rejected,
        job.rows_skipped,
        job.co2e_kg
    ));
    for warning in &job.warnings {
        say(&format!(
            "  {} rows from row {}: {}",
            warning.rows, warning.first_row, warning.message
        ));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_flights_file_comes_in_whole() {
    check_real_file(
        "flights_2013_jan_feb.csv",
        "nyc-flights",
        51_955,
        "from=2013-01-01T00:00:00Z&to=2013-03-10T00:00:00Z",
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_steel_file_comes_in_whole() {
    check_real_file(
        "steel_industry_2018_jan_aug.csv",
        "steel-industry",
        23_328,
        "from=2017-12-30T00:00:00Z&to=2018-09-03T00:00:00Z",
    )
    .await;
}
