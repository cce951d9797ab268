//! The form in which words are compared: lower-case ASCII letters and digits, nothing else.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// Longest key; a longer text is no word of ours.
const KEY_BYTES: usize = 48;

/// A comparable key on the stack, so that looking up a word allocates nothing.
pub(super) struct Key {
    bytes: [u8; KEY_BYTES],
    length: usize,
}

impl Key {
    /// The key of `text`; `None` when it is empty or too long.
    pub(super) fn of(text: &str) -> Option<Self> {
        let mut key = Self {
            bytes: [0; KEY_BYTES],
            length: 0,
        };
        for byte in text.bytes().filter(u8::is_ascii_alphanumeric) {
            *key.bytes.get_mut(key.length)? = byte.to_ascii_lowercase();
            key.length += 1;
        }
        (key.length > 0).then_some(key)
    }

    /// The key's bytes.
    pub(super) fn as_bytes(&self) -> &[u8] {
        &self.bytes[..self.length]
    }
}

/// FNV-1a: short keys in a few nanoseconds. The maps hold our own words only, so nobody can fill
/// them with colliding ones.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Hasher for Fnv {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

/// A map by words of the vocabulary.
pub(crate) type WordMap<K, V> = HashMap<K, V, BuildHasherDefault<Fnv>>;

/// Entries by the keys of their names.
pub(super) type Index<T> = WordMap<Box<[u8]>, &'static T>;

/// Builds an index. A name that two entries share keeps the first; a test forbids such names.
pub(super) fn index<T>(
    entries: &'static [T],
    names: impl Fn(&'static T) -> Vec<&'static str>,
) -> Index<T> {
    let mut found = Index::default();
    for entry in entries {
        for name in names(entry) {
            if let Some(key) = Key::of(name) {
                found.entry(Box::from(key.as_bytes())).or_insert(entry);
            }
        }
    }
    found
}

/// The entry called `text`.
pub(super) fn find<T>(index: &Index<T>, text: &str) -> Option<&'static T> {
    index.get(Key::of(text)?.as_bytes()).copied()
}
