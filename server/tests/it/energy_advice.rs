//! Advice about a site's electricity: found, approved, carried out, and measured.

use axum::http::StatusCode;
use chrono::{DateTime, Duration, TimeZone, Timelike, Utc};
use model::auth::Role;
use serde_json::{Value, json};
use services::energy::advise_sites;
use services::recommendations::verify_due;

use crate::energy::{put, send, works_in};
use crate::recommendations::get;
use crate::support::app::TestApp;

/// Energy of the kiln's run, kWh.
const RUN_KWH: f64 = 24.0;

/// A Monday at midnight of UTC.
fn monday() -> DateTime<Utc> {
    let at = Utc.with_ymd_and_hms(2026, 6, 15, 0, 0, 0);
    at.single().expect("a time")
}

fn settings() -> Value {
    let every_day = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    json!({
        "interval_minutes": 60, "time_zone": "UTC",
        "tariff": {"currency": "EUR", "standing_charge_per_day": "0.40",
            "import": {"kind": "time_of_use", "otherwise_per_kwh": "0.20", "windows": [
                {"name": "peak", "days": every_day, "from": "16:00", "to": "20:00", "per_kwh": "0.45"}]},
            "feed_in": {"kind": "unpaid"}},
        "deferrable_loads": [{"name": "Kiln", "energy_kwh": RUN_KWH, "minutes": 120, "days": every_day,
            "usual_start": "17:00", "earliest": "06:00", "latest_end": "24:00"}]
    })
}

/// Hours of a works that uses 10 kWh, a little more on some days, and the run's at its hours.
fn hours(from: DateTime<Utc>, days: i64, run_at: u32) -> Vec<Value> {
    (0..24 * days)
        .map(|hour| {
            let at = from + Duration::hours(hour);
            let is_run = (run_at..run_at + 2).contains(&at.hour());
            let run = if is_run { RUN_KWH / 2.0 } else { 0.0 };
            let value = 10.0 + 0.1 * (hour / 24 % 4) as f64 + run;
            json!({"channel": "import_kwh", "value": value, "at": at.to_rfc3339()})
        })
        .collect()
}

/// A works with four weeks of measurements, at their end; an operator, and the path and id of the site.
async fn measured(app: &TestApp) -> (String, String, String) {
    let (operator, path) = works_in(app, "DEU").await;
    app.clock.set(monday());
    let set = put(app, &path, &operator, settings()).await;
    assert_eq!(set.status, StatusCode::OK, "{}", set.text());
    assert_eq!(set.json()["settings"], settings());
    send(
        app,
        &path,
        &operator,
        hours(monday() - Duration::days(28), 28, 17),
        false,
    )
    .await;
    let id = path.rsplit('/').next().expect("an id").to_owned();
    (operator, path, id)
}

async fn look(app: &TestApp, token: &str, body: Value) -> Value {
    let answer = app.post("/api/v1/recommend/generate", token, body).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    answer.json()
}

fn names(answer: &Value) -> Vec<&str> {
    let missing = answer["missing"].as_array().expect("a list");
    missing
        .iter()
        .filter_map(|one| one["name"].as_str())
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shift_is_approved_and_its_saving_measured() {
    let app = TestApp::start().await;
    let (operator, path, site) = measured(&app).await;
    let found = look(&app, &operator, json!({"site_id": site})).await;
    assert_eq!(found["forecasts_saved"], 1, "{found}");
    assert_eq!(found["measured_days"], 28);
    let names = names(&found);
    assert_eq!(names, ["hourly_intensity", "tariff_offers", "weather"]);
    let made = found["recommendations"].as_array().expect("a list");
    let rules: Vec<_> = made.iter().filter_map(|one| one["rule"].as_str()).collect();
    assert_eq!(found["saved_count"], rules.len());
    let shift = made.iter().find(|one| one["rule"] == "energy_shift_Kiln");
    let shift = shift.expect("a shift");
    assert_eq!(shift["title"], "Start Kiln at 06:00 instead of 17:00");
    // 24 kWh a day at 0.25 EUR less; the yearly factor says that nothing is emitted less.
    assert_eq!(shift["cost_estimate"]["amount"], "-182.62");
    assert_eq!(shift["co2_impact"], 0.0);
    let body = shift["body"].as_str().expect("a text");
    assert!(body.contains("yearly factor"), "{body}");

    let again = look(&app, &operator, json!({"site_id": site})).await;
    assert_eq!(
        (&again["saved_count"], &again["held_back"]),
        (&json!(0), &json!(rules.len()))
    );
    let id = shift["id"].as_str().expect("an id");
    let of = format!("/api/v1/recommendations/{id}");
    let approved = app
        .post(&format!("{of}/approve"), &operator, json!({}))
        .await;
    assert_eq!(approved.status, StatusCode::OK, "{}", approved.text());
    let patch = |status: &str| crate::support::app::Payload::Json(json!({ "status": status }));
    let done = app.call("PATCH", &of, Some(&operator), patch("done")).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.text());

    app.clock.advance(Duration::days(29));
    let operator = app.signed_in_as(Role::Operator).await;
    send(&app, &path, &operator, hours(monday(), 29, 6), false).await;
    let said = verify_due(&app.services).await.expect("done");
    assert!(said.starts_with("1 verified"), "{said}");
    let verified = get(&app, &operator, &of).await;
    assert_eq!(verified["status"], "verified");
    let saved = &verified["verified"];
    assert!(
        saved["saved_kg"].as_f64().expect("kg").abs() < 1e-6,
        "{saved}"
    );
    let money = |field: &str| saved["money"][field].as_f64().expect("money");
    let days = saved["measured_days"].as_f64().expect("days");
    let put_in = RUN_KWH * 0.25 * days;
    assert!((money("saved") - put_in).abs() < 0.02 * put_in, "{saved}");
    assert!(money("low") <= put_in && put_in <= money("high"), "{saved}");

    // What was verified is not advised again at once.
    let found = look(&app, &operator, json!({"site_id": site})).await;
    assert_eq!(found["saved_count"], 0, "{found}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_missing_is_named_and_what_is_wrong_refused() {
    let app = TestApp::start().await;
    let (operator, path) = works_in(&app, "DEU").await;
    app.clock.set(monday());
    let site = path.rsplit('/').next().expect("an id").to_owned();
    let bare = json!({"interval_minutes": 60, "time_zone": "UTC"});
    put(&app, &path, &operator, bare).await;
    let found = look(&app, &operator, json!({"site_id": site})).await;
    assert_eq!(found["saved_count"], 0);
    assert_eq!(
        names(&found),
        [
            "hourly_intensity",
            "history",
            "tariff",
            "deferrable_loads",
            "weather"
        ]
    );
    for (body, field) in [
        (
            json!({"site_id": site, "forecast_hours": 48}),
            "forecast_hours",
        ),
        (
            json!({"site_id": site, "training_days": 7}),
            "training_days",
        ),
        (json!({"site_id": site, "mode": "balanced"}), "price_per_kg"),
    ] {
        let refused = app
            .post("/api/v1/recommend/generate", &operator, body)
            .await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text().contains(field), "{}", refused.text());
    }
    let body = json!({"site_id": site, "mode": "cost"});
    let refused = app
        .post("/api/v1/recommend/generate", &operator, body)
        .await;
    assert_eq!(refused.status, StatusCode::CONFLICT, "{}", refused.text());

    let mut bad = settings();
    bad["deferrable_loads"][0]["usual_start"] = json!("23:00");
    bad["deferrable_loads"][0]["energy_kwh"] = json!(-1.0);
    let refused = put(&app, &path, &operator, bad).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let text = refused.text();
    assert!(text.contains("deferrable_loads[0].usual_start"), "{text}");
    assert!(text.contains("deferrable_loads[0].energy_kwh"), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_job_looks_at_sites_that_are_measured() {
    let app = TestApp::start().await;
    let (operator, _, site) = measured(&app).await;
    let said = advise_sites(&app.services).await.expect("done");
    assert_eq!(said, "1 recommendations for 1 sites, 0 sites failed");
    let list = get(&app, &operator, "/api/v1/recommendations").await;
    let items = list["items"].as_array().expect("items");
    assert!(
        items.iter().all(|one| one["entity"]["name"] == "Works"),
        "{list}"
    );
    // Undecided, they expire and are looked at anew.
    app.clock.advance(Duration::days(28));
    let said = verify_due(&app.services).await.expect("done");
    assert!(said.contains("1 expired"), "{said}");
    let said = advise_sites(&app.services).await.expect("done");
    assert_eq!(
        said, "0 recommendations for 0 sites, 0 sites failed",
        "{site}"
    );
}
