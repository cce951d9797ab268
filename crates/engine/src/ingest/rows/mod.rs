//! Records of a CSV file, one by one, in bounded memory whatever the file's size or faults.
//!
//! RFC 4180 as `csv-core` reads it: cells may be quoted, quotes are doubled, a line ends with CRLF,
//! LF or CR. On top of it: every record knows its row number and the byte after it, so that reading
//! can start again there; a record that cannot be used (too long, wrong number of cells, an
//! unclosed quotation mark, bytes that are no characters) becomes a `Broken` row and is counted.
//! The header is row 1. Empty lines are not rows.

mod cells;

use std::io::{self, Read};

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};
use encoding_rs::WINDOWS_1252;
use model::ingest::RejectedRow;

use super::limits;
use super::sniff::{Encoding, Sniffed};
use cells::{
    broken, checked_utf8, decode, invalid_encoding, lossy, trim_line_end, unusable_cell,
    wrong_number_of_cells,
};

/// Bytes asked of the source at a time.
const CHUNK_BYTES: usize = 64 * 1024;

/// A place between two records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// Bytes of the file before it.
    pub byte_offset: u64,
    /// Number of the row that ends there; 1 is the header.
    pub row_number: u64,
}

impl Position {
    /// Where the first row begins.
    #[must_use]
    pub fn after_header(sniffed: &Sniffed) -> Self {
        Self {
            byte_offset: sniffed.body_offset,
            row_number: 1,
        }
    }
}

/// A record with as many cells as the header.
#[derive(Debug)]
pub struct Record<'a> {
    pub row_number: u64,
    text: &'a str,
    ends: &'a [usize],
    raw: &'a [u8],
    encoding: Encoding,
}

impl<'a> Record<'a> {
    /// The cell of a column, untrimmed; empty beyond the last.
    #[must_use]
    pub fn cell(&self, column: usize) -> &'a str {
        let from = match column {
            0 => 0,
            _ => self
                .ends
                .get(column - 1)
                .copied()
                .unwrap_or(self.text.len()),
        };
        let to = self.ends.get(column).copied().unwrap_or(self.text.len());
        self.text.get(from..to).unwrap_or_default()
    }

    /// Every cell in order.
    pub fn cells(&self) -> impl Iterator<Item = &'a str> + '_ {
        (0..self.ends.len()).map(|column| self.cell(column))
    }

    /// Whether every cell is empty but for white space.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.text.trim_ascii().is_empty()
    }

    /// The record as it stood in the file, decoded, without its line end.
    #[must_use]
    pub fn raw(&self) -> String {
        match self.encoding {
            Encoding::Utf8 => String::from_utf8_lossy(self.raw).into_owned(),
            Encoding::Windows1252 => WINDOWS_1252
                .decode_without_bom_handling(self.raw)
                .0
                .into_owned(),
        }
    }
}

/// What stands at a row of the file.
#[derive(Debug)]
pub enum Row<'a> {
    Record(Record<'a>),
    /// It could not be read as cells; it counts as a rejected row.
    Broken(RejectedRow),
}

/// Reads records from a source that stands at `position`.
#[derive(Debug)]
pub struct Rows<R> {
    source: R,
    parser: Reader,
    columns: Vec<String>,
    encoding: Encoding,
    delimiter: u8,
    /// Bytes read from the source; those before `start` are done with.
    buffer: Vec<u8>,
    start: usize,
    filled: usize,
    at_end: bool,
    position: Position,
    output: Vec<u8>,
    ends: Vec<usize>,
    /// The record's text after decoding, when it was not UTF-8.
    decoded: String,
    decoded_ends: Vec<usize>,
}

/// How a record ended.
enum Found {
    /// Cells, bytes of output, bytes of input.
    Record {
        cells: usize,
        written: usize,
        length: usize,
    },
    TooLong {
        lines: usize,
    },
    Unclosed {
        lines: usize,
        length: usize,
    },
    End,
}

impl<R: Read> Rows<R> {
    /// Reads on at `position`; the source must stand at its byte already.
    pub fn new(source: R, sniffed: &Sniffed, position: Position) -> Self {
        Self {
            source,
            parser: fresh_parser(sniffed.delimiter),
            columns: sniffed.columns.clone(),
            encoding: sniffed.encoding,
            delimiter: sniffed.delimiter,
            buffer: Vec::new(),
            start: 0,
            filled: 0,
            at_end: false,
            position,
            output: vec![0; 4096],
            ends: vec![0; sniffed.columns.len() + 2],
            decoded: String::new(),
            decoded_ends: Vec::new(),
        }
    }

    /// Where the last row ended: a new reader started there reads exactly the rows that are left.
    #[must_use]
    pub fn position(&self) -> Position {
        self.position
    }

    /// The next row, or `None` at the end of the file.
    pub fn next_row(&mut self) -> io::Result<Option<Row<'_>>> {
        let found = self.find()?;
        let (cells, written, length) = match found {
            Found::End => return Ok(None),
            Found::TooLong { lines } => return Ok(Some(self.too_long(lines))),
            Found::Unclosed { lines, length } => return Ok(Some(self.unclosed(lines, length))),
            Found::Record {
                cells,
                written,
                length,
            } => (cells, written, length),
        };
        let begin = self.start;
        self.advance(length);
        let row_number = self.next_row_number();
        let raw = trim_line_end(&self.buffer[begin..begin + length]);
        if cells != self.columns.len() {
            return Ok(Some(Row::Broken(wrong_number_of_cells(
                row_number,
                cells,
                self.columns.len(),
                raw,
            ))));
        }
        let ends = &self.ends[..cells];
        let output = &self.output[..written];
        if let Some(broken) = unusable_cell(row_number, output, ends, &self.columns) {
            return Ok(Some(Row::Broken(broken)));
        }
        if output.is_ascii() || self.encoding == Encoding::Utf8 {
            return Ok(Some(match checked_utf8(output, ends) {
                Ok(text) => Row::Record(Record {
                    row_number,
                    text,
                    ends,
                    raw,
                    encoding: self.encoding,
                }),
                Err(column) => Row::Broken(invalid_encoding(
                    row_number,
                    column,
                    output,
                    ends,
                    &self.columns,
                )),
            }));
        }
        decode(output, ends, &mut self.decoded, &mut self.decoded_ends);
        Ok(Some(Row::Record(Record {
            row_number,
            text: &self.decoded,
            ends: &self.decoded_ends,
            raw,
            encoding: self.encoding,
        })))
    }

    /// Parses one record that begins at `start`, reading as much of the source as it takes.
    fn find(&mut self) -> io::Result<Found> {
        self.skip_blank_lines()?;
        let (mut taken, mut written, mut ended) = (0, 0, 0);
        loop {
            let input = &self.buffer[self.start + taken..self.filled];
            let is_last = input.is_empty() && self.at_end;
            if is_last && taken == 0 {
                return Ok(Found::End);
            }
            // The end of the file ends a record like a line end, except inside quotes. Told of the
            // end itself, the parser would close them without a word.
            let input = if is_last { b"\n" } else { input };
            let (result, read, put, more) = self.parser.read_record(
                input,
                &mut self.output[written..],
                &mut self.ends[ended..],
            );
            let read = if is_last { 0 } else { read };
            taken += read;
            written += put;
            ended += more;
            match result {
                ReadRecordResult::InputEmpty if is_last && taken <= limits::RECORD_BYTES => {
                    self.parser = fresh_parser(self.delimiter);
                    let lines = self.lines(taken);
                    return Ok(Found::Unclosed {
                        lines,
                        length: taken,
                    });
                }
                ReadRecordResult::Record if taken <= limits::RECORD_BYTES => {
                    return Ok(Found::Record {
                        cells: ended,
                        written,
                        length: taken,
                    });
                }
                ReadRecordResult::End => return Ok(Found::End),
                ReadRecordResult::OutputFull => {
                    let longer = self.output.len() * 2;
                    self.output.resize(longer, 0);
                }
                ReadRecordResult::OutputEndsFull => {
                    let more = self.ends.len() * 2;
                    self.ends.resize(more, 0);
                }
                ReadRecordResult::InputEmpty if taken <= limits::RECORD_BYTES => self.fill()?,
                ReadRecordResult::Record | ReadRecordResult::InputEmpty => {
                    // Cut at the same byte however the source was chopped into reads.
                    self.parser = fresh_parser(self.delimiter);
                    let lines = self.lines(limits::RECORD_BYTES);
                    self.advance(limits::RECORD_BYTES);
                    self.skip_line()?;
                    return Ok(Found::TooLong { lines });
                }
            }
        }
    }

    /// Line ends before a record are nobody's.
    fn skip_blank_lines(&mut self) -> io::Result<()> {
        loop {
            while self.start < self.filled && matches!(self.buffer[self.start], b'\r' | b'\n') {
                self.advance(1);
            }
            if self.start < self.filled || self.at_end {
                return Ok(());
            }
            self.fill()?;
        }
    }

    /// Leaves the rest of a line behind without keeping it.
    fn skip_line(&mut self) -> io::Result<()> {
        loop {
            let rest = &self.buffer[self.start..self.filled];
            if let Some(at) = rest.iter().position(|byte| matches!(byte, b'\r' | b'\n')) {
                self.advance(at + 1);
                return Ok(());
            }
            self.advance(self.filled - self.start);
            if self.at_end {
                return Ok(());
            }
            self.fill()?;
        }
    }

    /// Reads another chunk behind what is kept. What came before `start` makes room first.
    fn fill(&mut self) -> io::Result<()> {
        if self.at_end {
            return Ok(());
        }
        if self.start > 0 {
            self.buffer.copy_within(self.start..self.filled, 0);
            self.filled -= self.start;
            self.start = 0;
        }
        if self.buffer.len() < self.filled + CHUNK_BYTES {
            self.buffer.resize(self.filled + CHUNK_BYTES, 0);
        }
        loop {
            match self.source.read(&mut self.buffer[self.filled..]) {
                Ok(0) => self.at_end = true,
                Ok(count) => self.filled += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            }
            return Ok(());
        }
    }

    fn advance(&mut self, bytes: usize) {
        self.start += bytes;
        self.position.byte_offset += bytes as u64;
    }

    fn next_row_number(&mut self) -> u64 {
        self.position.row_number += 1;
        self.position.row_number
    }

    /// Lines that the next `length` bytes stretch over.
    fn lines(&self, length: usize) -> usize {
        let bytes = &self.buffer[self.start..self.start + length];
        1 + trim_line_end(bytes)
            .iter()
            .filter(|byte| **byte == b'\n')
            .count()
    }

    fn too_long(&mut self, lines: usize) -> Row<'static> {
        let most = limits::RECORD_BYTES / 1024;
        let why = if lines > 1 {
            format!(
                "it stretches over more than {lines} lines, so a quotation mark in it is probably not closed; reading went on with the next line"
            )
        } else {
            "reading went on with the next line".to_owned()
        };
        let reason = format!("the row is longer than {most} KiB; {why}");
        Row::Broken(broken(
            self.next_row_number(),
            "",
            String::new(),
            "row_too_long",
            reason,
        ))
    }

    fn unclosed(&mut self, lines: usize, length: usize) -> Row<'static> {
        let value = lossy(&self.buffer[self.start..self.start + length]);
        self.advance(length);
        let reason = match lines {
            1 => "a quotation mark in this row is never closed".to_owned(),
            _ => format!(
                "a quotation mark in this row is never closed, so the {lines} lines from here to the end of the file could not be read"
            ),
        };
        Row::Broken(broken(
            self.next_row_number(),
            "",
            value,
            "unclosed_quote",
            reason,
        ))
    }

    /// The sign between cells.
    #[must_use]
    pub fn delimiter(&self) -> u8 {
        self.delimiter
    }
}

/// A parser that has read something. One that has not would take a byte order mark off its first
/// record, and a resumed import would read other text than the interrupted one.
fn fresh_parser(delimiter: u8) -> Reader {
    let mut parser = ReaderBuilder::new().delimiter(delimiter).build();
    parser.read_record(b"\n", &mut [0; 8], &mut [0; 8]);
    parser
}
