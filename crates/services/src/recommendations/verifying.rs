//! Whether an action saved what it promised: four weeks after it was done, against the baseline frozen
//! when it was approved. What is advised about a site's electricity is measured by its meters
//! (`energy::advice`), everything else by events.

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, NaiveDate, Utc};
use engine::recommendations::facts::units_of;
use engine::recommendations::{Day, Frozen, VERIFY_DAYS, transition, verify};
use model::ids::OrgId;
use model::recommendations::{
    ActivityUnit, RecommendationAction, RecommendationStatus, VerifiedSaving,
};
use serde_json::{Value, json};
use store::recommendations::{RecommendationFilter, RecommendationRow};

use super::past::past_events;
use super::read::{announce, standing};
use crate::Services;
use crate::actor::Actor;
use crate::audit;
use crate::emissions::{start_of_day, zone_of};
use crate::energy::{SITE_RULES, freeze_site, measure_site};
use crate::error::{Error, Result};
use crate::jobs::organisations;

/// Name of the job that verifies.
pub const VERIFICATION: &str = "verification";

/// Days of the frozen baseline.
const BASELINE_DAYS: i64 = 28;
/// Recommendations read together.
const TOGETHER: u32 = 500;

/// The baseline of the days before `now`; `None`, with a line in the log, when they say too little: the
/// saving cannot be verified then, which the recommendation shows by having none.
pub(super) async fn freeze(
    services: &Services,
    org: OrgId,
    row: &RecommendationRow,
    now: DateTime<Utc>,
) -> Result<Option<Value>> {
    if row.rule.starts_with(SITE_RULES) {
        return freeze_site(services, org, row, now).await;
    }
    let unit = unit_of(row)?;
    let days = days(
        services,
        org,
        row,
        unit,
        (now - Duration::days(BASELINE_DAYS), now),
    )
    .await?;
    match Frozen::measure(unit, &days) {
        Ok(frozen) => Ok(Some(serde_json::to_value(frozen).map_err(Error::internal)?)),
        Err(fault) => {
            tracing::warn!(recommendation = %row.id, %fault, "no baseline could be frozen");
            Ok(None)
        }
    }
}

/// Verifies what was done four weeks ago, and lets expire what was not decided in time.
///
/// # Errors
/// When the database does not answer; the next run goes on.
pub async fn verify_due(services: &Services) -> Result<String> {
    let (mut verified, mut expired, mut impossible) = (0, 0, 0);
    for org in organisations(services).await? {
        let now = services.clock().now();
        let filter = RecommendationFilter {
            statuses: vec![RecommendationStatus::Pending, RecommendationStatus::Done],
            ..RecommendationFilter::default()
        };
        for row in all(services, org, &filter).await? {
            if standing(&row).is_overdue(now) {
                finish(services, org, row, RecommendationAction::Expire, None).await?;
                expired += 1;
            } else if standing(&row).verify_from().is_some_and(|from| now >= from) {
                match measure(services, org, &row).await? {
                    Some(saving) => {
                        let action = RecommendationAction::Verify;
                        finish(services, org, row, action, Some(saving)).await?;
                        verified += 1;
                    }
                    None => impossible += 1,
                }
            }
        }
    }
    Ok(format!(
        "{verified} verified, {expired} expired, {impossible} without enough days to verify"
    ))
}

/// Everything that a filter lets through, before any of it is changed.
async fn all(
    services: &Services,
    org: OrgId,
    filter: &RecommendationFilter,
) -> Result<Vec<RecommendationRow>> {
    let mut rows = Vec::new();
    let mut cursor = None;
    let mut conn = services.db().read(org).await?;
    loop {
        let after = cursor.as_deref();
        let page = store::recommendations::page(&mut conn, filter, after, TOGETHER).await?;
        rows.extend(page.items);
        cursor = page.next_cursor;
        if cursor.is_none() {
            return Ok(rows);
        }
    }
}

/// The saving, as a number and in full.
type Saving = (f64, Value);

fn in_full(saving: VerifiedSaving) -> Result<Saving> {
    let value = serde_json::to_value(&saving).map_err(Error::internal)?;
    Ok((saving.saved_kg, value))
}

async fn measure(
    services: &Services,
    org: OrgId,
    row: &RecommendationRow,
) -> Result<Option<Saving>> {
    if row.rule.starts_with(SITE_RULES) {
        let saving = measure_site(services, org, row).await?;
        return saving.map(in_full).transpose();
    }
    let frozen: Option<Frozen> =
        (row.frozen.clone()).and_then(|value| serde_json::from_value(value).ok());
    let Some(frozen) = frozen else {
        return Ok(None);
    };
    let span = (row.since, row.since + Duration::days(VERIFY_DAYS));
    let days = days(services, org, row, frozen.unit, span).await?;
    match verify(&frozen, &days) {
        Ok(saving) => in_full(saving).map(Some),
        Err(fault) => {
            tracing::warn!(recommendation = %row.id, %fault, "a saving could not be verified");
            Ok(None)
        }
    }
}

async fn finish(
    services: &Services,
    org: OrgId,
    mut row: RecommendationRow,
    action: RecommendationAction,
    saving: Option<Saving>,
) -> Result<()> {
    let now = services.clock().now();
    let expected = row.status;
    let next = transition(&standing(&row), action, now)
        .map_err(|refusal| Error::Conflict(refusal.to_string()))?;
    row.status = next.status;
    row.since = next.since;
    row.before = next.before;
    if let Some((kg, value)) = saving {
        row.verified_kg = Some(kg);
        row.verified = Some(value);
    }
    let mut tx = services.db().write(org).await?;
    if store::recommendations::change(&mut tx, expected, &row).await? {
        let name = format!("recommendation.{}", action.as_str());
        let subject = format!("recommendation {}", row.id);
        let metadata = json!({ "status": row.status, "saved_kg": row.verified_kg });
        audit::record(
            services,
            &mut tx,
            &Actor::system(org),
            &name,
            subject,
            metadata,
        )
        .await?;
        tx.commit().await?;
        announce(services, org, row.id).await?;
    }
    Ok(())
}

fn unit_of(row: &RecommendationRow) -> Result<ActivityUnit> {
    ActivityUnit::parse(&row.unit)
        .ok_or_else(|| Error::internal(anyhow::anyhow!("`{}` is no activity unit", row.unit)))
}

/// The whole local days of a span: kilograms and units of the entity's events of the advice's type.
async fn days(
    services: &Services,
    org: OrgId,
    row: &RecommendationRow,
    unit: ActivityUnit,
    (from, to): (DateTime<Utc>, DateTime<Utc>),
) -> Result<Vec<Day>> {
    let mut conn = services.db().read(org).await?;
    let zone = zone_of(&mut conn).await?;
    drop(conn);
    let date = |at: DateTime<Utc>| -> NaiveDate { at.with_timezone(&zone).date_naive() };
    // Days that are cut by an end of the span would look quiet.
    let first = date(from).succ_opt().unwrap_or(date(from));
    let last = date(to);
    let span = (start_of_day(zone, first), start_of_day(zone, last));
    let events = past_events(services, org, row.key, Some(row.event_type), span).await?;
    let mut by_day: BTreeMap<NaiveDate, Day> = first
        .iter_days()
        .take_while(|day| *day < last)
        .map(|day| {
            let units = if unit == ActivityUnit::Days { 1.0 } else { 0.0 };
            (day, Day { kg: 0.0, units })
        })
        .collect();
    for event in &events {
        let seen = event.observed();
        let units = units_of(unit, seen.activity, seen.occurred_at, seen.ends_at);
        if !seen.counts() || (units.is_none() && unit != ActivityUnit::Days) {
            continue;
        }
        if let Some(day) = by_day.get_mut(&date(seen.occurred_at)) {
            day.kg += seen.co2e.kg();
            day.units += units.filter(|_| unit != ActivityUnit::Days).unwrap_or(0.0);
        }
    }
    Ok(by_day.into_values().collect())
}
