//! The one way to a provider: counted, bounded, and backing off after failures.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use reqwest::header::{HeaderName, HeaderValue, RETRY_AFTER};
use reqwest::{Response, StatusCode, Url};
use serde_json::Value;
use store::energy::Pause;

use super::ProviderError;
use crate::Services;
use crate::error::Result;
use crate::outbound::{self, Unread};

/// Longest answer that is read: two days of five-minute values are some 60 KB.
const RESPONSE_BYTES_MAX: usize = 2 * 1024 * 1024;
/// How long a provider is left alone after a failure, doubled with each further one.
const PAUSE_FIRST: TimeDelta = TimeDelta::minutes(30);
const PAUSE_MAX: TimeDelta = TimeDelta::hours(8);
/// Longest time a provider may ask to be left alone for.
const RETRY_AFTER_MAX: Duration = Duration::from_secs(24 * 3600);

/// Asks one provider.
#[derive(Debug)]
pub struct Caller<'a> {
    services: &'a Services,
    provider: &'static str,
    calls_a_day: u32,
    time_max: Duration,
}

impl<'a> Caller<'a> {
    pub(in crate::energy) fn new(
        services: &'a Services,
        provider: &'static str,
        calls_a_day: u32,
    ) -> Self {
        Self {
            services,
            provider,
            calls_a_day,
            time_max: services.options().providers.time_max,
        }
    }

    /// The JSON that is at an address.
    pub(super) async fn get(
        &self,
        http: &reqwest::Client,
        url: Url,
        header: Option<&(HeaderName, HeaderValue)>,
    ) -> std::result::Result<Value, ProviderError> {
        self.count().await?;
        let mut question = http.get(url);
        if let Some((name, value)) = header {
            question = question.header(name, value);
        }
        let answer = tokio::time::timeout(self.time_max, answer(question)).await;
        answer.map_err(|_| ProviderError::Slow(self.time_max))?
    }

    /// Before the call, so that one that fails counts as well: the provider counts it too.
    async fn count(&self) -> std::result::Result<(), ProviderError> {
        let counted = async {
            let mut system = self.services.db().system_write().await?;
            let now = self.services.clock().now();
            let may = store::energy::count_call(&mut system, self.provider, now, self.calls_a_day)
                .await?;
            system.commit().await?;
            Ok(may)
        };
        match counted.await {
            Ok(true) => Ok(()),
            Ok(false) => Err(ProviderError::Capped(self.calls_a_day)),
            Err(error) => Err(ProviderError::Uncounted(error)),
        }
    }
}

async fn answer(question: reqwest::RequestBuilder) -> std::result::Result<Value, ProviderError> {
    let answer = send(question).await?;
    let bytes = bytes(answer, RESPONSE_BYTES_MAX).await?;
    serde_json::from_slice(&bytes).map_err(|_| ProviderError::NotItsFormat("it is no JSON"))
}

/// An answer that is a success, or says that nothing changed.
pub(in crate::energy) async fn send(
    question: reqwest::RequestBuilder,
) -> std::result::Result<Response, ProviderError> {
    let answer = question.send().await;
    let answer = answer.map_err(|error| ProviderError::Unreachable(outbound::cause(&error)))?;
    if !answer.status().is_success() && answer.status() != StatusCode::NOT_MODIFIED {
        // What a provider says about a failure may repeat the key, and is not read.
        return Err(ProviderError::Status {
            status: answer.status().as_u16(),
            retry_after: retry_after(&answer),
        });
    }
    Ok(answer)
}

/// Its body.
pub(in crate::energy) async fn bytes(
    answer: Response,
    bytes_max: usize,
) -> std::result::Result<Vec<u8>, ProviderError> {
    let bytes = outbound::read(answer, bytes_max).await;
    bytes.map_err(|why| match why {
        Unread::TooLong => ProviderError::TooLong(bytes_max),
        Unread::BrokeOff => ProviderError::BrokeOff,
    })
}

/// Seconds, or a date by the server's own clock, as RFC 9110 has them.
fn retry_after(answer: &Response) -> Option<Duration> {
    let text = |name| answer.headers().get(name)?.to_str().ok();
    let asked: &str = text(RETRY_AFTER)?;
    if let Ok(seconds) = asked.trim().parse() {
        return Some(Duration::from_secs(seconds).min(RETRY_AFTER_MAX));
    }
    let until = DateTime::parse_from_rfc2822(asked).ok()?;
    let sent = DateTime::parse_from_rfc2822(text(reqwest::header::DATE)?).ok()?;
    let wait = (until - sent).to_std().ok()?;
    Some(wait.min(RETRY_AFTER_MAX))
}

/// Why a provider is not asked about a subject now, if it is not.
pub(in crate::energy) async fn is_paused(
    services: &Services,
    provider: &str,
    subject: &str,
) -> Result<Option<Pause>> {
    let now = services.clock().now();
    let mut system = services.db().system().await?;
    for about in ["", subject] {
        let pause = store::energy::pause(&mut system, provider, about).await?;
        if let Some(pause) = pause.filter(|pause| pause.not_before > now) {
            return Ok(Some(pause));
        }
    }
    Ok(None)
}

/// Notes how asking about a subject ended, and with a failure until when it is left alone.
pub(in crate::energy) async fn settle(
    services: &Services,
    provider: &str,
    subject: &str,
    failed: Option<&ProviderError>,
) -> Result<()> {
    let mut system = services.db().system_write().await?;
    match failed {
        None => {
            for about in ["", subject] {
                store::energy::end_pause(&mut system, provider, about).await?;
            }
        }
        // Its day ends by itself.
        Some(ProviderError::Capped(_) | ProviderError::Uncounted(_)) => return Ok(()),
        Some(error) => {
            let about = if error.is_of_all() { "" } else { subject };
            let before = store::energy::pause(&mut system, provider, about).await?;
            let pause = next_pause(before.as_ref(), error, services.clock().now());
            store::energy::put_pause(&mut system, provider, about, &pause).await?;
        }
    }
    system.commit().await?;
    Ok(())
}

fn next_pause(before: Option<&Pause>, error: &ProviderError, now: DateTime<Utc>) -> Pause {
    let failures = before.map_or(0, |pause| pause.failures).saturating_add(1);
    Pause {
        failures,
        not_before: now + pause_after(failures, Some(error)),
        fault: error.to_string(),
    }
}

/// How long somebody is left alone after so many failures in a row: as long as they ask for, otherwise longer
/// each time.
pub(in crate::energy) fn pause_after(failures: u32, error: Option<&ProviderError>) -> TimeDelta {
    let doubled = PAUSE_FIRST * 2_i32.pow(failures.clamp(1, 10) - 1);
    let asked = match error {
        Some(ProviderError::Status { retry_after, .. }) => {
            retry_after.and_then(|wait| TimeDelta::from_std(wait).ok())
        }
        _ => None,
    };
    asked.unwrap_or(doubled.min(PAUSE_MAX))
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;

    use super::*;

    #[test]
    fn pauses_double_and_what_is_asked_for_is_kept() {
        let now = Utc
            .with_ymd_and_hms(2026, 6, 15, 12, 0, 0)
            .single()
            .expect("a time");
        let mut pause = None;
        for minutes in [30, 60, 120, 240, 480, 480] {
            let next = next_pause(pause.as_ref(), &ProviderError::BrokeOff, now);
            assert_eq!(next.not_before - now, TimeDelta::minutes(minutes));
            pause = Some(next);
        }
        let asked = ProviderError::Status {
            status: 429,
            retry_after: Some(Duration::from_secs(7)),
        };
        let next = next_pause(pause.as_ref(), &asked, now);
        assert_eq!(next.not_before - now, TimeDelta::seconds(7));
    }
}
