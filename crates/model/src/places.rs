//! Where and by whom: suppliers, sites, vehicles, routes.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::ids::{SiteId, SupplierId};

/// Who causes emissions.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Supplier {
    pub id: SupplierId,
    pub name: String,
    /// Free text or address of the supplier.
    pub location: Option<String>,
    pub lat: Option<f64>,
    pub lon: Option<f64>,
    pub last_seen_at: Option<DateTime<Utc>>,
}

/// A place that belongs to the operation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Site {
    pub id: SiteId,
    pub name: String,
    pub lat: Option<f64>,
    pub lon: Option<f64>,
    /// Grid region of the factor table, such as `DEU` or `US-CAMX`.
    pub grid_region: Option<String>,
}

/// Create or change a supplier or site; absent fields stay.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PlaceChange {
    #[serde(default)]
    pub name: Option<String>,
    #[serde(default)]
    pub location: Option<String>,
    #[serde(default)]
    pub lat: Option<f64>,
    #[serde(default)]
    pub lon: Option<f64>,
    #[serde(default)]
    pub grid_region: Option<String>,
}
