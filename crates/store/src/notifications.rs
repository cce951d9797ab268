//! Channels, and what is sent through them.

use chrono::{DateTime, Utc};
use model::ids::{AlertId, ChannelId};
use model::monitoring::Severity;
use model::notifications::{
    ChannelKind, Notification, NotificationChannel, NotificationEvent, NotificationStatus,
};
use uuid::Uuid;

use crate::codes::word;
use crate::db::run;
use crate::error::OnConflict;
use crate::instant::Instant;
use crate::{Conflict, Conn, Error, Result, text};

/// A channel with its secret.
#[derive(Debug, Clone)]
pub struct Channel {
    pub channel: NotificationChannel,
    pub secret: Option<String>,
}

#[derive(Debug, sqlx::FromRow)]
struct ChannelRow {
    id: Uuid,
    name: String,
    kind: String,
    target: String,
    secret: Option<String>,
    min_level: String,
    created_at: Instant,
}

impl TryFrom<ChannelRow> for Channel {
    type Error = Error;

    fn try_from(row: ChannelRow) -> Result<Self> {
        const TABLE: &str = "notification_channels";
        Ok(Self {
            channel: NotificationChannel {
                id: ChannelId(row.id),
                name: row.name,
                kind: word(ChannelKind::parse(&row.kind), TABLE, "kind")?,
                target: row.target,
                is_signed: row.secret.is_some(),
                min_level: word(Severity::parse(&row.min_level), TABLE, "min_level")?,
                created_at: row.created_at.0,
            },
            secret: row.secret,
        })
    }
}

/// All of them, by name.
pub async fn channels(conn: &mut Conn) -> Result<Vec<Channel>> {
    const SQL: &str = "
        select id, name, kind, target, secret, min_level, created_at
        from notification_channels where org_id = $1 order by name";
    let rows = run!(conn, all ChannelRow, SQL, conn.org.0)?;
    rows.into_iter().map(Channel::try_from).collect()
}

/// Adds one. `Conflict::NameTaken` when the name is.
pub async fn add_channel(conn: &mut Conn, new: &Channel) -> Result<()> {
    const SQL: &str = "
        insert into notification_channels (
            org_id, id, name, kind, target, secret, min_level, created_at
        )
        values ($1, $2, $3, $4, $5, $6, $7, $8)";
    let channel = &new.channel;
    run!(
        conn,
        exec,
        SQL,
        conn.org.0,
        channel.id.0,
        text::clean(&channel.name),
        channel.kind.as_str(),
        text::clean(&channel.target),
        new.secret.as_deref().map(text::clean),
        channel.min_level.as_str(),
        Instant::from(channel.created_at),
    )
    .on_conflict(
        "notification_channels_org_id_name_key",
        "notification_channels.org_id, notification_channels.name",
        Conflict::NameTaken,
    )?;
    Ok(())
}

/// Removes one with all that was sent through it; false when there is none.
pub async fn remove_channel(conn: &mut Conn, id: ChannelId) -> Result<bool> {
    const SQL: &str = "delete from notification_channels where org_id = $1 and id = $2";
    Ok(run!(conn, exec, SQL, conn.org.0, id.0)? > 0)
}

/// Something to be sent.
#[derive(Debug, Clone)]
pub struct NewNotification {
    pub id: Uuid,
    pub channel_id: ChannelId,
    pub alert_id: Option<AlertId>,
    pub event: NotificationEvent,
    pub subject: String,
    pub body: String,
    pub created_at: DateTime<Utc>,
}

/// Queues it, in the transaction of what it tells.
pub async fn queue(conn: &mut Conn, new: &NewNotification) -> Result<()> {
    const SQL: &str = "
        insert into notifications (
            org_id, id, channel_id, alert_id, event, subject, body, status, attempts, due_at,
            last_error, created_at, sent_at
        )
        values ($1, $2, $3, $4, $5, $6, $7, 'queued', 0, $8, null, $8, null)";
    run!(
        conn,
        exec,
        SQL,
        conn.org.0,
        new.id,
        new.channel_id.0,
        new.alert_id.map(|id| id.0),
        new.event.as_str(),
        text::clean(&new.subject),
        text::clean(&new.body),
        Instant::from(new.created_at),
    )?;
    Ok(())
}

/// Something that is due.
#[derive(Debug, Clone)]
pub struct Due {
    pub id: Uuid,
    pub channel_id: ChannelId,
    pub subject: String,
    pub body: String,
    /// Attempts before this one.
    pub attempts: u32,
}

/// Takes what is due, oldest first, and puts it off until `again`, so that nobody else takes it
/// meanwhile.
pub async fn take_due(
    conn: &mut Conn,
    now: DateTime<Utc>,
    again: DateTime<Utc>,
    limit: u32,
) -> Result<Vec<Due>> {
    const FIND: &str = "
        select id, channel_id, subject, body, attempts from notifications
        where org_id = $1 and status = 'queued' and due_at <= $2
        order by due_at, id
        limit $3";
    const TAKE: &str = "
        update notifications set due_at = $4
        where org_id = $1 and id = $2 and status = 'queued' and due_at <= $3";
    let (now, again) = (Instant::from(now), Instant::from(again));
    let rows = run!(
        conn,
        all(Uuid, Uuid, String, String, i32),
        FIND,
        conn.org.0,
        now,
        i64::from(limit)
    )?;
    let mut due = Vec::with_capacity(rows.len());
    for (id, channel, subject, body, attempts) in rows {
        if run!(conn, exec, TAKE, conn.org.0, id, now, again)? > 0 {
            due.push(Due {
                id,
                channel_id: ChannelId(channel),
                subject,
                body,
                attempts: u32::try_from(attempts).unwrap_or_default(),
            });
        }
    }
    Ok(due)
}

/// How an attempt ended.
#[derive(Debug, Clone)]
pub enum Attempt {
    Sent,
    /// Tried again then.
    Again(String, DateTime<Utc>),
    /// Given up.
    Failed(String),
}

/// Notes how an attempt ended.
pub async fn note(conn: &mut Conn, id: Uuid, attempt: &Attempt, now: DateTime<Utc>) -> Result<()> {
    const SQL: &str = "
        update notifications
        set status = $3, attempts = attempts + 1, due_at = $4, last_error = $5, sent_at = $6
        where org_id = $1 and id = $2";
    let now = Instant::from(now);
    let (status, due_at, error, sent_at) = match attempt {
        Attempt::Sent => (NotificationStatus::Sent, now, None, Some(now)),
        Attempt::Again(error, due_at) => {
            let due_at = Instant::from(*due_at);
            (NotificationStatus::Queued, due_at, Some(error), None)
        }
        Attempt::Failed(error) => (NotificationStatus::Failed, now, Some(error), None),
    };
    let error = error.map(|error| text::clean(error));
    run!(
        conn,
        exec,
        SQL,
        conn.org.0,
        id,
        status.as_str(),
        due_at,
        error,
        sent_at
    )?;
    Ok(())
}

/// The latest, newest first.
pub async fn latest(conn: &mut Conn, limit: u32) -> Result<Vec<Notification>> {
    const SQL: &str = "
        select c.name, n.alert_id, n.event, n.subject, n.status, n.attempts, n.last_error,
            n.created_at, n.sent_at
        from notifications n
        join notification_channels c on c.org_id = n.org_id and c.id = n.channel_id
        where n.org_id = $1
        order by n.created_at desc, n.id desc
        limit $2";
    #[derive(sqlx::FromRow)]
    struct Row {
        name: String,
        alert_id: Option<Uuid>,
        event: String,
        subject: String,
        status: String,
        attempts: i32,
        last_error: Option<String>,
        created_at: Instant,
        sent_at: Option<Instant>,
    }
    const TABLE: &str = "notifications";
    let rows = run!(conn, all Row, SQL, conn.org.0, i64::from(limit))?;
    rows.into_iter()
        .map(|row| {
            Ok(Notification {
                channel: row.name,
                alert_id: row.alert_id.map(AlertId),
                event: word(NotificationEvent::parse(&row.event), TABLE, "event")?,
                subject: row.subject,
                status: word(NotificationStatus::parse(&row.status), TABLE, "status")?,
                attempts: u32::try_from(row.attempts).unwrap_or_default(),
                last_error: row.last_error,
                created_at: row.created_at.0,
                sent_at: row.sent_at.map(|at| at.0),
            })
        })
        .collect()
}
