//! Keys, ordinals, and what they do not depend on.

use serde_json::json;

use super::*;

fn trips() -> serde_json::Value {
    json!({
        "name": "trips", "event_type": "logistics",
        "columns": [
            {"column": "supplier", "field": "supplier"},
            {"column": "km", "field": "distance_km"},
            {"column": "id", "field": "external_id"},
        ],
        "constants": {"mode": "road"},
        "time": {"template": "{at}", "pattern": "iso8601", "time_zone": "UTC"},
    })
}

const FILE: &[u8] = b"supplier,km,at,id,other\nA,5,2025-01-01,,1\nA,5,2025-01-01,,2\nA,6,2025-01-01,,3\nA,5,2025-01-01,,4\nA,5,2025-01-01,x1,5\n";

fn keys(bytes: &[u8], profile: &Profile) -> Vec<[u8; 16]> {
    import(bytes, profile)
        .0
        .events
        .iter()
        .map(|event| event.source_key)
        .collect()
}

#[test]
fn equal_rows_have_keys_of_their_own_and_the_same_ones_next_time() {
    let profile = profile(&trips());
    let first = keys(FILE, &profile);
    let distinct: std::collections::HashSet<_> = first.iter().collect();
    assert_eq!(distinct.len(), 5);
    assert_eq!(keys(FILE, &profile), first);
    assert_eq!(first[4], external_key("x1"));
}

#[test]
fn keys_do_not_depend_on_what_is_not_mapped_nor_on_the_order_of_columns() {
    let profile = profile(&trips());
    let reordered = b"at,other,id,km,supplier\n2025-01-01,9,,5,A\n2025-01-01,9,,5,A\n2025-01-01,9,,6,A\n2025-01-01,9,,5,A\n2025-01-01,9,x1,5,A\n";
    assert_eq!(keys(reordered, &profile), keys(FILE, &profile));
}

#[test]
fn the_case_of_a_constant_supplier_does_not_matter_but_its_name_does() {
    let with = |name: &str| {
        let mut document = trips();
        document["constants"]["supplier"] = json!(name);
        document["columns"].as_array_mut().unwrap().remove(0);
        keys(FILE, &profile(&document))
    };
    assert_eq!(with("Haulage Ä"), with("haulage ä"));
    assert_ne!(with("Haulage A"), with("Haulage B"));
}

#[test]
fn an_external_id_with_other_content_shows_in_the_content_hash() {
    let profile = profile(&trips());
    let (one, _) = import(b"supplier,km,at,id\nA,5,2025-01-01,x1\n", &profile);
    let (other, _) = import(b"supplier,km,at,id\nA,6,2025-01-01,x1\n", &profile);
    assert_eq!(one.events[0].source_key, other.events[0].source_key);
    assert_ne!(one.events[0].content_hash, other.events[0].content_hash);
}

#[test]
fn ordinals_can_be_counted_again_without_making_events() {
    let profile = profile(&trips());
    let sniffed = sniff_whole(FILE).unwrap();
    let bound = Arc::new(compile(&profile).unwrap().bind(&sniffed.columns).unwrap());
    let mut rows = Rows::new(
        &FILE[usize::try_from(sniffed.body_offset).unwrap()..],
        &sniffed,
        Position::after_header(&sniffed),
    );
    let mut normaliser = Normaliser::new(Arc::clone(&bound), now());
    let mut again = MemoryOrdinals::default();
    while let Some(Row::Record(record)) = rows.next_row().unwrap() {
        if let Some(hash) = normaliser.content_hash(&record) {
            again.count(fingerprint(&hash));
        }
    }
    let mut first = MemoryOrdinals::default();
    let (mut imported, _) = import(FILE, &profile);
    assign_keys(imported.events.iter_mut(), &mut first).unwrap();
    let sorted = |ordinals: &MemoryOrdinals| {
        let mut counts: Vec<_> = ordinals.counts().collect();
        counts.sort_unstable();
        counts
    };
    assert_eq!(sorted(&again), sorted(&first));
    assert_eq!((again.len(), again.is_empty()), (2, false));
}

#[test]
fn parts_cannot_run_into_each_other() {
    use super::super::identity::Content;
    let hash = |parts: &[(&str, &str)]| {
        let mut content = Content::default();
        content.begin(model::ingest::EventType::Factory, "S");
        parts
            .iter()
            .for_each(|(name, value)| content.push(name, value));
        content.hash()
    };
    assert_ne!(hash(&[("a", "bc")]), hash(&[("ab", "c")]));
    assert_ne!(hash(&[("a", ""), ("b", "")]), hash(&[("a", "b")]));
}

#[test]
fn a_store_that_miscounts_is_an_error() {
    struct Short;
    impl OrdinalStore for Short {
        fn next(&mut self, _: &[u64], _: &mut Vec<u64>) -> Result<(), OrdinalError> {
            Ok(())
        }
    }
    let (mut imported, _) = import(FILE, &profile(&trips()));
    assert!(assign_keys(imported.events.iter_mut(), &mut Short).is_err());
}
