//! Where measurements of a site are read from by themselves: folders that files are put into, and addresses that are asked.
//! `reading` says when, `file_drop` and `http_pull` how.

mod check;
mod file_drop;
mod folder;
mod http_pull;
mod reading;

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use model::auth::Permission;
use model::energy::{MeasurementSource, NewSource, SOURCES_MAX, SourceReads, SourceState};
use model::ids::{SiteId, SourceId};
use serde_json::json;
use store::energy::{StoredSource, Validators};
use store::{Conn, Tx};
use uuid::Uuid;

use super::sites::seen;
use crate::Services;
use crate::actor::Actor;
use crate::audit;
use crate::error::{Error, Result};

pub use reading::{MEASUREMENT_SYNC, read_due_sources, read_source_now};

/// Files that are shown of a source.
const FILES_SHOWN: u32 = 10;
/// More than a site has.
const SOURCES_LISTED: u32 = 100;

/// What sources may reach; chosen by the administrator of the installation.
#[derive(Debug, Clone, Default)]
pub struct SourceOptions {
    /// Below it each organisation has a folder called by its id, with the folders of its sources; `None`: no files
    /// are read.
    pub drop_dir: Option<PathBuf>,
    /// Hosts that may be asked although their addresses are not public, in lower case.
    pub private_hosts: Arc<BTreeSet<String>>,
}

/// The sources of a site, by name.
///
/// # Errors
/// `NotFound`; `Forbidden` unless an operator asks.
pub async fn sources(
    services: &Services,
    actor: &Actor,
    site: SiteId,
) -> Result<Vec<MeasurementSource>> {
    actor.must(Permission::Operate)?;
    let mut conn = services.db().read(actor.org).await?;
    seen(&mut conn, actor, site).await?;
    let stored = store::energy::sources(&mut conn, site, SOURCES_LISTED).await?;
    let mut all = Vec::with_capacity(stored.len());
    for one in stored {
        all.push(shown(&mut conn, actor, one).await?);
    }
    Ok(all)
}

/// Adds one; it is read at the next run.
///
/// # Errors
/// `NotFound`; `Invalid` per field; `Conflict` when the name is taken or the site has five; `Forbidden` unless
/// an admin asks.
pub async fn add_source(
    services: &Services,
    actor: &Actor,
    site: SiteId,
    new: NewSource,
) -> Result<MeasurementSource> {
    actor.must(Permission::Administer)?;
    check::source(services, actor, &new, false).await?;
    let stored = StoredSource {
        id: SourceId(Uuid::now_v7()),
        site,
        name: new.name.trim().to_owned(),
        reads: new.reads,
        replace: new.replace,
        secret: new.secret,
        created_at: services.clock().now(),
        state: SourceState::default(),
        validators: Validators::default(),
    };
    let mut tx = services.db().write(actor.org).await?;
    seen(&mut tx, actor, site).await?;
    let held = store::energy::sources(&mut tx, site, SOURCES_LISTED).await?;
    if held.len() >= SOURCES_MAX {
        return Err(Error::Conflict(format!(
            "the site has {SOURCES_MAX} sources, the most there may be; remove one first"
        )));
    }
    store::energy::add_source(&mut tx, &stored).await?;
    record(services, &mut tx, actor, "energy.source.add", &stored).await?;
    tx.commit().await?;
    let mut conn = services.db().read(actor.org).await?;
    shown(&mut conn, actor, stored).await
}

/// Puts what is read and how in the place of what was; its files are looked at again.
///
/// # Errors
/// As [`add_source`]; `Conflict` while it is being read.
pub async fn change_source(
    services: &Services,
    actor: &Actor,
    site: SiteId,
    id: SourceId,
    new: NewSource,
) -> Result<MeasurementSource> {
    actor.must(Permission::Administer)?;
    let mut tx = services.db().write(actor.org).await?;
    let mut stored = found(&mut tx, actor, site, id).await?;
    drop(tx);
    let keeps_secret = new.secret.is_none()
        && stored.secret.is_some()
        && may_keep_secret(&stored.reads, &new.reads);
    check::source(services, actor, &new, keeps_secret).await?;
    if !keeps_secret {
        stored.secret = new.secret;
    }
    stored.state = if stored.reads == new.reads {
        SourceState {
            failure: None,
            failures: 0,
            not_before: None,
            ..stored.state
        }
    } else {
        SourceState::default()
    };
    stored.validators = Validators::default();
    new.name.trim().clone_into(&mut stored.name);
    stored.reads = new.reads;
    stored.replace = new.replace;
    let mut tx = services.db().write(actor.org).await?;
    if !store::energy::update_source(&mut tx, &stored, services.clock().now()).await? {
        return Err(reading::busy());
    }
    record(services, &mut tx, actor, "energy.source.change", &stored).await?;
    tx.commit().await?;
    let mut conn = services.db().read(actor.org).await?;
    shown(&mut conn, actor, stored).await
}

/// Removes one. What it brought stays, and so do its files.
///
/// # Errors
/// `NotFound`; `Forbidden` unless an admin asks.
pub async fn remove_source(
    services: &Services,
    actor: &Actor,
    site: SiteId,
    id: SourceId,
) -> Result<()> {
    actor.must(Permission::Administer)?;
    let mut tx = services.db().write(actor.org).await?;
    let stored = found(&mut tx, actor, site, id).await?;
    store::energy::remove_source(&mut tx, site, id).await?;
    record(services, &mut tx, actor, "energy.source.remove", &stored).await?;
    tx.commit().await?;
    Ok(())
}

async fn found(conn: &mut Conn, actor: &Actor, site: SiteId, id: SourceId) -> Result<StoredSource> {
    seen(conn, actor, site).await?;
    let stored = store::energy::source(conn, site, id).await?;
    stored.ok_or(Error::NotFound("source"))
}

/// A secret stays with the host that it was typed for, as long as there is a header for it.
fn may_keep_secret(before: &SourceReads, after: &SourceReads) -> bool {
    let origin = |reads: &SourceReads| match reads {
        SourceReads::HttpPull {
            url,
            header: Some(_),
            ..
        } => check::example(url).ok().map(|url| url.origin()),
        SourceReads::HttpPull { header: None, .. } | SourceReads::FileDrop { .. } => None,
    };
    let (before, after) = (origin(before), origin(after));
    before.is_some() && before == after
}

/// Without the secret.
async fn shown(conn: &mut Conn, actor: &Actor, stored: StoredSource) -> Result<MeasurementSource> {
    let files = store::energy::source_files(conn, stored.id, FILES_SHOWN).await?;
    let place = match &stored.reads {
        SourceReads::FileDrop { folder, .. } => Some(folder::place(actor.org, folder)),
        SourceReads::HttpPull { .. } => None,
    };
    Ok(MeasurementSource {
        id: stored.id,
        site_id: stored.site,
        name: stored.name,
        reads: stored.reads,
        replace: stored.replace,
        has_secret: stored.secret.is_some(),
        created_at: stored.created_at,
        place,
        state: stored.state,
        files,
    })
}

async fn record(
    services: &Services,
    tx: &mut Tx,
    actor: &Actor,
    action: &'static str,
    stored: &StoredSource,
) -> Result<()> {
    let metadata = json!({ "site": stored.site, "reads": stored.reads, "replace": stored.replace,
        "has_secret": stored.secret.is_some() });
    let subject = format!("source {}", stored.name);
    audit::record(services, tx, actor, action, subject, metadata).await
}
