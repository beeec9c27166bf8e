/* Codes as people write them, and the reader of the correlation tables with
 * the rule on top. The first byte chooses; a zero byte parts the tables.      */
#include <stdlib.h>
#include <string.h>

#include "goods/correlate.h"

static void fuzz_code(const char *text) {
    char code[9] = "", again[9] = "";
    if (!goods_code_clean(code, text)) return;
    size_t n = strlen(code);
    if (n < 2 || n > 8 || n % 2 || strspn(code, "0123456789") != n) abort();
    if (!goods_code_clean(again, code) || strcmp(code, again) != 0) abort();
}

static void check_links(const step_links *l) {
    if (!l->n) abort(); /* every code asked for has an answer */
    for (size_t i = 0; i < l->n; i++) {
        const step_link *x = &l->v[i];
        if ((x->to == CODE_NONE) != (x->quality == GOODS_NOT_COMPARABLE)) abort();
        if (!(x->weight >= 0 && x->weight <= 1.00001) || !x->note) abort();
        if (i && l->v[i - 1].to >= x->to) abort();
    }
}

/* Carries every code of the table through all revisions, both ways. */
static void fuzz_rule(const correlation *c, const table *rows, size_t revisions_n) {
    for (size_t i = 0; i < rows->rows && i < 64; i++) {
        for (int k = 0; k < 2; k++) {
            uint32_t code;
            step_links l = {0};
            int col = table_col(rows, k ? "code_old" : "code_new");
            if (!code_number(&code, table_cell(rows, i, col))) abort();
            size_t from = k ? 0 : revisions_n - 1, to = k ? revisions_n - 1 : 0;
            if (!correlation_carry(&l, c, from, to, code, NULL)) check_links(&l);
            free(l.v);
        }
    }
}

static void fuzz_tables(const char *text, size_t len) {
    static const revisions three = {.name = {"H0", "H1", "H2"}, .n = 3};
    static const char conversion[] = "rev_new,rev_old,code_new,code_old\n"
                                     "H1,H0,010121,010121\nH2,H1,010121,010121\n";
    table rows, conv, weights;
    correlation *c = NULL;
    const char *cut = memchr(text, 0, len);
    size_t first = cut ? (size_t)(cut - text) : len, rest = cut ? len - first - 1 : 0;
    cordon_error err;
    if (table_read_memory(&rows, "rows.csv", text, first, &err)) return;
    if (!table_read_memory(&conv, "conversion.csv", conversion, sizeof conversion - 1, &err) &&
        !correlation_read(&c, &rows, &conv, &three, &err)) {
        if (rest && !table_read_memory(&weights, "weights.csv", cut + 1, rest, &err)) {
            (void)correlation_weights(c, 0, 1, &weights, &err);
            table_free(&weights);
        }
        fuzz_rule(c, &rows, three.n);
    }
    correlation_free(c);
    table_free(&conv);
    table_free(&rows);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size < 1 || size > 1 << 16) return 0;
    char *text = malloc(size);
    if (!text) return 0;
    memcpy(text, data + 1, size - 1);
    text[size - 1] = 0;
    if (data[0] % 4 == 0)
        fuzz_code(text);
    else
        fuzz_tables(text, size - 1);
    free(text);
    return 0;
}
