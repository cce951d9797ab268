//! What must hold for every plan, each 10,000 times over. Odd input has its own (`broken`).

use proptest::prelude::*;

use super::*;

pub(super) const HOURS_MAX: usize = 10;

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

/// What a plan's discharges at prices below zero would earn by the losses of charging again at the same price.
fn earned_by_losses(plan: &Plan, battery: &Battery, outlook: &Outlook) -> f64 {
    let lost = 1.0 / (battery.charge_efficiency * battery.discharge_efficiency) - 1.0;
    let below_zero = |price: f64| (-price).max(0.0);
    let steps = plan.steps.iter().enumerate();
    let earned = steps.map(|(t, step)| {
        let need = (outlook.load_kwh[t] - outlook.solar_kwh[t]).max(0.0);
        let replaced = step.discharge_kwh.min(need);
        let fed_in = step.discharge_kwh - replaced;
        below_zero(outlook.import_price_per_kwh[t]) * replaced
            + below_zero(outlook.export_price_per_kwh[t]) * fed_in
    });
    lost * earned.sum::<f64>()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

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
            // Nor would it be if the losses of cycling earned nothing where prices are below zero.
            if mode != Mode::Carbon {
                let paid = planned.objective + earned_by_losses(&plan, &battery, &outlook);
                let slack = 1e-9 * (1.0 + idle.objective.abs());
                prop_assert!(paid <= idle.objective + slack, "{paid} {idle:?}");
            }
        }
        if plan.is_idle {
            prop_assert!(plan.steps.iter().all(|step| step.action == Action::Rest));
        }
    }

    #[test]
    fn every_step_keeps_the_limits(
        battery in any_battery(), outlook in outlook_of(-0.3..0.6), grid in any_grid(), mode in mode(),
        soc_terminal in prop::option::of(0.0..1.0f64)
    ) {
        let options = Options { soc_terminal, ..coarse(mode) };
        let plan = plan(&battery, &outlook, &grid, options);
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
        let asked = soc_terminal.unwrap_or(battery.soc_initial);
        let terminal = asked.clamp(battery.soc_min, battery.soc_max);
        let is_out_of_reach = plan.adjustments.iter().any(|one| one.code == "out_of_reach");
        prop_assert!(soc >= terminal - 1e-9 || is_out_of_reach);
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
    fn a_discharge_at_a_negative_price_makes_room_for_a_lower_one(
        battery in any_battery(), outlook in outlook_of(-0.5..0.3), grid in any_grid()
    ) {
        // The connection and the peak are reasons of their own to discharge.
        let grid = Grid { import_limit_kw: None, demand_charge_per_kw: 0.0, ..grid };
        let plan = plan(&battery, &outlook, &grid, coarse(Mode::Cost));
        let lowest = plan.steps.iter().enumerate().filter(|(_, step)| step.charge_kwh > 0.0);
        let lowest = lowest.map(|(t, _)| {
            let is_surplus = outlook.solar_kwh[t] > outlook.load_kwh[t];
            if is_surplus { outlook.export_price_per_kwh[t] } else { outlook.import_price_per_kwh[t] }
        });
        let lowest = lowest.fold(f64::INFINITY, f64::min);
        for (t, step) in plan.steps.iter().enumerate().filter(|(_, step)| step.discharge_kwh > 0.0) {
            let is_fed_in = step.export_kwh > 1e-9;
            let price = if is_fed_in { outlook.export_price_per_kwh[t] } else { outlook.import_price_per_kwh[t] };
            prop_assert!(price >= 0.0 || lowest < price, "{lowest} {step:?}");
        }
    }

    #[test]
    fn a_dearer_kilogram_never_means_more_of_them(
        battery in any_battery(), outlook in outlook_of(-0.3..0.6), grid in any_grid(),
        lambdas in (0.0..1.0f64, 0.25..2.0f64)
    ) {
        let carbon = |price_per_kg| {
            let fine = Options { soc_steps: 64, ..options(Mode::Balanced { price_per_kg }) };
            let plan = plan(&battery, &outlook, &grid, fine);
            // A kilogram is a kilogram: of the grid, or of the battery that wears.
            let stored_kwh = discharged(&plan) / battery.discharge_efficiency;
            plan.planned.carbon_kg + battery.wear_kg_per_kwh * stored_kwh
        };
        let (less, more) = (carbon(lambdas.0), carbon(lambdas.0 + lambdas.1));
        // Two plans that are each dearer than the best by some money may be apart by twice that over the difference
        // of lambda: at 64 steps, with prices below zero, a few ten-thousandths of the whole.
        prop_assert!(more <= less + 2e-3 * (1.0 + less.abs()), "{less} {more}");
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
}
