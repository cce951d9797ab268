//! What a file is.

use super::*;

fn code(bytes: &[u8]) -> &'static str {
    sniff_whole(bytes).unwrap_err().code
}

#[test]
fn delimiters_and_encodings_are_found() {
    let table: &[(&[u8], u8, Encoding, &[&str])] = &[
        (b"a,b\n1,2\n", b',', Encoding::Utf8, &["a", "b"]),
        (b"a;b,c;d\r\n", b';', Encoding::Utf8, &["a", "b,c", "d"]),
        (b"a\tb\r1\t2", b'\t', Encoding::Utf8, &["a", "b"]),
        (
            b"\xef\xbb\xbfStra\xc3\x9fe;km\n",
            b';',
            Encoding::Utf8,
            &["Straße", "km"],
        ),
        (
            b"Stra\xdfe;km\n",
            b';',
            Encoding::Windows1252,
            &["Straße", "km"],
        ),
        (
            b"\"a, first\";\" b  b \"\n",
            b';',
            Encoding::Utf8,
            &["a, first", "b b"],
        ),
        (b"\"a\nb\",c\n", b',', Encoding::Utf8, &["a b", "c"]),
        (b"sep=;\r\na;b,c\r\n", b';', Encoding::Utf8, &["a", "b,c"]),
        (b"\n\r\n\na,b", b',', Encoding::Utf8, &["a", "b"]),
        (b"a,b\n\xe9,2\n", b',', Encoding::Windows1252, &["a", "b"]),
    ];
    for (bytes, delimiter, encoding, columns) in table {
        let sniffed = sniff_whole(bytes).unwrap();
        assert_eq!(
            (sniffed.delimiter, sniffed.encoding),
            (*delimiter, *encoding)
        );
        assert_eq!(sniffed.columns, *columns);
    }
}

#[test]
fn what_is_no_csv_is_told_in_a_sentence() {
    assert_eq!(code(b""), "empty");
    assert_eq!(code(b"\n\r\n"), "no_header");
    assert_eq!(code(b"just a text\nand more"), "no_delimiter");
    assert_eq!(code(b"2013,1,1,517\n2013,1,1,533\n"), "no_header");
    assert_eq!(code(b"a,\"b\n1,2"), "no_header");
    assert_eq!(code(b"a,b\x01\x02\n"), "not_csv");
    assert_eq!(
        code(&vec![b'a'; 2 * limits::HEADER_BYTES]),
        "header_too_long"
    );
    assert_eq!(
        code("x,".repeat(limits::COLUMNS + 1).as_bytes()),
        "too_many_columns"
    );
    for (bytes, named) in [
        (b"PK\x03\x04....xl/workbook.xml" as &[u8], "Excel workbook"),
        (b"PK\x03\x04....data.csv", "zip archive"),
        (b"\x1f\x8b\x08\x00", "gzip"),
        (b"%PDF-1.7", "PDF"),
        (b"\xff\xfea\x00,\x00", "UTF-16"),
        (b"SQLite format 3\x00", "SQLite"),
        (b"<!DOCTYPE html><html>", "web page"),
        (b"  [{\"supplier\": 1}]", "JSON"),
    ] {
        let refused = sniff_whole(bytes).unwrap_err();
        assert_eq!(refused.code, "not_csv");
        assert!(refused.message.contains(named), "{}", refused.message);
    }
}

#[test]
fn names_are_made_unique_visibly() {
    let sniffed = sniff_whole(b"km,,km,km (2),\n").unwrap();
    assert_eq!(
        sniffed.columns,
        ["km", "column 2", "km (2)", "km (2) (2)", "column 5"]
    );
    assert_eq!(sniffed.notices.len(), 4);
}

#[test]
fn what_the_profile_states_is_not_sought() {
    let stated = |delimiter, encoding: &str| FileFormat {
        delimiter: Some(delimiter),
        encoding: Some(encoding.to_owned()),
        decimal: None,
    };
    let bytes = b"a;b,c\n\xc3\xa9;2,3\n";
    assert_eq!(
        sniff(bytes, true, &stated(';', "cp1252")).unwrap().encoding,
        Encoding::Windows1252
    );
    assert_eq!(
        sniff(bytes, true, &stated('\t', "utf-8")).unwrap_err().code,
        "no_delimiter"
    );
    assert_eq!(
        sniff(bytes, true, &stated('|', "utf-8")).unwrap_err().code,
        "unknown_delimiter"
    );
    assert_eq!(
        sniff(bytes, true, &stated(';', "ebcdic")).unwrap_err().code,
        "unknown_encoding"
    );
}

#[test]
fn a_character_cut_by_the_end_of_the_head_is_no_other_encoding() {
    let head = b"a,b\n\xc3";
    assert_eq!(
        sniff(head, false, &FileFormat::default()).unwrap().encoding,
        Encoding::Utf8
    );
    assert_eq!(
        sniff(head, true, &FileFormat::default()).unwrap().encoding,
        Encoding::Windows1252
    );
}
