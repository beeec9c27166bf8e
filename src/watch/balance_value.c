/* balance_value.c - one context as numbers; the formulas stand in balance.h. */
#include <math.h>
#include <string.h>

#include "watch/balance.h"

void balance_model_of(balance_model *m, const balance *b, size_t context, int dissent) {
    const balance_dissent *d = dissent < 0 ? NULL : &b->dissent[dissent];
    const balance_context *c = d && d->context ? &d->context[context] : &b->context[context];
    *m = (balance_model){.n = b->factors, .groups = b->groups, .concentration = c->concentration};
    for (size_t i = 0; i < b->factors; i++) {
        const balance_factor *f = &b->factor[i];
        balance_direction way = d && d->has_direction[i] ? d->direction[i] : f->direction;
        m->sign[i] = way == BALANCE_CONVERGENT ? 1 : way == BALANCE_DIVERGENT ? -1 : 0;
        m->group[i] = f->group < 0 ? 0 : f->group;
        m->salience[i] = d && d->has_salience[i] ? d->salience[i] : f->salience;
        m->points[i] = c->points[i];
    }
    memcpy(m->group_points, c->group_points, sizeof m->group_points);
}

/* Shares a whole among the groups that have a factor with a sign. */
static void group_shares(double share[BALANCE_GROUPS_MAX], const balance_model *m, bool equal) {
    double sum = 0;
    memset(share, 0, BALANCE_GROUPS_MAX * sizeof *share);
    for (size_t i = 0; i < m->n; i++)
        if (m->sign[i]) share[m->group[i]] = m->groups && !equal ? m->group_points[m->group[i]] : 1;
    for (size_t g = 0; g < BALANCE_GROUPS_MAX; g++) sum += share[g];
    for (size_t g = 0; g < BALANCE_GROUPS_MAX && sum > 0; g++) share[g] /= sum;
}

void balance_weights(double w[BALANCE_FACTORS_MAX], const balance_model *m) {
    double share[BALANCE_GROUPS_MAX], sum[BALANCE_GROUPS_MAX] = {0};
    group_shares(share, m, false);
    for (size_t i = 0; i < m->n; i++)
        if (m->sign[i]) sum[m->group[i]] += m->points[i];
    for (size_t i = 0; i < m->n; i++) {
        int g = m->group[i];
        w[i] = m->sign[i] && sum[g] > 0 ? share[g] * m->points[i] / sum[g] : 0;
    }
}

void balance_equal_weights(double w[BALANCE_FACTORS_MAX], const balance_model *m, bool by_groups) {
    double share[BALANCE_GROUPS_MAX];
    size_t in_group[BALANCE_GROUPS_MAX] = {0}, all = 0;
    group_shares(share, m, true);
    for (size_t i = 0; i < m->n; i++) {
        if (!m->sign[i]) continue;
        in_group[m->group[i]]++;
        all++;
    }
    for (size_t i = 0; i < m->n; i++) {
        int g = m->group[i];
        w[i] = !m->sign[i] ? 0 : by_groups ? share[g] / (double)in_group[g] : 1 / (double)all;
    }
}

void balance_salience_at(double s[BALANCE_FACTORS_MAX], const balance_model *m,
                         balance_salience at) {
    for (size_t i = 0; i < m->n; i++) {
        balance_range r = m->salience[i];
        s[i] = at == BALANCE_MODE ? r.mode : (r.lo + r.mode + r.hi) / 3;
    }
}

double balance_sum(const balance_model *m, const double *w, const double *s) {
    double sum = 0;
    for (size_t i = 0; i < m->n; i++) sum += m->sign[i] * w[i] * s[i];
    return sum;
}

/* ---- what turns the sign ---------------------------------------------------------- */

/* B' without the factor, the others in proportion; then w* = -B'/(d s - B').  */
static void flips(balance_value *v, const balance_model *m, const double *s) {
    double nearest = HUGE_VAL;
    v->first_flip = -1;
    for (size_t i = 0; i < m->n; i++) {
        v->flip[i] = NAN;
        if (!m->sign[i] || v->weight[i] >= 1) continue;
        double pull = m->sign[i] * s[i];
        double rest = (v->balance - v->pull[i]) / (1 - v->weight[i]);
        double flip = -rest / (pull - rest);
        if (!(flip >= 0 && flip <= 1)) continue;
        v->flip[i] = flip;
        if (fabs(flip - v->weight[i]) >= nearest) continue;
        nearest = fabs(flip - v->weight[i]);
        v->first_flip = (int)i;
    }
}

/* Takes weight from what pulls most in the sign of B and gives it to what pulls
 * least: each unit moved changes B by the difference of the two.              */
static void least_move(balance_value *v, const balance_model *m, const double *s) {
    int order[BALANCE_FACTORS_MAX];
    size_t n = 0;
    double side = v->balance < 0 ? -1 : 1, left = fabs(v->balance), moved = 0;
    v->least_move = NAN;
    v->least_move_to = -1;
    for (size_t i = 0; i < m->n; i++) {
        if (!m->sign[i]) continue;
        double pull = side * m->sign[i] * s[i];
        size_t at = n++;
        for (; at > 0 && side * m->sign[order[at - 1]] * s[order[at - 1]] < pull; at--)
            order[at] = order[at - 1];
        order[at] = (int)i;
    }
    if (!n) return;
    /* Of equal pulls the first in the file gets it. */
    size_t to = n - 1;
    while (to > 0 && m->sign[order[to - 1]] * s[order[to - 1]] == m->sign[order[to]] * s[order[to]])
        to--;
    double low = side * m->sign[order[to]] * s[order[to]];
    for (size_t k = 0; k < to && left > 0; k++) {
        double gain = side * m->sign[order[k]] * s[order[k]] - low;
        double take = fmin(v->weight[order[k]], left / gain);
        moved += take;
        left -= take * gain;
    }
    if (left > 1e-12) return;
    v->least_move = moved;
    v->least_move_to = order[to];
}

void balance_evaluate(balance_value *v, const balance_model *m, balance_salience at) {
    double s[BALANCE_FACTORS_MAX];
    *v = (balance_value){.least_move_to = -1, .first_flip = -1};
    balance_salience_at(s, m, at);
    balance_weights(v->weight, m);
    for (size_t i = 0; i < m->n; i++) {
        v->pull[i] = m->sign[i] * v->weight[i] * s[i];
        if (m->sign[i] > 0) v->convergent += v->pull[i];
        if (m->sign[i] < 0) v->divergent -= v->pull[i];
    }
    v->balance = v->convergent - v->divergent;
    double most = fmax(v->convergent, v->divergent);
    v->tension = most > 0 ? fmin(v->convergent, v->divergent) / most : (double)NAN;
    flips(v, m, s);
    least_move(v, m, s);
}

/* ---- variance, splitting ---------------------------------------------------------- */

/* Var(w_f) = w(1-w)/(K+1), Cov(w_f, w_g) = -w_f w_g/(K+1) of a Dirichlet with
 * sum K; so the weights' part is sum of w (d m - mean)^2/(K+1), m the mean
 * salience, and each term is that factor's own.                               */
void balance_variance_of(balance_variance *v, const balance_model *m) {
    double w[BALANCE_FACTORS_MAX], mean[BALANCE_FACTORS_MAX], k = m->concentration + 1;
    *v = (balance_variance){0};
    balance_weights(w, m);
    balance_salience_at(mean, m, BALANCE_MEAN);
    double centre = balance_sum(m, w, mean);
    for (size_t i = 0; i < m->n; i++) {
        balance_range r = m->salience[i];
        if (!m->sign[i]) continue;
        double own = (r.lo * r.lo + r.mode * r.mode + r.hi * r.hi - r.lo * r.mode - r.lo * r.hi -
                      r.mode * r.hi) /
                     18;
        double away = m->sign[i] * mean[i] - centre;
        v->salience[i] = w[i] * w[i] * own;
        v->weight[i] = w[i] * away * away / k;
        v->both += w[i] * (1 - w[i]) / k * own;
        v->total += v->salience[i] + v->weight[i];
    }
    v->total += v->both;
    if (v->total <= 0) return;
    for (size_t i = 0; i < m->n; i++) {
        v->salience[i] /= v->total;
        v->weight[i] /= v->total;
    }
    v->both /= v->total;
}

double balance_split(const balance_model *m, size_t factor, bool points_shared) {
    double s[BALANCE_FACTORS_MAX], w[BALANCE_FACTORS_MAX];
    balance_model twice = *m;
    balance_salience_at(s, m, BALANCE_MODE);
    /* Two copies of one factor weigh what one of twice the points does. */
    if (!points_shared) twice.points[factor] *= 2;
    balance_weights(w, &twice);
    return balance_sum(&twice, w, s);
}

double balance_without(const balance_model *m, size_t factor) {
    double s[BALANCE_FACTORS_MAX], w[BALANCE_FACTORS_MAX] = {0};
    balance_model less = *m;
    less.sign[factor] = 0;
    balance_salience_at(s, m, BALANCE_MODE);
    balance_weights(w, &less);
    return balance_sum(&less, w, s);
}

double balance_count_only(const balance *b) {
    double sum = 0, all = 0;
    for (size_t i = 0; i < b->factors; i++) {
        balance_direction d = b->factor[i].direction;
        if (d == BALANCE_STRUCTURAL) continue;
        sum += d == BALANCE_CONVERGENT ? 1 : -1;
        all++;
    }
    return all > 0 ? sum / all : (double)NAN;
}

/* ---- for a page that draws -------------------------------------------------------- */

void balance_strongest(balance_pull *out, size_t room, const balance_value *v,
                       const balance_model *m, balance_direction which) {
    int side = which == BALANCE_CONVERGENT ? 1 : -1;
    size_t n = 0;
    for (size_t i = 0; i < room; i++) out[i] = (balance_pull){.factor = -1};
    for (size_t i = 0; i < m->n; i++) {
        double pull = fabs(v->pull[i]);
        if (m->sign[i] != side) continue;
        size_t at = n < room ? n++ : room;
        for (; at > 0 && fabs(out[at - 1].pull) < pull; at--)
            if (at < room) out[at] = out[at - 1];
        if (at < room)
            out[at] = (balance_pull){(int)i, v->pull[i], v->weight[i],
                                     v->weight[i] > 0 ? pull / v->weight[i] : 0};
    }
}

static double reach(const balance_bar *b, double centre) {
    return fmax(fabs(b->without - centre), fmax(fabs(b->at_lo - centre), fabs(b->at_hi - centre)));
}

size_t balance_tornado(balance_bar out[BALANCE_FACTORS_MAX], const balance_model *m,
                       balance_salience at) {
    balance_value v;
    size_t n = 0;
    balance_evaluate(&v, m, at);
    for (size_t i = 0; i < m->n; i++) {
        balance_range r = m->salience[i];
        if (!m->sign[i]) continue;
        double rest = v.balance - v.pull[i], unit = m->sign[i] * v.weight[i];
        balance_bar bar = {
            (int)i,   balance_without(m, i), rest + unit * r.lo, rest + unit * r.hi, v.weight[i],
            v.flip[i]};
        size_t k = n++;
        for (; k > 0 && reach(&out[k - 1], v.balance) < reach(&bar, v.balance); k--)
            out[k] = out[k - 1];
        out[k] = bar;
    }
    return n;
}
