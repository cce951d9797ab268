//! Electricity Maps: hours of a zone, of the electricity that is used there, by life cycle.
//!
//! The forecast is part of paid plans only; without it there are the last 24 hours.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use engine::energy::intensity::Part;
use model::emissions::{IntensityKind, IntensityProvider, IntensityScope, IntensitySignal};
use reqwest::header::{HeaderName, HeaderValue};
use serde_json::Value;

use super::endpoint::{Endpoint, secret};
use super::{Access, Caller, IntensitySource, ProviderError, Reading};

const BASE_URL: &str = "https://api.electricitymaps.com/v3";

/// See the module.
#[derive(Debug)]
pub struct ElectricityMaps {
    at: Endpoint,
    /// Marked as sensitive: neither printed nor logged.
    key: (HeaderName, HeaderValue),
}

impl ElectricityMaps {
    /// Opens no connection yet.
    ///
    /// # Errors
    /// A sentence about the address or the key; it does not repeat the key.
    pub fn new(access: &Access, key: &str) -> Result<Self, String> {
        Ok(Self {
            at: Endpoint::new(access, BASE_URL, true)?,
            key: secret(HeaderName::from_static("auth-token"), key)?,
        })
    }

    async fn ask(
        &self,
        caller: &Caller<'_>,
        what: &str,
        zone: &str,
    ) -> Result<Value, ProviderError> {
        let mut url = self.at.url(&["carbon-intensity", what])?;
        url.query_pairs_mut()
            .append_pair("zone", zone)
            .append_pair("emissionFactorType", "lifecycle");
        caller.get(&self.at.http, url, Some(&self.key)).await
    }
}

#[async_trait]
impl IntensitySource for ElectricityMaps {
    fn provider(&self) -> IntensityProvider {
        IntensityProvider::ElectricityMaps
    }

    async fn read(
        &self,
        caller: &Caller<'_>,
        zone: &str,
        _now: DateTime<Utc>,
    ) -> Result<Reading, ProviderError> {
        let past = self.ask(caller, "history", zone).await?;
        let ahead = match self.ask(caller, "forecast", zone).await {
            Ok(ahead) => Some(ahead),
            Err(error) if error.is_not_in_plan() => None,
            Err(error) => return Err(error),
        };
        let list = past["history"].as_array();
        let list = list.ok_or(ProviderError::NotItsFormat("there is no history"))?;
        let scope = scope(list)?;
        let mut parts: Vec<Part> = list.iter().filter_map(measured).collect();
        let expected = ahead
            .as_ref()
            .and_then(|ahead| ahead["forecast"].as_array());
        parts.extend(expected.into_iter().flatten().filter_map(|row| {
            Some(Part {
                at: time(&row["datetime"])?,
                minutes: 60,
                g_per_kwh: row["carbonIntensity"].as_f64()?,
                kind: IntensityKind::Forecast,
            })
        }));
        if parts.is_empty() {
            return Err(ProviderError::Empty);
        }
        Ok(Reading {
            signal: IntensitySignal::Average,
            scope,
            generated_at: ahead.and_then(|ahead| time(&ahead["updatedAt"])),
            parts,
        })
    }
}

/// What the hours count, which must be the same for all; what is not said is what was asked for.
fn scope(history: &[Value]) -> Result<IntensityScope, ProviderError> {
    let mut kinds = history
        .iter()
        .filter_map(|row| row["emissionFactorType"].as_str());
    let first = kinds.next().unwrap_or("lifecycle");
    if kinds.any(|kind| kind != first) {
        return Err(ProviderError::NotItsFormat(
            "its hours count different emissions",
        ));
    }
    match first {
        "lifecycle" => Ok(IntensityScope::LifeCycle),
        "direct" => Ok(IntensityScope::Direct),
        _ => Err(ProviderError::NotItsFormat("an unknown emissionFactorType")),
    }
}

fn measured(row: &Value) -> Option<Part> {
    let is_estimated = row["isEstimated"].as_bool().unwrap_or(true);
    Some(Part {
        at: time(&row["datetime"])?,
        minutes: 60,
        g_per_kwh: row["carbonIntensity"].as_f64()?,
        kind: if is_estimated {
            IntensityKind::Estimated
        } else {
            IntensityKind::Actual
        },
    })
}

fn time(text: &Value) -> Option<DateTime<Utc>> {
    let time = DateTime::parse_from_rfc3339(text.as_str()?).ok()?;
    Some(time.to_utc())
}
