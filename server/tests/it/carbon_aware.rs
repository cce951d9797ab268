//! The carbon of grids as clients of the Carbon Aware SDK ask for it.

use axum::http::StatusCode;
use chrono::{DateTime, Duration, SecondsFormat, Utc};
use serde_json::{Value, json};

use crate::energy::{put, settings, start, works_in};
use crate::providers::{app_with, half_hours, refresh};
use crate::recommendations::{act, get};
use crate::support::provider::{FakeProvider, Recorded};

const BY_LOCATION: &str = "/api/v1/emissions/bylocation";
const CURRENT: &str = "/api/v1/emissions/forecasts/current";
const BATCH: &str = "/api/v1/emissions/forecasts/batch";

fn time(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

fn expects(fake: &FakeProvider, from: DateTime<Utc>, g: impl Fn(i32) -> i32) {
    let data = half_hours(
        from,
        48,
        |half| json!({"forecast": g(half / 2), "actual": null, "index": "low"}),
    );
    fake.says("/intensity/", Recorded::Json(json!({"data": data})));
}

#[tokio::test]
async fn what_was_known_then_is_answered() {
    let fake = FakeProvider::start().await;
    let app = app_with(&fake, &["GB=uk_carbon_intensity"], 100).await;
    let (operator, path) = works_in(&app, "GBR").await;
    put(&app, &path, &operator, settings()).await;
    let none = app.get(&format!("{CURRENT}?location=GB"), &operator).await;
    assert_eq!(none.status, StatusCode::CONFLICT, "{}", none.text());

    // Least in the sixth and seventh hour.
    expects(&fake, start(), |hour| {
        100 + 10 * (hour - 6).abs() - 5 * i32::from(hour == 5)
    });
    refresh(&app).await;
    for location in ["GB", "works"] {
        let range = format!(
            "time={}&toTime={}",
            time(start()),
            time(start() + Duration::hours(3))
        );
        let data = get(
            &app,
            &operator,
            &format!("{BY_LOCATION}?location={location}&{range}"),
        )
        .await;
        let ratings: Vec<_> = data
            .as_array()
            .expect("hours")
            .iter()
            .map(|hour| hour["rating"].as_f64().expect("a number"))
            .collect();
        assert_eq!(ratings, [160.0, 150.0, 140.0]);
        assert_eq!(
            (
                &data[1]["time"],
                &data[1]["duration"],
                &data[1]["kind"],
                &data[1]["scope"]
            ),
            (
                &json!(time(start() + Duration::hours(1))),
                &json!("01:00:00"),
                &json!("forecast"),
                &json!("direct_with_losses")
            )
        );
    }
    let now = get(&app, &operator, &format!("{BY_LOCATION}?location=GB")).await;
    assert_eq!(now[0]["rating"], 160.0);
    let best = |answer: &Value| {
        let point = &answer["optimalDataPoint"];
        assert_eq!(answer["optimalDataPoints"], json!([point]));
        (point["timestamp"].clone(), point["value"].clone())
    };
    let windows = get(
        &app,
        &operator,
        &format!("{CURRENT}?location=GB&windowSize=120"),
    )
    .await;
    assert_eq!(
        best(&windows[0]),
        (json!(time(start() + Duration::hours(5))), json!(102.5))
    );
    assert_eq!(
        windows[0]["forecastData"].as_array().map(Vec::len),
        Some(23)
    );
    let until = time(start() + Duration::hours(4));
    let early = get(
        &app,
        &operator,
        &format!("{CURRENT}?location=GB&dataEndAt={until}"),
    )
    .await;
    assert_eq!(best(&early[0]).0, json!(time(start() + Duration::hours(3))));
    // Half an hour finds room where an hour does not, at its hour's mean.
    let until = time(start() + Duration::minutes(3 * 60 + 30));
    let short = format!("{CURRENT}?location=GB&windowSize=30&dataEndAt={until}");
    let short = get(&app, &operator, &short).await;
    assert_eq!(best(&short[0]), best(&early[0]));
    assert_eq!(short[0]["optimalDataPoint"]["duration"], 30);

    // Two hours later it looks different, and a look back sees what was known.
    app.clock.advance(Duration::hours(2));
    let later = start() + Duration::hours(2);
    expects(&fake, later, |hour| 200 - hour);
    refresh(&app).await;
    let question = |requested: DateTime<Utc>| {
        json!({"requestedAt": time(requested), "location": "Works", "windowSize": 60,
            "dataEndAt": time(start() + Duration::hours(20))})
    };
    let asked = json!([question(start() + Duration::minutes(90)), question(later)]);
    let answers = act(&app, &operator, BATCH, asked).await;
    assert_eq!(
        best(&answers[0]),
        (json!(time(start() + Duration::hours(6))), json!(100.0))
    );
    assert_eq!(answers[0]["generatedAt"], time(start()));
    assert_eq!(
        best(&answers[1]),
        (json!(time(start() + Duration::hours(19))), json!(183.0))
    );
    let before = json!([question(start() - Duration::hours(1))]);
    let unknown = app.post(BATCH, &operator, before).await;
    assert_eq!(unknown.status, StatusCode::CONFLICT, "{}", unknown.text());

    for (query, field) in [
        (format!("{BY_LOCATION}?location=Atlantis"), "location"),
        (
            format!(
                "{BY_LOCATION}?location=GB&time={}&toTime={}",
                time(later),
                time(start())
            ),
            "toTime",
        ),
        (format!("{CURRENT}?location=GB&windowSize=4"), "windowSize"),
        (
            format!("{CURRENT}?location=GB&dataEndAt={}", time(start())),
            "dataEndAt",
        ),
    ] {
        let refused = app.get(&query, &operator).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{query}");
        assert_eq!(refused.json()["errors"][0]["field"], field, "{query}");
    }
}
