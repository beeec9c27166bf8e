/* A layout and, behind a zero byte, a header, a period and a text: the layout is read or
 * refused with its place; what was read is bound, and its rules answer for any text. An odd
 * first byte puts the rules that must be there before the bytes.                        */
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
    static const char needed[] =
        "row,field,column,value,form,scale,when\n,dataset,,t,,,\n,reporter,r,,iso2,,\n"
        ",partner,p,,iso2|name,,\n,period,t,,yyyymm|yyyy,,\n,code,c,,,,\n,value,v,,,1,\n"
        ",currency,,EUR,,,\n,flow,f,,Export=X|*,,\n,estimate,,imputed,,,period>=2022\n";
    static record_split split;
    layout l;
    cordon_error err = {0};
    if (size < 1 || size > 1 << 16) return 0;
    size_t before = data[0] % 2 ? sizeof needed - 1 : 0;
    const char *text = (const char *)data + 1, *cut = size > 1 ? memchr(text, 0, size - 1) : NULL;
    size_t len = cut ? (size_t)(cut - text) : size - 1, rest = cut ? size - 2 - len : 0;
    /* Copies of their own, so that a step behind an end is seen. */
    char *rules = malloc(before + len + 1), *own = malloc(rest + 1);
    if (!rules || !own) abort();
    memcpy(rules, needed, before);
    if (len) memcpy(rules + before, text, len);
    if (rest) memcpy(own, cut + 1, rest);
    if (!layout_read_memory(&l, "fuzz.csv", rules, before + len, known(), &err)) {
        if (!l.rows_n || l.rows_n > LAYOUT_ROWS_MAX || !*l.dataset || l.delimiter == l.quote) abort();
        record_block b = {.data = own, .len = rest, .first_line = 1,
                          .quotes = l.quote && rest && memchr(own, l.quote, rest)};
        size_t at = 0;
        uint64_t line = 1, of;
        split.delimiter = l.delimiter;
        split.quote = l.quote;
        if (records_split(&split, &b, &at, &line, &of) == SPLIT_OK) {
            (void)layout_bind(&l, "fuzz.csv", &split, &err);
            for (size_t i = 0; i < split.n; i++) ask(&l, split.f[i].p, split.f[i].len);
        }
        ask(&l, own, rest);
        static const char *const texts[] = {"",       "2022",   "202212", "202213",     "202200",
                                            "099912", "Export", "NA",     "2022-13-01", "M"};
        for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) ask(&l, texts[i], strlen(texts[i]));
        layout_free(&l);
    } else if (!err.message[0] || (err.status != CORDON_EFORMAT && err.status != CORDON_ELIMIT)) {
        abort();
    }
    free(rules);
    free(own);
    return 0;
}
