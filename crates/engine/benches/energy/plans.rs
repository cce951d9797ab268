//! Battery plans beside the optimum of a solver.
//!
//! There are two optima. The free one only keeps charging and discharging apart: where prices are below zero it
//! may earn by burning energy in the losses of cycling. The other bears the planner's toll on that. Plans must come close
//! to both.

use std::hint::black_box;
use std::time::Instant;

use engine::energy::Width;
use engine::energy::battery::{Mode, Options, Plan, SOC_STEPS, plan, plan_on_grid};

use super::days::{Day, SHAPES, Shape};
use super::peer::{self, Optimum, Task};
use super::{Gates, say};

/// Highest mean excess over the optimum, in per cent of the mean day's.
const EXCESS_PCT_MAX: f64 = 0.12;
/// Longest median plan of a day of hours and of quarter-hours, without a demand charge.
const HOURS_MS_MAX: f64 = 1.0;
const QUARTERS_MS_MAX: f64 = 5.0;
/// Steps of the state of charge whose excesses must not grow, and what counts as growth: rounding is less.
const SERIES: [usize; 3] = [64, 128, 256];
const GROWTH_PCT_MAX: f64 = 0.001;
/// Of days with a demand charge, every so many are planned at each of the series.
const SPARSE: usize = 5;
/// Lambda of the mode balanced, currency per kg.
const PRICE_PER_KG: f64 = 0.1;

const MODES: [(&str, Mode); 3] = [
    ("cost", Mode::Cost),
    ("carbon", Mode::Carbon),
    (
        "balanced",
        Mode::Balanced {
            price_per_kg: PRICE_PER_KG,
        },
    ),
];

pub(crate) fn batteries(count: u64, gates: &mut Gates) -> Result<(), String> {
    say(&format!(
        "battery: {count} seeded days of each shape at {SOC_STEPS} steps, beside HiGHS"
    ));
    for shape in SHAPES {
        let days: Vec<Day> = (0..count).map(|seed| shape.day(seed)).collect();
        for (name, mode) in MODES {
            // A demand charge counts in money alone.
            if !(shape.has_demand_charge() && mode == Mode::Carbon) {
                one(&shape, name, mode, &days, gates)?;
            }
        }
    }
    Ok(())
}

fn one(
    shape: &Shape,
    name: &str,
    mode: Mode,
    days: &[Day],
    gates: &mut Gates,
) -> Result<(), String> {
    let tasks = |is_tolled| -> Vec<Task> {
        days.iter()
            .map(|day| Task::of(day, mode, is_tolled))
            .collect()
    };
    let tolled = tasks(true);
    let optima = peer::optima(&tolled)?;
    let has_toll = tolled.iter().any(Task::has_toll);
    let free = has_toll.then(|| peer::optima(&tasks(false))).transpose()?;
    let free = free.as_deref().unwrap_or(&optima);
    let (mut plans, mut times) = (Vec::new(), Vec::new());
    for day in days {
        let begin = Instant::now();
        let plan = plan(
            &day.battery,
            &day.outlook,
            &day.grid,
            options(mode, SOC_STEPS),
        );
        times.push(begin.elapsed().as_secs_f64() * 1e3);
        plans.push(black_box(plan));
    }
    times.sort_by(f64::total_cmp);
    let ms = times[times.len() / 2];
    let paid = |(plan, task): (&Plan, &Task)| plan.planned.objective + task.toll(plan);
    let paid: Vec<f64> = plans.iter().zip(&tolled).map(paid).collect();
    let plain: Vec<f64> = plans.iter().map(|plan| plan.planned.objective).collect();
    let (excess, over_free) = (Excess::of(&paid, &optima), Excess::of(&plain, free));
    let solver_ms = optima.iter().map(|one| one.ms).sum::<f64>() / optima.len() as f64;
    say(&format!(
        "  {} {name}: excess {:.4} %, worst day {:.4} % of a mean one; over the free optimum {:.4} %; {ms:.2} ms a plan, HiGHS {solver_ms:.1}",
        shape.name, excess.mean_pct, excess.worst_pct, over_free.mean_pct
    ));
    let what = format!("{}, {name}", shape.name);
    gates.at_most(
        &format!("mean excess, {what}, %"),
        excess.mean_pct,
        EXCESS_PCT_MAX,
    );
    if has_toll {
        let burnt: f64 = free.iter().map(|one| one.toll).sum();
        let size: f64 = free.iter().map(|one| one.objective.abs()).sum();
        say(&format!(
            "    the free optimum earns {:.4} % by losses",
            100.0 * burnt / size
        ));
        gates.at_most(
            &format!("mean excess over the free optimum, {what}, %"),
            over_free.mean_pct,
            EXCESS_PCT_MAX,
        );
    }
    if !shape.has_demand_charge() {
        let most = if shape.width == Width::Hour {
            HOURS_MS_MAX
        } else {
            QUARTERS_MS_MAX
        };
        gates.at_most(&format!("median plan, {what}, ms"), ms, most);
    }
    series(shape, &what, mode, days, &tolled, &optima, gates);
    Ok(())
}

/// The excess at more and more steps, as planned and along the grid alone.
fn series(
    shape: &Shape,
    what: &str,
    mode: Mode,
    days: &[Day],
    tasks: &[Task],
    optima: &[Optimum],
    gates: &mut Gates,
) {
    let every = if shape.has_demand_charge() { SPARSE } else { 1 };
    let optima: Vec<Optimum> = optima.iter().copied().step_by(every).collect();
    for (name, planner) in [("refined", plan as Planner), ("on the grid", plan_on_grid)] {
        let excesses = SERIES.map(|soc_steps| {
            let pairs = days.iter().zip(tasks).step_by(every);
            let paid: Vec<f64> = pairs
                .map(|(day, task)| {
                    let options = options(mode, soc_steps);
                    let plan = planner(&day.battery, &day.outlook, &day.grid, options);
                    plan.planned.objective + task.toll(&plan)
                })
                .collect();
            Excess::of(&paid, &optima).mean_pct
        });
        say(&format!(
            "    {name}: {:.4} / {:.4} / {:.4} % at {SERIES:?} steps",
            excesses[0], excesses[1], excesses[2]
        ));
        let growth = (excesses[1] - excesses[0]).max(excesses[2] - excesses[1]);
        let what = format!("growth with steps, {name}, {what}, %");
        gates.at_most(&what, growth, GROWTH_PCT_MAX);
    }
}

type Planner = fn(
    &engine::energy::battery::Battery,
    &engine::energy::battery::Outlook,
    &engine::energy::battery::Grid,
    Options,
) -> Plan;

fn options(mode: Mode, soc_steps: usize) -> Options {
    Options {
        mode,
        soc_terminal: None,
        soc_steps,
    }
}

/// How far plans lie above optima, in per cent of the mean day's absolute optimum.
struct Excess {
    mean_pct: f64,
    worst_pct: f64,
}

impl Excess {
    fn of(objectives: &[f64], optima: &[Optimum]) -> Self {
        let size: f64 = optima.iter().map(|one| one.objective.abs()).sum();
        let over = objectives.iter().zip(optima);
        let over: Vec<f64> = over.map(|(found, best)| found - best.objective).collect();
        Self {
            mean_pct: 100.0 * over.iter().sum::<f64>() / size,
            worst_pct: 100.0
                * over.iter().fold(0.0, |worst, one| one.max(worst))
                * optima.len() as f64
                / size,
        }
    }
}
