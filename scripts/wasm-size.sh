#!/usr/bin/env bash
# Prints what a browser loads, compressed as it is served, and fails above frontend/size-budget.txt.
# The budget is a ratchet: it only goes down. How far the program still is from its goal is printed each time.
source "$(dirname "$0")/env.sh"

wasm_goal=450000
site=target/site
budget=frontend/size-budget.txt
status=0

[[ -f $site/pkg/carbon-nexus.wasm.br ]] ||
  fail "no precompressed site: run 'cargo leptos build --release --frontend-only --precompress'"

printf '%-28s %10s %10s %10s\n' file raw brotli budget
while read -r file allowed; do
  raw=$(wc -c <"$site/$file")
  served=$(wc -c <"$site/$file.br")
  printf '%-28s %10d %10d %10d\n' "$file" "$raw" "$served" "$allowed"
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
exit $status
