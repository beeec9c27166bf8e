/* What pulls an actor most each way in the base context, with the evidence of
 * each factor, and what would turn the sign of B.                             */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "report/balance_side.h"
#include "report/chart.h"
#include "report/exhibit.h"

enum { STRONGEST = 3, GUSTS = 8 };

/* ---- the strongest each way ---- */

static const char *origin_of(const balance *b, int origin) {
    return origin < 0 ? "origin not given" : b->origin[origin].label;
}

/* "J. Doe, institute (B2); ministry (A3, a state); against: press (C3)". */
static void evidence_of(buf *out, const balance *b, const balance_factor *f) {
    if (!f->evidence_count) buf_str(out, "none: its salience is unknown");
    for (size_t i = 0; i < f->evidence_count; i++) {
        const balance_evidence *e = &f->evidence[i];
        size_t again = 0;
        bool before = false;
        for (size_t k = 0; k < f->evidence_count; k++) {
            const balance_evidence *o = &f->evidence[k];
            bool alike = o->origin == e->origin && o->stance == e->stance &&
                         strcmp(o->grade, e->grade) == 0;
            before |= alike && k < i;
            again += alike;
        }
        if (before) continue;
        buf_printf(out, "%s%s%s (%s%s", out->len ? "; " : "", e->stance < 0 ? "against: " : "",
                   origin_of(b, e->origin), e->grade,
                   e->origin >= 0 && b->origin[e->origin].state ? ", a state" : "");
        if (again > 1) buf_printf(out, ", %zu items", again);
        buf_char(out, ')');
    }
}

static cordon_status pull_row(report *r, exhibit_table *t, const balance_side *s,
                              const balance_pull *p, bool closer, cordon_error *err) {
    const balance_factor *f = &s->b->factor[p->factor];
    char x[SIDE_NUMBER], w[SIDE_NUMBER], pull[120];
    const char *side = closer ? "towards closeness" : "towards distance";
    buf evidence = {0}, text = {0}, json = {0};
    evidence_of(&evidence, s->b, f);
    snprintf(pull, sizeof pull, "%s %s: weight %s times salience %.2f", balance_figure(x, p->pull),
             side, balance_percent(w, p->weight), p->salience);
    exhibit_row(t);
    exhibit_cell(t, f->label);
    exhibit_labelled(t, "pull", pull);
    exhibit_labelled(t, "evidence", buf_text(&evidence));
    exhibit_row_end(t);
    buf_printf(&text, "%s: %s. Pull %s. Evidence: %s.", s->actor->name, f->label, pull,
               buf_text(&evidence));
    balance_parameters(&json, s);
    json_str(&json, "factor", f->id);
    json_number(&json, "pull", p->pull);
    json_number(&json, "weight", p->weight);
    json_number(&json, "salience", p->salience);
    buf_char(&json, '}');
    r->h.out->failed |= evidence.failed || text.failed || json.failed;
    cordon_status status = balance_found(r, s, f->label, buf_text(&text), buf_text(&json), err);
    buf_free(&evidence);
    buf_free(&text);
    buf_free(&json);
    return status;
}

static const char *label_of(const balance_side *s, const balance_pull *p) {
    return p->factor < 0 ? "nothing" : s->b->factor[p->factor].label;
}

cordon_status balance_pulls(report *r, const balance_side *s, cordon_error *err) {
    static const char *const head[] = {"factor", "pull", "evidence: origin and grade", NULL};
    balance_pull p[2][STRONGEST];
    exhibit_table t;
    char name[80], caption[200];
    buf title = {0};
    cordon_status status = CORDON_OK;
    balance_strongest(p[0], STRONGEST, &s->v[0], &s->model[0], BALANCE_CONVERGENT);
    balance_strongest(p[1], STRONGEST, &s->v[0], &s->model[0], BALANCE_DIVERGENT);
    buf_printf(&title, "%s, strongest towards closeness: \"%s\"; towards distance: \"%s\"", s->actor->name,
               label_of(s, &p[0][0]), label_of(s, &p[1][0]));
    html_open(&r->h, "div");
    html_leaf(&r->h, "h4", buf_text(&title), "id", balance_id_of(r, s, "pulls"));
    snprintf(caption, sizeof caption, "%.60s, context %.60s: the three strongest pulls each way",
             s->actor->name, balance_words(name, s->b->context[0].id));
    exhibit_cards_open(&t, r, caption, head);
    for (int side = 0; side < 2; side++)
        for (size_t i = 0; i < STRONGEST && p[side][i].factor >= 0 && !status; i++)
            status = pull_row(r, &t, s, &p[side][i], side == 0, err);
    exhibit_table_close(&t, balance_id_of(r, s, "strongest"));
    html_close(&r->h, "div");
    html_line(&r->h);
    r->h.out->failed |= title.failed;
    if (!status)
        status = balance_found(r, s, balance_id_of(r, s, "pulls"), buf_text(&title), NULL, err);
    buf_free(&title);
    return status;
}

/* ---- what turns it ---- */

/* "11.4 % of the weight has to change hands ..."; "" without a sign to turn. */
static void turn_of(buf *out, const balance_side *s) {
    const balance_value *v = &s->v[0];
    char w[SIDE_NUMBER], x[SIDE_NUMBER];
    if (!isfinite(v->least_move)) {
        buf_str(out, "no change of the weights alone turns the sign of B");
        return;
    }
    buf_printf(out, "B turns when %s of the weight changes hands", balance_percent(w, v->least_move));
    if (v->first_flip >= 0 && isfinite(v->flip[v->first_flip]))
        buf_printf(out, ", or when \"%s\" alone goes from %s to %s",
                   s->b->factor[v->first_flip].label, balance_percent(w, v->weight[v->first_flip]),
                   balance_percent(x, v->flip[v->first_flip]));
}

/* Of what is drawn for both actors, so that their charts have one scale. */
static double largest(const report *r) {
    balance_bar bar[BALANCE_FACTORS_MAX];
    double most = 0;
    for (int i = 0; i < 2; i++) {
        if (!r->balance[i].b) continue;
        size_t n = balance_tornado(bar, &r->balance[i].model[0], BALANCE_MODE);
        for (size_t k = 0; k < n && k < GUSTS; k++)
            most = fmax(most, fmax(fabs(bar[k].without), fmax(fabs(bar[k].at_lo), fabs(bar[k].at_hi))));
    }
    return most;
}

static void draw(report *r, const balance_side *s, const char *title, const char *desc) {
    balance_bar bar[BALANCE_FACTORS_MAX];
    chart_gust v[GUSTS];
    size_t n = balance_tornado(bar, &s->model[0], BALANCE_MODE);
    chart_tornado c = {.id = balance_id_of(r, s, "tornado-chart"),
                       .title = title,
                       .desc = desc,
                       .below = "towards distance",
                       .above = "towards closeness",
                       .now = s->v[0].balance,
                       .hold = largest(r),
                       .v = v};
    for (size_t i = 0; i < n && c.n < GUSTS; i++) {
        char x[SIDE_NUMBER];
        chart_gust *g = &v[c.n++];
        *g = (chart_gust){.low = bar[i].at_lo, .high = bar[i].at_hi, .without = bar[i].without};
        snprintf(g->label, sizeof g->label, "%.63s", s->b->factor[bar[i].factor].label);
        snprintf(g->value, sizeof g->value, "without it %.12s", balance_signed(x, bar[i].without));
    }
    chart_what_moves(&r->h, &c);
}

/* The context whose sign turns with the least weight, and those on the other side. */
static void elsewhere(buf *out, const balance_side *s) {
    char name[80], w[SIDE_NUMBER];
    int least = -1;
    size_t other = 0;
    for (size_t c = 0; c < s->b->contexts; c++) {
        other += s->v[c].balance * s->v[0].balance < 0;
        if (isfinite(s->v[c].least_move) &&
            (least < 0 || s->v[c].least_move < s->v[least].least_move))
            least = (int)c;
    }
    if (least >= 0)
        buf_printf(out, "Least weight is needed in the context %s: %s of it.",
                   balance_words(name, s->b->context[least].id),
                   balance_percent(w, s->v[least].least_move));
    buf_printf(out, " In %zu of %zu contexts B has the other sign than in %s.", other,
               s->b->contexts, balance_words(name, s->b->context[0].id));
}

cordon_status balance_flips(report *r, const balance_side *s, cordon_error *err) {
    static const char desc[] =
        "The bar: B at the low and the high salience of the factor, its weight unchanged. The "
        "hollow dot: B when the factor is left out. The dashed line: B as the file has it, the "
        "full line: 0. The factors with the longest reach are drawn, the table has all.";
    html *h = &r->h;
    char name[80];
    buf title = {0}, text = {0}, more = {0};
    buf_printf(&title, "%s, context %s: ", s->actor->name, balance_words(name, s->b->context[0].id));
    turn_of(&title, s);
    elsewhere(&more, s);
    html_open(h, "figure");
    html_leaf(h, "h4", buf_text(&title), "id", balance_id_of(r, s, "flips"));
    draw(r, s, buf_text(&title), desc);
    html_open(h, "figcaption");
    html_text(h, desc);
    html_close(h, "figcaption");
    html_leaf(h, "p", buf_text(&more));
    html_close(h, "figure");
    html_line(h);
    buf_printf(&text, "%s. %s %s", buf_text(&title), desc, buf_text(&more));
    h->out->failed |= title.failed || text.failed || more.failed;
    cordon_status status =
        balance_found(r, s, balance_id_of(r, s, "flips"), buf_text(&text), NULL, err);
    buf_free(&title);
    buf_free(&text);
    buf_free(&more);
    return status;
}

static cordon_status flip_row(report *r, exhibit_table *t, const balance_side *s,
                              const balance_bar *bar, cordon_error *err) {
    const balance_factor *f = &s->b->factor[bar->factor];
    const char *side = s->model[0].sign[bar->factor] > 0 ? "closeness" : "distance";
    char x[5][SIDE_NUMBER];
    buf text = {0}, json = {0};
    balance_percent(x[0], bar->weight);
    balance_percent(x[1], bar->flip);
    balance_figure(x[2], bar->without);
    balance_figure(x[3], bar->at_lo);
    balance_figure(x[4], bar->at_hi);
    exhibit_row(t);
    exhibit_cell(t, f->label);
    exhibit_cell(t, side);
    for (int i = 0; i < 5; i++) exhibit_number(t, x[i]);
    exhibit_row_end(t);
    buf_printf(&text,
               "%s: %s, %s: weight %s, turns the sign at %s; B without it %s, at low salience %s, "
               "at high salience %s.",
               s->actor->name, f->label, side, x[0], x[1], x[2], x[3], x[4]);
    balance_parameters(&json, s);
    json_str(&json, "factor", f->id);
    json_number(&json, "weight", bar->weight);
    json_number(&json, "flip_weight", bar->flip);
    json_number(&json, "left_out", bar->without);
    json_number(&json, "at_lo", bar->at_lo);
    json_number(&json, "at_hi", bar->at_hi);
    buf_char(&json, '}');
    r->h.out->failed |= text.failed || json.failed;
    cordon_status status = balance_found(r, s, f->label, buf_text(&text), buf_text(&json), err);
    buf_free(&text);
    buf_free(&json);
    return status;
}

cordon_status balance_flip_rows(report *r, const balance_side *s, cordon_error *err) {
    static const char *const head[] = {"factor",      "side",    "#weight", "#turns the sign at",
                                       "#B without it", "#at low", "#at high", NULL};
    balance_bar bar[BALANCE_FACTORS_MAX];
    size_t n = balance_tornado(bar, &s->model[0], BALANCE_MODE);
    exhibit_table t;
    char caption[240], name[80];
    cordon_status status = CORDON_OK;
    snprintf(caption, sizeof caption, "%.60s, context %.60s: every factor and the weight at which "
             "it alone turns the sign",
             s->actor->name, balance_words(name, s->b->context[0].id));
    html_open(&r->h, "details");
    html_leaf(&r->h, "summary", caption);
    exhibit_table_open(&t, r, caption, head);
    for (size_t i = 0; i < n && !status; i++) status = flip_row(r, &t, s, &bar[i], err);
    exhibit_table_close(&t, balance_id_of(r, s, "factors"));
    html_close(&r->h, "details");
    html_line(&r->h);
    return status;
}
