#!/usr/bin/env bash
# Every test: Rust on SQLite and PostgreSQL, the size of what a browser loads, the pages in a browser.
# One native build (debug) and one browser build (release) serve all of it.
source "$(dirname "$0")/env.sh"

scripts/setup.sh wasm leptos bindgen vendor postgres chromium

say "starting a scratch PostgreSQL"
cluster=$(scripts/postgres.sh start)
eval "$cluster"
trap 'scripts/postgres.sh stop' EXIT

# `frontend` stays out: it builds `app` for the browser, everything else builds it for the server.
say "Rust tests, on SQLite and PostgreSQL"
cargo test --workspace --exclude frontend --features app/ssr

scripts/release.sh --frontend-only
scripts/wasm-size.sh

# The integration tests above have built the binary that is driven here.
say "end-to-end tests"
NEXUS_E2E_BIN=$target/debug/carbon-nexus NEXUS_SITE_DIR=$root/target/site playwright test --config end2end

# Long enough to see a page that grows with every update; `make soak` is the whole hour.
say "a short soak"
# Times of a debug build say nothing.
NEXUS_SOAK_MINUTES=5 NEXUS_SOAK_TIMES=shown NEXUS_E2E_BIN=$target/debug/carbon-nexus NEXUS_SITE_DIR=$root/target/site scripts/soak.sh
