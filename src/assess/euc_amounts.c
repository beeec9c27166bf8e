/* euc_amounts.c - destinations, quantities and values: order, invoice, bill of lading and payments against each other. */
#include <string.h>
#include <strings.h>

#include "assess/euc_inner.h"
#include "assess/same.h"

static const char *paper_name(euc_asked *q, const case_document *d) {
    buf b = {0};
    buf_words(&b, d->kind.state == VALUE_GIVEN ? d->kind.v : "paper");
    if (d->number.state == VALUE_GIVEN) buf_printf(&b, " %s", d->number.v);
    const char *copy = says_copy(&q->says, buf_text(&b));
    q->says.failed |= b.failed;
    buf_free(&b);
    return copy;
}

/* The value of all items in one currency; false when one is not known or they differ. */
static bool items_value(const case_file *c, double *sum, const char **currency) {
    *sum = 0;
    *currency = NULL;
    for (size_t i = 0; i < c->items; i++) {
        const case_item *t = &c->item[i];
        if (t->value.state != VALUE_GIVEN || t->currency.state != VALUE_GIVEN || (*currency && strcasecmp(*currency, t->currency.v) != 0)) return false;
        *currency = t->currency.v;
        *sum += t->value.v;
    }
    return c->items > 0;
}

static bool items_quantity(const case_file *c, double *sum) {
    *sum = 0;
    for (size_t i = 0; i < c->items; i++) {
        const case_item *t = &c->item[i];
        if (t->quantity.state != VALUE_GIVEN || t->unit.state != VALUE_GIVEN || strcasecmp(t->unit.v, c->item[0].unit.v) != 0) return false;
        *sum += t->quantity.v;
    }
    return c->items > 0;
}

static bool apart(double a, double b, double most) { return a > b * most || b > a * most; }

static bool amount(euc_asked *q, const case_number *n, const char *of, const char *paper, double mine, const char *unit) {
    says_add(&q->says, FINDING_FOUND, "euc.amount", "Which of the two is right, and why do they differ?", "The %s of the %s is %.15g%s%s, that of the items %.15g.", of, paper, n->v, *unit ? " " : "", unit, mine);
    says_value(&q->says, n->pointer, paper);
    says_value(&q->says, "/items", of);
    says_parameters(&q->says, "{\"paper\":%.15g,\"items\":%.15g}", n->v, mine);
    return true;
}

static bool document(euc_asked *q, const case_document *d, double most, unsigned *compared) {
    const case_file *c = q->c;
    const char *paper = paper_name(q, d), *currency;
    bool found = false;
    double sum;
    tri same = d->destination.state == VALUE_GIVEN && c->destination.state == VALUE_GIVEN ? same_area(q->t->areas, d->destination.v, c->destination.v, q->t->as_at) : TRI_UNKNOWN;
    *compared += same != TRI_UNKNOWN;
    if (same == TRI_NO) {
        says_add(&q->says, FINDING_FOUND, "euc.destination", "Where do the goods really go?", "The %s names \"%s\" as destination, the case \"%s\".", paper, d->destination.v, c->destination.v);
        says_value(&q->says, d->destination.pointer, d->destination.v);
        says_value(&q->says, c->destination.pointer, c->destination.v);
        found = true;
    }
    if (d->kind.state == VALUE_GIVEN && strcmp(d->kind.v, "licence") == 0) return found; /* a licence may be for more */
    if (d->quantity.state == VALUE_GIVEN && items_quantity(c, &sum)) {
        ++*compared;
        if (apart(d->quantity.v, sum, 1 + 1e-9)) found |= amount(q, &d->quantity, "quantity", paper, sum, "");
    }
    if (d->value.state == VALUE_GIVEN && d->currency.state == VALUE_GIVEN && items_value(c, &sum, &currency) && strcasecmp(currency, d->currency.v) == 0) {
        ++*compared;
        if (apart(d->value.v, sum, most)) found |= amount(q, &d->value, "value", paper, sum, currency);
    }
    return found;
}

/* What is paid in all against the value of the items: less may be an advance, more is not explained by one. */
static bool paid(euc_asked *q, double most, unsigned *compared) {
    const case_file *c = q->c;
    double sum = 0, value;
    const char *currency;
    if (!c->payments || !items_value(c, &value, &currency)) return false;
    for (size_t i = 0; i < c->payments; i++) {
        if (c->payment[i].amount.state != VALUE_GIVEN || c->payment[i].currency.state != VALUE_GIVEN || strcasecmp(c->payment[i].currency.v, currency) != 0) return false;
        sum += c->payment[i].amount.v;
    }
    ++*compared;
    if (sum <= value * most) return false;
    says_add(&q->says, FINDING_FOUND, "euc.amount", "What is the rest paid for?", "%.15g %s are paid, the items are worth %.15g.", sum, currency, value);
    says_value(&q->says, c->payment[0].amount.pointer, "payments");
    says_value(&q->says, c->item[0].value.pointer, "items");
    says_parameters(&q->says, "{\"paid\":%.15g,\"items\":%.15g}", sum, value);
    return true;
}

cordon_status euc_amounts_check(euc_asked *q, cordon_error *err) {
    double most = 0;
    unsigned compared = 0;
    bool found = false;
    if (!q->c) return CORDON_OK;
    q->says.method = "destinations as areas, sums in one unit and one currency";
    cordon_status status = assess_parameter(&most, ASSESS_EUC_PARAMETERS, "amount_ratio_max", err);
    for (size_t i = 0; i < q->c->documents && !status; i++) found |= document(q, &q->c->document[i], most, &compared);
    if (!status) found |= paid(q, most, &compared);
    if (status || found) return status;
    if (compared) says_add(&q->says, FINDING_NOTHING_FOUND, "euc.amount", NULL, "Destinations, quantities and values of the papers agree in %u places.", compared);
    else says_add(&q->says, FINDING_NOT_ASSESSED, "euc.amount", "What do invoice, bill of lading and payment say of destination, quantity and value?", "No paper states a destination, quantity or value that can be compared.");
    says_value(&q->says, "/documents", compared ? "agree" : value_state_name(q->c->documents_state));
    return CORDON_OK;
}
