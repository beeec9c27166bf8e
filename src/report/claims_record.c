/* claims_record.c - the record of the store as a table, for the measures that
 * look for rows of it, and its rows as evidence.
 *
 * What a claim is tested with is what was loaded, in the vintage known on the
 * day asked about; what ships beside the program and was not loaded is not at
 * hand. Rows of the record are what somebody published, so what comes of them is
 * at most a consistent other source, and a count of them is a lower bound.      */
#include <stdio.h>
#include <string.h>

#include "report/claims_inner.h"
#include "watch/record.h"

bool measure_of_record(measure_kind k) {
    return k == MK_RECORD || k == MK_RECORD_COUNT || k == MK_RECORD_AT_LEAST;
}

typedef struct filling {
    record_table *x;
    size_t cap;
    const char **cell;
    uint32_t *line;
    bool failed;
} filling;

/* Twice the room, copied: the table's memory is an arena. */
static bool more_room(filling *f) {
    table *t = &f->x->t;
    size_t cap = f->cap ? f->cap * 2 : 512;
    const char **cell = arena_alloc(&t->mem, cap * RECORD_COLUMNS * sizeof *cell);
    uint32_t *line = arena_alloc(&t->mem, cap * sizeof *line);
    int64_t *from = arena_alloc(&t->mem, cap * sizeof *from);
    if (!cell || !line || !from) return false;
    if (t->rows) {
        memcpy(cell, f->cell, t->rows * RECORD_COLUMNS * sizeof *cell);
        memcpy(line, f->line, t->rows * sizeof *line);
        memcpy(from, f->x->source, t->rows * sizeof *from);
    }
    f->cell = cell;
    f->line = line;
    f->x->source = from;
    f->cap = cap;
    return true;
}

static int keep_row(void *arg, const record_row *r) {
    filling *f = arg;
    table *t = &f->x->t;
    if (t->rows == f->cap && !more_room(f)) f->failed = true;
    for (size_t c = 0; c < RECORD_COLUMNS && !f->failed; c++) {
        const char *s = arena_strndup(&t->mem, r->cell[c], strlen(r->cell[c]));
        f->failed = !s;
        f->cell[t->rows * RECORD_COLUMNS + c] = s;
    }
    if (f->failed) return 1;
    f->line[t->rows] = (uint32_t)r->line;
    f->x->source[t->rows++] = r->source_id;
    return 0;
}

static cordon_status read_record(record_table *x, claims *l, date_day known_by, cordon_error *err) {
    filling f = {.x = x};
    int64_t sources = 0;
    *x = (record_table){.known_by = known_by};
    arena_init(&x->t.mem, 256 << 20);
    snprintf(x->t.path, sizeof x->t.path, "the record");
    x->t.cols = RECORD_COLUMNS;
    const char **head = arena_alloc(&x->t.mem, RECORD_COLUMNS * sizeof *head);
    for (int c = 0; head && c < RECORD_COLUMNS; c++) head[c] = record_column_name((record_column)c);
    x->t.head = head;
    record_query q = {.known_by = known_by};
    cordon_status status =
        head ? record_list(l->c->store, &q, keep_row, &f, &sources, err) : claims_no_memory(err);
    if (!status && f.failed) status = claims_no_memory(err);
    x->t.cell = f.cell;
    x->t.line = f.line;
    x->there = sources > 0;
    if (status) {
        table_free(&x->t);
        *x = (record_table){0};
    }
    return status;
}

cordon_status claims_record(const record_table **out, claims *l, outcome *o, cordon_error *err) {
    char day[DATE_TEXT];
    *out = NULL;
    if (!l->c) {
        outcome_absent(o, "there is no store");
        return CORDON_OK;
    }
    if (l->record.known_by != o->known_by) {
        table_free(&l->record.t);
        cordon_status status = read_record(&l->record, l, o->known_by, err);
        if (status) return status;
    }
    if (l->record.there)
        *out = &l->record;
    else
        outcome_absent(o, "the store has no record of events known by %s",
                       date_format(day, o->known_by));
    return CORDON_OK;
}

cordon_status claims_record_prove(claims *l, measure_def *d, const record_table *x, size_t row,
                                  cordon_error *err) {
    const char *const *c = &x->t.cell[row * RECORD_COLUMNS];
    outcome *o = &d->got;
    buf b = {0};
    buf_printf(&b, "%s, %s: %s", c[RECORD_ID], c[RECORD_DATE_START], c[RECORD_TITLE]);
    if (*c[RECORD_SCALE]) buf_printf(&b, "; %s", c[RECORD_SCALE]);
    buf_printf(&b, "; %s", c[RECORD_STATUS]);
    if (*c[RECORD_ATTRIBUTED_BY]) buf_printf(&b, " by %s", c[RECORD_ATTRIBUTED_BY]);
    if (*c[RECORD_REPLY]) buf_printf(&b, "; reply: %s", c[RECORD_REPLY]);
    buf_printf(&b, " (%s)", c[RECORD_SOURCE]);
    const char *quote = b.failed ? NULL : claims_keep(l, buf_text(&b));
    buf_free(&b);
    if (!quote) return claims_no_memory(err);
    buf_printf(&o->steps, "  source %lld, line %u: %s\n", (long long)x->source[row], x->t.line[row],
               quote);
    if (o->evidence_n < CLAIM_EVIDENCE_MAX)
        o->evidence[o->evidence_n++] = (finding_evidence){
            .kind = "row", .source = x->source[row], .line = x->t.line[row], .quote = quote};
    return CORDON_OK;
}
