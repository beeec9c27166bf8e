/* flags_history.c - flags about what was ordered before, and what was changed since. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "assess/flags_inner.h"
#include "assess/same.h"

enum { YEAR = 365 };

static bool no_orders(flag_work *w) {
    if (w->c->orders) return false;
    if (w->c->orders_state != VALUE_EMPTY) flag_lack(w, "/orders");
    return true;
}

/* One customer's: every order names the same customer, or none. */
static bool of_customer(flag_work *w, const case_order *o, const char *customer) {
    if (!given(&o->party)) return true;
    int at = case_party_find(w->c, o->party.v);
    return at >= 0 ? strcasecmp(w->c->party[at].name.v, customer) == 0 : strcasecmp(o->party.v, customer) == 0;
}

static const char *customer_of(const flag_work *w) {
    for (size_t i = 0; i < w->c->parties; i++)
        if (flag_plays(&w->c->party[i], "purchaser") && given(&w->c->party[i].name)) return w->c->party[i].name.v;
    return "";
}

static void first_after(flag_work *w) { /* R03 */
    date_day start = flag_day(w, "start"), any = 0, listed = 0;
    const char *who = customer_of(w), *pointer = "";
    bool open = false;
    if (no_orders(w)) return;
    for (size_t i = 0; i < w->c->orders && !w->status; i++) {
        const case_order *o = &w->c->order[i];
        if (*who && !of_customer(w, o, who)) continue;
        tri is = flag_goods(w, &o->code, "high_priority", "");
        if (o->on.state != VALUE_GIVEN || is == TRI_UNKNOWN) {
            flag_lack(w, o->on.state != VALUE_GIVEN ? o->on.pointer : o->code.pointer);
            open = true;
        }
        if (o->on.state != VALUE_GIVEN) continue;
        if (!any || o->on.v < any) any = o->on.v;
        if (is == TRI_YES && (!listed || o->on.v < listed)) listed = o->on.v, pointer = o->on.pointer;
    }
    if (!listed && w->c->items && flag_any_goods(w, "high_priority", "")) listed = w->t->as_at, pointer = "/items";
    if (any && any < start && listed > start && !open) flag_hit(w, pointer, who, "A customer of before that day ordered such goods only after it.");
}

/* P(X >= k) of a binomial of n trials: what is left when the rate of orders did not change (Przyborowski and Wilenski 1940). */
static double at_least(int k, int n, double p) {
    double sum = 0;
    for (int i = k; i <= n; i++) sum += exp(lgamma(n + 1) - lgamma(i + 1) - lgamma(n - i + 1) + i * log(p) + (n - i) * log1p(-p));
    return sum < 1 ? sum : 1;
}

/* Orders whose code has six digits, goods after goods, those of one by their place in the case; NULL: no memory. A case may hold 20,000. */
static bool has_goods(const case_order *o) { return given(&o->code) && strspn(o->code.v, "0123456789") >= 6; }

static int by_goods(const void *a, const void *b) {
    const case_order *x = *(const case_order *const *)a, *y = *(const case_order *const *)b;
    int c = memcmp(x->code.v, y->code.v, 6);
    return c ? c : (x > y) - (x < y);
}

static const case_order **sorted_orders(flag_work *w, size_t *n) {
    const case_order **v = arena_alloc(w->mem, (w->c->orders + 1) * sizeof(void *));
    *n = 0;
    if (!v && !w->status) w->status = cordon_fail(w->err, CORDON_ENOMEM, "no memory for flags");
    for (size_t i = 0; v && i < w->c->orders; i++)
        if (has_goods(&w->c->order[i])) v[(*n)++] = &w->c->order[i];
    if (*n) qsort(v, *n, sizeof(void *), by_goods);
    return v;
}

static size_t same_goods(const case_order *const *v, size_t n) {
    size_t k = 1;
    while (k < n && memcmp(v[k]->code.v, v[0]->code.v, 6) == 0) k++;
    return k;
}

typedef struct rise { double before, now; int orders_before, orders_now; date_day first; const char *pointer; } rise;

static rise rise_of(const flag_work *w, const case_order *const *v, size_t n, date_day start) {
    rise r = {.pointer = ""};
    int32_t today = date_number(w->t->as_at);
    for (size_t i = 0; i < n; i++) {
        const case_order *o = v[i];
        if (o->on.state != VALUE_GIVEN || o->quantity.state != VALUE_GIVEN || o->on.v > w->t->as_at) continue;
        if (today - date_number(o->on.v) < YEAR && o->on.v > start) r.now += o->quantity.v, r.orders_now++, r.pointer = o->quantity.pointer;
        else if (o->on.v < start) r.before += o->quantity.v, r.orders_before++;
        if (o->on.v < start && (!r.first || o->on.v < r.first)) r.first = o->on.v;
    }
    return r;
}

static void rising(flag_work *w) { /* R04: a year's quantity against the mean year before, and the number of orders more than chance */
    date_day start = flag_day(w, "start");
    double ratio = flag_number(w, "rise_ratio"), p_most = flag_number(w, "rise_p");
    if (no_orders(w)) return;
    for (size_t i = 0; i < w->c->orders && !w->status; i++) {
        const case_order *o = &w->c->order[i];
        tri is = flag_goods(w, &o->code, "high_priority", "");
        if (is == TRI_UNKNOWN || o->on.state != VALUE_GIVEN || o->quantity.state != VALUE_GIVEN) flag_lack(w, is == TRI_UNKNOWN ? o->code.pointer : o->on.state != VALUE_GIVEN ? o->on.pointer : o->quantity.pointer);
    }
    size_t n, same;
    const case_order **v = sorted_orders(w, &n);
    for (size_t i = 0; i < n && !w->status && !w->found; i += same) {
        same = same_goods(v + i, n - i);
        size_t listed = 0; /* a longer code may be on the list where the six digits are not */
        while (listed < same && flag_goods(w, &v[i + listed]->code, "high_priority", "") != TRI_YES) listed++;
        if (listed == same) continue;
        rise r = rise_of(w, v + i, same, start);
        if (!r.orders_before || !r.orders_now) continue;
        double years = (date_number(start) - date_number(r.first)) / (double)YEAR;
        if (years < 1) years = 1;
        double p = at_least(r.orders_now, r.orders_now + r.orders_before, 1 / (1 + years));
        if (r.now >= ratio * r.before / years && p < p_most)
            flag_hit(w, r.pointer, v[i + listed]->code.v, "%.15g within a year, %.6g a year before; %d orders against %d in %.3g years are chance with p = %.2g.", r.now, r.before / years, r.orders_now, r.orders_before, years, p);
    }
}

static bool among(const area *const *v, size_t n, const area *a) {
    size_t i = 0;
    while (i < n && v[i] != a) i++;
    return i < n;
}

/* The areas that orders before a day went to, each once; NULL: no memory. */
static const area **served_before(flag_work *w, size_t *n, date_day start) {
    const area **v = arena_alloc(w->mem, (w->c->orders + 1) * sizeof(void *));
    *n = 0;
    if (!v && !w->status) w->status = cordon_fail(w->err, CORDON_ENOMEM, "no memory for flags");
    for (size_t i = 0; v && i < w->c->orders; i++) {
        const case_order *o = &w->c->order[i];
        const area *a = o->on.state == VALUE_GIVEN && o->on.v < start && given(&o->destination) ? case_area(w->t->a, o->destination.v, w->t->as_at) : NULL;
        if (a && !among(v, *n, a)) v[(*n)++] = a;
    }
    return v;
}

static void moved_trade(flag_work *w) { /* R05 */
    date_day start = flag_day(w, "start");
    double before_least = flag_number(w, "share_before"), after_least = flag_number(w, "share_after"), before = 0, target = 0, after = 0, fresh = 0;
    const char *pointer = "";
    size_t areas_n;
    if (no_orders(w)) return;
    const area **served = served_before(w, &areas_n, start);
    for (size_t i = 0; i < w->c->orders && !w->status; i++) {
        const case_order *o = &w->c->order[i];
        if (o->on.state != VALUE_GIVEN || o->value.state != VALUE_GIVEN || !given(&o->destination)) {
            flag_lack(w, o->on.state != VALUE_GIVEN ? o->on.pointer : o->value.state != VALUE_GIVEN ? o->value.pointer : o->destination.pointer);
            continue;
        }
        if (o->on.v < start) {
            before += o->value.v;
            if (flag_in(w, &o->destination, "target") == TRI_YES) target += o->value.v;
            continue;
        }
        after += o->value.v;
        const area *to = case_area(w->t->a, o->destination.v, w->t->as_at);
        bool old = flag_in(w, &o->destination, "coalition") != TRI_NO || flag_in(w, &o->destination, "target") != TRI_NO || (to && among(served, areas_n, to));
        if (!old) fresh += o->value.v, pointer = o->destination.pointer;
    }
    if (before > 0 && after > 0 && target > before_least * before && fresh > after_least * after)
        flag_hit(w, pointer, "orders", "%.3g %% of the value before went to the target; %.3g %% after it goes to countries not served before.", 100 * target / before, 100 * fresh / after);
}

static void redirected(flag_work *w) { /* R06 */
    if (!w->c->changes && w->c->changes_state != VALUE_EMPTY) flag_lack(w, "/changes");
    for (size_t i = 0; i < w->c->changes && !w->status; i++) {
        const case_change *c = &w->c->change[i];
        if (!given(&c->of) || !flag_word_in(c->of.v, "destination payer")) continue;
        tri from = flag_in(w, &c->before, "target"), to = flag_in(w, &c->after, "coalition");
        if (from == TRI_YES && to == TRI_NO && flag_in(w, &c->after, "target") == TRI_NO) flag_hit(w, c->after.pointer, c->after.v, "The %s was changed from \"%s\" to \"%s\".", c->of.v, c->before.v, c->after.v);
        else if (from == TRI_UNKNOWN || (from == TRI_YES && to == TRI_UNKNOWN)) flag_lack(w, from == TRI_UNKNOWN ? c->before.pointer : c->after.pointer);
    }
}

/* R50: the last order to the target of these goods, and the first of another country outside the coalition, after it and soon. */
static void succession(flag_work *w) {
    int32_t gap = (int32_t)flag_number(w, "gap_days");
    if (no_orders(w)) return;
    for (size_t i = 0; i < w->c->orders && !w->status; i++) {
        const case_order *o = &w->c->order[i];
        tri in = flag_in(w, &o->destination, "target");
        if (in == TRI_UNKNOWN || o->on.state != VALUE_GIVEN) flag_lack(w, in == TRI_UNKNOWN ? o->destination.pointer : o->on.pointer);
    }
    size_t n, same;
    const case_order **v = sorted_orders(w, &n);
    for (size_t i = 0; i < n && !w->status; i += same) {
        same = same_goods(v + i, n - i);
        const case_order *last = NULL, *first = NULL;
        for (size_t k = i; k < i + same; k++) {
            if (v[k]->on.state != VALUE_GIVEN) continue;
            if (flag_in(w, &v[k]->destination, "target") == TRI_YES) last = !last || v[k]->on.v > last->on.v ? v[k] : last;
            else if (flag_in(w, &v[k]->destination, "coalition") == TRI_NO && (!first || v[k]->on.v < first->on.v)) first = v[k];
        }
        int32_t days = last && first ? date_number(first->on.v) - date_number(last->on.v) : 0;
        if (days > 0 && days <= gap)
            flag_hit(w, first->on.pointer, first->destination.v, "Orders from the target stopped, and those from \"%s\" for the same goods began %d days later.", first->destination.v, days);
    }
}

const flag_entry flags_of_history[] = {{"R03", first_after}, {"R04", rising}, {"R05", moved_trade}, {"R06", redirected}, {"R50", succession}, {NULL, NULL}};
