/* ideal_chain.c - one sweep after another. What a sweep costs is the loops over
 * observations: two values of a table for each yes and no, a truncated draw, and
 * two sums. Abstentions are fewer and take logarithms of differences.            */
#include <math.h>

#include "watch/ideal_inner.h"

static const double our_step = 0.35; /* of the proposals for cut points: two in five are accepted */
static const double authors_step = 0.2 / 3; /* theirs: four in five (Johnson and Albert 1999) */
static const double bound = 7;      /* cut points stay within */
static const double theta_bound = 5; /* before standardising, as in the authors' program */

static const double z_bound = 9;

/* Of an observation's place; theta does not change within a pass over the roll calls. */
static inline double middle(const ideal_chain *c, double beta, uint32_t at) {
    return beta * c->theta[at];
}

static double ends(const ideal_chain *c, const ideal_roll *r, double beta, double low, double high) {
    const uint32_t *at = c->d->at + r->first, *no = at + r->n[0] + r->n[1];
    double sum = 0;
    for (uint32_t i = 0; i < r->n[0]; i++)
        sum += normal_log_cdf(c->t, low - middle(c, beta, at[i]));
    for (uint32_t i = 0; i < r->n[2]; i++)
        sum += normal_log_cdf(c->t, middle(c, beta, no[i]) - high);
    return sum;
}

/* log(cdf(b) - cdf(a)) through the table where that keeps its digits. */
static inline double log_between(const normal_tables *t, double a, double b) {
    if (a > 0) {
        double swap = a;
        a = -b;
        b = -swap;
    }
    double f = normal_log_cdf(t, b), d = normal_log_cdf(t, a) - f;
    return d < -0.01 ? f + log(-expm1(d)) : normal_log_between(a, b);
}

static double inner(const ideal_chain *c, const ideal_roll *r, double beta, double low, double high) {
    const uint32_t *at = c->d->at + r->first + r->n[0];
    double sum = 0;
    for (uint32_t i = 0; i < r->n[1]; i++) {
        double m = middle(c, beta, at[i]);
        sum += log_between(c->t, low - m, high - m);
    }
    return sum;
}

double ideal_chain_likelihood(const ideal_chain *c, size_t roll, double low, double high) {
    const ideal_roll *r = &c->d->roll[roll];
    return ends(c, r, c->beta[roll], low, high) + inner(c, r, c->beta[roll], low, high);
}

/* log of the density of proposing (to_low, to_high), but for the bell curves, which
 * are the same both ways: low is cut to [-7, high], then high to [to_low, 7].  */
static double proposal(double step, double low, double high, double to_low) {
    return -normal_log_between((-bound - low) / step, (high - low) / step) -
           normal_log_between((to_low - high) / step, (bound - high) / step);
}

/* What the proposal adds to the log of the ratio of likelihoods. */
static double correction(const ideal_chain *c, double low, double high, double to_low,
                         double to_high) {
    double step = c->step;
    if (c->as_published) /* one factor of each way, and no look at whether there is a way back */
        return normal_log_cdf_exact((high - to_low) / step) -
               normal_log_cdf_exact((to_high - low) / step);
    if (low > to_high) return -INFINITY; /* the way back could not be proposed */
    return proposal(step, to_low, to_high, low) - proposal(step, low, high, to_low);
}

static void move_cuts(ideal_chain *c, size_t roll) {
    double low = c->low[roll], high = c->high[roll], step = c->step;
    double to_low = low + step * normal_between(c->t, &c->random, (-bound - low) / step,
                                                (high - low) / step);
    double to_high = high + step * normal_between(c->t, &c->random, (to_low - high) / step,
                                                  (bound - high) / step);
    double log_ratio = correction(c, low, high, to_low, to_high);
    c->proposed++;
    if (log_ratio > (double)-INFINITY)
        log_ratio += ideal_chain_likelihood(c, roll, to_low, to_high) -
                     ideal_chain_likelihood(c, roll, low, high);
    /* Also a start without weight (an abstention between equal cuts) is left: ratio inf or nan. */
    if (log_ratio < 0 && log(1 - random_unit(&c->random)) > log_ratio) return;
    c->accepted++;
    c->low[roll] = to_low;
    c->high[roll] = to_high;
}

/* z of every observation of a roll call into c->z. Cut at 9, as published: it bears on the few
 * who always stand at the far end, whom it keeps some tenths nearer to the others.            */
static void draw_z(ideal_chain *c, const ideal_roll *r, double beta, double low, double high) {
    const uint32_t *at = c->d->at + r->first;
    double *z = c->z;
    for (uint32_t i = 0; i < r->n[0]; i++, at++) {
        double m = middle(c, beta, *at);
        *z++ = m - normal_above(c->t, &c->random, m - low);
    }
    for (uint32_t i = 0; i < r->n[1]; i++, at++) {
        double m = middle(c, beta, *at);
        *z++ = m + normal_between(c->t, &c->random, low - m, high - m);
    }
    for (uint32_t i = 0; i < r->n[2]; i++, at++) {
        double m = middle(c, beta, *at);
        *z++ = m + normal_above(c->t, &c->random, high - m);
    }
    for (double *q = c->z; q < z; q++) *q = fmax(-z_bound, fmin(z_bound, *q));
}

static void draw_beta(ideal_chain *c, size_t roll) {
    const ideal_roll *r = &c->d->roll[roll];
    const uint32_t *at = c->d->at + r->first;
    uint32_t n = r->n[0] + r->n[1] + r->n[2];
    double tt = 1, tz = 0;
    for (uint32_t i = 0; i < n; i++) {
        double theta = c->theta[at[i]];
        tt += theta * theta;
        tz += theta * c->z[i];
    }
    c->beta[roll] = tz / tt + normal_draw(c->t, &c->random) / sqrt(tt);
}

/* What theta needs of a roll call. */
static void add_sums(ideal_chain *c, size_t roll) {
    const ideal_roll *r = &c->d->roll[roll];
    const uint32_t *at = c->d->at + r->first;
    uint32_t n = r->n[0] + r->n[1] + r->n[2];
    double beta = c->beta[roll], bb = beta * beta;
    for (uint32_t i = 0; i < n; i++) {
        c->sum_bz[at[i]] += beta * c->z[i];
        c->sum_bb[at[i]] += bb;
    }
}

static void clear_sums(ideal_chain *c) {
    for (size_t i = 0; i < c->d->places; i++) c->sum_bz[i] = c->sum_bb[i] = 0;
}

static void standardise(double *v, size_t n) {
    double sum = 0, squares = 0;
    for (size_t i = 0; i < n; i++) sum += v[i];
    double mean = sum / (double)n;
    for (size_t i = 0; i < n; i++) squares += (v[i] - mean) * (v[i] - mean);
    double sd = n > 1 ? sqrt(squares / (double)(n - 1)) : 0;
    for (size_t i = 0; i < n; i++) v[i] = sd > 0 ? (v[i] - mean) / sd : 0;
}

/* c->theta holds the prior means until they are replaced place by place. */
static void draw_theta(ideal_chain *c) {
    const ideal_place *p = c->d->place;
    size_t n = c->d->places;
    for (size_t i = 0; i < n; i++) c->theta[i] = p[i].prior < 0 ? 0 : c->mean[p[i].prior];
    for (size_t i = 0; i < n; i++) {
        double weight = p[i].weight / c->smooth, precision = c->sum_bb[i] + weight;
        c->mean[i] = (c->sum_bz[i] + weight * c->theta[i]) / precision;
        double draw = c->mean[i] + normal_draw(c->t, &c->random) / sqrt(precision);
        c->theta[i] = fmax(-theta_bound, fmin(theta_bound, draw));
    }
    standardise(c->theta, n);
}

void ideal_chain_sweep(ideal_chain *c) {
    draw_theta(c);
    clear_sums(c);
    for (size_t k = 0; k < c->d->rolls; k++) {
        move_cuts(c, k);
        draw_z(c, &c->d->roll[k], c->beta[k], c->low[k], c->high[k]);
        draw_beta(c, k);
        add_sums(c, k);
    }
}

static uint32_t roll_n(const ideal_roll *r) { return r->n[0] + r->n[1] + r->n[2]; }

static cordon_status make_arrays(ideal_chain *c, arena *mem, cordon_error *err) {
    size_t places = c->d->places, rolls = c->d->rolls, longest = 0;
    for (size_t k = 0; k < rolls; k++)
        if (roll_n(&c->d->roll[k]) > longest) longest = roll_n(&c->d->roll[k]);
    double *all = arena_alloc(mem, (4 * places + 3 * rolls + longest) * sizeof *all);
    if (!all) return cordon_fail(err, CORDON_ENOMEM, "no memory for a chain of ideal points");
    c->theta = all;
    c->mean = all + places;
    c->sum_bz = c->mean + places;
    c->sum_bb = c->sum_bz + places;
    c->beta = c->sum_bb + places;
    c->low = c->beta + rolls;
    c->high = c->low + rolls;
    c->z = c->high + rolls;
    return CORDON_OK;
}

cordon_status ideal_chain_begin(ideal_chain *c, arena *mem, const ideal_data *d,
                                const normal_tables *t, const ideal_options *o, uint64_t number,
                                cordon_error *err) {
    *c = (ideal_chain){.d = d, .t = t, .smooth = o->smooth, .as_published = o->as_published};
    c->step = o->as_published ? authors_step : our_step;
    cordon_status status = make_arrays(c, mem, err);
    if (status) return status;
    random_stream(&c->random, o->seed, number);
    /* Chains begin apart, so that R-hat can tell when they have met; the authors' did not. */
    double apart = o->as_published ? 0 : 0.3;
    for (size_t i = 0; i < d->places; i++)
        c->mean[i] = d->place[i].start + apart * normal_draw(t, &c->random);
    for (size_t k = 0; k < d->rolls; k++) {
        const ideal_roll *r = &d->roll[k];
        double n = roll_n(r);
        c->low[k] = -1 + 2 * r->n[0] / n;
        c->high[k] = -1 + 2 * (r->n[0] + r->n[1]) / n;
        c->beta[k] = r->start;
        draw_z(c, r, 0, c->low[k], c->high[k]);
        add_sums(c, k);
    }
    return CORDON_OK;
}
