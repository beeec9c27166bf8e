/* facts_keys.c - the facts of an entity as keys: an identifier's value whatever its kind, a name
 * word by word, the last digits of a
 * telephone number, an e-mail address, a website's domain, and the keys of buildings of name/address.h. */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "lists/identify.h"
#include "lists/lists.h"
#include "name/address.h"
#include "name/contact.h"
#include "screen/facts.h"
#include "screen/pair.h"

enum { VALUE_MIN = 4, PHONE_TAIL = 7 }; /* shorter values are shared by too many to lead anywhere */

typedef struct collect {
    fact_keys *out;
    size_t cap;
    arena *mem;
    const address_forms *forms;
    bool failed;
} collect;

static void put(collect *c, uint64_t key) {
    fact_keys *k = c->out;
    if (k->n == FACT_KEYS_MAX) {
        k->cut = true;
        return;
    }
    if (k->n == c->cap) {
        size_t cap = c->cap ? c->cap * 2 : 16;
        uint64_t *more = arena_alloc(c->mem, cap * sizeof *more);
        if (!more) {
            c->failed = true;
            return;
        }
        if (k->n) memcpy(more, k->key, k->n * sizeof *more);
        k->key = more;
        c->cap = cap;
    }
    k->key[k->n++] = key;
}

/* The kind keeps a telephone's digits apart from a number's. */
static void put_text(collect *c, char kind, const char *text) {
    crypto_generichash_state h;
    unsigned char hash[crypto_generichash_BYTES_MIN];
    uint64_t key;
    crypto_generichash_init(&h, NULL, 0, sizeof hash);
    crypto_generichash_update(&h, (const unsigned char *)&kind, 1);
    crypto_generichash_update(&h, (const unsigned char *)text, strlen(text));
    crypto_generichash_final(&h, hash, sizeof hash);
    memcpy(&key, hash, sizeof key);
    put(c, key);
}

static void phone(collect *c, const char *value, size_t len) {
    char text[CONTACT_MAX];
    if (!contact_phone(text, value, len)) return;
    size_t n = strlen(text);
    put_text(c, 'p', n > PHONE_TAIL ? text + n - PHONE_TAIL : text);
}

static void email(collect *c, const char *value, size_t len) {
    char text[CONTACT_MAX];
    if (contact_email(text, value, len)) put_text(c, 'e', text);
}

static void website(collect *c, const char *value, size_t len) {
    char text[CONTACT_MAX];
    if (contact_domain(text, value, len)) put_text(c, 'w', text);
}

static void address_at(collect *c, const char *value, size_t len) {
    address a;
    uint64_t keys[ADDRESS_KEYS_MAX];
    if (len > ADDRESS_TEXT_MAX || address_read(&a, c->forms, value, len, NULL)) return;
    unsigned n = address_keys(keys, &a);
    for (unsigned i = 0; i < n; i++) put(c, keys[i]);
}

bool exact_name(buf *out, const char *name, size_t len) {
    const name_tables *t;
    name_form f;
    arena mem;
    unsigned words = 0;
    size_t from = out->len;
    if (name_tables_open(&t, NULL)) return false;
    arena_init(&mem, 0);
    bool read = name_form_read(&f, &mem, t, NAME_ORGANISATION, name, len, NULL) == CORDON_OK;
    for (unsigned i = 0; read && i < f.n; i++) {
        const name_token *token = &f.token[i];
        if (token->cls == NAME_LEGAL || token->cls == NAME_STOP) continue;
        if (words++) buf_char(out, ' ');
        buf_str(out, token->text);
    }
    arena_destroy(&mem);
    return words >= 2 && out->len - from >= EXACT_LETTERS_MIN;
}

static void name_at(collect *c, const char *value, size_t len) {
    buf exact = {0};
    if (exact_name(&exact, value, len)) put_text(c, 'n', buf_text(&exact));
    buf_free(&exact);
}

static void value_keys(collect *c, const entity_value *v, bool named) {
    if (named && lists_is_name(v->prop)) name_at(c, v->value, strlen(v->value));
    static const struct {
        const char *prop;
        void (*keys)(collect *c, const char *value, size_t len);
    } props[] = {{"phone", phone}, {"email", email}, {"website", website}, {"address", address_at}};
    for (size_t i = 0; i < sizeof props / sizeof *props; i++)
        if (strcmp(v->prop, props[i].prop) == 0) props[i].keys(c, v->value, strlen(v->value));
}

static int by_number(const void *a, const void *b) {
    const uint64_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static void sort(fact_keys *k) {
    size_t kept = 0;
    if (k->n) qsort(k->key, k->n, sizeof *k->key, by_number);
    for (size_t i = 0; i < k->n; i++)
        if (!kept || k->key[kept - 1] != k->key[i]) k->key[kept++] = k->key[i];
    k->n = kept;
}

cordon_status fact_keys_of(fact_keys *out, arena *mem, const entity *e, cordon_error *err) {
    const list_facts_tables *t;
    identifier *id = NULL;
    size_t ids = 0;
    *out = (fact_keys){0};
    collect c = {.out = out, .mem = mem};
    cordon_status status = list_facts_tables_open(&t, err);
    if (!status) status = address_forms_open(&c.forms, err);
    if (!status) status = list_identifiers_of(&id, &ids, mem, t->kinds, t->areas, e, err);
    if (status) return status;
    for (size_t i = 0; i < ids; i++)
        if (id[i].validity != IDENTIFIER_INVALID && strlen(id[i].value) >= VALUE_MIN) put_text(&c, 'i', id[i].value);
    name_kind kind = pair_kind_of_schema(e->schema);
    bool named = kind != NAME_PERSON && kind != NAME_VESSEL;
    for (uint32_t i = 0; i < e->values; i++) value_keys(&c, &e->value[i], named);
    sort(out);
    return c.failed ? cordon_fail(err, CORDON_ENOMEM, "no memory for facts") : CORDON_OK;
}
