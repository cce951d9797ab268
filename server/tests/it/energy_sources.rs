//! Where measurements are read from: what may be set up, and how files are read, under names.

use axum::http::StatusCode;
use chrono::{DateTime, Duration, Utc};
use model::auth::Role;
use serde_json::{Value, json};
use services::energy::read_due_sources;

use crate::energy::{put, start, works_in};
use crate::recommendations::get;
use crate::support::app::{Answer, Payload, TestApp};

pub(crate) const STEEL: &str = "date,Usage_kWh\n";

/// A site in Seoul with quarter-hours: an admin, and the path of the site.
pub(crate) async fn mill(app: &TestApp) -> (String, String) {
    let (operator, path) = works_in(app, "KOR").await;
    let plain = json!({"interval_minutes": 15, "time_zone": "Asia/Seoul"});
    let set = put(app, &path, &operator, plain).await;
    assert_eq!(set.status, StatusCode::OK, "{}", set.text());
    (app.signed_in_as(Role::Admin).await, path)
}

pub(crate) async fn add(app: &TestApp, path: &str, admin: &str, source: Value) -> String {
    let answer = app.post(&format!("{path}/sources"), admin, source).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text());
    answer.json()["id"].as_str().expect("an id").to_owned()
}

/// What the job says.
pub(crate) async fn sync(app: &TestApp) -> String {
    read_due_sources(&app.services).await.expect("done")
}

/// The one source of a site.
pub(crate) async fn source(app: &TestApp, path: &str, admin: &str) -> Value {
    get(app, admin, &format!("{path}/sources")).await[0].clone()
}

/// Measurements of the grid's meter around the start.
pub(crate) async fn stored(app: &TestApp, path: &str, admin: &str) -> Vec<f64> {
    let (from, to) = (start() - Duration::days(9), start() + Duration::days(9));
    let text = |at: DateTime<Utc>| at.format("%Y-%m-%dT%H:%M:%SZ").to_string();
    let query = format!("channel=import_kwh&from={}&to={}", text(from), text(to));
    let page = get(app, admin, &format!("{path}/measurements?{query}")).await;
    let items = page["items"].as_array().expect("items");
    items
        .iter()
        .filter_map(|one| one["value"].as_f64())
        .collect()
}

pub(crate) fn drop_of(folder: &str) -> Value {
    json!({"name": "meter", "reads": {"kind": "file_drop", "folder": folder, "profile": "steel-industry"}})
}

fn refused(answer: &Answer) -> (StatusCode, String, String) {
    let first = answer.json()["errors"][0].clone();
    let text = |field: &str| first[field].as_str().unwrap_or_default().to_owned();
    (answer.status, text("field"), text("code"))
}

#[tokio::test(flavor = "multi_thread")]
async fn sources_that_cannot_be_are_refused() {
    let app = TestApp::start_with(|options| options.sources = Default::default(), 1_000_000).await;
    let (admin, path) = mill(&app).await;
    let address = format!("{path}/sources");
    let pull = |change: &dyn Fn(&mut Value)| {
        let mut new =
            json!({"name": "x", "reads": {"kind": "http_pull", "url": "https://meters.example/a"}});
        change(&mut new);
        new
    };
    for (new, field, code) in [
        (drop_of("mill"), "kind", "not_set_up"),
        (pull(&|new| new["name"] = json!(" ")), "name", "length"),
        (
            pull(&|new| new["reads"]["url"] = json!("http://127.0.0.1/a")),
            "url",
            "not_public",
        ),
        (
            pull(&|new| new["reads"]["url"] = json!("http://[::1]:80/a")),
            "url",
            "not_public",
        ),
        (
            pull(&|new| new["reads"]["url"] = json!("ftp://meters.example/a")),
            "url",
            "malformed",
        ),
        (
            pull(&|new| new["reads"]["url"] = json!("https://a:b@meters.example/")),
            "url",
            "malformed",
        ),
        (
            pull(&|new| new["reads"]["url"] = json!("https://meters.example/{since}")),
            "url",
            "malformed",
        ),
        (
            pull(&|new| new["secret"] = json!("hush")),
            "header",
            "incomplete",
        ),
        (
            pull(&|new| new["reads"]["overlap_hours"] = json!(168)),
            "overlap_hours",
            "out_of_range",
        ),
        (
            pull(&|new| new["reads"]["days_a_call"] = json!(0)),
            "days_a_call",
            "out_of_range",
        ),
        (
            pull(&|new| new["reads"]["profile"] = json!("nobody's")),
            "profile",
            "unknown",
        ),
        (
            pull(&|new| {
                new["reads"]["header"] = json!("Host");
                new["secret"] = json!("hush");
            }),
            "header",
            "malformed",
        ),
        (
            pull(&|new| {
                new["reads"]["header"] = json!("X-Key");
                new["reads"]["url"] = json!("http://meters.example/a");
                new["secret"] = json!("hush");
            }),
            "url",
            "unencrypted",
        ),
    ] {
        let answer = app.post(&address, &admin, new.clone()).await;
        let named = refused(&answer);
        let expected = (
            StatusCode::UNPROCESSABLE_ENTITY,
            field.to_owned(),
            code.to_owned(),
        );
        assert_eq!(named, expected, "{new}: {}", answer.text());
    }
    for number in 0..5 {
        add(
            &app,
            &path,
            &admin,
            pull(&|new| new["name"] = json!(number.to_string())),
        )
        .await;
    }
    let sixth = app.post(&address, &admin, pull(&|_| {})).await;
    assert_eq!(sixth.status, StatusCode::CONFLICT, "{}", sixth.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_read_by_the_name_of_its_profile() {
    let app = TestApp::start().await;
    let (admin, path) = mill(&app).await;
    let profiles = get(&app, &admin, "/api/v1/energy/profiles").await;
    assert_eq!(profiles[0]["name"], "steel-industry");
    assert_eq!(
        profiles[0]["mapping"]["label"], "end",
        "what it stands for is shown"
    );
    let send = async |name: &str, text: &str| {
        let payload = Payload::Raw("text/csv".to_owned(), text.as_bytes().to_vec());
        let address = format!("{path}/measurements/csv/{name}");
        app.call("POST", &address, Some(&admin), payload).await
    };
    let file = format!("{STEEL}14/06/2026 0:15,1\n14/06/2026 00:00,2\n");
    let answer = send("steel-industry", &file).await;
    assert_eq!(answer.json()["accepted"], 2, "{}", answer.text());

    let unknown = send("mine", "when;kwh\n").await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    let mapping = json!({"time": "when", "pattern": "%Y-%m-%d %H:%M", "label": "start", "unit": "Wh",
        "decimal": ",", "import_kwh": "meter"});
    let kept = put(
        &app,
        "/api/v1/energy/profiles/mine",
        &admin,
        mapping.clone(),
    )
    .await;
    assert_eq!(kept.status, StatusCode::OK, "{}", kept.text());
    let answer = send("mine", "when;meter\n2026-06-13 12:00;1500,5\n").await;
    assert_eq!(answer.json()["accepted"], 1, "{}", answer.text());
    assert_eq!(stored(&app, &path, &admin).await, [1.5005, 1.0, 2.0]);

    let shipped = "/api/v1/energy/profiles/steel-industry";
    let taken = put(&app, shipped, &admin, mapping.clone()).await;
    assert_eq!(taken.status, StatusCode::CONFLICT);
    let mut wrong = mapping.clone();
    wrong["pattern"] = json!("%Q");
    let wrong = put(&app, "/api/v1/energy/profiles/mine", &admin, wrong).await;
    assert_eq!(
        wrong.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "{}",
        wrong.text()
    );
    let mut replacing = mapping;
    replacing["replace"] = json!(true);
    let named = refused(&put(&app, "/api/v1/energy/profiles/mine", &admin, replacing).await);
    assert_eq!(named.1, "replace");
    let address = "/api/v1/energy/profiles/mine";
    let gone = app
        .call("DELETE", address, Some(&admin), Payload::None)
        .await;
    assert_eq!(gone.status, StatusCode::NO_CONTENT);
    assert_eq!(
        send("mine", "when;meter\n").await.status,
        StatusCode::NOT_FOUND
    );
}
