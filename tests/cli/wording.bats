#!/usr/bin/env bats
# The wording rules: what the report and the tables behind it say keeps them, a text of one's own is
# held to them, and what contradicts the thesis is shown as prominently as what supports it.

setup_file() {
    root=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
    export root cordon=${CORDON:-$root/build/release/cordon} CORDON_DATA=$root
    export SOURCE_DATE_EPOCH=1767225600 # 2026-01-01
    export work=$BATS_FILE_TMPDIR
    export store=$work/store
    "$cordon" init "$store" --regime russia-2022
    for f in eurostat_eu27_export_sanctioned_cn8_202001_202211 eurostat_eu27_total_and_hs27_202001_202211 \
        eurostat_totals_monthly_201901_202408_and_annual_2010_2023 \
        armenia_by_country_monthly_200701_202412 imf_imts_russia_by_partner_2016_2024 \
        national_imports_by_partner_2019_2023_am_kg_kz_uz_eur; do
        "$cordon" load "$store" "$root/data/flows/$f.csv.gz" >/dev/null 2>&1 || [ $? -eq 1 ]
    done
    "$cordon" init "$work/empty" --regime russia-2022
}

setup() { cd "$work"; }

lint() { run "$cordon" report --lint "$@" --regime russia-2022; }

@test "the report of the bundled data and the regime's tables keep the rules" {
    run "$cordon" report "$store" --lint -o page.html
    echo "$output"
    [ "$status" -eq 0 ]
    [[ ${lines[-1]} =~ ^([0-9]+)\ sentences,\ 0\ found$ ]]
    [ "${BASH_REMATCH[1]}" -gt 300 ]
    [ -s page.html ]
}

@test "so do a report without data, one of an earlier day, and one as known by a day" {
    for more in "$work/empty" "$store --as-at 2022-06-30" "$store --known-by 2023-06-30"; do
        # shellcheck disable=SC2086
        run "$cordon" report $more --lint
        echo "$output"
        [ "$status" -eq 0 ]
    done
    if "$cordon" help report | grep -q -- --dyad; then
        for pair in CHN-RUS RUS-IND; do
            run "$cordon" report "$store" --dyad $pair --lint
            echo "$output"
            [ "$status" -eq 0 ]
        done
    fi
}

@test "so do the tables of data" {
    for f in "$root"/data/claims/*.csv "$root"/data/events/record.tsv "$root"/data/published_figures.csv; do
        [ -f "$f" ] || continue
        lint "$f"
        echo "$output"
        [ "$status" -eq 0 ]
    done
}

@test "every planted sentence is found with its rule, on a page and in a text" {
    n=0
    sed 1d "$root/tests/data/wording_bad.csv" >planted
    while IFS= read -r line; do
        rule=${line%%,*}
        rest=${line#*,}
        if [ "${rest:0:1}" = '"' ]; then bad=${rest#\"} && bad=${bad%%\"*}; else bad=${rest%%,*}; fi
        [ -n "$bad" ]
        printf 'A sentence before.\n\n%s\n' "$bad" >bad.txt
        printf '<p>A sentence before.</p>\n\n<p>%s</p>\n' "$bad" >bad.html
        for f in bad.txt bad.html; do
            lint $f
            echo "$rule in $f: $bad: $output"
            [ "$status" -eq 1 ]
            [[ ${lines[0]} == "$f:3: rule $rule, "* ]]
            [[ ${lines[1]} == "    $bad" ]]
            [[ ${lines[2]} == "    instead: "?* ]]
        done
        n=$((n + 1))
    done <planted
    [ $n -eq 26 ]
}

@test "what is found as JSON, and from standard input" {
    lint --json - <<<'The firm was cleared.'
    [ "$status" -eq 1 ]
    [ "${lines[0]}" = '{"place":"standard input","line":1,"rule":"13","id":"cleared","words":"cleared","sentence":"The firm was cleared.","message":"a check clears nobody","instead":"\"no bar found in what was checked\""}' ]
    [ "${lines[1]}" = "1 sentence, 1 found" ]
}

@test "quotations, code, tables of a page and drawings are not held to them" {
    cat >fine.html <<'TEXT'
<!DOCTYPE html><title>t</title><p>The note says &#8220;it was cleared&#8221;, and <q>no risk</q>; run <code>cleared</code>.</p>
<table><caption>Figures</caption><tr><td>cleared</td></tr></table><svg><title>cleared</title></svg>
<script>var cleared</script><style>.cleared{}</style><!-- cleared -->
TEXT
    lint fine.html
    echo "$output"
    [ "$status" -eq 0 ]
    printf 'Run `cleared` now.\n\n```\ncleared\n```\n| cleared |\n' >fine.md
    lint fine.md
    [ "$status" -eq 0 ]
}

@test "usage, a regime without rules, a table that is none, a file that is not there" {
    lint none.txt
    [ "$status" -eq 3 ]
    run "$cordon" report "$store" "$work/empty" --lint
    [ "$status" -eq 2 ]
    run "$cordon" report "$store" "$work/empty" -o x.html
    [ "$status" -eq 2 ]
    lint "$root/README.md" -o x.html
    [ "$status" -eq 2 ]
    run "$cordon" report --lint "$root/README.md" --regime "$root/tests/data/regime-invented"
    [ "$status" -eq 3 ]
    [[ $output == *"has no wording.csv"* ]]
    cp -R "$root/tests/data/regime-invented" own
    printf 'id,rule,kind,pattern,unless,needs,message,instead,source\nx,1,sentence,a |,,,m,i,s\n' >own/wording.csv
    run "$cordon" report --lint "$root/README.md" --regime own
    [ "$status" -eq 3 ]
    [[ $output == *"wording.csv line 2 column 4"*"an alternative without a word"* ]]
    printf 'id,rule,kind,pattern,unless,needs,message,instead,source\nx,1,sentence,penguins,,,no penguins,auks,s\n' >own/wording.csv
    run "$cordon" report --lint - --regime own <<<'Two penguins.'
    [ "$status" -eq 1 ]
    [[ ${lines[0]} == 'standard input:1: rule 1, "penguins": no penguins' ]]
    [ ! -e x.html ]
}

# The rows of one exhibit of the page, tags taken away: NAME<tab>CELL<tab>...
rows_of() {
    awk -v id="$1" 'on && /<h3/ { exit } index($0, "id=\"" id "\"") { on = 1 } on' page.html |
        grep -o '<tr><th scope="row">.*</tr>' | sed 's/<\/t[hd]>/\t/g; s/<[^>]*>//g; s/&#39;/'"'"'/g'
}

# Rule 14 is one of the page, not of sentences.
@test "what contradicts the thesis is shown as prominently as what supports it" {
    "$cordon" report "$store" -o page.html 2>/dev/null
    # Every destination the data have is in the exhibit, whichever way it moved, by its change.
    rows_of money-by-country >rows
    "$cordon" flows growth "$store" --dataset comext --group eu-listed-2023-01 --from EU \
        --to RUS,NEIGHBOURS_RUIMPEKS --by to --base 2021-03..2021-11 --period 2022-03..2022-11 --csv 2>/dev/null |
        sed 1d >data
    [ "$(wc -l <rows)" -eq "$(wc -l <data)" ]
    [ "$(cut -f4 rows | grep -c '^-')" -eq 1 ]
    [ "$(cut -f4 rows | grep -c '^+')" -eq 6 ]
    cut -f4 rows | tr -d ,+ | sort -n -c
    # The fall comes first on the first screen, and both are in money and on one scale.
    awk '/<ol class="leads"/ { on = 1 } on && /<li>/' page.html | sed 's/<[^>]*>//g' | head -n 2 >leads
    sed -n 1p leads | grep -q 'fell from'
    sed -n 2p leads | grep -q 'of the opposite change for'
    grep -q 'one scale for all; falls to the left, rises to the right' page.html
    # Under each exhibit of a rise: what else could explain it; what the list is not; what is lawful.
    grep -q 'What else could explain it: ' page.html
    grep -q 'much of the trade in these codes was lawful' page.html
    grep -q 'six neighbours include Belarus' page.html
    # Growth that stayed low is listed with growth that was high.
    grep -q '+63.84 %' page.html
    grep -q '+344.81 %' page.html
}
