#include "flows/load.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/buf.h"
#include "base/data_dir.h"
#include "base/progress.h"
#include "flows/check.h"

static const char coverage_sql[] =
#include "flows/sql/coverage.sql.h"
    ;
static const char scope_code_sql[] =
#include "flows/sql/scope_code.sql.h"
    ;
static const char scope_partner_sql[] =
#include "flows/sql/scope_partner.sql.h"
    ;

typedef struct load {
    store *s;
    const areas *a;
    const char *path;
    const load_options *o;
    load_result *out;
    stream *stream;
    record_reader *reader;
    record_block first; /* the file's first block, with the header */
    record_split *split;
    size_t body;        /* where the first record behind the header starts */
    uint64_t body_line;
    layout layout;
    bool has_layout;
    const char **header;
    size_t columns;
    arena mem;
    feed *feed;
    parse parse;
    check check;
    warehouse *w;
    bool begun, in_ledger;
} load;

static const char *base_name(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

/* A file of which a source of the same size is loaded is hashed before it is
 * read: only then can it be the same bytes.                                  */
static cordon_status seen_before(load *l, cordon_error *err) {
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

static cordon_status read_header(load *l, cordon_error *err) {
    cordon_status status = stream_open(&l->stream, l->path, err);
    l->first.data = malloc(RECORDS_BLOCK);
    l->split = malloc(sizeof *l->split);
    if (status) return status;
    if (!l->first.data || !l->split) return cordon_fail(err, CORDON_ENOMEM, "no memory to load");
    const char *encoding = l->o->encoding;
    if (l->o->layout) {
        if ((status = layout_named(&l->layout, l->o->layout, l->a, err))) return status;
        l->has_layout = true;
        if (!encoding && *l->layout.encoding) encoding = l->layout.encoding;
    }
    char quote = '"';
    if (l->has_layout) quote = l->layout.quote;
    if ((status = records_open(&l->reader, l->stream, encoding, quote, err)) ||
        (status = records_next(l->reader, &l->first, err)))
        return status;
    if (!l->first.len)
        return cordon_fail_at(err, CORDON_EFORMAT, stream_name(l->stream), 0, 0, "the file is empty");
    if (!l->has_layout) {
        status = layout_detect(&l->layout, stream_name(l->stream), l->first.data, l->first.len, l->a,
                               err);
        if (status) return status;
        l->has_layout = true;
    }
    return CORDON_OK;
}

static cordon_status bind_header(load *l, cordon_error *err) {
    record_split *s = l->split;
    uint64_t line = l->first.first_line, header_line = line;
    s->delimiter = l->layout.delimiter;
    s->quote = l->layout.quote;
    split_result sr = records_split(s, &l->first, &l->body, &line, &header_line);
    l->body_line = line;
    if (sr != SPLIT_OK)
        return cordon_fail_at(err, CORDON_EFORMAT, stream_name(l->stream), header_line, 0,
                              sr == SPLIT_END ? "the file has no header" : "the header cannot be read");
    cordon_status status = layout_bind(&l->layout, stream_name(l->stream), s, err);
    if (status) return status;
    l->columns = s->n;
    l->header = arena_alloc(&l->mem, s->n * sizeof *l->header);
    for (size_t i = 0; l->header && i < s->n; i++)
        if (!(l->header[i] = arena_strndup(&l->mem, s->f[i].p, s->f[i].len))) l->header = NULL;
    return l->header ? CORDON_OK : cordon_fail(err, CORDON_ENOMEM, "no memory for the header");
}

static void copy(char *to, size_t size, const char *from) { snprintf(to, size, "%s", from); }

/* What the table of bundled files knows about this file, told by its hash. */
static cordon_status bundled(load *l, source *src, cordon_error *err) {
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
            if (strcmp(base_name(table_cell(&t, i, col[FILE_])), base_name(l->path)) != 0) continue;
            if ((status = stream_hash_file(hex, l->path, err))) break;
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

static cordon_status describe(load *l, source *src, cordon_error *err) {
    const load_options *o = l->o;
    src->bytes = (int64_t)stream_raw_size(l->stream);
    copy(src->file_name, sizeof src->file_name,
         strcmp(l->path, "-") == 0 ? "standard input" : base_name(l->path));
    copy(src->layout, sizeof src->layout, l->layout.name);
    copy(src->dataset, sizeof src->dataset, l->layout.dataset);
    copy(src->publisher, sizeof src->publisher, l->layout.publisher);
    copy(src->title, sizeof src->title, l->layout.title);
    src->retrieved = date_today();
    cordon_status status = strcmp(l->path, "-") == 0 ? CORDON_OK : bundled(l, src, err);
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

static cordon_status begin(load *l, cordon_error *err) {
    source *src = &l->out->source;
    char tmp[1200];
    cordon_status status = describe(l, src, err);
    if (!status)
        status = store_need_space(l->s, 64000000 + 4 * (uint64_t)src->bytes, err);
    if (!status) status = store_warehouse(&l->w, l->s, err);
    if (!status) status = store_source_begin(l->s, src, err);
    if (status) return status;
    l->in_ledger = true;
    if ((status = feed_start(&l->feed, l->reader, &l->first, l->body, l->body_line, l->o->progress,
                             l->o->arg, err)))
        return status;
    snprintf(tmp, sizeof tmp, "%s/tmp", store_path(l->s));
    if ((status = parse_init(&l->parse, &l->layout, l->a, l->feed, l->header, l->columns, tmp, err)))
        return status;
    if ((status = warehouse_exec(l->w, "BEGIN", err))) return status;
    l->begun = true;
    return CORDON_OK;
}

/* May the file stay with this many bad rows, of which the first is given? */
static cordon_status judge(const load *l, uint64_t bad, uint64_t line, uint32_t column,
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
static cordon_status judge_rows(load *l, cordon_error *err) {
    parse *p = &l->parse;
    char what[560];
    pthread_mutex_lock(&p->mutex); /* the threads that wrote it are done */
    const refused_row first = p->first, *f = &first;
    pthread_mutex_unlock(&p->mutex);
    l->out->records = atomic_load(&p->records);
    if (fflush(p->spool) != 0 || p->spool_failed)
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
    return judge(l, atomic_load(&p->refused), f->line, f->column, what, err);
}

/* A repeated key is a bad row like any other. */
static cordon_status judge_duplicates(load *l, cordon_error *err) {
    const parse *p = &l->parse;
    const check *c = &l->check;
    char what[120];
    if (!c->refused) return CORDON_OK;
    snprintf(what, sizeof what, "the key of line %lld again", (long long)c->duplicate_of);
    return judge(l, atomic_load(&p->refused) + (uint64_t)c->refused, (uint64_t)c->duplicate_line, 0,
                 what, err);
}

static cordon_status insert_rows(load *l, cordon_error *err) {
    buf sql = {0};
    buf_str(&sql, "INSERT INTO flow ");
    parse_select(&l->parse, &sql, l->out->source.id);
    cordon_status status =
        sql.failed ? cordon_fail(err, CORDON_ENOMEM, "no memory for a statement")
                   : warehouse_exec_source(l->w, buf_text(&sql), &l->parse.source, err);
    buf_free(&sql);
    if (status == CORDON_EFORMAT && err && !err->source[0] && !err->line) {
        cordon_error why; /* stopped early: say why with the first bad row */
        if (judge_rows(l, &why) == CORDON_EFORMAT) *err = why;
    }
    if (status && err && !err->source[0])
        snprintf(err->source, sizeof err->source, "%s", stream_name(l->stream));
    if (status) return status;
    if ((status = judge_rows(l, err)) || !atomic_load(&l->parse.refused)) return status;
    warehouse_source spool;
    char insert[200];
    parse_spool_source(&l->parse, &spool);
    snprintf(insert, sizeof insert,
             "INSERT INTO refused SELECT CAST(%lld AS INTEGER), line, column_number, column_name, "
             "value, reason FROM cordon_rows()",
             (long long)l->out->source.id);
    return warehouse_exec_source(l->w, insert, &spool, err);
}

static cordon_status same_bytes(load *l, cordon_error *err) {
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

static cordon_status note_assumed(load *l, cordon_error *err) {
    const source *src = &l->out->source;
    if (strncmp(src->vintage_basis, "assumed", 7) != 0) return CORDON_OK;
    char text[300], day[DATE_TEXT];
    snprintf(text, sizeof text, "the vintage %s is %s", date_format(day, src->vintage),
             src->vintage_basis);
    return check_note(&l->check, "vintage", text, err);
}

static cordon_status run_checks(load *l, cordon_error *err) {
    source *src = &l->out->source;
    check *c = &l->check;
    int64_t started = progress_now_ns();
    *c = (check){.w = l->w, .p = &l->parse, .source_id = src->id, .note = l->o->note,
                 .arg = l->o->arg};
    warehouse_param p[] = {{NULL, src->id}, {NULL, src->vintage}};
    cordon_status status = note_assumed(l, err);
    if (!status && !l->o->no_checks) status = check_duplicates(c, err);
    if (!status) status = judge_duplicates(l, err);
    if (!status) status = warehouse_run(l->w, coverage_sql, p, 2, err);
    if (!status && !l->o->no_checks) status = check_scale(c, err);
    if (!status && !l->o->no_checks) status = check_gaps(c, err);
    if (!status) status = warehouse_run(l->w, scope_code_sql, p, 1, err);
    if (!status) status = warehouse_run(l->w, scope_partner_sql, p, 1, err);
    if (!status)
        status = warehouse_one_int(&src->rows, l->w,
                                   "SELECT CAST(coalesce(sum(row_count), 0) AS BIGINT) FROM coverage "
                                   "WHERE source_id = $1",
                                   p, 1, err);
    src->refused = (int64_t)atomic_load(&l->parse.refused) + c->refused;
    src->rounded = (int64_t)atomic_load(&l->parse.rounded);
    l->out->seconds_checks_ns = progress_now_ns() - started;
    return status;
}

static cordon_status commit(load *l, cordon_error *err) {
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

static cordon_status run(load *l, cordon_error *err) {
    cordon_status status = seen_before(l, err);
    if (status || l->out->already) return status;
    if ((status = read_header(l, err)) || (status = bind_header(l, err)) ||
        (status = begin(l, err)) || (status = insert_rows(l, err)) || (status = same_bytes(l, err)) ||
        l->out->already)
        return status;
    if ((status = run_checks(l, err))) return status;
    return commit(l, err);
}

cordon_status load_file(load_result *out, store *s, const areas *a, const char *path,
                        const load_options *o, cordon_error *err) {
    load l = {.s = s, .a = a, .path = path, .o = o, .out = out};
    int64_t started = progress_now_ns();
    *out = (load_result){0};
    arena_init(&l.mem, 0);
    cordon_status status = run(&l, err);
    /* After a failure always a rollback: a commit behind a failed statement
     * would report success and commit nothing.                               */
    if (l.begun) warehouse_exec(l.w, "ROLLBACK", NULL);
    if (l.in_ledger) store_source_drop(s, out->source.id, NULL);
    feed_stop(l.feed);
    parse_free(&l.parse);
    records_close(l.reader);
    stream_close(l.stream);
    if (l.has_layout) layout_free(&l.layout);
    arena_destroy(&l.mem);
    free(l.first.data);
    free(l.split);
    out->seconds_all_ns = progress_now_ns() - started;
    return status;
}
