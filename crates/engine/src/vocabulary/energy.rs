//! Fuels and refrigerants.

use std::sync::LazyLock;

use super::key::{Index, find, index};

/// What a fuel is to a factor table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FuelKind {
    /// Bought by the litre; `fuel_used_l` has a factor if one is published.
    Liquid,
    /// Gas under pressure or liquefied; factors are per tonne, not per litre.
    Gas,
    /// Power from the grid: give `electricity_kwh`.
    Electricity,
    /// Plug-in hybrid: fuel and power.
    PlugInHybrid,
}

/// A fuel.
#[derive(Debug, PartialEq, Eq)]
pub struct Fuel {
    /// The canonical word, in snake case.
    pub word: &'static str,
    /// What people read.
    pub label: &'static str,
    /// Other spellings that are accepted.
    pub aliases: &'static [&'static str],
    pub kind: FuelKind,
    /// How factor ids call it, after `fuel-`.
    pub factor_stem: &'static str,
}

const fn liquid(
    word: &'static str,
    label: &'static str,
    factor_stem: &'static str,
    aliases: &'static [&'static str],
) -> Fuel {
    Fuel {
        word,
        label,
        aliases,
        kind: FuelKind::Liquid,
        factor_stem,
    }
}

static FUELS: &[Fuel] = &[
    liquid(
        "diesel",
        "Diesel, average biofuel blend",
        "diesel-average-biofuel-blend",
        &["derv", "gasoil road", "diesel average biofuel blend", "b7"],
    ),
    liquid(
        "diesel_mineral",
        "Diesel, 100 % mineral",
        "diesel-100pct-mineral-diesel",
        &[
            "mineral diesel",
            "diesel 100 mineral",
            "fossil diesel",
            "b0",
        ],
    ),
    liquid(
        "petrol",
        "Petrol, average biofuel blend",
        "petrol-average-biofuel-blend",
        &["gasoline", "motor gasoline", "petrol average biofuel blend"],
    ),
    liquid("lpg", "LPG", "lpg", &["liquefied petroleum gas", "autogas"]),
    liquid(
        "gas_oil",
        "Gas oil",
        "gas-oil",
        &["red diesel", "rebated gas oil"],
    ),
    liquid("fuel_oil", "Fuel oil", "fuel-oil", &["heavy fuel oil land"]),
    liquid(
        "burning_oil",
        "Burning oil",
        "burning-oil",
        &["kerosene", "heating oil", "paraffin"],
    ),
    liquid(
        "marine_gas_oil",
        "Marine gas oil",
        "marine-gas-oil",
        &["mgo"],
    ),
    liquid(
        "marine_fuel_oil",
        "Marine fuel oil",
        "marine-fuel-oil",
        &["hfo", "bunker fuel"],
    ),
    liquid(
        "hvo",
        "HVO (hydrotreated vegetable oil)",
        "biodiesel-hvo",
        &["biodiesel hvo", "renewable diesel", "hvo100"],
    ),
    liquid(
        "biodiesel",
        "Biodiesel ME",
        "biodiesel-me",
        &["biodiesel me", "fame", "b100"],
    ),
    liquid("bioethanol", "Bioethanol", "bioethanol", &["ethanol"]),
    liquid(
        "jet_fuel",
        "Aviation turbine fuel",
        "aviation-turbine-fuel",
        &["jet a1", "jet a", "avtur", "aviation turbine fuel"],
    ),
    liquid(
        "methanol",
        "Methanol (bio)",
        "methanol-bio",
        &["bio methanol"],
    ),
    Fuel {
        word: "cng",
        label: "CNG",
        aliases: &["compressed natural gas", "biocng"],
        kind: FuelKind::Gas,
        factor_stem: "cng",
    },
    Fuel {
        word: "lng",
        label: "LNG",
        aliases: &["liquefied natural gas"],
        kind: FuelKind::Gas,
        factor_stem: "lng",
    },
    Fuel {
        word: "hydrogen",
        label: "Hydrogen",
        aliases: &["h2", "fuel cell"],
        kind: FuelKind::Gas,
        factor_stem: "hydrogen",
    },
    Fuel {
        word: "electric",
        label: "Battery electric",
        aliases: &["bev", "ev", "electricity", "battery electric", "e"],
        kind: FuelKind::Electricity,
        factor_stem: "electric",
    },
    Fuel {
        word: "plug_in_hybrid",
        label: "Plug-in hybrid",
        aliases: &["phev"],
        kind: FuelKind::PlugInHybrid,
        factor_stem: "plug-in-hybrid",
    },
];

static FUEL_INDEX: LazyLock<Index<Fuel>> =
    LazyLock::new(|| index(FUELS, |fuel| names(fuel.word, fuel.aliases)));

/// Every fuel, in reading order.
#[must_use]
pub fn known_fuels() -> &'static [Fuel] {
    FUELS
}

/// The fuel called `text`.
#[must_use]
pub fn fuel(text: &str) -> Option<&'static Fuel> {
    find(&FUEL_INDEX, text)
}

/// A gas that warms when it leaks.
#[derive(Debug, PartialEq, Eq)]
pub struct Refrigerant {
    /// The canonical word, in snake case.
    pub word: &'static str,
    /// What people read, such as `R-134a`.
    pub label: &'static str,
    /// Other spellings that are accepted.
    pub aliases: &'static [&'static str],
    /// How factor ids call it.
    pub factor_stem: &'static str,
}

const fn gas(
    word: &'static str,
    label: &'static str,
    factor_stem: &'static str,
    aliases: &'static [&'static str],
) -> Refrigerant {
    Refrigerant {
        word,
        label,
        aliases,
        factor_stem,
    }
}

static REFRIGERANTS: &[Refrigerant] = &[
    gas("r_32", "R-32", "refrigerant-r-32", &["hfc32"]),
    gas("r_125", "R-125", "refrigerant-r-125", &["hfc125"]),
    gas("r_134a", "R-134a", "refrigerant-r-134a", &["hfc134a"]),
    gas("r_143a", "R-143a", "refrigerant-r-143a", &["hfc143a"]),
    gas("r_404a", "R-404A", "refrigerant-r-404a", &[]),
    gas("r_407a", "R-407A", "refrigerant-r-407a", &[]),
    gas("r_407c", "R-407C", "refrigerant-r-407c", &[]),
    gas("r_410a", "R-410A", "refrigerant-r-410a", &[]),
    gas("r_448a", "R-448A", "refrigerant-r-448a", &[]),
    gas("r_449a", "R-449A", "refrigerant-r-449a", &[]),
    gas("r_449c", "R-449C", "refrigerant-r-449c", &[]),
    gas("r_450a", "R-450A", "refrigerant-r-450a", &[]),
    gas("r_452a", "R-452A", "refrigerant-r-452a", &[]),
    gas("r_452b", "R-452B", "refrigerant-r-452b", &[]),
    gas("r_454b", "R-454B", "refrigerant-r-454b", &[]),
    gas("r_454c", "R-454C", "refrigerant-r-454c", &[]),
    gas("r_455a", "R-455A", "refrigerant-r-455a", &[]),
    gas("r_507a", "R-507A", "refrigerant-r-507a", &["r507"]),
    gas("r_513a", "R-513A", "refrigerant-r-513a", &[]),
    gas(
        "r_717",
        "R-717 (ammonia)",
        "refrigerant-r-717",
        &["ammonia", "nh3"],
    ),
    gas(
        "r_744",
        "R-744 (carbon dioxide)",
        "refrigerant-r-744",
        &["co2", "carbon dioxide"],
    ),
    gas(
        "sf6",
        "SF6",
        "refrigerant-sf6",
        &["sulphur hexafluoride", "sulfur hexafluoride"],
    ),
];

static REFRIGERANT_INDEX: LazyLock<Index<Refrigerant>> =
    LazyLock::new(|| index(REFRIGERANTS, |gas| names(gas.word, gas.aliases)));

/// Every refrigerant, in reading order.
#[must_use]
pub fn known_refrigerants() -> &'static [Refrigerant] {
    REFRIGERANTS
}

/// The refrigerant called `text`.
#[must_use]
pub fn refrigerant(text: &str) -> Option<&'static Refrigerant> {
    find(&REFRIGERANT_INDEX, text)
}

/// A word and its aliases.
pub(super) fn names(word: &'static str, aliases: &'static [&'static str]) -> Vec<&'static str> {
    std::iter::once(word)
        .chain(aliases.iter().copied())
        .collect()
}
