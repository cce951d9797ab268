//! Sizes of a battery, tried on the days that were measured.

use axum::http::StatusCode;
use chrono::{DateTime, Duration, TimeZone, Timelike, Utc};
use serde_json::{Value, json};

use crate::energy::{put, send, works_in};
use crate::support::app::TestApp;

/// Days of a mean year.
const YEAR_DAYS: f64 = 365.2425;

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
            "feed_in": {"kind": "unpaid"}}
    })
}

/// The hours of so many days until Monday, 10 kWh each, without those that `is_missing` names.
fn hours(days: i64, is_missing: impl Fn(DateTime<Utc>) -> bool) -> Vec<Value> {
    let from = monday() - Duration::days(days);
    (0..24 * days)
        .map(|hour| from + Duration::hours(hour))
        .filter(|at| !is_missing(*at))
        .map(|at| json!({"channel": "import_kwh", "value": 10.0, "at": at.to_rfc3339()}))
        .collect()
}

/// A works with such measurements and its path.
async fn measured(app: &TestApp, settings: Value, rows: Vec<Value>) -> (String, String) {
    let (operator, path) = works_in(app, "DEU").await;
    app.clock.set(monday());
    let set = put(app, &path, &operator, settings).await;
    assert_eq!(set.status, StatusCode::OK, "{}", set.text());
    if !rows.is_empty() {
        send(app, &path, &operator, rows, false).await;
    }
    (operator, format!("{path}/battery/sizes"))
}

fn number(value: &Value) -> f64 {
    value
        .as_f64()
        .unwrap_or_else(|| panic!("{value} is no number"))
}

fn near(value: &Value, expected: f64) {
    let value = number(value);
    let tolerance = 0.005 * expected.abs().max(1.0);
    assert!((value - expected).abs() < tolerance, "{value} {expected}");
}

#[tokio::test(flavor = "multi_thread")]
async fn each_size_says_what_it_saves_and_when_it_is_paid_back() {
    let app = TestApp::start().await;
    let (operator, sizes) = measured(&app, settings(), hours(28, |_| false)).await;
    let query = json!({"mode": "cost", "sizes": [
        {"capacity_kwh": 20.0, "power_kw": 10.0, "price": "6000", "lifetime_years": 12.0},
        {"capacity_kwh": 10.0, "power_kw": 5.0},
    ]});
    let found = app.post(&sizes, &operator, query).await;
    assert_eq!(found.status, StatusCode::OK, "{}", found.text());
    let found = found.json();
    let (small, large) = (&found["sizes"][0], &found["sizes"][1]);
    assert_eq!(number(&small["size"]["capacity_kwh"]), 10.0, "{found}");

    // 8 kWh are stored each day at 0.20 and give 7.6 in the evening, in place of 0.45.
    let saved = (8.0 * 0.95 * 0.45 - 8.0 / 0.95 * 0.20) * YEAR_DAYS;
    near(&small["saved_per_year"]["value"], saved);
    near(&small["cycles_per_year"], 0.8 * YEAR_DAYS);
    assert_eq!(small["no_payback"], "no_price");
    assert!(small["payback_years"].is_null() && small["marginal"].is_null());
    // By a yearly factor what is lost on the way emits more.
    assert_eq!(found["basis"]["is_hourly_intensity"], false);
    assert!(
        number(&small["saved_kg_per_year"]["value"]) < 0.0,
        "{small}"
    );
    assert!(small["self_consumption_share"].is_null(), "{small}");

    near(&large["saved_per_year"]["value"], 2.0 * saved);
    near(&large["payback_years"], 6_000.0 / (2.0 * saved));
    near(&large["lifetime_gain"], 12.0 * 2.0 * saved - 6_000.0);
    near(&large["marginal"]["money_per_year"], saved);
    near(&large["marginal"]["money_per_year_and_kwh"], saved / 10.0);
    assert_eq!(number(&large["marginal"]["more_kw"]), 5.0);

    let basis = &found["basis"];
    assert_eq!(
        (&found["currency"], &basis["days"]),
        (&json!("EUR"), &json!(28))
    );
    assert_eq!(basis["low_history"], false);
    assert_eq!(
        (&basis["from"], &basis["to"]),
        (&json!("2026-05-18"), &json!("2026-06-14"))
    );
    assert_eq!(basis["left_out"], json!([]));
    assert_eq!(basis["battery"]["is_of_site"], false);
    assert_eq!(number(&basis["peak_kw"]), 10.0);
    let words = basis["words"].as_str().expect("words");
    assert!(words.contains("other seasons are not in them"), "{words}");
}

#[tokio::test(flavor = "multi_thread")]
async fn days_that_are_left_out_are_named() {
    let app = TestApp::start().await;
    // 20 days, of which one lacks an hour: 19 whole ones, of which 14 make weeks.
    let gap = monday() - Duration::days(3);
    let is_missing = |at: DateTime<Utc>| at.date_naive() == gap.date_naive() && at.hour() == 7;
    let (operator, sizes) = measured(&app, settings(), hours(20, is_missing)).await;
    let ask = |days: u32| {
        json!({"mode": "cost", "days": days,
            "sizes": [{"capacity_kwh": 10.0, "power_kw": 5.0, "price": "0"}]})
    };
    let found = app.post(&sizes, &operator, ask(21)).await;
    assert_eq!(found.status, StatusCode::OK, "{}", found.text());
    let found = found.json();
    let basis = &found["basis"];
    assert_eq!(
        (&basis["days"], &basis["low_history"]),
        (&json!(14), &json!(true))
    );
    let left_out = basis["left_out"].as_array().expect("days");
    let of = |why: &str| left_out.iter().filter(|one| one["why"] == why).count();
    assert_eq!(
        (of("incomplete"), of("no_whole_week"), left_out.len()),
        (2, 5, 7),
        "{basis}"
    );
    assert_eq!(
        left_out[0],
        json!({"day": "2026-05-25", "label": "25 May 2026", "why": "incomplete"})
    );
    assert_eq!(
        (&left_out[6]["day"], &left_out[6]["why"]),
        (&json!("2026-06-12"), &json!("incomplete"))
    );
    assert_eq!(number(&found["sizes"][0]["payback_years"]), 0.0);

    let few = app.post(&sizes, &operator, ask(14)).await;
    assert_eq!(few.status, StatusCode::CONFLICT, "{}", few.text());
    let words = few.text();
    assert!(
        words.contains("13 whole days are known, 14 are needed"),
        "{words}"
    );
    assert!(words.contains("1 are incomplete"), "{words}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_missing_or_wrong_is_refused_by_name() {
    let app = TestApp::start().await;
    let bare = json!({"interval_minutes": 60, "time_zone": "UTC"});
    let (operator, sizes) = measured(&app, bare, hours(28, |_| false)).await;
    let size = json!({"capacity_kwh": 10.0, "power_kw": 5.0, "price": "4000"});
    let ask = |mode: &str, sizes: Value| json!({"mode": mode, "sizes": sizes});
    let without = app
        .post(&sizes, &operator, ask("cost", json!([size])))
        .await;
    assert_eq!(without.status, StatusCode::CONFLICT, "{}", without.text());
    assert!(
        without.text().contains("the site has no tariff"),
        "{}",
        without.text()
    );
    let by_carbon = app
        .post(&sizes, &operator, ask("carbon", json!([size])))
        .await;
    assert_eq!(by_carbon.status, StatusCode::OK, "{}", by_carbon.text());
    let one = &by_carbon.json()["sizes"][0];
    assert_eq!(one["no_payback"], "no_money");
    assert!(one["saved_per_year"].is_null() && one["lifetime_gain"].is_null());

    let with = |name: &str, value: Value| {
        let mut size = size.clone();
        size[name] = value;
        ask("carbon", json!([size]))
    };
    let thirteen: Vec<Value> = (1..=13)
        .map(|kwh| json!({"capacity_kwh": kwh, "power_kw": 5.0}))
        .collect();
    let mut long = ask("carbon", json!([size]));
    long["days"] = json!(61);
    for (query, field) in [
        (with("capacity_kwh", json!(0.0)), "sizes[0].capacity_kwh"),
        (with("power_kw", json!(-1.0)), "sizes[0].power_kw"),
        (with("price", json!("-1")), "sizes[0].price"),
        (with("price", json!("10000000000.01")), "sizes[0].price"),
        (with("lifetime_years", json!(51)), "sizes[0].lifetime_years"),
        (ask("carbon", json!([size, size])), "sizes[1].capacity_kwh"),
        (ask("carbon", json!([])), "sizes"),
        (ask("carbon", json!(thirteen)), "sizes"),
        (ask("balanced", json!([size])), "price_per_kg"),
        (long, "days"),
    ] {
        let refused = app.post(&sizes, &operator, query.clone()).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{query}");
        let body = refused.json();
        assert_eq!(body["errors"][0]["field"], field, "{body}");
        let message = body["errors"][0]["message"].as_str().expect("a message");
        assert!(message.starts_with(field), "{message}");
    }
}
