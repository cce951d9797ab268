//! What the forecast's card asks of the server.

use chrono::{DateTime, Utc};
use leptos::prelude::*;
use leptos::server_fn::codec::Json;
use model::forecasting::EmissionForecast;
use model::ingest::EventType;
use serde::{Deserialize, Serialize};

use crate::error::AppError;
#[cfg(feature = "ssr")]
use crate::words::forecasting as words;

/// The next seven days, and what happened in the days before them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AnnotatedForecast {
    /// What is expected.
    pub forecast: EmissionForecast,
    /// Newest first.
    pub marks: Vec<Mark>,
}

/// Something that happened in the past that is shown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Mark {
    /// When.
    pub at: DateTime<Utc>,
    /// Whether somebody acted; an alert otherwise.
    pub is_action: bool,
    /// In a few words.
    pub text: String,
    /// Its page.
    pub href: String,
}

/// Alerts and actions looked at, the newest ones.
#[cfg(feature = "ssr")]
const MARKS_MAX: u32 = 50;

/// The next seven days by the hour.
#[server(prefix = "/fn", endpoint = "forecasting/emissions", input = Json)]
pub async fn load_forecast(category: Option<EventType>) -> Result<AnnotatedForecast, AppError> {
    use model::forecasting::ForecastQuery;

    let (services, actor) = (crate::context::services()?, crate::context::actor()?);
    let query = ForecastQuery {
        category,
        ..ForecastQuery::default()
    };
    let forecast = services::forecasting::emission_forecast(&services, &actor, query).await?;
    let since = forecast.recent.first().map(|point| point.at);
    let mut marks = Vec::new();
    for status in ["open", "closed"] {
        // Who or what stands out emits more than one category: alerts belong to the whole.
        if category.is_none() {
            marks.extend(alerts(&services, &actor, status).await?);
        }
        marks.extend(actions(&services, &actor, status, category).await?);
    }
    marks.retain(|mark| since.is_some_and(|since| mark.at >= since));
    marks.sort_by_key(|mark| std::cmp::Reverse(mark.at));
    Ok(AnnotatedForecast { forecast, marks })
}

#[cfg(feature = "ssr")]
async fn alerts(
    services: &services::Services,
    actor: &services::Actor,
    status: &str,
) -> Result<Vec<Mark>, AppError> {
    let query = model::monitoring::AlertQuery {
        status: Some(status.to_owned()),
        limit: Some(MARKS_MAX),
        ..model::monitoring::AlertQuery::default()
    };
    let alerts = services::monitoring::alerts(services, actor, query).await?;
    let marks = alerts.items.into_iter().map(|alert| Mark {
        at: alert.opened_at,
        is_action: false,
        text: format!("{}: {}", alert.opened_text, alert.message),
        href: match alert.hotspot_id {
            Some(id) => format!("/hotspots/{id}"),
            None => "/hotspots".to_owned(),
        },
    });
    Ok(marks.collect())
}

#[cfg(feature = "ssr")]
async fn actions(
    services: &services::Services,
    actor: &services::Actor,
    status: &str,
    category: Option<EventType>,
) -> Result<Vec<Mark>, AppError> {
    use model::recommendations::{RecommendationQuery, RecommendationStatus};

    let query = RecommendationQuery {
        status: Some(status.to_owned()),
        event_type: category,
        limit: Some(MARKS_MAX),
        ..RecommendationQuery::default()
    };
    let page = services::recommendations::recommendations(services, actor, query).await?;
    let is_action = |status| {
        !matches!(
            status,
            RecommendationStatus::Dismissed | RecommendationStatus::Expired
        )
    };
    let acted = page.items.into_iter().filter(|one| is_action(one.status));
    let marks = acted.filter_map(|one| {
        Some(Mark {
            at: one.decided_at?,
            is_action: true,
            text: words::approved_for(&one.entity.name, &one.title),
            href: format!("/recommendations/{}", one.id),
        })
    });
    Ok(marks.collect())
}
