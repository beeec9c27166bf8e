#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "cli/breaks_inner.h"

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

double breaks_four_digits(double v) {
    char text[40];
    snprintf(text, sizeof text, "%.4g", v);
    return strtod(text, NULL);
}

/* ---- without one source ---- */

enum { NEAR = 2 }; /* values */

/* Whether the search without source i has a break within the interval of this one, or at most
 * NEAR values away: a source left out may leave values out, so places are told by label. */
static bool found_without(const show *w, const change_point *v, size_t i) {
    const change_series *s = &w->of->without[i].s;
    const change_result *r = &w->again[i];
    size_t low = v->at > NEAR ? v->at - NEAR : 1, high = v->at + NEAR;
    if (v->low && v->low < low) low = v->low;
    if (v->low && v->high > high) high = v->high;
    if (high > w->s->n) high = w->s->n;
    for (size_t k = 0; k < r->count; k++) {
        const char *last = s->label[r->v[k].at - 1];
        if (strcmp(last, w->s->label[low - 1]) >= 0 && strcmp(last, w->s->label[high - 1]) <= 0) return true;
    }
    return false;
}

static size_t found_times(const show *w, const change_point *v) {
    size_t n = 0;
    for (size_t i = 0; i < w->of->n; i++) n += found_without(w, v, i);
    return n;
}

static void print_without(const show *w, const change_point *v) {
    char text[48];
    if (!w->of) return;
    snprintf(text, sizeof text, "%zu of %zu", found_times(w, v), w->of->n);
    output_text(w->o, w->of->why ? w->of->why : text);
}

static void json_without(buf *b, const show *w, const change_point *v) {
    if (!w->of) return;
    json_key(b, "without");
    buf_char(b, '[');
    for (size_t i = 0; i < w->of->n; i++) {
        buf_str(b, i ? ",{" : "{");
        json_str(b, "source", w->of->without[i].name);
        json_key(b, "found");
        buf_str(b, found_without(w, v, i) ? "true" : "false");
        buf_char(b, '}');
    }
    buf_char(b, ']');
    json_str(b, "without_note", w->of->why);
}

static void json_of(buf *b, const show *w) {
    if (!w->of) return;
    json_str(b, "dyad", w->of->dyad);
    json_str(b, "indicator", w->of->indicator);
}

/* The table: four digits, for reading. */
static void print_cells(const show *w, const change_point *v) {
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
    output_real(w->o, breaks_four_digits(v->before));
    output_real(w->o, breaks_four_digits(v->after));
    output_real(w->o, breaks_four_digits(v->size));
    output_text(w->o, text[1]);
    output_real(w->o, breaks_four_digits(v->p));
    output_real(w->o, breaks_four_digits(v->q));
}

static void print_row(const show *w, const change_point *v) {
    if (w->of) output_text(w->o, w->of->dyad);
    if (w->of) output_text(w->o, w->of->indicator);
    print_cells(w, v);
    print_without(w, v);
}

static void json_break(const show *w, const change_point *v) {
    char room[24];
    buf b = {0};
    buf_char(&b, '{');
    json_str(&b, "kind", "break");
    json_of(&b, w);
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
    json_without(&b, w, v);
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
    json_of(&b, w);
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
    size_t cells = sizeof file_columns / sizeof *file_columns + (w->of ? 3 : 0);
    for (size_t i = 0; i < cells; i++) output_missing(w->o);
    output_row_json(w->o, buf_text(&b));
    buf_free(&b);
}

/* ---- notes ---- */

void breaks_note_search(const show *w) {
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

void breaks_note_reading(const show *w) {
    const change_result *r = w->r;
    if (r->count && r->interval) output_note(w->o, "Interval of the date: %s.", r->interval);
    if (r->count && r->options.replicates)
        output_note(w->o,
                    "p: %zu arrangements of blocks of %zu value%s between the neighbouring breaks, "
                    "seed %llu; the breaks were chosen first, so p is somewhat too small. q: "
                    "Benjamini-Hochberg over the breaks of %s.",
                    r->options.replicates, r->block, r->block == 1 ? "" : "s",
                    (unsigned long long)r->options.seed,
                    w->of ? "all series asked for" : "this series");
    if (!w->of) output_note(w->o, "A break says when a series changed, not why.");
}

void breaks_print(const show *w) {
    if (w->json) json_series(w);
    for (size_t i = 0; i < w->r->count; i++) {
        print_row(w, &w->r->v[i]);
        if (w->json) json_break(w, &w->r->v[i]);
    }
}

const output_column *breaks_columns(size_t *n, bool file) {
    *n = file ? sizeof file_columns / sizeof *file_columns : sizeof table_columns / sizeof *table_columns;
    return file ? file_columns : table_columns;
}
