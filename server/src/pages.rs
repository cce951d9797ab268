//! The pages: rendered here, their files served precompressed.

use std::path::PathBuf;

use app::{App, Program, shell};
use axum::Router;
use axum::http::request::Parts;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use leptos::WasmSplitManifest;
use leptos::config::LeptosOptions;
use leptos::nonce::Nonce;
use leptos::prelude::{provide_context, use_context};
use leptos_axum::{LeptosRoutes, file_and_error_handler_with_context, generate_route_list};
use tower_http::services::ServeDir;
use tower_http::set_header::SetResponseHeaderLayer;

use crate::config::Config;
use crate::program;
use crate::router::AppState;

/// Where the built site is: the setting, `site` beside the program, else where a build puts it.
#[must_use]
pub fn site_dir(config: &Config) -> PathBuf {
    config.http.site_dir.clone().unwrap_or_else(|| {
        std::env::current_exe()
            .ok()
            .and_then(|program| program.parent().map(|folder| folder.join("site")))
            .filter(|folder| folder.is_dir())
            .unwrap_or_else(|| PathBuf::from("target/site"))
    })
}

/// What the pages need to know of their own files.
#[must_use]
pub fn options(config: &Config) -> LeptosOptions {
    LeptosOptions::builder()
        .output_name("carbon-nexus")
        .site_root(site_dir(config).to_string_lossy().into_owned())
        .site_pkg_dir("pkg")
        .site_addr(config.http.addr)
        .build()
}

/// Pages, server functions and static files.
pub fn router(state: &AppState) -> Router<AppState> {
    let services = state.services.clone();
    let provide = move || {
        provide_context(services.clone());
        provide_nonce();
    };
    let site = PathBuf::from(&*state.leptos.site_root);
    let routes = generate_route_list(App);
    let options = state.leptos.clone();
    let files = site.join(&*options.site_pkg_dir);
    let program = program::read(&files, "/pkg").unwrap_or_else(|error| {
        tracing::error!(%error, folder = %files.display(), "the browser's program cannot be read; pages stay without script");
        Program {
            at: "/pkg/none".to_owned(),
            pieces: WasmSplitManifest::default(),
        }
    });
    let at = program.at.clone();
    let draw = move |options: LeptosOptions| shell(options, &program);
    let drawn = draw.clone();
    Router::new()
        .leptos_routes_with_context(state, routes, provide.clone(), move || {
            drawn(options.clone())
        })
        .nest_service(&at, cached(files, KEPT_FOR_GOOD))
        .nest_service(
            "/vendor",
            cached(site.join("vendor"), "public, max-age=604800"),
        )
        .fallback(file_and_error_handler_with_context::<AppState, _>(
            provide, draw,
        ))
}

/// Gives the page's scripts the nonce that the answer's policy names.
fn provide_nonce() {
    let nonce = use_context::<Parts>().and_then(|parts| parts.extensions.get::<Nonce>().cloned());
    if let Some(nonce) = nonce {
        provide_context(nonce);
    }
}

/// How long browsers keep the program: its address is of this build alone.
const KEPT_FOR_GOOD: &str = "public, max-age=31536000, immutable";

/// A folder of files, sent compressed where a compressed twin lies beside them.
fn cached(folder: PathBuf, policy: &'static str) -> Router {
    Router::new()
        .fallback_service(
            ServeDir::new(folder)
                .precompressed_br()
                .precompressed_gzip(),
        )
        .layer(SetResponseHeaderLayer::if_not_present(
            header::CACHE_CONTROL,
            move |_: &Response| Some(HeaderValue::from_static(policy)),
        ))
}

/// Path and method of every server function of the pages.
pub fn server_functions() -> Vec<(&'static str, String)> {
    leptos::server_fn::axum::server_fn_paths()
        .map(|(path, method)| (path, method.to_string()))
        .collect()
}
