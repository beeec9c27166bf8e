#include "assess/same.h"

#include <assert.h>
#include <string.h>

#include "name/form.h"
#include "regime/area.h"

static bool counts(const name_token *t) { return t->cls == NAME_WORD || t->cls == NAME_NUMBER || t->cls == NAME_INITIAL || t->cls == NAME_PARTICLE; }

static bool reads_as(const name_token *a, const name_token *b) {
    for (unsigned i = 0; i < a->n; i++)
        for (unsigned j = 0; j < b->n; j++)
            if (a->reading[i].len == b->reading[j].len && memcmp(a->reading[i].latin, b->reading[j].latin, a->reading[i].len) == 0) return true;
    return false;
}

static size_t next_word(const name_form *f, size_t at) {
    while (at < f->n && !counts(&f->token[at])) at++;
    return at;
}

/* Word by word in their order; a name of nothing but legal forms and stop words is compared as it stands. */
static tri compare(const name_form *a, const name_form *b) {
    size_t i = next_word(a, 0), j = next_word(b, 0);
    if (i == a->n || j == b->n) return strcmp(a->folded, b->folded) == 0 ? TRI_YES : TRI_NO;
    while (i < a->n && j < b->n) {
        if (!reads_as(&a->token[i], &b->token[j])) return TRI_NO;
        i = next_word(a, i + 1);
        j = next_word(b, j + 1);
    }
    return i == a->n && j == b->n ? TRI_YES : TRI_NO;
}

cordon_status same_name(tri *out, const char *a, const char *b, cordon_error *err) {
    const name_tables *t;
    arena mem;
    name_form x, y;
    *out = TRI_UNKNOWN;
    cordon_status status = name_tables_open(&t, err);
    if (status) return status;
    arena_init(&mem, 0);
    status = name_form_read(&x, &mem, t, NAME_ANY, a, strlen(a), err);
    if (!status) status = name_form_read(&y, &mem, t, NAME_ANY, b, strlen(b), err);
    if (!status) *out = compare(&x, &y);
    arena_destroy(&mem);
    return status == CORDON_ENOMEM ? status : CORDON_OK;
}

static_assert((int)SAME_KEYS_MAX == (int)NAME_READINGS_MAX, "a key for each reading");
static uint64_t key_of(const char *s, size_t n) { /* FNV-1a */
    uint64_t h = 0xcbf29ce484222325u;
    for (size_t i = 0; i < n; i++) h = (h ^ (unsigned char)s[i]) * 0x100000001b3u;
    return h;
}

cordon_status same_name_keys(uint64_t out[SAME_KEYS_MAX], size_t *n, const char *name, cordon_error *err) {
    const name_tables *t;
    arena mem;
    name_form f;
    *n = 0;
    cordon_status status = name_tables_open(&t, err);
    if (status) return status;
    arena_init(&mem, 0);
    status = name_form_read(&f, &mem, t, NAME_ANY, name, strlen(name), err);
    size_t first = status ? 0 : next_word(&f, 0);
    if (!status && first == f.n) out[(*n)++] = key_of(f.folded, strlen(f.folded));
    if (!status && first < f.n)
        for (unsigned i = 0; i < f.token[first].n && *n < SAME_KEYS_MAX; i++) out[(*n)++] = key_of(f.token[first].reading[i].latin, f.token[first].reading[i].len);
    arena_destroy(&mem);
    return status == CORDON_ENOMEM ? status : CORDON_OK;
}

const area *case_area(const areas *a, const char *text, date_day on) {
    return a && *text ? areas_find(a, "code|iso2|iso3|name", text, strlen(text), on) : NULL;
}

tri same_area(const areas *a, const char *x, const char *y, date_day on) {
    const area *p = case_area(a, x, on), *q = case_area(a, y, on);
    return !p || !q ? TRI_UNKNOWN : p == q ? TRI_YES : TRI_NO;
}
