//! An organisation's settings. The environment gives the defaults.

use serde::{Deserialize, Serialize};

use crate::monitoring::Thresholds;

/// `GET, PUT /settings`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OrgSettings {
    pub name: String,
    /// IANA zone; changing it rebuilds the daily roll-up.
    pub time_zone: String,
    /// ISO 4217.
    pub currency: String,
    /// Grid region used when neither event nor site names one; `None` means such events get no
    /// factor.
    pub default_grid_region: Option<String>,
    /// The rate the pulse is compared with, in kg CO2e per hour.
    pub target_kg_per_hour: Option<f64>,
    /// From which excess above its baseline an entity is a hotspot; `None` means the
    /// installation's.
    #[serde(default)]
    pub thresholds: Option<Thresholds>,
}
