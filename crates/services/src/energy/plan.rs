//! What the battery of a site is to do until the load's forecast ends.

use chrono::Duration;
use engine::energy::battery::{self, Mode, Options, SOC_STEPS, Totals};
use model::auth::Permission;
use model::energy::{
    Channel, EnergyPlan, EnergySite, Measurement, PlanMode, PlanQuery, PlanTotals, PlannedStep,
};
use model::ids::SiteId;
use model::money::Amount;
use model::problem::FieldError;
use store::Conn;
use store::energy::StoredEnergySite;

use super::ahead::{Ahead, ahead, missing};
use super::inputs::{demand, peak_so_far_kw};
use super::plans::Made;
use super::quality::trusted;
use super::sites::seen;
use crate::Services;
use crate::actor::Actor;
use crate::error::{Error, Result};

/// A state of charge is known this long after it was measured.
const SOC_AGE_MAX: Duration = Duration::hours(2);

/// What is said where none was.
const SOC: &str = "soc";
const NOT_MEASURED: &str = "not_measured";

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
    // What was asked is looked at before the site.
    mode(query.mode, query.price_per_kg)?;
    let stored = {
        let mut conn = services.db().read(actor.org).await?;
        seen(&mut conn, actor, id).await?
    };
    made(services, actor, stored, query).await
}

/// The same of a site that was read, whoever asks.
pub(super) async fn made(
    services: &Services,
    actor: &Actor,
    stored: StoredEnergySite,
    query: PlanQuery,
) -> Result<EnergyPlan> {
    let mode = mode(query.mode, query.price_per_kg)?;
    let id = stored.site.id;
    if stored.settings.battery.is_none() {
        return Err(missing("the site has no battery to plan; set one first"));
    }
    let ahead = ahead(services, actor, stored, query.mode).await?;
    ahead.must_count(query.mode)?;
    let settings = ahead.stored.settings.clone();
    let mut adjustments: Vec<FieldError> = ahead.shortened.iter().cloned().collect();
    let mut conn = services.db().read(actor.org).await?;
    let peak_kw = peak_so_far_kw(&mut conn, id, &settings, &ahead.steps, &mut adjustments).await?;
    let soc = latest_soc(&mut conn, id, ahead.steps.start()).await?;
    let stored_kg_per_kwh = stored_carbon(&mut conn, id, ahead.steps.start()).await?;
    drop(conn);
    let work = Work {
        mode,
        settings,
        ahead,
        peak_kw,
        soc,
        stored_kg_per_kwh,
        adjustments,
    };
    let _turn = services.turn().await?;
    tokio::task::spawn_blocking(move || work.plan(query))
        .await
        .map_err(Error::internal)?
}

/// The mode as the engine knows it.
pub(super) fn mode(mode: PlanMode, price_per_kg: Option<Amount>) -> Result<Mode> {
    let invalid = |code, message: &str| Err(Error::invalid("price_per_kg", code, message));
    match (mode, price_per_kg) {
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
    let measured = trusted(conn, id, Channel::Soc, range, 100).await?;
    Ok(measured.last().copied())
}

/// What the plan that held until `at` says of the carbon of what is stored then.
async fn stored_carbon(
    conn: &mut Conn,
    id: SiteId,
    at: chrono::DateTime<chrono::Utc>,
) -> Result<Option<f64>> {
    let held = store::energy::plan_at::<Made>(conn, id, at).await?;
    let steps = held.into_iter().flat_map(|held| held.plan.steps);
    let step = steps.into_iter().find(|step| step.at == at);
    Ok(step.and_then(|step| step.stored_kg_per_kwh))
}

/// Whether a plan began with a state of charge that was measured.
pub(super) fn is_soc_measured(plan: &EnergyPlan) -> bool {
    let mut adjustments = plan.adjustments.iter();
    !adjustments.any(|one| one.field == SOC && one.code == NOT_MEASURED)
}

/// All that a plan is made from.
struct Work {
    mode: Mode,
    settings: EnergySite,
    ahead: Ahead,
    peak_kw: f64,
    soc: Option<Measurement>,
    /// Of the plan before.
    stored_kg_per_kwh: Option<f64>,
    adjustments: Vec<FieldError>,
}

impl Work {
    fn plan(mut self, query: PlanQuery) -> Result<EnergyPlan> {
        let Some(of) = self.settings.battery else {
            return Err(missing("the site has no battery to plan; set one first"));
        };
        let soc_initial = self.soc.map_or(of.soc_min, |soc| soc.value);
        if self.soc.is_none() {
            let message = format!(
                "soc: none was measured within two hours of the beginning; planned from soc_min, {soc_initial}"
            );
            self.adjustments
                .push(FieldError::new(SOC, NOT_MEASURED, message));
        }
        let grid_kg_per_kwh = self.ahead.carbon.basis.kg_per_kwh;
        // Where what is stored came from is not known, it is counted as the grid's mean.
        let stored_kg_per_kwh = self.stored_kg_per_kwh.or(grid_kg_per_kwh);
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
            stored_kg_per_kwh: stored_kg_per_kwh.unwrap_or_default(),
        };
        let outlook = self.ahead.outlook();
        let grid = battery::Grid {
            import_limit_kw: self.settings.import_limit_kw,
            export_limit_kw: self.settings.export_limit_kw,
            demand_charge_per_kw: demand(&self.settings),
            peak_so_far_kw: self.peak_kw,
            export_avoids_carbon: self.settings.export_avoids_carbon,
        };
        let options = Options {
            mode: self.mode,
            soc_terminal: None,
            soc_steps: SOC_STEPS,
        };
        let made = battery::plan(&battery, &outlook, &grid, options);
        self.adjustments.extend(made.adjustments);
        let has_prices = self.ahead.has_prices();
        let knows_carbon = self.ahead.knows_carbon();
        let steps = made.steps.iter().zip(self.ahead.expected());
        let steps = steps.map(|(planned, expected)| PlannedStep {
            at: planned.at,
            label: expected.label,
            load_kwh: expected.load_kwh,
            load_low_kwh: expected.load_low_kwh,
            load_high_kwh: expected.load_high_kwh,
            solar_kwh: expected.solar_kwh,
            solar_method: expected.solar_method,
            solar_p10_kwh: expected.solar_p10_kwh,
            solar_p90_kwh: expected.solar_p90_kwh,
            import_price_per_kwh: expected.import_price_per_kwh,
            export_price_per_kwh: expected.export_price_per_kwh,
            kg_per_kwh: expected.kg_per_kwh,
            intensity_method: expected.intensity_method,
            charge_kwh: planned.charge_kwh,
            discharge_kwh: planned.discharge_kwh,
            import_kwh: planned.import_kwh,
            export_kwh: planned.export_kwh,
            curtailed_kwh: planned.curtailed_kwh,
            soc: planned.soc,
            stored_kg_per_kwh: knows_carbon.then_some(planned.stored_kg_per_kwh),
        });
        let totals = |of: &Totals| PlanTotals {
            objective: of.objective,
            cost: has_prices.then_some(of.cost),
            wear_cost: has_prices.then_some(of.wear_cost),
            carbon_kg: knows_carbon.then_some(of.carbon_kg),
            import_kwh: of.import_kwh,
            export_kwh: of.export_kwh,
            curtailed_kwh: of.curtailed_kwh,
            peak_kw: of.peak_kw,
            self_consumption_share: of.self_consumption_share,
        };
        Ok(EnergyPlan {
            mode: query.mode,
            price_per_kg: query.price_per_kg,
            interval_minutes: self.ahead.forecast.interval_minutes,
            time_zone: self.ahead.forecast.time_zone.clone(),
            soc_initial,
            stored_kg_per_kwh_initial: stored_kg_per_kwh.filter(|_| knows_carbon),
            is_stored_carbon_tracked: self.stored_kg_per_kwh.is_some(),
            steps: steps.collect(),
            planned: totals(&made.planned),
            idle: totals(&made.idle),
            is_idle: made.is_idle,
            basis: self.ahead.basis(),
            adjustments: self.adjustments,
        })
    }
}
