#include "lists/entity.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "read/json_tree.h"
#include "read/records.h"

void entity_begin(entity *e, arena *mem, const char *list, const char *key, const char *schema) {
    *e = (entity){.list = "", .key = "", .schema = "", .mem = mem};
    const char *from[] = {list, key, schema}, **to[] = {&e->list, &e->key, &e->schema};
    for (int i = 0; i < 3; i++) {
        size_t len = from[i] ? strlen(from[i]) : 0;
        if (len > ENTITY_VALUE_BYTES_MAX)
            e->overfull = true;
        else if (len && !records_utf8(from[i], len))
            e->broken = true;
        else if (len && !(*to[i] = arena_strndup(mem, from[i], len)))
            *to[i] = "", e->failed = true;
    }
}

/* ---- texts -------------------------------------------------------------------- */

/* The blank at the beginning of s: its bytes, 0 when there is none. */
static size_t blank(const char *s, size_t len) {
    const unsigned char *p = (const unsigned char *)s;
    if (!len) return 0;
    if (*p <= 0x20 || *p == 0x7f) return 1;
    if (len >= 2 && p[0] == 0xc2 && p[1] == 0xa0) return 2;            /* no-break */
    if (len >= 3 && ((p[0] == 0xe3 && p[1] == 0x80 && p[2] == 0x80) || /* of a wide letter */
                     (p[0] == 0xef && p[1] == 0xbb && p[2] == 0xbf)))  /* of no width */
        return 3;
    return 0;
}

static void trim(const char **s, size_t *len) {
    for (size_t n; (n = blank(*s, *len)); *len -= n) *s += n;
    for (size_t n;; *len -= n) {
        for (n = 1; n <= 3 && n <= *len && blank(*s + *len - n, n) != n;) n++;
        if (n > 3 || n > *len) return;
    }
}

/* Whether so many bytes more are within bounds. */
static bool room(entity *e, size_t len) {
    if (len <= ENTITY_VALUE_BYTES_MAX && len <= ENTITY_BYTES_MAX - e->bytes) return true;
    e->overfull = true;
    return false;
}

/* A trimmed copy; "" for nothing, and where a mark of e says why. */
static const char *keep(entity *e, const char *s, long given) {
    size_t len = !s ? 0 : given < 0 ? strlen(s) : (size_t)given;
    if (s) trim(&s, &len);
    if (!len || !room(e, len)) return "";
    if (strnlen(s, len) < len || !records_utf8(s, len)) {
        e->broken = true;
        return "";
    }
    char *to = arena_strndup(e->mem, s, len);
    if (!to) {
        e->failed = true;
        return "";
    }
    for (size_t i = 0; i < len; i++)
        if (((unsigned char)to[i] < 0x20 && to[i] != '\n' && to[i] != '\t') || to[i] == 0x7f)
            to[i] = ' ';
    e->bytes += (uint32_t)len;
    return to;
}

/* Room for one more in an array whose length tells what it holds: 8, 16, 32, ... */
static bool grow(entity *e, void *array, uint32_t n, size_t size, uint32_t most) {
    void *old, *new;
    if (n >= most) {
        e->overfull = true;
        return false;
    }
    if (n && (n < 8 || (n & (n - 1)))) return true;
    memcpy(&old, array, sizeof old);
    if (!(new = arena_alloc(e->mem, size * (n ? 2 * (size_t)n : 8)))) {
        e->failed = true;
        return false;
    }
    if (n) memcpy(new, old, size * n);
    memcpy(array, &new, sizeof new);
    return true;
}

/* ---- values ------------------------------------------------------------------- */

static uint32_t hash(const char *prop, const char *value) {
    uint64_t h = 0xcbf29ce484222325u; /* FNV-1a */
    for (; *prop; prop++) h = (h ^ (unsigned char)*prop) * 0x100000001b3u;
    h *= 0x100000001b3u;
    for (; *value; value++) h = (h ^ (unsigned char)*value) * 0x100000001b3u;
    return (uint32_t)(h ^ h >> 32);
}

/* The place of a value in slot: its own, or the empty one where it would go. */
static uint32_t *place(const entity *e, const char *prop, const char *value) {
    uint32_t i = hash(prop, value) & (e->slots - 1);
    for (; e->slot[i]; i = (i + 1) & (e->slots - 1)) {
        const entity_value *v = &e->value[e->slot[i] - 1];
        if (strcmp(v->value, value) == 0 && strcmp(v->prop, prop) == 0) break;
    }
    return &e->slot[i];
}

static bool more_slots(entity *e) {
    if (e->values < e->slots / 2) return true;
    uint32_t n = e->slots ? 2 * e->slots : 32;
    uint32_t *slot = arena_alloc(e->mem, n * sizeof *slot);
    if (!slot) {
        e->failed = true;
        return false;
    }
    e->slot = slot;
    e->slots = n;
    for (uint32_t i = 0; i < e->values; i++) *place(e, e->value[i].prop, e->value[i].value) = i + 1;
    return true;
}

void entity_add(entity *e, const char *prop, const char *value, long len, const char *lang,
                const char *detail) {
    const char *text = keep(e, value, len);
    if (!*text || !more_slots(e)) return;
    uint32_t *slot = place(e, prop, text);
    if (!*slot) {
        if (!grow(e, &e->value, e->values, sizeof *e->value, ENTITY_VALUES_MAX)) return;
        const char *name = e->values ? e->value[e->values - 1].prop : "";
        if (strcmp(name, prop) != 0) name = keep(e, prop, -1);
        if (!*name) return;
        e->value[e->values++] = (entity_value){name, text, "", ""};
        *slot = e->values;
    }
    entity_value *v = &e->value[*slot - 1];
    if (!*v->lang) v->lang = keep(e, lang, -1);
    if (!*v->detail) v->detail = keep(e, detail, -1);
}

const char *entity_first(const entity *e, const char *prop) {
    for (uint32_t i = 0; i < e->values; i++)
        if (strcmp(e->value[i].prop, prop) == 0) return e->value[i].value;
    return NULL;
}

/* ---- listings and links --------------------------------------------------------- */

static int by_listing(const void *a, const void *b) {
    const entity_listing *x = a, *y = b;
    int c = x->from < y->from ? -1 : x->from > y->from;
    if (!c) c = x->to < y->to ? -1 : x->to > y->to;
    if (!c) c = strcmp(x->programme, y->programme);
    if (!c) c = strcmp(x->article, y->article);
    if (!c) c = strcmp(x->reference, y->reference);
    return c ? c : strcmp(x->reason, y->reason);
}

void entity_list(entity *e, const entity_listing *l) {
    entity_listing new = {keep(e, l->programme, -1),
                          keep(e, l->article, -1),
                          keep(e, l->reference, -1),
                          keep(e, l->reason, -1),
                          l->from,
                          l->to};
    if ((l->from && !date_valid(l->from)) || (l->to && !date_valid(l->to))) {
        e->broken = true;
        return;
    }
    for (uint32_t i = 0; i < e->listings; i++)
        if (!by_listing(&e->listing[i], &new)) return;
    if (grow(e, &e->listing, e->listings, sizeof new, ENTITY_LISTINGS_MAX))
        e->listing[e->listings++] = new;
}

static int by_link(const void *a, const void *b) {
    const entity_link *x = a, *y = b;
    int c = strcmp(x->kind, y->kind);
    if (!c) c = strcmp(x->to_key, y->to_key);
    if (!c) c = strcmp(x->to_name, y->to_name);
    if (!c) c = strcmp(x->role, y->role);
    if (c) return c;
    double p = isnan(x->percent) ? -1 : x->percent, q = isnan(y->percent) ? -1 : y->percent;
    return p < q ? -1 : p > q;
}

void entity_relate(entity *e, const entity_link *l) {
    entity_link new = {keep(e, l->kind, -1), keep(e, l->role, -1), keep(e, l->to_key, -1),
                       keep(e, l->to_name, -1),
                       l->percent >= 0 && l->percent <= 100 ? l->percent : (double)NAN};
    for (uint32_t i = 0; i < e->links; i++)
        if (!by_link(&e->link[i], &new)) return;
    if (grow(e, &e->link, e->links, sizeof new, ENTITY_LINKS_MAX)) e->link[e->links++] = new;
}

/* ---- JSON ----------------------------------------------------------------------- */

static int by_value(const void *a, const void *b) {
    const entity_value *x = a, *y = b;
    int c = strcmp(x->prop, y->prop);
    return c ? c : strcmp(x->value, y->value);
}

/* A sorted copy, which the caller frees. */
static void *sorted(buf *out, const void *from, uint32_t n, size_t size,
                    int (*by)(const void *, const void *)) {
    void *copy = malloc((n + 1) * size);
    if (!copy) {
        out->failed = true;
        return NULL;
    }
    if (n) memcpy(copy, from, size * n);
    qsort(copy, n, size, by);
    return copy;
}

static void write_values(buf *out, const entity *e) {
    entity_value *v = sorted(out, e->value, e->values, sizeof *v, by_value);
    for (uint32_t i = 0; v && i < e->values; i++) {
        bool first = !i || strcmp(v[i].prop, v[i - 1].prop) != 0;
        if (first && i) buf_char(out, ']');
        if (first) json_key(out, v[i].prop), buf_char(out, '[');
        bool plain = !*v[i].lang && !*v[i].detail;
        if (!plain) json_key(out, NULL), buf_char(out, '[');
        json_str(out, NULL, v[i].value);
        if (plain) continue;
        json_str(out, NULL, v[i].lang);
        json_str(out, NULL, v[i].detail);
        buf_char(out, ']');
    }
    if (e->values) buf_char(out, ']');
    free(v);
}

static void write_texts(buf *out, const char *const key[], const char *const text[], size_t n) {
    for (size_t i = 0; i < n; i++)
        if (*text[i]) json_str(out, key[i], text[i]);
}

static const char *const listing_keys[] = {"programme", "article", "reference", "reason"};
static const char *const link_keys[] = {"kind", "role", "to_key", "to_name"};

static void write_listings(buf *out, const entity *e) {
    entity_listing *l = sorted(out, e->listing, e->listings, sizeof *l, by_listing);
    json_key(out, "listings");
    buf_char(out, '[');
    for (uint32_t i = 0; l && i < e->listings; i++) {
        const char *text[] = {l[i].programme, l[i].article, l[i].reference, l[i].reason};
        json_key(out, NULL);
        buf_char(out, '{');
        write_texts(out, listing_keys, text, 4);
        if (l[i].from) json_date(out, "from", l[i].from);
        if (l[i].to) json_date(out, "to", l[i].to);
        buf_char(out, '}');
    }
    buf_char(out, ']');
    free(l);
}

static void write_links(buf *out, const entity *e) {
    entity_link *l = sorted(out, e->link, e->links, sizeof *l, by_link);
    json_key(out, "links");
    buf_char(out, '[');
    for (uint32_t i = 0; l && i < e->links; i++) {
        const char *text[] = {l[i].kind, l[i].role, l[i].to_key, l[i].to_name};
        json_key(out, NULL);
        buf_char(out, '{');
        write_texts(out, link_keys, text, 4);
        if (!isnan(l[i].percent)) json_number(out, "percent", l[i].percent);
        buf_char(out, '}');
    }
    buf_char(out, ']');
    free(l);
}

void entity_json(buf *out, const entity *e) {
    buf_char(out, '{');
    json_str(out, "list", e->list);
    json_str(out, "key", e->key);
    json_str(out, "schema", e->schema);
    json_key(out, "properties");
    buf_char(out, '{');
    write_values(out, e);
    buf_char(out, '}');
    if (e->listings) write_listings(out, e);
    if (e->links) write_links(out, e);
    buf_char(out, '}');
}

/* ---- and back ------------------------------------------------------------------- */

static bool read_value(entity *e, const char *prop, const json_node *v) {
    const json_node *lang = v->first ? v->first->next : NULL, *detail = lang ? lang->next : NULL;
    if (v->kind == JSON_STRING) {
        entity_add(e, prop, v->text, -1, NULL, NULL);
        return true;
    }
    if (v->kind != JSON_ARRAY || v->n != 3 || !detail) return false;
    for (const json_node *c = v->first; c; c = c->next)
        if (c->kind != JSON_STRING) return false;
    entity_add(e, prop, v->first->text, -1, lang->text, detail->text);
    return true;
}

static bool read_values(entity *e, const json_node *properties) {
    if (!properties || properties->kind != JSON_OBJECT) return false;
    for (const json_node *p = properties->first; p; p = p->next) {
        if (p->kind != JSON_ARRAY || !*p->key) return false;
        for (const json_node *v = p->first; v; v = v->next)
            if (!read_value(e, p->key, v)) return false;
    }
    return true;
}

static bool read_day(date_day *out, const json_node *n, const char *key) {
    const json_node *d = json_get(n, key);
    return !d || (d->kind == JSON_STRING && date_parse(out, d->text, strlen(d->text)));
}

static bool read_listings(entity *e, const json_node *list) {
    if (list && list->kind != JSON_ARRAY) return false;
    for (const json_node *n = list ? list->first : NULL; n; n = n->next) {
        entity_listing l = {json_text_of(n, "programme"),
                            json_text_of(n, "article"),
                            json_text_of(n, "reference"),
                            json_text_of(n, "reason"),
                            0,
                            0};
        if (n->kind != JSON_OBJECT || !read_day(&l.from, n, "from") || !read_day(&l.to, n, "to"))
            return false;
        entity_list(e, &l);
    }
    return true;
}

static bool read_links(entity *e, const json_node *list) {
    if (list && list->kind != JSON_ARRAY) return false;
    for (const json_node *n = list ? list->first : NULL; n; n = n->next) {
        const json_node *percent = json_get(n, "percent");
        if (n->kind != JSON_OBJECT || (percent && percent->kind != JSON_NUMBER)) return false;
        entity_relate(e, &(entity_link){json_text_of(n, "kind"), json_text_of(n, "role"),
                                        json_text_of(n, "to_key"), json_text_of(n, "to_name"),
                                        percent ? percent->number : (double)NAN});
    }
    return true;
}

cordon_status entity_read(entity *e, arena *mem, const char *json, size_t len, cordon_error *err) {
    json_tree t;
    cordon_status status = json_tree_read_memory(&t, "entity", json, len, err);
    if (status) return status;
    entity_begin(e, mem, json_text_of(t.root, "list"), json_text_of(t.root, "key"),
                 json_text_of(t.root, "schema"));
    bool sound =
        *e->list && *e->key && *e->schema && read_values(e, json_get(t.root, "properties")) &&
        read_listings(e, json_get(t.root, "listings")) && read_links(e, json_get(t.root, "links"));
    json_tree_free(&t);
    if (e->failed) return cordon_fail(err, CORDON_ENOMEM, "no memory for an entity");
    if (e->overfull) return cordon_fail(err, CORDON_ELIMIT, "an entity with too many values");
    return sound ? CORDON_OK : cordon_fail(err, CORDON_EFORMAT, "not the JSON of an entity");
}
