//! Old measurements, with temperatures of their time, are deleted at two o'clock of each site's own night, old market
//! prices at that of the organisation's, where the settings say how old.

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
use crate::settings::time_zone;

/// Name of the job that deletes both.
pub const UPKEEP: &str = "measurement_retention";

/// Deleted in one transaction.
const PIECE: Duration = Duration::days(30);

/// Deletes old measurements and old market prices.
///
/// # Errors
/// When the database does not answer.
pub async fn clean_up(services: &Services) -> Result<String> {
    let measurements = forget_measurements(services).await?;
    let prices = forget_market_prices(services).await?;
    Ok(format!("{measurements}; {prices}"))
}

/// Deletes market prices whose intervals ended before what the organisation's settings say, or where they say
/// nothing the installation's, once it has come to two o'clock in the organisation's zone. An organisation
/// that fails keeps nobody else.
///
/// # Errors
/// When the database does not answer.
pub async fn forget_market_prices(services: &Services) -> Result<String> {
    let (mut series, mut removed, mut failed) = (0, 0, 0);
    for org in organisations(services).await? {
        match forget_prices_of(services, org).await {
            Ok((of_series, of_prices)) => {
                series += of_series;
                removed += of_prices;
            }
            Err(error) => {
                failed += 1;
                tracing::error!(?error, org = org.0, "the upkeep of market prices failed");
            }
        }
    }
    Ok(format!(
        "{removed} market prices of {series} series removed, {failed} organisations failed"
    ))
}

/// Series that lost prices, and how many prices.
async fn forget_prices_of(services: &Services, org: OrgId) -> Result<(u64, u64)> {
    let (settings, names) = {
        let mut conn = services.db().read(org).await?;
        let settings = store::organisations::settings(&mut conn).await?;
        (
            settings,
            store::energy::price_series_names(&mut conn).await?,
        )
    };
    let days = settings.market_price_days;
    let Some(days) = days.or(services.options().market_price_days) else {
        return Ok((0, 0));
    };
    let zone = time_zone(&settings.time_zone)?;
    let before = cut_off(zone, services.clock().now(), days);
    let before = before.ok_or_else(|| Error::internal(anyhow::anyhow!("no night in {zone}")))?;
    let (mut series, mut removed) = (0, 0);
    for name in names {
        let mut of_series = 0;
        loop {
            let first = {
                let mut conn = services.db().read(org).await?;
                store::energy::first_price_ended(&mut conn, &name, before).await?
            };
            let Some(first) = first else {
                break;
            };
            let mut tx = services.db().write(org).await?;
            let by = (first + PIECE).min(before);
            of_series += store::energy::forget_prices(&mut tx, &name, by).await?;
            tx.commit().await?;
        }
        series += u64::from(of_series > 0);
        removed += of_series;
    }
    Ok((series, removed))
}

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
    let old = {
        let mut conn = services.db().read(org).await?;
        let range = (DateTime::<Utc>::MIN_UTC, before);
        store::energy::temperatures(&mut conn, id, range, 1).await?
    };
    if !old.is_empty() {
        let mut tx = services.db().write(org).await?;
        store::energy::forget_temperatures(&mut tx, id, before).await?;
        tx.commit().await?;
    }
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
    use chrono::{DateTime, Duration, TimeZone, Utc};
    use chrono_tz::Tz;
    use model::energy::PriceQuery;
    use serde_json::json;
    use testkit::on_both;

    use super::{clean_up, cut_off, forget_market_prices};
    use crate::Services;
    use crate::actor::Actor;
    use crate::energy::{add_prices, prices};
    use crate::settings::{change_settings, settings};
    use crate::testing::{SetClock, process};

    /// Beginnings of the prices that are kept of a series.
    async fn kept(services: &Services, actor: &Actor) -> Vec<DateTime<Utc>> {
        let query = PriceQuery {
            from: DateTime::UNIX_EPOCH,
            to: services.clock().now(),
            limit: None,
        };
        let page = prices(services, actor, "DE-LU", query).await;
        let items = page.expect("prices").items;
        items.into_iter().map(|price| price.at).collect()
    }

    on_both!(
        old_market_prices_go_in_the_organisations_night,
        |db| async move {
            // Midnight in Berlin, two hours before what is old goes.
            let now = Utc.with_ymd_and_hms(2026, 6, 14, 22, 0, 0).single();
            let now = now.expect("a time");
            let clock = SetClock::at(now);
            let services = process(db.url(), &clock).await;
            let actor = Actor::system(testkit::create_organisation(db.url(), "Acme").await);
            // 400 days ago to the hour, and the hours around two o'clock of that night.
            let night = now + Duration::hours(2) - Duration::days(400);
            let hours = [-48, -1, 0, 1].map(|hour| night + Duration::hours(hour));
            let rows = hours.map(|at| json!({"at": at, "per_kwh": "0.08"}));
            let body = json!({"currency": "EUR", "interval_minutes": 60, "prices": rows});
            let body = serde_json::to_vec(&body).expect("json");
            let sent = add_prices(&services, &actor, "DE-LU", body.into()).await;
            assert_eq!(sent.expect("stored").accepted, 4);

            // Nobody says how long, so nothing goes.
            let said = clean_up(&services).await.expect("done");
            assert!(
                said.contains("kept for good; 0 market prices of 0 series"),
                "{said}"
            );
            assert_eq!(kept(&services, &actor).await, hours);

            let mut of = settings(&services, &actor).await.expect("settings");
            of.time_zone = "Europe/Berlin".to_owned();
            for days in [97, 36_526] {
                of.market_price_days = Some(days);
                let refused = change_settings(&services, &actor, of.clone()).await;
                let words = refused.expect_err("no such number of days").to_string();
                assert!(words.contains("98 to 36525"), "{words}");
            }
            of.market_price_days = Some(400);
            change_settings(&services, &actor, of).await.expect("set");
            // At midnight it is the night before that counts.
            let forget = || forget_market_prices(&services);
            let removed = "1 market prices of 1 series removed, 0 organisations failed";
            assert_eq!(forget().await.expect("done"), removed);
            assert_eq!(kept(&services, &actor).await, hours[1..]);
            clock.advance(Duration::hours(2));
            assert_eq!(forget().await.expect("done"), removed);
            assert_eq!(kept(&services, &actor).await, hours[2..]);
            assert!(forget().await.expect("done").starts_with("0 market prices"));
        }
    );

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
