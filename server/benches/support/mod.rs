//! The program in a process of its own, on loopback, as benchmarks talk to it.

use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{Instant, sleep, timeout};

/// Password of the demo's accounts, which is public.
const PASSWORD: &str = "demo-carbon-nexus";

/// The program in a process of its own; killed when dropped.
pub(crate) struct Server {
    child: Child,
    pub(crate) addr: SocketAddr,
}

impl Server {
    /// Starts it on an empty folder, with thirty days of the demo.
    pub(crate) async fn start(data_dir: &Path) -> Self {
        let free = TcpListener::bind("127.0.0.1:0").expect("a port");
        let addr = free.local_addr().expect("an address");
        drop(free);
        let child = Command::new(env!("CARGO_BIN_EXE_carbon-nexus"))
            .args(["serve", "--demo"])
            .env_clear()
            .env("NEXUS_DATA_DIR", data_dir)
            .env("NEXUS_HTTP_ADDR", addr.to_string())
            .env("NEXUS_METRICS_ADDR", "off")
            .env("NEXUS_LOG_LEVEL", "warn")
            .env("NEXUS_DEMO_HISTORY_DAYS", "30")
            .env("NEXUS_DEMO_SPEED", "0")
            .env("NEXUS_RATE_PER_MINUTE", "1000000")
            .env("NEXUS_RATE_BURST", "1000000")
            .current_dir(data_dir)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .expect("the program starts");
        let mut server = Self { child, addr };
        server.wait_until_ready().await;
        server
    }

    async fn wait_until_ready(&mut self) {
        let deadline = Instant::now() + Duration::from_secs(120);
        while self
            .send("GET", "/health/ready", &[], "")
            .await
            .is_none_or(|(status, _)| status != 200)
        {
            let ended = self.child.try_wait().expect("a child");
            assert!(ended.is_none(), "the server ended early: {ended:?}");
            assert!(Instant::now() < deadline, "the server did not become ready");
            sleep(Duration::from_millis(50)).await;
        }
    }

    /// The header of one of the demo's accounts.
    pub(crate) async fn sign_in(&self, role: &str) -> String {
        let email = format!("{role}@demo.example");
        let body = json!({ "email": email, "password": PASSWORD }).to_string();
        let (status, answer) = self
            .send("POST", "/api/v1/auth/login", &[], &body)
            .await
            .expect("an answer");
        assert_eq!(status, 200, "{answer}");
        format!(
            "Bearer {}",
            answer["access_token"].as_str().expect("a token")
        )
    }

    /// One request that has to succeed.
    pub(crate) async fn call(&self, method: &str, path: &str, token: &str, body: &Value) -> Value {
        let headers = [("authorization", token)];
        let (status, answer) = self
            .send(method, path, &headers, &body.to_string())
            .await
            .expect("an answer");
        assert!(
            (200..300).contains(&status),
            "{method} {path}: {status} {answer}"
        );
        answer
    }

    /// One request on a connection of its own. `None` when nobody answers.
    pub(crate) async fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Option<(u16, Value)> {
        let mut stream = TcpStream::connect(self.addr).await.ok()?;
        let mut text = format!(
            "{method} {path} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n\
            content-type: application/json\r\ncontent-length: {}\r\n",
            self.addr,
            body.len(),
        );
        for (name, value) in headers {
            text.push_str(&format!("{name}: {value}\r\n"));
        }
        text.push_str(&format!("\r\n{body}"));
        stream.write_all(text.as_bytes()).await.ok()?;
        let mut answer = Vec::new();
        timeout(Duration::from_secs(30), stream.read_to_end(&mut answer))
            .await
            .ok()?
            .ok()?;
        let answer = String::from_utf8(answer).ok()?;
        let status = answer.split(' ').nth(1)?.parse().ok()?;
        let (_, body) = answer.split_once("\r\n\r\n")?;
        // Some answers have no JSON; then the status is all there is to know.
        Some((status, serde_json::from_str(body).unwrap_or(Value::Null)))
    }

    /// What the kernel has it down for.
    pub(crate) fn resident_mb(&self) -> f64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))
            .expect("the server runs");
        let kilobytes = status
            .lines()
            .find_map(|line| {
                line.strip_prefix("VmRSS:")?
                    .trim()
                    .strip_suffix(" kB")?
                    .parse::<f64>()
                    .ok()
            })
            .expect("the kernel's account has this line");
        kilobytes / 1024.0
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
