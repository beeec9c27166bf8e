#!/usr/bin/env bats
# cordon flows routes: partners that stand out from their own past. The naive rule that a published
# repository uses (growth alone) flags fourteen partners of the same file, four of them only for a boom
# or a tiny base; those four must not be found here.
bats_require_minimum_version 1.5.0

setup_file() {
    export STORE=$BATS_FILE_TMPDIR/store
    "$CORDON" init "$STORE" --regime russia-2022
    "$CORDON" load "$STORE" data/flows/{eurostat_totals,eurostat_eu27_export_sanctioned_cn8}*.csv.gz || [ $? = 1 ]
}

ANNUAL="--dataset eurostat-totals --from EU27_2020 --to all --period 2022,2023"
# Titles with commas in them are left out.
routes() { "$CORDON" flows routes "$STORE" --csv "$@" 2>/dev/null | sed 's/"[^"]*"//g'; }
# Codes found, in their order: "to" is the third column, "found" the last but two.
found() { awk -F, 'NR > 1 && $(NF-2) == "yes" {printf "%s%s", (n++ ? " " : ""), $3} END {print ""}'; }

@test "the annual file: the five on the way stand out, in the first five places" {
    r=$(routes $ANNUAL --top 0)
    run found <<<"$r"
    [ "$(tr ' ' '\n' <<<"$output" | sort | tr '\n' ' ')" = "ARM GEO KAZ KGZ UZB " ]
    [ "$(head -6 <<<"$r" | tail -5 | cut -d, -f3 | sort | tr '\n' ' ')" = "ARM GEO KAZ KGZ UZB " ]
}

@test "and the false alarms of growth alone do not" {
    r=$(routes $ANNUAL --top 0)
    for c in TTO AGO GIB MWI MRT MNE NGA PAN TZA; do
        [ "$(awk -F, -v c=$c '$3 == c {print $(NF-2)}' <<<"$r")" = no ]
    done
    # Areas that are no countries are no partners.
    ! grep -q ',NES\|WORLD' <<<"$r" || false
}

@test "the answer holds when members of the sender are left out, and with a shorter past" {
    run found <<<"$(routes --dataset eurostat-totals --from EU27_2020 --to all,-EU --period 2022,2023)"
    [ "$(tr ' ' '\n' <<<"$output" | sort | tr '\n' ' ')" = "ARM GEO KAZ KGZ UZB " ]
    run found <<<"$(routes $ANNUAL --base 2011..2021)"
    for c in KGZ ARM KAZ GEO; do [[ "$output" == *$c* ]]; done
    for c in TTO AGO GIB MWI; do [[ "$output" != *$c* ]]; done
}

@test "the table says why, how often the rule errs, and what else could explain it" {
    run --separate-stderr "$CORDON" flows routes "$STORE" $ANNUAL
    [ "$status" = 0 ]
    [[ "$output" == *"to Kyrgyzstan, all goods: 1170.9 mn in 2022 (usual by its own past "*"others +16 %)"*"It holds in 2 of 2 periods"* ]]
    [[ "$output" == *"the same rule finds: 2020..2021 0, 2019..2020 0, 2018..2019 3, 2017..2018 0."* ]]
    [[ "$output" == *"What else could explain it: "* ]]
    [[ "$output" == *"In money: "*"23 % of the fall of 18.45 bn to Russia"* ]]
}

@test "findings have each period, their queries and what settles them" {
    "$CORDON" flows routes "$STORE" $ANNUAL --top 0 --json 2>/dev/null >"$BATS_TEST_TMPDIR/all"
    node -e 'const all = require("fs").readFileSync(0, "utf8").trim().split("\n").map(l => JSON.parse(l)).filter(f => f.rule === "flows.routes");
        const at = c => all.find(f => f.subject.endsWith("> " + c));
        if (at("KGZ").verdict !== "found" || at("TTO").verdict !== "nothing_found" || all.length < 230) process.exit(1);
        for (const f of all) {
            if (f.evidence.length !== 2 || f.evidence.some(e => !e.sources.length || !(e.rows > 0))) process.exit(2);
            const p = f.parameters;
            if (f.verdict === "found" && !(f.q_value <= p.q_max && p.holds >= p.must_hold)) process.exit(3);
            if (Math.min(...p.periods.map(x => x.z ?? -Infinity)) !== f.score && f.score !== null) process.exit(4);
        }
        if (at("KGZ").next_question !== "Is it recorded as arriving? cordon flows gap --mirror eu-kgz") process.exit(5);
        if (!at("KGZ").text.includes("What else could explain it")) process.exit(6);' <"$BATS_TEST_TMPDIR/all"
}

@test "by month, codes listed: the neighbours that are no target are found, those that are, are not" {
    run found <<<"$(routes --dataset comext --from EU --to RUS,six-neighbours --group eu-listed-2023-01 --period 2022-03..2022-11 --top 0)"
    [ "$(tr ' ' '\n' <<<"$output" | sort | tr '\n' ' ')" = "ARM GEO KAZ KGZ UZB " ]
}

@test "by month, high priority codes: the three named by the paper come first" {
    r=$(routes --dataset comext --from EU --to RUS,six-neighbours --group chpl --period 2022-03..2022-11 --top 0)
    [ "$(head -4 <<<"$r" | tail -3 | cut -d, -f3 | sort | tr '\n' ' ')" = "ARM KAZ KGZ " ]
    run --separate-stderr "$CORDON" flows routes "$STORE" --dataset comext --from EU --to hubs --group chpl --period 2022-03..2022-11
    [[ "$output" == *"not here: fewer than 20 partners"* ]]
    [[ "$output" == *" of 6 "* ]]
}

# Thirty partners with a common boom of 40 %: one trebles, one trebles for a year, one is tiny.
@test "made up: a lasting rise is found; a boom of all, one odd year and a tiny base are not" {
    cd "$BATS_TEST_TMPDIR"
    awk -F, '$2 == "country" && !/"/ {print $3}' "$CORDON_DATA/data/areas.csv" | head -30 >names
    node -e 'const names = require("fs").readFileSync("names", "utf8").trim().split("\n");
        let s = 7; const noise = () => ((s = (s * 48271) % 2147483647) / 2147483647 - 0.5) * 0.2;
        console.log("reporter,partner,flow,period,value_eur");
        names.forEach((n, i) => { for (let y = 2008; y <= 2023; y++) {
            let v = (i === 6 ? 1e3 : 1e9 * (1 + i % 4)) * Math.exp(noise() + (y >= 2022 ? Math.log(1.4) : 0));
            if (i === 4 && y >= 2022) v *= 3;
            if (i === 5 && y === 2022) v *= 3;
            if (i === 6 && y >= 2022) v *= 100;
            console.log(`EU27,${n},X,${y},${Math.round(v)}`); } });' >made.csv
    "$CORDON" init made && "$CORDON" load made made.csv --as eurostat-totals
    r=$("$CORDON" flows routes made --from EU27_2020 --to all --period 2022,2023 --top 0 --csv 2>/dev/null | sed 's/"[^"]*"//g')
    code() { awk -F, -v n="$(sed -n "$1p" names)" '$3 == n {print $1; exit}' "$CORDON_DATA/data/areas.csv"; }
    run found <<<"$r"
    [ "$output" = "$(code 5)" ]
    tiny=$(awk -F, -v c="$(code 7)" '$3 == c' <<<"$r")
    [ "$(cut -d, -f11 <<<"$tiny" | awk '{print ($1 < 0.05)}')" = 1 ] # chance does not do that, but it is no money
}

@test "words that mean nothing" {
    run -2 --separate-stderr "$CORDON" flows routes "$STORE" --from EU27_2020 --to all
    [[ "$stderr" == *"--period is needed"* ]]
    run -2 --separate-stderr "$CORDON" flows routes "$STORE" --from EU27_2020 --to all --period soon
    run -2 --separate-stderr "$CORDON" flows routes "$STORE" $ANNUAL --q 2
    run -2 --separate-stderr "$CORDON" flows routes "$STORE" $ANNUAL --by line
    [[ "$stderr" == *"the partner must be among the keys"* ]]
    run -2 --separate-stderr "$CORDON" flows routes "$STORE" $ANNUAL --base 2022..2023
    [[ "$stderr" == *"the base must lie before 2022"* ]]
    run -3 --separate-stderr "$CORDON" flows routes "$STORE" --dataset eurostat-totals --from EU27_2020 --to all --period 2024
}

@test "the same bytes whatever the threads; a workbook" {
    for t in 1 2 4; do CORDON_THREADS=$t "$CORDON" flows routes "$STORE" $ANNUAL --json 2>/dev/null | sha256sum; done | sort -u >"$BATS_TEST_TMPDIR/sums"
    [ "$(wc -l <"$BATS_TEST_TMPDIR/sums")" = 1 ]
    run -0 "$CORDON" flows routes "$STORE" $ANNUAL --xlsx "$BATS_TEST_TMPDIR/r.xlsx"
}
