/* generate.c - a table of trade of any length, the same bytes every time.
 *
 *   generate ROWS >table.csv
 *
 * The layout is Eurostat's cube (period,reporter,partner,cn,value_eur) in the
 * order of the published one: code, reporter, partner, period. Reporters are the
 * members of the EU, partners other countries, codes the first CODES of the CN8
 * list in data/ref; 120 months. Of all these keys exactly ROWS are taken, each
 * with the same chance (selection sampling, Knuth vol. 2, 3.4.2 S), so none
 * stands twice. Values are 2^(8 + a sum of four small uniforms) and a uniform
 * remainder: bell-shaped logarithm, integers only, no floating point.          */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/data_dir.h"
#include "read/table.h"

enum { CODES = 2000, PARTNERS = 50, REPORTERS_MAX = 40, MONTHS = 120, FIRST_YEAR = 2014 };
enum { OUT_BYTES = 1 << 20, ROW_BYTES_MAX = 64 };

typedef struct word {
    char s[12];
    size_t len;
} word;

static uint64_t state = 20220224;

/* splitmix64 (Steele, Lea, Flood 2014). */
static uint64_t next(void) {
    uint64_t z = state += 0x9e3779b97f4a7c15u;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
}

static void read_table(table *t, const char *name, const char *const names[], int cols[]) {
    char path[1024];
    cordon_error err = {0};
    if (table_read(t, data_path(path, sizeof path, name), &err) ||
        table_cols(t, names, cols, &err)) {
        fprintf(stderr, "generate: %s: %s\n", err.source, err.message);
        exit(2);
    }
}

static void put_word(word *w, const char *s) {
    snprintf(w->s, sizeof w->s, "%s", s);
    w->len = strlen(w->s);
}

/* Is the area a member of the EU today? */
static bool is_member(const table *sets, const int *c, const char *area) {
    for (size_t i = 0; i < sets->rows; i++)
        if (strcmp(table_cell(sets, i, c[0]), "EU") == 0 && !*table_cell(sets, i, c[2]) &&
            strcmp(table_cell(sets, i, c[1]), area) == 0)
            return true;
    return false;
}

static void read_areas(word *reporter, size_t *reporters, word *partner, size_t *partners) {
    static const char *const code_names[] = {"scheme", "code", "area", "source", NULL};
    static const char *const set_names[] = {"set", "iso3", "valid_to", NULL};
    int c[4], s[3];
    table codes, sets;
    read_table(&codes, "data/area_codes.csv", code_names, c);
    read_table(&sets, "data/ref/country_sets.csv", set_names, s);
    size_t other = 0;
    *reporters = *partners = 0;
    for (size_t i = 0; i < codes.rows; i++) {
        const char *code = table_cell(&codes, i, c[1]);
        if (strcmp(table_cell(&codes, i, c[0]), "eurostat") != 0 || strlen(code) != 2 ||
            !strstr(table_cell(&codes, i, c[3]), "(ISO 3166-1)"))
            continue;
        if (is_member(&sets, s, table_cell(&codes, i, c[2]))) {
            if (*reporters < REPORTERS_MAX) put_word(&reporter[(*reporters)++], code);
        } else if (other++ % 4 == 1 && *partners < PARTNERS) {
            put_word(&partner[(*partners)++], code);
        }
    }
    table_free(&codes);
    table_free(&sets);
}

static size_t read_codes(word *code) {
    static const char *const names[] = {"code", NULL};
    int c[1];
    table t;
    size_t n = 0;
    read_table(&t, "data/ref/eu_export_sanctioned_cn8_202301.csv.gz", names, c);
    for (size_t i = 0; i < t.rows && n < CODES; i++)
        if (strlen(table_cell(&t, i, c[0])) == 8) put_word(&code[n++], table_cell(&t, i, c[0]));
    table_free(&t);
    return n;
}

static char *put(char *p, const word *w) {
    memcpy(p, w->s, w->len);
    p[w->len] = ',';
    return p + w->len + 1;
}

static char *put_number(char *p, uint64_t v) {
    char digit[20];
    size_t n = 0;
    do digit[n++] = (char)('0' + v % 10);
    while (v /= 10);
    while (n) *p++ = digit[--n];
    return p;
}

static uint64_t value(void) {
    uint64_t r = next();
    unsigned log = 8 + (unsigned)((r & 3) + (r >> 2 & 3) + (r >> 4 & 3) + (r >> 6 & 3));
    return ((uint64_t)1 << log) + (r >> 8 & (((uint64_t)1 << log) - 1));
}

static void flush(const char *out, size_t len) {
    if (fwrite(out, 1, len, stdout) == len) return;
    perror("generate");
    exit(3);
}

int main(int argc, char **argv) {
    static word reporter[REPORTERS_MAX], partner[PARTNERS], code[CODES], period[MONTHS];
    static char out[OUT_BYTES];
    size_t reporters, partners, codes;
    char *end = NULL;
    uint64_t need = argc == 2 ? strtoull(argv[1], &end, 10) : 0;
    if (!need || *end) {
        fputs("usage: generate ROWS >table.csv\n", stderr);
        return 2;
    }
    read_areas(reporter, &reporters, partner, &partners);
    codes = read_codes(code);
    for (int i = 0; i < MONTHS; i++) {
        char text[12];
        snprintf(text, sizeof text, "%04d%02d", (FIRST_YEAR + i / 12) % 10000, i % 12 + 1);
        put_word(&period[i], text);
    }
    uint64_t left = (uint64_t)codes * reporters * partners * MONTHS;
    if (need > left) {
        fprintf(stderr, "generate: at most %" PRIu64 " rows\n", left);
        return 2;
    }
    char *p = out;
    static const char header[] = "period,reporter,partner,cn,value_eur\n";
    memcpy(p, header, sizeof header - 1);
    p += sizeof header - 1;
    for (size_t c = 0; c < codes; c++)
        for (size_t r = 0; r < reporters; r++)
            for (size_t q = 0; q < partners; q++)
                for (size_t m = 0; m < MONTHS; m++, left--) {
                    if ((uint64_t)((unsigned __int128)next() * left >> 64) >= need) continue;
                    need--;
                    p = put(put(put(put(p, &period[m]), &reporter[r]), &partner[q]), &code[c]);
                    p = put_number(p, value());
                    *p++ = '\n';
                    if (p - out <= OUT_BYTES - ROW_BYTES_MAX) continue;
                    flush(out, (size_t)(p - out));
                    p = out;
                }
    flush(out, (size_t)(p - out));
    if (fflush(stdout) != 0) {
        perror("generate");
        return 3;
    }
    return 0;
}
