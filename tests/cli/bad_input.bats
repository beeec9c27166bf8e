#!/usr/bin/env bats
# What is wrong with a file of events or votes is told in one line: file, line, column, value, and
# what was expected. Balance files: balance.bats.
bats_require_minimum_version 1.5.0

setup() {
    export S=$BATS_TEST_TMPDIR/store
    cd "$BATS_TEST_TMPDIR" || return 1
    root=${CORDON_DATA:-$OLDPWD}
    "$CORDON" init "$S" 2>/dev/null
    xz -dc "$root/data/events/gdelt2_20180101000000.export.CSV.xz" | head -n 40 >good
}

# refused FILE LINE: load FILE fails with that one line alone.
refused() {
    run -3 --separate-stderr "$CORDON" load "$S" "$1" "${@:3}"
    [ "$output" = "" ]
    [ "$(wc -l <<<"$stderr")" = 1 ]
    [[ "$stderr" == "cordon load: $1 $2"* ]] || { echo "$stderr"; return 1; }
}
# altered FIELD VALUE FILE: the good rows and one more with another value.
altered() { { cat good; head -n 1 good | awk -F'\t' -v OFS='\t' -v f="$1" -v v="$2" '{ $f = v; print }'; } >"$3"; }

icews=$'Event ID\tEvent Date\tSource Name\tSource Sectors\tSource Country\tEvent Text\tCAMEO Code\tIntensity\tTarget Name\tTarget Sectors\tTarget Country\tStory ID\tSentence Number\tPublisher\tCity\tDistrict\tProvince\tCountry\tLatitude\tLongitude'

@test "wrong numbers of columns" {
    { cat good; printf '1\t20180101\tthree\n'; } >columns.csv
    refused columns.csv 'line 41: 3 fields where the header has 61' --as gdelt2 --strict
    printf '%s\n1\t2018-01-01\n' "$icews" >columns.tab
    refused columns.tab 'line 2: 2 fields where the header has 20'
    printf 'series\tperiod\tvalue\tunit\tlo\thi\tvintage\tpublisher\tsource\nx\t2020\n' >columns.tsv
    refused columns.tsv 'line 2: 2 fields where the header has 9'
    printf 'date,a,b,w\n2020-01-01,RUS\n' >columns2.csv
    refused columns2.csv 'line 2: 2 fields where the header has 4'
}

@test "actor codes that nobody knows: kept and named with their line, or refused where only states may stand" {
    altered 8 QQQ actor.csv
    run -0 --separate-stderr "$CORDON" load "$S" actor.csv --as gdelt2
    [[ "$stderr" == *"are no state and keep their text: QQQ 1 (line 41)"* ]]
    sed '5s/\tRUS\t/\tXQX\t/' "$root/data/events/record.tsv" >record.tsv
    refused record.tsv 'line 5 column 8: actor2 "XQX": expected the three letters of a state' --strict
    printf 'date,a,b,w\n2020-01-01,RUS,QQQ,1\n' >pair.csv
    refused pair.csv 'line 2 column 3: b "QQQ": expected '
    printf '[\n{"id":"1","date":"2021-02-03","event":"AID","source":[{"code":""}]}]' >actor.json
    refused actor.json 'line 2 column 63: code "": expected an actor'
}

@test "dates out of range" {
    altered 2 18991231 day.csv
    refused day.csv 'line 41 column 2: SQLDATE "18991231": expected a day as YYYYMMDD from 1900 to 2100' --as gdelt2 --strict
    altered 2 20180230 day2.csv
    refused day2.csv 'line 41 column 2: SQLDATE "20180230": expected a day' --as gdelt2 --strict
    printf '%s\n1\t2018-13-01\ta\t\tFrance\tx\t040\t1.0\tb\t\tSpain\t9\t1\tP\t\t\t\t\t\t\n' "$icews" >day.tab
    refused day.tab 'line 2 column 2: Event Date "2018-13-01": expected a day as YYYY-MM-DD from 1900 to 2100'
    printf 'series\tperiod\tvalue\tunit\tlo\thi\tvintage\tpublisher\tsource\nx\t2020-13\t1\tn\t\t\t\tP\tS\n' >day.tsv
    refused day.tsv 'line 2 column 2: period "2020-13": expected '
    printf 'date,a,b,w\n2101-01-01,RUS,CHN,1\n' >day3.csv
    refused day3.csv 'line 2 column 1: date "2101-01-01": expected '
    printf '[\n{"id":"1","date":"1066-10-14","event":"AID","source":[{"code":"RUS"}]}]' >day.json
    refused day.json 'line 2 column 18: date "1066-10-14": expected a day as YYYY-MM-DD from 1900 to 2100'
    printf 'rcid\tsession\timportantvote\tdate\tunres\tamend\tpara\tshort\n1\t1\t0\t1946-02-30\tR\t1\t0\tA\n' >rolls.tsv
    refused rolls.tsv 'line 2 column 4: date "1946-02-30": expected '
}

@test "a roll call with a vote code that nobody knows" {
    printf 'rcid\tRU,CN,US\n1\t123\n2\t1x3\n' >votes.tsv
    refused votes.tsv 'line 3 column 2: '
    [[ "$stderr" == *'vote 2 (CHN) has the code "x": expected 1 yes, 2 abstain, 3 no or . none'* ]]
    printf 'rcid\tRU,CN,US\n1\t12\n' >votes2.tsv
    refused votes2.tsv 'line 2 column 2: '
    [[ "$stderr" == *'2 votes where the header has 3 countries'* ]]
}
