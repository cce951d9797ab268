//! Scheduled jobs and their runs.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// A job of the schedule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Job {
    pub name: String,
    /// When it runs, in words or as a cron expression in UTC.
    pub schedule: String,
    /// When it runs again; `None`: nobody knows, or not by itself.
    pub next_at: Option<DateTime<Utc>>,
    /// Its last runs, newest first, at most ten.
    pub runs: Vec<JobRun>,
}

/// One run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct JobRun {
    pub started_at: DateTime<Utc>,
    pub finished_at: Option<DateTime<Utc>>,
    /// `running`, `done`, `failed`, `timed_out` or `cancelled`.
    pub status: String,
    /// What it reports, or why it failed.
    pub message: Option<String>,
}
