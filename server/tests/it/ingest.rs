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

    // Read as days with hours at either end, and by hours alone.
    let part = "from=2013-01-02T05:00:00Z&to=2013-01-20T07:00:00Z";
    let path = format!("/api/v1/emissions/summary?{part}");
    let days = app.get(&path, &token).await.json();
    let path = format!("/api/v1/emissions/series?{part}&bucket=hour");
    let hours = app.get(&path, &token).await.json();
    let sum_of = |series: &serde_json::Value| -> f64 {
        let lines = series["lines"].as_array().expect("lines").iter();
        let kg = lines.flat_map(|line| line["kg"].as_array().expect("kilograms"));
        kg.filter_map(serde_json::Value::as_f64).sum()
    };
    let by_hour = sum_of(&hours);
    let by_day = days["total_kg"].as_f64().expect("kg");
    assert!(
        by_day > 0.0 && (by_day - by_hour).abs() < 1e-6,
        "{by_day} {by_hour}"
    );

    // Months with days at either end, and the months of a chart.
    let year = "from=2012-12-11T00:00:00Z&to=2013-12-11T00:00:00Z";
    let path = format!("/api/v1/emissions/summary?{year}");
    let months = app.get(&path, &token).await.json();
    assert!((months["total_kg"].as_f64().expect("kg") - kg).abs() < 1e-6);
    for group_by in ["category", "supplier"] {
        let path = format!("/api/v1/emissions/series?{year}&bucket=month&group_by={group_by}");
        let chart = app.get(&path, &token).await.json();
        assert_eq!(chart["labels"].as_array().expect("labels").len(), 13);
        assert_eq!(chart["labels"][1], "Jan 2013");
        assert!((sum_of(&chart) - kg).abs() < 1e-6, "{chart}");
    }

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

#[tokio::test(flavor = "multi_thread")]
async fn rows_as_they_came_go_when_their_time_is_over() {
    let app = TestApp::start_with(|options| options.raw_days = Some(30), 1_000_000).await;
    let token = app.signed_in_as(Role::Operator).await;
    let sample = include_bytes!("../../../crates/engine/samples/flights_sample.csv");
    let old = app.import(&token, "nyc-flights", sample).await;
    let event = json!({"event_type": "factory", "supplier": "Own Supplier",
        "occurred_at": "2026-06-15T10:00:00Z", "electricity_kwh": 100, "grid_region": "DEU"});
    let new = app.post("/api/v1/ingest/event", &token, event).await.json();
    let report = services::jobs::retention(&app.services)
        .await
        .expect("a run");
    let expected = format!("{} rows removed", old["rows_accepted"]);
    assert!(report.contains(&expected), "{report}");

    let events = app
        .get(
            "/api/v1/events?from=2013-01-01T00:00:00Z&to=2013-03-10T00:00:00Z",
            &token,
        )
        .await
        .json();
    let raw_of = async |id: &serde_json::Value| {
        let path = format!("/api/v1/events/{}", id.as_str().expect("an id"));
        app.get(&path, &token).await.json()["raw"].clone()
    };
    assert!(raw_of(&events["items"][0]["id"]).await.is_null());
    assert!(raw_of(&new["id"]).await.is_string());
    assert!(events["items"][0]["estimate"]["co2e_kg"].is_number());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trial_takes_the_grid_of_the_rows_site() {
    let app = TestApp::start().await;
    let token = app.signed_in_as(Role::Operator).await;
    let site = json!({"name": "Works", "grid_region": "FRA"});
    app.post("/api/v1/sites", &token, site).await;
    let profile = json!({
        "name": "plain", "event_type": "factory",
        "columns": [{"column": "who", "field": "supplier"}, {"column": "where", "field": "site"},
            {"column": "kwh", "field": "electricity_kwh"}],
        "time": {"template": "{at}", "pattern": "iso8601"},
    })
    .to_string();
    let file =
        b"who,where,kwh,at\nA, works ,1000,2026-06-01T10:00:00Z\nA,,1000,2026-06-01T10:00:00Z\n";
    let (content_type, body) = crate::support::http::form(&[("profile", &profile)], "x.csv", file);
    let trial = app
        .call(
            "POST",
            "/api/v1/ingest/trial",
            Some(&token),
            Payload::Raw(content_type, body),
        )
        .await
        .json();
    let kg: Vec<f64> = trial["rows"]
        .as_array()
        .expect("rows")
        .iter()
        .filter_map(|row| row["outcome"]["event"]["co2e_kg"].as_f64())
        .collect();
    let imported = app.import(&token, &profile, file).await;
    assert_eq!(kg.len(), 2, "{trial}");
    assert!(
        kg[0] < kg[1],
        "France's grid is cleaner than Germany's: {kg:?}"
    );
    let total = imported["co2e_kg"].as_f64().expect("kilograms");
    assert!(
        (kg.iter().sum::<f64>() - total).abs() < 1e-6,
        "{kg:?} {imported}"
    );
}
