//! Advice on days small enough to check by hand, and what must hold for all.

use chrono::{DateTime, TimeZone, Utc};
use chrono_tz::Tz;
use model::money::Amount;
use proptest::prelude::*;

use super::*;
use crate::energy::battery::{Battery, Grid, Mode, Options, Outlook};
use crate::energy::steps::{Steps, Width};
use crate::energy::tariff::Usage;

fn at(hour: u32) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 3, 2, hour, 0, 0).unwrap()
}

/// Six hours: cheap at the second, clean at the fourth, sunny at the last.
fn outlook() -> Outlook {
    Outlook {
        steps: Steps::new(at(0), Width::Hour, 6).unwrap(),
        load_kwh: vec![1.0; 6],
        solar_kwh: vec![0.0, 0.0, 0.0, 0.0, 0.0, 2.5],
        import_price_per_kwh: vec![0.30, 0.10, 0.30, 0.25, 0.30, 0.30],
        export_price_per_kwh: vec![0.15; 6],
        kg_per_kwh: vec![0.5, 0.5, 0.5, 0.2, 0.5, 0.5],
    }
}

fn run(kwh: &[f64]) -> Run {
    Run {
        kwh: kwh.to_vec(),
        earliest: at(0),
        latest_end: at(6),
    }
}

#[test]
fn the_best_hour_depends_on_what_counts() {
    let start = |mode| place(&run(&[1.0]), &outlook(), mode).unwrap().best;
    assert_eq!(start(Mode::Cost).start, at(1));
    // The sun's surplus carries no carbon; it costs what feeding it in would have paid.
    let clean = start(Mode::Carbon);
    assert_eq!(
        (clean.start, clean.carbon_kg, clean.own_kwh),
        (at(5), 0.0, 1.0)
    );
    assert_eq!(clean.cost, 0.15);
    let both = |price_per_kg| start(Mode::Balanced { price_per_kg }).start;
    assert_eq!(both(0.05), at(1));
    assert_eq!(both(0.2), at(5));
}

#[test]
fn what_the_best_start_saves_is_said() {
    let found = place(&run(&[1.0, 1.0]), &outlook(), Mode::Cost).unwrap();
    assert_eq!(found.starts, 5);
    // Of equal starts the earliest.
    assert_eq!((found.best.start, found.soonest.start), (at(0), at(0)));
    assert!((found.best.cost - 0.40).abs() < 1e-12);
    assert!((found.worst.cost - 0.55).abs() < 1e-12);
    let later = Run {
        earliest: at(2),
        latest_end: at(5),
        ..run(&[1.0, 1.0])
    };
    let found = place(&later, &outlook(), Mode::Cost).unwrap();
    assert_eq!(
        (found.starts, found.best.start, found.best.end),
        (2, at(2), at(4))
    );
}

#[test]
fn a_window_too_short_is_told() {
    let short = Run {
        earliest: at(4),
        ..run(&[1.0; 3])
    };
    assert_eq!(
        place(&short, &outlook(), Mode::Cost)
            .unwrap_err()
            .to_string(),
        "run: 3 steps do not fit between 2026-03-02 04:00:00 UTC and 2026-03-02 06:00:00 UTC, where 2 steps are known"
    );
    assert!(place(&run(&[1.0; 7]), &outlook(), Mode::Cost).is_err());
    assert_eq!(
        place(&run(&[0.0]), &outlook(), Mode::Cost),
        Err(ShiftError::EmptyRun)
    );
    assert_eq!(
        place(&run(&[]), &outlook(), Mode::Cost),
        Err(ShiftError::EmptyRun)
    );
    let mut broken = outlook();
    broken.kg_per_kwh[2] = f64::NAN;
    assert_eq!(
        place(&run(&[1.0]), &broken, Mode::Cost)
            .unwrap_err()
            .to_string(),
        "kg_per_kwh[2]: NaN must be kg from 0"
    );
}

#[test]
fn a_peak_is_cut_and_filled_in_where_it_is_cheap() {
    let load = [2.0, 10.0, 8.0, 2.0, 2.0];
    let rates = [0.3, 0.4, 0.4, 0.1, 0.2];
    let flat = flatten(&load, &rates, Width::QuarterHour, 0.5).unwrap();
    // Half of ten may leave; what is above five finds room in the cheapest steps.
    assert_eq!(flat.peak_before_kw, 40.0);
    assert!((flat.peak_after_kw - 20.0).abs() < 1e-6);
    assert!((flat.moved_kwh - 8.0).abs() < 1e-6);
    for (is, should) in flat.kwh.iter().zip([4.0, 5.0, 5.0, 5.0, 5.0]) {
        assert!((is - should).abs() < 1e-6, "{flat:?}");
    }
    let fixed = flatten(&load, &rates, Width::Hour, 0.0).unwrap();
    assert_eq!(fixed.kwh, load);
    assert!(flatten(&load, &rates, Width::Hour, 1.5).is_err());
    assert!(flatten(&load, &rates[1..], Width::Hour, 0.5).is_err());
    assert_eq!(
        flatten(&[], &[], Width::Hour, 0.5).unwrap().peak_after_kw,
        0.0
    );
}

#[test]
fn shares_of_own_generation() {
    let shares = own_shares(&[1.0, 2.0, 1.0], &[0.0, 1.0, 3.0]).unwrap();
    assert_eq!((shares.used_kwh, shares.surplus_kwh), (2.0, 2.0));
    assert_eq!(shares.self_consumption_share, Some(0.5));
    assert_eq!(shares.own_supply_share, Some(0.5));
    assert_eq!(
        own_shares(&[1.0], &[0.0]).unwrap().self_consumption_share,
        None
    );
    assert_eq!(own_shares(&[0.0], &[1.0]).unwrap().own_supply_share, None);
}

fn offer(name: &str, per_kwh: &str, currency: &str) -> Offer {
    let tariff = format!(
        r#"{{"currency": "{currency}", "import": {{"kind": "flat", "per_kwh": "{per_kwh}"}},
            "feed_in": {{"kind": "unpaid"}}, "standing_charge_per_day": "0.24"}}"#
    );
    Offer {
        name: name.to_owned(),
        tariff: serde_json::from_str(&tariff).unwrap(),
    }
}

#[test]
fn tariffs_are_compared_with_the_own_one() {
    let steps = Steps::new(at(0), Width::Hour, 24).unwrap();
    let usage = Usage {
        steps: &steps,
        import_kwh: &[1.0; 24],
        export_kwh: &[0.0; 24],
    };
    let offers = [
        offer("own", "0.30", "EUR"),
        offer("dear", "0.35", "EUR"),
        offer("cheap", "0.25", "EUR"),
    ];
    let compared = compare(&offers, usage, Tz::UTC, None).unwrap();
    let lines: Vec<_> = compared
        .iter()
        .map(|one| {
            (
                one.name.as_str(),
                one.bill.total.to_string(),
                one.difference.to_string(),
            )
        })
        .collect();
    let line =
        |name, total: &str, difference: &str| (name, total.to_owned(), difference.to_owned());
    assert_eq!(
        lines,
        [
            line("cheap", "6.24", "-1.20"),
            line("own", "7.44", "0.00"),
            line("dear", "8.64", "1.20")
        ]
    );
    let mixed = [offer("own", "0.30", "EUR"), offer("other", "0.35", "GBP")];
    assert_eq!(
        compare(&mixed, usage, Tz::UTC, None)
            .unwrap_err()
            .to_string(),
        "offers: other is in GBP, the first is in EUR; compare one currency"
    );
    assert_eq!(
        compare(&[], usage, Tz::UTC, None),
        Err(ShiftError::NoOffers)
    );
    assert_eq!(compared[0].difference, Amount::parse("-1.2").unwrap());
}

fn battery() -> Battery {
    Battery {
        capacity_kwh: 5.0,
        charge_kw: 2.5,
        discharge_kw: 2.5,
        charge_efficiency: 0.95,
        discharge_efficiency: 0.95,
        soc_min: 0.0,
        soc_max: 1.0,
        soc_initial: 0.0,
        wear_per_kwh: 0.0,
        wear_kg_per_kwh: 0.0,
        stored_kg_per_kwh: 0.0,
    }
}

fn grid(demand_charge_per_kw: f64) -> Grid {
    Grid {
        import_limit_kw: None,
        export_limit_kw: None,
        demand_charge_per_kw,
        peak_so_far_kw: 0.0,
        export_avoids_carbon: false,
    }
}

const OPTIONS: Options = Options {
    mode: Mode::Cost,
    soc_terminal: None,
    soc_steps: 64,
};

#[test]
fn larger_batteries_save_more_and_each_kwh_less() {
    let days = [outlook(), outlook(), outlook()];
    let found = sizes(
        &[0.0, 2.0, 4.0, 8.0],
        &battery(),
        &days,
        &grid(0.0),
        OPTIONS,
    );
    assert_eq!(
        (found[0].saved, found[0].saved_kg, found[0].cycles),
        (0.0, 0.0, 0.0)
    );
    for pair in found.windows(2) {
        assert!(pair[1].saved >= pair[0].saved - 1e-9, "{found:?}");
    }
    let per_kwh = |size: &Size| size.saved / size.capacity_kwh;
    assert!(per_kwh(&found[1]) >= per_kwh(&found[3]), "{found:?}");
}

#[test]
fn a_peak_is_saved_once_over_all_days() {
    let mut day = outlook();
    day.load_kwh[2] = 4.0;
    let found = sizes(
        &[5.0],
        &battery(),
        &[day.clone(), day],
        &grid(10.0),
        OPTIONS,
    );
    assert!(found[0].peak_kw < found[0].peak_without_kw);
    assert_eq!(found[0].peak_without_kw, 4.0);
    // Ten for each kW of the peak, not for each day; some tenths more for energy.
    let of_peak = 10.0 * (4.0 - found[0].peak_kw);
    assert!((found[0].saved - of_peak).abs() < 1.0, "{found:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn a_window_too_short_is_named(
        need in 1..8usize, earliest in 0..6u32, width in 0..6u32, mode in prop_oneof![Just(Mode::Cost), Just(Mode::Carbon)]
    ) {
        let latest_end = (earliest + width).min(6);
        let run = Run { earliest: at(earliest), latest_end: at(latest_end), ..run(&vec![1.0; need]) };
        let have = (latest_end - earliest) as usize;
        let found = place(&run, &outlook(), mode);
        if need <= have {
            prop_assert_eq!(found.unwrap().starts, have - need + 1);
        } else {
            let expected = ShiftError::WindowTooShort { need, have, earliest: run.earliest, latest_end: run.latest_end };
            prop_assert_eq!(found, Err(expected));
        }
    }

    #[test]
    fn flattening_moves_and_never_loses(
        rows in prop::collection::vec((0.0..100.0f64, -0.2..0.5f64), 1..48), share in 0.0..1.0f64
    ) {
        let (load, rates): (Vec<_>, Vec<_>) = rows.into_iter().unzip();
        let flat = flatten(&load, &rates, Width::Hour, share).unwrap();
        let (was, is): (f64, f64) = (load.iter().sum(), flat.kwh.iter().sum());
        prop_assert!((was - is).abs() < 1e-6 * (1.0 + was));
        prop_assert!(flat.peak_after_kw <= flat.peak_before_kw + 1e-9);
        for (was, is) in load.iter().zip(&flat.kwh) {
            prop_assert!(*is >= (1.0 - share) * was - 1e-6);
        }
    }

    #[test]
    fn no_start_is_better_than_the_best(
        rows in prop::collection::vec((0.0..5.0f64, 0.0..5.0f64, -0.2..0.6f64, 0.0..0.9f64), 4..24),
        kwh in prop::collection::vec(0.1..3.0f64, 1..4),
    ) {
        let outlook = Outlook {
            steps: Steps::new(at(0), Width::Hour, rows.len()).unwrap(),
            load_kwh: rows.iter().map(|row| row.0).collect(),
            solar_kwh: rows.iter().map(|row| row.1).collect(),
            import_price_per_kwh: rows.iter().map(|row| row.2).collect(),
            export_price_per_kwh: vec![0.05; rows.len()],
            kg_per_kwh: rows.iter().map(|row| row.3).collect(),
        };
        let run = Run { kwh, earliest: at(0), latest_end: outlook.steps.end() };
        let by_cost = place(&run, &outlook, Mode::Cost).unwrap();
        let by_carbon = place(&run, &outlook, Mode::Carbon).unwrap();
        prop_assert!(by_cost.best.cost <= by_carbon.best.cost);
        prop_assert!(by_carbon.best.carbon_kg <= by_cost.best.carbon_kg);
        prop_assert!(by_cost.best.cost <= by_cost.soonest.cost && by_cost.soonest.cost <= by_cost.worst.cost);
    }
}
