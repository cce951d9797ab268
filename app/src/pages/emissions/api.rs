//! What the dashboard and the list of events ask of the server.

use leptos::prelude::*;
use leptos::server_fn::codec::Json;
use model::emissions::{Dashboard, Explanation};
use model::ids::EventId;
use model::ingest::{EventDetail, EventItem, EventQuery, EventType};
use model::page::Page;
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
    let range = emissions::chosen_range(&services, &actor, range).await?;
    let filter = FigureFilter {
        from: range.map(|range| range.from),
        to: range.map(|range| range.to),
        category,
        supplier_id: None,
    };
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
