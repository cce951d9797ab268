//! What is expected: from stored events, and of a series somebody sends.

use axum::http::StatusCode;
use chrono::{DateTime, Datelike, Duration, TimeZone, Timelike, Utc};
use model::auth::Role;
use serde_json::{Value, json};

use crate::support::app::TestApp;

/// A Monday, a little after ten.
fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 6, 15, 10, 5, 0)
        .single()
        .expect("a time")
}

/// A plant that works from six to eighteen, less on weekends; a little uneven, always in the same way.
fn kwh(at: DateTime<Utc>) -> f64 {
    let works = (6..18).contains(&at.hour());
    let weekend = at.weekday().num_days_from_monday() >= 5;
    let uneven = f64::from((at.day() * 7 + at.hour() * 3) % 11);
    let base = match (works, weekend) {
        (true, false) => 400.0,
        (true, true) => 150.0,
        (false, _) => 80.0,
    };
    base + uneven
}

fn hours(count: i64) -> impl Iterator<Item = DateTime<Utc>> {
    let closed = now() - Duration::minutes(5);
    (1..=count)
        .rev()
        .map(move |back| closed - Duration::hours(back))
}

/// An app that has heard of the plant for `count` hours, and an operator.
async fn plant(app: TestApp, count: i64) -> (TestApp, String) {
    app.clock.set(now());
    let operator = app.signed_in_as(Role::Operator).await;
    let events: Vec<Value> = hours(count)
        .map(|at| {
            json!({"event_type": "factory", "supplier": "Own Supplier", "occurred_at": at.to_rfc3339(),
                "electricity_kwh": kwh(at), "grid_region": "DEU"})
        })
        .collect();
    for part in events.chunks(500) {
        let answer = app
            .post("/api/v1/ingest/events", &operator, json!(part))
            .await;
        assert_eq!(answer.json()["rejected"], json!([]), "{}", answer.text());
    }
    (app, operator)
}

async fn get(app: &TestApp, token: &str, path: &str) -> Value {
    let answer = app.get(path, token).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text());
    answer.json()
}

async fn the_next_week_looks_like_the_last_ones(app: TestApp) {
    let (app, operator) = plant(app, 35 * 24).await;
    let answer = get(&app, &operator, "/api/v1/emissions/forecast").await;
    let forecast = &answer["forecast"];
    let points = forecast["points"].as_array().expect("points");
    assert_eq!(points.len(), 168);
    assert_eq!(points[0]["at"], "2026-06-15T10:00:00Z");
    assert_eq!(answer["is_stale"], false);
    assert_eq!(
        answer["labels"].as_array().expect("labels").len(),
        168 + answer["recent"].as_array().expect("recent").len()
    );
    // The factor, from what was emitted in one hour.
    let recent = answer["recent"].as_array().expect("recent");
    let last = recent.last().expect("an hour");
    let factor = last["value"].as_f64().expect("kg") / kwh(now() - Duration::minutes(65));
    let mut off = 0.0;
    for point in points {
        let at: DateTime<Utc> = point["at"].as_str().expect("at").parse().expect("a time");
        let value = |name: &str| point[name].as_f64().expect("a number");
        let (low, high) = (value("low"), value("high"));
        assert!(low <= value("value") && value("value") <= high, "{point}");
        assert!(low >= 0.0, "{point}");
        off += (value("value") - kwh(at) * factor).abs() / (kwh(at) * factor);
    }
    let mape = off / points.len() as f64;
    assert!(mape < 0.06, "off by {mape}");
    // What chose the method is said, and exactly one was chosen.
    let scores = forecast["backtest"].as_array().expect("scores");
    let chosen: Vec<_> = scores
        .iter()
        .filter(|one| one["is_chosen"] == true)
        .collect();
    assert_eq!(chosen.len(), 1);
    assert_eq!(chosen[0]["method"], forecast["method"]);
    assert_eq!(forecast["band"]["basis"], "back_test");
    assert_eq!(forecast["is_low_history"], false);

    // Asked again it is the same one; in the next hour it is a new one.
    app.clock.advance(Duration::minutes(20));
    let again = get(&app, &operator, "/api/v1/emissions/forecast").await;
    assert_eq!(again["made_at"], answer["made_at"]);
    app.clock.advance(Duration::minutes(60));
    let later = get(&app, &operator, "/api/v1/emissions/forecast").await;
    assert_ne!(later["made_at"], answer["made_at"]);
    assert_eq!(later["from"], "2026-06-15T11:00:00Z");

    // By the day, and of a category that has no events.
    let path = "/api/v1/emissions/forecast?bucket=day&horizon_days=3";
    let days = get(&app, &operator, path).await;
    assert_eq!(days["forecast"]["points"].as_array().map(Vec::len), Some(3));
    let path = "/api/v1/emissions/forecast?category=delivery";
    let answer = app.get(path, &operator).await;
    assert_eq!(answer.status, StatusCode::CONFLICT, "{}", answer.text());

    // The job brings what is kept up to date and says so.
    let report = services::forecasting::refresh_forecasts(&app.services).await;
    let report = report.expect("it runs");
    assert!(report.starts_with("4 forecasts"), "{report}");
}

#[tokio::test]
async fn the_next_week_looks_like_the_last_ones_on_sqlite() {
    the_next_week_looks_like_the_last_ones(TestApp::start().await).await;
}

#[tokio::test]
async fn the_next_week_looks_like_the_last_ones_on_postgres() {
    let db = testkit::scratch_postgres().await;
    let folder = tempfile::tempdir().expect("a folder");
    let app = TestApp::start_on(db.url(), folder, |_| {}, 1_000_000).await;
    the_next_week_looks_like_the_last_ones(app).await;
}

#[tokio::test]
async fn too_little_history_is_said_with_what_is_missing() {
    let (app, operator) = plant(TestApp::start().await, 30).await;
    let answer = app.get("/api/v1/emissions/forecast", &operator).await;
    assert_eq!(answer.status, StatusCode::CONFLICT, "{}", answer.text());
    assert!(answer.text().contains("(18 more)"), "{}", answer.text());
    for path in [
        "?horizon_days=0",
        "?horizon_days=8",
        "?bucket=month",
        "?bucket=year",
    ] {
        let path = format!("/api/v1/emissions/forecast{path}");
        let answer = app.get(&path, &operator).await;
        assert_eq!(
            answer.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{path}: {}",
            answer.text()
        );
    }
}

#[tokio::test]
async fn a_series_of_ones_own_is_forecast_and_judged() {
    let (app, operator) = plant(TestApp::start().await, 1).await;
    let series: Vec<Value> = hours(28 * 24)
        .map(|at| json!({"at": at.to_rfc3339(), "value": kwh(at)}))
        .collect();
    let path = "/api/v1/forecast/7d";
    let ask = |body: Value| app.post(path, &operator, body);
    let whole = json!({"bucket": "hour", "series": series, "horizon_days": 1});
    let answer = ask(whole).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    let forecast = answer.json();
    assert_eq!(forecast["points"].as_array().map(Vec::len), Some(24));
    let named = json!({"bucket": "hour", "series": series, "method": "naive_week"});
    assert_eq!(ask(named).await.json()["method"], "naive_week");

    let at = "2026-06-01T00:00:00Z";
    for (body, field) in [
        (json!({"bucket": "hour", "series": []}), "series"),
        (json!({"bucket": "month", "series": series}), "bucket"),
        (
            json!({"bucket": "hour", "series": series, "method": "crystal ball"}),
            "method",
        ),
        (
            json!({"bucket": "hour", "series": series, "horizon_days": 30}),
            "horizon_days",
        ),
        (
            json!({"bucket": "hour", "series": [{"at": at, "value": 1e300}]}),
            "series",
        ),
        (
            json!({"bucket": "hour", "series": [{"at": at, "value": 1}, {"at": at, "value": 1}]}),
            "series",
        ),
        (
            json!({"bucket": "hour", "series": [{"at": "2026-06-01T00:17:00Z", "value": 1}]}),
            "series",
        ),
    ] {
        let answer = ask(body).await;
        assert_eq!(
            answer.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{}",
            answer.text()
        );
        assert_eq!(
            answer.json()["errors"][0]["field"],
            field,
            "{}",
            answer.text()
        );
    }
}
