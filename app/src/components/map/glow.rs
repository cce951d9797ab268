//! The glow: weights spread over their surroundings and added up, so that the strength at a place is the
//! sum of what lies near it, in the weights' own unit.

use std::collections::HashMap;

/// Pixels of one cell of the glow; the browser smooths between them.
pub(super) const CELL: f64 = 4.0;
/// How far a weight shines, in cells.
const REACH: i32 = 9;
/// How opaque the strongest glow is.
const ALPHA_MAX: f64 = 205.0;

/// A cell of the world at one zoom: column and row.
type Cell = (i32, i32);

/// Weights by cell of the world at one zoom.
#[derive(Debug, Default)]
pub(super) struct Glow {
    cells: HashMap<Cell, f64>,
    /// Cells within reach and what share of a weight they get: all of it at its own, falling smoothly to
    /// nothing.
    around: Vec<(i32, i32, f64)>,
    /// The strongest there is anywhere: moving the map does not change colours.
    pub(super) peak: f64,
}

impl Glow {
    /// Of points in pixels of the world with their weights; those without a weight do not shine.
    pub(super) fn of(points: impl Iterator<Item = (f64, f64, f64)>) -> Self {
        let mut cells = HashMap::new();
        for (x, y, weight) in points {
            if weight.is_finite() && weight > 0.0 && x.is_finite() && y.is_finite() {
                // A world of zoom 20 has 2^26 cells on a side.
                let cell = ((x / CELL) as i32, (y / CELL) as i32);
                *cells.entry(cell).or_default() += weight;
            }
        }
        let around = (-REACH..=REACH).flat_map(|dy| {
            (-REACH..=REACH).filter_map(move |dx| {
                let distance = f64::from(dx * dx + dy * dy) / f64::from(REACH * REACH);
                (distance < 1.0).then(|| (dx, dy, (1.0 - distance).powi(2)))
            })
        });
        let mut glow = Self {
            cells,
            around: around.collect(),
            peak: 0.0,
        };
        glow.peak = glow.strongest();
        glow
    }

    /// The strongest of all cells with a weight. Blocks as large as a weight shines are looked into from
    /// the one down that could hold most, until what is left cannot hold more than was found.
    fn strongest(&self) -> f64 {
        let mut blocks: HashMap<Cell, (f64, Vec<Cell>)> = HashMap::new();
        for ((x, y), weight) in &self.cells {
            let block = blocks.entry((x.div_euclid(REACH), y.div_euclid(REACH)));
            let (sum, cells) = block.or_default();
            *sum += weight;
            cells.push((*x, *y));
        }
        let sum = |block: Cell| blocks.get(&block).map_or(0.0, |(sum, _)| *sum);
        let mut order: Vec<_> = blocks
            .iter()
            .map(|((x, y), (_, cells))| {
                let near = (-1..=1).flat_map(|dy| (-1..=1).map(move |dx| (x + dx, y + dy)));
                (near.map(sum).sum::<f64>(), cells)
            })
            .collect();
        order.sort_by(|a, b| b.0.total_cmp(&a.0));
        let mut strongest = 0.0;
        for (most, cells) in order {
            if most <= strongest {
                break;
            }
            let found = cells.iter().map(|cell| self.at(*cell));
            strongest = found.fold(strongest, f64::max);
        }
        strongest
    }

    fn at(&self, (x, y): Cell) -> f64 {
        let near = self.around.iter();
        near.filter_map(|(dx, dy, share)| Some(self.cells.get(&(x + dx, y + dy))? * share))
            .sum()
    }

    /// The part of the world from the cell `(left, top)`, as pixels of one colour whose opacity is the
    /// strength.
    pub(super) fn paint(
        &self,
        (left, top): Cell,
        (width, height): (u32, u32),
        color: [u8; 3],
    ) -> Vec<u8> {
        let (columns, rows) = (width as usize, height as usize);
        let mut strengths = vec![0.0_f64; columns * rows];
        for ((x, y), weight) in &self.cells {
            let is_far = |at: i32, size: u32| at < -REACH || at - REACH >= size.cast_signed();
            if is_far(x - left, width) || is_far(y - top, height) {
                continue;
            }
            for (dx, dy, share) in &self.around {
                let column = usize::try_from(x - left + dx).unwrap_or(columns);
                let row = usize::try_from(y - top + dy).unwrap_or(rows);
                if column < columns && row < rows {
                    strengths[row * columns + column] += weight * share;
                }
            }
        }
        let [red, green, blue] = color;
        strengths
            .iter()
            .flat_map(|strength| [red, green, blue, self.opacity(*strength)])
            .collect()
    }

    /// The root of the share of the peak: weights differ by powers of ten, and small ones are to be seen.
    fn opacity(&self, strength: f64) -> u8 {
        if self.peak > 0.0 {
            ((strength / self.peak).clamp(0.0, 1.0).sqrt() * ALPHA_MAX) as u8
        } else {
            0
        }
    }
}

/// The parts of `#rrggbb`; black for anything else.
pub(super) fn rgb(color: &str) -> [u8; 3] {
    let digits = color.trim().trim_start_matches('#');
    let part = |at: usize| {
        digits
            .get(at..at + 2)
            .and_then(|pair| u8::from_str_radix(pair, 16).ok())
            .unwrap_or_default()
    };
    [part(0), part(2), part(4)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strengths_are_sums_in_the_weights_unit() {
        let lone = Glow::of([(400.0, 400.0, 7.0)].into_iter());
        assert_eq!(lone.peak, 7.0);
        let same_place = Glow::of([(400.0, 400.0, 7.0), (401.0, 401.0, 5.0)].into_iter());
        assert_eq!(same_place.peak, 12.0);
        let apart = Glow::of([(400.0, 400.0, 7.0), (900.0, 400.0, 5.0)].into_iter());
        assert_eq!(apart.peak, 7.0);
        let near = Glow::of([(400.0, 400.0, 7.0), (416.0, 400.0, 5.0)].into_iter());
        assert!(near.peak > 7.0 && near.peak < 12.0);
    }

    #[test]
    fn the_peak_is_the_strongest_of_all_cells() {
        // A fixed scatter without a generator: multiples of irrational steps.
        let points = (0..2_000).map(|n| {
            let n = f64::from(n);
            let x = (n * 0.618_034).fract() * 2_000.0;
            let y = (n * 0.754_878).fract() * 2_000.0;
            (x, y, (n * 0.414_214).fract())
        });
        let glow = Glow::of(points);
        let all = glow.cells.keys().map(|cell| glow.at(*cell));
        assert_eq!(glow.peak, all.fold(0.0, f64::max));
    }

    #[test]
    fn the_strongest_place_is_the_most_opaque_and_far_ones_are_clear() {
        let glow = Glow::of([(400.0, 400.0, 4.0), (700.0, 400.0, 1.0)].into_iter());
        let pixels = glow.paint((80, 80), (120, 60), [1, 2, 3]);
        let pixel = |column: usize, row: usize| &pixels[4 * (row * 120 + column)..][..4];
        assert_eq!(pixel(20, 20), [1, 2, 3, 205]);
        // A quarter of the weight is half as opaque.
        assert_eq!(pixel(95, 20)[3], 102);
        assert_eq!(pixel(60, 50)[3], 0);
    }

    #[test]
    fn moving_the_window_moves_the_picture() {
        let glow = Glow::of([(400.0, 400.0, 4.0)].into_iter());
        let here = glow.paint((90, 90), (30, 30), [0, 0, 0]);
        let there = glow.paint((91, 90), (30, 30), [0, 0, 0]);
        assert_eq!(here[4 * 10..4 * 11], there[4 * 9..4 * 10]);
        // What lies outside still shines in.
        let edge = glow.paint((101, 90), (10, 20), [0, 0, 0]);
        assert!(edge[4 * 100 + 3] > 0);
    }

    #[test]
    fn nonsense_does_not_shine() {
        let glow = Glow::of([(f64::NAN, 1.0, 2.0), (1.0, 1.0, -3.0), (5.0, 5.0, 0.0)].into_iter());
        assert_eq!(glow.peak, 0.0);
        assert!(
            glow.paint((0, 0), (4, 4), [9, 9, 9])
                .iter()
                .skip(3)
                .step_by(4)
                .all(|a| *a == 0)
        );
    }

    #[test]
    fn colours_are_read() {
        assert_eq!(rgb(" #0f766e"), [15, 118, 110]);
        assert_eq!(rgb("teal"), [0, 0, 0]);
    }
}
