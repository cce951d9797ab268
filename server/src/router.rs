//! Every route of the process on one page.

use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, FromRef};
use axum::http::{HeaderName, Method, StatusCode, header};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::get;
use leptos::config::LeptosOptions;
use services::Services;
use tower::ServiceBuilder;
use tower_http::CompressionLevel;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::cors::{AllowOrigin, CorsLayer};
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use utoipa_swagger_ui::SwaggerUi;

use crate::config::Config;
use crate::error::problem;
use crate::layers::rate_limit::Limits;
use crate::layers::{identity, origin, rate_limit, request_id, security_headers};
use crate::live::{self, SocketGate};
use crate::openapi::Document;
use crate::routes::{
    audit, auth, carbon_aware, emissions, energy, energy_prices, energy_sources, events, factors,
    forecasting, goals, health, ingest, jobs, language, learning, monitoring, notifications,
    places, quality, recommendations, settings, users, whatif,
};
use crate::{pages, serve};

/// Largest JSON body; files are streamed and have their own limit.
const BODY_BYTES_MAX: usize = 16 * 1024 * 1024;
/// Most of a body of questions: 100,000 of 400 bytes.
const QUESTIONS_BYTES_MAX: usize = 40 * 1024 * 1024;

/// What handlers share.
#[derive(Debug, Clone)]
pub struct AppState {
    /// The use cases.
    pub services: Services,
    /// Where the pages' files are.
    pub leptos: LeptosOptions,
    /// Bounds open sockets.
    pub sockets: SocketGate,
    /// Bounds uploaded files.
    pub upload: UploadLimit,
}

/// Largest file that may be uploaded, in bytes.
#[derive(Debug, Clone, Copy)]
pub struct UploadLimit(pub u64);

impl FromRef<AppState> for Services {
    fn from_ref(state: &AppState) -> Self {
        state.services.clone()
    }
}

impl FromRef<AppState> for LeptosOptions {
    fn from_ref(state: &AppState) -> Self {
        state.leptos.clone()
    }
}

impl FromRef<AppState> for UploadLimit {
    fn from_ref(state: &AppState) -> Self {
        state.upload
    }
}

/// The machine API and its document.
fn api() -> (Router<AppState>, utoipa::openapi::OpenApi) {
    let bounded = OpenApiRouter::<AppState>::new()
        .routes(routes!(auth::login))
        .routes(routes!(auth::setup))
        .routes(routes!(auth::logout))
        .routes(routes!(auth::me))
        .routes(routes!(auth::tokens, auth::create_token))
        .routes(routes!(auth::revoke_token))
        .routes(routes!(users::list, users::create))
        .routes(routes!(users::change))
        .routes(routes!(settings::get, settings::put))
        .routes(routes!(language::test))
        .routes(routes!(places::suppliers, places::create_supplier))
        .routes(routes!(places::change_supplier))
        .routes(routes!(places::sites, places::create_site))
        .routes(routes!(places::change_site))
        .routes(routes!(ingest::post_event))
        .routes(routes!(ingest::post_events))
        .routes(routes!(ingest::preview))
        .routes(routes!(ingest::trial))
        .routes(routes!(ingest::list_jobs))
        .routes(routes!(ingest::get_job, ingest::cancel_job))
        .routes(routes!(ingest::revert_job))
        .routes(routes!(ingest::job_errors))
        .routes(routes!(ingest::job_errors_csv))
        .routes(routes!(ingest::list_profiles, ingest::create_profile))
        .routes(routes!(ingest::put_profile, ingest::delete_profile))
        .routes(routes!(ingest::vocabulary))
        .routes(routes!(emissions::current))
        .routes(routes!(emissions::summary))
        .routes(routes!(emissions::series))
        .routes(routes!(emissions::map))
        .routes(routes!(learning::models))
        .routes(routes!(learning::train))
        .routes(routes!(learning::promote))
        .routes(routes!(learning::rollback))
        .routes(routes!(quality::overview))
        .routes(routes!(quality::supplier))
        .routes(routes!(forecasting::emissions))
        .routes(routes!(forecasting::series))
        .routes(routes!(events::list))
        .routes(routes!(events::export))
        .routes(routes!(events::get))
        .routes(routes!(events::explanation))
        .routes(routes!(factors::list))
        .routes(routes!(factors::get))
        .routes(routes!(factors::recalculation, factors::recalculate))
        .routes(routes!(monitoring::hotspots))
        .routes(routes!(monitoring::top))
        .routes(routes!(monitoring::hotspot_stats))
        .routes(routes!(monitoring::scan))
        .routes(routes!(monitoring::hotspot))
        .routes(routes!(monitoring::alerts))
        .routes(routes!(monitoring::critical))
        .routes(routes!(monitoring::alert_stats))
        .routes(routes!(monitoring::alert))
        .routes(routes!(monitoring::acknowledge))
        .routes(routes!(monitoring::snooze))
        .routes(routes!(monitoring::baselines))
        .routes(routes!(recommendations::list))
        .routes(routes!(recommendations::pending))
        .routes(routes!(recommendations::stats))
        .routes(routes!(recommendations::generate))
        .routes(routes!(recommendations::get, recommendations::change))
        .routes(routes!(recommendations::approve))
        .routes(routes!(recommendations::dismiss))
        .routes(routes!(recommendations::undo))
        .routes(routes!(whatif::simulate))
        .routes(routes!(whatif::levers))
        .routes(routes!(whatif::simulate_batch))
        .routes(routes!(whatif::scenarios, whatif::save))
        .routes(routes!(whatif::delete))
        .routes(routes!(whatif::recommend))
        .routes(routes!(goals::list, goals::put))
        .routes(routes!(carbon_aware::by_location))
        .routes(routes!(carbon_aware::current_forecast))
        .routes(routes!(carbon_aware::past_forecasts))
        .routes(routes!(energy::sites))
        .routes(routes!(energy::site, energy::put_site))
        .routes(routes!(energy::measurements, energy::add_measurements))
        .routes(routes!(energy::add_csv))
        .routes(routes!(energy::stream_measurements))
        .routes(routes!(energy::rollup))
        .routes(routes!(energy::measurement_quality))
        .routes(routes!(energy::approve_measurement))
        .routes(routes!(energy::forecast))
        .routes(routes!(energy::forecasts))
        .routes(routes!(energy::accuracy))
        .routes(routes!(energy::plan))
        .routes(routes!(energy::followed))
        .routes(routes!(energy::battery_sizes))
        .routes(routes!(energy::overview))
        .routes(routes!(energy::outlook))
        .routes(routes!(energy::shifting))
        .routes(routes!(energy::advise))
        .routes(routes!(energy_prices::series))
        .routes(routes!(
            energy_prices::prices,
            energy_prices::add_prices,
            energy_prices::remove
        ))
        .routes(routes!(energy_prices::add_csv))
        .routes(routes!(energy_sources::profiles))
        .routes(routes!(
            energy_sources::put_profile,
            energy_sources::delete_profile
        ))
        .routes(routes!(energy_sources::add_csv_by_profile))
        .routes(routes!(energy_sources::sources, energy_sources::add_source))
        .routes(routes!(
            energy_sources::change_source,
            energy_sources::remove_source
        ))
        .routes(routes!(energy_sources::run_source))
        .routes(routes!(notifications::channels, notifications::add_channel))
        .routes(routes!(notifications::remove_channel))
        .routes(routes!(notifications::test_channel))
        .routes(routes!(notifications::latest))
        .routes(routes!(jobs::list))
        .routes(routes!(jobs::run))
        .routes(routes!(audit::list))
        .routes(routes!(audit::export))
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX));
    // A file is counted while it is streamed, by the handler.
    let streamed = OpenApiRouter::<AppState>::new()
        .routes(routes!(ingest::upload_csv))
        .layer(DefaultBodyLimit::disable());
    let large = OpenApiRouter::<AppState>::new()
        .routes(routes!(learning::predict))
        .layer(DefaultBodyLimit::max(QUESTIONS_BYTES_MAX));
    let (router, document) = OpenApiRouter::with_openapi(Document::openapi())
        .nest("/api/v1", bounded.merge(streamed).merge(large))
        .split_for_parts();
    let aliases = Router::<AppState>::new()
        // Clients of the original system keep working.
        .route(
            "/api/v1/ingest/upload",
            axum::routing::post(ingest::upload_csv).layer(DefaultBodyLimit::disable()),
        )
        .route("/api/v1/ingest/status/{id}", get(ingest::get_job))
        .route(
            "/api/v1/recommendations/{id}/reject",
            axum::routing::post(recommendations::dismiss),
        )
        .route("/api/v1/stream/ws", get(ingest::stream));
    (router.merge(aliases), document)
}

/// The whole application.
pub fn router(config: &Config, state: AppState, limits: Arc<Limits>) -> Router {
    let (api, document) = api();
    let schedule = crate::jobs::Table::new(config.monitoring.clone());
    state.services.keep_schedule(Arc::new(schedule));
    let images: Arc<str> = match &config.map.tile_url {
        Some(tiles) => format!(" {}", tiles.source()).into(),
        None => "".into(),
    };
    let own_origin: Arc<str> = config.http.public_url.as_str().into();
    let docs = SwaggerUi::new("/api/docs").url("/api/v1/openapi.json", document);
    let docs = Router::<AppState>::new()
        .merge(docs)
        .layer(from_fn(serve::docs_policy));
    Router::new()
        .merge(api)
        .route("/api/{*rest}", axum::routing::any(no_such_endpoint))
        .merge(docs)
        .route("/health", get(health::live))
        .route("/health/ready", get(health::ready))
        .route("/ws", get(live::upgrade))
        .merge(pages::router(&state))
        .with_state(state.clone())
        .layer(
            ServiceBuilder::new()
                .layer(from_fn(request_id::layer))
                // The quickest level: a page shrinks to a sixth, and large answers do not wait for it.
                .layer(CompressionLayer::new().quality(CompressionLevel::Fastest))
                .layer(from_fn_with_state(images, security_headers::layer))
                .layer(CatchPanicLayer::custom(serve::panicked))
                .layer(cors(config))
                .layer(from_fn_with_state(
                    Arc::clone(&limits),
                    rate_limit::by_address,
                ))
                .layer(from_fn_with_state(own_origin, origin::layer))
                .layer(from_fn_with_state(state.services.clone(), identity::layer))
                .layer(from_fn_with_state(limits, rate_limit::by_credential))
                .layer(from_fn_with_state(
                    config.http.request_seconds_max,
                    serve::time_limit,
                )),
        )
}

/// Closed unless origins are named; never with cookies.
fn cors(config: &Config) -> CorsLayer {
    let origins: Vec<_> = config
        .http
        .cors_origins
        .iter()
        .filter_map(|origin| origin.parse().ok())
        .collect();
    if origins.is_empty() {
        return CorsLayer::new();
    }
    CorsLayer::new()
        .allow_origin(AllowOrigin::list(origins))
        .allow_methods([
            Method::GET,
            Method::POST,
            Method::PUT,
            Method::PATCH,
            Method::DELETE,
        ])
        .allow_headers([
            header::AUTHORIZATION,
            header::CONTENT_TYPE,
            HeaderName::from_static("idempotency-key"),
        ])
}

async fn no_such_endpoint() -> axum::response::Response {
    problem(
        StatusCode::NOT_FOUND,
        "there is no such endpoint; /api/docs lists them all",
        Vec::new(),
    )
}
