/* flags_goods.c - flags about goods, routes, papers and duties. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "assess/euc.h"
#include "assess/flags_inner.h"
#include "assess/same.h"
#include "assess/strings.h"

static void letter_of_credit(flag_work *w) { /* R19 */
    const case_file *c = w->c;
    for (size_t i = 0; i < c->documents; i++) {
        const case_document *d = &c->document[i];
        if (!given(&d->kind) || strcmp(d->kind.v, "letter_of_credit") != 0) continue;
        if (!given(&d->consignee)) {
            flag_lack(w, d->consignee.pointer);
            continue;
        }
        bool bank = strcasestr(d->consignee.v, "bank") != NULL || (given(&d->issuer) && flag_same_name(w, d->issuer.v, d->consignee.v) == TRI_YES);
        for (size_t k = 0; k < c->parties && !bank; k++)
            bank = flag_plays(&c->party[k], "bank") && given(&c->party[k].name) && flag_same_name(w, c->party[k].name.v, d->consignee.v) == TRI_YES;
        if (bank && !given(&d->end_user)) flag_hit(w, d->consignee.pointer, d->consignee.v, "The letter of credit is consigned to \"%s\", and names no end user.", d->consignee.v);
    }
    if (!c->documents && c->documents_state != VALUE_EMPTY && given(&c->contract.terms) && strcmp(c->contract.terms.v, "letter_of_credit") == 0) flag_lack(w, "/documents");
}

static bool same_place(flag_work *w, const case_text *a, const case_text *b) {
    return given(a) && given(b) && (strcasecmp(a->v, b->v) == 0 || same_area(w->t->a, a->v, b->v, w->t->as_at) == TRI_YES);
}

static void odd_route(flag_work *w) { /* R22: legs that do not join, or come back; the rest is asked */
    const case_file *c = w->c;
    w->why = "Legs that do not join or come back are looked for; whether the way is usual for the goods is not: no table of distances or routes is loaded.";
    for (size_t i = 0; i + 1 < c->legs; i++) {
        const case_leg *a = &c->leg[i], *b = &c->leg[i + 1];
        if (given(&a->to) && given(&b->from) && !same_place(w, &a->to, &b->from)) flag_hit(w, b->from.pointer, b->from.v, "A leg ends in \"%s\" and the next begins in \"%s\".", a->to.v, b->from.v);
        for (size_t k = 0; k <= i; k++)
            if (!same_place(w, &b->from, &b->to) && same_place(w, &c->leg[k].from, &b->to)) flag_hit(w, b->to.pointer, b->to.v, "The route comes back to \"%s\".", b->to.v);
    }
}

static void hub(flag_work *w) { /* R23 */
    const case_file *c = w->c;
    tri to = flag_in(w, &c->destination, "hubs");
    if (to == TRI_YES) flag_hit(w, c->destination.pointer, c->destination.v, "The goods go to \"%s\".", c->destination.v);
    else if (to == TRI_UNKNOWN) flag_lack(w, c->destination.pointer);
    for (size_t i = 0; i < c->legs && !w->status; i++) {
        const case_text *at[2] = {&c->leg[i].from, &c->leg[i].to};
        for (int k = 0; k < 2; k++) {
            tri in = flag_in(w, at[k], "hubs");
            if (in == TRI_YES) flag_hit(w, at[k]->pointer, at[k]->v, "The goods go through \"%s\".", at[k]->v);
            else if (in == TRI_UNKNOWN) flag_lack(w, at[k]->pointer);
        }
    }
    if (!c->legs && c->legs_state != VALUE_EMPTY) flag_lack(w, "/legs");
}

static void of_items(flag_work *w, const char *asked_of) {
    flag_fact_of(w, asked_of, NULL, SCOPE_ITEM, w->c->items);
    if (!w->c->items && w->c->items_state != VALUE_EMPTY) flag_lack(w, "/items");
}
static void industry(flag_work *w) { /* R24: asked */
    w->why = "Figures of production by country are not loaded, and imports in one set of flows do not tell an industry from a new route.";
}
static void misclassified(flag_work *w) { of_items(w, "item.misclassified"); } /* R41 */
static void overpaid(flag_work *w) { of_items(w, "item.overpriced"); }         /* R18 */

/* An order by what it is compared by: the first six digits of its code, and its unit. */
typedef struct ordered { char code[8]; const char *unit; double quantity; } ordered;

static bool six_digits(char out[8], const case_text *code) {
    size_t n = 0;
    if (!given(code)) return false;
    for (const char *p = code->v; *p && n < 6; p++)
        if (*p >= '0' && *p <= '9') out[n++] = *p;
    out[n] = 0;
    return n == 6;
}

static int same_ordered(const ordered *x, const ordered *y) {
    int c = memcmp(x->code, y->code, 6);
    return c ? c : strcasecmp(x->unit, y->unit);
}

static int rising(const void *a, const void *b) {
    const ordered *x = a, *y = b;
    int c = same_ordered(x, y);
    return c ? c : (x->quantity > y->quantity) - (x->quantity < y->quantity);
}

/* Orders of which code, unit and quantity are given, sorted. */
static size_t orders_by_goods(ordered *v, const case_file *c) {
    size_t n = 0;
    for (size_t k = 0; k < c->orders; k++) {
        const case_order *o = &c->order[k];
        if (o->quantity.state != VALUE_GIVEN || !given(&o->unit) || !six_digits(v[n].code, &o->code)) continue;
        v[n].unit = o->unit.v;
        v[n++].quantity = o->quantity.v;
    }
    if (n > 1) qsort(v, n, sizeof *v, rising);
    return n;
}

/* How many of the first orders come before those of the goods, or (past) before what follows them. */
static size_t orders_before(const ordered *v, size_t n, const ordered *like, bool past) {
    size_t lo = 0;
    while (lo < n) {
        size_t mid = lo + (n - lo) / 2;
        int c = same_ordered(&v[mid], like);
        if (c < 0 || (past && c == 0)) lo = mid + 1;
        else n = mid;
    }
    return lo;
}

static void large(flag_work *w) { /* R44: above the percentile of earlier orders of the same goods in the same unit */
    double least = flag_number(w, "quantity_orders"), share = flag_number(w, "quantity_share");
    ordered *v = arena_alloc(w->mem, (w->c->orders + 1) * sizeof *v);
    if (!v && !w->status) w->status = cordon_fail(w->err, CORDON_ENOMEM, "no memory for flags");
    if (!w->status && !(least >= 1 && share > 0 && share <= 1)) w->status = cordon_fail(w->err, CORDON_EFORMAT, "flag_parameters.csv: quantity_orders %g, quantity_share %g: expected at least 1, and above 0 up to 1", least, share);
    if (w->status) return;
    size_t orders = orders_by_goods(v, w->c);
    for (size_t i = 0; i < w->c->items && !w->status; i++) {
        const case_item *t = &w->c->item[i];
        ordered like = {.unit = t->unit.v};
        bool known = given(&t->unit) && six_digits(like.code, &t->code);
        size_t from = known ? orders_before(v, orders, &like, false) : 0, n = known ? orders_before(v, orders, &like, true) - from : 0;
        if ((double)n < least || t->quantity.state != VALUE_GIVEN) {
            flag_lack(w, t->quantity.state == VALUE_GIVEN ? "/orders" : t->quantity.pointer);
            continue;
        }
        double bound = v[from + (size_t)ceil(share * (double)n) - 1].quantity;
        if (t->quantity.v > bound) flag_hit(w, t->quantity.pointer, t->unit.v, "%.15g %s are more than %.15g, the bound of %zu earlier orders.", t->quantity.v, t->unit.v, bound, n);
    }
    if (!w->c->items && w->c->items_state != VALUE_EMPTY) flag_lack(w, "/items");
}

static void licence(flag_work *w) { /* R45: the paper of a stated licence; whether the authority knows it is asked */
    const case_file *c = w->c;
    w->settled = c->items > 0;
    for (size_t i = 0; i < c->items; i++) {
        const case_text *l = &c->item[i].licence;
        const case_document *paper = NULL;
        if (!given(l)) continue;
        w->settled = false;
        for (size_t k = 0; k < c->documents; k++) {
            const case_document *d = &c->document[k];
            if (given(&d->kind) && strcmp(d->kind.v, "licence") == 0 && given(&d->number) && strcasecmp(d->number.v, l->v) == 0) paper = d;
        }
        if (!paper && (c->documents || c->documents_state == VALUE_EMPTY)) flag_hit(w, l->pointer, l->v, "There is no paper of licence \"%s\".", l->v);
        else if (paper && paper->valid_until.state == VALUE_GIVEN && paper->valid_until.v < w->t->as_at) flag_hit(w, paper->valid_until.pointer, l->v, "Licence \"%s\" has run out.", l->v);
        else if (paper && given(&paper->destination) && given(&c->destination) && !same_place(w, &paper->destination, &c->destination)) flag_hit(w, paper->destination.pointer, paper->destination.v, "Licence \"%s\" is for \"%s\".", l->v, paper->destination.v);
    }
}

static void luxury(flag_work *w) { /* R52 */
    bool moved = false;
    if (!w->c->changes && w->c->changes_state != VALUE_EMPTY) flag_lack(w, "/changes");
    for (size_t i = 0; i < w->c->changes; i++) moved |= given(&w->c->change[i].of) && flag_word_in(w->c->change[i].of.v, "destination route");
    for (size_t i = 0; moved && i < w->c->items && !w->status; i++) {
        fact f;
        bool told = flag_ask(w, &f, "item.on", "luxury", SCOPE_ITEM, i);
        if (told && f.holds == TRI_YES) flag_fact_hit(w, &f, w->c->change[0].of.pointer, w->c->change[0].after.v);
        else if (!told || f.holds == TRI_UNKNOWN) flag_lack_why(w, w->c->item[i].code.pointer, f.why);
    }
    if (moved && !w->c->items && w->c->items_state != VALUE_EMPTY) flag_lack(w, "/items");
}

static void vessel(flag_work *w) { /* R54 */
    bool any = false;
    for (size_t i = 0; i < w->c->legs && !w->status; i++) {
        any |= given(&w->c->leg[i].mode) && (strcmp(w->c->leg[i].mode.v, "sea") == 0 || strcmp(w->c->leg[i].mode.v, "air") == 0);
        any |= given(&w->c->leg[i].vessel_imo) || given(&w->c->leg[i].port) || !given(&w->c->leg[i].mode);
    }
    if (!w->c->legs && w->c->legs_state != VALUE_EMPTY) flag_lack(w, "/legs");
    if (!any) return;
    flag_fact_of(w, "leg.vessel_listed", "lists", SCOPE_LEG, w->c->legs);
    flag_fact_of(w, "leg.port_listed", "lists", SCOPE_LEG, w->c->legs);
}

/* The answer about the risk assessment, by the keys it goes by. */
static const case_answer *assessment(flag_work *w) {
    for (const char *p = flag_text(w, "assessment_answers"); *p; p += strcspn(p, " "), p += *p == ' ') {
        char key[64];
        snprintf(key, sizeof key, "%.*s", (int)strcspn(p, " "), p);
        const case_answer *a = case_answer_find(w->c, key);
        if (a) return a;
    }
    return NULL;
}

/* What is stated, and what the words of the contract say; of a contract that the law reaches on the day. */
static void clause(flag_work *w) {
    const case_contract *k = &w->c->contract;
    date_day from = flag_day(w, "clause_signed_from");
    if (from > w->t->as_at || (k->signed_on.state == VALUE_GIVEN && k->signed_on.v < from)) return;
    const char *pointer = w->c->contract_state == VALUE_GIVEN ? k->no_reexport_clause.pointer : "/contract";
    fact f;
    bool told = flag_ask(w, &f, "case.reexport_clause", NULL, SCOPE_CASE, 0);
    if (told && f.holds == TRI_NO && given(&k->clause)) flag_fact_hit(w, &f, k->clause.pointer, "no");
    else if (told && f.holds == TRI_NO) flag_hit(w, pointer, "no", "The contract has no clause against re-export.");
    else if (!told || f.holds == TRI_UNKNOWN) flag_lack_why(w, pointer, f.why);
}

/* Goods of high priority that leave the partners: what must be in place for them must be. */
static bool bound(flag_work *w) {
    tri in = flag_in(w, &w->c->destination, "coalition");
    if (in == TRI_YES || !flag_any_goods(w, "high_priority", "")) return false;
    if (in == TRI_UNKNOWN) flag_lack(w, w->c->destination.pointer);
    return in == TRI_NO;
}

static void duties(flag_work *w) { /* R60 */
    const case_file *c = w->c;
    if (!bound(w)) return;
    clause(w);
    if (c->euc_state == VALUE_EMPTY) flag_hit(w, "/euc", "", "There is no end-user certificate.");
    else if (!c->euc) flag_lack(w, "/euc");
    if (w->t->as_at < flag_day(w, "assessment_from")) return;
    const case_answer *a = assessment(w);
    if (a && given(&a->answer) && strcasecmp(a->answer.v, "no") == 0) flag_hit(w, a->answer.pointer, "no", "No risk assessment is documented.");
    else if (!a || !given(&a->answer) || strcasecmp(a->answer.v, "yes") != 0) flag_lack(w, "/answers");
}

static void outdated(flag_work *w) { /* R62: by the house's own interval, as the calendar has it */
    const case_answer *a = bound(w) && !w->status ? assessment(w) : NULL;
    if (!a || !given(&a->answer) || strcasecmp(a->answer.v, "yes") != 0) return; /* whether there is one, R60 asks */
    w->status = assess_strings_open(w->err);
    int days = (int)decide_parameter("risk_assessment_review_days", 0);
    if (w->status || !days) return;
    if (a->on.state != VALUE_GIVEN) {
        flag_lack(w, a->on.pointer);
        return;
    }
    int old = date_number(w->t->as_at) - date_number(a->on.v);
    if (old > days) flag_hit(w, a->on.pointer, a->answer.v, "The risk assessment is %d days old; the house's own interval is %d.", old, days);
}

const flag_entry flags_of_goods[] = {{"R18", overpaid}, {"R19", letter_of_credit}, {"R22", odd_route}, {"R23", hub},  {"R24", industry}, {"R41", misclassified}, {"R44", large},
                                     {"R45", licence},  {"R52", luxury},           {"R54", vessel},    {"R60", duties}, {"R62", outdated}, {NULL, NULL}};
