#!/usr/bin/env bash
# Every benchmark of the workspace, on SQLite and on a PostgreSQL that syncs to disk, with pandas as the thing to beat.
# Figures worth keeping go to docs/benchmarks.md with the machine and the date.
source "$(dirname "$0")/env.sh"

scripts/setup.sh rust postgres pandas

say "starting a scratch PostgreSQL"
cluster=$(DURABLE=1 scripts/postgres.sh start)
eval "$cluster"
trap 'scripts/postgres.sh stop' EXIT
export NEXUS_BENCH_PYTHON=$root/.tools/python/bin/python

say "benchmarks"
cargo bench --workspace --exclude frontend --features app/ssr --bench '*' "$@"
