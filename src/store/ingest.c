#include "store/ingest.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { WEIRD_AFTER = 100000 };

static void *worker_new(void *context) {
    ingest *in = context;
    ingest_worker *w = malloc(sizeof *w);
    if (!w) return NULL;
    w->own = NULL;
    if (in->own_bytes && !(w->own = calloc(1, in->own_bytes))) {
        free(w);
        return NULL;
    }
    w->in = in;
    w->block = NULL;
    w->lost = false;
    w->records = w->rounded = 0;
    w->split.delimiter = in->delimiter;
    w->split.quote = in->quote;
    return w;
}

static void worker_free(void *local) {
    ingest_worker *w = local;
    feed_give(w->in->feed, w->block);
    atomic_fetch_add(&w->in->records, w->records);
    atomic_fetch_add(&w->in->rounded, w->rounded);
    free(w->own);
    free(w);
}

static void put_text(FILE *f, const char *s) {
    uint16_t n = (uint16_t)strlen(s);
    fwrite(&n, sizeof n, 1, f);
    fwrite(s, 1, n, f);
}

void ingest_refuse(ingest *in, const refused_row *r) {
    atomic_fetch_add(&in->refused, 1);
    pthread_mutex_lock(&in->mutex);
    if (!in->first.line || r->line < in->first.line) in->first = *r;
    fwrite(&r->line, sizeof r->line, 1, in->spool);
    fwrite(&r->column, sizeof r->column, 1, in->spool);
    put_text(in->spool, r->column_name);
    put_text(in->spool, r->value);
    put_text(in->spool, r->reason);
    if (ferror(in->spool)) in->spool_failed = true;
    pthread_mutex_unlock(&in->mutex);
}

/* Cuts at a whole UTF-8 character; what is not UTF-8 is shown as "?". */
static void copy_text(char *to, size_t size, const char *s, size_t len) {
    size_t n = len < size - 1 ? len : size - 1;
    while (n && n < len && ((unsigned char)s[n] & 0xc0) == 0x80) n--;
    memcpy(to, s, n);
    to[n] = 0;
    if (!records_utf8(to, n))
        for (size_t i = 0; i < n; i++)
            if ((unsigned char)to[i] >= 0x80) to[i] = '?';
}

bool ingest_refuse_field(ingest_worker *w, int index, const char *column, const char *reason) {
    refused_row r = {.line = w->record_line};
    if (index >= 0) {
        const field *f = &w->split.f[index];
        r.column = (uint32_t)index + 1;
        copy_text(r.column_name, sizeof r.column_name, column, strlen(column));
        copy_text(r.value, sizeof r.value, f->p, f->len);
        w->lost |= memchr(f->p, '\n', f->len) != NULL;
    }
    snprintf(r.reason, sizeof r.reason, "%s", reason);
    ingest_refuse(w->in, &r);
    return false;
}

static bool record_utf8(ingest_worker *w, size_t from) {
    const char *s = w->block->data + from;
    size_t len = w->at - from;
    if (records_utf8(s, len)) return true;
    refused_row r = {.line = w->record_line};
    for (size_t i = 0; i < w->split.n; i++)
        if (!records_utf8(w->split.f[i].p, w->split.f[i].len)) {
            r.column = (uint32_t)i + 1;
            if (i < w->in->columns)
                copy_text(r.column_name, sizeof r.column_name, w->in->header[i],
                          strlen(w->in->header[i]));
            copy_text(r.value, sizeof r.value, w->split.f[i].p, w->split.f[i].len);
            break;
        }
    snprintf(r.reason, sizeof r.reason, "not valid UTF-8 (another encoding? see --encoding)");
    ingest_refuse(w->in, &r);
    return false;
}

static size_t make_record(ingest_worker *w, warehouse_chunk *c, size_t row) {
    if (w->split.n == w->in->columns) return w->in->record(w, c, row);
    char words[96];
    snprintf(words, sizeof words, "%zu fields where the header has %zu", w->split.n,
             w->in->columns);
    ingest_refuse_field(w, -1, "", words);
    return row;
}

static cordon_status next(void *context, void *local, warehouse_chunk *c, size_t *rows,
                          cordon_error *err) {
    ingest_worker *w = local;
    ingest *in = context;
    size_t row = 0;
    while (row + in->rows_max <= WAREHOUSE_CHUNK_ROWS) {
        if (!w->block) {
            unsigned long bad = atomic_load(&in->refused);
            if (bad > WEIRD_AFTER && bad > atomic_load(&in->rows))
                return cordon_fail(err, CORDON_EFORMAT, "most rows are bad");
            cordon_status status = feed_take(&w->block, in->feed, err);
            if (status) return status;
            if (!w->block) break;
            w->at = 0;
            w->line = w->block->first_line;
        }
        size_t from = w->at;
        split_result sr = records_split(&w->split, w->block, &w->at, &w->line, &w->record_line);
        if (sr == SPLIT_END) {
            feed_give(in->feed, w->block);
            w->block = NULL;
            continue;
        }
        w->records++;
        if (sr == SPLIT_LONG)
            return cordon_fail_at(err, CORDON_ELIMIT, "", w->record_line, 0,
                                  "this line is longer than 1 MB");
        if (sr == SPLIT_LOST)
            return cordon_fail_at(err, CORDON_EFORMAT, "", w->record_line, 0,
                                  "a quote that does not enclose a field, and the next one is lines "
                                  "below: what stands between cannot be told apart");
        if (sr == SPLIT_QUOTE)
            ingest_refuse_field(w, -1, "", "a quote inside a field, or text behind a closing quote");
        else if (sr == SPLIT_MANY)
            ingest_refuse_field(w, -1, "", "more than 1,024 fields");
        else if (record_utf8(w, from))
            row = make_record(w, c, row);
        /* The quotes happen to stand where fields begin and end, but the record
         * has another number of them, or a line break in a code: lines are lost. */
        if (w->lost || (sr == SPLIT_OK && w->split.n != in->columns && w->line - w->record_line > 1))
            return cordon_fail_at(err, CORDON_EFORMAT, "", w->record_line, 0,
                                  "quotes make one record of %llu lines, and it is a bad one: is a "
                                  "quote missing?",
                                  (unsigned long long)(w->line - w->record_line));
    }
    atomic_fetch_add(&in->rows, row);
    *rows = row;
    return CORDON_OK;
}

cordon_status ingest_open(ingest *in, const char *tmp_folder, cordon_error *err) {
    char path[1200];
    snprintf(path, sizeof path, "%s/refused-XXXXXX", tmp_folder);
    int fd = mkstemp(path);
    if (fd >= 0) unlink(path);
    in->spool = fd >= 0 ? fdopen(fd, "w+b") : NULL;
    if (!in->spool) {
        int why = errno;
        if (fd >= 0) close(fd);
        return cordon_fail_at(err, why == ENOSPC ? CORDON_ENOSPC : CORDON_EIO, path, 0, 0,
                              "cannot be made: %s", strerror(why));
    }
    pthread_mutex_init(&in->mutex, NULL);
    in->source.context = in;
    in->source.local_new = worker_new;
    in->source.local_free = worker_free;
    if (!in->source.next) in->source.next = next;
    return CORDON_OK;
}

void ingest_close(ingest *in) {
    if (!in->spool) return;
    fclose(in->spool);
    in->spool = NULL;
    pthread_mutex_destroy(&in->mutex);
}

static bool get_text(FILE *f, char *to, size_t size) {
    uint16_t n;
    if (fread(&n, sizeof n, 1, f) != 1 || n >= size || fread(to, 1, n, f) != n) return false;
    to[n] = 0;
    return true;
}

static bool spool_next(ingest *in, refused_row *r) {
    return fread(&r->line, sizeof r->line, 1, in->spool) == 1 &&
           fread(&r->column, sizeof r->column, 1, in->spool) == 1 &&
           get_text(in->spool, r->column_name, sizeof r->column_name) &&
           get_text(in->spool, r->value, sizeof r->value) &&
           get_text(in->spool, r->reason, sizeof r->reason);
}

static cordon_status spool_chunk(void *context, void *local, warehouse_chunk *c, size_t *rows,
                                 cordon_error *err) {
    ingest *in = context;
    refused_row r;
    size_t n = 0;
    (void)local;
    pthread_mutex_lock(&in->mutex);
    while (n < WAREHOUSE_CHUNK_ROWS && spool_next(in, &r)) {
        ((int64_t *)warehouse_chunk_data(c, 0))[n] = (int64_t)r.line;
        ((int32_t *)warehouse_chunk_data(c, 1))[n] = (int32_t)r.column;
        warehouse_chunk_text(c, 2, n, r.column_name, strlen(r.column_name));
        warehouse_chunk_text(c, 3, n, r.value, strlen(r.value));
        warehouse_chunk_text(c, 4, n, r.reason, strlen(r.reason));
        n++;
    }
    bool failed = ferror(in->spool) != 0;
    pthread_mutex_unlock(&in->mutex);
    *rows = n;
    return failed ? cordon_fail(err, CORDON_EIO, "the refused rows cannot be read back") : CORDON_OK;
}

static void *no_local(void *context) { return context; }
static void no_local_free(void *local) { (void)local; }

void ingest_spool_source(ingest *in, warehouse_source *out) {
    rewind(in->spool);
    *out = (warehouse_source){.n = 5,
                              .column = {{"line", WAREHOUSE_INT64},
                                         {"column_number", WAREHOUSE_INT32},
                                         {"column_name", WAREHOUSE_TEXT},
                                         {"value", WAREHOUSE_TEXT},
                                         {"reason", WAREHOUSE_TEXT}},
                              .context = in,
                              .local_new = no_local,
                              .local_free = no_local_free,
                              .next = spool_chunk};
}
