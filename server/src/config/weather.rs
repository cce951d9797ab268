//! Who is asked about the weather.
//!
//! Variables: `NEXUS_WEATHER_PROVIDER`, `NEXUS_WEATHER_HOURS`, `NEXUS_OPEN_METEO_URL`,
//! `NEXUS_OPEN_METEO_CALLS`, `NEXUS_OPENWEATHERMAP_API_KEY`, `NEXUS_OPENWEATHERMAP_URL`,
//! `NEXUS_OPENWEATHERMAP_CALLS`, `NEXUS_SOLCAST_API_KEY`, `NEXUS_SOLCAST_URL`, `NEXUS_SOLCAST_CALLS`,
//! `NEXUS_SOLCAST_ROOFTOPS`.

use std::collections::BTreeMap;
use std::sync::Arc;

use model::energy::WeatherProvider;
use model::ids::SiteId;
use services::energy::providers::{
    Access, Limited, OpenMeteo, OpenWeather, Solcast, WeatherSource,
};

use super::Env;

/// Half of what is free on a day.
const OPEN_METEO_CALLS: u32 = 5_000;
/// Two calls every three hours for thirty sites.
const OPENWEATHER_CALLS: u32 = 500;
/// Ten are free; two are left for whoever looks by hand.
const SOLCAST_CALLS: u32 = 8;

type Source = Result<Limited<dyn WeatherSource>, String>;

/// Who is asked, if anybody.
pub(super) fn weather(env: &Env) -> Option<Limited<dyn WeatherSource>> {
    let provider = provider(env);
    // Everything is asked for, so that `config print` shows it, and only what is used must be right.
    let sources = [open_meteo(env), openweather(env), solcast(env)];
    let mut all = WeatherProvider::ALL.iter().zip(sources);
    let (name, source) = all.find(|(one, _)| Some(**one) == provider)?;
    source
        .map_err(|problem| {
            let name = name.as_str();
            env.refuse(&format!(
                "NEXUS_WEATHER_PROVIDER is {name}, which cannot be asked: {problem}"
            ));
        })
        .ok()
}

/// How often the weather of a site is read.
pub(super) fn hours(env: &Env) -> u32 {
    let hours = env.get(
        "NEXUS_WEATHER_HOURS",
        3,
        "Hours after which the weather of a site is read again, 1 to 24.",
    );
    if !(1..=24).contains(&hours) {
        env.refuse(&format!(
            "NEXUS_WEATHER_HOURS is {hours}; it must be 1 to 24"
        ));
    }
    hours
}

fn provider(env: &Env) -> Option<WeatherProvider> {
    let name = env.get(
        "NEXUS_WEATHER_PROVIDER",
        "none".to_owned(),
        "Who forecasts the sun above arrays, and open_meteo how warm it is outside of every measured site: none (a clear sky), open_meteo (free for non-commercial use), openweather or solcast.",
    );
    let provider = WeatherProvider::parse(&name);
    if provider.is_none() && name != "none" {
        env.refuse(&format!(
            "NEXUS_WEATHER_PROVIDER is `{name}`; it must be none, open_meteo, openweather or solcast"
        ));
    }
    provider
}

fn limited(source: Arc<dyn WeatherSource>, access: &Access) -> Limited<dyn WeatherSource> {
    Limited {
        source,
        calls_a_day: access.calls_a_day,
    }
}

fn open_meteo(env: &Env) -> Source {
    let access = Access {
        base_url: env.optional(
            "NEXUS_OPEN_METEO_URL",
            "Where Open-Meteo is, with its version; its public address when empty.",
        ),
        calls_a_day: env.get(
            "NEXUS_OPEN_METEO_CALLS",
            OPEN_METEO_CALLS,
            "Calls of it on a day of UTC at most; a reading of a site is one.",
        ),
    };
    Ok(limited(Arc::new(OpenMeteo::new(&access)?), &access))
}

fn openweather(env: &Env) -> Source {
    let key = env.secret(
        "NEXUS_OPENWEATHERMAP_API_KEY",
        "Key for OpenWeather, with its Solar Irradiance API. It is sent there and nowhere else.",
    );
    let access = Access {
        base_url: env.optional(
            "NEXUS_OPENWEATHERMAP_URL",
            "Where OpenWeather is; its public address when empty.",
        ),
        calls_a_day: env.get(
            "NEXUS_OPENWEATHERMAP_CALLS",
            OPENWEATHER_CALLS,
            "Calls of it on a day of UTC at most; a reading of a site is two.",
        ),
    };
    let key = key.ok_or("NEXUS_OPENWEATHERMAP_API_KEY is not set")?;
    let source = OpenWeather::new(&access, key.reveal())?;
    Ok(limited(Arc::new(source), &access))
}

fn solcast(env: &Env) -> Source {
    let key = env.secret(
        "NEXUS_SOLCAST_API_KEY",
        "Key for Solcast. It is sent there and nowhere else.",
    );
    let access = Access {
        base_url: env.optional(
            "NEXUS_SOLCAST_URL",
            "Where Solcast is; its public address when empty.",
        ),
        calls_a_day: env.get(
            "NEXUS_SOLCAST_CALLS",
            SOLCAST_CALLS,
            "Calls of it on a day of UTC at most; a reading of a site is one.",
        ),
    };
    let lines = env.list(
        "NEXUS_SOLCAST_ROOFTOPS",
        "Comma-separated sites that are registered at Solcast, each by the id it has here and its resource id there: 0c000003-0000-8000-8000-000000000001=ab12-cd34-ef56-7890. Of the others the sun is asked for.",
    );
    let rooftops: Option<BTreeMap<SiteId, String>> = lines
        .iter()
        .map(|line| {
            let (site, resource) = line.split_once('=')?;
            let site: SiteId = site.trim().parse().ok()?;
            Some((site, resource.trim().to_owned()))
        })
        .collect();
    let rooftops = rooftops.ok_or("NEXUS_SOLCAST_ROOFTOPS must hold ids of sites with resource ids, such as 0c000003-0000-8000-8000-000000000001=ab12-cd34")?;
    let key = key.ok_or("NEXUS_SOLCAST_API_KEY is not set")?;
    let source = Solcast::new(&access, key.reveal(), rooftops)?;
    Ok(limited(Arc::new(source), &access))
}

#[cfg(test)]
mod tests {
    use super::super::{Config, Env};

    const KEY: &str = "key-that-must-not-be-seen";

    fn read(pairs: &[(&str, &str)]) -> Result<Option<String>, String> {
        let env = Env::from_pairs(pairs.iter().copied());
        let config = Config::from_env(&env);
        let shown = format!("{config:?} {:?}", env.declared());
        assert!(!shown.contains(KEY), "{shown}");
        let asked = |config: Config| {
            let weather = config.energy.providers.weather.as_ref();
            weather.map(|one| one.source.provider().as_str().to_owned())
        };
        config.map(asked).map_err(|error| error.to_string())
    }

    #[test]
    fn nobody_is_asked_unless_set_up() {
        assert_eq!(read(&[("NEXUS_SOLCAST_API_KEY", KEY)]), Ok(None));
        for (name, key) in [
            ("open_meteo", "NEXUS_SOLCAST_API_KEY"),
            ("openweather", "NEXUS_OPENWEATHERMAP_API_KEY"),
            ("solcast", "NEXUS_SOLCAST_API_KEY"),
        ] {
            let asked = read(&[("NEXUS_WEATHER_PROVIDER", name), (key, KEY)]);
            assert_eq!(asked, Ok(Some(name.to_owned())));
        }
    }

    #[test]
    fn what_cannot_be_used_is_named() {
        let solcast = ("NEXUS_WEATHER_PROVIDER", "solcast");
        for (pairs, named) in [
            (vec![("NEXUS_WEATHER_PROVIDER", "nobody")], "open_meteo"),
            (vec![solcast], "NEXUS_SOLCAST_API_KEY"),
            (
                vec![
                    solcast,
                    ("NEXUS_SOLCAST_API_KEY", KEY),
                    ("NEXUS_SOLCAST_ROOFTOPS", "12=ab12-cd34"),
                ],
                "NEXUS_SOLCAST_ROOFTOPS",
            ),
            (
                vec![
                    solcast,
                    ("NEXUS_SOLCAST_API_KEY", KEY),
                    (
                        "NEXUS_SOLCAST_ROOFTOPS",
                        "0c000003-0000-8000-8000-000000000001=../x",
                    ),
                ],
                "resource id",
            ),
            (vec![("NEXUS_WEATHER_HOURS", "0")], "NEXUS_WEATHER_HOURS"),
        ] {
            let problem = read(&pairs).expect_err(named);
            assert!(problem.contains(named), "{problem}");
        }
    }
}
