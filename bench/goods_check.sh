#!/bin/bash
# cordon goods check: 100,000 declared lines (texts of the Combined Nomenclature 2023, each with its code, at random with a fixed seed)
# with all checks on that need no store, one thread: rows per second of processor, and memory beside that of a tenth of the rows.
# Exits 1 below 20,000 rows a second or when memory is more than half as much again.
set -u
cd "$(dirname "$0")/.."
bin=${B:-build/release}
export CORDON_DATA=$PWD
rows=${ROWS:-100000}
tmp=$(mktemp -d "${TMPDIR:-/tmp}/cordon-check.XXXXXX")
trap 'rm -rf "$tmp"' EXIT
node - "$rows" >"$tmp/invoice.csv" <<'JS'
const zlib = require("zlib"), fs = require("fs")
const cells = l => (l.match(/("([^"]|"")*"|[^,]*)(,|$)/g) || []).map(c => c.replace(/,$/, ""))
const t = zlib.gunzipSync(fs.readFileSync("data/ref/cn2023_cn8_en_de_fr_nl.csv.gz")).toString().trim().split(/\r?\n/).slice(1).map(l => cells(l).slice(0, 2))
let s = 7n
const next = n => { s = (s * 6364136223846793005n + 1442695040888963407n) & ((1n << 64n) - 1n); return Number((s >> 33n) % BigInt(n)) }
const out = ["code,text,quantity,unit,value,currency"]
for (let i = 0; i < +process.argv[2]; i++) {
    const [code, text] = t[next(t.length)]
    out.push(`${code},${text},${1 + next(999)},${["pcs", "kg", "KGM", "pce", "m2"][next(5)]},${10 + next(99999)},EUR`)
}
console.log(out.join("\n"))
JS
head -n $((rows / 10 + 1)) "$tmp/invoice.csv" >"$tmp/tenth.csv"
"$bin/cordon" goods check "$tmp/tenth.csv" --as-at 2023-06-01 -o "$tmp/out.csv" >/dev/null || [ $? = 1 ] || exit 3 # the index of texts is there
run() { # FILE: seconds of processor, KB
    /usr/bin/time -f '%U %S %M' -o "$tmp/cost" "$bin/cordon" goods check "$1" --as-at 2023-06-01 --threads 1 -o "$tmp/out.csv" >"$tmp/said"
    awk 'END { print $1 + $2, $3 }' "$tmp/cost"
}
read -r _ small < <(run "$tmp/tenth.csv")
best=
for _ in 1 2 3; do
    read -r cpu big < <(run "$tmp/invoice.csv")
    if [ -z "$best" ] || awk "BEGIN { exit !($cpu < $best) }"; then best=$cpu; fi
done
cat "$tmp/said"
awk -v n="$rows" -v s="$best" -v small="$small" -v big="$big" 'BEGIN {
    rate = n / s
    fast = (rate >= 20000 ? "ok" : "FALLS SHORT"); flat = (big <= 1.5 * small ? "ok" : "GROWS")
    printf("goods check: %d rows, %.2f s of processor, %.0f rows/s a core (goal 20,000): %s; memory %.0f MB, %.0f MB for a tenth: %s\n",
        n, s, rate, fast, big / 1024, small / 1024, flat)
    exit !(rate >= 20000 && big <= 1.5 * small) }'
