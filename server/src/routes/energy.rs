//! `/api/v1/energy`: settings of sites, what their meters measured, what is expected and planned.

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use model::energy::{
    AdviceAnswer, AdviceRequest, ApproveMeasurement, CsvAnswer, CsvQuery, EnergyAccuracy,
    EnergyOutlook, EnergyOverview, EnergyPlan, EnergyRollup, EnergySite, EnergySiteState,
    JudgedMeasurement, LoadForecast, MeasurementAnswer, MeasurementPage, MeasurementQuality,
    MeasurementQuery, NewMeasurements, PastForecast, PastForecastQuery, PlanFollowed, PlanQuery,
    RollupQuery, ShiftAnswer, ShiftQuery, SizesAnswer, SizesQuery,
};
use model::ids::SiteId;
use model::page::{Page, PageRequest};
use model::problem::Problem;
use services::Services;

use crate::error::ApiResult;
use crate::extract::{Id, Json as Body, Query, SignedIn};
use crate::idempotency::idempotent;
use crate::live::SocketGate;
use crate::stream::{Upgrade, answer_frames};

/// Sites whose electricity is looked after, with how much was measured.
#[utoipa::path(get, path = "/energy/sites", tag = "Energy",
    params(("limit" = Option<u32>, Query), ("cursor" = Option<String>, Query)),
    responses((status = 200, body = Page<EnergySiteState>)))]
pub async fn sites(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
    Query(page): Query<PageRequest>,
) -> ApiResult<Json<Page<EnergySiteState>>> {
    Ok(Json(
        services::energy::sites(&services, &actor, page).await?,
    ))
}

/// The same with the latest interval and the day so far of each, and sites where nothing is set yet.
#[utoipa::path(get, path = "/energy/overview", tag = "Energy",
    params(("limit" = Option<u32>, Query, description = "pages of this list have a length of their own"),
        ("cursor" = Option<String>, Query)),
    responses((status = 200, body = EnergyOverview)))]
pub async fn overview(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
    Query(page): Query<PageRequest>,
) -> ApiResult<Json<EnergyOverview>> {
    // The whole use case lives in this future: too large for the stack of every caller.
    let work = Box::pin(services::energy::overview(&services, &actor, page));
    Ok(Json(work.await?))
}

/// One of them.
#[utoipa::path(get, path = "/energy/sites/{id}", tag = "Energy", params(("id" = String, Path)),
    responses((status = 200, body = EnergySiteState), (status = 404, body = Problem)))]
pub async fn site(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
    Id(id): Id<SiteId>,
) -> ApiResult<Json<EnergySiteState>> {
    Ok(Json(services::energy::site(&services, &actor, id).await?))
}

/// Sets interval, zone, tariff, battery, array and limits of a site, in the place of what was set.
#[utoipa::path(put, path = "/energy/sites/{id}", tag = "Energy", params(("id" = String, Path)),
    request_body = EnergySite,
    responses((status = 200, body = EnergySiteState), (status = 404, body = Problem),
        (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn put_site(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
    Id(id): Id<SiteId>,
    Body(settings): Body<EnergySite>,
) -> ApiResult<Json<EnergySiteState>> {
    Ok(Json(
        services::energy::put_site(&services, &actor, id, settings).await?,
    ))
}

/// A batch of measurements. What is right is taken, what is not is named by its index.
#[utoipa::path(post, path = "/energy/sites/{id}/measurements", tag = "Energy",
    params(("id" = String, Path), ("Idempotency-Key" = Option<String>, Header)),
    request_body = NewMeasurements,
    responses((status = 200, body = MeasurementAnswer), (status = 404, body = Problem),
        (status = 413, body = Problem), (status = 422, body = Problem)))]
pub async fn add_measurements(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
    Id(id): Id<SiteId>,
    headers: HeaderMap,
    body: Bytes,
) -> ApiResult<Response> {
    // The same key and batch for another site is another request.
    let asked = [id.to_string().as_bytes(), &body].concat();
    let route = "energy/measurements";
    let work = idempotent(&services, &actor, &headers, route, &asked, async {
        let answer =
            services::energy::add_measurements(&services, &actor, id, body.clone()).await?;
        Ok(Json(answer).into_response())
    });
    // The whole use case lives in this future: too large for the stack of every caller.
    Box::pin(work).await
}

/// A file of measurements. Times, decimals and units are those the query states.
#[utoipa::path(post, path = "/energy/sites/{id}/measurements/csv", tag = "Energy",
    params(("id" = String, Path), ("time" = String, Query, description = "column of the time, or several: `{Date} {Time}`"),
        ("pattern" = String, Query, description = "strftime such as `%d/%m/%Y %H:%M`, or `iso8601`, `epoch_s`, `epoch_ms`"),
        ("time_zone" = Option<String>, Query), ("label" = String, Query, description = "`start` or `end` of the interval"),
        ("midnight" = Option<String>, Query), ("overlap" = Option<String>, Query), ("decimal" = Option<String>, Query),
        ("unit" = String, Query, description = "`kWh`, `Wh`, `MWh`, or `kW` as mean of the interval"),
        ("replace" = Option<bool>, Query), ("import_kwh" = Option<String>, Query, description = "its column"),
        ("export_kwh" = Option<String>, Query), ("solar_kwh" = Option<String>, Query),
        ("battery_charge_kwh" = Option<String>, Query), ("battery_discharge_kwh" = Option<String>, Query),
        ("soc" = Option<String>, Query)),
    request_body(content = String, content_type = "text/csv"),
    responses((status = 200, body = CsvAnswer), (status = 404, body = Problem),
        (status = 413, body = Problem), (status = 422, body = Problem)))]
pub async fn add_csv(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
    Id(id): Id<SiteId>,
    Query(mapping): Query<CsvQuery>,
    file: Bytes,
) -> ApiResult<Json<CsvAnswer>> {
    // The whole use case lives in this future: too large for the stack of every caller.
    let work = Box::pin(services::energy::add_csv(
        &services, &actor, id, mapping, file,
    ));
    Ok(Json(work.await?))
}

/// A stream of measurements by WebSocket. Each message is a batch as it is posted, or one measurement, of at
/// most 1 MiB; each is answered in order and after the commit with `frame`, its number from 1, and the
/// outcome, or with `status`, `detail` and `errors` where it cannot be read. The socket stays open then.
#[utoipa::path(get, path = "/energy/sites/{id}/measurements/stream", tag = "Energy", params(("id" = String, Path)),
    responses((status = 101, description = "a WebSocket; its messages go in as `NewMeasurements` or `Measurement`",
            body = MeasurementAnswer),
        (status = 403, body = Problem), (status = 404, body = Problem), (status = 503, body = Problem)))]
pub async fn stream_measurements(
    SignedIn(actor): SignedIn,
    Id(id): Id<SiteId>,
    State(services): State<Services>,
    State(gate): State<SocketGate>,
    upgrade: Upgrade,
) -> Response {
    let may = services::energy::may_send_measurements(&services, &actor, id).await;
    answer_frames(
        services,
        actor,
        &gate,
        upgrade,
        may,
        move |services, actor, body| async move {
            // The whole use case lives in this future: too large for the stack of every caller.
            Box::pin(services::energy::take_measurements(
                &services, &actor, id, body,
            ))
            .await
        },
    )
}

/// A channel over `[from, to)`, oldest first, each value with its status: `measured`, `outlier`, or `gap_filled` where
/// nothing was measured.
#[utoipa::path(get, path = "/energy/sites/{id}/measurements", tag = "Energy",
    params(("id" = String, Path), ("channel" = String, Query), ("from" = String, Query),
        ("to" = String, Query), ("limit" = Option<u32>, Query),
        ("as_measured" = Option<bool>, Query, description = "intervals shorter than steps as they came")),
    responses((status = 200, body = MeasurementPage), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn measurements(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
    Id(id): Id<SiteId>,
    Query(query): Query<MeasurementQuery>,
) -> ApiResult<Json<MeasurementPage>> {
    Ok(Json(
        services::energy::measurements(&services, &actor, id, query).await?,
    ))
}

/// Sums, peaks and completeness by the hour, the day or the month of the site's zone, oldest first, of intervals
/// that begin in `[from, to)`. Outliers are left out and counted, filled values are summed apart. At most 32
/// days of hours, 400 of days, 1,100 of months.
#[utoipa::path(get, path = "/energy/sites/{id}/rollup", tag = "Energy",
    params(("id" = String, Path), ("step" = String, Query, description = "`hour`, `day` or `month`"),
        ("from" = Option<String>, Query, description = "with `to`; without both the last 48 hours, 31 days or 12 months measured"),
        ("to" = Option<String>, Query)),
    responses((status = 200, body = EnergyRollup), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn rollup(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
    Id(id): Id<SiteId>,
    Query(query): Query<RollupQuery>,
) -> ApiResult<Json<EnergyRollup>> {
    Ok(Json(
        services::energy::rollup(&services, &actor, id, query).await?,
    ))
}

/// How far the measurements can be trusted: completeness of the last 7 and 28 days of each channel, outliers, filled
/// values, and how old the newest value is; with the latest outliers.
#[utoipa::path(get, path = "/energy/sites/{id}/measurements/quality", tag = "Energy", params(("id" = String, Path)),
    responses((status = 200, body = MeasurementQuality), (status = 404, body = Problem)))]
pub async fn measurement_quality(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
    Id(id): Id<SiteId>,
) -> ApiResult<Json<MeasurementQuality>> {
    Ok(Json(
        services::energy::measurement_quality(&services, &actor, id).await?,
    ))
}

/// An outlier is right: it is measured from now on, and not flagged again while its value stays.
#[utoipa::path(post, path = "/energy/sites/{id}/measurements/approve", tag = "Energy", params(("id" = String, Path)),
    request_body = ApproveMeasurement,
    responses((status = 200, body = JudgedMeasurement), (status = 404, body = Problem),
        (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn approve_measurement(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
    Id(id): Id<SiteId>,
    Body(of): Body<ApproveMeasurement>,
) -> ApiResult<Json<JudgedMeasurement>> {
    Ok(Json(
        services::energy::approve_measurement(&services, &actor, id, of).await?,
    ))
}

/// The load of the 24 hours after the last measured interval, with a band.
#[utoipa::path(get, path = "/energy/sites/{id}/forecast", tag = "Energy", params(("id" = String, Path)),
    responses((status = 200, body = LoadForecast), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn forecast(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
    Id(id): Id<SiteId>,
) -> ApiResult<Json<LoadForecast>> {
    Ok(Json(
        services::energy::forecast(&services, &actor, id).await?,
    ))
}

/// Forecasts of the load or the sun as they were known at their time, newest first, with what they were worth once their time was
/// measured.
#[utoipa::path(get, path = "/energy/sites/{id}/forecasts", tag = "Energy",
    params(("id" = String, Path), ("quantity" = Option<String>, Query, description = "`load`, or `solar`: P50 with P10 and P90"),
        ("limit" = Option<u32>, Query), ("cursor" = Option<String>, Query)),
    responses((status = 200, body = Page<PastForecast>), (status = 404, body = Problem)))]
pub async fn forecasts(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
    Id(id): Id<SiteId>,
    Query(query): Query<PastForecastQuery>,
) -> ApiResult<Json<Page<PastForecast>>> {
    Ok(Json(
        services::energy::forecasts(&services, &actor, id, query).await?,
    ))
}

/// How good the forecasts of the last 7 and 28 days were: mean absolute error, what the day before again would
/// have had, and the share of measurements inside the band.
#[utoipa::path(get, path = "/energy/sites/{id}/accuracy", tag = "Energy", params(("id" = String, Path)),
    responses((status = 200, body = EnergyAccuracy), (status = 404, body = Problem)))]
pub async fn accuracy(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
    Id(id): Id<SiteId>,
) -> ApiResult<Json<EnergyAccuracy>> {
    Ok(Json(
        services::energy::accuracy(&services, &actor, id).await?,
    ))
}

/// What the battery is to do until that forecast ends, beside leaving it alone. It is worked out anew each
/// time, and nothing is kept: what is kept are the plans a job makes after each batch of measurements.
#[utoipa::path(post, path = "/energy/sites/{id}/battery/plan", tag = "Energy", params(("id" = String, Path)),
    request_body = PlanQuery,
    responses((status = 200, body = EnergyPlan), (status = 404, body = Problem),
        (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn plan(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
    Id(id): Id<SiteId>,
    Body(query): Body<PlanQuery>,
) -> ApiResult<Json<EnergyPlan>> {
    Ok(Json(
        services::energy::plan(&services, &actor, id, query).await?,
    ))
}

/// What batteries of up to 12 sizes would have saved on the measured days of the last weeks, for cost, carbon
/// or both: per year, with self-consumption, full cycles, payback, and what each adds to the next smaller.
#[utoipa::path(post, path = "/energy/sites/{id}/battery/sizes", tag = "Energy", params(("id" = String, Path)),
    request_body = SizesQuery,
    responses((status = 200, body = SizesAnswer), (status = 404, body = Problem),
        (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn battery_sizes(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
    Id(id): Id<SiteId>,
    Body(query): Body<SizesQuery>,
) -> ApiResult<Json<SizesAnswer>> {
    Ok(Json(
        services::energy::battery_sizes(&services, &actor, id, query).await?,
    ))
}

/// The last 48 hours as they were planned and as they were measured, with what the plan, what happened and
/// leaving the battery alone came to.
#[utoipa::path(get, path = "/energy/sites/{id}/battery/followed", tag = "Energy", params(("id" = String, Path)),
    responses((status = 200, body = PlanFollowed), (status = 404, body = Problem)))]
pub async fn followed(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
    Id(id): Id<SiteId>,
) -> ApiResult<Json<PlanFollowed>> {
    Ok(Json(
        services::energy::followed(&services, &actor, id).await?,
    ))
}

/// The last day and the next one: load with its band, sun, prices and carbon on one axis of time.
#[utoipa::path(get, path = "/energy/sites/{id}/outlook", tag = "Energy", params(("id" = String, Path)),
    responses((status = 200, body = EnergyOutlook), (status = 404, body = Problem)))]
pub async fn outlook(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
    Id(id): Id<SiteId>,
) -> ApiResult<Json<EnergyOutlook>> {
    Ok(Json(
        services::energy::outlook(&services, &actor, id).await?,
    ))
}

/// The start of a run that costs or emits least, beside starting as soon as it may.
#[utoipa::path(post, path = "/energy/sites/{id}/shifting", tag = "Energy", params(("id" = String, Path)),
    request_body = ShiftQuery,
    responses((status = 200, body = ShiftAnswer), (status = 404, body = Problem),
        (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn shifting(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
    Id(id): Id<SiteId>,
    Body(query): Body<ShiftQuery>,
) -> ApiResult<Json<ShiftAnswer>> {
    Ok(Json(
        services::energy::shifting(&services, &actor, id, query).await?,
    ))
}

/// Looks for advice about a site now: keeps the forecasts of its load and its weather, and puts what is worth
/// doing into the queue of recommendations. What is not known, and what follows, is in `missing`.
#[utoipa::path(post, path = "/recommend/generate", tag = "Energy",
    params(("Idempotency-Key" = Option<String>, Header)), request_body = AdviceRequest,
    responses((status = 200, body = AdviceAnswer), (status = 404, body = Problem),
        (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn advise(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
    headers: HeaderMap,
    Body(request): Body<AdviceRequest>,
) -> ApiResult<Response> {
    let asked = serde_json::to_vec(&request).map_err(services::Error::internal)?;
    let route = "recommend/generate";
    let work = idempotent(&services, &actor, &headers, route, &asked, async {
        let answer = services::energy::advise(&services, &actor, request).await?;
        Ok(Json(answer).into_response())
    });
    // The whole use case lives in this future: too large for the stack of every caller.
    Box::pin(work).await
}
