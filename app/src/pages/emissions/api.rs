//! What the dashboard and the list of events ask of the server.

use leptos::prelude::*;
use leptos::server_fn::codec::Json;
use model::emissions::{Dashboard, EmissionMap, Explanation};
use model::ids::EventId;
use model::ingest::{EventDetail, EventItem, EventQuery, EventType};
use model::page::Page;
use model::settings::MapTiles;
use model::time::{RangeChoice, TimeRange};
use serde::{Deserialize, Serialize};

use crate::error::AppError;

/// An event and how its kilograms came about.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ExplainedEvent {
    /// What was done.
    pub event: EventDetail,
    /// The arithmetic.
    pub explanation: Explanation,
}

/// A page of events and the instants it was read for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EventList {
    /// The events.
    pub page: Page<EventItem>,
    /// `None`: of all time.
    pub range: Option<TimeRange>,
}

/// What the map is drawn from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MapSheet {
    /// Kilograms and hotspots at their positions.
    pub map: EmissionMap,
    /// What lies below them, beside the map's own land.
    pub tiles: Option<MapTiles>,
}

/// The filter of what a page looks at.
#[cfg(feature = "ssr")]
async fn looked_at(
    services: &services::Services,
    actor: &services::Actor,
    range: RangeChoice,
    category: Option<EventType>,
) -> Result<model::emissions::FigureFilter, AppError> {
    let range = services::emissions::chosen_range(services, actor, range).await?;
    Ok(model::emissions::FigureFilter {
        from: range.map(|range| range.from),
        to: range.map(|range| range.to),
        category,
        supplier_id: None,
    })
}

/// Everything the dashboard shows. With a category, all figures are limited to it but the
/// breakdown, from which another one can be chosen.
#[server(prefix = "/fn", endpoint = "emissions/dashboard", input = Json)]
pub async fn load_dashboard(
    range: RangeChoice,
    category: Option<EventType>,
) -> Result<Dashboard, AppError> {
    use model::emissions::{FigureFilter, FigureQuery, GroupBy};
    use services::emissions;

    let (services, actor) = (crate::context::services()?, crate::context::actor()?);
    let filter = looked_at(&services, &actor, range, category).await?;
    let mut dashboard = emissions::dashboard(&services, &actor, filter).await?;
    if category.is_some() {
        let shown = dashboard.range.range;
        let query = FigureQuery {
            filter: FigureFilter {
                from: Some(shown.from),
                to: Some(shown.to),
                ..FigureFilter::default()
            },
            group_by: Some(GroupBy::Category),
            bucket: None,
        };
        dashboard.by_category = emissions::summary(&services, &actor, query).await?;
    }
    Ok(dashboard)
}

/// Where it was emitted, and what stands out there now.
#[server(prefix = "/fn", endpoint = "emissions/map", input = Json)]
pub async fn load_map(
    range: RangeChoice,
    category: Option<EventType>,
) -> Result<MapSheet, AppError> {
    use services::monitoring;

    let (services, actor) = (crate::context::services()?, crate::context::actor()?);
    let filter = looked_at(&services, &actor, range, category).await?;
    Ok(MapSheet {
        map: monitoring::emission_map(&services, &actor, filter).await?,
        tiles: services::settings::map_tiles(&services, &actor).await?,
    })
}

/// One page of events. Days of `range` are turned into the query's instants.
#[server(prefix = "/fn", endpoint = "emissions/events", input = Json)]
pub async fn load_events(range: RangeChoice, query: EventQuery) -> Result<EventList, AppError> {
    use services::emissions;

    let (services, actor) = (crate::context::services()?, crate::context::actor()?);
    let range = emissions::chosen_range(&services, &actor, range).await?;
    let query = EventQuery {
        from: range.map(|range| range.from),
        to: range.map(|range| range.to),
        ..query
    };
    let page = emissions::events(&services, &actor, query).await?;
    Ok(EventList { page, range })
}

/// An event with its explanation.
#[server(prefix = "/fn", endpoint = "emissions/event", input = Json)]
pub async fn load_event(id: EventId) -> Result<ExplainedEvent, AppError> {
    let (services, actor) = (crate::context::services()?, crate::context::actor()?);
    Ok(ExplainedEvent {
        event: services::emissions::event(&services, &actor, id).await?,
        explanation: services::emissions::explanation(&services, &actor, id).await?,
    })
}
