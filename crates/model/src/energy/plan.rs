//! What the battery of a site is to do.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::answers::{
    IntensityBasis, IntensityMethod, LoadBasis, PriceBasis, SolarBasis, SolarMethod,
};
use crate::ingest::words;
use crate::money::Amount;
use crate::problem::FieldError;

words!(
    /// What a plan makes least.
    PlanMode {
        Cost = "cost",
        Carbon = "carbon",
        /// Both, a kilogram valued at so much money.
        Balanced = "balanced",
    }
);

/// `POST /energy/sites/{id}/battery/plan`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PlanQuery {
    pub mode: PlanMode,
    /// What a kilogram CO2e is worth, in the tariff's currency: with `balanced`, and only there.
    #[serde(default)]
    pub price_per_kg: Option<Amount>,
}

/// One interval of a plan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PlannedStep {
    pub at: DateTime<Utc>,
    /// Its time in the site's zone.
    pub label: String,
    pub load_kwh: f64,
    pub load_low_kwh: Option<f64>,
    pub load_high_kwh: Option<f64>,
    pub solar_kwh: f64,
    pub solar_method: SolarMethod,
    /// One of ten is below the first, one above the second; `None` where the provider does not say.
    pub solar_p10_kwh: Option<f64>,
    pub solar_p90_kwh: Option<f64>,
    /// Of a kWh taken from the grid, and paid for one fed in; `None` without prices.
    pub import_price_per_kwh: Option<f64>,
    pub export_price_per_kwh: Option<f64>,
    /// Of a kWh taken from the grid; `None` where it is not known.
    pub kg_per_kwh: Option<f64>,
    pub intensity_method: IntensityMethod,
    /// One of these is 0.
    pub charge_kwh: f64,
    pub discharge_kwh: f64,
    pub import_kwh: f64,
    pub export_kwh: f64,
    /// Generation that could be neither used, stored nor fed in.
    pub curtailed_kwh: f64,
    /// State of charge at the end of the interval, 0-1.
    pub soc: f64,
    /// Carbon of a kWh that is stored then, kg CO2e; `None` where the grid's is not known.
    pub stored_kg_per_kwh: Option<f64>,
}

/// Sums over a plan.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PlanTotals {
    /// What the mode makes least, wear included: money, or kg CO2e in the mode `carbon`.
    pub objective: f64,
    /// Energy and what the plan's peak adds to the demand charge, without wear; `None` without prices.
    pub cost: Option<f64>,
    pub wear_cost: Option<f64>,
    /// Of what is taken from the grid, kg CO2e; `None` where the intensity is not known.
    pub carbon_kg: Option<f64>,
    pub import_kwh: f64,
    pub export_kwh: f64,
    pub curtailed_kwh: f64,
    /// Highest mean power of an interval.
    pub peak_kw: f64,
    /// Share of the generation that is used or stored, 0-1; `None` without generation.
    pub self_consumption_share: Option<f64>,
}

/// What a plan rests on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PlanBasis {
    pub load: LoadBasis,
    pub solar: SolarBasis,
    pub price: PriceBasis,
    pub intensity: IntensityBasis,
}

/// The plan of a battery until the load's forecast ends.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EnergyPlan {
    pub mode: PlanMode,
    pub price_per_kg: Option<Amount>,
    pub interval_minutes: u32,
    pub time_zone: String,
    /// State of charge at the beginning, 0-1.
    pub soc_initial: f64,
    /// Carbon of a kWh that is stored at the beginning, kg CO2e; `None` where the grid's is not known.
    pub stored_kg_per_kwh_initial: Option<f64>,
    /// Whether the plan before says so; else it is counted as the grid's mean.
    pub is_stored_carbon_tracked: bool,
    pub basis: PlanBasis,
    pub steps: Vec<PlannedStep>,
    pub planned: PlanTotals,
    /// With the battery left alone.
    pub idle: PlanTotals,
    /// Whether leaving the battery alone was no worse than anything found.
    pub is_idle: bool,
    /// What was missing or odd, and what was planned with instead.
    pub adjustments: Vec<FieldError>,
}
