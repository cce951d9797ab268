//! Many questions at once: kilograms and intervals, without their parts.

use std::collections::{BTreeSet, HashMap};

use bytes::Bytes;
use engine::emissions::{confidence, estimate};
use engine::ingest::BatchQuestions;
use engine::learning::residual_row;
use model::auth::Permission;
use model::emissions::MethodTier;
use model::ingest::{BatchRejection, EventDraft, EventType};
use model::learning::{BatchPrediction, BatchPredictions, PredictionMethod};
use model::places::Site;
use model::problem::FieldError;

use super::basis::Basis;
use super::predict::input;
use crate::Services;
use crate::actor::Actor;
use crate::emissions::grid_region;
use crate::error::{Error, Result};
use crate::ingest::invalid_event;

/// Sites looked up at a time.
const SITES_TOGETHER: usize = 1_000;

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
    let basis = Basis::of(services, actor.org, name).await?;
    let now = services.clock().now();
    let questions = tokio::task::spawn_blocking(move || {
        engine::ingest::batch_questions(&body, name, now).map_err(invalid_event)
    })
    .await
    .map_err(Error::internal)??;
    let sites = sites_of(services, actor, &questions).await?;
    let services = services.clone();
    tokio::task::spawn_blocking(move || {
        let mut answer = BatchPredictions {
            model: basis.model_ref(name),
            predictions: Vec::with_capacity(questions.len()),
            rejected: Vec::new(),
        };
        for (index, question) in (0_u64..).zip(questions) {
            let one = question.and_then(|asked| {
                let site = asked.draft.site.as_ref().and_then(|name| sites.get(name));
                let region = grid_region(site, basis.region.as_deref());
                one(&services, &basis, (&asked.draft, region), index)
            });
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

/// The sites that questions name, as far as they are known.
async fn sites_of(
    services: &Services,
    actor: &Actor,
    questions: &BatchQuestions,
) -> Result<HashMap<String, Site>> {
    let asked = questions.iter().flatten();
    let names: BTreeSet<&str> = asked
        .filter_map(|asked| asked.draft.site.as_deref())
        .collect();
    let names: Vec<&str> = names.into_iter().collect();
    let mut known = HashMap::new();
    let mut conn = services.db().read(actor.org).await?;
    for part in names.chunks(SITES_TOGETHER) {
        let found = store::places::sites_named(&mut conn, part).await?;
        let named = part.iter().zip(found);
        known.extend(named.filter_map(|(name, site)| Some(((*name).to_owned(), site?))));
    }
    Ok(known)
}

fn one(
    services: &Services,
    basis: &Basis,
    (draft, region): (&EventDraft, Option<&str>),
    index: u64,
) -> std::result::Result<BatchPrediction, Vec<FieldError>> {
    let refused = |code: &str, message: String| vec![FieldError::new("body", code, message)];
    let prior = estimate(services.catalogue(), &input(draft, region))
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
