//! Measurements into the tables: as they came, and as the steps that everything is calculated by.

#[cfg(test)]
mod tests;

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use engine::energy::whole::{step_of, whole_steps};
use model::energy::{Channel, Interval, Measurement};
use model::ids::SiteId;
use store::Tx;
use store::energy::Outcome;

use crate::error::Result;

/// What became of measurements, and the steps they are or make whole.
pub(super) struct Landed {
    /// Of the measurements as they came.
    pub(super) outcome: Outcome,
    pub(super) steps: LandedSteps,
}

/// Steps of which something came.
pub(super) struct LandedSteps {
    pub(super) rows: Vec<Measurement>,
    /// Those among them that took the place of another value.
    pub(super) replaced: Vec<Measurement>,
    /// Places in `rows` of those that stand as they stood.
    kept: HashSet<usize>,
}

impl LandedSteps {
    /// Whether anything is new or another.
    pub(super) fn is_any(&self) -> bool {
        self.kept.len() < self.rows.len()
    }

    /// The first whose load may be another one now.
    pub(super) fn earliest_change(&self) -> Option<DateTime<Utc>> {
        let changed = self.rows.iter().enumerate();
        let changed = changed
            .filter(|(place, row)| row.channel != Channel::Soc && !self.kept.contains(place));
        changed.map(|(_, row)| row.at).min()
    }

    /// Puts others into the place of what stood there where `replace` says so; `outcome` is of `rows`.
    async fn settle(
        tx: &mut Tx,
        id: SiteId,
        rows: Vec<Measurement>,
        outcome: &Outcome,
        replace: bool,
    ) -> Result<Self> {
        let different = || outcome.different.iter().map(|(place, _)| *place);
        let mut kept: HashSet<usize> = outcome.equal.iter().copied().collect();
        let mut replaced = Vec::new();
        if replace {
            replaced.extend(different().map(|place| rows[place]));
            store::energy::replace(tx, id, &replaced).await?;
        } else {
            kept.extend(different());
        }
        Ok(Self {
            rows,
            replaced,
            kept,
        })
    }
}

/// Stores measurements of which no two are of one channel and interval. Where another value stands, it stays,
/// unless `replace` says that it gives way.
pub(super) async fn land(
    tx: &mut Tx,
    id: SiteId,
    interval: Interval,
    came: &[Measurement],
    replace: bool,
) -> Result<Landed> {
    if interval.per_step() == 1 {
        let outcome = store::energy::insert(tx, id, came).await?;
        let steps = LandedSteps::settle(tx, id, came.to_vec(), &outcome, replace).await?;
        return Ok(Landed { outcome, steps });
    }
    let outcome = store::energy::insert_fine(tx, id, came).await?;
    if replace {
        let others = outcome.different.iter().map(|(place, _)| came[*place]);
        store::energy::replace_fine(tx, id, &others.collect::<Vec<_>>()).await?;
    }
    let whole = touched(tx, id, interval, came).await?;
    let of_steps = store::energy::insert(tx, id, &whole).await?;
    // A step is another one only where one of its intervals was replaced.
    let steps = LandedSteps::settle(tx, id, whole, &of_steps, true).await?;
    Ok(Landed { outcome, steps })
}

/// The whole steps that measurements lie in, with what of them was stored before.
async fn touched(
    tx: &mut Tx,
    id: SiteId,
    interval: Interval,
    came: &[Measurement],
) -> Result<Vec<Measurement>> {
    let mut whole = Vec::new();
    for channel in Channel::ALL.iter().copied() {
        let of_channel = came.iter().filter(|one| one.channel == channel);
        let steps: HashSet<_> = of_channel.map(|one| step_of(interval, one.at)).collect();
        let times = steps.iter().copied();
        let stored = store::energy::fine_of_steps(tx, id, channel, times, interval.step());
        let stored = stored.await?;
        let of_steps = whole_steps(interval, &stored).into_iter();
        whole.extend(of_steps.filter(|step| steps.contains(&step.at)));
    }
    Ok(whole)
}
