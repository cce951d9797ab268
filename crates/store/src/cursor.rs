//! Page cursors: opaque text that says after which row a page begins, bound to the filter it was
//! made under, so that a cursor of another list is refused instead of giving wrong rows.

use chrono::{DateTime, Utc};
use serde::Serialize;
use uuid::Uuid;

use crate::instant::Instant;
use crate::{Error, Result, text};

/// Begins every cursor; another number means another layout.
const VERSION: u8 = 1;

/// Longest cursor that is looked at, in characters.
const CURSOR_CHARS_MAX: usize = 2_048;

/// Writes a cursor.
#[derive(Debug)]
pub(crate) struct Writer {
    bytes: Vec<u8>,
}

impl Writer {
    /// For a list called `list` under `filter` (without its cursor and limit).
    pub(crate) fn new(list: &str, filter: &impl Serialize) -> Self {
        let mut bytes = vec![VERSION];
        bytes.extend(fingerprint(list, filter).to_be_bytes());
        Self { bytes }
    }

    pub(crate) fn bytes(mut self, value: &[u8]) -> Self {
        let length = u16::try_from(value.len()).expect("keys of lists are short");
        self.bytes.extend(length.to_be_bytes());
        self.bytes.extend(value);
        self
    }

    pub(crate) fn text(self, value: &str) -> Self {
        self.bytes(value.as_bytes())
    }

    pub(crate) fn int(mut self, value: i64) -> Self {
        self.bytes.extend(value.to_be_bytes());
        self
    }

    pub(crate) fn time(self, value: DateTime<Utc>) -> Self {
        self.int(value.timestamp_micros())
    }

    /// Hexadecimal, because it goes into URLs.
    pub(crate) fn finish(self) -> String {
        self.bytes
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect()
    }
}

/// Reads a cursor back.
#[derive(Debug)]
pub(crate) struct Reader {
    bytes: std::vec::IntoIter<u8>,
}

impl Reader {
    /// `BadCursor` when `cursor` was not written for this list and filter.
    pub(crate) fn new(cursor: &str, list: &str, filter: &impl Serialize) -> Result<Self> {
        let is_hex = cursor.bytes().all(|byte| byte.is_ascii_hexdigit());
        if cursor.len() > CURSOR_CHARS_MAX || !cursor.len().is_multiple_of(2) || !is_hex {
            return Err(Error::BadCursor);
        }
        let bytes = (0..cursor.len())
            .step_by(2)
            .map(|start| u8::from_str_radix(&cursor[start..start + 2], 16))
            .collect::<std::result::Result<Vec<u8>, _>>()
            .map_err(|_| Error::BadCursor)?;
        let mut reader = Self {
            bytes: bytes.into_iter(),
        };
        let is_ours =
            reader.byte()? == VERSION && reader.array()? == fingerprint(list, filter).to_be_bytes();
        if is_ours {
            Ok(reader)
        } else {
            Err(Error::BadCursor)
        }
    }

    fn byte(&mut self) -> Result<u8> {
        self.bytes.next().ok_or(Error::BadCursor)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N]> {
        let mut array = [0; N];
        for byte in &mut array {
            *byte = self.byte()?;
        }
        Ok(array)
    }

    pub(crate) fn bytes(&mut self) -> Result<Vec<u8>> {
        let length = usize::from(u16::from_be_bytes(self.array()?));
        (0..length).map(|_| self.byte()).collect()
    }

    pub(crate) fn text(&mut self) -> Result<String> {
        String::from_utf8(self.bytes()?).map_err(|_| Error::BadCursor)
    }

    pub(crate) fn int(&mut self) -> Result<i64> {
        Ok(i64::from_be_bytes(self.array()?))
    }

    pub(crate) fn time(&mut self) -> Result<DateTime<Utc>> {
        DateTime::from_timestamp_micros(self.int()?).ok_or(Error::BadCursor)
    }
}

/// A list from the newest to the oldest, by time and id. Rows have both in their key, so that a page
/// is a range of an index.
#[derive(Debug)]
pub(crate) struct NewestFirst<'a, F> {
    list: &'static str,
    filter: &'a F,
}

impl<'a, F: Serialize> NewestFirst<'a, F> {
    /// The list called `list` under `filter`.
    pub(crate) fn new(list: &'static str, filter: &'a F) -> Self {
        Self { list, filter }
    }

    /// The time and id a page begins below; the newest page without a cursor.
    pub(crate) fn below(&self, cursor: Option<&str>) -> Result<(Instant, Uuid)> {
        let Some(cursor) = cursor else {
            return Ok((Instant::from(DateTime::<Utc>::MAX_UTC), Uuid::max()));
        };
        let mut reader = Reader::new(cursor, self.list, self.filter)?;
        let at = Instant::from(reader.time()?);
        let id = Uuid::from_slice(&reader.bytes()?).map_err(|_| Error::BadCursor)?;
        Ok((at, id))
    }

    /// Cuts `rows` down to the page, and gives the cursor of the next one if there is one.
    pub(crate) fn cut<T>(
        &self,
        rows: &mut Vec<T>,
        limit: u32,
        key: impl Fn(&T) -> (DateTime<Utc>, Uuid),
    ) -> Option<String> {
        let has_more = cut(rows, limit);
        let (at, id) = rows.last().filter(|_| has_more).map(key)?;
        let writer = Writer::new(self.list, self.filter);
        Some(writer.time(at).bytes(id.as_bytes()).finish())
    }
}

/// A list in the order of names, which are told apart by their keys.
#[derive(Debug)]
pub(crate) struct ByName(pub(crate) &'static str);

impl ByName {
    /// The key a page begins after; empty for the first.
    pub(crate) fn after(&self, cursor: Option<&str>) -> Result<String> {
        cursor.map_or_else(
            || Ok(String::new()),
            |cursor| Reader::new(cursor, self.0, &())?.text(),
        )
    }

    /// Cuts `rows` down to the page, and gives the cursor of the next one if there is one.
    pub(crate) fn cut<T>(
        &self,
        rows: &mut Vec<T>,
        limit: u32,
        name: impl Fn(&T) -> &str,
    ) -> Option<String> {
        let has_more = cut(rows, limit);
        let name = rows.last().filter(|_| has_more).map(name)?;
        Some(Writer::new(self.0, &()).text(&text::key(name)).finish())
    }
}

/// FNV-1a over the list's name and the filter as JSON: the same in every build and on every
/// replica. It guards against mistakes, not against malice: a cursor gives no right to anything.
fn fingerprint(list: &str, filter: &impl Serialize) -> u64 {
    let filter = serde_json::to_vec(filter).expect("a filter is plain data");
    list.bytes()
        .chain([0])
        .chain(filter)
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        })
}

/// Cuts `rows`, fetched one more than the page holds, down to the page, and says whether more
/// follow.
pub(crate) fn cut<T>(rows: &mut Vec<T>, limit: u32) -> bool {
    let limit = limit as usize;
    let has_more = rows.len() > limit;
    rows.truncate(limit);
    has_more
}

#[cfg(test)]
mod tests {
    use super::{Reader, Writer};
    use crate::Error;

    #[test]
    fn what_is_written_is_read() {
        let cursor = Writer::new("things", &("a", 1))
            .int(-5)
            .text("né")
            .bytes(&[0, 255])
            .finish();
        let mut reader = Reader::new(&cursor, "things", &("a", 1)).expect("it is ours");
        assert_eq!(reader.int().ok(), Some(-5));
        assert_eq!(reader.text().ok().as_deref(), Some("né"));
        assert_eq!(reader.bytes().ok(), Some(vec![0, 255]));
        assert!(reader.int().is_err(), "nothing is left");
    }

    #[test]
    fn another_filter_another_list_and_noise_are_refused() {
        let cursor = Writer::new("things", &("a", 1)).int(7).finish();
        for (cursor, list, filter) in [
            (cursor.as_str(), "things", ("a", 2)),
            (cursor.as_str(), "others", ("a", 1)),
            ("", "things", ("a", 1)),
            ("0", "things", ("a", 1)),
            ("zz", "things", ("a", 1)),
            ("é", "things", ("a", 1)),
            ("+1+1", "things", ("a", 1)),
        ] {
            let refused = Reader::new(cursor, list, &filter);
            assert!(
                matches!(refused, Err(Error::BadCursor)),
                "{cursor} was taken"
            );
        }
    }
}
