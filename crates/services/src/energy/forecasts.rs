//! Forecasts are kept as they were known, and scored when the truth arrives.

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, Utc};
use engine::energy::load::{Consumption, Expected, LoadChoice, Score, score};
use futures::StreamExt;
use model::auth::Permission;
use model::energy::{
    ForecastMethod, ForecastQuantity, ForecastScore, LoadForecast, LoadMethod, NaiveMethod,
    PastForecast, PastForecastQuery, PastPoint,
};
use model::ids::{OrgId, SiteId};
use model::live::EnergyNews;
use model::page::{Page, PageRequest};
use store::Conn;
use store::energy::{KeptForecast, StoredEnergySite};
use uuid::Uuid;

use super::announce::announce;
use super::load::{Made, consumed, made};
use super::outside::{Outside, outside};
use super::sites::{grid, seen};
use super::weather::{all_sites, each};
use crate::Services;
use crate::actor::Actor;
use crate::error::{Error, Result};
use crate::jobs::organisations;
use crate::page::limit_of;

/// Name of the job that makes and scores forecasts.
pub const LOAD_FORECASTS: &str = "load_forecasts";

/// What is scored, and kept, goes back this far.
pub(super) const SCORED: Duration = Duration::days(28);
const KEPT: Duration = Duration::days(400);
/// Forecasts of four weeks: one an hour at most, two and more where measurements come more often.
const SCORES_MAX: u32 = 2_688;
/// Forecasts scored at once; the next run goes on.
pub(super) const UNSCORED_MAX: u32 = 200;
const HOURS_OF_WEEK: i64 = 168;

/// Points are read as far as a score needs them.
pub(super) type Kept = KeptForecast<Expected, Score>;

/// What past forecasts of a site's load were worth, over four weeks; `None` until one was scored. `hours` are
/// those of an interval.
pub(super) async fn past_score(
    services: &Services,
    conn: &mut Conn,
    id: SiteId,
    hours: f64,
) -> Result<Option<ForecastScore>> {
    let load = ForecastQuantity::Load;
    let from = services.clock().now() - SCORED;
    score_since(conn, id, load, from, hours).await
}

/// What forecasts of a quantity were worth that began since; `None` where none of them was scored.
pub(super) async fn score_since(
    conn: &mut Conn,
    id: SiteId,
    quantity: ForecastQuantity,
    from: DateTime<Utc>,
    hours: f64,
) -> Result<Option<ForecastScore>> {
    let scores: Vec<Score> = store::energy::scores(conn, id, quantity, from, SCORES_MAX).await?;
    let count = scores.len() as u64;
    let all = scores.iter().fold(Score::default(), Score::and);
    Ok((count > 0).then(|| answer(&all, count, hours)))
}

/// `hours` are those of an interval.
fn answer(score: &Score, forecasts: u64, hours: f64) -> ForecastScore {
    let best = score.best_naive();
    let per_interval = |sum: f64| sum / score.points as f64;
    let [yesterday, ..] = score.naive_abs_error_kwh;
    let yesterday = yesterday.filter(|_| score.points > 0).map(per_interval);
    let share = score.abs_error_kwh / score.measured_kwh;
    ForecastScore {
        forecasts,
        points: score.points,
        mae_kwh: score.mae_kwh(),
        mae_kwh_per_hour: score.mae_kwh().map(|mae| mae / hours),
        mae_share: (score.measured_kwh > 0.0).then_some(share),
        yesterday_mae_kwh_per_hour: yesterday.map(|mae| mae / hours),
        naive_method: best.and_then(|(method, _)| NaiveMethod::ALL.get(method).copied()),
        naive_mae_kwh: best.map(|(_, mae)| mae),
        skill: score.skill(),
        banded: score.banded,
        coverage: score.coverage(),
    }
}

/// Forecasts of a site's load or sun as they were known then, newest first.
///
/// # Errors
/// `NotFound`; `Invalid` with a cursor of another list.
pub async fn forecasts(
    services: &Services,
    actor: &Actor,
    id: SiteId,
    query: PastForecastQuery,
) -> Result<Page<PastForecast>> {
    actor.must(Permission::ReadOwn)?;
    let mut conn = services.db().read(actor.org).await?;
    let (width, zone) = grid(&seen(&mut conn, actor, id).await?.settings)?;
    let limit = limit_of(query.limit);
    let quantity = query.quantity.unwrap_or(ForecastQuantity::Load);
    let page = PageRequest {
        limit: query.limit,
        cursor: query.cursor,
    };
    let kept: Page<Kept> =
        store::energy::kept_forecasts(&mut conn, id, quantity, &page, limit).await?;
    let shown = |one: Kept| PastForecast {
        quantity: one.quantity,
        made_at: one.made_at,
        starts_at: one.starts_at,
        ends_at: one.ends_at,
        starts_label: crate::emissions::local_text(zone, one.starts_at),
        interval_minutes: one.interval_minutes,
        method: one.method,
        points: one.points.iter().map(point).collect(),
        score: one.score.map(|score| answer(&score, 1, width.hours())),
    };
    Ok(Page {
        items: kept.items.into_iter().map(shown).collect(),
        next_cursor: kept.next_cursor,
    })
}

fn point(expected: &Expected) -> PastPoint {
    PastPoint {
        at: expected.at,
        kwh: expected.kwh,
        low_kwh: expected.low_kwh,
        high_kwh: expected.high_kwh,
    }
}

/// Scores what came, and makes a forecast of each site that was measured since the last one. A site that
/// fails keeps nobody else.
///
/// # Errors
/// When the database does not answer.
pub async fn refresh_load_forecasts(services: &Services) -> Result<String> {
    let (mut made, mut scored, mut failed) = (0, 0, 0);
    for org in organisations(services).await? {
        let refresh = |site: StoredEnergySite| async move { refresh(services, org, &site).await };
        let mut sites = each(all_sites(services, org).await?, refresh);
        while let Some((site, ended)) = sites.next().await {
            match ended {
                Ok(done) => {
                    made += u64::from(done.0);
                    scored += done.1;
                }
                Err(error) => {
                    failed += 1;
                    let site = site.0;
                    tracing::error!(?error, org = org.0, site, "a site's forecast failed");
                }
            }
        }
        let mut tx = services.db().write(org).await?;
        store::energy::forget_forecasts(&mut tx, services.clock().now() - KEPT).await?;
        tx.commit().await?;
    }
    Ok(format!(
        "{made} forecasts made, {scored} scored, {failed} sites failed"
    ))
}

/// Scores what came of one site, and forecasts it if it was measured since: whether it was, and how many were
/// scored.
pub(super) async fn refresh(
    services: &Services,
    org: OrgId,
    site: &StoredEnergySite,
) -> Result<(bool, u64)> {
    let (_, zone) = grid(&site.settings)?;
    let Some(read) = read(services, org, site).await? else {
        return Ok((false, 0));
    };
    let measured = read.used.measurements.iter();
    let truth: BTreeMap<DateTime<Utc>, f64> = measured
        .filter_map(|one| Some((one.at, one.kwh?)))
        .collect();
    let scores = (read.due.iter()).map(|one| (one.id, score(&one.points, &truth, zone)));
    let scores: Vec<(Uuid, Score)> = scores.collect();
    let made = if read.is_known {
        None
    } else {
        match made(services, &site.settings, read.used, read.chosen, read.air).await {
            Ok(made) => Some(made),
            // Too little is measured yet.
            Err(Error::Conflict(_)) => None,
            Err(error) => return Err(error),
        }
    };
    let is_new = keep(services, org, site, &scores, made, read.changes).await?;
    if is_new || !scores.is_empty() {
        announce(services, org, site.site.id, EnergyNews::Forecast);
    }
    Ok((is_new, scores.len() as u64))
}

/// What a site's forecast is made from.
pub(super) struct Read {
    pub(super) used: Consumption,
    /// Whether the forecast that begins now is kept already.
    is_known: bool,
    pub(super) chosen: Option<LoadChoice>,
    pub(super) air: Option<Outside>,
    /// What can be scored.
    due: Vec<Kept>,
    /// How often it had changed before it was read.
    pub(super) changes: i64,
}

/// Nothing where nothing was measured since the last time.
pub(super) async fn read(
    services: &Services,
    org: OrgId,
    site: &StoredEnergySite,
) -> Result<Option<Read>> {
    let (id, load) = (site.site.id, ForecastQuantity::Load);
    let (width, _) = grid(&site.settings)?;
    let step = Duration::minutes(i64::from(width.minutes()));
    let mut conn = services.db().read(org).await?;
    let Some(last) = store::energy::last_measured(&mut conn, id).await? else {
        return Ok(None);
    };
    // Most of the time nothing was measured since, and the history need not be read.
    if store::energy::has_forecast(&mut conn, id, load, last + step).await? {
        let due: Vec<Kept> = store::energy::unscored(&mut conn, id, load, last + step, 1).await?;
        if due.is_empty() {
            return Ok(None);
        }
    }
    let changes = store::energy::measured_changes(&mut conn, id).await?;
    let used = consumed(&mut conn, id).await?;
    let Some(last) = used.measurements.last().map(|one| one.at) else {
        return Ok(None);
    };
    let end = last + step;
    let is_known = store::energy::has_forecast(&mut conn, id, load, end).await?;
    let air_until = Some(last).filter(|_| !is_known);
    Ok(Some(Read {
        due: store::energy::unscored(&mut conn, id, load, end, UNSCORED_MAX).await?,
        is_known,
        chosen: store::energy::load_choice(&mut conn, id).await?,
        air: outside(services, &mut conn, id, air_until).await?,
        used,
        changes,
    }))
}

/// Keeps scores and what was made; whether that is a new forecast. Where what it was made from changed since,
/// the forecast is kept as what was known then, and is not used: neither is what was chosen for it.
pub(super) async fn keep(
    services: &Services,
    org: OrgId,
    site: &StoredEnergySite,
    scores: &[(Uuid, Score)],
    made: Option<Made>,
    changes: i64,
) -> Result<bool> {
    let id = site.site.id;
    let (width, _) = grid(&site.settings)?;
    let step = Duration::minutes(i64::from(width.minutes()));
    let mut tx = services.db().write(org).await?;
    for (forecast, score) in scores {
        store::energy::put_score(&mut tx, id, *forecast, score).await?;
    }
    let mut is_new = false;
    if let Some(Made { forecast, chosen }) = made {
        // Changes wait for this transaction from here on, or this one for theirs.
        store::energy::energy_site_to_write(&mut tx, id).await?;
        let stands = store::energy::measured_changes(&mut tx, id).await? == changes;
        let now = services.clock().now();
        if let Some(kept) = kept(now, step, &forecast) {
            is_new = store::energy::keep_forecast(&mut tx, id, &kept).await?;
            if is_new && stands {
                store::energy::put_basis(&mut tx, id, kept.id, &forecast.basis).await?;
            }
        }
        if let Some(choice) = chosen.filter(|_| stands) {
            let choice = choice.ending_at_hour_of_week(hour_of_week(id));
            store::energy::put_load_choice(&mut tx, id, now, choice.until, &choice).await?;
        }
    }
    tx.commit().await?;
    Ok(is_new)
}

/// When a site's methods are chosen anew: each at its own hour, so that they do not all come at once.
fn hour_of_week(id: SiteId) -> u32 {
    u32::try_from(id.0.rem_euclid(HOURS_OF_WEEK)).unwrap_or_default()
}

fn kept(now: DateTime<Utc>, step: Duration, made: &LoadForecast) -> Option<Kept> {
    let (first, last) = (made.points.first()?, made.points.last()?);
    let points = made.points.iter().map(|point| Expected {
        at: point.at,
        kwh: point.kwh,
        low_kwh: point.low_kwh,
        high_kwh: point.high_kwh,
    });
    Some(KeptForecast {
        id: Uuid::now_v7(),
        quantity: ForecastQuantity::Load,
        made_at: now,
        starts_at: first.at,
        ends_at: last.at + step,
        interval_minutes: made.interval_minutes,
        method: match made.basis.method {
            LoadMethod::LastDay => ForecastMethod::LastDay,
            LoadMethod::Panel => ForecastMethod::Panel,
            LoadMethod::PanelWithTemperature => ForecastMethod::PanelWithTemperature,
        },
        points: points.collect(),
        score: None,
    })
}
