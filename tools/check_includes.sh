#!/bin/sh
# A folder of src/ may include only folders listed before it here, and itself: the folders follow
# the data, from bytes to decisions. Public headers include public and system headers only.
# Prints file:line: what; exit 1 when something is wrong.
set -eu
cd "$(dirname "$0")/.."
order="base read name store regime finding goods lists screen own model flows watch trace payments interdict assess report serve cli"
[ -d src ] || exit 0
find src include -name '*.[ch]' 2>/dev/null | LC_ALL=C sort | LC_ALL=C xargs -r awk -v order="$order" '
BEGIN { n = split(order, o, " "); for (i = 1; i <= n; i++) rank[o[i]] = i }
FNR == 1 {
    public = FILENAME ~ /^include\//
    split(FILENAME, part, "/")
    dir = part[2]
    if (!public && !(dir in rank)) say("folder src/" dir "/ is not in the order of tools/check_includes.sh")
}
function say(what) { print FILENAME ":" FNR ": " what; bad = 1 }
/^[ \t]*#[ \t]*include[ \t]*["<]/ {
    quoted = $0 ~ /include[ \t]*"/
    target = $0
    sub(/^[^"<]*["<]/, "", target)
    sub(/[">].*/, "", target)
    to = target
    if (!sub(/\/.*/, "", to)) to = ""
    if (public) {
        if (quoted || to in rank) say("a public header includes " target "; only <cordon/...> and system headers")
    } else if (to in rank) {
        if (dir in rank && rank[to] > rank[dir]) say("includes " to "/, which comes after " dir "/")
    } else if (quoted && to != "" && to != "cordon") {
        say("includes " target ", whose folder is not in the order")
    }
}
END { exit bad }' || exit 1 # xargs answers 123
