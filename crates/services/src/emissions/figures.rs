//! Rates, breakdowns, badges: read from roll-ups, never from events.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Duration, Utc};
use chrono_tz::Tz;
use model::auth::Permission;
use model::emissions::{
    FigureFilter, FigureQuery, GroupBy, Pulse, QualityBadge, RateShare, Summary, SummaryRow,
};
use model::ingest::{EventType, QualityStatus};
use model::time::TimeRange;
use model::units::Milligrams;
use store::Conn;
use store::emissions::Calculation;
use store::emissions::figures::{self, BucketStart, Filter, Group, GroupSums, Span};
use store::emissions::rollups::Sums;

use super::ranges;
use crate::Services;
use crate::actor::Actor;
use crate::error::Result;

/// Rows of a summary; the rest is added up in one row.
const ROWS_MAX: usize = 100;
/// Key of what is added up.
pub(super) const OTHERS: &str = "others";

/// What reading figures needs, looked up once per request.
pub(crate) struct View<'a> {
    pub(super) services: &'a Services,
    pub(super) actor: &'a Actor,
    pub(crate) conn: Conn,
    pub(super) zone: Tz,
    pub(super) calculation: Calculation,
}

impl<'a> View<'a> {
    pub(super) async fn open(services: &'a Services, actor: &'a Actor) -> Result<Self> {
        actor.must(Permission::ReadOwn)?;
        let mut conn = services.db().read(actor.org).await?;
        let zone = ranges::zone_of(&mut conn).await?;
        let calculation = store::organisations::active_calculation(&mut conn).await?;
        Ok(Self {
            services,
            actor,
            conn,
            zone,
            calculation,
        })
    }

    /// The filter, narrowed to what the actor may see.
    pub(super) fn filter(&self, asked: &FigureFilter) -> Filter {
        Filter {
            category: asked.category,
            supplier_id: self.actor.supplier_scope().or(asked.supplier_id),
            ..Filter::default()
        }
    }

    pub(super) async fn range(
        &mut self,
        filter: &FigureFilter,
    ) -> Result<model::emissions::LabelledRange> {
        ranges::resolve(
            self.services,
            self.actor,
            &mut self.conn,
            self.calculation,
            self.zone,
            filter,
        )
        .await
    }

    pub(super) async fn pulse(&mut self) -> Result<Pulse> {
        let now = self.services.clock().now();
        let this_hour = engine::emissions::hour_of(now);
        let supplier = self.actor.supplier_scope();
        let filter = Filter {
            supplier_id: supplier,
            ..Filter::default()
        };
        let span = Span::Hours {
            from: this_hour - Duration::hours(24),
            to: this_hour + Duration::hours(1),
        };
        let cells = figures::series(
            &mut self.conn,
            self.calculation,
            span,
            &filter,
            GroupBy::Category,
        )
        .await?;
        let last_event_at = store::ingest::events::last_event_at(&mut self.conn, supplier).await?;
        let target = if supplier.is_none() {
            store::organisations::settings(&mut self.conn)
                .await?
                .target_kg_per_hour
        } else {
            None
        };
        let mut hours = Hours::default();
        for cell in &cells {
            if let (BucketStart::Hour(hour), Group::Category(category)) = (cell.at, cell.group) {
                hours.add((this_hour - hour).num_hours(), category, cell.co2e);
            }
        }
        let elapsed = (now - this_hour).num_seconds() as f64 / 3600.0;
        Ok(hours.pulse(now, elapsed, target, last_event_at, self.zone))
    }

    pub(super) async fn summary(
        &mut self,
        range: &TimeRange,
        filter: &Filter,
        group_by: GroupBy,
    ) -> Result<Summary> {
        let (spans, whole) = ranges::spans_of(self.zone, range);
        let groups = self.by_group(&spans, filter, group_by).await?;
        let labels = self
            .labels(&groups.iter().map(|row| row.group).collect::<Vec<_>>())
            .await?;
        let total = sum(groups.iter().map(|row| row.sums));
        let mut rows: Vec<_> = groups
            .iter()
            .take(ROWS_MAX)
            .map(|row| summary_row(row, &labels, total.co2e))
            .collect();
        if groups.len() > ROWS_MAX {
            let rest = sum(groups[ROWS_MAX..].iter().map(|row| row.sums));
            let label = format!("{} others", groups.len() - ROWS_MAX);
            rows.push(row_of(OTHERS.to_owned(), label, rest, total.co2e));
        }
        let half = total.half_width.kg();
        Ok(Summary {
            from: whole.from,
            to: whole.to,
            group_by,
            total_kg: total.co2e.kg(),
            interval_low_kg: (total.co2e.kg() - half).max(0.0),
            interval_high_kg: total.co2e.kg() + half,
            rows,
            no_factor_events: u64::try_from(total.no_factor_events).unwrap_or_default(),
        })
    }

    pub(super) async fn badge(
        &mut self,
        range: &TimeRange,
        filter: &Filter,
    ) -> Result<QualityBadge> {
        let (spans, _) = ranges::spans_of(self.zone, range);
        let mut rows = Vec::new();
        for span in spans {
            let (conn, calculation) = (&mut self.conn, self.calculation);
            rows.extend(figures::by_quality(conn, calculation, span, filter).await?);
        }
        Ok(badge_of(&rows))
    }

    /// Largest first.
    async fn by_group(
        &mut self,
        spans: &[Span],
        filter: &Filter,
        group_by: GroupBy,
    ) -> Result<Vec<GroupSums>> {
        let mut sums: BTreeMap<Group, Sums> = BTreeMap::new();
        for span in spans {
            let (conn, calculation) = (&mut self.conn, self.calculation);
            for row in figures::by_group(conn, calculation, *span, filter, group_by).await? {
                *sums.entry(row.group).or_default() += row.sums;
            }
        }
        let mut groups: Vec<_> = sums
            .into_iter()
            .map(|(group, sums)| GroupSums { group, sums })
            .collect();
        groups.sort_unstable_by_key(|row| (Reverse(row.sums.co2e), row.group));
        Ok(groups)
    }

    pub(super) async fn labels(
        &mut self,
        groups: &[Group],
    ) -> Result<HashMap<Group, (String, String)>> {
        let suppliers: Vec<_> = groups
            .iter()
            .filter_map(|group| {
                if let Group::Supplier(id) = group {
                    Some(*id)
                } else {
                    None
                }
            })
            .collect();
        let sites: Vec<_> = groups
            .iter()
            .filter_map(|group| {
                if let Group::Site(id) = group {
                    *id
                } else {
                    None
                }
            })
            .collect();
        let suppliers = store::places::suppliers(&mut self.conn, &suppliers).await?;
        let sites = store::places::sites(&mut self.conn, &sites).await?;
        let label = |group: &Group| match group {
            Group::Category(category) => {
                (category.as_str().to_owned(), capitalised(category.as_str()))
            }
            Group::Mode(Some(mode)) => (mode.as_str().to_owned(), capitalised(mode.as_str())),
            Group::Mode(None) => (String::new(), "No mode".to_owned()),
            Group::Site(None) => (String::new(), "No site".to_owned()),
            Group::Site(Some(id)) => (
                id.to_string(),
                sites
                    .get(id)
                    .map_or_else(String::new, |site| site.name.clone()),
            ),
            Group::Supplier(id) => (
                id.to_string(),
                suppliers
                    .get(id)
                    .map_or_else(String::new, |supplier| supplier.name.clone()),
            ),
        };
        Ok(groups.iter().map(|group| (*group, label(group))).collect())
    }
}

/// The rate now, its trend and its breakdown.
///
/// # Errors
/// When the database does not answer.
pub async fn pulse(services: &Services, actor: &Actor) -> Result<Pulse> {
    View::open(services, actor).await?.pulse().await
}

/// Totals of a range.
///
/// # Errors
/// `Invalid` when the range is.
pub async fn summary(services: &Services, actor: &Actor, query: FigureQuery) -> Result<Summary> {
    let mut view = View::open(services, actor).await?;
    let range = view.range(&query.filter).await?.range;
    let filter = view.filter(&query.filter);
    view.summary(&range, &filter, query.group_by.unwrap_or(GroupBy::Category))
        .await
}

/// How much of a range was measured.
///
/// # Errors
/// `Invalid` when the range is.
pub async fn quality_badge(
    services: &Services,
    actor: &Actor,
    filter: FigureFilter,
) -> Result<QualityBadge> {
    let mut view = View::open(services, actor).await?;
    let range = view.range(&filter).await?.range;
    let filter = view.filter(&filter);
    view.badge(&range, &filter).await
}

/// Milligrams per hour before now (0 = this hour) and category.
#[derive(Debug, Default)]
struct Hours {
    by_category: BTreeMap<EventType, [Milligrams; 25]>,
}

impl Hours {
    fn add(&mut self, hours_ago: i64, category: EventType, co2e: Milligrams) {
        if let Some(cell) = usize::try_from(hours_ago)
            .ok()
            .and_then(|index| self.by_category.entry(category).or_default().get_mut(index))
        {
            *cell += co2e;
        }
    }

    fn total(&self, hours_ago: usize) -> f64 {
        self.by_category
            .values()
            .map(|hours| hours[hours_ago].kg())
            .sum()
    }

    /// The kilograms of the last 60 minutes: this hour so far and the rest of the previous one.
    fn pulse(
        &self,
        now: DateTime<Utc>,
        elapsed: f64,
        target: Option<f64>,
        last_event_at: Option<DateTime<Utc>>,
        zone: Tz,
    ) -> Pulse {
        let rate = |hours: &[Milligrams; 25]| hours[0].kg() + hours[1].kg() * (1.0 - elapsed);
        let now_kg: f64 = self.by_category.values().map(rate).sum();
        let before_kg = self.total(1) * elapsed + self.total(2) * (1.0 - elapsed);
        let breakdown = self
            .by_category
            .iter()
            .map(|(category, hours)| RateShare {
                category: category.as_str().to_owned(),
                kg_per_hour: rate(hours),
                share: if now_kg > 0.0 {
                    rate(hours) / now_kg
                } else {
                    0.0
                },
            })
            .collect();
        Pulse {
            as_of: now,
            rate_kg_per_hour: now_kg,
            trend_pct: (before_kg > 0.0).then(|| 100.0 * (now_kg - before_kg) / before_kg),
            target_kg_per_hour: target,
            breakdown,
            last_event_at,
            last_event_at_local: last_event_at.map(|at| super::local_text(zone, at)),
            recent_kg: (1..25)
                .rev()
                .map(|hours_ago| self.total(hours_ago))
                .collect(),
        }
    }
}

fn summary_row(
    row: &GroupSums,
    labels: &HashMap<Group, (String, String)>,
    total: Milligrams,
) -> SummaryRow {
    let (key, label) = labels.get(&row.group).cloned().unwrap_or_default();
    row_of(key, label, row.sums, total)
}

fn row_of(key: String, label: String, sums: Sums, total: Milligrams) -> SummaryRow {
    SummaryRow {
        key,
        label,
        co2e_kg: sums.co2e.kg(),
        ttw_kg: sums.ttw.kg(),
        wtt_kg: sums.wtt.kg(),
        share: if total.0 > 0 {
            sums.co2e.kg() / total.kg()
        } else {
            0.0
        },
        events: u64::try_from(sums.events).unwrap_or_default(),
    }
}

fn sum(rows: impl Iterator<Item = Sums>) -> Sums {
    rows.fold(Sums::default(), |mut total, row| {
        total += row;
        total
    })
}

fn badge_of(rows: &[(QualityStatus, Sums)]) -> QualityBadge {
    let count = |status: QualityStatus| -> u64 {
        rows.iter()
            .filter(|(known, _)| *known == status)
            .map(|(_, sums)| u64::try_from(sums.events).unwrap_or_default())
            .sum()
    };
    let events: u64 = rows
        .iter()
        .map(|(_, sums)| u64::try_from(sums.events).unwrap_or_default())
        .sum();
    let pct = |part: u64| {
        if events == 0 {
            0.0
        } else {
            100.0 * part as f64 / events as f64
        }
    };
    QualityBadge {
        events,
        measured_pct: pct(count(QualityStatus::Measured)),
        estimated_pct: pct(count(QualityStatus::Estimated)),
        predicted_pct: pct(count(QualityStatus::GapFilled)),
        outliers: count(QualityStatus::Outlier),
        no_factor_events: rows
            .iter()
            .map(|(_, sums)| u64::try_from(sums.no_factor_events).unwrap_or_default())
            .sum(),
    }
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters
        .next()
        .map(|first| {
            first
                .to_uppercase()
                .chain(letters)
                .collect::<String>()
                .replace('_', " ")
        })
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rate_is_the_last_sixty_minutes() {
        let mut hours = Hours::default();
        hours.add(0, EventType::Factory, Milligrams(10_000_000));
        hours.add(1, EventType::Factory, Milligrams(40_000_000));
        hours.add(2, EventType::Logistics, Milligrams(20_000_000));
        let pulse = hours.pulse(DateTime::UNIX_EPOCH, 0.25, None, None, Tz::UTC);
        // 10 kg of this quarter hour and three quarters of the 40 kg before.
        assert!((pulse.rate_kg_per_hour - 40.0).abs() < 1e-9);
        // Before: a quarter of the 40 kg and three quarters of the 20 kg.
        let before = 25.0;
        assert!((pulse.trend_pct.unwrap() - 100.0 * (40.0 - before) / before).abs() < 1e-9);
        assert_eq!(pulse.recent_kg.len(), 24);
    }

    #[test]
    fn percentages_are_of_events() {
        let sums = |events| Sums {
            events,
            ..Sums::default()
        };
        let badge = badge_of(&[
            (QualityStatus::Measured, sums(3)),
            (QualityStatus::Estimated, sums(1)),
        ]);
        assert_eq!(
            (badge.measured_pct, badge.estimated_pct, badge.events),
            (75.0, 25.0, 4)
        );
    }
}
