#!/usr/bin/env bats
# cordon goods convert and cordon goods group: codes in another nomenclature, nothing converted silently.
bats_require_minimum_version 1.5.0

setup() {
    cordon=${CORDON:-$BATS_TEST_DIRNAME/../../build/release/cordon}
    export SOURCE_DATE_EPOCH=1767225600 # 2026-01-01
    cd "$BATS_TEST_TMPDIR"
}

@test "a merged code is told to be wider, with what it shares and the way" {
    run "$cordon" goods convert 8542.31 --from HS2022 --to HS2017
    [ "$status" -eq 0 ]
    [[ $output == "854231 of H6 in H5: n:1, wider, 1 correlate"* ]]
    [[ $output == *"merged: 854231 also holds goods of 6 other codes of H6"* ]]
    [[ $output == *"way: H6 -> H5 (n:1, 1 code)"* ]]
    [[ $output == *"  854231    n:1  1.000000  Electronic integrated circuits"* ]]
    "$cordon" goods convert 854231 --from h6 --to hs2017 >again
    [ "$output" = "$(cat again)" ]
}

@test "hundreds of correlates: counted for people, all of them for programs" {
    run "$cordon" goods convert 852990 --from HS2022 --to HS2017
    [ "$status" -eq 0 ]
    [[ $output == "852990 of H6 in H5: n:n, not comparable, 483 correlates"* ]]
    [[ $output == *"no table of weights from H6 to H5"* ]]
    [[ $output == *"  and 471 more of its 483 correlates (--json and --csv have all)" ]]
    [ "${#lines[@]}" -lt 40 ]
    "$cordon" goods convert 852990 --from HS2022 --to HS2017 --json >out
    "$cordon" goods convert 852990 --from HS2022 --to HS2017 --csv >csv
    [ "$(wc -l <csv)" -eq 484 ]
    node - <<'P'
const same = require("assert").deepStrictEqual;
const d = JSON.parse(require("fs").readFileSync("out"));
same(Object.keys(d).join(" "), "code from to text relation verdict comparable why way correlates");
same([d.code, d.from, d.to, d.relation, d.verdict, d.comparable], ["852990", "H6", "H5", "n:n", "not comparable", false]);
same(d.correlates.length, 483);
same(d.correlates.every(c => c.relation === "n:n" && c.weight === null && c.sources > 1 && c.text), true);
same(d.way, [{from: "H6", to: "H5", relation: "n:n", codes: 483, weights: false}]);
P
}

@test "telephones are no correlate of a transducer that can be taken" {
    "$cordon" goods convert 854151 854159 --from HS2022 --to HS2017 --json >out
    node - <<'P'
const same = require("assert").deepStrictEqual;
for (const line of require("fs").readFileSync("out", "utf8").trim().split("\n")) {
    const d = JSON.parse(line);
    same([d.correlates.length, d.comparable, d.verdict], [157, false, "not comparable"]);
}
P
    run "$cordon" goods convert 854800 --from HS2022 --to HS2012
    [[ $output == "854800 of H6 in H4: n:1, wider, 1 correlate"*"854890"* ]]
}

@test "weights where a table has them, and the chain that loses them" {
    "$cordon" goods convert 852990 --from HS2012 --to HS2017 --csv >csv
    grep -q '^852990,H4,H5,n:n,weights,852990,1:n,1,0\.91843' csv
    sum=$(awk -F, 'NR > 1 { s += $9 } END { printf "%.9f", s }' csv)
    [ "$sum" = 1.000000000 ]
    run "$cordon" goods convert 851770 --from HS2012 --to HS2022
    [[ $output == *"not comparable, 21 correlates"* ]]
    [[ $output == *"way: H4 -> H5 (n:n, 5 codes) -> H6 (n:n, 21 codes, no weights)"* ]]
}

@test "years of the Combined Nomenclature, and to the six digits and back" {
    run "$cordon" goods convert 85299092 --from CN2022 --to CN2025
    [ "$status" -eq 0 ]
    [[ $output == *"85299093"*"85299096"* ]]
    [[ $output == *"CN2022 -> CN2023 (1:1, 1 code) -> CN2024 (1:1, 1 code) -> CN2025 (n:n, 2 codes, no weights)"* ]]
    run "$cordon" goods convert 85423111 --from CN2022 --to H6
    [[ $output == *"854231 also holds goods of 2 other codes of CN2022"* ]]
    run "$cordon" goods convert 854231 --from H6 --to CN2023
    [[ $output == *"1:n, parts, 3 correlates"*"85423111"*"85423119"*"85423190"* ]]
}

@test "a code that is none is told and passed over, exit 3" {
    run --separate-stderr "$cordon" goods convert 854140 854231 --from HS2022 --to HS2017
    [ "$status" -eq 3 ]
    [ "$stderr" = "cordon goods convert: H6 has no code 854140; it is a code of H0 H1 H2 H3 H4 H5 CN2021" ]
    [[ $output == "854231 of H6 in H5: n:1, wider"* ]]
    run "$cordon" goods convert 854231 854232 854140 --from HS2022 --to HS2017
    [[ $output == *"2 codes: 2 wider; 1 are no codes of H6" ]]
    run "$cordon" goods convert 854231 --from H9 --to H5
    [ "$status" -eq 3 ]
    [[ $output == *'no nomenclature "H9"; there are H0 to H6'*'CN1988 to CN2025' ]]
    [ "${#lines[@]}" -eq 1 ]
}

@test "wrong usage" {
    for args in "854231" "854231 --from H6" "--from H6 --to H5" "8542 --from H6 --to H5" "85423111 --from H6 --to H5" \
        "854231x --from H6 --to H5" "854231 --from H6 --to H5 --json --csv"; do
        run "$cordon" goods convert $args
        [ "$status" -eq 2 ]
        [ "${#lines[@]}" -eq 1 ]
    done
    run "$cordon" goods group chpl
    [ "$status" -eq 2 ]
}

@test "the list in a year of the CN: every code, 104 lines" {
    "$cordon" goods group chpl --as-at 2024-03-01 --in CN2023 --csv >out 2>notes
    [ "$(tail -n +2 out | wc -l)" -eq 104 ]
    [ "$(tail -n +2 out | cut -d, -f1 | sort -u | wc -l)" -eq 50 ]
    [ "$(tail -n +2 out | cut -d, -f6 | sort -u | wc -l)" -eq 104 ]
    [ "$(tail -n +2 out | cut -d, -f7 | sort -u)" = "as written" ]
    grep -q 'chpl on 2024-03-01: 50 codes, written as 104 codes of CN2023; of them 50 as written' notes
    "$cordon" goods group chpl --as-at 2023-10-01 --in CN2023 --csv >out 2>notes
    [ "$(tail -n +2 out | cut -d, -f1 | sort -u | wc -l)" -eq 45 ]
    grep -q '5 codes from 2024-02-23' notes
}

@test "before the list is dated, nothing is written and the answer says why" {
    run "$cordon" goods group chpl --as-at 2023-06-01 --in CN2023
    [ "$status" -eq 0 ]
    [[ $output == *"not of this day by the table: 45 codes from 2023-09-14 ("*"earlier additions undated in source)"* ]]
    [[ $output == *"38 codes before 14 September 2023 are not known one by one"* ]]
}

@test "the list in the revision before: quality for each code, and what is lost" {
    "$cordon" goods group chpl --as-at 2024-03-01 --in HS2017 --json >out 2>notes
    grep -q '50 codes, written as 48 codes of H5; of them 47 wider, 1 narrower, 2 not comparable' notes
    grep -q 'lost, nothing in H5 stands for them: 854151, 854159' notes
    node - <<'P'
const same = require("assert").deepStrictEqual;
const rows = require("fs").readFileSync("out", "utf8").trim().split("\n").map(JSON.parse);
same(rows.length, 50);
same(rows.some(r => r.to === "851712"), false);
same(rows.filter(r => r.to === null).map(r => r.code), ["854151", "854159"]);
const kept = rows.find(r => r.code === "852990");
same([kept.to, kept.quality, kept.verdict, kept.correlates], ["852990", "narrower", "not comparable", 483]);
same(rows.every(r => r.to === null || r.others > 0), true);
P
    run "$cordon" goods group chpl:4.B --as-at 2024-03-01 --in HS2017
    [[ $output == *"chpl:4.B on 2024-03-01: 5 codes, written as 5 codes of H5; of them 5 wider"* ]]
}

@test "headings and lines of eight digits are groups, too" {
    run "$cordon" goods group machine-tools-wide --in H6 --csv
    [ "$status" -eq 0 ]
    [[ $output == *"is a lens, a selection of codes: it controls nothing"* ]]
    "$cordon" goods group eu-listed-2023-01 --as-at 2023-06-01 --in CN2023 --csv >out 2>notes
    [ "$(tail -n +2 out | cut -d, -f1 | sort -u | wc -l)" -eq 2223 ]
    grep -q '2223 codes, written as' notes
}

@test "an undated group of the CN: codes of the newest year that has them, headings of the newest with a table" {
    cp -R "${CORDON_DATA:-$BATS_TEST_DIRNAME/../..}/regimes/russia-2022" mine
    echo 'mine,Mine,lens,CN,,test' >>mine/groups.csv
    printf 'mine,%s,,,,test,seen\n' 85299093 85299092 85423111 8482 99999999 >>mine/goods.csv
    "$cordon" goods group mine --regime mine --in CN2025 --csv >out 2>notes
    grep -q '^85299093,CN2025,,,,85299093,as written' out
    grep -q '^85299092,CN2024,,,,,not comparable,n:n' out
    grep -q '^85423111,CN2025,,,,85423111,as written' out
    grep -q '^84821010,CN2023,' out
    grep -q '^99999999,CN2025,,,,,not comparable,none,.*does not have the code' out
}

@test "groups, tiers and nomenclatures that there are not" {
    run "$cordon" goods group nothing --in CN2023
    [ "$status" -eq 3 ]
    [[ $output == *'has no group "nothing"; it has chpl, '* ]]
    run "$cordon" goods group chpl:9 --in CN2023
    [ "$status" -eq 3 ]
    [[ $output == *'no line of group chpl has the tier "9"'* ]]
    run "$cordon" goods group chpl --in CN2031
    [ "$status" -eq 3 ]
    [ "${#lines[@]}" -eq 1 ]
}

@test "goods is a command and a group of commands" {
    run "$cordon" goods --help
    [[ $output == *"Commands:"*"goods convert "*"goods group "*"Options:"* ]]
    "$cordon" help --roff goods >page
    grep -q '^\.SH COMMANDS$' page
    grep -q 'goods convert' page
    run "$cordon" goods 854231
    [[ $output == "85 "* ]]
    run "$cordon" goods -- convert # a word of a text
    [[ $output != *"From what to what"* && $output != *"from what to what"* ]]
}
