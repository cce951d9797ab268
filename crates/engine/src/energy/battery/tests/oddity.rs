//! Changes to usual input, each of which has a name.

use proptest::prelude::*;

use super::*;

pub(super) const LISTS: [&str; 5] = [
    "load_kwh",
    "solar_kwh",
    "import_price_per_kwh",
    "export_price_per_kwh",
    "kg_per_kwh",
];

/// A change to a usual plan's input; `at` is a place in a list, `by` how far off it is, above 0 to 1.
#[derive(Debug, Clone, Copy)]
pub(super) enum Oddity {
    Hole { list: usize },
    Negative { list: usize },
    Short { list: usize },
    Long { list: usize },
    InitialBelowMinimum,
    InitialAboveMaximum,
    MinimumAboveMaximum,
    TerminalNoShare,
    NoCapacity,
    NegativePower,
    EfficiencyAboveOne,
    NoEfficiency,
    NoLimit,
    NegativeCharge,
    NegativeLambda,
    FewSteps,
}

impl Oddity {
    /// Puts it into the input, and says under which field and code it must be found.
    pub(super) fn put(
        self,
        at: usize,
        by: f64,
        (battery, outlook, grid, options): (&mut Battery, &mut Outlook, &mut Grid, &mut Options),
    ) -> (&'static str, &'static str) {
        let lists = [
            &mut outlook.load_kwh,
            &mut outlook.solar_kwh,
            &mut outlook.import_price_per_kwh,
            &mut outlook.export_price_per_kwh,
            &mut outlook.kg_per_kwh,
        ];
        match self {
            Self::Hole { list } => {
                lists[list][at] = f64::NAN;
                (LISTS[list], "not_a_number")
            }
            Self::Negative { list } => {
                lists[list][at] = -by;
                (LISTS[list], "below_zero")
            }
            Self::Short { list } => {
                lists[list].truncate(at);
                (LISTS[list], "shorter_than_horizon")
            }
            Self::Long { list } => {
                lists[list].push(by);
                (LISTS[list], "longer_than_horizon")
            }
            Self::InitialBelowMinimum => {
                (battery.soc_min, battery.soc_initial) = (0.5, 0.5 - 0.5 * by);
                ("battery.soc_initial", "below_minimum")
            }
            Self::InitialAboveMaximum => {
                (battery.soc_max, battery.soc_initial) = (0.5, 0.5 + 0.5 * by);
                ("battery.soc_initial", "above_maximum")
            }
            Self::MinimumAboveMaximum => {
                (battery.soc_min, battery.soc_max) = (by, 0.0);
                ("battery.soc_min", "above_maximum")
            }
            Self::TerminalNoShare => {
                options.soc_terminal = Some(1.0 + by);
                ("options.soc_terminal", "not_a_share")
            }
            Self::NoCapacity => {
                battery.capacity_kwh = 0.0;
                ("battery.capacity_kwh", "no_capacity")
            }
            Self::NegativePower => {
                battery.discharge_kw = -by;
                ("battery.discharge_kw", "below_zero")
            }
            Self::EfficiencyAboveOne => {
                battery.charge_efficiency = 1.0 + by;
                ("battery.charge_efficiency", "above_one")
            }
            Self::NoEfficiency => {
                battery.discharge_efficiency = -by;
                ("battery.discharge_efficiency", "not_an_efficiency")
            }
            Self::NoLimit => {
                grid.import_limit_kw = Some(f64::NAN);
                ("grid.import_limit_kw", "not_a_number")
            }
            Self::NegativeCharge => {
                grid.demand_charge_per_kw = -by;
                ("grid.demand_charge_per_kw", "below_zero")
            }
            Self::NegativeLambda => {
                options.mode = Mode::Balanced { price_per_kg: -by };
                ("options.mode.price_per_kg", "below_zero")
            }
            Self::FewSteps => {
                options.soc_steps = at.min(7);
                ("options.soc_steps", "out_of_range")
            }
        }
    }
}

pub(super) fn oddity() -> impl Strategy<Value = Oddity> {
    let list = 0..LISTS.len();
    prop_oneof![
        list.clone().prop_map(|list| Oddity::Hole { list }),
        // Prices may be below zero.
        prop::sample::select(vec![0, 1, 4]).prop_map(|list| Oddity::Negative { list }),
        list.clone().prop_map(|list| Oddity::Short { list }),
        list.prop_map(|list| Oddity::Long { list }),
        prop::sample::select(vec![
            Oddity::InitialBelowMinimum,
            Oddity::InitialAboveMaximum,
            Oddity::MinimumAboveMaximum,
            Oddity::TerminalNoShare,
            Oddity::NoCapacity,
            Oddity::NegativePower,
            Oddity::EfficiencyAboveOne,
            Oddity::NoEfficiency,
            Oddity::NoLimit,
            Oddity::NegativeCharge,
            Oddity::NegativeLambda,
            Oddity::FewSteps,
        ]),
    ]
}
