//! What was measured at a site, with what a kWh cost and emitted then.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Duration, NaiveDate, Utc};
use engine::energy::Steps;
use engine::energy::advice::{DAYS_MIN, Past, Slot};
use engine::energy::load::consumption;
use engine::energy::tariff::MarketPrices;
use model::energy::{
    Channel, DayLeftOut, IntensityBasis, IntensityMethod, LeftOutDay, PlanMode, PriceBasis,
};
use model::ids::OrgId;
use store::energy::StoredEnergySite;

use crate::Services;
use crate::emissions::grid_region;
use crate::energy::inputs::prices;
use crate::energy::intensity;
use crate::energy::prices::market;
use crate::energy::quality::trusted;
use crate::energy::sites::grid;
use crate::error::{Error, Result};

/// Intervals of 98 days, and some.
const ROWS_MAX: u32 = 9_500;

/// Measurements of some weeks.
pub(super) struct Measured {
    /// Without days where nothing is known of the grid's carbon.
    pub(super) past: Past,
    pub(super) intensity: IntensityBasis,
    /// Every interval has the intensity of its own hour; otherwise all have the yearly factor.
    pub(super) is_hourly: bool,
    pub(super) price: PriceBasis,
    /// Of the tariff and the offers that move with a market.
    pub(super) market: MarketPrices,
    /// Local days of the range that `past` is without, oldest first.
    pub(super) left_out: Vec<LeftOutDay>,
}

/// What becomes of intervals of which the market's price is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unpriced {
    /// They stay; money is counted only where each has a price.
    Kept,
    /// They are left out, where enough days are whole without them.
    LeftOut,
}

/// Reads `[from, to)`.
pub(super) async fn measured(
    services: &Services,
    org: OrgId,
    stored: &StoredEnergySite,
    (from, to): (DateTime<Utc>, DateTime<Utc>),
    unpriced: Unpriced,
) -> Result<Measured> {
    let (width, zone) = grid(&stored.settings)?;
    let seconds = 60 * i64::from(width.minutes());
    let first = DateTime::from_timestamp(from.timestamp().div_euclid(seconds) * seconds, 0)
        .ok_or_else(|| Error::internal(anyhow::anyhow!("{from} is no time")))?;
    let count = usize::try_from((to - first).num_seconds() / seconds).unwrap_or_default();
    let steps = Steps::new(first, width, count).map_err(Error::internal)?;
    let mut conn = services.db().read(org).await?;
    let mut all = Vec::new();
    for channel in Channel::ALL.iter().filter(|one| **one != Channel::Soc) {
        all.extend(trusted(&mut conn, stored.site.id, *channel, (from, to), ROWS_MAX).await?);
    }
    let defaults = store::organisations::settings(&mut conn).await?;
    let market = market(&mut conn, &stored.settings, (first, to)).await?;
    drop(conn);
    let region = grid_region(Some(&stored.site), defaults.default_grid_region.as_deref());
    let carbon = intensity::of_steps(services, region, &steps).await?;
    // Money is left out where it is not known.
    let prices = prices(&stored.settings, &steps, zone, &market, PlanMode::Carbon)?;

    let of_channel = |channel: Channel| -> BTreeMap<DateTime<Utc>, f64> {
        let of = all.iter().filter(|one| one.channel == channel);
        of.map(|one| (one.at, one.value)).collect()
    };
    let (import, export, solar) = (
        of_channel(Channel::ImportKwh),
        of_channel(Channel::ExportKwh),
        of_channel(Channel::SolarKwh),
    );
    let used = consumption(&all).measurements;
    let slots = |kg: &dyn Fn(usize) -> Option<f64>, only_priced: bool| -> Vec<Slot> {
        used.iter()
            .filter_map(|one| {
                let step = (one.at - first).num_seconds() / seconds;
                let step = usize::try_from(step).ok().filter(|step| *step < count)?;
                if only_priced && !prices.knows(step) {
                    return None;
                }
                let value = |of: &BTreeMap<_, f64>| of.get(&one.at).copied().unwrap_or_default();
                Some(Slot {
                    at: one.at,
                    load_kwh: one.kwh?,
                    solar_kwh: value(&solar),
                    import_kwh: value(&import),
                    export_kwh: value(&export),
                    import_price: prices.import_per_kwh[step].unwrap_or_default(),
                    export_price: prices.export_per_kwh[step].unwrap_or_default(),
                    kg_per_kwh: kg(step)?,
                })
            })
            .collect()
    };
    let whole_days = |slots: &[Slot]| -> BTreeSet<NaiveDate> {
        let past = Past::new(width, zone, true, slots.to_vec());
        past.days().iter().copied().collect()
    };
    // Whole days that have prices; a day with an interval that has none is no whole day then.
    let priced_days = whole_days(&slots(&|_| Some(0.0), true));
    let only_priced = unpriced == Unpriced::LeftOut
        && prices.basis.known_until.is_some()
        && priced_days.len() >= DAYS_MIN;
    let has_prices = only_priced || prices.are_whole();
    let measured_days = whole_days(&slots(&|_| Some(0.0), false));
    let past = |kg: &dyn Fn(usize) -> Option<f64>| {
        Past::new(width, zone, has_prices, slots(kg, only_priced))
    };
    // What counts different emissions must not stand side by side: a move from one to the other would look
    // like a saving.
    let is_of_hour = |step: usize| {
        matches!(
            carbon.methods[step],
            IntensityMethod::Live | IntensityMethod::Cached
        )
    };
    let of_hour = |step: usize| carbon.kg_per_kwh[step].filter(|_| is_of_hour(step));
    let hourly = past(&of_hour);
    let yearly = intensity::yearly(services.catalogue(), region, first);
    let is_hourly = hourly.days().len() >= DAYS_MIN;
    let (past, intensity) = if is_hourly {
        (hourly, carbon.basis)
    } else {
        (past(&|_| yearly.kg_per_kwh), yearly)
    };
    let why = |day: NaiveDate| {
        if !measured_days.contains(&day) {
            DayLeftOut::Incomplete
        } else if only_priced && !priced_days.contains(&day) {
            DayLeftOut::NoPrice
        } else {
            DayLeftOut::NoIntensity
        }
    };
    let kept: BTreeSet<NaiveDate> = past.days().iter().copied().collect();
    let date = |at: DateTime<Utc>| at.with_timezone(&zone).date_naive();
    let days = date(from)
        .iter_days()
        .take_while(|day| *day <= date(to - Duration::seconds(1)));
    let left_out = days.filter(|day| !kept.contains(day));
    let left_out = left_out.map(|day| left_out_day(day, why(day))).collect();
    Ok(Measured {
        left_out,
        past,
        intensity,
        is_hourly,
        price: prices.basis,
        market,
    })
}

pub(super) fn left_out_day(day: NaiveDate, why: DayLeftOut) -> LeftOutDay {
    LeftOutDay {
        day,
        label: day.format("%-d %b %Y").to_string(),
        why,
    }
}

/// So many days before a time.
pub(super) fn days_before(to: DateTime<Utc>, days: i64) -> (DateTime<Utc>, DateTime<Utc>) {
    (to - Duration::days(days), to)
}
