//! What the import pages ask of the server. Files themselves go to the REST door.

use leptos::prelude::*;
use leptos::server_fn::codec::Json;
use model::ids::JobId;
use model::ingest::{IngestJob, Profile, RejectedRow, StoredProfile, Vocabulary};
use model::page::Page;
use serde::{Deserialize, Serialize};

use crate::error::AppError;

/// What the mapping editor offers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Workbench {
    /// Saved and shipped mappings.
    pub profiles: Vec<StoredProfile>,
    /// Fields, units, words and zones.
    pub vocabulary: Vocabulary,
}

/// An import and its first refused rows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct JobReport {
    /// Counts, message, warnings.
    pub job: IngestJob,
    /// The first refused rows.
    pub rejected: Page<RejectedRow>,
}

/// Refused rows shown on the page; the file has them all.
#[cfg(feature = "ssr")]
const REJECTED_SHOWN: u32 = 50;

/// Imports of one page of the history.
#[cfg(feature = "ssr")]
const HISTORY_ROWS: u32 = 20;

/// The mappings and words the editor offers.
#[server(prefix = "/fn", endpoint = "ingest/workbench", input = Json)]
pub async fn load_workbench() -> Result<Workbench, AppError> {
    let (services, actor) = (crate::context::services()?, crate::context::actor()?);
    Ok(Workbench {
        profiles: services::ingest::profiles(&services, &actor).await?,
        vocabulary: services::ingest::vocabulary(&services, &actor).await?,
    })
}

/// One page of the history, newest first.
#[server(prefix = "/fn", endpoint = "ingest/history", input = Json)]
pub async fn load_history(cursor: Option<String>) -> Result<Page<IngestJob>, AppError> {
    use crate::context::{actor, services};
    use model::page::PageRequest;

    let page = PageRequest {
        limit: Some(HISTORY_ROWS),
        cursor,
    };
    Ok(services::ingest::jobs(&services()?, &actor()?, page).await?)
}

/// An import with its first refused rows.
#[server(prefix = "/fn", endpoint = "ingest/job", input = Json)]
pub async fn load_job(id: JobId) -> Result<JobReport, AppError> {
    use model::page::PageRequest;

    let (services, actor) = (crate::context::services()?, crate::context::actor()?);
    let page = PageRequest {
        limit: Some(REJECTED_SHOWN),
        cursor: None,
    };
    Ok(JobReport {
        job: services::ingest::job(&services, &actor, id).await?,
        rejected: services::ingest::rejected_rows(&services, &actor, id, page).await?,
    })
}

/// Stops an import; what it took so far stays.
#[server(prefix = "/fn", endpoint = "ingest/cancel")]
pub async fn cancel_job(id: JobId) -> Result<IngestJob, AppError> {
    use crate::context::{actor, services};

    Ok(services::ingest::cancel_job(&services()?, &actor()?, id).await?)
}

/// Takes a whole import back.
#[server(prefix = "/fn", endpoint = "ingest/revert")]
pub async fn revert_job(id: JobId) -> Result<IngestJob, AppError> {
    use crate::context::{actor, services};

    Ok(services::ingest::revert_job(&services()?, &actor()?, id).await?)
}

/// Saves a mapping under its name.
#[server(prefix = "/fn", endpoint = "ingest/save-profile", input = Json)]
pub async fn save_profile(profile: Profile) -> Result<StoredProfile, AppError> {
    use crate::context::{actor, services};

    Ok(services::ingest::save_profile(&services()?, &actor()?, profile).await?)
}
