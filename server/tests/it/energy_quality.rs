//! Measurements under review: a gap that is filled until the truth comes, a spike that teaches nothing
//! until a person says that it is right, and what cannot be.

use axum::http::StatusCode;
use chrono::{DateTime, Duration, Utc};
use model::auth::Role;
use serde_json::{Value, json};
use services::energy::{make_metered_events, refresh_plans, review_measurements};

use crate::energy::{put, quarters, send, settings, start, works_in};
use crate::recommendations::get;
use crate::support::app::{Answer, TestApp};

const DAYS: i64 = 35;

/// Five weeks of quarters that flicker a little.
pub(crate) fn past() -> Vec<Value> {
    let mut rows = quarters(start() - Duration::days(DAYS), (DAYS * 96) as i32);
    for (place, row) in rows.iter_mut().enumerate() {
        let flicker = 0.02 * (place * 7 % 11) as f64;
        row["value"] = json!(row["value"].as_f64().expect("a number") + flicker);
    }
    rows
}

async fn review(app: &TestApp) -> String {
    review_measurements(&app.services).await.expect("done")
}

async fn read(app: &TestApp, path: &str, token: &str, from: &Value, count: i64) -> Vec<Value> {
    let from: DateTime<Utc> = from.as_str().expect("a time").parse().expect("a time");
    let to = from + Duration::minutes(15 * count);
    let time = |at: DateTime<Utc>| at.format("%Y-%m-%dT%H:%M:%SZ").to_string();
    let query = format!("channel=import_kwh&from={}&to={}", time(from), time(to));
    let page = get(app, token, &format!("{path}/measurements?{query}")).await;
    page["items"].as_array().expect("items").clone()
}

async fn learned_from(app: &TestApp, path: &str, token: &str) -> Value {
    let forecast = get(app, token, &format!("{path}/forecast")).await;
    forecast["basis"]["measured"].clone()
}

async fn approve(app: &TestApp, path: &str, token: &str, at: &Value) -> Answer {
    let body = json!({"channel": "import_kwh", "at": at});
    app.post(&format!("{path}/measurements/approve"), token, body)
        .await
}

async fn a_gap_is_filled_until_the_truth_comes(app: TestApp) {
    let (operator, path) = works_in(&app, "DEU").await;
    put(&app, &path, &operator, settings()).await;
    let mut rows = past();
    let from = rows.len() - 60;
    let late: Vec<Value> = rows.splice(from..from + 10, []).collect();
    let gap = late[0]["at"].clone();
    send(&app, &path, &operator, rows.clone(), false).await;
    assert!(read(&app, &path, &operator, &gap, 10).await.is_empty());

    let said = review(&app).await;
    assert!(said.contains("0 measurements became outliers"), "{said}");
    assert!(said.contains("10 filled in; 0 sites failed"), "{said}");
    let filled = read(&app, &path, &operator, &gap, 10).await;
    assert_eq!(filled.len(), 10);
    for one in &filled {
        assert_eq!(one["status"], "gap_filled");
        let number = |value: &Value| value.as_f64().expect("a number");
        let (low, high) = (
            &one["filled"]["interval_low"],
            &one["filled"]["interval_high"],
        );
        let value = number(&one["value"]);
        assert!(number(low) <= value && value <= number(high), "{one}");
    }
    let usual = rows.len();
    assert_eq!(learned_from(&app, &path, &operator).await, json!(usual));
    let quality = get(&app, &operator, &format!("{path}/measurements/quality")).await;
    let week = &quality["channels"][0]["week"];
    assert_eq!(
        (&week["expected"], &week["came"], &week["filled"]),
        (&json!(672), &json!(662), &json!(10))
    );
    assert_eq!(quality["channels"][0]["age_minutes"], 0);
    assert_eq!(quality["is_review_due"], false);
    assert!(
        review(&app).await.starts_with("0 sites"),
        "nothing came since"
    );

    // A part of the truth comes, then all of it, twice.
    send(&app, &path, &operator, late[..4].to_vec(), false).await;
    review(&app).await;
    let statuses = |rows: &[Value]| -> Vec<String> {
        let words = rows
            .iter()
            .map(|one| one["status"].as_str().expect("a word"));
        words.map(str::to_owned).collect()
    };
    let now = read(&app, &path, &operator, &gap, 10).await;
    assert_eq!(
        now[..4].iter().map(|one| &one["value"]).collect::<Vec<_>>(),
        late[..4]
            .iter()
            .map(|one| &one["value"])
            .collect::<Vec<_>>()
    );
    assert_eq!(statuses(&now)[3..5], ["measured", "gap_filled"]);
    assert_eq!(now[4..], filled[4..], "what stands is not filled anew");
    for expected in [6, 0] {
        let answer = send(&app, &path, &operator, late.clone(), false).await;
        assert_eq!(answer["accepted"], expected);
    }
    let said = review(&app).await;
    assert!(said.contains("0 filled in"), "{said}");
    let now = read(&app, &path, &operator, &gap, 10).await;
    assert_eq!(statuses(&now), vec!["measured"; 10], "each once");
    let usual = rows.len() + 10;
    assert_eq!(learned_from(&app, &path, &operator).await, json!(usual));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gap_is_filled_until_the_truth_comes_everywhere() {
    a_gap_is_filled_until_the_truth_comes(TestApp::start().await).await;
    let postgres = testkit::scratch_postgres().await;
    let folder = tempfile::tempdir().expect("a folder");
    let app = TestApp::start_on(postgres.url(), folder, |_| {}, 1_000_000).await;
    a_gap_is_filled_until_the_truth_comes(app).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_spike_teaches_nothing_until_it_is_approved() {
    let app = TestApp::start().await;
    let (operator, path) = works_in(&app, "DEU").await;
    let mut with_events = settings();
    with_events["events"] = json!({"event_type": "factory", "supplier": "Own sites"});
    put(&app, &path, &operator, with_events).await;
    let mut rows = past();
    let place = rows.len() - 150;
    rows[place]["value"] = json!(60.0);
    let at = rows[place]["at"].clone();
    send(&app, &path, &operator, rows.clone(), false).await;
    let said = review(&app).await;
    assert!(said.contains("1 measurements became outliers"), "{said}");
    let odd = read(&app, &path, &operator, &at, 1).await;
    assert_eq!(
        (&odd[0]["status"], &odd[0]["value"]),
        (&json!("outlier"), &json!(60.0))
    );
    let reason = odd[0]["reason"].as_str().expect("why");
    assert!(
        reason.contains("is usual at that hour of the week"),
        "{reason}"
    );
    let all = rows.len();
    assert_eq!(learned_from(&app, &path, &operator).await, json!(all - 1));
    let outliers = async || {
        make_metered_events(&app.services).await.expect("done");
        let page = get(
            &app,
            &operator,
            "/api/v1/events?quality_status=outlier&limit=200",
        )
        .await;
        page["items"].as_array().expect("items").len()
    };
    assert_eq!(outliers().await, 1, "its hour counts, and says what it is");
    let quality = get(&app, &operator, &format!("{path}/measurements/quality")).await;
    assert_eq!(quality["flagged"][0]["at"], odd[0]["at"]);
    assert_eq!(quality["channels"][0]["week"]["outliers"], 1);

    let analyst = app.signed_in_as(Role::Viewer).await;
    let refused = approve(&app, &path, &analyst, &at).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let usual = approve(&app, &path, &operator, &rows[place + 1]["at"]).await;
    assert_eq!(usual.status, StatusCode::CONFLICT, "{}", usual.text());
    let nothing = json!(start() + Duration::minutes(15));
    let nothing = approve(&app, &path, &operator, &nothing).await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
    for _ in 0..2 {
        let approved = approve(&app, &path, &operator, &at).await;
        assert_eq!(approved.status, StatusCode::OK, "{}", approved.text());
        let approved = approved.json();
        assert_eq!(
            (&approved["status"], &approved["is_approved"]),
            (&json!("measured"), &json!(true))
        );
    }
    assert_eq!(learned_from(&app, &path, &operator).await, json!(all));
    let said = review(&app).await;
    assert!(said.contains("0 measurements became outliers"), "{said}");
    assert_eq!(outliers().await, 0);
    let admin = app.signed_in_as(Role::Admin).await;
    let log = get(
        &app,
        &admin,
        "/api/v1/audit?action=energy.measurement_approved",
    )
    .await;
    let entries = log["items"].as_array().expect("entries");
    assert_eq!(entries.len(), 1, "once: {log}");

    // What was said of one value does not hold of another.
    let mut other = rows[place].clone();
    other["value"] = json!(70.0);
    send(&app, &path, &operator, vec![other], true).await;
    let said = review(&app).await;
    assert!(said.contains("1 measurements became outliers"), "{said}");
    // And one that is as usual is none.
    let mut usual = rows[place].clone();
    usual["value"] = rows[place - 1]["value"].clone();
    send(&app, &path, &operator, vec![usual], true).await;
    let now = read(&app, &path, &operator, &at, 1).await;
    assert_eq!(now[0]["status"], "measured");
    let said = review(&app).await;
    assert!(said.contains("0 measurements became outliers"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_is_kept_and_flagged() {
    let app = TestApp::start().await;
    let (operator, path) = works_in(&app, "DEU").await;
    let mut limited = settings();
    limited["import_limit_kw"] = json!(30.0);
    put(&app, &path, &operator, limited).await;
    let row = |channel: &str, minute: i64, value: f64| {
        let at = (start() - Duration::minutes(minute)).to_rfc3339();
        json!({"channel": channel, "at": at, "value": value})
    };
    // Midnight in Berlin, and two of the afternoon before.
    let rows = vec![
        row("import_kwh", 30, 7.5),
        row("import_kwh", 15, 7.6),
        row("solar_kwh", 600, 2.0),
        row("solar_kwh", 585, 3.1),
        row("solar_kwh", 30, 0.01),
        row("solar_kwh", 15, 0.5),
        row("soc", 45, 0.5),
        row("soc", 30, 0.95),
        row("soc", 15, 0.6),
    ];
    let answer = send(&app, &path, &operator, rows, false).await;
    assert_eq!(answer["accepted"], 9);
    let said = review(&app).await;
    assert!(said.contains("4 measurements became outliers"), "{said}");
    let quality = get(&app, &operator, &format!("{path}/measurements/quality")).await;
    let flagged = quality["flagged"].as_array().expect("flagged");
    let reasons: Vec<_> = flagged
        .iter()
        .map(|one| one["reason"].as_str().expect("why"))
        .collect();
    let expected = [
        "above the 30 kW of the connection",
        "while the sun was down",
        "the battery's power allows",
        "the array's stated peak",
    ];
    assert_eq!(reasons.len(), expected.len());
    for (reason, words) in reasons.iter().zip(expected) {
        assert!(reason.contains(words), "{reason}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_happened_says_that_it_rests_on_filled_values() {
    let app = TestApp::start().await;
    let (operator, path) = works_in(&app, "DEU").await;
    put(&app, &path, &operator, settings()).await;
    send(&app, &path, &operator, past(), false).await;
    let planned = refresh_plans(&app.services).await.expect("done");
    assert_eq!(planned, "1 sites planned, 0 failed");
    app.clock.advance(Duration::days(1));
    let operator = app.signed_in_as(Role::Operator).await;
    let mut day = quarters(start(), 96);
    day.drain(40..44);
    send(&app, &path, &operator, day, false).await;
    let followed = format!("{path}/battery/followed");
    let before = get(&app, &operator, &followed).await;
    assert_eq!(
        (&before["compared"], &before["rests_on"]),
        (&json!(92), &Value::Null)
    );
    review(&app).await;
    let answer = get(&app, &operator, &followed).await;
    assert_eq!(
        (&answer["compared"], &answer["compared_filled"]),
        (&json!(96), &json!(4))
    );
    assert_eq!(
        answer["rests_on"],
        "of 96 intervals, 4 on values filled in for a silent meter"
    );
    assert_eq!(
        answer["steps"][40]["measured"]["filled"],
        json!(["import_kwh"])
    );
    assert_eq!(answer["steps"][39]["measured"]["filled"], Value::Null);
}
