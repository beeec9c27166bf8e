#include "assess/replay.h"

#include <stdio.h>
#include <string.h>

const char *replay_what_name(replay_what w) {
    static const char *const names[] = {"new", "gone", "other", "row"};
    return names[w];
}

static const json_node *rows(const json_node *d, const char *list) {
    const json_node *v = json_get(d, list);
    return v && v->kind == JSON_ARRAY ? v->first : NULL;
}

/* Of a provision: the strongest state that a row of its id has. */
static const json_node *row_of(const json_node *d, const char *list, const char *key, const char *id) {
    const json_node *best = NULL;
    for (const json_node *n = rows(d, list); n; n = n->next)
        if (strcmp(json_text_of(n, key), id) == 0 && (!best || strcmp(json_text_of(n, "applies"), "yes") == 0)) best = n;
    return best;
}

static const char *state(const json_node *n) {
    if (!n) return "";
    const char *applies = json_text_of(n, "applies");
    return strcmp(applies, "unknown") == 0 ? "open" : "applies";
}

static const char *copy(arena *mem, const char *s) { return *s ? arena_strndup(mem, s, strlen(s)) : ""; }

/* What the first ground rests on that is not of the case itself, else of the case: the list, the table. */
static const char *evidence_of(arena *mem, const json_node *n) {
    const char *weak = "";
    for (const json_node *g = n ? rows(n, "grounds") : NULL; g; g = g->next)
        for (const json_node *e = rows(g, "evidence"); e; e = e->next) {
            char line[600];
            snprintf(line, sizeof line, "%s%s%s%s%s", json_text_of(e, "record"), *json_text_of(e, "record") ? " " : "", json_text_of(e, "text"), *json_text_of(e, "file") ? ", " : "", json_text_of(e, "file"));
            if (strcmp(json_text_of(e, "kind"), "case") != 0 && *line) return copy(mem, line);
            if (!*weak && *json_text_of(g, "why")) weak = copy(mem, json_text_of(g, "why"));
        }
    return weak;
}

typedef struct comparing {
    arena *mem;
    replay_change *v;
    size_t n;
} comparing;

static void add(comparing *c, replay_what what, bool flag, const char *id, const char *before, const char *now, const char *why) {
    c->v[c->n++] = (replay_change){what, flag, copy(c->mem, id), before, now, why};
}

static void compare_row(comparing *c, bool flag, const char *id, const json_node *was, const json_node *is) {
    const char *before = state(was), *now = state(is);
    if (strcmp(before, now) != 0)
        add(c, !was ? REPLAY_NEW : !is ? REPLAY_GONE : REPLAY_OTHER, flag, id, before, now, evidence_of(c->mem, is ? is : was));
    else if (!flag && strcmp(json_text_of(was, "row"), json_text_of(is, "row")) != 0)
        add(c, REPLAY_ROW, flag, id, before, now, "");
}

static void compare_list(comparing *c, const json_node *was, const json_node *is, const char *list, const char *key) {
    bool flag = strcmp(list, "flags") == 0;
    for (const json_node *n = rows(is, list); n; n = n->next) {
        const char *id = json_text_of(n, key);
        if (row_of(is, list, key, id) == n) compare_row(c, flag, id, row_of(was, list, key, id), n);
    }
    for (const json_node *n = rows(was, list); n; n = n->next) {
        const char *id = json_text_of(n, key);
        if (!row_of(is, list, key, id) && row_of(was, list, key, id) == n) compare_row(c, flag, id, n, NULL);
    }
}

static size_t count(const json_node *d, const char *list) {
    const json_node *v = json_get(d, list);
    return v && v->kind == JSON_ARRAY ? v->n : 0;
}

cordon_status replay_compare(replay *out, arena *mem, const json_node *was, const json_node *is, cordon_error *err) {
    size_t most = count(was, "provisions") + count(is, "provisions") + count(was, "flags") + count(is, "flags");
    comparing c = {.mem = mem, .v = arena_alloc(mem, (most + 1) * sizeof *c.v)};
    *out = (replay){0};
    if (!c.v) return cordon_fail(err, CORDON_ENOMEM, "no memory for a comparison");
    if (!verdict_parse(&out->before, json_text_of(was, "verdict")) || !verdict_parse(&out->now, json_text_of(is, "verdict")))
        return cordon_fail(err, CORDON_EFORMAT, "a decision without a verdict");
    compare_list(&c, was, is, "provisions", "rule");
    compare_list(&c, was, is, "flags", "flag");
    for (size_t i = 0; i < c.n; i++)
        if (!c.v[i].id || !c.v[i].why) return cordon_fail(err, CORDON_ENOMEM, "no memory for a comparison");
    out->change = c.v;
    out->changes = c.n;
    out->differs = out->before != out->now;
    for (size_t i = 0; i < c.n; i++) out->differs |= c.v[i].what != REPLAY_ROW;
    return CORDON_OK;
}
