//! Many questions at once: kilograms and intervals, without their parts.

use bytes::Bytes;
use engine::emissions::{confidence, estimate};
use engine::learning::residual_row;
use model::auth::Permission;
use model::emissions::MethodTier;
use model::ingest::{BatchRejection, EventDraft, EventType};
use model::learning::{BatchPrediction, BatchPredictions, PredictionMethod};
use model::problem::FieldError;

use super::predict::{Basis, input};
use crate::Services;
use crate::actor::Actor;
use crate::error::{Error, Result};
use crate::ingest::invalid_event;

/// Predicts an array of events of a type, or one per line. What can be predicted is, the rest is named.
/// A factory's periods are predicted one at a time, because each has its own past.
///
/// # Errors
/// `Invalid` when the body is no batch, or of factories without energy.
pub async fn predict_batch(
    services: &Services,
    actor: &Actor,
    name: EventType,
    body: Bytes,
) -> Result<BatchPredictions> {
    actor.must(Permission::Read)?;
    let basis = Basis::of(services, actor, name).await?;
    let services = services.clone();
    let now = services.clock().now();
    tokio::task::spawn_blocking(move || {
        let questions = engine::ingest::batch_questions(&body, name, now).map_err(invalid_event)?;
        let mut answer = BatchPredictions {
            model: basis.model_ref(name),
            predictions: Vec::with_capacity(questions.len()),
            rejected: Vec::new(),
        };
        for (index, question) in (0_u64..).zip(questions) {
            let one = question.and_then(|draft| one(&services, &basis, &draft, index));
            match one {
                Ok(one) => answer.predictions.push(one),
                Err(errors) => answer.rejected.push(BatchRejection { index, errors }),
            }
        }
        Ok(answer)
    })
    .await
    .map_err(Error::internal)?
}

fn one(
    services: &Services,
    basis: &Basis,
    draft: &EventDraft,
    index: u64,
) -> std::result::Result<BatchPrediction, Vec<FieldError>> {
    let refused = |code: &str, message: String| vec![FieldError::new("body", code, message)];
    let prior = estimate(services.catalogue(), &input(draft, basis.region.as_deref()))
        .map_err(|reason| refused("no_factor", reason.to_string()))?;
    let of_prior = |method| BatchPrediction {
        index,
        co2e_kg: prior.co2e.kg(),
        interval_low_kg: prior.interval_low_kg,
        interval_high_kg: prior.interval_high_kg,
        confidence: prior.confidence,
        method,
    };
    if prior.method == MethodTier::Metered {
        return Ok(of_prior(PredictionMethod::Metered));
    }
    let Some(champion) =
        (basis.champion.as_ref()).filter(|_| draft.event_type != EventType::Factory)
    else {
        return Ok(of_prior(PredictionMethod::Prior));
    };
    let row = residual_row(
        champion.model.features(),
        draft.event_type,
        &draft.activity,
        draft.occurred_at,
        basis.zone,
    );
    let point = champion
        .model
        .point(Some(prior.co2e.kg()), &row)
        .map_err(|fault| refused("out_of_range", fault.to_string()))?;
    Ok(BatchPrediction {
        index,
        co2e_kg: point.value,
        interval_low_kg: point.low,
        interval_high_kg: point.high,
        confidence: confidence(point.value, point.low, point.high),
        method: PredictionMethod::Learned,
    })
}
