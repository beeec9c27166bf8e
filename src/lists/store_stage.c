#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "lists/lists.h"
#include "lists/store_inner.h"
#include "store/ledger.h"

bool list_runs_add(list_runs *r, const list_run *run) {
    if (r->n == r->cap) {
        size_t cap = r->cap ? 2 * r->cap : 256;
        list_run *v = realloc(r->v, cap * sizeof *v);
        if (!v) return false;
        r->v = v;
        r->cap = cap;
    }
    r->v[r->n++] = *run;
    return true;
}

/* The series of a list, made when it is new; NULL without memory. */
static list_series *series_of(list_edition *e, const char *list) {
    for (size_t i = e->n; i-- > 0;)
        if (strcmp(e->series[i].list, list) == 0) return &e->series[i];
    if (e->n == e->cap) {
        size_t cap = e->cap ? 2 * e->cap : 16;
        list_series *v = realloc(e->series, cap * sizeof *v);
        if (!v) return NULL;
        e->series = v;
        e->cap = cap;
    }
    list_series *s = &e->series[e->n++];
    *s = (list_series){0};
    snprintf(s->list, sizeof s->list, "%s", list);
    return s;
}

static int64_t names_of(const entity *e) {
    int64_t n = 0;
    for (uint32_t i = 0; i < e->values; i++) n += lists_is_name(e->value[i].prop);
    return n;
}

/* The id of the body with that JSON, which is stored when it is new. */
static cordon_status body_of(int64_t *out, list_edition *e, const entity *x, const buf *json,
                             cordon_error *err) {
    unsigned char hash[32];
    crypto_generichash(hash, sizeof hash, (const unsigned char *)json->p, json->len, NULL, 0);
    sqlite3_bind_blob(e->find, 1, hash, sizeof hash, SQLITE_STATIC);
    int rc = sqlite3_step(e->find);
    if (rc == SQLITE_ROW) *out = sqlite3_column_int64(e->find, 0);
    sqlite3_reset(e->find);
    if (rc == SQLITE_ROW) return CORDON_OK;
    if (rc != SQLITE_DONE) return ledger_fail(e->db, err);
    sqlite3_bind_blob(e->add, 1, hash, sizeof hash, SQLITE_STATIC);
    sqlite3_bind_int64(e->add, 2, names_of(x));
    sqlite3_bind_text(e->add, 3, json->p, (int)json->len, SQLITE_STATIC);
    rc = sqlite3_step(e->add);
    sqlite3_reset(e->add);
    if (rc != SQLITE_DONE) return ledger_fail(e->db, err);
    *out = sqlite3_last_insert_rowid(e->db);
    return CORDON_OK;
}

static cordon_status on_entity(void *arg, const entity *x, unsigned file, cordon_error *err) {
    list_edition *e = arg;
    list_series *s = series_of(e, x->list);
    list_run run = {.line = x->line, .source = file, .first = e->read.seen, .gone = e->read.gone};
    buf json = {0};
    cordon_status status = e->status;
    if (status && err) *err = e->err;
    if (!status && ++e->all > LISTS_EDITION_MAX)
        status = cordon_fail(err, CORDON_ELIMIT, "more than %d entities in one edition",
                             LISTS_EDITION_MAX);
    if (!status) {
        entity_json(&json, x);
        run.key = arena_strndup(&e->mem, x->key, strlen(x->key));
        if (!s || json.failed || !run.key)
            status = cordon_fail(err, CORDON_ENOMEM, "no memory for an entity");
    }
    if (!status) status = body_of(&run.body, e, x, &json, err);
    if (!status && !list_runs_add(&s->runs, &run))
        status = cordon_fail(err, CORDON_ENOMEM, "no memory for an edition");
    if (!status && file < LIST_FILES_MAX) e->emitted[file]++;
    buf_free(&json);
    return status;
}

static cordon_status on_covers(void *arg, const char *list, cordon_error *err) {
    list_series *s = series_of(arg, list);
    if (!s) return cordon_fail(err, CORDON_ENOMEM, "no memory for an edition");
    s->covers = true;
    return CORDON_OK;
}

static cordon_status on_day(void *arg, const char *list, date_day day, cordon_error *err) {
    list_series *s = series_of(arg, list);
    if (s && s->days && s->day[s->days - 1] >= day)
        return cordon_fail(err, CORDON_EFORMAT, "the days of the editions do not rise");
    if (s && s->days == LISTS_VINTAGES_MAX)
        return cordon_fail(err, CORDON_ELIMIT, "more than %d vintages of one list",
                           LISTS_VINTAGES_MAX);
    if (s && s->days == s->days_cap) {
        size_t cap = s->days_cap ? 2 * s->days_cap : 64;
        date_day *v = realloc(s->day, cap * sizeof *v);
        if (v) s->day = v, s->days_cap = cap;
    }
    if (!s || s->days == s->days_cap)
        return cordon_fail(err, CORDON_ENOMEM, "no memory for an edition");
    s->day[s->days++] = day;
    return CORDON_OK;
}

/* Until the edition is whole, its sources have no ids: file 0 stands as -1, file 1 as -2, ... */
void list_stage_refuse(list_edition *e, unsigned file, uint64_t line, unsigned column,
                       const char *name, const char *value, const char *reason) {
    char text[260];
    size_t n = strlen(value);
    if (n > 200) /* not in the middle of a letter */
        for (n = 200; n && ((unsigned char)value[n] & 0xc0) == 0x80;) n--;
    snprintf(text, sizeof text, "%.*s", (int)n, value);
    if (file < LIST_FILES_MAX) e->refused[file]++;
    if (!e->status)
        e->status = ledger_run(e->db, e->refuse, &e->err, "iiittt", -(int64_t)file - 1,
                                       (int64_t)line, (int64_t)column, name, text, reason);
}

static void on_refused(void *arg, unsigned file, uint64_t line, unsigned column, const char *name,
                       const char *value, const char *expected) {
    char reason[300];
    snprintf(reason, sizeof reason, "expected %.250s", expected);
    list_stage_refuse(arg, file, line, column, name, value, reason);
}

static void on_note(void *arg, unsigned file, const char *kind, const char *text) {
    list_edition *e = arg;
    if (e->o->note) e->o->note(e->o->arg, text);
    if (!e->status)
        e->status = ledger_run(e->db, e->note, &e->err, "iitt", -(int64_t)file - 1,
                                       ++e->notes, kind, text);
}

cordon_status list_stage_open(list_edition *e, cordon_error *err) {
    arena_init(&e->mem, 0);
    e->read.sink = (list_sink){on_entity, on_covers, on_day, on_refused, on_note, e};
    struct {
        sqlite3_stmt **to;
        const char *sql;
    } all[] = {{&e->find, "SELECT id FROM body WHERE hash = ?"},
               {&e->add, "INSERT INTO body (hash, names, json) VALUES (?, ?, ?)"},
               {&e->refuse, "INSERT INTO refused VALUES (?, ?, ?, ?, ?, ?)"},
               {&e->note, "INSERT INTO note VALUES (?, ?, ?, ?)"}};
    cordon_status status = CORDON_OK;
    for (size_t i = 0; !status && i < sizeof all / sizeof *all; i++)
        status = ledger_prepare(all[i].to, e->db, err, all[i].sql, "");
    return status;
}

void list_stage_close(list_edition *e) {
    sqlite3_finalize(e->find);
    sqlite3_finalize(e->add);
    sqlite3_finalize(e->refuse);
    sqlite3_finalize(e->note);
    for (size_t i = 0; i < e->n; i++) {
        free(e->series[i].day);
        free(e->series[i].runs.v);
    }
    free(e->series);
    arena_destroy(&e->mem);
}
