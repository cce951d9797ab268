#!/usr/bin/env bash
# Builds what is released: the server in target/release, and target/site with the browser's program, in pieces and compressed.
#
#   --frontend-only   without the server
source "$(dirname "$0")/env.sh"

scripts/setup.sh wasm leptos bindgen vendor
say "building the release${1:+ ($1)}"
cargo leptos build --release --split "$@"
node scripts/pieces.mjs target/site/pkg
node scripts/compress.mjs target/site
