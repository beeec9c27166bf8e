/* read_senzing.c - records in Senzing's JSON, one a line.
 *
 * Attributes stand in the record itself ("PRIMARY_NAME_FULL"), in lists (NAMES, ADDRESSES,
 * IDENTIFIERS, ...) or in FEATURES; what they mean is told by their names' ends, and what stands
 * before is the kind of a name, address or phone. DATA_SOURCE is the list, RECORD_ID the key.
 * Written after the published attribute names and invented files. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lists/datasets.h"
#include "lists/fields.h"
#include "lists/readers.h"
#include "lists/words.h"
#include "read/json_stream.h"

/* How an attribute's name ends, and what it is. Issuer: the end of the attribute that names the
 * country. */
static const struct attribute {
    const char *end, *prop, *issuer;
} attributes[] = {
    {"DATE_OF_BIRTH", "birthDate", NULL},
    {"PLACE_OF_BIRTH", "birthPlace", NULL},
    {"DATE_OF_DEATH", "deathDate", NULL},
    {"REGISTRATION_DATE", "incorporationDate", NULL},
    {"REGISTRATION_COUNTRY", "jurisdiction", NULL},
    {"COUNTRY_OF_ASSOCIATION", "country", NULL},
    {"NATIONALITY", "nationality", NULL},
    {"CITIZENSHIP", "citizenship", NULL},
    {"GENDER", "gender", NULL},
    {"PHONE_NUMBER", "phone", NULL},
    {"EMAIL_ADDRESS", "email", NULL},
    {"WEBSITE_ADDRESS", "website", NULL},
    {"PASSPORT_NUMBER", "passportNumber", "PASSPORT_COUNTRY"},
    {"NATIONAL_ID_NUMBER", "idNumber", "NATIONAL_ID_COUNTRY"},
    {"TAX_ID_NUMBER", "taxNumber", "TAX_ID_COUNTRY"},
    {"DRIVERS_LICENSE_NUMBER", "idNumber", "DRIVERS_LICENSE_STATE"},
    {"SSN_NUMBER", "socialSecurityNumber", NULL},
    {"OTHER_ID_NUMBER", "idNumber", "OTHER_ID_COUNTRY"},
    {"ACCOUNT_NUMBER", "accountNumber", "ACCOUNT_DOMAIN"},
    {"DUNS_NUMBER", "dunsCode", NULL},
    {"LEI_NUMBER", "leiCode", NULL},
    {"NPI_NUMBER", "npiCode", NULL},
    {"IMO_NUMBER", "imoNumber", NULL},
    {"MMSI_NUMBER", "mmsi", NULL},
    {"CALL_SIGN", "callSign", NULL},
    {"EMPLOYER", "employer", NULL},
    {"GROUP_ASSOCIATION_ORG_NAME", "groupAssociation", NULL},
    {"RISK_TOPIC", "topics", NULL},
    {"URL", "sourceUrl", NULL},
};

typedef struct senzing {
    list_read *r;
    unsigned file;
    datasets *d;
    lists_met met;
    list_left left;
    json_stream *json;
    uint64_t line;
} senzing;

static const char *string_at(const json_node *n, const char *key) {
    const json_node *t = json_get(n, key);
    return t && (t->kind == JSON_STRING || t->kind == JSON_NUMBER) ? t->text : "";
}

/* The bytes before `end` in a name that ends so ("PRIMARY_" of PRIMARY_NAME_FULL), -1 when it does
 * not. */
static long before_end(const char *name, const char *end) {
    size_t n = strlen(name), m = strlen(end);
    if (n < m || strcmp(name + n - m, end) != 0) return -1;
    return n == m || name[n - m - 1] == '_' ? (long)(n - m) : -1;
}

static bool starts(const char *s, const char *with) { return strncmp(s, with, strlen(with)) == 0; }

/* The property for a name of that kind. */
static const char *name_prop(const entity *e, const char *kind) {
    if (starts(kind, "PRIMARY") || !*kind) return entity_first(e, "name") ? "alias" : "name";
    if (starts(kind, "FORMER") || starts(kind, "PREVIOUS")) return "previousName";
    return starts(kind, "WEAK") || starts(kind, "LOW") ? "weakAlias" : "alias";
}

/* Names: whole, of an organisation, or in parts that bear the same prefix. */
static bool add_name(entity *e, const json_node *of, const json_node *a) {
    static const char *const whole[] = {"NAME_FULL", "NAME_ORG", "NAME_LAST"};
    char kind[64], key[96], joined[2048];
    for (int i = 0; i < 3; i++) {
        long n = before_end(a->key, whole[i]);
        if (n < 0 || n >= 40) continue;
        snprintf(kind, sizeof kind, "%s", string_at(of, "NAME_TYPE"));
        if (n) snprintf(kind, sizeof kind, "%.*s", (int)n - 1, a->key);
        const char *text = a->text;
        if (i == 2) {
            static const char *const parts[] = {"NAME_PREFIX", "NAME_FIRST", "NAME_MIDDLE",
                                                "NAME_LAST", "NAME_SUFFIX"};
            size_t at = 0;
            joined[0] = '\0';
            for (int p = 0; p < 5; p++) {
                snprintf(key, sizeof key, "%.*s%s", (int)n, a->key, parts[p]);
                at += (size_t)snprintf(joined + at, sizeof joined - at, "%.300s ",
                                       string_at(of, key));
            }
            text = joined;
        }
        list_add_name(e, name_prop(e, kind), text, NULL, starts(kind, "PRIMARY") ? NULL : kind);
        return true;
    }
    static const char *const part[] = {"NAME_FIRST", "NAME_MIDDLE", "NAME_PREFIX", "NAME_SUFFIX",
                                       "NAME_TYPE"};
    for (int i = 0; i < 5; i++)
        if (before_end(a->key, part[i]) >= 0) return true;
    return false;
}

static bool add_address(entity *e, const json_node *of, const json_node *a) {
    static const char *const parts[] = {
        "ADDR_LINE1", "ADDR_LINE2", "ADDR_LINE3", "ADDR_LINE4",       "ADDR_LINE5",
        "ADDR_LINE6", "ADDR_CITY",  "ADDR_STATE", "ADDR_POSTAL_CODE", "ADDR_COUNTRY"};
    enum { PARTS = sizeof parts / sizeof *parts };
    char key[96];
    const char *text[PARTS];
    bool first = false;
    if (before_end(a->key, "ADDR_FULL") >= 0) {
        entity_add(e, "address", a->text, -1, NULL, string_at(of, "ADDR_TYPE"));
        return true;
    }
    for (int p = 0; p < PARTS; p++) {
        long n = before_end(a->key, parts[p]);
        if (n < 0 || n >= 40) continue;
        for (int i = 0; i < PARTS;
             i++) { /* of the same prefix; the first part that is there adds all */
            snprintf(key, sizeof key, "%.*s%s", (int)n, a->key, parts[i]);
            text[i] = string_at(of, key);
            first |= i == p;
            if (i < p && *text[i]) return true;
        }
        if (!first) return true;
        buf whole = {0};
        entity_add(e, "address", list_join(&whole, ", ", text, PARTS), -1, NULL,
                   string_at(of, "ADDR_TYPE"));
        buf_free(&whole);
        entity_add(e, "country", text[PARTS - 1], -1, NULL, NULL);
        return true;
    }
    return before_end(a->key, "ADDR_TYPE") >= 0;
}

static bool add_relation(entity *e, const json_node *of, const json_node *a) {
    if (strcmp(a->key, "REL_POINTER_KEY") == 0)
        entity_relate(e, &(entity_link){"UnknownLink", string_at(of, "REL_POINTER_ROLE"), a->text,
                                        "", (double)NAN});
    return starts(a->key, "REL_");
}

static bool add_attribute(entity *e, const json_node *of, const json_node *a) {
    static const char *const said[] = {
        "PHONE_TYPE",     "PASSPORT_COUNTRY",      "NATIONAL_ID_COUNTRY",
        "TAX_ID_COUNTRY", "DRIVERS_LICENSE_STATE", "OTHER_ID_COUNTRY",
        "ACCOUNT_DOMAIN", "NATIONAL_ID_TYPE",      "TAX_ID_TYPE",
        "OTHER_ID_TYPE"};
    for (size_t i = 0; i < sizeof attributes / sizeof *attributes; i++) {
        if (before_end(a->key, attributes[i].end) < 0) continue;
        const char *issuer = attributes[i].issuer ? string_at(of, attributes[i].issuer) : "";
        if (strstr(attributes[i].prop, "Date"))
            list_add_date(e, attributes[i].prop, a->text);
        else
            entity_add(e, attributes[i].prop, a->text, -1, NULL, issuer);
        return true;
    }
    for (size_t i = 0; i < sizeof said / sizeof *said; i++)
        if (before_end(a->key, said[i]) >= 0) return true;
    return false;
}

/* An object's attributes, and those of the objects in its lists. */
static void add_object(senzing *f, entity *e, const json_node *of, int depth) {
    static const char *const frame[] = {"DATA_SOURCE", "RECORD_ID", "RECORD_TYPE", "LOAD_ID"};
    for (const json_node *a = of->first; a; a = a->next) {
        bool known = false;
        for (size_t i = 0; i < 4; i++) known |= strcmp(a->key, frame[i]) == 0;
        if (known || a->kind == JSON_NULL) continue;
        if (a->kind == JSON_ARRAY && depth < 2) {
            for (const json_node *c = a->first; c; c = c->next)
                if (c->kind == JSON_OBJECT) add_object(f, e, c, depth + 1);
            continue;
        }
        if (!a->text || !*a->text) continue;
        if (!add_name(e, of, a) && !add_address(e, of, a) && !add_relation(e, of, a) &&
            !add_attribute(e, of, a)) {
            list_left_add(&f->left, a->key, a->text, f->line);
            entity_add(e, "notes", a->text, -1, NULL, a->key);
        }
    }
}

static bool has_organisation(const json_node *n, int depth) {
    for (const json_node *a = n->first; a; a = a->next) {
        if (a->key && before_end(a->key, "NAME_ORG") >= 0) return true;
        if ((a->kind == JSON_ARRAY || a->kind == JSON_OBJECT) && depth < 3 &&
            has_organisation(a, depth + 1))
            return true;
    }
    return false;
}

static const char *type_of(const json_node *n) {
    const char *type = string_at(n, "RECORD_TYPE");
    const json_node *features = json_get(n, "FEATURES"); /* or among the features */
    for (const json_node *c = features && features->kind == JSON_ARRAY ? features->first : NULL;
         c && !*type; c = c->next)
        type = string_at(c, "RECORD_TYPE");
    if (strcmp(type, "PERSON") == 0) return "Person";
    if (strcmp(type, "VESSEL") == 0) return "Vessel";
    if (strcmp(type, "AIRCRAFT") == 0) return "Airplane";
    return strcmp(type, "ORGANIZATION") == 0 || has_organisation(n, 0) ? "LegalEntity"
           : *type                                                     ? "Thing"
                                                                       : "Person";
}

static cordon_status one(senzing *f, const json_node *n, cordon_error *err) {
    const char *source = string_at(n, "DATA_SOURCE"), *id = string_at(n, "RECORD_ID");
    char list[LIST_ID_MAX];
    entity e;
    if (n->kind != JSON_OBJECT || !*source || !*id) {
        list_refuse(f->r, f->file, f->line, 0, "record", id,
                    "an object with DATA_SOURCE and RECORD_ID");
        return CORDON_OK;
    }
    datasets_list(f->d, list, "sz-", source, strlen(source));
    list_entity(f->r, &e, list, id, type_of(n));
    e.line = f->line;
    add_object(f, &e, n, 0);
    cordon_status status = lists_meet(&f->met, list, err);
    return status ? status : list_emit(f->r, &e, f->file, err);
}

static cordon_status read_file(senzing *f, cordon_error *err) {
    json_item item;
    bool more = true;
    cordon_status status = json_stream_open(&f->json, f->r->file[f->file], JSON_LINES, err);
    while (!status && !(status = json_stream_next(f->json, &item, &more, err)) && more) {
        f->line = item.line;
        if (item.value)
            status = one(f, item.value, err);
        else
            list_refuse(f->r, f->file, item.line, item.refused.column, "line", "",
                        item.refused.message);
    }
    json_stream_close(f->json);
    f->json = NULL;
    list_left_note(&f->left, f->r, f->file);
    return status;
}

static cordon_status read_senzing(list_read *r, cordon_error *err) {
    senzing *f = calloc(1, sizeof *f);
    if (!f) return cordon_fail(err, CORDON_ENOMEM, "no memory for a reader");
    f->r = r;
    cordon_status status = datasets_open(&f->d, err);
    for (; f->file < r->files && !status; f->file++) status = read_file(f, err);
    if (!status) status = lists_cover(&f->met, r, err);
    lists_met_free(&f->met);
    datasets_close(f->d);
    free(f);
    return status;
}

static bool is_senzing(const char *head, size_t len) {
    const char *end = memchr(head, '\n', len);
    size_t n = end ? (size_t)(end - head) : len;
    return n > 2 && *head == '{' && memmem(head, n, "\"DATA_SOURCE\"", 13) &&
           memmem(head, n, "\"RECORD_ID\"", 11);
}

const list_reader list_reader_senzing = {
    .name = "senzing",
    .what = "Senzing's JSON, one record a line; untested on a real file",
    .publisher = "",
    .licence = "",
    .is = is_senzing,
    .read = read_senzing,
};
