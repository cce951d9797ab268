//! Hours that were filled in, and whose electricity another counts since: each counts once, at once.

use axum::http::StatusCode;
use chrono::{DateTime, Duration, Timelike, Utc};
use model::auth::Role;
use serde_json::{Value, json};
use services::energy::make_metered_events;
use services::quality::review_recent;

use crate::energy::{put, send, settings, start, works_in};
use crate::recommendations::get;
use crate::support::app::TestApp;

const HOURS: i64 = 35 * 24;
/// Hours that are missing, counted back from now.
const MISSING: std::ops::Range<i64> = 50..53;

fn hour(back: i64) -> DateTime<Utc> {
    start() - Duration::hours(back)
}

/// By day more than by night, a little uneven.
fn kwh(at: DateTime<Utc>) -> f64 {
    let works = (6..18).contains(&at.hour());
    f64::from(at.hour() * 7 % 11) / 10.0 + if works { 40.0 } else { 8.0 }
}

fn bill(at: DateTime<Utc>, kwh: f64) -> Value {
    json!({"event_type": "factory", "supplier": "Bills", "site": "Works", "occurred_at": at,
        "ends_at": at + Duration::hours(1), "electricity_kwh": kwh})
}

fn quarters(at: DateTime<Utc>) -> impl Iterator<Item = Value> {
    (0..4).map(move |quarter| {
        let begin = at + Duration::minutes(15 * quarter);
        json!({"channel": "import_kwh", "at": begin, "value": kwh(at) / 4.0})
    })
}

async fn bring(app: &TestApp, token: &str, bills: &[Value]) {
    for part in bills.chunks(400) {
        let answer = app.post("/api/v1/ingest/events", token, json!(part)).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        assert_eq!(answer.json()["rejected"], json!([]), "{}", answer.text());
    }
}

async fn standing(app: &TestApp, token: &str) -> Value {
    let overview = get(app, token, "/api/v1/data-quality").await;
    overview["fills"]["standing"].clone()
}

async fn works_with_events(url: &str) -> (TestApp, String, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let app = TestApp::start_on(url, folder, |_| {}, 1_000_000).await;
    let (operator, path) = works_in(&app, "DEU").await;
    let mut set = settings();
    set["events"] = json!({"event_type": "factory", "supplier": "Own sites"});
    put(&app, &path, &operator, set).await;
    (app, operator, path)
}

/// What came of the hours that are not missing, then what is missing.
fn parts<T>(of: impl Fn(DateTime<Utc>) -> T) -> (Vec<T>, Vec<T>) {
    let hours = (1..=HOURS).rev();
    let (missing, there): (Vec<_>, Vec<_>) = hours.partition(|back| MISSING.contains(back));
    let all = |backs: Vec<i64>| backs.into_iter().map(|back| of(hour(back))).collect();
    (all(there), all(missing))
}

async fn the_meter_comes_where_bills_were_filled_in(url: &str) {
    let (app, operator, path) = works_with_events(url).await;
    let admin = app.signed_in_as(Role::Admin).await;
    let (bills, _) = parts(|at| bill(at, kwh(at)));
    bring(&app, &admin, &bills).await;
    review_recent(&app.services).await.expect("a review");
    assert_eq!(standing(&app, &operator).await, json!(3));
    let (_, late) = parts(|at| quarters(at).collect::<Vec<_>>());
    // The first of the hours alone: the others stay filled in.
    send(&app, &path, &operator, late[0].clone(), false).await;
    make_metered_events(&app.services).await.expect("done");
    assert_eq!(standing(&app, &operator).await, json!(2));
    testkit::assert_sums_are_exact(url, app.org, &[1]).await;
    send(&app, &path, &operator, late[1..].concat(), false).await;
    make_metered_events(&app.services).await.expect("done");
    assert_eq!(standing(&app, &operator).await, json!(0));
    testkit::assert_sums_are_exact(url, app.org, &[1]).await;
    review_recent(&app.services).await.expect("a review");
    assert_eq!(standing(&app, &operator).await, json!(0));
    testkit::assert_sums_are_exact(url, app.org, &[1]).await;
}

async fn bills_come_where_the_meter_was_filled_in(url: &str) {
    let (app, operator, path) = works_with_events(url).await;
    let admin = app.signed_in_as(Role::Admin).await;
    let (there, _) = parts(|at| quarters(at).collect::<Vec<_>>());
    send(&app, &path, &operator, there.concat(), false).await;
    make_metered_events(&app.services).await.expect("done");
    review_recent(&app.services).await.expect("a review");
    assert_eq!(standing(&app, &operator).await, json!(3));
    // Gas is nobody's electricity.
    let mut gas = bill(hour(51), 0.0);
    gas["supplier"] = json!("Gas");
    let fields = gas.as_object_mut().expect("an object");
    fields.remove("electricity_kwh");
    fields.insert("gas_kwh_gross".to_owned(), json!(30.0));
    bring(&app, &admin, &[gas]).await;
    assert_eq!(standing(&app, &operator).await, json!(3));
    let (_, late) = parts(|at| bill(at, kwh(at)));
    bring(&app, &admin, &late[..1]).await;
    assert_eq!(standing(&app, &operator).await, json!(2));
    bring(&app, &admin, &late[1..]).await;
    assert_eq!(standing(&app, &operator).await, json!(0));
    testkit::assert_sums_are_exact(url, app.org, &[1]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn filled_hours_give_way_on_sqlite() {
    the_meter_comes_where_bills_were_filled_in(testkit::scratch_sqlite().await.url()).await;
    bills_come_where_the_meter_was_filled_in(testkit::scratch_sqlite().await.url()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn filled_hours_give_way_on_postgres() {
    the_meter_comes_where_bills_were_filled_in(testkit::scratch_postgres().await.url()).await;
    bills_come_where_the_meter_was_filled_in(testkit::scratch_postgres().await.url()).await;
}
