//! Properties of both doors: whatever comes in, nothing panics, every row is accounted for, and a
//! reader started anywhere between two rows reads what is left.

use proptest::prelude::*;
use serde_json::json;

use super::rows::told;
use super::*;

/// Text of the kind CSV files are made of, with its troubles.
fn csv_like() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        6 => Just(b"1,2,3\n".to_vec()),
        3 => Just(b"\"a\",\"b\n\"\"c\",d\r\n".to_vec()),
        1 => Just(b"\"".to_vec()),
        1 => Just(b",".to_vec()),
        1 => Just(b"\n".to_vec()),
        1 => Just(b"\r".to_vec()),
        1 => Just(b"\0".to_vec()),
        1 => Just(b"\xef\xbb\xbf".to_vec()),
        1 => Just(b"\xc3".to_vec()),
        2 => "[a-z0-9.,\"]{0,12}".prop_map(String::into_bytes),
        1 => prop::collection::vec(any::<u8>(), 0..6),
    ];
    prop::collection::vec(piece, 0..30).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn any_bytes_are_a_csv_file_or_a_sentence(bytes in prop::collection::vec(any::<u8>(), 0..400), is_whole in any::<bool>()) {
        if let Err(refused) = sniff(&bytes, is_whole, &FileFormat::default()) {
            prop_assert!(!refused.message.is_empty());
        }
        let _ = super::super::preview("any.csv", bytes.len() as u64, &bytes, built_in());
    }

    #[test]
    fn rows_do_not_depend_on_how_the_file_is_chopped(body in csv_like(), step in 1..40_usize) {
        let bytes = [b"a,b,c\n".to_vec(), body].concat();
        let stated = FileFormat { encoding: Some("utf-8".to_owned()), ..FileFormat::default() };
        let sniffed = sniff(&bytes, true, &stated).unwrap();
        let start = Position::after_header(&sniffed);
        prop_assert_eq!(told(&bytes, &sniffed, start, step), told(&bytes, &sniffed, start, usize::MAX));
    }

    #[test]
    fn reading_can_start_again_after_any_row(body in csv_like()) {
        let bytes = [b"a,b,c\n".to_vec(), body].concat();
        let stated = FileFormat { encoding: Some("utf-8".to_owned()), ..FileFormat::default() };
        let sniffed = sniff(&bytes, true, &stated).unwrap();
        let all = told(&bytes, &sniffed, Position::after_header(&sniffed), 13);
        for (at, row) in all.iter().enumerate() {
            let rest = told(&bytes, &sniffed, row.after, 5);
            prop_assert_eq!(&rest[..], &all[at + 1..]);
        }
    }

    #[test]
    fn every_row_is_accounted_for(body in csv_like()) {
        let bytes = [b"when,km,who\n".to_vec(), body].concat();
        let document = json!({
            "name": "any", "event_type": "logistics",
            "columns": [{"column": "who", "field": "supplier"}, {"column": "km", "field": "distance_km"}],
            "constants": {"mode": "road"},
            "time": {"template": "2025-01-0{when}", "pattern": "%Y-%m-%d", "time_zone": "UTC"},
        });
        let (imported, _) = import(&bytes, &profile(&document));
        prop_assert!(imported.adds_up());
        for event in &imported.events {
            prop_assert!(event.activity.distance_km.is_some_and(|km| (0.0..=50_000.0).contains(&km)));
        }
    }

    #[test]
    fn previews_of_csv_like_files_hold_together(body in csv_like()) {
        let bytes = [b"date,distance_mi,carrier\n".to_vec(), body].concat();
        let preview = super::super::preview("some file.csv", bytes.len() as u64, &bytes, built_in()).unwrap();
        prop_assert_eq!(preview.columns.len(), 3);
        // What is suggested has no fault that is not listed.
        if let Err(faults) = compile(&preview.suggested) {
            for fault in faults {
                let is_listed = preview.missing.iter().any(|missing| missing.field.starts_with(fault.field.split('.').next().unwrap_or_default()));
                prop_assert!(is_listed, "{:?}", fault);
            }
        }
    }

    #[test]
    fn any_body_is_events_or_faults(body in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = parse_event(&body, now());
        let _ = batch_events(&body, now());
    }

    #[test]
    fn any_json_is_an_event_or_faults(
        names in prop::collection::vec(prop_oneof![
            prop::sample::select(all_fields().iter().map(|field| field.name.to_owned()).collect::<Vec<_>>()),
            "[a-z_]{0,12}",
        ], 0..8),
        values in prop::collection::vec(prop_oneof![
            Just("null".to_owned()), Just("true".to_owned()), any::<f64>().prop_map(|x| x.to_string()),
            "[a-z0-9:TZ-]{0,24}".prop_map(|text| format!("\"{text}\"")),
            Just("{\"name\": \"x\", \"lat\": 1}".to_owned()), Just("[[1]]".to_owned()),
            Just("\"2025-01-01T00:00:00Z\"".to_owned()), Just("\"factory\"".to_owned()),
        ], 8),
    ) {
        let members: Vec<String> = names.iter().zip(&values).map(|(name, value)| format!("\"{name}\": {value}")).collect();
        if let Err(faults) = parse_event(format!("{{{}}}", members.join(",")).as_bytes(), now()) {
            prop_assert!(!faults.is_empty());
        }
    }
}
