//! What a file is: its encoding, its delimiter, its columns; or one sentence on why it is no CSV.
//!
//! Decisions come from the first 256 KiB and are the same each time, so that a resumed import reads
//! what the interrupted one read.

use encoding_rs::WINDOWS_1252;
use model::ingest::FileFormat;

use super::limits;

/// How the bytes of a file stand for characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    Utf8,
    Windows1252,
}

impl Encoding {
    /// The name a profile and a preview use.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Windows1252 => "windows-1252",
        }
    }

    /// The encoding called `name`.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        match name.trim().to_ascii_lowercase().as_str() {
            "utf-8" | "utf8" => Some(Self::Utf8),
            "windows-1252" | "cp1252" | "latin1" | "iso-8859-1" => Some(Self::Windows1252),
            _ => None,
        }
    }
}

/// What a file turned out to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sniffed {
    pub encoding: Encoding,
    /// `,`, `;` or a tab.
    pub delimiter: u8,
    /// Names of the columns, trimmed and made unique.
    pub columns: Vec<String>,
    /// The first byte after the header: where rows begin.
    pub body_offset: u64,
    /// What had to be changed in the header, in words.
    pub notices: Vec<String>,
}

/// Why a file cannot be imported: a code and one sentence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct NotCsv {
    pub code: &'static str,
    pub message: String,
}

fn refuse(code: &'static str, message: impl Into<String>) -> NotCsv {
    NotCsv {
        code,
        message: message.into(),
    }
}

/// Looks at the head of a file. `is_whole` tells that nothing follows it; `stated` is what the
/// profile says already.
pub fn sniff(head: &[u8], is_whole: bool, stated: &FileFormat) -> Result<Sniffed, NotCsv> {
    let head = &head[..head.len().min(limits::HEAD_BYTES)];
    if head.is_empty() {
        return Err(refuse("empty", "the file is empty"));
    }
    if let Some(kind) = foreign(head) {
        return Err(refuse(
            "not_csv",
            format!("{kind}; save it as CSV (comma, semicolon or tab) and import that"),
        ));
    }
    let bom = if head.starts_with(b"\xef\xbb\xbf") {
        3
    } else {
        0
    };
    let encoding = encoding(&head[bom..], is_whole, stated)?;
    let mut start = bom + blank(&head[bom..]);
    let mut delimiter = stated_delimiter(stated)?;
    // Excel writes this line to tell itself the delimiter; it is neither header nor row.
    if let Some((told, length)) = separator_line(&head[start..]) {
        delimiter = delimiter.or(Some(told));
        start += length;
        start += blank(&head[start..]);
    }
    let text = &head[start..];
    if text.is_empty() {
        return Err(refuse(
            "no_header",
            "the file has no header: there is nothing but empty lines",
        ));
    }
    let length = header_length(text, is_whole)?;
    let line = &text[..length];
    let is_binary = |byte: &u8| *byte < b' ' && !matches!(byte, b'\t' | b'\r' | b'\n');
    if let Some(at) = line.iter().position(is_binary) {
        let (byte, at) = (line[at], start + at);
        return Err(refuse(
            "not_csv",
            format!("the file holds binary data (byte {byte} at position {at}); it is no CSV"),
        ));
    }
    let delimiter = delimiter.map_or_else(|| find_delimiter(line), Ok)?;
    let names = split(line, delimiter, encoding);
    let (columns, notices) = columns(names, delimiter)?;
    let body_offset = u64::try_from(start + length).expect("a head of 256 KiB fits in 64 bits");
    Ok(Sniffed {
        encoding,
        delimiter,
        columns,
        body_offset,
        notices,
    })
}

/// Names a file that is something else, by its first bytes.
fn foreign(head: &[u8]) -> Option<String> {
    let has = |needle: &[u8]| head.windows(needle.len()).any(|window| window == needle);
    let known: &[(&[u8], &str)] = &[
        (b"\x1f\x8b", "this is a gzip archive"),
        (b"BZh", "this is a bzip2 archive"),
        (b"\xfd7zXZ\x00", "this is an xz archive"),
        (b"\x28\xb5\x2f\xfd", "this is a zstd archive"),
        (b"7z\xbc\xaf\x27\x1c", "this is a 7z archive"),
        (b"Rar!\x1a\x07", "this is a rar archive"),
        (b"%PDF", "this is a PDF document"),
        (
            b"\xd0\xcf\x11\xe0",
            "this is an old Office file (.xls or .doc)",
        ),
        (b"PAR1", "this is a Parquet file"),
        (b"SQLite format 3\x00", "this is an SQLite database"),
        (b"\x89PNG", "this is a picture (PNG)"),
        (b"\xff\xd8\xff", "this is a picture (JPEG)"),
        (b"GIF8", "this is a picture (GIF)"),
        (b"\x7fELF", "this is a program"),
        (b"\xff\xfe", "this is UTF-16 text"),
        (b"\xfe\xff", "this is UTF-16 text"),
    ];
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        let is_workbook = has(b"xl/") || has(b"[Content_Types].xml");
        let kind = if is_workbook {
            "this is an Excel workbook (.xlsx)"
        } else {
            "this is a zip archive"
        };
        return Some(kind.to_owned());
    }
    if let Some((_, kind)) = known.iter().find(|(magic, _)| head.starts_with(magic)) {
        return Some((*kind).to_owned());
    }
    let text = head
        .strip_prefix(b"\xef\xbb\xbf")
        .unwrap_or(head)
        .trim_ascii_start();
    let opening = text[..text.len().min(16)].to_ascii_lowercase();
    if opening.starts_with(b"<!doctype") || opening.starts_with(b"<html") {
        return Some(
            "this is a web page (HTML), perhaps a sign-in page saved by mistake".to_owned(),
        );
    }
    if opening.starts_with(b"<?xml") {
        return Some("this is an XML file".to_owned());
    }
    if opening.starts_with(b"{\"")
        || opening.starts_with(b"[{")
        || opening.starts_with(b"{\n")
        || opening.starts_with(b"[\n")
    {
        return Some("this is JSON, which POST /api/v1/ingest/events takes".to_owned());
    }
    None
}

fn encoding(text: &[u8], is_whole: bool, stated: &FileFormat) -> Result<Encoding, NotCsv> {
    if let Some(name) = &stated.encoding {
        return Encoding::parse(name).ok_or_else(|| {
            refuse(
                "unknown_encoding",
                format!(
                    "the profile's encoding \"{}\" is not known; known are utf-8 and windows-1252",
                    limits::shown(name)
                ),
            )
        });
    }
    Ok(match std::str::from_utf8(text) {
        Ok(_) => Encoding::Utf8,
        // A character cut off by the end of the head is no fault.
        Err(error) if error.error_len().is_none() && !is_whole => Encoding::Utf8,
        Err(_) => Encoding::Windows1252,
    })
}

fn stated_delimiter(stated: &FileFormat) -> Result<Option<u8>, NotCsv> {
    match stated.delimiter {
        None => Ok(None),
        Some(',') => Ok(Some(b',')),
        Some(';') => Ok(Some(b';')),
        Some('\t') => Ok(Some(b'\t')),
        Some(other) => Err(refuse(
            "unknown_delimiter",
            format!(
                "the profile's delimiter {other:?} is not known; known are comma, semicolon and tab"
            ),
        )),
    }
}

/// How many line ends the text begins with.
fn blank(text: &[u8]) -> usize {
    text.iter()
        .take_while(|byte| matches!(byte, b'\r' | b'\n'))
        .count()
}

fn separator_line(text: &[u8]) -> Option<(u8, usize)> {
    let rest = text
        .strip_prefix(b"sep=")
        .or_else(|| text.strip_prefix(b"SEP="))?;
    let delimiter = *rest.first()?;
    let ends = matches!(rest.get(1), None | Some(b'\r' | b'\n'));
    (ends && matches!(delimiter, b',' | b';' | b'\t')).then_some((delimiter, 5))
}

/// Bytes of the header, its line end apart. A quoted name may hold a line end.
fn header_length(text: &[u8], is_whole: bool) -> Result<usize, NotCsv> {
    let mut quoted = false;
    for (at, byte) in text.iter().enumerate() {
        match byte {
            b'"' => quoted = !quoted,
            b'\r' | b'\n' if !quoted => return checked_header_length(at),
            _ => {}
        }
    }
    if quoted {
        return Err(refuse(
            "no_header",
            "a quotation mark in the header is not closed",
        ));
    }
    if is_whole {
        checked_header_length(text.len())
    } else {
        checked_header_length(usize::MAX)
    }
}

fn checked_header_length(length: usize) -> Result<usize, NotCsv> {
    if length <= limits::HEADER_BYTES {
        return Ok(length);
    }
    let most = limits::HEADER_BYTES / 1024;
    Err(refuse(
        "header_too_long",
        format!("the first line is longer than {most} KiB; it is no header"),
    ))
}

/// The delimiter that is most frequent outside quotes.
fn find_delimiter(line: &[u8]) -> Result<u8, NotCsv> {
    let mut quoted = false;
    let mut counts = [(b',', 0_u32), (b';', 0), (b'\t', 0)];
    for byte in line {
        match byte {
            b'"' => quoted = !quoted,
            _ if quoted => {}
            _ => {
                if let Some((_, count)) = counts.iter_mut().find(|(delimiter, _)| delimiter == byte)
                {
                    *count += 1;
                }
            }
        }
    }
    let best = counts
        .iter()
        .max_by_key(|(_, count)| *count)
        .filter(|(_, count)| *count > 0);
    best.map(|(delimiter, _)| *delimiter).ok_or_else(|| {
        refuse(
            "no_delimiter",
            "the first line has no comma, semicolon or tab, so it is no header of a CSV file",
        )
    })
}

/// A column's name as it is compared: trimmed, with single spaces.
pub(crate) fn tidy_name(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The cells of the header.
fn split(line: &[u8], delimiter: u8, encoding: Encoding) -> Vec<String> {
    let mut reader = csv_core::ReaderBuilder::new().delimiter(delimiter).build();
    let mut output = vec![0; line.len() + 1];
    let mut ends = vec![0; line.len() + 2];
    let (_, consumed, written, ended) = reader.read_record(line, &mut output, &mut ends);
    // The end of input completes the last cell.
    let (_, _, _, more) = reader.read_record(
        &line[consumed..],
        &mut output[written..],
        &mut ends[ended..],
    );
    let mut from = 0;
    ends[..ended + more]
        .iter()
        .map(|end| {
            let cell = &output[from..*end];
            from = *end;
            let name = match encoding {
                Encoding::Utf8 => String::from_utf8_lossy(cell),
                Encoding::Windows1252 => WINDOWS_1252.decode_without_bom_handling(cell).0,
            };
            tidy_name(&name)
        })
        .collect()
}

/// Checks the names and makes them unique.
fn columns(names: Vec<String>, delimiter: u8) -> Result<(Vec<String>, Vec<String>), NotCsv> {
    let count = names.len();
    if count < 2 {
        let sign = if delimiter == b'\t' {
            "tab".to_owned()
        } else {
            format!("\"{}\"", char::from(delimiter))
        };
        return Err(refuse(
            "no_delimiter",
            format!("the first line has no {sign}, so the file has one column only"),
        ));
    }
    if count > limits::COLUMNS {
        return Err(refuse(
            "too_many_columns",
            format!(
                "the file has {count} columns; at most {} can be read",
                limits::COLUMNS
            ),
        ));
    }
    if let Some(long) = names
        .iter()
        .find(|name| name.len() > limits::COLUMN_NAME_BYTES)
    {
        let name = limits::shown(long);
        return Err(refuse(
            "header_too_long",
            format!(
                "the column name \"{name}\" is longer than {} bytes",
                limits::COLUMN_NAME_BYTES
            ),
        ));
    }
    let is_value = |name: &String| {
        name.is_empty()
            || name.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '.'))
    };
    if names.iter().all(is_value) {
        return Err(refuse(
            "no_header",
            "the first line holds values instead of column names; a header is needed",
        ));
    }
    Ok(made_unique(names))
}

/// Gives columns without a name their position, and repeated names a number, saying so.
fn made_unique(names: Vec<String>) -> (Vec<String>, Vec<String>) {
    let mut unique: Vec<String> = Vec::with_capacity(names.len());
    let mut seen = std::collections::HashSet::with_capacity(names.len());
    let mut notices = Vec::new();
    for (at, name) in names.into_iter().enumerate() {
        let position = at + 1;
        let wanted = if name.is_empty() {
            format!("column {position}")
        } else {
            name.clone()
        };
        let mut chosen = wanted.clone();
        let mut copy = 2;
        while !seen.insert(chosen.clone()) {
            chosen = format!("{wanted} ({copy})");
            copy += 1;
        }
        if name.is_empty() {
            notices.push(format!(
                "column {position} has no name; it is called \"{chosen}\" here"
            ));
        } else if chosen != name {
            notices.push(format!(
                "the name \"{name}\" is there twice; column {position} is called \"{chosen}\" here"
            ));
        }
        unique.push(chosen);
    }
    (unique, notices)
}
