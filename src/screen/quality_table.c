/* The tables of docs/QUALITY.md about labelled pairs. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "screen/quality.h"

enum { BINS = 10, GROUPS_MAX = 64 };

typedef struct figures {
    size_t n, same;
    double at[3];              /* precision, recall, F1 of what reaches the threshold of its kind */
    double best[3], threshold; /* the same at the threshold that makes F1 the greatest */
    double calibration, chance; /* expected calibration error; what is expected of a perfect one */
} figures;

typedef struct scored {
    double p;
    bool same, hit; /* hit: reaches the threshold of its kind */
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
    size_t right = 0, hits = 0, hits_right = 0;
    for (size_t i = 0; i < n; i++)
        f.same += s[i].same, hits += s[i].hit, hits_right += s[i].hit && s[i].same;
    if (n > 1) qsort(s, n, sizeof *s, falling);
    for (size_t i = 0; i < n; i++) {
        right += s[i].same;
        if (i + 1 < n && s[i + 1].p >= s[i].p) continue;
        double now[3];
        fill(now, right, i + 1, f.same);
        if (now[2] > f.best[2]) memcpy(f.best, now, sizeof now), f.threshold = s[i].p;
    }
    fill(f.at, hits_right, hits, f.same);
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
        fprintf(out, " | %.3f | | | | | |\n", f->at[1]);
    else
        fprintf(out, " %.3f | %.3f | %.3f | %.3f | %.3f | %.3f | %.3f |\n", f->at[0], f->at[1],
                f->at[2], f->best[2], f->threshold, f->calibration, f->chance);
}

static const char every_set[] = "all sets";

static bool in_set(const quality_case *c, const char *set) {
    return set == every_set || !strcmp(c->set, set);
}

typedef struct tabling {
    FILE *out;
    const quality_cases *c;
    const pair_thresholds *at;
    scored *room; /* for all cases */
} tabling;

static void print_group(const tabling *t, const char *set, group_of *of, const char *want) {
    size_t n = 0;
    for (size_t i = 0; i < t->c->n; i++) {
        const quality_case *c = &t->c->at[i];
        const char *g = in_set(c, set) ? of(c) : NULL;
        if (!g || strcmp(g, want) != 0) continue;
        double p = pair_probability(c->log_odds);
        t->room[n++] = (scored){p, c->same, p >= t->at->at[c->taken_for]};
    }
    figures f = figures_of(t->room, n);
    print_row(t->out, set, want, &f);
}

/* F1 of a kind's cases of one split that are no strangers; *n = 0 when F1 says nothing. */
static double f1_of(const tabling *t, name_kind kind, quality_split split, double threshold,
                    size_t *n) {
    size_t said = 0, right = 0, same = 0;
    double f[3];
    *n = 0;
    for (size_t i = 0; i < t->c->n; i++) {
        const quality_case *c = &t->c->at[i];
        if (c->taken_for != kind || c->split != split || !strcmp(c->set, "strangers")) continue;
        bool hit = pair_probability(c->log_odds) >= threshold;
        ++*n, same += c->same, said += hit, right += hit && c->same;
    }
    if (same == *n) *n = 0;
    fill(f, right, said, same);
    return f[2];
}

static void print_thresholds(const tabling *t) {
    static const char *const name[PAIR_KINDS] = {"kind not said", "person", "organisation",
                                                 "vessel"};
    for (int k = 0; k < PAIR_KINDS; k++) {
        fprintf(t->out, "| %s | %.3f |", name[k], t->at->at[k]);
        for (int split = 0; split < QUALITY_SPLITS; split++)
            for (int way = 0; way < 2; way++) {
                size_t n;
                double f =
                    f1_of(t, (name_kind)k, (quality_split)split, way ? 0.5 : t->at->at[k], &n);
                if (n)
                    fprintf(t->out, " %.3f |", f);
                else
                    fputs(" |", t->out);
            }
        fputc('\n', t->out);
    }
}

/* The groups of a set, in the order of their first case. */
static void print_groups(const tabling *t, const char *set, group_of *of) {
    const quality_cases *c = t->c;
    const char *seen[GROUPS_MAX];
    unsigned n = 0;
    for (size_t i = 0; i < c->n && n < GROUPS_MAX; i++) {
        const char *g = in_set(&c->at[i], set) ? of(&c->at[i]) : NULL;
        unsigned k = 0;
        while (g && k < n && strcmp(seen[k], g) != 0) k++;
        if (g && k == n) seen[n++] = g;
    }
    for (unsigned i = 0; i < n; i++) print_group(t, set, of, seen[i]);
}

cordon_status quality_pairs_table(FILE *out, const quality_cases *c, const pair_thresholds *at,
                                  cordon_error *err) {
    static group_of *const groups[] = {by_all, by_split, by_kind, by_difficulty, by_script};
    scored *room = calloc(c->n + 1, sizeof *room);
    if (!room) return cordon_fail(err, CORDON_ENOMEM, "no memory for %zu cases", c->n);
    tabling t = {out, c, at, room};
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
    print_groups(&t, every_set, by_all);
    print_groups(&t, every_set, by_split);
    for (unsigned i = 0; i < n; i++)
        for (size_t g = 0; g < sizeof groups / sizeof *groups; g++)
            print_groups(&t, seen[i], groups[g]);
    fprintf(
        out,
        "\nThe threshold of each kind, fitted on the rows learned from, and F1 there (strangers "
        "left out), beside that at 0.5:\n\n"
        "| kind | threshold | F1 learned from | at 0.5 | held out | at 0.5 | licence forbids | "
        "at 0.5 |\n|---|--:|--:|--:|--:|--:|--:|--:|\n");
    print_thresholds(&t);
    free(room);
    return CORDON_OK;
}
