//! The demo's script without its pages: an import, a hotspot, one alert, advice, a decision, its audit, and
//! four weeks later what was really saved, all of it asked for and told over the network. The clock is
//! set, nothing sleeps.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use chrono::{DateTime, Datelike, Duration, TimeZone, Timelike, Utc};
use model::auth::Role;
use serde_json::{Value, json};
use services::clock::Clock;

use crate::live::{listen, next, open, say};
use crate::support::app::{Payload, TestApp};

/// A Monday, half past ten.
pub(crate) fn monday() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 6, 15, 10, 30, 0)
        .single()
        .expect("a time")
}

fn trip(at: DateTime<Utc>, number: u32, km: f64, load_factor: f64) -> Value {
    json!({"event_type": "logistics", "supplier": "Own Supplier", "occurred_at": at.to_rfc3339(),
        "mode": "road", "distance_km": km, "load_factor": load_factor, "empty_distance_factor": 0.3,
        "vehicle_class": "artic_33_plus", "fuel": "diesel", "origin": "Rotterdam", "destination": "Hamburg",
        "external_id": format!("{at}-{number}")})
}

/// The trips of the working days of so many weeks before `until`: half-empty lorries, every half hour
/// from seven to two, a little uneven.
fn weeks(until: DateTime<Utc>, weeks: i64, load_factor: f64) -> Vec<Value> {
    let mut trips = Vec::new();
    let mut at = until - Duration::weeks(weeks);
    while at < until {
        if (7..14).contains(&at.hour()) && at.weekday().num_days_from_monday() < 5 {
            let uneven = f64::from((at.day() * 7 + at.hour() * 3) % 11) / 200.0;
            trips.push(trip(at, 0, 300.0, load_factor + uneven));
        }
        at += Duration::minutes(30);
    }
    trips
}

async fn post(app: &TestApp, token: &str, trips: &[Value]) {
    for part in trips.chunks(500) {
        let answer = app.post("/api/v1/ingest/events", token, json!(part)).await;
        assert_eq!(answer.json()["rejected"], json!([]), "{}", answer.text());
    }
}

/// Five weeks of half-empty lorries.
pub(crate) async fn half_empty(app: &TestApp, operator: &str) {
    let until = app.clock.now() - Duration::hours(1);
    post(app, operator, &weeks(until, 5, 0.35)).await;
}

/// The same from a file.
async fn import_half_empty(app: &TestApp, operator: &str) {
    let mut file = String::from("at,km,load,id\n");
    for trip in weeks(app.clock.now() - Duration::hours(1), 5, 0.35) {
        let text = |field: &str| trip[field].as_str().unwrap_or_default().to_owned();
        let (at, id) = (text("occurred_at"), text("external_id"));
        file.push_str(&format!(
            "{at},{},{},{id}\n",
            trip["distance_km"], trip["load_factor"]
        ));
    }
    let profile = json!({"name": "trips", "event_type": "logistics",
        "columns": [{"column": "km", "field": "distance_km"}, {"column": "load", "field": "load_factor"},
            {"column": "id", "field": "external_id"}],
        "constants": {"supplier": "Own Supplier", "mode": "road", "vehicle_class": "artic_33_plus", "fuel": "diesel",
            "origin": "Rotterdam", "destination": "Hamburg", "empty_distance_factor": 0.3},
        "time": {"template": "{at}", "pattern": "iso8601"}});
    let job = app
        .import(operator, &profile.to_string(), file.as_bytes())
        .await;
    assert_eq!(job["status"], "done", "{job}");
    assert_eq!(job["rows_rejected"], 0, "{job}");
}

/// Runs a job as an admin does; what it says.
async fn run_job(app: &TestApp, admin: &str, name: &str) -> String {
    let path = format!("/api/v1/jobs/{name}/run");
    let run = app.call("POST", &path, Some(admin), Payload::None).await;
    assert_eq!(run.status, StatusCode::OK, "{}", run.text());
    let run = run.json();
    assert_eq!(run["status"], "done", "{run}");
    run["message"].as_str().expect("a report").to_owned()
}

/// Four weeks of lorries that are full.
pub(crate) async fn fuller_weeks(app: &TestApp, operator: &str, until: DateTime<Utc>) {
    post(app, operator, &weeks(until, 4, 0.7)).await;
}

/// Half-empty lorries that suddenly drive twice as much: a hotspot that rules have something to say on.
pub(crate) async fn stand_out(app: &TestApp, operator: &str) -> Value {
    let now = app.clock.now();
    let hot: Vec<_> = (0..6)
        .map(|number| {
            trip(
                now - Duration::minutes(40 - 5 * i64::from(number)),
                number + 1,
                300.0,
                0.3,
            )
        })
        .collect();
    post(app, operator, &hot).await;
    // The first scan sees it, the second one takes it for real.
    for _ in 0..2 {
        app.clock.advance(Duration::minutes(1));
        scan(app, operator).await;
    }
    let hotspots = app.get("/api/v1/hotspots", operator).await.json();
    let items = hotspots["items"].as_array().expect("hotspots").clone();
    let found = items
        .into_iter()
        .find(|one| one["entity"]["kind"] == "route");
    found.unwrap_or_else(|| panic!("no hotspot of a route: {hotspots}"))
}

async fn scan(app: &TestApp, operator: &str) {
    let scanned = app
        .call(
            "POST",
            "/api/v1/hotspots/scan",
            Some(operator),
            Payload::None,
        )
        .await;
    assert_eq!(scanned.status, StatusCode::OK, "{}", scanned.text());
}

pub(crate) async fn get(app: &TestApp, token: &str, path: &str) -> Value {
    let answer = app.get(path, token).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text());
    answer.json()
}

pub(crate) async fn act(app: &TestApp, token: &str, path: &str, body: Value) -> Value {
    let answer = app.post(path, token, body).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text());
    answer.json()
}

async fn the_loop_is_closed(app: TestApp) {
    app.clock.set(monday());
    let operator = app.signed_in_as(Role::Operator).await;
    let admin = app.signed_in_as(Role::Admin).await;
    let addr = listen(&app).await;
    let mut socket = open(addr, "/ws", &[("authorization", operator.as_str())])
        .await
        .expect("a socket");
    say(
        &mut socket,
        json!({"type": "subscribe", "channels": ["alerts", "recommendations"]}),
    )
    .await;
    assert_eq!(next(&mut socket).await["type"], "subscribed");

    let mut settings = get(&app, &admin, "/api/v1/settings").await;
    settings["prices"] =
        json!([{"commodity": "diesel_l", "amount": "1.40", "source": "fuel card"}]);
    let body = Payload::Json(settings);
    let set = app
        .call("PUT", "/api/v1/settings", Some(&admin), body)
        .await;
    assert_eq!(set.status, StatusCode::OK, "{}", set.text());
    import_half_empty(&app, &operator).await;
    let hotspot = stand_out(&app, &operator).await;
    let alerts = get(&app, &operator, "/api/v1/alerts").await;
    let of_route = |alerts: &Value| {
        let items = alerts["items"].as_array().expect("alerts");
        items
            .iter()
            .filter(|one| one["entity"] == hotspot["entity"])
            .count()
    };
    assert_eq!(of_route(&alerts), 1, "{alerts}");

    // Advice comes by itself, once, and over the socket.
    run_job(&app, &admin, "recommendations").await;
    let mut told = BTreeSet::new();
    loop {
        let frame = next(&mut socket).await;
        if frame["channel"] == "recommendations" {
            break;
        }
        assert_eq!(frame["channel"], "alerts", "{frame}");
        if frame["data"]["entity"] == hotspot["entity"] {
            told.insert(frame["data"]["id"].to_string());
        }
    }
    assert_eq!(told.len(), 1, "one alert is told of: {told:?}");
    let open = get(&app, &operator, "/api/v1/recommendations/pending").await;
    let items = open["items"].as_array().expect("items");
    assert!(!items.is_empty(), "{open}");
    let again = run_job(&app, &admin, "recommendations").await;
    assert_eq!(again, "0 recommendations for 0 hotspots");
    let asked = json!({"hotspot_id": hotspot["id"]});
    let asked = act(&app, &operator, "/api/v1/recommendations/generate", asked).await;
    assert_eq!(
        asked.as_array().map(Vec::len),
        Some(items.len()),
        "asking again makes none twice"
    );

    let fuller = items
        .iter()
        .find(|one| one["changes"][0]["lever"] == "load_factor")
        .unwrap_or_else(|| panic!("nobody says to load fuller: {open}"));
    let number = |of: &Value, name: &str| {
        of[name]
            .as_f64()
            .unwrap_or_else(|| panic!("{name} of {of}"))
    };
    assert!(number(fuller, "co2_impact") > 0.0);
    assert!(number(fuller, "co2_impact_low_kg") <= number(fuller, "co2_impact"));
    assert!((0.0..=1.0).contains(&number(fuller, "feasibility_score")));
    assert!(!fuller["sources"].as_array().expect("sources").is_empty());
    let cause = &fuller["cause"];
    assert!(number(cause, "increase_kg") > 0.0, "{cause}");
    let drivers: f64 = cause["drivers"]
        .as_array()
        .expect("drivers")
        .iter()
        .map(|one| number(one, "increase_kg"))
        .sum();
    assert!(
        (drivers - number(cause, "increase_kg")).abs() < 1e-6,
        "{cause}"
    );

    // Approved, taken back, approved again, begun and done; every step is audited.
    let id = fuller["id"].as_str().expect("an id").to_owned();
    let path = |step: &str| format!("/api/v1/recommendations/{id}/{step}");
    let approved = act(&app, &operator, &path("approve"), Value::Null).await;
    assert_eq!(approved["status"], "approved");
    let decided_by = approved["decided_by"].as_str().expect("who");
    assert!(decided_by.starts_with("operator@"), "{decided_by}");
    let twice = app.post(&path("approve"), &operator, Value::Null).await;
    assert_eq!(twice.status, StatusCode::CONFLICT, "{}", twice.text());
    // Who still sees it as it was before takes nothing back that others did.
    let unseen = format!("id={id}&action=undo&seen=in_progress").into_bytes();
    let form = Payload::Raw("application/x-www-form-urlencoded".to_owned(), unseen);
    let unseen = app.call("POST", "/fn/recommendations/step", Some(&operator), form);
    let unseen = unseen.await;
    assert_eq!(unseen.status, StatusCode::CONFLICT, "{}", unseen.text());
    assert!(unseen.text().contains("meanwhile"), "{}", unseen.text());
    let undone = act(&app, &operator, &path("undo"), Value::Null).await;
    assert_eq!(undone["status"], "pending");
    act(&app, &operator, &path("approve"), Value::Null).await;
    app.clock.advance(Duration::minutes(11));
    let late = app.post(&path("undo"), &operator, Value::Null).await;
    assert_eq!(late.status, StatusCode::CONFLICT, "{}", late.text());
    let patch = |body: Value| {
        let (app, operator, id) = (&app, &operator, &id);
        async move {
            let path = format!("/api/v1/recommendations/{id}");
            app.call("PATCH", &path, Some(operator), Payload::Json(body))
                .await
        }
    };
    let begun = patch(json!({"status": "in_progress", "assignee": "the planner"}))
        .await
        .json();
    assert_eq!(
        (&begun["status"], &begun["assignee"]),
        (&json!("in_progress"), &json!("the planner"))
    );
    let invested = |amount: &str, currency: &str| {
        patch(json!({"investment": {"amount": amount, "currency": currency}}))
    };
    let dear = invested("1200", "EUR").await;
    assert_eq!(dear.status, StatusCode::OK, "{}", dear.text());
    let dear = dear.json();
    assert_eq!(dear["investment"]["amount"], "1200.00");
    let earned = -dear["cost_estimate"]["amount"]
        .as_str()
        .and_then(|text| text.parse::<f64>().ok())
        .expect("a cost per month");
    assert!(
        (number(&dear, "payback_months") - 1_200.0 / earned).abs() < 1e-6,
        "{dear}"
    );
    for (amount, currency) in [("-1", "EUR"), ("1", "XXX")] {
        let refused = invested(amount, currency).await;
        assert_eq!(
            refused.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{}",
            refused.text()
        );
    }
    let jump = patch(json!({"status": "verified"})).await;
    assert_eq!(
        jump.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "{}",
        jump.text()
    );
    let done = patch(json!({"status": "done"})).await.json();
    assert_eq!(done["status"], "done");
    let audit = get(&app, &admin, "/api/v1/audit?limit=50").await;
    let actions: Vec<_> = (audit["items"].as_array().expect("entries").iter())
        .filter(|entry| {
            entry["subject"]
                .as_str()
                .is_some_and(|text| text.contains(&id))
        })
        .map(|entry| entry["action"].as_str().expect("an action"))
        .collect();
    let expected = [
        "finish", "invest", "start", "assign", "approve", "undo", "approve", "make",
    ];
    assert_eq!(
        actions,
        expected.map(|step| format!("recommendation.{step}"))
    );

    // What was advised, simulated over the weeks before: it saves, and it is audited.
    let to = app.clock.now();
    let scenario = json!({"scenario_type": "logistics", "from": to - Duration::weeks(4), "to": to,
        "filter": {"route_id": fuller["entity"]["id"]}, "changes": fuller["changes"]});
    let outcome = act(&app, &operator, "/api/v1/simulate", scenario.clone()).await;
    assert!(number(&outcome["delta"], "co2e_kg") < 0.0, "{outcome}");
    assert!(number(&outcome["delta"], "interval_low_kg") < number(&outcome["delta"], "co2e_kg"));
    let audit = get(&app, &admin, "/api/v1/audit?limit=1").await;
    assert_eq!(audit["items"][0]["action"], "scenario.simulate");

    // Four weeks of fuller lorries later the saving is there, positive, with an interval.
    let too_soon = run_job(&app, &admin, "verification").await;
    assert!(too_soon.starts_with("0 verified"), "{too_soon}");
    app.clock.advance(Duration::days(29));
    let operator = app.signed_in_as(Role::Operator).await;
    fuller_weeks(&app, &operator, app.clock.now() - Duration::hours(1)).await;
    let admin = app.signed_in_as(Role::Admin).await;
    let report = run_job(&app, &admin, "verification").await;
    assert!(report.starts_with("1 verified"), "{report}");
    let verified = get(&app, &operator, &format!("/api/v1/recommendations/{id}")).await;
    assert_eq!(verified["status"], "verified");
    let saving = &verified["verified"];
    assert!(number(saving, "saved_kg") > 0.0, "{saving}");
    assert!(
        number(saving, "low_kg") < number(saving, "saved_kg"),
        "{saving}"
    );
    assert!(
        number(saving, "actual_kg_per_unit") < number(saving, "frozen_kg_per_unit"),
        "{saving}"
    );
    let stats = get(&app, &operator, "/api/v1/recommendations/stats").await;
    assert_eq!(stats["verified"], 1);
    assert!((number(&stats, "verified_kg") - number(saving, "saved_kg")).abs() < 1e-6);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_loop_is_closed_on_sqlite() {
    the_loop_is_closed(TestApp::start().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_loop_is_closed_on_postgres() {
    let db = testkit::scratch_postgres().await;
    let folder = tempfile::tempdir().expect("a folder");
    the_loop_is_closed(TestApp::start_on(db.url(), folder, |_| {}, 1_000_000).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_dismissed_says_why_and_bad_words_are_named() {
    let app = TestApp::start().await;
    app.clock.set(monday());
    let operator = app.signed_in_as(Role::Operator).await;
    let viewer = app.signed_in_as(Role::Viewer).await;
    half_empty(&app, &operator).await;
    stand_out(&app, &operator).await;
    services::recommendations::advise(&app.services)
        .await
        .expect("a run");
    let open = get(&app, &viewer, "/api/v1/recommendations").await;
    let id = open["items"][0]["id"].as_str().expect("an id").to_owned();
    let path = format!("/api/v1/recommendations/{id}/dismiss");
    let long = app
        .post(&path, &operator, json!({"reason": "x".repeat(501)}))
        .await;
    assert_eq!(long.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(long.json()["errors"][0]["field"], "reason");
    let dismissed = act(
        &app,
        &operator,
        &path,
        json!({"reason": "no second driver"}),
    )
    .await;
    assert_eq!(dismissed["status"], "dismissed");
    assert_eq!(dismissed["reason"], "no second driver");
    let closed = get(&app, &viewer, "/api/v1/recommendations?status=closed").await;
    assert_eq!(closed["items"][0]["id"], json!(id));
    let unknown = app
        .get("/api/v1/recommendations?status=lost", &viewer)
        .await;
    assert_eq!(unknown.status, StatusCode::UNPROCESSABLE_ENTITY);
    let pages = get(
        &app,
        &viewer,
        "/api/v1/recommendations?status=pending&limit=1",
    )
    .await;
    if let Some(cursor) = pages["next_cursor"].as_str() {
        let next = get(
            &app,
            &viewer,
            &format!("/api/v1/recommendations?status=pending&limit=1&cursor={cursor}"),
        )
        .await;
        assert_ne!(next["items"][0]["id"], pages["items"][0]["id"]);
    }
}
