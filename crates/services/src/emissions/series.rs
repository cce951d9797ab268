//! What happened when: sums per hour or day and group.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Duration, Months, NaiveDate, Utc};
use chrono_tz::Tz;
use model::emissions::{Bucket, FigureQuery, GroupBy, Series, SeriesLine};
use model::time::TimeRange;
use model::units::Milligrams;
use store::emissions::figures::{self, BucketStart, Filter, Group, Span};

use super::figures::{OTHERS, View};
use super::ranges;
use crate::Services;
use crate::actor::Actor;
use crate::error::{Error, Result};

/// Lines of a series; the rest is added up in one line.
const LINES_MAX: usize = 12;
/// Longer ranges are shown by month unless days are asked for.
const DAYS_SHOWN_MAX: f64 = 800.0;
/// Longest range by hour.
const HOUR_DAYS_MAX: i64 = 62;

/// A range over time.
///
/// # Errors
/// `Invalid` when the range is, or is too long by hour.
pub async fn series(services: &Services, actor: &Actor, query: FigureQuery) -> Result<Series> {
    let mut view = View::open(services, actor).await?;
    let range = view.range(&query.filter).await?.range;
    let filter = view.filter(&query.filter);
    view.series(
        &range,
        &filter,
        query.group_by.unwrap_or(GroupBy::Category),
        query.bucket,
    )
    .await
}

impl View<'_> {
    pub(super) async fn series(
        &mut self,
        range: &TimeRange,
        filter: &Filter,
        group_by: GroupBy,
        bucket: Option<Bucket>,
    ) -> Result<Series> {
        let days = (range.to - range.from).num_hours() as f64 / 24.0;
        let bucket = bucket.unwrap_or(match days {
            ..=8.0 => Bucket::Hour,
            ..=DAYS_SHOWN_MAX => Bucket::Day,
            _ => Bucket::Month,
        });
        let span = match bucket {
            Bucket::Hour if days > HOUR_DAYS_MAX as f64 => {
                return Err(Error::invalid(
                    "bucket",
                    "too_fine",
                    format!("by hour at most {HOUR_DAYS_MAX} days can be shown; ask for `day`"),
                ));
            }
            Bucket::Hour => ranges::span_of(self.zone, range).0,
            Bucket::Day => ranges::days_span(self.zone, range).0,
            Bucket::Month => ranges::months_span(self.zone, range),
        };
        let cells =
            figures::series(&mut self.conn, self.calculation, span, filter, group_by).await?;
        let axis = Axis::of(span, self.zone);
        let mut lines: BTreeMap<Group, Line> = BTreeMap::new();
        for cell in &cells {
            if let Some(index) = axis.index_of(cell.at) {
                let line = lines
                    .entry(cell.group)
                    .or_insert_with(|| Line::new(axis.at.len()));
                line.kg[index] += cell.co2e.kg();
                line.total += cell.co2e;
            }
        }
        let labels = self
            .labels(&lines.keys().copied().collect::<Vec<_>>())
            .await?;
        Ok(Series {
            bucket,
            group_by,
            lines: ranked_lines(lines, &labels, axis.at.len()),
            at: axis.at,
            labels: axis.labels,
            days: axis.days,
        })
    }
}

/// The buckets of a series, oldest first.
struct Axis {
    at: Vec<DateTime<Utc>>,
    labels: Vec<String>,
    days: Vec<NaiveDate>,
    index: HashMap<BucketStart, usize>,
}

impl Axis {
    fn of(span: Span, zone: Tz) -> Self {
        let mut axis = Self {
            at: Vec::new(),
            labels: Vec::new(),
            days: Vec::new(),
            index: HashMap::new(),
        };
        match span {
            Span::Hours { from, to } => {
                let mut hour = from;
                while hour < to {
                    let label = hour.with_timezone(&zone).format("%-d %b %H:%M").to_string();
                    axis.push(BucketStart::Hour(hour), hour, label);
                    hour += Duration::hours(1);
                }
            }
            Span::Days { from, to } => {
                for day in from.iter_days().take_while(|day| *day < to) {
                    axis.push_date(zone, day, "%-d %b %Y");
                }
            }
            Span::Months { from, to } => {
                let months = (0..).map_while(|number| from.checked_add_months(Months::new(number)));
                for month in months.take_while(|month| *month < to) {
                    axis.push_date(zone, month, "%b %Y");
                }
            }
        }
        axis
    }

    fn push(&mut self, start: BucketStart, at: DateTime<Utc>, label: String) {
        self.index.insert(start, self.at.len());
        self.at.push(at);
        self.labels.push(label);
    }

    fn push_date(&mut self, zone: Tz, date: NaiveDate, format: &str) {
        let at = ranges::start_of_day(zone, date);
        self.days.push(date);
        self.push(BucketStart::Day(date), at, date.format(format).to_string());
    }

    fn index_of(&self, start: BucketStart) -> Option<usize> {
        self.index.get(&start).copied()
    }
}

struct Line {
    kg: Vec<f64>,
    total: Milligrams,
}

impl Line {
    fn new(points: usize) -> Self {
        Self {
            kg: vec![0.0; points],
            total: Milligrams::ZERO,
        }
    }
}

/// The largest lines, and everything else in one.
fn ranked_lines(
    lines: BTreeMap<Group, Line>,
    labels: &HashMap<Group, (String, String)>,
    points: usize,
) -> Vec<SeriesLine> {
    let mut ranked: Vec<_> = lines.into_iter().collect();
    ranked.sort_by_key(|(group, line)| (Reverse(line.total), *group));
    let rest = ranked.split_off(ranked.len().min(LINES_MAX));
    let mut answer: Vec<_> = ranked
        .into_iter()
        .map(|(group, line)| {
            let (key, label) = labels.get(&group).cloned().unwrap_or_default();
            SeriesLine {
                key,
                label,
                kg: line.kg,
            }
        })
        .collect();
    if !rest.is_empty() {
        let mut kg = vec![0.0; points];
        for (_, line) in &rest {
            kg.iter_mut()
                .zip(&line.kg)
                .for_each(|(sum, value)| *sum += value);
        }
        let label = format!("{} others", rest.len());
        answer.push(SeriesLine {
            key: OTHERS.to_owned(),
            label,
            kg,
        });
    }
    answer
}
