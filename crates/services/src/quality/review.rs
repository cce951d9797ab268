//! A review: what was read is judged on a thread that may compute, and what follows is written in short
//! transactions, each of which leaves events and roll-ups in step.

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, NaiveDate, Utc};
use chrono_tz::Tz;
use engine::quality::{Cadence, POINTS_MAX, completeness};
use model::ids::{EventId, OrgId, SupplierId};
use model::ingest::{EventType, QualityStatus};
use model::quality::FindingKind;
use model::time::TimeRange;
use store::Tx;
use store::emissions::Calculation;
use store::ingest::events::EventFacts;
use store::organisations::Writers;
use store::quality::{FindingRow, MeterKey, NewFill, WindowRow};

use super::double::take_back;
use super::electricity::Counted;
use super::filling::{Grid, Meters, fill};
use super::judging::{FINDINGS_MAX, judge};
use super::moving::move_events;
use super::series::{Material, Reading, SeriesMap, owner};
use crate::Services;
use crate::emissions::{self, RollupBuilder, facts_of_fill, start_of_day, zone_of};
use crate::error::{Error, Result};
use crate::jobs::organisations;
use crate::settings::time_zone;

/// Name of the job that reviews the last days.
pub const NIGHTLY: &str = "data_quality";
/// Name of the job that reviews what imports brought.
pub const AFTER_IMPORTS: &str = "data_quality_of_imports";

/// Days the nightly review looks back on: meters and people are rarely later than that.
const RECENT_DAYS: i64 = 7;
/// Longest range reviewed at once; a longer import is reviewed piece by piece.
const DAYS_AT_ONCE: i64 = 183;
/// Events or filled values written in one transaction.
const TOGETHER: usize = 500;
/// Days whose rows are replaced in one transaction.
const DAYS_TOGETHER: i64 = 14;

/// Reviews the last days of every organisation.
///
/// # Errors
/// When the database does not answer; the next run begins again.
pub async fn review_recent(services: &Services) -> Result<String> {
    let mut done = Done::default();
    for org in organisations(services).await? {
        let now = services.clock().now();
        let range = TimeRange {
            from: now - Duration::days(RECENT_DAYS),
            to: now,
        };
        done.add(review(services, org, range).await?);
    }
    Ok(done.words())
}

/// Marks what came one by one and is older than the nightly review looks back on: it is reviewed soon, as imports are.
pub(crate) async fn mark_old(
    tx: &mut Tx,
    times: impl Iterator<Item = DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Result<()> {
    let recent = now - Duration::days(RECENT_DAYS);
    let old = times.filter(|at| *at < recent);
    let span = old.fold(None, |span: Option<(DateTime<Utc>, DateTime<Utc>)>, at| {
        let (first, last) = span.unwrap_or((at, at));
        Some((first.min(at), last.max(at)))
    });
    if let Some((first, last)) = span {
        store::quality::mark_range(tx, first, last).await?;
    }
    Ok(())
}

/// Reviews what imports brought or took since the last time.
///
/// # Errors
/// When the database does not answer; the next run begins again.
pub async fn review_imports(services: &Services) -> Result<String> {
    let mut system = services.db().system().await?;
    let waiting = store::quality::pending_organisations(&mut system).await?;
    drop(system);
    let mut done = Done::default();
    for org in waiting {
        let mut conn = services.db().read(org).await?;
        let pending = store::quality::pending(&mut conn).await?;
        drop(conn);
        let Some((first, last)) = pending else {
            continue;
        };
        let mut from = first;
        while from <= last {
            let to = (from + Duration::days(DAYS_AT_ONCE)).min(last + Duration::seconds(1));
            done.add(review(services, org, TimeRange { from, to }).await?);
            from = to;
        }
        let mut tx = services.db().write(org).await?;
        store::quality::settle_pending(&mut tx, (first, last)).await?;
        tx.commit().await?;
    }
    Ok(done.words())
}

/// What reviews did.
#[derive(Debug, Default, Clone, Copy)]
struct Done {
    series: usize,
    outliers: usize,
    cleared: usize,
    fills: usize,
}

impl Done {
    fn add(&mut self, more: Self) {
        self.series += more.series;
        self.outliers += more.outliers;
        self.cleared += more.cleared;
        self.fills += more.fills;
    }

    fn words(self) -> String {
        format!(
            "{} series: {} events became outliers, {} are none any more, {} values filled in",
            self.series, self.outliers, self.cleared, self.fills
        )
    }
}

/// What a review leads to.
#[derive(Debug, Default)]
struct Reviewed {
    changed: Vec<(EventId, QualityStatus)>,
    findings: Vec<FindingRow>,
    fills: Vec<NewFill>,
    windows: Vec<WindowRow>,
    /// First and last reading of each meter.
    spans: BTreeMap<MeterKey, (DateTime<Utc>, DateTime<Utc>)>,
    counted: Counted,
}

/// Reviews a range, in pieces where it holds more events than are read together.
async fn review(services: &Services, org: OrgId, range: TimeRange) -> Result<Done> {
    let mut done = Done::default();
    let mut to = range.to;
    while range.from < to {
        let piece = TimeRange { to, ..range };
        let (part, from) = review_piece(services, org, piece).await?;
        done.add(part);
        if to <= from {
            tracing::warn!(%from, %to, "a day holds more events than can be judged: it was not");
        }
        to = from.min(to - Duration::days(1));
    }
    Ok(done)
}

/// Reviews the end of a range, and says from when on.
async fn review_piece(
    services: &Services,
    org: OrgId,
    range: TimeRange,
) -> Result<(Done, DateTime<Utc>)> {
    let mut conn = services.db().read(org).await?;
    let zone = zone_of(&mut conn).await?;
    let calculation = store::organisations::active_calculation(&mut conn).await?;
    drop(conn);
    let now = services.clock().now();
    let range = whole_days(zone, range);
    let events_max = services.options().review_events;
    let material = Material::read(services.db(), org, calculation, range, events_max).await?;
    // Where not even the range could be read whole, only what was read is judged now.
    let from = range.from.max(material.complete_from);
    let range = TimeRange { from, ..range };
    if range.to <= from {
        return Ok((Done::default(), from));
    }
    let series = material.series.len();
    let reviewed = tokio::task::spawn_blocking(move || {
        let mut series = material.series;
        conclude(zone, &mut series, range, now)
    })
    .await
    .map_err(Error::internal)??;
    let changed = judge_events(services, org, &reviewed.changed).await?;
    withdraw_fills(services, org, range, &reviewed).await?;
    let fills = write_fills(services, org, calculation, &reviewed.fills, now).await?;
    write_rows(services, org, calculation, zone, range, &reviewed, now).await?;
    emissions::changed(services, org, range, 0, Vec::new());
    let done = Done {
        series,
        outliers: changed.0,
        cleared: changed.1,
        fills,
    };
    Ok((done, from))
}

fn whole_days(zone: Tz, range: TimeRange) -> TimeRange {
    let date = |at: DateTime<Utc>| at.with_timezone(&zone).date_naive();
    let last = date(range.to - Duration::microseconds(1));
    TimeRange {
        from: start_of_day(zone, date(range.from)),
        to: start_of_day(zone, last.succ_opt().unwrap_or(last)),
    }
}

fn conclude(
    zone: Tz,
    series: &mut SeriesMap,
    range: TimeRange,
    now: DateTime<Utc>,
) -> Result<Reviewed> {
    let mut reviewed = Reviewed {
        counted: Counted::of(series),
        ..Reviewed::default()
    };
    let mut days = Days::new(zone, range);
    let mut times_of: BTreeMap<MeterKey, Vec<DateTime<Utc>>> = BTreeMap::new();
    let mut verdicts = Vec::with_capacity(series.len());
    let mut meters = Meters::new();
    for (key, readings) in series.iter() {
        let verdict = judge(zone, key, readings, range)?;
        if key.is_metered()
            && let Some(grid) = Grid::of(readings, &verdict.odd)
        {
            meters.insert(*key, grid);
        }
        verdicts.push(verdict);
    }
    for ((key, readings), verdict) in series.iter_mut().zip(verdicts) {
        let changes: BTreeMap<_, _> = verdict.changed.iter().copied().collect();
        for reading in readings.iter_mut() {
            if let Some(status) = changes.get(&reading.event_id) {
                reading.status = *status;
            }
        }
        let missing = fill(zone, key, &meters, &reviewed.counted, range)?;
        days.count(owner(key), readings);
        let mut findings: Vec<_> = verdict.findings;
        findings.extend(missing.findings);
        days.count_findings(owner(key), &findings);
        findings.truncate(FINDINGS_MAX);
        reviewed.findings.extend(findings);
        reviewed.changed.extend(verdict.changed);
        reviewed.fills.extend(missing.fills);
        let times = readings.iter().map(|reading| reading.at);
        times_of.entry(key.meter).or_default().extend(times);
    }
    for (meter, mut times) in times_of {
        times.sort_unstable();
        let surplus = times.len().saturating_sub(POINTS_MAX);
        let times = &times[surplus..];
        let span = times.first().copied().zip(times.last().copied());
        reviewed.spans.extend(span.map(|span| (meter, span)));
        if let Some(cadence) = Cadence::learn(zone, times).map_err(Error::internal)? {
            days.expect((meter.supplier_id, meter.category), &cadence, times, now);
        }
    }
    for row in days.rows.values_mut() {
        row.completeness_pct = completeness(row.expected, row.seen);
    }
    reviewed.windows = days.rows.into_values().collect();
    Ok(reviewed)
}

type Owner = (SupplierId, EventType);

/// The daily rows of a range while they are counted.
struct Days {
    zone: Tz,
    range: TimeRange,
    rows: BTreeMap<(NaiveDate, Owner), WindowRow>,
}

impl Days {
    fn new(zone: Tz, range: TimeRange) -> Self {
        Self {
            zone,
            range,
            rows: BTreeMap::new(),
        }
    }

    fn row(&mut self, at: DateTime<Utc>, owner: Owner) -> Option<&mut WindowRow> {
        if !(self.range.from..self.range.to).contains(&at) {
            return None;
        }
        let day = at.with_timezone(&self.zone).date_naive();
        let zone = self.zone;
        Some(self.rows.entry((day, owner)).or_insert_with(|| WindowRow {
            supplier_id: owner.0,
            category: owner.1,
            window_start: start_of_day(zone, day),
            window_end: start_of_day(zone, day.succ_opt().unwrap_or(day)),
            completeness_pct: None,
            expected: 0,
            seen: 0,
            measured: 0,
            estimated: 0,
            gap_filled: 0,
            outlier: 0,
            anomalies: model::quality::Anomalies::default(),
        }))
    }

    fn count(&mut self, owner: Owner, readings: &[Reading]) {
        for reading in readings {
            let Some(row) = self.row(reading.at, owner) else {
                continue;
            };
            match reading.status {
                QualityStatus::Measured => row.measured += 1,
                QualityStatus::Estimated => row.estimated += 1,
                QualityStatus::Outlier => row.outlier += 1,
                // The meter's hour is counted in the place of a superseded event, which did come all the same.
                QualityStatus::GapFilled | QualityStatus::Superseded | QualityStatus::Rejected => {}
            }
        }
    }

    fn count_findings(&mut self, owner: Owner, findings: &[FindingRow]) {
        for finding in findings {
            let Some(row) = self.row(finding.from, owner) else {
                continue;
            };
            let count = match finding.kind {
                FindingKind::OutOfRange => &mut row.anomalies.out_of_range,
                FindingKind::Spike => &mut row.anomalies.spikes,
                FindingKind::Stuck => &mut row.anomalies.stuck,
                FindingKind::Gap => &mut row.anomalies.gaps,
                FindingKind::Drift => &mut row.anomalies.drifts,
            };
            *count += 1;
        }
    }

    /// Counts what was due on each day, up to now, and what of it came.
    fn expect(
        &mut self,
        owner: Owner,
        cadence: &Cadence,
        times: &[DateTime<Utc>],
        now: DateTime<Utc>,
    ) {
        if let Some(dues) = cadence.dues(times, now) {
            for due in dues {
                if let Some(row) = self.row(due.at, owner) {
                    row.expected += 1;
                    row.seen += u64::from(due.came);
                }
            }
            return;
        }
        let zone = self.zone;
        let first = self.range.from.max(times.first().copied().unwrap_or(now));
        let mut day = first.with_timezone(&zone).date_naive();
        loop {
            let (from, next) = (
                start_of_day(zone, day),
                start_of_day(zone, day.succ_opt().unwrap_or(day)),
            );
            let to = next.min(now).min(self.range.to);
            if from >= to {
                return;
            }
            let inside =
                times.partition_point(|at| *at < from)..times.partition_point(|at| *at < to);
            let expected = cadence.expected(zone, from, to);
            let seen = cadence.seen(zone, times.get(inside).unwrap_or_default(), from, to);
            if expected > 0
                && let Some(row) = self.row(from, owner)
            {
                row.expected += expected as u64;
                row.seen += seen.min(expected) as u64;
            }
            day = day.succ_opt().unwrap_or(day);
        }
    }
}

/// Moves events between qualities, and their kilograms with them. How many became outliers, and how
/// many are none any more.
async fn judge_events(
    services: &Services,
    org: OrgId,
    changed: &[(EventId, QualityStatus)],
) -> Result<(usize, usize)> {
    let mut moved = (0, 0);
    for part in changed.chunks(TOGETHER) {
        let mut tx = services.db().write(org).await?;
        let writing = store::organisations::begin_writing(&mut tx, Writers::One).await?;
        let zone = time_zone(&writing.time_zone)?;
        let wanted: BTreeMap<_, _> = part.iter().copied().collect();
        let ids: Vec<_> = wanted.keys().copied().collect();
        let judged = |event: &EventFacts| match wanted.get(&event.id) {
            // A meter of its site counts all of it since it was read.
            _ if event.quality_status == QualityStatus::Superseded => event.clone(),
            Some(status) => EventFacts {
                quality_status: *status,
                ..event.clone()
            },
            None => event.clone(),
        };
        for event in move_events(&mut tx, zone, &ids, judged).await? {
            if event.quality_status == QualityStatus::Outlier {
                moved.0 += 1;
            } else {
                moved.1 += 1;
            }
        }
        tx.commit().await?;
    }
    Ok(moved)
}

/// Takes back filled values that no reading stands before and after any more: those of an import that
/// was taken back; and those of electricity that another counts by now.
async fn withdraw_fills(
    services: &Services,
    org: OrgId,
    range: TimeRange,
    reviewed: &Reviewed,
) -> Result<()> {
    let is_between = |fill: &NewFill| {
        (reviewed.spans.get(&fill.key))
            .is_some_and(|(first, last)| *first < fill.from && *last >= fill.to)
    };
    let is_counted = |fill: &NewFill| reviewed.counted.by_other(&fill.key, fill.from, fill.to);
    let mut conn = services.db().read(org).await?;
    let standing = store::quality::standing_fills(&mut conn, range.from, range.to).await?;
    drop(conn);
    let alone: Vec<_> = standing
        .iter()
        .filter(|one| !is_between(&one.fill) || is_counted(&one.fill))
        .collect();
    for part in alone.chunks(TOGETHER) {
        let mut tx = services.db().write(org).await?;
        let writing = store::organisations::begin_writing(&mut tx, Writers::One).await?;
        let zone = time_zone(&writing.time_zone)?;
        for stands in part {
            take_back(&mut tx, zone, stands).await?;
        }
        tx.commit().await?;
    }
    Ok(())
}

async fn write_fills(
    services: &Services,
    org: OrgId,
    calculation: Calculation,
    fills: &[NewFill],
    now: DateTime<Utc>,
) -> Result<usize> {
    let mut written = 0;
    for part in fills.chunks(TOGETHER) {
        let mut tx = services.db().write(org).await?;
        let writing = store::organisations::begin_writing(&mut tx, Writers::One).await?;
        if writing.active != calculation {
            // Filled from figures that are not shown any more: the next review fills anew.
            return Ok(written);
        }
        let is_new = store::quality::insert_fills(&mut tx, calculation, part, now).await?;
        let mut builder = RollupBuilder::adding(time_zone(&writing.time_zone)?);
        for (fill, _) in part.iter().zip(&is_new).filter(|(_, is_new)| **is_new) {
            builder.event(&facts_of_fill(fill));
        }
        store::emissions::rollups::add(&mut tx, calculation, &builder.finish()).await?;
        tx.commit().await?;
        written += is_new.iter().filter(|is_new| **is_new).count();
    }
    Ok(written)
}

/// Replaces the daily rows and findings of the range, some days at a time.
async fn write_rows(
    services: &Services,
    org: OrgId,
    calculation: Calculation,
    zone: Tz,
    range: TimeRange,
    reviewed: &Reviewed,
    now: DateTime<Utc>,
) -> Result<()> {
    let mut from = range.from;
    while from < range.to {
        let last = from.with_timezone(&zone).date_naive() + Duration::days(DAYS_TOGETHER);
        let to = start_of_day(zone, last).min(range.to);
        let mut tx = services.db().write(org).await?;
        let mut rows: Vec<_> = (reviewed.windows.iter())
            .filter(|row| (from..to).contains(&row.window_start))
            .copied()
            .collect();
        for stands in store::quality::standing_fills(&mut tx, from, to).await? {
            let (key, at) = (stands.fill.key, stands.fill.from);
            let row = rows.iter_mut().find(|row| {
                (row.supplier_id, row.category) == (key.supplier_id, key.category)
                    && (row.window_start..row.window_end).contains(&at)
            });
            if let Some(row) = row.filter(|_| stands.calculation == calculation) {
                row.gap_filled += 1;
            }
        }
        let findings: Vec<_> = (reviewed.findings.iter())
            .filter(|finding| (from..to).contains(&finding.from))
            .cloned()
            .collect();
        store::quality::replace_windows(&mut tx, from, to, &rows, now).await?;
        store::quality::replace_findings(&mut tx, from, to, &findings).await?;
        tx.commit().await?;
        from = to;
    }
    Ok(())
}
