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
