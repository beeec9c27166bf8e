#!/usr/bin/env bats
# Every command line that README.md, docs/LAYOUTS.md and the help texts show is run as it stands, in
# a folder that has what they name. Words in capitals are filled in below.
bats_require_minimum_version 1.5.0

setup_file() {
    export ROOT=$PWD HERE=$BATS_FILE_TMPDIR/here
    mkdir -p "$HERE/bin" && cd "$HERE"
    ln -s "$CORDON" bin/cordon
    cp -R "$ROOT/regimes/russia-2022" my-regime
    gzip -dc "$ROOT/data/flows/imf_imts_russia_by_partner_2016_2024.csv.gz" >imts.csv
    mkdir -p data/flows data/events data/ref
    cp -R "$ROOT/data/events/unga" data/events/
    cp "$ROOT/data/events/record.tsv" "$ROOT/data/events/aggregates.tsv" "$ROOT"/data/events/gdelt2_2018*.xz data/events/
    cp "$ROOT/data/events/backtest_events.tsv" events.tsv
    # A feed of one pair for two years and its totals, for cordon watch backtest.
    awk 'BEGIN { print "date,a,b,w"; for (i = 0; i < 730; i++) printf "%s,CHN,RUS,%d\n", strftime("%Y%m%d", 1514764800 + 86400 * i, 1), i * 7919 % 13 }' >feed.csv
    awk -F, 'NR == 1 { print "date,sum_abs_w"; next } { print $1 ",100" }' feed.csv >totals.csv
    cp "$ROOT/data/ref/nile_annual_flow_1871_1970.csv" data/ref/
    cp "$ROOT/data/flows/eurostat_eu27_total_and_hs27_202001_202211.csv.gz" "$ROOT/data/flows/imf_imts_russia_by_partner_2016_2024.csv.gz" data/flows/
    gzip -c imts.csv >dump.csv.gz
    cp -R "$ROOT/data/balance" data/
    cp data/balance/china_2024-06.json interests.json
    cp interests.json interests-old.json
    printf 'No,Name,Ctry\n1,"Vymyslov, Ivan",RU\n2,Nobody,DE\n' >customers.csv
    cp -R "$ROOT/tests/data/bench" bench
    cp "$ROOT/data/examples/invoice.csv" .
    cp "$ROOT"/data/lists/un/un_consolidated_2026-08-01.xml.xz un.xml.xz
    cp "$ROOT/data/examples/annex_invented.csv" annex.csv
    cp "$ROOT/data/examples/parts_invented.csv" parts.csv
    cp "$ROOT/data/examples/euc_invented.json" euc.json
    "$CORDON" clause make --as-at 2025-01-15 >contract.txt
    cp "$ROOT/data/examples/euc_other_invented.json" euc-other.json
    cp "$ROOT/data/examples/euc_uses_invented.csv" uses.csv
    cp "$ROOT/data/assess/templates/exporter.json" case.json
    { tr "\n" " " <case.json; echo; } >cases.ndjson
    cp "$ROOT/data/examples/annex_invented.csv" a.csv
    cp "$ROOT/data/examples/parts_invented.csv" p.csv
    example table >table.csv
    example mapping >mapping.csv
    PATH=$HERE/bin:$PATH
    cordon init my.store --regime my-regime
    cordon load my.store "$ROOT"/data/flows/eurostat_eu27_export_sanctioned_cn8_202001_202211.csv.gz imts.csv
    cordon load my.store "$ROOT/tests/data/screen/annex.jsonl" "$ROOT/tests/data/screen/freeze_2025.jsonl"
    cordon load my.store "$ROOT/tests/data/own/lists.jsonl" "$ROOT/tests/data/own/owners.csv" --vintage 2024-06-01
}

# The two blocks of the example in docs/LAYOUTS.md.
example() {
    case $1 in
    table) awk '/^    Jahr/{p=1} p&&!/^    /{exit} p{sub(/^    /, ""); print}' "$ROOT/docs/LAYOUTS.md" | sed 's/Kasachstan/Kazakhstan/' ;;
    mapping) awk '/^```csv/{p=1; next} /^```/{p=0} p' "$ROOT/docs/LAYOUTS.md" ;;
    esac
}

fill() { sed -e 's/FILE\.\.\./imts.csv/' -e 's/--group GROUP/--group chpl/' -e 's/--from A /--from CHN /' -e 's/--to B /--to RUS /' \
    -e 's/--as comext/--as imf-imts/' -e 's/--dataset D /--dataset comext-totals /' -e 's/CODE/854231/' -e 's/--dyad A-B/--dyad CHN-RUS/'; }
runs() { # one command line; loads of what is there already and lists of refused rows are fine (0 or 1)
    line=$(fill <<<"$1")
    echo "\$ $line"
    cd "$HERE" && CORDON_STORE=my.store PATH=$HERE/bin:$PATH run bash -o pipefail -c "$line"
    echo "$output"
    [ "$status" = 0 ] || [ "$status" = 1 ]
}

@test "README.md" {
    awk '/^```sh/{p=1; next} /^```/{p=0} p' "$ROOT/README.md" | sed 's/  *#.*//' >"$BATS_TEST_TMPDIR/lines"
    [ "$(wc -l <"$BATS_TEST_TMPDIR/lines")" -ge 6 ]
    rm -rf "$HERE/my.store.old" && mv "$HERE/my.store" "$HERE/my.store.old"
    while IFS= read -r l; do
        case $l in "cordon load my.store FILE"*) l="cordon load my.store $ROOT/data/flows/eurostat_eu27_export_sanctioned_cn8_202001_202211.csv.gz imts.csv $ROOT/tests/data/screen/annex.jsonl $ROOT/tests/data/screen/freeze_2025.jsonl $ROOT/tests/data/own/lists.jsonl $ROOT/tests/data/own/owners.csv" ;; esac
        runs "$l"
    done <"$BATS_TEST_TMPDIR/lines"
}

@test "docs/LAYOUTS.md" {
    cd "$HERE"
    cp mapping.csv ministry.csv
    runs "cordon load my.store table.csv --as ministry.csv --vintage 2023-05-01"
    run bash -c "'$CORDON' flows series my.store --dataset ministry --from DEU --to KAZ --by year --csv 2>/dev/null | tail -1"
    [[ "$output" == "ministry,2022,1500,EUR,"* ]]
    run bash -c "'$CORDON' flows series my.store --dataset ministry --flow M --from KAZ --to DEU --by year --csv 2>/dev/null | tail -1"
    [[ "$output" == "ministry,2022,300,EUR,"* ]]
}

@test "docs/BALANCE.md" {
    awk '/^```sh/{p=1; next} /^```/{p=0} p' "$ROOT/docs/BALANCE.md" | sed 's/  *#.*//' >"$BATS_TEST_TMPDIR/lines"
    [ "$(wc -l <"$BATS_TEST_TMPDIR/lines")" = 5 ]
    while IFS= read -r l; do runs "$l"; done <"$BATS_TEST_TMPDIR/lines"
}

@test "docs/SCREEN.md" {
    awk '/^```sh/{p=1; next} /^```/{p=0} p' "$ROOT/docs/SCREEN.md" | sed 's/  *#.*//' >"$BATS_TEST_TMPDIR/lines"
    [ "$(wc -l <"$BATS_TEST_TMPDIR/lines")" -ge 3 ]
    while IFS= read -r l; do runs "$l"; done <"$BATS_TEST_TMPDIR/lines"
}

@test "docs/GOODS.md" {
    awk '/^```sh/{p=1; next} /^```/{p=0} p' "$ROOT/docs/GOODS.md" | sed 's/  *#.*//' >"$BATS_TEST_TMPDIR/lines"
    [ "$(wc -l <"$BATS_TEST_TMPDIR/lines")" -ge 12 ]
    while IFS= read -r l; do runs "$l"; done <"$BATS_TEST_TMPDIR/lines"
}

@test "docs/ASSESS.md" {
    awk '/^```sh/{p=1; next} /^```/{p=0} p' "$ROOT/docs/ASSESS.md" | sed 's/  *#.*//' >"$BATS_TEST_TMPDIR/lines"
    [ "$(wc -l <"$BATS_TEST_TMPDIR/lines")" -ge 3 ]
    while IFS= read -r l; do runs "$l"; done <"$BATS_TEST_TMPDIR/lines"
    runs 'cordon own my.store "Beta Handel GmbH" --as-at 2025-06-01'
    awk '/^    EU, asset/{p=1} p&&!/^    /{exit} p{sub(/^    /, ""); print}' "$ROOT/docs/ASSESS.md" >"$BATS_TEST_TMPDIR/shown"
    while IFS= read -r l; do [[ "$output" == *"$l"* ]]; done <"$BATS_TEST_TMPDIR/shown"
}

@test "docs/WATCH.md" {
    awk '/^```sh/{p=1; next} /^```/{p=0} p' "$ROOT/docs/WATCH.md" | sed 's/  *#.*//' >"$BATS_TEST_TMPDIR/lines"
    [ "$(wc -l <"$BATS_TEST_TMPDIR/lines")" = 7 ]
    while IFS= read -r l; do runs "$l"; done <"$BATS_TEST_TMPDIR/lines"
}

@test "the examples of every command" {
    "$CORDON" help --list >"$BATS_TEST_TMPDIR/names"
    n=0
    rm -rf "$HERE/my.store2"
    (cd "$HERE" && "$CORDON" load my.store data/events/unga/*.xz data/events/unga/identical_resolutions.csv) || [ $? = 1 ]
    while IFS= read -r name; do
        while IFS= read -r l; do
            # A store is made once; and a reader of standard input gets one.
            case $l in "cordon init my.store"*) l=${l/my.store/my.store2} ;; esac
            command -v man >/dev/null || l=${l/| man -l -/}
            runs "$l" </dev/null
            n=$((n + 1))
        done < <("$CORDON" help $name | awk '/^Examples:/{p=1; next} /^[A-Z]/{p=0} p' | awk '/^  cordon|^  zcat/{if (l) print l; l=$0; next} /^    [^ ]/&&l{l=l$0; next} {if (l) print l; l=""} END{if (l) print l}' | sed -n 's/^  *\(\(zcat .* | \)\{0,1\}cordon .*\)/\1/p')
    done <"$BATS_TEST_TMPDIR/names"
    echo "$n examples"
    [ "$n" -ge 12 ]
}
