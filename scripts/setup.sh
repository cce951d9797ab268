#!/usr/bin/env bash
# Makes sure that what a task needs is there. Does nothing, silently, where it already is; says one line where it acts,
# and stops with what to do where it cannot act by itself.
#
#   scripts/setup.sh PIECE...   pieces: rust wasm leptos bindgen npm vendor postgres chromium pandas xgboost forecasters solver
#                                solar lighthouse deny
source "$(dirname "$0")/env.sh"

cargo_leptos_version=0.3.10
cargo_deny_version=0.20.2
pandas_version=3.1.1
xgboost_version=3.2.0
statsforecast_version=2.1.1
prophet_version=1.5.0
scikit_learn_version=1.9.1
scipy_version=1.17.1
pvlib_version=0.16.1

setup_rust() {
  command -v rustup >/dev/null || fail "Rust is missing, and this script does not install it: see https://rustup.rs"
  local have need
  have=$(rustc --version | cut -d' ' -f2)
  need=$(sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml)
  [[ $(printf '%s\n' "$need" "$have" | sort -V | head -n1) == "$need" ]] ||
    fail "Rust $have is older than $need; this script does not update it: run 'rustup update stable'"
}

setup_wasm() {
  setup_rust
  rustup target list --installed | grep -qx wasm32-unknown-unknown && return
  say "adding the wasm32 target to the Rust toolchain"
  rustup target add wasm32-unknown-unknown
}

setup_leptos() {
  setup_rust
  [[ $(cargo-leptos --version 2>/dev/null) == "cargo-leptos $cargo_leptos_version" ]] && return
  say "building cargo-leptos $cargo_leptos_version into .tools (once, about 5 minutes)"
  # Debug, because its own speed hardly matters; `no_downloads`, because it must not fetch programs behind our back.
  install_crate --locked --debug --no-default-features --features no_downloads "cargo-leptos@$cargo_leptos_version"
}

setup_bindgen() {
  setup_rust
  # The program and the library must be of one version, exactly.
  local version
  version=$(awk '/^name = "wasm-bindgen"$/ { getline; gsub(/[^0-9.]/, ""); print }' Cargo.lock)
  [[ $(wasm-bindgen --version 2>/dev/null) == "wasm-bindgen $version" ]] && return
  say "building wasm-bindgen $version into .tools (once, about 3 minutes)"
  # Not --locked: its lock file names a version that is not published any more.
  install_crate "wasm-bindgen-cli@$version"
}

setup_lighthouse() {
  setup_npm
  setup_chromium
  local lock=scripts/lighthouse/package-lock.json to=.tools/lighthouse
  cmp -s "$lock" "$to/.installed" && return
  say "installing Lighthouse into .tools"
  mkdir -p "$to"
  cp scripts/lighthouse/package.json "$lock" "$to"
  npm ci --prefix "$to" --ignore-scripts --loglevel=error
  cp "$lock" "$to/.installed"
}

setup_npm() {
  command -v npm >/dev/null || fail "Node.js is missing, and this script does not install it: see https://nodejs.org (20 or newer)"
  cmp -s package-lock.json node_modules/.installed && return
  say "installing the npm packages of package-lock.json"
  npm ci --loglevel=error
  cp package-lock.json node_modules/.installed
}

setup_vendor() {
  setup_npm
  local made=public/vendor/fonts/inter.css.br # the last file it writes
  [[ $made -nt scripts/vendor.mjs && $made -nt style/map.css && $made -nt node_modules/.installed ]] && return
  say "building public/vendor (charts, maps, fonts)"
  node scripts/vendor.mjs
}

setup_postgres() {
  scripts/postgres.sh find >/dev/null 2>&1 && return
  install_debian "the tests run on PostgreSQL too" postgresql
}

setup_chromium() {
  scripts/chromium.sh >/dev/null 2>&1 && return
  install_debian "the pages are tested in a browser" chromium fonts-dejavu-core
}

setup_pandas() {
  [[ $(.tools/python/bin/python -c 'import pandas; print(pandas.__version__)' 2>/dev/null) == "$pandas_version" ]] && return
  command -v python3 >/dev/null || fail "Python 3 is missing; the benchmark compares with pandas. Install python3 and python3-venv"
  say "installing pandas $pandas_version into .tools/python (the benchmark compares with it)"
  python3 -m venv .tools/python
  .tools/python/bin/pip install --quiet "pandas==$pandas_version"
}

# scikit-learn, because the regressor of xgboost is one of its kind.
setup_xgboost() {
  setup_pandas
  [[ $(.tools/python/bin/python -c 'import sklearn, xgboost; print(xgboost.__version__)' 2>/dev/null) == "$xgboost_version" ]] && return
  say "installing xgboost $xgboost_version into .tools/python (the benchmark compares with it)"
  .tools/python/bin/pip install --quiet "xgboost==$xgboost_version" "scikit-learn==$scikit_learn_version"
}

# Apart from pandas, because these need an older one.
setup_forecasters() {
  [[ $(.tools/forecasters/bin/python -c 'from importlib.metadata import version as v
print(v("statsforecast"), v("prophet"), v("scikit-learn"))' 2>/dev/null) == "$statsforecast_version $prophet_version $scikit_learn_version" ]] && return
  command -v python3 >/dev/null || fail "Python 3 is missing; the benchmark compares with forecasters in it. Install python3 and python3-venv"
  say "installing statsforecast $statsforecast_version and prophet $prophet_version into .tools/forecasters (800 MB; the benchmark compares with them)"
  python3 -m venv .tools/forecasters
  .tools/forecasters/bin/pip install --quiet "statsforecast==$statsforecast_version" "prophet==$prophet_version" \
    "scikit-learn==$scikit_learn_version"
}

# The benchmark of energy compares with both, so they share an environment.
setup_solver() {
  [[ $(.tools/energy/bin/python -c 'import scipy; print(scipy.__version__)' 2>/dev/null) == "$scipy_version" ]] && return
  command -v python3 >/dev/null || fail "Python 3 is missing; the benchmark compares with a solver in it. Install python3 and python3-venv"
  say "installing scipy $scipy_version with its solver HiGHS into .tools/energy (the benchmark compares with it)"
  python3 -m venv .tools/energy
  .tools/energy/bin/pip install --quiet "scipy==$scipy_version"
}

setup_solar() {
  setup_solver
  [[ $(.tools/energy/bin/python -c 'import pvlib; print(pvlib.__version__)' 2>/dev/null) == "$pvlib_version" ]] && return
  say "installing pvlib $pvlib_version into .tools/energy (the benchmark compares with it)"
  .tools/energy/bin/pip install --quiet "pvlib==$pvlib_version" "scipy==$scipy_version"
}

setup_deny() {
  setup_rust
  [[ $(cargo-deny --version 2>/dev/null) == "cargo-deny $cargo_deny_version" ]] && return
  say "building cargo-deny $cargo_deny_version into .tools (once, about 10 minutes)"
  install_crate --locked --debug "cargo-deny@$cargo_deny_version"
}

# Tools are built with their own flags: ours would only make a second copy of what cargo already has. Nobody debugs them.
install_crate() {
  env -u RUSTFLAGS -u CARGO_TARGET_DIR CARGO_PROFILE_DEV_DEBUG=0 cargo install --quiet --root .tools "$@"
}

install_debian() {
  local why=$1 as_root=()
  shift
  command -v apt-get >/dev/null ||
    fail "$why: this script can install '$*' only with apt; install it another way and start again"
  if ((EUID != 0)); then
    sudo -n true 2>/dev/null ||
      fail "$why, and this script cannot become root by itself: run 'sudo apt-get install $*' and start again"
    as_root=(sudo -n)
  fi
  say "installing $* with apt ($why)"
  "${as_root[@]}" apt-get -qq -o Acquire::Retries=3 update >&2
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get -qq -o Acquire::Retries=3 install --yes --no-install-recommends "$@" >&2
}

(($# > 0)) || fail "usage: scripts/setup.sh PIECE... (the pieces are listed at the top of this file)"
for piece; do
  declare -F "setup_$piece" >/dev/null || fail "scripts/setup.sh knows no piece '$piece'"
  "setup_$piece"
done
