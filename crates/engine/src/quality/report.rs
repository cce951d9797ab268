//! The row of a window that a panel shows: how complete, how much of it measured, what is odd.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::cadence::{Cadence, completeness};

/// Events of a window by `quality_status`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct StatusCounts {
    pub measured: usize,
    pub estimated: usize,
    pub gap_filled: usize,
    pub outlier: usize,
}

/// Anomalies of a window by kind. Spikes are single points, the others episodes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct AnomalyCounts {
    pub out_of_range: usize,
    pub spikes: usize,
    pub stuck: usize,
    pub gaps: usize,
    pub drifts: usize,
}

impl AnomalyCounts {
    #[must_use]
    pub fn all(&self) -> usize {
        self.out_of_range + self.spikes + self.stuck + self.gaps + self.drifts
    }
}

/// A row of `data_quality`. Percent are 0 to 100.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct QualityReport {
    pub window_start: DateTime<Utc>,
    pub window_end: DateTime<Utc>,
    /// What came of what was due; `None` without a known cadence.
    pub completeness_pct: Option<f64>,
    /// Gap-filled events among all; `None` without events.
    pub predicted_pct: Option<f64>,
    /// Measured events among all; `None` without events.
    pub measured_pct: Option<f64>,
    pub anomalies: AnomalyCounts,
}

impl QualityReport {
    /// `times` are those of events that came, not of filled ones.
    #[must_use]
    pub fn of(
        zone: Tz,
        window: (DateTime<Utc>, DateTime<Utc>),
        cadence: Option<&Cadence>,
        times: &[DateTime<Utc>],
        counts: StatusCounts,
        anomalies: AnomalyCounts,
    ) -> Self {
        let (from, to) = window;
        let all = counts.measured + counts.estimated + counts.gap_filled + counts.outlier;
        let share = |count: usize| (all > 0).then(|| 100.0 * count as f64 / all as f64);
        Self {
            window_start: from,
            window_end: to,
            completeness_pct: cadence.and_then(|cadence| {
                let expected = cadence.expected(zone, from, to);
                completeness(expected, cadence.seen(zone, times, from, to))
            }),
            predicted_pct: share(counts.gap_filled),
            measured_pct: share(counts.measured),
            anomalies,
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta, Utc};
    use chrono_tz::Tz;

    use super::{AnomalyCounts, Cadence, QualityReport, StatusCounts};

    #[test]
    fn what_is_not_known_is_not_complete() {
        let at = |hour: i64| -> DateTime<Utc> { DateTime::UNIX_EPOCH + TimeDelta::hours(hour) };
        let times: Vec<_> = (0..18).map(at).collect();
        let hourly = Cadence::Interval { seconds: 3600 };
        let counts = StatusCounts {
            measured: 18,
            gap_filled: 6,
            ..StatusCounts::default()
        };
        let anomalies = AnomalyCounts {
            spikes: 2,
            gaps: 1,
            ..AnomalyCounts::default()
        };
        let of = |cadence, times, counts| {
            QualityReport::of(Tz::UTC, (at(0), at(24)), cadence, times, counts, anomalies)
        };
        let day = of(Some(&hourly), &times, counts);
        assert_eq!(day.completeness_pct, Some(75.0));
        assert_eq!(
            (day.measured_pct, day.predicted_pct),
            (Some(75.0), Some(25.0))
        );
        assert_eq!(day.anomalies.all(), 3);
        let unknown = of(None, &times, StatusCounts::default());
        assert_eq!(unknown.completeness_pct, None);
        assert_eq!(unknown.predicted_pct, None);
    }
}
