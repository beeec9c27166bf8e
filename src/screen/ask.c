#include "screen/ask.h"

#include <ctype.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "base/date.h"
#include "name/identifier.h"
#include "read/records.h"

/* A field, the property it fills, the most bytes it takes, and what else is asked of it. */
typedef cordon_status judge(screen_ask *a, const char *value, size_t len, cordon_error *err);
typedef struct field_rule {
    const char *field, *prop; /* prop NULL: the judge keeps the value itself */
    size_t bytes_max;
    judge *judge;
} field_rule;

static judge birth, gender, kind;
static const field_rule rules[] = {
    {"name", "name", NAME_BYTES_MAX, NULL},
    {"alias", "alias", NAME_BYTES_MAX, NULL},
    {"country", "country", 128, NULL},
    {"birth", "birthDate", 16, birth},
    {"gender", "gender", 16, gender},
    {"address", "address", ASK_ADDRESS_BYTES_MAX, NULL},
    {"phone", "phone", ASK_ID_BYTES_MAX, NULL},
    {"email", "email", ASK_ID_BYTES_MAX, NULL},
    {"website", "website", ASK_ID_BYTES_MAX, NULL},
    {"kind", NULL, 16, kind},
};

static const field_rule *rule_of(const char *name) {
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
        if (strcmp(rules[i].field, name) == 0) return &rules[i];
    return NULL;
}

/* "id.inn": a letter, then letters, digits, '-' and '_'. */
static const char *id_type(const char *name) {
    if (strncmp(name, "id.", 3) != 0 || !isalpha((unsigned char)name[3]) || strlen(name) > 40)
        return NULL;
    for (const char *p = name + 3; *p; p++)
        if (!isalnum((unsigned char)*p) && *p != '_' && *p != '-') return NULL;
    return name + 3;
}

bool screen_ask_field(const char *name) { return rule_of(name) || id_type(name); }

/* The kind's own name for a TYPE: the words for it are many. */
static cordon_status kind_name(const char **out, const char *type, cordon_error *err) {
    const identifier_kinds *kinds;
    buf known = {0};
    cordon_status status = identifier_kinds_open(&kinds, err);
    int at = status ? -1 : identifier_kind_find(kinds, type, strlen(type));
    for (unsigned i = 0; !status && i < identifier_kinds_count(kinds); i++) {
        const char *name = identifier_kind_at(kinds, i)->name;
        if (at < 0 && strcmp(name, type) == 0) at = (int)i;
        buf_printf(&known, "%s%s", i ? ", " : "", name);
    }
    if (at >= 0)
        *out = identifier_kind_at(kinds, (unsigned)at)->name;
    else if (!status)
        status = cordon_fail(err, CORDON_EINVAL, "\"%s\" is no kind of identifier: %.400s", type, buf_text(&known));
    buf_free(&known);
    return status;
}

cordon_status screen_ask_type(const char *name, cordon_error *err) {
    const char *kind_of = NULL;
    return id_type(name) ? kind_name(&kind_of, id_type(name), err) : CORDON_OK;
}

void screen_ask_begin(screen_ask *a, arena *mem) {
    a->kind = NAME_ANY;
    entity_begin(&a->facts, mem, "", "", "Thing");
}

/* YYYY, YYYY-MM or YYYY-MM-DD of a calendar that has that day, not behind today's year. */
static cordon_status birth(screen_ask *a, const char *value, size_t len, cordon_error *err) {
    date_day day;
    date_period period;
    (void)a;
    bool dashes = len == 4 || (len >= 7 && value[4] == '-');
    if (dashes && (date_parse(&day, value, len) || date_period_parse(&period, value, len)))
        return CORDON_OK;
    return cordon_fail(err, CORDON_EFORMAT,
                       "birth \"%.*s\": expected YYYY, YYYY-MM or YYYY-MM-DD", (int)len, value);
}

static bool is_word(const char *value, size_t len, const char *const *words, size_t *at) {
    for (size_t i = 0; words[i]; i++)
        if (strlen(words[i]) == len && strncasecmp(words[i], value, len) == 0) {
            *at = i;
            return true;
        }
    return false;
}

static cordon_status gender(screen_ask *a, const char *value, size_t len, cordon_error *err) {
    static const char *const words[] = {"male", "m", "female", "f", "other", NULL};
    static const char *const means[] = {"male", "male", "female", "female", "other"};
    size_t at;
    if (!is_word(value, len, words, &at))
        return cordon_fail(err, CORDON_EFORMAT, "gender \"%.*s\": expected male, female or other",
                           (int)len, value);
    entity_add(&a->facts, "gender", means[at], -1, NULL, NULL);
    return CORDON_OK;
}

static cordon_status kind(screen_ask *a, const char *value, size_t len, cordon_error *err) {
    static const char *const words[] = {"person", "individual", "organisation", "organization", "company",
                                        "entity", "vessel",     "ship",         "any",          NULL};
    static const name_kind means[] = {NAME_PERSON,       NAME_PERSON, NAME_ORGANISATION, NAME_ORGANISATION, NAME_ORGANISATION,
                                      NAME_ORGANISATION, NAME_VESSEL, NAME_VESSEL,       NAME_ANY};
    static const char *const schema[] = {
        [NAME_ANY] = "Thing", [NAME_PERSON] = "Person", [NAME_ORGANISATION] = "Organization", [NAME_VESSEL] = "Vessel"};
    size_t at;
    if (!is_word(value, len, words, &at))
        return cordon_fail(err, CORDON_EFORMAT,
                           "kind \"%.*s\": expected person, organisation or vessel", (int)len, value);
    a->kind = means[at];
    a->facts.schema = schema[a->kind];
    return CORDON_OK;
}

static cordon_status keep(screen_ask *a, const char *prop, const char *name, const char *value,
                          size_t len, cordon_error *err) {
    if (a->facts.values >= ASK_VALUES_MAX)
        return cordon_fail(err, CORDON_ELIMIT, "%s: more than %d facts of one party", name, ASK_VALUES_MAX);
    entity_add(&a->facts, prop, value, (long)len, NULL, NULL);
    if (a->facts.failed) return cordon_fail(err, CORDON_ENOMEM, "no memory for a question");
    if (a->facts.overfull)
        return cordon_fail(err, CORDON_ELIMIT, "%s: no room for more facts of one party", name);
    return CORDON_OK;
}

cordon_status screen_ask_add(screen_ask *a, const char *name, const char *value, size_t len,
                             cordon_error *err) {
    const field_rule *r = rule_of(name);
    const char *type = r ? NULL : id_type(name);
    if (!r && !type)
        return cordon_fail(err, CORDON_EINVAL,
                           "\"%.60s\" is no field: name, alias, country, birth, gender, address, phone, "
                           "email, website, kind or id.TYPE", name);
    while (len && isspace((unsigned char)*value)) value++, len--;
    while (len && isspace((unsigned char)value[len - 1])) len--;
    if (!len) return CORDON_OK;
    size_t most = r ? r->bytes_max : ASK_ID_BYTES_MAX;
    if (len > most)
        return cordon_fail(err, CORDON_ELIMIT, "%s has %zu bytes, at most %zu are taken", name, len, most);
    if (memchr(value, 0, len) || !records_utf8(value, len))
        return cordon_fail(err, CORDON_EFORMAT, "%s is not valid UTF-8", name);
    if (r && r->judge) {
        cordon_status status = r->judge(a, value, len, err);
        if (status || !r->prop || strcmp(r->prop, "gender") == 0) return status;
    }
    if (type) {
        cordon_status status = kind_name(&type, type, err);
        if (status) return status;
    }
    /* That number belongs to ships (what is none has one of another kind). */
    if (type && strcmp(type, "imo") == 0 && a->kind == NAME_ANY) a->kind = NAME_VESSEL, a->facts.schema = "Vessel";
    return keep(a, r ? r->prop : type, name, value, len, err);
}

cordon_status screen_ask_check(const screen_ask *a, cordon_error *err) {
    static const char *const beside[] = {"country", "birthDate", "gender", NULL};
    for (uint32_t i = 0; i < a->facts.values; i++) {
        size_t at;
        const char *prop = a->facts.value[i].prop;
        if (!is_word(prop, strlen(prop), beside, &at)) return CORDON_OK;
    }
    return cordon_fail(err, CORDON_EINVAL, "nothing to look for: no name, identifier, address, phone, email or website");
}

static cordon_status hash_text(char hex[ENTITY_HASH], const buf *text, cordon_error *err) {
    unsigned char hash[16];
    if (text->failed) return cordon_fail(err, CORDON_ENOMEM, "no memory for a question");
    crypto_generichash(hash, sizeof hash, (const unsigned char *)buf_text(text), text->len, NULL, 0);
    sodium_bin2hex(hex, ENTITY_HASH, hash, ENTITY_HASH / 2);
    return CORDON_OK;
}

cordon_status screen_entity_hash(char hex[ENTITY_HASH], const entity *e, cordon_error *err) {
    buf json = {0};
    entity_json(&json, e);
    cordon_status status = hash_text(hex, &json, err);
    buf_free(&json);
    return status;
}

cordon_status screen_ask_hash(char hex[ASK_HASH], const screen_ask *a, cordon_error *err) {
    arena mem;
    entity named;
    bool by_name = entity_first(&a->facts, "name") || entity_first(&a->facts, "alias");
    arena_init(&mem, 0);
    entity_begin(&named, &mem, "", "", "Thing");
    for (uint32_t i = 0; i < a->facts.values; i++) {
        const entity_value *v = &a->facts.value[i];
        bool is_name = strcmp(v->prop, "name") == 0 || strcmp(v->prop, "alias") == 0;
        if (is_name || !by_name) entity_add(&named, v->prop, v->value, -1, NULL, NULL);
    }
    cordon_status status = named.failed ? cordon_fail(err, CORDON_ENOMEM, "no memory for a question")
                                        : screen_entity_hash(hex, &named, err);
    if (!status) status = screen_entity_hash(hex + ASK_NAMED, &a->facts, err);
    arena_destroy(&mem);
    return status;
}
