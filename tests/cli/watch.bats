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

# ---- alerts ----

# An invented feed of 41 weeks in the form of GDELT: each week one act between two states and as many
# between others; in week 40 three acts, the greatest told by one state medium alone. id day a b code weight url
invented() {
    awk 'function row(day, a, b, code, weight, url,   i, s) {
            for (i = 1; i <= 61; i++) f[i] = ""
            f[1] = ++id; f[2] = day; f[3] = substr(day, 1, 6); f[4] = substr(day, 1, 4); f[5] = "2018.1"
            f[6] = f[8] = a; f[16] = f[18] = b; f[26] = 1; f[27] = code; f[28] = substr(code, 1, 3)
            f[29] = substr(code, 1, 2); f[30] = 1; f[31] = weight; f[32] = 1; f[33] = 1; f[34] = 1; f[35] = 0
            f[60] = day "000000"; f[61] = url
            s = f[1]; for (i = 2; i <= 61; i++) s = s "\t" f[i]; print s }
        BEGIN {
            for (i = 0; i < 7 * 41; i++) {
                day = strftime("%Y%m%d", 1514764800 + 86400 * i, 1); w = int(i / 7); d = i % 7
                quiet = w == 40 && d > 2
                row(day, "USA", "GBR", quiet ? "010" : i % 2 ? "020" : "021", quiet ? "0.0" : i % 2 ? "3.0" : "3.4", "https://example.com/" i)
                if (w < 40 && d < w % 5) row(day, "FRA", "DEU", d % 2 ? "040" : "043", d % 2 ? "1.0" : "2.8", "https://example.com/f" i)
                if (w < 40 && d == 2) row(day, "CHN", "RUS", w % 3 == 0 ? "010" : w % 3 == 1 ? "040" : "042", w % 3 == 0 ? "0.0" : w % 3 == 1 ? "1.0" : "1.9", "https://example.org/" i)
                if (w == 40 && d == 0) row(day, "CHN", "RUS", "057", "8.0", "https://sputniknews.com/pact")
                if (w == 40 && d == 1) row(day, "RUS", "CHN", "050", "3.5", "https://example.org/visit")
                if (w == 40 && d == 2) { row(day, "CHN", "RUS", "042", "1.9", "https://example.net/talks"); row(day, "CHN", "RUS", "042", "1.9", "https://www.rt.com/talks") }
            } }' >"$1"
}

@test "alerts of events: what moved, which stories, without one source, state media, what is expected" {
    I=$BATS_TEST_TMPDIR/store
    "$CORDON" init "$I" 2>/dev/null
    invented "$BATS_TEST_TMPDIR/20181014000000.export.CSV"
    "$CORDON" load "$I" "$BATS_TEST_TMPDIR/20181014000000.export.CSV" --as gdelt2 2>/dev/null
    run -0 --separate-stderr "$CORDON" watch alerts "$I" --dyad CHN-RUS --json
    # By hand: 8.0 of one state medium, 3.5 and half of 1.9 of others, the other half of a second state medium.
    node -e '
        const f = require("fs").readFileSync(0, "utf8").trim().split("\n").map(JSON.parse).filter(f => f.rule === "watch.alert");
        const p = f[0].parameters, near = (a, b) => Math.abs(a - b) < 1e-9;
        const total = 13.4 + 3.4 + 3.0 + 3.4, rest = 13.4 - 8;
        if (f.length !== 1 || f[0].verdict !== "found" || p.peak !== "2018-10-14" || p.direction !== "rise") throw f.length;
        if (!near(p.value, 1e4 * 13.4 / total) && !near(p.value, 1e4 * 13.4 / (total - 0.4))) throw p.value;
        if (p.sources !== 4 || p.stories !== 4 || !p.holds || p.weakest_source !== "sputniknews.com") throw JSON.stringify(p);
        if (!near(p.state_media_share, (8 + 0.95) / 13.4)) throw p.state_media_share;
        if (p.top[0].url !== "https://sputniknews.com/pact" || !near(p.top[0].weight, 8)) throw p.top;
        const t = p.value ? 13.4 * 1e4 / p.value : 0;
        if (!near(p.z_without_it, (1e4 * rest / (t - 8) - p.median) / p.spread)) throw p.z_without_it;
        if (!(p.expected_a_year > 0 && f[0].q_value < 1e-6 && f[0].evidence.length === 5)) throw f[0];
        if (!f[0].evidence[1].quote.startsWith("https://")) throw f[0].evidence[1];' <<<"$output"
    run -0 --separate-stderr "$CORDON" watch alerts "$I" --dyad CHN-RUS --level 7 --csv
    [[ "$output" == *"pair,CHN-RUS,"*",rise,"*",4,does not hold,"* ]]
    run -0 --separate-stderr "$CORDON" watch alerts "$I" --dyad CHN-RUS --as-at 2018-10-07 --csv
    [[ "$output" != *"pair,"* ]]
    # The back-test of the same store sees it.
    printf 'a\tb\tdate\tsign\tevent\nCHN\tRUS\t2018-10-08\t+\tA pact\n' >"$BATS_TEST_TMPDIR/e.tsv"
    run -0 --separate-stderr "$CORDON" watch backtest "$I" "$BATS_TEST_TMPDIR/e.tsv" --by event --csv
    [[ "$output" == *"CHN,RUS,2018-10-08,"*",A pact,hit,"*",6,"* ]]
}

@test "alerts: a matrix in two vintages is scored as known by the day, missing days mute" {
    V=$BATS_TEST_TMPDIR/store W=$BATS_TEST_TMPDIR/only
    mkdir "$BATS_TEST_TMPDIR/1" "$BATS_TEST_TMPDIR/2"
    make() { # weeks value-of-the-last skip
        awk -v weeks="$1" -v last="$2" -v skip="$3" 'BEGIN { print "date,a,b,w"
            for (i = 0; i < 7 * weeks; i++) { day = strftime("%Y%m%d", 1514764800 + 86400 * i, 1)
                if (int(i / 7) == skip && i % 7 < 4) continue
                print day ",CHN,RUS," (int(i / 7) == weeks - 1 ? last : 10 + i * 7919 % 13)
                # The sum over all pairs stays as it was, else the volume would be unusual.
                print day ",GBR,USA," 100 + i * 104729 % 17 - (int(i / 7) == weeks - 1 ? last - 16 : 0) } }'
    }
    make 60 60 50 >"$BATS_TEST_TMPDIR/1/dyads.csv"
    make 70 12 50 >"$BATS_TEST_TMPDIR/2/dyads.csv"
    for s in "$V" "$W"; do
        "$CORDON" init "$s" 2>/dev/null
        "$CORDON" load "$s" "$BATS_TEST_TMPDIR/1/dyads.csv" --vintage 2019-03-01 2>/dev/null
    done
    "$CORDON" load "$V" "$BATS_TEST_TMPDIR/2/dyads.csv" --vintage 2019-06-01 2>/dev/null
    watch alerts "$V" --known-by 2019-03-01 --since 2018-01-01 --json >"$BATS_TEST_TMPDIR/a"
    watch alerts "$W" --known-by 2019-03-01 --since 2018-01-01 --json >"$BATS_TEST_TMPDIR/b"
    cmp "$BATS_TEST_TMPDIR/a" "$BATS_TEST_TMPDIR/b"
    grep -q '"subject":"CHN-RUS".*"peak":"2019-02-24"' "$BATS_TEST_TMPDIR/a"
    grep -q '"rule":"watch.alert.feed".*missing days.*2018-12-23' "$BATS_TEST_TMPDIR/a"
    watch alerts "$V" --since 2019-01-01 --csv >"$BATS_TEST_TMPDIR/c"
    ! grep -q '^pair,CHN-RUS,' "$BATS_TEST_TMPDIR/c"
    CORDON_THREADS=1 watch alerts "$V" --known-by 2019-03-01 --since 2018-01-01 --json | cmp - "$BATS_TEST_TMPDIR/a"
}

# Ten years of twenty incidents a year; in 2012 there were three, which is a fall; 2021 has three in the first
# edition and nineteen in the second.
@test "alerts of incidents: a late-reported fall raises none, an old one does" {
    L=$BATS_TEST_TMPDIR/store
    "$CORDON" init "$L" 2>/dev/null
    printf 'field,column,value,form\ndataset,,cases,\npublisher,,A list,\nid,id,,\ndate,date,,yyyy-mm-dd\ninitiator,who,,\n' >"$BATS_TEST_TMPDIR/cases.csv"
    edition() { # of 2021
        awk -v late="$1" -v to="$2" 'BEGIN { print "id,date,who"
            for (y = 2004; y <= to; y++) { n = y == 2012 ? 3 : y == 2021 ? late : y == 2022 ? 18 : 20
                for (i = 0; i < n; i++) printf "%d-%d,%d-%02d-15,Russia\n", y, i, y, 1 + i % 12 } }'
    }
    edition 3 2021 >"$BATS_TEST_TMPDIR/1.csv"
    edition 19 2022 >"$BATS_TEST_TMPDIR/2.csv"
    "$CORDON" load "$L" "$BATS_TEST_TMPDIR/1.csv" --as "$BATS_TEST_TMPDIR/cases.csv" --vintage 2021-12-31 2>/dev/null
    run -0 --separate-stderr "$CORDON" watch alerts "$L" --since 2010-01-01 --csv
    [[ "$output" == *"incidents,RUS cases,2012-01-01,2012-12-31,fall,"* ]]
    [[ "$output" == *"incomplete,RUS cases,2021-01-01,2021-12-31,fall,"* ]]
    [ "$(grep -c ^incidents, <<<"$output")" = 1 ]
    "$CORDON" load "$L" "$BATS_TEST_TMPDIR/2.csv" --as "$BATS_TEST_TMPDIR/cases.csv" --vintage 2022-12-31 2>/dev/null
    run -0 --separate-stderr "$CORDON" watch alerts "$L" --since 2010-01-01 --known-by 2021-12-31 --csv
    [[ "$output" == *"incomplete,RUS cases,2021-01-01"* ]]
    run -0 --separate-stderr "$CORDON" watch alerts "$L" --since 2010-01-01 --csv
    [[ "$output" != *",2021-01-01"* ]]
    [[ "$output" == *"incidents,RUS cases,2012-01-01"* ]]
}

@test "T9: two editions of a real table, no alert of a fall in years that fill up" {
    first=$LARGE/cyber/EuRepoC_Global_Database_1.1.csv.xz second=$LARGE/cyber/eurepoc_2023-12_initiators.csv.xz
    [ -e $first ] || skip "needs the large data set"
    R=$BATS_TEST_TMPDIR/store
    "$CORDON" init "$R" 2>/dev/null
    "$CORDON" load "$R" $first --as incidents --vintage 2023-04-30 2>/dev/null
    run -0 --separate-stderr "$CORDON" watch alerts "$R" --dyad CHN-RUS --since 2015-01-01 --csv
    [[ "$output" == *"incomplete,RUS eurepoc,2020-01-01,2020-12-31,fall,"* ]]
    ! grep -q '^incidents,.*,fall,' <<<"$output" || false
    "$CORDON" load "$R" $second --as incidents --vintage 2023-12-31 2>/dev/null
    run -0 --separate-stderr "$CORDON" watch alerts "$R" --dyad CHN-RUS --since 2015-01-01 --csv
    [[ "$output" == *"incidents,RUS eurepoc,2022-01-01,2022-12-31,rise,8.7"*",69,"* ]]
    ! grep -q '^incidents,.*,fall,' <<<"$output" || false
    run -0 --separate-stderr "$CORDON" watch alerts "$R" --dyad CHN-RUS --since 2015-01-01 --known-by 2023-06-01 --csv
    [[ "$output" == *"incomplete,RUS eurepoc,2020-01-01,2020-12-31,fall,"* ]]
}

@test "the back-test of a store is that of its files" {
    needs_pairs
    "$CORDON" watch backtest "$PAIRS" data/events/backtest_events.tsv --csv >"$BATS_TEST_TMPDIR/a" 2>/dev/null
    "$CORDON" watch backtest $LARGE/gdelt/dyads_daily_47.csv.xz data/events/backtest_events.tsv \
        --totals $LARGE/gdelt/daily_totals.csv --csv >"$BATS_TEST_TMPDIR/b" 2>/dev/null
    cmp "$BATS_TEST_TMPDIR/a" "$BATS_TEST_TMPDIR/b"
}

@test "alerts: nothing loaded is not assessed; usage" {
    N=$BATS_TEST_TMPDIR/store
    "$CORDON" init "$N" 2>/dev/null
    run -0 --separate-stderr "$CORDON" watch alerts "$N" --json
    [[ "$output" == *'"verdict":"not_assessed"'* ]]
    [[ "$stderr" == *"neither a matrix of pairs nor coded events are loaded"* ]]
    run -2 "$CORDON" watch alerts "$N" --dyad CHN-CHN
    run -2 "$CORDON" watch alerts "$N" --setting week99
    run -2 "$CORDON" watch alerts "$N" --level 0
    run -2 "$CORDON" watch alerts "$N" --feed acled
    run -3 "$CORDON" watch backtest "$N" data/events/backtest_events.tsv
}
