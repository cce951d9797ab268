//! The best time for a run that can wait: a wash, a charge, a batch.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{ShiftError, check};
use crate::energy::battery::{Mode, Outlook};

/// A run that is not interrupted once it has begun.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Run {
    /// What it uses in each of its steps.
    pub kwh: Vec<f64>,
    /// First moment at which it may begin.
    pub earliest: DateTime<Utc>,
    /// Moment at which it must have ended.
    pub latest_end: DateTime<Utc>,
}

/// Where a run would lie, and what it adds there to what the site uses anyway.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Placement {
    pub start: DateTime<Utc>,
    pub end: DateTime<Utc>,
    /// Money: what is bought more, and what is fed in and paid for less.
    pub cost: f64,
    /// Carbon of what is bought more, kg CO2e.
    pub carbon_kg: f64,
    /// Energy from own generation that would have been left over.
    pub own_kwh: f64,
}

/// The best and other starts of a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Placements {
    pub best: Placement,
    /// Beginning as soon as it may: what the best is compared with.
    pub soonest: Placement,
    /// The worst start.
    pub worst: Placement,
    /// Starts that were weighed.
    pub starts: usize,
}

/// The start that makes least of what the mode counts; of equals the earliest.
///
/// # Errors
/// When the run does not fit into its window, and for series that are none.
pub fn place(run: &Run, outlook: &Outlook, mode: Mode) -> Result<Placements, ShiftError> {
    let count = outlook.steps.count();
    for (field, values, lowest, must) in [
        ("load_kwh", &outlook.load_kwh, 0.0, "kWh from 0"),
        ("solar_kwh", &outlook.solar_kwh, 0.0, "kWh from 0"),
        (
            "import_price_per_kwh",
            &outlook.import_price_per_kwh,
            -1e9,
            "a price",
        ),
        (
            "export_price_per_kwh",
            &outlook.export_price_per_kwh,
            -1e9,
            "a price",
        ),
        ("kg_per_kwh", &outlook.kg_per_kwh, 0.0, "kg from 0"),
    ] {
        check(field, values, count, lowest, must)?;
    }
    check("run.kwh", &run.kwh, run.kwh.len(), 0.0, "kWh from 0")?;
    if run.kwh.iter().all(|kwh| *kwh == 0.0) {
        return Err(ShiftError::EmptyRun);
    }
    let need = run.kwh.len();
    let steps = outlook.steps;
    let within = |start: &usize| {
        steps.at(*start) >= run.earliest && steps.at(start + need) <= run.latest_end
    };
    let starts: Vec<usize> = (0..(count + 1).saturating_sub(need))
        .filter(within)
        .collect();
    let placements: Vec<Placement> = starts
        .iter()
        .map(|start| weigh(run, outlook, *start))
        .collect();
    let value = |one: &Placement| match mode {
        Mode::Cost => one.cost,
        Mode::Carbon => one.carbon_kg,
        Mode::Balanced { price_per_kg } => one.cost + price_per_kg * one.carbon_kg,
    };
    let by_value = |a: &&Placement, b: &&Placement| value(a).total_cmp(&value(b));
    let found = placements
        .iter()
        .min_by(by_value)
        .zip(placements.iter().max_by(by_value))
        .zip(placements.first());
    let Some(((best, worst), soonest)) = found else {
        let have = steps
            .iter()
            .filter(|at| *at >= run.earliest && *at < run.latest_end)
            .count();
        return Err(ShiftError::WindowTooShort {
            need,
            have,
            earliest: run.earliest,
            latest_end: run.latest_end,
        });
    };
    Ok(Placements {
        best: *best,
        soonest: *soonest,
        worst: *worst,
        starts: placements.len(),
    })
}

/// What a run adds when it begins at a step.
pub(in crate::energy) fn weigh(run: &Run, outlook: &Outlook, start: usize) -> Placement {
    let (mut cost, mut carbon_kg, mut own_kwh) = (0.0, 0.0, 0.0);
    for (kwh, step) in run.kwh.iter().zip(start..) {
        let surplus = (outlook.solar_kwh[step] - outlook.load_kwh[step]).max(0.0);
        let own = kwh.min(surplus);
        let bought = kwh - own;
        own_kwh += own;
        cost +=
            bought * outlook.import_price_per_kwh[step] + own * outlook.export_price_per_kwh[step];
        carbon_kg += bought * outlook.kg_per_kwh[step];
    }
    Placement {
        start: outlook.steps.at(start),
        end: outlook.steps.at(start + run.kwh.len()),
        cost,
        carbon_kg,
        own_kwh,
    }
}
