/* flags_money.c - flags about payments, banks and invoices. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "assess/euc_inner.h"
#include "assess/flags_inner.h"
#include "assess/same.h"

static bool no_payments(flag_work *w) {
    if (w->c->payments) return false;
    if (w->c->payments_state != VALUE_EMPTY) flag_lack(w, "/payments");
    return true;
}

static void bank_elsewhere(flag_work *w) { /* R14 */
    bool some = false;
    for (size_t i = 0; i < w->c->parties; i++) {
        const case_party *p = &w->c->party[i];
        if (!flag_plays(p, "purchaser payer end_user consignee agent")) continue;
        some = true;
        tri home = given(&p->bank_country) && given(&p->country) ? same_area(w->t->a, p->bank_country.v, p->country.v, w->t->as_at) : TRI_UNKNOWN;
        tri there = given(&p->bank_country) && given(&w->c->destination) ? same_area(w->t->a, p->bank_country.v, w->c->destination.v, w->t->as_at) : TRI_UNKNOWN;
        if (home == TRI_YES || there == TRI_YES) continue;
        if (home == TRI_NO && there == TRI_NO) flag_hit(w, p->bank_country.pointer, p->bank_country.v, "\"%s\" of \"%s\" banks in \"%s\".", p->name.v, p->country.v, p->bank_country.v);
        else flag_lack(w, !given(&p->bank_country) ? p->bank_country.pointer : !given(&p->country) ? p->country.pointer : w->c->destination.pointer);
    }
    if (!some) flag_lack(w, "/parties");
}

static void strange_payer(flag_work *w) { /* R15 */
    if (no_payments(w)) return;
    if (!w->c->euc) {
        if (w->c->euc_state != VALUE_EMPTY) flag_lack(w, "/euc");
        return;
    }
    for (size_t i = 0; i < w->c->payments && !w->status; i++) {
        const case_text *who[2] = {&w->c->payment[i].debtor, &w->c->payment[i].ultimate_debtor};
        if (!given(who[0])) flag_lack(w, who[0]->pointer);
        for (int k = 0; k < 2 && !w->status; k++) {
            tri known = TRI_YES;
            if (given(who[k])) w->status = euc_names(&known, w->c->euc, who[k]->v, w->err);
            if (!w->status && known != TRI_YES) flag_hit(w, who[k]->pointer, who[k]->v, "\"%s\" pays, and the certificate does not name it.", who[k]->v);
        }
    }
}

static void late_payer(flag_work *w) { /* R16 */
    int32_t most = (int32_t)flag_number(w, "last_minute_days");
    if (!w->c->changes && w->c->changes_state != VALUE_EMPTY) flag_lack(w, "/changes");
    for (size_t i = 0; i < w->c->changes && !w->status; i++) {
        const case_change *c = &w->c->change[i];
        if (!given(&c->of) || !flag_word_in(c->of.v, "payer bank party")) continue;
        if (c->on.state != VALUE_GIVEN || w->c->day.state != VALUE_GIVEN) {
            flag_lack(w, c->on.state != VALUE_GIVEN ? c->on.pointer : w->c->day.pointer);
            continue;
        }
        int32_t days = date_number(w->c->day.v) - date_number(c->on.v);
        if (days < 0 || days > most) continue;
        tri in = flag_in(w, &c->before, "target");
        if (in == TRI_YES) flag_hit(w, c->before.pointer, c->before.v, "Payer or bank was changed %d days before, from \"%s\" to \"%s\".", days, c->before.v, c->after.v);
        else if (in == TRI_UNKNOWN) flag_lack(w, c->before.pointer);
    }
}

static void many_small(flag_work *w) { /* R17 */
    double small = flag_number(w, "small_payment");
    size_t least = (size_t)flag_number(w, "small_count");
    int32_t span = (int32_t)flag_number(w, "small_days");
    const case_file *c = w->c;
    if (no_payments(w)) return;
    for (size_t i = 0; i < c->payments && !w->status && !w->found; i++) {
        const case_payment *a = &c->payment[i];
        const char *seen[CASE_TEXTS_MAX];
        size_t n = 0;
        if (!given(&a->debtor) || !given(&a->creditor) || a->on.state != VALUE_GIVEN || a->amount.state != VALUE_GIVEN) {
            flag_lack(w, !given(&a->debtor) ? a->debtor.pointer : !given(&a->creditor) ? a->creditor.pointer : a->on.state != VALUE_GIVEN ? a->on.pointer : a->amount.pointer);
            continue;
        }
        for (size_t k = 0; k < c->payments && n < CASE_TEXTS_MAX; k++) {
            const case_payment *b = &c->payment[k];
            if (!given(&b->debtor) || !given(&b->creditor) || b->on.state != VALUE_GIVEN || b->amount.state != VALUE_GIVEN || b->amount.v > small || strcasecmp(a->debtor.v, b->debtor.v) != 0) continue;
            int32_t days = date_number(b->on.v) - date_number(a->on.v);
            bool known = days < 0 || days > span;
            for (size_t j = 0; j < n; j++) known |= strcasecmp(seen[j], b->creditor.v) == 0;
            if (!known) seen[n++] = b->creditor.v;
        }
        if (n >= least) flag_hit(w, a->debtor.pointer, a->debtor.v, "\"%s\" paid %zu suppliers within %d days, each at most %.0f.", a->debtor.v, n, span, small);
    }
}

static void cash(flag_work *w) { /* R37 */
    double most = flag_number(w, "cash_value");
    double value = 0;
    bool known = w->c->items > 0, cash = given(&w->c->contract.terms) && strcmp(w->c->contract.terms.v, "cash") == 0, told = given(&w->c->contract.terms);
    const char *pointer = w->c->contract.terms.pointer;
    for (size_t i = 0; i < w->c->items; i++) known &= w->c->item[i].value.state == VALUE_GIVEN, value += w->c->item[i].value.v;
    for (size_t i = 0; i < w->c->payments; i++) {
        const case_payment *p = &w->c->payment[i];
        told |= given(&p->method);
        if (given(&p->method) && strcmp(p->method.v, "cash") == 0) cash = true, pointer = p->method.pointer;
    }
    if (!told) flag_lack(w, "/payments");
    else if (cash && value > most) flag_hit(w, pointer, "cash", "Goods of %.15g are paid in cash.", value);
    else if (cash && !known) flag_lack(w, "/items");
}

/* Values of all invoices and of all payments in one currency; false when one is not known. */
static bool sums(const case_file *c, double *invoiced, double *paid, const char **lack) {
    const char *currency = NULL;
    size_t invoices = 0;
    *invoiced = *paid = 0;
    *lack = "/documents";
    for (size_t i = 0; i < c->documents; i++) {
        const case_document *d = &c->document[i];
        if (!given(&d->kind) || strcmp(d->kind.v, "invoice") != 0) continue;
        *lack = d->value.pointer;
        if (d->value.state != VALUE_GIVEN || !given(&d->currency) || (currency && strcasecmp(currency, d->currency.v) != 0)) return false;
        currency = d->currency.v;
        *invoiced += d->value.v;
        invoices++;
    }
    if (!invoices) return false;
    *lack = "/payments";
    for (size_t i = 0; i < c->payments; i++) {
        *lack = c->payment[i].amount.pointer;
        if (c->payment[i].amount.state != VALUE_GIVEN || !given(&c->payment[i].currency) || strcasecmp(currency, c->payment[i].currency.v) != 0) return false;
        *paid += c->payment[i].amount.v;
    }
    return c->payments > 0;
}

static void undervalued(flag_work *w) { /* R42: invoice against payment, and unit values against those of the store */
    double low = flag_number(w, "payment_low"), high = flag_number(w, "payment_high"), invoiced, paid;
    const char *lack;
    if (!sums(w->c, &invoiced, &paid, &lack)) flag_lack(w, lack);
    else if (paid < invoiced * low || paid > invoiced * high) flag_hit(w, lack, "payments", "%.15g are invoiced, %.15g are paid.", invoiced, paid);
    flag_fact_of(w, "item.underpriced", NULL, SCOPE_ITEM, w->c->items);
    if (!w->c->items && w->c->items_state != VALUE_EMPTY) flag_lack(w, "/items");
}

static void split(flag_work *w) { /* R43 */
    double limit = flag_number(w, "split_limit"), share = flag_number(w, "split_share");
    size_t least = (size_t)flag_number(w, "split_count");
    int32_t span = (int32_t)flag_number(w, "split_days");
    const case_file *c = w->c;
    bool any = false;
    for (size_t i = 0; i < c->documents && !w->found; i++) {
        const case_document *a = &c->document[i];
        size_t n = 0;
        if (!given(&a->kind) || strcmp(a->kind.v, "invoice") != 0) continue;
        any = true;
        if (a->value.state != VALUE_GIVEN || a->on.state != VALUE_GIVEN) {
            flag_lack(w, a->value.state != VALUE_GIVEN ? a->value.pointer : a->on.pointer);
            continue;
        }
        for (size_t k = 0; k < c->documents; k++) {
            const case_document *b = &c->document[k];
            if (!given(&b->kind) || strcmp(b->kind.v, "invoice") != 0 || b->value.state != VALUE_GIVEN || b->on.state != VALUE_GIVEN) continue;
            int32_t days = date_number(b->on.v) - date_number(a->on.v);
            n += days >= 0 && days <= span && b->value.v < limit && b->value.v >= limit * share;
        }
        if (n >= least) flag_hit(w, a->value.pointer, a->number.v, "%zu invoices within %d days are just below %.0f.", n, span, limit);
    }
    if (!any && c->documents_state != VALUE_EMPTY) flag_lack(w, "/documents");
}

static void open_account(flag_work *w) { /* R53 */
    const case_text *t = &w->c->contract.terms;
    if (!given(t)) flag_lack(w, t->pointer ? t->pointer : "/contract");
    if (!given(t) || strcmp(t->v, "open_account") != 0) return;
    tri in = flag_in(w, &w->c->destination, "hubs");
    if (in == TRI_YES) flag_hit(w, t->pointer, w->c->destination.v, "Open account with \"%s\".", w->c->destination.v);
    else if (in == TRI_UNKNOWN) flag_lack(w, w->c->destination.pointer);
}

static void bank(flag_work *w) { /* R57 */
    flag_fact_of(w, "payment.bank_listed", "lists", SCOPE_PAYMENT, w->c->payments);
    flag_fact_of(w, "party.bank_listed", "lists", SCOPE_PARTY, w->c->parties);
    if (!w->c->payments && w->c->payments_state != VALUE_EMPTY) flag_lack(w, "/payments");
}

static void agent(flag_work *w) { /* R58 */
    const char *currencies = flag_text(w, "agent_currencies");
    if (no_payments(w)) return;
    for (size_t i = 0; i < w->c->payments && !w->status; i++) {
        const case_payment *p = &w->c->payment[i];
        tri same = given(&p->debtor) && given(&p->ultimate_debtor) ? flag_same_name(w, p->debtor.v, p->ultimate_debtor.v) : TRI_UNKNOWN;
        if (p->ultimate_debtor.state == VALUE_EMPTY) continue; /* it pays for itself */
        if (same == TRI_UNKNOWN) flag_lack(w, given(&p->debtor) ? p->ultimate_debtor.pointer : p->debtor.pointer);
        if (same != TRI_NO) continue;
        tri there = given(&p->country) && given(&w->c->destination) ? same_area(w->t->a, p->country.v, w->c->destination.v, w->t->as_at) : TRI_UNKNOWN;
        bool currency = given(&p->currency) && flag_word_in(p->currency.v, currencies);
        if (there == TRI_NO || currency) flag_hit(w, p->ultimate_debtor.pointer, p->debtor.v, "\"%s\" pays for \"%s\"%s%s.", p->debtor.v, p->ultimate_debtor.v, there == TRI_NO ? ", from a third country" : "", currency ? ", in a currency of such chains" : "");
        else if (there == TRI_UNKNOWN) flag_lack(w, p->country.pointer);
    }
}

static void crypto(flag_work *w) { /* R59 */
    const char *assets = flag_text(w, "crypto_assets");
    if (no_payments(w)) return;
    for (size_t i = 0; i < w->c->payments && !w->status; i++) {
        const case_payment *p = &w->c->payment[i];
        if (given(&p->asset) && flag_word_in(p->asset.v, assets)) flag_hit(w, p->asset.pointer, p->asset.v, "It is paid in \"%s\", an asset of the lists.", p->asset.v);
        else if (given(&p->asset) || given(&p->wallet) || (given(&p->method) && strcmp(p->method.v, "crypto") == 0)) flag_hit(w, given(&p->asset) ? p->asset.pointer : given(&p->wallet) ? p->wallet.pointer : p->method.pointer, p->asset.v, "A crypto asset takes part.");
        else if (!given(&p->method)) flag_lack(w, p->method.pointer);
    }
}

const flag_entry flags_of_money[] = {{"R14", bank_elsewhere}, {"R15", strange_payer}, {"R16", late_payer}, {"R17", many_small}, {"R37", cash},   {"R42", undervalued}, {"R43", split},
                                     {"R53", open_account},   {"R57", bank},          {"R58", agent},      {"R59", crypto},     {NULL, NULL}};
