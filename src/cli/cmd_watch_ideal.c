#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/progress.h"
#include "cli/output.h"
#include "cli/votes_question.h"
#include "watch/ideal.h"

static votes_question q;
static ideal_options o;
static const char *to_file;
static int64_t seed;
static bool published;
static output_choice choice;

static const option *options(void) {
    static const option t[] = {
        {"dyad", 0, OPTION_TEXT, "A-B", "the distance of two states instead of every state's place",
         &q.dyad},
        {"published", 0, OPTION_FLAG, NULL, "with --dyad: only estimates that were loaded, sample nothing",
         &published},
        {"chains", 0, OPTION_COUNT, "N", "default: 4", &o.chains},
        {"sweeps", 0, OPTION_COUNT, "N", "that count, of each chain; default: 2000", &o.sweeps},
        {"burn", 0, OPTION_COUNT, "N", "before those; default: 500", &o.burn},
        {"seed", 0, OPTION_COUNT, "N", "same seed, same result; default: 20170401", &seed},
        {"threads", 0, OPTION_COUNT, "N", "changes nothing but the time; default: one per core",
         &o.threads},
        {"as-published", 0, OPTION_FLAG, NULL,
         "the authors' own step for cut points, to compare levels of early sessions with theirs",
         &o.as_published},
        {"output", 'o', OPTION_TEXT, "FILE", "also write every state's place as CSV", &to_file},
        VOTES_QUESTION_OPTIONS(&q),
        OUTPUT_OPTIONS(&choice),
        {0},
    };
    return t;
}

static const output_column places[] = {
    {"country", "country", OUT_TEXT, false}, {"session", "session", OUT_INT, false},
    {"year", "year", OUT_TEXT, false},       {"votes", "votes", OUT_INT, false},
    {"mean", "mean", OUT_REAL, false},       {"sd", "sd", OUT_REAL, false},
    {"q5", "5 %", OUT_REAL, false},          {"q50", "50 %", OUT_REAL, false},
    {"q95", "95 %", OUT_REAL, false},        {"rhat", "R-hat", OUT_REAL, false},
};
static output_column distances[] = {
    {"variant", "variant", OUT_TEXT, false}, {"session", "session", OUT_INT, false},
    {"year", "year", OUT_TEXT, false},       {"a", "", OUT_REAL, false}, /* heads: the two states */
    {"b", "", OUT_REAL, false},              {"distance", "distance", OUT_REAL, false},
    {"q5", "5 %", OUT_REAL, false},          {"q50", "50 %", OUT_REAL, false},
    {"q95", "95 %", OUT_REAL, false},        {"rhat", "R-hat", OUT_REAL, false},
    {"source", "source", OUT_INT, false},    {"vintage", "vintage", OUT_DATE, false},
};
#define COUNT(a) (sizeof(a) / sizeof *(a))

/* Four decimals: the sampler knows no more. */
static double rounded(double v) { return round(v * 1e4) / 1e4; }

static void when(output *out, int session) {
    char year[16];
    snprintf(year, sizeof year, "%d", session + 1945);
    output_int(out, session);
    output_text(out, year);
}

static void quantiles(output *out, const ideal_summary *s) {
    output_real(out, rounded(s->q5));
    output_real(out, rounded(s->q50));
    output_real(out, rounded(s->q95));
    output_real(out, rounded(s->rhat));
}

/* ---- what was sampled ---- */

typedef struct sampled {
    votes v;
    votes_sources from;
    ideal_data d;
    ideal_result r;
} sampled;

static void on_progress(void *arg, uint64_t done, uint64_t all) {
    progress_update(arg, done, all, "sweeps");
}

static cordon_status sample(sampled *s, cordon_error *err) {
    progress bar;
    ideal_select select = {q.from, q.to};
    cordon_status status = votes_from_store(&s->v, &s->from, q.s, q.known_by, err);
    if (!status) status = ideal_data_make(&s->d, &s->v, &select, err);
    if (status) return status;
    progress_start(&bar, "ideal points");
    o.seed = (uint64_t)seed;
    o.progress = on_progress;
    o.arg = &bar;
    status = ideal_run(&s->r, &s->d, &o, err);
    progress_end(&bar);
    return status;
}

static void sampled_free(sampled *s) {
    ideal_result_free(&s->r);
    ideal_data_free(&s->d);
    votes_free(&s->v);
}

static void print_places(output *out, const sampled *s) {
    for (size_t i = 0; i < s->d.places; i++) {
        const ideal_place *p = &s->d.place[i];
        output_text(out, s->v.country[p->country]);
        when(out, p->session);
        output_int(out, p->votes);
        output_real(out, rounded(s->r.place[i].mean));
        output_real(out, rounded(s->r.place[i].sd));
        quantiles(out, &s->r.place[i]);
    }
}

static int write_places(const sampled *s) {
    FILE *f = fopen(to_file, "w");
    if (f) {
        fputs("country,session,votes,mean,sd,q5,q50,q95,rhat\n", f);
        for (size_t i = 0; i < s->d.places; i++) {
            const ideal_place *p = &s->d.place[i];
            const ideal_summary *x = &s->r.place[i];
            fprintf(f, "%s,%d,%u,%.4f,%.4f,%.4f,%.4f,%.4f,%.4f\n", s->v.country[p->country], p->session,
                    p->votes, x->mean, x->sd, x->q5, x->q50, x->q95, x->rhat);
        }
    }
    bool failed = !f || ferror(f);
    if (f && fclose(f) != 0) failed = true;
    if (!failed) return EXIT_OK;
    cordon_error err = {0};
    cordon_fail_at(&err, CORDON_EIO, to_file, 0, 0, "%s", strerror(errno));
    return cmd_failed(&cmd_watch_ideal, &err);
}

static cordon_status print_distances(output *out, const sampled *s, size_t a, size_t b,
                                     cordon_error *err) {
    for (int session = 1; session <= VOTES_SESSION_MAX; session++) {
        long x = ideal_place_of(&s->d, a, session), y = ideal_place_of(&s->d, b, session);
        ideal_summary apart;
        if (x < 0 || y < 0) continue;
        cordon_status status = ideal_distance(&apart, &s->r, (size_t)x, (size_t)y, err);
        if (status) return status;
        output_text(out, "computed here");
        when(out, session);
        output_real(out, rounded(s->r.place[x].mean));
        output_real(out, rounded(s->r.place[y].mean));
        output_real(out, rounded(apart.mean));
        quantiles(out, &apart);
        output_missing(out);
        output_int(out, s->from.vintage);
    }
    return CORDON_OK;
}

static void note_sampled(output *out, const sampled *s) {
    char day[DATE_TEXT];
    output_note(out, "%zu votes in %zu roll calls, %zu country-sessions; vintage %s; %lld chains of %lld "
                     "+ %lld sweeps, seed %llu.",
                s->d.observations, s->d.rolls, s->d.places, date_format(day, s->from.vintage),
                (long long)o.chains, (long long)o.burn, (long long)o.sweeps, (unsigned long long)o.seed);
    output_note(out, "R-hat is %.3f at worst, above 1.1 in %zu country-sessions%s.", s->r.rhat_worst,
                s->r.rhat_over,
                s->r.rhat_over ? ": chains have not met there, run more sweeps" : "");
}

/* ---- what was published ---- */

static cordon_status print_published(output *out, const pair *p, size_t *n, cordon_error *err) {
    votes_pair_point *v;
    cordon_status status =
        votes_published(&v, n, q.s, p->a->code, p->b->code, q.known_by, err);
    for (size_t i = 0; v && i < *n && !status; i++) {
        if ((q.from && v[i].session < q.from) || (q.to && v[i].session > q.to)) continue;
        output_text(out, v[i].variant);
        when(out, v[i].session);
        output_real(out, v[i].a[0]);
        output_real(out, v[i].b[0]);
        output_real(out, rounded(fabs(v[i].a[0] - v[i].b[0])));
        for (int k = 0; k < 4; k++) output_missing(out);
        output_int(out, v[i].source);
        output_int(out, v[i].vintage);
    }
    free(v);
    return status;
}

/* ---- the command ---- */

/* Published estimates stand beside ours where a file of them is loaded; alone when
 * s is NULL. */
static cordon_status work_pair(output *out, const pair *p, const sampled *s, cordon_error *err) {
    size_t n = 0;
    cordon_error none = {0};
    cordon_status status = CORDON_OK;
    if (s) {
        size_t a = (size_t)votes_country(&s->v, p->a->code), b = (size_t)votes_country(&s->v, p->b->code);
        status = print_distances(out, s, a, b, err);
        if (!status) note_sampled(out, s);
    }
    if (status) return status;
    status = print_published(out, p, &n, &none);
    if (status == CORDON_ENOTFOUND && s) return CORDON_OK;
    if (status && err) *err = none;
    if (n)
        output_note(out, "Each published variant is a series of its own; none is chosen here. Their "
                         "distances have no interval: the draws were not published.");
    return status;
}

static int work(void) {
    sampled s = {0};
    pair p = {0};
    cordon_error err = {0};
    int rc = q.dyad ? votes_question_pair(&p, &q, &cmd_watch_ideal, q.dyad) : EXIT_OK;
    if (rc) return rc;
    const bool two = p.a && p.b, ours = !published;
    cordon_status status = ours ? sample(&s, &err) : CORDON_OK;
    if (status == CORDON_EINVAL) rc = usage_error(&cmd_watch_ideal, "%s", err.message);
    else if (status) rc = cmd_failed(&cmd_watch_ideal, &err);
    if (!rc && two && ours &&
        (votes_question_country(&s.v, p.a, &cmd_watch_ideal) < 0 ||
         votes_question_country(&s.v, p.b, &cmd_watch_ideal) < 0))
        rc = EXIT_USAGE;
    if (!rc && to_file) rc = write_places(&s);
    if (two) {
        distances[3].head = p.a->code;
        distances[4].head = p.b->code;
    }
    output *out = rc ? NULL
                     : output_begin(&choice, "Ideal points", two ? distances : places,
                                    two ? COUNT(distances) : COUNT(places));
    if (!rc && !out) rc = output_refused(&choice);
    if (!rc && two && work_pair(out, &p, ours ? &s : NULL, &err)) rc = cmd_failed(&cmd_watch_ideal, &err);
    if (!rc && !two) {
        print_places(out, &s);
        note_sampled(out, &s);
    }
    if (rc) output_drop(out);
    else rc = output_end(out);
    sampled_free(&s);
    return rc;
}

static int run(int argc, char **argv) {
    const char *args[1] = {NULL};
    int n;
    bool done = false;
    votes_question_reset(&q);
    o = (ideal_options)IDEAL_OPTIONS_INIT;
    seed = (int64_t)o.seed;
    to_file = NULL;
    published = false;
    choice = (output_choice){0};
    int rc = options_parse(&cmd_watch_ideal, options(), argc, argv, args, &n, &done);
    if (done) return rc;
    if (n) q.store = args[0];
    if (published && !q.dyad) return usage_error(&cmd_watch_ideal, "--published needs --dyad A-B");
    if (published && to_file)
        return usage_error(&cmd_watch_ideal, "--published samples nothing that -o could write");
    rc = votes_question_open(&q, &cmd_watch_ideal);
    if (!rc) rc = work();
    votes_question_close(&q);
    return rc;
}

static const char *const examples[] = {
    "cordon watch ideal my.store --dyad A-B --published", "as others estimated it, every variant",
    "cordon watch ideal my.store --dyad A-B --sessions 70..74 --sweeps 200",
    "their distance in five sessions, a short run",
    "cordon watch ideal my.store --sessions 70..74 --sweeps 200 -o points.csv",
    "all states in them", NULL};

const command cmd_watch_ideal = {
    .name = "watch ideal",
    .synopsis = "[STORE] [--dyad A-B] [options]",
    .args_max = 1,
    .summary = "where states stand by their votes, and how far apart two of them",
    .about =
        "Dynamic ideal points by the model of Bailey, Strezhnev and Voeten (2017): an ordinal probit "
        "with a random walk from session to session, sampled by several chains. What is estimated is "
        "how a state votes beside others on one line, which is mostly the West and those against it; "
        "it says nothing of why. Votes on paragraphs and amendments after 1989 do not count, equal "
        "texts count as one question.\n\n"
        "R-hat near 1 says that the chains have met; above 1.1 run more sweeps. The first sessions mix "
        "slowly. With --dyad, published estimates that are loaded stand beside our own, each variant a "
        "series of its own (all votes, final passage only, ...), because they disagree on the direction "
        "of changes and none is the right one.\n\n"
        "Time: about 20 ms a sweep and chain for all votes since 1946; 2 minutes on two cores.",
    .options = options,
    .examples = examples,
    .run = run,
};
