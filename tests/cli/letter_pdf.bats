#!/usr/bin/env bats
# Letters as PDF: the words of the text letter, every script, the same bytes again, pages, what cannot be shown, and what is missing.
bats_require_minimum_version 1.5.0

setup_file() {
    cd "$BATS_TEST_DIRNAME/../.."
    export ROOT=$PWD STORE=$BATS_FILE_TMPDIR/store SOURCE_DATE_EPOCH=1788134400 # 2026-08-31
    export CORDON_STORE=$STORE
    "$CORDON" init "$STORE" --regime russia-2022
    "$CORDON" load "$STORE" tests/data/cases/lists/*.jsonl --vintage 2026-08-01
    cd "$BATS_FILE_TMPDIR"
    for w in block hold review; do "$CORDON" assess "$ROOT/data/examples/case_$w.json" --who "A. Officer" >/dev/null || [ $? = 1 ]; done
    node -e '
        const fs = require("fs"), base = JSON.parse(fs.readFileSync(process.argv[1] + "/data/examples/case_review.json", "utf8"))
        const put = (name, change) => { const c = structuredClone(base); change(c); fs.writeFileSync(name, JSON.stringify(c)) }
        put("scripts.json", c => {
            c.id = "S-1"
            c.parties[1].name = "Общество «Точность»"
            c.parties[2].name = "深圳精密轴承有限公司"
            c.parties[3].name = "شركة النور للتجارة"
            c.parties[1].address = "Αθήνα, Երևան, თბილისი"
            c.parties[2].address = "서울특별시, カタカナ"
            c.items[0].text = "כדור, 2024-05-21"
        })
        put("evil.json", c => {
            c.id = "E-1"
            c.parties[1].name = "Evil\u202Efdp.exe\u202C \u0007Ltd"
            c.parties[2].name = "Z" + "\u0301".repeat(200) + " Works \u{1F980}\u{13000}"
            c.parties[3].name = "W".repeat(900) + " " + "0123456789abcdef".repeat(40)
            c.items[0].text = "<b>(x)</b>\\".repeat(300)
        })
        put("many.json", c => { c.id = "M-1"; c.items = Array.from({length: 3000}, (_, i) => ({...c.items[0], id: String(i + 1), text: "Item number-" + i})) })' "$ROOT"
    for f in scripts evil many; do "$CORDON" assess $f.json --who "Ж. Офицер" >/dev/null || [ $? = 1 ]; done
}
setup() { cd "$BATS_FILE_TMPDIR"; }

# Letters and digits alone, in order: lines, marks of lists and heads of pages do not matter.
words() { node -e '
    const s = require("fs").readFileSync(0, "utf8").normalize("NFKC").replace(/\p{Cf}/gu, "").split("\f")
    console.log(s.map(p => p.replace(/\n\s*\d+ of \d+\s*$/, "\n").replace(/^.*as at \d{4}-\d\d-\d\d\s+[0-9a-f]{64}\n/, "")).join("\n").split(/[^\p{L}\p{N}]+/u).filter(Boolean).join("\n"))'; }
text_of() { pdftotext "$@" -; }

@test "the three kinds of each of the examples: every word of the text letter, and more only heads of tables" {
    for n in 3 4 5; do # 1 is the key, 2 what they rest on
        for kind in memo questions licence; do
            "$CORDON" assess letter $kind $n -o l.pdf
            "$CORDON" assess letter $kind $n -o l.txt
            text_of -layout l.pdf | words | sort >got
            words <l.txt | sort >want
            # Long hashes break over lines in both; what is left of the text's words must be none.
            [ -z "$(comm -13 got want)" ] || { echo "$kind $n"; comm -13 got want | head; false; }
            [ "$(comm -23 got want | sort -u | grep -vcxE 'Role|Name|Country|Address|Founded|No|Code|Goods|Part|Quantity|Value|Origin|Control|Hash')" = 0 ] ||
                { echo "$kind $n"; comm -23 got want | head; false; }
        done
    done
}

@test "text stands in the order in which it is read" {
    "$CORDON" assess letter memo 3 -o l.pdf
    text_of l.pdf | tr '\n' ' ' | grep -q 'Internal memo: may this shipment leave.*The case.*Parties.*Goods.*case EXAMPLE-BLOCK as at.*Sealed as entry 3 of the log.*Rests on.*Name and signature.*Date'
}

@test "pages are A4, numbered, headed with case, day and hash; the file says what it is of" {
    "$CORDON" assess letter memo 4 -o l.pdf
    hash=$("$CORDON" log list "$STORE" --json | node -e 'console.log(require("fs").readFileSync(0, "utf8").match(/"hash":"([0-9a-f]{64})"/g)[3].slice(8, -1))')
    pdfinfo l.pdf >info
    grep -q '^Title: *Internal memo: may this shipment leave? (EXAMPLE-HOLD)$' info
    grep -q "^Subject: *entry 4, $hash\$" info
    grep -q '^Author: *A. Officer$' info
    TZ=UTC pdfinfo l.pdf | grep -q '^CreationDate: *Mon Aug 31 00:00:00 2026'
    grep -q '^Page size:.*A4' info
    pages=$(sed -n 's/^Pages: *//p' info)
    [ "$pages" -gt 2 ]
    for p in $(seq "$pages"); do
        text_of -layout -f $p -l $p l.pdf >page
        grep -q "^EXAMPLE-HOLD, as at 2025-03-03 *$hash\$" page
        grep -q "^ *$p of $pages\$" page
    done
    pdffonts l.pdf | awk 'NR > 2 && $(NF - 4) != "yes" { exit 1 }' # every font is in the file
}

@test "the same decision is the same bytes, on standard output too, whatever the clock" {
    "$CORDON" assess letter memo 5 -o a.pdf
    SOURCE_DATE_EPOCH=1900000000 TZ=Asia/Tokyo LC_ALL=C "$CORDON" assess letter memo 5 --format pdf >b.pdf
    cmp a.pdf b.pdf
    [ ! -e a.pdf.part ]
}

@test "every script comes out as text, and a day keeps its order behind a name from the right" {
    "$CORDON" assess letter memo 6 -o l.pdf 2>err
    [ ! -s err ] || { cat err; false; }
    text_of -layout l.pdf | node -e '
        const s = require("fs").readFileSync(0, "utf8").normalize("NFKC").replace(/\p{Cf}/gu, "")
        for (const w of ["Общество «Точность»", "深圳精密轴承有限公司", "شركة النور للتجارة", "Αθήνα", "Երևան", "თბილისი", "서울특별시", "カタカナ", "כדור", "2024-05-21"])
            if (!s.includes(w.normalize("NFKC"))) { console.log("not there:", w); process.exitCode = 1 }'
    pdfinfo l.pdf | grep -q '^Author: *Ж. Офицер$'
}

@test "hostile text: shown, counted, within the page" {
    "$CORDON" assess letter memo 7 -o l.pdf 2>err
    [ "$(wc -l <err)" = 1 ]
    grep -q '^cordon: note: .*no font here has stand as boxes: .*U+13000' err
    text_of -layout l.pdf | grep -qF 'Evil[U+202E]fdp.exe[U+202C] [U+0007]Ltd'
    # No word begins or ends outside of the margins, and none lies on one of another line.
    pdftotext -bbox l.pdf l.html
    node -e '
        let pages = 0, words = 0
        for (const page of require("fs").readFileSync("l.html", "utf8").split("<page ").slice(1)) {
            pages++
            for (const m of page.matchAll(/xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)"/g)) {
                const [x0, y0, x1, y1] = m.slice(1).map(Number)
                words++
                if (x0 < 50 || x1 > 545 || y0 < 25 || y1 > 825) throw `page ${pages}: a word at ${m[0]}`
            }
        }
        if (words < 1000) throw "few words: " + words'
}

@test "3,000 items: each in its order, heads of the table on every page" {
    "$CORDON" assess letter licence 8 -o l.pdf
    text_of -layout l.pdf >l.txt
    grep -oE 'Item number-[0-9]+' l.txt | uniq | cut -d- -f2 >got
    seq 0 2999 | diff got - >/dev/null
    [ "$(grep -c '^No\. *Code *Goods' l.txt)" -gt 30 ]
    # A page that has an item begins with the head of the table, but the first.
    node -e '
        const pages = require("fs").readFileSync("l.txt", "utf8").split("\f").filter(p => p.includes("Item number-"))
        if (pages.length < 30 || pages.some(p => !/No\. +Code +Goods/.test(p))) process.exit(1)'
}

@test "no font: one clear line, and no file" {
    echo '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig></fontconfig>' >none.conf
    export FONTCONFIG_FILE=$PWD/none.conf
    run -3 --separate-stderr "$CORDON" assess letter memo 3 -o none.pdf
    [[ $stderr == *"a PDF needs a font and fontconfig knows none: install one"* ]]
    [ ! -e none.pdf ] && [ ! -e none.pdf.part ]
    run -0 "$CORDON" assess letter memo 3 -o none.txt
}

@test "not to a terminal; the module is asked for only here" {
    run -2 script -qec "'$CORDON' assess letter memo 3 --format pdf" /dev/null
    [[ $output == *"a PDF is not for a terminal"* ]]
    mkdir -p alone && cp "$CORDON" alone/cordon
    run -3 --separate-stderr env LD_LIBRARY_PATH="$ROOT/third_party/duckdb/lib" alone/cordon assess letter memo 3 -o x.pdf
    [[ $stderr == *"PDF needs the module libcordon-pdf.so"* ]]
    run -0 env LD_LIBRARY_PATH="$ROOT/third_party/duckdb/lib" alone/cordon assess letter memo 3 -o x.html
    run -2 "$CORDON" assess letter memo 3 --format docx
    ! ldd "$CORDON" | grep -q pango || false
}
