#include "report/changes.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/pledges.h"

const char *changes_text(report *r, const char *fmt, ...) {
    char *text = NULL;
    va_list ap;
    va_start(ap, fmt);
    int n = vasprintf(&text, fmt, ap);
    va_end(ap);
    const char *s = n < 0 ? NULL : arena_strndup(&r->mem, text, (size_t)n);
    if (n >= 0) free(text);
    r->no_memory |= !s;
    return s ? s : "";
}

void changes_free(changes *all) {
    if (!all) return;
    kept_rows_free(&all->record);
    free(all->v);
    free(all);
}

static bool in_time(const report *r, date_day on) {
    return on > r->in->since && on <= r->in->as_at && on <= r->in->known_by;
}

void changes_put(report *r, const change *x) {
    changes *all = r->changes;
    if (!in_time(r, x->on)) return;
    if (all->n == all->cap) {
        size_t cap = all->cap ? all->cap * 2 : 16;
        change *v = realloc(all->v, cap * sizeof *v);
        r->no_memory |= !v;
        if (!v) return;
        all->v = v;
        all->cap = cap;
    }
    change *y = &all->v[all->n++];
    char day[DATE_TEXT];
    *y = *x;
    if (!y->day) y->day = changes_text(r, "%s", date_format(day, x->on));
    if (!y->link) y->link = "";
    if (!y->reply) y->reply = "";
}

/* ---- pledges ---- */

static void pledge_changes(report *r) {
    for (size_t i = 0; i < r->pledges; i++) {
        const pledge *p = &r->pledge[i];
        bool made = in_time(r, p->made);
        const char *link = changes_text(r, "#pledge-%s", p->id);
        change x = {.kind = CHANGE_PLEDGE,
                    .label = "pledge",
                    .source = p->source,
                    .table = "pledges.csv",
                    .link = link};
        if (made && !p->own) {
            x.id = changes_text(r, "made-%s", p->id);
            x.on = p->made;
            x.what = changes_text(r, "Said: %s (%s). Verdict: %s", p->what, p->who, p->now.verdict);
            changes_put(r, &x);
        } else if (!made && *p->then.verdict && strcmp(p->then.verdict, p->now.verdict) != 0) {
            x.id = changes_text(r, "verdict-%s", p->id);
            x.on = p->judged;
            x.label = "verdict";
            x.what = changes_text(r, "%s (%s): %s, before: %s. %s", p->what, p->who, p->now.verdict,
                                  p->then.verdict, p->now.since);
            changes_put(r, &x);
        }
    }
}

/* ---- series ---- */

static const char *series_text(report *r, const trend *then, const trend *now) {
    char x[TREND_TEXT], y[TREND_TEXT], a[WORDS], b[WORDS];
    const trend_point *old = trend_last(then), *last = trend_last(now);
    const char *turned =
        then->word == now->word || then->word == SHIFT_UNKNOWN || now->word == SHIFT_UNKNOWN
            ? ""
            : changes_text(r, "; direction %s, before: %s", shift_word_text(now->word),
                           shift_word_text(then->word));
    return changes_text(r, "%s: %s in %s -> %s in %s%s", now->q->title,
                        trend_value(x, then, old->value), words_month(a, old->year),
                        trend_value(y, now, last->value), words_month(b, last->year), turned);
}

static cordon_status series_change(report *r, const char *dimension, cordon_error *err) {
    const trend *now = report_lead(r, dimension);
    trend then;
    if (!now) return CORDON_OK;
    date_day start = report_start(r);
    cordon_status status = trend_make(&then, now->q, r->in->store, r->in->since,
                                      start <= r->in->since ? start : 0, err);
    if (status) return status;
    const trend_point *last = trend_last(now);
    if (then.n && (trend_last(&then)->year != last->year || then.word != now->word)) {
        const source *s = now->q->m.sources ? report_source(r, now->q->m.source[0]) : NULL;
        changes_put(
            r, &(change){.kind = CHANGE_SERIES,
                         .label = "series",
                         .on = date_period_last(last->year),
                         .id = changes_text(r, "series-%s", dimension),
                         .what = series_text(r, &then, now),
                         .source = s ? changes_text(r, "%s, %s", s->publisher, now->q->m.dataset)
                                     : now->q->m.dataset,
                         .table = "dyad_questions.csv",
                         .link = changes_text(r, "#row-%s", dimension)});
    }
    trend_free(&then);
    return CORDON_OK;
}

static cordon_status series_changes(report *r, cordon_error *err) {
    const table *t = regime_table(r->in->regime, "dyad_dimensions.csv");
    cordon_status status = CORDON_OK;
    for (size_t i = 0; t && i < t->rows && !status; i++)
        if (*table_cell(t, i, table_col(t, "who")) != 'r')
            status = series_change(r, table_cell(t, i, table_col(t, "dimension")), err);
    return status;
}

/* ---- order ---- */

static int by_weight(const void *x, const void *y) {
    const change *a = x, *b = y;
    if (a->kind != b->kind) return a->kind < b->kind ? -1 : 1;
    if (a->minor != b->minor) return a->minor ? 1 : -1;
    if (a->on != b->on) return a->on > b->on ? -1 : 1;
    return strcmp(a->id, b->id);
}

/* The newest of every kind, so that a year of many acts does not hide the rest;
 * then in the order of weight.                                                */
static void choose(changes *all) {
    for (int round = 0; round < 2; round++)
        for (size_t i = 0; i < all->n && all->shown < CHANGES_SHOWN; i++) {
            bool first = !i || all->v[i - 1].kind != all->v[i].kind;
            if (all->v[i].shown || (!round && !first)) continue;
            all->v[i].shown = true;
            all->shown++;
        }
}

cordon_status changes_make(report *r, cordon_error *err) {
    r->changes = calloc(1, sizeof *r->changes);
    if (!r->changes) return cordon_fail(err, CORDON_ENOMEM, "no memory for the report");
    cordon_status status = changes_of_record(r, err);
    if (status) return status;
    pledge_changes(r);
    status = series_changes(r, err);
    if (!status) status = changes_of_files(r, err);
    if (!status && r->changes->n)
        qsort(r->changes->v, r->changes->n, sizeof *r->changes->v, by_weight);
    choose(r->changes);
    return status;
}
