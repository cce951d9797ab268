//! Forecasts are kept as they were known, and scored when the truth arrives.

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, Utc};
use engine::energy::load::{Expected, Score, consumption, score};
use model::auth::Permission;
use model::energy::{
    ForecastScore, LoadForecast, Measurement, NaiveMethod, PastForecast, PastPoint,
};
use model::ids::{OrgId, SiteId};
use model::page::{Page, PageRequest};
use store::Conn;
use store::energy::{KeptForecast, StoredEnergySite};
use uuid::Uuid;

use super::load::{history, made};
use super::sites::{grid, seen};
use super::weather::all_sites;
use crate::Services;
use crate::actor::Actor;
use crate::error::{Error, Result};
use crate::jobs::organisations;
use crate::page::limit_of;

/// Name of the job that makes and scores forecasts.
pub const LOAD_FORECASTS: &str = "load_forecasts";

/// What is scored, and kept, goes back this far.
const SCORED: Duration = Duration::days(28);
const KEPT: Duration = Duration::days(400);
/// Forecasts of four weeks: one an hour at most, two and more where measurements come more often.
const SCORES_MAX: u32 = 2_688;
/// Forecasts scored at once; the next run goes on.
const UNSCORED_MAX: u32 = 200;

type Kept = KeptForecast<Expected, Score>;

/// What past forecasts of a site were worth, over four weeks; `None` until one was scored.
pub(super) async fn past_score(
    services: &Services,
    conn: &mut Conn,
    id: SiteId,
) -> Result<Option<ForecastScore>> {
    let from = services.clock().now() - SCORED;
    let scores: Vec<Score> = store::energy::scores(conn, id, from, SCORES_MAX).await?;
    let count = scores.len() as u64;
    let all = scores.iter().fold(Score::default(), Score::and);
    Ok((count > 0).then(|| answer(&all, count)))
}

fn answer(score: &Score, forecasts: u64) -> ForecastScore {
    let best = score.best_naive();
    ForecastScore {
        forecasts,
        points: score.points,
        mae_kwh: score.mae_kwh(),
        naive_method: best.and_then(|(method, _)| NaiveMethod::ALL.get(method).copied()),
        naive_mae_kwh: best.map(|(_, mae)| mae),
        skill: score.skill(),
        coverage: score.coverage(),
    }
}

/// Forecasts of a site as they were known then, newest first.
///
/// # Errors
/// `NotFound`; `Invalid` with a cursor of another list.
pub async fn forecasts(
    services: &Services,
    actor: &Actor,
    id: SiteId,
    page: PageRequest,
) -> Result<Page<PastForecast>> {
    actor.must(Permission::ReadOwn)?;
    let mut conn = services.db().read(actor.org).await?;
    let (_, zone) = grid(&seen(&mut conn, actor, id).await?.settings)?;
    let limit = limit_of(page.limit);
    let kept: Page<Kept> = store::energy::kept_forecasts(&mut conn, id, &page, limit).await?;
    let shown = |one: Kept| PastForecast {
        made_at: one.made_at,
        starts_at: one.starts_at,
        ends_at: one.ends_at,
        starts_label: crate::emissions::local_text(zone, one.starts_at),
        interval_minutes: one.interval_minutes,
        method: one.method,
        points: one.points.iter().map(point).collect(),
        score: one.score.map(|score| answer(&score, 1)),
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
        for site in all_sites(services, org).await? {
            match refresh(services, org, &site).await {
                Ok(done) => {
                    made += u64::from(done.0);
                    scored += done.1;
                }
                Err(error) => {
                    failed += 1;
                    let site = site.site.id.0;
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
    let id = site.site.id;
    let (width, zone) = grid(&site.settings)?;
    let step = Duration::minutes(i64::from(width.minutes()));
    let (measured, due, is_known) = {
        let mut conn = services.db().read(org).await?;
        let Some(last) = store::energy::last_measured(&mut conn, id).await? else {
            return Ok((false, 0));
        };
        // Most of the time nothing was measured since, and the history need not be read.
        if store::energy::has_forecast(&mut conn, id, last + step).await? {
            let due: Vec<Kept> = store::energy::unscored(&mut conn, id, last + step, 1).await?;
            if due.is_empty() {
                return Ok((false, 0));
            }
        }
        let measured = history(&mut conn, id).await?;
        let Some(end) = end_of(&measured, step) else {
            return Ok((false, 0));
        };
        let due: Vec<Kept> = store::energy::unscored(&mut conn, id, end, UNSCORED_MAX).await?;
        let is_known = store::energy::has_forecast(&mut conn, id, end).await?;
        (measured, due, is_known)
    };
    let used = consumption(&measured).measurements;
    let truth: BTreeMap<DateTime<Utc>, f64> = used
        .iter()
        .filter_map(|one| Some((one.at, one.kwh?)))
        .collect();
    let scores = due
        .iter()
        .map(|one| (one.id, score(&one.points, &truth, zone)));
    let scores: Vec<(Uuid, Score)> = scores.collect();
    let forecast = if is_known {
        None
    } else {
        match made(services, &site.settings, measured).await {
            Ok(forecast) => Some(forecast),
            // Too little is measured yet.
            Err(Error::Conflict(_)) => None,
            Err(error) => return Err(error),
        }
    };
    let mut tx = services.db().write(org).await?;
    for (forecast, score) in &scores {
        store::energy::put_score(&mut tx, id, *forecast, score).await?;
    }
    let mut is_new = false;
    if let Some(kept) = forecast.and_then(|made| kept(services.clock().now(), step, &made)) {
        is_new = store::energy::keep_forecast(&mut tx, id, &kept).await?;
    }
    tx.commit().await?;
    Ok((is_new, scores.len() as u64))
}

/// Where the measurements of a load end.
fn end_of(measured: &[Measurement], step: Duration) -> Option<DateTime<Utc>> {
    let used = consumption(measured).measurements;
    let known = used.iter().filter(|one| one.kwh.is_some());
    known.map(|one| one.at + step).max()
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
        made_at: now,
        starts_at: first.at,
        ends_at: last.at + step,
        interval_minutes: made.interval_minutes,
        method: made.basis.method,
        points: points.collect(),
        score: None,
    })
}
