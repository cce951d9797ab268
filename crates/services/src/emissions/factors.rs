//! The published factors, for browsing.

use model::auth::Permission;
use model::emissions::{Factor, FactorQuery};
use model::page::Page;

use crate::Services;
use crate::actor::Actor;
use crate::csv_text::line;
use crate::error::{Error, Result};
use crate::page::limit_of;

/// A page of factors.
///
/// # Errors
/// `Invalid` with a cursor of another list.
pub async fn factors(
    services: &Services,
    actor: &Actor,
    query: FactorQuery,
) -> Result<Page<Factor>> {
    actor.must(Permission::ReadOwn)?;
    let mut conn = services.db().read(actor.org).await?;
    Ok(store::emissions::factors::page(&mut conn, &query, limit_of(query.limit)).await?)
}

/// One factor.
///
/// # Errors
/// `NotFound`.
pub async fn factor(services: &Services, actor: &Actor, id: &str) -> Result<Factor> {
    actor.must(Permission::ReadOwn)?;
    let mut conn = services.db().read(actor.org).await?;
    store::emissions::factors::get(&mut conn, id)
        .await?
        .ok_or(Error::NotFound("factor"))
}

/// The shipped catalogue as CSV, for the command line; needs no database.
#[must_use]
pub fn factors_csv(query: &FactorQuery) -> String {
    let catalogue = engine::emissions::Catalogue::published();
    let mut text = line([
        "id",
        "activity",
        "unit",
        "kg_co2e_per_unit",
        "scope",
        "region",
        "year",
        "gwp_set",
        "publisher",
        "publisher_row",
        "licence",
        "quality",
    ]);
    let mut query = query.clone();
    loop {
        let page = catalogue.search(&query);
        text.extend(page.items.iter().map(row));
        query.cursor = page.next_cursor;
        if query.cursor.is_none() {
            return text;
        }
    }
}

fn row(factor: &Factor) -> String {
    line([
        factor.id.clone(),
        factor.activity.clone(),
        factor.unit.clone(),
        factor.kg_co2e_per_unit.to_string(),
        factor.scope.as_str().to_owned(),
        factor.region.clone(),
        factor.year.to_string(),
        factor.gwp_set.clone(),
        factor.publisher.clone(),
        factor.publisher_row.clone(),
        factor.licence.clone(),
        factor.quality.as_str().to_owned(),
    ])
}
