//! The browser's program on disk: which build it is, and which pieces it has.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::fs;
use std::io::{Error, ErrorKind, Result};
use std::path::Path;

use app::Program;
use leptos::WasmSplitManifest;
use leptos::prelude::ArcStoredValue;
use sha2::{Digest, Sha256};

/// Names the files of each piece; made with the program.
const MANIFEST: &str = "__wasm_split_manifest.json";
/// Loads the pieces; made with the program.
const LOADER: &str = "__wasm_split.______________________.js";
/// Bytes of the build's name: enough that no two builds share one.
const NAME_BYTES: usize = 8;

/// Reads which program lies in `folder`, to be served below `at`. An empty or missing folder is a program without
/// pieces: pages are drawn, and stay without script.
///
/// # Errors
/// When a file cannot be read, or the manifest is none.
pub fn read(folder: &Path, at: &str) -> Result<Program> {
    let pieces = found(fs::read(folder.join(MANIFEST)))?.map_or_else(
        || Ok(HashMap::new()),
        |text| {
            serde_json::from_slice(&text).map_err(|error| Error::new(ErrorKind::InvalidData, error))
        },
    )?;
    let at = format!("{at}/{}", name(folder)?);
    let manifest = (at.clone(), pieces, LOADER.to_owned());
    Ok(Program {
        at,
        pieces: WasmSplitManifest(ArcStoredValue::new(manifest)),
    })
}

/// A name of what the files are: of the same files always the same, whoever serves them.
fn name(folder: &Path) -> Result<String> {
    let mut files = Vec::new();
    for entry in found(fs::read_dir(folder))?.into_iter().flatten() {
        let path = entry?.path();
        let is_served = path
            .extension()
            .is_some_and(|of| of == "wasm" || of == "js" || of == "css");
        if is_served {
            files.push(path);
        }
    }
    files.sort();
    let mut digest = Sha256::new();
    for path in files {
        let content = fs::read(&path)?;
        digest.update(path.file_name().unwrap_or_default().as_encoded_bytes());
        // A length, so that no content can look like the next file's name.
        digest.update((content.len() as u64).to_le_bytes());
        digest.update(content);
    }
    let digest = digest.finalize();
    Ok(digest
        .iter()
        .take(NAME_BYTES)
        .fold(String::new(), |mut name, byte| {
            // Writing to a string does not fail.
            let _ = write!(name, "{byte:02x}");
            name
        }))
}

/// `None` for what is not there.
fn found<T>(answer: Result<T>) -> Result<Option<T>> {
    match answer {
        Ok(found) => Ok(Some(found)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use leptos::prelude::GetValue;

    use super::{MANIFEST, read};

    #[test]
    fn another_build_has_another_address() {
        let folder = tempfile::tempdir().expect("a scratch folder");
        let at = || read(folder.path(), "/pkg").expect("it is read").at;
        let empty = at();
        assert!(empty.starts_with("/pkg/"), "{empty}");
        let write =
            |name: &str, text: &str| fs::write(folder.path().join(name), text).expect("written");
        write("a.wasm", "one");
        let first = at();
        assert_ne!(first, empty);
        // What is not part of the program changes nothing.
        write("a.wasm.br", "one, compressed");
        assert_eq!(at(), first);
        write("a.wasm", "two");
        assert_ne!(at(), first);
        write("a.wasm", "one");
        assert_eq!(at(), first);
    }

    #[test]
    fn pieces_are_those_of_the_manifest() {
        let folder = tempfile::tempdir().expect("a scratch folder");
        let manifest = folder.path().join(MANIFEST);
        fs::write(
            &manifest,
            r#"{"work_pages": ["chunk_1", "split_work_pages"]}"#,
        )
        .expect("written");
        let program = read(folder.path(), "/pkg").expect("it is read");
        let (at, pieces, _) = program.pieces.0.get_value();
        assert_eq!(at, program.at);
        assert_eq!(pieces["work_pages"], ["chunk_1", "split_work_pages"]);
        fs::write(&manifest, "no JSON").expect("written");
        let error = read(folder.path(), "/pkg").expect_err("it is refused");
        assert_eq!(error.kind(), std::io::ErrorKind::InvalidData);
    }
}
