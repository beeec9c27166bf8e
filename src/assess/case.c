/* case.c - a tree of JSON values as a case, held to the tables of case_fields.h. */
#include "assess/case_fields.h"

#include <ctype.h>
#include <math.h>
#include <sodium.h>
#include <stdarg.h>
#include <stdio.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "read/stream.h"

enum { FIELDS_MAX = 48, SHOWN = 64 };

typedef struct reader {
    arena *mem;
    const char *path;
    cordon_error *err;
} reader;

const char *value_state_name(value_state s) {
    static const char *const names[] = {"absent", "unknown", "empty", "given"};
    return names[s];
}

static cordon_status no_memory(const reader *r) { return cordon_fail(r->err, CORDON_ENOMEM, "no memory for %s", r->path); }

static cordon_status refuse(const reader *r, cordon_status status, const json_node *node, const char *fmt, ...) CORDON_PRINTF(4, 5);
/* Line, column and pointer of the value, then what is wrong. */
static cordon_status refuse(const reader *r, cordon_status status, const json_node *node, const char *fmt, ...) {
    char text[400];
    buf pointer = {0};
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    json_pointer(&pointer, node);
    status = cordon_fail_at(r->err, status, r->path, node->line, node->column, "%s%s%s", buf_text(&pointer), pointer.len ? ": " : "", text);
    buf_free(&pointer);
    return status;
}

static const char *shown(char text[SHOWN], const json_node *node) {
    if (node->kind == JSON_STRING)
        snprintf(text, SHOWN, strlen(node->text) > 40 ? "\"%.40s...\"" : "\"%s\"", node->text);
    else if (node->kind == JSON_NUMBER)
        snprintf(text, SHOWN, "%.40s", node->text);
    else
        snprintf(text, SHOWN, "%s", json_kind_name(node->kind));
    return text;
}

static bool blank(const char *s) { return !s[strspn(s, " \t\r\n")]; }

/* "n/a" may be not applicable or not available: nobody can tell, so it is not known. */
static bool says_unknown(const char *s) {
    static const char *const words[] = {"unknown", "n/a", "n.a.", "not known", "not available", "tbd", "?"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcasecmp(s, words[i]) == 0) return true;
    return false;
}

/* The state of a value whatever it should be. */
static value_state state_of(const json_node *node) {
    if (!node) return VALUE_ABSENT;
    if (node->kind == JSON_NULL) return VALUE_UNKNOWN;
    if (node->kind == JSON_STRING && says_unknown(node->text)) return VALUE_UNKNOWN;
    if (node->kind == JSON_STRING && blank(node->text)) return VALUE_EMPTY;
    return VALUE_GIVEN;
}

static char *join(arena *mem, const char *prefix, const char *key) {
    size_t a = strlen(prefix), b = strlen(key);
    char *p = arena_alloc(mem, a + b + 2);
    if (!p) return NULL;
    memcpy(p, prefix, a);
    p[a] = '/';
    memcpy(p + a + 1, key, b); /* the arena is zeroed */
    return p;
}

/* ---- one value ---------------------------------------------------------------- */

/* Several texts where one is told, by comma. */
static cordon_status read_joined(const reader *r, case_text *out, const json_node *node) {
    char s[SHOWN];
    buf b = {0};
    cordon_status status = CORDON_OK;
    if (!node->n) out->state = VALUE_EMPTY;
    for (const json_node *c = node->first; c && !status; c = c->next)
        c->kind == JSON_STRING ? buf_printf(&b, "%s%s", b.len ? "," : "", c->text) : (void)(status = refuse(r, CORDON_EFORMAT, c, "%s; expected a text in quotes", shown(s, c)));
    if (!status && b.len > CASE_TEXT_MAX) status = refuse(r, CORDON_ELIMIT, node, "texts of %zu bytes; at most %d are read", b.len, CASE_TEXT_MAX);
    if (!status) out->v = b.failed ? NULL : arena_strndup(r->mem, buf_text(&b), b.len);
    buf_free(&b);
    return status ? status : out->v ? CORDON_OK : no_memory(r);
}

static cordon_status read_text(reader *r, case_text *out, const case_field *f, const json_node *node, const char *pointer, size_t max) {
    char s[SHOWN];
    *out = (case_text){.v = "", .state = state_of(node), .pointer = pointer};
    if (!node || out->state != VALUE_GIVEN) return CORDON_OK;
    if (f->joins && node->kind == JSON_ARRAY) return read_joined(r, out, node);
    if (node->kind != JSON_STRING)
        return refuse(r, CORDON_EFORMAT, node, "%s; expected a text in quotes%s", shown(s, node), f->kind == FIELD_WORD ? ", one of a list" : "");
    size_t len = strlen(node->text);
    const char *word = f->kind == FIELD_WORD ? case_field_spelt(f, node->text, &len) : node->text;
    if (!word) return refuse(r, CORDON_EFORMAT, node, "%s; expected one of: %s", shown(s, node), f->words);
    if (f->kind != FIELD_WORD && len > max) return refuse(r, CORDON_ELIMIT, node, "a text of %zu bytes; at most %zu are read", len, max);
    out->v = arena_strndup(r->mem, word, len);
    return out->v ? CORDON_OK : no_memory(r);
}

static cordon_status read_day(const reader *r, case_day *out, const json_node *node, const char *pointer) {
    char s[SHOWN];
    *out = (case_day){.state = state_of(node), .pointer = pointer};
    if (!node || out->state != VALUE_GIVEN) return CORDON_OK;
    if (node->kind == JSON_STRING && date_parse(&out->v, node->text, strlen(node->text))) return CORDON_OK;
    return refuse(r, CORDON_EFORMAT, node, "%s; expected a day, YYYY-MM-DD", shown(s, node));
}

static cordon_status read_number(const reader *r, case_number *out, const case_field *f, const json_node *node, const char *pointer) {
    char s[SHOWN];
    *out = (case_number){.state = state_of(node), .pointer = pointer};
    if (!node || out->state != VALUE_GIVEN) return CORDON_OK;
    if (node->kind != JSON_NUMBER) return refuse(r, CORDON_EFORMAT, node, "%s; expected a number without quotes", shown(s, node));
    if (!(node->number >= f->low && node->number <= f->high))
        return refuse(r, CORDON_EFORMAT, node, "%s; expected a number from %.15g to %.15g", shown(s, node), f->low, f->high);
    out->v = node->number + 0.0; /* no -0 */
    return CORDON_OK;
}

static cordon_status read_bool(const reader *r, case_bool *out, const json_node *node, const char *pointer) {
    char s[SHOWN];
    *out = (case_bool){.v = TRI_UNKNOWN, .state = state_of(node), .pointer = pointer};
    if (!node || out->state != VALUE_GIVEN) return CORDON_OK;
    const char *t = node->kind == JSON_STRING ? node->text : "";
    if (node->kind == JSON_TRUE || strcasecmp(t, "yes") == 0 || strcasecmp(t, "true") == 0)
        out->v = TRI_YES;
    else if (node->kind == JSON_FALSE || strcasecmp(t, "no") == 0 || strcasecmp(t, "false") == 0)
        out->v = TRI_NO;
    else
        return refuse(r, CORDON_EFORMAT, node, "%s; expected yes, no or unknown", shown(s, node));
    return CORDON_OK;
}

static cordon_status count(const reader *r, const json_node *node, const case_field *f) {
    if (node->n <= f->max) return CORDON_OK;
    return refuse(r, CORDON_ELIMIT, node, "%u values; at most %zu are read", node->n, f->max);
}

static cordon_status read_texts(reader *r, case_texts *out, const case_field *f, const json_node *node, const char *pointer) {
    char s[SHOWN], number[16];
    *out = (case_texts){.state = state_of(node), .pointer = pointer};
    if (!node || out->state != VALUE_GIVEN) return CORDON_OK;
    bool one = node->kind == JSON_STRING; /* a text alone is one */
    if (!one && node->kind != JSON_ARRAY) return refuse(r, CORDON_EFORMAT, node, "%s; expected an array of texts", shown(s, node));
    cordon_status status = count(r, node, f);
    uint32_t n = one ? 1 : node->n;
    if (status) return status;
    if (!n) out->state = VALUE_EMPTY;
    case_text *v = arena_alloc(r->mem, (n + 1) * sizeof *v);
    if (!v) return no_memory(r);
    const json_node *c = one ? node : node->first;
    for (uint32_t i = 0; i < n && !status; i++, c = c->next) {
        snprintf(number, sizeof number, "%u", i);
        const char *p = join(r->mem, pointer, number);
        status = p ? read_text(r, &v[i], f, c, p, CASE_TEXT_MAX) : no_memory(r);
    }
    out->v = v;
    out->n = n;
    return status;
}

/* ---- objects ------------------------------------------------------------------ */

static cordon_status read_object(reader *r, void *thing, const case_shape *s, const json_node *node, const char *pointer);

/* Where a list without values stands: "v + 0" of NULL is undefined. */
static max_align_t nothing;

static cordon_status read_list(reader *r, void *thing, const case_field *f, const json_node *node, const char *pointer) {
    char text[SHOWN], number[16];
    value_state state = state_of(node);
    cordon_status status = CORDON_OK;
    char *v = (char *)&nothing;
    size_t n = 0;
    if (state == VALUE_GIVEN) {
        if (node->kind != JSON_ARRAY) return refuse(r, CORDON_EFORMAT, node, "%s; expected an array of objects", shown(text, node));
        if ((status = count(r, node, f))) return status;
        n = node->n;
        if (!n) state = VALUE_EMPTY;
        v = arena_alloc(r->mem, (n + 1) * f->shape->size);
        if (!v) return no_memory(r);
    }
    const json_node *c = n ? node->first : NULL;
    for (size_t i = 0; i < n && !status; i++, c = c->next) {
        snprintf(number, sizeof number, "%zu", i);
        const char *p = join(r->mem, pointer, number);
        status = p ? read_object(r, v + i * f->shape->size, f->shape, c, p) : no_memory(r);
    }
    memcpy((char *)thing + f->at, &v, sizeof v);
    memcpy((char *)thing + f->at_n, &n, sizeof n);
    memcpy((char *)thing + f->at_state, &state, sizeof state);
    return status;
}

static bool has_values(const json_node *object) {
    for (const json_node *c = object->first; c; c = c->next)
        if (strncmp(c->key, "//", 2) != 0) return true;
    return false;
}

static cordon_status read_part(reader *r, void *thing, const case_field *f, const json_node *node, const char *pointer) {
    value_state state = state_of(node);
    void *at = (char *)thing + f->at;
    if (state == VALUE_GIVEN && node->kind == JSON_OBJECT && !has_values(node)) state = VALUE_EMPTY;
    memcpy((char *)thing + f->at_state, &state, sizeof state);
    if (state != VALUE_GIVEN && f->apart) return CORDON_OK;
    if (f->apart) {
        void *v = arena_alloc(r->mem, f->shape->size);
        if (!v) return no_memory(r);
        memcpy(at, &v, sizeof v);
        at = v;
    }
    return read_object(r, at, f->shape, state == VALUE_GIVEN ? node : NULL, pointer);
}

static cordon_status read_field(reader *r, void *thing, const case_field *f, const json_node *node, const char *prefix) {
    void *at = (char *)thing + f->at;
    const char *pointer = join(r->mem, prefix, f->key);
    if (!pointer) return no_memory(r);
    switch (f->kind) {
    case FIELD_TEXT:
    case FIELD_WORD: return read_text(r, at, f, node, pointer, f->max);
    case FIELD_DAY: return read_day(r, at, node, pointer);
    case FIELD_NUMBER: return read_number(r, at, f, node, pointer);
    case FIELD_BOOL: return read_bool(r, at, node, pointer);
    case FIELD_TEXTS: return read_texts(r, at, f, node, pointer);
    case FIELD_OBJECT: return read_part(r, thing, f, node, pointer);
    case FIELD_LIST: return read_list(r, thing, f, node, pointer);
    }
    return CORDON_OK;
}

static cordon_status unknown_key(const reader *r, const case_shape *s, const json_node *node) {
    const char *near = case_field_near(s, node->key);
    char keys[300];
    size_t len = 0;
    if (near) return refuse(r, CORDON_EFORMAT, node, "unknown key of %s; is \"%s\" meant?", s->name, near);
    for (size_t i = 0; i < s->fields && len < sizeof keys; i++)
        len += (size_t)snprintf(keys + len, sizeof keys - len, "%s%s", i ? " " : "", s->field[i].key);
    return refuse(r, CORDON_EFORMAT, node, "unknown key of %s; expected one of: %s", s->name, keys);
}

/* One begins the other, blanks, dots and case aside: "8482" and "8482.10". */
static bool begins(const char *a, const char *b) {
    for (;; a++, b++) {
        a += strspn(a, " .");
        b += strspn(b, " .");
        if (!*a || !*b) return true;
        if (tolower((unsigned char)*a) != tolower((unsigned char)*b)) return false;
    }
}

/* The values of one array behind those of another; all nodes are the tree's own. */
static void follow(json_node *array, const json_node *more) {
    const json_node *last = array->first;
    while (last && last->next) last = last->next;
    if (last)
        ((json_node *)(uintptr_t)last)->next = more->first;
    else
        array->first = more->first;
    array->n += more->n;
}

/* Two keys for one value ("hs" and "cn"): the longer text where one begins the other; arrays follow each other; all else must be said once. */
static cordon_status told_twice(const reader *r, const case_field *f, const json_node **kept, const json_node *c) {
    const json_node *old = *kept;
    bool texts = old && f->kind == FIELD_TEXT && old->kind == JSON_STRING && c->kind == JSON_STRING;
    bool words = old && f->kind == FIELD_WORD && old->kind == JSON_STRING && c->kind == JSON_STRING && strcmp(old->text, c->text) == 0;
    if (!old || (texts && begins(old->text, c->text) && strlen(c->text) > strlen(old->text))) return *kept = c, CORDON_OK;
    if (f->kind == FIELD_TEXTS && old->kind == JSON_ARRAY && c->kind == JSON_ARRAY) {
        follow((json_node *)(uintptr_t)old, c);
        return CORDON_OK;
    }
    if (words || (texts && begins(old->text, c->text))) return CORDON_OK;
    return refuse(r, CORDON_EFORMAT, c, "\"%.40s\" is said in line %u as \"%.40s\" too; expected it once", f->key, old->line, old->key);
}

/* node NULL: every value is absent. */
static cordon_status read_object(reader *r, void *thing, const case_shape *s, const json_node *node, const char *pointer) {
    const json_node *value[FIELDS_MAX] = {NULL};
    char text[SHOWN];
    cordon_status status = CORDON_OK;
    if (s->fields > FIELDS_MAX) return cordon_fail(r->err, CORDON_EINTERNAL, "%zu keys of %s", s->fields, s->name);
    if (node && node->kind != JSON_OBJECT) return refuse(r, CORDON_EFORMAT, node, "%s; expected an object: %s", shown(text, node), s->name);
    for (const json_node *c = node ? node->first : NULL; c; c = c->next) {
        if (strncmp(c->key, "//", 2) == 0) continue;
        const case_field *f = case_field_find(s, c->key);
        if (!f) return unknown_key(r, s, c);
        if ((status = told_twice(r, f, &value[f - s->field], c))) return status;
    }
    for (size_t i = 0; i < s->fields && !status; i++) status = read_field(r, thing, &s->field[i], value[i], pointer);
    return status;
}

/* ---- what values say together --------------------------------------------------- */

typedef struct named {
    const char *id;
    size_t place;
} named;

static int by_id(const void *a, const void *b) {
    const named *x = a, *y = b;
    int c = strcmp(x->id, y->id);
    return c ? c : x->place < y->place ? -1 : 1;
}

static const json_node *child_at(const json_node *array, size_t place) {
    const json_node *c = array ? array->first : NULL;
    while (c && place--) c = c->next;
    return c;
}

/* What is said under a key of the table, however it is written; NULL. */
static const json_node *said(const json_node *object, const case_shape *s, const char *key) {
    const case_field *f = case_field_find(s, key);
    for (const json_node *c = object ? object->first : NULL; c; c = c->next)
        if (case_field_find(s, c->key) == f) return c;
    return NULL;
}

/* No two things of a list have one id. id: that of the first; the others stand `size` bytes apart. */
static cordon_status check_ids(reader *r, const json_node *root, const char *list, const case_text *id, size_t n, size_t size) {
    size_t ids = 0;
    if (n < 2) return CORDON_OK;
    named *v = arena_alloc(r->mem, n * sizeof *v);
    if (!v) return no_memory(r);
    for (size_t i = 0; i < n; i++) {
        const case_text *t = (const void *)((const char *)id + i * size);
        if (t->state == VALUE_GIVEN) v[ids++] = (named){t->v, i};
    }
    qsort(v, ids, sizeof *v, by_id);
    for (size_t i = 1; i < ids; i++)
        if (strcmp(v[i].id, v[i - 1].id) == 0)
            return refuse(r, CORDON_EFORMAT, said(child_at(said(root, &case_shape_case, list), v[i].place), case_field_find(&case_shape_case, list)->shape, "id"), "\"%.60s\" is also the id of /%s/%zu; expected another",
                          v[i].id, list, v[i - 1].place);
    return CORDON_OK;
}

static cordon_status check_owner(const reader *r, const case_owner *o, const json_node *node) {
    bool low = o->low.state == VALUE_GIVEN, high = o->high.state == VALUE_GIVEN;
    if (o->share.state == VALUE_GIVEN && (low || high)) return refuse(r, CORDON_EFORMAT, node, "share and low or high; expected one way to say it");
    if (low && high && o->low.v > o->high.v) return refuse(r, CORDON_EFORMAT, node, "low %.15g above high %.15g", o->low.v, o->high.v);
    if (o->from.v && o->to.v && o->from.v > o->to.v) return refuse(r, CORDON_EFORMAT, json_get(node, "to"), "a last day before the first day");
    return CORDON_OK;
}

/* Halves written as 0.5: shares are in percent, and all of a party's at most 1 are no slip to pass over. */
static cordon_status check_percent(const reader *r, const case_party *p, const json_node *owners) {
    size_t small = 0;
    double sum = 0;
    for (size_t i = 0; i < p->owners; i++) {
        const case_number *n = &p->owner[i].share;
        if (n->state != VALUE_GIVEN || !(n->v > 0)) continue;
        if (n->v > 1) return CORDON_OK;
        small++, sum += n->v;
    }
    if (!small || sum < 0.05) return CORDON_OK;
    return refuse(r, CORDON_EFORMAT, owners, "shares of %.15g in all; expected percent (a half is 50); for less than 1 %% write low and high", sum);
}

static cordon_status check(reader *r, const case_file *c, const json_node *root) {
    cordon_status status = CORDON_OK;
    if (c->parties) status = check_ids(r, root, "parties", &c->party->id, c->parties, sizeof *c->party);
    if (!status && c->items) status = check_ids(r, root, "items", &c->item->id, c->items, sizeof *c->item);
    const case_field *list = case_field_find(&case_shape_case, "parties");
    const json_node *parties = said(root, &case_shape_case, "parties");
    for (size_t i = 0; i < c->parties && !status; i++) {
        const json_node *owners = c->party[i].owners ? said(child_at(parties, i), list->shape, "owners") : NULL;
        const json_node *o = owners ? owners->first : NULL;
        if (owners) status = check_percent(r, &c->party[i], owners);
        for (size_t k = 0; o && k < c->party[i].owners && !status; k++, o = o->next) status = check_owner(r, &c->party[i].owner[k], o);
    }
    return status;
}

static cordon_status seal(reader *r, case_file *c) {
    static const char digits[] = "0123456789abcdef";
    unsigned char hash[32];
    buf b = {0};
    case_write(&b, &case_shape_case, c);
    char *kept = b.failed ? NULL : arena_strndup(r->mem, buf_text(&b), b.len);
    c->canonical = kept;
    c->canonical_len = b.len;
    buf_free(&b);
    if (!kept) return no_memory(r);
    crypto_generichash(hash, sizeof hash, (const unsigned char *)kept, c->canonical_len, NULL, 0);
    for (size_t i = 0; i < sizeof hash; i++) c->hash[2 * i] = digits[hash[i] >> 4], c->hash[2 * i + 1] = digits[hash[i] & 15];
    return CORDON_OK;
}

/* ---- entry ------------------------------------------------------------------- */

static bool is_json(const char *s, size_t len) {
    if (len >= 3 && memcmp(s, "\xef\xbb\xbf", 3) == 0) s += 3, len -= 3;
    while (len && strchr(" \t\r\n", *s) && *s) s++, len--;
    return !len || strchr("{[\"", *s);
}

/* A tree that was read, as a case; gives the tree back. */
static cordon_status take(case_file *out, arena *mem, const char *path, json_tree *t, cordon_error *err) {
    reader r = {.mem = mem, .path = path, .err = err};
    case_file c = {0};
    cordon_status status = case_lift(t) ? CORDON_OK : no_memory(&r);
    if (!status) status = read_object(&r, &c, &case_shape_case, t->root, "");
    if (!status) status = check(&r, &c, t->root);
    if (!status) status = seal(&r, &c);
    if (!status) *out = c;
    json_tree_free(t);
    return status;
}

static cordon_status too_long(const char *path, cordon_error *err) { return cordon_fail_at(err, CORDON_ELIMIT, path, 0, 0, "more than %d bytes", CASE_BYTES_MAX); }

cordon_status case_read(case_file *out, arena *mem, const char *path, const char *json, size_t len, cordon_error *err) {
    json_tree t;
    if (len > CASE_BYTES_MAX) return too_long(path, err);
    cordon_status status = is_json(json, len) ? json_tree_read_memory(&t, path, json, len, err) : case_csv_tree(&t, path, json, len, err);
    return status ? status : take(out, mem, path, &t, err);
}

cordon_status case_read_at(case_file *out, arena *mem, const char *path, const char *json, size_t len, uint32_t line, cordon_error *err) {
    json_tree t;
    cordon_status status = json_tree_read_part(&t, path, json, len, line, 1, err);
    return status ? status : take(out, mem, path, &t, err);
}

cordon_status case_read_file(case_file *out, arena *mem, const char *path, cordon_error *err) {
    stream *in = NULL;
    buf b = {0};
    char chunk[16384];
    size_t got = 1;
    cordon_status status = stream_open(&in, path, err);
    while (!status && got) {
        status = stream_read(in, chunk, sizeof chunk, &got, err);
        if (!status) buf_add(&b, chunk, got);
        if (!status && b.len > CASE_BYTES_MAX) status = too_long(path, err);
        if (!status && b.failed) status = cordon_fail(err, CORDON_ENOMEM, "no memory for %s", path);
    }
    if (!status) status = case_read(out, mem, stream_name(in), buf_text(&b), b.len, err);
    stream_close(in);
    buf_free(&b);
    return status;
}

cordon_status case_read_euc(const struct euc **out, arena *mem, const char *path, const char *json, size_t len, cordon_error *err) {
    json_tree t;
    reader r = {.mem = mem, .path = path, .err = err};
    cordon_status status = json_tree_read_memory(&t, path, json, len, err);
    if (status) return status;
    void *e = arena_alloc(mem, case_shape_euc.size);
    status = e ? read_object(&r, e, &case_shape_euc, t.root, "") : no_memory(&r);
    if (!status) *out = e;
    json_tree_free(&t);
    return status;
}

/* ---- questions ------------------------------------------------------------------ */

int case_party_find(const case_file *c, const char *id_or_name) {
    if (!*id_or_name) return -1;
    for (size_t i = 0; i < c->parties; i++)
        if (c->party[i].id.state == VALUE_GIVEN && strcmp(c->party[i].id.v, id_or_name) == 0) return (int)i;
    for (size_t i = 0; i < c->parties; i++)
        if (c->party[i].name.state == VALUE_GIVEN && strcasecmp(c->party[i].name.v, id_or_name) == 0) return (int)i;
    return -1;
}

int case_owner_party(const case_file *c, const case_owner *o) {
    int at = o->id.state == VALUE_GIVEN ? case_party_find(c, o->id.v) : -1;
    return at < 0 && o->name.state == VALUE_GIVEN ? case_party_find(c, o->name.v) : at;
}

size_t case_owner_index(const case_file *c, const case_party *p, const case_owner *o) {
    size_t n = (size_t)(o - p->owner);
    for (const case_party *q = c->party; q < p; q++) n += q->owners;
    return n;
}

size_t case_owners(const case_file *c) { return c->parties ? case_owner_index(c, c->party + c->parties - 1, c->party[c->parties - 1].owner) + c->party[c->parties - 1].owners : 0; }

const case_owner *case_owner_at(const case_file *c, size_t i) {
    for (size_t k = 0; k < c->parties; k++) {
        if (i < c->party[k].owners) return &c->party[k].owner[i];
        i -= c->party[k].owners;
    }
    return NULL;
}

bool case_question_same(const char *a, const char *b) {
    for (; *a && *b; a++, b++) {
        bool gap_a = strchr("-_ ", *a), gap_b = strchr("-_ ", *b);
        if (gap_a != gap_b || (!gap_a && tolower((unsigned char)*a) != tolower((unsigned char)*b))) return false;
    }
    return *a == *b;
}

const case_answer *case_answer_find(const case_file *c, const char *question) {
    const case_answer *best = NULL;
    for (size_t i = 0; i < c->answers; i++) {
        const case_answer *a = &c->answer[i];
        if (a->question.state == VALUE_GIVEN && case_question_same(a->question.v, question) && (!best || a->on.v >= best->on.v)) best = a;
    }
    return best;
}
