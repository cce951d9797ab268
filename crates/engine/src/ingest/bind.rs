//! A compiled profile laid over the columns of one file.

use std::collections::HashMap;

use model::ingest::{CrossCheck, EventType, PlaceEntry, RowRule, Test};
use model::problem::FieldError;

use super::draft::Parts;
use super::fields;
use super::limits::shown;
use super::numbers::Decimal;
use super::profile::{Column, CompiledProfile, Target};
use super::rows::Record;
use super::sniff::tidy_name;
use super::time::expression::{Expression, Piece};

/// Missing columns for which the nearest name is sought; whoever lacks more has another file.
const FAULTS_WITH_HINT: usize = 20;

/// A profile whose columns are known by their position in one file.
#[derive(Debug, Clone)]
pub struct BoundProfile {
    pub(crate) base: Parts,
    pub(crate) cells: Vec<BoundCell>,
    pub(crate) time: BoundTime,
    pub(crate) end_time: Option<BoundTime>,
    pub(crate) skip: Vec<BoundRule>,
    pub(crate) warn: Vec<BoundRule>,
    pub(crate) tables: Vec<(String, HashMap<String, PlaceEntry>)>,
    pub(crate) decimal: Decimal,
    /// Names of the file's columns.
    pub(crate) columns: Vec<String>,
    /// What identity is made of: names and positions of the mapped columns, by name.
    pub(crate) hashed: Vec<(String, usize)>,
    pub(crate) supplier: Source,
    pub(crate) event_type: Source,
    pub(crate) external_id: Option<usize>,
    pub(crate) cross_checks: Vec<CrossCheck>,
}

/// Where a value comes from: the same for every row, or a cell.
#[derive(Debug, Clone)]
pub(crate) enum Source {
    Constant(String),
    /// Index into `cells`.
    Cell(usize),
}

/// A column at its position.
#[derive(Debug, Clone)]
pub(crate) struct BoundCell {
    pub(crate) at: usize,
    pub(crate) target: Target,
    pub(crate) values: HashMap<String, String>,
}

impl BoundCell {
    /// The cell, trimmed and translated by the value map; empty means not given.
    pub(crate) fn read<'a>(&'a self, record: &Record<'a>) -> &'a str {
        let text = record.cell(self.at).trim();
        if self.values.is_empty() {
            return text;
        }
        self.values.get(text).map_or(text, String::as_str)
    }
}

/// A time expression at its positions.
#[derive(Debug, Clone)]
pub(crate) struct BoundTime {
    pub(crate) expression: Expression,
    pub(crate) pieces: Vec<BoundPiece>,
    /// The columns it is made of, as a rejected row shows them.
    pub(crate) shown_as: String,
}

#[derive(Debug, Clone)]
pub(crate) enum BoundPiece {
    Literal(String),
    Cell { at: usize, pad: usize },
}

impl BoundTime {
    /// Writes the text the template gives; `false` when every cell of it is empty.
    pub(crate) fn render(&self, record: &Record<'_>, text: &mut String) -> bool {
        text.clear();
        let mut has_value = false;
        for piece in &self.pieces {
            match piece {
                BoundPiece::Literal(literal) => text.push_str(literal),
                BoundPiece::Cell { at, pad } => {
                    let cell = record.cell(*at).trim();
                    has_value |= !cell.is_empty();
                    // An empty cell stays empty: padded it would be midnight or day zero.
                    if !cell.is_empty() {
                        (cell.len()..*pad).for_each(|_| text.push('0'));
                    }
                    text.push_str(cell);
                }
            }
        }
        has_value
    }
}

/// A rule at its positions.
#[derive(Debug, Clone)]
pub(crate) struct BoundRule {
    conditions: Vec<(usize, BoundTest)>,
    pub(crate) reason: String,
}

#[derive(Debug, Clone)]
enum BoundTest {
    Empty,
    NotEmpty,
    Equals(String),
    NotInTable(usize),
}

impl BoundRule {
    pub(crate) fn holds(
        &self,
        record: &Record<'_>,
        tables: &[(String, HashMap<String, PlaceEntry>)],
    ) -> bool {
        self.conditions.iter().all(|(at, test)| {
            let cell = record.cell(*at).trim();
            match test {
                BoundTest::Empty => cell.is_empty(),
                BoundTest::NotEmpty => !cell.is_empty(),
                BoundTest::Equals(text) => cell == text,
                BoundTest::NotInTable(table) => {
                    !cell.is_empty() && !tables[*table].1.contains_key(cell)
                }
            }
        })
    }
}

impl CompiledProfile {
    /// Lays the profile over the columns of a file. Every missing column is named.
    pub fn bind(&self, columns: &[String]) -> Result<BoundProfile, Vec<FieldError>> {
        let mut binder = Binder {
            columns,
            tables: self.table_names(),
            faults: Vec::new(),
        };
        let cells: Vec<BoundCell> = self
            .columns
            .iter()
            .map(|column| binder.cell(column))
            .collect();
        let time = binder.time(&self.time, "time.template");
        let end_time = self
            .end_time
            .as_ref()
            .map(|end| binder.time(end, "end_time.template"));
        let skip = binder.rules(&self.source.skip_when, "skip_when");
        let warn = binder.rules(&self.source.warn_when, "warn_when");
        if !binder.faults.is_empty() {
            return Err(binder.faults);
        }
        let place = |field: &str| cells.iter().position(|cell| cell.target.is(field));
        let hashed = hashed(columns, &cells, &time, end_time.as_ref());
        let source = |field: &str, constant: Option<&str>| {
            place(field).map_or_else(
                || Source::Constant(constant.unwrap_or_default().to_owned()),
                Source::Cell,
            )
        };
        let supplier_constant = self.supplier_constant();
        Ok(BoundProfile {
            supplier: source("supplier", supplier_constant.as_deref()),
            event_type: source("event_type", self.base.event_type.map(EventType::as_str)),
            external_id: place("external_id"),
            base: self.base.clone(),
            time,
            end_time,
            skip,
            warn,
            tables: self
                .tables
                .iter()
                .map(|table| (table.name.clone(), table.places.clone()))
                .collect(),
            decimal: self.decimal,
            columns: columns.to_vec(),
            hashed,
            cells,
            cross_checks: self.source.cross_checks.clone(),
        })
    }

    fn table_names(&self) -> Vec<&str> {
        self.tables
            .iter()
            .map(|table| table.name.as_str())
            .collect()
    }

    /// The supplier as the profile writes it.
    fn supplier_constant(&self) -> Option<String> {
        let is_supplier =
            |name: &str| fields::find(name).is_some_and(|field| field.name == "supplier");
        let (_, constant) = self
            .source
            .constants
            .iter()
            .find(|(name, _)| is_supplier(name))?;
        match constant {
            model::ingest::Constant::Text(text) => Some(text.trim().to_owned()),
            model::ingest::Constant::Number(_) => None,
        }
    }
}

/// The mapped columns by name. What identity is made of must not depend on their order in the file.
fn hashed(
    columns: &[String],
    cells: &[BoundCell],
    time: &BoundTime,
    end_time: Option<&BoundTime>,
) -> Vec<(String, usize)> {
    let times = [Some(time), end_time]
        .into_iter()
        .flatten()
        .flat_map(|time| &time.pieces);
    let of_times = times.filter_map(|piece| match piece {
        BoundPiece::Cell { at, .. } => Some(*at),
        BoundPiece::Literal(_) => None,
    });
    let mut positions: Vec<usize> = cells.iter().map(|cell| cell.at).chain(of_times).collect();
    positions.sort_unstable();
    positions.dedup();
    let mut hashed: Vec<(String, usize)> = positions
        .into_iter()
        .map(|at| (columns[at].clone(), at))
        .collect();
    hashed.sort();
    hashed
}

struct Binder<'c> {
    columns: &'c [String],
    tables: Vec<&'c str>,
    faults: Vec<FieldError>,
}

impl Binder<'_> {
    /// The position of a column; 0 and a fault when the file has none of that name.
    fn position(&mut self, name: &str, path: &str) -> usize {
        let wanted = tidy_name(name);
        if let Some(at) = self.columns.iter().position(|column| *column == wanted) {
            return at;
        }
        let is_worth_it = self.faults.len() < FAULTS_WITH_HINT;
        let near =
            is_worth_it.then(|| fields::nearest(&wanted, self.columns.iter().map(String::as_str)));
        let nearest = near.flatten();
        let hint = nearest.map_or_else(String::new, |nearest| {
            format!("; the nearest is \"{}\"", shown(nearest))
        });
        let message = format!("the file has no column \"{}\"{hint}", shown(&wanted));
        self.faults
            .push(FieldError::new(path, "missing_column", message));
        0
    }

    fn cell(&mut self, column: &Column) -> BoundCell {
        let path = format!("columns.{}", shown(&column.name));
        BoundCell {
            at: self.position(&column.name, &path),
            target: column.target.clone(),
            values: column.values.clone(),
        }
    }

    fn time(&mut self, expression: &Expression, path: &str) -> BoundTime {
        let mut pieces = Vec::with_capacity(expression.pieces.len());
        for piece in &expression.pieces {
            pieces.push(match piece {
                Piece::Literal(literal) => BoundPiece::Literal(literal.clone()),
                Piece::Column { name, pad } => BoundPiece::Cell {
                    at: self.position(name, path),
                    pad: *pad,
                },
            });
        }
        let shown_as = expression.columns().collect::<Vec<_>>().join(" + ");
        BoundTime {
            expression: expression.clone(),
            pieces,
            shown_as,
        }
    }

    fn rules(&mut self, rules: &[RowRule], list: &str) -> Vec<BoundRule> {
        let mut bound = Vec::with_capacity(rules.len());
        for (at, rule) in rules.iter().enumerate() {
            let path = format!("{list}[{at}]");
            let mut conditions = Vec::with_capacity(rule.all.len());
            for condition in &rule.all {
                let test = match &condition.is {
                    Test::Empty => BoundTest::Empty,
                    Test::NotEmpty => BoundTest::NotEmpty,
                    Test::Equals(text) => BoundTest::Equals(text.trim().to_owned()),
                    // `compile` has seen to it that the table is there.
                    Test::NotInTable(name) => BoundTest::NotInTable(
                        self.tables
                            .iter()
                            .position(|table| table == name)
                            .unwrap_or_default(),
                    ),
                };
                conditions.push((self.position(&condition.column, &path), test));
            }
            bound.push(BoundRule {
                conditions,
                reason: rule.reason.trim().to_owned(),
            });
        }
        bound
    }
}
