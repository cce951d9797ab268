//! The ordinals of an import's equal rows: in memory, and in a scratch file once there are too many.

use std::collections::HashMap;
use std::path::PathBuf;

use engine::ingest::{MEMORY_ORDINALS_MAX, MemoryOrdinals, OrdinalError, OrdinalStore};
use store::ingest::row_counts::RowCounts;
use tokio::runtime::Handle;

/// Counts equal rows for as long as an import is read. It waits for its scratch file, so it lives on
/// a thread that may block.
#[derive(Debug)]
pub(super) struct Ordinals {
    place: Place,
    /// Where the scratch file would be.
    scratch: PathBuf,
    /// Distinct rows kept in memory.
    memory_max: usize,
    runtime: Handle,
}

#[derive(Debug)]
enum Place {
    Memory(MemoryOrdinals),
    Scratch(RowCounts),
}

impl Ordinals {
    /// Nothing counted yet. Call it on a thread of the runtime.
    pub(super) fn new(scratch: PathBuf) -> Self {
        Self::with_memory(scratch, MEMORY_ORDINALS_MAX)
    }

    fn with_memory(scratch: PathBuf, memory_max: usize) -> Self {
        Self {
            place: Place::Memory(MemoryOrdinals::default()),
            scratch,
            memory_max,
            runtime: Handle::current(),
        }
    }

    /// Moves what was counted to the scratch file.
    fn spill(&mut self, memory: &MemoryOrdinals) -> store::Result<RowCounts> {
        // In order of the key, each row goes to the end of the file.
        let mut counts: Vec<(u64, u64)> = memory.counts().collect();
        counts.sort_unstable_by_key(|(fingerprint, _)| fingerprint.cast_signed());
        self.runtime.block_on(async {
            let mut file = RowCounts::create(&self.scratch).await?;
            for part in counts.chunks(100_000) {
                file.add(part).await?;
            }
            Ok(file)
        })
    }
}

impl OrdinalStore for Ordinals {
    fn next(&mut self, fingerprints: &[u64], ordinals: &mut Vec<u64>) -> Result<(), OrdinalError> {
        let file = match &mut self.place {
            Place::Memory(memory) if memory.len() + fingerprints.len() <= self.memory_max => {
                return memory.next(fingerprints, ordinals);
            }
            Place::Memory(memory) => {
                let memory = std::mem::take(memory);
                tracing::info!(
                    rows = memory.len(),
                    "equal rows are counted on disk from here on"
                );
                let file = self.spill(&memory).map_err(failed)?;
                self.place = Place::Scratch(file);
                return self.next(fingerprints, ordinals);
            }
            Place::Scratch(file) => file,
        };
        let mut new: HashMap<u64, u64> = HashMap::with_capacity(fingerprints.len());
        for fingerprint in fingerprints {
            *new.entry(*fingerprint).or_default() += 1;
        }
        let mut counts: Vec<(u64, u64)> = new.into_iter().collect();
        counts.sort_unstable();
        let mut seen = self.runtime.block_on(file.add(&counts)).map_err(failed)?;
        // From what was seen before this call on.
        for (fingerprint, added) in counts {
            if let Some(total) = seen.get_mut(&fingerprint) {
                *total -= added;
            }
        }
        for fingerprint in fingerprints {
            let ordinal = seen.entry(*fingerprint).or_default();
            *ordinal += 1;
            ordinals.push(*ordinal);
        }
        Ok(())
    }
}

fn failed(error: store::Error) -> OrdinalError {
    OrdinalError(error.to_string())
}

#[cfg(test)]
mod tests {
    use engine::ingest::{MemoryOrdinals, OrdinalStore};

    use super::Ordinals;

    /// Chunks of rows of which many are equal, within a chunk and across them.
    fn chunks() -> Vec<Vec<u64>> {
        let draw = |n: u64| n.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 7;
        (0..40_u64)
            .map(|chunk| {
                (0..50)
                    .map(|row| draw((chunk * 50 + row) % 613 * (1 + row % 3)))
                    .collect()
            })
            .collect()
    }

    #[tokio::test]
    async fn a_scratch_file_counts_as_the_memory_does() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("import.rows");
        // Left behind by a run that was killed.
        std::fs::write(&path, "not a database").unwrap();
        let scratch = path.clone();
        let (expected, found, was_on_disk) = tokio::task::spawn_blocking(move || {
            let mut in_memory = MemoryOrdinals::default();
            let mut spilling = Ordinals::with_memory(scratch.clone(), 300);
            let (mut expected, mut found) = (Vec::new(), Vec::new());
            for chunk in chunks() {
                in_memory.next(&chunk, &mut expected).unwrap();
                spilling.next(&chunk, &mut found).unwrap();
            }
            (
                expected,
                found,
                std::fs::metadata(&scratch).unwrap().len() > 4096,
            )
        })
        .await
        .unwrap();
        assert!(expected.iter().any(|ordinal| *ordinal > 3));
        assert_eq!(found, expected);
        assert!(was_on_disk);
        assert!(!path.exists(), "the scratch file went with its counts");
    }
}
