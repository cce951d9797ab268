//! Three years of made-up events in files: sixty series of all four types, oldest first, from a
//! fixed seed.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use chrono::{DateTime, Duration, SecondsFormat, Utc};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use serde_json::json;
use services::ingest::ProfileChoice;

/// Years of history.
const DAYS: i64 = 3 * 365 + 1;
/// Rows per file.
const FILE_ROWS: u64 = 1_000_000;
/// Series: each has its own supplier, site and kind of work.
const SERIES: u32 = 60;
const SUPPLIERS: u32 = 20;
const SITES: u32 = 30;
const COLUMNS: &str = "event_type,supplier,site,at,ends_at,mode,distance_km,load_kg,\
    vehicle_class,vehicle,origin,destination,electricity_kwh,row";

/// The first instant after the history: 1 January 2015.
pub(crate) fn end() -> DateTime<Utc> {
    DateTime::from_timestamp(1_420_070_400, 0).expect("a time")
}

fn start() -> DateTime<Utc> {
    end() - Duration::days(DAYS)
}

/// How the files are mapped.
pub(crate) fn profile() -> ProfileChoice {
    let column = |column: &str, field: &str| json!({ "column": column, "field": field });
    let profile = json!({
        "name": "history",
        "columns": [
            column("event_type", "event_type"), column("supplier", "supplier"),
            column("site", "site"), column("mode", "mode"), column("distance_km", "distance_km"),
            column("load_kg", "load_kg"), column("vehicle_class", "vehicle_class"),
            column("vehicle", "vehicle_id"), column("origin", "origin"),
            column("destination", "destination"), column("electricity_kwh", "electricity_kwh"),
            column("row", "feature:row"),
        ],
        "constants": { "grid_region": "DEU" },
        "time": { "template": "{at}", "pattern": "iso8601" },
        "end_time": { "template": "{ends_at}", "pattern": "iso8601" },
    });
    let profile = serde_json::from_value(profile).expect("a profile");
    ProfileChoice::Inline(Box::new(profile))
}

/// Writes the history file by file.
pub(crate) struct History {
    rows: u64,
    written: u64,
    dice: StdRng,
}

impl History {
    pub(crate) fn new(rows: u64) -> Self {
        Self {
            rows,
            written: 0,
            dice: StdRng::seed_from_u64(20_150_101),
        }
    }

    /// The next file, `None` when all rows are written.
    pub(crate) fn next_file(&mut self, folder: &Path) -> Option<PathBuf> {
        let until = self.rows.min(self.written + FILE_ROWS);
        if self.written == until {
            return None;
        }
        let path = folder.join(format!("history-{until}.csv"));
        let mut file = BufWriter::new(File::create(&path).expect("a file"));
        writeln!(file, "{COLUMNS}").expect("written");
        while self.written < until {
            let row = self.row();
            writeln!(file, "{row}").expect("written");
            self.written += 1;
        }
        file.flush().expect("written");
        Some(path)
    }

    fn row(&mut self) -> String {
        let span = Duration::days(DAYS).num_seconds();
        let seconds = i128::from(span) * i128::from(self.written) / i128::from(self.rows);
        let seconds = i64::try_from(seconds).expect("within three years");
        let at = start() + Duration::seconds(seconds);
        let series = self.dice.random_range(0..SERIES);
        let (supplier, site) = (series % SUPPLIERS, series % SITES);
        let (row, time) = (self.written, at.to_rfc3339_opts(SecondsFormat::Secs, true));
        let begin = |kind: &str| format!("{kind},Supplier {supplier},Site {site},{time}");
        match series / 15 {
            0 => {
                let km: f64 = self.dice.random_range(20.0..900.0);
                let load: f64 = self.dice.random_range(500.0..17_000.0);
                let (from, to) = self.ends();
                let vehicle = self.dice.random_range(0..40);
                format!(
                    "{},,road,{km:.1},{load:.0},artic_33_plus,Lorry {supplier}-{vehicle},Hub {from},Hub {to},,{row}",
                    begin("logistics")
                )
            }
            1 => {
                let km: f64 = self.dice.random_range(5.0..120.0);
                let parcels_kg: f64 = self.dice.random_range(20.0..600.0);
                let vehicle = self.dice.random_range(0..40);
                format!(
                    "{},,,{km:.1},{parcels_kg:.0},van_average,Van {supplier}-{vehicle},,,,{row}",
                    begin("delivery")
                )
            }
            kind => {
                let kwh: f64 = self.dice.random_range(1.0..800.0);
                let ends = (at + Duration::minutes(15)).to_rfc3339_opts(SecondsFormat::Secs, true);
                let kind = if kind == 2 { "factory" } else { "warehouse" };
                format!("{},{ends},,,,,,,,{kwh:.2},{row}", begin(kind))
            }
        }
    }

    /// Two hubs; now and then a way back to the same one.
    fn ends(&mut self) -> (u32, u32) {
        (self.dice.random_range(0..12), self.dice.random_range(0..12))
    }
}
