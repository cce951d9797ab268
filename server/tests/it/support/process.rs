//! The real program as a child process, on loopback, in a scratch folder, killed without mercy.

use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::http;

/// A running server; killed when dropped.
#[derive(Debug)]
pub(crate) struct Running {
    child: Child,
    pub(crate) addr: SocketAddr,
}

/// Where a server of a test keeps its things.
#[derive(Debug, Clone)]
pub(crate) struct Place<'a> {
    pub(crate) data_dir: &'a Path,
    pub(crate) database_url: String,
    pub(crate) addr: SocketAddr,
}

/// A port that was free a moment ago.
pub(crate) fn free_addr() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0")
        .expect("a port")
        .local_addr()
        .expect("an address")
}

impl Place<'_> {
    pub(crate) fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_carbon-nexus"));
        command
            .env("NEXUS_DATA_DIR", self.data_dir)
            .env("NEXUS_DATABASE_URL", &self.database_url)
            .env("NEXUS_HTTP_ADDR", self.addr.to_string())
            .env("NEXUS_METRICS_ADDR", "off")
            .env("NEXUS_LOG_LEVEL", "warn")
            .env("NEXUS_DEMO_HISTORY_DAYS", "0")
            .env("NEXUS_DEMO_SPEED", "0")
            .env("NEXUS_CHUNK_ROWS", "200")
            .stdin(Stdio::null());
        command
    }

    /// Starts the server and waits until it is ready.
    pub(crate) fn serve(&self) -> Running {
        self.serve_by(self.command())
    }

    /// The same without jobs: a server that is killed in one of them holds its lease for a while.
    pub(crate) fn serve_without_jobs(&self) -> Running {
        let mut command = self.command();
        command.env("NEXUS_ENABLE_SCHEDULER", "false");
        self.serve_by(command)
    }

    fn serve_by(&self, mut command: Command) -> Running {
        let child = command
            .args(["serve", "--demo"])
            .stdout(Stdio::null())
            .spawn()
            .expect("the program starts");
        let mut running = Running {
            child,
            addr: self.addr,
        };
        running.wait_until_ready();
        running
    }
}

impl Running {
    fn wait_until_ready(&mut self) {
        let deadline = Instant::now() + Duration::from_secs(60);
        loop {
            if let Ok(answer) = http::send(self.addr, "GET", "/health/ready", &[], b"")
                && answer.status == 200
            {
                return;
            }
            if let Some(status) = self.child.try_wait().expect("a child") {
                panic!("the server ended early: {status}");
            }
            assert!(Instant::now() < deadline, "the server did not become ready");
            // Waiting for another process: there is nothing else to wait on.
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Signs in as the demo's operator and gives the `Authorization` header.
    pub(crate) fn sign_in(&self, who: &str) -> String {
        let body = serde_json::json!({
            "email": format!("{who}@demo.example"),
            "password": "demo-carbon-nexus",
        });
        let headers = [("content-type", "application/json")];
        let body = body.to_string();
        let answer = http::send(
            self.addr,
            "POST",
            "/api/v1/auth/login",
            &headers,
            body.as_bytes(),
        )
        .expect("an answer");
        assert_eq!(
            answer.status,
            200,
            "{}",
            String::from_utf8_lossy(&answer.body)
        );
        format!(
            "Bearer {}",
            answer.json()["access_token"].as_str().expect("a token")
        )
    }

    /// SIGKILL: no handler runs, nothing is flushed.
    pub(crate) fn kill(mut self) {
        self.child.kill().expect("it can be killed");
        self.child.wait().expect("it ended");
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Killed before: nothing to do.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
