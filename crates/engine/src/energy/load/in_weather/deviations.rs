//! How a load and the degrees outside leave what they usually are at that hour of the week.
//!
//! Each hour stands beside the mean of the same hour of up to four weeks before: what a week repeats, and what
//! the seasons move slowly, is in both and falls out. What is left of the load is explained by what is left of
//! the degrees (a regression of differences), and nothing in a row comes from after its hour. Weeks are counted in
//! hours of UTC: for four weeks after clocks change an hour stands beside its neighbour.

use super::super::air::{Air, Bases, Degrees};
use super::hours::Hours;
use super::sums::{Row, Sums};
use crate::statistics::{DEVIATIONS_PER_MAD, median};

/// Weeks before that make what is usual.
const WEEKS: i64 = 4;
const WEEK_HOURS: i64 = 168;
/// Bases that are tried, degrees Celsius, and hours in which what walls let through halves.
const HEATING_BASES: [f64; 7] = [8.0, 10.0, 12.0, 14.0, 16.0, 18.0, 20.0];
const COOLING_BASES: [f64; 7] = [14.0, 16.0, 18.0, 20.0, 22.0, 24.0, 26.0];
const HALF_LIVES: [u32; 3] = [0, 6, 24];
/// A row further off than so many standard deviations is of a holiday or a fault, not of the weather.
const ODD: f64 = 5.0;

/// The deviation of the load, then those of the degrees of each base.
const COLUMNS: usize = 1 + HEATING_BASES.len() + COOLING_BASES.len();

/// What explains the load best.
#[derive(Debug, Clone)]
pub(super) struct Explained {
    pub(super) bases: Bases,
    pub(super) half_life_hours: u32,
    /// Without odd ones, oldest first.
    pub(super) rows: Vec<Row>,
    /// 1 - squares left / squares, 0-1.
    pub(super) share: f64,
}

impl Explained {
    /// Tries all bases and half-lives; `None` where no degrees explain anything.
    pub(super) fn best(hours: &Hours, air: &Air) -> Option<Self> {
        let mut best: Option<(f64, Bases, u32)> = None;
        for half_life in HALF_LIVES {
            let felt = air.felt(half_life);
            let Some((share, bases)) = best_bases(&columns(hours, &felt)) else {
                continue;
            };
            if best.is_none_or(|(least, ..)| share > least) {
                best = Some((share, bases, half_life));
            }
        }
        let (_, bases, half_life_hours) = best?;
        let rows = rows(hours, &air.felt(half_life_hours), bases);
        let rows = without_odd(rows);
        let sums = Sums::of(&rows);
        let slopes = sums.slopes(sums.ridge());
        let bases = Bases {
            heating_c: bases.heating_c.filter(|_| slopes.heating > 0.0),
            cooling_c: bases.cooling_c.filter(|_| slopes.cooling > 0.0),
        };
        Some(Self {
            bases,
            half_life_hours,
            rows: rows.into_iter().map(|row| row.of(bases)).collect(),
            share: sums.explained(slopes),
        })
    }
}

/// The hours of the weeks before that are known.
fn before(hours: &Hours, hour: i64, is_known: impl Fn(i64) -> bool) -> ([i64; 4], usize) {
    let (mut found, mut count) = ([0; 4], 0);
    for week in 1..=WEEKS {
        let earlier = hour - week * WEEK_HOURS;
        if hours.kwh(earlier).is_some() && is_known(earlier) {
            found[count] = earlier;
            count += 1;
        }
    }
    (found, count)
}

fn rows(hours: &Hours, felt: &Air, bases: Bases) -> Vec<Row> {
    let row = |hour: i64| {
        let (kwh, degrees) = hours.kwh(hour).zip(felt.degrees(hour, bases))?;
        let (weeks, count) = before(hours, hour, |hour| felt.degrees(hour, bases).is_some());
        let (mut usual_kwh, mut usual) = (0.0, Degrees::default());
        for week in &weeks[..count] {
            let (kwh, degrees) = hours.kwh(*week).zip(felt.degrees(*week, bases))?;
            usual_kwh += kwh / count as f64;
            usual.heating += degrees.heating / count as f64;
            usual.cooling += degrees.cooling / count as f64;
        }
        (count > 0).then(|| Row {
            hour,
            class: hours.class(hour),
            kwh: kwh - usual_kwh,
            degrees: degrees.minus(usual),
        })
    };
    hours.measured().filter_map(row).collect()
}

/// The products of all columns, summed up.
fn columns(hours: &Hours, felt: &Air) -> [[f64; COLUMNS]; COLUMNS] {
    let values = |hour: i64| {
        let mut values = [0.0; COLUMNS];
        values[0] = hours.kwh(hour)?;
        for (value, base) in values[1..].iter_mut().zip(HEATING_BASES) {
            let bases = Bases {
                heating_c: Some(base),
                cooling_c: None,
            };
            *value = felt.degrees(hour, bases)?.heating;
        }
        for (value, base) in values[1 + HEATING_BASES.len()..]
            .iter_mut()
            .zip(COOLING_BASES)
        {
            let bases = Bases {
                heating_c: None,
                cooling_c: Some(base),
            };
            *value = felt.degrees(hour, bases)?.cooling;
        }
        Some(values)
    };
    let (first, all): (i64, Vec<Option<[f64; COLUMNS]>>) =
        (hours.first(), hours.measured().map(values).collect());
    let mut sums = [[0.0; COLUMNS]; COLUMNS];
    for (place, of_hour) in all.iter().enumerate() {
        let Some(mut row) = *of_hour else { continue };
        let hour = first + place as i64;
        let place_of = |hour: i64| usize::try_from(hour - first).ok();
        let known = |hour: i64| place_of(hour).is_some_and(|place| all[place].is_some());
        let (weeks, count) = before(hours, hour, known);
        if count == 0 {
            continue;
        }
        for week in &weeks[..count] {
            if let Some(earlier) = place_of(*week).and_then(|place| all[place].as_ref()) {
                for (value, earlier) in row.iter_mut().zip(earlier) {
                    *value -= earlier / count as f64;
                }
            }
        }
        for (i, one) in row.iter().enumerate() {
            for (sum, other) in sums[i][..=i].iter_mut().zip(&row) {
                *sum += one * other;
            }
        }
    }
    sums
}

/// The pair of bases that leaves the least squares, and the share it explains. Heating ends where cooling
/// begins, or before.
fn best_bases(sums: &[[f64; COLUMNS]; COLUMNS]) -> Option<(f64, Bases)> {
    let mut best: Option<(f64, Bases)> = None;
    for (h, heating) in HEATING_BASES.iter().enumerate() {
        for (c, cooling) in COOLING_BASES.iter().enumerate() {
            if heating > cooling {
                continue;
            }
            let (h, c) = (1 + h, 1 + HEATING_BASES.len() + c);
            let pair = Sums {
                kwh: sums[0][0],
                heating: sums[h][h],
                cooling: sums[c][c],
                both: sums[c][h],
                heating_kwh: sums[h][0],
                cooling_kwh: sums[c][0],
            };
            let slopes = pair.slopes(pair.ridge());
            let share = pair.explained(slopes);
            let is_better = best.is_none_or(|(most, _)| share > most);
            if share > 0.0 && is_better {
                let bases = Bases {
                    heating_c: (slopes.heating > 0.0).then_some(*heating),
                    cooling_c: (slopes.cooling > 0.0).then_some(*cooling),
                };
                best = Some((share, bases));
            }
        }
    }
    best
}

/// Leaves out rows far from what the others say.
fn without_odd(mut rows: Vec<Row>) -> Vec<Row> {
    let sums = Sums::of(&rows);
    let slopes = sums.slopes(sums.ridge());
    let off = |row: &Row| (row.kwh - slopes.dot(row.degrees)).abs();
    let mut all: Vec<f64> = rows.iter().map(off).collect();
    let spread = median(&mut all).unwrap_or_default() * DEVIATIONS_PER_MAD;
    if spread > 0.0 {
        rows.retain(|row| off(row) <= ODD * spread);
    }
    rows
}
