//! How far along a budget is.

use chrono::Duration;
use engine::goals::{Ahead, ExpectedDay, Projection, Stage, budget_status, project};
use model::emissions::Bucket;
use model::forecasting::ForecastQuery;
use model::goals::{Goal, GoalMethod, GoalProgress, Kilograms};

use super::path;
use super::read::{Booked, Now, if_enough};
use crate::Services;
use crate::actor::Actor;
use crate::error::Result;
use crate::forecasting::emission_forecast;

/// Nothing is projected from an organisation that was silent this long.
const SILENT_AFTER: Duration = Duration::days(7);

pub(super) async fn progress(
    services: &Services,
    actor: &Actor,
    now: &Now,
    goal: &Goal,
    booked: Booked,
) -> Result<GoalProgress> {
    let stage = now.stage(goal);
    let kg: f64 = booked.days_kg.iter().sum();
    let (projection, missing) = match stage {
        Stage::Within => match ahead(services, actor, now, goal, &booked).await? {
            Ok(projection) => (Some(projection), None),
            Err(missing) => (None, Some(missing)),
        },
        Stage::Before | Stage::After => (None, None),
    };
    let so_far = Kilograms {
        kg,
        low_kg: (kg - booked.half_width_kg).max(0.0),
        high_kg: kg + booked.half_width_kg,
    };
    let landing = match stage {
        Stage::After => Some(path::exactly(kg)),
        Stage::Before | Stage::Within => {
            let path = projection.as_ref().and_then(|one| one.path.last());
            path.map(|end| end.total)
        }
    };
    let time_share = now.time_share(goal);
    Ok(GoalProgress {
        status: budget_status(stage, goal.kg, kg, landing),
        so_far,
        share: kg / goal.kg,
        time_share,
        even_pace_kg: goal.kg * time_share,
        to_come: landing.map(|landing| Kilograms {
            kg: landing.kg - kg,
            low_kg: landing.low_kg - kg,
            high_kg: landing.high_kg - kg,
        }),
        landing,
        left_kg: goal.kg - kg,
        method: (projection.as_ref()).map_or(GoalMethod::Booked, |one| one.method),
        forecast_days: projection.as_ref().map_or(0, |one| one.forecast_days),
        history_weeks: projection.as_ref().map_or(0, |one| one.history_weeks),
        missing,
        notes: notes(now, goal, &booked),
        path: path::of_budget(goal, &booked.days_kg, projection.as_ref()),
    })
}

/// The rest of the period, or why it cannot be said.
async fn ahead(
    services: &Services,
    actor: &Actor,
    now: &Now,
    goal: &Goal,
    booked: &Booked,
) -> Result<std::result::Result<Projection, String>> {
    let Some((_, last)) = booked.extent else {
        return Ok(Err("no events have come in yet".to_owned()));
    };
    if now.at - last > SILENT_AFTER {
        let day = last.with_timezone(&now.zone).format("%-d %b %Y");
        return Ok(Err(format!(
            "no events have come since {day}; what an organisation that stopped reporting emits is not known"
        )));
    }
    let query = ForecastQuery {
        bucket: Some(Bucket::Day),
        category: goal.category,
        ..ForecastQuery::default()
    };
    let forecast = if_enough(emission_forecast(services, actor, query).await)?;
    let points = forecast.filter(|forecast| !forecast.is_stale);
    let days: Vec<_> = points
        .iter()
        .flat_map(|forecast| &forecast.forecast.points)
        .filter_map(|point| {
            Some(ExpectedDay {
                day: point.at.with_timezone(&now.zone).date_naive(),
                kg: point.value,
                low_kg: point.low?,
                high_kg: point.high?,
            })
        })
        .collect();
    let ahead = Ahead {
        today: now.today,
        to: goal.to,
        booked_kg: booked.days_kg.iter().sum(),
        today_kg: booked.days_kg.last().copied().unwrap_or_default(),
        history_kg: &booked.history_kg,
        forecast: &days,
    };
    Ok(project(&ahead).map_err(|fault| fault.to_string()))
}

fn notes(now: &Now, goal: &Goal, booked: &Booked) -> Vec<String> {
    let mut notes = Vec::new();
    let first = booked
        .extent
        .map(|(first, _)| first.with_timezone(&now.zone).date_naive());
    if let Some(first) = first.filter(|first| *first > goal.from && now.today >= goal.from) {
        notes.push(format!(
            "Events begin on {}: what was emitted before is not in the figures.",
            first.format("%-d %b %Y")
        ));
    }
    if booked.no_factor_events > 0 {
        notes.push(format!(
            "{} events of the period have no factor and are outside of the figures.",
            booked.no_factor_events
        ));
    }
    notes
}
