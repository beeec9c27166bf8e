#!/usr/bin/env bats
# cordon report --dyad: the directions of all dimensions, the hybrid section, the nature of the
# alignment and the two-sided timeline, for any pair and any day. One small store, five pages.

setup_file() {
    root=$BATS_TEST_DIRNAME/../..
    export cordon=${CORDON:-$root/build/release/cordon}
    export SOURCE_DATE_EPOCH=1767225600 # 2026-01-01
    export work=$BATS_FILE_TMPDIR
    export store=$work/store
    "$cordon" init "$store" --regime russia-2022
    "$cordon" load "$store" "$root/data/flows/imf_imts_russia_by_partner_2016_2024.csv.gz" >/dev/null 2>&1
    "$cordon" load "$store" "$root/data/events/record.tsv" --vintage 2025-12-31 >/dev/null 2>&1
    for f in roll_calls.tsv votes_matrix.tsv ideal_points_2020-04_All.csv; do
        "$cordon" load "$store" "$root/data/events/unga/$f.xz" >/dev/null 2>&1 || [ $? -eq 1 ]
    done
    page cr --dyad CHN-RUS
    page ri --dyad RUS-IND
    page rp --dyad RUS-PRK
    page eve --dyad CHN-RUS --as-at 2022-02-23
}

page() {
    local name=$1
    shift
    "$cordon" report "$store" "$@" -o "$work/$name.html" --json >"$work/$name.json" 2>/dev/null
    # A section a line each, tags gone.
    sed -e 's/<[^>]*>/ /g' -e "s/&#39;/'/g" -e 's/  */ /g' "$work/$name.html" >"$work/$name.txt"
}

setup() { cd "$work"; }

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
        ! grep -qF -- "$text" "$file" || { echo "in $file: $text"; return 1; }
    done
}

# The text of a row or a part of the page, by the id it begins with.
row() { grep -o "<tr id=\"$2\">.*" "$1" | sed -e 's/<\/tr>.*//' -e 's/<[^>]*>/ /g' -e "s/&#39;/'/g" -e 's/  */ /g'; }
part() { sed -n "/<section id=\"$2\">/,/<\/section>/p" "$1"; }

@test "the direction of the military dimension is that of the index, led by the strongest evidence" {
    row cr.html row-military >out
    # 0 0 0 1 1 2 patrols in 2016 to 2021, 4 in 2024: exact p 0.01; exercises 4 against 2.7: flat.
    has out "Joint air and sea patrols; 2 of 3 indicators" "at least 4 patrols in 2024; 95 % from 1.1 to 10.2" \
        "0.7, mean of 2016 to 2021" "+3.3; seen from 3.3" "▲ up" "one source only; without the lead: flat"
    "$cordon" watch dims "$store" --dyad CHN-RUS --csv >dims
    grep -q '^military,,2024,z [0-9.]*,up,' dims
}

@test "a list made by hand is shown with its exact interval and gives no direction" {
    row cr.html row-hybrid-b >out
    has out "not assessed" "no direction is read from it" "at least 8 cases in 2024; 95 % from 3.5 to 15.8"
    row cr.html row-goods >out
    has out "silence is no sign that nothing was sent" "rounds in 2025; 95 % from" "reporter 156, partner 643"
    row cr.html row-coordination >out
    has out "not observable in these data"
}

@test "a list that was not kept for a state is not a zero" {
    row ri.html row-hybrid-b >out # of India
    has out "not assessed"
    hasnt out "0 cases"
    row ri.html row-hybrid-a >out # of Russia, whoever it is paired with
    has out "at least 8 cases in 2024"
    row ri.html row-military >out
    has out "not assessed"
}

@test "pairs to compare with are those that are named" {
    page ag --dyad RUS-IND --against CHN-IND,RUS-BLR
    row ag.html row-trade >out
    has out "rank 1 of 2 partners of Russia"
}

@test "contested cases: by kind and year, by who attributes, by sea, with the reply or how far it was sought" {
    part cr.html hybrid | sed -e 's/<[^>]*>/ /g' -e 's/  */ /g' >out
    # What the indicator counts, by kind: 6 attributions, 3 espionage, 1 sabotage of 2024 are its 10.
    has out "at least 10 in 2024" " 2024 6 3 1 0 " " 2023 0 1 1 0 " "no reply found, searched to 2025-12-31" \
        "a court 3 " "Baltic Sea 2 " "of them in the last 18 months" "Coordination is not observable in these data"
    hasnt out "1643" "in_force"
    # Of the record itself: cables and pipeline off the coast are two rows.
    [ "$(awk -F'\t' '$6 == "sabotage_case" && $7 == "CHN" && $10 ~ /Gulf of Finland|Swedish/' "$BATS_TEST_DIRNAME/../../data/events/record.tsv" | wc -l)" -eq 2 ]
    part ri.html hybrid | sed -e 's/<[^>]*>/ /g' >out
    has out "no list of them was kept for India" "at least 8 in 2024"
    # On the eve the last year is hatched, and none on record is not none.
    part eve.html hybrid >out
    has out "not over: late reports" "which is not known to be none" "searched to 2022-02-23" 'class="hatch"'
}

@test "the nature of the alignment: meetings, counts that differ, labels, votes with every variant that is loaded" {
    part cr.html alignment | sed -e 's/<[^>]*>/ /g' -e "s/&#39;/'/g" -e 's/  */ /g' >out
    has out "Meetings of the two leaders: at least 3 in 2024" "10 meetings counted" "22 meetings counted" "counted 19" \
        "37th meeting" "39 meetings" "43rd meeting" "Joint statements All 6" "decisive enabler" "twelve-point" \
        "87 % of the votes in 2019" "variant all: 0.476 in 2019" "dyads_daily_47.csv" "variant fp (votes on final passage)" "variant legacy"
    part rp.html alignment | sed -e 's/<[^>]*>/ /g' >out # no record was kept for them, votes there are
    has out "no row of a loaded record names the two in this by the day" "of the votes in 2019"
    hasnt out "Xi" "decisive enabler"
    # A year alone may be later than the day: the label of "2022" is not of the eve.
    part eve.html alignment | sed -e 's/<[^>]*>/ /g' >out
    has out "friendship without limits" "37th meeting"
    hasnt out "Defense of Japan 2022" "2023" "2024" "43rd"
}

@test "measures to the left, countermeasures and replies to the right, and what cannot be told apart" {
    "$cordon" load "$store" "$BATS_TEST_DIRNAME/../../data/flows/russia_fcs_main_partners_monthly_200601_202112.csv.gz" >/dev/null 2>&1
    page tl --dyad CHN-RUS
    sed -n '/id="timeline"/,/<details>/p' tl.html >out
    has out 'id="chart-timeline-t"' "what came back" "A date after another is not its cause." 'download="timeline-newest.csv"' \
        "China: reply to 2025-10-24" "EU 19th package"
    page te --dyad CHN-RUS --as-at 2022-02-23
    sed -n '/id="timeline"/,/<details>/p' te.html >out
    # The two dates of spring 2021 lie within three months of each other; May 2019 stands alone.
    grep '2021-04-18' out | grep -q 'a month before, .* after; not separable: 1 other date within 3 months'
    grep '2019-05-17' out | grep -q 'a month before'
    ! grep '2019-05-17' out | grep -q 'not separable' || false
    hasnt out "2023" "2024"
    # Of a pair in which nobody was listed: what is about one of them, or not assessed.
    sed -n '/id="timeline"/,/<\/section>/p' ri.html >out
    has out "EU 13th package"
    hasnt out "EU 16th package" # names nobody in India
}

# Days of two years: the pair at 20 of 1,000 a day, at 40 from 2021-03-01 on, with what the days add.
invented_matrix() {
    node -e '
        let x = 7; const noise = () => (x = (x * 16807) % 2147483647) / 2147483647 * 8 - 4;
        const out = ["date,a,b,w"];
        for (let d = Date.UTC(2020, 0, 6); d < Date.UTC(2022, 0, 3); d += 864e5) {
            const day = new Date(d).toISOString().slice(0, 10).replaceAll("-", "");
            if (day >= "20200601" && day < "20200615") continue;
            const w = (day < "20210301" ? 20 : 40) + noise();
            out.push(`${day},CHN,RUS,${w.toFixed(2)}`, `${day},CHN,USA,${(w - 1000).toFixed(2)}`);
        }
        console.log(out.join("\n"))'
}

@test "media events by week: a shift of level is a fact about that series, with its interval and no cause" {
    command -v node >/dev/null || skip "no node"
    invented_matrix >dyads.csv
    cp -r "$store" with-media
    "$cordon" load with-media dyads.csv --vintage 2022-02-01 >/dev/null 2>&1
    "$cordon" report with-media --dyad CHN-RUS -o media.html --json >media.json 2>/dev/null
    part media.html alignment | sed -e 's/<[^>]*>/ /g' -e 's/  */ /g' >out
    has out "from the week of 2021-03-01 on, cause unknown" "That week began 360 days before 2022-02-24" \
        "the last week before it lies, 95 %, between" "14 of 728 days are missing" "a fact about this series"
    hasnt out "dyads_daily_47.csv"
    run node "$BATS_TEST_DIRNAME/trace.mjs" media.html media.json
    [ "$status" -eq 0 ] || { echo "$output"; return 1; }
    # Before the shift there is none; of two that the matrix does not have nothing is said.
    "$cordon" report with-media --dyad CHN-RUS --as-at 2021-02-28 -o before.html 2>/dev/null
    part before.html alignment >out
    has out "no shift of level found"
    "$cordon" report with-media --dyad RUS-PRK -o none.html 2>/dev/null
    part none.html alignment >out
    has out "the loaded matrix of pairs has no row of the two by the day"
}

@test "media events of China and Russia: the shift of March 2021; the distance in all three variants" {
    large=$BATS_TEST_DIRNAME/../../../shared/data/events
    [ -e "$large/gdelt/dyads_daily_47.csv.xz" ] || skip "needs the large data set"
    cp -r "$store" large
    "$cordon" load large "$large/gdelt/dyads_daily_47.csv.xz" "$large/gdelt/daily_totals.csv" --vintage 2024-03-01 >/dev/null 2>&1
    "$cordon" load large "$large/unga/ideal_points_2025-07.csv.xz" --vintage 2025-07-01 >/dev/null 2>&1
    "$cordon" report large --dyad CHN-RUS -o large.html --json >large.json 2>/dev/null
    part large.html alignment | sed -e 's/<[^>]*>/ /g' -e 's/  */ /g' >out
    has out "another level from the week of 2021-03-08 on, cause unknown" "That week began 353 days before 2022-02-24" \
        "between 2020-12-28 and 2021-09-27" "variant all falls by 0.20" "variant fp rises by 0.19" \
        "variant legacy rises by 0.21" "contradict each other"
    hasnt out "no file with the variant" "dyads_daily_47.csv"
    run node "$BATS_TEST_DIRNAME/trace.mjs" large.html large.json
    [ "$status" -eq 0 ] || { echo "$output"; return 1; }
    run "$cordon" report large --dyad CHN-RUS -o lint.html --lint
    [ "$status" -eq 0 ]
}

@test "what cannot be seen does not ask for what is loaded" {
    sed -n '/id="blind"/,/<\/ul>/p' cr.html >out
    has out "reporter 156, partner 643" "EuRepoC" "SIPRI"
    hasnt out "Joint exercises" "joint exercises"
    sed -n '/id="blind"/,/<\/ul>/p' rp.html >out # the list was not kept for these two
    has out "More of it stands in the sections below"
    grep -q "Joint exercises of Russia and" rp.json
    row cr.html row-hybrid-a >out
    has out "To load: EuRepoC, initiator China."
    large=$BATS_TEST_DIRNAME/../../../shared/data/events
    [ -e "$large/cyber/eurepoc_2023-12_initiators.csv.xz" ] || skip "needs the large data set"
    cp -r "$store" seen
    "$cordon" load seen "$large/cyber/EuRepoC_Global_Database_1.1.csv.xz" "$large/arms/sipri_trade_register_2000_2023.csv.xz" >/dev/null 2>&1
    "$cordon" report seen --dyad CHN-RUS -o seen.html 2>/dev/null
    sed -n '/id="blind"/,/<\/ul>/p' seen.html >out
    has out "reporter 156, partner 643"
    hasnt out "EuRepoC" "SIPRI"
    row seen.html row-hybrid-a >out
    hasnt out "To load"
    part seen.html military >out
    hasnt out "the regime asks nothing here"
}

@test "actors that are no state are named, and not by a code" {
    for f in cr eve; do
        ! sed -e 's/href="data:[^"]*"//g' $f.html | grep -E '\b(EUU|NAT)\b' || false
    done
    has cr.txt "the European Union" "the North Atlantic Treaty Organization"
}

@test "sections: every number stands in a finding, and the wording rules hold" {
    command -v node >/dev/null || skip "no node"
    for f in cr ri rp eve; do
        run node "$BATS_TEST_DIRNAME/trace.mjs" $f.html $f.json
        [ "$status" -eq 0 ] || { echo "$f"; echo "$output"; return 1; }
    done
    run "$cordon" report "$store" --dyad CHN-RUS -o lint.html --lint
    [ "$status" -eq 0 ]
}
