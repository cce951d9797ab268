//! What the energy pages ask of the server. Files themselves go to the REST door.

use leptos::prelude::*;
use leptos::server_fn::codec::Json;
use model::emissions::Bucket;
use model::energy::{
    AdviceAnswer, EnergyAccuracy, EnergyOutlook, EnergyOverview, EnergyPlan, EnergyRollup,
    EnergySetup, EnergySiteState, MeasurementQuality, PlanFollowed, PlanQuery, ShiftAnswer,
};
use model::ids::SiteId;
use serde::{Deserialize, Serialize};

use super::setup::SetupForm;
use crate::error::AppError;
#[cfg(feature = "ssr")]
use crate::words::energy as words;

/// How the sites stand.
#[server(prefix = "/fn", endpoint = "energy/overview", input = Json)]
pub async fn load_overview(cursor: Option<String>) -> Result<EnergyOverview, AppError> {
    use crate::context::{actor, services};
    use model::page::PageRequest;

    let page = PageRequest {
        limit: None,
        cursor,
    };
    Ok(services::energy::overview(&services()?, &actor()?, page).await?)
}

/// A site's last day and its next.
#[server(prefix = "/fn", endpoint = "energy/outlook", input = Json)]
pub async fn load_outlook(site: SiteId) -> Result<EnergyOutlook, AppError> {
    use crate::context::{actor, services};

    Ok(services::energy::outlook(&services()?, &actor()?, site).await?)
}

/// How good the forecasts of a site were.
#[server(prefix = "/fn", endpoint = "energy/accuracy", input = Json)]
pub async fn load_accuracy(site: SiteId) -> Result<EnergyAccuracy, AppError> {
    use crate::context::{actor, services};

    Ok(services::energy::accuracy(&services()?, &actor()?, site).await?)
}

/// What a site measured lately, by the hour, the day or the month.
#[server(prefix = "/fn", endpoint = "energy/rollup", input = Json)]
pub async fn load_rollup(site: SiteId, step: Bucket) -> Result<EnergyRollup, AppError> {
    use crate::context::{actor, services};
    use model::energy::RollupQuery;

    let lately = RollupQuery {
        step,
        from: None,
        to: None,
    };
    Ok(services::energy::rollup(&services()?, &actor()?, site, lately).await?)
}

/// How far a site's measurements can be trusted.
#[server(prefix = "/fn", endpoint = "energy/measurement-quality", input = Json)]
pub async fn load_measurement_quality(site: SiteId) -> Result<MeasurementQuality, AppError> {
    use crate::context::{actor, services};

    Ok(services::energy::measurement_quality(&services()?, &actor()?, site).await?)
}

/// Says that an outlier is right.
#[server(prefix = "/fn", endpoint = "energy/approve-measurement")]
pub async fn approve_measurement(
    site: SiteId,
    of: model::energy::ApproveMeasurement,
) -> Result<(), AppError> {
    use crate::context::{actor, back_to, services};

    services::energy::approve_measurement(&services()?, &actor()?, site, of).await?;
    back_to(&format!("/energy/{site}"));
    Ok(())
}

/// What the battery is to do.
#[server(prefix = "/fn", endpoint = "energy/plan", input = Json)]
pub async fn plan_battery(site: SiteId, query: PlanQuery) -> Result<EnergyPlan, AppError> {
    use crate::context::{actor, services};

    Ok(services::energy::plan(&services()?, &actor()?, site, query).await?)
}

/// Chooses what the kept plan of a site makes least. An empty price is none.
#[server(prefix = "/fn", endpoint = "energy/choose-plan")]
pub async fn choose_plan(site: SiteId, mode: String, price: String) -> Result<(), AppError> {
    use crate::context::{actor, back_to, services};
    use model::energy::PlanMode;
    use model::money::Amount;

    let invalid = |field, message: String| services::Error::invalid(field, "malformed", message);
    let mode = PlanMode::parse(&mode)
        .ok_or_else(|| invalid("mode", words::CHOOSE_WHAT_IS_TO_BE_LEAST.to_owned()))?;
    let price_per_kg = (!price.is_empty())
        .then(|| Amount::parse(&price))
        .transpose()
        .map_err(|fault| invalid("price", fault.to_string()))?;
    let query = PlanQuery { mode, price_per_kg };
    services::energy::choose_plan(&services()?, &actor()?, site, query).await?;
    back_to(&format!("/energy/{site}"));
    Ok(())
}

/// What was planned for the battery, beside what happened.
#[server(prefix = "/fn", endpoint = "energy/followed", input = Json)]
pub async fn load_followed(site: SiteId) -> Result<PlanFollowed, AppError> {
    use crate::context::{actor, services};

    Ok(services::energy::followed(&services()?, &actor()?, site).await?)
}

/// Looks for advice about a site now, and says what came of it.
#[server(prefix = "/fn", endpoint = "energy/advise")]
pub async fn look_for_advice(site: SiteId) -> Result<AdviceAnswer, AppError> {
    use crate::context::{actor, back_to, services};
    use model::energy::AdviceRequest;

    let request = AdviceRequest::of(site);
    let came = services::energy::advise(&services()?, &actor()?, request).await?;
    back_to(&format!("/energy/{site}"));
    Ok(came)
}

/// A run that can wait, as it was typed; an empty time is the first or the last there is.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct TypedRun {
    pub kwh: String,
    pub minutes: String,
    pub from: String,
    pub until: String,
    /// A mode, and with `balanced` what a kilogram is worth.
    pub by: String,
    pub price: String,
}

/// The best start of a run.
#[server(prefix = "/fn", endpoint = "energy/shifting", input = Json)]
pub async fn find_window(site: SiteId, run: TypedRun) -> Result<ShiftAnswer, AppError> {
    use crate::context::{actor, services};

    let found = services::energy::shifting(&services()?, &actor()?, site, run.read()?).await;
    found.map_err(|fault| as_typed(fault.into()))
}

/// The same faults, at the fields of the form.
#[cfg(feature = "ssr")]
fn as_typed(mut error: AppError) -> AppError {
    for fault in &mut error.errors {
        let typed = match fault.field.as_str() {
            "earliest" => "from",
            "latest_end" => "until",
            "price_per_kg" => "worth",
            other => other,
        };
        fault.field = typed.to_owned();
    }
    error
}

#[cfg(feature = "ssr")]
impl TypedRun {
    fn read(&self) -> Result<model::energy::ShiftQuery, AppError> {
        use chrono::{DateTime, Utc};
        use model::energy::{PlanMode, ShiftQuery};
        use model::money::Amount;

        let malformed = |field: &str, message: String| -> AppError {
            services::Error::invalid(field, "malformed", message).into()
        };
        let time = |field: &str, text: &str| -> Result<Option<DateTime<Utc>>, AppError> {
            let text = text.trim();
            if text.is_empty() {
                return Ok(None);
            }
            let at = DateTime::parse_from_rfc3339(text).map(|at| at.to_utc());
            at.map(Some)
                .map_err(|_| malformed(field, words::is_no_time_of_the_list(text)))
        };
        let mode = PlanMode::parse(&self.by)
            .ok_or_else(|| malformed("by", words::CHOOSE_WHAT_IS_TO_BE_LEAST.to_owned()))?;
        let price = match mode {
            PlanMode::Balanced => {
                let price = Amount::parse(self.price.trim());
                Some(price.map_err(|fault| malformed("worth", fault.to_string()))?)
            }
            PlanMode::Cost | PlanMode::Carbon => None,
        };
        Ok(ShiftQuery {
            kwh: self.kwh.trim().parse().map_err(|_| {
                let message = words::is_no_number_of_kwh_one(&self.kwh);
                malformed("kwh", message)
            })?,
            minutes: (self.minutes.trim().parse())
                .map_err(|_| malformed("minutes", words::CHOOSE_HOW_LONG_IT_TAKES.to_owned()))?,
            earliest: time("from", &self.from)?,
            latest_end: time("until", &self.until)?,
            mode,
            price_per_kg: price,
        })
    }
}

/// What the form of a site begins with.
#[server(prefix = "/fn", endpoint = "energy/setup", input = Json)]
pub async fn load_setup(site: SiteId) -> Result<EnergySetup, AppError> {
    use crate::context::{actor, services};

    Ok(services::energy::setup(&services()?, &actor()?, site).await?)
}

/// Sets what holds for a site.
#[server(prefix = "/fn", endpoint = "energy/save-setup")]
pub async fn save_setup(site: SiteId, setup: SetupForm) -> Result<EnergySiteState, AppError> {
    use crate::context::{actor, back_to, services};

    let (services, actor) = (services()?, actor()?);
    let before = services::energy::setup(&services, &actor, site).await?;
    let settings = setup.read(before.settings.as_ref())?;
    let saved = services::energy::put_site(&services, &actor, site, settings).await;
    let saved = saved.map_err(|fault| setup.as_typed(fault.into()))?;
    back_to(&format!("/energy/{site}/setup"));
    Ok(saved)
}
