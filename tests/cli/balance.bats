#!/usr/bin/env bats
# cordon balance: the numbers of the shipped files and of the older example, faults one line each,
# two editions compared. expected_2024-06.json comes from two separate programs (Python and C).
bats_require_minimum_version 1.5.0

setup_file() {
    export D=data/balance T=tests/data/balance work=$BATS_FILE_TMPDIR
    for f in china russia; do
        "$CORDON" balance show $D/${f}_2024-06.json --json >"$work/$f.json"
    done
    "$CORDON" balance show $T/china_russia_example.json --ties file --json >"$work/file.json"
    "$CORDON" balance show $T/china_russia_example.json --json >"$work/random.json"
}

# Edits a copy of a file with a line of JavaScript on j and prints its name.
edit() {
    node -e 'const fs = require("fs"), j = JSON.parse(fs.readFileSync(process.argv[1]));
        eval(process.argv[2]); fs.writeFileSync(process.argv[3], JSON.stringify(j, null, 1));' \
        "$1" "$2" "$BATS_TEST_TMPDIR/edited.json"
    echo "$BATS_TEST_TMPDIR/edited.json"
}
ask() { node -e 'const j = JSON.parse(require("fs").readFileSync(process.argv[1])), near = (a, b, t) => Math.abs(a - b) <= t;
    const ok = eval(process.argv[2]); if (!ok) { console.log(process.argv[2]); process.exit(1); }' "$1" "$2"; }

@test "every number of expected_2024-06.json, both files" {
    for f in china russia; do
        run node tests/cli/balance_expected.mjs $T/expected_2024-06.json ${f}_2024-06.json "$work/$f.json"
        echo "$output"
        [ "$status" -eq 0 ]
    done
    sum=$(sed -n 's/.*"sha256": "\([0-9a-f]*\)".*/\1/p' $D/china_2024-06.json | head -1)
    [ "$(sha256sum <$D/china_2024-06.json | cut -d' ' -f1)" = "$(node -p 'JSON.parse(require("fs").readFileSync(process.argv[1])).files["china_2024-06.json"].sha256' $T/expected_2024-06.json)" ]
    ask "$work/china.json" 'j.sha256 === require("crypto").createHash("sha256").update(require("fs").readFileSync("data/balance/china_2024-06.json")).digest("hex")'
}

@test "the older example: B, ranges, flips, splitting" {
    ask "$work/file.json" 'near(j.equal_weights.flat.mode, -0.044, 0.0005)'
    ask "$work/file.json" 'near(j.count_only, (7 - 11) / 18, 1e-6)'
    ask "$work/file.json" 'near(j.contexts.war.mode.balance, 0.238, 0.0005)'
    ask "$work/file.json" 'near(j.contexts.secondary_sanctions.mode.balance, 0.124, 0.0005)'
    ask "$work/file.json" 'near(j.contexts.ceasefire.mode.balance, -0.001, 0.0005)'
    ask "$work/file.json" 'near(j.contexts.pre2022.mode.balance, -0.110, 0.0005)'
    range() { ask "$work/file.json" "near(j.contexts.$1.draws.p05, $2, 0.01) && near(j.contexts.$1.draws.p95, $3, 0.01)"; }
    range war 0.06 0.40
    range secondary_sanctions -0.06 0.29
    range ceasefire -0.17 0.17
    range pre2022 -0.28 0.06
    ask "$work/file.json" 'near(j.contexts.war.mode.least_move, 0.15, 0.005)'
    ask "$work/file.json" 'near(j.contexts.secondary_sanctions.mode.least_move, 0.08, 0.005)'
    ask "$work/file.json" 'j.contexts.war.mode.first_flip === "d4"'
    ask "$work/file.json" 'near(j.contexts.war.tornado.find(b => b.factor === "d4").twice, 0.179, 0.0005)'
}

@test "the older example: no weights, only their order, ties either way" {
    ask "$work/file.json" 'near(j.smaa_no_weight_information.flat.drawn, 0.365, 0.015)'
    order() { ask "$work/$1.json" "near(j.contexts.$2.smaa_rank_order.flat.drawn, $3, 0.01)"; }
    order file war 1.00
    order file secondary_sanctions 0.99
    order file ceasefire 0.53
    order file pre2022 0.01
    ask "$work/random.json" '(x => x >= 0.17 && x <= 0.205)(j.contexts.ceasefire.smaa_rank_order.flat.drawn)'
    "$CORDON" balance show $T/china_russia_example.json --ties reverse --context ceasefire --draws 20000 --json >"$BATS_TEST_TMPDIR/r"
    ask "$BATS_TEST_TMPDIR/r" 'near(j.contexts.ceasefire.smaa_rank_order.flat.drawn, 0.03, 0.01)'
}

@test "the older example: hypotheses in both ways, one item carries the rejection of H3" {
    ask "$work/file.json" 'near(j.ach.inconsistency.H1, 0.96, 1e-6) && near(j.ach.inconsistency.H2, 2.88, 1e-6) && near(j.ach.inconsistency.H3, 2.24, 1e-6)'
    ask "$work/file.json" '(p => near(p.H1, 0.72, 0.005) && near(p.H2, 0.16, 0.005) && near(p.H3, 0.11, 0.005))(j.ach.likelihood_posterior)'
    ask "$work/file.json" 'JSON.stringify(j.ach.first_changes_without) === "{\"a5\":[\"H1\",\"H3\"]}"'
    # Probabilities are given for three contexts: their mixture lies between them.
    ask "$work/file.json" 'near(j.mixture.mean, (0.6 * j.contexts.war.draws.mean + 0.2 * j.contexts.secondary_sanctions.draws.mean + 0.2 * j.contexts.ceasefire.draws.mean), 0.01)'
    ask "$work/china.json" '!("mixture" in j)'
}

@test "closed-form variance is that of the draws" {
    # Of a nearly normal B the 90 % range is 3.29 standard deviations.
    ask "$work/china.json" 'Object.values(j.contexts).every(c => near((c.draws.p95 - c.draws.p05) / 3.29, Math.sqrt(c.variance.total), 0.002))'
    ask "$work/china.json" 'near(Object.values(j.contexts.war.variance.shares).reduce((s, x) => s + x.salience + x.weight, j.contexts.war.variance.both), 1, 1e-4)'
}

@test "the same bytes again, alone or among all contexts" {
    "$CORDON" balance show $D/china_2024-06.json --json | cmp - "$work/china.json"
    "$CORDON" balance show $D/china_2024-06.json --json --context ceasefire >"$BATS_TEST_TMPDIR/one"
    node -e 'const [a, b] = process.argv.slice(1).map(f => JSON.parse(require("fs").readFileSync(f)));
        require("assert").deepStrictEqual(a.contexts.ceasefire, b.contexts.ceasefire);
        require("assert").deepStrictEqual(Object.keys(a.contexts), ["ceasefire"]);' "$BATS_TEST_TMPDIR/one" "$work/china.json"
}

@test "the page stays within 80 columns and says what it rests on" {
    for o in "" "--context us_china_clash --salience drawn --weights groups" "--salience mean --weights flat --ties reverse"; do
        run -0 --separate-stderr "$CORDON" balance show $D/russia_2024-06.json --draws 2000 $o
        ! LC_ALL=C.UTF-8 grep -nE '^.{81}' <<<"$output"
        for w in ILLUSTRATIVE "it is a choice" "first to turn the sign" "Keep in mind" "no word of ICD 203" "structural" "seed 20240615"; do grep -q "$w" <<<"$output"; done
    done
    run -0 "$CORDON" balance show $T/china_russia_example.json --draws 2000
    ! LC_ALL=C.UTF-8 grep -nE '^.{81}' <<<"$output"
    [[ "$output" == *"names no origins"* ]]
}

@test "the schema accepts the files, and refuses what the program refuses" {
    [ -d /usr/share/nodejs/ajv ] || skip "needs node-ajv"
    export NODE_PATH=/usr/share/nodejs
    run -0 node tests/cli/ajv.mjs data/schema/cordon.balance-1.json $D/*.json $T/china_russia_example.json
    while IFS= read -r change; do
        f=$(edit $D/china_2024-06.json "$change")
        run -1 node tests/cli/ajv.mjs data/schema/cordon.balance-1.json "$f"
        run -1 --separate-stderr "$CORDON" balance check "$f"
    done <<'END'
delete j.factors[0].salience
j.factors[0].salience.hi = 1.5
j.factors[3].direction = "sideways"
j.factors[3].evidence[0].grade = "G2"
j.factors[3].evidence[0].stance = 0
j.factors[34].salience = {lo: 0, mode: 0.5, hi: 1}
j.contexts[0].weights.points.c_threat = -1
j.contexts[0].weights.method = "guess"
delete j.contexts[0].weights.points
j.origins.csis.state = "no"
j.dyad.push("X")
j.as_of = "June 2024"
j.colour = "red"
j.ach.evidence[0].consistency.H1 = "CC"
j.factors[0].indicator = {series: "event_tone_chn_usa", points: [[1, 0.5]]}
END
}

@test "faults: one line each with place, value and what was expected" {
    fault() { # change, pattern
        f=$(edit $D/china_2024-06.json "$1")
        run -1 --separate-stderr "$CORDON" balance check "$f"
        echo "$output"
        [ "$(grep -c . <<<"$output")" = 1 ]
        [[ "$output" =~ edited.json:[0-9]+:[0-9]+:\ $2 ]]
        run -3 --separate-stderr "$CORDON" balance show "$f"
        [ "$(grep -c . <<<"$stderr")" = 1 ]
    }
    fault 'j.factors[3].salience = {lo: 0.9, mode: 0.5, hi: 0.95}' '/factors/3/salience: lo 0.9, mode 0.5, hi 0.95; expected lo <= mode <= hi'
    fault 'delete j.factors[3].salience' '/factors/3: salience is missing; expected a range'
    fault 'j.factors[3].salience = null' '/factors/3/salience: salience is null; expected a range'
    fault 'delete j.factors[3].salience.hi' '/factors/3/salience: "hi" is missing; expected a number'
    fault 'j.contexts[1].weights.points.c_threat = -5' '/contexts/1/weights/points/c_threat: -5; expected points from 0'
    fault 'j.contexts[1].weights.points.nobody = 5' '/contexts/1/weights/points/nobody: "nobody"; expected the id of a factor'
    fault 'delete j.contexts[1].weights.points.c_threat' '/contexts/1/weights/points: no points for "c_threat"'
    fault 'for (const k of ["c_regime", "c_rapport", "d_ties", "d_two_persons"]) j.contexts[2].weights.points[k] = 0' '/contexts/2/weights/points: the points of domestic are all 0'
    fault 'for (const k in j.contexts[2].weights.group_points) j.contexts[2].weights.group_points[k] = 0' '/contexts/2/weights/group_points: the points of the groups are all 0'
    fault 'j.factors[2].direction = "sideways"' '/factors/2/direction: "sideways"; expected convergent, divergent or structural'
    fault 'j.factors[2].evidence[0].origin = "nobody"' '/factors/2/evidence/0/origin: "nobody"; expected an id of "origins"'
    fault 'j.factors[2].evidence[0].date = "2024-13"' '/factors/2/evidence/0/date: "2024-13"; expected YYYY'
    fault 'j.factors[2].evidence[0].id = "e1"' '/factors/2/evidence: the id "e1" stands twice'
    fault 'j.dissent[0].alternative.salience = {d_none: [0, 0.5, 1]}' '/dissent/0/alternative/salience/d_none: "d_none"; expected the id of a factor'
    fault 'delete j.ach.evidence[0].consistency.H3' '/ach/evidence/0/consistency: nothing for "H3"'
    fault 'j.factors[0].indicator = {series: "cn_fdi_ru", points: [[2, 0.1], [1, 0.5]]}' '/factors/0/indicator/points/1: value 1 after 2; expected rising values'
    fault 'j.schema = "cordon.balance/2"' '/schema: "cordon.balance/2"; expected "cordon.balance/1"'
}

@test "weights that share out 100 must sum to it; they are weights without ranges" {
    f=$(edit $T/china_russia_example.json 'j.contexts = [j.contexts[1]]; j.contexts[0].weights.method = "points"')
    run -1 --separate-stderr "$CORDON" balance check "$f"
    [[ "$output" == *"/contexts/0/weights/points: the points of all factors sum to 890; expected 100 (method points)" ]]
    f=$(edit $T/china_russia_example.json 'j.contexts = [j.contexts[1]]; const w = j.contexts[0].weights; w.method = "points"; for (const k in w.points) w.points[k] /= 8.9')
    run -1 --separate-stderr "$CORDON" balance check "$f"
    [[ "$output" == *"weights_without_ranges: war"* ]]
    "$CORDON" balance show "$f" --json --draws 1000 >"$BATS_TEST_TMPDIR/o"
    ask "$BATS_TEST_TMPDIR/o" 'near(j.contexts.war.mode.balance, 0.238, 0.0005)'
}

@test "syntax: line and column; duplicate keys, nesting, size" {
    printf '{"schema": "cordon.balance/1",\n "title": "x",\n "title": "y"}' >"$BATS_TEST_TMPDIR/f.json"
    run -1 --separate-stderr "$CORDON" balance check "$BATS_TEST_TMPDIR/f.json"
    [[ "$output" == *'f.json:3:11: the key "title" stands twice in one object' ]]
    printf '{"a": [1, 2,]}' >"$BATS_TEST_TMPDIR/f.json"
    run -1 --separate-stderr "$CORDON" balance check "$BATS_TEST_TMPDIR/f.json"
    [[ "$output" == *'f.json:1:13: "]" here; expected a value' ]]
    printf '[%.0s' $(seq 40) >"$BATS_TEST_TMPDIR/f.json"
    run -1 --separate-stderr "$CORDON" balance check "$BATS_TEST_TMPDIR/f.json"
    [[ "$output" == *'more than 32 levels of nesting' ]]
    head -c 5000000 /dev/zero | tr '\0' ' ' >"$BATS_TEST_TMPDIR/f.json"
    run -3 --separate-stderr "$CORDON" balance check "$BATS_TEST_TMPDIR/f.json"
    [[ "$stderr" == *'more than 4194304 bytes'* ]] && [ "$(wc -l <<<"$stderr")" = 1 ]
    run -3 --separate-stderr "$CORDON" balance check "$BATS_TEST_TMPDIR/none.json"
    [ "$(wc -l <<<"$stderr")" = 1 ]
}

@test "all faults of a file up to fifty, the rest counted" {
    f=$(edit $D/china_2024-06.json 'for (const x of j.factors) for (const e of x.evidence) e.grade = "Z9"')
    run -1 --separate-stderr "$CORDON" balance check "$f"
    [ "$(wc -l <<<"$output")" = 50 ]
    [ "$stderr" = "123 faults, the first 50 shown" ]
    run -3 --separate-stderr "$CORDON" balance show "$f"
    [[ "$stderr" == *'123 faults in all; "cordon balance check'* ]]
}

@test "check: what is weak in a sound file" {
    run -1 --separate-stderr "$CORDON" balance check $D/china_2024-06.json
    [ "$(grep -c evidence_used_twice <<<"$output")" = 25 ]
    [ "$(grep -c stale_evidence <<<"$output")" = 5 ]
    run -1 --separate-stderr "$CORDON" balance check $D/china_2024-06.json --stale 600
    ! grep stale_evidence <<<"$output" || false
    f=$(edit $D/china_2024-06.json 'j.factors[0].evidence.forEach(e => e.origin = "xi"); j.factors[1].evidence = []; j.factors[2].evidence[0].grade = "F6"')
    run -1 --separate-stderr "$CORDON" balance check "$f" --json
    for r in state_only no_evidence unjudged_grade; do grep -q "\"rule\":\"$r\"" <<<"$output"; done
    node -e 'process.argv[1].trim().split("\n").map(JSON.parse)' "$output"
    run -1 --separate-stderr "$CORDON" balance check $T/china_russia_example.json
    [[ "$output" == *"swing_without_anchor: pre2022: the largest points are 80"* ]]
    # Nothing wrong and nothing weak: exit 0.
    f=$(edit $T/china_russia_example.json 'j.origins = {o: {label: "o", state: false}}; j.contexts = [j.contexts[1]]; let n = 0;
        for (const x of j.factors) for (const e of x.evidence) { e.origin = "o"; e.date = "2024"; e.locator = "line " + n++; }')
    run -0 --separate-stderr "$CORDON" balance check "$f"
    [[ "$output" == *"18 factors, 1 contexts, 23 items of evidence, nothing wrong" ]]
}

@test "data move a factor that maps its series, and nothing else" {
    f=$(edit $D/china_2024-06.json 'j.factors.find(x => x.id === "c_trade").indicator = {series: "bilateral_trade", points: [[100, 0.2], [200, 0.4], [300, 0.9]]}')
    "$CORDON" balance show "$f" --values bilateral_trade=250 --draws 1000 --json >"$BATS_TEST_TMPDIR/o"
    ask "$BATS_TEST_TMPDIR/o" 'j.moved_by_data.length === 1 && near(j.moved_by_data[0].salience, 0.65, 1e-9) && !j.moved_by_data[0].beyond_mapping'
    ask "$BATS_TEST_TMPDIR/o" 'near(j.contexts.war.mode.balance, 0.170718 + 0.038194 * (0.65 - j.moved_by_data[0].salience_before), 2e-6)'
    run -0 "$CORDON" balance show "$f" --values bilateral_trade=999 --draws 1000
    [[ "$output" == *"bilateral_trade = 999 moves the salience of c_trade from"*"lies"*"beyond"* ]]
    run -2 "$CORDON" balance show "$f" --values cn_fdi_ru=1
    [[ "$output" == *"no factor of the file maps the series cn_fdi_ru"* ]]
    for v in x x=y =1 bilateral_trade=1,bilateral_trade=2 bilateral_trade=nan; do run -2 "$CORDON" balance show "$f" --values "$v"; done
}

@test "compare: what moved B, share by share, and why" {
    f=$(edit $D/china_2024-06.json 'j.as_of = "2024-12-15"; j.horizon = "2025-12-15";
        j.factors[0].salience = {lo: 0.5, mode: 0.6, hi: 0.7}; j.factors[0].evidence[0].grade = "C3"; j.factors[1].evidence.pop();
        j.contexts[0].weights.group_points.economic = 60;
        j.factors = j.factors.filter(x => x.id !== "d_arms"); for (const c of j.contexts) delete c.weights.points.d_arms;
        j.factors.find(x => x.id === "d_options").direction = "structural"; j.factors.find(x => x.id === "d_options").salience = null;
        for (const c of j.contexts) delete c.weights.points.d_options;
        j.dissent = []; j.changelog.push({date: "2024-12-15", who: "me", what: "threat lowered", why: "a summit"})')
    run -0 --separate-stderr "$CORDON" balance compare $D/china_2024-06.json "$f" --json
    echo "$output" >"$BATS_TEST_TMPDIR/o"
    ask "$BATS_TEST_TMPDIR/o" 'Object.values(j.contexts).every(c => near(c.after - c.before, c.by_factors + c.by_salience + c.by_weights, 3e-6))'
    ask "$BATS_TEST_TMPDIR/o" 'Object.keys(j.contexts).length === 9 && j.contexts.war.by_salience < 0 && j.contexts.ceasefire.by_weights === 0 && j.contexts.war.by_weights !== 0'
    ask "$BATS_TEST_TMPDIR/o" 'j.gone.join() === "d_arms" && j.factors.c_threat.evidence_changed === 1 && j.factors.c_order.evidence_gone === 1'
    ask "$BATS_TEST_TMPDIR/o" 'j.why.length === 1 && j.why[0].why === "a summit"'
    # Both ends are what show says.
    "$CORDON" balance show "$f" --draws 1000 --json >"$BATS_TEST_TMPDIR/s"
    node -e 'const [a, b] = process.argv.slice(1).map(f => JSON.parse(require("fs").readFileSync(f)));
        for (const c in a.contexts) require("assert")(Math.abs(a.contexts[c].after - b.contexts[c].mode.balance) < 2e-6);' "$BATS_TEST_TMPDIR/o" "$BATS_TEST_TMPDIR/s"
    run -0 --separate-stderr "$CORDON" balance compare $D/china_2024-06.json "$f"
    ! LC_ALL=C.UTF-8 grep -nE '^.{81}' <<<"$output"
    [[ "$output" == *"threat lowered; a summit (me)"* ]]
    run -0 --separate-stderr bash -c "'$CORDON' balance compare - '$f' --context war --json <$D/china_2024-06.json"
    run -3 --separate-stderr "$CORDON" balance compare $D/china_2024-06.json $D/russia_2024-06.json
    [[ "$stderr" == *"only editions for the same actor"* ]]
    run -2 "$CORDON" balance compare $D/china_2024-06.json "$f" --context none
}

@test "words and numbers that are none of the options: usage, one line" {
    for o in "--context none" "--salience middle" "--weights all" "--ties none" "--draws 10" "--draws 20000000" "--stale 5000"; do
        run -2 --separate-stderr "$CORDON" balance show $D/china_2024-06.json $o
        [ "$(wc -l <<<"$stderr")" = 1 ]
    done
    run -2 --separate-stderr "$CORDON" balance show $T/china_russia_example.json --weights groups
}
