#!/bin/sh
# Installs what the build needs and is not there yet; when nothing is missing it touches no network.
#
#     tools/deps.sh             what make and make check need (groups build and test)
#     tools/deps.sh all         every group of packages.txt
#     tools/deps.sh build lint  the groups named; the engine comes with group build
#     tools/deps.sh -n [...]    only prints what is missing; exit 1 when something is
#
# Two sources only: Debian packages (tools/packages.txt, through apt, with sudo when not root) and
# the engine (tools/engine.txt, through npm pack). `npm install duckdb` is never used: it compiles
# for half an hour. Whatever fails is printed as the very command, to be run by hand.
set -eu
cd "$(dirname "$0")/.."

dry=no
[ "${1-}" != -n ] || { dry=yes; shift; }
groups=${*:-build test}
known="build test lint bench pages fresh"
[ "$groups" != all ] || groups=$known
for g in $groups; do
    case " $known " in
    *" $g "*) ;;
    *) echo "deps.sh: no group \"$g\"; there are: $known, or all" >&2; exit 2 ;;
    esac
done

work=
trap '[ -z "$work" ] || rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# Runs one command; on failure says which one, word for word.
run() {
    "$@" && return 0
    echo "deps.sh: this line failed (exit $?): $*" >&2
    exit 3
}

missing_packages() {
    known_to_dpkg=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' 2>/dev/null |
        sed -n 's/^installed //p' | tr '\n' ' ')
    while read -r package in_groups command _; do
        case $package in '' | '#'*) continue ;; esac
        wanted=no
        for g in $groups; do
            case ",$in_groups," in *",$g,"*) wanted=yes ;; esac
        done
        [ $wanted = yes ] || continue
        case " $known_to_dpkg " in *" $package "*) continue ;; esac
        [ "$command" = - ] || ! command -v "$command" >/dev/null 2>&1 || continue
        printf ' %s' "$package"
    done <tools/packages.txt
}

install_packages() {
    command -v apt-get >/dev/null || {
        echo "deps.sh: no apt-get here; install by other means:$*" >&2
        exit 3
    }
    sudo=
    if [ "$(id -u)" != 0 ]; then
        sudo=sudo
        command -v sudo >/dev/null || {
            echo "deps.sh: neither root nor sudo; as root run: apt-get install -y --no-install-recommends $*" >&2
            exit 3
        }
    fi
    # A broken third-party source makes update fail while Debian's own is fine: let install decide.
    $sudo apt-get -qq update ||
        echo "deps.sh: this line failed: $sudo apt-get -qq update; going on with the old lists" >&2
    log=$(run mktemp) || exit 3
    set -- env DEBIAN_FRONTEND=noninteractive apt-get -q install -y --no-install-recommends "$@"
    if ! $sudo "$@" >"$log" 2>&1; then # hundreds of lines, of interest only now
        tail -n 15 "$log" >&2
        rm -f "$log"
        echo "deps.sh: this line failed: ${sudo:+sudo }$*" >&2
        exit 3
    fi
    rm -f "$log"
}

# The lines of engine.txt for this machine: they are the stamp as well.
engine_lines() {
    sed 's/[[:space:]][[:space:]]*/ /g' tools/engine.txt | grep -E "^($(uname -m)|any) " || true
}

engine_there() {
    [ -s third_party/duckdb/lib/libduckdb.so ] && [ -s third_party/duckdb/include/duckdb.h ] &&
        [ "$(cat third_party/duckdb/stamp 2>/dev/null)" = "$lines" ]
}

# Packs into a directory beside the old one and swaps at the end, so that an interrupted run
# leaves either the old engine or the new one.
install_engine() {
    case $lines in
    *"$(uname -m) "*) ;;
    *) echo "deps.sh: tools/engine.txt has no engine for $(uname -m)" >&2; exit 3 ;;
    esac
    run mkdir -p third_party
    work=$(run mktemp -d third_party/duckdb.new.XXXXXX) || exit 3
    printf '%s\n' "$lines" >"$work/lines"
    while read -r _ package _ sum files; do
        rm -rf "$work/tgz" "$work/package"
        mkdir "$work/tgz"
        run npm pack --loglevel=error --no-update-notifier --ignore-scripts --pack-destination "$work/tgz" "$package" </dev/null >"$work/log"
        got=$(sha512sum "$work"/tgz/*.tgz | cut -d' ' -f1)
        if [ "$got" != "$sum" ]; then
            echo "deps.sh: $package is refused: its SHA-512 is" >&2
            echo "  $got, pinned in tools/engine.txt is" >&2
            echo "  $sum" >&2
            exit 3
        fi
        for f in $files; do
            run tar -xzf "$work"/tgz/*.tgz -C "$work" "package/${f%%=*}"
            run mkdir -p "$work/out/$(dirname "${f#*=}")"
            run mv "$work/package/${f%%=*}" "$work/out/${f#*=}"
        done
    done <"$work/lines"
    run mv "$work/lines" "$work/out/stamp"
    [ ! -e third_party/duckdb ] || run mv third_party/duckdb "$work/old"
    run mv "$work/out" third_party/duckdb
}

missing=$(missing_packages)
lines=$(engine_lines)
engine=no
case " $groups " in *" build "*) engine_there || engine=yes ;; esac

if [ $dry = yes ]; then
    for p in $missing; do echo "$p"; done
    [ $engine = no ] || echo "the engine (tools/engine.txt)"
    [ -z "$missing" ] && [ $engine = no ]
    exit
fi
if [ -n "$missing" ]; then
    echo "deps.sh: installing$missing"
    # shellcheck disable=SC2086  # a list of words
    install_packages $missing
fi
if [ $engine = yes ]; then
    echo "deps.sh: fetching the engine into third_party/duckdb"
    install_engine
fi
