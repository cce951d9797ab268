//! What an address answers about the time since what is known: within limits of size and time, without redirects, and
//! to public addresses alone unless the administrator named the host.

use bytes::Bytes;
use chrono::{DateTime, Duration, SecondsFormat, Utc};
use model::energy::SourceReads;
use reqwest::header::{
    ETAG, HeaderName, HeaderValue, IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED,
};
use reqwest::{RequestBuilder, Response, StatusCode, Url};
use store::energy::Validators;

use super::check;
use super::folder::BYTES_MAX;
use super::reading::{Brought, Failure, Task, counts};
use crate::energy::batch::read_batch;
use crate::energy::providers::{ProviderError, bytes, send};
use crate::energy::{csv, measurements, profiles};
use crate::error::{Error, Result};
use crate::outbound::{may_be_asked, public_client};

/// Longest validator that is kept.
const VALIDATOR_BYTES_MAX: usize = 500;

/// What is asked for.
struct Asked {
    url: Url,
    to: DateTime<Utc>,
    /// The same is asked for each time, so that an answer may be that nothing changed.
    is_whole: bool,
}

/// What was answered.
enum Answered {
    Body(Bytes, Validators),
    /// Nothing, or nothing new.
    Nothing(Validators),
}

/// Asks, and stores what is right of the answer.
pub(super) async fn read(task: &Task<'_>) -> std::result::Result<Brought, Failure> {
    let services = task.services;
    let now = services.clock().now();
    let asked = asked(task, now).await?;
    let time_max = services.options().providers.time_max;
    let answered = tokio::time::timeout(time_max, answer(task, &asked)).await;
    let slow = Failure::Address(ProviderError::Slow(time_max));
    let answered = answered.map_err(|_| slow)??;
    let (body, validators) = match answered {
        Answered::Body(body, validators) => (body, validators),
        Answered::Nothing(validators) => {
            return Ok(Brought {
                reached_at: (asked.to < now).then_some(asked.to),
                validators,
                ..Brought::default()
            });
        }
    };
    let mut brought = stored(task, body).await.map_err(of_answer)?;
    // What was asked up to a time long past came, or there is nothing.
    brought.reached_at = if asked.to < now {
        Some(asked.to)
    } else {
        brought.reached_at.map(|last| last.min(now))
    };
    if asked.is_whole {
        brought.validators = validators;
    }
    Ok(brought)
}

/// From what is known on, less the overlap, at most so many days.
async fn asked(task: &Task<'_>, now: DateTime<Utc>) -> std::result::Result<Asked, Failure> {
    let SourceReads::HttpPull {
        url,
        overlap_hours,
        days_a_call,
        ..
    } = &task.source.reads
    else {
        return Err(Failure::Theirs("it is no address".to_owned()));
    };
    let days = Duration::days(i64::from(*days_a_call));
    let known = match task.source.state.reached_at {
        Some(reached) => Some(reached),
        None => {
            let mut conn = (task.services.db().read(task.actor.org).await).map_err(Error::from)?;
            let last = store::energy::last_measured(&mut conn, task.source.site).await;
            last.map_err(Error::from)?
        }
    };
    let overlap = Duration::hours(i64::from(*overlap_hours));
    let from = known.map_or(now - days, |known| known.min(now) - overlap);
    let to = (from + days).min(now);
    let text = |at: DateTime<Utc>| at.to_rfc3339_opts(SecondsFormat::Secs, true);
    let filled = check::filled(url, &text(from), &text(to));
    Ok(Asked {
        url: filled.map_err(|fault| Failure::Theirs(format!("its address {fault}")))?,
        to: if url.contains("{to}") { to } else { now },
        is_whole: !url.contains("{from}") && !url.contains("{to}"),
    })
}

async fn answer(task: &Task<'_>, asked: &Asked) -> std::result::Result<Answered, Failure> {
    let named = &task.services.options().sources.private_hosts;
    if !may_be_asked(&asked.url, named) {
        let words = "its address is not public, and the administrator did not name its host";
        return Err(Failure::Theirs(words.to_owned()));
    }
    let http = public_client(named).map_err(|error| Failure::Ours(Error::Unavailable(error)))?;
    let question = with_headers(task, http.get(asked.url.clone()), asked.is_whole)?;
    let answer = send(question).await.map_err(Failure::Address)?;
    if answer.status() == StatusCode::NOT_MODIFIED {
        return Ok(Answered::Nothing(task.source.validators.clone()));
    }
    let validators = validators(&answer);
    if answer.status() == StatusCode::NO_CONTENT {
        return Ok(Answered::Nothing(validators));
    }
    let most = usize::try_from(BYTES_MAX).unwrap_or(usize::MAX);
    let body = bytes(answer, most).await.map_err(Failure::Address)?;
    Ok(Answered::Body(body.into(), validators))
}

fn with_headers(
    task: &Task<'_>,
    mut question: RequestBuilder,
    is_whole: bool,
) -> std::result::Result<RequestBuilder, Failure> {
    let unusable = || Failure::Theirs("its header or secret cannot be sent".to_owned());
    let SourceReads::HttpPull { header, .. } = &task.source.reads else {
        return Ok(question);
    };
    if let (Some(name), Some(secret)) = (header, &task.source.secret) {
        let name = HeaderName::from_bytes(name.trim().as_bytes()).map_err(|_| unusable())?;
        let mut value = HeaderValue::from_str(secret).map_err(|_| unusable())?;
        value.set_sensitive(true);
        question = question.header(name, value);
    }
    let known = &task.source.validators;
    if is_whole && let Some(etag) = &known.etag {
        question = question.header(IF_NONE_MATCH, etag);
    }
    if is_whole && let Some(at) = &known.last_modified {
        question = question.header(IF_MODIFIED_SINCE, at);
    }
    Ok(question)
}

fn validators(answer: &Response) -> Validators {
    let text = |name| {
        let text = answer.headers().get(name)?.to_str().ok()?;
        (text.len() <= VALIDATOR_BYTES_MAX).then(|| text.to_owned())
    };
    Validators {
        etag: text(ETAG),
        last_modified: text(LAST_MODIFIED),
    }
}

/// Stores an answer: CSV by the profile, otherwise JSON.
async fn stored(task: &Task<'_>, body: Bytes) -> Result<Brought> {
    let (services, actor, source) = (task.services, task.actor, task.source);
    let (site, replace) = (source.site, source.replace);
    let (rows, last, answer) = match source.reads.profile() {
        Some(name) => {
            let mapping = profiles::find(services, actor, name).await?;
            let file = csv::read_rows(task.settings, mapping, body).await?;
            let last = file.last_at();
            let answer = csv::keep(services, actor, site, file, replace).await?;
            (answer.rows, last, answer.measurements)
        }
        None => {
            // Several megabytes are read on a thread that may compute.
            let read = tokio::task::spawn_blocking(move || read_batch(&body));
            // Whether values are replaced is the source's setting, not its answer's.
            let (rows, _) = read.await.map_err(Error::internal)??;
            let (count, last) = (rows.len() as u64, csv::last_at(&rows));
            let answer = measurements::store(services, actor, site, rows, replace).await?;
            (count, last, answer)
        }
    };
    let mut brought = Brought::default();
    brought.add(counts(rows, &answer), &answer.rejected);
    brought.reached_at = last;
    Ok(brought)
}

/// An answer that is not what was agreed is no fault of whoever set the source up.
fn of_answer(error: Error) -> Failure {
    match error {
        Error::Invalid { detail, .. } => {
            Failure::Theirs(format!("its answer is not in its format: {detail}"))
        }
        Error::TooLarge(detail) => Failure::Theirs(format!("its answer is too long: {detail}")),
        other => other.into(),
    }
}
