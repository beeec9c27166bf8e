#!/usr/bin/env bats
# Events from the command line: what is loaded, how the record is held to its rules, series with what
# they rest on.
bats_require_minimum_version 1.5.0

setup_file() {
    export S=$BATS_FILE_TMPDIR/store
    "$CORDON" init "$S" 2>/dev/null
    "$CORDON" load "$S" data/events/record.tsv data/events/aggregates.tsv data/events/gdelt2_20180101000000.export.CSV.xz
}

@test "the header decides, the same bytes again change nothing" {
    run -0 --separate-stderr "$CORDON" load "$S" data/events/record.tsv --json
    [[ "$output" == *'"status":"already_loaded"'*'"dataset":"record"'*'"rows":274,"refused":0'* ]]
    run -0 --separate-stderr "$CORDON" sources "$S" --csv
    [ "$(wc -l <<<"$output")" = 4 ]
    [[ "$output" == *"gdelt,2018-01-01,2414,0"* ]]
}

@test "a reader that does not fit says so in one line" {
    run -3 --separate-stderr "$CORDON" load "$S" data/areas.csv --as gdelt2
    [[ "$stderr" == *"the first line is not that of gdelt2"* ]]
    printf 'start\tend\tname\tparticipants\tscale\n2024\t\tx\tx\tx\n' >"$BATS_TEST_TMPDIR/exercises.tsv"
    run -3 --separate-stderr "$CORDON" load "$S" "$BATS_TEST_TMPDIR/exercises.tsv"
    [[ "$stderr" == *"would count twice; not loaded"* ]]
}

@test "watch record check: a sound file, a store, and a fault with its place" {
    run -0 "$CORDON" watch record check data/events/record.tsv
    [ "$output" = "data/events/record.tsv: 274 rows, no fault" ]
    run -0 "$CORDON" watch record check "$S"
    sed '5s/\tRUS\t/\tXQX\t/' data/events/record.tsv >"$BATS_TEST_TMPDIR/bad.tsv"
    run -1 --separate-stderr "$CORDON" watch record check "$BATS_TEST_TMPDIR/bad.tsv"
    [[ "$output" == *'bad.tsv:5:'*'"XQX": expected the three letters of a state'* ]]
    [ "$(wc -l <<<"$output")" = 1 ]
}

@test "watch record add: nothing is written before the row is whole" {
    f=$BATS_TEST_TMPDIR/mine.tsv
    run -1 "$CORDON" watch record add "$f" --kind patrol --actor1 RUS
    [ ! -e "$f" ]
    run -0 "$CORDON" watch record add "$f" --kind patrol --dimension military --date-start 2024-07 --actor1 CHN \
        --actor2 RUS --title "A patrol" --status confirmed --source "A ministry, July 2024" --source-kind official \
        --state-media no --basis seen
    [ "$output" = "$f: pa-2024-01 added" ]
    run -0 "$CORDON" watch record check "$f"
}

@test "watch record add: JSON Lines on standard input, all rows or none" {
    f=$BATS_TEST_TMPDIR/lines.tsv
    row='"kind":"patrol","dimension":"military","actor1":"CHN","actor2":"RUS","title":"A patrol","status":"confirmed","source":"A ministry","source_kind":"official","state_media":"no","basis":"seen"'
    run -0 "$CORDON" watch record add "$f" <<<"{\"date_start\":\"2024-07\",$row}

{\"date_start\":\"2024-08\",$row,\"note\":null}"
    [ "$output" = "$f: pa-2024-01 added
$f: pa-2024-02 added" ]
    run -0 "$CORDON" watch record check "$f"
    [ "$output" = "$f: 2 rows, no fault" ]
    cp "$f" "$f.was"
    run -1 --separate-stderr "$CORDON" watch record add "$f" <<<"{\"date_start\":\"2024-07\",$row}
{\"date_start\":\"2024-13\",$row}"
    [[ "$output" == 'standard input:2:15: date_start "2024-13": '* ]]
    [[ "$stderr" == *"1 fault; nothing added" ]]
    run -3 "$CORDON" watch record add "$f" <<<'{"kid":"patrol"}'
    [[ "$output" == *'standard input line 1 column 8: "kid": expected a column of the record'* ]]
    run -3 "$CORDON" watch record add "$f" <<<'["kind"]'
    [[ "$output" == *'line 1 column 1: expected an object'* ]]
    run -3 "$CORDON" watch record add "$f" </dev/null
    [[ "$output" == *'no row: expected one JSON object a line'* ]]
    cmp "$f" "$f.was"
}

@test "watch series: counts of the record, published values, episodes beside all pairs" {
    run -0 --separate-stderr "$CORDON" watch series "$S" --dyad CHN-RUS --indicator exercise --freq year --csv
    [ "$(awk -F, 'NR>1{n+=$3} END{print n}' <<<"$output")" = 40 ]
    run -0 --separate-stderr "$CORDON" watch series "$S" --dyad CHN-RUS --indicator ru_attacks_europe --csv
    [[ "$output" == *"2024-01-01,2024-12-31,34,attacks"* ]]
    run -0 --separate-stderr "$CORDON" watch series "$S" --dyad CHN-RUS --indicator gdelt --freq day --csv
    [[ "$output" == *"2018-01-01,2018-01-01,"*",episodes,"* ]]
    [[ "$stderr" == *"rows of the pair"* ]]
}

@test "watch series: what is not loaded, or not yet known, is not assessed and no zero" {
    run -0 --separate-stderr "$CORDON" watch series "$S" --dyad CHN-RUS --indicator pairs --csv
    [ "$(wc -l <<<"$output")" = 1 ]
    [[ "$stderr" == *"not assessed"* ]]
    run -0 --separate-stderr "$CORDON" watch series "$S" --dyad CHN-RUS --indicator exercise --known-by 2024-01-01 --csv
    [[ "$stderr" == *"not assessed: nothing loaded by 2024-01-01"* ]]
    run -2 "$CORDON" watch series "$S" --dyad CHN-RUS
    run -2 "$CORDON" watch series "$S" --dyad CHN-RUS --indicator gdelt --freq hour
}
