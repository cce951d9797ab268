//! The daily roll-up built anew from the events, after a change of the organisation's time zone.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use model::ingest::QualityStatus;
use store::Tx;
use store::emissions::Calculation;
use store::emissions::estimates::StoredEstimate;
use store::emissions::rollups::{Deltas, RollupKey};
use store::ingest::events::EventFacts;
use store::organisations::Writers;
use store::quality::NewFill;

use super::rollup::{Amounts, Facts, Metered, RollupBuilder};
use crate::error::Result;

/// Events read at a time.
const EVENTS: u32 = 5_000;

/// Clears the daily roll-up and rebuilds it for `zone`, in the transaction that changes the zone,
/// so that no reader ever sees the one without the other.
pub(crate) async fn rebuild_daily(tx: &mut Tx, zone: Tz) -> Result<()> {
    let writing = store::organisations::begin_writing(tx, Writers::One).await?;
    for calculation in writing.calculations() {
        rebuild(tx, zone, calculation).await?;
    }
    Ok(())
}

async fn rebuild(tx: &mut Tx, zone: Tz, calculation: Calculation) -> Result<()> {
    store::emissions::figures::clear_local(tx, calculation).await?;
    let mut builder = RollupBuilder::adding(zone);
    let always = (DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC);
    for filled in store::quality::standing_fills(tx, always.0, always.1).await? {
        if filled.calculation == calculation {
            builder.event(&facts_of_fill(&filled.fill));
        }
    }
    add_daily(tx, calculation, builder).await?;
    let mut after = None;
    loop {
        let (events, next) = store::ingest::events::scan(tx, after, EVENTS).await?;
        let mut builder = RollupBuilder::adding(zone);
        for event in &events {
            if let Some((_, estimate)) = event
                .estimates
                .iter()
                .find(|(number, _)| *number == calculation)
            {
                builder.event(&facts_of(event, estimate));
            }
        }
        add_daily(tx, calculation, builder).await?;
        match next {
            Some(cursor) => after = Some(cursor),
            None => return Ok(()),
        }
    }
}

async fn add_daily(tx: &mut Tx, calculation: Calculation, builder: RollupBuilder) -> Result<()> {
    let daily_only = Deltas {
        daily: builder.finish().daily,
        ..Deltas::default()
    };
    Ok(store::emissions::rollups::add(tx, calculation, &daily_only).await?)
}

/// What the roll-ups need of a filled value.
pub(crate) fn facts_of_fill(fill: &NewFill) -> Facts<'static> {
    Facts {
        key: RollupKey {
            supplier_id: fill.key.supplier_id,
            site_id: fill.key.site_id,
            category: fill.key.category,
            mode: None,
            quality: QualityStatus::GapFilled,
        },
        vehicle_id: None,
        route_id: None,
        occurred_at: fill.from,
        ends_at: Some(fill.to),
        amounts: Some(Amounts::new(
            fill.ttw,
            fill.wtt,
            (fill.interval_low_kg, fill.interval_high_kg),
        )),
        metered: None,
    }
}

/// What the roll-ups need of a stored event.
pub(crate) fn facts_of<'a>(event: &'a EventFacts, estimate: &StoredEstimate) -> Facts<'a> {
    Facts {
        key: RollupKey {
            supplier_id: event.supplier_id,
            site_id: event.site_id,
            category: event.event_type,
            mode: event.mode,
            quality: event.quality_status,
        },
        vehicle_id: event.vehicle_id,
        route_id: event.route_id,
        occurred_at: event.occurred_at,
        ends_at: event.ends_at,
        amounts: Amounts::of(estimate),
        metered: (event.metered.as_ref()).and_then(|time| Metered::of(estimate, time)),
    }
}
