#!/bin/bash
# The search for goods on a held-back tenth of tariff texts, beside Xapian and SQLite FTS5 with the same texts and
# questions; see docs/BENCH.md.
#   SEED=1           of the split           PEERS=no   without the others
#   NAMES=FILE       a table hs4, commodity: another publisher's names of headings, asked too
# Exits 1 when a floor is missed: five points behind Xapian's plain BM25 in the first five at HS6.
set -u
cd "$(dirname "$0")/.."
bench=${B:-build/release}/bench/goods
seed=${SEED:-1}
names=${NAMES:-../shared/data/trade/ref/armstat_hs4_names.csv.gz}
export CORDON_DATA=$PWD
tmp=$(mktemp -d "${TMPDIR:-/tmp}/cordon-goods.XXXXXX")
trap 'rm -rf "$tmp"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

"$bench" quality "$seed" | tee "$tmp/own" || exit 3
[ ! -r "$names" ] || "$bench" names "$names" | tail -1
[ "${PEERS:-yes}" = yes ] || exit 0
for lang in en de; do
    "$bench" dump "$seed" $lang "$tmp" || exit 3
    for peer in xapian xapian-stemmed fts5; do
        /usr/bin/python3 bench/goods_peers.py $peer $lang "$tmp" | tee -a "$tmp/peers" || echo "$peer: not measured"
    done
done
# Rows end in nine shares and two times: the second share is the first five at HS6.
awk -v bad=0 'FNR == NR { if ($1 == "EN" || $1 == "DE") if (!($1 in own) && NF == 13) own[$1] = $4; next }
    { if ($5 > best[$2]) best[$2] = $5 }
    END { for (l in best) if (own[l] < best[l] + 5) { print l ": " own[l] " against " best[l]; bad = 1 } exit bad }' "$tmp/own" "$tmp/peers"
