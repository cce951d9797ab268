#!/usr/bin/env bash
# Prints what a browser loads, compressed as it is served, and fails above frontend/size-budget.txt.
# The budget is a ratchet: it only goes down. How far the program still is from its goal is printed each time.
source "$(dirname "$0")/env.sh"

wasm_goal=350000
site=target/site
budget=frontend/size-budget.txt
status=0

[[ -f $site/pkg/carbon-nexus.wasm.br && -f $site/pkg/__wasm_split_manifest.json ]] ||
  fail "no split and precompressed site: run 'scripts/release.sh --frontend-only'"

# The dashboard is in the program itself: what is listed in the budget is all that the first page loads.
printf '%-50s %10s %10s %10s\n' 'first page' raw brotli budget
while read -r file allowed; do
  raw=$(wc -c <"$site/$file")
  served=$(wc -c <"$site/$file.br")
  printf '%-50s %10d %10d %10d\n' "$file" "$raw" "$served" "$allowed"
  if ((served > allowed)); then
    echo "!! $file is over its budget by $((served - allowed)) bytes"
    status=1
  elif ((served * 100 < allowed * 90)); then
    echo "   $file: the budget can come down to $((served * 105 / 100))"
  fi
  if [[ $file == *.wasm ]] && ((served > wasm_goal)); then
    echo "   $file: $((served - wasm_goal)) bytes above the goal of $wasm_goal"
  fi
done < <(grep -v '^#' "$budget")

# The other pages fetch these when they are visited; a folder that is built into again may hold older ones.
printf '%-50s %10s %10s\n' 'when visited' raw brotli
for name in $(grep -o '"[a-z_0-9]*",\?$' "$site/pkg/__wasm_split_manifest.json" | tr -d '",' | sort -u); do
  file=pkg/$name.wasm
  printf '%-50s %10d %10d\n' "$file" "$(wc -c <"$site/$file")" "$(wc -c <"$site/$file.br")"
done
exit $status
