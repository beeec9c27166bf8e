#!/bin/sh
# What the search for breaks costs, beside R's changepoint where that is installed.
#   RUNS=3   times each program runs; the best counts
# The same values on both sides; where R runs, its breaks must be as many. Exits 1 when a floor
# (twice the goal) is missed.
set -eu
cd "$(dirname "$0")/.."
runs=${RUNS:-3}
bench=${B:-build/release}/bench/change
[ -x "$bench" ] || { echo "bench/breaks.sh: $bench is not built; run make bench" >&2; exit 2; }
tmp=$(mktemp -d "${TMPDIR:-/tmp}/cordon-breaks.XXXXXX")
trap 'rm -rf "$tmp"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
missed=0

peer=0
if command -v Rscript >/dev/null && Rscript -e 'library(changepoint)' >/dev/null 2>&1; then peer=1; fi
# r FILE CALL: seconds and breaks
r() {
    Rscript -e "suppressMessages(library(changepoint)); x <- scan('$1', quiet = TRUE)
t <- system.time(r <- $2)[['elapsed']]; cat(sprintf('%.3f %d\n', t, ncpts(r)))"
}
best() { sort -n "$1" | head -n 1; }
# row TEXT NAME GOAL_S R_CALL
row() {
    i=0
    : >"$tmp/own"
    : >"$tmp/r"
    [ -z "$4" ] || "$bench" make "$2" >"$tmp/values"
    while [ "$i" -lt "$runs" ]; do
        "$bench" "$2" >>"$tmp/own"
        if [ "$peer" = 1 ] && [ -n "$4" ]; then r "$tmp/values" "$4" >>"$tmp/r"; fi
        i=$((i + 1))
    done
    printf '%s|%s|%s|%s\n' "$1" "$(best "$tmp/own")" "$(best "$tmp/r")" "$3" | awk -F'|' '{
        split($2, own, " "); split($3, r, " ")
        verdict = own[1] <= $4 ? "ok" : own[1] <= 2 * $4 ? "over the goal" : "FALLS SHORT"
        peer = r[1] == "" ? "-" : sprintf("%.2f", r[1])
        if (r[1] != "" && r[2] != own[2]) { verdict = "NOT THE SAME: R has " r[2]; own[1] = 3 * $4 }
        printf "%-44s %8.2f %8s %7d %6.1f %6.1f  %s\n", $1, own[1], peer, own[2], $4, 2 * $4, verdict
        exit own[1] > 2 * $4 }' || missed=1
}
printf '%-44s %8s %8s %7s %6s %6s\n' 'breaks' 'cordon s' 'R s' found goal floor
row "exact, mean, 5,000 values" exact 1 ""
row "PELT, variance, 63,650 values" pelt 1 "cpt.var(x, penalty = 'MBIC', method = 'PELT')"
row "exact, AR(1), tests, 2,209 series of 312" pairs 20 ""
[ "$peer" = 1 ] || echo "R with changepoint is not installed: no peer"
exit $missed
