#!/usr/bin/env bats
# Killed at any moment, a load leaves all of a file's rows or none, and a store that works.
# CORDON names the program to try, else the released build; KILLS says how many times (50),
# KILL_SEED from where the moments are drawn (printed).
bats_require_minimum_version 1.5.0

setup() {
    cordon=${CORDON:-$BATS_TEST_DIRNAME/../../build/release/cordon}
    cd "$BATS_TEST_TMPDIR"
    cube=$BATS_TEST_DIRNAME/../../data/flows/eurostat_eu27_export_sanctioned_cn8_202001_202211.csv.gz
    store=my.store
}

# What the warehouse holds, once a writer has opened it.
counted() { CORDON_TEST_STORE=$store "$(dirname "$cordon")/tests/store" rows_of_a_store | head -n 1; }

none='sources 0 loaded 0 rows 0 covered 0'
all='sources 1 loaded 1 rows 997026 covered 997026'

@test "killed at random moments: all rows or none, and the store opens" {
    kills=${KILLS:-50}
    seed=${KILL_SEED:-$(($(date +%s) % 32768))}
    echo "KILL_SEED=$seed KILLS=$kills"
    RANDOM=$seed
    "$cordon" init $store 2>/dev/null
    started=$(date +%s%N)
    "$cordon" load $store "$cube" 2>/dev/null
    duration=$((($(date +%s%N) - started) / 1000000))
    [[ $(counted) == *"$all" ]]
    killed=0 through=0 repaired=0
    rm -rf $store
    "$cordon" init $store 2>/dev/null
    while [ $killed -lt "$kills" ]; do
        # From the first moment to a little after the last.
        delay=$(((RANDOM * 32768 + RANDOM) % (duration * 21 / 20)))
        "$cordon" load $store "$cube" >/dev/null 2>&1 3>&- &
        pid=$!
        sleep "$((delay / 1000)).$(printf %03d $((delay % 1000)))"
        kill -9 $pid 2>/dev/null || true
        rc=0
        wait $pid 2>/dev/null || rc=$?
        [ $rc -eq 0 ] || [ $rc -eq 137 ] || { echo "exit $rc after $delay ms"; false; }
        [ $rc -eq 0 ] || killed=$((killed + 1))
        # A reader opens it as it is: what it lists was loaded.
        run -0 "$cordon" sources $store --json
        listed=${#lines[@]}
        [ -n "$output" ] || listed=0
        now=$(counted)
        case $now in
        *"$none") [ $rc -eq 137 ] && [ "$listed" -eq 0 ] ;;
        *"$all")
            through=$((through + 1))
            # Committed, and killed before the ledger said so: the writer repaired it.
            [ "$listed" -eq 1 ] || { [[ $now == *"loading 1 "* ]] && repaired=$((repaired + 1)); }
            run -0 "$cordon" sources $store --json
            [[ $output == *'"rows":997026,"refused":0,'* ]]
            rm -rf $store
            "$cordon" init $store 2>/dev/null
            ;;
        *) echo "after $delay ms: $now" && false ;;
        esac
    done
    echo "of $duration ms; $killed killed, $through loaded whole, $repaired of them known by repair"
    # And a later load is as if nothing had happened.
    "$cordon" load $store "$cube" 2>/dev/null
    [[ $(counted) == "# loading 0 $all" ]]
    [ "$(ls $store/tmp)" = "" ]
}

# The two moments around the commit, which a random kill seldom meets: the ledger says
# "loading" while the warehouse has the rows, or has not.
@test "a ledger behind its warehouse is repaired by the next writer" {
    command -v sqlite3 >/dev/null || skip "needs the sqlite3 shell"
    "$cordon" init $store 2>/dev/null
    printf 'reporter,partner,cn,period,value_eur\nAT,CN,84011100,202201,5\n' >a.csv
    "$cordon" load $store a.csv --vintage 2024-01-01 2>/dev/null
    "$cordon" sources $store --json >before
    sqlite3 $store/ledger.sqlite "UPDATE source SET state = 'loading', sha256 = '', bytes = 0, row_count = 0"
    [ "$("$cordon" sources $store --json)" = "" ]
    run -0 --separate-stderr "$cordon" load $store a.csv
    [[ $stderr == *"already loaded as source 1"* ]]
    "$cordon" sources $store --json | cmp - before
    sqlite3 $store/ledger.sqlite "INSERT INTO source SELECT 77, 'x', 1, 'lost', layout, dataset, publisher, title, licence, vintage, vintage_basis, retrieved, 5, 0, 0, 'loading' FROM source"
    [ "$(counted)" = "# loading 1 sources 1 loaded 1 rows 1 covered 1" ]
    "$cordon" sources $store --json | cmp - before
}
