//! What is expected of a site from the running interval on: load, prices, carbon and sun on one grid
//! of time. Plans, advice and drawings are made from it.

use chrono::Duration;
use chrono_tz::Tz;
use engine::energy::Steps;
use engine::energy::battery::Outlook;
use model::energy::{ExpectedStep, LoadForecast, LoadPoint, PlanBasis, PlanMode};
use model::problem::FieldError;
use store::energy::StoredEnergySite;

use super::inputs::{Prices, prices};
use super::intensity::{self, Carbon};
use super::load::{current, label};
use super::prices::market;
use super::sites::grid;
use super::solar::{self, Yield, yields};
use super::weather;
use crate::Services;
use crate::actor::Actor;
use crate::emissions::grid_region;
use crate::error::{Error, Result};

/// The next hours of a site.
pub(super) struct Ahead {
    pub(super) stored: StoredEnergySite,
    pub(super) forecast: LoadForecast,
    pub(super) steps: Steps,
    pub(super) carbon: Carbon,
    /// Why it ends before the forecast does; `None` where it does not.
    pub(super) shortened: Option<FieldError>,
    points: Vec<LoadPoint>,
    prices: Prices,
    sun: Yield,
}

/// What is not there yet, in the way of what was asked for.
pub(super) fn missing(what: &str) -> Error {
    Error::Conflict(what.to_owned())
}

/// Looks ahead. Where there are no prices, only the mode carbon can go on; where market prices end before the
/// forecast does, modes that count money look no further.
///
/// # Errors
/// `Conflict` with what is missing: measurements, prices.
pub(super) async fn ahead(
    services: &Services,
    actor: &Actor,
    stored: StoredEnergySite,
    mode: PlanMode,
) -> Result<Ahead> {
    let now = services.clock().now();
    let forecast = current(services, actor.org, &stored).await?;
    let (width, zone) = grid(&stored.settings)?;
    let step = Duration::minutes(i64::from(width.minutes()));
    let points = forecast.points.iter();
    let mut points: Vec<LoadPoint> = points.filter(|one| one.at + step > now).cloned().collect();
    let Some(first) = points.first().map(|one| one.at) else {
        return Err(missing(
            "the last measurement is more than a day old; send what was measured since",
        ));
    };
    let mut steps = Steps::new(first, width, points.len()).map_err(Error::internal)?;
    let (defaults, market) = {
        let mut conn = services.db().read(actor.org).await?;
        let range = (steps.start(), steps.end());
        let market = market(&mut conn, &stored.settings, range).await?;
        (store::organisations::settings(&mut conn).await?, market)
    };
    let mut prices = prices(&stored.settings, &steps, zone, &market, mode)?;
    let mut shortened = None;
    if mode != PlanMode::Carbon && !prices.are_whole() {
        let known = prices.known_steps();
        shortened = Some(ended(&prices, &steps, zone)?);
        steps = steps.first(known);
        points.truncate(known);
        prices.truncate(known);
    }
    let region = grid_region(Some(&stored.site), defaults.default_grid_region.as_deref());
    let carbon = intensity::of_steps(services, region, &steps).await?;
    let (weather, models) = {
        let mut conn = services.db().read(actor.org).await?;
        let weather = weather::known(services, &mut conn, stored.site.id).await?;
        (weather, solar::known(&mut conn, &stored).await?)
    };
    let array = stored.settings.solar.as_ref();
    let sun = yields(
        &stored.site,
        array,
        &steps,
        weather.as_ref(),
        models.as_ref(),
    )?;
    Ok(Ahead {
        stored,
        forecast,
        steps,
        carbon,
        shortened,
        points,
        prices,
        sun,
    })
}

/// That prices are known of a part of the steps alone.
///
/// # Errors
/// `Conflict` where none is known of the first.
fn ended(prices: &Prices, steps: &Steps, zone: Tz) -> Result<FieldError> {
    let known = prices.known_steps();
    let series = prices.basis.series.join(" and ");
    let until = steps.at(known);
    let said = format!("{} ({})", label(zone, until), until.to_rfc3339());
    if known == 0 {
        return Err(missing(&format!(
            "tariff: no market price of {series} is known from {said} on; send prices, or choose the mode carbon, which can be planned without"
        )));
    }
    let message = format!(
        "tariff: market prices of {series} are known until {said}; nothing is planned from then on"
    );
    Ok(FieldError::new("tariff", "prices_end", message))
}

impl Ahead {
    /// Refuses modes that count carbon where it is not known.
    pub(super) fn must_count(&self, mode: PlanMode) -> Result<()> {
        if mode != PlanMode::Cost && !self.knows_carbon() {
            return Err(missing(&self.carbon.basis.words));
        }
        Ok(())
    }

    /// Whether it is known what a kWh emits in every step.
    pub(super) fn knows_carbon(&self) -> bool {
        !self.carbon.kg_per_kwh.contains(&None)
    }

    /// Whether it is known what a kWh costs in every step.
    pub(super) fn has_prices(&self) -> bool {
        self.prices.are_whole()
    }

    /// The same for the engine; what is not known is 0 there, and is left out of answers.
    pub(super) fn outlook(&self) -> Outlook {
        let kg_per_kwh = self.carbon.kg_per_kwh.iter();
        // A part of the prices would make the other hours look free.
        let has_prices = self.has_prices();
        let priced = |values: &[Option<f64>]| {
            let values = values.iter();
            let known = values.map(|value| value.filter(|_| has_prices).unwrap_or_default());
            known.collect()
        };
        Outlook {
            steps: self.steps,
            load_kwh: self.points.iter().map(|point| point.kwh).collect(),
            solar_kwh: self.sun.steps.iter().map(|step| step.kwh).collect(),
            import_price_per_kwh: priced(&self.prices.import_per_kwh),
            export_price_per_kwh: priced(&self.prices.export_per_kwh),
            kg_per_kwh: kg_per_kwh.map(|kg| kg.unwrap_or_default()).collect(),
        }
    }

    /// Step by step.
    pub(super) fn expected(&self) -> Vec<ExpectedStep> {
        let points = self.points.iter().enumerate();
        points
            .map(|(step, point)| ExpectedStep {
                at: point.at,
                label: point.label.clone(),
                load_kwh: point.kwh,
                load_low_kwh: point.low_kwh,
                load_high_kwh: point.high_kwh,
                solar_kwh: self.sun.steps[step].kwh,
                solar_method: self.sun.steps[step].method,
                solar_p10_kwh: self.sun.steps[step].p10_kwh,
                solar_p90_kwh: self.sun.steps[step].p90_kwh,
                import_price_per_kwh: self.prices.import_per_kwh[step],
                export_price_per_kwh: self.prices.export_per_kwh[step],
                kg_per_kwh: self.carbon.kg_per_kwh[step],
                intensity_method: self.carbon.methods[step],
            })
            .collect()
    }

    /// What all of it rests on.
    pub(super) fn basis(&self) -> PlanBasis {
        PlanBasis {
            load: self.forecast.basis.clone(),
            solar: self.sun.basis.clone(),
            price: self.prices.basis.clone(),
            intensity: self.carbon.basis.clone(),
        }
    }
}
