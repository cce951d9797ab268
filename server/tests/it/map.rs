//! The map's figures: every kilogram in one place or counted as without, on both databases.

use axum::http::StatusCode;
use chrono::{DateTime, Duration, Utc};
use model::auth::Role;
use model::settings::MapTiles;
use serde_json::{Value, json};
use services::clock::Clock;

use crate::support::app::{Payload, TestApp};

const ROTTERDAM: (f64, f64) = (51.9244, 4.4777);
const HAMBURG: (f64, f64) = (53.5511, 9.9937);

/// An event of so many metered kilograms, an hour ago, with more fields.
fn event(at: DateTime<Utc>, supplier: &str, kg: f64, more: Value) -> Value {
    let mut event = json!({"event_type": "logistics", "mode": "road", "distance_km": 10,
        "supplier": supplier, "occurred_at": at.to_rfc3339(), "co2e_kg_metered": kg});
    let fields = event.as_object_mut().expect("an object");
    fields.extend(more.as_object().expect("an object").clone());
    event
}

fn on_route() -> Value {
    json!({"origin": "Rotterdam", "origin_lat": ROTTERDAM.0, "origin_lon": ROTTERDAM.1,
        "destination": "Hamburg", "destination_lat": HAMBURG.0, "destination_lon": HAMBURG.1})
}

fn factory(site: &str) -> Value {
    json!({"event_type": "factory", "mode": null, "distance_km": null, "site": site,
        "electricity_kwh": 1, "grid_region": "DEU"})
}

struct World {
    app: TestApp,
    operator: String,
}

impl World {
    /// Events at a site with a position, on a route with and without a site, and nowhere.
    async fn begin(url: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let app = TestApp::start_on(url, folder, |_| {}, 1_000_000).await;
        let operator = app.signed_in_as(Role::Operator).await;
        let works = json!({"name": "Works", "lat": 48.0, "lon": 11.0});
        let created = app.post("/api/v1/sites", &operator, works).await;
        assert_eq!(created.status, StatusCode::CREATED, "{}", created.text());
        let at = app.clock.now() - Duration::hours(1);
        let mut loaded_at_works = on_route();
        loaded_at_works["site"] = json!("Works");
        let events = [
            event(at, "Own Supplier", 10.0, factory("Works")),
            event(at, "Own Supplier", 20.0, on_route()),
            event(at, "Elsewhere", 22.5, on_route()),
            event(at, "Own Supplier", 5.0, loaded_at_works),
            event(at, "Elsewhere", 3.0, json!({})),
            event(at, "Elsewhere", 4.0, factory("Nowhere")),
        ];
        let landed = app
            .post("/api/v1/ingest/events", &operator, json!(events))
            .await;
        assert_eq!(landed.json()["accepted"], 6, "{}", landed.text());
        Self { app, operator }
    }

    async fn map(&self, query: &str) -> Value {
        self.map_of(query, &self.operator).await
    }

    async fn map_of(&self, query: &str, token: &str) -> Value {
        let path = format!("/api/v1/emissions/map{query}");
        let answer = self.app.get(&path, token).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        answer.json()
    }
}

/// Names and kilograms of points, largest first.
fn points(map: &Value) -> Vec<(String, String, f64)> {
    let word = |value: &Value| value.as_str().expect("a word").to_owned();
    let points = map["points"].as_array().expect("points");
    let point = |point: &Value| {
        let kg = point["co2e_kg"].as_f64().expect("kilograms");
        (word(&point["kind"]), word(&point["name"]), kg)
    };
    points.iter().map(point).collect()
}

fn point(kind: &str, name: &str, kg: f64) -> (String, String, f64) {
    (kind.to_owned(), name.to_owned(), kg)
}

async fn every_kilogram_is_placed_once(url: &str) {
    let world = World::begin(url).await;
    let map = world.map("").await;
    assert_eq!(
        points(&map),
        [
            point("place", "Rotterdam", 42.5),
            point("site", "Works", 15.0)
        ]
    );
    assert_eq!(map["points"][0]["events"], 2);
    assert_eq!(map["total_kg"], 64.5);
    assert_eq!(
        (&map["events_without_place"], &map["kg_without_place"]),
        (&json!(2), &json!(7.0))
    );
    // Rates are over what has passed of the range: the default one ends with the day.
    let hours = map["hours"].as_f64().expect("hours");
    assert!((29.0 * 24.0..30.0 * 24.0).contains(&hours), "{hours}");
    let rate = map["points"][0]["kg_per_hour"].as_f64().expect("a rate");
    assert!((rate - 42.5 / hours).abs() < 1e-12);

    // The line has all of its kilograms, those at a site too.
    let routes = map["routes"].as_array().expect("routes");
    assert_eq!(routes.len(), 1);
    assert_eq!(
        (&routes[0]["co2e_kg"], &routes[0]["events"]),
        (&json!(47.5), &json!(3))
    );
    assert_eq!(routes[0]["destination"]["lat"], HAMBURG.0);

    // With a position of its supplier, what had none has one.
    let suppliers = world.app.get("/api/v1/suppliers", &world.operator).await;
    let suppliers = suppliers.json();
    let id_of = |name: &str| {
        let items = suppliers["items"].as_array().expect("suppliers");
        let found = items.iter().find(|one| one["name"] == name);
        found.expect("known")["id"]
            .as_str()
            .expect("an id")
            .to_owned()
    };
    let elsewhere = id_of("Elsewhere");
    let path = format!("/api/v1/suppliers/{elsewhere}");
    let at = Payload::Json(json!({"lat": 40.0, "lon": -3.0}));
    let changed = world
        .app
        .call("PATCH", &path, Some(&world.operator), at)
        .await;
    assert_eq!(changed.status, StatusCode::OK, "{}", changed.text());
    let map = world.map("").await;
    assert_eq!(points(&map)[2], point("supplier", "Elsewhere", 7.0));
    assert_eq!(map["events_without_place"], 0);
    assert_eq!(map["points"][2]["id"], json!(elsewhere));

    // The words that filter the other figures filter this one.
    let factories = world.map("?category=factory").await;
    assert_eq!(
        points(&factories),
        [
            point("site", "Works", 10.0),
            point("supplier", "Elsewhere", 4.0)
        ]
    );
    assert_eq!(factories["routes"], json!([]));
    let theirs = world.map(&format!("?supplier_id={elsewhere}")).await;
    assert_eq!(
        points(&theirs),
        [
            point("place", "Rotterdam", 22.5),
            point("supplier", "Elsewhere", 7.0)
        ]
    );
    let before = world
        .map("?from=2020-01-01T00:00:00Z&to=2020-02-01T00:00:00Z")
        .await;
    assert_eq!(
        (&before["points"], &before["total_kg"]),
        (&json!([]), &json!(0.0))
    );
    // A year is read from months and days, and adds up to the same.
    let now = world.app.clock.now();
    let from = (now - Duration::days(365)).format("%Y-%m-%dT%H:%M:%SZ");
    let to = now.format("%Y-%m-%dT%H:%M:%SZ");
    let year = world.map(&format!("?from={from}&to={to}")).await;
    assert_eq!(points(&year), points(&map));

    // A supplier user sees what is their supplier's, and nobody sees another organisation's.
    let own = world.app.signed_in_as(Role::Supplier).await;
    let own = world.map_of("", &own).await;
    assert_eq!(
        points(&own),
        [
            point("place", "Rotterdam", 20.0),
            point("site", "Works", 15.0)
        ]
    );
    assert_eq!(own["routes"][0]["co2e_kg"], 25.0);
    let stranger = world.app.signed_in(world.app.other_org, Role::Admin).await;
    assert_eq!(world.map_of("", &stranger).await["total_kg"], 0.0);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_kilogram_is_placed_once_on_sqlite() {
    let db = testkit::scratch_sqlite().await;
    every_kilogram_is_placed_once(db.url()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_kilogram_is_placed_once_on_postgres() {
    let db = testkit::scratch_postgres().await;
    every_kilogram_is_placed_once(db.url()).await;
}

async fn hotspots_lie_where_their_entities_do(url: &str) {
    let world = World::begin(url).await;
    let now = world.app.clock.now();
    // Four weeks of quiet hours, then ten times as much, on the route and at the site.
    let mut events = Vec::new();
    for week in 0..=4 {
        let at = now - Duration::weeks(week) - Duration::minutes(2);
        let kg = if week == 0 { 1_000.0 } else { 100.0 };
        for at in [at, at - Duration::hours(1)]
            .into_iter()
            .take(1 + usize::from(week > 0))
        {
            events.push(event(at, "Hauler", kg, on_route()));
            events.push(event(at, "Maker", kg, factory("Works")));
        }
    }
    let landed = world
        .app
        .post("/api/v1/ingest/events", &world.operator, json!(events))
        .await;
    assert_eq!(landed.json()["rejected"], json!([]), "{}", landed.text());
    let scan = "/api/v1/hotspots/scan";
    world
        .app
        .call("POST", scan, Some(&world.operator), Payload::None)
        .await;
    let positions = |map: &Value| {
        let hotspots = map["hotspots"].as_array().expect("hotspots").iter();
        let mut positions: Vec<_> = hotspots
            .map(|one| {
                let (lat, lon) = (one["lat"].as_f64(), one["lon"].as_f64());
                let kind = one["entity"]["kind"].as_str().map(str::to_owned);
                (kind, lat.zip(lon))
            })
            .collect();
        positions.sort_by(|a, b| a.0.cmp(&b.0));
        positions
    };
    let (route, site) = (Some("route".to_owned()), Some("site".to_owned()));
    let map = world.map("").await;
    assert_eq!(
        positions(&map),
        [
            (route.clone(), Some(ROTTERDAM)),
            (site.clone(), Some((48.0, 11.0)))
        ],
        "{map:#}"
    );
    assert_eq!(map["hotspots"][0]["severity"], "critical");
    // A filter leaves those of what it leaves.
    let logistics = world.map("?category=logistics").await;
    assert_eq!(positions(&logistics)[0], (route, Some(ROTTERDAM)));
    let factories = world.map("?category=factory").await;
    assert_eq!(positions(&factories), [(site, Some((48.0, 11.0)))]);
    let own = world.app.signed_in_as(Role::Supplier).await;
    assert_eq!(world.map_of("", &own).await["hotspots"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn hotspots_lie_where_their_entities_do_on_sqlite() {
    let db = testkit::scratch_sqlite().await;
    hotspots_lie_where_their_entities_do(db.url()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn hotspots_lie_where_their_entities_do_on_postgres() {
    let db = testkit::scratch_postgres().await;
    hotspots_lie_where_their_entities_do(db.url()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_are_told_of_tiles_by_setting_alone() {
    let body = || Payload::Json(json!({"range": {}, "category": null}));
    let plain = TestApp::start().await;
    let token = plain.signed_in_as(Role::Viewer).await;
    let sheet = plain.call("POST", "/fn/emissions/map", Some(&token), body());
    assert_eq!(sheet.await.json()["tiles"], Value::Null);

    let tiles = MapTiles {
        url: "https://tiles.example.org/{z}/{x}/{y}.png".to_owned(),
        attribution: "Example".to_owned(),
    };
    let set = tiles.clone();
    let with = TestApp::start_with(move |options| options.map_tiles = Some(set), 1_000_000).await;
    let token = with.signed_in_as(Role::Viewer).await;
    let sheet = with.call("POST", "/fn/emissions/map", Some(&token), body());
    assert_eq!(sheet.await.json()["tiles"], json!(tiles));

    // An organisation may do without.
    let admin = with.signed_in_as(Role::Admin).await;
    let settings = with.call("GET", "/api/v1/settings", Some(&admin), Payload::None);
    let mut settings = settings.await.json();
    assert_eq!(settings["shows_map_tiles"], json!(true));
    settings["shows_map_tiles"] = json!(false);
    let put = with.call(
        "PUT",
        "/api/v1/settings",
        Some(&admin),
        Payload::Json(settings),
    );
    assert_eq!(put.await.json()["shows_map_tiles"], json!(false));
    let sheet = with.call("POST", "/fn/emissions/map", Some(&token), body());
    assert_eq!(sheet.await.json()["tiles"], Value::Null);
}
