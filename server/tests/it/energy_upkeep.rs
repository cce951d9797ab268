//! Forecasts of sites that are kept and scored, and measurements that are deleted when they are old.

use chrono::{Duration, TimeZone, Utc};
use model::auth::Role;
use serde_json::{Value, json};
use services::energy::{forget_measurements, refresh_load_forecasts};

use crate::energy::{put, quarters, send, settings, start, works_in};
use crate::recommendations::get;
use crate::support::app::TestApp;

#[tokio::test(flavor = "multi_thread")]
async fn forecasts_are_kept_and_scored_when_the_truth_arrives() {
    let app = TestApp::start().await;
    let (operator, path) = works_in(&app, "DEU").await;
    put(&app, &path, &operator, settings()).await;
    let refresh = || refresh_load_forecasts(&app.services);
    assert!(refresh().await.expect("done").contains("0 forecasts made"));
    let past = quarters(start() - Duration::days(8), 8 * 96);
    send(&app, &path, &operator, past, false).await;
    let said = refresh().await.expect("done");
    assert_eq!(said, "1 forecasts made, 0 scored, 0 sites failed");
    let said = refresh().await.expect("done");
    assert_eq!(said, "0 forecasts made, 0 scored, 0 sites failed");
    let forecast = get(&app, &operator, &format!("{path}/forecast")).await;
    assert_eq!(forecast["past"], Value::Null);
    let accuracy = get(&app, &operator, &format!("{path}/accuracy")).await;
    let [load, sun] = accuracy["quantities"].as_array().expect("both").as_slice() else {
        panic!("{accuracy}");
    };
    assert_eq!(
        (&load["quantity"], &sun["quantity"]),
        (&json!("load"), &json!("solar"))
    );
    for window in load["windows"].as_array().expect("windows") {
        assert_eq!(window["score"], Value::Null);
    }
    assert_eq!(
        (&load["due_label"], &load["is_overdue"]),
        (&json!("Tue 00:00"), &json!(false))
    );
    assert_eq!(sun["due_at"], Value::Null, "none is kept yet");

    // Half of the day comes, then the rest, with half as much again as ever before.
    app.clock.advance(Duration::days(1));
    let operator = app.signed_in_as(Role::Operator).await;
    let mut day = quarters(start(), 96);
    for row in &mut day {
        row["value"] = json!(1.5 * row["value"].as_f64().expect("a number"));
    }
    let rest = day.split_off(48);
    send(&app, &path, &operator, day, false).await;
    let said = refresh().await.expect("done");
    assert_eq!(said, "1 forecasts made, 0 scored, 0 sites failed");
    send(&app, &path, &operator, rest, false).await;
    let said = refresh().await.expect("done");
    assert_eq!(said, "1 forecasts made, 1 scored, 0 sites failed");

    let forecast = get(&app, &operator, &format!("{path}/forecast")).await;
    let past = &forecast["past"];
    assert_eq!(
        (&past["forecasts"], &past["points"]),
        (&json!(1), &json!(96))
    );
    // 0.5 kWh by night, 2.5 by day: yesterday, a week ago and four weeks' mean are all the same.
    let number = |field: &str| past[field].as_f64().expect("a number");
    assert!((number("naive_mae_kwh") - 1.5).abs() < 1e-9, "{past}");
    assert_eq!(past["naive_method"], "yesterday");
    assert!(
        (number("skill") - (1.0 - number("mae_kwh") / 1.5)).abs() < 1e-9,
        "{past}"
    );
    assert!((0.0..=1.0).contains(&number("coverage")), "{past}");
    let accuracy = get(&app, &operator, &format!("{path}/accuracy")).await;
    let load = &accuracy["quantities"][0];
    assert_eq!(load["band_nominal"], 0.9);
    for (window, days) in load["windows"]
        .as_array()
        .expect("windows")
        .iter()
        .zip([7, 28])
    {
        assert_eq!((&window["days"], &window["score"]), (&json!(days), past));
    }
    // 1.5 kWh in a quarter are 6 in an hour; 4.5 are measured in a quarter on average.
    let near = |field: &str, is: f64| assert!((number(field) - is).abs() < 1e-9, "{past}");
    near("yesterday_mae_kwh_per_hour", 6.0);
    near("mae_kwh_per_hour", 4.0 * number("mae_kwh"));
    near("mae_share", number("mae_kwh") / 4.5);
    assert_eq!(past["banded"], 96);

    let page = get(&app, &operator, &format!("{path}/forecasts?limit=2")).await;
    let items = page["items"].as_array().expect("items");
    assert_eq!(items.len(), 2);
    assert_eq!(items[0]["score"], Value::Null);
    assert!(items[0]["made_at"].as_str() >= items[1]["made_at"].as_str());
    let cursor = page["next_cursor"].as_str().expect("there is one more");
    let next = get(
        &app,
        &operator,
        &format!("{path}/forecasts?limit=2&cursor={cursor}"),
    )
    .await;
    let first = &next["items"][0];
    assert_eq!(first["starts_label"], "15 Jun 2026, 00:00");
    assert_eq!(first["score"]["points"], 96);
    assert_eq!(first["points"].as_array().map(Vec::len), Some(96));
    assert_eq!(next["next_cursor"], Value::Null);
}

async fn count(app: &TestApp, path: &str, operator: &str) -> Value {
    get(app, operator, path).await["measurements"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn measurements_go_at_two_in_the_sites_own_night() {
    let app = TestApp::start_with(|options| options.measurement_days = Some(98), 1_000_000).await;
    let (operator, path) = works_in(&app, "DEU").await;
    put(&app, &path, &operator, settings()).await;
    // 98 days before the night of 14 June; summer time had not begun, so two o'clock was at one of UTC.
    let old = Utc.with_ymd_and_hms(2026, 3, 8, 0, 0, 0).single();
    send(
        &app,
        &path,
        &operator,
        quarters(old.expect("a time"), 8),
        false,
    )
    .await;
    send(
        &app,
        &path,
        &operator,
        quarters(start() - Duration::hours(1), 4),
        false,
    )
    .await;
    let forget = || forget_measurements(&app.services);
    let said = forget().await.expect("done");
    assert_eq!(said, "4 measurements of 1 sites removed, 0 sites failed");
    app.clock.advance(Duration::minutes(119));
    assert!(forget().await.expect("done").starts_with("0 measurements"));
    app.clock.advance(Duration::minutes(1));
    assert!(forget().await.expect("done").starts_with("4 measurements"));
    assert_eq!(count(&app, &path, &operator).await, 4);

    // Nothing is deleted where nobody says so.
    let beside = app.beside(&app.url).await;
    beside.clock.advance(Duration::days(365));
    let said = forget_measurements(&beside.services).await.expect("done");
    assert_eq!(said, "measurements are kept for good");
    let operator = beside.signed_in_as(Role::Operator).await;
    assert_eq!(count(&beside, &path, &operator).await, 4);
}
