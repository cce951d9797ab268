//! From activities to estimates that can be stored: the engine's figures under the numbers of the
//! factors they were made with.

use engine::emissions::{Estimate, EstimateInput, FactorIndex, estimate};
use hashbrown::{HashMap, HashSet};
use model::emissions::MethodTier;
use model::ingest::{Activity, QualityStatus};
use model::places::Site;
use smallvec::SmallVec;
use store::emissions::estimates::{Contribution, Estimated, NewEstimate};
use store::emissions::factor_sets::FactorSetId;

use crate::Services;
use crate::error::Result;

/// An estimate, and what it says of the quality of its event.
pub(crate) type Made = (QualityStatus, NewEstimate);

/// Estimates events, in their order. Call it before a transaction is open: lists of factors seen for
/// the first time get their numbers in one of their own.
pub(crate) async fn estimates(
    services: &Services,
    inputs: &[EstimateInput<'_>],
) -> Result<Vec<Made>> {
    let made: Vec<_> = inputs
        .iter()
        .map(|input| estimate(services.catalogue(), input))
        .collect();
    let wanted: HashSet<_> = made
        .iter()
        .filter_map(|made| made.as_ref().ok().map(|made| &made.factors))
        .collect();
    let wanted: Vec<_> = wanted.into_iter().collect();
    let sets = services.factor_set_ids(&wanted).await?;
    Ok(inputs
        .iter()
        .zip(&made)
        .map(|(input, made)| match made {
            Ok(made) => (
                undoubted(Some(made.method), input.activity),
                stored(made, &sets),
            ),
            Err(reason) => (
                undoubted(None, input.activity),
                NewEstimate::NoFactor(reason.to_string()),
            ),
        })
        .collect())
}

/// The grid region of an event that names none: its site's, else the organisation's.
pub(crate) fn grid_region<'a>(
    site: Option<&'a Site>,
    of_organisation: Option<&'a str>,
) -> Option<&'a str> {
    site.and_then(|site| site.grid_region.as_deref())
        .or(of_organisation)
}

/// The quality of an event nothing is odd about, by how its kilograms were obtained; `None`: they were
/// not.
pub(crate) fn undoubted(method: Option<MethodTier>, activity: &Activity) -> QualityStatus {
    match method {
        _ if activity.meter_doubt.is_some() => QualityStatus::Outlier,
        Some(MethodTier::Metered) => QualityStatus::Measured,
        Some(MethodTier::Activity | MethodTier::Modelled) => QualityStatus::Estimated,
        Some(MethodTier::GapFilled) => QualityStatus::GapFilled,
        None if is_metered(activity) => QualityStatus::Measured,
        None => QualityStatus::Estimated,
    }
}

fn is_metered(activity: &Activity) -> bool {
    [
        activity.co2e_kg_metered,
        activity.fuel_used_l,
        activity.electricity_kwh,
        activity.gas_kwh_net,
        activity.gas_kwh_gross,
        activity.gas_m3,
        activity.heating_kwh_gross,
    ]
    .iter()
    .any(Option::is_some)
}

fn stored(
    made: &Estimate,
    sets: &HashMap<SmallVec<[FactorIndex; 16]>, FactorSetId>,
) -> NewEstimate {
    let Some(factor_set) = sets.get(&made.factors).copied() else {
        // Every list was resolved beforehand; without its number an estimate could not explain
        // itself, so it is not stored as one.
        return NewEstimate::NoFactor("the factors used could not be recorded".to_owned());
    };
    NewEstimate::Estimated(Estimated {
        co2e: made.co2e,
        ttw: made.ttw,
        wtt: made.wtt,
        method: made.method,
        interval_low_kg: made.interval_low_kg,
        interval_high_kg: made.interval_high_kg,
        interval_basis: made.basis,
        confidence: made.confidence,
        factor_set,
        contributions: made
            .contributions
            .iter()
            .map(|part| Contribution {
                kind: part.kind,
                ttw: part.ttw,
                wtt: part.wtt,
            })
            .collect(),
    })
}
