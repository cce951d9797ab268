//! Recommendations in the words of a language model, beside everything else.
//!
//! The rule's text is there at once, and it is never replaced: a model's words are stored beside it,
//! once they passed the check. Figures, ranking and money are the rule's in any case.

use chrono::{DateTime, Duration, Utc};
use engine::recommendations::wording::{Asked, Item, Language};
use futures::{StreamExt, stream};
use model::ids::{HotspotId, OrgId, RecommendationId};
use model::places::Supplier;
use serde_json::json;
use store::Tx;
use store::monitoring::HotspotRow;
use store::recommendations::{RecommendationRow, Words};

use super::read::{Details, announce};
use super::recent::recent;
use crate::Services;
use crate::actor::Actor;
use crate::audit;
use crate::error::Result;
use crate::jobs::organisations;
use crate::language::{Author, QUESTIONS_AT_ONCE, WhyRules, Wording, word};
use crate::monitoring::entities;

/// What is older keeps its rule's text.
const YOUNG: Duration = Duration::days(1);
/// Nobody else asks for the same so long: more than a model is ever given.
const TAKEN_FOR: Duration = Duration::minutes(5);
/// A model that did not answer is asked again after this, then after twice as long, and so on: six times
/// until the recommendation is a day old.
const PAUSE: Duration = Duration::hours(1);
/// Hotspots of an organisation in one go.
const HOTSPOTS_MAX: u32 = 20;
/// Recommendations of a hotspot in one question: more than rules make.
const ITEMS_MAX: u32 = 20;
/// Reasons of a growth that a model is told.
const DRIVERS_MAX: usize = 3;

/// Has worded what waits for it, without waiting for it. What is missed, because the process ends or the
/// model fails, the job of recommendations asks for again.
pub(super) fn word_soon(services: &Services) {
    if services.language().is_none() {
        return;
    }
    services.tasks().spawn({
        let services = services.clone();
        async move {
            if let Err(error) = word_due(&services).await {
                tracing::warn!(?error, "wording waits for the next run of the job");
            }
        }
    });
}

/// Has worded what waits for it. Done at once where no language model is set up.
///
/// # Errors
/// When the database does not answer; the next run of the job goes on.
pub async fn word_due(services: &Services) -> Result<()> {
    if services.language().is_none() {
        return Ok(());
    }
    let _turn = services.wording().lock().await;
    for org in organisations(services).await? {
        let now = services.clock().now();
        let mut conn = services.db().read(org).await?;
        let (since, most) = (now - YOUNG, HOTSPOTS_MAX);
        let hotspots =
            store::recommendations::wordless_hotspots(&mut conn, since, now, most).await?;
        drop(conn);
        stream::iter(hotspots)
            .for_each_concurrent(QUESTIONS_AT_ONCE, |hotspot| async move {
                if let Err(error) = word_hotspot(services, org, hotspot).await {
                    tracing::warn!(?error, %hotspot, "recommendations were not worded");
                }
            })
            .await;
    }
    Ok(())
}

/// Takes a hotspot's recommendations, asks, and keeps what may be shown.
async fn word_hotspot(services: &Services, org: OrgId, hotspot: HotspotId) -> Result<()> {
    if services.stop().is_cancelled() {
        return Ok(());
    }
    let now = services.clock().now();
    let again = now + TAKEN_FOR;
    let mut tx = services.db().write(org).await?;
    let rows =
        store::recommendations::take_wordless(&mut tx, hotspot, now, again, ITEMS_MAX).await?;
    tx.commit().await?;
    let Some(asked) = question(services, org, &rows).await? else {
        return Ok(());
    };
    tokio::select! {
        () = services.stop().cancelled() => Ok(()),
        wording = word(services.language(), &asked) => keep(services, org, &rows, wording).await,
    }
}

/// What is asked about recommendations of one hotspot. Nobody is named but the entity and the one
/// supplier it belongs to: whoever may read the answer knows these.
async fn question(
    services: &Services,
    org: OrgId,
    rows: &[RecommendationRow],
) -> Result<Option<Asked>> {
    let Some(first) = rows.first() else {
        return Ok(None);
    };
    let mut conn = services.db().read(org).await?;
    let entity = entities(&mut conn, &[first.key]).await?.remove(&first.key);
    let supplier = match first.supplier_id {
        Some(id) => store::places::supplier(&mut conn, id).await?,
        None => None,
    };
    let hotspot = match first.hotspot_id {
        Some(id) => store::monitoring::hotspot(&mut conn, id).await?,
        None => None,
    };
    let events = match &hotspot {
        Some(row) => recent(&mut conn, row.id, row.key, row.detected_at).await?,
        None => Vec::new(),
    };
    drop(conn);
    let mut background = background(first, hotspot.as_ref(), supplier.as_ref());
    background.extend(events);
    let mut names: Vec<_> = supplier.iter().map(|one| one.name.clone()).collect();
    names.extend(entity.map(|one| one.name));
    names.dedup();
    Ok(Some(Asked {
        language: Language::English,
        background,
        items: rows.iter().zip(1..).map(item).collect(),
        names,
    }))
}

fn item((row, number): (&RecommendationRow, usize)) -> Item {
    Item {
        id: format!("R{number}"),
        title: row.title.clone(),
        body: row.body.clone(),
        facts: Details::of(row).facts,
    }
}

/// What the texts are about; nothing of it may be repeated as a figure.
fn background(
    row: &RecommendationRow,
    hotspot: Option<&HotspotRow>,
    supplier: Option<&Supplier>,
) -> Vec<String> {
    let mut known = Vec::new();
    if let Some(HotspotRow { key, severity, .. }) = hotspot {
        known.push(format!(
            "This {} emits more than is normal for it at this hour of the week; level: {}.",
            key.kind.as_str(),
            severity.as_str()
        ));
    }
    let drivers = Details::of(row).cause.map(|cause| cause.drivers);
    let grown = drivers.iter().flatten().filter(|one| one.increase_kg > 0.0);
    for grown in grown.take(DRIVERS_MAX) {
        known.push(format!(
            "It emits more because of: {} ({}).",
            grown.driver.as_str().replace('_', " "),
            grown.event_type.as_str()
        ));
    }
    let place = supplier.and_then(|one| one.location.as_ref());
    known.extend(place.map(|place| format!("Where the supplier is: {place}.")));
    known
}

/// Keeps a model's words, or says when to ask again. What was decided meanwhile keeps the text it was
/// decided on.
async fn keep(
    services: &Services,
    org: OrgId,
    rows: &[RecommendationRow],
    wording: Wording,
) -> Result<()> {
    let now = services.clock().now();
    let mut kept = Vec::new();
    let mut tx = services.db().write(org).await?;
    match wording.author {
        Author::Model(by) => {
            for (row, text) in rows.iter().zip(wording.texts) {
                let words = Words {
                    title: text.title,
                    body: text.body,
                    by: by.clone(),
                };
                if store::recommendations::put_words(&mut tx, row.id, &words).await? {
                    record(services, org, &mut tx, row.id, &by).await?;
                    kept.push(row.id);
                }
            }
        }
        Author::Rules(why) => {
            for row in rows {
                let again = again(&why, row.created_at, now);
                store::recommendations::put_off_wording(&mut tx, row.id, again).await?;
            }
        }
    }
    tx.commit().await?;
    for id in kept {
        announce(services, org, id).await?;
    }
    Ok(())
}

async fn record(
    services: &Services,
    org: OrgId,
    tx: &mut Tx,
    id: RecommendationId,
    by: &str,
) -> Result<()> {
    let actor = Actor::system(org);
    let subject = format!("recommendation {id}");
    let metadata = json!({ "model": by });
    audit::record(
        services,
        tx,
        &actor,
        "recommendation.word",
        subject,
        metadata,
    )
    .await
}

/// When a model may be asked again. What it got wrong twice it would get wrong a third time.
fn again(why: &WhyRules, made: DateTime<Utc>, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    match why {
        WhyRules::NoAnswer(_) => Some(now + PAUSE.max(now - made)),
        WhyRules::Refused(_) | WhyRules::NoModel | WhyRules::Count(_) => None,
    }
}
