//! The models that answer, kept in memory.
//!
//! Each is looked up anew after a short time, so that a version promoted by another replica answers
//! here soon; one promoted here answers at once.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Duration, Utc};
use engine::learning::Model;
use model::ids::OrgId;
use model::ingest::EventType;

use crate::Services;
use crate::error::Result;

/// How long an answer of the registry is good for.
const GOOD_FOR: Duration = Duration::seconds(5);

/// A version that answers.
#[derive(Debug)]
pub(super) struct Champion {
    pub(super) version: u32,
    pub(super) model: Model,
}

#[derive(Debug, Clone)]
struct Known {
    champion: Option<Arc<Champion>>,
    looked_up_at: DateTime<Utc>,
}

/// Champions of all organisations that asked lately.
#[derive(Debug, Default)]
pub struct ChampionCache {
    known: Mutex<HashMap<(OrgId, EventType), Known>>,
}

impl ChampionCache {
    /// Looks all of them up anew.
    pub(super) fn forget(&self) {
        self.known().clear();
    }

    fn known(&self) -> std::sync::MutexGuard<'_, HashMap<(OrgId, EventType), Known>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The model that answers for an event type; `None`: the published factors stand alone.
pub(super) async fn champion(
    services: &Services,
    org: OrgId,
    name: EventType,
) -> Result<Option<Arc<Champion>>> {
    let now = services.clock().now();
    let key = (org, name);
    let known = services.champions().known().get(&key).cloned();
    let is_fresh = |known: &Known| (now - known.looked_up_at).abs() < GOOD_FOR;
    if let Some(known) = known.as_ref().filter(|known| is_fresh(known)) {
        return Ok(known.champion.clone());
    }
    let mut conn = services.db().read(org).await?;
    let version = store::learning::champion_version(&mut conn, name).await?;
    let same = known
        .and_then(|known| known.champion)
        .filter(|champion| Some(champion.version) == version);
    let champion = match (version, same) {
        (None, _) => None,
        (Some(_), Some(same)) => Some(same),
        (Some(version), None) => {
            let document = store::learning::document(&mut conn, name, version).await?;
            document.and_then(|(document, _)| match Model::from_json(&document) {
                Ok(model) => Some(Arc::new(Champion { version, model })),
                Err(fault) => {
                    // The prior answers; whoever looks at the models sees why.
                    tracing::error!(model = name.as_str(), version, %fault, "a model cannot be read");
                    None
                }
            })
        }
    };
    let fresh = Known {
        champion: champion.clone(),
        looked_up_at: now,
    };
    services.champions().known().insert(key, fresh);
    Ok(champion)
}
