//! An estimate: how many kilograms an event emitted, and how well that is known.

use serde::{Deserialize, Serialize};

use crate::ingest::words;

words!(
    /// How directly an estimate was obtained, best first.
    MethodTier {
        /// Metered CO2e, fuel or energy.
        Metered = "metered",
        /// Activity times a factor of its class (tonne-km, vehicle-km, kWh norm).
        Activity = "activity",
        /// A model of load, empty running and the like.
        Modelled = "modelled",
        GapFilled = "gap_filled",
    }
);

words!(
    /// What an interval rests on.
    IntervalBasis {
        /// Conformal, with measured coverage.
        Calibrated = "calibrated",
        /// Published or stated uncertainty; no claim of coverage.
        FactorBased = "factor_based",
    }
);

words!(
    /// One additive part of an estimate.
    ContributionKind {
        Fuel = "fuel",
        Distance = "distance",
        Load = "load",
        EmptyRunning = "empty_running",
        Refrigeration = "refrigeration",
        TonneKm = "tonne_km",
        Electricity = "electricity",
        GridLosses = "grid_losses",
        Gas = "gas",
        Heat = "heat",
        RefrigerantLeak = "refrigerant_leak",
        FloorArea = "floor_area",
        MeteredCo2e = "metered_co2e",
    }
);

/// What a list shows of an estimate.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EstimateSummary {
    /// Well-to-wheel total.
    pub co2e_kg: f64,
    /// Tank-to-wheel part: combustion, or generation of power.
    pub ttw_kg: f64,
    /// Well-to-tank part: upstream, and grid losses.
    pub wtt_kg: f64,
    pub method: MethodTier,
    pub interval_low_kg: f64,
    pub interval_high_kg: f64,
    pub interval_basis: IntervalBasis,
    /// clamp(1 - (high - low) / (2 x value), 0, 1).
    pub confidence: f64,
}
