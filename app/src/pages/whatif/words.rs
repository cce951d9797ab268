//! Levers as people read them.

use model::emissions::{Lever, LeverValue};

use crate::components::decimal;
use crate::words::whatif as words;

/// A lever's name.
pub(super) fn lever_word(lever: Lever) -> &'static str {
    match lever {
        Lever::Mode => words::MODE_OF_TRANSPORT,
        Lever::VehicleClass => words::VEHICLE_CLASS,
        Lever::LoadFactor => words::LOAD_FACTOR,
        Lever::EmptyDistanceFactor => words::EMPTY_DISTANCE,
        Lever::Speed => words::SPEED,
        Lever::Fuel => words::FUEL,
        Lever::Temperature => words::HEATING_SET_POINT,
        Lever::Distance => words::DISTANCE,
        Lever::Throughput => words::THROUGHPUT,
        Lever::GridRegion => words::GRID,
        Lever::RenewableShare => words::RENEWABLE_POWER,
        Lever::Schedule => words::TIME_OF_DAY,
    }
}

/// A value with its unit.
pub(super) fn value_words(lever: Lever, value: &LeverValue) -> String {
    match value {
        LeverValue::Text(word) => word.replace('_', " "),
        LeverValue::Number(number) => match lever {
            Lever::LoadFactor | Lever::EmptyDistanceFactor | Lever::RenewableShare => {
                format!("{}\u{a0}%", decimal(number * 100.0, 0))
            }
            Lever::Distance | Lever::Throughput => signed(*number, "%"),
            Lever::Temperature => signed(*number, "°C"),
            Lever::Schedule => signed(*number, "h"),
            _ => format!("{}\u{a0}km/h", decimal(*number, 0)),
        },
    }
}

fn signed(number: f64, unit: &str) -> String {
    let decimals = usize::from(number.fract() != 0.0);
    let sign = if number > 0.0 { "+" } else { "" };
    format!("{sign}{}\u{a0}{unit}", decimal(number, decimals))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_have_their_units() {
        for (lever, value, text) in [
            (Lever::LoadFactor, 0.8, "80 %"),
            (Lever::Distance, -10.0, "\u{2212}10 %"),
            (Lever::Temperature, 1.5, "+1.5 °C"),
            (Lever::Speed, 80.0, "80 km/h"),
        ] {
            let words = value_words(lever, &LeverValue::Number(value));
            assert_eq!(words.replace('\u{a0}', " "), text);
        }
    }
}
