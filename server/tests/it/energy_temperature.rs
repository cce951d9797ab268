//! A recorded answer of Open-Meteo with its past: what a heated site will use is forecast with the temperature.

use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};
use serde_json::{Value, json};
use services::energy::providers::{Access, Limited, OpenMeteo, Providers};
use services::energy::refresh_weather;
use testkit::{heated_kwh, outside_c};

use crate::energy::{put, send, start, works_in};
use crate::providers::PATIENT;
use crate::recommendations::get;
use crate::support::app::TestApp;
use crate::support::provider::{FakeProvider, Recorded};

/// As it is said: moments as seconds, a field for each value; of quarter-hours the sun too.
fn recorded() -> Value {
    let midnight = start() - Duration::hours(22);
    let quarters: Vec<_> = (0..288)
        .map(|quarter| midnight + Duration::minutes(15 * quarter))
        .collect();
    let first = start() - Duration::days(92);
    let hours: Vec<_> = (0..=92 * 24)
        .map(|hour| first + Duration::hours(hour))
        .collect();
    let seconds =
        |times: &[DateTime<Utc>]| -> Vec<i64> { times.iter().map(DateTime::timestamp).collect() };
    let warmth =
        |times: &[DateTime<Utc>]| -> Vec<f64> { times.iter().map(|at| outside_c(*at)).collect() };
    let light = vec![0.0; quarters.len()];
    json!({"latitude": 52.5, "longitude": 13.4, "utc_offset_seconds": 0, "timezone": "GMT",
        "hourly_units": {"time": "unixtime", "temperature_2m": "\u{b0}C"},
        "hourly": {"time": seconds(&hours), "temperature_2m": warmth(&hours)},
        "minutely_15_units": {"time": "unixtime", "temperature_2m": "\u{b0}C", "shortwave_radiation": "W/m\u{b2}"},
        "minutely_15": {"time": seconds(&quarters), "temperature_2m": warmth(&quarters),
            "shortwave_radiation": light, "direct_normal_irradiance": light, "diffuse_radiation": light}})
}

/// Five weeks of hours of a site that is heated below 15 degrees.
fn heated() -> Vec<Value> {
    let hours = (0..35 * 24).map(|hour| start() - Duration::days(35) + Duration::hours(hour));
    let row = |at: DateTime<Utc>| json!({"channel": "import_kwh", "at": at.to_rfc3339(), "value": heated_kwh(at)});
    hours.map(row).collect()
}

#[tokio::test]
async fn a_heated_site_is_forecast_with_the_temperature() {
    let fake = FakeProvider::start().await;
    let access = Access {
        base_url: Some(fake.base_url()),
        calls_a_day: 100,
    };
    let source = Arc::new(OpenMeteo::new(&access).expect("usable"));
    let providers = Arc::new(Providers {
        weather: Some(Limited {
            source,
            calls_a_day: 100,
        }),
        time_max: PATIENT,
        ..Providers::default()
    });
    let app = TestApp::start_with(|options| options.providers = providers, 1_000_000).await;
    let (operator, path) = works_in(&app, "DEU").await;
    let settings = json!({"interval_minutes": 60, "time_zone": "Europe/Berlin"});
    put(&app, &path, &operator, settings).await;
    let look_up = async || refresh_weather(&app.services).await.expect("done");
    fake.says("/forecast", Recorded::Json(recorded()));
    // Without an array, a site is asked about once it is measured.
    assert!(look_up().await.contains("0 sites read"));
    send(&app, &path, &operator, heated(), false).await;
    let made = get(&app, &operator, &format!("{path}/forecast")).await;
    assert_eq!(made["basis"]["method"], "panel");
    assert_eq!(made["basis"]["temperature"], Value::Null);

    assert!(look_up().await.contains("1 sites read"));
    let asked = fake.asked();
    assert!(
        asked[0].contains("hourly=temperature_2m&past_hours=2208&forecast_hours=1"),
        "{asked:?}"
    );
    let made = get(&app, &operator, &format!("{path}/forecast")).await;
    let basis = &made["basis"];
    assert_eq!(basis["method"], "panel_with_temperature", "{basis}");
    let temperature = &basis["temperature"];
    assert_eq!(
        (
            &temperature["is_used"],
            &temperature["is_missed"],
            &temperature["is_stale"],
            &temperature["provider"]
        ),
        (
            &json!(true),
            &json!(false),
            &json!(false),
            &json!("open_meteo")
        )
    );
    let base = temperature["heating_base_c"].as_f64().expect("a base");
    assert!((12.0..=18.0).contains(&base), "{temperature}");
    let words = temperature["words"].as_str().expect("words");
    assert!(
        words.contains("heating below") && words.contains("Open-Meteo said it"),
        "{words}"
    );

    // The next time the past is known, and not asked for.
    app.clock.advance(Duration::hours(3));
    assert!(look_up().await.contains("1 sites read"));
    assert!(!fake.asked()[1].contains("past_hours"));
}
