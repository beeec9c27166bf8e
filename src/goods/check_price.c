/* check_price.c - what a unit of a line is worth against what flows show for the code.
 *
 * Of the prices for the six digits in the unit's dimension and the currency the one with the most records counts. Outside
 * q1 - k (q3 - q1) and q3 + k (q3 - q1) on the logarithm is a finding; quartiles that lie closer than a stated spread are
 * taken to lie that far apart, so that a price that hardly varies does not make every other one a finding. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "goods/check_inner.h"

static cordon_status no_memory(cordon_error *err) { return cordon_fail(err, CORDON_ENOMEM, "no memory for a price"); }

/* The code of another revision stands for the same goods when it carries as it is written. */
static cordon_status holds(bool *yes, goods_checks *c, const check_price *p, const char *six, cordon_error *err) {
    goods_links l = {0};
    bool revision = false;
    *yes = true;
    for (size_t i = 0; i < goods_revision_count(c->g); i++) revision |= strcmp(goods_revision_at(c->g, i).name, p->nomenclature) == 0;
    if (!revision || strcmp(p->nomenclature, c->hs) == 0) return CORDON_OK;
    cordon_status status = goods_carry(&l, c->g, p->nomenclature, c->hs, &six, 1, err);
    *yes = !status && l.n == 1 && l.v[0].quality == GOODS_AS_WRITTEN;
    goods_links_free(&l);
    return status == CORDON_ENOTFOUND ? CORDON_OK : status;
}

cordon_status check_prices(const check_price ***out, size_t *n, arena *mem, goods_checks *c, const char *code, cordon_error *err) {
    const check_price *v = c->terms.price;
    char six[7] = {0};
    memcpy(six, code, strnlen(code, 6));
    size_t a = 0, b = c->terms.prices, end;
    while (a < b) {
        size_t m = (a + b) / 2;
        if (strcmp(v[m].code, six) < 0) a = m + 1;
        else b = m;
    }
    for (end = a; end < c->terms.prices && strcmp(v[end].code, six) == 0;) end++;
    *n = 0;
    *out = end > a ? arena_alloc(mem, (end - a) * sizeof **out) : NULL;
    if (end > a && !*out) return no_memory(err);
    cordon_status status = CORDON_OK;
    for (size_t i = a; i < end && !status; i++) {
        bool yes;
        status = holds(&yes, c, &v[i], six, err);
        if (!status && yes) (*out)[(*n)++] = &v[i];
    }
    return status;
}

static bool is(const char *cell, const char *currency) {
    size_t from = strspn(cell, " \t\r\n"), len = strlen(currency);
    return strncasecmp(cell + from, currency, len) == 0 && !cell[from + len + strspn(cell + from + len, " \t\r\n")];
}

/* ln(currency of the price per currency of the row); NAN when the two are not compared. */
static double exchange(const goods_checks *c, const char *cell, const check_price *p) {
    if (is(cell, p->currency)) return 0;
    if (is(cell, "EUR") && is("USD", p->currency)) return log(c->terms.usd_per_eur);
    if (is(cell, "USD") && is("EUR", p->currency)) return -log(c->terms.usd_per_eur);
    return (double)NAN;
}

typedef struct chosen {
    const check_price *p;
    double shift; /* to be added to ln(row's currency per row's unit) */
    bool unit;    /* there is one in another currency */
} chosen;

static chosen choose(const goods_checks *c, const code_facts *f, const unit_name *declared, const char *currency) {
    chosen best = {0};
    for (size_t i = 0; i < f->prices; i++) {
        const check_price *p = f->price[i];
        const unit_name *u = unit_names_find(&c->units, p->unit);
        if (!u || strcmp(u->dimension, declared->dimension) != 0) continue;
        double rate = exchange(c, currency, p);
        best.unit = true;
        if (isnan(rate) || (best.p && p->records <= best.p->records)) continue;
        best.p = p;
        best.shift = rate + log(u->factor / declared->factor);
    }
    return best;
}

/* No power of ten in a price. */
static const char *amount(arena *mem, double v) { return check_printf(mem, v >= 1000 && v < 1e15 ? "%.0f" : "%.4g", v); }

static cordon_status say(check_result *out, finding_verdict v, const char *found, const char *expected, const char *text, double score, cordon_error *err) {
    if (!found || !expected || !text) return no_memory(err);
    *out = (check_result){CHECK_PRICE, v, found, expected, text, score, 0};
    return CORDON_OK;
}

static cordon_status not_assessed(check_result *out, const char *why, cordon_error *err) {
    return say(out, FINDING_NOT_ASSESSED, "", "", why, NAN, err);
}

static cordon_status judge(check_result *out, arena *mem, const goods_checks *c, const code_facts *f, const chosen *of, double price, cordon_error *err) {
    const check_price *p = of->p;
    double width = p->high - p->low, least = c->p.price_spread, mid = (p->low + p->high) / 2;
    double q1 = width < least ? mid - least / 2 : p->low, q3 = width < least ? mid + least / 2 : p->high;
    double from = q1 - c->p.price_fence * (q3 - q1), to = q3 + c->p.price_fence * (q3 - q1);
    if (price >= from && price <= to) return say(out, FINDING_NOTHING_FOUND, "", "", "", NAN, err);
    double times = exp(fabs(price - p->middle)), beyond = (price < from ? from - price : price - to) / (to - from);
    const char *is = amount(mem, exp(price)), *low = amount(mem, exp(from)), *high = amount(mem, exp(to)), *middle = amount(mem, exp(p->middle)), *factor = amount(mem, times);
    if (!is || !low || !high || !middle || !factor) return no_memory(err);
    return say(out, FINDING_FOUND, check_printf(mem, "%s %s per %s", is, p->currency, p->unit),
               check_printf(mem, "%s to %s %s per %s", low, high, p->currency, p->unit),
               check_printf(mem, "a unit is worth %s %s per %s: %s times %s the median of %s that %lld records of the store show for %.6s; from %s to %s would be usual",
                            is, p->currency, p->unit, factor, price < p->middle ? "below" : "above", middle, (long long)p->records, f->checked, low, high),
               beyond > 1 ? 1 : 0.5 + beyond / 2, err);
}

cordon_status check_price_row(check_result *out, arena *mem, const goods_checks *c, const code_facts *f, const check_row *row, cordon_error *err) {
    int64_t value, quantity;
    bool empty;
    const unit_name *declared = unit_names_find(&c->units, row->unit);
    if (!f->known) return not_assessed(out, "no code to judge by", err);
    if (!check_milli(&value, row->value, &empty) || !value) return not_assessed(out, "the row has no value above 0", err);
    if (!check_milli(&quantity, row->quantity, &empty) || !quantity) return not_assessed(out, "the row has no quantity above 0", err);
    if (!declared) return not_assessed(out, "the row has no unit that is known", err);
    chosen of = choose(c, f, declared, row->currency);
    if (!of.p && of.unit)
        return not_assessed(out, "the store has values of the code in another currency only", err);
    if (!of.p)
        return not_assessed(out, check_printf(mem, "the store has no quantities of %.6s in a unit of %s", f->checked, declared->dimension), err);
    if ((double)of.p->records < c->p.price_records)
        return not_assessed(out, check_printf(mem, "the store has %lld records of %.6s in %s, %.0f are asked for", (long long)of.p->records, f->checked, of.p->unit, c->p.price_records), err);
    return judge(out, mem, c, f, &of, log((double)value / (double)quantity) + of.shift, err);
}
