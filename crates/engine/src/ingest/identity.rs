//! What makes an event the same event: its key and the hash of its content.
//!
//! An event with an `external_id` is known by it. Any other is known by its type, its supplier, the
//! raw text of the mapped columns and its ordinal among equal rows of its file or batch, so that a
//! file sent twice adds nothing while two equal rows of one file both count. The profile is not
//! hashed. All parts are written with their lengths, so no two contents share an encoding.

use std::collections::{HashMap, HashSet};

use model::ingest::{EventDraft, EventType};
use sha2::{Digest, Sha256};

/// The content of one event, written part by part.
#[derive(Debug, Default)]
pub(crate) struct Content {
    bytes: Vec<u8>,
}

impl Content {
    /// Begins again. The supplier is compared without regard to case.
    pub(crate) fn begin(&mut self, event_type: EventType, supplier: &str) {
        self.bytes.clear();
        self.bytes.extend_from_slice(b"event content 1\0");
        self.part(event_type.as_str());
        let at = self.bytes.len();
        self.bytes.extend_from_slice(&[0; 8]);
        for lower in supplier.trim().chars().flat_map(char::to_lowercase) {
            self.bytes
                .extend_from_slice(lower.encode_utf8(&mut [0; 4]).as_bytes());
        }
        let length = (self.bytes.len() - at - 8) as u64;
        self.bytes[at..at + 8].copy_from_slice(&length.to_le_bytes());
    }

    /// Adds a column or field by name.
    pub(crate) fn push(&mut self, name: &str, value: &str) {
        self.part(name);
        self.part(value);
    }

    fn part(&mut self, text: &str) {
        self.bytes
            .extend_from_slice(&(text.len() as u64).to_le_bytes());
        self.bytes.extend_from_slice(text.as_bytes());
    }

    /// The hash kept as `content_hash`.
    pub(crate) fn hash(&self) -> [u8; 16] {
        first_half(&Sha256::digest(&self.bytes))
    }
}

/// The key of an event without `external_id`: its content and its ordinal among equals, from 1.
#[must_use]
pub fn row_key(content_hash: &[u8; 16], ordinal: u64) -> [u8; 16] {
    let mut hash = Sha256::new_with_prefix(b"event key by content 1\0");
    hash.update(content_hash);
    hash.update(ordinal.to_le_bytes());
    first_half(&hash.finalize())
}

/// The key of an event with `external_id`.
#[must_use]
pub fn external_key(external_id: &str) -> [u8; 16] {
    let mut hash = Sha256::new_with_prefix(b"event key by external id 1\0");
    hash.update(external_id);
    first_half(&hash.finalize())
}

/// Key and content hash of an hour that the meter of a site counts: one key for all hours of a site, which
/// its time tells apart; nobody else's event can have it.
#[must_use]
pub fn metered_identity(
    site_id: i64,
    event_type: EventType,
    supplier: &str,
    figures: &[(&str, &str)],
) -> ([u8; 16], [u8; 16]) {
    let mut key = Sha256::new_with_prefix(b"event key by meter 1\0");
    key.update(site_id.to_le_bytes());
    let mut content = Content::default();
    content.begin(event_type, supplier);
    for (name, value) in figures {
        content.push(name, value);
    }
    (first_half(&key.finalize()), content.hash())
}

/// What ordinals are counted by.
#[must_use]
pub fn fingerprint(content_hash: &[u8; 16]) -> u64 {
    let [a, b, c, d, e, f, g, h, ..] = *content_hash;
    u64::from_le_bytes([a, b, c, d, e, f, g, h])
}

fn first_half(hash: &[u8]) -> [u8; 16] {
    let mut half = [0; 16];
    half.copy_from_slice(&hash[..16]);
    half
}

/// The place that counts equal rows could not do it.
#[derive(Debug, thiserror::Error)]
#[error("equal rows could not be counted: {0}")]
pub struct OrdinalError(pub String);

/// Counts equal rows of one file or batch. In memory up to a size; beyond it services plug in a
/// scratch file.
pub trait OrdinalStore {
    /// Appends, for each fingerprint in order, how often it has now been seen.
    fn next(&mut self, fingerprints: &[u64], ordinals: &mut Vec<u64>) -> Result<(), OrdinalError>;
}

/// Distinct rows of one import counted in memory; more of them go to a scratch file. Some 75 MB.
pub const MEMORY_ORDINALS_MAX: usize = 4_000_000;

/// Counts equal rows in memory: a set of what was seen, and a map of the few seen more than once.
#[derive(Debug, Default)]
pub struct MemoryOrdinals {
    seen: HashSet<u64, HashIsKey>,
    repeated: HashMap<u64, u64, HashIsKey>,
}

impl MemoryOrdinals {
    /// How often `fingerprint` has now been seen, from 1.
    pub fn count(&mut self, fingerprint: u64) -> u64 {
        if self.seen.insert(fingerprint) {
            return 1;
        }
        let count = self.repeated.entry(fingerprint).or_insert(1);
        *count += 1;
        *count
    }

    /// Distinct contents seen.
    #[must_use]
    pub fn len(&self) -> usize {
        self.seen.len()
    }

    /// Whether nothing was seen yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.seen.is_empty()
    }

    /// Every fingerprint with its count, to move them elsewhere.
    pub fn counts(&self) -> impl Iterator<Item = (u64, u64)> + '_ {
        self.seen
            .iter()
            .map(|seen| (*seen, self.repeated.get(seen).copied().unwrap_or(1)))
    }
}

impl OrdinalStore for MemoryOrdinals {
    fn next(&mut self, fingerprints: &[u64], ordinals: &mut Vec<u64>) -> Result<(), OrdinalError> {
        ordinals.extend(
            fingerprints
                .iter()
                .map(|fingerprint| self.count(*fingerprint)),
        );
        Ok(())
    }
}

/// Gives the drafts of a chunk their keys, in the order of their rows. Those with an `external_id`
/// have one and take no ordinal.
pub fn assign_keys<'a>(
    drafts: impl Iterator<Item = &'a mut EventDraft>,
    store: &mut dyn OrdinalStore,
) -> Result<(), OrdinalError> {
    let mut counted = Vec::new();
    for draft in drafts {
        match &draft.external_id {
            Some(external_id) => draft.source_key = external_key(external_id),
            None => counted.push(draft),
        }
    }
    let fingerprints: Vec<u64> = counted
        .iter()
        .map(|draft| fingerprint(&draft.content_hash))
        .collect();
    let mut ordinals = Vec::with_capacity(fingerprints.len());
    store.next(&fingerprints, &mut ordinals)?;
    if ordinals.len() != counted.len() {
        return Err(OrdinalError(
            "the store answered with another number of ordinals".to_owned(),
        ));
    }
    for (draft, ordinal) in counted.into_iter().zip(ordinals) {
        draft.source_key = row_key(&draft.content_hash, ordinal);
    }
    Ok(())
}

/// A fingerprint is part of a SHA-256 already: hashing it again would only take time. Whoever
/// chooses rows to collide must find SHA-256 prefixes first.
#[derive(Debug, Clone, Copy, Default)]
struct HashIsKey;

impl std::hash::BuildHasher for HashIsKey {
    type Hasher = KeyHasher;
    fn build_hasher(&self) -> KeyHasher {
        KeyHasher(0)
    }
}

struct KeyHasher(u64);

impl std::hash::Hasher for KeyHasher {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }
    fn write_u64(&mut self, key: u64) {
        self.0 = key;
    }
}
