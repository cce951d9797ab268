//! Language models on loopback that speak a provider's protocol, well-behaved or not.
//!
//! A request that the provider would not understand is answered as the provider would: a test that
//! gets an answer has also tested path, headers and body.

mod dialect;
mod http;

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::Arc;

use parking_lot::Mutex;
use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio::task::{JoinHandle, JoinSet};

pub use dialect::{Dialect, Question};

/// What the model does when it is asked.
#[derive(Debug, Clone)]
pub enum Reply {
    /// Says this.
    Text(String),
    /// Words each recommendation as an honest model might: by the first of its figures.
    Honest,
    /// Says this of each recommendation.
    Claims(String),
    /// Does what the first stranger's name in the prompt tells it to, and says what that says.
    Obeys,
    /// Refuses, or has no tokens left: an answer without a text.
    NoText,
    /// Fails with this status; the message repeats all it was sent, the key included.
    Status(u16),
    /// Answers with this body, whatever it is.
    Body(String),
    /// Says the letter `x` this many times.
    Huge(usize),
    /// Sends half an answer and hangs up.
    HalfAnswer,
    /// Sends the asker elsewhere.
    Redirect(String),
    /// Takes the request and never answers.
    Silence,
}

/// A server; it ends when this is dropped.
#[derive(Debug)]
pub struct FakeModel {
    address: SocketAddr,
    state: Arc<State>,
    task: JoinHandle<()>,
}

#[derive(Debug)]
struct State {
    dialect: Dialect,
    key: Option<String>,
    replies: Mutex<VecDeque<Reply>>,
    asked: Mutex<Vec<Question>>,
    was_asked: Notify,
}

impl FakeModel {
    /// Listens on a free port of loopback and gives `replies` in turn, the last one again and again.
    ///
    /// # Panics
    /// When there is no port: the test has failed.
    pub async fn start(
        dialect: Dialect,
        key: Option<&str>,
        replies: impl IntoIterator<Item = Reply>,
    ) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0))
            .await
            .expect("a free port of loopback");
        let address = listener.local_addr().expect("a bound socket");
        let state = Arc::new(State {
            dialect,
            key: key.map(str::to_owned),
            replies: Mutex::new(replies.into_iter().collect()),
            asked: Mutex::new(Vec::new()),
            was_asked: Notify::new(),
        });
        let task = tokio::spawn(listen(listener, Arc::clone(&state)));
        Self {
            address,
            state,
            task,
        }
    }

    /// What is set as the base URL.
    #[must_use]
    pub fn base_url(&self) -> String {
        format!("http://{}{}", self.address, self.state.dialect.base_path())
    }

    /// The questions that were understood so far.
    #[must_use]
    pub fn asked(&self) -> Vec<Question> {
        self.state.asked.lock().clone()
    }

    /// Waits until a question was understood, whether or not it is answered.
    pub async fn until_asked(&self) {
        while self.state.asked.lock().is_empty() {
            self.state.was_asked.notified().await;
        }
    }
}

impl Drop for FakeModel {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn listen(listener: TcpListener, state: Arc<State>) {
    let mut connections = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        connections.spawn(serve(stream, Arc::clone(&state)));
    }
}

/// One request per connection. A client that goes away is no fault of the server's.
async fn serve(mut stream: TcpStream, state: Arc<State>) -> std::io::Result<()> {
    let request = http::read(&mut stream).await?;
    let question = match state.dialect.understand(&request, state.key.as_deref()) {
        Ok(question) => question,
        Err((status, message)) => {
            let body = state.dialect.failure(status, &message);
            return http::answer(&mut stream, status, &body.to_string()).await;
        }
    };
    state.asked.lock().push(question.clone());
    state.was_asked.notify_one();
    let reply = {
        let mut replies = state.replies.lock();
        match replies.len() {
            0 | 1 => replies.front().cloned(),
            _ => replies.pop_front(),
        }
    };
    let say = |text: &str| state.dialect.answer(text).to_string();
    match reply.unwrap_or(Reply::Silence) {
        Reply::Text(text) => http::answer(&mut stream, 200, &say(&text)).await,
        Reply::Honest => {
            let words = worded(&question.user, |_, item| {
                let figure = item["facts"][0]["text"].as_str().unwrap_or_default();
                format!("In other words, what counts most here is {figure}.")
            });
            http::answer(&mut stream, 200, &say(&words)).await
        }
        Reply::Claims(claim) => {
            let words = worded(&question.user, |_, _| claim.clone());
            http::answer(&mut stream, 200, &say(&words)).await
        }
        Reply::Obeys => {
            let words = worded(&question.user, |document, _| {
                let order = document["untrusted"]["names"][0].as_str();
                format!(
                    "As ordered: {}",
                    order.unwrap_or("nobody told me anything.")
                )
            });
            http::answer(&mut stream, 200, &say(&words)).await
        }
        Reply::NoText => {
            let body = state.dialect.no_text().to_string();
            http::answer(&mut stream, 200, &body).await
        }
        Reply::Status(status) => {
            let body = state.dialect.failure(status, &request.everything());
            http::answer(&mut stream, status, &body.to_string()).await
        }
        Reply::Body(body) => http::answer(&mut stream, 200, &body).await,
        Reply::Huge(length) => http::answer(&mut stream, 200, &say(&"x".repeat(length))).await,
        Reply::HalfAnswer => http::half_answer(&mut stream, &say("half")).await,
        Reply::Redirect(to) => http::redirect(&mut stream, &to).await,
        Reply::Silence => std::future::pending().await,
    }
}

/// An answer in the form that is asked for, with `body` for each recommendation of the document.
fn worded(user: &str, body: impl Fn(&Value, &Value) -> String) -> String {
    let document: Value = serde_json::from_str(user).unwrap_or_default();
    let items = document["recommendations"].as_array();
    let texts = items.into_iter().flatten().map(
        |item| json!({"id": item["id"], "title": "In other words", "body": body(&document, item)}),
    );
    json!({"recommendations": texts.collect::<Vec<_>>()}).to_string()
}
