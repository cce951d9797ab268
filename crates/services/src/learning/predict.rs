//! One question: what would this emit? Metered energy answers by its factor; a model answers over the
//! prior; without a model the prior stands alone, and the answer says so.

use bytes::Bytes;
use chrono::Duration;
use engine::emissions::{Estimate, EstimateInput, estimate};
use engine::ingest::Question;
use engine::learning::{LearningError, MeteredPeriod, Prediction, PriorPart, residual_row};
use model::auth::Permission;
use model::emissions::{IntervalBasis, MethodTier};
use model::ingest::{EventDraft, EventType, SupplierRef};
use model::learning::{
    PredictedPart, PredictedQuantity, PredictionAnswer, PredictionInterval, PredictionMethod,
};
use model::places::Site;
use sha2::{Digest, Sha256};
use store::ingest::events::ReadingQuery;
use store::learning::PredictionRow;

use super::answers::{QuestionKey, write_behind};
use super::basis::{Basis, Champion};
use super::lesson::{periods, planned_row};
use super::material::Example;
use crate::Services;
use crate::actor::Actor;
use crate::emissions::grid_region;
use crate::error::{Error, Result};
use crate::ingest::invalid_event;

/// Past that a plan looks back on: a week and a day, with the period itself.
const PAST: Duration = Duration::days(9);
/// Readings of it: nine days of minutes.
const READINGS_MAX: u32 = 13_000;

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
            let history = history(services, actor, draft, site.as_ref()).await?;
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
    let ends_at = draft.ends_at.ok_or_else(|| {
        Error::invalid(
            "ends_at",
            "required",
            "a period is predicted: give ends_at, or the energy itself",
        )
    })?;
    if history.is_empty() {
        notes.push(
            "nothing was metered at this supplier and site in the nine days before: the values of \
             a day and a week before are missing"
                .to_owned(),
        );
    }
    let features = champion.model.features();
    let span = (draft.occurred_at, ends_at);
    let load_type = draft.activity.load_type.as_deref();
    let row = planned_row(features, basis.zone, history, span, load_type).map_err(refused)?;
    let kwh = champion.model.predict(&[], &row).map_err(refused)?;
    // The factor of one kilowatt-hour, as the estimate of a metered one would use it.
    let mut metered = draft.clone();
    metered.activity.electricity_kwh = Some(1.0);
    let per_kwh = estimate(services.catalogue(), &input(&metered, region))
        .map_err(|reason| Error::Conflict(reason.to_string()))?;
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
        model: basis.model_ref(draft.event_type),
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

/// What the meter of this supplier and site showed in the days before.
async fn history(
    services: &Services,
    actor: &Actor,
    draft: &EventDraft,
    site: Option<&Site>,
) -> Result<Vec<MeteredPeriod>> {
    let mut conn = services.db().read(actor.org).await?;
    let supplier_id = match &draft.supplier {
        SupplierRef::Id(id) => Some(*id),
        SupplierRef::Name(name) if name.is_empty() => None,
        SupplierRef::Name(name) => {
            let found = store::places::find_supplier(&mut conn, name).await?;
            Some(found.ok_or(Error::NotFound("supplier"))?.id)
        }
    };
    if supplier_id.is_none() && site.is_none() {
        return Ok(Vec::new());
    }
    let calculation = store::organisations::active_calculation(&mut conn).await?;
    let (from, to) = (draft.occurred_at - PAST, draft.occurred_at);
    let query = ReadingQuery {
        event_type: Some(draft.event_type),
        supplier_id,
        site_id: site.map(|site| site.id),
        ..ReadingQuery::of_time(calculation, from, to)
    };
    let (readings, _) =
        store::ingest::events::readings(&mut conn, &query, None, READINGS_MAX).await?;
    let examples: Vec<_> = readings
        .into_iter()
        .rev()
        .filter(|reading| {
            let method = reading.method.unwrap_or(MethodTier::Modelled);
            engine::learning::is_trainable(reading.status, reading.source, method)
        })
        .map(|reading| Example {
            at: reading.occurred_at,
            ends_at: reading.ends_at,
            activity: reading.activity,
            meter: (reading.supplier_id, reading.site_id),
            actual_kg: 0.0,
            prior_kg: None,
        })
        .collect();
    // Of several meters the one with most to say.
    let by_meter = periods(&examples);
    Ok(by_meter
        .into_values()
        .max_by_key(Vec::len)
        .unwrap_or_default())
}

pub(super) fn refused(fault: LearningError) -> Error {
    Error::invalid("body", "out_of_range", fault.to_string())
}
