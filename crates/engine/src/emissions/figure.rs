//! Figures as people type them into a calculator.

/// At most twelve significant digits, no trailing zeros: enough that nothing is lost (a relative
/// error below 1e-11), without the noise of binary fractions. Very large and very small figures
/// are written with an exponent.
pub(super) fn figure(value: f64) -> String {
    if value == 0.0 {
        return "0".to_owned();
    }
    let scientific = format!("{value:.11e}");
    let Some((mantissa, exponent)) = scientific.split_once('e') else {
        return scientific;
    };
    let Ok(exponent) = exponent.parse::<i32>() else {
        return scientific;
    };
    if !(-7..15).contains(&exponent) {
        let mantissa = trim(mantissa);
        return format!("{mantissa}e{exponent}");
    }
    let decimals = usize::try_from(11 - exponent).unwrap_or(0);
    let fixed = format!("{value:.decimals$}");
    if fixed.contains('.') {
        trim(&fixed).to_owned()
    } else {
        fixed
    }
}

/// Four significant digits: enough for a bound that is itself uncertain.
pub(super) fn rough(value: f64) -> String {
    format!("{value:.3e}")
        .parse::<f64>()
        .map_or_else(|_| figure(value), figure)
}

/// A share between 0 and 1 whose distance from 1 is divided by: near 1 every digit counts.
pub(super) fn share_figure(share: f64) -> String {
    if share > 0.5 {
        share.to_string()
    } else {
        figure(share)
    }
}

fn trim(decimal: &str) -> &str {
    decimal.trim_end_matches('0').trim_end_matches('.')
}

#[cfg(test)]
mod tests {
    use super::{figure, rough};

    #[test]
    fn figures_lose_noise_but_no_digit_that_counts() {
        assert_eq!(figure(0.1 + 0.2), "0.3");
        assert_eq!(figure(161.0), "161");
        assert_eq!(figure(17_860.0), "17860");
        assert_eq!(figure(0.077_03), "0.07703");
        assert_eq!(figure(-0.000_253), "-0.000253");
        assert_eq!(figure(1.234_567_890_123_456), "1.23456789012");
        assert_eq!(figure(2.5e-9), "2.5e-9");
        assert_eq!(figure(1e18), "1e18");
        assert_eq!(figure(0.0), "0");
        assert_eq!(rough(410.421_266), "410.4");
        assert_eq!(rough(12_345_678.0), "12350000");
        assert_eq!(rough(0.0), "0");
    }
}
