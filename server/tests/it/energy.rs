//! Electricity of a site: quarters in, forecast and plan out.

use axum::http::StatusCode;
use chrono::{DateTime, Duration, TimeZone, Utc};
use model::auth::Role;
use serde_json::{Value, json};

use crate::recommendations::get;
use crate::support::app::{Answer, Payload, TestApp};

/// A Monday at midnight in Berlin.
pub(crate) fn start() -> DateTime<Utc> {
    let at = Utc.with_ymd_and_hms(2026, 6, 14, 22, 0, 0);
    at.single().expect("a time")
}

pub(crate) fn settings() -> Value {
    json!({
        "interval_minutes": 15, "time_zone": "Europe/Berlin",
        "tariff": {"currency": "EUR", "standing_charge_per_day": "0.40",
            "import": {"kind": "time_of_use", "otherwise_per_kwh": "0.20", "windows": [
                {"name": "peak", "days": ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
                    "from": "16:00", "to": "20:00", "per_kwh": "0.45"}]},
            "feed_in": {"kind": "unpaid"},
            "demand_charge": {"per_kw": "9.50", "interval": "quarter_hour", "period": "month"}},
        "battery": {"capacity_kwh": 40.0, "charge_kw": 20.0, "discharge_kw": 20.0,
            "charge_efficiency": 0.95, "discharge_efficiency": 0.95, "soc_min": 0.1, "soc_max": 0.9,
            "wear_per_kwh": "0.01", "wear_kg_per_kwh": 0.0},
        "solar": {"tilt_deg": 30.0, "azimuth_deg": 180.0, "dc_kw": 12.0, "ac_kw": 10.0,
            "inverter_efficiency": 0.96, "gamma_per_c": -0.004, "mounting": "sloped_roof",
            "loss_share": 0.14, "albedo": 0.2, "altitude_m": 35.0, "linke_turbidity": 3.0}
    })
}

/// A works that uses 5 kWh a quarter by day and 1 by night, from `from` on.
pub(crate) fn quarters(from: DateTime<Utc>, count: i32) -> Vec<Value> {
    (0..count)
        .map(|quarter| {
            let hour = quarter / 4 % 24;
            json!({"channel": "import_kwh", "value": if (6..18).contains(&hour) { 5.0 } else { 1.0 },
                "at": (from + Duration::minutes(15 * i64::from(quarter))).to_rfc3339()})
        })
        .collect()
}

/// An application, an operator, and the path of a site in Berlin.
async fn works(app: &TestApp) -> (String, String) {
    works_in(app, "DEU").await
}

/// The same, on another grid.
pub(crate) async fn works_in(app: &TestApp, region: &str) -> (String, String) {
    app.clock.set(start());
    let operator = app.signed_in_as(Role::Operator).await;
    let site = json!({"name": "Works", "lat": 52.5, "lon": 13.4, "grid_region": region});
    let made = app.post("/api/v1/sites", &operator, site).await.json();
    let id = made["id"].as_str().expect("an id").to_owned();
    (operator, format!("/api/v1/energy/sites/{id}"))
}

pub(crate) async fn put(app: &TestApp, path: &str, token: &str, body: Value) -> Answer {
    app.call("PUT", path, Some(token), Payload::Json(body))
        .await
}

/// A plan, whatever its status.
async fn ask(app: &TestApp, path: &str, token: &str, body: Value) -> Answer {
    app.post(&format!("{path}/battery/plan"), token, body).await
}

/// A plan that is made.
pub(crate) async fn planned(app: &TestApp, path: &str, token: &str, body: Value) -> Value {
    let answer = ask(app, path, token, body).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    answer.json()
}

pub(crate) async fn send(
    app: &TestApp,
    path: &str,
    token: &str,
    rows: Vec<Value>,
    replace: bool,
) -> Value {
    let body = json!({"measurements": rows, "replace": replace});
    let answer = app.post(&format!("{path}/measurements"), token, body).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    answer.json()
}

async fn a_day_of_quarters_becomes_a_plan(app: TestApp) {
    let (operator, path) = works(&app).await;
    let set = put(&app, &path, &operator, settings()).await;
    assert_eq!(set.status, StatusCode::OK, "{}", set.text());
    assert_eq!(
        set.json()["settings"],
        settings(),
        "what is set is what is read"
    );
    let day = quarters(start() - Duration::days(1), 96);
    let few = send(&app, &path, &operator, day[..47].to_vec(), false).await;
    assert_eq!(few["accepted"], 47);
    let refused = app.get(&format!("{path}/forecast"), &operator).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert!(refused.text().contains("1 more"), "{}", refused.text());

    let answer = send(&app, &path, &operator, day, false).await;
    assert_eq!(
        (&answer["accepted"], &answer["duplicate"]),
        (&json!(49), &json!(47))
    );
    let forecast = get(&app, &operator, &format!("{path}/forecast")).await;
    assert_eq!(forecast["basis"]["method"], "last_day");
    assert_eq!(forecast["basis"]["low_history"], true);
    let points = forecast["points"].as_array().expect("points");
    assert_eq!(points.len(), 96);
    assert_eq!(
        (&points[0]["label"], &points[0]["kwh"]),
        (&json!("Mon 00:00"), &json!(1.0))
    );

    let soc = json!({"channel": "soc", "at": start().to_rfc3339(), "value": 0.5});
    send(&app, &path, &operator, vec![soc], false).await;
    for query in [
        json!({"mode": "cost"}),
        json!({"mode": "carbon"}),
        json!({"mode": "balanced", "price_per_kg": "0.10"}),
    ] {
        let plan = planned(&app, &path, &operator, query.clone()).await;
        let number = |path: &str| {
            plan.pointer(path)
                .and_then(Value::as_f64)
                .expect("a number")
        };
        assert!(
            number("/planned/objective") <= number("/idle/objective") + 1e-9,
            "{query}: worse than doing nothing"
        );
        assert_eq!(plan["soc_initial"], 0.5);
        assert_eq!(plan["basis"]["solar"]["method"], "clear_sky");
        assert_eq!(plan["basis"]["price"]["currency"], "EUR");
        assert_eq!(plan["basis"]["intensity"]["region"], "DEU");
        assert!(number("/basis/intensity/kg_per_kwh") > 0.1);
        assert_eq!(plan["adjustments"], json!([]), "{query}");
        let steps = plan["steps"].as_array().expect("steps");
        assert_eq!(steps.len(), 96);
        let solar: f64 = steps
            .iter()
            .filter_map(|step| step["solar_kwh"].as_f64())
            .sum();
        assert!(
            (20.0..120.0).contains(&solar),
            "{solar} kWh of a clear day in June"
        );
        assert_eq!(
            steps[64]["import_price_per_kwh"], 0.45,
            "{}",
            steps[64]["label"]
        );
        for step in steps {
            let of = |field: &str| step[field].as_f64().expect("a number");
            let balance = of("import_kwh") + of("solar_kwh") + of("discharge_kwh")
                - of("load_kwh")
                - of("charge_kwh")
                - of("export_kwh")
                - of("curtailed_kwh");
            assert!(balance.abs() < 1e-6, "{step}");
        }
        assert!(number("/steps/95/soc") >= 0.5 - 1e-6);
    }
    let cost = planned(&app, &path, &operator, json!({"mode": "cost"})).await;
    assert_eq!(
        cost["is_idle"], false,
        "a dear evening pays for charging at noon"
    );

    let list = get(&app, &operator, "/api/v1/energy/sites").await;
    assert_eq!(list["items"][0]["measurements"], 97);
    assert_eq!(list["items"][0]["channels"][0]["last_value"], 1.0);
    let range = "channel=import_kwh&from=2026-06-14T00:00:00Z&to=2026-06-15T00:00:00Z&limit=2";
    let page = get(&app, &operator, &format!("{path}/measurements?{range}")).await;
    assert_eq!(page["items"].as_array().map(Vec::len), Some(2));
    assert_eq!(page["next_from"], "2026-06-14T00:30:00Z");

    // A day of silence, and a plan would be of the past.
    app.clock.advance(Duration::days(1));
    let operator = app.signed_in_as(Role::Operator).await;
    let late = ask(&app, &path, &operator, json!({"mode": "cost"})).await;
    assert_eq!(late.status, StatusCode::CONFLICT, "{}", late.text());
    let forecast = get(&app, &operator, &format!("{path}/forecast")).await;
    assert_eq!(forecast["is_stale"], true);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_day_of_quarters_becomes_a_plan_on_sqlite() {
    a_day_of_quarters_becomes_a_plan(TestApp::start().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_day_of_quarters_becomes_a_plan_on_postgres() {
    let db = testkit::scratch_postgres().await;
    let folder = tempfile::tempdir().expect("a folder");
    let app = TestApp::start_on(db.url(), folder, |_| {}, 1_000_000).await;
    a_day_of_quarters_becomes_a_plan(app).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_rows_are_named_and_the_others_taken() {
    let app = TestApp::start().await;
    let (operator, path) = works(&app).await;
    let plain = json!({"interval_minutes": 15, "time_zone": "Europe/Berlin"});
    put(&app, &path, &operator, plain.clone()).await;
    let row = |channel: &str, at: &str, value: Value| json!({"channel": channel, "at": at, "value": value});
    let good = row("import_kwh", "2026-06-14T10:00:00Z", json!(2.5));
    let rows = vec![
        good.clone(),
        row("import_kwh", "2026-06-14T10:05:00Z", json!(1.0)),
        row("gas", "2026-06-14T10:15:00Z", json!(1.0)),
        row("soc", "2026-06-14T10:15:00Z", json!(1.5)),
        row("export_kwh", "2026-06-14T10:15:00Z", json!(-1.0)),
        row("import_kwh", "2026-06-14T10:15:00Z", json!("1,5")),
        row("import_kwh", "2026-06-15T10:15:00Z", json!(1.0)),
        row("import_kwh", "yesterday", json!(1.0)),
        json!(7),
        good.clone(),
        row("import_kwh", "2026-06-14T10:00:00Z", json!(3.0)),
        row("import_kwh", "2026-06-14T10:30:00Z", json!(1e9)),
        row("import_kwh", "2026-06-14T10:45:00Z", json!(4.0)),
    ];
    let answer = send(&app, &path, &operator, rows, false).await;
    assert_eq!(
        (&answer["accepted"], &answer["duplicate"]),
        (&json!(2), &json!(1))
    );
    let rejected = answer["rejected"].as_array().expect("rejected");
    let named: Vec<_> = rejected
        .iter()
        .map(|one| {
            let text = |field: &str| one[field].as_str().expect("a text").to_owned();
            (
                one["index"].as_u64().expect("an index"),
                text("field"),
                text("code"),
            )
        })
        .collect();
    let expected = [
        (1, "at", "off_grid"),
        (2, "channel", "unknown"),
        (3, "value", "out_of_range"),
        (4, "value", "out_of_range"),
        (5, "value", "not_a_number"),
        (6, "at", "in_future"),
        (7, "at", "bad_time"),
        (8, "row", "malformed"),
        (10, "value", "conflict"),
        (11, "value", "out_of_range"),
    ];
    let expected = expected.map(|(index, field, code)| (index, field.to_owned(), code.to_owned()));
    assert_eq!(named, expected);

    // Another value is refused, unless it is to replace the stored one.
    let other = vec![row("import_kwh", "2026-06-14T10:00:00Z", json!(3.0))];
    let refused = send(&app, &path, &operator, other.clone(), false).await;
    assert_eq!(refused["rejected"][0]["code"], "conflict");
    assert_eq!(
        send(&app, &path, &operator, other, true).await["replaced"],
        1
    );
    let again = vec![good];
    assert_eq!(
        send(&app, &path, &operator, again, false).await["rejected"][0]["value"],
        "2.5"
    );

    // The interval of what is stored stays.
    let hourly = json!({"interval_minutes": 60, "time_zone": "UTC"});
    let changed = put(&app, &path, &operator, hourly).await;
    assert_eq!(changed.status, StatusCode::CONFLICT, "{}", changed.text());
    let without = ask(&app, &path, &operator, json!({"mode": "carbon"})).await;
    assert!(without.text().contains("no battery"), "{}", without.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn settings_that_cannot_be_meant_are_named() {
    let app = TestApp::start().await;
    let (operator, path) = works(&app).await;
    let admin = app.signed_in_as(Role::Admin).await;
    let mut wrong = settings();
    wrong["interval_minutes"] = json!(25);
    wrong["time_zone"] = json!("Berlin");
    wrong["battery"]["soc_min"] = json!(0.95);
    wrong["import_limit_kw"] = json!(-1.0);
    wrong["solar"]["tilt_deg"] = json!(100.0);
    wrong["tariff"]["standing_charge_per_day"] = json!("-1");
    let answer = put(&app, &path, &operator, wrong).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let problem = answer.json();
    let fields = problem["errors"].as_array().expect("errors").iter();
    let fields: Vec<_> = fields.filter_map(|one| one["field"].as_str()).collect();
    assert_eq!(
        fields,
        [
            "interval_minutes",
            "time_zone",
            "tariff",
            "import_limit_kw",
            "battery.soc_min",
            "solar"
        ]
    );

    // Without a tariff money is not counted, and carbon alone can be planned for.
    let mut free = settings();
    free.as_object_mut().expect("fields").remove("tariff");
    put(&app, &path, &operator, free).await;
    send(
        &app,
        &path,
        &operator,
        quarters(start() - Duration::days(1), 96),
        false,
    )
    .await;
    let refused = ask(&app, &path, &operator, json!({"mode": "cost"})).await;
    assert_eq!(refused.status, StatusCode::CONFLICT, "{}", refused.text());
    let plan = planned(&app, &path, &operator, json!({"mode": "carbon"})).await;
    assert_eq!(plan["planned"]["cost"], Value::Null);
    assert_eq!(plan["adjustments"][0]["field"], "soc", "none was measured");
    let unpriced = ask(&app, &path, &operator, json!({"mode": "balanced"})).await;
    assert_eq!(unpriced.json()["errors"][0]["field"], "price_per_kg");
    let audit = get(&app, &admin, "/api/v1/audit?limit=2").await;
    assert_eq!(audit["items"][1]["action"], "energy.site");

    let supplier = app.signed_in_as(Role::Supplier).await;
    let hidden = app.get(&path, &supplier).await;
    assert_eq!(hidden.status, StatusCode::NOT_FOUND);
    let stranger = app.signed_in(app.other_org, Role::Admin).await;
    for path in [path.clone(), format!("{path}/forecast")] {
        assert_eq!(
            app.get(&path, &stranger).await.status,
            StatusCode::NOT_FOUND,
            "{path}"
        );
    }
    let plan = ask(&app, &path, &stranger, json!({"mode": "carbon"})).await;
    assert_eq!(plan.status, StatusCode::NOT_FOUND);
}

async fn sites_stand_beside_what_was_expected(app: TestApp) {
    let (operator, path) = works(&app).await;
    let empty = get(&app, &operator, "/api/v1/energy/overview").await;
    assert_eq!(empty["sites"]["items"], json!([]));
    assert_eq!(empty["without"][0]["name"], "Works");
    put(&app, &path, &operator, settings()).await;
    let nothing = get(&app, &operator, &format!("{path}/outlook")).await;
    assert_eq!(
        (&nothing["measured"], &nothing["expected"]),
        (&json!([]), &json!([]))
    );
    let why = nothing["missing"].as_str().expect("a reason");
    assert!(why.contains("at least 48"), "{why}");

    // Two days, and six hours of the third that use half as much again.
    let mut rows = quarters(start() - Duration::days(2), 192);
    let mut morning = quarters(start(), 24);
    for row in &mut morning {
        row["value"] = json!(row["value"].as_f64().expect("a number") * 1.5);
    }
    rows.extend(morning);
    let now = start() + Duration::hours(6);
    app.clock.set(now);
    let operator = app.signed_in_as(Role::Operator).await;
    send(&app, &path, &operator, rows, false).await;
    let overview = get(&app, &operator, "/api/v1/energy/overview").await;
    assert_eq!(overview["without"], json!([]));
    let site = &overview["sites"]["items"][0];
    assert_eq!(site["is_stale"], false);
    // 1.5 kWh in a quarter of an hour are 6 kW.
    assert_eq!(
        (&site["flow"]["import_kw"], &site["flow"]["load_kw"]),
        (&json!(6.0), &json!(6.0))
    );
    assert_eq!(site["flow"]["solar_kw"], Value::Null);
    let day = &site["day"];
    assert_eq!(
        (&day["until_label"], &day["is_today"]),
        (&json!("06:00"), &json!(true))
    );
    assert_eq!((&day["intervals"], &day["known"]), (&json!(24), &json!(24)));
    assert_eq!(
        (&day["measured_kwh"], &day["expected_kwh"]),
        (&json!(36.0), &json!(24.0)),
        "the night before used 24 kWh"
    );
    assert_eq!(day["expected_day_kwh"], 48.0 * 1.0 + 48.0 * 5.0);

    let outlook = get(&app, &operator, &format!("{path}/outlook")).await;
    let list = |name: &str| outlook[name].as_array().expect("a list").clone();
    let (measured, expected) = (list("measured"), list("expected"));
    assert_eq!((measured.len(), expected.len()), (96, 96));
    assert_eq!(measured[95]["label"], "Mon 05:45");
    assert_eq!(expected[0]["label"], "Mon 06:00");
    assert_eq!(outlook["basis"]["price"]["currency"], "EUR");

    // The peak from 16:00 to 20:00 is dear; a run of two hours that may begin at 17:00 waits for its end.
    let query = json!({"mode": "cost", "kwh": 8.0, "minutes": 120,
        "earliest": (start() + Duration::hours(17)).to_rfc3339()});
    let shifting = format!("{path}/shifting");
    let found = app.post(&shifting, &operator, query.clone()).await;
    assert_eq!(found.status, StatusCode::OK, "{}", found.text());
    let found = found.json();
    assert_eq!(found["soonest"]["start_label"], "Mon 17:00");
    let costs = |placed: &str, eur: f64| {
        let found = found[placed]["cost"].as_f64().expect("a cost");
        assert!((found - eur).abs() < 1e-9, "{placed}: {found}");
    };
    costs("soonest", 8.0 * 0.45);
    assert_eq!(found["best"]["start_label"], "Mon 20:00");
    costs("best", 8.0 * 0.20);
    let refuse = |field: &str, value: Value| {
        let mut query = query.clone();
        query[field] = value;
        query
    };
    for (field, value, named) in [
        ("kwh", json!(-1.0), "kwh"),
        ("minutes", json!(50), "minutes"),
        ("minutes", json!(0), "minutes"),
        (
            "latest_end",
            json!((start() + Duration::hours(18)).to_rfc3339()),
            "latest_end",
        ),
        ("price_per_kg", json!("0.10"), "price_per_kg"),
    ] {
        let answer = app.post(&shifting, &operator, refuse(field, value)).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}");
        assert_eq!(answer.json()["errors"][0]["field"], named);
    }

    app.clock.set(now + Duration::hours(3));
    let operator = app.signed_in_as(Role::Operator).await;
    let late = get(&app, &operator, "/api/v1/energy/overview").await;
    assert_eq!(late["sites"]["items"][0]["is_stale"], true);
}

#[tokio::test(flavor = "multi_thread")]
async fn sites_stand_beside_what_was_expected_on_sqlite() {
    sites_stand_beside_what_was_expected(TestApp::start().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sites_stand_beside_what_was_expected_on_postgres() {
    let db = testkit::scratch_postgres().await;
    let folder = tempfile::tempdir().expect("a folder");
    let app = TestApp::start_on(db.url(), folder, |_| {}, 1_000_000).await;
    sites_stand_beside_what_was_expected(app).await;
}

/// The published meter of a steel works (UCI data set 851), where its file is.
#[tokio::test(flavor = "multi_thread")]
async fn the_quarters_of_a_steel_works_become_a_plan() {
    let file = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../shared/data/steel_industry_2018_jan_aug.csv"
    );
    let Ok(file) = std::fs::read(file) else {
        println!("skipped: the file is not there");
        return;
    };
    let rows = file.iter().filter(|byte| **byte == b'\n').count() - 1;
    let app = TestApp::start().await;
    let (_, path) = works(&app).await;
    // Midnight in Seoul after the last row.
    let end = Utc.with_ymd_and_hms(2018, 8, 31, 15, 0, 0).single();
    app.clock.set(end.expect("a time"));
    let operator = app.signed_in_as(Role::Operator).await;
    let mut steel = settings();
    steel["time_zone"] = json!("Asia/Seoul");
    put(&app, &path, &operator, steel).await;
    let mapping = "time=date&pattern=%25d/%25m/%25Y%20%25H:%25M&label=end&midnight=end_of_date&unit=kWh&import_kwh=Usage_kWh";
    let csv = format!("{path}/measurements/csv?{mapping}");
    for expected in ["accepted", "duplicate"] {
        let body = Payload::Raw("text/csv".to_owned(), file.clone());
        let answer = app.call("POST", &csv, Some(&operator), body).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        let answer = answer.json();
        assert_eq!(answer["rejected"], json!([]));
        assert_eq!(
            (&answer["rows"], &answer[expected]),
            (&json!(rows), &json!(rows))
        );
    }
    let forecast = get(&app, &operator, &format!("{path}/forecast")).await;
    assert_eq!(
        forecast["basis"]["method"], "panel",
        "{}",
        forecast["basis"]
    );
    assert_eq!(forecast["basis"]["low_history"], false);
    assert_eq!(forecast["points"][0]["at"], "2018-08-31T15:00:00Z");
    let held = forecast["basis"]["band_coverage"].as_f64().expect("a band");
    assert!((0.8..=1.0).contains(&held), "{held}");
    let plan = planned(&app, &path, &operator, json!({"mode": "cost"})).await;
    let number = |path: &str| {
        plan.pointer(path)
            .and_then(Value::as_f64)
            .expect("a number")
    };
    assert!(number("/planned/objective") < number("/idle/objective"));
    assert_eq!(plan["steps"].as_array().map(Vec::len), Some(96));
}
