//! What was planned for a battery, beside what happened and beside leaving it alone.

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, Utc};
use engine::energy::battery::{Compared, Side, compare};
use model::auth::Permission;
use model::energy::{
    Channel, EnergySiteState, FollowedSide, FollowedStep, JudgedMeasurement, MadePlan,
    PlanFollowed, PowerFlow,
};
use model::ids::SiteId;
use store::Conn;
use store::energy::KeptPlan;

use super::load::label;
use super::outlook::{latest_energy, powers};
use super::plans::{Made, MadeStep};
use super::quality::judged;
use super::sites::{grid, seen, state};
use crate::Services;
use crate::actor::Actor;
use crate::error::Result;

/// Days that are shown, each as it was planned at its beginning.
const DAYS: i32 = 2;
/// Intervals of that in a channel, and one.
const ROWS: u32 = 193;

type Kept = KeptPlan<Made>;

/// The last two days up to the latest measurement, planned and measured.
///
/// # Errors
/// `NotFound`.
pub async fn followed(services: &Services, actor: &Actor, id: SiteId) -> Result<PlanFollowed> {
    actor.must(Permission::ReadOwn)?;
    let mut conn = services.db().read(actor.org).await?;
    let stored = seen(&mut conn, actor, id).await?;
    let state = state(&mut conn, stored).await?;
    let (width, zone) = grid(&state.settings)?;
    let step = Duration::minutes(i64::from(width.minutes()));
    let mut answer = PlanFollowed {
        time_zone: zone.name().to_owned(),
        interval_minutes: width.minutes(),
        currency: None,
        plans: Vec::new(),
        steps: Vec::new(),
        compared: 0,
        compared_filled: 0,
        compared_outliers: 0,
        rests_on: None,
        planned: None,
        actual: None,
        idle: None,
        missing: None,
    };
    let Some(latest) = latest_energy(&state.channels) else {
        answer.missing = Some("nothing was measured yet".to_owned());
        return Ok(answer);
    };
    let plans = plans(&mut conn, id, latest + step).await?;
    // A later plan takes over where it begins.
    let planned: BTreeMap<DateTime<Utc>, MadeStep> = plans
        .iter()
        .flat_map(|one| &one.plan.steps)
        .filter(|one| one.at <= latest)
        .map(|one| (one.at, *one))
        .collect();
    let Some((first, _)) = planned.first_key_value() else {
        let words = match plans.last() {
            Some(plan) => format!(
                "the first plan was kept at {}, and nothing it is of was measured since",
                label(zone, plan.made_at)
            ),
            None => "no plan was kept yet; one is within minutes of each batch of measurements"
                .to_owned(),
        };
        answer.missing = Some(words);
        return Ok(answer);
    };
    let measured = measured(&mut conn, &state, (*first, latest + step)).await?;
    drop(conn);
    let flows = powers(
        &measured,
        &state.channels,
        planned.keys().copied(),
        width,
        zone,
    );
    let hours = width.hours();
    answer.plans = plans
        .iter()
        .map(|one| MadePlan {
            made_at: one.made_at,
            made_label: label(zone, one.made_at),
            mode: one.plan.mode,
            soc_initial: one.plan.soc_initial,
            is_soc_measured: one.plan.is_soc_measured,
        })
        .collect();
    answer.currency = plans.last().and_then(|one| one.plan.currency.clone());
    let same_money = plans.iter().all(|one| one.plan.currency == answer.currency);
    let mut whole: Vec<(Compared, &MadeStep)> = Vec::with_capacity(flows.len());
    for (flow, planned) in flows.iter().zip(planned.values()) {
        if let Some(one) = compared(flow, planned, &state, hours) {
            whole.push((one, planned));
            answer.compared_filled += u32::from(!flow.filled.is_empty());
            answer.compared_outliers += u32::from(!flow.outliers.is_empty());
        }
    }
    let has_prices = same_money && whole.iter().all(|(_, one)| one.import_price.is_some());
    let knows_carbon = whole.iter().all(|(_, one)| one.kg_per_kwh.is_some());
    let intervals: Vec<Compared> = whole.iter().map(|(one, _)| *one).collect();
    answer.compared = u32::try_from(intervals.len()).unwrap_or(u32::MAX);
    answer.rests_on = rests_on(&answer);
    if !intervals.is_empty() {
        let limit = state.settings.export_limit_kw.map(|kw| kw * hours);
        let sides = compare(&intervals, limit, state.settings.export_avoids_carbon);
        let side = |of: Side| FollowedSide {
            import_kwh: of.import_kwh,
            export_kwh: of.export_kwh,
            cost: has_prices.then_some(of.cost),
            carbon_kg: knows_carbon.then_some(of.carbon_kg),
        };
        answer.planned = Some(side(sides.planned));
        answer.actual = Some(side(sides.actual));
        answer.idle = Some(side(sides.idle));
    }
    let steps = flows
        .into_iter()
        .zip(planned.values())
        .map(|(measured, planned)| FollowedStep {
            measured,
            planned_import_kw: planned.import_kwh / hours,
            planned_export_kw: planned.export_kwh / hours,
            planned_soc: planned.soc,
        });
    answer.steps = steps.collect();
    Ok(answer)
}

/// What else than measured values the sums rest on, in words.
fn rests_on(answer: &PlanFollowed) -> Option<String> {
    let (filled, outliers) = (answer.compared_filled, answer.compared_outliers);
    let filled = (filled > 0).then(|| format!("{filled} on values filled in for a silent meter"));
    let outliers = (outliers > 0).then(|| format!("{outliers} on outliers"));
    let parts: Vec<String> = filled.into_iter().chain(outliers).collect();
    (!parts.is_empty()).then(|| {
        let (compared, parts) = (answer.compared, parts.join(" and "));
        format!("of {compared} intervals, {parts}")
    })
}

/// The plans that held at the beginning of each day, the older first.
async fn plans(conn: &mut Conn, id: SiteId, end: DateTime<Utc>) -> Result<Vec<Kept>> {
    let mut plans: Vec<Kept> = Vec::new();
    for days in (1..=DAYS).rev() {
        let begin = end - Duration::days(days.into());
        let plan: Option<Kept> = store::energy::plan_at(conn, id, begin).await?;
        // One that had ended by then says nothing of the day.
        let plan = plan.filter(|plan| plan.ends_at > begin);
        plans.extend(plan.filter(|plan| plans.last().is_none_or(|last| last.id != plan.id)));
    }
    Ok(plans)
}

async fn measured(
    conn: &mut Conn,
    state: &EnergySiteState,
    range: (DateTime<Utc>, DateTime<Utc>),
) -> Result<Vec<JudgedMeasurement>> {
    let mut measured = Vec::new();
    for extent in &state.channels {
        let (id, channel) = (state.site.id, extent.channel);
        measured.extend(judged(conn, id, channel, range, ROWS).await?);
    }
    Ok(measured)
}

/// An interval of which every channel is known; a channel the site never had is nothing.
fn compared(
    flow: &PowerFlow,
    planned: &MadeStep,
    state: &EnergySiteState,
    hours: f64,
) -> Option<Compared> {
    let has = |channel: Channel| state.channels.iter().any(|one| one.channel == channel);
    let kwh = |power: Option<f64>, channel: Channel| match power {
        Some(power) => Some(power * hours),
        None => (!has(channel)).then_some(0.0),
    };
    Some(Compared {
        planned_import_kwh: planned.import_kwh,
        planned_export_kwh: planned.export_kwh,
        import_kwh: flow.import_kw? * hours,
        export_kwh: kwh(flow.export_kw, Channel::ExportKwh)?,
        load_kwh: flow.load_kw? * hours,
        solar_kwh: kwh(flow.solar_kw, Channel::SolarKwh)?,
        import_price_per_kwh: planned.import_price.unwrap_or_default(),
        export_price_per_kwh: planned.export_price.unwrap_or_default(),
        kg_per_kwh: planned.kg_per_kwh.unwrap_or_default(),
    })
}
