/* change.c - what the searches for change points cost.
 *
 *   change make NAME       the values of a made-up series, one a line
 *   change exact|pelt|pairs seconds, and the number of breaks found
 *
 * exact: 5,000 values, 25 shifts of the mean. pelt: 63,650 values, the deviation
 * changing some 1,000 times, as in the wave heights of Killick et al. pairs:
 * 2,209 series of 312 weeks with 0 to 3 shifts and an autocorrelation of 0.4,
 * each searched exactly with the AR(1) penalty and its breaks tested.          */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/progress.h"
#include "base/random.h"
#include "watch/change.h"

enum { EXACT = 5000, PELT = 63650, PAIRS = 2209, WEEKS = 312 };

static void make_exact(double *x) {
    random_state r;
    random_seed(&r, 1);
    double level = 0;
    for (int i = 0; i < EXACT; i++) {
        if (i % 200 == 0) level = 2 * random_normal(&r);
        x[i] = level + random_normal(&r);
    }
}

static void make_pelt(double *x) {
    random_state r;
    random_seed(&r, 2);
    double deviation = 1;
    for (int i = 0; i < PELT; i++) {
        if (i % 64 == 0) deviation = exp(random_normal(&r));
        x[i] = deviation * random_normal(&r);
    }
}

static void make_pair(double *x, uint64_t pair) {
    random_state r;
    random_stream(&r, 3, pair);
    double level = 0, last = 0;
    uint64_t shifts = random_below(&r, 4), next = random_below(&r, WEEKS);
    for (uint64_t i = 0; i < WEEKS; i++) {
        if (i == next && shifts) {
            level += 3 * random_normal(&r);
            shifts--;
            next = i + 1 + random_below(&r, WEEKS - i);
        }
        last = 0.4 * last + random_normal(&r);
        x[i] = level + last;
    }
}

static size_t search(const double *x, size_t n, const change_options *o) {
    change_result r;
    cordon_error err;
    if (change_make(&r, x, n, o, &err)) {
        fprintf(stderr, "change: %s\n", err.message);
        exit(3);
    }
    size_t count = r.count;
    change_free(&r);
    return count;
}

static size_t run(const char *what, double *x) {
    change_options o = change_options_default;
    size_t found = 0;
    if (strcmp(what, "pairs") == 0) {
        o.penalty = CHANGE_AR1;
        for (uint64_t i = 0; i < PAIRS; i++) {
            make_pair(x, i);
            found += search(x, WEEKS, &o);
        }
        return found;
    }
    o.replicates = 0;
    if (strcmp(what, "exact") == 0) return search(x, EXACT, &o);
    o.method = CHANGE_PELT;
    o.cost = CHANGE_VAR;
    return search(x, PELT, &o);
}

int main(int argc, char **argv) {
    static double x[PELT];
    bool make = argc == 3 && strcmp(argv[1], "make") == 0;
    const char *what = argc > 1 ? argv[argc - 1] : "";
    bool exact = strcmp(what, "exact") == 0, pelt = strcmp(what, "pelt") == 0;
    if ((argc != 2 && !make) || (!exact && !pelt && (make || strcmp(what, "pairs") != 0))) {
        fputs("usage: change [make] exact|pelt, change pairs\n", stderr);
        return 2;
    }
    if (exact) make_exact(x);
    if (pelt) make_pelt(x);
    if (make) {
        for (int i = 0; i < (exact ? EXACT : PELT); i++) printf("%.17g\n", x[i]);
        return 0;
    }
    int64_t started = progress_now_ns();
    size_t found = run(what, x);
    printf("%.3f %zu\n", (double)(progress_now_ns() - started) / 1e9, found);
    return 0;
}
