//! Which other series say something about this one: those that leave their habit when it leaves its own.

use super::habit::Habit;
use super::series::{QualityError, Series, check_values};

/// Columns chosen at most: with more of them one is missing somewhere nearly always.
const CHOSEN_MAX: usize = 3;
/// Periods that both must know: two weeks of hours.
const TOGETHER_MIN: usize = 336;
/// Least correlation of what the calendar does not explain. Beneath it a column explains less than a
/// fifth of the spread, and the fill's own trial would hardly choose it.
const CORRELATION_MIN: f64 = 0.45;
/// Share of the wanted periods that a column must know.
const WANTED_SHARE: f64 = 0.9;
/// Deviations beyond which a residual counts no more: one fault must not make a likeness.
const DEVIATIONS_MAX: f64 = 4.0;

/// The columns that move with a series beyond what the calendar explains, most alike first. Only those
/// that know most periods of `wanted` are chosen: a column that fell silent at the same time cannot help.
///
/// # Errors
/// A series or a column that breaks a limit.
pub fn related(
    series: &Series<'_>,
    columns: &[&[Option<f64>]],
    wanted: &[usize],
) -> Result<Vec<usize>, QualityError> {
    series.check()?;
    let slots = series.slots();
    let own = match deviations(series, &slots) {
        Ok(own) => own,
        // Without a habit nothing can leave it.
        Err(QualityError::TooLittleHistory { .. }) => return Ok(Vec::new()),
        Err(other) => return Err(other),
    };
    let mut alike = Vec::new();
    for (index, column) in columns.iter().enumerate() {
        if column.len() != series.values.len() {
            return Err(QualityError::RelatedLength {
                column: index,
                have: column.len(),
                need: series.values.len(),
            });
        }
        check_values(column)?;
        let knows = |at: &&usize| column.get(**at).is_some_and(Option::is_some);
        if (wanted.iter().filter(knows).count() as f64) < WANTED_SHARE * wanted.len() as f64 {
            continue;
        }
        let column = Series {
            values: column,
            ..*series
        };
        let Ok(other) = deviations(&column, &slots) else {
            continue;
        };
        if let Some(correlation) = correlation(&own, &other)
            && correlation.abs() >= CORRELATION_MIN
        {
            alike.push((correlation.abs(), index));
        }
    }
    alike.sort_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(&other.1)));
    alike.truncate(CHOSEN_MAX);
    Ok(alike.into_iter().map(|(_, index)| index).collect())
}

/// How far each value is from what is usual, in its own robust standard deviations.
fn deviations(series: &Series<'_>, slots: &[u8]) -> Result<Vec<Option<f64>>, QualityError> {
    let habit = Habit::learn(series.zone, &series.points())?;
    let pairs = series.values.iter().zip(slots);
    Ok(pairs
        .map(|(value, slot)| {
            let far = habit.deviations(*slot, (*value)?);
            Some(far.clamp(-DEVIATIONS_MAX, DEVIATIONS_MAX))
        })
        .collect())
}

/// Pearson's correlation where both are known; `None` where that is too seldom, or one never moves.
fn correlation(one: &[Option<f64>], other: &[Option<f64>]) -> Option<f64> {
    let pairs: Vec<(f64, f64)> = (one.iter().zip(other))
        .filter_map(|(one, other)| Some(((*one)?, (*other)?)))
        .collect();
    if pairs.len() < TOGETHER_MIN {
        return None;
    }
    let count = pairs.len() as f64;
    let sums = (pairs.iter()).fold((0.0, 0.0), |sum, pair| (sum.0 + pair.0, sum.1 + pair.1));
    let means = (sums.0 / count, sums.1 / count);
    let (mut both, mut first, mut second) = (0.0, 0.0, 0.0);
    for (one, other) in pairs {
        let (one, other) = (one - means.0, other - means.1);
        both += one * other;
        first += one * one;
        second += other * other;
    }
    let correlation = both / (first * second).sqrt();
    correlation.is_finite().then_some(correlation)
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use chrono_tz::Tz;
    use rand::{Rng, SeedableRng};
    use rand_chacha::ChaCha8Rng;

    use super::super::fill::{FillMethod, Filler};
    use super::super::gaps::Gap;
    use super::super::series::Series;
    use super::related;

    const HOURS: usize = 24 * 7 * 10;
    const GAP: (usize, usize) = (1_200, 1_212);

    /// Two meters of one hall whose days differ in the same way, a stranger, and one that was silent as well.
    fn meters() -> [Vec<Option<f64>>; 4] {
        let mut chance = ChaCha8Rng::seed_from_u64(7);
        let mut busy = 0.0;
        let mut meters = [const { Vec::new() }; 4];
        for hour in 0..HOURS {
            if hour % 24 == 0 {
                busy = chance.random_range(-20.0..20.0);
            }
            let day = if (6..18).contains(&(hour % 24)) {
                100.0
            } else {
                30.0
            };
            let mut noise = || chance.random_range(-2.0..2.0);
            meters[0].push(Some(day + busy + noise()));
            meters[1].push(Some(2.0 * day - 1.5 * busy + noise()));
            meters[2].push(Some(day + 10.0 * noise()));
            meters[3].push(Some(day + busy));
        }
        for silent in [0, 3] {
            meters[silent][GAP.0..GAP.1].fill(None);
        }
        meters
    }

    #[test]
    fn what_moves_together_is_chosen_and_fills_better() {
        let meters = meters();
        let series = Series {
            zone: Tz::UTC,
            from: DateTime::UNIX_EPOCH,
            step_minutes: 60,
            values: &meters[0],
        };
        let others: Vec<&[Option<f64>]> = meters[1..].iter().map(Vec::as_slice).collect();
        let wanted: Vec<usize> = (GAP.0..GAP.1).collect();
        let chosen = related(&series, &others, &wanted).expect("series");
        assert_eq!(chosen, [0], "the stranger and the silent one are not");

        let beside = [others[0]];
        let filler = Filler::train(&series, &beside, 1).expect("a filler");
        let gap = Gap {
            from: GAP.0,
            to: GAP.1,
            closed: true,
        };
        let filled = filler.fill(&series, &beside, &gap).expect("values");
        assert!(filled.iter().all(|one| one.method == FillMethod::Related));
        for one in &filled {
            let neighbour = meters[1][one.index].expect("a value");
            let day = if (6..18).contains(&(one.index % 24)) {
                100.0
            } else {
                30.0
            };
            let truth = day - (neighbour - 2.0 * day) / 1.5;
            assert!((one.value - truth).abs() < 4.0, "{one:?} {truth}");
        }
    }

    #[test]
    fn too_short_a_past_has_no_relations() {
        let values = vec![Some(1.0); 100];
        let series = Series {
            zone: Tz::UTC,
            from: DateTime::UNIX_EPOCH,
            step_minutes: 60,
            values: &values,
        };
        assert_eq!(related(&series, &[&values], &[]), Ok(Vec::new()));
    }
}
