#!/usr/bin/env bats
# The command watch over one store: series, breaks and alerts of what was loaded.
bats_require_minimum_version 1.5.0

setup_file() {
    export S=$BATS_FILE_TMPDIR/store
    "$CORDON" init "$S" --regime russia-2022 2>/dev/null
    "$CORDON" load "$S" data/events/record.tsv data/events/aggregates.tsv \
        data/events/gdelt2_20180101000000.export.CSV.xz data/events/gdelt2_20191024143000.export.CSV.xz \
        data/flows/imf_imts_russia_by_partner_2016_2024.csv.gz 2>/dev/null
    export LARGE=../shared/data/events
    if [ -e $LARGE/gdelt/dyads_daily_47.csv.xz ]; then
        export PAIRS=$BATS_FILE_TMPDIR/pairs
        "$CORDON" init "$PAIRS" --regime russia-2022 2>/dev/null
        "$CORDON" load "$PAIRS" $LARGE/gdelt/dyads_daily_47.csv.xz $LARGE/gdelt/daily_totals.csv --vintage 2024-03-01 2>/dev/null
    fi
}
needs_pairs() { [ -n "${PAIRS-}" ] || skip "needs the large data set"; }
watch() { "$CORDON" watch "$@" 2>/dev/null; }

@test "T1: the two files of GDELT: rows, rows that repeat, rows of the pair" {
    run -0 --separate-stderr "$CORDON" sources "$S" --csv
    [[ "$output" == *"gdelt,2018-01-01,2414,0"* ]]
    [[ "$output" == *"gdelt,2019-10-24,2111,0"* ]]
    run -0 --separate-stderr "$CORDON" watch series "$S" --dyad CHN-RUS --indicator gdelt --csv
    [[ "$stderr" == *"10 rows of the pair, of which 7 repeat another; 2 sources"* ]]
}

@test "watch series: a row of indicators.csv, by year, with its vintage" {
    run -0 --separate-stderr "$CORDON" watch series "$S" --dyad CHN-RUS --indicator share-imports --csv
    [[ "$output" == *"2023-01-01,2023-12-31,45.2"*",%,"*"2025-01-01"* ]]
    [ "$(wc -l <<<"$output")" = 10 ]
    run -2 --separate-stderr "$CORDON" watch series "$S" --dyad CHN-RUS --indicator share-imports --freq day
    [[ "$stderr" == *"is by year"* ]]
    run -0 --separate-stderr "$CORDON" watch series "$S" --dyad CHN-RUS --indicator share-imports --known-by 2022-02-23 --csv
    [[ "$stderr" == *"not assessed"* ]]
}

@test "watch series: what of the events is counted, and missing days are no zeros" {
    run -0 --separate-stderr "$CORDON" watch series "$S" --dyad CHN-RUS --indicator gdelt:plus-rate --freq month --csv
    # One friendly episode beside 239 of all pairs on the one day of January 2018 that is loaded.
    [[ "$output" == *"2018-01-01,2018-01-31,4.184100418410042,"*",1,0,239,1,31,"* ]]
    [[ "$output" == *"2018-02-01,2018-02-28,,"*",0,28,"* ]]
    run -2 --separate-stderr "$CORDON" watch series "$S" --dyad CHN-RUS --indicator gdelt:friendly
    [[ "$stderr" == *"plus, minus, none"* ]]
    run -2 --separate-stderr "$CORDON" watch series "$S" --dyad CHN-RUS --indicator incidents
}

@test "watch breaks of a store: several series in one table, each without each of its sources" {
    run -0 --separate-stderr "$CORDON" watch breaks "$S" --dyad CHN-RUS --indicator exercise,share-imports --freq year --penalty 4 --csv
    [[ "$output" == "dyad,indicator,index,last_before,"*",without_a_source"* ]]
    [[ "$output" == *"CHN-RUS,exercise,"*" of 12"* ]]
    [[ "$output" == *"CHN-RUS,share-imports,6,2021,2022,"*"only one source"* ]]
    [[ "$stderr" == *"the 12 sources with most reports, of 34"* ]]
    # q is held over both series: the smallest p times their number, at most.
    node -e '
        const rows = require("fs").readFileSync(0, "utf8").trim().split("\n").slice(1).map(l => l.split(","));
        const p = rows.map(r => +r[13]), q = rows.map(r => +r[14]);
        const want = p.map((x, i) => Math.min(...p.filter(y => y >= x).map(y => y * p.length / p.filter(z => z <= y).length), 1));
        if (rows.length < 2 || q.some((x, i) => Math.abs(x - want[i]) > 1e-12)) { console.log(p, q, want); process.exit(1); }' <<<"$output"
}

@test "watch breaks of a store: no series is no break, pairs of the regime, usage" {
    run -0 --separate-stderr "$CORDON" watch breaks "$S" --dyad CHN-RUS --indicator pairs --against --json
    [ "$(grep -c '"kind":"series"' <<<"$output")" = 5 ]
    [[ "$stderr" == *"not assessed: nothing loaded answers this"* ]]
    run -2 "$CORDON" watch breaks "$S" --dyad CHN-RUS
    run -2 "$CORDON" watch breaks "$S" --dyad CHN-XX --indicator pairs
    run -2 "$CORDON" watch breaks
    run -2 --separate-stderr "$CORDON" watch breaks "$S" --dyad CHN-RUS --indicator incidents
}

# The dates were found by another program on the same matrix: weekly share, signed logarithm, Bai and
# Perron with BIC, h = 0.1; a date is the last day of the last week before.
@test "watch breaks: the matrix of pairs gives the known dates, the shift of March 2021 among them" {
    needs_pairs
    watch breaks "$PAIRS" --dyad CHN-RUS,RUS-UKR,RUS-FIN,CHN-USA --indicator pairs:log --freq week \
        --method bai-perron --segment-min 31 --csv | cut -d, -f1,4 >"$BATS_TEST_TMPDIR/found"
    for want in CHN-RUS,2020-01-20 CHN-RUS,2021-03-01 RUS-UKR,2019-08-19 RUS-UKR,2020-03-23 RUS-UKR,2021-11-01 \
        RUS-FIN,2022-02-14 CHN-USA,2020-05-11 CHN-USA,2020-12-21; do
        grep -q "^$want\$" "$BATS_TEST_TMPDIR/found"
    done
    [ "$(wc -l <"$BATS_TEST_TMPDIR/found")" = 9 ]
}
