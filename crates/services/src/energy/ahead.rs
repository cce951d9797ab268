//! What is expected of a site from the running interval on: load, prices, carbon and sun on one grid
//! of time. Plans, advice and drawings are made from it.

use chrono::Duration;
use engine::energy::Steps;
use engine::energy::battery::Outlook;
use model::energy::{ExpectedStep, LoadForecast, LoadPoint, PlanBasis, PlanMode, PriceMethod};
use store::energy::StoredEnergySite;

use super::inputs::{Prices, prices};
use super::intensity::{self, Carbon};
use super::load::current;
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
    points: Vec<LoadPoint>,
    prices: Prices,
    sun: Yield,
}

/// What is not there yet, in the way of what was asked for.
pub(super) fn missing(what: &str) -> Error {
    Error::Conflict(what.to_owned())
}

/// Looks ahead. Where there are no prices, only the mode carbon can go on.
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
    let points: Vec<LoadPoint> = points.filter(|one| one.at + step > now).cloned().collect();
    let Some(first) = points.first().map(|one| one.at) else {
        return Err(missing(
            "the last measurement is more than a day old; send what was measured since",
        ));
    };
    let steps = Steps::new(first, width, points.len()).map_err(Error::internal)?;
    let defaults = {
        let mut conn = services.db().read(actor.org).await?;
        store::organisations::settings(&mut conn).await?
    };
    let region = grid_region(Some(&stored.site), defaults.default_grid_region.as_deref());
    let carbon = intensity::of_steps(services, region, &steps).await?;
    let prices = prices(&stored.settings, &steps, zone, mode)?;
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
        points,
        prices,
        sun,
    })
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

    pub(super) fn has_prices(&self) -> bool {
        self.prices.basis.method == PriceMethod::Tariff
    }

    /// The same for the engine; what is not known is 0 there, and is left out of answers.
    pub(super) fn outlook(&self) -> Outlook {
        let kg_per_kwh = self.carbon.kg_per_kwh.iter();
        Outlook {
            steps: self.steps,
            load_kwh: self.points.iter().map(|point| point.kwh).collect(),
            solar_kwh: self.sun.steps.iter().map(|step| step.kwh).collect(),
            import_price_per_kwh: self.prices.import_per_kwh.clone(),
            export_price_per_kwh: self.prices.export_per_kwh.clone(),
            kg_per_kwh: kg_per_kwh.map(|kg| kg.unwrap_or_default()).collect(),
        }
    }

    /// Step by step.
    pub(super) fn expected(&self) -> Vec<ExpectedStep> {
        let has_prices = self.has_prices();
        let priced = |values: &[f64], step: usize| has_prices.then(|| values[step]);
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
                import_price_per_kwh: priced(&self.prices.import_per_kwh, step),
                export_price_per_kwh: priced(&self.prices.export_per_kwh, step),
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
