//! Training, and the challenge of the champion: a new version answers only when it is better on events
//! that neither was trained on.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use engine::learning::{LearningError, Loss, Model, Split, challenge, evaluate, train as learn};
use model::auth::Permission;
use model::ids::OrgId;
use model::ingest::EventType;
use model::learning::ModelVersion;
use serde_json::json;
use store::learning::NewModel;

use super::lesson::rows;
use super::material::{self, Example};
use super::registry::one_version;
use crate::Services;
use crate::actor::Actor;
use crate::audit;
use crate::emissions::zone_of;
use crate::error::{Error, Result};
use crate::jobs::{Ended, organisations, run_apart};

/// Name of the job that trains.
pub const TRAINING: &str = "training";
const TIME_MAX: Duration = Duration::from_secs(1_800);

/// What to train, and what judges.
#[derive(Debug, Clone, Copy)]
pub struct TrainChoice {
    pub name: EventType,
    /// Events from this time on judge; `None`: the last fifth.
    pub holdout_from: Option<DateTime<Utc>>,
}

/// Trains a model on the organisation's metered events, and promotes it if it is better. It goes on when whoever
/// asked does not wait for it.
///
/// # Errors
/// `Forbidden` unless an admin asks; `Conflict` with too few metered events, saying how many there are,
/// and while another training runs.
pub async fn train(
    services: &Services,
    actor: &Actor,
    choice: TrainChoice,
) -> Result<ModelVersion> {
    actor.must(Permission::Administer)?;
    let version = Arc::new(OnceLock::new());
    let run = {
        let (services, actor, version) = (services.clone(), actor.clone(), Arc::clone(&version));
        Box::pin(async move {
            let made = train_one(&services, &actor, choice).await?;
            let made = version.get_or_init(|| made);
            Ok(format!("{} version {made}", choice.name.as_str()))
        })
    };
    match run_apart(services, TRAINING, TIME_MAX, run).await? {
        Some(Ended::Done(_)) => {}
        Some(Ended::Failed(why)) => return Err(Error::Conflict(why)),
        Some(Ended::TimedOut | Ended::Cancelled) => {
            return Err(Error::Unavailable(
                "the training did not end in time".to_owned(),
            ));
        }
        None => return Err(Error::Conflict("another training runs already".to_owned())),
    }
    let version = version.get().copied().unwrap_or_default();
    one_version(services, actor.org, choice.name, version).await
}

/// Trains every model of every organisation that has metered events enough.
///
/// # Errors
/// When the database does not answer; the next run begins again.
pub async fn train_all(services: &Services) -> Result<String> {
    let (mut trained, mut too_little) = (0, 0);
    for org in organisations(services).await? {
        for name in EventType::ALL {
            let choice = TrainChoice {
                name: *name,
                holdout_from: None,
            };
            match train_one(services, &Actor::system(org), choice).await {
                Ok(_) => trained += 1,
                Err(Error::Conflict(_)) => too_little += 1,
                Err(error) => return Err(error),
            }
        }
    }
    Ok(format!(
        "{trained} models trained, {too_little} have too few metered events"
    ))
}

async fn train_one(services: &Services, actor: &Actor, choice: TrainChoice) -> Result<u32> {
    let org = actor.org;
    let now = services.clock().now();
    let examples = material::read(services, org, choice.name, now).await?;
    let champion = champion_of(services, org, choice.name).await?;
    let mut conn = services.db().read(org).await?;
    let zone = zone_of(&mut conn).await?;
    drop(conn);
    let trained = tokio::task::spawn_blocking(move || make(choice, zone, &examples, champion))
        .await
        .map_err(Error::internal)?
        .map_err(not_learned)?;
    let mut tx = services.db().write(org).await?;
    let card = serde_json::to_value(trained.model.card()).map_err(Error::internal)?;
    let new = NewModel {
        name: choice.name,
        document: trained.model.as_json(),
        card,
        holdout_from: trained.holdout_from,
        verdict: &trained.verdict,
        trained_at: now,
        trained_by: &actor.name,
    };
    let version = store::learning::insert(&mut tx, &new).await?;
    if trained.is_better {
        store::learning::promote(&mut tx, choice.name, version, now).await?;
    }
    audit::record(
        services,
        &mut tx,
        actor,
        "models.train",
        format!("{} version {version}", choice.name.as_str()),
        json!({ "verdict": trained.verdict, "is_champion": trained.is_better }),
    )
    .await?;
    tx.commit().await?;
    services.bases().forget();
    Ok(version)
}

/// The champion as stored, with the start of what it was not trained on.
async fn champion_of(
    services: &Services,
    org: OrgId,
    name: EventType,
) -> Result<Option<(Model, DateTime<Utc>)>> {
    let mut conn = services.db().read(org).await?;
    let Some(version) = store::learning::champion_version(&mut conn, name).await? else {
        return Ok(None);
    };
    let stored = store::learning::document(&mut conn, name, version).await?;
    // A champion that cannot be read is no rival.
    Ok(stored.and_then(|(document, from)| Some((Model::from_json(&document).ok()?, from))))
}

struct Trained {
    model: Model,
    holdout_from: DateTime<Utc>,
    verdict: String,
    is_better: bool,
}

fn make(
    choice: TrainChoice,
    zone: Tz,
    examples: &[Example],
    champion: Option<(Model, DateTime<Utc>)>,
) -> std::result::Result<Trained, LearningError> {
    let set = rows(choice.name, zone, examples, None)?;
    let split = match choice.holdout_from {
        Some(at) => Split::at(&set, at)?,
        None => Split::by_share(&set)?,
    };
    let model = learn(choice.name.as_str(), &set, &split, Loss::Absolute)?;
    let holdout_from = set.times()[split.holdout.start];
    let unit = unit(choice.name);
    let (verdict, is_better) = match champion {
        None => against_nothing(&model, unit),
        Some((champion, unseen_from)) => {
            let old = rows(choice.name, zone, examples, Some(champion.features()))?;
            let first = set.times().partition_point(|at| *at < unseen_from);
            let judged = split.holdout.start.max(first)..split.holdout.end;
            if judged.is_empty() {
                let words = "no events are unknown to both this version and the champion";
                (words.to_owned(), false)
            } else {
                let verdict = challenge(
                    &evaluate(&champion, &old, judged.clone())?,
                    &evaluate(&model, &set, judged)?,
                );
                let is_better = verdict.is_better;
                let words = format!(
                    "off by {:.3} {unit} on average where the champion is off by {:.3}, on {} \
                     events unknown to both; {}",
                    verdict.challenger_mae,
                    verdict.champion_mae,
                    verdict.rows,
                    if is_better {
                        "it takes over"
                    } else {
                        "the champion stays"
                    }
                );
                (words, is_better)
            }
        }
    };
    Ok(Trained {
        model,
        holdout_from,
        verdict,
        is_better,
    })
}

/// Without a champion the published factors are the rival; a factory has no such, there it must say
/// more than the mean does.
fn against_nothing(model: &Model, unit: &str) -> (String, bool) {
    let Some(holdout) = model.card().holdout() else {
        return ("it was not judged".to_owned(), false);
    };
    match model.card().prior_mae {
        Some(prior) => {
            let is_better = holdout.mae < prior;
            let words = format!(
                "off by {:.3} {unit} on average where the published factors alone are off by {prior:.3}",
                holdout.mae
            );
            (words, is_better)
        }
        None => {
            let explained = holdout.r2.unwrap_or(0.0);
            let words = format!(
                "off by {:.3} {unit} on average; it explains {:.1} % of the variance",
                holdout.mae,
                100.0 * explained
            );
            (words, explained > 0.0)
        }
    }
}

/// Unit of a model's errors.
pub(super) fn unit(name: EventType) -> &'static str {
    if name == EventType::Factory {
        "kWh"
    } else {
        "kg"
    }
}

/// Stored events are never at fault: what stops a training is that there are too few yet.
fn not_learned(fault: LearningError) -> Error {
    match fault {
        LearningError::TooLittle { .. } | LearningError::PartTooSmall { .. } => {
            Error::Conflict(fault.to_string())
        }
        LearningError::TooMany { .. } => Error::Conflict(fault.to_string()),
        other => Error::internal(other),
    }
}
