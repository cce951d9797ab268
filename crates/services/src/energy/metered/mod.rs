//! What meters of sites measured becomes events, one for each whole hour of UTC: the same hour gives the
//! same event, and other measurements or another intensity of the hour one in its place.
//!
//! While a site makes events, an hour keeps its event when its measurements are deleted by age: figures
//! do not change because raw data is old.

mod hours;

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Duration, Utc};
use model::emissions::{HourIntensity, IntensitySignal};
use model::energy::Channel;
use model::ids::{EventId, OrgId, SiteId};
use model::ingest::{DataSource, EventDraft};
use model::time::TimeRange;
use store::Tx;
use store::energy::{MeteredHour, StoredEnergySite, Task, Zone};
use store::organisations::Writers;

use super::intensity::hour_of;
use super::sites::grid;
use super::weather::all_sites;
use crate::Services;
use crate::emissions::{self, RollupBuilder, facts_of};
use crate::error::{Error, Result};
use crate::ingest::{Landing, Outcome, Prepared};
use crate::jobs::organisations;
use crate::quality;
use crate::settings::time_zone;

/// Name of the job that makes them.
pub const METERED_EVENTS: &str = "metered_events";

/// Hours of one transaction.
const HOURS: u32 = 240;
/// Hours that are looked at again with each run: what a provider says of the grid comes late.
const AGAIN: Duration = Duration::hours(72);
/// How often others may change the same hours meanwhile before the next run is left to try.
const TRIES: usize = 3;
const ATTEMPTS: u32 = 5;
/// Sites of one look.
const SITES: u32 = 1_000;

/// Makes the events of all hours that are to be looked at. A site that fails keeps nobody else.
///
/// # Errors
/// When the database does not answer.
pub async fn make_metered_events(services: &Services) -> Result<String> {
    let mut system = services.db().system().await?;
    let waiting = store::energy::pending_organisations(&mut system, Task::Events).await?;
    drop(system);
    let (mut made, mut failed) = (0, 0);
    let mut count = |site: SiteId, outcome: Result<u64>| match outcome {
        Ok(hours) => made += hours,
        Err(error) => {
            failed += 1;
            tracing::error!(?error, site = site.0, "a meter's events could not be made");
        }
    };
    for org in waiting {
        for (site, outcome) in make_pending(services, org).await? {
            count(site, outcome);
        }
    }
    let now = services.clock().now();
    for org in organisations(services).await? {
        for site in all_sites(services, org).await? {
            let zones = &services.options().providers;
            let region = site.site.grid_region.as_deref();
            if site.settings.events.is_some() && region.and_then(|one| zones.zone(one)).is_some() {
                let range = (hour_of(now - AGAIN), now);
                count(site.site.id, make(services, org, site.site.id, range).await);
            }
        }
    }
    Ok(format!("{made} hours changed, {failed} sites failed"))
}

/// Makes the events of an organisation's hours now, beside whoever brought the measurements. What
/// fails is the job's to try again.
pub(super) fn make_soon(services: &Services, org: OrgId) {
    let of_task = services.clone();
    services.tasks().spawn(async move {
        let made = make_pending(&of_task, org).await;
        let failed = match made {
            Ok(sites) => sites.into_iter().find_map(|(_, outcome)| outcome.err()),
            Err(error) => Some(error),
        };
        if let Some(error) = failed {
            tracing::warn!(
                ?error,
                org = org.0,
                "meters' events wait for the next run of their job"
            );
        }
    });
}

async fn make_pending(services: &Services, org: OrgId) -> Result<Vec<(SiteId, Result<u64>)>> {
    let mut conn = services.db().read(org).await?;
    let waiting = store::energy::pending(&mut conn, Task::Events, SITES).await?;
    drop(conn);
    let mut outcomes = Vec::with_capacity(waiting.len());
    for pending in waiting {
        let range = (hour_of(pending.from), pending.to);
        let made = make(services, org, pending.site_id, range).await;
        if made.is_ok() {
            let mut tx = services.db().write(org).await?;
            store::energy::settle_pending(&mut tx, &pending).await?;
            tx.commit().await?;
        }
        outcomes.push((pending.site_id, made));
    }
    Ok(outcomes)
}

/// Makes the events of a site's hours that begin in `[from, to)`. How many hours changed.
async fn make(
    services: &Services,
    org: OrgId,
    site: SiteId,
    (from, to): (DateTime<Utc>, DateTime<Utc>),
) -> Result<u64> {
    let (mut at, mut changed) = (from, 0);
    while at < to {
        let next = (at + Duration::hours(i64::from(HOURS))).min(to);
        let mut tries = 0;
        changed += loop {
            if let Some(count) = make_piece(services, org, site, (at, next)).await? {
                break count;
            }
            tries += 1;
            if tries == TRIES {
                return Err(Error::Unavailable(
                    "the measurements of the site keep changing; the next run goes on".to_owned(),
                ));
            }
        };
        at = next;
    }
    Ok(changed)
}

/// What is to become of the hours of a piece.
struct Piece {
    /// The settings it follows from.
    site: Option<StoredEnergySite>,
    before: Vec<MeteredHour>,
    drafts: Vec<EventDraft>,
    /// Hours whose events go.
    gone: Vec<MeteredHour>,
}

/// `None`: somebody changed the site or its hours meanwhile.
async fn make_piece(
    services: &Services,
    org: OrgId,
    site: SiteId,
    range: (DateTime<Utc>, DateTime<Utc>),
) -> Result<Option<u64>> {
    let piece = look(services, org, site, range).await?;
    if piece.drafts.is_empty() && piece.gone.is_empty() {
        return Ok(Some(0));
    }
    let keys: Vec<_> = (piece.drafts.iter())
        .map(|draft| (draft.occurred_at, draft.content_hash))
        .collect();
    let mut landing = Landing::new(services, org, DataSource::Meter, None);
    let prepared = landing.prepare(piece.drafts.clone()).await?;
    let done = store::retrying(ATTEMPTS, || async {
        let mut tx = services.db().write(org).await?;
        let written = write(&mut tx, site, range, &piece, &prepared, &keys).await?;
        if written {
            tx.commit().await?;
        }
        Ok::<_, Error>(written)
    })
    .await?;
    if !done {
        return Ok(None);
    }
    let (from, to) = range;
    emissions::changed(services, org, TimeRange { from, to }, 0, Vec::new());
    Ok(Some((piece.gone.len() + keys.len()) as u64))
}

async fn look(
    services: &Services,
    org: OrgId,
    id: SiteId,
    range: (DateTime<Utc>, DateTime<Utc>),
) -> Result<Piece> {
    let mut conn = services.db().read(org).await?;
    let site = store::energy::energy_site(&mut conn, id).await?;
    let before = store::energy::metered_hours(&mut conn, id, range, HOURS).await?;
    let making = site
        .as_ref()
        .and_then(|site| Some((site, site.settings.events.as_ref()?)));
    let Some((of, events)) = making else {
        let gone = before.clone();
        return Ok(Piece {
            site,
            before,
            drafts: Vec::new(),
            gone,
        });
    };
    let (width, _) = grid(&of.settings)?;
    let limit = HOURS * (60 / width.minutes());
    let measured = store::energy::series(&mut conn, id, Channel::ImportKwh, range, limit).await?;
    let flags = store::energy::flags(&mut conn, id, Channel::ImportKwh, range).await?;
    let outliers = flags.into_iter().filter(|flag| !flag.is_approved);
    let outliers = outliers.map(|flag| flag.at).collect();
    let organisation = store::organisations::settings(&mut conn).await?;
    drop(conn);
    let region =
        emissions::grid_region(Some(&of.site), organisation.default_grid_region.as_deref());
    let intensities = intensities(services, region, range).await?;
    let known: BTreeMap<_, _> = before.iter().map(|one| (one.hour, one)).collect();
    let mut drafts = Vec::new();
    let mut gone = Vec::new();
    for hour in hours::whole_hours(&measured, &outliers, width) {
        let draft = hours::draft(&of.site, events, width, hour, intensities.get(&hour.hour));
        match known.get(&hour.hour) {
            Some(known) if known.content_hash == draft.content_hash => continue,
            Some(known) => gone.push(**known),
            None => {}
        }
        drafts.push(draft);
    }
    Ok(Piece {
        site,
        before,
        drafts,
        gone,
    })
}

/// The average intensities known of a region's hours. Marginal ones answer another question and are
/// never taken.
async fn intensities(
    services: &Services,
    region: Option<&str>,
    range: (DateTime<Utc>, DateTime<Utc>),
) -> Result<HashMap<DateTime<Utc>, HourIntensity>> {
    let zone = region.and_then(|region| services.options().providers.zone(region));
    let Some(zone) = zone else {
        return Ok(HashMap::new());
    };
    let of = Zone {
        provider: zone.provider.as_str(),
        zone: &zone.zone,
    };
    let mut system = services.db().system().await?;
    let hours = store::energy::intensity(&mut system, of, range, HOURS).await?;
    let average = hours
        .into_iter()
        .filter(|hour| hour.signal == IntensitySignal::Average);
    Ok(average
        .map(|hour| {
            let intensity = HourIntensity {
                provider: zone.provider,
                zone: zone.zone.clone(),
                kg_per_kwh: hour.g_per_kwh / 1_000.0,
                kind: hour.kind,
                scope: hour.scope,
            };
            (hour.at, intensity)
        })
        .collect())
}

/// Writes a piece, unless what it follows from is another by now.
async fn write(
    tx: &mut Tx,
    site: SiteId,
    range: (DateTime<Utc>, DateTime<Utc>),
    piece: &Piece,
    prepared: &Prepared,
    keys: &[(DateTime<Utc>, [u8; 16])],
) -> Result<bool> {
    let writing = store::organisations::begin_writing(tx, Writers::One).await?;
    let zone = time_zone(&writing.time_zone)?;
    let settings = |site: &Option<StoredEnergySite>| site.as_ref().map(|one| one.settings.clone());
    let now = store::energy::energy_site_to_write(tx, site).await?;
    let before = store::energy::metered_hours(tx, site, range, HOURS).await?;
    if settings(&now) != settings(&piece.site) || before != piece.before {
        return Ok(false);
    }
    let ids: Vec<EventId> = piece.gone.iter().map(|one| one.event_id).collect();
    let removed = store::ingest::events::remove(tx, &ids).await?;
    let mut leaving: BTreeMap<_, RollupBuilder> = BTreeMap::new();
    for event in &removed {
        for (calculation, estimate) in &event.estimates {
            let builder = leaving
                .entry(*calculation)
                .or_insert_with(|| RollupBuilder::subtracting(zone));
            builder.event(&facts_of(event, estimate));
        }
    }
    for (calculation, builder) in leaving {
        store::emissions::rollups::add(tx, calculation, &builder.finish()).await?;
    }
    for one in &piece.gone {
        store::energy::remove_metered_hour(tx, site, one.hour).await?;
    }
    let landed = prepared.write(tx, None).await?;
    for (outcome, (hour, content_hash)) in landed.outcomes.iter().zip(keys) {
        let Outcome::Inserted { id, .. } = outcome else {
            return Err(Error::internal(anyhow::anyhow!(
                "the event of {hour} of site {site} is there without its hour"
            )));
        };
        let counted = MeteredHour {
            hour: *hour,
            event_id: *id,
            content_hash: *content_hash,
        };
        let end = *hour + Duration::hours(1);
        store::energy::put_metered_hour(tx, site, counted, end).await?;
    }
    quality::settle_metered(tx, zone, site, range).await?;
    Ok(true)
}
