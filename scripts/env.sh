# Sourced by every script here: where the project is, where its tools are, how it speaks.
# shellcheck shell=bash
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"

# Tools of an exact version live inside the checkout (.tools, node_modules), so that nothing a developer has is replaced.
export PATH="$root/.tools/bin:$root/node_modules/.bin:$PATH"
target=${CARGO_TARGET_DIR:-$root/target}

say() { printf '== %s\n' "$*" >&2; }

fail() {
  printf '!! %s\n' "$*" >&2
  exit 1
}
