//! The registry: which versions there are, which one answers, and going back.

use chrono_tz::Tz;
use engine::learning::ModelCard;
use model::auth::Permission;
use model::ids::OrgId;
use model::ingest::EventType;
use model::learning::{ModelCandidate, ModelOverview, ModelStatus, ModelVersion, PromoteRequest};
use serde_json::json;
use store::learning::ModelRow;

use super::training::unit;
use crate::Services;
use crate::actor::Actor;
use crate::audit;
use crate::emissions::{local_text, zone_of};
use crate::error::{Error, Result};

/// All models with their versions.
///
/// # Errors
/// `Forbidden` for supplier users.
pub async fn models(services: &Services, actor: &Actor) -> Result<Vec<ModelOverview>> {
    actor.must(Permission::Read)?;
    let mut conn = services.db().read(actor.org).await?;
    let zone = zone_of(&mut conn).await?;
    let rows = store::learning::models(&mut conn).await?;
    Ok(EventType::ALL
        .iter()
        .map(|name| {
            let own = rows.iter().filter(|row| row.name == *name);
            let champion = own
                .clone()
                .find(|row| row.status == ModelStatus::Champion)
                .map(|row| row.version);
            ModelOverview {
                name: *name,
                predicts: predicts(*name).to_owned(),
                unit: unit(*name).to_owned(),
                champion,
                versions: own.map(|row| version(zone, row)).collect(),
            }
        })
        .collect())
}

fn predicts(name: EventType) -> &'static str {
    match name {
        EventType::Factory => {
            "electricity of a period, from the calendar, the load type and the days before"
        }
        EventType::Logistics | EventType::Warehouse | EventType::Delivery => {
            "how far metered kilograms are from the published factors"
        }
    }
}

pub(super) async fn one_version(
    services: &Services,
    org: OrgId,
    name: EventType,
    number: u32,
) -> Result<ModelVersion> {
    let mut conn = services.db().read(org).await?;
    let zone = zone_of(&mut conn).await?;
    let rows = store::learning::models(&mut conn).await?;
    let row = rows
        .iter()
        .find(|row| row.name == name && row.version == number)
        .ok_or(Error::NotFound("model version"))?;
    Ok(version(zone, row))
}

/// Makes a version the champion, whatever its figures.
///
/// # Errors
/// `Forbidden` unless an admin asks; `Invalid` without such a version.
pub async fn promote(
    services: &Services,
    actor: &Actor,
    name: EventType,
    request: PromoteRequest,
) -> Result<ModelVersion> {
    actor.must(Permission::Administer)?;
    let now = services.clock().now();
    let mut tx = services.db().write(actor.org).await?;
    if !store::learning::promote(&mut tx, name, request.version, now).await? {
        return Err(Error::invalid(
            "version",
            "unknown",
            format!("there is no version {} of this model", request.version),
        ));
    }
    let subject = format!("{} version {}", name.as_str(), request.version);
    audit::record(
        services,
        &mut tx,
        actor,
        "models.promote",
        subject,
        json!({}),
    )
    .await?;
    tx.commit().await?;
    services.bases().forget();
    one_version(services, actor.org, name, request.version).await
}

/// Goes back to the champion before this one.
///
/// # Errors
/// `Forbidden` unless an admin asks; `Conflict` when there was none before.
pub async fn rollback(services: &Services, actor: &Actor, name: EventType) -> Result<ModelVersion> {
    actor.must(Permission::Administer)?;
    let now = services.clock().now();
    let mut tx = services.db().write(actor.org).await?;
    let none = || Error::Conflict("there was no champion before; train or promote one".to_owned());
    let present = store::learning::champion_version(&mut tx, name).await?;
    let before = store::learning::champion_before(&mut tx, name)
        .await?
        .ok_or_else(none)?;
    if let Some(present) = present {
        store::learning::demote(&mut tx, name, present).await?;
    }
    store::learning::promote(&mut tx, name, before, now).await?;
    let subject = format!("{} version {before}", name.as_str());
    let metadata = json!({ "instead_of": present });
    audit::record(
        services,
        &mut tx,
        actor,
        "models.rollback",
        subject,
        metadata,
    )
    .await?;
    tx.commit().await?;
    services.bases().forget();
    one_version(services, actor.org, name, before).await
}

fn version(zone: Tz, row: &ModelRow) -> ModelVersion {
    let card: Option<ModelCard> = serde_json::from_value(row.card.clone()).ok();
    let card = card.as_ref();
    ModelVersion {
        name: row.name,
        version: row.version,
        status: row.status,
        method: card.map_or_else(String::new, |card| card.method.as_str().to_owned()),
        trees: card.map_or(0, |card| u32::try_from(card.trees).unwrap_or(u32::MAX)),
        from: card.map_or(row.holdout_from, |card| card.from),
        to: card.map_or(row.holdout_from, |card| card.to),
        learn_rows: card.map_or(0, |card| card.learn_rows as u64),
        holdout_from: row.holdout_from,
        holdout: card.and_then(ModelCard::holdout).copied(),
        candidates: card.map_or_else(Vec::new, |card| {
            let candidates = card.candidates.iter();
            candidates
                .map(|one| ModelCandidate {
                    method: one.method.as_str().to_owned(),
                    holdout: one.holdout,
                })
                .collect()
        }),
        prior_mae: card.and_then(|card| card.prior_mae),
        verdict: row.verdict.clone(),
        trained_at: row.trained_at,
        trained_at_local: local_text(zone, row.trained_at),
        trained_by: row.trained_by.clone(),
        promoted_at: row.promoted_at,
    }
}
