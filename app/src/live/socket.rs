//! One WebSocket that is kept open: subscribe, heartbeat, reconnect with growing pauses.
//!
//! Browsers cannot send ping frames, so a small text message is the heartbeat. Pauses double from
//! 1 s to 30 s with jitter and start over after a stable minute, or when the browser is back on the network.

use std::pin::pin;

use futures::future::{AbortHandle, Either, abortable, select};
use futures::stream::SplitSink;
use futures::{SinkExt, StreamExt};
use gloo_net::websocket::Message;
use gloo_net::websocket::futures::WebSocket;
use gloo_timers::future::TimeoutFuture;
use js_sys::{Date, Math, Promise};
use leptos::logging::warn;
use leptos::prelude::*;
use leptos::task::spawn_local;
use model::live::{Channel, ClientFrame, LiveHead};
use wasm_bindgen_futures::JsFuture;
use web_sys::AddEventListenerOptions;

use super::replaced::look_for_another;
use super::{Live, LiveStatus};

const PAUSE_MS_MIN: f64 = 1_000.0;
const PAUSE_MS_MAX: f64 = 30_000.0;
/// A connection that held this long was a good one.
const STABLE_MS: f64 = 60_000.0;
const PING_EVERY_MS: u32 = 25_000;
/// Without any word for this long the connection is taken for dead.
const SILENCE_MS_MAX: f64 = 60_000.0;

/// Runs the socket until the surrounding owner goes.
pub(super) fn keep_open(live: Live) {
    // An effect, so that nothing opens while the page is still being taken over.
    Effect::new(move |_| {
        let (run, handle) = abortable(run(live));
        spawn_local(async move {
            // The only way it ends is by being aborted.
            let _ = run.await;
        });
        on_cleanup(move || AbortHandle::abort(&handle));
    });
}

async fn run(live: Live) {
    let mut pause = PAUSE_MS_MIN;
    let mut gone = Box::pin(told("offline"));
    let mut back = Box::pin(told("online"));
    loop {
        let opened_at = Date::now();
        if let Either::Right(_) = select(pin!(session(live)), &mut gone).await {
            gone.set(told("offline"));
        }
        if Date::now() - opened_at >= STABLE_MS {
            pause = PAUSE_MS_MIN;
        }
        let is_offline = !window().navigator().on_line() || pause >= PAUSE_MS_MAX / 2.0;
        live.status.set(if is_offline {
            LiveStatus::Offline
        } else {
            LiveStatus::Reconnecting
        });
        // Half of the pause is fixed, half is chance: many pages do not come back at once.
        let wait = pause * (0.5 + Math::random() / 2.0);
        match select(TimeoutFuture::new(milliseconds(wait)), &mut back).await {
            Either::Left(_) => pause = (pause * 2.0).min(PAUSE_MS_MAX),
            Either::Right(_) => {
                back.set(told("online"));
                pause = PAUSE_MS_MIN;
            }
        }
    }
}

/// Ends when the window is next told of `event`.
async fn told(event: &'static str) {
    let promise = Promise::new(&mut |resolve, _| {
        let options = AddEventListenerOptions::new();
        options.set_once(true);
        // Listening to a known event does not fail.
        let _ = window().add_event_listener_with_callback_and_add_event_listener_options(
            event, &resolve, &options,
        );
    });
    // It is never refused.
    let _ = JsFuture::from(promise).await;
}

/// One connection, from opening to the end.
async fn session(live: Live) {
    let Some(socket) = address().and_then(|url| WebSocket::open(&url).ok()) else {
        return;
    };
    let (mut sink, mut stream) = socket.split();
    let channels = Channel::ALL.iter().map(|c| c.as_str().to_owned()).collect();
    if send(&mut sink, &ClientFrame::Subscribe { channels })
        .await
        .is_err()
    {
        return;
    }
    let mut seen = Vec::new();
    let mut heard_at = Date::now();
    // One timer for each ping, not for each message: a page open all day takes many messages.
    let mut ping = TimeoutFuture::new(PING_EVERY_MS);
    loop {
        match select(stream.next(), &mut ping).await {
            Either::Left((Some(Ok(message)), _)) => {
                heard_at = Date::now();
                if let Message::Text(text) = message {
                    read(live, &mut seen, &text);
                }
            }
            Either::Left((Some(Err(_)) | None, _)) => return,
            Either::Right(_) => {
                if Date::now() - heard_at > SILENCE_MS_MAX {
                    return;
                }
                if send(&mut sink, &ClientFrame::Ping).await.is_err() {
                    return;
                }
                ping = TimeoutFuture::new(PING_EVERY_MS);
            }
        }
    }
}

async fn send(sink: &mut SplitSink<WebSocket, Message>, frame: &ClientFrame) -> Result<(), ()> {
    let text = serde_json::to_string(frame).map_err(|_| ())?;
    sink.send(Message::Text(text)).await.map_err(|_| ())
}

/// Reads one text message: a data frame or a notice.
fn read(live: Live, seen: &mut Vec<(Channel, u64)>, text: &str) {
    let Ok(head) = serde_json::from_slice::<LiveHead>(text.as_bytes()) else {
        warn!("live channel: a message of an unknown kind");
        return;
    };
    if let Some(channel) = head.channel {
        match seen.iter_mut().find(|(of, _)| *of == channel) {
            None => seen.push((channel, head.seq)),
            Some((_, before)) => {
                if before.checked_add(1) != Some(head.seq) {
                    live.missed();
                }
                *before = head.seq;
            }
        }
        live.take(channel, text);
        return;
    }
    match head.notice.as_deref() {
        Some("subscribed") => {
            // The first connection follows the program from the same server.
            if live.status.get_untracked() != LiveStatus::Connecting {
                look_for_another(live);
            }
            live.status.set(LiveStatus::Live);
            // What happened between drawing the page and this moment was not sent.
            live.missed();
        }
        Some("lagged") => live.missed(),
        Some("pong") => {}
        _ => warn!("live channel: {}", head.message.unwrap_or_default()),
    }
}

/// `ws://` or `wss://` beside the page.
fn address() -> Option<String> {
    let location = window().location();
    let scheme = if location.protocol().ok()? == "https:" {
        "wss"
    } else {
        "ws"
    };
    Some(format!("{scheme}://{}/ws", location.host().ok()?))
}

/// A timer's argument; never negative.
fn milliseconds(value: f64) -> u32 {
    // `as` saturates, and the value is bounded by the constants above.
    value.max(0.0) as u32
}
