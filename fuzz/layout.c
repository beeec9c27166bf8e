/* A layout and, behind a zero byte, a header, a period and a text: the layout is read or
 * refused with its place; what was read is bound, and its rules answer for any text.  */
#include <stdlib.h>
#include <string.h>

#include "flows/layout.h"

static const areas *known(void) {
    static areas *a;
    if (!a && areas_load(&a, NULL)) abort();
    return a;
}

static void ask(const layout *l, const char *s, size_t len) {
    for (size_t i = 0; i < l->rules_n; i++) {
        const layout_rule *u = &l->rules[i];
        date_period p = 0;
        const char *why = NULL;
        size_t n = 0;
        if (u->field == FLOW_PERIOD) {
            int months = layout_period_months(u);
            if (!layout_period(u, s, len, &p, &why)) {
                if (!why) abort();
            } else if (p < 100000 || p % 100 > 12 || (months == 1 && p % 100 == 0) ||
                       (months == 0 && p % 100 != 0)) {
                abort();
            }
        }
        (void)layout_when(u, p ? p : 202203);
        if (u->column[0]) {
            const char *to = layout_map(u, s, len, &n);
            if (to && to != s && n != strlen(to)) abort();
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static record_split split;
    layout l;
    cordon_error err = {0};
    if (size > 1 << 16) return 0;
    const char *text = (const char *)data, *cut = size ? memchr(text, 0, size) : NULL;
    size_t len = cut ? (size_t)(cut - text) : size, rest = cut ? size - len - 1 : 0;
    /* A copy of its own, so that a step behind its end is seen. */
    char *own = malloc(rest + 1);
    if (!own) return 0;
    if (rest) memcpy(own, cut + 1, rest);
    if (!layout_read_memory(&l, "fuzz.csv", text, len, known(), &err)) {
        if (!l.rows_n || l.rows_n > LAYOUT_ROWS_MAX || !*l.dataset || l.delimiter == l.quote) abort();
        record_block b = {.data = own, .len = rest, .first_line = 1,
                          .quotes = l.quote && rest && memchr(own, l.quote, rest)};
        size_t at = 0;
        uint64_t line = 1, of;
        split.delimiter = l.delimiter;
        split.quote = l.quote;
        if (records_split(&split, &b, &at, &line, &of) == SPLIT_OK) (void)layout_bind(&l, "fuzz.csv", &split, &err);
        ask(&l, own, rest);
        layout_free(&l);
    } else if (!err.message[0] || (err.status != CORDON_EFORMAT && err.status != CORDON_ELIMIT)) {
        abort();
    }
    free(own);
    return 0;
}
