#include "lists/lists.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lists/catalogue.h"
#include "store/ledger.h"

struct lists {
    sqlite3 *db; /* NULL: the store has no lists */
    catalogue about;
};

cordon_status lists_open(lists **out, store *s, cordon_error *err) {
    lists *l = calloc(1, sizeof *l);
    if (!l) return cordon_fail(err, CORDON_ENOMEM, "no memory for the lists");
    cordon_status status = store_lists(&l->db, s, err);
    if (!status) status = catalogue_read(&l->about, err);
    if (status)
        lists_close(l);
    else
        *out = l;
    return status;
}

void lists_close(lists *l) {
    if (!l) return;
    catalogue_free(&l->about);
    free(l);
}

cordon_status lists_fingerprint(char out[LISTS_FINGERPRINT], lists *l, cordon_error *err) {
    sqlite3_stmt *st;
    memset(out, '0', LISTS_FINGERPRINT - 1);
    out[LISTS_FINGERPRINT - 1] = 0;
    if (!l->db) return CORDON_OK;
    cordon_status status =
        ledger_prepare(&st, l->db, err, "SELECT value FROM setting WHERE key = 'fingerprint'", "");
    if (status) return status;
    int rc = sqlite3_step(st);
    if (rc == SQLITE_ROW)
        snprintf(out, LISTS_FINGERPRINT, "%s", (const char *)sqlite3_column_text(st, 0));
    else if (rc != SQLITE_DONE)
        status = ledger_fail(l->db, err);
    sqlite3_finalize(st);
    return status;
}

bool lists_is_name(const char *prop) {
    static const char *const names[] = {"name", "alias", "weakAlias", "previousName",
                                        "abbreviation"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(prop, names[i]) == 0) return true;
    return false;
}

/* '*' is any number of characters. The text of a pattern ends at a comma. */
static bool fits(const char *p, const char *end, const char *id) {
    const char *star = NULL, *back = NULL;
    for (; *id || p < end;) {
        if (p < end && *p == '*') {
            star = p++;
            back = id;
        } else if (p < end && *id && *p == *id) {
            p++, id++;
        } else if (star && *back) {
            p = star + 1;
            id = ++back;
        } else {
            return false;
        }
    }
    return true;
}

bool lists_match(const char *patterns, const char *id) {
    for (const char *p = patterns;; p++) {
        const char *end = p + strcspn(p, ",");
        if (fits(p, end, id)) return true;
        if (!*end) return false;
        p = end;
    }
}

/* ---- series and their newest vintage ---------------------------------------------------- */

typedef struct series_row {
    int64_t id;
    list_state s;
    date_day oldest;
} series_row;

typedef struct series_rows {
    series_row *v;
    size_t n;
} series_rows;

static bool add_series(series_rows *r, sqlite3_stmt *st) {
    if ((r->n & (r->n - 1)) == 0) {
        series_row *v = realloc(r->v, (r->n ? 2 * r->n : 1) * sizeof *v);
        if (!v) return false;
        r->v = v;
    }
    series_row *x = &r->v[r->n++];
    *x = (series_row){.id = sqlite3_column_int64(st, 0)};
    snprintf(x->s.list, sizeof x->s.list, "%s", (const char *)sqlite3_column_text(st, 1));
    snprintf(x->s.form, sizeof x->s.form, "%s", (const char *)sqlite3_column_text(st, 2));
    x->s.vintages = sqlite3_column_int64(st, 3);
    x->oldest = sqlite3_column_int(st, 4);
    x->s.vintage = sqlite3_column_int(st, 5);
    x->s.before = sqlite3_column_int(st, 6);
    x->s.complete = sqlite3_column_int(st, 7);
    return true;
}

/* Whether the form of x counts rather than that of y: newer, richer, first by name. */
static bool goes_before(const lists *l, const list_state *x, const list_state *y) {
    const list_about *a = catalogue_find(&l->about, x->list);
    if (x->vintage != y->vintage) return x->vintage > y->vintage;
    int i = catalogue_rank(a, x->form), j = catalogue_rank(a, y->form);
    if (i != j) return i < j;
    size_t m = strlen(x->form), n = strlen(y->form); /* "a+b" has more files than "a" */
    return m != n ? m > n : strcmp(x->form, y->form) < 0;
}

static void mark_used(const lists *l, series_rows *r) {
    for (size_t i = 0; i < r->n; i++) {
        r->v[i].s.used = true;
        for (size_t k = 0; k < r->n; k++)
            if (k != i && strcmp(r->v[k].s.list, r->v[i].s.list) == 0 &&
                goes_before(l, &r->v[k].s, &r->v[i].s))
                r->v[i].s.used = false;
    }
}

static cordon_status read_series(series_rows *r, lists *l, date_day known_by, cordon_error *err) {
    sqlite3_stmt *st;
    int rc;
    *r = (series_rows){0};
    if (!l->db) return CORDON_OK;
    cordon_status status = ledger_prepare(
        &st, l->db, err,
        "SELECT s.id, s.list, s.form, g.n, g.oldest, g.newest, coalesce((SELECT max(day) FROM "
        "vintage "
        "WHERE series = s.id AND day < g.newest), 0), (SELECT complete FROM vintage WHERE "
        "series = s.id AND day = g.newest) FROM series s JOIN (SELECT series, count(*) AS n, "
        "min(day) AS oldest, max(day) AS newest FROM vintage WHERE day <= ? GROUP BY series) g "
        "ON g.series = s.id ORDER BY s.list, s.form",
        "i", (int64_t)(known_by ? known_by : DATE_MAX));
    if (status) return status;
    while ((rc = sqlite3_step(st)) == SQLITE_ROW)
        if (!add_series(r, st)) {
            status = cordon_fail(err, CORDON_ENOMEM, "no memory for the lists");
            break;
        }
    if (!status && rc != SQLITE_DONE) status = ledger_fail(l->db, err);
    sqlite3_finalize(st);
    mark_used(l, r);
    return status;
}

/* ---- states ------------------------------------------------------------------------------ */

static cordon_status count(list_state *s, int64_t series, lists *l, cordon_error *err) {
    static const char sql[] =
        "SELECT count(*) FILTER (WHERE now), coalesce(sum(names) FILTER (WHERE now), 0), "
        "count(*) FILTER (WHERE now AND NOT had AND first = ?2), "
        "count(*) FILTER (WHERE NOT now AND gone = ?2 AND NOT has), "
        "count(*) FILTER (WHERE now AND had AND first = ?2) FROM ("
        "SELECT v.first, v.gone, b.names, v.first <= ?2 AND (v.gone = 0 OR v.gone > ?2) AS now, "
        "EXISTS (SELECT 1 FROM version o WHERE o.series = ?1 AND o.key = v.key AND o.gone = "
        "v.first) AS had, "
        "EXISTS (SELECT 1 FROM version o WHERE o.series = ?1 AND o.key = v.key AND o.first = "
        "v.gone) AS has "
        "FROM version v JOIN body b ON b.id = v.body WHERE v.series = ?1)";
    sqlite3_stmt *st;
    cordon_status status = ledger_prepare(&st, l->db, err, sql, "ii", series, (int64_t)s->vintage);
    if (status) return status;
    if (sqlite3_step(st) == SQLITE_ROW) {
        s->entities = sqlite3_column_int64(st, 0);
        s->names = sqlite3_column_int64(st, 1);
        if (s->before) {
            s->added = sqlite3_column_int64(st, 2);
            s->removed = sqlite3_column_int64(st, 3);
            s->changed = sqlite3_column_int64(st, 4);
        }
    } else {
        status = ledger_fail(l->db, err);
    }
    sqlite3_finalize(st);
    return status;
}

cordon_status lists_states(list_state **out, size_t *n, lists *l, date_day known_by,
                           cordon_error *err) {
    series_rows r;
    list_state *v = NULL;
    cordon_status status = read_series(&r, l, known_by, err);
    if (!status && !(v = calloc(r.n + 1, sizeof *v)))
        status = cordon_fail(err, CORDON_ENOMEM, "no memory for the lists");
    for (size_t i = 0; !status && i < r.n; i++) {
        v[i] = r.v[i].s;
        status = count(&v[i], r.v[i].id, l, err);
    }
    if (!status) {
        *out = v;
        *n = r.n;
    } else {
        free(v);
    }
    free(r.v);
    return status;
}

cordon_status lists_vintages(date_day **out, size_t *n, lists *l, const char *list,
                             const char *form, cordon_error *err) {
    sqlite3_stmt *st;
    size_t have = 0;
    date_day *v = calloc(1, sizeof *v), *more;
    cordon_status status =
        !v       ? cordon_fail(err, CORDON_ENOMEM, "no memory for the vintages")
        : !l->db ? cordon_fail(err, CORDON_ENOTFOUND, "no list is loaded")
                 : ledger_prepare(&st, l->db, err,
                                  "SELECT day FROM vintage JOIN series ON id = series WHERE "
                                  "list = ? AND form = ? ORDER BY day",
                                  "tt", list, form);
    if (status) {
        free(v);
        return status;
    }
    while (sqlite3_step(st) == SQLITE_ROW) {
        if ((have & (have - 1)) == 0) { /* room for 1, 2, 4, ... */
            if (!(more = realloc(v, (have ? 2 * have : 1) * sizeof *v))) break;
            v = more;
        }
        v[have++] = sqlite3_column_int(st, 0);
    }
    sqlite3_finalize(st);
    *out = v;
    *n = have;
    return status;
}

/* ---- versions ----------------------------------------------------------------------------- */

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
    } stay;
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
    cordon_status status = read_series(&c->series, l, f->known_by, err);
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
    free(c->key);
    free(c);
}

static cordon_status open_series(lists_cursor *c, cordon_error *err) {
    const series_row *s = &c->series.v[c->at];
    bool all = c->f.history || c->f.as_at;
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

/* Whether a stay on the list takes in that day: what is printed says, else the vintages. */
static bool takes_in(const entity *e, date_day day, date_day begun, date_day gone,
                     date_day oldest) {
    date_day from = 0;
    bool unsaid = !e->listings, ended = e->listings > 0;
    for (uint32_t i = 0; i < e->listings; i++) {
        const entity_listing *x = &e->listing[i];
        unsaid = unsaid || !x->from;
        if (!from || (x->from && x->from < from)) from = x->from;
        ended = ended && x->to && x->to < day;
    }
    if (unsaid) from = begun == oldest ? 0 : begun;
    if (begun < from) from = begun;
    return !ended && from <= day && (!gone || day < gone);
}

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

/* With as_at: reads rows to the end of a stay; *hit when it takes in the day. */
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
    *hit = !status && takes_in(&c->v.e, c->f.as_at, c->stay.begun, c->v.gone, s->oldest);
    return status;
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
            status = c->f.as_at && !c->f.history ? next_stay(c, &hit, &end, err)
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
