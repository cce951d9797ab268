//! What the battery of a site is to do until the load's forecast ends.

use chrono::Duration;
use engine::energy::Steps;
use engine::energy::battery::{self, Mode, Options, Outlook, SOC_STEPS, Totals};
use model::auth::Permission;
use model::energy::{
    Channel, EnergyPlan, EnergySite, LoadForecast, LoadPoint, Measurement, PlanBasis, PlanMode,
    PlanQuery, PlanTotals, PlannedStep, PriceMethod,
};
use model::ids::SiteId;
use model::problem::FieldError;
use store::Conn;

use super::inputs::{Prices, Yield, demand, peak_so_far_kw, prices, yields};
use super::intensity::{self, Carbon};
use super::load::{history, made};
use super::sites::{grid, seen};
use super::weather;
use crate::Services;
use crate::actor::Actor;
use crate::emissions::grid_region;
use crate::error::{Error, Result};

/// A state of charge is known this long after it was measured.
const SOC_AGE_MAX: Duration = Duration::hours(2);

/// Plans the battery, by cost, carbon or both.
///
/// # Errors
/// `NotFound`; `Invalid` for a price of carbon where none belongs; `Conflict` with what is missing:
/// measurements, a battery, prices, a grid region.
pub async fn plan(
    services: &Services,
    actor: &Actor,
    id: SiteId,
    query: PlanQuery,
) -> Result<EnergyPlan> {
    actor.must(Permission::ReadOwn)?;
    let mode = mode(&query)?;
    let now = services.clock().now();
    let (stored, measured) = {
        let mut conn = services.db().read(actor.org).await?;
        let stored = seen(&mut conn, actor, id).await?;
        if stored.settings.battery.is_none() {
            return Err(missing("the site has no battery to plan; set one first"));
        }
        (stored, history(&mut conn, id).await?)
    };
    let settings = stored.settings;
    let forecast = made(services, &settings, measured).await?;
    let (width, zone) = grid(&settings)?;
    let step = Duration::minutes(i64::from(width.minutes()));
    let ahead = forecast.points.iter();
    let points: Vec<LoadPoint> = ahead.filter(|one| one.at + step > now).cloned().collect();
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
    let prices = prices(&settings, &steps, zone, query.mode)?;
    if query.mode != PlanMode::Cost && carbon.kg_per_kwh.contains(&None) {
        return Err(missing(&carbon.basis.words));
    }
    let mut conn = services.db().read(actor.org).await?;
    let weather = weather::known(services, &mut conn, id).await?;
    let sun = yields(
        &stored.site,
        settings.solar.as_ref(),
        &steps,
        weather.as_ref(),
    )?;
    let mut adjustments = Vec::new();
    let peak_kw = peak_so_far_kw(&mut conn, id, &settings, &steps, &mut adjustments).await?;
    let soc = latest_soc(&mut conn, id, first).await?;
    drop(conn);
    let work = Work {
        mode,
        settings,
        steps,
        points,
        prices,
        carbon,
        sun,
        peak_kw,
        soc,
        adjustments,
    };
    let _turn = services.turn().await?;
    tokio::task::spawn_blocking(move || work.plan(query, forecast))
        .await
        .map_err(Error::internal)?
}

fn missing(what: &str) -> Error {
    Error::Conflict(what.to_owned())
}

fn mode(query: &PlanQuery) -> Result<Mode> {
    let invalid = |code, message: &str| Err(Error::invalid("price_per_kg", code, message));
    match (query.mode, query.price_per_kg) {
        (PlanMode::Cost, None) => Ok(Mode::Cost),
        (PlanMode::Carbon, None) => Ok(Mode::Carbon),
        (PlanMode::Cost | PlanMode::Carbon, Some(_)) => invalid(
            "not_counted",
            "price_per_kg: only the mode balanced counts it; leave it out",
        ),
        (PlanMode::Balanced, None) => invalid(
            "required",
            "price_per_kg: the mode balanced needs what a kilogram CO2e is worth, such as 0.10",
        ),
        (PlanMode::Balanced, Some(price)) if price.micros() < 0 => {
            invalid("out_of_range", "price_per_kg: it must not be below 0")
        }
        (PlanMode::Balanced, Some(price)) => Ok(Mode::Balanced {
            price_per_kg: price.micros() as f64 / 1e6,
        }),
    }
}

/// The newest state of charge that still says something about `at`.
async fn latest_soc(
    conn: &mut Conn,
    id: SiteId,
    at: chrono::DateTime<chrono::Utc>,
) -> Result<Option<Measurement>> {
    let range = (at - SOC_AGE_MAX, at + Duration::seconds(1));
    let measured = store::energy::series(conn, id, Channel::Soc, range, 100).await?;
    Ok(measured.last().copied())
}

/// All that a plan is made from.
struct Work {
    mode: Mode,
    settings: EnergySite,
    steps: Steps,
    points: Vec<LoadPoint>,
    prices: Prices,
    carbon: Carbon,
    sun: Yield,
    peak_kw: f64,
    soc: Option<Measurement>,
    adjustments: Vec<FieldError>,
}

impl Work {
    fn plan(mut self, query: PlanQuery, forecast: LoadForecast) -> Result<EnergyPlan> {
        let Some(of) = self.settings.battery else {
            return Err(missing("the site has no battery to plan; set one first"));
        };
        let kg_per_kwh = &self.carbon.kg_per_kwh;
        let all_known = !kg_per_kwh.contains(&None);
        let soc_initial = self.soc.map_or(of.soc_min, |soc| soc.value);
        if self.soc.is_none() {
            let message = format!(
                "soc: none was measured within two hours of the beginning; planned from soc_min, {soc_initial}"
            );
            self.adjustments
                .push(FieldError::new("soc", "not_measured", message));
        }
        let battery = battery::Battery {
            capacity_kwh: of.capacity_kwh,
            charge_kw: of.charge_kw,
            discharge_kw: of.discharge_kw,
            charge_efficiency: of.charge_efficiency,
            discharge_efficiency: of.discharge_efficiency,
            soc_min: of.soc_min,
            soc_max: of.soc_max,
            soc_initial,
            wear_per_kwh: of.wear_per_kwh.micros() as f64 / 1e6,
            wear_kg_per_kwh: of.wear_kg_per_kwh,
            // Where what is stored came from is not known: it is counted as the grid's mean.
            stored_kg_per_kwh: self.carbon.basis.kg_per_kwh.unwrap_or_default(),
        };
        let outlook = Outlook {
            steps: self.steps,
            load_kwh: self.points.iter().map(|point| point.kwh).collect(),
            solar_kwh: self.sun.steps.iter().map(|step| step.kwh).collect(),
            import_price_per_kwh: self.prices.import_per_kwh.clone(),
            export_price_per_kwh: self.prices.export_per_kwh.clone(),
            // Only the mode cost goes on where something is not known, and it counts no carbon.
            kg_per_kwh: kg_per_kwh.iter().map(|kg| kg.unwrap_or_default()).collect(),
        };
        let grid = battery::Grid {
            import_limit_kw: self.settings.import_limit_kw,
            export_limit_kw: self.settings.export_limit_kw,
            demand_charge_per_kw: demand(&self.settings),
            peak_so_far_kw: self.peak_kw,
            export_avoids_carbon: false,
        };
        let options = Options {
            mode: self.mode,
            soc_terminal: None,
            soc_steps: SOC_STEPS,
        };
        let made = battery::plan(&battery, &outlook, &grid, options);
        self.adjustments.extend(made.adjustments);
        let has_prices = self.prices.basis.method == PriceMethod::Tariff;
        let priced = |values: &[f64], step: usize| has_prices.then(|| values[step]);
        let steps = made.steps.iter().zip(&self.points).enumerate();
        let steps = steps.map(|(step, (planned, point))| PlannedStep {
            at: planned.at,
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
            kg_per_kwh: kg_per_kwh[step],
            intensity_method: self.carbon.methods[step],
            charge_kwh: planned.charge_kwh,
            discharge_kwh: planned.discharge_kwh,
            import_kwh: planned.import_kwh,
            export_kwh: planned.export_kwh,
            curtailed_kwh: planned.curtailed_kwh,
            soc: planned.soc,
        });
        let totals = |of: &Totals| PlanTotals {
            objective: of.objective,
            cost: has_prices.then_some(of.cost),
            wear_cost: has_prices.then_some(of.wear_cost),
            carbon_kg: all_known.then_some(of.carbon_kg),
            import_kwh: of.import_kwh,
            export_kwh: of.export_kwh,
            curtailed_kwh: of.curtailed_kwh,
            peak_kw: of.peak_kw,
            self_consumption_share: of.self_consumption_share,
        };
        Ok(EnergyPlan {
            mode: query.mode,
            price_per_kg: query.price_per_kg,
            interval_minutes: forecast.interval_minutes,
            time_zone: forecast.time_zone,
            soc_initial,
            steps: steps.collect(),
            planned: totals(&made.planned),
            idle: totals(&made.idle),
            is_idle: made.is_idle,
            basis: PlanBasis {
                load: forecast.basis,
                solar: self.sun.basis,
                price: self.prices.basis,
                intensity: self.carbon.basis,
            },
            adjustments: self.adjustments,
        })
    }
}
