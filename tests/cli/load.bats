#!/usr/bin/env bats
# Bad files: one clear line on stderr, the right exit code, and a store that is as it was.
# CORDON names the program to try, else the released build.
bats_require_minimum_version 1.5.0

setup() {
    cordon=${CORDON:-$BATS_TEST_DIRNAME/../../build/release/cordon}
    cd "$BATS_TEST_TMPDIR"
    flows=$BATS_TEST_DIRNAME/../../data/flows
    store=my.store
    "$cordon" init "$store" 2>/dev/null
    header='reporter,partner,cn,period,value_eur'
}

# 60 good rows in the layout of the EU cube, each with a key of its own.
good() {
    echo "$header"
    awk 'BEGIN { for (i = 1; i <= 60; i++) printf "AT,CN,84%02d1100,2022%02d,%d\n", i, 1 + i % 12, i }'
}

# What the store holds: its list of sources, and its rows as the tables have them.
holds() {
    "$cordon" sources "$1" --json
    CORDON_TEST_STORE=$1 "$(dirname "$cordon")/tests/store" rows_of_a_store | head -n 1
}

# The value of a key in each line of JSON: value KEY <lines.
value() { sed -E "s/.*\"$1\":(\"[^\"]*\"|[^,}]*).*/\1/"; }

# Tries to load; the store must not change, stderr is one line with all of $2... in it.
refused() {
    local args=$1 before words
    shift
    before=$(holds $store)
    # $args is a list of words on purpose.
    run -3 --separate-stderr "$cordon" load $store $args
    [ "$(holds $store)" = "$before" ]
    [ "$output" = "" ]
    [ "${#stderr_lines[@]}" -eq 1 ] || { echo "$stderr"; false; }
    [[ $stderr == "cordon load: "* ]]
    for words in "$@"; do
        [[ $stderr == *"$words"* ]] || { echo "no \"$words\" in: $stderr"; false; }
    done
    run -0 "$cordon" sources $store --refused
    [ "$(ls $store/tmp)" = "" ]
}

rows() { "$cordon" sources $store --json | value rows; }

@test "truncated and damaged files are refused whole" {
    good | gzip -n >good.csv.gz
    size=$(stat -c %s good.csv.gz)
    head -c $((size - 1)) good.csv.gz >cut.csv.gz
    refused cut.csv.gz cut.csv.gz "truncated"
    head -c $((size / 2)) good.csv.gz >half.csv.gz
    refused half.csv.gz half.csv.gz "truncated"
    # One byte of the packed data, and one of the checksum.
    for at in $((size / 2)) $((size - 6)); do
        cp good.csv.gz flipped.csv.gz
        byte=$(od -An -tu1 -j$at -N1 good.csv.gz)
        printf "\\$(printf %o $((byte ^ 16)))" | dd of=flipped.csv.gz bs=1 seek=$at conv=notrunc status=none
        refused flipped.csv.gz flipped.csv.gz "gzip: damaged data"
    done
    { cat good.csv.gz; echo more; } >tail.csv.gz
    refused tail.csv.gz "bytes after the end of the data"
    "$cordon" load $store good.csv.gz
    [ "$(rows)" = 60 ]
}

@test "a large file cut near its end leaves nothing" {
    f=eurostat_eu27_export_sanctioned_cn8_202001_202211.csv.gz
    head -c 5700000 "$flows/$f" >cut.csv.gz
    refused cut.csv.gz truncated
}

@test "files of another form are refused with what is wrong" {
    good | tr , ';' >semicolons.csv
    refused semicolons.csv "semicolons.csv line 1" "no layout has this header" "comext"
    good | tail -n +2 >headless.csv
    refused headless.csv "headless.csv line 1" "no layout has this header: \"AT,CN,84011100"
    refused "headless.csv --as comext" "needs the column \"reporter\""
    # The header's names stand over each other's values.
    good | sed '1s/.*/period,partner,cn,reporter,value_eur/' >swapped.csv
    refused swapped.csv "swapped.csv line 2 column" "(60 of 60 rows are bad, more than 5 %"
    { good; echo 'AT,"CN,84991100,202201,1'; good | tail -n 5; } >quote.csv
    refused quote.csv "quote.csv line 62" "a quote opened here is never closed"
    refused "$cordon" "a NUL byte: this is a binary file"
    : >empty.csv
    refused empty.csv "empty.csv: the file is empty"
    echo "$header" >header.csv
    refused header.csv "header.csv: the file has a header and no rows"
    mkdir folder
    refused folder "folder: is a directory, not a file"
    refused missing.csv "missing.csv: cannot open: No such file or directory"
    good >good.csv
    refused "good.csv --as klingon" "no layout \"klingon\"; known: armstat-country," "comtrade-47"
    refused "good.csv --as missing.csv" "missing.csv: cannot open"
    refused "good.csv --encoding klingon" "encoding \"klingon\" is not known"
}

@test "what cannot be read is told, not skipped" {
    [ "$(id -u)" -ne 0 ] || skip "root reads everything"
    good >secret.csv
    chmod 0 secret.csv
    refused secret.csv "Permission denied"
}

@test "a line of 10 GB is refused within two seconds" {
    head -c 64M /dev/zero | tr '\0' a | gzip -n >member.gz
    { echo "$header" | gzip -n; for i in $(seq 160); do cat member.gz; done; } >line.csv.gz
    [ "$(stat -c %s line.csv.gz)" -lt 12000000 ]
    started=$(date +%s%N)
    refused line.csv.gz "line.csv.gz line 2: this line is longer than 1 MB"
    [ $((($(date +%s%N) - started) / 1000000)) -lt 2000 ]
    # The same as the header.
    for i in 1 2 3; do cat member.gz; done >headerline.csv.gz
    refused headerline.csv.gz "headerline.csv.gz line 1: this line is longer than 1 MB"
}

@test "one row of another encoding is refused, and named; --encoding takes all" {
    echo 'countrySource,countryTarget,type,period,value_usd_mn' >latin.csv
    for i in $(seq 30); do echo "Austria,China,export,20$((i + 20))01,1.5"; done >>latin.csv
    printf 'Austria,C\364te d\047Ivoire,export,202201,1.5\n' >>latin.csv
    run -1 --separate-stderr "$cordon" load $store latin.csv --vintage 2024-01-01
    [[ $stderr == *"30 rows, 1 REFUSED"* ]]
    run -0 "$cordon" sources $store --refused --csv
    [[ ${lines[1]} == "1,32,2,countryTarget,C?te d'Ivoire,not valid UTF-8"* ]]
    [ "${#lines[@]}" -eq 2 ]
    "$cordon" init other.store
    run -0 --separate-stderr "$cordon" load other.store latin.csv --encoding windows-1252 --vintage 2024-01-01
    [[ $stderr == *" 31 rows ("* ]]
}

@test "bad rows are kept apart from good ones and counted" {
    { good; echo 'AT,CN,84991100,202213,5'; echo 'AT,CN,84991200,202201,-5'; echo 'AT,Atlantis,84991300,202201,5'; } >some.csv
    run -1 --separate-stderr "$cordon" load $store some.csv --json --vintage 2024-01-01
    [[ $stderr == *"60 rows, 3 REFUSED"* ]]
    [[ $output == *'"status":"loaded"'*'"rows":60,"refused":3,"rounded":0,'* ]]
    run -0 "$cordon" sources $store --refused --csv
    [ "${lines[1]}" = "1,62,4,period,202213,expected a period: a month from 01 to 12" ]
    [[ ${lines[2]} == "1,63,5,value_eur,"*"-5,expected a number that is not negative" ]]
    [ "${lines[3]}" = "1,64,2,partner,Atlantis,unknown area (schemes eurostat)" ]
    [ "${#lines[@]}" -eq 4 ]
    # The same with --strict: nothing.
    "$cordon" init strict.store
    store=strict.store refused "some.csv --strict" "some.csv line 62 column 4: period \"202213\"" "3 bad rows"
}

@test "more than one row in twenty is too much" {
    { good; for i in 1 2 3 4; do echo "AT,CN,8499${i}100,202213,$i"; done; } >many.csv
    refused many.csv "many.csv line 62 column 4: period \"202213\"" "(4 of 64 rows are bad, more than 5 %: the file is refused)"
}

@test "one bad file among good ones does not stop the others" {
    good >a.csv
    good | sed 's/,84/,85/' >c.csv
    echo nonsense >b.csv
    run -3 --separate-stderr "$cordon" load $store a.csv b.csv missing.csv c.csv --vintage 2024-01-01
    [ "$(grep -c '^cordon load: ' <<<"$stderr")" -eq 2 ]
    [[ $stderr == *"a.csv: source 1"*"b.csv line 1"*"missing.csv"*"c.csv: source 2"* ]]
    [ "$(rows)" = $'60\n60' ]
}

@test "the same bytes again change nothing: by name, renamed, through a pipe" {
    good >a.csv
    "$cordon" load $store a.csv --vintage 2024-01-01
    before=$(holds $store)
    cp a.csv b.csv
    mkfifo pipe
    cat a.csv >pipe 3>&- & # without bats' own descriptor, so that a load that hangs fails
    for file in a.csv b.csv - pipe; do
        run -0 --separate-stderr timeout 60 "$cordon" load $store $file --vintage 2025-01-01 --json <a.csv # opened twice, a pipe waits for ever
        [[ $stderr == "$file: already loaded as source 1 (same SHA-256); nothing changed" ]]
        [[ $output == *'"source_id":1,"status":"already_loaded"'* ]]
        [ "$(holds $store)" = "$before" ]
    done
    [[ $before == *$'\n'"# loading 0 sources 1 loaded 1 rows 60 covered 60" ]]
}

@test "standard input is a file like any other" {
    good >a.csv
    run -0 --separate-stderr "$cordon" load $store - --as comext --vintage 2024-01-01 <a.csv
    [[ $stderr == *": source 1, dataset comext"* ]]
    "$cordon" sources $store --json >listed
    [ "$(value file <listed)" = '"standard input"' ]
    [ "$(value sha256 <listed)" = "\"$(sha256sum a.csv | cut -d' ' -f1)\"" ]
    [ "$(value bytes <listed)" = "$(stat -c %s a.csv)" ]
    : | refused - "standard input: the file is empty"
}

@test "a newer vintage is kept beside the older" {
    good >a.csv
    good | sed 's/,60$/,61/' >b.csv
    "$cordon" load $store a.csv --vintage 2023-01-13
    "$cordon" load $store b.csv --vintage 2024-02-01
    "$cordon" sources $store --json >listed
    [ "$(value vintage <listed)" = $'"2023-01-13"\n"2024-02-01"' ]
    [ "$(rows)" = $'60\n60' ]
}

@test "a mapping file of one's own" {
    cat >map.csv <<'END'
row,field,column,value,form,scale,when
,title,,My table,,,
,publisher,,Me,,,
,dataset,,mine,,,
,delimiter,,;,,,
,reporter,,AUT,,,
,partner,land,,name|iso2,,
,flow,richtung,,Ausfuhr=X|Einfuhr=M,,
,period,monat,,mm.yyyy,,
,code,ware,,,,
,value,tausend,,,1000,
,currency,,EUR,,,
END
    printf 'land;richtung;monat;ware;tausend\nChina;Ausfuhr;03.2022;8542;1.5\nNA;Einfuhr;12.2021;0101;2\n' >mine.csv
    run -0 --separate-stderr "$cordon" load $store mine.csv --as map.csv --vintage 2024-01-01
    [[ $stderr == "mine.csv: source 1, dataset mine, vintage 2024-01-01, 2 rows "* ]]
    "$cordon" sources $store --json >listed
    [ "$(value publisher <listed)$(value layout <listed)$(value title <listed)" = '"Me""map""My table"' ]
    sed -i 's/,name|iso2,/,klingon,/' map.csv
    printf 'x\n' >other.csv
    refused "other.csv --as map.csv" 'map.csv line 7 column 5: form "klingon": expected schemes'
}

@test "gz, xz and zst of one file hold the same rows under other hashes" {
    good >a.csv
    gzip -kn a.csv
    xz -k a.csv
    command -v zstd >/dev/null && zstd -q a.csv || cp a.csv a.csv.zst
    for kind in csv csv.gz csv.xz csv.zst; do
        "$cordon" init s.$kind
        "$cordon" load s.$kind a.$kind --vintage 2024-01-01
        "$cordon" sources s.$kind --json >listed
        [ "$(value rows <listed)" = 60 ]
        value sha256 <listed | tr -d '"' >>hashes
        holds s.$kind | tail -n 1 >>counts
    done
    [ "$(sort -u counts)" = "# loading 0 sources 1 loaded 1 rows 60 covered 60" ]
    sha256sum a.csv a.csv.gz a.csv.xz a.csv.zst | cut -d' ' -f1 | cmp - hashes
}

@test "the EU cube: every row, under any number of threads" {
    f=$flows/eurostat_eu27_export_sanctioned_cn8_202001_202211.csv.gz
    for threads in 1 4; do
        CORDON_THREADS=$threads "$cordon" init t$threads
        CORDON_THREADS=$threads "$cordon" load t$threads "$f" 2>&1 | sed 's/ ([0-9.]* s, .*//' >said$threads
        "$cordon" sources t$threads --json >listed$threads
        "$cordon" sources t$threads --notes --json >notes$threads
    done
    cmp said1 said4
    cmp listed1 listed4
    cmp notes1 notes4
    grep -q '"vintage":"2023-01-13","rows":997026,"refused":0' listed1
}
