/* euc_papers.c - the parties that a certificate names against those of the case, of its papers and of its payments. */
#include <stddef.h>
#include <string.h>

#include "assess/euc_inner.h"
#include "assess/same.h"

typedef struct pairing {
    const char *role;  /* of the case's party */
    size_t at;         /* the certificate's field */
    size_t paper;      /* the paper's field; 0 = none */
    const char *words;
} pairing;
static const pairing pairings[] = {
    {"exporter", offsetof(euc, exporter), offsetof(case_document, seller), "exporter"},
    {"purchaser", offsetof(euc, purchaser), offsetof(case_document, buyer), "purchaser"},
    {"intermediate_consignee", offsetof(euc, intermediate), 0, "intermediate consignee"},
    {"consignee", offsetof(euc, consignee), offsetof(case_document, consignee), "consignee"},
    {"end_user", offsetof(euc, end_user), offsetof(case_document, end_user), "end user"},
};
enum { PAIRINGS = sizeof pairings / sizeof *pairings };

static const case_text *field(const void *thing, size_t at) { return (const void *)((const char *)thing + at); }

typedef struct compared { unsigned same, differ; } compared;

/* What another paper says of a party against what the certificate says. */
static cordon_status compare(euc_asked *q, compared *n, const case_text *mine, const char *words, const case_text *theirs, const char *paper, cordon_error *err) {
    tri same;
    if (mine->state != VALUE_GIVEN || theirs->state != VALUE_GIVEN) return CORDON_OK;
    cordon_status status = same_name(&same, mine->v, theirs->v, err);
    if (status) return status;
    n->same += same == TRI_YES;
    n->differ += same != TRI_YES;
    if (same == TRI_YES) return CORDON_OK;
    says_add(&q->says, FINDING_FOUND, "euc.party", "Which of the two takes part, and what does the other do?", "The certificate names \"%s\" as %s, %s \"%s\".", mine->v, words, paper, theirs->v);
    says_value(&q->says, mine->pointer, mine->v);
    says_value(&q->says, theirs->pointer, theirs->v);
    return CORDON_OK;
}

/* A seller is also an exporter, a buyer a purchaser. */
static bool plays(const case_party *p, const char *role) {
    return p->role.state == VALUE_GIVEN && (strcmp(p->role.v, role) == 0 || (strcmp(role, "exporter") == 0 && strcmp(p->role.v, "seller") == 0));
}

static cordon_status with_case(euc_asked *q, compared *n, cordon_error *err) {
    cordon_status status = CORDON_OK;
    for (size_t k = 0; k < PAIRINGS; k++)
        for (size_t i = 0; i < q->c->parties && !status; i++)
            if (plays(&q->c->party[i], pairings[k].role)) status = compare(q, n, field(q->e, pairings[k].at), pairings[k].words, &q->c->party[i].name, "the order", err);
    return status;
}

static cordon_status with_documents(euc_asked *q, compared *n, cordon_error *err) {
    cordon_status status = CORDON_OK;
    for (size_t i = 0; i < q->c->documents; i++) {
        const case_document *d = &q->c->document[i];
        buf paper = {0};
        buf_str(&paper, "the ");
        buf_words(&paper, d->kind.state == VALUE_GIVEN ? d->kind.v : "paper");
        if (d->number.state == VALUE_GIVEN) buf_printf(&paper, " %s", d->number.v);
        for (size_t k = 0; k < PAIRINGS && !status; k++)
            if (pairings[k].paper) status = compare(q, n, field(q->e, pairings[k].at), pairings[k].words, field(d, pairings[k].paper), buf_text(&paper), err);
        q->says.failed |= paper.failed;
        buf_free(&paper);
    }
    return status;
}

cordon_status euc_names(tri *out, const euc *e, const char *name, cordon_error *err) {
    static const size_t fields[] = {offsetof(euc, purchaser), offsetof(euc, consignee), offsetof(euc, end_user), offsetof(euc, intermediate), offsetof(euc, applicant)};
    cordon_status status = CORDON_OK;
    tri same = TRI_NO;
    *out = TRI_NO;
    for (size_t i = 0; i < sizeof fields / sizeof *fields && !status && *out != TRI_YES; i++) {
        const case_text *t = field(e, fields[i]);
        if (t->state == VALUE_GIVEN) status = same_name(&same, t->v, name, err);
        else same = TRI_NO;
        if (same == TRI_YES) *out = TRI_YES;
    }
    return status;
}

/* Who pays has to be somebody the certificate names. */
static cordon_status with_payments(euc_asked *q, cordon_error *err) {
    cordon_status status = CORDON_OK;
    unsigned asked = 0, strange = 0;
    for (size_t i = 0; i < q->c->payments && !status; i++) {
        const case_text *who[2] = {&q->c->payment[i].debtor, &q->c->payment[i].ultimate_debtor};
        for (int k = 0; k < 2 && !status; k++) {
            tri known;
            if (who[k]->state != VALUE_GIVEN) continue;
            status = euc_names(&known, q->e, who[k]->v, err);
            asked++;
            if (status || known == TRI_YES) continue;
            strange++;
            says_add(&q->says, FINDING_FOUND, "euc.payer", "Why does somebody pay whom the certificate does not name?", "\"%s\" pays, and the certificate does not name it.", who[k]->v);
            says_value(&q->says, who[k]->pointer, who[k]->v);
        }
    }
    if (status || strange) return status;
    if (asked) says_add(&q->says, FINDING_NOTHING_FOUND, "euc.payer", NULL, "Whoever pays is named in the certificate (%u named in payments).", asked);
    else says_add(&q->says, FINDING_NOT_ASSESSED, "euc.payer", "Who pays, from which account?", "No payment names who pays.");
    says_value(&q->says, "/payments", asked ? "debtors" : value_state_name(q->c->payments_state));
    return CORDON_OK;
}

cordon_status euc_papers_check(euc_asked *q, cordon_error *err) {
    compared n = {0};
    q->says.method = "names compared without legal forms, in any script";
    if (!q->c) {
        says_add(&q->says, FINDING_NOT_ASSESSED, "euc.party", "What do order, invoice, bill of lading and payment say?", "There is no case to compare the certificate with.");
        says_value(&q->says, "", "no case");
        return CORDON_OK;
    }
    cordon_status status = with_case(q, &n, err);
    if (!status) status = with_documents(q, &n, err);
    if (!status && !n.differ) {
        if (n.same) says_add(&q->says, FINDING_NOTHING_FOUND, "euc.party", NULL, "The certificate and the other papers name the same parties in %u places.", n.same);
        else says_add(&q->says, FINDING_NOT_ASSESSED, "euc.party", "Who is purchaser, consignee and end user in the other papers?", "No other paper names a party that the certificate names too.");
        says_value(&q->says, "/parties", n.same ? "same names" : "nothing to compare");
    }
    return status ? status : with_payments(q, err);
}
