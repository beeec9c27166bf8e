/* form.c - the steps of name_form_read, one after the other. */
#include "name/form.h"

#include <pthread.h>
#include <string.h>
#include <utf8proc.h>

#include "name/inner.h"

static name_tables tables;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void fill(void) { latin_tables_fill(&tables.latin); }

cordon_status name_tables_open(const name_tables **out, cordon_error *err) {
    (void)err;
    pthread_once(&once, fill);
    *out = &tables;
    return CORDON_OK;
}

/* Writes points as text; place[i] is where point i begins, place[n] the end. */
static char *as_text(arena *mem, const name_points *p, uint32_t **place) {
    char *text = arena_alloc(mem, (size_t)p->n * 4 + 1);
    *place = arena_alloc(mem, ((size_t)p->n + 1) * sizeof **place);
    if (!text || !*place) return NULL;
    uint32_t len = 0;
    for (uint32_t i = 0; i < p->n; i++) {
        (*place)[i] = len;
        if (p->c[i] < 0x80)
            text[len++] = (char)p->c[i];
        else
            len += (uint32_t)utf8proc_encode_char(p->c[i], (utf8proc_uint8_t *)text + len);
    }
    (*place)[p->n] = len;
    text[len] = 0;
    return text;
}

static bool alphabetic(unsigned script) {
    return script != SCRIPT_HAN && script != SCRIPT_HANGUL && script != SCRIPT_KANA &&
           script != SCRIPT_OTHER && script != SCRIPT_NONE;
}

static name_class class_of(const cut *c, uint32_t i) {
    const piece *p = &c->piece[i];
    if (p->digits) return NAME_NUMBER;
    if (!alphabetic(p->script) || p->end - p->first > 1) return NAME_WORD;
    bool after = i && c->piece[i - 1].joined && c->piece[i - 1].digits;
    bool before = p->joined && c->piece[i + 1].digits;
    return after || before ? NAME_WORD : NAME_INITIAL;
}

static cordon_status keep(name_token *to, arena *mem, const readings *r) {
    to->reading = arena_alloc(mem, r->n * sizeof *to->reading);
    if (!to->reading) return CORDON_ENOMEM;
    for (unsigned i = 0; i < r->n; i++) {
        to->reading[i] = r->r[i];
        to->reading[i].latin = arena_strndup(mem, r->text[i], r->r[i].len);
        if (!to->reading[i].latin) return CORDON_ENOMEM;
    }
    to->n = r->n;
    return CORDON_OK;
}

static cordon_status token(name_form *f, arena *mem, const name_tables *t, const name_points *p,
                           const cut *c, uint32_t i, const uint32_t *place) {
    const piece *from = &c->piece[i];
    name_token *to = &f->token[f->n];
    to->at = place[from->first];
    to->len = place[from->end] - to->at;
    to->script = from->script;
    to->joined = from->joined;
    to->cls = (uint8_t)class_of(c, i);
    to->text = arena_strndup(mem, f->folded + to->at, to->len);
    if (!to->text) return CORDON_ENOMEM;
    readings r = {0};
    if (from->digits) {
        char s[NAME_LATIN_MAX];
        unsigned len = 0;
        for (uint32_t k = from->first; k < from->end && len < sizeof s; k++)
            s[len++] = (char)p->c[k];
        readings_add(&r, s, len, READ_PLAIN, 0);
    } else if (from->script == SCRIPT_NONE) {
        readings_add(&r, "and", 3, READ_MEANING, 0);
        to->cls = NAME_STOP;
    } else {
        name_romanise(&r, t, from->script, p->c + from->first, from->end - from->first);
    }
    if (!r.n) return CORDON_OK; /* nothing to read: a lone mark */
    cordon_status status = keep(to, mem, &r);
    if (!status) f->n++;
    return status;
}

cordon_status name_form_read(name_form *out, arena *mem, const name_tables *t, name_kind kind,
                             const char *text, size_t len, cordon_error *err) {
    name_points p;
    cut c;
    name_form f = {.kind = (uint8_t)kind};
    cordon_status status = name_points_read(&p, mem, text, len, err);
    if (!status) status = name_cut(&c, mem, &p, err);
    if (status) return status;
    f.flags = c.flags;
    uint32_t *place, most = c.n < NAME_TOKENS_MAX ? c.n : NAME_TOKENS_MAX;
    f.folded = as_text(mem, &p, &place);
    f.token = arena_alloc(mem, (most + 1) * sizeof *f.token);
    if (!f.folded || !f.token) return cordon_fail(err, CORDON_ENOMEM, "name: no memory");
    for (uint32_t i = 0; i < c.n; i++) {
        if (f.n == NAME_TOKENS_MAX) {
            f.flags |= NAME_TRUNCATED;
            break;
        }
        status = token(&f, mem, t, &p, &c, i, place);
        if (status) return cordon_fail(err, status, "name: no memory");
    }
    if (!f.n) return cordon_fail(err, CORDON_EINVAL, "name: no letter or digit in it");
    f.token[f.n - 1].joined = false;
    *out = f;
    return CORDON_OK;
}

const char *name_system_name(uint8_t system) { return system == 1 ? "cyrillic" : ""; }
