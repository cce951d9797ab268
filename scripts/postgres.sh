#!/usr/bin/env bash
# A scratch PostgreSQL cluster for tests: own folder, own port, loopback only, gone afterwards.
#
#   eval "$(scripts/postgres.sh start)"   sets NEXUS_TEST_POSTGRES_URL and NEXUS_TEST_POSTGRES_DIR
#   scripts/postgres.sh stop              ends that cluster and removes its folder
#   scripts/postgres.sh find              prints the folder of the server's programs
#
# DURABLE=1 keeps fsync on, for measuring. KEPT=FOLDER keeps the cluster there for the next start, where its owner may
# write to it: a database of millions of events is not filled twice. FOLDER must be called nexus-postgres.kept.
source "$(dirname "$0")/env.sh"

# Debian keeps the server's programs off PATH, one folder per version; the newest wins.
find_programs() {
  local initdb
  initdb=$(printf '%s\n' /usr/lib/postgresql/*/bin/initdb | sort -V | tail -n1)
  [[ -x $initdb ]] || initdb=$(command -v initdb) || fail "no PostgreSQL server found: install postgresql"
  dirname "$initdb"
}

# PostgreSQL refuses to run as root. Leaves the checkout first: the other user may not be able to enter it.
as_owner() {
  if ((EUID == 0)); then
    (cd / && runuser -u "$owner" -- "$@")
  else
    (cd / && "$@")
  fi
}

choose_owner() {
  owner=$(id -un)
  ((EUID != 0)) || owner=postgres
  id "$owner" >/dev/null 2>&1 || fail "started as root, and there is no user '$owner' to run PostgreSQL as"
}

free_port() {
  node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close() })'
}

start() {
  local programs port settings try
  programs=$(find_programs)
  choose_owner
  if [[ -n ${KEPT:-} ]] && mkdir -p "$KEPT" && chown "$owner" "$KEPT" && as_owner test -w "$KEPT"; then
    dir=$KEPT
  else
    dir=$(mktemp -d -t nexus-postgres.XXXXXX)
    trap 'rm -rf "$dir"' EXIT # until it runs
    chown "$owner" "$dir"
  fi

  # `trust` is safe enough: the cluster listens on loopback, holds test rows, and lives for minutes.
  [[ -f $dir/data/PG_VERSION ]] ||
    as_owner "$programs/initdb" --pgdata="$dir/data" --username=nexus --auth=trust --encoding=UTF8 --locale=C \
      --no-sync >"$dir/initdb.log" 2>&1 || { cat "$dir/initdb.log" >&2; fail "initdb failed"; }

  settings="-c listen_addresses=127.0.0.1 -c unix_socket_directories=$dir -c max_connections=300"
  [[ -n ${DURABLE:-} ]] || settings+=" -c fsync=off -c synchronous_commit=off -c full_page_writes=off"

  # Between choosing a port and taking it another program may be faster.
  for try in 1 2 3; do
    port=$(free_port)
    if as_owner "$programs/pg_ctl" start --pgdata="$dir/data" --wait --silent --log="$dir/server.log" \
      --options="-p $port $settings" >/dev/null; then
      trap - EXIT
      echo "export NEXUS_TEST_POSTGRES_URL=postgres://nexus@127.0.0.1:$port/postgres"
      echo "export NEXUS_TEST_POSTGRES_DIR=$dir"
      return
    fi
    say "PostgreSQL did not start on port $port (try $try)"
  done
  tail -n 20 "$dir/server.log" >&2
  fail "PostgreSQL did not start"
}

stop() {
  local dir=${NEXUS_TEST_POSTGRES_DIR:-}
  [[ -n $dir ]] || fail "NEXUS_TEST_POSTGRES_DIR is not set: no cluster was started here"
  # Only what `start` made is ended and removed.
  [[ $(basename "$dir") == nexus-postgres.* && -d $dir ]] || fail "$dir is no scratch cluster"
  choose_owner
  if [[ $(basename "$dir") == nexus-postgres.kept ]]; then
    as_owner "$(find_programs)/pg_ctl" stop --pgdata="$dir/data" --mode=fast --silent
    return
  fi
  as_owner "$(find_programs)/pg_ctl" stop --pgdata="$dir/data" --mode=immediate --silent || true
  rm -rf "$dir"
}

case ${1:-} in
  start) start ;;
  stop) stop ;;
  find) find_programs ;;
  *) fail "usage: scripts/postgres.sh start | stop | find" ;;
esac
