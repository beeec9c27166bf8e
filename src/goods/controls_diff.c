/* controls_diff.c - what changed on the lists between two days. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "goods/controls_inner.h"

typedef struct changes {
    goods_controls *c;
    arena *mem;
    date_day from, to, known_by;
    control_change *v;
    size_t n, cap;
} changes;

static date_day next_day(date_day d) { return date_of_number(date_number(d) + 1); }
static date_day day_before(date_day d) { return date_of_number(date_number(d) - 1); }
static bool between(const changes *x, date_day d) { return d > x->from && d <= x->to; }

static cordon_status add(changes *x, const control_list *l, const control_line *line,
                         control_change_kind kind, date_day on, cordon_error *err) {
    control_change k = {.kind = kind,
                        .list = l->id,
                        .title = l->title,
                        .tier = line->tier,
                        .code = line->code,
                        .source = line->source,
                        .partial = line->partial,
                        .on = on};
    cordon_status status = control_line_text(&k.text, x->c, l, line, on, err);
    if (status) return status;
    control_change *more = control_grow(x->v, x->n, &x->cap, sizeof *more, x->mem);
    if (!more) return cordon_fail(err, CORDON_ENOMEM, "no memory for the changes");
    x->v = more;
    x->v[x->n++] = k;
    return CORDON_OK;
}

static cordon_status group_changes(changes *x, const control_list *l, cordon_error *err) {
    cordon_status status = CORDON_OK;
    for (size_t i = 0; i < l->n && !status; i++) {
        const control_line *k = &l->line[i];
        if (k->from && between(x, k->from))
            status = add(x, l, k, k->by ? CONTROL_ADDED_BY : CONTROL_ADDED, k->from, err);
        if (!status && k->to && k->to < DATE_MAX && between(x, next_day(k->to)))
            status = add(x, l, k, CONTROL_REMOVED, next_day(k->to), err);
    }
    return status;
}

/* Lines of a that b has not. */
static cordon_status only_in(changes *x, const control_list *a, const control_list *b,
                             control_change_kind kind, date_day on, cordon_error *err) {
    cordon_status status = CORDON_OK;
    for (size_t i = 0; a && i < a->n && !status; i++) {
        const control_line *k = &a->line[i];
        bool again =
            i && strcmp(k->code, a->line[i - 1].code) == 0 && k->partial == a->line[i - 1].partial;
        if (!again && (!b || !control_has(b, k->code, k->partial)))
            status = add(x, a, k, kind, on, err);
    }
    return status;
}

/* A day on which one table of a measure may take over from another. */
static cordon_status table_changes(changes *x, size_t measure, date_day on, cordon_error *err) {
    const control_list *before = control_table(x->c, measure, day_before(on), x->known_by);
    const control_list *after = control_table(x->c, measure, on, x->known_by);
    if (before == after) return CORDON_OK;
    bool first = !before && x->c->m[measure].valid_from != on;
    cordon_status status =
        only_in(x, after, before, first ? CONTROL_ADDED_BY : CONTROL_ADDED, on, err);
    return status ? status : only_in(x, before, after, CONTROL_REMOVED, on, err);
}

static int by_day(const void *a, const void *b) {
    date_day x = *(const date_day *)a, y = *(const date_day *)b;
    return x < y ? -1 : x > y;
}

static cordon_status measure_changes(changes *x, size_t measure, cordon_error *err) {
    const goods_controls *c = x->c;
    date_day *day = arena_alloc(x->mem, (2 * c->lists + 1) * sizeof *day);
    size_t n = 0;
    cordon_status status =
        day ? CORDON_OK : cordon_fail(err, CORDON_ENOMEM, "no memory for the changes");
    for (size_t i = c->groups; i < c->lists && !status; i++) {
        const control_list *l = &c->list[i];
        if (l->measure != (int)measure) continue;
        if (between(x, l->from)) day[n++] = l->from;
        if (l->to && l->to < DATE_MAX && between(x, next_day(l->to))) day[n++] = next_day(l->to);
    }
    if (n) qsort(day, n, sizeof *day, by_day);
    for (size_t i = 0; i < n && !status; i++)
        if (!i || day[i] != day[i - 1]) status = table_changes(x, measure, day[i], err);
    return status;
}

/* Lists in the order they were asked in; within one by day, kind, code. */
static int by_place(const void *a, const void *b) {
    const control_change *x = a, *y = b;
    if (x->on != y->on) return x->on < y->on ? -1 : 1;
    if (x->kind != y->kind) return x->kind < y->kind ? -1 : 1;
    int k = strcmp(x->code, y->code);
    return k ? k : x->partial - y->partial;
}

static int earlier_of(const changes *x, const control_change *k) {
    if (k->kind == CONTROL_ADDED_BY)
        for (size_t i = 0; i < x->c->editions; i++)
            if (x->c->edition[i].date == k->on && strcasecmp(x->c->edition[i].group, k->list) == 0)
                return x->c->edition[i].before;
    return -1;
}

static cordon_status count(control_diff *out, const changes *x, cordon_error *err) {
    control_batch *b = arena_alloc(x->mem, (x->n + 1) * sizeof *b);
    size_t n = 0;
    if (!b) return cordon_fail(err, CORDON_ENOMEM, "no memory for the changes");
    for (size_t i = 0; i < x->n; i++) {
        const control_change *k = &x->v[i];
        if (!n || b[n - 1].kind != k->kind || b[n - 1].on != k->on ||
            strcmp(b[n - 1].list, k->list) != 0)
            b[n++] = (control_batch){.kind = k->kind,
                                     .list = k->list,
                                     .title = k->title,
                                     .on = k->on,
                                     .earlier = earlier_of(x, k)};
        b[n - 1].n++;
    }
    *out = (control_diff){.change = x->v, .changes = x->n, .batch = b, .batches = n};
    return CORDON_OK;
}

cordon_status goods_controls_diff(control_diff *out, arena *mem, goods_controls *c, date_day from,
                                  date_day to, date_day known_by, cordon_error *err) {
    changes x = {
        .c = c, .mem = mem, .from = from, .to = to, .known_by = known_by ? known_by : date_today()};
    cordon_status status = CORDON_OK;
    if (to < from || !date_valid(from) || !date_valid(to))
        return cordon_fail(err, CORDON_EINVAL, "two days are needed, the earlier one first");
    for (size_t i = 0; i < c->groups + c->measures && !status; i++) {
        size_t first = x.n;
        status = i < c->groups ? group_changes(&x, &c->list[i], err)
                               : measure_changes(&x, i - c->groups, err);
        if (x.n > first) qsort(x.v + first, x.n - first, sizeof *x.v, by_place);
    }
    return status ? status : count(out, &x, err);
}
