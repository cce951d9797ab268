//! As much of HTTP/1.1 as a fake needs: one request with a length, one answer, and the end.

use std::collections::BTreeMap;
use std::io::{Error, ErrorKind, Result};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Longest request.
const BYTES_MAX: usize = 1 << 20;

/// A request as it came.
#[derive(Debug)]
pub(super) struct Request {
    pub(super) method: String,
    pub(super) path: String,
    /// Names in lower case.
    pub(super) headers: BTreeMap<String, String>,
    pub(super) body: String,
}

impl Request {
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(String::as_str)
    }

    /// All of it as one text.
    pub(super) fn everything(&self) -> String {
        format!("{:?} {}", self.headers, self.body)
    }
}

pub(super) async fn read(stream: &mut TcpStream) -> Result<Request> {
    let mut bytes = Vec::new();
    let head_end = loop {
        if let Some(at) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            break at;
        }
        more(stream, &mut bytes).await?;
    };
    let head = String::from_utf8_lossy(&bytes[..head_end]).into_owned();
    let mut lines = head.lines();
    let mut first = lines.next().unwrap_or_default().split(' ');
    let mut word = || first.next().unwrap_or_default().to_owned();
    let (method, path) = (word(), word());
    let headers: BTreeMap<String, String> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_lowercase(), value.trim().to_owned()))
        .collect();
    let length: usize = headers
        .get("content-length")
        .and_then(|length| length.parse().ok())
        .unwrap_or(0);
    let body_start = head_end + 4;
    while bytes.len() < body_start + length {
        more(stream, &mut bytes).await?;
    }
    let body = String::from_utf8_lossy(&bytes[body_start..body_start + length]).into_owned();
    Ok(Request {
        method,
        path,
        headers,
        body,
    })
}

async fn more(stream: &mut TcpStream, bytes: &mut Vec<u8>) -> Result<()> {
    if stream.read_buf(bytes).await? == 0 {
        return Err(Error::from(ErrorKind::UnexpectedEof));
    }
    if bytes.len() > BYTES_MAX {
        return Err(Error::from(ErrorKind::FileTooLarge));
    }
    Ok(())
}

pub(super) async fn answer(stream: &mut TcpStream, status: u16, body: &str) -> Result<()> {
    send(stream, status, "", body.len(), body).await
}

/// Promises all of `body` and sends half of it.
pub(super) async fn half_answer(stream: &mut TcpStream, body: &str) -> Result<()> {
    let half: String = body.chars().take(body.chars().count() / 2).collect();
    send(stream, 200, "", body.len(), &half).await
}

pub(super) async fn redirect(stream: &mut TcpStream, to: &str) -> Result<()> {
    send(stream, 307, &format!("location: {to}\r\n"), 0, "").await
}

async fn send(
    stream: &mut TcpStream,
    status: u16,
    headers: &str,
    length: usize,
    body: &str,
) -> Result<()> {
    let text = format!(
        "HTTP/1.1 {status} -\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n{headers}connection: close\r\n\r\n{body}"
    );
    stream.write_all(text.as_bytes()).await?;
    stream.shutdown().await
}
