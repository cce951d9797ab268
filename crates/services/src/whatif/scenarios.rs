//! Scenarios kept under a name, with the answer they had then.

use chrono_tz::Tz;
use model::auth::Permission;
use model::ids::ScenarioId;
use model::page::Page;
use model::time::TimeRange;
use model::whatif::{NAME_CHARS_MAX, NewScenario, SavedScenario, ScenarioQuery};
use serde_json::json;
use store::Conn;
use store::whatif::ScenarioRow;
use uuid::Uuid;

use super::simulate::calculated;
use crate::Services;
use crate::actor::Actor;
use crate::audit;
use crate::emissions::{local_text, range_label, zone_of};
use crate::error::{Error, Result};
use crate::page::limit_of;

/// Scenarios of an organisation.
const SCENARIOS_MAX: u64 = 500;

/// Calculates a scenario and keeps it.
///
/// # Errors
/// `Forbidden` for viewers and supplier users; `Invalid` per field; `Conflict` when there are too many.
pub async fn save(services: &Services, actor: &Actor, new: NewScenario) -> Result<SavedScenario> {
    actor.must(Permission::Operate)?;
    let name = new.name.trim().to_owned();
    let length = name.chars().count();
    if !(1..=NAME_CHARS_MAX).contains(&length) {
        let message =
            format!("the name has {length} characters; it must have 1 to {NAME_CHARS_MAX}");
        return Err(Error::invalid("name", "length", message));
    }
    let outcome = calculated(services, actor.org, &new.scenario).await?;
    let row = ScenarioRow {
        id: ScenarioId(Uuid::now_v7()),
        name,
        request: new.scenario,
        outcome,
        recommendation_id: None,
        created_at: services.clock().now(),
        created_by: actor.name.clone(),
    };
    let mut tx = services.db().write(actor.org).await?;
    if store::whatif::count(&mut tx).await? >= SCENARIOS_MAX {
        let message = format!("{SCENARIOS_MAX} scenarios are kept; delete one first");
        return Err(Error::Conflict(message));
    }
    store::whatif::insert(&mut tx, &row).await?;
    let metadata = json!({ "name": row.name, "scenario": row.request });
    let subject = format!("scenario {}", row.id);
    audit::record(services, &mut tx, actor, "scenario.save", subject, metadata).await?;
    let zone = zone_of(&mut tx).await?;
    tx.commit().await?;
    Ok(saved(zone, row))
}

/// Those kept, newest first.
///
/// # Errors
/// `Forbidden` for supplier users.
pub async fn scenarios(
    services: &Services,
    actor: &Actor,
    query: ScenarioQuery,
) -> Result<Page<SavedScenario>> {
    actor.must(Permission::Read)?;
    let mut conn = services.db().read(actor.org).await?;
    let zone = zone_of(&mut conn).await?;
    let page = store::whatif::page(&mut conn, &query, limit_of(query.limit)).await?;
    Ok(Page {
        items: page.items.into_iter().map(|row| saved(zone, row)).collect(),
        next_cursor: page.next_cursor,
    })
}

/// Forgets one. What was made of it stays.
///
/// # Errors
/// `Forbidden` for viewers and supplier users; `NotFound`.
pub async fn delete(services: &Services, actor: &Actor, id: ScenarioId) -> Result<()> {
    actor.must(Permission::Operate)?;
    let mut tx = services.db().write(actor.org).await?;
    let row = scenario(&mut tx, id).await?;
    store::whatif::delete(&mut tx, id).await?;
    let subject = format!("scenario {id}");
    let metadata = json!({ "name": row.name });
    audit::record(
        services,
        &mut tx,
        actor,
        "scenario.delete",
        subject,
        metadata,
    )
    .await?;
    tx.commit().await?;
    Ok(())
}

pub(super) async fn scenario(conn: &mut Conn, id: ScenarioId) -> Result<ScenarioRow> {
    store::whatif::scenario(conn, id)
        .await?
        .ok_or(Error::NotFound("scenario"))
}

fn saved(zone: Tz, row: ScenarioRow) -> SavedScenario {
    let range = TimeRange {
        from: row.request.from,
        to: row.request.to,
    };
    SavedScenario {
        id: row.id,
        name: row.name,
        period_text: range_label(zone, &range),
        scenario: row.request,
        outcome: row.outcome,
        recommendation_id: row.recommendation_id,
        created_at: row.created_at,
        created_text: local_text(zone, row.created_at),
        created_by: row.created_by,
    }
}
