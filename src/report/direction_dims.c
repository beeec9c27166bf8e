/* What leads a dimension: of the indicators that count, the one whose last year
 * is the least likely without a change (smallest p), else the first with a
 * series; else a hand-made list, which is shown with its exact interval and no
 * word. The word is that of the index, not of the lead.                      */
#include "report/direction_dims.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const moved *moved_of(const report *r, const watch_indicator *x) {
    return &r->dims.moved[x - r->dims.of.v];
}

static const watch_indicator *lead_of(const report *r, const watch_dimension *d) {
    const watch_indicator *best = NULL;
    for (size_t i = 0; i < d->members; i++) {
        const watch_indicator *x = &r->dims.of.v[d->member[i]];
        double p = moved_of(r, x)->shift.p;
        if (!x->last) continue;
        if (!best || (isfinite(p) && !(moved_of(r, best)->shift.p <= p))) best = x;
    }
    for (size_t i = 0; i < r->dims.of.n && !best; i++) {
        const watch_indicator *x = &r->dims.of.v[i];
        if (strcmp(x->dimension, d->id) == 0 && x->last) best = x;
    }
    return best;
}

/* Counts of the record are of what is known: it may be more. */
static bool at_least(const watch_indicator *x) { return strncmp(x->kind, "record", 6) == 0; }

static const char *number(char out[48], const watch_indicator *x, double v) {
    if (x->counts)
        snprintf(out, 48, "%.1f", v);
    else
        indicator_text(out, x, v);
    return out;
}

static void say_latest(direction_row *o, const report *r) {
    const watch_indicator *x = o->lead;
    const shift *s = &moved_of(r, x)->shift;
    char v[48];
    size_t n = (size_t)snprintf(
        o->latest, DIRECTION_CELL, "%s%s in %d%s", at_least(x) ? "at least " : "",
        indicator_text(v, x, x->v[x->last - r->dims.of.ask.first]), x->last,
        strcmp(x->estimate, "imputed") == 0 ? " (imputed)" : "");
    if (x->counts && isfinite(s->low))
        snprintf(o->latest + n, DIRECTION_CELL - n, "; 95 %% from %.1f to %.1f", s->low, s->high);
}

static void say_change(direction_row *o, const report *r) {
    const watch_indicator *x = o->lead;
    const moved *m = moved_of(r, x);
    char v[48], w[48];
    snprintf(o->baseline, DIRECTION_CELL, "none");
    snprintf(o->change, DIRECTION_CELL, "too few years to judge");
    if (!isfinite(m->shift.mean)) return;
    if (m->before)
        snprintf(o->baseline, DIRECTION_CELL, "%s in %d, one year only", number(v, x, m->shift.mean),
                 x->last - 1);
    else
        snprintf(o->baseline, DIRECTION_CELL, "%s, mean of %d to %d", number(v, x, m->shift.mean),
                 r->dims.from, r->dims.to);
    if (m->shift.word == SHIFT_UNKNOWN) return;
    snprintf(o->change, DIRECTION_CELL, "%s%s%s; seen from %s", m->shift.change < 0 ? "-" : "+",
             number(v, x, fabs(m->shift.change)), m->before ? " on the year before" : "",
             number(w, x, m->shift.need));
}

static void say_among(direction_row *o, const watch_dimension *d) {
    if (!d->compared) {
        snprintf(o->among, DIRECTION_CELL, "no pair compared has these");
        return;
    }
    snprintf(o->among, DIRECTION_CELL, "percentile %.0f: rose more than in %zu of %zu pairs compared",
             100.0 * (double)d->below / (double)d->compared, d->below, d->compared);
}

/* ---- does it hold without one source ---- */

static bool is_from(const watch_indicator *x, int64_t id) {
    for (size_t i = 0; i < x->sources; i++)
        if (x->from_source[i] == id) return true;
    return false;
}

/* The word of the index without what rests on a source, or without one indicator. */
static shift_word word_without(const report *r, const watch_dimension *d, int64_t id,
                               const watch_indicator *left_out) {
    const dimensions *all = &r->dims;
    dims_series s[DIMS_SERIES_MAX];
    dims_frame f = {.first = all->of.ask.first,
                    .n = INDICATOR_YEARS,
                    .from = all->from,
                    .to = all->to,
                    .year = d->year,
                    .seed = all->seed};
    dims_index index;
    for (size_t i = 0; i < d->members; i++) {
        const watch_indicator *x = &all->of.v[d->member[i]];
        bool out = x == left_out || (id && is_from(x, id));
        s[i] = (dims_series){.v = x->last && !out ? x->v : NULL,
                             .low = x->low,
                             .high = x->high,
                             .counts = x->counts,
                             .sign = x->sign};
    }
    dims_index_make(&index, s, d->members, &f);
    return index.used ? index.shift.word : SHIFT_UNKNOWN;
}

static size_t sources_of(int64_t *out, size_t max, const report *r, const watch_dimension *d) {
    size_t n = 0;
    for (size_t i = 0; i < d->members; i++) {
        const watch_indicator *x = &r->dims.of.v[d->member[i]];
        for (size_t k = 0; k < x->sources && d->index.use[i] == DIMS_USED; k++) {
            size_t at = 0;
            while (at < n && out[at] != x->from_source[k]) at++;
            if (at == n && n < max) out[n++] = x->from_source[k];
        }
    }
    return n;
}

static void say_without(direction_row *o, const report *r, const watch_dimension *d) {
    int64_t from[DIMS_SERIES_MAX];
    size_t n = d->index.used ? sources_of(from, DIMS_SERIES_MAX, r, d) : 0;
    if (n < 2) {
        shift_word w = d->index.used > 1 ? word_without(r, d, 0, o->lead) : SHIFT_UNKNOWN;
        snprintf(o->without, DIRECTION_CELL, "one source only%s%s",
                 w ? "; without the lead: " : "", w ? shift_word_text(w) : "");
        return;
    }
    for (size_t i = 0; i < n; i++) {
        shift_word w = word_without(r, d, from[i], NULL);
        if (w == d->word) continue;
        snprintf(o->without, DIRECTION_CELL, "no: without source %lld %s", (long long)from[i],
                 w ? shift_word_text(w) : "nothing is left to judge");
        return;
    }
    snprintf(o->without, DIRECTION_CELL, "yes: each of %zu sources left out in turn", n);
}

/* "Rounds ...: at least 4 rounds in 2025; 95 % from 1.1 to 10.2; 13 rounds in 2024". */
static void say_shown(direction_row *o, const report *r) {
    const watch_indicator *x = o->lead;
    int at = x->last - r->dims.of.ask.first - 1;
    char v[48];
    size_t n = (size_t)snprintf(o->shown, sizeof o->shown, "%.120s: %.100s", x->title, o->latest);
    if (at >= 0 && isfinite(x->v[at]))
        snprintf(o->shown + n, sizeof o->shown - n, "; %s in %d", indicator_text(v, x, x->v[at]),
                 x->last - 1);
}

bool direction_of(direction_row *out, const report *r, const char *dimension) {
    const watch_dimension *d = report_dimension(r, dimension);
    *out = (direction_row){0};
    if (!d || !(out->lead = lead_of(r, d))) return false;
    out->word = d->word;
    snprintf(out->indicator, DIRECTION_CELL, "%.120s; %zu of %zu indicators", out->lead->title,
             d->index.used ? d->index.used : 1, d->members);
    say_latest(out, r);
    if (!out->lead->sign) {
        say_shown(out, r);
        return true;
    }
    say_change(out, r);
    say_among(out, d);
    say_without(out, r, d);
    return true;
}
