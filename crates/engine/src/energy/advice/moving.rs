//! A better time for a load that can wait.
//!
//! On each of its days the run is taken out of the measured load at its usual start and put back at every
//! start its window allows; what it adds there is `shifting::place`'s sum. One start is advised for all
//! days, because that is what people can set. A battery is left out of it. A day on which less was
//! measured than the run uses shows no run and says nothing.

use std::collections::BTreeSet;

use chrono::{DateTime, Datelike, NaiveTime, Utc};
use model::energy::{DeferrableLoad, DemandCharge, DemandPeriod};

use super::past::{Past, Slot};
use super::{Advice, DAYS_MIN, Draft, Mean};
use crate::calendar::time_of_day;
use crate::energy::battery::Mode;
use crate::energy::shifting::{Run, weigh};
use crate::recommendations::facts::MONTH_DAYS;
use crate::recommendations::rule::Work;
use crate::recommendations::text::Figures;

/// Fewest runs that a better start is sought with.
const RUNS_MIN: usize = 8;
/// Measured energy this far below the run's is rounding of the meters, kWh.
const ROUNDING_KWH: f64 = 1e-3;

/// What a day's run would have meant at each start.
struct Day {
    /// What starting there saves against the usual start.
    saved: Vec<f64>,
    saved_kg: Vec<f64>,
    own_kwh: Vec<f64>,
    /// Highest mean power in the window with the run at each start.
    peak_kw: Vec<f64>,
}

/// The grid of a load's starts.
struct Grid {
    width_quarters: usize,
    earliest_quarter: usize,
    window: usize,
    run: usize,
    usual: usize,
}

impl Grid {
    /// `None` where the run does not fit its window or the steps.
    fn of(load: &DeferrableLoad, past: &Past) -> Option<Self> {
        let (earliest, usual, end) = load.quarters();
        let width_quarters = (past.width.minutes() / 15) as usize;
        let grid = Self {
            width_quarters,
            earliest_quarter: earliest,
            window: (end - earliest) / width_quarters,
            run: (load.minutes / past.width.minutes()) as usize,
            usual: (usual - earliest) / width_quarters,
        };
        let fits = grid.run > 0 && grid.usual + grid.run <= grid.window;
        fits.then_some(grid)
    }

    fn quarter(&self, start: usize) -> usize {
        self.earliest_quarter + start * self.width_quarters
    }
}

/// A better start for each load, where there is one. `demand` is the tariff's charge for peaks.
#[must_use]
pub fn moves(
    past: &Past,
    loads: &[DeferrableLoad],
    demand: Option<DemandCharge>,
    mode: Mode,
) -> Vec<Advice> {
    if past.days().len() < DAYS_MIN {
        return Vec::new();
    }
    loads
        .iter()
        .filter_map(|load| better(past, load, demand, mode))
        .collect()
}

fn better(
    past: &Past,
    load: &DeferrableLoad,
    demand: Option<DemandCharge>,
    mode: Mode,
) -> Option<Advice> {
    let grid = Grid::of(load, past)?;
    let mut in_windows: BTreeSet<DateTime<Utc>> = BTreeSet::new();
    let mut days = Vec::new();
    for date in past.days() {
        if !load.days.contains(&date.weekday()) {
            continue;
        }
        let minutes = u32::try_from(15 * grid.earliest_quarter).ok()?;
        let time = NaiveTime::from_hms_opt(minutes / 60, minutes % 60, 0)?;
        let Some(slots) =
            time_of_day(past.zone, *date, time).and_then(|at| past.from(at, grid.window))
        else {
            continue;
        };
        if let Some(day) = day(past, &grid, load, slots.clone()) {
            in_windows.extend(slots.iter().map(|slot| slot.at));
            days.push(day);
        }
    }
    if days.len() < RUNS_MIN {
        return None;
    }
    let all = past.days().iter().flat_map(|date| past.day(*date));
    let elsewhere = all.filter(|slot| !in_windows.contains(&slot.at));
    let other_kw = elsewhere.map(|slot| net(&slot)).fold(0.0, f64::max) / past.width.hours();
    let runs_per_month = load.days.len() as f64 * MONTH_DAYS / 7.0;
    let starts = 0..=grid.window - grid.run;
    let found = starts.filter(|start| *start != grid.usual).map(|start| {
        let of = |value: &dyn Fn(&Day) -> f64| -> Mean {
            let values: Vec<f64> = days.iter().map(value).collect();
            Mean::of(&values).times(runs_per_month)
        };
        let energy = of(&|day| day.saved[start]);
        let kg = of(&|day| day.saved_kg[start]);
        let peak = demand.map_or_else(Mean::default, |charge| {
            lower_peak(charge, &days, grid.usual, start, other_kw)
        });
        let money = energy.plus(peak);
        let aim = match mode {
            Mode::Cost => money,
            Mode::Carbon => kg,
            Mode::Balanced { price_per_kg } => money.plus(kg.times(price_per_kg)),
        };
        (start, energy, kg, peak, money, aim)
    });
    let loses_nothing = |kg: Mean, money: Mean, peak: Mean| {
        kg.value >= -1e-9 && (!past.has_prices || (money.value >= -1e-9 && peak.value >= -1e-9))
    };
    // Of equals the earliest.
    let best = found
        .filter(|(_, _, kg, peak, money, _)| loses_nothing(*kg, *money, *peak))
        .reduce(|best, one| {
            if one.5.value > best.5.value {
                one
            } else {
                best
            }
        })?;
    let (start, energy, kg, peak, money, aim) = best;
    let own_kwh = Mean::of(
        &days
            .iter()
            .map(|day| day.own_kwh[start])
            .collect::<Vec<_>>(),
    )
    .value;
    let reason = if peak.value > energy.value.max(0.0) {
        &PEAK
    } else if own_kwh > load.energy_kwh / 2.0 {
        &SOLAR
    } else {
        &SHIFT
    };
    let mean_peak = |start: usize| {
        let peaks = days.iter().map(|day| day.peak_kw[start]);
        peaks.fold(other_kw, f64::max)
    };
    let figures = Figures::default()
        .time("usual_start", grid.quarter(grid.usual))
        .time("best_start", grid.quarter(start))
        .number("run", load.energy_kwh, "kWh")
        .number("run_minutes", f64::from(load.minutes), "minutes")
        .number("runs_per_week", load.days.len() as f64, "")
        .count("runs", days.len() as u64)
        .number("own", own_kwh, "kWh")
        .number("peak_before", mean_peak(grid.usual), "kW")
        .number("peak_after", mean_peak(start), "kW");
    let (kind, words) = reason;
    Draft {
        rule: format!("energy_{kind}_{}", load.name),
        title: &format!(
            "Start {} at {{best_start}} instead of {{usual_start}}",
            load.name
        ),
        body: words,
        work: Work::Setting,
        days: days.len(),
        kg,
        money: past.has_prices.then_some(money),
        aim,
        figures,
        sources: &SOURCES,
    }
    .advice()
}

type Reason = (&'static str, &'static str);
const SHIFT: Reason = (
    "shift",
    "On {runs} measured days {run} over {run_minutes}, begun at {best_start} rather than at {usual_start}, would have been cheaper or cleaner.",
);
const PEAK: Reason = (
    "peak",
    "Begun at {best_start} rather than at {usual_start}, the highest power of {runs} measured days would have been {peak_after} instead of {peak_before}.",
);
const SOLAR: Reason = (
    "solar",
    "Begun at {best_start} rather than at {usual_start}, {own} of {run} would have come from the site's own generation that was left over, as a mean of {runs} measured days.",
);
const SOURCES: [&str; 1] =
    ["Every start of the window weighed on the site's own measurements; the battery is left out"];

/// Load beyond what the sun yields, kWh.
fn net(slot: &Slot) -> f64 {
    (slot.load_kwh - slot.solar_kwh).max(0.0)
}

fn day(past: &Past, grid: &Grid, load: &DeferrableLoad, mut slots: Vec<Slot>) -> Option<Day> {
    let step_kwh = load.energy_kwh / grid.run as f64;
    for slot in slots.get_mut(grid.usual..grid.usual + grid.run)? {
        slot.load_kwh -= step_kwh;
        if slot.load_kwh < -ROUNDING_KWH {
            return None;
        }
        slot.load_kwh = slot.load_kwh.max(0.0);
    }
    let outlook = past.outlook(&slots)?;
    let run = Run {
        kwh: vec![step_kwh; grid.run],
        earliest: outlook.steps.start(),
        latest_end: outlook.steps.end(),
    };
    let usual = weigh(&run, &outlook, grid.usual);
    let placed: Vec<_> = (0..=grid.window - grid.run)
        .map(|start| weigh(&run, &outlook, start))
        .collect();
    let peak_at = |start: usize| {
        let with_run = slots.iter().enumerate().map(|(step, slot)| {
            let is_running = (start..start + grid.run).contains(&step);
            let added = if is_running { step_kwh } else { 0.0 };
            (slot.load_kwh + added - slot.solar_kwh).max(0.0)
        });
        with_run.fold(0.0, f64::max) / past.width.hours()
    };
    Some(Day {
        saved: placed.iter().map(|one| usual.cost - one.cost).collect(),
        saved_kg: placed
            .iter()
            .map(|one| usual.carbon_kg - one.carbon_kg)
            .collect(),
        own_kwh: placed.iter().map(|one| one.own_kwh).collect(),
        peak_kw: (0..placed.len()).map(peak_at).collect(),
    })
}

/// What a lower peak saves each month: of all days, and between that of their first and their second half.
fn lower_peak(
    charge: DemandCharge,
    days: &[Day],
    usual: usize,
    start: usize,
    other_kw: f64,
) -> Mean {
    let periods = match charge.period {
        DemandPeriod::Month => 1.0,
        DemandPeriod::Year => 12.0,
    };
    let per_kw = charge.per_kw.micros() as f64 / 1e6 / periods;
    let saved = |days: &[Day]| {
        let peak = |start: usize| {
            days.iter()
                .map(|day| day.peak_kw[start])
                .fold(other_kw, f64::max)
        };
        per_kw * (peak(usual) - peak(start))
    };
    let (first, second) = days.split_at(days.len() / 2);
    let all = [saved(days), saved(first), saved(second)];
    Mean {
        value: all[0],
        low: all.into_iter().fold(f64::INFINITY, f64::min),
        high: all.into_iter().fold(f64::NEG_INFINITY, f64::max),
    }
}
