#!/usr/bin/env bats
# cordon init and cordon sources: what a store is, and what is in it.
bats_require_minimum_version 1.5.0

setup() {
    export SOURCE_DATE_EPOCH=1767225600 # 2026-01-01
    ROOT=$BATS_TEST_DIRNAME/../..
    cd "$BATS_TEST_TMPDIR"
}

tiny() {
    printf '%s\n' row,field,column,value,form,scale,when ,title,,"=Rows of a test",,, ,publisher,,nobody,,, ,dataset,,tiny,,, \
        ,reporter,r,,iso2,, ,partner,p,,iso2,, ,flow,,X,,, ,period,t,,yyyymm,, ,code,c,,,, ,value,v,,,1, ,currency,,EUR,,, >tiny.csv
    { echo r,p,t,c,v; for m in 01 02 03 05; do for p in AM GE KZ KG UZ TJ; do echo "DE,$p,2021$m,TOTAL,1.2345"; done; done; echo 'DE,XX,202101,TOTAL,1'; } >rows.csv
    "$CORDON" init store
    "$CORDON" load store rows.csv --as tiny.csv --vintage 2022-01-01 || [ $? = 1 ]
}

@test "a store is made once and never over something else" {
    run -0 --separate-stderr "$CORDON" init store --regime russia-2022
    [ -z "$output" ]
    [[ "$stderr" == *"made the store store"* ]]
    [ -f store/ledger.sqlite ] && [ -f store/warehouse.duckdb ]
    run -3 --separate-stderr "$CORDON" init store
    [[ "$stderr" == *"is a store already"* ]]
    mkdir full && echo mine >full/file
    run -3 --separate-stderr "$CORDON" init full
    [ "$(ls full)" = file ]
    mkdir empty
    run -0 "$CORDON" init empty
    run -3 "$CORDON" init file/below
    run -2 "$CORDON" init
    run -2 "$CORDON" init a b
}

@test "an unknown regime makes no store" {
    run -3 --separate-stderr "$CORDON" init store --regime nowhere
    [[ "$stderr" == *'no regime "nowhere"'* ]]
    [ ! -e store ]
}

@test "a regime's folder is found from everywhere" {
    cp -R "$ROOT/regimes/russia-2022" own
    "$CORDON" init store --regime own
    mkdir elsewhere && cd elsewhere
    run --separate-stderr "$CORDON" flows series ../store --from EU --to hubs
    # The set is known; only data are missing.
    [ "$status" = 3 ]
    [[ "$stderr" == *'from "European Union, members" to "hubs"'* ]]
    # Another regime may be named.
    run -3 --separate-stderr "$CORDON" flows series ../store --regime nowhere --from EU --to hubs
    [[ "$stderr" == *'no regime "nowhere"'* ]]
}

@test "without a regime there are areas only" {
    "$CORDON" init store
    run -2 --separate-stderr "$CORDON" flows series store --from EU --to KAZ
    [[ "$stderr" == *'"EU" is not known; expected the code or name of an area, or all'* ]]
    run -2 --separate-stderr "$CORDON" flows series store --from DEU --to KAZ --group chpl
    [[ "$stderr" == *"the store has no regime"* ]]
}

@test "sources: one row per file, with all columns for machines" {
    tiny
    run -0 --separate-stderr "$CORDON" sources store --json
    sum=$(sha256sum rows.csv | cut -d' ' -f1)
    echo "$output"
    node -e '
        const s = JSON.parse(process.argv[1]);
        const want = {id: 1, dataset: "tiny", vintage: "2022-01-01", rows: 24, refused: 1, rounded: 24, publisher: "nobody",
            file: "rows.csv", sha256: process.argv[2], layout: "tiny", title: "=Rows of a test", vintage_basis: "given",
            retrieved: "2026-01-01"};
        for (const k in want) if (s[k] !== want[k]) { console.log(k, s[k], want[k]); process.exit(1); }' "$output" "$sum"
    # What a spreadsheet would run as a formula is text there.
    run -0 --separate-stderr "$CORDON" sources store --csv
    [[ "$output" == *"'=Rows of a test"* ]]
    run -0 --separate-stderr "$CORDON" sources store
    [[ "$output" == *"${sum:0:8}"*"rows.csv"* ]]
    [[ "$output" != *"$sum"* ]]
    "$CORDON" sources store --json | cmp - <(CORDON_STORE=store "$CORDON" sources --json)
}

@test "sources --refused: line, column, value and reason; --notes: gaps" {
    tiny
    run -0 --separate-stderr "$CORDON" sources store --refused --csv
    [ "$(tr -d '\r' <<<"${lines[1]}")" = '1,26,2,p,XX,unknown area (schemes iso2)' ]
    run -0 --separate-stderr "$CORDON" sources store --notes --csv
    [[ "$output" == *"1,gap,"*"no rows for 2021-04: DEU X, level 0"* ]]
    run -2 --separate-stderr "$CORDON" sources store --notes --refused
    [[ "$stderr" == *"either --notes or --refused"* ]]
}

@test "exit codes: no store 3, no word 2, a workbook that cannot be written 3" {
    tiny
    run -3 --separate-stderr "$CORDON" sources nowhere
    [ "$(wc -l <<<"$stderr")" = 1 ]
    (unset CORDON_STORE; run -2 "$CORDON" sources)
    run -3 "$CORDON" sources store --xlsx nowhere/book.xlsx
    run -3 "$CORDON" sources store --refused --xlsx nowhere/book.xlsx
    run -2 "$CORDON" sources store --json --csv
    run -0 "$CORDON" sources store --xlsx book.xlsx
    [ -s book.xlsx ]
    # Reading changes nothing.
    before=$(cat store/ledger.sqlite store/warehouse.duckdb | sha256sum)
    "$CORDON" sources store --notes >/dev/null
    "$CORDON" flows series store --from DEU --to KAZ >/dev/null
    [ "$before" = "$(cat store/ledger.sqlite store/warehouse.duckdb | sha256sum)" ]
}
