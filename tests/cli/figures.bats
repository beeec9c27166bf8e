#!/usr/bin/env bats
# The published figures that the bundled data must give. Where a figure was published, the publication is
# named beside it (data/published_figures.csv has the ids); the other numbers were computed once from
# the same files with other software.
bats_require_minimum_version 1.5.0

setup_file() {
    export STORE=$BATS_FILE_TMPDIR/store
    "$CORDON" init "$STORE" --regime russia-2022
    "$CORDON" load "$STORE" data/flows/*.csv.gz || [ $? = 1 ]
}

growth() { "$CORDON" flows growth "$STORE" --csv "$@" 2>/dev/null; }
series() { "$CORDON" flows series "$STORE" --csv "$@" 2>/dev/null; }
# The cell of a CSV row: column NAME of the row whose column KEY is VALUE (or of the only row).
cell() { node -e '
    const [name, key, value] = process.argv.slice(1);
    const rows = require("fs").readFileSync(0, "utf8").trim().split("\n").map(l => l.match(/("([^"]|"")*"|[^,]*)(,|$)/g).map(c => c.replace(/,$/, "").replace(/^"|"$/g, "")));
    const head = rows.shift(), row = key ? rows.find(r => r[head.indexOf(key)] === value) : rows[0];
    process.stdout.write(row ? row[head.indexOf(name)] : "no row");' "$@"; }
near() { awk -v a="$1" -v b="$2" -v tol="$3" 'BEGIN{d=a-b; if (d<0) d=-d; if (a=="" || a=="no row" || !(d<=tol)) {print "got " a ", want " b " within " tol; exit 1}}'; }

LISTED="--dataset comext --group eu-listed-2023-01 --from EU --base 2021-03..2021-11 --period 2022-03..2022-11"
# Value columns of --csv are whole units of the currency.

@test "P03: EU exports under the listed codes to the target fell by 71.57 % (Zemlys-Balevicius 2023: -72)" {
    g=$(growth $LISTED --to RUS)
    near "$(cell growth_percent <<<"$g")" -71.57 0.005
    near "$(cell base <<<"$g")" 25781.7e6 0.05e6
    near "$(cell value <<<"$g")" 7329.6e6 0.05e6
}

@test "P04: to the six neighbours they rose by 94.59 % (he: +95)" {
    near "$(growth $LISTED --to six-neighbours | cell growth_percent)" 94.59 0.005
}

@test "P01, P02: totals without mineral fuels 68.55 to 36.02 bn; neighbours +6.33 bn, +47.7 %" {
    w="--dataset comext-totals --exclude 27 --from EU --base 2021-03..2021-11 --period 2022-03..2022-11"
    g=$(growth $w --to RUS)
    near "$(cell base <<<"$g")" 68.55e9 0.005e9
    near "$(cell value <<<"$g")" 36.02e9 0.005e9
    g=$(growth $w --to six-neighbours)
    near "$(cell change <<<"$g")" 6.33e9 0.005e9
    near "$(cell growth_percent <<<"$g")" 47.7 0.05
}

@test "P05: largest senders of listed goods to the target and its neighbours: DE 4.40 PL 2.12 IT 1.97 LT 1.79 bn" {
    g=$(growth $LISTED --to RUS,six-neighbours --by from)
    near "$(cell value from Germany <<<"$g")" 4.40e9 0.005e9
    near "$(cell value from Poland <<<"$g")" 2.12e9 0.005e9
    near "$(cell value from Italy <<<"$g")" 1.97e9 0.005e9
    near "$(cell value from Lithuania <<<"$g")" 1.79e9 0.005e9
    # The four are the largest.
    run bash -c 'tail -n +2 | awk -F, "{print \$(NF-2), \$1}" | sort -rn | head -4 | cut -d" " -f2 | tr "\n" " "' <<<"$(sed 's/"[^"]*"//g' <<<"$g")"
    [ "$output" = "Germany Poland Italy Lithuania " ]
}

@test "P07: growth of EU exports 2021-22: 344.8, 148.9, 88.6, 63.8 % and the false alarm 122.6 %" {
    g=$(growth --dataset eurostat-totals --from EU27_2020 --to KGZ,ARM,KAZ,UZB,TTO --base 2021 --period 2022 --by to)
    near "$(cell growth_percent to Kyrgyzstan <<<"$g")" 344.8 0.05
    near "$(cell growth_percent to Armenia <<<"$g")" 148.9 0.05
    near "$(cell growth_percent to Kazakhstan <<<"$g")" 88.6 0.05
    near "$(cell growth_percent to Uzbekistan <<<"$g")" 63.8 0.05
    near "$(cell growth_percent to 'Trinidad and Tobago' <<<"$g")" 122.6 0.05
}

@test "high priority exports July-November 2021 to 2022, codes as written: RU 926.0 to 22.9, KZ, KG, AM" {
    g=$(growth --group chpl --from EU --to RUS,KAZ,KGZ,ARM --by to --base 2021-07..2021-11 --period 2022-07..2022-11)
    near "$(cell base to Russia <<<"$g")" 926.0e6 0.05e6;     near "$(cell value to Russia <<<"$g")" 22.9e6 0.05e6
    near "$(cell base to Kazakhstan <<<"$g")" 52.5e6 0.05e6;  near "$(cell value to Kazakhstan <<<"$g")" 149.2e6 0.05e6
    near "$(cell base to Kyrgyzstan <<<"$g")" 1.5e6 0.05e6;   near "$(cell value to Kyrgyzstan <<<"$g")" 10.4e6 0.05e6
    near "$(cell base to Armenia <<<"$g")" 4.1e6 0.05e6;      near "$(cell value to Armenia <<<"$g")" 16.5e6 0.05e6
}

@test "only 19 of the 50 codes occur, and the reader is told" {
    run --separate-stderr "$CORDON" flows series "$STORE" --group chpl --from EU --to RUS --by year
    [[ "$output" == *"19 of 50 codes occur"* ]]
}

@test "three of the codes have no rows before 2022" {
    s=$(series --group chpl --from EU --to RUS,six-neighbours --by line,year)
    for code in 854151 854159 880730; do
        run bash -c "grep ',$code,' | cut -d, -f2 | sort -u | head -1" <<<"$s"
        [[ "$output" == 2022* || "$output" == "" ]]
    done
    grep -q ',880730,' <<<"$s"
}

@test "carried back to the older revision: 1,269.7 instead of 1,167.3, with each mapping's quality" {
    w="--group chpl --from EU --to RUS --by half --period 2021-07..2021-12"
    near "$(series $w | cell value)" 1167.3e6 0.05e6
    near "$(series $w --carry | cell value)" 1269.7e6 0.05e6
    run --separate-stderr "$CORDON" flows series "$STORE" $w --carry
    [[ "$output" == *"880730 in H5 (2021-07 to 2021-12): 880330, wider"* ]]
    [[ "$output" == *"854151 in H5 (2021-07 to 2021-12): not comparable"* ]]
    [[ "$output" != *851712* ]]
}

@test "2023: 74 mn by origin against 622 mn by consignment; without --basis neither is chosen" {
    w="--dataset armstat --flow M --from ARE --to ARM --period 2023 --by year"
    near "$(series $w --basis origin | cell value)" 74e6 0.5e6
    near "$(series $w --basis consignment | cell value)" 622e6 0.5e6
    run -2 --separate-stderr "$CORDON" flows series "$STORE" $w
    [[ "$stderr" == *"consignment, origin"*"--basis"* ]]
}

@test "share of one partner in imports, World row as denominator: 24.8, 34.3 and 45.2 %" {
    s=$(series --dataset imf-imts --flow M --from CHN --to RUS --by year --share-of WORLD)
    near "$(cell share_percent period 2021 <<<"$s")" 24.8 0.05
    near "$(cell share_percent period 2022 <<<"$s")" 34.3 0.05
    near "$(cell share_percent period 2023 <<<"$s")" 45.2 0.05
    [ "$(cell estimate period 2021 <<<"$s")" = reported ]
    [ "$(cell estimate period 2023 <<<"$s")" = imputed ]
}

@test "a group row is never added to countries" {
    run -2 --separate-stderr "$CORDON" flows series "$STORE" --dataset imf-imts --flow M --from CHN,WORLD --to RUS --by year
    [[ "$stderr" == *"aggregate"* ]]
}

@test "two datasets overlap and differ: one must be named" {
    run -2 --separate-stderr "$CORDON" flows series "$STORE" --from EU --to KAZ --period 2021
    [[ "$stderr" == *"comext-totals, eurostat-totals"*"--dataset"* ]]
}

@test "the two files share 6,146 monthly cells and differ in 995 of them" {
    q() { for f in X M; do
        a="--from EU --to RUS,ARM,GEO,KAZ,KGZ,UZB"; [ $f = X ] || a="--from RUS,ARM,GEO,KAZ,KGZ,UZB --to EU"
        series --dataset "$1" --flow $f $a --by month,from,to --period 2020-01..2022-11 --freq M |
            awk -F, -v f=$f 'NR>1{print f "," $2 "," $3 "," $4 "\t" $5}'
    done | sort; }
    q comext-totals >"$BATS_TEST_TMPDIR/a"
    q eurostat-totals >"$BATS_TEST_TMPDIR/b"
    run bash -c 'join -t "$(printf "\t")" "$1" "$2" | awk -F"\t" "{n++} \$2 != \$3 {d++} END {print n, d}"' _ "$BATS_TEST_TMPDIR/a" "$BATS_TEST_TMPDIR/b"
    echo "$output"
    [ "$output" = "6146 995" ]
}

@test "the year on another scale was refused with its reason, the rest was kept" {
    run "$CORDON" sources "$STORE" --refused --csv
    [[ "$output" == *"ARM M 2023 refused"* ]]
    s=$(series --dataset national-imports --flow M --from DEU --to ARM --by year)
    near "$(cell rows period 2022 <<<"$s")" 1 0
    [ "$(cell value period 2023 <<<"$s")" = "no row" ]
}

@test "findings name their evidence: sources, rows and sums" {
    run --separate-stderr "$CORDON" flows growth "$STORE" $LISTED --to RUS --json
    node -e 'const f = JSON.parse(process.argv[1]);
        const e = f.evidence;
        if (e.length !== 2 || e[0].kind !== "query" || !e[0].sources.length || !(e[0].rows > 0)) process.exit(1);
        if (f.score.toFixed(2) !== "-71.57" || f.verdict !== "found" || f.id.length !== 32) process.exit(1);' "$output"
}

@test "the same question gives the same bytes, whatever the number of threads" {
    for t in 1 2 4; do
        CORDON_THREADS=$t "$CORDON" flows series "$STORE" --group chpl --from EU --to hubs --by month,from,to,code --json 2>/dev/null | sha256sum
    done | sort -u >"$BATS_TEST_TMPDIR/sums"
    [ "$(wc -l <"$BATS_TEST_TMPDIR/sums")" = 1 ]
}
