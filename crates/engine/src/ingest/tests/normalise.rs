//! Rows becoming events: values, requirements, rules, places, and the samples.

use model::ingest::{EventType, Mode, SupplierRef};
use serde_json::{Value, json};

use super::*;

fn trips() -> Value {
    json!({
        "name": "trips", "event_type": "logistics",
        "columns": [
            {"column": "supplier", "field": "supplier"},
            {"column": "km", "field": "distance_km"},
            {"column": "class", "field": "vehicle_class"},
            {"column": "kg", "field": "load_kg"},
        ],
        "constants": {"mode": "road"},
        "time": {"template": "{at}", "pattern": "iso8601", "time_zone": "UTC"},
    })
}

/// Imports one row given as `column=value` pairs of a file that has these columns.
fn one(document: &Value, cells: &[(&str, &str)]) -> Imported {
    let names: Vec<&str> = cells.iter().map(|(name, _)| *name).collect();
    let values: Vec<String> = cells
        .iter()
        .map(|(_, value)| format!("\"{value}\""))
        .collect();
    let file = format!("{}\n{}\n", names.join(","), values.join(","));
    import(file.as_bytes(), &profile(document)).0
}

fn trip(changed: &[(&str, &str)]) -> Imported {
    let mut cells = vec![
        ("supplier", "Demo"),
        ("km", "100"),
        ("class", "artic_33_plus"),
        ("kg", "9000"),
        ("at", "2025-05-01T08:00:00Z"),
    ];
    for (name, value) in changed {
        cells.iter_mut().find(|(own, _)| own == name).unwrap().1 = value;
    }
    one(&trips(), &cells)
}

#[test]
fn a_sound_row_becomes_an_event() {
    let imported = trip(&[]);
    let event = &imported.events[0];
    assert_eq!(event.event_type, EventType::Logistics);
    assert_eq!(event.supplier, SupplierRef::Name("Demo".to_owned()));
    assert_eq!(event.activity.mode, Some(Mode::Road));
    assert_eq!(event.activity.load_kg, Some(9000.0));
    assert_eq!(
        (event.row_number, event.raw.as_str()),
        (
            2,
            "\"Demo\",\"100\",\"artic_33_plus\",\"9000\",\"2025-05-01T08:00:00Z\""
        )
    );
}

#[test]
fn each_fault_names_column_value_and_reason() {
    let table: &[(&str, &str, &str)] = &[
        ("supplier", "", "required"),
        ("supplier", "a\u{7}b", "control_character"),
        (
            "supplier",
            "0190a7b0-0000-7000-8000-000000000000",
            "not_a_supplier_id",
        ),
        ("km", "", "required"),
        ("km", "far", "not_a_number"),
        ("km", "NaN", "not_finite"),
        ("km", "-1", "out_of_range"),
        ("km", "50001", "out_of_range"),
        ("km", "1,234", "ambiguous_number"),
        ("kg", "80000", "above_payload"),
        ("class", "rocket", "unknown_word"),
        ("at", "", "required"),
        ("at", "soon", "bad_time"),
        ("at", "1989-12-31T00:00:00Z", "time_out_of_range"),
        ("at", "2026-01-17T00:00:00Z", "time_out_of_range"),
    ];
    for (column, value, code) in table {
        let imported = trip(&[(column, value)]);
        let faults = &imported.rejected[0];
        assert_eq!(faults.len(), 1, "{column} {value}: {faults:?}");
        assert_eq!(
            (faults[0].column.as_str(), faults[0].code.as_str()),
            (*column, *code),
            "{value}: {}",
            faults[0].reason
        );
        assert_eq!(faults[0].row_number, 2);
        assert!(imported.adds_up());
    }
    let imported = trip(&[("class", "artik 33 plus")]);
    assert!(
        imported.rejected[0][0]
            .reason
            .contains("did you mean artic_33_plus?"),
        "{}",
        imported.rejected[0][0].reason
    );
    assert_eq!(
        trip(&[("supplier", &"x".repeat(201))]).codes(),
        ["too_long"]
    );
}

#[test]
fn every_fault_of_a_row_is_told() {
    let imported = trip(&[("km", "-1"), ("at", "soon"), ("supplier", "")]);
    assert_eq!(imported.codes(), ["out_of_range", "bad_time", "required"]);
    assert_eq!(imported.rejected.len(), 1);
}

#[test]
fn bounds_hold_at_their_edges() {
    let bounds = |name: &str| {
        let Kind::Number(number) = &find_field(name).unwrap().kind else {
            panic!("{name} is a number");
        };
        number
    };
    for (name, value, holds) in [
        ("load_factor", 0.0, false),
        ("load_factor", 1.0, true),
        ("empty_distance_factor", 0.0, true),
        ("empty_distance_factor", 1.0, false),
        ("lat", 90.0, true),
        ("lat", 90.1, false),
        ("distance_km", 0.0, true),
        ("floor_area_m2", 0.0, false),
        ("parcels", 1.5, false),
        ("electricity_kwh", f64::NAN, false),
    ] {
        assert_eq!(bounds(name).holds(value), holds, "{name} {value}");
    }
    assert_eq!(bounds("load_factor").bounds(), "above 0 and at most 1");
    assert_eq!(
        bounds("distance_km").bounds(),
        "at least 0 km and at most 50000 km"
    );
}

#[test]
fn positions_are_whole_and_not_null_island() {
    let mut document = trips();
    for name in ["lat", "lon"] {
        document["columns"]
            .as_array_mut()
            .unwrap()
            .push(json!({"column": name, "field": name}));
    }
    let at = |lat: &str, lon: &str| {
        one(
            &document,
            &[
                ("supplier", "Demo"),
                ("km", "1"),
                ("class", ""),
                ("kg", ""),
                ("at", "2025-05-01"),
                ("lat", lat),
                ("lon", lon),
            ],
        )
    };
    assert_eq!(at("52.5", "13.4").events[0].lat, Some(52.5));
    assert_eq!(at("", "").events[0].lat, None);
    assert_eq!(at("0", "0.0").codes(), ["null_island"]);
    assert_eq!(at("52.5", "").codes(), ["incomplete_position"]);
}

#[test]
fn periods_run_forward_and_not_for_years() {
    let bill = json!({
        "name": "bill", "event_type": "warehouse",
        "columns": [{"column": "kWh", "field": "electricity_kwh"}, {"column": "m2", "field": "floor_area_m2"}],
        "constants": {"supplier": "Demo"},
        "time": {"template": "{from}", "pattern": "%d.%m.%Y", "time_zone": "Europe/Berlin"},
        "end_time": {"template": "{to}", "pattern": "%d.%m.%Y", "time_zone": "Europe/Berlin", "midnight": "end_of_date"},
    });
    let month = |from: &str, to: &str| {
        one(
            &bill,
            &[("kWh", "5"), ("m2", "100"), ("from", from), ("to", to)],
        )
    };
    let event = &month("01.03.2025", "31.03.2025").events[0];
    assert_eq!(event.occurred_at.to_rfc3339(), "2025-02-28T23:00:00+00:00");
    assert_eq!(
        event.ends_at.unwrap().to_rfc3339(),
        "2025-03-31T22:00:00+00:00"
    );
    assert_eq!(
        month("01.03.2025", "27.02.2025").codes(),
        ["ends_before_start"]
    );
    assert_eq!(
        month("01.03.2024", "31.05.2025").codes(),
        ["period_too_long"]
    );
    let open = month("01.03.2025", "");
    assert_eq!(
        (open.codes()[0], open.rejected[0][0].column.as_str()),
        ("required", "to")
    );
}

#[test]
fn what_belongs_together_must_come_together() {
    let factory = |columns: Value, cells: &[(&str, &str)]| {
        let document = json!({
            "name": "factory", "event_type": "factory", "columns": columns, "constants": {"supplier": "Demo"},
            "time": {"template": "{at}", "pattern": "iso8601"},
        });
        let mut all = vec![("at", "2025-05-01T00:00:00Z")];
        all.extend_from_slice(cells);
        one(&document, &all)
    };
    let fuel = json!([{"column": "l", "field": "fuel_used_l", "unit": "gal (US)"}, {"column": "f", "field": "fuel"}]);
    let event = &factory(fuel.clone(), &[("l", "100"), ("f", "Gasoline")]).events[0];
    assert_eq!(event.activity.fuel.as_deref(), Some("petrol"));
    assert_eq!(event.activity.fuel_used_l, Some(378.541_178_4));
    assert_eq!(
        factory(fuel.clone(), &[("l", "100"), ("f", "")]).codes(),
        ["required"]
    );
    assert_eq!(
        factory(fuel, &[("l", ""), ("f", "diesel")]).codes(),
        ["required"]
    );
}

#[test]
fn value_maps_rules_and_tables_apply_to_raw_cells() {
    let document = json!({
        "name": "flights", "event_type": "logistics",
        "columns": [
            {"column": "carrier", "field": "supplier", "values": {"XX": "", "AA": "Demo Air"}},
            {"column": "from", "field": "origin", "place_table": "airports"},
            {"column": "to", "field": "destination", "place_table": "airports"},
            {"column": "km", "field": "distance_km", "values": {"n/a": ""}},
        ],
        "constants": {"mode": "air"},
        "time": {"template": "{y}-{m:02} {hm:04}", "pattern": "%Y-%m%d %H%M", "time_zone": "UTC"},
        "skip_when": [{"all": [{"column": "state", "is": {"equals": "cancelled"}}], "reason": "cancelled"}],
        "warn_when": [{"all": [{"column": "to", "is": {"not_in_table": "airports"}}, {"column": "state", "is": "not_empty"}], "reason": "odd"}],
        "places": {"airports": {"AAA": {"name": "Demo A", "lat": 1.0, "lon": 2.0}}},
    });
    let bad = document.clone();
    assert!(compile(&profile(&bad)).is_ok());
    let file = b"carrier,from,to,km,y,m,hm,state\n\
        AA,AAA,BBB,10,2025,0102,5,late\n\
        AA,AAA,BBB,10,2025,0102,5,cancelled\n\
        AA,AAA,CCC,10,2025,0102,2359,\n\
        XX,AAA,BBB,10,2025,0102,5,\n\
        AA,AAA,BBB,n/a,2025,0102,,\n\
        ,,,,,,,\n";
    let (imported, bound) = import(file, &profile(&document));
    assert!(imported.adds_up());
    let first = &imported.events[0];
    assert_eq!(first.occurred_at.to_rfc3339(), "2025-01-02T00:05:00+00:00");
    assert_eq!(first.supplier, SupplierRef::Name("Demo Air".to_owned()));
    let origin = first.origin.as_ref().unwrap();
    assert_eq!((origin.name.as_str(), origin.lat), ("Demo A", Some(1.0)));
    let destination = first.destination.as_ref().unwrap();
    assert_eq!((destination.name.as_str(), destination.lat), ("BBB", None));
    let rejected: Vec<(&str, &str)> = imported
        .rejected
        .iter()
        .flatten()
        .map(|row| (row.column.as_str(), row.code.as_str()))
        .collect();
    assert_eq!(
        rejected,
        [
            ("carrier", "required"),
            ("y + m + hm", "bad_time"),
            ("km", "required")
        ]
    );
    let skips: Vec<(String, u64)> = imported
        .tally
        .skips(&bound)
        .into_iter()
        .map(|skip| (skip.reason, skip.rows))
        .collect();
    assert_eq!(
        skips,
        [
            ("cancelled".to_owned(), 1),
            ("every cell is empty".to_owned(), 1)
        ]
    );
    let warnings: Vec<(String, u64, u64)> = imported
        .tally
        .warnings(&bound)
        .into_iter()
        .map(|warning| (warning.message, warning.rows, warning.first_row))
        .collect();
    let places = "2 codes are not in the table airports and have no position: BBB, CCC".to_owned();
    assert_eq!(warnings, [("odd".to_owned(), 1, 2), (places, 2, 2)]);
    let saved = serde_json::to_string(&imported.tally).unwrap();
    assert_eq!(
        serde_json::from_str::<Tally>(&saved).unwrap(),
        imported.tally
    );
}

#[test]
fn a_file_may_mix_kinds_of_event() {
    let document = json!({
        "name": "mixed",
        "columns": [
            {"column": "kWh", "field": "electricity_kwh"}, {"column": "km", "field": "distance_km"},
            {"column": "process", "field": "process"}, {"column": "mode", "field": "mode"}, {"column": "type", "field": "event_type"},
        ],
        "constants": {"supplier": "Demo"},
        "time": {"template": "{at}", "pattern": "iso8601", "time_zone": "UTC"},
    });
    let row = |kind: &str, process: &str, mode: &str| {
        one(
            &document,
            &[
                ("kWh", "5"),
                ("km", "7"),
                ("process", process),
                ("mode", mode),
                ("type", kind),
                ("at", "2025-01-01"),
            ],
        )
    };
    let factory = &row("factory", "milling", "").events[0];
    assert_eq!(factory.activity.features, [("distance_km".to_owned(), 7.0)]);
    assert_eq!(
        row("Logistics", "", "rail").events[0].activity.distance_km,
        Some(7.0)
    );
    assert_eq!(
        row("logistics", "milling", "rail").codes(),
        ["not_for_type"]
    );
    assert_eq!(row("airline", "", "").codes(), ["unknown_word"]);
}

fn sample(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/samples/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

#[test]
fn the_samples_of_the_shipped_profiles_come_in() {
    let (flights, bound) = import(
        &sample("flights_sample.csv"),
        built_in_profile("nyc-flights"),
    );
    assert!(flights.adds_up());
    assert_eq!(
        (
            flights.rows_read,
            flights.rows_skipped,
            flights.events.len()
        ),
        (481, 31, 450)
    );
    let warned: Vec<u64> = flights
        .tally
        .warnings(&bound)
        .iter()
        .map(|warning| warning.rows)
        .collect();
    assert_eq!(warned, [20, 43]);
    let km: f64 = flights
        .events
        .iter()
        .filter_map(|event| event.activity.distance_km)
        .sum();
    assert!((km - 512_085.0 * 1.609_344).abs() < 1e-6);

    let (steel, _) = import(
        &sample("steel_sample.csv"),
        built_in_profile("steel-industry"),
    );
    assert_eq!((steel.rows_read, steel.events.len()), (288, 288));
    assert!(
        steel
            .events
            .windows(2)
            .all(|pair| pair[0].ends_at == Some(pair[1].occurred_at))
    );
}

#[test]
fn a_european_file_comes_in() {
    let document = json!({
        "name": "deliveries", "event_type": "delivery",
        "format": {"decimal": ","},
        "columns": [
            {"column": "Lieferant", "field": "supplier"},
            {"column": "Fahrzeug", "field": "vehicle_class", "values": {"Transporter groß": "van_iii", "Lastenrad": "cargo_bike"}},
            {"column": "Kraftstoff", "field": "fuel"},
            {"column": "Strecke (km)", "field": "distance_km", "unit": "km"},
            {"column": "Pakete", "field": "parcels"},
            {"column": "Bemerkung", "field": "notes"},
        ],
        "time": {"template": "{Abfahrt}", "pattern": "%d.%m.%Y %H:%M", "time_zone": "Europe/Berlin"},
    });
    let (imported, _) = import(
        &sample("deliveries_semicolon_windows1252.csv"),
        &profile(&document),
    );
    assert!(imported.adds_up());
    assert_eq!(imported.codes(), ["ambiguous_number", "no_such_time"]);
    let first = &imported.events[0];
    assert_eq!(first.activity.distance_km, Some(1234.5));
    assert_eq!(first.notes.as_deref(), Some("Straße gesperrt; Umweg"));
    assert_eq!(
        first.supplier,
        SupplierRef::Name("Müller Kurier".to_owned())
    );
    assert_eq!(imported.events[2].notes.as_deref(), Some("€ 2,50 Pfand"));
}

#[test]
fn an_awkward_file_adds_up() {
    let document = json!({
        "name": "awkward", "event_type": "logistics",
        "columns": [
            {"column": "supplier", "field": "supplier"}, {"column": "km", "field": "distance_km"},
            {"column": "kg", "field": "load_kg"}, {"column": "km (2)", "field": "feature:planned_km"},
        ],
        "constants": {"mode": "road", "vehicle_class": "artic_33_plus"},
        "time": {"template": "{when}", "pattern": "%Y-%m-%d %H:%M", "time_zone": "Europe/Berlin"},
    });
    let (imported, bound) = import(&sample("trips_awkward.csv"), &profile(&document));
    assert!(imported.adds_up());
    assert_eq!(
        (
            imported.rows_read,
            imported.events.len(),
            imported.rows_skipped
        ),
        (11, 4, 1)
    );
    assert_eq!(
        imported.codes(),
        [
            "out_of_range",
            "not_finite",
            "wrong_number_of_cells",
            "above_payload",
            "nonexistent_time",
            "unclosed_quote"
        ]
    );
    let keys: std::collections::HashSet<_> = imported
        .events
        .iter()
        .map(|event| event.source_key)
        .collect();
    assert_eq!(keys.len(), 4);
    let warnings = imported.tally.warnings(&bound);
    assert_eq!(
        (warnings.len(), warnings[0].rows, warnings[0].first_row),
        (1, 1, 10)
    );
}

#[test]
fn a_tabbed_file_with_a_line_break_in_a_cell_comes_in() {
    let document = json!({
        "name": "meters", "event_type": "warehouse",
        "columns": [
            {"column": "meter", "field": "site"},
            {"column": "MWh", "field": "electricity_kwh", "unit": "MWh", "values": {"n/a": ""}},
            {"column": "notes", "field": "notes"},
        ],
        "constants": {"supplier": "Demo stores"},
        "time": {"template": "{read at}", "pattern": "iso8601", "label": "end", "slot_minutes": 60},
    });
    let (imported, _) = import(&sample("meters_tab_bom.tsv"), &profile(&document));
    assert!(imported.adds_up());
    assert_eq!(imported.events[0].activity.electricity_kwh, Some(1250.0));
    assert_eq!(
        imported.events[0].notes.as_deref(),
        Some("first\r\nreading")
    );
    assert_eq!(imported.codes(), ["required"]);
    assert_eq!(imported.rejected[0][0].row_number, 4);
}
