//! What a site measured by the hour, the day and the month of its zone.

use axum::http::StatusCode;
use chrono::{DateTime, Duration, Utc};
use model::auth::Role;
use serde_json::{Value, json};
use services::energy::review_measurements;

use crate::energy::{put, send, settings, start, works_in};
use crate::energy_quality::past;
use crate::recommendations::get;
use crate::support::app::TestApp;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("a time")
}

/// Half-hours of one kilowatt-hour each.
fn halves(from: DateTime<Utc>, count: i64) -> Vec<Value> {
    let times = (0..count).map(|half| from + Duration::minutes(30 * half));
    times
        .map(|at| json!({"channel": "import_kwh", "value": 1.0, "at": at.to_rfc3339()}))
        .collect()
}

/// What a channel of each step says of itself.
fn of(rollup: &Value, field: &str) -> Vec<Value> {
    let steps = rollup["steps"].as_array().expect("steps").iter();
    steps
        .map(|step| step["channels"][0][field].clone())
        .collect()
}

fn steps(rollup: &Value, field: &str) -> Vec<Value> {
    let steps = rollup["steps"].as_array().expect("steps").iter();
    steps.map(|step| step[field].clone()).collect()
}

async fn days_are_those_of_the_zone(app: TestApp) {
    let (_, path) = works_in(&app, "DEU").await;
    app.clock.set(at("2026-12-01T00:00:00Z"));
    let operator = app.signed_in_as(Role::Operator).await;
    for (zone, from, to, halves_expected) in [
        // Clocks go back on 25 October, forward on 29 March.
        (
            "Europe/Berlin",
            "2026-10-23T22:00:00Z",
            "2026-10-26T23:00:00Z",
            [48, 50, 48],
        ),
        (
            "Europe/Berlin",
            "2026-03-27T23:00:00Z",
            "2026-03-30T22:00:00Z",
            [48, 46, 48],
        ),
        (
            "America/New_York",
            "2026-03-07T05:00:00Z",
            "2026-03-10T04:00:00Z",
            [48, 46, 48],
        ),
        // Half an hour beside UTC, and half an hour of summer time.
        (
            "Asia/Kolkata",
            "2026-10-23T18:30:00Z",
            "2026-10-26T18:30:00Z",
            [48, 48, 48],
        ),
        (
            "Australia/Lord_Howe",
            "2026-04-03T13:00:00Z",
            "2026-04-06T13:30:00Z",
            [48, 49, 48],
        ),
    ] {
        let settings = json!({"interval_minutes": 30, "time_zone": zone});
        let set = put(&app, &path, &operator, settings).await;
        assert_eq!(set.status, StatusCode::OK, "{}", set.text());
        let (first, end) = (at(from), at(to));
        let count = (end - first).num_minutes() / 30;
        // One before the range and one after it, which are no part of it.
        let rows = halves(first - Duration::minutes(30), count + 2);
        send(&app, &path, &operator, rows, false).await;
        let query = format!("{path}/rollup?step=day&from={from}&to={to}");
        let rollup = get(&app, &operator, &query).await;
        let whole = halves_expected.map(|count| json!(count));
        assert_eq!(steps(&rollup, "expected"), whole, "{zone}");
        assert_eq!(of(&rollup, "measured"), whole, "{zone}");
        let kwh = halves_expected.map(|count| json!(f64::from(count)));
        assert_eq!(of(&rollup, "kwh"), kwh, "{zone}");
        let hours = get(&app, &operator, &query.replace("=day", "=hour")).await;
        let sum: f64 = of(&hours, "kwh").iter().filter_map(Value::as_f64).sum();
        assert!((sum - count as f64).abs() < 1e-9, "{zone}: {sum}");
        let months = get(&app, &operator, &query.replace("=day", "=month")).await;
        assert_eq!(of(&months, "kwh"), [json!(count as f64)], "{zone}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn days_are_those_of_the_zone_everywhere() {
    days_are_those_of_the_zone(TestApp::start().await).await;
    let postgres = testkit::scratch_postgres().await;
    let folder = tempfile::tempdir().expect("a folder");
    let app = TestApp::start_on(postgres.url(), folder, |_| {}, 1_000_000).await;
    days_are_those_of_the_zone(app).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn outliers_are_left_out_and_filled_values_stand_apart() {
    let app = TestApp::start().await;
    let (operator, path) = works_in(&app, "DEU").await;
    put(&app, &path, &operator, settings()).await;
    let mut rows = past();
    let all = rows.clone();
    let day = |back: usize| all.len() - 96 * back..all.len() - 96 * (back - 1);
    let value = |row: &Value| row["value"].as_f64().expect("a number");
    let sum = |rows: &[Value]| rows.iter().map(value).sum::<f64>();
    // A spike on the last day but one, ten quarters on the last day in which nothing came.
    let (spike, gap) = (all.len() - 150, all.len() - 60);
    rows[spike]["value"] = json!(60.0);
    rows.splice(gap..gap + 10, []);
    let shares = [0.25, 0.3].iter().zip(1..);
    rows.extend(shares.map(|(share, quarters)| {
        json!({"channel": "soc", "value": share,
            "at": (start() - Duration::minutes(15 * quarters)).to_rfc3339()})
    }));
    send(&app, &path, &operator, rows, false).await;
    let before = get(&app, &operator, &format!("{path}/rollup?step=day")).await;
    assert_eq!(before["steps"].as_array().map(Vec::len), Some(31));
    assert_eq!(before["steps"][29]["channels"][0]["outliers"], 0);
    review_measurements(&app.services).await.expect("done");

    let rollup = get(&app, &operator, &format!("{path}/rollup?step=day")).await;
    let import = |day: usize| rollup["steps"][day]["channels"][0].clone();
    let close = |found: &Value, expected: f64| {
        let found = found.as_f64().expect("a number");
        assert!((found - expected).abs() < 1e-9, "{found}, not {expected}");
    };
    let plain = import(28);
    close(&plain["kwh"], sum(&all[day(3)]));
    let peak = all[day(3)].iter().map(value).fold(0.0, f64::max);
    close(&plain["peak_kw"], 4.0 * peak);
    let first = all[day(3)]
        .iter()
        .find(|row| value(row) >= peak)
        .expect("a peak");
    let first = at(first["at"].as_str().expect("a time"));
    assert_eq!(at(plain["peak_at"].as_str().expect("a time")), first);
    let local = (first + Duration::hours(2)).format("%a %-d %b %H:%M");
    assert_eq!(plain["peak_label"], local.to_string());
    let spiked = import(29);
    assert_eq!(
        (&spiked["measured"], &spiked["outliers"]),
        (&json!(95), &json!(1))
    );
    close(&spiked["kwh"], sum(&all[day(2)]) - value(&all[spike]));
    assert!(
        spiked["peak_kw"].as_f64() < Some(30.0),
        "not the spike: {spiked}"
    );
    let last = import(30);
    assert_eq!(
        (&last["measured"], &last["filled"], &last["outliers"]),
        (&json!(86), &json!(10), &json!(0))
    );
    close(&last["kwh"], sum(&all[day(1)]) - sum(&all[gap..gap + 10]));
    assert!(last["filled_kwh"].as_f64() > Some(0.0), "{last}");
    assert_eq!(rollup["steps"][30]["is_over"], true);
    let soc = &rollup["steps"][30]["channels"][1];
    assert_eq!(
        (&soc["channel"], &soc["kwh"]),
        (&json!("soc"), &Value::Null)
    );
    close(&soc["mean_soc"], 0.275);
    let months = get(&app, &operator, &format!("{path}/rollup?step=month")).await;
    assert_eq!(months["steps"].as_array().map(Vec::len), Some(12));
    assert_eq!(months["steps"][11]["is_over"], false);
    assert_eq!(
        months["steps"][0]["channels"][0]["kwh"],
        Value::Null,
        "unknown, not zero"
    );
    let hours = get(&app, &operator, &format!("{path}/rollup?step=hour")).await;
    assert_eq!(hours["steps"].as_array().map(Vec::len), Some(48));
}

#[tokio::test(flavor = "multi_thread")]
async fn ranges_have_two_ends_and_bounds() {
    let app = TestApp::start().await;
    let (operator, path) = works_in(&app, "DEU").await;
    put(&app, &path, &operator, settings()).await;
    for (query, field) in [
        ("step=day&from=2026-01-01T00:00:00Z", "to"),
        ("step=day&to=2026-01-01T00:00:00Z", "from"),
        (
            "step=day&from=2026-01-02T00:00:00Z&to=2026-01-02T00:00:00Z",
            "to",
        ),
        (
            "step=hour&from=2026-01-01T00:00:00Z&to=2026-02-03T00:00:00Z",
            "to",
        ),
        (
            "step=day&from=2024-01-01T00:00:00Z&to=2026-01-01T00:00:00Z",
            "to",
        ),
        (
            "step=month&from=2020-01-01T00:00:00Z&to=2026-01-01T00:00:00Z",
            "to",
        ),
        (
            "step=month&from=1900-01-01T00:00:00Z&to=1901-01-01T00:00:00Z",
            "from",
        ),
        (
            "step=month&from=9000-01-01T00:00:00Z&to=9001-01-01T00:00:00Z",
            "from",
        ),
    ] {
        let answer = app.get(&format!("{path}/rollup?{query}"), &operator).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{query}");
        assert_eq!(answer.json()["errors"][0]["field"], field, "{query}");
    }
    for query in ["step=week", "", "step=day&limit=3"] {
        let answer = app.get(&format!("{path}/rollup?{query}"), &operator).await;
        assert!(answer.status.is_client_error(), "{query}");
    }
    let empty = get(&app, &operator, &format!("{path}/rollup?step=day")).await;
    assert_eq!(steps(&empty, "channels"), vec![json!([]); 31]);
    let supplier = app.signed_in_as(Role::Supplier).await;
    let hidden = app.get(&format!("{path}/rollup?step=day"), &supplier).await;
    assert_eq!(hidden.status, StatusCode::NOT_FOUND);
}
