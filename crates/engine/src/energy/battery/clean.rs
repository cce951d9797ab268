//! From any input to one that can be planned with, saying what was changed.

use model::problem::FieldError;

use super::device::{Battery, Grid, HORIZON_STEPS_MAX, Mode, Options, Outlook};
use super::faults::Faults;
use super::problem::{Problem, Store};
use super::slot::Slot;

/// Fewest and most steps of the state of charge.
const SOC_STEPS: (usize, usize) = (8, 1_024);
/// Rated more than this many times the dearest step and the wear, a kWh over the import limit is worth avoiding.
const EXCESS_FACTOR: f64 = 100.0;
/// Of the dearest step: far below what is shown, far above rounding.
const TIE_FACTOR: f64 = 1e-7;

/// Input without oddities.
#[derive(Debug)]
pub(super) struct Clean {
    pub(super) problem: Problem,
    pub(super) outlook: Outlook,
    pub(super) battery: Battery,
    /// As charged, whatever the mode counts.
    pub(super) demand_per_kw: f64,
    pub(super) adjustments: Vec<FieldError>,
}

pub(super) fn clean(battery: &Battery, outlook: &Outlook, grid: &Grid, options: Options) -> Clean {
    let mut faults = Faults::default();
    let outlook = forecasts(&mut faults, outlook);
    let battery = device(&mut faults, battery);
    let mode = match options.mode {
        Mode::Balanced { price_per_kg } => Mode::Balanced {
            price_per_kg: faults.at_least_zero("options.mode.price_per_kg", price_per_kg, 0.0),
        },
        mode => mode,
    };
    let hours = outlook.steps.width().hours();
    let demand = faults.at_least_zero("grid.demand_charge_per_kw", grid.demand_charge_per_kw, 0.0);
    let peak_so_far_kw = faults.at_least_zero("grid.peak_so_far_kw", grid.peak_so_far_kw, 0.0);
    let limits = [
        faults.limit("grid.import_limit_kw", grid.import_limit_kw) * hours,
        faults.limit("grid.export_limit_kw", grid.export_limit_kw) * hours,
    ];
    let demand_per_kw = if mode == Mode::Carbon { 0.0 } else { demand };
    let slots = slots(
        &outlook,
        &battery,
        grid,
        mode,
        limits,
        demand_per_kw / hours,
    );
    let store = store(
        &mut faults,
        &battery,
        &slots,
        hours,
        wear_rate(&battery, mode),
        options.soc_terminal,
    );
    let (least, most) = SOC_STEPS;
    let soc_steps = options.soc_steps.clamp(least, most);
    if soc_steps != options.soc_steps {
        faults.say(
            "options.soc_steps",
            "out_of_range",
            format!(
                "options.soc_steps: {} must be {least} to {most}; planned with {soc_steps}",
                options.soc_steps
            ),
        );
    }
    Clean {
        problem: Problem {
            hours,
            slots,
            store,
            soc_steps,
            is_refined: true,
            demand_per_kw,
            peak_so_far_kw,
        },
        outlook,
        battery,
        demand_per_kw: demand,
        adjustments: faults.0,
    }
}

/// Forecasts of one length without holes.
fn forecasts(faults: &mut Faults, outlook: &Outlook) -> Outlook {
    let lists = [
        ("load_kwh", &outlook.load_kwh, 0.0),
        ("solar_kwh", &outlook.solar_kwh, 0.0),
        (
            "import_price_per_kwh",
            &outlook.import_price_per_kwh,
            f64::MIN,
        ),
        (
            "export_price_per_kwh",
            &outlook.export_price_per_kwh,
            f64::MIN,
        ),
        ("kg_per_kwh", &outlook.kg_per_kwh, 0.0),
    ];
    let asked = outlook.steps.count();
    let shortest = lists.iter().map(|(_, list, _)| list.len()).min();
    let steps = shortest.unwrap_or_default().min(asked);
    let steps = if steps > HORIZON_STEPS_MAX {
        faults.say(
            "steps",
            "horizon_too_long",
            format!("steps: {steps} are more than are planned at once; only the first {HORIZON_STEPS_MAX} are"),
        );
        HORIZON_STEPS_MAX
    } else {
        steps
    };
    for (field, list, _) in &lists {
        let have = list.len();
        if have < asked {
            faults.say(
                field,
                "shorter_than_horizon",
                format!("{field}: {have} values for {asked} steps; only the first {steps} steps are planned"),
            );
        } else if have > asked {
            faults.say(
                field,
                "longer_than_horizon",
                format!("{field}: {have} values for {asked} steps; those beyond are left out"),
            );
        }
    }
    let [
        load_kwh,
        solar_kwh,
        import_price_per_kwh,
        export_price_per_kwh,
        kg_per_kwh,
    ] = lists.map(|(field, list, lowest)| faults.forecast(field, list, steps, lowest));
    Outlook {
        steps: outlook.steps.first(steps),
        load_kwh,
        solar_kwh,
        import_price_per_kwh,
        export_price_per_kwh,
        kg_per_kwh,
    }
}

/// A battery whose numbers mean something. One that cannot be charged and discharged is left alone.
fn device(faults: &mut Faults, battery: &Battery) -> Battery {
    let mut used = Battery {
        capacity_kwh: faults.at_least_zero("battery.capacity_kwh", battery.capacity_kwh, 0.0),
        charge_kw: faults.at_least_zero("battery.charge_kw", battery.charge_kw, 0.0),
        discharge_kw: faults.at_least_zero("battery.discharge_kw", battery.discharge_kw, 0.0),
        soc_min: faults.share("battery.soc_min", battery.soc_min, 0.0),
        soc_max: faults.share("battery.soc_max", battery.soc_max, 1.0),
        wear_per_kwh: faults.at_least_zero("battery.wear_per_kwh", battery.wear_per_kwh, 0.0),
        wear_kg_per_kwh: faults.at_least_zero(
            "battery.wear_kg_per_kwh",
            battery.wear_kg_per_kwh,
            0.0,
        ),
        stored_kg_per_kwh: faults.at_least_zero(
            "battery.stored_kg_per_kwh",
            battery.stored_kg_per_kwh,
            0.0,
        ),
        ..*battery
    };
    used.soc_initial = faults.share("battery.soc_initial", battery.soc_initial, used.soc_min);
    let mut rests = false;
    for (field, efficiency) in [
        ("battery.charge_efficiency", &mut used.charge_efficiency),
        (
            "battery.discharge_efficiency",
            &mut used.discharge_efficiency,
        ),
    ] {
        if *efficiency > 1.0 {
            faults.say(
                field,
                "above_one",
                format!("{field}: {efficiency} is above 1; planned with 1"),
            );
            *efficiency = 1.0;
        } else if efficiency.is_nan() || *efficiency < 0.01 {
            faults.say(
                field,
                "not_an_efficiency",
                format!("{field}: {efficiency} must be 0.01 to 1; the battery is left alone"),
            );
            *efficiency = 1.0;
            rests = true;
        }
    }
    if used.soc_min > used.soc_max {
        faults.say(
            "battery.soc_min",
            "above_maximum",
            format!(
                "battery.soc_min: {} is above soc_max {}; the battery is left alone",
                used.soc_min, used.soc_max
            ),
        );
        rests = true;
    }
    if used.capacity_kwh == 0.0 {
        faults.say(
            "battery.capacity_kwh",
            "no_capacity",
            "battery.capacity_kwh: 0 holds nothing; the battery is left alone".to_owned(),
        );
        rests = true;
    }
    if rests {
        (used.charge_kw, used.discharge_kw) = (0.0, 0.0);
        (used.soc_min, used.soc_max) = (used.soc_initial, used.soc_initial);
    }
    used
}

fn slots(
    outlook: &Outlook,
    battery: &Battery,
    grid: &Grid,
    mode: Mode,
    [import_limit_kwh, export_limit_kwh]: [f64; 2],
    demand_rate: f64,
) -> Vec<Slot> {
    let (of_money, of_kg) = match mode {
        Mode::Cost => (1.0, 0.0),
        Mode::Carbon => (0.0, 1.0),
        Mode::Balanced { price_per_kg } => (1.0, price_per_kg),
    };
    let avoided = if grid.export_avoids_carbon {
        of_kg
    } else {
        0.0
    };
    // What charging and discharging lose of a kWh given out, as it would be bought again. The toll is on
    // money alone: dear carbon must not change what may be done, or more of it could follow.
    let lost = 1.0 / (battery.charge_efficiency * battery.discharge_efficiency) - 1.0;
    let toll = |price: f64| of_money * lost * (-price).max(0.0);
    let rates: Vec<(f64, f64)> = (0..outlook.steps.count())
        .map(|step| {
            let kg = outlook.kg_per_kwh[step];
            (
                of_money * outlook.import_price_per_kwh[step] + of_kg * kg,
                of_money * outlook.export_price_per_kwh[step] + avoided * kg,
            )
        })
        .collect();
    let dearest = rates
        .iter()
        .fold(0.0_f64, |most, (i, e)| most.max(i.abs()).max(e.abs()));
    let excess_rate = EXCESS_FACTOR * (dearest + wear_rate(battery, mode)) + demand_rate + 1.0;
    rates
        .into_iter()
        .enumerate()
        .map(|(step, (import_rate, export_rate))| Slot {
            net_kwh: outlook.load_kwh[step] - outlook.solar_kwh[step],
            import_rate,
            export_rate,
            import_limit_kwh,
            export_limit_kwh,
            import_toll: toll(outlook.import_price_per_kwh[step]),
            export_toll: toll(outlook.export_price_per_kwh[step]),
            excess_rate,
            tie_rate: TIE_FACTOR * dearest + f64::MIN_POSITIVE,
        })
        .collect()
}

/// What the mode counts of wear, per stored kWh discharged.
fn wear_rate(battery: &Battery, mode: Mode) -> f64 {
    match mode {
        Mode::Cost => battery.wear_per_kwh,
        Mode::Carbon => battery.wear_kg_per_kwh,
        Mode::Balanced { price_per_kg } => {
            battery.wear_per_kwh + price_per_kg * battery.wear_kg_per_kwh
        }
    }
}

/// The battery's energy: where it begins, between what it stays, where it must end.
fn store(
    faults: &mut Faults,
    battery: &Battery,
    slots: &[Slot],
    hours: f64,
    wear_rate: f64,
    soc_terminal: Option<f64>,
) -> Store {
    let Battery {
        soc_min,
        soc_max,
        soc_initial,
        ..
    } = *battery;
    if soc_initial < soc_min {
        faults.say(
            "battery.soc_initial",
            "below_minimum",
            format!("battery.soc_initial: {soc_initial} is below soc_min {soc_min}; the battery goes no lower and is charged to soc_min by the end, as far as possible"),
        );
    }
    if soc_initial > soc_max {
        faults.say(
            "battery.soc_initial",
            "above_maximum",
            format!("battery.soc_initial: {soc_initial} is above soc_max {soc_max}; the battery goes no higher"),
        );
    }
    let (floor, ceiling) = (soc_min.min(soc_initial), soc_max.max(soc_initial));
    let asked = match soc_terminal {
        Some(asked) => faults.share("options.soc_terminal", asked, soc_initial),
        None => soc_initial.min(soc_max),
    };
    let mut terminal = asked.max(soc_min);
    if terminal > soc_max {
        faults.say(
            "options.soc_terminal",
            "above_maximum",
            format!(
                "options.soc_terminal: {asked} is above soc_max {soc_max}; planned with {soc_max}"
            ),
        );
        terminal = soc_max;
    }
    let mut store = Store {
        capacity_kwh: battery.capacity_kwh,
        floor_kwh: floor * battery.capacity_kwh,
        ceiling_kwh: ceiling * battery.capacity_kwh,
        initial_kwh: soc_initial * battery.capacity_kwh,
        terminal_kwh: terminal * battery.capacity_kwh,
        charge_kwh: battery.charge_kw * hours,
        discharge_kwh: battery.discharge_kw * hours,
        charge_efficiency: battery.charge_efficiency,
        discharge_efficiency: battery.discharge_efficiency,
        wear_rate,
    };
    let reachable = reachable_kwh(&store, slots);
    if store.terminal_kwh > reachable {
        let soc = reachable / battery.capacity_kwh.max(f64::MIN_POSITIVE);
        faults.say(
            "options.soc_terminal",
            "out_of_reach",
            format!("options.soc_terminal: {terminal} cannot be reached within the limits of power and connection; planned with {soc:.4}"),
        );
        store.terminal_kwh = reachable;
    }
    store
}

/// The most that can be stored at the end.
fn reachable_kwh(store: &Store, slots: &[Slot]) -> f64 {
    slots.iter().fold(store.initial_kwh, |kwh, slot| {
        let room = (slot.import_limit_kwh - slot.net_kwh).max(0.0);
        let more = store.charge_kwh.min(room) * store.charge_efficiency;
        (kwh + more).min(store.ceiling_kwh.max(store.initial_kwh))
    })
}
