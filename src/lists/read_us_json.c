/* US lists other than OFAC's own files, as JSON with one shape:
 * {"list_id":..,"extracted":..,"count":..,
 * "entities":[{"name","aliases","country","address","status","effective_date","federal_register",
 * "notes"},..]}. What stands in the notes differs by list: the licence requirement, kind and end of
 * a denial, authority and status of each determination, sections of an act, numbers and parents. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "lists/citations.h"
#include "lists/fields.h"
#include "lists/papers.h"
#include "lists/readers.h"
#include "lists/words.h"
#include "read/json_stream.h"

typedef struct us_json us_json;

/* The record at hand; texts are "" when they are not there. */
typedef struct us_record {
    const char *name, *country, *address, *status, *effective, *notice, *notes;
    const json_node *aliases, *node;
    date_day from;
} us_record;

typedef struct us_list {
    const char *file_id, *list;
    const char *programme; /* of every record; "" = in the notes or none */
    void (*notes)(us_json *u, entity *e, const us_record *r, entity_listing *base);
} us_list;

struct us_json {
    list_read *r;
    unsigned file;
    const us_list *list;
    list_left left;
    list_keys keys;
    buf key, text;
    double said;
    uint64_t records;
};

static bool is_us_json(const char *head, size_t len) {
    return memmem(head, len, "\"list_id\"", 9) && memmem(head, len, "\"entities\"", 10);
}

/* ---- notes of each list --------------------------------------------------------- */

/* The next part of "A; B | C"; false at the end. */
static bool next_part(buf *out, const char **at, const char *between) {
    if (!**at) return false;
    const char *end = strstr(*at, between);
    size_t len = end ? (size_t)(end - *at) : strlen(*at);
    const char *p = *at;
    *at = end ? end + strlen(between) : p + len;
    len = list_trim(&p, len);
    out->len = 0;
    buf_add(out, p, len);
    if (!len) buf_str(out, "");
    return true;
}

/* What follows "label: " in s, NULL when it does not begin so. */
static const char *after(const char *s, const char *label) {
    size_t n = strlen(label);
    if (strncasecmp(s, label, n) != 0) return NULL;
    for (s += n; *s == ' ' || *s == ':';) s++;
    return s;
}

static void relate(entity *e, const char *kind, const char *role, const char *name) {
    entity_relate(e, &(entity_link){kind, role, "", name, (double)NAN});
}

static void licence_notes(us_json *u, entity *e, const us_record *r, entity_listing *base) {
    (void)u, (void)base;
    entity_add(e, "notes", r->notes, -1, NULL, "licence requirement");
}

static void parent_notes(us_json *u, entity *e, const us_record *r, entity_listing *base) {
    const char *parent = after(r->notes, "Subordinate institution of");
    (void)u, (void)base;
    entity_add(e, "notes", r->notes, -1, NULL, NULL);
    if (parent && *parent) relate(e, "UnknownLink", "subordinate institution of", parent);
}

static void reason_notes(us_json *u, entity *e, const us_record *r, entity_listing *base) {
    (void)u, (void)e;
    base->reason = r->notes;
}

/* "Type of denial: Standard; Expires: 2029-01-26" */
static void denial_notes(us_json *u, entity *e, const us_record *r, entity_listing *base) {
    const char *at = r->notes, *v;
    while (next_part(&u->text, &at, ";")) {
        const char *s = buf_text(&u->text);
        if ((v = after(s, "Expires"))) base->to = list_day_of(v);
        if (!v || !base->to) entity_add(e, "notes", s, -1, NULL, NULL);
    }
}

static void birth_notes(us_json *u, entity *e, const us_record *r, entity_listing *base) {
    const char *at = r->notes, *v;
    (void)base;
    while (next_part(&u->text, &at, ";")) {
        const char *s = buf_text(&u->text);
        if ((v = after(s, "Date of birth")))
            list_add_birth(e, v), e->schema = "Person";
        else
            entity_add(e, "notes", s, -1, NULL, NULL);
    }
}

/* "Target Type: ..; Listing Date (CMIC): 03 Jun 2021; USCC: 9111.. (China); Program: ..; Linked To:
 * .." */
static void company_notes(us_json *u, entity *e, const us_record *r, entity_listing *base) {
    const char *at = r->notes, *v;
    char programme[200] = "";
    date_day listed = 0;
    while (next_part(&u->text, &at, ";")) {
        const char *s = buf_text(&u->text);
        if ((v = after(s, "Listing Date (CMIC)")))
            listed = list_whole_day(v);
        else if ((v = after(s, "USCC")))
            list_add_noted(e, "uscCode", v);
        else if ((v = after(s, "Linked To")))
            relate(e, "UnknownLink", "linked to", v);
        else if ((v = after(s, "Target Type")))
            entity_add(e, "classification", v, -1, NULL, NULL);
        else if ((v = after(s, "Program")))
            snprintf(programme, sizeof programme, "%s", v);
        else
            entity_add(e, "notes", s, -1, NULL, NULL);
    }
    /* The date of the record is that from which dealings are barred. */
    entity_list(e, &(entity_listing){.programme = programme, .from = listed ? listed : r->from});
    if (listed && r->from && r->from != listed)
        entity_add(e, "notes", r->effective, -1, NULL, "in force from");
    base->programme = NULL;
}

/* "WRO; Industry: ..; Merchandise: ..; Remarks: .." */
static void order_notes(us_json *u, entity *e, const us_record *r, entity_listing *base) {
    const char *at = r->notes;
    if (!next_part(&u->text, &at, ";")) return;
    base->programme = strcasecmp(buf_text(&u->text), "Finding") == 0 ? "Finding" : "WRO";
    base->reason = r->notes;
    entity_add(e, "status", r->status, -1, NULL, NULL);
}

/* "UFLPA Sec. 2(d)(2)(B)(ii): works with ..; UFLPA Sec. 2(d)(2)(B)(v): .." */
static void section_notes(us_json *u, entity *e, const us_record *r, entity_listing *base) {
    const char *at = r->notes;
    char article[80];
    while (next_part(&u->text, &at, "; UFLPA ")) {
        const char *s = buf_text(&u->text), *v = after(s, "UFLPA");
        const char *section = v ? v : s, *colon = strchr(section, ':');
        if (!colon || strncmp(section, "Sec.", 4) != 0 ||
            (size_t)(colon - section) >= sizeof article) {
            entity_add(e, "notes", s, -1, NULL, NULL);
            continue;
        }
        snprintf(article, sizeof article, "%.*s", (int)(colon - section), section);
        entity_list(e, &(entity_listing){.programme = base->programme,
                                         .article = article,
                                         .reason = colon + 1 + strspn(colon + 1, " "),
                                         .from = base->from});
    }
    if (e->listings) base->programme = NULL;
}

/* One determination: "Authority: E.O. 12938; imposed 2/11/2013; status: Expired on 2/11/15; Vol.78,
 * No. 28, 02/11/13, Federal Register". */
static void determination(entity *e, buf *part, const char *text) {
    const char *at = text, *v, *behind;
    char authority[200] = "", status[200] = "";
    entity_listing l = {.programme = authority, .reason = status};
    buf rest = {0};
    while (next_part(part, &at, ";")) {
        const char *s = buf_text(part), *end = s + strlen(s);
        if ((v = after(s, "Authority")))
            snprintf(authority, sizeof authority, "%.199s", v);
        else if ((v = after(s, "imposed")))
            l.from = list_us_day(v, v + strlen(v), &behind);
        else if ((v = after(s, "status"))) {
            snprintf(status, sizeof status, "%.199s", v);
            if (strncasecmp(v, "Active", 6) != 0) l.to = list_us_day(v, end, &behind);
        } else if (*s) {
            if (rest.len) buf_str(&rest, "; ");
            buf_str(&rest, s);
        }
    }
    if (rest.failed) e->failed = true;
    list_citations(e, buf_text(&rest), &l);
    buf_free(&rest);
}

static void determination_notes(us_json *u, entity *e, const us_record *r, entity_listing *base) {
    buf one = {0};
    const char *at = r->notes;
    while (next_part(&one, &at, " | "))
        if (after(buf_text(&one), "Authority"))
            determination(e, &u->text, buf_text(&one));
        else
            entity_add(e, "notes", buf_text(&one), -1, NULL, NULL);
    if (one.failed) e->failed = true;
    if (e->listings) base->programme = NULL;
    buf_free(&one);
}

static const us_list lists[] = {
    {"bis-entity-list", "bis-el", "", licence_notes},
    {"bis-dpl", "bis-dpl", "", denial_notes},
    {"bis-meu", "bis-meu", "", parent_notes},
    {"cbp-wro", "cbp-wro", "", order_notes},
    {"dhs-uflpa", "dhs-uflpa", "UFLPA", section_notes},
    {"dow-1260h", "dow-1260h", "", reason_notes},
    {"dow-1286", "dow-1286", "", reason_notes},
    {"fcc-covered", "fcc", "", reason_notes},
    {"ofac-eo14032", "eo14032", "", reason_notes},
    {"ofac-nscmic", "ofac-cmic", "", company_notes},
    {"state-debarred-admin", "state-dtc-admin", "", birth_notes},
    {"state-debarred-statutory", "state-dtc", "", birth_notes},
    {"state-nonproliferation", "state-isn", "", determination_notes},
};

/* ---- fields ------------------------------------------------------------------- */

/* "Street, Kabul, Afghanistan; and Flat 41, Kabul, Afghanistan. (See alternate addresses ...)". */
static void add_addresses(us_json *u, entity *e, const us_record *r) {
    char bound[120];
    const char *at = r->address, *see = strcasestr(r->address, "(see ");
    buf all = {0};
    buf_add(&all, at, see ? (size_t)(see - at) : strlen(at));
    entity_add(e, "notes", see, -1, NULL, "address");
    snprintf(bound, sizeof bound, "%.100s, and ", *r->country ? r->country : "\n");
    /* ", and " parts two addresses only behind the country. */
    for (char *p = all.p; p && (p = strcasestr(p, bound)); p += strlen(bound)) {
        char *comma = p + strlen(bound) - 6;
        *comma = ';';
    }
    at = buf_text(&all);
    while (next_part(&u->text, &at, ";")) {
        const char *s = buf_text(&u->text);
        if (strncasecmp(s, "and ", 4) == 0 || strcasecmp(s, "and") == 0) s += 3 + (s[3] == ' ');
        size_t len = strlen(s);
        while (len && strchr(". ", s[len - 1])) len--;
        entity_add(e, "address", s, (long)len, NULL, NULL);
    }
    if (all.failed) e->failed = true;
    buf_free(&all);
}

/* "X subordinate institution: Y" is Y, with X above it. */
static void add_name(entity *e, const char *name) {
    static const char words[] = "subordinate institution:";
    const char *at = strcasestr(name, words), *own = at ? at + sizeof words - 1 : NULL;
    char parent[300];
    while (own && *own == ' ') own++;
    if (!own || (size_t)(at - name) >= sizeof parent) {
        entity_add(e, "name", name, -1, NULL, NULL);
        return;
    }
    snprintf(parent, sizeof parent, "%.*s", (int)(at - name), name);
    size_t len = strlen(parent);
    while (len && parent[len - 1] == ' ') parent[--len] = '\0';
    entity_add(e, "name", *own ? own : parent, -1, NULL, NULL);
    if (*own) {
        entity_add(e, "alias", name, -1, NULL, "as printed");
        relate(e, "UnknownLink", "subordinate institution of", parent);
    }
}

/* A text of the record, "" when it is null; false when it is neither. */
static bool take_text(const json_node *v, const char **to) {
    if (v->kind == JSON_NULL) return true;
    if (v->kind != JSON_STRING) return false;
    *to = v->text;
    return true;
}

static bool take_aliases(const json_node *v, const json_node **to) {
    if (v->kind == JSON_NULL) return true;
    if (v->kind != JSON_ARRAY) return false;
    for (const json_node *n = v->first; n; n = n->next)
        if (n->kind != JSON_STRING) return false;
    *to = v;
    return true;
}

/* NULL, or the member that is not what it should be. */
static const json_node *take_members(us_json *u, us_record *r) {
    const struct {
        const char *key, **to;
    } texts[] = {
        {"name", &r->name},     {"country", &r->country},          {"address", &r->address},
        {"status", &r->status}, {"effective_date", &r->effective}, {"federal_register", &r->notice},
        {"notes", &r->notes}};
    for (const json_node *v = r->node->first; v; v = v->next) {
        bool known = strcmp(v->key, "aliases") == 0;
        if (known && !take_aliases(v, &r->aliases)) return v;
        for (size_t i = 0; !known && i < sizeof texts / sizeof *texts; i++) {
            if (strcmp(v->key, texts[i].key) != 0) continue;
            known = true;
            if (!take_text(v, texts[i].to)) return v;
        }
        if (!known && v->kind != JSON_NULL)
            list_left_add(&u->left, v->key, v->text ? v->text : json_kind_name(v->kind), v->line);
    }
    return NULL;
}

static void fill(us_json *u, entity *e, us_record *r) {
    bool ship = strcasecmp(r->country, "Fishing Vessels") == 0; /* a heading, not a country */
    if (ship) e->schema = "Vessel";
    entity_listing base = {.programme = u->list->programme, .from = r->from};
    add_name(e, r->name);
    for (const json_node *a = r->aliases ? r->aliases->first : NULL; a; a = a->next) {
        const char *former = after(a->text, "formerly known as");
        entity_add(e, former ? "previousName" : "alias", former ? former : a->text, -1, NULL, NULL);
    }
    if (!ship) entity_add(e, "country", r->country, -1, NULL, NULL);
    add_addresses(u, e, r);
    u->list->notes(u, e, r, &base);
    if (*r->status && !entity_first(e, "status"))
        entity_add(e, "status", r->status, -1, NULL, NULL);
    if (*r->effective && !r->from) entity_add(e, "notes", r->effective, -1, NULL, "effective date");
    /* The notes of some lists say it all, notice by notice. */
    if (base.programme) list_citations(e, r->notice, &base);
}

static cordon_status record(us_json *u, const json_node *v, cordon_error *err) {
    us_record r = {"", "", "", "", "", "", "", NULL, v, 0};
    entity e;
    u->records++;
    const json_node *bad = v->kind == JSON_OBJECT ? take_members(u, &r) : v;
    if (bad || !*r.name) {
        const json_node *at = bad ? bad : v;
        list_refuse(u->r, u->file, at->line, at->column,
                    bad && bad != v ? bad->key
                    : bad           ? "record"
                                    : "name",
                    at->text ? at->text
                    : bad    ? json_kind_name(at->kind)
                             : "",
                    bad == v && bad ? "an object"
                    : bad           ? "a text, null, or texts in aliases"
                                    : "a name");
        return CORDON_OK;
    }
    r.from = list_day_of(r.effective);
    if (!r.from) r.from = list_whole_day(r.effective);
    const char *key = list_key_of(&u->keys, &u->key, u->list->list, r.name, r.country);
    if (!key) return cordon_fail(err, CORDON_ENOMEM, "no memory for a record");
    list_entity(u->r, &e, u->list->list, key, "LegalEntity");
    e.line = v->line;
    fill(u, &e, &r);
    if (u->text.failed) return cordon_fail(err, CORDON_ENOMEM, "no memory for a record");
    return list_emit(u->r, &e, u->file, err);
}

/* ---- the file ----------------------------------------------------------------- */

static cordon_status which(us_json *u, const json_node *v, cordon_error *err) {
    for (size_t i = 0; v->kind == JSON_STRING && i < sizeof lists / sizeof *lists; i++)
        if (strcmp(lists[i].file_id, v->text) == 0) return u->list = &lists[i], CORDON_OK;
    return cordon_fail_at(
        err, CORDON_EFORMAT, stream_name(u->r->file[u->file]), v->line, v->column,
        "list_id \"%.80s\"; expected bis-entity-list, bis-dpl, dow-1260h or another of %zu "
        "that are known",
        v->text ? v->text : json_kind_name(v->kind), sizeof lists / sizeof *lists);
}

static cordon_status item(us_json *u, const json_item *at, cordon_error *err) {
    const json_node *v = at->value;
    bool entities = strcmp(at->member, "entities") == 0 && at->element;
    if (!v) {
        u->records++;
        list_refuse(u->r, u->file, at->line, at->column, "record", at->member, at->refused.message);
        return CORDON_OK;
    }
    if (strcmp(at->member, "list_id") == 0) return which(u, v, err);
    if (entities && !u->list)
        return cordon_fail_at(err, CORDON_EFORMAT, stream_name(u->r->file[u->file]), v->line,
                              v->column,
                              "a record before \"list_id\"; expected to be told which list it is");
    if (entities) return record(u, v, err);
    if (strcmp(at->member, "extracted") == 0 && v->kind == JSON_STRING)
        u->r->vintage = list_day_of(v->text);
    if (strcmp(at->member, "count") == 0 && v->kind == JSON_NUMBER) u->said = v->number;
    return CORDON_OK;
}

static cordon_status read_file(us_json *u, cordon_error *err) {
    json_stream *s = NULL;
    json_item at;
    bool more = true;
    cordon_status status = json_stream_open(&s, u->r->file[u->file], JSON_DOCUMENT, err);
    while (!status && more) {
        status = json_stream_next(s, &at, &more, err);
        if (!status && more) status = item(u, &at, err);
    }
    json_stream_close(s);
    list_left_note(&u->left, u->r, u->file);
    if (!status && u->said && u->said != (double)u->records)
        list_note(u->r, u->file, "count", "the file says %.0f records and has %llu", u->said,
                  (unsigned long long)u->records);
    if (!status && u->list) status = list_covers(u->r, u->list->list, err);
    return status;
}

static cordon_status read_us_json(list_read *r, cordon_error *err) {
    us_json *u = calloc(1, sizeof *u);
    if (!u) return cordon_fail(err, CORDON_ENOMEM, "no memory to read a list");
    cordon_status status = CORDON_OK;
    u->r = r;
    for (u->file = 0; !status && u->file < r->files; u->file++) {
        u->list = NULL;
        u->said = 0;
        u->records = 0;
        status = read_file(u, err);
    }
    list_keys_free(&u->keys);
    buf_free(&u->key);
    buf_free(&u->text);
    free(u);
    return status;
}

const list_reader list_reader_us_json = {
    .name = "bis-entity",
    .what = "US lists of Commerce, State, War, Homeland Security, CBP and FCC (JSON with list_id)",
    .publisher = "US Government",
    .licence = "US Government work, public domain",
    .is = is_us_json,
    .together = false,
    .read = read_us_json,
};
