//! Emissions ahead: from the organisation's own roll-ups, kept for an hour, made anew by a job.

use chrono::{DateTime, Duration, Utc};
use chrono_tz::Tz;
use model::auth::Permission;
use model::emissions::Bucket;
use model::forecasting::{EmissionForecast, Forecast, ForecastQuery, HistoryPoint};
use model::ids::OrgId;
use model::ingest::EventType;
use store::Conn;
use store::emissions::Calculation;
use store::emissions::figures::Filter;
use store::forecasting::{ForecastKey, StoredForecast};

use super::history::{self, Asked, History};
use super::run;
use crate::Services;
use crate::actor::Actor;
use crate::emissions::{local_text, zone_of};
use crate::error::{Error, Result};
use crate::jobs::organisations;

/// Name of the job that keeps them.
pub const FORECASTS: &str = "forecasts";

/// A forecast is not made anew within this time.
const KEPT: Duration = Duration::hours(1);
/// Days of the past shown beside the forecast, by hour and by day.
const RECENT_HOURS: usize = 7 * 24;
const RECENT_DAYS: usize = 28;

/// What emissions are expected, with bands and the back-test that chose the method.
///
/// # Errors
/// `Invalid` when the question is, `Conflict` with too little history; a supplier user sees their own.
pub async fn emission_forecast(
    services: &Services,
    actor: &Actor,
    query: ForecastQuery,
) -> Result<EmissionForecast> {
    actor.must(Permission::ReadOwn)?;
    let key = ForecastKey {
        category: query.category,
        supplier_id: actor.supplier_scope().or(query.supplier_id),
        bucket: query.bucket.unwrap_or(Bucket::Hour),
        horizon_days: run::horizon_days(query.horizon_days)?,
    };
    if key.bucket == Bucket::Month {
        return Err(Error::invalid(
            "bucket",
            "unknown",
            "`month` cannot be forecast a week ahead; give `hour` or `day`",
        ));
    }
    let look = Look::of(services, actor.org, key).await?;
    let stored = look.forecast(services).await?;
    Ok(look.answer(stored))
}

/// Makes the forecasts anew that dashboards show first: of everything and of each category.
///
/// # Errors
/// When the database does not answer; the next run begins again.
pub async fn refresh_forecasts(services: &Services) -> Result<String> {
    let (mut made, mut too_short) = (0, 0);
    for org in organisations(services).await? {
        let categories = EventType::ALL.iter().copied().map(Some);
        for category in std::iter::once(None).chain(categories) {
            for bucket in [Bucket::Hour, Bucket::Day] {
                let key = ForecastKey {
                    category,
                    supplier_id: None,
                    bucket,
                    horizon_days: run::HORIZON_DAYS_MAX,
                };
                let made_one = match Look::of(services, org, key).await {
                    Ok(look) => look.forecast(services).await.map(|_| ()),
                    Err(error) => Err(error),
                };
                match made_one {
                    Ok(()) => made += 1,
                    Err(Error::Conflict(_)) => too_short += 1,
                    Err(error) => return Err(error),
                }
            }
        }
    }
    Ok(format!(
        "{made} forecasts are up to date, {too_short} series are too short for one"
    ))
}

/// A question with its history.
struct Look {
    org: OrgId,
    key: ForecastKey,
    zone: Tz,
    now: DateTime<Utc>,
    calculation: Calculation,
    history: History,
    stored: Option<StoredForecast>,
}

impl Look {
    async fn of(services: &Services, org: OrgId, key: ForecastKey) -> Result<Self> {
        let mut conn = services.db().read(org).await?;
        let (zone, calculation) = basis(&mut conn).await?;
        let now = services.clock().now();
        let asked = Asked {
            calculation,
            zone,
            filter: Filter {
                category: key.category,
                supplier_id: key.supplier_id,
                ..Filter::default()
            },
            bucket: key.bucket,
            now,
        };
        let history = history::read(&mut conn, &asked).await?.ok_or_else(|| {
            Error::Conflict("nothing to forecast from: no such events have come in yet".to_owned())
        })?;
        let stored = store::forecasting::forecast(&mut conn, &key).await?;
        Ok(Self {
            org,
            key,
            zone,
            now,
            calculation,
            history,
            stored,
        })
    }

    /// The kept one where it still holds, a new one otherwise.
    async fn forecast(&self, services: &Services) -> Result<StoredForecast> {
        let holds = |stored: &&StoredForecast| {
            stored.calculation == self.calculation
                && stored.data_until == self.history.end
                && self.now - stored.made_at < KEPT
        };
        if let Some(stored) = self.stored.as_ref().filter(holds) {
            return Ok(stored.clone());
        }
        let forecast = run::forecast(run::Task {
            points: self.history.points.clone(),
            bucket: self.key.bucket,
            horizon_days: self.key.horizon_days,
            zone: self.zone,
            method: None,
        })
        .await
        .map_err(too_little)?;
        let made = StoredForecast {
            calculation: self.calculation,
            data_until: self.history.end,
            made_at: self.now,
            forecast,
        };
        let mut tx = services.db().write(self.org).await?;
        store::forecasting::put_forecast(&mut tx, &self.key, &made).await?;
        tx.commit().await?;
        Ok(made)
    }

    fn answer(self, stored: StoredForecast) -> EmissionForecast {
        let shown = match self.key.bucket {
            Bucket::Hour => RECENT_HOURS,
            Bucket::Day | Bucket::Month => RECENT_DAYS,
        };
        let past = self.history.points;
        let recent: Vec<HistoryPoint> = past[past.len().saturating_sub(shown)..].to_vec();
        let format = match self.key.bucket {
            Bucket::Hour => "%-d %b %H:%M",
            Bucket::Day | Bucket::Month => "%-d %b %Y",
        };
        let ahead = stored.forecast.points.iter().map(|point| point.at);
        let labels = recent.iter().map(|point| point.at).chain(ahead);
        EmissionForecast {
            made_at: stored.made_at,
            made_at_local: local_text(self.zone, stored.made_at),
            from: self.history.end,
            is_stale: self.history.is_stale,
            horizon_days: self.key.horizon_days,
            category: self.key.category,
            supplier_id: self.key.supplier_id,
            labels: labels
                .map(|at| at.with_timezone(&self.zone).format(format).to_string())
                .collect(),
            total_kg: total(&stored.forecast),
            recent,
            forecast: stored.forecast,
        }
    }
}

/// Stored events cannot be at fault: what a forecast refuses is that there are too few yet.
fn too_little(error: Error) -> Error {
    match error {
        Error::Invalid { detail, .. } => Error::Conflict(detail),
        other => other,
    }
}

async fn basis(conn: &mut Conn) -> Result<(Tz, Calculation)> {
    Ok((
        zone_of(conn).await?,
        store::organisations::active_calculation(conn).await?,
    ))
}

fn total(forecast: &Forecast) -> f64 {
    forecast.points.iter().map(|point| point.value).sum()
}
