#include "screen/coverage.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/data_dir.h"
#include "base/json.h"

typedef struct reading {
    coverage *out;
    const list_state *state;
    size_t states;
    const screen_terms *terms;
    bool failed;
} reading;

static const char *kept(reading *r, const char *text) {
    const char *copy = arena_strndup(&r->out->mem, text, strlen(text));
    if (!copy) r->failed = true;
    return copy ? copy : "";
}

static bool asked(const screen_terms *t, const char *list) {
    for (unsigned i = 0; i < t->lists; i++)
        if (lists_match(t->list[i], list)) return true;
    return t->lists == 0;
}

static const list_state *loaded(const reading *r, const char *list) {
    for (size_t i = 0; i < r->states; i++)
        if (r->state[i].used && strcmp(r->state[i].list, list) == 0) return &r->state[i];
    return NULL;
}

static void add_loaded(reading *r, const catalogue *about) {
    coverage *c = r->out;
    c->list = arena_alloc(&c->mem, (r->states + 1) * sizeof *c->list);
    r->failed |= !c->list;
    for (size_t i = 0; i < r->states && !r->failed; i++) {
        const list_state *s = &r->state[i];
        if (!s->used) continue;
        bool is_asked = asked(r->terms, s->list);
        const list_about *a = catalogue_find(about, s->list);
        c->list[c->lists++] = (coverage_list){kept(r, s->list), kept(r, s->form), kept(r, a ? a->title : ""),
                                              kept(r, a ? a->kind : ""), s->vintage, s->entities, is_asked};
        c->searched += is_asked;
    }
}

static void add_missing(reading *r, const catalogue *about) {
    coverage *c = r->out;
    c->missing = arena_alloc(&c->mem, (about->rows + 1) * sizeof *c->missing);
    r->failed |= !c->missing;
    for (size_t i = 0; i < about->rows && !r->failed; i++)
        if (!strchr(about->row[i].list, '*') && !loaded(r, about->row[i].list))
            c->missing[c->missings++] = kept(r, about->row[i].list);
}

/* A pattern that fits nothing loaded is a question that cannot be answered, or a slip of the pen. */
static cordon_status add_patterns(reading *r, const catalogue *about, lists *l, cordon_error *err) {
    coverage *c = r->out;
    list_state *ever = NULL; /* of any vintage: what was not known by the day is no slip */
    size_t evers = 0;
    cordon_status status = r->terms->lists ? lists_states(&ever, &evers, l, 0, err) : CORDON_OK;
    c->unknown = arena_alloc(&c->mem, (ASK_LISTS_MAX + 1) * sizeof *c->unknown);
    c->absent = arena_alloc(&c->mem, (ASK_LISTS_MAX + 1) * sizeof *c->absent);
    r->failed |= !c->unknown || !c->absent;
    for (unsigned i = 0; i < r->terms->lists && !r->failed && !status; i++) {
        const char *pattern = r->terms->list[i];
        bool here = false, known = catalogue_find(about, pattern) != NULL;
        for (size_t k = 0; k < c->lists; k++) here |= lists_match(pattern, c->list[k].list);
        for (size_t k = 0; k < about->rows; k++) known |= lists_match(pattern, about->row[k].list);
        for (size_t k = 0; k < evers; k++) known |= lists_match(pattern, ever[k].list);
        if (!here) *(known ? &c->absent[c->absents++] : &c->unknown[c->unknowns++]) = pattern;
    }
    free(ever);
    return status;
}

static cordon_status add_said(reading *r, cordon_error *err) {
    static const char *const names[] = {"list", "name", "why", NULL};
    char path[1200];
    table t;
    int col[3];
    coverage *c = r->out;
    cordon_status status = table_read(&t, data_path(path, sizeof path, "data/screen/said.csv"), err);
    if (status) return status;
    status = table_cols(&t, names, col, err);
    c->said = status ? NULL : arena_alloc(&c->mem, (t.rows + 1) * sizeof *c->said);
    r->failed |= !status && !c->said;
    for (size_t i = 0; i < t.rows && !status && !r->failed; i++) {
        const list_state *s = loaded(r, table_cell(&t, i, col[0]));
        c->said[c->saids++] = (coverage_said){kept(r, table_cell(&t, i, col[0])), kept(r, table_cell(&t, i, col[1])),
                                              kept(r, table_cell(&t, i, col[2])), s != NULL,
                                              s && asked(r->terms, s->list), s ? s->vintage : 0};
    }
    table_free(&t);
    return status;
}

cordon_status coverage_read(coverage *out, lists *l, const screen_terms *terms, cordon_error *err) {
    reading r = {.out = out, .terms = terms};
    catalogue about = {0};
    list_state *states = NULL;
    *out = (coverage){0};
    arena_init(&out->mem, 0);
    cordon_status status = catalogue_read(&about, err);
    if (!status) status = lists_states(&states, &r.states, l, terms->known_by, err);
    r.state = states;
    if (!status) {
        add_loaded(&r, &about);
        add_missing(&r, &about);
        status = add_patterns(&r, &about, l, err);
        if (!status) status = add_said(&r, err);
        if (!status && r.failed) status = cordon_fail(err, CORDON_ENOMEM, "no memory for the coverage of an answer");
        catalogue_free(&about);
    }
    free(states);
    if (status) coverage_free(out);
    return status;
}

const coverage_list *coverage_find(const coverage *c, const char *list) {
    for (size_t i = 0; i < c->lists; i++)
        if (strcmp(c->list[i].list, list) == 0) return &c->list[i];
    return NULL;
}

void coverage_free(coverage *c) {
    arena_destroy(&c->mem);
    *c = (coverage){0};
}

static void said_text(buf *b, const coverage_said *s) {
    char day[DATE_TEXT];
    buf_printf(b, " %s (%s): ", s->name, s->list);
    if (!s->loaded)
        buf_printf(b, "NOT LOADED (%s).", s->why);
    else
        buf_printf(b, "loaded, vintage %s%s.", date_format(day, s->vintage), s->searched ? "" : ", but not asked");
}

enum { NAMED_MAX = 12 }; /* lists and missing lists named one by one; more stand in groups */

/* What stands before the first hyphen: lists of one publisher have it in common. */
static size_t family(const char *list) { return strcspn(list, "-"); }

static size_t family_end(const coverage *c, size_t i) {
    size_t n = family(c->list[i].list), end = i + 1;
    while (end < c->lists && family(c->list[end].list) == n && memcmp(c->list[end].list, c->list[i].list, n) == 0) end++;
    return end;
}

/* "eu-* 83 lists 2024-09-13 to 2026-08-01" */
static bool family_text(buf *b, const char *comma, const coverage *c, size_t from, size_t end) {
    char first[DATE_TEXT], last[DATE_TEXT];
    const coverage_list *one = NULL;
    size_t n = 0;
    date_day low = 0, high = 0;
    for (size_t i = from; i < end; i++) {
        const coverage_list *l = &c->list[i];
        if (!l->asked) continue;
        if (!n || l->vintage < low) low = l->vintage;
        if (!n || l->vintage > high) high = l->vintage;
        one = l;
        n++;
    }
    if (!n) return false;
    if (n == 1)
        buf_printf(b, "%s%s %s", comma, one->list, date_format(first, low));
    else
        buf_printf(b, "%s%.*s-* %zu lists %s", comma, (int)family(one->list), one->list, n, date_format(first, low));
    if (high > low) buf_printf(b, " to %s", date_format(last, high));
    return true;
}

static void searched_text(buf *b, const coverage *c) {
    const char *comma = "";
    buf_printf(b, "Searched %zu %s%s", c->searched, c->searched == 1 ? "list" : "lists", c->searched ? ": " : "");
    for (size_t i = 0, end; i < c->lists; i = end) {
        end = c->searched > NAMED_MAX ? family_end(c, i) : i + 1;
        if (family_text(b, comma, c, i, end)) comma = ", ";
    }
    buf_char(b, '.');
    if (c->searched < c->lists) buf_printf(b, " Loaded, but not asked: %zu.", c->lists - c->searched);
}

void coverage_text(buf *b, const coverage *c) {
    searched_text(b, c);
    for (size_t i = 0; i < c->saids; i++) said_text(b, &c->said[i]);
    if (!c->missings) return;
    buf_printf(b, " Not loaded (%zu): ", c->missings);
    for (size_t i = 0; i < c->missings && i < NAMED_MAX; i++) buf_printf(b, "%s%s", i ? ", " : "", c->missing[i]);
    if (c->missings > NAMED_MAX) buf_printf(b, " and %zu more (cordon lists)", c->missings - NAMED_MAX);
    buf_char(b, '.');
}

static void list_json(buf *b, const coverage_list *l) {
    json_key(b, NULL);
    buf_char(b, '{');
    json_str(b, "list", l->list);
    json_str(b, "form", l->form);
    json_date(b, "vintage", l->vintage);
    json_int(b, "entities", l->entities);
    buf_char(b, '}');
}

static void lists_json(buf *b, const coverage *c, const char *key, bool is_asked) {
    json_key(b, key);
    buf_char(b, '[');
    for (size_t i = 0; i < c->lists; i++)
        if (c->list[i].asked == is_asked) list_json(b, &c->list[i]);
    buf_char(b, ']');
}

void coverage_json(buf *b, const coverage *c) {
    buf_char(b, '{');
    lists_json(b, c, "searched", true);
    lists_json(b, c, "not_asked", false);
    json_key(b, "not_loaded");
    buf_char(b, '[');
    for (size_t i = 0; i < c->missings; i++) json_str(b, NULL, c->missing[i]);
    buf_char(b, ']');
    json_key(b, "said");
    buf_char(b, '[');
    for (size_t i = 0; i < c->saids; i++) {
        const coverage_said *s = &c->said[i];
        json_key(b, NULL);
        buf_char(b, '{');
        json_str(b, "list", s->list);
        json_str(b, "name", s->name);
        json_str(b, "state", s->searched ? "searched" : s->loaded ? "not_asked" : "not_loaded");
        json_date(b, "vintage", s->vintage);
        buf_char(b, '}');
    }
    buf_str(b, "]}");
}
