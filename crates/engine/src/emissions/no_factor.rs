//! Why an event has no estimate. It is accepted all the same, counted where people see it, and
//! calculated when a factor arrives.

use model::ingest::EventType;

/// Why nothing could be calculated, in words that say what would help.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoFactor {
    #[error("no quantity that emits was given for a {} event", .0.as_str())]
    NothingToCount(EventType),
    #[error("mode was not given; it must be road, rail, sea, air or inland_waterway")]
    ModeMissing,
    #[error("distance_km was not given, nor fuel_used_l, electricity_kwh or co2e_kg_metered")]
    DistanceMissing,
    #[error("load_kg was not given; {0} freight is counted per tonne-kilometre")]
    LoadMissing(&'static str),
    #[error("vehicle_class was not given; without it a delivery has no factor")]
    VehicleClassMissing,
    #[error("vehicle_class is no class of this mode of transport")]
    UnknownVehicleClass,
    #[error("fuel is no fuel we know")]
    UnknownFuel,
    #[error("fuel_used_l was given without fuel; which fuel it was decides the factor")]
    FuelNotNamed,
    #[error(
        "{0} has no published factor per litre; give electricity_kwh, gas_kwh_net or co2e_kg_metered"
    )]
    NoLitreFactor(&'static str),
    #[error("refrigerant_leak_kg was given without refrigerant")]
    RefrigerantNotNamed,
    #[error("refrigerant is no gas we know")]
    UnknownRefrigerant,
    #[error("{0} has no published warming potential in the catalogue")]
    NoPotential(&'static str),
    #[error("no grid_region on the event, its site or its organisation")]
    GridRegionMissing,
    #[error("grid_region is no region we know; give a country code (KR, KOR), US-CAMX or the like")]
    UnknownGridRegion,
    #[error("no electricity factor is published for grid region {0}")]
    NoIntensity(&'static str),
    #[error(
        "lorries with {0} have no published factor per kilometre; give fuel_used_l with fuel, or electricity_kwh"
    )]
    LorryFuel(&'static str),
    #[error("{0} with {1} has no published factor; give fuel_used_l with fuel, or electricity_kwh")]
    VehicleFuel(&'static str, &'static str),
    #[error(
        "the published factor of electric vans holds British electricity and the grid here is {0}; give electricity_kwh"
    )]
    ElectricVanElsewhere(&'static str),
    #[error("cars have no factor in the catalogue; give fuel_used_l with fuel, or electricity_kwh")]
    Car,
    #[error(
        "inland waterways have no factor whose licence may ship; give fuel_used_l with fuel, or co2e_kg_metered"
    )]
    InlandWaterway,
    #[error("floor_area_m2 needs ends_at after occurred_at: the energy norm is per year")]
    FloorAreaNeedsPeriod,
    #[error(
        "the metered energy is 0 over a distance of more than 0 km; leave it out when it is not known"
    )]
    NoEnergyOverDistance,
    #[error(
        "{0} is out of range: it must be a finite number, not negative, and a share must fit its bounds"
    )]
    BadQuantity(&'static str),
    #[error("the result does not fit: more than nine billion tonnes")]
    TooLarge,
    #[error("a factor of this class is missing from the catalogue")]
    NotPublished,
    #[error("the factors stored with this estimate do not fit its event any more")]
    StoredFactorMissing,
}

impl NoFactor {
    /// The stable code of every reason.
    pub const CODE: &'static str = "no_factor";

    /// The stable code of this reason.
    #[must_use]
    pub fn code(self) -> &'static str {
        Self::CODE
    }
}
