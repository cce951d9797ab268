//! Where measurements of a site are read from by themselves, and how the last readings ended.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{CsvQuery, RejectedMeasurement};
use crate::ids::{SiteId, SourceId};
use crate::ingest::words;

/// Sources that a site may have.
pub const SOURCES_MAX: usize = 5;

/// How files of one meter are read, under a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MeasurementProfile {
    pub name: String,
    /// What the name stands for.
    pub mapping: CsvQuery,
    /// Whether it came with the program: it can be used, not changed.
    pub is_built_in: bool,
    /// Of the organisation's own.
    pub updated_at: Option<DateTime<Utc>>,
}

/// What is read, and how.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum SourceReads {
    /// CSV files that somebody puts into a folder of the server.
    FileDrop {
        /// Below the folder of the organisation, such as `meters/mill`.
        folder: String,
        /// Name of the profile that reads them.
        profile: String,
    },
    /// What an address answers.
    HttpPull {
        /// `{from}` and `{to}` in it become the beginning and the end of what is wanted, in UTC by RFC 3339.
        url: String,
        /// Name of the header that carries the secret.
        #[serde(default)]
        header: Option<String>,
        /// Name of the profile that reads a CSV; without one the answer is JSON in the shape of a batch of
        /// measurements.
        #[serde(default)]
        profile: Option<String>,
        /// How much of what was read already is asked for again, 0 to 720 hours: what came late comes with it.
        #[serde(default = "overlap_hours")]
        overlap_hours: u32,
        /// How long a range is asked for at once, 1 to 366 days.
        #[serde(default = "days_a_call")]
        days_a_call: u32,
    },
}

fn overlap_hours() -> u32 {
    24
}

fn days_a_call() -> u32 {
    7
}

impl SourceReads {
    /// The profile it is read with.
    #[must_use]
    pub fn profile(&self) -> Option<&str> {
        match self {
            Self::FileDrop { profile, .. } => Some(profile),
            Self::HttpPull { profile, .. } => profile.as_deref(),
        }
    }
}

/// `POST /energy/sites/{id}/sources`, and with `PUT` in the place of one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewSource {
    pub name: String,
    pub reads: SourceReads,
    /// Whether another value takes the place of a stored one; otherwise it is refused as a conflict.
    #[serde(default)]
    pub replace: bool,
    /// What the header carries. Never shown again; a change without one keeps it.
    #[serde(default)]
    pub secret: Option<String>,
}

/// Counts of what was read at once. Each measurement is counted once.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReadCounts {
    /// Rows of CSV, or entries of a batch.
    pub rows: u64,
    pub accepted: u64,
    pub duplicate: u64,
    pub replaced: u64,
    pub rejected: u64,
}

impl std::ops::AddAssign for ReadCounts {
    fn add_assign(&mut self, other: Self) {
        self.rows += other.rows;
        self.accepted += other.accepted;
        self.duplicate += other.duplicate;
        self.replaced += other.replaced;
        self.rejected += other.rejected;
    }
}

/// How readings of a source ended.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct SourceState {
    pub last_success_at: Option<DateTime<Utc>>,
    pub last_failure_at: Option<DateTime<Utc>>,
    /// Why the last one failed; `None` after a success.
    pub failure: Option<String>,
    /// Failures in a row.
    pub failures: u32,
    /// It is not asked before.
    pub not_before: Option<DateTime<Utc>>,
    /// Up to where it was asked or read.
    pub reached_at: Option<DateTime<Utc>>,
    /// Of the last reading that brought rows.
    pub last_counts: Option<ReadCounts>,
    /// Since it was added.
    pub total: ReadCounts,
    /// The first that were rejected by the last reading that brought rows.
    pub rejected: Vec<RejectedMeasurement>,
}

words!(
    /// What became of a file in the folder.
    FileStatus {
        /// It may still grow.
        Waiting = "waiting",
        Read = "read",
        /// Nothing of it could be used; it is tried again when it changes.
        Unreadable = "unreadable",
    }
);

/// A file in the folder of a source, as it was found last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SourceFile {
    pub name: String,
    pub size_bytes: u64,
    pub modified_at: DateTime<Utc>,
    pub seen_at: DateTime<Utc>,
    pub status: FileStatus,
    /// Why nothing of it could be used.
    pub fault: Option<String>,
    pub counts: ReadCounts,
    /// The first rows that were rejected.
    pub rejected: Vec<RejectedMeasurement>,
}

/// A source with its state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MeasurementSource {
    pub id: SourceId,
    pub site_id: SiteId,
    pub name: String,
    pub reads: SourceReads,
    pub replace: bool,
    pub has_secret: bool,
    pub created_at: DateTime<Utc>,
    /// Where files go, below the directory that the settings name.
    pub place: Option<String>,
    pub state: SourceState,
    /// The latest files.
    pub files: Vec<SourceFile>,
}
