//! Market prices: sent once, read again, by whom they may be, and paid by a site's plan.

use axum::http::StatusCode;
use chrono::Duration;
use model::auth::Role;
use serde_json::{Value, json};
use services::energy::refresh_plans;

use crate::energy::{planned, put, quarters, send, settings, start, works_in};
use crate::recommendations::get;
use crate::support::app::{Answer, Payload, TestApp};

const PRICES: &str = "/api/v1/energy/prices";

async fn post(app: &TestApp, token: &str, series: &str, body: Value) -> Answer {
    app.post(&format!("{PRICES}/{series}"), token, body).await
}

async fn csv(app: &TestApp, token: &str, query: &str, file: &str) -> Answer {
    let file = Payload::Raw("text/csv".to_owned(), file.as_bytes().to_vec());
    let path = format!("{PRICES}/DE-LU/csv?{query}");
    app.call("POST", &path, Some(token), file).await
}

fn batch(prices: Value) -> Value {
    json!({"currency": "EUR", "interval_minutes": 60, "prices": prices})
}

async fn prices_are_kept_once_and_paid(app: TestApp) {
    let (operator, path) = works_in(&app, "DEU").await;
    assert_eq!(get(&app, &operator, PRICES).await, json!([]));
    let mut moves = settings();
    moves["tariff"]["import"] =
        json!({"kind": "dynamic", "added_per_kwh": "0.10", "series": "DE-LU"});
    let set = put(&app, &path, &operator, moves.clone()).await;
    assert_eq!(set.status, StatusCode::OK, "{}", set.text());
    assert_eq!(set.json()["settings"], moves, "what is set is what is read");
    let past = quarters(start() - Duration::days(1), 96);
    send(&app, &path, &operator, past, false).await;
    let cost = json!({"mode": "cost"});
    let plan = format!("{path}/battery/plan");
    let refused = app.post(&plan, &operator, cost.clone()).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert!(refused.text().contains("DE-LU"), "{}", refused.text());

    // A day of hours in Berlin, with a time that is none.
    let mut file = String::from("from;EUR/MWh\n");
    for hour in 0..24 {
        let price = if (2..5).contains(&hour) { 10 } else { 90 };
        file += &format!("15.06.2026 {hour:02}:00;{price},5\n");
    }
    file += "31.02.2026 00:00;1\n";
    let mapping = "time=from&pattern=%25d.%25m.%25Y%20%25H:%25M&time_zone=Europe/Berlin&label=start\
        &decimal=,&price=EUR/MWh&unit=MWh&currency=EUR&interval_minutes=60";
    let sent = csv(&app, &operator, mapping, &file).await;
    assert_eq!(sent.status, StatusCode::OK, "{}", sent.text());
    let sent = sent.json();
    assert_eq!((&sent["rows"], &sent["accepted"]), (&json!(25), &json!(24)));
    assert_eq!(sent["rejected"][0]["index"], 26);
    assert_eq!(sent["rejected"][0]["value"], "31.02.2026 00:00");
    let again = csv(&app, &operator, mapping, &file).await.json();
    assert_eq!(
        (&again["accepted"], &again["duplicate"]),
        (&json!(0), &json!(24))
    );

    let series = get(&app, &operator, PRICES).await;
    assert_eq!(
        series,
        json!([{"name": "DE-LU", "currency": "EUR", "count": 24,
            "first_at": "2026-06-14T22:00:00Z", "until": "2026-06-15T22:00:00Z"}])
    );
    let range = "from=2026-06-14T23:00:00Z&to=2026-06-15T22:00:00Z&limit=2";
    let page = get(&app, &operator, &format!("{PRICES}/DE-LU?{range}")).await;
    assert_eq!(page["next_from"], "2026-06-15T01:00:00Z");
    assert_eq!(
        page["items"][1],
        json!({"at": "2026-06-15T00:00:00Z", "interval": "hour", "per_kwh": "0.0105"})
    );

    // A quarter's price is that of its hour, and the battery is charged in the cheap ones.
    let made = planned(&app, &path, &operator, cost).await;
    assert_eq!(made["basis"]["price"]["series"], json!(["DE-LU"]));
    let steps = made["steps"].as_array().expect("steps");
    assert_eq!(steps.len(), 96);
    assert_eq!(steps[11]["import_price_per_kwh"], 0.1105);
    assert_eq!(steps[20]["import_price_per_kwh"], 0.1905);
    let charged = |step: &Value| step["charge_kwh"].as_f64().is_some_and(|kwh| kwh > 1e-6);
    let charging: Vec<usize> = (0..96).filter(|place| charged(&steps[*place])).collect();
    assert!(!charging.is_empty());
    assert!(
        charging.iter().all(|place| (8..20).contains(place)),
        "{charging:?}"
    );

    // The job plans with them, rests, and plans again when the next day's prices come: no measurement did.
    let refreshed = async || refresh_plans(&app.services).await.expect("done");
    assert_eq!(refreshed().await, "1 sites planned, 0 failed");
    app.clock.advance(Duration::minutes(10));
    assert_eq!(refreshed().await, "0 sites planned, 0 failed");
    let tomorrow = json!({"at": "2026-06-15T22:00:00Z", "per_kwh": "0.07"});
    for (accepted, planned) in [(1, 1), (0, 0)] {
        let sent = post(&app, &operator, "DE-LU", batch(json!([tomorrow]))).await;
        assert_eq!(sent.json()["accepted"], accepted, "{}", sent.text());
        app.clock.advance(Duration::minutes(10));
        let said = format!("{planned} sites planned, 0 failed");
        assert_eq!(refreshed().await, said);
    }

    // Without its series the tariff says so.
    let gone = app
        .call(
            "DELETE",
            &format!("{PRICES}/DE-LU"),
            Some(&operator),
            Payload::None,
        )
        .await;
    assert_eq!(gone.status, StatusCode::NO_CONTENT);
    let refused = app.post(&plan, &operator, json!({"mode": "cost"})).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
}

#[tokio::test(flavor = "multi_thread")]
async fn prices_are_kept_once_and_paid_on_sqlite() {
    prices_are_kept_once_and_paid(TestApp::start().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn prices_are_kept_once_and_paid_on_postgres() {
    let db = testkit::scratch_postgres().await;
    let folder = tempfile::tempdir().expect("a folder");
    let app = TestApp::start_on(db.url(), folder, |_| {}, 1_000_000).await;
    prices_are_kept_once_and_paid(app).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_price_that_is_none_is_named() {
    let app = TestApp::start().await;
    app.clock.set(start());
    let operator = app.signed_in_as(Role::Operator).await;
    let good = json!({"at": "2026-06-15T10:00:00Z", "per_kwh": "-0.0812"});
    let answer = post(
        &app,
        &operator,
        "DE-LU",
        batch(json!([
            good,
            {"at": "2026-06-15T10:30:00Z", "per_kwh": "0.1"},
            {"at": "2028-06-15T10:00:00Z", "per_kwh": "0.1"},
            {"at": "1989-06-15T10:00:00Z", "per_kwh": "0.1"},
            {"at": "noon", "per_kwh": "0.1"},
            {"at": "2026-06-15T11:00:00Z", "per_kwh": 0.1},
            {"at": "2026-06-15T11:00:00Z", "per_kwh": "1000000.01"},
            {"at": "2026-06-15T11:00:00Z", "per_kwh": "0.1", "unit": "MWh"},
            "x",
            {"at": "2026-06-15T10:00:00Z", "per_kwh": "0.2"},
        ])),
    )
    .await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    let answer = answer.json();
    assert_eq!(
        (&answer["accepted"], &answer["rejected_count"]),
        (&json!(1), &json!(9))
    );
    let rejected = answer["rejected"].as_array().expect("rejected");
    let faults: Vec<_> = rejected
        .iter()
        .map(|one| (one["field"].as_str(), one["code"].as_str()))
        .collect();
    let expected = [
        ("at", "off_grid"),
        ("at", "in_future"),
        ("at", "out_of_range"),
        ("at", "bad_time"),
        ("per_kwh", "not_an_amount"),
        ("per_kwh", "out_of_range"),
        ("unit", "unknown_field"),
        ("row", "malformed"),
        ("per_kwh", "conflict"),
    ];
    assert_eq!(
        faults,
        expected.map(|(field, code)| (Some(field), Some(code)))
    );

    // What holds for a whole batch is refused with it.
    let refused = StatusCode::UNPROCESSABLE_ENTITY;
    let mut krone = batch(json!([good]));
    krone["currency"] = json!("NOK");
    let mut odd = batch(json!([good]));
    odd["interval_minutes"] = json!(20);
    for (series, body, field) in [
        ("DE-LU", krone, "currency"),
        ("DE-LU", odd, "interval_minutes"),
        ("a%2Fb", batch(json!([good])), "series"),
        ("DE-LU", json!({"prices": []}), "body"),
    ] {
        let answer = post(&app, &operator, series, body).await;
        assert_eq!(answer.status, refused, "{}", answer.text());
        assert_eq!(answer.json()["errors"][0]["field"], field);
    }
    let plain = "time=at&pattern=iso8601&label=start&price=eur&currency=EUR&interval_minutes=60";
    let unsaid = csv(&app, &operator, plain, "at,eur\n").await;
    assert_eq!(
        unsaid.status,
        refused,
        "the unit must be said: {}",
        unsaid.text()
    );
    let other = format!("{plain}&unit=MWh");
    let answer = csv(
        &app,
        &operator,
        &other,
        "when,eur\n2026-06-15T10:00:00Z,1\n",
    )
    .await;
    assert_eq!(answer.json()["errors"][0]["field"], "time");
    let backwards = "from=2026-06-15T00:00:00Z&to=2026-06-14T00:00:00Z";
    let answer = app
        .get(&format!("{PRICES}/DE-LU?{backwards}"), &operator)
        .await;
    assert_eq!(
        (answer.status, &answer.json()["errors"][0]["field"]),
        (refused, &json!("to"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn another_organisation_and_suppliers_see_no_prices() {
    let app = TestApp::start().await;
    app.clock.set(start());
    let operator = app.signed_in_as(Role::Operator).await;
    let price = json!([{"at": "2026-06-15T10:00:00Z", "per_kwh": "0.08"}]);
    post(&app, &operator, "DE-LU", batch(price.clone())).await;
    let stranger = app.signed_in(app.other_org, Role::Admin).await;
    assert_eq!(get(&app, &stranger, PRICES).await, json!([]));
    let all = format!("{PRICES}/DE-LU?from=2026-06-01T00:00:00Z&to=2026-07-01T00:00:00Z");
    assert_eq!(app.get(&all, &stranger).await.status, StatusCode::NOT_FOUND);
    let theirs = post(&app, &stranger, "DE-LU", batch(price)).await.json();
    assert_eq!(theirs["accepted"], 1, "the name is free to them");
    let supplier = app.signed_in_as(Role::Supplier).await;
    for path in [PRICES, &all] {
        assert_eq!(app.get(path, &supplier).await.status, StatusCode::FORBIDDEN);
    }
}
