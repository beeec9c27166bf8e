#!/usr/bin/env bats
# The page of two states: every item that was recommended, with the instrument of the day, what the
# store says of before and after, and what it can and cannot test. Two stores: one with flows, the
# record and a list, one with nothing.

bats_require_minimum_version 1.5.0

setup_file() {
    root=$BATS_TEST_DIRNAME/../..
    export root cordon=${CORDON:-$root/build/release/cordon}
    export SOURCE_DATE_EPOCH=1796083200 # 2026-12-01
    export work=$BATS_FILE_TMPDIR
    export store=$work/store
    "$cordon" init "$store" --regime russia-2022
    "$cordon" init "$work/bare" --regime russia-2022
    for f in flows/imf_imts_russia_by_partner_2016_2024.csv.gz \
        flows/eurostat_totals_monthly_201901_202408_and_annual_2010_2023.csv.gz events/record.tsv \
        lists/us/nsfreg/bis_entity_list.json.xz; do
        "$cordon" load "$store" "$root/data/$f" >/dev/null 2>&1 || [ $? -eq 1 ]
    done
    page "$store" cr --dyad CHN-RUS
    page "$store" ir --dyad RUS-IND
    page "$store" july --dyad CHN-RUS --as-at 2024-07-01
    page "$store" eve --dyad CHN-RUS --as-at 2022-02-23
    page "$store" cp --dyad Chile-Peru
    page "$work/bare" bare --dyad CHN-RUS
}

setup() { cd "$BATS_TEST_TMPDIR"; }

# NAME.html, NAME.json and NAME.txt: a row of the table a line.
page() {
    local at=$1 name=$2
    shift 2
    "$cordon" report "$at" "$@" -o "$work/$name.html" --json >"$work/$name.json" 2>/dev/null
    sed -n '/id="recommendations"/,/download="recommendations.csv"/p' "$work/$name.html" |
        grep -o '<tr id="rec-.*' | sed -e 's/<[^>]*>/ /g' -e "s/&#39;/'/g" -e 's/  */ /g' >"$work/$name.txt"
}

# The row of an item.
row() { grep "^ $2 " "$work/$1.txt" || { echo "$1 has no item $2"; return 1; }; }
has() { grep -qF -- "$2" <<<"$1" || { echo "lacks: $2"; echo "$1"; return 1; }; }
hasnt() { [ -z "$(grep -F -- "$2" <<<"$1")" ] || { echo "has: $2"; echo "$1"; return 1; }; }

@test "every item of the list is on the page and in the findings, in the order of the list" {
    tail -n +2 "$root/regimes/russia-2022/recommended.csv" | cut -d, -f1 >want
    [ "$(grep -c '^A' want)" -eq 25 ]
    awk '{ print $1 }' "$work/cr.txt" | diff want -
    grep '"rule":"report.recommendation"' "$work/cr.json" | grep -o '"subject":"[^"]*"' | cut -d'"' -f4 | diff want -
    # Of another pair with the target: those that were recommended of any third country.
    awk -F, 'NR > 1 && $2 == "*" { print $1 }' "$root/regimes/russia-2022/recommended.csv" >general
    awk '{ print $1 }' "$work/ir.txt" | diff general -
    [ ! -s "$work/cp.txt" ]
    grep -qF "no row of recommended.csv is about these two" "$work/cp.html"
}

@test "an instrument that did not exist on the day is none yet; after it, it stands with its day" {
    a=$(row july A13)
    has "$a" "none yet"
    has "$a" "In force since: none."
    has "$a" "there is no instrument to be tested"
    hasnt "$a" "12gb"
    b=$(row cr A13)
    has "$b" "Articles 12g and 12gb"
    has "$b" "In force since: 2024-12-26."
    # A row of two dates: the ban by country was there and unused.
    has "$(row july A18)" "Not used by that day."
    hasnt "$(row july A18)" "2026"
    has "$(row cr A18)" "first used on 23 April 2026"
    # What nobody read in a source says so.
    has "$(row cr A5)" "Verified: not verified; day of transposition recalled"
    has "$(row cr A11)" "none found"
    # Before anything was recommended there is nothing to list, and nothing of later.
    [ ! -s "$work/eve.txt" ]
    grep -qF "no row of recommended.csv is about these two and known on 2022-02-23" "$work/eve.html"
}

@test "no fact of a page is later than its day" {
    # Vintages and the strip apart: of the rows themselves.
    grep -oE '20[0-9]{2}-[0-9]{2}-[0-9]{2}' "$work/july.txt" | sort -u >days
    [ "$(wc -l <days)" -gt 5 ]
    awk '$0 > "2024-07-01" { print; bad = 1 } END { exit bad }' days
    grep -oE '[A-Z][a-z]{2} 20[0-9]{2}' "$work/july.txt" | sort -u >months
    grep -q 'Jun 2024' months
    [ -z "$(grep -E '(Jul|Aug|Sep|Oct|Nov|Dec) 2024|202[5-9]' months)" ]
}

@test "before and after are the store's own series: means of twelve months, recomputed" {
    a=$(row cr A1)
    [[ "$a" =~ ([0-9,.]+)\ mn\ EUR\ a\ month\ on\ average\ before\ 2023-06-23\ \(Jun\ 2022\ to\ May\ 2023\),\ ([0-9,.]+)\ after\ it\ \(Jul\ 2023\ to\ Jun\ 2024\):\ moved\ by\ ([-+][0-9.,]+) ]]
    said="${BASH_REMATCH[1]} ${BASH_REMATCH[2]} ${BASH_REMATCH[3]}"
    zcat "$root/data/flows/eurostat_totals_monthly_201901_202408_and_annual_2010_2023.csv.gz" |
        awk -F, '$3 == "X" && $2 ~ /^(Armenia|Kazakhstan|Kyrgyz.*)$/ && length($1) == 2 && $1 != "EU" {
            p = $4 + 0
            if (p >= 202206 && p <= 202305) b += $5
            if (p >= 202307 && p <= 202406) a += $5
        } END { printf "%.1f %.1f %+.1f", b / 12e6, a / 12e6, (a - b) / 12e6 }' >want
    [ "$(tr -d , <<<"$said")" = "$(cat want)" ] || { echo "$said, want $(cat want)"; return 1; }
    has "$a" "not shown to be caused by it"
    # By year: the mean of six years before, the last year after; the interval is shift.h's.
    b=$(row cr A9)
    has "$b" "Russia's goods imports from China: 72.6 bn USD on average before 2024-06-25 (2018 to 2023), 124.3 after it (2024): moved by +51.7"
    has "$b" "cannot tell within its scatter"
    # Six years without the war before it: beyond the scatter, and still no cause.
    c=$(row cr A16)
    has "$c" "up beyond its scatter. "
    has "$c" "not shown to be caused by it"
}

@test "numbers are bound: a finding for each measurement, with before, after and sources" {
    node -e '
        const f = require("fs").readFileSync(process.argv[1], "utf8").trim().split("\n").map(JSON.parse)
        const e = f.filter(x => x.rule === "report.effect")
        const found = e.filter(x => x.verdict === "found"), not = e.filter(x => x.verdict === "not_assessed")
        const whole = found.every(x => Number.isFinite(x.parameters.before) && Number.isFinite(x.parameters.after)
            && x.parameters.measure_of && x.evidence[0].sources.length)
        const asks = not.every(x => x.text && x.next_question)
        console.log(found.length > 8, not.length > 3, whole, asks)
    ' "$work/cr.json" >out
    [ "$(cat out)" = "true true true true" ] || { cat out; return 1; }
    for p in cr ir july bare; do
        run node "$BATS_TEST_DIRNAME/trace.mjs" "$work/$p.html" "$work/$p.json"
        grep '^responses: [0-9]* numbers, 0 without' <<<"$output" || { echo "$p"; echo "$output"; return 1; }
    done
    # A figure typed over is seen.
    sed 's/72\.6 bn USD on average/71.6 bn USD on average/' "$work/cr.html" >wrong.html
    run -1 node "$BATS_TEST_DIRNAME/trace.mjs" wrong.html "$work/cr.json"
    grep -q '^responses: 71.6' <<<"$output"
}

@test "counts: listings of a loaded list by then and now, events in windows of one length" {
    a=$(row cr A4)
    has "$a" "no entry of eu-833-iv is loaded or known by the day"
    has "$(row cr A1)" "the list itself: Regulation (EU) No 833/2014, annex IV."
    has "$(row cr A9)" "the list itself: Regulation (EU) No 833/2014, annex XLV."
    # A series that ends before the day has nothing after it.
    has "$(row july A10)" "goes from 2016 to 2023, nothing of it after 2023-12-22"
    [[ "$a" =~ Entity\ List:\ of\ China\ ([0-9]+)\ entries\ dated\ before\ 2023-06-23\ and\ still\ listed,\ ([0-9]+)\ on ]]
    [ "${BASH_REMATCH[1]}" -gt 0 ] && [ "${BASH_REMATCH[1]}" -lt "${BASH_REMATCH[2]}" ]
    # Of the record: rounds of listings that name the country in the year before.
    n=$(awk -F'\t' '$6 == "listing_round" && ($7 == "CHN" || $8 == "CHN" || $9 ~ /CHN/) && $2 >= "2023-02-23" && $2 < "2024-02-23"' \
        "$root/data/events/record.tsv" | wc -l)
    has "$(row cr A14)" "naming China: at least $n in the 365 days before 2024-02-23"
    # None on record is not none.
    has "$(row ir A17)" "not assessed : Events, countermeasure: no row of a loaded record names India"
}

@test "a bare store: nothing assessed, every series with the file that would fill it, asked for once" {
    grep '"rule":"report.effect"' "$work/bare.json" >effects
    [ "$(grep -c '"verdict":"not_assessed"' effects)" -eq "$(wc -l <effects)" ]
    [ -z "$(grep -oE 'moved by' "$work/bare.txt")" ]
    has "$(row bare A1)" "Comtrade: reporter 156, partner 643, 50 HS6 codes, monthly from 2021-01, exports"
    has "$(row bare A3)" "Would be assessed with the file named at A1."
    [ "$(grep -o 'Would be assessed with: Comtrade: reporter 156' "$work/bare.txt" | wc -l)" -eq 1 ]
    # The other order of the two asks for the same series.
    page "$work/bare" rc --dyad RUS-CHN
    has "$(row rc A1)" "Comtrade: reporter 156, partner 643"
    # Each item: an instrument or none, what cannot be tested, and never a calm that is no data.
    [ "$(grep -c 'In force since: ' "$work/bare.txt")" -eq "$(wc -l <"$work/bare.txt")" ]
}

@test "each tool that is named is a command of this program, and each kind of event one of the record" {
    "$cordon" help --list | sed '/^$/d' | sort >commands
    node -e '
        const rows = require("fs").readFileSync(process.argv[1], "utf8").trim().split("\n").slice(1)
        for (const r of rows) { const m = r.match(/,cordon ([a-z ]+?)(?: --[a-z]+.*?)?,/); if (m) console.log(m[1].trim()) }
    ' "$root/regimes/russia-2022/recommended.csv" | sort -u >tools
    sed 's/ \(exporter\|bank\|investor\)$//' tools | sort -u | comm -23 - commands >unknown
    [ "$(wc -l <tools)" -gt 10 ] && [ ! -s unknown ] || { cat unknown; return 1; }
    grep -oE 'record:[a-z_]+' "$root/regimes/russia-2022/recommendations.csv" | cut -d: -f2 | sort -u |
        while read -r k; do cut -f6 "$root/data/events/record.tsv" | grep -qx "$k" || { echo "$k"; return 1; }; done
}

@test "the table of the regime is held: an item without a row, a row without its item, days out of order" {
    for fault in '/^A7,/d;recommended.csv;item is "A8"' '/^A25,/d;recommendations.csv;an item with a row' \
        's/^A24,conferences/A99,conferences/;recommendations.csv;an item of recommended.csv' \
        's/series:eu-transit/series:eu-nowhere/;recommendations.csv;expected none, or series:' \
        's/^A1,listings,2026-07-24,\*/A1,listings,2023-01-01,*/;recommendations.csv;no day before that of the row above' \
        's/,EU-12ga,/,EU-99,/;s/,"EU-12g,EU-12ga"/,EU-99/;recommendations.csv;rows of law.csv'; do
        rm -rf broken && cp -R "$root/regimes/russia-2022" broken && chmod -R u+w broken
        want=${fault##*;} rest=${fault%;*}
        sed -i "${rest%;*}" "broken/${rest##*;}"
        run "$cordon" regime check "$PWD/broken"
        [ "$status" -eq 1 ] && grep -qF "$want" <<<"$output" || { echo "$fault"; echo "$output"; return 1; }
    done
}

@test "same store, same bytes; wording rules hold" {
    "$cordon" report "$store" --dyad CHN-RUS -o again.html --lint >lint 2>&1 || { cat lint; return 1; }
    cmp "$work/cr.html" again.html
}
