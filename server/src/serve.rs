//! `serve`: starts everything, waits for the signal to stop, drains.

use std::any::Any;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use services::Services;
use tokio::net::TcpListener;

use crate::config::Config;
use crate::error::problem;
use crate::jobs;
use crate::layers::rate_limit::Limits;
use crate::live::SocketGate;
use crate::router::{AppState, UploadLimit, router};
use crate::{boot, pages};

/// How often callers that have been quiet are forgotten.
const FORGET_EVERY: Duration = Duration::from_secs(60);

/// Runs until told to stop.
///
/// # Errors
/// When a port is taken or the database cannot be used.
pub async fn serve(config: &Config, is_demo: bool) -> Result<()> {
    let metrics = PrometheusBuilder::new()
        .install_recorder()
        .context("metrics were installed before")?;
    // The port is taken first: a taken one is told at once, and who holds it is the one live
    // process of its address.
    let listener = TcpListener::bind(config.http.addr).await.with_context(|| {
        format!(
            "{} (NEXUS_HTTP_ADDR) cannot be listened on",
            config.http.addr
        )
    })?;
    let services = boot::open(config, is_demo, Some(node(config))).await?;
    services::ingest::succeed(&services).await?;
    if is_demo {
        services::demo::start(&services, &demo_plan(config)).await?;
    } else if let Some(code) = services::auth::prepare_setup(&services).await? {
        tracing::warn!(
            code,
            "nobody can sign in yet: open {}/setup and enter this one-time code",
            config.http.public_url
        );
    }
    let resumed = services::ingest::resume_jobs(&services).await?;
    if resumed > 0 {
        tracing::info!(resumed, "unfinished imports go on");
    }
    let limits = Arc::new(Limits::new(
        config.http.rate_per_minute,
        config.http.rate_burst,
        config.http.trusted_proxies.clone(),
    ));
    let state = AppState {
        services: services.clone(),
        leptos: pages::options(config),
        sockets: SocketGate::new(config.http.sockets_max),
        upload: UploadLimit(config.ingest.upload_bytes_max),
    };
    forget_quiet_callers(&services, Arc::clone(&limits));
    services.tasks().spawn({
        let services = services.clone();
        async move { services::live::relay::listen(&services).await }
    });
    serve_metrics(config, &services, metrics).await?;
    let scheduler = if config.log.is_scheduler_enabled {
        let mut monitoring = config.monitoring.clone();
        if is_demo {
            // The planned hotspot is to be seen while somebody watches.
            monitoring.scan_every = services::demo::SCAN_EVERY;
        }
        services.keep_schedule(Arc::new(jobs::Table::new(monitoring.clone())));
        Some(jobs::start(&services, &monitoring).await?)
    } else {
        None
    };
    tracing::info!(address = %config.http.addr, url = config.http.public_url, "ready");
    let app = router(config, state, limits);
    run(listener, app, &services, config).await?;
    if let Some(mut scheduler) = scheduler {
        scheduler
            .shutdown()
            .await
            .context("the scheduler did not stop")?;
    }
    tracing::info!("stopped");
    Ok(())
}

/// Serves until the signal, then lets what is running reach a safe point.
async fn run(
    listener: TcpListener,
    app: axum::Router,
    services: &Services,
    config: &Config,
) -> Result<()> {
    let stop = services.stop().clone();
    let signal = async move {
        wait_for_signal().await;
        tracing::info!("stopping: open requests and imports reach a safe point");
        // Sockets, imports and the demo watch this token.
        stop.cancel();
    };
    let service = app.into_make_service_with_connect_info::<SocketAddr>();
    let server = axum::serve(listener, service).with_graceful_shutdown(signal);
    let limit = Duration::from_secs(config.http.shutdown_seconds_max);
    let stopping = services.stop().clone();
    tokio::select! {
        served = server => served?,
        () = async { stopping.cancelled().await; tokio::time::sleep(limit).await } => {
            tracing::warn!("some requests did not end in time and are cut off");
        }
    }
    if tokio::time::timeout(limit, services.shut_down())
        .await
        .is_err()
    {
        tracing::warn!(
            "some work did not reach a safe point in time; it is resumed at the next start"
        );
    }
    Ok(())
}

async fn wait_for_signal() {
    let interrupt = async {
        // Without a handler the process could only be killed; then waiting for ever is right.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending::<()>().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        () = interrupt => {}
        () = terminate => {}
    }
}

/// Who this process is: its host and the address it alone listens on.
fn node(config: &Config) -> String {
    let host = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    format!("{}/{}", host.trim(), config.http.addr)
}

fn demo_plan(config: &Config) -> services::demo::Plan {
    services::demo::Plan {
        speed: config.demo.speed,
        history_days: config.demo.history_days,
        hotspot_minutes: config.demo.hotspot_minutes,
    }
}

fn forget_quiet_callers(services: &Services, limits: Arc<Limits>) {
    let stop = services.stop().clone();
    services.tasks().spawn(async move {
        loop {
            tokio::select! {
                () = stop.cancelled() => return,
                () = tokio::time::sleep(FORGET_EVERY) => limits.forget_quiet(),
            }
        }
    });
}

/// `/metrics` on an address of its own, so that it is never open to the world by accident.
async fn serve_metrics(
    config: &Config,
    services: &Services,
    metrics: PrometheusHandle,
) -> Result<()> {
    let Some(addr) = config.http.metrics_addr else {
        return Ok(());
    };
    let listener = TcpListener::bind(addr)
        .await
        .with_context(|| format!("{addr} (NEXUS_METRICS_ADDR) cannot be listened on"))?;
    let app = axum::Router::new().route(
        "/metrics",
        axum::routing::get(move || {
            let text = metrics.render();
            async move { ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], text) }
        }),
    );
    let stop = services.stop().clone();
    services.tasks().spawn(async move {
        let served = axum::serve(listener, app)
            .with_graceful_shutdown(stop.cancelled_owned())
            .await;
        if let Err(error) = served {
            tracing::error!(%error, "metrics are no longer served");
        }
    });
    Ok(())
}

/// A panic answers like any other fault of ours, and the process lives on.
#[must_use]
pub fn panicked(panic: Box<dyn Any + Send + 'static>) -> Response {
    let text = panic
        .downcast_ref::<String>()
        .cloned()
        .or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()))
        .unwrap_or_default();
    tracing::error!(panic = text, "a request panicked");
    problem(
        StatusCode::INTERNAL_SERVER_ERROR,
        "something went wrong on our side",
        Vec::new(),
    )
}

/// Cuts off requests that take too long; uploads, sockets and language models have limits of their own.
pub async fn time_limit(State(seconds): State<u64>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let has_own_limit = path.ends_with("/ws")
        || path == "/api/v1/ingest/csv"
        || path == "/api/v1/ingest/upload"
        || path == "/api/v1/language/test"
        || path.ends_with(".csv");
    if has_own_limit {
        return next.run(request).await;
    }
    match tokio::time::timeout(Duration::from_secs(seconds), next.run(request)).await {
        Ok(response) => response,
        Err(_) => problem(
            StatusCode::SERVICE_UNAVAILABLE,
            format!("this took longer than {seconds} s and was cut off; ask for less at once"),
            Vec::new(),
        ),
    }
}

/// The pages of the API's document are a bundle of their own with inline styles.
pub async fn docs_policy(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    response.headers_mut().insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(
            "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'",
        ),
    );
    response
}
