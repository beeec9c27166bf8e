#!/usr/bin/env bats
# cordon goods "TEXT": candidates with words and lists, the cache of the index, hostile text.

setup_file() {
    export XDG_CACHE_HOME="$BATS_FILE_TMPDIR/cache"
}

setup() {
    cordon=${CORDON:-$BATS_TEST_DIRNAME/../../build/release/cordon}
    export SOURCE_DATE_EPOCH=1767225600 # 2026-01-01
    cd "$BATS_TEST_TMPDIR"
}

index() { echo "$XDG_CACHE_HOME"/cordon/goods-*.sqlite; }

@test "candidates with text, confidence, the words that decided and the groups they stand on" {
    run "$cordon" goods "milling machine for working metal, numerically controlled" --top 10
    [ "$status" -eq 0 ]
    [[ $output == *"845961    0."*"Machine-tools; for milling by removing metal"*"by words: "*"milling"*"chpl (list), 845961: the code itself; tier 4.B"* ]]
}

@test "the tariff's own text is the first candidate, in every language it is written in" {
    for text in "Zuchtpferde, reinrassig" "Fokpaarden" "Pure-bred breeding horses"; do
        "$cordon" goods "$text" --digits 8 --top 1 --json >out
        grep -q '"candidates":\[{"code":"01012100","nomenclature":"CN2023"' out
    done
}

@test "--json is one object with everything; the same bytes again and without a cache" {
    "$cordon" goods "photosensitive semiconductor devices" --json >one
    "$cordon" goods "photosensitive semiconductor devices" --json >two
    XDG_CACHE_HOME=/proc/none "$cordon" goods "photosensitive semiconductor devices" --json >three
    [ "$(wc -l <one)" -eq 1 ]
    cmp one two && cmp one three
    grep -q '"language":.*"cannot_tell":false.*"candidates":\[{"code":"854149","nomenclature":"H6"' one
}

@test "a text without a known word: cannot tell, and that is an answer" {
    run "$cordon" goods "qqqqzzzz"
    [ "$status" -eq 0 ]
    [[ $output == *"cannot tell: no word of the text is in any text of a code"* ]]
}

@test "a damaged index and one cut short are made anew" {
    "$cordon" goods "ball bearings" --json >want
    file=$(index)
    cp "$file" whole
    printf 'x' | dd of="$file" bs=1 seek=1000000 conv=notrunc status=none
    run "$cordon" goods "ball bearings" --json
    [ "$output" = "$(cat want)" ]
    cmp "$file" whole
    head -c 500000 whole >"$file"
    run "$cordon" goods "ball bearings" --json
    [ "$output" = "$(cat want)" ]
    cmp "$file" whole
}

@test "two processes that make the index at once leave one whole file" {
    export XDG_CACHE_HOME="$BATS_TEST_TMPDIR/both"
    "$cordon" goods "ball bearings" --json >a &
    "$cordon" goods "ball bearings" --json >b &
    wait
    cmp a b
    [ "$(ls "$XDG_CACHE_HOME/cordon" | wc -l)" -eq 1 ]
    "$cordon" goods "ball bearings" --json >c
    cmp a c
}

@test "hostile text: a megabyte of one word, markup, control characters, a change of direction" {
    # One argument may hold 128 KiB on Linux; the library's bound of 1 MiB is tested in unit/goods_search.c.
    run timeout 10 "$cordon" goods "$(head -c 120000 /dev/zero | tr '\0' 'a')" transistor
    [ "$status" -eq 0 ]
    run timeout 10 "$cordon" goods "$(yes transistor | head -c 120000 | tr '\n' ' ')" --top 1
    [ "$status" -eq 0 ]
    [[ $output == *"8541"* ]]
    text=$(printf 'transistor <b onclick="x">\033[31m\007 \342\200\256lasrever\342\200\254 </b>')
    run "$cordon" goods "$text"
    [ "$status" -eq 0 ]
    [[ $output == *"8541"* ]]
    ! grep -q $'\033\|\007\|\342\200\256' <<<"$output" || false
    "$cordon" goods "$text" --json | node -e 'JSON.parse(require("fs").readFileSync(0, "utf8"))'
    run "$cordon" goods "$(printf 'transistor \377\376')"
    [ "$status" -eq 3 ]
    [ "${#lines[@]}" -eq 1 ]
}

@test "usage" {
    run "$cordon" goods transistor --digits 7
    [ "$status" -eq 2 ]
    [[ $output == *"--digits 7: 6 or 8 was expected"* ]]
    run "$cordon" goods transistor --top 51
    [ "$status" -eq 2 ]
    run "$cordon" goods transistor --lang xx
    [ "$status" -eq 2 ]
    [[ $output == *"en, de, fr, nl or any was expected"* ]]
}
