//! What every question of an organisation is answered with, kept in memory.
//!
//! It is looked up anew after a short time, so that a version promoted or a region set by another
//! replica answers here soon; a version promoted here answers at once.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};
use chrono_tz::Tz;
use engine::learning::Model;
use model::ids::OrgId;
use model::ingest::EventType;
use model::learning::ModelRef;
use parking_lot::Mutex;
use store::Conn;

use crate::Services;
use crate::error::Result;
use crate::settings::time_zone;

/// How long what was looked up is good for.
const GOOD_FOR: Duration = Duration::seconds(5);

/// A version that answers.
#[derive(Debug)]
pub(super) struct Champion {
    pub(super) version: u32,
    pub(super) model: Model,
}

/// What an answer depends on beside the question.
#[derive(Debug)]
pub(super) struct Basis {
    pub(super) zone: Tz,
    /// Grid region of the organisation.
    pub(super) region: Option<String>,
    /// `None`: the published factors stand alone.
    pub(super) champion: Option<Arc<Champion>>,
}

impl Basis {
    /// The basis of an organisation's questions about an event type.
    pub(super) async fn of(services: &Services, org: OrgId, name: EventType) -> Result<Arc<Self>> {
        let now = services.clock().now();
        let key = (org, name);
        let known = services.bases().known.lock().get(&key).cloned();
        let is_fresh = |known: &Known| (now - known.looked_up_at).abs() < GOOD_FOR;
        if let Some(known) = known.as_ref().filter(|known| is_fresh(known)) {
            return Ok(Arc::clone(&known.basis));
        }
        let mut conn = services.db().read(org).await?;
        let settings = store::organisations::settings(&mut conn).await?;
        let earlier = known.and_then(|known| known.basis.champion.clone());
        let basis = Arc::new(Self {
            zone: time_zone(&settings.time_zone)?,
            region: settings.default_grid_region,
            champion: champion(&mut conn, name, earlier).await?,
        });
        let fresh = Known {
            basis: Arc::clone(&basis),
            looked_up_at: now,
        };
        services.bases().known.lock().insert(key, fresh);
        Ok(basis)
    }

    pub(super) fn model_ref(&self, name: EventType) -> Option<ModelRef> {
        self.champion.as_ref().map(|champion| ModelRef {
            name,
            version: champion.version,
        })
    }
}

/// The champion of an event type, which is read only when it is not the one known.
async fn champion(
    conn: &mut Conn,
    name: EventType,
    known: Option<Arc<Champion>>,
) -> Result<Option<Arc<Champion>>> {
    let Some(version) = store::learning::champion_version(conn, name).await? else {
        return Ok(None);
    };
    if let Some(known) = known.filter(|known| known.version == version) {
        return Ok(Some(known));
    }
    let Some((document, _)) = store::learning::document(conn, name, version).await? else {
        return Ok(None);
    };
    match Model::from_json(&document) {
        Ok(model) => Ok(Some(Arc::new(Champion { version, model }))),
        Err(fault) => {
            // The prior answers; whoever looks at the models sees why.
            tracing::error!(model = name.as_str(), version, %fault, "a model cannot be read");
            Ok(None)
        }
    }
}

#[derive(Debug, Clone)]
struct Known {
    basis: Arc<Basis>,
    looked_up_at: DateTime<Utc>,
}

/// What organisations that asked lately are answered with.
#[derive(Debug, Default)]
pub struct BasisCache {
    known: Mutex<HashMap<(OrgId, EventType), Known>>,
}

impl BasisCache {
    /// Looks everything up anew.
    pub(crate) fn forget(&self) {
        self.known.lock().clear();
    }
}
