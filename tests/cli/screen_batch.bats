#!/usr/bin/env bats
# cordon screen --batch: formats, threads, shards, kills.
bats_require_minimum_version 1.5.0

setup_file() {
    cd "$BATS_TEST_DIRNAME/../.."
    export STORE=$BATS_FILE_TMPDIR/store SOURCE_DATE_EPOCH=1767225600 # 2026-01-01
    "$CORDON" init "$STORE" --regime russia-2022
    "$CORDON" load "$STORE" tests/data/screen/annex.jsonl --vintage 2025-01-01
    "$CORDON" load "$STORE" tests/data/screen/freeze_2025.jsonl --vintage 2025-01-01
    cd "$BATS_FILE_TMPDIR"
    awk 'BEGIN { print "No,Name,Ctry,INN,Addr"; for (i = 1; i <= 3000; i++) {
        n = i % 7 == 0 ? "Vymyslov Ivan Petrovich" : i % 11 == 0 ? "Harbour Lantern" : "Customer " i * 7919 % 10007 " Ltd"
        printf "%d,\"%s\",%s,%s,%s\n", i, n, i % 2 ? "RU" : "", i % 50 == 0 ? "9999012347" : "", i % 60 == 0 ? "\"77 Invented Road, Example Tower, unit 1203, Kowloon\"" : "" } }' >customers.csv
    export MAP=ref=No,name=Name,country=Ctry,id.inn=INN,address=Addr
}
setup() { cd "$BATS_FILE_TMPDIR"; }

@test "every record has a row, in order, for any number of threads" {
    run -1 "$CORDON" screen "$STORE" --batch customers.csv --map $MAP -o one.csv --threads 1
    run -1 "$CORDON" screen "$STORE" --batch customers.csv --map $MAP -o five.csv --threads 5
    cmp one.csv five.csv
    [ "$(cut -d, -f1 one.csv | tail -n +2 | uniq | tr '\n' ' ')" = "$(seq -s' ' 3000) " ]
    [ "$(awk -F, 'NR > 1 && $1 % 7 == 0 && $5 != "found"' one.csv | wc -l)" = 0 ]
    [ "$(awk -F, 'NR > 1 && $1 % 50 == 0 && $7 == "own-freeze" && $8 == "O1"' one.csv | wc -l)" = 60 ]
    [ "$(awk -F, 'NR > 1 && $1 % 60 == 0 && $7 == "eu-833-iv" && $8 == "IV:1"' one.csv | wc -l)" = 50 ]
    grep -q '^{"searched":\[{"list":"eu-833-iv"' one.csv.coverage.json
    [ ! -e one.csv.part ] && [ ! -e one.csv.resume ]
}

@test "the shards together are the whole" {
    "$CORDON" screen "$STORE" --batch customers.csv --map $MAP -o whole.csv || [ $? = 1 ]
    for i in 1 2 3; do "$CORDON" screen "$STORE" --batch customers.csv --map $MAP -o part$i.csv --shard $i/3 || [ $? = 1 ]; done
    { head -1 whole.csv; tail -q -n +2 part1.csv part2.csv part3.csv | sort -s -t, -k1,1n; } >merged.csv
    cmp whole.csv merged.csv
    run -2 "$CORDON" screen "$STORE" --batch customers.csv --map $MAP --shard 4/3
    run -2 "$CORDON" screen "$STORE" --batch customers.csv --map $MAP --shard x
}

@test "NDJSON and Parquet say the same as CSV" {
    "$CORDON" screen "$STORE" --batch customers.csv --map $MAP -o w.csv || [ $? = 1 ]
    "$CORDON" screen "$STORE" --batch customers.csv --map $MAP -o w.parquet || [ $? = 1 ]
    "$CORDON" screen "$STORE" --batch customers.csv --map $MAP -o w.ndjson || [ $? = 1 ]
    node -e '
        const fs = require("fs")
        const rows = fs.readFileSync("w.ndjson", "utf8").trim().split("\n").map(s => JSON.parse(s))
        const csv = fs.readFileSync("w.csv", "utf8").trim().split("\n").slice(1).map(s => s.split(",").slice(0, 1)[0])
        if (rows.length != csv.length || rows.some((r, i) => r.record != csv[i])) throw "other rows"
        fs.writeFileSync("in.ndjson", fs.readFileSync("customers.csv", "utf8").trim().split("\n").slice(1, 101).map(s => {
            const c = s.split(","); return JSON.stringify({No: c[0], Name: c[1].replace(/"/g, ""), Ctry: c[2], INN: c[3]}) }).join("\n") + "\n")'
    head -101 customers.csv | cut -d, -f1-4 >hundred.csv
    map=ref=No,name=Name,country=Ctry,id.inn=INN
    "$CORDON" screen "$STORE" --batch hundred.csv --map $map -o a.csv || [ $? = 1 ]
    "$CORDON" screen "$STORE" --batch in.ndjson --map $map -o b.csv || [ $? = 1 ]
    cmp <(cut -d, -f1,3- a.csv) <(cut -d, -f1,3- b.csv)
    # What was written as Parquet is read again as questions.
    "$CORDON" screen "$STORE" --batch w.parquet --map ref=ref,name=asked -o again.csv || [ $? = 1 ]
    [ "$(tail -n +2 again.csv | cut -d, -f1 | uniq | wc -l)" = "$(tail -n +2 w.csv | wc -l)" ]
}

@test "killed at random moments and resumed, the file is the same" {
    for _ in 1 2 3 4; do tail -n +2 customers.csv; done | cat <(head -1 customers.csv) - >long.csv
    "$CORDON" screen "$STORE" --batch long.csv --map $MAP -o straight.csv || [ $? = 1 ]
    seed=${KILL_SEED:-$(($(date +%s) % 32768))}
    echo "KILL_SEED=$seed"
    RANDOM=$seed
    killed=0 rc=137
    for _ in $(seq 40); do
        [ $rc = 137 ] || break
        "$CORDON" screen "$STORE" --batch long.csv --map $MAP -o cut.csv --resume >/dev/null 2>&1 3>&- &
        pid=$!
        sleep "0.$(printf %03d $((50 + RANDOM % 250)))"
        kill -9 $pid 2>/dev/null || true
        rc=0
        wait $pid 2>/dev/null || rc=$?
        [ $rc = 1 ] || { [ $rc = 137 ] && killed=$((killed + 1)); }
    done
    echo "killed $killed times"
    [ $rc = 1 ] || run -1 "$CORDON" screen "$STORE" --batch long.csv --map $MAP -o cut.csv --resume
    cmp straight.csv cut.csv
}

@test "a run is not taken up with other arguments, and one without --resume begins anew" {
    "$CORDON" screen "$STORE" --batch customers.csv --map $MAP -o x.csv || [ $? = 1 ]
    cp x.csv want.csv
    printf 'cordon-batch 1\n' >x.csv.resume
    run --separate-stderr "$CORDON" screen "$STORE" --batch customers.csv --map $MAP -o x.csv --resume
    [ "$status" = 3 ]
    [[ "$stderr" == *"x.csv.resume: is damaged: start anew without --resume"* ]]
    run -1 "$CORDON" screen "$STORE" --batch customers.csv --map $MAP -o x.csv
    cmp x.csv want.csv
}

@test "what is wrong with the command or the file is told" {
    run --separate-stderr "$CORDON" screen "$STORE" --batch customers.csv --map name=Nom
    [ "$status" = 3 ]
    [[ "$stderr" == *'the header has no column "Nom" (map: name)'* ]]
    run --separate-stderr "$CORDON" screen "$STORE" --batch customers.csv --map nom=Name
    [ "$status" = 2 ]
    [[ "$stderr" == *'"nom" is no field: ref, name'* ]]
    run --separate-stderr "$CORDON" screen "$STORE" --batch customers.csv --map id.zz=INN
    [ "$status" = 2 ]
    run --separate-stderr "$CORDON" screen "$STORE" --batch customers.csv
    [ "$status" = 3 ]
    [[ "$stderr" == *"say with --map which is which"* ]]
    run -2 "$CORDON" screen "$STORE" "A Name" --batch customers.csv
    printf 'name\n"open\n' >open.csv
    run -3 "$CORDON" screen "$STORE" --batch open.csv
    printf 'name,country\nIvan Vymyslov,RU\nIvan\n' | { run --separate-stderr "$CORDON" screen "$STORE" --batch -; [ "$status" = 1 ]; [[ "$output" == *$'\n2,3,,,failed,'*"1 fields, the header has 2"* ]]; }
}
