/* Ideal points of all roll calls that ship, against the published estimates.
 *   ideal [SWEEPS [BURN [CHAINS [SEED [THREADS [own]]]]]]
 * With the authors' step for cut points, since the question is whether theirs comes out; "own": ours.
 * Prints what went in, what a sweep costs, and how near the result comes: correlation over all
 * country-sessions, median correlation within a session, share inside the published 90 % interval.
 * Exits 1 when a floor is missed: r 0.998, within 0.999, inside 99 %, 120 ms a sweep. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/data_dir.h"
#include "watch/ideal.h"
#include "watch/ideal_compare.h"

static int fail(const cordon_error *err) {
    fprintf(stderr, "ideal: %s %s\n", err->source, err->message);
    return 3;
}

int main(int argc, char **argv) {
    static const char *const names[] = {"votes_matrix.tsv.xz", "roll_calls.tsv.xz",
                                        "identical_resolutions.csv",
                                        "ideal_points_2020-04_All.csv.xz"};
    enum { FILES = 4 };
    votes_file file[FILES];
    const votes_file *list[FILES];
    char name[100], path[1024];
    cordon_error err = {0};
    areas *a;
    votes v;
    ideal_data d;
    ideal_result r;
    ideal_compared c;
    ideal_options o = IDEAL_OPTIONS_INIT;
    if (argc > 1) o.sweeps = atoll(argv[1]);
    if (argc > 2) o.burn = atoll(argv[2]);
    if (argc > 3) o.chains = atoll(argv[3]);
    if (argc > 4) o.seed = (uint64_t)atoll(argv[4]);
    if (argc > 5) o.threads = atoll(argv[5]);
    o.as_published = argc <= 6; /* any word behind: our own step */
    if (areas_load(&a, &err)) return fail(&err);
    for (int i = 0; i < FILES; i++) {
        snprintf(name, sizeof name, "data/events/unga/%s", names[i]);
        if (votes_file_read(&file[i], data_path(path, sizeof path, name), a, &err))
            return fail(&err);
        list[i] = &file[i];
    }
    if (votes_join(&v, list, FILES, &err) || ideal_data_make(&d, &v, &(ideal_select){0}, &err) ||
        ideal_run(&r, &d, &o, &err) || ideal_compare(&c, &r, &d, &v, &file[3], &err))
        return fail(&err);
    printf("%zu observations, %zu roll calls, %zu country-sessions\n", d.observations, d.rolls,
           d.places);
    printf("%lld chains, %lld + %lld sweeps, seed %llu: %.1f ms of processor time a sweep (goal 60, "
           "floor 120), %.0f %% of cut points accepted\n",
           (long long)o.chains, (long long)o.burn, (long long)o.sweeps, (unsigned long long)o.seed,
           r.sweep_ms, 100 * r.accepted);
    printf("R-hat at worst %.3f, above 1.1 in %zu country-sessions\n", r.rhat_worst, r.rhat_over);
    printf("published: %zu country-sessions compared, r %.5f (floor 0.998), median within a session "
           "%.5f (floor 0.999), inside the published 90 %% interval %.2f %% (floor 99)\n",
           c.n, c.r, c.r_within, 100 * c.inside);
    return c.r < 0.998 || c.r_within < 0.999 || c.inside < 0.99 || r.sweep_ms > 120;
}
