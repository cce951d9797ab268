//! Models from end to end, on seeded worlds and, where it is there, on the steel works' file.

use chrono::{DateTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;
use model::emissions::MethodTier;
use model::ingest::{Activity, DataSource, EventType, Mode, QualityStatus};
use proptest::prelude::*;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::sync::{Arc, LazyLock};

use super::*;
use crate::emissions::{Catalogue, EstimateInput, estimate};

static CATALOGUE: LazyLock<Arc<Catalogue>> = LazyLock::new(Catalogue::published);

fn start() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2024, 1, 1, 0, 0, 0).unwrap()
}

const ARTIC: &str = "artic_33_plus";
const RIGID: &str = "rigid_17_plus";

/// A lorry's trip, as a carrier reports it.
fn trip(speed_kmh: f64, class: &str) -> Activity {
    Activity {
        mode: Some(Mode::Road),
        distance_km: Some(300.0),
        vehicle_class: Some(class.to_owned()),
        fuel: Some("diesel".to_owned()),
        load_factor: Some(0.6),
        empty_distance_factor: Some(0.2),
        speed_kmh: Some(speed_kmh),
        ..Activity::default()
    }
}

fn prior_kg(activity: &Activity) -> f64 {
    let input = EstimateInput {
        event_type: EventType::Logistics,
        occurred_at: start(),
        ends_at: None,
        activity,
        grid_region_fallback: None,
        pinned: None,
    };
    let made = estimate(&CATALOGUE, &input).expect("the class has factors");
    made.co2e.kg()
}

/// Trips whose metered kilograms lie above the prior when driven fast.
fn trips(count: usize, seed: u64) -> TrainingSet {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut events = Vec::new();
    for at in 0..count {
        let class = if random.random_bool(0.3) {
            RIGID
        } else {
            ARTIC
        };
        let mut activity = trip(random.random_range(40.0..90.0), class);
        activity.distance_km = Some(random.random_range(20.0..900.0));
        activity.load_factor = Some(random.random_range(0.1..1.0));
        let speed = activity.speed_kmh.unwrap();
        let fast = if speed > 75.0 { 0.25 } else { 0.0 };
        let noise = random.random_range(-0.1..0.1);
        events.push((
            start() + TimeDelta::hours(at as i64),
            activity,
            fast + noise,
        ));
    }
    let activities = events.iter().map(|(_, activity, _)| activity);
    let features = residual_features(EventType::Logistics, activities, &[]).unwrap();
    let mut set = TrainingSet::new(features.clone());
    for (at, activity, residual) in &events {
        let row = residual_row(&features, EventType::Logistics, activity, *at, Tz::UTC);
        let prior = prior_kg(activity);
        set.push(*at, &row, prior * (1.0 + residual), Some(prior))
            .unwrap();
    }
    set
}

fn logistics() -> (TrainingSet, Model) {
    let set = trips(12_000, 41);
    let split = Split::by_share(&set).unwrap();
    let model = train("logistics", &set, &split, Loss::Squared).unwrap();
    (set, model)
}

static LOGISTICS: LazyLock<(TrainingSet, Model)> = LazyLock::new(logistics);

fn predict(activity: &Activity) -> f64 {
    let (set, model) = &*LOGISTICS;
    let at = start() + TimeDelta::hours(30);
    let row = residual_row(set.features(), EventType::Logistics, activity, at, Tz::UTC);
    model.point(Some(prior_kg(activity)), &row).unwrap().value
}

#[test]
fn a_residual_is_learned_and_its_interval_holds() {
    let (_, model) = &*LOGISTICS;
    let holdout = model.card().holdout().unwrap();
    println!("seed 41: {holdout:?}, prior {:?}", model.card().prior_mae);
    assert!(holdout.rows >= 2_000);
    // A step at 75 km/h is what trees are better at.
    assert_eq!(model.card().method, Method::Boosting);
    assert!(holdout.mae < 0.7 * model.card().prior_mae.unwrap());
    assert!((0.86..=0.94).contains(&holdout.interval_coverage));
}

#[test]
fn a_line_wins_where_there_is_one() {
    let features = Features::new(vec![FeatureSpec::number("a"), FeatureSpec::number("b")]).unwrap();
    let mut set = TrainingSet::new(features);
    let mut random = ChaCha8Rng::seed_from_u64(5);
    for at in 0..1_000 {
        let (a, b): (f64, f64) = (random.random(), random.random());
        let actual = 50.0 + 30.0 * a + 20.0 * b + random.random_range(-1.0..1.0);
        set.push(start() + TimeDelta::hours(at), &[a, b], actual, None)
            .unwrap();
    }
    let split = Split::by_share(&set).unwrap();
    let model = train("factory", &set, &split, Loss::Squared).unwrap();
    assert_eq!(model.card().method, Method::Ridge);
    assert_eq!(model.card().candidates.len(), 2);
}

#[test]
fn the_same_rows_give_the_same_model() {
    let (set, model) = &*LOGISTICS;
    let split = Split::by_share(set).unwrap();
    let again = train("logistics", set, &split, Loss::Squared).unwrap();
    assert_eq!(again.hash(), model.hash());
    assert_eq!(
        Model::from_json(model.as_json()).unwrap().hash(),
        model.hash()
    );
}

#[test]
fn too_little_says_how_much_is_needed() {
    let set = trips(EVENTS_MIN - 1, 1);
    let refused = Split::by_share(&set).unwrap_err();
    let wanted = LearningError::TooLittle {
        have: 199,
        need: 200,
    };
    assert_eq!(refused, wanted);
    assert!(refused.to_string().contains("the prior stands alone"));
    assert!(Split::by_share(&trips(EVENTS_MIN, 1)).is_ok());
}

#[test]
fn only_metered_events_train() {
    let trains = |quality, source, method| is_trainable(quality, source, method);
    assert!(trains(
        QualityStatus::Measured,
        DataSource::Csv,
        MethodTier::Metered
    ));
    for quality in QualityStatus::ALL
        .iter()
        .filter(|one| **one != QualityStatus::Measured)
    {
        assert!(!trains(*quality, DataSource::Csv, MethodTier::Metered));
    }
    assert!(!trains(
        QualityStatus::Measured,
        DataSource::GapFill,
        MethodTier::Metered
    ));
    for method in MethodTier::ALL
        .iter()
        .filter(|one| **one != MethodTier::Metered)
    {
        assert!(!trains(QualityStatus::Measured, DataSource::Meter, *method));
    }
}

#[test]
fn what_training_never_saw_is_named() {
    let (set, model) = &*LOGISTICS;
    let outside = |activity: &Activity| {
        let at = start() + TimeDelta::hours(30);
        let row = residual_row(set.features(), EventType::Logistics, activity, at, Tz::UTC);
        let part = PriorPart {
            name: "running",
            kg: 10.0,
        };
        let made = model.predict(&[part], &row).unwrap();
        made.outside
            .iter()
            .map(|name| (*name).to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(outside(&trip(60.0, ARTIC)), [""; 0]);
    assert_eq!(
        outside(&trip(120.0, "rigid_average")),
        ["vehicle_class", "speed_kmh"]
    );
}

#[test]
fn a_document_of_the_future_or_of_nothing_is_refused() {
    let (_, model) = &*LOGISTICS;
    let future = model.as_json().replacen("\"format\":1", "\"format\":2", 1);
    let refused = Model::from_json(&future).unwrap_err();
    assert_eq!(refused, LearningError::FutureFormat { found: 2, known: 1 });
    let text = model.as_json();
    for damaged in ["", "{}", "[]", &text[..text.len() / 2]] {
        let refused = Model::from_json(damaged).unwrap_err();
        assert!(
            matches!(refused, LearningError::Damaged { .. }),
            "{refused}"
        );
    }
}

#[test]
fn a_prior_is_needed_and_an_activity_has_none() {
    let (set, model) = &*LOGISTICS;
    let row = set.rows().rows().next().unwrap();
    assert!(matches!(
        model.point(None, row),
        Err(LearningError::WrongKind { .. })
    ));
    for bad in [-1.0, f64::NAN, f64::INFINITY, 1e13] {
        assert!(matches!(
            model.point(Some(bad), row),
            Err(LearningError::BadValue { .. })
        ));
    }
    assert_eq!(model.point(Some(0.0), row).unwrap().value, 0.0);
}

/// The steel works' quarter-hours; the file's rows follow each other without a gap.
fn steel() -> Option<Vec<MeteredPeriod>> {
    let folder = std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let file = csv::Reader::from_path(folder.join("steel_industry_2018_jan_aug.csv")).ok()?;
    let first = Utc.with_ymd_and_hms(2017, 12, 31, 15, 0, 0).unwrap();
    let period = |(at, record): (i64, csv::Result<csv::StringRecord>)| {
        let record = record.unwrap();
        let from = first + TimeDelta::minutes(15 * at);
        MeteredPeriod {
            from,
            to: from + TimeDelta::minutes(15),
            electricity_kwh: record[1].parse().unwrap(),
            load_type: Some(record[10].to_owned()),
        }
    };
    Some((0..).zip(file.into_records()).map(period).collect())
}

#[test]
fn a_factory_is_learned_from_its_own_meter() {
    let Some(periods) = steel() else {
        println!("skipped: no file steel_industry_2018_jan_aug.csv");
        return;
    };
    let history = History::new(&periods, Tz::Asia__Seoul).unwrap();
    let set = history.training_set().unwrap();
    let time = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
    let split = Split::at(&set, time("2018-07-01T00:00:00+09:00")).unwrap();
    let model = train("factory", &set, &split, Loss::Absolute).unwrap();
    let found = model.card().holdout().unwrap();
    println!("July and August: {found:?}");
    assert_eq!(found.rows, 5_952);
    // The same quarter-hour a week before is off by 13.58 kWh.
    assert!(found.mae < 9.0);
    assert!((0.86..=0.94).contains(&found.interval_coverage));
    for row in set.rows().rows().skip(split.holdout.start) {
        let made = model.predict(&[], row).unwrap();
        let sum: f64 = made.contributions.iter().map(|part| part.amount).sum();
        assert!(
            (sum - made.value).abs() <= 1e-9 * made.value,
            "{sum} is not {}",
            made.value
        );
        let kg = made.clone().times(0.4173);
        assert!((kg.value - 0.4173 * made.value).abs() < 1e-12);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn kilograms_are_linear_in_distance(
        distance in 50.0..2_000.0_f64, times in 1.1..10.0_f64, speed in 30.0..110.0_f64,
    ) {
        let of = |km: f64| predict(&Activity { distance_km: Some(km), ..trip(speed, ARTIC) });
        // The prior is whole milligrams.
        prop_assert!((of(times * distance) - times * of(distance)).abs() < 1e-5 * times);
    }

    #[test]
    fn loads_and_empty_runs_work_as_published(
        load in 0.1..0.9_f64, more in 0.01..0.1_f64, empty in 0.0..0.6_f64, speed in 30.0..110.0_f64,
    ) {
        let of = |load: f64, empty: f64| predict(&Activity {
            load_factor: Some(load),
            empty_distance_factor: Some(empty),
            ..trip(speed, ARTIC)
        });
        let (base, loaded, emptier) = (of(load, empty), of(load + more, empty), of(load, empty + more));
        prop_assert!(loaded > base, "a trip emits more with more load");
        prop_assert!(loaded / (load + more) < base / load, "a tonne-km less");
        prop_assert!(emptier > base, "and more with more empty running");
    }

    #[test]
    fn predictions_hold_together_whatever_the_row(
        cells in prop::collection::vec(prop_oneof![
            3 => -1e3..1e3_f64, 1 => Just(f64::NAN), 1 => Just(1e15), 1 => Just(-1e15),
        ], 8),
        kg in prop_oneof![0.0..1e6_f64, Just(0.0), Just(1e12), Just(1e-9)],
    ) {
        let (set, model) = &*LOGISTICS;
        // Words are levels, or missing.
        let row: Vec<f64> = set.features().specs().iter().zip(cells).map(|(spec, cell)| {
            let FeatureKind::Category { levels } = &spec.kind else { return cell };
            if levels.is_empty() { f64::NAN } else { (cell.abs() % levels.len() as f64).floor() }
        }).collect();
        let parts = [PriorPart { name: "running", kg: 0.75 * kg }, PriorPart { name: "load", kg: 0.25 * kg }];
        let made = model.predict(&parts, &row).unwrap();
        prop_assert!(made.value >= 0.0 && made.value.is_finite());
        prop_assert!(made.value >= 0.05 * kg * (1.0 - 1e-9));
        prop_assert!(0.0 <= made.low && made.low <= made.value && made.value <= made.high);
        prop_assert!((0.0..=1.0).contains(&made.confidence));
        let sum: f64 = made.contributions.iter().map(|part| part.amount).sum();
        prop_assert!((sum - made.value).abs() <= 1e-9 * made.value.max(1e-300), "{sum} {}", made.value);
    }

    #[test]
    fn training_never_panics(
        rows in prop::collection::vec((prop_oneof![
            -1e3..1e3_f64, Just(f64::NAN), Just(5.0), Just(1e15), Just(-1e15),
        ], prop_oneof![0.0..100.0_f64, Just(0.0), Just(1e12)], 0.0..1e4_f64), 200..260),
        is_absolute in any::<bool>(), has_prior in any::<bool>(),
    ) {
        let features = Features::new(vec![
            FeatureSpec::number("x"), FeatureSpec::category("empty", []), FeatureSpec::number("same"),
        ]).unwrap();
        let mut set = TrainingSet::new(features);
        for (at, (x, actual, prior)) in rows.iter().enumerate() {
            let at = start() + TimeDelta::hours(at as i64);
            set.push(at, &[*x, f64::NAN, 3.0], *actual, has_prior.then_some(prior + 1.0)).unwrap();
        }
        let split = Split::by_share(&set).unwrap();
        let loss = if is_absolute { Loss::Absolute } else { Loss::Squared };
        let model = train("any", &set, &split, loss).unwrap();
        for (row, prior) in set.rows().rows().zip(&rows) {
            let point = model.point(has_prior.then_some(prior.2), row).unwrap();
            prop_assert!(point.low >= 0.0 && point.low <= point.value && point.value <= point.high);
            prop_assert!(point.high.is_finite());
        }
    }
}
