/* list_sink.h - what a reader of lists gives, kept as text for tests.
 *
 * Each entity is its canonical JSON on a line of `out`; refused records, notes and lists covered
 * are lines of their own. Counts by list stand in `count`.                       */
#ifndef TESTS_LIST_SINK_H
#define TESTS_LIST_SINK_H

#include <stdlib.h>

#include "base/buf.h"
#include "lists/readers.h"
#include "test.h"

enum { GOT_LISTS = 256 };

typedef struct got {
    const char *reader, *mapping;
    buf out, refused, notes, covers;
    struct {
        char list[64];
        unsigned n;
    } count[GOT_LISTS];
    unsigned lists, entities;
    uint64_t records, bad;
    date_day vintage;
    cordon_error err;
    bool silent; /* counts only */
    void (*each)(const entity *e, void *arg);
    void *arg;
} got;

static cordon_status got_entity(void *arg, const entity *e, unsigned file, cordon_error *err) {
    got *g = arg;
    unsigned i = 0;
    (void)file, (void)err;
    while (i < g->lists && strcmp(g->count[i].list, e->list) != 0) i++;
    if (i == g->lists && i < GOT_LISTS) snprintf(g->count[g->lists++].list, 64, "%s", e->list);
    if (i < GOT_LISTS) g->count[i].n++;
    g->entities++;
    if (g->each) g->each(e, g->arg);
    if (g->silent) return CORDON_OK;
    entity_json(&g->out, e);
    buf_char(&g->out, '\n');
    return CORDON_OK;
}

static cordon_status got_covers(void *arg, const char *list, cordon_error *err) {
    (void)err;
    buf_printf(&((got *)arg)->covers, "%s\n", list);
    return CORDON_OK;
}

static void got_refused(void *arg, unsigned file, uint64_t line, unsigned column, const char *field,
                        const char *value, const char *expected) {
    (void)file;
    buf_printf(&((got *)arg)->refused, "%llu:%u %s \"%.60s\": expected %s\n",
               (unsigned long long)line, column, field, value, expected);
}

static void got_note(void *arg, unsigned file, const char *kind, const char *text) {
    (void)file;
    buf_printf(&((got *)arg)->notes, "%s: %s\n", kind, text);
}

static inline unsigned got_count(const got *g, const char *list) {
    for (unsigned i = 0; i < g->lists; i++)
        if (strcmp(g->count[i].list, list) == 0) return g->count[i].n;
    return 0;
}

static inline cordon_status got_run(got *g, list_read *r) {
    r->reader = list_reader_named(g->reader);
    r->mapping = g->mapping;
    r->sink = (list_sink){.entity = got_entity, .covers = got_covers, .refused = got_refused, .note = got_note, .arg = g};
    if (!r->reader) return cordon_fail(&g->err, CORDON_ENOTFOUND, "no reader %s", g->reader);
    cordon_status status = list_read_run(r, &g->err);
    g->records = r->records;
    g->bad = r->refused;
    g->vintage = r->vintage;
    for (unsigned i = 0; i < r->files; i++) stream_close(r->file[i]);
    return status;
}

/* Reads files, NULL-ended; the status, with words in g->err. */
static inline cordon_status got_files(got *g, const char *const paths[]) {
    list_read r = {0};
    cordon_status status = CORDON_OK;
    for (; paths[r.files] && !status; r.files++) {
        status = stream_open(&r.file[r.files], paths[r.files], &g->err);
        r.path[r.files] = paths[r.files];
        if (status) break;
    }
    if (!status) return got_run(g, &r);
    for (unsigned i = 0; i < r.files; i++) stream_close(r.file[i]);
    return status;
}

static inline cordon_status got_text(got *g, const char *name, const char *text, size_t len) {
    list_read r = {.files = 1, .path = {name}};
    cordon_status status = stream_open_memory(&r.file[0], name, text, len, &g->err);
    return status ? status : got_run(g, &r);
}

/* A file of the large data set, false when it is not here. */
static inline bool got_shared(char path[512], const char *name) {
    const char *root = getenv("CORDON_DATA");
    snprintf(path, 512, "%s%s../shared/data/lists/%s", root ? root : "", root ? "/" : "", name);
    FILE *f = fopen(path, "rb");
    if (f) fclose(f);
    return f != NULL;
}

static inline void got_free(got *g) {
    buf_free(&g->out);
    buf_free(&g->refused);
    buf_free(&g->notes);
    buf_free(&g->covers);
}

static inline bool got_has(const buf *b, const char *text) {
    bool is = strstr(buf_text(b), text) != NULL;
    if (!is) printf("# no \"%s\" in:\n# %.3000s\n", text, buf_text(b));
    return is;
}

#endif
