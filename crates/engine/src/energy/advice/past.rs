//! What was measured at a site: intervals that are known whole, and local days made of nothing else.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;

use crate::calendar::start_of_day;
use crate::energy::battery::Outlook;
use crate::energy::steps::{Steps, Width};

/// An interval, with what a kWh cost and emitted in it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Slot {
    pub at: DateTime<Utc>,
    pub load_kwh: f64,
    pub solar_kwh: f64,
    pub import_kwh: f64,
    pub export_kwh: f64,
    /// 0 where prices are not known, which [`Past::has_prices`] says.
    pub import_price: f64,
    pub export_price: f64,
    pub kg_per_kwh: f64,
}

/// Intervals of some weeks.
#[derive(Debug, Clone)]
pub struct Past {
    pub width: Width,
    pub zone: Tz,
    pub has_prices: bool,
    slots: BTreeMap<DateTime<Utc>, Slot>,
    days: Vec<NaiveDate>,
}

impl Past {
    /// Places what was measured; intervals need no order, and days with gaps are no whole days.
    #[must_use]
    pub fn new(width: Width, zone: Tz, has_prices: bool, slots: Vec<Slot>) -> Self {
        let slots: BTreeMap<_, _> = slots.into_iter().map(|slot| (slot.at, slot)).collect();
        let mut counts: BTreeMap<NaiveDate, usize> = BTreeMap::new();
        for at in slots.keys() {
            *counts
                .entry(at.with_timezone(&zone).date_naive())
                .or_default() += 1;
        }
        let is_whole = |day: NaiveDate, count: usize| {
            let begin = start_of_day(zone, day);
            let end = day.succ_opt().and_then(|next| start_of_day(zone, next));
            begin.zip(end).is_some_and(|(begin, end)| {
                (end - begin).num_minutes() == count as i64 * i64::from(width.minutes())
            })
        };
        let days = counts
            .into_iter()
            .filter(|(day, count)| is_whole(*day, *count))
            .map(|(day, _)| day)
            .collect();
        Self {
            width,
            zone,
            has_prices,
            slots,
            days,
        }
    }

    /// Whole days, oldest first.
    #[must_use]
    pub fn days(&self) -> &[NaiveDate] {
        &self.days
    }

    /// The intervals of a whole day.
    pub(super) fn day(&self, day: NaiveDate) -> Vec<Slot> {
        let begin = start_of_day(self.zone, day);
        let end = day
            .succ_opt()
            .and_then(|next| start_of_day(self.zone, next));
        let Some((begin, end)) = begin.zip(end) else {
            return Vec::new();
        };
        self.slots
            .range(begin..end)
            .map(|(_, slot)| *slot)
            .collect()
    }

    /// So many intervals in a row from `at` on; `None` where one is not known.
    pub(super) fn from(&self, at: DateTime<Utc>, count: usize) -> Option<Vec<Slot>> {
        let minutes = i64::from(self.width.minutes());
        (0..count)
            .map(|step| {
                let at = at + TimeDelta::minutes(minutes * step as i64);
                self.slots.get(&at).copied()
            })
            .collect()
    }

    /// The same for plans; the load and the sun, not what a battery made of them.
    pub(super) fn outlook(&self, slots: &[Slot]) -> Option<Outlook> {
        let first = slots.first()?.at;
        let of = |value: fn(&Slot) -> f64| slots.iter().map(value).collect();
        Some(Outlook {
            steps: Steps::new(first, self.width, slots.len()).ok()?,
            load_kwh: of(|slot| slot.load_kwh),
            solar_kwh: of(|slot| slot.solar_kwh),
            import_price_per_kwh: of(|slot| slot.import_price),
            export_price_per_kwh: of(|slot| slot.export_price),
            kg_per_kwh: of(|slot| slot.kg_per_kwh),
        })
    }

    /// The highest mean power taken in any whole day among `days`, kW.
    pub(super) fn peak_kw(&self, days: &[NaiveDate]) -> f64 {
        let of_days = days.iter().flat_map(|day| self.day(*day));
        of_days.map(|slot| slot.import_kwh).fold(0.0, f64::max) / self.width.hours()
    }
}
