#!/usr/bin/env bats
# cordon assess and cordon due: from a template to a sealed decision, its letters, overrides, replay and calendar.
bats_require_minimum_version 1.5.0

setup_file() {
    cd "$BATS_TEST_DIRNAME/../.."
    export ROOT=$PWD
    export STORE=$BATS_FILE_TMPDIR/store SOURCE_DATE_EPOCH=1788134400 # 2026-08-31
    "$CORDON" init "$STORE" --regime russia-2022
    "$CORDON" load "$STORE" tests/data/cases/lists/*.jsonl --vintage 2026-08-01
    export CORDON_STORE=$STORE
    cd "$BATS_FILE_TMPDIR"
    "$CORDON" assess --template exporter >template.json
    # A buyer on the freeze list; the same case without it; the same with one more list entry to come.
    node -e '
        const fs = require("fs"), t = JSON.parse(fs.readFileSync("template.json", "utf8"))
        const put = (name, change) => { const c = structuredClone(t); change(c); fs.writeFileSync(name, JSON.stringify(c)) }
        put("frozen.json", c => { c.id = "F-1"; c.parties[1].name = "Ordynsk Optical Works JSC"; c.parties[1].country = "Russia"; delete c.parties[1].alias })
        put("plain.json", c => { c.id = "P-1" })
        put("bad.json", c => { c.parties[1].founded = "2016-13-01" })
        fs.writeFileSync("many.ndjson", ["frozen.json", "plain.json", "bad.json", "plain.json"].map(f => fs.readFileSync(f, "utf8")).join("\n") + "\n")'
}
setup() { cd "$BATS_FILE_TMPDIR"; }
entry() { "$CORDON" log list "$STORE" --json | node -e 'const l = require("fs").readFileSync(0, "utf8").trim().split("\n").map(s => JSON.parse(s)).filter(e => e.kind == process.argv[1]); console.log(l[l.length - 1].entry ?? l[l.length - 1].n)' "$1"; }

@test "each side has a template that is a case" {
    for side in exporter forwarder bank investor; do
        "$CORDON" assess --template $side >$side.json
        run "$CORDON" assess $side.json --no-seal
        [ "$status" = 0 ] || [ "$status" = 1 ]
    done
    run -2 "$CORDON" assess --template smuggler
    run -2 "$CORDON" assess
}

@test "a store without a regime of its own takes the only one there is" {
    "$CORDON" init "$BATS_TEST_TMPDIR/plain"
    run -1 "$CORDON" assess template.json --store "$BATS_TEST_TMPDIR/plain" --no-seal
    [[ ${lines[0]} == "REVIEW: "* ]]
}

@test "a store without lists says at once what is not loaded and what loads it" {
    "$CORDON" init "$BATS_TEST_TMPDIR/bare" --regime russia-2022
    run -1 "$CORDON" assess template.json --store "$BATS_TEST_TMPDIR/bare" --no-seal
    [[ ${lines[2]} == "Not loaded, so not assessed: eu-833-iv, "* ]]
    [[ ${output//$'\n'/ } == *"cordon lists STORE"*"Not loaded, so not assessed: EU-"*"cordon goods load-list FILE"*"What could still bear"* ]]
    # Five provisions that may bear are shown, the others with --all; what is asked about is called by its name.
    [[ $output == *"more provisions (--all)"* ]]
    [[ $output == *"[parties/2] (Example Tractor Works JSC)"* ]]
    run -1 "$CORDON" assess template.json --store "$BATS_TEST_TMPDIR/bare" --no-seal --all
    [[ $output != *"more provisions (--all)"* ]]
}

@test "a country or code that says nothing to the tables is told with its place" {
    printf '{"day":"2026-03-02","destination":"Ruritania","consignee":{"name":"X","country":"KZ"},"items":[{"hs":"94a3"},{"hs":"9403.60 10"}]}' >odd.json
    run -1 --separate-stderr "$CORDON" assess odd.json --no-seal
    [ "${stderr_lines[0]}" = 'cordon assess: odd.json: /destination: "Ruritania" is no country that is known: taken as not known' ]
    [ "${stderr_lines[1]}" = 'cordon assess: odd.json: /items/0/code: "94a3" is no tariff code; expected 4 to 10 digits: taken as not known' ]
    [ "${#stderr_lines[@]}" = 2 ]
}

@test "the three examples are a block, a hold and a review" {
    "$CORDON" init "$BATS_TEST_TMPDIR/lists" --regime russia-2022
    "$CORDON" load "$BATS_TEST_TMPDIR/lists" "$ROOT"/data/lists/ofac/{sdn_2024-05-03,alt_2024-01-08,add_2024-01-08}.csv.xz || [ $? = 1 ]
    for want in block hold review; do
        run -1 "$CORDON" assess "$ROOT/data/examples/case_$want.json" --store "$BATS_TEST_TMPDIR/lists" --no-seal
        [[ ${lines[0]} == "${want^^}: case EXAMPLE-${want^^} as at "* ]]
    done
    # The answer is found however its question is written.
    sed 's/"risk_assessment"/"Risk assessment"/' "$ROOT/data/examples/case_hold.json" >spelt.json
    run -1 "$CORDON" assess spelt.json --store "$BATS_TEST_TMPDIR/lists" --no-seal
    [[ ${lines[0]} == HOLD* ]]
}

@test "a frozen buyer is a block, with rule, article, evidence and seal" {
    run -1 "$CORDON" assess frozen.json --who "A. Officer"
    [ "${lines[0]}" = "BLOCK: case F-1 as at 2026-03-02" ]
    [[ ${output//$'\n'/ } == *"Sealed as entry "*", by A. Officer."* ]]
    [[ $output == *"EU-FREEZE: "*"article 2"* ]]
    [[ $output == *"eu-fsf"* ]]
    run -1 "$CORDON" assess frozen.json --as-at 2022-03-14 --no-seal
    [[ $output != *"BLOCK:"* ]]
}

@test "explain prints what was sealed, byte for byte" {
    "$CORDON" assess frozen.json --who "A. Officer" >/dev/null || [ $? = 1 ]
    n=$(entry decision)
    "$CORDON" assess explain "$n" --json >one.json
    "$CORDON" assess explain "$n" --json >two.json
    cmp one.json two.json
    node -e '
        const d = JSON.parse(require("fs").readFileSync("one.json", "utf8"))
        if (d.format != "cordon.decision-1" || d.verdict != "block" || d.case.id != "F-1" || !/^[0-9a-f]{64}$/.test(d.case_hash)) throw "no decision"
        if (!d.provisions.some(p => p.rule == "EU-FREEZE" && p.applies == "yes" && p.verified && /^[0-9a-f]{64}$/.test(p.row))) throw "no ground"
        if (!d.versions || !Object.keys(d.versions).length) throw "rests on nothing"'
    run -2 "$CORDON" assess explain 999999
    run -2 "$CORDON" assess explain zz
}

@test "an override is a new entry with a reason; the decision stays" {
    "$CORDON" assess frozen.json >/dev/null || [ $? = 1 ]
    n=$(entry decision)
    "$CORDON" assess explain "$n" --json >before.json
    run -2 "$CORDON" assess override "$n" --verdict hold --who "B. Head"
    run -2 "$CORDON" assess override "$n" --verdict hold --reason "licence"
    run -2 "$CORDON" assess override "$n" --verdict allow --reason x --who y
    "$CORDON" assess override "$n" --verdict hold --reason "licence applied for" --who "B. Head"
    "$CORDON" assess explain "$n" --json >after.json
    cmp before.json after.json
    run -0 "$CORDON" assess explain "$n"
    [[ $output == *"Decided otherwise"*"HOLD by B. Head: licence applied for"* ]]
    run -2 "$CORDON" assess explain "$(entry override)"
    "$CORDON" log verify "$STORE"
}

@test "a batch goes past a bad case and counts it" {
    run -1 "$CORDON" assess --batch many.ndjson --no-seal --csv
    [ "$(grep -c '^P-1,' <<<"$output")" = 2 ]
    [ "$(grep -c '^F-1,2026-03-02,block,' <<<"$output")" = 1 ]
    [ "$(grep -c 'failed.*line 3.*founded' <<<"$output")" = 1 ]
    "$CORDON" assess --batch many.ndjson --no-seal --json >a.json 2>/dev/null || [ $? = 1 ]
    "$CORDON" assess --batch many.ndjson --no-seal --json >b.json 2>/dev/null || [ $? = 1 ]
    cmp a.json b.json
}

@test "replay lists exactly the decisions that a new version of a list changes" {
    cp -R "$STORE" replay.store
    export CORDON_STORE=$PWD/replay.store
    for day in 2026-08-30 2026-08-31; do "$CORDON" assess plain.json --as-at $day >/dev/null || [ $? = 1 ]; done
    "$CORDON" assess frozen.json --as-at 2026-08-31 >/dev/null || [ $? = 1 ]
    "$CORDON" assess replay --as-at 2026-08-31 --json >none.json || [ $? = 1 ]
    last=$("$CORDON" log list replay.store --json | tail -1 | node -e 'const e = JSON.parse(require("fs").readFileSync(0, "utf8")); console.log(e.entry ?? e.n)')
    node -e 'const fs = require("fs"); for (const l of fs.readFileSync("none.json", "utf8").trim().split("\n").filter(Boolean)) if (JSON.parse(l).entry > +process.argv[1] - 3) throw l' "$last"
    sed 's/Zelyonaya Vydumka LLC/Example Steppe Trading LLP/; s/"RU"/"KZ"/' "$BATS_TEST_DIRNAME/../data/cases/lists/others.jsonl" >others.jsonl
    "$CORDON" load replay.store others.jsonl --vintage 2026-08-15
    run -1 "$CORDON" assess replay --as-at 2026-08-31 --json
    node -e '
        const last = +process.argv[1], rows = process.argv[2].split("\n").filter(l => l.startsWith("{")).map(l => JSON.parse(l)).filter(r => r.entry > last - 3)
        const entries = [...new Set(rows.map(r => r.entry))]
        if (entries.length != 2 || !entries.includes(last - 2) || !entries.includes(last - 1)) throw "entries " + entries
        if (rows.some(r => r.now != "block") || !rows.some(r => r.id == "EU-FREEZE" && r.is == "applies")) throw JSON.stringify(rows)' "$last" "$output"
}

@test "letters: memo, questions, annex, as text and HTML" {
    "$CORDON" assess plain.json >/dev/null || [ $? = 1 ]
    n=$(entry decision)
    run -0 "$CORDON" assess letter memo "$n"
    [[ $output == *"Internal memo"*"Example Steppe Trading LLP"*"Rests on"*"Name and signature"* ]]
    # The same answer about several parties is one line, which names them all.
    grep -qE '^ +- parties/[0-9], parties/[0-9]' <<<"$output"
    "$CORDON" assess letter questions "$n" >q.txt
    grep -q 'Example Tractor Works JSC: Who owns this party' q.txt
    ! grep -qi 'flag\|evasive\|could become' q.txt || false
    "$CORDON" assess letter licence "$n" -o l.html
    head -1 l.html | grep -q '<!DOCTYPE html>'
    grep -q '<th>Goods</th>' l.html
    grep -q '<td>Deep groove ball bearings' l.html
    sed 's/Example Steppe Trading LLP/<script>alert(1)<\/script>/' plain.json >evil.json
    "$CORDON" assess evil.json >/dev/null || [ $? = 1 ]
    "$CORDON" assess letter memo "$(entry decision)" --format html >evil.html
    ! grep -q '<script>' evil.html || false
    ! grep -q 'hr></hr\|<h2></h2>' l.html evil.html || false
    run -2 "$CORDON" assess letter poem "$n"
}

@test "due: dates of the newest decision of each case, as a table and a calendar" {
    cp -R "$STORE" due.store
    export CORDON_STORE=$PWD/due.store
    node -e '
        const fs = require("fs"), c = JSON.parse(fs.readFileSync("plain.json", "utf8"))
        c.id = "D-1"; c.answers = [{question: "first-use", answer: "yes", by: "us", on: "2026-08-20"}, {question: "risk-assessment", answer: "yes", by: "us", on: "2025-09-01"}]
        fs.writeFileSync("due.json", JSON.stringify(c))'
    "$CORDON" assess due.json >/dev/null || [ $? = 1 ]
    run -0 "$CORDON" due --within 30d --json
    [ "$(grep '"case":"D-1"' <<<"$output" | grep -c '"on":"2026-09-19".*first-use-notification')" = 1 ]
    [ "$(grep '"case":"D-1"' <<<"$output" | grep -c '"on":"2026-09-01".*risk-assessment-review')" = 1 ]
    [ "$(grep '"case":"D-1"' <<<"$output" | grep -c euc-expiry)" = 0 ]
    run -0 "$CORDON" due --within all --json
    [ "$(grep '"case":"D-1"' <<<"$output" | grep -c '"on":"2026-12-31".*euc-expiry')" = 1 ]
    "$CORDON" due --within all --ical >a.ics
    "$CORDON" due --within all --ical >b.ics
    cmp a.ics b.ics
    [ "$(head -1 a.ics)" = $'BEGIN:VCALENDAR\r' ]
    grep -q $'^DTSTART;VALUE=DATE:20260919\r$' a.ics
    [ "$(awk 'length($0) > 76' a.ics | wc -l)" = 0 ]
    # Answered: it is done.
    sed -i 's/"first-use","answer":"yes"/"first-use-notified","answer":"yes"/' due.json
    "$CORDON" assess due.json >/dev/null || [ $? = 1 ]
    run -0 "$CORDON" due --within all --json
    [ "$(grep '"case":"D-1"' <<<"$output" | grep -c first-use-notification)" = 0 ]
    run -2 "$CORDON" due --within soon
}

@test "facts: one vocabulary, by name, thing and value; schema and columns of a case" {
    run -0 "$CORDON" assess facts --json
    [ "${#lines[@]}" -gt 70 ]
    [[ $output == *'{"fact":"party.listed","of":"party","takes":"lists","meaning":"it stands on the lists'* ]]
    # Every word of the law is one.
    for word in $(tail -n +2 "$CORDON_DATA/regimes/russia-2022/law_when.csv" | cut -d, -f3 | sort -u); do grep -q "\"fact\":\"$word\"" <<<"$output"; done
    run -0 "$CORDON" assess facts leg
    [[ $output == *leg.through* && $output != *party.listed* ]]
    run -2 "$CORDON" assess facts wheel
    [[ $output == *'expected case, item, party'* ]]
    cmp <("$CORDON" assess --schema) "$CORDON_DATA/data/schema/case.schema.json"
    run -0 "$CORDON" assess --columns
    [[ $output == *parties/0/name* ]]
}

@test "unit values are held against the flows of the store" {
    "$CORDON" init "$BATS_TEST_TMPDIR/flows" --regime russia-2022
    "$CORDON" load "$BATS_TEST_TMPDIR/flows" "$ROOT/data/flows/comtrade_armenia_851713_monthly.csv.gz" || [ $? = 1 ]
    one() { # VALUE FLAG: the flag's sentence, or what is said of it
        node -e 'console.log(JSON.stringify({id: "U", side: "exporter", jurisdiction: "EU", day: "2024-03-01", destination: "Armenia", parties: [],
            items: [{code: "851713", text: "smartphones", quantity: 10, unit: "pcs", value: +process.argv[1], currency: "USD"}]}))' "$1" >unit.json
        "$CORDON" assess unit.json --store "$BATS_TEST_TMPDIR/flows" --no-seal --json >unit.out || true
        node -e 'const d = JSON.parse(require("fs").readFileSync("unit.out", "utf8")).decision, f = d.flags.find(f => f.flag == process.argv[1])
            console.log(f ? f.text : d.not_checked.some(s => s.startsWith(process.argv[1] + " (") || s.startsWith(process.argv[1] + ":")) ? "open" : "quiet")' "$2"
    }
    # goods_check.bats computes the median of this file anew.
    [[ $(one 90000000 R18) == *"times above the median"*"records of the store"* ]]
    [ "$(one 3000 R18)" = quiet ]
    [[ $(one 10 R42) == *"times below the median"* ]]
    [[ $(one 10 R18) == quiet ]]
}

@test "what decisions rest on is sealed once, and named by each; without a seal it stands in the decision" {
    "$CORDON" init "$BATS_TEST_TMPDIR/v" --regime russia-2022
    for i in 1 2; do run -1 "$CORDON" assess plain.json plain.json --json --store "$BATS_TEST_TMPDIR/v"; done
    "$CORDON" log list "$BATS_TEST_TMPDIR/v" --json | node -e '
        const kinds = require("fs").readFileSync(0, "utf8").trim().split("\n").map(l => JSON.parse(l).kind).join(" ")
        if (kinds != "key versions decision decision decision decision") throw kinds'
    "$CORDON" log show "$BATS_TEST_TMPDIR/v" 2 --json >entry.txt
    run -0 "$CORDON" assess explain 4 --store "$BATS_TEST_TMPDIR/v"
    [[ $output == *"Rests on"*"law.csv"* ]]
    "$CORDON" assess explain 4 --json --store "$BATS_TEST_TMPDIR/v" | node -e '
        const named = JSON.parse(require("fs").readFileSync(0, "utf8")).versions
        if (!/^[0-9a-f]{64}$/.test(named) || !require("fs").readFileSync("entry.txt", "utf8").includes(named)) throw named'
    run -1 --separate-stderr "$CORDON" assess plain.json --json --no-seal --store "$BATS_TEST_TMPDIR/v"
    [[ $output == *'"versions":{"'*'"law.csv":"'* ]]
    run -0 "$CORDON" log verify "$BATS_TEST_TMPDIR/v"
}

@test "without a store a case is held against the law alone, which is said" {
    run -1 --separate-stderr env -u CORDON_STORE "$CORDON" assess template.json --regime russia-2022
    [[ $output == "REVIEW: "* && $output != *"Sealed as"* && $output == *"eu-833-iv"* ]]
    [[ $stderr == *"no store (--store, or CORDON_STORE): no list and no owner is looked up, and nothing is sealed"* ]]
    run -1 --separate-stderr env -u CORDON_STORE "$CORDON" assess template.json plain.json --csv
    [ "${#lines[@]}" = 3 ]
}
