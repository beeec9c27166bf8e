#!/usr/bin/env bats
# cordon goods: what a code is, since when, and on which lists it stands.

setup() {
    cordon=${CORDON:-$BATS_TEST_DIRNAME/../../build/release/cordon}
    export SOURCE_DATE_EPOCH=1767225600 # 2026-01-01
    cd "$BATS_TEST_TMPDIR"
}

@test "a code in three spellings is one code" {
    "$cordon" goods 854231 >plain
    "$cordon" goods 8542.31 >points
    "$cordon" goods "8542 31" >blanks
    "$cordon" goods 8542 31 >words
    cmp plain points && cmp plain blanks && cmp plain words
    run "$cordon" goods 8542 31 11
    [ "$status" -eq 0 ]
    [[ $output == *"85423111"*"a code of CN2023"* ]]
}

@test "a code on the high priority list: path, tier, date, source, basis, note" {
    run "$cordon" goods 854231 --as-at 2024-03-01
    [ "$status" -eq 0 ]
    [[ $output == *"85        Electrical machinery"*"8542      Electronic integrated circuits"* ]]
    [[ $output == *"In regime russia-2022 on 2024-03-01"* ]]
    [[ $output == *"chpl (list, H6)"*"854231, the code itself; tier 1; listed by 2023-09-14; "*"[seen]"* ]]
    [[ $output == *"note: "* ]]
    [[ $output == *"H5   2017-01-01  854231 wider"* ]]
    [[ $output == *"digits since 2007-01-01"* ]]
    [[ $output != *"not clearance"* ]]
}

@test "before a list was in force it stands under another day" {
    run "$cordon" goods 848210 --as-at 2021-03-01
    [ "$status" -eq 0 ]
    [[ $output == *"on no list that is dated so far back of regime russia-2022: this is not clearance"* ]]
    [[ $output == *"On another day"*"chpl (list, H6)"* ]]
}

@test "no list is not clearance" {
    run "$cordon" goods 020890
    [ "$status" -eq 0 ]
    [[ $output == *"on no group of regime russia-2022: this is not clearance"* ]]
}

@test "a CN code under a listed six-digit code, and a heading above listed ones" {
    run "$cordon" goods 84821010
    [ "$status" -eq 0 ]
    [[ $output == *"848210, covers it; tier 3.B"* ]]
    run "$cordon" goods 8482
    [ "$status" -eq 0 ]
    [[ $output == *"848210, a part of it; tier 3.B"* ]]
    run "$cordon" goods 845811
    [[ $output == *"8458, covers it"* ]]
}

@test "a code of an older revision reaches the list through the correlation" {
    run "$cordon" goods 854140 --nomenclature h5
    [ "$status" -eq 0 ]
    [[ $output == *"854149, its counterpart 854149 (narrower); tier 3.A"* ]]
    run "$cordon" goods 851712 -n H5
    [ "$status" -eq 0 ]
    [[ $output != *"chpl"* ]]
    run "$cordon" goods 854151
    [[ $output == *"H5   2017-01-01  not comparable"* ]]
    [[ $output != *851712* ]]
}

@test "a code that does not exist: one line with what does, exit 3" {
    run "$cordon" goods 854140
    [ "$status" -eq 3 ]
    [ "${#lines[@]}" -eq 1 ]
    [[ $output == 'cordon goods: H6 has no code 854140; above it there is 8541 "'*'", 85 "'* ]]
    [[ $output == *"it is a code of H0 H1 H2 H3 H4 H5 CN2021 "* ]]
    [ "$("$cordon" goods 854140 2>/dev/null)" = "" ]
    run "$cordon" goods 999998
    [ "$status" -eq 3 ]
    run "$cordon" goods 854231 --nomenclature H9
    [ "$status" -eq 3 ]
    [[ $output == *'"H9"'* ]]
}

@test "what is no code is a usage error" {
    for bad in 854 8542311 8542311000 8542..31 ""; do
        run "$cordon" goods "$bad"
        [ "$status" -eq 2 ]
        [ "${#lines[@]}" -eq 1 ]
    done
    run "$cordon" goods
    [ "$status" -eq 2 ]
}

@test "--json is one object with fixed keys" {
    for code in 84 8542 854231 85423111 020890; do
        "$cordon" goods "$code" --json >out
        [ "$(wc -l <out)" -eq 1 ]
        keys=$(node -p 'Object.keys(JSON.parse(require("fs").readFileSync("out"))).join(" ")')
        [ "$keys" = "code nomenclature hs_revision as_at text level path children exists_in \
unchanged_since digits_since revisions regime groups other_dates not_comparable_with notice \
controls not_assessed coverage" ]
    done
    "$cordon" goods 854231 --json >again
    "$cordon" goods 8542.31 --json | cmp - again
    node - <<'P'
const same = require("assert").deepStrictEqual;
const d = JSON.parse(require("fs").readFileSync("again"));
const {group, tier, match, line} = d.groups[0];
same([group, tier, match, line], ["chpl", "1", "code", "854231"]);
same(d.exists_in, ["H3", "H4", "H5", "H6", "CN2021", "CN2022", "CN2023"]);
same(d.revisions.map(r => r.codes[0].quality),
    ["as written", "wider", "narrower", "narrower", ...Array(3).fill("not comparable")]);
P
}
