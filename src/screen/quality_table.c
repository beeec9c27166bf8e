/* The tables of docs/QUALITY.md about labelled pairs. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "screen/quality.h"

enum { BINS = 10, GROUPS_MAX = 64 };

typedef struct figures {
    size_t n, same;
    double at_half[3];          /* precision, recall, F1 of p >= 0.5 */
    double best[3], threshold;  /* the same at the threshold that makes F1 the greatest */
    double calibration, chance; /* expected calibration error; what is expected of a perfect one */
} figures;

typedef struct scored {
    double p;
    bool same;
} scored;

static int falling(const void *a, const void *b) {
    const scored *x = a, *y = b;
    return x->p < y->p ? 1 : x->p > y->p ? -1 : 0;
}

static void fill(double out[3], size_t right, size_t said, size_t same) {
    out[0] = said ? (double)right / (double)said : 0;
    out[1] = same ? (double)right / (double)same : 0;
    out[2] = right ? 2 * (double)right / (double)(said + same) : 0;
}

/* Mean distance between what was said and what was so, over ten equal bins of probability. */
static double calibration(const scored *s, size_t n) {
    double said[BINS] = {0}, so[BINS] = {0}, sum = 0;
    for (size_t i = 0; i < n; i++) {
        int bin = (int)(s[i].p * BINS);
        if (bin == BINS) bin--;
        said[bin] += s[i].p, so[bin] += s[i].same;
    }
    for (int i = 0; i < BINS; i++) sum += fabs(said[i] - so[i]);
    return n ? sum / (double)n : 0;
}

/* The error that as many cases would show on average if every probability were right. */
static double chance(const scored *s, size_t n) {
    double variance[BINS] = {0}, sum = 0;
    for (size_t i = 0; i < n; i++) {
        int bin = (int)(s[i].p * BINS);
        variance[bin == BINS ? BINS - 1 : bin] += s[i].p * (1 - s[i].p);
    }
    for (int i = 0; i < BINS; i++) sum += sqrt(variance[i] * 2 / acos(-1));
    return n ? sum / (double)n : 0;
}

static figures figures_of(scored *s, size_t n) {
    figures f = {.n = n};
    size_t right = 0, half_said = 0, half_right = 0;
    for (size_t i = 0; i < n; i++) f.same += s[i].same;
    if (n > 1) qsort(s, n, sizeof *s, falling);
    for (size_t i = 0; i < n; i++) {
        right += s[i].same;
        if (s[i].p >= 0.5) half_said = i + 1, half_right = right;
        if (i + 1 < n && s[i + 1].p >= s[i].p) continue;
        double now[3];
        fill(now, right, i + 1, f.same);
        if (now[2] > f.best[2]) memcpy(f.best, now, sizeof now), f.threshold = s[i].p;
    }
    fill(f.at_half, half_right, half_said, f.same);
    f.calibration = calibration(s, n);
    f.chance = chance(s, n);
    return f;
}

/* What a case is grouped by; NULL = it belongs to no group. */
typedef const char *group_of(const quality_case *c);
static const char *by_kind(const quality_case *c) { return *c->kind ? c->kind : "kind not said"; }
static const char *by_difficulty(const quality_case *c) {
    return *c->difficulty ? c->difficulty : NULL;
}
static const char *by_script(const quality_case *c) { return *c->script ? c->script : NULL; }
static const char *const split_name[] = {"learned from", "held out",
                                         "licence forbids to learn from it"};
static const char *by_split(const quality_case *c) { return split_name[c->split]; }
static const char *by_all(const quality_case *c) { return (void)c, "all"; }

static void print_row(FILE *out, const char *set, const char *group, const figures *f) {
    fprintf(out, "| %s | %s | %zu | %zu |", set, group, f->n, f->same);
    if (f->same == f->n)
        fprintf(out, " | %.3f | | | | | |\n", f->at_half[1]);
    else
        fprintf(out, " %.3f | %.3f | %.3f | %.3f | %.3f | %.3f | %.3f |\n", f->at_half[0],
                f->at_half[1], f->at_half[2], f->best[2], f->threshold, f->calibration, f->chance);
}

static const char every_set[] = "all sets";

static bool in_set(const quality_case *c, const char *set) {
    return set == every_set || !strcmp(c->set, set);
}

static figures figures_of_group(const quality_cases *c, const char *set, group_of *of,
                                const char *want, scored *room) {
    size_t n = 0;
    for (size_t i = 0; i < c->n; i++) {
        const char *g = in_set(&c->at[i], set) ? of(&c->at[i]) : NULL;
        if (g && !strcmp(g, want))
            room[n++] = (scored){pair_probability(c->at[i].log_odds), c->at[i].same};
    }
    return figures_of(room, n);
}

static void print_group(FILE *out, const quality_cases *c, const char *set, group_of *of,
                        const char *want, scored *room) {
    figures f = figures_of_group(c, set, of, want, room);
    print_row(out, set, want, &f);
}

/* F1 of the rows held out, at the threshold that the rows learned from like best. */
static void print_chosen(FILE *out, const quality_cases *c, const char *set, scored *room) {
    figures from = figures_of_group(c, set, by_split, split_name[QUALITY_TRAIN], room);
    figures held = figures_of_group(c, set, by_split, split_name[QUALITY_HELD], room);
    double at[3];
    size_t said = 0, right = 0;
    if (!from.n || from.same == from.n || !from.same || !held.n) return;
    for (size_t i = 0; i < held.n && room[i].p >= from.threshold; i++)
        said++, right += room[i].same;
    fill(at, right, said, held.same);
    fprintf(out, "| %s | %.3f | %.3f | %.3f | %.3f |\n", set, from.threshold, from.best[2], at[2],
            held.at_half[2]);
}

/* The groups of a set, in the order of their first case. */
static void print_groups(FILE *out, const quality_cases *c, const char *set, group_of *of,
                         scored *room) {
    const char *seen[GROUPS_MAX];
    unsigned n = 0;
    for (size_t i = 0; i < c->n && n < GROUPS_MAX; i++) {
        const char *g = in_set(&c->at[i], set) ? of(&c->at[i]) : NULL;
        unsigned k = 0;
        while (g && k < n && strcmp(seen[k], g) != 0) k++;
        if (g && k == n) seen[n++] = g;
    }
    for (unsigned i = 0; i < n; i++) print_group(out, c, set, of, seen[i], room);
}

cordon_status quality_pairs_table(FILE *out, const quality_cases *c, cordon_error *err) {
    static group_of *const groups[] = {by_all, by_split, by_kind, by_difficulty, by_script};
    scored *room = calloc(c->n + 1, sizeof *room);
    if (!room) return cordon_fail(err, CORDON_ENOMEM, "no memory for %zu cases", c->n);
    fprintf(out, "| set | of which | pairs | same | precision | recall | F1 | best F1 | its "
                 "threshold | calibration error | by chance |\n"
                 "|---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n");
    const char *seen[GROUPS_MAX];
    unsigned n = 0;
    for (size_t i = 0; i < c->n && n < GROUPS_MAX; i++) {
        unsigned k = 0;
        while (k < n && strcmp(seen[k], c->at[i].set) != 0) k++;
        if (k == n) seen[n++] = c->at[i].set;
    }
    print_groups(out, c, every_set, by_all, room);
    print_groups(out, c, every_set, by_split, room);
    for (unsigned i = 0; i < n; i++)
        for (size_t g = 0; g < sizeof groups / sizeof *groups; g++)
            print_groups(out, c, seen[i], groups[g], room);
    fprintf(out, "\nThe threshold that is best for the rows learned from, applied to those held "
                 "out:\n\n| set | threshold | F1 learned from | F1 held out | at 0.5 |\n"
                 "|---|--:|--:|--:|--:|\n");
    for (unsigned i = 0; i < n; i++) print_chosen(out, c, seen[i], room);
    free(room);
    return CORDON_OK;
}
