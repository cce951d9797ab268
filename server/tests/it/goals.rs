//! Goals, from being set to where they land, with the clock set: on both databases.

use axum::http::StatusCode;
use chrono::{DateTime, Duration, TimeZone, Utc};
use model::auth::Role;
use serde_json::{Value, json};
use services::clock::Clock;

use crate::recommendations::{act, get, half_empty, monday, stand_out};
use crate::support::app::{Answer, Payload, TestApp};

async fn put(app: &TestApp, token: &str, body: Value) -> Answer {
    let path = "/api/v1/goals";
    app.call("PUT", path, Some(token), Payload::Json(body))
        .await
}

fn number(of: &Value, path: &str) -> f64 {
    let found = of.pointer(path).and_then(Value::as_f64);
    found.unwrap_or_else(|| panic!("no {path} in {of}"))
}

fn noon(month: u32, day: u32) -> DateTime<Utc> {
    let at = Utc.with_ymd_and_hms(2026, month, day, 12, 0, 0);
    at.single().expect("a time")
}

/// One metered event a day, of 1,000 kg, at nine: `days` of them before today, and today's.
async fn steady(app: &TestApp, operator: &str, days: i64) {
    let nine = app.clock.now() - Duration::hours(3);
    let events: Vec<_> = (0..=days)
        .map(|back| {
            json!({"event_type": "factory", "supplier": "Own Supplier", "grid_region": "DEU",
                "occurred_at": (nine - Duration::days(back)).to_rfc3339(), "electricity_kwh": 1, "co2e_kg_metered": 1_000})
        })
        .collect();
    for part in events.chunks(500) {
        let answer = app
            .post("/api/v1/ingest/events", operator, json!(part))
            .await;
        assert_eq!(
            answer.json()["accepted"],
            json!(part.len()),
            "of the events"
        );
    }
}

async fn budgets_are_followed(app: TestApp) {
    app.clock.set(noon(6, 15));
    let operator = app.signed_in_as(Role::Operator).await;
    let admin = app.signed_in_as(Role::Admin).await;
    steady(&app, &operator, 100).await;
    let budget = |label: &str, from: &str, to: &str, kg: f64| json!({"label": label, "from": from, "to": to, "kind": "emissions", "kg": kg});
    let mut of_warehouses = budget("No warehouses", "2026-05-01", "2026-07-01", 5.0);
    of_warehouses["category"] = json!("warehouse");
    let list = json!({"goals": [
        budget("Half a year", "2026-07-01", "2027-01-01", 1e5),
        budget("June", "2026-06-01", "2026-07-01", 40_000.0),
        budget("May", "2026-05-01", "2026-06-01", 30_999.0),
        of_warehouses,
    ]});
    let answer = put(&app, &admin, list).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    let overview = get(&app, &operator, "/api/v1/goals").await;
    assert_eq!(overview, answer.json(), "what is set is what is read");
    assert_eq!(overview["today"], "2026-06-15");
    let goals = overview["goals"].as_array().expect("goals");
    let labels: Vec<_> = goals.iter().map(|one| &one["goal"]["label"]).collect();
    // The one that ends first comes first, of several the shortest.
    assert_eq!(labels, ["May", "June", "No warehouses", "Half a year"]);

    let [may, june, warehouses, later] = &goals[..] else {
        panic!("{overview}")
    };
    assert_eq!(may["progress"]["status"], "missed");
    assert_eq!(number(may, "/progress/landing/kg"), 31_000.0);
    assert_eq!(may["period"], "1 \u{2013} 31 May 2026");

    // Fifteen days of 1,000 kg; fifteen more are expected, and every one of them is alike.
    let progress = &june["progress"];
    assert_eq!(progress["status"], "on_track", "{progress}");
    assert_eq!(number(progress, "/so_far/kg"), 15_000.0);
    assert!(number(progress, "/so_far/low_kg") < 15_000.0);
    assert_eq!(number(progress, "/share"), 0.375);
    assert!((number(progress, "/time_share") - 14.5 / 30.0).abs() < 1e-9);
    assert!(
        (number(progress, "/landing/kg") - 30_000.0).abs() < 500.0,
        "{progress}"
    );
    assert!(number(progress, "/landing/low_kg") >= 15_000.0);
    assert!(number(progress, "/landing/high_kg") >= number(progress, "/landing/kg"));
    assert_eq!(progress["method"], "forecast_then_weekdays");
    assert_eq!(progress["forecast_days"], 7);
    assert_eq!(progress["history_weeks"], 14);
    let path = &progress["path"];
    assert_eq!(path["labels"].as_array().map(Vec::len), Some(30));
    assert_eq!(path["measured_kg"][14], 15_000.0);
    assert_eq!(path["expected_kg"][14], 15_000.0, "the lines meet");
    assert_eq!(path["measured_kg"][15], Value::Null);
    assert_eq!(path["expected_kg"][29], progress["landing"]["kg"]);

    // Nothing came in of it, so nothing is known of it.
    let progress = &warehouses["progress"];
    assert_eq!(progress["status"], "unknown", "{progress}");
    assert_eq!(progress["landing"], Value::Null);
    assert!(
        progress["missing"]
            .as_str()
            .is_some_and(|text| text.contains("0 whole weeks"))
    );
    assert_eq!(later["progress"]["status"], "upcoming");
    assert_eq!(number(later, "/progress/so_far/kg"), 0.0);

    // A week of silence, and nothing is said of the rest.
    app.clock.advance(Duration::days(9));
    let admin = app.signed_in_as(Role::Admin).await;
    let overview = get(&app, &admin, "/api/v1/goals").await;
    let progress = &overview["goals"][1]["progress"];
    assert_eq!(progress["status"], "unknown", "{progress}");
    assert!(
        progress["missing"]
            .as_str()
            .is_some_and(|text| text.contains("15 Jun 2026"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn budgets_are_followed_on_sqlite() {
    budgets_are_followed(TestApp::start().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn budgets_are_followed_on_postgres() {
    let db = testkit::scratch_postgres().await;
    let folder = tempfile::tempdir().expect("a folder");
    budgets_are_followed(TestApp::start_on(db.url(), folder, |_| {}, 1_000_000).await).await;
}

async fn savings_are_verified_and_promised(app: TestApp) {
    app.clock.set(monday());
    let operator = app.signed_in_as(Role::Operator).await;
    let admin = app.signed_in_as(Role::Admin).await;
    let list = json!({"goals": [
        {"label": "2026", "from": "2026-01-01", "to": "2027-01-01", "kind": "saving", "kg": 1e6},
    ]});
    put(&app, &admin, list).await;
    half_empty(&app, &operator).await;
    stand_out(&app, &operator).await;
    services::recommendations::advise(&app.services)
        .await
        .expect("a run");
    let progress = |overview: Value| overview["goals"][0]["progress"].clone();
    let before = progress(get(&app, &operator, "/api/v1/goals").await);
    assert_eq!(
        number(&before, "/to_come/kg"),
        0.0,
        "nobody has decided yet"
    );
    assert_eq!(before["status"], "off_track");

    let open = get(&app, &operator, "/api/v1/recommendations/pending").await;
    let fuller = open["items"].as_array().expect("items").iter();
    let fuller = fuller
        .clone()
        .find(|one| one["changes"][0]["lever"] == "load_factor")
        .unwrap_or_else(|| panic!("nobody says to load fuller: {open}"));
    let path = format!(
        "/api/v1/recommendations/{}",
        fuller["id"].as_str().expect("an id")
    );
    act(&app, &operator, &format!("{path}/approve"), Value::Null).await;
    let promised = progress(get(&app, &operator, "/api/v1/goals").await);
    // From 15 June to the end of the year: 200 days.
    let months = 200.0 / 30.436_875;
    let expected = number(fuller, "/co2_impact") * months;
    assert!(
        (number(&promised, "/to_come/kg") - expected).abs() < 1e-6,
        "{promised}"
    );
    assert!(number(&promised, "/to_come/low_kg") < expected);
    assert_eq!(number(&promised, "/so_far/kg"), 0.0);

    let patch = |status: &'static str| {
        let (app, operator, path) = (&app, &operator, &path);
        async move {
            let body = Payload::Json(json!({ "status": status }));
            app.call("PATCH", path, Some(operator), body).await
        }
    };
    patch("in_progress").await;
    assert_eq!(patch("done").await.json()["status"], "done");
    app.clock.advance(Duration::days(29));
    let operator = app.signed_in_as(Role::Operator).await;
    // The lorries of the same hours, fuller.
    let until = app.clock.now() - Duration::hours(1);
    crate::recommendations::fuller_weeks(&app, &operator, until).await;
    services::recommendations::verify_due(&app.services)
        .await
        .expect("a run");
    let saved = get(&app, &operator, &path).await["verified"].clone();
    let verified = progress(get(&app, &operator, "/api/v1/goals").await);
    assert_eq!(verified["so_far"]["kg"], saved["saved_kg"], "{verified}");
    assert_eq!(
        number(&verified, "/so_far/low_kg"),
        number(&saved, "/low_kg")
    );
    // It counts for the days it was measured over; nothing else is promised.
    assert_eq!(number(&verified, "/to_come/kg"), 0.0);
    assert_eq!(verified["landing"]["kg"], saved["saved_kg"]);
    assert_eq!(verified["notes"].as_array().map(Vec::len), Some(1));
}

#[tokio::test(flavor = "multi_thread")]
async fn savings_are_verified_and_promised_on_sqlite() {
    savings_are_verified_and_promised(TestApp::start().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn savings_are_verified_and_promised_on_postgres() {
    let db = testkit::scratch_postgres().await;
    let folder = tempfile::tempdir().expect("a folder");
    let app = TestApp::start_on(db.url(), folder, |_| {}, 1_000_000).await;
    savings_are_verified_and_promised(app).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_is_named_and_nothing_is_lost() {
    let app = TestApp::start().await;
    let admin = app.signed_in_as(Role::Admin).await;
    let goal = |label: &str, from: &str, to: &str, kind: &str, kg: f64| json!({"label": label, "from": from, "to": to, "kind": kind, "kg": kg});
    let mut saving = goal("", "2026-01-01", "2026-01-01", "saving", 0.0);
    saving["category"] = json!("factory");
    let wrong = json!({"goals": [
        goal("a", "2026-01-01", "2027-01-01", "emissions", 1e13),
        goal("b", "2026-12-31", "2027-12-31", "emissions", 1.0),
        saving,
        goal("far", "1900-01-01", "2027-01-01", "saving", 1.0),
    ]});
    let answer = put(&app, &admin, wrong).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let problem = answer.json();
    let errors = problem["errors"].as_array().expect("errors");
    let named: Vec<_> = errors
        .iter()
        .map(|one| {
            (
                one["field"].as_str().expect("a field"),
                one["code"].as_str().expect("a code"),
            )
        })
        .collect();
    assert_eq!(
        named,
        [
            ("goals[0].kg", "out_of_range"),
            ("goals[1].from", "overlap"),
            ("goals[2].label", "length"),
            ("goals[2].to", "before_from"),
            ("goals[2].kg", "out_of_range"),
            ("goals[2].category", "not_counted"),
            ("goals[3].from", "out_of_range"),
            ("goals[3].to", "too_long"),
        ]
    );

    let first = json!({"goals": [goal("a", "2026-01-01", "2027-01-01", "emissions", 5.0)]});
    let made = put(&app, &admin, first).await.json();
    let (revision, id) = (&made["revision"], &made["goals"][0]["goal"]["id"]);
    let mut changed = goal("a", "2026-01-01", "2027-01-01", "emissions", 6.0);
    changed["id"] = id.clone();
    let change = json!({"revision": revision, "goals": [changed]});
    let answer = put(&app, &admin, change.clone()).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    assert_eq!(
        &answer.json()["goals"][0]["goal"]["id"],
        id,
        "it stays the same goal"
    );
    // Who read before that does not overwrite it.
    let late = put(&app, &admin, change).await;
    assert_eq!(late.status, StatusCode::CONFLICT, "{}", late.text());
    let kept = get(&app, &admin, "/api/v1/goals").await;
    assert_eq!(kept["goals"][0]["goal"]["kg"], 6.0);
    let mut unknown = goal("c", "2026-01-01", "2027-01-01", "emissions", 6.0);
    unknown["id"] = json!("00000000-0000-7000-8000-000000000000");
    let answer = put(&app, &admin, json!({"goals": [unknown]})).await;
    assert_eq!(answer.json()["errors"][0]["field"], "goals[0].id");
    let many: Vec<_> = (0..51)
        .map(|_| goal("x", "2026-01-01", "2027-01-01", "saving", 1.0))
        .collect();
    let answer = put(&app, &admin, json!({ "goals": many })).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(answer.json()["errors"][0]["code"], "too_many");

    let audit = get(&app, &admin, "/api/v1/audit?limit=1").await;
    assert_eq!(audit["items"][0]["action"], "goals.change");
    assert_eq!(audit["items"][0]["metadata"]["after"][0]["kg"], 6.0);
    let stranger = app.signed_in(app.other_org, Role::Admin).await;
    assert_eq!(
        get(&app, &stranger, "/api/v1/goals").await["goals"],
        json!([])
    );
}
