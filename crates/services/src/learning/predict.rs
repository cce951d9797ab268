//! One question: what would this emit? Metered energy answers by its factor; a model answers over the
//! prior; without a model the prior stands alone, and the answer says so.

use bytes::Bytes;
use engine::emissions::{Estimate, EstimateInput, estimate};
use engine::ingest::Question;
use engine::learning::{
    History, LearningError, MeteredPeriod, Prediction, PriorPart, residual_row,
};
use model::auth::Permission;
use model::emissions::{IntervalBasis, MethodTier};
use model::ingest::{EventDraft, EventType};
use model::learning::{
    PredictedPart, PredictedQuantity, PredictionAnswer, PredictionInterval, PredictionMethod,
};
use model::places::Site;
use sha2::{Digest, Sha256};
use store::learning::PredictionRow;

use super::answers::{QuestionKey, write_behind};
use super::basis::{Basis, Champion};
use super::plans::{self, looked_back_on, metered};
use crate::Services;
use crate::actor::Actor;
use crate::emissions::grid_region;
use crate::error::{Error, Result};
use crate::ingest::invalid_event;

/// Predicts one event of a type; the answer is JSON, a [`PredictionAnswer`]. The same question to the
/// same version is answered from memory.
///
/// # Errors
/// `Invalid` per field; `Conflict` when neither model nor factor can say anything.
pub async fn predict(
    services: &Services,
    actor: &Actor,
    name: EventType,
    body: &[u8],
) -> Result<Bytes> {
    actor.must(Permission::Read)?;
    let basis = Basis::of(services, actor.org, name).await?;
    let question = question(actor, name, &basis, body);
    if let Some(known) = services.answers().get(&question) {
        return Ok(known);
    }
    let now = services.clock().now();
    let asked = engine::ingest::parse_question(body, name, now).map_err(invalid_event)?;
    let answer = answer(services, actor, &basis, &asked).await?;
    let bytes = Bytes::from(serde_json::to_vec(&answer).map_err(Error::internal)?);
    if is_lasting(&asked) {
        services.answers().put(question, bytes.clone());
    }
    let row = PredictionRow {
        model: name,
        model_version: answer.model.map_or(0, |model| model.version),
        input_hash: question,
        output_co2_kg: answer.co2e_kg,
        interval_low_kg: answer.interval.low_kg,
        interval_high_kg: answer.interval.high_kg,
        feature_importance: serde_json::to_value(&answer.contributions).map_err(Error::internal)?,
        predicted_at: now,
    };
    write_behind(services, actor.org, row);
    Ok(bytes)
}

/// Whether the answer will be the same tomorrow: a question without a time means another one each
/// second, a factory's past goes on, and a site's grid region can change.
fn is_lasting(asked: &Question) -> bool {
    asked.is_dated && asked.draft.event_type != EventType::Factory && asked.draft.site.is_none()
}

fn question(actor: &Actor, name: EventType, basis: &Basis, body: &[u8]) -> QuestionKey {
    let version = (basis.champion.as_ref()).map_or(0, |champion| champion.version);
    let region = basis.region.as_deref().unwrap_or_default();
    let mut hash = Sha256::new();
    hash.update(actor.org.0.to_le_bytes());
    hash.update(version.to_le_bytes());
    for word in [name.as_str(), basis.zone.name(), region] {
        hash.update(word);
        hash.update([0]);
    }
    hash.update(body);
    let mut question = QuestionKey::default();
    question.copy_from_slice(&hash.finalize()[..16]);
    question
}

async fn answer(
    services: &Services,
    actor: &Actor,
    basis: &Basis,
    asked: &Question,
) -> Result<PredictionAnswer> {
    let draft = &asked.draft;
    let site = site_of(services, actor, draft).await?;
    let region = grid_region(site.as_ref(), basis.region.as_deref());
    let mut notes = Vec::new();
    if !asked.is_dated {
        notes.push("occurred_at was not given: the present moment was assumed".to_owned());
    }
    let input = input(draft, region);
    let prior = estimate(services.catalogue(), &input);
    match (prior, &basis.champion) {
        (Ok(prior), _) if prior.method == MethodTier::Metered => Ok(of_estimate(
            services,
            &prior,
            PredictionMethod::Metered,
            notes,
        )),
        (Ok(prior), Some(champion)) if draft.event_type != EventType::Factory => {
            over_prior(services, basis, champion, draft, &prior, notes)
        }
        (Ok(prior), _) => {
            notes.push(
                "no model has learned from metered events yet: the published factors stand alone"
                    .to_owned(),
            );
            Ok(of_estimate(
                services,
                &prior,
                PredictionMethod::Prior,
                notes,
            ))
        }
        (Err(_), Some(champion)) if draft.event_type == EventType::Factory => {
            let meter = (&draft.supplier, site.as_ref().map(|site| site.id));
            let days_before = looked_back_on(draft.occurred_at, draft.occurred_at);
            let history = metered(services, actor.org, meter, days_before).await?;
            of_plan(services, basis, champion, (draft, region), &history, notes)
        }
        (Err(reason), None) if draft.event_type == EventType::Factory => Err(Error::Conflict(
            format!("no model of factories has been trained yet, and {reason}"),
        )),
        (Err(reason), _) => Err(Error::Conflict(reason.to_string())),
    }
}

pub(super) fn input<'a>(draft: &'a EventDraft, region: Option<&'a str>) -> EstimateInput<'a> {
    EstimateInput {
        event_type: draft.event_type,
        occurred_at: draft.occurred_at,
        ends_at: draft.ends_at,
        activity: &draft.activity,
        grid_region_fallback: region,
        pinned: None,
    }
}

async fn site_of(services: &Services, actor: &Actor, draft: &EventDraft) -> Result<Option<Site>> {
    let Some(name) = draft.site.as_deref() else {
        return Ok(None);
    };
    let mut conn = services.db().read(actor.org).await?;
    let mut found = store::places::sites_named(&mut conn, &[name]).await?;
    Ok(found.pop().flatten())
}

fn of_estimate(
    services: &Services,
    made: &Estimate,
    method: PredictionMethod,
    notes: Vec<String>,
) -> PredictionAnswer {
    let is_calibrated = made.basis == IntervalBasis::Calibrated;
    PredictionAnswer {
        co2e_kg: made.co2e.kg(),
        interval: PredictionInterval {
            low_kg: made.interval_low_kg,
            high_kg: made.interval_high_kg,
            coverage: is_calibrated.then_some(engine::learning::COVERAGE),
        },
        confidence: made.confidence,
        method,
        contributions: prior_parts(made)
            .map(|part| PredictedPart {
                feature: part.name.to_owned(),
                kg: part.kg,
            })
            .collect(),
        factors: factors(services, made),
        model: None,
        quantity: None,
        outside: Vec::new(),
        notes,
    }
}

pub(super) fn prior_parts(made: &Estimate) -> impl Iterator<Item = PriorPart<'static>> + '_ {
    made.contributions.iter().map(|part| PriorPart {
        name: part.kind.as_str(),
        kg: (part.ttw + part.wtt).kg(),
    })
}

fn factors(services: &Services, made: &Estimate) -> Vec<String> {
    let catalogue = services.catalogue();
    let ids = made
        .factors
        .iter()
        .map(|index| catalogue.get(*index).id.clone());
    ids.collect()
}

fn over_prior(
    services: &Services,
    basis: &Basis,
    champion: &Champion,
    draft: &EventDraft,
    prior: &Estimate,
    notes: Vec<String>,
) -> Result<PredictionAnswer> {
    let row = residual_row(
        champion.model.features(),
        draft.event_type,
        &draft.activity,
        draft.occurred_at,
        basis.zone,
    );
    let parts: Vec<_> = prior_parts(prior).collect();
    let made = champion.model.predict(&parts, &row).map_err(refused)?;
    Ok(PredictionAnswer {
        factors: factors(services, prior),
        model: basis.model_ref(draft.event_type),
        ..learned(&made, notes)
    })
}

/// A factory's kWh from its plan, and its kilograms by the grid's factor.
fn of_plan(
    services: &Services,
    basis: &Basis,
    champion: &Champion,
    (draft, region): (&EventDraft, Option<&str>),
    history: &[MeteredPeriod],
    mut notes: Vec<String>,
) -> Result<PredictionAnswer> {
    if history.is_empty() {
        notes.push(
            "nothing was metered at this supplier and site in the nine days before: the values of \
             a day and a week before are missing"
                .to_owned(),
        );
    }
    let history = History::new(history, basis.zone).map_err(refused)?;
    let row = plans::row(champion, draft, &history)?;
    let kwh = champion.model.predict(&[], &row).map_err(refused)?;
    let per_kwh = plans::of_one_kwh(services, draft, region)?;
    let quantity = PredictedQuantity {
        name: "electricity_kwh".to_owned(),
        value: kwh.value,
        low: kwh.low,
        high: kwh.high,
    };
    notes.push(format!(
        "{:.3} kWh at {:.6} kg CO2e per kWh; the factor's own uncertainty is not in the interval",
        kwh.value,
        per_kwh.co2e.kg()
    ));
    Ok(PredictionAnswer {
        factors: factors(services, &per_kwh),
        model: basis.model_ref(EventType::Factory),
        quantity: Some(quantity),
        ..learned(&kwh.times(per_kwh.co2e.kg()), notes)
    })
}

fn learned(made: &Prediction<'_>, notes: Vec<String>) -> PredictionAnswer {
    PredictionAnswer {
        co2e_kg: made.value,
        interval: PredictionInterval {
            low_kg: made.low,
            high_kg: made.high,
            coverage: Some(made.coverage),
        },
        confidence: made.confidence,
        method: PredictionMethod::Learned,
        contributions: made
            .contributions
            .iter()
            .map(|part| PredictedPart {
                feature: part.name.to_owned(),
                kg: part.amount,
            })
            .collect(),
        factors: Vec::new(),
        model: None,
        quantity: None,
        outside: made.outside.iter().map(|name| (*name).to_owned()).collect(),
        notes,
    }
}

pub(super) fn refused(fault: LearningError) -> Error {
    Error::invalid("body", "out_of_range", fault.to_string())
}
