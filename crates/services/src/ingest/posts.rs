//! Single events, batches and streams, committed together: whoever posts at the same time shares a
//! transaction, so that many small posts cost few disk flushes.

use std::collections::HashMap;
use std::sync::OnceLock;

use bytes::Bytes;
use model::auth::Permission;
use model::ids::{OrgId, SupplierId};
use model::ingest::{BatchAnswer, BatchRejection, DataSource, EventDraft, PostedEvent};
use model::problem::FieldError;
use tokio::sync::{mpsc, oneshot};

use super::landing::{Landing, Outcome};
use crate::Services;
use crate::actor::Actor;
use crate::emissions;
use crate::error::{Error, Result};

/// Posts that wait for the writer; a post beyond them waits at the door.
const QUEUE: usize = 256;
/// Events of one shared transaction at most.
const TOGETHER_MAX: usize = 2_000;

/// The way to the writer of posted events, which starts with the first post.
#[derive(Debug, Default)]
pub struct PostQueue {
    writer: OnceLock<mpsc::Sender<Post>>,
}

/// Drafts of one caller waiting to be committed.
#[derive(Debug)]
struct Post {
    org: OrgId,
    source: DataSource,
    only_supplier: Option<SupplierId>,
    drafts: Vec<EventDraft>,
    reply: oneshot::Sender<Result<Vec<Outcome>>>,
}

/// Takes one event as JSON. Answered after the commit.
///
/// # Errors
/// `Invalid` per field; `Conflict` when its `external_id` is stored with other content.
pub async fn post_event(
    services: &Services,
    actor: &Actor,
    source: DataSource,
    body: &[u8],
) -> Result<PostedEvent> {
    actor.must(Permission::Import)?;
    let draft = engine::ingest::parse_event(body, services.clock().now()).map_err(invalid_event)?;
    let wanted = draft.clone();
    let outcomes = land(services, actor, source, vec![draft]).await?;
    let mut conn = services.db().read(actor.org).await?;
    let calculation = store::organisations::active_calculation(&mut conn).await?;
    let zone = emissions::zone_of(&mut conn).await?;
    let (created, record) = match outcomes.first().copied() {
        Some(Outcome::Inserted { id, .. }) => (
            true,
            store::ingest::events::get(&mut conn, calculation, id).await?,
        ),
        Some(Outcome::Duplicate) => (false, stored_before(&mut conn, calculation, &wanted).await?),
        Some(Outcome::Conflict) => return Err(Error::Conflict(conflict_text(&wanted))),
        Some(outcome @ (Outcome::UnknownSupplier | Outcome::ForeignSupplier)) => {
            let error = supplier_error(outcome);
            return Err(Error::Invalid {
                detail: error.message.clone(),
                errors: vec![error],
            });
        }
        None => (false, None),
    };
    let record =
        record.ok_or_else(|| Error::internal(anyhow::anyhow!("a posted event is not there")))?;
    Ok(PostedEvent {
        created,
        event: emissions::detail_of(zone, record),
    })
}

/// Takes a batch: a JSON array, or one event per line. What is right is stored, what is not is named.
///
/// # Errors
/// `Invalid` when the body is no batch at all, `TooLarge` with too many events.
pub async fn post_events(services: &Services, actor: &Actor, body: Bytes) -> Result<BatchAnswer> {
    actor.must(Permission::Import)?;
    take_batch(services, actor, DataSource::Api, body).await
}

/// Takes one frame of a stream: an event or an array of events.
///
/// # Errors
/// As [`post_events`].
pub async fn post_frame(services: &Services, actor: &Actor, body: Bytes) -> Result<BatchAnswer> {
    actor.must(Permission::Import)?;
    take_batch(services, actor, DataSource::Stream, body).await
}

async fn take_batch(
    services: &Services,
    actor: &Actor,
    source: DataSource,
    body: Bytes,
) -> Result<BatchAnswer> {
    let now = services.clock().now();
    // Thousands of events are worth a thread of their own.
    let read = tokio::task::spawn_blocking(move || engine::ingest::batch_events(&body, now))
        .await
        .map_err(Error::internal)?
        .map_err(invalid_event)?;
    let mut answer = BatchAnswer::default();
    let mut drafts = Vec::with_capacity(read.len());
    let mut indices = Vec::with_capacity(read.len());
    for (index, outcome) in (0_u64..).zip(read) {
        match outcome {
            Ok(draft) => {
                drafts.push(draft);
                indices.push(index);
            }
            Err(errors) => answer.rejected.push(BatchRejection { index, errors }),
        }
    }
    let ids: Vec<_> = drafts
        .iter()
        .map(|draft| draft.external_id.clone())
        .collect();
    let mut at = 0;
    for piece in pieces(drafts) {
        for outcome in land(services, actor, source, piece).await? {
            let here = at;
            at += 1;
            match outcome {
                Outcome::Inserted { .. } => answer.accepted += 1,
                Outcome::Duplicate => answer.duplicate += 1,
                Outcome::Conflict => answer.rejected.push(BatchRejection {
                    index: indices[here],
                    errors: vec![FieldError::new(
                        "external_id",
                        "conflict",
                        conflict_of(ids[here].as_deref()),
                    )],
                }),
                Outcome::UnknownSupplier | Outcome::ForeignSupplier => {
                    answer.rejected.push(BatchRejection {
                        index: indices[here],
                        errors: vec![supplier_error(outcome)],
                    });
                }
            }
        }
    }
    answer.rejected.sort_by_key(|rejection| rejection.index);
    Ok(answer)
}

/// Cuts a batch into transactions.
fn pieces(mut drafts: Vec<EventDraft>) -> Vec<Vec<EventDraft>> {
    let mut pieces = Vec::new();
    while drafts.len() > TOGETHER_MAX {
        let rest = drafts.split_off(TOGETHER_MAX);
        pieces.push(std::mem::replace(&mut drafts, rest));
    }
    pieces.push(drafts);
    pieces
}

/// Hands drafts to the writer and waits for the commit.
pub(crate) async fn land(
    services: &Services,
    actor: &Actor,
    source: DataSource,
    drafts: Vec<EventDraft>,
) -> Result<Vec<Outcome>> {
    if drafts.is_empty() {
        return Ok(Vec::new());
    }
    let stopping = || Error::Unavailable("the server is stopping; send it again".to_owned());
    if services.stop().is_cancelled() {
        return Err(stopping());
    }
    let (reply, answer) = oneshot::channel();
    let only_supplier = actor.supplier_scope();
    let post = Post {
        org: actor.org,
        source,
        only_supplier,
        drafts,
        reply,
    };
    let writer = services.posts().writer.get_or_init(|| {
        let (sender, receiver) = mpsc::channel(QUEUE);
        let services = services.clone();
        services.tasks().spawn({
            let services = services.clone();
            async move { write_posts(&services, receiver).await }
        });
        sender
    });
    writer.send(post).await.map_err(|_| stopping())?;
    answer.await.map_err(|_| stopping())?
}

/// The writer: takes what waits, commits it together, answers each.
async fn write_posts(services: &Services, mut queue: mpsc::Receiver<Post>) {
    loop {
        let first = tokio::select! {
            post = queue.recv() => post,
            () = services.stop().cancelled() => {
                // What is in the queue was taken on and is written; nothing new comes in.
                queue.close();
                queue.recv().await
            }
        };
        let Some(first) = first else { return };
        let mut events = first.drafts.len();
        let mut posts = vec![first];
        while events < TOGETHER_MAX {
            let Ok(post) = queue.try_recv() else { break };
            events += post.drafts.len();
            posts.push(post);
        }
        let mut groups: HashMap<(OrgId, DataSource, Option<SupplierId>), Vec<Post>> =
            HashMap::new();
        for post in posts {
            groups
                .entry((post.org, post.source, post.only_supplier))
                .or_default()
                .push(post);
        }
        for ((org, source, only_supplier), posts) in groups {
            write_together(services, org, source, only_supplier, posts).await;
        }
    }
}

async fn write_together(
    services: &Services,
    org: OrgId,
    source: DataSource,
    only_supplier: Option<SupplierId>,
    posts: Vec<Post>,
) {
    let mut drafts = Vec::new();
    let mut waiting = Vec::new();
    for post in posts {
        waiting.push((post.drafts.len(), post.reply));
        drafts.extend(post.drafts);
    }
    let mut landing = Landing::new(services, org, source, only_supplier);
    let outcomes = match commit(services, org, &mut landing, drafts).await {
        Ok(outcomes) => outcomes,
        Err(error) => {
            let text = "the events could not be stored; send them again".to_owned();
            tracing::error!(error = ?error, "posted events could not be stored");
            for (_, reply) in waiting {
                // Whoever left does not need an answer.
                let _ = reply.send(Err(Error::Unavailable(text.clone())));
            }
            return;
        }
    };
    let mut outcomes = outcomes.into_iter();
    for (count, reply) in waiting {
        let own = outcomes.by_ref().take(count).collect();
        let _ = reply.send(Ok(own));
    }
}

async fn commit(
    services: &Services,
    org: OrgId,
    landing: &mut Landing,
    drafts: Vec<EventDraft>,
) -> Result<Vec<Outcome>> {
    let prepared = landing.prepare(drafts).await?;
    let landed = store::retrying(5, || async {
        let mut tx = services.db().write(org).await?;
        let landed = prepared.write(&mut tx, None).await?;
        tx.commit().await?;
        Ok::<_, Error>(landed)
    })
    .await?;
    landed.announce(services, org);
    Ok(landed.outcomes)
}

async fn stored_before(
    conn: &mut store::Conn,
    calculation: store::emissions::Calculation,
    draft: &EventDraft,
) -> Result<Option<store::ingest::events::EventRecord>> {
    let found = match &draft.external_id {
        Some(id) => store::ingest::events::find_by_external_id(conn, calculation, id).await?,
        None => {
            let key = &draft.source_key;
            store::ingest::events::find_by_key(conn, calculation, draft.occurred_at, key).await?
        }
    };
    Ok(found)
}

pub(crate) fn invalid_event(errors: Vec<FieldError>) -> Error {
    let detail = errors
        .first()
        .map_or_else(String::new, |first| first.message.clone());
    Error::Invalid { detail, errors }
}

fn conflict_text(draft: &EventDraft) -> String {
    conflict_of(draft.external_id.as_deref())
}

fn conflict_of(external_id: Option<&str>) -> String {
    format!(
        "an event with external_id `{}` is stored with other content; use another id, or take the first one back",
        external_id.unwrap_or_default()
    )
}

fn supplier_error(outcome: Outcome) -> FieldError {
    if outcome == Outcome::UnknownSupplier {
        FieldError::new(
            "supplier",
            "unknown",
            "there is no supplier with this id; give a name to create one",
        )
    } else {
        FieldError::new(
            "supplier",
            "not_yours",
            "you may only report events of your own supplier",
        )
    }
}
