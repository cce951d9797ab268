//! Filled values of a time whose electricity another counts since: of a bill's series, where the meter's hour
//! came, and of a meter's, where a bill came. They go in the transaction that brings what counts.

use chrono::{DateTime, Duration, Utc};
use chrono_tz::Tz;
use engine::ingest::limits::PERIOD_DAYS;
use model::ids::{EventId, SiteId};
use model::ingest::DataSource;
use store::Tx;
use store::quality::{FillRow, NewFill};

use super::electricity::Electricity;
use super::late::PERIOD_MAX;
use crate::emissions::{RollupBuilder, facts_of_fill};
use crate::error::Result;

/// Events before a filled value that say what its series is of.
const BEFORE: u32 = 24;
/// Bills of one time that are looked at.
const BILLS: u32 = 1_000;

/// Takes back what would count twice of a site's times in `[from, to)`.
pub(super) async fn withdraw_double(
    tx: &mut Tx,
    zone: Tz,
    site: SiteId,
    (from, to): (DateTime<Utc>, DateTime<Utc>),
) -> Result<()> {
    let since = from.checked_sub_signed(PERIOD_MAX).unwrap_or(from);
    for stands in store::quality::standing_fills(tx, since, to).await? {
        let fill = &stands.fill;
        let is_of_site = fill.key.site_id == Some(site) && fill.to > from;
        if is_of_site && is_double(tx, site, fill).await? {
            take_back(tx, zone, &stands).await?;
        }
    }
    Ok(())
}

/// Takes a filled value back, and its kilograms out of the roll-ups.
pub(super) async fn take_back(tx: &mut Tx, zone: Tz, stands: &FillRow) -> Result<()> {
    if store::quality::remove_fill(tx, stands).await? {
        let mut builder = RollupBuilder::subtracting(zone);
        builder.event(&facts_of_fill(&stands.fill));
        store::emissions::rollups::add(tx, stands.calculation, &builder.finish()).await?;
    }
    Ok(())
}

async fn is_double(tx: &mut Tx, site: SiteId, fill: &NewFill) -> Result<bool> {
    let before = store::ingest::superseded::before(tx, site, &fill.key, fill.from, BEFORE).await?;
    let kinds = before.iter();
    let kind = kinds
        .map(|(source, activity)| Electricity::of(*source, activity))
        .max();
    let time = (fill.from, fill.to);
    match kind.unwrap_or(Electricity::None) {
        Electricity::None => Ok(false),
        Electricity::Reported => {
            let hours = (fill.from - Duration::hours(1), fill.to);
            let hours = store::ingest::superseded::counted_hours(tx, site, hours).await?;
            Ok(hours
                .iter()
                .any(|hour| *hour + Duration::hours(1) > fill.from))
        }
        Electricity::Metered => {
            let longest = Duration::days(PERIOD_DAYS);
            let (first, limit) = (EventId(0), BILLS);
            let events =
                store::ingest::superseded::overlaps(tx, site, time, longest, first, limit).await?;
            let reports = |one: &store::ingest::superseded::Overlap| {
                // Those of the meter itself are not among them.
                Electricity::of(DataSource::Api, &one.activity) == Electricity::Reported
            };
            Ok(events.iter().any(reports))
        }
    }
}
