#include "watch/ach.h"

#include <math.h>
#include <string.h>

#include "watch/balance_inner.h"

static const double usual_likelihood[ACH_CELLS] = {0.9, 0.6, 0.4, 0.2};
static const char *const cell_names[] = {"C", "N", "I", "II", NULL};
static const double near = 1e-9;

const char *ach_cell_name(ach_cell c) { return cell_names[c]; }

/* ---- reading -------------------------------------------------------------------- */

static int hypothesis_of(const ach *a, const char *id) {
    for (size_t i = 0; i < a->hypotheses; i++)
        if (strcmp(a->id[i], id) == 0) return (int)i;
    return -1;
}

static void read_compatible(balance_reader *r, ach *a, size_t i, const json_node *o) {
    char shown[SHOWN];
    const json_node *list = balance_member(r, o, "compatible_with", JSON_ARRAY, MAY);
    for (const json_node *c = list ? list->first : NULL; c; c = c->next) {
        int other = c->kind == JSON_STRING ? hypothesis_of(a, c->text) : -1;
        if (other < 0)
            balance_fault_at(r, c, "%s; expected the id of a hypothesis", balance_shown(shown, c));
        else
            a->compatible[i][other] = a->compatible[other][i] = true;
    }
}

static void read_hypotheses(balance_reader *r, ach *a, const json_node *o) {
    static const char *const keys[] = {"id", "text", "compatible_with", NULL};
    char shown[SHOWN];
    const json_node *list = balance_member(r, o, "hypotheses", JSON_ARRAY, MUST);
    size_t n = balance_bounded(r, list, ACH_HYPOTHESES_MAX, "hypotheses"), i = 0;
    if (list && n < 2) balance_fault_at(r, list, "%zu hypotheses; expected at least 2", n);
    for (const json_node *c = list ? list->first : NULL; c && i < n; c = c->next, i++) {
        a->id[i] = a->text[i] = "";
        if (c->kind != JSON_OBJECT) {
            balance_fault_at(r, c, "%s; expected an object", balance_shown(shown, c));
            continue;
        }
        balance_keys(r, c, keys);
        a->id[i] = balance_id(r, c);
        a->text[i] = balance_text(r, c, "text", MUST);
        if (*a->id[i] && hypothesis_of(a, a->id[i]) >= 0)
            balance_fault_at(r, json_get(c, "id"), "\"%.60s\" stands twice", a->id[i]);
        a->hypotheses = i + 1;
    }
    i = 0;
    for (const json_node *c = list ? list->first : NULL; c && i < n; c = c->next, i++)
        if (c->kind == JSON_OBJECT) read_compatible(r, a, i, c);
}

static void read_cells(balance_reader *r, const ach *a, ach_item *e, const json_node *o) {
    char shown[SHOWN];
    const json_node *cells = balance_member(r, o, "consistency", JSON_OBJECT, MUST);
    if (!cells) return;
    for (const json_node *c = cells->first; c; c = c->next) {
        int which, h = hypothesis_of(a, c->key);
        if (h < 0)
            balance_fault_at(r, c, "\"%.60s\"; expected the id of a hypothesis", c->key);
        else if (c->kind == JSON_STRING && balance_one_of(c->text, cell_names, &which))
            e->cell[h] = (ach_cell)which;
        else
            balance_fault_at(r, c, "%s; expected C, N, I or II", balance_shown(shown, c));
    }
    for (size_t h = 0; h < a->hypotheses; h++)
        if (!json_get(cells, a->id[h]))
            balance_fault_at(r, cells, "nothing for \"%.60s\"; expected C, N, I or II", a->id[h]);
}

static void read_items(balance_reader *r, ach *a, const json_node *o) {
    static const char *const keys[] = {"id",      "text",   "ref",   "locator",
                                       "endnote", "origin", "grade", "consistency",
                                       "date",    "note",   NULL};
    char shown[SHOWN];
    const json_node *list = balance_member(r, o, "evidence", JSON_ARRAY, MUST);
    size_t n = balance_bounded(r, list, ACH_ITEMS_MAX, "items");
    a->item = balance_alloc(r, n, sizeof *a->item);
    if (!a->item || !list) return;
    const json_node *c = list->first;
    for (size_t i = 0; c && i < n; i++, c = c->next) {
        ach_item *e = &a->item[i];
        *e = (ach_item){.id = "", .text = "", .grade = "", .origin = -1};
        if (c->kind != JSON_OBJECT) {
            balance_fault_at(r, c, "%s; expected an object", balance_shown(shown, c));
            continue;
        }
        balance_keys(r, c, keys);
        e->id = balance_id(r, c);
        for (size_t k = 0; *e->id && k < i; k++)
            if (strcmp(a->item[k].id, e->id) == 0)
                balance_fault_at(r, json_get(c, "id"), "\"%.60s\" stands twice", e->id);
        e->text = balance_text(r, c, "text", MUST);
        e->origin = balance_origin_of(r, c);
        bool unjudged;
        balance_grade(r, c, &e->grade, &e->weight, &unjudged);
        read_cells(r, a, e, c);
    }
    a->items = n;
}

static void read_likelihood(balance_reader *r, ach *a, const json_node *o) {
    const json_node *l = balance_member(r, o, "likelihood", JSON_OBJECT, MAY);
    memcpy(a->likelihood, usual_likelihood, sizeof usual_likelihood);
    if (!l) return;
    balance_keys(r, l, cell_names);
    for (int i = 0; cell_names[i]; i++)
        balance_number(r, l, cell_names[i], 1e-6, 1, MUST, &a->likelihood[i]);
    a->likelihood_given = true;
}

void balance_read_ach(balance_reader *r, const json_node *root) {
    static const char *const keys[] = {"hypotheses", "evidence", "likelihood", "note", NULL};
    const json_node *o = balance_member(r, root, "ach", JSON_OBJECT, MAY);
    if (!o) return;
    ach *a = balance_alloc(r, 1, sizeof *a);
    if (!a) return;
    balance_keys(r, o, keys);
    read_hypotheses(r, a, o);
    read_items(r, a, o);
    read_likelihood(r, a, o);
    r->b->ach = a;
}

/* ---- evaluation ----------------------------------------------------------------- */

static void rank(ach_score *s, size_t n) {
    for (size_t i = 0; i < n; i++) {
        size_t at = i;
        for (; at > 0 && s->inconsistency[s->order[at - 1]] > s->inconsistency[i] + near; at--)
            s->order[at] = s->order[at - 1];
        s->order[at] = (int)i;
    }
    for (size_t i = 0; i < n; i++)
        s->first[i] = s->inconsistency[i] <= s->inconsistency[s->order[0]] + near;
}

void ach_evaluate(ach_score *s, const ach *a, int without_item, int without_origin) {
    static const double against[ACH_CELLS] = {0, 0, 1, 2};
    double ln[ACH_HYPOTHESES_MAX] = {0}, largest = -HUGE_VAL, sum = 0;
    *s = (ach_score){0};
    for (size_t i = 0; i < a->items; i++) {
        const ach_item *e = &a->item[i];
        if ((int)i == without_item || (without_origin >= 0 && e->origin == without_origin))
            continue;
        for (size_t h = 0; h < a->hypotheses; h++) {
            ach_cell c = e->cell[h];
            s->inconsistency[h] += e->weight * against[c];
            s->support[h] += c == ACH_C ? e->weight : 0;
            s->against[h] += c == ACH_I || c == ACH_II;
            s->neutral[h] += c == ACH_N;
            ln[h] += e->weight * log(a->likelihood[c]);
        }
    }
    for (size_t h = 0; h < a->hypotheses; h++) largest = fmax(largest, ln[h]);
    for (size_t h = 0; h < a->hypotheses; h++) sum += s->posterior[h] = exp(ln[h] - largest);
    for (size_t h = 0; h < a->hypotheses; h++) s->posterior[h] /= sum;
    rank(s, a->hypotheses);
}

double ach_diagnosticity(const ach *a, size_t item) {
    const ach_item *e = &a->item[item];
    double lo = HUGE_VAL, hi = -HUGE_VAL;
    for (size_t h = 0; h < a->hypotheses; h++) {
        double l = e->weight * log(a->likelihood[e->cell[h]]);
        lo = fmin(lo, l);
        hi = fmax(hi, l);
    }
    return hi - lo;
}

bool ach_uses_origin(const ach *a, int origin) {
    for (size_t i = 0; i < a->items; i++)
        if (a->item[i].origin == origin) return true;
    return false;
}
