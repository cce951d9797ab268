//! Many questions at once: kilograms and intervals, without their parts.

use std::collections::{BTreeSet, HashMap};

use bytes::Bytes;
use chrono::{DateTime, Utc};
use engine::emissions::{confidence, estimate};
use engine::ingest::BatchQuestions;
use engine::learning::{History, MeteredPeriod, residual_row};
use model::auth::Permission;
use model::emissions::MethodTier;
use model::ids::SiteId;
use model::ingest::{BatchRejection, EventDraft, EventType, SupplierRef};
use model::learning::{BatchPrediction, BatchPredictions, PredictionMethod};
use model::places::Site;
use model::problem::FieldError;

use super::basis::{Basis, Champion};
use super::plans::{self, looked_back_on, metered};
use super::predict::{input, refused};
use crate::Services;
use crate::actor::Actor;
use crate::emissions::grid_region;
use crate::error::{Error, Result};
use crate::ingest::invalid_event;

/// Sites looked up at a time.
const SITES_TOGETHER: usize = 1_000;
/// Suppliers and sites of a batch whose past is read.
const METERS_MAX: usize = 50;

/// Predicts an array of events of a type, or one per line. What can be predicted is, the rest is named.
///
/// # Errors
/// `Invalid` when the body is no batch, or looks back on more meters or readings than are read at once.
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
    let pasts = match basis.champion {
        Some(_) if name == EventType::Factory => {
            pasts_of(services, actor, &questions, &sites).await?
        }
        _ => Pasts::new(),
    };
    let services = services.clone();
    tokio::task::spawn_blocking(move || {
        let mut histories = HashMap::with_capacity(pasts.len());
        for (meter, past) in &pasts {
            let history = match past {
                Ok(periods) => Ok(History::new(periods, basis.zone).map_err(refused)?),
                Err(unknown) => Err(unknown),
            };
            histories.insert(meter.clone(), history);
        }
        let mut answer = BatchPredictions {
            model: basis.model_ref(name),
            predictions: Vec::with_capacity(questions.len()),
            rejected: Vec::new(),
        };
        for (index, question) in (0_u64..).zip(questions) {
            let one = question.and_then(|asked| {
                let site = asked.draft.site.as_ref().and_then(|name| sites.get(name));
                let region = grid_region(site, basis.region.as_deref());
                let asked = (&asked.draft, region);
                match &basis.champion {
                    Some(champion) if is_plan(asked.0) => {
                        let history = &histories[&meter_of(asked.0, &sites)];
                        let history = history
                            .as_ref()
                            .map_err(|unknown| vec![(*unknown).clone()])?;
                        one_planned(&services, champion, asked, history, index)
                    }
                    _ => one(&services, &basis, asked, index),
                }
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

/// A meter as questions name it.
type Meter = (SupplierRef, Option<SiteId>);
/// What meters showed before, or why that is not known.
type Pasts = HashMap<Meter, std::result::Result<Vec<MeteredPeriod>, FieldError>>;

/// Whether a factory's energy is what is asked.
fn is_plan(draft: &EventDraft) -> bool {
    draft.event_type == EventType::Factory && *draft.activity == draft.activity.without_meters()
}

fn meter_of(draft: &EventDraft, sites: &HashMap<String, Site>) -> Meter {
    let site = draft.site.as_ref().and_then(|name| sites.get(name));
    (draft.supplier.clone(), site.map(|site| site.id))
}

/// What each meter showed in the days that the planned periods look back on.
async fn pasts_of(
    services: &Services,
    actor: &Actor,
    questions: &BatchQuestions,
    sites: &HashMap<String, Site>,
) -> Result<Pasts> {
    let mut spans: HashMap<Meter, (DateTime<Utc>, DateTime<Utc>)> = HashMap::new();
    for asked in questions.iter().flatten() {
        if is_plan(&asked.draft) {
            let at = asked.draft.occurred_at;
            let span = spans.entry(meter_of(&asked.draft, sites));
            let (first, last) = span.or_insert((at, at));
            (*first, *last) = (at.min(*first), at.max(*last));
        }
    }
    if spans.len() > METERS_MAX {
        let message = format!(
            "the periods are of {} suppliers and sites; at most {METERS_MAX} are looked back on at once",
            spans.len()
        );
        return Err(Error::invalid("supplier", "too_many", message));
    }
    let mut pasts = Pasts::new();
    for (meter, (first, last)) in spans {
        let range = looked_back_on(first, last);
        let past = match metered(services, actor.org, (&meter.0, meter.1), range).await {
            Ok(past) => Ok(past),
            Err(Error::NotFound(what)) => {
                let message = format!("there is no such {what}: nothing was metered there");
                Err(FieldError::new(what, "unknown", message))
            }
            Err(other) => return Err(other),
        };
        pasts.insert(meter, past);
    }
    Ok(pasts)
}

fn one_planned(
    services: &Services,
    champion: &Champion,
    (draft, region): (&EventDraft, Option<&str>),
    history: &History<'_>,
    index: u64,
) -> std::result::Result<BatchPrediction, Vec<FieldError>> {
    let row = plans::row(champion, draft, history).map_err(reasons)?;
    let per_kwh = plans::of_one_kwh(services, draft, region).map_err(reasons)?;
    let kwh = champion.model.point(None, &row).map_err(refused);
    let kwh = kwh.map_err(reasons)?;
    let kg = |kwh: f64| kwh * per_kwh.co2e.kg();
    let (value, low, high) = (kg(kwh.value), kg(kwh.low), kg(kwh.high));
    Ok(BatchPrediction {
        index,
        co2e_kg: value,
        interval_low_kg: low,
        interval_high_kg: high,
        confidence: confidence(value, low, high),
        method: PredictionMethod::Learned,
    })
}

/// Why one of a batch is rejected.
fn reasons(fault: Error) -> Vec<FieldError> {
    match fault {
        Error::Invalid { errors, .. } => errors,
        other => vec![FieldError::new("body", "no_factor", other.to_string())],
    }
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
