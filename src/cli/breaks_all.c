/* breaks_all.c - breaks of several series of a store in one table. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/breaks_inner.h"

/* Of a store: whose series it is before, and after, in how many searches without one source
 * the break was found. */
static const output_column of_columns[] = {
    {"dyad", "dyad", OUT_TEXT, false},
    {"indicator", "indicator", OUT_TEXT, false},
};
static const output_column without_column = {"without_a_source", "without a source", OUT_TEXT, false};

static output *begin_all(const breaks_options *o, bool file) {
    static output_column all[20]; /* must outlive the output */
    size_t n;
    const output_column *own = breaks_columns(&n, file);
    memcpy(all, of_columns, sizeof of_columns);
    memcpy(all + 2, own, n * sizeof *own);
    all[n + 2] = without_column;
    return output_begin(&o->choice, "Breaks", all, n + 3);
}

typedef struct searched {
    change_result r, *again;
    size_t again_n;
} searched;

static cordon_status search_one(searched *out, const breaks_series *of, const change_options *o,
                                cordon_error *err) {
    change_options quick = *o;
    quick.replicates = 0;
    cordon_status status = change_make(&out->r, of->s.x, of->s.n, o, err);
    if (status) return status;
    out->again = calloc(of->n + 1, sizeof *out->again);
    if (!out->again) status = cordon_fail(err, CORDON_ENOMEM, "no memory for %zu searches", of->n);
    for (size_t i = 0; i < of->n && !status; i++) {
        const change_series *s = &of->without[i].s;
        status = change_make(&out->again[i], s->x, s->n, &quick, err);
        out->again_n += !status;
    }
    if (!status) return status;
    if (err && !err->source[0]) snprintf(err->source, sizeof err->source, "%s", of->s.source);
    return status;
}

/* q over all breaks of all series. */
static cordon_status q_of_all(searched *v, size_t n, cordon_error *err) {
    size_t all = 0, at = 0;
    for (size_t i = 0; i < n; i++) all += v[i].r.count;
    double *p = calloc(2 * all + 1, sizeof *p);
    if (!p) return cordon_fail(err, CORDON_ENOMEM, "no memory for %zu breaks", all);
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < v[i].r.count; k++) p[at++] = v[i].r.v[k].p;
    cordon_status status = change_bh(p + all, p, all, err);
    at = 0;
    for (size_t i = 0; i < n && !status; i++)
        for (size_t k = 0; k < v[i].r.count; k++) v[i].r.v[k].q = p[all + at++];
    free(p);
    return status;
}

static void note_sources(const show *w) {
    const breaks_series *of = w->of;
    if (of->note && *of->note) output_note(w->o, "%s", of->note);
    if (!of->why && of->n < of->origins)
        output_note(w->o, "Left out in turn: the %zu sources with most reports, of %zu.", of->n, of->origins);
}

static void print_all(output *out, const breaks_series *v, const searched *found, size_t n,
                      const breaks_options *o, bool file) {
    for (size_t i = 0; i < n; i++) {
        show w = {.s = &v[i].s, .r = &found[i].r, .o = out, .file = file, .json = o->choice.json,
                  .of = &v[i], .again = found[i].again};
        breaks_print(&w);
        output_note(out, "%s, %s:", v[i].dyad, v[i].indicator);
        breaks_note_search(&w);
        note_sources(&w);
        if (i + 1 == n) breaks_note_reading(&w);
    }
    output_note(out, "A break says when a series changed, not why.");
}

static void free_searched(searched *v, size_t n) {
    for (size_t i = 0; i < n; i++) {
        change_free(&v[i].r);
        for (size_t k = 0; k < v[i].again_n; k++) change_free(&v[i].again[k]);
        free(v[i].again);
    }
    free(v);
}

int breaks_show_all(const command *c, const breaks_series *v, size_t n, const breaks_options *o) {
    change_options options;
    cordon_error err = {0};
    bool file = o->choice.json || o->choice.csv || o->choice.xlsx;
    int rc = breaks_take_options(&options, c, o);
    if (rc) return rc;
    if (o->posterior) return usage_error(c, "--posterior goes with a FILE");
    output *out = begin_all(o, file);
    if (!out) return output_refused(&o->choice);
    searched *found = calloc(n + 1, sizeof *found);
    cordon_status status = found ? CORDON_OK : cordon_fail(&err, CORDON_ENOMEM, "no memory for the breaks");
    for (size_t i = 0; i < n && !status; i++) status = search_one(&found[i], &v[i], &options, &err);
    if (!status) status = q_of_all(found, n, &err);
    if (!status) print_all(out, v, found, n, o, file);
    if (found) free_searched(found, n);
    if (!status) return output_end(out);
    output_drop(out);
    return status == CORDON_EINVAL ? usage_error(c, "%s", err.message) : cmd_failed(c, &err);
}
