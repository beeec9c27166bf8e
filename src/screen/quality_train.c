/* Logistic regression of the features of pairs, by Newton's method with a ridge.
 *
 * Coefficients of features marked by_hand stay as they are and enter as an offset. A feature that may
 * only speak one way and comes out the other way is set to 0 and the rest fitted again. Sums run over
 * cases in the order of the sets, so the same files give the same digits.                */
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
        double p = pair_probability(log_odds(f, c)), v = p * (1 - p);
        for (int i = 0; i < PAIR_FEATURES; i++) {
            double x = (double)c->value[i];
            if (f->fixed[i] || x == 0) continue;
            gradient[i] += (c->same - p) * x;
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
        if (!f->fixed[i] && f->w[i] * sign < 0 && (worst < 0 || fabs(f->w[i]) > fabs(f->w[worst]))) worst = i;
    }
    if (worst >= 0) f->w[worst] = 0, f->fixed[worst] = true;
    return worst >= 0;
}

void quality_fit(double weight[PAIR_FEATURES], const score_model *m, const quality_cases *cases) {
    fit f = {{0}, {false}};
    const double *from = score_model_pair(m);
    for (int i = 0; i < PAIR_FEATURES; i++) {
        f.fixed[i] = pair_feature_at((pair_feature)i)->by_hand;
        f.w[i] = f.fixed[i] ? from[i] : 0;
    }
    do
        for (int i = 0; i < STEPS && step(&f, cases) > 1e-9; i++) {}
    while (drop_wrong(&f));
    memcpy(weight, f.w, sizeof f.w);
}

static void print_text(buf *b, const char *s) {
    bool quoted = strpbrk(s, ",\"") != NULL;
    if (quoted) buf_char(b, '"');
    for (; *s; s++) {
        if (*s == '"') buf_char(b, '"');
        buf_char(b, *s);
    }
    if (quoted) buf_char(b, '"');
}

static int feature_of(const char *name) {
    for (int i = 0; i < PAIR_FEATURES && !strncmp(name, "pair.", 5); i++)
        if (!strcmp(pair_feature_at((pair_feature)i)->name, name + 5)) return i;
    return -1;
}

static cordon_status replace(const char *path, const buf *b, cordon_error *err) {
    FILE *f = b->failed ? NULL : fopen(path, "w");
    bool good = f && fwrite(b->p, 1, b->len, f) == b->len;
    if (f && fclose(f)) good = false;
    return good ? CORDON_OK : cordon_fail_at(err, CORDON_EIO, path, 0, 0, "%s", strerror(errno));
}

cordon_status quality_write_parameters(const char *parameters, const double weight[PAIR_FEATURES],
                                       const char *made_from, cordon_error *err) {
    table t;
    int col[4];
    buf b = {0};
    cordon_status s = table_read(&t, parameters, err);
    if (s) return s;
    s = table_cols(&t, (const char *const[]){"name", "value", "meaning", "made_from", NULL}, col, err);
    buf_str(&b, "name,value,meaning,made_from\n");
    for (size_t r = 0; !s && r < t.rows; r++) {
        const char *name = table_cell(&t, r, col[0]);
        int i = feature_of(name);
        bool fitted = i >= 0 && !pair_feature_at((pair_feature)i)->by_hand;
        buf_printf(&b, "%s,", name);
        if (fitted)
            buf_printf(&b, "%.4f,", weight[i]);
        else
            buf_printf(&b, "%s,", table_cell(&t, r, col[1]));
        print_text(&b, table_cell(&t, r, col[2]));
        buf_char(&b, ',');
        print_text(&b, fitted ? made_from : table_cell(&t, r, col[3]));
        buf_char(&b, '\n');
    }
    table_free(&t);
    if (!s) s = replace(parameters, &b, err);
    buf_free(&b);
    return s;
}
