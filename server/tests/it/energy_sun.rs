//! Forecasts of the sun: kept as they were known, corrected by the site's own meter, scored by it.

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, Utc};
use model::auth::Role;
use serde_json::{Value, json};
use services::energy::refresh_solar_forecasts;

use crate::energy::{put, quarters, send, settings, start, works_in};
use crate::recommendations::get;
use crate::support::app::TestApp;

fn at(point: &Value) -> DateTime<Utc> {
    let at = point["at"].as_str().expect("a time");
    at.parse().expect("a time")
}

fn kwh(point: &Value) -> f64 {
    point["kwh"].as_f64().expect("a number")
}

/// What the meter of the array says over days from `from` on: at each time of day the same, nothing at night.
fn metered(
    by_time: &BTreeMap<chrono::NaiveTime, f64>,
    from: DateTime<Utc>,
    days: i32,
) -> Vec<Value> {
    (0..96 * days)
        .map(|quarter| from + Duration::minutes(15 * i64::from(quarter)))
        .map(|at| {
            let value = by_time.get(&at.time()).copied().unwrap_or_default();
            json!({"channel": "solar_kwh", "at": at.to_rfc3339(), "value": value})
        })
        .collect()
}

async fn the_sun_is_kept_corrected_and_scored(app: TestApp) {
    let (operator, path) = works_in(&app, "DEU").await;
    put(&app, &path, &operator, settings()).await;
    let refresh = || refresh_solar_forecasts(&app.services);
    let said = refresh().await.expect("done");
    assert_eq!(
        said,
        "1 forecasts made, 0 scored, 0 arrays learned, 0 sites failed"
    );
    let list = format!("{path}/forecasts?quantity=solar");
    let page = get(&app, &operator, &list).await;
    let first = &page["items"][0];
    assert_eq!(
        (&first["quantity"], &first["method"]),
        (&json!("solar"), &json!("chain"))
    );
    assert_eq!(first["score"], Value::Null);
    let points = first["points"].as_array().expect("points");
    // Only daylight is forecast: sixteen to eighteen hours in Berlin in June, without a band so far.
    assert!((64..=72).contains(&points.len()), "{}", points.len());
    assert!(points.iter().all(|point| point["low_kwh"].is_null()));
    let loads = get(&app, &operator, &format!("{path}/forecasts")).await;
    assert_eq!(loads["items"], json!([]), "the load has a list of its own");

    // The meter has seen half of that for three weeks.
    let half: BTreeMap<_, _> = points
        .iter()
        .map(|point| (at(point).time(), kwh(point) / 2.0))
        .collect();
    let past = metered(&half, start() - Duration::days(21), 21);
    send(&app, &path, &operator, past, false).await;
    let load = quarters(start() - Duration::days(2), 2 * 96);
    send(&app, &path, &operator, load, false).await;
    app.clock.advance(Duration::hours(3));
    let said = refresh().await.expect("done");
    assert_eq!(
        said,
        "1 forecasts made, 0 scored, 1 arrays learned, 0 sites failed"
    );
    let said = refresh().await.expect("done");
    assert!(
        said.starts_with("0 forecasts made, 0 scored, 0 arrays"),
        "{said}"
    );
    let operator = app.signed_in_as(Role::Operator).await;
    let page = get(&app, &operator, &list).await;
    let second = &page["items"][0];
    assert_eq!(second["method"], "chain_and_residual");
    let points = second["points"].as_array().expect("points");
    let noon = points
        .iter()
        .max_by(|one, two| kwh(one).total_cmp(&kwh(two)));
    let noon = noon.expect("a point");
    let (low, high) = (noon["low_kwh"].as_f64(), noon["high_kwh"].as_f64());
    assert!(low <= Some(kwh(noon)) && Some(kwh(noon)) <= high, "{noon}");
    let ratio = kwh(noon) / half[&at(noon).time()];
    assert!((0.97..=1.03).contains(&ratio), "{ratio}");

    let outlook = get(&app, &operator, &format!("{path}/outlook")).await;
    let basis = &outlook["basis"]["solar"];
    assert_eq!(basis["model"], "chain_and_residual", "{basis}");
    assert_eq!(basis["residual"]["is_used"], true);
    assert_eq!(basis["residual"]["days"], 21);
    let words = basis["words"].as_str().expect("words");
    assert!(
        words.contains("chain + learned residual of 21 days"),
        "{words}"
    );
    assert!(!words.contains("the most that can come"), "{words}");
    // Another array is another chain: what was learned of the first says nothing of it.
    let mut other = settings();
    other["solar"]["dc_kw"] = json!(6.0);
    put(&app, &path, &operator, other).await;
    let outlook = get(&app, &operator, &format!("{path}/outlook")).await;
    assert_eq!(outlook["basis"]["solar"]["model"], "chain");
    put(&app, &path, &operator, settings()).await;

    // The truth of both arrives: the first was twice too much, the second nearly right.
    app.clock.advance(Duration::hours(25));
    let operator = app.signed_in_as(Role::Operator).await;
    send(&app, &path, &operator, metered(&half, start(), 1), false).await;
    let next = metered(&half, start() + Duration::days(1), 1)[..16].to_vec();
    send(&app, &path, &operator, next, false).await;
    let said = refresh().await.expect("done");
    assert!(said.starts_with("1 forecasts made, 2 scored"), "{said}");
    let page = get(&app, &operator, &list).await;
    let items = page["items"].as_array().expect("items");
    let share = |item: &Value| item["score"]["mae_share"].as_f64().expect("a score");
    let (first, second) = (&items[2], &items[1]);
    assert!((share(first) - 1.0).abs() < 0.02, "{}", first["score"]);
    assert!(share(second) < 0.05, "{}", second["score"]);
    let score = &second["score"];
    assert_eq!(score["banded"], score["points"]);
    // The day before was the same to the digit.
    assert_eq!(score["yesterday_mae_kwh_per_hour"], 0.0);
    assert_eq!(score["naive_method"], "yesterday");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sun_is_kept_corrected_and_scored_on_sqlite() {
    the_sun_is_kept_corrected_and_scored(TestApp::start().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sun_is_kept_corrected_and_scored_on_postgres() {
    let db = testkit::scratch_postgres().await;
    let folder = tempfile::tempdir().expect("a folder");
    let app = TestApp::start_on(db.url(), folder, |_| {}, 1_000_000).await;
    the_sun_is_kept_corrected_and_scored(app).await;
}
