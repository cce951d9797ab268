//! Metered hours as events, once, with the grid's hour where it is known; and events that report the same
//! electricity, which totals leave out.

use axum::http::StatusCode;
use chrono::{DateTime, Duration, Utc};
use model::auth::Role;
use serde_json::{Value, json};
use services::energy::make_metered_events;

use crate::energy::{put, quarters, send, settings, start, works_in};
use crate::providers::{app_with, half_hours, refresh};
use crate::recommendations::get;
use crate::support::app::{Payload, TestApp};
use crate::support::provider::{FakeProvider, Recorded};

fn with_events(event_type: &str) -> Value {
    let mut settings = settings();
    settings["events"] = json!({"event_type": event_type, "supplier": "Own sites"});
    settings
}

/// Quarters of one kWh from a time.
fn flat(from: DateTime<Utc>, count: i32, value: f64) -> Vec<Value> {
    let mut rows = quarters(from, count);
    for row in &mut rows {
        row["value"] = json!(value);
    }
    rows
}

async fn make(app: &TestApp) {
    let said = make_metered_events(&app.services).await.expect("done");
    assert!(said.ends_with("0 sites failed"), "{said}");
}

async fn events(app: &TestApp, token: &str) -> Vec<Value> {
    let page = get(app, token, "/api/v1/events?sort=oldest&limit=200").await;
    page["items"].as_array().expect("items").clone()
}

async fn total_kg(app: &TestApp, token: &str) -> f64 {
    let path = "/api/v1/emissions/summary?from=2026-06-01T00:00:00Z&to=2026-06-15T00:00:00Z";
    let summary = get(app, token, path).await;
    summary["total_kg"].as_f64().expect("kilograms")
}

/// How many events count.
async fn counted(app: &TestApp, token: &str) -> u64 {
    let path = "/api/v1/emissions/summary?from=2026-06-01T00:00:00Z&to=2026-06-15T00:00:00Z";
    let summary = get(app, token, path).await;
    let rows = summary["rows"].as_array().expect("rows");
    rows.iter()
        .map(|row| row["events"].as_u64().expect("a number"))
        .sum()
}

fn kg(events: &[Value]) -> f64 {
    let kg = |event: &Value| event["estimate"]["co2e_kg"].as_f64().expect("kilograms");
    events.iter().map(kg).sum()
}

fn close(left: f64, right: f64) -> bool {
    (left - right).abs() < 1e-5
}

async fn whole_hours_become_events_once(url: &str) {
    let folder = tempfile::tempdir().expect("a folder");
    let app = TestApp::start_on(url, folder, |_| {}, 1_000_000).await;
    let (operator, path) = works_in(&app, "DEU").await;
    put(&app, &path, &operator, settings()).await;
    let first = start() - Duration::hours(4);
    // Two whole hours, and three quarters of one.
    send(&app, &path, &operator, flat(first, 11, 1.0), false).await;
    make(&app).await;
    assert!(events(&app, &operator).await.is_empty(), "it is off");

    let set = put(&app, &path, &operator, with_events("factory")).await;
    assert_eq!(set.status, StatusCode::OK, "{}", set.text());
    for _ in 0..2 {
        make(&app).await;
    }
    let made = events(&app, &operator).await;
    assert_eq!(made.len(), 2, "{made:?}");
    let facts = |one: &Value| {
        let words = [
            "event_type",
            "supplier",
            "site",
            "data_source",
            "quality_status",
        ];
        words.map(|word| one[word].as_str().expect("a word").to_owned())
    };
    assert_eq!(
        facts(&made[0]),
        ["factory", "Own sites", "Works", "meter", "measured"]
    );
    assert!(close(total_kg(&app, &operator).await, kg(&made)));

    // The missing quarter comes, and one is corrected: its hour's event changes, the other does not.
    let last = first + Duration::minutes(15 * 11);
    send(&app, &path, &operator, flat(last, 1, 1.0), false).await;
    send(&app, &path, &operator, flat(first, 1, 5.0), true).await;
    make(&app).await;
    let now = events(&app, &operator).await;
    assert_eq!(now.len(), 3, "{now:?}");
    assert_eq!(now[1], made[1]);
    assert!(close(kg(&now[..1]), 2.0 * kg(&made[..1])), "{now:?}");
    assert!(close(total_kg(&app, &operator).await, kg(&now)));
    testkit::assert_sums_are_exact(url, app.org, &[1]).await;

    put(&app, &path, &operator, settings()).await;
    make(&app).await;
    assert!(events(&app, &operator).await.is_empty(), "it is off again");
    assert!(close(total_kg(&app, &operator).await, 0.0));
    testkit::assert_sums_are_exact(url, app.org, &[1]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whole_hours_become_events_once_everywhere() {
    whole_hours_become_events_once(testkit::scratch_sqlite().await.url()).await;
    whole_hours_become_events_once(testkit::scratch_postgres().await.url()).await;
}

async fn the_same_electricity_counts_once(url: &str) {
    let folder = tempfile::tempdir().expect("a folder");
    let app = TestApp::start_on(url, folder, |_| {}, 1_000_000).await;
    let (operator, path) = works_in(&app, "DEU").await;
    let importer = app.signed_in_as(Role::Admin).await;
    let hour = start() - Duration::hours(4);
    let reported = |supplier: &str, at: DateTime<Utc>, more: Value| {
        let mut event = json!({"event_type": "factory", "supplier": supplier, "site": "Works",
            "occurred_at": at, "ends_at": at + Duration::hours(1), "electricity_kwh": 4});
        let fields = event.as_object_mut().expect("an object");
        fields.extend(more.as_object().expect("an object").clone());
        event
    };
    let post = async |event: Value| {
        let answer = app.post("/api/v1/ingest/event", &importer, event).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text());
        answer.json()["id"].as_str().expect("an id").to_owned()
    };
    // One before the meter is set up, with gas beside its electricity, and one of another hour.
    let with_gas = post(reported("Bills", hour, json!({"gas_kwh_gross": 10}))).await;
    post(reported("Elsewhen", hour - Duration::hours(2), json!({}))).await;
    let before = total_kg(&app, &operator).await;

    put(&app, &path, &operator, with_events("factory")).await;
    send(&app, &path, &operator, flat(hour, 8, 1.0), false).await;
    make(&app).await;
    // And one after.
    let late = post(reported(
        "Late bills",
        hour + Duration::minutes(30),
        json!({}),
    ))
    .await;
    let all = events(&app, &operator).await;
    let of = |id: &str| {
        all.iter()
            .find(|one| one["id"] == id)
            .expect("there")
            .clone()
    };
    assert_eq!(all.len(), 5, "{all:?}");
    for id in [&with_gas, &late] {
        assert_eq!(of(id)["quality_status"], "superseded");
        let explained = get(&app, &operator, &format!("/api/v1/events/{id}/explanation")).await;
        let choices = explained["choices"].to_string();
        assert!(choices.contains("1 of 1 hours are metered"), "{choices}");
        assert!(choices.contains("Totals leave out"), "{choices}");
        assert_eq!(of(id)["metered_share"], 1.0);
    }
    // They are listed, and not counted beside the meter's hours.
    assert_eq!(counted(&app, &operator).await, 3);
    // Each hour has 4 kWh: what was reported of it is counted by the meter, its gas is not.
    let superseded: Vec<_> = [&with_gas, &late].iter().map(|id| of(id)).collect();
    let rest: Vec<_> = (all.iter())
        .filter(|one| one["quality_status"] != "superseded")
        .cloned()
        .collect();
    let gas_kg = kg(&superseded[..1]) - kg(&superseded[1..]);
    let now = total_kg(&app, &operator).await;
    assert!(close(now, kg(&rest) + gas_kg), "{now}: {all:?}");
    testkit::assert_sums_are_exact(url, app.org, &[1]).await;

    put(&app, &path, &operator, settings()).await;
    make(&app).await;
    let all = events(&app, &operator).await;
    assert!(
        all.iter().all(|one| one["quality_status"] == "measured"),
        "{all:?}"
    );
    let after = total_kg(&app, &operator).await;
    assert!(close(after, before + kg(&superseded[1..])), "{after}");
    testkit::assert_sums_are_exact(url, app.org, &[1]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_electricity_counts_once_everywhere() {
    the_same_electricity_counts_once(testkit::scratch_sqlite().await.url()).await;
    the_same_electricity_counts_once(testkit::scratch_postgres().await.url()).await;
}

async fn a_metered_hour_takes_its_share_of_a_bill(url: &str) {
    let folder = tempfile::tempdir().expect("a folder");
    let app = TestApp::start_on(url, folder, |_| {}, 1_000_000).await;
    let (operator, path) = works_in(&app, "DEU").await;
    let admin = app.signed_in_as(Role::Admin).await;
    let hour = start() - Duration::hours(4);
    let from = hour - Duration::hours(94);
    let bill = json!({"event_type": "factory", "supplier": "Bills", "site": "Works",
        "occurred_at": from, "ends_at": from + Duration::hours(100),
        "electricity_kwh": 400, "gas_kwh_gross": 10});
    let answer = app.post("/api/v1/ingest/event", &admin, bill).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text());
    let id = answer.json()["id"].as_str().expect("an id").to_owned();
    let before = total_kg(&app, &operator).await;
    let unmetered = events(&app, &operator).await;

    put(&app, &path, &operator, with_events("factory")).await;
    // An hour uses what each hour of the bill does: in whichever of the two it is counted, the sum stays.
    for hours in 1..=2 {
        let next = hour + Duration::hours(hours - 1);
        send(&app, &path, &operator, flat(next, 4, 1.0), false).await;
        make(&app).await;
        let all = events(&app, &operator).await;
        let of_bill = all.iter().find(|one| one["id"] == *id).expect("there");
        assert_eq!(of_bill["quality_status"], "measured");
        assert_eq!(of_bill["metered_share"], hours as f64 / 100.0);
        assert_eq!(of_bill["estimate"], unmetered[0]["estimate"]);
        let now = total_kg(&app, &operator).await;
        assert!((now - before).abs() < 1e-4, "{now} of {before}: {all:?}");
        assert_eq!(counted(&app, &operator).await, 1 + hours.unsigned_abs());
        let explained = get(&app, &operator, &format!("/api/v1/events/{id}/explanation")).await;
        let words = format!("{hours} of 100 hours are metered");
        let choices = explained["choices"].to_string();
        assert!(choices.contains(&words), "{choices}");
        testkit::assert_sums_are_exact(url, app.org, &[1]).await;
    }
    // The metered hours themselves hold the meter's electricity and the bill's gas, not both bills.
    let to = hour + Duration::hours(2);
    let time = |at: DateTime<Utc>| at.format("%Y-%m-%dT%H:%M:%SZ").to_string();
    let range = format!(
        "/api/v1/emissions/summary?from={}&to={}",
        time(hour),
        time(to)
    );
    let of_hours = get(&app, &operator, &range).await;
    let of_hours = of_hours["total_kg"].as_f64().expect("kilograms");
    let of_two = kg(&unmetered) / 50.0;
    assert!((of_hours - of_two).abs() < 1e-4, "{of_hours} of {of_two}");

    put(&app, &path, &operator, settings()).await;
    make(&app).await;
    assert_eq!(events(&app, &operator).await, unmetered);
    assert!(close(total_kg(&app, &operator).await, before));
    testkit::assert_sums_are_exact(url, app.org, &[1]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_metered_hour_takes_its_share_of_a_bill_everywhere() {
    a_metered_hour_takes_its_share_of_a_bill(testkit::scratch_sqlite().await.url()).await;
    a_metered_hour_takes_its_share_of_a_bill(testkit::scratch_postgres().await.url()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_grids_hour_is_used_and_shown_where_it_is_known() {
    let fake = FakeProvider::start().await;
    let app = app_with(&fake, &["GB=uk_carbon_intensity"], 100).await;
    let (operator, path) = works_in(&app, "GB").await;
    let hour = start() - Duration::hours(2);
    put(&app, &path, &operator, with_events("warehouse")).await;
    send(&app, &path, &operator, flat(hour, 8, 1.0), false).await;
    make(&app).await;
    let yearly = events(&app, &operator).await;
    assert_eq!(yearly.len(), 2, "{yearly:?}");

    // The provider knows the second hour.
    let second = hour + Duration::hours(1);
    let says = |_| json!({"forecast": 999, "actual": 150, "index": "moderate"});
    let data = half_hours(second, 2, says);
    fake.says("/intensity/", Recorded::Json(json!({"data": data})));
    refresh(&app).await;
    make(&app).await;
    let now = events(&app, &operator).await;
    assert_eq!(now[0], yearly[0]);
    assert!(close(kg(&now[1..]), 4.0 * 0.15), "{now:?}");
    let id = now[1]["id"].as_str().expect("an id");
    let explained = get(&app, &operator, &format!("/api/v1/events/{id}/explanation")).await;
    assert_eq!(
        explained["steps"][0]["arithmetic"],
        "4 kWh x 0.15 kg CO2e per kWh in this hour"
    );
    let choices = explained["choices"].to_string();
    for words in [
        "UK Carbon Intensity",
        "measured: from what was generated",
        "direct emissions",
    ] {
        assert!(choices.contains(words), "{words}: {choices}");
    }
}

#[tokio::test]
async fn settings_of_events_that_cannot_be_are_named() {
    let app = TestApp::start().await;
    let (operator, path) = works_in(&app, "DEU").await;
    let mut wrong = with_events("logistics");
    wrong["events"]["supplier"] = json!(" ");
    let answer = put(&app, &path, &operator, wrong).await;
    assert_eq!(
        answer.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "{}",
        answer.text()
    );
    for field in ["events.event_type", "events.supplier"] {
        assert!(answer.text().contains(field), "{}", answer.text());
    }
}

#[tokio::test]
async fn the_form_of_a_site_says_what_its_hours_become() {
    let app = TestApp::start().await;
    let (operator, path) = works_in(&app, "DEU").await;
    let site = path.rsplit('/').next().expect("an id");
    let save = async |events: &str| {
        let form = format!(
            "site={site}&setup[interval_minutes]=15&setup[time_zone]=UTC&setup[tariff]=none{events}"
        );
        let kind = "application/x-www-form-urlencoded".to_owned();
        let body = Payload::Raw(kind, form.into_bytes());
        app.call("POST", "/fn/energy/save-setup", Some(&operator), body)
            .await
    };
    let chosen = async || get(&app, &operator, &path).await["settings"]["events"].clone();
    save("&setup[events_type]=warehouse&setup[events_supplier]=Own+sites").await;
    let warehouse = json!({"event_type": "warehouse", "supplier": "Own sites"});
    assert_eq!(chosen().await, warehouse);
    // What cannot be changes nothing, and says which field it is.
    let refused = save("&setup[events_type]=warehouse&setup[events_supplier]=").await;
    assert!(
        refused.text().contains("events_supplier"),
        "{}",
        refused.text()
    );
    let refused = save("&setup[events_type]=delivery&setup[events_supplier]=X").await;
    assert!(refused.text().contains("events_type"), "{}", refused.text());
    assert_eq!(chosen().await, warehouse);
    save("&setup[events_type]=none&setup[events_supplier]=").await;
    assert_eq!(chosen().await, Value::Null);
}
