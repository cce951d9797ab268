//! Plans of a site's battery: made after measurements, kept as they were made, held against what happened.

use axum::http::StatusCode;
use chrono::{DateTime, Duration, Utc};
use model::auth::Role;
use serde_json::{Value, json};
use services::energy::refresh_plans;

use crate::energy::{planned, put, quarters, send, settings, start, works_in};
use crate::live::{listen, next, open, say};
use crate::recommendations::get;
use crate::support::app::{Payload, TestApp};

fn soc(at: DateTime<Utc>, value: f64) -> Value {
    json!({"channel": "soc", "at": at.to_rfc3339(), "value": value})
}

async fn a_plan_is_held_against_what_happened(app: TestApp) {
    let (operator, path) = works_in(&app, "DEU").await;
    put(&app, &path, &operator, settings()).await;
    let site = path.rsplit('/').next().expect("an id").to_owned();
    let addr = listen(&app).await;
    let mut socket = open(addr, "/ws", &[("authorization", operator.as_str())])
        .await
        .expect("a socket");
    say(
        &mut socket,
        json!({"type": "subscribe", "channels": ["energy"]}),
    )
    .await;
    assert_eq!(next(&mut socket).await["type"], "subscribed");
    let refresh = || refresh_plans(&app.services);
    assert_eq!(refresh().await.expect("done"), "0 sites planned, 0 failed");

    let past = quarters(start() - Duration::days(2), 2 * 96);
    send(&app, &path, &operator, past.clone(), false).await;
    let told = next(&mut socket).await;
    assert_eq!(
        told["data"],
        json!({"site_id": site, "news": "measurements"})
    );
    assert_eq!(refresh().await.expect("done"), "1 sites planned, 0 failed");
    // The forecast that the plan is made from is kept with it.
    for news in ["forecast", "plan"] {
        let told = next(&mut socket).await;
        assert_eq!(told["data"], json!({"site_id": site, "news": news}));
    }
    assert_eq!(refresh().await.expect("done"), "0 sites planned, 0 failed");
    let followed = format!("{path}/battery/followed");
    let answer = get(&app, &operator, &followed).await;
    let missing = answer["missing"].as_str().expect("why");
    assert!(missing.contains("Mon 00:00"), "{missing}");

    // The same again is no news; a state of charge is, and waits for the batches around it.
    send(&app, &path, &operator, past, false).await;
    let full = soc(start(), 0.8);
    send(&app, &path, &operator, vec![full], false).await;
    assert_eq!(refresh().await.expect("done"), "0 sites planned, 0 failed");
    app.clock.advance(Duration::minutes(5));
    assert_eq!(refresh().await.expect("done"), "1 sites planned, 0 failed");

    // A day passes, and nobody did what was planned.
    app.clock.advance(Duration::minutes(24 * 60 - 5));
    let operator = app.signed_in_as(Role::Operator).await;
    let mut day = quarters(start(), 96);
    day.extend((1..96).map(|quarter| soc(start() + Duration::minutes(15 * quarter), 0.8)));
    // One interval is missing: it is shown, and not summed up.
    day.remove(10);
    send(&app, &path, &operator, day, false).await;
    let answer = get(&app, &operator, &followed).await;
    assert_eq!(answer["missing"], Value::Null);
    assert_eq!(answer["currency"], "EUR");
    let plans = answer["plans"].as_array().expect("plans");
    assert_eq!(plans.len(), 1, "the plan that held when the day began");
    assert_eq!(plans[0]["mode"], "cost");
    assert_eq!(plans[0]["is_soc_measured"], false);
    let steps = answer["steps"].as_array().expect("steps");
    assert_eq!((steps.len(), &answer["compared"]), (96, &json!(95)));
    assert_eq!(steps[0]["measured"]["at"], "2026-06-14T22:00:00Z");
    assert_eq!(steps[0]["planned_soc"], 0.1, "it began at the least");
    assert_eq!(steps[0]["measured"]["soc"], 0.8);
    assert_eq!(steps[10]["measured"]["import_kw"], Value::Null);
    let number = |side: &str, field: &str| {
        answer[side][field]
            .as_f64()
            .unwrap_or_else(|| panic!("{side}.{field} of {answer}"))
    };
    for field in ["cost", "carbon_kg", "import_kwh", "export_kwh"] {
        let (actual, idle) = (number("actual", field), number("idle", field));
        assert!((actual - idle).abs() < 1e-9, "{field}: {actual} {idle}");
    }
    // 48 quarters of 5 kWh by day, 47 of 1 by night.
    assert!((number("actual", "import_kwh") - 287.0).abs() < 1e-9);
    assert!(number("planned", "cost") < number("actual", "cost"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_is_held_against_what_happened_on_sqlite() {
    a_plan_is_held_against_what_happened(TestApp::start().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_is_held_against_what_happened_on_postgres() {
    let db = testkit::scratch_postgres().await;
    let folder = tempfile::tempdir().expect("a folder");
    let app = TestApp::start_on(db.url(), folder, |_| {}, 1_000_000).await;
    a_plan_is_held_against_what_happened(app).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_stored_keeps_its_carbon_from_plan_to_plan() {
    let app = TestApp::start().await;
    let (operator, path) = works_in(&app, "DEU").await;
    put(&app, &path, &operator, settings()).await;
    let past = quarters(start() - Duration::days(2), 2 * 96);
    send(&app, &path, &operator, past, false).await;
    let ask = || planned(&app, &path, &operator, json!({"mode": "cost"}));
    let first = ask().await;
    // Nothing is known of what was stored before the first.
    assert_eq!(first["is_stored_carbon_tracked"], false);
    assert_eq!(
        first["stored_kg_per_kwh_initial"],
        first["basis"]["intensity"]["kg_per_kwh"]
    );
    let said = refresh_plans(&app.services).await.expect("done");
    assert_eq!(said, "1 sites planned, 0 failed");

    app.clock.advance(Duration::hours(1));
    send(&app, &path, &operator, quarters(start(), 4), false).await;
    let next = ask().await;
    assert_eq!(next["is_stored_carbon_tracked"], true);
    assert_eq!(
        next["stored_kg_per_kwh_initial"],
        first["steps"][3]["stored_kg_per_kwh"]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_fed_in_avoids_carbon_where_that_is_said() {
    let app = TestApp::start().await;
    let (operator, path) = works_in(&app, "DEU").await;
    let mut said = settings();
    // Far more sun than is used by day.
    said["solar"]["dc_kw"] = json!(120.0);
    said["solar"]["ac_kw"] = json!(100.0);
    put(&app, &path, &operator, said.clone()).await;
    let past = quarters(start() - Duration::days(2), 2 * 96);
    send(&app, &path, &operator, past, false).await;
    let idle_kg = async || {
        let plan = planned(&app, &path, &operator, json!({"mode": "carbon"})).await;
        let of = |side: &str, name: &str| plan[side][name].as_f64().expect("a number");
        let kg_per_kwh = plan["basis"]["intensity"]["kg_per_kwh"].as_f64();
        let (import, export) = (of("idle", "import_kwh"), of("idle", "export_kwh"));
        assert!(export > 100.0, "{export}");
        let kg = of("idle", "carbon_kg");
        (kg, (import, export), kg_per_kwh.expect("an intensity"))
    };
    let near = |one: f64, two: f64| assert!((one - two).abs() < 1e-6 * two.abs(), "{one} {two}");
    let (kg, (import, _), kg_per_kwh) = idle_kg().await;
    near(kg, import * kg_per_kwh);
    said["export_avoids_carbon"] = json!(true);
    let set = put(&app, &path, &operator, said.clone()).await;
    assert_eq!(set.json()["settings"], said);
    let (kg, (import, export), kg_per_kwh) = idle_kg().await;
    near(kg, (import - export) * kg_per_kwh);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_site_is_planned_as_somebody_chose() {
    let app = TestApp::start().await;
    let (operator, path) = works_in(&app, "DEU").await;
    let mut chosen = settings();
    chosen["plan"] = json!({"mode": "balanced"});
    let refused = put(&app, &path, &operator, chosen).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let fault = refused.json()["errors"][0].clone();
    assert_eq!(fault["field"], "plan.price_per_kg");
    put(&app, &path, &operator, settings()).await;
    let past = quarters(start() - Duration::days(2), 2 * 96);
    send(&app, &path, &operator, past, false).await;
    assert_eq!(
        refresh_plans(&app.services).await.expect("done"),
        "1 sites planned, 0 failed"
    );

    // Who chooses does not wait for the next measurements.
    let site = path.rsplit('/').next().expect("an id");
    let addr = listen(&app).await;
    let mut socket = open(addr, "/ws", &[("authorization", operator.as_str())])
        .await
        .expect("a socket");
    let subscribe = json!({"type": "subscribe", "channels": ["energy"]});
    say(&mut socket, subscribe).await;
    assert_eq!(next(&mut socket).await["type"], "subscribed");
    let choose = |mode: &str, price: &str| {
        let form = format!("site={site}&mode={mode}&price={price}");
        let form = Payload::Raw("application/x-www-form-urlencoded".to_owned(), form.into());
        app.call("POST", "/fn/energy/choose-plan", Some(&operator), form)
    };
    app.clock.advance(Duration::minutes(1));
    assert_eq!(choose("balanced", "0.5").await.status, StatusCode::OK);
    assert_eq!(next(&mut socket).await["data"]["news"], "plan");
    let kept = get(&app, &operator, &path).await;
    assert_eq!(
        kept["settings"]["plan"],
        json!({"mode": "balanced", "price_per_kg": "0.50"})
    );
    let refuse = StatusCode::UNPROCESSABLE_ENTITY;
    assert_eq!(choose("nothing", "").await.status, refuse);
    assert_eq!(choose("cost", "0.5").await.status, refuse);

    // The next day is planned so as well.
    app.clock.advance(Duration::minutes(23 * 60 + 50));
    let operator = app.signed_in_as(Role::Operator).await;
    send(&app, &path, &operator, quarters(start(), 95), false).await;
    assert_eq!(
        refresh_plans(&app.services).await.expect("done"),
        "1 sites planned, 0 failed"
    );
    app.clock.advance(Duration::minutes(30));
    let tomorrow = quarters(start() + Duration::days(1), 1);
    send(&app, &path, &operator, tomorrow, false).await;
    let followed = get(&app, &operator, &format!("{path}/battery/followed")).await;
    let plans = followed["plans"].as_array().expect("plans");
    let modes: Vec<&Value> = plans.iter().map(|plan| &plan["mode"]).collect();
    assert_eq!(modes, ["cost", "balanced"]);
}
