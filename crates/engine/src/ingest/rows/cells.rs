//! The bytes of one record as cells, and the ways in which they can be unusable.

use encoding_rs::WINDOWS_1252;
use model::ingest::RejectedRow;

use crate::ingest::limits::{self, shown};

pub(super) fn trim_line_end(raw: &[u8]) -> &[u8] {
    let kept = raw
        .iter()
        .rposition(|byte| !matches!(byte, b'\r' | b'\n'))
        .map_or(0, |at| at + 1);
    &raw[..kept]
}

pub(super) fn lossy(bytes: &[u8]) -> String {
    shown(&String::from_utf8_lossy(
        &bytes[..bytes.len().min(4 * limits::SHOWN_CHARS)],
    ))
}

pub(super) fn broken(
    row_number: u64,
    column: &str,
    value: String,
    code: &str,
    reason: String,
) -> RejectedRow {
    RejectedRow {
        row_number,
        column: column.to_owned(),
        value,
        code: code.to_owned(),
        reason,
    }
}

pub(super) fn wrong_number_of_cells(
    row_number: u64,
    cells: usize,
    columns: usize,
    raw: &[u8],
) -> RejectedRow {
    let lines = 1 + raw.iter().filter(|byte| **byte == b'\n').count();
    let why = if lines > 1 {
        format!(" It stretches over {lines} lines: a quotation mark may be missing.")
    } else {
        String::new()
    };
    let reason = format!("the row has {cells} cells; the header has {columns}.{why}");
    broken(row_number, "", lossy(raw), "wrong_number_of_cells", reason)
}

/// The bytes of one cell.
pub(super) fn cell<'a>(output: &'a [u8], ends: &[usize], column: usize) -> &'a [u8] {
    let from = if column == 0 { 0 } else { ends[column - 1] };
    &output[from..ends[column]]
}

pub(super) fn unusable_cell(
    row_number: u64,
    output: &[u8],
    ends: &[usize],
    columns: &[String],
) -> Option<RejectedRow> {
    let has_zero = output.contains(&0);
    if !has_zero && output.len() <= limits::CELL_BYTES {
        return None;
    }
    (0..ends.len()).find_map(|column| {
        let bytes = cell(output, ends, column);
        let name = &columns[column];
        if bytes.len() > limits::CELL_BYTES {
            let reason = format!(
                "the cell has {} bytes; at most {} KiB are read",
                bytes.len(),
                limits::CELL_BYTES / 1024
            );
            return Some(broken(
                row_number,
                name,
                lossy(bytes),
                "cell_too_long",
                reason,
            ));
        }
        let reason = "the cell holds a zero byte, which no text has";
        bytes.contains(&0).then(|| {
            broken(
                row_number,
                name,
                lossy(bytes).replace('\0', "␀"),
                "zero_byte",
                reason.to_owned(),
            )
        })
    })
}

/// The cells as text; otherwise the first column that is no UTF-8.
pub(super) fn checked_utf8<'a>(output: &'a [u8], ends: &[usize]) -> Result<&'a str, usize> {
    let first_bad = || {
        (0..ends.len())
            .find(|column| std::str::from_utf8(cell(output, ends, *column)).is_err())
            .unwrap_or(0)
    };
    let text = std::str::from_utf8(output).map_err(|_| first_bad())?;
    // Two halves of a character in two cells make one when the delimiter between them is gone.
    if output.is_ascii() || ends.iter().all(|end| text.is_char_boundary(*end)) {
        return Ok(text);
    }
    Err(first_bad())
}

pub(super) fn invalid_encoding(
    row_number: u64,
    column: usize,
    output: &[u8],
    ends: &[usize],
    columns: &[String],
) -> RejectedRow {
    let bytes = cell(output, ends, column);
    let reason = "the cell is not UTF-8, as the file otherwise is; if the whole file is Windows-1252, state that as `encoding` in the profile's format";
    broken(
        row_number,
        &columns[column],
        lossy(bytes),
        "invalid_encoding",
        reason.to_owned(),
    )
}

/// Decodes Windows-1252, where every byte is one character.
pub(super) fn decode(output: &[u8], ends: &[usize], text: &mut String, text_ends: &mut Vec<usize>) {
    text.clear();
    text_ends.clear();
    for column in 0..ends.len() {
        text.push_str(
            &WINDOWS_1252
                .decode_without_bom_handling(cell(output, ends, column))
                .0,
        );
        text_ends.push(text.len());
    }
}
