#include "flows/load.h"

#include "base/buf.h"
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
    loading l;
    const areas *a;
    layout layout;
    bool has_layout;
    parse parse;
    check check;
} load;

static cordon_status read_header(load *d, cordon_error *err) {
    loading *l = &d->l;
    cordon_status status = loading_open_stream(l, err);
    const char *encoding = l->o->encoding;
    if (status) return status;
    if (l->o->layout) {
        if ((status = layout_named(&d->layout, l->o->layout, d->a, err))) return status;
        d->has_layout = true;
        if (!encoding && *d->layout.encoding) encoding = d->layout.encoding;
    }
    char quote = '"';
    if (d->has_layout) quote = d->layout.quote;
    if ((status = loading_open(l, encoding, quote, err)) || d->has_layout) return status;
    status = layout_detect(&d->layout, stream_name(l->stream), l->first.data, l->first.len, d->a,
                           err);
    d->has_layout = !status;
    return status;
}

static cordon_status bind_header(load *d, cordon_error *err) {
    loading *l = &d->l;
    cordon_status status = loading_header(l, d->layout.delimiter, d->layout.quote, err);
    return status ? status : layout_bind(&d->layout, stream_name(l->stream), l->split, err);
}

static void copy(char *to, size_t size, const char *from) { snprintf(to, size, "%s", from); }

static cordon_status begin(load *d, cordon_error *err) {
    loading *l = &d->l;
    source *src = &l->out->source;
    char tmp[1200];
    copy(src->layout, sizeof src->layout, d->layout.name);
    copy(src->dataset, sizeof src->dataset, d->layout.dataset);
    copy(src->publisher, sizeof src->publisher, d->layout.publisher);
    copy(src->title, sizeof src->title, d->layout.title);
    cordon_status status = loading_begin(l, err);
    if (status || (status = loading_feed(l, err))) return status;
    snprintf(tmp, sizeof tmp, "%s/tmp", store_path(l->s));
    return parse_init(&d->parse, &d->layout, d->a, l->feed, l->header, l->columns, tmp, err);
}

static cordon_status insert_rows(load *d, cordon_error *err) {
    buf sql = {0};
    buf_str(&sql, "INSERT INTO flow ");
    parse_select(&d->parse, &sql, d->l.out->source.id);
    cordon_status status =
        sql.failed ? cordon_fail(err, CORDON_ENOMEM, "no memory for a statement")
                   : loading_rows(&d->l, &d->parse.in, buf_text(&sql), err);
    buf_free(&sql);
    return status;
}

/* A repeated key is a bad row like any other. */
static cordon_status judge_duplicates(load *d, cordon_error *err) {
    const parse *p = &d->parse;
    const check *c = &d->check;
    char what[120];
    if (!c->refused) return CORDON_OK;
    snprintf(what, sizeof what, "the key of line %lld again", (long long)c->duplicate_of);
    return loading_judge(&d->l, atomic_load(&p->in.refused) + (uint64_t)c->refused, (uint64_t)c->duplicate_line, 0,
                 what, err);
}

static cordon_status run_checks(load *d, cordon_error *err) {
    loading *l = &d->l;
    source *src = &l->out->source;
    check *c = &d->check;
    int64_t started = progress_now_ns();
    *c = (check){.w = l->w, .p = &d->parse, .source_id = src->id, .l = l};
    warehouse_param p[] = {{NULL, src->id}, {NULL, src->vintage}};
    cordon_status status = loading_note_assumed(l, err);
    if (!status && !l->o->no_checks) status = check_duplicates(c, err);
    if (!status) status = judge_duplicates(d, err);
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
    src->refused = (int64_t)atomic_load(&d->parse.in.refused) + c->refused;
    src->rounded = (int64_t)atomic_load(&d->parse.in.rounded);
    l->out->seconds_checks_ns = progress_now_ns() - started;
    return status;
}

static cordon_status run(load *d, cordon_error *err) {
    loading *l = &d->l;
    cordon_status status = loading_seen(l, err);
    if (status || l->out->already) return status;
    if ((status = read_header(d, err)) || (status = bind_header(d, err)) ||
        (status = begin(d, err)) || (status = insert_rows(d, err)) ||
        (status = loading_same(l, err)) || l->out->already)
        return status;
    if ((status = run_checks(d, err))) return status;
    return loading_commit(l, err);
}

cordon_status load_file(load_result *out, store *s, const areas *a, const char *path,
                        const load_options *o, cordon_error *err) {
    load d = {.a = a};
    int64_t started = progress_now_ns();
    cordon_status status = loading_init(&d.l, out, s, path, o, err);
    if (!status) status = run(&d, err);
    loading_end(&d.l);
    parse_free(&d.parse);
    if (d.has_layout) layout_free(&d.layout);
    out->seconds_all_ns = progress_now_ns() - started;
    return status;
}
