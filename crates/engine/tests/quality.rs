//! What the benchmark `quality` measures on a published file, on a synthetic works that is always
//! here: spikes are found, lasting faults too, gaps are filled better than by the straight line or by
//! the mean of the hour of the week, and intervals hold what they say.

#[path = "../benches/quality/episodes.rs"]
mod episodes;
#[path = "../benches/quality/faults.rs"]
#[expect(dead_code, reason = "the benchmark prints more than is tested")]
mod faults;
#[path = "../benches/quality/filling.rs"]
#[expect(dead_code, reason = "the benchmark prints more than is tested")]
mod filling;
#[path = "../benches/quality/spikes.rs"]
#[expect(dead_code, reason = "the benchmark prints more than is tested")]
mod spikes;
#[path = "../benches/quality/synthetic.rs"]
mod synthetic;

use engine::quality::{
    FillError, FillMethod, Filler, Gap, Point, QualityError, Range, Refusal, Series, Side, gaps,
    outliers,
};
use proptest::prelude::*;

use episodes::{Counts, Gain};

#[test]
fn spikes_are_found_and_little_else() {
    let works = synthetic::works(1);
    let deviations = works.deviations();
    let (mut precision, mut recall, mut n) = (0.0, 0.0, 0);
    for seed in 1..=3 {
        let run = spikes::run(&works, &deviations, seed);
        precision += run.found.precision / 3.0;
        recall += run.found.recall / 3.0;
        n += run.spiked.spikes.len();
    }
    println!("precision {precision:.3}, recall {recall:.3}, {n} spikes");
    assert!(precision >= 0.9 && recall >= 0.9, "{precision} {recall}");
}

#[test]
fn gaps_are_filled_better_than_by_hand() {
    let works = synthetic::works(2);
    for hours in [1, 6, 24] {
        let mut errors = filling::Errors::default();
        for seed in 1..=2 {
            errors.add(&filling::run(&works, &[], hours, seed));
        }
        println!(
            "{hours} h: n {}, MAE {:.2}, line {:.2}, mean {:.2}, coverage {:.3}",
            errors.n,
            errors.filled(),
            errors.line(),
            errors.mean(),
            errors.coverage()
        );
        assert!(errors.n >= 2_000);
        assert!(errors.filled() < errors.line(), "{hours} h");
        assert!(errors.filled() < errors.mean(), "{hours} h");
        assert!((0.86..=0.94).contains(&errors.coverage()), "{hours} h");
    }
}

#[test]
fn lasting_faults_are_found() {
    let works = synthetic::works(3);
    let mut counts = [Counts::default(); 4];
    for seed in 1..=4 {
        counts[0].add(episodes::stuck_readings(&works, seed));
        counts[1].add(episodes::missing(&works, seed));
        counts[2].add(episodes::gain(&works, Gain::Shift, seed));
        counts[3].add(episodes::gain(&works, Gain::Drift, seed));
    }
    println!("{counts:?}");
    let [stuck, missing, shifts, drifts] = counts;
    assert_eq!((stuck.found, stuck.false_alarms), (80, 0));
    assert_eq!((missing.found, missing.false_alarms), (80, 0));
    assert_eq!((shifts.found, shifts.false_alarms), (4, 0));
    assert_eq!((drifts.found, drifts.false_alarms), (4, 0));
    assert_eq!(episodes::reported(&works, &works.values), []);
}

/// The works with what is in `gap` missing.
fn without(works: &faults::Clean, gap: std::ops::Range<usize>) -> Vec<Option<f64>> {
    let mut values: Vec<Option<f64>> = works.values.iter().copied().map(Some).collect();
    values[gap].fill(None);
    values
}

fn series<'a>(works: &faults::Clean, values: &'a [Option<f64>]) -> Series<'a> {
    Series {
        zone: works.zone,
        from: works.from,
        step_minutes: works.step_minutes,
        values,
    }
}

#[test]
fn what_cannot_be_known_is_refused() {
    let works = synthetic::works(4);
    let values = without(&works, 4000..4000 + 8 * 96);
    let week = series(&works, &values);
    let filler = Filler::train(&week, &[], 1).expect("a valid series");
    let long = gaps(&week);
    assert_eq!(
        filler.fill(&week, &[], &long[0]),
        Err(FillError::Refused(Refusal::TooLong { hours: 192 }))
    );
    let no_gap = Gap {
        from: 0,
        to: 4,
        closed: false,
    };
    assert_eq!(
        filler.fill(&week, &[], &no_gap),
        Err(FillError::Refused(Refusal::NoGap { from: 0, to: 4 }))
    );
    let values = without(&works, 0..4);
    let headless = series(&works, &values);
    assert_eq!(
        filler.fill(&headless, &[], &gaps(&headless)[0]),
        Err(FillError::Refused(Refusal::NothingBefore))
    );
    // Three days are no habit: an hour between neighbours at most.
    let values: Vec<_> = without(&works, 100..104).into_iter().take(3 * 96).collect();
    let young = series(&works, &values);
    let filler = Filler::train(&young, &[], 1).expect("a valid series");
    let refused = filler.fill(&young, &[], &gaps(&young)[0]);
    assert!(matches!(
        refused,
        Err(FillError::Refused(Refusal::TooLittleHistory { hours: 1 }))
    ));
}

#[test]
fn related_columns_help_where_they_are_known() {
    let works = synthetic::works(5);
    let values = without(&works, 5000..5024);
    let gappy = series(&works, &values);
    // Another meter behind the same transformer; it failed with the first for the last hour.
    let mut beside: Vec<Option<f64>> = works.values.iter().map(|kwh| Some(0.4 * kwh)).collect();
    beside[5020..5024].fill(None);
    let filler = Filler::train(&gappy, &[&beside], 1).expect("a valid series");
    let filled = filler
        .fill(&gappy, &[&beside], &gaps(&gappy)[0])
        .expect("it can be filled");
    let (known, unknown) = filled.split_at(20);
    assert!(known.iter().all(|one| one.method == FillMethod::Related));
    assert!(unknown.iter().all(|one| one.method != FillMethod::Related));
    for one in known {
        assert!((one.value - works.values[one.index]).abs() < 1.0, "{one:?}");
    }
    assert_eq!(
        filler.fill(&gappy, &[], &gaps(&gappy)[0]),
        Err(FillError::Quality(QualityError::RelatedCount {
            trained: 1,
            have: 0
        }))
    );
}

#[test]
fn a_stored_filler_fills_the_same_and_open_gaps_too() {
    let works = synthetic::works(6);
    let end = works.values.len();
    let values = without(&works, end - 12..end);
    let open = series(&works, &values);
    let filler = Filler::train(&open, &[], 1).expect("a valid series");
    let gap = gaps(&open)[0];
    assert!(!gap.closed);
    let filled = filler.fill(&open, &[], &gap).expect("it can be filled");
    assert_eq!(filled.len(), 12);
    assert!(
        filled
            .iter()
            .all(|one| 0.0 <= one.low && one.low <= one.value && one.value <= one.high)
    );
    assert!(
        filled
            .iter()
            .all(|one| (0.0..=1.0).contains(&one.confidence))
    );
    assert!(filler.trials().any(|trial| trial.side == Side::Before));
    let stored = serde_json::to_string(&filler).expect("it can be written");
    let read: Filler = serde_json::from_str(&stored).expect("it can be read");
    let again = read.fill(&open, &[], &gap).expect("it can be filled");
    for (one, other) in filled.iter().zip(&again) {
        assert!((one.value - other.value).abs() < 1e-9);
    }
    assert_eq!(
        Filler::train(&open, &[], 1),
        Ok(filler),
        "a seed repeats itself"
    );
}

#[test]
fn a_night_shift_is_no_fault_and_a_young_series_is_judged_by_range() {
    let works = synthetic::works(7);
    let mut values = works.values.clone();
    // A night from Tuesday to Wednesday as restless as a day.
    let night = 96 * 22 + 88;
    for at in 0..28 {
        values[night + at] = works.values[96 * 22 + 32 + at];
    }
    let report = outliers(works.zone, &works.points(&values), Range::ANY).expect("valid points");
    let flagged = report
        .outliers
        .iter()
        .filter(|one| (night..night + 28).contains(&one.index));
    assert!(flagged.count() <= 1, "{:?}", report.outliers);

    let young: Vec<Point> = works.points(&[3.0, -1.0, 4.0]);
    let range = Range::of_field("electricity_kwh").expect("it is a number");
    let report = outliers(works.zone, &young, range).expect("valid points");
    assert_eq!(report.fences, None);
    assert_eq!(report.outliers.len(), 1);
    assert!(report.outliers[0].failed.range && report.outliers[0].expected.is_none());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn nothing_panics_whatever_comes(
        values in proptest::collection::vec(
            prop_oneof![
                4 => (0.0_f64..100.0).prop_map(Some),
                1 => Just(None),
                1 => Just(Some(0.0)),
                1 => prop_oneof![Just(f64::NAN), Just(f64::INFINITY), Just(1e15), Just(-1e15), Just(5e-324)].prop_map(Some),
            ],
            0..1200,
        ),
        is_constant in any::<bool>(),
        step in prop_oneof![Just(15_u32), Just(60), Just(0), Just(7)],
    ) {
        let values: Vec<Option<f64>> = if is_constant {
            values.iter().map(|value| value.map(|_| 7.0)).collect()
        } else {
            values
        };
        let series = Series {
            zone: chrono_tz::Tz::Europe__Berlin,
            from: chrono::DateTime::UNIX_EPOCH,
            step_minutes: step,
            values: &values,
        };
        let points = series.points();
        let _ = engine::quality::stuck(&points);
        let _ = engine::quality::drifts(series.zone, &points);
        if let Ok(report) = outliers(series.zone, &points, Range::ANY) {
            prop_assert!(report.outliers.iter().all(|one| one.index < points.len()));
        }
        if let Ok(filler) = Filler::train(&series, &[&values], 9) {
            for gap in gaps(&series) {
                for one in filler.fill(&series, &[&values], &gap).unwrap_or_default() {
                    prop_assert!(one.low <= one.value && one.value <= one.high, "{one:?}");
                    prop_assert!((0.0..=1.0).contains(&one.confidence));
                }
            }
        }
    }
}
