//! Units and numbers.

use proptest::prelude::*;

use super::super::numbers::{Decimal, NumberFault, parse};
use super::*;

#[test]
fn published_conversions_hold() {
    let table = [
        (Quantity::Distance, "mi", 1400.0, 2253.0816),
        (Quantity::Distance, "nmi", 1.0, 1.852),
        (Quantity::Distance, "m", 2_500.0, 2.5),
        (Quantity::Mass, "t", 2.5, 2500.0),
        (Quantity::Mass, "lb", 1.0, 0.453_592_37),
        (Quantity::Mass, "short ton", 1.0, 907.184_74),
        (Quantity::Mass, "g", 1.0, 0.001),
        (Quantity::Tonnes, "kg", 1500.0, 1.5),
        (Quantity::Energy, "MWh", 1.25, 1250.0),
        (Quantity::Energy, "GJ", 3.6, 1000.0),
        (Quantity::Energy, "MJ", 3.6, 1.0),
        (Quantity::Energy, "therm", 1.0, 29.307_107_017_222),
        (Quantity::Energy, "therm (US)", 1.0, 29.300_111_111_111),
        (Quantity::Liquid, "gal (US)", 1.0, 3.785_411_784),
        (Quantity::Liquid, "gal (UK)", 1.0, 4.546_09),
        (Quantity::GasVolume, "m3 gas", 7.0, 7.0),
        (Quantity::Temperature, "F", 212.0, 100.0),
        (Quantity::Temperature, "F", -40.0, -40.0),
        (Quantity::Duration, "min", 90.0, 1.5),
        (Quantity::Duration, "s", 5400.0, 1.5),
        (Quantity::Area, "ft2", 1.0, 0.092_903_04),
        (Quantity::Speed, "mph", 60.0, 96.560_64),
        (Quantity::Share, "%", 45.0, 0.45),
    ];
    for (quantity, word, x, expected) in table {
        let got = quantity.unit(word).unwrap().to_canonical.apply(x);
        assert!(
            (got - expected).abs() <= 1e-12 * expected.abs().max(1.0),
            "{word}: {got}"
        );
    }
}

#[test]
fn units_that_cannot_be_are_refused_with_what_would_be_right() {
    for (quantity, word, expected) in [
        (Quantity::Distance, "kg", "accepted are km, mi, nmi, m"),
        (Quantity::Mass, "ton", "may be metric, short or long"),
        (Quantity::Liquid, "gal", "may be US or UK"),
        (Quantity::Energy, "m3", "map the column to gas_m3"),
        (Quantity::GasVolume, "kWh", "gas_kwh_net or gas_kwh_gross"),
    ] {
        let message = quantity.unit(word).unwrap_err();
        assert!(message.contains(expected), "{message}");
    }
}

#[test]
fn spelling_of_units_does_not_matter() {
    for word in ["kwh", "KWH", " kWh ", "kilowatt  hours"] {
        assert_eq!(Quantity::Energy.unit(word).unwrap().word, "kWh");
    }
    assert_eq!(Quantity::Area.unit("m²").unwrap().word, "m2");
}

#[test]
fn numbers_are_read_one_way_or_not_at_all() {
    use Decimal::{Comma, Point};
    use NumberFault::{Ambiguous, NotANumber, NotFinite};
    let table: &[(&str, Decimal, Result<f64, NumberFault>)] = &[
        ("12.5", Point, Ok(12.5)),
        ("-3", Point, Ok(-3.0)),
        ("1e3", Point, Ok(1000.0)),
        (".5", Point, Ok(0.5)),
        ("1,234.5", Point, Ok(1234.5)),
        ("1,234,567", Point, Ok(1_234_567.0)),
        ("1 234", Point, Ok(1234.0)),
        ("1'234'567.25", Point, Ok(1_234_567.25)),
        ("1,234", Point, Err(Ambiguous)),
        ("12,5", Point, Err(NotANumber)),
        ("1,23,456", Point, Err(NotANumber)),
        ("12,5", Comma, Ok(12.5)),
        ("1.234,5", Comma, Ok(1234.5)),
        ("1.234.567", Comma, Ok(1_234_567.0)),
        ("1.234", Comma, Err(Ambiguous)),
        ("12.5", Comma, Err(NotANumber)),
        ("-0", Point, Ok(0.0)),
        ("NaN", Point, Err(NotFinite)),
        ("-inf", Point, Err(NotFinite)),
        ("1e999", Point, Err(NotFinite)),
        ("12 kg", Point, Err(NotANumber)),
        ("1.2.3", Point, Err(NotANumber)),
        ("--1", Point, Err(NotANumber)),
        ("+", Point, Err(NotANumber)),
        ("0x10", Point, Err(NotANumber)),
        ("1_000", Point, Err(NotANumber)),
        ("١٢", Point, Err(NotANumber)),
    ];
    for (text, decimal, expected) in table {
        assert_eq!(parse(text, *decimal), *expected, "{text}");
    }
}

proptest! {
    #[test]
    fn conversions_undo(x in -1e9..1e9_f64) {
        for quantity in [Quantity::Distance, Quantity::Mass, Quantity::Tonnes, Quantity::Energy, Quantity::Liquid,
            Quantity::GasVolume, Quantity::Temperature, Quantity::Duration, Quantity::Area, Quantity::Speed, Quantity::Share] {
            for unit in quantity.units() {
                let back = unit.to_canonical.undo(unit.to_canonical.apply(x));
                prop_assert!((back - x).abs() <= 1e-12 * x.abs().max(100.0), "{} {x} {back}", unit.word);
            }
        }
    }

    #[test]
    fn any_text_is_a_finite_number_or_a_fault(text in "\\PC{0,20}", comma in any::<bool>()) {
        let decimal = if comma { Decimal::Comma } else { Decimal::Point };
        if let Ok(value) = parse(text.trim(), decimal) {
            prop_assert!(value.is_finite());
        }
    }

    #[test]
    fn numbers_as_programs_write_them_are_read_back(x in any::<f64>().prop_filter("finite", |x| x.is_finite())) {
        prop_assert_eq!(parse(&x.to_string(), Decimal::Point), Ok(if x == 0.0 { 0.0 } else { x }));
    }
}

#[test]
fn the_documentation_names_every_field_and_every_unit() {
    let text = include_str!("../../../../../docs/data-formats.md");
    for field in all_fields() {
        assert!(
            text.contains(&format!("`{}`", field.name)),
            "{} is not documented",
            field.name
        );
        if let Kind::Number(number) = &field.kind {
            for unit in number.quantity.units() {
                assert!(
                    text.contains(&format!("`{}`", unit.word)),
                    "{} is not documented",
                    unit.word
                );
            }
        }
    }
    for (alias, _) in ALIASES {
        assert!(
            text.contains(&format!("`{alias}`")),
            "{alias} is not documented"
        );
    }
}
