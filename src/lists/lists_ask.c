/* The versions of entities that stand on the lists, as asked for. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lists/lists_inner.h"

struct lists_cursor {
    lists *l;
    lists_filter f;
    char *key;
    series_rows series;
    size_t at;
    sqlite3_stmt *rows, *body;
    arena mem;
    list_version v;
    /* With as_at: the stay whose end is not seen yet. */
    struct {
        bool open;
        char *key;
        int64_t id;
        date_day begun, first, gone;
        date_span days;
    } stay;
    date_day *turn; /* of stays */
    size_t turn_n, turn_room;
    bool row_ready; /* a row was stepped to and not used */
    bool no_more;   /* of this series */
};

/* Keeps of the series those asked for. */
static void choose(series_rows *r, const lists_filter *f) {
    size_t n = 0;
    for (size_t i = 0; i < r->n; i++) {
        const list_state *s = &r->v[i].s;
        if (f->lists && !lists_match(f->lists, s->list)) continue;
        if (f->form ? strcmp(f->form, s->form) != 0 : !f->all_forms && !s->used) continue;
        r->v[n++] = r->v[i];
    }
    r->n = n;
}

static const char body_sql[] =
    "SELECT v.id, v.first, v.gone, v.source, v.line, b.hash, b.json, l.file, l.sha256, s.form "
    "FROM version v JOIN body b ON b.id = v.body JOIN series s ON s.id = v.series "
    "LEFT JOIN loaded l ON l.source = v.source WHERE v.id = ?";

static const char *text_at(sqlite3_stmt *st, int column) {
    const char *s = (const char *)sqlite3_column_text(st, column);
    return s ? s : "";
}

/* Fills v from the row st stands on; its texts live as long as that row. */
static cordon_status fill(list_version *v, arena *mem, sqlite3_stmt *st, cordon_error *err) {
    v->id = sqlite3_column_int64(st, 0);
    v->first = sqlite3_column_int(st, 1);
    v->gone = sqlite3_column_int(st, 2);
    v->source = sqlite3_column_int64(st, 3);
    v->line = (uint64_t)sqlite3_column_int64(st, 4);
    v->hash = sqlite3_column_blob(st, 5);
    v->json = text_at(st, 6);
    v->json_len = (size_t)sqlite3_column_bytes(st, 6);
    v->file = text_at(st, 7);
    v->sha256 = text_at(st, 8);
    v->form = text_at(st, 9);
    if (!v->hash || sqlite3_column_bytes(st, 5) != 32)
        return cordon_fail(err, CORDON_ECORRUPT, "lists.sqlite: a version without its hash");
    cordon_status status = entity_read(&v->e, mem, v->json, v->json_len, err);
    v->e.line = v->line;
    return status == CORDON_EFORMAT
               ? cordon_fail(err, CORDON_ECORRUPT, "lists.sqlite: version %lld is no entity",
                             (long long)v->id)
               : status;
}

cordon_status lists_ask(lists_cursor **out, lists *l, const lists_filter *f, cordon_error *err) {
    lists_cursor *c = calloc(1, sizeof *c);
    if (!c) return cordon_fail(err, CORDON_ENOMEM, "no memory for the lists");
    c->l = l;
    c->f = *f;
    arena_init(&c->mem, 0);
    cordon_status status = lists_series(&c->series, l, f->known_by, err);
    if (!status) choose(&c->series, f);
    if (!status && l->db) status = ledger_prepare(&c->body, l->db, err, body_sql, "");
    if (!status && f->key && !(c->key = strdup(f->key)))
        status = cordon_fail(err, CORDON_ENOMEM, "no memory for the lists");
    if (status)
        lists_done(c);
    else
        *out = c;
    return status;
}

void lists_done(lists_cursor *c) {
    if (!c) return;
    sqlite3_finalize(c->rows);
    sqlite3_finalize(c->body);
    arena_destroy(&c->mem);
    free(c->series.v);
    free(c->stay.key);
    free(c->turn);
    free(c->key);
    free(c);
}

static cordon_status open_series(lists_cursor *c, cordon_error *err) {
    const series_row *s = &c->series.v[c->at];
    bool all = c->f.history || c->f.as_at || c->f.stays;
    char sql[300];
    snprintf(sql, sizeof sql,
             "SELECT id, key, first, gone FROM version WHERE series = ?1 AND first <= ?2 %s%s "
             "ORDER BY key, first",
             all ? "" : "AND (gone = 0 OR gone > ?2) ", c->key ? "AND key = ?3" : "");
    cordon_status status =
        ledger_prepare(&c->rows, c->l->db, err, sql, "ii", s->id, (int64_t)s->s.vintage);
    if (!status && c->key && sqlite3_bind_text(c->rows, 3, c->key, -1, SQLITE_STATIC) != SQLITE_OK)
        status = ledger_fail(c->l->db, err);
    return status;
}

/* Takes up the version with that id. */
static cordon_status take(lists_cursor *c, int64_t id, cordon_error *err) {
    arena_destroy(&c->mem);
    arena_init(&c->mem, 0);
    sqlite3_reset(c->body);
    sqlite3_bind_int64(c->body, 1, id);
    if (sqlite3_step(c->body) != SQLITE_ROW) return ledger_fail(c->l->db, err);
    cordon_status status = fill(&c->v, &c->mem, c->body, err);
    if (c->v.gone > c->series.v[c->at].s.vintage) c->v.gone = 0; /* not known yet */
    return status;
}

/* The days that a stay on the list takes in: what is printed says, else the vintages. */
static date_span span_of(const entity *e, date_day begun, date_day gone, date_day oldest) {
    date_day from = 0, to = 0;
    bool unsaid = !e->listings, ended = e->listings > 0;
    for (uint32_t i = 0; i < e->listings; i++) {
        const entity_listing *x = &e->listing[i];
        unsaid = unsaid || !x->from;
        if (!from || (x->from && x->from < from)) from = x->from;
        ended = ended && x->to;
        if (x->to > to) to = x->to;
    }
    if (unsaid) from = begun == oldest ? 0 : begun;
    if (begun < from) from = begun;
    if (!ended) to = DATE_MAX;
    if (gone && gone <= to) to = gone - 1;
    return (date_span){from, to};
}

static cordon_status turns(lists_cursor *c, date_day begins, cordon_error *err) {
    if (!begins || (c->turn_n && c->turn[c->turn_n - 1] == begins)) return CORDON_OK;
    if (c->turn_n == c->turn_room) {
        size_t room = c->turn_room ? c->turn_room * 2 : 1024;
        date_day *more = realloc(c->turn, room * sizeof *more);
        if (!more) return cordon_fail(err, CORDON_ENOMEM, "no memory for the days of lists");
        c->turn = more;
        c->turn_room = room;
    }
    c->turn[c->turn_n++] = begins;
    return CORDON_OK;
}

/* All that span_of() and the listings of an entry hang on. */
static cordon_status note_turns(lists_cursor *c, cordon_error *err) {
    const entity *e = &c->v.e;
    cordon_status status = turns(c, c->stay.begun, err);
    if (!status) status = turns(c, c->v.gone, err);
    for (uint32_t i = 0; i < e->listings && !status; i++) {
        status = turns(c, e->listing[i].from, err);
        if (!status && e->listing[i].to) status = turns(c, e->listing[i].to + 1, err);
    }
    return status;
}

static int by_day(const void *a, const void *b) {
    date_day x = *(const date_day *)a, y = *(const date_day *)b;
    return (x > y) - (x < y);
}

const date_day *lists_turns(size_t *n, lists_cursor *c) {
    size_t kept = 0;
    if (c->turn_n) qsort(c->turn, c->turn_n, sizeof *c->turn, by_day);
    for (size_t i = 0; i < c->turn_n; i++)
        if (!kept || c->turn[kept - 1] != c->turn[i]) c->turn[kept++] = c->turn[i];
    *n = c->turn_n = kept;
    return c->turn;
}

date_span lists_stay(const lists_cursor *c) { return c->stay.days; }

static cordon_status stay_begin(lists_cursor *c, const char *key, bool goes_on, cordon_error *err) {
    if (!goes_on) {
        free(c->stay.key);
        if (!(c->stay.key = strdup(key)))
            return cordon_fail(err, CORDON_ENOMEM, "no memory for a key");
        c->stay.begun = sqlite3_column_int(c->rows, 2);
    }
    c->stay.id = sqlite3_column_int64(c->rows, 0);
    c->stay.first = sqlite3_column_int(c->rows, 2);
    c->stay.gone = sqlite3_column_int(c->rows, 3);
    c->stay.open = true;
    return CORDON_OK;
}

/* With as_at or stays: reads rows to the end of a stay; *hit when it takes in the day. */
static cordon_status next_stay(lists_cursor *c, bool *hit, bool *end, cordon_error *err) {
    const series_row *s = &c->series.v[c->at];
    int rc = SQLITE_ROW;
    while (c->row_ready || (!c->no_more && (rc = sqlite3_step(c->rows)) == SQLITE_ROW)) {
        const char *key = text_at(c->rows, 1);
        bool goes_on = c->stay.open && strcmp(key, c->stay.key) == 0 &&
                       c->stay.gone == sqlite3_column_int(c->rows, 2);
        if (c->stay.open && !goes_on) {
            c->row_ready = true;
            break;
        }
        c->row_ready = false;
        cordon_status status = stay_begin(c, key, goes_on, err);
        if (status) return status;
    }
    if (rc != SQLITE_ROW && rc != SQLITE_DONE) return ledger_fail(c->l->db, err);
    if (rc == SQLITE_DONE) c->no_more = true; /* another step would begin anew */
    *end = !c->stay.open;
    if (!c->stay.open) return CORDON_OK;
    c->stay.open = false;
    cordon_status status = take(c, c->stay.id, err);
    if (status) return status;
    c->stay.days = span_of(&c->v.e, c->stay.begun, c->v.gone, s->oldest);
    *hit = c->f.stays || (c->stay.days.from <= c->f.as_at && c->f.as_at <= c->stay.days.to);
    return c->f.stays ? note_turns(c, err) : CORDON_OK;
}

static cordon_status next_row(lists_cursor *c, bool *hit, bool *end, cordon_error *err) {
    int rc = sqlite3_step(c->rows);
    *end = rc == SQLITE_DONE;
    if (rc == SQLITE_DONE) return CORDON_OK;
    if (rc != SQLITE_ROW) return ledger_fail(c->l->db, err);
    *hit = true;
    return take(c, sqlite3_column_int64(c->rows, 0), err);
}

cordon_status lists_next(lists_cursor *c, const list_version **v, cordon_error *err) {
    *v = NULL;
    while (c->at < c->series.n) {
        bool hit = false, end = false;
        cordon_status status = c->rows ? CORDON_OK : open_series(c, err);
        if (!status)
            status = c->f.stays || (c->f.as_at && !c->f.history) ? next_stay(c, &hit, &end, err)
                                                 : next_row(c, &hit, &end, err);
        if (status) return status;
        if (hit) {
            *v = &c->v;
            return CORDON_OK;
        }
        if (!end) continue;
        sqlite3_finalize(c->rows);
        c->rows = NULL;
        c->row_ready = c->no_more = false;
        c->at++;
    }
    return CORDON_OK;
}

/* A copy in mem of what lives only as long as the row. */
static cordon_status keep(list_version *v, arena *mem, cordon_error *err) {
    const char *hash = arena_strndup(mem, (const char *)v->hash, 32);
    v->file = arena_strndup(mem, v->file, strlen(v->file));
    v->sha256 = arena_strndup(mem, v->sha256, strlen(v->sha256));
    v->form = arena_strndup(mem, v->form, strlen(v->form));
    v->json = arena_strndup(mem, v->json, v->json_len);
    v->hash = (const unsigned char *)hash;
    return hash && v->file && v->sha256 && v->form && v->json
               ? CORDON_OK
               : cordon_fail(err, CORDON_ENOMEM, "no memory for a version");
}

cordon_status lists_version(list_version *out, arena *mem, lists *l, int64_t id,
                            cordon_error *err) {
    sqlite3_stmt *st;
    if (!l->db) return cordon_fail(err, CORDON_ENOTFOUND, "no version %lld", (long long)id);
    cordon_status status = ledger_prepare(&st, l->db, err, body_sql, "i", id);
    if (status) return status;
    int rc = sqlite3_step(st);
    if (rc == SQLITE_ROW)
        status = fill(out, mem, st, err);
    else
        status = rc == SQLITE_DONE
                     ? cordon_fail(err, CORDON_ENOTFOUND, "no version %lld", (long long)id)
                     : ledger_fail(l->db, err);
    if (!status) status = keep(out, mem, err);
    sqlite3_finalize(st);
    return status;
}
