//! The carbon of a kWh from the grid: the factors that events are estimated with.

use chrono::{DateTime, Utc};
use engine::emissions::{Catalogue, EstimateInput, estimate};
use model::energy::{IntensityBasis, IntensityMethod};
use model::ingest::{Activity, EventType};

/// Energy estimated at once, so that whole milligrams are no rounding that counts.
const PROBE_KWH: f64 = 1e6;

/// What a kWh taken at `at` in a region emits, or in words why that is not known.
pub(super) fn intensity(
    catalogue: &Catalogue,
    region: Option<&str>,
    at: DateTime<Utc>,
) -> IntensityBasis {
    let activity = Activity {
        electricity_kwh: Some(PROBE_KWH),
        ..Activity::default()
    };
    let input = EstimateInput {
        event_type: EventType::Factory,
        occurred_at: at,
        ends_at: None,
        activity: &activity,
        grid_region_fallback: region,
        pinned: None,
    };
    match estimate(catalogue, &input) {
        Err(reason) => IntensityBasis {
            method: IntensityMethod::None,
            factor_ids: Vec::new(),
            region: region.map(str::to_owned),
            year: None,
            kg_per_kwh: None,
            words: format!("the grid's carbon is not known: {reason}"),
        },
        Ok(made) => {
            let factors: Vec<_> = made.factors.iter().map(|one| catalogue.get(*one)).collect();
            let first = factors.first();
            let kg_per_kwh = made.co2e.kg() / PROBE_KWH;
            IntensityBasis {
                method: IntensityMethod::YearlyFactor,
                factor_ids: factors.iter().map(|factor| factor.id.clone()).collect(),
                region: first.map(|factor| factor.region.clone()),
                year: first.map(|factor| factor.year),
                kg_per_kwh: Some(kg_per_kwh),
                words: format!(
                    "the mean of a year: {kg_per_kwh:.4} kg CO2e per kWh, generation, upstream and grid losses, the same at all hours; feeding in avoids none"
                ),
            }
        }
    }
}
