//! The carbon of a kWh from the grid: of its hour where that is known, otherwise the yearly factor that
//! events are estimated with. Where a plan has both, each step says which it has.

use chrono::{DateTime, Duration, DurationRound, Utc};
use engine::emissions::{Catalogue, EstimateInput, estimate};
use engine::energy::Steps;
use model::emissions::{IntensityScope, IntensitySignal};
use model::energy::{IntensityBasis, IntensityMethod};
use model::ingest::{Activity, EventType};
use store::energy::{IntensityHour, Zone};

use super::providers::ZoneOfRegion;
use crate::Services;
use crate::error::Result;

/// Energy estimated at once, so that whole milligrams are no rounding that counts.
const PROBE_KWH: f64 = 1e6;

/// Hours read longer ago than this are called cached: the job reads every hour.
const LIVE: Duration = Duration::hours(2);

/// The carbon of each step.
pub(super) struct Carbon {
    pub(super) kg_per_kwh: Vec<Option<f64>>,
    pub(super) methods: Vec<IntensityMethod>,
    pub(super) basis: IntensityBasis,
}

/// What is known of a zone's hours.
struct Known<'a> {
    zone: &'a ZoneOfRegion,
    hours: Vec<IntensityHour>,
}

/// The carbon of each step of a plan in a grid region.
pub(super) async fn of_steps(
    services: &Services,
    region: Option<&str>,
    steps: &Steps,
) -> Result<Carbon> {
    let yearly = yearly(services.catalogue(), region, steps.start());
    let zone = region.and_then(|region| services.options().providers.zone(region));
    let Some(zone) = zone else {
        return Ok(mixed(yearly, None, steps, services.clock().now()));
    };
    let mut system = services.db().system().await?;
    let of = Zone {
        provider: zone.provider.as_str(),
        zone: &zone.zone,
    };
    let range = (hour_of(steps.start()), steps.end());
    let hours_max = u32::try_from((range.1 - range.0).num_hours() + 1).unwrap_or(u32::MAX);
    let hours = store::energy::intensity(&mut system, of, range, hours_max).await?;
    let known = Known { zone, hours };
    Ok(mixed(yearly, Some(&known), steps, services.clock().now()))
}

/// The beginning of the hour.
pub(super) fn hour_of(at: DateTime<Utc>) -> DateTime<Utc> {
    at.duration_trunc(Duration::hours(1)).unwrap_or(at)
}

fn mixed(
    yearly: IntensityBasis,
    known: Option<&Known<'_>>,
    steps: &Steps,
    now: DateTime<Utc>,
) -> Carbon {
    let count = steps.count();
    let all_yearly = |basis: IntensityBasis| Carbon {
        kg_per_kwh: vec![basis.kg_per_kwh; count],
        methods: vec![basis.method; count],
        basis,
    };
    let Some(known) = known else {
        return all_yearly(yearly);
    };
    let name = known.zone.provider.label();
    let without = |why: &str| IntensityBasis {
        words: format!("{}; {name} {why}", yearly.words),
        ..yearly.clone()
    };
    let of_steps: Vec<Option<&IntensityHour>> = steps
        .iter()
        .map(|at| known.hours.iter().find(|hour| hour.at == hour_of(at)))
        .collect();
    let used: Vec<&IntensityHour> = of_steps.iter().copied().flatten().collect();
    let (Some(first), Some(fetched_at)) =
        (used.first(), used.iter().map(|hour| hour.fetched_at).max())
    else {
        return all_yearly(without("has said nothing of these hours"));
    };
    if used
        .iter()
        .any(|hour| (hour.signal, hour.scope) != (first.signal, first.scope))
    {
        return all_yearly(without(
            "has said different kinds of intensity of these hours",
        ));
    }
    let (hourly, is_marginal) = (used.len(), first.signal == IntensitySignal::Marginal);
    if is_marginal && hourly < count {
        return all_yearly(without(&format!(
            "knows {hourly} of {count} steps, but marginal intensities do not go together with the mean of a year"
        )));
    }
    let method_at = |fetched_at: DateTime<Utc>| {
        if now - fetched_at <= LIVE {
            IntensityMethod::Live
        } else {
            IntensityMethod::Cached
        }
    };
    let kg_per_kwh: Vec<Option<f64>> = of_steps
        .iter()
        .map(|hour| hour.map_or(yearly.kg_per_kwh, |hour| Some(hour.g_per_kwh / 1_000.0)))
        .collect();
    let methods: Vec<IntensityMethod> = of_steps
        .iter()
        .map(|hour| hour.map_or(yearly.method, |hour| method_at(hour.fetched_at)))
        .collect();
    let what = if is_marginal {
        "of one kWh more (marginal)"
    } else {
        "of the mean kWh"
    };
    let mut words = format!(
        "the hour's intensity {what} in zone {} by {name}: {}; read {}; feeding in avoids none",
        known.zone.zone,
        first.scope.words(),
        fetched_at.format("%Y-%m-%d %H:%M UTC"),
    );
    if hourly < count {
        words += &match yearly.kg_per_kwh {
            Some(_) => format!(
                "; {} of {count} steps have the yearly factor instead, which counts {}",
                count - hourly,
                IntensityScope::LifeCycleWithLosses.words()
            ),
            None => format!("; nothing is known of {} of {count} steps", count - hourly),
        };
    }
    let known_kg: Vec<f64> = kg_per_kwh.iter().copied().flatten().collect();
    let rests_on_factors = hourly < count;
    let basis = IntensityBasis {
        method: method_at(fetched_at),
        factor_ids: if rests_on_factors {
            yearly.factor_ids.clone()
        } else {
            Vec::new()
        },
        year: yearly.year.filter(|_| rests_on_factors),
        kg_per_kwh: Some(known_kg.iter().sum::<f64>() / known_kg.len() as f64),
        provider: Some(known.zone.provider),
        zone: Some(known.zone.zone.clone()),
        signal: Some(first.signal),
        scope: Some(first.scope),
        fetched_at: Some(fetched_at),
        hourly_steps: u32::try_from(hourly).unwrap_or(u32::MAX),
        words,
        ..yearly
    };
    Carbon {
        kg_per_kwh,
        methods,
        basis,
    }
}

/// What a kWh taken at `at` in a region emits by the yearly factor, or in words why that is not known.
pub(super) fn yearly(
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
            provider: None,
            zone: None,
            signal: None,
            scope: None,
            fetched_at: None,
            hourly_steps: 0,
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
                provider: None,
                zone: None,
                signal: Some(IntensitySignal::Average),
                scope: Some(IntensityScope::LifeCycleWithLosses),
                fetched_at: None,
                hourly_steps: 0,
                words: format!(
                    "the mean of a year: {kg_per_kwh:.4} kg CO2e per kWh, generation, upstream and grid losses, the same at all hours; feeding in avoids none"
                ),
            }
        }
    }
}
