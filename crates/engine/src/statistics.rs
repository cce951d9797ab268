//! Statistics that a few wild values cannot move. Values hold no NaN; all are reordered.

/// Standard deviations in one median absolute deviation of normally distributed values (Rousseeuw
/// and Croux, 1993).
pub const DEVIATIONS_PER_MAD: f64 = 1.4826;

/// The middle value, or the mean of the two middle ones; `None` of nothing.
#[must_use]
pub fn median(values: &mut [f64]) -> Option<f64> {
    if values.is_empty() {
        return None;
    }
    let is_odd = values.len() % 2 == 1;
    let (below, middle, _) = values.select_nth_unstable_by(values.len() / 2, f64::total_cmp);
    let before = below.iter().copied().reduce(f64::max);
    Some(match before {
        Some(before) if !is_odd => f64::midpoint(before, *middle),
        _ => *middle,
    })
}

/// The value below which `share` (0 to 1) of them lie, between neighbours in proportion (definition 7
/// of Hyndman and Fan, 1996, the usual one of spreadsheets); `None` of nothing.
#[must_use]
pub fn quantile(values: &mut [f64], share: f64) -> Option<f64> {
    let last = values.len().checked_sub(1)?;
    let place = share.clamp(0.0, 1.0) * last as f64;
    let (_, low, above) = values.select_nth_unstable_by(place as usize, f64::total_cmp);
    let low = *low;
    let high = above.iter().copied().reduce(f64::min).unwrap_or(low);
    Some(low + (high - low) * place.fract())
}

/// The value that bounds a new one with probability `share`, when `values` and the new one are
/// exchangeable: the `ceil((n + 1) x share)`-th smallest (split conformal prediction, Lei et al.,
/// 2018); `None` where there are too few to say.
#[must_use]
pub fn conformal_bound(values: &mut [f64], share: f64) -> Option<f64> {
    let rank = ((values.len() + 1) as f64 * share).ceil() as usize;
    let place = rank.checked_sub(1)?;
    if place >= values.len() {
        return None;
    }
    let (_, bound, _) = values.select_nth_unstable_by(place, f64::total_cmp);
    Some(*bound)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{conformal_bound, median, quantile};

    #[test]
    fn the_middle_and_the_quarters() {
        assert_eq!(median(&mut []), None);
        assert_eq!(median(&mut [3.0]), Some(3.0));
        assert_eq!(median(&mut [9.0, 1.0]), Some(5.0));
        assert_eq!(median(&mut [9.0, 1.0, 2.0]), Some(2.0));
        assert_eq!(quantile(&mut [], 0.5), None);
        assert_eq!(quantile(&mut [4.0, 1.0, 2.0, 3.0], 0.25), Some(1.75));
        assert_eq!(quantile(&mut [4.0, 1.0, 2.0, 3.0], 1.0), Some(4.0));
    }

    #[test]
    fn a_bound_needs_enough_values() {
        let mut nine: Vec<f64> = (1..=9).map(f64::from).collect();
        assert_eq!(conformal_bound(&mut nine, 0.9), Some(9.0));
        assert_eq!(conformal_bound(&mut nine[..8], 0.9), None);
        let mut hundred: Vec<f64> = (1..=100).map(f64::from).collect();
        assert_eq!(conformal_bound(&mut hundred, 0.9), Some(91.0));
        assert_eq!(conformal_bound(&mut [], 0.9), None);
    }

    proptest! {
        #[test]
        fn the_median_is_the_half_quantile(values in proptest::collection::vec(-1e9_f64..1e9, 1..40)) {
            let (mut one, mut other) = (values.clone(), values);
            let (median, quantile) = (median(&mut one), quantile(&mut other, 0.5));
            let apart = median.zip(quantile).map_or(f64::NAN, |(a, b)| (a - b).abs());
            prop_assert!(apart < 1e-5, "{median:?} {quantile:?}");
        }
    }
}
