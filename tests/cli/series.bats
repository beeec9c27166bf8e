#!/usr/bin/env bats
# cordon flows series and growth from outside: formats, sets, breakdowns, refusals and exit codes.
bats_require_minimum_version 1.5.0

setup_file() {
    export SOURCE_DATE_EPOCH=1767225600 # 2026-01-01
    export HERE=$BATS_FILE_TMPDIR
    export CORDON_STORE=$HERE/store
    cat >"$HERE/tiny.csv" <<-'EOF'
	row,field,column,value,form,scale,when
	,title,,Rows of a test,,,
	,publisher,,nobody,,,
	,dataset,,tiny,,,
	,reporter,r,,iso2|comtrade,,
	,partner,p,,iso2|comtrade,,
	,flow,f,,X=X|M=M,,
	,period,t,,yyyymm|yyyy,,
	,basis,b,,*,,
	,nomenclature,,HS,,,
	,code,c,,,,
	,transport,mot,,*,,
	,value,v,,,1,
	,currency,m,,*,,
	,mass,kg,,,1,
	EOF
    sed 's/,dataset,,tiny/,dataset,,other/' "$HERE/tiny.csv" >"$HERE/other.csv"
    cat >"$HERE/rows.csv" <<-'EOF'
	r,p,f,t,b,c,mot,v,m,kg
	DE,KZ,X,202101,destination,TOTAL,,1000.5,EUR,70
	DE,KZ,X,202101,destination,TOTAL,1,400,EUR,
	DE,KZ,X,202101,destination,TOTAL,2,600.5,EUR,
	DE,KZ,X,202101,destination,27,,200,EUR,50
	DE,KZ,X,202103,destination,TOTAL,,300,EUR,
	DE,KZ,X,202103,destination,TOTAL,2,300,EUR,
	DE,AM,X,202101,destination,TOTAL,,50,EUR,5
	FR,KZ,X,202101,destination,TOTAL,,20,EUR,2
	FR,CN,X,202101,destination,TOTAL,,9000,EUR,1
	DE,KZ,X,202101,destination,854231,,7,EUR,1
	DE,KZ,X,202101,destination,854232,,8,EUR,1
	KZ,DE,M,202101,origin,TOTAL,,1100,EUR,
	KZ,DE,M,202101,consignment,TOTAL,,900,EUR,
	IT,KZ,X,202101,destination,TOTAL,,5,USD,
	ES,KZ,X,2020,destination,TOTAL,,60,EUR,
	ES,KZ,X,2021,destination,TOTAL,,90,EUR,
	ES,W00,X,2021,destination,TOTAL,,900,EUR,
	EOF
    printf '%s\n' r,p,f,t,b,c,mot,v,m,kg PL,KZ,X,202101,destination,TOTAL,,1,EUR, DE,KZ,X,201901,destination,TOTAL,,2,EUR, >"$HERE/more.csv"
    "$CORDON" init "$CORDON_STORE" --regime russia-2022
    "$CORDON" load "$CORDON_STORE" "$HERE/rows.csv" --as "$HERE/tiny.csv" --vintage 2022-06-01
    "$CORDON" load "$CORDON_STORE" "$HERE/more.csv" --as "$HERE/other.csv" --vintage 2022-06-01
    "$CORDON" load "$CORDON_STORE" data/flows/comtrade_armenia_851713_monthly.csv.gz
}

series() { "$CORDON" flows series --dataset tiny "$@"; }
growth() { "$CORDON" flows growth --dataset tiny "$@"; }
refused() { # CODE WORDS ARGS...: nothing on stdout, one line on stderr that has the words
    want=$1 words=$2; shift 2
    run --separate-stderr "$CORDON" flows "$@"
    echo "$status: $stderr"
    [ "$status" = "$want" ] && [ -z "$output" ] && [ "$(wc -l <<<"$stderr")" = 1 ] && [[ "$stderr" == *"$words"* ]]
}

setup() { cd "$BATS_TEST_DIRNAME/../.." && ROOT=$PWD; }

@test "the four formats have the same figures" {
    cd "$BATS_TEST_TMPDIR"
    series --from DEU --to KAZ >table 2>/dev/null
    series --from DEU --to KAZ --json >json 2>json.notes
    series --from DEU --to KAZ --csv >csv 2>csv.notes
    series --from DEU --to KAZ --csv --bom >bom 2>/dev/null
    [ "$(cat json)" = '{"dataset":"tiny","period":"2021-01","value":1000.5,"currency":"EUR","mass_kg":70,"rows":1,"estimate":"reported"}
{"dataset":"tiny","period":"2021-03","value":300,"currency":"EUR","mass_kg":null,"rows":1,"estimate":"reported"}' ]
    [ "$(tr -d '\r' <csv)" = 'dataset,period,value,currency,mass_kg,rows,estimate
tiny,2021-01,1000.5,EUR,70,1,reported
tiny,2021-03,300,EUR,,1,reported' ]
    [ "$(head -c 3 bom | od -An -tx1 | tr -d ' ')" = efbbbf ]
    tail -c +4 bom | cmp - csv
    cmp json.notes csv.notes
    grep -q 'Germany > Kazakhstan, all goods, dataset tiny (HS, level 0, partner by destination), as at 2026-01-01, known by 2026-01-01.' json.notes
    grep -q 'Germany > Kazakhstan, all goods' table
    series --from DEU --to KAZ --xlsx book.xlsx
    mkdir book && cd book && python3 -c 'import zipfile; zipfile.ZipFile("../book.xlsx").extractall()'
    grep -q '<v>1000.5</v>' xl/worksheets/sheet1.xml
    grep -q '<v>300</v>' xl/worksheets/sheet1.xml
    grep -q 'Germany &gt; Kazakhstan' -r xl
}

@test "periods without rows are not listed: missing is not zero" {
    run -0 --separate-stderr series --from DEU --to KAZ --csv
    [ "${#lines[@]}" = 3 ]
    [[ "$output" != *2021-02* ]]
    run -0 --separate-stderr series --from DEU --to KAZ --csv --period 2021-01..2021-12
    [[ "$stderr" == *"2021-01..2021-12: rows for 2 of 12 months"* ]]
}

@test "--sql prints the statement that was run" {
    run -0 --separate-stderr series --from DEU --to KAZ,ARM --by month,to --sql
    [[ "${lines[0]}" == SELECT* ]]
    [[ "$output" == *"f.source_id IN (1)"*"f.partner IN ('ARM', 'KAZ')"* ]]
    cd "$BATS_TEST_TMPDIR"
    cp "$CORDON_STORE/warehouse.duckdb" copy.duckdb
    cat >sum.c <<-'EOF'
	#include <duckdb.h>
	#include <stdio.h>
	int main(void) {
	    static char sql[65536];
	    duckdb_database d; duckdb_connection c; duckdb_result r;
	    sql[fread(sql, 1, sizeof sql - 1, stdin)] = 0;
	    if (duckdb_open("copy.duckdb", &d) || duckdb_connect(d, &c) || duckdb_query(c, sql, &r)) return 1;
	    for (idx_t i = 0; i < duckdb_row_count(&r); i++)
	        printf("%lld\n", (long long)duckdb_value_int64(&r, 8, i));
	    return 0;
	}
	EOF
    engine=$ROOT/third_party/duckdb
    gcc -w sum.c -o sum -I"$engine/include" -L"$engine/lib" -lduckdb -Wl,-rpath,"$engine/lib"
    [ "$(./sum <<<"$output" | tr '\n' ' ')" = "50000 1000500 300000 " ]
    [ "$(series --from DEU --to KAZ,ARM --by month,to --csv 2>/dev/null | tail -n +2 | cut -d, -f4 | tr '\n' ' ')" = "50 1000.5 300 " ]
    refused 2 "--sql shows one statement" series --dataset tiny --from DEU --to KAZ --sql --exclude 27
}

@test "one mode of transport; totals are taken once, and the parts beside them are not added" {
    [ "$(series --from DEU --to KAZ --transport 2 --csv 2>/dev/null | cut -d, -f2,3 | tail -n +2 | tr '\n' ' ')" = "2021-01,600.5 2021-03,300 " ]
    [ "$(series --from DEU --to KAZ --transport 1 --csv 2>/dev/null | cut -d, -f2,3 | tail -n +2 | tr '\n' ' ')" = "2021-01,400 " ]
    run -0 --separate-stderr series --from DEU --to KAZ --by year --csv
    [[ "$output" == *"tiny,2021,1300.5,EUR,,2,reported"* ]]
}

@test "a file with the mode 0 has totals: the published figures of one code" {
    run -0 --separate-stderr "$CORDON" flows series --dataset comtrade --flow X --from ARM --to ARE --codes 851713 --by year --csv
    want=$(gzip -dc data/flows/comtrade_armenia_851713_monthly.csv.gz | awk -F, '$7=="X" && $12=="ARE" && $1==2022 {for (i=1;i<=NF;i++) if ($i ~ /TOTAL MOT/) break; s+=$(i+7)} END{printf "%.3f", s}')
    echo "$want: $output"
    awk -F, -v w="$want" 'NR>1 && $2==2022 {ok = ($3-w<0.01 && w-$3<0.01 && w>0)} END{exit !ok}' <<<"$output"
}

@test "--exclude takes codes out, --share-of divides by the same goods" {
    run -0 --separate-stderr series --from DEU --to KAZ --exclude 27 --csv
    [[ "$output" == *"2021-01,800.5,EUR,20,2,reported"*"2021-03,300,EUR,,1,reported"* ]]
    run -0 --separate-stderr series --from DEU,FRA --to KAZ --by month,from --share-of KAZ,ARM,CHN --period 2021-01 --csv
    echo "$output"
    grep -q '^tiny,2021-01,DEU,1000.5,EUR,70,1,reported,1050.5,95.24' <<<"$output"
    grep -q '^tiny,2021-01,FRA,20,EUR,2,1,reported,9020,0.2217' <<<"$output"
    refused 2 "by period and partner only" series --dataset tiny --from DEU --to KAZ --exclude 27 --by code
    refused 2 "by period and partner only" series --dataset tiny --from DEU --to KAZ --share-of ARM --by line
}

@test "sets: roles, lists, and areas taken away again" {
    of() { series --from "$1" --to "$2" --by to --period 2021-01 --csv 2>/dev/null | tail -n +2 | cut -d, -f2,3 | tr '\n' ' '; }
    # The hubs of the regime have Armenia, China and Kazakhstan among them.
    [ "$(of DEU,FRA hubs)" = "ARM,50 CHN,9000 KAZ,1020.5 " ]
    [ "$(of DEU,FRA hubs,-KAZ)" = "ARM,50 CHN,9000 " ]
    [ "$(of DEU,FRA "hubs, -Kazakhstan , -chn")" = "ARM,50 " ]
    [ "$(of "Germany" "Armenia,KAZ")" = "ARM,50 KAZ,1000.5 " ]
    run -0 --separate-stderr series --from DEU,FRA --to hubs --period 2021-01
    [[ "$output" == *"partners have no rows in dataset tiny: "* ]]
    refused 2 "takes areas away from none" series --dataset tiny --from DEU --to -KAZ
    refused 2 '"nowhere" is not known' series --dataset tiny --from DEU --to nowhere
    refused 2 'has no member' series --dataset tiny --from DEU --to KAZ,-KAZ
}

@test "groups, codes and keys" {
    run -0 --separate-stderr series --from DEU --to KAZ --group chpl --by month,tier,code --csv
    [[ "$output" == *"2021-01,854231,1,7,"*"2021-01,854232,1,8,"* ]]
    [ "$(series --from DEU --to KAZ --codes 85,854231 --by line --csv 2>/dev/null | tail -n +2 | cut -d, -f2,3 | tr '\n' ' ')" = "85,8 854231,7 " ]
    [ "$(series --from DEU --to KAZ --codes 8542.31 --by "" --csv 2>/dev/null; echo $?)" = 2 ]
    [ "$(series --from DEU --to KAZ --by quarter --csv 2>/dev/null | cut -d, -f2,3 | tail -n +2)" = "2021-Q1,1300.5" ]
    [ "$(series --from DEU --to KAZ --by half --csv 2>/dev/null | cut -d, -f2,3 | tail -n +2)" = "2021-H1,1300.5" ]
    refused 2 'the regime russia-2022 has chpl' series --dataset tiny --from DEU --to KAZ --group nope
    refused 2 'no line of the group has the tier "9"' series --dataset tiny --from DEU --to KAZ --group chpl:9
    for code in 8 854 85423 8542311 854231111 85x; do
        refused 2 "codes \"$code\": expected a code of 2, 4, 6 or 8 digits" series --dataset tiny --from DEU --to KAZ --codes "$code"
    done
    refused 2 'by "day"' series --dataset tiny --from DEU --to KAZ --by day
    refused 2 "one of month, quarter, half and year" series --dataset tiny --from DEU --to KAZ --by month,year
    refused 2 "one of group, codes and exclude" series --dataset tiny --from DEU --to KAZ --group chpl --codes 85
}

@test "what could mean two things is refused with the words that decide" {
    refused 2 "consignment, origin; name one with --basis" series --dataset tiny --flow M --from DEU --to KAZ
    [ "$(series --flow M --from DEU --to KAZ --basis origin --csv 2>/dev/null | cut -d, -f3 | tail -1)" = 1100 ]
    refused 2 "other, tiny; name one with --dataset" series --from DEU --to KAZ
    refused 2 "several currencies" series --dataset tiny --from DEU,ITA --to KAZ
    refused 2 "is an aggregate" series --dataset tiny --from ESP --to KAZ,WORLD --by year
    refused 2 "level 0" series --dataset tiny --from DEU --to KAZ --codes 8542 --level 0
    refused 2 'flow "RX"' series --dataset tiny --from DEU --to KAZ --flow RX
    refused 2 "annual rows" series --dataset tiny --from ESP --to KAZ --freq A --by month
    refused 2 "annual rows" series --dataset tiny --from ESP --to KAZ --freq A --period 2020-01..2020-12
}

@test "what is not there is exit 3, in one line" {
    refused 3 'no loaded data answers: from "Poland" to "Kazakhstan", flow X, dataset tiny' series --dataset tiny --from POL --to KAZ
    refused 3 "in monthly rows" series --dataset tiny --from ESP --to KAZ
    refused 3 "level 8" series --dataset tiny --from DEU --to KAZ --level 8
    refused 3 "codes of 8 digits" series --dataset tiny --from DEU --to KAZ --codes 85423111
    refused 3 "in 2022" series --dataset tiny --from DEU --to KAZ --period 2022
    refused 3 "dataset nothing" series --dataset nothing --from DEU --to KAZ
    refused 3 "" series /nonexistent --from DEU --to KAZ
    [ "$(series --from ESP --to KAZ --freq A --csv 2>/dev/null | cut -d, -f2,3 | tail -n +2 | tr '\n' ' ')" = "2020,60 2021,90 " ]
}

@test "growth: what it compares, and what it does not" {
    run -0 --separate-stderr growth --from ESP --to KAZ --base 2020 --period 2021 --csv
    [ "$(tr -d '\r' <<<"${lines[1]}")" = "Spain,Kazakhstan,all goods,tiny,EUR,60,90,30,50" ]
    refused 2 "overlap" growth --dataset tiny --from ESP --to KAZ --base 2020..2021 --period 2021
    refused 2 "overlap" growth --dataset tiny --from DEU --to KAZ --base 2021-01..2021-03 --period 2021-03
    refused 2 "both years or both months" growth --dataset tiny --from ESP --to KAZ --base 2020 --period 2021-01
    refused 2 "base and period are needed" growth --dataset tiny --from ESP --to KAZ --period 2021
    refused 2 "the periods of growth" growth --dataset tiny --from ESP --to KAZ --base 2020 --period 2021 --by year
    # Nobody has rows for 2022: no fall of 100 %.
    refused 3 "nothing for 2022" growth --dataset tiny --from ESP --to KAZ --base 2021 --period 2022
    run -0 --separate-stderr growth --from DEU --to KAZ --base 2021-01 --period 2021-03 --csv
    [[ "$stderr" == *"2021-01 and 2021-03 are not the same months of the year"* ]]
    run -0 --separate-stderr growth --from DEU --to KAZ --base 2021-01..2021-02 --period 2021-03 --csv
    [[ "$stderr" == *"not of one length: 2 and 1 months"* ]]
}

@test "growth without a row is one finding not assessed, and no zeros" {
    run -0 --separate-stderr growth --from DEU --to CHN --base 2021-01 --period 2021-03 --json
    [ "${#lines[@]}" = 1 ]
    [[ "$output" == *'"verdict":"not_assessed","score":null'*'no rows in 2021-03 and none in 2021-01'* ]]
    run -0 --separate-stderr growth --from DEU --to CHN --base 2021-01 --period 2021-03 --csv
    [ "$(tr -d '\r' <<<"${lines[1]}")" = "Germany,China,all goods,tiny,EUR,,,," ]
}

@test "a finding of growth is replayed: same question, same bytes; another mode, another id" {
    q() { growth --from DEU --to KAZ --base 2021-01 --period 2021-03 --json "$@" 2>/dev/null; }
    cd "$BATS_TEST_TMPDIR"
    q >a; q >b; cmp a b
    [ "$(q | cut -c1-45)" != "$(q --transport 2 | cut -c1-45)" ]
    node -e '
        const f = JSON.parse(require("fs").readFileSync("a", "utf8"));
        if (Object.keys(f).join() !== "id,rule,subject,verdict,score,interval,q_value,as_at,known_by,evidence,method,parameters,text,next_question") process.exit(1);
        if (f.evidence[0].sum !== 1000.5 || f.evidence[1].sum !== 300 || f.evidence[0].sources[0] !== 1) process.exit(1);'
}

@test "the store: as argument, from CORDON_STORE, or a word about it" {
    cd "$BATS_TEST_TMPDIR"
    series --from DEU --to KAZ --json >from_environment 2>/dev/null
    (unset CORDON_STORE; "$CORDON" flows series "$HERE/store" --dataset tiny --from DEU --to KAZ --json >from_argument 2>/dev/null)
    cmp from_environment from_argument
    # The argument wins.
    CORDON_STORE=/nonexistent "$CORDON" flows series "$HERE/store" --dataset tiny --from DEU --to KAZ --json 2>/dev/null | cmp - from_argument
    unset CORDON_STORE
    refused 2 "CORDON_STORE" series --dataset tiny --from DEU --to KAZ
    run -0 "$CORDON" flows series --help
    run -2 "$CORDON" flows series a b --from DEU --to KAZ
}
