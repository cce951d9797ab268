//! `/api/v1/hotspots`, `/alerts` and `/baselines`.

use axum::Json;
use axum::extract::State;
use model::ids::{AlertId, HotspotId};
use model::monitoring::{
    Alert, AlertQuery, AlertStats, Baseline, Hotspot, HotspotDetail, HotspotQuery, HotspotStats,
    ScanReport, Severity, Snooze,
};
use model::page::Page;
use model::problem::Problem;
use serde::Deserialize;
use services::Services;
use uuid::Uuid;

use crate::error::ApiResult;
use crate::extract::{Id, Json as Body, Query, SignedIn};

/// Hotspots: the open ones, worst first, or with `status=closed` the resolved ones.
#[utoipa::path(get, path = "/hotspots", tag = "Monitoring", params(HotspotQuery),
    responses((status = 200, body = Page<Hotspot>), (status = 422, body = Problem)))]
pub async fn hotspots(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
    Query(query): Query<HotspotQuery>,
) -> ApiResult<Json<Page<Hotspot>>> {
    Ok(Json(
        services::monitoring::hotspots(&services, &actor, query).await?,
    ))
}

/// The five worst open ones.
#[utoipa::path(get, path = "/hotspots/top", tag = "Monitoring", responses((status = 200, body = Vec<Hotspot>)))]
pub async fn top(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
) -> ApiResult<Json<Vec<Hotspot>>> {
    Ok(Json(
        services::monitoring::top_hotspots(&services, &actor).await?,
    ))
}

/// How many stand where, and when was scanned last.
#[utoipa::path(get, path = "/hotspots/stats", tag = "Monitoring", responses((status = 200, body = HotspotStats)))]
pub async fn hotspot_stats(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
) -> ApiResult<Json<HotspotStats>> {
    Ok(Json(
        services::monitoring::hotspot_stats(&services, &actor).await?,
    ))
}

/// One with the events behind it.
#[utoipa::path(get, path = "/hotspots/{id}", tag = "Monitoring", params(("id" = String, Path)),
    responses((status = 200, body = HotspotDetail), (status = 404, body = Problem)))]
pub async fn hotspot(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
    Id(id): Id<HotspotId>,
) -> ApiResult<Json<HotspotDetail>> {
    Ok(Json(
        services::monitoring::hotspot(&services, &actor, id).await?,
    ))
}

/// Scans now: every entity's last 60 minutes against its baseline.
#[utoipa::path(post, path = "/hotspots/scan", tag = "Monitoring", responses((status = 200, body = ScanReport)))]
pub async fn scan(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
) -> ApiResult<Json<ScanReport>> {
    Ok(Json(services::monitoring::scan(&services, &actor).await?))
}

/// Alerts: the open ones, worst first, or with `status=closed` the resolved ones.
#[utoipa::path(get, path = "/alerts", tag = "Monitoring", params(AlertQuery),
    responses((status = 200, body = Page<Alert>), (status = 422, body = Problem)))]
pub async fn alerts(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
    Query(query): Query<AlertQuery>,
) -> ApiResult<Json<Page<Alert>>> {
    Ok(Json(
        services::monitoring::alerts(&services, &actor, query).await?,
    ))
}

/// The open critical ones.
#[utoipa::path(get, path = "/alerts/critical", tag = "Monitoring", responses((status = 200, body = Page<Alert>)))]
pub async fn critical(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
) -> ApiResult<Json<Page<Alert>>> {
    let query = AlertQuery {
        level: Some(Severity::Critical),
        ..AlertQuery::default()
    };
    Ok(Json(
        services::monitoring::alerts(&services, &actor, query).await?,
    ))
}

/// How many stand where.
#[utoipa::path(get, path = "/alerts/stats", tag = "Monitoring", responses((status = 200, body = AlertStats)))]
pub async fn alert_stats(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
) -> ApiResult<Json<AlertStats>> {
    Ok(Json(
        services::monitoring::alert_stats(&services, &actor).await?,
    ))
}

/// One.
#[utoipa::path(get, path = "/alerts/{id}", tag = "Monitoring", params(("id" = String, Path)),
    responses((status = 200, body = Alert), (status = 404, body = Problem)))]
pub async fn alert(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
    Id(id): Id<AlertId>,
) -> ApiResult<Json<Alert>> {
    Ok(Json(
        services::monitoring::alert(&services, &actor, id).await?,
    ))
}

/// Takes notice.
#[utoipa::path(post, path = "/alerts/{id}/acknowledge", tag = "Monitoring", params(("id" = String, Path)),
    responses((status = 200, body = Alert), (status = 404, body = Problem)))]
pub async fn acknowledge(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
    Id(id): Id<AlertId>,
) -> ApiResult<Json<Alert>> {
    Ok(Json(
        services::monitoring::acknowledge(&services, &actor, id).await?,
    ))
}

/// Puts notifications off.
#[utoipa::path(post, path = "/alerts/{id}/snooze", tag = "Monitoring", params(("id" = String, Path)),
    request_body = Snooze,
    responses((status = 200, body = Alert), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn snooze(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
    Id(id): Id<AlertId>,
    Body(snooze): Body<Snooze>,
) -> ApiResult<Json<Alert>> {
    Ok(Json(
        services::monitoring::snooze(&services, &actor, id, snooze).await?,
    ))
}

/// Whose baselines are asked for.
#[derive(Debug, Deserialize)]
pub struct Of {
    entity_id: Uuid,
}

/// What an entity normally emits, hour by hour of the organisation's week.
#[utoipa::path(get, path = "/baselines", tag = "Monitoring",
    params(("entity_id" = Uuid, Query, description = "id of a supplier, site, route or vehicle")),
    responses((status = 200, body = Vec<Baseline>), (status = 422, body = Problem)))]
pub async fn baselines(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
    Query(of): Query<Of>,
) -> ApiResult<Json<Vec<Baseline>>> {
    Ok(Json(
        services::monitoring::baselines(&services, &actor, of.entity_id).await?,
    ))
}
