//! An event in the making: its fields one by one, then what must hold across them.
//!
//! Both doors fill `Parts` through the table of `fields` and end in `finish`. Requirements by
//! event type and the meanings of periods, trips and shipments are those of the field tables in
//! `docs/data-formats.md`.

use chrono::{DateTime, Datelike, Duration, Utc};
use model::ids::SupplierId;
use model::ingest::{
    Activity, EventDraft, EventType, Mode, Place, SupplierRef, TemperatureControl,
};

use super::fields::{self, End, Field, Kind, Number, Text, Word};
use super::limits::{self, shown};
use crate::vocabulary;

/// Characters of a supplier's or a place's name.
const NAME_CHARS: usize = 200;
/// Coordinates closer to 0,0 than this are a missing position written as zeros.
const NULL_ISLAND_DEG: f64 = 1e-6;

/// One fault of an event: which field, which value, what would be right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) field: &'static str,
    pub(crate) value: String,
    pub(crate) code: &'static str,
    pub(crate) message: String,
}

impl Fault {
    pub(crate) fn new(
        field: &'static str,
        value: &str,
        code: &'static str,
        message: impl Into<String>,
    ) -> Self {
        Self {
            field,
            value: shown(value),
            code,
            message: message.into(),
        }
    }
}

/// One end of a trip as far as it is known.
#[derive(Debug, Clone, Default)]
pub(crate) struct PlaceParts {
    pub(crate) name: Option<String>,
    pub(crate) lat: Option<f64>,
    pub(crate) lon: Option<f64>,
}

/// The fields of an event as far as they are known.
#[derive(Debug, Clone, Default)]
pub(crate) struct Parts {
    pub(crate) event_type: Option<EventType>,
    pub(crate) supplier: Option<SupplierRef>,
    pub(crate) occurred_at: Option<DateTime<Utc>>,
    pub(crate) ends_at: Option<DateTime<Utc>>,
    pub(crate) external_id: Option<String>,
    pub(crate) site: Option<String>,
    pub(crate) vehicle: Option<String>,
    pub(crate) lat: Option<f64>,
    pub(crate) lon: Option<f64>,
    pub(crate) origin: PlaceParts,
    pub(crate) destination: PlaceParts,
    pub(crate) notes: Option<String>,
    pub(crate) activity: Box<Activity>,
    /// What is asked for, and so need not be given.
    pub(crate) wanted: Option<EventType>,
}

impl Parts {
    /// Takes `value`, in the canonical unit, as `field`.
    pub(crate) fn set_number(
        &mut self,
        field: &'static Field,
        number: &Number,
        value: f64,
        shown_as: &str,
    ) -> Result<(), Fault> {
        if !number.holds(value) {
            let message = format!("{} must be {}; it is {value}", field.name, number.bounds());
            return Err(Fault::new(field.name, shown_as, "out_of_range", message));
        }
        *(number.slot)(self) = Some(value);
        Ok(())
    }

    /// Takes `text`, trimmed and not empty, as `field`; numbers and times have their own ways in.
    pub(crate) fn set_text(&mut self, field: &'static Field, text: &str) -> Result<(), Fault> {
        match &field.kind {
            Kind::EventType => {
                self.event_type = Some(parse_word(
                    field,
                    text,
                    EventType::parse,
                    EventType::ALL,
                    EventType::as_str,
                )?);
            }
            Kind::Supplier => self.supplier = Some(supplier(field, text)?),
            Kind::Text(rule) => *(rule.slot)(self) = Some(checked_text(field, rule, text)?),
            Kind::Word(word) => self.set_word(field, *word, text)?,
            Kind::Place(end) => {
                let name = checked_name(field, text)?;
                let place = match end {
                    End::First => &mut self.origin,
                    End::Last => &mut self.destination,
                };
                place.name = Some(name);
            }
            Kind::Number(_) | Kind::Time(_) => {
                let message = format!("{} cannot be a text", field.name);
                return Err(Fault::new(field.name, text, "wrong_type", message));
            }
        }
        Ok(())
    }

    fn set_word(&mut self, field: &'static Field, word: Word, text: &str) -> Result<(), Fault> {
        let activity = &mut self.activity;
        match word {
            Word::Mode => {
                activity.mode = Some(parse_word(
                    field,
                    text,
                    Mode::parse,
                    Mode::ALL,
                    Mode::as_str,
                )?);
            }
            Word::TemperatureControl => {
                let parse = TemperatureControl::parse;
                let all = TemperatureControl::ALL;
                let parsed = parse_word(field, text, parse, all, TemperatureControl::as_str)?;
                activity.temperature_control = Some(parsed);
            }
            // Which classes there are depends on type and mode, so `finish` looks it up.
            Word::VehicleClass => activity.vehicle_class = Some(checked_name(field, text)?),
            Word::Fuel => match vocabulary::fuel(text) {
                Some(fuel) => activity.fuel = Some(fuel.word.to_owned()),
                None => {
                    let known = vocabulary::known_fuels().iter().map(|fuel| fuel.word);
                    return Err(unknown_word(field, text, known));
                }
            },
            Word::Refrigerant => match vocabulary::refrigerant(text) {
                Some(gas) => activity.refrigerant = Some(gas.word.to_owned()),
                None => {
                    let known = vocabulary::known_refrigerants().iter().map(|gas| gas.word);
                    return Err(unknown_word(field, text, known));
                }
            },
            Word::GridRegion => match vocabulary::grid_region(text) {
                // A zone that nobody publishes keeps its own word: `emissions` takes the step to
                // its country and says so.
                Some(found) if found.step == vocabulary::RegionStep::CountryOfZone => {
                    activity.grid_region = Some(checked_name(field, text)?);
                }
                Some(found) => activity.grid_region = Some(found.region.code.to_owned()),
                None => {
                    let known = vocabulary::known_grid_regions()
                        .iter()
                        .map(|region| region.code);
                    return Err(unknown_word(field, text, known));
                }
            },
        }
        Ok(())
    }

    /// Checks what must hold across fields. The draft lacks its key, its raw text and row number.
    pub(crate) fn finish(mut self, now: DateTime<Utc>) -> Result<EventDraft, Vec<Fault>> {
        let mut faults = Vec::new();
        self.check_required(&mut faults);
        check_times(self.occurred_at, self.ends_at, now, &mut faults);
        self.check_vehicle(&mut faults);
        self.check_activity(&mut faults);
        let positions = [
            ("lat", self.lat, self.lon),
            ("origin_lat", self.origin.lat, self.origin.lon),
            (
                "destination_lat",
                self.destination.lat,
                self.destination.lon,
            ),
        ];
        for (field, lat, lon) in positions {
            faults.extend(position_fault(field, lat, lon));
        }
        match (self.event_type, self.supplier, self.occurred_at) {
            (Some(event_type), Some(supplier), Some(occurred_at)) if faults.is_empty() => {
                Ok(EventDraft {
                    event_type,
                    supplier,
                    occurred_at,
                    ends_at: self.ends_at,
                    external_id: self.external_id,
                    site: self.site,
                    vehicle: self.vehicle,
                    lat: self.lat,
                    lon: self.lon,
                    origin: self.origin.into_place(),
                    destination: self.destination.into_place(),
                    notes: self.notes,
                    activity: self.activity,
                    source_key: [0; 16],
                    content_hash: [0; 16],
                    raw: String::new(),
                    row_number: 0,
                })
            }
            _ => Err(faults),
        }
    }

    /// Whether the field called `name`, one of those `required` lists, has a value.
    fn has(&self, name: &str) -> bool {
        let activity = &self.activity;
        match name {
            "mode" => activity.mode.is_some(),
            "distance_km" => activity.distance_km.is_some(),
            "vehicle_class" => activity.vehicle_class.is_some(),
            "electricity_kwh" => activity.electricity_kwh.is_some(),
            "gas_kwh_net" => activity.gas_kwh_net.is_some(),
            "gas_kwh_gross" => activity.gas_kwh_gross.is_some(),
            "gas_m3" => activity.gas_m3.is_some(),
            "fuel_used_l" => activity.fuel_used_l.is_some(),
            "floor_area_m2" => activity.floor_area_m2.is_some(),
            _ => false,
        }
    }

    fn check_required(&self, faults: &mut Vec<Fault>) {
        let Some(event_type) = self.event_type else {
            faults.push(missing("event_type", "every event"));
            return;
        };
        if self.supplier.is_none() {
            faults.push(missing("supplier", "every event"));
        }
        if self.occurred_at.is_none() {
            faults.push(missing("occurred_at", "every event"));
        }
        if self.wanted == Some(EventType::Factory) {
            return;
        }
        for group in required(event_type) {
            if !group.iter().any(|name| self.has(name)) {
                faults.push(missing_of(group, event_type));
            }
        }
    }

    /// The class by its canonical word, and the load it can carry.
    fn check_vehicle(&mut self, faults: &mut Vec<Fault>) {
        let (Some(event_type), Some(text)) = (self.event_type, &self.activity.vehicle_class) else {
            return;
        };
        let mode = self.activity.mode;
        let Some(class) = vocabulary::vehicle_class(event_type, mode, text) else {
            let known = vocabulary::known_vehicle_classes(event_type, mode);
            if event_type != EventType::Logistics || mode.is_some() {
                let field = fields::find("vehicle_class").expect("it is in the table of fields");
                faults.push(unknown_word(
                    field,
                    text,
                    known.iter().map(|class| class.word),
                ));
            }
            return;
        };
        if let (Some(load_kg), Some(limit_kg)) = (self.activity.load_kg, class.load_limit_kg())
            && load_kg > limit_kg
        {
            let message = format!(
                "load_kg is {load_kg}, more than the {limit_kg} kg that a vehicle of class {} may weigh in all",
                class.word
            );
            faults.push(Fault::new(
                "load_kg",
                &load_kg.to_string(),
                "above_payload",
                message,
            ));
        }
        if text != class.word {
            self.activity.vehicle_class = Some(class.word.to_owned());
        }
    }

    fn check_activity(&self, faults: &mut Vec<Fault>) {
        let activity = &self.activity;
        if activity.floor_area_m2.is_some() && self.ends_at.is_none() {
            let message = "floor_area_m2 needs ends_at: its energy is a norm per year, so the period must be known";
            faults.push(Fault::new("ends_at", "", "required", message));
        }
        if activity.fuel_used_l.is_some() && activity.fuel.is_none() {
            let message = "fuel_used_l needs fuel: litres of what must be said";
            faults.push(Fault::new("fuel", "", "required", message));
        }
        if activity.refrigerant_leak_kg.is_some() && activity.refrigerant.is_none() {
            let message = "refrigerant_leak_kg needs refrigerant: which gas leaked must be said";
            faults.push(Fault::new("refrigerant", "", "required", message));
        }
    }
}

impl PlaceParts {
    fn into_place(self) -> Option<Place> {
        let name = match (self.name, self.lat, self.lon) {
            (Some(name), _, _) => name,
            (None, Some(lat), Some(lon)) => format!("{lat:.4}, {lon:.4}"),
            (None, _, _) => return None,
        };
        Some(Place {
            name,
            lat: self.lat,
            lon: self.lon,
        })
    }
}

/// Groups of fields of which an event of this type needs at least one each.
#[must_use]
pub fn required(event_type: EventType) -> &'static [&'static [&'static str]] {
    match event_type {
        EventType::Logistics => &[&["mode"], &["distance_km"]],
        EventType::Factory => &[&[
            "electricity_kwh",
            "gas_kwh_net",
            "gas_kwh_gross",
            "gas_m3",
            "fuel_used_l",
        ]],
        EventType::Warehouse => &[&["electricity_kwh", "floor_area_m2"]],
        EventType::Delivery => &[&["distance_km"], &["vehicle_class"]],
    }
}

/// A sentence on a group of which nothing is there.
pub(crate) fn missing_of(group: &'static [&'static str], event_type: EventType) -> Fault {
    let first = group.first().copied().unwrap_or_default();
    let noun = event_type.as_str();
    if group.len() == 1 {
        return missing(first, &format!("a {noun} event"));
    }
    let names = group.join(", ");
    Fault::new(
        first,
        "",
        "required",
        format!("a {noun} event needs one of {names}"),
    )
}

fn missing(field: &'static str, who: &str) -> Fault {
    Fault::new(field, "", "required", format!("{who} needs {field}"))
}

/// A supplier by id, when the text is a UUID, else by name.
fn supplier(field: &'static Field, text: &str) -> Result<SupplierRef, Fault> {
    if looks_like_uuid(text) {
        return text
            .parse::<SupplierId>()
            .map(SupplierRef::Id)
            .map_err(|_| {
                let message =
                    "this is an id, but not one of a supplier; give a supplier's id or a name";
                Fault::new(field.name, text, "not_a_supplier_id", message)
            });
    }
    checked_name(field, text).map(SupplierRef::Name)
}

fn looks_like_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

fn checked_name(field: &'static Field, text: &str) -> Result<String, Fault> {
    check_chars(field, text, NAME_CHARS, false)?;
    Ok(text.to_owned())
}

fn checked_text(field: &'static Field, rule: &Text, text: &str) -> Result<String, Fault> {
    check_chars(field, text, rule.max_chars, rule.lines)?;
    Ok(text.to_owned())
}

fn check_chars(field: &'static Field, text: &str, max: usize, lines: bool) -> Result<(), Fault> {
    if text.len() > max && text.chars().count() > max {
        let count = text.chars().count();
        let message = format!(
            "{} has {count} characters; at most {max} are kept",
            field.name
        );
        return Err(Fault::new(field.name, text, "too_long", message));
    }
    let is_control = |c: char| c.is_control() && !(lines && matches!(c, '\n' | '\r' | '\t'));
    if let Some(control) = text.chars().find(|c| is_control(*c)) {
        let code = u32::from(control);
        let message = format!("{} holds the control character U+{code:04X}", field.name);
        return Err(Fault::new(
            field.name,
            &text.escape_debug().to_string(),
            "control_character",
            message,
        ));
    }
    Ok(())
}

/// A word of a fixed list, whatever its case and its hyphens.
fn parse_word<T: Copy + 'static>(
    field: &'static Field,
    text: &str,
    parse: fn(&str) -> Option<T>,
    all: &'static [T],
    name: fn(T) -> &'static str,
) -> Result<T, Fault> {
    if let Some(found) = parse(text) {
        return Ok(found);
    }
    let tidy = text.to_lowercase().replace(['-', ' '], "_");
    parse(&tidy).ok_or_else(|| unknown_word(field, text, all.iter().map(|value| name(*value))))
}

/// A word that is none of ours: the nearest one, and all when they are few.
pub(crate) fn unknown_word(
    field: &'static Field,
    text: &str,
    known: impl Iterator<Item = &'static str> + Clone,
) -> Fault {
    let mut message = format!(
        "\"{}\" is no {} we know",
        shown(text),
        field.name.replace('_', " ")
    );
    if let Some(nearest) = fields::nearest(text, known.clone()) {
        message.push_str(&format!("; did you mean {nearest}?"));
    }
    let words: Vec<&str> = known.collect();
    match words.len() {
        0 => message.push_str("; this event has none"),
        1..=24 => message.push_str(&format!(" Known are {}.", words.join(", "))),
        many => message.push_str(&format!(
            " {many} are known, such as {}; a value map of the profile can translate.",
            words[..8].join(", ")
        )),
    }
    Fault::new(field.name, text, "unknown_word", message)
}

/// Times lie in the years we keep, not ahead of now, and in order.
fn check_times(
    occurred_at: Option<DateTime<Utc>>,
    ends_at: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
    faults: &mut Vec<Fault>,
) {
    let latest = now + Duration::hours(limits::AHEAD_HOURS);
    for (field, at) in [("occurred_at", occurred_at), ("ends_at", ends_at)] {
        let Some(at) = at else { continue };
        if at.year() < limits::FIRST_YEAR || at > latest {
            let message = format!(
                "{field} is {at:?}; it must lie between {}-01-01 and {} hours from now. \
                 A wrong pattern, time zone or epoch unit (s, ms) makes such times",
                limits::FIRST_YEAR,
                limits::AHEAD_HOURS
            );
            faults.push(Fault::new(
                field,
                &format!("{at:?}"),
                "time_out_of_range",
                message,
            ));
        }
    }
    let (Some(from), Some(to)) = (occurred_at, ends_at) else {
        return;
    };
    if to <= from {
        let message =
            format!("ends_at must lie after occurred_at; it runs from {from:?} to {to:?}");
        faults.push(Fault::new(
            "ends_at",
            &format!("{to:?}"),
            "ends_before_start",
            message,
        ));
    } else if to - from > Duration::days(limits::PERIOD_DAYS) {
        let message = format!(
            "a period may last {} days; this one runs from {from:?} to {to:?}",
            limits::PERIOD_DAYS
        );
        faults.push(Fault::new(
            "ends_at",
            &format!("{to:?}"),
            "period_too_long",
            message,
        ));
    }
}

fn position_fault(field: &'static str, lat: Option<f64>, lon: Option<f64>) -> Option<Fault> {
    match (lat, lon) {
        (Some(lat), Some(lon)) if lat.abs() < NULL_ISLAND_DEG && lon.abs() < NULL_ISLAND_DEG => {
            let message = "latitude 0 with longitude 0 is how a missing position is written; leave both empty";
            Some(Fault::new(field, "0, 0", "null_island", message))
        }
        (Some(_), None) | (None, Some(_)) => {
            let message = "a position needs latitude and longitude; one of them is empty";
            Some(Fault::new(field, "", "incomplete_position", message))
        }
        (Some(_), Some(_)) | (None, None) => None,
    }
}
