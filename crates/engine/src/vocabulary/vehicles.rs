//! Vehicle and vessel classes, by mode of transport.
//!
//! Payloads of lorries are those of the published load model (fully laden kg per vehicle-km over
//! fully laden kg per tonne-km); a test in `emissions` derives them again from the factors. They
//! are averages over the vehicles of a class. Payloads of vans are the cargo capacities of Defra's
//! 2012 guidelines, annex 7 (0.6, 1 and 2 t).

use std::sync::LazyLock;

use model::ingest::{EventType, Mode};

use super::energy::names;
use super::key::{Index, find, index};

/// Which factor table a class is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum VehicleKind {
    /// A lorry over 3.5 t.
    Hgv,
    /// A van to 3.5 t.
    Van,
    Motorbike,
    CargoBike,
    Car,
    OnFoot,
    Train,
    Ship,
    Aircraft,
    /// A vessel of inland waterways.
    Barge,
}

/// A class of vehicles with a factor of its own.
#[derive(Debug, PartialEq)]
pub struct VehicleClass {
    /// The canonical word, in snake case.
    pub word: &'static str,
    /// What people read.
    pub label: &'static str,
    /// Other spellings that are accepted.
    pub aliases: &'static [&'static str],
    /// What vehicles of the class carry when full, on average, in tonnes; `None` where nothing is
    /// published.
    pub payload_t: Option<f64>,
    pub kind: VehicleKind,
    /// How factor ids call it, within its kind.
    pub factor_stem: &'static str,
}

const fn class(
    kind: VehicleKind,
    word: &'static str,
    label: &'static str,
    factor_stem: &'static str,
    payload_t: Option<f64>,
    aliases: &'static [&'static str],
) -> VehicleClass {
    VehicleClass {
        word,
        label,
        aliases,
        payload_t,
        kind,
        factor_stem,
    }
}

const fn ship(word: &'static str, label: &'static str, factor_stem: &'static str) -> VehicleClass {
    class(VehicleKind::Ship, word, label, factor_stem, None, &[])
}

use VehicleKind::{Aircraft, Barge, Car, CargoBike, Hgv, Motorbike, OnFoot, Ship, Train, Van};

/// Lorries, then what also delivers the last mile.
#[rustfmt::skip]
static ROAD: &[VehicleClass] = &[
    class(Hgv, "rigid_3p5_7p5", "rigid lorry 3.5-7.5 t", "rigid-3p5-7p5", Some(2.18), &["rigid 3.5-7.5 t", "rigid 3.5-7.5", "lorry 7.5 t", "7.5 t"]),
    class(Hgv, "rigid_7p5_17", "rigid lorry 7.5-17 t", "rigid-7p5-17", Some(4.75), &["rigid 7.5-17 t", "rigid 7.5-17", "lorry 12 t"]),
    class(Hgv, "rigid_17_plus", "rigid lorry over 17 t", "rigid-gt17", Some(8.92), &["rigid over 17 t", "rigid gt 17", "lorry 26 t"]),
    class(Hgv, "rigid_average", "rigid lorry, average", "rigid-all", Some(7.12), &["rigid", "all rigids", "rigid truck", "rigid lorry"]),
    class(Hgv, "artic_3p5_33", "articulated lorry to 33 t", "artic-3p5-33", Some(12.19), &["artic 3.5-33 t", "artic 3.5-33"]),
    class(Hgv, "artic_33_plus", "articulated lorry over 33 t", "artic-gt33", Some(17.86), &["artic over 33 t", "artic gt 33", "artic 40 t", "artic 44 t", "40 t"]),
    class(Hgv, "artic_average", "articulated lorry, average", "artic-all", Some(17.67), &["artic", "all artics", "articulated", "articulated truck", "articulated lorry", "semi", "semi trailer", "tractor trailer"]),
    class(Hgv, "hgv_average", "lorry, average of all", "all", Some(13.62), &["hgv", "all hgv", "lorry", "truck", "heavy truck", "heavy goods vehicle"]),
    class(Van, "van_i", "van class I (to 1.305 t)", "class1", Some(0.6), &["van class i", "van class 1", "van 1", "small van"]),
    class(Van, "van_ii", "van class II (1.305-1.74 t)", "class2", Some(1.0), &["van class ii", "van class 2", "van 2", "medium van"]),
    class(Van, "van_iii", "van class III (1.74-3.5 t)", "class3", Some(2.0), &["van class iii", "van class 3", "van 3", "large van"]),
    class(Van, "van_average", "van, average (to 3.5 t)", "avg", Some(2.0), &["van", "lgv", "delivery van", "light goods vehicle"]),
    class(Motorbike, "motorbike_small", "motorbike, small engine", "small", None, &["scooter", "moped", "small motorbike"]),
    class(Motorbike, "motorbike_medium", "motorbike, medium engine", "medium", None, &["medium motorbike"]),
    class(Motorbike, "motorbike_large", "motorbike, large engine", "large", None, &["large motorbike"]),
    class(Motorbike, "motorbike_average", "motorbike, average", "avg", None, &["motorbike", "motorcycle", "motor bike"]),
    class(CargoBike, "cargo_bike", "electric cargo bike", "cargo-bike", None, &["e cargo bike", "cargobike", "electric cargo bike"]),
    class(Car, "car", "car", "car", None, &["passenger car", "estate car"]),
    class(OnFoot, "on_foot", "on foot", "on-foot", None, &["foot", "walking", "walk", "pedestrian", "hand cart"]),
];

/// Where the classes of delivery begin in `ROAD`.
const DELIVERY_FROM: usize = 8;

static RAIL: &[VehicleClass] = &[class(
    Train,
    "freight_train",
    "freight train",
    "freight-train",
    None,
    &["train", "rail", "goods train"],
)];

#[rustfmt::skip]
static SEA: &[VehicleClass] = &[
    class(Ship, "container_average", "container ship, average size", "container-ship-avg", None, &["container", "container ship", "container vessel"]),
    ship("container_0_999", "container ship, 0-999 TEU", "container-ship-0-999-teu"),
    ship("container_1000_1999", "container ship, 1000-1999 TEU", "container-ship-1000-1999-teu"),
    ship("container_2000_2999", "container ship, 2000-2999 TEU", "container-ship-2000-2999-teu"),
    ship("container_3000_4999", "container ship, 3000-4999 TEU", "container-ship-3000-4999-teu"),
    ship("container_5000_7999", "container ship, 5000-7999 TEU", "container-ship-5000-7999-teu"),
    ship("container_8000_plus", "container ship, 8000+ TEU", "container-ship-8000-plus-teu"),
    class(Ship, "bulk_average", "bulk carrier, average size", "bulk-carrier-avg", None, &["bulk", "bulk carrier", "bulker"]),
    ship("bulk_0_9999", "bulk carrier, 0-9999 dwt", "bulk-carrier-0-9999-dwt"),
    ship("bulk_10000_34999", "bulk carrier, 10,000-34,999 dwt", "bulk-carrier-10000-34999-dwt"),
    ship("bulk_35000_59999", "bulk carrier, 35,000-59,999 dwt", "bulk-carrier-35000-59999-dwt"),
    ship("bulk_60000_99999", "bulk carrier, 60,000-99,999 dwt", "bulk-carrier-60000-99999-dwt"),
    ship("bulk_100000_199999", "bulk carrier, 100,000-199,999 dwt", "bulk-carrier-100000-199999-dwt"),
    ship("bulk_200000_plus", "bulk carrier, 200,000+ dwt", "bulk-carrier-200000-plus-dwt"),
    class(Ship, "general_cargo_average", "general cargo ship, average size", "general-cargo-avg", None, &["general cargo", "cargo ship"]),
    ship("general_cargo_0_4999", "general cargo ship, 0-4999 dwt", "general-cargo-0-4999-dwt"),
    ship("general_cargo_5000_9999", "general cargo ship, 5000-9999 dwt", "general-cargo-5000-9999-dwt"),
    ship("general_cargo_10000_plus", "general cargo ship, 10,000+ dwt", "general-cargo-10000-plus-dwt"),
    ship("general_cargo_0_4999_teu", "general cargo ship, 0-4999 dwt, 100+ TEU", "general-cargo-0-4999-dwt-100-plus-teu"),
    ship("general_cargo_5000_9999_teu", "general cargo ship, 5000-9999 dwt, 100+ TEU", "general-cargo-5000-9999-dwt-100-plus-teu"),
    ship("general_cargo_10000_plus_teu", "general cargo ship, 10,000+ dwt, 100+ TEU", "general-cargo-10000-plus-dwt-100-plus-teu"),
    class(Ship, "reefer_cargo", "refrigerated cargo ship, all sizes", "refrigerated-cargo-all-dwt", None, &["refrigerated cargo", "reefer ship"]),
    class(Ship, "roro_average", "RoRo ferry, average size", "roro-ferry-avg", None, &["roro", "ro ro", "roro ferry"]),
    ship("roro_0_1999", "RoRo ferry, 0-1999 lane metres", "roro-ferry-0-1999-lm"),
    ship("roro_2000_plus", "RoRo ferry, 2000+ lane metres", "roro-ferry-2000-plus-lm"),
    class(Ship, "ropax", "large RoPax ferry, average size", "large-ropax-ferry-avg", None, &["ropax ferry", "ferry"]),
    class(Ship, "vehicle_carrier_average", "vehicle carrier, average size", "vehicle-transport-avg", None, &["vehicle carrier", "car carrier", "vehicle transport"]),
    ship("vehicle_carrier_0_3999", "vehicle carrier, 0-3999 CEU", "vehicle-transport-0-3999-ceu"),
    ship("vehicle_carrier_4000_plus", "vehicle carrier, 4000+ CEU", "vehicle-transport-4000-plus-ceu"),
    class(Ship, "product_tanker_average", "products tanker, average size", "products-tanker-avg", None, &["product tanker", "products tanker"]),
    ship("product_tanker_0_4999", "products tanker, 0-4999 dwt", "products-tanker-0-4999-dwt"),
    ship("product_tanker_5000_9999", "products tanker, 5000-9999 dwt", "products-tanker-5000-9999-dwt"),
    ship("product_tanker_10000_19999", "products tanker, 10,000-19,999 dwt", "products-tanker-10000-19999-dwt"),
    ship("product_tanker_20000_59999", "products tanker, 20,000-59,999 dwt", "products-tanker-20000-59999-dwt"),
    ship("product_tanker_60000_plus", "products tanker, 60,000+ dwt", "products-tanker-60000-plus-dwt"),
    class(Ship, "chemical_tanker_average", "chemical tanker, average size", "chemical-tanker-avg", None, &["chemical tanker"]),
    ship("chemical_tanker_0_4999", "chemical tanker, 0-4999 dwt", "chemical-tanker-0-4999-dwt"),
    ship("chemical_tanker_5000_9999", "chemical tanker, 5000-9999 dwt", "chemical-tanker-5000-9999-dwt"),
    ship("chemical_tanker_10000_19999", "chemical tanker, 10,000-19,999 dwt", "chemical-tanker-10000-19999-dwt"),
    ship("chemical_tanker_20000_plus", "chemical tanker, 20,000+ dwt", "chemical-tanker-20000-plus-dwt"),
    class(Ship, "crude_tanker_average", "crude tanker, average size", "crude-tanker-avg", None, &["crude tanker", "oil tanker"]),
    ship("crude_tanker_0_9999", "crude tanker, 0-9999 dwt", "crude-tanker-0-9999-dwt"),
    ship("crude_tanker_10000_59999", "crude tanker, 10,000-59,999 dwt", "crude-tanker-10000-59999-dwt"),
    ship("crude_tanker_60000_79999", "crude tanker, 60,000-79,999 dwt", "crude-tanker-60000-79999-dwt"),
    ship("crude_tanker_80000_119999", "crude tanker, 80,000-119,999 dwt", "crude-tanker-80000-119999-dwt"),
    ship("crude_tanker_120000_199999", "crude tanker, 120,000-199,999 dwt", "crude-tanker-120000-199999-dwt"),
    ship("crude_tanker_200000_plus", "crude tanker, 200,000+ dwt", "crude-tanker-200000-plus-dwt"),
    class(Ship, "lng_tanker_average", "LNG tanker, average size", "lng-tanker-avg", None, &["lng tanker", "lng carrier"]),
    ship("lng_tanker_0_199999", "LNG tanker, 0-199,999 m3", "lng-tanker-0-199999-m3"),
    ship("lng_tanker_200000_plus", "LNG tanker, 200,000+ m3", "lng-tanker-200000-plus-m3"),
    class(Ship, "lpg_tanker_average", "LPG tanker, average size", "lpg-tanker-avg", None, &["lpg tanker", "lpg carrier"]),
    ship("lpg_tanker_0_49999", "LPG tanker, 0-49,999 m3", "lpg-tanker-0-49999-m3"),
    ship("lpg_tanker_50000_plus", "LPG tanker, 50,000+ m3", "lpg-tanker-50000-plus-m3"),
];

#[rustfmt::skip]
static AIR: &[VehicleClass] = &[
    class(Aircraft, "domestic", "air freight, domestic (UK)", "domestic", None, &["domestic flight"]),
    class(Aircraft, "short_haul", "air freight, short haul", "short-haul", None, &["short haul flight"]),
    class(Aircraft, "long_haul", "air freight, long haul", "long-haul", None, &["long haul flight"]),
    class(Aircraft, "international", "air freight, international", "international", None, &["international flight"]),
];

static WATERWAY: &[VehicleClass] = &[class(
    Barge,
    "barge",
    "inland vessel",
    "barge",
    None,
    &["inland vessel", "motor vessel", "push convoy"],
)];

static ROAD_INDEX: LazyLock<Index<VehicleClass>> = LazyLock::new(|| by_name(ROAD));
static RAIL_INDEX: LazyLock<Index<VehicleClass>> = LazyLock::new(|| by_name(RAIL));
static SEA_INDEX: LazyLock<Index<VehicleClass>> = LazyLock::new(|| by_name(SEA));
static AIR_INDEX: LazyLock<Index<VehicleClass>> = LazyLock::new(|| by_name(AIR));
static WATERWAY_INDEX: LazyLock<Index<VehicleClass>> = LazyLock::new(|| by_name(WATERWAY));

fn by_name(classes: &'static [VehicleClass]) -> Index<VehicleClass> {
    index(classes, |class| names(class.word, class.aliases))
}

/// The classes an event may name. Empty for events without vehicles, and for logistics without a
/// mode.
#[must_use]
pub fn known_vehicle_classes(event_type: EventType, mode: Option<Mode>) -> &'static [VehicleClass] {
    match (event_type, mode) {
        (EventType::Delivery, _) => &ROAD[DELIVERY_FROM..],
        (EventType::Logistics, Some(Mode::Road)) => ROAD,
        (EventType::Logistics, Some(Mode::Rail)) => RAIL,
        (EventType::Logistics, Some(Mode::Sea)) => SEA,
        (EventType::Logistics, Some(Mode::Air)) => AIR,
        (EventType::Logistics, Some(Mode::InlandWaterway)) => WATERWAY,
        (EventType::Logistics, None) | (EventType::Factory | EventType::Warehouse, _) => &[],
    }
}

/// The class called `text` among those an event may name.
#[must_use]
pub fn vehicle_class(
    event_type: EventType,
    mode: Option<Mode>,
    text: &str,
) -> Option<&'static VehicleClass> {
    match (event_type, mode) {
        (EventType::Delivery, _) => {
            find(&ROAD_INDEX, text).filter(|class| class.kind != VehicleKind::Hgv)
        }
        (EventType::Logistics, Some(Mode::Road)) => find(&ROAD_INDEX, text),
        (EventType::Logistics, Some(Mode::Rail)) => find(&RAIL_INDEX, text),
        (EventType::Logistics, Some(Mode::Sea)) => find(&SEA_INDEX, text),
        (EventType::Logistics, Some(Mode::Air)) => find(&AIR_INDEX, text),
        (EventType::Logistics, Some(Mode::InlandWaterway)) => find(&WATERWAY_INDEX, text),
        (EventType::Logistics, None) | (EventType::Factory | EventType::Warehouse, _) => None,
    }
}

/// The class called `text` in any mode. Words are unique over all modes.
#[must_use]
pub fn vehicle_class_by_word(text: &str) -> Option<&'static VehicleClass> {
    [
        &ROAD_INDEX,
        &RAIL_INDEX,
        &SEA_INDEX,
        &AIR_INDEX,
        &WATERWAY_INDEX,
    ]
    .into_iter()
    .find_map(|index| find(index, text))
}

impl VehicleClass {
    /// What no load of this class can exceed, in kg: of a lorry the gross weight its class may have,
    /// of a van its cargo capacity; `None` where nothing is published (trains, ships, aircraft,
    /// motorbikes). Ingestion refuses a `load_kg` above it: most often tonnes or grams were meant.
    ///
    /// The published payload of a lorry class is an average: ordinary 24 t loads exceed the 17.86 t
    /// of articulated lorries over 33 t. Gross weights are the classes' own bounds; above them the
    /// 32 t of four-axle rigids (Directive 96/53/EC, annex I, 2.3) and the 76 t of Finnish road
    /// trains, the heaviest of Europe (decree 407/2013).
    #[must_use]
    pub fn load_limit_kg(&self) -> Option<f64> {
        let tonnes = match (self.kind, self.word) {
            (VehicleKind::Hgv, "rigid_3p5_7p5") => 7.5,
            (VehicleKind::Hgv, "rigid_7p5_17") => 17.0,
            (VehicleKind::Hgv, "rigid_17_plus" | "rigid_average") => 32.0,
            (VehicleKind::Hgv, "artic_3p5_33") => 33.0,
            (VehicleKind::Hgv, _) => 76.0,
            _ => self.payload_t?,
        };
        Some(tonnes * 1000.0)
    }
}

/// What a vehicle of this class carries when full, on average, in kg; `None` where nothing is published
/// (trains, ships, aircraft, motorbikes) or the word is unknown.
#[must_use]
pub fn payload_kg(vehicle_class: &str) -> Option<f64> {
    vehicle_class_by_word(vehicle_class)?
        .payload_t
        .map(|tonnes| tonnes * 1000.0)
}
