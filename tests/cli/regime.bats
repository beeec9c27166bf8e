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
