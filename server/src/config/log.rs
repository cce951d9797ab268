//! What is logged and how.
//!
//! Variables: `NEXUS_LOG_LEVEL`, `NEXUS_LOG_FORMAT`, `NEXUS_ENABLE_SCHEDULER`.

use super::Env;

/// See the module.
#[derive(Debug, Clone)]
pub struct Log {
    /// A filter such as `info` or `info,sqlx=debug`.
    pub level: String,
    /// Structured lines for machines, or plain ones for a terminal.
    pub format: LogFormat,
    /// Whether this process runs scheduled jobs.
    pub is_scheduler_enabled: bool,
}

/// How log lines look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// One JSON object a line.
    Json,
    /// For people.
    Text,
}

impl std::str::FromStr for LogFormat {
    type Err = &'static str;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "json" => Ok(Self::Json),
            "text" => Ok(Self::Text),
            _ => Err("it must be `json` or `text`"),
        }
    }
}

impl std::fmt::Display for LogFormat {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Json => "json",
            Self::Text => "text",
        })
    }
}

impl Log {
    pub(super) fn from_env(env: &Env) -> Self {
        Self {
            level: env.get(
                "NEXUS_LOG_LEVEL",
                "info".to_owned(),
                "What is logged: error, warn, info, debug, or a filter such as info,sqlx=debug.",
            ),
            format: env.get("NEXUS_LOG_FORMAT", LogFormat::Json, "`json` or `text`."),
            is_scheduler_enabled: env.get(
                "NEXUS_ENABLE_SCHEDULER",
                true,
                "Whether this process runs scheduled jobs.",
            ),
        }
    }
}
