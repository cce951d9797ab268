//! Who may do what, door by door: every endpoint and every server function, tried as nobody, as
//! each role, and as an admin of another organisation.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use chrono::Duration;
use model::auth::Role;
use serde_json::{Value, json};
use services::clock::Clock;

use crate::support::app::{Payload, TestApp};
use crate::support::http::form;

/// Who gets past the door.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Who {
    Everybody,
    SignedIn,
    Readers,
    Importers,
    Operators,
    Admins,
}

impl Who {
    pub(crate) fn includes(self, role: Role) -> bool {
        match self {
            Self::Everybody | Self::SignedIn => true,
            Self::Readers => role != Role::Supplier,
            Self::Importers => role != Role::Viewer,
            Self::Operators => matches!(role, Role::Operator | Role::Admin),
            Self::Admins => role == Role::Admin,
        }
    }
}

/// `{x}` stands for the id of something of the first organisation.
fn endpoints() -> Vec<(&'static str, &'static str, Who, Payload)> {
    use Who::{Admins, Everybody, Importers, Operators, Readers, SignedIn};
    let none = || Payload::None;
    let body = Payload::Json;
    let file = || {
        let (content_type, bytes) = form(&[("profile", "steel-industry")], "x.csv", b"a,b\n1,2\n");
        Payload::Raw(content_type, bytes)
    };
    let event = || {
        json!({"event_type": "factory", "supplier": "Own Supplier", "occurred_at": "2026-06-15T10:00:00Z",
            "electricity_kwh": 10, "grid_region": "DEU"})
    };
    let profile = json!({"name": "mine", "event_type": "factory",
        "columns": [{"column": "kwh", "field": "electricity_kwh"}, {"column": "who", "field": "supplier"}],
        "time": {"template": "{at}", "pattern": "iso8601"}});
    vec![
        (
            "POST",
            "/api/v1/auth/login",
            Everybody,
            body(json!({"email": "x@y.example", "password": "z"})),
        ),
        (
            "POST",
            "/api/v1/auth/setup",
            Everybody,
            body(json!({"code": "x", "organisation": "x", "time_zone": "UTC",
            "name": "x", "email": "x@y.example", "password": "long enough it is"})),
        ),
        ("GET", "/api/v1/auth/me", SignedIn, none()),
        ("GET", "/api/v1/auth/tokens", SignedIn, none()),
        (
            "POST",
            "/api/v1/auth/tokens",
            SignedIn,
            body(json!({"name": "t", "scope": "read", "valid_days": 3})),
        ),
        ("DELETE", "/api/v1/auth/tokens/{token}", SignedIn, none()),
        ("GET", "/api/v1/users", Admins, none()),
        (
            "POST",
            "/api/v1/users",
            Admins,
            body(
                json!({"email": "n@n.example", "name": "N", "password": "long enough it is", "role": "viewer"}),
            ),
        ),
        (
            "PATCH",
            "/api/v1/users/{user}",
            Admins,
            body(json!({"name": "New"})),
        ),
        ("GET", "/api/v1/settings", Readers, none()),
        (
            "PUT",
            "/api/v1/settings",
            Admins,
            body(json!({"name": "Own", "time_zone": "UTC", "currency": "EUR",
            "default_grid_region": "DEU", "target_kg_per_hour": null})),
        ),
        ("POST", "/api/v1/language/test", Admins, none()),
        ("GET", "/api/v1/suppliers", SignedIn, none()),
        (
            "POST",
            "/api/v1/suppliers",
            Operators,
            body(json!({"name": "Some Supplier"})),
        ),
        (
            "PATCH",
            "/api/v1/suppliers/{supplier}",
            Operators,
            body(json!({"location": "here"})),
        ),
        ("GET", "/api/v1/sites", Readers, none()),
        (
            "POST",
            "/api/v1/sites",
            Operators,
            body(json!({"name": "Some Site"})),
        ),
        (
            "PATCH",
            "/api/v1/sites/{site}",
            Operators,
            body(json!({"grid_region": "DEU"})),
        ),
        ("POST", "/api/v1/ingest/event", Importers, body(event())),
        (
            "POST",
            "/api/v1/ingest/events",
            Importers,
            body(json!([event()])),
        ),
        ("POST", "/api/v1/ingest/preview", Importers, file()),
        ("POST", "/api/v1/ingest/trial", Importers, file()),
        ("POST", "/api/v1/ingest/csv", Importers, file()),
        ("GET", "/api/v1/ingest/jobs", SignedIn, none()),
        ("GET", "/api/v1/ingest/jobs/{job}", Readers, none()),
        ("DELETE", "/api/v1/ingest/jobs/{job}", Operators, none()),
        (
            "POST",
            "/api/v1/ingest/jobs/{job}/revert",
            Operators,
            none(),
        ),
        ("GET", "/api/v1/ingest/jobs/{job}/errors", Readers, none()),
        (
            "GET",
            "/api/v1/ingest/jobs/{job}/errors.csv",
            Readers,
            none(),
        ),
        ("GET", "/api/v1/ingest/profiles", SignedIn, none()),
        (
            "POST",
            "/api/v1/ingest/profiles",
            Operators,
            body(profile.clone()),
        ),
        (
            "PUT",
            "/api/v1/ingest/profiles/mine",
            Operators,
            body(profile),
        ),
        ("DELETE", "/api/v1/ingest/profiles/mine", Operators, none()),
        ("GET", "/api/v1/ingest/vocabulary", SignedIn, none()),
        ("GET", "/api/v1/emissions/current", SignedIn, none()),
        ("GET", "/api/v1/emissions/summary", SignedIn, none()),
        ("GET", "/api/v1/emissions/series", SignedIn, none()),
        ("GET", "/api/v1/emissions/map", SignedIn, none()),
        ("GET", "/api/v1/emissions/forecast", SignedIn, none()),
        (
            "POST",
            "/api/v1/predict/{model}",
            Readers,
            body(
                json!({"floor_area_m2": 10, "occurred_at": "2026-06-15T09:00:00Z", "ends_at": "2026-06-15T10:00:00Z"}),
            ),
        ),
        ("GET", "/api/v1/models", Readers, none()),
        ("POST", "/api/v1/models/{model}/train", Admins, none()),
        (
            "POST",
            "/api/v1/models/{model}/promote",
            Admins,
            body(json!({"version": 1})),
        ),
        ("POST", "/api/v1/models/{model}/rollback", Admins, none()),
        ("GET", "/api/v1/recommendations", SignedIn, none()),
        ("GET", "/api/v1/recommendations/pending", SignedIn, none()),
        ("GET", "/api/v1/recommendations/stats", SignedIn, none()),
        (
            "POST",
            "/api/v1/recommendations/generate",
            Operators,
            body(json!({"hotspot_id": "{hotspot}"})),
        ),
        (
            "GET",
            "/api/v1/recommendations/{recommendation}",
            SignedIn,
            none(),
        ),
        (
            "POST",
            "/api/v1/recommendations/{recommendation}/approve",
            Operators,
            none(),
        ),
        (
            "POST",
            "/api/v1/recommendations/{recommendation}/dismiss",
            Operators,
            body(json!({"reason": "not now"})),
        ),
        (
            "POST",
            "/api/v1/recommendations/{recommendation}/undo",
            Operators,
            none(),
        ),
        (
            "PATCH",
            "/api/v1/recommendations/{recommendation}",
            Operators,
            body(json!({"assignee": "somebody"})),
        ),
        (
            "POST",
            "/api/v1/simulate",
            Operators,
            body(
                json!({"from": "2026-06-01T00:00:00Z", "to": "2026-06-02T00:00:00Z", "changes": []}),
            ),
        ),
        (
            "POST",
            "/api/v1/simulate/batch",
            Operators,
            body(
                json!({"scenarios": [{"from": "2026-06-01T00:00:00Z", "to": "2026-06-02T00:00:00Z", "changes": []}]}),
            ),
        ),
        (
            "GET",
            "/api/v1/simulate/levers?from=2026-06-01T00:00:00Z&to=2026-06-02T00:00:00Z",
            Operators,
            none(),
        ),
        ("GET", "/api/v1/scenarios", Readers, none()),
        (
            "POST",
            "/api/v1/scenarios",
            Operators,
            body(
                json!({"name": "as it was", "scenario": {"from": "2026-06-01T00:00:00Z", "to": "2026-06-02T00:00:00Z", "changes": []}}),
            ),
        ),
        ("DELETE", "/api/v1/scenarios/{scenario}", Operators, none()),
        (
            "POST",
            "/api/v1/scenarios/{scenario}/recommendation",
            Operators,
            none(),
        ),
        (
            "GET",
            "/api/v1/emissions/bylocation?location=nowhere",
            Readers,
            none(),
        ),
        (
            "GET",
            "/api/v1/emissions/forecasts/current?location=nowhere",
            Readers,
            none(),
        ),
        (
            "POST",
            "/api/v1/emissions/forecasts/batch",
            Readers,
            body(json!([])),
        ),
        ("GET", "/api/v1/energy/sites", Readers, none()),
        ("GET", "/api/v1/energy/sites/{site}", Readers, none()),
        (
            "PUT",
            "/api/v1/energy/sites/{site}",
            Operators,
            body(json!({"interval_minutes": 15, "time_zone": "Europe/Berlin"})),
        ),
        // A site belongs to no supplier: to supplier users there is none to import for.
        (
            "POST",
            "/api/v1/energy/sites/{site}/measurements",
            Operators,
            body(json!({"measurements": []})),
        ),
        (
            "POST",
            "/api/v1/energy/sites/{site}/measurements/csv?time=at&pattern=iso8601&label=start&unit=kWh&import_kwh=kwh",
            Operators,
            Payload::Raw(
                "text/csv".to_owned(),
                b"at,kwh\n2026-06-14T10:00:00Z,1\n".to_vec(),
            ),
        ),
        (
            "GET",
            "/api/v1/energy/sites/{site}/measurements?channel=import_kwh&from=2026-06-01T00:00:00Z&to=2026-06-02T00:00:00Z",
            Readers,
            none(),
        ),
        (
            "GET",
            "/api/v1/energy/sites/{site}/measurements/stream",
            Operators,
            none(),
        ),
        (
            "GET",
            "/api/v1/energy/sites/{site}/rollup?step=day",
            Readers,
            none(),
        ),
        (
            "GET",
            "/api/v1/energy/sites/{site}/measurements/quality",
            Readers,
            none(),
        ),
        (
            "POST",
            "/api/v1/energy/sites/{site}/measurements/approve",
            Operators,
            body(json!({"channel": "import_kwh", "at": "2026-06-14T10:00:00Z"})),
        ),
        (
            "GET",
            "/api/v1/energy/sites/{site}/forecast",
            Readers,
            none(),
        ),
        (
            "GET",
            "/api/v1/energy/sites/{site}/forecasts",
            Readers,
            none(),
        ),
        (
            "GET",
            "/api/v1/energy/sites/{site}/accuracy",
            Readers,
            none(),
        ),
        (
            "POST",
            "/api/v1/energy/sites/{site}/battery/plan",
            Readers,
            body(json!({"mode": "carbon"})),
        ),
        (
            "POST",
            "/api/v1/energy/sites/{site}/battery/sizes",
            Readers,
            body(json!({"mode": "carbon", "sizes": [{"capacity_kwh": 10.0, "power_kw": 5.0}]})),
        ),
        (
            "GET",
            "/api/v1/energy/sites/{site}/battery/followed",
            Readers,
            none(),
        ),
        ("GET", "/api/v1/energy/overview", Readers, none()),
        (
            "GET",
            "/api/v1/energy/sites/{site}/outlook",
            Readers,
            none(),
        ),
        (
            "POST",
            "/api/v1/energy/sites/{site}/shifting",
            Readers,
            body(json!({"mode": "carbon", "kwh": 5.0, "minutes": 60})),
        ),
        (
            "POST",
            "/api/v1/recommend/generate",
            Operators,
            body(json!({"site_id": "{site}"})),
        ),
        ("GET", "/api/v1/energy/prices", Readers, none()),
        // Prices belong to no supplier: supplier users may neither see nor send any.
        (
            "POST",
            "/api/v1/energy/prices/mine",
            Operators,
            body(
                json!({"currency": "EUR", "interval_minutes": 60, "prices": [{"at": "2026-06-15T10:00:00Z", "per_kwh": "0.08"}]}),
            ),
        ),
        (
            "POST",
            "/api/v1/energy/prices/mine/csv?time=at&pattern=iso8601&label=start&price=eur&unit=MWh&currency=EUR&interval_minutes=60",
            Operators,
            Payload::Raw(
                "text/csv".to_owned(),
                b"at,eur\n2026-06-15T10:00:00Z,80\n".to_vec(),
            ),
        ),
        (
            "GET",
            "/api/v1/energy/prices/mine?from=2026-06-15T00:00:00Z&to=2026-06-16T00:00:00Z",
            Readers,
            none(),
        ),
        ("DELETE", "/api/v1/energy/prices/mine", Operators, none()),
        ("GET", "/api/v1/energy/profiles", Readers, none()),
        (
            "PUT",
            "/api/v1/energy/profiles/mine",
            Operators,
            body(
                json!({"time": "at", "pattern": "iso8601", "label": "start", "unit": "kWh", "import_kwh": "kwh"}),
            ),
        ),
        ("DELETE", "/api/v1/energy/profiles/mine", Operators, none()),
        (
            "POST",
            "/api/v1/energy/sites/{site}/measurements/csv/{shape}",
            Operators,
            Payload::Raw(
                "text/csv".to_owned(),
                b"date,Usage_kWh\n14/06/2026 0:15,1\n".to_vec(),
            ),
        ),
        (
            "GET",
            "/api/v1/energy/sites/{site}/sources",
            Operators,
            none(),
        ),
        (
            "POST",
            "/api/v1/energy/sites/{site}/sources",
            Admins,
            body(pull("another")),
        ),
        (
            "PUT",
            "/api/v1/energy/sites/{site}/sources/{source}",
            Admins,
            body(pull("meter")),
        ),
        (
            "POST",
            "/api/v1/energy/sites/{site}/sources/{source}/run",
            Operators,
            none(),
        ),
        (
            "DELETE",
            "/api/v1/energy/sites/{site}/sources/{source}",
            Admins,
            none(),
        ),
        ("GET", "/api/v1/goals", Readers, none()),
        (
            "PUT",
            "/api/v1/goals",
            Admins,
            body(
                json!({"goals": [{"label": "June", "from": "2026-06-01", "to": "2026-07-01", "kind": "emissions", "kg": 1000}]}),
            ),
        ),
        ("GET", "/api/v1/data-quality", SignedIn, none()),
        ("GET", "/api/v1/data-quality/{supplier}", SignedIn, none()),
        (
            "POST",
            "/api/v1/forecast/7d",
            SignedIn,
            body(json!({"bucket": "hour", "series": []})),
        ),
        ("GET", "/api/v1/events", SignedIn, none()),
        ("GET", "/api/v1/events.csv", SignedIn, none()),
        ("GET", "/api/v1/events/{event}", Readers, none()),
        ("GET", "/api/v1/events/{event}/explanation", Readers, none()),
        ("GET", "/api/v1/factors", SignedIn, none()),
        ("GET", "/api/v1/factors/{factor}", SignedIn, none()),
        ("GET", "/api/v1/factors/recalculate", Admins, none()),
        ("POST", "/api/v1/factors/recalculate", Admins, none()),
        ("GET", "/api/v1/hotspots", SignedIn, none()),
        ("GET", "/api/v1/hotspots/top", SignedIn, none()),
        ("GET", "/api/v1/hotspots/stats", SignedIn, none()),
        ("POST", "/api/v1/hotspots/scan", Operators, none()),
        ("GET", "/api/v1/hotspots/{hotspot}", Readers, none()),
        ("GET", "/api/v1/alerts", SignedIn, none()),
        ("GET", "/api/v1/alerts/critical", SignedIn, none()),
        ("GET", "/api/v1/alerts/stats", SignedIn, none()),
        ("GET", "/api/v1/alerts/{alert}", Readers, none()),
        (
            "POST",
            "/api/v1/alerts/{alert}/acknowledge",
            Operators,
            none(),
        ),
        (
            "POST",
            "/api/v1/alerts/{alert}/snooze",
            Operators,
            body(json!({"minutes": 5})),
        ),
        (
            "GET",
            "/api/v1/baselines?entity_id={supplier}",
            Readers,
            none(),
        ),
        ("GET", "/api/v1/notifications", Admins, none()),
        ("GET", "/api/v1/notifications/channels", Admins, none()),
        (
            "POST",
            "/api/v1/notifications/channels",
            Admins,
            body(
                json!({"name": "x", "kind": "email", "target": "x@y.example", "min_level": "warn"}),
            ),
        ),
        (
            "POST",
            "/api/v1/notifications/channels/{channel}/test",
            Admins,
            none(),
        ),
        (
            "DELETE",
            "/api/v1/notifications/channels/{channel}",
            Admins,
            none(),
        ),
        ("GET", "/api/v1/jobs", Readers, none()),
        ("POST", "/api/v1/jobs/{scheduled}/run", Admins, none()),
        ("GET", "/api/v1/audit", Admins, none()),
        ("GET", "/api/v1/audit.csv", Admins, none()),
        ("POST", "/api/v1/auth/logout", SignedIn, none()),
        ("GET", "/ws", SignedIn, none()),
        ("GET", "/api/v1/stream/ws", Importers, none()),
        ("POST", "/api/v1/ingest/upload", Importers, file()),
        ("GET", "/api/v1/ingest/status/{job}", Readers, none()),
        ("GET", "/health", Everybody, none()),
        ("GET", "/health/ready", Everybody, none()),
    ]
}

/// A source whose address nobody listens at.
fn pull(name: &str) -> Value {
    json!({"name": name, "reads": {"kind": "http_pull", "url": "http://127.0.0.1:9/"}})
}

/// A hotspot and its alert: four weeks of calm, then ten times as much.
async fn stand_out(app: &TestApp, operator: &str) -> (Value, Value) {
    let now = app.clock.now();
    let event = |back: Duration, kwh: u32| {
        json!({"event_type": "factory", "supplier": "Somebody", "grid_region": "DEU",
            "occurred_at": (now - back).to_rfc3339(), "electricity_kwh": kwh})
    };
    let mut events = vec![event(Duration::minutes(1), 1_000)];
    for week in 1..=4 {
        let week = Duration::weeks(week);
        events.extend([event(week, 100), event(week + Duration::hours(1), 100)]);
    }
    app.post("/api/v1/ingest/events", operator, json!(events))
        .await;
    app.call(
        "POST",
        "/api/v1/hotspots/scan",
        Some(operator),
        Payload::None,
    )
    .await;
    let hotspots = app.get("/api/v1/hotspots", operator).await.json();
    let hotspot = &hotspots["items"][0];
    (hotspot["id"].clone(), hotspot["alert_id"].clone())
}

/// Ids of things of the first organisation.
pub(crate) async fn things(app: &TestApp) -> Value {
    let admin = app.signed_in_as(Role::Admin).await;
    let operator = app.signed_in_as(Role::Operator).await;
    let event = app
        .post("/api/v1/ingest/event", &operator, json!({"event_type": "factory", "supplier": "Somebody",
            "site": "Works", "occurred_at": "2026-06-15T09:00:00Z", "electricity_kwh": 10, "grid_region": "DEU"}))
        .await
        .json();
    let suppliers = app.get("/api/v1/suppliers", &admin).await.json();
    let sites = app.get("/api/v1/sites", &admin).await.json();
    let me = app.get("/api/v1/auth/me", &operator).await.json();
    let token = app
        .post(
            "/api/v1/auth/tokens",
            &admin,
            json!({"name": "t", "scope": "read", "valid_days": 3}),
        )
        .await
        .json();
    let factors = app.get("/api/v1/factors?limit=1", &admin).await.json();
    let job = app
        .import(
            &operator,
            include_str!("data/plain-profile.json"),
            b"who,kwh,at\nA,5,2026-06-01T10:00:00Z\nA,x,2026-06-01T11:00:00Z\n",
        )
        .await;
    crate::recommendations::half_empty(app, &operator).await;
    let (hotspot, alert) = stand_out(app, &operator).await;
    crate::recommendations::stand_out(app, &operator).await;
    services::recommendations::advise(&app.services)
        .await
        .expect("a run");
    let advice = app.get("/api/v1/recommendations", &operator).await.json();
    let recommendation = advice["items"][0]["id"].clone();
    let scenario = json!({"name": "kept", "scenario": {"from": "2026-06-01T00:00:00Z",
        "to": "2026-06-02T00:00:00Z", "changes": []}});
    let scenario = app
        .post("/api/v1/scenarios", &operator, scenario)
        .await
        .json();
    let channel = json!({"name": "team", "kind": "email", "target": "team@y.example", "min_level": "critical"});
    let channel = app
        .post("/api/v1/notifications/channels", &admin, channel)
        .await
        .json();
    let site = format!(
        "/api/v1/energy/sites/{}",
        sites["items"][0]["id"].as_str().expect("an id")
    );
    let plain = json!({"interval_minutes": 15, "time_zone": "Europe/Berlin"});
    app.call("PUT", &site, Some(&operator), Payload::Json(plain))
        .await;
    let source = app
        .post(&format!("{site}/sources"), &admin, pull("meter"))
        .await
        .json();
    json!({
        "source": source["id"], "shape": "steel-industry",
        "channel": channel["id"], "scheduled": "scan", "model": "warehouse", "recommendation": recommendation, "scenario": scenario["id"], "hotspot": hotspot, "alert": alert, "event": event["id"], "supplier": suppliers["items"][0]["id"], "site": sites["items"][0]["id"],
        "user": me["user"]["id"], "token": token["token"]["id"], "factor": factors["items"][0]["id"], "job": job["id"],
    })
}

pub(crate) fn filled(path: &str, things: &Value) -> String {
    let mut path = path.to_owned();
    for (name, id) in things.as_object().expect("ids") {
        path = path.replace(
            &format!("{{{name}}}"),
            id.as_str().unwrap_or_else(|| panic!("no {name}")),
        );
    }
    path
}

#[tokio::test(flavor = "multi_thread")]
async fn every_endpoint_lets_in_whom_it_should() {
    let app = TestApp::start().await;
    let things = things(&app).await;
    let mut faults = Vec::new();
    for (method, path, who, payload) in endpoints() {
        let payload = match payload {
            Payload::Json(body) => {
                let text = filled(&body.to_string(), &things);
                Payload::Json(serde_json::from_str(&text).expect("JSON"))
            }
            other => other,
        };
        let path = filled(path, &things);
        let nobody = app.call(method, &path, None, payload.clone()).await;
        let is_refused = nobody.status == StatusCode::UNAUTHORIZED;
        // Wrong credentials at the login are a 401 of their own.
        if (who != Who::Everybody && !is_refused)
            || (who == Who::Everybody && is_refused && !path.ends_with("login"))
        {
            faults.push(format!(
                "nobody: {method} {path} answered {}",
                nobody.status
            ));
        }
        for role in Role::ALL {
            let token = app.signed_in_as(role).await;
            let answer = app.call(method, &path, Some(&token), payload.clone()).await;
            // Other people's things are not there for a supplier user, which is a 404.
            let is_hidden = role == Role::Supplier && answer.status == StatusCode::NOT_FOUND;
            let is_refused = matches!(
                answer.status,
                StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN
            );
            let is_in = !is_hidden && !is_refused;
            let is_allowed = who.includes(role) || path.ends_with("/login");
            let is_scoped = role == Role::Supplier
                && answer.status == StatusCode::NOT_FOUND
                && who == Who::SignedIn;
            if is_in != is_allowed
                && !path.ends_with("login")
                && !path.ends_with("setup")
                && !is_scoped
            {
                faults.push(format!(
                    "{role:?}: {method} {path} answered {} {}",
                    answer.status,
                    answer.text()
                ));
            }
            if answer.status.is_server_error() {
                faults.push(format!(
                    "{role:?}: {method} {path} answered {} {}",
                    answer.status,
                    answer.text()
                ));
            }
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn another_organisations_things_are_not_there() {
    let app = TestApp::start().await;
    let things = things(&app).await;
    let stranger = app.signed_in(app.other_org, Role::Admin).await;
    for (method, path, _, payload) in endpoints() {
        // Factors, jobs and the names of models are everybody's.
        let is_shared = ["{factor}", "{scheduled}", "{model}"];
        if !path.contains('{') || is_shared.iter().any(|name| path.contains(name)) {
            continue;
        }
        let path = filled(path, &things);
        let answer = app.call(method, &path, Some(&stranger), payload).await;
        assert_eq!(
            answer.status,
            StatusCode::NOT_FOUND,
            "{method} {path}: {}",
            answer.text()
        );
    }
    for path in [
        "/api/v1/events",
        "/api/v1/ingest/jobs",
        "/api/v1/suppliers",
        "/api/v1/sites",
        "/api/v1/hotspots",
        "/api/v1/alerts",
    ] {
        let list = app.get(path, &stranger).await.json();
        assert_eq!(
            list["items"],
            json!([]),
            "{path} shows another organisation's rows"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_table_knows_every_endpoint() {
    let app = TestApp::start().await;
    let answer = app
        .call("GET", "/api/v1/openapi.json", None, Payload::None)
        .await;
    let document = answer.json();
    let mut documented = BTreeSet::new();
    for (path, methods) in document["paths"].as_object().expect("paths") {
        for method in methods.as_object().expect("methods").keys() {
            documented.insert((method.to_uppercase(), without_names(path)));
        }
    }
    let tried: BTreeSet<_> = endpoints()
        .into_iter()
        .map(|(method, path, ..)| {
            (
                method.to_owned(),
                without_names(
                    &path
                        .replace("/profiles/mine", "/profiles/{name}")
                        .replace("/prices/mine", "/prices/{series}"),
                ),
            )
        })
        .collect();
    let untried: Vec<_> = documented.difference(&tried).collect();
    assert!(
        untried.is_empty(),
        "endpoints that no role was tried on: {untried:?}"
    );
    assert!(
        documented.len() > 35,
        "the document lists only {} endpoints",
        documented.len()
    );
}

/// `{id}` and `{event}` are the same place in a path.
fn without_names(path: &str) -> String {
    let path = path.split_once('?').map_or(path, |(path, _)| path);
    let mut text = String::new();
    let mut is_inside = false;
    for symbol in path.chars() {
        match symbol {
            '{' => {
                is_inside = true;
                text.push_str("{}");
            }
            '}' => is_inside = false,
            symbol if !is_inside => text.push(symbol),
            _ => {}
        }
    }
    text
}
