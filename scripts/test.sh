#!/usr/bin/env bash
# Every test: Rust on SQLite and PostgreSQL, the size of what a browser loads, the pages in a browser.
# One native build (debug) and one browser build (release) serve all of it; they share no folder, and each has minutes in
# which it keeps one core busy only, so they are made beside each other, and the tools of the second with it.
source "$(dirname "$0")/env.sh"

scripts/setup.sh wasm vendor postgres chromium

say "starting a scratch PostgreSQL"
cluster=$(scripts/postgres.sh start)
eval "$cluster"
trap 'scripts/postgres.sh stop' EXIT

front_log=$target/front.log
mkdir -p "$target"
say "building the browser's program, and the tools for it, meanwhile (log: $front_log)"
# A group of its own, so that nothing of it is left when the tests fail first.
set -m
scripts/release.sh --frontend-only >"$front_log" 2>&1 &
front=$!
set +m
trap 'kill -- -"$front" 2>/dev/null || true; scripts/postgres.sh stop' EXIT

# `frontend` stays out: it builds `app` for the browser, everything else builds it for the server.
say "Rust tests, on SQLite and PostgreSQL"
cargo test --workspace --exclude frontend --features app/ssr

say "the browser's program, built meanwhile"
wait "$front" || { cat "$front_log" >&2; fail "it was not built"; }
trap 'scripts/postgres.sh stop' EXIT
cat "$front_log"
scripts/wasm-size.sh

# The integration tests above have built the binary that is driven here.
say "end-to-end tests"
NEXUS_E2E_BIN=$target/debug/carbon-nexus NEXUS_SITE_DIR=$root/target/site playwright test --config end2end

# Long enough to see a page that grows with every update; `make soak` is the whole hour.
say "a short soak"
# Times of a debug build say nothing.
NEXUS_SOAK_MINUTES=5 NEXUS_SOAK_TIMES=shown NEXUS_E2E_BIN=$target/debug/carbon-nexus NEXUS_SITE_DIR=$root/target/site scripts/soak.sh
