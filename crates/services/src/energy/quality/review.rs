//! A review: what came is read, judged on a thread that may compute, and what follows is written channel
//! by channel.

use std::collections::BTreeSet;

use chrono::{DateTime, Duration, Utc};
use engine::energy::limits::Limits;
use model::energy::{Channel, EnergySite, Measurement};
use model::ids::{OrgId, SiteId};
use model::live::EnergyNews;
use store::Tx;
use store::energy::{Pending, Task};

use super::super::announce::announce;
use super::super::intensity::hour_of;
use super::super::measurements::forget_forecasts_of;
use super::super::metered::make_soon;
use super::super::sites::grid;
use super::judging::{Material, REVIEWED, Verdict, judge};
use crate::Services;
use crate::error::{Error, Result};
use crate::quality::{BEYOND, PAST};

/// Name of the job that reviews.
pub const MEASUREMENT_QUALITY: &str = "measurement_quality";

/// What stands beside what came is judged again: it had no neighbour on that side before.
const BESIDE: Duration = Duration::days(1);
/// Longest time reviewed at once.
const PIECE: Duration = Duration::days(91);
/// Most intervals of a channel that are read for a piece: of quarter-hours, with all that teaches.
const ROWS: u32 = 20_000;
/// Sites of one look.
const SITES: u32 = 1_000;
const ATTEMPTS: u32 = 5;

/// What reviews did.
#[derive(Debug, Default, Clone, Copy)]
struct Done {
    flagged: u64,
    cleared: u64,
    filled: u64,
}

impl Done {
    fn add(&mut self, more: Self) {
        self.flagged += more.flagged;
        self.cleared += more.cleared;
        self.filled += more.filled;
    }

    fn is_any(self) -> bool {
        self.flagged + self.cleared + self.filled > 0
    }
}

/// Reviews what came since the last time. A site that fails keeps nobody else, and is tried again.
///
/// # Errors
/// When the database does not answer.
pub async fn review_measurements(services: &Services) -> Result<String> {
    let mut system = services.db().system().await?;
    let waiting = store::energy::pending_organisations(&mut system, Task::Review).await?;
    drop(system);
    let (mut done, mut sites, mut failed) = (Done::default(), 0, 0);
    for org in waiting {
        let mut conn = services.db().read(org).await?;
        let pending = store::energy::pending(&mut conn, Task::Review, SITES).await?;
        drop(conn);
        for one in pending {
            match review_pending(services, org, &one).await {
                Ok(part) => {
                    sites += 1;
                    done.add(part);
                }
                Err(error) => {
                    failed += 1;
                    let site = one.site_id.0;
                    tracing::error!(?error, org = org.0, site, "a site's review failed");
                }
            }
        }
    }
    Ok(format!(
        "{sites} sites: {} measurements became outliers, {} are none any more, {} filled in; \
         {failed} sites failed",
        done.flagged, done.cleared, done.filled
    ))
}

async fn review_pending(services: &Services, org: OrgId, pending: &Pending) -> Result<Done> {
    let mut done = Done::default();
    let (mut from, to) = (pending.from - BESIDE, pending.to + BESIDE);
    while from < to {
        let next = (from + PIECE).min(to);
        done.add(review(services, org, pending.site_id, (from, next)).await?);
        from = next;
    }
    let mut tx = services.db().write(org).await?;
    store::energy::settle_pending(&mut tx, pending).await?;
    tx.commit().await?;
    if done.is_any() {
        announce(services, org, pending.site_id, EnergyNews::Measurements);
        make_soon(services, org);
    }
    Ok(done)
}

/// Reviews what lies in `[from, to)` of a site.
async fn review(
    services: &Services,
    org: OrgId,
    id: SiteId,
    range: (DateTime<Utc>, DateTime<Utc>),
) -> Result<Done> {
    let read = (range.0 - PAST, range.1 + BEYOND);
    let mut conn = services.db().read(org).await?;
    let Some(stored) = store::energy::energy_site(&mut conn, id).await? else {
        return Ok(Done::default());
    };
    let mut materials = Vec::with_capacity(REVIEWED.len());
    for channel in REVIEWED {
        let measured = store::energy::series(&mut conn, id, channel, read, ROWS).await?;
        let flags = store::energy::flags(&mut conn, id, channel, read).await?;
        let fills = store::energy::measurement_fills(&mut conn, id, channel, read, ROWS).await?;
        let approved = flags.iter().filter(|flag| flag.is_approved);
        materials.push(Material {
            channel,
            measured,
            approved: approved.map(|flag| flag.at).collect(),
            filled: fills.iter().map(|fill| fill.of.at).collect(),
        });
    }
    drop(conn);
    let (width, zone) = grid(&stored.settings)?;
    let place_deg = stored.site.lat.zip(stored.site.lon);
    let limits = Limits::of(&stored.settings, width, place_deg);
    let turn = services.turn().await?;
    let verdicts =
        tokio::task::spawn_blocking(move || judge((zone, width), &limits, &materials, range));
    let verdicts = verdicts.await.map_err(Error::internal)??;
    drop(turn);
    let mut done = Done::default();
    for verdict in &verdicts {
        let written = store::retrying(ATTEMPTS, || write(services, org, id, range, verdict));
        done.add(written.await?);
    }
    Ok(done)
}

/// Writes what was found of a channel, as far as it holds by now.
async fn write(
    services: &Services,
    org: OrgId,
    id: SiteId,
    range: (DateTime<Utc>, DateTime<Utc>),
    verdict: &Verdict,
) -> Result<Done> {
    let (now, channel) = (services.clock().now(), verdict.channel);
    let mut tx = services.db().write(org).await?;
    let stored = store::energy::energy_site_to_write(&mut tx, id).await?;
    let Some(stored) = stored else {
        return Ok(Done::default());
    };
    let mut done = Done::default();
    let mut changed = BTreeSet::new();
    let odd: BTreeSet<_> = verdict.odd.iter().map(|(of, _)| of.at).collect();
    for flag in store::energy::flags(&mut tx, id, channel, range).await? {
        let is_over = !flag.is_approved && !odd.contains(&flag.at);
        if is_over && store::energy::remove_flag(&mut tx, id, channel, flag.at).await? {
            done.cleared += 1;
            changed.insert(flag.at);
        }
    }
    for (of, reason) in &verdict.odd {
        if store::energy::put_flag(&mut tx, id, *of, reason, now).await? {
            done.flagged += 1;
            changed.insert(of.at);
        }
    }
    for fill in &verdict.fills {
        let is_new = store::energy::put_measurement_fill(&mut tx, id, fill, now).await?;
        done.filled += u64::from(is_new);
    }
    worth_changed(&mut tx, id, &stored.settings, channel, &changed).await?;
    tx.commit().await?;
    Ok(done)
}

/// What rests on measurements that became outliers, or are none any more: forecasts do not stand, and the
/// events of their hours are made anew.
pub(super) async fn worth_changed(
    tx: &mut Tx,
    id: SiteId,
    settings: &EnergySite,
    channel: Channel,
    changed: &BTreeSet<DateTime<Utc>>,
) -> Result<()> {
    let times = changed.first().zip(changed.last());
    if let Some((first, _)) = times.filter(|_| channel != Channel::Soc) {
        forget_forecasts_of(tx, id, *first).await?;
    }
    let makes_events = settings.events.is_some() && channel == Channel::ImportKwh;
    if let Some((first, last)) = times.filter(|_| makes_events) {
        let hours = (hour_of(*first), hour_of(*last) + Duration::hours(1));
        store::energy::mark_pending(tx, id, Task::Events, hours).await?;
    }
    Ok(())
}

/// Measurements came, in the transaction that brings them: filled values give way to real ones, what was
/// said of a value does not hold of another, and all is to be reviewed.
pub(in crate::energy) async fn arrived(
    tx: &mut Tx,
    id: SiteId,
    came: &[Measurement],
    replaced: &[Measurement],
) -> Result<()> {
    let mut all: Option<(DateTime<Utc>, DateTime<Utc>)> = None;
    for channel in Channel::ALL.iter().copied() {
        let of_channel = came.iter().filter(|one| one.channel == channel);
        let times = || of_channel.clone().map(|one| one.at);
        let Some((first, last)) = times().min().zip(times().max()) else {
            continue;
        };
        let range = (first, last + Duration::seconds(1));
        store::energy::withdraw_measurement_fills(tx, id, channel, range).await?;
        let others = replaced.iter().filter(|one| one.channel == channel);
        let others: BTreeSet<_> = others.map(|one| one.at).collect();
        for flag in store::energy::flags(tx, id, channel, range).await? {
            if others.contains(&flag.at) {
                store::energy::remove_flag(tx, id, channel, flag.at).await?;
            }
        }
        all = Some(all.map_or(range, |all| (all.0.min(range.0), all.1.max(range.1))));
    }
    if let Some(range) = all {
        store::energy::mark_pending(tx, id, Task::Review, range).await?;
    }
    Ok(())
}
