#!/usr/bin/env bash
# From a fresh checkout to a running demo on http://127.0.0.1:3000, with its data under ./data.
#
#   RELEASE=1     the small, fast build (the first one takes minutes longer)
#   scripts/run.sh ARGUMENTS...   another command line than `serve --demo`
source "$(dirname "$0")/env.sh"

if [[ -n ${RELEASE:-} ]]; then
  scripts/release.sh
  binary=$target/release/carbon-nexus
else
  scripts/setup.sh wasm leptos bindgen vendor
  say "building (debug; the first time takes about 10 minutes on 2 cores)"
  cargo leptos build --split
  binary=$target/debug/carbon-nexus
fi

(($# > 0)) || set -- serve --demo
export NEXUS_SITE_DIR=${NEXUS_SITE_DIR:-$root/target/site}
say "starting carbon-nexus $* on http://${NEXUS_HTTP_ADDR:-127.0.0.1:3000}"
exec "$binary" "$@"
