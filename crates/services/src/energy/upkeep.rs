//! Old measurements are deleted at two o'clock of each site's own night, where the settings say how old.

use chrono::{DateTime, Days, Duration, NaiveTime, Utc};
use chrono_tz::Tz;
use engine::calendar::time_of_day;
use model::ids::{OrgId, SiteId};
use store::energy::StoredEnergySite;

use super::sites::grid;
use super::weather::all_sites;
use crate::Services;
use crate::error::{Error, Result};
use crate::jobs::organisations;

/// Name of the job that deletes them.
pub const UPKEEP: &str = "measurement_retention";

/// Deleted in one transaction.
const PIECE: Duration = Duration::days(30);

/// Deletes what is older than the settings say, of each site whose night has come to two o'clock since.
/// What to delete follows from the last time it was two o'clock there, so a run that was missed is made
/// up for by the next. A site that fails keeps nobody else.
///
/// # Errors
/// When the database does not answer.
pub async fn forget_measurements(services: &Services) -> Result<String> {
    let Some(days) = services.options().measurement_days else {
        return Ok("measurements are kept for good".to_owned());
    };
    let (mut sites, mut removed, mut failed) = (0, 0, 0);
    for org in organisations(services).await? {
        for site in all_sites(services, org).await? {
            match forget(services, org, &site, days).await {
                Ok(0) => {}
                Ok(count) => {
                    sites += 1;
                    removed += count;
                }
                Err(error) => {
                    failed += 1;
                    let site = site.site.id.0;
                    tracing::error!(?error, org = org.0, site, "a site's upkeep failed");
                }
            }
        }
    }
    Ok(format!(
        "{removed} measurements of {sites} sites removed, {failed} sites failed"
    ))
}

async fn forget(
    services: &Services,
    org: OrgId,
    site: &StoredEnergySite,
    days: u32,
) -> Result<u64> {
    let (_, zone) = grid(&site.settings)?;
    let before = cut_off(zone, services.clock().now(), days);
    let before = before.ok_or_else(|| Error::internal(anyhow::anyhow!("no night in {zone}")))?;
    let id: SiteId = site.site.id;
    let mut removed = 0;
    loop {
        let first = {
            let mut conn = services.db().read(org).await?;
            store::energy::first_measured(&mut conn, id).await?
        };
        let Some(first) = first.filter(|first| *first < before) else {
            return Ok(removed);
        };
        let mut tx = services.db().write(org).await?;
        removed += store::energy::forget(&mut tx, id, (first + PIECE).min(before)).await?;
        tx.commit().await?;
    }
}

/// So many days before the last two o'clock.
fn cut_off(zone: Tz, now: DateTime<Utc>, days: u32) -> Option<DateTime<Utc>> {
    let two = NaiveTime::from_hms_opt(2, 0, 0)?;
    let today = now.with_timezone(&zone).date_naive();
    let nights = [Some(today), today.checked_sub_days(Days::new(1))];
    let mut passed = nights
        .into_iter()
        .flatten()
        .filter(|day| time_of_day(zone, *day, two).is_some_and(|at| at <= now));
    let kept_from = passed.next()?.checked_sub_days(Days::new(days.into()))?;
    time_of_day(zone, kept_from, two)
}

#[cfg(test)]
mod tests {
    use chrono::{TimeZone, Utc};
    use chrono_tz::Tz;

    use super::cut_off;

    #[test]
    fn nights_are_those_of_the_site() {
        let at = |month, day, hour, minute| {
            let at = Utc.with_ymd_and_hms(2026, month, day, hour, minute, 0);
            at.single().expect("a time")
        };
        // Berlin skips two o'clock on 29 March and repeats it on 25 October; Sydney does so on other days,
        // and New York skips it and repeats the hour before.
        for (zone, now, expected) in [
            (Tz::Europe__Berlin, at(6, 15, 0, 0), at(6, 14, 0, 0)),
            (Tz::Europe__Berlin, at(6, 14, 23, 59), at(6, 13, 0, 0)),
            (Tz::Europe__Berlin, at(3, 29, 0, 59), at(3, 27, 1, 0)),
            (Tz::Europe__Berlin, at(3, 29, 1, 0), at(3, 28, 1, 0)),
            (Tz::Europe__Berlin, at(3, 30, 0, 0), at(3, 29, 1, 0)),
            (Tz::Europe__Berlin, at(10, 25, 0, 0), at(10, 24, 0, 0)),
            (Tz::America__New_York, at(3, 8, 7, 0), at(3, 7, 7, 0)),
            (Tz::America__New_York, at(11, 1, 6, 59), at(10, 30, 6, 0)),
            (Tz::America__New_York, at(11, 1, 7, 0), at(10, 31, 6, 0)),
            (Tz::Australia__Sydney, at(10, 3, 16, 0), at(10, 2, 16, 0)),
            (Tz::Australia__Sydney, at(4, 4, 15, 0), at(4, 3, 15, 0)),
        ] {
            assert_eq!(cut_off(zone, now, 1), Some(expected), "{zone} {now}");
        }
    }
}
