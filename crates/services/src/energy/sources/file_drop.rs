//! Files of a folder: each is read once, and again when it changed. Nothing is moved or deleted.

use std::collections::HashMap;
use std::path::Path;

use chrono::{DateTime, Duration, Utc};
use model::energy::{FileStatus, ReadCounts, SourceFile};

use super::folder::{self, Content, Found};
use super::reading::{Brought, Failure, REJECTED_KEPT, Task};
use crate::energy::{csv, profiles};
use crate::error::{Error, Result};

/// A file that was written to more lately may still grow.
const STILL: Duration = Duration::seconds(60);
/// Files that one run reads; the next goes on.
const FILES_A_RUN: usize = 50;
/// Files of a folder that are remembered.
const FILES_REMEMBERED: u32 = 10_000;

/// Reads what is new or changed in the folder.
pub(super) async fn read(
    task: &Task<'_>,
    folder: &str,
    profile: &str,
) -> std::result::Result<Brought, Failure> {
    let root = task.services.options().sources.drop_dir.clone();
    let root = root.ok_or_else(|| Failure::Theirs(folder::NOT_SET_UP.to_owned()))?;
    // Before any file is called unreadable for its sake.
    profiles::find(task.services, task.actor, profile).await?;
    let (org, folder) = (task.actor.org, folder.to_owned());
    let listed = tokio::task::spawn_blocking(move || {
        let path = folder::open(&root, org, &folder)?;
        Ok((folder::list(&path)?, path))
    });
    let listed = listed.await.map_err(Error::internal)?;
    let (all, path) = listed.map_err(Failure::Theirs)?;
    let known = remembered(task, &all).await?;
    let now = task.services.clock().now();
    let (mut brought, mut read) = (Brought::default(), 0);
    let mut unusable = Vec::new();
    for found in all {
        let before = known.get(&found.name);
        let is_same = before.is_some_and(|before| is_as_it_was(before, &found));
        if is_same && before.is_some_and(|before| before.status != FileStatus::Waiting) {
            continue;
        }
        if read >= FILES_A_RUN {
            break;
        }
        let looked_at = before.filter(|_| is_same).map(|before| before.seen_at);
        let file = if is_still(&found, looked_at, now) {
            read += 1;
            one(task, &path, profile, &found).await?
        } else {
            // Since when it lies there like this is what counts.
            waiting(&found, looked_at.unwrap_or(now), None)
        };
        brought.add(file.counts, &file.rejected);
        if let Some(fault) = &file.fault {
            unusable.push(format!("{}: {fault}", file.name));
        }
        remember(task, &file).await?;
    }
    brought.partly = named(&unusable);
    Ok(brought)
}

/// How files were found before. Those that are there no more are forgotten.
async fn remembered(task: &Task<'_>, all: &[Found]) -> Result<HashMap<String, SourceFile>> {
    let (services, id) = (task.services, task.source.id);
    let mut tx = services.db().write(task.actor.org).await?;
    let known = store::energy::source_files(&mut tx, id, FILES_REMEMBERED).await?;
    let mut by_name: HashMap<_, _> = known
        .into_iter()
        .map(|file| (file.name.clone(), file))
        .collect();
    let there: std::collections::HashSet<&str> = all.iter().map(|one| one.name.as_str()).collect();
    let gone: Vec<String> = by_name
        .keys()
        .filter(|name| !there.contains(name.as_str()))
        .cloned()
        .collect();
    for name in gone {
        store::energy::forget_source_file(&mut tx, id, &name).await?;
        by_name.remove(&name);
    }
    tx.commit().await?;
    Ok(by_name)
}

async fn remember(task: &Task<'_>, file: &SourceFile) -> Result<()> {
    let mut tx = task.services.db().write(task.actor.org).await?;
    store::energy::put_source_file(&mut tx, task.source.id, file).await?;
    tx.commit().await?;
    Ok(())
}

fn is_as_it_was(before: &SourceFile, found: &Found) -> bool {
    (before.size_bytes, before.modified_at) == (found.size_bytes, found.modified_at)
}

/// Whether nobody writes to it any more: by its time, or because it was found the same a while ago, where its
/// time is of a clock that is ahead.
fn is_still(found: &Found, looked_at: Option<DateTime<Utc>>, now: DateTime<Utc>) -> bool {
    found.modified_at + STILL <= now || looked_at.is_some_and(|at| at + STILL <= now)
}

/// Stores what is right in a file. What is wrong with the file is part of the answer.
async fn one(task: &Task<'_>, path: &Path, profile: &str, found: &Found) -> Result<SourceFile> {
    let now = task.services.clock().now();
    let unreadable = |fault: String| SourceFile {
        status: FileStatus::Unreadable,
        ..waiting(found, now, Some(fault))
    };
    if let Some(fault) = &found.fault {
        return Ok(unreadable(fault.clone()));
    }
    let (folder, file) = (path.to_path_buf(), found.clone());
    let content = tokio::task::spawn_blocking(move || folder::read(&folder, &file));
    let bytes = match content.await.map_err(Error::internal)? {
        Content::Whole(bytes) => bytes,
        Content::Changed => return Ok(waiting(found, now, None)),
        // Its owner may let us: that does not change the file, so it is tried again.
        Content::Unreadable(fault) => return Ok(waiting(found, now, Some(fault))),
    };
    match stored(task, profile, bytes).await {
        Ok(file) => Ok(SourceFile {
            status: FileStatus::Read,
            counts: file.0,
            rejected: file.1,
            ..waiting(found, now, None)
        }),
        Err(Error::Invalid { detail, .. } | Error::TooLarge(detail)) => Ok(unreadable(detail)),
        Err(error) => Err(error),
    }
}

async fn stored(
    task: &Task<'_>,
    profile: &str,
    bytes: Vec<u8>,
) -> Result<(ReadCounts, Vec<model::energy::RejectedMeasurement>)> {
    let (services, actor) = (task.services, task.actor);
    let mapping = profiles::find(services, actor, profile).await?;
    let rows = csv::read_rows(task.settings, mapping, bytes.into()).await?;
    let (site, replace) = (task.source.site, task.source.replace);
    let answer = csv::keep(services, actor, site, rows, replace).await?;
    let counts = super::reading::counts(answer.rows, &answer.measurements);
    let mut rejected = answer.measurements.rejected;
    rejected.truncate(REJECTED_KEPT);
    Ok((counts, rejected))
}

fn waiting(found: &Found, seen_at: DateTime<Utc>, fault: Option<String>) -> SourceFile {
    SourceFile {
        name: found.name.clone(),
        size_bytes: found.size_bytes,
        modified_at: found.modified_at,
        seen_at,
        status: FileStatus::Waiting,
        fault,
        counts: ReadCounts::default(),
        rejected: Vec::new(),
    }
}

/// The first few of those that could not be used.
fn named(unusable: &[String]) -> Option<String> {
    const NAMED: usize = 3;
    let first = unusable.iter().take(NAMED).cloned().collect::<Vec<_>>();
    let more = unusable.len().saturating_sub(NAMED);
    match (first.is_empty(), more) {
        (true, _) => None,
        (false, 0) => Some(first.join("; ")),
        (false, more) => Some(format!("{}; and {more} more files", first.join("; "))),
    }
}
