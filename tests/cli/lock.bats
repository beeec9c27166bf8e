#!/usr/bin/env bats
# One writer or many readers: who must wait is told for whom.
# CORDON names the program to try, else the released build.
bats_require_minimum_version 1.5.0

setup() {
    cordon=${CORDON:-$BATS_TEST_DIRNAME/../../build/release/cordon}
    cd "$BATS_TEST_TMPDIR"
    store=my.store
    "$cordon" init $store 2>/dev/null
    mkfifo pipe
}

teardown() {
    exec 9>&- # ends a load that still reads
    wait
}

row() { printf 'AT,CN,84011100,2022%02d,5\n' "$1"; }

# A load that holds the store as long as descriptor 9 is open: it reads the pipe.
hold() {
    # It waits for the readers below, who ask whether it has the store.
    "$cordon" load $store - --as comext --vintage 2024-01-01 --wait 10 <pipe >held.out 2>held.err 3>&- 9>&- &
    holder=$!
    exec 9>pipe
    echo 'reporter,partner,cn,period,value_eur' >&9
    row 1 >&9
    for _ in $(seq 500); do # until it has the lock
        [ -z "$("$cordon" sources $store 2>&1 >/dev/null)" ] || return 0
        sleep 0.01
    done
    echo "the load never took its lock"
    false
}

@test "a second writer fails at once and names the holder" {
    hold
    row 2 >two.csv
    started=$(date +%s%N)
    run -3 --separate-stderr "$cordon" load $store two.csv --as comext
    [ $((($(date +%s%N) - started) / 1000000)) -lt 1000 ]
    [ "${#stderr_lines[@]}" -eq 1 ]
    [[ $stderr == "cordon load: the store is in use by process $holder (waited 0 s; see --wait)" ]]
    [ "$output" = "" ]
    exec 9>&-
    wait $holder
    [[ $(<held.err) == *"source 1, dataset comext, vintage 2024-01-01, 1 rows"* ]]
}

@test "a reader during a load is told the same" {
    hold
    run -3 --separate-stderr "$cordon" sources $store
    [ "${#stderr_lines[@]}" -eq 1 ]
    [[ $stderr == "cordon sources: the store is in use by process $holder "* ]]
    run -3 --separate-stderr "$cordon" sources $store --wait 1
    [[ $stderr == *"process $holder (waited 1 s; see --wait)" ]]
}

@test "with --wait it waits until the holder is done" {
    hold
    { echo 'reporter,partner,cn,period,value_eur'; row 2; } >two.csv
    "$cordon" load $store two.csv --wait 30 --vintage 2024-01-01 >second.out 2>second.err 3>&- 9>&- &
    second=$!
    "$cordon" sources $store --wait 30 --json >listed 2>reader.err 3>&- 9>&- &
    reader=$!
    sleep 0.3
    kill -0 $second
    kill -0 $reader
    # Who waits is not named as the one to wait for.
    run -3 --separate-stderr "$cordon" sources $store
    [[ $stderr == *"in use by process $holder ("* ]]
    exec 9>&-
    wait $holder
    wait $second
    wait $reader
    [[ $(<second.err) == *"source 2, dataset comext"* ]]
    [ ! -s reader.err ]
    run -0 "$cordon" sources $store --json
    [ "${#lines[@]}" -eq 2 ]
}

@test "a wait that is too short ends with the message" {
    hold
    started=$(date +%s%N)
    run -3 --separate-stderr "$cordon" load $store - --as comext --wait 1 </dev/null
    took=$((($(date +%s%N) - started) / 1000000))
    [ $took -ge 900 ] && [ $took -lt 3000 ]
    [[ $stderr == *"(waited 1 s; see --wait)" ]]
}

@test "a killed holder lets go at once" {
    hold
    kill -9 $holder
    wait $holder 2>/dev/null || true
    exec 9>&-
    run -0 --separate-stderr "$cordon" sources $store
    { echo 'reporter,partner,cn,period,value_eur'; row 2; } >two.csv
    run -0 "$cordon" load $store two.csv --vintage 2024-01-01
}

@test "two readers do not disturb each other" {
    { echo 'reporter,partner,cn,period,value_eur'; row 2; } >two.csv
    "$cordon" load $store two.csv --vintage 2024-01-01 2>/dev/null
    "$cordon" sources $store --json >want
    for i in 1 2 3 4 5 6 7 8; do
        "$cordon" sources $store --json >got$i 2>&1 3>&- &
    done
    wait
    for i in 1 2 3 4 5 6 7 8; do cmp want got$i; done
    # A reader that is slow to print holds its share; another reader passes, a writer not.
    mkfifo slow
    "$cordon" sources $store --notes --json >slow 2>/dev/null 3>&- &
    reader=$!
    run -0 "$cordon" sources $store --json
    cat slow >/dev/null
    wait $reader
}
