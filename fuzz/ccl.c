/* Control lists from bytes: the first byte chooses between the table of paragraphs, the document of
 * entries, and a chart with its groups behind a zero byte. What comes out is held to its own
 * promises and every entry is asked of two destinations. */
#include <stdlib.h>
#include <string.h>

#include "goods/ccl_inner.h"

static void check_paragraphs(const control_list *l) {
    size_t n, at = 0;
    const control_paragraph *p = control_list_paragraphs(l, &n);
    for (size_t e = 0; e < control_list_entries(l); e++) {
        const control_entry *x = control_list_entry(l, e);
        if (x->paragraph != at || !x->paragraphs || control_list_find(l, x->number) != x) abort();
        for (uint32_t i = x->paragraph + 1; i < x->paragraph + x->paragraphs; i++)
            if (p[i].parent >= i || p[i].parent < x->paragraph ||
                p[i].depth != p[p[i].parent].depth + 1)
                abort();
        at += x->paragraphs;
    }
    if (at != n) abort();
    const control_reference *r = control_list_references(l, &n);
    for (size_t i = 0; i < n; i++)
        if (r[i].to != UINT32_MAX && strcmp(p[r[i].to].number, r[i].number) != 0) abort();
}

static void ask(const control_list *l) {
    static const char *const places[] = {"NOR", "NES"};
    for (size_t i = 0; i < control_list_entries(l) && i < 64; i++)
        for (int k = 0; k < 2; k++) {
            const chart_line *v;
            size_t n;
            arena mem;
            arena_init(&mem, 0);
            if (!control_chart(&v, &n, &mem, l, control_list_entry(l, i), places[k], NULL) && !n)
                abort();
            arena_destroy(&mem);
        }
}

static void take(const char *which, const char *text, size_t len, const char *chart,
                 size_t chart_len) {
    control_list *l = NULL;
    cordon_error err;
    const char *cut = chart ? memchr(chart, 0, chart_len) : NULL;
    size_t first = cut ? (size_t)(cut - chart) : chart_len;
    control_bytes b = {"x", text, len}, c = {"c", chart, first},
                  g = {"g", cut ? cut + 1 : "", cut ? chart_len - first - 1 : 0};
    if (control_list_memory(&l, which, &b, chart ? &c : NULL, cut ? &g : NULL, &err)) {
        if (!err.message[0]) abort();
        return;
    }
    check_paragraphs(l);
    ask(l);
    control_list_close(l);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const char entries[] =
        "{\"entries\":[{\"eccn\":\"3A001\",\"reasonForControl\":\"NS, AT\",\"countryChart\":["
        "{\"control\":\"NS applies\",\"countryChart\":\"NS Column "
        "1\"},{\"control\":\"AT\",\"countryChart\":\"all\"}]}]}";
    if (size < 1 || size > 1 << 14) return 0;
    const char *text = (const char *)data + 1;
    if (data[0] % 3 == 0)
        take("list2", text, size - 1, NULL, 0);
    else if (data[0] % 3 == 1)
        take("us", text, size - 1, NULL, 0);
    else
        take("us", entries, sizeof entries - 1, text, size - 1);
    return 0;
}
