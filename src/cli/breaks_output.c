#include "cli/breaks_inner.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"

const breaks_options breaks_options_default = {.replicates = CHANGE_REPLICATES, .seed = 1};

/* ---- the words of the options ---- */

static int word_of(const char *const *words, const char *s, int otherwise) {
    if (!s) return otherwise;
    for (int i = 0; words[i]; i++)
        if (strcmp(words[i], s) == 0) return i;
    return -1;
}

static int take_penalty(change_options *out, const command *c, const char *s) {
    char *end;
    if (!s || strcmp(s, "mbic") == 0) return EXIT_OK;
    if (strcmp(s, "ar1") == 0) {
        out->penalty = CHANGE_AR1;
        return EXIT_OK;
    }
    out->penalty = CHANGE_MANUAL;
    out->manual = strtod(s, &end);
    if (*s && !*end && strspn(s, ".0123456789eE+-") == strlen(s) && isfinite(out->manual) &&
        out->manual >= 0)
        return EXIT_OK;
    return usage_error(c, "--penalty \"%s\": mbic, ar1 or a number that is 0 or more", s);
}

static int take_compat(change_options *out, const command *c, const char *s) {
    if (!s) return EXIT_OK;
    if (strcmp(s, "r-changepoint") == 0) {
        out->as_r = true;
        if (out->method < CHANGE_BOCPD) return EXIT_OK;
        return usage_error(c, "--compat r-changepoint goes with exact, pelt, binseg and amoc");
    }
    if (strcmp(s, "ocp") != 0) return usage_error(c, "--compat \"%s\": r-changepoint or ocp", s);
    if (out->method != CHANGE_BOCPD) return usage_error(c, "--compat ocp goes with bocpd");
    out->truncate = 1e-4; /* as TCPDBench set it */
    return EXIT_OK;
}

int breaks_take_options(change_options *out, const command *c, const breaks_options *o) {
    int method = word_of(change_method_names, o->method, CHANGE_EXACT);
    int cost = word_of(change_cost_names, o->cost, CHANGE_MEAN);
    int scale = word_of(change_scale_names, o->scale, CHANGE_SD);
    *out = change_options_default;
    if (method < 0)
        return usage_error(c, "--method \"%s\": exact, pelt, binseg, amoc, bocpd or bai-perron",
                           o->method);
    if (cost < 0) return usage_error(c, "--cost \"%s\": mean, var, meanvar or poisson", o->cost);
    if (scale < 0) return usage_error(c, "--scale \"%s\": sd, steps or none", o->scale);
    out->method = (change_method)method;
    out->cost = (change_cost)cost;
    out->scale = (change_scale)scale;
    out->hac = o->hac;
    out->segment_min = (size_t)o->segment_min;
    out->most = (size_t)o->most;
    out->hazard = (double)o->run;
    out->replicates = (size_t)o->replicates;
    out->seed = (uint64_t)o->seed;
    if (o->posterior && method != CHANGE_BOCPD)
        return usage_error(c, "--posterior goes with bocpd");
    int rc = take_penalty(out, c, o->penalty);
    return rc ? rc : take_compat(out, c, o->compat);
}

/* ---- the online posterior ---- */

static const output_column posterior_columns[] = {
    {"date", "date", OUT_TEXT, false},
    {"value", "value", OUT_REAL, false},
    {"run_length", "run length", OUT_INT, false},
    {"run_began", "run began", OUT_TEXT, false},
    {"probability", "probability", OUT_REAL, false},
    {"change_within_5", "change within 5", OUT_REAL, false},
};

static void json_posterior(const show *w, size_t t, const double *p, size_t n, size_t best) {
    char room[24];
    buf b = {0};
    bool first = true;
    buf_char(&b, '{');
    json_str(&b, "kind", "posterior");
    json_str(&b, "date", change_series_label(room, w->s, t - 1));
    json_number(&b, "value", w->s->x[t - 1]);
    json_int(&b, "run_length", (int64_t)best);
    json_key(&b, "run_lengths");
    buf_char(&b, '[');
    for (size_t r = 0; r < n; r++) {
        if (p[r] < 0.001) continue;
        buf_printf(&b, "%s[%zu,%.6g]", first ? "" : ",", r, p[r]);
        first = false;
    }
    buf_str(&b, "]}");
    output_row_json(w->o, buf_text(&b));
    buf_free(&b);
}

static void posterior_row(void *arg, size_t t, const double *p, size_t n) {
    const show *w = arg;
    char room[24];
    size_t best = 0;
    double recent = 0;
    for (size_t r = 0; r < n; r++) {
        if (p[r] > p[best]) best = r;
        if (r < 5 && r < t) recent += p[r];
    }
    output_text(w->o, change_series_label(room, w->s, t - 1));
    output_real(w->o, w->s->x[t - 1]);
    output_int(w->o, (int64_t)best);
    output_text(w->o, best ? change_series_label(room, w->s, t - best) : NULL);
    output_real(w->o, w->file ? p[best] : breaks_four_digits(p[best]));
    output_real(w->o, w->file ? recent : breaks_four_digits(recent));
    if (w->json) json_posterior(w, t, p, n, best);
}

static cordon_status show_posterior(show *w, cordon_error *err) {
    const change_result *r = w->r;
    size_t n = w->s->n, count, *at = malloc((n + 1) * sizeof *at);
    double *y = malloc((n + 1) * sizeof *y);
    cordon_status status = CORDON_OK;
    if (at && y) {
        change_prior prior = change_prior_of(&r->options);
        change_scaled(y, w->s->x, r);
        status = change_online(at, &count, y, n, &prior, posterior_row, w, err);
    } else {
        status = cordon_fail(err, CORDON_ENOMEM, "no memory for %zu values", n);
    }
    free(at);
    free(y);
    return status;
}

/* ---- all ---- */

static output *begin(const breaks_options *o, bool file) {
    size_t n;
    const output_column *columns = breaks_columns(&n, file);
    if (o->posterior)
        return output_begin(&o->choice, "Run lengths", posterior_columns,
                            sizeof posterior_columns / sizeof *posterior_columns);
    return output_begin(&o->choice, "Breaks", columns, n);
}

int breaks_show(const command *c, const change_series *s, const breaks_options *o) {
    change_options options;
    change_result r;
    cordon_error err = {0};
    bool file = o->choice.json || o->choice.csv || o->choice.xlsx;
    int rc = breaks_take_options(&options, c, o);
    if (rc) return rc;
    output *out = begin(o, file);
    if (!out) return output_refused(&o->choice);
    show w = {.s = s, .r = &r, .o = out, .file = file, .json = o->choice.json};
    cordon_status status = change_make(&r, s->x, s->n, &options, &err);
    if (status) {
        output_drop(out);
        if (!err.source[0]) snprintf(err.source, sizeof err.source, "%s", s->source);
        return status == CORDON_EINVAL ? usage_error(c, "%s", err.message) : cmd_failed(c, &err);
    }
    if (o->posterior)
        status = show_posterior(&w, &err);
    else
        breaks_print(&w);
    breaks_note_search(&w);
    breaks_note_reading(&w);
    change_free(&r);
    if (!status) return output_end(out);
    output_drop(out);
    return cmd_failed(c, &err);
}
