//! What batteries of several sizes would have saved at a site, on the days that were measured.
//!
//! It is what advice weighs a battery by, asked for with sizes and prices of one's own: the same days, the
//! same replay.

mod check;
mod figures;

use std::sync::Arc;

use chrono::{DateTime, Days, NaiveDate, Utc};
use chrono_tz::Tz;
use engine::calendar::start_of_day;
use engine::energy::advice::{
    BatteryCase, BatteryKind, DAYS_MIN, Replayed, WEEK, outlooks, replay, whole_weeks,
};
use engine::energy::battery::{Mode, Outlook};
use model::auth::Permission;
use model::energy::{
    BatterySize, DayLeftOut, EnergySite, LeftOutDay, SIZES_DAYS, SizesAnswer, SizesBasis,
    SizesQuery, TriedKind, TriedSize,
};
use model::ids::SiteId;

use self::check::check;
use self::figures::tried;
use super::battery_case;
use super::measured::{Measured, Unpriced, left_out_day, measured};
use crate::Services;
use crate::actor::Actor;
use crate::energy::ahead::missing;
use crate::energy::plan::mode;
use crate::energy::sites::{grid, seen};
use crate::error::{Error, Result};

/// Fewer days are a low history: four weeks.
const DAYS_ENOUGH: usize = 4 * WEEK;

/// Replays the site's measured days with batteries of these sizes.
///
/// # Errors
/// `NotFound`; `Invalid` per field; `Conflict` with what is missing: whole days, prices, a grid region.
pub async fn battery_sizes(
    services: &Services,
    actor: &Actor,
    id: SiteId,
    query: SizesQuery,
) -> Result<SizesAnswer> {
    actor.must(Permission::ReadOwn)?;
    let mode = mode(query.mode, query.price_per_kg)?;
    check(&query)?;
    let stored = {
        let mut conn = services.db().read(actor.org).await?;
        seen(&mut conn, actor, id).await?
    };
    let days = query.days.unwrap_or(SIZES_DAYS.1);
    let (_, zone) = grid(&stored.settings)?;
    let range = days_until_today(zone, services.clock().now(), days)?;
    let measured = measured(services, actor.org, &stored, range, Unpriced::LeftOut).await?;
    let work = Arc::new(Work::new(mode, stored.settings, measured, query)?);
    let mut replayed = Vec::with_capacity(work.query.sizes.len());
    for size in work.query.sizes.iter().copied() {
        // A turn for each size: with a charge for peaks a size takes half a second, and others wait.
        let _turn = services.turn().await?;
        let work = Arc::clone(&work);
        let one = tokio::task::spawn_blocking(move || work.replay(size));
        replayed.push(one.await.map_err(Error::internal)?);
    }
    Ok(work.answer(&replayed))
}

/// So many whole local days before today.
fn days_until_today(
    zone: Tz,
    now: DateTime<Utc>,
    days: u32,
) -> Result<(DateTime<Utc>, DateTime<Utc>)> {
    let today = now.with_timezone(&zone).date_naive();
    let first = today.checked_sub_days(Days::new(days.into()));
    let first = first.and_then(|first| start_of_day(zone, first));
    first
        .zip(start_of_day(zone, today))
        .ok_or_else(|| Error::internal(anyhow::anyhow!("no days before {now} in {zone}")))
}

/// All that the answer is made from.
struct Work {
    settings: EnergySite,
    measured: Measured,
    /// With the sizes from the smallest to the largest.
    query: SizesQuery,
    case: BatteryCase,
    kind: TriedKind,
    /// Whole weeks of days: the first, the last, and each as plans are made of it.
    from: NaiveDate,
    to: NaiveDate,
    days: Vec<Outlook>,
}

impl Work {
    fn new(
        mode: Mode,
        settings: EnergySite,
        measured: Measured,
        mut query: SizesQuery,
    ) -> Result<Self> {
        must_count(mode, &measured)?;
        let past = &measured.past;
        let days = whole_weeks(past.days(), past.days().len());
        let (from, to) = match days.first().zip(days.last()) {
            Some((from, to)) if days.len() >= DAYS_MIN => (*from, *to),
            Some(_) | None => return Err(too_few(&measured)),
        };
        query.sizes.sort_by(|one, other| {
            one.capacity_kwh
                .total_cmp(&other.capacity_kwh)
                .then_with(|| one.power_kw.total_cmp(&other.power_kw))
        });
        Ok(Self {
            case: battery_case(&settings, mode),
            kind: kind(&settings),
            from,
            to,
            days: outlooks(past, days),
            settings,
            measured,
            query,
        })
    }

    /// The days with a battery of a size.
    fn replay(&self, size: BatterySize) -> Replayed {
        let kind = BatteryKind {
            charge_efficiency: self.kind.charge_efficiency,
            discharge_efficiency: self.kind.discharge_efficiency,
            soc_min: self.kind.soc_min,
            soc_max: self.kind.soc_max,
        };
        let battery = kind.sized(size.capacity_kwh, size.power_kw);
        replay(&self.days, &battery, &self.case)
    }

    /// `replayed` has the sizes in their order.
    fn answer(&self, replayed: &[Replayed]) -> SizesAnswer {
        let past = &self.measured.past;
        let mut sizes: Vec<TriedSize> = Vec::with_capacity(replayed.len());
        for (size, replayed) in self.query.sizes.iter().zip(replayed) {
            let next = tried(*size, replayed, past.has_prices, sizes.last());
            sizes.push(next);
        }
        // Without a battery all are alike.
        let without = replayed.first().copied().unwrap_or_default();
        let basis = SizesBasis {
            days: u32::try_from(self.days.len()).unwrap_or(u32::MAX),
            from: self.from,
            to: self.to,
            low_history: self.days.len() < DAYS_ENOUGH,
            words: self.words(),
            left_out: self.left_out(),
            battery: self.kind,
            peak_kw: without.peak_without_kw,
            self_consumption_share: without.own_share_without,
            price: self.measured.price.clone(),
            intensity: self.measured.intensity.clone(),
            is_hourly_intensity: self.measured.is_hourly,
        };
        let tariff = self.settings.tariff.as_ref().filter(|_| past.has_prices);
        SizesAnswer {
            mode: self.query.mode,
            price_per_kg: self.query.price_per_kg,
            time_zone: past.zone.name().to_owned(),
            currency: tariff.map(|tariff| tariff.currency),
            basis,
            sizes,
        }
    }

    /// Days before the first that was replayed are whole, but make no week.
    fn left_out(&self) -> Vec<LeftOutDay> {
        let days = self.measured.past.days().iter();
        let of_no_week = days.filter(|day| **day < self.from);
        let of_no_week = of_no_week.map(|day| left_out_day(*day, DayLeftOut::NoWholeWeek));
        let mut all = self.measured.left_out.clone();
        all.extend(of_no_week);
        all.sort_by_key(|one| one.day);
        all
    }

    fn words(&self) -> String {
        let against = if self.settings.battery.is_some() {
            "against no battery: what the site's own did is taken out of the load"
        } else {
            "against no battery"
        };
        format!(
            "{} measured days from {} to {}, each planned as if it had been known beforehand: the most that can be saved, {against}. A year is these weeks over and over; other seasons are not in them. Wear is not taken off: the price stands for it",
            self.days.len(),
            self.from,
            self.to
        )
    }
}

/// Money or carbon that is not known cannot be made least, and nothing is assumed for it.
fn must_count(mode: Mode, measured: &Measured) -> Result<()> {
    let Measured {
        past,
        intensity,
        price,
        ..
    } = measured;
    if intensity.kg_per_kwh.is_none() {
        let words = format!("{}; no size is tried without it", intensity.words);
        return Err(missing(&words));
    }
    if !past.has_prices && matches!(mode, Mode::Cost | Mode::Balanced { .. }) {
        let words = format!("{}; only the mode carbon can do without", price.words);
        return Err(missing(&words));
    }
    Ok(())
}

fn too_few(measured: &Measured) -> Error {
    let have = measured.past.days().len();
    let of = |why: DayLeftOut| {
        let left_out = measured.left_out.iter();
        left_out.filter(|one| one.why == why).count()
    };
    missing(&format!(
        "history: {have} whole days are known, {DAYS_MIN} are needed; of those before today {} are incomplete, {} are without a price and {} without the grid's intensity",
        of(DayLeftOut::Incomplete),
        of(DayLeftOut::NoPrice),
        of(DayLeftOut::NoIntensity),
    ))
}

/// The site's own kind of battery, if it has one.
fn kind(settings: &EnergySite) -> TriedKind {
    let usual = BatteryKind::USUAL;
    match &settings.battery {
        Some(of) => TriedKind {
            is_of_site: true,
            charge_efficiency: of.charge_efficiency,
            discharge_efficiency: of.discharge_efficiency,
            soc_min: of.soc_min,
            soc_max: of.soc_max,
        },
        None => TriedKind {
            is_of_site: false,
            charge_efficiency: usual.charge_efficiency,
            discharge_efficiency: usual.discharge_efficiency,
            soc_min: usual.soc_min,
            soc_max: usual.soc_max,
        },
    }
}
