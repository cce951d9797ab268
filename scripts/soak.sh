#!/usr/bin/env bash
# A dashboard open in a browser while 50 events a second come in: does it keep its size, does it stay quick?
#
#   NEXUS_SOAK_MINUTES=60   how long (at least 2)
#   NEXUS_SOAK_TIMES=judged long tasks and delays fail it too; `shown`: printed only
#   NEXUS_E2E_BIN, NEXUS_SITE_DIR   a program and a site that are built already; else both are built, as released
source "$(dirname "$0")/env.sh"

if [[ -z ${NEXUS_E2E_BIN:-} ]]; then
  scripts/setup.sh chromium
  scripts/release.sh
  export NEXUS_E2E_BIN=$target/release/carbon-nexus NEXUS_SITE_DIR=$root/target/site
fi

say "soaking for ${NEXUS_SOAK_MINUTES:=60} minutes on $(nproc) cores, load $(cut -d' ' -f1-3 /proc/loadavg)"
export NEXUS_SOAK_MINUTES
playwright test --config end2end/soak
