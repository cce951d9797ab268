//! All events calculated anew: with the factors of this version of the program, and with the grid
//! regions as they are set now.
//!
//! The next calculation grows beside the one shown while events keep coming in, which are written under
//! both. When no event lacks an estimate, the next one is shown, in one step. The earlier one is kept.

use std::collections::HashMap;
use std::time::Duration;

use engine::emissions::EstimateInput;
use model::auth::Permission;
use model::emissions::Recalculation;
use model::ids::{EventId, OrgId};
use model::time::TimeRange;
use serde_json::json;
use store::Tx;
use store::emissions::Calculation;
use store::emissions::estimates::NewEstimate;
use store::ingest::events::Unestimated;
use store::organisations::Writers;

use super::estimating::{estimates, grid_region};
use super::{RollupBuilder, changed, facts_of};
use crate::Services;
use crate::actor::Actor;
use crate::audit;
use crate::error::{Error, Result};
use crate::jobs::run_alone;
use crate::settings::time_zone;

/// Its name among the jobs.
pub const RECALCULATION: &str = "recalculation";
/// What is not done by then goes on with the next run.
pub const RECALCULATION_TIME_MAX: Duration = Duration::from_secs(600);
const ATTEMPTS: u32 = 5;

/// Where the calculations stand.
///
/// # Errors
/// `Forbidden` unless an admin asks.
pub async fn recalculation(services: &Services, actor: &Actor) -> Result<Recalculation> {
    actor.must(Permission::Administer)?;
    let mut conn = services.db().read(actor.org).await?;
    let (active, next) = store::organisations::calculations(&mut conn).await?;
    let shown = store::emissions::rollups::totals(&mut conn, active).await?;
    let done = match next {
        Some(next) => {
            store::emissions::rollups::totals(&mut conn, next)
                .await?
                .events
        }
        None => 0,
    };
    let count = |number: i64| u64::try_from(number).map_err(Error::internal);
    Ok(Recalculation {
        active: active.0,
        next: next.map(|next| next.0),
        events: count(shown.events)?,
        no_factor_events: count(shown.no_factor_events)?,
        done: count(done)?,
    })
}

/// Begins one, and answers while it runs.
///
/// # Errors
/// `Forbidden` unless an admin asks; `Conflict` when one is being made.
pub async fn start_recalculation(services: &Services, actor: &Actor) -> Result<Recalculation> {
    actor.must(Permission::Administer)?;
    let mut tx = services.db().write(actor.org).await?;
    let next = store::organisations::begin_calculation(&mut tx).await?;
    let Some(next) = next else {
        return Err(Error::Conflict(
            "a calculation is being made already; wait until it is shown".to_owned(),
        ));
    };
    audit::record(
        services,
        &mut tx,
        actor,
        "factors.recalculate",
        format!("calculation {}", next.0),
        json!({}),
    )
    .await?;
    tx.commit().await?;
    services.tasks().spawn({
        let services = services.clone();
        async move {
            let run = continue_recalculations(&services);
            let ended = run_alone(&services, RECALCULATION, RECALCULATION_TIME_MAX, run).await;
            if let Err(error) = ended {
                tracing::error!(error = ?error, "the recalculation waits for the next run of its job");
            }
        }
    });
    recalculation(services, actor).await
}

/// Goes on with every calculation being made, to its end.
///
/// # Errors
/// When the database does not answer; the next run goes on.
pub async fn continue_recalculations(services: &Services) -> Result<String> {
    let mut system = services.db().system().await?;
    let organisations = store::organisations::recalculating(&mut system).await?;
    drop(system);
    let mut events = 0;
    for org in &organisations {
        events += recalculate(services, *org).await?;
    }
    Ok(format!(
        "{} organisations, {events} events calculated anew",
        organisations.len()
    ))
}

async fn recalculate(services: &Services, org: OrgId) -> Result<u64> {
    let limit = u32::try_from(services.options().chunk_rows.max(1)).map_err(Error::internal)?;
    let mut after = EventId(0);
    let mut events = 0;
    loop {
        let mut conn = services.db().read(org).await?;
        let (_, next) = store::organisations::calculations(&mut conn).await?;
        let Some(next) = next else {
            return Ok(events);
        };
        let Some(last) = store::ingest::events::window_end(&mut conn, after, limit).await? else {
            drop(conn);
            show(services, org, next).await?;
            return Ok(events);
        };
        let missing = store::ingest::events::without_estimate(&mut conn, next, after, last).await?;
        let made = estimates_of(services, &mut conn, &missing).await?;
        drop(conn);
        if !made.is_empty() {
            events += store::retrying(ATTEMPTS, || async {
                let mut tx = services.db().write(org).await?;
                let written = write(&mut tx, next, (after, last), &made).await?;
                tx.commit().await?;
                Ok::<_, Error>(written)
            })
            .await?;
        }
        after = last;
    }
}

type ById = HashMap<EventId, NewEstimate>;

async fn estimates_of(
    services: &Services,
    conn: &mut store::Conn,
    events: &[Unestimated],
) -> Result<ById> {
    let region = store::organisations::settings(conn)
        .await?
        .default_grid_region;
    let mut sites: Vec<_> = events
        .iter()
        .filter_map(|event| event.facts.site_id)
        .collect();
    sites.sort_unstable();
    sites.dedup();
    let sites = store::places::sites(conn, &sites).await?;
    let inputs: Vec<_> = events
        .iter()
        .map(|event| {
            let site = event.facts.site_id.and_then(|id| sites.get(&id));
            EstimateInput {
                event_type: event.facts.event_type,
                occurred_at: event.facts.occurred_at,
                ends_at: event.facts.ends_at,
                activity: &event.activity,
                grid_region_fallback: grid_region(site, region.as_deref()),
                pinned: None,
            }
        })
        .collect();
    let made = estimates(services, &inputs).await?;
    Ok(events
        .iter()
        .map(|event| event.facts.id)
        .zip(made.into_iter().map(|(_, estimate)| estimate))
        .collect())
}

/// Writes those estimates whose events are still there and still without one. Nobody else writes
/// meanwhile: an event taken back would leave its kilograms behind.
async fn write(
    tx: &mut Tx,
    next: Calculation,
    (after, last): (EventId, EventId),
    made: &ById,
) -> Result<u64> {
    let writing = store::organisations::begin_writing(tx, Writers::One).await?;
    if writing.next != Some(next) {
        return Ok(0);
    }
    let events = store::ingest::events::without_estimate(tx, next, after, last).await?;
    let mut builder = RollupBuilder::adding(time_zone(&writing.time_zone)?);
    let mut rows = Vec::with_capacity(events.len());
    for event in &events {
        if let Some(estimate) = made.get(&event.facts.id) {
            builder.event(&facts_of(&event.facts, estimate));
            rows.push((event.facts.id, estimate.clone()));
        }
    }
    store::emissions::estimates::insert(tx, next, &rows).await?;
    store::emissions::rollups::add(tx, next, &builder.finish()).await?;
    Ok(rows.len() as u64)
}

/// Shows the finished calculation and says so to who listens.
async fn show(services: &Services, org: OrgId, next: Calculation) -> Result<()> {
    let mut tx = services.db().write(org).await?;
    let writing = store::organisations::begin_writing(&mut tx, Writers::One).await?;
    if writing.next != Some(next) {
        return Ok(());
    }
    let shown = store::emissions::rollups::totals(&mut tx, writing.active).await?;
    let totals = store::emissions::rollups::totals(&mut tx, next).await?;
    if totals.events != shown.events {
        return Err(Error::internal(anyhow::anyhow!(
            "calculation {} has {} events and {} has {}; it is not shown, the next run looks again",
            next.0,
            totals.events,
            writing.active.0,
            shown.events
        )));
    }
    store::organisations::show_next_calculation(&mut tx).await?;
    // What was filled in was filled from the earlier figures; the gaps are looked at again.
    if let Some((from, to)) = store::quality::fills_span(&mut tx, writing.active).await? {
        store::quality::mark_range(&mut tx, from, to).await?;
    }
    let extent = store::emissions::figures::extent(&mut tx, next, None).await?;
    audit::record(
        services,
        &mut tx,
        &Actor::system(org),
        "factors.recalculated",
        format!("calculation {}", next.0),
        json!({ "events": totals.events, "no_factor_events": totals.no_factor_events }),
    )
    .await?;
    tx.commit().await?;
    if let Some((from, to)) = extent {
        changed(services, org, TimeRange { from, to }, 0, Vec::new());
    }
    Ok(())
}
