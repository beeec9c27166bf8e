#!/bin/sh
# What Cordon costs beside the bare engine, in one run on one machine: see docs/BENCH.md.
#   ROWS=20000000   rows of the generated table; 2000000 for a quick look
#   RUNS=3          times each program runs; the best counts
#   SWEEPS=3000     of each of 4 chains of ideal points; fewer miss their floors
# Programs alternate (A B A B A B), one process each. Needs some 100 bytes of ${TMPDIR:-/tmp} a
# row. Exits 1 when a floor (twice the goal) is missed.
set -eu
cd "$(dirname "$0")/.."
rows=${ROWS:-20000000}
runs=${RUNS:-3}
bin=${B:-build/release}
bench=$bin/bench
cube=data/flows/eurostat_eu27_export_sanctioned_cn8_202001_202211.csv.gz
for program in "$bin/cordon" "$bench/generate" "$bench/bare" "$bench/load" "$bench/timed" "$bench/alerts" "$bench/screen" "$bench/goods" "$bench/assess"; do
    [ -x "$program" ] || { echo "bench/run.sh: $program is not built; run make bench" >&2; exit 2; }
done

tmp=$(mktemp -d "${TMPDIR:-/tmp}/cordon-bench.XXXXXX")
trap 'rm -rf "$tmp"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
free=$(df -Pk "$tmp" | awk 'NR == 2 { print $4 }')
if [ "$free" -lt $((rows / 10 + 200000)) ]; then
    echo "bench/run.sh: $((rows / 10000 + 200)) MB are needed in $tmp, $((free / 1000)) MB are free; set TMPDIR or ROWS" >&2
    exit 3
fi

say() { printf '%s\n' "$*" >&2; }
# timed NAME COMMAND...: what it printed to $tmp/NAME.out, what it cost to $tmp/NAME.cost.
timed() {
    name=$1
    shift
    "$bench/timed" "$tmp/$name.cost" "$@" >"$tmp/$name.out" 2>"$tmp/$name.err" ||
        { say "bench/run.sh: $* failed:"; cat "$tmp/$name.err" >&2; exit 3; }
}
fresh() { rm -rf "$tmp/store" "$tmp/bare"; mkdir "$tmp/bare"; }

# load_pairs NAME FILE: without the checks, bare, with the checks.
load_pairs() {
    say "  $1"
    run=1
    while [ "$run" -le "$runs" ]; do
        rm -rf "$tmp/store"
        timed "$1.load" "$bench/load" "$tmp/store" "$2" no-checks
        fresh
        timed "$1.bare" "$bench/bare" load "$2" "$tmp/bare/bare.duckdb" "$tmp/bare/tmp"
        timed "$1.checked" "$bench/load" "$tmp/store" "$2"
        if [ "$run" = 1 ]; then
            "$bench/bare" same "$tmp/store/warehouse.duckdb" "$tmp/bare/bare.duckdb" || exit 3
        fi
        run=$((run + 1))
    done
}

# Of a list of codes HS6 and CN8: 46 HS6 spread over the table, and the CN8 codes under them.
partners=ALB,ARM,BLR,BRA,CRI,IRQ,KEN,MYS,NZL,RUS
pick_codes() {
    gzip -dc data/ref/eu_export_sanctioned_cn8_202301.csv.gz | awk -F, -v want="$1" '
        NR == 1 || NR > 2001 { next }
        { h = substr($1, 1, 6) }
        !(h in seen) { seen[h] = ++n % 27 == 0 ? 1 : 2; if (want == 6 && seen[h] == 1) print h }
        want == 8 && seen[h] == 1 { print $1 }'
}
quoted() { echo "$1" | sed "s/,/', '/g; s/^/'/; s/\$/'/"; }

# The same question twice: to Cordon, and as plain SQL over the table it filled.
series_pairs() {
    say "  series"
    members=$(awk -F, '$1 == "EU" && $4 == "" { print $2 }' data/ref/country_sets.csv | paste -sd, -)
    sql="SELECT period, partner, CAST(sum(value_milli) AS BIGINT), count(*) FROM flow
WHERE dataset = 'comext' AND flow = 'X' AND level = 8 AND code IN ($(quoted "$(pick_codes 8 | paste -sd, -)"))
  AND reporter IN ($(quoted "$members")) AND partner IN ($(quoted "$partners"))
GROUP BY period, partner ORDER BY period, partner"
    run=1
    while [ "$run" -le "$runs" ]; do
        timed series.load "$bin/cordon" flows series "$tmp/store" --regime russia-2022 --dataset comext \
            --from EU --to "$partners" --codes "$(pick_codes 6 | paste -sd, -)" --by month,to --csv
        timed series.bare "$bench/bare" sql "$tmp/store/warehouse.duckdb" "$sql"
        run=$((run + 1))
    done
    # 2014-01,ALB,6982884 and 201401,ALB,6982884000
    awk -F, 'NR > 1 { sub(/-/, "", $2); printf "%s,%s,%.0f,%s\n", $2, $3, $4 * 1000, $7 }' \
        "$tmp/series.load.out" | cmp -s - "$tmp/series.bare.out" ||
        { say "bench/run.sh: cordon and the bare SQL do not give the same series"; exit 3; }
}

say "generating $rows rows"
"$bench/generate" "$rows" >"$tmp/plain.csv"
gzip -1 -c "$tmp/plain.csv" >"$tmp/gz.csv.gz"
say "loading and asking, $runs times each:"
load_pairs cube "$cube"
load_pairs gz "$tmp/gz.csv.gz"
load_pairs plain "$tmp/plain.csv"
series_pairs
for part in 20 4; do
    n=$((rows / part))
    head -n $((n + 1)) "$tmp/plain.csv" >"$tmp/part.csv"
    rm -rf "$tmp/store"
    timed "memory$part" "$bench/load" "$tmp/store" "$tmp/part.csv"
done

# Best of the runs of a column (1 wall, 2 processor, 3 memory: there the worst).
best() { sort -n -k"$2","$2" "$tmp/$1.cost" | awk -v k="$2" 'NR == 1 { print $k }'; }
worst() { sort -rn -k"$2","$2" "$tmp/$1.cost" | awk -v k="$2" 'NR == 1 { print $k }'; }
missed=0
# line TEXT CORDON BARE CORDON_CPU BARE_CPU GOAL
line() {
    awk -v text="$1" -v a="$2" -v b="$3" -v ac="$4" -v bc="$5" -v goal="$6" 'BEGIN {
        ratio = a / b
        verdict = ratio <= goal ? "ok" : ratio <= 2 * goal ? "over the goal" : "FALLS SHORT"
        printf "%-38s %9.2f %8.2f %7.2f %9.2f %6.2f %6.2f  %s\n", text, a, b, ratio, ac / bc, goal, 2 * goal, verdict
        exit ratio > 2 * goal }' || missed=1
}
minus() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.3f", (a > b ? a - b : 0) }'; }
table() { # NAME TEXT
    line "load, $2" "$(best "$1.load" 1)" "$(best "$1.bare" 1)" "$(best "$1.load" 2)" "$(best "$1.bare" 2)" 1.3
    line "  its checks, beside the bare load" "$(minus "$(best "$1.checked" 1)" "$(best "$1.load" 1)")" \
        "$(best "$1.bare" 1)" "$(minus "$(best "$1.checked" 2)" "$(best "$1.load" 2)")" "$(best "$1.bare" 2)" 0.5
}
echo "$(date -u +%Y-%m-%d), $(nproc) cores, $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1), $(awk '/MemTotal/ { printf "%.0f GB", $2 / 1e6 }' /proc/meminfo), best of $runs"
printf '%-38s %9s %8s %7s %9s %6s %6s\n' what 'cordon s' 'bare s' ratio 'cpu ratio' goal floor
table cube "CN8 cube, 997,026 rows, gz"
table gz "$rows rows, gz"
table plain "$rows rows, plain"
line "flows series over $rows rows" "$(best series.load 1)" "$(best series.bare 1)" \
    "$(best series.load 2)" "$(best series.bare 2)" 1.2
limit=$(awk '/MemTotal/ { mb = $2 / 1024 / 4; print int(mb > 2048 ? 2048 : mb < 256 ? 256 : mb) + 400 }' /proc/meminfo)
peak=$(worst plain.checked 3)
echo "memory of a load with checks, MB: $(worst memory20 3) ($((rows / 20)) rows), $(worst memory4 3) ($((rows / 4)) rows), $peak ($rows rows); bound $limit, bare load $(worst plain.bare 3)"
if [ "$peak" -gt "$limit" ]; then echo "memory FALLS SHORT of its bound"; missed=1; fi
"$bench/alerts" || { echo "alerts and breaks FALL SHORT of 40 s"; missed=1; }
RUNS=$runs B=$bin bench/breaks.sh || missed=1
B=$bin bench/events.sh || { echo "events FALL SHORT of 2 s"; missed=1; }
say "ideal points, ${SWEEPS:-3000} sweeps of 4 chains"
CORDON_DATA=$PWD "$bench/ideal" "${SWEEPS:-3000}" || missed=1
B=$bin bench/screen.sh || { echo "screening does not answer what scoring every name does"; missed=1; }
B=$bin bench/goods_check.sh || { echo "goods check FALLS SHORT of 20,000 rows a second, or its memory grows"; missed=1; }
B=$bin bench/goods.sh || { echo "the search for goods misses its floor"; missed=1; }
B=$bin bench/assess.sh || { echo "decisions fall short of a third of their goal"; missed=1; }
B=$bin bench/log.sh || { echo "the log: something done to it was not found, or it is slower than 2,000 a second"; missed=1; }
exit $missed
