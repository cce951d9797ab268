//! The part of an event's time whose electricity a meter of its site counts.

use chrono::{DateTime, Utc};

use crate::units::Milligrams;

const HOUR_US: i64 = 3_600_000_000;

/// The hours of an event's time that a meter of its site counts; at least one, each once. Totals leave
/// out of the event's electricity what an even spread puts into them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MeteredTime {
    from_us: i64,
    to_us: i64,
    /// A bit for each hour of UTC from that of the event's beginning on, the lowest first.
    hours: Vec<u8>,
}

impl MeteredTime {
    /// What of an event's time lies in some hours of UTC, by their beginnings; `None` where nothing does.
    /// An event without an end is a moment, which lies in an hour whole.
    #[must_use]
    pub fn of(
        occurred_at: DateTime<Utc>,
        ends_at: Option<DateTime<Utc>>,
        hours: impl IntoIterator<Item = DateTime<Utc>>,
    ) -> Option<Self> {
        let mut time = Self::empty(occurred_at, ends_at);
        let first = time.from_us.div_euclid(HOUR_US);
        for hour in hours {
            let number = hour.timestamp_micros().div_euclid(HOUR_US) - first;
            let Ok(number) = usize::try_from(number) else {
                continue;
            };
            if number < time.hours_of_event()
                && let Some(byte) = time.hours.get_mut(number / 8)
            {
                *byte |= 1 << (number % 8);
            }
        }
        time.some()
    }

    /// As it is stored; `None` where the bytes are not those of a time of this event.
    #[must_use]
    pub fn from_bytes(
        occurred_at: DateTime<Utc>,
        ends_at: Option<DateTime<Utc>>,
        bytes: Vec<u8>,
    ) -> Option<Self> {
        let empty = Self::empty(occurred_at, ends_at);
        let is_of_event = bytes.len() == empty.hours.len();
        let time = Self {
            hours: bytes,
            ..empty
        };
        is_of_event.then_some(time)?.some()
    }

    fn empty(occurred_at: DateTime<Utc>, ends_at: Option<DateTime<Utc>>) -> Self {
        let from_us = occurred_at.timestamp_micros();
        let to_us = ends_at.map_or(from_us, |end| end.timestamp_micros());
        let mut time = Self {
            from_us,
            to_us: to_us.max(from_us + 1),
            hours: Vec::new(),
        };
        time.hours = vec![0; time.hours_of_event().div_ceil(8)];
        time
    }

    fn some(self) -> Option<Self> {
        let is_metered = self.metered_us() > 0;
        is_metered.then_some(self)
    }

    /// How many hours of UTC the event's time lies in.
    fn hours_of_event(&self) -> usize {
        let first = self.from_us.div_euclid(HOUR_US);
        let last = (self.to_us - 1).div_euclid(HOUR_US);
        usize::try_from(last - first + 1).unwrap_or_default()
    }

    /// As it is stored: a bit for each hour of UTC from that of the event's beginning on.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.hours
    }

    fn is_metered(&self, number: usize) -> bool {
        (self.hours.get(number / 8)).is_some_and(|byte| byte & (1 << (number % 8)) != 0)
    }

    /// The metered hours, cut to the event's time, in microseconds since 1970.
    fn pieces_us(&self) -> impl Iterator<Item = (i64, i64)> + '_ {
        let first = self.from_us.div_euclid(HOUR_US) * HOUR_US;
        let hours = (0..self.hours_of_event()).filter(|number| self.is_metered(*number));
        hours.filter_map(move |number| {
            let from = first + i64::try_from(number).ok()? * HOUR_US;
            Some((from.max(self.from_us), (from + HOUR_US).min(self.to_us)))
        })
    }

    /// The metered hours, cut to the event's time, oldest first: the beginning and the end of each.
    pub fn pieces(&self) -> impl Iterator<Item = (DateTime<Utc>, DateTime<Utc>)> + '_ {
        self.pieces_us().filter_map(|(from, to)| {
            let at = DateTime::from_timestamp_micros;
            Some((at(from)?, at(to)?))
        })
    }

    fn metered_us(&self) -> i64 {
        self.pieces_us().map(|(from, to)| to - from).sum()
    }

    fn period_us(&self) -> i64 {
        self.to_us - self.from_us
    }

    /// Whether a meter counts all of the event's time.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.metered_us() == self.period_us()
    }

    /// The metered part of the event's time, above 0, at most 1.
    #[must_use]
    pub fn share(&self) -> f64 {
        self.metered_us() as f64 / self.period_us() as f64
    }

    /// How much of the event's time is metered, in hours.
    #[must_use]
    pub fn metered_hours(&self) -> f64 {
        self.metered_us() as f64 / HOUR_US as f64
    }

    /// How long the event is, in hours; 0 where it has no end.
    #[must_use]
    pub fn period_hours(&self) -> f64 {
        if self.period_us() == 1 {
            0.0
        } else {
            self.period_us() as f64 / HOUR_US as f64
        }
    }

    /// What of a total the meter counts instead. It is the sum of the milligrams that an even spread puts
    /// into the metered hours, so that roll-ups can leave out just these.
    #[must_use]
    pub fn left_out(&self, total: Milligrams) -> Milligrams {
        let until = |at: i64| total.until(at - self.from_us, self.period_us());
        self.pieces_us()
            .map(|(from, to)| until(to) - until(from))
            .sum()
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Duration, Utc};
    use proptest::prelude::*;

    use super::{HOUR_US, MeteredTime};
    use crate::units::Milligrams;

    fn at(us: i64) -> DateTime<Utc> {
        DateTime::from_timestamp_micros(1_767_225_600_000_000 + us).expect("a time")
    }

    fn hours(numbers: impl IntoIterator<Item = i64>) -> Vec<DateTime<Utc>> {
        numbers.into_iter().map(|hour| at(hour * HOUR_US)).collect()
    }

    #[test]
    fn an_hour_of_a_month_leaves_out_a_part_of_720() {
        let month = Some(at(720 * HOUR_US));
        let time = MeteredTime::of(at(0), month, hours([17, 17, 720, -1])).expect("metered");
        assert_eq!(time.left_out(Milligrams(720_000)), Milligrams(1_000));
        assert_eq!((time.metered_hours(), time.period_hours()), (1.0, 720.0));
        assert!(!time.is_whole());
        let all = MeteredTime::of(at(0), month, hours(0..720)).expect("metered");
        assert!(all.is_whole());
        assert_eq!(all.left_out(Milligrams(719_999)), Milligrams(719_999));
        assert_eq!(MeteredTime::of(at(0), month, hours([720, -1])), None);
    }

    #[test]
    fn an_hour_counts_as_far_as_it_lies_in_the_event() {
        let half = Duration::minutes(30);
        let from = at(0) + half;
        let time = MeteredTime::of(from, Some(from + half * 2), hours([0])).expect("metered");
        assert_eq!(time.share(), 0.5);
        assert_eq!(time.pieces().collect::<Vec<_>>(), [(from, from + half)]);
        let moment = MeteredTime::of(from, None, hours([0])).expect("metered");
        assert!(moment.is_whole());
        assert_eq!(moment.left_out(Milligrams(7)), Milligrams(7));
        assert_eq!(moment.period_hours(), 0.0);
    }

    proptest! {
        #[test]
        fn kept_and_left_out_are_the_whole(
            start in 0..HOUR_US,
            length in 1..2_000 * HOUR_US,
            covered in prop::collection::vec(0..2_100_i64, 0..300),
            more in 0..2_100_i64,
            total in 0..i64::MAX / 2,
        ) {
            let end = Some(at(start + length));
            let of = |hours| MeteredTime::of(at(start), end, hours);
            let left_out = |time: &Option<MeteredTime>| {
                time.as_ref().map_or(Milligrams::ZERO, |time| time.left_out(Milligrams(total)))
            };
            let time = of(hours(covered.iter().copied()));
            // The hours that are not covered keep just what these leave.
            let others = (0..2_100).filter(|hour| !covered.contains(hour));
            let kept = left_out(&of(hours(others)));
            prop_assert_eq!(left_out(&time) + kept, Milligrams(total));
            // An hour more never leaves out less, and twice the same hour leaves out once.
            let wider = of(hours(covered.iter().copied().chain([more, more])));
            prop_assert!(left_out(&wider) >= left_out(&time));
            if let Some(time) = time {
                let near = time.share() * total as f64;
                let far = (left_out(&Some(time.clone())).0 as f64 - near).abs();
                prop_assert!(far <= 301.0 + near * 1e-9, "{far} from {near}");
                let bytes = time.bytes().to_vec();
                prop_assert_eq!(MeteredTime::from_bytes(at(start), end, bytes), Some(time));
            }
        }
    }
}
