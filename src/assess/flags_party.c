/* flags_party.c - flags about who takes part: age, business, addresses, owners, links. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "assess/flags_inner.h"
#include "assess/same.h"
#include "base/data_dir.h"
#include "base/once.h"
#include "name/contact.h"

#define EACH_PARTY(w, p) for (const case_party *p = (w)->c->party; p < (w)->c->party + (w)->c->parties && !(w)->status; p++)

static bool no_parties(flag_work *w) {
    if (w->c->parties) return false;
    flag_lack(w, "/parties");
    return true;
}

/* Founded after the start in a country outside the coalition. TRI_UNKNOWN tells which value lacks. */
static tri young(flag_work *w, const case_party *p, const char **lack) {
    tri in = flag_in(w, &p->country, "coalition");
    if (in == TRI_YES) return TRI_NO;
    if (p->founded.state == VALUE_GIVEN && p->founded.v <= flag_day(w, "start")) return TRI_NO;
    *lack = p->founded.state != VALUE_GIVEN ? p->founded.pointer : p->country.pointer;
    return p->founded.state != VALUE_GIVEN || in == TRI_UNKNOWN ? TRI_UNKNOWN : TRI_YES;
}

static void young_buyer(flag_work *w) { /* R01 */
    if (!flag_any_goods(w, "high_priority", "") && !w->lacks) return;
    bool sensitive = !w->lacks;
    if (no_parties(w)) return;
    bool some = false;
    EACH_PARTY(w, p) {
        const char *lack = "";
        char day[DATE_TEXT];
        if (!flag_counterparty(p)) continue;
        tri is = young(w, p, &lack);
        if (is == TRI_YES && sensitive) flag_hit(w, p->founded.pointer, p->country.v, "\"%s\" was founded on %s.", p->name.v, date_format(day, p->founded.v));
        else if (is == TRI_UNKNOWN) flag_lack(w, lack);
        some |= is != TRI_NO;
    }
    if (!some) w->lacks = false; /* whatever the goods are, nobody is young */
}

static bool order_of(flag_work *w, const case_order *o, const case_party *p) {
    if (!given(&o->party)) return false;
    if (given(&p->id) && strcmp(p->id.v, o->party.v) == 0) return true;
    return given(&p->name) && flag_same_name(w, p->name.v, o->party.v) == TRI_YES;
}

static void new_customer(flag_work *w) { /* R02 */
    bool sensitive = flag_any_goods(w, "high_priority", flag_text(w, "new_customer_tiers"));
    if ((!sensitive && !w->lacks) || no_parties(w)) return;
    bool some = false;
    EACH_PARTY(w, p) {
        const char *lack = "";
        date_day first = 0;
        if (!flag_counterparty(p)) continue;
        tri is = young(w, p, &lack);
        if (is == TRI_NO) continue;
        some = true;
        for (size_t i = 0; i < w->c->orders; i++)
            if (order_of(w, &w->c->order[i], p) && w->c->order[i].on.state == VALUE_GIVEN && (!first || w->c->order[i].on.v < first)) first = w->c->order[i].on.v;
        bool known = w->c->orders || w->c->orders_state == VALUE_EMPTY;
        if (is == TRI_UNKNOWN) flag_lack(w, lack);
        else if (!known) flag_lack(w, "/orders");
        else if (sensitive && (!first || first > flag_day(w, "start"))) flag_hit(w, p->founded.pointer, p->name.v, "\"%s\" is a new customer, founded after that day.", p->name.v);
    }
    if (!some) w->lacks = false;
}

static void alike(flag_work *w) { flag_fact_of(w, "party.alike", "lists", SCOPE_PARTY, w->c->parties), (void)no_parties(w); } /* R07 */
static void contact(flag_work *w) { flag_fact_of(w, "party.contact_listed", "lists", SCOPE_PARTY, w->c->parties), (void)no_parties(w); } /* R08 */

static void contact_goods(flag_work *w) { /* R09 */
    if (!flag_any_goods(w, "high_priority", "") && !w->lacks) return;
    bool sensitive = !w->lacks;
    if (sensitive) contact(w);
}

static void listed(flag_work *w) { /* R10 */
    flag_fact_of(w, "party.listed", "lists", SCOPE_PARTY, w->c->parties);
    flag_fact_of(w, "party.owned", "owned_rules", SCOPE_PARTY, w->c->parties);
    (void)no_parties(w);
}

/* Whether an owner is listed: as the party of the case that it is, else by its own name, country and number. */
static tri owner_listed(flag_work *w, const case_party *p, const case_owner *o) {
    fact f;
    int at = case_owner_party(w->c, o);
    bool told = at >= 0 ? flag_ask(w, &f, "party.listed", "lists", SCOPE_PARTY, (size_t)at)
                        : flag_ask(w, &f, "owner.listed", "lists", SCOPE_OWNER, case_owner_index(w->c, p, o));
    return told ? f.holds : TRI_UNKNOWN;
}

static bool lacks_owners(flag_work *w, const case_party *p) {
    if (p->owners || p->owners_state == VALUE_EMPTY) return false;
    flag_lack(w, p->name.pointer ? p->name.pointer : "/parties");
    return true;
}

static double share_of(const case_owner *o) { return o->share.state == VALUE_GIVEN ? o->share.v : o->low.state == VALUE_GIVEN ? o->low.v : (double)NAN; }

static void minority(flag_work *w) { /* R11 */
    double low = flag_number(w, "minority_low"), high = flag_number(w, "minority_high");
    if (no_parties(w)) return;
    EACH_PARTY(w, p) {
        if (!flag_counterparty(p) || lacks_owners(w, p)) continue;
        for (const case_owner *o = p->owner; o < p->owner + p->owners; o++) {
            double share = share_of(o);
            bool control = given(&o->kind) && strcmp(o->kind.v, "control") == 0;
            if (!control && (share < low || share >= high)) continue; /* an unknown share goes on */
            tri is = owner_listed(w, p, o);
            if (is == TRI_YES && (control || share == share)) flag_hit(w, o->name.pointer, o->name.v, control ? "\"%s\" is listed and controls \"%s\"." : "\"%s\" is listed and holds a large minority of \"%s\".", o->name.v, p->name.v);
            else if (is != TRI_NO) flag_lack(w, share == share || control ? o->name.pointer : o->share.pointer);
        }
    }
}

static void transfer(flag_work *w) { /* R12 */
    if (no_parties(w)) return;
    EACH_PARTY(w, p) {
        if (!flag_counterparty(p) || lacks_owners(w, p)) continue;
        for (const case_owner *o = p->owner; o < p->owner + p->owners; o++) {
            fact f;
            bool told = flag_ask(w, &f, "owner.moved", "lists", SCOPE_OWNER, case_owner_index(w->c, p, o));
            if (told && f.holds == TRI_YES) flag_fact_hit(w, &f, o->name.pointer, o->name.v);
            else if (!told || f.holds == TRI_UNKNOWN) flag_lack_why(w, f.evidences ? f.evidence[0].pointer : o->name.pointer, f.why);
        }
    }
}

/* Layers above a party, through owners that are parties of the case; persons end a chain. known false: a chain ends at a company. */
static int layers(flag_work *w, const case_party *p, int deep, bool *known) {
    int most = deep;
    if (deep > 32) return deep;
    if (!p->owners && !(p->person.v == TRI_YES)) *known = false;
    for (const case_owner *o = p->owner; o < p->owner + p->owners; o++) {
        int at = given(&o->id) ? case_party_find(w->c, o->id.v) : -1, n = deep + 1;
        if (at < 0 && given(&o->name)) at = case_party_find(w->c, o->name.v);
        if (o->person.v == TRI_YES) n = deep + 1;
        else if (at >= 0) n = layers(w, &w->c->party[at], deep + 1, known);
        else *known = false;
        if (n > most) most = n;
    }
    return most;
}

static void opaque(flag_work *w) { /* R13 */
    int deep = (int)flag_number(w, "depth_min");
    double unknown = flag_number(w, "unknown_share");
    if (no_parties(w)) return;
    EACH_PARTY(w, p) {
        bool known = true;
        double sum = 0;
        if (!flag_counterparty(p) || p->person.v == TRI_YES || lacks_owners(w, p)) continue;
        if (layers(w, p, 0, &known) >= deep) flag_hit(w, p->name.pointer, p->name.v, "\"%s\" has %d or more layers of owners.", p->name.v, deep);
        for (const case_owner *o = p->owner; o < p->owner + p->owners; o++) sum += share_of(o) == share_of(o) ? share_of(o) : 0;
        if (p->owners_complete.v != TRI_YES && 100 - sum > unknown) flag_hit(w, p->name.pointer, p->name.v, "Of \"%s\" %.6g %% belongs to nobody who is named.", p->name.v, 100 - sum);
        else if (!known) flag_lack(w, p->owners ? p->owner[0].name.pointer : p->name.pointer);
    }
}

static void no_business(flag_work *w) { /* R26 */
    int32_t days = (int32_t)flag_number(w, "age_days");
    double most = flag_number(w, "employees_max");
    if (no_parties(w)) return;
    EACH_PARTY(w, p) {
        if (!flag_counterparty(p) || p->person.v == TRI_YES) continue;
        if (p->founded.state == VALUE_GIVEN && date_number(w->t->as_at) - date_number(p->founded.v) < days) flag_hit(w, p->founded.pointer, p->name.v, "\"%s\" is less than %d days old.", p->name.v, days);
        else if (p->employees.state == VALUE_GIVEN && p->employees.v <= most) flag_hit(w, p->employees.pointer, p->name.v, "\"%s\" has %.0f employees.", p->name.v, p->employees.v);
        else if (p->founded.state != VALUE_GIVEN) flag_lack(w, p->founded.pointer);
        else if (p->employees.state != VALUE_GIVEN) flag_lack(w, p->employees.pointer);
    }
}

static tri free_mail(flag_work *w, const case_text *email) {
    char domain[CONTACT_MAX];
    if (!given(email) || !contact_domain(domain, email->v, strlen(email->v))) return TRI_UNKNOWN;
    return flag_word_in(domain, flag_text(w, "free_mail")) ? TRI_YES : TRI_NO;
}

static void no_web(flag_work *w) { /* R27 */
    if (no_parties(w)) return;
    EACH_PARTY(w, p) {
        if (!flag_counterparty(p) || p->person.v == TRI_YES || given(&p->website)) continue;
        tri is = free_mail(w, &p->email);
        if (p->website.state == VALUE_EMPTY && is != TRI_NO) flag_hit(w, p->website.pointer, p->name.v, "\"%s\" has no website%s.", p->name.v, is == TRI_YES ? ", and a free e-mail address" : "");
        else if (is == TRI_YES) flag_hit(w, p->email.pointer, p->email.v, "\"%s\" writes from a free e-mail domain, and no website is known.", p->name.v);
        else if (is == TRI_UNKNOWN) flag_lack(w, p->website.pointer);
    }
}

static void personal_mail(flag_work *w) { /* R28 */
    if (no_parties(w)) return;
    EACH_PARTY(w, p) {
        if (!flag_counterparty(p) || p->person.v == TRI_YES) continue;
        tri is = free_mail(w, &p->email);
        if (is == TRI_YES) flag_hit(w, p->email.pointer, p->email.v, "\"%s\" writes from a free e-mail domain.", p->name.v);
        else if (is == TRI_UNKNOWN && p->email.state != VALUE_EMPTY) flag_lack(w, p->email.pointer);
    }
}

typedef struct dial_codes { table t; int iso, dial; } dial_codes;
static cordon_status read_dials(void *fresh, cordon_error *err) {
    char path[1024];
    dial_codes *d = fresh;
    cordon_status status = table_read(&d->t, data_path(path, sizeof path, "data/ref/country-codes.csv"), err);
    if (!status) d->iso = table_col(&d->t, "ISO3166-1-Alpha-3"), d->dial = table_col(&d->t, "Dial");
    return status;
}

/* Dialling codes of an area (data/ref/country-codes.csv: "1-876", "1,2"), read once. TRI_UNKNOWN: none is known. */
static tri dials(flag_work *w, const char *code, const char *phone) {
    static once kept = ONCE;
    tri answer = TRI_UNKNOWN;
    const dial_codes *d = once_kept(&kept, sizeof *d, read_dials, &w->status, w->err);
    if (!d || w->status) return TRI_UNKNOWN;
    for (size_t i = 0; i < d->t.rows; i++) {
        if (strcmp(table_cell(&d->t, i, d->iso), code) != 0 || !*table_cell(&d->t, i, d->dial)) continue;
        answer = TRI_NO;
        for (const char *p = table_cell(&d->t, i, d->dial); *p && answer != TRI_YES;) {
            char digits[16];
            size_t n = 0;
            for (; *p && *p != ',' && n < 15; p++)
                if (*p >= '0' && *p <= '9') digits[n++] = *p;
            if (n && strncmp(phone + 1, digits, n) == 0) answer = TRI_YES;
            p += *p != 0;
        }
    }
    return answer;
}

static void telephone(flag_work *w) { /* R29 */
    if (no_parties(w)) return;
    EACH_PARTY(w, p) {
        char phone[CONTACT_MAX];
        const area *a = given(&p->country) ? case_area(w->t->a, p->country.v, w->t->as_at) : NULL;
        if (!flag_counterparty(p) || p->phone.state == VALUE_EMPTY) continue;
        if (!given(&p->phone) || !contact_phone(phone, p->phone.v, strlen(p->phone.v)) || *phone != '+') {
            flag_lack(w, p->phone.pointer);
            continue;
        }
        tri is = a ? dials(w, a->code, phone) : TRI_UNKNOWN;
        if (is == TRI_NO) flag_hit(w, p->phone.pointer, p->phone.v, "The telephone of \"%s\" is not of \"%s\".", p->name.v, p->country.v);
        else if (is == TRI_UNKNOWN) flag_lack(w, p->country.pointer);
    }
}

static void internet(flag_work *w) { /* R30: the country that the case says of the address; no table of addresses is there to ask */
    if (no_parties(w)) return;
    EACH_PARTY(w, p) {
        if (!flag_counterparty(p) || (p->ip.state == VALUE_EMPTY && !given(&p->ip_country))) continue;
        tri same = given(&p->ip_country) && given(&p->country) ? same_area(w->t->a, p->ip_country.v, p->country.v, w->t->as_at) : TRI_UNKNOWN;
        if (same == TRI_NO) flag_hit(w, p->ip_country.pointer, p->ip_country.v, "\"%s\" of \"%s\" ordered from an internet address of \"%s\".", p->name.v, p->country.v, p->ip_country.v);
        else if (same == TRI_UNKNOWN && !given(&p->ip_country)) flag_lack_why(w, p->ip_country.pointer, given(&p->ip) ? "Of which country the internet address is cannot be looked up: no table of them is loaded; state it as ip_country." : "From which country was ordered is not given.");
        else if (same == TRI_UNKNOWN) flag_lack(w, given(&p->country) ? p->ip_country.pointer : p->country.pointer);
    }
}

static void mass_address(flag_work *w) { /* R31: several parties of the case at one address; the rest is asked */
    double least = flag_number(w, "mass_address");
    EACH_PARTY(w, p) {
        unsigned same = 0;
        if (!given(&p->address)) continue;
        for (const case_party *q = w->c->party; q < w->c->party + w->c->parties; q++) same += given(&q->address) && strcasecmp(p->address.v, q->address.v) == 0;
        if (same >= least) flag_hit(w, p->address.pointer, p->address.v, "%u parties have one address.", same);
    }
}

/* The party, or an owner of it, is of the target. */
static tri of_target(flag_work *w, const case_party *p, const case_text **where) {
    tri is = flag_in(w, &p->country, "target");
    *where = &p->country;
    for (const case_owner *o = p->owner; o < p->owner + p->owners && is != TRI_YES; o++) {
        tri one = flag_in(w, &o->country, "target");
        if (one == TRI_YES || (one == TRI_UNKNOWN && is == TRI_NO)) is = one, *where = &o->country;
    }
    return is == TRI_NO && !p->owners && p->owners_state != VALUE_EMPTY ? TRI_UNKNOWN : is;
}

static void linked(flag_work *w) { /* R48 */
    if (no_parties(w)) return;
    EACH_PARTY(w, p) {
        const case_text *where;
        if (!flag_counterparty(p)) continue;
        tri is = of_target(w, p, &where);
        if (is == TRI_YES) flag_hit(w, where->pointer, where->v, "\"%s\" is of the target, or has an owner there.", p->name.v);
        else if (is == TRI_UNKNOWN) flag_lack(w, where->pointer);
    }
}

static void subsidiary(flag_work *w) { /* R49: a parent there, and the target bought from us before the start */
    bool bought = false, open = !w->c->orders && w->c->orders_state != VALUE_EMPTY;
    date_day start = flag_day(w, "start");
    for (size_t i = 0; i < w->c->orders && !w->status; i++) {
        tri in = flag_in(w, &w->c->order[i].destination, "target");
        bought |= in == TRI_YES && w->c->order[i].on.state == VALUE_GIVEN && w->c->order[i].on.v < start;
        open |= in == TRI_UNKNOWN || w->c->order[i].on.state != VALUE_GIVEN;
    }
    if (!bought && !open) return;
    EACH_PARTY(w, p) {
        const case_text *where;
        if (!flag_counterparty(p) || flag_in(w, &p->country, "target") == TRI_YES) continue;
        tri is = of_target(w, p, &where);
        if (is == TRI_YES && bought) flag_hit(w, where->pointer, where->v, "\"%s\" has a parent in the target, which bought here before.", p->name.v);
        else if (is != TRI_NO) flag_lack(w, is == TRI_YES ? "/orders" : where->pointer);
    }
}

static void supplier(flag_work *w) { /* R55: asked; what would answer it is no table that can be loaded */
    w->why = "The flows of a store name countries, no parties: records of single imports of the target (customs declarations, bills of lading) with the supplier's name would answer, and none can be loaded.";
}
static void risk_address(flag_work *w) { flag_fact_of(w, "party.address_listed", NULL, SCOPE_PARTY, w->c->parties); } /* R56 */

/* A class as NACE or ISIC writes it ("K64", "64.19") among divisions. */
static tri in_activities(const case_text *activity, const char *divisions) {
    char digits[3] = {0};
    if (!given(activity)) return TRI_UNKNOWN;
    const char *s = activity->v + strcspn(activity->v, "0123456789");
    if (!*s || !s[1] || s[1] < '0' || s[1] > '9') return TRI_UNKNOWN;
    memcpy(digits, s, 2);
    return flag_word_in(digits, divisions) ? TRI_YES : TRI_NO;
}

static void role_activity(flag_work *w, const char *roles, const char *parameter, const char *what) {
    bool some = false;
    EACH_PARTY(w, p) {
        if (!flag_plays(p, roles)) continue;
        some = true;
        tri is = in_activities(&p->activity, flag_text(w, parameter));
        if (is == TRI_YES) flag_hit(w, p->activity.pointer, p->activity.v, "\"%s\", %s, is of class %s.", p->name.v, what, p->activity.v);
        else if (is == TRI_UNKNOWN) flag_lack(w, p->activity.pointer);
    }
    if (!some) flag_lack(w, "/parties");
}

static void no_use(flag_work *w) { role_activity(w, "consignee intermediate_consignee", "no_use_activities", "the consignee"); } /* R20 */

static void forwarder(flag_work *w) { /* R21 */
    role_activity(w, "end_user", "forwarder_activities", "the end user");
    EACH_PARTY(w, p)
        for (const case_party *q = w->c->party; flag_plays(p, "forwarder") && q < w->c->party + w->c->parties; q++)
            if (flag_plays(q, "end_user") && given(&p->name) && given(&q->name) && flag_same_name(w, p->name.v, q->name.v) == TRI_YES) flag_hit(w, q->name.pointer, q->name.v, "\"%s\" is forwarder and end user.", q->name.v);
}

const flag_entry flags_of_parties[] = {{"R01", young_buyer}, {"R02", new_customer}, {"R07", alike},        {"R08", contact},       {"R09", contact_goods}, {"R10", listed},   {"R11", minority},
                                       {"R12", transfer},    {"R13", opaque},       {"R20", no_use},       {"R21", forwarder},     {"R26", no_business},   {"R27", no_web},   {"R28", personal_mail},
                                       {"R29", telephone},   {"R30", internet},     {"R31", mass_address}, {"R48", linked},        {"R49", subsidiary},    {"R55", supplier}, {"R56", risk_address},
                                       {NULL, NULL}};
