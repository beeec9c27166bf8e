/* Logistic regression of the features of pairs, by Newton's method with a ridge.
 *
 * Coefficients of features marked by_hand stay as they are and enter as an offset. A feature that
 * may only speak one way and comes out the other way is set to 0 and the rest fitted again. Sums
 * run over cases in the order of the sets, so the same files give the same digits. */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "read/table.h"
#include "screen/quality.h"
#include "screen/score_model.h"

enum { STEPS = 60 };
static const double ridge = 0.5; /* of every coefficient but the base: prior sd 1.4 */

typedef struct fit {
    double w[PAIR_FEATURES];
    bool fixed[PAIR_FEATURES];
} fit;

static bool learned(const quality_case *c) { return c->split == QUALITY_TRAIN; }

static double log_odds(const fit *f, const quality_case *c) {
    double z = 0;
    for (int i = 0; i < PAIR_FEATURES; i++) z += f->w[i] * (double)c->value[i];
    return z;
}

/* Solves a x = b in place by Cholesky; a is symmetric and positive. */
static void solve(double a[PAIR_FEATURES][PAIR_FEATURES], double b[PAIR_FEATURES]) {
    enum { N = PAIR_FEATURES };
    for (int j = 0; j < N; j++) {
        for (int k = 0; k < j; k++) a[j][j] -= a[j][k] * a[j][k];
        a[j][j] = sqrt(a[j][j] > 1e-12 ? a[j][j] : 1e-12);
        for (int i = j + 1; i < N; i++) {
            for (int k = 0; k < j; k++) a[i][j] -= a[i][k] * a[j][k];
            a[i][j] /= a[j][j];
        }
    }
    for (int i = 0; i < N; i++) {
        for (int k = 0; k < i; k++) b[i] -= a[i][k] * b[k];
        b[i] /= a[i][i];
    }
    for (int i = N - 1; i >= 0; i--) {
        for (int k = i + 1; k < N; k++) b[i] -= a[k][i] * b[k];
        b[i] /= a[i][i];
    }
}

/* One step; returns its length. */
static double step(fit *f, const quality_cases *cases) {
    static double hessian[PAIR_FEATURES][PAIR_FEATURES];
    double gradient[PAIR_FEATURES], length = 0;
    memset(hessian, 0, sizeof hessian);
    for (int i = 0; i < PAIR_FEATURES; i++) {
        double r = f->fixed[i] ? 0 : i == PAIR_BASE ? 1e-6 : ridge;
        gradient[i] = -r * f->w[i];
        hessian[i][i] = f->fixed[i] ? 1 : r;
    }
    for (size_t n = 0; n < cases->n; n++) {
        const quality_case *c = &cases->at[n];
        if (!learned(c)) continue;
        double p = pair_probability(log_odds(f, c)), v = c->weight * p * (1 - p);
        for (int i = 0; i < PAIR_FEATURES; i++) {
            double x = (double)c->value[i];
            if (f->fixed[i] || x == 0) continue;
            gradient[i] += c->weight * (c->same - p) * x;
            for (int j = 0; j <= i; j++)
                if (!f->fixed[j]) hessian[i][j] += v * x * (double)c->value[j];
        }
    }
    for (int i = 0; i < PAIR_FEATURES; i++)
        if (f->fixed[i]) gradient[i] = 0;
    solve(hessian, gradient);
    for (int i = 0; i < PAIR_FEATURES; i++) f->w[i] += gradient[i], length += fabs(gradient[i]);
    return length;
}

/* The coefficient that is furthest on the wrong side; false when there is none. */
static bool drop_wrong(fit *f) {
    int worst = -1;
    for (int i = 0; i < PAIR_FEATURES; i++) {
        int sign = pair_feature_at((pair_feature)i)->sign;
        if (!f->fixed[i] && f->w[i] * sign < 0 && (worst < 0 || fabs(f->w[i]) > fabs(f->w[worst])))
            worst = i;
    }
    if (worst >= 0) f->w[worst] = 0, f->fixed[worst] = true;
    return worst >= 0;
}

static double likelihood(const fit *f, const quality_cases *cases) {
    double sum = 0;
    for (size_t n = 0; n < cases->n; n++) {
        const quality_case *c = &cases->at[n];
        double z = log_odds(f, c);
        if (learned(c)) sum -= c->weight * log1p(exp(c->same ? -z : z));
    }
    for (int i = 0; i < PAIR_FEATURES; i++)
        if (i != PAIR_BASE && !f->fixed[i]) sum -= ridge * f->w[i] * f->w[i] / 2;
    return sum;
}

double quality_fit(double weight[PAIR_FEATURES], const score_model *m, const quality_cases *cases) {
    fit f = {{0}, {false}};
    const double *from = score_model_pair(m);
    for (int i = 0; i < PAIR_FEATURES; i++) {
        f.fixed[i] = pair_feature_at((pair_feature)i)->by_hand;
        f.w[i] = f.fixed[i] ? from[i] : 0;
    }
    do
        for (int i = 0; i < STEPS && step(&f, cases) > 1e-9; i++) {
        }
    while (drop_wrong(&f));
    memcpy(weight, f.w, sizeof f.w);
    return likelihood(&f, cases);
}
