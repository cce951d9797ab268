//! A person says that an outlier is right.

use std::collections::BTreeSet;

use chrono::Duration;
use model::auth::Permission;
use model::energy::{ApproveMeasurement, JudgedMeasurement};
use model::ids::SiteId;
use model::ingest::QualityStatus;
use model::live::EnergyNews;
use serde_json::json;
use store::energy::Task;

use super::super::announce::announce;
use super::super::metered::make_soon;
use super::super::sites::seen;
use super::reading::judged;
use super::review::worth_changed;
use crate::Services;
use crate::actor::Actor;
use crate::audit;
use crate::error::{Error, Result};

/// Makes an outlier a measurement that counts like any other, and that no review flags again while its
/// value stays. Saying so twice changes nothing.
///
/// # Errors
/// `NotFound`; `Invalid` where nothing was measured then; `Conflict` where it is no outlier.
pub async fn approve_measurement(
    services: &Services,
    actor: &Actor,
    id: SiteId,
    of: ApproveMeasurement,
) -> Result<JudgedMeasurement> {
    actor.must(Permission::Operate)?;
    let mut tx = services.db().write(actor.org).await?;
    seen(&mut tx, actor, id).await?;
    let stored = store::energy::energy_site_to_write(&mut tx, id).await?;
    let settings = stored.ok_or(Error::NotFound("site"))?.settings;
    let moment = (of.at, of.at + Duration::seconds(1));
    let known = judged(&mut tx, id, of.channel, moment, 1).await?;
    let known = known.into_iter().find(|one| one.at == of.at);
    let (channel, at) = (of.channel.as_str(), of.at.to_rfc3339());
    let known = known.filter(|one| one.status != QualityStatus::GapFilled);
    let mut known = known.ok_or_else(|| {
        let message = format!("at: nothing was measured of {channel} at {at}");
        Error::invalid("at", "not_measured", message)
    })?;
    if known.is_approved {
        return Ok(known);
    }
    let now = services.clock().now();
    if !store::energy::approve_flag(&mut tx, id, of.channel, of.at, now).await? {
        return Err(Error::Conflict(format!(
            "{channel} at {at} is no outlier: there is nothing to approve"
        )));
    }
    let changed = BTreeSet::from([of.at]);
    worth_changed(&mut tx, id, &settings, of.channel, &changed).await?;
    // What comes after it may be possible now.
    store::energy::mark_pending(&mut tx, id, Task::Review, moment).await?;
    let metadata = json!({
        "channel": channel, "at": of.at, "value": known.value, "reason": known.reason,
    });
    let (action, subject) = ("energy.measurement_approved", format!("site {id}"));
    audit::record(services, &mut tx, actor, action, subject, metadata).await?;
    tx.commit().await?;
    make_soon(services, actor.org);
    announce(services, actor.org, id, EnergyNews::Measurements);
    known.status = QualityStatus::Measured;
    known.is_approved = true;
    Ok(known)
}
