#!/usr/bin/env bats
# cordon own on invented lists and holdings (tests/data/own).
bats_require_minimum_version 1.5.0

setup_file() {
    cd "$BATS_TEST_DIRNAME/../.."
    export STORE=$BATS_FILE_TMPDIR/store SOURCE_DATE_EPOCH=1767225600 # 2026-01-01
    "$CORDON" init "$STORE" --regime russia-2022
    "$CORDON" load "$STORE" tests/data/own/lists.jsonl --vintage 2024-01-01
    "$CORDON" load "$STORE" tests/data/own/owners.csv tests/data/own/bods_04.json tests/data/own/gleif.xml --vintage 2024-06-01
}

own() { run --separate-stderr "$CORDON" own "$STORE" "$@"; }
verdict() { node -e 'for (const l of require("fs").readFileSync(0,"utf8").trim().split("\n")) { const o=JSON.parse(l); if (o.rule===process.argv[1]) console.log(o.verdict) }' "$1" <<<"$output"; }

@test "a cascade is proven, each owner's own proof before it" {
    own "Beta Handel GmbH" --as-at 2025-06-01 --jurisdiction EU
    [ "$status" = 1 ]
    [[ "$output" == *"article 2: owned"*"eu-269-i:F1 holds 50 % of the shares of Alpha Werke GmbH (co:1), since 2020-01-01 [owners.csv line 2]"*"Alpha Werke GmbH (co:1) holds 50 % of the shares of Beta Handel GmbH (co:2)"* ]]
    [[ "$output" == *"no hit is not clearance"* ]]
}

@test "50 % exactly: the EU from 3 July 2024, before it and in the UK not" {
    own co:1 --as-at 2025-06-01 --json
    [ "$status" = 1 ]
    [ "$(verdict EU-FREEZE)" = owned ]
    own co:1 --as-at 2024-07-02 --json --jurisdiction EU
    [ "$(verdict EU-FREEZE-2014)" = "not owned" ]
    own co:1 --as-at 2025-06-01 --json --jurisdiction UK
    [ "$(verdict UK-7)" = "not owned" ]
}

@test "control suffices where the rule says so; a circle owns nothing; what is not known may be" {
    own co:5 --as-at 2025-06-01 --jurisdiction UK
    [ "$status" = 1 ]
    [[ "$output" == *"uk-sl:U1 controls Epsilon Shipping"* ]]
    own co:6 --as-at 2025-06-01 --jurisdiction UK
    [ "$status" = 0 ]
    [[ "$output" == *"not owned"* ]]
    own co:4 --as-at 2025-06-01 --jurisdiction UK
    [ "$status" = 1 ]
    [[ "$output" == *"possibly owned"*"of 60 % the owner is not known"*"without dates"* ]]
}

@test "an owner known by name alone is possibly listed, and said so; dates count" {
    own co:8 --as-at 2023-06-01 --jurisdiction EU
    [ "$status" = 1 ]
    [[ "$output" == *"possibly owned"*"by its name alone (probability"* ]]
    own co:8 --as-at 2024-06-01 --jurisdiction EU
    [[ "$output" != *"Vymyslov Bank"* ]]
}

@test "suspended rules, lists not loaded, unknown parties and jurisdictions are told apart" {
    own co:1 --as-at 2025-12-01 --jurisdiction US
    [[ "$output" == *"BIS affiliates rule: suspended"* ]]
    own co:1 --as-at 2025-06-01 --jurisdiction EU --owner "Erika Muster"
    [ "$status" = 1 ]
    own "Nobody Of That Name"
    [ "$status" = 3 ]
    [[ "$stderr" == *"no clearance"* ]]
    own co:1 --jurisdiction Atlantis
    [ "$status" = 2 ]
    [[ "$stderr" == *"it has EU, US, UK"* ]]
    own eu-269-i:F1 --jurisdiction EU --as-at 2025-06-01
    [ "$status" = 1 ]
    [[ "$output" == *"it is a listed party itself"* ]]
}

@test "two parties of one name are asked about" {
    printf 'owner,owned,low,owned_name\nA,x:1,10,Twin Ltd\nA,x:2,10,Twin Ltd\n' >"$BATS_TEST_TMPDIR/twins.csv"
    cp -R "$STORE" "$BATS_TEST_TMPDIR/store"
    "$CORDON" load "$BATS_TEST_TMPDIR/store" "$BATS_TEST_TMPDIR/twins.csv"
    run --separate-stderr "$CORDON" own "$BATS_TEST_TMPDIR/store" "Twin Ltd"
    [ "$status" = 2 ]
    [[ "$stderr" == *"may be several parties"*"x:1"*"x:2"* ]]
}

@test "a load goes past bad rows and counts them, the same file again changes nothing" {
    cp -R "$STORE" "$BATS_TEST_TMPDIR/store"
    run --separate-stderr "$CORDON" load "$BATS_TEST_TMPDIR/store" tests/data/own/owners_other.csv --as ownership-csv --map owner=Parent,owned=Company,share=Stake
    [ "$status" = 1 ]
    [[ "$stderr" == *'line 3: Stake "150": expected a percentage'*"2 REFUSED"* ]]
    run --separate-stderr "$CORDON" load "$BATS_TEST_TMPDIR/store" tests/data/own/owners_other.csv --as ownership-csv --map owner=Parent,owned=Company,share=Stake
    [ "$status" = 0 ]
    [[ "$stderr" == *"already loaded"* ]]
    run --separate-stderr "$CORDON" load "$BATS_TEST_TMPDIR/store" tests/data/own/owners_other.csv --as ownership-csv --strict --map owner=Company,owned=Parent
    [ "$status" = 0 ]
}

@test "a table of rules with faults is told by regime check" {
    cp -R regimes/russia-2022 "$BATS_TEST_TMPDIR/bad"
    sed -i 's/^UK-7,UK,\(.*\),50,more_than,/UK-7,UK,\1,150,much_more,/; s/^US-50,/EU-FREEZE,/' "$BATS_TEST_TMPDIR/bad/ownership_rules.csv"
    run --separate-stderr "$CORDON" regime check "$BATS_TEST_TMPDIR/bad"
    [ "$status" = 1 ]
    [[ "$output" == *'percent is "150"; expected above 0 and at most 100'* && "$output" == *'comparator is "much_more"'* && "$output" == *'id is "EU-FREEZE"; expected an id that no row above has'* ]]
}

@test "sources --refused lists refused rows of owners and of tables of goods" {
    cd "$BATS_TEST_TMPDIR"
    "$CORDON" init refused.store --regime russia-2022
    {
        echo owner,owned,low,high,kind,from,to,owner_kind,owned_name
        for i in $(seq 40); do echo "Holder $i,Firm $i,$((i == 7 ? 150 : i)),,shares,2020-01-01,,,"; done
    } >some-owners.csv
    run -1 "$CORDON" load refused.store some-owners.csv --vintage 2024-06-01
    printf 'CN code,Name of the good\n8803 30,parts\n880330-x,more\n8803 90,others\n' >annex.csv
    run -1 "$CORDON" goods load-list annex.csv --store refused.store --measure EU-833-XI --valid-from 2023-01-01
    run -0 "$CORDON" sources refused.store --refused --csv
    [ "${#lines[@]}" = 3 ]
    [[ ${lines[1]} == *,8,*150* ]]
    [[ ${lines[2]} == *,3,*880330-x* ]]
}

@test "a store without a regime of its own takes the only one there is" {
    "$CORDON" init "$BATS_TEST_TMPDIR/bare"
    "$CORDON" load "$BATS_TEST_TMPDIR/bare" "${BATS_TEST_DIRNAME}/../data/cases/lists/freezes.jsonl" --vintage 2025-01-01
    run "$CORDON" own "$BATS_TEST_TMPDIR/bare" eu-fsf:F1 --as-at 2025-06-01
    [ "$status" -lt 2 ]
    [[ $output == *"EU, asset freezes"*": owned"* ]]
}

@test "ownerships of FollowTheMoney are holdings, and directorships are told" {
    cd "$BATS_TEST_TMPDIR"
    "$CORDON" init ftm.store --regime russia-2022
    "$CORDON" load ftm.store "$BATS_TEST_DIRNAME/../data/own/lists.jsonl" --vintage 2024-01-01
    run -0 "$CORDON" load ftm.store "$BATS_TEST_DIRNAME/../data/own/ftm.jsonl" --as ftm-ownership --vintage 2024-06-01
    [[ $output == *"5 holdings"* ]]
    [[ $output == *'Directorship: 1 times, first in line 10: "d-1"'* ]]
    run "$CORDON" own ftm.store ftm:v-ship --owner "Anna Vymyslova" --as-at 2024-06-01 --jurisdiction EU
    [ "$status" = 1 ]
    [[ $output == *"Anna Vymyslova (ftm:p-vymyslova) holds 60 % of the shares of Alpha Vymysel LLC (ftm:c-alpha), since 2019-04-01 [ftm.jsonl line 1]"* ]]
    [[ $output == *"Alpha Vymysel LLC (ftm:c-alpha) holds 100 % of the shares of Vymysel Star (ftm:v-ship)"*"[ftm.jsonl line 6]"* ]]
    # Over at the end of the year that alone is known.
    run -1 "$CORDON" own ftm.store lei:5299000INVENTED00001 --owner "Anna Vymyslova" --as-at 2023-12-31 --jurisdiction EU
    run "$CORDON" own ftm.store lei:5299000INVENTED00001 --owner "Anna Vymyslova" --as-at 2024-01-01 --jurisdiction EU
    [ "$status" = 3 ]
}
