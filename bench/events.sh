#!/bin/sh
# What one day of GDELT costs: ROWS (150,000) rows read, their repeats marked, the store written, and then
# the weekly episodes of one pair beside those of all. The rows are those that ship, again and again with
# other ids and addresses, gz as it comes. Exits 1 when the floor (twice the goal of 1 s) is missed.
set -eu
cd "$(dirname "$0")/.."
rows=${ROWS:-150000}
runs=${RUNS:-3}
cordon=${B:-build/release}/cordon
tmp=$(mktemp -d "${TMPDIR:-/tmp}/cordon-events.XXXXXX")
trap 'rm -rf "$tmp"' EXIT
xz -dc data/events/gdelt2_20180101000000.export.CSV.xz >"$tmp/rows"
awk -F'\t' -v OFS='\t' -v n="$rows" '{ row[NR] = $0 } END {
    for (i = 0; i < n; i++) { $0 = row[i % NR + 1]; $1 = 900000000 + i; $61 = $61 "?" int(i / NR); print } }' "$tmp/rows" |
    gzip -1 >"$tmp/day.CSV.gz"
now() { date +%s%N; }
run=0
: >"$tmp/load"
: >"$tmp/index"
while [ "$run" -lt "$runs" ]; do
    rm -rf "$tmp/store"
    "$cordon" init "$tmp/store" 2>/dev/null
    a=$(now)
    "$cordon" load "$tmp/store" "$tmp/day.CSV.gz" --as gdelt2 2>/dev/null
    b=$(now)
    "$cordon" watch series "$tmp/store" --dyad CHN-RUS --indicator gdelt --freq week --csv >/dev/null 2>&1
    c=$(now)
    echo $(((b - a) / 1000000)) >>"$tmp/load"
    echo $(((c - b) / 1000000)) >>"$tmp/index"
    run=$((run + 1))
done
load=$(sort -n "$tmp/load" | head -n 1)
index=$(sort -n "$tmp/index" | head -n 1)
echo "$rows rows of events: read and deduped $load ms, indexed $index ms; goal 1000 ms together, floor 2000 ms"
[ $((load + index)) -le 2000 ]
