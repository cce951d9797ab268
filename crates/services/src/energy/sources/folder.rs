//! Files in a folder below the one that the administrator named, and no others: nothing is followed out of it, and nothing
//! is changed in it.

use std::fs::{self, File, Metadata};
use std::io::Read;
use std::path::{Component, Path, PathBuf};

use chrono::{DateTime, SubsecRound, Utc};
use model::ids::OrgId;

/// Largest file, or answer, that is read.
pub(super) const BYTES_MAX: u64 = 16 * 1024 * 1024;
/// Entries of a folder that are looked at.
const ENTRIES_MAX: usize = 10_000;
const ENDINGS: [&str; 3] = ["csv", "tsv", "txt"];

/// What is said where no folder was named.
pub(super) const NOT_SET_UP: &str = "kind: files are read only where the administrator has set NEXUS_DROP_DIR; have it set, or use http_pull";

/// A file as it lies there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) name: String,
    pub(super) size_bytes: u64,
    /// To the microsecond, as it is kept.
    pub(super) modified_at: DateTime<Utc>,
    /// Why it must not be read.
    pub(super) fault: Option<String>,
}

/// What reading a file gave.
#[derive(Debug)]
pub(super) enum Content {
    Whole(Vec<u8>),
    /// It is another one, or grew meanwhile.
    Changed,
    /// It could not be read now.
    Unreadable(String),
}

/// The parts of a folder as it is typed.
///
/// # Errors
/// A sentence about it.
pub(super) fn parts(folder: &str) -> Result<Vec<&str>, String> {
    let refused = || {
        Err(format!(
            "folder: `{folder}` must be a folder below the organisation's, such as meters/mill"
        ))
    };
    let mut parts = Vec::new();
    for part in Path::new(folder.trim()).components() {
        match part {
            Component::Normal(part) => parts.extend(part.to_str()),
            _ => return refused(),
        }
    }
    if parts.is_empty() || folder.len() > 200 || folder.contains(['\\', '\0']) {
        return refused();
    }
    Ok(parts)
}

/// Where its files go, below the directory that the administrator named. Each organisation has a folder of its own.
pub(super) fn place(org: OrgId, folder: &str) -> String {
    format!("{org}/{}", folder.trim())
}

/// The folder itself, when no part of the way to it is a link.
///
/// # Errors
/// A sentence that names the part at fault.
pub(super) fn open(root: &Path, org: OrgId, folder: &str) -> Result<PathBuf, String> {
    let named = place(org, folder);
    let mut path = fs::canonicalize(root)
        .map_err(|error| format!("the folder of NEXUS_DROP_DIR cannot be read: {error}"))?;
    let org = org.to_string();
    for part in std::iter::once(org.as_str()).chain(parts(folder)?) {
        path.push(part);
        let found = fs::symlink_metadata(&path);
        let found = found.map_err(|error| format!("the folder {named} cannot be read: {error}"))?;
        if !found.is_dir() {
            return Err(format!(
                "{named}: `{part}` is no folder; links are not followed"
            ));
        }
    }
    Ok(path)
}

/// The files of measurements in it, oldest first. Those that begin with a dot are somebody's business.
///
/// # Errors
/// A sentence.
pub(super) fn list(folder: &Path) -> Result<Vec<Found>, String> {
    let unreadable = |error: std::io::Error| format!("the folder cannot be read: {error}");
    let mut all = Vec::new();
    for (count, entry) in fs::read_dir(folder).map_err(unreadable)?.enumerate() {
        if count >= ENTRIES_MAX {
            return Err(format!(
                "the folder holds more than {ENTRIES_MAX} entries; move old ones elsewhere"
            ));
        }
        let entry = entry.map_err(unreadable)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let ending = Path::new(&name)
            .extension()
            .and_then(|ending| ending.to_str());
        let is_ours =
            ending.is_some_and(|ending| ENDINGS.iter().any(|one| ending.eq_ignore_ascii_case(one)));
        if !is_ours || name.starts_with('.') {
            continue;
        }
        // One that went meanwhile is not there.
        if let Ok(metadata) = fs::symlink_metadata(entry.path()) {
            all.push(found(name, &metadata));
        }
    }
    all.sort_by(|one, other| (one.modified_at, &one.name).cmp(&(other.modified_at, &other.name)));
    Ok(all)
}

fn found(name: String, metadata: &Metadata) -> Found {
    let size_bytes = metadata.len();
    let fault = if !metadata.is_file() {
        Some("it is no plain file; links are not followed".to_owned())
    } else if size_bytes > BYTES_MAX {
        Some(format!(
            "it has {size_bytes} bytes, more than the {BYTES_MAX} that are read; send it in parts"
        ))
    } else {
        None
    };
    Found {
        name,
        size_bytes,
        modified_at: modified_at(metadata),
        fault,
    }
}

fn modified_at(metadata: &Metadata) -> DateTime<Utc> {
    let at = metadata.modified().map(DateTime::<Utc>::from);
    at.map_or(DateTime::<Utc>::UNIX_EPOCH, |at| at.trunc_subsecs(6))
}

/// Reads a file as it was found.
pub(super) fn read(folder: &Path, found: &Found) -> Content {
    let path = folder.join(&found.name);
    let read = || -> std::io::Result<Option<Vec<u8>>> {
        let file = File::open(&path)?;
        // What was opened must be what lies there, and no link's end.
        let (opened, lying) = (file.metadata()?, fs::symlink_metadata(&path)?);
        if !lying.is_file() || !is_same(&opened, &lying) {
            return Ok(None);
        }
        let mut bytes = Vec::new();
        (&file).take(BYTES_MAX + 1).read_to_end(&mut bytes)?;
        let after = file.metadata()?;
        let is_whole = bytes.len() as u64 == found.size_bytes
            && after.len() == found.size_bytes
            && modified_at(&after) == found.modified_at;
        Ok(is_whole.then_some(bytes))
    };
    match read() {
        Ok(Some(bytes)) => Content::Whole(bytes),
        Ok(None) => Content::Changed,
        Err(error) => Content::Unreadable(format!("it cannot be read: {error}")),
    }
}

#[cfg(unix)]
fn is_same(one: &Metadata, other: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    (one.dev(), one.ino()) == (other.dev(), other.ino())
}

#[cfg(not(unix))]
fn is_same(one: &Metadata, other: &Metadata) -> bool {
    one.len() == other.len() && one.modified().ok() == other.modified().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_lie_below_the_organisations() {
        assert_eq!(parts("meters/mill"), Ok(vec!["meters", "mill"]));
        assert_eq!(parts(" mill/ "), Ok(vec!["mill"]));
        for typed in [
            "", "/", "/etc", "..", "a/../b", "../a", "./a", "a\\b", "a\0b",
        ] {
            assert!(parts(typed).is_err(), "{typed:?}");
        }
    }
}
