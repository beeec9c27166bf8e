/* Any bytes as a text, held to the rules that ship; or any bytes as wording.csv
 * up to a zero byte, and the rest as the text. The first byte says which, HTML or
 * not, and where an allocation fails. Whatever is read, every fault has words
 * that stand in its sentence, and lines go up.                                */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/data_dir.h"
#include "report/lint.h"

typedef struct seen {
    uint32_t line;
    size_t faults, lines;
} seen;

static void on_fault(void *arg, const lint_fault *f) {
    seen *s = arg;
    if (f->line < s->line || f->line > s->lines) abort();
    if (!strstr(f->sentence, f->words)) abort();
    if (!f->rule[0] || !f->id[0] || !f->message[0] || !f->instead[0]) abort();
    s->line = f->line;
    s->faults++;
}

/* Sentences come in order and hold all that is no blank. */
static void check_sentences(const char *s, size_t len) {
    size_t at = 0, from, to, last = 0;
    while (lint_sentence(s, len, &at, &from, &to)) {
        if (from < last || to <= from || to > len || at < to) abort();
        for (size_t i = last; i < from; i++)
            if (s[i] != ' ' && (s[i] < '\t' || s[i] > '\r')) abort();
        last = to;
    }
}

static wording *shipped(const areas *a) {
    static table t;
    wording *w = NULL;
    char path[512];
    if (table_read(&t, data_path(path, sizeof path, "regimes/russia-2022/wording.csv"), NULL) ||
        wording_make(&w, &t, a, NULL))
        abort();
    return w;
}

static void check_text(const wording *w, const char *text, size_t len, lint_form form) {
    seen s = {.lines = 1};
    cordon_error err = {0};
    lint l = {.wording = w, .on_fault = on_fault, .arg = &s};
    for (size_t i = 0; i < len; i++) s.lines += text[i] == '\n';
    cordon_status status = lint_text(&l, "page", text, len, form, &err);
    if (status && (status != CORDON_ELIMIT || !err.line || err.line > s.lines)) abort();
    if (s.faults != l.faults) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static areas *known;
    static wording *own;
    if (size < 1 || size > 1 << 14) return 0;
    if (!known && areas_load(&known, NULL)) abort();
    if (!own) own = shipped(known);
    lint_form form = data[0] & 1 ? LINT_HTML : LINT_PLAIN;
    const char *text = (const char *)data + 1;
    size_t len = size - 1;
    if (!(data[0] & 2)) {
        check_sentences(text, len);
        check_text(own, text, len, form);
        return 0;
    }
    const char *end = memchr(text, 0, len);
    size_t rules = end ? (size_t)(end - text) : len;
    table t;
    wording *w = NULL;
    cordon_error err = {0};
    if (table_read_memory(&t, "wording.csv", text, rules, NULL)) return 0;
    if (data[0] & 4) arena_fail_after = data[0] >> 3;
    cordon_status status = wording_make(&w, &t, NULL, &err);
    arena_fail_after = -1;
    if (status && (!err.message[0] || !err.source[0])) abort();
    if (!status && end) check_text(w, end + 1, len - rules - 1, form);
    if (!status && lint_table(&(lint){.wording = w}, &t, NULL) == CORDON_ENOMEM) abort();
    wording_free(w);
    table_free(&t);
    return 0;
}
