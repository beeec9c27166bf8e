/* cmd_balance_json.c - everything that a balance gives, as one JSON object.
 * Names and nesting follow the formulas in docs/BALANCE.md.                   */
#include <math.h>

#include "base/json.h"
#include "cli/cmd.h"
#include "cli/cmd_balance.h"

static void open_object(buf *b, const char *key) {
    json_key(b, key);
    buf_char(b, '{');
}

static void open_array(buf *b, const char *key) {
    json_key(b, key);
    buf_char(b, '[');
}

/* Six decimals tell all there is; a zero has no sign. */
static void number(buf *b, const char *key, double v) {
    double r = round(v * 1e6) / 1e6;
    json_number(b, key, r == 0 ? 0 : r);
}

static const char *factor_id(const balance *b, int i) { return i < 0 ? NULL : b->factor[i].id; }

static bool has_sign(const balance *b, size_t i) {
    return b->factor[i].direction != BALANCE_STRUCTURAL;
}

/* ---- what the file holds ---------------------------------------------------------- */

static void write_head(buf *o, const balance_view *v) {
    const balance *b = v->b;
    json_str(o, "schema", "cordon.balance.result/1");
    json_str(o, "file", b->path);
    json_str(o, "sha256", b->sha256);
    json_str(o, "title", b->title);
    json_str(o, "question", *b->question ? b->question : NULL);
    json_str(o, "perspective", b->perspective);
    json_date(o, "as_of", b->as_of);
    json_date(o, "horizon", b->horizon);
    json_str(o, "status", *b->status ? b->status : NULL);
    open_array(o, "moved_by_data");
    for (size_t i = 0; i < v->moves; i++) {
        const balance_move *m = &v->move[i];
        open_object(o, NULL);
        json_str(o, "series", m->series);
        json_str(o, "factor", b->factor[m->factor].id);
        json_number(o, "value", m->value);
        number(o, "salience_before", m->from.mode);
        number(o, "salience", m->to.mode);
        json_key(o, "beyond_mapping");
        buf_str(o, m->outside ? "true}" : "false}");
    }
    buf_char(o, ']');
}

static void write_counts(buf *o, const balance *b) {
    static const balance_direction order[] = {BALANCE_CONVERGENT, BALANCE_DIVERGENT,
                                              BALANCE_STRUCTURAL};
    open_object(o, "counts");
    for (size_t d = 0; d < 3; d++) {
        int64_t all = 0;
        open_object(o, balance_direction_name(order[d]));
        for (size_t g = 0; g <= b->groups; g++) {
            int64_t n = 0;
            for (size_t i = 0; i < b->factors; i++)
                n += b->factor[i].direction == order[d] &&
                     (g == b->groups || b->factor[i].group == (int)g);
            if (g < b->groups)
                json_int(o, b->group[g], n);
            else
                all = n;
        }
        json_int(o, "all", all);
        buf_char(o, '}');
    }
    buf_char(o, '}');
}

static void write_equal(buf *o, const balance_view *v) {
    balance_model m;
    double w[BALANCE_FACTORS_MAX], s[BALANCE_FACTORS_MAX];
    balance_model_of(&m, v->b, 0, -1);
    open_object(o, "equal_weights");
    for (int groups = 0; groups <= (v->b->groups ? 1 : 0); groups++) {
        balance_equal_weights(w, &m, groups);
        open_object(o, groups ? "groups" : "flat");
        balance_salience_at(s, &m, BALANCE_MODE);
        number(o, "mode", balance_sum(&m, w, s));
        balance_salience_at(s, &m, BALANCE_MEAN);
        number(o, "mean", balance_sum(&m, w, s));
        buf_char(o, '}');
    }
    buf_char(o, '}');
    number(o, "count_only", balance_count_only(v->b));
}

static void write_smaa(buf *o, const char *key, balance_smaa s) {
    open_object(o, key);
    number(o, "drawn", s.drawn);
    number(o, "mode", s.mode);
    buf_char(o, '}');
}

static void write_simulation(buf *o, const balance_view *v) {
    static const char *const ties[] = {"random", "file", "reverse"};
    const balance_draw_opts *d = &v->drawn.opts;
    open_object(o, "simulation");
    json_int(o, "draws", (int64_t)d->draws);
    json_int(o, "seed", (int64_t)d->seed);
    json_str(o, "generator", "xoshiro256**");
    json_str(o, "ties", ties[d->ties]);
    buf_char(o, '}');
    open_object(o, "smaa_no_weight_information");
    write_smaa(o, "flat", v->drawn.none_flat);
    if (v->b->groups) write_smaa(o, "groups", v->drawn.none_groups);
    buf_char(o, '}');
}

/* ---- contexts --------------------------------------------------------------------- */

static void write_value(buf *o, const char *key, const balance *b, const balance_value *x) {
    open_object(o, key);
    number(o, "balance", x->balance);
    number(o, "convergent", x->convergent);
    number(o, "divergent", x->divergent);
    number(o, "tension", x->tension);
    number(o, "least_move", x->least_move);
    json_str(o, "least_move_to", factor_id(b, x->least_move_to));
    json_str(o, "first_flip", factor_id(b, x->first_flip));
    open_object(o, "flip_weight");
    for (size_t i = 0; i < b->factors; i++)
        if (has_sign(b, i)) number(o, b->factor[i].id, x->flip[i]);
    buf_str(o, "}}");
}

static void write_drawn(buf *o, const char *key, const balance_drawn *d) {
    open_object(o, key);
    number(o, "mean", d->mean);
    number(o, "p05", d->p05);
    number(o, "p50", d->p50);
    number(o, "p95", d->p95);
    number(o, "p_positive", d->p_positive);
    buf_char(o, '}');
}

static void write_variance(buf *o, const balance *b, const balance_model *m) {
    balance_variance x;
    balance_variance_of(&x, m);
    open_object(o, "variance");
    json_number(o, "total", x.total);
    open_object(o, "shares");
    for (size_t i = 0; i < b->factors; i++) {
        if (!has_sign(b, i)) continue;
        open_object(o, b->factor[i].id);
        number(o, "salience", x.salience[i]);
        number(o, "weight", x.weight[i]);
        buf_char(o, '}');
    }
    buf_char(o, '}');
    number(o, "both", x.both);
    buf_char(o, '}');
}

static void write_bars(buf *o, const balance *b, const balance_model *m) {
    balance_bar bar[BALANCE_FACTORS_MAX];
    size_t n = balance_tornado(bar, m, BALANCE_MODE);
    open_array(o, "tornado");
    for (size_t i = 0; i < n; i++) {
        open_object(o, NULL);
        json_str(o, "factor", b->factor[bar[i].factor].id);
        number(o, "left_out", bar[i].without);
        number(o, "at_lo", bar[i].at_lo);
        number(o, "at_hi", bar[i].at_hi);
        number(o, "twice", balance_split(m, (size_t)bar[i].factor, false));
        buf_char(o, '}');
    }
    buf_char(o, ']');
}

static void write_strongest(buf *o, const balance *b, const balance_model *m,
                            const balance_value *x) {
    open_object(o, "strongest");
    for (int d = BALANCE_CONVERGENT; d <= BALANCE_DIVERGENT; d++) {
        balance_pull p[3];
        balance_strongest(p, 3, x, m, (balance_direction)d);
        open_array(o, balance_direction_name((balance_direction)d));
        for (size_t i = 0; i < 3 && p[i].factor >= 0; i++) {
            open_object(o, NULL);
            json_str(o, "factor", b->factor[p[i].factor].id);
            number(o, "pull", p[i].pull);
            buf_char(o, '}');
        }
        buf_char(o, ']');
    }
    buf_char(o, '}');
}

static void write_ranks(buf *o, const balance_view *v, const balance_context_drawn *d) {
    open_object(o, "smaa_rank_order");
    write_smaa(o, "flat", d->rank_flat);
    if (v->b->groups) write_smaa(o, "groups", d->rank_groups);
    number(o, "flat_ties_divergent_first", d->ties_divergent_first);
    number(o, "flat_ties_convergent_first", d->ties_convergent_first);
    buf_char(o, '}');
}

static void write_context(buf *o, const balance_view *v, size_t c) {
    const balance *b = v->b;
    balance_model m;
    balance_value mode, mean;
    balance_model_of(&m, b, c, -1);
    balance_evaluate(&mode, &m, BALANCE_MODE);
    balance_evaluate(&mean, &m, BALANCE_MEAN);
    open_object(o, b->context[c].id);
    json_str(o, "condition", b->context[c].condition);
    json_str(o, "method", balance_method_name(b->context[c].method));
    json_number(o, "concentration", m.concentration);
    write_value(o, "mode", b, &mode);
    write_value(o, "mean", b, &mean);
    open_object(o, "weights");
    for (size_t i = 0; i < b->factors; i++)
        if (has_sign(b, i)) number(o, b->factor[i].id, mode.weight[i]);
    buf_char(o, '}');
    write_drawn(o, "draws", &v->drawn.context[c].b);
    write_ranks(o, v, &v->drawn.context[c]);
    write_strongest(o, b, &m, &mode);
    write_variance(o, b, &m);
    write_bars(o, b, &m);
    buf_char(o, '}');
}

static void write_contexts(buf *o, const balance_view *v) {
    open_object(o, "contexts");
    for (size_t c = 0; c < v->b->contexts; c++)
        if (balance_shows(v, c)) write_context(o, v, c);
    buf_char(o, '}');
    if (v->drawn.mixed) write_drawn(o, "mixture", &v->drawn.mixture);
}

/* ---- evidence --------------------------------------------------------------------- */

static void write_changes(buf *o, const balance_view *v, const balance_loss *l) {
    for (int ratio = 0; ratio < 2; ratio++) {
        open_object(o, ratio ? "change_ratio" : "change_unknown");
        for (size_t c = 0; c < v->b->contexts; c++)
            if (balance_shows(v, c))
                number(o, v->b->context[c].id, ratio ? l->ratio[c] : l->unknown[c]);
        buf_char(o, '}');
    }
}

static void write_lost(buf *o, const balance_view *v, size_t origin) {
    const balance_draws *d = &v->drawn;
    for (size_t k = 0; k < BALANCE_LOST_MAX; k++) {
        if (d->opts.lost_origin[k] != (int)origin) continue;
        open_object(o, "draws_unknown");
        for (size_t c = 0; c < v->b->contexts; c++) {
            const balance_drawn *x = &d->context[c].lost[k];
            if (!balance_shows(v, c)) continue;
            open_array(o, v->b->context[c].id);
            number(o, NULL, x->p05);
            number(o, NULL, x->p95);
            number(o, NULL, x->p_positive);
            buf_char(o, ']');
        }
        buf_char(o, '}');
    }
}

static void write_origins(buf *o, const balance_view *v) {
    const balance *b = v->b;
    open_object(o, "origins");
    for (size_t i = 0; i < b->origins; i++) {
        balance_loss l;
        balance_without_origin(&l, b, i);
        if (!l.items) continue;
        open_object(o, b->origin[i].id);
        json_int(o, "items", (int64_t)l.items);
        json_int(o, "factors", (int64_t)l.factors);
        open_array(o, "unsupported");
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
    open_object(o, "evidence");
    for (size_t f = 0; f < b->factors; f++) {
        for (size_t i = 0; has_sign(b, f) && i < b->factor[f].evidence_count; i++) {
            balance_loss l;
            balance_without_item(&l, b, f, i);
            open_object(o, b->factor[f].evidence[i].id);
            json_str(o, "factor", b->factor[f].id);
            write_changes(o, v, &l);
            buf_char(o, '}');
        }
    }
    buf_char(o, '}');
}

static void write_dissent(buf *o, const balance_view *v) {
    const balance *b = v->b;
    open_object(o, "dissent");
    for (size_t d = 0; d < b->dissents; d++) {
        open_object(o, b->dissent[d].id);
        for (size_t c = 0; c < b->contexts; c++) {
            balance_model m;
            balance_value x;
            if (!balance_shows(v, c)) continue;
            balance_model_of(&m, b, c, (int)d);
            balance_evaluate(&x, &m, BALANCE_MODE);
            number(o, b->context[c].id, x.balance);
        }
        buf_char(o, '}');
    }
    buf_char(o, '}');
}

static void write_shared(buf *o, const balance *b) {
    arena mem;
    balance_shared *s;
    size_t n = 0;
    arena_init(&mem, 0);
    if (balance_shared_evidence(&s, &n, b, &mem, NULL)) o->failed = true;
    open_array(o, "evidence_used_twice");
    for (size_t i = 0; i < n; i++) {
        int origin = s[i].item->origin;
        open_object(o, NULL);
        json_str(o, "locator", s[i].item->locator);
        json_str(o, "origin", origin < 0 ? NULL : b->origin[origin].id);
        json_str(o, "date", *s[i].item->date ? s[i].item->date : NULL);
        open_array(o, "factors");
        for (size_t k = 0; k < s[i].factors; k++) json_str(o, NULL, b->factor[s[i].factor[k]].id);
        buf_str(o, "]}");
    }
    buf_char(o, ']');
    arena_destroy(&mem);
}

typedef enum list_kind { ONE_ORIGIN, STATE_ONLY, NO_COUNTER, UNSUPPORTED, LISTS } list_kind;

static void write_lists(buf *o, const balance_view *v) {
    static const char *const keys[LISTS] = {"one_origin_only", "state_origins_only",
                                            "without_counter_evidence", "without_support"};
    const balance *b = v->b;
    for (int k = 0; k < LISTS; k++) {
        open_array(o, keys[k]);
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
    open_array(o, "stale_evidence");
    for (size_t i = 0; i < b->factors; i++)
        for (size_t k = 0; k < b->factor[i].evidence_count; k++)
            if (balance_stale(b, &b->factor[i].evidence[k], v->months))
                json_str(o, NULL, b->factor[i].evidence[k].id);
    buf_char(o, ']');
    json_int(o, "stale_after_months", v->months);
}

/* ---- hypotheses ------------------------------------------------------------------- */

static void write_order(buf *o, const char *key, const ach *a, const ach_score *s, bool first) {
    open_array(o, key);
    for (size_t i = 0; i < a->hypotheses; i++)
        if (!first || s->first[s->order[i]]) json_str(o, NULL, a->id[s->order[i]]);
    buf_char(o, ']');
}

static void write_scores(buf *o, const ach *a, const ach_score *s) {
    open_object(o, "inconsistency");
    for (size_t h = 0; h < a->hypotheses; h++) number(o, a->id[h], s->inconsistency[h]);
    buf_char(o, '}');
    open_object(o, "support");
    for (size_t h = 0; h < a->hypotheses; h++) number(o, a->id[h], s->support[h]);
    buf_char(o, '}');
    open_object(o, "items_against");
    for (size_t h = 0; h < a->hypotheses; h++) json_int(o, a->id[h], s->against[h]);
    buf_char(o, '}');
    open_object(o, "items_neutral");
    for (size_t h = 0; h < a->hypotheses; h++) json_int(o, a->id[h], s->neutral[h]);
    buf_char(o, '}');
    write_order(o, "order", a, s, false);
    write_order(o, "first", a, s, true);
    open_object(o, "likelihood_posterior");
    for (size_t h = 0; h < a->hypotheses; h++) number(o, a->id[h], s->posterior[h]);
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
    open_object(o, "first_changes_without");
    for (size_t i = 0; i < a->items; i++) {
        ach_evaluate(&s, a, (int)i, -1);
        if (!same_first(a, all, &s)) write_order(o, a->item[i].id, a, &s, true);
    }
    buf_char(o, '}');
    open_object(o, "order_without_origin");
    for (size_t i = 0; i < b->origins; i++) {
        if (!ach_uses_origin(a, (int)i)) continue;
        ach_evaluate(&s, a, -1, (int)i);
        write_order(o, b->origin[i].id, a, &s, false);
    }
    buf_char(o, '}');
}

static void write_compatible(buf *o, const ach *a) {
    open_array(o, "compatible");
    for (size_t i = 0; i < a->hypotheses; i++)
        for (size_t k = i + 1; k < a->hypotheses; k++) {
            if (!a->compatible[i][k]) continue;
            open_array(o, NULL);
            json_str(o, NULL, a->id[i]);
            json_str(o, NULL, a->id[k]);
            buf_char(o, ']');
        }
    buf_char(o, ']');
}

static void write_ach(buf *o, const balance *b) {
    const ach *a = b->ach;
    ach_score all;
    ach_evaluate(&all, a, -1, -1);
    open_object(o, "ach");
    write_scores(o, a, &all);
    write_leave_out(o, b, &all);
    open_object(o, "diagnosticity");
    for (size_t i = 0; i < a->items; i++) number(o, a->item[i].id, ach_diagnosticity(a, i));
    buf_char(o, '}');
    open_array(o, "not_diagnostic");
    for (size_t i = 0; i < a->items; i++)
        if (ach_diagnosticity(a, i) <= 0) json_str(o, NULL, a->item[i].id);
    buf_char(o, ']');
    write_compatible(o, a);
    json_str(o, "likelihoods", a->likelihood_given ? "of the file" : "a convention");
    buf_char(o, '}');
}

bool balance_write_json(buf *o, const balance_view *v) {
    buf_char(o, '{');
    write_head(o, v);
    write_counts(o, v->b);
    write_equal(o, v);
    write_simulation(o, v);
    write_contexts(o, v);
    write_origins(o, v);
    write_items(o, v);
    write_dissent(o, v);
    write_shared(o, v->b);
    write_lists(o, v);
    if (v->b->ach) write_ach(o, v->b);
    open_array(o, "pitfalls");
    for (const char *const *p = balance_pitfalls; *p; p++) json_str(o, NULL, *p);
    buf_str(o, "]}\n");
    return !o->failed;
}
