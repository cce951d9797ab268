//! What a source has to be.

use model::energy::{NewSource, SourceReads};
use model::problem::FieldError;
use reqwest::Url;
use reqwest::header::{
    CONNECTION, CONTENT_LENGTH, HOST, HeaderName, HeaderValue, TE, TRANSFER_ENCODING, UPGRADE,
};

use super::super::profiles;
use super::folder;
use crate::Services;
use crate::actor::Actor;
use crate::error::{Error, Result};
use crate::outbound::{is_loopback, may_be_asked};

/// Headers that say how a request is carried, and not what it asks.
const CARRYING: [HeaderName; 6] = [
    CONNECTION,
    CONTENT_LENGTH,
    HOST,
    TE,
    TRANSFER_ENCODING,
    UPGRADE,
];
const NAME_CHARS_MAX: usize = 60;
const URL_BYTES_MAX: usize = 2_000;
const OVERLAP_HOURS_MAX: u32 = 720;
const DAYS_MAX: u32 = 366;

/// Names every fault of a source; `has_secret` says that one is kept already.
pub(super) async fn source(
    services: &Services,
    actor: &Actor,
    new: &NewSource,
    has_secret: bool,
) -> Result<()> {
    let mut errors = Vec::new();
    if !(1..=NAME_CHARS_MAX).contains(&new.name.trim().chars().count()) {
        let message = format!("name: must have 1 to {NAME_CHARS_MAX} characters");
        errors.push(FieldError::new("name", "length", message));
    }
    match &new.reads {
        SourceReads::FileDrop { folder, .. } => {
            if services.options().sources.drop_dir.is_none() {
                errors.push(FieldError::new("kind", "not_set_up", folder::NOT_SET_UP));
            }
            if let Err(message) = folder::parts(folder) {
                errors.push(FieldError::new("folder", "malformed", message));
            }
            if new.secret.is_some() {
                let message = "secret: goes with a header of an http_pull; leave it out";
                errors.push(FieldError::new("secret", "not_here", message));
            }
        }
        SourceReads::HttpPull { .. } => pull(services, new, has_secret, &mut errors),
    }
    if let Some(name) = new.reads.profile()
        && let Err(Error::NotFound(_)) = profiles::find(services, actor, name).await
    {
        let message = format!("profile: there is no profile of measurements called `{name}`");
        errors.push(FieldError::new("profile", "unknown", message));
    }
    match errors.first() {
        None => Ok(()),
        Some(first) => Err(Error::Invalid {
            detail: first.message.clone(),
            errors,
        }),
    }
}

fn pull(services: &Services, new: &NewSource, has_secret: bool, errors: &mut Vec<FieldError>) {
    let SourceReads::HttpPull {
        url,
        header,
        overlap_hours,
        days_a_call,
        ..
    } = &new.reads
    else {
        return;
    };
    let mut refuse = |field: &str, code: &str, message: String| {
        errors.push(FieldError::new(field, code, format!("{field}: {message}")));
    };
    if !(1..=DAYS_MAX).contains(days_a_call) {
        let message = format!("{days_a_call} must be 1 to {DAYS_MAX}");
        refuse("days_a_call", "out_of_range", message);
    }
    let most = OVERLAP_HOURS_MAX.min(days_a_call.saturating_mul(24).saturating_sub(1));
    if *overlap_hours > most {
        let message = format!("{overlap_hours} must be 0 to {most}, less than the days of a call");
        refuse("overlap_hours", "out_of_range", message);
    }
    let is_secret = new.secret.is_some() || has_secret;
    if header.is_some() != is_secret {
        let message = "a header and a secret go together; give both or none".to_owned();
        refuse("header", "incomplete", message);
    }
    if let Some(name) = header
        && !HeaderName::from_bytes(name.trim().as_bytes())
            .is_ok_and(|name| !CARRYING.contains(&name))
    {
        let message = format!("`{name}` must be a header's name, such as Authorization");
        refuse("header", "malformed", message);
    }
    if let Some(secret) = &new.secret
        && (secret.is_empty()
            || secret.len() > URL_BYTES_MAX
            || HeaderValue::from_str(secret).is_err())
    {
        let message = format!("must have 1 to {URL_BYTES_MAX} characters that a header may carry");
        refuse("secret", "malformed", message);
    }
    match example(url) {
        Err(message) => refuse("url", "malformed", message),
        Ok(url) if !may_be_asked(&url, &services.options().sources.private_hosts) => {
            let message = "is no public address; the administrator names hosts of the own network in NEXUS_PULL_PRIVATE_HOSTS";
            refuse("url", "not_public", message.to_owned());
        }
        Ok(url) if is_secret && url.scheme() == "http" && !is_loopback(&url) => {
            let message = "would carry the secret unencrypted; use https, or leave the secret out";
            refuse("url", "unencrypted", message.to_owned());
        }
        Ok(_) => {}
    }
}

/// The address with some range in it.
pub(super) fn example(url: &str) -> std::result::Result<Url, String> {
    let time = "2026-06-15T12:00:00Z";
    filled(url, time, time)
}

/// The address with a range in the place of `{from}` and `{to}`.
///
/// # Errors
/// A sentence about the address.
pub(super) fn filled(url: &str, from: &str, to: &str) -> std::result::Result<Url, String> {
    let text = url.trim().replace("{from}", from).replace("{to}", to);
    if text.len() > URL_BYTES_MAX || text.contains(['{', '}']) {
        return Err(format!(
            "must have at most {URL_BYTES_MAX} characters, and no placeholder but {{from}} and {{to}}"
        ));
    }
    let url = Url::parse(&text).map_err(|error| format!("is no address: {error}"))?;
    let is_plain =
        url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
    if !["http", "https"].contains(&url.scheme()) || !is_plain {
        return Err(
            "must begin with https:// or http:// and hold no user, password or #".to_owned(),
        );
    }
    Ok(url)
}
