//! From settings to running services.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use rand::TryRngCore;
use rand::rngs::OsRng;
use services::clock::{AheadClock, Clock, StillClock, WallClock};
use services::language::Writer;
use services::{Options, Services};

use crate::config::Config;

/// Shortest key that signs sessions.
const SECRET_BYTES_MIN: usize = 32;

/// Opens the database, brings its schema up to date, and puts the services together.
///
/// # Errors
/// When the data folder or the database cannot be used; the chain says why.
pub async fn open(config: &Config, is_demo: bool, node: Option<String>) -> Result<Services> {
    let data_dir = &config.database.data_dir;
    tokio::fs::create_dir_all(data_dir)
        .await
        .with_context(|| format!("the data folder {} cannot be made", data_dir.display()))?;
    // Uploads are named by absolute paths, whatever folder a later run starts in.
    let data_dir = tokio::fs::canonicalize(data_dir).await?;
    let writer = config.language.settings.as_ref().map(Writer::from_settings);
    let language = writer
        .transpose()
        .map_err(anyhow::Error::msg)
        .context("the language model cannot be used")?;
    let options = Options {
        public_url: config.http.public_url.clone(),
        is_demo,
        node,
        session_hours: config.auth.session_hours,
        token_days_max: config.auth.token_days_max,
        login_failures_max: config.auth.login_failures_max,
        login_window_seconds: config.auth.login_window_seconds,
        chunk_rows: config.ingest.chunk_rows,
        raw_days: config.ingest.raw_days,
        imports_at_once: config.ingest.imports_at_once,
        thresholds: config.monitoring.thresholds,
        pending_scans: config.monitoring.pending_scans,
        smtp: config.monitoring.smtp.clone(),
        language: language.map(Arc::new),
        default_grid_region: config.ingest.default_grid_region.clone(),
        measurement_days: config.energy.measurement_days,
        market_price_days: config.energy.market_price_days,
        providers: Arc::clone(&config.energy.providers),
        sources: config.energy.sources.clone(),
        map_tiles: config.map.tiles(),
        ..Options::new(data_dir.clone(), secret(config, &data_dir).await?)
    };
    let clock: Arc<dyn Clock> = match (config.demo.now, config.demo.days_ahead) {
        (Some(now), _) if is_demo => Arc::new(StillClock(now)),
        (None, days) if is_demo && days > 0 => {
            Arc::new(AheadClock(chrono::Duration::days(days.into())))
        }
        _ => Arc::new(WallClock),
    };
    let database = &config.database;
    Services::open(&database.url, database.connections_max, clock, options)
        .await
        .context("the database cannot be used")
}

/// The key that signs sessions: the setting, else one made once and kept in the data folder.
async fn secret(config: &Config, data_dir: &Path) -> Result<Vec<u8>> {
    if let Some(secret) = &config.auth.secret {
        let bytes = secret.reveal().as_bytes().to_vec();
        if bytes.len() < SECRET_BYTES_MIN {
            bail!(
                "NEXUS_SECRET has {} characters; it needs {SECRET_BYTES_MIN} or more",
                bytes.len()
            );
        }
        return Ok(bytes);
    }
    let path = data_dir.join("secret");
    match tokio::fs::read(&path).await {
        Ok(bytes) if bytes.len() >= SECRET_BYTES_MIN => return Ok(bytes),
        Ok(_) => bail!(
            "{} is damaged; remove it to have a new one made",
            path.display()
        ),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
        Err(error) => {
            return Err(error).with_context(|| format!("{} cannot be read", path.display()));
        }
    }
    let mut bytes = vec![0_u8; SECRET_BYTES_MIN];
    OsRng
        .try_fill_bytes(&mut bytes)
        .context("the system has no random numbers")?;
    write_private(&path, &bytes).await?;
    Ok(bytes)
}

/// Writes a file that only its owner may read.
async fn write_private(path: &Path, bytes: &[u8]) -> Result<()> {
    use tokio::io::AsyncWriteExt;
    let mut options = tokio::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    options.mode(0o600);
    let mut file = options
        .open(path)
        .await
        .with_context(|| format!("{}", path.display()))?;
    file.write_all(bytes).await?;
    file.sync_all().await?;
    Ok(())
}
