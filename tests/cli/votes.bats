#!/usr/bin/env bats
# Roll calls in a store: loading, agreement and ideal points by the command line.
bats_require_minimum_version 1.5.0

setup_file() {
    export STORE=$BATS_FILE_TMPDIR/store UNGA=data/events/unga
    "$CORDON" init "$STORE" --regime russia-2022
    run -1 "$CORDON" load "$STORE" $UNGA/*.tsv.xz $UNGA/identical_resolutions.csv $UNGA/ideal_points_2020-04_All.csv.xz
}

agree() { "$CORDON" watch agree "$STORE" "$@" 2>/dev/null; }
ideal() { "$CORDON" watch ideal "$STORE" "$@" 2>/dev/null; }

@test "two damaged lines of the roll calls are refused, the same bytes change nothing" {
    run -0 "$CORDON" sources "$STORE" --refused --csv
    [ "$(grep -c '9 fields where the header has 8' <<<"$output")" = 2 ]
    run -0 --separate-stderr "$CORDON" load "$STORE" $UNGA/votes_matrix.tsv.xz --json
    [[ $output == *already_loaded*'"rows":869937'* ]]
}

@test "agreement of session 74 is the published one, with its number of roll calls" {
    run -0 agree --dyad CHN-RUS --sessions 74 --csv
    [[ ${lines[1]} == CHN-RUS,74,2019,86,0.87209302325581* ]]
    run -0 agree --dyad CHN-RUS --sessions 73..74 --issue nu --against CHN-IND --json
    [ "${#lines[@]}" = 6 ]
    [[ ${lines[5]} == '{"dyad":"CHN-IND","session":null,'* ]]
}

@test "the indicator of agreement is the agreement of each session: unanimous roll calls count in neither" {
    agree --dyad CHN-RUS --sessions 1..74 --csv >"$BATS_TEST_TMPDIR/agree"
    "$CORDON" watch series "$STORE" --dyad CHN-RUS --indicator un-agreement --csv >"$BATS_TEST_TMPDIR/series" 2>/dev/null
    run -0 awk -F, 'FNR == NR { if ($3 ~ /^[0-9]+$/) agree[$3] = $5 * 100; next }
        ($1 ~ /^[0-9]/) && substr($1, 1, 4) in agree { n++; d = $3 - agree[substr($1, 1, 4)]; if (d > 1e-9 || d < -1e-9) print $1, $3 }
        END { print (n > 20 ? "compared" : "compared " n) }' "$BATS_TEST_TMPDIR/agree" "$BATS_TEST_TMPDIR/series"
    [ "$output" = compared ]
}

@test "Namibia votes under its own code" {
    run -0 agree --dyad NAM-ZAF --sessions 74 --csv
    [[ ${lines[1]} == NAM-ZAF,74,2019,* ]]
    run -0 ideal --dyad NAM-ZAF --published --sessions 74 --csv
    [[ ${lines[1]} == all,74,2019,* ]]
}

@test "the votes as known before the list of equal texts, and before all" {
    run -0 agree --dyad CHN-RUS --sessions 74 --known-by 2020-01-01 --json
    [[ $output == *'"vintage":"2019-12-28"'* ]]
    run -3 "$CORDON" watch agree "$STORE" --dyad CHN-RUS --known-by 2019-01-01
    [[ $output == *"no votes known by that day; load"* ]]
}

@test "ideal points: the same bytes for any number of threads" {
    ideal --sessions 73..74 --sweeps 20 --burn 5 --chains 3 --threads 1 --csv -o "$BATS_TEST_TMPDIR/one" >"$BATS_TEST_TMPDIR/a"
    ideal --sessions 73..74 --sweeps 20 --burn 5 --chains 3 --threads 3 --csv -o "$BATS_TEST_TMPDIR/two" >"$BATS_TEST_TMPDIR/b"
    cmp "$BATS_TEST_TMPDIR/a" "$BATS_TEST_TMPDIR/b"
    cmp "$BATS_TEST_TMPDIR/one" "$BATS_TEST_TMPDIR/two"
    [ "$(wc -l <"$BATS_TEST_TMPDIR/one")" = 387 ]
    grep -q '^NAM,74,' "$BATS_TEST_TMPDIR/one"
}

@test "variants of a published file stand side by side" {
    cat >"$BATS_TEST_TMPDIR/points.csv" <<'X'
ccode,year,idealpointfp,idealpointall,idealpointlegacy
365,2021,0.1,0.2,0.3
710,2021,-0.4,-0.2,0.3
365,2022,0.1,0.1,0.1
710,2022,0.4,,0.3
999,2022,0.4,,0.3
X
    "$CORDON" init "$BATS_TEST_TMPDIR/s"
    run -3 "$CORDON" load "$BATS_TEST_TMPDIR/s" "$BATS_TEST_TMPDIR/points.csv" # one bad row of five is too many
    [[ $output == *'line 6 column 1: ccode "999": unknown country number'* ]]
    sed -i '/^999/d' "$BATS_TEST_TMPDIR/points.csv"
    run -0 "$CORDON" load "$BATS_TEST_TMPDIR/s" "$BATS_TEST_TMPDIR/points.csv" --as idealpoints --vintage 2025-07-01
    run -0 --separate-stderr "$CORDON" watch ideal "$BATS_TEST_TMPDIR/s" --dyad CHN-RUS --published --csv
    [ "${#lines[@]}" = 6 ]
    [[ ${lines[1]} == all,76,2021,-0.2,0.2,0.4,* && ${lines[2]} == fp,76,2021,-0.4,0.1,0.5,* ]]
    [[ ${lines[5]} == legacy,77,2022,0.3,0.1,0.2,* ]]
}

@test "wrong questions are told" {
    run -2 "$CORDON" watch agree "$STORE"
    [[ $output == *"--dyad is needed"* ]]
    run -2 "$CORDON" watch agree "$STORE" --dyad CHN-RUS --issue xx
    [[ $output == *"the store has co di ec hr me nu"* ]]
    run -2 "$CORDON" watch agree "$STORE" --dyad CHN-HKG
    [[ $output == *"has no vote in this store"* ]]
    run -2 "$CORDON" watch agree "$STORE" --dyad CHN-RUS --sessions 74..70
    [[ $output == *"--sessions is"* ]]
    run -2 "$CORDON" watch ideal "$STORE" --published
    run -2 "$CORDON" watch ideal "$STORE" --chains 65
    [[ $output == *"65 chains: 1 to 64"* ]]
    run -3 "$CORDON" watch ideal "$STORE" --sessions 19
    [[ $output == *"no roll call of these sessions has votes that differ"* ]]
}
