//! Advice about a site's electricity: how it is asked for, and what came of asking.

use serde::{Deserialize, Serialize};

use super::plan::PlanMode;
use crate::ids::SiteId;
use crate::money::Amount;
use crate::recommendations::Recommendation;

/// `POST /recommend/generate`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AdviceRequest {
    pub site_id: SiteId,
    /// How far the forecast that is kept reaches: 24, which is what there is.
    #[serde(default)]
    pub forecast_hours: Option<u32>,
    /// Days of measurements that advice rests on, 14 to 98; 28 where nothing is said.
    #[serde(default)]
    pub training_days: Option<u32>,
    /// What moving a load is to make least; cost where nothing is said and prices are known, otherwise
    /// carbon.
    #[serde(default)]
    pub mode: Option<PlanMode>,
    /// What a kilogram CO2e is worth, in the tariff's currency: with `balanced`, and only there.
    #[serde(default)]
    pub price_per_kg: Option<Amount>,
}

impl AdviceRequest {
    /// Asks about a site, and leaves the rest to what is usual.
    #[must_use]
    pub fn of(site_id: SiteId) -> Self {
        Self {
            site_id,
            forecast_hours: None,
            training_days: None,
            mode: None,
            price_per_kg: None,
        }
    }
}

/// Something that is not known, and what is not advised or only roughly counted because of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MissingPiece {
    /// `tariff`, `tariff_offers`, `deferrable_loads`, `hourly_intensity`, `grid_intensity`, `weather` or
    /// `history`.
    pub name: String,
    pub words: String,
}

/// What came of looking for advice.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AdviceAnswer {
    /// Recommendations made now; the same advice is open once.
    pub saved_count: u32,
    /// Load forecasts kept now: 0 where that of the last measurement was kept already.
    pub forecasts_saved: u32,
    /// Intervals of weather read now: 0 where nobody is asked, or it was read lately.
    pub weather_forecasts_saved: u32,
    /// Advice that is open already, or was dismissed or verified in the last 90 days, and not given again.
    pub held_back: u32,
    /// Whole days of measurements it rests on.
    pub measured_days: u32,
    pub missing: Vec<MissingPiece>,
    /// What was made now, best first.
    pub recommendations: Vec<Recommendation>,
}
