#!/usr/bin/env bash
# Prints the path of the Chromium that drives the end-to-end tests: $CHROMIUM, else the system's.
source "$(dirname "$0")/env.sh"

# A path that was asked for is taken or refused, never replaced by another.
for name in ${CHROMIUM:-chromium chromium-browser google-chrome google-chrome-stable}; do
  command -v "$name" && exit
done
fail "no Chromium found: set CHROMIUM to its path, or install chromium"
