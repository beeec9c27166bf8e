/* input_ftm.c - who owns whom in FollowTheMoney: the entities of the schema Ownership, and the parties at their ends.
 *
 * (alephdata/followthemoney, schema/Ownership.yaml, Interest.yaml, Interval.yaml; read in July 2026.) One JSON object a line. An Ownership has owner and
 * asset, ids or the entities themselves, and may have percentage, startDate, endDate, ownershipType. Every property may have several values. Of
 * percentages the lowest and the highest are the bounds. Owners that share one Ownership hold together what it says, so nothing is known of the least each
 * has. Of first days the earliest counts, of last days the latest; a last day known by its month or year is that one's last. A percentage in
 * words says nothing of the share. An indirect ownership tells the result of a chain and is a link without a stake. Other schemas between
 * entities (Directorship, UnknownLink, Family) are no holdings: counted, and told. Written after the published model and invented files. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "lists/fields.h"
#include "lists/ftm.h"
#include "own/input_json.h"

enum { ENDS_MAX = 1000 /* pairs of owner and asset of one Ownership */ };

/* ---- parties ---- */

/* Schemas that own or are owned; nobody owns a person or a public body. */
static const struct { const char *schema; bool end; } kinds[] = {
    {"Person", true},  {"PublicBody", true}, {"Company", false},    {"Organization", false}, {"LegalEntity", false}, {"Asset", false},
    {"Vessel", false}, {"Airplane", false},  {"Security", false},   {"RealEstate", false},   {"Vehicle", false},     {"BankAccount", false},
    {"CryptoWallet", false},
};

static int kind_at(const char *schema) {
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(kinds[i].schema, schema) == 0) return (int)i;
    return -1;
}

static const char *key_of(char out[OWN_ID_KEY], const char *id) {
    snprintf(out, OWN_ID_KEY, "ftm:%s", id);
    return out;
}

static bool good_id(const char *id) { return *id && strlen(id) <= OWN_ID_MAX; }

static cordon_status party(list_read *r, const json_node *n, const char *id, bool end, cordon_error *err) {
    const own_sink *s = r->own;
    const json_node *p = ftm_properties(n);
    char key[OWN_ID_KEY], same[40] = "";
    const char *name = ftm_first(p, "name"), *lei = ftm_first(p, "leiCode");
    if (!*name) name = ftm_text(n, "caption");
    if (strlen(lei) == 20) snprintf(same, sizeof same, "lei:%s", lei);
    return s->party(s->arg, key_of(key, id), name, same, end ? OWN_END : 0, err);
}

/* ---- holdings ---- */

/* "25", "33,3 %", "25-50": what it says, or all that may be where it is words. False with a refusal: a number that is no share. */
static bool percent_in(list_read *r, const json_node *v, int32_t *low, int32_t *high) {
    char text[64];
    size_t n = strlen(v->text);
    *low = 0;
    *high = OWN_ALL_E5;
    if (n >= sizeof text || !n || strspn(v->text, "0123456789.,-+% ") != n) return true;
    memcpy(text, v->text, n + 1);
    for (char *c = text; *c; c++)
        if (*c == ',') *c = '.';
    char *first = text + strspn(text, " "), *dash = *first ? strchr(first + 1, '-') : NULL, *part[2] = {first, dash ? dash + 1 : first};
    int32_t bound[2][2];
    bool good = *first != 0;
    if (dash) *dash = 0;
    for (int i = 0; i < 2 && good; i++) {
        char *s = part[i] + strspn(part[i], " ");
        size_t len = strlen(s);
        while (len && (s[len - 1] == ' ' || (s[len - 1] == '%' && !memchr(s, '%', len - 1)))) len--;
        good = own_percent(&bound[i][0], &bound[i][1], s, len);
        if (!dash) break;
    }
    if (good && !dash) bound[1][1] = bound[0][1];
    if (good && bound[0][0] <= bound[1][1]) {
        *low = bound[0][0];
        *high = bound[1][1];
        return true;
    }
    own_json_refuse(r, v, 0, "percentage", v->text, "a percentage from 0 to 100, or two with a dash between");
    return false;
}

static bool share_of(list_read *r, own_edge *e, const json_node *p, list_left *left) {
    bool any = false;
    e->low_e5 = 0;
    e->high_e5 = OWN_ALL_E5;
    for (const json_node *v = ftm_values(p, "percentage"); v; v = v->next) {
        int32_t low, high;
        if (v->kind != JSON_STRING) {
            own_json_refuse(r, v, 0, "percentage", v->text ? v->text : json_kind_name(v->kind), "a text");
            return false;
        }
        if (!percent_in(r, v, &low, &high)) return false;
        if (!low && high == OWN_ALL_E5) list_left_add(left, "percentage", v->text, e->line);
        if (!any || low < e->low_e5) e->low_e5 = low;
        if (!any || high > e->high_e5) e->high_e5 = high;
        any = true;
    }
    return true;
}

/* The earliest first day; one known by year or month alone is not known, as none is. */
static bool begins(list_read *r, date_day *out, const json_node *p) {
    bool any = false, open = false;
    *out = 0;
    for (const json_node *v = ftm_values(p, "startDate"); v; v = v->next) {
        date_day day;
        if (!own_json_day(r, v, "startDate", &day)) return false;
        open |= !day;
        if (!any || day < *out) *out = day;
        any = true;
    }
    if (open) *out = 0;
    return true;
}

/* The latest last day. */
static bool ends(list_read *r, date_day *out, const json_node *p) {
    *out = 0;
    for (const json_node *v = ftm_values(p, "endDate"); v; v = v->next) {
        date_day day;
        date_period period;
        if (!own_json_day(r, v, "endDate", &day)) return false;
        if (!day && v->kind == JSON_STRING && date_period_parse(&period, v->text, strlen(v->text))) day = date_period_last(period);
        if (day > *out) *out = day;
    }
    return true;
}

static bool is_indirect(const json_node *p) {
    for (const json_node *v = ftm_values(p, "ownershipType"); v; v = v->next)
        if (v->kind == JSON_STRING && strncasecmp(v->text, "indirect", 8) == 0) return true;
    return false;
}

/* Id of an end: the text, or that of the entity that stands there. */
static const char *id_of(const json_node *v) { return v->kind == JSON_STRING ? v->text : v->kind == JSON_OBJECT ? ftm_text(v, "id") : ""; }

/* How many there are; 0 with a refusal: none, or one that is no id. */
static size_t count_ends(list_read *r, const json_node *p, const char *name, uint64_t line) {
    size_t n = 0;
    const json_node *v = ftm_values(p, name);
    for (; v && good_id(id_of(v)); v = v->next) n++;
    if (n && !v) return n;
    own_json_refuse(r, v, line, name, v ? id_of(v) : "", "ids of entities, each of at most 500 bytes");
    return 0;
}

static cordon_status parties_of(list_read *r, const json_node *p, const char *name, cordon_error *err) {
    cordon_status status = CORDON_OK;
    for (const json_node *v = ftm_values(p, name); v && !status; v = v->next) {
        int kind = v->kind == JSON_OBJECT ? kind_at(ftm_text(v, "schema")) : -1;
        if (v->kind == JSON_OBJECT) status = party(r, v, id_of(v), kind >= 0 && kinds[kind].end, err);
    }
    return status;
}

static cordon_status holdings(list_read *r, const json_node *p, const own_edge *e, const char *record, cordon_error *err) {
    const own_sink *s = r->own;
    cordon_status status = CORDON_OK;
    char owner[OWN_ID_KEY], owned[OWN_ID_KEY];
    for (const json_node *a = ftm_values(p, "owner"); a; a = a->next)
        for (const json_node *b = ftm_values(p, "asset"); b && !status; b = b->next) status = s->holding(s->arg, key_of(owner, id_of(a)), key_of(owned, id_of(b)), e, record, err);
    return status;
}

static cordon_status ownership(list_read *r, list_left *left, const json_node *n, const char *id, uint64_t line, cordon_error *err) {
    const json_node *p = ftm_properties(n);
    own_edge e = {.line = (uint32_t)line, .kind = is_indirect(p) ? OWN_LINKED : OWN_SHARES};
    size_t owners = count_ends(r, p, "owner", line), assets = owners ? count_ends(r, p, "asset", line) : 0;
    if (!owners || !assets) return CORDON_OK;
    if (owners * assets > ENDS_MAX) {
        own_json_refuse(r, n, line, "owner", "", "at most 1000 pairs of owner and asset");
        return CORDON_OK;
    }
    if (!share_of(r, &e, p, left) || !begins(r, &e.from, p) || !ends(r, &e.to, p)) return CORDON_OK;
    if (e.to && e.to < e.from) {
        own_json_refuse(r, n, line, "endDate", ftm_first(p, "endDate"), "a day not before startDate");
        return CORDON_OK;
    }
    if (e.kind == OWN_LINKED) e.low_e5 = e.high_e5 = 0;
    if (owners > 1) e.low_e5 = 0; /* together, not each */
    r->records++;
    cordon_status status = parties_of(r, p, "owner", err);
    if (!status) status = parties_of(r, p, "asset", err);
    return status ? status : holdings(r, p, &e, id, err);
}

static cordon_status entity_line(list_read *r, void *arg, const json_node *n, uint64_t line, cordon_error *err) {
    list_left *left = arg;
    const char *id = ftm_text(n, "id"), *schema = ftm_text(n, "schema");
    if (!good_id(id) || !*schema || !ftm_properties(n)) {
        own_json_refuse(r, n, line, good_id(id) ? "schema" : "id", good_id(id) ? schema : id, "an object with an id of at most 500 bytes, schema and properties");
        return CORDON_OK;
    }
    if (strcmp(schema, "Ownership") == 0) return ownership(r, left, n, id, line, err);
    int kind = kind_at(schema);
    r->records++;
    if (kind >= 0) return party(r, n, id, kinds[kind].end, err);
    list_left_add(left, schema, id, line);
    return CORDON_OK;
}

cordon_status own_read_ftm(list_read *r, cordon_error *err) {
    list_left left = {.n = 0};
    cordon_status status = own_json_each(r, "entity", entity_line, &left, err);
    list_left_note(&left, r, 0);
    return status;
}
