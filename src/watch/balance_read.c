/* balance_read.c - a file as a balance, or every fault that it has. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "read/stream.h"
#include "watch/balance_inner.h"

const char *balance_direction_name(balance_direction d) {
    static const char *const names[] = {"structural", "convergent", "divergent"};
    return names[d];
}

int balance_factor_find(const balance *b, const char *id) {
    for (size_t i = 0; i < b->factors; i++)
        if (strcmp(b->factor[i].id, id) == 0) return (int)i;
    return -1;
}

int balance_context_find(const balance *b, const char *id) {
    for (size_t i = 0; i < b->contexts; i++)
        if (strcmp(b->context[i].id, id) == 0) return (int)i;
    return -1;
}

/* ---- evidence ------------------------------------------------------------------ */

/* The last day that a whole or partial date can mean. */
static bool partial_date(const char *s, date_day *out) {
    date_period p;
    size_t len = strlen(s);
    if (date_parse(out, s, len)) return true;
    if ((len != 4 && len != 7) || !date_period_parse(&p, s, len)) return false;
    *out = date_period_last(p);
    return true;
}

static void read_stance(balance_reader *r, const json_node *o, balance_evidence *e) {
    const json_node *v = balance_member(r, o, "stance", JSON_NUMBER, MUST);
    if (!v) return;
    if (v->number != 1 && v->number != -1)
        balance_fault_at(r, v, "%.40s; expected 1 (supports) or -1 (speaks against)", v->text);
    e->stance = v->number < 0 ? -1 : 1;
}

static void read_endnote(balance_reader *r, const json_node *o) {
    static const char *const keys[] = {"number", "line", NULL};
    double unused;
    const json_node *v = balance_member(r, o, "endnote", JSON_OBJECT, MAY);
    if (!v) return;
    balance_keys(r, v, keys);
    balance_number(r, v, "number", 0, 1e6, MUST, &unused);
    balance_number(r, v, "line", 0, 1e9, MAY, &unused);
}

static void read_item(balance_reader *r, const json_node *o, balance_evidence *e) {
    static const char *const keys[] = {"id",   "ref",   "locator", "endnote", "origin",
                                       "date", "grade", "stance",  "note",    NULL};
    char shown[SHOWN];
    e->origin = -1;
    e->id = e->ref = e->locator = e->date = e->note = e->grade = "";
    if (o->kind != JSON_OBJECT) {
        balance_fault_at(r, o, "%s; expected an object", balance_shown(shown, o));
        return;
    }
    balance_keys(r, o, keys);
    e->id = balance_id(r, o);
    e->ref = balance_text(r, o, "ref", MUST);
    if (r->sources && *e->ref && !json_get(r->sources, e->ref))
        balance_fault_at(r, json_get(o, "ref"), "%s; expected a key of \"sources\"",
                         balance_shown(shown, json_get(o, "ref")));
    e->locator = balance_text(r, o, "locator", MAY);
    e->date = balance_text(r, o, "date", MAY);
    if (*e->date && !partial_date(e->date, &e->dated))
        balance_fault_at(r, json_get(o, "date"),
                         "%s; expected YYYY, YYYY-MM, YYYY-MM-DD or null (undated)",
                         balance_shown(shown, json_get(o, "date")));
    e->note = balance_text(r, o, "note", MAY);
    e->origin = balance_origin_of(r, o);
    balance_grade(r, o, &e->grade, &e->weight, &e->unjudged);
    read_stance(r, o, e);
    read_endnote(r, o);
}

static void read_evidence(balance_reader *r, const json_node *o, balance_factor *f, size_t *total) {
    const json_node *list = balance_member(r, o, "evidence", JSON_ARRAY, MUST);
    size_t room = BALANCE_EVIDENCE_MAX - *total, n = list ? list->n : 0;
    if (n > room) {
        balance_fault_at(r, list, "more than %d items of evidence in the file",
                         BALANCE_EVIDENCE_MAX);
        n = room;
    }
    balance_evidence *e = balance_alloc(r, n, sizeof *e);
    if (!e) return;
    const json_node *c = list ? list->first : NULL;
    for (size_t i = 0; c && i < n; i++, c = c->next) read_item(r, c, &e[i]);
    f->evidence = e;
    f->evidence_count = n;
    *total += n;
}

/* ---- factors ------------------------------------------------------------------- */

static void read_knots(balance_reader *r, const json_node *o, balance_factor *f) {
    static const char *const keys[] = {"series", "points", NULL};
    balance_keys(r, o, keys);
    f->indicator = balance_text(r, o, "series", MUST);
    const json_node *points = balance_member(r, o, "points", JSON_ARRAY, MUST);
    if (!points) return;
    size_t n = balance_bounded(r, points, BALANCE_KNOTS_MAX, "points");
    balance_knot *k = balance_alloc(r, n, sizeof *k);
    if (!k) return;
    if (n < 2) balance_fault_at(r, points, "%zu points; expected at least 2", n);
    const json_node *p = points->first;
    for (size_t i = 0; i < n; i++, p = p->next) {
        bool pair = p->kind == JSON_ARRAY && p->n == 2 && p->first->kind == JSON_NUMBER &&
                    p->first->next->kind == JSON_NUMBER;
        if (!pair) {
            balance_fault_at(r, p, "no pair of numbers; expected [value, salience]");
            continue;
        }
        k[i] = (balance_knot){p->first->number, p->first->next->number};
        if (k[i].salience < 0 || k[i].salience > 1)
            balance_fault_at(r, p, "salience %g; expected 0 to 1", k[i].salience);
        if (i && k[i].value <= k[i - 1].value)
            balance_fault_at(r, p, "value %g after %g; expected rising values", k[i].value,
                             k[i - 1].value);
    }
    f->knot = k;
    f->knots = n;
}

static void read_indicator(balance_reader *r, const json_node *o, balance_factor *f) {
    char shown[SHOWN];
    const json_node *v = json_get(o, "indicator");
    f->indicator = NULL;
    if (!v || v->kind == JSON_NULL) return;
    if (v->kind == JSON_OBJECT)
        read_knots(r, v, f);
    else if (v->kind == JSON_STRING)
        f->indicator = v->text;
    else
        balance_fault_at(r, v, "%s; expected the name of a series or {series, points}",
                         balance_shown(shown, v));
    if (f->indicator && r->indicators && !json_get(r->indicators, f->indicator))
        balance_fault_at(r, v, "\"%.60s\"; expected a key of \"indicators\"", f->indicator);
}

static void read_salience(balance_reader *r, const json_node *o, balance_factor *f) {
    const json_node *v = json_get(o, "salience");
    bool there = v && v->kind != JSON_NULL;
    if (f->direction == BALANCE_STRUCTURAL) {
        if (there) balance_fault_at(r, v, "a salience; expected null, as the factor is structural");
        return;
    }
    if (there)
        balance_range_read(r, v, &f->salience);
    else
        balance_fault_at(r, v ? v : o, "salience is %s; expected a range: lo, mode and hi",
                         v ? "null" : "missing");
}

static int group_of(balance_reader *r, const json_node *o) {
    char shown[SHOWN];
    const json_node *v = balance_member(r, o, "group", JSON_STRING, r->b->groups ? MUST : MAY);
    if (!v) return -1;
    for (size_t i = 0; i < r->b->groups; i++)
        if (strcmp(r->b->group[i], v->text) == 0) return (int)i;
    balance_fault_at(r, v, "%s; expected one of \"groups\"", balance_shown(shown, v));
    return -1;
}

static void read_factor(balance_reader *r, const json_node *o, balance_factor *f, size_t *total) {
    static const char *const keys[] = {"id",        "label", "direction", "group",
                                       "dimension", "actor", "salience",  "indicator",
                                       "evidence",  "note",  NULL};
    char shown[SHOWN];
    f->id = f->label = f->dimension = f->actor = "";
    f->direction = BALANCE_CONVERGENT; /* until it is read: one fault is enough */
    f->group = -1;
    if (o->kind != JSON_OBJECT) {
        balance_fault_at(r, o, "%s; expected an object", balance_shown(shown, o));
        return;
    }
    balance_keys(r, o, keys);
    f->id = balance_id(r, o);
    f->label = balance_text(r, o, "label", MUST);
    f->dimension = balance_text(r, o, "dimension", MAY);
    f->actor = balance_text(r, o, "actor", MAY);
    f->group = group_of(r, o);
    const json_node *d = balance_member(r, o, "direction", JSON_STRING, MUST);
    if (d && balance_direction_read(r, d, &f->direction)) read_salience(r, o, f);
    read_indicator(r, o, f);
    read_evidence(r, o, f, total);
}

static void refuse_equal_ids(balance_reader *r, const json_node *factors) {
    const balance *b = r->b;
    const json_node *o = factors->first;
    for (size_t i = 0; i < b->factors; i++, o = o->next) {
        int first = balance_factor_find(b, b->factor[i].id);
        if (*b->factor[i].id && first < (int)i)
            balance_fault_at(r, json_get(o, "id"),
                             "\"%.60s\" is factor %d's id already; expected "
                             "one of its own",
                             b->factor[i].id, first);
    }
}

/* Items are told apart by their ids: changes between editions are found by them. */
static void refuse_equal_items(balance_reader *r, const json_node *factors) {
    const balance *b = r->b;
    const char **seen = balance_alloc(r, BALANCE_EVIDENCE_MAX, sizeof *seen);
    const json_node *o = factors->first;
    size_t n = 0;
    for (size_t i = 0; seen && i < b->factors; i++, o = o->next)
        for (size_t k = 0; k < b->factor[i].evidence_count; k++) {
            const char *id = b->factor[i].evidence[k].id;
            bool again = false;
            for (size_t j = 0; *id && j < n && !again; j++) again = strcmp(seen[j], id) == 0;
            if (again)
                balance_fault_at(r, json_get(o, "evidence"),
                                 "the id \"%.60s\" stands twice in the evidence of the file", id);
            else
                seen[n++] = id;
        }
}

static void read_factors(balance_reader *r, const json_node *root) {
    const json_node *list = balance_member(r, root, "factors", JSON_ARRAY, MUST);
    size_t n = balance_bounded(r, list, BALANCE_FACTORS_MAX, "factors"), total = 0, sign = 0;
    balance_factor *f = balance_alloc(r, n, sizeof *f);
    if (!f || !list) return;
    r->b->factor = f;
    const json_node *c = list->first;
    for (size_t i = 0; c && i < n; i++, c = c->next) {
        read_factor(r, c, &f[i], &total);
        sign += f[i].direction != BALANCE_STRUCTURAL;
    }
    r->b->factors = n;
    if (!sign)
        balance_fault_at(r, list, "no convergent or divergent factor; expected one at least");
    refuse_equal_ids(r, list);
    refuse_equal_items(r, list);
}

/* ---- the head of the file ------------------------------------------------------- */

static void read_origins(balance_reader *r, const json_node *root) {
    static const char *const keys[] = {"label", "kind", "state", NULL};
    char shown[SHOWN];
    const json_node *list = balance_member(r, root, "origins", JSON_OBJECT, MAY);
    size_t n = balance_bounded(r, list, BALANCE_ORIGINS_MAX, "origins");
    r->b->origin = balance_alloc(r, n, sizeof *r->b->origin);
    if (!r->b->origin) return;
    const json_node *c = list ? list->first : NULL;
    for (size_t i = 0; c && i < n; i++, c = c->next) {
        balance_origin *o = &r->b->origin[i];
        *o = (balance_origin){.id = c->key, .label = "", .kind = ""};
        if (c->kind != JSON_OBJECT) {
            balance_fault_at(r, c, "%s; expected an object", balance_shown(shown, c));
            continue;
        }
        balance_keys(r, c, keys);
        o->label = balance_text(r, c, "label", MUST);
        o->kind = balance_text(r, c, "kind", MAY);
        const json_node *state = json_get(c, "state");
        if (!state || (state->kind != JSON_TRUE && state->kind != JSON_FALSE))
            balance_fault_at(r, state ? state : c,
                             "\"state\" is no truth value; expected true for "
                             "a government, a state institute or state-paid media, else false");
        o->state = state && state->kind == JSON_TRUE;
    }
    r->b->origins = n;
}

static void read_groups(balance_reader *r, const json_node *root) {
    char shown[SHOWN];
    const json_node *list = balance_member(r, root, "groups", JSON_ARRAY, MAY);
    size_t n = balance_bounded(r, list, BALANCE_GROUPS_MAX, "groups");
    const json_node *c = list ? list->first : NULL;
    for (size_t i = 0; c && i < n; i++, c = c->next) {
        r->b->group[i] = "";
        if (c->kind != JSON_STRING || !*c->text) {
            balance_fault_at(r, c, "%s; expected a name", balance_shown(shown, c));
            continue;
        }
        for (size_t k = 0; k < i; k++)
            if (strcmp(r->b->group[k], c->text) == 0)
                balance_fault_at(r, c, "%s stands twice", balance_shown(shown, c));
        r->b->group[i] = c->text;
    }
    r->b->groups = n;
}

static void read_dyad(balance_reader *r, const json_node *root) {
    const json_node *v = balance_member(r, root, "dyad", JSON_ARRAY, MUST);
    r->b->dyad[0] = r->b->dyad[1] = "";
    if (!v) return;
    const json_node *one = v->first, *two = one ? one->next : NULL;
    if (!one || !two || v->n != 2 || one->kind != JSON_STRING || two->kind != JSON_STRING) {
        balance_fault_at(r, v, "%u values; expected the codes of two actors", v->n);
        return;
    }
    r->b->dyad[0] = one->text;
    r->b->dyad[1] = two->text;
}

static void read_head(balance_reader *r, const json_node *root) {
    static const char *const keys[] = {
        "schema",         "title",      "question", "dyad",    "perspective", "as_of",
        "horizon_months", "horizon",    "author",   "status",  "scale",       "groups",
        "sources",        "indicators", "origins",  "factors", "contexts",    "dissent",
        "changelog",      "ach",        "note",     NULL};
    char shown[SHOWN];
    double months;
    balance *b = r->b;
    balance_keys(r, root, keys);
    const json_node *schema = balance_member(r, root, "schema", JSON_STRING, MUST);
    if (schema && strcmp(schema->text, "cordon.balance/1") != 0)
        balance_fault_at(r, schema, "%s; expected \"cordon.balance/1\"",
                         balance_shown(shown, schema));
    b->title = balance_text(r, root, "title", MUST);
    b->question = balance_text(r, root, "question", MAY);
    b->perspective = balance_text(r, root, "perspective", MUST);
    b->status = balance_text(r, root, "status", MAY);
    b->author = balance_text(r, root, "author", MAY);
    b->as_of = balance_day(r, root, "as_of", MUST);
    b->horizon = balance_day(r, root, "horizon", MAY);
    if (b->horizon && b->as_of && b->horizon < b->as_of)
        balance_fault_at(r, json_get(root, "horizon"), "before as_of; expected a later day");
    balance_number(r, root, "horizon_months", 0, 1200, MAY, &months);
    balance_member(r, root, "scale", JSON_OBJECT, MAY);
    read_dyad(r, root);
    if (*b->perspective && strcmp(b->perspective, "joint") != 0 &&
        strcmp(b->perspective, b->dyad[0]) != 0 && strcmp(b->perspective, b->dyad[1]) != 0)
        balance_fault_at(r, json_get(root, "perspective"),
                         "\"%.40s\"; expected one of the dyad, or joint", b->perspective);
    r->sources = balance_member(r, root, "sources", JSON_OBJECT, MAY);
    r->indicators = balance_member(r, root, "indicators", JSON_OBJECT, MAY);
    read_groups(r, root);
    read_origins(r, root);
}

static void read_root(balance_reader *r, const json_node *root) {
    char shown[SHOWN];
    if (root->kind != JSON_OBJECT) {
        balance_fault_at(r, root, "%s; expected an object", balance_shown(shown, root));
        return;
    }
    read_head(r, root);
    if (!r->no_memory) read_factors(r, root);
    if (!r->no_memory) balance_read_contexts(r, root);
    if (!r->no_memory) balance_read_dissent(r, root);
    if (!r->no_memory) balance_read_changes(r, root);
    if (!r->no_memory) balance_read_ach(r, root);
}

/* ---- files ---------------------------------------------------------------------- */

void balance_free(balance *b) {
    if (!b) return;
    arena_destroy(&b->mem);
    free(b);
}

void balance_fault_line(buf *to, const char *path, const balance_fault *f) {
    buf_str(to, path);
    if (f->line) buf_printf(to, ":%u:%u", f->line, f->column);
    buf_printf(to, ": %s%s%s", f->pointer, *f->pointer ? ": " : "", f->text);
}

static cordon_status syntax_fault(balance_faults *faults, const cordon_error *err) {
    balance_fault *f = &faults->fault[0];
    faults->count = 1;
    *f = (balance_fault){.line = (uint32_t)err->line, .column = err->column};
    snprintf(f->text, sizeof f->text, "%.300s", err->message);
    return err->status;
}

static cordon_status meaning_fault(const balance_faults *faults, const char *name,
                                   cordon_error *err) {
    const balance_fault *f = &faults->fault[0];
    return cordon_fail_at(err, CORDON_EFORMAT, name, f->line, f->column, "%s%s%s", f->pointer,
                          *f->pointer ? ": " : "", f->text);
}

/* The tree's memory becomes the balance's: its texts stay where they are. */
static cordon_status take(balance **out, const char *name, json_tree *t, balance_faults *faults,
                          cordon_error *err) {
    balance *b = calloc(1, sizeof *b);
    if (!b) {
        json_tree_free(t);
        return cordon_fail(err, CORDON_ENOMEM, "no memory for %s", name);
    }
    b->mem = t->mem;
    stream_hex(b->sha256, t->sha256);
    b->path = arena_strndup(&b->mem, name, strlen(name));
    balance_reader r = {.b = b, .faults = faults, .no_memory = !b->path};
    if (!r.no_memory) read_root(&r, t->root);
    cordon_status status = r.no_memory ? cordon_fail(err, CORDON_ENOMEM, "no memory for %s", name)
                           : faults->count ? meaning_fault(faults, name, err)
                                           : CORDON_OK;
    if (status)
        balance_free(b);
    else
        *out = b;
    return status;
}

static cordon_status finish(balance **out, const char *name, cordon_status status, json_tree *t,
                            balance_faults *faults, cordon_error *err) {
    cordon_error own = {0};
    balance_faults *list = faults ? faults : calloc(1, sizeof *list);
    if (!err) err = &own;
    *out = NULL;
    if (!list) {
        if (!status) json_tree_free(t);
        return cordon_fail(err, CORDON_ENOMEM, "no memory for %s", name);
    }
    list->count = 0;
    if (!status)
        status = take(out, name, t, list, err);
    else if (err->line && (status == CORDON_EFORMAT || status == CORDON_ELIMIT))
        syntax_fault(list, err);
    if (!faults) free(list);
    return status;
}

cordon_status balance_read(balance **out, const char *path, balance_faults *faults,
                           cordon_error *err) {
    json_tree t;
    cordon_error own = {0};
    if (!err) err = &own;
    cordon_status status = json_tree_read(&t, path, err);
    return finish(out, path, status, &t, faults, err);
}

cordon_status balance_read_memory(balance **out, const char *name, const void *data, size_t len,
                                  balance_faults *faults, cordon_error *err) {
    json_tree t;
    cordon_error own = {0};
    if (!err) err = &own;
    cordon_status status = json_tree_read_memory(&t, name, data, len, err);
    return finish(out, name, status, &t, faults, err);
}
