//! Predictions and the models behind them: the prior alone, a model that learned from metered trips,
//! its challenge, going back, and a factory's quarter-hours.

use axum::http::StatusCode;
use chrono::{DateTime, Datelike, Duration, TimeZone, Timelike, Utc};
use model::auth::Role;
use serde_json::{Value, json};

use crate::support::app::{Payload, TestApp};

/// A Monday, a little after ten.
pub(crate) fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 6, 15, 10, 5, 0)
        .single()
        .expect("a time")
}

pub(crate) async fn post(app: &TestApp, token: &str, events: &[Value]) {
    for part in events.chunks(500) {
        let answer = app.post("/api/v1/ingest/events", token, json!(part)).await;
        assert_eq!(answer.json()["rejected"], json!([]), "{}", answer.text());
    }
}

pub(crate) async fn ask(app: &TestApp, token: &str, path: &str, body: Value) -> Value {
    let answer = app.post(path, token, body).await;
    assert!(answer.status.is_success(), "{path}: {}", answer.text());
    answer.json()
}

pub(crate) fn number(of: &Value) -> f64 {
    of.as_f64().unwrap_or_else(|| panic!("no number: {of}"))
}

fn trip(hour: i64, class: &str, litres: Option<f64>) -> Value {
    let at = now() - Duration::hours(hour);
    json!({"event_type": "logistics", "supplier": "Own Supplier", "occurred_at": at.to_rfc3339(),
        "mode": "road", "vehicle_class": class, "fuel": "diesel", "distance_km": 100.0 + (hour % 7) as f64 * 30.0,
        "load_factor": 0.6, "empty_distance_factor": 0.2, "fuel_used_l": litres})
}

const LIGHT: &str = "rigid_7_5_17t";
const HEAVY: &str = "artic_over_33t";

/// Metered trips, whose lorries of one class burn a third more than published and those of the other a
/// tenth less.
async fn fleet(app: &TestApp, token: &str, hours: i64) {
    let mut events = Vec::new();
    for hour in (1..=hours).rev() {
        let class = if hour % 2 == 0 { LIGHT } else { HEAVY };
        let published = number(
            &ask(
                app,
                token,
                "/api/v1/predict/logistics",
                trip(hour, class, None),
            )
            .await["co2e_kg"],
        );
        let per_litre = {
            let one = ask(
                app,
                token,
                "/api/v1/predict/logistics",
                trip(hour, class, Some(1.0)),
            );
            number(&one.await["co2e_kg"])
        };
        let times = if class == LIGHT { 1.33 } else { 0.9 };
        let uneven = 1.0 + f64::from((hour * 7 % 11) as i32 - 5) / 200.0;
        events.push(trip(
            hour,
            class,
            Some(published / per_litre * times * uneven),
        ));
    }
    post(app, token, &events).await;
}

pub(crate) fn adds_up(answer: &Value) {
    let parts = answer["contributions"].as_array().expect("contributions");
    let sum: f64 = parts.iter().map(|part| number(&part["kg"])).sum();
    let value = number(&answer["co2e_kg"]);
    assert!((sum - value).abs() <= 1e-9 * value.max(1.0), "{answer}");
}

async fn a_model_learns_what_factors_cannot_know(app: TestApp) {
    app.clock.set(now());
    let admin = app.signed_in_as(Role::Admin).await;
    let path = "/api/v1/predict/logistics";
    // Nothing learned yet: the prior stands alone, and says so.
    let prior = ask(&app, &admin, path, trip(1, LIGHT, None)).await;
    assert_eq!(prior["method"], "prior");
    assert_eq!(prior["model"], Value::Null);
    assert!(
        prior["notes"][0]
            .as_str()
            .expect("a note")
            .contains("published factors")
    );
    assert!(prior["interval"]["coverage"].is_null());
    adds_up(&prior);
    let refused = app
        .call(
            "POST",
            "/api/v1/models/logistics/train",
            Some(&admin),
            Payload::None,
        )
        .await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert!(refused.text().contains("200"), "{}", refused.text());

    fleet(&app, &admin, 500).await;
    let made = ask(&app, &admin, "/api/v1/models/logistics/train", Value::Null).await;
    assert_eq!(made["status"], "champion", "{made}");
    assert!(
        number(&made["holdout"]["mae"]) < number(&made["prior_mae"]),
        "{made}"
    );

    let learned = ask(&app, &admin, path, trip(1, LIGHT, None)).await;
    assert_eq!(learned["method"], "learned");
    assert_eq!(learned["model"], json!({"name": "logistics", "version": 1}));
    let ratio = number(&learned["co2e_kg"]) / number(&prior["co2e_kg"]);
    assert!((ratio - 1.33).abs() < 0.05, "{ratio}");
    let interval = &learned["interval"];
    assert_eq!(interval["coverage"], 0.9);
    assert!(number(&interval["low_kg"]) <= number(&learned["co2e_kg"]));
    adds_up(&learned);
    // Twice the distance is twice the kilograms, whatever was learned.
    let mut far = trip(1, LIGHT, None);
    far["distance_km"] = json!(260.0);
    let far = ask(&app, &admin, path, far).await;
    let doubled = number(&far["co2e_kg"]) / number(&learned["co2e_kg"]);
    assert!((doubled - 2.0).abs() < 1e-6, "{doubled}");
    // The same question again, from memory, is the same answer.
    assert_eq!(ask(&app, &admin, path, trip(1, LIGHT, None)).await, learned);
    // With litres given nothing is predicted.
    let metered = ask(&app, &admin, path, trip(1, LIGHT, Some(30.0))).await;
    assert_eq!(metered["method"], "metered");

    // A batch says the same, without parts, and names what cannot be.
    let mut wrong = trip(1, LIGHT, None);
    wrong["distance_km"] = json!(-5);
    let batch = json!([trip(1, LIGHT, None), wrong, trip(3, HEAVY, None)]);
    let batch = ask(&app, &admin, path, batch).await;
    let predictions = batch["predictions"].as_array().expect("predictions");
    assert_eq!(predictions.len(), 2);
    assert!((number(&predictions[0]["co2e_kg"]) - number(&learned["co2e_kg"])).abs() < 1e-9);
    assert_eq!(batch["rejected"][0]["index"], 1);
    assert_eq!(batch["rejected"][0]["errors"][0]["field"], "distance_km");

    // The same events make the same model, which is no better than the champion: it stays.
    let second = ask(&app, &admin, "/api/v1/models/logistics/train", Value::Null).await;
    assert_eq!(second["status"], "challenger", "{second}");
    assert!(
        second["verdict"]
            .as_str()
            .expect("words")
            .contains("champion stays")
    );
    let promoted = ask(
        &app,
        &admin,
        "/api/v1/models/logistics/promote",
        json!({"version": 2}),
    )
    .await;
    assert_eq!(promoted["status"], "champion");
    let answer = ask(&app, &admin, path, trip(1, LIGHT, None)).await;
    assert_eq!(answer["model"]["version"], 2);
    let back = ask(
        &app,
        &admin,
        "/api/v1/models/logistics/rollback",
        Value::Null,
    )
    .await;
    assert_eq!(back["version"], 1);
    let answer = ask(&app, &admin, path, trip(1, LIGHT, None)).await;
    assert_eq!(answer["model"]["version"], 1);
    let again = app
        .call(
            "POST",
            "/api/v1/models/logistics/rollback",
            Some(&admin),
            Payload::None,
        )
        .await;
    assert_eq!(again.status, StatusCode::CONFLICT, "{}", again.text());
    let models = app.get("/api/v1/models", &admin).await.json();
    let logistics = &models[0];
    assert_eq!(logistics["champion"], 1);
    assert_eq!(logistics["versions"].as_array().map(Vec::len), Some(2));
}

#[tokio::test]
async fn a_model_learns_what_factors_cannot_know_on_sqlite() {
    a_model_learns_what_factors_cannot_know(TestApp::start().await).await;
}

#[tokio::test]
async fn a_model_learns_what_factors_cannot_know_on_postgres() {
    let db = testkit::scratch_postgres().await;
    let folder = tempfile::tempdir().expect("a folder");
    let app = TestApp::start_on(db.url(), folder, |_| {}, 1_000_000).await;
    a_model_learns_what_factors_cannot_know(app).await;
}

/// A plant that works from six to eighteen on weekdays, harder under a heavy load.
fn kwh(at: DateTime<Utc>) -> (f64, &'static str) {
    let works = (6..18).contains(&at.hour()) && at.weekday().num_days_from_monday() < 5;
    let uneven = f64::from((at.day() * 7 + at.hour() * 3) % 11);
    match (works, at.hour().is_multiple_of(2)) {
        (false, _) => (20.0 + uneven, "light"),
        (true, true) => (200.0 + uneven, "medium"),
        (true, false) => (400.0 + uneven, "maximum"),
    }
}

#[tokio::test]
async fn a_factory_is_predicted_from_its_plan() {
    let app = TestApp::start().await;
    app.clock.set(now());
    let admin = app.signed_in_as(Role::Admin).await;
    let path = "/api/v1/predict/factory";
    let plan = |hour: i64, load_type: &str| {
        let at = now() - Duration::minutes(5) + Duration::hours(hour);
        json!({"supplier": "Own Supplier", "site": "Works", "occurred_at": at.to_rfc3339(),
            "ends_at": (at + Duration::hours(1)).to_rfc3339(), "load_type": load_type, "grid_region": "DEU"})
    };
    let refused = app.post(path, &admin, plan(3, "maximum")).await;
    assert_eq!(refused.status, StatusCode::CONFLICT, "{}", refused.text());

    let events: Vec<Value> = (1..=60 * 24)
        .rev()
        .map(|back| {
            let at = now() - Duration::minutes(5) - Duration::hours(back);
            let (kwh, load_type) = kwh(at);
            json!({"event_type": "factory", "supplier": "Own Supplier", "site": "Works", "occurred_at": at.to_rfc3339(),
                "ends_at": (at + Duration::hours(1)).to_rfc3339(), "electricity_kwh": kwh,
                "load_type": load_type, "grid_region": "DEU"})
        })
        .collect();
    post(&app, &admin, &events).await;
    let made = ask(&app, &admin, "/api/v1/models/factory/train", json!({})).await;
    assert_eq!(made["status"], "champion", "{made}");
    assert!(number(&made["holdout"]["r2"]) > 0.95, "{made}");

    for (hour, load_type) in [(1, "maximum"), (2, "medium"), (14, "light")] {
        let answer = ask(&app, &admin, path, plan(hour, load_type)).await;
        let (truth, _) = kwh(now() - Duration::minutes(5) + Duration::hours(hour));
        let quantity = &answer["quantity"];
        assert_eq!(quantity["name"], "electricity_kwh");
        assert!(
            (number(&quantity["value"]) - truth).abs() < 0.15 * truth,
            "{answer} {truth}"
        );
        assert_eq!(answer["method"], "learned");
        adds_up(&answer);
    }
    // Many at once come to the same; what cannot be planned is named and the others are answered.
    let week: Vec<Value> = (1..=168).map(|hour| plan(hour, "medium")).collect();
    let mut asked = week.clone();
    asked.push(plan(1, "medium"));
    asked[168]["ends_at"] = Value::Null;
    asked.push(plan(1, "medium"));
    asked[169]["supplier"] = json!("Nobody");
    asked.push(plan(1, "medium"));
    asked[170]["electricity_kwh"] = json!(100);
    let many = ask(&app, &admin, path, json!(asked)).await;
    assert_eq!(
        many["predictions"].as_array().expect("answers").len(),
        169,
        "{many}"
    );
    let methods = [
        &many["predictions"][0]["method"],
        &many["predictions"][168]["method"],
    ];
    assert_eq!(methods, ["learned", "metered"]);
    let rejected = |at: usize| {
        (
            &many["rejected"][at]["index"],
            &many["rejected"][at]["errors"][0]["field"],
        )
    };
    assert_eq!(rejected(0), (&json!(168), &json!("ends_at")));
    assert_eq!(rejected(1), (&json!(169), &json!("supplier")));
    for hour in [1, 30, 168] {
        let one = ask(&app, &admin, path, week[hour - 1].clone()).await;
        let among = &many["predictions"][hour - 1];
        assert_eq!(among["co2e_kg"], one["co2e_kg"], "{hour}");
        assert_eq!(
            among["interval_high_kg"], one["interval"]["high_kg"],
            "{hour}"
        );
    }

    let mut open = plan(1, "maximum");
    open["ends_at"] = Value::Null;
    let answer = app.post(path, &admin, open).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(answer.json()["errors"][0]["field"], "ends_at");
    // With its energy given it is a matter of the factor alone.
    let mut metered = plan(1, "maximum");
    metered["electricity_kwh"] = json!(100);
    assert_eq!(ask(&app, &admin, path, metered).await["method"], "metered");
}

#[tokio::test]
async fn questions_are_checked() {
    let app = TestApp::start().await;
    app.clock.set(now());
    let viewer = app.signed_in_as(Role::Viewer).await;
    let ask = |name: &str, body: Value| {
        let path = format!("/api/v1/predict/{name}");
        let (app, viewer) = (&app, &viewer);
        async move { app.post(&path, viewer, body).await }
    };
    let cases = [
        (json!({"mode": "road"}), "distance_km"),
        (json!({"mode": "rocket", "distance_km": 5}), "mode"),
        (json!({"mode": "road", "distance_km": "far"}), "distance_km"),
        (
            json!({"mode": "road", "distance_km": 5, "event_type": "factory"}),
            "event_type",
        ),
        (
            json!({"mode": "road", "distance_km": 5, "occurred_at": "2035-01-01T00:00:00Z"}),
            "occurred_at",
        ),
        (json!("text"), "body"),
    ];
    for (body, field) in cases {
        let answer = ask("logistics", body).await;
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
    let answer = ask("rockets", json!({})).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    let empty = ask("logistics", json!([])).await;
    assert_eq!(empty.json()["predictions"], json!([]), "{}", empty.text());
    // A year ahead may be asked about, and the present moment is said to be assumed.
    let answer = ask("logistics", json!({"mode": "road", "distance_km": 5}))
        .await
        .json();
    assert!(
        answer["notes"][0]
            .as_str()
            .expect("a note")
            .contains("present moment"),
        "{answer}"
    );
}

#[tokio::test]
async fn an_answer_from_memory_follows_the_grid() {
    let app = TestApp::start().await;
    app.clock.set(now());
    let admin = app.signed_in_as(Role::Admin).await;
    let stored = json!({"occurred_at": "2026-06-01T10:00:00Z", "electricity_kwh": 100});
    let mut at_site = stored.clone();
    at_site["site"] = json!("Hall 3");
    let site = |method, path: String, region| {
        let body = Payload::Json(json!({"name": "Hall 3", "grid_region": region}));
        let (app, admin) = (&app, &admin);
        async move { app.call(method, &path, Some(admin.as_str()), body).await }
    };
    let made = site("POST", "/api/v1/sites".to_owned(), "FR").await;
    assert!(made.status.is_success(), "{}", made.text());
    let site_id = made.json()["id"].clone();
    let path = "/api/v1/predict/warehouse";
    let mut seen = Vec::new();
    for region in ["DE", "PL"] {
        let mut settings = app.get("/api/v1/settings", &admin).await.json();
        settings["default_grid_region"] = json!(region);
        let body = Payload::Json(settings);
        let put = app
            .call("PUT", "/api/v1/settings", Some(&admin), body)
            .await;
        assert!(put.status.is_success(), "{}", put.text());
        let alone = ask(&app, &admin, path, stored.clone()).await;
        let again = ask(&app, &admin, path, stored.clone()).await;
        assert_eq!(alone, again);
        let batch = ask(&app, &admin, path, json!([stored, at_site])).await;
        let of = |index: usize| number(&batch["predictions"][index]["co2e_kg"]);
        assert!((of(0) - number(&alone["co2e_kg"])).abs() < 1e-9);
        let there = ask(&app, &admin, path, at_site.clone()).await;
        assert!((of(1) - number(&there["co2e_kg"])).abs() < 1e-9);
        seen.push((of(0), of(1)));
    }
    assert!((seen[0].0 - seen[1].0).abs() > 1.0, "the region is another");
    assert!((seen[0].1 - seen[1].1).abs() < 1e-9, "the site's is not");
    let there = ask(&app, &admin, path, at_site.clone()).await;
    let id = site_id
        .as_str()
        .map_or_else(|| site_id.to_string(), str::to_owned);
    let moved = site("PATCH", format!("/api/v1/sites/{id}"), "PL").await;
    assert!(moved.status.is_success(), "{}", moved.text());
    let moved = ask(&app, &admin, path, at_site).await;
    assert!(number(&moved["co2e_kg"]) > number(&there["co2e_kg"]));
}
