//! What the hotspots ask of the server.

use leptos::prelude::*;
use leptos::server_fn::codec::Json;
use model::ids::{AlertId, HotspotId};
use model::monitoring::{
    Alert, AlertStats, Hotspot, HotspotDetail, HotspotQuery, HotspotStats, ScanReport,
};
use model::page::Page;
use serde::{Deserialize, Serialize};

use crate::error::AppError;

/// A list of hotspots with the alerts that go with them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HotspotList {
    /// The hotspots.
    pub page: Page<Hotspot>,
    /// The alerts, open or resolved as the hotspots are.
    pub alerts: Vec<Alert>,
    /// How many of what.
    pub stats: HotspotStats,
}

/// Hotspots, open or closed.
#[server(prefix = "/fn", endpoint = "monitoring/hotspots", input = Json)]
pub async fn load_hotspots(query: HotspotQuery) -> Result<HotspotList, AppError> {
    use model::monitoring::AlertQuery;
    use services::monitoring;

    let (services, actor) = (crate::context::services()?, crate::context::actor()?);
    let of_alerts = AlertQuery {
        status: query.status.clone(),
        limit: Some(500),
        ..AlertQuery::default()
    };
    Ok(HotspotList {
        page: monitoring::hotspots(&services, &actor, query).await?,
        alerts: monitoring::alerts(&services, &actor, of_alerts)
            .await?
            .items,
        stats: monitoring::hotspot_stats(&services, &actor).await?,
    })
}

/// One with what it rests on.
#[server(prefix = "/fn", endpoint = "monitoring/hotspot", input = Json)]
pub async fn load_hotspot(id: HotspotId) -> Result<HotspotDetail, AppError> {
    let (services, actor) = (crate::context::services()?, crate::context::actor()?);
    Ok(services::monitoring::hotspot(&services, &actor, id).await?)
}

/// How many alerts wait.
#[server(prefix = "/fn", endpoint = "monitoring/alert-stats", input = Json)]
pub async fn load_alert_stats() -> Result<AlertStats, AppError> {
    let (services, actor) = (crate::context::services()?, crate::context::actor()?);
    Ok(services::monitoring::alert_stats(&services, &actor).await?)
}

/// Takes notice of an alert.
#[server(prefix = "/fn", endpoint = "monitoring/acknowledge")]
pub async fn acknowledge(id: AlertId) -> Result<Alert, AppError> {
    use crate::context::{actor, back_to, services};

    let alert = services::monitoring::acknowledge(&services()?, &actor()?, id).await?;
    back_to("/hotspots");
    Ok(alert)
}

/// Puts an alert's notifications off.
#[server(prefix = "/fn", endpoint = "monitoring/snooze")]
pub async fn snooze(id: AlertId, minutes: u32) -> Result<Alert, AppError> {
    use crate::context::{actor, back_to, services};
    use model::monitoring::Snooze;

    let snooze = Snooze { minutes };
    let alert = services::monitoring::snooze(&services()?, &actor()?, id, snooze).await?;
    back_to("/hotspots");
    Ok(alert)
}

/// Scans now.
#[server(prefix = "/fn", endpoint = "monitoring/scan")]
pub async fn scan() -> Result<ScanReport, AppError> {
    use crate::context::{actor, back_to, services};

    let report = services::monitoring::scan(&services()?, &actor()?).await?;
    back_to("/hotspots");
    Ok(report)
}
