//! Data quality: faults put into a meter are found, gaps are filled, and real values that come late
//! take the place of filled ones, in step with the roll-ups.

use axum::http::StatusCode;
use chrono::{DateTime, Datelike, Duration, TimeZone, Timelike, Utc};
use model::auth::Role;
use serde_json::{Value, json};

use crate::support::app::{Payload, TestApp};

/// A Monday, a little after ten.
fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 6, 15, 10, 5, 0)
        .single()
        .expect("a time")
}

fn hour(back: i64) -> DateTime<Utc> {
    now() - Duration::minutes(5) - Duration::hours(back)
}

/// A plant that works from six to eighteen; a little uneven, always in the same way.
fn kwh(at: DateTime<Utc>) -> f64 {
    let works = (6..18).contains(&at.hour()) && at.weekday().num_days_from_monday() < 5;
    let uneven = f64::from((at.day() * 7 + at.hour() * 3) % 11);
    uneven + if works { 400.0 } else { 80.0 }
}

fn reading(at: DateTime<Utc>, kwh: f64) -> Value {
    json!({"event_type": "factory", "supplier": "Own Supplier", "site": "Hall 3",
        "occurred_at": at.to_rfc3339(), "ends_at": (at + Duration::hours(1)).to_rfc3339(),
        "electricity_kwh": kwh, "grid_region": "DEU"})
}

async fn post(app: &TestApp, token: &str, events: &[Value]) {
    for part in events.chunks(500) {
        let answer = app.post("/api/v1/ingest/events", token, json!(part)).await;
        assert_eq!(answer.json()["rejected"], json!([]), "{}", answer.text());
    }
}

/// The hour that shows a spike, and the hours that are missing, counted back from now.
const SPIKE: i64 = 30;
const MISSING: std::ops::Range<i64> = 50..54;

/// Five weeks of a plant with a spike and a gap in the last days.
async fn plant(app: TestApp) -> (TestApp, String) {
    app.clock.set(now());
    let operator = app.signed_in_as(Role::Operator).await;
    let events: Vec<Value> = (1..=35 * 24)
        .rev()
        .filter(|back| !MISSING.contains(back))
        .map(|back| {
            let times = if back == SPIKE { 9.0 } else { 1.0 };
            reading(hour(back), kwh(hour(back)) * times)
        })
        .collect();
    post(&app, &operator, &events).await;
    (app, operator)
}

async fn get(app: &TestApp, token: &str, path: &str) -> Value {
    let answer = app.get(path, token).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text());
    answer.json()
}

async fn own_supplier(app: &TestApp, token: &str) -> String {
    let suppliers = get(app, token, "/api/v1/suppliers").await;
    let items = suppliers["items"].as_array().expect("items");
    let own = items.iter().find(|one| one["name"] == "Own Supplier");
    own.expect("the supplier")["id"]
        .as_str()
        .expect("an id")
        .to_owned()
}

async fn total_kg(app: &TestApp, token: &str) -> f64 {
    let path = format!(
        "/api/v1/emissions/summary?from={}&to={}",
        hour(36 * 24).format("%FT%TZ"),
        hour(0).format("%FT%TZ")
    );
    get(app, token, &path).await["total_kg"]
        .as_f64()
        .expect("kg")
}

async fn assert_in_step(app: &TestApp) {
    testkit::assert_sums_are_exact(&app.url, app.org, &[1]).await;
}

async fn faults_are_found_and_gaps_filled(app: TestApp) {
    let (app, operator) = plant(app).await;
    let before = total_kg(&app, &operator).await;
    let report = services::quality::review_recent(&app.services)
        .await
        .expect("a review");
    assert!(report.contains("1 events became outliers"), "{report}");
    assert!(report.contains("4 values filled in"), "{report}");
    assert_in_step(&app).await;

    let overview = get(&app, &operator, "/api/v1/data-quality").await;
    assert_eq!(overview["outliers"], 1);
    assert_eq!(overview["anomalies"]["spikes"], 1);
    assert_eq!(overview["anomalies"]["gaps"], 1);
    assert_eq!(overview["fills"]["standing"], 4);
    // Seven days and ten hours, of which four hours did not come.
    let completeness = overview["completeness_pct"].as_f64().expect("a share");
    assert!((97.0..98.5).contains(&completeness), "{completeness}");

    let id = own_supplier(&app, &operator).await;
    let detail = get(&app, &operator, &format!("/api/v1/data-quality/{id}")).await;
    let findings = detail["findings"].as_array().expect("findings");
    let spike = findings
        .iter()
        .find(|one| one["kind"] == "spike")
        .expect("a spike");
    assert_eq!(
        spike["from"],
        json!(hour(SPIKE).format("%FT%TZ").to_string())
    );
    assert_eq!(spike["site"], "Hall 3");
    assert!(spike["value_kg"].as_f64() > spike["expected_kg"].as_f64());
    let event = spike["event_id"].as_str().expect("an event");
    let event = get(&app, &operator, &format!("/api/v1/events/{event}")).await;
    assert_eq!(event["quality_status"], "outlier");
    let fills = detail["fills"].as_array().expect("fills");
    assert_eq!(fills.len(), 4);
    let factor = {
        let usual = get(&app, &operator, "/api/v1/events?limit=1").await;
        let item = &usual["items"][0];
        item["estimate"]["co2e_kg"].as_f64().expect("kg") / kwh(hour(1))
    };
    for (fill, back) in fills.iter().zip(MISSING) {
        assert_eq!(fill["from"], json!(hour(back).format("%FT%TZ").to_string()));
        let value = |name: &str| fill[name].as_f64().expect("a number");
        let truth = kwh(hour(back)) * factor;
        assert!(
            (value("co2e_kg") - truth).abs() < 0.1 * truth,
            "{fill} instead of {truth}"
        );
        assert!(value("interval_low_kg") <= value("co2e_kg"));
        assert!(value("co2e_kg") <= value("interval_high_kg"));
        assert!((0.0..=1.0).contains(&value("confidence")));
    }
    // Filled kilograms count, apart from measured ones; the outlier still counts.
    let filled: f64 = fills
        .iter()
        .filter_map(|fill| fill["co2e_kg"].as_f64())
        .sum();
    let after = total_kg(&app, &operator).await;
    assert!(
        (after - before - filled).abs() < 1e-6,
        "{after} {before} {filled}"
    );

    // Looking again changes nothing.
    let again = services::quality::review_recent(&app.services)
        .await
        .expect("a review");
    assert!(
        again.contains("0 events became outliers, 0 are none any more, 0 values"),
        "{again}"
    );
    assert_in_step(&app).await;
}

/// How much more a day brings to both halls alike; no calendar knows it.
fn orders(at: DateTime<Utc>) -> f64 {
    f64::from((at.ordinal() * 37) % 23) * 8.0
}

#[tokio::test]
async fn a_gap_is_filled_by_what_the_hall_beside_it_shows() {
    let app = TestApp::start().await;
    app.clock.set(now());
    let operator = app.signed_in_as(Role::Operator).await;
    let missing = 50..58;
    let truth = |back: i64| kwh(hour(back)) + orders(hour(back));
    let mut events = Vec::new();
    for back in (1..=70 * 24).rev() {
        if !missing.contains(&back) {
            events.push(reading(hour(back), truth(back)));
        }
        let mut beside = reading(hour(back), 3.0 * orders(hour(back)) + 50.0);
        beside["site"] = json!("Hall 4");
        events.push(beside);
    }
    post(&app, &operator, &events).await;
    services::quality::review_recent(&app.services)
        .await
        .expect("a review");
    let id = own_supplier(&app, &operator).await;
    let detail = get(&app, &operator, &format!("/api/v1/data-quality/{id}")).await;
    let fills = detail["fills"].as_array().expect("fills");
    assert_eq!(fills.len(), 8, "{detail}");
    let usual = get(&app, &operator, "/api/v1/events?limit=2").await;
    let of_hall_3 = usual["items"].as_array().expect("events").iter();
    let kg = of_hall_3
        .filter(|one| one["site"] == "Hall 3")
        .filter_map(|one| one["estimate"]["co2e_kg"].as_f64())
        .next();
    let factor = kg.expect("the last hour") / truth(1);
    for (fill, back) in fills.iter().zip(missing) {
        assert_eq!(fill["method"], "related", "{fill}");
        assert_eq!(fill["site"], "Hall 3");
        let kg = fill["co2e_kg"].as_f64().expect("kg");
        let meant = truth(back) * factor;
        assert!(
            (kg - meant).abs() < 0.1 * meant,
            "{fill} instead of {meant}"
        );
    }
    assert_in_step(&app).await;
}

#[tokio::test]
async fn a_late_reading_of_two_hours_takes_the_place_of_two_filled_ones() {
    let (app, operator) = plant(TestApp::start().await).await;
    services::quality::review_recent(&app.services)
        .await
        .expect("a review");
    let begin = hour(MISSING.end - 1);
    let mut long = reading(begin, 900.0);
    long["ends_at"] = json!((begin + Duration::hours(2)).to_rfc3339());
    post(&app, &operator, &[long]).await;
    assert_in_step(&app).await;
    let overview = get(&app, &operator, "/api/v1/data-quality").await;
    // Of two hours together it says nothing about either.
    let fills = json!({"standing": 2, "replaced": 0, "covered": 0});
    assert_eq!(overview["fills"], fills, "{overview}");
}

#[tokio::test]
async fn what_is_posted_late_is_reviewed_soon() {
    let app = TestApp::start().await;
    app.clock.set(now());
    let operator = app.signed_in_as(Role::Operator).await;
    let events: Vec<Value> = (10 * 24..40 * 24)
        .rev()
        .filter(|back| !(300..303).contains(back))
        .map(|back| reading(hour(back), kwh(hour(back))))
        .collect();
    post(&app, &operator, &events).await;
    let report = services::quality::review_imports(&app.services)
        .await
        .expect("a review");
    assert!(report.contains("3 values filled in"), "{report}");
    // What the nightly review looks at anyway is not looked at twice.
    post(&app, &operator, &[reading(hour(2), 90.0)]).await;
    let idle = services::quality::review_imports(&app.services)
        .await
        .expect("a review");
    assert!(idle.starts_with("0 series"), "{idle}");
    assert_in_step(&app).await;
}

/// Reviews of a range that holds more events than are read together come to what a review of it as a
/// whole comes to.
#[tokio::test]
async fn a_long_range_is_reviewed_in_pieces() {
    let mut outcomes = Vec::new();
    for review_events in [1_000_000, 800] {
        let app = TestApp::start_with(|options| options.review_events = review_events, 1_000_000);
        let app = app.await;
        app.clock.set(now());
        let operator = app.signed_in_as(Role::Operator).await;
        let gaps = [300..303, 600..603, 900..903];
        let is_missing = |back: &i64| gaps.iter().any(|gap| gap.contains(back));
        let events: Vec<Value> = (8 * 24..60 * 24)
            .rev()
            .filter(|back| !is_missing(back))
            .map(|back| reading(hour(back), kwh(hour(back))))
            .collect();
        assert!(events.len() > 800, "one piece is not enough");
        post(&app, &operator, &events).await;
        let report = services::quality::review_imports(&app.services)
            .await
            .expect("a review");
        assert_in_step(&app).await;
        assert!(report.contains("9 values filled in"), "{report}");
        let path = format!(
            "/api/v1/data-quality?from={}&to={}",
            hour(60 * 24).format("%FT%TZ"),
            hour(8 * 24).format("%FT%TZ")
        );
        let overview = get(&app, &operator, &path).await;
        assert_eq!(overview["fills"]["standing"], 9, "{overview}");
        assert_eq!(overview["anomalies"]["gaps"], 3, "{overview}");
        outcomes.push((
            overview["events"].clone(),
            overview["completeness_pct"].clone(),
        ));
    }
    assert_eq!(outcomes[0], outcomes[1]);
}

async fn late_readings_take_the_place_of_filled_ones(app: TestApp) {
    let (app, operator) = plant(app).await;
    let before = total_kg(&app, &operator).await;
    services::quality::review_recent(&app.services)
        .await
        .expect("a review");
    let back = MISSING.start + 1;
    post(&app, &operator, &[reading(hour(back), kwh(hour(back)))]).await;
    assert_in_step(&app).await;

    let overview = get(&app, &operator, "/api/v1/data-quality").await;
    assert_eq!(
        overview["fills"],
        json!({"standing": 3, "replaced": 1, "covered": 1})
    );
    let id = own_supplier(&app, &operator).await;
    let detail = get(&app, &operator, &format!("/api/v1/data-quality/{id}")).await;
    let fills = detail["fills"].as_array().expect("fills");
    let replaced = fills
        .iter()
        .find(|fill| !fill["replaced_by"].is_null())
        .expect("one");
    let standing: f64 = (fills.iter().filter(|fill| fill["replaced_by"].is_null()))
        .filter_map(|fill| fill["co2e_kg"].as_f64())
        .sum();
    let real = replaced["real_co2e_kg"].as_f64().expect("the real one");
    let after = total_kg(&app, &operator).await;
    assert!((after - before - standing - real).abs() < 1e-6);
    // The same reading once more is a duplicate, and changes nothing.
    post(&app, &operator, &[reading(hour(back), kwh(hour(back)))]).await;
    assert!((total_kg(&app, &operator).await - after).abs() < 1e-9);
    // The real value is no gap any more, and is not filled again.
    services::quality::review_recent(&app.services)
        .await
        .expect("a review");
    let overview = get(&app, &operator, "/api/v1/data-quality").await;
    assert_eq!(overview["fills"]["standing"], 3);
    assert_in_step(&app).await;
}

#[tokio::test]
async fn faults_are_found_and_gaps_filled_on_sqlite() {
    faults_are_found_and_gaps_filled(TestApp::start().await).await;
}

#[tokio::test]
async fn late_readings_take_the_place_of_filled_ones_on_sqlite() {
    late_readings_take_the_place_of_filled_ones(TestApp::start().await).await;
}

#[tokio::test]
async fn both_hold_on_postgres() {
    for first in [true, false] {
        let db = testkit::scratch_postgres().await;
        let folder = tempfile::tempdir().expect("a folder");
        let app = TestApp::start_on(db.url(), folder, |_| {}, 1_000_000).await;
        if first {
            faults_are_found_and_gaps_filled(app).await;
        } else {
            late_readings_take_the_place_of_filled_ones(app).await;
        }
    }
}

#[tokio::test]
async fn an_import_is_reviewed_soon_and_again_when_it_is_taken_back() {
    let app = TestApp::start().await;
    app.clock.set(now());
    let operator = app.signed_in_as(Role::Operator).await;
    let mut file = String::from("who,at,kwh\n");
    for back in (1..=35 * 24).rev().filter(|back| !MISSING.contains(back)) {
        let at = hour(back).format("%FT%TZ");
        file.push_str(&format!("Own Supplier,{at},{}\n", kwh(hour(back))));
    }
    let profile = json!({"name": "meter", "event_type": "factory",
        "columns": [{"column": "kwh", "field": "electricity_kwh"}, {"column": "who", "field": "supplier"}],
        "constants": {"grid_region": "DEU"},
        "time": {"template": "{at}", "pattern": "iso8601"}});
    let job = app
        .import(&operator, &profile.to_string(), file.as_bytes())
        .await;
    assert_eq!(job["status"], "done", "{job}");
    let report = services::quality::review_imports(&app.services)
        .await
        .expect("a review");
    assert!(report.contains("4 values filled in"), "{report}");
    let idle = services::quality::review_imports(&app.services)
        .await
        .expect("a review");
    assert!(idle.starts_with("0 series"), "{idle}");
    assert_in_step(&app).await;

    let id = job["id"].as_str().expect("an id");
    let path = format!("/api/v1/ingest/jobs/{id}/revert");
    let answer = app
        .call("POST", &path, Some(&operator), Payload::None)
        .await;
    assert_eq!(answer.status, StatusCode::ACCEPTED, "{}", answer.text());
    assert_eq!(app.finished(&operator, id).await["status"], "reverted");
    let report = services::quality::review_imports(&app.services)
        .await
        .expect("a review");
    assert!(report.starts_with("0 series"), "{report}");
    assert_in_step(&app).await;
    // What stood in the gaps of readings that are gone has no neighbours left to stand by.
    let overview = get(&app, &operator, "/api/v1/data-quality").await;
    assert_eq!(overview["fills"]["standing"], 0);
    assert_eq!(overview["events"], 0);
}

#[tokio::test]
async fn ranges_are_checked_and_others_data_stays_theirs() {
    let app = TestApp::start().await;
    let (app, operator) = plant(app).await;
    let answer = app
        .get(
            "/api/v1/data-quality?from=2026-06-02T00:00:00Z&to=2026-06-01T00:00:00Z",
            &operator,
        )
        .await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let answer = app
        .get(
            "/api/v1/data-quality?from=2020-06-02T00:00:00Z&to=2026-06-01T00:00:00Z",
            &operator,
        )
        .await;
    assert!(answer.text().contains("366 days"), "{}", answer.text());
    let id = own_supplier(&app, &operator).await;
    let stranger = app.signed_in(app.other_org, Role::Admin).await;
    let answer = app
        .get(&format!("/api/v1/data-quality/{id}"), &stranger)
        .await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
}
