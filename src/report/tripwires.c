/* What would change the judgement, as numbers: each row of tripwires.csv is a
 * bound computed from the series itself, so that it holds for any pair.
 *     back     the last year falls to within the scatter of the baseline; of a
 *              series that did not move: it falls out of it
 *     further  it moves as far again as can be seen; it rises out of it
 *     offset   the rise of a headline question is more than `value` per cent of
 *              the opposite change it is set against                          */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/inner.h"

typedef struct wire {
    char bound[96], now[96], state[96];
} wire;

static bool of_trend(wire *w, const trend *t, bool back) {
    char x[TREND_TEXT], y[WORDS];
    if (!t || t->word == SHIFT_UNKNOWN) return false;
    bool flat = t->word == SHIFT_FLAT;
    double sign = t->change < 0 && !flat ? -1 : 1, last = trend_last(t)->value;
    double bound = !back  ? (flat ? t->mean : last) + sign * t->need
                   : flat ? t->mean - t->need
                          : t->mean + sign * t->need;
    bool above = back ? sign < 0 : sign > 0;
    bool met = above ? last > bound : last < bound;
    snprintf(w->bound, sizeof w->bound, "%s %s in a whole year", above ? "above" : "below",
             trend_value(x, t, bound));
    snprintf(w->now, sizeof w->now, "%s in %s", trend_value(x, t, last),
             words_month(y, trend_last(t)->year));
    snprintf(w->state, sizeof w->state, met ? "met" : "not met: %s to go",
             trend_scatter(x, t, fabs(bound - last)));
    return true;
}

static bool of_offset(wire *w, const report *r, const char *id, double value) {
    char x[WORDS];
    const question *q = questions_find(&r->q, id);
    if (!q || isnan(value)) return false;
    double p = question_offset(q, questions_find(&r->q, q->against));
    if (isnan(p)) return false;
    snprintf(w->bound, sizeof w->bound, "above %g %%", value);
    snprintf(w->now, sizeof w->now, "%s in %.40s", words_rough(x, p), q->period_text);
    snprintf(w->state, sizeof w->state, "%s", p > value ? "met" : "not met");
    return true;
}

static double parameter(const report *r, const char *name) {
    const table *t = regime_table(r->in->regime, "parameters.csv");
    for (size_t i = 0; t && i < t->rows; i++)
        if (strcmp(table_cell(t, i, table_col(t, "parameter")), name) == 0)
            return strtod(table_cell(t, i, table_col(t, "value")), NULL);
    return NAN;
}

static cordon_status row(report *r, const table *t, size_t i, cordon_error *err) {
    html *h = &r->h;
    wire w = {"not assessed", "no data", "not assessed"};
    const char *kind = table_cell(t, i, table_col(t, "kind")),
               *about = table_cell(t, i, table_col(t, "about")), *title, *then;
    const trend *lead = report_lead(r, about);
    bool flat = lead && lead->word == SHIFT_FLAT && *table_cell(t, i, table_col(t, "title_flat"));
    title = report_cell(r, t, i, flat ? "title_flat" : "title");
    then = report_cell(r, t, i, flat ? "then_flat" : "then");
    bool known =
        strcmp(kind, "offset") == 0
            ? of_offset(&w, r, about, parameter(r, table_cell(t, i, table_col(t, "value"))))
            : of_trend(&w, lead, strcmp(kind, "back") == 0);
    html_open(h, "tr");
    html_open(h, "th", "scope", "row");
    html_text(h, title);
    if (known && lead) html_printf(h, " (%s)", lead->q->title);
    html_close(h, "th");
    html_leaf(h, "td", w.bound, "data-l", "when");
    html_leaf(h, "td", w.now, "data-l", "now");
    html_leaf(h, "td", w.state, "data-l", "state");
    html_leaf(h, "td", then, "data-l", "then");
    html_close(h, "tr");
    html_line(h);
    if (known)
        report_note(r, NULL, "- %s: %s; now %s: %s.", title, w.bound, w.now, w.state);
    else
        report_note(r, NULL, "- %s: not assessed.", title);
    if (!known) return CORDON_OK;
    buf text = {0};
    buf_printf(&text, "%s: %s; now %s: %s.", title, w.bound, w.now, w.state);
    cordon_status status =
        report_found(r, "report.tripwire", kind, "tripwires.csv", buf_text(&text), err);
    h->out->failed |= text.failed;
    buf_free(&text);
    return status;
}

cordon_status report_tripwires(report *r, cordon_error *err) {
    static const char *const heads[] = {"if this", "passes", "now", "state", "then", NULL};
    const table *t = regime_table(r->in->regime, "tripwires.csv");
    html *h = &r->h;
    cordon_status status = CORDON_OK;
    html_leaf(h, "h2", "What would change this judgement", "id", "tripwires");
    if (!t) {
        html_open(h, "p");
        report_not_assessed(r, "the regime names no bound", "tripwires.csv");
        html_close(h, "p");
        return CORDON_OK;
    }
    report_note_title(r, "What would change this judgement");
    html_open(h, "div", "class", "box cards", "tabindex", "0", "role", "region", "aria-label",
              "Tripwires");
    html_open(h, "table");
    report_plain_caption(r, "Three bounds, computed from the series on this page");
    html_open(h, "thead");
    html_open(h, "tr");
    for (size_t i = 0; heads[i]; i++) report_head(r, heads[i], false);
    html_close(h, "tr");
    html_close(h, "thead");
    html_open(h, "tbody");
    for (size_t i = 0; i < t->rows && !status; i++) status = row(r, t, i, err);
    html_close(h, "tbody");
    report_table_end(r);
    return status;
}
