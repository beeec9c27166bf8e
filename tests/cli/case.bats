#!/usr/bin/env bats
# The published schema of a case judges what ships, and refuses what the program refuses (tests/unit/case.c).
bats_require_minimum_version 1.5.0

setup_file() {
    export S=data/schema/case.schema.json NODE_PATH=/usr/share/nodejs
}
setup() { [ -d /usr/share/nodejs/ajv ] || skip "needs node-ajv"; }

judge() { # STATUS TEXT
    printf '%s' "$2" >"$BATS_TEST_TMPDIR/case.json"
    run -"$1" node tests/cli/ajv.mjs $S "$BATS_TEST_TMPDIR/case.json"
}

@test "the templates keep to the schema" {
    run -0 node tests/cli/ajv.mjs $S data/assess/templates/*.json
}

@test "the four states and comments are valid" {
    judge 0 '{"id":"","day":null,"end_use":"unknown","parties":[],"items":"unknown","contract":{},"euc":null,"// x":[1]}'
    judge 0 '{"items":[{"quantity":"","value":"unknown","mass_kg":0,"military_end_use":"no","serials":["a",null]}]}'
}

@test "other keys, other words and roles as keys are valid" {
    judge 0 '{"date":"2026-03-01","jurisdiction":["EU","US"],"buyer":"X","consignee":null,"seller":{"name":"Y","reg_no":"1"},"items":[{"hs":"8482","qty":4,"desc":"n/a"}]}'
    judge 0 '{"parties":[{"role":"buyer","alias":"X","incorp_date":"n/a"}],"history":[{"date":"unknown"}],"attestations":[]}'
    judge 1 '{"buyer":{"colour":1}}'
}

@test "what the program refuses is invalid" {
    judge 1 '{"partise":[]}'
    judge 1 '{"day":"2024-6-1"}'
    judge 1 '{"side":"shipper"}'
    judge 1 '{"items":[{"quantity":"4"}]}'
    judge 1 '{"items":[{"value":-1}]}'
    judge 1 '{"items":[{"code":854231}]}'
    judge 1 '{"parties":[{"owners":[{"share":100.5}]}]}'
    judge 1 '{"parties":{}}'
    judge 1 '{"contract":[]}'
    judge 1 '{"parties":[{"alias":{}}]}'
}
