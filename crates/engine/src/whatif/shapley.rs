//! How a joint effect is divided among the changes that caused it: Shapley values, exactly.
//!
//! The share of change i is the mean, over all orders of making the changes, of what i adds when
//! its turn comes: sum over sets S without i of |S|! (k - |S| - 1)! / k! x (v(S + i) - v(S))
//! (L. S. Shapley, A value for n-person games, 1953). It is the only division that adds up, treats
//! equals equally, gives nothing to what changes nothing, and is additive over events. So the
//! values of sets may be summed over all events first, and divided once at the end.

/// The shares of `changes` changes in `values[all] - values[none]`, where `values[set]` is the
/// total in milligrams with the changes whose bits are in `set`. They add up exactly: the
/// fractions are cut, and the milligrams left go to the largest of them, earlier changes first.
pub(super) fn shares(changes: usize, values: &[i128]) -> Vec<i128> {
    let whole = factorial(changes);
    let mut shares = Vec::with_capacity(changes);
    let mut fractions = Vec::with_capacity(changes);
    for change in 0..changes {
        let bit = 1 << change;
        let numerator: i128 = (0..1_usize << changes)
            .filter(|set| set & bit == 0)
            .map(|set| {
                let before = set.count_ones() as usize;
                let orders = factorial(before) * factorial(changes - before - 1);
                orders * (values[set | bit] - values[set])
            })
            .sum();
        shares.push(numerator.div_euclid(whole));
        fractions.push(numerator.rem_euclid(whole));
    }
    let total = values[(1 << changes) - 1] - values[0];
    let left = total - shares.iter().sum::<i128>();
    let mut by_fraction: Vec<usize> = (0..changes).collect();
    by_fraction.sort_by_key(|change| std::cmp::Reverse(fractions[*change]));
    for change in by_fraction
        .into_iter()
        .take(usize::try_from(left).unwrap_or(0))
    {
        shares[change] += 1;
    }
    shares
}

fn factorial(n: usize) -> i128 {
    (1..=n as i128).product()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::shares;

    #[test]
    fn a_joint_effect_is_divided_by_orders() {
        // Glove game: the left glove (bit 0) needs one of two right ones (bits 1 and 2).
        let value = |set: usize| i128::from(set & 1 == 1 && set & 6 != 0) * 6;
        let values: Vec<i128> = (0..8).map(value).collect();
        assert_eq!(shares(3, &values), [4, 1, 1]);
        assert_eq!(shares(0, &[5]), [0; 0]);
        assert_eq!(shares(1, &[5, 3]), [-2]);
        // One milligram between two equals goes to the earlier.
        assert_eq!(shares(2, &[0, 0, 0, 1]), [1, 0]);
        assert_eq!(shares(2, &[0, 0, 0, -1]), [0, -1]);
    }

    /// The definition word by word: the mean over all orders.
    fn by_orders(changes: usize, values: &[i128]) -> Vec<f64> {
        fn orders(left: &mut Vec<usize>, order: &mut Vec<usize>, each: &mut dyn FnMut(&[usize])) {
            if left.is_empty() {
                each(order);
            }
            for at in 0..left.len() {
                let change = left.remove(at);
                order.push(change);
                orders(left, order, each);
                order.pop();
                left.insert(at, change);
            }
        }
        let (mut sums, mut count) = (vec![0.0; changes], 0.0);
        orders(&mut (0..changes).collect(), &mut Vec::new(), &mut |order| {
            let mut set = 0;
            for change in order {
                let with = set | 1 << change;
                sums[*change] += (values[with] - values[set]) as f64;
                set = with;
            }
            count += 1.0;
        });
        sums.iter().map(|sum| sum / count).collect()
    }

    proptest! {
        #[test]
        fn shares_follow_the_definition_and_add_up(
            changes in 0_usize..=6,
            values in proptest::collection::vec(-1_000_000_000_i64..1_000_000_000, 64),
        ) {
            let values: Vec<i128> = values.iter().map(|value| i128::from(*value)).collect();
            let found = shares(changes, &values);
            let total = values[(1 << changes) - 1] - values[0];
            prop_assert_eq!(found.iter().sum::<i128>(), total);
            for (share, exact) in found.iter().zip(by_orders(changes, &values)) {
                prop_assert!((*share as f64 - exact).abs() < 1.0 + 1e-6);
            }
        }

        #[test]
        fn what_changes_nothing_gets_nothing(
            values in proptest::collection::vec(-1_000_000_i64..1_000_000, 32),
        ) {
            // The third of six changes makes no difference to any set.
            let without = |set: usize| (set & 3) | (set >> 1 & !3);
            let values: Vec<i128> =
                (0..64).map(|set| i128::from(values[without(set)])).collect();
            prop_assert_eq!(shares(6, &values)[2], 0);
        }
    }
}
