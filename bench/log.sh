#!/bin/bash
# The sealed log: DECISIONS (100,000) appended in groups, proved, and then changed by BITS (10,000) single bits, by swaps, deletions and
# cut-off ends, all of which must be found; then KILLS (100) times killed at a random moment while it appends. See docs/ASSESS.md.
set -u
cd "$(dirname "$0")/.."
bin=${B:-build/release}
export CORDON_DATA=$PWD
tmp=$(mktemp -d "${TMPDIR:-/tmp}/cordon-log.XXXXXX")
trap 'rm -rf "$tmp"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
"$bin/bench/log" "$tmp/store" "${DECISIONS:-100000}" "${GROUP:-256}" "${BITS:-10000}" || exit 1
KILLS=${KILLS:-100} "$bin/tests/log" killed
