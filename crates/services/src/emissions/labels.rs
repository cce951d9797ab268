//! What people read of an event: its local time and what was done, in a few words.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use engine::vocabulary;
use model::ingest::{Activity, EventType};

/// `21 Nov 2026, 14:05` in the organisation's zone.
pub(crate) fn local_text(zone: Tz, at: DateTime<Utc>) -> String {
    at.with_timezone(&zone)
        .format("%-d %b %Y, %H:%M")
        .to_string()
}

/// `412 km · 5.6 t · articulated lorry over 33 t`.
pub(crate) fn summary(event_type: EventType, activity: &Activity) -> String {
    let mut parts = Vec::new();
    let mut quantity = |value: Option<f64>, unit: &str| {
        if let Some(value) = value {
            parts.push(format!("{} {unit}", short(value)));
        }
    };
    match event_type {
        EventType::Logistics | EventType::Delivery => {
            quantity(activity.distance_km, "km");
            quantity(activity.load_kg.map(|kg| kg / 1000.0), "t");
            quantity(activity.load_factor.map(|share| 100.0 * share), "% loaded");
            quantity(activity.parcels, "parcels");
        }
        EventType::Factory | EventType::Warehouse => {
            quantity(activity.floor_area_m2, "m\u{b2}");
            quantity(activity.refrigerant_leak_kg, "kg refrigerant");
        }
    }
    quantity(activity.electricity_kwh, "kWh");
    quantity(activity.gas_kwh_net.or(activity.gas_kwh_gross), "kWh gas");
    quantity(activity.gas_m3, "m\u{b3} gas");
    quantity(activity.heating_kwh_gross, "kWh heat");
    quantity(activity.fuel_used_l, "L");
    quantity(activity.co2e_kg_metered, "kg metered");
    let class = activity.vehicle_class.as_deref().map(|word| {
        vocabulary::vehicle_class_by_word(word)
            .map_or(word, |class| class.label)
            .to_owned()
    });
    let mode = activity.mode.map(|mode| mode.as_str().replace('_', " "));
    parts.extend(class.or(mode));
    parts.extend(activity.fuel.clone());
    parts.extend(activity.process.clone());
    parts.extend(activity.load_type.clone());
    parts.join(" \u{b7} ")
}

/// Three significant figures, thousands separated by commas.
fn short(value: f64) -> String {
    let magnitude = value.abs();
    let decimals = if magnitude >= 100.0 || magnitude == 0.0 {
        0
    } else if magnitude >= 10.0 {
        1
    } else {
        2
    };
    let text = format!("{value:.decimals$}");
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let fraction = fraction.trim_end_matches('0');
    let (sign, digits) = whole
        .strip_prefix('-')
        .map_or(("", whole), |digits| ("\u{2212}", digits));
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    if fraction.is_empty() {
        format!("{sign}{grouped}")
    } else {
        format!("{sign}{grouped}.{fraction}")
    }
}

#[cfg(test)]
mod tests {
    use model::ingest::{Activity, EventType};

    use super::{short, summary};

    #[test]
    fn numbers_are_short_and_grouped() {
        for (value, text) in [
            (1234.5, "1,234"),
            (0.5, "0.5"),
            (12.34, "12.3"),
            (-3.0, "\u{2212}3"),
            (0.0, "0"),
        ] {
            assert_eq!(short(value), text);
        }
    }

    #[test]
    fn a_trip_reads_like_a_trip() {
        let activity = Activity {
            distance_km: Some(412.0),
            load_kg: Some(5_600.0),
            ..Activity::default()
        };
        assert_eq!(
            summary(EventType::Logistics, &activity),
            "412 km \u{b7} 5.6 t"
        );
    }
}
