/* What a balance rests on: evidence that is old, from states only, or used more
 * than once; the series that could move it; and the competing hypotheses with
 * the item that carries their order.                                          */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "report/balance_side.h"
#include "report/exhibit.h"

/* ---- evidence ---- */

static bool signed_factor(const balance *b, size_t i) {
    return b->factor[i].direction != BALANCE_STRUCTURAL;
}

static void items(buf *out, const balance *b) {
    size_t all = 0, stale = 0, undated = 0, unjudged = 0;
    char day[DATE_TEXT];
    for (size_t f = 0; f < b->factors; f++)
        for (size_t i = 0; i < b->factor[f].evidence_count; i++) {
            const balance_evidence *e = &b->factor[f].evidence[i];
            all++;
            stale += balance_stale(b, e, SIDE_STALE_MONTHS);
            undated += !e->dated;
            unjudged += e->unjudged;
        }
    buf_printf(out, "%zu items of evidence; %zu were older than %d months on %s, %zu have no date, "
               "%zu a grade that judges nothing.",
               all, stale, SIDE_STALE_MONTHS, date_format(day, b->as_of), undated, unjudged);
}

static void origins(buf *out, const balance *b) {
    size_t all = 0, one = 0, states = 0, nothing = 0;
    buf names = {0};
    for (size_t i = 0; i < b->factors; i++) {
        const balance_factor *f = &b->factor[i];
        if (!signed_factor(b, i)) continue;
        all++;
        one += balance_one_origin(f);
        nothing += balance_unsupported(f);
        if (!balance_state_only(b, f)) continue;
        buf_printf(&names, "%s %s", states++ ? ";" : ":", f->label);
    }
    buf_printf(out, "Of %zu factors with a sign %zu rest on one origin only, %zu on states or their "
               "media only%s; %zu have no support.",
               all, one, states, buf_text(&names), nothing);
    out->failed |= names.failed;
    buf_free(&names);
}

static cordon_status shared(buf *out, const balance *b, cordon_error *err) {
    arena mem;
    balance_shared *s;
    size_t n = 0, most = 0;
    arena_init(&mem, 0);
    cordon_status status = balance_shared_evidence(&s, &n, b, &mem, err);
    for (size_t i = 1; i < n && !status; i++)
        if (s[i].factors > s[most].factors) most = i;
    if (!status && n)
        buf_printf(out, "%zu passages stand under several factors, most often %s, under %zu: what "
                   "they carry counts more than once.",
                   n, s[most].item->locator, s[most].factors);
    else
        buf_str(out, "No passage stands under several factors.");
    arena_destroy(&mem);
    return status;
}

/* The origin whose loss moves B of the base context most. */
static void carrier(buf *out, const balance *b) {
    char name[80], x[SIDE_NUMBER], y[SIDE_NUMBER];
    balance_loss l, most = {0};
    size_t best = 0;
    double size = 0;
    for (size_t i = 0; i < b->origins; i++) {
        balance_without_origin(&l, b, i);
        double d = fmax(fabs(l.unknown[0]), fabs(l.ratio[0]));
        if (d > size) size = d, best = i, most = l;
    }
    if (size <= 0) {
        buf_str(out, "No single origin moves B when it is left out.");
        return;
    }
    buf_printf(out,
               "The origin that carries most is %s, %zu items: without it B in the context %s moves "
               "by %s, by %s if salience follows the evidence that is left; %zu factors lose all "
               "support.",
               b->origin[best].label, most.items, balance_words(name, b->context[0].id),
               balance_signed(x, most.unknown[0]), balance_signed(y, most.ratio[0]),
               most.unsupported_count);
}

static void data(buf *out, const balance_side *s) {
    char a[SIDE_NUMBER], b[SIDE_NUMBER];
    if (!s->mapped)
        buf_printf(out, "Factors that name a series: %zu; none says which value means which salience, so "
                   "no loaded data moved this reading.",
                   s->named);
    else
        buf_printf(out, "Factors that name a series: %zu; that say which value means which salience: %zu; "
                   "moved by the loaded data: %zu.",
                   s->named, s->mapped, s->moves);
    for (size_t i = 0; i < s->moves; i++) {
        const balance_move *m = &s->move[i];
        snprintf(a, sizeof a, "%.2f", m->from.mode);
        snprintf(b, sizeof b, "%.2f", m->to.mode);
        buf_printf(out, " %s: salience %s instead of %s, as %s stood at %.4g %s in %d%s.",
                   s->b->factor[m->factor].label, b, a, s->by[i].title, m->value, s->by[i].unit,
                   s->by[i].year, m->outside ? ", beyond the ends of the mapping" : "");
    }
}

static cordon_status line(report *r, const balance_side *s, const char *name, buf *text,
                          cordon_error *err) {
    html_leaf(&r->h, "li", buf_text(text));
    html_line(&r->h);
    r->h.out->failed |= text->failed;
    cordon_status status =
        balance_found(r, s, balance_id_of(r, s, name), buf_text(text), NULL, err);
    buf_free(text);
    return status;
}

cordon_status balance_rests(report *r, const balance_side *s, cordon_error *err) {
    static const char *const names[] = {"items", "origins", "passages", "carrier", "data"};
    buf text[5] = {{0}};
    items(&text[0], s->b);
    origins(&text[1], s->b);
    cordon_status status = shared(&text[2], s->b, err);
    carrier(&text[3], s->b);
    data(&text[4], s);
    html_open(&r->h, "div");
    html_leaf(&r->h, "h4", s->actor->name, "id", balance_id_of(r, s, "rests"));
    html_open(&r->h, "ul");
    for (int i = 0; i < 5; i++) {
        if (!status)
            status = line(r, s, names[i], &text[i], err);
        else
            buf_free(&text[i]);
    }
    html_close(&r->h, "ul");
    html_close(&r->h, "div");
    html_line(&r->h);
    return status;
}

/* ---- hypotheses ---- */

static bool same_first(const ach *a, const ach_score *x, const ach_score *y) {
    for (size_t h = 0; h < a->hypotheses; h++)
        if (x->first[h] != y->first[h]) return false;
    return true;
}

static void first_of(buf *out, const ach *a, const ach_score *s) {
    size_t n = 0;
    for (size_t k = 0; k < a->hypotheses; k++)
        if (s->first[s->order[k]]) buf_printf(out, "%s%s", n++ ? "; and " : "", a->text[s->order[k]]);
}

/* The item whose loss changes which is first; else the one that tells most apart. */
static void item_that_carries(buf *out, const ach *a, const ach_score *all) {
    size_t n = 0, which = 0, best = 0;
    ach_score s, without = *all;
    for (size_t i = 0; i < a->items; i++) {
        ach_evaluate(&s, a, (int)i, -1);
        if (ach_diagnosticity(a, i) > ach_diagnosticity(a, best)) best = i;
        if (same_first(a, &s, all)) continue;
        if (n++ && ach_diagnosticity(a, i) <= ach_diagnosticity(a, which)) continue;
        which = i;
        without = s;
    }
    if (n) {
        buf_printf(out, "One item carries the order: without \"%s\" (%s) the least contradicted is: ",
                   a->item[which].text, a->item[which].grade);
        first_of(out, a, &without);
        buf_printf(out, ". %zu of %zu items do as much each on their own.", n, a->items);
    } else if (a->items) {
        buf_printf(out, "No single item of %zu changes which is least contradicted; the one that "
                   "tells most apart is \"%s\" (%s).",
                   a->items, a->item[best].text, a->item[best].grade);
    }
}

static cordon_status rival_row(report *r, exhibit_table *t, const balance_side *s,
                               const ach_score *x, int h, cordon_error *err) {
    const ach *a = s->b->ach;
    char v[3][SIDE_NUMBER];
    buf text = {0};
    snprintf(v[0], SIDE_NUMBER, "%.2f", x->inconsistency[h]);
    snprintf(v[1], SIDE_NUMBER, "%.2f", x->support[h]);
    snprintf(v[2], SIDE_NUMBER, "%.2f", x->posterior[h]);
    exhibit_row(t);
    exhibit_cell(t, a->text[h]);
    for (int i = 0; i < 3; i++) exhibit_number(t, v[i]);
    exhibit_row_end(t);
    buf_printf(&text, "Hypothesis: %s: against %s, for %s, by likelihood ratio %s.", a->text[h],
               v[0], v[1], v[2]);
    r->h.out->failed |= text.failed;
    cordon_status status = balance_found(r, s, a->text[h], buf_text(&text), NULL, err);
    buf_free(&text);
    return status;
}

cordon_status balance_rivals(report *r, const balance_side *s, cordon_error *err) {
    static const char *const head[] = {"hypothesis", "#against", "#for", "#by ratio", NULL};
    const ach *a = s->b->ach;
    ach_score x;
    exhibit_table t;
    buf title = {0}, text = {0};
    cordon_status status = CORDON_OK;
    if (!a || !a->hypotheses) return CORDON_OK;
    ach_evaluate(&x, a, -1, -1);
    buf_printf(&title, "%s, least contradicted: ", s->actor->name);
    first_of(&title, a, &x);
    item_that_carries(&text, a, &x);
    html_open(&r->h, "div");
    html_leaf(&r->h, "h4", buf_text(&title), "id", balance_id_of(r, s, "rivals"));
    exhibit_table_open(&t, r, "Weights of the items against and for; beside them the ratio of "
                       "likelihoods, which are a convention and no forecast", head);
    for (size_t k = 0; k < a->hypotheses && !status; k++)
        status = rival_row(r, &t, s, &x, x.order[k], err);
    exhibit_table_close(&t, balance_id_of(r, s, "hypotheses"));
    html_leaf(&r->h, "p", buf_text(&text));
    html_close(&r->h, "div");
    html_line(&r->h);
    buf_printf(&title, ". %s", buf_text(&text));
    r->h.out->failed |= title.failed || text.failed;
    if (!status)
        status = balance_found(r, s, balance_id_of(r, s, "rivals"), buf_text(&title), NULL, err);
    buf_free(&title);
    buf_free(&text);
    return status;
}
