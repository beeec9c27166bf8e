#!/usr/bin/env bats
# cordon regime check: every fault on its file and line, or a clean summary.
bats_require_minimum_version 1.5.0

@test "a sound regime: one line, exit 0" {
    run -0 --separate-stderr "$CORDON" regime check regimes/russia-2022
    [[ "$output$stderr" == *"no fault"* ]]
}

@test "a broken regime: exactly the faults that are listed, exit 1" {
    run -1 --separate-stderr "$CORDON" regime check tests/data/regime-broken
    # EXPECTED.tsv: file, line, fault; each must be among the lines printed, and no other.
    tail -n +2 tests/data/regime-broken/EXPECTED.tsv | awk -F'\t' 'NF{print $1 ":" $2}' | sort >"$BATS_TEST_TMPDIR/want"
    grep -oE '[a-z_]+\.csv:[0-9]+' <<<"$output" | sort >"$BATS_TEST_TMPDIR/got"
    diff "$BATS_TEST_TMPDIR/want" "$BATS_TEST_TMPDIR/got"
}

@test "--json: one object a fault, with file, line and message" {
    run -1 --separate-stderr "$CORDON" regime check tests/data/regime-broken --json
    node -e 'const rows = process.argv[1].trim().split("\n").map(JSON.parse);
        if (rows.length < 13 || !rows.every(r => JSON.stringify(r).includes(".csv"))) process.exit(1);' "$output"
}

@test "a folder that is none: one line, exit 3" {
    run -3 --separate-stderr "$CORDON" regime check "$BATS_TEST_TMPDIR/nowhere"
    [ "$(wc -l <<<"$stderr")" = 1 ]
}

@test "tables of law are held against the others: file, line and what was expected" {
    cp -R regimes/russia-2022 "$BATS_TEST_TMPDIR/law"
    chmod -R u+w "$BATS_TEST_TMPDIR/law"
    sed -i 's/eu-833-iv/eu-833-of-nothing/; s/,case.side,is,/,case.colour,is,/' "$BATS_TEST_TMPDIR/law/law_when.csv"
    run -1 --separate-stderr "$CORDON" regime check "$BATS_TEST_TMPDIR/law"
    grep -qE 'law_when.csv:[0-9]+: value is "eu-833-of-nothing"; expected lists of data/lists/lists.csv' <<<"$output"
    grep -qE 'law_when.csv:[0-9]+: fact is "case.colour"; expected a fact that a case can be asked' <<<"$output"
}

@test "a clause that can decide nothing, and lists of a rule of ownership that are none, are faults" {
    cp -R regimes/russia-2022 "$BATS_TEST_TMPDIR/law"
    chmod -R u+w "$BATS_TEST_TMPDIR/law"
    sed -i 's/^EU-2,destination,item/EU-2,destinaton,item/' "$BATS_TEST_TMPDIR/law/law_when.csv"
    sed -i 's/"uk-sl,merged-uk"/"uk-sI,merged-uk"/' "$BATS_TEST_TMPDIR/law/ownership_rules.csv"
    run -1 --separate-stderr "$CORDON" regime check "$BATS_TEST_TMPDIR/law"
    grep -q 'law_when.csv:4: clause is "use"; expected rows that clause "destinaton" of line 2 lacks: that one holds wherever this does' <<<"$output"
    grep -q 'ownership_rules.csv:15: lists is "uk-sI,merged-uk"; expected lists of data/lists/lists.csv' <<<"$output"
}

@test "a change of the law tables that no case notices is found by tools/mutate_law.mjs" {
    command -v node >/dev/null || skip "needs node"
    run -0 node tools/mutate_law.mjs --kinds comparator --every 60 --floor 100 --cordon "$CORDON" -- sh -c 'grep -q "EU-2,destination,item.on,is" "$CORDON_LAW_REGIME/law_when.csv" && cmp -s regimes/russia-2022/law_when.csv "$CORDON_LAW_REGIME/law_when.csv" || [ "$CORDON_LAW_REGIME" = none ]'
    [[ "$output" == *"mutation score 100.0 %"* ]]
    run -1 node tools/mutate_law.mjs --kinds comparator --every 60 --floor 1 --cordon "$CORDON" -- true
    [[ "$output" == *"survives: law_when.csv"* && "$output" == *"mutation score 0.0 %"* ]]
    run -0 node tools/mutate_law.mjs --kinds comparator --every 60 --floor 100 --cordon "$CORDON" -- true --and cmp -s regimes/russia-2022/law_when.csv {}/law_when.csv
    [[ "$output" == *"mutation score 100.0 %"* ]]
    run -2 node tools/mutate_law.mjs --cordon "$CORDON" -- true --and
}
