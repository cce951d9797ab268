//! Scenarios calculated: the events of the period stream through the engine, on both sides at once.

use std::sync::Arc;

use engine::emissions::Catalogue;
use engine::emissions::levers::HourlyGrids;
use engine::whatif::{LeverTally, Scenario, ScenarioEvent};
use model::auth::Permission;
use model::emissions::{Change, Lever};
use model::ids::OrgId;
use model::money::{Currency, Prices};
use model::problem::FieldError;
use model::whatif::{
    BATCH_MAX, LeverOverview, LeversQuery, Outcome, SimulateBatch, SimulateQuery, SimulateRequest,
};
use serde_json::{Value, json};
use store::ingest::events::{Reading, ReadingQuery};
use tokio::sync::mpsc;

use super::hours::hourly_grids;
use crate::Services;
use crate::actor::Actor;
use crate::audit;
use crate::emissions::{EventPages, Placed, checked_range};
use crate::error::{Error, Result};

/// Events of one scenario: some ten seconds with six changes.
const EVENTS_MAX: usize = 300_000;
/// Pages that wait to be calculated.
const PAGES_AHEAD: usize = 2;

/// What the changes would have done to the events of the period.
///
/// # Errors
/// `Forbidden` for viewers and supplier users; `Invalid` per field, and when there are too many events.
pub async fn simulate(
    services: &Services,
    actor: &Actor,
    request: SimulateRequest,
    query: SimulateQuery,
) -> Result<Outcome> {
    actor.must(Permission::Operate)?;
    let outcome = calculated(services, actor.org, &request).await?;
    if !query.preview {
        let metadata = json!({ "scenario": request, "delta_kg": outcome.delta.co2e_kg });
        note(services, actor, "scenario", metadata).await?;
    }
    Ok(outcome)
}

/// The levers of a period, and where they stand.
///
/// # Errors
/// `Forbidden` for viewers and supplier users; `Invalid` when the range is, or holds too many events.
pub async fn levers(
    services: &Services,
    actor: &Actor,
    query: LeversQuery,
) -> Result<LeverOverview> {
    actor.must(Permission::Operate)?;
    let about: SimulateRequest = query.into();
    let hours = hourly_grids(services, (about.from, about.to)).await?;
    let mut reader = events_of(services, actor.org, &about).await?;
    let mut tally = LeverTally::default();
    while let Some(page) = reader.next().await? {
        for (reading, region) in &page {
            tally.add(&event_of(reading, region.as_deref()), &hours);
        }
    }
    Ok(tally.finish())
}

/// Several scenarios, answered in their order. Those about the same events read them once.
///
/// # Errors
/// As [`simulate`]; fields are named with the number of their scenario.
pub async fn simulate_batch(
    services: &Services,
    actor: &Actor,
    batch: SimulateBatch,
    query: SimulateQuery,
) -> Result<Vec<Outcome>> {
    actor.must(Permission::Operate)?;
    let scenarios = batch.scenarios;
    if !(1..=BATCH_MAX).contains(&scenarios.len()) {
        let message = format!(
            "{} scenarios were given; 1 to {BATCH_MAX} are answered at once",
            scenarios.len()
        );
        return Err(Error::invalid("scenarios", "length", message));
    }
    let mut outcomes: Vec<Option<Outcome>> = vec![None; scenarios.len()];
    for (first, request) in scenarios.iter().enumerate() {
        if outcomes[first].is_some() {
            continue;
        }
        let alike: Vec<usize> = (first..scenarios.len())
            .filter(|at| is_about_the_same(request, &scenarios[*at]))
            .collect();
        let changes = alike.iter().map(|at| scenarios[*at].changes.clone());
        let made = outcomes_of(services, actor.org, request, changes.collect())
            .await
            .map_err(|fault| match fault {
                Fault::Of(which, errors) => invalid(within(alike[which], errors)),
                Fault::Events(Error::Invalid { errors, .. }) => invalid(within(first, errors)),
                Fault::Events(other) => other,
            })?;
        for (at, outcome) in alike.into_iter().zip(made) {
            outcomes[at] = Some(outcome);
        }
    }
    if !query.preview {
        note(
            services,
            actor,
            "scenarios",
            json!({ "scenarios": scenarios }),
        )
        .await?;
    }
    Ok(outcomes.into_iter().flatten().collect())
}

/// Leaves a trace of a simulation that somebody meant.
async fn note(services: &Services, actor: &Actor, what: &str, metadata: Value) -> Result<()> {
    let mut tx = services.db().write(actor.org).await?;
    let action = "scenario.simulate";
    audit::record(services, &mut tx, actor, action, what.to_owned(), metadata).await?;
    tx.commit().await?;
    Ok(())
}

fn is_about_the_same(one: &SimulateRequest, other: &SimulateRequest) -> bool {
    let about = |of: &SimulateRequest| (of.scenario_type, of.from, of.to, of.filter);
    about(one) == about(other)
}

fn within(scenario: usize, errors: Vec<FieldError>) -> Vec<FieldError> {
    let named = errors.into_iter().map(|error| FieldError {
        field: format!("scenarios[{scenario}].{}", error.field),
        ..error
    });
    named.collect()
}

fn invalid(errors: Vec<FieldError>) -> Error {
    let detail = errors
        .first()
        .map_or_else(String::new, |one| one.message.clone());
    Error::Invalid { detail, errors }
}

/// One scenario, without asking who wants it.
pub(super) async fn calculated(
    services: &Services,
    org: OrgId,
    request: &SimulateRequest,
) -> Result<Outcome> {
    let changes = vec![request.changes.clone()];
    let made = outcomes_of(services, org, request, changes).await;
    let made = made.map_err(|fault| match fault {
        Fault::Of(_, errors) => invalid(errors),
        Fault::Events(error) => error,
    })?;
    made.into_iter().next().ok_or(Error::NotFound("scenario"))
}

/// Why there is no answer.
enum Fault {
    /// Which set of changes cannot be meant, and why.
    Of(usize, Vec<FieldError>),
    /// The events cannot be had.
    Events(Error),
}

impl<E: Into<Error>> From<E> for Fault {
    fn from(error: E) -> Self {
        Self::Events(error.into())
    }
}

/// The outcome of each set of changes over the events that `about` names, which are read once.
async fn outcomes_of(
    services: &Services,
    org: OrgId,
    about: &SimulateRequest,
    changes: Vec<Vec<Change>>,
) -> std::result::Result<Vec<Outcome>, Fault> {
    let mut conn = services.db().read(org).await?;
    let settings = store::organisations::settings(&mut conn).await?;
    drop(conn);
    let prices = Prices {
        currency: Currency::new(&settings.currency).map_err(Error::internal)?,
        prices: settings.prices,
    };
    let is_moved = changes
        .iter()
        .flatten()
        .any(|one| one.lever == Lever::Schedule);
    let hours = if is_moved {
        hourly_grids(services, (about.from, about.to)).await?
    } else {
        HourlyGrids::default()
    };
    let _turn = services.turn().await?;
    let (pages, calculated) = mpsc::channel(PAGES_AHEAD);
    let catalogue = Arc::clone(services.catalogue());
    let outcomes = tokio::task::spawn_blocking(move || {
        calculate((&catalogue, &hours), &changes, &prices, calculated)
    });
    let mut reader = events_of(services, org, about).await?;
    while let Some(page) = reader.next().await? {
        // Nobody takes it when the changes are refused.
        if pages.send(page).await.is_err() {
            break;
        }
    }
    drop(pages);
    outcomes.await.map_err(Error::internal)?
}

/// The events a scenario is about.
struct Events<'a> {
    pages: EventPages<'a>,
    seen: usize,
}

impl Events<'_> {
    /// The next page; `None` after the last.
    async fn next(&mut self) -> Result<Option<Vec<Placed>>> {
        let Some(page) = self.pages.next().await? else {
            return Ok(None);
        };
        self.seen += page.len();
        if self.seen > EVENTS_MAX {
            let message = format!(
                "these are more than {EVENTS_MAX} events; choose a shorter period, one type, or one \
                 supplier, site, route or vehicle"
            );
            return Err(Error::invalid("from", "too_many", message));
        }
        Ok(Some(page))
    }
}

async fn events_of<'a>(
    services: &'a Services,
    org: OrgId,
    about: &SimulateRequest,
) -> Result<Events<'a>> {
    let range = checked_range(about.from, about.to)?;
    let mut conn = services.db().read(org).await?;
    let calculation = store::organisations::active_calculation(&mut conn).await?;
    drop(conn);
    let filter = about.filter;
    let query = ReadingQuery {
        event_type: about.scenario_type,
        supplier_id: filter.supplier_id,
        site_id: filter.site_id,
        route_id: filter.route_id,
        vehicle_id: filter.vehicle_id,
        ..ReadingQuery::of_time(calculation, range.from, range.to)
    };
    Ok(Events {
        pages: EventPages::counted(services.db(), org, query),
        seen: 0,
    })
}

fn calculate(
    (catalogue, hours): (&Catalogue, &HourlyGrids),
    changes: &[Vec<Change>],
    prices: &Prices,
    mut pages: mpsc::Receiver<Vec<Placed>>,
) -> std::result::Result<Vec<Outcome>, Fault> {
    let mut scenarios = Vec::with_capacity(changes.len());
    for (which, changes) in changes.iter().enumerate() {
        let scenario = Scenario::new(catalogue, changes, prices.clone());
        let scenario = scenario.map_err(|errors| Fault::Of(which, errors))?;
        scenarios.push(scenario.with_hours(hours));
    }
    while let Some(page) = pages.blocking_recv() {
        for (reading, region) in &page {
            let event = event_of(reading, region.as_deref());
            scenarios.iter_mut().for_each(|one| one.add(&event));
        }
    }
    Ok(scenarios.into_iter().map(Scenario::finish).collect())
}

fn event_of<'a>(reading: &'a Reading, region: Option<&'a str>) -> ScenarioEvent<'a> {
    ScenarioEvent {
        event_type: reading.event_type,
        occurred_at: reading.occurred_at,
        ends_at: reading.ends_at,
        activity: &reading.activity,
        grid_region_fallback: region,
    }
}
