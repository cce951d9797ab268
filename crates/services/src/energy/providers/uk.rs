//! Great Britain's Carbon Intensity API: half-hours of the nation or of one of its regions, without a key.
//!
//! Its figures are what generation emits directly, with losses of the grid; even the actual ones are
//! estimates, and regions have none (<https://carbonintensity.org.uk>, its methodology).

use async_trait::async_trait;
use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use engine::energy::intensity::Part;
use model::emissions::{IntensityKind, IntensityProvider, IntensityScope, IntensitySignal};
use serde_json::Value;

use super::endpoint::Endpoint;
use super::{Access, Caller, IntensitySource, ProviderError, Reading};

const BASE_URL: &str = "https://api.carbonintensity.org.uk";
/// Of 48 hours that are asked for, these lie behind: what was expected of them has come.
const HOURS_BACK: TimeDelta = TimeDelta::hours(6);
/// The zone of the whole nation.
const NATION: &str = "GB";
/// Its times have no seconds.
const TIME: &str = "%Y-%m-%dT%H:%MZ";

/// See the module.
#[derive(Debug)]
pub struct UkCarbonIntensity {
    at: Endpoint,
}

impl UkCarbonIntensity {
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
impl IntensitySource for UkCarbonIntensity {
    fn provider(&self) -> IntensityProvider {
        IntensityProvider::UkCarbonIntensity
    }

    async fn read(
        &self,
        caller: &Caller<'_>,
        zone: &str,
        now: DateTime<Utc>,
    ) -> Result<Reading, ProviderError> {
        let from = (now - HOURS_BACK).format(TIME).to_string();
        let is_nation = zone.eq_ignore_ascii_case(NATION);
        let mut path = if is_nation {
            vec!["intensity", &from, "fw48h"]
        } else {
            vec!["regional", "intensity", &from, "fw48h"]
        };
        if !is_nation {
            let is_region = zone.bytes().all(|byte| byte.is_ascii_digit());
            path.extend([if is_region { "regionid" } else { "postcode" }, zone]);
        }
        let answer = caller.get(&self.at.http, self.at.url(&path)?, None).await?;
        let list = if is_nation {
            &answer["data"]
        } else {
            &answer["data"]["data"]
        };
        let list = list.as_array();
        let list = list.ok_or(ProviderError::NotItsFormat("there is no data"))?;
        let parts: Vec<Part> = list.iter().filter_map(part).collect();
        if parts.is_empty() {
            return Err(ProviderError::Empty);
        }
        Ok(Reading {
            signal: IntensitySignal::Average,
            scope: IntensityScope::DirectWithLosses,
            generated_at: None,
            parts,
        })
    }
}

/// What came where that is known, otherwise what is expected; a half-hour with neither is absent.
fn part(row: &Value) -> Option<Part> {
    let (at, to) = (time(&row["from"])?, time(&row["to"])?);
    let intensity = &row["intensity"];
    let (g_per_kwh, kind) = match intensity["actual"].as_f64() {
        Some(actual) => (actual, IntensityKind::Actual),
        None => (intensity["forecast"].as_f64()?, IntensityKind::Forecast),
    };
    Some(Part {
        at,
        minutes: u32::try_from((to - at).num_minutes()).ok()?,
        g_per_kwh,
        kind,
    })
}

fn time(text: &Value) -> Option<DateTime<Utc>> {
    let time = NaiveDateTime::parse_from_str(text.as_str()?, TIME).ok()?;
    Some(time.and_utc())
}
