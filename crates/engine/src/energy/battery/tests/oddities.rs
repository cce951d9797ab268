//! Odd input: each oddity has a message of its own, and a plan all the same.

use super::*;

/// The messages of a plan for some changes to a usual one.
fn said(change: impl FnOnce(&mut Battery, &mut Outlook, &mut Grid, &mut Options)) -> Vec<String> {
    let (mut battery, mut outlook, mut grid) = (battery(), day(1), grid());
    let mut options = options(Mode::Cost);
    change(&mut battery, &mut outlook, &mut grid, &mut options);
    let plan = plan(&battery, &outlook, &grid, options);
    let messages = plan.adjustments.into_iter();
    messages.map(|one| one.message).collect()
}

#[test]
fn usual_input_is_left_as_it_is() {
    assert!(said(|_, _, _, _| ()).is_empty());
    let extremes = said(|battery, _, grid, options| {
        (battery.soc_min, battery.soc_max, battery.soc_initial) = (0.0, 1.0, 0.0);
        grid.import_limit_kw = Some(f64::INFINITY);
        options.soc_terminal = Some(1.0);
    });
    assert!(extremes.is_empty(), "{extremes:?}");
}

#[test]
fn forecasts_with_holes() {
    assert_eq!(
        said(|_, outlook, _, _| {
            outlook.load_kwh[3] = f64::NAN;
            outlook.load_kwh[4] = f64::INFINITY;
        }),
        [
            "load_kwh[3]: NaN is no number, as are 2 of 24 values; the value before, or the first one there is, stands for each"
        ]
    );
    assert_eq!(
        said(|_, outlook, _, _| outlook.kg_per_kwh = vec![f64::NAN; 24]),
        [
            "kg_per_kwh[0]: NaN is no number, as are 24 of 24 values; there is no usable one, so 0 stands for all"
        ]
    );
    assert_eq!(
        said(|_, outlook, _, _| outlook.solar_kwh[1] = -0.5),
        ["solar_kwh[1]: -0.5 is below 0, as are 1 of 24 values; planned with 0 there"]
    );
}

#[test]
fn lists_of_another_length() {
    let (battery, grid) = (battery(), grid());
    let mut short = day(1);
    short.import_price_per_kwh.truncate(20);
    let planned = plan(&battery, &short, &grid, options(Mode::Cost));
    assert_eq!(planned.steps.len(), 20);
    assert_eq!(
        planned.adjustments[0].message,
        "import_price_per_kwh: 20 values for 24 steps; only the first 20 steps are planned"
    );
    assert_eq!(
        said(|_, outlook, _, _| outlook.load_kwh.push(1.0)),
        ["load_kwh: 25 values for 24 steps; those beyond are left out"]
    );
    let long = plan(
        &battery,
        &constant(700, 1.0, 0.0, 0.3, 0.0),
        &grid,
        options(Mode::Cost),
    );
    assert_eq!(long.steps.len(), HORIZON_STEPS_MAX);
    assert_eq!(
        long.adjustments[0].message,
        "steps: 700 are more than are planned at once; only the first 672 are"
    );
    let none = Outlook {
        load_kwh: Vec::new(),
        ..day(1)
    };
    let planned = plan(&battery, &none, &grid, options(Mode::Cost));
    assert!(planned.steps.is_empty() && planned.is_idle);
}

#[test]
fn states_of_charge_out_of_place() {
    assert_eq!(
        said(|battery, _, _, _| (battery.soc_min, battery.soc_initial) = (0.2, 0.1)),
        [
            "battery.soc_initial: 0.1 is below soc_min 0.2; the battery goes no lower and is charged to soc_min by the end, as far as possible"
        ]
    );
    assert_eq!(
        said(|battery, _, _, _| (battery.soc_max, battery.soc_initial) = (0.8, 0.9)),
        ["battery.soc_initial: 0.9 is above soc_max 0.8; the battery goes no higher"]
    );
    assert_eq!(
        said(|battery, _, _, _| (battery.soc_min, battery.soc_max) = (0.9, 0.1)),
        ["battery.soc_min: 0.9 is above soc_max 0.1; the battery is left alone",]
    );
    assert_eq!(
        said(|_, _, _, options| options.soc_terminal = Some(1.5)),
        ["options.soc_terminal: 1.5 must be 0 to 1; planned with 1"]
    );
    assert_eq!(
        said(|battery, _, _, options| {
            battery.soc_max = 0.9;
            options.soc_terminal = Some(0.95);
        }),
        ["options.soc_terminal: 0.95 is above soc_max 0.9; planned with 0.9"]
    );
    assert_eq!(
        said(|battery, _, _, options| {
            battery.charge_kw = 0.1;
            options.soc_terminal = Some(1.0);
        }),
        [
            "options.soc_terminal: 1 cannot be reached within the limits of power and connection; planned with 0.8562"
        ]
    );
}

#[test]
fn batteries_that_are_none() {
    for (change, message) in [
        (
            (|battery| battery.capacity_kwh = 0.0) as fn(&mut Battery),
            "battery.capacity_kwh: 0 holds nothing; the battery is left alone",
        ),
        (
            |battery| battery.charge_kw = -3.0,
            "battery.charge_kw: -3 is below 0; planned with 0",
        ),
        (
            |battery| battery.discharge_kw = f64::NAN,
            "battery.discharge_kw: NaN is no number of this kind; planned with 0",
        ),
        (
            |battery| battery.charge_efficiency = 1.2,
            "battery.charge_efficiency: 1.2 is above 1; planned with 1",
        ),
        (
            |battery| battery.discharge_efficiency = 0.0,
            "battery.discharge_efficiency: 0 must be 0.01 to 1; the battery is left alone",
        ),
        (
            |battery| battery.soc_initial = f64::NAN,
            "battery.soc_initial: NaN is no share; planned with 0",
        ),
    ] {
        assert_eq!(said(|battery, _, _, _| change(battery)), [message]);
    }
}

#[test]
fn limits_and_weights_that_are_none() {
    assert_eq!(
        said(|_, _, grid, _| grid.import_limit_kw = Some(f64::NAN)),
        ["grid.import_limit_kw: NaN is no limit; planned without one"]
    );
    assert_eq!(
        said(|_, _, grid, _| grid.export_limit_kw = Some(-1.0)),
        ["grid.export_limit_kw: -1 is below 0; planned with 0"]
    );
    assert_eq!(
        said(|_, _, _, options| options.mode = Mode::Balanced { price_per_kg: -0.1 }),
        ["options.mode.price_per_kg: -0.1 is below 0; planned with 0"]
    );
    assert_eq!(
        said(|_, _, _, options| options.soc_steps = 3),
        ["options.soc_steps: 3 must be 8 to 1024; planned with 8"]
    );
}
