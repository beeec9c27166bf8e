#!/bin/bash
# Runs every test and ends with one line: N passed, N failed, N skipped.
#
#     tools/check.sh            unit tests (release, then ASan+UBSan), command line, the tree
#     tools/check.sh cover      the unit tests of build/cover and the command line with that binary
#     tools/check.sh -k WORD    only the files whose name has the word
#
# Unit tests and bats both speak TAP. A program that ends without its plan, or with a signal, counts
# as failed: a crash must not look like fewer tests. Two files run at a time, one per core.
set -u
cd "$(dirname "$0")/.."
word='' variants='release asan' binary=release
case ${1-} in
-k) word=$2 ;;
cover) variants=cover binary=cover ;;
esac
out=build/check
rm -rf $out && mkdir -p $out
export CORDON_DATA=$PWD CORDON=$PWD/build/$binary/cordon
export ASAN_OPTIONS=detect_leaks=1 UBSAN_OPTIONS=print_stacktrace=1
export GCOV_ERROR_FILE=$PWD/$out/gcov # of a counting program on a full disk: not one more line of stderr
export LSAN_OPTIONS=suppressions=$PWD/tools/lsan.supp:print_suppressions=0
started=$SECONDS

jobs() {
    # The slow files of the command line first, so that the last minute has both cores busy.
    for t in kill load diskfull lock figures report; do
        [ ! -f tests/cli/$t.bats ] || echo "bats tests/cli/$t.bats"
    done
    for t in tests/cli/*.bats; do
        case $t in */kill.bats | */load.bats | */diskfull.bats | */lock.bats | */figures.bats | */report.bats) ;;
        *) echo "bats $t" ;; esac
    done
    for v in $variants; do
        for t in tests/unit/*.c; do t=${t##*/}; echo "unit build/$v/tests/${t%.c}"; done
    done
    for t in includes names tree; do echo "tree tools/check_$t.sh"; done
}

one() {
    kind=$1 file=$2 tap=build/check/$(echo "$2" | tr '/' '_').tap begun=$SECONDS
    case $kind in
    unit) "./$file" > "$tap" 2>&1 ;;
    bats) bats --formatter tap "$file" > "$tap" 2>&1 ;;
    tree) if "$file" > "$tap.out" 2>&1; then echo "ok 1 - $file"; else
        sed 's/^/# /' "$tap.out"; echo "not ok 1 - $file"; fi > "$tap"; echo 1..1 >> "$tap" ;;
    esac
    rc=$?
    # A crash, or an end before the plan was kept: one more failure, with its reason.
    awk -v rc=$rc -v file="$file" '
        /^ok |^not ok /{n++} /^not ok /{bad++} /^1\.\.[0-9]+/{split($1,p,"."); plan=p[3]; has=1}
        END{ if (!has || plan != n || (rc != 0 && !bad))
            printf "not ok %d - %s ended early or with a fault (exit %d, %d of %s tests)\n", n+1, file, rc, n, has?plan:"?" }
    ' "$tap" >> "$tap.end"; cat "$tap.end" >> "$tap"
    awk -v file="$file" -v s=$((SECONDS - begun)) '
        /^ok .*# skip/{skip++; next} /^ok /{ok++} /^not ok /{bad++}
        END{ printf "%-46s %4d ok", file, ok; if (bad) printf ", %d FAILED", bad; if (skip) printf ", %d skipped", skip; printf "  (%d s)\n", s }' "$tap"
}
export -f one

jobs | grep -e "$word" | xargs -P 2 -I{} bash -c 'one ${0% *} ${0#* }' {} ||:
cat $out/*.tap > $out/all 2>/dev/null
grep -h -A12 '^not ok ' $out/*.tap | head -n 200
grep -h '^ok .*# skip' $out/*.tap | sed 's/^ok [0-9]* */skipped: /'
ok=$(grep -c '^ok ' $out/all) skipped=$(grep -c '^ok .*# skip' $out/all) bad=$(grep -c '^not ok ' $out/all)
echo "$((SECONDS - started)) seconds"
echo "$((ok - skipped)) passed, $bad failed, $skipped skipped"
[ "$bad" = 0 ] && [ "$ok" -gt 0 ]
