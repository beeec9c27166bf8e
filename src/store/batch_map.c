#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "store/batch_inner.h"

/* Up to the stop, or to the end of a quoted text, in which "" is a quote. Returns what follows it,
 * NULL when it does not fit, a quote stays open, or something stands behind a closing one.    */
static const char *word(char *out, size_t size, const char *p, char stop) {
    size_t len = 0;
    bool quoted = *p == '"';
    for (p += quoted; *p && (quoted || *p != stop); p++) {
        if (quoted && *p == '"') {
            if (p[1] != '"') break;
            p++;
        }
        if (len + 1 >= size) return NULL;
        out[len++] = *p;
    }
    out[len] = 0;
    if (!quoted) return p;
    return *p == '"' && (!p[1] || p[1] == stop) ? p + 1 : NULL;
}

cordon_status batch_map_parse(batch_map *m, const char *text, const batch_fields *fields, cordon_error *err) {
    m->n = 0;
    m->fields = fields;
    for (const char *p = text;;) {
        if (m->n == BATCH_FIELDS_MAX)
            return cordon_fail(err, CORDON_ELIMIT, "the map has more than %d fields", BATCH_FIELDS_MAX);
        char *key = m->at[m->n].field, *column = m->at[m->n].column;
        const char *at = p;
        if (!(p = word(key, BATCH_FIELD, p, '=')) || *p != '=')
            return cordon_fail(err, CORDON_EFORMAT, "map, byte %zu: expected FIELD=COLUMN", at - text + 1);
        if (!fields->known(key))
            return cordon_fail(err, CORDON_EFORMAT, "map, byte %zu: \"%s\" is no field: %s", at - text + 1, key, fields->all);
        at = ++p;
        if (!(p = word(column, BATCH_COLUMN, p, ',')) || !*column)
            return cordon_fail(err, CORDON_EFORMAT,
                               "map, byte %zu: expected the name of a column, of at most %d bytes, in quotes when "
                               "a comma is in it", at - text + 1, BATCH_COLUMN - 1);
        m->n++;
        if (!*p) return CORDON_OK;
        p++;
    }
}

void batch_map_plain(batch_map *m, const batch_fields *fields) {
    m->fields = fields;
    for (m->n = 0; fields->plain[m->n]; m->n++) {
        snprintf(m->at[m->n].field, BATCH_FIELD, "%s", fields->plain[m->n]);
        snprintf(m->at[m->n].column, BATCH_COLUMN, "%s", fields->plain[m->n]);
    }
}

static bool ends(const char *path, size_t len, const char *ending) {
    size_t n = strlen(ending);
    return len >= n && strncasecmp(path + len - n, ending, n) == 0;
}

batch_format batch_format_of(const char *path) {
    static const char *const packed[] = {".gz", ".xz", ".zst"};
    static const char *const json[] = {".json", ".jsonl", ".ndjson"};
    size_t len = strlen(path);
    if (ends(path, len, ".parquet")) return BATCH_PARQUET;
    for (size_t i = 0; i < sizeof packed / sizeof *packed; i++)
        if (ends(path, len, packed[i])) len -= strlen(packed[i]);
    for (size_t i = 0; i < sizeof json / sizeof *json; i++)
        if (ends(path, len, json[i])) return BATCH_NDJSON;
    return BATCH_CSV;
}
