#!/usr/bin/env bats
# Lists of parties from files into a store and out of it again: cordon load, lists, diff, sources.
bats_require_minimum_version 1.5.0

setup() {
    cordon=${CORDON:-$BATS_TEST_DIRNAME/../../build/release/cordon}
    root=$PWD
    ofac=$root/data/lists/ofac
    cd "$BATS_TEST_TMPDIR"
    "$cordon" init my.store 2>/dev/null
}

# entity KEY NAME [FROM]: a line of the list own-list.
entity() {
    local listings=
    [ -z "${3-}" ] || listings=",\"listings\":[{\"from\":\"$3\"}]"
    printf '{"list":"own-list","key":"%s","schema":"Company","properties":{"name":["%s"]}%s}\n' "$1" "$2" "$listings"
}

@test "what is loaded, what is not, and with which reader it would be" {
    entity a Alpha >own_2024-02-01.jsonl
    run --separate-stderr "$cordon" load my.store own_2024-02-01.jsonl
    [ "$status" -eq 0 ]
    [[ $stderr == *"own-list (entities): 1 entities, vintage 2024-02-01 (the file's name)"* ]]
    run -0 "$cordon" lists my.store
    [[ $output == *"own-list"*"2024-02-01"*"entities"* ]]
    [[ $output == *"Not loaded: "*"eu-833-iv"*"--as eu-acts"* ]]
    run -0 "$cordon" lists my.store --json
    [[ $output == *'"list":"own-list","publisher":null,"vintage":"2024-02-01","entities":1,"names":1,"added":null'* ]]
    [[ $output == *'"list":"un-sc"'*'"loaded":"no","load_as":"un"'* ]]
    run -0 "$cordon" lists --readers
    [[ $output == *"ofac-sdn"*"SDN.CSV"* ]]
}

@test "two editions, the older loaded last: added, removed, changed, and the same as by diff" {
    { entity a Alpha 2020-01-01; entity b Beta; entity c Gamma; } >own_2024-02-01.jsonl
    { entity a Alpha 2020-01-01; entity b "Beta Two"; entity d Delta 2024-02-20; entity e Epsilon; } >own_2024-03-01.jsonl
    "$cordon" load my.store own_2024-03-01.jsonl
    "$cordon" load my.store own_2024-02-01.jsonl
    run -0 "$cordon" lists my.store --list own-list --csv
    [[ ${lines[1]} == "own-list,,2024-03-01,4,4,2,1,1,entities,2024-02-01,2,yes,yes,"* ]]
    run --separate-stderr -0 "$cordon" diff my.store --list own-list --from 2024-02-10 --to 2024-03-05 --json
    [ "${#lines[@]}" -eq 4 ]
    [[ $stderr == *"the editions of 2024-02-01 and 2024-03-01 are compared"*"2 came, 1 went, 1 changed"* ]]
    [[ ${lines[0]} == '{"change":"changed","list":"own-list","form":"entities","key":"b","date":"2024-03-01","basis":"editions"'*'"changed":{"name":{"removed":["Beta"],"added":["Beta Two"]}}}' ]]
    [[ ${lines[1]} == '{"change":"went"'*'"key":"c","date":"2024-03-01"'* ]]
    [[ ${lines[2]} == '{"change":"came"'*'"key":"d","date":"2024-02-20"'* ]]
    [[ ${lines[3]} == '{"change":"came"'*'"key":"e","date":"2024-03-01"'* ]]
    # As it was known before; and who was listed on a day, as known now.
    run -0 "$cordon" lists my.store --list own-list --known-by 2024-02-15 --csv
    [[ ${lines[1]} == "own-list,,2024-02-01,3,3,,,,entities,"* ]]
    run -0 bash -c "'$cordon' lists my.store --list own-list --as-at 2024-02-25 --export | grep -o '\"key\":\"[a-z]\"' | tr -d '\n'"
    [ "$output" = '"key":"a""key":"b""key":"c""key":"d"' ]
}

@test "one edition: the printed dates tell who came, and the answer says what it cannot" {
    { entity a Alpha 2020-01-01; entity b Beta 2024-06-24; entity c Gamma; } >own_2025-01-01.jsonl
    "$cordon" load my.store own_2025-01-01.jsonl
    run --separate-stderr -0 "$cordon" diff my.store --list 'own-*' --from 2024-06-24 --to 2024-06-24 --csv
    [ "${#lines[@]}" -eq 2 ]
    [[ ${lines[1]} == "came,own-list,2024-06-24,b,Beta,,,printed date,Company,"* ]]
    [[ $stderr == *"no edition is as old as the first day"*"who left before it is not in it"* ]]
    run -3 "$cordon" diff my.store --list no-such --from 2024-01-01
    [[ $output == *"no list no-such is loaded"* ]]
    run -2 "$cordon" diff my.store
    run -2 "$cordon" diff my.store --from 2024-02-02 --to 2024-02-01
}

@test "what is exported loads again as the same entities" {
    "$cordon" load my.store "$ofac"/../un/un_consolidated_2026-08-01.xml.xz
    "$cordon" lists my.store --export >all.jsonl
    "$cordon" init other.store
    "$cordon" load other.store all.jsonl --vintage 2026-08-01
    "$cordon" lists other.store --export >again.jsonl
    [ "$(wc -l <all.jsonl)" -eq 1011 ]
    cmp all.jsonl again.jsonl
}

@test "the warehouse is not opened, neither to load nor to ask" {
    printf damaged >my.store/warehouse.duckdb
    entity a Alpha >own_2024-02-01.jsonl
    "$cordon" load my.store own_2024-02-01.jsonl
    "$cordon" lists my.store --list own-list
    "$cordon" diff my.store --list own-list --from 2024-01-01
}

@test "the same bytes change nothing; refused records are kept with line and reason" {
    for i in $(seq 30); do entity "k$i" "Name $i"; done >own_2024-02-01.jsonl
    echo '{"list":"own-list","key":""}' >>own_2024-02-01.jsonl
    run --separate-stderr -1 "$cordon" load my.store own_2024-02-01.jsonl
    [[ $stderr == *"1 REFUSED"* ]]
    run -0 "$cordon" sources my.store --refused --csv
    [[ ${lines[1]} == "1,31,"*"not the JSON of an entity"* ]]
    before=$("$cordon" lists my.store --json | sha256sum)
    cp own_2024-02-01.jsonl renamed.jsonl
    run --separate-stderr -0 "$cordon" load my.store renamed.jsonl
    [[ $stderr == *"already loaded as source 1"* ]]
    run --separate-stderr -0 bash -c "'$cordon' load my.store - --as entities <renamed.jsonl"
    [ "$before" = "$("$cordon" lists my.store --json | sha256sum)" ]
    [ "$("$cordon" sources my.store --json | wc -l)" -eq 1 ]
    run --separate-stderr -3 "$cordon" load my.store own_2024-02-01.jsonl --as ofac-sdn
}

@test "a table of one's own through a mapping, and again when the mapping was mended" {
    printf 'No,Firm,Land\n1,Alpha Ltd,Freedonia\n2,Beta Ltd,Sylvania\n' >firms_2024-02-01.csv
    printf 'to,column,value,form,when,lang,detail\nlist,,own-firms,,,,\nkey,No,,,,,\nschema,,Company,,,,\nname,Firm,,,,,\n' >firms.csv
    "$cordon" load my.store firms_2024-02-01.csv --as firms.csv
    run -0 "$cordon" lists my.store --list own-firms --csv
    [[ ${lines[1]} == "own-firms,,2024-02-01,2,2,,,,table:firms,"* ]]
    echo 'country,Land,,,,,' >>firms.csv
    "$cordon" load my.store firms_2024-02-01.csv --as firms.csv
    run -0 "$cordon" lists my.store --list own-firms --export
    [ "${#lines[@]}" -eq 2 ]
    [[ ${lines[0]} == *'"country":["Freedonia"]'* ]]
    run --separate-stderr -0 "$cordon" load my.store firms_2024-02-01.csv --as firms.csv
    [[ $stderr == *"already loaded"* ]]
}

@test "hostile files are refused whole, with words, and leave nothing" {
    head -c 200000 "$ofac/sdn_2024-05-03.csv.xz" >cut.csv.xz
    run --separate-stderr -3 "$cordon" load my.store cut.csv.xz --as ofac-sdn
    [[ $stderr == *"the file ends in the middle"* ]]
    for i in $(seq 9); do entity "k$i" N; done >bad.jsonl
    echo nonsense >>bad.jsonl
    run --separate-stderr -3 "$cordon" load my.store bad.jsonl
    [[ $stderr == *"1 of 10 records are bad, more than 5 %: the file is refused"* ]]
    # A million aliases, and names of a megabyte.
    { entity a A; awk 'BEGIN { printf "1,\"X\",\"individual\",\"P\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,\""
        for (i = 0; i < 60000; i++) printf "a.k.a. \047N%d\047; ", i; print "\"" }' >many.csv; } >/dev/null
    run --separate-stderr timeout 20 "$cordon" load my.store many.csv --as ofac-sdn
    [ "$status" -eq 3 ]
    [[ $stderr == *"within its bounds"* ]]
    awk 'BEGIN { printf "{\"list\":\"own-list\",\"key\":\"1\",\"schema\":\"Person\",\"properties\":{\"name\":[\""
        for (i = 0; i < 1040000; i++) printf "x"; print "\"]}}" }' >long.jsonl
    run --separate-stderr timeout 20 "$cordon" load my.store long.jsonl
    [ "$status" -eq 3 ]
    run -0 "$cordon" sources my.store --json
    [ -z "$output" ]
    run -0 "$cordon" lists my.store --list 'own-*,ofac-sdn' --csv
    [[ $output != *",yes,"* ]]
}

@test "killed at any moment, an edition is there whole or not at all" {
    seed=${KILL_SEED:-$(($(date +%s) % 32768))}
    echo "KILL_SEED=$seed"
    RANDOM=$seed
    cp -R my.store empty.store
    started=$(date +%s%N)
    "$cordon" load my.store "$ofac/sdn_2024-05-03.csv.xz" 2>/dev/null
    duration=$((($(date +%s%N) - started) / 1000000))
    killed=0 through=0 tries=0
    while [ $tries -lt 5 ]; do
        tries=$((tries + 1))
        rm -rf my.store && cp -R empty.store my.store
        delay=$((RANDOM % (duration * 11 / 10 + 1)))
        "$cordon" load my.store "$ofac/sdn_2024-05-03.csv.xz" >/dev/null 2>&1 3>&- &
        pid=$!
        sleep "$((delay / 1000)).$(printf %03d $((delay % 1000)))"
        kill -9 $pid 2>/dev/null || true
        rc=0
        wait $pid 2>/dev/null || rc=$?
        [ $rc -eq 0 ] || [ $rc -eq 137 ]
        "$cordon" lists my.store --list ofac-sdn --csv >now.csv # a reader opens it as it is
        if grep -q ',14965,' now.csv; then through=$((through + 1)); else
            ! grep -q ',yes,' now.csv || false
            [ $rc -ne 0 ]
            killed=$((killed + 1))
        fi
        # The next writer repairs, and the same load ends in the same place.
        "$cordon" load my.store "$ofac/sdn_2024-05-03.csv.xz" 2>/dev/null
        "$cordon" lists my.store --list ofac-sdn --csv | grep -q ',14965,18628,'
        [ "$("$cordon" sources my.store --json | wc -l)" -eq 1 ]
    done
    echo "$killed killed before the commit, $through behind it"
}

@test "third-country parties on Annex IV by printed date" {
    acts=$root/../shared/data/lists/eu/consolidated
    [ -d "$acts" ] || skip "needs the large data set"
    "$cordon" load my.store "$acts/32014R0833.csv.xz"
    "$cordon" diff my.store --list eu-833-iv --from 2024-06-01 --to 2025-03-01 --csv >d.csv
    [ "$(grep -c '^came,eu-833-iv,' d.csv)" -eq 145 ]
    # The rounds counted in data/lists README: 33, 10 and 34 outside the target in these three.
    [ "$(grep -c ',2024-06-25,' d.csv)" -eq 61 ]
    [ "$(grep ',2024-06-25,' d.csv | grep -c ',TUR,')" -eq 9 ]
    [ "$(grep ',2024-06-25,' d.csv | grep -c ',KGZ,')" -eq 2 ]
    [ "$(grep ',2024-06-25,' d.csv | grep -vc ',RUS,')" -eq 33 ]
    [ "$(grep ',2025-02-25,' d.csv | grep -vc ',RUS,')" -eq 34 ]
}
