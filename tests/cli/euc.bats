#!/usr/bin/env bats
# cordon euc: a certificate by itself, against its case, over shipments, against others; templates.
bats_require_minimum_version 1.5.0

setup_file() {
    cd "$BATS_TEST_DIRNAME/../.."
    export ROOT=$PWD SOURCE_DATE_EPOCH=1767225600 # 2026-01-01
    cd "$BATS_FILE_TMPDIR"
    cp "$ROOT/data/examples/euc_invented.json" euc.json
    cp "$ROOT/data/examples/euc_other_invented.json" other.json
    cp "$ROOT/data/examples/euc_uses_invented.csv" uses.csv
    cp "$ROOT/data/assess/templates/exporter.json" case.json
}
setup() { cd "$BATS_FILE_TMPDIR"; }

@test "drawn past its quantity over shipments, one signatory for two firms" {
    run -1 "$CORDON" euc check euc.json --case case.json --earlier uses.csv --other other.json
    [[ $output == *"6000 pcs certified; 2500 shipped before"*"and 4000 now are 6500: 500 too many."* ]]
    [[ $output == *'"C. Example" also signs for "Example Optics FZE" in other.json.'* ]]
    [[ $output != *euc.missing* ]]
    run -1 "$CORDON" euc check euc.json --case case.json --earlier uses.csv --json
    [ "$(wc -l <<<"$output")" = "$(node -e 'let n=0;for(const l of require("fs").readFileSync(0,"utf8").trim().split("\n")){const f=JSON.parse(l);if(!f.evidence.length||!f.text)process.exit(1);n++}console.log(n)' <<<"$output")" ]
    [[ $output == *'"rule":"euc.quantity","subject":"EUC-0001","verdict":"found"'*'"kind":"case","pointer":"/items/0/quantity"'* ]]
}

@test "the certificate that a case holds is checked without its own file" {
    run -1 "$CORDON" euc check --case case.json --as-at 2026-03-02
    [[ $output == *"euc.signed_late"*"Signed on 2026-02-02, after the contract of 2026-01-20."* ]]
    run -2 "$CORDON" euc check
    echo '{"id":"x"}' >bare.json
    run -2 "$CORDON" euc check --case bare.json
    [[ $output == *"holds no certificate"* ]]
}

@test "templates: what is printed is read again, and all that it asks for is missing from {}" {
    for t in generic BAFA BIS; do
        "$CORDON" euc template --authority $t >t.json
        run -0 "$CORDON" euc check t.json --template $t
        [[ $output == *"unknown whether the certificate has it"* ]]
        echo '{}' >none.json
        run -1 "$CORDON" euc check none.json --template $t --json
        [ "$(grep -c '"rule":"euc.missing"' <<<"$output")" -ge 17 ]
    done
    run -2 "$CORDON" euc template --authority nobody
    [[ $output == *"there are generic, BAFA, BIS"* ]]
    run -2 "$CORDON" euc check euc.json --template nobody
}

@test "a PDF: changed after the signature" {
    printf '%%PDF-1.4\n1 0 obj\n<</Author(Musterlager Waelztechnik GmbH)/CreationDate(D:20260110)/ModDate(D:20260116)>>\nendobj\ntrailer <</Info 1 0 R>>\n%%%%EOF\n' >euc.pdf
    run -1 "$CORDON" euc check euc.json --pdf euc.pdf
    [[ $output == *"The file was changed after the day of signature."*"author is not the end user but another party"* ]]
    run -3 "$CORDON" euc check euc.json --pdf euc.json
    [[ $output == *"this is no PDF"* ]]
}

@test "bad input is told with its place" {
    echo '{"number": "1", "signd_on": "2026-01-01"}' >bad.json
    run -3 "$CORDON" euc check bad.json
    [[ $output == *"line 1 column "*"signed_on"* ]]
    printf 'number,part,code,unit,quantity,decision\nEUC-0001,,,pcs,-1,d\n' >bad.csv
    run -3 "$CORDON" euc check euc.json --earlier bad.csv
    [[ $output == *"bad.csv line 2"*'quantity "-1"; expected a number from 0 to 1e15'* ]]
    printf 'number,serial,on,inspector,outcome,evidence\nEUC-0001,S,2026-13-01,i,moved,e\n' >bad.csv
    run -3 "$CORDON" euc check euc.json --checks bad.csv
    [[ $output == *"bad.csv line 2"*'on "2026-13-01"'* ]]
}

# Three shipments under one certificate of 6000, each of its own case.
shipments() {
    "$CORDON" init "$1" --regime russia-2022
    node -e '
        const fs = require("fs"), t = JSON.parse(fs.readFileSync("case.json", "utf8"))
        const put = (name, change) => { const c = structuredClone(t); change(c); fs.writeFileSync(name, JSON.stringify(c) + "\n") }
        for (const [id, q] of [["S-1", 2500], ["S-2", 2500], ["S-3", 4000]]) put(id + ".json", c => { c.id = id; c.items[0].quantity = q; c.euc.items[0].quantity = 6000 })
        put("copy.json", c => { c.id = "O-1"; c.euc.number = "EUC-77"; c.euc.end_user = c.euc.signatory_firm = "Vymysel Traktor Zavod"; delete c.euc.end_user_id })'
}

@test "drawn past its quantity over two sealed shipments; without the store it is not known" {
    shipments drawn.store
    for id in S-1 S-2; do "$CORDON" assess $id.json --store drawn.store --who A >/dev/null || [ $? = 1 ]; done
    run -1 "$CORDON" euc check --case S-3.json --store drawn.store --json
    [[ $output == *"6000 pcs certified; 5000 shipped before (2 shipments) and 4000 now are 9000: 3000 too many."* ]]
    [[ $output == *'"rule":"euc.quantity"'*'"verdict":"found"'*"entry 3 of the log (S-1)"*"entry 4 of the log (S-2)"* ]]
    CORDON_STORE=drawn.store run -1 "$CORDON" euc check --case S-3.json --json
    [[ $output == *"5000 shipped before (2 shipments)"* ]]
    CORDON_STORE= run -1 "$CORDON" euc check --case S-3.json --json
    [[ $output == *"6000 pcs certified, 4000 now; what was shipped before is not known."* ]]
    # What was stopped did not leave; a case does not count before itself.
    "$CORDON" assess override 3 --verdict hold --reason "kept back" --who B --store drawn.store
    run -1 "$CORDON" euc check --case S-3.json --store drawn.store --json
    [[ $output == *"2500 shipped before (1 shipments) and 4000 now are 6500: 500 too many."* ]]
    run -1 "$CORDON" euc check --case S-2.json --store drawn.store --json
    [[ $output == *"0 shipped before (0 shipments) and 2500 now leave 3500."* ]]
    # Shipments that the log does not have are added.
    sed 's/1500/3000/' uses.csv >more.csv
    run -1 "$CORDON" euc check --case S-2.json --store drawn.store --earlier more.csv --json
    [[ $output == *"4000 shipped before (2 shipments) and 2500 now are 6500: 500 too many."* ]]
    run -3 "$CORDON" euc check --case S-2.json --store nowhere.store
}

@test "a batch counts its own lines, and a decision rests on what stood in the log" {
    shipments batch.store
    cat S-1.json S-2.json S-3.json >three.ndjson
    run -1 "$CORDON" assess --batch three.ndjson --store batch.store --json
    echo "$output" >three.out
    node -e '
        const rows = require("fs").readFileSync("three.out", "utf8").split("\n").filter(l => l.startsWith("{")).map(l => JSON.parse(l).decision)
        const found = rows.map(d => d.certificate.filter(f => f.rule == "euc.quantity").map(f => f.verdict).join())
        if (found.join() != ",,found") throw found.join()'
    "$CORDON" assess replay --own-day --store batch.store --json >replay.json || [ $? = 1 ]
    [ ! -s replay.json ]
}

@test "a certificate of the log copied for an unrelated end user, with its signatory" {
    shipments copied.store
    "$CORDON" assess S-1.json --store copied.store >/dev/null || [ $? = 1 ]
    run -1 "$CORDON" euc check --case copy.json --store copied.store --json
    [[ $output == *'"rule":"euc.signatory"'*'"verdict":"found"'* ]]
    run -1 "$CORDON" euc check --case S-2.json --store copied.store --json
    [[ $output != *'"rule":"euc.signatory","subject":"EUC-0001","verdict":"found"'* ]]
}
