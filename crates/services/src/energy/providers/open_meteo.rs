//! Open-Meteo: quarter-hours of sun and temperature, without a key for non-commercial use
//! (<https://open-meteo.com/en/docs>). Irradiance is the mean of the quarter-hour before its time.

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use model::energy::{WeatherPoint, WeatherProvider};
use serde_json::Value;

use super::endpoint::Endpoint;
use super::{Access, Caller, ProviderError, SiteAsked, WeatherSource, irradiance, temperature};

const BASE_URL: &str = "https://api.open-meteo.com/v1";
const MINUTES: u32 = 15;
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

    async fn read(
        &self,
        caller: &Caller<'_>,
        site: &SiteAsked,
        _now: DateTime<Utc>,
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
        Ok(times.iter().enumerate().filter_map(point).collect())
    }
}
