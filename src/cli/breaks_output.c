#include "cli/breaks_output.h"

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

static int take_options(change_options *out, const command *c, const breaks_options *o) {
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

/* ---- breaks ---- */

static const output_column table_columns[] = {
    {"last_before", "last before", OUT_TEXT, false},
    {"first_after", "first after", OUT_TEXT, false},
    {"interval", "95 % of last before", OUT_TEXT, false},
    {"level_before", "before", OUT_REAL, false},
    {"level_after", "after", OUT_REAL, false},
    {"size", "size", OUT_REAL, false},
    {"size_interval", "95 % of size", OUT_TEXT, false},
    {"p", "p", OUT_REAL, false},
    {"q", "q", OUT_REAL, false},
};
static const output_column file_columns[] = {
    {"index", "index", OUT_INT, false},
    {"last_before", "last before", OUT_TEXT, false},
    {"first_after", "first after", OUT_TEXT, false},
    {"low", "low", OUT_TEXT, false},
    {"high", "high", OUT_TEXT, false},
    {"level_before", "before", OUT_REAL, false},
    {"level_after", "after", OUT_REAL, false},
    {"size", "size", OUT_REAL, false},
    {"size_low", "size, low", OUT_REAL, false},
    {"size_high", "size, high", OUT_REAL, false},
    {"gain", "gain", OUT_REAL, false},
    {"p", "p", OUT_REAL, false},
    {"q", "q", OUT_REAL, false},
    {"posterior", "posterior", OUT_REAL, false},
};

typedef struct show {
    const change_series *s;
    const change_result *r;
    output *o;
    bool file, json;
} show;

static double four_digits(double v) {
    char text[40];
    snprintf(text, sizeof text, "%.4g", v);
    return strtod(text, NULL);
}

/* The table: four digits, for reading. */
static void print_row(const show *w, const change_point *v) {
    char room[4][24], text[2][96];
    const char *last = change_series_label(room[0], w->s, v->at - 1);
    const char *first = change_series_label(room[1], w->s, v->at);
    const char *low = v->low ? change_series_label(room[2], w->s, v->low - 1) : NULL;
    const char *high = v->low ? change_series_label(room[3], w->s, v->high - 1) : NULL;
    if (w->file) output_int(w->o, (int64_t)v->at);
    output_text(w->o, last);
    output_text(w->o, first);
    if (w->file) {
        output_text(w->o, low);
        output_text(w->o, high);
        const double figures[] = {v->before, v->after, v->size, v->size_low, v->size_high,
                                  v->gain,   v->p,     v->q,    v->posterior};
        for (size_t i = 0; i < sizeof figures / sizeof *figures; i++) output_real(w->o, figures[i]);
        return;
    }
    snprintf(text[0], sizeof text[0], "%.40s..%.40s", low ? low : "", high ? high : "");
    snprintf(text[1], sizeof text[1], "%.4g..%.4g", v->size_low, v->size_high);
    output_text(w->o, low ? text[0] : NULL);
    output_real(w->o, four_digits(v->before));
    output_real(w->o, four_digits(v->after));
    output_real(w->o, four_digits(v->size));
    output_text(w->o, text[1]);
    output_real(w->o, four_digits(v->p));
    output_real(w->o, four_digits(v->q));
}

static void json_break(const show *w, const change_point *v) {
    char room[24];
    buf b = {0};
    buf_char(&b, '{');
    json_str(&b, "kind", "break");
    json_int(&b, "index", (int64_t)v->at);
    json_str(&b, "last_before", change_series_label(room, w->s, v->at - 1));
    json_str(&b, "first_after", change_series_label(room, w->s, v->at));
    json_str(&b, "low", v->low ? change_series_label(room, w->s, v->low - 1) : NULL);
    json_str(&b, "high", v->low ? change_series_label(room, w->s, v->high - 1) : NULL);
    json_number(&b, "level_before", v->before);
    json_number(&b, "level_after", v->after);
    json_number(&b, "size", v->size);
    json_number(&b, "size_low", v->size_low);
    json_number(&b, "size_high", v->size_high);
    json_number(&b, "gain", v->gain);
    json_number(&b, "p", v->p);
    json_number(&b, "q", v->q);
    json_number(&b, "posterior", v->posterior);
    buf_char(&b, '}');
    output_row_json(w->o, buf_text(&b));
    buf_free(&b);
}

/* An object before the breaks: what was asked and found of the series as a whole. */
static void json_series(const show *w) {
    const change_result *r = w->r;
    const change_options *o = &r->options;
    buf b = {0};
    buf_char(&b, '{');
    json_str(&b, "kind", "series");
    json_str(&b, "source", w->s->source);
    json_str(&b, "column", w->s->value_name);
    json_int(&b, "values", (int64_t)r->n);
    json_int(&b, "missing", (int64_t)w->s->missing);
    json_int(&b, "refused", (int64_t)w->s->refused);
    json_str(&b, "method", change_method_names[o->method]);
    json_str(&b, "cost", change_cost_names[o->cost]);
    json_str(&b, "penalty_kind", isnan(r->penalty) ? NULL : change_penalty_names[o->penalty]);
    json_number(&b, "penalty", r->penalty);
    json_str(&b, "scale_kind", change_scale_names[o->scale]);
    json_number(&b, "scale", r->scale);
    json_number(&b, "ar1", r->ar1);
    json_str(&b, "ar1_estimate", r->ar1_plain ? "plain" : "robust");
    json_number(&b, "sigma", r->sigma);
    json_number(&b, "detectable", r->detectable);
    json_number(&b, "objective", r->objective);
    json_str(&b, "interval", r->interval);
    json_int(&b, "replicates", (int64_t)o->replicates);
    json_int(&b, "block", (int64_t)r->block);
    json_int(&b, "seed", (int64_t)o->seed);
    json_number(&b, "cusum", r->cusum);
    json_number(&b, "cusum_p", r->cusum_p);
    json_number(&b, "sup_f", r->sup_f);
    json_number(&b, "sup_f_p", r->sup_f_p);
    json_int(&b, "breaks", (int64_t)r->count);
    buf_char(&b, '}');
    for (size_t i = 0; i < sizeof file_columns / sizeof *file_columns; i++) output_missing(w->o);
    output_row_json(w->o, buf_text(&b));
    buf_free(&b);
}

/* ---- notes ---- */

static void note_search(const show *w) {
    const change_result *r = w->r;
    char missing[64] = "", refused[64] = "";
    if (w->s->missing) snprintf(missing, sizeof missing, ", %zu missing left out", w->s->missing);
    if (w->s->refused)
        snprintf(refused, sizeof refused, ", %zu refused (line %llu: no number)", w->s->refused,
                 (unsigned long long)w->s->first.line);
    output_note(w->o, "%zu break%s in %zu values%s%s; method %s, cost %s.", r->count,
                r->count == 1 ? "" : "s", r->n, missing, refused,
                change_method_names[r->options.method], change_cost_names[r->options.cost]);
    if (r->n > 1)
        output_note(
            w->o, "First autocorrelation %.3f (%s); deviation within segments %.4g.", r->ar1,
            r->ar1_plain ? "plain: over nine tenths of the steps are zero" : "robust to shifts", r->sigma);
    if (!isnan(r->penalty))
        output_note(w->o, "A break must gain %.4g (%s); values were divided by %.4g.", r->penalty,
                    r->options.penalty == CHANGE_AR1    ? "3 ln n (1 + a) / (1 - a)"
                    : r->options.penalty == CHANGE_MBIC ? "3 ln n"
                                                        : "as stated",
                    r->scale);
    if (isfinite(r->detectable))
        output_note(w->o,
                    "A shift in the middle of the series is found in four of five cases from %.4g.",
                    r->detectable);
    if (isfinite(r->sup_f))
        output_note(w->o,
                    "No break at all: sup F %.4g (p %.2g), OLS-CUSUM %.4g (p %.2g); both take "
                    "independent values for granted.",
                    r->sup_f, r->sup_f_p, r->cusum, r->cusum_p);
}

static void note_reading(const show *w) {
    const change_result *r = w->r;
    if (r->count && r->interval) output_note(w->o, "Interval of the date: %s.", r->interval);
    if (r->count && r->options.replicates)
        output_note(w->o,
                    "p: %zu arrangements of blocks of %zu value%s between the neighbouring breaks, "
                    "seed %llu; the breaks were chosen first, so p is somewhat too small. q: "
                    "Benjamini-Hochberg over the breaks of this series.",
                    r->options.replicates, r->block, r->block == 1 ? "" : "s",
                    (unsigned long long)r->options.seed);
    output_note(w->o, "A break says when a series changed, not why.");
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
    output_real(w->o, w->file ? p[best] : four_digits(p[best]));
    output_real(w->o, w->file ? recent : four_digits(recent));
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
    if (o->posterior)
        return output_begin(&o->choice, "Run lengths", posterior_columns,
                            sizeof posterior_columns / sizeof *posterior_columns);
    if (file)
        return output_begin(&o->choice, "Breaks", file_columns,
                            sizeof file_columns / sizeof *file_columns);
    return output_begin(&o->choice, "Breaks", table_columns,
                        sizeof table_columns / sizeof *table_columns);
}

static void print_breaks(const show *w) {
    if (w->json) json_series(w);
    for (size_t i = 0; i < w->r->count; i++) {
        print_row(w, &w->r->v[i]);
        if (w->json) json_break(w, &w->r->v[i]);
    }
}

int breaks_show(const command *c, const change_series *s, const breaks_options *o) {
    change_options options;
    change_result r;
    cordon_error err = {0};
    bool file = o->choice.json || o->choice.csv || o->choice.xlsx;
    int rc = take_options(&options, c, o);
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
        print_breaks(&w);
    note_search(&w);
    note_reading(&w);
    change_free(&r);
    if (!status) return output_end(out);
    output_drop(out);
    return cmd_failed(c, &err);
}
