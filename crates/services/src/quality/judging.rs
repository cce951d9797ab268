//! One series judged: events that cannot be right, and episodes.

use std::collections::HashMap;

use chrono_tz::Tz;
use engine::quality::{DriftKind, Outlier, Range, drifts, outliers, stuck};
use model::ids::EventId;
use model::ingest::QualityStatus;
use model::quality::FindingKind;
use model::time::TimeRange;
use model::units::Milligrams;
use store::quality::FindingRow;
use uuid::Uuid;

use super::series::{Reading, SeriesKey, points};
use crate::error::{Error, Result};

/// Findings kept of one series and review; the counts are of all.
pub(super) const FINDINGS_MAX: usize = 500;

/// What was found in a series.
#[derive(Debug, Default)]
pub(super) struct Verdict {
    pub(super) findings: Vec<FindingRow>,
    /// Indices of readings that are outliers, in and before the range.
    pub(super) odd: Vec<usize>,
    /// Events whose status changes, and to which.
    pub(super) changed: Vec<(EventId, QualityStatus)>,
}

/// Judges the readings of a series; what lies before `range` only teaches.
///
/// # Errors
/// `Internal` when the engine refuses stored values, which an import should have refused.
pub(super) fn judge(
    zone: Tz,
    key: &SeriesKey,
    readings: &[Reading],
    range: TimeRange,
) -> Result<Verdict> {
    let (indices, points) = points(readings);
    let report = outliers(zone, &points, Range::ANY).map_err(Error::internal)?;
    let spikes: HashMap<usize, &Outlier> = (report.outliers.iter())
        .filter_map(|outlier| Some((*indices.get(outlier.index)?, outlier)))
        .collect();
    let mut verdict = Verdict::default();
    for (index, reading) in readings.iter().enumerate() {
        let spike = spikes.get(&index).copied();
        let is_odd = reading.implausible.is_some() || spike.is_some();
        if is_odd {
            verdict.odd.push(index);
        }
        if !(range.from..range.to).contains(&reading.at) {
            continue;
        }
        let status = if is_odd {
            QualityStatus::Outlier
        } else {
            reading.undoubted
        };
        // One that a meter counts whole came, and is as odd as it is; its status says who counts it.
        let is_judged = reading.status != QualityStatus::Superseded;
        if is_judged && status != reading.status {
            verdict.changed.push((reading.event_id, status));
        }
        if is_odd {
            verdict.findings.push(event_finding(key, reading, spike));
        }
    }
    if key.is_metered() {
        let repeated = stuck(&points).map_err(Error::internal)?;
        for run in repeated {
            let (Some(first), Some(last)) = (points.get(run.from), points.get(run.to - 1)) else {
                continue;
            };
            verdict.findings.push(FindingRow {
                value: Some(run.value),
                detail: format!(
                    "{} readings in a row are exactly {} kg; {} would already be more than chance",
                    run.to - run.from,
                    run.value,
                    run.least
                ),
                ..finding(key, FindingKind::Stuck, first.at, last.at)
            });
        }
        // A habit that is not known yet cannot be left.
        for drift in drifts(zone, &points).unwrap_or_default() {
            let how = match drift.kind {
                DriftKind::Drift => "little by little",
                DriftKind::Shift => "at once",
            };
            let side = if drift.size < 0.0 { "below" } else { "above" };
            verdict.findings.push(FindingRow {
                value: Some(drift.size),
                deviations: Some(drift.deviations),
                detail: format!(
                    "for days {:.3} kg a reading {side} what is usual, and {how}",
                    drift.size.abs()
                ),
                ..finding(key, FindingKind::Drift, drift.from, drift.to)
            });
        }
        (verdict.findings).retain(|found| (range.from..range.to).contains(&found.from));
    }
    Ok(verdict)
}

fn event_finding(key: &SeriesKey, reading: &Reading, spike: Option<&Outlier>) -> FindingRow {
    let kind = if reading.implausible.is_some() {
        FindingKind::OutOfRange
    } else {
        FindingKind::Spike
    };
    let usual = spike.and_then(|spike| beyond_usual(spike, "kg"));
    let detail = reading.implausible.clone().or(usual);
    FindingRow {
        event_id: Some(reading.event_id),
        value: reading.co2e.map(Milligrams::kg),
        expected: spike.and_then(|spike| spike.expected),
        deviations: spike
            .and_then(|spike| spike.deviations)
            .filter(|far| far.is_finite()),
        detail: detail.unwrap_or_default(),
        ..finding(key, kind, reading.at, reading.ends_at.unwrap_or(reading.at))
    }
}

/// How far a value lies from what is usual, in words; `None` without a habit.
pub(crate) fn beyond_usual(spike: &Outlier, unit: &str) -> Option<String> {
    let side = if spike.deviations? < 0.0 {
        "below"
    } else {
        "above"
    };
    Some(format!(
        "{:.3} {unit}, where {:.3} {unit} is usual at that hour of the week: {:.1} robust standard \
         deviations {side}",
        spike.value,
        spike.expected?,
        spike.deviations?.abs()
    ))
}

/// A finding of this series that says nothing yet.
pub(super) fn finding(
    key: &SeriesKey,
    kind: FindingKind,
    from: chrono::DateTime<chrono::Utc>,
    to: chrono::DateTime<chrono::Utc>,
) -> FindingRow {
    FindingRow {
        id: Uuid::now_v7(),
        supplier_id: key.meter.supplier_id,
        site_id: key.meter.site_id,
        route_id: key.route_id,
        category: key.meter.category,
        kind,
        from,
        to,
        event_id: None,
        value: None,
        expected: None,
        deviations: None,
        detail: String::new(),
    }
}
