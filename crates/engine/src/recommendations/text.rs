//! Figures of a text, and the text filled from them.

use model::recommendations::Fact;

/// Significant digits of a figure in a text.
const DIGITS: usize = 3;

/// The figures of a recommendation, each once.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Figures(Vec<Fact>);

impl Figures {
    /// A share from 0 to 1, written in percent.
    pub(crate) fn share(self, name: &str, share: f64) -> Self {
        self.number(name, share * 100.0, "%")
    }

    /// A quantity with its unit.
    pub(crate) fn number(mut self, name: &str, value: f64, unit: &str) -> Self {
        let figure = figure(value);
        self.0.push(Fact {
            name: name.to_owned(),
            value,
            unit: unit.to_owned(),
            text: if unit.is_empty() {
                figure
            } else {
                format!("{figure} {unit}")
            },
        });
        self
    }

    /// How many.
    pub(crate) fn count(self, name: &str, count: u64) -> Self {
        self.number(name, count as f64, "")
    }

    /// A time on the wall's clock, by its quarter-hours since midnight; as a value in hours.
    pub(crate) fn time(mut self, name: &str, quarter: usize) -> Self {
        self.0.push(Fact {
            name: name.to_owned(),
            value: (quarter % 96) as f64 / 4.0,
            unit: "h".to_owned(),
            text: format!("{:02}:{:02}", quarter % 96 / 4, quarter % 4 * 15),
        });
        self
    }

    /// `template` with each `{name}` replaced by the text of that figure. A name without figure stays
    /// as it is; a test looks for such.
    pub(crate) fn fill(&self, template: &str) -> String {
        self.0.iter().fold(template.to_owned(), |text, fact| {
            text.replace(&format!("{{{}}}", fact.name), &fact.text)
        })
    }

    /// Whether people can read all of them: nothing beyond a trillion or below a millionth.
    pub(crate) fn are_readable(&self) -> bool {
        self.0
            .iter()
            .all(|fact| fact.value == 0.0 || (1e-6..1e12).contains(&fact.value.abs()))
    }

    pub(crate) fn into_facts(self) -> Vec<Fact> {
        self.0
    }
}

/// Three significant digits with commas between thousands: `12,300`, `0.0427`.
pub(crate) fn figure(value: f64) -> String {
    let rounded: f64 = format!("{value:.*e}", DIGITS - 1).parse().unwrap_or(value);
    let text = rounded.to_string();
    let (whole, decimals) = match text.split_once('.') {
        Some((whole, decimals)) => (whole, Some(decimals)),
        None => (text.as_str(), None),
    };
    let mut grouped = String::new();
    let digits = whole.trim_start_matches('-').len();
    for (place, digit) in whole.trim_start_matches('-').chars().enumerate() {
        if place > 0 && (digits - place) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    let sign = if whole.starts_with('-') { "-" } else { "" };
    match decimals {
        Some(decimals) => format!("{sign}{grouped}.{decimals}"),
        None => format!("{sign}{grouped}"),
    }
}

#[cfg(test)]
mod tests {
    use super::{Figures, figure};

    #[test]
    fn figures_have_three_digits() {
        for (value, text) in [
            (12_345.6, "12,300"),
            (1_234_567.0, "1,230,000"),
            (999.6, "1,000"),
            (0.042_71, "0.0427"),
            (-18.04, "-18"),
            (-1234.0, "-1,230"),
            (0.0, "0"),
            (7.0, "7"),
        ] {
            assert_eq!(figure(value), text);
        }
    }

    #[test]
    fn a_text_is_filled_from_figures_alone() {
        let figures = Figures::default()
            .share("load", 0.4213)
            .number("saving", 12_345.6, "kg")
            .count("trips", 12);
        assert_eq!(
            figures.fill("At {load}, {trips} trips save {saving}; {other}."),
            "At 42.1 %, 12 trips save 12,300 kg; {other}."
        );
    }
}
