//! Trees against brute force: contributions by their definition, predictions by their sum.

use proptest::prelude::*;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::super::features::{FeatureSpec, Features, Table};
use super::super::loss::Loss;
use super::tree::{Next, Tree};
use super::{Boosted, BoostedDocument, fit, fit_watched};

/// Two numbers, one with gaps, a category and noise.
fn world(rows: usize, seed: u64) -> (Features, Table, Vec<f64>) {
    let features = Features::new(vec![
        FeatureSpec::number("speed"),
        FeatureSpec::number("temperature"),
        FeatureSpec::category("fuel", ["a", "b", "c", "d"]),
        FeatureSpec::number("nothing"),
    ])
    .unwrap();
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let (mut table, mut targets) = (Table::new(&features), Vec::new());
    for _ in 0..rows {
        let speed = random.random_range(20.0..90.0);
        let temperature = random.random_range(-10.0..30.0);
        let is_missing = random.random_bool(0.2);
        let fuel = random.random_range(0..4_u8);
        let row = [
            speed,
            if is_missing { f64::NAN } else { temperature },
            f64::from(fuel),
            random.random(),
        ];
        table.push(&features, &row).unwrap();
        let cold = if temperature < 0.0 { 4.0 } else { 0.0 };
        let by_fuel = [0.0, 5.0, -3.0, 5.0][usize::from(fuel)];
        targets.push(speed / 10.0 + cold * by_fuel + random.random_range(-0.5..0.5));
    }
    (features, table, targets)
}

fn trained(rows: usize, seed: u64, loss: Loss) -> (Table, Vec<f64>, Boosted) {
    let (features, table, targets) = world(rows, seed);
    let boosted = fit(&features, (&table, &targets), loss, 60);
    (table, targets, boosted)
}

/// What a tree says when only the features in `known` are: at other conditions both branches,
/// weighted by the rows that took them.
fn expected(tree: &Tree, next: Next, codes: &[u8], known: u32) -> (f64, f64) {
    let split = match next {
        Next::Leaf(leaf) => {
            let leaf = tree.leaves[usize::from(leaf)];
            return (leaf.value, f64::from(leaf.rows));
        }
        Next::Split(split) => tree.splits[usize::from(split)],
    };
    let (left, left_rows) = expected(tree, split.left, codes, known);
    let (right, right_rows) = expected(tree, split.right, codes, known);
    let rows = left_rows + right_rows;
    let value = if known >> split.feature & 1 == 0 {
        (left * left_rows + right * right_rows) / rows
    } else if split.left_codes.has(codes[usize::from(split.feature)]) {
        left
    } else {
        right
    };
    (value, rows)
}

/// Shapley values by their definition: over all coalitions.
fn by_definition(boosted: &Boosted, codes: &[u8], features: u32) -> Vec<f64> {
    let game = |known: u32| -> f64 {
        let of = |tree: &Tree| expected(tree, tree.root(), codes, known).0;
        boosted.trees.iter().map(of).sum()
    };
    let factorial = |n: u32| (1..=n).map(f64::from).product::<f64>();
    let of = |feature: u32| -> f64 {
        let others = (0..1 << features).filter(|known| known >> feature & 1 == 0);
        others
            .map(|known: u32| {
                let size = known.count_ones();
                let weight = factorial(size) * factorial(features - size - 1) / factorial(features);
                weight * (game(known | 1 << feature) - game(known))
            })
            .sum()
    };
    (0..features).map(of).collect()
}

#[test]
fn contributions_are_shapley_values() {
    for loss in [Loss::Squared, Loss::Absolute] {
        let (table, _, boosted) = trained(1_500, 11, loss);
        let mut codes = [0; 4];
        for row in table.rows().take(40) {
            boosted.bins.codes(row, &mut codes);
            let mut found = [0.0; 4];
            boosted.explain(row, &mut found);
            for (found, wanted) in found.iter().zip(by_definition(&boosted, &codes, 4)) {
                assert!((found - wanted).abs() < 1e-11, "{found} is not {wanted}");
            }
        }
    }
}

#[test]
fn it_learns_what_a_line_cannot() {
    for loss in [Loss::Squared, Loss::Absolute] {
        let (features, table, targets) = world(4_000, 5);
        let (train, watch) = (table.part(0..3_000), table.part(3_000..4_000));
        let pair = ((&train, &targets[..3_000]), (&watch, &targets[3_000..]));
        let (boosted, trees) = fit_watched(&features, &[pair], loss);
        let boosted = &boosted[0];
        assert_eq!(boosted.trees(), trees);
        let errors = watch.rows().zip(&targets[3_000..]);
        let mae = loss_of(errors.map(|(row, target)| target - boosted.predict(row)));
        // One row in five hides the temperature, which moves the target by up to 20.
        assert!(mae < 1.8, "{loss:?}: {mae}");
    }
}

fn loss_of(errors: impl Iterator<Item = f64>) -> f64 {
    let errors: Vec<f64> = errors.collect();
    Loss::Absolute.mean_of(errors.into_iter())
}

#[test]
fn it_survives_its_document() {
    let (table, _, boosted) = trained(800, 3, Loss::Squared);
    let (features, ..) = world(1, 3);
    let text = serde_json::to_string(&boosted.document()).unwrap();
    let read: BoostedDocument = serde_json::from_str(&text).unwrap();
    let read = read.read(&features).unwrap();
    for row in table.rows() {
        assert!((read.predict(row) - boosted.predict(row)).abs() < 1e-9);
    }
}

#[test]
fn nothing_to_learn_is_the_constant() {
    let features = Features::new(vec![FeatureSpec::number("x")]).unwrap();
    let mut table = Table::new(&features);
    for at in 0..100 {
        table.push(&features, &[f64::from(at)]).unwrap();
    }
    let boosted = fit(&features, (&table, &[7.0; 100]), Loss::Squared, 9);
    assert_eq!(boosted.predict(&[1e15]), 7.0);
    assert_eq!(boosted.predict(&[f64::NAN]), 7.0);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_changed_document_is_refused_or_predicts(at in 0_usize..20_000, byte in 0x20_u8..0x7f) {
        let (table, _, boosted) = trained(200, 1, Loss::Squared);
        let (features, ..) = world(1, 1);
        let mut text = serde_json::to_string(&boosted.document()).unwrap().into_bytes();
        let at = at % text.len();
        text[at] = byte;
        if let Ok(read) = serde_json::from_slice::<BoostedDocument>(&text)
            && let Ok(read) = read.read(&features)
        {
            let mut into = [0.0; 4];
            for row in table.rows().take(5) {
                read.explain(row, &mut into);
                prop_assert!(!read.predict(row).is_nan());
            }
        }
    }
}
