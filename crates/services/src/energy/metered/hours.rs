//! Whole hours of what a meter measured, as events.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Duration, Utc};
use model::emissions::HourIntensity;
use model::energy::{Measurement, MeteredEvents, Width};
use model::ingest::{Activity, EventDraft, SupplierRef};
use model::places::Site;
use serde_json::json;

use super::super::intensity::hour_of;

/// An hour of UTC whose measurements are all there.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct WholeHour {
    pub(super) hour: DateTime<Utc>,
    pub(super) kwh: f64,
    /// Intervals of it that are outliers. They count as they came, and the event says so.
    pub(super) outliers: u32,
}

/// The hours of which every interval was measured. `measured` is in order of time.
pub(super) fn whole_hours(
    measured: &[Measurement],
    outliers: &BTreeSet<DateTime<Utc>>,
    width: Width,
) -> Vec<WholeHour> {
    let of_hour = 60 / width.minutes();
    let mut sums: BTreeMap<DateTime<Utc>, (u32, f64, u32)> = BTreeMap::new();
    for one in measured {
        let sum = sums.entry(hour_of(one.at)).or_default();
        sum.0 += 1;
        sum.1 += one.value;
        sum.2 += u32::from(outliers.contains(&one.at));
    }
    let whole = sums.into_iter().filter(|(_, sum)| sum.0 == of_hour);
    whole
        .map(|(hour, (_, kwh, outliers))| WholeHour {
            hour,
            kwh,
            outliers,
        })
        .collect()
}

/// The event of an hour. The same hour with the same figures gives the same event; other figures give
/// one with another hash, which takes its place.
pub(super) fn draft(
    site: &Site,
    events: &MeteredEvents,
    width: Width,
    of: WholeHour,
    intensity: Option<&HourIntensity>,
) -> EventDraft {
    let doubt = (of.outliers > 0).then(|| {
        let intervals = 60 / width.minutes();
        format!(
            "{} of {intervals} intervals of the meter are outliers",
            of.outliers
        )
    });
    let activity = Activity {
        electricity_kwh: Some(of.kwh),
        grid_intensity: intensity.cloned(),
        meter_doubt: doubt.clone(),
        ..Activity::default()
    };
    let raw = json!({
        "site": site.name, "hour": of.hour, "channel": "import_kwh", "kwh": of.kwh,
        "grid_intensity": intensity, "meter_doubt": doubt,
    })
    .to_string();
    let (kwh, intensity_words) = (of.kwh.to_string(), json!(intensity).to_string());
    let mut content = vec![
        ("electricity_kwh", kwh.as_str()),
        ("grid_intensity", intensity_words.as_str()),
    ];
    // Only where there is one, so that hours of which nothing is odd stay the events they are.
    content.extend(doubt.as_deref().map(|doubt| ("meter_doubt", doubt)));
    let (source_key, content_hash) =
        engine::ingest::metered_identity(site.id.0, events.event_type, &events.supplier, &content);
    EventDraft {
        event_type: events.event_type,
        supplier: SupplierRef::Name(events.supplier.trim().to_owned()),
        occurred_at: of.hour,
        ends_at: Some(of.hour + Duration::hours(1)),
        external_id: None,
        site: Some(site.name.clone()),
        vehicle: None,
        lat: None,
        lon: None,
        origin: None,
        destination: None,
        notes: Some(format!(
            "the site's meter, {} intervals of {} minutes",
            60 / width.minutes(),
            width.minutes()
        )),
        activity: Box::new(activity),
        source_key,
        content_hash,
        raw,
        row_number: 1,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use chrono::{DateTime, Duration, Utc};
    use model::energy::{Channel, Measurement, Width};

    use super::whole_hours;

    #[test]
    fn an_hour_needs_each_of_its_intervals() {
        let start = DateTime::<Utc>::UNIX_EPOCH;
        let at = |quarter: i64| Measurement {
            channel: Channel::ImportKwh,
            at: start + Duration::minutes(15 * quarter),
            value: 1.5,
        };
        // A whole hour, one without its second quarter, and one that has only begun.
        let measured: Vec<_> = [0, 1, 2, 3, 4, 6, 7, 8].map(at).into();
        let width = Width::of_minutes(15).expect("a width");
        let outliers = BTreeSet::from([at(2).at, at(5).at]);
        let hours = whole_hours(&measured, &outliers, width);
        assert_eq!(hours.len(), 1);
        let hour = hours[0];
        assert_eq!((hour.hour, hour.kwh, hour.outliers), (start, 6.0, 1));
    }
}
