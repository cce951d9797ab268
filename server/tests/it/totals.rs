//! One file, every door, both databases: the same counts, the same kilograms; and the kilograms are
//! those that the explanations' factors give by hand, row by row of the file.

use std::collections::{BTreeMap, HashSet};
use std::path::Path;

use model::auth::Role;
use model::ingest::IngestJob;
use serde_json::Value;

use crate::support::app::TestApp;

/// Relative difference allowed between two ways of adding the same kilograms.
const TOLERANCE: f64 = 1e-9;

/// Kinds of events that are asked for their explanation; the flights have fewer distances.
const EXPLAINED_MAX: usize = 400;

/// Kilometres of an international mile.
const KM_PER_MILE: f64 = 1.609_344;

/// A file and how a person would work out what it weighs.
struct File {
    name: &'static str,
    profile: &'static str,
    bytes: Vec<u8>,
    range: &'static str,
    /// Amount of one line in its factor's unit; `None` where nothing was burnt.
    amount: fn(&[&str]) -> Option<f64>,
    /// Reads the same amount from the inputs of an explanation.
    explained: fn(&Value) -> f64,
}

fn flights(name: &'static str, bytes: Vec<u8>) -> File {
    File {
        name,
        profile: "nyc-flights",
        bytes,
        range: "from=2013-01-01T00:00:00Z&to=2013-03-10T00:00:00Z",
        // A tonne a flight; without a departure it never flew.
        amount: |cells| {
            (!cells[3].is_empty() && cells[3] != "NA")
                .then(|| cells[15].parse::<f64>().expect("miles") * KM_PER_MILE)
        },
        explained: |explanation| {
            assert_eq!(input(explanation, "load_kg"), 1_000.0);
            input(explanation, "distance_km")
        },
    }
}

fn steel(name: &'static str, bytes: Vec<u8>) -> File {
    File {
        name,
        profile: "steel-industry",
        bytes,
        range: "from=2017-12-30T00:00:00Z&to=2018-09-03T00:00:00Z",
        amount: |cells| Some(cells[1].parse().expect("kWh")),
        explained: |explanation| input(explanation, "electricity_kwh"),
    }
}

/// A figure among the inputs of an explanation, written as `name: figure unit`.
fn input(explanation: &Value, name: &str) -> f64 {
    explanation["inputs"]
        .as_array()
        .expect("inputs")
        .iter()
        .filter_map(|line| line.as_str()?.strip_prefix(name)?.strip_prefix(": "))
        .find_map(|figure| figure.split(' ').next()?.parse().ok())
        .unwrap_or_else(|| panic!("no {name} in {explanation}"))
}

/// What came of a file, whichever way it came in.
#[derive(Debug, PartialEq)]
struct Outcome {
    rows: [u64; 5],
    co2e_kg: f64,
    warnings: Vec<(u64, String)>,
}

fn outcome(job: &IngestJob) -> Outcome {
    Outcome {
        rows: [
            job.rows_read,
            job.rows_accepted,
            job.rows_duplicate,
            job.rows_rejected,
            job.rows_skipped,
        ],
        co2e_kg: job.co2e_kg,
        warnings: job
            .warnings
            .iter()
            .map(|warning| (warning.rows, warning.message.clone()))
            .collect(),
    }
}

/// How a file comes in.
#[derive(Debug, Clone, Copy)]
enum Door {
    /// `POST /ingest/csv`, which is also what the page sends.
    Upload,
    /// `carbon-nexus ingest`.
    CommandLine,
}

async fn bring_in(app: &TestApp, token: &str, file: &File, door: Door) -> Outcome {
    match door {
        Door::Upload => {
            let job = app.import(token, file.profile, &file.bytes).await;
            outcome(&serde_json::from_value(job).expect("a job"))
        }
        Door::CommandLine => {
            let folder = tempfile::tempdir().expect("a folder");
            let path = folder.path().join("file.csv");
            std::fs::write(&path, &file.bytes).expect("a copy");
            let actor = services::Actor::system(app.org);
            let choice = services::ingest::ProfileChoice::Named(file.profile.to_owned());
            let job = services::ingest::import_file(&app.services, &actor, &path, choice)
                .await
                .expect("an import");
            outcome(&job)
        }
    }
}

/// Kilograms per unit by amount, from the explanation of one event of each kind.
async fn explained_factors(app: &TestApp, token: &str, file: &File) -> BTreeMap<String, f64> {
    let mut factors = BTreeMap::new();
    let mut seen = HashSet::new();
    let mut cursor = String::new();
    loop {
        let path = format!("/api/v1/events?{}&limit=1000{cursor}", file.range);
        let page = app.get(&path, token).await.json();
        for event in page["items"].as_array().expect("events") {
            let summary = event["summary"].as_str().expect("a summary");
            if seen.len() >= EXPLAINED_MAX || !seen.insert(summary.to_owned()) {
                continue;
            }
            let id = event["id"].as_str().expect("an id");
            let path = format!("/api/v1/events/{id}/explanation");
            let explanation = app.get(&path, token).await.json();
            let per_unit: f64 = explanation["factors"]
                .as_array()
                .expect("factors")
                .iter()
                .map(|factor| factor["kg_co2e_per_unit"].as_f64().expect("a figure"))
                .sum();
            factors.insert(key((file.explained)(&explanation)), per_unit);
        }
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return factors,
        }
    }
}

fn key(amount: f64) -> String {
    format!("{amount:.6}")
}

/// The file's kilograms by hand: each line's amount times what the explanations say a unit weighs.
/// An amount that no event was explained for takes the figure that all others share.
fn by_hand(file: &File, factors: &BTreeMap<String, f64>) -> f64 {
    let (least, most) = factors
        .values()
        .fold((f64::MAX, f64::MIN), |(least, most), factor| {
            (least.min(*factor), most.max(*factor))
        });
    let shared = close(least, most).then_some(least);
    let text = std::str::from_utf8(&file.bytes).expect("plain text");
    text.lines()
        .skip(1)
        .filter(|line| !line.is_empty())
        .filter_map(|line| (file.amount)(&line.split(',').collect::<Vec<_>>()))
        .map(|amount| {
            let per_unit = factors
                .get(&key(amount))
                .copied()
                .or(shared)
                .unwrap_or_else(|| panic!("{}: no event of {amount}", file.name));
            // An event weighs whole milligrams.
            (amount * per_unit * 1e6).round_ties_even() / 1e6
        })
        .sum()
}

fn close(left: f64, right: f64) -> bool {
    (left - right).abs() <= TOLERANCE * left.abs().max(right.abs())
}

/// Brings the file in twice, adds up by hand, and gives what came of the first time.
async fn check(url: &str, file: &File, door: Door) -> Outcome {
    let folder = tempfile::tempdir().expect("a folder");
    let app = TestApp::start_on(url, folder, |options| options.chunk_rows = 5_000, 1_000_000).await;
    let token = app.signed_in_as(Role::Operator).await;
    let first = bring_in(&app, &token, file, door).await;
    let [read, accepted, duplicate, rejected, skipped] = first.rows;
    assert_eq!(read, accepted + duplicate + rejected + skipped, "{first:?}");

    let path = format!("/api/v1/emissions/summary?{}", file.range);
    let total_kg = async || {
        let summary = app.get(&path, &token).await.json();
        summary["total_kg"].as_f64().expect("kg")
    };
    let total = total_kg().await;
    assert!(close(total, first.co2e_kg), "{total} {first:?}");
    let hand = by_hand(file, &explained_factors(&app, &token, file).await);
    assert!(close(total, hand), "{}: {total} by hand {hand}", file.name);

    let second = bring_in(&app, &token, file, door).await;
    assert_eq!(second.rows, [read, 0, accepted, rejected, skipped]);
    assert!(close(total, total_kg().await));
    first
}

/// A line that the test runner does not swallow when the test passes.
fn say(line: &str) {
    use std::io::Write;
    let _ = writeln!(std::io::stderr(), "{line}");
}

/// Every door on both databases.
async fn check_everywhere(file: File) {
    let mut outcomes = Vec::new();
    for door in [Door::Upload, Door::CommandLine] {
        let sqlite = testkit::scratch_sqlite().await;
        outcomes.push(check(sqlite.url(), &file, door).await);
        let postgres = testkit::scratch_postgres().await;
        outcomes.push(check(postgres.url(), &file, door).await);
    }
    let first = &outcomes[0];
    for other in &outcomes[1..] {
        assert_eq!((first.rows, &first.warnings), (other.rows, &other.warnings));
        assert!(close(first.co2e_kg, other.co2e_kg), "{outcomes:?}");
    }
    let [read, accepted, duplicate, rejected, skipped] = first.rows;
    say(&format!(
        "{}: {read} rows = {accepted} accepted + {duplicate} duplicate + {rejected} rejected + \
         {skipped} skipped; {} kg CO2e, the same by hand, through every door, on both databases",
        file.name, first.co2e_kg
    ));
    for (rows, message) in &first.warnings {
        say(&format!("  {rows} rows: {message}"));
    }
}

/// The file when it is there; says so when it is not.
fn real_file(name: &str) -> Option<Vec<u8>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../shared/data")
        .join(name);
    let bytes = std::fs::read(&path).ok();
    if bytes.is_none() {
        say(&format!("skipped: no file {name}"));
    }
    bytes
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sample_of_flights_weighs_the_same_everywhere() {
    let sample = include_bytes!("../../../crates/engine/samples/flights_sample.csv");
    check_everywhere(flights("flights_sample.csv", sample.to_vec())).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_flights_file_weighs_the_same_everywhere() {
    let name = "flights_2013_jan_feb.csv";
    if let Some(bytes) = real_file(name) {
        check_everywhere(flights(name, bytes)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_steel_file_weighs_the_same_everywhere() {
    let name = "steel_industry_2018_jan_aug.csv";
    if let Some(bytes) = real_file(name) {
        check_everywhere(steel(name, bytes)).await;
    }
}
