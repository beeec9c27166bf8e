#!/bin/bash
# make fresh: builds and checks the committed tree in a bare Debian 12, as a newcomer would.
#
#     tools/fresh.sh [--keep] [--run COMMAND]...
#
# debootstrap (minbase) into a new directory under ${TMPDIR:-/tmp}, a clone of HEAD inside it, then
# the commands, each timed; default: make demo, make check. --keep leaves the root for a look.
# What is proved: that the list of packages is complete, that stock Node 18 and npm 9 suffice, that
# the tree needs nothing outside its own clone.
#
# Where packages come from is the machine's own business and never stands in the tree: the mirror is
# read from apt's files (or $MIRROR), npm's registry from npm's settings. Mounts live in a mount
# and process namespace of their own, so that they and every process left over vanish with it,
# however this script ends. Needs root (sudo when there is some).
set -euo pipefail
suite=bookworm
need_mb=5000

# -- inside the namespace: mount, work, report ------------------------------------------------
if [ "${1-}" = --inside ]; then
    root=$2; shift 2
    mount -t proc proc "$root/proc"
    mount --rbind /dev "$root/dev"
    tree=/src/cordon # of the clone inside the root
    in_root() { # only what is named here gets in: nothing of the caller's environment may help
        env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 TERM=dumb \
            ${http_proxy:+http_proxy="$http_proxy"} ${https_proxy:+https_proxy="$https_proxy"} \
            ${no_proxy:+no_proxy="$no_proxy"} \
            ${FRESH_CA:+NODE_EXTRA_CA_CERTS="$FRESH_CA"} \
            ${FRESH_REGISTRY:+npm_config_registry="$FRESH_REGISTRY"} \
            chroot "$root" sh -c "$1"
    }
    # -xdev: what is mounted below is not the root's own. -m would round every small file up.
    size() { echo "$(($(du -sx --block-size=1 "$root/$1" 2>/dev/null | cut -f1) / 1000000)) MB"; }

    echo "fresh: a newcomer needs: apt-get install make ca-certificates"
    in_root 'apt-get -q update && DEBIAN_FRONTEND=noninteractive \
        apt-get -q install -y --no-install-recommends make ca-certificates' >"$root/root/first.log" 2>&1 ||
        { tail -n 20 "$root/root/first.log"; echo "fresh: this failed: apt-get install make"; exit 3; }
    summary="bare root $(size .)"
    for command; do
        echo "fresh: $command"
        start=$(date +%s)
        in_root "cd $tree && $command" || {
            echo "fresh: FAILED after $(($(date +%s) - start)) s: $command"
            exit 3
        }
        summary="$summary
$command: $(($(date +%s) - start)) s, root $(size .), tree $(size src/cordon)"
    done
    for f in "$tree"/build/release/cordon "$tree"/third_party/duckdb/lib/libduckdb.so; do
        [ ! -f "$root$f" ] || summary="$summary
${f##*/}: $(($(stat -c %s "$root$f") / 1000)) kB"
    done
    in_root 'node --version; npm --version' 2>/dev/null | paste -sd' ' | sed 's/^/fresh: node, npm /'
    printf '%s\n' "$summary" | sed 's/^/fresh: /'
    exit
fi

# -- outside -----------------------------------------------------------------------------------
keep=no
commands=()
while [ $# -gt 0 ]; do
    case $1 in
    --keep) keep=yes ;;
    --run) [ $# -gt 1 ] || { echo "fresh.sh: --run needs a command" >&2; exit 2; }; commands+=("$2"); shift ;;
    *) echo "usage: tools/fresh.sh [--keep] [--run COMMAND]..." >&2; exit 2 ;;
    esac
    shift
done
[ ${#commands[@]} -gt 0 ] || commands=("make demo" "make check")
self=$(readlink -f "$0")
cd "$(dirname "$self")/.."
if [ "$(id -u)" != 0 ]; then
    echo "fresh.sh: needs root (debootstrap, chroot); run: sudo tools/fresh.sh" >&2
    exit 2
fi
tools/deps.sh fresh

# apt's own sources as "uri suite component...", from both forms of file: one line each, and
# deb822 paragraphs, whose fields may go on over several lines.
apt_sources() {
    for f in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
        [ -f "$f" ] || continue
        sed -e 's/#.*//' -e 's/\[[^]]*\]//' "$f" | awk '$1 == "deb" && NF >= 3 { $1 = ""; print substr($0, 2) }'
    done
    for f in /etc/apt/sources.list.d/*.sources; do
        [ -f "$f" ] || continue
        sed 's/[[:space:]]*$//' "$f" | awk '
            function flush(  u, s, i, j, nu, ns) {
                if (v["types"] ~ /(^| )deb( |$)/ && tolower(v["enabled"]) != "no") {
                    nu = split(v["uris"], u, " "); ns = split(v["suites"], s, " ")
                    for (i = 1; i <= nu; i++) for (j = 1; j <= ns; j++) print u[i], s[j], v["components"]
                }
                delete v
            }
            /^#/ { next }
            /^$/ { flush(); next }
            /^[ \t]/ { sub(/^[ \t]+/, ""); v[key] = v[key] " " $0; next }
            { key = tolower($0); sub(/:.*/, "", key); sub(/^[^:]*:[ \t]*/, ""); v[key] = $0 }
            END { flush() }'
    done
}

# Cloud images name a file of mirrors instead of a mirror.
resolve() {
    case $1 in
    mirror+file:*) local f=${1#mirror+file:}; sed -n 's/#.*//; s/[[:space:]].*//; /./{p;q}' "/${f##/}" ;;
    *) echo "$1" ;;
    esac
}

sources=
mirror=${MIRROR-}
while read -r uri s components; do
    case $s in "$suite" | "$suite-updates" | "$suite-security") ;; *) continue ;; esac
    case " $components " in *" main "*) ;; *) continue ;; esac
    uri=$(resolve "$uri")
    [ "$s" != $suite ] || [ -n "$mirror" ] || mirror=$uri
    sources+="deb $uri $s main"$'\n'
done < <(apt_sources)
if [ -z "$mirror" ]; then # another release or kin of Debian: its mirror may carry ours
    mirror=$(apt_sources | awk '$1 ~ /\/debian\/?$/ { print $1; exit }')
    sources=
fi
[ -n "$mirror" ] || { echo "fresh.sh: apt's files name no Debian mirror; set MIRROR=" >&2; exit 2; }
[ -n "$sources" ] && [ -z "${MIRROR-}" ] || sources="deb $mirror $suite main"$'\n'

base=${TMPDIR:-/tmp}
free_mb=$(df --output=avail -m "$base" | tail -n 1)
[ "$free_mb" -ge $need_mb ] || {
    echo "fresh.sh: $free_mb MB free in $base, $need_mb MB are needed; set TMPDIR=" >&2; exit 3; }
root=$(mktemp -d "$base/cordon-fresh.XXXXXX")
inside=
cleanup() {
    [ -z "$inside" ] || { kill -KILL "$inside" && wait "$inside"; } 2>/dev/null || true
    rm -f "$root.log"
    if [ $keep = yes ]; then echo "fresh: kept: $root"; return; fi
    rm -rf --one-file-system "$root"
}
trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
chmod 755 "$root"

start=$(date +%s)
echo "fresh: debootstrap $suite"
debootstrap --variant=minbase "$suite" "$root" "$mirror" >"$root.log" 2>&1 ||
    { tail -n 20 "$root.log"; echo "fresh.sh: this failed: debootstrap --variant=minbase $suite $root"; exit 3; }
echo "fresh: debootstrap: $(($(date +%s) - start)) s"

printf '%s' "$sources" >"$root/etc/apt/sources.list"
apt-config dump | grep -iE '^Acquire::(https?::Proxy|Check-Valid-Until|Check-Date) ' >"$root/etc/apt/apt.conf.d/90machine" || true
echo force-unsafe-io >"$root/etc/dpkg/dpkg.cfg.d/fresh" # the root is thrown away: no fsync
[ ! -f /etc/hosts ] || cp /etc/hosts "$root/etc/hosts"
FRESH_REGISTRY=$(npm config get registry 2>/dev/null || true)
FRESH_CA=
if [ -f "${NODE_EXTRA_CA_CERTS-}" ]; then
    FRESH_CA=/etc/machine-ca.crt
    cp "$NODE_EXTRA_CA_CERTS" "$root$FRESH_CA"
fi
export FRESH_REGISTRY FRESH_CA

[ -z "$(git status --porcelain --untracked-files=no)" ] ||
    echo "fresh: note: changes not committed are not tested, HEAD is"
git clone -q --no-hardlinks . "$root/src/cordon"
git -C "$root/src/cordon" remote remove origin
echo "fresh: commit $(git rev-parse --short HEAD)"

# In the background, because bash hears a signal only between foreground commands; --pdeathsig
# takes everything inside along when this script is killed outright.
setpriv --pdeathsig KILL unshare --mount --pid --fork --kill-child --propagation private \
    bash "$self" --inside "$root" "${commands[@]}" &
inside=$!
wait $inside
