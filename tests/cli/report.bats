#!/usr/bin/env bats
# cordon report: the page holds the figures the flows give, names their source, says what is not
# assessed, needs nothing from elsewhere and is the same every time.

setup_file() {
    root=$BATS_TEST_DIRNAME/../..
    export cordon=${CORDON:-$root/build/release/cordon}
    export invented=$root/tests/data/regime-invented
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
    "$cordon" report "$store" -o "$work/page.html" --json >"$work/findings" 2>"$work/words"
    "$cordon" init "$work/empty" --regime "$invented"
    "$cordon" report "$work/empty" -o "$work/empty.html" --json >"$work/empty.findings"
}

setup() { cd "$work"; }

# Fails with the text that is not on the page.
has() {
    local file=$1
    shift
    for text; do
        grep -qF -- "$text" "$file" || { echo "not in $file: $text"; return 1; }
    done
}

hasnt() {
    local file=$1
    shift
    for text; do
        ! grep -qiF -- "$text" "$file" || { echo "in $file: $text"; return 1; }
    done
}

# Every element is closed in order; void ones close themselves.
balanced() {
    awk '{
        rest = $0
        while (match(rest, /<\/?[a-zA-Z][a-zA-Z0-9]*[^>]*>/)) {
            tag = substr(rest, RSTART, RLENGTH)
            rest = substr(rest, RSTART + RLENGTH)
            name = tag
            gsub(/^<\/?|[ \/>].*$/, "", name)
            if (tag ~ /^<\//) {
                if (depth == 0 || open[depth] != name) { print FNR ": " tag " closes " open[depth]; exit 1 }
                depth--
            } else if (tag !~ /\/>$/) open[++depth] = name
        }
    }
    END { if (depth) { print "left open: " open[depth]; exit 1 } }' "$1"
}

@test "the listed codes: fall, rise and what the rise is of the fall" {
    has page.html "25,781.7" "7,329.6" "-71.57 %" "+94.59 %" "4,454.6" "8,668.4" \
        "is 23 % of the fall of 18.5 bn EUR for Russia" "is 16 % of the fall" \
        "is 7.2 % of the fall" "is 9.0 % of the fall" \
        "researcher&#39;s union of codes" "lawful" "include Belarus"
}

@test "totals without fuels, senders, growth, shares, two definitions" {
    has page.html "68,553.2" "36,015.5" "-47.46 %" "+6,327.2" "+47.72 %"
    has page.html "4,397.9" "2,123.1" "1,970.9" "1,785.7" "The 8 largest of 27 are shown"
    has page.html "+344.81 %" "+148.95 %" "+88.58 %" "+63.84 %"
    has page.html "24.8 %" "34.3 %" "45.2 %" "imputed"
    has page.html "73.5" "621.8" "partner by origin of the goods" "partner by consignment"
}

@test "ribbons: who sends the listed goods and where they go, before and after, in money" {
    has page.html "Under the codes listed by January 2023, exports to Russia fell from 25.8 bn EUR to 7.3 bn EUR; to the 6 others together they rose from 4.5 bn EUR to 8.7 bn EUR" \
        "Mar to Nov 2021: 30.2 bn EUR" "Mar to Nov 2022: 16.0 bn EUR" ">Russia 25.8<" ">Russia 7.3<" ">22 others 11.6<" \
        "22 others: the smaller senders, together 11.6 bn EUR and then 4.9 bn EUR" 'download="ribbons-listed.csv"'
    has page.html "have rows for fewer: Malta 14, Netherlands 17." # names, not codes
    # Each ribbon is drawn once in each drawing: six senders by seven destinations.
    [ "$(grep -c '<svg' page.html)" -ge 4 ]
    [ "$(sed -n '/id="ribbons-listed-before-t"/,/<\/svg>/p' page.html | grep -o '<path' | wc -l)" -eq 42 ]
    # The rows of the file add up to what `cordon flows growth` gives for all.
    grep -o 'href="data:text/csv[^"]*" download="ribbons-listed' page.html | sed 's/.*utf-8,//; s/".*//; s/%/\\x/g' >rows
    printf '%b' "$(cat rows)" | tr -d '\r",' | grep -c . >count
    [ "$(cat count)" -eq 57 ] # a head, 42 cells, 7 + 6 sums and all
    has page.html ">25,781.7<" ">7,329.6<"
    has findings '"rule":"report.ribbons"' "22 others"
    has empty.html "Widgets from the allies to the islands" "ask the whales"
}

@test "half-years like for like, as written and carried" {
    has page.html "Jul to Nov 2021" "926.0" "22.9" "52.5" "149.2" ">1.5<" ">10.4<" ">4.1<" ">16.5<" \
        "1,167.3" "1,269.7" "The last half-year is not whole: the file ends in Nov 2022" \
        "Only 19 of the 50 codes occur" "854151 in H5 (2020-01 to 2021-12): not comparable"
}

@test "the same figures as findings" {
    has findings '"score":-71.57' '"score":94.59' '"sum":25781' '"rule":"report.share"' \
        '"rule":"report.months"' '"rule":"report.halves"' '"rule":"report.missing"' \
        '"verdict":"not_assessed"' '"next_question":"no file; Comtrade request: reporter 156, partner 643'
    # One object a line, each with its own id.
    [ "$(grep -c '^{"id":"[0-9a-f]*",.*}$' findings)" -eq "$(wc -l <findings)" ]
    [ -z "$(cut -c1-42 findings | sort | uniq -d)" ]
    # Whatever was found names its evidence.
    ! grep '"verdict":"found"' findings | grep -q '"evidence":\[\]' || false
}

@test "a chart by month for each destination that has rows, the others named" {
    [ "$(grep -c '<polyline' page.html)" -eq 7 ]
    has page.html "top of axis: 250.0 mn EUR" "median 173.6, range 116.4 to 241.3 (25 months)" \
        "A: 2022-02-24" "goes from Jan 2020 to Nov 2022" "No row at all, so no chart, for 19 of 26"
}

@test "what silence means, refused slices, sources" {
    has page.html "reporter 156, partner 643, 50 HS6 codes, monthly from 2021-01, exports" \
        "ARM M 2023 refused (88 rows)" 'id="source-1"' 'href="#source-1"'
    sha=$("$cordon" sources "$store" --csv | sed -n 2p | grep -o '[0-9a-f]\{64\}')
    has page.html "$sha"
    # Every link inside the page leads somewhere.
    grep -o 'href="#[^"]*"' page.html | sort -u | sed 's/href="#\(.*\)"/id="\1"/' |
        while read -r id; do grep -qF -- "$id" page.html || { echo "no $id"; return 1; }; done
}

@test "nothing from elsewhere, no script" {
    for f in page.html empty.html; do
        hasnt $f "<script" "src=" "http:" "https:" "@import" "url(" "<link" "onload" "<iframe"
    done
}

@test "well formed, headings in order" {
    for f in page.html empty.html; do
        balanced $f
        if command -v xmllint >/dev/null; then xmllint --noout $f; fi
        grep -o '<h[1-6]' $f | tr -d '<h' |
            awk '$1 > last + 1 { print "h" $1 " after h" last; exit 1 } { last = $1 }'
        # Tables have captions, drawings have titles and descriptions.
        [ "$(grep -o '<table' $f | wc -l)" -eq "$(grep -o '<caption' $f | wc -l)" ]
        [ "$(grep -o '<svg' $f | wc -l)" -eq "$(grep -o '<desc' $f | wc -l)" ]
    done
}

@test "the same bytes every time, whatever the number of threads" {
    CORDON_THREADS=1 "$cordon" report "$store" -o again.html --json >again
    cmp page.html again.html
    cmp findings again
}

@test "an empty store and another regime: not assessed, and nothing of the first regime" {
    has empty.html "Invented measures against Antarctica" "not assessed" "the store holds no file" \
        "ask the penguins" "dataset islands"
    hasnt empty.html "russia" "china" "kyrgyz" "armenia" "comext" "priority list" "fell" "0.0"
    # What the regime's own tables say of its goods needs no store.
    has empty.html '<tr id="goods-851762">' "article 7 (ban to Antarctica, since 2021-05-01), Widgets may not go there: the codes of the list"
    hasnt empty.html '<tr id="goods-848210">' "controls nothing"
    grep -v '"rule":"report.goods_' empty.findings >rest
    hasnt rest '"verdict":"found"'
}

@test "facts up to a day: what ends later, and lists not in force, are not assessed" {
    "$cordon" report "$store" -o then.html --as-at 2022-06-30 2>/dev/null
    has then.html "the period 2022-03..2022-11 ends after 2022-06-30" "no code of the group chpl is in force on 2022-06-30"
    hasnt then.html "25,781.7" "926.0" "<polyline"
    has then.html "of the files were published after 2022-06-30"
}

@test "known by a day: later files are left out, strictly" {
    "$cordon" report "$store" -o strict.html --known-by 2023-06-30 2>/dev/null
    has strict.html "Strict: only files published by 2023-06-30 count." "later than known by: left out" "-71.57 %"
    hasnt strict.html "+344.81" "45.2 %"
}

@test "a period that lacks a month is not compared" {
    zcat "$BATS_TEST_DIRNAME/../../data/flows/eurostat_eu27_total_and_hs27_202001_202211.csv.gz" |
        grep -v '2022-10\|202210\|2022M10' >cut.csv
    if [ "$(wc -l <cut.csv)" -eq "$(zcat "$BATS_TEST_DIRNAME/../../data/flows/eurostat_eu27_total_and_hs27_202001_202211.csv.gz" | wc -l)" ]; then
        skip "the file writes its months in another way"
    fi
    "$cordon" init cut --regime russia-2022
    "$cordon" load cut cut.csv >/dev/null 2>&1 || [ $? -eq 1 ]
    "$cordon" report cut -o cut.html
    has cut.html "has no row of any reporter for 2022-10"
    hasnt cut.html "36,015.5"
}

@test "usage, and targets that cannot be written" {
    run "$cordon" report "$store"
    [ "$status" -eq 2 ]
    [[ $output == *"-o FILE"* ]]
    run "$cordon" report "$store" -o x.html --as-at yesterday
    [ "$status" -eq 2 ]
    run "$cordon" report "$work/none" -o x.html
    [ "$status" -eq 3 ]
    run "$cordon" report "$store" -o "$work/none/x.html"
    [ "$status" -eq 3 ]
    [ "${#lines[@]}" -eq 1 ]
    [[ $output == *"cannot be written"* ]]
    run "$cordon" report "$store" -o "$work"
    [ "$status" -eq 3 ]
    run "$cordon" report "$store" -o x.html --regime no-such-regime
    [ "$status" -eq 3 ]
    [ ! -e x.html ]
}

@test "a full disk: one line, exit 3, the old page stays and nothing is left behind" {
    mkdir full
    echo old >full/page.html
    run bash -c "trap '' XFSZ; ulimit -f 8; exec '$cordon' report '$store' -o full/page.html"
    [ "$status" -eq 3 ]
    [ "${#lines[@]}" -eq 1 ]
    [ "$(cat full/page.html)" = old ]
    [ "$(ls -A full)" = page.html ]
}
