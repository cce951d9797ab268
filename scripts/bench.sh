#!/usr/bin/env bash
# Every benchmark of the workspace, on SQLite and on a PostgreSQL that syncs to disk, with pandas and
# other forecasters as the things to beat, a solver and pvlib as those to agree with.
# Fails when a gate is missed. Figures worth keeping go to docs/benchmarks.md with the machine and the date.
#
#   scripts/bench.sh               everything, about 30 minutes; the first time longer: five million events are filled in
#                                  once on each database and kept below target/bench
#   scripts/bench.sh -- --quick    a short try, whose figures mean little
#
# NEXUS_BENCH_EVENTS=200000 stores fewer events; NEXUS_BENCH_FLIGHTS names the flights file where it is not beside the
# project (without it the repository's sample is repeated with shifted dates, and the output says so), NEXUS_BENCH_STEEL
# the steel works' file (without it nothing is learned and no load is forecast, and the output says so).
source "$(dirname "$0")/env.sh"

scripts/setup.sh rust postgres pandas xgboost forecasters solver solar

# The live benchmark holds a thousand sockets at either end.
ulimit -n 8192 2>/dev/null || (($(ulimit -n) >= 4096)) || fail "at most $(ulimit -n) open files are allowed, 4096 are needed: see ulimit -n"

say "starting a scratch PostgreSQL"
cluster=$(DURABLE=1 KEPT=$target/bench/nexus-postgres.kept scripts/postgres.sh start)
eval "$cluster"
trap 'scripts/postgres.sh stop' EXIT
export NEXUS_BENCH_PYTHON=$root/.tools/python/bin/python
export NEXUS_BENCH_FORECASTERS=$root/.tools/forecasters/bin/python
export NEXUS_BENCH_ENERGY=$root/.tools/energy/bin/python

# Compiling beside a measurement would spoil it: all is built first.
run() { cargo bench --workspace --exclude frontend --features app/ssr --bench '*' "$@"; }
say "building"
run --no-run

say "measuring on $(nproc) cores, load $(cut -d' ' -f1-3 /proc/loadavg)"
missed=0
run --no-fail-fast "$@" || missed=1

# Criterion measures but does not judge.
say "estimates: at least 2 million events a second on one core"
"$NEXUS_BENCH_PYTHON" - "$target/criterion/estimate/mixed events/new/estimates.json" <<'PYTHON' || missed=1
import json, sys
nanoseconds = json.load(open(sys.argv[1]))["median"]["point_estimate"]
per_second = 10_000 / nanoseconds * 1e9  # an iteration estimates 10,000 events
is_met = per_second >= 2e6
print(f"  gate {'ok    ' if is_met else 'MISSED'} estimates: {per_second / 1e6:.2f} million events/s (must be >= 2)")
sys.exit(not is_met)
PYTHON

say "the load is now $(cut -d' ' -f1-3 /proc/loadavg)"
((missed == 0)) || fail "a gate was missed: the lines above say which"
