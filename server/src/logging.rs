//! Log lines: JSON with the request's id, or plain text for a terminal.

use anyhow::{Context, Result};
use tracing_subscriber::EnvFilter;

use crate::config::Log;
use crate::config::LogFormat;

/// Starts logging to standard error. Once per process.
///
/// # Errors
/// When the filter cannot be read.
pub fn start(log: &Log) -> Result<()> {
    let filter = EnvFilter::try_new(&log.level)
        .with_context(|| format!("NEXUS_LOG_LEVEL is `{}`, which is no filter", log.level))?;
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    match log.format {
        LogFormat::Json => lines
            .json()
            .flatten_event(true)
            .with_current_span(true)
            .with_span_list(false)
            .try_init(),
        LogFormat::Text => lines.with_target(false).try_init(),
    }
    .map_err(|error| anyhow::anyhow!("logging was started before: {error}"))
}
