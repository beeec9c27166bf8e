#!/usr/bin/env bats
# The library as someone else's program sees it: installed, found by pkg-config, linked as .so and .a.
bats_require_minimum_version 1.5.0

setup_file() {
    export ROOT=$BATS_FILE_TMPDIR/root
    make -s install PREFIX="$ROOT" >"$BATS_FILE_TMPDIR/install.log" 2>&1 || { cat "$BATS_FILE_TMPDIR/install.log"; false; }
    export PKG_CONFIG_PATH=$ROOT/lib/pkgconfig
    # From here on nothing of the source tree may be needed.
    unset CORDON_DATA
}

ask() { "$1" "$BATS_TEST_TMPDIR/store" data/flows/eurostat_eu27_export_sanctioned_cn8_202001_202211.csv.gz chpl EU RUS 2021-07..2021-11 2022-07..2022-11; }

@test "the example runs with the shared library" {
    gcc -Wall -Werror examples/growth.c -o "$BATS_TEST_TMPDIR/growth" $(pkg-config --cflags --libs cordon) -Wl,-rpath,"$ROOT/lib"
    cp "$BATS_TEST_TMPDIR/growth" "$ROOT/bin/growth"
    run -0 --separate-stderr ask "$ROOT/bin/growth"
    [[ "$output" == *'"rule":"flows.growth"'*'-97.5 %'* ]]
}

@test "a series through the library: the rows and the sum of the command, an error in words" {
    gcc -Wall -Werror examples/series.c -o "$ROOT/bin/series" $(pkg-config --cflags --libs cordon) -Wl,-rpath,"$ROOT/lib"
    store=$BATS_TEST_TMPDIR/s
    "$ROOT/bin/cordon" init "$store" --regime russia-2022
    "$ROOT/bin/cordon" load "$store" data/flows/imf_imts_russia_by_partner_2016_2024.csv.gz
    run -0 --separate-stderr "$ROOT/bin/series" "$store" imf-imts M CHN RUS 2016..2024
    "$ROOT/bin/cordon" flows series "$store" --dataset imf-imts --flow M --from CHN --to RUS --freq A --by year --period 2016..2024 --json |
        node -e 'const rows = require("fs").readFileSync(0, "utf8").trim().split("\n").map(JSON.parse)
            if (rows.length < 9) process.exit(1)
            const milli = r => BigInt(Math.round(r.value * 1000))
            for (const r of rows) console.log(r.period.replaceAll?.("-", "") ?? r.period, String(milli(r)), r.currency)
            console.log("sum", String(rows.reduce((n, r) => n + milli(r), 0n)))' >"$BATS_TEST_TMPDIR/want"
    diff "$BATS_TEST_TMPDIR/want" <(echo "$output")
    run -3 --separate-stderr "$ROOT/bin/series" "$store" no-such-dataset M CHN RUS 2024
    [[ "$stderr" == *no-such-dataset* ]]
    run -3 --separate-stderr "$ROOT/bin/series" "$store" imf-imts M NOWHERE RUS 2024
    [[ "$stderr" == *NOWHERE* ]]
}

@test "only calls of the public headers are exported" {
    run bash -c "nm -D --defined-only '$ROOT/lib/libcordon.so' | awk '{print \$3}' | grep -v ^cordon_"
    [ -z "$output" ]
    for f in $(grep -ohE '\bcordon_[a-z_]+\(' include/cordon/*.h | tr -d '(' | sort -u); do
        nm -D --defined-only "$ROOT/lib/libcordon.so" | grep -q " $f\$" || { echo "$f is declared, not exported"; false; }
    done
}

@test "the headers stand alone, also in C++" {
    for h in "$ROOT"/include/cordon/*.h; do
        echo "#include <cordon/${h##*/}>" >"$BATS_TEST_TMPDIR/one.c"
        gcc -std=c11 -Wall -Wextra -Werror -pedantic -I"$ROOT/include" -fsyntax-only "$BATS_TEST_TMPDIR/one.c"
        g++ -x c++ -Wall -Wextra -Werror -I"$ROOT/include" -fsyntax-only "$BATS_TEST_TMPDIR/one.c"
    done
}

@test "the installed program finds its data, its engine and its man pages" {
    run -0 "$ROOT/bin/cordon" goods 8542.31
    run -0 "$ROOT/bin/cordon" --version
    [ -f "$ROOT/share/man/man1/cordon-flows-growth.1" ]
    [ -f "$ROOT/share/man/man1/cordon.1" ]
}

@test "uninstall leaves nothing behind" {
    cp -R "$ROOT" "$BATS_TEST_TMPDIR/root"
    make -s uninstall PREFIX="$BATS_TEST_TMPDIR/root"
    rm -f "$BATS_TEST_TMPDIR/root/bin/growth" "$BATS_TEST_TMPDIR/root/bin/series"
    run find "$BATS_TEST_TMPDIR/root" -type f -o -type l
    [ -z "$output" ]
}
