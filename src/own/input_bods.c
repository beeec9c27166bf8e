/* input_bods.c - statements of the Beneficial Ownership Data Standard (standard.openownership.org), versions 0.2 to 0.4.
 *
 * Up to 0.3 a statement is a person's, an entity's or of ownership or control, known by its statementID, and replaces others by name; in 0.4 it is about
 * a record (recordId), which the next statement about it replaces. Shares may be exact or between bounds, of which the exclusive ones are a
 * hundred-thousandth further in. Indirect interests tell the result of a chain and not a holding: they are links without a stake. Who is not
 * said (an unspecified party) adds nothing: it stays unknown. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "own/input_json.h"

bool own_is_bods(const char *head, size_t len) {
    bool statement = memmem(head, len, "\"statementID\"", 13) || memmem(head, len, "\"statementId\"", 13);
    return statement && (memmem(head, len, "\"statementType\"", 15) || memmem(head, len, "\"recordType\"", 12));
}

/* "lei:..." of a statement's identifiers, or "SCHEME:ID" of the first; "" without any. */
static void known_as(char *out, size_t size, const json_node *details) {
    const json_node *all = json_get(details, "identifiers");
    out[0] = 0;
    for (const json_node *i = all && all->kind == JSON_ARRAY ? all->first : NULL; i; i = i->next) {
        const char *scheme = own_json_text(i, "scheme"), *id = own_json_text(i, "id");
        bool lei = strcasecmp(scheme, "XI-LEI") == 0 || strcasecmp(scheme, "LEI") == 0;
        if (!*scheme || !*id || (out[0] && !lei)) continue;
        snprintf(out, size, "%s:%s", lei ? "lei" : scheme, id);
        if (lei) return;
    }
}

static const char *name_of(const json_node *d) {
    const json_node *names = json_get(d, "names");
    if (*own_json_text(d, "name")) return own_json_text(d, "name");
    return names && names->kind == JSON_ARRAY && names->first ? own_json_text(names->first, "fullName") : "";
}

static bool nobody_owns(const json_node *d, bool person) {
    const json_node *type = json_get(d, "entityType");
    const char *kind = type && type->kind == JSON_OBJECT ? own_json_text(type, "type") : own_json_text(d, "entityType");
    if (person) return strncmp(own_json_text(d, "personType"), "unknown", 7) != 0 && strncmp(own_json_text(d, "personType"), "anonymous", 9) != 0;
    return strcmp(kind, "state") == 0 || strcmp(kind, "stateBody") == 0;
}

static const char *key_of(char *out, size_t size, const char *id) {
    snprintf(out, size, "bods:%s", id);
    return out;
}

static cordon_status party(list_read *r, const json_node *d, const char *id, bool person, cordon_error *err) {
    const own_sink *s = r->own;
    char key[600], same[600];
    known_as(same, sizeof same, d);
    r->records++;
    return s->party(s->arg, key_of(key, sizeof key, id), name_of(d), same, nobody_owns(d, person) ? OWN_END : 0, err);
}

/* ---- interests ---- */

static uint8_t kind_of(const char *type) {
    static const struct {
        const char *type;
        uint8_t kind;
    } kinds[] = {{"shareholding", OWN_SHARES}, {"votingrights", OWN_VOTES}, {"appointmentofboard", OWN_CONTROL}, {"otherinfluenceorcontrol", OWN_CONTROL},
                 {"influenceorcontrol", OWN_CONTROL}, {"controlviacompanyrulesorarticles", OWN_CONTROL}, {"controlbylegalframework", OWN_CONTROL}};
    char plain[64];
    size_t n = 0;
    for (; *type && n + 1 < sizeof plain; type++) /* "voting-rights" is "votingRights" of an earlier version */
        if (*type != '-') plain[n++] = *type;
    plain[n] = 0;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strcasecmp(kinds[i].type, plain) == 0) return kinds[i].kind;
    return OWN_LINKED;
}

/* One bound; false with a refusal when it is no percentage. */
static bool bound(list_read *r, const json_node *share, const char *key, int32_t *low, int32_t *high, bool *there) {
    const json_node *n = json_get(share, key);
    *there = n && n->kind != JSON_NULL;
    if (!*there || (n->kind == JSON_NUMBER && own_percent(low, high, n->text, strlen(n->text)))) return true;
    own_json_refuse(r, n, 0, key, n->text ? n->text : json_kind_name(n->kind), "a percentage from 0 to 100");
    return false;
}

static bool share_of(list_read *r, own_edge *e, const json_node *share) {
    int32_t low = 0, high = 0;
    bool there;
    e->low_e5 = 0;
    e->high_e5 = OWN_ALL_E5;
    if (!share || share->kind != JSON_OBJECT) return true;
    if (!bound(r, share, "exact", &low, &high, &there)) return false;
    if (there) {
        e->low_e5 = low;
        e->high_e5 = high;
        return true;
    }
    if (!bound(r, share, "minimum", &low, &high, &there)) return false;
    if (there) e->low_e5 = low;
    if (!bound(r, share, "exclusiveMinimum", &low, &high, &there)) return false;
    if (there && low + 1 > e->low_e5) e->low_e5 = low + 1 < OWN_ALL_E5 ? low + 1 : OWN_ALL_E5;
    if (!bound(r, share, "maximum", &low, &high, &there)) return false;
    if (there) e->high_e5 = high;
    if (!bound(r, share, "exclusiveMaximum", &low, &high, &there)) return false;
    if (there && high - 1 < e->high_e5) e->high_e5 = high > 0 ? high - 1 : 0;
    if (e->low_e5 <= e->high_e5) return true;
    own_json_refuse(r, share, 0, "share", "", "a minimum not above the maximum");
    return false;
}

typedef struct relation {
    const char *owner, *owned, *record;
    date_day since; /* what replaces an earlier statement counts from then on */
    uint32_t line;
} relation;

static cordon_status interest(list_read *r, const relation *x, const json_node *i, bool *bad, cordon_error *err) {
    const own_sink *s = r->own;
    own_edge e = {.line = x->line, .kind = kind_of(own_json_text(i, "type"))};
    bool indirect = strcmp(own_json_text(i, "directOrIndirect"), "indirect") == 0 || strcmp(own_json_text(i, "interestLevel"), "indirect") == 0;
    if (indirect) e.kind = OWN_LINKED;
    if (!own_json_day(r, json_get(i, "startDate"), "startDate", &e.from) || !own_json_day(r, json_get(i, "endDate"), "endDate", &e.to) || (e.kind <= OWN_VOTES && !share_of(r, &e, json_get(i, "share")))) {
        *bad = true;
        return CORDON_OK;
    }
    if (x->since > e.from) e.from = x->since;
    if (e.to && e.to < e.from) return CORDON_OK; /* over before the statement that tells of it counts */
    char owner[600], owned[600];
    return s->holding(s->arg, key_of(owner, sizeof owner, x->owner), key_of(owned, sizeof owned, x->owned), &e, x->record, err);
}

/* The id of a party of a statement: a string (0.4), or an object that names one (before); "" = nobody is named. */
static const char *named(const json_node *d, const char *key) {
    const json_node *p = json_get(d, key);
    if (!p) return "";
    if (p->kind == JSON_STRING) return p->text;
    if (*own_json_text(p, "describedByEntityStatement")) return own_json_text(p, "describedByEntityStatement");
    return own_json_text(p, "describedByPersonStatement");
}

static cordon_status relate(list_read *r, const json_node *st, const json_node *d, const char *id, uint64_t line, cordon_error *err) {
    const own_sink *s = r->own;
    const json_node *replaces = json_get(st, "replacesStatements"), *all = json_get(d, "interests");
    const char *status_word = own_json_text(st, "recordStatus");
    bool later = *status_word && strcmp(status_word, "new") != 0;
    date_day day;
    relation x = {.owner = named(d, "interestedParty"), .owned = named(d, "subject"), .record = id, .line = (uint32_t)line};
    cordon_status status = CORDON_OK;
    bool bad = false;
    const json_node *owner = json_get(d, "interestedParty");
    bool no_owner = strlen(x.owner) > OWN_ID_MAX || (owner && owner->kind != JSON_NULL && owner->kind != JSON_STRING && owner->kind != JSON_OBJECT);
    if (no_owner || !*x.owned || strlen(x.owned) > OWN_ID_MAX) {
        const char *key = no_owner ? "interestedParty" : "subject";
        own_json_refuse(r, json_get(d, key), line, key, "", "the id of an entity, at most 500 bytes");
        return CORDON_OK;
    }
    if (!own_json_day(r, json_get(st, "statementDate"), "statementDate", &day)) return CORDON_OK;
    if (later && day) status = s->ends(s->arg, id, day, err);
    for (const json_node *o = replaces && replaces->kind == JSON_ARRAY ? replaces->first : NULL; o && !status; o = o->next)
        if (o->kind == JSON_STRING && day) {
            status = s->ends(s->arg, o->text, day, err);
            later = true;
        }
    if (later) x.since = day;
    if (!status && *x.owner && strcmp(status_word, "closed") != 0)
        for (const json_node *i = all && all->kind == JSON_ARRAY ? all->first : NULL; i && !status && !bad; i = i->next) status = interest(r, &x, i, &bad, err);
    r->records += !bad;
    return status;
}

static cordon_status statement(list_read *r, void *arg, const json_node *st, uint64_t line, cordon_error *err) {
    const char *kind = own_json_text(st, "recordType"), *id = own_json_text(st, "recordId");
    const json_node *d = json_get(st, "recordDetails");
    (void)arg;
    if (!*kind) {
        kind = own_json_text(st, "statementType");
        id = own_json_text(st, "statementID");
        d = st;
    }
    if (!*id || strlen(id) > OWN_ID_MAX || !d || d->kind != JSON_OBJECT) {
        own_json_refuse(r, st, line, "statement", id, "an object with an id of at most 500 bytes and details");
        return CORDON_OK;
    }
    if (strcmp(kind, "entity") == 0 || strcmp(kind, "entityStatement") == 0) return party(r, d, id, false, err);
    if (strcmp(kind, "person") == 0 || strcmp(kind, "personStatement") == 0) return party(r, d, id, true, err);
    if (strcmp(kind, "relationship") == 0 || strcmp(kind, "ownershipOrControlStatement") == 0) return relate(r, st, d, id, line, err);
    own_json_refuse(r, st, line, "statementType", kind, "a statement on a person, an entity or a relationship");
    return CORDON_OK;
}

cordon_status own_read_bods(list_read *r, cordon_error *err) { return own_json_each(r, "statement", statement, NULL, err); }
