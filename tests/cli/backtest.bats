#!/usr/bin/env bats
# cordon watch backtest: on a feed invented here, whose answer is known, and on the daily feed of 46 states, which
# does not ship. There the published settings were tried on 26 events in 11 pairs; one of the pairs (two events) is
# not in the file, so at most 24 of the 26 can be scored.
bats_require_minimum_version 1.5.0

setup_file() {
    export FEED=$BATS_FILE_TMPDIR/feed.csv EVENTS=$BATS_FILE_TMPDIR/events.tsv
    # Two pairs, 800 days of a small wave around 10; XA-XB jumps for a week at day 500 and falls at day 600.
    awk 'BEGIN {
        print "date,a,b,w"
        for (i = 0; i < 800; i++) {
            day = strftime("%Y%m%d", 1514764800 + 86400 * i, 1)
            if (i >= 700 && i < 704) continue
            w = 10 + (i * 7919 % 13) / 13; if (i >= 500 && i < 507) w = 30; if (i >= 600 && i < 607) w = -20
            printf "%s,XA,XB,%.3f\n%s,XB,XC,%.3f\n", day, w, day, 10 + (i * 104729 % 17) / 17
        }
    }' >"$FEED"
    printf '# invented\na\tb\tdate\tsign\tevent\n' >"$EVENTS"
    printf 'XA\tXB\t2019-05-16\t+\tjump\nXB\tXA\t2019-08-22\t-\tfall\n' >>"$EVENTS"
    printf 'XA\tXB\t2018-02-01\t+\tearly\nXA\tXC\t2019-05-16\t+\tno pair\nXB\tXC\t2019-03-01\t+\tnothing\n' >>"$EVENTS"
    export BIG=../shared/data/events/gdelt/dyads_daily_47.csv.xz TOTALS=../shared/data/events/gdelt/daily_totals.csv
}

backtest() { "$CORDON" watch backtest "$@"; }
# The value of KEY in the row of setting, half and level.
cell() { awk -F, -v key="$1" -v s="$2" -v l="$3" -v h="${4:-all}" 'NR==1{for(i=1;i<=NF;i++) c[$i]=i; next} $c["setting"]==s && $c["level"]==l && $c["pairs"]==h {print $c[key]}'; }

@test "a jump and a fall are seen, what is early or has no pair is said" {
    run --separate-stderr backtest "$FEED" "$EVENTS" --by event --csv
    echo "$output"
    [ "$status" -eq 0 ]
    [[ "${lines[1]}" == "XA,XB,2019-05-16,'+,jump,hit,"*",3," ]]
    [[ "${lines[2]}" == "XA,XB,2019-08-22,'-,fall,hit,"* ]]
    [[ "${lines[3]}" == *"early,not scorable,,,"*"too few weeks"* ]]
    [[ "${lines[4]}" == *"no pair,not scorable,,,the feed has no such pair" ]]
    [[ "${lines[5]}" == "XB,XC,2019-03-01,'+,nothing,miss,"* ]]
    [[ "$stderr" == *"they do not show that a surprise would be seen"* ]]
    [[ "$stderr" == *"4 days without any row"* ]]
}

@test "the curve: two of three hits at every level, JSON and CSV agree" {
    r=$(backtest "$FEED" "$EVENTS" --csv 2>/dev/null)
    echo "$r"
    [ "$(wc -l <<<"$r")" -eq 10 ]
    [ "$(cell hits week52 3 <<<"$r")" = 2 ]
    [ "$(cell scorable week52 3 <<<"$r")" = 3 ]
    j=$(backtest "$FEED" "$EVENTS" --json 2>/dev/null | sed -n 3p)
    echo "$j"
    [[ "$j" == '{"setting":"week52","pairs":"all","level":3,"hits":2,"scorable":3,'* ]]
    [ "$(backtest "$FEED" "$EVENTS" --json 2>/dev/null | sha256sum)" = "$(backtest "$FEED" "$EVENTS" --json 2>/dev/null | sha256sum)" ]
}

@test "the expected episodes have a seed; muting never adds an alert" {
    run --separate-stderr backtest "$FEED" "$EVENTS" --csv --seed 5
    [[ "$stderr" == *"week52 at 3: "*" episodes a scored year expected"*"seed 5)"* ]]
    m=$(backtest "$FEED" "$EVENTS" --csv --mute 2>/dev/null)
    echo "$m"
    for level in 2 3 4; do
        [ "$(cell episodes week52 $level <<<"$m")" -le "$(cell episodes week52 $level <<<"$output")" ]
        [ "$(cell scorable week52 $level <<<"$m")" = "$(cell scorable week52 $level <<<"$output")" ]
    done
}

@test "bad input: one clear line each" {
    bad() { run "$CORDON" watch backtest "${@:3}"; echo "$output"; [ "$status" -eq "$1" ] && [[ "$output" == *"$2"* ]] && [ "${#lines[@]}" -eq 1 ]; }
    cd "$BATS_TEST_TMPDIR"
    printf 'date,a,b,w\n20180101,XA,XB,x\n' >x.csv
    printf 'a\tb\tdate\tsign\tevent\nXA\tXB\t20180101\t+\te\n' >x.tsv
    bad 3 'x.csv line 2 column 4: w "x": expected a number' x.csv "$EVENTS"
    bad 3 'x.tsv line 2 column 3: date "20180101": expected a day such as 2022-02-24' "$FEED" x.tsv
    bad 3 'none.csv' none.csv "$EVENTS"
    bad 2 'there is no setting "week53": week52, sum52' "$FEED" "$EVENTS" --setting week53
    bad 2 'level "0"' "$FEED" "$EVENTS" --by event --level 0
    bad 2 'by "pair": expected event' "$FEED" "$EVENTS" --by pair
    run "$CORDON" watch backtest "$FEED"
    [ "$status" -eq 2 ]
}

@test "the help warns of hindsight" {
    run "$CORDON" watch backtest --help
    [ "$status" -eq 0 ]
    [[ "$(tr -s ' \n' ' ' <<<"$output")" == *"chosen with hindsight"* ]]
}

@test "the feed of 46 states: hits and episodes of every setting, as a separate program gives them" {
    [ -f $BIG ] || skip "needs the large data set"
    r=$(backtest $BIG data/events/backtest_events.tsv --totals $TOTALS --compare --csv 2>/dev/null)
    echo "$r"
    # hits/scorable, episodes: worked out once with a separate program on the same two files.
    while read -r setting level hits scorable episodes; do
        [ "$(cell hits "$setting" "$level" <<<"$r") $(cell scorable "$setting" "$level" <<<"$r") $(cell episodes "$setting" "$level" <<<"$r")" = "$hits $scorable $episodes" ] ||
            { echo "$setting $level"; false; }
    done <<'END'
week52 2.5 20 23 156
week52 3 19 23 122
week52 4 16 23 91
week52 5 14 23 67
sum52 2.5 20 23 154
sum52 3 18 23 122
sum52 4 16 23 86
sum52 5 12 23 63
log52 2.5 11 23 182
log52 3 9 23 160
log52 4 6 23 107
log52 5 5 23 86
week26 3 17 24 153
END
    [ "$(cell median_delay_days week52 3 <<<"$r")" = 4 ]
    for level in 3 4; do # 0 to 1 day
        [ "$(cell median_delay_days day364 $level <<<"$r" | cut -c1)" -le 1 ]
    done
}

@test "the floor: 84 % of the events at no more than 2.0 episodes a pair and year" {
    [ -f $BIG ] || skip "needs the large data set"
    r=$(backtest $BIG data/events/backtest_events.tsv --totals $TOTALS --setting week78 --halves --csv 2>/dev/null)
    echo "$r"
    # 21 of 25 was asked with the pair that the file does not have; 20 of 23 is more.
    awk -v h="$(cell hits week78 2.9 <<<"$r")" -v n="$(cell scorable week78 2.9 <<<"$r")" \
        -v e="$(cell episodes_per_pair_year week78 2.9 <<<"$r")" 'BEGIN {print h, n, e; exit !(h / n >= 21 / 25 && e <= 2.0)}'
    # On the half it was not chosen on: no fewer hits than week52 at fewer episodes.
    o=$(backtest $BIG data/events/backtest_events.tsv --totals $TOTALS --setting week52 --halves --csv 2>/dev/null)
    echo "$o"
    [ "$(cell hits week78 2.9 'second half' <<<"$r")" -ge "$(cell hits week52 3 'second half' <<<"$o")" ]
    [ "$(cell episodes week78 2.9 'second half' <<<"$r")" -lt "$(cell episodes week52 3 'second half' <<<"$o")" ]
    # And week52 itself, as published: no more than 2.0.
    awk -v e="$(cell episodes_per_pair_year week52 3 <<<"$o")" 'BEGIN {exit !(e <= 2.0)}'
}

@test "which events were missed" {
    [ -f $BIG ] || skip "needs the large data set"
    run --separate-stderr backtest $BIG data/events/backtest_events.tsv --totals $TOTALS --by event --level 3 --csv
    echo "$output"
    [ "$(grep -c ',miss,' <<<"$output")" -eq 4 ]
    [ "$(grep -c 'the feed has no such pair' <<<"$output")" -eq 2 ]
    grep -q ',"joint statement, Beijing",miss,2\.6' <<<"$output"
    grep -q ',"Belt and Road Forum, Beijing",miss,2\.' <<<"$output"
}
