#include "report/timeline.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char kinds[] = "listing_round,measure,third_state_measure,red_line_statement,"
                            "countermeasure,denial";

int timeline_month(date_day d) { return d / 10000 * 12 + d / 100 % 100 - 1; }

static bool is_kind(const kept_row *x, const char *kind) {
    return strcmp(x->cell[RECORD_KIND], kind) == 0;
}

static bool of_two(const report *r, const char *code) {
    return strcmp(code, r->pair->a->code) == 0 || strcmp(code, r->pair->b->code) == 0;
}

/* The side and kind of a row, false when it is about something else. */
static bool place(timeline_entry *e, const report *r, const kept_row *x) {
    bool a = record_has(x, r->pair->a->code), b = record_has(x, r->pair->b->code);
    *e = (timeline_entry){.row = x, .on = x->first, .right = of_two(r, x->cell[RECORD_ACTOR1])};
    if (e->right) {
        e->kind = is_kind(x, "countermeasure") ? 0 : 1;
        return !is_kind(x, "listing_round");
    }
    if (is_kind(x, "listing_round")) return a && b;
    if (is_kind(x, "red_line_statement") || is_kind(x, "denial")) {
        e->kind = 2;
        return a && b;
    }
    e->kind = 1;
    return a || b;
}

/* A reply that knows at least its month stands on the other side as well. */
static bool reply_of(timeline_entry *e, const report *r, const kept_row *x) {
    const char *on = x->cell[RECORD_REPLY_DATE];
    char day[DATE_TEXT];
    if (!record_replied(r, x) || !of_two(r, x->cell[RECORD_REPLY_BY]) || strlen(on) < 7) return false;
    if (strlen(on) < 10)
        snprintf(day, sizeof day, "%.7s-01", on);
    else
        snprintf(day, sizeof day, "%.10s", on);
    *e = (timeline_entry){.row = x, .right = true, .reply = true, .kind = 2};
    return date_parse(&e->on, day, strlen(day));
}

static int by_day(const void *x, const void *y) {
    const timeline_entry *a = x, *b = y;
    if (a->on != b->on) return a->on < b->on ? -1 : 1;
    if (a->right != b->right) return a->right ? 1 : -1;
    int c = strcmp(a->row->cell[RECORD_ID], b->row->cell[RECORD_ID]);
    return c ? c : (int)a->reply - (int)b->reply;
}

/* A row that knows its month or year alone waits until that is over. */
static bool may_be_later(const report *r, const kept_row *x) {
    return strcmp(x->cell[RECORD_PRECISION], "day") != 0 &&
           record_last_day(x->cell[RECORD_DATE_START]) > r->in->as_at;
}

static void count_near(timeline *t) {
    for (size_t i = 0; i < t->n; i++)
        for (size_t k = 0; k < t->n; k++) {
            int months = timeline_month(t->v[k].on) - timeline_month(t->v[i].on);
            if (t->v[k].row != t->v[i].row && abs(months) <= TIMELINE_MONTHS) t->v[i].near++;
        }
}

cordon_status timeline_make(timeline *out, report *r, cordon_error *err) {
    *out = (timeline){0};
    cordon_status status = record_keep(&out->rows, r, (record_query){.kind = kinds}, err);
    if (status) return status;
    out->v = calloc(2 * out->rows.n + 1, sizeof *out->v);
    if (!out->v) {
        timeline_free(out);
        return cordon_fail(err, CORDON_ENOMEM, "no memory for the timeline");
    }
    for (size_t i = 0; i < out->rows.n; i++) {
        const kept_row *x = &out->rows.v[i];
        if (may_be_later(r, x) || !place(&out->v[out->n], r, x)) continue;
        bool right = out->v[out->n++].right;
        if (!right && reply_of(&out->v[out->n], r, x)) out->n++;
    }
    qsort(out->v, out->n, sizeof *out->v, by_day);
    count_near(out);
    return CORDON_OK;
}

void timeline_free(timeline *t) {
    kept_rows_free(&t->rows);
    free(t->v);
    *t = (timeline){0};
}
