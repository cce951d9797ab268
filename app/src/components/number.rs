//! Figures as people read them: three significant figures in cards, all digits in explanations,
//! thousands separated, a real minus sign.

/// A mass of CO2e, rounded for a card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mass {
    /// The digits.
    pub(crate) figure: String,
    /// `g`, `kg` or `t`.
    pub(crate) unit: &'static str,
}

impl std::fmt::Display for Mass {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // A no-break space: figure and unit stay on one line.
        write!(f, "{}\u{a0}{}", self.figure, self.unit)
    }
}

/// The unit masses are written in, chosen per browser.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum MassUnit {
    /// Whichever fits the figure: g, kg or t.
    #[default]
    Fitting,
    Kilograms,
    Tonnes,
}

impl MassUnit {
    /// The word in cookie, form and attribute.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Fitting => "fitting",
            Self::Kilograms => "kg",
            Self::Tonnes => "t",
        }
    }

    /// The unit called `word`.
    pub(crate) fn parse(word: &str) -> Option<Self> {
        [Self::Fitting, Self::Kilograms, Self::Tonnes]
            .into_iter()
            .find(|unit| unit.as_str() == word)
    }

    /// What was chosen: the server finds it beside the request, the browser on the document.
    pub(crate) fn chosen() -> Self {
        #[cfg(feature = "ssr")]
        let chosen = leptos::prelude::use_context::<Self>();
        #[cfg(not(feature = "ssr"))]
        let chosen = {
            use std::sync::OnceLock;

            // Another choice loads the page anew.
            static CHOSEN: OnceLock<Option<MassUnit>> = OnceLock::new();
            *CHOSEN.get_or_init(|| {
                let root = leptos::prelude::document().document_element()?;
                Self::parse(&root.get_attribute("data-mass-unit")?)
            })
        };
        chosen.unwrap_or_default()
    }
}

/// `kg` with three significant figures in the unit chosen; of itself grams below 100 g, tonnes from 1 t.
pub(crate) fn mass(kg: f64) -> Mass {
    match MassUnit::chosen() {
        MassUnit::Fitting => fitting_mass(kg),
        MassUnit::Kilograms => Mass {
            figure: significant(kg),
            unit: "kg",
        },
        MassUnit::Tonnes => Mass {
            figure: significant(kg / 1_000.0),
            unit: "t",
        },
    }
}

fn fitting_mass(kg: f64) -> Mass {
    // 999.6 kg rounds to 1,000 kg, which is 1 t.
    if kg.abs() >= 999.5 {
        Mass {
            figure: significant(kg / 1_000.0),
            unit: "t",
        }
    } else if kg == 0.0 || kg.abs() >= 0.1 {
        Mass {
            figure: significant(kg),
            unit: "kg",
        }
    } else {
        Mass {
            figure: significant(kg * 1_000.0),
            unit: "g",
        }
    }
}

/// Three significant figures, thousands separated.
pub(crate) fn significant(value: f64) -> String {
    if !value.is_finite() {
        return "-".to_owned();
    }
    if value == 0.0 {
        return "0".to_owned();
    }
    let magnitude = value.abs().log10().floor();
    let step = 10f64.powf(magnitude - 2.0);
    let rounded = (value / step).round() * step;
    // Rounding may have carried into the next power of ten: 9.996 -> 10.0.
    let digits_left = rounded.abs().log10().floor();
    let decimals = if digits_left >= 2.0 {
        0
    } else {
        // Bounded: below a millionth the figure is shown as it is, with eight decimals.
        (2.0 - digits_left).min(8.0) as usize
    };
    decimal(rounded, decimals)
}

/// `value` with `decimals` decimals, thousands separated.
pub(crate) fn decimal(value: f64, decimals: usize) -> String {
    if !value.is_finite() {
        return "-".to_owned();
    }
    let text = format!("{:.decimals$}", value.abs());
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let is_zero = text.bytes().all(|byte| matches!(byte, b'0' | b'.'));
    let sign = if value < 0.0 && !is_zero {
        "\u{2212}"
    } else {
        ""
    };
    let whole = separated(whole);
    if fraction.is_empty() {
        format!("{sign}{whole}")
    } else {
        format!("{sign}{whole}.{fraction}")
    }
}

/// A whole number, thousands separated.
pub(crate) fn count(value: u64) -> String {
    separated(&value.to_string())
}

/// Kilograms in full: to the gram, without trailing zeros.
pub(crate) fn full_kg(kg: f64) -> String {
    let text = decimal(kg, 3);
    let short = text.trim_end_matches('0').trim_end_matches('.');
    if short.is_empty() || short == "\u{2212}" {
        "0".to_owned()
    } else {
        short.to_owned()
    }
}

/// Percent with one decimal, none from 100 on.
pub(crate) fn percent(value: f64) -> String {
    let decimals = if value.abs() >= 99.95 { 0 } else { 1 };
    format!("{}\u{a0}%", decimal(value, decimals))
}

/// Percent with its sign, for a change.
pub(crate) fn percent_change(value: f64) -> String {
    let text = percent(value);
    if value > 0.0 {
        format!("+{text}")
    } else {
        text
    }
}

/// A size in bytes, decimal units.
pub(crate) fn bytes(value: u64) -> String {
    // Files are far below 2^53 bytes, where f64 starts to lose units.
    let value = value as f64;
    match value {
        v if v < 1e3 => format!("{v:.0}\u{a0}B"),
        v if v < 1e6 => format!("{}\u{a0}kB", significant(v / 1e3)),
        v if v < 1e9 => format!("{}\u{a0}MB", significant(v / 1e6)),
        v => format!("{}\u{a0}GB", significant(v / 1e9)),
    }
}

/// A mass for a chart's axis or tooltip: without the zeros that only say how exact it is.
pub(crate) fn kg_tick(kg: f64) -> String {
    let Mass { figure, unit } = mass(kg);
    let figure = if figure.contains('.') {
        figure.trim_end_matches('0').trim_end_matches('.')
    } else {
        &figure
    };
    if figure == "0" {
        figure.to_owned()
    } else {
        format!("{figure}\u{a0}{unit}")
    }
}

/// `1234567` -> `1,234,567`.
fn separated(digits: &str) -> String {
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cards_show_three_figures_and_the_right_unit() {
        for (kg, text) in [
            (0.0, "0 kg"),
            (0.0042, "4.20 g"),
            (0.25, "0.250 kg"),
            (412.64, "413 kg"),
            (999.6, "1.00 t"),
            (68_912.0, "68.9 t"),
            (1_234_567_000.0, "1,230,000 t"),
            (-1_900.0, "\u{2212}1.90 t"),
        ] {
            assert_eq!(mass(kg).to_string().replace('\u{a0}', " "), text, "{kg}");
        }
    }

    #[test]
    fn rounding_may_carry() {
        assert_eq!(significant(9.996), "10.0");
        assert_eq!(significant(99.96), "100");
        assert_eq!(significant(f64::NAN), "-");
    }

    #[test]
    fn figures_in_full_lose_only_zeros() {
        assert_eq!(full_kg(1_234.5), "1,234.5");
        assert_eq!(full_kg(0.0), "0");
        assert_eq!(full_kg(-0.000_1), "0");
        assert_eq!(full_kg(100.0), "100");
    }

    #[test]
    fn ticks_are_short() {
        assert_eq!(kg_tick(0.0), "0");
        assert_eq!(kg_tick(50_000.0), "50\u{a0}t");
        assert_eq!(kg_tick(1_250.0), "1.25\u{a0}t");
        assert_eq!(kg_tick(200.0), "200\u{a0}kg");
    }

    #[test]
    fn percentages_and_sizes() {
        assert_eq!(percent_change(8.44), "+8.4\u{a0}%");
        assert_eq!(percent(100.0), "100\u{a0}%");
        assert_eq!(bytes(1_500_000), "1.50\u{a0}MB");
        assert_eq!(count(1_234_567), "1,234,567");
    }
}
