/* facts_case.c - facts that the case itself answers, with a little more than one value of it. */
#include "assess/facts_inner.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "assess/clause.h"
#include "assess/euc.h"

#define C(q) ((q)->f->c)
#define PARTY(q) (&(q)->f->c->party[(q)->thing])
#define ITEM(q) (&(q)->f->c->item[(q)->thing])
#define LEG(q) (&(q)->f->c->leg[(q)->thing])
#define PAYMENT(q) (&(q)->f->c->payment[(q)->thing])
#define ORDER(q) (&(q)->f->c->order[(q)->thing])

/* ---- the contract -------------------------------------------------------------------- */

enum { QUOTE_MAX = 240 };

/* What the words of the contract say, apart from what is stated. whole: the words are all there is of that kind. */
static cordon_status by_words(asked *q, const char *kind, bool whole, bool *read) {
    const case_text *words = &C(q)->contract.clause;
    clause_reading r;
    cordon_status status = clause_holds(&r, &q->f->mem, words->v, strlen(words->v), kind, q->f->w->regime, q->err);
    if (status) return status;
    *read = r.understood;
    size_t n = strlen(r.quote) < QUOTE_MAX ? strlen(r.quote) : QUOTE_MAX;
    while (n < strlen(r.quote) && n && ((unsigned char)r.quote[n] & 0xc0) == 0x80) n--;
    fact_evidence at = {.kind = "case", .pointer = words->pointer, .line = r.line, .text = n ? fact_text(q, "%.*s", (int)n, r.quote) : NULL};
    if (!r.understood) return fact_say(q, TRI_UNKNOWN, &at, "the contract's words are in no language that is read");
    if (r.prohibition && r.remedy) return fact_say(q, TRI_YES, &at, "the contract's words hold the prohibition and a remedy");
    if (r.prohibition) return fact_say(q, TRI_UNKNOWN, &at, "the contract's words hold the prohibition and no remedy for a breach");
    return fact_say(q, whole ? TRI_NO : TRI_UNKNOWN, &at, "the words of the contract that are given hold no such prohibition");
}

/* What is stated, and what the words say where they are given; where the two differ nothing is known. */
static cordon_status clause(asked *q, const case_bool *stated, const char *kind, bool whole) {
    const case_text *words = &C(q)->contract.clause;
    fact said = {.value = "", .why = ""};
    asked each = *q;
    bool read = false;
    if (words->state != VALUE_GIVEN) return fact_of_bool(q, stated);
    each.out = &said;
    cordon_status status = by_words(q, kind, whole, &read);
    if (status || stated->state != VALUE_GIVEN) return status;
    status = fact_of_bool(&each, stated);
    if (status) return status;
    bool differ = read && (said.holds == TRI_YES ? q->out->holds != TRI_YES : q->out->evidence[0].line != 0); /* words that bar, against a no */
    const char *why = fact_text(q, differ ? "%s, but %s" : "%s; %s", said.why, q->out->why);
    if (!why) return fact_no_memory(q);
    q->out->holds = differ ? TRI_UNKNOWN : said.holds;
    q->out->value = said.value;
    q->out->why = why;
    return fact_add(q, &said.evidence[0]);
}
cordon_status fact_case_reexport_clause(asked *q) { return clause(q, &C(q)->contract.no_reexport_clause, "reexport", true); }
/* The field may hold no more than the clause against re-export. */
cordon_status fact_case_ip_clause(asked *q) { return clause(q, &C(q)->contract.ip_clause, "ip", false); }

/* ---- places and who is there --------------------------------------------------------- */

/* Where the goods are to be used: the destination, and the countries of end users, consignees and the certificate. */
cordon_status fact_case_use_in(asked *q) {
    bool begun = false;
    fact one = {0};
    asked each = *q;
    each.out = &one;
    const case_file *c = C(q);
    cordon_status status = fact_of_country(&each, &c->destination);
    if (!status) status = fact_or(q, &one, &begun);
    for (size_t i = 0; i < c->parties && !status; i++) {
        static const char users[] = "end_user consignee";
        const char *role = c->party[i].role.v;
        if (!*role || !strstr(users, role)) continue;
        one = (fact){0};
        status = fact_of_country(&each, &c->party[i].country);
        if (!status) status = fact_or(q, &one, &begun);
    }
    if (!status && c->euc && c->euc->country.state != VALUE_ABSENT) {
        one = (fact){0};
        status = fact_of_country(&each, &c->euc->country);
        if (!status) status = fact_or(q, &one, &begun);
    }
    return status;
}

/* yes when one of the two ends is in the set. */
cordon_status fact_leg_through(asked *q) {
    bool begun = false;
    fact one = {0}, two = {0};
    asked each = *q;
    each.out = &one;
    cordon_status status = fact_of_country(&each, &LEG(q)->from);
    each.out = &two;
    if (!status) status = fact_of_country(&each, &LEG(q)->to);
    if (!status) status = fact_or(q, &one, &begun);
    return status ? status : fact_or(q, &two, &begun);
}

/* The country of a BIC stands in its fifth and sixth letters. */
cordon_status fact_payment_bank_country(asked *q) {
    const case_text *bank[2] = {&PAYMENT(q)->debtor_agent, &PAYMENT(q)->creditor_agent};
    bool begun = false;
    cordon_status status = CORDON_OK;
    for (int i = 0; i < 2 && !status; i++) {
        case_text name, bic, country = *bank[i];
        fact_subject s;
        fact one = {0};
        asked each = *q;
        each.out = &one;
        fact_bank_subject(&s, bank[i], &name, &bic);
        if (bic.state == VALUE_GIVEN) {
            country.v = fact_text(q, "%.2s", bic.v + 4);
            if (!country.v) return fact_no_memory(q);
            status = fact_of_country(&each, &country);
        } else
            status = fact_say(&each, TRI_UNKNOWN, &(fact_evidence){.kind = "case", .pointer = bank[i]->pointer}, "no BIC that tells the country of the bank");
        if (!status) status = fact_or(q, &one, &begun);
    }
    return status;
}

cordon_status fact_party_owner_country(asked *q) {
    const case_party *p = PARTY(q);
    bool begun = false;
    cordon_status status = CORDON_OK;
    for (size_t i = 0; i < p->owners && !status; i++) {
        fact one = {0};
        asked each = *q;
        each.out = &one;
        status = fact_of_country(&each, &p->owner[i].country);
        if (!status) status = fact_or(q, &one, &begun);
    }
    if (status || q->out->holds == TRI_YES) return status;
    bool whole = p->owners_complete.v == TRI_YES || p->owners_state == VALUE_EMPTY;
    if (begun && whole) return CORDON_OK;
    const char *pointer = p->owners ? p->owners_complete.pointer : fact_text(q, "/parties/%zu/owners", q->thing);
    return fact_say(q, TRI_UNKNOWN, &(fact_evidence){.kind = "case", .pointer = pointer}, "not all owners are known");
}

/* Whether who pays is a party of the case: the name or id of one, or the certificate's purchaser or end user. */
cordon_status fact_payment_payer_known(asked *q) {
    const case_text *payer[2] = {&PAYMENT(q)->debtor, &PAYMENT(q)->ultimate_debtor};
    const euc *e = C(q)->euc;
    for (int i = 0; i < 2; i++) {
        const case_text *t = payer[i];
        if (i && t->state != VALUE_GIVEN) continue;
        fact_evidence at = {.kind = "case", .pointer = t->pointer, .text = t->v};
        if (t->state != VALUE_GIVEN) return fact_say(q, TRI_UNKNOWN, &at, "who pays is %s", value_state_name(t->state));
        bool known = case_party_find(C(q), t->v) >= 0 || (e && (strcasecmp(e->purchaser.v, t->v) == 0 || strcasecmp(e->end_user.v, t->v) == 0));
        if (!known) return fact_say(q, TRI_NO, &at, "\"%.100s\" is neither a party of the case nor named by the certificate", t->v);
    }
    return fact_say(q, TRI_YES, &(fact_evidence){.kind = "case", .pointer = payer[0]->pointer, .text = payer[0]->v}, "who pays is a party of the case");
}

cordon_status fact_order_party_known(asked *q) {
    const case_text *t = &ORDER(q)->party;
    fact_evidence at = {.kind = "case", .pointer = t->pointer, .text = t->v};
    if (t->state != VALUE_GIVEN) return fact_say(q, TRI_UNKNOWN, &at, "the customer of the order is %s", value_state_name(t->state));
    bool known = case_party_find(C(q), t->v) >= 0;
    return fact_say(q, known ? TRI_YES : TRI_NO, &at, known ? "a party of the case" : "no party of the case");
}

/* ---- whose law, answers, history ----------------------------------------------------- */

/* One word of the case against one jurisdiction: the same word, or a country that is in it (a member of the Union, by name or code). A word that is neither a
 * jurisdiction of the tables nor a country tells nothing: unknown, as no law must fall silent over a slip. */
static tri in_jurisdiction(const asked *q, const char *word) {
    const area_set *of, *in;
    cordon_error unknown = {0};
    if (strcasecmp(word, q->value) == 0) return TRI_YES;
    if (fact_word_fits(regime_value(q->f->w->regime, "jurisdictions"), word)) return TRI_NO;
    const area *country = areas_find(q->f->w->areas, "code|iso3|iso2|name", word, strlen(word), q->f->day);
    if (world_set(&in, q->f->w, q->f->d, q->value, &unknown)) return TRI_UNKNOWN;
    if ((!country || country->kind != AREA_COUNTRY) && !world_set(&of, q->f->w, q->f->d, word, &unknown) && strcmp(of->title, in->title) == 0) return TRI_YES; /* another name of it */
    if (!country || country->kind != AREA_COUNTRY) return TRI_UNKNOWN;
    for (size_t k = 0; k < in->n; k++)
        if (in->v[k] == country) return TRI_YES;
    return TRI_NO;
}

/* Where the case does not say whose law binds: who asks is bound by the law of its seat, and by whose else is not known. */
static cordon_status jurisdiction_of_seat(asked *q) {
    const case_file *c = C(q);
    const char *side = c->side.state == VALUE_GIVEN ? c->side.v : "exporter";
    for (size_t i = 0; i < c->parties; i++) {
        const case_party *p = &c->party[i];
        if (p->role.state != VALUE_GIVEN || strcmp(p->role.v, side) != 0 || p->country.state != VALUE_GIVEN || in_jurisdiction(q, p->country.v) != TRI_YES) continue;
        q->out->value = p->country.v;
        return fact_say(q, TRI_YES, &(fact_evidence){.kind = "case", .pointer = p->country.pointer, .text = p->country.v}, "the %s is established in %s", side, p->country.v);
    }
    return fact_say(q, TRI_UNKNOWN, &(fact_evidence){.kind = "case", .pointer = "/jurisdiction"}, "the case does not say whose law binds");
}

/* "EU, US" of the case against one jurisdiction. */
cordon_status fact_case_jurisdiction(asked *q) {
    const case_text *t = &C(q)->jurisdiction;
    fact_evidence at = {.kind = "case", .pointer = "/jurisdiction"};
    if (t->state != VALUE_GIVEN) return jurisdiction_of_seat(q);
    q->out->value = t->v;
    const char *doubt = NULL;
    tri holds = *q->value ? TRI_NO : TRI_YES;
    for (const char *s = t->v; *s && holds != TRI_YES; s += *s == ',') {
        s += strspn(s, " ");
        size_t n = strcspn(s, ","), len = n;
        while (len && s[len - 1] == ' ') len--;
        const char *word = fact_text(q, "%.*s", (int)len, s);
        if (!word) return fact_no_memory(q);
        tri one = len ? in_jurisdiction(q, word) : TRI_NO;
        if (one == TRI_UNKNOWN) doubt = word;
        if (one > holds) holds = one;
        s += n;
    }
    if (holds == TRI_UNKNOWN) return fact_say(q, holds, &at, "the case names \"%.60s\", which is no jurisdiction of the tables and no country", doubt);
    return fact_say(q, holds, &at, "the case names %s", t->v);
}

cordon_status fact_case_attested(asked *q) {
    const case_answer *a = case_answer_find(C(q), q->value);
    if (!*q->value) return cordon_fail(q->err, CORDON_EINVAL, "%s needs the id of a question", q->row->name);
    if (!a) return fact_say(q, TRI_UNKNOWN, &(fact_evidence){.kind = "case", .pointer = "/answers"}, "nobody answered \"%.60s\"", q->value);
    fact_evidence at = {.kind = "case", .pointer = a->answer.pointer, .text = a->by.v, .day = a->on.v};
    q->out->value = a->answer.v;
    bool yes = strcasecmp(a->answer.v, "yes") == 0, no = strcasecmp(a->answer.v, "no") == 0;
    if (!yes && !no) return fact_say(q, TRI_UNKNOWN, &at, "answered with words or not at all: a person must read it");
    return fact_say(q, yes ? TRI_YES : TRI_NO, &at, "stated by %s", *a->by.v ? a->by.v : "nobody named");
}

cordon_status fact_case_claims(asked *q) {
    if (*q->value && !case_answer_find(C(q), q->value)) return fact_say(q, TRI_NO, &(fact_evidence){.kind = "case", .pointer = "/answers"}, "nobody claims it");
    return fact_case_attested(q);
}

/* "QUESTION<=365": days from the answer to the day asked about; only a yes counts. */
cordon_status fact_case_attested_days(asked *q) {
    char id[128], op[3], *end;
    size_t n = strcspn(q->value, "<>=!");
    if (!n || n >= sizeof id || !q->value[n]) return cordon_fail(q->err, CORDON_EINVAL, "%s \"%.60s\"; expected QUESTION<=DAYS", q->row->name, q->value);
    snprintf(id, sizeof id, "%.*s", (int)n, q->value);
    const char *number = fact_operator(op, q->value + n);
    double bound = strtod(number, &end);
    if (end == number || *end) return cordon_fail(q->err, CORDON_EINVAL, "%s \"%.60s\"; expected a number of days", q->row->name, q->value);
    const case_answer *a = case_answer_find(C(q), id);
    if (!a) return fact_say(q, TRI_UNKNOWN, &(fact_evidence){.kind = "case", .pointer = "/answers"}, "nobody answered \"%.60s\"", id);
    fact_evidence at = {.kind = "case", .pointer = a->on.pointer, .text = a->by.v, .day = a->on.v};
    if (strcasecmp(a->answer.v, "no") == 0) return fact_say(q, TRI_NO, &at, "answered no");
    if (strcasecmp(a->answer.v, "yes") != 0 || !a->on.v) return fact_say(q, TRI_UNKNOWN, &at, "no yes with a day");
    int32_t days = date_number(q->f->day) - date_number(a->on.v);
    q->out->value = fact_text(q, "%d", days);
    if (!q->out->value) return fact_no_memory(q);
    if (days < 0) return fact_say(q, TRI_NO, &at, "its day is after the day asked about");
    return fact_say(q, fact_compare(op, days, bound) ? TRI_YES : TRI_NO, &at, "%d days old", days);
}

cordon_status fact_case_first_order(asked *q) {
    const case_file *c = C(q);
    const case_day *first = NULL;
    bool undated = false;
    for (size_t i = 0; i < c->orders; i++) {
        undated |= c->order[i].on.state != VALUE_GIVEN;
        if (c->order[i].on.state == VALUE_GIVEN && (!first || c->order[i].on.v < first->v)) first = &c->order[i].on;
    }
    if (!first) return fact_of_state(q, c->orders_state == VALUE_GIVEN ? VALUE_UNKNOWN : c->orders_state, "/orders");
    cordon_status status = fact_of_day(q, first);
    if (!status && undated && q->out->holds != TRI_UNKNOWN) {
        q->out->evidences = 0;
        status = fact_say(q, TRI_UNKNOWN, &(fact_evidence){.kind = "history", .pointer = "/orders"}, "an earlier order has no day");
    }
    return status;
}

/* The first earlier order of the item's first six digits. */
cordon_status fact_item_first_order(asked *q) {
    const case_file *c = C(q);
    char own[9], other[9];
    const case_day *first = NULL;
    const case_text *code = &ITEM(q)->code;
    if (code->state != VALUE_GIVEN || !goods_code_clean(own, code->v) || strlen(own) < 6)
        return fact_say(q, TRI_UNKNOWN, &(fact_evidence){.kind = "case", .pointer = code->pointer}, "no code of six digits");
    for (size_t i = 0; i < c->orders; i++) {
        const case_order *o = &c->order[i];
        bool same = o->code.state == VALUE_GIVEN && goods_code_clean(other, o->code.v) && strncmp(own, other, 6) == 0;
        if (same && o->on.state == VALUE_GIVEN && (!first || o->on.v < first->v)) first = &o->on;
    }
    if (first) return fact_of_day(q, first);
    return fact_of_state(q, c->orders_state == VALUE_GIVEN ? VALUE_UNKNOWN : c->orders_state, "/orders");
}

cordon_status fact_case_orders(asked *q) {
    const case_file *c = C(q);
    case_number n = {.v = (double)c->orders, .state = c->orders_state == VALUE_EMPTY ? VALUE_GIVEN : c->orders_state, .pointer = "/orders"};
    return fact_of_number(q, &n);
}
