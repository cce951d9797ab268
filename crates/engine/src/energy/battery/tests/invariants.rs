//! What must hold for every plan, 10,000 times over.

use proptest::prelude::*;

use super::*;

const HOURS_MAX: usize = 10;

fn mode() -> impl Strategy<Value = Mode> {
    prop_oneof![
        Just(Mode::Cost),
        Just(Mode::Carbon),
        (0.0..2.0f64).prop_map(|price_per_kg| Mode::Balanced { price_per_kg }),
    ]
}

/// Zero as often as not, else something.
fn maybe(range: std::ops::Range<f64>) -> impl Strategy<Value = f64> {
    prop_oneof![Just(0.0), range]
}

fn limit() -> impl Strategy<Value = Option<f64>> {
    prop_oneof![2 => Just(None), 1 => Just(Some(0.0)), 2 => (0.0..6.0f64).prop_map(Some)]
}

prop_compose! {
    fn any_battery()(
        capacity_kwh in 0.5..20.0f64,
        power in [maybe(0.1..8.0), maybe(0.1..8.0)],
        efficiency in [prop_oneof![Just(1.0), 0.7..1.0f64], prop_oneof![Just(1.0), 0.7..1.0f64]],
        soc_min in prop_oneof![Just(0.0), 0.0..0.4f64],
        soc_max in prop_oneof![Just(1.0), 0.5..1.0f64],
        place in prop_oneof![Just(0.0), Just(1.0), 0.0..1.0f64],
        wear in [maybe(0.0..0.1), maybe(0.0..0.1)],
    ) -> Battery {
        Battery {
            capacity_kwh,
            charge_kw: power[1],
            discharge_kw: power[0],
            charge_efficiency: efficiency[0],
            discharge_efficiency: efficiency[1],
            soc_min,
            soc_max,
            soc_initial: (soc_min + place * (soc_max - soc_min)).clamp(soc_min, soc_max),
            wear_per_kwh: wear[0],
            wear_kg_per_kwh: wear[1],
            stored_kg_per_kwh: 0.2,
        }
    }
}

prop_compose! {
    fn any_grid()(
        import_limit_kw in limit(),
        export_limit_kw in limit(),
        demand_charge_per_kw in prop_oneof![3 => Just(0.0), 1 => 0.0..2.0f64],
        peak_so_far_kw in maybe(0.0..4.0),
        export_avoids_carbon: bool,
    ) -> Grid {
        Grid { import_limit_kw, export_limit_kw, demand_charge_per_kw, peak_so_far_kw, export_avoids_carbon }
    }
}

fn outlook_of(prices: std::ops::Range<f64>) -> impl Strategy<Value = Outlook> {
    let step = (
        maybe(0.0..5.0),
        maybe(0.0..5.0),
        prices,
        -0.1..0.4f64,
        maybe(0.0..0.9),
    );
    (prop::collection::vec(step, 1..HOURS_MAX), any::<bool>()).prop_map(|(rows, is_hourly)| {
        let width = if is_hourly {
            Width::Hour
        } else {
            Width::QuarterHour
        };
        Outlook {
            steps: steps(width, rows.len()),
            load_kwh: rows.iter().map(|row| row.0).collect(),
            solar_kwh: rows.iter().map(|row| row.1).collect(),
            import_price_per_kwh: rows.iter().map(|row| row.2).collect(),
            export_price_per_kwh: rows.iter().map(|row| row.3.min(row.2)).collect(),
            kg_per_kwh: rows.iter().map(|row| row.4).collect(),
        }
    })
}

fn coarse(mode: Mode) -> Options {
    Options {
        soc_steps: 32,
        ..options(mode)
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_500))]

    #[test]
    fn no_plan_is_worse_than_leaving_the_battery_alone(
        battery in any_battery(), outlook in outlook_of(-0.3..0.6), grid in any_grid(), mode in mode()
    ) {
        let plan = plan(&battery, &outlook, &grid, coarse(mode));
        let (planned, idle) = (plan.planned, plan.idle);
        prop_assert!(planned.over_limit_kwh <= idle.over_limit_kwh + 1e-6);
        // Relieving the connection comes first; otherwise the objective never rises.
        if idle.over_limit_kwh < 1e-6 || plan.is_idle {
            prop_assert!(planned.objective <= idle.objective, "{planned:?} {idle:?}");
        }
        if plan.is_idle {
            prop_assert!(plan.steps.iter().all(|step| step.action == Action::Rest));
        }
    }

    #[test]
    fn every_step_keeps_the_limits(
        battery in any_battery(), outlook in outlook_of(-0.3..0.6), grid in any_grid(), mode in mode()
    ) {
        let plan = plan(&battery, &outlook, &grid, coarse(mode));
        prop_assert_eq!(plan.steps.len(), outlook.steps.count());
        let hours = outlook.steps.width().hours();
        let mut soc = battery.soc_initial;
        for (t, step) in plan.steps.iter().enumerate() {
            prop_assert!(step.charge_kwh == 0.0 || step.discharge_kwh == 0.0);
            prop_assert!(step.import_kwh == 0.0 || step.export_kwh == 0.0);
            prop_assert!(step.charge_kwh <= battery.charge_kw * hours + 1e-9);
            prop_assert!(step.discharge_kwh <= battery.discharge_kw * hours + 1e-9);
            prop_assert!((battery.soc_min - 1e-12..=battery.soc_max + 1e-12).contains(&step.soc));
            prop_assert!(step.export_kwh <= grid.export_limit_kw.unwrap_or(f64::MAX) * hours + 1e-9);
            prop_assert!(step.curtailed_kwh >= 0.0 && step.stored_kg_per_kwh >= -1e-12);
            let limit = grid.import_limit_kw.unwrap_or(f64::MAX) * hours;
            let net = outlook.load_kwh[t] - outlook.solar_kwh[t];
            prop_assert!(step.import_kwh <= limit.max(net) + 1e-9, "the battery never adds to a breach");
            let stored = battery.charge_efficiency * step.charge_kwh
                - step.discharge_kwh / battery.discharge_efficiency;
            soc += stored / battery.capacity_kwh;
            prop_assert!((soc - step.soc).abs() < 1e-9);
            let balance = net + step.charge_kwh - step.discharge_kwh;
            prop_assert!((balance - step.import_kwh + step.export_kwh + step.curtailed_kwh).abs() < 1e-9);
        }
        prop_assert!(soc >= battery.soc_initial - 1e-9);
    }

    #[test]
    fn nothing_is_cycled_for_its_own_sake(
        battery in any_battery(), hours in 1..HOURS_MAX, load in 0.0..4.0f64, price in -0.5..0.5f64, mode in mode()
    ) {
        // One price for hours: what can be stored is stored where that is paid for, and nothing else.
        let outlook = constant(hours, load, 0.0, price, price.min(0.0));
        let plan = plan(&battery, &outlook, &grid(), coarse(mode));
        prop_assert_eq!(discharged(&plan), 0.0);
        let room = (battery.soc_max - battery.soc_initial) * battery.capacity_kwh;
        prop_assert!(charged(&plan) * battery.charge_efficiency <= room + 1e-9);
        if price > 0.0 || mode == Mode::Carbon {
            prop_assert!(plan.is_idle);
        }
    }

    #[test]
    fn a_negative_price_is_never_met_with_a_discharge(
        battery in any_battery(), outlook in outlook_of(-0.5..0.3), grid in any_grid()
    ) {
        let plan = plan(&battery, &outlook, &grid, coarse(Mode::Cost));
        for (t, step) in plan.steps.iter().enumerate() {
            let has_need = outlook.load_kwh[t] > outlook.solar_kwh[t];
            let rate = if has_need { outlook.import_price_per_kwh[t] } else { outlook.export_price_per_kwh[t] };
            let over = grid.import_limit_kw.is_some();
            prop_assert!(rate >= 0.0 || step.discharge_kwh == 0.0 || over, "{step:?}");
        }
    }

    #[test]
    fn a_dearer_kilogram_never_means_more_of_them(
        battery in any_battery(), outlook in outlook_of(0.0..0.6), lambdas in (0.0..1.0f64, 0.25..2.0f64)
    ) {
        let carbon = |price_per_kg| {
            let fine = Options { soc_steps: 64, ..options(Mode::Balanced { price_per_kg }) };
            let battery = Battery { wear_kg_per_kwh: 0.0, ..battery };
            plan(&battery, &outlook, &grid(), fine).planned.carbon_kg
        };
        let (less, more) = (carbon(lambdas.0), carbon(lambdas.0 + lambdas.1));
        // Both plans are within their accuracy of the best.
        prop_assert!(more <= less + 2e-3 * (1.0 + less), "{less} {more}");
    }

    #[test]
    fn shares_are_shares(
        battery in any_battery(), outlook in outlook_of(-0.3..0.6), grid in any_grid(), mode in mode()
    ) {
        let plan = plan(&battery, &outlook, &grid, coarse(mode));
        for totals in [plan.planned, plan.idle] {
            let solar: f64 = outlook.solar_kwh.iter().sum();
            let load: f64 = outlook.load_kwh.iter().sum();
            prop_assert_eq!(totals.self_consumption_share.is_some(), solar > 0.0);
            prop_assert_eq!(totals.own_supply_share.is_some(), load > 0.0);
            let shares = [totals.self_consumption_share, totals.own_supply_share];
            prop_assert!(shares.iter().flatten().all(|share| (0.0..=1.0).contains(share)));
        }
    }

    #[test]
    fn a_plan_always_comes_back(
        numbers in prop::collection::vec(odd_number(), 15),
        lists in prop::collection::vec(prop::collection::vec(odd_number(), 0..HOURS_MAX), 5),
        hours in 0..HOURS_MAX, soc_steps in prop_oneof![Just(0), Just(usize::MAX), 1..40usize],
    ) {
        let [load_kwh, solar_kwh, import_price_per_kwh, export_price_per_kwh, kg_per_kwh]: [Vec<f64>; 5] =
            lists.try_into().unwrap();
        let outlook = Outlook {
            steps: steps(Width::Hour, hours),
            load_kwh, solar_kwh, import_price_per_kwh, export_price_per_kwh, kg_per_kwh,
        };
        let battery = Battery {
            capacity_kwh: numbers[0], charge_kw: numbers[1], discharge_kw: numbers[2],
            charge_efficiency: numbers[3], discharge_efficiency: numbers[4],
            soc_min: numbers[5], soc_max: numbers[6], soc_initial: numbers[7],
            wear_per_kwh: numbers[8], wear_kg_per_kwh: numbers[9], stored_kg_per_kwh: numbers[10],
        };
        let grid = Grid {
            import_limit_kw: Some(numbers[11]), export_limit_kw: Some(numbers[12]),
            demand_charge_per_kw: numbers[13], peak_so_far_kw: 1.0, export_avoids_carbon: true,
        };
        let mode = Mode::Balanced { price_per_kg: numbers[14] };
        let options = Options { mode, soc_terminal: Some(numbers[7]), soc_steps };
        let plan = plan(&battery, &outlook, &grid, options);
        prop_assert!(plan.steps.len() <= hours);
        for totals in [plan.planned, plan.idle] {
            prop_assert!(totals.objective.is_finite() && totals.cost.is_finite() && totals.carbon_kg.is_finite());
        }
        prop_assert!(plan.steps.iter().all(|step| (0.0..=1.0).contains(&step.soc) && step.import_kwh.is_finite()));
    }
}

/// Usual numbers, and all that are not.
fn odd_number() -> impl Strategy<Value = f64> {
    prop_oneof![
        4 => 0.0..1.0f64,
        2 => -2.0..10.0f64,
        1 => Just(f64::NAN),
        1 => Just(f64::INFINITY),
        1 => prop::num::f64::ANY,
        1 => Just(0.0),
    ]
}
