//! What the scenarios ask of the server.

use leptos::prelude::*;
use leptos::server_fn::codec::Json;
use model::emissions::Change;
use model::ids::{RecommendationId, ScenarioId, SupplierId};
use model::ingest::EventType;
use model::time::RangeChoice;
#[cfg(feature = "ssr")]
use model::whatif::SimulateRequest;
use model::whatif::{LeverOverview, Outcome, SavedScenario, ScenarioFilter};
use serde::{Deserialize, Serialize};

use crate::error::AppError;

/// Which events are asked about.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct About {
    pub range: RangeChoice,
    pub event_type: Option<EventType>,
    pub filter: ScenarioFilter,
}

/// A period with its levers, and what was kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Scope {
    /// The period in words.
    pub label: String,
    pub overview: LeverOverview,
    pub suppliers: Vec<(SupplierId, String)>,
    /// Newest first.
    pub kept: Vec<SavedScenario>,
}

/// The scenario of these events in which nothing is done differently, and its period in words.
#[cfg(feature = "ssr")]
async fn unchanged(about: About) -> Result<(SimulateRequest, String), AppError> {
    use crate::context::{actor, services};

    let period = services::emissions::period(&services()?, &actor()?, about.range).await?;
    let scenario = SimulateRequest {
        scenario_type: about.event_type,
        from: period.range.from,
        to: period.range.to,
        filter: about.filter,
        changes: Vec::new(),
    };
    Ok((scenario, period.label))
}

/// Looks a period up: its levers and where they stand.
#[server(prefix = "/fn", endpoint = "whatif/open", input = Json)]
pub async fn open_scenario(about: About) -> Result<Scope, AppError> {
    use crate::context::{actor, services};
    use model::page::PageRequest;
    use model::whatif::ScenarioQuery;
    use services::{places, whatif};

    let (services, actor) = (services()?, actor()?);
    let (scenario, label) = unchanged(about).await?;
    let overview = whatif::levers(&services, &actor, scenario.into()).await?;
    let page = PageRequest {
        limit: Some(200),
        ..PageRequest::default()
    };
    let suppliers = places::suppliers(&services, &actor, page).await?;
    let kept = whatif::scenarios(&services, &actor, ScenarioQuery::default()).await?;
    Ok(Scope {
        label,
        overview,
        suppliers: suppliers
            .items
            .into_iter()
            .map(|supplier| (supplier.id, supplier.name))
            .collect(),
        kept: kept.items,
    })
}

/// Both sides of a scenario that is being made up.
#[server(prefix = "/fn", endpoint = "whatif/preview", input = Json)]
pub async fn preview_scenario(about: About, changes: Vec<Change>) -> Result<Outcome, AppError> {
    use crate::context::{actor, services};
    use model::whatif::SimulateQuery;

    let (scenario, _) = unchanged(about).await?;
    let scenario = SimulateRequest {
        changes,
        ..scenario
    };
    let query = SimulateQuery { preview: true };
    Ok(services::whatif::simulate(&services()?, &actor()?, scenario, query).await?)
}

/// Keeps a scenario under a name.
#[server(prefix = "/fn", endpoint = "whatif/save", input = Json)]
pub async fn save_scenario(
    name: String,
    about: About,
    changes: Vec<Change>,
) -> Result<SavedScenario, AppError> {
    use crate::context::{actor, services};
    use model::whatif::NewScenario;

    let (scenario, _) = unchanged(about).await?;
    let scenario = SimulateRequest {
        changes,
        ..scenario
    };
    let new = NewScenario { name, scenario };
    Ok(services::whatif::save(&services()?, &actor()?, new).await?)
}

/// Forgets a kept scenario.
#[server(prefix = "/fn", endpoint = "whatif/forget", input = Json)]
pub async fn forget_scenario(id: ScenarioId) -> Result<(), AppError> {
    use crate::context::{actor, services};

    Ok(services::whatif::delete(&services()?, &actor()?, id).await?)
}

/// Makes a recommendation of a kept scenario.
#[server(prefix = "/fn", endpoint = "whatif/recommend", input = Json)]
pub async fn recommend_scenario(id: ScenarioId) -> Result<RecommendationId, AppError> {
    use crate::context::{actor, services};

    let made = services::whatif::recommend(&services()?, &actor()?, id).await?;
    Ok(made.id)
}
