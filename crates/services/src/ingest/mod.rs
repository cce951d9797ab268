//! Bringing events in: files as tracked imports, single events, batches, streams.

mod imports;
mod landing;
mod ordinals;
mod posts;
mod preview;
mod profiles;
mod reading;
mod rejected;
mod revert;
mod worker;

pub(crate) use imports::announce_here;
pub use imports::{
    ProfileChoice, Upload, cancel_job, import_file, job, jobs, may_import, new_upload, revert_job,
    start_import,
};
pub(crate) use landing::{Landing, Outcome, Prepared};
pub use posts::{PostQueue, post_event, post_events, post_frame};
pub(crate) use posts::{invalid_event, land};
pub use preview::{preview, trial};
pub use profiles::{delete_profile, profiles, save_profile, vocabulary};
pub use rejected::{export_rejected_rows, rejected_rows};
pub use worker::{resume_jobs, succeed};
