//! An organisation's own choices.

use chrono_tz::Tz;
use engine::vocabulary;
use model::auth::Permission;
use model::problem::FieldError;
use model::settings::{KEPT_DAYS_MAX, KEPT_DAYS_MIN, MapTiles, OrgSettings};
use serde_json::json;

use crate::Services;
use crate::actor::Actor;
use crate::audit;
use crate::emissions;
use crate::error::{Error, Result};

/// The settings in force.
///
/// # Errors
/// `Forbidden` for supplier users.
pub async fn settings(services: &Services, actor: &Actor) -> Result<OrgSettings> {
    actor.must(Permission::Read)?;
    let mut conn = services.db().read(actor.org).await?;
    Ok(store::organisations::settings(&mut conn).await?)
}

/// The installation's tiles, where it has any and the organisation wants them.
///
/// # Errors
/// Those of the store.
pub async fn map_tiles(services: &Services, actor: &Actor) -> Result<Option<MapTiles>> {
    let Some(tiles) = &services.options().map_tiles else {
        return Ok(None);
    };
    let mut conn = services.db().read(actor.org).await?;
    let settings = store::organisations::settings(&mut conn).await?;
    Ok(settings.shows_map_tiles.then(|| tiles.clone()))
}

/// Replaces them. A new time zone rebuilds the daily roll-up in the same transaction.
///
/// # Errors
/// `Invalid` per field.
pub async fn change_settings(
    services: &Services,
    actor: &Actor,
    settings: OrgSettings,
) -> Result<OrgSettings> {
    actor.must(Permission::Administer)?;
    let settings = OrgSettings {
        name: settings.name.trim().to_owned(),
        time_zone: settings.time_zone.trim().to_owned(),
        currency: settings.currency.trim().to_uppercase(),
        default_grid_region: settings
            .default_grid_region
            .map(|region| region.trim().to_owned())
            .filter(|region| !region.is_empty()),
        target_kg_per_hour: settings.target_kg_per_hour,
        thresholds: settings.thresholds,
        prices: settings.prices,
        shows_map_tiles: settings.shows_map_tiles,
        market_price_days: settings.market_price_days,
    };
    check(&settings)?;
    let mut tx = services.db().write(actor.org).await?;
    let before = store::organisations::settings(&mut tx).await?;
    is_meant(&before, &settings)?;
    store::organisations::put_settings(&mut tx, &settings).await?;
    if before.time_zone != settings.time_zone {
        emissions::rebuild_daily(&mut tx, time_zone(&settings.time_zone)?).await?;
    }
    let metadata = json!({ "before": before, "after": settings });
    audit::record(
        services,
        &mut tx,
        actor,
        "settings.change",
        "settings".to_owned(),
        metadata,
    )
    .await?;
    tx.commit().await?;
    services.bases().forget();
    Ok(settings)
}

/// Refuses a new currency under the amounts of the old one.
fn is_meant(before: &OrgSettings, after: &OrgSettings) -> Result<()> {
    let is_slip = before.currency != after.currency
        && !after.prices.is_empty()
        && before.prices == after.prices;
    if is_slip {
        let message = format!(
            "the prices are in {}; give them in {} with the new currency, or remove them",
            before.currency, after.currency
        );
        return Err(Error::invalid("currency", "prices_set", message));
    }
    Ok(())
}

/// The zone called `name`.
pub(crate) fn time_zone(name: &str) -> Result<Tz> {
    name.parse().map_err(|_| {
        Error::invalid(
            "time_zone",
            "unknown",
            format!("`{name}` is no IANA time zone; one looks like Europe/Berlin"),
        )
    })
}

/// Refuses settings that cannot be used, all faults at once.
pub(crate) fn check(settings: &OrgSettings) -> Result<()> {
    let mut errors = Vec::new();
    if !(1..=100).contains(&settings.name.chars().count()) {
        errors.push(FieldError::new(
            "name",
            "length",
            "the name must have 1 to 100 characters",
        ));
    }
    if let Err(error) = time_zone(&settings.time_zone) {
        errors.extend_from_slice(error.field_errors());
    }
    let currency = &settings.currency;
    if currency.len() != 3 || !currency.bytes().all(|byte| byte.is_ascii_uppercase()) {
        errors.push(FieldError::new(
            "currency",
            "malformed",
            format!("`{currency}` is no ISO 4217 code; one looks like EUR"),
        ));
    }
    if let Some(prices) = settings.prices() {
        errors.extend(engine::whatif::check_prices(&prices));
    }
    if let Some(region) = &settings.default_grid_region
        && vocabulary::grid_region(region).is_none()
    {
        errors.push(FieldError::new(
            "default_grid_region",
            "unknown",
            format!(
                "`{region}` is no grid region of the factor table; one looks like DEU or US-CAMX"
            ),
        ));
    }
    if settings
        .target_kg_per_hour
        .is_some_and(|target| !(target > 0.0 && target < 1e9))
    {
        errors.push(FieldError::new(
            "target_kg_per_hour",
            "out_of_range",
            "the target must be above 0 and below 1,000,000,000 kg per hour",
        ));
    }
    if settings
        .thresholds
        .is_some_and(|thresholds| !thresholds.are_in_order())
    {
        errors.push(FieldError::new(
            "thresholds",
            "out_of_range",
            "the thresholds must be above 0, and warn not below info, critical not below warn",
        ));
    }
    if let Some(days) = settings
        .market_price_days
        .filter(|days| !(KEPT_DAYS_MIN..=KEPT_DAYS_MAX).contains(days))
    {
        errors.push(FieldError::new(
            "market_price_days",
            "out_of_range",
            format!("market_price_days: {days} must be {KEPT_DAYS_MIN} to {KEPT_DAYS_MAX}; advice looks back so far"),
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
