//! Advice about a site's electricity, measured by its own meters: the days before approval, and those since it
//! was done.

use chrono::{DateTime, Duration, Utc};
use engine::energy::advice::{SiteBaseline, freeze, verify};
use engine::recommendations::VERIFY_DAYS;
use model::ids::{OrgId, SiteId};
use model::recommendations::VerifiedSaving;
use serde_json::Value;
use store::energy::StoredEnergySite;
use store::recommendations::RecommendationRow;

use super::measured::{Measured, Unpriced, days_before, measured};
use crate::Services;
use crate::error::{Error, Result};

/// Days of the frozen baseline.
const BASELINE_DAYS: i64 = 28;

/// The baseline of the days before `now`; `None`, with a line in the log, when they say too little.
pub(crate) async fn freeze_site(
    services: &Services,
    org: OrgId,
    row: &RecommendationRow,
    now: DateTime<Utc>,
) -> Result<Option<Value>> {
    let range = days_before(now, BASELINE_DAYS);
    let Some((stored, measured)) = days(services, org, row, range).await? else {
        return Ok(None);
    };
    match freeze(&measured.past, &row.rule, stored.settings.tariff.as_ref()) {
        Ok(frozen) => Ok(Some(serde_json::to_value(frozen).map_err(Error::internal)?)),
        Err(fault) => {
            tracing::warn!(recommendation = %row.id, %fault, "no baseline could be frozen");
            Ok(None)
        }
    }
}

/// The saving of the days since it was done; `None`, with a line in the log, when they say too little.
pub(crate) async fn measure_site(
    services: &Services,
    org: OrgId,
    row: &RecommendationRow,
) -> Result<Option<VerifiedSaving>> {
    let frozen = row.frozen.clone();
    let Some(frozen) = frozen.and_then(|value| serde_json::from_value::<SiteBaseline>(value).ok())
    else {
        return Ok(None);
    };
    let range = (row.since, row.since + Duration::days(VERIFY_DAYS));
    let Some((stored, measured)) = days(services, org, row, range).await? else {
        return Ok(None);
    };
    match verify(&measured.past, &frozen, stored.settings.tariff.as_ref()) {
        Ok(saving) => Ok(Some(saving)),
        Err(fault) => {
            tracing::warn!(recommendation = %row.id, %fault, "a saving could not be verified");
            Ok(None)
        }
    }
}

/// What was measured; `None` of a site whose electricity is not looked after any more.
async fn days(
    services: &Services,
    org: OrgId,
    row: &RecommendationRow,
    range: (DateTime<Utc>, DateTime<Utc>),
) -> Result<Option<(StoredEnergySite, Measured)>> {
    let stored = {
        let mut conn = services.db().read(org).await?;
        store::energy::energy_site(&mut conn, SiteId(row.key.id)).await?
    };
    let Some(stored) = stored else {
        tracing::warn!(recommendation = %row.id, "its site has no settings any more");
        return Ok(None);
    };
    let measured = measured(services, org, &stored, range, Unpriced::Kept).await?;
    Ok(Some((stored, measured)))
}
