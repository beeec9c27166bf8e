#!/bin/sh
# make demo: the bundled data into ./demo.store, the headline figures on the terminal and the report
# in demo/report.html. A second run finds everything loaded and takes seconds.
set -eu
cd "$(dirname "$0")/.."
cordon=build/release/cordon
store=demo.store
export CORDON_DATA="$PWD"

[ -f $store/ledger.sqlite ] || { rm -rf $store; $cordon init $store --regime russia-2022; }
# The files come with known hashes; some hold rows that are rightly refused, which is exit 1.
$cordon load $store data/flows/*.csv.gz data/events/record.tsv data/events/aggregates.tsv \
    data/events/counts_published.tsv data/events/gdelt2_*.xz data/events/unga/*.tsv.xz \
    data/events/unga/identical_resolutions.csv data/events/unga/ideal_points_2020-04_All.csv.xz || [ $? = 1 ]
# Lists of parties: the files of one edition in one command.
lists=data/lists
$cordon load $store $lists/ofac/sdn_history_2021-08-18_2024-05-03.csv.xz \
    $lists/ofac/sdn_2024-05-03.csv.xz $lists/ofac/alt_2024-01-08.csv.xz $lists/ofac/add_2024-01-08.csv.xz \
    $lists/ofac/consolidated_nonsdn_2025-03-28.xml.xz $lists/us/csl_2026-07-31.json.xz $lists/us/nsfreg/*.json* \
    $lists/un/*.xml.xz $lists/uk/subject*.csv.xz $lists/au_ca/* $lists/jp_cn/* || [ $? = 1 ]

say() { printf '\n== %s\n' "$1"; }
say "EU exports under the codes listed by January 2023, March-November, to Russia and to six neighbours"
for to in RUS six-neighbours; do
    $cordon flows growth $store --dataset comext --group eu-listed-2023-01 --from EU --to $to \
        --base 2021-03..2021-11 --period 2022-03..2022-11 --csv
done | awk -F, 'NR == 1 || !/^from,/'
say "EU exports of the Common High Priority List, July-November, codes as written"
$cordon flows growth $store --group chpl --from EU --to RUS,KAZ,KGZ,ARM --by to \
    --base 2021-07..2021-11 --period 2022-07..2022-11
say "Which way each dimension of China and Russia goes, and on what that rests"
$cordon watch dims $store --dyad CHN-RUS 2>/dev/null
mkdir -p demo
$cordon report $store -o demo/report.html
$cordon report $store --dyad CHN-RUS -o demo/pair.html
say "Who is Тордан Индастри, of Hong Kong? An English name asked for in Russian, in every list"
$cordon screen $store "Тордан Индастри" --country HK --limit 5 || [ $? = 1 ]
say "200 customers (data/examples/customers_200.csv), 30 of them on a list: hits in demo/hits.csv"
$cordon screen $store --batch data/examples/customers_200.csv -o demo/hits.csv \
    --map ref=id,name=name,kind=kind,country=country,birth=birth,address=address,id.inn=inn,id.imo=imo,id.bic=bic,id.registration=registration ||
    [ $? = 1 ]
say "An invoice line by line (data/examples/invoice.csv): codes, texts, units"
$cordon goods check data/examples/invoice.csv --as-at 2024-03-01 \
    --map ref=Line,code=HS,text=Description,quantity=Qty,unit=Unit,value=Value,currency=Currency || [ $? = 1 ]
say "Which code is it? A description, the likeliest codes, and the lists they stand on"
$cordon goods "five-axis milling machine for metal, numerically controlled" --top 2 --as-at 2024-03-01
say "May these three shipments leave? (data/examples/case_*.json); the first lines of each answer"
for case in block hold review; do
    { $cordon assess data/examples/case_$case.json --store $store --no-seal || [ $? = 1 ]; } | awk 'NR <= 14'
    echo
done
cat <<TEXT

What happened: the bundled public statistics, events and lists of parties were loaded into $store (each file with its hash and
vintage; refused rows are kept with the reason), questions were asked, two hundred customers screened, and the report was
written to demo/report.html; demo/pair.html is the page of two states.

Try next:
  $cordon lists $store                   which lists are loaded, and which are not
  $cordon screen $store "Rosoboronexport" --explain     why a name is a hit, token by token
  $cordon sources $store                 what is in the store
  $cordon sources $store --refused       what was refused, and why
  $cordon goods 8542.31                            what a code is, and on which lists it stands
  $cordon assess --template exporter >case.json    a case to fill in; cordon assess case.json
  $cordon goods coverage                           which annexes have codes here, and which have not
  $cordon flows series $store --group chpl --from EU --to hubs --by month,to
  $cordon flows gap $store               what was sent and never recorded as arriving
  $cordon claims $store                  published figures, recomputed
  $cordon watch agree $store --dyad CHN-RUS        how alike two states vote, session by session
  $cordon balance show data/balance/china_2024-06.json   interests, weights, and what would flip them
  $cordon help
TEXT
