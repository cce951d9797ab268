//! What was odd in the input, and what was made of it: each with a message of its own.

use model::problem::FieldError;

/// Numbers beyond this are no energy, price or power of a site.
const MAGNITUDE_MAX: f64 = 1e9;

/// What was changed so far.
#[derive(Debug, Default)]
pub(super) struct Faults(pub(super) Vec<FieldError>);

impl Faults {
    pub(super) fn say(&mut self, field: &str, code: &str, message: String) {
        self.0.push(FieldError::new(field, code, message));
    }

    /// A number that must not be below 0: what is below counts as 0, what is none as `otherwise`.
    pub(super) fn at_least_zero(&mut self, field: &str, value: f64, otherwise: f64) -> f64 {
        if !is_number(value) {
            self.say(
                field,
                "not_a_number",
                format!("{field}: {value} is no number of this kind; planned with {otherwise}"),
            );
            return otherwise;
        }
        if value < 0.0 {
            self.say(
                field,
                "below_zero",
                format!("{field}: {value} is below 0; planned with 0"),
            );
            return 0.0;
        }
        value
    }

    /// A limit that must not be below 0; what is no number limits nothing.
    pub(super) fn limit(&mut self, field: &str, value: Option<f64>) -> f64 {
        // Without a limit, or with one that is infinite, there is nothing to say.
        let Some(value) = value.filter(|value| *value != f64::INFINITY) else {
            return f64::INFINITY;
        };
        if value.is_nan() {
            self.say(
                field,
                "not_a_number",
                format!("{field}: NaN is no limit; planned without one"),
            );
            return f64::INFINITY;
        }
        self.at_least_zero(field, value, 0.0)
    }

    /// A share of the capacity; what is outside counts as the nearest end.
    pub(super) fn share(&mut self, field: &str, value: f64, otherwise: f64) -> f64 {
        if value.is_nan() {
            self.say(
                field,
                "not_a_number",
                format!("{field}: NaN is no share; planned with {otherwise}"),
            );
            return otherwise;
        }
        if !(0.0..=1.0).contains(&value) {
            let used = value.clamp(0.0, 1.0);
            self.say(
                field,
                "not_a_share",
                format!("{field}: {value} must be 0 to 1; planned with {used}"),
            );
            return used;
        }
        value
    }

    /// A forecast of one value for each step: what is no number becomes the value before it (or, at
    /// the beginning, the first one there is), what is too low the lowest there may be.
    pub(super) fn forecast(
        &mut self,
        field: &str,
        values: &[f64],
        steps: usize,
        lowest: f64,
    ) -> Vec<f64> {
        let mut used = values[..steps].to_vec();
        let broken: Vec<usize> = (0..steps).filter(|step| !is_number(used[*step])).collect();
        if let Some(first) = broken.first() {
            let known = used.iter().copied().find(|value| is_number(*value));
            let mut before = known.unwrap_or(0.0);
            for value in &mut used {
                if is_number(*value) {
                    before = *value;
                } else {
                    *value = before;
                }
            }
            let stands = if known.is_some() {
                "the value before, or the first one there is, stands for each"
            } else {
                "there is no usable one, so 0 stands for all"
            };
            self.say(
                field,
                "not_a_number",
                format!(
                    "{field}[{first}]: {} is no number, as are {} of {steps} values; {stands}",
                    values[*first],
                    broken.len()
                ),
            );
        }
        if let Some(first) = used.iter().position(|value| *value < lowest) {
            let count = used.iter().filter(|value| **value < lowest).count();
            self.say(
                field,
                "below_zero",
                format!(
                    "{field}[{first}]: {} is below {lowest}, as are {count} of {steps} values; planned with {lowest} there",
                    used[first]
                ),
            );
            for value in &mut used {
                *value = value.max(lowest);
            }
        }
        used
    }
}

fn is_number(value: f64) -> bool {
    value.abs() <= MAGNITUDE_MAX
}
