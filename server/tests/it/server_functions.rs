//! The pages' own calls, tried as nobody, as every role, and as another organisation.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use model::auth::Role;
use serde_json::{Value, json};

use crate::roles::{Who, filled, things};
use crate::support::app::{Payload, TestApp};

/// Body of a call, with `{x}` for the id of something of the first organisation.
enum Args {
    Json(Value),
    Form(&'static str),
}

/// Every server function: path below `/fn/`, who may, and arguments that make sense.
fn functions() -> Vec<(&'static str, Who, Args)> {
    use Args::{Form, Json};
    use Who::{Admins, Everybody, Operators, Readers, SignedIn};
    let none = || Json(json!({}));
    let profile = json!({"name": "mine", "event_type": "factory",
        "columns": [{"column": "kwh", "field": "electricity_kwh"}, {"column": "who", "field": "supplier"}],
        "time": {"template": "{at}", "pattern": "iso8601"}});
    vec![
        ("auth/viewer", SignedIn, none()),
        ("auth/welcome", Everybody, none()),
        ("auth/theme", Everybody, Form("theme=dark")),
        ("auth/mass-unit", Everybody, Form("unit=kg")),
        ("settings/users", Admins, none()),
        (
            "settings/create-user",
            Admins,
            Form("name=N&email=n%40n.example&password=long+enough+it+is&role=viewer&supplier="),
        ),
        (
            "settings/change-user",
            Admins,
            Form("id={user}&role=operator&is_disabled=false"),
        ),
        ("settings/tokens", SignedIn, none()),
        (
            "settings/create-token",
            SignedIn,
            Form("name=t&scope=read&valid_days=3"),
        ),
        ("settings/revoke-token", SignedIn, Form("id={token}")),
        ("settings/profiles", SignedIn, none()),
        (
            "settings/save-profile",
            Operators,
            Form(
                "text=%7B%22name%22%3A%22mine%22%2C%22event_type%22%3A%22factory%22%2C%22columns%22%3A%5B%5D%7D",
            ),
        ),
        ("settings/delete-profile", Operators, Form("name=mine")),
        ("settings/factors", SignedIn, Json(json!({"query": {}}))),
        ("settings/recalculation", Admins, none()),
        ("settings/recalculate", Admins, Form("")),
        ("settings/organisation", Readers, none()),
        (
            "settings/save-organisation",
            Admins,
            Form(
                "name=Own&time_zone=UTC&currency=EUR&default_grid_region=DEU&target_kg_per_hour=&thresholds=80,100,150&market_price_days=400",
            ),
        ),
        ("settings/audit", Admins, Json(json!({"query": {}}))),
        ("settings/channels", Admins, none()),
        (
            "settings/add-channel",
            Admins,
            Form("name=c&kind=email&target=a%40b.example&secret=&min_level=warn"),
        ),
        ("settings/test-channel", Admins, Form("id={channel}")),
        ("settings/remove-channel", Admins, Form("id={channel}")),
        (
            "emissions/dashboard",
            SignedIn,
            Json(json!({"range": {}, "category": null})),
        ),
        (
            "emissions/map",
            SignedIn,
            Json(json!({"range": {}, "category": null})),
        ),
        (
            "forecasting/emissions",
            SignedIn,
            Json(json!({"category": null})),
        ),
        (
            "emissions/events",
            SignedIn,
            Json(json!({"range": {}, "query": {}})),
        ),
        ("emissions/event", Readers, Json(json!({"id": "{event}"}))),
        ("ingest/workbench", SignedIn, none()),
        ("ingest/history", SignedIn, Json(json!({"cursor": null}))),
        ("ingest/job", Readers, Json(json!({"id": "{job}"}))),
        ("ingest/cancel", Operators, Form("id={job}")),
        ("ingest/revert", Operators, Form("id={job}")),
        (
            "ingest/save-profile",
            Operators,
            Json(json!({"profile": profile})),
        ),
        ("recommendations/list", SignedIn, Json(json!({"query": {}}))),
        (
            "recommendations/one",
            SignedIn,
            Json(json!({"id": "{recommendation}"})),
        ),
        (
            "recommendations/assign",
            Operators,
            Form("id={recommendation}&assignee=someone"),
        ),
        (
            "recommendations/invest",
            Operators,
            Form("id={recommendation}&investment=1200"),
        ),
        (
            "recommendations/step",
            Operators,
            Form("id={recommendation}&action=approve"),
        ),
        (
            "settings/save-prices",
            Admins,
            Form(
                "rows[0][commodity]=diesel_l&rows[0][amount]=1.4&rows[0][source]=a+card&rows[1][commodity]=hvo_l&rows[1][amount]=",
            ),
        ),
        ("settings/jobs", Readers, none()),
        ("settings/run-job", Admins, Form("name=tidy_access")),
        ("settings/models", Readers, none()),
        ("settings/train-model", Admins, Form("name=delivery")),
        ("settings/test-language-model", Admins, Form("")),
        (
            "settings/promote-model",
            Admins,
            Form("name=delivery&version=1"),
        ),
        ("settings/rollback-model", Admins, Form("name=delivery")),
        (
            "whatif/open",
            Operators,
            Json(json!({"about": {"range": {}, "event_type": null, "filter": {}}})),
        ),
        (
            "whatif/preview",
            Operators,
            Json(json!({"about": {"range": {}, "event_type": null, "filter": {}}, "changes": []})),
        ),
        (
            "whatif/save",
            Operators,
            Json(
                json!({"name": "x", "about": {"range": {}, "event_type": null, "filter": {}}, "changes": []}),
            ),
        ),
        (
            "whatif/forget",
            Operators,
            Json(json!({"id": "{scenario}"})),
        ),
        (
            "whatif/recommend",
            Operators,
            Json(json!({"id": "{scenario}"})),
        ),
        ("energy/overview", Readers, Json(json!({"cursor": null}))),
        ("energy/outlook", Readers, Json(json!({"site": "{site}"}))),
        ("energy/accuracy", Readers, Json(json!({"site": "{site}"}))),
        (
            "energy/rollup",
            Readers,
            Json(json!({"site": "{site}", "step": "day"})),
        ),
        (
            "energy/measurement-quality",
            Readers,
            Json(json!({"site": "{site}"})),
        ),
        (
            "energy/approve-measurement",
            Operators,
            Form("site={site}&of[channel]=import_kwh&of[at]=2026-06-14T10%3A00%3A00Z"),
        ),
        ("energy/followed", Readers, Json(json!({"site": "{site}"}))),
        (
            "energy/plan",
            Readers,
            Json(json!({"site": "{site}", "query": {"mode": "carbon"}})),
        ),
        (
            "energy/shifting",
            Readers,
            Json(
                json!({"site": "{site}", "run": {"kwh": "5", "minutes": "60", "from": "", "until": "", "by": "carbon", "price": ""}}),
            ),
        ),
        (
            "energy/battery-sizes",
            Readers,
            Json(
                json!({"site": "{site}", "tries": {"lines": [{"capacity": "10", "power": "5", "price": "", "years": ""}], "by": "carbon", "worth": "", "days": ""}}),
            ),
        ),
        ("energy/advise", Operators, Form("site={site}")),
        (
            "energy/choose-plan",
            Operators,
            Form("site={site}&mode=carbon&price="),
        ),
        ("energy/setup", Readers, Json(json!({"site": "{site}"}))),
        (
            "energy/save-setup",
            Operators,
            Form("site={site}&setup[interval_minutes]=15&setup[time_zone]=UTC&setup[tariff]=none"),
        ),
        (
            "energy/add-site",
            Operators,
            Form("name=New+works&grid_region=&lat=&lon="),
        ),
        (
            "energy/change-place",
            Operators,
            Form("site={site}&name=Works&grid_region=DEU&lat=52.5&lon=13.4"),
        ),
        ("energy/profiles", Readers, none()),
        (
            "energy/keep-profile",
            Operators,
            Json(
                json!({"name": "mine", "mapping": {"time": "at", "pattern": "iso8601", "label": "start",
                    "unit": "kWh", "import_kwh": "kwh"}}),
            ),
        ),
        (
            "energy/remove-profile",
            Operators,
            Json(json!({"name": "mine"})),
        ),
        ("energy/price-series", Readers, none()),
        (
            "energy/keep-prices",
            Operators,
            Form(
                "site={site}&prices[series]=DE-LU&prices[currency]=EUR&prices[interval_minutes]=60&prices[time]=at&prices[pattern]=iso8601&prices[label]=start&prices[price]=eur&prices[unit]=MWh&prices[decimal]=.&prices[rows]=at%2Ceur%0A2026-06-15T10%3A00%3A00Z%2C80%0A",
            ),
        ),
        ("energy/sources", Operators, Json(json!({"site": "{site}"}))),
        (
            "energy/add-source",
            Admins,
            Form(
                "site={site}&source[name]=another&source[kind]=http_pull&source[url]=http%3A%2F%2F127.0.0.1%3A9%2F&source[overlap_hours]=24&source[days_a_call]=7",
            ),
        ),
        (
            "energy/read-source",
            Operators,
            Form("site={site}&source={source}"),
        ),
        (
            "energy/remove-source",
            Admins,
            Form("site={site}&source={source}"),
        ),
        ("goals/list", Readers, none()),
        ("goals/saved", Readers, none()),
        (
            "goals/save",
            Admins,
            Form(
                "revision=none&label=x&counts=emissions&from=2026-01-01&until=2026-12-31&tonnes=5",
            ),
        ),
        (
            "goals/remove",
            Admins,
            Form("revision=none&id={recommendation}"),
        ),
        ("quality/overview", SignedIn, Json(json!({"query": {}}))),
        (
            "quality/supplier",
            SignedIn,
            Json(json!({"supplier_id": "{supplier}", "query": {}})),
        ),
        ("monitoring/hotspots", SignedIn, Json(json!({"query": {}}))),
        (
            "monitoring/hotspot",
            SignedIn,
            Json(json!({"id": "{hotspot}"})),
        ),
        ("monitoring/alert-stats", SignedIn, none()),
        ("monitoring/acknowledge", Operators, Form("id={alert}")),
        ("monitoring/snooze", Operators, Form("id={alert}&minutes=5")),
        ("monitoring/scan", Operators, Form("")),
    ]
}

/// Signing in and out has tests of its own.
const ELSEWHERE: [&str; 3] = ["auth/login", "auth/setup", "auth/logout"];

fn payload(args: &Args, things: &Value) -> Payload {
    match args {
        Args::Json(value) => {
            let text = filled(&value.to_string(), things);
            Payload::Json(serde_json::from_str(&text).expect("JSON"))
        }
        Args::Form(text) => Payload::Raw(
            "application/x-www-form-urlencoded".to_owned(),
            filled(text, things).into_bytes(),
        ),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_server_function_lets_in_whom_it_should() {
    let app = TestApp::start().await;
    let things = things(&app).await;
    let mut faults = Vec::new();
    for (name, who, args) in functions() {
        let path = format!("/fn/{name}");
        let nobody = app.call("POST", &path, None, payload(&args, &things)).await;
        if (nobody.status == StatusCode::UNAUTHORIZED) != (who != Who::Everybody) {
            faults.push(format!("nobody: {name} answered {}", nobody.status));
        }
        for role in Role::ALL {
            let token = app.signed_in_as(role).await;
            let body = payload(&args, &things);
            let answer = app.call("POST", &path, Some(&token), body).await;
            let is_refused = matches!(
                answer.status,
                StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN
            );
            // Other people's things are not there for a supplier user.
            let is_hidden = role == Role::Supplier && answer.status == StatusCode::NOT_FOUND;
            let is_in = !is_refused && !is_hidden;
            let is_scoped = is_hidden && who == Who::SignedIn;
            if (is_in != who.includes(role) && !is_scoped) || answer.status.is_server_error() {
                let text = answer.text();
                faults.push(format!(
                    "{role:?}: {name} answered {} {text}",
                    answer.status
                ));
            }
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn another_organisations_things_are_not_there_for_pages() {
    let app = TestApp::start().await;
    let things = things(&app).await;
    let stranger = app.signed_in(app.other_org, Role::Admin).await;
    for (name, _, args) in functions() {
        let text = match &args {
            Args::Json(value) => value.to_string(),
            Args::Form(text) => (*text).to_owned(),
        };
        let names_a_thing = filled(&text, &things) != text;
        if !names_a_thing {
            continue;
        }
        let path = format!("/fn/{name}");
        let body = payload(&args, &things);
        let answer = app.call("POST", &path, Some(&stranger), body).await;
        assert_eq!(
            answer.status,
            StatusCode::NOT_FOUND,
            "{name}: {}",
            answer.text()
        );
    }
}

#[test]
fn the_table_knows_every_server_function() {
    let tried: BTreeSet<String> = functions()
        .iter()
        .map(|(name, ..)| (*name).to_owned())
        .chain(ELSEWHERE.map(str::to_owned))
        .collect();
    let known: BTreeSet<String> = server::pages::server_functions()
        .into_iter()
        .map(|(path, _)| path.trim_start_matches("/fn/").to_owned())
        .collect();
    assert_eq!(tried, known);
}
