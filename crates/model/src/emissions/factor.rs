//! Published emission factors.

use serde::{Deserialize, Serialize};

use crate::ingest::words;

words!(
    /// Which part of a life cycle a factor covers.
    FactorScope {
        /// Tank-to-wheel: combustion.
        Ttw = "TTW",
        /// Well-to-tank: making and moving the fuel.
        Wtt = "WTT",
        /// Both.
        Wtw = "WTW",
        /// Generation of power or heat.
        Generation = "gen",
        /// Grid or network losses.
        Losses = "TD",
        /// A gas released.
        Gwp = "GWP",
        /// Supply of water, spend.
        Supply = "supply",
    }
);

words!(
    /// How a figure was obtained.
    FactorQuality {
        /// Read by row id from a complete public copy of the publisher's file.
        OfficialDump = "official-dump",
        /// Sum of published rows named in `publisher_row`.
        DerivedSum = "derived-sum",
        /// One transcription of the official table; used only where nothing better exists.
        Secondary = "secondary",
        /// Not verified against a source.
        Recalled = "recalled",
    }
);

/// A published factor: kilograms of CO2e per unit of an activity.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Factor {
    /// Stable text id, such as `rail-freight-train-tkm-ttw-uk-2025`.
    pub id: String,
    pub category: String,
    pub activity: String,
    /// Unit with its calorific-value basis where one applies, such as `kWh-net-cv`.
    pub unit: String,
    pub kg_co2e_per_unit: f64,
    pub scope: FactorScope,
    pub region: String,
    pub year: i32,
    /// Which warming potentials: `AR5`, `AR6`, `CO2 only`, `not stated`.
    pub gwp_set: String,
    pub publisher: String,
    /// The publisher's table or row id.
    pub publisher_row: String,
    pub licence: String,
    pub quality: FactorQuality,
}

/// Which factors are asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FactorQuery {
    /// Words that must all occur in id, activity or publisher.
    #[serde(default)]
    pub query: Option<String>,
    #[serde(default)]
    pub region: Option<String>,
    #[serde(default)]
    pub year: Option<i32>,
    #[serde(default)]
    pub unit: Option<String>,
    #[serde(default)]
    pub category: Option<String>,
    #[serde(default)]
    pub limit: Option<u32>,
    #[serde(default)]
    pub cursor: Option<String>,
}
