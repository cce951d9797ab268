//! Words of imports.

use crate::words::ingest as words;
use model::ingest::{IngestJob, JobStatus};

/// Word and tone of where an import stands.
pub(super) fn status_words(status: JobStatus) -> (&'static str, &'static str) {
    match status {
        JobStatus::Queued => (words::WAITING, "info"),
        JobStatus::Running => (words::RUNNING, "info"),
        JobStatus::Done => (words::DONE, "good"),
        JobStatus::Failed => (words::FAILED, "critical"),
        JobStatus::Cancelled => (words::STOPPED, "warn"),
        JobStatus::Reverting => (words::BEING_TAKEN_BACK, "info"),
        JobStatus::Reverted => (words::TAKEN_BACK, "plain"),
    }
}

/// How much of the file has been read, from 0 to 1; `None` before anything is known.
pub(super) fn progress(job: &IngestJob) -> Option<f64> {
    match job.status {
        JobStatus::Done | JobStatus::Reverted => Some(1.0),
        JobStatus::Queued | JobStatus::Reverting => None,
        JobStatus::Running | JobStatus::Failed | JobStatus::Cancelled => {
            // Files are far below 2^53 bytes, where f64 starts to lose units.
            (job.bytes_total > 0).then(|| job.bytes_done as f64 / job.bytes_total as f64)
        }
    }
}

/// Whether it can be taken back.
pub(super) fn can_revert(job: &IngestJob) -> bool {
    job.rows_accepted > 0
        && matches!(
            job.status,
            JobStatus::Done | JobStatus::Failed | JobStatus::Cancelled
        )
}

/// Whether it can be stopped.
pub(super) fn can_cancel(job: &IngestJob) -> bool {
    matches!(job.status, JobStatus::Queued | JobStatus::Running)
}
