//! WattTime, version 3: what one kilowatt-hour more makes power stations emit (MOER), in steps of five
//! minutes. That is no average, and is never mixed with one.

use async_trait::async_trait;
use base64::Engine;
use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use engine::energy::intensity::{Part, from_lbs_per_mwh};
use model::emissions::{IntensityKind, IntensityProvider, IntensityScope, IntensitySignal};
use reqwest::header::{AUTHORIZATION, HeaderName, HeaderValue};
use serde_json::Value;

use super::endpoint::{Endpoint, secret};
use super::{Access, Caller, IntensitySource, ProviderError, Reading};

const BASE_URL: &str = "https://api.watttime.org";
const HOURS_BACK: TimeDelta = TimeDelta::hours(6);
const HOURS_AHEAD: &str = "48";
const SIGNAL: &str = "co2_moer";

/// See the module.
#[derive(Debug)]
pub struct WattTime {
    at: Endpoint,
    /// User and password, marked as sensitive.
    login: (HeaderName, HeaderValue),
}

impl WattTime {
    /// Opens no connection yet.
    ///
    /// # Errors
    /// A sentence about the address; it repeats neither user nor password.
    pub fn new(access: &Access, user: &str, password: &str) -> Result<Self, String> {
        let at = Endpoint::new(access, BASE_URL, true)?;
        let encoded = base64::prelude::BASE64_STANDARD.encode(format!("{user}:{password}"));
        let login = secret(AUTHORIZATION, &format!("Basic {encoded}"))?;
        Ok(Self { at, login })
    }
}

#[async_trait]
impl IntensitySource for WattTime {
    fn provider(&self) -> IntensityProvider {
        IntensityProvider::WattTime
    }

    async fn read(
        &self,
        caller: &Caller<'_>,
        zone: &str,
        now: DateTime<Utc>,
    ) -> Result<Reading, ProviderError> {
        let answer = caller
            .get(&self.at.http, self.at.url(&["login"])?, Some(&self.login))
            .await?;
        // A token lasts half an hour, and hours lie between two readings.
        let token = answer["token"].as_str();
        let token = token.and_then(|token| secret(AUTHORIZATION, &format!("Bearer {token}")).ok());
        let token = token.ok_or(ProviderError::NotItsFormat("there is no token"))?;
        let mut ahead = self.at.url(&["v3", "forecast"])?;
        ahead
            .query_pairs_mut()
            .append_pair("region", zone)
            .append_pair("signal_type", SIGNAL)
            .append_pair("horizon_hours", HOURS_AHEAD);
        let ahead = caller.get(&self.at.http, ahead, Some(&token)).await?;
        let expected = values(&ahead, IntensityKind::Forecast)?;
        let mut past = self.at.url(&["v3", "historical"])?;
        let time = |at: DateTime<Utc>| at.to_rfc3339_opts(SecondsFormat::Secs, true);
        past.query_pairs_mut()
            .append_pair("region", zone)
            .append_pair("signal_type", SIGNAL)
            .append_pair("start", &time(now - HOURS_BACK))
            .append_pair("end", &time(now));
        let mut parts = match caller.get(&self.at.http, past, Some(&token)).await {
            Ok(past) => values(&past, IntensityKind::Actual)?,
            Err(error) if error.is_not_in_plan() => Vec::new(),
            Err(error) => return Err(error),
        };
        parts.extend(expected);
        if parts.is_empty() {
            return Err(ProviderError::Empty);
        }
        let generated_at = ahead["meta"]["generated_at"].as_str();
        let generated_at = generated_at.and_then(|text| DateTime::parse_from_rfc3339(text).ok());
        Ok(Reading {
            signal: IntensitySignal::Marginal,
            scope: IntensityScope::Direct,
            generated_at: generated_at.map(|at| at.to_utc()),
            parts,
        })
    }
}

/// Refuses another signal or unit than was asked for: figures alone do not show it.
fn values(answer: &Value, kind: IntensityKind) -> Result<Vec<Part>, ProviderError> {
    let meta = &answer["meta"];
    if meta["signal_type"] != SIGNAL {
        return Err(ProviderError::NotItsFormat("signal_type is not co2_moer"));
    }
    if meta["units"] != "lbs_co2_per_mwh" {
        return Err(ProviderError::NotItsFormat("units are not lbs_co2_per_mwh"));
    }
    let minutes = meta["data_point_period_seconds"].as_u64();
    let minutes = minutes.and_then(|seconds| u32::try_from(seconds / 60).ok());
    let minutes = minutes.ok_or(ProviderError::NotItsFormat("there is no period"))?;
    let data = answer["data"].as_array();
    let data = data.ok_or(ProviderError::NotItsFormat("there is no data"))?;
    let part = |row: &Value| {
        let at = DateTime::parse_from_rfc3339(row["point_time"].as_str()?).ok()?;
        let is_imputed = row["imputed_data_used"].as_bool() == Some(true);
        let least = if is_imputed {
            IntensityKind::Estimated
        } else {
            IntensityKind::Actual
        };
        Some(Part {
            at: at.to_utc(),
            minutes,
            g_per_kwh: from_lbs_per_mwh(row["value"].as_f64()?),
            kind: kind.max(least),
        })
    };
    Ok(data.iter().filter_map(part).collect())
}
