//! `/ws`: carries announcements to subscribed sockets.
//!
//! A reader that falls behind is told so (`lagged`) and fetches again; a reader that does not read
//! at all holds nobody up and is dropped. Permission is checked per channel when subscribing, the
//! session again at every heartbeat.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;

use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::extract::{FromRef, State};
use axum::response::{IntoResponse, Response};
use metrics::{counter, gauge};
use model::auth::Permission;
use model::live::{Channel, ClientFrame, ServerNotice};
use services::live::Announcement;
use services::{Actor, Error, Services};
use tokio::sync::broadcast::error::RecvError;
use tokio::time::{MissedTickBehavior, interval, timeout};

use crate::error::ApiError;
use crate::extract::SignedIn;
use crate::router::AppState;

/// Largest frame a client may send.
const FRAME_BYTES_MAX: usize = 4096;
/// How often a silent connection is proven alive and its session looked at.
const HEARTBEAT: Duration = Duration::from_secs(30);
/// A reader that takes nothing for this long is gone.
const SEND_TIME_MAX: Duration = Duration::from_secs(60);

/// Counts open sockets, to bound them.
#[derive(Debug, Clone)]
pub struct SocketGate {
    open: Arc<AtomicUsize>,
    max: usize,
}

impl SocketGate {
    /// At most `max` open sockets.
    #[must_use]
    pub fn new(max: usize) -> Self {
        Self {
            open: Arc::new(AtomicUsize::new(0)),
            max,
        }
    }

    /// A place, or an error when all are taken; the place is free again when it is dropped.
    ///
    /// # Errors
    /// `Unavailable` when the limit is reached.
    pub fn enter(&self) -> Result<SocketPlace, Error> {
        let open = self.open.fetch_add(1, Ordering::SeqCst);
        let place = SocketPlace {
            open: Arc::clone(&self.open),
        };
        if open >= self.max {
            return Err(Error::Unavailable(format!(
                "{} sockets are open already",
                self.max
            )));
        }
        gauge!("sockets_open").set(as_f64(open + 1));
        Ok(place)
    }
}

/// A place of an open socket.
#[derive(Debug)]
pub struct SocketPlace {
    open: Arc<AtomicUsize>,
}

impl Drop for SocketPlace {
    fn drop(&mut self) {
        let open = self.open.fetch_sub(1, Ordering::SeqCst) - 1;
        gauge!("sockets_open").set(as_f64(open));
    }
}

fn as_f64(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::MAX, f64::from)
}

impl FromRef<AppState> for SocketGate {
    fn from_ref(state: &AppState) -> Self {
        state.sockets.clone()
    }
}

/// The endpoint.
pub async fn upgrade(
    SignedIn(actor): SignedIn,
    State(services): State<Services>,
    State(gate): State<SocketGate>,
    upgrade: WebSocketUpgrade,
) -> Response {
    let place = match gate.enter() {
        Ok(place) => place,
        Err(error) => return ApiError(error).into_response(),
    };
    upgrade
        .max_message_size(FRAME_BYTES_MAX)
        .max_frame_size(FRAME_BYTES_MAX)
        .on_upgrade(move |socket| async move {
            Connection {
                socket,
                services,
                actor,
                seq: Seq::default(),
                channels: Vec::new(),
            }
            .run()
            .await;
            drop(place);
        })
}

/// Sequence numbers of a connection, per channel.
#[derive(Debug, Default)]
struct Seq([AtomicU64; 8]);

impl Seq {
    fn next(&self, channel: Channel) -> u64 {
        let index = Channel::ALL
            .iter()
            .position(|known| *known == channel)
            .unwrap_or_default();
        self.0[index % self.0.len()].fetch_add(1, Ordering::Relaxed) + 1
    }
}

struct Connection {
    socket: WebSocket,
    services: Services,
    actor: Actor,
    seq: Seq,
    channels: Vec<Channel>,
}

/// Why a connection ends; nothing else needs to be known.
struct Gone;

impl Connection {
    async fn run(mut self) {
        let mut bus = self.services.live().listen(self.actor.org);
        let stop = self.services.stop().clone();
        let mut heartbeat = interval(HEARTBEAT);
        heartbeat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        heartbeat.tick().await;
        loop {
            let step = tokio::select! {
                () = stop.cancelled() => Err(Gone),
                announced = bus.recv() => match announced {
                    Ok(announcement) => self.forward(&announcement).await,
                    Err(RecvError::Lagged(_)) => {
                        counter!("sockets_lagged_total").increment(1);
                        self.notice(&ServerNotice::Lagged).await
                    }
                    Err(RecvError::Closed) => Err(Gone),
                },
                received = self.socket.recv() => match received {
                    Some(Ok(message)) => self.hear(message).await,
                    Some(Err(_)) | None => Err(Gone),
                },
                _ = heartbeat.tick() => self.beat().await,
            };
            if step.is_err() {
                return;
            }
        }
    }

    async fn hear(&mut self, message: Message) -> Result<(), Gone> {
        let text = match message {
            Message::Text(text) => text,
            Message::Close(_) => return Err(Gone),
            Message::Ping(_) | Message::Pong(_) => return Ok(()),
            Message::Binary(_) => {
                let message = "send JSON text frames".to_owned();
                return self.notice(&ServerNotice::Error { message }).await;
            }
        };
        match serde_json::from_str::<ClientFrame>(&text) {
            Ok(ClientFrame::Ping) => self.notice(&ServerNotice::Pong).await,
            Ok(ClientFrame::Subscribe { channels }) => self.subscribe(channels).await,
            Err(error) => {
                let message = format!("not a frame this server knows: {error}");
                self.notice(&ServerNotice::Error { message }).await
            }
        }
    }

    async fn subscribe(&mut self, wanted: Vec<String>) -> Result<(), Gone> {
        let mut refused = Vec::new();
        self.channels.clear();
        for word in wanted.into_iter().take(32) {
            match Channel::parse(&word) {
                Some(channel) if self.actor.may(permission_of(channel)) => {
                    if !self.channels.contains(&channel) {
                        self.channels.push(channel);
                    }
                }
                Some(_) | None => refused.push(word.chars().take(64).collect()),
            }
        }
        let channels = self.channels.clone();
        self.notice(&ServerNotice::Subscribed { channels, refused })
            .await
    }

    async fn forward(&mut self, announcement: &Announcement) -> Result<(), Gone> {
        if !self.channels.contains(&announcement.channel) {
            return Ok(());
        }
        let Some(data) =
            services::emissions::as_seen_by(&self.services, &self.actor, announcement).await
        else {
            return Ok(());
        };
        // The message was serialised once for everybody; only the envelope is this reader's.
        let frame = format!(
            r#"{{"channel":"{}","seq":{},"at":"{}","data":{data}}}"#,
            announcement.channel.as_str(),
            self.seq.next(announcement.channel),
            announcement
                .at
                .to_rfc3339_opts(chrono::SecondsFormat::Millis, true),
        );
        self.send(Message::Text(frame.into())).await
    }

    async fn beat(&mut self) -> Result<(), Gone> {
        if !services::auth::is_still_valid(&self.services, &self.actor).await {
            return Err(Gone);
        }
        self.send(Message::Ping(bytes::Bytes::new())).await
    }

    async fn notice(&mut self, notice: &ServerNotice) -> Result<(), Gone> {
        let text = serde_json::to_string(notice).map_err(|_| Gone)?;
        self.send(Message::Text(text.into())).await
    }

    async fn send(&mut self, message: Message) -> Result<(), Gone> {
        match timeout(SEND_TIME_MAX, self.socket.send(message)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) | Err(_) => Err(Gone),
        }
    }
}

fn permission_of(channel: Channel) -> Permission {
    match channel {
        Channel::Emissions
        | Channel::IngestJobs
        | Channel::Hotspots
        | Channel::Recommendations
        | Channel::Energy
        | Channel::Alerts => Permission::ReadOwn,
    }
}
