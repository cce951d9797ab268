//! What may be done differently: one lever, and the value it is set to.

use serde::{Deserialize, Serialize};

use crate::ingest::words;

words!(
    /// What may be changed about an event. The order is the one in which several changes are
    /// applied: first what drives, then how it is loaded, what it burns, how much, and from which
    /// grid.
    Lever {
        /// A word of `Mode`. Tonne-kilometres and distance stay.
        Mode = "mode",
        /// A word of the vocabulary. The tonnes stay.
        VehicleClass = "vehicle_class",
        /// Actual mass over legal payload, (0, 1]. The tonnes stay, in fewer or more trips.
        LoadFactor = "load_factor",
        /// Empty km over total km, [0, 1).
        EmptyDistanceFactor = "empty_distance_factor",
        /// Km per hour; only events that name the speed they have.
        Speed = "speed",
        /// A word of the vocabulary.
        Fuel = "fuel",
        /// Shift of the heating set-point in degrees Celsius, -5 to 5.
        Temperature = "temperature",
        /// Relative change in percent, -100 to 1,000: -10 means nine tenths of the distance.
        Distance = "distance",
        /// Relative change in percent, -100 to 1,000, of everything that grows with activity.
        Throughput = "throughput",
        /// A country code or eGRID subregion.
        GridRegion = "grid_region",
        /// Share of electricity under contracts with generation that emits nothing, 0 to 1.
        RenewableShare = "renewable_share",
        /// Shift of the event in whole hours, -168 to 168.
        Schedule = "schedule",
    }
);

/// A number or a word.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(untagged)]
pub enum LeverValue {
    Number(f64),
    Text(String),
}

/// One thing done differently: `{"lever": "load_factor", "value": 0.8}`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Change {
    pub lever: Lever,
    pub value: LeverValue,
}

impl Change {
    /// A lever set to a number.
    #[must_use]
    pub fn number(lever: Lever, value: f64) -> Self {
        Self {
            lever,
            value: LeverValue::Number(value),
        }
    }

    /// A lever set to a word.
    pub fn text(lever: Lever, value: impl Into<String>) -> Self {
        Self {
            lever,
            value: LeverValue::Text(value.into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Change, Lever};

    #[test]
    fn a_change_reads_as_people_write_it() {
        for (json, change) in [
            (
                r#"{"lever":"load_factor","value":0.8}"#,
                Change::number(Lever::LoadFactor, 0.8),
            ),
            (
                r#"{"lever":"mode","value":"rail"}"#,
                Change::text(Lever::Mode, "rail"),
            ),
        ] {
            assert_eq!(
                serde_json::from_str::<Change>(json).ok(),
                Some(change.clone())
            );
            assert_eq!(serde_json::to_string(&change).ok().as_deref(), Some(json));
        }
        assert!(serde_json::from_str::<Change>(r#"{"lever":"magic","value":1}"#).is_err());
    }
}
