//! A saved scenario becomes a recommendation, with the life and the verification of any other.

use chrono::{DateTime, Utc};
use engine::emissions::confidence;
use engine::recommendations::Impact;
use engine::recommendations::facts::MONTH_DAYS;
use model::auth::Permission;
use model::emissions::{Change, LeverValue};
use model::ids::ScenarioId;
use model::ingest::EventType;
use model::money::{Amount, Money};
use model::monitoring::EntityKind;
use model::recommendations::{Fact, Recommendation};
use model::whatif::{LeverShare, Outcome, ScenarioFilter};
use store::monitoring::EntityKey;
use store::whatif::ScenarioRow;

use super::scenarios::scenario;
use crate::Services;
use crate::actor::Actor;
use crate::error::{Error, Result};
use crate::recommendations::{self, Proposal};

/// Makes a recommendation of a saved scenario, or gives the one that was made.
///
/// # Errors
/// `Forbidden` for viewers and supplier users; `NotFound`; `Conflict` when it is not about one supplier,
/// site, route or vehicle and one event type, or saves nothing.
pub async fn recommend(
    services: &Services,
    actor: &Actor,
    id: ScenarioId,
) -> Result<Recommendation> {
    actor.must(Permission::Operate)?;
    let mut conn = services.db().read(actor.org).await?;
    let row = scenario(&mut conn, id).await?;
    drop(conn);
    if let Some(made) = row.recommendation_id {
        return recommendations::recommendation(services, actor, made).await;
    }
    let key = entity_of(&row.request.filter)?;
    let event_type = event_type_of(&row)?;
    let unit = recommendations::unit_of_activity(services, actor.org, key, event_type).await?;
    let now = services.clock().now();
    let days = (row.request.to.min(now) - row.request.from).num_seconds() as f64 / 86_400.0;
    let months = days / MONTH_DAYS;
    let impact = impact_of(&row.outcome, months)?;
    let (cost, cost_missing) = cost_of(&row.outcome, months);
    let proposal = Proposal {
        hotspot_id: None,
        key,
        supplier_id: recommendations::supplier_of(key),
        event_type,
        rule: format!("scenario_{id}"),
        title: row.name.clone(),
        body: body_of(&row, now),
        impact,
        feasibility: applies_to(&row.outcome),
        confidence: confidence(impact.value_kg, impact.low_kg, impact.high_kg),
        facts: facts_of(&row.outcome, days),
        sources: notes_of(&row.outcome.levers),
        changes: row.request.changes.clone(),
        cause: None,
        cost,
        cost_missing,
        unit,
        recommended_time_start: None,
    };
    let mut tx = services.db().write(actor.org).await?;
    let made = proposal.store(services, &mut tx, actor).await?;
    let made = made.ok_or_else(|| {
        Error::Conflict("somebody else made a recommendation of it meanwhile".to_owned())
    })?;
    store::whatif::set_recommendation(&mut tx, id, made).await?;
    tx.commit().await?;
    recommendations::announce(services, actor.org, made).await?;
    recommendations::recommendation(services, actor, made).await
}

/// Who is to do something: a recommendation is verified on one entity's events.
fn entity_of(filter: &ScenarioFilter) -> Result<EntityKey> {
    let named = [
        (EntityKind::Supplier, filter.supplier_id.map(|id| id.0)),
        (EntityKind::Site, filter.site_id.map(|id| id.0)),
        (EntityKind::Route, filter.route_id.map(|id| id.0)),
        (EntityKind::Vehicle, filter.vehicle_id.map(|id| id.0)),
    ];
    let mut named = named.into_iter().filter_map(|(kind, id)| Some((kind, id?)));
    match (named.next(), named.next()) {
        (Some((kind, id)), None) => Ok(EntityKey { kind, id }),
        _ => Err(Error::Conflict(
            "a recommendation is about one supplier, site, route or vehicle; save the scenario for one"
                .to_owned(),
        )),
    }
}

fn event_type_of(row: &ScenarioRow) -> Result<EventType> {
    let of_parts = match row.outcome.parts.by_event_type.as_slice() {
        [one] => Some(one.event_type),
        _ => None,
    };
    row.request.scenario_type.or(of_parts).ok_or_else(|| {
        let message = "a recommendation is about one kind of event; save the scenario for one type";
        Error::Conflict(message.to_owned())
    })
}

fn impact_of(outcome: &Outcome, months: f64) -> Result<Impact> {
    let delta = &outcome.delta;
    if delta.co2e_kg >= 0.0 || months <= 0.0 {
        let message = format!("the scenario saves nothing: {:+.1} kg", delta.co2e_kg);
        return Err(Error::Conflict(message));
    }
    Ok(Impact {
        value_kg: -delta.co2e_kg / months,
        low_kg: -delta.interval_high_kg / months,
        high_kg: -delta.interval_low_kg / months,
    })
}

/// The least share of events that a lever has something to change in: how far the scenario goes
/// beyond what is possible at all.
fn applies_to(outcome: &Outcome) -> f64 {
    let shares = outcome
        .levers
        .iter()
        .map(|lever| lever.events_changed as f64 / outcome.events.max(1) as f64);
    shares.fold(1.0, f64::min)
}

fn cost_of(outcome: &Outcome, months: f64) -> (Option<Money>, Vec<String>) {
    let per_month = outcome.cost.delta.map(|delta| Money {
        // Whole hundredths: an average month is not known to a millionth.
        amount: Amount::from_micros(
            (delta.amount.micros() as f64 / months / 1e4).round() as i64 * 10_000,
        ),
        ..delta
    });
    match per_month {
        Some(money) => (Some(money), Vec::new()),
        None => (None, outcome.cost.missing.clone()),
    }
}

fn facts_of(outcome: &Outcome, days: f64) -> Vec<Fact> {
    let fact = |name: &str, value: f64, unit: &str, text: String| Fact {
        name: name.to_owned(),
        value,
        unit: unit.to_owned(),
        text,
    };
    let kg = |name: &str, value: f64| fact(name, value, "kg", format!("{value:.0} kg"));
    vec![
        kg("baseline", outcome.baseline.co2e_kg),
        kg("scenario", outcome.scenario.co2e_kg),
        kg("difference", outcome.delta.co2e_kg),
        fact(
            "events",
            outcome.events as f64,
            "",
            outcome.events.to_string(),
        ),
        fact("days", days, "d", format!("{days:.1} d")),
    ]
}

fn notes_of(levers: &[LeverShare]) -> Vec<String> {
    let mut notes: Vec<String> = levers
        .iter()
        .flat_map(|lever| lever.notes.clone())
        .collect();
    notes.dedup();
    notes
}

fn body_of(row: &ScenarioRow, now: DateTime<Utc>) -> String {
    let changes: Vec<_> = row.request.changes.iter().map(words_of).collect();
    let period = if row.request.to > now {
        "so far"
    } else {
        "of the period"
    };
    format!(
        "{}. The {} events {period} would have emitted {:.0} kg CO2e instead of {:.0} kg.",
        changes.join(", "),
        row.outcome.events,
        row.outcome.scenario.co2e_kg,
        row.outcome.baseline.co2e_kg,
    )
}

fn words_of(change: &Change) -> String {
    let lever = change.lever.as_str().replace('_', " ");
    match &change.value {
        LeverValue::Number(value) => format!("{lever} {value}"),
        LeverValue::Text(word) => format!("{lever} {}", word.replace('_', " ")),
    }
}
