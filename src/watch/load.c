#include "watch/load.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/progress.h"
#include "watch/event.h"
#include "watch/incident.h"
#include "watch/observation.h"
#include "watch/pair_day.h"
#include "watch/record.h"
#include "watch/votes_load.h"

static const char schema_sql[] =
#include "watch/sql/schema.sql.h"
    ;

/* The most particular test first. */
static const watch_reader *const readers[] = {
    &record_reader_own,
    &record_reader_fixture,
    &votes_reader,
    &votes_reader_same,
    &votes_reader_points,
    &event_reader_gdelt2,
    &event_reader_icews,
    &event_reader_plover,
    &pair_reader_days,
    &pair_reader_totals,
    &incident_reader,
    &observation_reader,
    NULL,
};

const watch_reader *watch_reader_at(size_t index) { return readers[index]; }

const watch_reader *watch_reader_named(const char *name) {
    for (const watch_reader *const *r = readers; *r; r++)
        if (strcmp((*r)->name, name) == 0) return *r;
    return NULL;
}

bool watch_is(const field *f, const char *text) {
    return f->len == strlen(text) && memcmp(f->p, text, f->len) == 0;
}

bool watch_has_columns(const record_split *first, const char *const names[]) {
    for (size_t k = 0; names[k]; k++) {
        bool found = false;
        for (size_t i = 0; i < first->n && !found; i++) found = watch_is(&first->f[i], names[k]);
        if (!found) return false;
    }
    return true;
}

int watch_column(const watch_load *w, const char *name) {
    for (size_t i = 0; i < w->l.columns; i++)
        if (strcmp(w->l.header[i], name) == 0) return (int)i;
    return -1;
}

/* Splits the block's first record as the reader would. */
static bool passes(const watch_reader *r, record_split *split, const record_block *block) {
    size_t at = 0;
    uint64_t line = 1, record_line = 1;
    split->delimiter = r->delimiter;
    split->quote = r->quote;
    return records_split(split, block, &at, &line, &record_line) == SPLIT_OK && r->is(split);
}

/* What can be read twice. */
static bool is_file(const char *path) {
    struct stat s;
    return strcmp(path, "-") != 0 && stat(path, &s) == 0 && S_ISREG(s.st_mode);
}

cordon_status watch_detect(const watch_reader **out, const char *path, cordon_error *err) {
    stream *s = NULL;
    record_reader *records = NULL;
    record_block block = {.data = malloc(RECORDS_BLOCK)};
    record_split *split = malloc(sizeof *split);
    *out = NULL;
    cordon_status status =
        block.data && split ? CORDON_OK : cordon_fail(err, CORDON_ENOMEM, "no memory to load");
    if (status || !is_file(path)) goto out;
    if ((status = stream_open(&s, path, err)) || (status = records_open(&records, s, NULL, 0, err)))
        goto out;
    /* Text that is no UTF-8 or has no end of a line is none of ours. */
    cordon_error unread;
    if (records_next(records, &block, &unread) || !block.len) goto out;
    for (const watch_reader *const *r = readers; *r && !*out; r++)
        if (passes(*r, split, &block)) *out = *r;
out:
    records_close(records);
    stream_close(s);
    free(block.data);
    free(split);
    return status;
}

cordon_status watch_rows_sql(watch_load *w, ingest *in, const char *sql, cordon_error *err) {
    char tmp[1200];
    in->delimiter = w->reader->delimiter;
    in->quote = w->reader->quote;
    in->header = w->l.header;
    if (!in->rows_max) in->rows_max = 1;
    cordon_status status = w->l.feed || in->source.next ? CORDON_OK : loading_feed(&w->l, err);
    if (status) return status;
    in->feed = w->l.feed;
    snprintf(tmp, sizeof tmp, "%s/tmp", store_path(w->l.s));
    if ((status = ingest_open(in, tmp, err))) return status;
    status = loading_rows(&w->l, in, sql, err);
    source *src = &w->l.out->source;
    src->refused += (int64_t)atomic_load(&in->refused);
    src->rounded += (int64_t)atomic_load(&in->rounded);
    ingest_close(in);
    return status;
}

cordon_status watch_rows(watch_load *w, ingest *in, const char *table, cordon_error *err) {
    buf sql = {0};
    buf_printf(&sql, "INSERT INTO %s SELECT CAST(%lld AS INTEGER)", table,
               (long long)w->l.out->source.id);
    for (size_t i = 0; i < in->source.n; i++) buf_printf(&sql, ", \"%s\"", in->source.column[i].name);
    buf_str(&sql, " FROM cordon_rows()");
    cordon_status status = sql.failed
                               ? cordon_fail(err, CORDON_ENOMEM, "no memory for a statement")
                               : watch_rows_sql(w, in, buf_text(&sql), err);
    buf_free(&sql);
    if (status) return status;
    char count[120];
    snprintf(count, sizeof count, "SELECT count(*) FROM %s WHERE source_id = $1", table);
    warehouse_param p = {NULL, w->l.out->source.id};
    return warehouse_one_int(&w->l.out->source.rows, w->l.w, count, &p, 1, err);
}

static void copy(char *to, size_t size, const char *from) { snprintf(to, size, "%s", from); }

static cordon_status begin(watch_load *w, cordon_error *err) {
    loading *l = &w->l;
    const watch_reader *r = w->reader;
    source *src = &l->out->source;
    cordon_status status = loading_open_stream(l, err);
    if (!status) status = loading_open(l, l->o->encoding, r->quote, err);
    if (!status) status = loading_header(l, r->delimiter, r->quote, err);
    if (status) return status;
    if (!r->any_header && !r->is(l->split))
        return cordon_fail_at(err, CORDON_EFORMAT, stream_name(l->stream), l->first.first_line, 0,
                              "the first line is not that of %s (%s)", r->name, r->what);
    if (r->bare) {
        l->body = 0;
        l->body_line = l->first.first_line;
    }
    copy(src->layout, sizeof src->layout, r->name);
    copy(src->dataset, sizeof src->dataset, r->dataset);
    copy(src->publisher, sizeof src->publisher, r->publisher);
    copy(src->title, sizeof src->title, r->what);
    copy(w->edition, sizeof w->edition, l->path);
    if (strrchr(l->path, '/')) copy(w->edition, sizeof w->edition, strrchr(l->path, '/') + 1);
    if (r->prepare && (status = r->prepare(w, err))) return status;
    if (r->vintage && (src->vintage = r->vintage(l->split)))
        copy(src->vintage_basis, sizeof src->vintage_basis, "stated: in the first row");
    if ((status = loading_begin(l, err))) return status;
    return warehouse_exec(l->w, schema_sql, err);
}

static cordon_status finish(watch_load *w, cordon_error *err) {
    loading *l = &w->l;
    const source *src = &l->out->source;
    cordon_status status = loading_same(l, err);
    if (status || l->out->already) return status;
    warehouse_param p[] = {{NULL, src->id},    {w->reader->name, 0},  {src->dataset, 0},
                           {w->edition, 0}, {NULL, src->vintage}, {NULL, src->rows}};
    status = warehouse_run(l->w, "INSERT INTO watch_source VALUES ($1, $2, $3, $4, $5, $6)", p, 6,
                           err);
    if (!status) status = loading_note_assumed(l, err);
    return status ? status : loading_commit(l, err);
}

static cordon_status run(watch_load *w, cordon_error *err) {
    cordon_status status = loading_seen(&w->l, err);
    if (status || w->l.out->already) return status;
    if ((status = begin(w, err)) || (status = w->reader->load(w, err))) return status;
    return finish(w, err);
}

cordon_status watch_load_file(load_result *out, store *s, const areas *a, const char *path,
                              const watch_reader *reader, const load_options *o, cordon_error *err) {
    watch_load w = {.a = a, .reader = reader};
    int64_t started = progress_now_ns();
    cordon_status status = loading_init(&w.l, out, s, path, o, err);
    if (!status) status = run(&w, err);
    if (reader->release) reader->release(&w);
    loading_end(&w.l);
    out->seconds_all_ns = progress_now_ns() - started;
    return status;
}

cordon_status watch_has_table(bool *out, warehouse *w, const char *table, cordon_error *err) {
    int64_t n = 0;
    warehouse_param p = {table, 0};
    cordon_status status = warehouse_one_int(
        &n, w, "SELECT count(*) FROM information_schema.tables WHERE table_name = $1", &p, 1, err);
    *out = n > 0;
    return status;
}
