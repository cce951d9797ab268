//! Plans beside the optimum that HiGHS (scipy 1.17.1, `benches/energy/optimum.py`) finds for the same
//! four days, to 1e-6. `make bench` compares a year of them.

use super::*;

const CARBON_PRICE: f64 = 0.1;

/// Cost, carbon, balanced, and cost with a demand charge of 0.50 beyond 0.4 kW, of each day.
const OPTIMA: [[f64; 4]; 4] = [
    [6.466923, 7.574999, 7.374635, 7.410507],
    [5.069021, 6.116116, 5.858072, 5.863843],
    [3.663462, 4.545609, 4.254777, 4.322357],
    [2.533144, 3.224545, 3.00245, 2.955599],
];

fn objectives(number: usize, soc_steps: usize) -> [f64; 4] {
    let with_charge = Grid {
        demand_charge_per_kw: 0.5,
        peak_so_far_kw: 0.4,
        ..grid()
    };
    let balanced = Mode::Balanced {
        price_per_kg: CARBON_PRICE,
    };
    [
        (Mode::Cost, grid()),
        (Mode::Carbon, grid()),
        (balanced, grid()),
        (Mode::Cost, with_charge),
    ]
    .map(|(mode, grid)| {
        let options = Options {
            soc_steps,
            ..options(mode)
        };
        let plan = plan(&battery(), &day(number), &grid, options);
        assert!(plan.adjustments.is_empty(), "{:?}", plan.adjustments);
        assert!(!plan.is_idle);
        plan.planned.objective
    })
}

/// Mean excess over the optimum, in per cent, by mode.
fn excess_pct(soc_steps: usize) -> [f64; 4] {
    let mut sums = [0.0; 4];
    for (number, optima) in OPTIMA.iter().enumerate() {
        let found = objectives(number, soc_steps);
        for ((sum, optimum), found) in sums.iter_mut().zip(optima).zip(found) {
            let excess = 100.0 * (found / optimum - 1.0);
            assert!(excess > -1e-4, "better than the best: {found} {optimum}");
            *sum += excess / 4.0;
        }
    }
    sums
}

#[test]
fn plans_are_within_thousandths_of_a_per_cent_of_the_optimum() {
    let excess = excess_pct(SOC_STEPS);
    println!("excess at {SOC_STEPS} steps, %: {excess:.4?}");
    assert!(excess.iter().all(|pct| *pct <= 0.003), "{excess:?}");
}

#[test]
fn few_steps_come_nearly_as_close() {
    for soc_steps in [16, 32, 256] {
        let excess = excess_pct(soc_steps);
        println!("excess at {soc_steps} steps, %: {excess:.4?}");
        assert!(excess.iter().all(|pct| *pct <= 0.01), "{excess:?}");
    }
}

#[test]
fn a_demand_charge_lowers_the_peak() {
    let charge = Grid {
        demand_charge_per_kw: 0.5,
        ..grid()
    };
    for number in 0..4 {
        let with = plan(&battery(), &day(number), &charge, options(Mode::Cost));
        let without = plan(&battery(), &day(number), &grid(), options(Mode::Cost));
        assert!(with.planned.peak_kw < with.idle.peak_kw);
        assert!(with.planned.peak_kw < without.planned.peak_kw);
        // Up to a peak that is paid for already, power costs nothing.
        let paid = Grid {
            peak_so_far_kw: without.planned.peak_kw,
            ..charge
        };
        let paid = plan(&battery(), &day(number), &paid, options(Mode::Cost));
        assert!(paid.planned.objective <= without.planned.objective + 1e-9);
    }
}

#[test]
fn quarter_hours_give_the_plan_of_their_hours() {
    let hours = day(1);
    let four = |values: &[f64], each: f64| -> Vec<f64> {
        values.iter().flat_map(|value| [value * each; 4]).collect()
    };
    let quarters = Outlook {
        steps: steps(Width::QuarterHour, 96),
        load_kwh: four(&hours.load_kwh, 0.25),
        solar_kwh: four(&hours.solar_kwh, 0.25),
        import_price_per_kwh: four(&hours.import_price_per_kwh, 1.0),
        export_price_per_kwh: four(&hours.export_price_per_kwh, 1.0),
        kg_per_kwh: four(&hours.kg_per_kwh, 1.0),
    };
    let by_hour = plan(&battery(), &hours, &grid(), options(Mode::Cost)).planned;
    let by_quarter = plan(&battery(), &quarters, &grid(), options(Mode::Cost)).planned;
    let apart = by_quarter.objective / by_hour.objective - 1.0;
    assert!(apart.abs() < 2e-3, "{by_hour:?} {by_quarter:?}");
}
