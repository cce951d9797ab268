//! From local time to UTC.

use chrono::{DateTime, Duration, MappedLocalTime, NaiveDateTime, Offset, TimeZone, Utc};
use chrono_tz::Tz;
use model::ingest::Overlap;

/// What a local time is in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Resolved {
    Once(DateTime<Utc>),
    /// It occurs twice; this is the one the profile asks for.
    Twice(DateTime<Utc>),
    /// It occurs twice, and the profile refuses such times.
    Refused,
    /// Clocks jumped over it.
    Never,
}

/// Resolves local times of one zone. It remembers the last hour's offset, because rows come in
/// order and a look-up in the zone's table costs more than everything else about a time.
#[derive(Debug, Clone)]
pub(crate) struct Zone {
    zone: Tz,
    overlap: Overlap,
    /// An hour of local time, counted from the epoch, all of which has this one offset.
    known: Option<(i64, i64)>,
}

impl Zone {
    pub(crate) fn new(zone: Tz, overlap: Overlap) -> Self {
        Self {
            zone,
            overlap,
            known: None,
        }
    }

    pub(crate) fn resolve(&mut self, local: NaiveDateTime) -> Resolved {
        let as_utc = local.and_utc();
        let hour = as_utc.timestamp().div_euclid(3600);
        if let Some((known_hour, offset_s)) = self.known
            && known_hour == hour
        {
            return Resolved::Once(as_utc - Duration::seconds(offset_s));
        }
        match self.zone.from_local_datetime(&local) {
            MappedLocalTime::Single(at) => {
                self.known = self.offset_of_hour(hour).map(|offset_s| (hour, offset_s));
                Resolved::Once(at.with_timezone(&Utc))
            }
            MappedLocalTime::Ambiguous(one, other) => {
                // Told apart by the instant, not by the order they come in.
                let (one, other) = (one.with_timezone(&Utc), other.with_timezone(&Utc));
                match self.overlap {
                    Overlap::Earlier => Resolved::Twice(one.min(other)),
                    Overlap::Later => Resolved::Twice(one.max(other)),
                    Overlap::Reject => Resolved::Refused,
                }
            }
            MappedLocalTime::None => Resolved::Never,
        }
    }

    /// The offset of a local hour whose first and last second are unambiguous and agree: no clock
    /// was changed in it.
    fn offset_of_hour(&self, hour: i64) -> Option<i64> {
        let offset_at = |seconds: i64| {
            let local = DateTime::from_timestamp(seconds, 0)?.naive_utc();
            match self.zone.from_local_datetime(&local) {
                MappedLocalTime::Single(at) => Some(i64::from(at.offset().fix().local_minus_utc())),
                MappedLocalTime::Ambiguous(..) | MappedLocalTime::None => None,
            }
        };
        let first = offset_at(hour * 3600)?;
        (offset_at(hour * 3600 + 3599)? == first).then_some(first)
    }
}
