//! Plans at the limits of connection and battery, where rounding could decide.

use super::*;

#[test]
fn a_load_beyond_the_connection_is_relieved_first() {
    let tight = Grid {
        import_limit_kw: Some(1.0),
        ..grid()
    };
    let outlook = constant(2, 3.0, 0.0, 0.3, 0.05);
    let outlook = Outlook {
        load_kwh: vec![3.0, 0.0],
        ..outlook
    };
    let plan = plan(&battery(), &outlook, &tight, options(Mode::Cost));
    // Two kilowatts come from the battery, of which one can be charged again by the end.
    assert!(plan.planned.over_limit_kwh < plan.idle.over_limit_kwh);
    assert_eq!(plan.adjustments[0].code, "limit_exceeded");
}

#[test]
fn dear_wear_is_no_reason_to_exceed_the_connection() {
    let worn = Battery {
        wear_per_kwh: 500.0,
        ..battery()
    };
    let tight = Grid {
        import_limit_kw: Some(1.0),
        ..grid()
    };
    let options = Options {
        soc_terminal: Some(0.0),
        ..options(Mode::Cost)
    };
    let plan = plan(&worn, &constant(1, 3.0, 0.0, 0.3, 0.05), &tight, options);
    assert!(plan.planned.over_limit_kwh < 1e-9, "{:?}", plan.planned);
}

#[test]
fn rounding_beyond_the_connection_does_not_come_before_money() {
    let battery = Battery {
        capacity_kwh: 11.883770933105795,
        charge_kw: 1.6238307773879754,
        discharge_kw: 6.478819048999304,
        charge_efficiency: 1.0,
        discharge_efficiency: 1.0,
        soc_min: 0.16485553587160404,
        soc_initial: 0.6242483022486333,
        ..battery()
    };
    let tight = Grid {
        import_limit_kw: Some(2.4259783244923145),
        demand_charge_per_kw: 0.40826162143855793,
        ..grid()
    };
    // Three quarters exceed the connection by far. What four others can charge relieves each as much,
    // but for rounding, and lowers the peak in one.
    let load_kwh = [
        0.0,
        2.457200335473244,
        0.0,
        0.0,
        0.0,
        4.552644791371002,
        1.8905734498091038,
    ];
    let outlook = Outlook {
        steps: steps(Width::QuarterHour, 7),
        load_kwh: load_kwh.to_vec(),
        ..constant(7, 0.0, 0.0, 0.0, 0.0)
    };
    let coarse = Options {
        soc_steps: 64,
        ..options(Mode::Cost)
    };
    let planned = plan(&battery, &outlook, &tight, coarse).planned;
    let lowered_kw = 4.0 * load_kwh[5] - planned.peak_kw;
    assert!(
        (lowered_kw - battery.discharge_kw).abs() < 1e-6,
        "{planned:?}"
    );
}

#[test]
fn what_is_lost_to_rounding_is_not_made_use_of() {
    // Full at the end only by charging with all power from the fourth quarter on. A discharge further by as
    // much as rounding allows would lower the peak, and more power than there is would have to charge it again.
    let battery = Battery {
        capacity_kwh: 13.63740192285933,
        charge_kw: 0.6661435083795226,
        discharge_kw: 2.494909180493972,
        charge_efficiency: 1.0,
        discharge_efficiency: 0.8331603134538478,
        soc_initial: 1.0,
        wear_per_kwh: 0.0,
        ..battery()
    };
    let load_kwh = [2.2524123355245234, 3.143375793612339, 2.7352645470117904];
    let solar_kwh = [3.7085086362850563, 3.006402731177684, 1.2699256880663057];
    let prices = [0.224358607509664, 0.10703546597117843, 0.10282150462311776];
    let outlook = Outlook {
        steps: steps(Width::QuarterHour, 6),
        load_kwh: [load_kwh, [0.0; 3]].concat(),
        solar_kwh: [[0.0; 3], solar_kwh].concat(),
        import_price_per_kwh: [prices, [0.0, 0.0, -0.1396009772112801]].concat(),
        export_price_per_kwh: vec![0.0, 0.0, 0.0, 0.0, 0.0, -0.1396009772112801],
        kg_per_kwh: vec![0.0; 6],
    };
    let tight = Grid {
        import_limit_kw: Some(0.0),
        demand_charge_per_kw: 0.43395228863422947,
        ..grid()
    };
    let coarse = Options {
        soc_steps: 32,
        ..options(Mode::Cost)
    };
    let plan = plan(&battery, &outlook, &tight, coarse);
    for step in &plan.steps {
        assert!(
            step.charge_kwh <= 0.25 * battery.charge_kw + 1e-12,
            "{step:?}"
        );
    }
    assert!(plan.steps[5].soc >= 1.0 - 1e-12);
}
