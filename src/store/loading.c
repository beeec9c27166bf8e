#include "store/loading.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/data_dir.h"
#include "read/table.h"

cordon_status loading_init(loading *l, load_result *out, store *s, const char *path,
                           const load_options *o, cordon_error *err) {
    *out = (load_result){0};
    *l = (loading){.s = s, .path = path, .o = o, .out = out};
    arena_init(&l->mem, 0);
    l->first.data = malloc(RECORDS_BLOCK);
    l->split = malloc(sizeof *l->split);
    if (l->first.data && l->split) return CORDON_OK;
    return cordon_fail(err, CORDON_ENOMEM, "no memory to load");
}

static const char *base_name(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

cordon_status loading_seen(loading *l, cordon_error *err) {
    struct stat st;
    bool maybe = false;
    char hex[65];
    if (strcmp(l->path, "-") == 0 || stat(l->path, &st) != 0 || !S_ISREG(st.st_mode))
        return CORDON_OK;
    cordon_status status = store_has_bytes(&maybe, l->s, st.st_size, err);
    if (status || !maybe || (status = stream_hash_file(hex, l->path, err))) return status;
    status = store_source_by_hash(&l->out->source, l->s, hex, err);
    if (status == CORDON_ENOTFOUND) return CORDON_OK;
    if (!status) l->out->already = true;
    return status;
}

cordon_status loading_open_stream(loading *l, cordon_error *err) {
    return l->stream ? CORDON_OK : stream_open(&l->stream, l->path, err);
}

cordon_status loading_open(loading *l, const char *encoding, char quote, cordon_error *err) {
    cordon_status status = loading_open_stream(l, err);
    if (status || (status = records_open(&l->reader, l->stream, encoding, quote, err)) ||
        (status = records_next(l->reader, &l->first, err)))
        return status;
    if (!l->first.len)
        return cordon_fail_at(err, CORDON_EFORMAT, stream_name(l->stream), 0, 0, "the file is empty");
    return CORDON_OK;
}

static split_result split_header(loading *l, uint64_t *header_line) {
    uint64_t line = l->body_line;
    split_result sr = records_split(l->split, &l->first, &l->body, &line, header_line);
    l->body_line = line;
    return sr;
}

static bool keep_header(loading *l) {
    const record_split *s = l->split;
    l->columns = s->n;
    l->header = arena_alloc(&l->mem, s->n * sizeof *l->header);
    for (size_t i = 0; l->header && i < s->n; i++)
        if (!(l->header[i] = arena_strndup(&l->mem, s->f[i].p, s->f[i].len))) l->header = NULL;
    return l->header != NULL;
}

cordon_status loading_header(loading *l, char delimiter, char quote, cordon_error *err) {
    uint64_t header_line = l->first.first_line;
    l->split->delimiter = delimiter;
    l->split->quote = quote;
    l->body = 0;
    l->body_line = header_line;
    split_result sr = split_header(l, &header_line);
    if (sr != SPLIT_OK)
        return cordon_fail_at(err, CORDON_EFORMAT, stream_name(l->stream), header_line, 0,
                              sr == SPLIT_END ? "the file has no header" : "the header cannot be read");
    return keep_header(l) ? CORDON_OK : cordon_fail(err, CORDON_ENOMEM, "no memory for the header");
}

bool loading_header_next(loading *l) {
    uint64_t header_line;
    split_result sr = split_header(l, &header_line);
    return sr != SPLIT_END && sr != SPLIT_LONG && keep_header(l);
}

cordon_status loading_feed(loading *l, cordon_error *err) {
    return feed_start(&l->feed, l->reader, &l->first, l->body, l->body_line, l->o->progress,
                      l->o->arg, err);
}

static void copy(char *to, size_t size, const char *from) { snprintf(to, size, "%s", from); }

/* What the table of bundled files knows about this file, told by its hash. */
static cordon_status bundled(source *src, const char *from, cordon_error *err) {
    static const char *const names[] = {"file",    "sha256",        "publisher", "title",
                                        "vintage", "vintage_basis", "retrieved", "licence", NULL};
    enum { FILE_, SHA, PUBLISHER, TITLE, VINTAGE, BASIS, RETRIEVED, LICENCE, N };
    int col[N];
    char path[1024], hex[65];
    table t;
    cordon_status status = table_read(&t, data_path(path, sizeof path, "data/sources.csv"), err);
    if (status == CORDON_ENOTFOUND) return CORDON_OK;
    if (!status && !(status = table_cols(&t, names, col, err))) {
        for (size_t i = 0; i < t.rows && !status; i++) {
            if (strcmp(base_name(table_cell(&t, i, col[FILE_])), base_name(from)) != 0) continue;
            if ((status = stream_hash_file(hex, from, err))) break;
            if (strcmp(hex, table_cell(&t, i, col[SHA])) != 0) continue;
            const char *day = table_cell(&t, i, col[VINTAGE]), *got = table_cell(&t, i, col[RETRIEVED]);
            date_parse(&src->vintage, day, strlen(day));
            date_parse(&src->retrieved, got, strlen(got));
            copy(src->publisher, sizeof src->publisher, table_cell(&t, i, col[PUBLISHER]));
            copy(src->title, sizeof src->title, table_cell(&t, i, col[TITLE]));
            copy(src->licence, sizeof src->licence, table_cell(&t, i, col[LICENCE]));
            copy(src->vintage_basis, sizeof src->vintage_basis, table_cell(&t, i, col[BASIS]));
            break;
        }
    }
    table_free(&t);
    return status;
}

cordon_status loading_describe(source *src, const char *path, uint64_t bytes,
                               const load_options *o, cordon_error *err) {
    bool standard = strcmp(path, "-") == 0;
    src->bytes = (int64_t)bytes;
    copy(src->file_name, sizeof src->file_name, standard ? "standard input" : base_name(path));
    src->retrieved = date_today();
    cordon_status status = standard ? CORDON_OK : bundled(src, path, err);
    if (status) return status;
    if (o->publisher) copy(src->publisher, sizeof src->publisher, o->publisher);
    if (o->licence) copy(src->licence, sizeof src->licence, o->licence);
    if (o->vintage) {
        src->vintage = o->vintage;
        copy(src->vintage_basis, sizeof src->vintage_basis, "given");
    }
    if (!src->vintage) {
        src->vintage = date_today();
        copy(src->vintage_basis, sizeof src->vintage_basis, "assumed: the day of loading");
    }
    return CORDON_OK;
}

cordon_status loading_begin(loading *l, cordon_error *err) {
    source *src = &l->out->source;
    cordon_status status =
        loading_describe(src, l->path, stream_raw_size(l->stream), l->o, err);
    if (!status) status = store_need_space(l->s, 64000000 + 4 * (uint64_t)src->bytes, err);
    if (!status) status = store_warehouse(&l->w, l->s, err);
    if (!status) status = store_source_begin(l->s, src, err);
    if (status) return status;
    l->in_ledger = true;
    if ((status = warehouse_exec(l->w, "BEGIN", err))) return status;
    l->begun = true;
    return CORDON_OK;
}

cordon_status loading_judge(const loading *l, uint64_t bad, uint64_t line, uint32_t column,
                            const char *what, cordon_error *err) {
    uint64_t records = l->out->records;
    if (!bad || (!l->o->strict && bad * 100 <= records * LOAD_BAD_PERCENT_MAX)) return CORDON_OK;
    if (l->o->strict)
        return cordon_fail_at(err, CORDON_EFORMAT, stream_name(l->stream), line, column,
                              "%s (%llu bad rows; --strict refuses the file)", what,
                              (unsigned long long)bad);
    return cordon_fail_at(err, CORDON_EFORMAT, stream_name(l->stream), line, column,
                          "%s (%llu of %llu rows are bad, more than %d %%: the file is refused)", what,
                          (unsigned long long)bad, (unsigned long long)records,
                          LOAD_BAD_PERCENT_MAX);
}

/* Reading is over and every bad row is on the spool: may the file stay? */
static cordon_status judge_rows(loading *l, ingest *in, cordon_error *err) {
    char what[560];
    pthread_mutex_lock(&in->mutex); /* the threads that wrote it are done */
    const refused_row first = in->first, *f = &first;
    pthread_mutex_unlock(&in->mutex);
    l->out->records = atomic_load(&in->records);
    if (fflush(in->spool) != 0 || in->spool_failed)
        return cordon_fail_at(err, CORDON_ENOSPC, store_path(l->s), 0, 0,
                              "the disk is full: the refused rows could not be written");
    if (!l->out->records)
        return cordon_fail_at(err, CORDON_EFORMAT, stream_name(l->stream), 0, 0,
                              "the file has a header and no rows");
    if (f->column)
        snprintf(what, sizeof what, "%.200s \"%.80s\": %.255s", f->column_name, f->value,
                 f->reason);
    else
        snprintf(what, sizeof what, "%s", f->reason);
    return loading_judge(l, atomic_load(&in->refused), f->line, f->column, what, err);
}

cordon_status loading_rows(loading *l, ingest *in, const char *sql, cordon_error *err) {
    cordon_status status = warehouse_exec_source(l->w, sql, &in->source, err);
    if (status == CORDON_EFORMAT && err && !err->source[0] && !err->line) {
        cordon_error why; /* stopped early: say why with the first bad row */
        if (judge_rows(l, in, &why) == CORDON_EFORMAT) *err = why;
    }
    if (status && err && !err->source[0])
        snprintf(err->source, sizeof err->source, "%s", stream_name(l->stream));
    if (status) return status;
    if ((status = judge_rows(l, in, err)) || !atomic_load(&in->refused)) return status;
    warehouse_source spool;
    char insert[200];
    ingest_spool_source(in, &spool);
    snprintf(insert, sizeof insert,
             "INSERT INTO refused SELECT CAST(%lld AS INTEGER), line, column_number, column_name, "
             "value, reason FROM cordon_rows()",
             (long long)l->out->source.id);
    return warehouse_exec_source(l->w, insert, &spool, err);
}

cordon_status loading_same(loading *l, cordon_error *err) {
    source *src = &l->out->source, known;
    unsigned char sha[STREAM_SHA256];
    stream_sha256(l->stream, sha);
    stream_hex(src->sha256, sha);
    src->bytes = (int64_t)stream_raw_bytes(l->stream);
    cordon_status status = store_source_by_hash(&known, l->s, src->sha256, err);
    if (status == CORDON_ENOTFOUND) return CORDON_OK;
    if (status) return status;
    int64_t mine = src->id;
    if ((status = warehouse_exec(l->w, "ROLLBACK", err))) return status;
    l->begun = false;
    status = store_source_drop(l->s, mine, err);
    l->in_ledger = false;
    *src = known;
    l->out->already = true;
    return status;
}

cordon_status loading_note(loading *l, const char *kind, const char *text, cordon_error *err) {
    warehouse_param p[] = {{NULL, l->out->source.id}, {NULL, ++l->notes}, {kind, 0}, {text, 0}};
    if (l->o->note) l->o->note(l->o->arg, text);
    return warehouse_run(l->w, "INSERT INTO source_note VALUES ($1, $2, $3, $4)", p, 4, err);
}

cordon_status loading_note_assumed(loading *l, cordon_error *err) {
    const source *src = &l->out->source;
    if (strncmp(src->vintage_basis, "assumed", 7) != 0) return CORDON_OK;
    char text[300], day[DATE_TEXT];
    snprintf(text, sizeof text, "the vintage %s is %s", date_format(day, src->vintage),
             src->vintage_basis);
    return loading_note(l, "vintage", text, err);
}

cordon_status loading_commit(loading *l, cordon_error *err) {
    source *src = &l->out->source;
    warehouse_param p[] = {{NULL, src->id},   {src->sha256, 0},    {NULL, src->bytes},
                           {NULL, src->rows}, {NULL, src->refused}, {NULL, src->rounded}};
    cordon_status status =
        warehouse_run(l->w, "INSERT INTO loaded VALUES ($1, $2, $3, $4, $5, $6)", p, 6, err);
    if (!status) status = warehouse_exec(l->w, "COMMIT", err);
    if (status) return status;
    l->begun = false;
    /* From here on the rows are there; if this write fails or the process ends,
     * the next writer finds them and says so in the ledger.                   */
    l->in_ledger = false;
    return store_source_done(l->s, src, err);
}

void loading_end(loading *l) {
    /* After a failure always a rollback: a commit behind a failed statement
     * would report success and commit nothing.                               */
    if (l->begun) warehouse_exec(l->w, "ROLLBACK", NULL);
    if (l->in_ledger) store_source_drop(l->s, l->out->source.id, NULL);
    feed_stop(l->feed);
    records_close(l->reader);
    stream_close(l->stream);
    arena_destroy(&l->mem);
    free(l->first.data);
    free(l->split);
}
