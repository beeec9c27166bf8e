/* claims_stored.c - the record and the observations of the store as tables, for the
 * measures that look for rows of them, and their rows as evidence.
 *
 * What a claim is tested with is what was loaded, in the vintage known on the
 * day asked about; what ships beside the program and was not loaded is not at
 * hand. These rows are what somebody published, so what comes of them is at most
 * a consistent other source, and a count of rows of the record is a lower bound. */
#include <stdio.h>
#include <string.h>

#include "report/claims_inner.h"
#include "watch/observation.h"
#include "watch/record.h"

enum { O_SERIES, O_PERIOD, O_VALUE, O_UNIT, O_PUBLISHER, O_SOURCE, O_LAST, O_COLUMNS };
static const char *const observation_columns[] = {"series",    "period", "value", "unit",
                                                  "publisher", "source", "last"};

bool measure_stored(stored_kind *out, measure_kind k) {
    *out = k == MK_OBSERVATION ? STORED_OBSERVATIONS : STORED_RECORD;
    return k == MK_OBSERVATION || k == MK_RECORD || k == MK_RECORD_COUNT || k == MK_RECORD_AT_LEAST;
}

typedef struct filling {
    stored_table *x;
    size_t cap;
    const char **cell;
    uint32_t *line;
    bool failed;
} filling;

/* Twice the room, copied: the table's memory is an arena. */
static bool more_room(filling *f) {
    table *t = &f->x->t;
    size_t cap = f->cap ? f->cap * 2 : 512;
    const char **cell = arena_alloc(&t->mem, cap * t->cols * sizeof *cell);
    uint32_t *line = arena_alloc(&t->mem, cap * sizeof *line);
    int64_t *from = arena_alloc(&t->mem, cap * sizeof *from);
    if (!cell || !line || !from) return false;
    if (t->rows) {
        memcpy(cell, f->cell, t->rows * t->cols * sizeof *cell);
        memcpy(line, f->line, t->rows * sizeof *line);
        memcpy(from, f->x->source, t->rows * sizeof *from);
    }
    f->cell = cell;
    f->line = line;
    f->x->source = from;
    f->cap = cap;
    return true;
}

static int keep_row(filling *f, const char *const *cell, int64_t line, int64_t source_id) {
    table *t = &f->x->t;
    if (t->rows == f->cap && !more_room(f)) f->failed = true;
    for (size_t c = 0; c < t->cols && !f->failed; c++) {
        const char *s = arena_strndup(&t->mem, cell[c], strlen(cell[c]));
        f->failed = !s;
        f->cell[t->rows * t->cols + c] = s;
    }
    if (f->failed) return 1;
    f->line[t->rows] = (uint32_t)line;
    f->x->source[t->rows++] = source_id;
    return 0;
}

static int keep_event(void *arg, const record_row *r) {
    return keep_row(arg, r->cell, r->line, r->source_id);
}

static int keep_observation(void *arg, const observation *o) {
    char value[DECIMAL_TEXT], last[DATE_TEXT];
    const char *cell[O_COLUMNS] = {
        [O_SERIES] = o->series,       [O_PERIOD] = o->period, [O_VALUE] = value, [O_UNIT] = o->unit,
        [O_PUBLISHER] = o->publisher, [O_SOURCE] = o->source, [O_LAST] = last};
    decimal_milli_format(value, o->value_milli);
    date_format(last, o->last);
    return keep_row(arg, cell, o->line, o->source_id);
}

static cordon_status read_stored(stored_table *x, claims *l, stored_kind kind, date_day known_by,
                                 cordon_error *err) {
    filling f = {.x = x};
    int64_t sources = 0;
    bool record = kind == STORED_RECORD;
    *x = (stored_table){.known_by = known_by};
    arena_init(&x->t.mem, 256 << 20);
    snprintf(x->t.path, sizeof x->t.path, "%s", record ? "the record" : "the observations");
    x->t.cols = record ? (size_t)RECORD_COLUMNS : O_COLUMNS;
    const char **head = arena_alloc(&x->t.mem, x->t.cols * sizeof *head);
    for (size_t c = 0; head && c < x->t.cols; c++)
        head[c] = record ? record_column_name((record_column)c) : observation_columns[c];
    x->t.head = head;
    record_query events = {.known_by = known_by};
    observation_query values = {.known_by = known_by};
    cordon_status status =
        !head    ? claims_no_memory(err)
        : record ? record_list(l->c->store, &events, keep_event, &f, &sources, err)
                 : observation_list(l->c->store, &values, keep_observation, &f, &sources, err);
    if (!status && f.failed) status = claims_no_memory(err);
    x->t.cell = f.cell;
    x->t.line = f.line;
    x->there = sources > 0;
    if (status) {
        table_free(&x->t);
        *x = (stored_table){0};
    }
    return status;
}

cordon_status claims_stored(const stored_table **out, claims *l, stored_kind kind, outcome *o,
                            cordon_error *err) {
    char day[DATE_TEXT];
    stored_table *x = &l->stored[kind];
    *out = NULL;
    if (!l->c) {
        outcome_absent(o, "there is no store");
        return CORDON_OK;
    }
    if (x->known_by != o->known_by) {
        table_free(&x->t);
        cordon_status status = read_stored(x, l, kind, o->known_by, err);
        if (status) return status;
    }
    if (x->there)
        *out = x;
    else
        outcome_absent(o, "the store has no %s known by %s",
                       kind == STORED_RECORD ? "record of events" : "published observations",
                       date_format(day, o->known_by));
    return CORDON_OK;
}

static void say_event(buf *b, const char *const *c) {
    buf_printf(b, "%s, %s: %s", c[RECORD_ID], c[RECORD_DATE_START], c[RECORD_TITLE]);
    if (*c[RECORD_SCALE]) buf_printf(b, "; %s", c[RECORD_SCALE]);
    buf_printf(b, "; %s", c[RECORD_STATUS]);
    if (*c[RECORD_ATTRIBUTED_BY]) buf_printf(b, " by %s", c[RECORD_ATTRIBUTED_BY]);
    if (*c[RECORD_REPLY]) buf_printf(b, "; reply: %s", c[RECORD_REPLY]);
    buf_printf(b, " (%s)", c[RECORD_SOURCE]);
}

const char *claims_stored_quote(claims *l, stored_kind kind, const stored_table *x, size_t row) {
    const char *const *c = x->t.cell + row * x->t.cols;
    buf b = {0};
    if (kind == STORED_RECORD)
        say_event(&b, c);
    else
        buf_printf(&b, "%s, %s: %s %s; %s (%s)", c[O_SERIES], c[O_PERIOD], c[O_VALUE], c[O_UNIT],
                   c[O_PUBLISHER], c[O_SOURCE]);
    const char *quote = b.failed ? NULL : claims_keep(l, buf_text(&b));
    buf_free(&b);
    return quote;
}

cordon_status claims_stored_prove(claims *l, measure_def *d, stored_kind kind,
                                  const stored_table *x, size_t row, cordon_error *err) {
    outcome *o = &d->got;
    const char *quote = claims_stored_quote(l, kind, x, row);
    if (!quote) return claims_no_memory(err);
    buf_printf(&o->steps, "  source %lld, line %u: %s\n", (long long)x->source[row], x->t.line[row],
               quote);
    if (o->evidence_n < CLAIM_EVIDENCE_MAX)
        o->evidence[o->evidence_n++] = (finding_evidence){
            .kind = "row", .source = x->source[row], .line = x->t.line[row], .quote = quote};
    return CORDON_OK;
}
