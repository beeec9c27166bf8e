#!/usr/bin/env bats
# Two vintages of one dataset: what was known on a day can be asked again later.
bats_require_minimum_version 1.5.0

setup() {
    export SOURCE_DATE_EPOCH=1767225600 # 2026-01-01
    cd "$BATS_TEST_TMPDIR"
    cat >tiny.csv <<-'EOF'
	row,field,column,value,form,scale,when
	,title,,Rows of a test,,,
	,publisher,,nobody,,,
	,dataset,,tiny,,,
	,reporter,r,,iso2,,
	,partner,p,,iso2,,
	,flow,,X,,,
	,period,t,,yyyymm|yyyy,,
	,basis,,destination,,,
	,nomenclature,,CN,,,
	,code,c,,,,
	,value,v,,,1,
	,currency,,EUR,,,
	EOF
    rows old.csv DE,RU,202101,850110,100 DE,RU,202101,850120,10 DE,KZ,202101,850110,1 GB,RU,202101,850110,5000
    # The later file has one of the two codes, one of the two partners, a value corrected and a new month.
    rows new.csv DE,RU,202101,850110,200 DE,RU,202102,850110,40
    "$CORDON" init store --regime russia-2022
}

rows() { to=$1; shift; { echo r,p,t,c,v; printf '%s\n' "$@"; } >"$to"; }
load() { "$CORDON" load store "$@" --as tiny.csv 2>>load.log; }

series() { "$CORDON" flows series store --from DEU --to "${TO-RUS,KAZ}" --level 6 --json "$@"; }
# "202101 111 202102 40": periods with their values.
values() { series "$@" 2>/dev/null | sed -E 's/.*"period":([0-9"-]+).*"value":([0-9.]+).*/\1 \2/' | tr -d '"' | tr '\n' ' '; }

@test "the newest vintage wins, for what it covers; the rest of the older one stays" {
    load old.csv --vintage 2022-01-15
    load new.csv --vintage 2022-03-15
    # 200 instead of 100; 10 under a code and 1 of a partner that the new file does not have.
    [ "$(values)" = "2021-01 211 2021-02 40 " ]
    [ "$(values --by month,code | tr -d '\n')" = "2021-01 201 2021-01 10 2021-02 40 " ]
}

@test "known by the day before, the old answer comes again byte for byte" {
    load old.csv --vintage 2022-01-15
    series --known-by 2022-03-14 >before.json 2>before.txt
    series --by code,month --known-by 2022-03-14 --sql >before.sql
    load new.csv --vintage 2022-03-15
    series --known-by 2022-03-14 >after.json 2>after.txt
    series --by code,month --known-by 2022-03-14 --sql >after.sql
    cmp before.json after.json && cmp before.txt after.txt && cmp before.sql after.sql
    series --known-by 2022-03-15 >then.json 2>/dev/null
    run ! cmp before.json then.json
    [ "$(values --known-by 2022-03-15)" = "2021-01 211 2021-02 40 " ]
    # A third that is not known yet takes nothing from the second.
    rows third.csv DE,RU,202101,850110,9000 DE,RU,202101,850120,9000
    load third.csv --vintage 2022-05-01
    [ "$(values --known-by 2022-04-30)" = "2021-01 211 2021-02 40 " ]
    series --known-by 2022-03-14 2>/dev/null | cmp - before.json
}

@test "the order of loading does not matter, the vintage does" {
    load new.csv --vintage 2022-03-15
    load old.csv --vintage 2022-01-15
    [ "$(values)" = "2021-01 211 2021-02 40 " ]
}

@test "of one vintage the file loaded later wins" {
    load old.csv --vintage 2022-01-15
    load new.csv --vintage 2022-01-15
    [ "$(values)" = "2021-01 211 2021-02 40 " ]
    rows again.csv DE,RU,202101,850110,300
    load again.csv --vintage 2022-01-15
    [ "$(values)" = "2021-01 311 2021-02 40 " ]
}

@test "before the first vintage nothing is known" {
    load old.csv --vintage 2022-01-15
    run -3 --separate-stderr series --known-by 2022-01-14
    [ -z "$output" ]
    [[ "$stderr" == "cordon flows series: no loaded data answers"*"known by 2022-01-14"* ]]
    # A vintage of tomorrow does not count today.
    load new.csv --vintage 2026-01-02
    [ "$(values)" = "2021-01 111 " ]
    [ "$(values --known-by 2026-01-02)" = "2021-01 211 2021-02 40 " ]
}

@test "without --vintage the day of loading is assumed, and that is said" {
    run -0 --separate-stderr "$CORDON" load store old.csv --as tiny.csv
    [[ "$stderr" == *"the vintage 2026-01-01 is assumed: the day of loading"* ]]
    run -0 --separate-stderr "$CORDON" sources store --json
    [[ "$output" == *'"vintage":"2026-01-01"'*'"vintage_basis":"assumed: the day of loading"'* ]]
    run -0 --separate-stderr "$CORDON" sources store --notes --csv
    [[ "$output" == *"assumed"* ]]
    run -3 --separate-stderr series --known-by 2025-12-31
    load new.csv --vintage 2022-03-15
    run -0 --separate-stderr "$CORDON" sources store --json
    [[ "$output" == *'"vintage":"2022-03-15"'*'"vintage_basis":"given"'* ]]
    # The assumed day is the later one.
    [ "$(values)" = "2021-01 111 2021-02 40 " ]
}

@test "the same bytes twice change nothing" {
    load old.csv --vintage 2022-01-15
    series >once.json 2>once.txt
    "$CORDON" sources store --json >sources.json
    cp old.csv another_name.csv
    run -0 --separate-stderr "$CORDON" load store old.csv another_name.csv --as tiny.csv --vintage 2023-01-01
    [[ "$stderr" == *"already loaded as source 1"*"already loaded as source 1"* ]]
    series >twice.json 2>twice.txt
    "$CORDON" sources store --json >sources_again.json
    cmp once.json twice.json && cmp once.txt twice.txt && cmp sources.json sources_again.json
    # The first vintage stays.
    run -3 series --known-by 2022-01-14
    [ "$(values --known-by 2022-01-15)" = "2021-01 111 " ]
}

@test "a newer file without a cell of its own codes and partners means that it is gone" {
    rows old2.csv DE,RU,202101,850110,7 DE,RU,202101,850120,8 DE,KZ,202101,850110,9
    rows new2.csv DE,RU,202101,850120,80 DE,KZ,202101,850110,90
    load old2.csv --vintage 2022-01-15
    load new2.csv --vintage 2022-03-15
    [ "$(values)" = "2021-01 170 " ]
}

@test "as at a day: a member that left a set is out, and a title says who was asked for" {
    load old.csv --vintage 2022-01-15
    eu_values() { "$CORDON" flows series store --from EU --to RUS --level 6 --json "$@" 2>/dev/null | sed -E 's/.*"value":([0-9.]+).*/\1/'; }
    [ "$(eu_values)" = 110 ]
    [ "$(eu_values --as-at 2020-02-01)" = 110 ]
    [ "$(eu_values --as-at 2020-01-31)" = 5110 ]
    run --separate-stderr "$CORDON" flows series store --from EU --to RUS --level 6 --as-at 2020-01-31
    [[ "$output" == *"European Union, members > Russia"*"as at 2020-01-31, known by 2026-01-01"* ]]
}

@test "a group is the one in force on the day" {
    rows chips.csv DE,RU,202101,854231,5 DE,RU,202101,845710,3
    load chips.csv --vintage 2022-01-15
    chpl() { values --group chpl "$@"; }
    [ "$(chpl)" = "2021-01 8 " ]
    # Tier 4.B came in February 2024.
    [ "$(chpl --as-at 2024-02-22)" = "2021-01 5 " ]
    [ "$(chpl --as-at 2024-02-23)" = "2021-01 8 " ]
    run -3 --separate-stderr series --group chpl --as-at 2023-09-13
    [[ "$stderr" == 'cordon flows series: no line of the group "chpl" is in force on 2023-09-13' ]]
    run -3 --separate-stderr series --group chpl:4.B --as-at 2024-02-22
    [[ "$stderr" == *'tier 4.B is in force on 2024-02-22' ]]
}
