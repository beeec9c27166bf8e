#include "lists/reader.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/data_dir.h"
#include "lists/readers.h"

/* The most particular test of a file's beginning first. */
/* clang-format off: one line a reader */
static const list_reader *const readers[] = {
    &list_reader_entities,
    &list_reader_ofac_history,
    &list_reader_ofac_csv,
    /* tables and text */
    &list_reader_eu_acts,
    &list_reader_eu_fsf,
    &list_reader_uk,
    &list_reader_opensanctions,
    &list_reader_meti,
    &list_reader_dfat,
    &list_reader_conlist,
    &list_reader_uksl,
    &list_reader_ftm,
    &list_reader_senzing,
    &list_reader_mapping,
    /* XML and JSON */
    &list_reader_un,
    &list_reader_ofac_xml,
    &list_reader_csl,
    &list_reader_us_json,
    &list_reader_canada,
    NULL,
};
/* clang-format on */

const list_reader *list_reader_at(size_t index) { return readers[index]; }

const list_reader *list_reader_named(const char *name) {
    for (const list_reader *const *r = readers; *r; r++)
        if (strcmp((*r)->name, name) == 0) return *r;
    return NULL;
}

const list_reader *list_reader_of(const char *head, size_t len) {
    if (len > LIST_HEAD_BYTES) len = LIST_HEAD_BYTES;
    for (const list_reader *const *r = readers; *r; r++)
        if ((*r)->is && (*r)->is(head, len)) return *r;
    return NULL;
}

cordon_status list_reader_detect(const list_reader **out, const char *path, cordon_error *err) {
    char head[LIST_HEAD_BYTES];
    struct stat st;
    size_t n = 0, got = 1;
    stream *s = NULL;
    *out = NULL;
    if (strcmp(path, "-") == 0 || stat(path, &st) != 0 || !S_ISREG(st.st_mode)) return CORDON_OK;
    cordon_status status = stream_open(&s, path, err);
    /* A damaged file is refused by whoever takes it, with its own words. */
    while (!status && got && n < sizeof head &&
           !stream_read(s, head + n, sizeof head - n, &got, NULL))
        n += got;
    stream_close(s);
    if (!status) *out = list_reader_of(head, n);
    return status;
}

const list_reader *list_reader_as(const char *as, const char **mapping) {
    const list_reader *named = list_reader_named(as);
    char name[100], path[1200];
    const char *table = as;
    *mapping = NULL;
    if (named) return named;
    if (!strchr(as, '/') && !strchr(as, '.')) { /* the name of a table that ships */
        snprintf(name, sizeof name, "data/lists/mappings/%.60s.csv", as);
        table = data_path(path, sizeof path, name);
    }
    for (const list_reader *const *r = readers; *r && strstr(table, ".csv"); r++)
        if ((*r)->maps && (*r)->maps(table)) {
            *mapping = as;
            return *r;
        }
    return NULL;
}

void list_entity(list_read *r, entity *e, const char *list, const char *key, const char *schema) {
    arena_destroy(&r->mem);
    arena_init(&r->mem, 0);
    entity_begin(e, &r->mem, list, key, schema);
}

void list_refuse(list_read *r, unsigned file, uint64_t line, unsigned column, const char *field,
                 const char *value, const char *expected) {
    if (!*field) field = "a cell without a name"; /* of a column whose head is empty */
    r->records++;
    if (!r->refused++) {
        r->first.file = file;
        r->first.line = line;
        r->first.column = column;
        snprintf(r->first.text, sizeof r->first.text, "%.80s \"%.100s\": expected %.200s", field,
                 value, expected);
    }
    if (r->sink.refused) r->sink.refused(r->sink.arg, file, line, column, field, value, expected);
}

void list_note(list_read *r, unsigned file, const char *kind, const char *format, ...) {
    char text[400];
    va_list ap;
    if (!r->sink.note) return;
    va_start(ap, format);
    vsnprintf(text, sizeof text, format, ap);
    va_end(ap);
    r->sink.note(r->sink.arg, file, kind, text);
}

static bool id_is_good(const char *id) {
    size_t n = strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789-.");
    return n && n < 64 && !id[n];
}

cordon_status list_emit(list_read *r, entity *e, unsigned file, cordon_error *err) {
    if (e->failed) return cordon_fail(err, CORDON_ENOMEM, "no memory for an entity");
    const char *fault = !id_is_good(e->list) ? "an id of a list (a-z, 0-9, - and .; at most 63)"
                        : e->overfull
                            ? "an entity within its bounds (values, listings, links, bytes)"
                        : e->broken  ? "texts in UTF-8 and days that exist"
                        : !*e->key   ? "a key"
                        : !e->values ? "at least one value"
                                     : NULL;
    if (fault) {
        const char *name = entity_first(e, "name");
        list_refuse(r, file, e->line, 0, *e->key ? e->key : "record", name ? name : "", fault);
        return CORDON_OK;
    }
    r->records++;
    return r->sink.entity ? r->sink.entity(r->sink.arg, e, file, err) : CORDON_OK;
}

cordon_status list_covers(list_read *r, const char *list, cordon_error *err) {
    return r->sink.covers ? r->sink.covers(r->sink.arg, list, err) : CORDON_OK;
}

cordon_status list_day(list_read *r, const char *list, date_day day, cordon_error *err) {
    return r->sink.day ? r->sink.day(r->sink.arg, list, day, err) : CORDON_OK;
}

static cordon_status judge(const list_read *r, cordon_error *err) {
    const char *name = r->files ? stream_name(r->file[0]) : NULL;
    if (!r->records)
        return cordon_fail_at(err, CORDON_EFORMAT, name, 0, 0, "the file has no records");
    if (r->refused * 100 <= r->records * LIST_BAD_PERCENT_MAX) return CORDON_OK;
    name = r->first.file < r->files ? stream_name(r->file[r->first.file]) : name;
    return cordon_fail_at(err, CORDON_EFORMAT, name, r->first.line, r->first.column,
                          "%s (%llu of %llu records are bad, more than %d %%: the file is refused)",
                          r->first.text, (unsigned long long)r->refused,
                          (unsigned long long)r->records, LIST_BAD_PERCENT_MAX);
}

cordon_status list_read_run(list_read *r, cordon_error *err) {
    r->records = r->refused = 0;
    arena_init(&r->mem, 0);
    cordon_status status = r->reader->read(r, err);
    arena_destroy(&r->mem);
    return status ? status : judge(r, err);
}
