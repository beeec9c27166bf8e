#include "report/ribbons.h"

#include <stdlib.h>
#include <string.h>

enum { SENDERS = 5, SEEN = 200 };

typedef struct side {
    ribbon_end *v;
    size_t n;
    size_t alone; /* the first so many; what follows is the rest */
} side;

static const char *code_of(const answer *a, bool to) { return to ? a->to : a->from; }

static int by_code(const void *x, const void *y) {
    const ribbon_end *a = x, *b = y;
    return strcmp(a->code, b->code);
}

static int by_money(const void *x, const void *y) {
    const ribbon_end *a = x, *b = y;
    int64_t s = a->base_milli + a->value_milli, t = b->base_milli + b->value_milli;
    return s != t ? (s < t ? 1 : -1) : strcmp(a->code, b->code);
}

static void add(ribbon_end *out, const ribbon_end *e) {
    out->base_milli += e->base_milli;
    out->value_milli += e->value_milli;
    out->base_rows += e->base_rows;
    out->value_rows += e->value_rows;
}

/* Each place once, the one with most money in both periods first. */
static cordon_status collect(side *s, const question *q, bool to, cordon_error *err) {
    ribbon_end *v = calloc(q->n + 1, sizeof *v);
    if (!v) return cordon_fail(err, CORDON_ENOMEM, "no memory for a chart");
    for (size_t i = 0; i < q->n; i++) {
        const answer *a = &q->v[i];
        v[i] = (ribbon_end){code_of(a, to), 1, a->base_milli, a->value_milli, a->base_rows,
                            a->value_rows};
    }
    if (q->n) qsort(v, q->n, sizeof *v, by_code);
    size_t n = 0;
    for (size_t i = 0; i < q->n; i++) {
        if (n && strcmp(v[n - 1].code, v[i].code) == 0) {
            add(&v[n - 1], &v[i]);
        } else {
            v[n++] = v[i];
        }
    }
    if (n) qsort(v, n, sizeof *v, by_money);
    *s = (side){.v = v, .n = n, .alone = n};
    return CORDON_OK;
}

/* A rest of one is that one. */
static void keep(side *s, size_t alone) {
    if (alone > CHART_NODES_MAX - 1) alone = CHART_NODES_MAX - 1;
    if (alone + 1 < s->n) s->alone = alone;
}

static size_t take(ribbon_end *out, const side *s) {
    size_t n = s->alone;
    if (n) memcpy(out, s->v, n * sizeof *out);
    if (n == s->n) return n;
    out[n] = (ribbon_end){.code = ""};
    for (size_t i = n; i < s->n; i++) {
        out[n].members++;
        add(&out[n], &s->v[i]);
    }
    return n + 1;
}

static size_t place_of(const side *s, const char *code) {
    size_t i = 0;
    while (i < s->alone && strcmp(s->v[i].code, code) != 0) i++;
    return i;
}

static bool is_seen(const ribbon_end *e, int64_t whole) {
    return e->base_milli >= whole / SEEN || e->value_milli >= whole / SEEN;
}

/* The seen ones to the front, both parts by money; how many they are. */
static size_t seen_first(side *s, int64_t whole) {
    size_t n = 0;
    for (size_t i = 0; i < s->n; i++) {
        ribbon_end e = s->v[i];
        if (!is_seen(&e, whole)) continue;
        memmove(s->v + n + 1, s->v + n, (i - n) * sizeof e);
        s->v[n++] = e;
    }
    return n;
}

cordon_status ribbons_make(ribbons *out, const question *q, cordon_error *err) {
    side from = {0}, to = {0};
    cordon_status status = collect(&from, q, false, err);
    if (!status) status = collect(&to, q, true, err);
    if (status) {
        free(from.v);
        return status;
    }
    *out = (ribbons){0};
    for (size_t i = 0; i < q->n; i++) {
        out->base_milli += q->v[i].base_milli;
        out->value_milli += q->v[i].value_milli;
    }
    int64_t whole = out->base_milli > out->value_milli ? out->base_milli : out->value_milli;
    keep(&from, q->top > 0 ? (size_t)q->top : SENDERS);
    keep(&to, seen_first(&to, whole));
    out->froms = take(out->from, &from);
    out->tos = take(out->to, &to);
    for (size_t i = 0; i < q->n; i++) {
        const answer *a = &q->v[i];
        ribbon_cell *c = &out->cell[place_of(&from, a->from)][place_of(&to, a->to)];
        c->base_milli += a->base_milli;
        c->value_milli += a->value_milli;
        c->base_rows += a->base_rows;
        c->value_rows += a->value_rows;
    }
    free(from.v);
    free(to.v);
    return CORDON_OK;
}
