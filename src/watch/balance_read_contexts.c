/* balance_read_contexts.c - contexts with their weights, dissent, changelog. */
#include <math.h>
#include <string.h>

#include "watch/balance_inner.h"

static const char *const method_names[] = {"swing", "rank", "points", NULL};
const char *balance_method_name(balance_method m) { return method_names[m]; }

/* ---- weights -------------------------------------------------------------------- */

/* Points by name into out[]; where says which names there are, -1 = unknown. */
static void read_points(balance_reader *r, const json_node *points, double *out, bool *set,
                        int (*where)(const balance *, const char *), const char *what) {
    char shown[SHOWN];
    for (const json_node *c = points->first; c; c = c->next) {
        int i = where(r->b, c->key);
        if (i < 0) balance_fault_at(r, c, "\"%.60s\"; expected the id of a %s", c->key, what);
        if (i < 0) continue;
        bool good = c->kind == JSON_NUMBER && c->number >= 0 && c->number <= 1e6;
        if (!good)
            balance_fault_at(r, c, "%s; expected points from 0 to 1000000",
                             balance_shown(shown, c));
        out[i] = good ? c->number : 1; /* one fault is enough */
        set[i] = true;
    }
}

static int group_find(const balance *b, const char *name) {
    for (size_t i = 0; i < b->groups; i++)
        if (strcmp(b->group[i], name) == 0) return (int)i;
    return -1;
}

typedef struct weighed { /* one context's weights while they are read */
    balance_reader *r;
    balance_context *c;
    const json_node *node; /* of "weights", or of a dissent's replacement */
    const balance_direction *direction;
    bool set[BALANCE_FACTORS_MAX], group_set[BALANCE_GROUPS_MAX];
} weighed;

static bool in_group(const weighed *w, size_t i, int group) {
    const balance *b = w->r->b;
    return w->direction[i] != BALANCE_STRUCTURAL && (group < 0 || b->factor[i].group == group);
}

static bool group_in_use(const weighed *w, int group) {
    for (size_t i = 0; i < w->r->b->factors; i++)
        if (in_group(w, i, group)) return true;
    return false;
}

/* Rank-order centroids (Barron and Barrett 1996): the mean of all weights that
 * have this order. Equal ranks share theirs.                                  */
static void centroids(double *v, const bool *member, size_t n) {
    double out[BALANCE_FACTORS_MAX] = {0};
    size_t count = 0;
    for (size_t i = 0; i < n; i++) count += member[i];
    for (size_t i = 0; i < n; i++) {
        size_t before = 0, same = 0;
        if (!member[i]) continue;
        for (size_t k = 0; k < n; k++) {
            before += member[k] && v[k] < v[i];
            same += member[k] && v[k] == v[i];
        }
        for (size_t place = before + 1; place <= before + same; place++)
            for (size_t k = place; k <= count; k++) out[i] += 1 / (double)k / (double)same;
    }
    for (size_t i = 0; i < n; i++)
        if (member[i]) v[i] = out[i] / (double)count * 100;
}

static void check_sum(weighed *w, const json_node *at, double sum, const char *what) {
    if (sum <= 0)
        balance_fault_at(w->r, at, "the points of %s are all 0; expected one above 0", what);
    else if (w->c->method == BALANCE_POINTS && fabs(sum - 100) > 0.01)
        balance_fault_at(w->r, at, "the points of %s sum to %g; expected 100 (method points)", what,
                         sum);
}

/* The factors of one group, or of the file without groups. */
static void check_level(weighed *w, const json_node *at, int group) {
    bool member[BALANCE_FACTORS_MAX] = {false}, whole = true;
    const balance *b = w->r->b;
    double sum = 0;
    for (size_t i = 0; i < b->factors; i++) {
        if (!in_group(w, i, group)) continue;
        member[i] = true;
        whole = whole && w->set[i];
        if (!w->set[i])
            balance_fault_at(w->r, at, "no points for \"%.60s\"; expected a number",
                             b->factor[i].id);
        if (w->c->method == BALANCE_RANK && w->set[i] && w->c->points[i] < 1) {
            balance_fault_at(w->r, at, "rank %g of \"%.60s\"; expected 1 or more", w->c->points[i],
                             b->factor[i].id);
            whole = false;
        }
        sum += w->c->points[i];
    }
    if (!whole) return;
    check_sum(w, at, sum, group < 0 ? "all factors" : b->group[group]);
    if (w->c->method == BALANCE_RANK) centroids(w->c->points, member, b->factors);
}

static void check_groups(weighed *w, const json_node *at) {
    const balance *b = w->r->b;
    bool member[BALANCE_GROUPS_MAX] = {false}, whole = true;
    double sum = 0;
    for (size_t g = 0; g < b->groups; g++) {
        member[g] = group_in_use(w, (int)g);
        if (member[g] && !w->group_set[g])
            balance_fault_at(w->r, at, "no points for the group \"%.60s\"; expected a number",
                             b->group[g]);
        whole = whole && (!member[g] || w->group_set[g]);
        if (member[g]) sum += w->c->group_points[g];
    }
    if (!whole) return;
    check_sum(w, at, sum, "the groups");
    if (w->c->method == BALANCE_RANK) centroids(w->c->group_points, member, b->groups);
}

static void check_weights(weighed *w) {
    const balance *b = w->r->b;
    const json_node *points = json_get(w->node, "points"),
                    *groups = json_get(w->node, "group_points");
    for (size_t i = 0; i < b->factors; i++)
        if (w->set[i] && w->direction[i] == BALANCE_STRUCTURAL)
            balance_fault_at(w->r, points ? points : w->node,
                             "points for \"%.60s\", which is structural; expected none",
                             b->factor[i].id);
    for (size_t g = 0; g < b->groups; g++)
        if (group_in_use(w, (int)g)) check_level(w, points ? points : w->node, (int)g);
    if (b->groups)
        check_groups(w, groups ? groups : w->node);
    else
        check_level(w, points ? points : w->node, -1);
}

static void read_method(balance_reader *r, const json_node *o, balance_context *c) {
    char shown[SHOWN];
    int which;
    const json_node *v = balance_member(r, o, "method", JSON_STRING, MUST);
    if (!v) return;
    if (balance_one_of(v->text, method_names, &which))
        c->method = (balance_method)which;
    else
        balance_fault_at(r, v, "%s; expected swing, rank or points", balance_shown(shown, v));
}

static void read_weights(balance_reader *r, const json_node *context, balance_context *c,
                         const balance_direction *direction) {
    static const char *const keys[] = {"method",        "points", "group_points", "concentration",
                                       "elicited_from", "date",   "note",         NULL};
    const json_node *o = balance_member(r, context, "weights", JSON_OBJECT, MUST);
    c->concentration = 40;
    c->elicited_from = "";
    if (!o) return;
    weighed w = {.r = r, .c = c, .node = o, .direction = direction};
    balance_keys(r, o, keys);
    read_method(r, o, c);
    c->elicited_from = balance_text(r, o, "elicited_from", MAY);
    c->concentration_given = balance_number(r, o, "concentration", 1, 1e6, MAY, &c->concentration);
    const json_node *groups =
        balance_member(r, o, "group_points", JSON_OBJECT, r->b->groups ? MUST : MAY);
    const json_node *points = balance_member(r, o, "points", JSON_OBJECT, MUST);
    if (groups) read_points(r, groups, c->group_points, w.group_set, group_find, "group");
    if (points) read_points(r, points, c->points, w.set, balance_factor_find, "factor");
    if (points && (groups || !r->b->groups)) check_weights(&w);
}

/* ---- contexts ------------------------------------------------------------------- */

static void read_triggers(balance_reader *r, const json_node *o, balance_context *out) {
    static const char *const keys[] = {"observe", "series", NULL};
    char shown[SHOWN];
    const json_node *list = balance_member(r, o, "triggers", JSON_ARRAY, MAY);
    size_t n = balance_bounded(r, list, BALANCE_TRIGGERS_MAX, "triggers");
    balance_trigger *v = balance_alloc(r, n, sizeof *v);
    out->trigger = v;
    if (!v || !list) return;
    for (const json_node *c = list->first; c && out->triggers < n; c = c->next) {
        if (c->kind != JSON_OBJECT) {
            balance_fault_at(r, c, "%s; expected {observe, series}", balance_shown(shown, c));
            continue;
        }
        balance_keys(r, c, keys);
        const char *observe = balance_text(r, c, "observe", MUST),
                   *series = balance_text(r, c, "series", MAY);
        v[out->triggers++] = (balance_trigger){observe, series};
        if (*series && r->indicators && !json_get(r->indicators, series))
            balance_fault_at(r, json_get(c, "series"),
                             "\"%.60s\"; expected a key of "
                             "\"indicators\"",
                             series);
    }
}

static void read_context(balance_reader *r, const json_node *o, balance_context *c,
                         const balance_direction *direction) {
    static const char *const keys[] = {"id",     "condition",   "label",   "prob", "triggers",
                                       "change", "basis_lines", "weights", "note", NULL};
    char shown[SHOWN];
    c->id = c->condition = c->change = c->elicited_from = "";
    if (o->kind != JSON_OBJECT) {
        balance_fault_at(r, o, "%s; expected an object", balance_shown(shown, o));
        return;
    }
    balance_keys(r, o, keys);
    c->id = balance_id(r, o);
    c->condition = balance_text(r, o, json_get(o, "condition") ? "condition" : "label", MUST);
    c->change = balance_text(r, o, "change", MAY);
    const json_node *prob = json_get(o, "prob");
    if (prob && prob->kind != JSON_NULL) c->has_prob = balance_range_read(r, prob, &c->prob);
    balance_member(r, o, "basis_lines", JSON_ARRAY, MAY);
    read_triggers(r, o, c);
    read_weights(r, o, c, direction);
}

static void directions_of(const balance *b, balance_direction d[BALANCE_FACTORS_MAX]) {
    for (size_t i = 0; i < b->factors; i++) d[i] = b->factor[i].direction;
}

void balance_read_contexts(balance_reader *r, const json_node *root) {
    balance_direction direction[BALANCE_FACTORS_MAX] = {0};
    const json_node *list = balance_member(r, root, "contexts", JSON_ARRAY, MUST);
    size_t n = balance_bounded(r, list, BALANCE_CONTEXTS_MAX, "contexts");
    balance *b = r->b;
    if (list && !n) balance_fault_at(r, list, "no context; expected one at least");
    b->context = balance_alloc(r, n, sizeof *b->context);
    if (!b->context || !list) return;
    directions_of(b, direction);
    const json_node *c = list->first;
    for (size_t i = 0; c && i < n; i++, c = c->next) {
        read_context(r, c, &b->context[i], direction);
        b->contexts = i + 1;
        if (*b->context[i].id && balance_context_find(b, b->context[i].id) < (int)i)
            balance_fault_at(r, json_get(c, "id"), "\"%.60s\" stands twice", b->context[i].id);
    }
}

/* ---- dissent -------------------------------------------------------------------- */

static void other_salience(balance_reader *r, const json_node *o, balance_dissent *d) {
    const json_node *list = balance_member(r, o, "salience", JSON_OBJECT, MAY);
    for (const json_node *c = list ? list->first : NULL; c; c = c->next) {
        int i = balance_factor_find(r->b, c->key);
        if (i < 0)
            balance_fault_at(r, c, "\"%.60s\"; expected the id of a factor", c->key);
        else
            d->has_salience[i] = balance_range_read(r, c, &d->salience[i]);
    }
}

static void other_direction(balance_reader *r, const json_node *o, balance_dissent *d) {
    const json_node *list = balance_member(r, o, "direction", JSON_OBJECT, MAY);
    for (const json_node *c = list ? list->first : NULL; c; c = c->next) {
        int i = balance_factor_find(r->b, c->key);
        if (i < 0)
            balance_fault_at(r, c, "\"%.60s\"; expected the id of a factor", c->key);
        else if (balance_direction_read(r, c, &d->direction[i]))
            d->has_direction[i] = true;
        if (i >= 0 && d->has_direction[i] && d->direction[i] != BALANCE_STRUCTURAL &&
            r->b->factor[i].direction == BALANCE_STRUCTURAL)
            balance_fault_at(r, c,
                             "\"%.60s\" has no points in the contexts; expected a factor "
                             "that has a sign in the file",
                             c->key);
    }
}

/* Points that are not replaced stay; all of it must still be sound. */
static void other_weights(balance_reader *r, const json_node *o, balance_dissent *d) {
    static const char *const keys[] = {"group_points", "points", NULL};
    const balance *b = r->b;
    const json_node *list = balance_member(r, o, "weights", JSON_OBJECT, MAY);
    if (!list) return;
    balance_context *all = balance_alloc(r, b->contexts, sizeof *all);
    if (!all) return;
    memcpy(all, b->context, b->contexts * sizeof *all);
    d->context = all;
    for (const json_node *c = list->first; c; c = c->next) {
        int at = balance_context_find(b, c->key);
        if (at < 0 || c->kind != JSON_OBJECT) {
            balance_fault_at(r, c, "\"%.60s\"; expected the id of a context and its points",
                             c->key);
            continue;
        }
        balance_direction direction[BALANCE_FACTORS_MAX] = {0};
        weighed w = {.r = r, .c = &all[at], .node = c, .direction = direction};
        balance_keys(r, c, keys);
        for (size_t i = 0; i < b->factors; i++) {
            direction[i] = b->factor[i].direction;
            w.set[i] = direction[i] != BALANCE_STRUCTURAL;
        }
        memset(w.group_set, true, sizeof w.group_set);
        const json_node *groups = balance_member(r, c, "group_points", JSON_OBJECT, MAY);
        const json_node *points = balance_member(r, c, "points", JSON_OBJECT, MAY);
        if (groups) read_points(r, groups, all[at].group_points, w.group_set, group_find, "group");
        if (points) read_points(r, points, all[at].points, w.set, balance_factor_find, "factor");
        /* What the file ranks is weights already: a dissent gives points. */
        if (all[at].method == BALANCE_RANK) all[at].method = BALANCE_SWING;
        check_weights(&w);
    }
}

static void read_dissent(balance_reader *r, const json_node *o, balance_dissent *d) {
    static const char *const keys[] = {"id",   "date",        "holder", "on",
                                       "text", "alternative", "note",   NULL};
    static const char *const other[] = {"salience", "direction", "weights", NULL};
    char shown[SHOWN];
    d->id = d->holder = d->on = d->text = "";
    if (o->kind != JSON_OBJECT) {
        balance_fault_at(r, o, "%s; expected an object", balance_shown(shown, o));
        return;
    }
    balance_keys(r, o, keys);
    d->id = balance_id(r, o);
    balance_day(r, o, "date", MAY);
    d->holder = balance_text(r, o, "holder", MAY);
    d->on = balance_text(r, o, "on", MAY);
    d->text = balance_text(r, o, "text", MUST);
    const json_node *alternative = balance_member(r, o, "alternative", JSON_OBJECT, MAY);
    if (!alternative) return;
    balance_keys(r, alternative, other);
    other_salience(r, alternative, d);
    other_direction(r, alternative, d);
    other_weights(r, alternative, d);
}

void balance_read_dissent(balance_reader *r, const json_node *root) {
    const json_node *list = balance_member(r, root, "dissent", JSON_ARRAY, MAY);
    size_t n = balance_bounded(r, list, BALANCE_DISSENT_MAX, "dissents");
    balance *b = r->b;
    b->dissent = balance_alloc(r, n, sizeof *b->dissent);
    if (!b->dissent || !list) return;
    const json_node *c = list->first;
    for (size_t i = 0; c && i < n; i++, c = c->next) {
        read_dissent(r, c, &b->dissent[i]);
        for (size_t k = 0; k < i; k++)
            if (*b->dissent[i].id && strcmp(b->dissent[k].id, b->dissent[i].id) == 0)
                balance_fault_at(r, json_get(c, "id"), "\"%.60s\" stands twice", b->dissent[i].id);
    }
    b->dissents = n;
}

void balance_read_changes(balance_reader *r, const json_node *root) {
    static const char *const keys[] = {"date", "who", "what", "why", NULL};
    char shown[SHOWN];
    const json_node *list = balance_member(r, root, "changelog", JSON_ARRAY, MAY);
    size_t n = balance_bounded(r, list, BALANCE_CHANGES_MAX, "changes");
    balance *b = r->b;
    b->change = balance_alloc(r, n, sizeof *b->change);
    if (!b->change || !list) return;
    const json_node *c = list->first;
    for (size_t i = 0; c && i < n; i++, c = c->next) {
        balance_change *g = &b->change[i];
        *g = (balance_change){"", "", "", ""};
        if (c->kind != JSON_OBJECT) {
            balance_fault_at(r, c, "%s; expected an object", balance_shown(shown, c));
            continue;
        }
        balance_keys(r, c, keys);
        balance_day(r, c, "date", MUST);
        g->date = balance_text(r, c, "date", MAY);
        g->who = balance_text(r, c, "who", MAY);
        g->what = balance_text(r, c, "what", MUST);
        g->why = balance_text(r, c, "why", MUST);
    }
    b->changes = n;
}
