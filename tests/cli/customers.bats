#!/usr/bin/env bats
# The bundled customer file: all who stand on a list are found under their key, and nobody else.

setup_file() {
    root=$BATS_TEST_DIRNAME/../..
    export root cordon=${CORDON:-$root/build/release/cordon}
    export SOURCE_DATE_EPOCH=1796083200 # 2026-12-01
    cd "$BATS_FILE_TMPDIR"
    "$cordon" init store --regime russia-2022
    lists=$root/data/lists
    "$cordon" load store "$lists"/ofac/sdn_2024-05-03.csv.xz "$lists"/ofac/alt_2024-01-08.csv.xz \
        "$lists"/ofac/add_2024-01-08.csv.xz "$lists"/us/nsfreg/bis_entity_list.json.xz \
        "$lists"/un/un_consolidated_2026-08-01.xml.xz "$lists"/uk/subject*.csv.xz \
        "$lists"/jp_cn/meti_250912_list_daisangoku_tokutei.pdf.txt.xz >/dev/null 2>&1
}

setup() { cd "$BATS_FILE_TMPDIR"; }

@test "the file is what its program makes" {
    mkdir made
    node "$root/data/tools/customers.mjs" made
    for f in customers_200.csv customers_200_truth.csv; do cmp made/$f "$root/data/examples/$f"; done
}

@test "30 of 200 customers are found, each under the key it has, and no other" {
    "$cordon" screen store --batch "$root/data/examples/customers_200.csv" -o hits.csv \
        --map ref=id,name=name,kind=kind,country=country,birth=birth,address=address,id.inn=inn,id.imo=imo,id.bic=bic,id.registration=registration 2>words ||
        [ $? = 1 ]
    grep -q "200 records asked: 30 found .*, 170 nothing found, 0 not assessed, 0 failed" words
    node -e '
        const fs = require("fs")
        const csv = f => { // quotes undone
            const [head, ...rows] = fs.readFileSync(f, "utf8").trim().split(/\r?\n/).map(l =>
                [...l.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)].map(m => m[1].replace(/^"|"$/g, "").replaceAll(`""`, `"`)))
            return rows.map(r => Object.fromEntries(head.map((h, i) => [h, r[i]])))
        }
        const hits = csv("hits.csv").filter(r => r.verdict === "found")
        const truth = csv(process.argv[1])
        const missed = truth.filter(t => !hits.some(h => h.ref === t.id && h.list === t.list && (h.key === t.key || (t.key.length > 9 && h.key.startsWith(t.key)))))
        const others = hits.filter(h => !truth.some(t => t.id === h.ref))
        console.log(truth.length, missed.map(t => t.id + " " + t.written), others.map(h => h.ref + " " + h.name))
    ' "$root/data/examples/customers_200_truth.csv" >out
    cat out
    [ "$(cat out)" = "30 [] []" ]
}
