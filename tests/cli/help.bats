#!/usr/bin/env bats
# The program's face: help, manual, version, what happens to output that cannot be written.
# CORDON names the program to try, else the released build.

setup() {
    cordon=${CORDON:-$BATS_TEST_DIRNAME/../../build/release/cordon}
    cd "$BATS_TEST_TMPDIR"
}

@test "--version names the program and its engine" {
    run "$cordon" --version
    [ "$status" -eq 0 ]
    [[ $output =~ ^cordon\ [0-9]+\.[0-9]+\.[0-9]+\ \(engine:\ DuckDB\ v[0-9.]+\)$ ]]
}

@test "without a command: the list, on stderr, exit 2" {
    run "$cordon"
    [ "$status" -eq 2 ]
    [ "$("$cordon" 2>/dev/null)" = "" ]
    [[ $output == "Usage: cordon COMMAND"* ]]
    run "$cordon" --help
    [ "$status" -eq 0 ]
    [ "$output" = "$("$cordon" help)" ]
}

@test "an unknown command is one line, exit 2" {
    run "$cordon" nonsense
    [ "$status" -eq 2 ]
    [ "$output" = 'cordon: there is no command "nonsense" (see cordon --help)' ]
    run "$cordon" help nonsense
    [ "$status" -eq 2 ]
    [ "${#lines[@]}" -eq 1 ]
    run "$cordon" help --roff nonsense
    [ "$status" -eq 2 ]
}

@test "every command explains itself within 80 columns" {
    "$cordon" help --list >names
    [ -s names ]
    while IFS= read -r name; do
        # Two words are two arguments.
        "$cordon" $name --help >help
        "$cordon" help $name >same
        cmp help same
        head -1 help | grep -q "^Usage: cordon $name"
        grep -q '^Exit codes:$' help
        if LC_ALL=C.UTF-8 grep -nE '^.{81}' help; then
            echo "in: cordon $name --help"
            false
        fi
    done <names
}

@test "the first of two words lists the commands that have it" {
    "$cordon" help --list >names
    for word in $(sed -n 's/ .*//p' names | sort -u); do
        # A word that is a command too explains itself and what is below it.
        if grep -qx "$word" names; then
            for name in $(sed -n "s/^$word //p" names); do
                "$cordon" "$word" --help | grep -q "^  $word $name "
            done
            continue
        fi
        run "$cordon" "$word"
        [ "$status" -eq 2 ]
        [[ $output == "Usage: cordon $word COMMAND"* ]]
        run "$cordon" "$word" --help
        [ "$status" -eq 0 ]
        for name in $(sed -n "s/^$word //p" names); do
            grep -q "^  $word $name " <<<"$output"
        done
        run "$cordon" "$word" nonsense
        [ "$status" -eq 2 ]
        [ "$output" = "cordon: there is no command \"$word nonsense\" (see cordon --help)" ]
    done
}

@test "every man page has its sections, and no line roff would take for a request" {
    "$cordon" help --list >names
    echo cordon >>names
    while IFS= read -r name; do
        "$cordon" help --roff "$name" >page
        head -1 page | grep -q '^\.TH CORDON'
        for section in NAME SYNOPSIS DESCRIPTION "EXIT STATUS" FILES ENVIRONMENT "SEE ALSO"; do
            grep -q "^\.SH $section\$" page
        done
        # Macros are ours; a hyphen is always escaped.
        grep -vE '^\.(TH|SH|PP|TP|RS|RE|nf|fi|br|BR)( |$)' page >text
        if grep -E "^[.']" text || grep -E '(^|[^\\])-' text; then false; fi
    done <names
}

@test "man shows a page without a warning" {
    command -v man >/dev/null || skip "needs man"
    "$cordon" help --roff cordon >cordon.1
    run man --warnings -l cordon.1
    [ "$status" -eq 0 ]
    [[ $output != *warning* ]]
}

@test "a full disk is one line and exit 3" {
    [ -e /dev/full ] || skip "needs /dev/full"
    run bash -c "'$cordon' help >/dev/full"
    [ "$status" -eq 3 ]
    [ "$output" = "cordon: cannot write the output: No space left on device" ]
}

@test "a closed stdout is one line and exit 3" {
    run bash -c "'$cordon' help >&-"
    [ "$status" -eq 3 ]
    [ "${#lines[@]}" -eq 1 ]
}

@test "a reader that has gone ends it quietly" {
    # The reader closes before anything is written.
    run bash -c "set -o pipefail; (sleep 0.3; '$cordon' help) | exec true"
    [ "$status" -eq 141 ]
    [ "$output" = "" ]
}
