#!/usr/bin/env bash
# Lighthouse over the dashboard and the import page of a demo, with its desktop and its mobile preset: fails where a page
# scores less than it must. Measure on a machine that does nothing else: half the score is how fast it is.
#
#   NEXUS_E2E_BIN, NEXUS_SITE_DIR   a program and a site that are built already; else both are built, as released
source "$(dirname "$0")/env.sh"

scripts/setup.sh lighthouse
if [[ -z ${NEXUS_E2E_BIN:-} ]]; then
  scripts/release.sh
  export NEXUS_E2E_BIN=$target/release/carbon-nexus NEXUS_SITE_DIR=$root/target/site
fi
export CHROME_PATH
CHROME_PATH=$(scripts/chromium.sh)

say "measuring on $(nproc) cores, load $(cut -d' ' -f1-3 /proc/loadavg)"
playwright test --config scripts/lighthouse/playwright.config.ts
