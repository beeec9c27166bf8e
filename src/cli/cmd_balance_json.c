/* cmd_balance_json.c - everything that a balance gives, as one JSON object.
 * Names and nesting follow the formulas in docs/BALANCE.md.                   */
#include <math.h>

#include "base/json.h"
#include "cli/cmd.h"
#include "cli/cmd_balance.h"

void balance_json_open(buf *b, const char *key, char bracket) {
    json_key(b, key);
    buf_char(b, bracket);
}

void balance_json_number(buf *b, const char *key, double v) {
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
    balance_json_open(o, "moved_by_data", '[');
    for (size_t i = 0; i < v->moves; i++) {
        const balance_move *m = &v->move[i];
        balance_json_open(o, NULL, '{');
        json_str(o, "series", m->series);
        json_str(o, "factor", b->factor[m->factor].id);
        json_number(o, "value", m->value);
        balance_json_number(o, "salience_before", m->from.mode);
        balance_json_number(o, "salience", m->to.mode);
        json_key(o, "beyond_mapping");
        buf_str(o, m->outside ? "true}" : "false}");
    }
    buf_char(o, ']');
}

static void write_counts(buf *o, const balance *b) {
    static const balance_direction order[] = {BALANCE_CONVERGENT, BALANCE_DIVERGENT,
                                              BALANCE_STRUCTURAL};
    balance_json_open(o, "counts", '{');
    for (size_t d = 0; d < 3; d++) {
        int64_t all = 0;
        balance_json_open(o, balance_direction_name(order[d]), '{');
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
    balance_json_open(o, "equal_weights", '{');
    for (int groups = 0; groups <= (v->b->groups ? 1 : 0); groups++) {
        balance_equal_weights(w, &m, groups);
        balance_json_open(o, groups ? "groups" : "flat", '{');
        balance_salience_at(s, &m, BALANCE_MODE);
        balance_json_number(o, "mode", balance_sum(&m, w, s));
        balance_salience_at(s, &m, BALANCE_MEAN);
        balance_json_number(o, "mean", balance_sum(&m, w, s));
        buf_char(o, '}');
    }
    buf_char(o, '}');
    balance_json_number(o, "count_only", balance_count_only(v->b));
}

static void write_smaa(buf *o, const char *key, balance_smaa s) {
    balance_json_open(o, key, '{');
    balance_json_number(o, "drawn", s.drawn);
    balance_json_number(o, "mode", s.mode);
    buf_char(o, '}');
}

static void write_simulation(buf *o, const balance_view *v) {
    static const char *const ties[] = {"random", "file", "reverse"};
    const balance_draw_opts *d = &v->drawn.opts;
    balance_json_open(o, "simulation", '{');
    json_int(o, "draws", (int64_t)d->draws);
    json_int(o, "seed", (int64_t)d->seed);
    json_str(o, "generator", "xoshiro256**");
    json_str(o, "ties", ties[d->ties]);
    buf_char(o, '}');
    balance_json_open(o, "smaa_no_weight_information", '{');
    write_smaa(o, "flat", v->drawn.none_flat);
    if (v->b->groups) write_smaa(o, "groups", v->drawn.none_groups);
    buf_char(o, '}');
}

/* ---- contexts --------------------------------------------------------------------- */

static void write_value(buf *o, const char *key, const balance *b, const balance_value *x) {
    balance_json_open(o, key, '{');
    balance_json_number(o, "balance", x->balance);
    balance_json_number(o, "convergent", x->convergent);
    balance_json_number(o, "divergent", x->divergent);
    balance_json_number(o, "tension", x->tension);
    balance_json_number(o, "least_move", x->least_move);
    json_str(o, "least_move_to", factor_id(b, x->least_move_to));
    json_str(o, "first_flip", factor_id(b, x->first_flip));
    balance_json_open(o, "flip_weight", '{');
    for (size_t i = 0; i < b->factors; i++)
        if (has_sign(b, i)) balance_json_number(o, b->factor[i].id, x->flip[i]);
    buf_str(o, "}}");
}

static void write_drawn(buf *o, const char *key, const balance_drawn *d) {
    balance_json_open(o, key, '{');
    balance_json_number(o, "mean", d->mean);
    balance_json_number(o, "p05", d->p05);
    balance_json_number(o, "p50", d->p50);
    balance_json_number(o, "p95", d->p95);
    balance_json_number(o, "p_positive", d->p_positive);
    buf_char(o, '}');
}

static void write_variance(buf *o, const balance *b, const balance_model *m) {
    balance_variance x;
    balance_variance_of(&x, m);
    balance_json_open(o, "variance", '{');
    json_number(o, "total", x.total);
    balance_json_open(o, "shares", '{');
    for (size_t i = 0; i < b->factors; i++) {
        if (!has_sign(b, i)) continue;
        balance_json_open(o, b->factor[i].id, '{');
        balance_json_number(o, "salience", x.salience[i]);
        balance_json_number(o, "weight", x.weight[i]);
        buf_char(o, '}');
    }
    buf_char(o, '}');
    balance_json_number(o, "both", x.both);
    buf_char(o, '}');
}

static void write_bars(buf *o, const balance *b, const balance_model *m) {
    balance_bar bar[BALANCE_FACTORS_MAX];
    size_t n = balance_tornado(bar, m, BALANCE_MODE);
    balance_json_open(o, "tornado", '[');
    for (size_t i = 0; i < n; i++) {
        balance_json_open(o, NULL, '{');
        json_str(o, "factor", b->factor[bar[i].factor].id);
        balance_json_number(o, "left_out", bar[i].without);
        balance_json_number(o, "at_lo", bar[i].at_lo);
        balance_json_number(o, "at_hi", bar[i].at_hi);
        balance_json_number(o, "twice", balance_split(m, (size_t)bar[i].factor, false));
        buf_char(o, '}');
    }
    buf_char(o, ']');
}

static void write_strongest(buf *o, const balance *b, const balance_model *m,
                            const balance_value *x) {
    balance_json_open(o, "strongest", '{');
    for (int d = BALANCE_CONVERGENT; d <= BALANCE_DIVERGENT; d++) {
        balance_pull p[3];
        balance_strongest(p, 3, x, m, (balance_direction)d);
        balance_json_open(o, balance_direction_name((balance_direction)d), '[');
        for (size_t i = 0; i < 3 && p[i].factor >= 0; i++) {
            balance_json_open(o, NULL, '{');
            json_str(o, "factor", b->factor[p[i].factor].id);
            balance_json_number(o, "pull", p[i].pull);
            buf_char(o, '}');
        }
        buf_char(o, ']');
    }
    buf_char(o, '}');
}

static void write_ranks(buf *o, const balance_view *v, const balance_context_drawn *d) {
    balance_json_open(o, "smaa_rank_order", '{');
    write_smaa(o, "flat", d->rank_flat);
    if (v->b->groups) write_smaa(o, "groups", d->rank_groups);
    balance_json_number(o, "flat_ties_divergent_first", d->ties_divergent_first);
    balance_json_number(o, "flat_ties_convergent_first", d->ties_convergent_first);
    buf_char(o, '}');
}

static void write_context(buf *o, const balance_view *v, size_t c) {
    const balance *b = v->b;
    balance_model m;
    balance_value mode, mean;
    balance_model_of(&m, b, c, -1);
    balance_evaluate(&mode, &m, BALANCE_MODE);
    balance_evaluate(&mean, &m, BALANCE_MEAN);
    balance_json_open(o, b->context[c].id, '{');
    json_str(o, "condition", b->context[c].condition);
    json_str(o, "method", balance_method_name(b->context[c].method));
    json_number(o, "concentration", m.concentration);
    write_value(o, "mode", b, &mode);
    write_value(o, "mean", b, &mean);
    balance_json_open(o, "weights", '{');
    for (size_t i = 0; i < b->factors; i++)
        if (has_sign(b, i)) balance_json_number(o, b->factor[i].id, mode.weight[i]);
    buf_char(o, '}');
    write_drawn(o, "draws", &v->drawn.context[c].b);
    write_ranks(o, v, &v->drawn.context[c]);
    write_strongest(o, b, &m, &mode);
    write_variance(o, b, &m);
    write_bars(o, b, &m);
    buf_char(o, '}');
}

static void write_contexts(buf *o, const balance_view *v) {
    balance_json_open(o, "contexts", '{');
    for (size_t c = 0; c < v->b->contexts; c++)
        if (balance_shows(v, c)) write_context(o, v, c);
    buf_char(o, '}');
    if (v->drawn.mixed) write_drawn(o, "mixture", &v->drawn.mixture);
}

bool balance_write_json(buf *o, const balance_view *v) {
    buf_char(o, '{');
    write_head(o, v);
    write_counts(o, v->b);
    write_equal(o, v);
    write_simulation(o, v);
    write_contexts(o, v);
    balance_json_evidence(o, v);
    if (v->b->ach) balance_json_ach(o, v->b);
    balance_json_open(o, "pitfalls", '[');
    for (const char *const *p = balance_pitfalls; *p; p++) json_str(o, NULL, *p);
    buf_str(o, "]}\n");
    return !o->failed;
}
