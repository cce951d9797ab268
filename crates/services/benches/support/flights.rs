//! The flights file the imports are measured on: the real one of January and February 2013 where it
//! is (`NEXUS_BENCH_FLIGHTS`, or beside the project), else one of the same length made from the
//! sample that the project carries.

use std::fs;
use std::path::{Path, PathBuf};

use super::setting;

/// Rows of the real file.
const ROWS: usize = 51_955;
/// Year of the real file.
const YEAR: u16 = 2013;
/// Place of `day` and `dep_delay` in a row.
const DAY: usize = 2;
const DEP_DELAY: usize = 5;

/// The flights, their header apart, and where they are from.
pub(crate) struct Flights {
    pub(crate) origin: &'static str,
    header: String,
    rows: Vec<String>,
}

impl Flights {
    pub(crate) fn load() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let real = setting("NEXUS_BENCH_FLIGHTS").map_or_else(
            || root.join("../shared/data/flights_2013_jan_feb.csv"),
            PathBuf::from,
        );
        if let Ok(text) = fs::read_to_string(real) {
            let (header, rows) = split(&text);
            return Self {
                origin: "the real file",
                header,
                rows,
            };
        }
        let sample = root.join("crates/engine/samples/flights_sample.csv");
        let text = fs::read_to_string(sample).expect("the project carries a sample");
        let (header, sample) = split(&text);
        let copies = (0..).flat_map(|copy| sample.iter().map(move |row| varied(row, copy)));
        Self {
            origin: "made from the sample: the real file is not here",
            rows: copies.take(ROWS).collect(),
            header,
        }
    }

    pub(crate) fn rows(&self) -> usize {
        self.rows.len()
    }

    /// Writes the flights as if they had flown in each of `years`.
    pub(crate) fn write(&self, folder: &Path, years: impl IntoIterator<Item = u16>) -> PathBuf {
        let mut text = format!("{}\n", self.header);
        let mut name = "flights".to_owned();
        let written = YEAR.to_string();
        for year in years {
            name.push_str(&format!("-{year}"));
            let year = year.to_string();
            for row in &self.rows {
                text.push_str(&row.replacen(&written, &year, 1));
                text.push('\n');
            }
        }
        let path = folder.join(format!("{name}.csv"));
        fs::write(&path, text).expect("the file can be written");
        path
    }
}

fn split(text: &str) -> (String, Vec<String>) {
    let mut lines = text.lines().map(str::to_owned);
    (lines.next().expect("a header"), lines.collect())
}

/// Another day and delay, so that no two rows are equal.
fn varied(row: &str, copy: usize) -> String {
    let mut cells: Vec<String> = row.split(',').map(str::to_owned).collect();
    if let Ok(day) = cells[DAY].parse::<usize>() {
        cells[DAY] = (1 + (day + copy) % 28).to_string();
    }
    if let Ok(delay) = cells[DEP_DELAY].parse::<i64>() {
        let later = i64::try_from(copy).expect("few copies");
        cells[DEP_DELAY] = (delay + later).to_string();
    }
    cells.join(",")
}
