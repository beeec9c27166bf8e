#!/usr/bin/env bats
# cordon goods check: an invoice line by line, in every form, of any length, with anything in it.
bats_require_minimum_version 1.5.0

setup_file() {
    cd "$BATS_TEST_DIRNAME/../.."
    export ROOT=$PWD SOURCE_DATE_EPOCH=1767225600 # 2026-01-01
    export MAP=ref=Line,code=HS,text=Description,quantity=Qty,unit=Unit,value=Value,currency=Currency
    cd "$BATS_FILE_TMPDIR"
    awk 'BEGIN { print "code,text,quantity,unit"; split("854231 852580 84571090 1012100 8542 85423100 123456 854231 848210 99", c, " ")
        split("pcs kg KGM what m2", u, " "); for (i = 1; i <= 2000; i++) printf "%s,text %d,%d,%s\n", c[i * 7919 % 10 + 1], i, i, u[i * 31 % 5 + 1] }' >many.csv
}
setup() { cd "$BATS_FILE_TMPDIR"; }

@test "the example: what does not fit is said, what fits is not" {
    run -1 "$CORDON" goods check "$ROOT/data/examples/invoice.csv" --map $MAP --as-at 2024-03-01
    [[ $output == *"line 4  code=852580; "*"goods.date: 852580 is a code of H5 (2017-01-01 to 2021-12-31), not of H6"* ]]
    [[ $output == *"line 5  code=848210; "*"goods.unit: the unit \"kg\" is one of mass, the nomenclature counts 848210 in \"u\""* ]]
    [[ $output == *"line 2  code=8457.30; "*"goods.neighbour: 845730 is on no list; 845710 beside it (same heading) is on chpl tier 4.B"* ]]
    [[ $output != *"line 3  "* ]]
    [[ $output == *"4 rows: "* ]]
    [[ $output == *"Codes of six digits are judged by H6, those of eight by the Combined Nomenclature of 2024."* ]]
    # On a day of 2021 the third line has a code.
    run -1 "$CORDON" goods check "$ROOT/data/examples/invoice.csv" --map $MAP --as-at 2021-06-01
    [[ $output != *"goods.date: "* ]]
}

@test "none, found, not assessed and failed are told apart" {
    printf 'code,unit\n854231,pcs\n' >clean.csv
    run -0 "$CORDON" goods check clean.csv
    [[ $output == *"1 rows: 0 with findings, 1 without, 0 not assessed in part, 0 failed"* ]]
    printf 'code,unit\n854231,what\n' >open.csv
    run -0 "$CORDON" goods check open.csv --json
    [[ $output == *'"not_assessed":"goods.unit: unit \"what\" is not known (data/goods/unit_names.csv)"'*'"verdict":"not_assessed"'* ]]
    printf 'code,quantity\n854231,1\n854231,12 pcs\n854231\n' >bad.csv
    run -3 "$CORDON" goods check bad.csv
    [[ $output == *'line 3 '*'goods.number: quantity "12 pcs" is no number'*'line 4 '*'1 fields, the header has 2'* ]]
    [[ $output == *"3 rows: 0 with findings, 1 without, 0 not assessed in part, 2 failed"* ]]
    printf 'code,quantity\n8542,1\n' >found.csv
    run -1 "$CORDON" goods check found.csv
    [[ $output == *"goods.unit"*"not asked: there is no column for it"* ]]
}

@test "every row has a row, in order, for any number of threads and in every form" {
    run -1 "$CORDON" goods check many.csv --as-at 2024-03-01 -o one.csv --threads 1
    run -1 "$CORDON" goods check many.csv --as-at 2024-03-01 -o five.csv --threads 5
    cmp one.csv five.csv
    [ "$(cut -d, -f1 one.csv | tail -n +2 | uniq | tr '\n' ' ')" = "$(seq -s' ' 2000) " ]
    [ ! -e one.csv.part ] && [ ! -e one.csv.resume ]
    run -1 --separate-stderr "$CORDON" goods check many.csv --as-at 2024-03-01 --csv
    [ "$output" = "$(cat one.csv)" ]
    [[ $stderr == *"2000 rows: "* ]]
    "$CORDON" goods check many.csv --as-at 2024-03-01 -o rows.parquet || [ $? = 1 ]
    "$CORDON" goods check many.csv --as-at 2024-03-01 -o rows.ndjson || [ $? = 1 ]
    [ "$(wc -l <rows.ndjson)" = "$(($(wc -l <one.csv) - 1))" ]
    # What was written as Parquet is read again.
    "$CORDON" goods check rows.parquet --map ref=record,code=code --as-at 2024-03-01 -o again.csv || [ $? = 1 ]
    [ "$(tail -n +2 again.csv | cut -d, -f1 | uniq | wc -l)" = "$(wc -l <rows.ndjson)" ]
    "$CORDON" goods check many.csv --json --as-at 2024-03-01 | tail -n 1 >summary
    [[ $(cat summary) == '{"summary":{"rows":2000,'*'"goods.unit":{"found":'* ]]
    for i in 1 2 3; do "$CORDON" goods check many.csv --as-at 2024-03-01 -o part$i.csv --shard $i/3 || [ $? = 1 ]; done
    { head -1 one.csv; tail -q -n +2 part1.csv part2.csv part3.csv | sort -s -t, -k1,1n; } | cmp - one.csv
}

@test "a unit value is held against the flows of a store" {
    "$CORDON" init st --regime russia-2022
    "$CORDON" load st "$ROOT/data/flows/comtrade_armenia_851713_monthly.csv.gz" || [ $? = 1 ]
    printf 'code,quantity,unit,value,currency\n851713,10,pcs,3000,USD\n851713,10,pcs,90000000,USD\n' >values.csv
    run -1 "$CORDON" goods check values.csv --as-at 2024-03-01 --store st
    [[ $output == *"line 3 "*"goods.unit-value: a unit is worth 9000000 USD per u"* && $output != *"line 2 "* ]]
    # The median, from the file itself.
    gzip -dc "$ROOT/data/flows/comtrade_armenia_851713_monthly.csv.gz" | node -e '
        const rows = require("fs").readFileSync(0, "utf8").trim().split("\n").map(l => l.match(/("([^"]|"")*"|[^,]*)(,|$)/g).map(c => c.replace(/,$/, "").replace(/^"|"$/g, "")))
        const h = rows.shift(), at = n => h.findIndex(c => c.toLowerCase() === n.toLowerCase())
        const p = rows.filter(r => +r[at("qty")] > 0 && +r[at("trade_value_us")] > 0).map(r => r[at("trade_value_us")] / r[at("qty")]).sort((a, b) => a - b)
        const k = (p.length - 1) / 2, m = Math.sqrt(p[Math.floor(k)] * p[Math.ceil(k)])
        console.log(p.length, m.toPrecision(4))' >median
    [[ $(tr -s ' \n' ' ' <<<"$output") == *"the median of $(cut -d' ' -f2 median) that $(cut -d' ' -f1 median) records"* ]]
    run -0 "$CORDON" goods check values.csv --as-at 2024-03-01
    [[ $output == *"goods.unit-value"*"not asked: needs --store"* ]]
}

@test "the lists of the day stand beside a row" {
    printf 'code\n845710\n848210\n010121\n' >listed.csv
    run -0 --separate-stderr "$CORDON" goods check listed.csv --csv --as-at 2024-02-22
    [[ ${lines[1]} != *chpl* && ${lines[2]} == *"chpl 3.B"* && ${lines[3]} == *"eu-listed"* || ${lines[3]} == *"no list"* ]]
    run -0 --separate-stderr "$CORDON" goods check listed.csv --csv --as-at 2024-02-23
    [[ ${lines[1]} == *"chpl 4.B since 2024-02-23"* ]]
}

@test "hostile cells are bounded, escaped, neutralised and counted" {
    {
        printf 'code,text,quantity,unit\n'
        printf '"=cmd|'"'"' /C calc'"'"'!A0",<script>alert(1)</script>,"=1+1",@SUM(A1)\n'
        printf '8542\xe2\x80\xae31,\xe2\x80\xaertl,1,\xe2\x80\xaegk\n'
        printf '854231,\xff\xfe,1,pcs\n'
        printf '854231,%s,1,pcs\n' "$(head -c 1000000 /dev/zero | tr '\0' x)"
        printf '%s,x,1,pcs\n' "$(head -c 900000 /dev/zero | tr '\0' 9)"
        printf '854231,\033[31mred,1,pcs\n'
    } >hostile.csv
    run -1 "$CORDON" goods check hostile.csv -o hostile.out.csv
    ! grep -E '(^|,)"?[=@+]' hostile.out.csv || false
    [ "$(wc -c <hostile.out.csv)" -lt 10000 ]
    grep -q "^3,4,.*goods.record,failed,.*text is not valid UTF-8" hostile.out.csv
    run -1 "$CORDON" goods check hostile.csv
    [ "${#output}" -lt 10000 ]
    [[ $output != *$'\033'* && $output != *$'\u202e'* ]]
    run -1 "$CORDON" goods check hostile.csv --json
    [[ $output != *$'\033'* ]]
    node -e 'require("fs").readFileSync(0, "utf8").trim().split("\n").forEach(s => JSON.parse(s))' <<<"$output"
}

@test "what is no table, and what is too long, is told with its place" {
    printf 'code,text\n854231,a\0b\n' >nul.csv
    run -3 "$CORDON" goods check nul.csv
    [[ $output == *"nul.csv line 2"*NUL* ]]
    { printf 'code,text\n854231,a\n854231,'; head -c 1200000 /dev/zero | tr '\0' x; printf '\n'; } >long.csv
    run -3 "$CORDON" goods check long.csv
    [[ $output == *"long.csv line 3"*"1048576 bytes"* ]]
    printf 'a,b\n1,2\n' >none.csv
    run -3 "$CORDON" goods check none.csv
    [[ $output == *"no column is named code, text, unit, ..."* ]]
    run -3 "$CORDON" goods check none.csv --map code=HS
    [[ $output == *'no column "HS"'* ]]
    run -3 "$CORDON" goods check /nonexistent.csv
    run -2 "$CORDON" goods check none.csv --map colour=b
    [[ $output == *"is no field: ref, code, text, quantity, unit, value or currency"* ]]
    run -3 "$CORDON" goods check none.csv --nomenclature H9
    run -2 "$CORDON" goods check none.csv --csv --json
    run -2 "$CORDON" goods check none.csv --shard 3/2
    run -2 "$CORDON" goods check
}
