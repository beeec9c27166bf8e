/* A declared line as it comes from outside. The bytes are cells parted by zero bytes: code, text, quantity, unit, value,
 * currency. Any line has an answer: each check at most one of each verdict, sentences without control characters and of
 * bounded length, and the same again when asked again.                             */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "goods/check.h"
#include "read/records.h"

static void sound(const check_answer *a) {
    if (!a->n || a->n > CHECK_RESULTS_MAX) abort();
    if (strspn(a->checked, "0123456789") != strlen(a->checked)) abort();
    if (*a->checked && !*a->nomenclature) abort();
    for (unsigned i = 0; i < a->n; i++) {
        const check_result *r = &a->result[i];
        if (!r->found || !r->expected || !r->text || strlen(r->text) > 1000) abort();
        if ((r->verdict != FINDING_NOTHING_FOUND) != (*r->text != 0)) abort();
        if ((r->verdict == FINDING_FOUND) != !isnan(r->score)) abort();
        if (!records_utf8(r->text, strlen(r->text)) || !records_utf8(r->found, strlen(r->found))) abort();
        for (const char *p = r->text; *p; p++)
            if ((unsigned char)*p < 32) abort();
    }
}

static void write_down(buf *b, const check_answer *a) {
    buf_printf(b, "%s %s %s\n", a->checked, a->nomenclature, a->as_written);
    for (unsigned i = 0; i < a->n; i++) {
        const check_result *r = &a->result[i];
        buf_printf(b, "%d %d %s|%s|%s\n", (int)r->kind, (int)r->verdict, r->found, r->expected, r->text);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static goods_checks *checks;
    static goods_checker *checker;
    if (!checks && (goods_checks_open(&checks, &(check_terms){.as_at = 20240301}, NULL) || goods_checker_open(&checker, checks, NULL))) abort();
    char *text = malloc(size + 1);
    const char *cell[6] = {NULL};
    if (!text) return 0;
    if (size) memcpy(text, data, size);
    text[size] = 0;
    size_t at = 0;
    for (int i = 0; i < 6 && at <= size; i++) {
        cell[i] = text + at;
        at += strlen(cell[i]) + 1;
    }
    const check_row row = {cell[0], cell[1], cell[2], cell[3], cell[4], cell[5]};
    check_answer a;
    arena mem;
    buf one = {0}, two = {0}; /* an answer's texts live until the next call */
    arena_init(&mem, 0);
    if (goods_check_row(&a, &mem, checker, &row, NULL)) abort();
    sound(&a);
    write_down(&one, &a);
    if (goods_check_row(&a, &mem, checker, &row, NULL)) abort();
    write_down(&two, &a);
    if (strcmp(buf_text(&one), buf_text(&two)) != 0) abort();
    buf_free(&one);
    buf_free(&two);
    arena_destroy(&mem);
    free(text);
    return 0;
}
