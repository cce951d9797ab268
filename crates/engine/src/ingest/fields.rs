//! Our fields: what each is called, what it may hold, and which kinds of event have it.
//!
//! One table serves both doors, CSV and JSON, the mapping editor and the documentation. What is
//! required of an event, and checks across fields, are in `draft`.

use model::ingest::EventType;

use super::draft::Parts;
use super::units::Quantity;

/// One of our fields.
#[derive(Debug)]
pub struct Field {
    /// The name a profile, a JSON event and an error use; units last.
    pub name: &'static str,
    pub kind: Kind,
    /// Kinds of event that have it.
    pub types: &'static [EventType],
}

/// What a field holds.
#[derive(Debug)]
pub enum Kind {
    /// `logistics`, `factory`, `warehouse` or `delivery`.
    EventType,
    /// An id or a name.
    Supplier,
    /// `occurred_at` and `ends_at`.
    Time(End),
    Number(Number),
    Text(Text),
    /// A word of the vocabulary.
    Word(Word),
    /// A place by name, with coordinates beside it or from a table.
    Place(End),
}

/// Which end of a period or a trip.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    First,
    Last,
}

/// A number and its bounds in the canonical unit.
#[derive(Debug)]
pub struct Number {
    pub quantity: Quantity,
    pub low: f64,
    pub high: f64,
    /// Whether `low` itself is out of bounds.
    pub above_low: bool,
    /// Whether `high` itself is out of bounds.
    pub below_high: bool,
    /// Whether only whole numbers make sense.
    pub whole: bool,
    pub(crate) slot: fn(&mut Parts) -> &mut Option<f64>,
}

impl Number {
    /// Whether `value` is within the bounds.
    #[must_use]
    pub fn holds(&self, value: f64) -> bool {
        let low = if self.above_low {
            value > self.low
        } else {
            value >= self.low
        };
        let high = if self.below_high {
            value < self.high
        } else {
            value <= self.high
        };
        low && high && (!self.whole || value.fract() == 0.0)
    }

    /// The bounds in words, such as `above 0 and at most 1`.
    #[must_use]
    pub fn bounds(&self) -> String {
        let whole = if self.whole { "a whole number " } else { "" };
        let low = if self.above_low { "above" } else { "at least" };
        let high = if self.below_high { "below" } else { "at most" };
        let has_unit = !matches!(self.quantity, Quantity::Share | Quantity::Count);
        let unit = if has_unit {
            self.quantity.canonical().word
        } else {
            ""
        };
        let gap = if unit.is_empty() { "" } else { " " };
        format!(
            "{whole}{low} {}{gap}{unit} and {high} {}{gap}{unit}",
            self.low, self.high
        )
    }
}

/// A text.
#[derive(Debug)]
pub struct Text {
    pub max_chars: usize,
    /// Whether line breaks are allowed.
    pub lines: bool,
    pub(crate) slot: fn(&mut Parts) -> &mut Option<String>,
}

/// Which list a word comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Word {
    Mode,
    TemperatureControl,
    /// Depends on the event's type and mode.
    VehicleClass,
    Fuel,
    Refrigerant,
    GridRegion,
}

use EventType::{Delivery, Factory, Logistics, Warehouse};

const ALL: &[EventType] = EventType::ALL;
const MOVES: &[EventType] = &[Logistics, Delivery];
const STANDS: &[EventType] = &[Factory, Warehouse];

type NumberSlot = fn(&mut Parts) -> &mut Option<f64>;
type TextSlot = fn(&mut Parts) -> &mut Option<String>;

const fn field(name: &'static str, types: &'static [EventType], kind: Kind) -> Field {
    Field { name, kind, types }
}

/// A number from `low` to `high`, both allowed.
const fn number(
    name: &'static str,
    types: &'static [EventType],
    quantity: Quantity,
    low: f64,
    high: f64,
    slot: NumberSlot,
) -> Field {
    let bounds = Number {
        quantity,
        low,
        high,
        above_low: false,
        below_high: false,
        whole: false,
        slot,
    };
    field(name, types, Kind::Number(bounds))
}

const fn text(
    name: &'static str,
    types: &'static [EventType],
    max_chars: usize,
    slot: TextSlot,
) -> Field {
    field(
        name,
        types,
        Kind::Text(Text {
            max_chars,
            lines: false,
            slot,
        }),
    )
}

const fn count(name: &'static str, high: f64, slot: NumberSlot) -> Field {
    let bounds = Number {
        quantity: Quantity::Count,
        low: 0.0,
        high,
        above_low: false,
        below_high: false,
        whole: true,
        slot,
    };
    field(name, &[Delivery], Kind::Number(bounds))
}

/// Every field, in reading order. Bounds are physical: nothing beyond them exists, so a value
/// beyond them is a mistake of unit or of typing.
#[rustfmt::skip]
static FIELDS: &[Field] = &[
    field("event_type", ALL, Kind::EventType),
    field("supplier", ALL, Kind::Supplier),
    field("occurred_at", ALL, Kind::Time(End::First)),
    field("ends_at", ALL, Kind::Time(End::Last)),
    text("external_id", ALL, 200, |p| &mut p.external_id),
    text("site", ALL, 200, |p| &mut p.site),
    text("vehicle_id", ALL, 200, |p| &mut p.vehicle),
    number("lat", ALL, Quantity::Degrees, -90.0, 90.0, |p| &mut p.lat),
    number("lon", ALL, Quantity::Degrees, -180.0, 180.0, |p| &mut p.lon),
    field("origin", ALL, Kind::Place(End::First)),
    number("origin_lat", ALL, Quantity::Degrees, -90.0, 90.0, |p| &mut p.origin.lat),
    number("origin_lon", ALL, Quantity::Degrees, -180.0, 180.0, |p| &mut p.origin.lon),
    field("destination", ALL, Kind::Place(End::Last)),
    number("destination_lat", ALL, Quantity::Degrees, -90.0, 90.0, |p| &mut p.destination.lat),
    number("destination_lon", ALL, Quantity::Degrees, -180.0, 180.0, |p| &mut p.destination.lon),
    // A very large power station emits some 5,000 t an hour; a year of it is 4e10 kg.
    number("co2e_kg_metered", ALL, Quantity::Mass, 0.0, 1e11, |p| &mut p.activity.co2e_kg_metered),
    field("notes", ALL, Kind::Text(Text { max_chars: 2000, lines: true, slot: |p| &mut p.notes })),

    field("mode", &[Logistics], Kind::Word(Word::Mode)),
    // More than once around the earth.
    number("distance_km", MOVES, Quantity::Distance, 0.0, 50_000.0, |p| &mut p.activity.distance_km),
    field("vehicle_class", MOVES, Kind::Word(Word::VehicleClass)),
    field("fuel", &[Logistics, Factory, Delivery], Kind::Word(Word::Fuel)),
    // The largest ore carriers load 400,000 t.
    number("load_kg", MOVES, Quantity::Mass, 0.0, 5e8, |p| &mut p.activity.load_kg),
    field("load_factor", &[Logistics], Kind::Number(Number {
        quantity: Quantity::Share, low: 0.0, high: 1.0, above_low: true, below_high: false, whole: false,
        slot: |p| &mut p.activity.load_factor,
    })),
    field("empty_distance_factor", &[Logistics], Kind::Number(Number {
        quantity: Quantity::Share, low: 0.0, high: 1.0, above_low: false, below_high: true, whole: false,
        slot: |p| &mut p.activity.empty_distance_factor,
    })),
    number("speed_kmh", &[Logistics], Quantity::Speed, 0.0, 1_300.0, |p| &mut p.activity.speed_kmh),
    field("temperature_control", &[Logistics], Kind::Word(Word::TemperatureControl)),
    number("fuel_used_l", &[Logistics, Factory, Delivery], Quantity::Liquid, 0.0, 1e8, |p| &mut p.activity.fuel_used_l),
    number("duration_h", &[Logistics], Quantity::Duration, 0.0, 9_600.0, |p| &mut p.activity.duration_h),

    number("electricity_kwh", ALL, Quantity::Energy, 0.0, 1e9, |p| &mut p.activity.electricity_kwh),
    number("gas_kwh_net", &[Factory], Quantity::Energy, 0.0, 1e9, |p| &mut p.activity.gas_kwh_net),
    number("gas_kwh_gross", &[Factory], Quantity::Energy, 0.0, 1e9, |p| &mut p.activity.gas_kwh_gross),
    number("gas_m3", &[Factory], Quantity::GasVolume, 0.0, 1e8, |p| &mut p.activity.gas_m3),
    field("grid_region", ALL, Kind::Word(Word::GridRegion)),
    number("output_units", &[Factory], Quantity::Count, 0.0, 1e12, |p| &mut p.activity.output_units),
    text("process", &[Factory], 200, |p| &mut p.activity.process),
    text("load_type", &[Factory], 100, |p| &mut p.activity.load_type),
    number("machine_hours", &[Factory], Quantity::Duration, 0.0, 1e6, |p| &mut p.activity.machine_hours),
    // From deep-freeze stores to arc furnaces.
    number("temperature_c", STANDS, Quantity::Temperature, -100.0, 2_000.0, |p| &mut p.activity.temperature_c),
    field("floor_area_m2", &[Warehouse], Kind::Number(Number {
        quantity: Quantity::Area, low: 0.0, high: 1e7, above_low: true, below_high: false, whole: false,
        slot: |p| &mut p.activity.floor_area_m2,
    })),
    field("refrigerant", &[Warehouse], Kind::Word(Word::Refrigerant)),
    number("refrigerant_leak_kg", &[Warehouse], Quantity::Mass, 0.0, 1e5, |p| &mut p.activity.refrigerant_leak_kg),
    number("heating_kwh_gross", &[Warehouse], Quantity::Energy, 0.0, 1e9, |p| &mut p.activity.heating_kwh_gross),
    number("throughput_t", &[Warehouse], Quantity::Tonnes, 0.0, 1e9, |p| &mut p.activity.throughput_t),

    count("parcels", 1e6, |p| &mut p.activity.parcels),
    count("stops", 1e5, |p| &mut p.activity.stops),
    count("failed_attempts", 1e6, |p| &mut p.activity.failed_attempts),
    text("traffic", &[Delivery], 100, |p| &mut p.activity.traffic),
    text("weather", &[Delivery], 100, |p| &mut p.activity.weather),
];

/// Names of the original system, and the fields they are.
pub const ALIASES: &[(&str, &str)] = &[
    ("timestamp", "occurred_at"),
    ("supplier_id", "supplier"),
    ("vehicle_type", "vehicle_class"),
    ("fuel_type", "fuel"),
    ("speed", "speed_kmh"),
];

/// Names that cannot be a field because they leave something unsaid, and what must be said.
const UNSAID: &[(&str, &str)] = &[
    (
        "gas_kwh",
        "net or gross must be said: gas_kwh_net or gas_kwh_gross",
    ),
    (
        "heating_kwh",
        "net or gross must be said: heating_kwh_gross",
    ),
    ("distance", "the unit must be said: distance_km"),
    (
        "load",
        "the unit must be said: load_kg, or load_factor for a share",
    ),
];

/// Longest name that is compared with others.
const NEAREST_CHARS: usize = 40;

/// Every field, in reading order.
#[must_use]
pub fn all() -> &'static [Field] {
    FIELDS
}

/// The field called `name`, by its own name or by one of the original system's.
#[must_use]
pub fn find(name: &str) -> Option<&'static Field> {
    let name = ALIASES
        .iter()
        .find(|(alias, _)| *alias == name)
        .map_or(name, |(_, field)| field);
    FIELDS.iter().find(|field| field.name == name)
}

/// What must be said instead of `name`, when it is a field's name left half.
#[must_use]
pub(crate) fn unsaid(name: &str) -> Option<&'static str> {
    UNSAID
        .iter()
        .find(|(half, _)| *half == name)
        .map(|(_, said)| *said)
}

/// The known name nearest to `name`, close enough to be what was meant.
pub(crate) fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let wanted: Vec<char> = name
        .chars()
        .flat_map(char::to_lowercase)
        .take(NEAREST_CHARS + 1)
        .collect();
    if wanted.len() > NEAREST_CHARS {
        return None;
    }
    let most = 1 + wanted.len() / 4;
    let mut letters = Vec::with_capacity(NEAREST_CHARS);
    let close = known.filter_map(|word| {
        letters.clear();
        letters.extend(
            word.chars()
                .flat_map(char::to_lowercase)
                .take(NEAREST_CHARS + 1),
        );
        // Lengths alone tell most words apart, at no cost.
        let distance = if letters.len().abs_diff(wanted.len()) > most {
            None
        } else {
            Some(edits(&wanted, &letters))
        };
        distance
            .filter(|distance| *distance <= most)
            .map(|distance| (distance, word))
    });
    close
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, word)| word)
}

/// Levenshtein distance.
fn edits(a: &[char], b: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let substituted = diagonal + usize::from(x != y);
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}
