#!/usr/bin/env bats
# cordon claims: every published figure recomputed from the bundled data gives the verdict that was
# found independently (tests/data/claims_expected.csv, which the program cannot read), and an empty
# store confirms nothing.
bats_require_minimum_version 1.5.0

setup_file() {
    export SOURCE_DATE_EPOCH=1796083200 # 2026-12-01
    export work=$BATS_FILE_TMPDIR
    export store=$work/store
    "$CORDON" init "$store" --regime russia-2022
    for f in armenia_by_country_monthly_200701_202412 china_critical_minerals_deep_dive_hs6_monthly \
        eurostat_eu27_export_sanctioned_cn8_202001_202211 eurostat_eu27_total_and_hs27_202001_202211 \
        eurostat_totals_monthly_201901_202408_and_annual_2010_2023 imf_imts_russia_by_partner_2016_2024 \
        national_imports_by_partner_2019_2023_am_kg_kz_uz_eur; do
        "$CORDON" load "$store" "data/flows/$f.csv.gz" >/dev/null 2>&1 || [ $? = 1 ]
    done
    "$CORDON" load "$store" data/events/record.tsv data/events/aggregates.tsv >/dev/null 2>&1
    "$CORDON" claims "$store" --json --explain >"$work/all" 2>"$work/words"
    "$CORDON" init "$work/empty" --regime russia-2022
    "$CORDON" claims "$work/empty" --json >"$work/nothing" 2>/dev/null
}

# JavaScript over the results: rows (by id) and the table of what is expected.
over() { node -e '
    const fs = require("fs"), work = process.env.work;
    const rows = {}, list = fs.readFileSync(work + "/" + process.argv[1], "utf8").trim().split("\n").map(l => JSON.parse(l));
    for (const r of list) rows[r.id] = r;
    const cells = l => l.match(/("([^"]|"")*"|[^,]*)(,|$)/g).map(c => c.replace(/,$/, "").replace(/^"|"$/g, ""));
    const expected = fs.readFileSync("tests/data/claims_expected.csv", "utf8").trim().split("\n").slice(1).map(cells);
    let bad = 0;
    const fail = s => { console.log(s); bad = 1; };
    eval(process.argv[2]);
    process.exit(bad);' "$@"; }

@test "all 126 verdicts are those found independently, but for five whose files do not ship" {
    over all '
        const without = new Set(["C09", "C10", "C45", "C70", "C91"]); // docs/CLAIMS.md says why
        const own = new Set(["E01", "E02", "E03"]); // not in that table
        if (expected.length !== 126 || list.length !== 126 + own.size) fail(list.length + " of " + expected.length);
        for (const id of own) if (rows[id]?.verdict !== "consistent_other_source") fail(id + ": " + rows[id]?.verdict);
        for (const [id, verdict] of expected) {
            const want = without.has(id) ? "no_data" : verdict;
            if (rows[id]?.verdict !== want) fail(`${id}: got ${rows[id]?.verdict}, want ${want}: ${rows[id]?.why}`);
            if (without.has(id) && !rows[id].needs) fail(id + " does not say what would settle it");
        }'
}

@test "what is computed agrees with the independent value to its printed digits" {
    over all '
        // Counted otherwise than there, because that file does not ship or the record is asked; or words around the numbers.
        const other = new Set(["C02", "C37", "C42", "C44", "C50", "C51", "C67", "C68", "C71", "C82", "C90", "C94"]);
        const numbers = s => (s.match(/-?[0-9]+(\.[0-9]+)?/g) || []);
        let compared = 0;
        for (const [id, , ours] of expected) {
            const r = rows[id];
            if (!r.measure || other.has(id) || r.got === null) continue;
            if (/^[0-9]{4}-[0-9]{2}/.test(ours)) {
                if (!r.got.startsWith(ours)) fail(`${id}: got ${r.got}, want ${ours}`);
                compared++;
                continue;
            }
            const want = numbers(ours), got = numbers(r.got);
            if (want.length !== got.length) fail(`${id}: got ${r.got}, want ${ours}`);
            want.forEach((w, i) => {
                const digits = (w.split(".")[1] || "").length;
                if (Math.abs(+got[i] - +w) > 0.5000001 * 10 ** -Math.min(digits, (got[i].split(".")[1] || "").length)) fail(`${id}: got ${r.got}, want ${ours}`);
            });
            compared++;
        }
        if (compared < 40) fail("only " + compared + " compared");'
}

@test "data verdicts are computed, judged ones are marked and rest on a row" {
    over all '
        for (const r of list) {
            if (r.verdict === "reproduced" && r.judged) fail(r.id + " is reproduced by judgement");
            if (r.judged && !["judge", "wording", "none"].includes(r.tolerance) && !["C12", "C22"].includes(r.id)) fail(r.id + " is judged with tolerance " + r.tolerance);
            if (r.verdict !== "no_data" && !r.evidence.length && !(r.verdict === "open")) fail(r.id + " names no evidence");
            if (r.verdict === "no_data" && !/settled by|load |nothing/.test(r.why)) fail(r.id + ": " + r.why);
            if (r.verdict === "denied_by_other_side" && !/^reply: /.test(r.why)) fail(r.id + " has no reply");
            if (["figure", "expected", "unit", "tolerance", "why", "source"].some(k => r[k] === undefined)) fail(r.id + " lacks a key");
        }'
}

@test "trade of 2023: the press of China customs agrees, the imputed IMF series differs and says why" {
    over all '
        for (const id of ["C24", "C26"]) if (rows[id].verdict !== "consistent_other_source") fail(id);
        for (const id of ["C25", "C27"]) if (rows[id].verdict !== "differs" || !/imputed/.test(rows[id].why)) fail(id);
        if (rows.C25.got !== "231.29" || rows.C27.got !== "28.49") fail(rows.C25.got + " " + rows.C27.got);
        if (!rows.C25.steps.some(s => s.includes("111.46 + 119.83 = 231.29"))) fail(JSON.stringify(rows.C25.steps));'
}

@test "the arithmetic is printed with dataset, source, rows and numbers" {
    run --separate-stderr "$CORDON" claims "$store" --id P08 --explain
    [ "$status" = 0 ]
    [[ "$output" == *"dataset armstat, source 1, 648 rows: 4017984038.33 USD"* ]]
    [[ "$output" == *"= 44.8 percent"* ]]
    run ! "$CORDON" claims "$store" --explain --csv
}

@test "P08: the formula gives what cordon flows gap gives" {
    gap=$("$CORDON" flows gap "$store" --csv 2>/dev/null | awk -F, '$1 == "together" && $2 == "consignment" {print $5}')
    own=$("$CORDON" claims "$store" --id P08 --json 2>/dev/null | sed 's/.*"got_number":\([0-9.]*\).*/\1/')
    echo "gap $gap, claim $own"
    awk -v a="$gap" -v b="$own" 'BEGIN{exit !(a > 40 && a - b < 0.01 && b - a < 0.01)}'
}

@test "rows of the record decide, each with source, line and words" {
    over all '
        const want = {C01: 1, C02: 41, C42: 1, C67: 3, C72: 2, C79: 1, C83: 1, C84: 1, C85: 1, C90: 1, C94: 1, E03: 1, C50: 3, C51: 2, C68: 3, C82: 10};
        for (const [id, n] of Object.entries(want)) {
            const r = rows[id], e = r.evidence.filter(x => x.kind === "row" && x.source > 0 && x.line > 1);
            if (id === "C02" ? e.length < 20 : e.length !== n) fail(id + " rests on " + e.length + " rows of the record");
            if (r.steps.filter(s => /^(  |record: )source [0-9]+, line [0-9]+: [a-z]{2}-[0-9]{4}-[0-9]{2}, .*\(.*\)$/.test(s)).length < Math.min(n, 20)) fail(id + ": " + JSON.stringify(r.steps));
        }
        // 37 by the count of December 2021 and six more; 22 before July 2017 and twenty more; at least 39 listed.
        if (rows.C02.got !== "43; 42; at least 39") fail("C02: " + rows.C02.got);
        if (rows.C72.got !== "2024-04-22") fail("C72: " + rows.C72.got);
        if (rows.C50.got !== "0; 2" || rows.C51.got !== "0; 2" || rows.C68.got !== "0; 2") fail("arms: " + rows.C50.got);
        if (rows.C85.got !== "2000" || rows.E03.got !== "3200") fail("troops");
        if (!rows.C42.steps.some(s => s.includes("31.12 bcm delivered in 2024"))) fail("C42");'
}

@test "pledges, denials, cases and talks are bound to their rows of the record, each of which is there" {
    over all '
        let bound = 0;
        for (const r of list) {
            for (const s of r.steps) if (s.startsWith("record:") && !/^record: source [0-9]+, line [0-9]+: /.test(s)) fail(r.id + ": " + s);
            bound += r.steps.filter(s => s.startsWith("record: source")).length;
        }
        if (bound < 30) fail("only " + bound + " rows are bound");
        const named = (id, row) => rows[id].evidence.some(e => e.quote && e.quote.startsWith(row + ",")) || fail(id + " does not name " + row);
        named("C68", "pl-2024-02"); named("C75", "cy-2024-02"); named("C76", "cy-2024-05"); named("C82", "js-2024-01"); named("C102", "ar-2023-02"); named("C72", "es-2024-01");
        if (!rows.C75.steps.some(s => s.includes("evidence.csv") && s.includes("reply of 2024-03-26"))) fail(JSON.stringify(rows.C75.steps));'
}

@test "quadrupled and nearly tripled: the ratio with its exact interval, and the rows" {
    over all '
        const has = (id, s) => rows[id].steps.some(x => x.includes(s)) || fail(id + " lacks " + s + ": " + JSON.stringify(rows[id].steps));
        if (rows.E01.got !== "4.00" || rows.E02.got !== "2.83") fail(rows.E01.got + " " + rows.E02.got);
        has("E01", "12 / 3; exact 95 % interval of the ratio [1.08, 22.09]; p of no rise 0.018");
        has("E02", "34 / 12; exact 95 % interval of the ratio [1.43, 6.01]; p of no rise 0.00082");
        has("E01", "ru_attacks_europe, 2022: 3 attacks; CSIS Shadow War (Mar 2025)");'
}

@test "voting distance, arms and incidents: computed where their files are loaded" {
    events=../shared/data/events
    [ -d $events/arms ] || skip "needs the large data set"
    "$CORDON" init "$work/large" --regime russia-2022
    "$CORDON" load "$work/large" $events/unga/ideal_points_2025-07.csv.xz >/dev/null 2>&1
    "$CORDON" load "$work/large" $events/arms/sipri_trade_register_2000_2023.csv.xz --as data/incidents/sipri-register.csv >/dev/null 2>&1
    "$CORDON" load "$work/large" $events/cyber/EuRepoC_Global_Database_1.1.csv.xz --as data/incidents/eurepoc-wide.csv >/dev/null 2>&1
    "$CORDON" load "$work/large" $events/influence/euvsdisinfo_posts_2015_2021-02.csv.xz --as data/incidents/euvsdisinfo.csv >/dev/null 2>&1
    "$CORDON" claims "$work/large" --json --explain --id C09,C45,C74,C81 >"$work/with" 2>/dev/null
    over with '
        // The independent values: all -0.138, fp -0.032, legacy -0.113; 371.5 less 1686.05; 3 incidents and 113 cases name both.
        const want = {C09: ["reproduced", "-0.138; -0.032; -0.113"], C45: ["reproduced", "-1314.5"], C74: ["no_data", "3"], C81: ["no_data", "113"]};
        for (const [id, [verdict, value]] of Object.entries(want))
            if (rows[id].verdict !== verdict || rows[id].got !== value) fail(`${id}: ${rows[id].verdict} ${rows[id].got}`);'
}

@test "an empty store has no data for any row that rests on data, and reproduces nothing" {
    over nothing '
        if (list.length !== 129) fail(list.length);
        const all = Object.fromEntries(fs.readFileSync(work + "/all", "utf8").trim().split("\n").map(l => JSON.parse(l)).map(r => [r.id, r]));
        for (const r of list) {
            if (r.verdict === "reproduced") fail(r.id + " is reproduced from nothing");
            const data = all[r.id].evidence.some(e => e.kind === "query");
            const record = all[r.id].steps.some(s => s.startsWith("  source "));
            const file = /^E0[12]$/.test(r.id) ? "aggregates.tsv" : "record.tsv";
            if (record && (r.verdict !== "no_data" || !r.why.includes("load data/events/" + file))) fail(r.id + ": " + r.verdict + ": " + r.why);
            if (data && r.verdict !== "no_data") fail(r.id + ": " + r.verdict);
            if (data && r.id !== "C56" && !/load data\//.test(r.why)) fail(r.id + " does not say what to load: " + r.why);
        }'
}

@test "as at the day of the report, what was foreseen is open" {
    "$CORDON" claims "$store" --json --kind prediction --as-at 2024-06-15 >"$work/then" 2>/dev/null
    over then 'for (const r of list) if (r.verdict !== "open") fail(r.id + ": " + r.verdict);'
}

@test "what was published later does not count" {
    "$CORDON" claims "$store" --json --id C25,C42,P01,C72,C02 --known-by 2023-12-31 >"$work/known" 2>/dev/null
    over known '
        for (const id of ["C25", "C72", "C02"]) if (rows[id].verdict !== "no_data") fail(id + ": " + rows[id].verdict);
        if (rows.C42.verdict !== "open") fail("C42: " + rows.C42.verdict);
        if (rows.P01.verdict !== "reproduced") fail("P01: " + rows.P01.verdict);'
}

@test "filters, formats, and words that mean nothing" {
    run --separate-stderr "$CORDON" claims "$store" --id C24,C25 --csv
    [ "$status" = 0 ]
    [ "${#lines[@]}" = 3 ]
    run --separate-stderr "$CORDON" claims "$store" --verdict misquotes_source --csv
    [ "${#lines[@]}" = 8 ]
    run -0 --separate-stderr "$CORDON" claims "$store" --xlsx "$work/c.xlsx"
    [ -s "$work/c.xlsx" ]
    run -2 "$CORDON" claims "$store" --id C24,X9
    run -2 "$CORDON" claims "$store" --kind rumour
    run -2 "$CORDON" claims "$store" --verdict true
    "$CORDON" claims "$store" --json --explain 2>/dev/null | cmp - "$work/all"
}
