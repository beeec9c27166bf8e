#include "assess/due.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "assess/strings.h"
#include "base/data_dir.h"
#include "read/table.h"

enum { PATH_MAX_BYTES = 120 };

/* ---- the table */

static bool day_cell(date_day *out, const char *s) {
    *out = 0;
    return !*s || date_parse(out, s, strlen(s));
}

static cordon_status read_rows(due_row **out, size_t *n, arena *mem, table *t, cordon_error *err) {
    static const char *const columns[] = {"id", "title", "from", "plus_days", "parameter", "at", "when", "before", "unless", "source", "basis", NULL};
    enum { ID, TITLE, FROM, PLUS, PARAMETER, AT, WHEN, BEFORE, UNLESS, SOURCE, BASIS, N };
    int col[N];
    char path[1024];
    cordon_status status = table_read(t, data_path(path, sizeof path, "data/assess/due.csv"), err);
    if (!status) status = table_cols(t, columns, col, err);
    due_row *v = status ? NULL : arena_alloc(mem, (t->rows + 1) * sizeof *v);
    if (!status && !v) status = cordon_fail(err, CORDON_ENOMEM, "no memory for the calendar");
    for (size_t i = 0; i < t->rows && !status; i++) {
        const char *plus = table_cell(t, i, col[PLUS]);
        v[i] = (due_row){.id = table_cell(t, i, col[ID]), .title = table_cell(t, i, col[TITLE]), .from = table_cell(t, i, col[FROM]), .parameter = table_cell(t, i, col[PARAMETER]),
                         .when = table_cell(t, i, col[WHEN]), .unless = table_cell(t, i, col[UNLESS]), .source = table_cell(t, i, col[SOURCE]), .basis = table_cell(t, i, col[BASIS]),
                         .plus_days = atoi(plus)};
        if (strspn(plus, "0123456789") != strlen(plus) || strlen(plus) > 5)
            status = cordon_fail_at(err, CORDON_EFORMAT, t->path, t->line[i], 0, "plus_days \"%.40s\": expected a number of days", plus);
        else if (!day_cell(&v[i].at, table_cell(t, i, col[AT])) || !day_cell(&v[i].before, table_cell(t, i, col[BEFORE])))
            status = cordon_fail_at(err, CORDON_EFORMAT, t->path, t->line[i], 0, "at, before: expected a day (YYYY-MM-DD) or nothing");
    }
    *out = v;
    *n = status ? 0 : t->rows;
    return status;
}

/* ---- a case */

static const json_node *node_at(const json_node *c, const char *path) {
    char key[PATH_MAX_BYTES];
    for (const char *s = path; c && *s; s += *s == '.') {
        size_t n = strcspn(s, ".");
        if (n >= sizeof key) return NULL;
        memcpy(key, s, n);
        key[n] = 0;
        c = json_get(c, key);
        s += n;
    }
    return c;
}

static const char *text_of(const json_node *n) { return n && n->kind == JSON_STRING ? n->text : ""; }

/* The newest yes to a question. */
static const json_node *yes_to(const json_node *c, const char *about, size_t len) {
    const json_node *list = json_get(c, "answers"), *best = NULL;
    for (const json_node *a = list && list->kind == JSON_ARRAY ? list->first : NULL; a; a = a->next) {
        char named[64];
        snprintf(named, sizeof named, "%.*s", (int)len, about);
        if (!case_question_same(text_of(json_get(a, "question")), named) || strcasecmp(text_of(json_get(a, "answer")), "yes") != 0) continue;
        if (!best || strcmp(text_of(json_get(a, "on")), text_of(json_get(best, "on"))) >= 0) best = a;
    }
    return best;
}

static date_day day_at(const json_node *c, const char *where) {
    date_day d = 0;
    bool answer = strncmp(where, "answers:", 8) == 0;
    const char *q = where + 8, *dot = answer ? strchr(q, '.') : NULL;
    const json_node *a = answer ? yes_to(c, q, dot ? (size_t)(dot - q) : strlen(q)) : NULL;
    const char *text = text_of(answer ? (a ? json_get(a, "on") : NULL) : node_at(c, where));
    return date_parse(&d, text, strlen(text)) ? d : 0;
}

static bool is_yes(const json_node *c, const char *where) {
    if (!*where) return false;
    if (strncmp(where, "answers:", 8) == 0) return yes_to(c, where + 8, strlen(where + 8)) != NULL;
    const json_node *n = node_at(c, where);
    return n && (n->kind == JSON_TRUE || strcasecmp(text_of(n), "yes") == 0);
}

static date_day day_of(const due_row *r, const json_node *c) {
    date_day from = day_at(c, r->from), when = *r->when ? day_at(c, r->when) : 0;
    if (is_yes(c, r->unless) || (*r->when && (!when || when >= r->before))) return 0;
    if (r->at) return from && from < r->at ? from : r->at;
    if (!from) return 0;
    int days = *r->parameter ? (int)decide_parameter(r->parameter, 0) : r->plus_days;
    return date_of_number(date_number(from) + days);
}

/* ---- the log */

typedef struct held { /* the newest decision of a case */
    const char *id, *hash;
    int64_t n, at_us;
    const char *json;
    size_t len;
    verdict v;
} held;

typedef struct walking {
    arena *mem;
    held *v;
    size_t n, room;
    cordon_status status;
    cordon_error *err;
} walking;

static held *place_of(walking *w, const char *id) {
    for (size_t i = w->n; i-- > 0;)
        if (strcmp(w->v[i].id, id) == 0) return &w->v[i];
    if (w->n == w->room) {
        size_t room = w->room ? 2 * w->room : 64;
        held *v = realloc(w->v, room * sizeof *v);
        if (!v) return NULL;
        w->v = v, w->room = room;
    }
    held *h = &w->v[w->n];
    *h = (held){.id = arena_strndup(w->mem, id, strlen(id))};
    return h->id ? (w->n++, h) : NULL;
}

static cordon_status hold_decision(walking *w, const log_entry *e, const json_node *root) {
    size_t len = 0;
    const char *json = sealed_case(&len, e), *id = text_of(json_get(json_get(root, "case"), "id"));
    held *h = json ? place_of(w, *id ? id : text_of(json_get(root, "case_hash"))) : NULL;
    if (!json) return cordon_fail(w->err, CORDON_EFORMAT, "entry %lld: a decision without its case", (long long)e->n);
    if (!h || !(h->json = arena_strndup(w->mem, json, len)) || !(h->hash = arena_strndup(w->mem, e->hash, strlen(e->hash)))) return cordon_fail(w->err, CORDON_ENOMEM, "no memory for the calendar");
    h->len = len, h->n = e->n, h->at_us = e->at_us;
    h->v = VERDICT_REVIEW;
    verdict_parse(&h->v, text_of(json_get(root, "verdict")));
    return CORDON_OK;
}

static int each(void *arg, const log_entry *e) {
    walking *w = arg;
    json_tree t;
    bool decided = strcmp(e->kind, "decision") == 0;
    if (!decided && strcmp(e->kind, "override") != 0) return 0;
    if ((w->status = sealed_json(&t, e, w->err))) return 1;
    if (decided)
        w->status = hold_decision(w, e, t.root);
    for (size_t i = 0; !decided && i < w->n; i++)
        if (strcmp(w->v[i].hash, e->about) == 0) verdict_parse(&w->v[i].v, text_of(json_get(t.root, "verdict")));
    json_tree_free(&t);
    return w->status != CORDON_OK;
}

static int by_day(const void *x, const void *y) {
    const due *a = x, *b = y;
    if (a->on != b->on) return a->on < b->on ? -1 : 1;
    int d = strcmp(a->row->id, b->row->id);
    return d ? d : (a->entry > b->entry) - (a->entry < b->entry);
}

static const char *kept(arena *mem, const char *s) { return arena_strndup(mem, s, strlen(s)); }

/* The table goes when the question is answered: its words are copied. */
static bool keep_rows(due_row *r, size_t n, arena *mem) {
    bool good = true;
    for (size_t i = 0; i < n; i++) {
        const char **s[] = {&r[i].id, &r[i].title, &r[i].from, &r[i].parameter, &r[i].when, &r[i].unless, &r[i].source, &r[i].basis};
        for (size_t k = 0; k < sizeof s / sizeof *s; k++) good = (*s[k] = kept(mem, *s[k])) && good;
    }
    return good;
}

static cordon_status dates_of(due *v, size_t *n, const held *h, const due_row *r, size_t rows, date_day from, date_day to, cordon_error *err) {
    json_tree t;
    if (h->v == VERDICT_BLOCK) return CORDON_OK;
    cordon_status status = json_tree_read_memory(&t, h->id, h->json, h->len, err);
    if (status) return status;
    for (size_t i = 0; i < rows; i++) {
        date_day on = day_of(&r[i], t.root);
        if (on && date_within(on, from, to)) v[(*n)++] = (due){&r[i], on, h->id, h->hash, h->n, h->at_us};
    }
    json_tree_free(&t);
    return CORDON_OK;
}

cordon_status due_ask(const due **out, size_t *n, arena *mem, decision_log *l, date_day from, date_day to, cordon_error *err) {
    table t = {0};
    due_row *row = NULL;
    size_t rows = 0;
    walking w = {.mem = mem, .err = err};
    *n = 0;
    cordon_status status = assess_strings_open(err);
    if (!status) status = read_rows(&row, &rows, mem, &t, err);
    if (!status && !keep_rows(row, rows, mem)) status = cordon_fail(err, CORDON_ENOMEM, "no memory for the calendar");
    table_free(&t);
    if (!status) status = log_each(l, 1, each, &w, err);
    if (!status) status = w.status;
    due *v = status ? NULL : arena_alloc(mem, (w.n * rows + 1) * sizeof *v);
    if (!status && !v) status = cordon_fail(err, CORDON_ENOMEM, "no memory for the calendar");
    for (size_t i = 0; i < w.n && !status; i++) status = dates_of(v, n, &w.v[i], row, rows, from, to, err);
    free(w.v);
    if (status) return status;
    qsort(v, *n, sizeof *v, by_day);
    *out = v;
    return CORDON_OK;
}

/* ---- iCalendar */

/* A content line: escaped text, folded before 75 bytes at a whole character. */
static void content(buf *out, const char *name, const char *text) {
    buf b = {0};
    buf_str(&b, name);
    for (const char *s = text; *s; s++) {
        if (strchr(",;\\", *s)) buf_char(&b, '\\');
        if (*s == '\n')
            buf_str(&b, "\\n");
        else if ((unsigned char)*s >= 0x20)
            buf_char(&b, *s);
    }
    size_t column = 0;
    for (size_t i = 0; i < b.len; i++) {
        bool whole = ((unsigned char)b.p[i] & 0xc0) != 0x80;
        size_t n = 1;
        while (whole && i + n < b.len && ((unsigned char)b.p[i + n] & 0xc0) == 0x80) n++;
        if (whole && column + n > 75) buf_str(out, "\r\n "), column = 1;
        buf_char(out, b.p[i]);
        column++;
    }
    buf_str(out, "\r\n");
    out->failed |= b.failed;
    buf_free(&b);
}

static void event(buf *out, const due *d) {
    char text[400];
    date_day stamp = date_of_number((int32_t)(d->at_us / 86400000000LL));
    int s = (int)(d->at_us / 1000000 % 86400);
    buf_str(out, "BEGIN:VEVENT\r\n");
    snprintf(text, sizeof text, "%s-%s@cordon", d->row->id, d->hash);
    content(out, "UID:", text);
    buf_printf(out, "DTSTAMP:%08dT%02d%02d%02dZ\r\n", stamp, s / 3600, s / 60 % 60, s % 60);
    buf_printf(out, "DTSTART;VALUE=DATE:%08d\r\n", d->on);
    snprintf(text, sizeof text, "%s (case %s)", d->row->title, d->case_id);
    content(out, "SUMMARY:", text);
    snprintf(text, sizeof text, "%s; entry %lld of the log, %.16s", d->row->source, (long long)d->entry, d->hash);
    content(out, "DESCRIPTION:", text);
    buf_str(out, "TRANSP:TRANSPARENT\r\nEND:VEVENT\r\n");
}

void due_calendar(buf *out, const due *d, size_t n) {
    buf_str(out, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Cordon//due//EN\r\nCALSCALE:GREGORIAN\r\n");
    for (size_t i = 0; i < n; i++) event(out, &d[i]);
    buf_str(out, "END:VCALENDAR\r\n");
}
