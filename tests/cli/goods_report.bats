#!/usr/bin/env bats
# The report's goods, code by code: tier, since when, on which list, by which article, and which
# provisions have no codes here. The annex loaded here is invented.

setup_file() {
    export ROOT=$PWD work=$BATS_FILE_TMPDIR
    export SOURCE_DATE_EPOCH=1785542400 # 2026-08-01
    cd "$work"
    "$CORDON" init store --regime russia-2022
    cp -R store own
    cp "$ROOT/data/examples/annex_invented.csv" 'a<b>.csv'
    "$CORDON" goods load-list 'a<b>.csv' --as annex --measure EU-833-XI --valid-from 2024-06-25 --vintage 2024-07-01 --store own
    page now store
    page own own
}

setup() { cd "$work"; }

page() {
    "$CORDON" report "$2" -o "$1.html" --json "${@:3}" >"$1.json" 2>/dev/null
    # A row or a paragraph a line, tags gone.
    sed -e 's/<p[ >]/\n&/g' -e 's/<li/\n&/g' "$1.html" |
        sed -e 's/<[^>]*>/|/g' -e 's/||*/|/g' -e "s/&#39;/'/g" -e 's/&quot;/"/g' >"$1.txt"
}
rows() { grep -c '<tr id="goods-[0-9]*">' "$1.html"; }

has() {
    local file=$1
    shift
    for text; do
        grep -qF -- "$text" "$file" || { echo "not in $file: $text"; return 1; }
    done
}

@test "50 rows: code and tier as the list was published, the five of its last edition dated" {
    [ "$(rows now)" -eq 50 ]
    grep -o '^|[0-9]\{6\}|[^|]*|[^|]*|[^|]*|' now.txt >found
    cut -d'|' -f2,4 found | tr '|' , | sort >a
    sed 1d "$ROOT/data/ref/chpl_2024-02-23_hs6.csv" | cut -d, -f1,2 | sort >b
    diff a b
    [ "$(grep -c '|4.B|2024-02-23|$' found)" -eq 5 ]
    [ "$(grep -c '|listed by 2023-09-14|$' found)" -eq 45 ]
    has now.txt "45 codes by 2023-09-14, 38 of them earlier: which ones, and since when, is not in the data." \
        "50 codes on 2024-02-23" "By itself it controls nothing." "for 5 of them the first day is in the data"
    [ "$(grep -c '"rule":"report.goods_line"' now.json)" -eq 50 ]
    has now.html 'download="goods-by-code.csv"'
}

@test "a text is cut at a word on the page and whole in the file of rows" {
    grep '^|848640|' now.txt | cut -d'|' -f3 >text
    [[ $(cat text) == "Machines and apparatus of a kind used solely or principally for the manufacture or repair of masks and reticles,"*... ]]
    [ "$(wc -m <text)" -le 155 ]
    has now.html "lifting%2C%20handling%2C%20loading%20or%20unloading%20items%20of%20heading%208486"
}

@test "coverage in words: which annexes have codes, which have none, as goods coverage counts them" {
    "$CORDON" goods coverage --json >coverage 2>/dev/null
    python3 - <<'P'
import json
v = [json.loads(l) for l in open('coverage') if l.startswith('{')]
v = [m for m in v if m['effect'] != 'none' and 'in force' not in m['state']]
without = [m for m in v if m['state'].startswith('not loaded')]
text = open('now.txt').read()
assert f'Of {len(v)} provisions on goods that are or may be in force on 2026-08-01, {len(without)} have no codes here' in text
named = [m for m in without if m['effect'] == 'unknown']
assert f'No codes are here: not assessed ({len(without) - len(named)}).' in text
assert f'whether it names goods by code is not in the data ({len(named)}).' in text
for m in without:
    line = next(l for l in text.split('\n') if ('Only the name' if m in named else 'No codes are here') in l)
    assert (m['annex'] or m['title']) in line, m
assert sum(f'no other; {len(without)} provisions not loaded' in l for l in text.split('\n')) == 31
P
    has now.txt 'silence is not "not controlled".' "Annex VII (article 2a: ban to Russia, since 2022-02-25, day recalled)"
    [ "$(grep -c '^|[0-9]\{6\}|.*eu-listed-2023-01 (.*listed by 2023-01-13): article not in the data' now.txt)" -eq 19 ]
}

@test "as at a day: 45 before the last edition, none before the first, and words that say so" {
    page d22 store --as-at 2024-02-22
    page d23 store --as-at 2024-02-23
    page early store --as-at 2023-09-13
    [ "$(rows d22)" -eq 45 ]
    [ "$(rows d23)" -eq 50 ]
    diff <(grep -o '<tr id="goods-[0-9]*"' d22.html) <(grep -o '<tr id="goods-[0-9]*"' d23.html) | grep -c '^>' | grep -qx 5
    ! grep -q "50 codes on 2024-02-23" d22.txt || false
    ! grep -q '<tr id="goods-[0-9]' early.html || false
    has early.txt "On 2023-09-13: not assessed. The data do not say which codes were on the list on that day" \
        'that is not "none was listed"' "45 codes by 2023-09-14, 38 of them earlier" "No codes are here: not assessed"
    ! grep -q "12ga" early.txt || false
}

@test "a loaded annex: its article in the rows it names, its file in the coverage, known by its day" {
    has own.txt "EU-833-XI (84571010, part of it; listed by 2024-06-25): article 3c, ban to Russia" \
        "EU-833-XI (ex 8541, above it; listed by 2024-06-25): article 3c, ban to Russia" \
        "article 3c: ban to Russia, since when is not in the data), Aviation and space goods: a&lt;b&gt;.csv, valid from 2024-06-25"
    [ "$(rows own)" -eq 50 ]
    page before own --known-by 2024-06-30 --as-at 2025-07-01
    ! grep -q "EU-833-XI (" before.txt || false
}

@test "of two states: folded when one is the target, else not on the page; wording, and the same bytes" {
    page pair store --dyad CHN-RUS
    [ "$(rows pair)" -eq 50 ]
    has pair.html '<details class="codes"><summary>'
    has now.html '<details class="codes" open="open"><summary>'
    page others store --dyad CHN-IND
    ! grep -q 'id="goods-table"' others.html || false
    for s in store own; do "$CORDON" report $s --lint -o lint.html; done
    CORDON_THREADS=1 "$CORDON" report own -o again.html --json >again.json
    cmp again.html own.html
    cmp again.json own.json
}
