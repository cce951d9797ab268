//! What is to be told, from the queue to the way out, tried again when that fails.

use chrono::{DateTime, Duration, Utc};
use model::ids::{AlertId, ChannelId, OrgId};
use model::monitoring::Severity;
use model::notifications::NotificationEvent;
use serde_json::json;
use store::Tx;
use store::notifications::{Attempt, Due, NewNotification};
use uuid::Uuid;

use super::courier::Letter;
use crate::Services;
use crate::error::Result;
use crate::jobs::organisations;

/// Name of the job.
pub const DELIVERY: &str = "notifications";
/// Attempts before it is given up.
const ATTEMPTS: u32 = 8;
/// Sent in one go per organisation.
const TOGETHER: u32 = 50;
/// Nobody else takes what is being sent for as long.
const TAKEN_FOR: Duration = Duration::minutes(5);

/// What happened to an alert.
#[derive(Debug, Clone)]
pub(crate) struct Told {
    pub(crate) alert: AlertId,
    pub(crate) event: NotificationEvent,
    pub(crate) level: Severity,
    pub(crate) message: String,
    /// The entity's name.
    pub(crate) entity: String,
    pub(crate) at: DateTime<Utc>,
}

/// Queues each for every channel that wants to know.
pub(crate) async fn queue(tx: &mut Tx, told: &[Told], public_url: &str) -> Result<()> {
    if told.is_empty() {
        return Ok(());
    }
    for channel in store::notifications::channels(tx).await? {
        let wanted = told
            .iter()
            .filter(|one| one.level >= channel.channel.min_level);
        for one in wanted {
            let new = one.notification(channel.channel.id, public_url);
            store::notifications::queue(tx, &new).await?;
        }
    }
    Ok(())
}

impl Told {
    fn notification(&self, channel_id: ChannelId, public_url: &str) -> NewNotification {
        let what = match self.event {
            NotificationEvent::Fired => "is far above its baseline or silent",
            NotificationEvent::Escalated => "got worse",
            NotificationEvent::Resolved => "is back to normal",
            NotificationEvent::Test => "is a test",
        };
        let body = json!({
            "event": self.event,
            "level": self.level,
            "entity": self.entity,
            "message": self.message,
            "alert_id": self.alert,
            "at": self.at,
            "url": format!("{public_url}/hotspots"),
        });
        NewNotification {
            id: Uuid::now_v7(),
            channel_id,
            alert_id: Some(self.alert),
            event: self.event,
            subject: format!("{}: {} {what}", self.level.as_str(), self.entity),
            body: body.to_string(),
            created_at: self.at,
        }
    }
}

/// Sends what is due beside what goes on.
pub(crate) fn send_soon(services: &Services, org: OrgId) {
    let services = services.clone();
    services.tasks().spawn({
        let services = services.clone();
        async move {
            if let Err(error) = send(&services, org).await {
                tracing::warn!(?error, "notifications wait for the next run of their job");
            }
        }
    });
}

/// Sends what is due of every organisation.
///
/// # Errors
/// When the database does not answer.
pub async fn send_due(services: &Services) -> Result<String> {
    let (mut sent, mut failed) = (0, 0);
    for org in organisations(services).await? {
        let (good, bad) = send(services, org).await?;
        sent += good;
        failed += bad;
    }
    Ok(format!("{sent} sent, {failed} attempts failed"))
}

/// How many were sent, and how many attempts failed.
async fn send(services: &Services, org: OrgId) -> Result<(u32, u32)> {
    let now = services.clock().now();
    let mut tx = services.db().write(org).await?;
    let due = store::notifications::take_due(&mut tx, now, now + TAKEN_FOR, TOGETHER).await?;
    let channels = store::notifications::channels(&mut tx).await?;
    tx.commit().await?;
    let (mut sent, mut failed) = (0, 0);
    for one in due {
        let Some(channel) = channels
            .iter()
            .find(|channel| channel.channel.id == one.channel_id)
        else {
            continue;
        };
        let letter = letter(&one, channel.secret.clone());
        let delivered = services.courier().deliver(&channel.channel, &letter).await;
        let attempt = match delivered {
            Ok(()) => Attempt::Sent,
            Err(error) if one.attempts + 1 >= ATTEMPTS => Attempt::Failed(error),
            Err(error) => Attempt::Again(error, now + wait(one.attempts)),
        };
        match attempt {
            Attempt::Sent => sent += 1,
            Attempt::Again(..) | Attempt::Failed(_) => failed += 1,
        }
        let mut tx = services.db().write(org).await?;
        store::notifications::note(&mut tx, one.id, &attempt, now).await?;
        tx.commit().await?;
    }
    Ok((sent, failed))
}

/// 1, 2, 4, ... minutes after the first, second, third attempt, an hour at most.
fn wait(attempts: u32) -> Duration {
    Duration::minutes(1_i64 << attempts.min(6)).min(Duration::hours(1))
}

fn letter(due: &Due, secret: Option<String>) -> Letter {
    let parsed: serde_json::Value = serde_json::from_str(&due.body).unwrap_or_default();
    let word = |name: &str| parsed[name].as_str().unwrap_or_default().to_owned();
    Letter {
        id: due.id,
        subject: due.subject.clone(),
        body: due.body.clone(),
        text: format!("{}\n\n{}\n", word("message"), word("url")),
        secret,
    }
}
