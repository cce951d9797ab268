//! Suppliers and sites.

use model::auth::Permission;
use model::ids::{SiteId, SupplierId};
use model::page::{Page, PageRequest};
use model::places::{PlaceChange, Site, Supplier};
use model::problem::FieldError;
use serde_json::json;

use crate::Services;
use crate::actor::Actor;
use crate::audit;
use crate::error::{Error, Result};
use crate::page::limit_of;

/// Suppliers by name; a supplier user sees their own alone.
///
/// # Errors
/// `Invalid` with a cursor of another list.
pub async fn suppliers(
    services: &Services,
    actor: &Actor,
    page: PageRequest,
) -> Result<Page<Supplier>> {
    actor.must(Permission::ReadOwn)?;
    let mut conn = services.db().read(actor.org).await?;
    if let Some(own) = actor.supplier_scope() {
        let items = store::places::supplier(&mut conn, own)
            .await?
            .into_iter()
            .collect();
        return Ok(Page {
            items,
            next_cursor: None,
        });
    }
    Ok(store::places::suppliers_page(&mut conn, &page, limit_of(page.limit)).await?)
}

/// Sites by name.
///
/// # Errors
/// `Invalid` with a cursor of another list.
pub async fn sites(services: &Services, actor: &Actor, page: PageRequest) -> Result<Page<Site>> {
    actor.must(Permission::Read)?;
    let mut conn = services.db().read(actor.org).await?;
    Ok(store::places::sites_page(&mut conn, &page, limit_of(page.limit)).await?)
}

/// A new supplier.
///
/// # Errors
/// `Invalid` per field, `Conflict` when the name is taken.
pub async fn create_supplier(
    services: &Services,
    actor: &Actor,
    new: PlaceChange,
) -> Result<Supplier> {
    actor.must(Permission::Operate)?;
    let name = required_name(&new)?;
    check(&new)?;
    let mut tx = services.db().write(actor.org).await?;
    let now = services.clock().now();
    let supplier = store::places::create_supplier(&mut tx, &name, &new, now).await?;
    let subject = format!("supplier {}", supplier.id);
    audit::record(
        services,
        &mut tx,
        actor,
        "supplier.create",
        subject,
        json!(new),
    )
    .await?;
    tx.commit().await?;
    Ok(supplier)
}

/// Changes a supplier; absent fields stay.
///
/// # Errors
/// `NotFound`, `Invalid` per field, `Conflict` when the name is taken.
pub async fn change_supplier(
    services: &Services,
    actor: &Actor,
    id: SupplierId,
    change: PlaceChange,
) -> Result<Supplier> {
    actor.must(Permission::Operate)?;
    check(&change)?;
    let mut tx = services.db().write(actor.org).await?;
    let supplier = store::places::change_supplier(&mut tx, id, &change).await?;
    let subject = format!("supplier {id}");
    audit::record(
        services,
        &mut tx,
        actor,
        "supplier.change",
        subject,
        json!(change),
    )
    .await?;
    tx.commit().await?;
    Ok(supplier)
}

/// A new site.
///
/// # Errors
/// `Invalid` per field, `Conflict` when the name is taken.
pub async fn create_site(services: &Services, actor: &Actor, new: PlaceChange) -> Result<Site> {
    actor.must(Permission::Operate)?;
    let name = required_name(&new)?;
    check(&new)?;
    let mut tx = services.db().write(actor.org).await?;
    let site = store::places::create_site(&mut tx, &name, &new, services.clock().now()).await?;
    let subject = format!("site {}", site.id);
    audit::record(services, &mut tx, actor, "site.create", subject, json!(new)).await?;
    tx.commit().await?;
    Ok(site)
}

/// Changes a site; its grid region holds for events that arrive from then on.
///
/// # Errors
/// `NotFound`, `Invalid` per field, `Conflict` when the name is taken.
pub async fn change_site(
    services: &Services,
    actor: &Actor,
    id: SiteId,
    change: PlaceChange,
) -> Result<Site> {
    actor.must(Permission::Operate)?;
    check(&change)?;
    let mut tx = services.db().write(actor.org).await?;
    let site = store::places::change_site(&mut tx, id, &change).await?;
    let subject = format!("site {id}");
    audit::record(
        services,
        &mut tx,
        actor,
        "site.change",
        subject,
        json!(change),
    )
    .await?;
    tx.commit().await?;
    Ok(site)
}

fn required_name(change: &PlaceChange) -> Result<String> {
    change
        .name
        .as_deref()
        .map(|name| name.trim().to_owned())
        .filter(|name| !name.is_empty())
        .ok_or_else(|| Error::invalid("name", "required", "a name is needed"))
}

fn check(change: &PlaceChange) -> Result<()> {
    let mut errors = Vec::new();
    let length =
        |text: &Option<String>| text.as_ref().map_or(1, |text| text.trim().chars().count());
    if !(1..=200).contains(&length(&change.name)) {
        errors.push(FieldError::new(
            "name",
            "length",
            "the name must have 1 to 200 characters",
        ));
    }
    if length(&change.location) > 500 {
        errors.push(FieldError::new(
            "location",
            "length",
            "at most 500 characters",
        ));
    }
    for (field, value, max) in [("lat", change.lat, 90.0), ("lon", change.lon, 180.0)] {
        if value.is_some_and(|value| value.is_nan() || value.abs() > max) {
            errors.push(FieldError::new(
                field,
                "out_of_range",
                format!("{field} must be from -{max} to {max} degrees"),
            ));
        }
    }
    if let Some(region) = &change.grid_region
        && engine::vocabulary::grid_region(region).is_none()
    {
        errors.push(FieldError::new(
            "grid_region",
            "unknown",
            format!(
                "`{region}` is no grid region of the factor table; one looks like DEU or US-CAMX"
            ),
        ));
    }
    match errors.first() {
        None => Ok(()),
        Some(first) => Err(Error::Invalid {
            detail: first.message.clone(),
            errors,
        }),
    }
}
