#!/bin/bash
# Screening: NAMES (1,000,000) names made of the lists that ship, 10,000 questions to the index and, of these, the first 200
# to PostgreSQL pg_trgm, Xapian and SQLite FTS5 in the same run; see docs/BENCH.md.
#   NAMES=5000000    more of them            PEERS=no   without the others (PostgreSQL needs root or a user of its own)
#   EXACT=10000      questions that are held against scoring every one of 100,000 names (hours of processor for 10,000); 300
# Exits 1 when an answer differs from that of scoring every name.
set -u
cd "$(dirname "$0")/.."
names=${NAMES:-1000000}
bench=${B:-build/release}/bench/screen
python=/usr/bin/python3
export CORDON_DATA=$PWD
tmp=$(mktemp -d "${TMPDIR:-/tmp}/cordon-screen.XXXXXX")
chmod 755 "$tmp"
server=
stop() {
    [ -z "$server" ] || as_postgres "$server/pg_ctl -D $tmp/pg -m immediate stop" >/dev/null 2>&1
    rm -rf "$tmp"
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
as_postgres() { if [ "$(id -u)" = 0 ]; then su postgres -c "$1"; else sh -c "$1"; fi; }

$python bench/screen_peers.py real data/lists >"$tmp/real" || exit 3
"$bench" make "$tmp/real" "$names" 10000 "$tmp/names" "$tmp/asked" || exit 3
"$bench" run "$tmp/names" "$tmp/asked" "$tmp/index" 0.5 0.6 0.7 0.8 || exit 3

if [ "${PEERS:-yes}" = yes ]; then
    for peer in xapian fts5; do
        $python bench/screen_peers.py $peer "$tmp/names" "$tmp/asked" "$tmp" || echo "$peer: not measured"
    done
    for server in /usr/lib/postgresql/*/bin ''; do [ ! -x "$server/initdb" ] || break; done
    if [ -n "$server" ]; then
        mkdir "$tmp/pg" && { [ "$(id -u)" != 0 ] || chown postgres "$tmp/pg"; }
        as_postgres "$server/initdb -D $tmp/pg -A trust -U postgres -E UTF8 --no-sync >/dev/null &&
            $server/pg_ctl -D $tmp/pg -o '-c listen_addresses= -k $tmp/pg -c fsync=off -c shared_buffers=1GB' -w start >/dev/null" &&
            $python bench/screen_peers.py trgm "$tmp/names" "$tmp/asked" "$tmp/pg" || echo "trgm: not measured"
    else
        echo "trgm: no PostgreSQL here"
    fi
fi
"$bench" make "$tmp/real" 100000 "${EXACT:-300}" "$tmp/names" "$tmp/asked" && "$bench" exact "$tmp/names" "$tmp/asked" "$tmp/index"
