/* One series - a list in one form - and an edition of it.
 *
 * Of every key the words on every vintage are laid out on a line of days, what the edition says is
 * written over its own days, and the line is folded into runs again. So a run is always as long as
 * it can be, and the history is the same whatever was loaded first. A complete edition leaves
 * a key that it does not have without words on its days. After a partial one (a patch), what it
 * does not have stays as it was the vintage before; patches are kept, because an older edition
 * that comes later shines through them.                                          */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "lists/store_inner.h"
#include "store/ledger.h"

typedef struct day_state {
    date_day day;
    bool complete, ours;
    int64_t body; /* 0 = not on the list */
    const list_run *from;
} day_state;

typedef struct merge {
    list_edition *e;
    list_series *s;
    int64_t series;
    date_day own_day; /* of an edition that has but one */
    day_state *line;
    size_t days;
    list_runs old, patch, fresh;
    char *taken; /* of old: has found its run */
    bool patches;
    sqlite3_stmt *insert, *update, *delete, *patch_in;
} merge;

static int by_key(const void *a, const void *b) {
    const list_run *x = a, *y = b;
    int c = strcmp(x->key, y->key);
    if (!c) c = x->first < y->first ? -1 : x->first > y->first;
    if (!c) c = x->source < y->source ? -1 : x->source > y->source;
    return c ? c : x->line < y->line ? -1 : x->line > y->line;
}

static int by_day(const void *a, const void *b) {
    const day_state *x = a, *y = b;
    return x->day < y->day ? -1 : x->day > y->day;
}

/* ---- what is stored --------------------------------------------------------------- */

static cordon_status series_id(merge *m, cordon_error *err) {
    sqlite3_stmt *st;
    for (int made = 0; made < 2; made++) {
        cordon_status status =
            ledger_prepare(&st, m->e->db, err, "SELECT id FROM series WHERE list = ? AND form = ?",
                           "tt", m->s->list, m->e->form);
        if (status) return status;
        int rc = sqlite3_step(st);
        if (rc == SQLITE_ROW) m->series = sqlite3_column_int64(st, 0);
        sqlite3_finalize(st);
        if (rc == SQLITE_ROW) return CORDON_OK;
        if (rc != SQLITE_DONE) return ledger_fail(m->e->db, err);
        status = ledger_once(m->e->db, err, "INSERT INTO series (list, form) VALUES (?, ?)", "tt",
                             m->s->list, m->e->form);
        if (status) return status;
    }
    return cordon_fail(err, CORDON_EINTERNAL, "a series that was made is not there");
}

static size_t stored_days(sqlite3_stmt *st, day_state *to) {
    size_t n = 0;
    while (sqlite3_step(st) == SQLITE_ROW && n < LISTS_VINTAGES_MAX)
        to[n++] =
            (day_state){.day = sqlite3_column_int(st, 0), .complete = sqlite3_column_int(st, 1)};
    return n;
}

/* The days of before and of the edition, one line. */
static cordon_status days_of(merge *m, cordon_error *err) {
    sqlite3_stmt *st;
    const date_day *ours = m->s->days ? m->s->day : &m->own_day;
    size_t n = m->s->days ? m->s->days : 1;
    m->line = calloc(LISTS_VINTAGES_MAX + n, sizeof *m->line);
    if (!m->line) return cordon_fail(err, CORDON_ENOMEM, "no memory for the vintages");
    cordon_status status = ledger_prepare(
        &st, m->e->db, err, "SELECT day, complete FROM vintage WHERE series = ? ORDER BY day", "i",
        m->series);
    if (status) return status;
    m->days = stored_days(st, m->line);
    sqlite3_finalize(st);
    for (size_t i = 0, had = m->days; i < n; i++) {
        day_state ask = {.day = ours[i]}, *at = bsearch(&ask, m->line, had, sizeof ask, by_day);
        if (!at) {
            at = &m->line[m->days++];
            *at = ask;
        }
        at->ours = true;
        if (at < m->line + had) m->e->replaced = true;
        at->complete = at->complete || m->s->covers;
    }
    if (m->days > LISTS_VINTAGES_MAX)
        return cordon_fail(err, CORDON_ELIMIT, "more than %d vintages of %s", LISTS_VINTAGES_MAX,
                           m->s->list);
    qsort(m->line, m->days, sizeof *m->line, by_day);
    for (size_t i = 0; i < m->days; i++) m->patches = m->patches || !m->line[i].complete;
    return CORDON_OK;
}

static cordon_status runs_of(merge *m, list_runs *to, const char *sql, cordon_error *err) {
    sqlite3_stmt *st;
    int rc;
    cordon_status status = ledger_prepare(&st, m->e->db, err, sql, "i", m->series);
    if (status) return status;
    while ((rc = sqlite3_step(st)) == SQLITE_ROW) {
        const char *key = (const char *)sqlite3_column_text(st, 0);
        list_run r = {.key = key ? arena_strndup(&m->e->mem, key, strlen(key)) : NULL,
                      .first = sqlite3_column_int(st, 1),
                      .gone = sqlite3_column_int(st, 2),
                      .body = sqlite3_column_int64(st, 3),
                      .source = sqlite3_column_int64(st, 4),
                      .line = (uint64_t)sqlite3_column_int64(st, 5),
                      .id = sqlite3_column_int64(st, 6)};
        if (!r.key || !list_runs_add(to, &r)) {
            sqlite3_finalize(st);
            return cordon_fail(err, CORDON_ENOMEM, "no memory for the versions of %s", m->s->list);
        }
    }
    sqlite3_finalize(st);
    return rc == SQLITE_DONE ? CORDON_OK : ledger_fail(m->e->db, err);
}

/* ---- what the edition says ---------------------------------------------------------- */

static bool spans_meet(const list_run *a, const list_run *b) {
    return (!a->gone || b->first < a->gone) && (!b->gone || a->first < b->gone);
}

/* A key given twice: the same words count once, other words are refused. */
static void once(merge *m) {
    list_runs *r = &m->s->runs;
    size_t n = 0;
    qsort(r->v, r->n, sizeof *r->v, by_key);
    for (size_t i = 0; i < r->n; i++) {
        list_run *x = &r->v[i], *before = n ? &r->v[n - 1] : NULL;
        if (!before || strcmp(before->key, x->key) != 0 || !spans_meet(before, x)) {
            r->v[n++] = *x;
        } else if (before->body != x->body) {
            char reason[128];
            snprintf(reason, sizeof reason, "the key stands in line %llu with other words",
                     (unsigned long long)before->line);
            list_stage_refuse(m->e, (unsigned)x->source, x->line, 0, "key", x->key, reason);
            m->e->twice++;
        }
    }
    r->n = n;
    for (size_t i = 0; i < n; i++) r->v[i].source = m->e->source[r->v[i].source];
}

/* ---- one key ------------------------------------------------------------------------ */

static void lay(merge *m, const list_run *run, size_t n, bool over) {
    size_t at = 0;
    for (size_t i = 0; i < m->days; i++) {
        day_state *d = &m->line[i];
        if (over && !d->ours) continue;
        while (at < n && run[at].gone && run[at].gone <= d->day) at++;
        if (at < n && run[at].first <= d->day) {
            d->body = run[at].body;
            d->from = &run[at];
        } else if (!over || (m->s->covers && d->ours)) {
            d->body = 0;
            d->from = NULL;
        }
    }
}

static void shine_through(merge *m, const list_run *patch, size_t n) {
    size_t at = 0;
    for (size_t i = 0; i < m->days; i++) {
        day_state *d = &m->line[i], *before = i ? d - 1 : NULL;
        while (at < n && patch[at].first < d->day) at++;
        if (d->complete) continue;
        if (d->ours && d->from && d->from->id == 0) continue; /* said by this edition */
        bool has = at < n && patch[at].first == d->day;
        d->body = has ? patch[at].body : before ? before->body : 0;
        d->from = has ? &patch[at] : before ? before->from : NULL;
    }
}

static bool fold(merge *m, const char *key) {
    m->fresh.n = 0;
    for (size_t i = 0, j; i < m->days; i = j) {
        const day_state *d = &m->line[i];
        for (j = i + 1; j < m->days && m->line[j].body == d->body; j++) {
        }
        if (!d->body) continue;
        list_run r = *d->from;
        r.key = key;
        r.id = 0;
        r.first = d->day;
        r.gone = j < m->days ? m->line[j].day : 0;
        if (!list_runs_add(&m->fresh, &r)) return false;
    }
    return true;
}

static cordon_status keep_or_insert(merge *m, const list_run *r, const list_run *old, size_t n,
                                    cordon_error *err) {
    for (size_t i = 0; i < n; i++) {
        if (m->taken[i] || old[i].body != r->body || !spans_meet(&old[i], r)) continue;
        m->taken[i] = 1;
        if (old[i].first == r->first && old[i].gone == r->gone) return CORDON_OK;
        return ledger_run(m->e->db, m->update, err, "iiiii", (int64_t)r->first,
                                  (int64_t)r->gone, r->source, (int64_t)r->line, old[i].id);
    }
    return ledger_run(m->e->db, m->insert, err, "itiiiii", m->series, r->key,
                              (int64_t)r->first, (int64_t)r->gone, r->body, r->source,
                              (int64_t)r->line);
}

/* Runs that end and runs that begin may share a first day for a moment: the old go first. */
static cordon_status store_key(merge *m, const list_run *old, size_t n, cordon_error *err) {
    cordon_status status = CORDON_OK;
    char *taken = realloc(m->taken, n + 1);
    if (!taken) return cordon_fail(err, CORDON_ENOMEM, "no memory for a key");
    m->taken = taken;
    memset(taken, 0, n + 1);
    for (size_t i = 0; !status && i < n; i++) {
        bool stays = false;
        for (size_t k = 0; k < m->fresh.n && !stays; k++)
            stays = m->fresh.v[k].body == old[i].body && spans_meet(&m->fresh.v[k], &old[i]);
        if (stays) continue;
        m->taken[i] = 1;
        status = ledger_run(m->e->db, m->delete, err, "i", old[i].id);
    }
    /* From the last to the first, so that a run moves away before another takes its first day. */
    for (size_t k = m->fresh.n; !status && k-- > 0;)
        status = keep_or_insert(m, &m->fresh.v[k], old, n, err);
    for (size_t i = 0; !status && i < n; i++)
        if (!m->taken[i]) status = ledger_run(m->e->db, m->delete, err, "i", old[i].id);
    return status;
}

static cordon_status keep_patches(merge *m, const list_run *ours, size_t n, cordon_error *err) {
    cordon_status status = CORDON_OK;
    for (size_t i = 0; !status && i < n; i++)
        for (size_t d = 0; !status && d < m->days; d++)
            if (m->line[d].ours && !m->line[d].complete && m->line[d].day >= ours[i].first &&
                (!ours[i].gone || m->line[d].day < ours[i].gone))
                status = ledger_run(m->e->db, m->patch_in, err, "itiiii", m->series,
                                            ours[i].key, (int64_t)m->line[d].day, ours[i].body,
                                            ours[i].source, (int64_t)ours[i].line);
    return status;
}

typedef struct stretch {
    const list_run *v;
    size_t n;
} stretch;

/* The runs of that key at the beginning of r from *at on. */
static stretch take(const list_runs *r, size_t *at, const char *key) {
    while (*at < r->n && strcmp(r->v[*at].key, key) < 0) ++*at;
    stretch s = {r->v ? r->v + *at : NULL, 0};
    while (*at < r->n && strcmp(r->v[*at].key, key) == 0) ++*at, s.n++;
    return s;
}

static cordon_status one_key(merge *m, stretch old, stretch ours, stretch patch,
                             cordon_error *err) {
    const char *key = old.n ? old.v->key : ours.v->key;
    lay(m, old.v, old.n, false);
    lay(m, ours.v, ours.n, true);
    if (m->patches) shine_through(m, patch.v, patch.n);
    if (!fold(m, key)) return cordon_fail(err, CORDON_ENOMEM, "no memory for a key");
    cordon_status status = store_key(m, old.v, old.n, err);
    return status || m->s->covers ? status : keep_patches(m, ours.v, ours.n, err);
}

static cordon_status keys(merge *m, cordon_error *err) {
    size_t o = 0, s = 0, p = 0;
    cordon_status status = CORDON_OK;
    while (!status && (o < m->old.n || s < m->s->runs.n)) {
        bool first = s >= m->s->runs.n ||
                     (o < m->old.n && strcmp(m->old.v[o].key, m->s->runs.v[s].key) < 0);
        const char *key = first ? m->old.v[o].key : m->s->runs.v[s].key;
        stretch old = take(&m->old, &o, key), ours = take(&m->s->runs, &s, key);
        status = one_key(m, old, ours, take(&m->patch, &p, key), err);
    }
    return status;
}

static cordon_status keep_days(merge *m, cordon_error *err) {
    sqlite3_stmt *st;
    cordon_status status = ledger_prepare(
        &st, m->e->db, err,
        "INSERT OR REPLACE INTO vintage (series, day, complete, edition) VALUES (?,?,?,?)", "");
    for (size_t i = 0; !status && i < m->days; i++)
        if (m->line[i].ours)
            status =
                ledger_run(m->e->db, st, err, "iiii", m->series, (int64_t)m->line[i].day,
                                   (int64_t)m->line[i].complete, m->e->id);
    sqlite3_finalize(st);
    return status;
}

static cordon_status prepare(merge *m, cordon_error *err) {
    struct {
        sqlite3_stmt **to;
        const char *sql;
    } all[] = {
        {&m->insert, "INSERT INTO version (series, key, first, gone, body, source, line) "
                     "VALUES (?, ?, ?, ?, ?, ?, ?)"},
        {&m->update, "UPDATE version SET first = ?, gone = ?, source = ?, line = ? WHERE id = ?"},
        {&m->delete, "DELETE FROM version WHERE id = ?"},
        {&m->patch_in, "INSERT OR REPLACE INTO patch VALUES (?, ?, ?, ?, ?, ?)"}};
    cordon_status status = CORDON_OK;
    for (size_t i = 0; !status && i < sizeof all / sizeof *all; i++)
        status = ledger_prepare(all[i].to, m->e->db, err, all[i].sql, "");
    return status;
}

cordon_status list_merge(list_edition *e, list_series *s, cordon_error *err) {
    merge m = {.e = e, .s = s, .own_day = e->vintage};
    cordon_status status = series_id(&m, err);
    for (size_t i = 0; i < s->runs.n; i++)
        if (!s->runs.v[i].first) s->runs.v[i].first = e->vintage;
    once(&m);
    if (!status) status = days_of(&m, err);
    if (!status)
        status = runs_of(&m, &m.old,
                         "SELECT key, first, gone, body, source, line, id FROM version "
                         "WHERE series = ? ORDER BY key, first",
                         err);
    if (!status && m.patches)
        status = runs_of(&m, &m.patch,
                         "SELECT key, day, 0, body, source, line, -1 FROM patch WHERE series = ? "
                         "ORDER BY key, day",
                         err);
    if (!status) status = prepare(&m, err);
    if (!status) status = keys(&m, err);
    if (!status) status = keep_days(&m, err);
    sqlite3_finalize(m.insert);
    sqlite3_finalize(m.update);
    sqlite3_finalize(m.delete);
    sqlite3_finalize(m.patch_in);
    free(m.line);
    free(m.old.v);
    free(m.patch.v);
    free(m.fresh.v);
    free(m.taken);
    return status;
}
