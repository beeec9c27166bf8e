/* What is said of a dimension and of an indicator, as findings. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "flows/money.h"
#include "watch/dimensions.h"

const char *indicator_text(char out[48], const watch_indicator *x, double value) {
    if (!isfinite(value)) {
        out[0] = 0;
        return out;
    }
    snprintf(out, 48, x->counts ? "%.0f %.30s" : strcmp(x->unit, "%") == 0 ? "%.1f %.30s" : "%.3g %.30s",
             value, x->unit);
    return out;
}

const char *dimension_why(const dimensions *d, const watch_dimension *x) {
    if (x->index.used) return "";
    for (size_t i = 0; i < x->members; i++)
        if (d->of.v[x->member[i]].last) return "no indicator has enough years";
    return x->members ? "no indicator is loaded" : "nothing here is counted as closer or farther";
}

static double value_of(const dimensions *d, const watch_indicator *x) {
    return x->last ? x->v[x->last - d->of.ask.first] : (double)NAN;
}

/* ---- an indicator ---- */

static void say_indicator(buf *b, const dimensions *d, size_t i) {
    const watch_indicator *x = &d->of.v[i];
    const shift *s = &d->moved[i].shift;
    char last[48];
    buf_printf(b, "%s: ", x->title);
    if (!x->last) {
        buf_printf(b, "not assessed; %s.", x->why);
        return;
    }
    buf_printf(b, "%s in %d%s%s%s", indicator_text(last, x, value_of(d, x)), x->last,
               *x->estimate && strcmp(x->estimate, "reported") != 0 ? " (" : "",
               strcmp(x->estimate, "reported") != 0 ? x->estimate : "",
               *x->estimate && strcmp(x->estimate, "reported") != 0 ? ")" : "");
    if (d->moved[i].before) {
        buf_printf(b, ", %.0f the year before, seen from %.0f: %s on that year (p %.4f).", s->mean,
                   s->mean + s->need, shift_word_text(s->word), s->p);
        return;
    }
    if (!x->sign) {
        buf_str(b, "; shown only.");
        return;
    }
    if (s->word == SHIFT_UNKNOWN && x->late && s->change < 0) {
        buf_str(b, "; not assessed: below the window, but the last years still fill up.");
        return;
    }
    if (s->word == SHIFT_UNKNOWN) {
        buf_printf(b, "; not assessed: %zu of at least %d years in the window %d to %d.",
                   d->moved[i].window_n, SHIFT_BASE_MIN, d->from, d->to);
        return;
    }
    buf_printf(b, ", mean of %d to %d %.3g, change %+.3g, seen from %.3g: %s (q %.3f).", d->from,
               d->to, s->mean, s->change, s->need, shift_word_text(s->word), d->moved[i].q);
}

static void indicator_parameters(buf *b, const dimensions *d, size_t i) {
    const watch_indicator *x = &d->of.v[i];
    buf_char(b, '{');
    json_str(b, "indicator", x->id);
    json_str(b, "dimension", x->dimension);
    json_str(b, "kind", x->kind);
    json_str(b, "what", x->what);
    json_str(b, "unit", x->unit);
    json_int(b, "sign", x->sign);
    json_int(b, "year", x->last);
    json_number(b, "value", value_of(d, x));
    json_int(b, "window_from", d->from);
    json_int(b, "window_to", d->to);
    json_number(b, "mean", d->moved[i].shift.mean);
    json_number(b, "need", d->moved[i].shift.need);
    json_str(b, "direction", shift_word_text(d->moved[i].shift.word));
    json_str(b, "against", d->moved[i].before ? "year before" : "window");
    json_str(b, "estimate", x->estimate);
    json_str(b, "bias", x->bias);
    json_date(b, "vintage", x->vintage);
    json_key(b, "values");
    buf_char(b, '{');
    for (int k = 0; k < INDICATOR_YEARS; k++) {
        char year[8];
        if (!isfinite(x->v[k])) continue;
        snprintf(year, sizeof year, "%d", d->of.ask.first + k);
        json_number(b, year, x->v[k]);
    }
    buf_str(b, "}}");
}

static finding blank(const dimensions *d) {
    return (finding){FINDING_NO_SCORE,
                     .as_at = d->of.ask.as_at,
                     .known_by = d->of.ask.known_by};
}

static cordon_status hold(finding *out, arena *scratch, buf *text, buf *parameters,
                          cordon_error *err) {
    out->text = money_hold(scratch, text);
    out->parameters = money_hold(scratch, parameters);
    if (!out->text || !out->parameters || !out->subject)
        return cordon_fail(err, CORDON_ENOMEM, "no memory for a finding");
    return CORDON_OK;
}

static const char *subject_of(arena *scratch, const dimensions *d, const char *id) {
    buf b = {0};
    buf_printf(&b, "%s-%s %s", d->of.ask.pair->a->code, d->of.ask.pair->b->code, id);
    return money_hold(scratch, &b);
}

static finding_verdict verdict_of(shift_word w) {
    return w == SHIFT_UNKNOWN ? FINDING_NOT_ASSESSED
           : w == SHIFT_FLAT  ? FINDING_NOTHING_FOUND
                              : FINDING_FOUND;
}

cordon_status indicator_finding(finding *out, arena *scratch, const dimensions *d, size_t i,
                                cordon_error *err) {
    const watch_indicator *x = &d->of.v[i];
    const shift *s = &d->moved[i].shift;
    buf text = {0}, parameters = {0};
    say_indicator(&text, d, i);
    indicator_parameters(&parameters, d, i);
    *out = blank(d);
    out->rule = "watch.indicator";
    out->subject = subject_of(scratch, d, x->id);
    out->verdict = verdict_of(s->word);
    out->score = s->change;
    out->low = s->low;
    out->high = s->high;
    out->q_value = d->moved[i].q;
    out->method = x->counts ? "last year against the years of the window: conditional binomial, exact; "
                              "interval of the last rate: Garwood 95 %"
                            : "last year against the mean of the window: prediction interval of one "
                              "more value, Student's t, 95 %";
    out->next_question = *x->request ? x->request : "Does another source show the same?";
    out->evidence_n = 1;
    out->evidence[0] = (finding_evidence){.kind = "query",
                                          .measure = x->kind,
                                          .sources = x->from_source,
                                          .sources_n = x->sources,
                                          .rows = (int64_t)x->rows};
    cordon_status status = hold(out, scratch, &text, &parameters, err);
    out->evidence[0].parameters = out->parameters;
    return status;
}

/* ---- a dimension ---- */

static void say_dimension(buf *b, const dimensions *d, const watch_dimension *x) {
    const dims_index *v = &x->index;
    buf_printf(b, "%s: ", x->id);
    if (x->before) {
        buf_printf(b, "%s in %d on the year before, by counts without a window.",
                   shift_word_text(x->word), x->year);
        return;
    }
    if (!v->used) {
        buf_printf(b, "not assessed, %s (0 of %zu indicators).", dimension_why(d, x), x->members);
        return;
    }
    buf_printf(b, "%s; index %.2f in %d, 90 %% from %.2f to %.2f", shift_word_text(v->shift.word),
               v->value, x->year, v->low, v->high);
    if (v->shift.word != SHIFT_UNKNOWN)
        buf_printf(b, ", change %+.2f on %d to %d, seen from %.2f", v->shift.change, d->from, d->to,
                   v->shift.need);
    buf_printf(b, "; %zu of %zu indicators in use", v->used, v->of);
    if (x->compared)
        buf_printf(b, "; rose more than in %zu of %zu pairs with the same indicators", x->below,
                   x->compared);
    buf_char(b, '.');
}

static void dimension_parameters(buf *b, const dimensions *d, const watch_dimension *x) {
    buf_char(b, '{');
    json_str(b, "dimension", x->id);
    json_int(b, "year", x->year);
    json_int(b, "window_from", d->from);
    json_int(b, "window_to", d->to);
    json_str(b, "direction", shift_word_text(x->word));
    json_str(b, "against", x->before ? "year before" : "window");
    json_int(b, "used", (int64_t)x->index.used);
    json_int(b, "of", (int64_t)x->members);
    json_number(b, "need", x->index.used ? x->index.shift.need : (double)NAN);
    json_number(b, "change", x->index.used ? x->index.shift.change : (double)NAN);
    json_key(b, "indicators");
    buf_char(b, '{');
    for (size_t i = 0; i < x->members; i++)
        json_str(b, d->of.v[x->member[i]].id, dims_use_text(x->year ? x->index.use[i] : DIMS_NO_SERIES));
    buf_char(b, '}');
    json_int(b, "compared", (int64_t)x->compared);
    json_int(b, "below", (int64_t)x->below);
    json_int(b, "seed", (int64_t)d->seed);
    buf_char(b, '}');
}

static void add_sources(finding *f, arena *scratch, const dimensions *d, const watch_dimension *x) {
    int64_t *ids = arena_alloc(scratch, (x->members * INDICATOR_SOURCES + 1) * sizeof *ids);
    size_t n = 0, rows = 0;
    for (size_t i = 0; ids && i < x->members; i++) {
        const watch_indicator *k = &d->of.v[x->member[i]];
        bool counted = x->before ? d->moved[x->member[i]].before
                                 : x->index.used && x->index.use[i] == DIMS_USED;
        if (!counted) continue;
        rows += k->rows;
        for (size_t j = 0; j < k->sources; j++) {
            size_t at = 0;
            while (at < n && ids[at] != k->from_source[j]) at++;
            if (at == n) ids[n++] = k->from_source[j];
        }
    }
    f->evidence_n = 1;
    f->evidence[0] = (finding_evidence){.kind = "query",
                                        .measure = "watch.indicator",
                                        .sources = ids,
                                        .sources_n = n,
                                        .rows = (int64_t)rows};
}

cordon_status dimension_finding(finding *out, arena *scratch, const dimensions *d, size_t i,
                                cordon_error *err) {
    const watch_dimension *x = &d->v[i];
    buf text = {0}, parameters = {0};
    say_dimension(&text, d, x);
    dimension_parameters(&parameters, d, x);
    *out = blank(d);
    out->rule = "watch.dimension";
    out->subject = subject_of(scratch, d, x->id);
    out->verdict = verdict_of(x->word);
    if (x->index.used) {
        out->score = x->index.value;
        out->low = x->index.low;
        out->high = x->index.high;
    }
    out->method = "mean of robust z of the indicators in use against the window; interval by "
                  "resampling the window, Gamma draws for counts; nothing imputed";
    out->next_question = "Which of the indicators not in use could be loaded?";
    add_sources(out, scratch, d, x);
    cordon_status status = hold(out, scratch, &text, &parameters, err);
    out->evidence[0].parameters = out->parameters;
    return status;
}
