/* B of one actor in every context: ranges around zero, the figures behind them,
 * and what would be seen when a context begins.                               */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "report/balance_side.h"
#include "report/chart.h"
#include "report/exhibit.h"

static void title_of(buf *out, const balance_side *s) {
    size_t n = s->b->contexts, closer = 0, farther = 0;
    for (size_t c = 0; c < n; c++) {
        closer += s->drawn.context[c].b.p05 > 0;
        farther += s->drawn.context[c].b.p95 < 0;
    }
    buf_printf(out, "%s: in %zu of %zu %s the range stays on one side of 0", s->actor->name,
               closer + farther, n, n == 1 ? "context" : "contexts");
    if (closer + farther)
        buf_printf(out, ": %zu towards closeness, %zu towards distance", closer, farther);
}

/* Of both actors, so that their charts have one scale. */
static double largest(const report *r) {
    double most = 0;
    for (int i = 0; i < 2; i++)
        for (size_t c = 0; r->balance[i].b && c < r->balance[i].b->contexts; c++) {
            const balance_drawn *d = &r->balance[i].drawn.context[c].b;
            most = fmax(most, fmax(fabs(d->p05), fabs(d->p95)));
        }
    return most;
}

static void draw(report *r, const balance_side *s, const char *title, const char *desc) {
    chart_range v[CHART_RANGES_MAX];
    chart_ranges c = {.id = balance_id_of(r, s, "ranges-chart"),
                      .title = title,
                      .desc = desc,
                      .below = "towards distance",
                      .above = "towards closeness",
                      .hold = largest(r),
                      .v = v};
    for (size_t i = 0; i < s->b->contexts && c.n < CHART_RANGES_MAX; i++) {
        const balance_drawn *d = &s->drawn.context[i].b;
        char name[80], low[SIDE_NUMBER], high[SIDE_NUMBER];
        chart_range *x = &v[c.n++];
        *x = (chart_range){.low = d->p05, .at = s->v[i].balance, .high = d->p95};
        snprintf(x->label, sizeof x->label, "%.63s", balance_words(name, s->b->context[i].id));
        snprintf(x->value, sizeof x->value, "%.12s to %.12s", balance_signed(low, d->p05),
                 balance_signed(high, d->p95));
    }
    chart_range_rows(&r->h, &c);
}

cordon_status balance_ranges(report *r, const balance_side *s, cordon_error *err) {
    static const char desc[] =
        "A row for each context: the bar goes from the 5 % to the 95 % point of B in the draws, the "
        "dot is B as the file has it, the vertical line is 0.";
    html *h = &r->h;
    buf title = {0}, text = {0};
    title_of(&title, s);
    html_open(h, "figure");
    html_leaf(h, "h4", buf_text(&title), "id", balance_id_of(r, s, "ranges"));
    draw(r, s, buf_text(&title), desc);
    html_leaf(h, "figcaption", desc);
    html_close(h, "figure");
    html_line(h);
    buf_printf(&text, "%s. %s", buf_text(&title), desc);
    h->out->failed |= title.failed || text.failed;
    cordon_status status =
        balance_found(r, s, balance_id_of(r, s, "ranges"), buf_text(&text), NULL, err);
    buf_free(&title);
    buf_free(&text);
    return status;
}

/* ---- the figures ---- */

/* The factor that turns the sign with the least change of its weight. */
static const char *first_flip(const balance_side *s, size_t c) {
    int f = s->v[c].first_flip;
    return f < 0 ? "none does" : s->b->factor[f].label;
}

static cordon_status say_row(report *r, const balance_side *s, size_t c, const char *text,
                             cordon_error *err) {
    const balance_drawn *d = &s->drawn.context[c].b;
    const balance_value *v = &s->v[c];
    buf p = {0};
    balance_parameters(&p, s);
    json_str(&p, "context", s->b->context[c].id);
    json_number(&p, "balance", v->balance);
    json_number(&p, "convergent", v->convergent);
    json_number(&p, "divergent", v->divergent);
    json_number(&p, "tension", v->tension);
    json_number(&p, "least_move", v->least_move);
    json_str(&p, "first_flip", v->first_flip < 0 ? NULL : s->b->factor[v->first_flip].id);
    json_number(&p, "p05", d->p05);
    json_number(&p, "p50", d->p50);
    json_number(&p, "p95", d->p95);
    buf_char(&p, '}');
    r->h.out->failed |= p.failed;
    cordon_status status = balance_found(r, s, s->b->context[c].id, text, buf_text(&p), err);
    buf_free(&p);
    return status;
}

static cordon_status figures_row(report *r, exhibit_table *t, const balance_side *s, size_t c,
                                 cordon_error *err) {
    const balance_drawn *d = &s->drawn.context[c].b;
    const balance_value *v = &s->v[c];
    char name[80], x[7][SIDE_NUMBER];
    buf text = {0};
    balance_words(name, s->b->context[c].id);
    balance_figure(x[0], v->balance);
    balance_figure(x[1], d->p05);
    balance_figure(x[2], d->p95);
    snprintf(x[3], SIDE_NUMBER, "%.3f", v->convergent);
    snprintf(x[4], SIDE_NUMBER, "%.3f", v->divergent);
    snprintf(x[5], SIDE_NUMBER, isfinite(v->tension) ? "%.3f" : "none", v->tension);
    balance_percent(x[6], v->least_move);
    exhibit_row(t);
    exhibit_cell(t, name);
    for (int i = 0; i < 7; i++) exhibit_number(t, x[i]);
    exhibit_cell(t, first_flip(s, c));
    exhibit_row_end(t);
    buf_printf(&text,
               "%s, %s: B %s, from %s to %s; pull towards closeness %s, towards distance %s, "
               "tension %s; %s of the weight has to change hands to turn the sign; the first "
               "factor to turn it alone: %s.",
               s->actor->name, name, x[0], x[1], x[2], x[3], x[4], x[5], x[6], first_flip(s, c));
    r->h.out->failed |= text.failed;
    cordon_status status = say_row(r, s, c, buf_text(&text), err);
    buf_free(&text);
    return status;
}

cordon_status balance_ranges_rows(report *r, const balance_side *s, cordon_error *err) {
    static const char *const head[] = {"context",  "#B",       "#low",       "#high",
                                       "#closer",  "#farther", "#tension",   "#weight to move",
                                       "first to turn it", NULL};
    exhibit_table t;
    buf text = {0};
    cordon_status status = CORDON_OK;
    buf_printf(&text, "%s: the figures of the chart", s->actor->name);
    html_open(&r->h, "details");
    html_leaf(&r->h, "summary", buf_text(&text));
    buf_str(&text, "; B = closer - farther; low and high hold nine tenths of the draws; tension is "
                   "the smaller pull over the larger");
    exhibit_table_open(&t, r, buf_text(&text), head);
    for (size_t c = 0; c < s->b->contexts && !status; c++) status = figures_row(r, &t, s, c, err);
    exhibit_table_close(&t, balance_id_of(r, s, "contexts"));
    html_close(&r->h, "details");
    html_line(&r->h);
    r->h.out->failed |= text.failed;
    buf_free(&text);
    return status;
}

/* ---- the contexts in words ---- */

static void triggers_of(buf *out, const balance_context *c) {
    char name[80];
    for (size_t i = 0; i < c->triggers; i++) {
        buf_printf(out, "%s%s", i ? "; " : "", c->trigger[i].observe);
        if (*c->trigger[i].series)
            buf_printf(out, " (series: %s)", balance_words(name, c->trigger[i].series));
    }
    if (!c->triggers) buf_str(out, "the file names nothing to watch");
}

static cordon_status words_row(report *r, exhibit_table *t, const balance_side *s, size_t c,
                               cordon_error *err) {
    const balance_context *x = &s->b->context[c];
    char name[80];
    buf seen = {0}, text = {0};
    triggers_of(&seen, x);
    balance_words(name, x->id);
    exhibit_row(t);
    exhibit_cell(t, name);
    exhibit_labelled(t, "in words", x->condition);
    exhibit_labelled(t, "what moves", *x->change ? x->change : "not said");
    exhibit_labelled(t, "begins when", buf_text(&seen));
    exhibit_row_end(t);
    buf_printf(&text, "%s: %s. What moves: %s. Begins when: %s.", name, x->condition,
               *x->change ? x->change : "not said", buf_text(&seen));
    r->h.out->failed |= seen.failed || text.failed;
    cordon_status status = balance_found(r, s, x->id, buf_text(&text), NULL, err);
    buf_free(&seen);
    buf_free(&text);
    return status;
}

cordon_status balance_context_rows(report *r, const balance_side *s, cordon_error *err) {
    static const char *const head[] = {"context", "in words", "what moves", "begins when", NULL};
    exhibit_table t;
    char caption[160];
    cordon_status status = CORDON_OK;
    snprintf(caption, sizeof caption, "%.60s: the contexts in words, and what would be seen",
             s->actor->name);
    html_open(&r->h, "details");
    html_leaf(&r->h, "summary", caption);
    exhibit_cards_open(&t, r, caption, head);
    for (size_t c = 0; c < s->b->contexts && !status; c++) status = words_row(r, &t, s, c, err);
    exhibit_table_close(&t, balance_id_of(r, s, "context-words"));
    html_close(&r->h, "details");
    html_line(&r->h);
    return status;
}
