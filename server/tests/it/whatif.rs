//! Scenarios: what did not change is zero to the milligram, parts add up, money needs prices, and one that
//! is kept can become a recommendation.

use axum::http::StatusCode;
use chrono::{DateTime, Duration, TimeZone, Utc};
use model::auth::Role;
use serde_json::{Value, json};

use crate::providers::{app_with, half_hours, refresh};
use crate::support::app::{Payload, TestApp};
use crate::support::provider::{FakeProvider, Recorded};

fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 6, 15, 10, 0, 0)
        .single()
        .expect("a time")
}

/// Half-empty lorries and a hall, every six hours for thirty days.
async fn month(app: &TestApp, token: &str) {
    let mut events = Vec::new();
    for step in 1..=120_i64 {
        let at = (now() - Duration::hours(6 * step)).to_rfc3339();
        events.push(
            json!({"event_type": "logistics", "supplier": "Haulier", "occurred_at": at,
            "mode": "road", "vehicle_class": "artic_33_plus", "fuel": "diesel",
            "distance_km": 200 + step, "load_factor": 0.4, "empty_distance_factor": 0.3}),
        );
        events.push(
            json!({"event_type": "warehouse", "supplier": "Hall", "occurred_at": at,
            "ends_at": (now() - Duration::hours(6 * step - 1)).to_rfc3339(),
            "electricity_kwh": 50 + step % 7, "grid_region": "DEU"}),
        );
    }
    let answer = app
        .post("/api/v1/ingest/events", token, json!(events))
        .await;
    assert_eq!(answer.json()["rejected"], json!([]), "{}", answer.text());
}

fn scenario(changes: &Value) -> Value {
    json!({"from": now() - Duration::days(31), "to": now(), "changes": changes})
}

async fn ok(app: &TestApp, token: &str, path: &str, body: Value) -> Value {
    let answer = app.post(path, token, body).await;
    assert!(answer.status.is_success(), "{path}: {}", answer.text());
    answer.json()
}

fn number(of: &Value) -> f64 {
    of.as_f64().unwrap_or_else(|| panic!("no number: {of}"))
}

async fn set_prices(app: &TestApp, admin: &str, prices: Value) -> StatusCode {
    let mut settings = app.get("/api/v1/settings", admin).await.json();
    settings["prices"] = prices;
    let body = Payload::Json(settings);
    app.call("PUT", "/api/v1/settings", Some(admin), body)
        .await
        .status
}

async fn sides_add_up(app: TestApp) {
    app.clock.set(now());
    let operator = app.signed_in_as(Role::Operator).await;
    let admin = app.signed_in_as(Role::Admin).await;
    month(&app, &operator).await;

    // Nothing done differently is nothing, to the milligram, and the baseline is what the pages show.
    let path = "/api/v1/simulate";
    let same = ok(&app, &operator, path, scenario(&json!([]))).await;
    assert_eq!(same["events"], 240);
    assert_eq!(same["baseline"]["co2e_kg"], same["scenario"]["co2e_kg"]);
    for part in [
        "co2e_kg",
        "ttw_kg",
        "wtt_kg",
        "interval_low_kg",
        "interval_high_kg",
    ] {
        assert_eq!(number(&same["delta"][part]), 0.0, "{part}");
    }
    let range = format!(
        "from={}&to={}",
        (now() - Duration::days(31)).format("%Y-%m-%dT%H:%M:%SZ"),
        now().format("%Y-%m-%dT%H:%M:%SZ")
    );
    let summary = app
        .get(&format!("/api/v1/emissions/summary?{range}"), &operator)
        .await
        .json();
    let shown = number(&summary["total_kg"]);
    assert!(
        (number(&same["baseline"]["co2e_kg"]) - shown).abs() < 1e-6,
        "{summary}"
    );

    let levers = app
        .get(&format!("/api/v1/simulate/levers?{range}"), &operator)
        .await
        .json();
    let load = &levers["levers"]
        .as_array()
        .expect("levers")
        .iter()
        .find(|one| one["lever"] == "load_factor")
        .expect("loads");
    assert_eq!(load["events"], 120);
    assert!((number(&load["value"]) - 0.4).abs() < 1e-9, "{load}");

    // Setting what is already so changes nothing either.
    let already = json!([{"lever": "load_factor", "value": 0.4}]);
    let already = ok(&app, &operator, path, scenario(&already)).await;
    assert_eq!(number(&already["delta"]["co2e_kg"]), 0.0);
    assert_eq!(already["levers"][0]["events_same"], 120);
    assert_eq!(already["levers"][0]["events_not_applicable"], 120);

    // Each list of parts, and the levers, add up to the difference.
    let changes = json!([{"lever": "load_factor", "value": 0.8}, {"lever": "empty_distance_factor", "value": 0.1},
        {"lever": "grid_region", "value": "FRA"}]);
    let made = ok(&app, &operator, path, scenario(&changes)).await;
    let delta = number(&made["delta"]["co2e_kg"]);
    assert!(delta < 0.0);
    let of_sides = number(&made["scenario"]["co2e_kg"]) - number(&made["baseline"]["co2e_kg"]);
    assert!((of_sides - delta).abs() < 1e-6);
    for list in [
        &made["levers"],
        &made["parts"]["by_event_type"],
        &made["parts"]["by_contribution"],
    ] {
        let parts = list.as_array().expect("parts");
        let sum: f64 = parts.iter().map(|part| number(&part["delta_kg"])).sum();
        assert!((sum - delta).abs() < 1e-6, "{list}");
    }
    assert!(number(&made["delta"]["interval_low_kg"]) < delta);

    // The filter leaves out the others' events.
    let mut of_hall = scenario(&changes);
    of_hall["scenario_type"] = json!("warehouse");
    let of_hall = ok(&app, &operator, path, of_hall).await;
    assert_eq!(of_hall["events"], 120);
    assert_eq!(of_hall["levers"][0]["events_changed"], 0, "{of_hall}");

    // Money needs prices, each with its source.
    assert!(made["cost"]["delta"].is_null());
    assert!(
        !made["cost"]["missing"]
            .as_array()
            .expect("reasons")
            .is_empty()
    );
    let price = |amount: &str, source: &str| {
        json!([{"commodity": "diesel_l", "amount": amount, "source": source},
            {"commodity": "electricity_kwh", "amount": "0.20", "source": "contract of 2026"}])
    };
    let refused = set_prices(&app, &admin, price("1.40", " ")).await;
    assert_eq!(refused, StatusCode::UNPROCESSABLE_ENTITY);
    let set = set_prices(&app, &admin, price("1.40", "fuel card, May")).await;
    assert_eq!(set, StatusCode::OK);
    let priced = ok(&app, &operator, path, scenario(&changes)).await;
    let saved = priced["cost"]["delta"]["amount"]
        .as_str()
        .expect("an amount");
    assert!(saved.starts_with('-'), "less diesel costs less: {priced}");

    // Several at once are the same as one after the other.
    let batch = json!({"scenarios": [scenario(&json!([])), scenario(&changes)]});
    let batch = ok(&app, &operator, "/api/v1/simulate/batch", batch).await;
    assert_eq!(batch[1], priced);
    assert_eq!(number(&batch[0]["delta"]["co2e_kg"]), 0.0);
}

#[tokio::test(flavor = "multi_thread")]
async fn sides_add_up_on_sqlite() {
    sides_add_up(TestApp::start().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sides_add_up_on_postgres() {
    let db = testkit::scratch_postgres().await;
    let folder = tempfile::tempdir().expect("a folder");
    sides_add_up(TestApp::start_on(db.url(), folder, |_| {}, 1_000_000).await).await;
}

async fn what_is_kept(app: TestApp) {
    app.clock.set(now());
    let operator = app.signed_in_as(Role::Operator).await;
    let admin = app.signed_in_as(Role::Admin).await;
    let viewer = app.signed_in_as(Role::Viewer).await;
    month(&app, &operator).await;
    let fuller = json!([{"lever": "load_factor", "value": 0.8}]);
    let new = |name: &str, scenario: Value| json!({"name": name, "scenario": scenario});
    let path = "/api/v1/scenarios";
    let everybody = ok(&app, &operator, path, new("fuller", scenario(&fuller))).await;
    assert!(
        everybody["period_text"]
            .as_str()
            .is_some_and(|text| text.contains("2026"))
    );

    // Of everybody there is nobody to verify it on; of one supplier there is.
    let promote = |id: &Value| format!("{path}/{}/recommendation", id.as_str().expect("an id"));
    let refused = app
        .post(&promote(&everybody["id"]), &operator, Value::Null)
        .await;
    assert_eq!(refused.status, StatusCode::CONFLICT, "{}", refused.text());
    let suppliers = app.get("/api/v1/suppliers", &operator).await.json();
    let haulier = suppliers["items"]
        .as_array()
        .expect("suppliers")
        .iter()
        .find(|one| one["name"] == "Haulier")
        .expect("the haulier");
    let mut of_one = scenario(&fuller);
    of_one["filter"] = json!({"supplier_id": haulier["id"]});
    let kept = ok(&app, &operator, path, new("fuller lorries", of_one)).await;
    let advice = ok(&app, &operator, &promote(&kept["id"]), Value::Null).await;
    assert_eq!(advice["title"], "fuller lorries");
    assert_eq!(advice["status"], "pending");
    assert_eq!(advice["entity"]["name"], "Haulier");
    let per_month = -number(&kept["outcome"]["delta"]["co2e_kg"]) * 30.436_875 / 31.0;
    assert!((number(&advice["co2_impact"]) - per_month).abs() < 1e-6);
    let again = ok(&app, &operator, &promote(&kept["id"]), Value::Null).await;
    assert_eq!(again["id"], advice["id"], "it is made once");
    let path_of_advice = format!(
        "/api/v1/recommendations/{}/approve",
        advice["id"].as_str().expect("an id")
    );
    let approved = ok(&app, &operator, &path_of_advice, Value::Null).await;
    assert_eq!(approved["status"], "approved");

    // Newest first, page by page, and readable by who may not make any.
    let page = app.get(&format!("{path}?limit=1"), &viewer).await.json();
    assert_eq!(page["items"][0]["id"], kept["id"]);
    assert_eq!(page["items"][0]["recommendation_id"], advice["id"]);
    let cursor = page["next_cursor"].as_str().expect("a cursor");
    let rest = app
        .get(&format!("{path}?limit=1&cursor={cursor}"), &viewer)
        .await
        .json();
    assert_eq!(rest["items"][0]["id"], everybody["id"]);
    let one = format!("{path}/{}", everybody["id"].as_str().expect("an id"));
    let delete = || app.call("DELETE", &one, Some(&operator), Payload::None);
    assert_eq!(delete().await.status, StatusCode::NO_CONTENT);
    assert_eq!(delete().await.status, StatusCode::NOT_FOUND);

    // A preview leaves no trace, everything else does.
    let before = actions(&app, &admin).await;
    let preview = "/api/v1/simulate?preview=true";
    ok(&app, &operator, preview, scenario(&fuller)).await;
    assert_eq!(actions(&app, &admin).await, before);
    ok(&app, &operator, "/api/v1/simulate", scenario(&fuller)).await;
    let after = actions(&app, &admin).await;
    let expected = [
        "scenario.simulate",
        "scenario.delete",
        "recommendation.approve",
        "recommendation.make",
        "scenario.save",
        "scenario.save",
    ];
    assert_eq!(after[..expected.len()], expected);
}

async fn actions(app: &TestApp, admin: &str) -> Vec<String> {
    let audit = app.get("/api/v1/audit?limit=50", admin).await.json();
    let entries = audit["items"].as_array().expect("entries");
    let actions = entries
        .iter()
        .map(|one| one["action"].as_str().expect("an action"));
    actions.map(str::to_owned).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_kept_on_sqlite() {
    what_is_kept(TestApp::start().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_kept_on_postgres() {
    let db = testkit::scratch_postgres().await;
    let folder = tempfile::tempdir().expect("a folder");
    what_is_kept(TestApp::start_on(db.url(), folder, |_| {}, 1_000_000).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn work_moves_to_hours_of_a_cleaner_grid() {
    let fake = FakeProvider::start().await;
    let app = app_with(&fake, &["GB=uk_carbon_intensity"], 100).await;
    app.clock.set(now());
    let operator = app.signed_in_as(Role::Operator).await;
    // Two thirds less from noon on, as it was measured.
    let begin = now() - Duration::hours(24);
    let data = half_hours(begin, 48, |half| {
        let g = if half < 24 { 300 } else { 100 };
        json!({"forecast": g, "actual": g, "index": "low"})
    });
    fake.says("/intensity/", Recorded::Json(json!({"data": data})));
    refresh(&app).await;
    let hall = |hour: i64, region: &str| {
        let at = begin + Duration::hours(hour);
        json!({"event_type": "warehouse", "supplier": "Hall", "occurred_at": at.to_rfc3339(),
            "ends_at": (at + Duration::hours(1)).to_rfc3339(), "electricity_kwh": 100, "grid_region": region})
    };
    let events = json!([hall(2, "GB"), hall(20, "GB"), hall(3, "DEU")]);
    let answer = app.post("/api/v1/ingest/events", &operator, events).await;
    assert_eq!(answer.json()["rejected"], json!([]), "{}", answer.text());

    let later = json!([{"lever": "schedule", "value": 10}]);
    let moved = ok(&app, &operator, "/api/v1/simulate", scenario(&later)).await;
    let lever = &moved["levers"][0];
    // One of three leaves dirty hours; a clean one would go where nothing is known, and so would the German one.
    assert_eq!(lever["events_changed"], 1, "{moved}");
    assert_eq!(lever["events_not_applicable"], 2, "{moved}");
    let british = {
        let listed = app.get("/api/v1/events?limit=3", &operator).await.json();
        let items = listed["items"].as_array().expect("events").clone();
        let first = items
            .iter()
            .min_by_key(|one| one["occurred_at"].as_str().map(str::to_owned));
        number(&first.expect("an event")["estimate"]["co2e_kg"])
    };
    let delta = number(&moved["delta"]["co2e_kg"]);
    assert!(
        (delta + british * 2.0 / 3.0).abs() < 1e-3,
        "{delta} {british}"
    );
    let levers = format!(
        "/api/v1/simulate/levers?from={}&to={}",
        (now() - Duration::days(2)).format("%FT%TZ"),
        now().format("%FT%TZ")
    );
    let levers = app.get(&levers, &operator).await;
    let text = levers.text();
    assert!(text.contains("\"schedule\""), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_meant_is_named() {
    let app = TestApp::start().await;
    app.clock.set(now());
    let operator = app.signed_in_as(Role::Operator).await;
    month(&app, &operator).await;
    let number_of = |lever: &str, value: Value| json!([{"lever": lever, "value": value}]);
    let mut backwards = scenario(&json!([]));
    backwards["to"] = backwards["from"].clone();
    let mut slip = scenario(&json!([]));
    slip["filter"] = json!({"suplier_id": "x"});
    let seven = json!(
        [
            "distance",
            "throughput",
            "schedule",
            "speed",
            "temperature",
            "load_factor",
            "renewable_share"
        ]
        .map(|lever| json!({"lever": lever, "value": 0.5}))
    );
    let twice = json!([{"lever": "distance", "value": -10}, {"lever": "distance", "value": -20}]);
    for (request, field) in [
        (
            scenario(&number_of("load_factor", json!(1.5))),
            "changes[0].value",
        ),
        (
            scenario(&number_of("fuel", json!("moonshine"))),
            "changes[0].value",
        ),
        (scenario(&seven), "changes"),
        (scenario(&twice), "changes[1].lever"),
        (backwards, "from"),
    ] {
        let one = app
            .post("/api/v1/simulate", &operator, request.clone())
            .await;
        assert_eq!(
            one.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{}",
            one.text()
        );
        assert_eq!(one.json()["errors"][0]["field"], field, "{}", one.text());
        let batch = json!({"scenarios": [scenario(&json!([])), request]});
        let batch = app.post("/api/v1/simulate/batch", &operator, batch).await;
        let named = format!("scenarios[1].{field}");
        assert_eq!(
            batch.json()["errors"][0]["field"],
            named,
            "{}",
            batch.text()
        );
    }
    for request in [slip, scenario(&number_of("magic", json!(1)))] {
        let answer = app.post("/api/v1/simulate", &operator, request).await;
        assert!(answer.status.is_client_error(), "{}", answer.text());
    }
    let nameless = json!({"name": " ", "scenario": scenario(&json!([]))});
    let nameless = app.post("/api/v1/scenarios", &operator, nameless).await;
    assert_eq!(nameless.json()["errors"][0]["field"], "name");
    let none = app
        .post(
            "/api/v1/simulate/batch",
            &operator,
            json!({"scenarios": []}),
        )
        .await;
    assert_eq!(none.json()["errors"][0]["field"], "scenarios");
}
