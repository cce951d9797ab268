//! Measured days once more, with a battery that was not there.
//!
//! Every whole day is planned as if it had been known beforehand, so what a replay saves is the most that a
//! battery of that size can save. Days are taken by weeks, each of which bears its part of a month's charge
//! for peaks, and from the spread of the weeks comes the interval of what is saved.

use chrono::NaiveDate;

use super::Mean;
use super::past::Past;
use crate::energy::battery::{Battery, Grid, Mode, Options, Outlook};
use crate::energy::shifting::{Size, sizes};
use crate::recommendations::facts::MONTH_DAYS;

/// Usual figures of lithium batteries: energy kept on the way in and out, and range of charge.
const EFFICIENCY: f64 = 0.95;
const SOC_MIN: f64 = 0.1;
const SOC_MAX: f64 = 0.9;
/// Steps of the state of charge: within a half per cent of the optimum.
const SOC_STEPS: usize = 32;
/// Days that one saving is summed over.
pub const WEEK: usize = 7;
/// Days of a mean year.
const YEAR_DAYS: f64 = 12.0 * MONTH_DAYS;

/// What holds for the battery's surroundings.
#[derive(Debug, Clone, Copy)]
pub struct BatteryCase {
    pub mode: Mode,
    /// Its charge for peaks is that of a month.
    pub grid: Grid,
}

/// What batteries of a kind have alike, whatever their size. Wear is no part of it: what a battery costs
/// stands for it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BatteryKind {
    /// Stored energy per energy taken in, and energy given out per stored energy.
    pub charge_efficiency: f64,
    pub discharge_efficiency: f64,
    /// Shares of the capacity between which it is used.
    pub soc_min: f64,
    pub soc_max: f64,
}

impl BatteryKind {
    /// Usual figures of lithium batteries.
    pub const USUAL: Self = Self {
        charge_efficiency: EFFICIENCY,
        discharge_efficiency: EFFICIENCY,
        soc_min: SOC_MIN,
        soc_max: SOC_MAX,
    };

    /// An empty one of a size.
    #[must_use]
    pub fn sized(self, capacity_kwh: f64, power_kw: f64) -> Battery {
        Battery {
            capacity_kwh,
            charge_kw: power_kw,
            discharge_kw: power_kw,
            charge_efficiency: self.charge_efficiency,
            discharge_efficiency: self.discharge_efficiency,
            soc_min: self.soc_min,
            soc_max: self.soc_max,
            soc_initial: self.soc_min,
            wear_per_kwh: 0.0,
            wear_kg_per_kwh: 0.0,
            stored_kg_per_kwh: 0.0,
        }
    }
}

/// The newest of the days that make whole weeks, at most `most` days.
#[must_use]
pub fn whole_weeks(days: &[NaiveDate], most: usize) -> &[NaiveDate] {
    let weeks = days.len().min(most) / WEEK;
    &days[days.len() - weeks * WEEK..]
}

/// The days as plans are made of them.
#[must_use]
pub fn outlooks(past: &Past, days: &[NaiveDate]) -> Vec<Outlook> {
    days.iter()
        .filter_map(|day| past.outlook(&past.day(*day)))
        .collect()
}

/// What a battery does on measured days, against none.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Replayed {
    /// Saved in a mean week, money (0 where prices are not known) and kg CO2e.
    money: Mean,
    kg: Mean,
    /// Stored energy it discharges in a mean week, in full capacities.
    cycles: f64,
    /// Highest mean power of an interval with it and without one, kW.
    pub peak_kw: f64,
    pub peak_without_kw: f64,
    /// Shares of the own generation that are used at once or stored, 0-1; `None` without generation.
    pub own_share: Option<f64>,
    pub own_share_without: Option<f64>,
}

impl Replayed {
    /// Money saved in a mean month, and in a year of such weeks.
    #[must_use]
    pub fn money_per_month(&self) -> Mean {
        self.money.times(MONTH_DAYS / WEEK as f64)
    }

    #[must_use]
    pub fn money_per_year(&self) -> Mean {
        self.money.times(YEAR_DAYS / WEEK as f64)
    }

    /// kg CO2e saved in a mean month, and in a year of such weeks.
    #[must_use]
    pub fn kg_per_month(&self) -> Mean {
        self.kg.times(MONTH_DAYS / WEEK as f64)
    }

    #[must_use]
    pub fn kg_per_year(&self) -> Mean {
        self.kg.times(YEAR_DAYS / WEEK as f64)
    }

    /// Full cycles of a year of such weeks.
    #[must_use]
    pub fn cycles_per_year(&self) -> f64 {
        self.cycles * YEAR_DAYS / WEEK as f64
    }
}

/// Plans the days with a battery, week by week; days beyond the last whole week are left out.
#[must_use]
pub fn replay(days: &[Outlook], battery: &Battery, case: &BatteryCase) -> Replayed {
    let options = Options {
        mode: case.mode,
        soc_terminal: None,
        soc_steps: SOC_STEPS,
    };
    // A week bears its part of what a month's peak costs.
    let grid = Grid {
        demand_charge_per_kw: case.grid.demand_charge_per_kw * WEEK as f64 / MONTH_DAYS,
        ..case.grid
    };
    let weeks: Vec<Size> = days
        .chunks_exact(WEEK)
        .filter_map(|week| sizes(&[battery.capacity_kwh], battery, week, &grid, options).pop())
        .collect();
    let mean = |value: fn(&Size) -> f64| {
        let values: Vec<f64> = weeks.iter().map(value).collect();
        Mean::of(&values)
    };
    let sum = |value: fn(&Size) -> f64| weeks.iter().map(value).sum::<f64>();
    let most = |value: fn(&Size) -> f64| weeks.iter().map(value).fold(0.0, f64::max);
    let solar_kwh = sum(|week| week.solar_kwh);
    let share = |kwh: f64| (solar_kwh > 0.0).then(|| (kwh / solar_kwh).clamp(0.0, 1.0));
    Replayed {
        money: mean(|week| week.saved),
        kg: mean(|week| week.saved_kg),
        cycles: mean(|week| week.cycles).value,
        peak_kw: most(|week| week.peak_kw),
        peak_without_kw: most(|week| week.peak_without_kw),
        own_share: share(sum(|week| week.own_kwh)),
        own_share_without: share(sum(|week| week.own_without_kwh)),
    }
}

#[cfg(test)]
mod tests {
    use chrono::{TimeDelta, TimeZone, Utc};

    use super::*;
    use crate::energy::steps::{Steps, Width};

    const LOSSLESS: BatteryKind = BatteryKind {
        charge_efficiency: 1.0,
        discharge_efficiency: 1.0,
        soc_min: 0.0,
        soc_max: 1.0,
    };

    fn case(demand_charge_per_kw: f64) -> BatteryCase {
        BatteryCase {
            mode: Mode::Cost,
            grid: Grid {
                import_limit_kw: None,
                export_limit_kw: None,
                demand_charge_per_kw,
                peak_so_far_kw: 0.0,
                export_avoids_carbon: false,
            },
        }
    }

    /// Days that are all alike, by the hour: load, sun and price of each.
    fn days(count: usize, hour: impl Fn(usize) -> (f64, f64, f64)) -> Vec<Outlook> {
        let of =
            |value: &dyn Fn((f64, f64, f64)) -> f64| (0..24).map(|at| value(hour(at))).collect();
        let day = |day: usize| {
            let first = Utc.with_ymd_and_hms(2026, 6, 1, 0, 0, 0).unwrap();
            let first = first + TimeDelta::days(day as i64);
            Outlook {
                steps: Steps::new(first, Width::Hour, 24).unwrap(),
                load_kwh: of(&|(load, _, _)| load),
                solar_kwh: of(&|(_, sun, _)| sun),
                import_price_per_kwh: of(&|(_, _, price)| price),
                export_price_per_kwh: vec![0.0; 24],
                kg_per_kwh: vec![0.3; 24],
            }
        };
        (0..count).map(day).collect()
    }

    fn near(one: f64, two: f64) {
        assert!((one - two).abs() < 1e-6 * two.abs().max(1.0), "{one} {two}");
    }

    #[test]
    fn dear_evenings_are_worth_a_cycle_a_day() {
        let evening = |hour| if (16..20).contains(&hour) { 0.5 } else { 0.2 };
        // The last three days make no week.
        let days = days(17, |hour| (4.0, 0.0, evening(hour)));
        let found = replay(&days, &LOSSLESS.sized(10.0, 5.0), &case(0.0));
        near(found.money_per_year().value, 10.0 * 0.3 * 365.2425);
        near(found.money_per_month().value, 10.0 * 0.3 * MONTH_DAYS);
        near(found.cycles_per_year(), 365.2425);
        near(found.kg_per_year().value, 0.0);
        assert_eq!(found.own_share, None);
        // Weeks that are alike leave nothing to doubt.
        near(found.money_per_year().low, found.money_per_year().high);
    }

    #[test]
    fn sun_is_kept_as_far_as_the_power_reaches() {
        let days = days(14, |hour| (2.0, if hour == 12 { 10.0 } else { 0.0 }, 0.3));
        let found = replay(&days, &LOSSLESS.sized(10.0, 5.0), &case(0.0));
        near(found.own_share_without.unwrap(), 0.2);
        near(found.own_share.unwrap(), 0.7);
        near(found.money_per_year().value, 5.0 * 0.3 * 365.2425);
        near(found.kg_per_year().value, 5.0 * 0.3 * 365.2425);
    }

    #[test]
    fn a_week_bears_its_part_of_a_months_peak() {
        let days = days(14, |hour| (if hour == 18 { 10.0 } else { 2.0 }, 0.0, 0.2));
        let found = replay(&days, &LOSSLESS.sized(5.0, 5.0), &case(8.0));
        near(found.money_per_month().value, 5.0 * 8.0);
        near(found.peak_kw, 5.0);
        near(found.peak_without_kw, 10.0);
    }

    #[test]
    fn whole_weeks_are_the_newest() {
        let first = NaiveDate::from_ymd_opt(2026, 6, 1).unwrap();
        let days: Vec<NaiveDate> = first.iter_days().take(20).collect();
        for (known, most, expected) in [
            (20, 28, 6..20),
            (20, 13, 13..20),
            (14, 28, 0..14),
            (6, 28, 6..6),
            (0, 28, 0..0),
        ] {
            let known = &days[..known];
            assert_eq!(whole_weeks(known, most), &days[expected], "{most}");
        }
        assert!(replay(&[], &LOSSLESS.sized(5.0, 5.0), &case(0.0)) == Replayed::default());
    }
}
