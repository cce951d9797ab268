//! The preview on the samples and on what must stay open.

use model::ingest::{Constant, EventType, Preview};

use super::super::preview;
use super::*;

fn of_sample(name: &str) -> Preview {
    let bytes = std::fs::read(format!("{}/samples/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap();
    preview(name, bytes.len() as u64, &bytes, built_in()).unwrap()
}

fn of(text: &str) -> Preview {
    preview("file.csv", text.len() as u64, text.as_bytes(), built_in()).unwrap()
}

fn mapped<'p>(preview: &'p Preview, column: &str) -> Option<(&'p str, Option<&'p str>)> {
    let mapping = preview
        .suggested
        .columns
        .iter()
        .find(|mapping| mapping.column == column)?;
    Some((mapping.field.as_str(), mapping.unit.as_deref()))
}

fn missing(preview: &Preview) -> Vec<&str> {
    preview
        .missing
        .iter()
        .map(|fault| fault.field.as_str())
        .collect()
}

#[test]
fn flights_are_recognised() {
    let flights = of_sample("flights_sample.csv");
    assert_eq!(flights.matching_profiles, ["nyc-flights"]);
    let suggested = &flights.suggested;
    assert_eq!(suggested.name, "flights-sample");
    assert_eq!(suggested.event_type, Some(EventType::Logistics));
    assert_eq!(
        suggested.constants["mode"],
        Constant::Text("air".to_owned())
    );
    assert_eq!(
        suggested.time.as_ref().unwrap().template,
        "{year}-{month:02}-{day:02} {sched_dep_time:04}"
    );
    for (column, field) in [
        ("carrier", "supplier"),
        ("tailnum", "vehicle_id"),
        ("dest", "destination"),
        ("distance", "distance_km"),
        ("air_time", "feature:air_time"),
    ] {
        assert_eq!(mapped(&flights, column), Some((field, None)));
    }
    // The unit and the zone are what a person must say.
    let unit = suggested
        .columns
        .iter()
        .position(|mapping| mapping.column == "distance")
        .unwrap();
    assert_eq!(
        missing(&flights),
        [format!("columns[{unit}].unit").as_str(), "time.time_zone"]
    );
    assert_eq!((flights.rows.len(), flights.columns.len()), (20, 19));
    assert_eq!(flights.columns[3].looks_like, "integer");
}

#[test]
fn a_date_that_can_be_read_two_ways_is_left_open() {
    let steel = of_sample("steel_sample.csv");
    assert_eq!(steel.matching_profiles, ["steel-industry"]);
    assert_eq!(steel.suggested.event_type, Some(EventType::Factory));
    assert_eq!(
        mapped(&steel, "Usage_kWh"),
        Some(("electricity_kwh", Some("kWh")))
    );
    assert_eq!(
        mapped(&steel, "CO2(tCO2)"),
        Some(("feature:co2_tco2", None))
    );
    assert_eq!(steel.suggested.time, None);
    let open = &steel.missing[0];
    assert_eq!(
        (open.field.as_str(), open.code.as_str()),
        ("time.pattern", "ambiguous_date")
    );
    assert!(open.message.contains("%d/%m/%Y %H:%M") && open.message.contains("%m/%d/%Y %H:%M"));
    assert!(missing(&steel).contains(&"supplier"));
}

#[test]
fn a_day_above_twelve_decides_and_is_named() {
    let head = "supplier,date,kWh,process\n";
    let day_first = of(&format!(
        "{head}A,01/02/2024 10:00,1,x\nA,25/02/2024 10:00,1,x\n"
    ));
    assert_eq!(
        day_first.suggested.time.as_ref().unwrap().pattern,
        "%d/%m/%Y %H:%M"
    );
    assert_eq!(
        day_first.suggested.description,
        "Day first, because 25/02/2024 10:00 can be read in no other way."
    );
    let month_first = of(&format!("{head}A,01/02/24,1,x\nA,02/25/24,1,x\n"));
    assert_eq!(
        month_first.suggested.time.as_ref().unwrap().pattern,
        "%m/%d/%y"
    );
    let both = of(&format!(
        "{head}A,25/02/2024,1,x\nA,02/25/2024,1,x\nA,01/02/2024,1,x\nA,01/02/2024,1,x\n"
    ));
    assert!(
        both.missing
            .iter()
            .any(|fault| fault.code == "ambiguous_date")
    );
}

#[test]
fn european_files_are_recognised_and_their_words_asked_for() {
    let deliveries = of_sample("deliveries_semicolon_windows1252.csv");
    assert_eq!(
        (deliveries.delimiter, deliveries.encoding.as_str()),
        (';', "windows-1252")
    );
    assert_eq!(deliveries.suggested.format.decimal, Some(','));
    assert_eq!(deliveries.suggested.event_type, Some(EventType::Delivery));
    assert_eq!(
        deliveries.suggested.time.as_ref().unwrap().pattern,
        "%d.%m.%Y %H:%M"
    );
    assert_eq!(
        mapped(&deliveries, "Strecke (km)"),
        Some(("distance_km", Some("km")))
    );
    let words = deliveries
        .missing
        .iter()
        .find(|fault| fault.code == "unknown_word")
        .unwrap();
    assert!(words.message.contains("Lastenrad"), "{}", words.message);
}

#[test]
fn units_are_read_from_names() {
    let preview = of(
        "supplier,timestamp,distance_mi,load (lb),Fuel used [gal US],avgSpeed_mph,mode\nA,2025-01-01T00:00:00Z,1,2,3,4,road\n",
    );
    for (column, field, unit) in [
        ("distance_mi", "distance_km", "mi"),
        ("load (lb)", "load_kg", "lb"),
        ("Fuel used [gal US]", "fuel_used_l", "gal (US)"),
        ("avgSpeed_mph", "speed_kmh", "mph"),
    ] {
        assert_eq!(
            mapped(&preview, column),
            Some((field, Some(unit))),
            "{column}"
        );
    }
    assert_eq!(preview.suggested.time.as_ref().unwrap().pattern, "iso8601");
    assert_eq!(missing(&preview), Vec::<&str>::new());
}

#[test]
fn other_forms_of_time_are_recognised() {
    let pattern = |name: &str, values: [&str; 2]| {
        let preview = of(&format!(
            "supplier,{name},km\nA,{},1\nA,{},2\n",
            values[0], values[1]
        ));
        preview.suggested.time.map(|time| time.pattern)
    };
    assert_eq!(
        pattern("ts", ["1709602200", "1709602260"]).as_deref(),
        Some("epoch_s")
    );
    assert_eq!(
        pattern("timestamp", ["1709602200000", "1709602260000"]).as_deref(),
        Some("epoch_ms")
    );
    assert_eq!(pattern("meter", ["1709602200", "1709602260"]), None);
    assert_eq!(pattern("date", ["20240105", "20240106"]), None);
    assert_eq!(
        pattern("when", ["2024/01/05 10:00", "2024/01/06 11:00"]).as_deref(),
        Some("%Y/%m/%d %H:%M")
    );
    let apart = of("supplier,date,time,km\nA,25.01.2024,10:30,1\n");
    let time = apart.suggested.time.unwrap();
    assert_eq!(
        (time.template.as_str(), time.pattern.as_str()),
        ("{date} {time}", "%d.%m.%Y %H:%M")
    );
    let hours = of("supplier,year,month,day,hour,km\nA,2024,1,25,7,1\n")
        .suggested
        .time
        .unwrap();
    assert_eq!(
        (hours.template.as_str(), hours.pattern.as_str()),
        ("{year}-{month:02}-{day:02} {hour:02}:00", "%Y-%m-%d %H:%M")
    );
}

#[test]
fn a_number_that_can_be_read_two_ways_is_left_open() {
    let preview = of("supplier;date;km\nA;2025-01-25;1,234\nA;2025-01-26;2,500\n");
    assert_eq!(preview.suggested.format.decimal, None);
    assert!(missing(&preview).contains(&"format.decimal"));
}

#[test]
fn a_head_cut_in_the_middle_of_a_row_shows_whole_rows_only() {
    let text = "a,b\n1,2\n3,4\n5,";
    let preview = preview("cut.csv", 1_000_000, text.as_bytes(), &[]).unwrap();
    assert_eq!(preview.rows, [["1", "2"], ["3", "4"]]);
    assert!(super::super::preview("x", 4, b"%PDF-", &[]).is_err());
}

#[test]
fn a_trial_tells_what_the_first_rows_become() {
    let bytes = std::fs::read(format!(
        "{}/samples/flights_sample.csv",
        env!("CARGO_MANIFEST_DIR")
    ))
    .unwrap();
    let profile = built_in_profile("nyc-flights");
    let sniffed = sniff(&bytes, true, &profile.format).unwrap();
    let bound = Arc::new(compile(profile).unwrap().bind(&sniffed.columns).unwrap());
    let tried = trial(&bytes, true, &sniffed, &bound, now(), 10);
    assert_eq!(tried.len(), 10);
    assert_eq!(tried[0].0, 2);
    assert!(matches!(&tried[0].1, RowOutcome::Event { .. }));
}
