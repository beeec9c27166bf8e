/* balance_reader.c - what every part of a balance file is read with. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "watch/balance_inner.h"

void balance_fault_at(balance_reader *r, const json_node *at, const char *fmt, ...) {
    balance_faults *l = r->faults;
    if (l->count++ >= BALANCE_FAULTS_SHOWN) return;
    balance_fault *f = &l->fault[l->count - 1];
    buf pointer = {0};
    *f = (balance_fault){.line = at ? at->line : 0, .column = at ? at->column : 0};
    json_pointer(&pointer, at);
    snprintf(f->pointer, sizeof f->pointer, "%s", buf_text(&pointer));
    buf_free(&pointer);
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(f->text, sizeof f->text, fmt, ap);
    va_end(ap);
}

const char *balance_shown(char text[SHOWN], const json_node *node) {
    if (node->kind == JSON_STRING && strlen(node->text) > 40)
        snprintf(text, SHOWN, "\"%.40s...\"", node->text);
    else if (node->kind == JSON_STRING)
        snprintf(text, SHOWN, "\"%s\"", node->text);
    else if (node->kind == JSON_NUMBER)
        snprintf(text, SHOWN, "%.40s", node->text);
    else
        snprintf(text, SHOWN, "%s", json_kind_name(node->kind));
    return text;
}

void *balance_alloc(balance_reader *r, size_t n, size_t size) {
    void *p = arena_alloc(&r->b->mem, (n ? n : 1) * size);
    if (!p) r->no_memory = true;
    return p;
}

const json_node *balance_member(balance_reader *r, const json_node *object, const char *key,
                                json_kind kind, need n) {
    char shown[SHOWN];
    const json_node *v = json_get(object, key);
    if (!v || v->kind == JSON_NULL) {
        if (n == MUST && v)
            balance_fault_at(r, v, "null; expected %s", json_kind_name(kind));
        else if (n == MUST)
            balance_fault_at(r, object, "\"%s\" is missing; expected %s", key,
                             json_kind_name(kind));
        return NULL;
    }
    if (v->kind == kind) return v;
    balance_fault_at(r, v, "%s; expected %s", balance_shown(shown, v), json_kind_name(kind));
    return NULL;
}

const char *balance_text(balance_reader *r, const json_node *object, const char *key, need n) {
    const json_node *v = balance_member(r, object, key, JSON_STRING, n);
    if (v && n == MUST && !*v->text) balance_fault_at(r, v, "empty; expected a text");
    return v ? v->text : "";
}

bool balance_number(balance_reader *r, const json_node *object, const char *key, double lo,
                    double hi, need n, double *out) {
    const json_node *v = balance_member(r, object, key, JSON_NUMBER, n);
    if (!v) return false;
    if (v->number >= lo && v->number <= hi) return *out = v->number, true;
    balance_fault_at(r, v, "%.40s; expected a number from %g to %g", v->text, lo, hi);
    return false;
}

date_day balance_day(balance_reader *r, const json_node *object, const char *key, need n) {
    char shown[SHOWN];
    date_day day = 0;
    const json_node *v = balance_member(r, object, key, JSON_STRING, n);
    if (v && !date_parse(&day, v->text, strlen(v->text)))
        balance_fault_at(r, v, "%s; expected a day, YYYY-MM-DD", balance_shown(shown, v));
    return day;
}

const char *balance_id(balance_reader *r, const json_node *object) {
    static const char allowed[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.";
    char shown[SHOWN];
    const json_node *v = balance_member(r, object, "id", JSON_STRING, MUST);
    if (!v) return "";
    size_t len = strlen(v->text);
    if (len < 1 || len > 64 || strspn(v->text, allowed) != len)
        balance_fault_at(r, v,
                         "%s; expected an id of 1 to 64 letters, digits, \"_\", \"-\" or \".\"",
                         balance_shown(shown, v));
    return v->text;
}

static bool ordered(balance_reader *r, const json_node *node, const double v[3],
                    balance_range *out) {
    for (int i = 0; i < 3; i++)
        if (v[i] < 0 || v[i] > 1) {
            balance_fault_at(r, node, "%g; expected lo, mode and hi from 0 to 1", v[i]);
            return false;
        }
    if (v[0] > v[1] || v[1] > v[2]) {
        balance_fault_at(r, node, "lo %g, mode %g, hi %g; expected lo <= mode <= hi", v[0], v[1],
                         v[2]);
        return false;
    }
    *out = (balance_range){v[0], v[1], v[2]};
    return true;
}

bool balance_range_read(balance_reader *r, const json_node *node, balance_range *out) {
    static const char *const keys[] = {"lo", "mode", "hi", NULL};
    char shown[SHOWN];
    double v[3] = {0};
    if (node->kind == JSON_OBJECT) {
        balance_keys(r, node, keys);
        for (int i = 0; i < 3; i++) {
            const json_node *x = balance_member(r, node, keys[i], JSON_NUMBER, MUST);
            if (!x) return false;
            v[i] = x->number;
        }
        return ordered(r, node, v, out);
    }
    bool good = node->kind == JSON_ARRAY && node->n == 3;
    const json_node *x = node->first;
    for (int i = 0; good && i < 3; i++, x = x->next) {
        good = x->kind == JSON_NUMBER;
        v[i] = x->number;
    }
    if (good) return ordered(r, node, v, out);
    balance_fault_at(r, node, "%s; expected a range: lo, mode and hi", balance_shown(shown, node));
    return false;
}

void balance_keys(balance_reader *r, const json_node *object, const char *const keys[]) {
    for (const json_node *c = object->first; c; c = c->next) {
        bool known = false;
        for (const char *const *k = keys; *k && !known; k++) known = strcmp(*k, c->key) == 0;
        if (known) continue;
        char list[200];
        size_t len = 0;
        for (const char *const *k = keys; *k && len < sizeof list; k++)
            len += (size_t)snprintf(list + len, sizeof list - len, "%s%s", len ? " " : "", *k);
        balance_fault_at(r, c, "unknown key; expected one of: %s", list);
    }
}

bool balance_one_of(const char *text, const char *const words[], int *which) {
    for (int i = 0; words[i]; i++)
        if (strcmp(words[i], text) == 0) return *which = i, true;
    return false;
}

bool balance_grade(balance_reader *r, const json_node *object, const char **text, double *weight,
                   bool *unjudged) {
    char shown[SHOWN];
    const json_node *v = balance_member(r, object, "grade", JSON_STRING, MUST);
    if (!v) return false;
    const char *g = v->text;
    if (strlen(g) != 2 || g[0] < 'A' || g[0] > 'F' || g[1] < '1' || g[1] > '6') {
        balance_fault_at(r, v, "%s; expected a grade: A to F for the source, 1 to 6 for the item",
                         balance_shown(shown, v));
        return false;
    }
    *text = g;
    *unjudged = g[0] == 'F' || g[1] == '6';
    double source = g[0] == 'F' ? 0.6 : 1 - 0.2 * (g[0] - 'A');
    double item = g[1] == '6' ? 0.6 : 1 - 0.2 * (g[1] - '1');
    *weight = source * item;
    return true;
}

int balance_origin_of(balance_reader *r, const json_node *object) {
    char shown[SHOWN];
    const json_node *v = balance_member(r, object, "origin", JSON_STRING, MAY);
    if (!v) return -1;
    for (size_t i = 0; i < r->b->origins; i++)
        if (strcmp(r->b->origin[i].id, v->text) == 0) return (int)i;
    balance_fault_at(r, v, "%s; expected an id of \"origins\"", balance_shown(shown, v));
    return -1;
}

size_t balance_bounded(balance_reader *r, const json_node *array, size_t max, const char *what) {
    if (!array) return 0;
    if (array->n <= max) return array->n;
    balance_fault_at(r, array, "%u %s; expected at most %zu", array->n, what, max);
    return max;
}

bool balance_direction_read(balance_reader *r, const json_node *v, balance_direction *out) {
    static const char *const words[] = {"structural", "convergent", "divergent", NULL};
    char shown[SHOWN];
    int which;
    if (v->kind == JSON_STRING && balance_one_of(v->text, words, &which))
        return *out = (balance_direction)which, true;
    balance_fault_at(r, v, "%s; expected convergent, divergent or structural",
                     balance_shown(shown, v));
    return false;
}
