//! A demo event as a draft: with its key, its raw body and its place.

use chrono::{DateTime, SecondsFormat, Utc};
use model::ingest::{Activity, EventDraft, EventType, Place, SupplierRef};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use super::activity;
use super::draw::{Address, Chance, Purpose, rounded};
use super::rhythm::{self, Period};
use super::world::{City, Kind, Source};
use crate::ingest::external_key;

/// A departure.
pub(super) fn trip(
    source: &Source,
    place: Address,
    number: u32,
    at: DateTime<Utc>,
    is_hot: bool,
) -> EventDraft {
    let (purpose, mark) = if is_hot {
        (Purpose::HotTrip, "h")
    } else {
        (Purpose::Trip, "t")
    };
    let mut chance = place.chance(purpose, number);
    let share = 1.0 / f64::from(place.pace);
    let activity = activity::of_trip(source, at, share, is_hot, &mut chance);
    let id = id(place, mark, number);
    let mut draft = bare(source, activity, at, id);
    draft.vehicle = vehicle(source, &mut chance);
    match source.kind {
        Kind::Lorry { route, .. } | Kind::Shipment { route, .. } => {
            draft.origin = Some(end(route.from));
            draft.destination = Some(end(route.to));
            // A report comes from somewhere along the way.
            let along = chance.share();
            let between = |from: f64, to: f64| rounded(from + (to - from) * along, 4);
            draft.lat = Some(between(route.from.lat, route.to.lat));
            draft.lon = Some(between(route.from.lon, route.to.lon));
        }
        Kind::Round { city, .. } => {
            draft.lat = Some(rounded(city.lat + 0.03 * chance.noise(), 4));
            draft.lon = Some(rounded(city.lon + 0.05 * chance.noise(), 4));
        }
        Kind::Process { .. } | Kind::ColdStore { .. } | Kind::FloorArea { .. } => {}
    }
    sealed(draft)
}

/// A meter's period; `None` when the meter lost it.
pub(super) fn period(source: &Source, place: Address, period: &Period) -> Option<EventDraft> {
    let mut chance = place.chance(Purpose::Period, period.number);
    // One reading in fifty never arrives.
    if chance.happens(0.02) {
        return None;
    }
    let hours = (period.end - period.start).num_seconds() as f64 / 3_600.0;
    let busy = rhythm::busy(source.rhythm, place.hour);
    let cold = rhythm::coldness(place.hour);
    let activity = activity::of_period(source, hours, busy, cold, &mut chance);
    let mut draft = bare(
        source,
        activity,
        period.start,
        id(place, "m", period.number),
    );
    draft.ends_at = Some(period.end);
    draft.site = source.site().map(|site| site.name.to_owned());
    Some(sealed(draft))
}

fn id(place: Address, mark: &str, number: u32) -> String {
    format!(
        "demo-{}-{}-{}-{mark}{number}",
        place.hour, place.source, place.pace
    )
}

fn bare(source: &Source, activity: Activity, at: DateTime<Utc>, id: String) -> EventDraft {
    EventDraft {
        event_type: event_type(source),
        supplier: SupplierRef::Name(source.supplier.to_owned()),
        occurred_at: at,
        ends_at: None,
        source_key: external_key(&id),
        external_id: Some(id),
        site: None,
        vehicle: None,
        lat: None,
        lon: None,
        origin: None,
        destination: None,
        notes: Some("demo".to_owned()),
        activity: Box::new(activity),
        content_hash: [0; 16],
        raw: String::new(),
        row_number: 1,
    }
}

fn event_type(source: &Source) -> EventType {
    match source.kind {
        Kind::Lorry { .. } | Kind::Shipment { .. } => EventType::Logistics,
        Kind::Round { .. } => EventType::Delivery,
        Kind::Process { .. } => EventType::Factory,
        Kind::ColdStore { .. } | Kind::FloorArea { .. } => EventType::Warehouse,
    }
}

/// One of twelve vehicles of the source; shipments name none.
fn vehicle(source: &Source, chance: &mut Chance) -> Option<String> {
    let letter = match source.kind {
        Kind::Lorry { .. } => 'L',
        Kind::Round { .. } => 'R',
        Kind::Shipment { .. }
        | Kind::Process { .. }
        | Kind::ColdStore { .. }
        | Kind::FloorArea { .. } => return None,
    };
    let number = 1 + (chance.share() * 12.0) as u32;
    Some(format!("DEMO-{letter}{:02}-{number:02}", source.number))
}

fn end(city: City) -> Place {
    Place {
        name: city.name.to_owned(),
        lat: Some(city.lat),
        lon: Some(city.lon),
    }
}

/// Writes the body the event would have been posted with, and its hash.
fn sealed(mut draft: EventDraft) -> EventDraft {
    let mut body = match serde_json::to_value(&draft.activity) {
        Ok(Value::Object(fields)) => fields,
        // An activity is a struct of numbers and words: it is an object.
        Ok(_) | Err(_) => Map::new(),
    };
    let text = |value: &str| Value::String(value.to_owned());
    let time = |at: DateTime<Utc>| Value::String(at.to_rfc3339_opts(SecondsFormat::Millis, true));
    body.insert("event_type".to_owned(), text(draft.event_type.as_str()));
    body.insert("occurred_at".to_owned(), time(draft.occurred_at));
    body.extend(draft.ends_at.map(|end| ("ends_at".to_owned(), time(end))));
    if let SupplierRef::Name(name) = &draft.supplier {
        body.insert("supplier".to_owned(), text(name));
    }
    let words = [
        ("external_id", draft.external_id.as_deref()),
        ("site", draft.site.as_deref()),
        ("vehicle_id", draft.vehicle.as_deref()),
        ("notes", draft.notes.as_deref()),
        (
            "origin",
            draft.origin.as_ref().map(|place| place.name.as_str()),
        ),
        (
            "destination",
            draft.destination.as_ref().map(|place| place.name.as_str()),
        ),
    ];
    body.extend(
        words
            .iter()
            .filter_map(|(name, word)| word.map(|word| ((*name).to_owned(), text(word)))),
    );
    let (origin, destination) = (draft.origin.as_ref(), draft.destination.as_ref());
    let numbers = [
        ("lat", draft.lat),
        ("lon", draft.lon),
        ("origin_lat", origin.and_then(|place| place.lat)),
        ("origin_lon", origin.and_then(|place| place.lon)),
        ("destination_lat", destination.and_then(|place| place.lat)),
        ("destination_lon", destination.and_then(|place| place.lon)),
    ];
    body.extend(numbers.iter().filter_map(|(name, number)| {
        number.map(|number| ((*name).to_owned(), Value::from(number)))
    }));
    draft.raw = Value::Object(body).to_string();
    draft
        .content_hash
        .copy_from_slice(&Sha256::digest(draft.raw.as_bytes())[..16]);
    draft
}
