//! How long measurements and market prices are kept, who is asked about the grid, and with `weather` about the weather.
//!
//! Variables: `NEXUS_MEASUREMENT_DAYS`, `NEXUS_MARKET_PRICE_DAYS`, `NEXUS_INTENSITY_ZONES`, `NEXUS_PROVIDER_TIMEOUT`,
//! `NEXUS_UK_CARBON_INTENSITY_URL`, `NEXUS_UK_CARBON_INTENSITY_CALLS`, `NEXUS_ELECTRICITY_MAPS_API_KEY`, `NEXUS_ELECTRICITY_MAPS_URL`,
//! `NEXUS_ELECTRICITY_MAPS_CALLS`, `NEXUS_WATTTIME_USER`, `NEXUS_WATTTIME_PASSWORD`,
//! `NEXUS_WATTTIME_URL`, `NEXUS_WATTTIME_CALLS`.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use model::emissions::IntensityProvider;
use model::settings::{KEPT_DAYS_MAX, KEPT_DAYS_MIN};
use services::energy::SourceOptions;
use services::energy::providers::{
    Access, ElectricityMaps, IntensitySource, Limited, Providers, UkCarbonIntensity, WattTime,
    ZoneOfRegion,
};

use super::{Env, sources, weather};

/// Half-hourly figures of a dozen regions, read every hour.
const UK_CALLS: u32 = 500;
/// Two calls an hour for ten zones.
const ELECTRICITY_MAPS_CALLS: u32 = 480;
/// Three calls an hour for ten zones.
const WATTTIME_CALLS: u32 = 720;

/// See the module.
#[derive(Debug, Clone)]
pub struct Energy {
    /// Who is asked about what; nobody unless set up.
    pub providers: Arc<Providers>,
    /// Days that measurements of sites are kept; `None` keeps them for good.
    pub measurement_days: Option<u32>,
    /// Days that market prices are kept, where an organisation says nothing else; `None` keeps them for good.
    pub market_price_days: Option<u32>,
    /// What sources of measurements may reach.
    pub sources: SourceOptions,
}

impl Energy {
    pub(super) fn from_env(env: &Env) -> Self {
        let zones = zones(env);
        let used: BTreeSet<_> = zones.iter().map(|zone| zone.provider).collect();
        // Everything is asked for, so that `config print` shows it, and only what is used must be right.
        let sources = [uk(env), electricity_maps(env), watttime(env)];
        let mut intensity = Vec::new();
        for (provider, source) in IntensityProvider::ALL.iter().zip(sources) {
            match source {
                _ if !used.contains(provider) => {}
                Ok(source) => intensity.push(source),
                Err(problem) => env.refuse(&format!(
                    "NEXUS_INTENSITY_ZONES names {}, which cannot be asked: {problem}",
                    provider.as_str()
                )),
            }
        }
        Self {
            providers: Arc::new(Providers {
                intensity,
                zones,
                weather: weather::weather(env),
                weather_hours: weather::hours(env),
                time_max: time_max(env),
            }),
            measurement_days: measurement_days(env),
            market_price_days: market_price_days(env),
            sources: sources::sources(env),
        }
    }
}

type Source = Result<Limited<dyn IntensitySource>, String>;

fn limited(source: Arc<dyn IntensitySource>, access: &Access) -> Limited<dyn IntensitySource> {
    Limited {
        source,
        calls_a_day: access.calls_a_day,
    }
}

fn zones(env: &Env) -> Vec<ZoneOfRegion> {
    let lines = env.list(
        "NEXUS_INTENSITY_ZONES",
        "Comma-separated grid regions whose hourly carbon intensity is read, each with who knows it and its zone there: GB=uk_carbon_intensity, GB-13=uk_carbon_intensity:13, DEU=electricity_maps:DE, US-CA=watttime:CAISO_NORTH. None: yearly factors.",
    );
    let mut zones: Vec<ZoneOfRegion> = Vec::new();
    for line in lines {
        match line.parse::<ZoneOfRegion>() {
            Ok(zone) if zones.iter().any(|other| other.is_of(&zone.region)) => env.refuse(
                &format!("NEXUS_INTENSITY_ZONES names {} more than once", zone.region),
            ),
            Ok(zone) => zones.push(zone),
            Err(problem) => env.refuse(&format!("NEXUS_INTENSITY_ZONES: {problem}")),
        }
    }
    zones
}

/// Forecasts look at 98 days; less would make them worse without a word.
fn measurement_days(env: &Env) -> Option<u32> {
    let days = env.optional(
        "NEXUS_MEASUREMENT_DAYS",
        "Days that measurements of sites are kept, 98 or more; without it they are kept for good.",
    );
    if days.is_some_and(|days: u32| days < 98) {
        env.refuse("NEXUS_MEASUREMENT_DAYS must be 98 or more: forecasts look back so far");
    }
    days
}

/// Advice rests on up to 98 days of prices.
fn market_price_days(env: &Env) -> Option<u32> {
    let days = env.optional(
        "NEXUS_MARKET_PRICE_DAYS",
        "Days that market prices are kept, 98 to 36525, of organisations that set nothing else; without it they are kept for good.",
    );
    let allowed = KEPT_DAYS_MIN..=KEPT_DAYS_MAX;
    if let Some(days) = days.filter(|days| !allowed.contains(days)) {
        env.refuse(&format!(
            "NEXUS_MARKET_PRICE_DAYS is {days}; it must be {KEPT_DAYS_MIN} to {KEPT_DAYS_MAX}: advice looks back so far"
        ));
    }
    days
}

fn time_max(env: &Env) -> Duration {
    let seconds = env.get(
        "NEXUS_PROVIDER_TIMEOUT",
        20,
        "Seconds after which an answer about the grid or the weather, or of a source of measurements, is waited for no longer, 1 to 120.",
    );
    if !(1..=120).contains(&seconds) {
        env.refuse(&format!(
            "NEXUS_PROVIDER_TIMEOUT is {seconds}; it must be 1 to 120"
        ));
    }
    Duration::from_secs(seconds)
}

fn uk(env: &Env) -> Source {
    let access = Access {
        base_url: env.optional(
            "NEXUS_UK_CARBON_INTENSITY_URL",
            "Where UK Carbon Intensity is; its public address when empty.",
        ),
        calls_a_day: env.get(
            "NEXUS_UK_CARBON_INTENSITY_CALLS",
            UK_CALLS,
            "Calls of it on a day of UTC at most; a reading of a zone is one.",
        ),
    };
    Ok(limited(Arc::new(UkCarbonIntensity::new(&access)?), &access))
}

fn electricity_maps(env: &Env) -> Source {
    let key = env.secret(
        "NEXUS_ELECTRICITY_MAPS_API_KEY",
        "Key for Electricity Maps. It is sent there and nowhere else.",
    );
    let access = Access {
        base_url: env.optional(
            "NEXUS_ELECTRICITY_MAPS_URL",
            "Where Electricity Maps is, with its version; its public address when empty.",
        ),
        calls_a_day: env.get(
            "NEXUS_ELECTRICITY_MAPS_CALLS",
            ELECTRICITY_MAPS_CALLS,
            "Calls of it on a day of UTC at most; a reading of a zone is two.",
        ),
    };
    let key = key.ok_or("NEXUS_ELECTRICITY_MAPS_API_KEY is not set")?;
    let source = ElectricityMaps::new(&access, key.reveal())?;
    Ok(limited(Arc::new(source), &access))
}

fn watttime(env: &Env) -> Source {
    let user = env.optional::<String>("NEXUS_WATTTIME_USER", "User of WattTime.");
    let password = env.secret("NEXUS_WATTTIME_PASSWORD", "Password for WattTime.");
    let access = Access {
        base_url: env.optional(
            "NEXUS_WATTTIME_URL",
            "Where WattTime is; its public address when empty.",
        ),
        calls_a_day: env.get(
            "NEXUS_WATTTIME_CALLS",
            WATTTIME_CALLS,
            "Calls of it on a day of UTC at most; a reading of a zone is three.",
        ),
    };
    let both = user.zip(password);
    let (user, password) =
        both.ok_or("NEXUS_WATTTIME_USER and NEXUS_WATTTIME_PASSWORD are not both set")?;
    let source = WattTime::new(&access, &user, password.reveal())?;
    Ok(limited(Arc::new(source), &access))
}

#[cfg(test)]
mod tests {
    use super::super::{Config, Env};

    const KEY: &str = "key-that-must-not-be-seen";

    fn read(pairs: &[(&str, &str)]) -> Result<Vec<String>, String> {
        let env = Env::from_pairs(pairs.iter().copied());
        let config = Config::from_env(&env);
        let shown = format!("{config:?} {:?}", env.declared());
        assert!(!shown.contains(KEY), "{shown}");
        let asked = |config: Config| {
            let all = config.energy.providers.intensity.iter();
            all.map(|one| one.source.provider().as_str().to_owned())
                .collect()
        };
        config.map(asked).map_err(|error| error.to_string())
    }

    #[test]
    fn only_those_are_asked_whose_zones_are_set() {
        assert_eq!(read(&[]), Ok(vec![]));
        // A key alone sends nothing anywhere.
        assert_eq!(read(&[("NEXUS_ELECTRICITY_MAPS_API_KEY", KEY)]), Ok(vec![]));
        let both = read(&[
            (
                "NEXUS_INTENSITY_ZONES",
                "GB=uk_carbon_intensity, DEU=electricity_maps:DE",
            ),
            ("NEXUS_ELECTRICITY_MAPS_API_KEY", KEY),
        ]);
        let expected = ["uk_carbon_intensity", "electricity_maps"].map(str::to_owned);
        assert_eq!(both, Ok(expected.to_vec()));
    }

    #[test]
    fn what_cannot_be_used_is_named() {
        let zones = |line| ("NEXUS_INTENSITY_ZONES", line);
        for (pairs, named) in [
            (vec![zones("DEU=electricity_maps:DE")], "_API_KEY"),
            (
                vec![zones("USA=watttime:PJM_DC"), ("NEXUS_WATTTIME_USER", "x")],
                "NEXUS_WATTTIME_PASSWORD",
            ),
            (vec![zones("DEU=nobody:DE")], "watttime"),
            (
                vec![zones("GB=uk_carbon_intensity,GBR=uk_carbon_intensity")],
                "more than once",
            ),
            (
                vec![
                    zones("DEU=electricity_maps:DE"),
                    ("NEXUS_ELECTRICITY_MAPS_API_KEY", KEY),
                    ("NEXUS_ELECTRICITY_MAPS_URL", "http://example.org/v3"),
                ],
                "unencrypted",
            ),
            (
                vec![("NEXUS_PROVIDER_TIMEOUT", "0")],
                "NEXUS_PROVIDER_TIMEOUT",
            ),
            (
                vec![("NEXUS_MEASUREMENT_DAYS", "7")],
                "NEXUS_MEASUREMENT_DAYS",
            ),
            (
                vec![("NEXUS_MARKET_PRICE_DAYS", "97")],
                "NEXUS_MARKET_PRICE_DAYS is 97",
            ),
        ] {
            let problem = read(&pairs).expect_err(named);
            assert!(problem.contains(named), "{problem}");
        }
    }
}
