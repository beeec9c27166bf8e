/* votes_store.c - roll calls out of a store (votes_load.h). Each source becomes a file of
 * votes.h again, in the order of vintages, and these are joined as files are.          */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "watch/votes_load.h"

/* What every query adds: sources by vintage, none that is too new. */
#define FROM_SOURCES(table)                                                                        \
    " FROM " table " t JOIN watch_source w USING (source_id) WHERE w.vintage <= $1 "               \
    "ORDER BY w.vintage, t.source_id, "

typedef struct taking {
    warehouse *w;
    warehouse_param known_by;
    votes_file *file;
    size_t files;
    votes_sources *from;
    const char **country; /* of all sources, sorted */
    size_t countries;
    arena mem;
    size_t rows_cap;
} taking;

static cordon_status no_memory(cordon_error *err) {
    return cordon_fail(err, CORDON_ENOMEM, "no memory for the votes of a store");
}

/* The file of the source at hand: the last one, or a new one behind it. */
static cordon_status file_of(votes_file **out, taking *t, votes_kind kind, const warehouse_rows *r,
                             cordon_error *err) {
    int64_t id = warehouse_int(r, 0);
    date_day vintage = (date_day)warehouse_int(r, 1);
    size_t n = t->files;
    if (n && t->file[n - 1].kind == kind && t->from->id[n - 1] == id) {
        *out = &t->file[n - 1];
        return CORDON_OK;
    }
    if (n == VOTES_SOURCES_MAX)
        return cordon_fail(err, CORDON_ELIMIT, "more than %d sources of roll calls", VOTES_SOURCES_MAX);
    t->rows_cap = 0;
    t->from->id[n] = id;
    if (vintage > t->from->vintage) t->from->vintage = vintage;
    *out = &t->file[t->files++];
    **out = (votes_file){.kind = kind, .country = t->country, .countries = t->countries};
    arena_init(&(*out)->mem, 0);
    return CORDON_OK;
}

static votes_row *add_row(taking *t, votes_file *f, int64_t rcid) {
    if (f->rows == t->rows_cap) {
        size_t cap = t->rows_cap ? 2 * t->rows_cap : 256;
        votes_row *v = reallocarray(f->row, cap, sizeof *v);
        if (!v) return NULL;
        f->row = v;
        t->rows_cap = cap;
    }
    f->row[f->rows] = (votes_row){.rcid = rcid};
    return &f->row[f->rows++];
}

static bool own(field *out, votes_file *f, warehouse_rows *r, size_t col) {
    const char *s = warehouse_text(r, col);
    out->len = (uint32_t)strlen(s);
    out->p = arena_strndup(&f->mem, s, out->len);
    return out->p;
}

static int8_t flag(const warehouse_rows *r, size_t col) {
    if (warehouse_null(r, col)) return -1;
    return (int8_t)warehouse_int(r, col);
}

/* ---- a row of each table; false when memory ran out ---- */

static int by_text(const void *a, const void *b) {
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool take_vote(taking *t, votes_file *f, warehouse_rows *r) {
    int64_t rcid = warehouse_int(r, 2);
    const char *code = warehouse_text(r, 3);
    votes_row *row = f->rows ? &f->row[f->rows - 1] : NULL;
    if (!row || row->rcid != rcid) {
        char *cells = arena_alloc(&f->mem, t->countries + 1);
        if (!cells || !(row = add_row(t, f, rcid))) return false;
        memset(cells, '.', t->countries);
        row->cells = (field){cells, (uint32_t)t->countries};
    }
    const char *const *at = bsearch(&code, t->country, t->countries, sizeof *t->country, by_text);
    /* The cells are our own; only the struct says const. */
    if (at) ((char *)(uintptr_t)row->cells.p)[at - t->country] = (char)('0' + warehouse_int(r, 4));
    return true;
}

static bool take_roll(taking *t, votes_file *f, warehouse_rows *r) {
    votes_row *row = add_row(t, f, warehouse_int(r, 2));
    if (!row) return false;
    row->roll.session = (int16_t)warehouse_int(r, 3);
    row->roll.day = (date_day)warehouse_int(r, 4);
    row->roll.important = flag(r, 5);
    row->roll.amend = flag(r, 6);
    row->roll.para = flag(r, 7);
    return own(&row->roll.unres, f, r, 8) && own(&row->roll.title, f, r, 9);
}

static bool take_issue(taking *t, votes_file *f, warehouse_rows *r) {
    votes_row *row = add_row(t, f, warehouse_int(r, 2));
    return row && own(&row->issue.code, f, r, 3) && own(&row->issue.name, f, r, 4);
}

static bool take_same(taking *t, votes_file *f, warehouse_rows *r) {
    votes_row *row = add_row(t, f, warehouse_int(r, 2));
    if (row) row->earlier = warehouse_int(r, 3);
    return row;
}

static cordon_status take_table(taking *t, votes_kind kind, cordon_error *err) {
    static const struct {
        const char *sql;
        bool (*take)(taking *, votes_file *, warehouse_rows *);
    } of[] = {
        [VOTES_MATRIX] = {"SELECT t.source_id, w.vintage, t.rcid, t.country, t.vote" FROM_SOURCES(
                              "vote") "t.rcid",
                          take_vote},
        [VOTES_ROLLS] = {"SELECT t.source_id, w.vintage, t.rcid, t.\"session\", t.\"day\", t.important, "
                         "t.amend, t.para, t.unres, t.title" FROM_SOURCES("roll_call") "t.rcid",
                         take_roll},
        [VOTES_ISSUES] = {"SELECT t.source_id, w.vintage, t.rcid, t.code, t.\"name\"" FROM_SOURCES(
                              "roll_call_issue") "t.rcid, t.code",
                          take_issue},
        [VOTES_SAME] = {"SELECT t.source_id, w.vintage, t.rcid, t.earlier" FROM_SOURCES(
                            "roll_call_same") "t.rcid, t.earlier",
                        take_same},
    };
    warehouse_rows *r = NULL;
    bool more = false;
    cordon_status status = warehouse_query(&r, t->w, of[kind].sql, &t->known_by, 1, err);
    while (!status && !(status = warehouse_next(r, &more, err)) && more) {
        votes_file *f = NULL;
        status = file_of(&f, t, kind, r, err);
        if (!status && (!f || !of[kind].take(t, f, r))) status = no_memory(err);
    }
    warehouse_rows_close(r);
    return status;
}

static cordon_status take_countries(taking *t, cordon_error *err) {
    warehouse_rows *r = NULL;
    bool more = false;
    t->country = arena_alloc(&t->mem, (VOTES_COUNTRIES_MAX + 1) * sizeof *t->country);
    if (!t->country) return no_memory(err);
    cordon_status status = warehouse_query(
        &r, t->w,
        "SELECT DISTINCT t.country FROM vote t JOIN watch_source w USING (source_id) WHERE "
        "w.vintage <= $1 ORDER BY t.country",
        &t->known_by, 1, err);
    while (!status && !(status = warehouse_next(r, &more, err)) && more) {
        const char *code = warehouse_text(r, 0);
        if (t->countries == VOTES_COUNTRIES_MAX)
            status = cordon_fail(err, CORDON_ELIMIT, "more than %d countries vote", VOTES_COUNTRIES_MAX);
        else if (!(t->country[t->countries++] = arena_strndup(&t->mem, code, strlen(code))))
            status = no_memory(err);
    }
    warehouse_rows_close(r);
    /* By bytes, as bsearch compares. */
    if (!status && t->countries) qsort(t->country, t->countries, sizeof *t->country, by_text);
    return status;
}

static cordon_status nothing(cordon_error *err, const char *what, const char *files) {
    return cordon_fail(err, CORDON_ENOTFOUND, "the store has no %s known by that day; load %s", what,
                       files);
}

static cordon_status take_all(votes *out, taking *t, cordon_error *err) {
    static const char files[] = "data/events/unga/*.tsv.xz and identical_resolutions.csv";
    const votes_file *list[VOTES_SOURCES_MAX];
    bool there = false, any[VOTES_KINDS] = {false};
    cordon_status status = watch_has_table(&there, t->w, "vote", err);
    if (!status && !there) status = nothing(err, "votes", files);
    if (!status) status = take_countries(t, err);
    for (int k = VOTES_MATRIX; k <= VOTES_SAME && !status; k++)
        status = take_table(t, (votes_kind)k, err);
    if (status) return status;
    for (size_t i = 0; i < t->files; i++) {
        list[i] = &t->file[i];
        any[t->file[i].kind] = true;
    }
    if (!any[VOTES_MATRIX]) return nothing(err, "votes", files);
    if (!any[VOTES_ROLLS]) return nothing(err, "roll calls", files);
    t->from->n = t->files;
    return votes_join(out, list, t->files, err);
}

cordon_status votes_from_store(votes *out, votes_sources *from, store *s, date_day known_by,
                               cordon_error *err) {
    taking t = {.from = from, .known_by = {NULL, known_by}};
    *out = (votes){0};
    *from = (votes_sources){0};
    arena_init(&t.mem, 0);
    t.file = calloc(VOTES_SOURCES_MAX, sizeof *t.file);
    if (!t.file) return no_memory(err);
    cordon_status status = store_warehouse(&t.w, s, err);
    if (!status) status = take_all(out, &t, err);
    for (size_t i = 0; i < t.files; i++) votes_file_free(&t.file[i]);
    free(t.file);
    arena_destroy(&t.mem);
    return status;
}

/* ---- published ideal points ---- */

static double real(const warehouse_rows *r, size_t col) {
    return warehouse_null(r, col) ? (double)NAN : (double)warehouse_int(r, col) / 1e6;
}

static cordon_status take_points(votes_pair_point **out, size_t *n, warehouse_rows *r,
                                 cordon_error *err) {
    bool more = false;
    size_t cap = 0;
    cordon_status status;
    while (!(status = warehouse_next(r, &more, err)) && more) {
        if (*n == cap) {
            cap = cap ? 2 * cap : 256;
            votes_pair_point *v = reallocarray(*out, cap, sizeof *v);
            if (!v) return no_memory(err);
            *out = v;
        }
        votes_pair_point *p = &(*out)[(*n)++];
        snprintf(p->variant, sizeof p->variant, "%s", warehouse_text(r, 0));
        p->session = (int)warehouse_int(r, 1);
        p->source = warehouse_int(r, 2);
        p->vintage = (date_day)warehouse_int(r, 3);
        for (size_t i = 0; i < 4; i++) {
            p->a[i] = real(r, 4 + i);
            p->b[i] = real(r, 8 + i);
        }
    }
    return status;
}

cordon_status votes_published(votes_pair_point **out, size_t *n, store *s, const char *a,
                              const char *b, date_day known_by, cordon_error *err) {
    /* Of each variant, country and session the row of the latest vintage; both of one file. */
    static const char sql[] =
        "WITH p AS (SELECT t.*, w.vintage, row_number() OVER (PARTITION BY t.variant, t.country, "
        "t.\"session\" ORDER BY w.vintage DESC, t.source_id DESC, t.line) AS n FROM ideal_point t JOIN "
        "watch_source w USING (source_id) WHERE w.vintage <= $1 AND t.country IN ($2, $3)) "
        "SELECT x.variant, x.\"session\", x.source_id, x.vintage, x.mean_micro, x.q5_micro, "
        "x.q50_micro, x.q95_micro, y.mean_micro, y.q5_micro, y.q50_micro, y.q95_micro FROM p x JOIN p y "
        "ON x.variant = y.variant AND x.\"session\" = y.\"session\" AND x.source_id = y.source_id "
        "WHERE x.n = 1 AND y.n = 1 AND x.country = $2 AND y.country = $3 "
        "ORDER BY x.variant, x.\"session\"";
    warehouse_param p[] = {{NULL, known_by}, {a, 0}, {b, 0}};
    warehouse *w;
    warehouse_rows *r = NULL;
    bool there = false;
    *out = NULL;
    *n = 0;
    cordon_status status = store_warehouse(&w, s, err);
    if (!status) status = watch_has_table(&there, w, "ideal_point", err);
    if (!status && !there)
        status = nothing(err, "published ideal points",
                         "data/events/unga/ideal_points_2020-04_All.csv.xz");
    if (!status) status = warehouse_query(&r, w, sql, p, 3, err);
    if (!status) status = take_points(out, n, r, err);
    warehouse_rows_close(r);
    if (status) {
        free(*out);
        *out = NULL;
    }
    return status;
}
