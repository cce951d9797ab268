//! Open-Meteo: quarter-hours of sun and temperature, without a key for non-commercial use
//! (<https://open-meteo.com/en/docs>). Irradiance is the mean of the quarter-hour before its time.
//!
//! With the same call it says how warm the hours of up to 92 days before were, put together from the first hours of its
//! models' runs: near to what was measured, but no station's. It counts such a call as one for each two weeks.

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use model::energy::{WeatherPoint, WeatherProvider};
use serde_json::Value;

use super::endpoint::Endpoint;
use super::{Access, Caller, ProviderError, SiteAsked, WeatherSource, irradiance, temperature};

const BASE_URL: &str = "https://api.open-meteo.com/v1";
const MINUTES: u32 = 15;
/// Hours back that it knows.
const PAST_HOURS_MAX: i64 = 92 * 24;
const FIELDS: &str =
    "temperature_2m,shortwave_radiation,direct_normal_irradiance,diffuse_radiation";

/// See the module.
#[derive(Debug)]
pub struct OpenMeteo {
    at: Endpoint,
}

impl OpenMeteo {
    /// Opens no connection yet.
    ///
    /// # Errors
    /// A sentence about the address.
    pub fn new(access: &Access) -> Result<Self, String> {
        Ok(Self {
            at: Endpoint::new(access, BASE_URL, false)?,
        })
    }
}

#[async_trait]
impl WeatherSource for OpenMeteo {
    fn provider(&self) -> WeatherProvider {
        WeatherProvider::OpenMeteo
    }

    fn is_asked_without_array(&self) -> bool {
        true
    }

    async fn read(
        &self,
        caller: &Caller<'_>,
        site: &SiteAsked,
        now: DateTime<Utc>,
    ) -> Result<Vec<WeatherPoint>, ProviderError> {
        let mut url = self.at.url(&["forecast"])?;
        // Times as seconds: local ones include some that a clock never shows.
        url.query_pairs_mut()
            .append_pair("latitude", &site.latitude_deg.to_string())
            .append_pair("longitude", &site.longitude_deg.to_string())
            .append_pair("minutely_15", FIELDS)
            .append_pair("forecast_days", "3")
            .append_pair("timezone", "GMT")
            .append_pair("timeformat", "unixtime");
        if let Some(from) = site.temperatures_from {
            let hours = (now - from).num_hours() + 1;
            url.query_pairs_mut()
                .append_pair("hourly", "temperature_2m")
                .append_pair("past_hours", &hours.clamp(1, PAST_HOURS_MAX).to_string())
                .append_pair("forecast_hours", "1");
        }
        let answer = caller.get(&self.at.http, url, None).await?;
        let all = &answer["minutely_15"];
        let times = all["time"].as_array();
        let times = times.ok_or(ProviderError::NotItsFormat("there are no times"))?;
        let value = |field: &str, index: usize| all[field].get(index).and_then(Value::as_f64);
        let point = |(index, time): (usize, &Value)| {
            let end = DateTime::from_timestamp(time.as_i64()?, 0)?;
            Some(WeatherPoint {
                at: end - TimeDelta::minutes(i64::from(MINUTES)),
                minutes: MINUTES,
                ghi: value("shortwave_radiation", index).and_then(irradiance),
                dni: value("direct_normal_irradiance", index).and_then(irradiance),
                dhi: value("diffuse_radiation", index).and_then(irradiance),
                air_c: value("temperature_2m", index).and_then(temperature),
                array: None,
            })
        };
        let expected = times.iter().enumerate().filter_map(point);
        let expected: Vec<WeatherPoint> = expected.collect();
        let mut points = past(&answer["hourly"], expected.first().map(|one| one.at));
        points.extend(expected);
        Ok(points)
    }
}

/// Hours before a time; none where it said nothing of them. A temperature is of its moment: the mean of an hour is
/// that of both its ends.
fn past(hourly: &Value, until: Option<DateTime<Utc>>) -> Vec<WeatherPoint> {
    const HOUR: TimeDelta = TimeDelta::hours(1);
    let (Some(times), Some(until)) = (hourly["time"].as_array(), until) else {
        return Vec::new();
    };
    let moment = |(index, time): (usize, &Value)| {
        let at = DateTime::from_timestamp(time.as_i64()?, 0)?;
        let celsius = hourly["temperature_2m"].get(index)?.as_f64()?;
        Some((at, temperature(celsius)?))
    };
    let known: Vec<(DateTime<Utc>, f64)> = times.iter().enumerate().filter_map(moment).collect();
    let hours = known
        .windows(2)
        .filter(|ends| ends[1].0 - ends[0].0 == HOUR && ends[1].0 <= until + HOUR / 4);
    let point = |ends: &[(DateTime<Utc>, f64)]| WeatherPoint {
        at: ends[0].0,
        minutes: 60,
        ghi: None,
        dni: None,
        dhi: None,
        air_c: Some(f64::midpoint(ends[0].1, ends[1].1)),
        array: None,
    };
    hours.map(point).collect()
}
