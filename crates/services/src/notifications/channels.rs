//! Channels as administrators see them.

use lettre::Address;
use model::auth::Permission;
use model::ids::ChannelId;
use model::notifications::{
    ChannelKind, NewChannel, Notification, NotificationChannel, NotificationEvent,
};
use model::problem::FieldError;
use serde_json::json;
use store::notifications::{Channel, NewNotification};
use uuid::Uuid;

use super::outbox::send_soon;
use crate::Services;
use crate::actor::Actor;
use crate::audit;
use crate::error::{Error, Result};

/// Notifications listed.
const LATEST: u32 = 100;
/// Channels of an organisation at most.
const CHANNELS_MAX: usize = 50;

/// The channels, by name.
///
/// # Errors
/// `Forbidden` unless an admin asks.
pub async fn channels(services: &Services, actor: &Actor) -> Result<Vec<NotificationChannel>> {
    actor.must(Permission::Administer)?;
    let mut conn = services.db().read(actor.org).await?;
    let all = store::notifications::channels(&mut conn).await?;
    Ok(all.into_iter().map(|channel| channel.channel).collect())
}

/// Adds one.
///
/// # Errors
/// `Invalid` per field; `Conflict` when the name is taken.
pub async fn add_channel(
    services: &Services,
    actor: &Actor,
    new: NewChannel,
) -> Result<NotificationChannel> {
    actor.must(Permission::Administer)?;
    check(&new)?;
    let channel = NotificationChannel {
        id: ChannelId(Uuid::now_v7()),
        name: new.name.trim().to_owned(),
        kind: new.kind,
        target: new.target.trim().to_owned(),
        is_signed: new.secret.is_some(),
        min_level: new.min_level,
        created_at: services.clock().now(),
    };
    let stored = Channel {
        channel: channel.clone(),
        secret: new.secret,
    };
    let mut tx = services.db().write(actor.org).await?;
    if store::notifications::channels(&mut tx).await?.len() >= CHANNELS_MAX {
        return Err(Error::Conflict(format!(
            "there are {CHANNELS_MAX} channels already; remove one first"
        )));
    }
    store::notifications::add_channel(&mut tx, &stored).await?;
    let metadata = json!({ "kind": channel.kind, "target": channel.target });
    let subject = format!("notification channel {}", channel.name);
    audit::record(services, &mut tx, actor, "channel.add", subject, metadata).await?;
    tx.commit().await?;
    Ok(channel)
}

/// Removes one, with what was sent through it.
///
/// # Errors
/// `NotFound`; `Forbidden` unless an admin asks.
pub async fn remove_channel(services: &Services, actor: &Actor, id: ChannelId) -> Result<()> {
    actor.must(Permission::Administer)?;
    let mut tx = services.db().write(actor.org).await?;
    if !store::notifications::remove_channel(&mut tx, id).await? {
        return Err(Error::NotFound("channel"));
    }
    let subject = format!("notification channel {id}");
    audit::record(
        services,
        &mut tx,
        actor,
        "channel.remove",
        subject,
        json!({}),
    )
    .await?;
    tx.commit().await?;
    Ok(())
}

/// Queues a message that says that it is a test; how it fares is in [`latest`].
///
/// # Errors
/// `NotFound`; `Forbidden` unless an admin asks.
pub async fn test_channel(services: &Services, actor: &Actor, id: ChannelId) -> Result<()> {
    actor.must(Permission::Administer)?;
    let now = services.clock().now();
    let mut tx = services.db().write(actor.org).await?;
    let known = store::notifications::channels(&mut tx).await?;
    if !known.iter().any(|channel| channel.channel.id == id) {
        return Err(Error::NotFound("channel"));
    }
    let body = json!({
        "event": NotificationEvent::Test,
        "message": "This is a test of a notification channel of Carbon Nexus.",
        "at": now,
        "url": format!("{}/hotspots", services.options().public_url),
    });
    let new = NewNotification {
        id: Uuid::now_v7(),
        channel_id: id,
        alert_id: None,
        event: NotificationEvent::Test,
        subject: "Carbon Nexus: a test".to_owned(),
        body: body.to_string(),
        created_at: now,
    };
    store::notifications::queue(&mut tx, &new).await?;
    let subject = format!("notification channel {id}");
    audit::record(services, &mut tx, actor, "channel.test", subject, json!({})).await?;
    tx.commit().await?;
    send_soon(services, actor.org);
    Ok(())
}

/// What was sent, or is to be, newest first.
///
/// # Errors
/// `Forbidden` unless an admin asks.
pub async fn latest(services: &Services, actor: &Actor) -> Result<Vec<Notification>> {
    actor.must(Permission::Administer)?;
    let mut conn = services.db().read(actor.org).await?;
    Ok(store::notifications::latest(&mut conn, LATEST).await?)
}

fn check(new: &NewChannel) -> Result<()> {
    let mut errors = Vec::new();
    if !(1..=100).contains(&new.name.trim().chars().count()) {
        errors.push(FieldError::new(
            "name",
            "length",
            "the name must have 1 to 100 characters",
        ));
    }
    let target = new.target.trim();
    let fault = match new.kind {
        ChannelKind::Webhook => {
            let url = reqwest::Url::parse(target).ok();
            let is_usable = url.is_some_and(|url| {
                matches!(url.scheme(), "http" | "https") && url.host().is_some()
            });
            (!is_usable || target.len() > 2_000)
                .then(|| format!("`{target}` is no address of a webhook; one looks like https://hooks.example.org/nexus"))
        }
        ChannelKind::Email => target
            .parse::<Address>()
            .is_err()
            .then(|| format!("`{target}` is no e-mail address; one looks like team@example.org")),
    };
    if let Some(fault) = fault {
        errors.push(FieldError::new("target", "malformed", fault));
    }
    if new
        .secret
        .as_ref()
        .is_some_and(|secret| !(8..=200).contains(&secret.len()))
    {
        errors.push(FieldError::new(
            "secret",
            "length",
            "the secret must have 8 to 200 characters",
        ));
    }
    match errors.first() {
        None => Ok(()),
        Some(first) => Err(Error::Invalid {
            detail: first.message.clone(),
            errors,
        }),
    }
}
