//! Open pages are told that more is known of a site.

use model::ids::{OrgId, SiteId};
use model::live::{EnergyNews, EnergySiteMoved, LiveMessage};

use crate::Services;
use crate::live::relay::{self, Told};

/// Tells who listens, here and in other processes. To be called after the commit.
pub(super) fn announce(services: &Services, org: OrgId, site_id: SiteId, news: EnergyNews) {
    let moved = EnergySiteMoved { site_id, news };
    relay::tell_soon(services, org, Told::EnergySite(moved.clone()));
    announce_here(services, org, moved);
}

/// Tells who listens in this process.
pub(crate) fn announce_here(services: &Services, org: OrgId, moved: EnergySiteMoved) {
    let at = services.clock().now();
    services
        .live()
        .send(org, at, LiveMessage::EnergySite(moved), None);
}
