#!/usr/bin/env bats
# A full disk is one clear line, and the store is as it was. Needs root, for a small tmpfs.
# CORDON names the program to try, else the released build.
bats_require_minimum_version 1.5.0

setup() {
    cordon=${CORDON:-$BATS_TEST_DIRNAME/../../build/release/cordon}
    cd "$BATS_TEST_TMPDIR"
    cube=$BATS_TEST_DIRNAME/../../data/flows/eurostat_eu27_export_sanctioned_cn8_202001_202211.csv.gz
    [ "$(id -u)" -eq 0 ] || skip "needs root to mount a small tmpfs"
    mkdir small
    mount -t tmpfs -o size="${DISK:-24m}" tmpfs small 2>/dev/null || skip "no tmpfs can be mounted here"
    store=small/my.store
}

teardown() {
    exec 9>&-
    wait
    if mountpoint -q small; then umount small; fi
}

small_file() { printf 'reporter,partner,cn,period,value_eur\nAT,CN,84011100,202201,5\n' >a.csv; }

counted() { CORDON_TEST_STORE=$store "$(dirname "$cordon")/tests/store" rows_of_a_store | head -n 1; }

# Fills the disk but for $1 kilobytes.
fill() {
    local free
    free=$(df --output=avail -k small | tail -n 1)
    head -c $(((free - $1) * 1024)) /dev/zero >small/filler
}

@test "too little room is told before the load begins" {
    "$cordon" init $store 2>/dev/null
    run -3 --separate-stderr "$cordon" load $store "$cube"
    [ "${#stderr_lines[@]}" -eq 1 ]
    [[ $stderr =~ ^"cordon load: $store: the disk has "[0-9]+" MB free where this load may need "[0-9]+" MB"$ ]]
    run -0 "$cordon" sources $store --json
    [ "$output" = "" ]
    [ "$(counted)" = "# loading 0 sources 0 loaded 0 rows 0 covered 0" ]
}

# 160 MB are enough to begin; they are taken away while the load reads a pipe.
filled_during_load() { # KILOBYTES LEFT, FILE
    mkfifo pipe
    "$cordon" load $store - --as comext --vintage 2024-01-01 <pipe >out 2>err 3>&- 9>&- &
    local pid=$! free
    exec 9>pipe
    zcat "$2" | head -n 200000 >&9 # more than a pipe holds: the load has begun
    fill "$1"
    zcat "$2" | tail -n +200001 >&9 || true # it may have ended
    exec 9>&-
    rc=0
    wait $pid || rc=$?
}

@test "a disk that fills during a load: one line, nothing kept, and it loads once there is room" {
    umount small
    mount -t tmpfs -o size=160m tmpfs small
    "$cordon" init $store 2>/dev/null
    small_file
    "$cordon" load $store a.csv --vintage 2024-01-01 2>/dev/null
    before=$("$cordon" sources $store --json)
    filled_during_load 2000 "$cube"
    cat err
    [ "$rc" -eq 3 ]
    [ "$(wc -l <err)" -eq 1 ]
    [[ $(<err) == "cordon load: "*"the disk is full"* ]]
    [ "$("$cordon" sources $store --json)" = "$before" ] # readable while the disk is full
    rm small/filler
    # The ledger may have had no room to forget the source; the next writer does.
    [[ $(counted) == *" sources 1 loaded 1 rows 1 covered 1" ]]
    sed 's/,5$/,6/' a.csv >b.csv
    run -0 "$cordon" load $store b.csv --vintage 2024-02-01
    run -0 "$cordon" load $store "$cube"
    [ "$(counted)" = "# loading 0 sources 3 loaded 3 rows 997028 covered 997028" ]
}

# Whether the rows or the refused rows put aside meet the end of the disk first is not told.
@test "a disk that fills while rows are refused" {
    umount small
    mount -t tmpfs -o size=160m tmpfs small
    "$cordon" init $store 2>/dev/null
    # Below the 5 % that refuse a file at its end, with long values.
    zcat "$cube" | awk -F, 'NR % 25 == 2 { printf "%s,%s,%s,%s,%0180d\n", $1, $2, $3, $4, 0; next } { print }' |
        sed 's/,\(0\{180\}\)$/,x\1/' | gzip -1 >bad.csv.gz
    filled_during_load 3000 bad.csv.gz
    cat err
    [ "$rc" -eq 3 ]
    [ "$(wc -l <err)" -eq 1 ]
    [[ $(<err) == *"the disk is full"* ]]
    rm small/filler
    [[ $(counted) == *" sources 0 loaded 0 rows 0 covered 0" ]]
}

@test "a workbook that the disk has no room for" {
    umount small
    mount -t tmpfs -o size=160m tmpfs small
    "$cordon" init $store 2>/dev/null
    small_file
    "$cordon" load $store a.csv --vintage 2024-01-01 2>/dev/null
    before=$("$cordon" sources $store --notes --json)
    fill 0
    # What only reads needs no room.
    [ "$("$cordon" sources $store --notes --json)" = "$before" ]
    run -3 --separate-stderr "$cordon" sources $store --xlsx small/sources.xlsx
    echo "$stderr"
    [ "${#stderr_lines[@]}" -eq 1 ]
    [[ $stderr == "cordon"*"small/sources.xlsx"* ]]
    rm small/filler
    run -0 "$cordon" sources $store --xlsx small/sources.xlsx
    [ -s small/sources.xlsx ]
}
