/* public.c - the calls of <cordon/store.h> and <cordon/flows.h>. */
#include <cordon/cordon.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "flows/load.h"
#include "flows/asked.h"

const char *cordon_version(void) { return CORDON_VERSION; }
const char *cordon_engine_version(void) { return warehouse_engine_version(); }

cordon_status cordon_store_init(const char *path, const char *name, cordon_error *err) {
    areas *a = NULL;
    regime *r = NULL;
    cordon_status status = CORDON_OK;
    if (!path) return cordon_fail(err, CORDON_EINVAL, "no path");
    if (name) {
        status = areas_load(&a, err);
        if (!status) status = regime_load(&r, name, a, err);
    }
    if (!status) status = store_init(path, name ? name : "", err);
    regime_free(r);
    areas_free(a);
    return status;
}

cordon_status cordon_store_open(cordon_store **out, const char *path, bool writing,
                                double wait_seconds, cordon_error *err) {
    if (!out || !path) return cordon_fail(err, CORDON_EINVAL, "no path");
    cordon_store *c = calloc(1, sizeof *c);
    if (!c) return cordon_fail(err, CORDON_ENOMEM, "no memory to open %s", path);
    cordon_status status =
        context_open(c, path, NULL, writing ? STORE_WRITE : STORE_READ, wait_seconds, err);
    if (status)
        free(c);
    else
        *out = c;
    return status;
}

void cordon_store_close(cordon_store *c) {
    if (!c) return;
    context_close(c);
    free(c);
}

cordon_status cordon_load_file(cordon_load_result *out, cordon_store *c, const char *path,
                               const cordon_load_options *given, cordon_error *err) {
    if (!out || !c || !path) return cordon_fail(err, CORDON_EINVAL, "a needed argument is NULL");
    const cordon_load_options none = {0}, *g = given ? given : &none;
    load_options o = {.layout = g->layout, .publisher = g->publisher, .licence = g->licence,
                      .encoding = g->encoding, .vintage = g->vintage, .strict = g->strict,
                      .note = g->note, .arg = g->arg};
    load_result r;
    cordon_status status = load_file(&r, c->store, c->areas, path, &o, err);
    if (status) return status;
    *out = (cordon_load_result){.source_id = r.source.id, .already = r.already, .rows = r.source.rows,
                                .refused = r.source.refused, .rounded = r.source.rounded};
    memcpy(out->sha256, r.source.sha256, sizeof out->sha256);
    return CORDON_OK;
}

typedef struct caller {
    int (*each)(void *arg, const cordon_flow_row *row);
    void *arg;
    const char *currency;
} caller;

static int hand_row(void *arg, const flow_row *r) {
    const caller *to = arg;
    cordon_flow_row row = {r->period, r->from, r->to, r->code, r->line, r->tier, to->currency,
                           r->estimate, r->value_milli, r->mass_g, r->rows};
    return to->each(to->arg, &row);
}

cordon_status cordon_flows_series(cordon_store *c, const cordon_flow_question *q,
                                  int (*each)(void *arg, const cordon_flow_row *row), void *arg,
                                  cordon_error *err) {
    if (!c || !q || !each) return cordon_fail(err, CORDON_EINVAL, "a needed argument is NULL");
    if (q->share_of) return cordon_fail(err, CORDON_EINVAL, "share_of is not for this call");
    asked w;
    measure m;
    cordon_status status = asked_resolve(&w, c, q, false, BY_MONTH, err);
    if (status) return status;
    status = measure_make(&m, c->store, c->goods, &w.query, &w.measure, err);
    if (!status) {
        caller to = {each, arg, m.currency};
        for (size_t i = 0; i < m.n; i++)
            if (hand_row(&to, &m.v[i].key)) break;
        measure_free(&m);
    }
    asked_free(&w);
    return status;
}

static cordon_status hand_growth(const growth *g, const measure *m, const asked *w,
                                 int (*each)(void *arg, const char *finding_json), void *arg,
                                 cordon_error *err) {
    cordon_status status = CORDON_OK;
    for (size_t i = 0; i < g->n && !status; i++) {
        arena scratch;
        finding f;
        buf json = {0};
        arena_init(&scratch, 0);
        status = growth_finding(&f, &scratch, &g->v[i], m, &w->query, w->goods_text, err);
        if (!status) finding_json(&json, &f);
        if (!status && json.failed) status = cordon_fail(err, CORDON_ENOMEM, "no memory for a finding");
        int stop = status ? 1 : each(arg, buf_text(&json));
        buf_free(&json);
        arena_destroy(&scratch);
        if (stop) break;
    }
    return status;
}

cordon_status cordon_flows_growth(cordon_store *c, const cordon_flow_question *q,
                                  int (*each)(void *arg, const char *finding_json), void *arg,
                                  cordon_error *err) {
    if (!c || !q || !each) return cordon_fail(err, CORDON_EINVAL, "a needed argument is NULL");
    asked w;
    measure m;
    growth g = {0};
    cordon_status status = asked_resolve(&w, c, q, true, 0, err);
    if (status) return status;
    status = measure_make(&m, c->store, c->goods, &w.query, &w.measure, err);
    if (!status) {
        if (!(status = growth_make(&g, &m, err))) status = hand_growth(&g, &m, &w, each, arg, err);
        growth_free(&g);
        measure_free(&m);
    }
    asked_free(&w);
    return status;
}
