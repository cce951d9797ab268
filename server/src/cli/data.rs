//! `ingest`, `export`, `train`, `factors list`.

use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result, bail};
use chrono::{DateTime, Utc};
use futures::StreamExt;
use model::emissions::FactorQuery;
use model::ingest::{EventQuery, EventType, JobStatus, Profile};
use services::ingest::ProfileChoice;
use services::learning::TrainChoice;
use services::{Actor, Services};

use super::say;

pub(super) async fn ingest(
    services: &Services,
    actor: &Actor,
    file: &Path,
    profile: &str,
    event_type: Option<EventType>,
) -> Result<()> {
    let choice = choose(services, actor, profile, event_type).await?;
    let job = services::ingest::import_file(services, actor, file, choice).await?;
    say(&format!("import {}: {}", job.id, job.status.as_str()));
    say(&format!(
        "rows read {} = accepted {} + duplicate {} + rejected {} + skipped {}",
        job.rows_read, job.rows_accepted, job.rows_duplicate, job.rows_rejected, job.rows_skipped
    ));
    say(&format!(
        "total {} kg CO2e; {} rows without a factor",
        job.co2e_kg, job.rows_no_factor
    ));
    for skip in &job.skips {
        say(&format!("skipped {}: {}", skip.rows, skip.reason));
    }
    for warning in &job.warnings {
        say(&format!(
            "note on {} rows, the first is {}: {}",
            warning.rows, warning.first_row, warning.message
        ));
    }
    if job.status != JobStatus::Done {
        bail!(
            "{}",
            job.message
                .unwrap_or_else(|| "the import did not finish".to_owned())
        );
    }
    Ok(())
}

/// A profile by name, or from a JSON file; `--type` fills in what it leaves open.
async fn choose(
    services: &Services,
    actor: &Actor,
    profile: &str,
    event_type: Option<EventType>,
) -> Result<ProfileChoice> {
    let path = Path::new(profile);
    let mut read: Profile = if path.extension().is_some_and(|ending| ending == "json") {
        let text = tokio::fs::read_to_string(path)
            .await
            .with_context(|| profile.to_owned())?;
        serde_json::from_str(&text).with_context(|| format!("{profile} is no import profile"))?
    } else {
        let known = services::ingest::profiles(services, actor).await?;
        known
            .into_iter()
            .find(|stored| stored.profile.name == profile)
            .with_context(|| format!("there is no import profile called `{profile}`"))?
            .profile
    };
    read.event_type = read.event_type.or(event_type);
    Ok(ProfileChoice::Inline(Box::new(read)))
}

pub(super) async fn export(
    services: &Services,
    actor: &Actor,
    from: Option<DateTime<Utc>>,
    to: Option<DateTime<Utc>>,
) -> Result<()> {
    let query = EventQuery {
        from,
        to,
        ..EventQuery::default()
    };
    let lines = services::emissions::export_events(services, actor, query).await?;
    let mut lines = std::pin::pin!(lines);
    let mut out = std::io::stdout().lock();
    while let Some(text) = lines.next().await {
        out.write_all(&text?)?;
    }
    Ok(())
}

pub(super) async fn train(
    services: &Services,
    actor: &Actor,
    name: EventType,
    holdout_from: Option<DateTime<Utc>>,
) -> Result<()> {
    let choice = TrainChoice { name, holdout_from };
    let made = services::learning::train(services, actor, choice).await?;
    say(&format!(
        "{} version {}: {}, learned from {} events, {}",
        name.as_str(),
        made.version,
        made.method,
        made.learn_rows,
        made.status.as_str()
    ));
    for candidate in &made.candidates {
        let found = candidate.holdout;
        say(&format!(
            "{}: mean absolute error {:.3}, 90 % interval holds {:.1} % of {} events it had not seen",
            candidate.method,
            found.mae,
            100.0 * found.interval_coverage,
            found.rows
        ));
    }
    say(&made.verdict);
    Ok(())
}

pub(super) fn list_factors(
    query: Option<String>,
    region: Option<String>,
    year: Option<i32>,
) -> Result<()> {
    let query = FactorQuery {
        query,
        region,
        year,
        ..FactorQuery::default()
    };
    std::io::stdout().write_all(services::emissions::factors_csv(&query).as_bytes())?;
    Ok(())
}
