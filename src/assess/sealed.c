#include "assess/sealed.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"

cordon_status sealed_append(log_entry *out, decision_log *l, const decision *d, const char *who, cordon_error *err) {
    *out = (log_entry){.kind = "decision", .who = who ? who : "", .about = "", .bytes = d->json, .len = d->json_len};
    return log_append(l, out, err);
}

static int is_versions(void *arg, const log_entry *e) { return *(bool *)arg = strcmp(e->kind, "versions") == 0; }

cordon_status sealed_versions_append(char known[LOG_HEX], decision_log *l, const fact_world *w, const char *who, cordon_error *err) {
    const char *hash = fact_world_versions_hash(w), *bytes = fact_world_versions(w);
    bool there = false;
    if (strcmp(known, hash) == 0) return CORDON_OK;
    log_entry e = {.kind = "versions", .who = who ? who : "", .about = hash, .bytes = bytes, .len = strlen(bytes)};
    cordon_status status = log_about(l, hash, is_versions, &there, err);
    if (!status && !there) status = log_append(l, &e, err);
    if (!status) snprintf(known, LOG_HEX, "%s", hash);
    return status;
}

typedef struct reading {
    json_tree *out;
    bool there;
    cordon_status status;
    cordon_error *err;
} reading;

static int read_versions(void *arg, const log_entry *e) {
    reading *r = arg;
    if (strcmp(e->kind, "versions") != 0) return 0;
    r->there = true;
    r->status = e->sound ? sealed_json(r->out, e, r->err) : cordon_fail(r->err, CORDON_ECORRUPT, "entry %lld of the log is not what was sealed", (long long)e->n);
    return 1;
}

cordon_status sealed_versions(json_tree *out, decision_log *l, const json_node *of, cordon_error *err) {
    const json_node *named = json_get(of, "versions");
    reading r = {.out = out, .err = err};
    *out = (json_tree){0};
    if (!named || named->kind != JSON_STRING) return CORDON_OK;
    cordon_status status = log_about(l, named->text, read_versions, &r, err);
    if (!status) status = r.status;
    if (!status && !r.there) status = cordon_fail(err, CORDON_ENOTFOUND, "the log has no entry of what the decision rests on (%.16s)", named->text);
    return status;
}

static bool is_number(const char *s) { return *s && strlen(s) < 10 && strspn(s, "0123456789") == strlen(s); }

cordon_status sealed_find(log_entry *out, decision_log *l, arena *mem, const char *name, cordon_error *err) {
    cordon_status status = is_number(name) ? log_read(out, l, mem, strtoll(name, NULL, 10), err) : log_find(out, l, mem, name, err);
    if (status) return status;
    if (strcmp(out->kind, "decision") != 0)
        return cordon_fail(err, CORDON_EINVAL, "entry %lld is of kind \"%s\": expected a decision", (long long)out->n, out->kind);
    return CORDON_OK;
}

cordon_status sealed_json(json_tree *out, const log_entry *e, cordon_error *err) {
    char name[40];
    snprintf(name, sizeof name, "entry %lld", (long long)e->n);
    return json_tree_read_memory(out, name, e->bytes, e->len, err);
}

/* The end of the value that begins at s: brackets outside of strings are counted. */
static const char *value_end(const char *s, const char *end) {
    int depth = 0;
    bool text = false;
    for (; s < end; s++) {
        if (text && *s == '\\' && s + 1 < end) { s++; continue; }
        if (*s == '"') text = !text;
        if (text) continue;
        if (*s == '{' || *s == '[') depth++;
        if ((*s == '}' || *s == ']') && --depth == 0) return s + 1;
    }
    return NULL;
}

const char *sealed_value(size_t *len, const char *s, const char *end) {
    const char *stop = s < end && (*s == '{' || *s == '[') ? value_end(s, end) : NULL;
    *len = stop ? (size_t)(stop - s) : 0;
    return stop ? s : NULL;
}

/* The first key of that name is the entry's own: before it stand words of the program, and of an override a hash. */
bool sealed_verdict(verdict *out, const log_entry *e) {
    static const char key[] = ",\"verdict\":\"";
    char word[32];
    const char *json = e->bytes, *at = memmem(json, e->len, key, sizeof key - 1);
    if (!at) return false;
    at += sizeof key - 1;
    size_t n = strcspn(at, "\"");
    if (n >= sizeof word) return false;
    snprintf(word, sizeof word, "%.*s", (int)n, at);
    return verdict_parse(out, word);
}

const char *sealed_case(size_t *len, const log_entry *e) {
    /* All values before it are words, days and hashes of the program's own. */
    static const char key[] = ",\"case\":";
    const char *json = e->bytes, *end = json + e->len, *at = memmem(json, e->len, key, sizeof key - 1);
    *len = 0;
    return at ? sealed_value(len, at + sizeof key - 1, end) : NULL;
}

static const char *verdict_of(const json_node *root) {
    const json_node *v = json_get(root, "verdict");
    return v && v->kind == JSON_STRING ? v->text : "";
}

cordon_status sealed_override(log_entry *out, decision_log *l, const log_entry *of, verdict v, const char *reason, const char *who, cordon_error *err) {
    json_tree t;
    buf b = {0};
    if (!reason || !*reason) return cordon_fail(err, CORDON_EINVAL, "why? An override needs a reason");
    if (strlen(reason) > SEALED_REASON_MAX) return cordon_fail(err, CORDON_EINVAL, "a reason of %zu bytes; at most %d", strlen(reason), SEALED_REASON_MAX);
    if (!who || !*who) return cordon_fail(err, CORDON_EINVAL, "who decides? An override needs a name");
    cordon_status status = sealed_json(&t, of, err);
    if (status) return status;
    buf_str(&b, "{\"format\":\"cordon.override-1\"");
    json_str(&b, "decision", of->hash);
    json_str(&b, "was", verdict_of(t.root));
    json_str(&b, "verdict", verdict_name(v));
    json_str(&b, "reason", reason);
    buf_char(&b, '}');
    *out = (log_entry){.kind = "override", .who = who, .about = of->hash, .bytes = buf_text(&b), .len = b.len};
    status = b.failed ? cordon_fail(err, CORDON_ENOMEM, "no memory for an override") : log_append(l, out, err);
    if (!status) status = log_commit(l, err);
    buf_free(&b);
    json_tree_free(&t);
    return status;
}

typedef struct collecting {
    arena *mem;
    sealed_change *v;
    size_t n, room;
    cordon_status status;
    cordon_error *err;
} collecting;

static bool make_room(collecting *c) {
    if (c->n < c->room) return true;
    size_t room = c->room ? 2 * c->room : 8;
    sealed_change *v = arena_alloc(c->mem, room * sizeof *v);
    if (!v) return false;
    if (c->n) memcpy(v, c->v, c->n * sizeof *v);
    c->v = v;
    c->room = room;
    return true;
}

static int collect(void *arg, const log_entry *e) {
    collecting *c = arg;
    json_tree t;
    verdict v;
    if (strcmp(e->kind, "override") != 0) return 0;
    if ((c->status = sealed_json(&t, e, c->err))) return 1;
    const json_node *reason = json_get(t.root, "reason");
    if (verdict_parse(&v, verdict_of(t.root)) && reason && reason->text && make_room(c)) {
        sealed_change *s = &c->v[c->n++];
        *s = (sealed_change){e->n, e->at_us, arena_strndup(c->mem, e->who, strlen(e->who)), arena_strndup(c->mem, reason->text, strlen(reason->text)), v};
        if (!s->who || !s->reason) c->status = cordon_fail(c->err, CORDON_ENOMEM, "no memory for overrides");
    } else {
        c->status = cordon_fail(c->err, CORDON_EFORMAT, "entry %lld: no override that can be read", (long long)e->n);
    }
    json_tree_free(&t);
    return c->status != CORDON_OK;
}

cordon_status sealed_changes(const sealed_change **out, size_t *n, decision_log *l, arena *mem, const char *hash, cordon_error *err) {
    collecting c = {.mem = mem, .err = err};
    cordon_status status = log_about(l, hash, collect, &c, err);
    if (!status) status = c.status;
    *out = c.v;
    *n = status ? 0 : c.n;
    return status;
}
