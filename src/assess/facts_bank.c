/* facts_bank.c - the bank of a party: as the case states it, else that of its payments.
 *
 * A party that says no bank may still be one whose bank is known: the payment that it makes or takes names it, or the same firm stands in the case
 * again with one. Who takes no part in payments that are all told with both their banks has no bank in this transaction. */
#include "assess/facts_inner.h"

#include <string.h>
#include <strings.h>

static cordon_status one_bank(asked *q, const case_text *bank, bool *begun) {
    fact one = {.value = "", .why = ""};
    asked each = *q;
    fact_subject s;
    case_text name, bic;
    each.out = &one;
    fact_bank_subject(&s, bank, &name, &bic);
    cordon_status status = fact_of_lists(&each, &s);
    return status ? status : fact_or(q, &one, begun);
}

static bool given(const case_text *t) { return t->state == VALUE_GIVEN; }

/* By its id or name, or that of a party of the same name. */
static bool names(const case_file *c, const case_party *p, const case_text *t) {
    int at = given(t) ? case_party_find(c, t->v) : -1;
    if (at < 0) return given(t) && given(&p->name) && strcasecmp(t->v, p->name.v) == 0;
    return &c->party[at] == p || (given(&p->name) && given(&c->party[at].name) && strcasecmp(c->party[at].name.v, p->name.v) == 0);
}

static const case_text *bank_of_namesake(const case_file *c, const case_party *p) {
    for (size_t i = 0; i < c->parties; i++)
        if (given(&c->party[i].bank_bic) && given(&p->name) && given(&c->party[i].name) && strcasecmp(c->party[i].name.v, p->name.v) == 0) return &c->party[i].bank_bic;
    return NULL;
}

/* Every payment is told with who pays, who is paid, and both banks. */
static bool payments_told(const case_file *c) {
    for (size_t i = 0; i < c->payments; i++) {
        const case_payment *m = &c->payment[i];
        if (!given(&m->debtor) || !given(&m->creditor) || !given(&m->debtor_agent) || !given(&m->creditor_agent)) return false;
    }
    return c->payments > 0;
}

cordon_status fact_party_bank(asked *q) {
    const case_file *c = q->f->c;
    const case_party *p = &c->party[q->thing];
    const case_text *namesake = given(&p->bank_bic) ? NULL : bank_of_namesake(c, p);
    bool begun = false, paid = false;
    cordon_status status = CORDON_OK;
    if (given(&p->bank_bic)) return one_bank(q, &p->bank_bic, &begun);
    if (namesake) return one_bank(q, namesake, &begun);
    for (size_t i = 0; i < c->payments && !status; i++) {
        const case_payment *m = &c->payment[i];
        bool pays = names(c, p, &m->debtor), takes = names(c, p, &m->creditor);
        paid |= pays || takes;
        if (pays) status = one_bank(q, &m->debtor_agent, &begun);
        if (!status && takes) status = one_bank(q, &m->creditor_agent, &begun);
    }
    if (status || paid) return status;
    if (p->bank_bic.state == VALUE_ABSENT && payments_told(c))
        return fact_say(q, TRI_NO, &(fact_evidence){.kind = "case", .pointer = "/payments"}, "it makes and takes none of the payments, whose banks are named");
    return one_bank(q, &p->bank_bic, &begun);
}
