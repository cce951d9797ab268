//! An import and what it reports.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::event::words;
use crate::ids::JobId;

words!(
    /// Where an import stands.
    JobStatus {
        Queued = "queued",
        Running = "running",
        Done = "done",
        Failed = "failed",
        Cancelled = "cancelled",
        /// Being taken back; its events leave chunk by chunk.
        Reverting = "reverting",
        /// Taken back: none of its events count any more.
        Reverted = "reverted",
    }
);

impl JobStatus {
    /// Whether nothing more will happen by itself.
    #[must_use]
    pub fn is_final(self) -> bool {
        !matches!(self, Self::Queued | Self::Running | Self::Reverting)
    }
}

/// Something noticed about a file that rejects no row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct JobWarning {
    /// In words, such as `air time is empty: the scheduled distance is used`.
    pub message: String,
    /// How many rows it concerns.
    pub rows: u64,
    /// The first row it concerns.
    pub first_row: u64,
}

/// Why rows were skipped, and how many.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SkipCount {
    pub reason: String,
    pub rows: u64,
}

/// An import. Always `rows_read = accepted + duplicate + rejected + skipped`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct IngestJob {
    pub id: JobId,
    pub status: JobStatus,
    pub file_name: String,
    pub profile_name: String,
    pub bytes_total: u64,
    pub bytes_done: u64,
    pub rows_read: u64,
    pub rows_accepted: u64,
    pub rows_duplicate: u64,
    pub rows_rejected: u64,
    pub rows_skipped: u64,
    /// Accepted rows without an estimate.
    pub rows_no_factor: u64,
    /// Sum of the accepted rows' CO2e.
    pub co2e_kg: f64,
    pub created_at: DateTime<Utc>,
    pub started_at: Option<DateTime<Utc>>,
    pub finished_at: Option<DateTime<Utc>>,
    /// One sentence on how it went, or why it failed.
    pub message: Option<String>,
    pub warnings: Vec<JobWarning>,
    pub skips: Vec<SkipCount>,
    pub created_by: String,
}

/// A row that was refused and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RejectedRow {
    pub row_number: u64,
    /// Column of the file (or field of the body) at fault.
    pub column: String,
    /// The value at fault, shortened.
    pub value: String,
    pub code: String,
    pub reason: String,
}
