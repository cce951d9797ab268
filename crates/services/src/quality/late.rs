//! Real values that come after theirs were filled in: the filled ones give way, in the transaction that
//! brings the real ones.

use chrono::{DateTime, Duration, Utc};
use chrono_tz::Tz;
use model::ids::EventId;
use model::units::Milligrams;
use store::Tx;
use store::quality::{MeterKey, NewFill};

use crate::emissions::{RollupBuilder, facts_of_fill};
use crate::error::Result;

/// Longest period of a filled value.
pub(super) const PERIOD_MAX: Duration = Duration::hours(1);

/// A real event of a meter.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Real {
    pub(crate) event_id: EventId,
    pub(crate) key: MeterKey,
    pub(crate) at: DateTime<Utc>,
    pub(crate) ends_at: Option<DateTime<Utc>>,
    pub(crate) co2e: Option<Milligrams>,
}

impl Real {
    /// The end of its time; a moment counts as a second.
    fn end(&self) -> DateTime<Utc> {
        let moment = self.at.checked_add_signed(Duration::seconds(1));
        let least = moment.unwrap_or(self.at);
        self.ends_at.map_or(least, |end| end.max(least))
    }

    /// What it says of a filled value, when it is of no more than that one's time.
    fn truth_of(&self, fill: &NewFill) -> Option<Milligrams> {
        self.co2e
            .filter(|_| self.end() - self.at <= fill.to - fill.from)
    }
}

/// Takes the filled values for whose time a real event came out of the roll-ups, and marks them.
pub(crate) async fn give_way(
    tx: &mut Tx,
    zone: Tz,
    events: &[Real],
    now: DateTime<Utc>,
) -> Result<()> {
    let first = events.iter().map(|event| event.at).min();
    let last = events.iter().map(Real::end).max();
    let (Some(first), Some(to)) = (first, last) else {
        return Ok(());
    };
    let from = first.checked_sub_signed(PERIOD_MAX).unwrap_or(first);
    for stands in store::quality::standing_fills(tx, from, to).await? {
        let fill = &stands.fill;
        let real = events
            .iter()
            .find(|event| event.key == fill.key && event.at < fill.to && fill.from < event.end());
        let Some(real) = real else { continue };
        if store::quality::replace_fill(tx, &stands, real.event_id, real.truth_of(fill), now)
            .await?
        {
            let mut builder = RollupBuilder::subtracting(zone);
            builder.event(&facts_of_fill(fill));
            store::emissions::rollups::add(tx, stands.calculation, &builder.finish()).await?;
        }
    }
    Ok(())
}
