/* batch_read_json.c - questions from NDJSON: one object a line, its keys taken for columns. A text, a number
 * or a list of them is a value or several; anything else under a key of the map is the record's fault. */
#include <string.h>

#include "read/json_tree.h"
#include "store/batch_inner.h"

typedef struct reader {
    batch_text text;
    const batch_map *map;
} reader;

static bool is_value(const json_node *n) { return n->kind == JSON_STRING || n->kind == JSON_NUMBER; }

/* How many values a node gives; -1 when it can give none. */
static int count(const json_node *n) {
    if (!n || n->kind == JSON_NULL) return 0;
    if (is_value(n)) return 1;
    if (n->kind != JSON_ARRAY) return -1;
    for (const json_node *v = n->first; v; v = v->next)
        if (!is_value(v)) return -1;
    return (int)n->n;
}

static cordon_status add(batch_record *out, arena *mem, unsigned of, const json_node *n, cordon_error *err) {
    if (is_value(n)) return *n->text ? batch_value_add(out, mem, of, n->text, strlen(n->text), err) : CORDON_OK;
    cordon_status status = CORDON_OK;
    for (const json_node *v = n->kind == JSON_ARRAY ? n->first : NULL; v && !status; v = v->next)
        status = add(out, mem, of, v, err);
    return status;
}

static cordon_status values(const reader *r, batch_record *out, arena *mem, const json_node *root,
                            cordon_error *err) {
    unsigned n = 0;
    if (root->kind != JSON_OBJECT)
        return batch_fault(out, mem, err, "expected an object, here is %s", json_kind_name(root->kind));
    for (unsigned f = 0; f < r->map->n; f++) {
        const char *column = r->map->at[f].column;
        const json_node *v = json_get(root, column);
        int c = count(v);
        if (v) out->columns |= UINT64_C(1) << f;
        if (c < 0)
            return batch_fault(out, mem, err, "\"%.60s\": expected a text, a number or a list of them", column);
        n += (unsigned)c;
    }
    cordon_status status = batch_values(out, mem, n, err);
    for (unsigned f = 0; f < r->map->n && !status; f++) {
        const json_node *v = json_get(root, r->map->at[f].column);
        if (v) status = add(out, mem, f, v, err);
    }
    return status;
}

static cordon_status one(const reader *r, batch_record *out, arena *mem, const char *p, size_t len,
                         cordon_error *err) {
    json_tree t;
    cordon_error fault = {0};
    cordon_status status = json_tree_read_memory(&t, "record", p, len, &fault);
    if (status == CORDON_ENOMEM) return cordon_fail(err, status, "no memory for a record");
    if (status) return batch_fault(out, mem, err, "column %u: %s", fault.column, fault.message);
    status = values(r, out, mem, t.root, err);
    json_tree_free(&t);
    return status;
}

static bool blank(const char *p, size_t len) {
    for (size_t i = 0; i < len; i++)
        if (!strchr(" \t\r", p[i])) return false;
    return true;
}

static cordon_status next(void *self, batch_record *out, arena *mem, bool *more, cordon_error *err) {
    reader *r = self;
    batch_text *t = &r->text;
    for (*more = true;;) {
        while (t->at < t->block.len) {
            const char *p = t->block.data + t->at, *end = memchr(p, '\n', t->block.len - t->at);
            size_t len = end ? (size_t)(end - p) : t->block.len - t->at;
            t->at += len + 1;
            out->line = t->line++;
            if (!blank(p, len)) return one(r, out, mem, p, len, err);
        }
        cordon_status status = batch_text_more(t, err);
        if (status || !t->block.len) {
            *more = false;
            return status;
        }
    }
}

cordon_status batch_read_json(batch_source *out, const batch_run *run, stream *in, cordon_error *err) {
    void *self;
    cordon_status status = batch_text_open(&self, sizeof(reader), run, in, 0, err);
    if (status) return status;
    ((reader *)self)->map = run->map;
    *out = (batch_source){self, next, batch_text_close, batch_text_bytes};
    return CORDON_OK;
}
