#!/usr/bin/env bats
# What the law says of a code on a day: articles, dates that are in the data and those that are not,
# provisions without codes, tables and catalogues of a user. Every annex and part here is invented.
bats_require_minimum_version 1.5.0

setup_file() {
    export ROOT=$PWD STORE=$BATS_FILE_TMPDIR/store EMPTY=$BATS_FILE_TMPDIR/empty
    export SOURCE_DATE_EPOCH=1785542400 # 2026-08-01
    unset CORDON_STORE
    cd "$BATS_FILE_TMPDIR"
    "$CORDON" init empty --regime russia-2022
    cp -R empty store
    "$CORDON" goods load-list "$ROOT/data/examples/annex_invented.csv" --as annex --measure EU-833-XI \
        --valid-from 2024-06-25 --vintage 2024-07-01 --store store
    "$CORDON" goods load-list "$ROOT/data/examples/parts_invented.csv" --as parts --store store
}

setup() { cd "$BATS_TEST_TMPDIR"; }

@test "a listed code: list, tier, by when, article, what is not assessed, coverage" {
    run -0 "$CORDON" goods 854231 --as-at 2024-03-01
    [[ $output == *"Controls on 2024-03-01"*"chpl controls nothing by itself"* ]]
    [[ $output == *"854231 (the code) tier 1; listed by 2023-09-14, since when is not in the data"* ]]
    [[ $output == *"eu-listed-2023-01: by which annex or article is not in the data"* ]]
    [[ $output == *"EU-833-VII: not assessed, no codes loaded (ban, article 2a of "* ]]
    [[ $output == *"have no codes here; silence is not \"not controlled\"."* ]]
    [[ $output != *"12gb:"* ]]
    run -0 "$CORDON" goods 854231 --as-at 2025-07-01
    [[ $output == *"EU-833-12gb: obligation, article 12gb of "*"from 2024-12-26"* ]]
}

@test "the five codes of the last edition are dated" {
    run -0 "$CORDON" goods 845710 --as-at 2024-02-23
    [[ $output == *"845710 (the code) tier 4.B; since 2024-02-23"* ]]
    "$CORDON" goods 845710 --as-at 2024-02-22 --json | python3 -c '
import json, sys
a = json.load(sys.stdin)
assert not [h for h in a["controls"] if h["list"] == "chpl"], a["controls"]
assert a["coverage"]["without_codes"] > 20 and a["not_assessed"]'
}

@test "before the first known edition nothing is said to be off the list" {
    run -0 "$CORDON" goods 854231 --as-at 2023-06-01
    [[ $(tr -s ' \n' ' ' <<<"$output") == *"it stood there by 2023-09-14: whether it did on the day asked is not in the data"* ]]
    "$CORDON" goods 854231 --as-at 2023-06-01 --json | python3 -c '
import json, sys
h = [h for h in json.load(sys.stdin)["controls"] if h["list"] == "chpl"]
assert len(h) == 1 and h[0]["undated"] and h[0]["since_is"] == "by" and not h[0]["controls"], h
assert h[0]["measure"]["effect"] == "none"'
}

@test "diff: dated additions apart from those of no known day" {
    run -0 --separate-stderr "$CORDON" goods diff --from 2023-09-01 --to 2024-03-01
    [ "$(grep -c '^listed by  2023-09-14  chpl ' <<<"$output")" -eq 45 ]
    [ "$(grep -c '^added      2024-02-23  chpl .* 4.B ' <<<"$output")" -eq 5 ]
    [[ $output == *"chpl: 45 listed by 2023-09-14, 38 of them earlier, not dated one by one."* ]]
    [[ $output == *"chpl: 5 added on 2024-02-23."* ]]
    run -0 "$CORDON" goods diff --from 2024-03-01 --to 2024-05-01
    [[ $output == *"Nothing changed on the lists that are here."*"their changes cannot be seen."* ]]
    run -2 "$CORDON" goods diff --to 2024-03-01
    run -2 "$CORDON" goods diff --from 2024-03-01 --to 2023-03-01
}

@test "coverage names every annex of the map, and which have codes" {
    run -0 "$CORDON" goods coverage --as-at 2025-07-01 --json
    [ "$(grep -c '^{' <<<"$output")" -ge 48 ]
    for a in I II VII VIII IX X XI XVI XVII XVIII XX XXI XXIII XXIII-H XXIV XXV XXVI XXVII XXVIII XXIX XXX XXXI XXXII XXXIII \
        XXXV XXXVI XXXVII XXXVIIIA XXXVIIIB XXXIX XL XLI XLVIII LI; do
        grep -q "\"id\":\"EU-833-$a\"" <<<"$output"
    done
    grep '"id":"EU-833-XI"' <<<"$output" | grep -q '"state":"not loaded: not assessed"'
    run -0 "$CORDON" goods coverage --as-at 2025-07-01 --store "$STORE"
    [[ $output == *"EU-833-XI "*"loaded: annex_invented.csv from 2024-06-25"* ]]
    [[ $output == *"EU-833-12g-XI "*"loaded: annex_invented.csv from 2024-06-25"* ]]
}

@test "a loaded annex: its article, lines above and below, ex, known-by, and the clause about its goods" {
    run -0 "$CORDON" goods 84571010 --as-at 2025-07-01 --store "$STORE"
    [[ $output == *"EU-833-XI: ban, article 3c of "*"84571010 (the code)"* ]]
    [[ $output == *"EU-833-12g-XI: obligation, article 12g of "* ]]
    run -0 "$CORDON" goods 854129 --as-at 2025-07-01 --store "$STORE"
    [[ $output == *"ex 8541 (covers it)"* ]]
    run -0 "$CORDON" goods 84571010 --as-at 2025-07-01 --known-by 2024-06-30 --store "$STORE"
    [[ $output == *"EU-833-XI: not assessed"* ]]
    run -0 "$CORDON" goods 84571010 --as-at 2024-06-24 --store "$STORE"
    [[ $output == *"EU-833-XI: not assessed"* ]]
}

@test "a later table takes over from its first day on; the same again changes nothing" {
    cp -R "$STORE" own
    printf 'KN-Code;Warenbezeichnung\n8457 10 90;Andere\n' >neu.csv
    run -0 "$CORDON" goods load-list neu.csv --as annex --measure EU-833-XI --valid-from 2025-01-01 --store own
    run -0 --separate-stderr "$CORDON" goods load-list neu.csv --as annex --measure EU-833-XI --valid-from 2025-01-01 --store own
    [[ $stderr == *"already loaded as source"*"nothing changed"* ]]
    run -0 "$CORDON" goods 84571010 --as-at 2025-07-01 --store own
    [[ $output != *"84571010 (the code)"* ]]
    run -0 "$CORDON" goods 84571010 --as-at 2024-12-31 --store own
    [[ $output == *"84571010 (the code)"* ]]
    run -0 "$CORDON" goods diff --from 2024-12-01 --to 2025-02-01 --store own --list eu-833-xi
    [[ $output == *"EU-833-XI: 1 added on 2025-01-01."*"EU-833-XI: 7 removed, 2025-01-01 is the first day without."* ]]
}

@test "rows that cannot be right are refused with their place, the others kept" {
    cp -R "$EMPTY" own
    printf 'code,text\n8542 31,good\n1012100,lost zero\n85423,lost zero\n8542311100,ten\n8401-8405,range\nabc,word\n85,"a\nb"\n8541,x,y\n' >bad.csv
    run -3 "$CORDON" goods load-list bad.csv --as annex --measure EU-833-XI --valid-from 2024-01-01 --store own
    [[ $output == *"6 of 8 rows are refused"* ]]
    printf '8471,a\n8472,b\n8473,c\n8474,d\n8475,e\n8476,f\n' >>bad.csv
    run -1 "$CORDON" goods load-list bad.csv --as annex --measure EU-833-XI --valid-from 2024-01-01 --store own
    [[ $output == *'bad.csv line 3 column 1 (code): "1012100"; expected 2, 4, 6 or 8 digits; a spreadsheet may have lost the leading zero'* ]]
    [[ $output == *'bad.csv line 4 column 1 (code): "85423"'*'lost the leading zero'* ]]
    [[ $output == *'line 5 column 1 (code): "8542311100"; expected'*'first eight'* ]]
    [[ $output == *'line 6 column 1 (code): "8401-8405"; expected every code written out'* ]]
    [[ $output == *'line 10: 2 cells as in the header, not 3'* ]]
    [[ $output == *"8 codes of EU-833-XI"*"6 REFUSED"* ]]
    run -0 "$CORDON" goods 854231 --as-at 2024-03-01 --store own
    [[ $output == *"6 rows of its table were refused when it was loaded"* ]]
    run -3 "$CORDON" goods load-list bad.csv --strict --as annex --measure EU-833-XI --valid-from 2024-02-01 --store own
    [[ $output == *'bad.csv line 3 column 1: "1012100"'* ]]
}

@test "what is no such table, no such provision, no such option" {
    cp -R "$EMPTY" own
    load() { "$CORDON" goods load-list "$@" --store own; }
    printf 'a,b\n1,2\n' >other.csv
    run -3 load other.csv --as annex --measure EU-833-XI --valid-from 2024-01-01
    [[ $output == *"--map code=COLUMN"* ]]
    run -3 load other.csv --as annex --measure EU-833-XI --valid-from 2024-01-01 --map code=c
    [[ $output == *'no column "c" for --map; the header is "a", "b"'* ]]
    : >empty.csv
    run -3 load empty.csv --as annex --measure EU-833-XI --valid-from 2024-01-01
    run -2 load other.csv --as annex --measure EU-833-XX-none --valid-from 2024-01-01
    [[ $output == *"cordon goods coverage"* ]]
    run -2 load other.csv --as annex --measure EU-833-12g-XI --valid-from 2024-01-01
    [[ $output == *"load the table as that"* ]]
    run -2 load other.csv --as annex --measure EU-833-12gb --valid-from 2024-01-01
    run -2 load other.csv --as annex --measure EU-833-XI
    run -2 load other.csv --as annex --valid-from 2024-01-01
    run -2 load other.csv --as wishes
    run -2 load other.csv --as parts --valid-from 2024-01-01
    run -2 "$CORDON" goods load-list other.csv --as parts
}

@test "a part: as written, without marks, with a suffix of packing, of two makers, unknown" {
    run -0 "$CORDON" goods QX7K325T-2FFG900I --store "$STORE" --as-at 2024-03-01
    [[ $output == "QX7K325T-2FFG900I, Invented Logic: Programmable logic"*"code 854231, control number 3A001.a.7"*"line 2"* ]]
    [[ $output == *"chpl controls nothing by itself"* ]]
    run -0 "$CORDON" goods "qx7k325t 2ffg900i" --store "$STORE"
    [[ $output == *"found without blanks and marks"* ]]
    run -0 "$CORDON" goods QD9361BBCZ --store "$STORE"
    [[ $output == *'found with or without the suffix "-REEL" (on a reel)'* ]]
    run -0 "$CORDON" goods QX7K325T-2FFG900I/TR --store "$STORE"
    [[ $output == *'the suffix "/TR" (on tape and reel)'* ]]
    run -0 "$CORDON" goods 6204-2RS-C3 --store "$STORE"
    [[ $output == *"Invented Bearings"*"Other Bearings"*"848210"* ]]
    "$CORDON" goods QX7K325T-2FFG900I --store "$STORE" --json | head -1 | python3 -c '
import json, sys
p = json.loads(sys.stdin.readline())["parts"]
assert len(p) == 1 and p[0]["match"] == "exact" and p[0]["code"] == "854231" and p[0]["line"] == 2, p'
}

@test "hostile cells: markup, controls, right-to-left marks and a megabyte are shown harmlessly or refused" {
    cp -R "$EMPTY" own
    python3 - <<'P'
rows = ['code,text', '8542 31,<script>alert(1)</script>\x1b[31m\u202egnp.exe', '8541,=cmd()', 'ex' * 20000 + ',x', '8471,' + 'w' * 1000000]
open('h.csv', 'w', encoding='utf-8').write('\n'.join(rows) + '\n')
P
    run -1 "$CORDON" goods load-list h.csv --as annex --measure EU-833-XI --valid-from 2024-01-01 --store own
    [[ $output != *$'\e'* ]]
    [[ $output == *"at most 65,536 bytes in a cell"* ]]
    run -0 "$CORDON" goods diff --from 2023-12-01 --to 2024-02-01 --list EU-833-XI --store own
    [[ $output != *$'\e'* && $output != *$'\u202e'* ]]
    run -0 --separate-stderr "$CORDON" goods diff --from 2023-12-01 --to 2024-02-01 --list EU-833-XI --store own --csv
    [[ $output == *"'=cmd()"* ]]
}
