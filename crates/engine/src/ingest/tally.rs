//! What a job reports besides its counts: why rows were skipped, what was noticed, and how a column
//! of the file compares with our figures.
//!
//! A tally is saved with the job's cursor in the chunk's transaction and taken up again on resume,
//! so that it counts each row once.

use std::collections::BTreeMap;

use model::ingest::{EventDraft, JobWarning, SkipCount};
use model::units::Milligrams;
use serde::{Deserialize, Serialize};

use super::bind::BoundProfile;
use super::limits;
use super::normalise::{RowWarning, SkipRule};

/// Rows something happened to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowCount {
    pub rows: u64,
    pub first_row: u64,
}

impl RowCount {
    fn add(&mut self, row_number: u64) {
        if self.rows == 0 {
            self.first_row = row_number;
        }
        self.rows += 1;
    }
}

/// A column of the file against our estimates.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Compared {
    rows: u64,
    first_row: u64,
    /// Rows that differ by more than the file rounds.
    apart: u64,
    theirs: Milligrams,
    ours: Milligrams,
}

/// Counts over the rows of one job.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    blank: RowCount,
    skipped: BTreeMap<usize, RowCount>,
    warned: BTreeMap<usize, RowCount>,
    repeated_hours: RowCount,
    /// Table -> rows with a code it lacks, and those codes.
    places: BTreeMap<usize, (RowCount, BTreeMap<String, u64>)>,
    compared: BTreeMap<usize, Compared>,
}

impl Tally {
    /// Counts a skipped row.
    pub fn skipped(&mut self, rule: SkipRule, row_number: u64) {
        match rule {
            SkipRule::Blank => self.blank.add(row_number),
            SkipRule::Rule(at) => self.skipped.entry(at).or_default().add(row_number),
        }
    }

    /// Counts what was noticed about a row that became an event.
    pub fn noticed(&mut self, warnings: &[RowWarning], row_number: u64) {
        for warning in warnings {
            match warning {
                RowWarning::Rule(at) => self.warned.entry(*at).or_default().add(row_number),
                RowWarning::RepeatedHour => self.repeated_hours.add(row_number),
                RowWarning::UnknownPlace { table, code } => {
                    let (rows, codes) = self.places.entry(*table).or_default();
                    rows.add(row_number);
                    if let Some(count) = codes.get_mut(code) {
                        *count += 1;
                    } else if codes.len() <= limits::NAMED_CODES {
                        codes.insert(code.clone(), 1);
                    }
                }
            }
        }
    }

    /// Compares an event's estimate with the columns that the profile checks against.
    pub fn compared(&mut self, profile: &BoundProfile, draft: &EventDraft, co2e: Milligrams) {
        for (at, check) in profile.cross_checks.iter().enumerate() {
            let feature = draft
                .activity
                .features
                .iter()
                .find(|(name, _)| *name == check.feature);
            let theirs =
                feature.and_then(|(_, value)| Milligrams::from_kg(value * check.kg_per_unit));
            let (Some(theirs), Some(slack)) = (
                theirs,
                Milligrams::from_kg(check.rounding * check.kg_per_unit),
            ) else {
                continue;
            };
            let sums = self.compared.entry(at).or_default();
            if sums.rows == 0 {
                sums.first_row = draft.row_number;
            }
            sums.rows += 1;
            sums.apart += u64::from(theirs.0.abs_diff(co2e.0) > slack.0.unsigned_abs());
            sums.theirs = Milligrams(sums.theirs.0.saturating_add(theirs.0));
            sums.ours = Milligrams(sums.ours.0.saturating_add(co2e.0));
        }
    }

    /// Rows skipped so far.
    #[must_use]
    pub fn rows_skipped(&self) -> u64 {
        self.blank.rows + self.skipped.values().map(|count| count.rows).sum::<u64>()
    }

    /// Why rows were skipped.
    #[must_use]
    pub fn skips(&self, profile: &BoundProfile) -> Vec<SkipCount> {
        let of_rules = self.skipped.iter().filter_map(|(at, count)| {
            let reason = profile.skip.get(*at)?.reason.clone();
            Some(SkipCount {
                reason,
                rows: count.rows,
            })
        });
        let blank = (self.blank.rows > 0).then(|| SkipCount {
            reason: "every cell is empty".to_owned(),
            rows: self.blank.rows,
        });
        of_rules.chain(blank).collect()
    }

    /// What was noticed, in words.
    #[must_use]
    pub fn warnings(&self, profile: &BoundProfile) -> Vec<JobWarning> {
        let of_rules = self
            .warned
            .iter()
            .filter_map(|(at, count)| Some(warning(profile.warn.get(*at)?.reason.clone(), *count)));
        let mut warnings: Vec<JobWarning> = of_rules.collect();
        for (table, (rows, codes)) in &self.places {
            let name = profile
                .tables
                .get(*table)
                .map_or("", |(name, _)| name.as_str());
            warnings.push(warning(unknown_places(name, codes), *rows));
        }
        if self.repeated_hours.rows > 0 {
            let message = "the local time occurs twice, when clocks go back: the instant was chosen as the profile's `overlap` says";
            warnings.push(warning(message.to_owned(), self.repeated_hours));
        }
        for (at, sums) in &self.compared {
            if let Some(check) = profile.cross_checks.get(*at) {
                let count = RowCount {
                    rows: sums.rows,
                    first_row: sums.first_row,
                };
                warnings.push(warning(comparison(check, sums), count));
            }
        }
        warnings
    }
}

fn warning(message: String, count: RowCount) -> JobWarning {
    JobWarning {
        message,
        rows: count.rows,
        first_row: count.first_row,
    }
}

fn unknown_places(table: &str, codes: &BTreeMap<String, u64>) -> String {
    let named: Vec<&str> = codes
        .keys()
        .take(limits::NAMED_CODES)
        .map(String::as_str)
        .collect();
    let list = named.join(", ");
    match codes.len() {
        1 => format!("1 code is not in the table {table} and has no position: {list}"),
        many if many <= limits::NAMED_CODES => {
            format!("{many} codes are not in the table {table} and have no position: {list}")
        }
        _ => format!(
            "more than {} codes are not in the table {table} and have no position: {list} ...",
            limits::NAMED_CODES
        ),
    }
}

fn comparison(check: &model::ingest::CrossCheck, sums: &Compared) -> String {
    let (theirs, ours) = (sums.theirs.kg(), sums.ours.kg());
    let share = if theirs > 0.0 {
        format!(", {:+.1} %", (ours - theirs) / theirs * 100.0)
    } else {
        String::new()
    };
    let slack_kg = check.rounding * check.kg_per_unit;
    format!(
        "cross-check with {}: the file sums to {theirs:.1} kg, our estimate to {ours:.1} kg ({:+.1} kg{share}); \
         {} of {} rows differ by more than the {slack_kg} kg the file rounds to. {}",
        check.feature,
        ours - theirs,
        sums.apart,
        sums.rows,
        check.note
    )
}
