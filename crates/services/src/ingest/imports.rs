//! Imports as their owner sees them: started, followed, cancelled, taken back.

use std::path::{Path, PathBuf};

use model::auth::Permission;
use model::ids::{JobId, OrgId};
use model::ingest::{DataSource, IngestJob, JobStatus, Profile};
use model::live::LiveMessage;
use model::page::{Page, PageRequest};
use serde_json::json;
use store::Tx;
use store::ingest::jobs::{JobRecord, NewJob};
use tokio::fs::File;
use uuid::Uuid;

use super::{profiles, reading, worker};
use crate::Services;
use crate::actor::Actor;
use crate::audit;
use crate::error::{Error, Result};
use crate::live::relay::{self, Told};
use crate::page::limit_of;

/// Which mapping an import uses.
#[derive(Debug, Clone)]
pub enum ProfileChoice {
    /// A shipped or saved one, by name.
    Named(String),
    /// One that came along.
    Inline(Box<Profile>),
}

/// A file on its way in. Unless an import takes it over, it is removed when this is dropped.
#[derive(Debug)]
pub struct Upload {
    id: JobId,
    file_name: String,
    path: PathBuf,
    is_taken: bool,
}

impl Upload {
    /// The empty file to write to.
    ///
    /// # Errors
    /// When the data folder cannot be written to.
    pub async fn create(&mut self) -> Result<File> {
        File::create_new(&self.path).await.map_err(Error::internal)
    }
}

impl Drop for Upload {
    fn drop(&mut self) {
        if !self.is_taken {
            // It may never have been created; then there is nothing to remove.
            let _ = std::fs::remove_file(&self.path);
        }
    }
}

/// Fails unless the actor may bring events in, so that a door can refuse before a body is read.
///
/// # Errors
/// `Forbidden`.
pub fn may_import(actor: &Actor) -> Result<()> {
    actor.must(Permission::Import)
}

/// A place for a file that is about to come in.
///
/// # Errors
/// When the data folder cannot be written to.
pub async fn new_upload(services: &Services, file_name: String) -> Result<Upload> {
    let folder = services.options().data_dir.join("uploads");
    tokio::fs::create_dir_all(&folder)
        .await
        .map_err(Error::internal)?;
    let id = JobId(Uuid::now_v7());
    Ok(Upload {
        id,
        file_name,
        path: folder.join(id.to_string()),
        is_taken: false,
    })
}

/// Starts an import of a file that is all there. The file and the mapping are looked at first: what
/// can be known to fail fails here, with nothing left behind.
///
/// # Errors
/// `Invalid` when the file is no CSV or the mapping does not fit it, `NotFound` without such a
/// profile.
pub async fn start_import(
    services: &Services,
    actor: &Actor,
    mut upload: Upload,
    profile: ProfileChoice,
) -> Result<JobId> {
    actor.must(Permission::Import)?;
    let profile = match profile {
        ProfileChoice::Named(name) => profiles::find(services, actor, &name).await?,
        ProfileChoice::Inline(profile) => *profile,
    };
    let path = upload.path.clone();
    let checked = profile.clone();
    let bytes_total = tokio::task::spawn_blocking(move || -> Result<u64> {
        let (head, is_whole) = reading::head_of(&path).map_err(Error::internal)?;
        reading::open(&head, is_whole, &checked).map_err(|fault| Error::Invalid {
            detail: fault.detail,
            errors: fault.errors,
        })?;
        std::fs::metadata(&path)
            .map(|file| file.len())
            .map_err(Error::internal)
    })
    .await
    .map_err(Error::internal)??;
    let id = upload.id;
    let new = NewJob {
        id,
        file_name: upload.file_name.clone(),
        file_path: upload.path.to_string_lossy().into_owned(),
        profile,
        data_source: DataSource::Csv,
        bytes_total,
        created_by: actor.user,
        created_by_name: actor.name.clone(),
        supplier_id: actor.supplier_scope(),
        created_at: services.clock().now(),
    };
    let mut tx = services.db().write(actor.org).await?;
    store::ingest::jobs::create(&mut tx, &new).await?;
    let metadata =
        json!({ "file": new.file_name, "profile": new.profile.name, "bytes": bytes_total });
    audit::record(
        services,
        &mut tx,
        actor,
        "ingest.start",
        format!("import {id}"),
        metadata,
    )
    .await?;
    tx.commit().await?;
    upload.is_taken = true;
    worker::spawn(services, actor.org, id);
    announce(services, actor, id).await?;
    Ok(id)
}

/// The command line's way: copies a local file in, imports it, and waits until it is done.
///
/// # Errors
/// As [`start_import`]; `Invalid` when the file cannot be read.
pub async fn import_file(
    services: &Services,
    actor: &Actor,
    path: &Path,
    profile: ProfileChoice,
) -> Result<IngestJob> {
    let name = path
        .file_name()
        .map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let mut upload = new_upload(services, name).await?;
    let mut target = upload.create().await?;
    let mut source = File::open(path).await.map_err(|error| {
        Error::invalid(
            "file",
            "unreadable",
            format!("{} cannot be read: {error}", path.display()),
        )
    })?;
    tokio::io::copy(&mut source, &mut target)
        .await
        .map_err(Error::internal)?;
    target.sync_all().await.map_err(Error::internal)?;
    let id = start_import(services, actor, upload, profile).await?;
    worker::wait(services, actor.org, id).await?;
    job(services, actor, id).await
}

/// Imports, newest first; a supplier user sees their own alone.
///
/// # Errors
/// `Invalid` with a cursor of another list.
pub async fn jobs(
    services: &Services,
    actor: &Actor,
    page: PageRequest,
) -> Result<Page<IngestJob>> {
    actor.must(Permission::ReadOwn)?;
    let mut conn = services.db().read(actor.org).await?;
    let limit = limit_of(page.limit);
    Ok(store::ingest::jobs::page(&mut conn, actor.supplier_scope(), &page, limit).await?)
}

/// One import.
///
/// # Errors
/// `NotFound` when there is none, or it is not the caller's to see.
pub async fn job(services: &Services, actor: &Actor, id: JobId) -> Result<IngestJob> {
    actor.must(Permission::ReadOwn)?;
    let mut conn = services.db().read(actor.org).await?;
    Ok(visible(&mut conn, actor, id).await?.job)
}

/// Stops an import after the chunk it is in.
///
/// # Errors
/// `NotFound`; `Conflict` when it is over already.
pub async fn cancel_job(services: &Services, actor: &Actor, id: JobId) -> Result<IngestJob> {
    actor.must(Permission::Import)?;
    let mut tx = services.db().write(actor.org).await?;
    let record = visible(&mut tx, actor, id).await?;
    let now = services.clock().now();
    if store::ingest::jobs::request_cancel(&mut tx, id, now)
        .await?
        .is_none()
    {
        return Err(Error::Conflict(format!(
            "the import is {} already; a finished one can be taken back",
            record.job.status.as_str()
        )));
    }
    audit::record(
        services,
        &mut tx,
        actor,
        "ingest.cancel",
        format!("import {id}"),
        json!({}),
    )
    .await?;
    tx.commit().await?;
    announce(services, actor, id).await?;
    job(services, actor, id).await
}

/// Takes a whole import back. Answered at once; the events leave chunk by chunk.
///
/// # Errors
/// `NotFound`; `Conflict` unless it is done, failed or cancelled.
pub async fn revert_job(services: &Services, actor: &Actor, id: JobId) -> Result<IngestJob> {
    actor.must(Permission::Import)?;
    let mut tx = services.db().write(actor.org).await?;
    let record = visible(&mut tx, actor, id).await?;
    if !store::ingest::jobs::start_revert(&mut tx, id).await? {
        let text = match record.job.status {
            JobStatus::Reverting => "the import is being taken back already",
            JobStatus::Reverted => "the import was taken back already",
            JobStatus::Queued
            | JobStatus::Running
            | JobStatus::Done
            | JobStatus::Failed
            | JobStatus::Cancelled => "the import is still running; cancel it first",
        };
        return Err(Error::Conflict(text.to_owned()));
    }
    let metadata =
        json!({ "rows_accepted": record.job.rows_accepted, "co2e_kg": record.job.co2e_kg });
    audit::record(
        services,
        &mut tx,
        actor,
        "ingest.revert",
        format!("import {id}"),
        metadata,
    )
    .await?;
    tx.commit().await?;
    worker::spawn(services, actor.org, id);
    announce(services, actor, id).await?;
    job(services, actor, id).await
}

/// The import behind an id, when the actor may see it.
pub(super) async fn visible(conn: &mut store::Conn, actor: &Actor, id: JobId) -> Result<JobRecord> {
    store::ingest::jobs::get(conn, id)
        .await?
        .filter(|record| actor.sees(record.supplier_id))
        .ok_or(Error::NotFound("import"))
}

/// Tells who listens, in whichever process, where an import stands.
pub(super) async fn announce(services: &Services, actor: &Actor, id: JobId) -> Result<()> {
    relay::tell_soon(services, actor.org, Told::IngestJob(id));
    announce_here(services, actor.org, id).await
}

/// Tells who listens in this process.
pub(crate) async fn announce_here(services: &Services, org: OrgId, id: JobId) -> Result<()> {
    if !services.live().is_heard(org) {
        return Ok(());
    }
    let mut conn = services.db().read(org).await?;
    if let Some(record) = store::ingest::jobs::get(&mut conn, id).await? {
        let message = LiveMessage::IngestJob(Box::new(record.job));
        let at = services.clock().now();
        services.live().send(org, at, message, record.supplier_id);
    }
    Ok(())
}

/// Used by the worker, which acts for the import's owner.
pub(super) async fn append_audit(
    services: &Services,
    tx: &mut Tx,
    actor: &Actor,
    id: JobId,
    action: &str,
    metadata: serde_json::Value,
) -> Result<()> {
    audit::record(
        services,
        tx,
        actor,
        action,
        format!("import {id}"),
        metadata,
    )
    .await
}
