#!/usr/bin/env bats
# cordon watch dims: which way each dimension goes, and that what is missing stays missing.
bats_require_minimum_version 1.5.0

setup_file() {
    export STORE=$BATS_FILE_TMPDIR/store
    "$CORDON" init "$STORE" --regime russia-2022
    "$CORDON" load "$STORE" data/flows/imf_imts_russia_by_partner_2016_2024.csv.gz
    "$CORDON" load "$STORE" data/events/record.tsv
    "$CORDON" load "$STORE" data/events/aggregates.tsv
    for f in votes_matrix.tsv.xz roll_calls.tsv.xz ideal_points_2020-04_All.csv.xz; do
        "$CORDON" load "$STORE" data/events/unga/$f || [ $? -eq 1 ]
    done
}

dims() { "$CORDON" watch dims "$STORE" "$@" 2>/dev/null; }
field() { # id column
    dims --dyad CHN-RUS --csv "${@:3}" | node -e '
        const [head, ...rows] = require("fs").readFileSync(0, "utf8").trim().split("\n").map(l => l.match(/("([^"]|"")*"|[^,]*)(,|$)/g).map(c => c.replace(/,$/, "")));
        const r = rows.find(r => r[1] === process.argv[1] || (r[1] === "" && r[0] === process.argv[1]));
        console.log(r[head.indexOf(process.argv[2])])' "$1" "$2"
}

@test "the share of imports: 46.3 against a mean of 22.5, up, as on the page" {
    [ "$(field share-imports value)" = "46.3 %" ]
    [ "$(field share-imports direction)" = up ]
    [[ "$(field share-imports change)" == 23.87* ]]
    [[ "$(field share-imports need)" == 4.13* ]]
    [ "$(field trade direction)" = up ]
    [[ "$(field trade coverage)" == "2 of "* ]]
}

@test "on the eve nothing had moved, and nothing later is known" {
    [ "$(field trade direction --as-at 2022-02-23)" = flat ]
    [ "$(field share-imports year --as-at 2022-02-23)" = 2021 ]
}

@test "what is not loaded is not assessed and names what would fill it" {
    [ "$(field goods direction)" = "not assessed" ]
    [ "$(field hybrid-a direction)" = "not assessed" ]
    [ "$(field coordination direction)" = "not assessed" ]
    run dims --dyad CHN-RUS
    [[ "$output" == *"Not loaded: China to Russia under codes of the high-priority list"*"reporter 156, partner 643"* ]]
}

# data/events/record.tsv by hand: exercises 2016 to 2021 are 3 3 2 4 1 3, in 2024 there are 4; patrols
# 0 0 0 1 1 2, in 2024 five rows of which one is only announced.
@test "counts of the record: kept years without an event are zeros, other years nothing" {
    [ "$(field exercises value)" = "4 exercises" ]
    [ "$(field exercises direction)" = flat ]
    [[ "$(field exercises change)" == 1.33* ]]
    [ "$(field patrols value)" = "4 patrols" ]
    [ "$(field patrols direction)" = up ]
    [ "$(field leader-meetings direction)" = flat ]
    [ "$(field military direction)" = up ]
}

values() { # id: year:value ... of an indicator's finding
    dims --dyad CHN-RUS --json "${@:2}" | node -e '
        const f = require("fs").readFileSync(0, "utf8").trim().split("\n").map(JSON.parse).find(f => f.parameters.indicator === process.argv[1]);
        console.log(Object.entries(f.parameters.values).map(([y, v]) => `${y}:${v.toFixed(4)}`).join(" "))' "$1"
}

@test "agreement in votes is that of watch agree, session by session" {
    want=$("$CORDON" watch agree "$STORE" --dyad CHN-RUS --sessions 70..74 --json 2>/dev/null | node -e '
        const r = require("fs").readFileSync(0, "utf8").trim().split("\n").map(JSON.parse).filter(f => (f.session ?? f.parameters?.session) > 0);
        console.log(r.map(f => `${1945 + (f.session ?? f.parameters.session)}:${(100 * (f.agree ?? f.score)).toFixed(4)}`).join(" "))')
    [[ "$want" == *"2019:87.2093"* ]]
    [[ "$(values un-agreement)" == *"$want" ]]
}

@test "published ideal points: each loaded variant a series of its own, none decides" {
    [ "$(field un-distance-all coverage)" = "shown only" ]
    [ "$(field un-distance-all year)" = 2019 ]
    [ "$(field un-distance-fp value)" = "" ]
    large=../shared/data/events/unga/ideal_points_2025-07.csv.xz
    [ -e $large ] || skip "needs the large data set"
    cp -R "$STORE" "$BATS_TEST_TMPDIR/with"
    "$CORDON" load "$BATS_TEST_TMPDIR/with" $large
    STORE=$BATS_TEST_TMPDIR/with
    [[ "$(values un-distance-all)" == *"2021:0.20"*" 2022:0.00"* ]]
    [[ "$(values un-distance-fp)" == *"2021:0.35"*" 2022:0.54"* ]]
    [[ "$(values un-distance-legacy)" == *"2021:0.38"*" 2022:0.58"* ]]
}

# CSIS: 3, 12 and 34 attacks in 2022 to 2024; no year before, so the one before is what there is.
@test "published counts without a window are tested against the year before" {
    [ "$(field attacks-europe value)" = "34 attacks" ]
    [ "$(field attacks-europe coverage)" = "year before" ]
    [ "$(field attacks-europe direction)" = up ]
    [[ "$(field attacks-europe low)" == 23.5* ]]
    [[ "$(field attacks-europe high)" == 47.5* ]]
    [ "$(field hybrid-b direction)" = up ]
}

# 16 and 25 incidents by hand from the file: those whose initiators name the state, by start year.
@test "incidents: a year without one is a zero, and a fall at the end is not read" {
    large=../shared/data/events/cyber/EuRepoC_Global_Database_1.1.csv.xz
    [ -e $large ] || skip "needs the large data set"
    cp -R "$STORE" "$BATS_TEST_TMPDIR/with"
    "$CORDON" load "$BATS_TEST_TMPDIR/with" $large --vintage 2023-04-21
    STORE=$BATS_TEST_TMPDIR/with
    [[ "$(values incidents-b)" == *"2020:3.0000 2021:10.0000 2022:25.0000" ]]
    [[ "$(values incidents-a)" == *"2020:9.0000 2021:23.0000 2022:12.0000" ]]
    [ "$(field incidents-a direction)" != down ]
    [ "$(field incidents-both year)" = 2022 ]
}

@test "a list made by hand is shown and no direction is read from it" {
    [ "$(field attributed-a value)" = "10 cases" ]
    [ "$(field attributed-a direction)" = "not assessed" ]
    [ "$(field attributed-a coverage)" = "shown only" ]
}

@test "a list kept for one pair says nothing of another" {
    run dims --dyad RUS-PRK
    [[ "$output" == *"Not loaded: Joint exercises (the list was kept for CHN-RUS only)."* ]]
}

@test "strictly known by a day before the file there is nothing" {
    [ "$(field trade direction --as-at 2022-02-23 --known-by 2022-02-23)" = "not assessed" ]
}

@test "the composite only on request, as a range with its sign" {
    run dims --dyad CHN-RUS
    [[ "$output" != *"ways to make it"* ]]
    run dims --dyad CHN-RUS --composite
    [[ "$output" == *"over "*" ways to make it; 100 % of them rise"* ]]
}

@test "the same bytes again, and valid findings" {
    dims --dyad CHN-RUS --json >"$BATS_TEST_TMPDIR/a"
    CORDON_THREADS=1 dims --dyad CHN-RUS --json >"$BATS_TEST_TMPDIR/b"
    cmp "$BATS_TEST_TMPDIR/a" "$BATS_TEST_TMPDIR/b"
    node -e 'for (const l of require("fs").readFileSync(process.argv[1], "utf8").trim().split("\n")) {
        const f = JSON.parse(l);
        if (!f.text || !f.method || !f.evidence.length) process.exit(1);
        if (f.verdict === "found" && !f.evidence[0].sources.length) process.exit(2);
    }' "$BATS_TEST_TMPDIR/a"
}

@test "other pairs" {
    run dims --dyad IND-RUS --csv
    [ "$status" = 0 ]
    [[ "$output" == *"share-imports"*up* ]]
    run dims --dyad RUS-PRK --csv
    [ "$status" = 0 ]
}

@test "usage" {
    run "$CORDON" watch dims "$STORE"
    [ "$status" = 2 ]
    [[ "$output" == *"--dyad is needed"* ]]
    run "$CORDON" watch dims "$STORE" --dyad CHN-CHN
    [ "$status" = 2 ]
    [[ "$output" == *"two different areas"* ]]
    run "$CORDON" watch dims "$STORE" --dyad CHN-RUS --against XX-YY
    [ "$status" = 2 ]
}

# Made up: China begins 20 incidents a year to 2021 and three in 2024, Russia five a year and 30. Recent years still fill up, so the fall says nothing
# yet, for the indicator and for its dimension, and the rise says what it says.
@test "a fall of what becomes known late is not read, a rise is" {
    cd "$BATS_TEST_TMPDIR"
    node -e '
        const out = ["ID,initiator_name,start_date,initiator_country,receiver_country,initiator_category,incident_type"]
        const add = (who, year, n) => { for (let i = 0; i < n; i++) out.push(`${who[0]}${year}-${i},Invented,${year}-${String(1 + i % 12).padStart(2, "0")}-05,${who},Germany,State,DDoS`) }
        for (let y = 2016; y <= 2024; y++) add("China", y, y < 2022 ? 20 + y % 3 : 3), add("Russia", y, y < 2022 ? 5 + y % 2 : 30)
        console.log(out.join("\n"))' >cases.csv
    "$CORDON" init late.store --regime russia-2022
    "$CORDON" load late.store cases.csv --as "$CORDON_DATA/data/incidents/eurepoc-initiators.csv" --vintage 2025-03-01
    "$CORDON" watch dims late.store --dyad CHN-RUS --as-at 2025-06-01 --csv 2>/dev/null >dims.csv || [ $? = 1 ]
    grep -q '^hybrid-a,incidents-a,2024,3 incidents,not assessed,-18,' dims.csv
    grep -q '^hybrid-a,,2024,z -[0-9.]*,not assessed,' dims.csv
    grep -q '^hybrid-b,incidents-b,2024,30 incidents,up,24.5,' dims.csv
    grep -q '^hybrid-b,,2024,z [0-9.]*,up,' dims.csv
}
