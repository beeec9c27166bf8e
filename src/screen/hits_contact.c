/* hits_contact.c - whether two descriptions share a telephone, an e-mail address, a website or an address. */
#include <string.h>

#include "name/address.h"
#include "name/contact.h"
#include "screen/hits_entry.h"

typedef struct contact_rule {
    const char *prop;
    bool (*read)(char out[CONTACT_MAX], const char *text, size_t len);
    bool (*same)(const char *a, const char *b);
} contact_rule;

static bool equal(const char *a, const char *b) { return strcmp(a, b) == 0; }

static const contact_rule rules[] = {
    {"phone", contact_phone, contact_phone_same}, {"email", contact_email, equal}, {"website", contact_domain, equal}};

static bool shared(const contact_rule *r, const entity *e, const char *mine) {
    char theirs[CONTACT_MAX];
    for (uint32_t i = 0; i < e->values; i++)
        if (strcmp(e->value[i].prop, r->prop) == 0 && r->read(theirs, e->value[i].value, strlen(e->value[i].value)) &&
            r->same(mine, theirs))
            return true;
    return false;
}

bool contacts_shared(const entity *a, const entity *b) {
    char mine[CONTACT_MAX];
    for (uint32_t i = 0; i < a->values; i++)
        for (size_t k = 0; k < sizeof rules / sizeof *rules; k++)
            if (strcmp(a->value[i].prop, rules[k].prop) == 0 &&
                rules[k].read(mine, a->value[i].value, strlen(a->value[i].value)) && shared(&rules[k], b, mine))
                return true;
    return false;
}

/* The same building, and nothing that tells two doors of it apart. */
static const char *address_also_of(const entity_value *v, const entity *b) {
    const address_forms *forms;
    address mine, theirs;
    address_match match;
    if (strlen(v->value) > ADDRESS_TEXT_MAX || address_forms_open(&forms, NULL) || address_read(&mine, forms, v->value, strlen(v->value), NULL)) return NULL;
    for (uint32_t i = 0; i < b->values; i++) {
        const char *other = b->value[i].value;
        if (strcmp(b->value[i].prop, "address") != 0 || strlen(other) > ADDRESS_TEXT_MAX || address_read(&theirs, forms, other, strlen(other), NULL)) continue;
        address_compare(&match, &mine, &theirs);
        if (match.building && !match.house_differs && match.similarity >= HITS_ADDRESS_SAME) return other;
    }
    return NULL;
}

const char *contact_also_of(const entity_value *v, const entity *b) {
    char mine[CONTACT_MAX], theirs[CONTACT_MAX];
    if (strcmp(v->prop, "address") == 0) return address_also_of(v, b);
    for (size_t k = 0; k < sizeof rules / sizeof *rules; k++) {
        if (strcmp(v->prop, rules[k].prop) != 0 || !rules[k].read(mine, v->value, strlen(v->value))) continue;
        for (uint32_t i = 0; i < b->values; i++) {
            const char *other = b->value[i].value;
            if (strcmp(b->value[i].prop, v->prop) == 0 && rules[k].read(theirs, other, strlen(other)) && rules[k].same(mine, theirs)) return other;
        }
    }
    return NULL;
}
