//! OpenWeather's Solar Irradiance API, version 2: hours of a day under the clouds that are expected
//! (<https://openweathermap.org/api/solar-irradiance>). It has no temperature.

use async_trait::async_trait;
use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, Utc};
use model::energy::{WeatherPoint, WeatherProvider};
use serde_json::Value;

use super::endpoint::Endpoint;
use super::{Access, Caller, ProviderError, SiteAsked, WeatherSource, irradiance};

const BASE_URL: &str = "https://api.openweathermap.org";
/// Today and tomorrow of UTC: a plan reaches no further.
const DAYS: u64 = 2;

/// See the module.
pub struct OpenWeather {
    at: Endpoint,
    /// It is part of the address, which is neither logged nor repeated.
    key: String,
}

impl std::fmt::Debug for OpenWeather {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "OpenWeather {{ base_url: {} }}", self.at.base_url)
    }
}

impl OpenWeather {
    /// Opens no connection yet.
    ///
    /// # Errors
    /// A sentence about the address.
    pub fn new(access: &Access, key: &str) -> Result<Self, String> {
        Ok(Self {
            at: Endpoint::new(access, BASE_URL, true)?,
            key: key.to_owned(),
        })
    }
}

#[async_trait]
impl WeatherSource for OpenWeather {
    fn provider(&self) -> WeatherProvider {
        WeatherProvider::OpenWeather
    }

    async fn read(
        &self,
        caller: &Caller<'_>,
        site: &SiteAsked,
        now: DateTime<Utc>,
    ) -> Result<Vec<WeatherPoint>, ProviderError> {
        let mut points = Vec::new();
        for day in 0..DAYS {
            let date = now.date_naive().checked_add_days(Days::new(day));
            let date = date.ok_or(ProviderError::NotItsFormat("its calendar"))?;
            let mut url = self.at.url(&["energy", "2.0", "solar", "interval_data"])?;
            url.query_pairs_mut()
                .append_pair("lat", &site.latitude_deg.to_string())
                .append_pair("lon", &site.longitude_deg.to_string())
                .append_pair("date", &date.to_string())
                .append_pair("interval", "1h")
                .append_pair("tz", "+00:00")
                .append_pair("appid", &self.key);
            let answer = caller.get(&self.at.http, url, None).await?;
            points.extend(hours(&answer, date)?);
        }
        Ok(points)
    }
}

fn hours(answer: &Value, date: NaiveDate) -> Result<Vec<WeatherPoint>, ProviderError> {
    // Its hours are local ones, of the zone that was asked for or of another.
    if answer["date"] != date.to_string() {
        return Err(ProviderError::NotItsFormat("another date"));
    }
    let offset = answer["tz"].as_str().and_then(offset);
    let offset = offset.ok_or(ProviderError::NotItsFormat("there is no tz"))?;
    let list = answer["intervals"].as_array();
    let list = list.ok_or(ProviderError::NotItsFormat("there are no intervals"))?;
    let point = |row: &Value| {
        let start = NaiveTime::parse_from_str(row["start"].as_str()?, "%H:%M").ok()?;
        let light = &row["avg_irradiance"]["cloudy_sky"];
        let value = |field: &str| light[field].as_f64().and_then(irradiance);
        Some(WeatherPoint {
            at: date.and_time(start).and_utc() - offset,
            minutes: 60,
            ghi: value("ghi"),
            dni: value("dni"),
            dhi: value("dhi"),
            air_c: None,
            array: None,
        })
    };
    Ok(list.iter().filter_map(point).collect())
}

/// `+05:30` as what local time is ahead of UTC.
fn offset(text: &str) -> Option<TimeDelta> {
    let (sign, rest) = match text.split_at_checked(1)? {
        ("+", rest) => (1, rest),
        ("-", rest) => (-1, rest),
        _ => return None,
    };
    let (hours, minutes) = rest.split_once(':')?;
    let minutes = 60 * hours.parse::<i64>().ok()? + minutes.parse::<i64>().ok()?;
    Some(TimeDelta::minutes(sign * minutes))
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::offset;

    #[test]
    fn offsets_are_read() {
        assert_eq!(offset("+00:00"), Some(TimeDelta::zero()));
        assert_eq!(offset("+05:30"), Some(TimeDelta::minutes(330)));
        assert_eq!(offset("-03:00"), Some(TimeDelta::hours(-3)));
        for text in ["", "Z", "05:30", "+5", "+x:00"] {
            assert_eq!(offset(text), None, "{text}");
        }
    }
}
