#!/bin/bash
# Pictures of the report as a reader meets it, and a check in a browser that no text overlaps.
#
#     tools/pictures.sh [STORE [PAIR]]      default: a store made of the bundled data, CHN-RUS
#
# Writes build/pictures/{phone,desk}-{light,dark}.png and paper.pdf, measures the page at 360, 768 and
# 1280 pixels, and makes docs/report.png (below 200 kB) for the README. Exit 1 when a text overlaps
# another, leaves its drawing or its cell, or the page is wider than the window.
# Needs the group `pages` of tools/packages.txt: tools/deps.sh pages.
set -eu
cd "$(dirname "$0")/.."
cordon=${CORDON:-build/release/cordon} out=build/pictures pair=${2-CHN-RUS}
store=${1-$out/store}
mkdir -p $out
command -v chromium >/dev/null || { echo "pictures.sh: chromium is missing: tools/deps.sh pages" >&2; exit 3; }
if [ $# -eq 0 ] && [ ! -d "$store" ]; then
    $cordon init "$store" --regime russia-2022
    for f in data/flows/*.csv.gz data/events/record.tsv; do $cordon load "$store" "$f" >/dev/null 2>&1 || [ $? -eq 1 ]; done
fi
$cordon report "$store" --dyad "$pair" -o $out/report.html

# Arguments after the fourth go to the browser as they are.
browser() {
    local home
    home=$(mktemp -d)
    chromium --headless --no-sandbox --disable-gpu --disable-quic --no-first-run --hide-scrollbars \
        --disable-background-networking --disable-component-update --disable-sync \
        --user-data-dir="$home" "$@" 2>/dev/null
    rm -rf "$home"
}
page=$PWD/$out/report.html

node tools/pictures.mjs $out/report.html $out/measured.html
bad=0
for width in 360 768 1280; do
    cat >$out/frame-$width.html <<HTML
<!DOCTYPE html><body style="margin:0"><pre id="result">1 faults: no answer</pre>
<script>onmessage = e => { document.getElementById("result").textContent = e.data }</script>
<iframe style="border:0;width:${width}px;height:2000px" src="measured.html"></iframe></body>
HTML
    browser --virtual-time-budget=5000 --window-size=1400,2000 --dump-dom "file://$PWD/$out/frame-$width.html" |
        sed -n '/<pre id="result">/,/<\/pre>/p' | sed 's/<[^>]*>//g' >$out/faults-$width.txt
    head -n 20 $out/faults-$width.txt
    grep -q '^0 faults' $out/faults-$width.txt || bad=1
done

for scheme in light dark; do
    [ $scheme = dark ] && number=0 || number=1
    browser --blink-settings=preferredColorScheme=$number --window-size=1280,5200 \
        --screenshot="$PWD/$out/desk-$scheme.png" "file://$page" >/dev/null
    printf '<!DOCTYPE html><html><head><meta name="color-scheme" content="light dark"></head><body style="margin:0"><iframe style="border:0;width:360px;height:9000px" src="report.html"></iframe></body></html>' >$out/phone.html
    browser --blink-settings=preferredColorScheme=$number --window-size=500,9000 \
        --screenshot="$PWD/$out/phone-$scheme.png" "file://$PWD/$out/phone.html" >/dev/null
done
browser --no-pdf-header-footer --print-to-pdf="$PWD/$out/paper.pdf" "file://$page" >/dev/null
browser --blink-settings=preferredColorScheme=1 --window-size=1100,900 \
    --screenshot="$PWD/$out/readme.png" "file://$page" >/dev/null
if [ "$(stat -c %s $out/readme.png)" -lt 200000 ]; then
    cp $out/readme.png docs/report.png
else
    echo "pictures.sh: the picture for the README is larger than 200 kB and was not taken" >&2
    bad=1
fi
ls -l $out/*.png $out/paper.pdf | awk '{ print $5, $9 }'
exit $bad
