#!/bin/sh
# Who is owned, of 10^6 parties and 3 x 10^6 holdings, once for each of three rules; the goal is 3 s each. See docs/BENCH.md.
#   NODES=1000000 EDGES=3000000
# Exits 1 when several threads answer differently.
set -eu
cd "$(dirname "$0")/.."
exec "${B:-build/release}/bench/own" "${NODES:-1000000}" "${EDGES:-3000000}"
