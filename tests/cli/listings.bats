#!/usr/bin/env bats
# The page of two states: parties of third countries on the lists of a store, and where the lists part. One store, four pages.

setup_file() {
    root=$BATS_TEST_DIRNAME/../..
    export cordon=${CORDON:-$root/build/release/cordon}
    export SOURCE_DATE_EPOCH=1796083200 # 2026-12-01
    export work=$BATS_FILE_TMPDIR
    export store=$work/store
    "$cordon" init "$store" --regime russia-2022
    "$cordon" load "$store" "$root"/data/lists/us/nsfreg/bis_entity_list.json.xz \
        "$root"/data/lists/jp_cn/meti_250912_list_daisangoku_tokutei.pdf.txt.xz >/dev/null 2>&1
    page cr --dyad CHN-RUS
    page ar --dyad ARM-RUS
    page early --dyad CHN-RUS --known-by 2025-12-31
    page none --dyad CHN-RUS --known-by 2025-01-01
}

setup() { cd "$BATS_TEST_TMPDIR"; }

page() {
    local name=$1
    shift
    "$cordon" report "$store" "$@" -o "$work/$name.html" --json >"$work/$name.json" 2>/dev/null
    sed -e 's/<[^>]*>/ /g' -e "s/&#39;/'/g" -e 's/  */ /g' "$work/$name.html" >"$work/$name.txt"
}

has() { grep -qF -- "$2" "$work/$1" || { echo "$1 lacks: $2"; return 1; }; }
hasnt() { ! grep -qF -- "$2" "$work/$1" || { echo "$1 has: $2"; return 1; }; }

@test "listings by list, country and month, and who lists whom alone" {
    has cr.html 'id="listings"'
    has cr.txt "Entity List United States 3409 "
    has cr.txt "Designated entities in third countries Japan 56 56"
    for name in list country month divergence party; do has cr.json "\"rule\":\"report.listings.$name\""; done
    # 2024: 264 additions of parties in China, by the Federal Register; of the months shown.
    node -e '
        const f = require("fs").readFileSync(process.argv[1], "utf8").trim().split("\n").map(JSON.parse)
        const months = f.filter(x => x.rule === "report.listings.month" && x.subject.startsWith("2024"))
        const n = months.map(x => Number(x.text.match(/, (\d+) of them of China/)[1])).reduce((a, b) => a + b)
        const rows = f.filter(x => x.rule.startsWith("report.listings.") && x.verdict === "found")
        const quoted = rows.filter(x => x.evidence.some(e => e.kind === "row" && e.source && e.line && e.quote))
        console.log(n, rows.length > 40, quoted.length === rows.length || rows.filter(x => !quoted.includes(x)).map(x => x.text))
    ' "$work/cr.json" >out
    [ "$(cat out)" = "264 true true" ]
}

@test "a list that is not loaded is named, with the file that would fill it" {
    has cr.txt "not assessed : no entry of eu-833-iv is loaded or known by the day"
    has cr.txt "It would be filled by: the list itself: Regulation (EU) No 833/2014, annex IV"
    has cr.json '"subject":"eu-833-iv","verdict":"not_assessed"'
    hasnt none.html 'id="listings"'
    has none.txt "Listing gap: parties by list and days apart"
    has early.txt "no entry of bis-el is loaded or known by the day"
}

@test "every number traces to a finding, on each page" {
    for p in cr ar early none; do
        node "$BATS_TEST_DIRNAME/trace.mjs" "$work/$p.html" "$work/$p.json" >trace
        grep '^responses: [0-9]* numbers, 0 without' trace
    done
    node "$BATS_TEST_DIRNAME/trace.mjs" --plant "$work/cr.html" "$work/cr.json" >planted || true
    # At most four in ten of the changed numbers are right elsewhere: counts of few digits.
    grep '^responses:' planted | awk '{ exit !($2 > 200 && $5 * 10 < $2 * 4) }'
}

@test "the same store gives the same page, and no sentence that is not allowed" {
    "$cordon" report "$store" --dyad CHN-RUS -o "$work/again.html" --json 2>/dev/null >"$work/again.json"
    cmp "$work/cr.html" "$work/again.html"
    cmp "$work/cr.json" "$work/again.json"
    "$cordon" report "$store" --dyad CHN-RUS --lint "$work/cr.html" >lint
}
