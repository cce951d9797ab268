//! How long it takes from the answer to a post until a thousand live dashboards have its frame,
//! while a hundred of them never read; and what the waiting costs the server in memory. The real
//! program serves in a process of its own, on loopback. Missed gates fail the run.
//!
//! `cargo bench -p server --bench live`; `-- --quick` for a short try.

#[path = "../support/mod.rs"]
mod support;

use std::collections::HashMap;
use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures::{SinkExt, StreamExt};
use serde_json::{Value, json};
use testkit::report::{Report, is_quick, quantile, say};
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::{Instant, MissedTickBehavior, interval, sleep};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::{WebSocketStream, client_async};

const CLIENTS: usize = 1_000;
/// Clients that subscribe and then never read.
const DEAF: usize = 100;
/// Time between two posts.
const PACE: Duration = Duration::from_millis(100);
const POSTS: usize = 300;
const POSTS_QUICK: usize = 40;
/// Longest time from the answer to the frame for 95 of 100, in milliseconds.
const P95_MS_MAX: f64 = 150.0;
/// Memory the server may take on while it serves the posts, in MB.
const GROWTH_MB_MAX: f64 = 64.0;
/// The kernel's share of what a deaf client is sent stays small, so that the server's begins soon.
const DEAF_BUFFER_BYTES: u32 = 4_096;
/// A client that hears nothing for this long after the last post has heard everything.
const QUIET: Duration = Duration::from_secs(2);

use support::Server;

type Socket = WebSocketStream<TcpStream>;

fn main() -> ExitCode {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(measure())
}

async fn measure() -> ExitCode {
    assert!(
        files_max() > 2 * CLIENTS as u64,
        "raise the limit of open files: ulimit -n 8192"
    );
    let posts = if is_quick() { POSTS_QUICK } else { POSTS };
    let folder = tempfile::tempdir().expect("a temporary folder");
    let server = Server::start(folder.path()).await;
    let token = server.sign_in("operator").await;
    let heard = Arc::new(Heard::default());
    let mut readers = Vec::new();
    let mut deaf = Vec::new();
    for number in 0..CLIENTS {
        let is_deaf = number < DEAF;
        let mut socket = open(server.addr, &token, is_deaf).await;
        subscribe(&mut socket).await;
        if is_deaf {
            deaf.push(socket);
        } else {
            readers.push(tokio::spawn(listen(socket, Arc::clone(&heard))));
        }
    }
    let before_mb = server.resident_mb();
    say(&format!(
        "live: {CLIENTS} clients, {DEAF} of them deaf, server {before_mb:.0} MB"
    ));

    let mut answered = Vec::new();
    let mut pace = interval(PACE);
    pace.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut peak_mb = before_mb;
    let start = Instant::now();
    for number in 0..posts {
        pace.tick().await;
        answered.push(post(&server, &token, number).await);
        peak_mb = peak_mb.max(server.resident_mb());
    }
    let took = start.elapsed();
    sleep(QUIET).await;
    peak_mb = peak_mb.max(server.resident_mb());
    for reader in &readers {
        reader.abort();
    }
    drop(deaf);
    let delays = heard.delays_ms(&answered);
    say(&format!(
        "live: {posts} posts in {:.1} s, one every {} ms",
        took.as_secs_f64(),
        PACE.as_millis()
    ));
    judge(&delays, posts, peak_mb - before_mb)
}

fn judge(delays_ms: &[f64], posts: usize, growth_mb: f64) -> ExitCode {
    let expected = posts * (CLIENTS - DEAF);
    let (p50, p95, p100) = (
        quantile(delays_ms, 0.5),
        quantile(delays_ms, 0.95),
        quantile(delays_ms, 1.0),
    );
    say(&format!(
        "live: {} of {expected} frames; from answer to frame p50 {p50:.1} ms, p95 {p95:.1} ms, longest {p100:.1} ms",
        delays_ms.len()
    ));
    let mut report = Report::default();
    report.exactly("frames that reached the readers", delays_ms.len(), expected);
    report.at_most("answer to frame, p95 ms", p95, P95_MS_MAX);
    report.at_most("growth of memory, MB", growth_mb, GROWTH_MB_MAX);
    report.finish("live")
}

/// How many files this process may have open.
fn files_max() -> u64 {
    let limits = std::fs::read_to_string("/proc/self/limits").expect("Linux tells");
    limits
        .lines()
        .find_map(|line| {
            line.strip_prefix("Max open files")?
                .split_whitespace()
                .next()?
                .parse()
                .ok()
        })
        .unwrap_or(u64::MAX)
}

/// A frame's text and when each client had it. Frames that differ by their number alone are one.
#[derive(Debug, Default)]
struct Heard {
    frames: Mutex<HashMap<String, (String, Vec<Instant>)>>,
}

impl Heard {
    /// Notes a frame under its time, which is the same for all who get it.
    fn note(&self, text: &str, at: Instant) {
        let Some(time) = text
            .split_once(r#""at":""#)
            .and_then(|(_, rest)| rest.split('"').next())
        else {
            return;
        };
        let mut frames = self.frames.lock().expect("no client panics");
        match frames.get_mut(time) {
            Some((_, arrivals)) => arrivals.push(at),
            None => {
                frames.insert(time.to_owned(), (text.to_owned(), vec![at]));
            }
        }
    }

    /// For each posted event and each client that had a frame with it: the time from its answer.
    fn delays_ms(&self, answered: &[(String, Instant)]) -> Vec<f64> {
        let answered: HashMap<&str, Instant> =
            answered.iter().map(|(id, at)| (id.as_str(), *at)).collect();
        let mut delays = Vec::new();
        for (text, arrivals) in self.frames.lock().expect("no client panics").values() {
            let frame: Value = serde_json::from_str(text).expect("frames are JSON");
            let latest = frame["data"]["latest"]
                .as_array()
                .cloned()
                .unwrap_or_default();
            for at in latest
                .iter()
                .filter_map(|item| answered.get(item["id"].as_str()?))
            {
                // A frame may overtake the answer.
                delays.extend(
                    arrivals.iter().map(|arrival| {
                        arrival.saturating_duration_since(*at).as_secs_f64() * 1_000.0
                    }),
                );
            }
        }
        delays
    }
}

async fn open(addr: SocketAddr, token: &str, is_deaf: bool) -> Socket {
    let socket = TcpSocket::new_v4().expect("a socket");
    if is_deaf {
        socket
            .set_recv_buffer_size(DEAF_BUFFER_BYTES)
            .expect("a smaller buffer");
    }
    let stream = socket.connect(addr).await.expect("connected");
    let mut request = format!("ws://{addr}/ws")
        .into_client_request()
        .expect("a request");
    request
        .headers_mut()
        .insert("authorization", token.parse().expect("a header"));
    client_async(request, stream).await.expect("upgraded").0
}

async fn subscribe(socket: &mut Socket) {
    let frame = json!({ "type": "subscribe", "channels": ["emissions"] }).to_string();
    socket
        .send(Message::Text(frame.into()))
        .await
        .expect("sent");
    let answer = socket
        .next()
        .await
        .expect("open")
        .expect("a frame")
        .into_text()
        .expect("text");
    assert!(answer.contains("subscribed"), "{answer}");
}

async fn listen(mut socket: Socket, heard: Arc<Heard>) {
    while let Some(Ok(message)) = socket.next().await {
        if let Message::Text(text) = message {
            heard.note(&text, Instant::now());
        }
    }
}

/// Posts one event; gives its id and when the answer was there.
async fn post(server: &Server, token: &str, number: usize) -> (String, Instant) {
    let body = json!({
        "event_type": "factory", "supplier": "Live benchmark", "grid_region": "DEU",
        "occurred_at": format!("2026-01-05T08:{:02}:{:02}Z", number / 60 % 60, number % 60),
        "electricity_kwh": 10 + number,
    });
    let answer = server
        .call("POST", "/api/v1/ingest/event", token, &body)
        .await;
    let at = Instant::now();
    (answer["id"].as_str().expect("an id").to_owned(), at)
}
