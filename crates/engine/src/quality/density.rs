//! Points that lie where hardly any others do: what DBSCAN calls noise (Ester, Kriegel, Sander and
//! Xu, 1996).
//!
//! Own lines in place of `linfa-clustering`: of DBSCAN only noise is asked for, and that crate brings
//! thirty others, a second `rand`, and the pin of `sprs` that keeps newer solvers out.
//!
//! Clusters are not joined: a point is a core when enough points lie
//! within `eps`, and noise when it is none and has none within `eps`. Cells as wide as `eps / sqrt(2)`
//! make all points of a full cell cores at once, so a hundred thousand equal readings cost as little
//! as a hundred thousand different ones.

use std::collections::HashMap;

/// Points, itself included, that make a neighbourhood dense: twice the dimensions plus one, as
/// Sander, Ester, Kriegel and Xu (1998) advise.
pub(super) const MIN_POINTS: usize = 5;

/// Points whose distance to their neighbours is measured to find the knee.
const SAMPLE: usize = 2_000;

/// Smallest `eps`: equal points would make it zero.
const EPS_MIN: f64 = 1e-6;

/// A point of the plane. Coordinates are finite.
pub(super) type Place = [f64; 2];

/// Which points are noise.
pub(super) fn noise(places: &[Place], eps: f64) -> Vec<bool> {
    let eps = eps.max(EPS_MIN);
    let grid = Grid::of(places, eps);
    let is_core: Vec<bool> = (places.iter())
        .map(|place| grid.has(place, MIN_POINTS, |_| true))
        .collect();
    (places.iter().zip(&is_core))
        .map(|(place, is_core_itself)| {
            !is_core_itself && !grid.has(place, 1, |other| is_core[other])
        })
        .collect()
}

/// `eps` at the knee of the curve of distances to the fourth neighbour, in rising order: where the
/// curve is farthest below the straight line between its ends (Satopaa et al., 2011).
pub(super) fn knee(places: &[Place]) -> f64 {
    let mut by_first: Vec<Place> = places.to_vec();
    by_first.sort_unstable_by(|a, b| a[0].total_cmp(&b[0]));
    let step = places.len().div_ceil(SAMPLE).max(1);
    let mut distances: Vec<f64> = (0..places.len())
        .step_by(step)
        .map(|at| kth_distance(&by_first, at))
        .filter(|distance| distance.is_finite())
        .collect();
    distances.sort_unstable_by(f64::total_cmp);
    let (Some(first), Some(last)) = (distances.first(), distances.last()) else {
        return EPS_MIN;
    };
    let (first, rise) = (*first, last - first);
    let end = (distances.len() - 1).max(1) as f64;
    let below = |(place, distance): &(usize, &f64)| first + rise * *place as f64 / end - **distance;
    (distances.iter().enumerate())
        .max_by(|a, b| below(a).total_cmp(&below(b)))
        .map_or(EPS_MIN, |(_, distance)| distance.max(EPS_MIN))
}

/// Distance to the neighbour that makes the neighbourhood dense, of places ordered by their first
/// coordinate: the search ends where that coordinate alone is too far off.
fn kth_distance(places: &[Place], at: usize) -> f64 {
    let own = places[at];
    let mut nearest = [f64::INFINITY; MIN_POINTS - 1];
    let mut visit = |other: &Place| {
        let far = nearest[MIN_POINTS - 2];
        if (other[0] - own[0]).abs() >= far {
            return false;
        }
        let distance = distance(&own, other);
        if distance < far {
            nearest[MIN_POINTS - 2] = distance;
            nearest.sort_unstable_by(f64::total_cmp);
        }
        true
    };
    for other in places[..at].iter().rev() {
        if !visit(other) {
            break;
        }
    }
    for other in &places[at + 1..] {
        if !visit(other) {
            break;
        }
    }
    nearest[MIN_POINTS - 2]
}

fn distance(a: &Place, b: &Place) -> f64 {
    (a[0] - b[0]).hypot(a[1] - b[1])
}

/// Places by cell.
struct Grid<'a> {
    places: &'a [Place],
    eps: f64,
    side: f64,
    cells: HashMap<(i64, i64), Vec<usize>>,
}

impl<'a> Grid<'a> {
    fn of(places: &'a [Place], eps: f64) -> Self {
        let mut grid = Self {
            places,
            eps,
            side: eps / std::f64::consts::SQRT_2,
            cells: HashMap::new(),
        };
        for (index, place) in places.iter().enumerate() {
            let cell = grid.cell(place);
            grid.cells.entry(cell).or_default().push(index);
        }
        grid
    }

    fn cell(&self, place: &Place) -> (i64, i64) {
        // `as` saturates, so that a cell far out is far out.
        let along = |coordinate: f64| (coordinate / self.side).floor() as i64;
        (along(place[0]), along(place[1]))
    }

    /// Whether at least `least` places that `count` lie within `eps`; the own cell first.
    fn has(&self, place: &Place, least: usize, count: impl Fn(usize) -> bool) -> bool {
        let own = self.cell(place);
        let around = (-2..=2).flat_map(|x| (-2..=2).map(move |y| (x, y)));
        let mut found = 0;
        for (x, y) in std::iter::once((0, 0)).chain(around.filter(|step| *step != (0, 0))) {
            let cell = (own.0.saturating_add(x), own.1.saturating_add(y));
            for other in self.cells.get(&cell).into_iter().flatten() {
                if distance(place, &self.places[*other]) <= self.eps && count(*other) {
                    found += 1;
                    if found >= least {
                        return true;
                    }
                }
            }
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{MIN_POINTS, Place, distance, knee, noise};

    /// The definition, word by word.
    fn slowly(places: &[Place], eps: f64) -> Vec<bool> {
        let near = |a: &Place| -> Vec<usize> {
            (0..places.len())
                .filter(|b| distance(a, &places[*b]) <= eps)
                .collect()
        };
        let is_core: Vec<bool> = places.iter().map(|a| near(a).len() >= MIN_POINTS).collect();
        let is_alone = |a| near(a).into_iter().all(|b| !is_core[b]);
        places.iter().map(is_alone).collect()
    }

    #[test]
    fn what_lies_alone_is_noise() {
        let mut places: Vec<Place> = (0..50).map(|at| [f64::from(at) * 0.01, 0.0]).collect();
        places.push([9.0, 9.0]);
        let eps = knee(&places);
        let found = noise(&places, eps);
        let alone: Vec<usize> = (0..places.len()).filter(|at| found[*at]).collect();
        assert_eq!(alone, [50], "eps {eps}");
    }

    #[test]
    fn equal_points_are_no_noise() {
        let places = vec![[0.0, 0.0]; 20_000];
        assert!(noise(&places, knee(&places)).iter().all(|alone| !alone));
        assert_eq!(noise(&[], knee(&[])), Vec::<bool>::new());
        assert_eq!(noise(&[[1.0, 1.0]], knee(&[[1.0, 1.0]])), [true]);
    }

    proptest! {
        #[test]
        fn cells_find_what_the_definition_says(
            places in proptest::collection::vec([-5.0_f64..5.0, -5.0_f64..5.0], 0..80),
            eps in 0.01_f64..4.0,
        ) {
            prop_assert_eq!(noise(&places, eps), slowly(&places, eps));
        }
    }
}
