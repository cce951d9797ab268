//! How far above normal is how bad.

use model::monitoring::{Severity, Thresholds};

/// (rate - baseline) / baseline; `None` without a positive baseline.
#[must_use]
pub fn excess(rate_kg: f64, baseline_kg: f64) -> Option<f64> {
    let excess = (rate_kg - baseline_kg) / baseline_kg;
    (baseline_kg > 0.0 && excess.is_finite()).then_some(excess)
}

/// The severity of an excess. Never falls when the excess rises.
#[must_use]
pub fn severity(excess: f64, thresholds: &Thresholds) -> Option<Severity> {
    [
        (thresholds.critical, Severity::Critical),
        (thresholds.warn, Severity::Warn),
        (thresholds.info, Severity::Info),
    ]
    .into_iter()
    .find_map(|(least, severity)| (excess >= least).then_some(severity))
}

#[cfg(test)]
mod tests {
    use model::monitoring::Severity;
    use proptest::prelude::*;

    use super::{Thresholds, excess, severity};

    #[test]
    fn the_thresholds_belong_to_their_severity() {
        let thresholds = Thresholds::default();
        let cases = [
            (1.79, None),
            (1.8, Some(Severity::Info)),
            (2.0, Some(Severity::Warn)),
            (2.49, Some(Severity::Warn)),
            (2.5, Some(Severity::Critical)),
        ];
        for (rate, expected) in cases {
            let found = excess(rate * 40.0, 40.0).and_then(|excess| severity(excess, &thresholds));
            assert_eq!(found, expected, "{rate} times the baseline");
        }
    }

    #[test]
    fn nothing_is_above_a_baseline_of_zero() {
        assert_eq!(excess(5.0, 0.0), None);
        assert_eq!(excess(0.0, 0.0), None);
        assert_eq!(excess(f64::INFINITY, 1.0), None);
    }

    proptest! {
        #[test]
        fn severity_never_falls_when_emission_rises(
            baseline in 1e-6_f64..1e6,
            rate in 0.0_f64..1e7,
            more in 0.0_f64..1e7,
            info in 0.01_f64..2.0,
            step in 0.0_f64..2.0,
        ) {
            let thresholds = Thresholds { info, warn: info + step, critical: info + 2.0 * step };
            prop_assert!(thresholds.are_in_order());
            let of = |rate| excess(rate, baseline).and_then(|excess| severity(excess, &thresholds));
            prop_assert!(of(rate + more) >= of(rate));
        }
    }
}
