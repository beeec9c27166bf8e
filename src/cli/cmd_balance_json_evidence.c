/* cmd_balance_json_evidence.c - evidence, dissent and hypotheses as JSON. */
#include <math.h>
#include <string.h>

#include "base/json.h"
#include "cli/cmd.h"
#include "cli/cmd_balance.h"

static bool has_sign(const balance *b, size_t i) {
    return b->factor[i].direction != BALANCE_STRUCTURAL;
}

/* ---- evidence --------------------------------------------------------------------- */

static void write_changes(buf *o, const balance_view *v, const balance_loss *l) {
    for (int ratio = 0; ratio < 2; ratio++) {
        balance_json_open(o, ratio ? "change_ratio" : "change_unknown", '{');
        for (size_t c = 0; c < v->b->contexts; c++)
            if (balance_shows(v, c))
                balance_json_number(o, v->b->context[c].id, ratio ? l->ratio[c] : l->unknown[c]);
        buf_char(o, '}');
    }
}

static void write_lost(buf *o, const balance_view *v, size_t origin) {
    const balance_draws *d = &v->drawn;
    for (size_t k = 0; k < BALANCE_LOST_MAX; k++) {
        if (d->opts.lost_origin[k] != (int)origin) continue;
        balance_json_open(o, "draws_unknown", '{');
        for (size_t c = 0; c < v->b->contexts; c++) {
            const balance_drawn *x = &d->context[c].lost[k];
            if (!balance_shows(v, c)) continue;
            balance_json_open(o, v->b->context[c].id, '[');
            balance_json_number(o, NULL, x->p05);
            balance_json_number(o, NULL, x->p95);
            balance_json_number(o, NULL, x->p_positive);
            buf_char(o, ']');
        }
        buf_char(o, '}');
    }
}

static void write_origins(buf *o, const balance_view *v) {
    const balance *b = v->b;
    balance_json_open(o, "origins", '{');
    for (size_t i = 0; i < b->origins; i++) {
        balance_loss l;
        balance_without_origin(&l, b, i);
        if (!l.items) continue;
        balance_json_open(o, b->origin[i].id, '{');
        json_int(o, "items", (int64_t)l.items);
        json_int(o, "factors", (int64_t)l.factors);
        balance_json_open(o, "unsupported", '[');
        for (size_t f = 0; f < b->factors; f++)
            if (l.unsupported[f]) json_str(o, NULL, b->factor[f].id);
        buf_char(o, ']');
        write_changes(o, v, &l);
        write_lost(o, v, i);
        buf_char(o, '}');
    }
    buf_char(o, '}');
}

static void write_items(buf *o, const balance_view *v) {
    const balance *b = v->b;
    balance_json_open(o, "evidence", '{');
    for (size_t f = 0; f < b->factors; f++) {
        for (size_t i = 0; has_sign(b, f) && i < b->factor[f].evidence_count; i++) {
            balance_loss l;
            balance_without_item(&l, b, f, i);
            balance_json_open(o, b->factor[f].evidence[i].id, '{');
            json_str(o, "factor", b->factor[f].id);
            write_changes(o, v, &l);
            buf_char(o, '}');
        }
    }
    buf_char(o, '}');
}

static void write_dissent(buf *o, const balance_view *v) {
    const balance *b = v->b;
    balance_json_open(o, "dissent", '{');
    for (size_t d = 0; d < b->dissents; d++) {
        balance_json_open(o, b->dissent[d].id, '{');
        for (size_t c = 0; c < b->contexts; c++) {
            balance_model m;
            balance_value x;
            if (!balance_shows(v, c)) continue;
            balance_model_of(&m, b, c, (int)d);
            balance_evaluate(&x, &m, BALANCE_MODE);
            balance_json_number(o, b->context[c].id, x.balance);
        }
        buf_char(o, '}');
    }
    buf_char(o, '}');
}

/* Pairs of one side on one passage, read as one interest: B without the second. */
static void write_merged(buf *o, const balance_view *v, const balance_shared *s, size_t n) {
    const balance *b = v->b;
    static bool told[BALANCE_FACTORS_MAX][BALANCE_FACTORS_MAX];
    balance_model m;
    memset(told, 0, sizeof told);
    balance_model_of(&m, b, 0, -1);
    balance_json_open(o, "read_as_one", '[');
    for (size_t i = 0; i < n; i++)
        for (size_t k = 1; k < s[i].factors; k++) {
            int second = s[i].factor[k], first = balance_same_side(&m, &s[i], k);
            if (first < 0 || told[first][second]) continue;
            told[first][second] = true;
            balance_json_open(o, NULL, '{');
            json_str(o, "kept", b->factor[first].id);
            json_str(o, "left_out", b->factor[second].id);
            balance_json_open(o, "balance", '{');
            for (size_t c = 0; c < b->contexts; c++) {
                balance_model one;
                balance_model_of(&one, b, c, -1);
                if (balance_shows(v, c))
                    balance_json_number(o, b->context[c].id, balance_without(&one, (size_t)second));
            }
            buf_str(o, "}}");
        }
    buf_char(o, ']');
}

static void write_shared(buf *o, const balance_view *v) {
    const balance *b = v->b;
    arena mem;
    balance_shared *s = NULL;
    size_t n = 0;
    arena_init(&mem, 0);
    if (balance_shared_evidence(&s, &n, b, &mem, NULL)) o->failed = true;
    balance_json_open(o, "evidence_used_twice", '[');
    for (size_t i = 0; i < n; i++) {
        int origin = s[i].item->origin;
        balance_json_open(o, NULL, '{');
        json_str(o, "locator", s[i].item->locator);
        json_str(o, "origin", origin < 0 ? NULL : b->origin[origin].id);
        json_str(o, "date", *s[i].item->date ? s[i].item->date : NULL);
        balance_json_open(o, "factors", '[');
        for (size_t k = 0; k < s[i].factors; k++) json_str(o, NULL, b->factor[s[i].factor[k]].id);
        buf_str(o, "]}");
    }
    buf_char(o, ']');
    write_merged(o, v, s, n);
    arena_destroy(&mem);
}

typedef enum list_kind { ONE_ORIGIN, STATE_ONLY, NO_COUNTER, UNSUPPORTED, LISTS } list_kind;

static void write_lists(buf *o, const balance_view *v) {
    static const char *const keys[LISTS] = {"one_origin_only", "state_origins_only",
                                            "without_counter_evidence", "without_support"};
    const balance *b = v->b;
    for (int k = 0; k < LISTS; k++) {
        balance_json_open(o, keys[k], '[');
        for (size_t i = 0; i < b->factors; i++) {
            const balance_factor *f = &b->factor[i];
            bool in = k == ONE_ORIGIN   ? balance_one_origin(f)
                      : k == STATE_ONLY ? balance_state_only(b, f)
                      : k == NO_COUNTER ? balance_no_counter(f)
                                        : balance_unsupported(f);
            if (in && has_sign(b, i)) json_str(o, NULL, f->id);
        }
        buf_char(o, ']');
    }
    balance_json_open(o, "stale_evidence", '[');
    for (size_t i = 0; i < b->factors; i++)
        for (size_t k = 0; k < b->factor[i].evidence_count; k++)
            if (balance_stale(b, &b->factor[i].evidence[k], v->months))
                json_str(o, NULL, b->factor[i].evidence[k].id);
    buf_char(o, ']');
    json_int(o, "stale_after_months", v->months);
}

void balance_json_evidence(buf *o, const balance_view *v) {
    write_origins(o, v);
    write_items(o, v);
    write_dissent(o, v);
    write_shared(o, v);
    write_lists(o, v);
}

/* ---- hypotheses ------------------------------------------------------------------- */

static void write_order(buf *o, const char *key, const ach *a, const ach_score *s, bool first) {
    balance_json_open(o, key, '[');
    for (size_t i = 0; i < a->hypotheses; i++)
        if (!first || s->first[s->order[i]]) json_str(o, NULL, a->id[s->order[i]]);
    buf_char(o, ']');
}

static void write_scores(buf *o, const ach *a, const ach_score *s) {
    balance_json_open(o, "inconsistency", '{');
    for (size_t h = 0; h < a->hypotheses; h++)
        balance_json_number(o, a->id[h], s->inconsistency[h]);
    buf_char(o, '}');
    balance_json_open(o, "support", '{');
    for (size_t h = 0; h < a->hypotheses; h++) balance_json_number(o, a->id[h], s->support[h]);
    buf_char(o, '}');
    balance_json_open(o, "items_against", '{');
    for (size_t h = 0; h < a->hypotheses; h++) json_int(o, a->id[h], s->against[h]);
    buf_char(o, '}');
    balance_json_open(o, "items_neutral", '{');
    for (size_t h = 0; h < a->hypotheses; h++) json_int(o, a->id[h], s->neutral[h]);
    buf_char(o, '}');
    write_order(o, "order", a, s, false);
    write_order(o, "first", a, s, true);
    balance_json_open(o, "likelihood_posterior", '{');
    for (size_t h = 0; h < a->hypotheses; h++) balance_json_number(o, a->id[h], s->posterior[h]);
    buf_char(o, '}');
}

static bool same_first(const ach *a, const ach_score *x, const ach_score *y) {
    for (size_t h = 0; h < a->hypotheses; h++)
        if (x->first[h] != y->first[h]) return false;
    return true;
}

static void write_leave_out(buf *o, const balance *b, const ach_score *all) {
    const ach *a = b->ach;
    ach_score s;
    balance_json_open(o, "first_changes_without", '{');
    for (size_t i = 0; i < a->items; i++) {
        ach_evaluate(&s, a, (int)i, -1);
        if (!same_first(a, all, &s)) write_order(o, a->item[i].id, a, &s, true);
    }
    buf_char(o, '}');
    balance_json_open(o, "order_without_origin", '{');
    for (size_t i = 0; i < b->origins; i++) {
        if (!ach_uses_origin(a, (int)i)) continue;
        ach_evaluate(&s, a, -1, (int)i);
        write_order(o, b->origin[i].id, a, &s, false);
    }
    buf_char(o, '}');
}

static void write_compatible(buf *o, const ach *a) {
    balance_json_open(o, "compatible", '[');
    for (size_t i = 0; i < a->hypotheses; i++)
        for (size_t k = i + 1; k < a->hypotheses; k++) {
            if (!a->compatible[i][k]) continue;
            balance_json_open(o, NULL, '[');
            json_str(o, NULL, a->id[i]);
            json_str(o, NULL, a->id[k]);
            buf_char(o, ']');
        }
    buf_char(o, ']');
}

void balance_json_ach(buf *o, const balance *b) {
    const ach *a = b->ach;
    ach_score all;
    ach_evaluate(&all, a, -1, -1);
    balance_json_open(o, "ach", '{');
    write_scores(o, a, &all);
    write_leave_out(o, b, &all);
    balance_json_open(o, "diagnosticity", '{');
    for (size_t i = 0; i < a->items; i++)
        balance_json_number(o, a->item[i].id, ach_diagnosticity(a, i));
    buf_char(o, '}');
    balance_json_open(o, "not_diagnostic", '[');
    for (size_t i = 0; i < a->items; i++)
        if (ach_diagnosticity(a, i) <= 0) json_str(o, NULL, a->item[i].id);
    buf_char(o, ']');
    write_compatible(o, a);
    json_str(o, "likelihoods", a->likelihood_given ? "of the file" : "a convention");
    buf_char(o, '}');
}
