#!/usr/bin/env bats
# cordon clause: a contract's words against the law of a day.
bats_require_minimum_version 1.5.0

setup() {
    cd "$BATS_TEST_DIRNAME/../.." && export ROOT=$PWD SOURCE_DATE_EPOCH=1767225600 && cd "$BATS_TEST_TMPDIR"
    "$CORDON" clause make --as-at 2025-01-15 --buyer Importer >whole.txt 2>said
    printf 'The price is five.\n' >bare.txt
}

@test "what is made lacks nothing, on the days when it is needed" {
    [[ $(cat said) == *"EU-12g, Regulation (EU) 833/2014, article 12g: needed in contracts signed on 2025-01-15"* ]]
    grep -q 'The Importer shall not sell, export or re-export' whole.txt
    run -0 "$CORDON" clause check whole.txt --signed 2025-01-15 --as-at 2025-01-15
    [[ $output == *"It is needed for this contract on 2025-01-15."* ]]
    "$CORDON" clause make --as-at 2023-12-01 2>said >none.txt
    [[ $(cat said) == *"no law of the regime asks for it in contracts signed on 2023-12-01"* ]]
}

@test "one day before the duty nothing is found, on its first day all that is missing" {
    run -0 "$CORDON" clause check bare.txt --signed 2023-12-19 --as-at 2024-03-19
    run -1 "$CORDON" clause check bare.txt --signed 2023-12-19 --as-at 2024-03-20
    [[ $output == *"Found (11)"*"1 prohibition is not there"* ]]
    run -0 "$CORDON" clause check bare.txt --as-at 2024-03-20
    [[ $output == *"On which day was the contract signed?"* ]]
    run -1 "$CORDON" clause check bare.txt --signed 2023-12-19 --as-at 2024-03-20 --json
    [ "$(grep -c '"verdict":"found"' <<<"$output")" = 11 ]
}

@test "other kinds and languages; what is not known is told" {
    for k in reexport ip; do for l in en de; do
        "$CORDON" clause make --kind $k --language $l --as-at 2025-01-15 2>/dev/null >c.txt
        run -0 "$CORDON" clause check c.txt --kind $k --signed 2025-01-15 --as-at 2025-01-15
    done; done
    run -2 "$CORDON" clause make --language fr
    [[ $output == *"no words for kind"* ]]
    run -2 "$CORDON" clause check bare.txt --kind word
}

@test "what is no plain text is refused where it stops to be" {
    local words
    for words in 'one\ntwo \377 three|line 2 column 5: bytes that are no UTF-8' 'one\n\0two|line 2 column 1: a NUL byte' '\355\240\200|line 1 column 1: bytes that are no UTF-8' \
        '%%PDF-1.7\n\0|line 1 column 1: this is a PDF' ' \n\t|line 1 column 1: a file without a word' '|line 1 column 1: a file without a word'; do
        printf "${words%|*}" >bad.txt
        run -3 "$CORDON" clause check bad.txt
        [[ $output == "cordon clause check: bad.txt ${words#*|}; expected plain text in UTF-8" ]]
    done
    head -c 4194305 /dev/zero | tr '\0' a >bad.txt
    run -3 "$CORDON" clause check bad.txt
    [[ $output == *"bad.txt: more than 4194304 bytes" ]]
}
