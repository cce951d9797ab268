//! Events as CSV.

use bytes::Bytes;
use futures::Stream;
use model::auth::Permission;
use model::ingest::{EventItem, EventQuery};

use super::events::{events, scoped};
use crate::Services;
use crate::actor::Actor;
use crate::csv_text::{ROWS, line, stream_pages};
use crate::error::Result;

const HEADER: [&str; 23] = [
    "id",
    "event_type",
    "mode",
    "supplier",
    "site",
    "vehicle",
    "origin",
    "destination",
    "occurred_at",
    "ends_at",
    "data_source",
    "quality_status",
    "metered_share",
    "summary",
    "co2e_kg",
    "ttw_kg",
    "wtt_kg",
    "method",
    "interval_low_kg",
    "interval_high_kg",
    "interval_basis",
    "confidence",
    "no_factor_reason",
];

/// The lines of an export.
///
/// # Errors
/// `Invalid` when the query is; a fault later ends the stream.
pub async fn export_events(
    services: &Services,
    actor: &Actor,
    query: EventQuery,
) -> Result<impl Stream<Item = std::io::Result<Bytes>> + Send + 'static> {
    actor.must(Permission::ReadOwn)?;
    let mut query = scoped(actor, query)?;
    query.limit = Some(ROWS);
    query.cursor = None;
    let first = events(services, actor, query.clone()).await?;
    let (services, actor) = (services.clone(), actor.clone());
    Ok(stream_pages(line(HEADER), first, row, move |cursor| {
        let (services, actor, mut query) = (services.clone(), actor.clone(), query.clone());
        query.cursor = Some(cursor);
        async move { events(&services, &actor, query).await }
    }))
}

fn row(item: &EventItem) -> String {
    let estimate = item.estimate.as_ref();
    let number = |value: Option<f64>| value.map_or_else(String::new, |value| value.to_string());
    line([
        item.id.to_string(),
        item.event_type.as_str().to_owned(),
        item.mode
            .map_or_else(String::new, |mode| mode.as_str().to_owned()),
        item.supplier.clone(),
        item.site.clone().unwrap_or_default(),
        item.vehicle.clone().unwrap_or_default(),
        item.origin.clone().unwrap_or_default(),
        item.destination.clone().unwrap_or_default(),
        item.occurred_at.to_rfc3339(),
        item.ends_at.map_or_else(String::new, |at| at.to_rfc3339()),
        item.data_source.as_str().to_owned(),
        item.quality_status.as_str().to_owned(),
        number(item.metered_share),
        item.summary.clone(),
        number(estimate.map(|estimate| estimate.co2e_kg)),
        number(estimate.map(|estimate| estimate.ttw_kg)),
        number(estimate.map(|estimate| estimate.wtt_kg)),
        estimate.map_or_else(String::new, |estimate| estimate.method.as_str().to_owned()),
        number(estimate.map(|estimate| estimate.interval_low_kg)),
        number(estimate.map(|estimate| estimate.interval_high_kg)),
        estimate.map_or_else(String::new, |estimate| {
            estimate.interval_basis.as_str().to_owned()
        }),
        number(estimate.map(|estimate| estimate.confidence)),
        item.no_factor_reason.clone().unwrap_or_default(),
    ])
}
