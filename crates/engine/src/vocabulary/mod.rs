//! The words an event may use for vehicles, fuels, refrigerants and grid regions.
//!
//! Ingestion refuses words that are not here, the mapping editor offers them, and `emissions`
//! selects factors by them. It is a module of its own because `ingest` comes before `emissions`
//! and must not use it. Words are compared without regard to case and to anything that is neither
//! letter nor digit: `R-134a`, `r_134a` and `R134A` are one.
//!
//! Which factor a word leads to, and whether one exists, is decided in `emissions`: a word may be
//! known here and still have no published factor.

mod energy;
mod key;
mod regions;
mod vehicles;

#[cfg(test)]
mod tests;

pub use energy::{Fuel, FuelKind, Refrigerant, fuel, known_fuels, known_refrigerants, refrigerant};
pub(crate) use key::WordMap;
pub use regions::{GridRegion, RegionMatch, RegionStep, grid_region, known_grid_regions};
pub use vehicles::{
    VehicleClass, VehicleKind, known_vehicle_classes, payload_kg, vehicle_class,
    vehicle_class_by_word,
};
