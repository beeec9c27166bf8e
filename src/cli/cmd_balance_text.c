/* cmd_balance_text.c - a balance of interests for a reader, 80 columns wide.
 *
 * From what to keep in mind over the contexts to one of them in detail, then
 * the evidence, the dissent and the hypotheses. Shares of draws are never put
 * in words of likelihood: they say how weights and salience carry the sign.   */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cmd.h"
#include "cli/cmd_balance.h"
#include "cli/text.h"

const char *const balance_pitfalls[] = {
    "B follows from salience and weights that somebody put in; it forecasts nothing and says "
    "nothing of how sure anybody is.",
    "Weights without the range they are swung over mean nothing, and splitting a factor gives it "
    "more weight (Keeney and Raiffa 1976; Weber, Eisenfuehr and von Winterfeldt 1988).",
    "One interest under two names counts twice; adding or dropping what is compared can turn the "
    "order of the rest (Belton and Gear 1983); constructed scales decide too (Abbas and Hupman "
    "2023).",
    "A sum lets a strong pull one way hide one the other way: read convergent, divergent and "
    "tension beside it (OECD and JRC 2008; Greco and others 2019).",
    "Ranges come from the file's triangles and concentration; a larger concentration narrows them. "
    "They hold nothing of what the file leaves out.",
    "Evidence read in one document is not independent because it names several origins.",
    "Hypotheses: tested on analysts, the method's steps were not followed, its effect on "
    "confirmation bias was mixed and it may add inconsistency and error (Dhami, Belton and Mandel "
    "2019; Chang and others 2018). Counting contradictions alone throws support away, and items "
    "are not independent.",
    "Shares of draws are no likelihoods of events: no word of ICD 203 belongs on them, and "
    "likelihood and confidence never go into one sentence.",
    NULL};

void balance_para(buf *out, const char *head, const char *fmt, ...) {
    buf words = {0}, clean = {0};
    char *text = NULL;
    va_list ap;
    va_start(ap, fmt);
    int len = vasprintf(&text, fmt, ap);
    va_end(ap);
    if (len < 0) {
        out->failed = true;
        return;
    }
    text_clean(&clean, text, (size_t)len, false);
    size_t indent = text_width(head, strlen(head));
    buf_str(out, head);
    text_wrap(out, buf_text(&clean), clean.len, indent, indent, BALANCE_WIDTH);
    buf_char(out, '\n');
    out->failed |= clean.failed || words.failed;
    free(text);
    buf_free(&clean);
}

void balance_cell(buf *o, const char *s, size_t width) {
    buf clean = {0};
    size_t begin = o->len;
    text_clean(&clean, s, strlen(s), false);
    text_cut(o, buf_text(&clean), clean.len, width);
    size_t used = o->p ? text_width(o->p + begin, o->len - begin) : 0;
    if (used < width) text_pad(o, width - used);
    o->failed |= clean.failed;
    buf_free(&clean);
}

double balance_tidy(double v, double unit) {
    double r = round(v / unit) * unit;
    return r == 0 ? 0 : r;
}

static void signed_number(buf *o, double v) { buf_printf(o, "%+.3f", balance_tidy(v, 0.001)); }

static void percent(buf *o, double v) {
    if (isfinite(v))
        buf_printf(o, "%3.0f %%", v * 100);
    else
        buf_str(o, "    -");
}

/* ---- contexts --------------------------------------------------------------------- */

static void write_head(buf *o, const balance_view *v) {
    const balance *b = v->b;
    char day[DATE_TEXT], until[DATE_TEXT];
    size_t n[3] = {0};
    balance_para(o, "", "%s", b->title);
    if (*b->question) balance_para(o, "  question  ", "%s", b->question);
    balance_para(o, "  for       ", "%s, as of %s%s%s", b->perspective, date_format(day, b->as_of),
                 b->horizon ? ", until " : "", date_format(until, b->horizon));
    if (*b->status) balance_para(o, "  status    ", "%s", b->status);
    for (size_t i = 0; i < b->factors; i++) n[b->factor[i].direction]++;
    balance_para(o, "  factors   ",
                 "%zu convergent, %zu divergent, %zu structural (the form of the ties: no sign, in "
                 "no sum)",
                 n[BALANCE_CONVERGENT], n[BALANCE_DIVERGENT], n[BALANCE_STRUCTURAL]);
    for (size_t i = 0; i < v->moves; i++) {
        const balance_move *m = &v->move[i];
        balance_para(o, "  data      ", "%s = %g moves the salience of %s from %.2f to %.2f%s",
                     m->series, m->value, b->factor[m->factor].id, m->from.mode, m->to.mode,
                     m->outside ? " (the value lies beyond the mapping; its end is taken)" : "");
    }
}

static void write_row(buf *o, const balance_view *v, size_t c) {
    const balance_drawn *d = &v->drawn.context[c].b;
    balance_model m;
    balance_value x;
    balance_model_of(&m, v->b, c, -1);
    balance_evaluate(&x, &m, v->salience);
    balance_cell(o, v->b->context[c].id, 29);
    buf_str(o, "  ");
    signed_number(o, v->mean_of_draws ? d->mean : x.balance);
    buf_printf(o, "  [%+.2f, %+.2f]  %.2f  %.2f  ", balance_tidy(d->p05, 0.01),
               balance_tidy(d->p95, 0.01), x.convergent, x.divergent);
    if (isfinite(x.tension))
        buf_printf(o, "%.2f  ", x.tension);
    else
        buf_str(o, "   -  ");
    percent(o, x.least_move);
    buf_char(o, '\n');
}

static void write_concentration(buf *o, const balance *b) {
    double lo = HUGE_VAL, hi = 0;
    bool given = true;
    for (size_t c = 0; c < b->contexts; c++) {
        lo = fmin(lo, b->context[c].concentration);
        hi = fmax(hi, b->context[c].concentration);
        given = given && b->context[c].concentration_given;
    }
    char text[64];
    snprintf(text, sizeof text, lo < hi ? "%g to %g" : "%g", lo, hi);
    balance_para(o, "  ",
                 "The range is that of 90 %% of the draws: weights from a Dirichlet distribution "
                 "of concentration %s (%s), salience from the triangles of the file. That number "
                 "makes the width; it is a choice, nobody measured it.",
                 text, given ? "from the file" : "where the file states none: 40");
}

static void write_contexts(buf *o, const balance_view *v) {
    const char *what = v->mean_of_draws ? "mean" : v->salience == BALANCE_MEAN ? "mean s" : "mode";
    buf_printf(o, "\nB by context (B > 0: towards closeness; salience: %s)\n",
               v->mean_of_draws              ? "drawn, B is the mean of the draws"
               : v->salience == BALANCE_MEAN ? "(lo + mode + hi)/3"
                                             : "mode");
    balance_cell(o, "", 29);
    buf_printf(o, "  %6s  %-14s  %-4s  %-4s  %-4s  %s\n", what, "90 % of draws", "conv", "div",
               "tens", "move");
    for (size_t c = 0; c < v->b->contexts; c++)
        if (balance_shows(v, c)) write_row(o, v, c);
    if (v->drawn.mixed) {
        const balance_drawn *d = &v->drawn.mixture;
        balance_cell(o, "mixed by their probabilities", 29);
        buf_printf(o, "  %+.3f  [%+.2f, %+.2f]  (mean of draws)\n", balance_tidy(d->mean, 0.001),
                   balance_tidy(d->p05, 0.01), balance_tidy(d->p95, 0.01));
    }
    balance_para(o, "  ",
                 "conv and div: the two masses, B = conv - div; tens: the smaller over the larger, "
                 "1 = as strong both ways; move: the least share of all weight that must change "
                 "hands to bring B to 0.");
    write_concentration(o, v->b);
}

/* ---- what the weights carry -------------------------------------------------------- */

static void equal(buf *o, const balance_view *v, bool by_groups) {
    balance_model m;
    double w[BALANCE_FACTORS_MAX], s[BALANCE_FACTORS_MAX];
    balance_model_of(&m, v->b, 0, -1);
    balance_equal_weights(w, &m, by_groups);
    balance_salience_at(s, &m, v->salience);
    const balance_smaa *n = by_groups ? &v->drawn.none_groups : &v->drawn.none_flat;
    balance_para(o, by_groups ? "  by groups  " : "  flat       ",
                 "equal weights B %+.3f; over all weights there are, B > 0 in %.2f of the draws",
                 balance_tidy(balance_sum(&m, w, s), 0.001), n->drawn);
}

static void write_orders(buf *o, const balance_view *v) {
    static const char *const ties[] = {"broken at random in every draw", "in the file's order",
                                       "in the reverse of the file's order"};
    bool groups = v->groups && v->b->groups;
    balance_para(o, "  ",
                 "Weights only in the order that the file states, their size left open: share of "
                 "draws with B > 0, ties %s; in brackets flat with ties to the divergent and to "
                 "the convergent side:",
                 ties[v->drawn.opts.ties]);
    for (size_t c = 0; c < v->b->contexts; c++) {
        const balance_context_drawn *d = &v->drawn.context[c];
        if (!balance_shows(v, c)) continue;
        buf_str(o, "    ");
        balance_cell(o, v->b->context[c].id, 29);
        if (v->flat) buf_printf(o, "  flat %.2f", d->rank_flat.drawn);
        if (groups) buf_printf(o, "  groups %.2f", d->rank_groups.drawn);
        buf_printf(o, "  [%.2f, %.2f]\n", d->ties_divergent_first, d->ties_convergent_first);
    }
}

static void write_weights(buf *o, const balance_view *v) {
    buf_str(o, "\nWhat the weights carry\n");
    balance_para(o, "  counting   ", "convergent less divergent, over all: %+.3f",
                 balance_count_only(v->b));
    if (v->flat || !v->b->groups) equal(o, v, false);
    if (v->groups && v->b->groups) equal(o, v, true);
    write_orders(o, v);
}

/* ---- one context ------------------------------------------------------------------- */

static void write_pulls(buf *o, const balance *b, const balance_value *x, const balance_model *m) {
    for (int d = BALANCE_CONVERGENT; d <= BALANCE_DIVERGENT; d++) {
        balance_pull p[3];
        balance_strongest(p, 3, x, m, (balance_direction)d);
        buf_printf(o, "  strongest %s\n",
                   d == BALANCE_CONVERGENT ? "towards closeness" : "towards distance");
        for (size_t i = 0; i < 3 && p[i].factor >= 0; i++) {
            buf_printf(o, "    %+.3f  weight %.3f x %.2f  ", p[i].pull, p[i].weight, p[i].salience);
            balance_cell(o, b->factor[p[i].factor].label, 48);
            while (o->len && o->p[o->len - 1] == ' ') o->p[--o->len] = 0;
            buf_char(o, '\n');
        }
    }
}

static void write_flip(buf *o, const balance *b, const balance_value *x) {
    if (x->first_flip >= 0)
        balance_para(o, "  first to turn the sign  ",
                     "%s: at weight %.3f instead of %.3f, the others in proportion",
                     b->factor[x->first_flip].id, x->flip[x->first_flip], x->weight[x->first_flip]);
    else
        balance_para(o, "  first to turn the sign  ", "no single weight does it");
    if (x->least_move_to >= 0)
        balance_para(o, "  least move              ",
                     "%.0f %% of the weight, from the strongest to %s", x->least_move * 100,
                     b->factor[x->least_move_to].id);
    else
        balance_para(o, "  least move              ", "no weights bring B to 0");
}

static void write_tornado(buf *o, const balance *b, const balance_model *m) {
    balance_bar bar[BALANCE_FACTORS_MAX];
    size_t n = balance_tornado(bar, m, BALANCE_MODE);
    buf_str(o, "  B with a factor left out, entered twice, salience at lo and hi\n");
    for (size_t i = 0; i < n && i < BALANCE_MOST_SHOWN; i++) {
        buf_str(o, "    ");
        balance_cell(o, b->factor[bar[i].factor].id, 24);
        buf_printf(o, "  out %+.3f  twice %+.3f  lo %+.3f  hi %+.3f\n",
                   balance_tidy(bar[i].without, 0.001),
                   balance_tidy(balance_split(m, (size_t)bar[i].factor, false), 0.001),
                   balance_tidy(bar[i].at_lo, 0.001), balance_tidy(bar[i].at_hi, 0.001));
    }
    if (n > BALANCE_MOST_SHOWN)
        buf_printf(o, "    the %d with the longest reach of %zu; --json has all\n",
                   BALANCE_MOST_SHOWN, n);
}

static void write_variance(buf *o, const balance *b, const balance_model *m) {
    balance_variance x;
    bool told[BALANCE_FACTORS_MAX] = {false};
    balance_variance_of(&x, m);
    buf line = {0};
    for (int k = 0; k < 3; k++) {
        int best = -1;
        for (size_t i = 0; i < m->n; i++)
            if (!told[i] && m->sign[i] &&
                (best < 0 || x.salience[i] + x.weight[i] > x.salience[best] + x.weight[best]))
                best = (int)i;
        if (best < 0) break;
        told[best] = true;
        buf_printf(&line, "%s%s %.0f %% (weight %.0f, salience %.0f)", k ? ", " : "",
                   b->factor[best].id, (x.salience[best] + x.weight[best]) * 100,
                   x.weight[best] * 100, x.salience[best] * 100);
    }
    balance_para(o, "  variance of B comes from  ", "%s", buf_text(&line));
    o->failed |= line.failed;
    buf_free(&line);
}

static void write_detail(buf *o, const balance_view *v) {
    const balance *b = v->b;
    size_t c = (size_t)v->detail;
    balance_model m;
    balance_value x;
    balance_model_of(&m, b, c, -1);
    balance_evaluate(&x, &m, v->salience);
    buf_printf(o, "\nContext %s\n", b->context[c].id);
    balance_para(o, "  ", "%s%s%s", b->context[c].condition, *b->context[c].change ? ": " : "",
                 b->context[c].change);
    balance_para(o, "  ", "weights by %s%s%s", balance_method_name(b->context[c].method),
                 *b->context[c].elicited_from ? ", from: " : "", b->context[c].elicited_from);
    write_pulls(o, b, &x, &m);
    write_flip(o, b, &x);
    write_tornado(o, b, &m);
    write_variance(o, b, &m);
}

static void write_dissent(buf *o, const balance_view *v) {
    const balance *b = v->b;
    if (!b->dissents) return;
    buf_printf(o, "\nDissent (B in %s with the other reading)\n", b->context[v->detail].id);
    for (size_t d = 0; d < b->dissents; d++) {
        balance_model m;
        balance_value x;
        char head[40];
        balance_model_of(&m, b, (size_t)v->detail, (int)d);
        balance_evaluate(&x, &m, v->salience);
        snprintf(head, sizeof head, "  %-6.10s %+.3f  ", b->dissent[d].id,
                 balance_tidy(x.balance, 0.001));
        balance_para(o, head, "%s%s%s%s%s", b->dissent[d].text, *b->dissent[d].holder ? " (" : "",
                     b->dissent[d].holder, *b->dissent[d].on ? ", on " : "", b->dissent[d].on);
        if (*b->dissent[d].holder && o->len) { /* the bracket closes after what it is on */
            o->len--;
            buf_str(o, ")\n");
        }
    }
}

bool balance_write_text(buf *o, const balance_view *v) {
    write_head(o, v);
    write_contexts(o, v);
    write_weights(o, v);
    write_detail(o, v);
    write_dissent(o, v);
    balance_write_evidence(o, v);
    if (v->b->ach) balance_write_ach(o, v->b->ach);
    buf_str(o, "\nKeep in mind\n");
    for (const char *const *p = balance_pitfalls; *p; p++) balance_para(o, "  - ", "%s", *p);
    buf_printf(o, "%llu draws, seed %llu, xoshiro256**\n", (unsigned long long)v->drawn.opts.draws,
               (unsigned long long)v->drawn.opts.seed);
    return !o->failed;
}
