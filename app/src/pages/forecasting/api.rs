//! What the forecast's card asks of the server.

use leptos::prelude::*;
use leptos::server_fn::codec::Json;
use model::forecasting::EmissionForecast;
use model::ingest::EventType;

use crate::error::AppError;

/// The next seven days by the hour.
#[server(prefix = "/fn", endpoint = "forecasting/emissions", input = Json)]
pub async fn load_forecast(category: Option<EventType>) -> Result<EmissionForecast, AppError> {
    use model::forecasting::ForecastQuery;

    let (services, actor) = (crate::context::services()?, crate::context::actor()?);
    let query = ForecastQuery {
        category,
        ..ForecastQuery::default()
    };
    Ok(services::forecasting::emission_forecast(&services, &actor, query).await?)
}
