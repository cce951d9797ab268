//! Events whose electricity a meter of their site counts: totals leave out the part of it that falls into
//! the metered hours, until the meter counts these no more. One that is metered whole is flagged.

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, Utc};
use chrono_tz::Tz;
use engine::ingest::limits::PERIOD_DAYS;
use model::ids::{EventId, SiteId};
use model::ingest::{MeteredTime, QualityStatus};
use store::Tx;
use store::ingest::events::EventFacts;
use store::ingest::superseded::{Overlap, Superseded};

use super::double::withdraw_double;
use super::moving::move_events;
use crate::error::Result;

/// Events looked at at once.
const TOGETHER: u32 = 1_000;

/// Where and when an event that just came in reports electricity.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reported {
    pub(crate) site: SiteId,
    pub(crate) from: DateTime<Utc>,
    pub(crate) to: DateTime<Utc>,
}

/// Leaves out of new events what a meter counts already, in the transaction that brought them; what was
/// filled in for the meter at their time goes.
pub(crate) async fn give_way_to_meters(
    tx: &mut Tx,
    zone: Tz,
    reported: impl Iterator<Item = Reported>,
) -> Result<()> {
    let mut sites: BTreeMap<SiteId, (DateTime<Utc>, DateTime<Utc>)> = BTreeMap::new();
    for one in reported {
        let range = sites.entry(one.site).or_insert((one.from, one.to));
        *range = (range.0.min(one.from), range.1.max(one.to));
    }
    for (site, (from, to)) in sites {
        let hours = (from - Duration::hours(1), to);
        if store::ingest::superseded::is_counted(tx, site, hours).await? {
            settle_metered(tx, zone, site, (from, to)).await?;
        } else {
            withdraw_double(tx, zone, site, (from, to)).await?;
        }
    }
    Ok(())
}

/// Brings what is left out of a site's events in `[from, to)`, and what is filled in for them, in line with
/// the hours its meter counts.
pub(crate) async fn settle_metered(
    tx: &mut Tx,
    zone: Tz,
    site: SiteId,
    range: (DateTime<Utc>, DateTime<Utc>),
) -> Result<()> {
    withdraw_double(tx, zone, site, range).await?;
    let period_max = Duration::days(PERIOD_DAYS);
    let mut after = EventId(0);
    loop {
        let page =
            store::ingest::superseded::overlaps(tx, site, range, period_max, after, TOGETHER)
                .await?;
        settle(tx, zone, site, &page).await?;
        match page.last() {
            Some(last) if page.len() == TOGETHER as usize => after = last.event_id,
            Some(_) | None => return Ok(()),
        }
    }
}

async fn settle(tx: &mut Tx, zone: Tz, site: SiteId, page: &[Overlap]) -> Result<()> {
    let begin = page.iter().map(|event| event.occurred_at).min();
    let end = page.iter().map(end_of).max();
    let (Some(begin), Some(end)) = (begin, end) else {
        return Ok(());
    };
    let hours = (begin - Duration::hours(1), end);
    let hours = store::ingest::superseded::counted_hours(tx, site, hours).await?;
    let mut wanted = BTreeMap::new();
    for event in page {
        let kept = wanted_of(event, &hours);
        if kept != event.kept {
            wanted.insert(event.event_id, (event, kept));
        }
    }
    let ids: Vec<_> = wanted.keys().copied().collect();
    move_events(tx, zone, &ids, |facts| match wanted.get(&facts.id) {
        Some((event, kept)) => EventFacts {
            quality_status: status_of(event, kept.as_ref()),
            metered: kept.as_ref().map(|kept| kept.metered.clone()),
            ..facts.clone()
        },
        None => facts.clone(),
    })
    .await?;
    for (id, (_, kept)) in wanted {
        match kept {
            Some(kept) => store::ingest::superseded::put(tx, id, site, &kept).await?,
            None => store::ingest::superseded::remove(tx, id).await?,
        }
    }
    Ok(())
}

/// The end of an event's time; a moment is as short as can be.
fn end_of(event: &Overlap) -> DateTime<Utc> {
    let moment = event.occurred_at + Duration::microseconds(1);
    event.ends_at.map_or(moment, |end| end.max(moment))
}

/// What is to be kept of an event, with the hours that are counted, oldest first.
fn wanted_of(event: &Overlap, hours: &[DateTime<Utc>]) -> Option<Superseded> {
    event.activity.electricity_kwh?;
    let end = end_of(event);
    let first = hours.partition_point(|hour| *hour + Duration::hours(1) <= event.occurred_at);
    let its = hours[first..]
        .iter()
        .copied()
        .take_while(|hour| *hour < end);
    let metered = MeteredTime::of(event.occurred_at, event.ends_at, its)?;
    let status_before = metered.is_whole().then(|| usual(event));
    Some(Superseded {
        status_before,
        metered,
    })
}

/// The status an event has while no meter counts all of it.
fn usual(event: &Overlap) -> QualityStatus {
    let before = event.kept.as_ref().and_then(|kept| kept.status_before);
    before.unwrap_or(event.status)
}

fn status_of(event: &Overlap, kept: Option<&Superseded>) -> QualityStatus {
    if kept.is_some_and(|kept| kept.metered.is_whole()) {
        QualityStatus::Superseded
    } else {
        usual(event)
    }
}

#[cfg(test)]
mod tests {
    use model::ingest::Activity;

    use super::*;

    fn at(hours: i64) -> DateTime<Utc> {
        DateTime::<Utc>::UNIX_EPOCH + Duration::hours(hours)
    }

    fn bill(kept: Option<Superseded>, status: QualityStatus) -> Overlap {
        Overlap {
            event_id: EventId(1),
            occurred_at: at(0),
            ends_at: Some(at(4)),
            status,
            activity: Activity {
                electricity_kwh: Some(4.0),
                ..Activity::default()
            },
            kept,
        }
    }

    #[test]
    fn the_status_changes_with_the_last_hour_and_comes_back() {
        let outlier = QualityStatus::Outlier;
        let hours: Vec<_> = (-1..5).map(at).collect();
        let part = wanted_of(&bill(None, outlier), &hours[1..3]).expect("metered");
        assert_eq!((part.metered.share(), part.status_before), (0.5, None));
        let half = bill(Some(part.clone()), outlier);
        assert_eq!(status_of(&half, Some(&part)), outlier);

        let whole = wanted_of(&half, &hours).expect("metered");
        assert_eq!(whole.status_before, Some(outlier));
        assert_eq!(status_of(&half, Some(&whole)), QualityStatus::Superseded);

        let superseded = bill(Some(whole.clone()), QualityStatus::Superseded);
        assert_eq!(wanted_of(&superseded, &hours), Some(whole));
        assert_eq!(wanted_of(&superseded, &hours[1..3]), Some(part.clone()));
        assert_eq!(status_of(&superseded, Some(&part)), outlier);
        assert_eq!(wanted_of(&superseded, &[at(-1), at(4)]), None);
        assert_eq!(status_of(&superseded, None), outlier);
    }

    #[test]
    fn what_reports_no_electricity_keeps_everything() {
        let mut gas = bill(None, QualityStatus::Measured);
        gas.activity = Activity {
            gas_kwh_gross: Some(4.0),
            ..Activity::default()
        };
        assert_eq!(wanted_of(&gas, &[at(0)]), None);
    }
}
