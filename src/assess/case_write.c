/* case_write.c - a case as canonical JSON, and the table of keys as a schema and as columns. */
#include <string.h>

#include "assess/case_fields.h"
#include "base/json.h"

static const void *at(const void *thing, size_t offset) { return (const char *)thing + offset; }

static void write_text(buf *out, const case_text *t) {
    if (t->state == VALUE_UNKNOWN)
        buf_str(out, "null");
    else
        json_text(out, t->v, strlen(t->v));
}

static void write_texts(buf *out, const case_texts *t) {
    if (t->state == VALUE_UNKNOWN) {
        buf_str(out, "null");
        return;
    }
    buf_char(out, '[');
    for (size_t i = 0; i < t->n; i++) {
        if (i) buf_char(out, ',');
        write_text(out, &t->v[i]);
    }
    buf_char(out, ']');
}

/* null or "" of a value that is not given. */
static void write_not_given(buf *out, const char *key, value_state s) {
    json_key(out, key);
    buf_str(out, s == VALUE_UNKNOWN ? "null" : "\"\"");
}

static void write_list(buf *out, const case_field *f, const void *thing) {
    const char *v;
    size_t n;
    value_state s;
    memcpy(&v, at(thing, f->at), sizeof v);
    memcpy(&n, at(thing, f->at_n), sizeof n);
    memcpy(&s, at(thing, f->at_state), sizeof s);
    if (s == VALUE_ABSENT) return;
    json_key(out, f->key);
    if (s == VALUE_UNKNOWN) {
        buf_str(out, "null");
        return;
    }
    buf_char(out, '[');
    for (size_t i = 0; i < n; i++) {
        if (i) buf_char(out, ',');
        case_write(out, f->shape, v + i * f->shape->size);
    }
    buf_char(out, ']');
}

static void write_object(buf *out, const case_field *f, const void *thing) {
    value_state s;
    const void *v = at(thing, f->at);
    memcpy(&s, at(thing, f->at_state), sizeof s);
    if (s == VALUE_ABSENT) return;
    if (s != VALUE_GIVEN) {
        json_key(out, f->key);
        buf_str(out, s == VALUE_UNKNOWN ? "null" : "{}");
        return;
    }
    if (f->apart) memcpy(&v, at(thing, f->at), sizeof v);
    json_key(out, f->key);
    case_write(out, f->shape, v);
}

static void write_field(buf *out, const case_field *f, const void *thing) {
    const void *v = at(thing, f->at);
    switch (f->kind) {
    case FIELD_TEXT:
    case FIELD_WORD: {
        const case_text *t = v;
        if (t->state == VALUE_ABSENT) return;
        json_key(out, f->key);
        write_text(out, t);
        return;
    }
    case FIELD_DAY: {
        const case_day *d = v;
        if (d->state == VALUE_GIVEN)
            json_date(out, f->key, d->v);
        else if (d->state != VALUE_ABSENT)
            write_not_given(out, f->key, d->state);
        return;
    }
    case FIELD_NUMBER: {
        const case_number *x = v;
        if (x->state == VALUE_GIVEN)
            json_number(out, f->key, x->v);
        else if (x->state != VALUE_ABSENT)
            write_not_given(out, f->key, x->state);
        return;
    }
    case FIELD_BOOL: {
        const case_bool *b = v;
        if (b->state == VALUE_ABSENT) return;
        if (b->state != VALUE_GIVEN) {
            write_not_given(out, f->key, b->state);
            return;
        }
        json_key(out, f->key);
        buf_str(out, b->v == TRI_YES ? "true" : "false");
        return;
    }
    case FIELD_TEXTS: {
        const case_texts *t = v;
        if (t->state == VALUE_ABSENT) return;
        json_key(out, f->key);
        write_texts(out, t);
        return;
    }
    case FIELD_OBJECT: write_object(out, f, thing); return;
    case FIELD_LIST: write_list(out, f, thing); return;
    }
}

void case_write(buf *out, const case_shape *s, const void *thing) {
    buf_char(out, '{');
    for (size_t i = 0; i < s->fields; i++) write_field(out, &s->field[i], thing);
    buf_char(out, '}');
}

/* ---- schema ------------------------------------------------------------------ */

static void newline(buf *out, int depth) {
    buf_char(out, '\n');
    for (int i = 0; i < depth; i++) buf_char(out, ' ');
}

static void schema_words(buf *out, const case_field *f) {
    buf_str(out, "{\"enum\": [null, \"\", \"unknown\", \"n/a\"");
    for (const char *w = f->words; *w;) {
        size_t n = strcspn(w, " ");
        buf_printf(out, ", \"%.*s\"", (int)n, w);
        w += n + (w[n] == ' ');
    }
    for (const char *w = f->spelt; w && *w; w += strspn(w, " ")) {
        buf_printf(out, ", \"%.*s\"", (int)strcspn(w, "="), w);
        w += strcspn(w, " ");
    }
    buf_char(out, ']');
}

static void schema_object(buf *out, const case_shape *s, int depth, const char *path);

static void schema_type(buf *out, const case_field *f, int depth, const char *path) {
    switch (f->kind) {
    case FIELD_TEXT: buf_printf(out, "{\"type\": [\"string\", \"null\"%s], \"maxLength\": %zu", f->joins ? ", \"array\"" : "", f->max); return;
    case FIELD_WORD: schema_words(out, f); return;
    case FIELD_DAY: buf_str(out, "{\"type\": [\"string\", \"null\"], \"pattern\": \"^([1-9][0-9]{3}-[01][0-9]-[0-3][0-9]|unknown|n/a|)$\""); return;
    case FIELD_NUMBER:
        buf_printf(out, "{\"type\": [\"number\", \"null\", \"string\"], \"minimum\": %.15g, \"maximum\": %.15g, \"pattern\": \"^(unknown|n/a|)$\"", f->low, f->high);
        return;
    case FIELD_BOOL: buf_str(out, "{\"enum\": [true, false, null, \"yes\", \"no\", \"unknown\", \"n/a\", \"\"]"); return;
    case FIELD_TEXTS:
        buf_printf(out, "{\"type\": [\"array\", \"null\", \"string\"], \"maxItems\": %zu, \"items\": {\"type\": [\"string\", \"null\"], \"maxLength\": %d}",
                   f->max, CASE_TEXT_MAX);
        return;
    case FIELD_OBJECT:
        buf_str(out, "{\"type\": [\"object\", \"null\", \"string\"], \"pattern\": \"^(unknown|n/a|)$\"");
        schema_object(out, f->shape, depth, path);
        return;
    case FIELD_LIST:
        buf_printf(out, "{\"type\": [\"array\", \"null\", \"string\"], \"pattern\": \"^(unknown|n/a|)$\", \"maxItems\": %zu, \"items\": {\"type\": \"object\"", f->max);
        schema_object(out, f->shape, depth, path);
        buf_char(out, '}');
        return;
    }
}

/* A role as a key of the case: a party or its name, or several. */
static void schema_role(buf *out, const char *word, int len, int depth) {
    static const char party[] = "{\"type\": [\"string\", \"null\"]}, {\"$ref\": \"#/properties/parties/items\"}";
    buf_char(out, ',');
    newline(out, depth);
    buf_printf(out, "\"%.*s\": {\"anyOf\": [%s, {\"type\": \"array\", \"items\": {\"anyOf\": [%s]}}]}", len, word, party, party);
}

static void schema_roles(buf *out, const case_field *role, int depth) {
    const char *const list[] = {role->words, role->spelt};
    for (size_t k = 0; k < 2; k++)
        for (const char *w = list[k]; *w; w += strspn(w, " ")) {
            schema_role(out, w, (int)strcspn(w, " ="), depth);
            w += strcspn(w, " ");
        }
}

/* The other keys for it: the same again. */
static void schema_also(buf *out, const case_field *f, int depth, const char *path) {
    for (const char *w = f->also; w && *w; w += strspn(w, " ")) {
        size_t n = strcspn(w, " ");
        buf_char(out, ',');
        newline(out, depth);
        buf_printf(out, "\"%.*s\": {\"$ref\": \"%s\"}", (int)n, w, path);
        w += n;
    }
}

static void schema_object(buf *out, const case_shape *s, int depth, const char *path) {
    buf_str(out, ", \"additionalProperties\": false,");
    newline(out, depth);
    buf_str(out, "\"patternProperties\": {\"^//\": {}},");
    newline(out, depth);
    buf_str(out, "\"properties\": {");
    for (size_t i = 0; i < s->fields; i++) {
        const case_field *f = &s->field[i];
        buf at = {0}, inner = {0};
        buf_printf(&at, "%s/properties/%s", path, f->key);
        buf_printf(&inner, "%s%s", buf_text(&at), f->kind == FIELD_LIST ? "/items" : "");
        if (i) buf_char(out, ',');
        newline(out, depth + 1);
        json_text(out, f->key, strlen(f->key));
        buf_str(out, ": ");
        schema_type(out, f, depth + 2, buf_text(&inner));
        buf_str(out, ", \"description\": ");
        json_text(out, f->means, strlen(f->means));
        buf_char(out, '}');
        schema_also(out, f, depth + 1, buf_text(&at));
        out->failed |= at.failed || inner.failed;
        buf_free(&at);
        buf_free(&inner);
    }
    if (s == &case_shape_case) schema_roles(out, case_field_find(case_field_find(s, "parties")->shape, "role"), depth + 1);
    newline(out, depth);
    buf_char(out, '}');
}

void case_schema(buf *out) {
    buf_str(out, "{\n \"$schema\": \"http://json-schema.org/draft-07/schema#\",\n \"$id\": \"case.schema.json\",\n \"title\": \"cordon.case/1\",\n"
                 " \"description\": \"One case for `cordon assess`. null and \\\"unknown\\\" are not known, \\\"\\\" and [] are empty, a key that is not there is absent: none of "
                 "them is a no. Keys that begin with // are comments; the program also reads keys and words in other case and with - or a blank for _. Meaning: docs/ASSESS.md.\",\n \"type\": \"object\"");
    schema_object(out, &case_shape_case, 1, "#");
    buf_str(out, "\n}\n");
}

/* ---- columns ----------------------------------------------------------------- */

static void columns_of(buf *out, const case_shape *s, const char *prefix) {
    static const char *const takes[] = {"text", "word", "YYYY-MM-DD", "number", "yes, no or unknown", "texts parted by |"};
    for (size_t i = 0; i < s->fields; i++) {
        const case_field *f = &s->field[i];
        if (f->kind == FIELD_OBJECT || f->kind == FIELD_LIST) {
            buf inner = {0};
            bool numbered = f->kind == FIELD_LIST && (*prefix || strcmp(f->key, "items") != 0); /* a line is an item */
            buf_printf(&inner, "%s%s/%s", prefix, f->key, numbered ? "0/" : "");
            out->failed |= inner.failed;
            columns_of(out, f->shape, buf_text(&inner));
            buf_free(&inner);
        } else
            buf_printf(out, "%s%s\t%s\t%s\n", prefix, f->key, f->kind == FIELD_WORD ? f->words : takes[f->kind], f->means);
    }
}

void case_columns(buf *out) { columns_of(out, &case_shape_case, ""); }
