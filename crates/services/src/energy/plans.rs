//! The plan of each site with a battery, made anew from what was measured last and kept as it was made.

use chrono::{DateTime, Duration, Utc};
use futures::StreamExt;
use model::auth::Permission;
use model::energy::{Channel, EnergyPlan, PlanMode, PlanQuery, Tariff};
use model::ids::{OrgId, SiteId};
use model::live::EnergyNews;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::Conn;
use store::energy::{KeptPlan, StoredEnergySite};
use uuid::Uuid;

use super::announce::announce;
use super::check;
use super::plan::{is_soc_measured, made};
use super::weather::{all_sites, each};
use crate::Services;
use crate::actor::Actor;
use crate::audit;
use crate::error::{Error, Result};
use crate::jobs::organisations;

/// Name of the job that plans.
pub const SITE_PLANS: &str = "site_plans";

/// Batches may come one after the other: a site is not planned again sooner.
const REST: Duration = Duration::minutes(5);
/// Nothing is planned for a site whose measurements ended longer ago: its load's forecast has ended too.
const ACTIVE: Duration = Duration::hours(24);
/// Plans are kept for what pages show of them, the last two days, and some more.
const KEPT: Duration = Duration::days(8);

/// A plan as it is kept: what is compared later.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Made {
    pub(super) mode: PlanMode,
    pub(super) currency: Option<String>,
    pub(super) soc_initial: f64,
    pub(super) is_soc_measured: bool,
    pub(super) steps: Vec<MadeStep>,
}

/// An interval of it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(super) struct MadeStep {
    pub(super) at: DateTime<Utc>,
    pub(super) import_kwh: f64,
    pub(super) export_kwh: f64,
    /// State of charge at its beginning.
    pub(super) soc: f64,
    /// Carbon of a kWh that is stored then; unknown of plans that were made before it was kept.
    #[serde(default)]
    pub(super) stored_kg_per_kwh: Option<f64>,
    pub(super) import_price: Option<f64>,
    pub(super) export_price: Option<f64>,
    pub(super) kg_per_kwh: Option<f64>,
}

/// Chooses what the kept plan of a site makes least, and plans so at once where it was measured lately.
///
/// # Errors
/// `NotFound`; `Invalid` for a price of carbon where none belongs, and for cost without a tariff.
pub async fn choose_plan(
    services: &Services,
    actor: &Actor,
    id: SiteId,
    query: PlanQuery,
) -> Result<()> {
    actor.must(Permission::Operate)?;
    let mut tx = services.db().write(actor.org).await?;
    let stored = store::energy::energy_site_to_write(&mut tx, id).await?;
    let mut stored = stored.ok_or(Error::NotFound("site"))?;
    let metadata = json!({ "before": stored.settings.plan, "after": query });
    stored.settings.plan = Some(query);
    check::settings(&stored.settings)?;
    let now = services.clock().now();
    store::energy::put_energy_site(&mut tx, id, &stored.settings, now).await?;
    let subject = format!("site {id}");
    audit::record(
        services,
        &mut tx,
        actor,
        "energy.site.plan",
        subject,
        metadata,
    )
    .await?;
    let energy = store::energy::last_measured(&mut tx, id).await?;
    let soc = store::energy::last_of(&mut tx, id, Channel::Soc).await?;
    tx.commit().await?;
    let measured_at = energy.max(soc).filter(|last| *last + ACTIVE >= now);
    if let Some(measured_at) = measured_at
        && stored.settings.battery.is_some()
    {
        match plan_and_keep(services, actor.org, &stored, measured_at).await {
            // What is missing is said where the plan is shown.
            Ok(_) | Err(Error::Conflict(_)) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Plans every site with a battery that was measured since its last plan, or whose market's prices came since,
/// as its settings choose. A site that fails keeps nobody else.
///
/// # Errors
/// When the database does not answer.
pub async fn refresh_plans(services: &Services) -> Result<String> {
    let (mut planned, mut failed) = (0, 0);
    for org in organisations(services).await? {
        let refresh = |site: StoredEnergySite| async move { refresh(services, org, &site).await };
        let mut sites = each(all_sites(services, org).await?, refresh);
        while let Some((site, ended)) = sites.next().await {
            match ended {
                Ok(is_planned) => planned += u64::from(is_planned),
                // Something is not there yet: measurements, or what the grid emits.
                Err(Error::Conflict(_)) => {}
                Err(error) => {
                    failed += 1;
                    let site = site.0;
                    tracing::error!(?error, org = org.0, site, "a site's plan failed");
                }
            }
        }
        let mut tx = services.db().write(org).await?;
        store::energy::forget_plans(&mut tx, services.clock().now() - KEPT).await?;
        tx.commit().await?;
    }
    Ok(format!("{planned} sites planned, {failed} failed"))
}

async fn refresh(services: &Services, org: OrgId, site: &StoredEnergySite) -> Result<bool> {
    if site.settings.battery.is_none() {
        return Ok(false);
    }
    let (id, now) = (site.site.id, services.clock().now());
    let measured_at = {
        let mut conn = services.db().read(org).await?;
        let energy = store::energy::last_measured(&mut conn, id).await?;
        let soc = store::energy::last_of(&mut conn, id, Channel::Soc).await?;
        let newest = store::energy::newest_plan(&mut conn, id).await?;
        let is_old = energy.is_none_or(|last| last + ACTIVE < now);
        let Some(measured_at) = energy.max(soc).filter(|_| !is_old) else {
            return Ok(false);
        };
        if let Some((made, known)) = newest {
            if made + REST > now {
                return Ok(false);
            }
            if known >= measured_at && !priced_since(&mut conn, site, made).await? {
                return Ok(false);
            }
        }
        measured_at
    };
    plan_and_keep(services, org, site, measured_at).await
}

/// Whether prices came of a market that the site's tariff moves with.
async fn priced_since(
    conn: &mut Conn,
    site: &StoredEnergySite,
    since: DateTime<Utc>,
) -> Result<bool> {
    for series in site.settings.tariff.iter().flat_map(Tariff::series) {
        let changed_at = store::energy::price_series_changed_at(conn, series).await?;
        if changed_at.is_some_and(|at| at > since) {
            return Ok(true);
        }
    }
    Ok(false)
}

async fn plan_and_keep(
    services: &Services,
    org: OrgId,
    site: &StoredEnergySite,
    measured_at: DateTime<Utc>,
) -> Result<bool> {
    let (id, now) = (site.site.id, services.clock().now());
    let query = site.settings.kept_plan();
    // The plan is made from the forecast that is kept, so that neither is made twice.
    super::forecasts::refresh(services, org, site).await?;
    let plan = made(services, &Actor::system(org), site.clone(), query).await?;
    let Some(kept) = kept(&plan, now, measured_at) else {
        return Ok(false);
    };
    let mut tx = services.db().write(org).await?;
    store::energy::keep_plan(&mut tx, id, &kept).await?;
    tx.commit().await?;
    announce(services, org, id, EnergyNews::Plan);
    Ok(true)
}

fn kept(
    plan: &EnergyPlan,
    made_at: DateTime<Utc>,
    measured_at: DateTime<Utc>,
) -> Option<KeptPlan<Made>> {
    let step = Duration::minutes(i64::from(plan.interval_minutes));
    let (first, last) = (plan.steps.first()?, plan.steps.last()?);
    let before = std::iter::once(plan.soc_initial).chain(plan.steps.iter().map(|one| one.soc));
    let stored = std::iter::once(plan.stored_kg_per_kwh_initial)
        .chain(plan.steps.iter().map(|one| one.stored_kg_per_kwh));
    let steps = plan.steps.iter().zip(before.zip(stored));
    let steps = steps.map(|(one, (soc, stored_kg_per_kwh))| MadeStep {
        at: one.at,
        import_kwh: one.import_kwh,
        export_kwh: one.export_kwh,
        soc,
        stored_kg_per_kwh,
        import_price: one.import_price_per_kwh,
        export_price: one.export_price_per_kwh,
        kg_per_kwh: one.kg_per_kwh,
    });
    let currency = plan.basis.price.currency;
    Some(KeptPlan {
        id: Uuid::now_v7(),
        made_at,
        starts_at: first.at,
        ends_at: last.at + step,
        measured_at,
        plan: Made {
            mode: plan.mode,
            currency: currency.map(|currency| currency.as_str().to_owned()),
            soc_initial: plan.soc_initial,
            is_soc_measured: is_soc_measured(plan),
            steps: steps.collect(),
        },
    })
}
