/* What of an entity can be compared. */
#include <ctype.h>
#include <pthread.h>
#include <string.h>

#include "lists/identify.h"
#include "screen/area_within.h"
#include "screen/pair.h"
#include "screen/score_model.h"

static const struct {
    const char *schema;
    name_kind kind;
} schemas[] = {
    {"Person", NAME_PERSON},
    {"Company", NAME_ORGANISATION},
    {"Organization", NAME_ORGANISATION},
    {"PublicBody", NAME_ORGANISATION},
    {"Vessel", NAME_VESSEL},
    {"Airplane", NAME_VESSEL},
    {"Vehicle", NAME_VESSEL},
};
static const struct {
    const char *prop;
    pair_name_class cls;
} names[] = {
    {"name", PAIR_PRIMARY},   {"alias", PAIR_ALIAS},       {"previousName", PAIR_FORMER},
    {"weakAlias", PAIR_WEAK}, {"abbreviation", PAIR_WEAK},
};
#define COUNT(a) (sizeof(a) / sizeof *(a))

name_kind pair_kind_of_schema(const char *schema) {
    for (size_t i = 0; i < COUNT(schemas); i++)
        if (!strcmp(schema, schemas[i].schema)) return schemas[i].kind;
    return NAME_ANY;
}

int pair_name_kind(const char *prop) {
    for (size_t i = 0; i < COUNT(names); i++)
        if (!strcmp(prop, names[i].prop)) return names[i].cls;
    return -1;
}

static bool one_of(const char *prop, const char *const *list) {
    while (*list && strcmp(*list, prop) != 0) list++;
    return *list != NULL;
}
static const char *const births[] = {"birthDate", "incorporationDate", "buildDate", NULL};
static const char *const addresses[] = {"address", NULL};
static bool is_name(const char *prop) { return pair_name_kind(prop) >= 0; }
static bool is_birth(const char *prop) { return one_of(prop, births); }
static bool is_address(const char *prop) { return one_of(prop, addresses); }

/* The tables of all that is compared, read once and kept. */
typedef struct tables {
    const score_model *model;
    const name_tables *names;
    const address_forms *forms;
    const list_facts_tables *facts;
    const area_within *within; /* of pair_compare, which has no errors */
} tables;

static cordon_status tables_open(const tables **out, cordon_error *err) {
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    static tables t;
    pthread_mutex_lock(&lock);
    cordon_status s = score_model_open(&t.model, err);
    if (!s) s = name_tables_open(&t.names, err);
    if (!s) s = address_forms_open(&t.forms, err);
    if (!s) s = list_facts_tables_open(&t.facts, err);
    if (!s) s = area_within_open(&t.within, err);
    pthread_mutex_unlock(&lock);
    *out = &t;
    return s;
}

typedef struct maker {
    const tables *t;
    arena *mem;
    pair_facts *f;
    pair_name *name;
    partial_date *birth;
    address *address;
} maker;

/* Whether a text, read as a firm's name, has no word that tells a firm, but one of trade at least;
 * and how many words count at all. */
static bool but_generic(const tables *t, const char *text, size_t len, unsigned *words) {
    const score_numbers *numbers = score_model_numbers(t->model);
    name_form form;
    scored_name firm;
    cordon_error err;
    arena mem;
    float distinct = 0;
    bool of_trade = false; /* "Dass" is not "das" */
    *words = 0;
    arena_init(&mem, 0);
    bool read = !name_form_read(&form, &mem, t->names, NAME_ORGANISATION, text, len, &err) &&
                !scored_name_make(&firm, &mem, t->model, &form, &err);
    for (unsigned i = 0; read && i < firm.tokens; i++) {
        if (firm.weight[i] >= numbers->generic) distinct += firm.weight[i];
        of_trade |= firm.cls[i] == NAME_WORD || firm.cls[i] == NAME_LEGAL;
        if (firm.cls[i] == NAME_WORD)
            ++*words;
        else
            read = firm.cls[i] == NAME_LEGAL || firm.cls[i] == NAME_STOP;
    }
    read = read && of_trade && distinct < numbers->distinct_least &&
           firm.weight_all < numbers->generic_enough;
    arena_destroy(&mem);
    return read;
}

/* "TRADING" is rare as a name of a ship or a person, and "Tradings" of any, and yet they tell
 * nobody. Longer names are not looked at; generic words of a firm's name count little in its score
 * already. */
static bool is_generic(const maker *k, const char *text, unsigned tokens) {
    enum { TOKENS_LOOKED_AT = 4 };
    char singular[128];
    size_t len = 0, all = strlen(text);
    if (tokens > TOKENS_LOOKED_AT || all >= sizeof singular) return false;
    for (size_t i = 0; i < all; i++)
        if ((text[i] | 32) != 's' || !i || !isalpha((unsigned char)text[i - 1]) ||
            isalpha((unsigned char)text[i + 1]) || (text[i + 1] & 0x80))
            singular[len++] = text[i];
    unsigned words;
    unsigned most = k->f->kind == NAME_PERSON ? 1 : 2;
    if (but_generic(k->t, text, all, &words)) return words <= most;
    bool two = text[strcspn(text, " ")] && strchr(strchr(text, ' ') + 1, ' ') == NULL;
    return len < all && (two || !strchr(text, ' ')) && but_generic(k->t, singular, len, &words) &&
           words <= most;
}

static cordon_status add_name(maker *k, const entity_value *v, pair_name_class cls,
                              cordon_error *err) {
    name_form form;
    cordon_error why;
    if (k->f->names == PAIR_NAMES_MAX) return k->f->left_out++, CORDON_OK;
    arena scratch;
    arena_init(&scratch, 0);
    cordon_status s =
        name_form_read(&form, &scratch, k->t->names, k->f->kind, v->value, strlen(v->value), &why);
    pair_name *n = &k->name[k->f->names];
    if (s == CORDON_ENOMEM) {
        cordon_fail(err, s, "%s", why.message);
    } else if (s) { /* no letter in it, or far too long */
        k->f->left_out++;
        s = CORDON_OK;
    } else if (!(s = scored_name_make(&n->scored, k->mem, k->t->model, &form, err))) {
        n->text = v->value;
        n->cls = (uint8_t)cls;
        n->generic = is_generic(k, v->value, n->scored.tokens);
        k->f->names++;
    }
    arena_destroy(&scratch);
    return s;
}

static void add_gender(pair_facts *f, const char *text) {
    char c = (char)(text[0] | 32);
    if (c == 'm' || c == 'f') f->gender = (char)(f->gender && f->gender != c ? 0 : c);
}

static cordon_status add_address(maker *k, const char *text, cordon_error *err) {
    cordon_error why;
    if (k->f->addresses == PAIR_ADDRESSES_MAX) return k->f->left_out++, CORDON_OK;
    cordon_status s =
        address_read(&k->address[k->f->addresses], k->t->forms, text, strlen(text), &why);
    if (s == CORDON_ENOMEM) return cordon_fail(err, s, "%s", why.message);
    if (s || !k->address[k->f->addresses].n)
        k->f->left_out++;
    else
        k->f->addresses++;
    return CORDON_OK;
}

static cordon_status add(maker *k, const entity_value *v, cordon_error *err) {
    pair_facts *f = k->f;
    int cls = pair_name_kind(v->prop);
    if (cls >= 0) return add_name(k, v, (pair_name_class)cls, err);
    if (is_address(v->prop)) return add_address(k, v->value, err);
    if (is_birth(v->prop)) {
        if (f->births == PAIR_DATES_MAX ||
            !partial_date_read(&k->birth[f->births], k->t->facts->dates, v->value, strlen(v->value),
                               DATE_DAY_FIRST))
            f->left_out++;
        else
            f->births++;
    } else if (!strcmp(v->prop, "gender")) {
        add_gender(f, v->value);
    }
    return CORDON_OK;
}

static cordon_status add_identifiers(maker *k, const entity *e, cordon_error *err) {
    identifier *id;
    size_t n;
    cordon_status s =
        list_identifiers_of(&id, &n, k->mem, k->t->facts->kinds, k->t->facts->areas, e, err);
    if (s) return s;
    if (n > PAIR_IDENTIFIERS_MAX)
        k->f->left_out += (uint32_t)n - PAIR_IDENTIFIERS_MAX, n = PAIR_IDENTIFIERS_MAX;
    k->f->identifier = id;
    k->f->identifiers = (uint16_t)n;
    return CORDON_OK;
}

static cordon_status add_countries(maker *k, const entity *e, cordon_error *err) {
    list_countries c = {0};
    list_countries_of(&c, k->t->facts->areas, e);
    const char **code = arena_alloc(k->mem, c.n * sizeof *code);
    if (!code) return cordon_fail(err, CORDON_ENOMEM, "no memory for the facts of a party");
    for (unsigned i = 0; i < c.n; i++) code[i] = c.code[i];
    k->f->country = code;
    k->f->countries = c.n;
    return CORDON_OK;
}

static void *room(arena *mem, const entity *e, bool (*is)(const char *), unsigned most,
                  size_t size) {
    unsigned n = 0;
    for (uint32_t i = 0; i < e->values && n < most; i++) n += is(e->value[i].prop);
    return arena_alloc(mem, n * size);
}

cordon_status pair_facts_make(pair_facts *out, arena *mem, const entity *e, cordon_error *err) {
    pair_facts f = {.kind = pair_kind_of_schema(e->schema)};
    maker k = {.mem = mem, .f = &f};
    cordon_status s = tables_open(&k.t, err);
    if (s) return s;
    k.name = room(mem, e, is_name, PAIR_NAMES_MAX, sizeof *k.name);
    k.birth = room(mem, e, is_birth, PAIR_DATES_MAX, sizeof *k.birth);
    k.address = room(mem, e, is_address, PAIR_ADDRESSES_MAX, sizeof *k.address);
    if (!k.name || !k.birth || !k.address)
        return cordon_fail(err, CORDON_ENOMEM, "no memory for the facts of a party");
    for (uint32_t i = 0; !s && i < e->values; i++) s = add(&k, &e->value[i], err);
    if (!s) s = add_identifiers(&k, e, err);
    if (!s) s = add_countries(&k, e, err);
    if (s) return s;
    f.name = k.name, f.birth = k.birth, f.address = k.address;
    *out = f;
    return CORDON_OK;
}
