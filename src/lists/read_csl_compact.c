/* The frame of the compact layout: {"fieldKey":{"s":"source (index into tables.sources)",..},
 * "tables":{"sources":[..],..}}. */
#include <stdio.h>
#include <string.h>

#include "lists/read_csl.h"

cordon_status csl_bad_frame(const csl *c, const json_node *v, const char *what, cordon_error *err) {
    return cordon_fail_at(err, CORDON_EFORMAT, stream_name(c->r->file[c->file]), v->line, v->column,
                          "%s", what);
}

/* "source (index into tables.sources)" -> "source", and the key waits for that table. */
cordon_status csl_field_key(csl *c, const json_node *v, cordon_error *err) {
    if (v->kind != JSON_OBJECT)
        return csl_bad_frame(c, v, "fieldKey is no object; expected one", err);
    for (const json_node *n = v->first; n; n = n->next) {
        csl_key *k = &c->field[c->fields];
        if (n->kind != JSON_STRING || c->fields == CSL_KEYS_MAX ||
            strlen(n->key) >= sizeof k->key || strlen(n->text) >= sizeof k->field)
            return csl_bad_frame(c, n, "expected a short key with the name of its field", err);
        *k = (csl_key){0};
        snprintf(k->key, sizeof k->key, "%s", n->key);
        snprintf(k->field, sizeof k->field, "%s", n->text);
        c->fields++;
    }
    return CORDON_OK;
}

static cordon_status keep_table(csl *c, csl_key *k, const json_node *t, cordon_error *err) {
    k->row = arena_alloc(&c->mem, (t->n + 1) * sizeof *k->row);
    if (!k->row) return cordon_fail(err, CORDON_ENOMEM, "no memory for a table");
    for (const json_node *n = t->first; n; n = n->next) {
        if (n->kind != JSON_STRING) return csl_bad_frame(c, n, "expected a text in a table", err);
        k->row[k->rows] = arena_strndup(&c->mem, n->text, strlen(n->text));
        if (!k->row[k->rows++]) return cordon_fail(err, CORDON_ENOMEM, "no memory for a table");
    }
    return CORDON_OK;
}

cordon_status csl_tables(csl *c, const json_node *v, cordon_error *err) {
    cordon_status status = CORDON_OK;
    if (!c->fields) return csl_bad_frame(c, v, "expected fieldKey before tables", err);
    for (size_t i = 0; !status && i < c->fields; i++) {
        csl_key *k = &c->field[i];
        char *bracket = strstr(k->field, " ("), *index = strstr(k->field, "(index into tables."),
             name[CSL_FIELD_BYTES];
        if (index) {
            snprintf(name, sizeof name, "%s", index + 19);
            name[strcspn(name, ")")] = '\0';
            const json_node *t = json_get(v, name);
            if (!t || t->kind != JSON_ARRAY)
                return csl_bad_frame(c, v, "a table that fieldKey names is not there", err);
            k->indexed = true;
            status = keep_table(c, k, t, err);
        }
        if (bracket) *bracket = '\0';
    }
    return status;
}

const csl_key *csl_key_of(const csl *c, const char *key) {
    for (size_t i = 0; i < c->fields; i++)
        if (strcmp(c->field[i].key, key) == 0) return &c->field[i];
    return NULL;
}
