//! Which of several hotspots is the cause: when a lorry, its route and its carrier all stand out, the
//! narrowest is shown, and the others are its parents.

use model::monitoring::EntityKind;

/// Share of a wider entity's excess that a narrower one must make up to explain it.
const EXPLAINS: f64 = 0.5;

/// An entity above its baseline.
#[derive(Debug, Clone, PartialEq)]
pub struct Hot<Key> {
    pub key: Key,
    pub kind: EntityKind,
    /// kg of the last 60 minutes above the baseline.
    pub excess_kg: f64,
}

/// Kilograms of the last 60 minutes that two entities have in common: those of the events that
/// belong to both.
#[derive(Debug, Clone, PartialEq)]
pub struct Share<Key> {
    pub narrow: Key,
    pub wide: Key,
    pub kg: f64,
}

/// For each hot entity the narrower hot one that makes up at least half of its excess, if any: of
/// several the narrowest, then the one with most in common. Pairs of (wide, narrow).
#[must_use]
pub fn explanations<Key: Clone + PartialEq + Ord>(
    hot: &[Hot<Key>],
    shares: &[Share<Key>],
) -> Vec<(Key, Key)> {
    let find = |key: &Key| hot.iter().find(|one| one.key == *key);
    hot.iter()
        .filter_map(|wide| {
            let mut causes: Vec<_> = shares
                .iter()
                .filter(|share| share.wide == wide.key)
                .filter_map(|share| find(&share.narrow).map(|narrow| (share, narrow)))
                .filter(|(share, narrow)| {
                    narrow.kind > wide.kind
                        && narrow.excess_kg.min(share.kg) >= EXPLAINS * wide.excess_kg
                })
                .collect();
            causes.sort_by(|(share, narrow), (other, second)| {
                (second.kind.cmp(&narrow.kind))
                    .then(other.kg.total_cmp(&share.kg))
                    .then(narrow.key.cmp(&second.key))
            });
            let (_, cause) = causes.first()?;
            Some((wide.key.clone(), cause.key.clone()))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use model::monitoring::EntityKind;

    use super::{Hot, Share, explanations};

    fn hot(key: &'static str, kind: EntityKind, excess_kg: f64) -> Hot<&'static str> {
        Hot {
            key,
            kind,
            excess_kg,
        }
    }

    fn share(narrow: &'static str, wide: &'static str, kg: f64) -> Share<&'static str> {
        Share { narrow, wide, kg }
    }

    #[test]
    fn the_narrowest_that_makes_up_half_is_the_cause() {
        let all = [
            hot("carrier", EntityKind::Supplier, 100.0),
            hot("route", EntityKind::Route, 90.0),
            hot("lorry", EntityKind::Vehicle, 30.0),
            hot("elsewhere", EntityKind::Route, 500.0),
        ];
        let shares = [
            share("route", "carrier", 150.0),
            share("lorry", "carrier", 40.0),
            share("lorry", "route", 40.0),
            share("elsewhere", "carrier", 10.0),
            share("cold", "carrier", 900.0),
        ];
        // The lorry makes up a third of both; the other route has nearly nothing to do with it.
        assert_eq!(explanations(&all, &shares), [("carrier", "route")]);
    }

    #[test]
    fn a_wider_one_never_explains_a_narrower_one() {
        let all = [
            hot("carrier", EntityKind::Supplier, 100.0),
            hot("route", EntityKind::Route, 100.0),
        ];
        let shares = [share("carrier", "route", 100.0)];
        assert_eq!(explanations(&all, &shares), []);
    }
}
