#include "lists/lists_inner.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/ledger.h"

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

cordon_status lists_series(series_rows *r, lists *l, date_day known_by, cordon_error *err) {
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
    cordon_status status = lists_series(&r, l, known_by, err);
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
