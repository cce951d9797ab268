//! The JSON door.

use model::ingest::{EventType, SupplierRef};
use serde_json::{Value, json};

use super::*;

fn sound() -> Value {
    json!({
        "event_type": "logistics", "supplier": "Demo Haulage", "occurred_at": "2025-05-01T08:00:00+02:00",
        "mode": "road", "distance_km": 120.5,
    })
}

fn parse(document: &Value) -> Result<EventDraft, Vec<(String, String)>> {
    parse_text(&document.to_string())
}

fn parse_text(text: &str) -> Result<EventDraft, Vec<(String, String)>> {
    let errors = |faults: Vec<model::problem::FieldError>| {
        faults
            .into_iter()
            .map(|fault| (fault.field, fault.code))
            .collect()
    };
    parse_event(text.as_bytes(), now()).map_err(errors)
}

fn with(changes: &Value) -> Result<EventDraft, Vec<(String, String)>> {
    let mut document = sound();
    for (name, value) in changes.as_object().unwrap() {
        document[name] = value.clone();
    }
    parse(&document)
}

fn fault(field: &str, code: &str) -> Vec<(String, String)> {
    vec![(field.to_owned(), code.to_owned())]
}

#[test]
fn a_sound_event_is_taken_as_it_is() {
    let event = parse(&sound()).unwrap();
    assert_eq!(event.event_type, EventType::Logistics);
    assert_eq!(event.occurred_at.to_rfc3339(), "2025-05-01T06:00:00+00:00");
    assert_eq!(event.activity.distance_km, Some(120.5));
    assert_eq!(event.raw, sound().to_string());
    assert_eq!(event.source_key, row_key(&event.content_hash, 1));
}

#[test]
fn names_of_the_original_system_mean_the_same_event() {
    let original = json!({
        "event_type": "logistics", "supplier_id": "Demo Haulage", "timestamp": "2025-05-01T08:00:00+02:00",
        "mode": "road", "distance_km": 120.5, "notes": null,
    });
    assert_eq!(
        parse(&original).unwrap().source_key,
        parse(&sound()).unwrap().source_key
    );
}

#[test]
fn places_are_texts_or_objects() {
    let event = with(
        &json!({"origin": "Depot", "destination": {"name": "Shop", "lat": 52.5, "lon": 13.4}}),
    )
    .unwrap();
    assert_eq!(event.origin.unwrap().name, "Depot");
    assert_eq!(event.destination.unwrap().lat, Some(52.5));
    let unnamed = with(&json!({"origin": {"lat": 52.5, "lon": 13.4}})).unwrap();
    assert_eq!(unnamed.origin.unwrap().name, "52.5000, 13.4000");
    assert_eq!(
        with(&json!({"origin": {"lat": 52.5}})),
        Err(fault("origin_lat", "incomplete_position"))
    );
    assert_eq!(
        with(&json!({"origin": {"city": "B"}})),
        Err(fault("origin.city", "unknown_field"))
    );
    assert_eq!(
        with(&json!({"origin": {"name": {"x": 1}}})),
        Err(fault("origin.name", "wrong_type"))
    );
    assert_eq!(
        with(&json!({"origin": 5})),
        Err(fault("origin", "wrong_type"))
    );
}

#[test]
fn numbers_without_a_field_are_features_and_slips_are_not() {
    let event = with(
        &json!({"axle_count": 5, "features": {"load_kgs": 3}, "electricity_kwh": 2, "parcels": 4}),
    )
    .unwrap();
    let mut features = event.activity.features.clone();
    features.sort_by(|a, b| a.0.cmp(&b.0));
    let names: Vec<&str> = features.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["axle_count", "load_kgs", "parcels"]);
    assert_eq!(event.activity.electricity_kwh, Some(2.0));
    assert_eq!(
        with(&json!({"load_kgs": 3})),
        Err(fault("load_kgs", "unknown_field"))
    );
    assert_eq!(
        with(&json!({"gas_kwh": 3})),
        Err(fault("gas_kwh", "left_unsaid"))
    );
    assert_eq!(
        with(&json!({"colour": "red"})),
        Err(fault("colour", "unknown_field"))
    );
    assert_eq!(
        with(&json!({"load_type": "light"})),
        Err(fault("load_type", "not_for_type"))
    );
    assert_eq!(
        with(&json!({"features": [1]})),
        Err(fault("features", "wrong_type"))
    );
    assert_eq!(
        with(&json!({"features": {"x": "1"}})),
        Err(fault("features.x", "wrong_type"))
    );
    assert_eq!(
        with(&json!({"features": {"x": 1e300}})),
        Err(fault("features.x", "out_of_range"))
    );
}

#[test]
fn each_fault_names_its_field() {
    for (changes, field, code) in [
        (json!({"distance_km": "120"}), "distance_km", "wrong_type"),
        (json!({"distance_km": -1}), "distance_km", "out_of_range"),
        (json!({"distance_km": null}), "distance_km", "required"),
        (json!({"mode": "teleport"}), "mode", "unknown_word"),
        (json!({"mode": true}), "mode", "wrong_type"),
        (json!({"supplier": ""}), "supplier", "required"),
        (json!({"supplier": 7}), "supplier", "wrong_type"),
        (json!({"supplier_id": "Other"}), "supplier", "given_twice"),
        (
            json!({"occurred_at": "2025-05-01T08:00:00"}),
            "occurred_at",
            "no_offset",
        ),
        (
            json!({"occurred_at": 1_746_000_000}),
            "occurred_at",
            "wrong_type",
        ),
        (
            json!({"occurred_at": "01/05/2025"}),
            "occurred_at",
            "bad_time",
        ),
        (
            json!({"ends_at": "2025-04-01T08:00:00Z"}),
            "ends_at",
            "ends_before_start",
        ),
        (json!({"event_type": "party"}), "event_type", "unknown_word"),
        (json!({"lat": 0, "lon": 0}), "lat", "null_island"),
        (json!({"external_id": 42}), "external_id", "wrong_type"),
        (
            json!({"vehicle_class": "artic_33_plus", "load_kg": 80_000}),
            "load_kg",
            "above_payload",
        ),
    ] {
        assert_eq!(with(&changes), Err(fault(field, code)), "{changes}");
    }
}

#[test]
fn bodies_that_are_no_event_are_refused() {
    for (text, code) in [
        ("", "bad_json"),
        ("{", "bad_json"),
        ("{} {}", "bad_json"),
        ("[]", "wrong_type"),
        ("5", "wrong_type"),
        ("{\"mode\": \"road\", \"mode\": \"sea\"}", "bad_json"),
        ("{\"distance_km\": 1e999}", "bad_json"),
        ("{\"distance_km\": NaN}", "bad_json"),
    ] {
        assert_eq!(parse_text(text), Err(fault("body", code)), "{text}");
    }
    assert_eq!(
        parse_text(&format!(
            "{{\"notes\": \"{}\"}}",
            "x".repeat(limits::EVENT_BYTES)
        )),
        Err(fault("body", "too_large"))
    );
    let deep = format!("{}1{}", "{\"a\":".repeat(20), "}".repeat(20));
    assert_eq!(parse_text(&deep), Err(fault("body", "bad_json")));
    let bottomless = "[".repeat(60_000);
    assert_eq!(parse_text(&bottomless), Err(fault("body", "bad_json")));
    assert!(batch_events(bottomless.as_bytes(), now()).is_err());
    assert_eq!(
        parse_event(b"{\"mode\": \"\xff\"}", now()).unwrap_err()[0].code,
        "invalid_encoding"
    );
}

#[test]
fn a_batch_is_a_list_or_lines_and_counts_equal_events() {
    let event = sound().to_string();
    let list = format!("[{event}, {event}, {{\"mode\": 1}}]");
    let lines = format!("{event}\n\n{event}\r\n{{\"mode\": 1}}\n");
    for body in [list, lines] {
        let events = batch_events(body.as_bytes(), now()).unwrap();
        assert_eq!(events.len(), 3);
        let (first, second) = (events[0].as_ref().unwrap(), events[1].as_ref().unwrap());
        assert_eq!(first.source_key, row_key(&first.content_hash, 1));
        assert_eq!(second.source_key, row_key(&second.content_hash, 2));
        assert_eq!(
            (first.raw.as_str(), first.row_number, second.row_number),
            (event.as_str(), 1, 2)
        );
        assert!(events[2].is_err());
    }
    let pretty = serde_json::to_string_pretty(&sound()).unwrap();
    assert_eq!(batch_events(pretty.as_bytes(), now()).unwrap().len(), 1);
    let broken_line = format!("{event}\n{{\"mode\": \n{event}\n");
    let events = batch_events(broken_line.as_bytes(), now()).unwrap();
    assert_eq!(
        events.iter().map(Result::is_ok).collect::<Vec<_>>(),
        [true, false, true]
    );
    assert!(batch_events(b"[{}, {]", now()).is_err());
    assert!(batch_events(b"  ", now()).is_err());
    let many = format!("[{}]", vec!["{}"; limits::BATCH_EVENTS + 1].join(","));
    assert!(batch_events(many.as_bytes(), now()).is_err());
}

#[test]
fn an_external_id_makes_the_key() {
    let event = with(&json!({"external_id": "trip 7"})).unwrap();
    assert_eq!(event.source_key, external_key("trip 7"));
    let changed = with(&json!({"external_id": "trip 7", "distance_km": 1})).unwrap();
    assert_eq!(changed.source_key, event.source_key);
    assert_ne!(changed.content_hash, event.content_hash);
}

#[test]
fn a_supplier_may_be_an_id() {
    let id = model::ids::SupplierId(7);
    let event = with(&json!({"supplier": id.to_string()})).unwrap();
    assert_eq!(event.supplier, SupplierRef::Id(id));
}
