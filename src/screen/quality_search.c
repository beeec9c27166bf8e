/* The numbers of the score, searched one after the other: each is made a little larger and a little
 * smaller, and the change that the fitted model likes best is kept. Only cases that may be learned
 * from are looked at.                                                             */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/data_dir.h"
#include "read/table.h"
#include "screen/quality.h"
#include "screen/score_model.h"

static const char fitted_from[] = "fitted: cordon quality --train";
static const char searched_from[] = "searched: cordon quality --train --search";

typedef struct bounds {
    const char *name;
    double least, most;
} bounds;
static const bounds searched_numbers[] = {
    {"offset_person", 0, 4}, {"offset_organisation", 3.8, 5},
    {"offset_vessel", 0, 4}, {"bits_most", 6, 14},
    {"syllable", 0.3, 1},    {"patronymic", 0.2, 1},
    {"particle", 0.1, 2},    {"title", 0.05, 1},
    {"initial", 0.5, 4},     {"number", 0.5, 5},
    {"digit", 0.2, 2},       {"order", 0, 0.2},
    {"numbers", 0.3, 0.75},  {"patronymics", 0.4, 1},
    {"conflict", 0, 0.5},    {"conflict_bits", 5, 20},
    {"bits_full", 2.5, 8},   {"short_bits", 4, 16},
    {"meaning", 0.7, 0.97},  {"nick", 0.6, 1},
    {"letter", 0.4, 0.85},   {"abjad_1", 0.3, 0.7},
    {"abjad_2", 0.5, 0.88},  {"abjad_3", 0.7, 0.95},
    {"abjad", 0.8, 0.98},
};
enum { SEARCHED = sizeof searched_numbers / sizeof *searched_numbers, ROUNDS = 2 };
static const double stride = 1.12,
                    worth = 0.3; /* factor; log-likelihood that a change must bring */

static bool searched(const char *name) {
    for (int i = 0; i < SEARCHED; i++)
        if (!strcmp(searched_numbers[i].name, name)) return true;
    return false;
}

/* at: NULL, or the thresholds to be fitted too. */
static cordon_status fitness(double *out, double weight[PAIR_FEATURES], pair_thresholds *at,
                             const score_model *m, const char *bench, cordon_error *err) {
    quality_cases cases;
    cordon_status s = quality_cases_make(&cases, m, bench, true, NULL, err);
    if (s) return s;
    *out = quality_fit(weight, m, &cases);
    if (at) s = quality_fit_thresholds(at, weight, &cases, err);
    quality_cases_free(&cases);
    return s;
}

/* Tries one number; *best is the fitness so far. */
static cordon_status try(score_model *m, const bounds *b, double *best, const char *bench,
                         FILE *told, cordon_error *err) {
    double was = score_parameter(m, b->name), keep = was, weight[PAIR_FEATURES], fit;
    cordon_status s = CORDON_OK;
    for (int i = 0; !s && i < 2; i++) {
        double v = i ? was / stride : was * stride;
        if (v > b->most) v = b->most;
        if (v < b->least) v = b->least;
        if (v == was) continue;
        score_model_set(m, b->name, v);
        s = fitness(&fit, weight, NULL, m, bench, err);
        if (!s && fit > *best + worth) *best = fit, keep = v;
    }
    score_model_set(m, b->name, keep);
    if (told && keep != was) fprintf(told, "%s %.4g -> %.4g: %.2f\n", b->name, was, keep, *best);
    return s;
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

static bool changed(const score_model *m, const char *name, const char *was) {
    char now[32];
    snprintf(now, sizeof now, "%.4g", score_parameter(m, name));
    return strcmp(now, was) != 0;
}

static int threshold_of(const char *name) {
    for (int k = 0; k < PAIR_KINDS; k++)
        if (!strcmp(pair_threshold_name[k], name)) return k;
    return -1;
}

static cordon_status write(const char *parameters, const score_model *m,
                           const double weight[PAIR_FEATURES], const pair_thresholds *at,
                           cordon_error *err) {
    table t;
    int col[4];
    buf b = {0};
    cordon_status s = table_read(&t, parameters, err);
    if (s) return s;
    s = table_cols(&t, (const char *const[]){"name", "value", "meaning", "made_from", NULL}, col,
                   err);
    buf_str(&b, "name,value,meaning,made_from\n");
    for (size_t r = 0; !s && r < t.rows; r++) {
        const char *name = table_cell(&t, r, col[0]);
        int i = feature_of(name);
        int kind = threshold_of(name);
        bool fitted = kind >= 0 || (i >= 0 && !pair_feature_at((pair_feature)i)->by_hand);
        buf_printf(&b, "%s,", name);
        if (fitted)
            buf_printf(&b, "%.4f,", kind >= 0 ? at->at[kind] : weight[i]);
        else if (searched(name))
            buf_printf(&b, "%.4g,", score_parameter(m, name));
        else
            buf_printf(&b, "%s,", table_cell(&t, r, col[1]));
        print_text(&b, table_cell(&t, r, col[2]));
        buf_char(&b, ',');
        print_text(&b, fitted ? fitted_from
                       : searched(name) && changed(m, name, table_cell(&t, r, col[1]))
                           ? searched_from
                           : table_cell(&t, r, col[3]));
        buf_char(&b, '\n');
    }
    table_free(&t);
    if (!s) s = replace(parameters, &b, err);
    buf_free(&b);
    return s;
}

cordon_status quality_train(const char *bench, bool search, FILE *told, cordon_error *err) {
    score_model *m;
    char path[1024];
    double best, before, weight[PAIR_FEATURES];
    pair_thresholds at;
    cordon_status s = score_model_for_training(&m, err);
    if (!s) s = pair_thresholds_read(&at, m, err);
    if (!s) s = fitness(&best, weight, NULL, m, bench, err);
    for (int round = 0; !s && search && round < ROUNDS; round++) {
        before = best;
        if (told) fprintf(told, "round %d: %.2f\n", round + 1, best);
        for (int i = 0; !s && i < SEARCHED; i++)
            s = try(m, &searched_numbers[i], &best, bench, told, err);
        if (best - before < worth) break;
    }
    if (!s) s = fitness(&best, weight, &at, m, bench, err);
    return s ? s
             : write(data_path(path, sizeof path, "data/screen/parameters.csv"), m, weight, &at,
                     err);
}
