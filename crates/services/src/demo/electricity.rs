//! Meters of the demo's sites: their settings when they are missing, a month of measurements, and each
//! interval as it ends.

use chrono::{DateTime, Duration, Utc};
use engine::demo::{self, DemoMeters};
use model::ids::{OrgId, SiteId};

use crate::actor::Actor;
use crate::error::Result;
use crate::{Services, energy};

/// Days of measurements at most.
const HISTORY: Duration = Duration::days(30);

/// The demo's meters, and up to when each was read.
pub(super) struct Meters(Vec<(SiteId, DemoMeters, DateTime<Utc>)>);

/// Sets what is not set yet. Sites of those names that somebody took away have no meters.
pub(super) async fn install(services: &Services, org: OrgId, now: DateTime<Utc>) -> Result<Meters> {
    let actor = Actor::system(org);
    let mut installed = Vec::new();
    for meters in demo::meters() {
        let mut conn = services.db().read(org).await?;
        let names = [meters.site];
        let sites = store::places::sites_named(&mut conn, &names).await?;
        let Some(id) = sites.into_iter().flatten().next().map(|site| site.id) else {
            continue;
        };
        let is_set = store::energy::energy_site(&mut conn, id).await?.is_some();
        let extents = store::energy::extents(&mut conn, id).await?;
        drop(conn);
        if !is_set {
            energy::put_site(services, &actor, id, meters.settings.clone()).await?;
        }
        let step = Duration::minutes(i64::from(meters.settings.interval_minutes));
        let last = extents.iter().map(|one| one.last_at + step).max();
        let read_until = last.unwrap_or(now - HISTORY).max(now - HISTORY);
        installed.push((id, meters, read_until));
    }
    Ok(Meters(installed))
}

impl Meters {
    /// Stores what was measured since the last time.
    pub(super) async fn read(
        &mut self,
        services: &Services,
        org: OrgId,
        now: DateTime<Utc>,
    ) -> Result<()> {
        for (id, meters, read_until) in &mut self.0 {
            let rows = meters.measured(demo::SEED, *read_until, now);
            if !rows.is_empty() {
                energy::land(services, &Actor::system(org), *id, rows).await?;
                *read_until = now;
            }
        }
        Ok(())
    }
}
