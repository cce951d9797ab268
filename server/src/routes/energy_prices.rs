//! `/api/v1/energy/prices`: what markets charge, for tariffs that move with them.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use model::energy::{
    CsvAnswer, MeasurementAnswer, NewPrices, PriceCsvQuery, PricePage, PriceQuery, PriceSeries,
};
use model::problem::Problem;
use services::Services;

use crate::error::ApiResult;
use crate::extract::{Query, SignedIn};
use crate::idempotency::idempotent;

/// Series of market prices, by name, each with from when until when prices are known.
#[utoipa::path(get, path = "/energy/prices", tag = "Energy",
    responses((status = 200, body = Vec<PriceSeries>)))]
pub async fn series(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
) -> ApiResult<Json<Vec<PriceSeries>>> {
    Ok(Json(
        services::energy::price_series(&services, &actor).await?,
    ))
}

/// Prices whose intervals begin in `[from, to)`, oldest first.
#[utoipa::path(get, path = "/energy/prices/{series}", tag = "Energy",
    params(("series" = String, Path, description = "its name, such as `DE-LU`"), ("from" = String, Query),
        ("to" = String, Query), ("limit" = Option<u32>, Query)),
    responses((status = 200, body = PricePage), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn prices(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
    Path(series): Path<String>,
    Query(query): Query<PriceQuery>,
) -> ApiResult<Json<PricePage>> {
    Ok(Json(
        services::energy::prices(&services, &actor, &series, query).await?,
    ))
}

/// A batch of prices of one series, which the first makes. What is right is taken, what is not is named by its
/// index; a price that another stands in the time of is refused without `replace`.
#[utoipa::path(post, path = "/energy/prices/{series}", tag = "Energy",
    params(("series" = String, Path, description = "1 to 60 letters, digits, spaces, `-`, `_` or `.`"),
        ("Idempotency-Key" = Option<String>, Header)),
    request_body = NewPrices,
    responses((status = 200, body = MeasurementAnswer), (status = 409, body = Problem),
        (status = 413, body = Problem), (status = 422, body = Problem)))]
pub async fn add_prices(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
    Path(series): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> ApiResult<Response> {
    // The same key and batch for another series is another request.
    let asked = [series.as_bytes(), &body].concat();
    let route = "energy/prices";
    let work = idempotent(&services, &actor, &headers, route, &asked, async {
        let answer = services::energy::add_prices(&services, &actor, &series, body.clone()).await?;
        Ok(Json(answer).into_response())
    });
    // The whole use case lives in this future: too large for the stack of every caller.
    Box::pin(work).await
}

/// A file of prices. Times, decimals, unit and currency are those the query states.
#[utoipa::path(post, path = "/energy/prices/{series}/csv", tag = "Energy",
    params(("series" = String, Path), ("time" = String, Query, description = "column of the time, or several: `{Date} {Time}`"),
        ("pattern" = String, Query, description = "strftime such as `%d.%m.%Y %H:%M`, or `iso8601`, `epoch_s`, `epoch_ms`"),
        ("time_zone" = Option<String>, Query, description = "of times without an offset"),
        ("label" = String, Query, description = "`start` or `end` of the interval"),
        ("midnight" = Option<String>, Query), ("overlap" = Option<String>, Query), ("decimal" = Option<String>, Query),
        ("price" = String, Query, description = "its column"),
        ("unit" = String, Query, description = "what a price is per: `kWh` or `MWh`"),
        ("currency" = String, Query), ("interval_minutes" = u32, Query), ("replace" = Option<bool>, Query)),
    request_body(content = String, content_type = "text/csv"),
    responses((status = 200, body = CsvAnswer), (status = 409, body = Problem),
        (status = 413, body = Problem), (status = 422, body = Problem)))]
pub async fn add_csv(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
    Path(series): Path<String>,
    Query(mapping): Query<PriceCsvQuery>,
    file: Bytes,
) -> ApiResult<Json<CsvAnswer>> {
    // The whole use case lives in this future: too large for the stack of every caller.
    let work = Box::pin(services::energy::add_price_csv(
        &services, &actor, &series, mapping, file,
    ));
    Ok(Json(work.await?))
}

/// Removes a series with its prices. A tariff that moves with it has no price from then on, and says so.
#[utoipa::path(delete, path = "/energy/prices/{series}", tag = "Energy", params(("series" = String, Path)),
    responses((status = 204), (status = 404, body = Problem)))]
pub async fn remove(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
    Path(series): Path<String>,
) -> ApiResult<StatusCode> {
    services::energy::remove_price_series(&services, &actor, &series).await?;
    Ok(StatusCode::NO_CONTENT)
}
