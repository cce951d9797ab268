//! How much carbon the grid emits at an hour, and who says so.

use serde::{Deserialize, Serialize};

use crate::ingest::words;

words!(
    /// Who publishes the carbon intensity of grids.
    IntensityProvider {
        /// Great Britain's, without a key.
        UkCarbonIntensity = "uk_carbon_intensity",
        ElectricityMaps = "electricity_maps",
        WattTime = "watttime",
    }
);
words!(
    /// What an intensity is of. The two answer different questions and never stand in for each other.
    IntensitySignal {
        /// Of the mean kilowatt-hour.
        Average = "average",
        /// Of one kilowatt-hour more.
        Marginal = "marginal",
    }
);
words!(
    /// What an intensity counts.
    IntensityScope {
        /// What power stations emit.
        Direct = "direct",
        /// The same, by what arrives after losses of the grid.
        DirectWithLosses = "direct_with_losses",
        /// Power stations, and what is emitted upstream of them.
        LifeCycle = "life_cycle",
        /// Power stations, upstream and losses of the grid.
        LifeCycleWithLosses = "life_cycle_with_losses",
    }
);
words!(
    /// How an hour's intensity is known.
    IntensityKind {
        /// From what was generated.
        Actual = "actual",
        /// From the past too, but the provider filled something in.
        Estimated = "estimated",
        /// Expected.
        Forecast = "forecast",
    }
);

/// What the grid emitted in one hour, as an event keeps it: with who says so and how they know.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HourIntensity {
    pub provider: IntensityProvider,
    /// As the provider calls it.
    pub zone: String,
    /// Of the mean kilowatt-hour (location-based), kg CO2e; a marginal one is never kept here.
    pub kg_per_kwh: f64,
    pub kind: IntensityKind,
    pub scope: IntensityScope,
}

impl IntensityProvider {
    /// Its name, for people.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::UkCarbonIntensity => "UK Carbon Intensity",
            Self::ElectricityMaps => "Electricity Maps",
            Self::WattTime => "WattTime",
        }
    }
}

impl IntensityKind {
    /// How it is known, for people.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Actual => "measured: from what was generated",
            Self::Estimated => "estimated: the provider filled something in",
            Self::Forecast => "a forecast: what came is not known yet",
        }
    }
}

impl IntensityScope {
    /// Whether it counts what is emitted upstream of power stations.
    #[must_use]
    pub fn has_upstream(self) -> bool {
        match self {
            Self::Direct | Self::DirectWithLosses => false,
            Self::LifeCycle | Self::LifeCycleWithLosses => true,
        }
    }

    /// What it counts, for people.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Direct => "direct emissions of generation, without upstream and grid losses",
            Self::DirectWithLosses => {
                "direct emissions of generation with grid losses, without upstream"
            }
            Self::LifeCycle => "generation and upstream, without grid losses",
            Self::LifeCycleWithLosses => "generation, upstream and grid losses",
        }
    }
}
