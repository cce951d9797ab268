//! Imports: what they report, where they are, and which node works on them.
//!
//! A job belongs to the node that holds its lease. Every chunk's transaction moves the cursor under
//! that lease ([`advance`]), so a node that lost it cannot write a chunk twice.

mod life;
mod record;

use chrono::{DateTime, Utc};
use model::ids::{JobId, SupplierId, UserId};
use model::ingest::{DataSource, IngestJob, JobWarning, Profile, SkipCount};
use model::units::Milligrams;

pub use life::{
    advance, claim, finish, heartbeat, release, release_all, request_cancel, resumable,
    start_revert,
};
pub use record::{create, get, last_ended, page};

/// A new import, `queued`.
#[derive(Debug, Clone)]
pub struct NewJob {
    pub id: JobId,
    pub file_name: String,
    /// Where the upload lies; opaque here.
    pub file_path: String,
    pub profile: Profile,
    pub data_source: DataSource,
    pub bytes_total: u64,
    pub created_by: Option<UserId>,
    /// E-mail address, or `command line`.
    pub created_by_name: String,
    /// Set for imports of a supplier user: rows of other suppliers are refused.
    pub supplier_id: Option<SupplierId>,
    pub created_at: DateTime<Utc>,
}

/// An import with what only its worker needs.
#[derive(Debug, Clone, PartialEq)]
pub struct JobRecord {
    pub job: IngestJob,
    pub file_path: String,
    pub profile: Profile,
    pub data_source: DataSource,
    pub created_by: Option<UserId>,
    pub supplier_id: Option<SupplierId>,
    /// What the reader needs to go on after `bytes_done`; opaque here, `null` at the beginning.
    pub cursor: serde_json::Value,
    /// Sum of the accepted rows, exactly.
    pub co2e: Milligrams,
    pub cancel_requested: bool,
    pub lease_owner: Option<String>,
    pub lease_until: Option<DateTime<Utc>>,
}

/// Where an import stands after a chunk: absolute values.
#[derive(Debug, Clone, PartialEq)]
pub struct Progress {
    pub bytes_done: u64,
    pub rows_read: u64,
    pub rows_accepted: u64,
    pub rows_duplicate: u64,
    pub rows_rejected: u64,
    pub rows_skipped: u64,
    pub rows_no_factor: u64,
    pub co2e: Milligrams,
    pub warnings: Vec<JobWarning>,
    pub skips: Vec<SkipCount>,
    pub cursor: serde_json::Value,
}

/// What a heartbeat finds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pulse {
    GoOn,
    CancelRequested,
    LeaseLost,
}
