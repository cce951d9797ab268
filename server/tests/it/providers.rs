//! Those who know the grid and the weather: recorded answers in the shape of each, late, wrong, partial and none at all.

use std::sync::Arc;
use std::time::Duration as StdDuration;

use chrono::{DateTime, Duration, SecondsFormat, Utc};
use serde_json::{Value, json};
use services::energy::providers::{
    Access, ElectricityMaps, IntensitySource, Limited, OpenMeteo, OpenWeather, Providers, Solcast,
    UkCarbonIntensity, WattTime, WeatherSource,
};
use services::energy::{refresh_intensity, refresh_weather};

use crate::energy::{planned, put, quarters, send, settings, start, works_in};
use crate::support::app::TestApp;
use crate::support::provider::{FakeProvider, Recorded};

const KEY: &str = "key-that-must-not-be-seen";
/// Longer than any test runs.
pub(crate) const PATIENT: StdDuration = StdDuration::from_secs(600);

pub(crate) fn providers(
    fake: &FakeProvider,
    zones: &[&str],
    calls_a_day: u32,
    time_max: StdDuration,
) -> Arc<Providers> {
    let access = Access {
        base_url: Some(fake.base_url()),
        calls_a_day,
    };
    let all: [Arc<dyn IntensitySource>; 3] = [
        Arc::new(UkCarbonIntensity::new(&access).expect("usable")),
        Arc::new(ElectricityMaps::new(&access, KEY).expect("usable")),
        Arc::new(WattTime::new(&access, "somebody", KEY).expect("usable")),
    ];
    let limited = |source| Limited {
        source,
        calls_a_day,
    };
    Arc::new(Providers {
        intensity: all.into_iter().map(limited).collect(),
        zones: zones
            .iter()
            .map(|line| line.parse().expect("a zone"))
            .collect(),
        time_max,
        ..Providers::default()
    })
}

pub(crate) async fn app_with(fake: &FakeProvider, zones: &[&str], calls: u32) -> TestApp {
    let providers = providers(fake, zones, calls, PATIENT);
    TestApp::start_with(|options| options.providers = providers, 1_000_000).await
}

pub(crate) async fn refresh(app: &TestApp) -> String {
    let done = refresh_intensity(&app.services).await;
    done.expect("the database answers")
}

/// Minutes are what its times end with.
fn uk_time(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%dT%H:%MZ").to_string()
}

pub(crate) fn half_hours(
    from: DateTime<Utc>,
    count: i32,
    intensity: impl Fn(i32) -> Value,
) -> Value {
    let halves = (0..count).map(|half| {
        let at = from + Duration::minutes(30 * i64::from(half));
        json!({"from": uk_time(at), "to": uk_time(at + Duration::minutes(30)), "intensity": intensity(half)})
    });
    Value::Array(halves.collect())
}

/// A day of measurements until `start`, a battery, a tariff.
async fn measured_works(app: &TestApp, region: &str) -> (String, String) {
    let (operator, path) = works_in(app, region).await;
    put(app, &path, &operator, settings()).await;
    let day = quarters(start() - Duration::days(1), 96);
    send(app, &path, &operator, day, false).await;
    (operator, path)
}

async fn carbon_plan(app: &TestApp, path: &str, operator: &str) -> Value {
    planned(app, path, operator, json!({"mode": "carbon"})).await
}

fn methods(plan: &Value) -> Vec<&str> {
    let steps = plan["steps"].as_array().expect("steps").iter();
    steps
        .map(|step| step["intensity_method"].as_str().expect("a word"))
        .collect()
}

#[tokio::test]
async fn the_nations_half_hours_become_a_plans_hours() {
    let fake = FakeProvider::start().await;
    let app = app_with(&fake, &["GB=uk_carbon_intensity"], 100).await;
    let (operator, path) = measured_works(&app, "GB").await;
    let before = carbon_plan(&app, &path, &operator).await;
    assert_eq!(methods(&before), ["yearly_factor"; 96]);
    let words = before["basis"]["intensity"]["words"]
        .as_str()
        .expect("words");
    assert!(words.contains("has said nothing"), "{words}");

    // 20 hours ahead; the third has one half, the fourth none.
    let data = half_hours(start() - Duration::hours(2), 44, |half| match half {
        0..4 => json!({"forecast": 999, "actual": 150 + half, "index": "moderate"}),
        9..=11 => json!({"forecast": null, "actual": null, "index": "low"}),
        _ => json!({"forecast": 2 * half, "actual": null, "index": "low"}),
    });
    fake.says("/intensity/", Recorded::Json(json!({"data": data})));
    let said = refresh(&app).await;
    assert!(said.contains("1 zones read with 20 hours"), "{said}");
    let asked = fake.asked();
    assert!(
        asked[0].starts_with("/intensity/2026-06-14T16:00Z/fw48h"),
        "{asked:?}"
    );

    let plan = carbon_plan(&app, &path, &operator).await;
    let expected = [
        ["live"; 8].to_vec(),
        ["yearly_factor"; 8].to_vec(),
        ["live"; 64].to_vec(),
        ["yearly_factor"; 16].to_vec(),
    ];
    assert_eq!(methods(&plan), expected.concat());
    let kg = |step: usize| {
        plan["steps"][step]["kg_per_kwh"]
            .as_f64()
            .expect("a number")
    };
    assert!(
        (kg(0) - 0.009).abs() < 1e-9,
        "halves of 8 and 10 g: {}",
        kg(0)
    );
    assert!(kg(8) > 0.1, "the yearly factor: {}", kg(8));
    let basis = &plan["basis"]["intensity"];
    assert_eq!(
        (
            &basis["method"],
            &basis["provider"],
            &basis["signal"],
            &basis["scope"],
            &basis["hourly_steps"]
        ),
        (
            &json!("live"),
            &json!("uk_carbon_intensity"),
            &json!("average"),
            &json!("direct_with_losses"),
            &json!(72)
        )
    );
    let words = basis["words"].as_str().expect("words");
    assert!(
        words.contains("24 of 96 steps have the yearly factor"),
        "{words}"
    );

    // Nothing is asked again after a restart, and what is old says so.
    let again = providers(&fake, &["GB=uk_carbon_intensity"], 100, PATIENT);
    let beside = app
        .beside_with(&app.url, |options| options.providers = again)
        .await;
    beside.clock.advance(Duration::hours(3));
    let plan = carbon_plan(&beside, &path, &operator).await;
    assert_eq!(plan["basis"]["intensity"]["method"], "cached");
    assert_eq!(fake.asked().len(), 1);
}

#[tokio::test]
async fn a_region_is_asked_by_its_number_or_postcode() {
    let fake = FakeProvider::start().await;
    let zones = [
        "GB-13=uk_carbon_intensity:13",
        "GB-RG10=uk_carbon_intensity:RG10",
    ];
    let app = app_with(&fake, &zones, 100).await;
    let data = half_hours(
        start(),
        48,
        |half| json!({"forecast": half, "index": "low"}),
    );
    let answer = json!({"data": {"regionid": 13, "dnoregion": "UKPN London", "shortname": "London", "data": data}});
    fake.says("/regional/", Recorded::Json(answer));
    let (operator, path) = measured_works(&app, "GB-13").await;
    let said = refresh(&app).await;
    assert!(said.contains("2 zones read with 48 hours"), "{said}");
    let asked = fake.asked();
    assert!(asked[0].contains("/fw48h/regionid/13 "), "{asked:?}");
    assert!(asked[1].contains("/fw48h/postcode/RG10 "), "{asked:?}");
    let plan = carbon_plan(&app, &path, &operator).await;
    assert_eq!(methods(&plan), ["live"; 96]);
}

#[tokio::test]
async fn electricity_maps_is_used_without_a_forecast_too() {
    let fake = FakeProvider::start().await;
    let app = app_with(&fake, &["DEU=electricity_maps:DE"], 100).await;
    let (operator, path) = measured_works(&app, "DEU").await;
    let time =
        |hour: i64| (start() + Duration::hours(hour)).to_rfc3339_opts(SecondsFormat::Millis, true);
    let past = |hour: i64, g: Value| {
        json!({"zone": "DE", "carbonIntensity": g, "datetime": time(hour), "updatedAt": time(0),
            "createdAt": time(0), "emissionFactorType": "lifecycle", "isEstimated": hour == -1,
            "estimationMethod": if hour == -1 { json!("TIME_SLICER_AVERAGE") } else { Value::Null }})
    };
    let history = json!({"zone": "DE", "history": [past(-3, json!(410)), past(-2, Value::Null), past(-1, json!(400))]});
    fake.says("/carbon-intensity/history", Recorded::Json(history));
    fake.says("/carbon-intensity/forecast", Recorded::Status(403, None));
    let said = refresh(&app).await;
    assert!(said.contains("1 zones read with 2 hours"), "{said}");
    let asked = fake.asked();
    assert!(
        asked
            .iter()
            .all(|one| one.contains("zone=DE&emissionFactorType=lifecycle") && one.ends_with(KEY)),
        "{asked:?}"
    );
    let plan = carbon_plan(&app, &path, &operator).await;
    assert_eq!(methods(&plan), ["yearly_factor"; 96]);

    let expected =
        (0..24).map(|hour| json!({"carbonIntensity": 300 + hour, "datetime": time(hour)}));
    let ahead =
        json!({"zone": "DE", "forecast": expected.collect::<Vec<_>>(), "updatedAt": time(0)});
    fake.says("/carbon-intensity/forecast", Recorded::Json(ahead));
    refresh(&app).await;
    let plan = carbon_plan(&app, &path, &operator).await;
    assert_eq!(methods(&plan), ["live"; 96]);
    assert_eq!(plan["steps"][4]["kg_per_kwh"], 0.301);
    assert_eq!(plan["basis"]["intensity"]["scope"], "life_cycle");
}

/// Five minutes each of 1,000 lbs/MWh.
fn moer(hours: i64, signal: &str) -> Value {
    let data = (0..12 * hours).map(|five| {
        json!({"point_time": (start() + Duration::minutes(5 * five)).to_rfc3339(), "value": 1000.0,
            "last_updated": start().to_rfc3339()})
    });
    json!({"data": data.collect::<Vec<_>>(), "meta": {"data_point_period_seconds": 300,
        "region": "CAISO_NORTH", "signal_type": signal, "model": {"date": "2023-03-01"},
        "units": "lbs_co2_per_mwh", "generated_at": start().to_rfc3339()}})
}

#[tokio::test]
async fn marginal_hours_are_not_mixed_with_a_mean() {
    let fake = FakeProvider::start().await;
    let app = app_with(&fake, &["US-CA=watttime:CAISO_NORTH"], 100).await;
    let (operator, path) = measured_works(&app, "US-CA").await;
    fake.says("/login", Recorded::Json(json!({"token": "a-token"})));
    fake.says("/v3/historical", Recorded::Status(403, None));
    fake.says("/v3/forecast", Recorded::Json(moer(20, "co2_moer")));
    refresh(&app).await;
    let plan = carbon_plan(&app, &path, &operator).await;
    assert_eq!(methods(&plan), ["yearly_factor"; 96]);
    let words = plan["basis"]["intensity"]["words"].as_str().expect("words");
    assert!(words.contains("do not go together"), "{words}");

    fake.says("/v3/forecast", Recorded::Json(moer(24, "co2_moer")));
    refresh(&app).await;
    let plan = carbon_plan(&app, &path, &operator).await;
    assert_eq!(methods(&plan), ["live"; 96]);
    assert_eq!(plan["basis"]["intensity"]["signal"], "marginal");
    let kg = plan["steps"][0]["kg_per_kwh"].as_f64().expect("a number");
    assert!((kg - 0.453_592_37).abs() < 1e-9, "{kg}");
    let asked = fake.asked();
    assert!(asked[0].starts_with("/login Basic "), "{asked:?}");
    assert!(asked[1].ends_with(" Bearer a-token"), "{asked:?}");

    // Another signal under the same name is refused, and what is known stays.
    fake.says("/v3/forecast", Recorded::Json(moer(24, "co2_aoer")));
    let said = refresh(&app).await;
    assert!(said.contains("1 failed"), "{said}");
}

#[tokio::test]
async fn measured_marginal_hours_are_known_as_such() {
    let fake = FakeProvider::start().await;
    let app = app_with(&fake, &["US-CA=watttime:CAISO_NORTH"], 100).await;
    let (operator, _) = measured_works(&app, "US-CA").await;
    let ahead = |signal| Recorded::Json(moer(24, signal));
    // Two hours back: 1,000 lbs/MWh, and half of that in the second, where some were imputed.
    let back = start() - Duration::hours(2);
    let data = (0..24).map(|five| {
        let value = if five < 12 { 1_000.0 } else { 500.0 };
        json!({"point_time": (back + Duration::minutes(5 * five)).to_rfc3339(), "value": value,
            "last_updated": start().to_rfc3339(), "imputed_data_used": five == 13})
    });
    let past = json!({"data": data.collect::<Vec<_>>(), "meta": {"data_point_period_seconds": 300,
        "region": "CAISO_NORTH", "signal_type": "co2_moer", "model": {"date": "2023-03-01"},
        "units": "lbs_co2_per_mwh", "generated_at": start().to_rfc3339()}});
    fake.says("/login", Recorded::Json(json!({"token": "a-token"})));
    fake.says("/v3/historical", Recorded::Json(past));
    fake.says("/v3/forecast", ahead("co2_moer"));
    assert!(refresh(&app).await.contains("0 failed"));

    let time = |at: DateTime<Utc>| at.format("%Y-%m-%dT%H:%M:%SZ").to_string();
    let path = format!(
        "/api/v1/emissions/bylocation?location=US-CA&time={}&toTime={}",
        time(back),
        time(start())
    );
    let known = app.get(&path, &operator).await.json();
    let ratings: Vec<f64> = known
        .as_array()
        .expect("hours")
        .iter()
        .filter_map(|hour| hour["rating"].as_f64())
        .collect();
    assert_eq!(ratings.len(), 2, "{known}");
    assert_eq!(
        (&known[0]["kind"], &known[1]["kind"]),
        (&json!("actual"), &json!("estimated"))
    );
    for (rating, g_per_kwh) in ratings.iter().zip([453.592_37, 226.796_185]) {
        assert!((rating - g_per_kwh).abs() < 1e-6, "{known}");
    }
}

#[tokio::test]
async fn who_asks_for_patience_gets_it() {
    let fake = FakeProvider::start().await;
    let zones = ["GB=uk_carbon_intensity", "GB-13=uk_carbon_intensity:13"];
    let app = app_with(&fake, &zones, 100).await;
    app.clock.set(start());
    fake.says("/intensity/", Recorded::Status(429, Some(7_200)));
    let said = refresh(&app).await;
    // The second zone is not even asked about.
    assert!(said.contains("1 failed, 1 left alone"), "{said}");
    assert_eq!(fake.asked().len(), 1);
    app.clock.advance(Duration::minutes(119));
    assert!(refresh(&app).await.contains("2 left alone"));
    app.clock.advance(Duration::minutes(1));
    // Half an answer is about one zone alone.
    fake.says("/intensity/", Recorded::Half);
    assert!(refresh(&app).await.contains("2 failed, 0 left alone"));
    let data = half_hours(
        start(),
        48,
        |half| json!({"forecast": half, "index": "low"}),
    );
    fake.says("/intensity/", Recorded::Json(json!({"data": data})));
    fake.says("/regional/", Recorded::Json(json!({"data": {"data": []}})));
    assert!(refresh(&app).await.contains("2 left alone"));
    app.clock.advance(Duration::hours(1));
    let said = refresh(&app).await;
    assert!(
        said.contains("1 zones read with 24 hours, 1 failed"),
        "{said}"
    );
}

#[tokio::test]
async fn silence_ends_with_the_time_limit() {
    let fake = FakeProvider::start().await;
    fake.says("/intensity/", Recorded::Silence);
    let zones = ["GB=uk_carbon_intensity"];
    let providers = providers(&fake, &zones, 100, StdDuration::from_millis(20));
    let app = TestApp::start_with(|options| options.providers = providers, 1_000_000).await;
    assert!(refresh(&app).await.contains("1 failed"));
    assert!(refresh(&app).await.contains("1 left alone"));
}

#[tokio::test]
async fn calls_of_a_day_are_counted_over_restarts() {
    let fake = FakeProvider::start().await;
    let zones = ["GB=uk_carbon_intensity"];
    let data = half_hours(
        start(),
        48,
        |half| json!({"forecast": half, "index": "low"}),
    );
    fake.says("/intensity/", Recorded::Json(json!({"data": data})));
    let app = app_with(&fake, &zones, 2).await;
    app.clock.set(start());
    assert!(refresh(&app).await.contains("1 zones read"));
    let again = providers(&fake, &zones, 2, PATIENT);
    let beside = app
        .beside_with(&app.url, |options| options.providers = again)
        .await;
    assert!(refresh(&beside).await.contains("1 zones read"));
    assert!(refresh(&beside).await.contains("1 failed"));
    assert_eq!(fake.asked().len(), 2);
    // The next day of UTC begins in two hours.
    beside.clock.advance(Duration::hours(2));
    assert!(refresh(&beside).await.contains("1 zones read"));
    assert_eq!(fake.asked().len(), 3);
}

async fn app_under(source: impl WeatherSource + 'static, calls_a_day: u32) -> TestApp {
    let providers = Providers {
        weather: Some(Limited {
            source: Arc::new(source),
            calls_a_day,
        }),
        time_max: PATIENT,
        ..Providers::default()
    };
    TestApp::start_with(|options| options.providers = Arc::new(providers), 1_000_000).await
}

fn access(fake: &FakeProvider) -> Access {
    Access {
        base_url: Some(fake.base_url()),
        calls_a_day: 100,
    }
}

async fn look_up(app: &TestApp) -> String {
    let done = refresh_weather(&app.services).await;
    done.expect("the database answers")
}

/// What the array is planned to yield, kWh, and how many steps know the weather.
fn sun(plan: &Value) -> (f64, usize) {
    let steps = plan["steps"].as_array().expect("steps").iter();
    let kwh = steps.clone().filter_map(|step| step["solar_kwh"].as_f64());
    let known = steps.filter(|step| step["solar_method"] == "weather");
    (kwh.sum(), known.count())
}

#[tokio::test]
async fn open_meteos_clouds_take_the_place_of_the_clear_sky() {
    let fake = FakeProvider::start().await;
    let app = app_under(OpenMeteo::new(&access(&fake)).expect("usable"), 100).await;
    let (operator, path) = measured_works(&app, "DEU").await;
    let (clear, known) = sun(&carbon_plan(&app, &path, &operator).await);
    assert_eq!(known, 0);

    // Three days of quarter-hours from midnight of UTC, of which two hours are missing.
    let midnight = start() - Duration::hours(22);
    let times: Vec<i64> = (0..288)
        .map(|quarter| (midnight + Duration::minutes(15 * quarter)).timestamp())
        .collect();
    let of = |value: f64| -> Vec<Value> {
        let gap = 140..148;
        let at = |index: i32| {
            if gap.contains(&index) {
                Value::Null
            } else {
                json!(value)
            }
        };
        (0..288).map(at).collect()
    };
    fake.says(
        "/forecast",
        Recorded::Json(json!({"latitude": 52.5, "longitude": 13.4, "utc_offset_seconds": 0, "timezone": "GMT",
            "minutely_15_units": {"time": "unixtime", "temperature_2m": "\u{b0}C", "shortwave_radiation": "W/m\u{b2}"},
            "minutely_15": {"time": times, "temperature_2m": of(12.5), "shortwave_radiation": of(60.0),
                "direct_normal_irradiance": of(0.0), "diffuse_radiation": of(60.0)}})),
    );
    assert!(look_up(&app).await.contains("1 sites read"));
    let asked = fake.asked();
    assert!(
        asked[0].contains("latitude=52.5&longitude=13.4"),
        "{asked:?}"
    );
    assert!(asked[0].contains("timeformat=unixtime"), "{asked:?}");
    let plan = carbon_plan(&app, &path, &operator).await;
    let (clouded, known) = sun(&plan);
    assert_eq!(known, 88);
    assert!(
        clouded > 1.0 && clouded < clear / 2.0,
        "{clouded} of {clear}"
    );
    let basis = &plan["basis"]["solar"];
    assert_eq!(
        (&basis["method"], &basis["provider"]),
        (&json!("weather"), &json!("open_meteo"))
    );
    let words = basis["words"].as_str().expect("words");
    assert!(words.contains("8 of 96 steps have a clear sky"), "{words}");

    // Not read again before its time, and what was not read in time is stale.
    app.clock.advance(Duration::hours(2));
    assert!(look_up(&app).await.contains("0 sites read"));
    app.clock.advance(Duration::hours(5));
    let plan = carbon_plan(&app, &path, &operator).await;
    assert_eq!(plan["basis"]["solar"]["is_stale"], true);
    fake.says("/forecast", Recorded::Status(500, None));
    assert!(look_up(&app).await.contains("1 failed"));
    assert!(look_up(&app).await.contains("1 left alone"));
    let plan = carbon_plan(&app, &path, &operator).await;
    assert_eq!(
        plan["basis"]["solar"]["method"], "weather",
        "what is known stays"
    );
}

#[tokio::test]
async fn openweathers_days_are_hours_of_utc() {
    let fake = FakeProvider::start().await;
    let source = OpenWeather::new(&access(&fake), KEY).expect("usable");
    let app = app_under(source, 100).await;
    let (operator, path) = measured_works(&app, "DEU").await;
    let day = |date: &str, tz: &str| {
        let hours = (0..24).map(|hour| {
            let light = |ghi: i32| json!({"ghi": ghi, "dni": 0, "dhi": ghi});
            json!({"start": format!("{hour:02}:00"), "end": format!("{:02}:00", hour + 1),
                "avg_irradiance": {"clear_sky": light(900), "cloudy_sky": light(if hour == 12 { 200 } else { 0 })},
                "max_irradiance": {"clear_sky": light(999), "cloudy_sky": light(999)}})
        });
        json!({"lat": 52.5, "lon": 13.4, "date": date, "interval": "1h", "tz": tz,
            "sunrise": "03:00", "sunset": "19:00", "intervals": hours.collect::<Vec<_>>()})
    };
    fake.says(
        "date=2026-06-14",
        Recorded::Json(day("2026-06-14", "+00:00")),
    );
    // Whatever zone it answers in, its hours are put where they belong.
    fake.says(
        "date=2026-06-15",
        Recorded::Json(day("2026-06-15", "+02:00")),
    );
    assert!(look_up(&app).await.contains("1 sites read"));
    let asked = fake.asked();
    assert!(
        asked[0].contains("/energy/2.0/solar/interval_data?"),
        "{asked:?}"
    );
    let plan = carbon_plan(&app, &path, &operator).await;
    let bright: Vec<_> = plan["steps"]
        .as_array()
        .expect("steps")
        .iter()
        .filter(|step| step["solar_method"] == "weather" && step["solar_kwh"].as_f64() > Some(0.0))
        .map(|step| step["label"].as_str().expect("a label").to_owned())
        .collect();
    assert_eq!(bright, ["Mon 12:00", "Mon 12:15", "Mon 12:30", "Mon 12:45"]);
    let words = plan["basis"]["solar"]["words"].as_str().expect("words");
    assert!(words.contains("says no temperature"), "{words}");
}

#[tokio::test]
async fn solcasts_rooftops_have_a_band_and_its_calls_an_end() {
    let fake = FakeProvider::start().await;
    // The first site of a new database.
    let site = "0c000003-0000-8000-8000-000000000001";
    let rooftops = [(site.parse().expect("an id"), "ab12-cd34".to_owned())].into();
    let source = Solcast::new(&access(&fake), KEY, rooftops).expect("usable");
    let app = app_under(source, 1).await;
    let (operator, path) = measured_works(&app, "DEU").await;
    assert!(path.ends_with(site), "{path}");
    let halves = (1..=48).map(|half| {
        let end = start() + Duration::minutes(30 * half);
        json!({"pv_estimate": 4.0, "pv_estimate10": 2.0, "pv_estimate90": 6.0,
            "period_end": end.format("%Y-%m-%dT%H:%M:%S.0000000Z").to_string(), "period": "PT30M"})
    });
    let answer = json!({"forecasts": halves.collect::<Vec<_>>()});
    fake.says("/rooftop_sites/ab12-cd34/forecasts", Recorded::Json(answer));
    assert!(look_up(&app).await.contains("1 sites read"));
    assert!(fake.asked()[0].ends_with(&format!("Bearer {KEY}")));
    let plan = carbon_plan(&app, &path, &operator).await;
    assert_eq!(sun(&plan), (96.0, 96));
    let step = &plan["steps"][0];
    assert_eq!(
        (
            &step["solar_kwh"],
            &step["solar_p10_kwh"],
            &step["solar_p90_kwh"]
        ),
        (&json!(1.0), &json!(0.5), &json!(1.5))
    );
    app.clock.advance(Duration::hours(1));
    assert!(look_up(&app).await.contains("0 sites read, 0 failed"));
    // It is another day of UTC in two hours: read at its time, and then no more.
    app.clock.advance(Duration::hours(2));
    assert!(look_up(&app).await.contains("1 sites read"));
    app.clock.advance(Duration::hours(3));
    assert!(look_up(&app).await.contains("1 failed"));
    assert_eq!(fake.asked().len(), 2);
}

#[tokio::test]
async fn solcasts_light_goes_through_the_chain_of_the_array() {
    let fake = FakeProvider::start().await;
    let source = Solcast::new(&access(&fake), KEY, [].into()).expect("usable");
    let app = app_under(source, 100).await;
    let (operator, path) = measured_works(&app, "DEU").await;
    let light = |ghi: f64| {
        let halves = (1..=60).map(move |half| {
            let end = start() + Duration::minutes(30 * half);
            json!({"ghi": ghi, "dni": ghi / 2.0, "dhi": ghi / 2.0, "air_temp": 12,
                "period_end": end.format("%Y-%m-%dT%H:%M:%S.0000000Z").to_string(), "period": "PT30M"})
        });
        Recorded::Json(json!({"forecasts": halves.collect::<Vec<_>>()}))
    };
    fake.says("/data/forecast/radiation_and_weather", light(0.0));
    assert!(look_up(&app).await.contains("1 sites read"));
    let asked = fake.asked();
    assert!(
        asked[0].contains("output_parameters=ghi%2Cdni%2Cdhi%2Cair_temp"),
        "{asked:?}"
    );
    assert_eq!(sun(&carbon_plan(&app, &path, &operator).await), (0.0, 96));

    // It asks as often as a day's calls allow.
    app.clock.advance(Duration::hours(3));
    fake.says("/data/forecast/radiation_and_weather", light(600.0));
    assert!(look_up(&app).await.contains("1 sites read"));
    let (kwh, known) = sun(&carbon_plan(&app, &path, &operator).await);
    // Of the day that the load is known for, three hours are over.
    assert!(kwh > 0.0 && known == 84, "{kwh} {known}");
}
