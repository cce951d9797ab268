//! Words are unique, aliases lead home, and nothing is guessed.

use std::collections::BTreeMap;

use model::ingest::{EventType, Mode};

use super::*;

fn key(text: &str) -> String {
    text.chars()
        .filter(char::is_ascii_alphanumeric)
        .collect::<String>()
        .to_ascii_lowercase()
}

fn assert_unique<'a>(entries: impl Iterator<Item = (&'a str, Vec<&'a str>)>) {
    let mut owners: BTreeMap<String, &str> = BTreeMap::new();
    for (word, names) in entries {
        for name in names {
            let owner = owners.entry(key(name)).or_insert(word);
            assert_eq!(*owner, word, "`{name}` means both `{owner}` and `{word}`");
        }
    }
}

#[test]
fn no_name_means_two_things() {
    let modes = Mode::ALL
        .iter()
        .map(|mode| known_vehicle_classes(EventType::Logistics, Some(*mode)));
    assert_unique(
        modes
            .flatten()
            .map(|class| (class.word, [&[class.word], class.aliases].concat())),
    );
    assert_unique(
        known_fuels()
            .iter()
            .map(|fuel| (fuel.word, [&[fuel.word], fuel.aliases].concat())),
    );
    assert_unique(
        known_refrigerants()
            .iter()
            .map(|gas| (gas.word, [&[gas.word], gas.aliases].concat())),
    );
    assert_unique(known_grid_regions().iter().map(|region| {
        (
            region.code,
            [&[region.code, region.label], region.aliases].concat(),
        )
    }));
}

#[test]
fn words_are_snake_case() {
    let words = Mode::ALL
        .iter()
        .flat_map(|mode| known_vehicle_classes(EventType::Logistics, Some(*mode)))
        .map(|class| class.word)
        .chain(known_fuels().iter().map(|fuel| fuel.word))
        .chain(known_refrigerants().iter().map(|gas| gas.word));
    for word in words {
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        assert!(word.chars().all(fits), "{word}");
    }
}

#[test]
fn spellings_lead_to_their_word() {
    let road = |text| vehicle_class(EventType::Logistics, Some(Mode::Road), text);
    assert_eq!(road("Artic 33 plus").unwrap().word, "artic_33_plus");
    assert_eq!(road("TRUCK").unwrap().word, "hgv_average");
    assert_eq!(refrigerant("R134A").unwrap().word, "r_134a");
    assert_eq!(fuel("Red Diesel").unwrap().word, "gas_oil");
    for (text, code) in [
        ("KR", "KOR"),
        ("kor", "KOR"),
        ("GB", "UK"),
        ("UK", "UK"),
        ("CAMX", "US-CAMX"),
    ] {
        let found = grid_region(text).unwrap();
        assert_eq!((found.region.code, found.step), (code, RegionStep::Exact));
    }
}

#[test]
fn a_zone_falls_back_to_its_own_country_only() {
    for (zone, code) in [("US-CA", "US"), ("DE-BY", "DEU"), ("GB-SCT", "UK")] {
        let found = grid_region(zone).unwrap();
        assert_eq!(
            (found.region.code, found.step),
            (code, RegionStep::CountryOfZone)
        );
    }
    for unknown in ["", "ZZ", "ZZ-A", "Atlantis", "-", "a-b"] {
        assert_eq!(grid_region(unknown), None, "{unknown}");
    }
    let long = "x".repeat(10_000);
    assert_eq!(grid_region(&long), None);
}

#[test]
fn deliveries_use_no_lorry_and_factories_no_vehicle() {
    assert!(vehicle_class(EventType::Delivery, None, "hgv_average").is_none());
    assert_eq!(
        vehicle_class(EventType::Delivery, None, "van")
            .unwrap()
            .word,
        "van_average"
    );
    assert!(
        known_vehicle_classes(EventType::Delivery, None)
            .iter()
            .all(|c| c.kind != VehicleKind::Hgv)
    );
    assert!(known_vehicle_classes(EventType::Factory, None).is_empty());
    assert!(vehicle_class(EventType::Logistics, Some(Mode::Sea), "van").is_none());
}

#[test]
fn payloads_are_in_kilograms() {
    assert_eq!(payload_kg("artic_33_plus"), Some(17_860.0));
    assert_eq!(payload_kg("container_average"), None);
    assert_eq!(payload_kg("spaceship"), None);
    for class in known_vehicle_classes(EventType::Logistics, Some(Mode::Road)) {
        assert!(
            class.load_limit_kg() >= payload_kg(class.word),
            "{}",
            class.word
        );
    }
}
