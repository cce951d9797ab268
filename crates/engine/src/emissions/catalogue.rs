//! The published factors, parsed once, with the tables estimates select from.
//!
//! The table is `data/factors.csv`, embedded. Every row passes the checks of `plausible` or the
//! whole table is refused: a wrong factor is worse than none. How the file came about is in
//! `docs/factors.md` and `scripts/factors.py`.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use model::emissions::{Factor, FactorQuality, FactorQuery, FactorScope};
use model::page::Page;
use sha2::{Digest, Sha256};

use super::plausible;
use super::tables::Tables;

/// Largest page of a search.
const MAX_PAGE: u32 = 200;
/// Page of a search that names no size.
const DEFAULT_PAGE: u32 = 50;

static PUBLISHED: LazyLock<Arc<Catalogue>> = LazyLock::new(|| {
    let text = include_str!("../../data/factors.csv");
    Arc::new(Catalogue::parse(text).expect("the embedded table is loaded by the tests"))
});

/// A factor's place in its catalogue. Outside the process factors go by their text id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FactorIndex(pub u32);

/// Why a table of factors was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, factor `{id}`: {reason}")]
pub struct LoadError {
    /// Line of the file; the header is line 1.
    pub line: u64,
    /// Id of the row, empty where it has none.
    pub id: String,
    /// What is wrong and what would be right.
    pub reason: String,
}

/// What an estimate reads of a factor.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fact {
    /// Kilograms of CO2e per unit.
    pub(super) value: f64,
    pub(super) year: i32,
    pub(super) is_official: bool,
}

/// Published factors and the tables that select among them.
#[derive(Debug)]
pub struct Catalogue {
    factors: Vec<Factor>,
    /// What an estimate reads of a factor, close together in memory.
    facts: Vec<Fact>,
    by_id: HashMap<String, FactorIndex>,
    pub(super) tables: Tables,
    version: String,
}

impl Catalogue {
    /// The embedded catalogue.
    #[must_use]
    pub fn published() -> Arc<Self> {
        Arc::clone(&PUBLISHED)
    }

    /// Reads a table of factors; the first fault refuses all of it.
    ///
    /// # Errors
    /// Names the line, the row and what would be right.
    pub fn parse(text: &str) -> Result<Self, LoadError> {
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        plausible::check_header(reader.headers().map_err(|error| no_csv(1, &error))?)?;
        let mut factors = Vec::new();
        let mut by_id = HashMap::new();
        for record in reader.records() {
            let line = 2 + factors.len() as u64;
            let record = record.map_err(|error| no_csv(line, &error))?;
            let factor = plausible::factor(line, &record)?;
            let index = u32::try_from(factors.len())
                .map(FactorIndex)
                .map_err(|_| LoadError {
                    line,
                    id: factor.id.clone(),
                    reason: "more rows than a catalogue can number".to_owned(),
                })?;
            if by_id.insert(factor.id.clone(), index).is_some() {
                return Err(LoadError {
                    line,
                    id: factor.id,
                    reason: "this id occurs twice; every row needs one of its own".to_owned(),
                });
            }
            factors.push(factor);
        }
        plausible::check_together(&factors)?;
        let tables = Tables::build(&factors);
        let facts = factors.iter().map(|factor| Fact {
            value: factor.kg_co2e_per_unit,
            year: factor.year,
            is_official: is_official(factor.quality),
        });
        let facts = facts.collect();
        let digest = Sha256::digest(text.as_bytes());
        let version = digest
            .iter()
            .take(8)
            .map(|byte| format!("{byte:02x}"))
            .collect();
        Ok(Self {
            factors,
            facts,
            by_id,
            tables,
            version,
        })
    }

    /// The factor at `index`.
    ///
    /// # Panics
    /// When the index belongs to another catalogue; indexes never leave the process.
    #[must_use]
    pub fn get(&self, index: FactorIndex) -> &Factor {
        &self.factors[index.0 as usize]
    }

    /// What an estimate reads of the factor at `index`.
    pub(super) fn fact(&self, index: FactorIndex) -> Fact {
        self.facts[index.0 as usize]
    }

    /// The factor with this text id.
    #[must_use]
    pub fn by_id(&self, id: &str) -> Option<FactorIndex> {
        self.by_id.get(id).copied()
    }

    /// Every factor, by id.
    #[must_use]
    pub fn factors(&self) -> &[Factor] {
        &self.factors
    }

    /// Sixteen hex digits that change with any change of the table.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// One page of the factors that fit, ordered by id; the cursor is the last id of a page.
    #[must_use]
    pub fn search(&self, query: &FactorQuery) -> Page<Factor> {
        let limit = query.limit.unwrap_or(DEFAULT_PAGE).clamp(1, MAX_PAGE) as usize;
        let words: Vec<String> = query
            .query
            .iter()
            .flat_map(|text| text.split_whitespace())
            .map(str::to_lowercase)
            .collect();
        let mut found = self
            .factors
            .iter()
            .filter(|factor| {
                query
                    .cursor
                    .as_deref()
                    .is_none_or(|after| factor.id.as_str() > after)
            })
            .filter(|factor| fits(factor, query, &words));
        let items: Vec<Factor> = found.by_ref().take(limit).cloned().collect();
        let next_cursor = found.next().and(items.last()).map(|last| last.id.clone());
        Page { items, next_cursor }
    }
}

fn fits(factor: &Factor, query: &FactorQuery, words: &[String]) -> bool {
    let same = |asked: &Option<String>, value: &str| {
        asked
            .as_deref()
            .is_none_or(|asked| asked.trim().eq_ignore_ascii_case(value))
    };
    if !same(&query.region, &factor.region)
        || !same(&query.unit, &factor.unit)
        || !same(&query.category, &factor.category)
        || query.year.is_some_and(|year| year != factor.year)
    {
        return false;
    }
    if words.is_empty() {
        return true;
    }
    let text = format!("{} {} {}", factor.id, factor.activity, factor.publisher).to_lowercase();
    words.iter().all(|word| text.contains(word.as_str()))
}

fn no_csv(line: u64, error: &csv::Error) -> LoadError {
    LoadError {
        line,
        id: String::new(),
        reason: format!("not readable as CSV: {error}"),
    }
}

/// Whether a factor was read from the publisher's own file or a sum of such rows.
fn is_official(quality: FactorQuality) -> bool {
    matches!(
        quality,
        FactorQuality::OfficialDump | FactorQuality::DerivedSum
    )
}

/// Whether a factor counts as tank-to-wheel: burnt, generated or released.
pub(super) fn is_generation(scope: FactorScope) -> bool {
    scope == FactorScope::Generation
}
