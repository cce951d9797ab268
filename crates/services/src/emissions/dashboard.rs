//! Everything the dashboard's first paint needs, read in one go.

use model::emissions::{Dashboard, FigureFilter, GroupBy};

use super::events::item_of;
use super::figures::View;
use crate::Services;
use crate::actor::Actor;
use crate::error::Result;

/// Events in the feed.
const LATEST: u32 = 12;

/// See the module.
///
/// # Errors
/// `Invalid` when the range is.
pub async fn dashboard(
    services: &Services,
    actor: &Actor,
    filter: FigureFilter,
) -> Result<Dashboard> {
    let mut view = View::open(services, actor).await?;
    let range = view.range(&filter).await?;
    let narrowed = view.filter(&filter);
    // The donut keeps showing every category while the rest of the page is limited to one.
    let all_categories = view.filter(&FigureFilter {
        category: None,
        ..filter
    });
    let pulse = view.pulse().await?;
    let by_category = view
        .summary(&range.range, &all_categories, GroupBy::Category)
        .await?;
    let top_suppliers = view
        .summary(&range.range, &narrowed, GroupBy::Supplier)
        .await?;
    let series = view
        .series(&range.range, &narrowed, GroupBy::Category, None)
        .await?;
    let quality = view.badge(&range.range, &narrowed).await?;
    let calculation = view.calculation;
    let zone = view.zone;
    let latest =
        store::ingest::events::latest(&mut view.conn, calculation, narrowed.supplier_id, LATEST)
            .await?;
    let latest = latest
        .into_iter()
        .map(|event| item_of(zone, event))
        .collect();
    Ok(Dashboard {
        range,
        pulse,
        by_category,
        top_suppliers,
        series,
        quality,
        latest,
    })
}
