//! Solcast: the power of a registered rooftop with P10, P50 and P90, or the sun of a place that is not
//! registered (<https://docs.solcast.com.au>). Its times are the ends of intervals.

use std::collections::BTreeMap;

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use model::energy::{ArrayPower, WeatherPoint, WeatherProvider};
use model::ids::SiteId;
use reqwest::header::{AUTHORIZATION, HeaderName, HeaderValue};
use serde_json::Value;

use super::endpoint::{Endpoint, secret};
use super::{Access, Caller, ProviderError, SiteAsked, WeatherSource, irradiance, temperature};

const BASE_URL: &str = "https://api.solcast.com.au";
const HOURS: &str = "48";

/// See the module.
#[derive(Debug)]
pub struct Solcast {
    at: Endpoint,
    /// Marked as sensitive: neither printed nor logged.
    key: (HeaderName, HeaderValue),
    /// Registered rooftops of our sites.
    rooftops: BTreeMap<SiteId, String>,
}

impl Solcast {
    /// Opens no connection yet.
    ///
    /// # Errors
    /// A sentence about the address, the key or a rooftop; it does not repeat the key.
    pub fn new(
        access: &Access,
        key: &str,
        rooftops: BTreeMap<SiteId, String>,
    ) -> Result<Self, String> {
        let at = Endpoint::new(access, BASE_URL, true)?;
        let is_id = |id: &String| id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        if let Some((_, id)) = rooftops.iter().find(|(_, id)| !is_id(id)) {
            return Err(format!("`{id}` is no resource id of Solcast"));
        }
        Ok(Self {
            at,
            key: secret(AUTHORIZATION, &format!("Bearer {key}"))?,
            rooftops,
        })
    }
}

#[async_trait]
impl WeatherSource for Solcast {
    fn provider(&self) -> WeatherProvider {
        WeatherProvider::Solcast
    }

    async fn read(
        &self,
        caller: &Caller<'_>,
        site: &SiteAsked,
        _now: DateTime<Utc>,
    ) -> Result<Vec<WeatherPoint>, ProviderError> {
        let rooftop = self.rooftops.get(&site.id);
        let path = match rooftop {
            Some(id) => vec!["rooftop_sites", id, "forecasts"],
            None => vec!["data", "forecast", "radiation_and_weather"],
        };
        let mut url = self.at.url(&path)?;
        url.query_pairs_mut()
            .append_pair("format", "json")
            .append_pair("hours", HOURS);
        if rooftop.is_none() {
            url.query_pairs_mut()
                .append_pair("latitude", &site.latitude_deg.to_string())
                .append_pair("longitude", &site.longitude_deg.to_string())
                .append_pair("period", "PT30M")
                .append_pair("output_parameters", "ghi,dni,dhi,air_temp");
        }
        let answer = caller.get(&self.at.http, url, Some(&self.key)).await?;
        let list = answer["forecasts"].as_array();
        let list = list.ok_or(ProviderError::NotItsFormat("there are no forecasts"))?;
        Ok(list.iter().filter_map(point).collect())
    }
}

fn point(row: &Value) -> Option<WeatherPoint> {
    let end = DateTime::parse_from_rfc3339(row["period_end"].as_str()?).ok()?;
    let minutes = minutes(row["period"].as_str()?)?;
    let light = |field: &str| row[field].as_f64().and_then(irradiance);
    let power = |field: &str| row[field].as_f64().filter(|kw| *kw >= 0.0);
    let all = power("pv_estimate10")
        .zip(power("pv_estimate"))
        .zip(power("pv_estimate90"));
    Some(WeatherPoint {
        at: end.to_utc() - TimeDelta::minutes(i64::from(minutes)),
        minutes,
        ghi: light("ghi"),
        dni: light("dni"),
        dhi: light("dhi"),
        air_c: row["air_temp"].as_f64().and_then(temperature),
        array: all.map(|((p10_kw, p50_kw), p90_kw)| ArrayPower {
            p10_kw,
            p50_kw,
            p90_kw,
        }),
    })
}

/// `PT30M` or `PT1H`.
fn minutes(period: &str) -> Option<u32> {
    let rest = period.strip_prefix("PT")?;
    let minutes = match (rest.strip_suffix('M'), rest.strip_suffix('H')) {
        (Some(minutes), _) => minutes.parse().ok(),
        (None, Some(hours)) => hours.parse::<u32>().ok()?.checked_mul(60),
        (None, None) => None,
    };
    minutes.filter(|minutes| (1..=60).contains(minutes))
}
