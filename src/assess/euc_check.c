/* euc_check.c - the checks of a certificate in their order; days and signer; tables of earlier uses and visits. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "assess/euc_inner.h"
#include "assess/same.h"

static const char *day_text(euc_asked *q, date_day d) {
    char room[DATE_TEXT];
    return says_copy(&q->says, date_format(room, d));
}

static void value_day(euc_asked *q, const case_day *d) { says_value(&q->says, d->pointer, d->state == VALUE_GIVEN ? day_text(q, d->v) : value_state_name(d->state)); }
static void value_text(euc_asked *q, const case_text *t) { says_value(&q->says, t->pointer, t->state == VALUE_GIVEN ? t->v : value_state_name(t->state)); }

/* The name of a party of the case that a text means; NULL. */
static cordon_status party_of(const case_party **out, const case_file *c, const char *name, cordon_error *err) {
    cordon_status status = CORDON_OK;
    *out = NULL;
    for (size_t i = 0; c && i < c->parties && !status && !*out; i++) {
        tri same = TRI_NO;
        if (c->party[i].name.state == VALUE_GIVEN) status = same_name(&same, c->party[i].name.v, name, err);
        if (same == TRI_YES) *out = &c->party[i];
    }
    return status;
}

static cordon_status signer(euc_asked *q, cordon_error *err) {
    const euc *e = q->e;
    tri same = TRI_UNKNOWN;
    cordon_status status = CORDON_OK;
    if (e->end_user.state == VALUE_GIVEN && e->signatory_firm.state == VALUE_GIVEN) status = same_name(&same, e->end_user.v, e->signatory_firm.v, err);
    const case_party *who = NULL;
    if (!status && same == TRI_NO) status = party_of(&who, q->c, e->signatory_firm.v, err);
    if (status) return status;
    if (same == TRI_UNKNOWN)
        says_add(&q->says, FINDING_NOT_ASSESSED, "euc.signer", "Who signs, and for which firm?", "Whether the end user signs cannot be told: its name or the firm of who signs is not there.");
    else if (same == TRI_NO)
        says_add(&q->says, FINDING_FOUND, "euc.signer", "Can the end user itself sign it?", "The certificate is signed for \"%s\"%s%s%s, the end user is \"%s\": a parent, agent or buyer cannot sign for it.", e->signatory_firm.v,
                 who && who->role.state == VALUE_GIVEN ? " (" : "", who && who->role.state == VALUE_GIVEN ? who->role.v : "", who && who->role.state == VALUE_GIVEN ? ")" : "", e->end_user.v);
    else
        says_add(&q->says, FINDING_NOTHING_FOUND, "euc.signer", NULL, "It is signed for the end user, \"%s\".", e->end_user.v);
    value_text(q, &e->signatory_firm);
    value_text(q, &e->end_user);
    return CORDON_OK;
}

static void validity(euc_asked *q) {
    const euc *e = q->e;
    date_day on = q->t->as_at;
    if (e->signed_on.state != VALUE_GIVEN) return; /* the template says so where it is needed */
    if (e->signed_on.v > on)
        says_add(&q->says, FINDING_FOUND, "euc.validity", "On which day was it signed?", "It is dated %s, after the day that is asked about, %s.", day_text(q, e->signed_on.v), day_text(q, on));
    else if (e->valid_until.state == VALUE_GIVEN && e->valid_until.v < e->signed_on.v)
        says_add(&q->says, FINDING_FOUND, "euc.validity", "Until when is it valid?", "It ends on %s, before it was signed on %s.", day_text(q, e->valid_until.v), day_text(q, e->signed_on.v));
    else if (e->valid_until.state == VALUE_GIVEN && e->valid_until.v < on)
        says_add(&q->says, FINDING_FOUND, "euc.validity", "Is there a newer certificate?", "It was valid until %s, the day asked about is %s.", day_text(q, e->valid_until.v), day_text(q, on));
    else if (e->valid_until.state == VALUE_GIVEN || e->valid_until.state == VALUE_EMPTY)
        says_add(&q->says, FINDING_NOTHING_FOUND, "euc.validity", NULL, "Signed on %s and valid on %s.", day_text(q, e->signed_on.v), day_text(q, on));
    else
        says_add(&q->says, FINDING_NOT_ASSESSED, "euc.validity", "Until when is it valid?", "Signed on %s; until when it is valid is not known.", day_text(q, e->signed_on.v));
    value_day(q, &e->signed_on);
    value_day(q, &e->valid_until);
}

/* It has to be there before the goods are promised and sent. */
static void days(euc_asked *q) {
    const euc *e = q->e;
    const case_file *c = q->c;
    if (!c || e->signed_on.state != VALUE_GIVEN) return;
    if (c->day.state == VALUE_GIVEN && e->signed_on.v > c->day.v) {
        says_add(&q->says, FINDING_FOUND, "euc.signed_late", "Was there a certificate before the shipment?", "Signed on %s, after the shipment of %s.", day_text(q, e->signed_on.v), day_text(q, c->day.v));
        value_day(q, &c->day);
    } else if (c->contract.signed_on.state == VALUE_GIVEN && e->signed_on.v > c->contract.signed_on.v) {
        says_add(&q->says, FINDING_FOUND, "euc.signed_late", "Is the contract conditional on the certificate?", "Signed on %s, after the contract of %s.", day_text(q, e->signed_on.v), day_text(q, c->contract.signed_on.v));
        value_day(q, &c->contract.signed_on);
    } else if (c->day.state == VALUE_GIVEN || c->contract.signed_on.state == VALUE_GIVEN)
        says_add(&q->says, FINDING_NOTHING_FOUND, "euc.signed_late", NULL, "Signed on %s, before contract and shipment as far as their days are known.", day_text(q, e->signed_on.v));
    else
        says_add(&q->says, FINDING_NOT_ASSESSED, "euc.signed_late", "When was the contract signed, and when are the goods shipped?", "Neither day is known.");
    value_day(q, &e->signed_on);
}

static void country(euc_asked *q) {
    const case_text *x = &q->e->country, *y = q->c ? &q->c->destination : NULL;
    if (!y) return;
    tri same = x->state == VALUE_GIVEN && y->state == VALUE_GIVEN ? same_area(q->t->areas, x->v, y->v, q->t->as_at) : TRI_UNKNOWN;
    if (same == TRI_UNKNOWN)
        says_add(&q->says, FINDING_NOT_ASSESSED, "euc.country", "In which country is the end user, and where do the goods go?", "The country of the end user cannot be compared with the destination.");
    else if (same == TRI_NO)
        says_add(&q->says, FINDING_FOUND, "euc.country", "Why do the goods go to another country than the end user's?", "The end user is in \"%s\", the goods go to \"%s\".", x->v, y->v);
    else
        says_add(&q->says, FINDING_NOTHING_FOUND, "euc.country", NULL, "The end user's country is the destination, \"%s\".", y->v);
    value_text(q, x);
    value_text(q, y);
}

cordon_status euc_signer_check(euc_asked *q, cordon_error *err) {
    q->says.method = "names compared without legal forms, days and countries as given";
    cordon_status status = signer(q, err);
    if (status) return status;
    validity(q);
    days(q);
    country(q);
    return CORDON_OK;
}

cordon_status euc_check(const finding **out, size_t *n, arena *mem, const euc *e, const case_file *c, const euc_terms *t, cordon_error *err) {
    static cordon_status (*const checks[])(euc_asked *, cordon_error *) = {euc_signer_check, euc_papers_check, euc_amounts_check, euc_goods_check,
                                                                         euc_others_check, euc_pdf_check,    euc_after_check,   euc_fields_check}; /* what contradicts first, then what lacks */
    euc_asked q = {.e = e, .c = c, .t = t, .name = e->number.state == VALUE_GIVEN ? e->number.v : "certificate"};
    const char *asked = t->template;
    cordon_error unknown = {0};
    cordon_status status = CORDON_OK;
    if (!asked && e->authority.state == VALUE_GIVEN && !euc_template_known(&q.template, e->authority.v, &unknown)) asked = q.template;
    status = euc_template_known(&q.template, asked ? asked : "generic", err);
    q.says = (says){.mem = mem, .as_at = t->as_at, .method = "", .subject = q.name};
    for (size_t i = 0; i < sizeof checks / sizeof *checks && !status; i++) status = checks[i](&q, err);
    if (!status && q.says.failed) status = cordon_fail(err, CORDON_ENOMEM, "no memory for the findings of a certificate");
    if (status) return status;
    *out = q.says.v;
    *n = q.says.n;
    return CORDON_OK;
}

/* ---- tables of the user */

static const char *kept(arena *mem, const table *t, size_t row, int col) {
    const char *s = table_cell(t, row, col);
    return arena_strndup(mem, s, strlen(s));
}

static cordon_status use_row(euc_use *u, arena *mem, const table *t, size_t i, const int col[6], cordon_error *err) {
    const char *cell = table_cell(t, i, col[4]);
    char *end;
    *u = (euc_use){.number = kept(mem, t, i, col[0]), .part = kept(mem, t, i, col[1]), .code = kept(mem, t, i, col[2]), .unit = kept(mem, t, i, col[3]), .quantity = strtod(cell, &end), .decision = kept(mem, t, i, col[5])};
    if (!u->number || !u->part || !u->code || !u->unit || !u->decision) return cordon_fail(err, CORDON_ENOMEM, "no memory for %s", t->path);
    if (!*u->number) return cordon_fail_at(err, CORDON_EFORMAT, t->path, t->line[i], 0, "number of the certificate is empty");
    if (!*cell || *end || !(u->quantity >= 0 && u->quantity <= 1e15))
        return cordon_fail_at(err, CORDON_EFORMAT, t->path, t->line[i], 0, "quantity \"%.40s\"; expected a number from 0 to 1e15", cell);
    return CORDON_OK;
}

cordon_status euc_uses_read(const euc_use **out, size_t *n, arena *mem, const char *path, cordon_error *err) {
    static const char *const names[] = {"number", "part", "code", "unit", "quantity", "decision", NULL};
    table t;
    int col[6];
    cordon_status status = table_read(&t, path, err);
    if (status) return status;
    status = table_cols(&t, names, col, err);
    euc_use *u = status ? NULL : arena_alloc(mem, (t.rows + 1) * sizeof *u);
    if (!status && !u) status = cordon_fail(err, CORDON_ENOMEM, "no memory for %s", path);
    for (size_t i = 0; i < t.rows && !status; i++) status = use_row(&u[i], mem, &t, i, col, err);
    if (!status) *out = u, *n = t.rows;
    table_free(&t);
    return status;
}

static cordon_status visit_row(euc_visit *v, arena *mem, const table *t, size_t i, const int col[6], cordon_error *err) {
    static const char *const outcomes[] = {"verified", "not_found", "moved", "denied"};
    const char *day = table_cell(t, i, col[2]);
    bool known = false;
    *v = (euc_visit){.number = kept(mem, t, i, col[0]), .serial = kept(mem, t, i, col[1]), .inspector = kept(mem, t, i, col[3]), .outcome = kept(mem, t, i, col[4]), .evidence = kept(mem, t, i, col[5])};
    if (!v->number || !v->serial || !v->inspector || !v->outcome || !v->evidence) return cordon_fail(err, CORDON_ENOMEM, "no memory for %s", t->path);
    if (!date_parse(&v->on, day, strlen(day))) return cordon_fail_at(err, CORDON_EFORMAT, t->path, t->line[i], 0, "on \"%.40s\"; expected a day as YYYY-MM-DD", day);
    for (size_t k = 0; k < 4; k++) known |= strcmp(outcomes[k], v->outcome) == 0;
    return known ? CORDON_OK : cordon_fail_at(err, CORDON_EFORMAT, t->path, t->line[i], 0, "outcome \"%.40s\"; expected verified, not_found, moved or denied", v->outcome);
}

cordon_status euc_visits_read(const euc_visit **out, size_t *n, arena *mem, const char *path, cordon_error *err) {
    static const char *const names[] = {"number", "serial", "on", "inspector", "outcome", "evidence", NULL};
    table t;
    int col[6];
    cordon_status status = table_read(&t, path, err);
    if (status) return status;
    status = table_cols(&t, names, col, err);
    euc_visit *v = status ? NULL : arena_alloc(mem, (t.rows + 1) * sizeof *v);
    if (!status && !v) status = cordon_fail(err, CORDON_ENOMEM, "no memory for %s", path);
    for (size_t i = 0; i < t.rows && !status; i++) status = visit_row(&v[i], mem, &t, i, col, err);
    if (!status) *out = v, *n = t.rows;
    table_free(&t);
    return status;
}
