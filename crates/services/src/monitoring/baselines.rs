//! Keeping baselines: the hour that just closed every hour, all of them after an import, a change of
//! factors or of the time zone, and every night.

use std::collections::HashMap;

use chrono::{DateTime, Duration, Utc};
use chrono_tz::Tz;
use engine::calendar::{HOURS_OF_WEEK, hour_of_week};
use engine::emissions::hour_of;
use engine::monitoring::{WEEKS, normal};
use model::auth::Permission;
use model::ids::OrgId;
use model::monitoring::Baseline;
use store::Conn;
use store::emissions::Calculation;
use store::monitoring::{BaselineRow, EntityKey};
use uuid::Uuid;

use super::entities;
use crate::Services;
use crate::actor::Actor;
use crate::emissions::zone_of;
use crate::error::{Error, Result};
use crate::jobs::organisations;

/// Name of the job that keeps them.
pub const BASELINES: &str = "baselines";

/// What an entity normally emits, hour by hour of the week.
///
/// # Errors
/// `Invalid` when the id is of no kind of entity; `NotFound`; `Forbidden` for supplier users.
pub async fn baselines(
    services: &Services,
    actor: &Actor,
    entity_id: Uuid,
) -> Result<Vec<Baseline>> {
    actor.must(Permission::Read)?;
    let key = entities::key_of(entity_id)?;
    let mut conn = services.db().read(actor.org).await?;
    let calculation = store::organisations::active_calculation(&mut conn).await?;
    let rows = store::monitoring::baselines_of(&mut conn, calculation, key).await?;
    let mut names = entities::entities(&mut conn, &[key]).await?;
    let entity = names.remove(&key).ok_or(Error::NotFound("entity"))?;
    Ok(rows
        .into_iter()
        .map(|(hour_of_week, row)| Baseline {
            entity: entity.clone(),
            hour_of_week,
            kg_per_hour: row.kg,
            low_kg: row.low_kg,
            high_kg: row.high_kg,
            samples: row.samples,
            confidence: engine::emissions::confidence(row.kg, row.low_kg, row.high_kg),
        })
        .collect())
}

/// Brings the baselines of every organisation up to the last closed hour.
///
/// # Errors
/// When the database does not answer; the next run goes on.
pub async fn recompute_baselines(services: &Services) -> Result<String> {
    let mut hours = 0;
    for org in organisations(services).await? {
        hours += refresh(services, org, Look::Past).await?;
    }
    Ok(format!("{hours} hours of the week computed"))
}

/// Computes all baselines of every organisation anew.
///
/// # Errors
/// When the database does not answer; the next run begins again.
pub async fn recompute_all(services: &Services) -> Result<String> {
    let mut hours = 0;
    for org in organisations(services).await? {
        hours += refresh(services, org, Look::Everything).await?;
    }
    Ok(format!("{hours} hours of the week computed"))
}

/// What makes a look compute all baselines anew, beside another calculation or time zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    /// Nothing.
    Closed,
    /// An import that ended since, or was taken back: it may have changed the past.
    Past,
    /// It does in any case.
    Everything,
}

/// Brings the baselines of an organisation up to the last closed hour: those of the hours closed
/// since, or all when they were computed from something else. How many hours were computed.
pub(super) async fn refresh(services: &Services, org: OrgId, look: Look) -> Result<u64> {
    let mut conn = services.db().read(org).await?;
    let zone = zone_of(&mut conn).await?;
    let calculation = store::organisations::active_calculation(&mut conn).await?;
    let state = store::monitoring::state(&mut conn).await?;
    let past_changed_at = match look {
        Look::Closed => None,
        Look::Past => store::ingest::jobs::last_ended(&mut conn).await?,
        Look::Everything => Some(DateTime::<Utc>::MAX_UTC),
    };
    drop(conn);
    let now = services.clock().now();
    let closed = hour_of(now);
    let week = Duration::hours(i64::from(HOURS_OF_WEEK));
    let known = state
        .filter(|state| state.calculation == calculation && state.time_zone == zone.name())
        .filter(|state| past_changed_at.is_none_or(|changed| changed <= state.began_at))
        .and_then(|state| state.computed_until)
        .filter(|until| closed - *until <= week);
    let mut hour = known.unwrap_or(closed - week).min(closed);
    if known.is_none() {
        let mut tx = services.db().write(org).await?;
        // It holds the organisation's row, as whoever replaces an hour does before touching one.
        store::monitoring::begin_computing(&mut tx, calculation, zone.name(), now).await?;
        store::monitoring::clear_baselines(&mut tx, calculation).await?;
        tx.commit().await?;
    }
    let mut computed = 0;
    while hour < closed {
        compute(services, org, calculation, zone, hour).await?;
        computed += 1;
        hour += Duration::hours(1);
    }
    if computed > 0 {
        let mut tx = services.db().write(org).await?;
        store::monitoring::put_computed(&mut tx, closed).await?;
        tx.commit().await?;
    }
    Ok(computed)
}

/// Computes the baselines of the hour of the week that `hour` is, from it and the weeks before it.
async fn compute(
    services: &Services,
    org: OrgId,
    calculation: Calculation,
    zone: Tz,
    hour: DateTime<Utc>,
) -> Result<()> {
    let hours = same_hours(zone, hour);
    let mut conn = services.db().read(org).await?;
    let rows = history(&mut conn, calculation, &hours).await?;
    drop(conn);
    let slot = hour_of_week(zone, hour);
    let mut tx = services.db().write(org).await?;
    store::monitoring::replace_hour(&mut tx, calculation, slot, &rows).await?;
    tx.commit().await?;
    Ok(())
}

/// The same local hour of this and the weeks before, oldest first.
fn same_hours(zone: Tz, hour: DateTime<Utc>) -> Vec<DateTime<Utc>> {
    let offset = |at: DateTime<Utc>| {
        use chrono::Offset;
        i64::from(
            chrono::TimeZone::offset_from_utc_datetime(&zone, &at.naive_utc())
                .fix()
                .local_minus_utc(),
        )
    };
    let weeks = i64::try_from(WEEKS).unwrap_or_default();
    (0..weeks)
        .rev()
        .map(|back| {
            let then = hour - Duration::weeks(back);
            // Clocks may have been changed between.
            hour_of(then + Duration::seconds(offset(hour) - offset(then)))
        })
        .collect()
}

async fn history(
    conn: &mut Conn,
    calculation: Calculation,
    hours: &[DateTime<Utc>],
) -> Result<Vec<BaselineRow>> {
    let kilograms = store::monitoring::kilograms_by_entity(conn, calculation, hours, false).await?;
    let mut weeks: HashMap<EntityKey, [f64; WEEKS]> = HashMap::new();
    for one in kilograms {
        weeks.entry(one.key).or_default()[one.hour] += one.co2e.kg();
    }
    Ok(weeks
        .into_iter()
        .filter_map(|(key, weeks)| {
            let normal = normal(&weeks)?;
            // Nothing is above a baseline of zero.
            (normal.kg > 0.0).then_some(BaselineRow {
                key,
                kg: normal.kg,
                low_kg: normal.low_kg,
                high_kg: normal.high_kg,
                samples: normal.samples,
            })
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeZone, Utc};
    use chrono_tz::Tz;

    use super::same_hours;

    #[test]
    fn weeks_keep_the_local_hour_over_a_change_of_clocks() {
        let at = |month, day, hour| -> DateTime<Utc> {
            Utc.with_ymd_and_hms(2026, month, day, hour, 0, 0)
                .single()
                .expect("a time")
        };
        // 10:00 in Berlin is 08:00 UTC in summer and 09:00 before 29 March.
        let hours = same_hours(Tz::Europe__Berlin, at(4, 7, 8));
        assert_eq!(hours.last(), Some(&at(4, 7, 8)));
        assert_eq!(hours[6], at(3, 31, 8));
        assert_eq!(hours[5], at(3, 24, 9));
        assert_eq!(hours.len(), 8);
    }
}
