//! The shape of the house, enforced: which crate may use which, how long a file may be, that every
//! module says what it is, that the browser's half stays small.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Our crates and what each may use. `dev` arrows are for tests alone.
const ARROWS: [(&str, &[&str], &[&str]); 8] = [
    ("model", &[], &[]),
    ("engine", &["model"], &[]),
    ("store", &["model"], &["testkit"]),
    ("services", &["engine", "model", "store"], &["testkit"]),
    ("app", &["model", "services"], &[]),
    ("frontend", &["app"], &[]),
    ("server", &["app", "model", "services"], &["testkit"]),
    ("testkit", &["model", "store"], &[]),
];

/// Crates of others that only some of ours may use.
const RESERVED: [(&str, &[&str]); 4] = [
    ("sqlx", &["store", "testkit"]),
    ("axum", &["server"]),
    ("leptos", &["app", "frontend", "server"]),
    ("tokio-cron-scheduler", &["server"]),
];

/// Nouns in reading order: a module may use those before it, not those after.
const NOUNS: [&str; 13] = [
    "places",
    "ingest",
    "emissions",
    "learning",
    "quality",
    "forecasting",
    "monitoring",
    "language",
    "recommendations",
    "whatif",
    "goals",
    "energy",
    "maintenance",
];

const LINES_MAX: usize = 600;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the workspace")
        .to_path_buf()
}

fn metadata() -> serde_json::Value {
    let output = Command::new(env!("CARGO"))
        .args([
            "metadata",
            "--format-version",
            "1",
            "--no-deps",
            "--offline",
        ])
        .current_dir(root())
        .output()
        .expect("cargo runs");
    serde_json::from_slice(&output.stdout).expect("cargo metadata is JSON")
}

/// The tool that builds both halves looks for a program called like its package unless told otherwise,
/// and only after the first build on a machine does it notice.
#[test]
fn the_built_program_has_the_name_it_is_looked_for_by() {
    let metadata = metadata();
    let leptos = &metadata["metadata"]["leptos"][0];
    assert_eq!(leptos["bin-target"], leptos["bin-exe-name"]);
    let target = leptos["bin-target"].as_str().expect("a name");
    assert!(env!("CARGO_BIN_EXE_carbon-nexus").ends_with(target));
}

#[test]
fn crates_use_only_what_the_arrows_allow() {
    let metadata = metadata();
    let packages = metadata["packages"].as_array().expect("packages");
    let ours: BTreeSet<_> = ARROWS.iter().map(|(name, ..)| *name).collect();
    let found: BTreeSet<_> = packages
        .iter()
        .filter_map(|package| package["name"].as_str())
        .collect();
    assert_eq!(
        found, ours,
        "a crate came or went: give it its arrows in this test"
    );
    let mut faults = Vec::new();
    for package in packages {
        let name = package["name"].as_str().expect("a name");
        let (_, normal, dev) = ARROWS
            .iter()
            .find(|(known, ..)| *known == name)
            .expect("known");
        for dependency in package["dependencies"].as_array().expect("dependencies") {
            let used = dependency["name"].as_str().expect("a name");
            let is_dev = dependency["kind"].as_str() == Some("dev");
            let allowed = normal.contains(&used) || (is_dev && dev.contains(&used));
            if ours.contains(used) && !allowed {
                faults.push(format!("{name} -> {used}"));
            }
            if let Some((_, owners)) = RESERVED.iter().find(|(reserved, _)| *reserved == used)
                && !owners.contains(&name)
                && !is_dev
            {
                faults.push(format!("{name} -> {used}"));
            }
        }
    }
    assert!(faults.is_empty(), "arrows that are not allowed: {faults:?}");
}

/// Every Rust source of ours, with its text.
fn sources() -> Vec<(PathBuf, String)> {
    let mut files = Vec::new();
    for folder in ["app", "frontend", "server", "crates"] {
        collect(&root().join(folder), &mut files);
    }
    assert!(files.len() > 100, "the sources were not found");
    files
}

fn collect(folder: &Path, files: &mut Vec<(PathBuf, String)>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            if !path.ends_with("target") && !path.ends_with("node_modules") {
                collect(&path, files);
            }
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let text = std::fs::read_to_string(&path).expect("UTF-8");
            files.push((
                path.strip_prefix(root()).expect("inside").to_path_buf(),
                text,
            ));
        }
    }
}

fn is_test(path: &Path) -> bool {
    path.components().any(|part| part.as_os_str() == "tests") || path.ends_with("tests.rs")
}

#[test]
fn files_fit_in_a_head() {
    let long: Vec<_> = sources()
        .into_iter()
        .filter(|(path, _)| !is_test(path))
        .map(|(path, text)| (path, text.lines().count()))
        .filter(|(_, lines)| *lines > LINES_MAX)
        .collect();
    assert!(long.is_empty(), "files over {LINES_MAX} lines: {long:?}");
}

#[test]
fn every_module_says_what_it_is() {
    let silent: Vec<_> = sources()
        .into_iter()
        .filter(|(_, text)| !text.trim_start().starts_with("//!"))
        .map(|(path, _)| path)
        .collect();
    assert!(
        silent.is_empty(),
        "modules without a `//!` line: {silent:?}"
    );
}

#[test]
fn nouns_use_the_ones_before_them_only() {
    let mut faults = Vec::new();
    for (path, text) in sources() {
        let parts: Vec<_> = path.iter().filter_map(|part| part.to_str()).collect();
        let Some(place) = parts.iter().position(|part| *part == "src") else {
            continue;
        };
        if !["engine", "store", "services"]
            .iter()
            .any(|name| parts.contains(name))
            || is_test(&path)
        {
            continue;
        }
        let noun = parts[place + 1].trim_end_matches(".rs");
        let Some(rank) = NOUNS.iter().position(|known| *known == noun) else {
            continue;
        };
        for later in &NOUNS[rank + 1..] {
            if text.contains(&format!("crate::{later}")) && !allowed(noun, later, &path) {
                faults.push(format!("{} uses {later}", path.display()));
            }
        }
    }
    assert!(faults.is_empty(), "nouns out of order: {faults:?}");
}

/// Taking an event in ends with its estimate, its roll-ups, their announcement and what gives way to
/// it: in store and services `ingest` is where these nouns meet. What was advised about a site is verified
/// by its meters: `recommendations` verifies everything, and asks `energy` for that.
fn allowed(noun: &str, later: &str, path: &Path) -> bool {
    let is_verifying = path.ends_with("crates/services/src/recommendations/verifying.rs");
    (is_verifying && later == "energy")
        || noun == "ingest"
            && ["emissions", "quality"].contains(&later)
            && (path.starts_with("crates/services") || path.starts_with("crates/store"))
}

#[test]
fn the_browser_never_gets_the_servers_half() {
    let output = Command::new(env!("CARGO"))
        .args([
            "tree",
            "-p",
            "frontend",
            "--target",
            "wasm32-unknown-unknown",
            "-e",
            "normal,no-proc-macro",
            "--prefix",
            "none",
            "--format",
            "{p}",
            "--offline",
        ])
        .current_dir(root())
        .output()
        .expect("cargo runs");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    let found: BTreeSet<String> = text
        .lines()
        .filter_map(|line| line.split(' ').next())
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect();
    // `regex` comes with leptos_config, which the browser never calls: the linker leaves it out.
    for forbidden in [
        "engine",
        "store",
        "services",
        "sqlx",
        "tokio",
        "axum",
        "reqwest",
        "chrono-tz",
    ] {
        assert!(
            !found.contains(forbidden),
            "{forbidden} got into the browser's bundle"
        );
    }
    let path = root().join("frontend/wasm-dependencies.txt");
    let reviewed = std::fs::read_to_string(&path).unwrap_or_default();
    let reviewed: BTreeSet<String> = reviewed.lines().map(str::to_owned).collect();
    let new: Vec<_> = found.difference(&reviewed).collect();
    let gone: Vec<_> = reviewed.difference(&found).collect();
    assert!(
        new.is_empty() && gone.is_empty(),
        "what the browser gets has changed; if that is meant, change {}: new {new:?}, gone {gone:?}",
        path.display()
    );
}

#[test]
fn migrations_are_twins() {
    let names = |backend: &str| -> BTreeSet<String> {
        std::fs::read_dir(root().join("migrations").join(backend))
            .expect("migrations")
            .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
            .collect()
    };
    assert_eq!(names("sqlite"), names("postgres"));
}

#[test]
fn statements_name_the_organisation() {
    // Tables that belong to no organisation.
    let global = [
        "organisations",
        "id_blocks",
        "app_state",
        "login_attempts",
        "factor_sets",
        "emission_factors",
        "grid_intensity",
        "grid_forecasts",
        "provider_calls",
        "provider_pauses",
        "job_leases",
        "job_runs",
        "row_counts",
        "sqlite_master",
        "information_schema",
        "pg_",
        "pragma",
    ];
    let mut faults = BTreeMap::new();
    for (path, text) in sources() {
        if !path.starts_with("crates/store/src") || is_test(&path) {
            continue;
        }
        for statement in text
            .split("r\"")
            .skip(1)
            .filter_map(|rest| rest.split_once('"').map(|(sql, _)| sql))
        {
            let sql = statement.to_lowercase();
            let is_statement = ["select", "insert", "update", "delete", "with"]
                .iter()
                .any(|verb| sql.trim_start().starts_with(verb));
            let is_global = global.iter().any(|table| sql.contains(table));
            if is_statement && !is_global && !sql.contains("org_id") {
                faults.insert(path.display().to_string(), statement.trim().to_owned());
            }
        }
    }
    assert!(faults.is_empty(), "statements without org_id: {faults:#?}");
}
