#!/usr/bin/env bats
# cordon watch breaks: the textbook series, the choices, and input that is wrong.
bats_require_minimum_version 1.5.0

setup() {
    cordon=${CORDON:-$BATS_TEST_DIRNAME/../../build/release/cordon}
    nile=${CORDON_DATA:-$BATS_TEST_DIRNAME/../..}/data/ref/nile_annual_flow_1871_1970.csv
    cd "$BATS_TEST_TMPDIR"
}
breaks() { "$cordon" watch breaks "$@" --csv 2>/dev/null | tail -n +2; }

@test "every method dates the change of the Nile to 1898" {
    for m in exact pelt binseg amoc bocpd bai-perron; do
        run bash -c "'$cordon' watch breaks '$nile' --method $m --csv 2>/dev/null"
        [ "$status" -eq 0 ]
        [ "${#lines[@]}" -eq 2 ]
        [[ "${lines[1]}" == 28,1898,1899,1895,1902,1097.75,849.97222222222* ]]
    done
}

@test "--json: an object for the series, one for each break, the same every time" {
    "$cordon" watch breaks "$nile" --json >a 2>notes
    "$cordon" watch breaks "$nile" --json 2>/dev/null | cmp - a
    [ "$(wc -l <a)" -eq 2 ]
    head -1 a | grep -q '^{"kind":"series",.*"values":100,.*"sup_f":75.92976942'
    tail -1 a | grep -q '^{"kind":"break","index":28,"last_before":"1898".*"p":0.001,'
    grep -q 'found in four of five cases' notes
    grep -q 'not why' notes
    node -e 'require("fs").readFileSync("a","utf8").trim().split("\n").forEach(JSON.parse)'
}

@test "standard input, compressed, without a header" {
    tail -n +2 "$nile" | cut -d, -f2 >plain
    run breaks - <plain
    [[ "$output" == 28,28,29,25,32,* ]]
    gzip plain
    run breaks plain.gz
    [[ "$output" == 28,28,29,25,32,* ]]
}

@test "the seed moves p and nothing else; no replicates, no p" {
    # A weak break, so that p is not the least possible.
    (echo year,v; seq 1901 1960 | awk '{ print $1 "," ($1 * 7919 % 31) + ($1 > 1930 ? 16 : 0) }') >weak.csv
    breaks weak.csv --penalty 3 --method amoc --seed 1 >one
    breaks weak.csv --penalty 3 --method amoc --seed 2 >two
    [ "$(cut -d, -f1-11 one)" = "$(cut -d, -f1-11 two)" ]
    [ -n "$(cut -d, -f12 one)" ]
    breaks weak.csv --penalty 3 --method amoc --replicates 0 >none
    [ -z "$(cut -d, -f12 none)" ]
}

@test "the ar1 penalty sees no breaks in a walk that wanders" {
    # AR(1) with a = 0.9 from a small generator: persistence only.
    awk 'BEGIN { s = 7; print "v"; for (i = 0; i < 300; i++) { u = 0; for (k = 0; k < 12; k++) { s = (s * 16807) % 2147483647; u += s / 2147483647 }
        x = 0.9 * x + u - 6; print x } }' >walk.csv
    [ "$(breaks walk.csv --replicates 0 | wc -l)" -ge 5 ]
    [ "$(breaks walk.csv --replicates 0 --penalty ar1 | wc -l)" -le 1 ]
}

@test "--posterior: a row for each value, probabilities that add up" {
    "$cordon" watch breaks "$nile" --method bocpd --posterior --json >p 2>/dev/null
    [ "$(wc -l <p)" -eq 100 ]
    node -e 'for (const l of require("fs").readFileSync("p","utf8").trim().split("\n")) {
        const o = JSON.parse(l); let s = 0; for (const [r, v] of o.run_lengths) s += v;
        if (!(s > 0.8 && s < 1.0001)) throw l }'
    tail -1 p | grep -q '"run_length":72'
}

@test "counts: a negative one is refused with its number" {
    printf 'year,n\n2001,3\n2002,-1\n' >neg.csv
    run -3 "$cordon" watch breaks neg.csv --cost poisson
    [ "$output" = 'cordon watch breaks: neg.csv: value 2 is -1: counts are 0 or more' ]
}

@test "wrong choices are one line, exit 2" {
    for o in "--method best" "--cost max" "--penalty -1" "--penalty 1x" "--compat sas" "--scale big" "--compat ocp" \
        "--method bocpd --cost var" "--method bocpd --compat r-changepoint" "--posterior" "--column flow" \
        "--method bai-perron --penalty ar1" "--cost var --segment-min 1" "--method bocpd --run-length 1"; do
        run -2 "$cordon" watch breaks "$nile" $o
        [ "${#lines[@]}" -eq 1 ]
    done
    run -2 "$cordon" watch breaks
    run -2 "$cordon" watch breaks "$nile" --json --csv
}

@test "wrong files are one line, exit 3" {
    run -3 "$cordon" watch breaks none.csv
    [ "${#lines[@]}" -eq 1 ]
    printf 'year,v\n2001,1\n2002,x\n' >bad.csv
    run -3 "$cordon" watch breaks bad.csv
    [ "$output" = 'cordon watch breaks: bad.csv line 3 column 2: "x" is not a number' ]
    seq 1 5001 >long
    run -3 "$cordon" watch breaks long
    [[ "$output" == *"at most 5000 values and was given 5001; pelt and binseg take more" ]]
    : >empty
    run -3 "$cordon" watch breaks empty
    printf 'v\n' >none
    run -0 "$cordon" watch breaks none
    [[ "$output" == *"0 breaks in 0 values"* ]]
}

@test "bad and missing cells are counted, --strict refuses" {
    (echo v; seq 1 40; echo NA; echo '?') >some
    run -0 "$cordon" watch breaks some
    [[ "$output" == *"values, 1 missing left out, 1 refused (line 43: no number)"* ]]
    run -3 "$cordon" watch breaks some --strict
}

@test "the help warns" {
    run -0 "$cordon" watch breaks --help
    [[ "$(tr '\n' ' ' <<<"$output")" == *'8 of 13 methods as they come, without tuning, do worse than "nothing changed" on F1 or cover'* ]]
}
