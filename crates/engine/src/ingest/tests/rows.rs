//! The record reader.

use std::io::Read;

use super::*;

/// A source that gives a few bytes at a time, so that records fall across reads.
pub(super) struct Dribble<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) step: usize,
}

impl Read for Dribble<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.step.min(self.bytes.len()).min(buffer.len());
        buffer[..count].copy_from_slice(&self.bytes[..count]);
        self.bytes = &self.bytes[count..];
        Ok(count)
    }
}

/// A row as text: its cells, or its code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Told {
    pub(super) number: u64,
    pub(super) cells: Result<Vec<String>, String>,
    pub(super) after: Position,
}

pub(super) fn told(bytes: &[u8], sniffed: &Sniffed, from: Position, step: usize) -> Vec<Told> {
    let body = &bytes[usize::try_from(from.byte_offset).unwrap()..];
    let mut rows = Rows::new(Dribble { bytes: body, step }, sniffed, from);
    let mut told = Vec::new();
    loop {
        let (number, cells) = match rows.next_row().unwrap() {
            None => return told,
            Some(Row::Record(record)) => (
                record.row_number,
                Ok(record.cells().map(str::to_owned).collect()),
            ),
            Some(Row::Broken(broken)) => (broken.row_number, Err(broken.code)),
        };
        told.push(Told {
            number,
            cells,
            after: rows.position(),
        });
    }
}

fn codes(bytes: &[u8]) -> Vec<Result<usize, String>> {
    let sniffed = sniff_whole(bytes).unwrap();
    let rows = told(bytes, &sniffed, Position::after_header(&sniffed), 7);
    rows.into_iter()
        .map(|row| row.cells.map(|cells| cells.len()))
        .collect()
}

fn broken(code: &str) -> Result<usize, String> {
    Err(code.to_owned())
}

#[test]
fn rows_are_numbered_and_empty_lines_are_none() {
    let bytes = b"a,b\r\n1,2\r\n\r\n\n3,\"x\ny\"\r\n4,5";
    let sniffed = sniff_whole(bytes).unwrap();
    let rows = told(bytes, &sniffed, Position::after_header(&sniffed), 1);
    let cells: Vec<_> = rows
        .iter()
        .map(|row| row.cells.clone().unwrap().join("|"))
        .collect();
    assert_eq!(cells, ["1|2", "3|x\ny", "4|5"]);
    assert_eq!(
        rows.iter().map(|row| row.number).collect::<Vec<_>>(),
        [2, 3, 4]
    );
    assert_eq!(rows[2].after.byte_offset, bytes.len() as u64);
}

#[test]
fn rows_that_cannot_be_read_are_counted_with_their_reason() {
    assert_eq!(
        codes(b"a,b\n1,2,3\n1\n1,2\n"),
        [
            broken("wrong_number_of_cells"),
            broken("wrong_number_of_cells"),
            Ok(2)
        ]
    );
    assert_eq!(codes(b"a,b\n1,x\0y\n1,2\n"), [broken("zero_byte"), Ok(2)]);
    assert_eq!(
        codes(b"a,b\n1,2\n3,\"4\n5,6\n7,8\n"),
        [Ok(2), broken("unclosed_quote")]
    );
    let wide = format!("a,b\n1,{}\n1,2\n", "x".repeat(limits::CELL_BYTES + 1));
    assert_eq!(codes(wide.as_bytes()), [broken("cell_too_long"), Ok(2)]);
}

#[test]
fn an_over_long_row_is_left_behind_at_the_next_line() {
    let long = format!("a,b\n1,{}\n1,2\n", "x".repeat(10 * limits::RECORD_BYTES));
    let quoted = format!(
        "a,b\n1,\"{}\n1,2\n",
        "line of text\n".repeat(limits::RECORD_BYTES / 10)
    );
    for step in [4096, 100_000, usize::MAX] {
        for (bytes, least) in [(&long, 2), (&quoted, 2)] {
            let sniffed = sniff(bytes.as_bytes(), false, &FileFormat::default()).unwrap();
            let rows = told(
                bytes.as_bytes(),
                &sniffed,
                Position::after_header(&sniffed),
                step,
            );
            assert_eq!(rows[0].cells, Err("row_too_long".to_owned()));
            assert!(rows.len() >= least);
            assert_eq!(rows.last().unwrap().cells.as_ref().unwrap(), &["1", "2"]);
            assert_eq!(rows.last().unwrap().after.byte_offset, bytes.len() as u64);
        }
    }
}

#[test]
fn a_stray_byte_rejects_its_row_and_names_the_column() {
    let bytes = b"name,km\nA,1\n\xfcber,2\nB,3\n";
    let stated = FileFormat {
        encoding: Some("utf-8".to_owned()),
        ..FileFormat::default()
    };
    let sniffed = sniff(bytes, true, &stated).unwrap();
    let mut rows = Rows::new(&bytes[7..], &sniffed, Position::after_header(&sniffed));
    assert!(matches!(rows.next_row().unwrap(), Some(Row::Record(_))));
    let Some(Row::Broken(row)) = rows.next_row().unwrap() else {
        panic!("it is not UTF-8")
    };
    assert_eq!(
        (row.row_number, row.column.as_str(), row.code.as_str()),
        (3, "name", "invalid_encoding")
    );
    // Two halves of one character in neighbouring cells are no character either.
    let halves = b"a,b\n\xc3,\xa9\n";
    let sniffed = sniff(halves, true, &stated).unwrap();
    let rows = told(halves, &sniffed, Position::after_header(&sniffed), 3);
    assert_eq!(rows[0].cells, Err("invalid_encoding".to_owned()));
}

#[test]
fn windows_1252_is_decoded_in_cells_and_in_the_raw_row() {
    let bytes = b"name;price\nM\xfcller;\x80 5\n";
    let sniffed = sniff_whole(bytes).unwrap();
    let mut rows = Rows::new(&bytes[10..], &sniffed, Position::after_header(&sniffed));
    let Some(Row::Record(record)) = rows.next_row().unwrap() else {
        panic!("it is a row")
    };
    assert_eq!(
        (record.cell(0), record.cell(1), record.cell(2)),
        ("Müller", "€ 5", "")
    );
    assert_eq!(record.raw(), "Müller;€ 5");
}

#[test]
fn an_error_of_the_source_is_passed_on() {
    struct Fails;
    impl Read for Fails {
        fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
            Err(std::io::Error::other("the disk is gone"))
        }
    }
    let sniffed = sniff_whole(b"a,b\n").unwrap();
    assert!(
        Rows::new(Fails, &sniffed, Position::after_header(&sniffed))
            .next_row()
            .is_err()
    );
}
