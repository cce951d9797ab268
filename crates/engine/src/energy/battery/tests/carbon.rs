//! Where stored energy comes from.

use super::*;

#[test]
fn stored_energy_carries_the_carbon_it_was_charged_with() {
    // A clean hour, then a dirty one; nothing is stored at first.
    let outlook = Outlook {
        load_kwh: vec![0.0, 2.0],
        kg_per_kwh: vec![0.1, 0.6],
        ..constant(2, 0.0, 0.0, 0.3, 0.0)
    };
    let empty = Battery {
        soc_initial: 0.0,
        stored_kg_per_kwh: 0.0,
        ..battery()
    };
    let plan = plan(&empty, &outlook, &grid(), options(Mode::Carbon));
    let taken = 2.0 / 0.95 / 0.95;
    assert!((plan.steps[0].charge_kwh - taken).abs() < 1e-9);
    assert!(plan.steps[1].import_kwh < 1e-12);
    // Losses are borne by what is left: 0.1 kg for each kWh taken in, of which 0.95 are stored.
    assert!((plan.steps[0].stored_kg_per_kwh - 0.1 / 0.95).abs() < 1e-9);
    assert!((plan.planned.carbon_kg - 0.1 * taken).abs() < 1e-9);
    assert!((plan.idle.carbon_kg - 1.2).abs() < 1e-9);
    assert!(plan.steps[1].stored_kg_per_kwh < 1e-9);
}

#[test]
fn own_generation_is_stored_without_carbon_and_followed_to_the_load() {
    let outlook = Outlook {
        load_kwh: vec![1.0, 3.0],
        solar_kwh: vec![3.0, 0.0],
        ..constant(2, 0.0, 0.0, 0.3, 0.0)
    };
    let ideal = Battery {
        soc_initial: 0.0,
        charge_efficiency: 1.0,
        discharge_efficiency: 1.0,
        ..battery()
    };
    let plan = plan(&ideal, &outlook, &grid(), options(Mode::Carbon));
    assert_eq!(plan.steps[0].action, Action::Charge);
    assert!(plan.steps[0].stored_kg_per_kwh.abs() < 1e-12);
    assert_eq!(plan.planned.self_consumption_share, Some(1.0));
    let own = plan.planned.own_supply_share.unwrap();
    assert!((own - 0.75).abs() < 1e-9, "{own}");
    assert_eq!(plan.idle.own_supply_share, Some(0.25));
    assert!((plan.idle.self_consumption_share.unwrap() - 1.0 / 3.0).abs() < 1e-12);
}

#[test]
fn carbon_avoided_by_feeding_in_is_a_choice() {
    let outlook = Outlook {
        kg_per_kwh: vec![0.2, 0.9],
        ..constant(2, 0.0, 2.0, 0.3, 0.05)
    };
    let avoids = Grid {
        export_avoids_carbon: true,
        ..grid()
    };
    let with = plan(&battery(), &outlook, &avoids, options(Mode::Carbon));
    // The surplus of the clean hour is stored and fed in when it replaces dirty power.
    assert!(with.steps[0].charge_kwh > 1.0 && with.steps[1].discharge_kwh > 1.0);
    let without = plan(&battery(), &outlook, &grid(), options(Mode::Carbon));
    assert!(without.is_idle);
    assert_eq!(without.planned.carbon_kg, 0.0);
}
