//! What a column's name suggests: a field, and a unit where the name says one.
//!
//! Names are cut into lower-case words (`Usage_kWh` -> `usage kwh`, `CO2(tCO2)` -> `co2 tco2`) and
//! compared with lists of what such columns are called in transport and energy files. It is a
//! suggestion that a person confirms, never applied unseen.

use crate::ingest::fields::{self, Field, Kind};

/// What a name suggests.
#[derive(Debug, Clone, Copy)]
pub(super) struct Guess {
    pub(super) field: &'static Field,
    /// The canonical word of the unit the name says.
    pub(super) unit: Option<&'static str>,
}

/// Field -> what such columns are called. The first field whose list has the name wins, so the
/// narrower ones come first. A name matches when it is one of these, apart from its unit.
#[rustfmt::skip]
const CALLED: &[(&str, &[&str])] = &[
    ("external_id", &["external id", "shipment id", "order id", "trip id", "event id", "consignment", "invoice number", "transaction id"]),
    ("event_type", &["event type"]),
    ("supplier", &["supplier", "supplier id", "supplier name", "carrier", "vendor", "haulier", "operator", "airline", "company", "contractor", "lieferant", "spediteur", "transporteur", "fournisseur"]),
    ("vehicle_class", &["vehicle type", "vehicle class", "truck type", "vehicle category", "fahrzeug", "fahrzeugtyp"]),
    ("vehicle_id", &["vehicle id", "vehicle", "tailnum", "tail number", "truck id", "truck", "plate", "license plate", "registration", "imo", "vessel", "kennzeichen"]),
    ("origin_lat", &["origin lat", "origin latitude", "start lat", "pickup lat"]),
    ("origin_lon", &["origin lon", "origin lng", "origin longitude", "start lon", "pickup lon"]),
    ("destination_lat", &["destination lat", "dest lat", "destination latitude", "end lat", "dropoff lat"]),
    ("destination_lon", &["destination lon", "dest lon", "destination lng", "destination longitude", "end lon", "dropoff lon"]),
    ("lat", &["lat", "latitude"]),
    ("lon", &["lon", "lng", "long", "longitude"]),
    ("origin", &["origin", "from", "start location", "pickup", "departure airport", "port of loading", "pol", "von"]),
    ("destination", &["destination", "dest", "to", "delivery location", "dropoff", "arrival airport", "port of discharge", "pod", "nach", "ziel"]),
    ("mode", &["mode", "transport mode", "mode of transport"]),
    ("empty_distance_factor", &["empty distance factor", "empty running", "empty share"]),
    ("distance_km", &["distance", "dist", "mileage", "trip distance", "route length", "strecke", "entfernung", "km", "miles", "kilometres", "kilometers"]),
    ("load_factor", &["load factor", "utilisation", "utilization"]),
    ("load_type", &["load type"]),
    ("load_kg", &["load", "weight", "cargo weight", "payload", "gross weight", "freight weight", "mass", "kg", "gewicht", "ladung"]),
    ("fuel_used_l", &["fuel used", "fuel consumption", "fuel consumed", "diesel used", "litres", "liters", "fuel quantity"]),
    ("fuel", &["fuel", "fuel type", "kraftstoff"]),
    ("speed_kmh", &["speed", "average speed", "avg speed"]),
    ("duration_h", &["duration", "trip duration", "travel time"]),
    ("temperature_control", &["temperature control", "refrigerated"]),
    ("gas_kwh_net", &["gas net", "gas consumption net"]),
    ("gas_kwh_gross", &["gas gross", "gas consumption gross"]),
    ("gas_m3", &["gas volume"]),
    ("heating_kwh_gross", &["heating gross"]),
    ("electricity_kwh", &["electricity", "electricity consumption", "usage", "energy usage", "energy consumption", "power consumption", "consumption", "active energy", "kwh", "mwh", "strom", "stromverbrauch"]),
    ("grid_region", &["grid region", "grid", "grid zone"]),
    ("machine_hours", &["machine hours", "running hours"]),
    ("output_units", &["output", "units produced", "production", "produced units", "pieces produced"]),
    ("process", &["process", "process name"]),
    ("temperature_c", &["temperature", "temp", "indoor temperature"]),
    ("floor_area_m2", &["floor area", "area", "floor space"]),
    ("refrigerant_leak_kg", &["refrigerant leak", "leakage"]),
    ("refrigerant", &["refrigerant", "coolant gas"]),
    ("throughput_t", &["throughput"]),
    ("parcels", &["parcels", "packages", "parcel count", "pakete", "colis"]),
    ("failed_attempts", &["failed attempts", "failed deliveries"]),
    ("stops", &["stops", "stop count"]),
    ("traffic", &["traffic", "traffic level"]),
    ("weather", &["weather", "weather condition"]),
    ("site", &["site", "site name", "plant", "facility", "warehouse", "factory", "building", "location", "meter", "meter id", "standort"]),
    ("notes", &["notes", "note", "comment", "comments", "remark", "remarks", "bemerkung"]),
];

/// The words of a name, in lower case.
pub(super) fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut word = String::new();
    let mut previous = ' ';
    for c in name.chars() {
        // `fuelType` is two words, `kWh` and `CO2` are one.
        let is_hump = c.is_uppercase() && previous.is_lowercase() && word.chars().count() > 2;
        let is_part = c.is_alphanumeric() || matches!(c, '%' | '°');
        if (!is_part || is_hump) && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if is_part {
            word.extend(c.to_lowercase());
        }
        previous = c;
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

/// What a column of this name may be; `None` when the name tells nothing.
pub(super) fn guess(name: &str) -> Option<Guess> {
    if let Some(field) = fields::find(name) {
        return Some(Guess { field, unit: None });
    }
    let words = words(name);
    let called = |field: &str, wanted: &str| {
        CALLED
            .iter()
            .any(|(own, names)| *own == field && names.contains(&wanted))
    };
    // The longest name first: `load kg` is a load in kg, `kwh` alone is still electricity.
    for cut in 0..=words.len().min(2) {
        let (stem, unit) = words.split_at(words.len() - cut);
        let (stem, unit) = (stem.join(" "), unit.join(" "));
        let stem = if stem.is_empty() {
            unit.as_str()
        } else {
            stem.as_str()
        };
        let found = CALLED
            .iter()
            .find(|(field, _)| called(field, stem))
            .and_then(|(field, _)| fields::find(field));
        let Some(field) = found else { continue };
        if cut == 0 {
            return Some(Guess {
                field,
                unit: unit_of_whole(field, stem),
            });
        }
        if let Some(unit) = unit_word(field, &unit) {
            return Some(Guess {
                field,
                unit: Some(unit),
            });
        }
    }
    None
}

/// Names that are a unit by themselves: `miles`, `kwh`.
fn unit_of_whole(field: &Field, stem: &str) -> Option<&'static str> {
    unit_word(field, stem)
}

fn unit_word(field: &Field, word: &str) -> Option<&'static str> {
    let Kind::Number(number) = &field.kind else {
        return None;
    };
    let word = match word {
        "us gal" | "gal us" => "gal (US)",
        "uk gal" | "gal uk" => "gal (UK)",
        "km h" => "km/h",
        other => other,
    };
    number.quantity.unit(word).ok().map(|unit| unit.word)
}

/// A name for a feature: words joined by underscores.
pub(super) fn feature(name: &str) -> String {
    let joined = words(name).join("_");
    if joined.is_empty() {
        "value".to_owned()
    } else {
        joined.chars().take(60).collect()
    }
}
