#!/usr/bin/env bash
# Licences, sources and known vulnerabilities of what we depend on. Needs the network for the advisory databases.
source "$(dirname "$0")/env.sh"

scripts/setup.sh deny npm

say "Rust dependencies"
cargo deny check

say "npm packages"
npm audit --audit-level=high
