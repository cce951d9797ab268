//! Addresses, limits, who may call.
//!
//! Variables: `NEXUS_HTTP_ADDR`, `NEXUS_METRICS_ADDR`, `NEXUS_PUBLIC_URL`, `NEXUS_SITE_DIR`,
//! `NEXUS_CORS_ORIGINS`, `NEXUS_TRUSTED_PROXIES`, `NEXUS_RATE_PER_MINUTE`, `NEXUS_RATE_BURST`,
//! `NEXUS_REQUEST_SECONDS_MAX`, `NEXUS_SOCKETS_MAX`, `NEXUS_SHUTDOWN_SECONDS_MAX`.

use std::net::{IpAddr, SocketAddr};
use std::num::NonZeroU32;
use std::path::PathBuf;

use super::Env;

/// See the module.
#[derive(Debug, Clone)]
pub struct Http {
    /// Where pages and API are served.
    pub addr: SocketAddr,
    /// Where Prometheus reads; `None` with `off`.
    pub metrics_addr: Option<SocketAddr>,
    /// The address people type; the only Origin that may change anything.
    pub public_url: String,
    /// Where the built site is; found by itself when absent.
    pub site_dir: Option<PathBuf>,
    /// Other sites whose scripts may read the API.
    pub cors_origins: Vec<String>,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpAddr>,
    /// Requests a minute per address and per credential.
    pub rate_per_minute: NonZeroU32,
    /// How many may come at once.
    pub rate_burst: NonZeroU32,
    /// Time limit of a request; uploads and sockets apart.
    pub request_seconds_max: u64,
    /// Open sockets at most.
    pub sockets_max: usize,
    /// How long open requests may take to end at shutdown.
    pub shutdown_seconds_max: u64,
}

impl Http {
    pub(super) fn from_env(env: &Env) -> Self {
        let addr = env.get(
            "NEXUS_HTTP_ADDR",
            SocketAddr::from(([127, 0, 0, 1], 3000)),
            "Address and port of pages and API.",
        );
        let metrics = env.get(
            "NEXUS_METRICS_ADDR",
            MetricsAddr(Some(SocketAddr::from(([127, 0, 0, 1], 9464)))),
            "Address and port of /metrics for Prometheus, or `off`.",
        );
        let public_url: Option<String> = env.optional(
            "NEXUS_PUBLIC_URL",
            "The address people type, such as https://nexus.example.org; http://<NEXUS_HTTP_ADDR> when empty.",
        );
        Self {
            addr,
            metrics_addr: metrics.0,
            public_url: public_url
                .map_or_else(|| format!("http://{addr}"), |url| url.trim_end_matches('/').to_owned()),
            site_dir: env.optional(
                "NEXUS_SITE_DIR",
                "Folder of the built site; `site` beside the program, else target/site, when empty.",
            ),
            cors_origins: env.list(
                "NEXUS_CORS_ORIGINS",
                "Comma-separated origins whose scripts may call the API with a token; none when empty.",
            ),
            trusted_proxies: env
                .list(
                    "NEXUS_TRUSTED_PROXIES",
                    "Comma-separated addresses of proxies whose X-Forwarded-For is believed.",
                )
                .iter()
                .filter_map(|text| text.parse().ok())
                .collect(),
            rate_per_minute: env.get(
                "NEXUS_RATE_PER_MINUTE",
                NonZeroU32::new(1_200).expect("not zero"),
                "Requests a minute allowed per address, and again per credential.",
            ),
            rate_burst: env.get(
                "NEXUS_RATE_BURST",
                NonZeroU32::new(300).expect("not zero"),
                "Requests allowed at once before the rate applies.",
            ),
            request_seconds_max: env.get(
                "NEXUS_REQUEST_SECONDS_MAX",
                30,
                "Time limit of a request in seconds; uploads and sockets have their own.",
            ),
            sockets_max: env.get("NEXUS_SOCKETS_MAX", 5_000, "Open WebSocket connections at most."),
            shutdown_seconds_max: env.get(
                "NEXUS_SHUTDOWN_SECONDS_MAX",
                20,
                "How long open requests and imports may take to reach a safe point at shutdown.",
            ),
        }
    }
}

/// An address, or `off`.
#[derive(Debug, Clone, Copy)]
struct MetricsAddr(Option<SocketAddr>);

impl std::str::FromStr for MetricsAddr {
    type Err = std::net::AddrParseError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == "off" {
            Ok(Self(None))
        } else {
            text.parse().map(|addr| Self(Some(addr)))
        }
    }
}

impl std::fmt::Display for MetricsAddr {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0 {
            Some(addr) => addr.fmt(f),
            None => f.write_str("off"),
        }
    }
}
