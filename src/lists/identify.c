#include "lists/identify.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { PARTS_MAX = 64, PART_BYTES_MAX = 200 };
static const char schemes[] = "iso2|iso3|code|name";

static void add(list_countries *out, const area *a) {
    uint8_t at = 0;
    while (at < out->n && strcmp(out->code[at], a->code) < 0) at++;
    if (at < out->n && !strcmp(out->code[at], a->code)) return;
    if (out->n == LIST_COUNTRIES_MAX) {
        out->more = true;
        return;
    }
    for (uint8_t i = out->n++; i > at; i--) out->code[i] = out->code[i - 1];
    out->code[at] = a->code;
}

static void trim(const char **s, size_t *len) {
    while (*len && strchr(" \t\r\n.,;:()[]", **s)) (*s)++, (*len)--;
    while (*len && strchr(" \t\r\n.,;:()[]", (*s)[*len - 1])) (*len)--;
}

static const area *known(const areas *a, const char *s, size_t len) {
    const area *found = len >= 2 ? areas_find(a, schemes, s, len, 0) : NULL;
    return found && (found->kind == AREA_COUNTRY || found->kind == AREA_SPECIAL) ? found : NULL;
}

/* Behind "the", and behind what a state calls itself: "People's Republic of", "Kingdom of". */
static const char *plain_name(const char *s) {
    static const char *const styles[] = {"the",       "republic",   "kingdom",  "islamic",
                                         "socialist", "democratic", "people's", "state",
                                         "federal",   "sultanate",  "union",    "of"};
    for (bool more = true; more;) {
        more = false;
        for (size_t i = 0; i < sizeof styles / sizeof *styles; i++) {
            size_t n = strlen(styles[i]);
            if (!strncasecmp(s, styles[i], n) && s[n] == ' ') s += n + 1, more = true;
        }
    }
    return s;
}

/* A country's name, with a typographic apostrophe or a style before it or not. */
static const area *find(const areas *a, const char *s, size_t len) {
    static const char quote[] = "\xe2\x80\x99";
    char text[PART_BYTES_MAX + 1] = {0};
    size_t n = 0;
    trim(&s, &len);
    if (len > PART_BYTES_MAX) return NULL;
    for (size_t i = 0; i < len; i++) {
        bool apostrophe = len - i >= 3 && !memcmp(s + i, quote, 3);
        text[n++] = (char)(apostrophe ? '\'' : s[i]);
        i += apostrophe ? 2 : 0;
    }
    const area *found = known(a, text, n);
    const char *bare = plain_name(text);
    return found || bare == text ? found : known(a, bare, strlen(bare));
}

/* "Korea, North" is "North Korea". */
static const area *turned(const areas *a, const char *s, size_t len) {
    char text[PART_BYTES_MAX + 2];
    const char *comma = memchr(s, ',', len);
    if (!comma || len > PART_BYTES_MAX) return NULL;
    const char *front = comma + 1;
    size_t n = (size_t)(s + len - front), m = (size_t)(comma - s);
    trim(&front, &n);
    memcpy(text, front, n);
    text[n] = ' ';
    memcpy(text + n + 1, s, m);
    return n ? find(a, text, n + 1 + m) : NULL;
}

/* One country as a publisher writes it; what stands behind a comma or in brackets says whose it is,
 * or more. */
static bool add_one(list_countries *out, const areas *a, const char *s, size_t len) {
    trim(&s, &len);
    if (!len) return false;
    const area *found = find(a, s, len);
    if (!found) found = turned(a, s, len);
    for (size_t i = 0; i < len && !found; i++)
        if (s[i] == ',' || s[i] == '(') found = find(a, s, i);
    for (size_t i = len; i-- > 0 && !found;)
        if (s[i] == ',' || s[i] == '(') found = find(a, s + i + 1, len - i - 1);
    if (found) add(out, found);
    return found != NULL;
}

bool list_country_add(list_countries *out, const areas *a, const char *text, size_t len) {
    bool any = false;
    const area *whole = find(a, text, len);
    if (whole) {
        add(out, whole);
        return true;
    }
    unsigned parts = 0;
    for (size_t i = 0, from = 0; i <= len && parts < PARTS_MAX; i++) {
        bool bar =
            i == len || text[i] == ';' || text[i] == '|' || text[i] == '/' || text[i] == '\n';
        if (!bar) continue;
        any |= add_one(out, a, text + from, i - from);
        from = i + 1, parts++;
    }
    return any;
}

static bool has_digit(const char *s, size_t len) {
    for (size_t i = 0; i < len; i++)
        if (s[i] >= '0' && s[i] <= '9') return true;
    return false;
}

/* The last part of an address: a country, perhaps with numbers or a remark around it ("432601
 * Russia", "Singapore 089053", "Russia (HQ)").                                          */
static const area *country_of_part(const areas *a, const char *s, size_t len) {
    const area *found = find(a, s, len);
    const char *bracket = memchr(s, '(', len);
    if (!found && bracket) found = find(a, s, len = (size_t)(bracket - s));
    if (found || !has_digit(s, len)) return found;
    size_t from = 0, end = len;
    for (size_t i = 0, word = 0; i <= len; i++) {
        if (i < len && s[i] != ' ') continue;
        if (has_digit(s + word, i - word)) {
            if (find(a, s + from, word - from))
                end = word;
            else
                from = i;
            if (end == word) break;
        }
        word = i + 1;
    }
    return from < end ? find(a, s + from, end - from) : NULL;
}

/* The country that one address names last, or else first. */
static const area *country_in(const areas *a, const char *s, size_t len) {
    const area *found = NULL;
    size_t end = len;
    /* "..., Hong Kong, China": a country in front of the last one is the nearer. */
    for (unsigned part = 0; part < 2 && end; part++) {
        size_t from = end;
        while (from && s[from - 1] != ',') from--;
        const area *here = country_of_part(a, s + from, end - from);
        if (!here) break;
        found = here;
        end = from ? from - 1 : 0;
    }
    const char *comma = memchr(s, ',', len);
    return found || !comma ? found : find(a, s, (size_t)(comma - s));
}

bool list_country_of_address(list_countries *out, const areas *a, const char *address, size_t len) {
    bool any = false;
    for (size_t i = 0, from = 0; i <= len; i++) {
        if (i < len && address[i] != ';' && address[i] != '\n') continue;
        const area *found = country_in(a, address + from, i - from);
        if (found) add(out, found);
        any |= found != NULL;
        from = i + 1;
    }
    return any;
}

bool list_country_has(const list_countries *c, const char *code) {
    for (unsigned i = 0; i < c->n; i++)
        if (!strcmp(c->code[i], code)) return true;
    return false;
}

static bool is_one_of(const char *prop, const char *const names[]) {
    for (; *names; names++)
        if (!strcmp(prop, *names)) return true;
    return false;
}

void list_countries_of(list_countries *out, const areas *a, const entity *e) {
    static const char *const props[] = {"country",     "jurisdiction", "nationality", "citizenship",
                                        "mainCountry", "flag",         NULL};
    *out = (list_countries){0};
    for (uint32_t i = 0; i < e->values; i++)
        if (is_one_of(e->value[i].prop, props))
            list_country_add(out, a, e->value[i].value, strlen(e->value[i].value));
    bool said = out->n > 0;
    for (uint32_t i = 0; i < e->values && !said; i++)
        if (!strcmp(e->value[i].prop, "address"))
            list_country_of_address(out, a, e->value[i].value, strlen(e->value[i].value));
}

/* By (kind, country, value). */
static int by_kind(const void *x, const void *y) {
    const identifier *a = x, *b = y;
    if (a->kind != b->kind) return a->kind < b->kind ? -1 : 1;
    int c = strcmp(a->country, b->country);
    return c ? c : strcmp(a->value, b->value);
}

static const char *issuer(const list_facts_tables *t, const list_countries *own,
                          const char *detail) {
    list_countries said = {0};
    if (*detail && list_country_add(&said, t->areas, detail, strlen(detail)) && said.n == 1)
        return said.code[0];
    return own->n == 1 ? own->code[0] : "";
}

static bool read_number(identifier *id, const list_facts_tables *t, const list_countries *own,
                        const entity *e, const entity_value *v, int ship, int company) {
    if (!identifier_read(id, t->kinds, v->prop, v->value, strlen(v->value),
                         issuer(t, own, v->detail)))
        return false;
    if (ship >= 0 && company >= 0 && id->kind == ship && strcmp(e->schema, "Vessel") != 0) {
        id->kind = (uint8_t)company;
        id->validity = strlen(id->value) == 7 ? IDENTIFIER_UNCHECKED : IDENTIFIER_INVALID;
    }
    return true;
}

/* Where no country is said: the one whose register gave a number that shows its kind by itself. */
static void country_of_numbers(list_countries *own, const list_facts_tables *t, const entity *e) {
    identifier id;
    for (uint32_t i = 0; i < e->values; i++) {
        const entity_value *v = &e->value[i];
        if (!identifier_read(&id, t->kinds, v->prop, v->value, strlen(v->value), "")) continue;
        const char *country = identifier_kind_at(t->kinds, id.kind)->country;
        if (id.validity == IDENTIFIER_VALID && *country)
            list_country_add(own, t->areas, country, strlen(country));
    }
}

cordon_status list_identifiers_of(identifier **out, size_t *n, arena *mem,
                                  const identifier_kinds *k, const areas *a, const entity *e,
                                  cordon_error *err) {
    const list_facts_tables t = {a, k, NULL};
    int ship = identifier_kind_find(k, "imo", 3),
        company = identifier_kind_find(k, "imo-company", 11);
    list_countries own;
    size_t found = 0, kept = 0;
    identifier one, *v;
    list_countries_of(&own, a, e);
    if (!own.n) country_of_numbers(&own, &t, e);
    for (uint32_t i = 0; i < e->values; i++)
        found += read_number(&one, &t, &own, e, &e->value[i], ship, company);
    *out = NULL, *n = 0;
    if (!found) return CORDON_OK;
    v = arena_alloc(mem, found * sizeof *v);
    if (!v) return cordon_fail(err, CORDON_ENOMEM, "no memory for %zu identifiers", found);
    for (uint32_t i = 0; i < e->values; i++)
        if (read_number(&one, &t, &own, e, &e->value[i], ship, company)) v[kept++] = one;
    qsort(v, kept, sizeof *v, by_kind);
    size_t last = 0;
    for (size_t i = 1; i < kept; i++)
        if (by_kind(&v[last], &v[i]) != 0) v[++last] = v[i];
    *out = v, *n = last + 1;
    return CORDON_OK;
}

cordon_status list_facts_tables_open(const list_facts_tables **out, cordon_error *err) {
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    static list_facts_tables kept;
    static areas *own;
    pthread_mutex_lock(&lock);
    cordon_status status = CORDON_OK;
    if (!own) status = areas_load(&own, err);
    if (!status) status = identifier_kinds_open(&kept.kinds, err);
    if (!status) status = date_words_open(&kept.dates, err);
    kept.areas = own;
    if (!status) *out = &kept;
    pthread_mutex_unlock(&lock);
    return status;
}
