//! The silences of a meter: gaps with a value on either side, each filled as far as its past allows.

use super::fill::{FillError, Filled, Filler, Refusal};
use super::gaps::{Gap, gaps};
use super::related::related;
use super::series::{QualityError, Series};

/// A gap in which nothing came at least once.
#[derive(Debug, Clone, PartialEq)]
pub struct Silence {
    pub gap: Gap,
    /// Periods in which nothing came. In the others something odd did, and stands.
    pub absent: usize,
    /// What is put into those periods, or why nothing is.
    pub filled: Result<Vec<Filled>, Refusal>,
}

/// Fills the silences that are wanted, with what the related of `columns` say of the time. A gap at the
/// end of the series may be a meter that is only late, or gone: it is no silence yet. Columns are asked
/// for only where there is one.
///
/// # Errors
/// A series or a column that breaks a limit.
pub fn fill_silences(
    series: &Series<'_>,
    is_present: &[bool],
    is_wanted: impl Fn(&Gap) -> bool,
    columns: impl FnOnce() -> Vec<Vec<Option<f64>>>,
    seed: u64,
) -> Result<Vec<Silence>, QualityError> {
    let is_absent = |index: &usize| !is_present.get(*index).copied().unwrap_or(false);
    // A gap is where nothing came; where something odd came, that stands, and is marked.
    let silent: Vec<Gap> = gaps(series)
        .into_iter()
        .filter(|gap| gap.closed && (gap.from..gap.to).any(|index| is_absent(&index)))
        .filter(is_wanted)
        .collect();
    if silent.is_empty() {
        return Ok(Vec::new());
    }
    let wanted: Vec<usize> = (silent.iter())
        .flat_map(|gap| (gap.from..gap.to).filter(is_absent))
        .collect();
    let columns = columns();
    let columns: Vec<&[Option<f64>]> = columns.iter().map(Vec::as_slice).collect();
    let chosen = related(series, &columns, &wanted)?;
    let beside: Vec<&[Option<f64>]> = chosen.into_iter().map(|index| columns[index]).collect();
    let filler = Filler::train(series, &beside, seed)?;
    (silent.into_iter())
        .map(|gap| {
            let filled = match filler.fill(series, &beside, &gap) {
                Ok(mut filled) => {
                    filled.retain(|one| is_absent(&one.index));
                    Ok(filled)
                }
                Err(FillError::Refused(refusal)) => Err(refusal),
                Err(FillError::Quality(fault)) => return Err(fault),
            };
            let absent = (gap.from..gap.to).filter(is_absent).count();
            Ok(Silence {
                gap,
                absent,
                filled,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use chrono_tz::Tz;

    use super::*;

    #[test]
    fn what_came_stands_and_the_open_end_is_left() {
        // Four weeks of hours with a day and a night.
        let mut values: Vec<Option<f64>> = (0..28 * 24)
            .map(|hour| {
                Some(if (6..18).contains(&(hour % 24)) {
                    10.0
                } else {
                    2.0
                })
            })
            .collect();
        let mut is_present = vec![true; values.len()];
        for index in [300, 301, 302, 303, 670, 671] {
            values[index] = None;
            is_present[index] = index == 302;
        }
        let series = Series {
            zone: Tz::UTC,
            from: DateTime::UNIX_EPOCH,
            step_minutes: 60,
            values: &values,
        };
        let fill = |is_wanted: bool| {
            let all = fill_silences(&series, &is_present, |_| is_wanted, Vec::new, 1);
            all.expect("a series")
        };
        let found = fill(true);
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!((found[0].gap.from, found[0].absent), (300, 3));
        let filled = found[0].filled.as_ref().expect("four weeks");
        let indices: Vec<usize> = filled.iter().map(|one| one.index).collect();
        assert_eq!(indices, [300, 301, 303]);
        assert!(filled.iter().all(|one| (one.value - 10.0).abs() < 1.0));
        assert_eq!(fill(false), []);
    }
}
