#!/bin/sh
# What is committed stays self-contained and small. Fails when
#   - the address of a package host or of its mirrors stands in a text file: where packages come
#     from is the builder's setting (apt's and npm's own), and lock files work without it;
#   - a path of somebody's workshop stands in a file;
#   - something built, fetched or secret is tracked;
#   - the tracked files exceed 80 MB together, or one of them 20 MB.
# Prints what; exit 1 when something is found. Needs git; outside a clone it says so and passes.
set -eu
cd "$(dirname "$0")/.."
git rev-parse --is-inside-work-tree >/dev/null 2>&1 || { echo "check_tree.sh: no git clone, nothing checked"; exit 0; }
LC_ALL=C
export LC_ALL
max_total=80000000
max_file=20000000
bad=0

# In pieces, so that this file does not find itself.
dot='[.]'
hosts="registry${dot}(npmjs|yarnpkg|npmmirror)|npmjs${dot}(org|com)|deb${dot}debian${dot}org|(ftp|security|snapshot|archive)${dot}([a-z]+${dot})?debian${dot}org|archive${dot}ubuntu|pypi${dot}org|pythonhosted|crates${dot}io|proxy${dot}golang|artifactory|nodesource${dot}com|localhost:4873"
# The folder this clone stands in, whatever it is called: no tracked file may know it.
outside="$(pwd -P | sed 's/[.]/[.]/g')/"
# Prints the lines of a search with what is wrong about them.
report() {
    [ -z "$1" ] && return
    printf '%s\n' "$1" | cut -c1-160 | sed "s/\$/: $2/"
    bad=1
}
report "$(git grep -InE "$hosts" -- ':!tools/check_tree.sh')" "address of a package host"
report "$(git grep -InE "$outside" -- ':!tools/check_tree.sh')" "path outside the tree"
report "$(git ls-files | grep -E '(^|/)(node_modules|build|dist)/|^third_party/duckdb/|\.(o|a|so|so\.[0-9.]+|pyc|gcda|gcno|duckdb|sqlite|sqlite-wal)$|(^|/)(\.npmrc|\.env|core|compile_commands\.json)$')" \
    "built, fetched or local, and tracked"

sizes=$(git ls-files -z | xargs -0 -r stat -c '%s %n' 2>/dev/null | awk -v max=$max_total -v one=$max_file '
    { total += $1 }
    $1 > one { printf "%s: %d MB, more than %d MB\n", $2, $1 / 1e6, one / 1e6 }
    END { if (total > max) printf "tracked files: %d MB, more than %d MB\n", total / 1e6, max / 1e6 }')
[ -z "$sizes" ] || { echo "$sizes"; bad=1; }
exit $bad
