#!/usr/bin/env bats
# cordon goods 3A001: an entry of the control lists by its number.

setup() {
    cordon=${CORDON:-$BATS_TEST_DIRNAME/../../build/release/cordon}
    export SOURCE_DATE_EPOCH=1767225600 # 2026-01-01
    cd "$BATS_TEST_TMPDIR"
}

# A JavaScript expression over the one object of a file, as text.
of() { node -e 'const x = JSON.parse(require("fs").readFileSync(process.argv[1])); console.log(String(eval(process.argv[2])))' "$1" "$2"; }

@test "an entry stands in both lists, each with its label and its day" {
    run "$cordon" goods 3a001 --as-at 2024-03-01
    [ "$status" -eq 0 ]
    [[ $output == *"Commerce Control List (US)"*"text of 2026-07-23; asked as at 2024-03-01: earlier states are not loaded"* ]]
    [[ $output == *"reasons for control: NS (National security), RS (Regional stability), MT (Missile technology), NP"* ]]
    [[ $output == *"Norwegian control list II of 2022"*"for search only, never the"*"text of 2022; "* ]]
    [[ $output == *"LVS: N/A for MT, NP"* ]]
    [[ $output == *"and 278 more paragraphs (--json has all)"* ]]
    [[ $output == *"names: 3A090, 3A101"*"named by: "* ]]
    [[ $output == *"decides nothing"* ]]
    run "$cordon" goods 3A001 --as-at 2026-07-23
    [[ $output == *"    text of 2026-07-23"$'\n'* ]]
}

@test "a cell without a mark comes with what it does not mean" {
    run "$cordon" goods 3A001 --to RU
    [ "$status" -eq 0 ]
    [[ $output == *'to RUS, row "Russia"; country groups D:1, D:2, D:3, D:4, D:5'* ]]
    [[ $output == *"AT Column 1: no mark (this is not \"no licence\": see below)"* ]]
    [[ $output == *"NS Column 2: LICENCE REQUIRED unless an exception applies"* ]]
    [[ $output == *"ONLY IF General Prohibitions Four through Ten do"* ]]
    [[ $output == *"footnote 6: See § 746.5"*"listed in any"*"ECCN on the CCL"* ]]
    [[ $output == *"this list has no chart of destinations"* ]]
}

@test "territories, embargoed destinations and what is not on the chart" {
    run "$cordon" goods 2B001 --to "Hong Kong"
    [[ $output == *'to HKG, row "China"'*"basis: BIS removed the Hong Kong entry"* ]]
    [[ $output == *"NS Column 2: LICENCE REQUIRED"* ]]
    run "$cordon" goods 2B001 --to cuba
    [[ $output == *"AT Column 1: see the words"*"See part 746 of the EAR"* ]]
    [[ $output != *"no mark:"* ]]
    run "$cordon" goods 2B001 --to GRL
    [[ $output == *"not on the chart"*"indeterminate, not as unrestricted"* ]]
    run "$cordon" goods 2B001 --to Atlantis
    [ "$status" -eq 2 ]
    [[ $output == *"--to Atlantis: no country of that code or name"* ]]
}

@test "where the source has a heading only, that is said" {
    run "$cordon" goods 2B001
    [[ $output == *"only the heading is loaded: the source has no item paragraphs of this entry"* ]]
    [[ $output == *"2. Five or more axes which can be coordinated simultaneously"* ]]
}

@test "an item of an entry; one that is not there" {
    "$cordon" goods 2B001.B.2 --json >out
    [ "$(of out 'x.lists[1].paragraphs.length')" = 4 ]
    [ "$(of out 'x.lists[1].paragraphs[0].line')" = 1111 ]
    [ "$(of out 'x.lists.map(l => l.item_missing)')" = true,false ]
    run "$cordon" goods 2B001.b.77
    [ "$status" -eq 0 ]
    [[ $output == *"the item asked for is not in this list; the nearest above it stands here"* ]]
    run "$cordon" goods "3A001.<b>"
    [ "$status" -eq 2 ]
}

@test "a number of one list, of none, and one that a list names without having it" {
    run "$cordon" goods 0A501
    [ "$status" -eq 0 ]
    [[ $output == *"no entry 0A501 in this list; that is not \"not controlled\""* ]]
    run "$cordon" goods 3E002
    [[ $output == *"no entry 3E002 in this list, though its own text names that number 7 times: the copy is not complete"* ]]
    run "$cordon" goods 9A777
    [ "$status" -eq 3 ]
    [[ $output == *"no control list that is loaded has an entry 9A777; that is not \"not controlled\""* ]]
}

@test "one JSON object holds everything" {
    "$cordon" goods 3A001 --to TR --json >out
    [ "$(wc -l <out)" = 1 ]
    [ "$(of out 'x.lists.length')" = 2 ]
    [ "$(of out 'x.lists[0].paragraphs.length')" = 319 ]
    [ "$(of out 'x.lists[0].destination.lines.map(l => l.answer).join(" ")')" = \
        "licence no_mark licence see_words see_words licence no_mark no_mark" ]
    [ "$(of out 'x.lists[0].reasons_for_control.map(r => r.reason).join(" ")')" = "NS RS MT NP AT" ]
    [ "$(of out 'x.lists[0].destination.no_mark_caveat.length > 100')" = true ]
    [ "$(of out 'x.lists[0].license_exceptions.map(e => e.name).join(" ")')" = "LVS GBS AIA ACM LPP STA" ]
    [ "$(of out '"destination" in x.lists[1]')" = false ]
    "$cordon" goods 3A001 --to TR --json | cmp - out
}
