#!/bin/sh
# What a decision costs: CASES orders (bench/assess_cases.mjs, every tenth with a certificate), sealed, against all lists that are here,
# of one day and of 28 days, by one core. Exits 1 when a third of a goal is missed. See docs/BENCH.md.
set -eu
cd "$(dirname "$0")/.."
bin=$PWD/${B:-build/release}
export CORDON_DATA=$PWD
tmp=$(mktemp -d "${TMPDIR:-/tmp}/cordon-assess.XXXXXX")
trap 'rm -rf "$tmp"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
lists=../shared/data/lists
[ -d $lists ] || lists=data/lists
"$bin/cordon" init "$tmp/store" --regime russia-2022 2>/dev/null
# Some files of the folders are no lists: they are refused, and that is no matter here.
find $lists/ofac $lists/eu $lists/un $lists/uk $lists/us $lists/au_ca $lists/jp_cn -type f ! -iname '*.md' ! -iname '*.tsv' -exec "$bin/cordon" load "$tmp/store" {} + >"$tmp/loaded" 2>&1 || true
grep '^screening index' "$tmp/loaded"
node bench/assess_cases.mjs "${CASES:-10000}" 1 10 >"$tmp/days"
sed 's/"day":"2026-[0-9-]*"/"day":"2026-07-25"/' "$tmp/days" >"$tmp/day"
missed=0
for kind in day days; do
    [ $kind = day ] && echo "of one day:" || echo "of 28 days:"
    cp -r "$tmp/store" "$tmp/run"
    taskset -c 0 "$bin/bench/assess" "$tmp/run" "$tmp/$kind" || missed=1
    rm -rf "$tmp/run"
done
exit $missed
