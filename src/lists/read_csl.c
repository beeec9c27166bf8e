/* The US Consolidated Screening List in JSON: many agencies' lists in one file, one list id each.
 *
 * Each is the copy of a list that its agency publishes with more (birth dates, addresses, numbers),
 * on another day. So it has an id of its own, "csl-" before the other's, and neither's editions end
 * what the other has; the column "copies" of data/lists/lists.csv says which list it is.
 *
 * Two layouts. trade.gov's own file has "results" of records with whole field names (as documented
 * there; not tried on a real file). The compact one has "entries" whose short keys "fieldKey"
 * names, some of them numbers into "tables": {"fieldKey":{"s":"source (index into
 * tables.sources)",..}, "tables":{"sources":[..],..},"entries":[{"n":..,"s":9,..},..]}. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lists/citations.h"
#include "lists/ofac_remarks.h"
#include "lists/papers.h"
#include "lists/read_csl.h"
#include "lists/readers.h"
#include "lists/words.h"
#include "read/json_stream.h"

/* The record at hand. */
typedef struct party {
    entity *e;
    uint32_t line, column;
    const char *name, *source, *type, *number, *notice, *from, *to;
    const char *countries; /* for the key */
    const json_node *programmes;
    const char *programme;      /* out of a table */
    const char *bad, *bad_text; /* the field that cannot be used, and what it holds */
} party;

static bool is_csl(const char *head, size_t len) {
    return (memmem(head, len, "\"entryCount\"", 12) &&
            memmem(head, len, "\"countsBySource\"", 16)) ||
           (memmem(head, len, "\"results\"", 9) && (memmem(head, len, "\"source_list_url\"", 17) ||
                                                    memmem(head, len, "\"entity_number\"", 15)));
}

/* ---- which list --------------------------------------------------------------- */

/* "Entity List (EL) - Bureau of Industry and Security": the letters in brackets name it. */
static bool id_of_source(csl *c, const char *source, char id[CSL_FIELD_BYTES]) {
    static const char *const known[][2] = {
        {"SDN", "csl-ofac-sdn"},    {"SSI", "csl-ofac-ssi"}, {"CMIC", "csl-ofac-cmic"},
        {"NS-MBS", "csl-ofac-mbs"}, {"CAP", "csl-ofac-cap"}, {"PLC", "csl-ofac-plc"},
        {"FSE", "csl-ofac-fse"},    {"EL", "csl-bis-el"},    {"DPL", "csl-bis-dpl"},
        {"UVL", "csl-bis-uvl"},     {"MEU", "csl-bis-meu"},  {"DTC", "csl-state-dtc"},
        {"ISN", "csl-state-isn"}};
    const char *open = strchr(source, '('), *close = open ? strchr(open, ')') : NULL;
    int len = close && close - open < 20 ? (int)(close - open - 1) : 0;
    if (len > 5 && strncmp(close - 5, " List", 5) == 0) len -= 5;
    if (len < 2) return false;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if ((int)strlen(known[i][0]) == len && strncmp(known[i][0], open + 1, (size_t)len) == 0)
            return snprintf(id, CSL_FIELD_BYTES, "%s", known[i][1]) > 0;
    snprintf(id, CSL_FIELD_BYTES, "csl-%.*s", len, open + 1);
    for (char *p = id; *p; p++)
        if (*p >= 'A' && *p <= 'Z')
            *p = (char)(*p + 'a' - 'A');
        else if (!strchr("abcdefghijklmnopqrstuvwxyz0123456789-", *p))
            *p = '-';
    list_note(c->r, c->file, "new list", "\"%.120s\" is not known; it is read as %s", source, id);
    return true;
}

static csl_part *part_of(csl *c, const char *source) {
    for (size_t i = 0; i < c->lists; i++)
        if (strcmp(c->list[i].source, source) == 0) return &c->list[i];
    csl_part *l = &c->list[c->lists];
    if (c->lists == CSL_LISTS_MAX || strlen(source) >= CSL_SOURCE_BYTES ||
        !id_of_source(c, source, l->id))
        return NULL;
    snprintf(l->source, sizeof l->source, "%s", source);
    c->lists++;
    return l;
}

/* ---- fields of a record ------------------------------------------------------- */

typedef struct field_row {
    const char *name, *prop, *detail;
    size_t slot; /* of party, for what is not simply a property */
} field_row;

#define SLOT(member) offsetof(party, member)

static const field_row rows[] = {
    {"name", "name", NULL, SLOT(name)},
    {"alt_names", "alias", NULL, 0},
    {"source", NULL, NULL, SLOT(source)},
    {"type", NULL, NULL, SLOT(type)},
    {"entity_number", NULL, NULL, SLOT(number)},
    {"address countries", "country", NULL, SLOT(countries)},
    {"country", "country", NULL, SLOT(countries)},
    {"programs", NULL, NULL, SLOT(programme)},
    {"federal_register_notice", NULL, NULL, SLOT(notice)},
    {"start_date", NULL, NULL, SLOT(from)},
    {"end_date", NULL, NULL, SLOT(to)},
    {"license_requirement", "notes", "licence requirement", 0},
    {"license_policy", "notes", "licence policy", 0},
    {"standard_order", "notes", "standard order", 0},
    {"remarks", "notes", NULL, 0},
    {"title", "position", NULL, 0},
    {"source_list_url", "sourceUrl", NULL, 0},
    {"source_information_url", "sourceUrl", NULL, 0},
    {"id", "recordId", NULL, 0},
    {"citizenships", "citizenship", NULL, 0},
    {"nationalities", "nationality", NULL, 0},
    {"places_of_birth", "birthPlace", NULL, 0},
    {"call_sign", "callSign", NULL, 0},
    {"vessel_type", "type", NULL, 0},
    {"gross_tonnage", "tonnage", NULL, 0},
    {"gross_registered_tonnage", "grossRegisteredTonnage", NULL, 0},
    {"vessel_flag", "flag", NULL, 0},
};

static const field_row *row_of(const char *name) {
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (strcmp(rows[i].name, name) == 0) return &rows[i];
    return NULL;
}

static void add_text(party *p, const field_row *f, const char *text) {
    if (f->prop && (f->slot == SLOT(name) || strcmp(f->prop, "alias") == 0))
        ofac_add_name(p->e, f->prop, text,
                      f->slot == SLOT(name) && strstr(text, ", ")); /* "LAST, First" of a person */
    else if (f->prop)
        entity_add(p->e, f->prop, text, -1, NULL, f->detail);
    if (f->slot) {
        const char **to = (const char **)(void *)((char *)p + f->slot);
        if (!*to || !**to) *to = text;
    }
}

static const char *text_of(const json_node *n, const char *key) {
    const json_node *v = json_get(n, key);
    return v && (v->kind == JSON_STRING || v->kind == JSON_NUMBER) ? v->text : "";
}

static void add_address(csl *c, party *p, const json_node *a) {
    const char *part[] = {text_of(a, "address"), text_of(a, "city"), text_of(a, "state"),
                          text_of(a, "postal_code"), text_of(a, "country")};
    bool more = *part[0] || *part[1] || *part[2] || *part[3];
    if (more) entity_add(p->e, "address", list_join(&c->text, ", ", part, 5), -1, NULL, NULL);
    entity_add(p->e, "city", part[1], -1, NULL, NULL);
    entity_add(p->e, "country", part[4], -1, NULL, NULL);
    if (!p->countries) p->countries = part[4];
}

static void add_id(csl *c, party *p, const json_node *id) {
    const char *issued = text_of(id, "issue_date"), *expires = text_of(id, "expiration_date");
    char on[64], until[64];
    snprintf(on, sizeof on, *issued ? "issued %.40s" : "%.40s", issued);
    snprintf(until, sizeof until, *expires ? "expires %.40s" : "%.40s", expires);
    const char *part[] = {text_of(id, "country"), on, until};
    list_add_paper(p->e, text_of(id, "type"), text_of(id, "number"),
                   list_join(&c->detail, "; ", part, 3));
}

/* Fields that are no texts; false when the value is not of their kind. */
static bool add_special(csl *c, party *p, const char *name, const json_node *v, bool *known) {
    bool address = strcmp(name, "addresses") == 0, id = strcmp(name, "ids") == 0;
    bool birth = strcmp(name, "dates_of_birth") == 0, owner = strcmp(name, "vessel_owner") == 0;
    *known = address || id || birth || owner;
    if (!*known || v->kind == JSON_NULL) return true;
    if (owner && v->kind == JSON_STRING) {
        if (*v->text)
            entity_relate(p->e,
                          &(entity_link){"Ownership", "vessel owner", "", v->text, (double)NAN});
        return true;
    }
    if (v->kind != JSON_ARRAY) return false;
    for (const json_node *n = v->first; n; n = n->next) {
        if (n->kind != (birth ? JSON_STRING : JSON_OBJECT)) return false;
        if (address)
            add_address(c, p, n);
        else if (id)
            add_id(c, p, n);
        else
            list_add_birth(p->e, n->text);
    }
    return true;
}

static bool add_value(party *p, const field_row *f, const json_node *v) {
    if (v->kind == JSON_NULL) return true;
    if (v->kind == JSON_STRING || v->kind == JSON_NUMBER) return add_text(p, f, v->text), true;
    if (v->kind != JSON_ARRAY) return false;
    if (f->slot == SLOT(programme)) p->programmes = v;
    for (const json_node *n = v->first; n; n = n->next) {
        if (n->kind != JSON_STRING) return false;
        add_text(p, f, n->text);
    }
    return true;
}

static void bad(party *p, const json_node *v, const char *field) {
    if (p->bad) return;
    p->bad = field;
    p->bad_text = v->text ? v->text : json_kind_name(v->kind);
    p->line = v->line;
    p->column = v->column;
}

/* One member of a record; the compact layout's key was turned into `name`, its number into `v`. */
static void member(csl *c, party *p, const char *name, const json_node *v) {
    bool known;
    const field_row *f = row_of(name);
    if (f) {
        if (!add_value(p, f, v)) bad(p, v, name);
        return;
    }
    if (!add_special(c, p, name, v, &known)) bad(p, v, name);
    if (!known && v->kind != JSON_NULL)
        list_left_add(&c->left, name, v->text ? v->text : json_kind_name(v->kind), v->line);
}

static void short_member(csl *c, party *p, const json_node *v) {
    const csl_key *k = csl_key_of(c, v->key);
    if (!k) return list_left_add(&c->left, v->key, v->text ? v->text : "", v->line);
    if (!k->indexed) return member(c, p, k->field, v);
    if (v->kind != JSON_NUMBER || v->number < 0 || v->number >= k->rows ||
        v->number != floor(v->number))
        return bad(p, v, k->field);
    json_node text = {.kind = JSON_STRING,
                      .line = v->line,
                      .column = v->column,
                      .text = k->row[(uint32_t)v->number]};
    member(c, p, k->field, &text);
}

/* ---- a record ----------------------------------------------------------------- */

/* From the type, which stands anywhere in the record. */
static const char *schema_of(csl *c, const json_node *record, bool compact) {
    static const char *const kinds[][2] = {{"Individual", "Person"},
                                           {"Entity", "LegalEntity"},
                                           {"Vessel", "Vessel"},
                                           {"Aircraft", "Airplane"}};
    const char *type = "";
    for (const json_node *n = record->first; n; n = n->next) {
        const csl_key *k = compact ? csl_key_of(c, n->key) : NULL;
        if (strcmp(k ? k->field : n->key, "type") == 0 && n->kind == JSON_STRING) type = n->text;
    }
    if (!*type) return "LegalEntity";
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(kinds[i][0], type) == 0) return kinds[i][1];
    list_left_add(&c->left, "type (read as LegalEntity)", type, record->line);
    return "LegalEntity";
}

/* Texts of "A; B" one by one. */
static void list_programmes(csl *c, party *p, const entity_listing *base, const char *text) {
    const char *at = text;
    while (list_split(&c->text, &at, ';')) {
        entity_listing l = *base;
        l.programme = buf_text(&c->text);
        list_citations(p->e, p->notice ? p->notice : "", &l);
    }
}

static void add_listings(csl *c, party *p) {
    entity_listing base = {.from = p->from ? list_day_of(p->from) : 0,
                           .to = p->to ? list_day_of(p->to) : 0};
    if (p->from && *p->from && !base.from)
        list_left_add(&c->left, "start_date (no date)", p->from, p->line);
    if (p->to && *p->to && !base.to) list_left_add(&c->left, "end_date (no date)", p->to, p->line);
    if (p->programmes)
        for (const json_node *n = p->programmes->first; n; n = n->next)
            list_programmes(c, p, &base, n->text);
    else if (p->programme && *p->programme)
        list_programmes(c, p, &base, p->programme);
    else if ((p->notice && *p->notice) || base.from || base.to)
        list_citations(p->e, p->notice ? p->notice : "", &base);
}

static cordon_status finish(csl *c, party *p, csl_part *l, cordon_error *err) {
    const char *key = p->number;
    if (!key || !*key)
        key = list_key_of(&c->keys, &c->key, l->id, p->name ? p->name : "",
                          p->countries ? p->countries : "");
    if (!key) return cordon_fail(err, CORDON_ENOMEM, "no memory for a record");
    entity *e = p->e;
    e->list = arena_strndup(e->mem, l->id, strlen(l->id));
    e->key = arena_strndup(e->mem, key, strlen(key));
    if (!e->list || !e->key) return cordon_fail(err, CORDON_ENOMEM, "no memory for a record");
    add_listings(c, p);
    l->n++;
    return list_emit(c->r, e, c->file, err);
}

static cordon_status record(csl *c, const json_node *v, bool compact, cordon_error *err) {
    entity e;
    party p = {.e = &e, .line = v->line, .column = v->column};
    c->records++;
    if (v->kind != JSON_OBJECT) {
        list_refuse(c->r, c->file, v->line, v->column, "record", json_kind_name(v->kind),
                    "an object");
        return CORDON_OK;
    }
    list_entity(c->r, &e, "", "", schema_of(c, v, compact));
    e.line = v->line;
    for (const json_node *n = v->first; n; n = n->next)
        if (compact)
            short_member(c, &p, n);
        else
            member(c, &p, n->key, n);
    csl_part *l = p.source && !p.bad ? part_of(c, p.source) : NULL;
    if (p.bad) {
        list_refuse(c->r, c->file, p.line, p.column, p.bad, p.bad_text,
                    compact ? "a value of the kind that fieldKey says, within its table"
                            : "a text, or a list as trade.gov documents it");
        return CORDON_OK;
    }
    if (!l) {
        list_refuse(c->r, c->file, p.line, p.column, "source", p.source ? p.source : "",
                    "the name of a list with its letters, such as \"Entity List (EL) - ...\"");
        return CORDON_OK;
    }
    if (!p.name || !*p.name) {
        list_refuse(c->r, c->file, p.line, p.column, "name", "", "a name");
        return CORDON_OK;
    }
    return finish(c, &p, l, err);
}

/* ---- the file ----------------------------------------------------------------- */

static void counts(csl *c, const json_node *v) {
    for (const json_node *n = v->first; n; n = n->next) {
        csl_part *l = n->key && n->kind == JSON_NUMBER ? part_of(c, n->key) : NULL;
        if (l) l->said = n->number;
    }
}

static cordon_status item(csl *c, const json_item *at, cordon_error *err) {
    const json_node *v = at->value;
    bool compact = strcmp(at->member, "entries") == 0;
    if (!v) {
        c->records++;
        list_refuse(c->r, c->file, at->line, at->column, "record", at->member, at->refused.message);
        return CORDON_OK;
    }
    if (at->element && compact && !c->fields)
        return csl_bad_frame(c, v, "expected fieldKey and tables before entries", err);
    if (at->element && (compact || strcmp(at->member, "results") == 0))
        return record(c, v, compact, err);
    if (strcmp(at->member, "fieldKey") == 0) return csl_field_key(c, v, err);
    if (strcmp(at->member, "tables") == 0) return csl_tables(c, v, err);
    if (strcmp(at->member, "countsBySource") == 0) return counts(c, v), CORDON_OK;
    bool made = strcmp(at->member, "sourceGeneratedAt") == 0 ||
                strcmp(at->member, "search_performed_at") == 0;
    if (made && v->kind == JSON_STRING) c->r->vintage = list_day_of(v->text);
    if ((strcmp(at->member, "entryCount") == 0 || strcmp(at->member, "total") == 0) &&
        v->kind == JSON_NUMBER)
        c->said = v->number;
    return CORDON_OK;
}

static cordon_status read_file(csl *c, cordon_error *err) {
    json_stream *s = NULL;
    json_item at;
    bool more = true;
    cordon_status status = json_stream_open(&s, c->r->file[c->file], JSON_DOCUMENT, err);
    while (!status && more) {
        status = json_stream_next(s, &at, &more, err);
        if (!status && more) status = item(c, &at, err);
    }
    json_stream_close(s);
    list_left_note(&c->left, c->r, c->file);
    for (size_t i = 0; !status && i < c->lists; i++)
        if (c->list[i].said && c->list[i].said != (double)c->list[i].n)
            list_note(c->r, c->file, "count", "the file says %.0f records of %s and has %llu",
                      c->list[i].said, c->list[i].id, (unsigned long long)c->list[i].n);
    if (!status && c->said && c->said != (double)c->records)
        list_note(c->r, c->file, "count", "the file says %.0f records and has %llu", c->said,
                  (unsigned long long)c->records);
    return status;
}

static cordon_status read_csl(list_read *r, cordon_error *err) {
    csl *c = calloc(1, sizeof *c);
    if (!c) return cordon_fail(err, CORDON_ENOMEM, "no memory to read a list");
    cordon_status status = CORDON_OK;
    c->r = r;
    for (c->file = 0; !status && c->file < r->files; c->file++) {
        c->fields = 0;
        c->said = 0;
        c->records = 0;
        arena_destroy(&c->mem);
        status = read_file(c, err);
    }
    for (size_t i = 0; !status && i < c->lists; i++)
        if (c->list[i].n) status = list_covers(r, c->list[i].id, err);
    list_keys_free(&c->keys);
    arena_destroy(&c->mem);
    buf_free(&c->key);
    buf_free(&c->text);
    buf_free(&c->detail);
    free(c);
    return status;
}

const list_reader list_reader_csl = {
    .name = "csl",
    .what = "the US Consolidated Screening List (JSON of trade.gov, or compact)",
    .publisher = "US Department of Commerce, ITA",
    .licence = "US Government work, public domain",
    .is = is_csl,
    .together = false,
    .read = read_csl,
};
