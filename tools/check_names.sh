#!/bin/sh
# Law and geography are data (regimes/, data/), never code: fails when a country, a list, a tariff
# code or an article stands in src/ or include/. src/lists/ is exempt: a reader of a publisher's
# file may name the publisher. Found are
#   - codes of countries (data/areas.csv, kind country) as a whole quoted string, as a string of
#     nothing but such codes, or as an identifier in capitals;
#   - names of countries in any spelling of data/area_codes.csv, in strings, comments, identifiers;
#   - strings holding 6 or 8 digits that begin with a heading of the Harmonized System and are no
#     date;
#   - "Annex IV", "Article 12", "Regulation (EU)", numbers of acts such as nnn/20yy;
#   - short names of sanctions and control lists.
# Exceptions stand in tools/names_allow.txt, each with its reason.
# Prints file:line: what; exit 1 when something is found. Runs in well under a second.
set -eu
cd "$(dirname "$0")/.."
[ -d src ] || exit 0
LC_ALL=C
export LC_ALL
areas=data/areas.csv
codes=data/area_codes.csv
[ -f $areas ] || { echo "check_names.sh: $areas is missing" >&2; exit 1; }
[ -f $codes ] || codes=/dev/null

tables=$(mktemp)
trap 'rm -f "$tables"' EXIT
{
    # Countries and every name they go by.
    awk '
    function csv(line,  n, c, i, q) { # fields of one line, quotes undone
        n = 1; f[1] = ""; q = 0
        for (i = 1; i <= length(line); i++) {
            c = substr(line, i, 1)
            if (c == "\"") q = !q
            else if (c == "," && !q) f[++n] = ""
            else f[n] = f[n] c
        }
    }
    function name(s) {
        sub(/ *\(.*/, "", s)
        s = tolower(s)
        gsub(/[^a-z\200-\377]+/, " ", s)
        gsub(/^ | $/, "", s)
        if (length(s) >= 4 && !(s in seen)) { seen[s] = 1; print "name\t" s }
    }
    FNR == 1 { csv($0); delete col; for (i in f) col[f[i]] = i; delete f; next }
    "kind" in col {
        csv($0)
        if (f[col["kind"]] != "country") next
        country[f[col["area"]]] = 1
        print "code\t" f[col["area"]]
        name(f[col["name"]])
        next
    }
    /^name,/ { csv($0); if (f[col["area"]] in country) name(f[col["code"]]) }
    ' $areas $codes
    # Headings of the Harmonized System, all revisions; without the files every chapter counts.
    if ls data/ref/hs_nomenclature_H*.csv.gz >/dev/null 2>&1; then
        gzip -dc data/ref/hs_nomenclature_H*.csv.gz |
            sed -n 's/^"\([0-9][0-9][0-9][0-9]\)",.*/heading	\1/p' | sort -u
    fi
} >"$tables"

find src include -type f 2>/dev/null | grep -v '^src/lists/' | sort |
    xargs -r awk -v tables="$tables" -v allow=tools/names_allow.txt '
BEGIN {
    while ((getline line < tables) > 0) {
        split(line, p, "\t")
        if (p[1] == "code") iso[p[2]] = 1
        else if (p[1] == "heading") { heading[p[2]] = 1; headings = 1 }
        else { # by first word, so that one look-up per word of source suffices
            first = p[2]; sub(/ .*/, "", first)
            names[first] = names[first] "\t" p[2]
        }
    }
    n = split("OFAC SDN CHPL OFSI SECO EAR99", p, " ")
    for (i = 1; i <= n; i++) list[p[i]] = 1
    while ((getline line < allow) > 0) {
        allow_line++
        if (line ~ /^[ \t]*(#.*)?$/) continue
        reason = line
        if (!sub(/^[^#]*#[ \t]*/, "", reason) || reason == "") {
            print allow ":" allow_line ": no reason given"; bad = 1; continue
        }
        sub(/[ \t]*#.*/, "", line)
        path = line; sub(/[ \t].*/, "", path)
        sub(/^[^ \t]+[ \t]+/, "", line)
        allowed[path, tolower(line)] = allow_line
    }
}
function say(what, words,  key) {
    key = FILENAME SUBSEP tolower(words)
    if (key in allowed) { used[key] = 1; return }
    print FILENAME ":" FNR ": " what ": " words
    bad = 1
}
function country_in_string(s,  w, n, i, all) {
    if (s in iso) { say("code of a country", s); return }
    if (s !~ /[A-Z][A-Z][A-Z][^A-Z]+[A-Z][A-Z][A-Z]/) return
    gsub(/[^A-Za-z0-9_]+/, " ", s)
    n = split(s, w, " ")
    all = n > 1
    for (i = 1; i <= n; i++) if (!(w[i] in iso)) all = 0
    if (all) say("codes of countries", s)
}
# 19yymm.. and 20yymm.. with a month and a day that exist: a period or a date.
function is_date(d,  m, day) {
    if (d !~ /^(19|20)/) return 0
    m = substr(d, 5, 2) + 0
    day = length(d) == 8 ? substr(d, 7, 2) + 0 : 1
    return m <= 12 && day <= 31
}
function tariff_in_string(s,  d, before, chapter) {
    while (match(s, /[0-9]+/)) {
        d = substr(s, RSTART, RLENGTH)
        before = RSTART > 1 ? substr(s, RSTART - 1, 1) : " "
        s = substr(s, RSTART + RLENGTH)
        if (length(d) != 6 && length(d) != 8) continue
        if (before ~ /[A-Za-z0-9_.\\]/ || s ~ /^([A-Za-z0-9_]|\.[0-9])/ || is_date(d)) continue
        chapter = substr(d, 1, 2)
        if (headings ? substr(d, 1, 4) in heading : chapter >= "01" && chapter <= "97")
            say("tariff code", d)
    }
}
FNR == 1 { comment = 0; c = FILENAME ~ /\.[ch]$/ }
{
    # Strings: "..." everywhere, and the quoted words of SQL wherever it stands.
    rest = $0; code = ""
    while (match(rest, /"([^"\\]|\\.)*"/)) {
        s = substr(rest, RSTART + 1, RLENGTH - 2)
        code = code substr(rest, 1, RSTART - 1) " "
        rest = substr(rest, RSTART + RLENGTH)
        country_in_string(s)
        tariff_in_string(s)
    }
    code = code rest
    rest = $0
    while (match(rest, /\047[A-Z0-9]+\047/)) {
        s = substr(rest, RSTART + 1, RLENGTH - 2)
        rest = substr(rest, RSTART + RLENGTH - 1)
        country_in_string(s)
        if (!c) tariff_in_string(s)
    }
    # Identifiers in capitals; comments shout AND and CAN, so they are taken out first.
    if (c) {
        if (comment) { if (sub(/^.*\*\//, "", code)) comment = 0; else code = "" }
        gsub(/\/\*([^*]|\*[^\/])*\*\//, " ", code)
        sub(/\/\/.*/, "", code)
        if (sub(/\/\*.*/, "", code)) comment = 1
        if (code ~ /[A-Z][A-Z][A-Z]/) {
            n = split(code, w, /[^A-Za-z0-9_]+/)
            for (i = 1; i <= n; i++) if (w[i] in iso) say("code of a country", w[i])
        }
    }
    # Names, whatever they stand in.
    low = tolower($0)
    gsub(/[^a-z\200-\377]+/, " ", low)
    n = split(low, w, " ")
    low = " " low " "
    for (i = 1; i <= n; i++) if (w[i] in names) {
        k = split(names[w[i]], t, "\t")
        hit = ""
        for (j = 2; j <= k; j++)
            if (length(t[j]) > length(hit) && index(low, " " t[j] " ")) hit = t[j]
        if (hit != "" && said[hit] != FILENAME FNR) { say("name of a country", hit); said[hit] = FILENAME FNR }
    }
    # Law.
    if ($0 ~ /[Aa]nnex|[Aa]rt|[Rr]egulation|\/|ANNEX|ARTICLE|CFR/) {
        rest = $0
        while (match(rest, /(Annex|annex|ANNEX)(es)?[ _]+([IVXL]+|[0-9]+)([^A-Za-z]|$)|(Article|article|ARTICLE|Art\.)s?[ _]*[0-9]+[a-z]*|Regulation \((EU|EC)\)|[0-9]+ CFR/)) {
            s = substr(rest, RSTART, RLENGTH)
            rest = substr(rest, RSTART + RLENGTH)
            sub(/[^A-Za-z0-9)]$/, "", s)
            say("law", s)
        }
        rest = " " $0
        while (match(rest, /[0-9]+\/[0-9]+/)) {
            s = substr(rest, RSTART, RLENGTH)
            before = substr(rest, RSTART - 1, 1)
            rest = substr(rest, RSTART + RLENGTH)
            if (before ~ /[A-Za-z0-9_\/.]/ || rest ~ /^[A-Za-z0-9_\/]/) continue
            split(s, p, "/")
            if ((p[2] ~ /^20[0-9][0-9]$/ && p[1] > 12 && p[1] < 10000) ||
                (p[1] ~ /^20[0-9][0-9]$/ && p[2] > 12 && p[2] < 10000)) say("number of an act", s)
        }
    }
    # Lists.
    if ($0 ~ /[A-Z][A-Z][A-Z]/) {
        n = split($0, w, /[^A-Za-z0-9]+/)
        for (i = 1; i <= n; i++) if (w[i] in list) say("name of a list", w[i])
    }
    if ($0 ~ /Common High Priority|Entity List|Specially Designated/) say("name of a list", "in words")
}
END {
    for (k in allowed) if (!(k in used)) {
        print allow ":" allowed[k] ": matches nothing any more"; bad = 1
    }
    exit bad
}' || exit 1 # xargs answers 123
