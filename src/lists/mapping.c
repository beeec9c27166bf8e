#include "lists/mapping_inner.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "lists/words.h"

static bool is(const char *a, const char *b) { return strcmp(a, b) == 0; }

/* ---- a file's columns ---- */

static cordon_status no_column(const mapping_running *x, const mapping_rule *r, const char *name,
                               cordon_error *err) {
    return cordon_fail_at(err, CORDON_EFORMAT, stream_name(x->r->file[x->file]), 1, 0,
                          "no column \"%.80s\" in the header (rule %u of %.120s)", name, r->line,
                          x->m->t.path);
}

/* A list of columns that may lack: the first of "A|B" that is there. */
static int find_column(const mapping_running *x, const char *name, size_t len) {
    char one[128];
    while (len) {
        size_t n = 0;
        while (n < len && name[n] != '|') n++;
        snprintf(one, sizeof one, "%.*s", (int)n, name);
        int c = list_col(x->w, one);
        if (c >= 0) return c;
        n += n < len;
        name += n, len -= n;
    }
    return -1;
}

static cordon_status bind_rule(mapping_running *x, mapping_rule *r, const char *known[], size_t *n,
                               cordon_error *err) {
    if (is(r->to, "option") || is(r->to, "map")) return CORDON_OK;
    r->parts = 0;
    for (const char *p = r->columns;
         *p && r->parts < MAPPING_PARTS_MAX && !is(r->columns, "@preface");) {
        size_t len = strcspn(p, "+");
        int c = find_column(x, p, len);
        if (c < 0 && (is(r->to, "key") || is(r->to, "list"))) return no_column(x, r, p, err);
        if (c >= 0) known[(*n)++] = list_column_name(x->w, (size_t)c);
        r->part[r->parts++] = c;
        p += len + (p[len] == '+');
    }
    r->lang_col = *r->lang == '@' ? find_column(x, r->lang + 1, strlen(r->lang + 1)) : -1;
    r->detail_col = *r->detail == '@' ? find_column(x, r->detail + 1, strlen(r->detail + 1)) : -1;
    for (int i = 0; i < r->conds; i++)
        if ((r->cond[i].col = find_column(x, r->cond[i].name, strlen(r->cond[i].name))) >= 0)
            known[(*n)++] = list_column_name(x->w, (size_t)r->cond[i].col);
    if (r->lang_col >= 0) known[(*n)++] = list_column_name(x->w, (size_t)r->lang_col);
    if (r->detail_col >= 0) known[(*n)++] = list_column_name(x->w, (size_t)r->detail_col);
    return CORDON_OK;
}

static cordon_status bind(mapping_running *x, cordon_error *err) {
    const char **names = malloc(
        (MAPPING_RULES_MAX * (MAPPING_PARTS_MAX + MAPPING_WHENS_MAX + 2) + 1) * sizeof *names);
    size_t n = 0;
    cordon_status status =
        names ? CORDON_OK : cordon_fail(err, CORDON_ENOMEM, "no memory for a header");
    for (size_t i = 0; i < x->m->rules && !status; i++)
        status = bind_rule(x, &x->m->rule[i], names, &n, err);
    if (!status) {
        names[n] = NULL;
        list_note_columns(x->w, names);
    }
    free(names);
    return status;
}

/* ---- a row's place ---- */

static const char *mapped(const mapping *m, const char *what, const char *s) {
    const char *all = NULL;
    for (size_t i = 0; i < m->rules; i++) {
        const mapping_rule *r = &m->rule[i];
        if (!is(r->to, "map") || !is(r->columns, what)) continue;
        const char *eq = strchr(r->value, '=');
        if ((size_t)(eq - r->value) == strlen(s) && strncasecmp(r->value, s, strlen(s)) == 0)
            return eq + 1;
        if (eq == r->value + 1 && *r->value == '*') all = eq + 1;
    }
    return all ? all : s;
}

/* The first rule of that kind that holds and has a text. */
static const char *place(mapping_running *x, const char *what, const char *const *cell, buf *out) {
    for (size_t i = 0; i < x->m->rules; i++) {
        const mapping_rule *r = &x->m->rule[i];
        if (!is(r->to, what) || !mapping_holds(r, cell)) continue;
        const char *s = mapping_text(x, r, cell, out);
        if (*s) return mapped(x->m, what, s);
    }
    return is(what, "schema") ? mapped(x->m, what, "") : "";
}

static cordon_status hold_row(mapping_running *x, const char *const *cell, cordon_error *err) {
    char list[LIST_ID_MAX];
    snprintf(list, sizeof list, "%s", place(x, "list", cell, &x->cell));
    bool named = *list != '\0';
    const char *key = place(x, "key", cell, &x->value);
    if (!named || !*key) {
        list_rows_refuse(x->w, -1, named ? "a key" : "the name of a list");
        return CORDON_OK;
    }
    x->key.len = 0;
    buf_printf(&x->key, "%s\x1f%s", list, key);
    if (x->key.failed) return cordon_fail(err, CORDON_ENOMEM, "no memory for a key");
    return list_hold(&x->held, x->w, x->file, buf_text(&x->key), "", err);
}

/* ---- entities ---- */

static void add_listing(mapping_running *x, entity *e, const char *const *cell) {
    static const char *const fields[] = {"programme", "article", "reference",
                                         "reason",    "from",    "to"};
    buf text[4] = {{0}};
    entity_listing l = {"", "", "", "", 0, 0};
    const char **to[] = {&l.programme, &l.article, &l.reference, &l.reason};
    bool any = false;
    for (int i = 0; i < 6; i++) {
        buf *b = i < 4 ? &text[i] : &x->value;
        const char *s = place(x, fields[i], cell, b);
        if (!*s || mapping_nothing(s)) continue;
        any = true;
        if (i < 4)
            *to[i] = s;
        else
            *(i == 4 ? &l.from : &l.to) = list_whole_day(s);
        if (i == 4 && !l.from) entity_add(e, "listingDate", s, -1, NULL, NULL);
    }
    if (any) entity_list(e, &l);
    for (int i = 0; i < 4; i++) e->failed |= text[i].failed, buf_free(&text[i]);
}

static void note_vintage(mapping_running *x, const char *s) {
    for (; *s; s++) {
        if (!isdigit((unsigned char)*s)) continue;
        char text[32];
        snprintf(text, sizeof text, "%.*s", (int)strcspn(s, " ,;"), s);
        date_day day = list_whole_day(text);
        if (day > x->r->vintage) x->r->vintage = day;
        s += strcspn(s, " ,;");
        if (!*s) return;
    }
}

static bool of_place(const char *to) {
    static const char *const words[] = {"option", "list",      "key",     "schema",
                                        "map",    "programme", "article", "reference",
                                        "reason", "from",      "to",      "ignore"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (is(words[i], to)) return true;
    return false;
}

static void add_row(mapping_running *x, entity *e, const char *const *cell) {
    for (size_t i = 0; i < x->m->rules; i++) {
        const mapping_rule *r = &x->m->rule[i];
        if (of_place(r->to) || !mapping_holds(r, cell)) continue;
        const char *s = mapping_text(x, r, cell, &x->cell);
        if (!*s) continue;
        if (is(r->to, "vintage"))
            note_vintage(x, s);
        else
            mapping_add_text(x, e, r, s, cell);
    }
    add_listing(x, e, cell);
}

static cordon_status emit(mapping_running *x, size_t a, size_t b, cordon_error *err) {
    const list_held_row *first = &x->held.row[a];
    const char *key = strchr(first->key, '\x1f') + 1;
    char list[LIST_ID_MAX];
    entity e;
    snprintf(list, sizeof list, "%.*s", (int)(key - first->key - 1), first->key);
    list_entity(x->r, &e, list, key,
                place(x, "schema", (const char *const *)first->cell, &x->cell));
    e.line = first->line;
    if (!*e.schema) e.schema = "LegalEntity";
    for (size_t i = a; i < b; i++) add_row(x, &e, (const char *const *)x->held.row[i].cell);
    if (x->cell.failed || x->value.failed) e.failed = true;
    cordon_status status = lists_meet(&x->met, list, err);
    return status ? status : list_emit(x->r, &e, x->file, err);
}

/* ---- files ---- */

/* A tab for a comma and "\n" for a line end, as some exports have it. */
static void undo_tabs(char *s) {
    char *to = s;
    for (; *s; s++) {
        if (*s == '\\' && s[1] == 'n')
            *to++ = '\n', s++;
        else
            *to++ = (char)(*s == '\t' ? ',' : *s);
    }
    *to = '\0';
}

static void undo_all(mapping_running *x) {
    for (size_t i = 0; i < x->held.rows; i++)
        for (size_t c = 0; c < list_columns(x->w); c++)
            if (*x->held.row[i].cell[c]) {
                char *s;
                memcpy(&s, &x->held.row[i].cell[c],
                       sizeof s); /* in the arena of the rows, and ours */
                undo_tabs(s);
            }
}

static cordon_status run_file(mapping_running *x, cordon_error *err) {
    bool more = true;
    cordon_status status = list_rows_open(&x->w, x->r, x->file, &x->m->form, err);
    if (!status) {
        x->preface = list_preface(x->w);
        status = bind(x, err);
    }
    while (!status && !(status = list_rows_next(x->w, &more, err)) && more) {
        x->r->rows[x->file]++;
        status = hold_row(x, list_row_cells(x->w), err);
    }
    if (!status && x->m->tabs) undo_all(x);
    list_held_sort(&x->held);
    for (size_t a = 0, b; a < x->held.rows && !status; a = b) {
        b = list_group(&x->held, a);
        status = emit(x, a, b, err);
    }
    list_rows_close(x->w);
    x->w = NULL;
    return status;
}

cordon_status mapping_run(mapping *m, list_read *r, cordon_error *err) {
    mapping_running x = {.m = m, .r = r};
    cordon_status status = CORDON_OK;
    for (; x.file < r->files && !status; x.file++) {
        list_held_init(&x.held);
        status = run_file(&x, err);
        list_held_free(&x.held);
    }
    if (!status) status = lists_cover(&x.met, r, err);
    lists_met_free(&x.met);
    buf_free(&x.cell);
    buf_free(&x.value);
    buf_free(&x.key);
    return status;
}
