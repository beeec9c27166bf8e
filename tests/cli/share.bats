#!/usr/bin/env bats
# cordon flows share: the share of a whole that is named. Figures were computed once with other software.
bats_require_minimum_version 1.5.0

setup_file() {
    export STORE=$BATS_FILE_TMPDIR/store
    "$CORDON" init "$STORE" --regime russia-2022
    "$CORDON" load "$STORE" data/flows/imf_imts_russia_by_partner_2016_2024.csv.gz
}

shares() { # percent by year, one decimal
    "$CORDON" flows share "$STORE" --dataset imf-imts --of WORLD --csv "$@" 2>/dev/null | tail -n +2 | awk -F, '{printf "%s%.1f", (NR>1?" ":""), $4} END {print ""}'
}

@test "one partner in the imports of the target, 2016 to 2024, World row as the whole" {
    run shares --flow M --from CHN --to RUS
    [ "$output" = "20.9 21.2 22.0 22.3 23.7 24.8 34.3 45.2 46.3" ]
}

@test "and in its exports" {
    run shares --from RUS --to CHN
    [ "$output" = "9.8 10.9 12.5 13.1 14.7 13.9 16.5 23.7 25.5" ]
}

@test "values that the reporter did not state are marked in table, file and finding" {
    run --separate-stderr "$CORDON" flows share "$STORE" --flow M --from CHN --to RUS --of WORLD --dataset imf-imts
    [ "$status" = 0 ]
    [ "$(grep -c ' reported$' <<<"$output")" = 6 ]
    [ "$(grep -c ' imputed$' <<<"$output")" = 3 ]
    [[ "$output" == *"3 of 9 values were not reported"* ]]
    [[ "$output" == *"What else could explain it: "*"imputed"* ]]
    run --separate-stderr "$CORDON" flows share "$STORE" --flow M --from CHN --to RUS --of WORLD --dataset imf-imts --period 2023 --json
    node -e 'const f = JSON.parse(process.argv[1]), e = f.evidence;
        if (f.rule !== "flows.share" || f.verdict !== "found" || f.score.toFixed(1) !== "45.2") process.exit(1);
        if (e.length !== 2 || e.some(x => !x.sources.length || x.rows !== 1)) process.exit(2);
        if ((100 * e[0].sum / e[1].sum).toFixed(1) !== "45.2") process.exit(3);
        if (!f.text.includes("imputed, not reported") || !f.text.includes("119833.6 of 265017.5 mn USD")) process.exit(4);' "$output"
}

@test "without a whole it is a usage fault" {
    run -2 --separate-stderr "$CORDON" flows share "$STORE" --from RUS --to CHN
    [[ "$stderr" == *"--of is needed"* ]]
}

@test "a workbook" {
    run -0 "$CORDON" flows share "$STORE" --from RUS --to CHN --of WORLD --xlsx "$BATS_TEST_TMPDIR/s.xlsx"
    [ "$(head -c 2 "$BATS_TEST_TMPDIR/s.xlsx")" = PK ]
}
