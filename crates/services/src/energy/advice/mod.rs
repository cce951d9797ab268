//! What is worth changing about a site's electricity, into the queue of recommendations; and what came of it.

mod measured;
mod sizes;
mod verifying;

use chrono::Duration;
use engine::energy::advice::{
    Advice, BatteryCase, DAYS_MIN, battery, moves, ranked, tariff_changes,
};
use engine::energy::battery::{Grid, Mode};
use futures::StreamExt;
use model::auth::Permission;
use model::energy::{AdviceAnswer, AdviceRequest, DemandPeriod, EnergySite, MissingPiece};
use model::ids::OrgId;
use model::ingest::EventType;
use model::money::{Amount, Money};
use model::monitoring::EntityKind;
use model::recommendations::ActivityUnit;
use serde_json::json;
use store::energy::StoredEnergySite;
use store::monitoring::EntityKey;

use self::measured::{Measured, Unpriced, days_before, measured};
use super::ahead::missing;
use super::inputs::demand;
use super::plan::mode;
use super::sites::seen;
use super::weather::{all_sites, each, refresh_one};
use crate::Services;
use crate::actor::Actor;
use crate::audit;
use crate::error::{Error, Result};
use crate::jobs::organisations;
use crate::recommendations::{Proposal, announce, read};

pub use sizes::battery_sizes;
pub(crate) use verifying::{freeze_site, measure_site};

/// Name of the job that looks for advice.
pub const ENERGY_ADVICE: &str = "energy_advice";
/// How rules of this module begin.
pub(crate) const SITE_RULES: &str = "energy_";

/// Days of measurements that advice rests on: least, usual, most.
const TRAINING_DAYS: (u32, u32, u32) = (14, 28, 98);
/// How far a forecast of the load reaches.
const FORECAST_HOURS: u32 = 24;
/// What was dismissed or verified is not advised again so long.
const HELD_BACK: Duration = Duration::days(90);
/// What nobody decided on is looked at anew.
const OPEN: Duration = Duration::days(28);
/// A site is active when it was measured so lately.
const ACTIVE: Duration = Duration::days(7);

/// Looks for advice about a site: keeps the forecasts of its load and its weather, and puts what is worth doing
/// into the queue.
///
/// # Errors
/// `Forbidden` for viewers; `NotFound`; `Invalid` per field; `Conflict` for a mode that counts money where
/// there are no prices.
pub async fn advise(
    services: &Services,
    actor: &Actor,
    request: AdviceRequest,
) -> Result<AdviceAnswer> {
    actor.must(Permission::Operate)?;
    if let Some(hours) = request
        .forecast_hours
        .filter(|hours| *hours != FORECAST_HOURS)
    {
        let message = format!(
            "forecast_hours: {hours} must be {FORECAST_HOURS}; the load is forecast for one day"
        );
        return Err(Error::invalid("forecast_hours", "out_of_range", message));
    }
    let (least, usual, most) = TRAINING_DAYS;
    let days = request.training_days.unwrap_or(usual);
    if !(least..=most).contains(&days) {
        let message = format!("training_days: {days} must be {least} to {most}");
        return Err(Error::invalid("training_days", "out_of_range", message));
    }
    if request.mode.is_none() && request.price_per_kg.is_some() {
        let message = "price_per_kg: only the mode balanced counts it; leave it out";
        return Err(Error::invalid("price_per_kg", "not_counted", message));
    }
    let asked = request
        .mode
        .map(|of| mode(of, request.price_per_kg))
        .transpose()?;
    let stored = {
        let mut conn = services.db().read(actor.org).await?;
        seen(&mut conn, actor, request.site_id).await?
    };
    look(services, actor, &stored, days, asked).await
}

/// Looks for advice about every site that was measured lately. A site that fails keeps nobody else.
///
/// # Errors
/// When the database does not answer.
pub async fn advise_sites(services: &Services) -> Result<String> {
    let (mut sites, mut made, mut failed) = (0, 0, 0);
    for org in organisations(services).await? {
        let look =
            |site: StoredEnergySite| async move { look_if_active(services, org, &site).await };
        let mut looks = each(all_sites(services, org).await?, look);
        while let Some((site, ended)) = looks.next().await {
            match ended {
                Ok(None) => {}
                Ok(Some(count)) => {
                    sites += 1;
                    made += count;
                }
                Err(error) => {
                    failed += 1;
                    let site = site.0;
                    tracing::error!(?error, org = org.0, site, "a site's advice failed");
                }
            }
        }
    }
    Ok(format!(
        "{made} recommendations for {sites} sites, {failed} sites failed"
    ))
}

async fn look_if_active(
    services: &Services,
    org: OrgId,
    stored: &StoredEnergySite,
) -> Result<Option<u32>> {
    let last = {
        let mut conn = services.db().read(org).await?;
        store::energy::last_measured(&mut conn, stored.site.id).await?
    };
    if last.is_none_or(|last| last + ACTIVE < services.clock().now()) {
        return Ok(None);
    }
    let actor = Actor::system(org);
    let answer = look(services, &actor, stored, TRAINING_DAYS.1, None).await?;
    Ok(Some(answer.saved_count))
}

async fn look(
    services: &Services,
    actor: &Actor,
    stored: &StoredEnergySite,
    days: u32,
    asked: Option<Mode>,
) -> Result<AdviceAnswer> {
    let org = actor.org;
    let now = services.clock().now();
    let weather = refresh_one(services, org, stored).await?;
    let (is_forecast, _) = super::forecasts::refresh(services, org, stored).await?;
    let range = days_before(now, i64::from(days));
    let measured = measured(services, org, stored, range, Unpriced::LeftOut).await?;
    let has_prices = measured.past.has_prices;
    if !has_prices && matches!(asked, Some(Mode::Cost | Mode::Balanced { .. })) {
        let words = format!(
            "{}; only the mode carbon can do without",
            measured.price.words
        );
        return Err(missing(&words));
    }
    let mode = asked.unwrap_or(if has_prices { Mode::Cost } else { Mode::Carbon });
    let measured_days = u32::try_from(measured.past.days().len()).unwrap_or(u32::MAX);
    let mut lacks = lacks(&measured, &stored.settings, weather);
    let intensity = measured.intensity.words.clone();
    let is_hourly = measured.is_hourly;
    let price_words = measured.price.words.clone();
    let settings = stored.settings.clone();
    let found = {
        let _turn = services.turn().await?;
        tokio::task::spawn_blocking(move || found(&measured, &settings, mode))
            .await
            .map_err(Error::internal)?
    };
    let (advice, unbilled) = found;
    lacks.extend(
        unbilled
            .into_iter()
            .map(|words| piece("tariff_offers", words)),
    );

    let key = EntityKey {
        kind: EntityKind::Site,
        id: stored.site.id.0,
    };
    let mut tx = services.db().write(org).await?;
    let known = store::recommendations::rules_known(&mut tx, key, now - HELD_BACK).await?;
    let (mut made, mut held_back) = (Vec::new(), 0);
    for advice in advice {
        if known
            .iter()
            .any(|rule| subject(rule) == subject(&advice.rule))
        {
            held_back += 1;
            continue;
        }
        let mut cost_missing = Vec::new();
        let cost = advice
            .money
            .zip(stored.settings.tariff.as_ref())
            .map(|(money, tariff)| Money {
                // An estimate for a month is not known to a millionth: whole hundredths.
                amount: Amount::from_micros(-(money.value * 100.0).round() as i64 * 10_000),
                currency: tariff.currency,
            });
        if cost.is_none() {
            cost_missing.push(price_words.clone());
        }
        let mut body = advice.body;
        if !is_hourly {
            body += " Carbon is counted by the grid's yearly factor, the same at all hours.";
        }
        let mut sources: Vec<String> = advice.sources.iter().map(|one| (*one).to_owned()).collect();
        sources.push(format!("Carbon: {intensity}"));
        let proposal = Proposal {
            hotspot_id: None,
            key,
            // A site belongs to no supplier, so supplier users see none of it.
            supplier_id: None,
            // What a site buys from the grid is estimated as a factory's electricity is.
            event_type: EventType::Factory,
            rule: advice.rule,
            title: advice.title,
            body,
            impact: advice.co2_impact_kg,
            feasibility: advice.feasibility,
            confidence: advice.confidence,
            facts: advice.facts,
            sources,
            changes: Vec::new(),
            cause: None,
            cost,
            cost_missing,
            unit: ActivityUnit::Kwh,
            recommended_time_start: Some(now + OPEN),
        };
        match proposal.store(services, &mut tx, actor).await? {
            Some(id) => made.push(id),
            None => held_back += 1,
        }
    }
    let subject = format!("site {}", stored.site.id);
    let metadata = json!({ "made": made.len(), "held_back": held_back, "days": measured_days });
    audit::record(services, &mut tx, actor, "energy.advise", subject, metadata).await?;
    tx.commit().await?;
    for id in &made {
        announce(services, org, *id).await?;
    }
    let mut conn = services.db().read(org).await?;
    let mut rows = Vec::with_capacity(made.len());
    for id in &made {
        rows.extend(store::recommendations::recommendation(&mut conn, *id).await?);
    }
    Ok(AdviceAnswer {
        saved_count: u32::try_from(made.len()).unwrap_or(u32::MAX),
        forecasts_saved: u32::from(is_forecast),
        weather_forecasts_saved: u32::try_from(weather).unwrap_or(u32::MAX),
        held_back,
        measured_days,
        missing: lacks,
        recommendations: read(&mut conn, rows).await?,
    })
}

/// A load is moved once, whatever for.
fn subject(rule: &str) -> &str {
    ["energy_shift_", "energy_peak_", "energy_solar_"]
        .iter()
        .find_map(|kind| rule.strip_prefix(kind))
        .unwrap_or(rule)
}

fn found(measured: &Measured, settings: &EnergySite, mode: Mode) -> (Vec<Advice>, Vec<String>) {
    // What cannot be counted in kilograms is not advised.
    if measured.intensity.kg_per_kwh.is_none() {
        return (Vec::new(), Vec::new());
    }
    let past = &measured.past;
    let charge = settings.tariff.as_ref().and_then(|of| of.demand_charge);
    let mut advice = moves(past, &settings.deferrable_loads, charge, mode);
    let (tariffs, unbilled) = if past.has_prices {
        tariff_changes(past, settings, &measured.market)
    } else {
        (Vec::new(), Vec::new())
    };
    advice.extend(tariffs);
    if settings.battery.is_none() {
        let case = battery_case(settings, mode);
        advice.extend(battery(past, &case));
    }
    (ranked(advice), unbilled)
}

/// What holds for a battery of the site: its connection, and what a month's peak costs.
fn battery_case(settings: &EnergySite, mode: Mode) -> BatteryCase {
    let charge = settings.tariff.as_ref().and_then(|of| of.demand_charge);
    let months = match charge.map(|charge| charge.period) {
        Some(DemandPeriod::Year) => 12.0,
        Some(DemandPeriod::Month) | None => 1.0,
    };
    BatteryCase {
        mode,
        grid: Grid {
            import_limit_kw: settings.import_limit_kw,
            export_limit_kw: settings.export_limit_kw,
            demand_charge_per_kw: demand(settings) / months,
            peak_so_far_kw: 0.0,
            export_avoids_carbon: settings.export_avoids_carbon,
        },
    }
}

fn piece(name: &str, words: String) -> MissingPiece {
    MissingPiece {
        name: name.to_owned(),
        words,
    }
}

/// What is not known, and what follows.
fn lacks(measured: &Measured, settings: &EnergySite, weather: usize) -> Vec<MissingPiece> {
    let mut lacks = Vec::new();
    let mut lack = |name: &str, words: String| lacks.push(piece(name, words));
    let days = measured.past.days().len();
    if measured.intensity.kg_per_kwh.is_none() {
        let words = &measured.intensity.words;
        lack(
            "grid_intensity",
            format!("{words}; nothing is advised without it"),
        );
    } else if !measured.is_hourly {
        let words = format!(
            "the intensity of the hour is not known for {DAYS_MIN} days; carbon is counted by the yearly factor, so moving a load saves none of it by itself"
        );
        lack("hourly_intensity", words);
    }
    if measured.intensity.kg_per_kwh.is_some() && days < DAYS_MIN {
        let words =
            format!("{days} whole days are measured; {DAYS_MIN} are needed, so nothing is advised");
        lack("history", words);
    }
    if !measured.past.has_prices {
        let words = format!(
            "{}; carbon alone is counted, and neither tariffs nor peaks are",
            measured.price.words
        );
        lack("tariff", words);
    } else if settings.tariff_offers.is_empty() {
        let words = "no other tariff is stated, so none is compared".to_owned();
        lack("tariff_offers", words);
    }
    if measured.past.has_prices && measured.price.known_until.is_some() {
        let words = &measured.price.words;
        lack(
            "market_prices",
            format!("{words}; days with such an interval are left out"),
        );
    }
    if settings.deferrable_loads.is_empty() {
        let words = "no load is stated that can wait, so none is moved".to_owned();
        lack("deferrable_loads", words);
    }
    if weather == 0 {
        let words = "no weather was read now; advice rests on what was measured".to_owned();
        lack("weather", words);
    }
    lacks
}
