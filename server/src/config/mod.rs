//! Settings: read once at start, from the environment and an optional `.env` file.
//!
//! Each section is a file with a struct whose `from_env` declares its variables with default and
//! meaning. Nothing else reads the environment, so `config print` is complete by construction.

mod auth;
mod database;
mod demo;
mod energy;
mod env;
mod http;
mod ingest;
mod language;
mod log;
mod map;
mod monitoring;
mod sources;
mod weather;

pub use auth::Auth;
pub use database::Database;
pub use demo::Demo;
pub use energy::Energy;
pub use env::{Declared, Env, Source};
pub use http::Http;
pub use ingest::Ingest;
pub use language::Language;
pub use log::{Log, LogFormat};
pub use map::{Map, TileUrl};
pub use monitoring::Monitoring;

/// All settings.
#[derive(Debug, Clone)]
pub struct Config {
    /// Addresses, limits, who may call.
    pub http: Http,
    /// Where data lives.
    pub database: Database,
    /// Sessions, tokens, throttling.
    pub auth: Auth,
    /// Imports and estimates.
    pub ingest: Ingest,
    /// Baselines, scans, alerts.
    pub monitoring: Monitoring,
    /// Who words recommendations.
    pub language: Language,
    /// Who is asked about the grid and the weather.
    pub energy: Energy,
    /// What lies below the map's marks.
    pub map: Map,
    /// What is logged and how.
    pub log: Log,
    /// The demo.
    pub demo: Demo,
}

impl Config {
    /// Reads every section.
    ///
    /// # Errors
    /// One sentence per variable that cannot be used, all at once.
    pub fn from_env(env: &Env) -> Result<Self, ConfigError> {
        let config = Self {
            http: Http::from_env(env),
            database: Database::from_env(env),
            auth: Auth::from_env(env),
            ingest: Ingest::from_env(env),
            monitoring: Monitoring::from_env(env),
            language: Language::from_env(env),
            energy: Energy::from_env(env),
            map: Map::from_env(env),
            log: Log::from_env(env),
            demo: Demo::from_env(env),
        };
        let mut problems = env.problems();
        problems.extend(env.unknown().into_iter().map(|name| {
            format!("{name} is not a setting; `carbon-nexus config print` lists them all")
        }));
        if problems.is_empty() {
            Ok(config)
        } else {
            Err(ConfigError(problems))
        }
    }
}

/// Settings that cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{}", .0.join("; "))]
pub struct ConfigError(pub Vec<String>);

#[cfg(test)]
mod tests {
    use super::{Config, Env};

    #[test]
    fn defaults_need_no_variable() {
        let env = Env::from_pairs([]);
        let config = Config::from_env(&env).expect("the defaults are usable");
        assert_eq!(config.http.addr.to_string(), "127.0.0.1:3000");
        assert_eq!(config.database.url, "sqlite:data/carbon-nexus.db");
    }

    #[test]
    fn every_bad_value_is_named_at_once() {
        let env = Env::from_pairs([
            ("NEXUS_HTTP_ADDR", "nowhere"),
            ("NEXUS_SESSION_HOURS", "soon"),
            ("NEXUS_HTP_ADDR", "127.0.0.1:1"),
        ]);
        let text = Config::from_env(&env)
            .expect_err("three faults")
            .to_string();
        for name in ["NEXUS_HTTP_ADDR", "NEXUS_SESSION_HOURS", "NEXUS_HTP_ADDR"] {
            assert!(text.contains(name), "{name} is missing in: {text}");
        }
    }
}
