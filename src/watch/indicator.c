#include "watch/indicator.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const indicator_reader readers[] = {
    {"flow_share", "share of a flow", false, false, indicator_share},
    {"flow_value", "value of a flow", false, false, indicator_value},
    {"mirror_gap", "share sent and not recorded as arriving", false, false, indicator_gap},
    {"routes", "partners that stand out", true, false, indicator_routes},
    {"record", "events of the record between the two", true, false, indicator_record},
    {"record_by", "events of the record by one side", true, false, indicator_record_by},
    {"record_third", "events of the record that name both", true, false, indicator_record_third},
    {"observation", "observed values", false, false, indicator_observation},
    {"observation_count", "observed counts", true, false, indicator_observation_count},
    {"incidents", "incidents by start", true, true, indicator_incidents},
    {"un_agreement", "agreement in votes", false, false, indicator_agreement},
    {"un_distance", "distance of ideal points", false, false, indicator_distance},
    {"not_loaded", "no reader yet", false, false, NULL},
};
enum { READERS = sizeof readers / sizeof *readers };

static const char *const columns[] = {"id",    "dimension", "title", "kind",    "what",
                                      "flow",  "from",      "to",    "share_of", "unit",
                                      "sign",  "kept_for",  "begins",   "ends",  "bias",    "request",
                                      "source", NULL};

static cordon_status no_memory(cordon_error *err) {
    return cordon_fail(err, CORDON_ENOMEM, "no memory for the indicators");
}

/* ---- for readers ---- */

void indicator_set(watch_indicator *x, const indicator_ask *ask, int year, double value) {
    int at = year - ask->first;
    if (at < 0 || at >= INDICATOR_YEARS) return;
    x->v[at] = value;
    if (isfinite(value) && year > x->last) x->last = year;
}

void indicator_add_source(watch_indicator *x, int64_t id) {
    for (size_t i = 0; i < x->sources; i++)
        if (x->from_source[i] == id) return;
    if (x->sources < INDICATOR_SOURCES) x->from_source[x->sources++] = id;
}

/* ---- the table ---- */

typedef struct row_reader {
    const table *t;
    size_t row;
    int col[sizeof columns / sizeof *columns];
    indicators *all;
    bool no_memory;
} row_reader;

static const char *cell(row_reader *in, const char *column, bool codes) {
    const char *s = table_cell(in->t, in->row, table_col(in->t, column));
    s = pair_fill(&in->all->mem, in->all->ask.pair, s, codes);
    in->no_memory |= !s;
    return s ? s : "";
}

static const indicator_reader *reader_of(const char *kind) {
    for (size_t i = 0; i < READERS; i++)
        if (strcmp(readers[i].kind, kind) == 0) return &readers[i];
    return NULL;
}

/* A list is kept for pairs in either order, or for the state its row is of; "" is
 * for any.                                                                    */
static bool kept(const char *list, const pair *p, const char *of) {
    char one[64], other[64];
    snprintf(one, sizeof one, "%s-%s", p->a->code, p->b->code);
    snprintf(other, sizeof other, "%s-%s", p->b->code, p->a->code);
    if (!*list) return true;
    for (const char *s = list; *s; s += *s == ',') {
        size_t n = strcspn(s, ",");
        if ((strlen(one) == n && memcmp(s, one, n) == 0) ||
            (strlen(other) == n && memcmp(s, other, n) == 0) ||
            (*of && strlen(of) == n && memcmp(s, of, n) == 0))
            return true;
        s += n;
    }
    return false;
}

static cordon_status read_row(watch_indicator *x, row_reader *in, cordon_error *err) {
    const char *sign = cell(in, "sign", false);
    *x = (watch_indicator){.id = cell(in, "id", true),
                     .dimension = cell(in, "dimension", true),
                     .title = cell(in, "title", false),
                     .kind = cell(in, "kind", false),
                     .what = cell(in, "what", true),
                     .flow = cell(in, "flow", true),
                     .from = cell(in, "from", true),
                     .to = cell(in, "to", true),
                     .share_of = cell(in, "share_of", true),
                     .unit = cell(in, "unit", false),
                     .kept_for = cell(in, "kept_for", true),
                     .begins = cell(in, "begins", false),
                     .ends = cell(in, "ends", false),
                     .bias = cell(in, "bias", false),
                     .request = cell(in, "request", false),
                     .source = cell(in, "source", false),
                     .sign = *sign == '-' ? -1 : *sign == '0' ? 0 : 1};
    if (in->no_memory) return no_memory(err);
    for (size_t i = 0; i < INDICATOR_YEARS; i++) x->v[i] = x->low[i] = x->high[i] = NAN;
    return CORDON_OK;
}

/* After the year in which the list ends nothing was looked for. */
static void cut(watch_indicator *x, const indicator_ask *ask) {
    int ends = atoi(x->ends);
    x->last = 0;
    for (int i = 0; i < INDICATOR_YEARS; i++) {
        if (ends && ask->first + i > ends) x->v[i] = x->low[i] = x->high[i] = NAN;
        if (isfinite(x->v[i])) x->last = ask->first + i;
    }
}

static int newest(void *arg, const source *src) {
    watch_indicator *x = arg;
    for (size_t i = 0; i < x->sources; i++)
        if (x->from_source[i] == src->id && src->vintage > x->vintage) x->vintage = src->vintage;
    return 0;
}

static cordon_status fill(watch_indicator *x, row_reader *in, cordon_error *err) {
    const indicator_reader *r = reader_of(x->kind);
    if (!r)
        return cordon_fail_at(err, CORDON_EINVAL, in->t->path, in->t->line[in->row],
                              (uint32_t)table_col(in->t, "kind") + 1,
                              "kind is \"%.40s\"; expected one of those in docs/WATCH.md", x->kind);
    x->counts = r->counts;
    x->late = r->late;
    if (!kept(x->kept_for, in->all->ask.pair, x->from)) {
        snprintf(x->why, sizeof x->why, "the list was kept for %.100s only", x->kept_for);
        return CORDON_OK;
    }
    if (in->all->ask.of_index && !x->sign) return CORDON_OK;
    if (!r->fill) {
        snprintf(x->why, sizeof x->why, "no loaded file has it");
        return CORDON_OK;
    }
    cordon_status status = r->fill(x, &in->all->ask, err);
    if (!status) cut(x, &in->all->ask);
    if (!status && x->sources && !x->vintage)
        status = store_sources(in->all->ask.c->store, newest, x, err);
    if (!status && !x->last && !*x->why)
        snprintf(x->why, sizeof x->why, "no whole year of it is loaded");
    return status;
}

int indicator_first_year(date_day as_at) {
    int year = as_at / 10000;
    return (as_at % 10000 == 1231 ? year : year - 1) - INDICATOR_YEARS + 1;
}

cordon_status indicators_make_one(indicators *out, const indicator_ask *ask, const char *id,
                                  cordon_error *err) {
    const table *t = ask->c->regime ? regime_table(ask->c->regime, "indicators.csv") : NULL;
    cordon_status status = CORDON_OK;
    *out = (indicators){.ask = *ask};
    out->ask.first = indicator_first_year(ask->as_at);
    arena_init(&out->mem, 0);
    if (!t) return CORDON_OK;
    row_reader in = {.t = t, .all = out};
    status = table_cols(t, columns, in.col, err);
    out->v = status ? NULL : arena_alloc(&out->mem, (t->rows + 1) * sizeof *out->v);
    if (!status && !out->v) status = no_memory(err);
    for (; in.row < t->rows && !status; in.row++) {
        watch_indicator *x = &out->v[out->n];
        status = read_row(x, &in, err);
        if (!status && (!id || strcmp(x->id, id) == 0)) status = fill(x, &in, err);
        out->n++;
    }
    if (status) indicators_free(out);
    return status;
}

cordon_status indicators_make(indicators *out, const indicator_ask *ask, cordon_error *err) {
    return indicators_make_one(out, ask, NULL, err);
}

void indicators_free(indicators *x) {
    arena_destroy(&x->mem);
    *x = (indicators){0};
}

const watch_indicator *indicators_find(const indicators *x, const char *id) {
    for (size_t i = 0; i < x->n; i++)
        if (strcmp(x->v[i].id, id) == 0) return &x->v[i];
    return NULL;
}
