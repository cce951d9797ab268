#!/usr/bin/env bash
# Format and lints, for the server and for the browser. Warnings fail only where RUSTFLAGS denies them (.ci/run does).
source "$(dirname "$0")/env.sh"

scripts/setup.sh wasm

say "format"
cargo fmt --all --check

say "lints, native"
cargo lint

# A folder of its own, the one cargo-leptos builds in: flags and features of the two sides never mix.
say "lints, browser"
cargo clippy --package frontend --target wasm32-unknown-unknown --target-dir "$target/front"
