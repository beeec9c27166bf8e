#include "lists/ftm.h"

#include <string.h>

const char *ftm_text(const json_node *entity, const char *key) {
    const json_node *t = entity ? json_get(entity, key) : NULL;
    return t && t->kind == JSON_STRING ? t->text : "";
}

const json_node *ftm_properties(const json_node *entity) {
    const json_node *p = entity ? json_get(entity, "properties") : NULL;
    return p && p->kind == JSON_OBJECT ? p : NULL;
}

const json_node *ftm_values(const json_node *properties, const char *name) {
    const json_node *p = properties ? json_get(properties, name) : NULL;
    return p && p->kind == JSON_ARRAY ? p->first : NULL;
}

const char *ftm_first(const json_node *properties, const char *name) {
    const json_node *v = ftm_values(properties, name);
    return v && v->kind == JSON_STRING ? v->text : "";
}

bool ftm_begins(const char *head, size_t len) {
    const char *end = memchr(head, '\n', len);
    size_t n = end ? (size_t)(end - head) : len;
    return n > 2 && *head == '{' && memmem(head, n, "\"schema\"", 8) &&
           memmem(head, n, "\"properties\"", 12) && !memmem(head, n, "{\"list\":", 8);
}
