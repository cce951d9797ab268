//! Profiles: what is refused, and how it is said.

use serde_json::{Value, json};

use super::*;

fn sound() -> Value {
    json!({
        "name": "sound", "event_type": "logistics",
        "columns": [
            {"column": "who", "field": "supplier"},
            {"column": "km", "field": "distance_km", "unit": "mi"},
            {"column": "n", "field": "feature:n"},
        ],
        "constants": {"mode": "road"},
        "time": {"template": "{at}", "pattern": "iso8601"},
    })
}

fn faults(change: impl FnOnce(&mut Value)) -> Vec<(String, String)> {
    let mut document = sound();
    change(&mut document);
    let faults = compile(&profile(&document)).map(|_| ()).unwrap_err();
    faults
        .into_iter()
        .map(|fault| (fault.field, fault.code))
        .collect()
}

fn fault(field: &str, code: &str) -> Vec<(String, String)> {
    vec![(field.to_owned(), code.to_owned())]
}

#[test]
fn shipped_profiles_have_no_faults_and_their_file_names() {
    assert_eq!(built_in().len(), 2);
    for profile in built_in() {
        compile(profile).unwrap();
        assert!(matches!(
            profile.name.as_str(),
            "nyc-flights" | "steel-industry"
        ));
    }
}

#[test]
fn airports_of_the_shipped_profile_are_those_of_the_sample() {
    let airports = include_str!("../../../samples/airports.csv");
    let table = &built_in_profile("nyc-flights").places["airports"];
    let mut count = 0;
    for line in airports.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let place = &table[cells[0]];
        assert_eq!(
            (place.lat, place.lon),
            (cells[2].parse().unwrap(), cells[3].parse().unwrap())
        );
        count += 1;
    }
    assert_eq!(count, table.len());
}

#[test]
fn each_fault_names_its_part() {
    compile(&profile(&sound())).unwrap();
    let column = |field: &str, unit: Option<&str>| {
        let mapping = json!({"column": "x", "field": field, "unit": unit});
        faults(|p| p["columns"].as_array_mut().unwrap().push(mapping))
    };
    assert_eq!(
        column("distanse_km", None),
        fault("columns[3].field", "unknown_field")
    );
    assert_eq!(
        column("gas_kwh", None),
        fault("columns[3].field", "left_unsaid")
    );
    assert_eq!(
        column("load_kg", Some("ton")),
        fault("columns[3].unit", "unknown_unit")
    );
    assert_eq!(
        column("load_kg", Some("km")),
        fault("columns[3].unit", "unknown_unit")
    );
    assert_eq!(
        column("notes", Some("km")),
        fault("columns[3].unit", "no_unit")
    );
    assert_eq!(
        column("feature:x", Some("km")),
        fault("columns[3].unit", "no_unit")
    );
    assert_eq!(
        column("feature:n", None),
        fault("columns[3].field", "mapped_twice")
    );
    assert_eq!(
        column("distance_km", None),
        fault("columns[3].field", "mapped_twice")
    );
    assert_eq!(
        column("mode", None),
        fault("columns[3].field", "mapped_twice")
    );
    assert_eq!(
        column("supplier_id", None),
        fault("columns[3].field", "mapped_twice")
    );
    assert_eq!(
        column("occurred_at", None),
        fault("columns[3].field", "mapped_twice")
    );
    assert_eq!(
        column("parcels", None),
        fault("columns[3].field", "not_for_type")
    );
    assert_eq!(
        faults(|p| p["name"] = json!("two words")),
        fault("name", "bad_name")
    );
    assert_eq!(
        faults(|p| p["constants"]["load_kg"] = json!("heavy")),
        fault("constants.load_kg", "wrong_type")
    );
    assert_eq!(
        faults(|p| p["constants"]["load_factor"] = json!(1.5)),
        fault("constants.load_factor", "out_of_range")
    );
    assert_eq!(
        faults(|p| p["constants"]["mode"] = json!("teleport")),
        fault("constants.mode", "unknown_word")
    );
    assert_eq!(
        faults(|p| p["constants"]["notes"] = json!(5)),
        fault("constants.notes", "wrong_type")
    );
    assert_eq!(
        faults(|p| p["constants"]["occurred_at"] = json!("2025-01-01T00:00:00Z")),
        fault("constants.occurred_at", "wrong_type")
    );
    assert_eq!(
        faults(|p| p["format"] = json!({"delimiter": "|"})),
        fault("format.delimiter", "unknown_delimiter")
    );
    assert_eq!(
        faults(|p| p["format"] = json!({"decimal": ",", "delimiter": ","})),
        fault("format.decimal", "decimal_is_delimiter")
    );
    assert_eq!(
        faults(|p| p["time"] = Value::Null),
        fault("time", "required")
    );
    assert_eq!(
        faults(|p| p["skip_when"] = json!([{"all": [], "reason": "never"}])),
        fault("skip_when[0].all", "required")
    );
    assert_eq!(
        faults(|p| p["warn_when"] =
            json!([{"all": [{"column": "x", "is": {"not_in_table": "ports"}}], "reason": "r"}])),
        fault("warn_when[0].all[0].is", "unknown_table")
    );
    assert_eq!(
        faults(|p| p["cross_checks"] = json!([{"feature": "m", "kg_per_unit": 1.0, "note": ""}])),
        fault("cross_checks[0].feature", "unknown_feature")
    );
    assert_eq!(
        faults(|p| p["places"] = json!({"ports": {"X": {"lat": 95.0, "lon": 0.0}}})),
        fault("places.ports", "out_of_range")
    );
}

#[test]
fn what_an_event_of_the_type_needs_must_be_mapped() {
    assert_eq!(
        faults(|p| p["constants"] = json!({})),
        fault("mode", "required")
    );
    assert_eq!(
        faults(|p| p["event_type"] = Value::Null),
        [fault("event_type", "required")].concat()
    );
    let factory = faults(|p| {
        p["event_type"] = json!("factory");
        p["constants"] = json!({});
        p["columns"] = json!([{"column": "who", "field": "supplier"}]);
    });
    assert_eq!(factory, fault("electricity_kwh", "required"));
}

#[test]
fn names_of_the_original_system_are_taken() {
    for (alias, field) in ALIASES {
        assert_eq!(find_field(alias).unwrap().name, *field);
    }
    let document = json!({
        "name": "original", "event_type": "logistics",
        "columns": [
            {"column": "a", "field": "supplier_id"}, {"column": "b", "field": "timestamp"},
            {"column": "c", "field": "distance_km"}, {"column": "d", "field": "vehicle_type"},
            {"column": "e", "field": "fuel_type"}, {"column": "f", "field": "speed"},
        ],
        "constants": {"mode": "road"},
    });
    compile(&profile(&document)).unwrap();
}

#[test]
fn missing_columns_are_all_named_with_the_nearest() {
    let compiled = compile(&profile(&sound())).unwrap();
    let columns = ["WHO", "kms", "n"].map(str::to_owned);
    let faults = compiled.bind(&columns).map(|_| ()).unwrap_err();
    let messages: Vec<&str> = faults.iter().map(|fault| fault.message.as_str()).collect();
    assert_eq!(
        messages[0],
        "the file has no column \"who\"; the nearest is \"WHO\""
    );
    assert_eq!(
        messages[1],
        "the file has no column \"km\"; the nearest is \"kms\""
    );
    assert_eq!(
        messages[2].split(';').next(),
        Some("the file has no column \"at\"")
    );
    assert_eq!(faults.len(), 3);
}

#[test]
fn every_field_that_is_required_somewhere_is_in_the_table() {
    for event_type in model::ingest::EventType::ALL {
        for name in required(*event_type).iter().copied().flatten() {
            assert!(
                find_field(name).unwrap().types.contains(event_type),
                "{name}"
            );
        }
    }
}
