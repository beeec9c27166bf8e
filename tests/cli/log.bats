#!/usr/bin/env bats
# The sealed log at the command line: adding, proving, exporting; what is wrong is exit 1, what cannot be done 3.
# CORDON names the program to try, else the released build.
bats_require_minimum_version 1.5.0

setup() {
    cordon=${CORDON:-$BATS_TEST_DIRNAME/../../build/release/cordon}
    cd "$BATS_TEST_TMPDIR"
    store=my.store
    "$cordon" init $store 2>/dev/null
}

fill() { # N notes
    for i in $(seq "$1"); do "$cordon" log add $store --by a.clerk --reason "note $i" >/dev/null; done
}

@test "an empty log is whole, and has a head" {
    run -0 --separate-stderr "$cordon" log verify $store
    [[ ${lines[0]} == "whole: 0 entries, head 0 0000"* ]]
    run -0 "$cordon" log list $store --json
    [ "$output" = "" ]
    run -3 --separate-stderr "$cordon" log show $store 1
    [[ $stderr == *"the log has no entry 1" ]]
}

@test "entries are added, listed, shown, proved" {
    fill 2
    run -0 --separate-stderr "$cordon" log add $store --kind correction --about 2 --by "Ä. Chief" --reason 'they "called"'
    [[ $output =~ ^entry\ 4\ [0-9a-f]{64}$ ]]
    hash=${output##* }
    run -0 --separate-stderr "$cordon" log list $store --json
    [ "${#lines[@]}" -eq 4 ]
    [[ ${lines[3]} =~ ^\{\"n\":4,\"at\":\"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}\.[0-9]{6}Z\",\"kind\":\"correction\",\"who\":\"Ä.\ Chief\" ]]
    run -0 "$cordon" log show $store "${hash:0:8}"
    [ "$output" = '{"reason":"they \"called\""}' ]
    two=$("$cordon" log list $store --json | sed -n '2s/.*"hash":"\([0-9a-f]*\)".*/\1/p')
    run -0 --separate-stderr "$cordon" log list $store --about "$two" --json
    [ "${#lines[@]}" -eq 1 ]
    run -0 --separate-stderr "$cordon" log list $store --kind note --json
    [ "${#lines[@]}" -eq 2 ]
    run -0 --separate-stderr "$cordon" log verify $store --json
    [[ $output == '{"whole":true,"entries":4,"keys":1,"head":{"n":4,"hash":"'$hash'"},"compared_with_head":false,"damage":false,"unfinished":false,"faults_total":0,"faults":[]}' ]]
    [ "$(stat -c %a $store/keys/log.secret)" = 600 ]
}

@test "what a hand did is found and located" {
    command -v sqlite3 >/dev/null || skip "needs the sqlite3 shell"
    fill 6
    "$cordon" log head $store >head.txt
    run -0 "$cordon" log verify $store --head head.txt
    [ "${#lines[@]}" -eq 1 ]
    run -0 "$cordon" log verify $store --head "$(<head.txt)"
    cp -R $store aside
    hand() { rm -rf $store && cp -R aside $store && sqlite3 $store/decisions.sqlite "$1"; }
    hand "UPDATE entry SET bytes = CAST(replace(bytes, 'note', 'Note') AS BLOB) WHERE n = 3"
    run -1 --separate-stderr "$cordon" log verify $store
    [[ ${lines[0]} == "entry 3: changed: "* && ${lines[1]} == "NOT WHOLE: 1 fault in 7 entries" ]]
    run -3 --separate-stderr "$cordon" log show $store 3
    [[ $stderr == *"entry 3 of the log is not what was sealed"* ]]
    run -0 "$cordon" log show $store 4
    hand "DELETE FROM entry WHERE n IN (4, 5)"
    run -1 --separate-stderr "$cordon" log verify $store
    [[ ${lines[0]} == "entries 4 to 5: missing: "* ]]
    hand "UPDATE entry SET n = -1 WHERE n = 3; UPDATE entry SET n = 3 WHERE n = 5; UPDATE entry SET n = 5 WHERE n = -1"
    run -1 --separate-stderr "$cordon" log verify $store
    [[ ${lines[0]} == "entry 3: out of order: it was sealed as entry 5" && ${lines[1]} == "entry 5: out of order: it was sealed as entry 3" ]]
    # An end cut off so that the file does not tell.
    hand "DELETE FROM entry WHERE n > 5; UPDATE log_end SET n = 5, hash = (SELECT hash FROM entry WHERE n = 5)"
    run -0 --separate-stderr "$cordon" log verify $store
    [[ ${lines[1]} == "the end: not compared"* ]]
    run -1 --separate-stderr "$cordon" log verify $store --head head.txt --json
    [[ $output == *'"damage":false,'*'"faults":[{"from":6,"to":7,"kind":"cut off",'* ]]
}

@test "an export is proved without the store" {
    fill 3
    "$cordon" log add $store --by a.chief --new-key --reason "a clerk left" >/dev/null
    fill 1
    "$cordon" log head $store >head.txt
    run -0 --separate-stderr "$cordon" log export $store -o log.jsonl
    rm -rf $store
    run -0 "$cordon" log verify log.jsonl --head head.txt
    [[ $output == "whole: 6 entries, "* ]]
    run -0 "$cordon" log verify - <log.jsonl
    sed 's/note 2/note 3/' log.jsonl >changed.jsonl
    run -1 "$cordon" log verify changed.jsonl
    [[ ${lines[0]} == "entry 3: changed: what stands there is not what was signed" ]]
    head -c -100 log.jsonl >short.jsonl
    run -1 "$cordon" log verify short.jsonl
    [[ ${lines[1]} == *"all as damage of a disk or a power cut leaves them"* ]]
    echo '{"a":1}' >other.json
    run -3 --separate-stderr "$cordon" log verify other.json
    [[ $stderr == "cordon log verify: other.json line 1 column 1: is no exported log: "* ]]
    run -3 --separate-stderr "$cordon" log verify nothing.json
    [[ $stderr == *"nothing.json: cannot be read: No such file"* ]]
    # Somebody else's program finds the same hash.
    node -e '
        const [head, ...rows] = require("fs").readFileSync("log.jsonl", "utf8").trim().split("\n").map(JSON.parse)
        if (rows.length !== head.entries || rows.at(-1).hash !== head.head) process.exit(1)
        const crypto = require("crypto"), key = hex => crypto.createPublicKey({ format: "der", type: "spki", key: Buffer.from("302a300506032b6570032100" + hex, "hex") })
        let own = null
        rows.forEach((r, i) => {
            const signing = own ?? key(head.keys[0].public)
            if (r.n !== i + 1 || r.before !== (i ? rows[i - 1].hash : "0".repeat(64))) process.exit(2)
            if (!crypto.verify(null, Buffer.concat([Buffer.from("cordon log sign 1"), Buffer.from(r.hash, "hex")]), signing, Buffer.from(r.signature, "hex"))) process.exit(3)
            own = r.kind === "key" ? key(JSON.parse(r.bytes).public) : signing
        })'
}

@test "usage is one line" {
    for args in "verify $store --head nonsense" "add $store --by me" "add $store --reason why" "add $store --by me --reason why --kind decision" \
        "add $store --by me --reason why --kind override" "add $store --by me --reason why --kind review" "export $store" "show $store zzz" "list $store --from 2 --about 3"; do
        run -2 --separate-stderr "$cordon" log $args
        [ "${#stderr_lines[@]}" -eq 1 ]
        [ "$output" = "" ]
    done
    run -3 --separate-stderr "$cordon" log add $store --by me --reason why --about 9
    [[ $stderr == *"the log has no entry 9" ]]
}
