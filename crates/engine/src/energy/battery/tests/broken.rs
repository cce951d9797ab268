//! Random odd input: a plan all the same, and every change to the input said under its field and code.

use proptest::prelude::*;

use super::invariants::HOURS_MAX;
use super::oddity::{LISTS, Oddity, oddity};
use super::*;

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

fn is_number(value: f64) -> bool {
    value.is_finite() && value.abs() <= 1e9
}

/// What must be said of a number that may not be below zero.
fn of_amount(value: f64) -> Option<&'static str> {
    if !is_number(value) {
        Some("not_a_number")
    } else {
        (value < 0.0).then_some("below_zero")
    }
}

fn of_share(value: f64) -> Option<&'static str> {
    if value.is_nan() {
        Some("not_a_number")
    } else {
        (!(0.0..=1.0).contains(&value)).then_some("not_a_share")
    }
}

fn of_efficiency(value: f64) -> Option<&'static str> {
    if value > 1.0 {
        Some("above_one")
    } else {
        (value.is_nan() || value < 0.01).then_some("not_an_efficiency")
    }
}

fn of_limit(value: f64) -> Option<&'static str> {
    if value == f64::INFINITY {
        None
    } else {
        of_amount(value)
    }
}

fn has_said(plan: &Plan, field: &str, code: &str) -> bool {
    plan.adjustments
        .iter()
        .any(|one| one.field == field && one.code == code && one.message.starts_with(field))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    #[test]
    fn a_plan_always_comes_back_and_says_what_was_changed(
        numbers in prop::collection::vec(odd_number(), 15),
        lists in prop::collection::vec(prop::collection::vec(odd_number(), 0..HOURS_MAX), 5),
        hours in 0..HOURS_MAX, soc_steps in prop_oneof![Just(0), Just(usize::MAX), 1..40usize],
    ) {
        let [load_kwh, solar_kwh, import_price_per_kwh, export_price_per_kwh, kg_per_kwh]: [Vec<f64>; 5] =
            lists.clone().try_into().unwrap();
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

        let mut reasons = vec![
            ("battery.capacity_kwh", of_amount(battery.capacity_kwh)),
            ("battery.charge_kw", of_amount(battery.charge_kw)),
            ("battery.discharge_kw", of_amount(battery.discharge_kw)),
            ("battery.charge_efficiency", of_efficiency(battery.charge_efficiency)),
            ("battery.discharge_efficiency", of_efficiency(battery.discharge_efficiency)),
            ("battery.soc_min", of_share(battery.soc_min)),
            ("battery.soc_max", of_share(battery.soc_max)),
            ("battery.soc_initial", of_share(battery.soc_initial)),
            ("battery.wear_per_kwh", of_amount(battery.wear_per_kwh)),
            ("battery.wear_kg_per_kwh", of_amount(battery.wear_kg_per_kwh)),
            ("battery.stored_kg_per_kwh", of_amount(battery.stored_kg_per_kwh)),
            ("grid.import_limit_kw", of_limit(numbers[11])),
            ("grid.export_limit_kw", of_limit(numbers[12])),
            ("grid.demand_charge_per_kw", of_amount(numbers[13])),
            ("options.mode.price_per_kg", of_amount(numbers[14])),
            ("options.soc_terminal", of_share(numbers[7])),
            ("options.soc_steps", (!(8..=1_024).contains(&soc_steps)).then_some("out_of_range")),
        ];
        for (field, list) in LISTS.into_iter().zip(&lists) {
            let length = match list.len().cmp(&hours) {
                std::cmp::Ordering::Less => Some("shorter_than_horizon"),
                std::cmp::Ordering::Greater => Some("longer_than_horizon"),
                std::cmp::Ordering::Equal => None,
            };
            let planned = &list[..plan.steps.len()];
            let hole = planned.iter().any(|value| !is_number(*value)).then_some("not_a_number");
            reasons.extend([(field, length), (field, hole)]);
            let may_be_negative = field.contains("price");
            // What stands for a hole may be below zero itself, which is said too.
            let is_negative = planned.iter().any(|value| is_number(*value) && *value < 0.0);
            reasons.push((field, (is_negative && !may_be_negative).then_some("below_zero")));
        }
        for (field, code) in reasons {
            if let Some(code) = code {
                prop_assert!(has_said(&plan, field, code), "{field} {code}: {:?}", plan.adjustments);
            }
        }
    }

    #[test]
    fn one_oddity_is_found_under_its_own_name(
        oddity in oddity(), hours in 4..HOURS_MAX, at in 0..4usize, by in 0.01..1.0f64, number in 0..4usize,
    ) {
        let mut outlook = day(number);
        outlook.steps = outlook.steps.first(hours);
        for list in [
            &mut outlook.load_kwh, &mut outlook.solar_kwh, &mut outlook.import_price_per_kwh,
            &mut outlook.export_price_per_kwh, &mut outlook.kg_per_kwh,
        ] {
            list.truncate(hours);
        }
        let (mut battery, mut grid, mut options) = (battery(), grid(), options(Mode::Cost));
        options.soc_steps = 16;
        prop_assert_eq!(plan(&battery, &outlook, &grid, options).adjustments, []);
        let input = (&mut battery, &mut outlook, &mut grid, &mut options);
        let (field, code) = oddity.put(at, by, input);
        let plan = plan(&battery, &outlook, &grid, options);
        prop_assert!(has_said(&plan, field, code), "{field} {code}: {:?}", plan.adjustments);
        // What follows from it may be said as well, of the end alone.
        let others = plan.adjustments.iter().filter(|one| (&*one.field, &*one.code) != (field, code));
        prop_assert!(others.clone().all(|one| one.field == "options.soc_terminal"), "{:?}", plan.adjustments);
        let is_short = matches!(oddity, Oddity::Short { .. });
        prop_assert_eq!(plan.steps.len(), if is_short { at } else { hours });
    }
}
