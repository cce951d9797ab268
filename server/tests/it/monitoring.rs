//! From a route that emits far more than it did to an alert, once, and back, on both databases.

use axum::http::StatusCode;
use chrono::{DateTime, Duration, TimeZone, Utc};
use model::auth::Role;
use serde_json::{Value, json};
use services::clock::Clock;

use crate::live::{listen, next, open, say};
use crate::support::app::{Payload, TestApp};

/// A Monday, 10:30 UTC, when the scans begin.
fn monday() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 6, 15, 10, 30, 0)
        .single()
        .expect("a time")
}

fn trip(at: DateTime<Utc>, number: u32, km: f64) -> Value {
    json!({"event_type": "logistics", "supplier": "Own Supplier", "occurred_at": at.to_rfc3339(),
        "mode": "road", "distance_km": km, "load_factor": 0.5, "vehicle_class": "artic_33_plus",
        "origin": "Rotterdam", "destination": "Hamburg", "vehicle_id": format!("Lorry {}", number % 3),
        "external_id": format!("{at}-{number}")})
}

struct Story {
    app: TestApp,
    operator: String,
}

impl Story {
    /// Five weeks of Mondays on which each of three lorries drives 100 km every half hour.
    async fn begin(url: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let app = TestApp::start_on(url, folder, |_| {}, 1_000_000).await;
        let operator = app.signed_in_as(Role::Operator).await;
        let story = Self { app, operator };
        let mut trips = Vec::new();
        for week in 1..=5 {
            for half_hour in 0..12 {
                let at = monday() - Duration::weeks(week) - Duration::hours(3)
                    + Duration::minutes(30 * half_hour);
                trips.extend((0..3).map(|number| trip(at, number, 100.0)));
            }
        }
        story.post(trips).await;
        story.app.clock.set(monday());
        story
    }

    async fn post(&self, trips: Vec<Value>) {
        let answer = self
            .app
            .post("/api/v1/ingest/events", &self.operator, json!(trips))
            .await;
        assert_eq!(answer.json()["rejected"], json!([]), "{}", answer.text());
    }

    /// What the last hour brought: so many kilometres, then a scan.
    async fn hour(&self, km: f64) -> Value {
        let now = self.app.clock.now();
        let trips = [45, 20].into_iter().flat_map(|minutes| {
            let at = now - Duration::minutes(minutes);
            (0..3).map(move |number| trip(at, number, km / 6.0))
        });
        self.post(trips.collect()).await;
        self.scan().await
    }

    async fn scan(&self) -> Value {
        let path = "/api/v1/hotspots/scan";
        let answer = self
            .app
            .call("POST", path, Some(&self.operator), Payload::None)
            .await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        answer.json()
    }

    async fn get(&self, path: &str) -> Value {
        let answer = self.app.get(path, &self.operator).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text());
        answer.json()
    }
}

async fn an_episode_is_one_alert(url: &str) {
    let story = Story::begin(url).await;
    let addr = listen(&story.app).await;
    let headers = [("authorization", story.operator.as_str())];
    let mut socket = open(addr, "/ws", &headers).await.expect("a socket");
    let channels = json!({"type": "subscribe", "channels": ["alerts"]});
    say(&mut socket, channels).await;
    assert_eq!(next(&mut socket).await["type"], "subscribed");

    // 600 km an hour are normal: no alert.
    let calm = story.hour(600.0).await;
    assert!(calm["entities"].as_u64() >= Some(3), "{calm}");
    assert_eq!((&calm["above"], &calm["opened"]), (&json!(0), &json!(0)));

    // Far more: seen, then firing, and told once.
    story.app.clock.advance(Duration::minutes(5));
    let hot = story.hour(1_200.0).await;
    assert!(hot["above"].as_u64() > Some(0), "{hot}");
    let open = story.get("/api/v1/alerts").await;
    let ids = |alerts: &Value| -> Vec<String> {
        let items = alerts["items"].as_array().expect("alerts");
        items.iter().map(|one| one["id"].to_string()).collect()
    };
    let opened = ids(&open);
    assert!(!opened.is_empty());
    assert_eq!(open["items"][0]["status"], "pending");
    let frame = next(&mut socket).await;
    assert_eq!(frame["channel"], "alerts", "{frame}");
    assert_eq!(frame["data"]["kind"], "hotspot");
    story.app.clock.advance(Duration::minutes(5));
    story.scan().await;
    let open = story.get("/api/v1/alerts").await;
    assert_eq!(ids(&open), opened, "the same alerts");
    assert_eq!(open["items"][0]["status"], "firing");

    // Three lorries share the route: the route is the cause, the supplier its parent.
    let hotspots = story.get("/api/v1/hotspots").await;
    let hotspot = &hotspots["items"][0];
    assert_eq!(hotspot["entity"]["kind"], "route", "{hotspots:#}");
    assert_eq!(hotspot["entity"]["name"], "Rotterdam \u{2192} Hamburg");
    assert_eq!(hotspot["parents"][0]["name"], "Own Supplier");
    let (rate, baseline) = (
        hotspot["metric_value"].as_f64().expect("a rate"),
        hotspot["baseline"].as_f64().expect("a baseline"),
    );
    let percent = hotspot["percent_above"].as_f64().expect("percent");
    assert!((percent - 100.0 * (rate - baseline) / baseline).abs() < 1e-9);
    let id = hotspot["id"].as_str().expect("an id");
    let detail = story.get(&format!("/api/v1/hotspots/{id}")).await;
    assert!(!detail["events"].as_array().expect("events").is_empty());
    assert_eq!(detail["alert"]["id"], hotspot["alert_id"]);
    assert_eq!(detail["earlier"], json!([]));
    let hours = detail["hours"].as_array().expect("hours");
    assert_eq!(hours.len(), 168);
    // The same hour of each of seven days has a baseline, and some emission.
    let known: Vec<_> = hours
        .iter()
        .filter(|hour| hour["baseline_kg"].is_number())
        .collect();
    assert_eq!(known.len(), 7, "{detail:#}");
    let emitted = |hour: &Value| hour["co2e_kg"].as_f64().expect("kilograms") > 0.0;
    assert!(known.iter().any(|hour| emitted(hour)));
    let entity = hotspot["entity"]["id"].as_str().expect("an id");
    let baselines = story
        .get(&format!("/api/v1/baselines?entity_id={entity}"))
        .await;
    assert_eq!(baselines.as_array().map(Vec::len), Some(7), "{baselines:#}");

    // Taken notice of once, and written down.
    let alert = hotspot["alert_id"].as_str().expect("an id").to_owned();
    for _ in 0..2 {
        let path = format!("/api/v1/alerts/{alert}/acknowledge");
        let taken = story
            .app
            .call("POST", &path, Some(&story.operator), Payload::None)
            .await;
        assert_eq!(taken.status, StatusCode::OK);
        assert!(taken.json()["acknowledged_by"].is_string());
    }
    let path = format!("/api/v1/alerts/{alert}/snooze");
    let body = Payload::Json(json!({"minutes": 90_000}));
    let refused = story
        .app
        .call("POST", &path, Some(&story.operator), body)
        .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let admin = story.app.signed_in_as(Role::Admin).await;
    let audit = story
        .app
        .get("/api/v1/audit?action=alert.acknowledge", &admin)
        .await
        .json();
    assert_eq!(audit["items"].as_array().map(Vec::len), Some(1));

    // Quiet again: recovering, then resolved; the key is free for a next time.
    story.app.clock.advance(Duration::minutes(90));
    assert_eq!(story.scan().await["resolved"], 0);
    story.app.clock.advance(Duration::minutes(5));
    let quiet = story.scan().await;
    assert_eq!(quiet["resolved"].as_u64(), u64::try_from(opened.len()).ok());
    let closed = story.get("/api/v1/hotspots?status=closed").await;
    assert_eq!(closed["items"].as_array().map(Vec::len), Some(opened.len()));
    let stats = story.get("/api/v1/hotspots/stats").await;
    assert_eq!(stats["open"], 0, "{stats}");

    // Kept for two years, then forgotten with its alerts and events.
    for (days, is_kept) in [(700, true), (60, false)] {
        story.app.clock.advance(Duration::days(days));
        services::jobs::retention(&story.app.services)
            .await
            .expect("a run");
        let admin = story.app.signed_in_as(Role::Admin).await;
        for path in [
            "/api/v1/hotspots?status=closed",
            "/api/v1/alerts?status=closed",
        ] {
            let kept = story.app.get(path, &admin).await.json();
            let is_empty = kept["items"] == json!([]);
            assert_eq!(is_empty, !is_kept, "{path} {kept:#}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_episode_is_one_alert_on_sqlite() {
    let db = testkit::scratch_sqlite().await;
    an_episode_is_one_alert(db.url()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_episode_is_one_alert_on_postgres() {
    let db = testkit::scratch_postgres().await;
    an_episode_is_one_alert(db.url()).await;
}

/// Twenty scans at once, through two processes.
#[tokio::test(flavor = "multi_thread")]
async fn what_stands_still_recovers_though_nothing_is_normal_at_that_hour() {
    let db = testkit::scratch_sqlite().await;
    let story = Story::begin(db.url()).await;
    story.app.clock.advance(Duration::hours(2));
    let opened = story.hour(2_400.0).await["opened"].as_u64();
    assert!(opened > Some(0));
    story.app.clock.advance(Duration::minutes(5));
    story.scan().await;
    assert_eq!(
        story.get("/api/v1/alerts").await["items"][0]["status"],
        "firing"
    );

    // The last lorry was home hours ago; nothing is known of this hour.
    story.app.clock.advance(Duration::hours(3));
    let still = story.scan().await;
    assert_eq!(
        (&still["entities"], &still["resolved"]),
        (&json!(0), &json!(0))
    );
    let alert = &story.get("/api/v1/alerts").await["items"][0];
    assert_eq!(alert["status"], "recovering", "{alert}");
    assert!(
        alert["message"]
            .as_str()
            .expect("words")
            .ends_with("emits nothing now")
    );
    story.app.clock.advance(Duration::minutes(5));
    assert_eq!(story.scan().await["resolved"].as_u64(), opened);
    // What it was found for stays.
    let closed = story.get("/api/v1/hotspots?status=closed").await;
    assert!(
        closed["items"][0]["percent_above"].as_f64() > Some(50.0),
        "{closed:#}"
    );
}

async fn scans_at_once_open_one_alert(url: &str) {
    let story = Story::begin(url).await;
    story.hour(600.0).await;
    story.app.clock.advance(Duration::minutes(5));
    let now = story.app.clock.now();
    story.post(vec![trip(now, 9, 5_000.0)]).await;
    let other = story.app.beside(url).await;
    let scans = (0..20).map(|number| {
        let app = if number % 2 == 0 { &story.app } else { &other };
        app.call(
            "POST",
            "/api/v1/hotspots/scan",
            Some(&story.operator),
            Payload::None,
        )
    });
    for answer in futures::future::join_all(scans).await {
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    }
    let alerts = story.get("/api/v1/alerts").await;
    let mut keys: Vec<_> = alerts["items"]
        .as_array()
        .expect("alerts")
        .iter()
        .map(|alert| alert["entity"]["id"].to_string())
        .collect();
    let all = keys.len();
    keys.sort();
    keys.dedup();
    assert!(all > 0 && keys.len() == all, "{alerts:#}");
    assert!(
        alerts["items"]
            .as_array()
            .expect("alerts")
            .iter()
            .all(|alert| alert["status"] == "pending"),
        "scans at once count as one: {alerts:#}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn scans_at_once_open_one_alert_on_sqlite() {
    let db = testkit::scratch_sqlite().await;
    scans_at_once_open_one_alert(db.url()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn scans_at_once_open_one_alert_on_postgres() {
    let db = testkit::scratch_postgres().await;
    scans_at_once_open_one_alert(db.url()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_supplier_that_falls_silent_is_told_until_it_is_heard_again() {
    let db = testkit::scratch_sqlite().await;
    let story = Story::begin(db.url()).await;
    // Normally from half past seven to one o'clock: at half past ten three hours were missed.
    story.app.clock.set(monday() - Duration::minutes(60));
    assert_eq!(story.scan().await["opened"], 0, "two hours are no silence");
    story.app.clock.set(monday());
    assert_eq!(story.scan().await["opened"], 1);
    let alerts = story.get("/api/v1/alerts").await;
    let alert = &alerts["items"][0];
    assert_eq!(
        (&alert["kind"], &alert["status"]),
        (&json!("no_data"), &json!("firing"))
    );
    story.app.clock.advance(Duration::minutes(5));
    assert_eq!(story.scan().await["opened"], 0, "once");
    story.app.clock.advance(Duration::minutes(5));
    let heard = story.hour(600.0).await;
    assert_eq!(heard["resolved"], 1, "{heard}");
}

#[tokio::test(flavor = "multi_thread")]
async fn new_factors_fire_nothing_and_late_events_neither() {
    let db = testkit::scratch_sqlite().await;
    let story = Story::begin(db.url()).await;
    // A day late: it is history.
    let late = monday() - Duration::hours(26);
    story.post(vec![trip(late, 7, 40_000.0)]).await;
    assert_eq!(story.hour(600.0).await["above"], 0);
    let admin = story.app.signed_in_as(Role::Admin).await;
    let path = "/api/v1/factors/recalculate";
    story
        .app
        .call("POST", path, Some(&admin), Payload::None)
        .await;
    while !story.app.get(path, &admin).await.json()["next"].is_null() {
        services::emissions::continue_recalculations(&story.app.services)
            .await
            .expect("a run");
    }
    story.app.clock.advance(Duration::minutes(5));
    let report = story.scan().await;
    assert!(report["entities"].as_u64() > Some(0), "{report}");
    assert_eq!(report["above"], 0, "{report}");
}

#[tokio::test(flavor = "multi_thread")]
async fn jobs_are_listed_and_run_now() {
    let app = TestApp::start().await;
    let admin = app.signed_in_as(Role::Admin).await;
    let path = "/api/v1/jobs/scan/run";
    let run = app.call("POST", path, Some(&admin), Payload::None).await;
    assert_eq!(run.status, StatusCode::OK, "{}", run.text());
    assert_eq!(run.json()["status"], "done");
    let jobs = app.get("/api/v1/jobs", &admin).await.json();
    let scan = jobs
        .as_array()
        .and_then(|jobs| jobs.iter().find(|job| job["name"] == "scan"))
        .expect("the scan is a job");
    assert_eq!(scan["runs"][0]["status"], "done", "{scan}");
    assert!(scan["next_at"].is_string(), "{scan}");
    let path = "/api/v1/jobs/no-such-job/run";
    let none = app.call("POST", path, Some(&admin), Payload::None).await;
    assert_eq!(none.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_processes_may_compute_the_same_baselines() {
    let db = testkit::scratch_postgres().await;
    let story = Story::begin(db.url()).await;
    let other = story.app.beside(db.url()).await;
    let runs = (0..6).map(|number| {
        let app = if number % 2 == 0 { &story.app } else { &other };
        services::monitoring::recompute_all(&app.services)
    });
    for run in futures::future::join_all(runs).await {
        run.expect("baselines");
    }
    assert_eq!(story.scan().await["above"], 0);
}
