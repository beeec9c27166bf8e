#!/usr/bin/env bats
# cordon name: text, JSON, refusals.

@test "words, classes and readings of a name" {
    run "$CORDON" name 'ООО "Ромашка-5"'
    [ "$status" -eq 0 ]
    [[ "$output" == *"legal form, cyrillic"* ]]
    [[ "$output" == *"llc "*"meaning"* ]]
    [[ "$output" == *"romashka "*"romanised"* ]]
    [[ "$output" == *"ромашка +"* ]]
}

@test "JSON is one object with flags and systems" {
    "$CORDON" name --json --kind organisation 'Bаnk 深圳' |
        node -e 'const o = JSON.parse(require("fs").readFileSync(0)); const t = o.tokens;
            if (o.flags.join() !== "confusable" || t.length !== 2 || t[0].readings[0].latin !== "bank") process.exit(1);
            if (!t[1].readings.some(r => r.latin === "shenzhen" && r.system === "pinyin")) process.exit(2);
            if (!t[1].readings.some(r => r.origin === "meaning" && r.system === null)) process.exit(3);'
}

@test "what cannot be read is refused in one line" {
    run "$CORDON" name '***'
    [ "$status" -eq 3 ]
    [ "$output" = "cordon name: name: no letter or digit in it" ]
    run "$CORDON" name $'a\xff'
    [ "$status" -eq 3 ]
    [[ "$output" == *"byte 2 is no UTF-8"* ]]
    run "$CORDON" name "$(head -c 5000 /dev/zero | tr '\0' a)"
    [ "$status" -eq 3 ]
    [[ "$output" == *"5000 bytes, at most 4096"* ]]
    run "$CORDON" name --kind ship Aurora
    [ "$status" -eq 2 ]
    [[ "$output" == *'"ship" is none of any, person, organisation, vessel'* ]]
}
