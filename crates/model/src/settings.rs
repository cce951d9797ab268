//! An organisation's settings. The environment gives the defaults.

use serde::{Deserialize, Serialize};

use crate::money::{Currency, Price, Prices};
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
    /// What energy and freight cost, in `currency`; each commodity once. Without any, scenarios and
    /// recommendations say that no price is known.
    #[serde(default)]
    pub prices: Vec<Price>,
    /// Whether maps show the installation's tiles, where it has any: browsers then ask their host. The
    /// built-in land alone when false.
    #[serde(default = "yes")]
    pub shows_map_tiles: bool,
    /// Days that market prices are kept, 98 or more; `None` means as the installation says.
    #[serde(default)]
    pub market_price_days: Option<u32>,
}

/// Fewest days that measurements and market prices are kept where they are deleted at all: advice looks
/// back so far.
pub const KEPT_DAYS_MIN: u32 = 98;
/// Most: a century, beyond which nobody means a number of days.
pub const KEPT_DAYS_MAX: u32 = 36_525;

fn yes() -> bool {
    true
}

/// Where a map's raster tiles come from, by the installation's choice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MapTiles {
    /// With `{z}`, `{x}` and `{y}`, perhaps `{s}`.
    pub url: String,
    /// Whom the source asks to be named.
    pub attribution: String,
}

impl OrgSettings {
    /// The prices with their currency; `None` when none are set.
    #[must_use]
    pub fn prices(&self) -> Option<Prices> {
        let currency = Currency::new(&self.currency).ok()?;
        (!self.prices.is_empty()).then(|| Prices {
            currency,
            prices: self.prices.clone(),
        })
    }
}
